"""Dates resolved against the day of issue, periods carried, status of a clause."""

from __future__ import annotations

import time

import pytest
import spacy

from extract.layers import make_doc
from extract.numbers.calendar_days import read_issued
from extract.numbers.periods import find_dates, find_issued
from extract.numbers.quantities import add_quantities, find_quantities
from extract.numbers.single_date import Scope
from extract.status.decided import statuses_of
from extract.text.sentences import add_sentences, divide
from ontology.facts import Document, Span, Status

ISSUED = "2024-10-21"
DATES = [
    ("今年1至8月", "2024-01-01", "2024-08-31"), ("今年以来", "2024-01-01", "2024-10-21"), ("年初以来", "2024-01-01", "2024-10-21"), ("去年", "2023-01-01", "2023-12-31"),
    ("前年", "2022-01-01", "2022-12-31"), ("上半年", "2024-01-01", "2024-06-30"), ("前三季度", "2024-01-01", "2024-09-30"), ("一季度", "2024-01-01", "2024-03-31"),
    ("前7个月", "2024-01-01", "2024-07-31"), ("今年前两个月", "2024-01-01", "2024-02-29"), ("9月份", "2024-09-01", "2024-09-30"), ("二季度末", "2024-06-01", "2024-06-30"), ("去年12月", "2023-12-01", "2023-12-31"),
    ("12月份", "2023-12-01", "2023-12-31"), ("2022年底", "2022-01-01", "2022-12-31"), ("二〇二一年", "2021-01-01", "2021-12-31"), ("“十四五”期间", "2021-01-01", "2025-12-31"),
    ("“十三五”末", "2020-01-01", "2020-12-31"), ("2016年至2022年", "2016-01-01", "2022-12-31"), ("2021—2023年", "2021-01-01", "2023-12-31"), ("3月15日", "2024-03-15", "2024-03-15"),
    ("2020年以来", "2020-01-01", "2024-10-21"), ("2024年1—9月", "2024-01-01", "2024-09-30"), ("上月", "2024-09-01", "2024-09-30"), ("三年来", "2021-01-01", "2024-10-21"), ("近5年", "2019-01-01", "2024-10-21"), ("二、三季度", "2024-04-01", "2024-09-30"),
    ("今年国庆假期", "2024-10-01", "2024-10-07"), ("“五一”假期5天", "2024-05-01", "2024-05-05"), ("去年春节期间", "2023-01-21", "2023-01-27"), ("10年前", "2014-01-01", "2014-12-31"), ("今年二季度", "2024-04-01", "2024-06-30"), ("后年", "2026-01-01", "2026-12-31"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "start", "end"), DATES, ids=[d[0] for d in DATES])
def test_date_resolves(text, start, end):
    dates = find_dates(text + "，产值增长", ISSUED)
    assert dates[0].scope is Scope.SET
    assert (dates[0].period.start, dates[0].period.end) == (start, end)
    assert dates[0].span == Span(0, len(text))


@pytest.mark.parametrize("text", ["目前", "截至目前", "近年来", "如今"])
def test_word_of_now_gives_no_period(text):
    assert find_dates(text + "，已有企业", ISSUED)[0].scope is Scope.CLEAR


@pytest.mark.parametrize("text", ["三个月来", "近5年多", "10多年", "未来3年", "连续5年", "148天", "上午10时", "2023-05-01"])
def test_duration_or_clock_says_nothing_of_the_clause(text):
    assert find_dates(text + "，企业", ISSUED)[0].scope is Scope.ONLY


@pytest.mark.parametrize("text", ["十大产业", "一批企业", "三家公司", "第2批", "2000家企业", "建成后年产值可达", "投产后年产电池"])
def test_no_date(text):
    assert find_dates(text, ISSUED) == []


def test_comparison_date_is_not_the_period():
    dates = find_dates("上半年增速比一季度加快", ISSUED)
    assert [d.scope for d in dates] == [Scope.SET, Scope.ONLY]


@pytest.mark.parametrize(
    ("text", "nth", "start", "end"),
    [
        ("2018年园区挂牌以来，累计引进", 0, "2018-01-01", "2024-10-21"),
        ("从2019年起，公司累计投入", 0, "2019-01-01", "2024-10-21"),
        ("6、7月份，产量", 0, "2024-06-01", "2024-07-31"),
        ("截至目前，全区今年已举办", 1, "2024-01-01", "2024-10-21"),
    ],
)
def test_since_and_so_far_run_to_the_day_of_issue(text, nth, start, end):
    period = find_dates(text, ISSUED)[nth].period
    assert (period.start, period.end) == (start, end)


def test_a_level_as_before_dates_nothing_after_it():
    assert [d.scope for d in find_dates("余额2.6亿元，与上年末基本持平；授信余额3亿元", ISSUED)] == [Scope.ONLY]
    assert find_dates("与上年合作的企业共建", ISSUED)[0].scope is Scope.SET


@pytest.mark.parametrize("text", ["今年", "去年", "上半年", "9月份", "今年以来", "本月"])
def test_unknown_issue_leaves_relative_dates_unresolved(text):
    dates = find_dates(text + "，产值", "")
    assert dates[0].period is None
    assert dates[0].unresolved


def test_unknown_issue_still_resolves_a_named_year():
    assert find_dates("2019年，产值", "")[0].period.start == "2019-01-01"


@pytest.mark.parametrize("issued", ["", "24", "2024-13", "yesterday", "2024-10-40"])
def test_bad_issue_is_unknown(issued):
    assert read_issued(issued) is None


def test_issue_line_is_found_near_the_top():
    assert find_issued("某县工业快报\n发布时间：2012-3-9 来源\n") == "2012-03-09"
    assert find_issued("某县工业快报\n" + "。" * 500 + "发布时间：2012-3-9") == ""


PERIODS = [
    ("carried to later clauses", "2023年，全县产值80亿元，增长6%；税收5亿元。", ["2023-12-31", "2023-12-31", "2023-12-31"]),
    ("carried to the next sentence", "上半年，完成投资30亿元。新开工项目12个。", ["2024-06-30", "2024-06-30"]),
    ("each its own date", "去年产值80亿元，今年上半年产值45亿元。", ["2023-12-31", "2024-06-30"]),
    ("目前 clears", "去年产值80亿元，目前有企业30家。", ["2023-12-31", None]),
    ("累计 keeps a date of its sentence", "今年上半年，累计培训工人300名。", ["2024-06-30"]),
    ("累计 drops a carried date", "去年，产值80亿元。累计培训工人300名。", ["2023-12-31", None]),
    ("new paragraph drops", "去年，产值80亿元。\n园区有企业30家。", ["2023-12-31", None]),
    ("rates of the next paragraph keep", "上半年，产值80亿元，增长5%。\n工业投资增长7%。", ["2024-06-30", "2024-06-30", "2024-06-30"]),
    ("since, with what happened between", "自2021年3月投产以来，产值达80亿元。", ["2024-10-21"]),
    ("from, and nothing since", "自2021年3月起步，产值达80亿元。", ["2021-03-31"]),
    ("a plan's year does not date facts", "到2027年，产值力争达到80亿元。园区有企业30家。", ["2027-12-31", None]),
    ("a plan goes on", "到2027年，产值力争达到80亿元。预计带动就业300人。", ["2027-12-31", "2027-12-31"]),
    ("what has come of a start", "2021年4月，青岚港投入运营，已建成泊位36个。", [None]),
    ("since a start, up to a month", "青岚港于2021年4月投入运营，截至今年8月底，累计发运货物36万吨。", ["2024-08-31"]),
    ("so far this year", "今年已培训工人300名。", ["2024-10-21"]),
    ("months of the year before", "截至9月底，占比由上年同期的31%升至33%。", ["2023-09-30", "2024-09-30"]),
    ("what is measured by a date", "上半年，产值80亿元，在一季度良好开局的基础上，税收增至5亿元。", ["2024-06-30", "2024-06-30"]),
    ("what is faster than a date", "上半年，产值增长4%，快于一季度0.6个百分点，税收达5亿元。", ["2024-06-30", "2024-06-30", "2024-06-30"]),
    ("since when it turned", "8月份，价格上涨3%，自6月份由降转正后，连续上涨，涨幅扩大0.4个百分点。", ["2024-08-31", "2024-08-31"]),
    ("not since", "前三季度，产值增长12%，增速为2022年二季度以来最高。税收增长6%。", ["2024-09-30", "2024-09-30"]),
    ("since, far off", "自去年4月，有关部门联合开展整治行动以来，共查办案件230件。", ["2024-10-21"]),
    ("the same two years", "产值从2018年的20亿元增至2023年的50亿元，税收也从2亿元增至6亿元。", ["2018-12-31", "2023-12-31", "2018-12-31", "2023-12-31"]),
    ("mean of the years between", "产值从2018年的20亿元增至2023年的50亿元，年均增长20.1%。", ["2018-12-31", "2023-12-31", "2023-12-31"]),
    ("each year", "今年以来，县里推进项目建设，每年新增项目30个。", [None]),
    ("for years running", "截至6月末，贷款余额90亿元，连续3年保持20%以上的增速。", ["2024-06-30", None]),
    ("goes on in the next paragraph", "前三季度，新设企业320家，增长5%。\n从行业看，工业企业80家，商贸企业240家。", ["2024-09-30"] * 4),
    ("year by year", "2021年至2023年，产量分别为33万吨、42万吨、37万吨。", ["2021-12-31", "2022-12-31", "2023-12-31"]),
    ("examples before the date", "水泥产量增长5%，钢材产量增长3%……上半年，全县工业稳步回升。", ["2024-06-30", "2024-06-30"]),
    ("what another gains by a technique", "上半年，全县产值80亿元，增长5%。新产线投用后，生产效率提升35%。", ["2024-06-30", "2024-06-30", None]),
    ("a balance of 截至", "截至8月底，贷款余额90亿元。银行网点覆盖乡镇30个。", ["2024-08-31", None]),
    ("years up to now", "十年来，占比从20%提升到45%。", ["2014-12-31", None]),
    ("a year long past is not carried", "2019年，公司产值2亿元。厂里添置机器30台。", ["2019-12-31", None]),
    ("from and to", "2018年至2023年，产值由20亿元增至50亿元。", ["2018-12-31", "2023-12-31"]),
]


def test_a_mean_of_years_starts_in_the_first():
    text = "产值从2018年的20亿元增至2023年的50亿元，年均增长20.1%。"
    found, _ = find_quantities(text, divide(text), ISSUED)
    assert [q.period.start for q in found] == ["2018-01-01", "2023-01-01", "2018-01-01"]


def test_a_news_item_does_not_take_the_period_of_the_one_before():
    text = "前三季度全县新设企业320家\n市场监管局的数据显示，前三季度，新设企业320家，增长5%。\n供热管网改造已经完成\n住建局近日表示，改造惠及居民3万户，平均费用下降7%。"
    found, _ = find_quantities(text, divide(text), ISSUED)
    assert [q.period is not None for q in found] == [True, True, True, False, False]


def test_growth_since_the_year_began_starts_in_january():
    found, _ = find_quantities("截至6月末，贷款余额378亿元，较年初增长35%。", divide("截至6月末，贷款余额378亿元，较年初增长35%。"), ISSUED)
    assert [q.period.start for q in found] == ["2024-06-01", "2024-01-01"]


@pytest.mark.parametrize(("text", "ends"), [p[1:] for p in PERIODS], ids=[p[0] for p in PERIODS])
def test_period_is_carried(text, ends):
    found, _ = find_quantities(text, divide(text), ISSUED)
    assert [q.period.end if q.period else None for q in found] == ends


STATUS = [
    ("项目将投资20亿元", "20亿元", Status.PLANNED), ("力争到2027年，产值达到90亿元，引进企业40家", "40家", Status.PLANNED), ("预计年产值5亿元", "5亿元", Status.PLANNED),
    ("公司计划新建厂房3万平方米", "3万平方米", Status.PLANNED), ("全部达产后可实现产值8亿元", "8亿元", Status.PLANNED), ("2030年产值300亿元", "300亿元", Status.PLANNED),
    ("总投资20亿元的铜箔项目正在建设", "20亿元", Status.UNDERWAY), ("该厂已建成产线6条", "6条", Status.ACHIEVED), ("去年产值90亿元", "90亿元", Status.ACHIEVED),
    ("虚拟现实产品产量增长12%", "12%", Status.ACHIEVED), ("“春雨”计划惠及企业50家", "50家", Status.ACHIEVED), ("将建成厂房；现有企业50家", "50家", Status.ACHIEVED),
    ("单位获批。承诺制项目80个", "80个", Status.ACHIEVED), ("将围绕12个产业集群，新建平台30个", "12个", Status.ACHIEVED), ("将围绕12个产业集群，新建平台30个", "30个", Status.PLANNED),
    ("县里提出，新建标准厂房20万平方米，培育龙头企业10家", "10家", Status.PLANNED), ("他提出，园区有企业30家", "30家", Status.ACHIEVED),
    ("项目建成投运后，每年发电6亿千瓦时", "6亿千瓦时", Status.PLANNED), ("生产线建成后，能耗降低了30%", "30%", Status.ACHIEVED),
    ("已将200项专利作价3亿元", "3亿元", Status.ACHIEVED), ("将15亩土地挂牌，村里收益700万元", "700万元", Status.ACHIEVED), ("将于3年内投资6亿元", "6亿元", Status.PLANNED),
    ("新增就业5万人，超过年度目标任务2万人", "2万人", Status.ACHIEVED), ("年度目标任务2万人", "2万人", Status.PLANNED), ("该基金承诺投资金额9亿元", "9亿元", Status.ACHIEVED),
    ("原本计划投资1亿元", "1亿元", Status.ACHIEVED), ("系统可以预测产量，使良率提高5%", "5%", Status.ACHIEVED), ("该所预测，今年产值5亿元", "5亿元", Status.PLANNED),
    ("青岚市力争把绿电占比从12%提高到30%", "12%", Status.ACHIEVED), ("青岚市力争把绿电占比从12%提高到30%", "30%", Status.PLANNED), ("运费预计由每吨80元降至50元", "80元", Status.ACHIEVED),
    ("计划从2省采购粮食50万吨", "50万吨", Status.PLANNED), ("到2030年，产能将从30万吨扩大到90万吨", "90万吨", Status.PLANNED),
    ("他说：“到‘十四五’末，园区产值突破90亿元”", "90亿元", Status.PLANNED), ("去年营收30亿元，2023年目标为35亿元", "35亿元", Status.PLANNED), ("新城规划实施产业项目12个", "12个", Status.PLANNED),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "status"), STATUS, ids=[f"{t}-{n}" for t, n, _ in STATUS])
def test_status_at(text, number, status):
    doc = make_doc(spacy.blank("zh").vocab, Document("d", text, "", issued=ISSUED))
    doc._.sentences = divide(doc._.healed.text)
    begin = text.index(number)
    assert statuses_of(doc).at(Span(begin, begin + len(number))) is status


def test_status_outside_any_sentence_is_achieved():
    doc = make_doc(spacy.blank("zh").vocab, Document("d", "", ""))
    assert statuses_of(doc).at(Span(0, 1)) is Status.ACHIEVED


@pytest.mark.parametrize("unit", ["增长5%，", "2023年", "从1个到2个", "一二三十百", "1,234,", "将到2030年，"])
def test_hostile_text_costs_linear_time(unit):
    def cost(times):
        text = unit * times
        sentences = divide(text)
        best = 9.0
        for _ in range(2):
            begin = time.process_time()
            find_quantities(text, sentences, ISSUED)
            best = min(best, time.process_time() - begin)
        return best

    cost(500)
    small, large = cost(4000), cost(16000)
    assert large < 8 * small + 0.2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012年，青禾大厦动工。青禾大厦高99米。", [""]),
        ("去年，青禾机械扩建了厂房。新产线每年可生产机床300台。", [""]),
        ("2023年7月，青岚区出台办法。近3年，青岚区进出口总额突破2000亿元。", ["2021-01-01"]),
        ("一季度，全区电子企业利税由上年全年下滑转为增长0.9%。", ["2024-01-01"]),
        ("2023年7月，青岚区出台办法。全区进出口总额突破2000亿元。", [""]),  # the month of an event
        ("2023年7月，青岚区出口90亿元。全区进出口总额突破2000亿元。", ["2023-07-01", "2023-07-01"]),
        ("昨天（10月20日），青岚展会闭幕。展会收到作品46部。", [""]),  # a day is not carried
        ("昨天（10月20日），青岚展会闭幕。当天签约项目46个。", ["2024-10-20"]),
        ("2019年，青岚机械迁来新城，用工300人。如今厂区占地面积达80亩。", ["2019-01-01", ""]),
        ("2021—2023年，青岚区新增企业90家。全区集群产值近千亿元。", ["2021-01-01", ""]),
        ("今年9月，二期全面投产，用工90人。达产后将实现产值3亿元。", ["2024-09-01", ""]),
    ],
)
def test_what_only_the_sentence_before_dates(text, expected):
    doc = make_doc(spacy.blank("zh").vocab, Document("d", text, "", issued="2024-10-21"))
    add_sentences(doc)
    add_quantities(doc)
    assert [q.period.start if q.period else "" for q in doc._.quantities] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("占比从2012年的52.2%提高到60%以上", ["2012-01-01", ""]),
        ("2023年，绿电占比由“十三五”末的7%提升至9%；用电30亿千瓦时", ["2020-01-01", "2023-01-01", "2023-01-01"]),
        ("到“十四五”末，计划将车队由目前的40支增加至60支", ["", "2025-01-01"]),
        ("2023年出口90亿元，比2013年的40亿元多一倍，占全省8%", ["2023-01-01", "2013-01-01", "2023-01-01"]),
        ("2023年产值达80亿元，是2013年的2.5倍", ["2023-01-01", "2023-01-01"]),
        ("截至今年6月末贷款余额90亿元，近5年年均增速约5%", ["2024-06-01", "2019-01-01"]),
        ("9月19日，青岚光伏电站并网，每年可发电18亿千瓦时", [""]),
        ("9月19日，总投资51亿元的青岚光伏基地落户", [""]),
        ("9月19日，青岚光伏基地发电3万千瓦时", ["2024-09-19"]),
        ("2023年全市电价补贴达3亿元，现有电站12座", ["2023-01-01", ""]),
        ("截至2023年末，全市现有电站12座", ["2023-01-01"]),
        ("截至8月底，全市新增就业2.9万人", ["2024-01-01"]),
        ("截至8月底，全市贷款余额90亿元", ["2024-08-01"]),
    ],
)
def test_a_date_dates_what_it_belongs_to(text, expected):
    found, _ = find_quantities(text + "。", divide(text + "。"), ISSUED)
    assert [q.period.start if q.period else "" for q in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the year of a yearly communiqué dates stocks too; the line with its day of publication dates nothing
        ("云溪县2022年国民经济和社会发展统计公报\n云溪县统计局\n2023年4月18日\n一、综合\n全年生产总值98亿元，增长6%。年末有企业27户。\n二、林业\n林地面积90万亩。", ["2022"] * 4),
        # sections of a report
        ("政府工作报告\n——2024年1月24日在云溪县人民代表大会上\n一、过去一年工作回顾\n新增规上企业9户。\n税收完成8亿元。\n二、2024年工作安排\n新建厂房6万平方米。", ["2023", "2023", "2024"]),
        # a report that is neither keeps to what is said
        ("云溪县发展纪实\n2023年4月18日\n全县有企业27户。", [""]),
    ],
)
def test_title_and_section_date_what_nothing_nearer_does(text, expected):
    found, _ = find_quantities(text, divide(text), ISSUED)
    assert [q.period.start[:4] if q.period else "" for q in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6月29日至7月3日，展会举办", [("2024-06-29", "2024-07-03")]),
        ("9月8日—11日，展会举办", [("2024-09-08", "2024-09-11")]),
        ("5月当月，产值增长", [("2024-05-01", "2024-05-31")]),
        ("当月，产值增长", []),
        ("2023年半年度，营业收入增长", [("2023-01-01", "2023-06-30")]),
        ("截至今年上半年，累计开行", [("2024-06-01", "2024-06-30")]),
        ("年内计划投资", [("2024-01-01", "2024-12-31")]),
        ("创年内新高", []),
        ("两年内建成", []),
        ("新的一年，计划造林", [("2024-01-01", "2024-12-31")]),
        ("力争到‘十四五’末建成", [("2025-01-01", "2025-12-31")]),
        ("全年粮食面积稳定", [("2024-01-01", "2024-12-31")]),
        ("2022年起，引进企业", [("2022-01-01", "2024-10-21")]),
        ("11月1日起，关税将降至", [("2024-11-01", "2024-11-01")]),
        ("2019年以前，企业不多", []),
        ("2020年建成的水库灌溉农田", []),
        ("本报青岚10月20日电 （记者林一）", []),
        ("2024年以来，分行支持项目，截至9月末，已放款", [("2024-01-01", "2024-10-21"), ("2024-01-01", "2024-09-30")]),
        ("截至10月14日，今年票房", [("2024-10-14", "2024-10-14"), ("2024-01-01", "2024-10-14")]),
        ("截至目前，今年产值将达", [("2024-01-01", "2024-12-31")]),
    ],
)
def test_the_periods_that_a_clause_sets(text, expected):
    assert [(d.period.start, d.period.end) for d in find_dates(text, ISSUED) if d.scope is Scope.SET and d.period] == expected


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("去年11月10日至今年2月20日，雪场", "2023-11-10", "2024-02-20"),
        ("从7月1日到昨天（10月20日），公园", "2024-07-01", "2024-10-20"),
        ("从本月开始到12月，商圈", "2024-10-01", "2024-12-31"),
        ("截至8月末，银行“十四五”以来已发放", "2021-01-01", "2024-08-31"),
        ("专线自2013年开行以来，截至今天（10月20日），班列", "2013-01-01", "2024-10-20"),
        ("2023年，产值达90亿元，五年来年均增长", "2019-01-01", "2023-12-31"),
        ("国庆假期前三天，车站", "2024-10-01", "2024-10-03"),
        ("中秋假期进入第二天，车站", "2024-09-16", "2024-09-16"),
        ("今年除夕，超市", "2024-02-09", "2024-02-09"),
        ("从今天（10月20日）起至2025年3月29日，航班", "2024-10-20", "2025-03-29"),
        ("“十四五”前三年，物流成本", "2021-01-01", "2023-12-31"),
        ("开年以来，园区新增企业", "2024-01-01", "2024-10-21"),
        ("截至9月29日，全县年度外送电量", "2024-01-01", "2024-09-29"),
        ("今天（10月20日），2024年青岚机械博览会在省城开幕，客商", "2024-10-20", "2024-10-20"),
    ],
)
def test_two_dates_that_make_one_time_and_days_of_holidays(text, start, end):
    period = [d.period for d in find_dates(text, ISSUED) if d.scope is Scope.SET][-1]
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize("text", ["与2020年首次评比相比，用时", "2035年远景目标纲要提出", "纺织业是今年以来拉动增长最多的行业", "占比为近10年第二高"])
def test_what_a_date_is_only_named_for(text):
    assert [d for d in find_dates(text, ISSUED) if d.scope is Scope.SET] == []


def test_years_since_a_founding_have_no_known_beginning():
    assert [d.scope for d in find_dates("青岚实验室成立三年来，已经聚集企业30家", ISSUED)] == [Scope.CLEAR]


JANUARY = "2024-01-17"


@pytest.mark.parametrize(
    ("text", "issued", "expected"),
    [
        # the holiday named before
        ("今年国庆假期，县城热闹。假期前四天，商场客流量达60万人次。", ISSUED, [("2024-10-01", "2024-10-04")]),
        # quarters of the year told of, not those that are not over
        ("2023年，全县生产总值90亿元，增长5%。分季度看，一季度增长4.5%，四季度增长5.2%。", JANUARY, [("2023-01-01", "2023-12-31")] * 2 + [("2023-01-01", "2023-03-31"), ("2023-10-01", "2023-12-31")]),
        # a date compared with leaves the year alone
        ("上半年，产值增长5%，快于去年全年3%的增速，也快于一季度4%的增速。", ISSUED, [("2024-01-01", "2024-06-30"), ("2023-01-01", "2023-12-31"), ("2024-01-01", "2024-03-31")]),
        # the year of issue is not over: what the next sentence tells as a fact is of no year
        ("今年，青岚市加快招商。锦川机械联合多家企业投资8亿元。", ISSUED, [None]),
        ("去年，青岚市引资90亿元。锦川机械联合多家企业投资8亿元。", ISSUED, [("2023-01-01", "2023-12-31")] * 2),
        # months across New Year are no span of years
        ("2023年10月至2024年2月，制造业收入增长3.6%。\n纺织业收入同比增长7%。", ISSUED, [("2023-10-01", "2024-02-29")] * 2),
        # a plan's years go on with plans
        ("“十五五”时期，青岚市建设现代产业体系。将新增绿色工厂90家。", ISSUED, [("2026-01-01", "2030-12-31")]),
        # the day of an event
        ("调水工程今天（10月20日）启用，计划向北方调水2亿立方米。", ISSUED, [None]),
        ("在青岚，大桥今天（10月20日）封顶；在锦川，24个园区开工。", ISSUED, [None]),
        ("今天（10月20日），青岚至锦川的列车开行，最快耗时36分钟。", ISSUED, [None]),
        ("展会今天（10月20日）开幕，400家企业参展。", ISSUED, [("2024-10-20", "2024-10-20")]),
        # summed up and compared: of the months told of
        ("前三季度，铁路投资90亿元，同比增长7%。班列累计发送货物14万标箱，同比增长20%。", ISSUED, [("2024-01-01", "2024-09-30")] * 4),
        # a mean of the years since the one compared with
        ("2023年，产值比2020年增长42%，年均增长12%。", ISSUED, [("2023-01-01", "2023-12-31"), ("2021-01-01", "2023-12-31")]),
        # so far this year, up to now
        ("今年以来，商会组织企业赴外地招商，截至目前签约金额超过39亿元。", ISSUED, [("2024-01-01", "2024-10-21")]),
        # founded in
        ("锦川机械成立于2001年，下属公司7家，员工1200人。", ISSUED, [None, None]),
        # what is said in passing of a longer time is not carried on
        ("9月份，装备制造业收入增长7%，今年以来持续高于平均水平。其中，船舶业收入同比增长24%。", ISSUED, [("2024-09-01", "2024-09-30")] * 2),
        ("2023年以来，全市推进转型，认定企业20家。加快改造，新创建绿色工厂66家。", ISSUED, [("2023-01-01", "2024-10-21")] * 2),
    ],
)
def test_the_frames_of_paragraphs(text, issued, expected):
    found, _ = find_quantities(text, divide(text), issued)
    assert [(q.period.start, q.period.end) if q.period else None for q in found] == expected


def _periods(text, issued):
    found, _ = find_quantities(text, divide(text), issued)
    return [(q.period.start, q.period.end) if q.period else None for q in found]


@pytest.mark.parametrize(
    ("text", "issued", "expected"),
    [
        # 今天 dates the day's traffic, and the forecasts of the item that follow; nowadays it dates nothing
        ("青岚铁路今天预计发送旅客16万人次，同比增长5%。\n民航客运量预计2万人次。", "2024-10-05", [("2024-10-05", "2024-10-05")] * 3),
        ("本报青岚10月3日电 青岚铁路今天预计发送旅客16万人次。", "2024-10-04", [("2024-10-03", "2024-10-03")]),
        ("青岚铁路今天预计发送旅客16万人次。\n公路部门累计增设充电桩90个。", "2024-10-05", [("2024-10-05", "2024-10-05"), None]),
        ("今天的青岚，已有企业90家。", "2024-10-05", [None]),
        # a holiday that is some weeks ahead, and one that is over
        ("为做好春节期间供应，青岚市储备蔬菜2万吨。", "2025-01-26", [("2025-01-28", "2025-02-04")]),
        ("春节期间，青岚市接待游客2万人次。", "2025-02-10", [("2025-01-28", "2025-02-04")]),
        ("“五一”假期，青岚市接待游客2万人次。", "2024-06-10", [("2024-05-01", "2024-05-05")]),
        # a day without a month, and without a year
        ("13日，青岚港一艘货船靠泊，卸下设备90台。", "2024-10-14", [("2024-10-13", "2024-10-13")]),
        ("30日，青岚港一艘货船靠泊，卸下设备90台。", "2024-10-02", [("2024-09-30", "2024-09-30")]),
        ("28日，青岚港一艘货船靠泊，卸下设备90台。", "2024-10-20", [None]),
        ("11月1日，全市按1%的比例抽取住户9000户。", "2024-10-17", [("2024-11-01", "2024-11-01")] * 2),
        ("12月31日，青岚机械交付机床90台。", "2024-02-17", [("2023-12-31", "2023-12-31")]),
        # since a day, up to a day
        # what a year brings, up to a month; a balance is of that month
        ("截至6月底，全市完成固定资产投资90亿元。", ISSUED, [("2024-01-01", "2024-06-30")]),
        ("今年截至9月末，青岚市保费收入90亿元。", ISSUED, [("2024-01-01", "2024-09-30")]),
        ("截至9月末，青岚市贷款余额90亿元。", ISSUED, [("2024-09-01", "2024-09-30")]),
        # what something is measured by
        ("上半年，青岚机场发送旅客90万人次，恢复至2019年同期的九成。", ISSUED, [("2024-01-01", "2024-06-30")] * 2),
        ("上半年，产值80亿元，占比提升到2023年的9%，税收5亿元。", ISSUED, [("2024-01-01", "2024-06-30"), ("2023-01-01", "2023-12-31"), ("2023-01-01", "2023-12-31")]),
        # 实现签约 holds no 现
        ("10月18日，青岚商会年会举行，成功实现签约项目90个。", ISSUED, [("2024-10-18", "2024-10-18")]),
        ("去年，青岚市引资90亿元，现签约项目90个。", ISSUED, [("2023-01-01", "2023-12-31"), None]),
    ],
)
def test_days_holidays_and_what_a_date_bounds(text, issued, expected):
    assert _periods(text, issued) == expected
