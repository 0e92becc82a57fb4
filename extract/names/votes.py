"""The weight of evidence for a candidate name: a logistic model over what the sources and the text beside it say.

In: a healed text and its guesses. Out: for each span and kind the probability that exactly this is a name of this
kind. First grammar, lexicons and the text beside a candidate are weighed (`hash_features`), then that weight, a learned
reader's probability, where there is one, and both of what overlaps the candidate (`second_features`): by a linear model,
and with a reader by boosted trees too, which grammar's weights of their own (`fresh`) go into; the log-odds of both are averaged.
The weights lie in `models/votes.npz`, learned by `benchmarks/train_votes.py`, the trees by `benchmarks/train_names.py`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from extract.learned.forest import Forest, grow
from extract.learned.wording import BYTES
from extract.lexicons import MODELS
from extract.names.patterns import MARKS
from ontology.facts import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from extract.layers import Guess
    from ontology.facts import Span

    Whole = NDArray[np.int64]

__all__ = ["BUCKETS", "Candidate", "gather", "hash_features", "mean_odds", "second_features", "tree_features", "weigh", "weigh_first"]

BUCKETS = 1 << 17  # hashed features; the one after the last is for what is absent, and weighs nothing
LISTS = "、和及与等"
READER = "reader"  # sources of a learned reader begin with this
READ = len(READER)
FRESH = "fresh"  # grammar's weights of the trees
TREES = "trees"
TREES_SHARE = 0.4  # of the log-odds
BEST = "reader:best"  # the reader's most probable reading has this name
OTHER = "reader:other"  # the reader thinks of this name too
FAINT = 0.01  # a probability below which grammar all but excludes a name
LEAST = 0.002  # probabilities are kept this far from 0 and 1
LONGEST = 80  # characters of the longest name
SOURCES = 5  # sources of one candidate that are looked at
WORD = 10  # longest name that is a feature itself
KINDS = tuple(Kind)
GROUPS = tuple(
    frozenset(map(Kind, names.split()))
    for names in (
        "Region",
        "Company FinancialInstitution",
        "Person",
        "Industry Cluster",
        "Product",
        "GovernmentBody Institution",
        "Park Facility",
        "Policy Programme",
        "Project Event",
        "Designation",
    )
)  # classes whose reader and grammar are trusted alike
OWNERS = (frozenset({Kind.COMPANY, Kind.FINANCIAL}), frozenset({Kind.REGION, Kind.PARK}))  # those whose goods and industries are told
FAR = 80  # characters
NUMBERS = {kind: number for number, kind in enumerate(KINDS, start=1)}
MEMBERS = np.array([[False, *(kind in group for kind in KINDS)] for group in GROUPS])  # [groups, numbers]: whether a class is in a group
OWNED = np.array([[False, *(kind in group for kind in KINDS)] for group in OWNERS])


def _places_of(characters: str) -> NDArray[np.bool_]:
    """Return for each code of the basic plane whether it is one of some characters."""
    found = np.zeros(1 << 16, dtype=np.bool_)
    found[[ord(char) for char in characters]] = True
    return found


IS_MARK, IS_LIST = _places_of(MARKS), _places_of(LISTS)


class Candidate(NamedTuple):
    """A span and kind with the guesses that are for it."""

    span: Span
    kind: Kind
    guesses: tuple[Guess, ...]


def gather(guesses: Iterable[Guess]) -> list[Candidate]:
    """Return the candidates by span and kind, each with its guesses."""
    table: dict[tuple[int, int, int], list[Guess]] = defaultdict(list)
    for guess in guesses:
        table[guess.span.begin, guess.span.end, NUMBERS[guess.kind]] += [guess]
    return [Candidate(found[0].span, found[0].kind, tuple(found)) for _, found in sorted(table.items())]


def weigh(text: str, candidates: Sequence[Candidate], *, with_reader: bool) -> NDArray[np.float64]:
    """Return the probability of each candidate."""
    second = _load_weights(READER if with_reader else "second")
    if second is None or not candidates:
        return weigh_first(text, candidates)
    rows = hash_features(text, candidates)
    first = _weigh_rows(rows, "first")
    # what grammar all but excludes and no reader speaks for is not weighed again: two candidates of three
    kept = first >= FAINT
    kept[[k for k, c in enumerate(candidates) for g in c.guesses if g.source[:READ] == READER]] = True
    found = np.zeros(len(candidates))
    some = [c for c, keep in zip(candidates, kept, strict=True) if keep]
    if some:
        fresh = (_weigh_rows(rows[kept], FRESH),) if with_reader else ()
        table, *others = second_features(text, some, first[kept], *fresh)
        odds = table[:, : len(second) - 1] @ second[:-1] + second[-1]
        for other in others:
            odds = mean_odds(odds, grow(_load_trees(), tree_features(other, some)))
        found[kept] = _logistic(odds)
    return found


def weigh_first(text: str, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return what grammar and lexicons give each candidate; without learned weights, that one of its guesses is right."""
    if _load_weights("first") is None or not candidates:
        wrong = [float(np.prod([1 - guess.probability for guess in candidate.guesses])) for candidate in candidates]
        return np.minimum(0.99, 1 - np.array(wrong, dtype=np.float64))
    return _weigh_rows(hash_features(text, candidates), "first")


def _weigh_rows(rows: NDArray[np.int64], key: str) -> NDArray[np.float64]:
    """Return the probability of each row of hashed features by the weights of that name."""
    weights = _load_weights(key)
    assert weights is not None
    return _logistic(weights[rows].sum(axis=1) + weights[-1])


def mean_odds(linear: NDArray[np.float64], trees: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the log-odds by both models."""
    odds: NDArray[np.float64] = (1 - TREES_SHARE) * linear + TREES_SHARE * trees
    return odds


def _logistic(score: NDArray[np.float64]) -> NDArray[np.float64]:
    probability: NDArray[np.float64] = 1 / (1 + np.exp(-score))
    return probability


def _logit(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    clipped = np.minimum(np.maximum(probability, LEAST), 1 - LEAST)
    odds: NDArray[np.float64] = np.log(clipped / (1 - clipped))
    return odds


@cache
def _load_weights(key: str) -> NDArray[np.float64] | None:
    """Return weights, the bias last; by bucket for "first", by feature for "second" and "reader"; None where none were learned."""
    path = MODELS / "votes.npz"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        table = np.load(file)
        return np.asarray(table[key], dtype=np.float64) if key in table else None


@cache
def _load_trees() -> Forest:
    with np.load(MODELS / "votes.npz") as table:
        return Forest(**{name: table[f"{TREES}.{name}"] for name in Forest.__slots__})


def _greatest(said: Sequence[tuple[int, float, str]], count: int) -> NDArray[np.float64]:
    """Return the greatest probability that is said of each candidate, given with its place; 0 of one of which nothing is said."""
    found = np.zeros(count)
    np.maximum.at(found, np.array([k for k, _, _ in said], np.int64), [p for _, p, _ in said])
    return found


def second_features(text: str, candidates: Sequence[Candidate], *alone: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Return what grammar and reader together say of each candidate and of what overlaps it.

    Args:
        text: the healed text.
        candidates: what is weighed.
        alone: what grammar gives each candidate, by one set of weights or more, [candidates] each.

    Returns:
        For each of `alone` a table, [candidates, features].
    """
    voiced = [(k, g.probability, g.source) for k, c in enumerate(candidates) for g in c.guesses if g.source[:READ] == READER]
    read, best, said = _greatest(voiced, len(candidates)), np.zeros(len(candidates), bool), [k for k, _, _ in voiced]
    best[[k for k, _, source in voiced if source == BEST]] = True
    silent = np.bincount(np.array(said, np.int64), minlength=len(candidates)) == [*map(len, [c.guesses for c in candidates])]
    begin, end, kinds = _numbers(candidates)
    # pairs of candidates that overlap: those that begin up to LONGEST before one and before its end
    first = np.searchsorted(begin, begin - LONGEST)
    count = np.searchsorted(begin, end) - first
    one = np.repeat(np.arange(len(candidates)), count)
    other = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    kept = (end[other] > begin[one]) & (one != other)
    one, other = one[kept], other[kept]
    same = (begin[one] == begin[other]) & (end[one] == end[other])
    around = (begin[other] <= begin[one]) & (end[other] >= end[one]) & ~same
    inside = (begin[other] >= begin[one]) & (end[other] <= end[one]) & ~same

    def strongest(values: NDArray[np.float64], mask: NDArray[np.bool_]) -> NDArray[np.float64]:
        found = np.zeros(len(candidates))
        np.maximum.at(found, one[mask], values[other[mask]])
        return _logit(found)

    heard, read_same, read_else, read_around = _logit(read), strongest(read, same), strongest(read, ~same), strongest(read, around)
    often = np.log(_counts_of_same(text, candidates))
    member = MEMBERS[:, kinds].astype(np.float64)
    beside = [member * _distance(begin, end, begin[best & group[kinds]]) for group in OWNED]
    # for each group three columns, and three more that only the weights with a reader have
    heard_by_group, more = member * heard, np.stack([*beside, member * often], axis=1).reshape(-1, len(candidates))
    tables = []
    for weight in alone:
        own = _logit(weight)
        columns = [
            own, heard, read > 0, best, read_same, read_else, read_around,
            strongest(weight, same), strongest(weight, around), strongest(weight, inside), np.minimum(end - begin, 15), own * (read == 0),
            silent, own * silent,
        ]  # fmt: skip
        grouped = np.stack([member, member * own, heard_by_group], axis=1).reshape(-1, len(candidates))
        tables.append(np.ascontiguousarray(np.concatenate([np.asarray(columns, dtype=np.float64), grouped, more]).T))
    return tables


def tree_features(table: NDArray[np.float64], candidates: Sequence[Candidate]) -> NDArray[np.float32]:
    """Return what the trees see of each candidate: the second features and the number of its class, [candidates, features]."""
    return np.column_stack((table, [NUMBERS[c.kind] for c in candidates])).astype(np.float32)


def _numbers(candidates: Sequence[Candidate]) -> tuple[Whole, Whole, Whole]:
    """Return begin, end and number of the class of each candidate."""
    begin, end, kind = np.array([(*span, NUMBERS[kind]) for span, kind, _ in candidates], dtype=np.int64).reshape(-1, 3).T.copy()
    return begin, end, kind


def _distance(begin: Whole, end: Whole, owners: Whole) -> NDArray[np.float64]:
    """Return how far before each candidate, or right after it, the nearest of some names begins: 0 beside it to 1 from FAR characters on."""
    if not len(owners):
        return np.ones(len(begin))
    owners = np.unique(owners)
    before = np.searchsorted(owners, begin) - 1
    after = np.searchsorted(owners, end)
    back = np.where(before >= 0, begin - owners[np.maximum(before, 0)], FAR)
    onward = np.where(after < len(owners), 2 * (owners[np.minimum(after, len(owners) - 1)] - end), FAR)
    gap: NDArray[np.float64] = np.minimum(np.minimum(back, onward), FAR) / FAR
    return gap


def _counts_of_same(text: str, candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return how many candidates of the text have each one's characters and class."""
    names = [(text[c.span.begin : c.span.end], c.kind) for c in candidates]
    table = Counter(names)
    return np.array([table[name] for name in names], dtype=np.float64)


def hash_features(text: str, candidates: Sequence[Candidate]) -> NDArray[np.int64]:
    """Return the buckets of each candidate's features, BUCKETS where one is absent: shape (candidates, features)."""
    begin, end, kind = _numbers(candidates)
    codes = np.zeros(len(text) + 8, dtype=np.int64)
    codes[4:-4] = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    left, lefter, right, righter = codes[begin + 3], codes[begin + 2], codes[end + 4], codes[end + 5]
    first, second, last, prior = codes[begin + 4], codes[begin + 5], codes[end + 3], codes[end + 2]
    before_last, still_before = codes[end + 1], codes[end]
    size = end - begin
    names = np.array([*map(crc32, map(BYTES, [text[c.span.begin : c.span.end] for c in candidates]))], dtype=np.int64)
    at_left, at_right = np.minimum(left, 0xFFFF), np.minimum(right, 0xFFFF)
    bounds = IS_MARK[at_left] * 2 + IS_MARK[at_right] + IS_LIST[at_left] * 8 + IS_LIST[at_right] * 4
    sources, families = _sources(candidates)
    strength = _greatest([(k, g.probability, g.source) for k, c in enumerate(candidates) for g in c.guesses if g.source[:READ] != READER], len(candidates)).tolist()
    longer, inner, onward, shorter, same = _neighbours(candidates, strength)
    level = np.round(np.array(strength) * 20).astype(np.int64)
    plain = [
        left, left * 65537 + lefter, right, right * 65537 + righter, bounds, families,
        longer, inner, onward, shorter, left * 65537 + right, level,
    ]  # fmt: skip
    of_kind = [
        first * 65537 + second, prior * 65537 + last, last, still_before * 65537 + before_last,
        np.minimum(size, 20), np.minimum(_counts(candidates, names), 5), np.where(size <= WORD, names, -1), same,
        *(plain), *sources,
    ]  # fmt: skip
    values = np.array([*plain, *of_kind, kind], dtype=np.int64)
    kinds = np.concatenate([np.zeros((len(plain), len(kind)), np.int64), np.tile(kind, (len(of_kind) + 1, 1))])
    templates = np.array([*range(len(plain)), *range(100, 100 + len(of_kind)), 99], dtype=np.int64)
    return np.ascontiguousarray(_buckets(values, kinds, templates[:, None]).T)


def _buckets(value: Whole, kind: Whole, template: Whole) -> Whole:
    """Mix value, kind and template into a bucket, each of them [templates, candidates] or one for all; what is negative is absent.

    Another mixture of the constants of SplitMix64 than `extract.learned.wording` makes: the packaged weights lie in these buckets.
    """
    mixed = (value.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ (
        (kind * 1000 + template).astype(np.uint64) * np.uint64(0xBF58476D1CE4E5B9)
    )
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0x94D049BB133111EB)
    return np.where(value < 0, BUCKETS, (mixed >> np.uint64(40)).astype(np.int64) & (BUCKETS - 1))


@cache
def _source_code(source: str) -> tuple[int, int]:
    """Return codes of a source and of its family (head, lexicon, region …)."""
    return crc32(source.encode()), crc32(source.split(":", 1)[0].encode())


@lru_cache(maxsize=1 << 14)
def _codes_of(sources: tuple[str, ...]) -> tuple[tuple[int, ...], int]:
    """Return the codes of the first SOURCES of some sources, -1 where there are fewer, and one code for the set of families."""
    codes = {_source_code(source) for source in sources if not source.startswith(READER)}
    first = [source for source, _ in sorted(codes)[:SOURCES]]
    return (*first, *[-1] * (SOURCES - len(first))), sum({family for _, family in codes})


def _sources(candidates: Sequence[Candidate]) -> tuple[list[Whole], Whole]:
    """Return a column of source codes for each of the first sources, and one code for the set of families."""
    codes = [_codes_of(tuple([guess.source for guess in candidate.guesses])) for candidate in candidates]
    table = np.array([sources for sources, _ in codes], dtype=np.int64).reshape(-1, SOURCES)
    return list(table.T), np.array([families for _, families in codes], dtype=np.int64)


def _counts(candidates: Sequence[Candidate], names: Whole) -> Whole:
    """Return how many spans of the text have each candidate's characters."""
    spans = {(c.span.begin, c.span.end): name for c, name in zip(candidates, names.tolist(), strict=True)}
    table: dict[int, int] = defaultdict(int)
    for name in spans.values():
        table[name] += 1
    return np.array([table[name] for name in names.tolist()], dtype=np.int64)


def _neighbours(candidates: Sequence[Candidate], strength: Sequence[float]) -> tuple[Whole, ...]:
    """Return the kinds of the strongest candidate that ends with it and is longer, or shorter, begins with it and is longer, or shorter, or is the same span."""
    by_begin: dict[int, list[int]] = defaultdict(list)
    by_end: dict[int, list[int]] = defaultdict(list)
    sizes = [end - begin for (begin, end), _, _ in candidates]
    for number, ((begin, end), _, _) in enumerate(candidates):
        by_begin[begin] += [number]
        by_end[end] += [number]
    found = [[-1] * len(candidates) for _ in range(5)]
    for groups, longer, shorter, same in ((by_end, 0, 1, 4), (by_begin, 2, 3, -1)):
        for group in groups.values():
            if not group[1:]:
                continue
            asked = sorted(group, key=lambda n: -strength[n])[:24]
            # the strongest first, so that the first of its sort is the one
            some = [(n, sizes[n], NUMBERS[candidates[n].kind]) for n in asked if strength[n] > 0]
            for number in asked:
                size = sizes[number]
                for other, length, kind in some:
                    row = longer if length > size else shorter if length < size else same if other != number else -1
                    if row >= 0 and found[row][number] < 0:
                        found[row][number] = kind
    return tuple(np.array(found, dtype=np.int64))
