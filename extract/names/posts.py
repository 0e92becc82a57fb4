"""Units of organisations that stand before somebody's post: 某某局|综合科 in 某某局综合科科长王某某, 某某供电所 in 某某供电所所长王某某.

In: a healed text, decided names by begin. Out: the names, an organisation's with the unit that stands between it and the post,
and units that begin where a sentence or a clause does. Readers take the organisation and leave the unit out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from extract.layers import Name
from extract.lexicons import alternation
from ontology.facts import Kind, Span
from ontology.model import ORGANISATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["POST", "add_units"]

POST = "post"  # rule of such names; post:4 where the first four characters name the organisation
ONE_POST = f"(?:{alternation('words_names', 'post_before')})*(?:{alternation('words_names', 'post')})"
POSTS = re.compile(rf"{ONE_POST}(?:[、兼]{ONE_POST})*$")
STRETCH = re.compile(r"[^，。；：！？、“”‘’（）\n\s的]*$")
UNIT = re.compile(
    r"[一-龥A-Za-z0-9]{1,20}(?:部|处|科|室|中心|办|所|司|系|党支部|党总支|党委|工会|队|车间|分社|分公司|支行|分行|[分支]局|站|组|网点|合作社|专班|学院|研究院)"
)
INNER = re.compile(
    "(?<!项目)(?<!营业)部$|[处科室组]$|中心$"
)  # of a firm: whoever speaks for it speaks of the firm's figures
FIRMS = frozenset({Kind.COMPANY, Kind.FINANCIAL})
ALONE = re.compile(
    r"[一-龥]{2,7}[省市县区州旗][一-龥]{1,10}(?:局|委|厅|办)(?:[一-龥]{2,12}(?:科|处|室|股|[大支]队))?"  # 某市某局某科
    rf"|[一-龥]{{2,24}}(?:{alternation('words_names', 'local_unit')})"
)
VERBAL = re.compile(
    "[兼副了在是把被向从对与及]|经过|成为|担任|来自|通过|作为|根据|按照|带领|来到|见到|找到|联系|组织四|相关|有关|身为|前任|现任|该|本|我|一名|一位|这|那|多个|各"
)
LONGEST_POST = 24  # characters of a post
LONGEST = 40  # characters of an organisation with its unit


def add_units(text: str, names: Iterable[Name]) -> list[Name]:
    """Return the names with the units before people's posts."""
    found = list(names)
    by_begin = {name.span.begin: number for number, name in enumerate(found)}
    for person in [name for name in found if name.kind is Kind.PERSON]:
        post = POSTS.search(text, max(0, person.span.begin - LONGEST_POST), person.span.begin)
        if post is None:
            continue
        stretch = STRETCH.search(text, max(0, post.start() - LONGEST), post.start())
        begin = stretch.start() if stretch else post.start()
        inside = [name for name in found if name.span.begin < post.start() and name.span.end > begin]
        number = by_begin.get(begin)
        if number is not None:
            last = max(
                (name for name in inside if name.kind in ORGANISATIONS), key=attrgetter("span.end"), default=None
            )
            if last and last.kind in FIRMS and INNER.search(text, last.span.end, post.start()):
                continue
            if (
                last
                and last.span.end < post.start()
                and UNIT.fullmatch(text, last.span.end, post.start())
                and not VERBAL.search(text, last.span.end, post.start())
            ):
                at = found.index(last)
                found[at] = replace(
                    last, span=Span(last.span.begin, post.start()), rule=f"{POST}:{last.span.end - last.span.begin}"
                )
        elif not inside and ALONE.fullmatch(text, begin, post.start()) and not VERBAL.search(text, begin, post.start()):
            found.append(Name(Span(begin, post.start()), _kind(text[begin : post.start()]), 0.7, POST))
    return sorted(found, key=attrgetter("span"))


def _kind(label: str) -> Kind:
    """Return the class of a unit that stands by itself."""
    if label.endswith(("供电所", "供电局", "合作社", "项目部", "收费站")):
        return Kind.COMPANY
    return (
        Kind.INSTITUTION
        if label.endswith(("事务所", "联合会", "研究院", "研究所", "服务中心", "服务站"))
        else Kind.GOVERNMENT
    )
