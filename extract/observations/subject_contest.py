"""Whom a number is about, the second look: each candidate beside its rivals.

In: the candidates of one number with the linear table's scores and the learned reader's votes. Out: log-odds from a small
forest of boosted trees, and the probability that an observation is right as a whole, label and all. A linear model over the words
around each candidate (`subject_wording`) gives the forest three of its columns. All are plain arrays, `models/subjects.npz`, made by
`benchmarks/refit_subjects.py`; a document without a reading keeps the table's choice.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from extract.discourse.topics import BY_BEGIN
from extract.learned import wording
from extract.learned.forest import Forest, grow
from extract.lexicons import MODELS, alternation, read_words
from extract.numbers.units import unit_of
from extract.observations.framing import BARE_GROWTH
from extract.observations.subject_wording import describe_candidates
from extract.text.sentences import sentence_at
from ontology.facts import Kind, Measure, Property

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from extract.layers import Quantity
    from extract.observations.subjects import Candidate, Context
    from ontology.facts import Mention, Span

    Floats = NDArray[np.float32]

__all__ = ["COLUMNS", "VERDICT_COLUMNS", "Heard", "Trees", "chances_of", "compare", "links_of", "load_trees", "probabilities_of", "verdict_row", "worded", "wordings_of"]

FILE: Final = MODELS / "subjects.npz"
NEAR: Final = 24  # names before a number that are looked at
FAR: Final = 400.0  # characters beyond which distance says no more
KINDS: Final = tuple(Kind)
FAMILIES: Final = ("money", "count", "ratio", "area", "length", "mass", "power", "multiple", "time")
PLACES: Final = ("holds", "in", "all", "counted", "clause", "before", "after", "later", "last", "paragraph", "last-paragraph", "far", "ahead")
FLAGS: Final = (
    "first-in-clause", "attributive", "deictic", "world", "pair", "pair-other", "clause-subject",
    "previous=clause", "previous=sentence", "previous=near", "previous=far", "home=0", "home=1", "home=2",
    "titled&same", "titled&earlier", "headed&same", "headed&earlier", "opener&same", "opener&earlier", "speaker&same", "speaker&earlier",
    "bare=nearest&same", "bare=nearest&earlier", "bare=kind&same", "bare=kind&earlier", "bare=other&same", "bare=other&earlier",
    "clause-topic&same&none", "clause-topic&same&subject", "clause-topic&earlier&none", "clause-topic&earlier&subject",
    "share=high&same", "share=high&earlier", "share=low&same", "share=low&earlier", "topic&last", "topic&far", "topic&last-paragraph", "led&last",
    "opens&clause", "opens&before", "first-in-sentence&clause", "first-in-sentence&before", "after=在", "after=、", "after=占", "after=为", "after=对", "after=与",
)  # fmt: skip
"""Features of the table that the forest looks at one by one."""
COLUMNS: Final = (
    "own", "over_rival", "rank", "share", "vote", "over_vote", "vote_rank", "candidates",
    "place", "kind", "measure", "unit", "distance", "to_label", "gap", "clauses", "commas", "names_between", "mentions", "length", "inside",
    "before_label", "possessive", "in_label", "label_in_name", "rival_subject", "same_kind_nearer", "same_clause",
    "part_of_best", "whole_of_best", "made_by_best", "maker_of_best", "linked_before", "quoted", "order",
    "source", "heard", "voiced", "headings", "paragraphs", "level", "in_frame", "frames", "receives", "own_words", "unnamed", "nationwide", "ahead", *FLAGS, *wording.COLUMNS,
)  # fmt: skip
VERDICT_COLUMNS: Final = (
    "chance", "second", "own", "vote", "over_vote", "place", "kind", "distance", "gap", "measure", "unit", "frame", "heard_label", "agrees", "label_length", "bare",
    "label_before", "fact", "listed", "exact", "value_words", "dated", "candidates", "subject_in_label", "unnamed_owner", "verb_label",
    "source", "heard", "voiced", "headings", "paragraphs", "level", "in_frame", "frames", "own_words", "unnamed", "nationwide", "ahead", "unproved", "names_between", "clauses", "rival_place", "rival_kind", "rival_level", "generic", "label_chance", *wording.COLUMNS,
)  # fmt: skip
INSIDE: Final = frozenset({Property.PART_OF, Property.LOCATED_IN, Property.SUBSIDIARY_OF})
MADE: Final = frozenset({Property.PRODUCES, Property.UNDERTAKES, Property.INVESTS_IN, Property.ADMINISTERS, Property.OPERATES_IN})
FLAG_AT: Final = {name: k for k, name in enumerate(FLAGS)}
AT: Final = {name: k for k, name in enumerate(COLUMNS)}
KIND_AT: Final = {kind: k for k, kind in enumerate(KINDS)}
PLACE_AT: Final = {f"place={name}": k for k, name in enumerate(PLACES)}
MEASURES: Final = tuple(Measure)
COUNTED, PLACES_COUNTED = itemgetter("noun", "place")(read_words("counted"))  # nouns that say nothing alone
RECEIVES: Final = frozenset("向给为对赴到至往")
NATIONWIDE: Final = re.compile("全国|我国|全球|世界|国内|国民|规模以上工业|全社会|社会消费品|居民消费价格|货物贸易|外贸")
UNNAMED: Final = re.compile(
    r"(?P<we>我们|咱们?|俺|我(?![国省市县区州镇乡村州]))"  # 我们
    r"|(?P<this>(?:这[家个座条款项台种]|该|某|一[家位名]|他们|她们|他|她|自己|其)(?!中))"  # 这家, 该, 他
    # common nouns
    r"|(?P<noun>企业|公司|集团|合作社|农户|农民|村民|商户|果农|工厂|厂|车间|门店|网点|银行|机构|团队|项目|园区|基地|平台|船|车队"
    r"|家庭|老人|学生|司机)"
)
WORDS: Final = re.compile(alternation("words_labels", "figure_word"))
CJK: Final = re.compile("[\u4e00-\u9fff]")
VERB_LABEL: Final = re.compile(r"^(?:能|可|将|又|别|就|还|也|卖|给|让|为|从|与|对|把|被|比|较|超过|一下|经|以|要|需)")


@dataclass(frozen=True, slots=True)
class Trees:
    """The two forests, whom a number is about and whether the observation is right, and what each hashed feature of a candidate's words weighs."""

    subject: Forest
    verdict: Forest
    words: Floats


class Heard(NamedTuple):
    """What is said of a number beside its subject.

    Attributes:
        phrase: the reader's phrase for what is counted: begin, end, probability.
        fact: the reader's probability that the number states a fact.
        label: the label's chance among its rivals; below nought where nobody was asked.
    """

    phrase: tuple[int, int, float] | None
    fact: float
    label: float


@cache
def load_trees() -> Trees | None:
    """Return the packaged forests; None where the package has none."""
    if not FILE.exists():
        return None
    with np.load(FILE, allow_pickle=False) as arrays:
        subject, verdict = (Forest(**{name: arrays[f"{part}.{name}"] for name in Forest.__slots__}) for part in ("subject", "verdict"))
        return Trees(subject, verdict, arrays["words"].astype(np.float32))


def links_of(context: Context) -> dict[tuple[str, str], int]:
    """Return what the document's relations say of two entities: bit 1, the first lies in or belongs to the second; bit 2, it makes or runs it."""
    found: dict[tuple[str, str], int] = {}
    for statement in context.doc._.statements:
        bit = 1 if statement.predicate in INSIDE else 2 if statement.predicate in MADE else 0
        if bit and statement.confidence >= 0.4:  # about where relations are written
            key = (statement.subject, statement.object)
            found[key] = found.get(key, 0) | bit
    return found


def compare(context: Context, quantity: Quantity, label: str, candidates: Sequence[Candidate], totals: Sequence[float], votes: Sequence[float]) -> Floats:
    """Return a row of `COLUMNS`, but for those of its words (`worded`), for each candidate of a number.

    Args:
        context: advanced to the number's sentence.
        quantity: the number.
        label: what it measures.
        candidates: in their fixed order.
        totals: the linear table's score of each.
        votes: the reader's probability of each.
    """
    text, begin = context.text, quantity.span.begin
    total, vote = np.array(totals, np.float32), np.array(votes, np.float32)
    mass = np.exp(total - total.max())
    share = mass / mass.sum()
    order = np.argsort(np.argsort(-total, kind="stable"), kind="stable")
    vote_order = np.argsort(np.argsort(-vote, kind="stable"), kind="stable")
    best = candidates[int(total.argmax())].entity
    own = Nearby(_near(context, quantity))
    drawn = zip(
        total.tolist(), _best_of_others(total), order.tolist(), share.tolist(), vote.tolist(), _best_of_others(vote), vote_order.tolist(), candidates,
        strict=True,
    )  # fmt: skip
    label_begin = text.rfind(label, max(quantity.clause.begin - 40, 0), begin) if label else -1
    label_end = label_begin + len(label)
    opening = max(context.sentences[quantity.sentence].span.begin, begin - int(FAR))
    quoted = text.count("“", opening, begin) > text.count("”", opening, begin)
    unit, measure = _unit(quantity), MEASURES.index(quantity.measure)
    subject = context.subject(quantity.clause)
    previous = context.previous[0] if context.previous is not None else ""
    links = context.links
    linked = {key for pair in links for key in pair}
    nearest: dict[Kind, int] = {}
    for candidate in candidates:
        kind, at = context.kinds[candidate.entity], candidate.mention.span.begin
        if at < begin and (kind not in nearest or nearest[kind] < at):
            nearest[kind] = at
    voice = context.voice(quantity)
    voiced = 0 if voice is None else 3 if voice.named.begin >= context.sentences[quantity.sentence].span.end else 2 if voice.owners else 1
    sources, levels, headings, places = context.sources, context.levels, context.headings, context.places
    frames = {entity for entity, end in context.frames(quantity.sentence).items() if end <= begin}
    framed, ends, heads = len(frames), context.sentences[quantity.sentence].span.end, headings[quantity.sentence]
    own_words, unnamed = _own_words(context, quantity, label, own.mentions)
    wide = NATIONWIDE.search(text, opening, min(begin, opening + int(FAR))) is not None
    paragraph = context.sentences[quantity.sentence].paragraph
    shares = context.share
    count, width, nowhere = len(candidates), len(FLAGS), len(PLACES)
    rows: list[list[float]] = []
    for k, (of_table, rival, rank, part, heard, heard_rival, heard_rank, candidate) in enumerate(drawn):
        span, entity = candidate.mention.span, candidate.entity
        kind = context.kinds[entity]
        ahead = span.end <= begin
        low, high = (span.end, begin) if ahead else (min(quantity.span.end, span.begin), span.begin)
        stretch = text[low : high if high < low + 400 else low + 400]  # noqa: FURB136 - a call for each
        sentence = places[span] if span in places else sentence_at(context.sentences, span.begin)
        gap, back, to_label = high - low, quantity.sentence - sentence, label_begin - span.end if label_begin >= span.end else span.end - label_begin
        follows = text[span.end : label_begin] if label_begin >= span.end else ""
        to_best, of_best, before = 0, 0, 0
        if entity in linked:
            to_best, of_best = links.get((entity, best), 0), links.get((best, entity), 0)
            before = links.get((entity, previous), 0) | links.get((previous, entity), 0)
        flags = [0.0] * width
        for name in candidate.features:
            if name in FLAG_AT:
                flags[FLAG_AT[name]] = 1.0
        rows += [[
            of_table, of_table - rival if of_table - rival > -30.0 else -30.0, rank, part, heard, heard - heard_rival, heard_rank, count,  # noqa: FURB136
            PLACE_AT[candidate.features[0]] if candidate.features[0] in PLACE_AT else nowhere, KIND_AT[kind], measure, unit, -gap if not ahead else gap if gap < FAR else FAR,  # noqa: FURB136, SIM401
            -1 if label_begin < 0 else to_label if to_label < FAR else FAR, back if back < 20 else 20, sum(map(stretch.count, "，；：")), stretch.count("、"),  # noqa: FURB136
            own.between(low, high, entity), shares[entity], span.end - span.begin,
            own.around(span),
            1 if label_begin >= span.end and not follows[1:] else 0, 1 if text[span.end : span.end + 1] == "的" else 0,
            1 if 0 <= label_begin < span.end and span.begin < label_end else 0, _overlap(label, candidate.mention.anchor),
            1 if subject and subject != entity else 0, 1 if ahead and kind in nearest and nearest[kind] > span.begin else 0, 1 if quantity.clause.begin <= span.begin < quantity.clause.end else 0,
            to_best & 1, of_best & 1, of_best >> 1, to_best >> 1, before, quoted, k,
            sources[span], 0 if voice is None else 2 if entity in voice.owners else 1 if entity in voice.people else -1, voiced, min(5, abs(heads - headings[sentence])) if heads != headings[sentence] else 0,
            0 if paragraph == context.sentences[sentence].paragraph else max(-10, min(10, paragraph - context.sentences[sentence].paragraph)), levels[entity], entity in frames, framed,
            text[span.begin - 1 : span.begin] in RECEIVES, own_words, unnamed, wide, 0 if ahead else 1 if span.begin < ends else 2, *flags,
        ]]  # fmt: skip
    return np.array(rows, np.float32)


def wordings_of(context: Context, quantity: Quantity, label: str, candidates: Sequence[Candidate]) -> NDArray[np.int32]:
    """Return the hashed features of the words around each candidate, [candidates, templates]."""
    spans, kinds = [candidate.mention.span for candidate in candidates], [KIND_AT[context.kinds[candidate.entity]] for candidate in candidates]
    return describe_candidates(
        context.text, [(span.begin, span.end) for span in spans], kinds, [candidate.features for candidate in candidates],
        (quantity.span.begin, quantity.span.end), quantity.unit, MEASURES.index(quantity.measure), label, context.sentences[quantity.sentence].span.begin,
    )  # fmt: skip


def worded(context: Context, quantity: Quantity, label: str, candidates: Sequence[Candidate], totals: Sequence[float], trees: Trees) -> Floats:
    """Return the last columns of `COLUMNS` for each candidate of a number: the odds of its words, beside those of the table's choice."""
    return wording.odds_among(trees.words, wordings_of(context, quantity, label, candidates), int(np.argmax(totals)))


def verdict_row(context: Context, quantity: Quantity, label: str, table: Floats, chances: Floats, allowed: Sequence[bool], heard: Heard) -> Floats:
    """Return the row of `VERDICT_COLUMNS` for a number whose subject was chosen.

    Args:
        context: advanced to the number's sentence.
        quantity: the number.
        label: what it measures.
        table: the rows of `COLUMNS`, the chosen one's first.
        chances: the candidates' probabilities, the chosen one's first, the others falling.
        allowed: which of them may be chosen, in the same order.
        heard: what reader and label contest say.
    """
    row = table[0].tolist()
    place = heard.phrase
    phrase = context.text[place[0] : place[1]] if place is not None else ""
    indicator = quantity.indicator
    before = context.text[max(quantity.clause.begin, quantity.span.begin - 40) : quantity.span.begin]
    names = any(quantity.clause.begin <= m.span.begin < quantity.span.begin for m in _near(context, quantity))
    values = (
        chances[0], chances[1] if len(chances) > 1 else 0.0, row[AT["own"]], row[AT["vote"]], row[AT["over_vote"]], row[AT["place"]], row[AT["kind"]], row[AT["distance"]], row[AT["gap"]],
        row[AT["measure"]], row[AT["unit"]], quantity.confidence, place[2] if place is not None else 0.0, 2 if phrase == label else 1 if phrase and (phrase in label or label in phrase) else 0,
        len(label), BARE_GROWTH.fullmatch(label) is not None, 1 if indicator is not None and indicator.end <= quantity.span.begin else 0, heard.fact, quantity.span in context.listed,
        quantity.bound.value == "exact", quantity.span.end - quantity.span.begin, quantity.period is not None, row[AT["candidates"]], row[AT["in_label"]],
        0 if names else min(len(before), 40), VERB_LABEL.search(label) is not None,
        *[row[AT[name]] for name in ("source", "heard", "voiced", "headings", "paragraphs", "level", "in_frame", "frames", "own_words", "unnamed", "nationwide", "ahead")],
        max([0.0, *[share for share, fits in zip(chances.tolist(), allowed, strict=True) if not fits]]),
        row[AT["names_between"]], row[AT["clauses"]], *((table[1, AT["place"]], table[1, AT["kind"]], table[1, AT["level"]]) if len(table) > 1 else (-1, -1, -1)),
        2 if label in PLACES_COUNTED else label in COUNTED, heard.label, *[row[AT[name]] for name in wording.COLUMNS],
    )  # fmt: skip
    return np.array(values, np.float32)


def chances_of(trees: Trees, table: Floats) -> Floats:
    """Return each candidate's probability among all: the forest's log-odds, scaled, as shares of one."""
    odds = trees.subject.slope[0] * grow(trees.subject, table)
    mass = np.exp(odds - odds.max())
    return np.asarray(mass / mass.sum(), np.float32)


def probabilities_of(trees: Trees, rows: Floats) -> Floats:
    """Return how probable it is that each observation is right, subject and label; a row of `VERDICT_COLUMNS` for each."""
    odds = trees.verdict.slope[0] * grow(trees.verdict, rows) + trees.verdict.offset[0]
    return np.asarray(1 / (1 + np.exp(-odds)))


class Nearby:
    """The names near a number, by begin: how many stand in a stretch, how many hold a span."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self.mentions = mentions
        self.begins = [mention.span.begin for mention in mentions]
        self.reach = list(accumulate((mention.span.end for mention in mentions), max))

    def between(self, low: int, high: int, entity: str) -> int:
        """Return how many names of other entities begin in a stretch."""
        return sum([mention.entity != entity for mention in self.mentions[bisect_left(self.begins, low) : bisect_left(self.begins, high)]])

    def around(self, span: Span) -> int:
        """Return how many longer names hold a span."""
        count, k = 0, bisect_right(self.begins, span.begin) - 1
        while k >= 0 and self.reach[k] >= span.end:
            count += self.mentions[k].span.end >= span.end and self.mentions[k].span != span
            k -= 1
        return count


def _best_of_others(values: Floats) -> list[float]:
    """Return for each value the greatest of the others; -9 where there is none."""
    if len(values) < 2:
        return [-9.0] * len(values)
    top = int(values.argmax())
    second = float(np.partition(values, -2)[-2])
    return [second if k == top else float(values[top]) for k in range(len(values))]


def _near(context: Context, quantity: Quantity) -> list[Mention]:
    """Return the names of a number's sentence that stand nearest to it, so that the cost is linear in a list of a thousand."""
    own = context.by_sentence.get(quantity.sentence, [])
    at = bisect_left(own, quantity.span.begin, key=BY_BEGIN)
    return own[max(0, at - NEAR) : at + NEAR // 2]


def _own_words(context: Context, quantity: Quantity, label: str, mentions: Sequence[Mention]) -> tuple[int, int]:
    """Return how many characters of the clause before a number neither names, label, dates nor common words explain, and what owner without a name stands there.

    The owner: 0 none, 1 a noun (企业), 2 a pointing word (这家), 3 the speaker (我们).
    """
    begin, end = max(quantity.clause.begin, quantity.span.begin - 60), quantity.span.begin
    parts, at = [], begin
    for mention in mentions:
        if mention.span.end > at and mention.span.begin < end:
            parts.append(context.text[at : max(at, mention.span.begin)])
            at = mention.span.end
    parts.append(context.text[at:end])
    free = "，".join(parts)
    found = {match.lastgroup for match in UNNAMED.finditer(free)}
    left = WORDS.sub("", free.replace(label, "")) if label else WORDS.sub("", free)
    return min(30, len(CJK.findall(left))), 3 if "we" in found else 2 if "this" in found else 1 if found else 0


def _unit(quantity: Quantity) -> int:
    unit = unit_of(quantity.unit.lstrip("十百千万亿"))
    return FAMILIES.index(unit.family) if unit is not None and unit.family in FAMILIES else len(FAMILIES)


def _overlap(label: str, anchor: str) -> float:
    """Return which share of a name's characters stand in the label in one piece: 0, or what its longest end found there covers."""
    if anchor[-2:] not in label:
        return 0.0
    for length in range(min(len(anchor), len(label)), 1, -1):
        if anchor[-length:] in label:
            return length / len(anchor)
    return 0.0
