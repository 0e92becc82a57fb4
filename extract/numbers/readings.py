"""One number with its unit, sign and bounds, or nothing where it measures nothing.

In: a healed text, a sentence, its numbers in order. Out: `Raw` numbers. It refuses parts of names (315国道), ordinals,
conditions of counting (每增加1%) and thresholds of a class (20万人口以上的县).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from extract.numbers import quantity_grammar as grammar
from extract.numbers.numerals import SCALES, Numeral, bound_after, bound_before
from extract.numbers.units import base_of, match_unit, unit_of
from extract.observations.framing import Raw
from ontology.facts import Bound, Span

if TYPE_CHECKING:
    import re

__all__ = ["borrow_unit", "cross_thresholds", "read_measured"]


def cross_thresholds(text: str, raws: list[Raw]) -> None:
    """Give all numbers of a list of thresholds the bound of the first (连续跨越110万亿元、120万亿元两个大台阶), in place."""
    if not raws:
        return
    first = 0
    for k in range(1, len(raws) + 1):
        if k < len(raws) and raws[k].unit == raws[k - 1].unit and text[raws[k - 1].span.end : raws[k].span.begin] in {"、", "和"}:
            continue
        if raws[first].bound is Bound.ABOVE and grammar.THRESHOLD.match(text, raws[k - 1].span.end):
            raws[first:k] = [replace(raw, bound=Bound.ABOVE) for raw in raws[first:k]]
        elif k - first > 1:
            raws[first:k] = _share_bound(text, raws[first:k])
        first = k


def _share_bound(text: str, raws: list[Raw]) -> list[Raw]:
    """Return the numbers of a list, all with the bound that stands once before them (分别超过50只和60只) or after them (80%和70%左右)."""
    head, last = raws[0], raws[-1]
    if head.left < head.span.begin and text[head.left - 2 : head.left] == "分别":
        shared = head.bound
    elif last.bound is Bound.ABOUT and last.right > last.span.end and head.bound is Bound.EXACT:
        shared = Bound.ABOUT
    else:
        return raws
    return [replace(raw, bound=shared) if raw.bound is Bound.EXACT else raw for raw in raws]


def borrow_unit(text: str, sentence: Span, numerals: list[Numeral], k: int) -> Raw | None:
    """Read a number that takes its unit from the next of its list: 0.9、1.1和0.5个百分点, 5.5个和2.7个百分点."""
    numeral = numerals[k]
    if numeral.hanzi or numeral.scale or grammar.NAME_BEFORE.search(text[max(sentence.begin, numeral.begin - 4) : numeral.begin]):
        return None
    end = numeral.end + text.startswith("个", numeral.end)
    at = end
    for following in numerals[k + 1 : k + 6]:
        if following.begin != at + 1 or text[at] not in "、和与及" or following.hanzi:
            return None
        matched = match_unit(text, following.end)
        if matched is not None and matched[0] != "个":
            unit = matched[0]
            family = unit_of(unit)
            if family is None or family.family in {"label", "time"} or (end > numeral.end and unit != "个百分点"):
                return None
            raw = _finish(text, sentence, numeral, Span(numeral.begin, numeral.end), unit, following.scale, None)
            return replace(raw, right=max(raw.right, end))
        at = following.end + (matched is not None)
    return None


def read_measured(text: str, sentence: Span, numeral: Numeral, following: Numeral | None) -> Raw | None:
    """Read a number and its unit; None for what is no quantity."""
    if numeral.scale and following is not None and following.begin == numeral.end:
        numeral = _compound(numeral, following)
    begin, value, scale = numeral.begin, numeral.value, numeral.scale
    floor = sentence.begin
    before = text[max(floor, begin - 4) : begin]
    if grammar.NAME_BEFORE.search(before) or grammar.NAME_AFTER.match(text, numeral.end):
        return None
    if grammar.MODEL_YEAR.match(text, begin) or ("每" in before and (grammar.EACH.search(before) or (before.endswith(("每", "每投入")) and grammar.EACH_OF.match(text, numeral.end)))):
        return None
    if "分之" in before and (parts := grammar.PARTS.search(before)):
        return _finish(text, sentence, numeral, Span(begin - len(parts.group()), numeral.end), grammar.PARTS_UNITS[parts.group()], "", None)
    if "约合" in before and grammar.EXCHANGED.search(text, max(floor, begin - grammar.RATE_AHEAD), begin):
        return None
    value_max: Decimal | None = None
    end = numeral.end
    matched = match_unit(text, end)
    if matched and matched[0] in grammar.DIGIT_ONLY and numeral.hanzi:
        return None
    joint = grammar.RANGE.match(text, matched[1] if matched else end)
    if joint and following is not None and not (matched and joint.group() in {"到", "至"} and before.endswith(("从", "由"))) and following.begin == joint.end() and following.value > 0:
        second = match_unit(text, following.end)
        if second and (matched is None or matched[0] == second[0] or second[0].endswith(matched[0]) or (matched[0] == "个" and second[0] == "个百分点")) and not _is_label(second[0]):
            low = value * _worth(scale or (following.scale if matched is None else ""))
            high = following.value * _worth(following.scale)
            if low < high:
                value_max = following.value
                if scale and scale != following.scale:
                    value = low / _worth(following.scale)
                return _finish(text, sentence, replace(numeral, value=value), Span(begin, second[1]), second[0], following.scale, value_max)
    if text.startswith("个亿", end) and not grammar.COUNTED_LEVEL.match(text, end):
        return _finish(text, sentence, numeral, Span(begin, end + 2), "元", "亿", None)
    if matched is None:
        if scale in {"亿", "万亿", "千亿", "百亿"} and not numeral.hanzi:
            return _finish(text, sentence, numeral, Span(begin, end), "", scale, None)
        if scale and not numeral.hanzi and (grammar.COUNTED_PEOPLE.match(text, end) or (text[end : end + 1] in grammar.CLAUSE_ENDS and grammar.COUNTED_BEFORE.search(text, max(floor, begin - 20), begin))):
            return replace(_finish(text, sentence, numeral, Span(begin, end), "", scale, None), base_value=value * SCALES[scale], base_unit="each")
        if not scale and not numeral.hanzi and text[end : end + 1] in grammar.CLAUSE_ENDS and grammar.INDEX.search(text, max(floor, begin - 24), begin):
            return _finish(text, sentence, numeral, Span(begin, end), "点", "", None)
        return None
    unit, end = matched
    if _is_label(unit) or _is_name(text, numeral, unit, end, before):
        return None
    part = text[end : end + 1]
    if unit in grammar.SMALLER and part and part in grammar.SMALLER[unit] and (smaller := grammar.GOES_BELOW[unit].match(text, end)):
        return _smaller(text, sentence, numeral, unit, smaller)
    if unit == "人" and part in {"口", "民"}:  # 14亿多人口: 人 is no counter there, and the noun is 人口
        if part == "口" and text[end + 1 : end + 3] in {"以上", "以下"}:
            return None  # 20万人口以上的县
        end -= 1
    family = (unit_of(unit.split("/")[0]) or unit_of(unit)).family if unit_of(unit) else "count"  # type: ignore[union-attr]
    if numeral.hanzi and not _is_countable(text, floor, numeral, unit, family, end):
        return None
    if (unit in {"个", "件"} and text[end : end + 1] in {"字", "事"}) or (unit == "股" and not scale and grammar.SHARES.search(before)):
        return None
    if unit == "大" or (unit in {"门", "番"} and value < 10) or (unit == "部" and value < 10 and (numeral.hanzi or text[end : end + 1] in set("门委局长分"))) or (unit == "方" and text.startswith("面", end)) or text.startswith("位数", numeral.end):
        return None
    if unit in {"点", "分"} and not grammar.POINTS.search(text, max(floor, begin - 12), begin) and not (unit == "点" and grammar.INDEX_MOVED.search(text, max(floor, begin - grammar.CLOSE), begin)):
        return None
    if unit == "P" and text[end : end + 1].isalpha() and text[end : end + 1].isascii():
        return None
    return _finish(text, sentence, numeral, Span(begin, end), unit, scale, None)


def _is_countable(text: str, floor: int, numeral: Numeral, unit: str, family: str, end: int) -> bool:
    """Say whether a Chinese numeral with its unit states a number: 两家企业 and 近百家 do, 一方面 and 三大产业 do not.

    A bare scale (百亿元) does so only after a word that bounds it or after 达.
    """
    lead = text[max(floor, numeral.begin - 6) : numeral.begin]
    if (lead.endswith("“") and grammar.SAYING.match(text, end)) or grammar.IDIOM.match(text, end) or grammar.IDIOM.match(text, end - len(unit)):
        return False
    if numeral.bare:
        bounded = numeral.bound is not Bound.EXACT or bound_before(text, numeral.begin, floor)[0] is not Bound.EXACT
        if lead.endswith("过") and text[end : end + 1] == "的":
            return False  # 产值过亿元的有7家
        return (bounded or lead.endswith(("达", "达到", "到"))) and not grammar.LEVEL.match(text, end - 1)
    if numeral.scale:
        return True
    if numeral.value < 2 and numeral.bound is Bound.EXACT:
        return False
    if unit in {"角", "分", "厘", "块"}:
        return False
    if family in {"ratio", "money", "mass", "area"}:
        return True
    if grammar.DETERMINED.search(lead) and numeral.bound is Bound.EXACT and numeral.value < 10:
        return False
    return unit in grammar.HANZI_COUNTERS and grammar.ORDINAL_NOUN.match(text, end) is None


def _compound(numeral: Numeral, following: Numeral) -> Numeral:
    """Return one number for two that stand together and fall in scale: 2亿7700万, 1亿2千万."""
    low, high = following.value * _worth(following.scale), _worth(numeral.scale)
    if following.bare or numeral.bound is not Bound.EXACT or low >= high:
        return numeral
    return replace(numeral, end=following.end, value=numeral.value + low / high, bound=following.bound)


def _smaller(text: str, sentence: Span, numeral: Numeral, unit: str, match: re.Match[str]) -> Raw | None:
    """Read a number that goes on behind its unit: 3个多小时, 两个半月, 九成半, 19米58, 10小时30分."""
    if match.lastgroup == "metres":
        return _finish(text, sentence, replace(numeral, value=Decimal(f"{numeral.value}.{match['metres']}")), Span(numeral.begin, match.end()), unit, "", None)
    if match.lastgroup == "minutes":
        value = numeral.value + (Decimal(match["minutes"]) / 60).quantize(Decimal("0.01"))
    else:
        value = numeral.value + (Decimal("0.5") if match["part"] == "半" else 0)
        numeral = replace(numeral, bound=Bound.ABOVE) if match["part"] == "多" else numeral
        unit = grammar.COUNTED_BY.get(match[match.lastgroup or 0], unit)
    return None if not unit else _finish(text, sentence, replace(numeral, value=value), Span(numeral.begin, match.end()), unit, numeral.scale, None)


def _is_name(text: str, numeral: Numeral, unit: str, end: int, before: str) -> bool:
    """Say whether a number with its unit only names or tells apart: 315国道, 男子100米蛙泳, 一、二类苗."""
    if unit in grammar.ROADS and text[end : end + 1] == "道":
        return text[end + 1 : end + 2] != "路"
    if unit in grammar.RACED:
        return grammar.RACE_BEFORE.search(before) is not None or grammar.RACE.match(text, end) is not None
    if numeral.value == 1:
        return grammar.EXCHANGE.match(text, end) is not None
    if (unit == "成" and numeral.value > 10) or (unit == "度" and numeral.value == grammar.TURN and not numeral.scale) or (unit == "人" and text[end : end + 1] == "制"):
        return True
    return numeral.hanzi and not numeral.scale and before[-2:] in grammar.ORDINALS


def _is_label(unit: str) -> bool:
    found = unit_of(unit)
    return found is not None and found.family == "label"


def _worth(scale: str) -> Decimal:
    worth = Decimal(1)
    for char in scale:
        worth *= {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[char]
    return worth


def _finish(text: str, sentence: Span, numeral: Numeral, span: Span, unit: str, scale: str, value_max: Decimal | None) -> Raw:
    """Add sign, bounds and the base value."""
    falls = value_max is None and grammar.SIGNED.search(text, max(sentence.begin, span.begin - 6), span.begin) is not None
    if falls:
        span = Span(span.begin - (2 if text[span.begin - 1] == "下" else 1), span.end)
    bound, left = bound_before(text, span.begin, sentence.begin)
    after, right = bound_after(text, span.end)
    if bound is Bound.EXACT:
        bound = numeral.bound if numeral.bound is not Bound.EXACT else after
    elif after is Bound.EXACT:
        right = span.end
    if bound is Bound.ABOVE and text[left : left + 2] in grammar.PASSED and grammar.PASSED[text[left : left + 2]].match(text, span.end):
        bound = numeral.bound if numeral.bound is not Bound.EXACT else after
    if value_max is not None:
        bound = Bound.BETWEEN
    elif falls and bound in grammar.COLDER:
        bound = grammar.COLDER[bound] if left < span.begin or numeral.bound is Bound.ABOVE else bound
    value = -numeral.value if falls else numeral.value
    base, base_unit = base_of(value, scale, unit)
    return Raw(span, value, scale, unit, bound, left, max(right, span.end), value_max, base, base_unit, bare=numeral.bare)
