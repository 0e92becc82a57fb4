"""What a number measures, in words: whole labels, in sentences of our own."""

from __future__ import annotations

from dataclasses import replace

import pytest
import spacy

from extract.layers import make_doc
from extract.numbers.quantities import add_quantities
from extract.observations.labels import label_of, mend
from extract.observations.subjects import Context
from extract.text.sentences import add_sentences
from ontology.facts import Document, Span


class Pointing:
    """A reader that points at one phrase with one probability."""

    def __init__(self, text, phrase, probability):
        self.begin, self.end, self.probability = text.index(phrase), text.index(phrase) + len(phrase), probability

    def subject_scores(self, quantity, mentions):
        return [1 / len(mentions)] * len(mentions)

    def indicator_guess(self, quantity):
        return self.begin, self.end, self.probability

    def fact_probability(self, quantity):
        return 1.0


def labels(text, phrase="", probability=0.95):
    """Return the label of each number; with a phrase, as a reader sees it that points there."""
    doc = make_doc(spacy.blank("zh").vocab, Document("d", text, "", issued="2024-10-21"))
    add_sentences(doc)
    add_quantities(doc)
    context = Context.of(doc)
    reading = Pointing(text, phrase, probability) if phrase else None
    return [label_of(q, context, reading) for q in doc._.quantities if not q.optional]


WHOLE = [
    ("growth after its amount", "上半年机床产业营业收入40亿元，同比增长8%。", ["机床产业营业收入", "机床产业营业收入同比增长"]),
    ("growth of growth", "前三季度纺织业产出同比增长8.4%，增速比一季度快了0.7个百分点。", ["纺织业产出同比增长", "纺织业产出增速比一季度快"]),
    ("share of what was named", "去年软件业务收入30亿元，占全省的16%。", ["软件业务收入", "软件业务收入占全省"]),
    ("share by a shorter name", "规模以上轴承制造业增加值同比增长7%，增加值占规模以上工业比重为33%。", ["规模以上轴承制造业增加值同比增长", "规模以上轴承制造业增加值占规模以上工业比重"]),
    ("points on a share", "高技术产业投资占全部投资比重达40%，较去年提高3个百分点。", ["高技术产业投资占全部投资比重", "高技术产业投资占全部投资比重较去年提高"]),
    ("a generic noun alone", "涉农贷款余额110亿元，增速13%。", ["涉农贷款余额", "涉农贷款余额增速"]),
    ("the clause before names it", "创业街日均客流量，今年3月比去年11月增长21%。", ["创业街日均客流量比去年11月增长"]),
    ("a head that all items share", "船舶制造业、铸造业用工景气指数分别为54%、52%。", ["船舶制造业用工景气指数", "铸造业用工景气指数"]),
    ("a head known as such", "风力、太阳能发电量同比分别增长16%、7%。", ["风力发电量同比增长", "太阳能发电量同比增长"]),
    ("no date in the first item", "上半年钢材、水泥产量同比分别增长6%、7%。", ["钢材产量同比增长", "水泥产量同比增长"]),
    ("a bracket that explains", "虚拟现实产业总规模（含硬件、软件）超过30亿元。", ["虚拟现实产业总规模"]),
    ("no conjunction left over", "约70%的蔬菜和50%的水果来自大棚。", ["蔬菜", "水果"]),
    ("what came, not what is there", "推介会一下子吸引了四百多家企业。", ["吸引企业"]),
    ("what was saved", "新航线每年减少2亿元物流成本。", ["减少物流成本"]),
    ("what befell it", "昨夜大风中，30座大棚被毁坏。", ["大棚被毁坏"]),
    ("a level is no country", "园区建成2个国家级和5个省级研究院。", ["国家级", "省级研究院"]),
    ("a noun of one character with its bracket", "业务覆盖298个县（市、区）。", ["覆盖县（市、区）"]),
    ("a list before a comma", "船舶完工量、手持订单量和返修量，分别达到30万吨、50万吨和2万吨。", ["船舶完工量", "手持订单量", "返修量"]),
    ("no head for what stands before another", "办理退税人次、旅客收入、旅客人均消费分别增长3%、4%、5%。", ["办理退税人次增长", "旅客收入增长", "旅客人均消费增长"]),
    ("one figure beside two", "轴承制造业增加值同比增长9%，增速分别比同期采矿业、纺织业高3个和2个百分点。", ["轴承制造业增加值同比增长", "轴承制造业增加值增速比同期采矿业高", "轴承制造业增加值增速比同期纺织业高"]),
    ("a share of a list in one year", "云溪县2022年纺织业和船舶业占规模工业比重分别为30%和20%。", ["纺织业占规模工业比重", "船舶业占规模工业比重"]),
    ("what goes by several places", "经东门和西门通行的货运专线分别达到12条、9条。", ["货运专线", "货运专线"]),
    ("the whole length", "该段全长12公里。", ["全长"]),
    ("what is there", "云溪县建成数字化车间13个，拥有8家研究所。", ["数字化车间", "研究所"]),
    ("moved to", "轴承出口增速提升至6.8%。", ["轴承出口增速"]),
    ("reached, in one word", "晚会全媒体总触达30亿次。", ["晚会全媒体总触达"]),
    ("came new to it", "储能装机规模达到9亿千瓦，新增2亿千瓦。", ["储能装机规模", "储能装机规模新增"]),
    ("a particle in a word", "去年，双向投资累计超过30亿元。", ["双向投资"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in WHOLE], ids=[case[0] for case in WHOLE])
def test_label_is_whole(text, expected):
    assert labels(text) == expected


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("云溪县一般公共预算支出17亿元，同比增长3.8%。", "同比增长", "一般公共预算支出同比增长"),
        ("轴承行业采购经理指数较上月上升0.3个百分点。", "采购经理指数", "轴承行业采购经理指数较上月上升"),
        ("生物制造领域专利申请量全球占比超过20%。", "专利申请量全球占比", "生物制造领域专利申请量全球占比"),
    ],
)
def test_readers_phrase_that_says_less_gives_way(text, phrase, expected):
    assert labels(text, phrase)[-1].endswith(expected)


def test_readers_phrase_is_taken_where_it_is_sure():
    text = "会上发布了12个关于轴承的行业标准。"
    assert labels(text, "行业标准") == ["行业标准"]
    assert labels(text, "会上", 0.5) != ["会上"]


@pytest.mark.parametrize(
    ("text", "label", "whole"),
    [
        ("实验站获取科学数据超过30TB。", "取科学数据", "获取科学数据"),
        ("云溪县省内电力市场化交易电量30亿度。", "内电力市场化交易电量", "省内电力市场化交易电量"),
        ("三年来有望拉动投资300亿元。", "望拉动投资", "拉动投资"),
        ("家电以旧换新惠及80万人次。", "家电以旧换新惠", "家电以旧换新惠及"),
        ("轴承厂涉案金额高达80万元。", "涉案金额高", "涉案金额"),
        ("售价已经最高达80万元。", "售价", "售价"),
        ("云溪县12个环节约用时80天。", "环节", "环节"),  # 约 is of the number
        ("井架高达80米。", "井架高", "井架高"),  # how high it is
        ("云溪县产值80亿元。", "厂房", "厂房"),  # nowhere there
    ],
)
def test_a_label_begins_and_ends_with_whole_words(text, label, whole):
    doc = make_doc(spacy.blank("zh").vocab, Document("d", text, "", issued="2024-10-21"))
    add_sentences(doc)
    add_quantities(doc)
    assert mend(text, doc._.quantities[-1], label) == whole


def test_the_end_of_a_unit_that_begins_a_word_is_given_back():
    text = "近日，商务、水利等13部门联合印发通知。"
    doc = make_doc(spacy.blank("zh").vocab, Document("d", text, "", issued="2024-10-21"))
    add_sentences(doc)
    add_quantities(doc)
    for number in doc._.quantities:
        number = replace(number, span=Span(text.index("13"), text.index("门")))
        assert mend(text, number, "门联合印发") == "部门联合印发"


def test_half_a_bracket_is_cut():
    text = "白沙区谋划建设12个重大项目（东园、西园等）。"
    assert labels(text, "重大项目（东园") == ["重大项目"]


def test_a_rate_is_not_what_is_counted():
    text = "147个国考断面水质优良率达98.6%。"
    assert labels(text, "国考断面", 0.4)[0] == "国考断面"


@pytest.mark.parametrize("text", ["落实“四个优先”政策。", "统筹国内国际两个大局。", "大米送进千家万户。", "四套班子领导出席。", "七家子村的牧场很大。"])
def test_sayings_and_names_count_nothing(text):
    assert labels(text) == []


@pytest.mark.parametrize("text", ["青禾机械有两家子公司。", "园区引进四家企业。"])
def test_counts_beside_them_stay(text):
    assert len(labels(text)) == 1
