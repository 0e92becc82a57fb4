"""Short names of firms whose registered ones the text has."""

import pytest
from marked import unmark

from extract.names.brands import add_brands

BRANDS = [
    ("brand of a registered firm", "[江苏青禾精模科技有限公司|Company]投产。青禾精模的产品畅销。", ["江苏青禾精模科技有限公司", "青禾精模"]),
    ("as far as it goes", "[青禾精模科技有限公司|Company]投产。在青禾精模科技，", ["青禾精模科技有限公司", "青禾精模科技"]),
    ("no registered name", "[青禾精模集团|Company]投产。青禾精模的产品畅销。", ["青禾精模集团"]),
    ("a place", "[科右前旗牧业有限公司|Company]投产。科右前旗有草原。", ["科右前旗牧业有限公司"]),
    ("in another name", "[青禾精模科技有限公司|Company]投产。[青禾精模学院|Institution]开学。", ["青禾精模科技有限公司", "青禾精模学院"]),
    ("two characters alone", "[青禾精模科技有限公司|Company]投产。青禾飘香。", ["青禾精模科技有限公司"]),
]


@pytest.mark.parametrize(("marked", "expected"), [case[1:] for case in BRANDS], ids=[case[0] for case in BRANDS])
def test_brands(marked, expected):
    text, names = unmark(marked)
    assert [text[n.span.begin : n.span.end] for n in add_brands(text, names)] == expected
