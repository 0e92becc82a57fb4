"""What the head of a column says of the cells below: 企业名称 that they are firms, 主营产品 that they are goods.

In: a head of a table or list. Out: the column, by data/rosters.tsv; None for a head that does not say what its cells name.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from extract.lexicons import read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FIRMS", "THINGS", "Column", "column_of", "columns"]

BRACKETED = re.compile("[（(][^（）()]*[）)]")


class Column(StrEnum):
    """What the cells of a column hold, as in data/rosters.tsv."""

    SERIAL = "serial"
    COMPANY = "company"
    UNIT = "unit"
    BEARER = "bearer"
    PROJECT = "project"
    PARK = "park"
    PRODUCT = "product"
    PLACE = "place"
    SITE = "site"
    INDUSTRY = "industry"


FIRMS = frozenset({Column.COMPANY, Column.UNIT, Column.BEARER})
THINGS = FIRMS | {Column.PROJECT, Column.PARK, Column.PRODUCT}
"""What a list may be a list of."""


@cache
def columns() -> Mapping[str, Column]:
    """Return the columns by their heads."""
    return {head: Column(column) for column, heads, *_ in read_rows("rosters") for head in heads.split()}


def column_of(head: str) -> Column | None:
    """Return what a head says of the cells below, None where it says nothing.

    >>> column_of("主营产品（服务）"), column_of("备注")
    (<Column.PRODUCT: 'product'>, None)
    """
    return columns().get(head) or columns().get(BRACKETED.sub("", head).strip())
