"""How real a clause's fact is: planned, under way or achieved, in the report's own words.

In: a Doc with sentences, and a span. Out: its `Status`. The cues stand in `status.tsv`; a cue reaches from where it
stands to the end of its clause, and over the clauses after it that continue the same plan (力争到2027年，产值达…，引进…)
until one of achievement stands in the way. A year after the year of issue is a plan.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from extract.layers import Sentence
from extract.sentences import sentence_at
from ontology.facts import Span, Status

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Cue", "cues_of", "status_at", "status_of"]

TABLE = Path(__file__).with_name("status.tsv")


@dataclass(frozen=True, slots=True)
class Cue:
    """One word that speaks of reality.

    Attributes:
        begin: first character.
        end: after the last.
        status: what it says.
        reach: "far" to the end of the sentence, "on" to the next ；, "clause" within its clause, "before" also what stands before it in the clause.
    """

    begin: int
    end: int
    status: Status
    reach: str


@lru_cache(maxsize=1)
def _table() -> tuple[re.Pattern[str], dict[str, tuple[Status, str]]]:
    words: dict[str, tuple[Status, str]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "word\t")):
            word, status, reach = line.split("\t")
            words[word] = (Status(status), reach)
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    return pattern, words


NOT_CUES = re.compile(r"虚拟|模拟|计划单列|规划局|规划馆|目标管理|五年规划|规划[》”]|计划[》”]|计划生育|计划投资增长|计划的|计划完成投资额|将军|将近|将[其他她它之](?!来)|即将于|拟[合真态人定]|目标任务完成")
TO_YEAR = re.compile(r"(?:到|至|于)?(?P<year>20[2-9]\d|201\d)年(?:底|末|前|实现|力争|建成)?")


def cues_of(text: str, sentence: Span, issued_year: int | None = None) -> list[Cue]:
    """Return the cues of one sentence in order."""
    pattern, words = _table()
    masked = [Span(m.start(), m.end()) for m in NOT_CUES.finditer(text, sentence.begin, sentence.end)]
    cues = []
    for match in pattern.finditer(text, sentence.begin, sentence.end):
        if any(match.start() < mask.end and mask.begin < match.end() for mask in masked):
            continue
        status, reach = words[match.group()]
        cues.append(Cue(match.start(), match.end(), status, reach))
    if issued_year is not None:
        for match in TO_YEAR.finditer(text, sentence.begin, sentence.end):
            if int(match["year"]) > issued_year:
                cues.append(Cue(match.start(), match.end(), Status.PLANNED, "far"))
            elif not match.group().startswith(("到", "至")):
                cues.append(Cue(match.start(), match.end(), Status.ACHIEVED, "clause"))
    cues.sort(key=lambda cue: (cue.begin, cue.end))
    return cues


def status_of(text: str, cues: list[Cue], clauses: tuple[Span, ...], span: Span) -> Status:
    """Return the status of a span from its sentence's cues.

    The last cue before the span in its clause decides; then a cue right after it in the clause that reaches back
    (总投资10亿元的项目开工); then the last cue of an earlier clause that reaches on.
    """
    index = max(0, bisect_right([clause.begin for clause in clauses], span.begin) - 1)
    clause = clauses[index] if clauses else span
    inside = [cue for cue in cues if clause.begin <= cue.begin < span.begin]
    if inside:
        return inside[-1].status
    after = [cue for cue in cues if span.end <= cue.begin < clause.end and cue.reach == "before"]
    if after:
        return after[0].status
    wall = max((c.end for c in clauses if c.end <= clause.begin and text[c.end - 1] == "；"), default=0)
    for cue in reversed([cue for cue in cues if cue.begin < clause.begin]):
        if cue.begin < wall and cue.reach != "far":
            continue
        if cue.reach in {"on", "far"} or cue.status is Status.ACHIEVED:
            return cue.status
    return Status.ACHIEVED


def status_at(doc: Doc, span: Span) -> Status:
    """Return how real what a span says is; ACHIEVED where nothing says otherwise.

    Args:
        doc: a Doc with `sentences` (and `source` for the year of issue).
        span: healed characters of the number, object or predicate in question.
    """
    sentences: list[Sentence] = doc._.sentences
    index = sentence_at(sentences, span.begin)
    if index < 0:
        return Status.ACHIEVED
    sentence = sentences[index]
    source = doc._.source
    issued = source.issued[:4] if source is not None else ""
    return status_of(doc.text, cues_of(doc.text, sentence.span, int(issued) if issued.isdigit() else None), sentence.clauses, span)
