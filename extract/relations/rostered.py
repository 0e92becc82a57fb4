"""What the rows of a list say by the heads above them: 企业名称 | 主营产品 | 所属市 makes a firm produce the goods beside it, in that place.

In: a Doc with sentences, entities and mentions. Out: statements of the rule "listed", each cited by its row. The first of
firm, project, park is what the list is of and lies where the row says; a project's own site is the project's; who bears a
project undertakes it. A list that tells what was granted (…名单) gives its firms the title that it names, cited from the
line that names it to the row; a list of candidates gives none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.discourse.topics import mentions_in
from extract.layers import Role
from extract.lexicons import alternation
from extract.text.columns import FIRMS, Column
from extract.text.rosters import find_rosters
from ontology.facts import Kind, Mention, Property, Span, Statement
from ontology.model import ORGANISATIONS, is_legal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc

    from extract.text.rosters import Roster, RosterRow

__all__ = ["rostered_in"]

LISTED = "listed"  # rule of such statements
CONFIDENCE = 0.9
LEADING = FIRMS | {Column.PROJECT, Column.PARK}
"""What a list may be of and lie somewhere."""
AREAS = frozenset({Kind.REGION, Kind.PARK})
WANTED = {
    **dict.fromkeys(FIRMS, ORGANISATIONS),
    Column.PROJECT: frozenset({Kind.PROJECT, Kind.FACILITY}),
    Column.PARK: frozenset({Kind.PARK}),
    Column.PRODUCT: frozenset({Kind.PRODUCT}),
    Column.INDUSTRY: frozenset({Kind.INDUSTRY}),
    Column.PLACE: AREAS,
    Column.SITE: AREAS,
}
NO_HONOUR = re.compile(alternation("words_relations", "no_honour"))
GRANTED = re.compile(r"(?P<of>[^，。；：\n]{0,16})名(?:单|录)(?:（[^（）]{1,12}）)?(?:的(?:通知|公告|通报|决定))?$")
OF = {"产品": Column.PRODUCT, "项目": Column.PROJECT, "园区": Column.PARK, "开发区": Column.PARK}
TITLE_LINES = 2  # a title may follow the name of its office
READABLE = 400  # characters from a title to the last row that it is cited with: no longer than a long sentence


def rostered_in(doc: Doc) -> Iterator[Statement]:
    """Yield what the rows of a document's lists say; nothing, at the cost of one look-up, where it has none."""
    text: str = doc._.healed.text
    rosters = find_rosters(text)
    if not rosters:
        return
    kinds = {e.key: e.kind for e in doc._.entities}
    for roster in rosters:
        title = _title(doc, roster, kinds)
        for row in roster.rows:
            named: dict[Column, list[Mention]] = {}
            for column, parts in row.cells:
                named.setdefault(column, []).extend(_named(doc, column, parts, kinds))
            yield from _stated(roster, row, named, kinds)
            if title is not None:
                yield from _honoured(row, named, title, kinds)


def _named(doc: Doc, column: Column, parts: Sequence[Span], kinds: dict[str, Kind]) -> list[Mention]:
    """Return the mention that fills each part of a cell: of a place in a place, the inner one."""
    found = []
    for part in parts:
        inside = [
            m for m in mentions_in(doc._.mentions, part) if m.span.end == part.end and kinds[m.entity] in WANTED[column]
        ]
        if column not in {Column.PLACE, Column.SITE}:
            inside = [m for m in inside if m.span == part]
        found.extend(inside[:1])
    return found


def _stated(
    roster: Roster, row: RosterRow, named: dict[Column, list[Mention]], kinds: dict[str, Kind]
) -> Iterator[Statement]:
    """Yield what one row says."""
    order = [column for column in roster.columns if column in LEADING]
    if not order:
        return
    leader, firm = order[0], next((column for column in order if column in FIRMS), order[0])
    joined = (
        (firm, Property.PRODUCES, Column.PRODUCT),
        (firm, Property.OPERATES_IN, Column.INDUSTRY),
        (leader, Property.LOCATED_IN, Column.PLACE),
        (leader, Property.LOCATED_IN, Column.PARK),
        (Column.PROJECT, Property.LOCATED_IN, Column.SITE),
        (Column.BEARER, Property.UNDERTAKES, Column.PROJECT),
    )
    for one, predicate, other in joined:
        for subject in named.get(one, ()):
            for target in named.get(other, ()):
                if subject.entity != target.entity and is_legal(predicate, kinds[subject.entity], kinds[target.entity]):
                    yield Statement(
                        subject.entity,
                        predicate,
                        target.entity,
                        row.span,
                        subject.span,
                        target.span,
                        CONFIDENCE,
                        rule=LISTED,
                    )


def _title(doc: Doc, roster: Roster, kinds: dict[str, Kind]) -> tuple[Span, Mention, Column | None] | None:
    """Return the line that says what the firms of a list were granted, the title it names, and which column holds who has it (None: the firms')."""
    text: str = doc._.healed.text
    heads = [
        s.span
        for s in doc._.sentences[:TITLE_LINES]
        if s.role in {Role.TITLE, Role.HEADING} and s.span.end <= roster.above.begin
    ]
    if any(NO_HONOUR.search(text, *line) for line in (*heads, roster.above)):
        return None
    for line in (roster.above, *heads):
        granted = GRANTED.search(text, *line)
        titles = (
            [m for m in mentions_in(doc._.mentions, line) if kinds[m.entity] is Kind.DESIGNATION] if granted else []
        )
        if granted is not None and titles and titles[-1].span.end > granted.start():
            return line, titles[-1], next((column for word, column in OF.items() if granted["of"].endswith(word)), None)
    return None


def _honoured(
    row: RosterRow,
    named: dict[Column, list[Mention]],
    title: tuple[Span, Mention, Column | None],
    kinds: dict[str, Kind],
) -> Iterator[Statement]:
    """Yield the title of a row of a list of what was granted."""
    line, honour, column = title
    cited = Span(line.begin, row.span.end)
    if cited.end - cited.begin > READABLE:
        return
    holders = (
        named.get(column, [])
        if column is not None
        else [m for firm in (Column.COMPANY, Column.UNIT) for m in named.get(firm, ())]
    )
    for holder in holders:
        if is_legal(Property.HAS_DESIGNATION, kinds[holder.entity], kinds[honour.entity]):
            yield Statement(
                holder.entity,
                Property.HAS_DESIGNATION,
                honour.entity,
                cited,
                holder.span,
                honour.span,
                CONFIDENCE,
                rule=LISTED,
            )
