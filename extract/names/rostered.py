"""Names in lists that are printed as rows: the head of a column says what the cells below name, whole.

In: a healed text, the names chosen for it, all candidates. Out: the names with those of its lists (`extract.text.rosters`);
what was read otherwise inside a cell gives way. An organisation keeps the class that grammar gives it. Refused: a place
that the gazetteer does not know, an organisation under a head that says no more than 单位 and that no grammar reads, what is done
with goods instead of goods (研发), and persons.
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING

from extract.layers import Name
from extract.lexicons import alternation
from extract.names.chains import split_chains
from extract.text.columns import FIRMS, Column
from extract.text.rosters import find_rosters
from ontology.facts import Kind, Span
from ontology.model import ORGANISATIONS
from ontology.regions import find_region

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.layers import Guess
    from extract.names.votes import Candidate

__all__ = ["add_rostered"]

LISTED = "listed"  # rule of such names
CONFIDENCE = 0.9
GRAMMAR = ("head:", "lexicon:")  # sources of guesses that go by words: 云岭大学 beside firms is no firm
KINDS = {
    Column.PROJECT: Kind.PROJECT,
    Column.PARK: Kind.PARK,
    Column.PRODUCT: Kind.PRODUCT,
    Column.INDUSTRY: Kind.INDUSTRY,
}
NOT_GOODS = re.compile(alternation("words_names", "not_goods"))
WORD = re.compile("[一-龥A-Za-z]{2}")
HANZI = re.compile("[一-龥]{2}")
ENDS = re.compile(r"(?:公司|集团)(?:（[^（）]*）)?$")
WIDE = 3  # columns of a list whose rows are told from other lines of two words


def add_rostered(text: str, names: list[Name], candidates: Sequence[Candidate]) -> list[Name]:
    """Return the names with those of the lists, by begin and without overlap; without a list, the names themselves."""
    rosters = find_rosters(text)
    if not rosters:
        return names
    spans = {name.span: name for name in names}
    grammar = _organisations(candidates)
    found: list[Name] = []
    for roster in rosters:
        for row in roster.rows:
            for column, parts in row.cells:
                for part in parts:
                    kind = _kind(text, column, part, spans.get(part), grammar, wide=len(roster.columns) >= WIDE)
                    if kind is not None:
                        found.extend(_divided(text, Name(part, kind, CONFIDENCE, LISTED)))
    return sorted([*_apart(names, found), *found], key=attrgetter("span"))


def _organisations(candidates: Sequence[Candidate]) -> dict[int, list[Guess]]:
    """Return by their end the organisations that grammar or a reader propose."""
    found: dict[int, list[Guess]] = {}
    for candidate in candidates:
        if candidate.kind in ORGANISATIONS:
            found.setdefault(candidate.span.end, []).extend(candidate.guesses)
    return found


def _organisation(text: str, part: Span, name: Name | None, guesses: Sequence[Guess]) -> Kind | None:
    """Return the class of an organisation: what grammar reads in exactly these characters, what was decided, what is read in their end."""
    inside = [guess for guess in guesses if guess.span.begin >= part.begin]
    exact = [guess for guess in inside if guess.span == part and guess.source.startswith(GRAMMAR)]
    if not exact and name is not None and name.kind in ORGANISATIONS:
        return name.kind
    if exact or inside:
        return max(exact or inside, key=attrgetter("probability")).kind
    return Kind.COMPANY if ENDS.search(text, *part) else None


def _kind(
    text: str,
    column: Column,
    part: Span,
    name: Name | None,
    grammar: dict[int, list[Guess]],
    *,
    wide: bool,
) -> Kind | None:
    """Return the class of what a cell names, None where that cannot be told."""
    label = text[part.begin : part.end]
    if column in FIRMS:
        known = _organisation(text, part, name, grammar.get(part.end, ()))
        alone = (
            column is Column.COMPANY and wide and HANZI.search(label) and (name is None or name.kind is not Kind.PERSON)
        )
        return known or (Kind.COMPANY if alone else None)
    if column in {Column.PLACE, Column.SITE}:
        return Kind.REGION if find_region(label) else None
    if not (HANZI if column is not Column.PRODUCT else WORD).search(label) or (
        column is Column.PRODUCT and NOT_GOODS.search(label)
    ):
        return None
    return KINDS[column]


def _divided(text: str, name: Name) -> Iterator[Name]:
    """Yield a name, or of a place in a place both: 邢台市|沙河市."""
    return split_chains(text, [name]) if name.kind is Kind.REGION else iter((name,))


def _apart(names: list[Name], found: list[Name]) -> Iterator[Name]:
    """Yield the names that share no character with those found; both are in order."""
    at = 0
    for name in names:
        while at < len(found) and found[at].span.end <= name.span.begin:
            at += 1
        if at == len(found) or found[at].span.begin >= name.span.end:
            yield name
