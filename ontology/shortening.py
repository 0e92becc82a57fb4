"""Short names of companies: which full name a short one may stand for, and how far it is from it.

In: a short name (胜禹新材) and full names (重庆胜禹新材料有限公司). Out: a cost, or the one full name that it stands for. The
characters of a short name stand in the full one in order; what is left out of the region, the trade and the legal form
costs little, what is left out of the brand much. A short name of two equally near full names stands for none.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from ontology.companies import TICKER, company_words, read_company
from ontology.facts import Kind
from ontology.folding import fold, has_conflicting_numbers, is_subsequence
from ontology.heads import longest_ending, take_region
from ontology.regions import contains, division, find_region

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ontology.parts import NameParts

__all__ = ["CompanyIndex", "shortening_cost"]

# Costs: chosen on the even rows of shared/gold/identity/listed_short_full.csv and checked on the odd ones;
# tests/test_names_shared.py holds what they give.
_SKIP: Final = {"r": 0.05, "t": 0.15, "g": 0.05, "l": 0.0}
"""Leaving out one character of region, trade, generic word, legal form."""
_ABBREVIATION: Final = 0.4
"""A first character that abbreviates the province of the full name without standing in it (皖 of 安徽)."""
_FOREIGN_TAIL: Final = 1.6
"""A generic word that the full name does not have, after its whole brand (奥康国际)."""
_LOOSE: Final = frozenset({"股份", "国际", "科技", "实业"})
"""Generic words that a short name may have and the full name not; not 集团, which is the parent."""
_NEVER: Final = 99.0
_LIMIT: Final = 3.6
"""Above this a short name is too far from a full one even if there is no other."""
_CLOSE: Final = 1.0
"""A name at most so far is taken without looking at names that have the first two characters apart."""
_MARGIN: Final = 0.6
"""By how much the nearest full name must be nearer than the next."""

_WHOLE_MARGIN: Final = 0.35
"""The same where the nearest leaves out nothing but the legal form."""

# How the core is read, state by state. N: nothing of it yet, L: its beginning left out, A: one character found,
# B: two or more found together, C and D: characters left out after A and B.
_LEAVE: Final = {"N": ("L", 0.5), "L": ("L", 0.3), "A": ("C", 1.0), "C": ("C", 1.0), "B": ("D", 0.15), "D": ("D", 0.15)}
"""State and cost after leaving a character of the core out: what follows two characters of a brand is hardly brand."""
_FIND: Final = {"N": ("A", 0.0), "L": ("A", 1.0), "A": ("B", 0.0), "C": ("A", 0.5), "B": ("B", 0.0), "D": ("B", 0.3)}
"""State and cost after finding one."""
_LONE: Final = {"A": 0.6, "C": 0.6}
"""Ending with no two characters of the core together."""


@lru_cache(maxsize=1 << 20)
def _segments(full: str) -> tuple[str, str]:
    """Return the characters of a full name, and for each the part that it belongs to: r, c, t, g or l."""
    parts = read_company(full, Kind.COMPANY)
    region, core, trade = parts.region, parts.core, parts.trade
    if core.endswith("银行"):
        place = take_region(core, areas=False)
        region, core = place.region, place.rest
        trade = longest_ending(core, _BANKS)
        core = core.removesuffix(trade)
    if core.startswith("中国") and len(core) > 2:
        region, core = region + "中国", core.removeprefix("中国")
    generic = longest_ending(trade, _generic())
    legal = parts.legal or "股份有限公司"
    pieces = ((parts.owner, "r"), (region, "r"), (core, "c"), (trade.removesuffix(generic), "t"), (generic, "g"), (legal, "l"))
    return "".join(text for text, _ in pieces), "".join(part * len(text) for text, part in pieces)


@cache
def _generic() -> frozenset[str]:
    return company_words("generic") | company_words("group")


_BANKS: Final = frozenset({"银行", "商业银行", "农村商业银行", "城市商业银行", "村镇银行", "发展银行"})


def _alignment(short: str, segments: tuple[str, str]) -> float:
    """Return the least cost of finding the characters of the short name in the segments, in order."""
    core_length = segments[1].count("c")
    best = {(0, "N"): 0.0}
    for char, part in zip(*segments, strict=True):
        following: dict[tuple[int, str], float] = {}
        for (found, state), cost in best.items():
            left, price = _LEAVE[state] if part == "c" else (state, _SKIP[part])
            _improve(following, (found, left), cost + price)
            if found < len(short) and short[found] == char:
                now, price = _FIND[state] if part == "c" else (state, 0.0)
                _improve(following, (found + 1, now), cost + price)
        best = following
    done = (
        cost + (_LONE.get(state, 0.0) if core_length > 1 else 0.0)
        for (found, state), cost in best.items()
        if found == len(short) and not (core_length and state in "NL")
    )
    return min(done, default=_NEVER)


def _improve(table: dict[tuple[int, str], float], state: tuple[int, str], cost: float) -> None:
    if cost < table.get(state, _NEVER):
        table[state] = cost


@lru_cache(maxsize=65536)
def shortening_cost(short: str, full: str) -> float:
    """Return how far a folded short company name is from a folded full one; 99 if it cannot stand for it.

    >>> shortening_cost("胜禹新材", "重庆胜禹新材料有限公司") < 1 < shortening_cost("胜利新材", "重庆胜禹新材料有限公司")
    True
    """
    if not short or short == full or has_conflicting_numbers(short, full):
        return _NEVER
    return min(_costs(short, full), default=_NEVER)


def _costs(short: str, full: str) -> Iterator[float]:
    segments = _segments(full)
    said = segments[0]
    missing = sum(char not in said for char in short)
    if not missing and is_subsequence(short, said):
        yield _alignment(short, segments)
    if missing > 2:
        return
    parts = read_company(full, Kind.COMPANY)
    if _begins_with_region(short) and _abbreviates(short[0], parts):
        yield _ABBREVIATION + _alignment(short[1:], segments)
    own = longest_ending(short, _LOOSE)
    brand = short.removesuffix(own)
    if own and len(brand) >= 2 and parts.core.startswith(brand):
        yield _FOREIGN_TAIL + _alignment(brand, segments)


def _begins_with_region(short: str) -> bool:
    return len(short) > 2 and bool(find_region(short[0]))


def _abbreviates(char: str, parts: NameParts) -> bool:
    """Say whether a character is a province's or city's abbreviation and the full name is of that place."""
    return any(
        contains(outer, inner)
        for outer in find_region(char)
        for key in (*parts.places, parts.site)
        if (inner := division(key))
    )


class CompanyIndex:
    """Full names of companies by pairs of their characters, to find those that a short name may stand for.

    Building costs time and space linear in the number of names. A look-up reads the names in which the first two
    characters of the short one stand together and that have the others too, and only where none of them is near those
    that have them apart.
    """

    def __init__(self, fulls: Iterable[str]) -> None:
        self._names: dict[str, list[str]] = {}
        self._together, self._apart = _ByPair(), _ByPair()
        for name in fulls:
            folded = fold(name)
            group = self._names.setdefault(folded, [])
            if name not in group:
                group.append(name)
            if len(group) == 1:
                near, far = _head_pairs(folded)
                self._together.add(near, folded)
                self._apart.add(far, folded)

    def candidates(self, short: str) -> list[tuple[float, str]]:
        """Return (cost, folded full name) of those that the short name may stand for, nearest first."""
        folded = clean_short(short)
        heads = {folded[:2], folded[1:3]} if _begins_with_region(folded) else {folded[:2]}
        ways = _ways(folded)
        near = _price(folded, {full for head in heads for full in self._together.having(head, ways)})
        if near and near[0][0] <= _CLOSE:
            return near
        return sorted({*near, *_price(folded, {full for head in heads for full in self._apart.having(head, ways)})})

    def link(self, short: str) -> str | None:
        """Return the one full name that the short name stands for; None if there is none or no nearest one."""
        ranked = self.candidates(short)
        if not ranked:
            return None
        margin = _MARGIN if ranked[0][0] > 0 else _WHOLE_MARGIN
        if len(ranked) > 1 and ranked[1][0] - ranked[0][0] < margin:
            return None
        names = self._names[ranked[0][1]]
        return names[0] if len(names) == 1 else None


def clean_short(name: str) -> str:
    """Return a short name folded, without the marks of stock exchanges (S, ST, B股)."""
    return TICKER.sub("", fold(name))


class _ByPair:
    """Names by pairs of their characters; of a long list only the names that have certain other characters are read.

    A long list is given, when it is first asked, a number for each character whose bits say which of its names have it,
    so that a look-up costs an AND of these numbers and not a look at every name.
    """

    def __init__(self) -> None:
        self._lists: dict[str, list[str]] = {}
        self._bits: dict[str, dict[str, int]] = {}

    def add(self, pairs: Iterable[str], name: str) -> None:
        for pair in pairs:
            self._lists.setdefault(pair, []).append(name)

    def having(self, pair: str, ways: Iterable[frozenset[str]]) -> Iterator[str]:
        """Yield the names of a pair that have all characters of one of the ways."""
        names = self._lists.get(pair, [])
        if len(names) <= _LONG:
            yield from (name for name in names if any(way.issubset(name) for way in ways))
            return
        bits = self._bits.get(pair)
        if bits is None:
            bits = self._bits[pair] = _bits(names)
        found = 0
        for way in ways:
            both = (1 << len(names)) - 1
            for char in way:
                both &= bits.get(char, 0)
            found |= both
        while found:
            last = found.bit_length() - 1
            yield names[last]
            found ^= 1 << last


_LONG: Final = 32
"""Names of a list that are looked at one by one."""


def _bits(names: list[str]) -> dict[str, int]:
    """Return for each character the names that have it, as the bits of one number."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        for char in set(name):
            places.setdefault(char, []).append(place)
    bits = {}
    for char, held in places.items():
        row = bytearray(held[-1] // 8 + 1)
        for place in held:
            row[place >> 3] |= 1 << (place & 7)
        bits[char] = int.from_bytes(row, "little")
    return bits


def _ways(short: str) -> list[frozenset[str]]:
    """Return sets of characters of which a full name must have one whole: all, all but a loose ending, all but a region's."""
    ways = [frozenset(short), frozenset(short.removesuffix(longest_ending(short, _LOOSE)))]
    if _begins_with_region(short):
        ways.append(frozenset(short[1:]))
    return ways


def _price(short: str, fulls: Iterable[str]) -> list[tuple[float, str]]:
    priced = ((shortening_cost(short, full), full) for full in fulls if len(full) > len(short))
    return sorted((cost, full) for cost, full in priced if cost <= _LIMIT)


def _head_pairs(full: str) -> tuple[set[str], set[str]]:
    """Return pairs of characters of a full name that a short one may begin with: together, and apart.

    Together are neighbours, and the first character of the region with those that the core and the trade begin with
    (杭电 of 杭州电缆); apart are other pairs, in order, that begin in the first six characters of region and core.
    """
    said, parts = _segments(full)
    text = "".join(char for char, part in zip(said, parts, strict=True) if part != "l")
    near = {text[i : i + 2] for i in range(len(text) - 1)}
    starts = [index for index, part in enumerate(parts) if part in "ct" and (index == 0 or parts[index - 1] != part)]
    near |= {text[0] + text[start] for start in starts[:2] if 0 < start < len(text)}
    heads = [index for index, part in enumerate(parts) if part in "rc"][:6] or [0]
    far = {text[i] + text[j] for i in heads for j in range(i + 2, min(len(text), i + 6))}
    return near, far - near
