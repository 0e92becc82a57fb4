"""Names that their form makes sure: each is found, and what only looks like one is left."""

import pytest
from marked import unmark

from extract.names.forms import add_divisions, add_forms
from extract.names.patterns import find_edges
from extract.names.places import find_regions

FORMS = [
    ("party of the council", "王云常委代表[党中央|GovernmentBody]发言。", ["王云|Person", "党中央|GovernmentBody"]),
    ("party that was cut", "李禾委员代表致公[党中央|GovernmentBody]发言。", ["李禾|Person", "致公党中央|Institution"]),
    ("member read as an organ", "会上，[王云禾常委|GovernmentBody]建议，加快发展。", ["王云禾|Person"]),
    ("members in general", "会上，各位委员建议加快发展。", []),
    ("plan's time", "[“十五五”时期|Policy]的目标。", ["“十五五”|Policy"]),
    ("plan of a field", "印发[“十五五”云岭规划|Policy]。", ["“十五五”云岭规划|Policy"]),
    ("report of a congress", "[党的二十大|Event]报告提出。", ["党的二十大报告|Policy"]),
    ("congress in a title", "[学习党的二十大精神专栏|Programme]开设。", ["学习党的二十大精神专栏|Programme"]),
    ("small programme", "打开“云岭通”小程序报名。", ["“云岭通”小程序|Product"]),
    ("small programme run on", "用[“云岭通”APP扫描“码”|Programme]报名。", ["“云岭通”APP|Product"]),
    ("earthquake", "[云岭省|Region][青禾县|Region]6.2级地震发生后。", ["云岭省青禾县6.2级地震|Event"]),
    ("earthquake of no place", "能抗6.2级地震的房屋。", []),
    ("typhoon", "受第9号台风“云禾”影响。", ["第9号台风“云禾”|Event"]),
    ("party of another class", "代表[民建中央|GovernmentBody]发言。", ["民建中央|Institution"]),
    ("temple", "参观[云禾寺|Region]。", ["云禾寺|Facility"]),
    ("house of a person", "参观[王云禾|Person]故居。", ["王云禾故居|Facility"]),
    ("site of an organ", "修缮[云岭县委|GovernmentBody]旧址。", ["云岭县委旧址|Facility"]),
    ("site of goods", "[陶瓷|Product]旧址。", ["陶瓷|Product"]),
    ("party's branch of a village", "[青禾村|Region]党支部书记王云。", ["青禾村党支部|GovernmentBody"]),
    ("maker read as a lender", "为[云禾机械|FinancialInstitution]发放贷款。", ["云禾机械|Company"]),
    ("lender", "[云禾农商行|FinancialInstitution]发放贷款。", ["云禾农商行|FinancialInstitution"]),
    ("what a county is called", "云溪是“中国云瓷之乡”，有企业九家。", ["“中国云瓷之乡”|Designation"]),
    ("what a plain is called", "素有“鱼米之乡”的美称。", []),
    ("title of a province", "它是[云岭省|Region]第二批[制造业单项冠军企业|Designation]，有员工。", ["云岭省第二批制造业单项冠军企业|Designation"]),
    ("how a title is managed", "印发省级绿色工厂管理办法。", []),
    ("pattern of industries", "形成[“1+2”|Programme]产业格局。", ["“1+2”产业格局|Cluster"]),
    ("plan of a pattern", "实施“2+3”产业提升计划。", []),
    ("village of the party's members", "[青禾村|Region]党员王云。", ["青禾村|Region"]),
]
DIVISIONS = [
    ("spelled out", "走进江苏省南通市海门区，", ["江苏省|Region", "南通市|Region", "海门区|Region"]),
    ("between names", "[江苏省|Region]南通市[海门区|Region]的企业", ["江苏省|Region", "南通市|Region", "海门区|Region"]),
    ("short in short", "在江苏常州的庙会上", ["江苏|Region", "常州|Region"]),
    ("short alone", "在常州的庙会上", []),
    ("hour of a capital", "将于北京时间9日", []),
    ("cities at the sea", "沿海城市的港口", []),
    ("inside a name", "来到[江苏省云岭总公司|Company]。", ["江苏省云岭总公司|Company"]),
]


def shown(text, names):
    return [f"{text[n.span.begin : n.span.end]}|{n.kind}" for n in names]


@pytest.mark.parametrize(("marked", "expected"), [case[1:] for case in FORMS], ids=[case[0] for case in FORMS])
def test_forms(marked, expected):
    text, names = unmark(marked)
    assert shown(text, add_forms(text, names)) == expected


@pytest.mark.parametrize(("marked", "expected"), [case[1:] for case in DIVISIONS], ids=[case[0] for case in DIVISIONS])
def test_divisions(marked, expected):
    text, names = unmark(marked)
    assert shown(text, add_divisions(text, names, list(find_regions(text, find_edges(text))))) == expected
