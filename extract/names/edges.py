"""Edges that Chinese prose gives decided names where voting took in a word too many, or left one out.

In: a healed text, decided names by begin. Out: the names, each cut or widened. 本报电 某某海关 begins after the blank, the 会 of
某某委会同 is no part of the organ, the 坦 of 某某坦言 none of a person; 平台“某某通” is called by its quotes too. Of names beside
each other, A与B、 in a list is one field of work.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.layers import Name
from extract.lexicons import alternation
from ontology.facts import Kind, Span
from ontology.model import ORGANISATIONS
from ontology.regions import Level, find_region, split_region

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["set_edges"]

DATELINE = re.compile(r"(?:[一-龥]{0,4}[0-9]{0,2}日?电\s+|[（(][一二三四五六七八九十]+[）)]|专栏\s?[0-9]+)(?=..)")
CREDIT = re.compile(r"[一-龥]{1,3}(?:\s[一-龥]{1,2})?\s+(?=[一-龥（）]{4})")
TOGETHER = re.compile(r"(?<=[部委局办厅院署会])会$")
AFTER_NAME = re.compile(alternation("words_names", "after_name"))  # words that begin with the third character of what was read as a person's name
AFTER_SHORT = frozenset({"话锋", "连忙", "赶忙", "急忙", "眉头", "眉毛", "告诉", "坦言", "感慨", "直言", "笑着"})
REST_OF = {"校": ("中学", "小学"), "议": ("联席会",)}  # what a name may go on with, by its last word
LEFT_OUT = frozenset(REST_OF)
REST = re.compile("校(?![长园区门友舍服医训史车企办务外内庆企际])|议")
DISCIPLINE = re.compile(r"(?<=大学)[一-龥]{2,8}$")
SCHOLAR = re.compile("博士|硕士|教授|副教授|讲师|研究员|研究生|本科|专业|毕业|学生")
UNIT_OF_SCHOOL = re.compile("[院系所部处室馆社会队班站校厂]$|中心|团队|公司|附属|医院")
BEFORE = {
    Kind.REGION: re.compile(
        "(?:境内|首都|家乡|老家|故乡|产自|来自|地处|位于|[东西南北][连接临濒邻靠望抵依枕]|毗邻|邻国|省会|首府)(?=..)|(?:在|驻(?!马店)|帮扶|走访|岛上)(?=[一-龥]{2,8}[村镇乡]$)"
    ),
    Kind.INDUSTRY: re.compile("(?:全[省市县区州旗](?!域)|经营)(?=..)"),
    Kind.CLUSTER: re.compile("左右(?=...)"),
    Kind.EVENT: re.compile("(?:的|自(?!贸|由|行|主|贡)|去年底|放大|参加|出席|举办|召开)(?=.{4})"),
    Kind.PARK: re.compile("(?:自(?!贸|由|贡)|裁撤|漫步|走进|我国最[东南西北]|位于|全国首个|国内首个|距离|靠近|邻近|紧邻)(?=..)"),
    Kind.GOVERNMENT: re.compile("(?:幸亏|多亏|率(?=.*[组队团]$)|在(?=[一-龥]{2,4}村党)|经过|通过|感谢|目前|近日|日前|会同|联合(?=国家.))(?=..)"),
    Kind.COMPANY: re.compile("(?:创下)(?=..)"),
    Kind.INSTITUTION: re.compile("(?:(?<=在)[京津沪渝川粤苏浙皖鲁豫鄂湘陕](?=全国|国家)|拜访|走访|重振|组建|依托|联合(?!国|会)|携手)(?=...)"),
    Kind.PROGRAMME: re.compile("(?:的|了(?!不|解)|深化(?=.{4,}行动)|首创|启动|开展|参与)(?=.{4})"),
    Kind.POLICY: re.compile("(?:了(?!不|解)|共建(?=“?一带一路”?$)|探索|修订|落实|新一轮(?=《))(?=...)"),
    Kind.PROJECT: re.compile("(?:中标|承建|承揽|签约|开发(?!区))(?=.{4})"),
    Kind.PRODUCT: re.compile("(?:[0-9.]+[万亿]?(?:吉瓦|台|套|辆|片|件)|下一代|各类|佩戴好|养殖(?=..)|变身|变成|制成|加工成)(?=..)"),
    Kind.FACILITY: re.compile("(?:国内首条|国内首个|全国首个|全国首条|国内最大|自建|[东西南北]?直达)(?=..)"),
    Kind.DESIGNATION: re.compile("(?:[0-9]+次|(?:我国|全国|国内)?首批(?=国家级))(?=...)"),
}
TAILS = {
    Kind.INDUSTRY: re.compile(r"(?<=[一-龥]{2}产业)行业$"),
    Kind.POLICY: re.compile(r"(?<=》)(?:行业标准|国家标准|地方标准|团体标准|文件|等)$|(?<=工程”)经验$|（(?:节选|摘登|摘要|摘编|选登|全文|解读|图解)）$"),
    Kind.GOVERNMENT: re.compile(r"(?<=[一-龥]{3})(?:协办|承办|主办)$|(?<=[妇工团科残侨文]联)执委$"),
    Kind.REGION: re.compile(r"(?<=[一-龥]{2})(?:中间|境内|[周沿]边|边|[东西南北]?郊|河段|中?(?:中部)?[东南西北]{1,2}部|[东西南北两沿]岸|畔|沿线|街头|山区|城区|县城|腹地|上空)$"),
    Kind.PARK: re.compile(r"(?<=[一-龥]{2}[城区园])(?:开发|建设|升级)$"),
    Kind.FACILITY: re.compile(r"(?<=[一-龥]{3})(?:工地|通车)$"),
    Kind.PROGRAMME: re.compile(r"(?<=”)(?:产品|知名度|经验|事项|积分卡)$"),
    Kind.PRODUCT: re.compile(r"(?<=[一-龥]{3})(?:产品线|产能|装机)$"),
    Kind.EVENT: re.compile(r"(?<=[节会赛展]”)活动$"),
    Kind.COMPANY: re.compile(r"(?<=[分限电]公司)[一-龥][一-龥](?<![部厂院所心室处站队店场园社会组团行库校司点委办党联馆间])$"),
}
CANDIDATE = re.compile(r"(?<=[一-龥]{6})(?:创建|建设)$")  # of what stands on a list: 国家某某园创建|名单
ALONE = re.compile("[江河湖海洋湾山]$")
CALLED = re.compile(  # what may have its proper name in quotes after it
    r"(?:平台|系统|软件|小程序|APP|机场|邮轮|货轮|巨轮|班列|列车|飞机|卫星|大模型|机器人|基金|航线|频道|商城|号|装备|产品)$"
)
QUOTED = re.compile(r"[“‘](?P<name>[^“”‘’，。、；：！？\n]{2,12})[”’](?![“‘、和与等])")
OPENING = frozenset("“‘")
GOES_ON = re.compile("集团(?!军|化|内|总|公司|旗)|(?:股份有限|有限)?公司(?!治理|债|法|制|化|合作)")
AHEAD = re.compile("(?:公司|宣布|收购|旗下)(?=.{8})")  # what a firm's legal name may be read with, if its seat follows: 眼镜公司|杭州…有限公司
SPACED = re.compile("(?<=[一-龥]) (?=[一-龥])")
PART = re.compile("(?<![^ ])[^ ] [^ ](?![^ ])|[^ ]+")  # 王 云 spelt apart is one
QUOTE_MARK = re.compile("[“”《》‘’·A-Za-z]")
DIVISIONS = ("市", "县", "区", "镇", "乡", "街道", "旗")
WIDENED = frozenset({Kind.COMPANY, Kind.PERSON})
FORMS = frozenset("集公股有")  # first characters of what GOES_ON takes in
FIRST = frozenset(  # of what BEFORE takes off
    "全经左了境京津沪渝川粤苏浙皖鲁豫鄂湘陕首家老故产来地位东西南北毗邻省的自去放参出举召裁漫走我国幸多通感拜重组依联携深启开"
    "中承签共探修落下各佩养0123456789距靠紧目近日会创新变制加在驻帮岛率直"
)
LAST = frozenset("业）准件等间内边郊段线能机办部发设级地车品度验项卡岸畔头空委动")  # characters of what TAILS takes off
FIELDS = frozenset({Kind.INDUSTRY, Kind.PRODUCT, Kind.CLUSTER})
JOINT = frozenset("与及")
JOINS = frozenset("、和与")
PLAIN_ZONE = re.compile(
    "(?:国家|省级|现代|高效|特色|经济|技术|高新|产业|工业|农业|科技|化工|示范|物流|综合|创新)*(?:开发区|经济区|园区|[新园片]区|示范区|[产业科技工示范]*园|基地|中心)$"
)
PLACED = frozenset({Kind.PARK, Kind.FACILITY})
LAST_TWO = frozenset({"山区", "城区", "县城"})
LEAST = 2  # characters of a name
STREET = re.compile("街道(?![上旁两边里])")
HALL = "堂"  # 人民大会|堂 is a building
POST = r"(?:副|总|党|常务|执行)*(?:书记|主任|部长|所长|处长|科长|站长|队长|室长|经理|负责人|工作人员|主管|总监|组长)"
UNIT = re.compile(  # the last characters of a unit's name before the post of somebody in it: 冷链事业|部总经理, 某某|供电|所所长
    rf"(?:[一二三四五六七八九十]?部|所|处|科|室|站|队)(?=(?:相关)?{POST})|(?<=党)(?:总支|支部|工?委|组)(?=(?:副)?书记|成员|委员)"
)
COMPLETE = re.compile("(?:公司|集团|银行|大学|学院|医院|政府|[局厅委院会司部处科所室站队社校府行厂])$")
MINISTRY = re.compile(r"(?:[一-龥]{2,8}[、和与]){1,3}")
DESCRIBED = re.compile("[一-龥]{0,12}?(?:专业|示范|网红|特色|明星|重点|试点|先进|小康|文明)村(?=[一-龥]{2,4}村)")  # 荔枝专业村|某某村
ORGANS = re.compile("[部局委院署会府团员方等企人国总队政]")
FARTHEST = 24  # characters of what a ministry's name may begin with
DOTTED = re.compile(r"(?<![一-龥·])[一-龥]{1,5}·$|(?<=[人长席理员师授官监裁统相者家手])[一-龥]{1,5}?·$")


def set_edges(text: str, names: Iterable[Name]) -> list[Name]:
    """Return the names with edges as prose has them, by begin and without overlap."""
    given = [part for name in names for part in (_unspaced(text, name) if " " in text[name.span.begin : name.span.end] else (name,))]
    found: list[Name] = []
    for number, name in enumerate(given):
        ahead = given[number + 1].span.begin if number + 1 < len(given) else len(text)
        before = found[-1] if found else None
        begin, end = _cut(text, name)
        if before and before.span.end > begin:
            begin = before.span.end
        if name.kind in WIDENED:
            begin, end = _widen(text, name.kind, begin, end, before.span.end if before else 0, ahead)
        if name.kind is Kind.REGION and text.startswith("街道", end) and STREET.match(text, end) and _is_county(text[begin:end]):
            end += len("街道")
        elif name.kind in ORGANISATIONS:
            begin, end = _ministry(text, name.kind, begin, end, before), _with_unit(text, begin, end)
            if before and before.span.end > begin:
                found.pop()
        inside = _places(text, begin, end, before) if before and name.kind in PLACED else begin
        if inside > begin:
            found.append(Name(Span(begin, inside), Kind.REGION, name.confidence, "chain"))
            begin = inside
        if begin < end:
            same = begin == name.span.begin and end == name.span.end
            found.append(name if same else replace(name, span=Span(begin, end), kind=_kind(text, name, end)))
    return _joined(text, _with_quotes(text, found))


def _unspaced(text: str, name: Name) -> list[Name]:
    """Return the names that a layout's space, not a title in quotes, holds apart: two people, two organs, a name and a rest.

    Of a person and a single character (记者 甲某 通|讯员) the person; of any two else, both if they are people or organs.
    """
    begin, end = name.span.begin, name.span.end
    if QUOTE_MARK.search(text, begin, end) or not SPACED.search(text, begin, end):
        return [name]
    parts = [Span(*part.span()) for part in PART.finditer(text, begin, end)]
    if name.kind is Kind.PERSON:
        kept = [part for part in parts if LEAST <= part.end - part.begin <= len("欧阳某某")]
        return [replace(name, span=part) for part in kept] if kept else [name]
    if name.kind in ORGANISATIONS:
        kept = [part for part in parts if COMPLETE.search(text, part.begin, part.end)]
        return [replace(name, span=part) for part in kept] if kept and kept[0] is parts[0] else [name]
    return [replace(name, span=parts[0])] if name.kind in FIELDS and parts[0].end - parts[0].begin >= LEAST else [name]


def _cut(text: str, name: Name) -> tuple[int, int]:
    """Return a name's edges without words that are no part of it."""
    begin, end, kind = name.span.begin, name.span.end, name.kind
    label, after = text[begin:end], text[end : end + 1]
    if (label[0] in "（(专" or "电" in label[:8]) and kind is not Kind.PERSON and (dateline := DATELINE.match(text, begin, end)):
        begin = dateline.end()
    if (" " in label or "\u3000" in label) and kind in ORGANISATIONS and (credit := CREDIT.match(text, begin, end)):
        begin = credit.end()
    if "：" in label and not QUOTE_MARK.search(label) and (value := text.rindex("：", begin, end) + 1) <= end - LEAST:
        begin = value
    if label[0] == "房" and label.startswith("房城乡建") and text[begin - 1 : begin] == "住":
        begin -= 1
    if label[0] in FIRST and kind in BEFORE and (word := BEFORE[kind].match(text, begin, end)):
        begin = word.end()
    if kind is Kind.GOVERNMENT and "兼" in label[1:-3]:
        begin = text.index("兼", begin) + 1
    elif kind is Kind.REGION and label[-1] == "村" and (described := DESCRIBED.match(text, begin, end)):
        begin = described.end()
    if kind is Kind.COMPANY and label.endswith("有限公司") and (ahead := AHEAD.search(text, begin + 1, end)) and split_region(text[ahead.end() : end]).length:
        begin = ahead.end()
    if (label[-1] in LAST or label[-2:] in LAST_TWO or label[-4:-2] == "公司") and kind in TAILS and (word := TAILS[kind].search(text, begin, end)) and (kind is not Kind.REGION or _is_place(text[begin : word.start()], word.group())):
        end = word.start()
    townsfolk = after == "民" and label[-1] == "市"
    if kind is Kind.REGION and (townsfolk or label[-2:] == "市区") and (find_region(text[begin : end - 1]) or (not townsfolk and end - begin > len("某某市区"))):
        end -= 1
    elif kind is Kind.GOVERNMENT and after == "同" and (word := TOGETHER.search(text, begin, end)):
        end = word.start()
    elif kind is Kind.EVENT and after == HALL and label.endswith("大会"):
        end += 1
    elif kind is Kind.PERSON and end - begin == len("王某某") and AFTER_NAME.match(text, end - 1):
        end -= 1
    elif kind is Kind.PERSON and end - begin == len("王某某某") and label[2:] in AFTER_SHORT:
        end -= len("某某")
    elif after and after in LEFT_OUT and kind in ORGANISATIONS and (rest := REST.match(text, end)) and label.endswith(REST_OF[after]):
        end = rest.end()
    elif kind is Kind.DESIGNATION and after == "名" and text.startswith("名单", end) and (word := CANDIDATE.search(text, begin, end)):
        end = word.start()
    elif (
        kind is Kind.INSTITUTION
        and (field := DISCIPLINE.search(text, begin, end))
        and SCHOLAR.match(text, end)
        and not UNIT_OF_SCHOOL.search(field.group())
    ):
        end = field.start()
    return (begin, end) if end - begin >= LEAST else (name.span.begin, name.span.end)


def _is_county(label: str) -> bool:
    """Say whether a label is a county's short name, of which a street may bear the name: 城北|街道."""
    divisions = find_region(label)
    return bool(divisions) and not label.endswith(DIVISIONS) and all(division.level is Level.COUNTY for division in divisions)


def _with_unit(text: str, begin: int, end: int) -> int:
    """Return the end of an organisation's name with what of its unit's name was left out before a post."""
    unit = UNIT.match(text, end)
    return unit.end() if unit and not COMPLETE.search(text, begin, end) else end


def _ministry(text: str, kind: Kind, begin: int, end: int, before: Name | None) -> int:
    """Return the begin of a foreign ministry's name that is a list: 某国发展、|工业和贸易部."""
    if kind is not Kind.GOVERNMENT or text[end - 1] != "部" or text[begin - 1 : begin] not in JOINS or before is None:
        return begin
    if before.kind not in {Kind.REGION, Kind.GOVERNMENT} or begin - before.span.begin > FARTHEST:
        return begin
    country = split_region(text[before.span.begin : begin])
    first = before.span.begin + country.length
    if not any(division.level is Level.COUNTRY for division in country.divisions) or ORGANS.search(text, first, begin):
        return begin
    return before.span.begin if MINISTRY.fullmatch(text, first, begin) else begin


def _kind(text: str, name: Name, end: int) -> Kind:
    """Return the class of a name that was cut: a zone that organises something was read as an organ."""
    zone = name.kind is Kind.GOVERNMENT and end < name.span.end and PLAIN_ZONE.search(text, name.span.begin, end)
    hall = name.kind is Kind.EVENT and text[end - 1] == HALL
    return Kind.PARK if zone else Kind.FACILITY if hall else name.kind


def _is_place(label: str, tail: str) -> bool:
    """Say whether a region's name is one without the word that was cut: 鞍山|中间, 长江|边; 中国西部 is a name itself."""
    if tail == "山区":
        return label.endswith(DIVISIONS)
    divisions = find_region(label)
    if tail.endswith("部"):
        return any(division.code for division in divisions)
    return bool(divisions or ALONE.search(label)) or (tail == "郊" and label.endswith("市"))


def _widen(text: str, kind: Kind, begin: int, end: int, least: int, most: int) -> tuple[int, int]:
    """Return edges with what belongs to a name: 某某|集团, 亚西尔·|某某."""
    if (
        kind is Kind.COMPANY
        and text[end : end + 1] in FORMS
        and (form := GOES_ON.match(text, end))
        and form.end() <= most
        and not text[begin:end].endswith(("公司", "集团"))
    ):
        end = form.end()
    elif kind is Kind.PERSON and text[begin - 1 : begin] == "·" and (given := DOTTED.search(text, max(least, begin - 8), begin)):
        begin = given.start()
    return begin, end


def _places(text: str, begin: int, end: int, before: Name) -> int:
    """Return where the divisions end that a park's or plant's name begins with, if it stands right after the region that they lie in: 聊城市|东昌府区|某某园."""
    if before.kind is not Kind.REGION or before.span.end != begin:
        return begin
    length = split_region(text[begin:end]).length
    own = len(PLAIN_ZONE.sub("", text[begin + length : end])) >= LEAST
    return begin + length if length and own and text[begin : begin + length].endswith(DIVISIONS) else begin


def _with_quotes(text: str, names: list[Name]) -> list[Name]:
    """Return the names, what is called by a name in quotes right after it with that name: 云岭服务平台“云岭通”."""
    found: list[Name] = []
    for each in names:
        name, last = each, found[-1] if found else None
        if last and last.span.end > name.span.begin:
            continue
        if (
            text[name.span.end : name.span.end + 1] in OPENING
            and name.kind in {Kind.FACILITY, Kind.PRODUCT, Kind.PROGRAMME}
            and CALLED.search(text, name.span.begin, name.span.end)
            and (quoted := QUOTED.match(text, name.span.end))
        ):
            inside = [other for other in names if other.span.overlaps(Span(*quoted.span())) and other is not each]
            if all(other.span.within(Span(*quoted.span())) for other in inside):
                name = replace(name, span=Span(name.span.begin, quoted.end()))
        found.append(name)
    return found


def _joined(text: str, names: list[Name]) -> list[Name]:
    """Return the names, two fields of work that are one item of a list as one: 生命科学与医药健康."""
    found: list[Name] = []
    for name in names:
        last = found[-1] if found else None
        if (
            last and last.kind in FIELDS and name.kind in FIELDS and name.span.begin - last.span.end == 1 and text[last.span.end] in JOINT
            and text.startswith("、", name.span.end) and last.rule != "item" and Kind.INDUSTRY in {last.kind, name.kind}
        ):  # fmt: skip
            found[-1] = Name(
                Span(last.span.begin, name.span.end), Kind.INDUSTRY, min(last.confidence, name.confidence), "item"
            )
        else:
            found.append(name)
    return found
