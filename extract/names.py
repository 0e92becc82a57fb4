"""Decided names: all sources' guesses weighed in one place.

In: a Doc of characters (and `doc._.reading`, where a learned reader is in the pipeline). Out: `doc._.guesses`, every
vote, and `doc._.names`, the names that win, by begin and without overlap.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from spacy.language import Language

from extract.layers import Guess, Name
from extract.lexicons import Scanner, read_rows
from extract.lists import find_listed
from extract.patterns import find_edges, find_headed
from extract.persons import find_persons
from extract.places import find_regions
from ontology.facts import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc

__all__ = ["add_names", "decide", "guess_names"]

THRESHOLD = 0.35  # a name that is less likely is left out
BOOK = re.compile(r"《[^《》\n]{2,60}》(?:（[^（）\n]{2,12}）)?")
SHORT = re.compile(r"（(?:以下)?(?:简称|下称|又称|以下称)[：:]?[“‘]?([^“”‘’（）\n，、]{2,16})[”’]?[^（）\n]{0,12}）")
REPEATED = frozenset(Kind) - {Kind.REGION}


@Language.component("chanmai_names")
def add_names(doc: Doc) -> Doc:
    """Set `doc._.guesses` and `doc._.names`."""
    text = doc.text
    guesses = list(guess_names(text))
    reading = doc._.reading
    if reading is not None:
        guesses.extend(Guess(Span(n.begin, n.end), n.kind, n.probability, "reader") for n in reading.names)
    guesses.extend(_repeat(text, guesses))
    doc._.guesses = guesses
    doc._.names = decide(guesses)
    return doc


@cache
def _lexicon() -> Scanner[tuple[Kind, float]]:
    rows = [row for table in ("industries", "lexicon") for row in read_rows(table)]
    return Scanner(
        [(word, (Kind(kind), float(probability))) for kind, probability, words in rows for word in words.split()]
    )


def guess_names(text: str) -> Iterator[Guess]:
    """Yield what grammar and lexicons propose for a healed text; guesses may overlap."""
    edges = find_edges(text)
    found = [
        Guess(Span(begin, end), kind, probability, f"lexicon:{kind.value}")
        for begin, end, (kind, probability) in _lexicon().scan(text)
    ]
    found.extend(find_regions(text, edges))
    found.extend(find_headed(text, edges))
    found.extend(find_persons(text))
    found.extend(_find_books(text))
    found.extend(find_listed(text, edges, found))
    found.extend(_find_short_names(text, found))
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


def decide(guesses: Iterable[Guess]) -> list[Name]:
    """Return the names that win: of overlapping ones those that together weigh most, the longer for equal evidence."""
    votes: dict[Span, dict[Kind, list[Guess]]] = defaultdict(lambda: defaultdict(list))
    for guess in guesses:
        votes[guess.span][guess.kind].append(guess)
    names: list[Name] = []
    for span, kinds in votes.items():
        ranked = sorted(
            ((_combine(found), kind, found) for kind, found in kinds.items()), key=lambda row: (-row[0], row[1])
        )
        probability, kind, found = ranked[0]
        if probability >= THRESHOLD:
            names.append(Name(span, kind, round(probability, 4), max(found, key=lambda g: g.probability).source))
    return _schedule(names)


def _combine(found: list[Guess]) -> float:
    """Combine the votes of different sources for one name: 1 - the chance that all are wrong."""
    wrong = 1.0
    for source in {g.source for g in found}:
        wrong *= 1 - max(g.probability for g in found if g.source == source)
    return min(0.99, 1 - wrong)


def _schedule(names: list[Name]) -> list[Name]:
    """Choose names without overlap so that the sum of (confidence - threshold) by character is greatest; O(n log n)."""
    names = sorted(names, key=lambda n: (n.span.end, n.span.begin))
    ends = [n.span.end for n in names]
    best: list[tuple[float, int, int]] = [(0.0, -1, -1)]
    for k, name in enumerate(names):
        before = bisect_right(ends, name.span.begin, 0, k)
        weight = best[before][0] + (name.confidence - THRESHOLD + 0.05) * (name.span.end - name.span.begin)
        best.append((weight, k, before) if weight > best[k][0] else (best[k][0], -1, k))
    chosen, at = [], len(names)
    while at > 0:
        _, k, before = best[at]
        if k >= 0:
            chosen.append(names[k])
        at = before
    return chosen[::-1]
