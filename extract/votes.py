"""The weight of evidence for a candidate name: a logistic model over what the sources and the text beside it say.

In: a healed text and its guesses. Out: for each span and kind the probability that exactly this is a name of this
kind. The weights lie in `models/votes.npz`, learned by `benchmarks/train_votes.py`; one set holds with a learned
reader in the pipeline, one without.
"""

from __future__ import annotations

import math
import zlib
from collections import defaultdict
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from extract.patterns import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extract.layers import Guess
    from ontology.facts import Kind, Span

__all__ = ["BUCKETS", "Candidate", "gather", "hashed", "load_weights", "weigh"]

BUCKETS = 1 << 17  # hashed features; swept 2^15 … 2^18 on half of the marked reports
LISTS = "、和及与等"


class Candidate(NamedTuple):
    """A span and kind with the guesses that are for it."""

    span: Span
    kind: Kind
    guesses: tuple[Guess, ...]


def gather(guesses: Iterable[Guess]) -> list[Candidate]:
    """Return the candidates by span and kind, each with its guesses."""
    table: dict[tuple[Span, Kind], list[Guess]] = defaultdict(list)
    for guess in guesses:
        table[guess.span, guess.kind].append(guess)
    return [Candidate(span, kind, tuple(found)) for (span, kind), found in sorted(table.items())]


def _features(text: str, candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, list[str]]]:
    """Yield each candidate with its features, in the order given (by span)."""
    counts: dict[str, int] = defaultdict(int)
    by_begin: dict[int, list[Candidate]] = defaultdict(list)
    by_end: dict[int, list[Candidate]] = defaultdict(list)
    reader: dict[Span, dict[Kind, float]] = defaultdict(dict)
    heard: list[tuple[int, int, float]] = []
    for candidate in candidates:
        by_begin[candidate.span.begin].append(candidate)
        by_end[candidate.span.end].append(candidate)
        for guess in candidate.guesses:
            if guess.source == "reader":
                reader[candidate.span][candidate.kind] = guess.probability
                heard.append((candidate.span.begin, candidate.span.end, guess.probability))
    seen: set[Span] = set()
    for candidate in candidates:
        if candidate.span not in seen:
            seen.add(candidate.span)
            counts[text[candidate.span.begin : candidate.span.end]] += 1
    covered = _cover(len(text), heard)
    for candidate in candidates:
        (b, e), kind = (candidate.span.begin, candidate.span.end), candidate.kind.value
        name, before, after = text[b:e], text[max(0, b - 2) : b], text[e : e + 2]
        names = [
            f"b {name[:2]}",
            f"e {name[-2:]}",
            f"z {name[-1:]}",
            f"h {name[-4:-2]}",
            f"n {min(e - b, 16)}",
            f"l {before[-1:]}",
            f"L {before}",
            f"r {after[:1]}",
            f"R {after}",
        ]
        sources = {guess.source for guess in candidate.guesses}
        families = {source.split(":")[0] for source in sources}
        names += [f"s {source}" for source in sources] + [f"f {len(families)}"] + [f"F {'+'.join(sorted(families))}"]
        names += [f"x {source.rsplit(':', 1)[-1]}" for source in sources]
        names.append(f"c {min(4, counts[name])}")
        names.append(f"m {before[-1:] in MARKS}{after[:1] in MARKS}")
        names.append(f"i {before[-1:] in LISTS}{after[:1] in LISTS}")
        if len(name) <= 8:
            names.append(f"w {name}")
        names += sorted({f"> {o.kind.value}" for o in by_end[e] if o.span.begin < b})
        names += sorted({f"< {o.kind.value}" for o in by_end[e] if o.span.begin > b})
        names += sorted({f"}} {o.kind.value}" for o in by_begin[b] if o.span.end > e})
        names += sorted({f"{{ {o.kind.value}" for o in by_begin[b] if o.span.end < e})
        names += sorted(
            {f"= {o.kind.value}" for o in by_begin[b] if o.span == candidate.span and o.kind != candidate.kind}
        )
        found = [f"{kind} {n}" for n in names] + [n for n in names if n[0] in "lLrRbmixF<>"]
        found.append(kind)
        if heard:
            own = reader.get(candidate.span, {}).get(candidate.kind, 0.0)
            other = max((p for k, p in reader.get(candidate.span, {}).items() if k != candidate.kind), default=0.0)
            crossing = covered(b, e)
            bins = [
                f"p {round(own * 20)}",
                f"q {round(other * 10)}",
                f"o {round(crossing * 10)}",
                f"po {round(own * 5)} {round(crossing * 5)}",
                f"pF {round(own * 8)} {'+'.join(sorted(families))}",
            ]
            found += bins + [f"{kind} {n}" for n in bins]
        yield candidate, found


def _cover(size: int, heard: list[tuple[int, int, float]]) -> _Covering:
    return _Covering(size, heard)


class _Covering:
    """The greatest probability of a reader's name that crosses or touches a stretch without being it."""

    def __init__(self, size: int, heard: list[tuple[int, int, float]]) -> None:
        self._at: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        self._size = size
        for begin, end, probability in heard:
            for place in range(begin, min(end, begin + 64)):
                self._at[place].append((begin, end, probability))

    def __call__(self, begin: int, end: int) -> float:
        best = 0.0
        for place in range(begin, min(end, begin + 64)):
            for b, e, p in self._at.get(place, ()):
                if (b, e) != (begin, end) and p > best:
                    best = p
        return best


def hashed(text: str, candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, list[int]]]:
    """Yield each candidate with the buckets of its features."""
    crc, mask = zlib.crc32, BUCKETS - 1
    for candidate, names in _features(text, candidates):
        yield candidate, [crc(name.encode()) & mask for name in names]


@cache
def load_weights(*, with_reader: bool) -> list[float] | None:
    """Return the weights by bucket (the last is the bias), None where none were learned."""
    path = resources.files("extract") / "models" / "votes.npz"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        table = np.load(file)
        key = "reader" if with_reader else "alone"
        return [float(w) for w in table[key]] if key in table else None


def weigh(text: str, guesses: Iterable[Guess], *, with_reader: bool) -> Iterator[tuple[Candidate, float]]:
    """Yield each candidate with its probability; without weights, by noisy-or of the guesses' own."""
    candidates = gather(guesses)
    weights = load_weights(with_reader=with_reader)
    if weights is None:
        for candidate in candidates:
            wrong = 1.0
            for guess in candidate.guesses:
                wrong *= 1 - guess.probability
            yield candidate, min(0.99, 1 - wrong)
        return
    for candidate, buckets in hashed(text, candidates):
        yield candidate, 1 / (1 + math.exp(-(weights[BUCKETS] + sum(weights[b] for b in buckets))))
