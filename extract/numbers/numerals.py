"""Numbers as Chinese reports write them, with their scale and how they bound the true value.

In: a healed text. Out: `Numeral` records in order, without overlap: digits (1,237.1), Chinese numerals (三百余, 两), the
scale that belongs to the unit (万, 亿, 万亿), ranges (15%至18%, 3—5万元), and the words around that say above, below or
about. It refuses what is longer than 15 digits: no report states such a number, and hostile input must stay cheap.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ontology.facts import Bound

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SCALES", "Numeral", "bound_after", "bound_before", "find_numerals", "read_hanzi", "read_number"]

DIGITS = r"(?<![\d.,A-Za-z])(?:\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,8})?|\d{1,15}(?:\.\d{1,8})?)(?![\d])"
HANZI = r"(?:[零〇一二两三四五六七八九十数几]|[百千](?![分克米瓦伏帕升赫周])){1,9}(?:点[零〇一二三四五六七八九]{1,6})?"
SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}  # fmt: skip
SCALE = r"(?:[十百千]?万亿|[十百千]?亿|[十百千]?万|[百千](?![分克米瓦伏帕升赫周])|(?<=\d)十)"
MORE = r"(?:余|多|来|好几)"
MYRIADS = r"(?:(?P<myriads>[一二两三四五六七八九十百千]{1,7})万(?=[一二两三四五六七八九]千|零[一二两三四五六七八九]))?"  # of 一万三千亿
NUMERAL = re.compile(rf"(?:(?P<digits>{DIGITS})|{MYRIADS}(?P<hanzi>{HANZI}|(?<![\d余多几])(?=[万亿])))(?P<more>{MORE}?)(?P<scale>{SCALE}?)(?P<more2>{MORE}?)")
"""A number: digits or Chinese numerals, or a bare scale (上万人); 余 and 多 may stand before or after the scale."""

DIGIT_VALUES = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
PLACES = {"十": 10, "百": 100, "千": 1000}

ABOVE_BEFORE = (
    "超过", "超", "逾", "突破", "(?<!打)破", "高于", "多于", "不低于", "不少于", "不小于", "大于", "至少", "最低", "好几", "站上", "跨越", "跃上", "迈上", "冲破", "超出", "越过", "高达",
    *(f"不{may}{word}" for may in "得能应可宜许准" for word in ("低于", "少于", "小于")),
)  # fmt: skip
BELOW_BEFORE = (
    "不超过", "不超", "跌破", "最高", "最高可", "最高达", "不足", "不到", "不高于", "不多于", "低于", "少于", "小于", "(?<![附最邻])近", "接近",
    "将近", "逼近", "至多", "最多", "最高不超过", "控制在", *(f"最高{give}" for give in ("给予", "奖励", "补助", "补贴", "奖补", "资助", "支持")),
    *(f"不{may}{word}" for may in "得能应可宜许准" for word in ("超过", "高于", "多于", "大于")),
)  # fmt: skip
ABOUT_BEFORE = ("约", "大约", "约为", "约有", "约合", "大概", "左右约", "差不多", "平均约", "约占", "约达")
ABOVE_AFTER = ("以上", "之上", "多(?!用途|功能|边|式联|元|层|媒体|方|样|语种|民族|品种|学科|领域|维|模态|晶)", "余(?!热)", "开外", "有余")
BELOW_AFTER = ("以下", "以内", "之内", "之下")
ABOUT_AFTER = ("左右", "上下", "前后")
OF_WHOLE = re.compile(r"(?:(?P<about>约占)|(?P<share>(?<!不)(?:约为|不低于|超过))(?=[^，。；、\d]{2,12}的$))[^，。；、\d]{1,12}$")
"""What bounds a number before it says of what it is: 约占全国的47%, 不低于预算的50%."""
OF_WHOLE_BOUNDS = {"约为": Bound.ABOUT, "不低于": Bound.ABOVE, "超过": Bound.ABOVE}
PART = re.compile(r"[\d.]{1,6}[%倍成]")
VAGUE = re.compile(r"(?:(?<![以之网线向])上|数|(?<![超经通不去来到做见有看用听胜度跨走])过)$")  # 上千人, 数百家, 过亿元: only before a bare scale
PAST_SHARE = re.compile(r"(?<![超经通不去来到做见有看用听胜度跨走])过$")
TENTHS = re.compile(r"[一二三四五六七八九]成|[\d.]{1,5}%")  # 收获已过八成
NOT_ABOVE = re.compile(r"(高达|最高达到?)$")  # 高达5亿元 states 5亿元 exactly


def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_BEFORE = re.compile(
    rf"(?:(?P<below>{_alternatives(BELOW_BEFORE)})|(?P<above>{_alternatives(ABOVE_BEFORE)})|(?<![签节条合特制公契])(?P<about>{_alternatives(ABOUT_BEFORE)}))(?:了|过|到|占|为|达|有)?(?:每[^\W\d]{{1,3}})?$"
)
_AFTER = re.compile(rf"(?:（含）|\(含\)|及(?=以))?(?:(?P<above>{_alternatives(ABOVE_AFTER)})|(?P<below>{_alternatives(BELOW_AFTER)}|(?<=[时钟天秒])内(?=[，。；、）]))|(?P<about>{_alternatives(ABOUT_AFTER)})(?!游))")


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number as written.

    Attributes:
        begin: first character of the digits.
        end: after the scale and any 余 or 多.
        value: what the digits say, before the scale: 1.8 for 1.8万.
        scale: 万, 亿, 万亿 …; empty if none.
        bound: ABOVE for 余 and 多 within the number, 数十 and 上千; else EXACT.
        hanzi: written in Chinese characters.
        bare: no digit at all, only a scale (千亿, 百家): stands for one of it.
    """

    begin: int
    end: int
    value: Decimal
    scale: str
    bound: Bound
    hanzi: bool = False
    bare: bool = False


def read_hanzi(text: str) -> Decimal | None:
    """Return the value of a Chinese numeral below 10,000 (or digit by digit, 二〇二四); None if it is none.

    >>> read_hanzi("三百二十"), read_hanzi("十五"), read_hanzi("两"), read_hanzi("二〇二四"), read_hanzi("三点五")
    (Decimal('320'), Decimal('15'), Decimal('2'), Decimal('2024'), Decimal('3.5'))
    """
    whole, point, fraction = text.partition("点")
    if not whole or len(whole) > 9:
        return None
    if point:
        left = read_hanzi(whole)
        digits = "".join(str(DIGIT_VALUES[c]) for c in fraction if c in DIGIT_VALUES)
        return Decimal(f"{left}.{digits}") if left is not None and len(digits) == len(fraction) > 0 else None
    if not any(c in PLACES for c in whole):
        if any(c not in DIGIT_VALUES for c in whole) or len(whole) == 2:
            return None  # 一两台, 七八家 say no certain number
        return Decimal("".join(str(DIGIT_VALUES[c]) for c in whole))
    total, digit, last = 0, -1, 10**4
    for char in whole:
        if char in DIGIT_VALUES:
            if digit > 0:
                return None
            digit = DIGIT_VALUES[char]
        elif char in PLACES:
            place = PLACES[char]
            if place >= last or digit == 0:
                return None
            total += (digit if digit > 0 else 1) * place
            digit, last = -1, place
        else:
            return None
    return Decimal(total + max(digit, 0))


def read_number(text: str) -> Decimal | None:
    """Return the value of plain digits (with thousands separators) or a Chinese numeral; None if it is neither."""
    plain = text.replace(",", "")
    if re.fullmatch(r"\d{1,15}(?:\.\d{1,8})?", plain):
        return Decimal(plain)
    return read_hanzi(text)


def find_numerals(text: str, begin: int = 0, end: int | None = None) -> Iterator[Numeral]:
    """Yield the numbers of a text in order, whatever they count; in linear time.

    >>> [(str(n.value), n.scale, str(n.bound)) for n in find_numerals("引进企业50余万家、三百多亩，数十人")]
    [('50', '万', 'above'), ('300', '', 'above'), ('10', '', 'above')]
    >>> [(str(n.value), n.scale) for n in find_numerals("一万三千亿斤、三万五千人、十二万零四百亩、一万亿元")]
    [('13000', '亿'), ('35000', ''), ('120400', ''), ('1', '万亿')]
    """
    for match in NUMERAL.finditer(text, begin, len(text) if end is None else end):
        numeral = _numeral(match)
        if numeral is not None:
            yield numeral


def _numeral(match: re.Match[str]) -> Numeral | None:
    """Build the record of one match; None where the characters are no number."""
    digits, hanzi, scale = match["digits"], match["hanzi"], match["scale"]
    bound = Bound.ABOVE if match["more"] or match["more2"] else Bound.EXACT
    if digits is not None:
        value = Decimal(digits.replace(",", ""))
        if scale in {"十", "百", "千"}:
            value, scale = value * SCALES[scale], ""
        return Numeral(match.start(), match.end(), value, scale, bound)
    if not match.group():
        return None
    bare = False
    if not hanzi:
        if not scale:
            return None
        return Numeral(match.start(), match.end(), Decimal(1), scale, bound, hanzi=True, bare=True)
    if hanzi[0] in "数几":
        bound, hanzi = Bound.ABOVE, "一" + hanzi[1:] if len(hanzi) > 1 else "几"
    elif hanzi[-1] in "几数" and len(hanzi) > 1:
        bound, hanzi = Bound.ABOVE, hanzi[:-1]
    elif hanzi[0] in "百千":
        bare = len(hanzi) == 1 or all(c in "百千" for c in hanzi)
    if scale in {"百", "千"}:
        return None
    if hanzi in {"百", "千"} or (bare and len(hanzi) == 1):
        hanzi = "一" + hanzi
    found = read_hanzi(hanzi)
    if found and match["myriads"]:
        high = read_hanzi(match["myriads"])
        found = None if high is None else high * SCALES["万"] + found
    return None if not found else Numeral(match.start(), match.end(), found, scale, bound, hanzi=True, bare=bare)


def bound_before(text: str, begin: int, floor: int) -> tuple[Bound, int]:
    """Return how the words before a number bound it, and where they begin (the number's own begin if none do).

    Args:
        text: the healed text.
        begin: first character of the number.
        floor: no character before it is looked at.
    """
    window = text[max(floor, begin - 8) : begin]
    match = _BEFORE.search(window)
    if match is None or NOT_ABOVE.search(window):
        if text[begin : begin + 1] in set("十百千万亿") and (vague := VAGUE.search(window)):
            return Bound.ABOVE, begin - len(window) + vague.start()
        if text[begin - 1] == "过" and PAST_SHARE.search(window) and TENTHS.match(text, begin):
            return Bound.ABOVE, begin - 1
        share = OF_WHOLE.search(text, max(floor, begin - 16), begin)
        if share is None or (share["share"] and PART.match(text, begin) is None):
            return Bound.EXACT, begin
        return OF_WHOLE_BOUNDS.get(share["share"], Bound.ABOUT), begin
    where = begin - len(window) + match.start()
    if match["below"]:
        return Bound.BELOW, where
    if match["above"]:
        return Bound.ABOVE, where
    return Bound.ABOUT, where


def bound_after(text: str, end: int) -> tuple[Bound, int]:
    """Return how the words right after a number and its unit bound it, and where they end (`end` if none do, or where they go on to a noun: 220千伏|及以上线路)."""
    match = _AFTER.match(text, end)
    if match is None:
        return Bound.EXACT, end
    return (Bound.ABOVE if match["above"] else Bound.BELOW if match["below"] else Bound.ABOUT), end if text[end] == "及" else match.end()
