"""Statuses: what a plan reaches, within a sentence, over sentences, and what it leaves alone; relations."""

import pytest
import spacy

from extract.layers import make_doc
from extract.numbers.periods import find_dates
from extract.numbers.quantities import find_quantities
from extract.status.cues import find_cues
from extract.status.decided import Statuses, statuses_of
from extract.status.relations import Relations
from extract.text.sentences import divide
from ontology.facts import Document, Kind, Property, Span, Statement, Status

ISSUED = "2024-05-20"
P, U, A = Status.PLANNED, Status.UNDERWAY, Status.ACHIEVED
PLAN_DOCUMENT = "青岚市工业发展规划\n" + "\n".join(f"建设{word}平台{k}个，培育链主企业{k + 2}家。" for k, word in enumerate(["检测", "仓储", "算力", "培训", "物流", "设计", "融资", "环保", "维修", "展销"], 3))


def number_statuses(text, issued=ISSUED):
    found, _ = find_quantities(text, divide(text), issued)
    return {text[q.span.begin : q.span.end]: q.status for q in found}


WITHIN = [
    ("an adverb after 将", "新产线将陆续安装机床85台", "85台", P),
    ("将 as a verb of making", "该厂将生产电机6万台", "6万台", P),
    ("将 with an object", "该厂将生产基地迁来，用工300人", "300人", A),
    ("this year again", "青岚市今年再推动400家企业上云", "400家", P),
    ("this year, and it was", "青岚市今年推动400家企业上云", "400家", A),
    ("a goal that is set", "市里提出规上工业增加值增长7%以上的目标", "7%", P),
    ("a goal that was met", "全市完成了增长7%的目标", "7%", A),
    ("an aim", "活动以培训工人900名为目标，分期开展", "900名", P),
    ("goals in a list", "今年的主要目标是：产值增长6%；税收达到9亿元", "9亿元", P),
    ("what a plan demands", "《青岚市链长制工作方案》提出，培育链主企业12家；新增产线30条", "30条", P),
    ("a plan issued, then tasks", "青岚市印发《钢结构产业行动计划（2024—2027年）》，打造园区4个", "4个", P),
    ("a year in a title", "按照《青岚市行动计划（2024—2027年）》，园区引进企业8家", "8家", A),
    ("no less than", "推动不少于70家企业改造", "70家", P),
    ("a share that is to be used", "技改资金的60%将用于设备更新", "60%", P),
    ("to complete", "今年将打造示范厂6座，完成老厂改造15座", "15座", P),
    ("completed", "全市完成老厂改造15座", "15座", A),
    ("what a plan turns to", "下一步，将以18家链主企业为龙头，引进项目40个", "18家", A),
    ("what comes of it", "下一步，将以18家链主企业为龙头，引进项目40个", "40个", P),
    ("ground with a making verb", "今年将加快改造，围绕铜产业打造平台9个", "9个", P),
    ("signed money", "推介会签约项目16个，签约金额达88亿元", "88亿元", P),
    ("how many were signed", "推介会签约项目16个，签约金额达88亿元", "16个", A),
    ("money of signings added up", "截至4月，累计签约项目16个，签约金额88亿元", "88亿元", P),
    ("a sum before the signing", "总投资30亿元的铜箔项目在青岚签约", "30亿元", P),
    ("trade that was signed", "展会签订贸易合同，金额达3亿元", "3亿元", A),
    ("nearly built", "年产5万吨的铜箔厂即将投产", "5万吨", U),
    ("under construction by name", "将重点推进21个在建项目", "21个", U),
    ("a plant that runs", "一期工程全部并网发电，每年可新增绿电4亿千瓦时", "4亿千瓦时", A),
    ("a plant that does not yet", "一期工程正在建设，每年可新增绿电4亿千瓦时", "4亿千瓦时", P),
    ("built last year", "去年二期建成后，每年发电3亿千瓦时", "3亿千瓦时", A),
    ("once it runs", "二期9条产线投产后将新增产值", "9条", P),
    ("tasks and a goal", "加快补链强链，建设中试基地7个，今年产值要实现200亿元", "7个", P),
    ("tasks that hurry what is being built", "加快推进铜箔二期等6个项目建设，今年产值要实现200亿元", "6个", U),
    ("tasks to be begun", "重点推进总投资9亿元的铜箔二期开工建设，今年产值要实现200亿元", "9亿元", P),
    ("a further task after a semicolon", "县里将培育铜加工企业20家；加快建设标准厂房11万平方米", "11万平方米", P),
    ("a fact after a semicolon", "县里将培育铜加工企业20家；目前已有标准厂房11万平方米", "11万平方米", A),
    ("years to come", "未来6年，学院向各县提供名额4000个", "4000个", P),
    ("an industry of the future", "未来产业企业达到70家", "70家", A),
    ("the sum a plan comes to", "新一批项目8个，计划投资额共计95亿元", "95亿元", P),
    ("shares to be issued", "公司拟定向增发募资7亿元", "7亿元", P),
    ("drawn up", "企业拟定节水方案，节水7万吨", "7万吨", A),
    ("what projects to be had come to", "会上推介招商项目31个，总投资400亿元", "400亿元", P),
    ("a level that is to rise", "下一步，计划将车队由目前的40支增加至60支", "60支", P),
    ("years that have begun", "2021至2025年，中央财政累计安排资金6亿元", "6亿元", A),
    ("years that a plan gives", "《方案》提出2024—2026年产值年均增长4%", "4%", P),
    ("what a plan has named", "《方案》中明确的试点已落地；新增企业11家", "11家", A),
    ("support that was obtained", "该厅深入帮扶，争取省级资金7亿元", "7亿元", A),
    ("a programme's name", "滋蕙计划资助新生300人", "300人", A),
    ("a share of the year's plan", "完成投资47亿元，占年度投资计划63%", "63%", A),
    ("real conditions", "县里将结合实际筛选村庄13个", "13个", P),
    ("a ministry of planning", "客商计划与投资部签约，现场参观企业7家", "7家", A),
    ("a name with 中", "高标准推进中原光谷园区建设，集聚企业7家", "7家", A),
    ("being built, whatever is planned beside it", "县里计划引资90亿元，推动在建项目95个", "95个", U),
    ("running and being built together", "铁路运营及在建里程将达到470公里", "470公里", P),
    ("pushed on with", "推进75万千瓦光热项目建设", "75万千瓦", U),
    ("what is to be got done", "确保青岚铜箔9万吨项目年内建成投产", "9万吨", U),
    ("what is to come", "确保建成高标准农田9万亩", "9万亩", P),
    ("who is at work", "车间里，30多名工人正在赶制机床", "30多名", A),
    ("which firms are at work", "大楼里，53家企业正在加紧研发", "53家", A),
    ("how many were begun", "上半年，全市新开工水利项目17个", "17个", A),
    ("how many are to be begun", "今年，全市计划新开工水利项目17个", "17个", P),
    ("what has just begun", "总投资9亿元的铜箔项目新开工", "9亿元", U),
    ("a reckoning's ground", "预计产量23万吨，按每公斤20元计算，产值可观", "20元", A),
    ("what is to be finished", "一期5万吨项目将于6月建成投产", "5万吨", P),
    ("credit that was promised", "已向商场授信承诺贷款5亿元", "5亿元", A),
    ("or up to standard", "循环利用或达标排放，替代率达到84%", "84%", A),
    ("what is demanded", "方案明确了指标，包括要求形成标准规范5项", "5项", P),
    ("by a demand", "按照要求完成改造20家", "20家", A),
    ("what a thing can do", "相较火电可实现减排二氧化碳20吨", "20吨", A),
    ("what a thing will do", "项目可实现减排二氧化碳20吨", "20吨", P),
    ("will reflect", "展览将体现专业，设特色馆8个", "8个", P),
    ("what is being planned", "规划中的15座电站各有特色", "15座", P),
    ("by this reckoning", "按此测算，全年赤字增加到4亿元", "4亿元", P),
    ("a cluster's size", "全区已与19家机构签约，基金集群规模超过100亿元", "100亿元", A),
    ("an issue of tasks as a noun", "集团承担上级下达的计划任务涉及项目40项", "40项", A),
    ("a plan as a noun with its verb", "两地合作计划深入实施，8家园区建立联盟", "8家", A),
    ("what a firm declares", "青岚铜业宣布在这里投资10亿元设立新基地", "10亿元", P),
    ("what a firm has done", "青岚铜业宣布已投资10亿元设立新基地", "10亿元", A),
    ("a plan's name before a number", "“十四五”规划102项工程加快推进", "102项", A),
    ("the share of a plan that is done", "治理水土流失37平方公里，占今年计划治理面积的89%", "89%", A),
    ("a rate of beginning", "全省水利项目开工率达到72%", "72%", A),
    ("rounds of beginning", "2021年以来，青岚市举行了6次项目集中开工活动", "6次", A),
    ("a loss by estimate", "据初步估计，暴雨造成损失约3亿元", "3亿元", A),
    ("until a day", "各县报送拟向社会资本推介的清单，截至5月2日，报送项目35个", "35个", A),
    ("until a day to come", "截至2026年5月2日报送项目35个", "35个", P),
    ("an estimate of the year before", "2023年青岚生产总值预计迈上900亿元台阶，出口突破80亿元", "80亿元", A),
    ("what the estimate is of", "2023年青岚生产总值预计迈上900亿元台阶，出口突破80亿元", "900亿元", P),
    ("this year somebody has to", "今年，青岚要重组60家实验室", "60家", P),
    ("a demand of this year", "今年的主要要求落实在9家企业", "9家", A),
    ("projects that are thought of", "园区全年谋划产业项目34个", "34个", P),
    ("what a plan lists", "县里印发《2024年重点项目推进方案》，其中涉及文旅项目25个，总投资60亿元", "60亿元", P),
    ("a list that is quoted", "该市实施“建成驿站7个、培育典型90个”的就业工程，服务12万人", "90个", P),
    ("beside a list that is quoted", "该市实施“建成驿站7个、培育典型90个”的就业工程，服务12万人", "12万人", A),
    ("the sum of signings", "签约仪式上共计签约项目25个，总签约额超140亿元", "140亿元", P),
    ("a size that is signed for", "大会促成白石30兆瓦光伏项目签约", "30兆瓦", P),
    ("a sum of intent", "采购团当天就达成了近600万美元的意向合作", "600万美元", P),
    ("what can be, by a forecast", "产量能达到40万斤左右，估计产值在900万元以上", "40万斤", P),
    ("what can be of what runs", "中转中心开通运营，可实现3种方式联运，预计能力达每年80万吨", "3种", A),
    ("what this year can bring", "除去成本，今年可以盈利70多万元", "70多万元", P),
    ("what a day brings", "设备每天能供水90吨", "90吨", A),
    ("a further task with a forward word", "县里将通过改造推动产业升级；前瞻布局低空经济等5个赛道", "5个", P),
    ("what ought to be done", "青岚市委书记表示，要加快建设标准厂房11万平方米", "11万平方米", P),
    ("what is important", "最重要的是工厂有产线14条", "14条", A),
    ("what a change sets out from in a later year", "力争到2027年把绿电占比从12%提高到30%", "12%", A),
    ("a forecast beside a past year", "预计今年来客90万人次，比2023年增加12%", "12%", P),
    ("a forecast beside the year before", "有望达到90万人次，较去年增长3%", "3%", P),
    ("a fact beside the year before", "来客90万人次，较去年增长3%", "3%", A),
    ("what is foretold, by its name", "该行将青岚市全年增长预期从5%上调至6%", "6%", P),
    ("what is foretold, as it was", "该行将青岚市全年增长预期从5%上调至6%", "5%", P),
    ("what comes once a thing is done", "灌区改造完成后，灌溉面积可扩大到44万亩", "44万亩", P),
    ("a goal that is laid down", "今年，青岚镇立下新目标，出口增加到63个国家", "63个", P),
    ("what an organ decides", "市里决定下调水价0.3元", "0.3元", P),
    ("a verb of finding after 将", "市里将确定88个示范项目", "88个", P),
    ("a noun of sales after 将", "该厂连年将销售收入的16%投入研发", "16%", A),
    ("chosen by tender", "18家药企获得拟中选资格", "18家", A),
    ("a goal that the years met", "五年来，青岚市实现人口下降16%的目标", "16%", A),
    ("a sum of intent before it", "洽谈会达成意向成交金额约480亿元", "480亿元", P),
    ("a record of intents", "洽谈会累计意向成交金额超4000亿元", "4000亿元", A),
    ("a sum that a headline signs", "青岚商会大会签约845亿元", "845亿元", P),
    ("the sum of projects brought about", "大会促成合作项目71个，投资额360亿元", "360亿元", P),
    ("measures of a policy", "市里印发《若干措施》，提出支持研发等5方面16条举措", "16条", A),
    ("measures to come", "市里将出台16条举措", "16条", P),
    ("works that go on", "总投资80亿元的铜箔项目加速推进", "80亿元", U),
    ("works at their piles", "年产5000套阀门的项目已进入桩基施工阶段", "5000套", U),
    ("a share of what was begun", "全市工程的98%已经开工或建成", "98%", A),
    ("what goes on now", "目前第二批12座电站正在加快建设", "12座", U),
    ("a plant that was planned and runs", "规划投资8亿元的铜箔厂落成投产，年产能25万吨", "25万吨", A),
    ("rewards to come", "大赛将对获奖的团队分别给予5万元奖励", "5万元", P),
    ("further rewards to come", "大赛将对获奖的团队分别给予5万元奖励；对优秀选手给予1万元奖励", "1万元", P),
    ("of each, once it is built", "电站建成后年发电8亿千瓦时；每台机组每年减排88万吨", "88万吨", P),
    ("after an enumeration", "预计年内全线通车……上半年，全市修路170公里", "170公里", A),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "status"), [c[1:] for c in WITHIN], ids=[c[0] for c in WITHIN])
def test_within_a_sentence(text, number, status):
    assert number_statuses(text + "。")[number] is status


OVER = [
    ("items of a plan", "明年，县里将抓好三件事：一是招商。二是新建厂房9万平方米。", "9万平方米", P),
    ("items of what was done", "去年，县里抓好三件事：一是招商。二是新建厂房9万平方米。", "9万平方米", A),
    ("a further task", "下一步，县里将补齐短板。加快建设冷库25座。", "25座", P),
    ("a further task elsewhere", "下一步，县里将补齐短板。\n加快建设冷库25座。", "25座", U),
    ("further, elsewhere", "下一步，县里将补齐短板。\n同时，举办对接会25场。", "25场", P),
    ("a fact after a plan", "下一步，县里将补齐短板。近年来建设冷库25座。", "25座", A),
    ("somebody else's fact", "下一步，县里将补齐短板。青岚铜业建设冷库25座。", "25座", A),
    ("a forecast leads to nothing", "预计全年产值增长5%。加快建设冷库25座。", "25座", U),
    ("a further task by its field", "下一步，县里将补齐短板。在提升品质方面，加快建设冷库25座。", "25座", P),
    ("a fact by its field", "下一步，县里将补齐短板。在冷链方面，全县有冷库25座。", "25座", A),
    ("goals of a year to come", "《方案》明确到2027年物流成本力争降至13%。运输结构持续优化，铁水联运量年均增长15%左右。", "15%", P),
    ("an event that is announced", "青岚铜箔展将于9月举行。本届展会参展企业近300家。", "300家", P),
    ("an event that was held", "青岚铜箔展将于9月再次举行。本届展会圆满落幕，参展企业近300家。", "300家", A),
    ("the sum of a work begun", "3月5日，白石铜箔项目在青岚开工。该项目总投资约56亿元。", "56亿元", U),
    ("the sum of a work done", "3月5日，白石铜箔项目在青岚投产。该项目总投资约56亿元。", "56亿元", A),
    ("the sum of works begun", "近日，青岚市举行仪式。一批重大项目开工建设，总投资超500亿元。", "500亿元", U),
    ("an item's plan is its own", "一是县里将新建厂房。二是龙头企业有产线14条。", "14条", A),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "status"), [c[1:] for c in OVER], ids=[c[0] for c in OVER])
def test_over_sentences(text, number, status):
    assert number_statuses(text)[number] is status


def test_a_document_of_tasks_is_a_plan():
    assert set(number_statuses(PLAN_DOCUMENT).values()) == {P}
    told = PLAN_DOCUMENT.replace("培育", "已培育")
    assert set(number_statuses(told).values()) == {A}


WORK_REPORT = "青岚市政府工作报告\n一、过去一年工作回顾\n引进企业31家，建成厂房8万平方米。\n二、2024年工作安排\n（一）强化招商\n由市商务局牵头，引进企业60家以上，新增投资90亿元。我市现有泵企业44家。\n三、有关情况说明\n全市引进人才70人。"
ACTION_PLAN = "青岚市泵业三年行动计划（2024—2026年）\n一、发展基础\n建设平台3个。\n二、主要举措\n支持海泉泵业扩建2万台产线，组建规模6亿元的基金，其中市级出资比例不超过20%。全市泵业从业人员1.5万人。已引进企业9家。\n三、重点项目\n总投资31亿元，管线全长约14公里。"
GOAL_LIST = "今后五年，我们要奋力实现以下目标：\n工业总产值达到5000亿元；\n上市公司12家。\n全市常住人口58万人。\n今年，重点抓好两件事：\n县财政投入技改资金6.5亿元。\n市里建标准厂房4万平方米。\n园区用工3000人。"
CEREMONY = "青岚市举行重大项目集中签约仪式\n海泉泵业公司投资8亿元，租赁厂房4.5万平方米，建设生产线12条。去年，园区企业投资9亿元，用工500人。园区面积16平方公里。"


@pytest.mark.parametrize(
    ("text", "planned", "there"),
    [
        (WORK_REPORT, {"60家", "90亿元"}, {"31家", "8万平方米", "44家", "70人"}),
        (ACTION_PLAN, {"2万台", "6亿元", "20%", "31亿元", "14公里"}, {"3个", "1.5万人", "9家"}),
        (ACTION_PLAN.replace("三年行动计划（2024—2026年）", "三年回眸"), set(), {"2万台", "6亿元", "31亿元", "3个", "9家"}),
        (ACTION_PLAN.replace("青岚市泵业", "记者解读青岚市泵业"), set(), {"2万台", "6亿元", "31亿元", "3个", "9家"}),
        (GOAL_LIST, {"5000亿元", "12家", "6.5亿元", "4万平方米"}, {"58万人", "3000人"}),
        (CEREMONY, {"8亿元", "4.5万平方米", "12条"}, {"9亿元", "500人", "16平方公里"}),
        (CEREMONY.replace("举行重大项目集中签约仪式", "重大项目运行平稳"), set(), {"8亿元", "4.5万平方米", "12条"}),
    ],
    ids=["work report", "action plan", "no plan", "told of", "goals in a list", "signing", "no signing"],
)
def test_the_title_and_the_heading_say_what_is_to_be_done(text, planned, there):
    found = number_statuses(text)
    assert {number for number, status in found.items() if status is P} >= planned
    assert {number for number, status in found.items() if status is not P} >= there


def test_a_years_share_of_the_cost_says_nothing_of_the_projects():
    found = number_statuses("全市集中开工项目42个，年度计划投资71亿元。其中，制造业项目28个，民生项目5个。")
    assert (found["71亿元"], found["28个"] is P, found["5个"] is P) == (P, False, False)


def test_a_change_begins_without_the_plans_year():
    text = "力争到2027年把绿电占比从12%提高到30%。"
    found, _ = find_quantities(text, divide(text), ISSUED)
    assert [(q.status, q.period.end if q.period else None) for q in found] == [(A, None), (P, "2027-12-31")]


@pytest.mark.parametrize(
    ("text", "start"),
    [("大会将于11月举行", "2024-11-01"), ("自7月1日起施行", "2024-07-01"), ("11月将举行大会", "2024-11-01"), ("11月产值增长5%", "2023-11-01"), ("自7月1日起步", "2023-07-01")],
)
def test_a_month_to_come(text, start):
    assert find_dates(text, ISSUED)[0].period.start == start


def statement(text, subject, predicate, obj, sentence=None, **more):
    """A statement whose ends are the first places of two names within its sentence."""
    begin = text.index(sentence) if sentence else 0
    s, o = text.index(subject, begin if text.find(subject, begin) >= 0 else 0), text.index(obj, begin)
    whole = Span(begin, begin + len(sentence)) if sentence else Span(0, len(text))
    return Statement(subject, predicate, obj, whole, Span(s, s + len(subject)), Span(o, o + len(obj)), confidence=0.9, **{"rule": "learned", **more})


def judge(text, *statements, kinds=None):
    return Relations(Statuses(text, divide(text), 2024)).of_statements(statements, kinds or {})


def test_relation_is_judged_where_its_later_end_stands():
    text = "今年，青岚市还将出台铜产业行动方案。"
    assert judge(text, statement(text, "铜产业行动方案", Property.ISSUED_BY, "青岚市")) == [P]


def test_what_the_report_tells_as_a_fact_is_no_plan_elsewhere():
    first, second = "青岚市聚集了铜箔产业。", "下一步，青岚市将发展铜箔产业。"
    text = first + second
    both = [statement(text, "青岚市", Property.FOCUSES_ON, "铜箔产业", sentence) for sentence in (first, second)]
    assert judge(text, *both) == [A, A]
    assert judge(text, both[1]) == [P]


BRANCHES = [
    ("resolved for this year", "今年，青岚市将做强做大铜箔产业。", P),
    ("another's resolve beside it", "今年，云溪县将建设新城；青岚市也加快培育铜箔产业。", P),
    ("enlarged by growth", "今年，青岚市将扩大铜箔生产。", A),
    ("what an official calls for", "市长强调，青岚市要加快发展铜箔产业。", P),
    ("turned to", "青岚市将聚焦铜箔，建设园区。", P),
    ("enlarged", "青岚市将推动铜箔产业高质量发展。", A),
    ("made", "青岚市将打造铜箔产业高地。", P),
    ("one of those there", "青岚市将培育铜箔等优势产业。", A),
    ("one of those there, this year", "青岚市今年还将打造铜箔等优势产业。", P),
    ("to be led by", "青岚市未来将以铜箔产业为主导。", P),
    ("being built up", "青岚市正加快培育铜箔产业集群。", U),
    ("being formed", "青岚市的铜箔产业集群正加速形成。", U),
    ("what a city is to do", "各地明确了方向。青岚市要大力发展铜箔产业。", P),
    ("striven for", "青岚市努力打造铜箔产业集群。", P),
    ("at the core of what is to be made", "下一步，青岚市将全力打造以铜箔为核心的产业体系。", P),
    ("at the core of what there is", "下一步，青岚市将以铜箔为核心，建设园区。", A),
    ("growing while it is told", "青岚市的铜箔产业正在赢得话语权。", A),
    ("ground", "青岚市将以铜箔产业为牵引，建设园区。", A),
]


@pytest.mark.parametrize(("text", "status"), [c[1:] for c in BRANCHES], ids=[c[0] for c in BRANCHES])
def test_a_trade_that_is_enlarged_is_there(text, status):
    assert judge(text, statement(text, "青岚市", Property.FOCUSES_ON, "铜箔")) == [status]


PLACES = [
    ("a company is where it is", "青岚市将引进白石铜业。", "白石铜业", Kind.COMPANY, A),
    ("a project that is planned", "青岚市计划建设白石铜箔项目。", "白石铜箔项目", Kind.PROJECT, P),
    ("a park that is planned", "青岚市将规划建设白石产业园。", "白石产业园", Kind.PARK, P),
    ("a park where something is planned", "青岚市将在白石产业园试点。", "白石产业园", Kind.PARK, A),
    ("a fair to come", "白石铜箔展将于9月在青岚市举行。", "白石铜箔展", Kind.EVENT, P),
    ("a fair that is on", "白石铜箔展正在青岚市举行。", "白石铜箔展", Kind.EVENT, A),
    ("a fair that is prepared", "白石铜箔展正在青岚市紧张筹备。", "白石铜箔展", Kind.EVENT, P),
    ("a hall where a show is on", "画展正在青岚市的白石展览馆展出。", "白石展览馆", Kind.FACILITY, A),
    ("a plant that is being built", "在青岚市，白石铜箔厂正在加紧建设。", "白石铜箔厂", Kind.FACILITY, U),
    ("a line that soon opens", "在青岚市，白石高铁即将全线贯通。", "白石高铁", Kind.FACILITY, P),
    ("a project that is signed for", "白石铜箔项目在青岚市签约。", "白石铜箔项目", Kind.PROJECT, P),
    ("a project after its signing", "白石铜箔项目在青岚市签约后运行良好。", "白石铜箔项目", Kind.PROJECT, A),
    ("a plant that was drawn up and opened", "规划投资8亿元的白石铜箔厂在青岚市落成投产。", "白石铜箔厂", Kind.FACILITY, A),
    ("a laboratory that is being built", "在青岚市，白石实验室正在加紧建设。", "白石实验室", Kind.INSTITUTION, U),
    ("a centre that is to be founded", "云溪县宣布将在青岚市设立白石研究中心。", "白石研究中心", Kind.INSTITUTION, P),
    ("an institute that is made greater", "青岚市加快打造白石研究院。", "白石研究院", Kind.INSTITUTION, A),
    ("a centre where it is", "青岚市的白石研究中心将扩建厂房。", "白石研究中心", Kind.INSTITUTION, A),
    ("begun beside what another plans", "云溪公司将建设新厂，白石铜箔项目在青岚市全面动工。", "白石铜箔项目", Kind.PROJECT, U),
]


@pytest.mark.parametrize(("text", "name", "kind", "status"), [c[1:] for c in PLACES], ids=[c[0] for c in PLACES])
def test_only_what_is_made_is_planned_somewhere(text, name, kind, status):
    assert judge(text, statement(text, name, Property.LOCATED_IN, "青岚市"), kinds={name: kind}) == [status]


def test_a_name_says_where_what_is_built_is_to_be():
    text = "县里正加快建设青岚铜箔小镇、青岚冷链基地。"
    for name in ("青岚铜箔小镇", "青岚冷链基地"):
        assert judge(text, statement(text, name, Property.LOCATED_IN, "青岚", rule="name:locatedIn"), kinds={name: Kind.FACILITY}) == [U]
    text = "县里将加强与青岚铜箔小镇的合作。"
    assert judge(text, statement(text, "青岚铜箔小镇", Property.LOCATED_IN, "青岚", rule="name:locatedIn"), kinds={"青岚铜箔小镇": Kind.FACILITY}) == [A]


def test_a_plan_is_issued_whatever_it_says():
    text = "会上发布的《青岚铜业行动方案》提出，到2027年，全市产值突破300亿元。"
    assert judge(text, statement(text, "青岚铜业行动方案", Property.ISSUED_BY, "全市")) == [A]


def test_a_plan_that_was_issued_is_issued_whatever_is_to_be_done_with_it():
    text = "下一步，青岚市将落实好云溪省近期印发的《铜业措施》的要求。"
    assert judge(text, statement(text, "《铜业措施》", Property.ISSUED_BY, "云溪省")) == [A]


@pytest.mark.parametrize(("text", "status"), [("第九届白石展6月15日在青岚市举办。", P), ("第九届白石展5月底在青岚市举办。", A), ("第九届白石展5月21日在青岚市举办。", P), ("第九届白石展5月19日在青岚市举办。", A)])
def test_a_fair_on_a_day_to_come_is_planned(text, status):
    statuses = Relations(Statuses(text, divide(text), 2024, ISSUED))
    assert statuses.of_statements([statement(text, "白石展", Property.LOCATED_IN, "青岚市")], {"白石展": Kind.EVENT}) == [status]


def test_what_another_did_in_a_clause_of_its_own_is_no_plan():
    text = "云溪县提出未来三年培育企业60家，青岚市推出铜票制度。"
    assert judge(text, statement(text, "青岚市", Property.ADMINISTERS, "铜票制度")) == [A]


def test_a_project_that_is_signed_for_is_planned():
    text = "大会促成青岚铜箔项目、云溪冷链项目等13个项目签约。"
    assert judge(text, statement(text, "青岚", Property.UNDERTAKES, "青岚铜箔项目"), kinds={"青岚铜箔项目": Kind.PROJECT}) == [P]


def test_what_one_plans_is_not_what_another_did_for_it():
    text = "青岚米业计划收购稻谷30万吨，云溪银行及时为其审批贷款。"
    assert judge(text, statement(text, "云溪银行", Property.FINANCES, "青岚米业")) == [A]
    text = "到2027年，青岚米业扩产，云溪银行为其审批贷款。"
    assert judge(text, statement(text, "云溪银行", Property.FINANCES, "青岚米业")) == [P]


def test_who_attends_is_not_under_way():
    text = "市长正在云溪市出席青岚论坛开幕式。"
    assert judge(text, statement(text, "青岚论坛", Property.LOCATED_IN, "云溪市"), kinds={"青岚论坛": Kind.EVENT}) == [A]
    assert judge(text, statement(text, "市长", Property.PARTICIPATES_IN, "青岚论坛")) == [A]


def test_who_leads_is_no_plan_and_a_rules_status_stays():
    text = "王岚市长表示，青岚市将扩产。"
    assert judge(text, statement(text, "王岚", Property.LEADS, "青岚市")) == [A]
    assert judge(text, statement(text, "王岚", Property.PARTICIPATES_IN, "青岚市", status=U)) == [U]


@pytest.mark.parametrize("rule", ["name:partOf", "name:subsidiaryOf", "name:locatedIn"])
def test_what_a_name_says_is_no_plan(rule):
    text = "今年，青岚集团铜业公司将建设生产线3条。"
    assert judge(text, statement(text, "青岚集团铜业公司", Property.PART_OF, "青岚集团", rule=rule)) == [A]


def test_year_of_issue_is_read_from_the_text_where_nobody_gives_it():
    text = "青岚铜业扩产\n发布时间：2020-03-04\n2022年产能达到8万吨。"
    doc = make_doc(spacy.blank("zh").vocab, Document("d", text, ""))
    doc._.sentences = divide(doc._.healed.text)
    begin = doc._.healed.text.index("8万吨")
    assert statuses_of(doc).at(Span(begin, begin + 3)) is P


@pytest.mark.parametrize("unit", ["签约金额，", "以铜为", "同时，", "《方案》提出", "将完成，", "确保建成"])
def test_cues_grow_with_the_text(unit):
    steps = []
    for count in (200, 400):
        text = unit * count
        sentence = divide(text)[0]
        steps.append(len(find_cues(text, sentence.span, 2024)))
        assert Statuses(text, divide(text), 2024).at(Span(len(text) - 2, len(text) - 1)) in {P, U, A}
    assert steps[1] <= 2 * steps[0] + 2


def test_what_is_in_research_is_not_made_yet():
    text = "青岚制药拥有在研新药铜苓片。"
    assert judge(text, statement(text, "青岚制药", Property.PRODUCES, "铜苓片")) == [P]


def test_what_is_being_sold_is_made():
    text = "青岚合作社的主播正在推介青岚蜜桃。"
    assert judge(text, statement(text, "青岚合作社", Property.PRODUCES, "青岚蜜桃")) == [A]
    text = "青岚合作社正在研发青岚蜜桃酒。"
    assert judge(text, statement(text, "青岚合作社", Property.PRODUCES, "青岚蜜桃酒")) == [U]


def test_an_event_that_has_ended_was_held():
    text = "各方将继续合作，青岚博览会在云溪市闭幕。"
    assert judge(text, statement(text, "青岚博览会", Property.LOCATED_IN, "云溪市"), kinds={"青岚博览会": Kind.EVENT}) == [A]
    text = text.replace("闭幕", "举行")
    assert judge(text, statement(text, "青岚博览会", Property.LOCATED_IN, "云溪市"), kinds={"青岚博览会": Kind.EVENT}) == [P]


@pytest.mark.parametrize(
    ("text", "status"),
    [("青岚市愿与云溪市加强合作。", P), ("青岚市需要同云溪市深化合作。", P), ("青岚市愿同云溪市一道，携手前行。", P), ("青岚市与云溪市加强了合作。", A)],
)
def test_cooperation_that_is_wished_for(text, status):
    assert judge(text, statement(text, "青岚市", Property.COOPERATES_WITH, "云溪市")) == [status]
