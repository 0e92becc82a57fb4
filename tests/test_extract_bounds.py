"""Edges that grammar makes sure: what is said of a firm, a person or a place goes, a name that only looks so stays."""

import pytest
from marked import unmark

from extract.names.bounds import bound_names

BOUNDS = [
    ("subsidiary of a firm", "禾盛是[青岚钨业的子公司|Company]。", ["青岚钨业|Company"]),
    ("wholly owned", "由[青岚新循环全资子公司|Company]建设。", ["青岚新循环|Company"]),
    ("seeds", "[青岚新烁种子公司|Company]介绍。", ["青岚新烁种子公司|Company"]),
    ("share", "由[青岚碳素控股70%|Company]。", ["青岚碳素|Company"]),
    ("share in brackets", "[青岚爱信（持股30%）|Company]出资。", ["青岚爱信|Company"]),
    ("short name in brackets", "[云岭钢铁股份有限公司（云钢钢铁）|Company]投产。", ["云岭钢铁股份有限公司|Company"]),
    ("place in brackets", "[青禾药业公司（长春）|Company]投产。", ["青禾药业公司（长春）|Company"]),
    ("will", "[青禾金阳拟|Company]引入股东。", ["青禾金阳|Company"]),
    ("house of firms", "[四川青禾系|Company]的云南工厂。", ["四川青禾|Company"]),
    ("role before a registered name", "由[国企江西青禾发展有限公司|Company]牵头。", ["江西青禾发展有限公司|Company"]),
    ("verb before a registered name", "所[投山东青禾新材料股份有限公司|Company]上市。", ["山东青禾新材料股份有限公司|Company"]),
    ("group before a registered name", "[青禾集团昆明钢铁股份有限公司|Company]投产。", ["青禾集团昆明钢铁股份有限公司|Company"]),
    ("people of a region", "[洛阳人|Person]说起轴承。", ["洛阳|Region"]),
    ("a person", "[王云人|Person]说。", ["王云人|Person"]),
    ("counted regions", "来自[双湖三县|Region]。", ["双湖|Region"]),
    ("a quarter", "走进[云岭一区|Region]。", ["云岭一区|Region"]),
    ("dateline", "[渭南讯|GovernmentBody] 4月25日，", ["渭南|Region"]),
    ("firm of news", "[科大讯|Company]。", ["科大讯|Company"]),
    ("firm and government", "[青禾药业与海门市政府|GovernmentBody]签约。", ["青禾药业|Company", "海门市政府|GovernmentBody"]),
    ("one office", "[云岭市发展与改革局|GovernmentBody]印发。", ["云岭市发展与改革局|GovernmentBody"]),
    ("giver of a title", "入选[工业和信息化部第六批专精特新企业|Designation]名单。", ["第六批专精特新企业|Designation"]),
    ("title of a place", "入选[云岭首批绿色工厂|Designation]。", ["云岭首批绿色工厂|Designation"]),
    ("town with a conjunction", "走进和[林格尔新区|Park]。", ["和林格尔新区|Park"]),
    ("conjunction", "甲园和[林海新区|Park]。", ["林海新区|Park"]),
    ("minerals", "富含[锂|Product]、[钾|Product]。", ["锂|Product", "钾|Product"]),
]


@pytest.mark.parametrize(("marked", "expected"), [case[1:] for case in BOUNDS], ids=[case[0] for case in BOUNDS])
def test_bounds(marked, expected):
    text, names = unmark(marked)
    assert [f"{text[n.span.begin : n.span.end]}|{n.kind}" for n in bound_names(text, names)] == expected
