"""Whom a report speaks for."""

import pytest
from marked import unmark

from extract.home import choose_home
from extract.resolve import group_names
from extract.sentences import divide

HOMES = [
    ("title and pointing words", "[江津区|Region]工业提速\n全区产值上升，[云岭公司|Company]扩产。\n我区建设园区，引进企业。", "", ["江津区"]),
    ("regions above it", "[江津区|Region]工业提速\n[重庆市|Region][江津区|Region]发布，全区产值上升。\n我区引进企业。", "", ["江津区", "重庆市"]),
    ("company", "[云岭公司|Company]投产\n[云岭公司|Company]扩产，订单增加。\n公司引进设备，[云岭公司|Company]受益。", "", ["云岭公司"]),
    ("park", "[青禾产业园|Park]开工\n[青禾产业园|Park]引进企业，成效明显。\n园区扩建，提速。", "", ["青禾产业园"]),
    ("hint", "[江津区|Region]学习[万州区|Region]\n[江津区|Region]与[江津区|Region]。\n全区产值上升。", "万州区", ["万州区"]),
    ("hint by its short name", "[江津区|Region]学习[万州区|Region]\n[江津区|Region]发布。\n全区产值上升。", "万州", ["万州区"]),
    ("no support", "工业提速\n产值上升。\n[江津区|Region]也发布。", "", []),
    ("not a market abroad", "出口提速\n[印度尼西亚|Region]、[印度尼西亚|Region]、[印度尼西亚|Region]、[印度尼西亚|Region]订单增加。", "", []),
    ("not goods", "[光伏组件|Product]提速\n[光伏组件|Product]畅销，[光伏组件|Product]出口。", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "hint", "expected"), [row[1:] for row in HOMES], ids=[row[0] for row in HOMES])
def test_choose_home(marked, hint, expected):
    text, names = unmark(marked)
    groups = group_names(text, names)
    home = choose_home(text, groups, divide(text), hint=hint, title="")
    assert [text[groups[k][0].span.begin : groups[k][0].span.end] for k in home] == expected


def test_choose_home_of_nothing():
    assert choose_home("", [], [], hint="江津区", title="江津区") == []
