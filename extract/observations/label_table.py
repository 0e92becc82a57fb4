"""Each label that a number may have beside its rivals, as a row of `COLUMNS`: what the forest sees.

In: the rivals of one number. Out: a table [labels, columns]: who made a label, where it stands and how likely the reader thinks
its ends, what is beside it, how it is made beside the rules' label and the one before, and what is the same for all of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from extract.learned.wording import codes_of
from extract.numbers.units import unit_of
from extract.observations.completion import base_of
from extract.observations.completion_grammar import PLAIN, RELATIVE, VERBAL
from extract.observations.framing import BARE_GROWTH
from extract.observations.label_candidates import ABSENT, SOURCES
from extract.observations.labels import EDGES
from extract.observations.subject_contest import FAMILIES
from ontology.facts import Kind, Measure

if TYPE_CHECKING:

    from numpy.typing import NDArray

    from extract.observations.label_candidates import Rivals

    Floats = NDArray[np.float32]

__all__ = ["COLUMNS", "table_of"]

FAINT: Final = -12.0  # log-probability of a place that the reader was not asked about
COLUMNS: Final = (
    *SOURCES, "where", "begin", "end", "joint", "under_best", "rank", "best", "distance", "before", "behind", "begin_at_name", "follows_name",
    "has_subject", "moved", "verbal", "begins_rules", "ends_rules", "in_rules", "holds_rules", "holds_before", "jumped",
    "length", "longer", "sources", "like_rules", "like_label", "like_reader", "like_before", "digit",
    "measure", "unit", "listed", "series", "fact", "frame", "kind", "rules_length", "heard", "rivals", "rules_bare",
    "agreed", "rules_plain", "rules_relative", "rules_clause",
    "topic_clauses", "topic_gap", "topic_length", "topic_begin", "topic_end", "topic_before", "topic_behind", "topic_name", "topic_held", "topic_jumped",
)  # fmt: skip
NOT_LED: Final = (-1, -1, -1, -20, -20, -1, -1, -1, -1, -1)
MOVED_ENDS: Final = re.compile(rf"(?:{BARE_GROWTH.pattern})(?=，)")
VERBAL_BEGINS: Final = re.compile(rf"(?<=，)(?:{VERBAL.pattern})")
"""Of labels that commas part."""
NEIGHBOUR_GROUPS: Final = (
    "，。；！？：\n", "的", "、和及与", "了过着", "0123456789%％", "“”（）《》", "年月日度", "中里内上下间", "个家项座条",
    "达为约超近有是在已将仅共均各分高", "至到",
)  # fmt: skip
NEIGHBOURS: Final = {char: k for k, chars in enumerate(NEIGHBOUR_GROUPS, 1) for char in chars}
ZERO, NINE = 48, 57  # codes of digits
MEASURE_AT: Final = {measure: k for k, measure in enumerate(Measure)}
KIND_AT: Final = {kind: k for k, kind in enumerate(Kind)}


def table_of(rivals: Rivals) -> Floats:
    """Return a row of `COLUMNS` for each label."""
    words, told = [*rivals.found], rivals.told
    table = np.empty((len(words), len(COLUMNS)), np.float32)
    sources = np.array([source for source, _, _ in rivals.found.values()])
    made = (sources[:, None] >> np.arange(len(SOURCES))) & 1
    k = len(SOURCES)
    table[:, :k] = made
    own = _places(rivals)
    joint = own[:, 3]
    table[:, k : k + 4] = own[:, :4]
    best = joint.max()
    table[:, k + 4], table[:, k + 5], table[:, k + 6] = joint - best, (-joint).argsort(kind="stable").argsort(kind="stable"), best
    k += 7
    table[:, k : k + own.shape[1] - 4] = own[:, 4:]
    k += own.shape[1] - 4
    heard = rivals.text[rivals.guess[0] : rivals.guess[1]] if rivals.guess is not None else ""
    _fill(rivals, table[:, k : k + 8], (told.whole, told.label, heard, told.before), len(told.whole))
    table[:, k + 2] = made @ np.ones(len(SOURCES), np.int64)
    k += 8
    table[:, k : k + 15] = _of_number(rivals, heard)
    table[:, k + 15 :] = NOT_LED
    led = [row for row, each in enumerate(words) if each in rivals.led]
    if led:
        table[led, k + 15 :] = _leads(rivals, [rivals.led[words[row]] for row in led])
    return table


def _places(rivals: Rivals) -> Floats:
    """Return for each label where it stands, how likely the reader thinks its ends, what stands beside it, how it is made beside the rules' and the one before, how many numbers part it from its own."""
    text, whole, name, number, after, low, size = rivals.text, rivals.told.whole, rivals.told.subject.anchor, rivals.begin, rivals.end, rivals.low, len(rivals.text)
    base, begins, ends, edges, name_ends = base_of(rivals.told.before) if rivals.told.before else "", rivals.begins, rivals.ends, rivals.edges, rivals.name_ends
    words, places = [*rivals.found], [(begin, end) for _, begin, end in rivals.found.values()]
    (opens, closes), counts = rivals.sentence, rivals.scene.counts
    joined = f"，{'，'.join(words)}，"
    lengths = np.array([*map(len, words)])
    starts = np.cumsum(lengths + 1) - lengths
    moved, verbal = np.zeros(len(words), bool), np.zeros(len(words), bool)
    for marks, pattern in ((moved, MOVED_ENDS), (verbal, VERBAL_BEGINS)):
        at = [m.start() for m in pattern.finditer(joined)]
        if at:
            marks[np.searchsorted(starts, at, side="right") - 1] = True
    rows = [
        (
            begin if begin < 0 else 1 if begin < after else 2, first, last,
            first + last if begin >= 0 else FAINT if begin == ABSENT else (FAINT + last) / 2,
            -1 if begin < 0 else number - end if begin < after else begin - after,
            20 if begin < 0 else NEIGHBOURS[text[begin - 1]] if begin > low and text[begin - 1] in NEIGHBOURS else begin <= low,
            20 if begin < 0 or end == number else NEIGHBOURS[text[end]] if 0 <= end < size and text[end] in NEIGHBOURS else 0,
            begin in edges, begin in name_ends, name in each, up, acted, each == whole[:length], each == whole[-length:], each in whole, whole in each,
            base in each if base else -1,
            -1 if begin < opens or end < begin or begin > closes or number > closes else counts[number - 1 - opens] - counts[end - 1 - opens] if end < number else counts[begin - 1 - opens] - counts[after - 1 - opens] if begin > after else 0,
        )
        for each, (begin, end), length, up, acted in zip(words, places, lengths.tolist(), moved.tolist(), verbal.tolist(), strict=True)
        for first in (begins[begin] if begin in begins else FAINT,)  # noqa: SIM401 - a call for each
        for last in (ends[end] if end in ends else FAINT,)  # noqa: SIM401
    ]  # fmt: skip
    return np.array(rows, np.float32)


def _of_number(rivals: Rivals, heard: str) -> tuple[float, ...]:
    """Return what is the same for all labels of a number."""
    told, quantity, whole = rivals.told, rivals.told.quantity, rivals.told.whole
    unit = unit_of(quantity.unit.lstrip("十百千万亿"))
    return (
        MEASURE_AT[quantity.measure], FAMILIES.index(unit.family) if unit is not None and unit.family in FAMILIES else len(FAMILIES),
        quantity.span in rivals.context.listed, quantity.span in rivals.context.series, told.fact, quantity.confidence, KIND_AT[rivals.context.kinds[told.subject.entity]],
        len(whole), rivals.guess[2] if rivals.guess is not None else 0.0, len(rivals.found), BARE_GROWTH.fullmatch(whole) is not None,
        heard.strip(EDGES) == whole.strip(EDGES), PLAIN.fullmatch(base_of(whole)) is not None, RELATIVE.fullmatch(whole) is not None, rivals.begin - rivals.start,
    )  # fmt: skip


def _leads(rivals: Rivals, led: list[tuple[int, int, int, int]]) -> list[tuple[float, ...]]:
    """Return of topics how many clauses before they stand, how far, how long they are, what the reader thinks of their ends, what is beside them, whether they are names, whether the label before has them, how many numbers part them from this one."""
    text, before, begins, ends, edges = rivals.text, rivals.told.before, rivals.begins, rivals.ends, rivals.edges
    opens, counts = rivals.sentence[0], rivals.scene.counts
    own = min(rivals.begin - 1 - opens, len(counts) - 1)
    return [
        (
            clauses, gap, b - a, begins[a] if a in begins else FAINT, ends[b] if b in ends else FAINT,  # noqa: SIM401
            NEIGHBOURS[text[a - 1]] if a and text[a - 1] in NEIGHBOURS else 0, NEIGHBOURS[text[b]] if text[b] in NEIGHBOURS else 0,  # noqa: SIM401
            (a in edges) + 2 * (b in edges), text[a:b] in before if before else -1,
            counts[own] - counts[b - 1 - opens] if opens < b <= own + opens else -1,
        )
        for clauses, gap, a, b in led
    ]  # fmt: skip


def _fill(rivals: Rivals, part: Floats, others: tuple[str, ...], size: int) -> None:
    """Write each label's length, that less the rules' label's, its F1 of pairs of characters with others (-1 of an empty one) and whether it has digits."""
    codes = codes_of(list(rivals.found))
    ones = np.ones(codes.shape[1], np.int64)
    length = (codes > 0) @ ones
    pairs = _pairs(codes)
    part[:, 0], part[:, 1] = length, length - size
    for k, (words, held) in enumerate(zip(others, _pairs(codes_of(others)), strict=True), 3):
        if words:
            known = held[held > 0]
            hits = ((pairs[:, :, None] == known).any(axis=1)) @ np.ones(known.size, np.int64)
            part[:, k] = 2 * hits / (length - 1 + max(known.size, 1))
        else:
            part[:, k] = -1
    part[:, 7] = ((codes >= ZERO) & (codes <= NINE)) @ ones > 0


def _pairs(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a number for each two neighbouring characters, 0 where there is no second."""
    left, right = codes[:, :-1], codes[:, 1:]
    return np.where(right > 0, left << 21 | right, 0)
