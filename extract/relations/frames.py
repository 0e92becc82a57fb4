"""Frames: patterns over a sentence whose names are slots, from data/frames.tsv.

In: one sentence's text and mentions. Out: `Frame` matches: property, subject mentions, object mentions, the row. Each name
is one character of its class to a pattern, so a pattern is an ordinary regular expression; lists (A、B和C等) match as
one slot and give every member. The cost is linear in the sentence for each pattern, since every gap is bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from extract.lexicons import read_rows
from ontology.facts import Kind, Property

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ontology.facts import Mention, Span

__all__ = ["LETTERS", "Frame", "Match", "compile_pattern", "form_of", "frame_table", "match_frames"]

LETTERS: Final = {
    "C": Kind.COMPANY, "B": Kind.FINANCIAL, "G": Kind.GOVERNMENT, "I": Kind.INSTITUTION, "N": Kind.PERSON, "P": Kind.PARK, "F": Kind.FACILITY,
    "R": Kind.REGION, "K": Kind.CLUSTER, "D": Kind.INDUSTRY, "Q": Kind.PRODUCT, "L": Kind.POLICY, "M": Kind.PROGRAMME, "J": Kind.PROJECT,
    "T": Kind.DESIGNATION, "E": Kind.EVENT,
}  # fmt: skip
SLOT: Final = {kind: chr(0xE000 + k) for k, kind in enumerate(LETTERS.values())}  # private-use characters: no text has them
ANY_SLOT: Final = f"[\ue000-{chr(0xE000 + len(LETTERS) - 1)}]"
GAPS: Final = {"~": "[^，。；：！？]{0,14}?", "^": "[^，。；：！？]{0,30}?", "%": "[^。；！？]{0,40}?"}
JOINT: Final = r"(?:等?[、和与及]|以及)[^，。；：！？、\ue000-\ue00f]{0,8}?"
ELEMENT = re.compile(r"\{(?:(?P<role>[so]):)?(?P<kinds>[A-Z]+)(?P<many>\+?)\}|\[\^[^\]]*\]|[~^%]")
HEAD = re.compile(r"\{s:(?P<kinds>[A-Z]+)\+?\}(?:等\?)?(?:\[\^，。；?\]\{0,\d+\}|[~^%])?")
CLAUSE_BEGIN: Final = r"(?:(?<=[，；：。])|^)(?:[^，。；：、\ue000-\ue00f]{0,12}?)"
HEADLESS: Final = frozenset({"focusesOn", "hasCluster", "produces", "operatesIn", "undertakes", "hasDesignation", "administers", "implements", "participatesIn", "investsIn", "finances", "cooperatesWith"})


@dataclass(frozen=True, slots=True)
class Frame:
    """One row of the table, compiled.

    Attributes:
        number: of the row, from 1.
        predicate: the property.
        pattern: over a sentence whose names are slots; groups s and o.
        trust: 0-1, how often a match states the property, as counted in annotated reports.
        carried: the same where the clause leaves its subject out.
        headless: the same for a clause that leaves its subject out, where the subject would begin it; else None.
        carriers: classes that the left-out subject may have.
    """

    number: int
    predicate: Property
    pattern: re.Pattern[str]
    trust: float
    carried: float
    headless: re.Pattern[str] | None
    carriers: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Match:
    """One reading of a sentence: every subject stands in the property to every object; no subject: the carried one does."""

    frame: Frame
    subjects: tuple[Mention, ...]
    objects: tuple[Mention, ...]


@cache
def frame_table() -> tuple[Frame, ...]:
    """Return the rows of data/frames.tsv, compiled."""
    frames = []
    for k, (predicate, pattern, trust, carried) in enumerate(read_rows("frames")):
        head = HEAD.match(pattern)
        headless = re.compile(CLAUSE_BEGIN + compile_pattern(pattern[head.end() :])) if head and predicate in HEADLESS else None
        carriers = frozenset(LETTERS[letter] for letter in head["kinds"] if letter != "X") if head else frozenset[Kind]()
        frames.append(Frame(k + 1, Property(predicate), re.compile(compile_pattern(pattern)), float(trust), float(carried), headless, carriers))
    return tuple(frames)


def compile_pattern(pattern: str) -> str:
    """Return the regular expression that a row's pattern stands for."""

    def element(match: re.Match[str]) -> str:
        if match["kinds"] is None:
            return GAPS.get(match[0], match[0])
        one = ANY_SLOT if match["kinds"] == "X" else "[" + "".join(SLOT[LETTERS[letter]] for letter in match["kinds"]) + "]"
        whole = f"{one}(?:{JOINT}{one})*" if match["many"] else one
        return f"(?P<{match['role']}>{whole})" if match["role"] else f"(?:{whole})"

    return ELEMENT.sub(element, pattern)


def match_frames(text: str, sentence: Span, mentions: Sequence[Mention], kinds: Sequence[Kind]) -> Iterator[Match]:
    """Yield the readings of one sentence, row by row."""
    if not mentions:
        return
    form, places = form_of(text, sentence, mentions, kinds)
    for frame, pattern in _applicable(frozenset(kinds)):
        if match := pattern.search(form):
            yield from _matches(frame, pattern, match, places)


def form_of(text: str, sentence: Span, mentions: Sequence[Mention], kinds: Sequence[Kind]) -> tuple[str, dict[int, Mention]]:
    """Return what patterns look at: a stretch of text with each name as one character of its class, without quotation marks, and the mention at each."""
    parts, last = [], sentence.begin
    size = 0
    places: dict[int, Mention] = {}
    for mention, kind in zip(mentions, kinds, strict=True):
        begin = mention.span.begin
        if begin < last:
            continue
        parts += [text[last:begin], SLOT[kind]]
        size += begin - last
        places[size] = mention
        size += 1
        last = mention.span.end
    form = "".join([*parts, text[last : sentence.end]])
    if "“" in form or "”" in form:
        places = _replaced(form, places)
        form = form.replace("“", "").replace("”", "")
    return form, places


def _matches(frame: Frame, pattern: re.Pattern[str], first: re.Match[str], places: dict[int, Mention]) -> Iterator[Match]:
    """Yield the matches of one pattern from the first to the right; the next may begin with the last name of the one before."""
    whole = "s" in pattern.groupindex
    match: re.Match[str] | None = first
    while match:
        objects = tuple(places[k] for k in range(*match.span("o")) if k in places)
        subjects = tuple(places[k] for k in range(*match.span("s")) if k in places) if whole else ()
        yield Match(frame, subjects, objects)
        position = max(match.start() + 1, (min(match.end("s"), match.end("o")) if whole else match.end("o")) - 1)
        match = pattern.search(match.string, position)


def _replaced(form: str, places: dict[int, Mention]) -> dict[int, Mention]:
    """The places of slots once quotation marks are gone."""
    moved, gone = {}, 0
    for k, char in enumerate(form):
        if char in "“”":
            gone += 1
        elif k in places:
            moved[k - gone] = places[k]
    return moved


@cache
def _needs() -> dict[int, tuple[frozenset[Kind], ...]]:
    """For each row the classes of each of its slots; under the negative number, of the object's alone."""
    needs: dict[int, tuple[frozenset[Kind], ...]] = {}
    for k, (_, pattern, *_) in enumerate(read_rows("frames")):
        slots = [m for m in ELEMENT.finditer(pattern) if m["role"]]
        kinds = {m["role"]: frozenset(LETTERS[x] for x in m["kinds"]) if m["kinds"] != "X" else frozenset(SLOT) for m in slots}
        needs[k + 1] = tuple(kinds.values())
        needs[-k - 1] = (kinds["o"],)
    return needs


@cache
def _applicable(present: frozenset[Kind]) -> tuple[tuple[Frame, re.Pattern[str]], ...]:
    """The patterns of which a sentence with names of these classes has one for each slot, in the table's order."""
    needs = _needs()
    found = []
    for frame in frame_table():
        for need in needs[frame.number]:
            if not present & need:
                break
        else:
            found.append((frame, frame.pattern))
        if frame.headless is not None and present & needs[-frame.number][0]:
            found.append((frame, frame.headless))
    return tuple(found)
