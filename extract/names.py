"""Decided names: all sources' guesses weighed in one place.

In: a Doc of characters (and `doc._.reading`, where a learned reader is in the pipeline). Out: `doc._.guesses`, every
vote, and `doc._.names`, the names that win, by begin and without overlap.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from spacy.language import Language

from extract.chains import split_chains
from extract.introduced import follow_introductions
from extract.layers import Guess, Name
from extract.lexicons import Scanner, read_rows
from extract.lists import find_cued, find_joint, find_listed, find_quoted
from extract.patterns import find_edges, find_goods, find_headed
from extract.persons import find_persons
from extract.places import find_regions
from extract.votes import BEST, OTHER, gather, weigh
from ontology import tables
from ontology.facts import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Doc

    from extract.votes import Candidate

__all__ = ["add_names", "all_guesses", "choose", "heard"]

THRESHOLD = 0.35  # swept 0.20 … 0.55 in steps of 0.05: best span F1 on 217 marked reports, five folds
THRESHOLD_READ = 0.5  # the same with a reader, swept 0.20 … 0.70: best entity F1 on either half of gold/dev with weights from the other
BOOK = re.compile(r"《[^《》\n]{2,60}》(?:（[^（）\n]{2,12}）)?")
SHORT = re.compile(r"（(?:以下)?(?:简称|下称|又称|以下称)[：:]?[“‘]?([^“”‘’（）\n，、]{2,16})[”’]?[^（）\n]{0,12}）")
BOTH = {"Industry": "Product", "Product": "Industry"}  # a word for goods is also a word for who makes them
PAIRS = {"（": "）", "“": "”", "《": "》", "‘": "’", "【": "】"}
CLOSING = frozenset(PAIRS.values())
REPEATED = frozenset(Kind) - {Kind.REGION}
TITLE_TAIL = re.compile(r"(?<=.{3})(?:荣誉称号|名单|称号|榜单|荣誉|行列)$")  # 制造业领军企业名单: the list is no part of the title
GENERAL = frozenset(  # of 233 annotated reports, 2 of 60 that speak of them list them as required
    {"未来产业", "传统产业", "传统制造业", "先进制造业", "新型工业化", "供给侧结构性改革"}
)


@Language.component("chanmai_names")
def add_names(doc: Doc) -> Doc:
    """Set `doc._.guesses` and `doc._.names`."""
    text = doc._.healed.text
    reading = doc._.reading
    read = [] if reading is None else [heard(n.begin, n.end, n.kind, n.probability, best=n.best) for n in reading.names]
    doc._.guesses = guesses = all_guesses(text, read)
    candidates = gather(guesses)
    probabilities = weigh(text, candidates, with_reader=reading is not None)
    doc._.names = choose(text, candidates, probabilities.tolist(), THRESHOLD if reading is None else THRESHOLD_READ)
    return doc


def heard(begin: int, end: int, kind: str, probability: float, *, best: bool) -> Guess:
    """Return a learned reader's name as a guess."""
    return Guess(Span(begin, end), Kind(kind), probability, BEST if best else OTHER)


def all_guesses(text: str, read: Iterable[Guess] = ()) -> list[Guess]:
    """Return what grammar, lexicons, a reader and repetition propose for a healed text."""
    guesses = [*guess_names(text), *read]
    guesses.extend(_repeat(text, guesses))
    return guesses


@cache
def _lexicon() -> Scanner[list[tuple[Kind, float]]]:
    table: dict[str, list[tuple[Kind, float]]] = defaultdict(list)
    rows = [row[:3] for name in ("industries", "lexicon") for row in read_rows(name)]
    rows += [("Institution", "0.9", short) for short, _ in tables.read_rows("universities.tsv", 2)]
    rows += [("FinancialInstitution", "0.9", f"{short} {full}") for short, full in tables.read_rows("banks.tsv", 2)]
    for kind, probability, words in rows:
        for word in words.split():
            table[word].append((Kind(kind), float(probability)))
            if kind in BOTH and Kind(BOTH[kind]) not in dict(table[word]):
                table[word].append((Kind(BOTH[kind]), float(probability) / 3))
    return Scanner(table)


def guess_names(text: str) -> Iterator[Guess]:
    """Yield what grammar and lexicons propose for a healed text; guesses may overlap."""
    edges = find_edges(text)
    words = [
        Guess(Span(begin, end), kind, probability, f"lexicon:{kind.value}")
        for begin, end, found in _lexicon().scan(text)
        for kind, probability in found
    ]
    regions = list(find_regions(text, edges))
    found = [*words, *regions]
    regions.extend(word for word in words if word.kind is Kind.REGION)
    found.extend(find_headed(text, edges, regions, words))
    found.extend(find_goods(text, edges))
    found.extend(find_persons(text))
    found.extend(_find_books(text))
    found.extend(find_listed(text, edges, found))
    found.extend(_find_short_names(text, found))
    found.extend(find_quoted(text))
    found.extend(find_cued(text, edges))
    found.extend(find_joint(text, edges))
    yield from found


def _find_books(text: str) -> Iterator[Guess]:
    """Yield documents named in 《》."""
    for match in BOOK.finditer(text):
        yield Guess(Span(*match.span()), Kind.POLICY, 0.75, "book")


def _find_short_names(text: str, found: Iterable[Guess]) -> Iterator[Guess]:
    """Yield names that are introduced as short for the name before the bracket."""
    by_end = {g.span.end: g for g in sorted(found, key=lambda g: g.span.end - g.span.begin)}
    for match in SHORT.finditer(text):
        full = by_end.get(match.start())
        if full is not None:
            yield Guess(Span(*match.span(1)), full.kind, 0.9, "short")


def _repeat(text: str, guesses: Iterable[Guess]) -> Iterator[Guess]:
    """Yield the other places where a name stands that was found with good support."""
    best: dict[str, Guess] = {}
    for guess in guesses:
        name = text[guess.span.begin : guess.span.end]
        if (
            guess.kind in REPEATED
            and guess.probability >= 0.55
            and 2 <= len(name) <= 30
            and (name not in best or best[name].probability < guess.probability)
        ):
            best[name] = guess
    have = {(g.span, g.kind) for g in guesses}
    for begin, end, guess in Scanner(best).scan(text):
        if (Span(begin, end), guess.kind) not in have:
            yield Guess(Span(begin, end), guess.kind, guess.probability * 0.9, "repeated")


def choose(text: str, candidates: Sequence[Candidate], probabilities: Sequence[float], threshold: float) -> list[Name]:
    """Return the names that win: without overlap, so that the sum of (probability - threshold) is greatest."""
    best: dict[Span, Name] = {}
    for candidate, probability in zip(candidates, probabilities, strict=True):
        kept = best.get(candidate.span)
        if (
            probability > threshold
            and (kept is None or probability > kept.confidence)
            and is_well_formed(text[candidate.span.begin : candidate.span.end])
        ):
            first = max(candidate.guesses, key=lambda g: g.probability).source
            best[candidate.span] = Name(candidate.span, candidate.kind, round(float(probability), 4), first)
    names = list(split_chains(text, _schedule(_divided(text, best), threshold)))
    plain = [trim(text, n) for n in names if text[n.span.begin : n.span.end] not in GENERAL]
    return follow_introductions(text, plain, (guess for candidate in candidates for guess in candidate.guesses))


def _divided(text: str, best: dict[Span, Name]) -> list[Name]:
    """Return the candidates with each chain of regions (四川省德阳市) as its parts, so that no part loses against the whole."""
    parts: dict[Span, Name] = {}
    for name in best.values():
        for part in split_chains(text, [name]) if name.kind is Kind.REGION else (name,):
            kept = parts.get(part.span)
            if kept is None or part.confidence > kept.confidence:
                parts[part.span] = part
    return list(parts.values())


def trim(text: str, name: Name) -> Name:
    """Return the name without what is said of a title but is no part of it: the list it stands on, the honour it is."""
    tail = TITLE_TAIL.search(text, name.span.begin, name.span.end) if name.kind is Kind.DESIGNATION else None
    return replace(name, span=Span(name.span.begin, tail.start())) if tail else name


def is_well_formed(name: str) -> bool:
    """Say whether a stretch can be a name: letters in it, no end of a sentence, brackets and quotes in pairs.

    >>> is_well_formed("西部（重庆）科学城"), is_well_formed("第五届）中国农交会"), is_well_formed("###")
    (True, False, False)
    """
    if "\n" in name or "。" in name or not any(char.isalpha() for char in name):
        return False
    opened: list[str] = []
    for char in name:
        if char in PAIRS:
            opened.append(PAIRS[char])
        elif char in CLOSING and (not opened or opened.pop() != char):
            return False
    return not opened


def _schedule(names: list[Name], threshold: float) -> list[Name]:
    """Choose names without overlap by weighted interval scheduling; O(n log n)."""
    names = sorted(names, key=lambda n: (n.span.end, n.span.begin))
    ends = [n.span.end for n in names]
    best: list[tuple[float, int, int]] = [(0.0, -1, -1)]
    for k, name in enumerate(names):
        before = bisect_right(ends, name.span.begin, 0, k)
        weight = best[before][0] + name.confidence - threshold
        best.append((weight, k, before) if weight > best[k][0] else (best[k][0], -1, k))
    chosen, at = [], len(names)
    while at > 0:
        _, k, before = best[at]
        if k >= 0:
            chosen.append(names[k])
        at = before
    return chosen[::-1]
