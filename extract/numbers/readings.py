"""One number with its unit, sign and bounds, or nothing where it measures nothing.

In: a healed text, a sentence, its numbers in order. Out: `Raw` numbers. It refuses parts of names (315国道), ordinals,
conditions of counting (每增加1%) and thresholds of a class (20万人口以上的县).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from extract.numbers import quantity_grammar as grammar
from extract.numbers.numerals import SCALES, Numeral, bound_after, bound_before
from extract.numbers.units import base_of, match_unit, unit_of
from extract.observations.framing import Raw
from ontology.facts import Bound, Span

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
        first = k


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
    begin, value, scale = numeral.begin, numeral.value, numeral.scale
    floor = sentence.begin
    before = text[max(floor, begin - 4) : begin]
    if grammar.NAME_BEFORE.search(before) or grammar.NAME_AFTER.match(text, numeral.end):
        return None
    if grammar.MODEL_YEAR.match(text, begin) or (before.endswith(("每", "每投入")) and grammar.EACH_OF.match(text, numeral.end)):
        return None
    if before.endswith("分之") and (parts := grammar.PARTS.search(before)):
        return _finish(text, sentence, numeral, Span(begin - len(parts.group()), numeral.end), grammar.PARTS_UNITS[parts.group()], "", None)
    value_max: Decimal | None = None
    end = numeral.end
    matched = match_unit(text, end)
    if matched and matched[0] in grammar.DIGIT_ONLY and numeral.hanzi:
        return None
    joint = grammar.RANGE.match(text, matched[1] if matched else end)
    if joint and following is not None and not (matched and joint.group() in {"到", "至"} and before.endswith(("从", "由"))) and following.begin == joint.end() and following.value > 0:
        second = match_unit(text, following.end)
        if second and (matched is None or matched[0] == second[0] or second[0].endswith(matched[0])) and not _is_label(second[0]):
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
    if _is_label(unit):
        return None
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
        span = Span(span.begin - 1, span.end)
    bound, left = bound_before(text, span.begin, sentence.begin)
    after, right = bound_after(text, span.end)
    if bound is Bound.EXACT:
        bound = numeral.bound if numeral.bound is not Bound.EXACT else after
    elif after is Bound.EXACT:
        right = span.end
    if value_max is not None:
        bound = Bound.BETWEEN
    value = -numeral.value if falls else numeral.value
    base, base_unit = base_of(value, scale, unit)
    return Raw(span, value, scale, unit, bound, left, max(right, span.end), value_max, base, base_unit, bare=numeral.bare)
