"""The rest of a label, once it is known whom the number is about: what is measured, said in full beside the chosen subject.

In: a quantity, its label, the subject's mention, the label of the number before. Out: the label with the words that
belong to it and stand around it: the noun phrase before it where that is not the subject (装备制造业增加值同比增长 of 中国, but 增加值同比增长
of 装备制造业), whoever the clause before tells of, what a bare 金额 or 增速 is of, what was done with the counted things, the rate
(每天). Everything is read from the text; where nothing fits, the label is returned as it was.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from extract.numbers.series import HEAD
from extract.observations.framing import BARE_GROWTH
from extract.observations.indicators import phrase_after, phrase_before, trim_links
from extract.observations.labels import FALLBACK, FATE, LEADING
from ontology.facts import Kind, Measure, Span

if TYPE_CHECKING:
    from extract.layers import Quantity
    from extract.observations.subjects import Context
    from ontology.facts import Mention

__all__ = ["MOVED", "VERBAL", "base_of", "complete_label", "finish", "is_bare", "measures_nothing"]

BY_BEGIN = attrgetter("span.begin")

LONGEST: Final = 30
LONGEST_HEAD: Final = 8
SLACK: Final = 2
PLAINEST: Final = 4  # characters of a label that a whole attribute may stand before
MOST: Final = 4  # times its first length that a label may grow to: beyond it, the words that only qualify go first
NAMES: Final = 24  # names before a number that are looked at
STRETCH: Final = 200  # characters before a label in which its clause begins
CLAUSES: Final = 4  # clauses before its own in which somebody may be named whom a label is of
BACK: Final = 90  # characters before a number in which its label is looked for
CLAUSE: Final = re.compile(r"[，。；！？：\n]")
NO_BEARER: Final = re.compile(r"[这该那此其有占比对较由在以从与为被]|一(?![流体线])|[高低快慢]于|超过|连续")
LAST: Final = re.compile(r"[^，。；！？：\n]*$")
BEARER: Final = re.compile(r"(?:企业|[^事就创毕作专开停失]业|公司|项目|工程|机构|商圈|园区|开发区|集群|主体|央企|景区|地区|产品|商品|部门|领域|客户)(?![业务的、和与及等家个名数链化园人员户态绩]|集群|品牌|总数|数量)")
"""What a figure may be borne by: the last noun of 规模以上电子信息制造业, 标志性重大外资项目."""
LINKING: Final = re.compile(
    r"(?:已经|已|均|共计?|总计|合计|累计|预计|有望|分别|将|可|全年|年度|当年|今年以来|目前|今年|上半年|(?:前?[一二三四]|前[两三])季度|实现|完成|创造|取得|达成|达到|获得|缴纳|上缴|贡献|投入|总|的|又|也|还|则|整体|平均|在“?|同比|环比|净|大幅|持续|快速|稳步|进一步)$"
)
FROM: Final = re.compile(r"(?:将|已|得知|提出|力争|确保)?[由从](?!业|事|于|来|此)")
ASIDE: Final = re.compile(r"(?:在|自)[^，。；、]{2,12}(?:内|中|里|期间|以来|间)$")
DATED: Final = re.compile(
    r"^(?:[^，。；]*?(?:\d[\d.]*[多余几]?[百千万亿]*(?:个月|[年月日]份?|季度|户次|人次|平方米|公里|亿元|万元|百分点|[\u4e00-\u9fff])|[今去前当明]年|上年|年前|年度|上半年|下半年|季度|月份|近日|同时|以来|期间|当前|目前|现在|如今|截至|测算|显示|代表|统计|计算|按照)[初末底内中间来]?的?|据)+"
)
"""What a lead may not hold: dates, numbers and openings, and all before them."""
DOING: Final = re.compile(r"所[\u4e00-\u9fff]{2}的|支持|提供|发放|带动|拉动|推动|促成|帮助|引导|包括|取消|做好|指导|办理|承办|接待|吸纳|获|让|被|把|通过|得知|获得|安排|采购|投资于|享受|加工成|计划用|是|了|重点(?![行产企项领园建])")
"""Verbs that no lead runs across."""
PLAIN: Final = re.compile(
    r"(?:实现|完成|共?投入|累计|全年|年)*(?:工业)?(?:总|主营|净)?(?:增加值|产值|业务收入|营业收入|营收|销售收入|销售额|收入|利润总额|利润|税收|利税|纳税|研发经费|研发投入|出口总?额?|进口总?额?|进出口总?额?|投资额?|产量|销量|产能|规模|资产|收入利润率|利润率|客流量|贷款|贷款余额|余额|成本|价格|用电量|订单)"
)
"""Nouns of measuring that say nothing of who or what bears the figure."""
VERBAL: Final = re.compile(r"(?:累计|共|又|还|已|先后|成功|直接|最终)*(?:[开发关下推办提带拉支引指采接签培投减增节扩新吸参][\u4e00-\u9fff]|累计|扶持|销售(?!额|收)|创造|形成|获得|享受|捐|收到|受理|建设|建成|组织|举办)")
OWNS: Final = re.compile(r"(?:已经|已|均|共|累计|总计|合计|预计|有望|可|将|今年|全年|年|，)*(?:实现|完成|创造|创|取得|达成|缴纳|上缴|投入)|(?![\u4e00-\u9fff]{0,4}?(?:值|量|收入|利润|投资|额|贷款|出口|进口|规模|产能|指数|增长|下降|数|面积|种类))")
COUNTED_UNITS: Final = re.compile(r"[百千万亿]*(?:个|家|项|名|人|户|座|所|条|次|人次|种|件|款|位|只|台|辆|套|场|期|类|处|批|份|支|艘|列|张|例|笔|宗)")
QUALIFIER: Final = re.compile(r"的|规模以上|规上|标志性|重大|重点|主要|、|全国|全球|相关|大型|省级|市级|国家级|新型|签约|产业链|区域")
MOVED: Final = re.compile(rf"(?:{BARE_GROWTH.pattern})$")
CARRIED: Final = re.compile(r"[；。！？\n]")
LISTED: Final = re.compile(r"分别|各自?")
OPENING: Final = re.compile(r"(?:\d{4}年)?(?:今年|去年)?(?:前?[\d一二三四]+(?:个?月|季度)份?|上半年|下半年|以来)?(?:其中|同时|此外|另外|从[^，]{1,6}看|全国|我国|中国|(?:全|我|该)[省市县区州])*")
NATION: Final = re.compile(r"^(?:我国|全国|(?:全|我|该)[省市县区州旗])(?=[\u4e00-\u9fff]{2})")
TOWARDS: Final = re.compile(r"(?:贸易|进出口|出口|进口|投资|贡献率|贡献|往来)")
RELATIVE: Final = re.compile(r"(?:总|合同|协议|签约|计划)?(?:金额|货值)|(?:总|计划|计划总|合同|协议)?投资总?额?|投资总额|总投资额?|总额|(?:平均|年均|同比|环比)*(?:增速|增幅|涨幅|降幅|增长率|占比|比重|增长面)|占[^，。；、]{2,14}|(?:对[^，。；、]{2,24})?贡献率|拉动[^，。；、]{2,14}|累计|共有|突破|达到|连续.{1,3}年|(?:增速|增幅)?(?:大幅|远远?|明显)?(?:快|高|低|慢|多|少)(?:于|出|过)[^，。；]{2,16}|(?:分别)?是[^，。；]{2,10}")
"""Labels that mean nothing without what they are of."""
PLAN: Final = re.compile(r"“?十[二三四五六]五”?(?:期间|以来|末|时期)?(?=[\u4e00-\u9fff]{2})")
FILLER: Final = re.compile(
    r"^(?:眼前|只见|但|而|且|并(?![网购行排])|却|便(?![利民捷携])|及?以上|就(?![业医读近地餐任])|已)?(?:这[个座条家套批项单]|该|本轮|等)?(?=[\u4e00-\u9fff]{2})|(?<=[\u4e00-\u9fff]{2})(?:要|就|只用|直接|更是|还会|也将|将|也同步|同步|也|还)(?=提升|提高|增长|下降|花|减少|缩短|降低)|(?<![许认])可(?=减少|节约|节省|新增|实现|形成|带动|处理|满足|提供)|(?<=[\u4e00-\u9fff]{2})(?:(?<![需主])要|可提|可能|差不多|几乎|仅需|只需|(?<=[目构家员位])多|(?<![规法细原守准])则)$"
)
"""Words in a label that say nothing of what is measured."""
PAST: Final = re.compile(r"(?<=[\u4e00-\u9fff]{2})了(?![解结断望如])")
GROWN: Final = re.compile(r"(?:以上|左右|多)?的?(?:快速|高速)?增长")
GOT: Final = re.compile(r"(?:达成|签订|签下|获得|收获|拿到|收到)$")
RATE: Final = re.compile(r"一(?:分钟|小时|秒)(?=[下产生加处])|(?:平均)?每(?:天|日|月|年|周|小时|分钟|秒|人|户|亩|辆|台|件|吨)|日均|月均|年均")
ALONE: Final = re.compile(r"(?:^|[，。；！？\n])(?P<rate>平均每(?:天|月|年)|每(?:天|日|月|年|小时|分钟))，$")
RATED: Final = re.compile(r"^[年日月]|[每均]|同比|环比")
DONE: Final = re.compile(r"(?:并|又|先后|累计|共|已|将|还|共同|实地|重点|[，、])*(?P<act>[\u4e00-\u9fff][^们我他她它这那又也都还就\W\d])(?<![经们我他她它这那又也都还就业司县市省区村镇社民户员人厂家行院校年月日天每][\u4e00-\u9fff])了(?:约|近|超过|超|逾|首批|一批|[我全][国省市县])*$")
BEING: Final = frozenset(["拥有", "具有", "达到", "超过", "突破", "占到", "成为", "接近", "出现", "用到", "增加", "减少", "实现", "完成", "提高", "下降", "上升", "增长", "提升", "缩短", "降低", "形成", "建成", "除", "为"])
BROKEN: Final = frozenset(["链接", "签订", "签约", "参展", "参会", "达到", "超过", "实现", "完成", "建成", "形成", "上云"])
FROM_OR_WITH: Final = re.compile(r"(?:对|与|和|同)(?:约|近|超过|超|逾)?$")
TREATED: Final = re.compile(r"(?:依法|集中|分别|全部)?(?:予以|进行|实施|开展)(?:了)?(?P<act>[\u4e00-\u9fff]{2})(?=[，。；])")
SHARED: Final = re.compile(
    r"(?:已|均|全部|都|也)?(?:复制推广|接受|参加|参与|签订|签署|签约|达成|获得|获|享受|入选|实现|完成|接入|链接到|连接|落地|落户|入驻|流向|来自|通过|达到|加入|应用|采用|开展|用于|销往|出口)了?[^，。；、！？：\n\d“”]{1,14}(?=[，。；！？\n])"
)
JOINED: Final = re.compile(r"(?:、|和|及|与|以及)(?P<more>[^，。；、！？：\n\d“”的和及与]{2,8}?)(?=[，。；\n]|参展|参会|参加|出席|签约|入驻|落户|参与|开工|(?:被|已|将|在|均|都|全部|共同|集中|不久前|日前|近日|当天|正)[\u4e00-\u9fff])")
SIZE: Final = {"长": "长度", "高": "高度", "宽": "宽度", "厚": "厚度", "深": "深度", "重": "重量"}
SIZED: Final = re.compile(r"(?:多|余|以上|左右)?的(?P<noun>[\u4e00-\u9fff]{2,8}?)(?=[，。；、]|中|上|里|内|由|在|被|已)")
NO_MEASURE: Final = re.compile(
    r"(?:日夜|昼夜|颜色|排队|关键|基础上|大关|关口|台阶|首家|首笔|首批|突破|跨越|达到|接近|增至|降至|累计|共有|实现|完成|方面|专属|下|又|民|只|仅|就能[\u4e00-\u9fff]{0,3}|差不多.*|能[\u4e00-\u9fff]|从未|全[市县省国区州]|我国|全球|时间里?|.*[里]程碑|\d{4}年|[门大]类)"
)
"""Labels that say nothing measurable."""
MEMBERS: Final = frozenset("国市省州")
OTHERS: Final = frozenset(["其他", "其它", "其余", "剩余"])
LEVELS: Final = frozenset("省市区县州")
PARTED: Final = re.compile(r"[\d.]*[百千万亿]*元?以[上下内外](?=[\u4e00-\u9fff]{2})|[百千万亿]+(?:元|美元|吨|平方米|亩|人)?(?:级|以上|以下)?的?(?=[\u4e00-\u9fff]{2})")
"""What a number leaves of the words it stands in: 以下企业 of 年营业收入在1000万元以下企业."""
MOST_PARTED: Final = 14
COUNTING: Final = frozenset("及至到盖达为有共往了过于前近超约")
PLACED: Final = frozenset({Kind.PROJECT, Kind.FACILITY})
OWNED_BY: Final = frozenset({Kind.REGION, Kind.GOVERNMENT, Kind.INSTITUTION, Kind.PARK, Kind.EVENT, Kind.POLICY, Kind.PERSON})


def complete_label(quantity: Quantity, context: Context, label: str, subject: Mention, before: tuple[str, Quantity] | None) -> str:
    """Return a label with all that says what is measured of its subject.

    Args:
        quantity: the number.
        context: advanced to the number's sentence.
        label: as `extract.observations.labels.label_of` gives it.
        subject: the mention that speaks for the chosen subject.
        before: the completed label of the number before, and that number; None for the first.
    """
    if label == FALLBACK or not label:
        return label
    text, span = context.text, quantity.span
    floor = max(context.sentences[quantity.sentence].span.begin, span.begin - BACK)
    act, at = 0, text.find(label, span.end, span.end + len(label) + 8)
    if at < 0 and label[-1] == text[span.end + len(label) - 3 : span.end + len(label) - 2]:
        act = 2 if text.startswith(label[2:], span.end) else 0
    elif at < 0 and label[-1] == text[span.end + len(label) - 4 : span.end + len(label) - 3]:
        act = 3 if text.startswith(label[3:], span.end) else 0
    if act and text.find(label[:act], max(floor, span.begin - 12), span.begin) >= 0:
        at = span.end
    if at >= 0 and CLAUSE.search(text, span.end, at) is None:
        found = label[:act] + _counted(text, quantity, label[act:], at, done=act > 0)
    else:
        place, known = _place(text, floor, span.begin, label)
        if place < 0:
            return label
        label, known = _between(text, label, place, known, span.begin)
        label, known = _reaching(text, quantity, label, place, known)
        found = _measured(quantity, context, label, place, known, subject, before)
    if len(found) > MOST * len(label) + SLACK and found.endswith(label):
        found = _trimmed(found, label)
    if len(found) > LONGEST:
        return label
    return finish(text, quantity, found)


def finish(text: str, quantity: Quantity, label: str) -> str:
    """Return a label without filling words, its quotes closed, with the rate (每天) that it is told by."""
    label = FILLER.sub("", PAST.sub("", label))
    if "”" in label and label.count("”") > label.count("“"):
        label = _quoted(text[max(0, quantity.span.begin - BACK) : quantity.span.end + 40], label)
    return _with_rate(text, quantity, label)


def _trimmed(whole: str, label: str) -> str:
    """Return a label whose lead is cut to what fits: from its left, where a qualifier ends; the label alone where nothing does."""
    most = MOST * len(label) + SLACK
    for match in QUALIFIER.finditer(whole, 0, len(whole) - len(label)):
        if len(whole) - match.end() <= most and len(whole) - match.end() > len(label) + 1:
            return whole[match.end() :]
    return label


def measures_nothing(text: str, quantity: Quantity, label: str) -> bool:
    """Say whether a number has no label that measures anything, or is a part of a name: 东盟10国, 内地9市."""
    return NO_MEASURE.fullmatch(label) is not None or (quantity.unit in MEMBERS and text[quantity.span.begin - 1] not in COUNTING)


def is_bare(label: str) -> bool:
    """Say whether a label tells how something moved and not what."""
    return not base_of(label)


def _quoted(near: str, label: str) -> str:
    """Return a label with the opening quote that its closing one lacks, where the text has it."""
    closed = label.index("”")
    for begin in range(closed):
        if "“" + label[begin : closed + 1] in near:
            return label[:begin] + "“" + label[begin:]
    return label


def _place(text: str, floor: int, end: int, label: str) -> tuple[int, int]:
    """Return where a label before its number begins, and how many of its characters stand there in one piece; -1 if not even two do."""
    for length in range(len(label), 1, -1):
        at = text.rfind(label[:length], floor, end)
        if at >= 0:
            return at, length
    return -1, 0


def _between(text: str, label: str, at: int, known: int, end: int) -> tuple[str, int]:
    """Return a label of two pieces with the noun that a date parts from the first: 新三样|出口|增长 of 新三样一季度出口增长; and how much stands in one piece."""
    tail = label[known:]
    place = text.find(tail, at + known, end) if len(tail) > 1 else -1
    if place < 0:
        return label, known
    dated = DATED.match(text[at + known : place])
    gap = text[at + known + dated.end() : place] if dated is not None else ""
    if re.fullmatch(r"[\u4e00-\u9fff]{2,8}", gap) is None or _shorn(gap) != gap or gap in label:
        return label, known
    return label[:known] + gap + tail, known


def _reaching(text: str, quantity: Quantity, label: str, at: int, known: int) -> tuple[str, int]:
    """Return a label with what it lacks at its right: the measured noun (新能源|累计装机), what the counted did (遗产|实现活化利用), what a verb got (达成|意向合作)."""
    begin, end = quantity.span.begin, quantity.span.end
    if known == len(label):
        gap = text[at + known : trim_links(text, at + known, begin)]
        if re.fullmatch(r"[\u4e00-\u9fff]{2,8}", gap) and HEAD.search(gap) and HEAD.search(label) is None and LINKING.search(gap) is None:
            return label + gap, len(label) + len(gap)
        got = GOT.search(label)
        if got is not None and text.startswith("的", end) and at + known == trim_links(text, at, begin):
            phrase = phrase_after(text, end, min(len(text), end + BACK))
            if phrase is not None and phrase.end - phrase.begin > 1:
                return got.group() + text[phrase.begin : phrase.end], 2
    if quantity.unit in {"%", "倍", "成"} and GROWN.match(text, end) and MOVED.search(label) is None:
        return label + "增长", known
    told = SHARED.match(text, end)
    if told is not None and CLAUSE.search(text, at + known, begin) is not None and quantity.measure in {Measure.SHARE, Measure.AMOUNT} and len(told.group()) <= 3 * len(label):
        return label + told.group(), known
    return label, known


def _measured(quantity: Quantity, context: Context, label: str, at: int, known: int, subject: Mention, before: tuple[str, Quantity] | None) -> str:
    """Return the label of an amount, a growth or a share with the words before it that are not its subject's name."""
    text = context.text
    steps = label[0].isdigit() and PARTED.match(label) is None and len(base_of(label)) < len(label)  # 5个工作日压缩 of 由5个工作日压缩至1个
    if steps:
        label, at, known = label[len(base_of(label)) :], at + len(base_of(label)), 1
    planned = PLAN.match(label)
    if planned is not None and BARE_GROWTH.fullmatch(label, planned.end()):
        label, at, known = label[planned.end() :], at - 1 if text[at - 1] == "“" else at, 1
    if before is not None and before[1].sentence == quantity.sentence and quantity.measure is not Measure.AMOUNT and quantity.span not in context.series:
        base, earlier = base_of(label), base_of(before[0])
        if 1 < len(base) < len(earlier) and len(base) < len(label) and earlier.endswith(base) and known <= len(base):
            return earlier + label[len(base) :]
    opening = _opening(text, max(context.sentences[quantity.sentence].span.begin, at - STRETCH), at)
    near = _names_before(context, quantity)
    own = [m for m in near if opening <= m.span.begin < at + known]
    names = [m.span for m in own if m.entity == subject.entity]
    if label[0] in LEVELS and text[at - 1] in LEVELS and at > 1 and text[at - 2].isdigit() and len(label) > 2:
        label, at, known = label[1:], at + 1, known - 1  # 外贸进出口总值 of 11省|市外贸进出口总值
    elif label[0] in "以百千万亿1234567890" and PARTED.match(label) is not None and (label[0] not in "百千万亿" or text[at - 1] in "过超破达近逾于"):
        stated, floor = OPENING.match(text, opening, at), max([opening, *(name.end for name in names)])
        lead = text[max(floor, stated.end() if stated is not None else opening) : at]
        return lead + label if 1 < len(lead) <= MOST_PARTED else label
    whole = _whole_name(text, own, names, at, label)
    if whole < at:
        label, at = text[whole:at] + label, whole
    if quantity.span in context.listed:
        return label
    if quantity.indicator_text and "、" in label and LISTED.search(text, at + known, quantity.span.begin) is not None:
        return NATION.sub("", quantity.indicator_text)  # its own item of a list that the reader points at as a whole
    if quantity.span in context.series and (one := _one_of(text, own, subject, label)):
        return one
    begin = _list_begin(text, opening, at) if text[at - 1] in "、和与及" and VERBAL.match(label) is None and LISTED.search(text, opening, quantity.span.begin) is None else at
    counted = COUNTED_UNITS.fullmatch(quantity.unit) is not None and quantity.measure is not Measure.RANK
    if not (counted or steps) and VERBAL.match(label) is None:
        begin = _lead(text, opening, begin, names, label)
    if text[begin:at] == "对":  # of whoever the clause before tells of
        label, at = "对" + label, begin
    elif begin < at:
        return _joined(text[begin:at], label)
    if counted:
        return label
    rest = Span(max([opening, *(name.end for name in names if name.end <= at)]), at)
    shorn = _shorn(text[rest.begin : rest.end])
    if shorn and OPENING.fullmatch(shorn) is None:
        return _past_verbs(text, rest, len(shorn), label, subject, before if before is not None and opening <= before[1].span.begin else None)
    if head := _head_before(label, before, quantity):
        return head
    if rest.begin != opening:
        return label  # its subject stands before it
    return _of_before(quantity, context, label, at, subject, before) or _of_clause_before(quantity, context, label, at, subject, near) or label


def _opening(text: str, begin: int, at: int) -> int:
    """Return where the clause begins that holds a place."""
    last = LAST.search(text, begin, at)
    return last.start() if last is not None else begin


def _names_before(context: Context, quantity: Quantity) -> list[Mention]:
    """Return the names of a number's sentence that stand nearest before it, so that the cost is linear in a list of a thousand."""
    own = context.by_sentence.get(quantity.sentence, [])
    at = bisect_left(own, quantity.span.begin, key=BY_BEGIN)
    return own[max(0, at - NAMES) : at]


def _past_verbs(text: str, rest: Span, length: int, label: str, subject: Mention, before: tuple[str, Quantity] | None) -> str:
    """Return a label with the noun phrase that verbs and adverbs part from it: 重大项目|已累计完成|投资; `rest` lies before it, all but `length` of it is such."""
    last = rest.begin + length
    if BARE_GROWTH.fullmatch(label) is not None:
        moved = FROM.search(text, rest.begin, last)
        end = rest.begin + len(_shorn(text[rest.begin : moved.start()])) if moved is not None else last
        phrase = phrase_before(text, rest.begin, end)
        return _joined(_undated(text[phrase.begin : end]), label) if phrase is not None and phrase.end == end else label
    if last == rest.end:
        return label
    if before is not None and before[1].span.end < last and before[0].endswith(text[last - 2 : last]) and RELATIVE.fullmatch(label):
        return _joined(before[0], label)
    bearer = _bearer(text, rest.begin, last)
    if not bearer or _named(bearer, subject):
        return label
    between = text[last : rest.end]
    return _joined(bearer + between if between in {"实现", "完成"} else bearer, label)


def _of_before(quantity: Quantity, context: Context, label: str, at: int, subject: Mention, before: tuple[str, Quantity] | None) -> str:
    """Return a label that only relates (金额, 增速) with what the number before it measures; empty where it is of nothing."""
    bare = BARE_GROWTH.fullmatch(label) is not None
    if before is None or before[1].sentence != quantity.sentence or not (bare or (RELATIVE.fullmatch(label) and context.kinds.get(subject.entity) not in PLACED)):
        return ""
    base, end = base_of(before[0]), quantity.span.end
    if CARRIED.search(context.text, before[1].span.end, at) is not None or context.text.startswith("的", end) or (quantity.span in context.series and before[1].clause != quantity.clause):
        return ""
    return "" if not base or base == FALLBACK or label in base or (bare and base in label) else _joined(base, label)


def _of_clause_before(quantity: Quantity, context: Context, label: str, at: int, subject: Mention, near: list[Mention]) -> str:
    """Return a plain label (利润) with whoever a clause before it begins with and tells of; empty where none does."""
    if context.kinds.get(subject.entity) not in OWNED_BY or (PLAIN.fullmatch(base_of(label)) is None and label not in {"增速", "增幅", "降幅", "占比"}):
        return ""
    text, floor = context.text, max(context.sentences[quantity.sentence].span.begin, at - STRETCH)
    end = _opening(text, floor, at) - 1
    for _ in range(CLAUSES):
        if end <= floor:
            break
        start = _opening(text, floor, end)
        stated = OPENING.match(text, start, end)
        begin = stated.end() if stated is not None else start
        begin = next((m.span.end for m in near if m.entity == subject.entity and m.span.begin == begin), begin)
        if (bearer := _opens(text, begin, end)) and not _named(bearer, subject):
            return _joined(bearer, label)
        if any(m.entity == subject.entity and start <= m.span.begin < end for m in near):
            break
        end = start - 1
    return ""


def _one_of(text: str, own: list[Mention], subject: Mention, label: str) -> str:
    """Return the label of one number of a list without the names beside its subject's: 投资增速 of 甲、乙行业投资增速分别为3%、4%; empty if it has none."""
    if not any(m.entity == subject.entity for m in own):
        return ""
    shorn = label
    for m in own:
        joint = text[m.span.begin - 1] in "、和与及" or text[m.span.end : m.span.end + 1] in {"、", "和", "与", "及"}
        if joint and m.entity != subject.entity and m.anchor not in subject.anchor and m.anchor in shorn and len(shorn) - len(m.anchor) >= 2:
            shorn = re.sub(f"[、和与及]?{re.escape(m.anchor)}|{re.escape(m.anchor)}[、和与及]?", "", shorn, count=1)
    shorn = re.sub(r"^[、和与及]+|[、和与及]+$|[、和与及]+(?=" + re.escape(subject.anchor) + ")", "", shorn)
    return shorn if len(shorn) >= 2 and shorn != label else ""


def _whole_name(text: str, own: list[Mention], names: list[Span], at: int, label: str) -> int:
    """Return where a label begins once it is not cut inside a name, a pair of quotes or a word."""
    for mention in own:
        if mention.span.begin < at < mention.span.end and mention.span not in names:
            return mention.span.begin
    closed, opened = (label.find("”"), label.find("“")) if "”" in label else (-1, -1)
    if closed > 0 and (opened < 0 or opened > closed):
        quote = text.rfind("“", max(0, at - 16), at)
        if quote >= 0 and "”" not in text[quote:at] and CLAUSE.search(text, quote, at) is None:
            return quote
    if text[at - 1 : at + 1] in {"建成", "形成", "组成", "在外", "在保", "在建", "在校", "在线", "并网", "实到"} or (label[0] in "版级籍产系" and text[at - 2 : at] in {"全国", "全球", "国际", "国内"}):
        return at - 1 if label[0] not in "版级籍产系" else at - 2
    return at


def _lead(text: str, opening: int, at: int, names: list[Span], label: str) -> int:
    """Return where the modifiers begin that stand right before a label, the subject's name left out."""
    begin = at
    for _ in range(3):
        end = begin - 1 if begin > opening and text[begin - 1] == "的" else begin
        if end <= opening or text[end - 1] in "等、）)”了":
            break
        owner = next((name for name in names if name.end == end), None)
        if owner is not None:
            if owner.begin - opening < 2 or text[owner.begin - 1] not in "在对占":
                break
            phrase = phrase_before(text, opening, owner.begin - 1)
            if phrase is None or phrase.end != owner.begin - 1:
                break
            return phrase.begin
        if text[end - 1] in "对与" and TOWARDS.search(label) and begin == end:
            phrase = phrase_before(text, max([opening, *(name.end for name in names if name.end < end)]), end - 1)
            return phrase.begin if phrase is not None and phrase.end == end - 1 else end - 1
        floor = max([opening, *(name.end for name in names if name.end < end)])
        phrase = phrase_before(text, floor, end)
        if phrase is None or phrase.end != end or phrase.end - phrase.begin < 2:
            break
        begin = phrase.begin
    added = text[begin:at]
    cut = max([0, *(m.end() for m in DOING.finditer(added))])
    if (dated := DATED.match(added[cut:])) is not None:
        cut += dated.end()
    if "（" in added[cut:] and "）" not in added[cut:]:
        cut = added.rindex("（") + 1
    while cut < len(added) and added[cut] in "的时、和与及，“” 并得后":
        cut += 1
    begin = begin + cut if len(added) - cut > 1 else at
    added = text[begin:at]
    if "的" in added and len(label) > PLAINEST:
        begin += added.rindex("的") + 1
        added = text[begin:at]
    lead = LEADING.match(added + label)
    return begin + min(lead.end(), len(added)) if lead is not None else begin


def _list_begin(text: str, opening: int, at: int) -> int:
    """Return where the list begins whose last item a label is: 企业、|机构; where it stands if nothing joins it."""
    for _ in range(4):
        if at <= opening + 2 or text[at - 1] not in "、和及与":
            break
        quote = text.rfind("“", opening, at - 2) if text[at - 2] == "”" else -1
        if quote >= 0:
            at = quote
            continue
        phrase = phrase_before(text, opening, at - 1)
        if phrase is None or phrase.end != at - 1 or phrase.end - phrase.begin < 2 or re.search(r"\d", text[phrase.begin : phrase.end]):
            break
        at = phrase.begin
    return at


def _undated(words: str) -> str:
    """Return words without a date or a number at their begin."""
    dated = DATED.match(words)
    return words[dated.end() :] if dated is not None else words


def _joined(lead: str, label: str) -> str:
    """Return two pieces as one label, without 全国 and the like at its begin and without saying a word twice."""
    lead = NATION.sub("", lead)
    for length in range(min(len(lead), len(label)), 1, -1):
        if lead.endswith(label[:length]):
            return lead + label[length:]
    return lead + label


def _shorn(words: str) -> str:
    """Return words without the adverbs, verbs of having and asides at their end."""
    last = None
    while words != last:
        last = words
        words = ASIDE.sub("", LINKING.sub("", words.rstrip(" ，、")))
    return words


def _bearer(text: str, begin: int, end: int) -> str:
    """Return the noun phrase that ends here and bears a figure: 规模以上工业企业 of 规模以上工业企业|实现; empty if none does."""
    phrase = phrase_before(text, begin, end)
    if phrase is None or phrase.end != end or phrase.end - phrase.begin < 2 or BEARER.search(text[phrase.begin : end] + "，") is None:
        return ""
    words = text[phrase.begin : end]
    return words if BEARER.search(words[-3:] + "，") else ""


def _opens(text: str, begin: int, end: int) -> str:
    """Return the bearer that a clause begins with; empty if it begins otherwise."""
    for match in BEARER.finditer(text, begin, min(end, begin + 24)):
        phrase = phrase_before(text, begin, match.end())
        if phrase is not None and phrase.begin == begin and phrase.end == match.end() and re.search(r"\d", text[begin : match.end()]) is None and NO_BEARER.match(text, begin) is None and (OWNS.match(text, match.end()) or text.startswith(("企业", "造业", "行业", "公司"), match.end() - 2)):
            return text[begin : match.end()]
    return ""


def _named(words: str, subject: Mention) -> bool:
    """Say whether words are the subject's name again."""
    return subject.anchor in words or words in subject.anchor


def _head_before(label: str, before: tuple[str, Quantity] | None, quantity: Quantity) -> str:
    """Return a growth with the measured noun that the growth before has: 装备制造业同比增长 after 规模以上工业增加值同比增长; empty if there is none."""
    if before is None or quantity.measure is not Measure.GROWTH or before[1].sentence != quantity.sentence:
        return ""
    base = base_of(label)
    earlier = base_of(before[0])
    bearers = [m.end() for m in BEARER.finditer(earlier)]
    known = HEAD.search(earlier)
    head = known.group() if known is not None else earlier[bearers[-1] :] if bearers else ""
    if quantity.unit not in {"%", "倍", "个百分点"} or not 2 <= len(head) <= LONGEST_HEAD or not base or base == label or base.endswith(head) or BEARER.search(base[-3:] + "，") is None:
        return ""
    return base + head + label[len(base) :]


def base_of(label: str) -> str:
    """Return a label without the words that say how it moved."""
    moved = MOVED.search(label)
    return label[: moved.start()] if moved is not None else label


def _counted(text: str, quantity: Quantity, label: str, at: int, *, done: bool) -> str:
    """Return the label of counted things with what joins them, what was done with them or what they did."""
    if quantity.span.begin > 1 and at == quantity.span.end and text[quantity.span.begin - 2 : quantity.span.begin] in OTHERS:
        return text[quantity.span.begin - 2 : quantity.span.begin] + label  # 其他14个成员国
    if text[at - 1 : at + 1] in {"个体", "人民"}:
        label, at = text[at - 1] + label, at - 1
    end = at + len(label)
    more = JOINED.match(text, end)
    if more is not None and quantity.measure is Measure.AMOUNT:
        label, end = label + more.group(), more.end()
        fate = FATE.match(text, end, end + 12)
        if fate is not None and len(fate.group()) <= 2 * len(label):
            return label + fate.group()
    elif text[end - 1 : end + 1] in BROKEN and len(label) > 2:
        label, end = label[:-1], end - 1
    opening = max(quantity.clause.begin, quantity.span.begin - 24)
    treated = TREATED.match(text, end) or TREATED.search(text, at + 1, end + 1)
    if treated is not None and FROM_OR_WITH.search(text, opening, quantity.span.begin):
        return treated["act"] + text[at : treated.start()]
    if (quantity.measure is Measure.SHARE or FROM_OR_WITH.search(text, opening, quantity.span.begin)) and (told := SHARED.match(text, end)) and len(told.group()) <= 3 * len(label):
        return label + told.group().replace("了", "")
    sized = SIZE.get(text[max(0, quantity.span.begin - 2) : quantity.span.begin].rstrip("约近超")[-1:])
    if sized is not None and text.startswith("的", at - 1):
        return label + sized
    if quantity.measure is Measure.SHARE and text[quantity.span.begin - 1] == "的" and VERBAL.match(label) and (whole := phrase_before(text, opening, quantity.span.begin - 1)) is not None:
        return text[whole.begin : whole.end] + label  # 资金的80%投入新能源 tells of the funds
    act = DONE.search(text, opening, quantity.span.begin)
    if not done and act is not None and act["act"] not in BEING and not label.startswith(act["act"]):
        return act["act"] + label
    return label


def _with_rate(text: str, quantity: Quantity, label: str) -> str:
    """Return a label with 每天 and the like where its clause has it before the number."""
    if RATED.search(label):
        return label
    found = [*RATE.finditer(text, max(quantity.clause.begin, quantity.span.begin - 30), quantity.span.begin)]
    if not found:
        alone = ALONE.search(text, max(0, quantity.clause.begin - 6), quantity.clause.begin)
        return alone["rate"] + label if alone is not None else label
    rate = found[-1]
    place = text.find(label, rate.end(), quantity.span.end + len(label) + 8)
    if place < 0:
        return label
    lead = text[rate.end() : min(place, quantity.span.begin)]
    verb = re.fullmatch(r"(?:可以|可|能够?|将|了)?([\u4e00-\u9fff]{2,10}?)(?:约|近|超过?|了|共)*", lead)
    act = verb[1] if verb is not None and verb[1] not in label else ""
    whole = rate.group() + act + label
    return whole if len(whole) <= LONGEST else label
