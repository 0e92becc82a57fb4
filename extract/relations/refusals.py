"""What the rest of the clause says of one end of a likely relation: that the sentence speaks of another, or of something else.

In: a Doc with mentions, entities and sentences; one verdict of the relation model. Out: why grammar refuses it, or an empty string.
The rules are those that strict readers of the corpus asked for: the part after a semicolon has its own region, 对某团实施某政策
is done to the group, 介绍某规划 issues nothing, 保有量 of cars are no products, 84家某某企业 are no title of their town. How often
each was right is counted in extract/models/relations.md.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from extract.lexicons import read_words
from ontology.facts import Kind, Property
from ontology.model import ORGANISATIONS
from ontology.regions import find_region

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc

    from extract.relations.coordination import Lists
    from extract.relations.model import Verdict
    from ontology.facts import Mention, Span

__all__ = ["Refusals"]

LEAST: Final = 0.5  # probability under which nothing is written anyway
NEAR: Final = 14
BARE: Final = frozenset({"工程", "项目", "基地", "园区", "中心", "平台", "工厂", "企业", "公司", "合资公司"})
PLACES: Final = (Kind.REGION, Kind.PARK)
WRITERS: Final = frozenset({Property.IMPLEMENTS, Property.FOCUSES_ON, Property.HAS_CLUSTER, Property.PRODUCES, Property.ADMINISTERS, Property.HAS_DESIGNATION, Property.OPERATES_IN})
ASIDE = re.compile("(?:紧邻|毗邻|相邻|邻近|临近|靠近|接壤|毗连|距离?|背靠|支援|帮扶|销往|出口到|远销|发往)[^，。；]{0,8}(?<!的)$")
NATION: Final = frozenset({"中国", "我国", "全国", "国家"})
DEEDS: Final = (Property.IMPLEMENTS, Property.ADMINISTERS)
ACTS = re.compile("(?:实施|推出|出台|开展|推行|试行|执行|启动|发放)")
ITS_FIRM = re.compile("的(?:这|那|该|多|几|不少|许多|一|数?[0-9十百]+余?)?(?:[家个些])[^，。；、]{0,6}(?:企业|公司|工厂|单位)")
SITED = re.compile("(?:位于|坐落[于在]|地处|设在|来自|落户)[^，。；]{0,8}$")
REPORTED = re.compile("(?:消息|数据|获悉|通报|显示|介绍|公布|发布)[^，。；]{0,10}[，：].{0,30}?(?:各地|全国各|地方各级|各省|多地|我国|全国)")
PLAN_SAYS = re.compile("(?:规划|纲要|意见|报告|会议|全会|通知|方案|条例)》?(?:《?建议》?)?(?:还|也|明确|首次)*(?:提出|要求|指出|强调|明确|部署)[，：“]")
LEADER = re.compile("[^，。；]{0,4}(?:习近平|总书记|李强|总理|主席)[^，。；]{0,6}(?:指出|强调|要求)[，：]")
# of goods
IN_USE = re.compile("[”》]?(?:的)?(?:保有量|渗透率|上牌|市场占有率|年?消费量|充换电)|[”》]?的(?:重要|关键|主要|核心|必需|必要)*(?:中间体|副产物|副产品|催化剂|添加剂|原辅料)")
BASED_ON = re.compile("(?:基于|针对|面向|用于|适配|适用于|替代|取代|经由|服务于?)[“]?$")
AT_WORK = re.compile("[”》]?(?:承担起|承担着|上岗|走进|进入|走上|穿梭|忙碌|驶过|行驶|服务于|陪伴|代替|替代)")
KEEPS = re.compile("(?:资源[库圃]|保护区|保护中心|保护站|博物馆|纪念馆|展览馆|科技馆|检测中心|交易中心|口岸|海关|国家公园|气象局)$")
# of industries
TOOL = re.compile("(?:依托|借助|利用|运用|借力)[“]?$")
SERVES = re.compile("为[^，。；]{0,24}$")
SERVED = re.compile("[”]?等?[^，。；、]{0,12}(?:赋能|贡献)")
ONE_OF = re.compile("等[^，。；、]{0,14}(?:改革|应用示范|示范工程|工程项目|研发机构|专业|学科|课程|岗位|展区|展馆)")
WHOLE: Final = frozenset({"工业", "农业", "服务业", "第三产业", "第二产业", "第一产业", "实体经济", "制造业", "产业", "传统产业"})
APPLIED = re.compile("[”]?等?[^，。；、]{0,4}(?:领域|场景)[^，。；、]{0,4}(?:落地|应用|推广)")
FACING = re.compile("[”]?等?[^，。；、]{0,8}的[^，。；、]{0,10}(?:产品|芯片|设备|材料)")
WELFARE: Final = frozenset({"教育", "医疗", "住房", "就业", "医疗卫生", "社会保障", "基础研究", "公共服务", "生态环境", "民生"})
SHOWN = re.compile("(?:察看|参观|观看|了解)[^，。；]{0,30}$")
SHOWS = re.compile("[”]?等?[^，。；、]{0,10}(?:成果|展示|展览)")
# of titles
HOLDERS: Final = (Kind.REGION, Kind.PARK, Kind.GOVERNMENT)
COUNTED = re.compile("(?<![评选获])[0-9零一二三四五六七八九十百千]+余?[多]?[家个项名所件种]$")
OF_PLACES = re.compile("(?:市|县|区|镇|乡|村|街道|街区|基地|地区|区域|中心|目的地)$")
COUNTS = re.compile("[”》]?(?:称号|企业)?(?:达到?|共|有|累计|已有|增至|总?数[达为]?)*[0-9]+余?多?[家名人]")
ANOTHER_NAMED = re.compile("，[^，。；]{2,20}(?:技艺|产品|品牌|项目|企业|公司|景区|学校|医院)(?:被|成功入选|入选|获评|上榜|获)[^，。；]*$")
PEOPLE = re.compile("[0-9]余?多?人(?!次)[^，。；]*$")
NAMED_BY = re.compile("(?:被|获|由|经)$")
NAMES = re.compile("[^，。；]{0,6}(?:评为|纳入|授予|认定|列入|评定|命名|确定|遴选|批准)")
ANNOUNCED = re.compile("(?:正式|联合)?(?:揭晓|发布|公布|颁发|揭幕|颁奖|宣布)")
IN_PLACE = re.compile("[在于][^，。；]{0,6}$")
# of events
ACTORS: Final = (Kind.PERSON, Kind.COMPANY, Kind.FINANCIAL, Kind.INSTITUTION)
PLATFORM = re.compile("[”]?(?:等|这一|的)?[^，。；]{0,6}(?:平台|契机|机遇|窗口|东风|溢出)")
USES = re.compile("(?:利用|用好|发挥|借助|抓住|抢抓|借|依托|放大|承接)(?:[^，。；举承主]{0,6})$")
TAKES_PART = re.compile("连续|参与|参加|参会|参展|亮相|展[台位出示会]|带来|首发|签约|亮相")
GREETED = re.compile("[^，。；]{0,16}(?:致?贺[信电]|致信|发来?贺|开幕表示|表示[热祝])")
READ_OUT = re.compile("(?:宣读|传达|学习贯彻|按照|根据|授权)[^，。；]{0,16}$")
# of policies
PRESENTS = re.compile("(?:发布会|吹风会|通气会|座谈会|记者会|说明会)[^。；]{0,8}(?:介绍|解读|围绕|就)[^。；]{0,10}$|(?:对接|对标|加入|介绍|解读|宣讲|学习|融入)[^，。；、]{0,6}$")
WON = re.compile("(?:荣获|获得|获评|获|被授予|被评为|入选|摘得)[^，。；、]{0,10}$")
SHOT = re.compile("[^，。；]{0,16}(?:出品|摄制|拍摄|制作|播出)")
ITS_PLAN = re.compile("[”]?等?(?:的)?(?:建设|发展|管理|实施)?(?:方案|规划|指南|办法|标准)")
AREA = re.compile("(?:经济圈|都市圈|城市群|经济带|经济区)$")
JOINS = re.compile("(?:融入|对接|接入|联动|辐射)[“]?$")
REPORTS_ON = re.compile("(?:就|启动|开展|推进|围绕|研究)[^，。；]{0,4}(?:《[^》]{1,30}》)?$")
REVISED = re.compile("(?:等[^，。；、]{0,6})?的?(?:编制进展|实施情况|落实情况|执行情况|贯彻)")
# of places
FAR = re.compile("[^，。；]{0,4}[0-9一二三四五六七八九十百千]+[余多]?(?:公里|千米|海里|里)(?:之?外)?")
HELPED = re.compile("[省市区县]?的?(?:对口)?(?:援助|支援|帮扶|援建|援疆|援藏|协作|支持)")
APART = re.compile("距[离]?[^，。；]{0,2}$|离$")
PROJECTS = re.compile("(?:项目|工厂|产品|业务|门店|网络|投资|基地)[^，。；]{0,6}(?:落地|落户|覆盖|遍布|布局|分布)[^，。；：]*$")
CONTINENT: Final = frozenset({"亚洲", "欧洲", "非洲", "美洲", "南美洲", "北美洲", "大洋洲", "全球", "世界", "海外"})
CLOCK = re.compile("时间(?:[今昨明当0-9]|上午|下午|凌晨|晚)")
MOST = re.compile("(?:规模)?(?:最|首|第一|唯一|领先|地区最)")
ENCLAVES: Final = (Kind.FACILITY, Kind.PARK, Kind.INSTITUTION)
ENCLAVE = re.compile("[\u4e00-\u9fff]{2,5}（(?P<there>[\u4e00-\u9fff]{2,3})）")  # 某市（他市）创新中心
LANDSCAPE = re.compile("(?:湿地|[^县市区]湖|山脉|草原|沙漠|水库|河段|流域|水乡|三县|三市)$")
SUPPLIES = re.compile("(?:累计|新增)?(?:送电|供水|输水|输电|供气|输气|调水|补水|供电|供应|输送|提供)")
SAID = re.compile("(?:强调|指出|宣布|认为|相信|表示)，?$")
SHARE = re.compile("(?:持有|持股|入股|收购|认购)[^，。；]{0,16}?(?P<share>[0-9]{1,2}(?:[.][0-9]+)?)%(?:的)?(?:股份|股权|股)?")
HALF: Final = 50  # per cent of shares
# of partners
TRADES = re.compile("(?:各?国家?|等[^，。；]{0,8}|公民|人民)?(?:分别|的)?[^，。；与和同]{0,6}(?:进出口|出口|进口|加征|免签|实施|提供|投资|出售|援助|提出|发起|运[来往])")


class Refusals:
    """Refuses verdicts of one document; all rules look at a bounded number of characters."""

    def __init__(self, doc: Doc, lists: Lists) -> None:
        self._text: str = doc._.healed.text
        self._mentions: list[Mention] = doc._.mentions
        self._kinds: dict[str, Kind] = {e.key: e.kind for e in doc._.entities}
        self._names: dict[str, str] = {e.key: e.names[0] for e in doc._.entities}
        self._sentences = doc._.sentences
        self._lists = lists
        self._rules: dict[Property, Callable[[int, int, Span], str]] = {
            Property.PRODUCES: self._makes,
            Property.FOCUSES_ON: self._focuses,
            Property.HAS_DESIGNATION: self._bears,
            Property.PARTICIPATES_IN: self._attends,
            Property.ISSUED_BY: self._issues,
            Property.ADMINISTERS: self._runs,
            Property.IMPLEMENTS: self._carries_out,
            Property.LOCATED_IN: self._lies,
            Property.PART_OF: self._lies,
            Property.COOPERATES_WITH: self._cooperates,
            Property.SUBSIDIARY_OF: self._owned,
        }

    def reason(self, verdict: Verdict) -> str:
        """Return why the clause refuses a verdict; an empty string if nothing speaks against it, or if it is not likely anyway."""
        if verdict.probability < LEAST:
            return ""
        subject, target = verdict.subject, verdict.object
        sentence = self._sentences[verdict.sentence].span
        if self._names[self._mentions[subject].entity] in BARE:
            return "no name"
        if verdict.predicate in WRITERS and (why := self._of_another(subject, target, verdict.sentence, acts=verdict.predicate in DEEDS)):
            return why
        rule = self._rules.get(verdict.predicate)
        return rule(subject, target, sentence) if rule else ""

    def _kind(self, mention: int) -> Kind:
        return self._kinds[self._mentions[mention].entity]

    def _before(self, mention: int, begin: int) -> str:
        """The characters before a mention's list, from `begin` on."""
        at = int(self._lists.begin[mention])
        return self._text[max(begin, at - NEAR) : at]

    def _of_another(self, subject: int, target: int, number: int, *, acts: bool) -> str:
        """Say whether the clause of the object speaks of another than the subject."""
        text, sentence = self._text, self._sentences[number].span
        a, b = self._mentions[subject].span, self._mentions[target].span
        kind = self._kind(subject)
        named = self._last_named(subject) if kind in PLACES else a
        if kind in PLACES and ASIDE.search(text, max(0, named.begin - NEAR), named.begin):
            return "neighbour"
        if a.begin < sentence.begin:
            if kind is Kind.REGION and PLAN_SAYS.search(text, sentence.begin, b.begin):
                return "plan says"
            return "leader says" if kind is Kind.REGION and self._mentions[subject].anchor not in NATION and self._led(number) and not self._named(sentence.begin, target) else ""
        if b.begin < a.end:
            return ""
        part = text.rfind("；", a.end, b.begin)
        if part >= 0 and kind is Kind.REGION and self._region_after(part, subject, target):
            return "other part"
        if acts and text[a.begin - 1 : a.begin] in ("对", "向", "给") and ACTS.match(text, a.end, b.begin):
            return "acted on"
        if kind is Kind.REGION:
            if ITS_FIRM.match(text, a.end, b.begin):
                return "firms there"
            if SITED.search(text, max(sentence.begin, a.begin - NEAR), a.begin) and self._follows(subject):
                return "sited"
        elif kind in ORGANISATIONS and REPORTED.match(text, a.end, b.begin):
            return "reported"
        return ""

    def _led(self, number: int) -> bool:
        """Say whether a sentence goes on with what a leader asks for: 某某强调，要…。坚持…."""
        first = number
        while first > 0 and number - first < 6 and self._sentences[first - 1].paragraph == self._sentences[number].paragraph:
            first -= 1
        return first < number and LEADER.match(self._text, self._sentences[first].span.begin, self._sentences[first].span.end) is not None

    def _last_named(self, mention: int) -> Span:
        """Where what 当地 points to was named last."""
        entity = self._mentions[mention].entity
        while mention > 0 and self._mentions[mention].deictic:
            mention = next((k for k in range(mention - 1, max(-1, mention - 40), -1) if self._mentions[k].entity == entity), 0)
        return self._mentions[mention].span

    def _named(self, begin: int, target: int) -> bool:
        """Say whether a sentence names somebody who may act before the object."""
        first = bisect_left(self._mentions, begin, key=lambda m: m.span.begin)
        return any(self._kinds[m.entity] in ORGANISATIONS or self._kinds[m.entity] in PLACES for m in self._mentions[first:target])

    def _acts_before(self, begin: int, event: int) -> bool:
        """Say whether a sentence names a person or an organisation before an event."""
        first = bisect_left(self._mentions, begin, key=lambda m: m.span.begin)
        return any(self._kinds[m.entity] in ACTORS for m in self._mentions[first:event])

    def _region_after(self, part: int, subject: int, target: int) -> bool:
        """Say whether the part of a sentence after a semicolon names a region of its own before the object."""
        first = bisect_left(self._mentions, part, key=lambda m: m.span.begin)
        own = self._mentions[subject].entity
        following = self._mentions[first] if first < target else None
        return following is not None and following.span.begin <= part + 6 and following.entity != own and self._kinds[following.entity] is Kind.REGION and not following.deictic

    def _follows(self, region: int) -> bool:
        """Say whether 的 and a name that may act follow a region at once."""
        if region + 1 >= len(self._mentions):
            return False
        after, end = self._mentions[region + 1], self._mentions[region].span.end
        return after.span.begin == end + 1 and self._text[end] == "的" and (self._kinds[after.entity] in ORGANISATIONS or self._kinds[after.entity] in PLACES)

    def _makes(self, maker: int, goods: int, sentence: Span) -> str:
        text, end = self._text, int(self._lists.end[goods])
        a, b = self._mentions[maker].span, self._mentions[goods].span
        if IN_USE.match(text, end, sentence.end) or IN_USE.match(text, b.end, sentence.end):
            return "in use"
        if BASED_ON.search(self._before(goods, sentence.begin)):
            return "based on"
        if a.begin > sentence.begin and text[a.begin - 1] == "经" and text.startswith("出口", a.end):
            return "through"
        if KEEPS.search(self._mentions[maker].anchor):
            return "keeps"
        return "at work" if self._kind(maker) is Kind.REGION and b.begin == a.end + 1 and text[a.end] == "，" and AT_WORK.match(text, end, sentence.end) else ""

    def _focuses(self, place: int, industry: int, sentence: Span) -> str:
        text, end = self._text, int(self._lists.end[industry])
        before = self._before(industry, sentence.begin)
        if TOOL.search(before) and not self._mentions[industry].anchor.endswith("业"):
            return "tool"
        begin = int(self._lists.begin[industry])
        if SERVES.search(text, max(sentence.begin, begin - 26), begin) and SERVED.match(text, end, sentence.end):
            return "served"
        if ONE_OF.match(text, end, sentence.end):
            return "one of"
        if (before.endswith("在") and APPLIED.match(text, end, sentence.end)) or (before.endswith("面向") and FACING.match(text, end, sentence.end)):
            return "applied"
        if self._lists.size[industry] > 1 and self._mentions[industry].anchor in WHOLE and self._mentions[place].anchor in NATION:
            return "whole sector"
        if self._mentions[industry].anchor in WELFARE:
            return "welfare"
        shown = SHOWN.search(text, max(sentence.begin, begin - 40), begin)
        return "shown" if shown and SHOWS.match(text, end, sentence.end) else ""

    def _runs(self, _subject: int, target: int, sentence: Span) -> str:
        return "its plan" if ITS_PLAN.match(self._text, int(self._lists.end[target]), sentence.end) else ""

    def _carries_out(self, _subject: int, policy: int, sentence: Span) -> str:
        return "joins area" if AREA.search(self._mentions[policy].anchor) and JOINS.search(self._before(policy, sentence.begin)) else ""

    def _bears(self, subject: int, title: int, sentence: Span) -> str:
        text = self._text
        a, b = self._mentions[subject].span, self._mentions[title].span
        if self._kind(subject) in HOLDERS:
            counted = COUNTED.search(self._before(title, sentence.begin)) or COUNTS.match(text, b.end, sentence.end)
            if counted and not OF_PLACES.search(self._mentions[title].anchor):
                return "firms there"
        if sentence.begin <= a.begin < b.begin:
            if self._kind(subject) is Kind.REGION and ANOTHER_NAMED.search(text, a.end, b.begin):
                return "another named"
            if PEOPLE.search(text, a.end, b.begin):
                return "people there"
            if NAMED_BY.search(text, max(sentence.begin, a.begin - 1), a.begin) and NAMES.match(text, a.end, b.begin):
                return "named by"
            if IN_PLACE.search(text, max(sentence.begin, a.begin - 8), a.begin) and ANNOUNCED.match(text, a.end, b.begin):
                return "announced there"
        return ""

    def _attends(self, subject: int, event: int, sentence: Span) -> str:
        text = self._text
        if self._names[self._mentions[event].entity] in read_words("generic")["Event"]:
            return "no name"
        a, b = self._mentions[subject].span, self._mentions[event].span
        uses = sentence.begin <= a.begin < b.begin and USES.search(text, max(sentence.begin, b.begin - NEAR), b.begin) and PLATFORM.match(text, b.end, sentence.end)
        if uses and not TAKES_PART.search(text, sentence.begin, sentence.end):
            return "uses"
        if a.begin < b.begin and text[b.begin - 1] in "向为对" and GREETED.match(text, b.end, sentence.end):
            return "greeted"
        if b.end <= a.begin and self._kind(subject) in ORGANISATIONS and READ_OUT.search(text, b.end, a.begin):
            return "read out"
        if a.begin > 0 and text[a.begin - 1] == "驻" and self._kind(subject) is Kind.REGION:
            return "embassy"
        if a.begin < sentence.begin and self._kind(subject) is Kind.REGION and self._acts_before(sentence.begin, event):
            return "another attends"
        return self._each_with(subject, event, sentence)

    def _issues(self, policy: int, issuer: int, sentence: Span) -> str:
        text = self._text
        a, b = self._mentions[policy].span, self._mentions[issuer].span
        if b.end > a.begin or b.begin < sentence.begin:
            return ""
        if PRESENTS.search(text, b.end, min(a.begin, int(self._lists.begin[policy]))):
            return "presents"
        if "，" not in text[b.end : a.begin] and WON.search(text, b.end, a.begin):
            return "won"
        if REPORTS_ON.search(text, b.end, a.begin) and REVISED.match(text, int(self._lists.end[policy]), sentence.end):
            return "worked on"
        return "shot" if SHOT.match(text, int(self._lists.end[issuer]), a.begin) else ""

    def _lies(self, subject: int, place: int, sentence: Span) -> str:
        text = self._text
        a, b = self._mentions[subject].span, self._mentions[place].span
        if self._mentions[place].anchor in CONTINENT and (a.begin < sentence.begin or MOST.match(text, b.end)):
            return "continent"
        if self._kind(subject) is not Kind.REGION and HELPED.match(text, b.end, sentence.end):
            return "helped"
        if text.startswith("时间", b.end) and CLOCK.match(text, b.end):
            return "time"
        anchor = self._mentions[subject].anchor
        elsewhere = ENCLAVE.match(anchor) if self._kind(subject) in ENCLAVES else None
        if elsewhere and find_region(elsewhere["there"]) and anchor[:2] == self._mentions[place].anchor[:2]:
            return "enclave"
        if self._kind(subject) is Kind.REGION and LANDSCAPE.search(self._names[self._mentions[subject].entity]):
            return "landscape"
        if text[b.begin - 1] in "向给" and SUPPLIES.match(text, b.end, sentence.end):
            return "supplied"
        if self._kind(place) is Kind.REGION and SAID.search(text, max(sentence.begin, b.begin - 6), b.begin) and a.end <= b.begin:
            return "said"
        if a.begin < sentence.begin:
            return ""
        if b.end <= a.begin:
            if FAR.match(text, b.end, a.begin) and APART.search(text, max(sentence.begin, b.begin - 4), b.begin):
                return "far"
            if self._kind(subject) is not Kind.EVENT and IN_PLACE.search(text, max(sentence.begin, b.begin - 6), b.begin) and ANNOUNCED.match(text, b.end, a.begin):
                return "announced there"
        elif self._kind(subject) in (Kind.COMPANY, Kind.FINANCIAL) and PROJECTS.search(text, a.end, b.begin):
            return "its projects"
        return ""

    def _owned(self, firm: int, owner: int, sentence: Span) -> str:
        a, b = self._mentions[firm].span, self._mentions[owner].span
        end = min(sentence.end, max(a.end, b.end) + NEAR)
        share = SHARE.search(self._text, max(sentence.begin, min(a.begin, b.begin)), end)
        return "minority" if share and float(share["share"]) < HALF else ""

    def _cooperates(self, subject: int, partner: int, sentence: Span) -> str:
        text = self._text
        for each in (subject, partner):
            span = self._mentions[each].span
            if self._kind(each) is Kind.REGION and span.begin > sentence.begin and TRADES.match(text, int(self._lists.end[each]), sentence.end) and text[int(self._lists.begin[each]) - 1] in "对向从自":
                return "traded"
        return self._each_with(subject, partner, sentence)

    def _each_with(self, subject: int, target: int, sentence: Span) -> str:
        """Say whether the two stand in two clauses that each begin with 与: 与甲开展…，与乙开展…."""
        text = self._text
        a, b = self._mentions[subject].span, self._mentions[target].span
        first, second = (a, b) if a.begin < b.begin else (b, a)
        if first.begin < sentence.begin or first.begin < 1 or text[first.begin - 1] not in "与同":
            return ""
        between = text[first.end : second.begin]
        return "each with" if "，与" in between or "，同" in between else ""
