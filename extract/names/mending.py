"""Names with the edges, parts and classes that Chinese prose gives them, where voting on single spans went astray.

In: a healed text, the decided names, the guesses of lexicons. Out: names, by begin and without overlap. A township follows its county, a
village its township; a foreign person's name is one with its dots; 国际家电巨头|某某 is called 某某; of a list with its
count (甲及乙、丙2个集群) the count says what is one item. What names nothing (222个村, 小县城, 外国公司, 吴先生) is taken out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

from extract.layers import Name
from extract.lexicons import Scanner, alternation, read_rows, read_words
from extract.names.bounds import bound_names
from extract.names.edges import set_edges
from extract.names.places import NO_TOWN
from ontology import tables
from ontology.facts import Kind, Span
from ontology.model import ORGANISATIONS
from ontology.regions import Level, find_region, split_region

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["mend"]

HIGHER = ("县", "市", "区", "旗", "镇", "乡", "街道")
BELOW = re.compile(r"(?P<town>[一-龥]{1,6}?族乡|[一-龥]{1,4}?(?:镇(?!街道)|乡(?![村亲土情]|街道)|街道))|(?P<village>[一-龥]{1,4}?(?:村(?![民委务镇级里]|社区)|社区(?![居服工])))")
LISTED_TOWN = re.compile(r"、([一-龥]{2,3}镇)(?=[、，和及与等的。])")
ADDRESS = re.compile(r"(?:(?<=[，。；：、“”（—\n \u3000])|(?<=走进|来到|位于)|(?<=[在到于])|^)(?P<town>[一-龥]{2,3}?(?:镇|乡|街道))(?P<village>[一-龥]{1,4}?(?:村|社区))(?![民务级])")
BIG = (Level.PROVINCE, Level.PREFECTURE)
VAGUE = re.compile("[各每全多个的和与及该本两三几]")
TOWN_END = re.compile(r"[一-龥]{1,3}(?:镇|乡|村|街道|社区)")
FOREIGN = re.compile(r"[一-龥]{1,6}(?:·[一-龥]{1,8}){1,3}")
SAID = re.compile(r"(?<=..)(?:发文|表示|认为|介绍|指出|说)$")
CREDIT = re.compile(r"(?:通讯员|记者|特约记者) ?(?P<name>[一-龥]{2,4}) ?摄")
NEXT = frozenset("说介表在的和等先女总教院老告强认是对将与也就带正已从曾向为用把给还又，。、：（）“”《》 \n！？；")
MOST_REPEATED = 3  # times that a person's name stands before the same character, of which no mark needs to follow one
POLITE = re.compile(r"[一-龥](?:先生|女士|奶奶|爷爷|大爷|大妈|大姐|大哥|大叔|阿姨|师傅|老师|老汉)|马上|连连|轻松|纷纷|慢慢")
DESCRIBED = re.compile(
    r"(?P<owner>[一-龥A-Za-z0-9]{3,12}?)?所属(?=..)"  # …所属
    # …龙头企业, …控股子公司
    r"|[一-龥A-Za-z0-9]{0,12}?(?:巨头|厂商|厂家|制造商|(?:跨国|龙头|头部|知名|骨干|链主)企业|(?:全资|控股)?子公司|旗下|控股股东"
    r"|单位(?=..[一-龥（]))(?=[一-龥A-Za-z]{2})"
)
OF_TRADE = re.compile(  # what a firm is, before its name: 某国药企|某某, 光学企业|某某
    "(?!中央|国有|民营|外资|中小|小微)[一-龥]{0,8}?(?:[药车房]企(?=[一-龥A-Za-z0-9])"  # 某国药企
    "|企业(?=[一-龥A-Za-z0-9]{2,8}(?:公司|集团)?$)"  # 光学企业…公司
    "(?!管理|集团|发展|服务|家|联|协会|孵化|总|所|投资|咨询|征信|银行|年金|创新|信用|文化|策划"  # … unless 企业 begins a longer word
    "|[有股化园部中党工信研技学财税债数上网融品标控顾运金产云改资]))"
)
COUNTED = re.compile(r"(?:过?[0-9]+[次届]|过[一二两三四五六七八九十]+次|一届届)(?=..)")
OF_A_TIME = re.compile(r"(?:规模以上|规上|全球|我国|国内|上半年|下半年|前三季度|今年)(?=[一-龥]{2})")
WORK_TAIL = re.compile(r"(?<=[一-龥]{4})(?:研发|生产)$")
NATIVE = re.compile(r"(?:首台套?|首套|新款)(?=[一-龥A-Za-z0-9]{3})")
NATIVE_FIRST = frozenset("第首新")  # of what the next two take off
NUMBERED_GOODS = re.compile(r"第[0-9一二三四五六七八九十百千万亿]+[双台辆架艘件部只套个](?=[一-龥]{2})")
UNNAMED = {
    Kind.REGION: re.compile(
        r"[、，的].*|[一-龥]*的[0-9]+个村"  # lists and counts: 的3个村
        r"|县乡|乡村|区县|市县|村组"  # 县乡, 村组
        r"|(?:[0-9]+|[多数各几两十]+余?(?=个)).*[村镇乡县市省区]"  # 20个村镇
        r"|(?:小县城|小城镇|小镇|小村|山村|乡村|城镇|县城|街道社区|.?镇村|村镇|五湖四海|天南海北|矿区|主城区)"  # 小县城, 五湖四海
        r"|[一-龥]{2,4}(?:城市|大镇|强镇)|散布.*"  # 某某大镇
    ),
    Kind.COMPANY: re.compile(r"(?:外国|国外|海外|国内|本地|当地)(?!.*[（）]).{2,8}|.{0,8}某.*"),
    Kind.INSTITUTION: re.compile(r".{0,4}某.*|外国.*|大医院"),
    Kind.FACILITY: re.compile(r".{0,4}某.*"),
    Kind.INDUSTRY: re.compile(r"其他.*|加工|就业|都市圈|重大工程|产业|生产|消费|资金管理|工作"),
    Kind.PERSON: POLITE,
}
LOAN = re.compile(  # loans and insurances by their brand: “果树贷”, “海珍保”, “车融通”
    r"(?P<name>“[^“”，。、《》\n]{1,9}(?:(?<![敢愿能会快难想要惜慎])贷|(?<=..)(?<![尽三五确社医环劳参投承低力自租担安])保|[税融链信票贸单]通|[税信链]融)”)(?!款?[户人者])"
)
CAPACITY = re.compile(r"(?P<name>(?:年产|日产)[0-9.]+[万亿]?(?:吨|台|套|辆|只|片|支|平方米|立方米|千瓦时|吉瓦时?|兆瓦|[GM]Wh?|件|个|米)[^，。；、：“”（）的\n]{2,24}(?:项目|生产线))(?![的])")
BRANCH = re.compile(r"(?:(?<![一-龥])|(?<=[^一-龥][在到]))(?:[一-龥]{2,4}(?:镇|乡|街道))?(?P<name>(?![在驻和与到])[一-龥]{1,4}村(?:党支部|党总支|党委))(?=书记|副书记|班子|委员|组织|带)")
DOCUMENT = re.compile(
    r"《[^《》\n]{3,120}(?:议定书|协定|宣言|倡议书?"  # agreements
    r"|决定|意见|办法|通知|规划|方案|条例"  # decisions and plans
    r"|[国促进保护投资税诉]法|民法典|纲要|措施"  # laws
    r"|标准|规范(?:与评价)?|指南|指引|目录|清单|公约|细则"  # standards and guides
    r"|规定|计划|章程|备忘录|声明|公报)"  # rules and reports
    r"(?:（[^（）《》]{1,12}）)?》"
)
STREET = re.compile("大?[路街](?!演|桥|段|线|网|径|况|过|透|口|边|头|道|区|巷|舞|子|灯|面|基|局|政|权|费|由|人|途|程|障|侧|旁|景|拍)|大道|大厦")  # 中山|路 names a street
BARE_FIRM = re.compile("([一-龥A-Za-z]{2,6})(?:公司|企业|企业集团)")  # of which goods alone make no name
TITLED = frozenset({Kind.POLICY, Kind.PROGRAMME, Kind.DESIGNATION})
CENTRE = re.compile("[市县省区]?(?:中心|郊区|城区|境内|一带|周边)")
MISREAD = frozenset({Kind.COMPANY, Kind.REGION, Kind.INDUSTRY, Kind.POLICY})
SPECIALITY = re.compile(rf"(?:{alternation('words_names', 'speciality')})$")  # what is called after its place
WORK_AFTER = re.compile("》?(?:[^，。；、]{0,2}(?:专题策划|微电影|纪录片|短片|节目|栏目|歌曲|舞剧|话剧|歌剧|一书|专著|丛书|微视频|漫画|动画|电影|电视剧|短剧|游戏|杂志|大片|动漫))")
WORK_BEFORE = re.compile("(?:微电影|纪录片|短片|节目|栏目|歌曲|舞剧|话剧|歌剧|专著|丛书|微视频|视频|漫画|动画|电影|电视剧|短剧|游戏|宣传片|图书|新书|作品|大片|动漫)$")
TITLE_HALF = re.compile(r"(?:战略|计划|办法|政策|规划|措施|方案|工程|行动)$")
CLUSTERS = re.compile("等[^，。；、]{0,12}集群")
LISTED = frozenset("、和与及")
LIST_COUNT = re.compile(r"(?P<count>[0-9一二两三四五六七八九十]+)(?:个|大|条)(?P<what>[^，。；、]{0,8}?(?:产业集群|集群|产业|行业|方向|领域|赛道|产业链))")
LIST = re.compile(r"[^，。；：！？\n]+$")
DIGITS = {char: number for number, char in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
JOINT = re.compile(r"[及和与]")
LONGEST_LIST = 80  # characters
CONFIDENCE = 0.75  # of what only the place after a county, or a count, says


def mend(text: str, names: Iterable[Name], fields: frozenset[str] = frozenset()) -> list[Name]:
    """Return the names as prose has them.

    Args:
        text: healed.
        names: by begin, without overlap.
        fields: words that are an industry by the lexicon.
    """
    found = [each for name in set_edges(text, bound_names(text, names)) for each in _split(text, name, fields)]
    found = [part for name in found for part in _without_descriptions(text, name)]
    found = _people(text, found)
    found = [name for name in _townships(text, found) if not _is_unnamed(text, name)]
    found = _works(text, _documents(text, _between(text, _addresses(text, found))))
    return _without_words(text, _official_fields(text, _local_clusters(text, _count_lists(text, found))))


def _between(text: str, names: list[Name]) -> list[Name]:
    """Return the names with loans in quotes, party branches of villages and projects called after their capacity that stand in none of them."""
    found = list(names)
    for pattern, kind in ((LOAN, Kind.PROGRAMME), (BRANCH, Kind.GOVERNMENT), (CAPACITY, Kind.PROJECT)):
        for match in pattern.finditer(text):
            span = Span(*match.span("name"))
            around = [name for name in names if name.span.overlaps(span)]
            if all(name.kind in {Kind.REGION, Kind.PROJECT} and name.span.within(span) for name in around):
                found = [*(name for name in found if name not in around), Name(span, kind, CONFIDENCE, "form")]
    return sorted(found, key=attrgetter("span"))


def _documents(text: str, names: list[Name]) -> list[Name]:
    """Return the names with the documents in 《》 whose last word says that they are such; what is named in a title that was not whole goes."""
    for match in DOCUMENT.finditer(text):
        span = Span(*match.span())
        around = [name for name in names if name.span.overlaps(span)]
        if all(name.span.within(span) or name.span.end - name.span.begin <= len(match.group()) for name in around) and not any(span.within(n.span) for n in around):
            names = [*(name for name in names if name not in around), Name(span, Kind.POLICY, max([CONFIDENCE, *(n.confidence for n in around if n.kind is Kind.POLICY)]), "book")]
    return sorted(names, key=attrgetter("span"))


def _is_place(label: str) -> bool:
    """Say whether all of a label is the name of a division."""
    return len(label) > 1 and bool(find_region(label))


def _works(text: str, names: list[Name]) -> list[Name]:
    """Return the names, as goods films, songs and books in 《》 where the words beside them say so, and what grows or is made where its name says (某某脐橙)."""
    return [replace(name, kind=Kind.PRODUCT) if name.kind in MISREAD and _is_made(text, name) else name for name in names]


def _is_made(text: str, name: Name) -> bool:
    """Say whether a name read as another class is that of a work or of what its place is known for."""
    begin, end = name.span.begin, name.span.end
    if name.kind is not Kind.POLICY:
        speciality = SPECIALITY.search(text, begin, end)
        return bool(speciality and _is_place(text[begin : speciality.start()]))
    if text[begin] != "《" or DOCUMENT.fullmatch(text, begin, end):
        return False
    return bool(WORK_AFTER.match(text, end) or WORK_BEFORE.search(text, max(0, begin - 8), begin))


@cache
def _official() -> Scanner[str]:
    """Divisions of the industrial classification whose names are lists (铁路、船舶、航空航天和其他运输设备制造业)."""
    return Scanner({label: label for _, _, label, _ in tables.read_rows("gbt4754.tsv", 4) if "、" in label})


def _official_fields(text: str, names: list[Name]) -> list[Name]:
    """Return the names, what the classification calls by a list as one."""
    for begin, end, _ in _official().scan(text):
        span = Span(begin, end)
        around = [name for name in names if name.span.overlaps(span)]
        if all(name.span.within(span) and name.span != span for name in around):
            one = Name(span, Kind.INDUSTRY, max([CONFIDENCE, *(name.confidence for name in around)]), "classification")
            names = sorted([*(name for name in names if name not in around), one], key=attrgetter("span"))
    return names


def _is_unnamed(text: str, name: Name) -> bool:
    """Say whether a name only describes (222个村, 小县城, 外国公司, 奶酪公司) or is a part of another word (中山|路, 大|理念, 上海|市中心)."""
    pattern = UNNAMED.get(name.kind)
    begin, end = name.span.begin, name.span.end
    if pattern and pattern.fullmatch(text, begin, end):
        return True
    label = text[begin:end]
    if name.kind is Kind.REGION:
        return STREET.match(text, end) is not None and not label.endswith(HIGHER)
    if name.kind is Kind.COMPANY:
        kind_of = BARE_FIRM.fullmatch(label)
        return kind_of is not None and kind_of[1] in _goods()
    return name.kind is Kind.FACILITY and CENTRE.fullmatch(label, split_region(label).length) is not None and split_region(label).length > 1


@cache
def _goods() -> frozenset[str]:
    """Words for goods and fields of work."""
    rows = (row[:3] for table in ("industries", "lexicon") for row in read_rows(table))
    return frozenset(word for kind, _, words in rows if kind in {Kind.INDUSTRY, Kind.PRODUCT} for word in words.split())


def _without_words(text: str, names: list[Name]) -> list[Name]:
    """Return the names without bare words (政府, 通知, 开幕式) that stand for no fuller name of the report, and places that are cut from a phrase."""
    phrases = [Span(begin, end) for begin, end, _ in _phrases().scan(text)]
    if phrases:
        names = [n for n in names if n.kind is not Kind.REGION or not any(n.span.overlaps(p) and not p.within(n.span) for p in phrases)]
    bare = read_words("bare")
    labels = {n.span: text[n.span.begin : n.span.end].strip("“”") for n in names}
    goods = {labels[n.span] for n in names if n.kind in {Kind.PRODUCT, Kind.INDUSTRY}}
    idle = {n.span for n in names if labels[n.span] in bare.get(n.kind, ())}
    idle |= {n.span for n in names if n.kind is Kind.COMPANY and (plain := BARE_FIRM.fullmatch(labels[n.span])) and plain[1] in goods}
    full = [labels[n.span] for n in names if n.span not in idle]
    return [n for n in names if n.span not in idle or any(label.endswith(labels[n.span]) for label in full)]


@cache
def _phrases() -> Scanner[str]:
    """Phrases that hold the name of a place by chance."""
    return Scanner({word: word for word in read_words("bare")["phrase"]})


def _split(text: str, name: Name, fields: frozenset[str]) -> Iterator[Name]:
    """Yield the halves of two titles, two regions or two fields of work that were read as one name."""
    begin, end = name.span.begin, name.span.end
    if name.kind is Kind.REGION and end - begin >= len("北京江苏") and (cut := _two_regions(text[begin:end])):
        yield replace(name, span=Span(begin, begin + cut))
        yield replace(name, span=Span(begin + cut, end))
        return
    if name.kind is Kind.PRODUCT and end - begin >= len("大豆玉米") and (cut := _two_crops(text[begin:end])):
        yield replace(name, span=Span(begin, begin + cut))
        yield replace(name, span=Span(begin + cut, end))
        return
    if name.kind in TITLED and text[end - 1] == "”" and (place := _place_before_quote(text[begin:end])):
        yield replace(name, kind=Kind.REGION, span=Span(begin, begin + place))
        yield replace(name, span=Span(begin + place, end))
        return
    joint = JOINT.search(text, begin + 2, end - 2) if name.kind in {Kind.POLICY, Kind.PROGRAMME, Kind.REGION, Kind.INDUSTRY} else None
    if joint is None or "《" in text[begin:end] or "“" in text[begin:end]:
        yield name
        return
    halves = text[begin : joint.start()], text[joint.end() : end]
    if name.kind is Kind.REGION:
        two = all(find_region(half) for half in halves)
    elif name.kind is Kind.INDUSTRY:
        two = all(half in fields for half in halves)
    else:
        two = all(TITLE_HALF.search(half) for half in halves)
    if two:
        yield replace(name, span=Span(begin, joint.start()))
        yield replace(name, span=Span(joint.end(), end))
    else:
        yield name


@cache
def _two_crops(label: str) -> int:
    """Return where a label divides into two crops that are grown side by side (大豆|玉米), else 0."""
    crops = read_words("bare")["crop"]
    return next((cut for cut in range(2, len(label) - 1) if label[:cut] in crops and label[cut:] in crops), 0)


def _place_before_quote(label: str) -> int:
    """Return the length of the place before a title that is all in quotes (云岭省|“某某工程”), else 0."""
    length = split_region(label).length
    return length if length > 1 and label.find("“") == length and label.count("“") == 1 else 0


@cache
def _two_regions(label: str) -> int:
    """Return where a label that is no region divides into two of them that lie beside each other (北京|江苏), else 0."""
    if find_region(label) or not label.isalpha():
        return 0
    cuts = (cut for cut in range(2, len(label) - 1) if all(any(d.level in BIG for d in find_region(half)) for half in (label[:cut], label[cut:])))
    return next(cuts, 0)


def _without_descriptions(text: str, name: Name) -> Iterator[Name]:
    """Yield a name without what describes it, and the body that it belongs to where that is said (成都海关所属…)."""
    begin, end = name.span.begin, name.span.end
    if name.kind in ORGANISATIONS | {Kind.FACILITY} and (said := DESCRIBED.match(text, begin, end)) and end - said.end() > 1:
        if said["owner"]:
            yield replace(name, span=Span(*said.span("owner")))
        begin = said.end()
        name = replace(name, kind=Kind.COMPANY) if name.kind is Kind.FACILITY and not said["owner"] else name
    elif name.kind is Kind.COMPANY and (trade := OF_TRADE.match(text, begin, end)) and end - trade.end() > 1:
        begin = trade.end()
    elif name.kind is Kind.EVENT and not text.startswith("第", max(0, begin - 1)):
        counted = COUNTED.match(text, begin, end)
        begin = counted.end() if counted else begin
    elif name.kind is Kind.INDUSTRY:
        time = OF_A_TIME.match(text, begin, end)
        begin = time.end() if time else begin
        work = WORK_TAIL.search(text, begin, end) if text[end : end + 1] == "、" else None
        end = work.start() if work else end
    elif name.kind is Kind.PRODUCT and text[begin] in NATIVE_FIRST and (native := NUMBERED_GOODS.match(text, begin, end) or NATIVE.match(text, begin, end)):
        begin = native.end()
    yield name if (begin, end) == (name.span.begin, name.span.end) else replace(name, span=Span(begin, end))


def _people(text: str, names: list[Name]) -> list[Name]:
    """Return the names, people's whole: with their dots, with the third character that always follows, without 边 of 边说边."""
    credits_ = {match.start("name"): match.end("name") for match in CREDIT.finditer(text)}
    found: list[Name] = []
    for number, name in enumerate(names):
        if found and found[-1].span.end > name.span.begin:
            continue  # a part of a foreign name that is whole now
        begin, end = name.span.begin, name.span.end
        after = names[number + 1].span.begin if number + 1 < len(names) else len(text)
        if name.kind is Kind.PERSON:
            if foreign := FOREIGN.match(text, begin):
                end = max(end, foreign.end()) if text[end : end + 1] == "·" else end
                said = SAID.search(text, begin, end)
                end = said.start() if said else end
            elif text[end - 1] == "边" and end - begin > 2 and re.match("[说走笑讲看忙]", text[end : end + 1]):
                end -= 1
            elif begin in credits_ and credits_[begin] <= after:
                end = credits_[begin]
            elif end - begin == len("王某"):
                end += _third(text, text[begin:end])
        found.append(name if end == name.span.end else replace(name, span=Span(begin, end)))
    return found


def _third(text: str, name: str) -> int:
    """Return 1 if a person's name of two characters stands before one and the same third one wherever it stands, else 0."""
    places = [match.end() for match in re.finditer(name, text)]
    chars = {text[at : at + 1] for at in places}
    if len(chars) != 1 or len(places) < len("两次") or not (char := chars.pop()) or char in NEXT or not "一" <= char <= "龥":
        return 0
    return int(len(places) >= MOST_REPEATED or any(text[at + 1 : at + 2] in NEXT for at in places))


def _townships(text: str, names: list[Name]) -> list[Name]:
    """Return the names with the townships and villages that follow their county or township: 夷陵区|太平溪镇|许家冲村."""
    found: list[Name] = []
    queue = list(reversed(names))
    while queue:
        name = queue.pop()
        if found and found[-1].span.end > name.span.begin:
            continue
        label = text[name.span.begin : name.span.end]
        before = found[-1] if found else None
        if before and before.kind is Kind.REGION and before.span.end == name.span.begin and text[: before.span.end].endswith(HIGHER):
            name, queue = _whole_town(text, name, queue)
            label = text[name.span.begin : name.span.end]
        found.append(name)
        if name.kind is Kind.REGION and label.endswith(HIGHER):
            ahead = queue[-1].span.begin if queue else len(text)
            below = BELOW.match(text, name.span.end)
            if below and below.end() <= ahead and not below.group()[:-1].endswith(NO_TOWN) and not _is_common(below.group()):
                queue.append(replace(name, span=Span(*below.span()), confidence=CONFIDENCE, rule="town"))
            elif label.endswith("镇") and (listed := LISTED_TOWN.match(text, name.span.end)) and listed.end() <= ahead and not listed[1][:-1].endswith(NO_TOWN):
                queue.append(replace(name, span=Span(*listed.span(1)), confidence=CONFIDENCE, rule="town"))
    return found


def _whole_town(text: str, name: Name, queue: list[Name]) -> tuple[Name, list[Name]]:
    """Join a short region with the end of a township's name that was read as another one: 太平|溪镇."""
    following = queue[-1] if queue else None
    label = text[name.span.begin : name.span.end]
    if (
        name.kind is Kind.REGION and following and following.kind is Kind.REGION and following.span.begin == name.span.end
        and not label.endswith(HIGHER) and len(label) == len("太平")
        and TOWN_END.fullmatch(text, following.span.begin, following.span.end) and following.span.end - following.span.begin <= len("某某镇")
    ):  # fmt: skip
        return replace(following, span=Span(name.span.begin, following.span.end)), queue[:-1]
    return name, queue


def _addresses(text: str, names: list[Name]) -> list[Name]:
    """Return the names with townships and villages that stand together where a name may begin, and in none: 云溪镇|青禾村."""
    found = list(names)
    begins = {name.span.begin for name in names}
    for match in ADDRESS.finditer(text):
        town, village = Span(*match.span("town")), Span(*match.span("village"))
        if match["town"].endswith(NO_TOWN) or _is_common(match["town"]) or match["village"][:-1].endswith(NO_TOWN) or VAGUE.search(match["village"]):
            continue
        free = [place for place in (town, village) if not any(name.span.overlaps(place) for name in names)]
        if town in free and (village in free or village.begin in begins):
            found.extend(Name(place, Kind.REGION, CONFIDENCE, "address") for place in free)
    return sorted(found, key=attrgetter("span"))


@cache
def _common() -> frozenset[str]:
    return read_words("ambiguous")["town"]


def _is_common(label: str) -> bool:
    """Say whether what looks like a township is a common word: 特色小镇, 工业园区街道."""
    return label[:-1] in _common() or bool(re.search("[的个在和与及为被把将了着过等这那每各全该]", label))


def _local_clusters(text: str, names: list[Name]) -> list[Name]:
    """Return the names, fields of work with their place in a list of clusters as such: 云溪县电器、青禾市塑料等9个产业集群."""
    local: set[Span] = set()
    by_end = {name.span.end: name for name in names if name.kind is Kind.INDUSTRY}
    for match in CLUSTERS.finditer(text):
        at = match.start()
        while name := by_end.get(at):
            if split_region(text[name.span.begin : name.span.end]).length > 1:
                local.add(name.span)
            at = name.span.begin - 1 if text[name.span.begin - 1 : name.span.begin] in LISTED else -1
    return [replace(name, kind=Kind.CLUSTER) if name.span in local else name for name in names] if local else names


def _count_lists(text: str, names: list[Name]) -> list[Name]:
    """Return the names, items of a counted list joined where the count says so: 智能装备及智能制造、消费品2个集群."""
    for match in LIST_COUNT.finditer(text):
        count = int(match["count"]) if match["count"].isdigit() else DIGITS.get(match["count"], 0)
        listed = LIST.search(text, max(0, match.start() - LONGEST_LIST), match.start())
        if listed is None or count < len("二个"):
            continue
        at = match.start()
        items: list[Span] = []
        for piece in reversed(listed.group().split("、")):
            items.append(Span(at - len(piece), at))
            at -= len(piece) + 1
        if len(items) != count:
            continue
        for item in items[:-1] if len(items) > 1 else items:
            names = _join(text, names, item, match["what"])
        names = _join(text, names, items[-1], match["what"], first=True)
    return names


def _join(text: str, names: list[Name], item: Span, what: str, *, first: bool = False) -> list[Name]:
    """Make the two names of an item one; the first item of a list begins with its first name."""
    inside = [n for n in names if n.span.within(item) and n.kind in {Kind.INDUSTRY, Kind.PRODUCT, Kind.CLUSTER}]
    if not inside or (inside[0].span.begin != item.begin and not first):
        return names
    begin = inside[0].span.begin
    if len(inside) == 1 and inside[0].span.end == item.end and "集群" in what and JOINT.search(text, begin + 1, item.end - 1):
        return [replace(name, kind=Kind.CLUSTER) if name is inside[0] else name for name in names]
    if not JOINT.search(text, begin + 1, item.end - 1) or not JOINT.match(text, inside[0].span.end):
        return names
    joined = replace(inside[0], span=Span(begin, item.end), kind=Kind.CLUSTER if "集群" in what else Kind.INDUSTRY, rule="count")
    return sorted([*(n for n in names if n not in inside), joined], key=attrgetter("span"))
