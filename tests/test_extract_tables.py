"""Numbers in tables that were kept as lines of cells, in tables of our own; and prose that must not be taken for one."""

from __future__ import annotations

import pytest

from extract.numbers.quantities import find_quantities
from extract.pipeline import extract_document
from extract.text.clean import heal
from extract.text.sentences import divide
from extract.text.tables import find_tables, table_lines
from ontology.facts import Bound, Comparison, Document, Measure

ISSUED = "2023-09-20"


def read(source):
    text = heal(source).text
    found, _ = find_quantities(text, divide(text), ISSUED)
    return text, [q for q in found if not q.optional]


def told(source):
    text, found = read(source)
    return [(text[q.span.begin : q.span.end], q.unit, q.indicator_text, f"{q.period.start}/{q.period.end}" if q.period else "", str(q.status)) for q in found]


PLAN = """主要指标表
指标 | 单位 | 2020年 | 2025年目标 | 年均增速〔累计〕
发电装机容量（万千瓦） | 万千瓦 | 310 | ≥450 | 7.7
森林覆盖率（%） | % | 41.2 | 43左右 | 〔1.8〕
省级工程中心 | 个 | 6 | 10以上 | —
"""

TABLES = [
    (
        "指标\t单位\t1—8月\t同比增长（%）\n钢材产量\t万吨\t320.5\t6.1\n工业用电量\t亿千瓦时\t41.2\t-2.3\n",
        [
            ("320.5", "万吨", "钢材产量", "2023-01-01/2023-08-31", "Achieved"),
            ("6.1", "%", "钢材产量同比增长", "2023-01-01/2023-08-31", "Achieved"),
            ("41.2", "亿千瓦时", "工业用电量", "2023-01-01/2023-08-31", "Achieved"),
            ("2.3", "%", "工业用电量同比下降", "2023-01-01/2023-08-31", "Achieved"),
        ],
    ),
    (
        "2022年各园区情况\n单位：亿元\n园区名称 | 产值 | 增速（%） | 备注\n东湾园区 | 512.3 | 7.5 | 1\n西湾园区 | 88.6 | -1.2 | 2\n",
        [
            ("512.3", "亿元", "东湾园区产值", "2022-01-01/2022-12-31", "Achieved"),
            ("7.5", "%", "东湾园区产值增速", "2022-01-01/2022-12-31", "Achieved"),
            ("88.6", "亿元", "西湾园区产值", "2022-01-01/2022-12-31", "Achieved"),
            ("1.2", "%", "西湾园区产值下降", "2022-01-01/2022-12-31", "Achieved"),
        ],
    ),
    (
        PLAN,
        [
            ("310", "万千瓦", "发电装机容量", "2020-01-01/2020-12-31", "Achieved"),
            ("450", "万千瓦", "发电装机容量", "2025-01-01/2025-12-31", "Planned"),
            ("7.7", "%", "发电装机容量年均增速", "2021-01-01/2025-12-31", "Planned"),
            ("41.2", "%", "森林覆盖率", "2020-01-01/2020-12-31", "Achieved"),
            ("43", "%", "森林覆盖率", "2025-01-01/2025-12-31", "Planned"),
            ("1.8", "%", "森林覆盖率累计增长", "2021-01-01/2025-12-31", "Planned"),
            ("6", "个", "省级工程中心", "2020-01-01/2020-12-31", "Achieved"),
            ("10", "个", "省级工程中心", "2025-01-01/2025-12-31", "Planned"),
        ],
    ),
    (  # two lines of heads; a cell over two columns is written twice; “十四五” is five years; the head also holds for the row before it
        "500万元以上技改投资（亿元） | 71 | 6.2 | 约束性\n指标 | 指标 | 2020年 | “十四五”年均增长（%） | 属性\n指标 | 指标 | 实际 | 规划目标 | 属性\n港口 | 吞吐量（万吨） | 1,204 | 5.5 | 预期性\n",
        [
            ("71", "亿元", "500万元以上技改投资", "2020-01-01/2020-12-31", "Achieved"),
            ("6.2", "%", "500万元以上技改投资年均增长", "2021-01-01/2025-12-31", "Planned"),
            ("1,204", "万吨", "吞吐量", "2020-01-01/2020-12-31", "Achieved"),
            ("5.5", "%", "吞吐量年均增长", "2021-01-01/2025-12-31", "Planned"),
        ],
    ),
    (  # a cell's own unit is kept
        "指标 | 2021年 | 2022年\n进口额（亿美元） | 4.2（29亿元） | 5.6\n出口额（亿美元） | 7.1 | 8.3\n",
        [
            ("4.2", "亿美元", "进口额", "2021-01-01/2021-12-31", "Achieved"),
            ("29亿元", "亿元", "进口额", "2021-01-01/2021-12-31", "Achieved"),
            ("5.6", "亿美元", "进口额", "2022-01-01/2022-12-31", "Achieved"),
            ("7.1", "亿美元", "出口额", "2021-01-01/2021-12-31", "Achieved"),
            ("8.3", "亿美元", "出口额", "2022-01-01/2022-12-31", "Achieved"),
        ],
    ),
    (  # scales in cells, five years summed in brackets, rows that move by their own words, a unit above several rows, units that are none
        ("门类 | 指标 | 2020年实际 | 2025年目标 | 年均或累计增长（%） | 性质\n综合 | 生产总值（亿元） | 1.57万左右 | 2.1万 | 6左右 | 预期性\n"
        "绿色 | 单位产值用水量下降（%） | （17） | — | 〔16〕 | 约束性\n污染物减 少（%） | 氨氮 | （9） | 一 | 一 | 约束性\n"
        "民生 | 登记失业率（%） | 3.1 | 一 | 5.5 | 预期性\n林业 | 森林蓄积（亿某） | 5.4 | 6 | （0.6） | 约束性\n"),
        [
            ("1.57万", "万亿元", "生产总值", "2020-01-01/2020-12-31", "Achieved"),
            ("2.1万", "万亿元", "生产总值", "2025-01-01/2025-12-31", "Planned"),
            ("6", "%", "生产总值年均增长", "2021-01-01/2025-12-31", "Planned"),
            ("17", "%", "单位产值用水量下降", "2016-01-01/2020-12-31", "Achieved"),
            ("16", "%", "单位产值用水量累计下降", "2021-01-01/2025-12-31", "Planned"),
            ("9", "%", "污染物减少氨氮", "2016-01-01/2020-12-31", "Achieved"),
            ("3.1", "%", "登记失业率", "2020-01-01/2020-12-31", "Achieved"),
        ],
    ),
    (  # without heads only the first number is known to be in the row's unit
        "粮食产量（万吨） | 51.2 | 53 | 1.7\n水产品产量（万吨） | 8.4 | 9 | 2.2\n",
        [("51.2", "万吨", "粮食产量", "", "Achieved"), ("8.4", "万吨", "水产品产量", "", "Achieved")],
    ),
    ("企业 | 产量 | 用工\n北岭厂 | 310 | 45\n南岭厂 | 120 | 31\n", []),  # no unit is known
    ("名称 | 颜色（个） | 形状（个）\n甲 | 3 | 4\n", []),  # nor what is measured
]


@pytest.mark.parametrize(("source", "expected"), TABLES)
def test_cells_are_told_by_row_and_column(source, expected):
    assert told(source) == expected


def test_bounds_growth_and_comparison():
    _, found = read(PLAN)
    assert [q.bound for q in found] == [Bound.EXACT, Bound.ABOVE, Bound.EXACT, Bound.EXACT, Bound.ABOUT, Bound.EXACT, Bound.EXACT, Bound.ABOVE]
    assert [q.measure is Measure.GROWTH for q in found] == [False, False, True, False, False, True, False, False]
    assert found[2].comparison is Comparison.AVERAGE
    assert found[0].base_value == 3_100_000_000


PROSE = [
    "东湾 | 8月产值12亿元，增长5% | 2023\n西湾 | 9月产值13亿元，增长6% | 2023\n",
    "来源 | 东湾日报 | 2023\n编辑 | 小王 | 小李\n",
    "园区 去年 产值 320\n各地 加快 建设 步伐\n",
    "产值 | 单位 | 320\n",
    "2023 年 8 月，东湾园区产值 12 亿元。\n2023 年 9 月，西湾园区产值 13 亿元。\n",
]


@pytest.mark.parametrize("source", PROSE)
def test_prose_with_bars_or_blanks_is_no_table(source):
    text = heal(source).text
    assert not any(row.cells for row in find_tables(text, ISSUED).values())


def test_rows_are_no_headings():
    text = heal(TABLES[0][0]).text
    assert len(table_lines(text)) == 3
    assert {sentence.role.value for sentence in divide("标题\n" + text)} == {"title", "body"}


def test_a_table_is_about_what_the_report_is_about():
    source = "临江市2023年1—8月工业经济运行情况\n前8个月，临江市工业平稳运行。\n" + TABLES[0][0] + "园区名称 | 产值（亿元） | 增速（%）\n临江经济开发区 | 512.3 | 7.5\n东港工业园区 | 88.6 | -1.2\n"
    extraction = extract_document(Document("d", source, "0", issued=ISSUED))
    names = {entity.key: entity.names[0] for entity in extraction.entities}
    found = [(names[o.subject], o.indicator, o.value_text, o.unit, o.period.end if o.period else "") for o in extraction.observations]
    assert found == [
        ("临江市", "钢材产量", "320.5", "万吨", "2023-08-31"),
        ("临江市", "钢材产量同比增长", "6.1", "%", "2023-08-31"),
        ("临江市", "工业用电量", "41.2", "亿千瓦时", "2023-08-31"),
        ("临江市", "工业用电量同比下降", "2.3", "%", "2023-08-31"),
        ("临江经济开发区", "产值", "512.3", "亿元", "2023-08-31"),
        ("临江经济开发区", "产值增速", "7.5", "%", "2023-08-31"),
        ("东港工业园区", "产值", "88.6", "亿元", "2023-08-31"),
        ("东港工业园区", "产值下降", "1.2", "%", "2023-08-31"),
    ]
    for one in extraction.observations:
        assert source[one.span.begin : one.span.end] == one.value_text
        line = source[one.sentence.begin : one.sentence.end]
        assert "\n" not in line
        assert one.value_text in line
