"""Statuses of what is agreed on, set as a goal or thought of, and of the sizes of a work that is not begun."""

import pytest

from extract.numbers.quantities import find_quantities
from extract.text.sentences import divide
from ontology.facts import Status

P, U, A = Status.PLANNED, Status.UNDERWAY, Status.ACHIEVED

SAID = [
    ("what a contract brings each year", "青岚钢厂与海川汽车签下三年供货协议，每年供应板材9万吨。", "9万吨", P),
    ("what came of a contract", "青岚钢厂与海川汽车签下供货协议，板材销量增长了9万吨。", "9万吨", A),
    ("according to a contract", "根据协议，青岚市建设厂房4万平方米。", "4万平方米", P),
    ("agreed on, and delivered", "根据协议，青岚钢厂已交付板材9万吨。", "9万吨", A),
    ("goals after a colon", "青岚高新区今年的目标：招引项目30个，竣工厂房12栋。", "12栋", P),
    ("goals that a report names", "报告提出，今年工业产值增长8%以上。", "8%", P),
    ("growth that a report tells", "报告提出，产值同比增长8%，外贸增长4%。", "4%", A),
    ("has to reach", "绿电占比要到80%。", "80%", P),
    ("most of all", "园区主要到3个国家招商。", "3个", A),
    ("thought of", "园区正谋划二期，占地460亩。", "460亩", P),
    ("meant to build", "青岚电机有意在海川县建厂，投资6亿元。", "6亿元", P),
    ("a goal by its name", "全年产值460亿元的目标没有下调。", "460亿元", P),
    ("a goal that was reached", "青岚市完成产值460亿元的目标。", "460亿元", A),
    ("a share of the year's goal", "青岚市完成年度目标的74.4%。", "74.4%", A),
]
WORKS = [
    ("the sum of a project signed for", "会上签约的青岚电机新能源基地，总投资18亿元，用地260亩。", "260亩", P),
    ("approved, not begun", "青岚电机的电池回收项目取得环评批复，总投资7.2亿元。", "7.2亿元", P),
    ("to be begun", "青岚港铁路支线投资8.4亿元，计划第四季度动工。", "8.4亿元", P),
    ("under way", "青岚港铁路支线已经开工，投资8.4亿元，计划明年建成。", "8.4亿元", A),
    ("in use", "签约项目落户后运行平稳，青岚电机基地已投产，占地260亩。", "260亩", A),
    ("a part still to open", "青岚电机基地总投资86亿元，一期5万吨预计2025年6月投产。", "5万吨", P),
    ("two sentences on", "青岚电机与园区签约，电池项目落户。项目分两期建设，用地420亩。", "420亩", P),
    ("another paragraph", "青岚电机与园区签约，电池项目落户。\n园区占地420亩。", "420亩", A),
]
CHANGES = [
    ("what a change sets out from, by any verb", "公司计划把班列由每周2列加密到5列。", "2列", A),
    ("what it comes to", "公司计划把班列由每周2列加密到5列。", "5列", P),
    ("from now", "试点企业明年将从目前的34家增至90家。", "34家", A),
    ("to then", "试点企业明年将从目前的34家增至90家。", "90家", P),
    ("a rise that has come about", "试点企业由34家增至90家。", "90家", A),
    ("from a past year", "青岚市游客将从2022年的300万人次增长到800万人次。", "800万人次", P),
    ("in a past year", "青岚市游客将突破800万人次，2022年接待300万人次。", "300万人次", A),
    ("a forecast as it was", "该行预计明年增速，将经济增长预期从此前的6%上调至7%。", "6%", P),
]
VERBS = [
    ("will set up", "海川车展将设置新能源等6个展区。", "6个", P),
    ("will bring about", "这场停电将导致海川县损失3亿元。", "3亿元", P),
    ("will one after another", "各县将先后推出70场活动。", "70场", P),
    ("puts a matter first", "海川县将解决民生问题放在首位，办成实事9项。", "9项", A),
    ("the funds' rate is set", "该行昨夜将联邦基金利率上调50个基点。", "50个基点", A),
    ("a promise that is named", "关税由入世承诺的9.8%降到7.3%。", "7.3%", A),
    ("a promise that is kept", "企业履行节水承诺，节水13万吨。", "13万吨", A),
    ("somebody promises", "青岚电机承诺投资13亿元。", "13亿元", P),
    ("a park as drawn up", "海川园区规划12平方公里，青岚电机等7家企业已经入驻，年销售30万台。", "12平方公里", P),
    ("what stands in it", "海川园区规划12平方公里，青岚电机等7家企业入驻，年销售30万台。", "7家", A),
]
DEALS = [
    ("goods that are only asked for", "这款飞机单价300万元，意向订单160架。", "160架", P),
    ("orders that were placed", "这款飞机单价300万元，订单160架。", "160架", A),
    ("credit that is only meant", "青岚银行与园区签订60亿元意向授信。", "60亿元", P),
    ("letters of intent, counted", "会上签订采购意向协议31份。", "31份", A),
    ("what a contract will supply", "青岚钢厂与海川汽车签约，每年供应板材9万吨。", "9万吨", P),
    ("an order of so much a year", "青岚钢厂与海川汽车签下年供板材9万吨的订单。", "9万吨", P),
    ("what was delivered", "青岚钢厂与海川汽车签约，已供应板材9万吨。", "9万吨", A),
    ("how many were signed", "青岚钢厂与海川汽车签约，供应商增加9家。", "9家", A),
]
BUILDING = [
    ("the sum of what is begun", "青岚铜箔二期5月动工，总投资7.5亿元。", "7.5亿元", U),
    ("a project and its sum before it", "总投资7.5亿元的青岚铜箔二期由海川建工承建，去年9月开工，计划明年投产。", "7.5亿元", U),
    ("what has been spent", "青岚铜箔二期正在施工，完成投资7.5亿元。", "7.5亿元", A),
    ("what runs", "青岚铜箔二期去年动工，今年5月投产，总投资7.5亿元。", "7.5亿元", A),
    ("a permit, not begun", "总投资15亿元的海川储能电站已完成备案，尚未开工。", "15亿元", P),
    ("waiting for its permit", "青岚电机筹备冻干项目，投资4100万元，尚在环评。", "4100万元", P),
    ("another stage not begun", "一期年产10万吨磷酸铁生产线满负荷运行，三期尚未动工。", "10万吨", A),
    ("what it will bring forth", "公司在海川镇建第二工厂，设计年产灯具900万套，明年4月投产。", "900万套", P),
    ("what it brings forth", "公司在海川镇建有第二工厂，设计年产灯具900万套。", "900万套", A),
]
REPORT = "青岚园区运行情况\n一、发展基础。园区有企业40家。\n二、2030年目标。产值破900亿元；再生铜年加工量130万吨。\n三、保障。专班有7人。"
SECTIONS = [
    ("before the goals", REPORT, "40家", A),
    ("a section of goals", REPORT, "900亿元", P),
    ("further on in it", REPORT, "130万吨", P),
    ("the next section", REPORT, "7人", A),
    ("thoughts of a year", "2025年思路：规上工业产值230亿元；首批改造厂房21万平方米。", "21万平方米", P),
    ("thoughts of no year", "海川县换了思路：腾出厂房21万平方米。", "21万平方米", A),
]


def status_of(text, number):
    found, _ = find_quantities(text, divide(text), "2024-05-20")
    return {text[q.span.begin : q.span.end]: q.status for q in found}[number]


@pytest.mark.parametrize(("case", "text", "number", "status"), SAID, ids=[case for case, *_ in SAID])
def test_agreed_or_set(case, text, number, status):
    assert status_of(text, number) is status


@pytest.mark.parametrize(("case", "text", "number", "status"), WORKS, ids=[case for case, *_ in WORKS])
def test_sizes_of_works(case, text, number, status):
    assert status_of(text, number) is status


@pytest.mark.parametrize(("case", "text", "number", "status"), CHANGES, ids=[case for case, *_ in CHANGES])
def test_changes_from_a_level_to_another(case, text, number, status):
    assert status_of(text, number) is status


@pytest.mark.parametrize(("case", "text", "number", "status"), VERBS, ids=[case for case, *_ in VERBS])
def test_words_of_the_future(case, text, number, status):
    assert status_of(text, number) is status


@pytest.mark.parametrize(("case", "text", "number", "status"), DEALS, ids=[case for case, *_ in DEALS])
def test_intents_and_contracts(case, text, number, status):
    assert status_of(text, number) is status


@pytest.mark.parametrize(("case", "text", "number", "status"), BUILDING, ids=[case for case, *_ in BUILDING])
def test_works_begun_and_not_begun(case, text, number, status):
    assert status_of(text, number) is status


@pytest.mark.parametrize(("case", "text", "number", "status"), SECTIONS, ids=[case for case, *_ in SECTIONS])
def test_sections_of_goals(case, text, number, status):
    assert status_of(text, number) is status
