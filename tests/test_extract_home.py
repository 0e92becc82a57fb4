"""Whom a report speaks for."""

import pytest
from marked import unmark

from extract.discourse.home import choose_home, is_yardstick, settle_home
from extract.names.resolve import group_names
from extract.text.sentences import divide
from ontology.facts import Span

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


SETTLED = [
    ("office in the dateline", "1—5月份全市工业简况\n[湖州市统计局|GovernmentBody] 2024年6月20日\n5月份，全市产值增长。\n全市投资上升，用电量增加。", ["湖州市"]),
    ("plan in the title", "[德清县通用航空产业发展规划|Policy]\n到2025年，产值翻番，企业增多。", ["德清县"]),
    ("title that nobody read", "对话市长丨嘉兴：水乡如何造飞机\n全市产值上升，企业增多。\n全市投资增加，订单充足。", ["嘉兴"]),
    ("council beside a yardstick", "工作报告\n——在[德清县第十六届人民代表大会|Event]上\n过去一年，全县产值总量居[湖州市|Region]首位，全县投资增加。", ["德清县", "湖州市"]),
    ("meeting in the first sentence", "我县签约一批项目\n近日，[德清县项目签约仪式|Event]举行，[县委|GovernmentBody]书记出席。\n全县投资增加。县政府推动，县委督促，县长调度。", ["德清县"]),
    ("signature", "关于做好用电工作的通知\n各企业要错峰用电，保障供应。全市上下齐心，压实责任。全市统一调度，确保安全。\n（[湖州市能源局|GovernmentBody]）", ["湖州市"]),
    ("park with its words", "园区再添企业\n[湖州高新区|Park]扩建，我区企业增多。\n全区产值上升，我区服务提速。", ["湖州高新区"]),
    ("not a bureau in passing", "工业提速\n产值上升，订单增加，企业扩产。\n[云岭公司|Company]获得[湖州市经信局|GovernmentBody]支持。", []),
    ("not a firm's seat", "[湖州云岭机械有限公司|Company]投产\n产值上升，订单增加。", ["湖州云岭机械有限公司"]),
    ("not the seat of a park's office", "[湖州高新区管委会|GovernmentBody]动态\n产值上升，订单增加。", []),
    ("not a country by 全国", "利润增长\n全国产值上升。全国投资增加。全国出口[美国|Region]、[美国|Region]增长。", []),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "expected"), [row[1:] for row in SETTLED], ids=[row[0] for row in SETTLED])
def test_settle_home(marked, expected):
    text, names = unmark(marked)
    groups = group_names(text, names)
    settled, home = settle_home(text, groups, divide(text), hint="", title="")
    assert [text[settled[k][0].span.begin : settled[k][0].span.end] for k in home] == expected
    assert settled[: len(groups)] == groups


MEASURES = [("总量居|德清县|首位", True), ("增速高于|德清县|", True), ("|德清县|的比重上升", True), ("排名|德清县|第三，", True), ("|德清县|第一产业上升", False), ("|德清县|前三季度产值", False), ("走进|德清县|", False), ("|德清县|5.3%的企业", False)]


@pytest.mark.parametrize(("marked", "expected"), MEASURES)
def test_is_yardstick(marked, expected):
    before, name, after = marked.split("|")
    assert is_yardstick(before + name + after, Span(len(before), len(before) + len(name))) is expected
