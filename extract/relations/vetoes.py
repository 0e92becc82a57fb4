"""What the words around two names say a relation between them is not, though the model holds it likely.

In: a Doc with mentions, entities and sentences; one verdict of the relation model. Out: whether grammar refuses it. Each rule
reads a few characters around the two names or their lists: 毕业于某大学的李某 heads no university, 共建“一带一路”国家 implements
no initiative, 紧邻某园 lies not in the park, 新能源汽车充电桩 are no cars. How often each rule was right is counted in
extract/models/relations.md.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from extract.lexicons import alternation
from extract.names.project_firms import firm_length
from extract.relations.coordination import Lists, find_lists
from extract.relations.heads import is_head
from extract.relations.refusals import Refusals
from ontology.facts import Kind, Property
from ontology.model import ORGANISATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc

    from extract.relations.model import Verdict
    from ontology.facts import Mention, Span

__all__ = ["Vetoes"]

QUOTE: Final = 200  # characters of what is quoted before a sentence
NEAR: Final = 14  # characters on each side of a name that say what it does
CLAUSE = re.compile("[，。；：！？]")
PLACES: Final = (Kind.REGION, Kind.PARK)
HOSTS: Final = (Kind.REGION, Kind.PARK, Kind.INSTITUTION, Kind.EVENT, Kind.INDUSTRY)
FIRMS: Final = (Kind.COMPANY, Kind.FINANCIAL)

PREDECESSOR = re.compile("前身")
BUILDS = re.compile("建成|建设|承建|实施|中标|承揽|承担|打造|运营|投建|施工|总包|参建|签下")  # who does so may do it for another
# locatedIn, partOf: the words before the place say that the thing lies elsewhere
ELSEWHERE = re.compile(
    "(?:紧邻|毗邻|相邻|邻近|临近|靠近|接壤|毗连|距离?|背靠|面向|面朝|辐射|通往|驶向|开往|发往|运往|飞往|销往|直达|连接|联通|对接|支援|帮扶|对口支援)[^，。、；]{0,4}$"
)
ONCE = re.compile("(?:(?:曾经?|此前|过去)[^，。；]{0,8}在|(?:老家[在是]|家住|家在|籍贯|出生[于在]|毕业于|原籍)[^，。；、]{0,6})$")
DATELINE = re.compile("(?:本报|新华社|中新社|记者)[^，。；]{0,6}$")  # 本报北京8月22日电
DATED = re.compile(r"\d{1,2}月\d{1,2}日(?:讯|电)")
AIDED = re.compile("援建|援助|对口支援|帮扶")
MEMBERS = re.compile("的?(?:成员|学员|代表|嘉宾|一行)")  # who takes part in an event went somewhere, not the event
ARRIVES = re.compile("[^，。；]*(?:驶[进入向离]|开进|运抵|抵达|到达|进入|运往)[^，。；]{0,6}")  # 来自某地的列车驶进某港
QUOTES = re.compile("(?:说|表示|介绍|认为|指出|告诉[^，。“]{0,8})(?:[，：]|。)?“")  # what is named in somebody's words is not where they are
OURS = re.compile("我们|公司|企业|工厂|园区|项目|总部|落户|来到|扎根")
# a firm of the whole nation works in many places; its units lie in one
NATIONAL = re.compile("(?:中国|国家|中铁|中建|中交|中核|中车|中粮|国网|国投|华润)(?!.*(?:分公司|分行|支行|局|厂|院|所|基地|中心|站|大学|馆|园|实验室|[^团限]公司)$)")
SETTLED = re.compile("(?:位于|地处|坐落[于在]?|落户[于在]?|选址[于在]?|[设建]立?[在于]|扎根[于在]?|总部[位设]?[在于]?|注册地?[为在]?|诞生于|起步于|疏解到|迁[至到])[^，。；]{0,8}$")
# in a place a firm does something for others: 某公司在某地|投资
ACTS = re.compile("(?:境内|各地|等地|多地)?(?:累计|先后|共|还|也)?(?:投资|出资|斥资|投建|承建|援建|承接|举办|开展|推出|推进|发起|实施|试点|落地试点)")
STUDENT = re.compile("(?:学生|员工|职工|工人|选手|老师|学员)[^，。；]{0,8}来自")
PEOPLE = re.compile(f"[”’》]?(?:{alternation('words_relations', 'people')})")
REVERSED = re.compile("[”》]?(?:坐落[于在]|位于|地处|落户[于在]?|入驻|扎根[于在]?|隶属于?)[“《]?")
# 直达丙国|丁市的班列: the place before what moves is where it goes
BOUND_FOR = re.compile("(?:直达|通往|驶向|开往|发往|运往|飞往|销往|驶往|前往)$")
MOVES = re.compile("(?:班列|列车|专列|专线|快线|航线|航班|线路|快船|货轮)$")
# 引进某所|重离子技术等项目: the name only says whose thing was brought in
ITS_THING = re.compile("(?!等|在|的?(?:总部|分公司|子公司))[\u4e00-\u9fffA-Za-z0-9]{1,14}?(?:技术|成果|设备|产品|装备|专利|团队|人才|经验|模式|标准)")
BROUGHT = re.compile("(?:引进|引入|引育|招引|吸引|转化|落地)[^，。；]{0,6}$")
# participatesIn
CORE = re.compile("同志为核心")
TEACHING = re.compile("(?:同志|总书记|主席)*(?:关于|重要(?:讲话|指示|论述|回信|文章)|的?(?:指示|嘱托|讲话|回信|贺信)|新时代中国特色)")
ESCORT = re.compile("[^，。；]{0,24}陪同")
ATTENDS = re.compile("出席|参加|主持")
SPIRIT = re.compile("[”》]?(?:精神|的?部署|的?要求|的?决定|召开以来|以来|确定|作出)")
# an event decides on people: 全会决定递补…, 大会审议…的报告
DECIDES = re.compile("决定|审议|递补|增补|选举|任命|免去|追授|授予|表彰|确认|给予|通报|悼念|缅怀|纪念")
OFFICES = re.compile("(?:等|[、和及][^，。；]{1,14})?(?:有关|相关|各)(?:部门|方面|单位|部委)")  # 中央、国务院有关部门负责人
WELCOMES = re.compile("(?:欢迎|支持|期待|祝贺|呼吁|盼望|赞赏|看好|预祝)(?:中国|我国|中方)?(?:成功)?(?:举办|主办|召开|举行)?$")
TOURS = re.compile("(?:走进|来到|前往|参观|考察|走访|探访|到访|步入|赴)[^，。；]{0,4}$")
SOMEWHERE = re.compile("(?:在|赴|到|前往|来到|走进|齐聚|相聚|于)[“《]?$")  # the place of a meeting attends it not
TOLD = re.compile("(?:介绍|通报|解读)[^，。；]{0,4}$")
HELD = re.compile("(?:举办|举行|召开|承办|主办)[^，。；]{0,12}$")
# of one named before: (该公司)参加…, (该行)推出的贷款由…获得
ATTENDED = re.compile("(?:参加|参与|亮相|出席|参展|走进|登上|加入|进入|携手|获得|获|得到|申请|办理|享受|拿到|入选|开展|推出|通过|借助|依托)[^，。；]{0,10}$")
ON_STAGE = re.compile("[”》]?(?:上|期间|现场|中)?，?[^。；，]{0,12}(?:亮相|展出|参展|签约|发布|展示|带来|首发|首秀|展台)")
VISITED = re.compile("(?:看望|会见|接见|慰问)[^，。；]{0,6}(?:参加|出席)[^，。；]{0,4}$")
# produces
OTHER_GOODS = re.compile(
    "[”》]?(?:(?:建造)?(?:备忘录|意向书)|充电|换电|生产的?(?:重要|关键|主要)?(?:原料|原材料|材料)"  # its loading, its materials
    # 的原料, 的用户
    "|的(?:重要|关键|主要)?(?:原料|原材料|材料|包装)|的?"
    "(?:零部件|零配件|配件|用户|消费|加工后|专用|保险|补贴|租赁|关税|以旧换新|下乡))"
)
# what is done with goods by who makes them not: 小麦|价格, 鲜切花|交易指数, 水泵由某公司|保养维护
TRADED = re.compile("[”》]?(?:的)?(?:日均|年|平均|出口)?(?:价格|交易|拍卖|指数|期货|贸易|收购|批发|现货|仓储|供求|维护|维修|保养|运维|养护|进口)")
UPKEEP = re.compile("[^，。；]{0,6}(?:出资)?(?:保养|维护|维修|养护|运营|管理|回收|销售|收购|代理|采购|租赁|运输|承运)")
MAKES = re.compile("生产|研发|制造|研制|开发|打造|设计|加工|提供")
SERVED = re.compile("(?:为|替|给|供)[“]?$")  # 为某公司|生产的产品
SERVES = re.compile("[”]?(?:等[^，。；]{0,4})?(?:生产|提供|配套|供应|供货|代工|加工|定制|量身)")
USED = re.compile(
    f"(?:{alternation('words_relations', 'uses')})"
    "(?:了|的|着|过|[一这][款台套批种]|先进的?|国外的?|国产的?|新型|智能|自动|大型|现代)*$"
)
DRIVES = re.compile("为(?!主|核心|代表|重点|龙头|特色)")  # 以电机为车辆供能
NO_PLANT = re.compile("(?:高速|公路|铁路|口岸|港|机场|车站|大桥|隧道|高铁)$")
# implements
PARTNERS = re.compile("[”》]?(?:沿线|共建|参与|参加|相关|合作伙伴|伙伴|节点)?(?:国家|地区|城市)|[”》]?(?:合作伙伴|伙伴)|[”》]?(?:沿线|朋友圈|国际合作)")
ISSUED = re.compile(
    "(?:制定|制订|出台|印发|发布|编制)(?:了)?(?:推进|深化|加快|推动|关于)$"  # 制定推进…
    # 印发…: not what is issued to carry it out
    "|(?:发布|印发|出台|颁布|公布|编制|制定|制订|起草|下发|拟定)(?:了)?"
    "(?![^，。；]{0,12}(?:实施|落实|推进|贯彻|执行))[^，。；、]{0,10}$"
)
CARRIED_OUT = re.compile("落实|贯彻|执行")
FOR = re.compile("为[^，。；心]{0,8}$")
TRIBUTE = re.compile("[^，。；]{0,6}(?:贡献|作出|提供)")
SPEECH_PLACE = re.compile("[^，。；]{0,8}(?:考察|调研|视察|座谈)[^，。；“]{0,12}(?:强调|指出|要求|提出)")
# focusesOn
# 打造成农业的|标志性工程: the industry only says what the work is one of
ITS_WORK = re.compile("[”》]?的(?:标志性|示范|代表性|重大|标杆|龙头|样板|旗舰|重点)(?:性)?(?:工程|项目|企业|成果|产品|作品|案例|品牌)")
IS_KIND = re.compile("[”》]?(?:产业)?(?:是|属于|为)(?!我|全|本|当地|这|该)")  # 造纸是高耗能产业 says nothing of a place
GATHERS = re.compile("(?:齐聚|相聚|汇聚|云集|聚首)[“]?$")
HE_SAYS = re.compile("[^，。；]{0,8}，[^，。；]{0,6}(?:他|她|总书记|习近平|总理|副总理)[^，。；]{0,8}(?:指出|强调|要求|叮嘱|提出|说|表示)")
# finances, subsidiaryOf
LENDS = re.compile("贷|授信|融资|资金|信贷|担保|放款|支持|扶持|助力|资助|补助|奖补|补贴|投放|发放|出资|拨付|亿元|万元|帮助|服务")
OWNERSHIP = re.compile(alternation("words_relations", "owns"))
# hasDesignation: 某地上市公司|入选: not the place
FIRMS_THERE = re.compile(
    # 某地上市公司
    "[”》]?(?:的)?(?:[^，。；、被入获]{0,6})(?:上市公司|企业|公司|单位|产品|项目|品牌|技术|案例|学校|医院|村|园区|人才|专家|工匠)"
    "[^，。；]{0,8}?(?:入选|获评|被|上榜|获|荣获|认定|成为|跻身|列入|纳入)"  # 入选
)
CLOSED_DOWN = re.compile("[^，。；]{0,8}(?:去产能|落后产能|过剩产能|产能退出)")
# cooperatesWith
OWNED = re.compile("所属|下属|旗下|隶属|成立的|创办|收购|控股|移交")
FIRMS_OF = re.compile("[”》]?(?:的)?[^，。；、与和同跟签合共联等]{0,6}(?:企业|公司|院校|高校|市场|客商|客户)")
JOINTLY = re.compile("联合|共同|携手|会同|合作(?!社)|协同|三方|双方|联手|签|共建|牵头|组建|结对")
GOVERNED = re.compile("(?:与|和|同|跟|会同|携手|向|为|给|对|在|从)[“《]?$")
WITH = re.compile("[与同跟]")
BESIDE = re.compile("[与同跟][“《]?$")
GOES_TO = re.compile("(?:赴|到|前往|走进|深入|来到)[“]?$")
VISITS = re.compile("[^，。；签合]{0,6}(?:调研|考察|参观|学习|走访|蹲点|访问|慰问)")
SAYS = re.compile("[^，。；“]{0,40}(?:说|表示|介绍|认为|告诉|坦言|指出|感慨|强调)")
NO_ORGANISATION = frozenset({"人民政府", "国家", "全国", "地方", "政府", "部门"})
EXHORTS = re.compile("(?:^|[，；：“])(?:我们|各地|同时|还|也|特别|今后|更)*(?:要|必须|应当|应该|应|务必)(?![素求件用急对运])")
TOLD_TO = re.compile("(?:强调|指出|要求|叮嘱|希望|寄语)[，：“]{0,2}$")
OUGHT = re.compile("(?:一定|更|也|还)?(?:要|必须|应当|应该|务必)")
INQUIRES = re.compile("(?:了解|察看|考察|调研|参观|听取)[^，。；]{0,30}$")
FOLLOWED = re.compile("(?:贯彻|落实|执行|依据|根据|按照|响应|借助)[^，。；]{0,6}$")  # 某局根据某办法…
LEADING_IN = re.compile("[”]?(?:率先|首个|首次|范围|各地)")


class Vetoes:
    """Refuses verdicts of one document; all rules look at a bounded number of characters."""

    def __init__(self, doc: Doc, lists: Lists | None = None) -> None:
        self._text: str = doc._.healed.text
        self._mentions: list[Mention] = doc._.mentions
        self._kinds: dict[str, Kind] = {e.key: e.kind for e in doc._.entities}
        self._names: dict[str, tuple[str, ...]] = {e.key: e.names for e in doc._.entities}
        self._sentences = doc._.sentences
        self._lists = lists or find_lists(doc)
        self._refusals = Refusals(doc, self._lists)
        self._rules: dict[Property, tuple[Callable[[int, int, Span], str], ...]] = {
            Property.LEADS: (self._leads,),
            Property.FINANCES: (self._lends,),
            Property.SUBSIDIARY_OF: (self._belongs,),
            Property.LOCATED_IN: (self._lies,),
            Property.PART_OF: (self._lies,),
            Property.PARTICIPATES_IN: (self._attends,),
            Property.PRODUCES: (self._makes, self._spoken),
            Property.IMPLEMENTS: (self._carries_out, self._spoken),
            Property.FOCUSES_ON: (self._focuses, self._spoken),
            Property.HAS_CLUSTER: (self._spoken,),
            Property.HAS_DESIGNATION: (self._names_itself, self._of_firms_there),
            Property.ADMINISTERS: (self._spoken,),
            Property.COOPERATES_WITH: (self._cooperates,),
            Property.ISSUED_BY: (self._issues,),
            Property.OPERATES_IN: (self._works, self._spoken),
            Property.UNDERTAKES: (self._builds,),
        }

    def reason(self, verdict: Verdict) -> str:
        """Return why grammar refuses a verdict; an empty string if nothing speaks against it."""
        sentence = self._sentences[verdict.sentence].span
        if self._spoken_by_another(verdict.subject, sentence):
            return "other speaker"
        if verdict.predicate is not Property.COOPERATES_WITH and self._respectively(verdict.subject, verdict.object, sentence):
            return "respectively"
        for rule in self._rules.get(verdict.predicate, ()):
            if why := rule(verdict.subject, verdict.object, sentence):
                return why
        return self._refusals.reason(verdict)

    def _span(self, mention: int) -> Span:
        return self._mentions[mention].span

    def _kind(self, mention: int) -> Kind:
        return self._kinds[self._mentions[mention].entity]

    def _before(self, mention: int, sentence: Span) -> str:
        """The characters before a mention's list."""
        begin = int(self._lists.begin[mention])
        return self._text[max(sentence.begin, begin - NEAR) : begin]

    def _between(self, subject: int, target: int, sentence: Span) -> str:
        """The characters between the two names; for a subject carried on, those of the sentence before the object."""
        a, b = self._span(subject), self._span(target)
        if a.begin < sentence.begin:
            return self._text[sentence.begin : b.begin]
        return self._text[a.end : b.begin] if a.begin < b.begin else self._text[b.end : a.begin]

    def _spoken_by_another(self, subject: int, sentence: Span) -> bool:
        """Say whether a sentence is what somebody of another organisation says: “…。”某某集团总裁李某说 tells nothing of a firm named before."""
        if self._span(subject).begin >= sentence.begin or self._text[sentence.begin] != "“" or self._kind(subject) not in ORGANISATIONS:
            return False
        end = self._text.find("”", sentence.begin, sentence.end + 2)
        if end < 0:
            return False
        first = bisect_left(self._mentions, end, key=lambda m: m.span.begin)
        speaker = self._mentions[first] if first < len(self._mentions) else None
        if speaker is None or speaker.span.begin > end + 2 or speaker.entity == self._mentions[subject].entity or self._kinds[speaker.entity] not in ORGANISATIONS:
            return False
        return SAYS.match(self._text, speaker.span.end) is not None

    def _respectively(self, subject: int, target: int, sentence: Span) -> bool:
        """Say whether 分别 joins each name of a list to the one at the same place of another, and these two stand at different places."""
        lists, size = self._lists, int(self._lists.size[subject])
        a, b = (subject, target) if subject < target else (target, subject)
        if size < 2 or lists.size[target] != size or lists.begin[a] < sentence.begin or lists.end[a] > lists.begin[b]:
            return False
        apart = a - lists.number[a] != b - lists.number[b]
        return bool(apart) and "分别" in self._text[int(lists.end[a]) : int(lists.begin[b])]

    def _leads(self, person: int, organisation: int, sentence: Span) -> str:
        a, b = self._span(person), self._span(organisation)
        if self._mentions[organisation].anchor in NO_ORGANISATION:
            return "no organisation"
        first = bisect_left(self._mentions, min(a.end, b.end), key=lambda m: m.span.begin)
        inside = []
        for mention in self._mentions[first : first + 24]:
            if mention.span.end > max(a.begin, b.begin):
                break
            inside.append((mention.span, self._kinds[mention.entity]))
        return "" if is_head(self._text, a, b, inside, sentence) else "no head"

    def _lies(self, subject: int, target: int, sentence: Span) -> str:
        a, b = self._span(subject), self._span(target)
        here = sentence.begin <= a.begin
        if DATELINE.search(self._text, max(sentence.begin, b.begin - NEAR), b.begin) and DATED.match(self._text, b.end):
            return "dateline"
        once = ONCE.search(self._text, max(sentence.begin, b.begin - NEAR), b.begin) or AIDED.match(self._text, b.end)
        if once and self._kind(subject) is not Kind.REGION:
            return "once"
        if here and a.end <= b.begin and ELSEWHERE.search(self._text, max(a.end, b.begin - NEAR), b.begin):
            return "elsewhere"
        if self._kind(subject) in FIRMS and not self._settles(subject, target, sentence):
            return "works there"
        if here and a.end <= b.begin and STUDENT.search(self._text, a.end, b.begin):
            return "people"
        if self._kind(subject) is Kind.EVENT and MEMBERS.match(self._text, a.end, sentence.end):
            return "members"
        if here and b.end <= a.begin and ARRIVES.fullmatch(self._text, b.end, a.begin):
            return "arrives"
        quote = QUOTES.search(self._text, a.end, b.begin) if here and a.end <= b.begin else None
        if quote and not OURS.search(self._text, quote.end(), b.begin):
            return "quoted"
        if here and b.end <= a.begin <= b.end + NEAR and MOVES.search(self._mentions[subject].anchor) and BOUND_FOR.search(self._text, max(sentence.begin, self._chain(target) - 4), self._chain(target)):
            return "bound for"
        if here and BROUGHT.search(self._before(subject, sentence)) and (ITS_THING.match(self._text, a.end, sentence.end)):
            return "its thing"
        if here and b.end <= a.begin and REVERSED.fullmatch(self._text, b.end, a.begin):
            return "reversed"
        if self._kind(target) is Kind.REGION and self._kind(subject) is not Kind.REGION and PEOPLE.match(self._text, b.end, sentence.end):
            return "people"
        return ""

    def _chain(self, place: int) -> int:
        """The first character of the address that stands before a name or that a place ends: 丙国|丁市."""
        while place > 0 and self._mentions[place - 1].span.end == self._span(place).begin and self._kind(place - 1) is Kind.REGION:
            place -= 1
        return self._span(place).begin

    def _settles(self, firm: int, place: int, sentence: Span) -> bool:
        """Say whether a firm lies in a place, not only works there: no firm of the whole nation does but where the words say so."""
        a, b = self._span(firm), self._span(place)
        if SETTLED.search(self._text, max(sentence.begin, b.begin - NEAR), b.begin):
            return True
        if NATIONAL.match(self._mentions[firm].anchor):
            return False
        return not (0 <= b.begin - a.end <= 4 and self._text[b.begin - 1] == "在" and ACTS.match(self._text, b.end, sentence.end))

    def _attends(self, subject: int, event: int, sentence: Span) -> str:
        a, b = self._span(subject), self._span(event)
        if self._kind(subject) is Kind.PERSON:
            if CORE.match(self._text, a.end) or TEACHING.match(self._text, a.end):
                return "teaching"
            if ESCORT.match(self._text, a.end) and not ATTENDS.search(self._text, *sorted((a.end, b.begin))) and not ATTENDS.search(self._text, max(sentence.begin, b.begin - 6), b.begin):
                return "escort"
            words = self._text[b.end : a.begin]
            if sentence.begin <= b.begin < a.begin and DECIDES.search(words) and not ATTENDS.search(words) and not ATTENDS.search(self._text, a.end, min(sentence.end, a.end + NEAR)):
                return "decided on"
        elif self._titled(subject):
            return "title"
        elif OFFICES.match(self._text, a.end, sentence.end):
            return "offices"
        elif sentence.begin <= a.begin < b.begin and TOURS.search(self._text, max(sentence.begin, a.begin - 8), a.begin) and MEMBERS.match(self._text, b.end, sentence.end):
            return "host"
        before = self._text[max(sentence.begin, b.begin - NEAR) : b.begin]
        if self._kind(subject) in PLACES and SOMEWHERE.search(self._text, max(sentence.begin, a.begin - 4), a.begin):
            return "place"
        carried = a.begin < sentence.begin
        if TOLD.search(before) or (carried and HELD.search(before)):
            return "told"
        if carried and self._text[sentence.begin] != "“" and not ATTENDED.search(before) and not ON_STAGE.match(self._text, b.end, sentence.end):
            return "not told"  # but who speaks (“进博会是…”) tells of where the firm is
        if self._kind(event) is Kind.EVENT and SPIRIT.match(self._text, b.end, sentence.end):
            return "spirit"
        if WELCOMES.search(before):
            return "welcomed"
        return "visited" if VISITED.search(before) else ""

    def _titled(self, organisation: int) -> bool:
        """Say whether an organisation only stands in the title of a person: 国务院总理李某."""
        span = self._span(organisation)
        if organisation + 1 >= len(self._mentions) or self._kind(organisation) is not Kind.GOVERNMENT:
            return False
        following = self._mentions[organisation + 1]
        if self._kinds[following.entity] is not Kind.PERSON or following.span.begin - span.end > NEAR:
            return False
        return is_head(self._text, following.span, span, [], span)

    def _makes(self, maker: int, goods: int, sentence: Span) -> str:
        b = self._span(goods)
        end = int(self._lists.end[goods])
        if OTHER_GOODS.match(self._text, end, sentence.end) or OTHER_GOODS.match(self._text, b.end, sentence.end):
            return "other goods"
        if TRADED.match(self._text, end, sentence.end):
            return "traded"
        a = self._span(maker)
        if a.begin >= sentence.begin:
            ends = int(self._lists.end[maker])
            if b.end <= a.begin and self._text[a.begin - 1] == "由" and UPKEEP.match(self._text, ends, sentence.end) and not MAKES.search(self._text, ends, min(sentence.end, ends + 8)):
                return "kept up"
            if SERVED.search(self._text, max(sentence.begin, a.begin - 2), a.begin) and SERVES.match(self._text, ends, sentence.end):
                return "served"
        before = self._before(goods, sentence)
        if USED.search(before) or (before.endswith("以") and DRIVES.match(self._text, end, sentence.end)):
            return "used"
        if self._kind(maker) is Kind.FACILITY and NO_PLANT.search(self._mentions[maker].anchor):
            return "no plant"
        return ""

    def _carries_out(self, _subject: int, policy: int, sentence: Span) -> str:
        b = self._span(policy)
        if PARTNERS.match(self._text, b.end, sentence.end):
            return "partners"
        before = self._before(policy, sentence)
        if ISSUED.search(before) and not CARRIED_OUT.search(before):
            return "issued"
        if FOR.search(before) and TRIBUTE.match(self._text, b.end, sentence.end):
            return "tribute"
        return ""

    def _spoken(self, subject: int, target: int, sentence: Span) -> str:
        """What a visitor to a place says ought to be done is no fact of the place, nor what is said of another place."""
        a, b = self._span(subject), self._span(target)
        if a.begin < sentence.begin:
            if EXHORTS.search(self._text[sentence.begin : b.begin]):
                return "exhorted"
            if self._kind(subject) in PLACES and self._other_place(subject, target, sentence):
                return "other place"
        elif self._kind(subject) is Kind.REGION and self._narrowed(subject):
            return "wider place"
        elif a.end <= b.begin and OUGHT.match(self._text, a.end) and TOLD_TO.search(self._text, max(sentence.begin, a.begin - 6), a.begin):
            return "exhorted"
        if self._kind(subject) is Kind.REGION and sentence.begin <= a.begin < b.begin:
            if SPEECH_PLACE.match(self._text, a.end, b.begin):
                return "speech"
            if SOMEWHERE.search(self._text, max(sentence.begin, self._chain(subject) - 4), self._chain(subject)) and HE_SAYS.match(self._text, a.end, b.begin):
                return "speech"
        return ""

    def _names_itself(self, subject: int, _title: int, sentence: Span) -> str:
        here = sentence.begin <= self._span(subject).begin
        return "wider place" if here and self._kind(subject) is Kind.REGION and self._narrowed(subject) else ""

    def _of_firms_there(self, subject: int, title: int, sentence: Span) -> str:
        """A title of the firms of a place, fair or exchange is not its own: 某市12家企业入选….."""
        a, b = self._span(subject), self._span(title)
        if self._kind(subject) in HOSTS and sentence.begin <= a.begin < b.begin and FIRMS_THERE.match(self._text, a.end, b.begin):
            return "firms there"
        return ""

    def _lends(self, lender: int, _borrower: int, sentence: Span) -> str:
        if self._span(lender).begin >= sentence.begin:
            return ""
        begin = sentence.begin  # what the borrower says may stand before: “…贷款很快到账。”某公司负责人说
        if self._text.endswith("”", 0, begin):
            begin = max(self._text.rfind("“", 0, begin), begin - QUOTE)
        return "" if LENDS.search(self._text, begin, sentence.end) else "no loan"

    def _belongs(self, firm: int, owner: int, sentence: Span) -> str:
        """Say that no word of ownership stands near the two, and that the one's name does not hold the other's."""
        a, b = self._span(firm), self._span(owner)
        if a.begin < sentence.begin:
            return "" if OWNERSHIP.search(self._text, sentence.begin, sentence.end) else "no owner"
        if abs(a.begin - b.end) <= 2 or abs(b.begin - a.end) <= 2 or self._mentions[firm].anchor.startswith(self._mentions[owner].anchor):
            return ""
        return "" if OWNERSHIP.search(self._text, max(sentence.begin, min(a.begin, b.begin) - NEAR), min(sentence.end, max(a.end, b.end) + NEAR)) else "no owner"

    def _narrowed(self, region: int) -> bool:
        """Say whether a narrower region follows a region at once, which then is who acts: 青岚省|云岭市实施…."""
        following = self._mentions[region + 1] if region + 1 < len(self._mentions) else None
        return following is not None and following.span.begin == self._span(region).end and self._kinds[following.entity] is Kind.REGION

    def _other_place(self, subject: int, target: int, sentence: Span) -> bool:
        """Say whether the sentence names another region before the object than the one that is carried on."""
        for mention in reversed(self._mentions[:target]):
            if mention.span.begin < sentence.begin:
                break
            if self._kinds[mention.entity] is Kind.REGION and not mention.deictic and mention.entity != self._mentions[subject].entity:
                return True
        return False

    def _focuses(self, subject: int, industry: int, sentence: Span) -> str:
        end = int(self._lists.end[industry])
        if CLOSED_DOWN.match(self._text, end, sentence.end):
            return "closed down"
        if ITS_WORK.match(self._text, end, sentence.end):
            return "its work"
        begin = int(self._lists.begin[industry])
        a = self._span(subject)
        carried = a.begin < sentence.begin
        if carried and begin == sentence.begin and IS_KIND.match(self._text, end, sentence.end):
            return "in general"
        if not carried and GATHERS.search(self._text, max(sentence.begin, a.begin - 4), a.begin):
            return "gathered"
        return "asked" if carried and INQUIRES.search(self._text, max(sentence.begin, begin - 40), begin) else ""

    def _works(self, firm: int, industry: int, sentence: Span) -> str:
        """Visitors of several firms ask about several industries: 到甲、乙了解丙、丁发展."""
        begin = int(self._lists.begin[industry])
        several = self._lists.size[firm] > 1 and sentence.begin <= self._span(firm).begin
        return "asked" if several and INQUIRES.search(self._text, max(sentence.begin, begin - 40), begin) else ""

    def _cooperates(self, subject: int, partner: int, sentence: Span) -> str:
        a, b = self._span(subject), self._span(partner)
        for each in (subject, partner):
            if self._kind(each) is Kind.REGION and FIRMS_OF.match(self._text, self._span(each).end, sentence.end):
                return "firms"
        between = self._between(subject, partner, sentence)
        if sentence.begin <= a.begin and len(between) <= 2 * NEAR and OWNED.search(between):
            return "owned"
        if sentence.begin <= a.begin:
            if self._lists.number[subject] != self._lists.number[partner] and all(BESIDE.search(self._text, max(sentence.begin, self._chain(each) - 4), self._chain(each)) for each in (subject, partner)):
                return "side by side"  # 甲与乙签约，与丙签约: 乙 has nothing to do with 丙
            if GOES_TO.search(self._text, max(sentence.begin, b.begin - 4), b.begin) and VISITS.match(self._text, b.end, sentence.end) and not JOINTLY.search(self._text, b.end, min(sentence.end, b.end + NEAR)):
                return "visit"
        if self._lists.number[subject] == self._lists.number[partner] and sentence.begin <= a.begin:
            begin, end = int(self._lists.begin[partner]), int(self._lists.end[partner])
            if GOVERNED.search(self._text, max(sentence.begin, begin - 4), begin):
                return "side by side"
            if not WITH.search(between) and not JOINTLY.search(self._text, min(a.end, b.end), min(sentence.end, end + NEAR)):
                return "side by side"
        return ""

    def _issues(self, policy: int, issuer: int, sentence: Span) -> str:
        a, b = self._span(policy), self._span(issuer)
        if b.end <= a.begin and (FOLLOWED.search(self._text, b.end, a.begin) or (self._kind(policy) is Kind.PROGRAMME and self._text.endswith("通过", b.end, a.begin))):
            return "followed"
        if self._text[max(sentence.begin, b.begin - 1) : b.begin] == "在" and LEADING_IN.match(self._text, b.end):
            return "in"
        return ""

    def _builds(self, subject: int, target: int, sentence: Span) -> str:
        between = self._between(subject, target, sentence)
        if PREDECESSOR.search(between):
            return "predecessor"
        marks = [match.end() for match in CLAUSE.finditer(between)]
        return "another's project" if marks and not BUILDS.search(between, marks[-1]) and self._bears_another(subject, target) else ""

    def _bears_another(self, subject: int, target: int) -> bool:
        """Say whether a project's name begins with a firm that is not the subject: 禾川半导体|晶圆项目."""
        a, b = self._span(subject), self._span(target)
        label = self._text[b.begin : b.end]
        begin, end = firm_length(label, self._kind(target)) if self._kind(target) is Kind.PROJECT else (0, 0)
        firm = label[begin:end]
        return bool(firm) and not any(firm[:2] in name for name in (self._text[a.begin : a.end], *self._names.get(self._mentions[subject].entity, ())))
