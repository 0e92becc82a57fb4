"""When a clause's facts hold: dates as reports write them, resolved against the day of issue.

In: a healed text and `Document.issued` (2024, 2024-10 or 2024-10-21; empty if unknown). Out: `Dated` spans in order,
each with its period or, for 目前, 累计 and what cannot be resolved, none. Nothing is guessed when the day of issue is
unknown: 今年 then stays unresolved, 2023年 does not.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from extract.lexicons import DATA
from extract.numbers.numerals import read_hanzi
from ontology.facts import Period, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Dated", "Scope", "find_dates", "find_issued", "read_issued"]


class Scope(StrEnum):
    """What a date does for the clauses that follow it."""

    SET = "set"  # a period: holds until the next one
    CLEAR = "clear"  # 目前, 累计, 截至目前: no period, and none is carried over it
    DROP = "drop"  # 累计: no period is carried into it, but one named in its sentence stays
    ONLY = "only"  # a duration or a date inside a noun phrase: masks its digits, says nothing of the clause
    BACK = "back"  # behind the number that a date alone belongs to (从2012年的52%提高到60%): what held before it holds again


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in the text.

    Attributes:
        span: its characters.
        scope: what it does for the clause.
        period: resolved; None where it gives none or cannot be resolved; with ONLY, what a rate compares with (比一季度).
        unresolved: it would give a period if the day of issue were known.
        year: the year it names or implies; carried to 上半年 or 5月 later on.
        until: it says up to when (截至8月底), not during what.
        holiday: all days of the holiday it names or counts in.
    """

    span: Span
    scope: Scope
    period: Period | None = None
    unresolved: bool = False
    year: int | None = None
    until: bool = False
    holiday: Period | None = None


YEAR = r"(?:(?P<year>(?:19|20)\d\d)(?:年度?|(?=[—~-](?:19|20)?\d\d年))|(?P<hanyear>[一二][九〇零][〇零一二三四五六七八九]{2})年|(?P<rel>年初(?=以来)|开年(?=以来|至今)|(?<![\d一二三四五六七八九十两几多半年])年内(?!新高|单月|首|最|以来)|新的一年|今年|去年|前年|上年|本年度?|明年|(?:(?<![\u4e00-\u9fff])|(?<=[到至于在和与及将]))后年|当年|来年)(?!同期|来))"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
PART = (
    r"(?P<half>上半年|下半年|(?<=年)半年度)|(?P<quarters>前[二三两]季度|一至[二三]季度|(?<!、)(?P<qa>[一二三])、(?P<qb>[二三四])季度)|(?:第?(?P<quarter>[一二三四1-4])季度(?P<qend>[底末])?)|"
    rf"(?P<m1>{MONTH})月?(?:份)?\s*(?:至|到|—+|-+|~|、(?=(?:1[0-2]|\d)月份))\s*(?P<m2>{MONTH})月(?:份)?(?!\d?\d[日号])|前(?P<first>1[01]|[1-9]|十一?|[二两三四五六七八九])个?月|(?P<full>全年)(?=[，实完工地规社固进财城农粮一二三产]|[\u4e00-\u9fff]{2,6}(?:总|额|值|量|率|投资|收入))|"
    rf"(?P<month>{MONTH})月(?:份|当月)?(?:(?P<day>[0-3]?\d|[一二三]?十?[一二三四五六七八九十])(?:[日号]?\s*(?:至|到|—+|-+|－|~)\s*(?:(?P<month2>{MONTH})月)?(?P<day2>[0-3]?\d)[日号]|[日号]))?(?P<mend>[底末初])?|(?P<thismonth>本月|当月)|(?P<lastmonth>上月|上个月)"
)
PLAN = r"[“\"‘]?(?P<plan>十[一二三四五六七八]五)[”\"’]?(?:规划)?(?P<planpart>前[二三四]年|期间|时期|这五年|以来|末|期末|初|开局之年|收官之年)"
DURATION = re.compile(
    r"(?:近|过去|未来|今后|连续|历时|最近|此前|前|后)?(?:\d{1,3}(?:\.\d)?|[一二两三四五六七八九十数几百]{1,4})(?:多|余)?(?:年半|年|个多?月|个季度|个?小时|天|周|分钟|秒|日)(?:来|间|内|以来|前|后|以上|左右|时间|期)?"
)
# 近5年, 10年来: from that many years before the day of issue to it
SPAN = re.compile(
    r"(?<![\d.连续每未今一二两三四五六七八九十前后第])(?:(?:近|过去|最近|这)(?P<near>\d{1,2}|[一二两三四五六七八九十]{1,3})年(?![以之]?[前后内]|[多余级轮]|(?:以?来)?的?(?:第|首|最|新[高低]))(?:以?来|间|里|时间里?)?|"
    r"(?P<ago>\d{1,2}|[一二两三四五六七八九十]{1,3})年(?:以?来(?!的?(?:[第首最]|新[高低]))|间(?=，)))"
)
# 从10年前的18亿元, 5年前，: the year that lies so far back
BACK_THEN = re.compile(r"(?<![\d.一二两三四五六七八九十多余几])(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})年前(?=，|的(?:约|近|超过?|不足|不到|仅)?\d|[^的，。；、多\d]{0,10}?\d)")
# 上年同期的31.55%: the same months a year before, for the one number behind
SAME_MONTHS = re.compile(r"(?:上年|去年|上一年度?|前一年)同期的?(?=(?:约|近|超过?|逾|不足|仅)?\d)")
DAYS_OF = r"(?:前(?P<days>[\d一二两三四五六七八])[天日]|(?:进入)?第(?P<nth>[\d一二三四五六七八])[天日]|[\d一二三四五六七八]天|(?P<firstday>首日)|期间|里)"
HOLIDAY = re.compile(
    rf"(?:{YEAR}的?)?[“‘]?(?P<holiday>元旦|春节|清明|五一|端午|中秋|国庆|春运|除夕)(?:[、和“”]{{0,2}}国庆)?[”’]?节?(?:“?双节”?)?[”’]?"
    rf"(?:(?:小长假|黄金周|假期|假日|期间){DAYS_OF}?|(?<=春运)(?!以来|首|第|前|启动)|(?<=除夕)(?![前至到])(?:夜|当[天日])?)"
)
# 假期前六天，假期里，: of the holiday that was named before
THE_HOLIDAY = re.compile(rf"(?<![暑寒节周日休产婚年“])(?:长假|假期)(?:{DAYS_OF}|(?=，))")
# 2024—2025冰雪季: a season that no calendar bounds
SEASON = re.compile(r"(?:(?:19|20)\d\d\s*[—–/-]+\s*(?:20)?\d\d)?年?(?:年度)?(?:冰雪季|雪季|榨季|采暖季|供暖季|取暖季)")
NO_PERIOD = re.compile(r"截[至止]目前|截[至止]发稿|目前|当前|眼下|现如今|如今|[而现]今(?!年)|现在|(?<=[从由])(?:最初|起初|当初|原来|原先|初期|初建时|成立之初|创立之初|建厂之初)|现(?=签约|存栏|入驻)|迄今|至今(?!年)|(?P<sum>累计)|现已|近年来?|近些年|半年多?以?来|多年来|这些年")
COMPARED = re.compile(r"(?:较|比|相比|同比|超过|[高低好快慢优强弱多少]于|不及|延续|对比)(?:的|于)?$")
LEVEL_WITH = re.compile(r"[与和同]$")
AS_BEFORE = re.compile(r"(?:同期)?(?:末|底)?(?:基本|大体|大致)?(?:持平|相当|相比|一致)|[^，。；\d]{0,14}?相比")  # 与上年末基本持平 dates nothing after it
ISSUE_LINE = re.compile(r"(?:发布时间|发布日期|时间|日期|发稿时间)[：: ]*((?:19|20)\d\d)[-年/.](\d{1,2})[-月/.](\d{1,2})")
CLOCK = re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|[上下]午\d{1,2}[时点]|\d{1,2}时\d{1,2}分|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[日号](?=[，。、上下至到—]|下午|上午|$)|(?<!\d)\d{2}年代|\d{2}世纪|\d{4}[-—]\d{7,8}|1\d{10}")
GUARD = r"(?=[截到至年开全新“\"‘十0-9一二三四五六七八九今去前上本明后当来下第])"
DATE = re.compile(
    rf"{GUARD}(?P<until>(?:截[至止]|到|至)(?:[今昨][天日]（)?)?(?:{PLAN}|(?:{YEAR}(?P<yend>[年]?[底末初])?(?P<since>[开]?(?:以来|至今(?!年)))?(?:的|全年)?)?(?:{PART})?)(?P<tail>以来|至今(?!年)|期间)?"
)
RANGE = re.compile(
    r"(?:从|自|由)?(?P<a>(?:19|20)\d\d)年?(?:(?P<am>1[0-2]|[1-9])月)?(?:的)?\s*(?:至|到|—+|-+|~)\s*(?P<b>(?:19|20)\d\d|\d\d)年(?:(?P<bm>1[0-2]|[1-9])月)?(?!度?的?规划)"
)
BARE_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d年(?!产|均)")
QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "两": 2}
PLANS = {"十五": 2001, "十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026, "十六五": 2031, "十七五": 2036, "十八五": 2041}  # fmt: skip
RELATIVE = {"年初": 0, "开年": 0, "年内": 0, "新的一年": 0, "今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "来年": 1, "后年": 2}
SINCE = re.compile(r"[^，。；、]{0,24}?(?:以来|至今|起(?=，)|(?:起|开始)(?=每年|年均))")  # 自2021年3月园区建成以来
# 2018年环境保护税开征以来， 7月1日新政策实施3年以来，
WITHIN_SINCE = re.compile(r"(?:[^，。；、\d]{2,14}?以来|[^，。；、]{2,24}?\d{1,2}周?年多?以?来|起|开始)(?=，)|(?:起|开始)(?=每年|年均)")
SINCE_FAR = re.compile(r"，[^。；]{0,60}?以来(?=，)")  # 自去年4月，六部门联合部署…以来，
# 这座2020年底建成的水库, 2019年以前, 今天发布的数据: a date of something else
ASIDE = re.compile(
    r"(?P<other>(?:以前|之前|远景目标)|第[一二三四五六七八九十\d]{1,3}[批期](?!间)|首批|[^，。；\d]{0,14}?(?:建成|投产|投运|投用|启用|成立|设立|创办|组建|开业|揭牌|挂牌|落成|竣工|开工|奠基|上市|开通|运营|通车|开园)[^，。；、\d]{0,4}(?:的(?!是)|、))|"
    r"）?[^，。；：\d]{0,24}?(?:发布的?[^，。；：]{0,4}数据|发布会|公布|获悉|了解到|电 ?（)"
)
FROM = re.compile(r"(?:自从?|从)$")
SELF = re.compile(r"自从?$")
AHEAD = re.compile(r"(?:将|拟|定|计划|预计|力争|争取|有望|确保)(?:于|在|自|从)?$")
UPCOMING = re.compile(r"(?:[初底前]|底前|份|[上中下]旬)*(?:即?将|拟)")
FROM_THEN = re.compile(r"起(?:，|实施|施行|执行)?[^。；，]{0,24}将")
AIMED = re.compile(r"[^，。；]{0,24}?(?:将|预计|有望|力争|计划|可望)")
# the number of a date that a change sets out from, or is compared with: 从2012年的52%提高到60%, 比2013年的40亿元扩大一倍
VALUE = re.compile(r"的?[^，。；、\d]{0,10}?(?P<number>\d|[一二三四五六七八九两](?=成))[\d.,]*[^，。；\d]{0,14}?(?:[提攀跃上回]升|提[高到至]|增[加长至到]|扩[大展至到]|下?降|减[少至到]|升|变|压|缩|拓展?|发展|翻|涨|跨越|壮大|延伸)")
VALUE_OF = re.compile(r"(?:(?<=的)|(?:同期|全年|年?[末底])?(?:总量|总额|产量|水平|规模|产值|销量)?的)(?:约|近|超过?|逾)?\d|(?:同期|全年)?(?:约|近)?\d(?=[\d.]{0,6}%的)")
# 为2022年二季度以来最高点: what something has not been since
UNSEEN_SINCE = re.compile(r"的?[^，。；\d]{0,4}?(?:最[高低快大好多]|新[高低]|首[次个]|历史)")
# 于2021年10月揭牌，截至今年7月底，累计…: since when what 截至 bounds has been told of
BEGAN = re.compile(r"[^，。；\d]{0,30}?(?:揭牌|挂牌|启动|投运|投产|投用|开通|运营|运行|实施|开业|成立|建成|上线|开馆|启用|使用)[^，。；\d]{0,4}，")
# 今年已带动2万人就业: so far this year
ALREADY = re.compile(r"[^，。；\d]{0,24}?(?:已经?(?!于)|累计)(?=[^，。；]{0,20}\d)")
# 在一季度良好开局的基础上, 接近去年全年水平: what something is measured by
MEASURED_BY = re.compile(r"[^，。；\d]{0,10}?基础[之上]|(?:全年|同期|[末底])?的?(?:平均|同期|历史)?水平(?=[，。；、）]|$)")
EVENT = re.compile(r"[^，。；：\d]{2,24}?(?:会|展|节|赛|坛|仪式|活动|周)[^，。；：\d]{0,8}?(?:在|开幕|举行|举办|闭幕|开村|开赛)")
FOUNDING = re.compile(r"(?:成立|运行|运营|建成|创立|创办|开园|投运|投用|启动|开通|上线|挂牌|揭牌|设立|启用|开业|落户|组建|试点|开展)(?:的|以来)?[这近]?$")
TIMES = re.compile(r"(?:同期)?的?(?:约|近|超过?|逾)?(?:\d[\d.]*|[一二两三四五六七八九十])多?倍")
IS = frozenset("是为于")  # 相当于
STARTING = re.compile(r"起(?:，|施行|实施|执行|生效|实行|正式)")
TURNED_THEN = re.compile(r"份?[^，。；\d]{0,10}?(?:转正|转负|转增|转降|止跌|回升|回落)[^，。；\d]{0,4}?(?:之?后|以来)，")  # 自3月份由负转正后，: what moved then moves on
ALONE = frozenset([Scope.SET, Scope.CLEAR])
TURNED = re.compile(r"[^，。；\d]{0,10}?(?:转为|转正|转负|转增|变为)")  # 由上年全年同比下降转为增长0.8%: the year before is what it turned from
FOUNDED = frozenset("立建始办生")  # 成立于, 创建于, 始于, 创办于, 诞生于
TODAY = frozenset(["天（", "日（", "天(", "晚（"])
TO = frozenset(["", "开始", "起", "开始，", "起，", "）", "）起", "）开始"])
NEARBY = 8  # dates before one that are looked at, and characters behind it: linear in hostile text
REACH = 160
YEARLY = 16  # characters behind 截至… in which 年度 says that the year is counted from its first day
HOLIDAYS = DATA / "holidays.tsv"


@dataclass(frozen=True, slots=True)
class Issued:
    """A day of issue: year, and month and day where known."""

    year: int
    month: int | None = None
    day: int | None = None


def read_issued(issued: str) -> Issued | None:
    """Read 2024, 2024-10 or 2024-10-21; None for anything else.

    >>> read_issued("2024-10-21"), read_issued("")
    (Issued(year=2024, month=10, day=21), None)
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", issued.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None or not 1900 <= year <= 2199 or (month and not 1 <= month <= 12) or (day and not 1 <= day <= 31):
        return None
    return Issued(year, month, day)


def find_issued(text: str) -> str:
    r"""Return the day that a line such as 发布时间：2011-06-01 near the top gives; empty if there is none.

    >>> find_issued("某地工业增长\n发布时间：2011-06-01\n")
    '2011-06-01'
    """
    match = ISSUE_LINE.search(text, 0, 400)
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else ""


def find_dates(text: str, issued: str, begin: int = 0, end: int | None = None, standing: int | None = None, holiday: Period | None = None) -> list[Dated]:
    """Return the dates of a text in order, without overlap.

    A month or a half year without a year takes the year named before it in the same sentence, else the year of issue
    (the year before, if that would lie after the day of issue and the clause tells of no plan); 全年 alone takes
    `standing`, the year that the report spoke of last; 假期前六天 is of `holiday`, the one it spoke of last.

    >>> [d.period for d in find_dates("今年1至8月，产值10亿元；去年为8亿元", "2024-10-21")]
    [Period(start='2024-01-01', end='2024-08-31'), Period(start='2023-01-01', end='2023-12-31')]
    """
    stop = len(text) if end is None else end
    day = read_issued(issued)
    found: list[Dated] = []
    taken = begin
    ends: list[Dated] = []
    year: int | None = None
    so_far = begun = ""
    past = begin
    for match, kind in _candidates(text, begin, stop):
        if match.start() < taken or match.start() == match.end():
            continue
        dated = _dated(match, kind, day, found, text, year, standing, holiday)
        if dated is None:
            continue
        if kind == "date" and found and text[dated.span.begin] in "到至" and (joined := _joined(found[-1], dated, text)) is not None:
            found[-1] = dated = joined
            year = dated.year or year
            taken = dated.span.end
            continue
        lead = text[max(begin, dated.span.begin - 4) : dated.span.begin]
        set_out = lead[-1:] in {"从", "由"} or text[dated.span.begin] in "从由"
        compared = dated.scope is Scope.SET and COMPARED.search(lead) is not None
        alone = match.end() + 1 if kind == "same" and dated.scope is Scope.SET else _alone_with(text, dated, stop, set_out=set_out) if (set_out and dated.scope in ALONE) or compared else -1
        if dated.scope is Scope.SET and ((alone < 0 and compared) or _is_measure(text, dated, lead, stop, kind, alone=alone, set_out=set_out)):
            dated = Dated(dated.span, Scope.ONLY, dated.period)
        if kind == "date" and dated.scope is Scope.SET and dated.period is not None and day is not None:
            since = (SINCE if FROM.search(lead) else WITHIN_SINCE).match(text, dated.span.end, stop) or (SELF.search(lead) and SINCE_FAR.match(text, dated.span.end, stop))
            if since is not None and dated.period.start <= _today(day):
                dated = Dated(dated.span, Scope.SET, Period(dated.period.start, _today(day)), year=dated.year)
                past = since.end()
        if dated.scope is Scope.SET and _is_aside(text, dated, lead, stop, found[-1] if kind == "date" and found else None):
            dated = Dated(dated.span, Scope.ONLY, dated.period)
        if dated.scope is Scope.SET and dated.period is not None and day is not None:
            dated, so_far, begun = _so_far(text, dated, day, so_far, begun, stop)
        if dated.scope is Scope.CLEAR and day is not None and text.startswith("截", dated.span.begin):
            so_far = _today(day)
            if found and found[-1].scope is Scope.SET and found[-1].period == Period(f"{day.year}-01-01", so_far):
                dated = Dated(dated.span, Scope.ONLY)  # 今年以来，…，截至目前，已签约
        found.append(dated)
        if alone >= 0:
            found.append(Dated(Span(alone, alone), Scope.BACK))
        elif kind in {"span", "ago"} and dated.scope is Scope.SET and (end_of := _end_of(text, dated, found, stop, kind)) >= 0:
            ends.append(Dated(Span(end_of, end_of), Scope.BACK))
        if year is None or not compared:
            year = dated.year or year
        taken = max(past, dated.span.end)
    return sorted([*found, *ends], key=lambda one: one.span) if ends else found


def _is_measure(text: str, dated: Dated, lead: str, end: int, kind: str, *, alone: int, set_out: bool) -> bool:
    """Say whether a date is one that something is measured by: 与上年末持平, 在一季度的基础上, 今年以来最高, 由上年全年下降转为增长, 自6月转正后."""
    if alone < 0 and LEVEL_WITH.search(lead) and AS_BEFORE.match(text, dated.span.end):
        return True
    if not dated.until and MEASURED_BY.match(text, dated.span.end, end):
        return True
    if kind == "date" and text[dated.span.end - 1] in "来今" and (UNSEEN_SINCE.match(text, dated.span.end, end) or (lead[-1:] in {"是", "为"} and "最" in text[dated.span.end : dated.span.end + 24])):
        return True
    return (TURNED.match(text, dated.span.end, end) if set_out else SELF.search(lead) and TURNED_THEN.match(text, dated.span.end, end)) is not None


def _is_aside(text: str, dated: Dated, lead: str, end: int, before: Dated | None) -> bool:
    """Say whether a date is of something else than the numbers behind it: 这座2020年底建成的水库, 始于2012年的改造, 是2013年的2.5倍, the year in an event's name."""
    if dated.period is not None and not dated.until and (aside := ASIDE.match(text, dated.span.end, end)) and (aside["other"] or dated.period.start == dated.period.end):
        return True
    if before is not None and text[dated.span.begin].isdigit() and _is_edition(text, dated, before, end):
        return True
    if lead[-1:] == "于" and not dated.until and (lead[-2:-1] in FOUNDED or text.startswith("的", dated.span.end)):
        return True
    return lead[-1:] in IS and TIMES.match(text, dated.span.end, end) is not None


def _dated(match: re.Match[str], kind: str, day: Issued | None, found: list[Dated], text: str, year: int | None, standing: int | None, holiday: Period | None) -> Dated | None:
    """Return what one candidate says of time; None where it says nothing."""
    span = Span(match.start(), match.end())
    if kind == "range":
        return _range(match)
    if kind == "date":
        return _date(match, day, year or (standing if match["full"] else None), text, standing)
    if kind == "none":
        return Dated(span, Scope.DROP if match["sum"] else Scope.CLEAR)
    if kind == "season":
        return Dated(span, Scope.CLEAR)
    if kind == "days":
        named = next((one.holiday for one in reversed(found[-NEARBY:]) if one.holiday is not None), holiday)
        return Dated(span, Scope.SET, _days_of(match, named), holiday=named) if named is not None else None
    if kind == "holiday":
        return _holiday(match, day, span)
    if kind == "same":
        if TIMES.match(text, match.end()):
            return Dated(span, Scope.ONLY)
        before = next((one.period for one in reversed(found[-NEARBY:]) if one.scope is Scope.SET and one.period is not None), None)
        return Dated(span, Scope.SET, _year_before(before)) if before is not None else Dated(span, Scope.ONLY)
    if kind in {"span", "ago"} and day is not None and not (found and found[-1].span.end == span.begin):
        count = _number((match["near"] or match["ago"]) if kind == "span" else match["n"])
        if not count:
            return Dated(span, Scope.ONLY)
        first = day.year - count
        if kind == "span" and match["ago"] and year is not None and found and (told := found[-1].period) is not None and found[-1].scope is Scope.SET and told == _days(year, 1, 12) and year < day.year and abs(day.year - year - count) > 1:
            return Dated(span, Scope.SET, Period(f"{year - count + 1}-01-01", told.end), year=year)  # 2023年，…，5年来: the five years up to that one
        if kind == "span" and match["ago"] and FOUNDING.search(text, max(0, span.begin - 8), span.begin):
            return Dated(span, Scope.CLEAR)  # 中心成立三年来，已聚集30家: from the day of its founding, which is not told
        return Dated(span, Scope.SET, Period(f"{first}-01-01", _today(day))) if kind == "span" else Dated(span, Scope.SET, _days(first, 1, 12), year=None)
    return Dated(span, Scope.ONLY)


def _joined(first: Dated, last: Dated, text: str) -> Dated | None:
    """Return the time from one date to another (去年11月8日至今年2月28日, 从本月开始到9月); None where the second does not go on from the first."""
    if first.scope is not Scope.SET or first.until or last.scope is not Scope.SET or first.period is None or last.period is None or text[first.span.end : last.span.begin] not in TO:
        return None
    if first.period.start >= last.period.end:
        return None
    return Dated(Span(first.span.begin, last.span.end), Scope.SET, Period(first.period.start, last.period.end), year=last.year)


def _is_edition(text: str, dated: Dated, before: Dated, end: int) -> bool:
    """Say whether a year belongs to the name of an event that a day of that year is told of (今天（8月3日），2025年某博览会在某地开幕)."""
    day, year = before.period, dated.period
    return before.scope is Scope.SET and day is not None and year is not None and day.start == day.end and year == _days(int(day.start[:4]), 1, 12) and EVENT.match(text, dated.span.end, end) is not None


def _end_of(text: str, dated: Dated, found: list[Dated], end: int, kind: str) -> int:
    """Return where what is told of 近3年 or 5年前 ends: at the next semicolon where another date held before, of 5年前 also at the sentence's end; -1 if nowhere."""
    stop = text.find("；", dated.span.end, min(end, dated.span.end + REACH))
    if stop < 0:
        return end - 1 if kind == "ago" and end - 1 > dated.span.end else -1
    return stop if kind == "ago" or any(one.scope is Scope.SET for one in found[-NEARBY:-1]) else -1


def _year_before(period: Period) -> Period:
    """Return the same months of the year before."""
    start, last = period.start, period.end
    return Period(f"{int(start[:4]) - 1}{start[4:]}", f"{int(last[:4]) - 1}{last[4:]}".replace("-02-29", "-02-28"))


@lru_cache(maxsize=1)
def _holidays() -> dict[str, list[Period]]:
    """Return the days of each holiday, by year."""
    days: dict[str, list[Period]] = {}
    for line in HOLIDAYS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, first, last = line.split("\t")
            days.setdefault(name, []).append(Period(first, last))
    return days


def _holiday(match: re.Match[str], day: Issued | None, span: Span) -> Dated | None:
    """Resolve 今年“五一”假期 and 春节假期: of the year that is named, else the last one that has begun by the day of issue."""
    name = match["holiday"]
    year, unresolved = _year(match, day, None)
    named = match["year"] or match["hanyear"] or match["rel"]
    if not named and (day is None or (name == "春运" and match.group() == name)):
        return None
    if year is not None:
        found = next((one for one in _holidays()[name] if one.end[:4] == str(year)), None)
    else:
        found = next((one for one in reversed(_holidays()[name]) if day is not None and one.start <= _today(day)), None)
    if found is None:
        return Dated(span, Scope.ONLY, unresolved=unresolved) if named is None else Dated(span, Scope.SET, None, unresolved, year=year)
    return Dated(span, Scope.SET, _days_of(match, found), year=int(found.end[:4]), holiday=found)


def _days_of(match: re.Match[str], holiday: Period) -> Period:
    """Return the days of a holiday that are meant: 前三天, 第二天, 首日, else all."""
    first, last = (1, _number(match["days"])) if match["days"] else (_number(match["nth"]), _number(match["nth"])) if match["nth"] else (1, 1) if match["firstday"] else (0, 0)
    if not last:
        return holiday
    begin = date.fromisoformat(holiday.start)
    found = Period(str(begin + timedelta(first - 1)), str(begin + timedelta(last - 1)))
    return found if found.end <= holiday.end else holiday


def _so_far(text: str, dated: Dated, day: Issued, so_far: str, begun: str, end: int) -> tuple[Dated, str, str]:
    """Return a date as those before it in its sentence bound it, up to when things are told (截至…), and since when (…以来).

    截至目前，全市今年已举办… is January to the day of issue; 2023年以来，…，截至8月底，已为10个县… from January 2023 to August.
    """
    period = dated.period
    if period is None:
        return dated, so_far, begun
    if period == _days(day.year, 1, 12) and not AIMED.match(text, dated.span.end, end) and not so_far and ALREADY.match(text, dated.span.end, end):
        return replace(dated, period=Period(period.start, _today(day)), year=day.year), so_far, begun
    if so_far and period == _days(day.year, 1, 12) and not AIMED.match(text, dated.span.end, end):
        return replace(dated, period=Period(period.start, so_far), year=day.year), so_far, begun
    if so_far and not dated.until and period.end == _today(day) and period.start < so_far < period.end:
        return replace(dated, period=Period(period.start, so_far)), so_far, begun  # 截至8月末，“十四五”以来
    if dated.until and begun and begun < period.end:
        return replace(dated, period=Period(begun, period.end), until=False), so_far, begun
    if dated.until and period.start[:4] == str(day.year):
        if "年度" in text[dated.span.end : min(end, dated.span.end + YEARLY)]:
            dated = replace(dated, period=Period(f"{day.year}-01-01", period.end), until=False)  # 截至11月29日，年度外送电量
        return dated, period.end, begun
    if not dated.until and (period.end == _today(day) or (period.end < _today(day) and BEGAN.match(text, dated.span.end, end))):
        begun = period.start
    return dated, so_far, begun


def _alone_with(text: str, dated: Dated, end: int, *, set_out: bool) -> int:
    """Return where the one number begins that a date belongs to (从2012年的52%提高到60%, 比2013年的40亿元扩大一倍), plus one; -1 if there is none."""
    if set_out:
        match = VALUE.match(text, dated.span.end, end)
        return match.start("number") + 1 if match else -1
    match = VALUE_OF.match(text, dated.span.end, end)
    return match.end() if match else -1


def _candidates(text: str, begin: int, end: int) -> Iterator[tuple[re.Match[str], str]]:
    """Yield matches of all patterns by their begin; a longer kind first where two begin together."""
    order = {"range": 0, "clock": 1, "holiday": 2, "days": 2, "season": 3, "same": 4, "date": 5, "span": 6, "ago": 7, "duration": 8, "none": 9}
    words = text[begin:end]
    matches = [
        *((m, "clock") for m in CLOCK.finditer(text, begin, end)),
        *((m, "date") for m in DATE.finditer(text, begin, end) if m.end() > m.start()),
        *((m, "duration") for m in DURATION.finditer(text, begin, end)),
        *((m, "none") for m in NO_PERIOD.finditer(text, begin, end)),
    ]
    if "年" in words:
        matches += [*((m, "range") for m in RANGE.finditer(text, begin, end)), *((m, "span") for m in SPAN.finditer(text, begin, end)), *((m, "ago") for m in BACK_THEN.finditer(text, begin, end))]
    if "季" in words:
        matches += [(m, "season") for m in SEASON.finditer(text, begin, end)]
    if "同期" in words:
        matches += [(m, "same") for m in SAME_MONTHS.finditer(text, begin, end)]
    if "假" in words or "期间" in words or "春运" in words or "黄金周" in words or "除夕" in words:
        matches += [*((m, "holiday") for m in HOLIDAY.finditer(text, begin, end)), *((m, "days") for m in THE_HOLIDAY.finditer(text, begin, end))]
    matches.sort(key=lambda item: (item[0].start(), order[item[1]]))
    yield from matches


def _days(year: int, first: int, last: int) -> Period:
    """Return the period of whole months of one year."""
    return Period(f"{year:04d}-{first:02d}-01", f"{year:04d}-{last:02d}-{calendar.monthrange(year, last)[1]:02d}")


def _range(match: re.Match[str]) -> Dated:
    """Read 2016年至2022年 and 2021—2023年."""
    a, b = int(match["a"]), int(match["b"])
    b = b if b > 99 else a - a % 100 + b
    if b < a:
        return Dated(Span(match.start(), match.end()), Scope.ONLY)
    first, last = int(match["am"] or 1), int(match["bm"] or 12)
    return Dated(Span(match.start(), match.end()), Scope.SET, Period(_days(a, first, first).start, _days(b, last, last).end), year=b)


def _year(match: re.Match[str], day: Issued | None, year: int | None) -> tuple[int | None, bool]:
    """Return the year that a date names, and whether it only lacks the day of issue."""
    if match["year"]:
        return int(match["year"]), False
    if match["hanyear"]:
        value = read_hanzi(match["hanyear"])
        return (int(value) if value is not None else None), False
    if match["rel"]:
        if match["rel"] == "当年":
            return year, False
        if match["rel"] == "新的一年" and day and (day.month or 1) > 10:
            return day.year + 1, False
        return (day.year + RELATIVE[match["rel"]], False) if day else (None, True)
    return None, False


def _date(match: re.Match[str], day: Issued | None, carried: int | None, text: str, standing: int | None) -> Dated | None:
    """Resolve one match of DATE; None where it is no date (三月 in a name is left to the caller's masks).

    A quarter that is not over on the day of issue is one of the year before, where the report spoke of that.
    """
    span = Span(match.start(), match.end())
    if match["plan"]:
        return _plan(match, day, span)
    if (day and text[span.begin - 2 : span.begin] in TODAY) or (match["until"] and "（" in match["until"]):
        carried = None  # 今天（8月3日）: of the year of issue, whatever year was told of before
    year, unresolved = _year(match, day, carried)
    named = match["year"] or match["hanyear"] or match["rel"]
    if match["thismonth"] == "当月" and not named:
        return Dated(span, Scope.ONLY)  # the month named last
    if not named and not _has_part(match):
        return None
    if not named:
        if match["month"] and not match["month"].isdigit() and match["day"] is None and match["mend"] is None and not text.startswith("份", match.end() - 1):
            return Dated(span, Scope.ONLY)
        year, unresolved = (carried, False) if carried else (day.year, False) if day else (None, True)
    if year is None:
        return Dated(span, Scope.SET, None, unresolved)
    since = match["since"] or (match["tail"] if match["tail"] in {"以来", "至今"} else "")
    part = _part(match, year, day)
    if not named and carried is None and day and part and match["until"] is None and (part.start > _today(day) or (match["quarter"] and standing == day.year - 1 and part.end > _today(day))) and not _is_ahead(text, span):
        year -= 1
        part = _part(match, year, day)
    period = part or _days(year, 1, 12)
    if since:
        if day is None:
            return Dated(span, Scope.SET, None, unresolved=True, year=year)
        period = Period(period.start, _today(day))
        if period.end < period.start:
            return Dated(span, Scope.SET, None, year=year)
    return Dated(span, Scope.SET, period, year=year, until=_is_until(match))


def _is_ahead(text: str, span: Span) -> bool:
    """Say whether the words beside a date without a year tell of what is to come (将于11月举行, 自7月1日起施行)."""
    before = text[max(0, span.begin - 4) : span.begin]
    return AHEAD.search(before) is not None or FROM_THEN.match(text, span.end) is not None or UPCOMING.match(text, span.end) is not None or (before.endswith(("自", "从")) and STARTING.match(text, span.end) is not None)


def _is_until(match: re.Match[str]) -> bool:
    """Say whether 截至 stands before a date, not 到 or 至."""
    return bool(match["until"]) and match["until"].startswith("截")


def _has_part(match: re.Match[str]) -> bool:
    return any(match[name] for name in ("full", "half", "quarters", "quarter", "m1", "first", "month", "thismonth", "lastmonth"))


def _number(word: str) -> int:
    value = read_hanzi(word)
    return int(word) if word.isdigit() else int(value) if value is not None else 0


def _part(match: re.Match[str], year: int, day: Issued | None) -> Period | None:
    """Return the months that a date names within its year; None for the whole year."""
    if match["half"] == "上半年" and _is_until(match):
        return _days(year, 6, 6)
    if match["half"]:
        return _days(year, 7, 12) if match["half"] == "下半年" else _days(year, 1, 6)
    if match["qa"]:
        first, last = QUARTERS[match["qa"]], QUARTERS[match["qb"]]
        return _days(year, 3 * first - 2, 3 * last) if first < last else None
    if match["quarters"]:
        return _days(year, 1, 9 if "三" in match["quarters"] else 6)
    if match["quarter"]:
        last = 3 * QUARTERS[match["quarter"]]
        return _days(year, last if match["qend"] else last - 2, last)
    if match["m1"]:
        first, last = _number(match["m1"]), _number(match["m2"])
        return _days(year, first, last) if 1 <= first <= last <= 12 else None
    if match["first"]:
        last = _number(match["first"])
        return _days(year, 1, last) if 1 <= last <= 12 else None
    if match["month"]:
        month = _number(match["month"])
        if match["day"]:
            return _some_days(match, year, month)
        return _days(year, month, month) if 1 <= month <= 12 else None
    if day and day.month and match["thismonth"]:
        return _days(year, day.month, day.month)
    if day and day.month and match["lastmonth"]:
        return _days(day.year, day.month - 1, day.month - 1) if day.month > 1 else _days(day.year - 1, 12, 12)
    return None


def _some_days(match: re.Match[str], year: int, month: int) -> Period | None:
    """Read 6月29日, and 6月29日至7月3日."""
    first = _one_day(year, month, _number(match["day"]))
    if first is None or match["day2"] is None:
        return first
    last_month = _number(match["month2"]) if match["month2"] else month
    last = _one_day(year + (last_month < month), last_month, int(match["day2"]))
    return first if last is None or last.end < first.start else Period(first.start, last.end)


def _one_day(year: int, month: int, day: int) -> Period | None:
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    date = f"{year:04d}-{month:02d}-{day:02d}"
    return Period(date, date)


def _today(day: Issued) -> str:
    """Return the last day that the issue date can mean."""
    month = day.month or 12
    return f"{day.year:04d}-{month:02d}-{min(day.day or 31, calendar.monthrange(day.year, month)[1]):02d}"


def _plan(match: re.Match[str], day: Issued | None, span: Span) -> Dated:
    """Read “十四五”期间, 末 and 以来."""
    first = PLANS.get(match["plan"])
    if first is None:
        return Dated(span, Scope.ONLY)
    part = match["planpart"]
    if part.startswith("前"):
        return Dated(span, Scope.SET, Period(f"{first}-01-01", f"{first + _number(part[1]) - 1}-12-31"))
    if part in {"末", "期末", "收官之年"}:
        return Dated(span, Scope.SET, _days(first + 4, 1, 12), year=first + 4)
    if part in {"初", "开局之年"}:
        return Dated(span, Scope.SET, _days(first, 1, 12), year=first)
    if part == "以来":
        end = _today(day) if day else ""
        return Dated(span, Scope.SET, Period(f"{first}-01-01", end) if end > f"{first}-01-01" else None, unresolved=day is None)
    return Dated(span, Scope.SET, Period(f"{first}-01-01", f"{first + 4}-12-31"))
