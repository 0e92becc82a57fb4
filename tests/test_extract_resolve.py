"""Which of a document's names are one thing: each rule joins one pair and leaves another apart."""

import pytest
import spacy
from marked import unmark

from extract.layers import make_doc
from extract.names.decided import trim
from extract.names.resolve import add_entities, fold, group_names
from extract.text.sentences import add_sentences
from ontology.facts import Document, Kind

JOINED = [
    ("introduced", "[青禾湖新能源有限公司|Company]（以下简称“[禾能|Company]”）投产，[禾能|Company]扩产。"),
    ("abbreviation", "[云岭铜业有限公司|Company]投产。[云岭铜业|Company]扩产。"),
    ("another name in brackets", "[《云岭贸易伙伴协定》（YLP）|Policy]生效。[YLP|Policy]带来机遇。"),
    ("region with and without level", "[重庆市|Region]发布。[重庆|Region]提速。"),
    ("whole region", "[吕梁|Region]发布。[吕梁全市|Region]提速。"),
    ("area with 一带", "[珠三角|Region]发布。[珠三角一带|Region]提速。"),
    ("town after its county", "[潜山青禾镇|Region]发布。[青禾镇|Region]提速。"),
    ("industry and chain", "[光伏产业|Industry]壮大。[光伏产业链|Industry]延伸。"),
    ("industry and 制造业", "[汽车产业|Industry]壮大。[汽车制造业|Industry]增长。"),
    ("industry and 业", "[纺织服装|Industry]壮大。[纺织服装业|Industry]增长。"),
    ("above the designated size", "[装备制造业|Industry]壮大。[规上装备制造业|Industry]增长。"),
    ("region's industry", "[浦口区集成电路产业|Industry]壮大。[集成电路产业|Industry]增长。"),
    ("size of a cluster", "[储能产业集群|Cluster]壮大。[2000亿元级储能产业集群|Cluster]成形。"),
    ("title with and without level", "获评[国家级专精特新“小巨人”企业|Designation]。[专精特新“小巨人”企业|Designation]增多。"),
    ("goods and 产品", "生产[单晶硅棒|Product]。[单晶硅棒产品|Product]畅销。"),
    ("firm and its legal form", "[青禾|Company]、[青禾集团|Company]和[青禾智家股份有限公司|Company]。"),
    ("industry, its 制造 and its 产业", "[生物制造|Industry]壮大。[生物制造产业|Industry]增长。"),
    ("meeting by its characters", "[链博会|Event]开幕。[首届中国国际供应链促进博览会|Event]闭幕。"),
    ("this meeting", "[本届云博会|Event]开幕。[第六届云博会|Event]闭幕。"),
    ("meeting by its last word", "[首届云岭产业投资推介会|Event]开幕。[推介会|Event]闭幕。"),
    ("called alike in quotes", "推出[“云流”评价体系|Programme]。[“云流”创新能力评价体系|Programme]推广。"),
    ("campaign by its end", "开展[学习云岭精神主题教育|Programme]。[主题教育|Programme]深入。"),
    ("family name of a foreigner", "[伊凡·云列维奇|Person]介绍。[云列维奇|Person]说。"),
    ("zone with its region", "[湖南云江新区|Park]扩建。[云江新区|Region]招商。"),
    ("this project", "[云岭10万千瓦光伏项目|Project]开工。[该光伏项目|Project]投产。"),
    ("who holds the office", "[王云|Person]总书记致辞。[总书记|Person]强调开放。"),
    ("administration in short", "[国家云岭监督管理总局|GovernmentBody]发布。[国家云岭监管总局|GovernmentBody]介绍。"),
    ("company read as bank", "[云岭信贷|Company]成立。[云岭信贷|FinancialInstitution]放款。"),
]  # fmt: skip


@pytest.mark.parametrize("marked", [row[1] for row in JOINED], ids=[row[0] for row in JOINED])
def test_group_names_joins_the_first_two(marked):
    text, names = unmark(marked)
    groups = group_names(text, names)
    assert any({names[0], names[1]} <= set(group) for group in groups)


APART = [
    ("other meeting's number", "[第五届云博会|Event]开幕。[第六届云博会|Event]闭幕。"),
    ("two meetings of one kind", "[推介会|Event]开幕。[云岭推介会|Event]、[云山推介会|Event]闭幕。"),
    ("place called after a title", "实施[“东云西算”工程|Programme]。[“东云西算”工程国家算力枢纽节点|Programme]建成。"),
    ("goods inside a firm's name", "[广汽云岭新能源汽车有限公司|Company]扩产。[新能源汽车|Product]畅销。"),
    ("shorter goods", "生产[大型收割机|Product]。[收割机|Product]畅销。"),
    ("other company", "[云岭铜业有限公司|Company]投产。[云山铜业|Company]扩产。"),
    ("firm of the same owner", "[青禾|Company]、[青禾集团|Company]和[青禾智家股份有限公司|Company]。"),
    ("other regions without code", "[中国|Region]出口到[非洲|Region]。"),
    ("areas", "[长三角|Region]与[京津冀|Region]。"),
    ("town of another name", "[潜山青禾镇|Region]发布。[云岭镇|Region]提速。"),
    ("traditional and 制造业", "[传统产业|Industry]升级。[传统制造业|Industry]升级。"),
    ("goods and their industry", "[无花果|Product]丰收。[无花果产业|Industry]壮大。"),
    ("industry that a region's name would be left of", "[江苏|Region]发布。[江苏制造业|Industry]增长。"),
    ("新 is no region", "[能源|Industry]保供。[新能源|Industry]壮大。"),
    ("industries of other names", "[光伏产业|Industry]壮大。[风电产业|Industry]壮大。"),
    ("titles of other levels", "获评[国家级绿色工厂|Designation]。[省级绿色工厂|Designation]增多。"),
    ("park and the park in brackets", "[云岭片区（双福工业园）|Park]开工。[双福工业园|Park]投产。"),
    ("office that nobody here holds", "[王云|Person]致辞。[总书记|Person]强调开放。"),
    ("person and company", "[云岭|Company]投产。[张云岭|Person]介绍。"),
]


@pytest.mark.parametrize(("case", "marked"), APART, ids=[row[0] for row in APART])
def test_group_names_keeps_apart(case, marked):
    text, names = unmark(marked)
    groups = group_names(text, names)
    last = names[-1] if case == "firm of the same owner" else names[1]
    assert not any({names[0], last} <= set(group) for group in groups)


def test_group_names_puts_each_name_in_one_group_in_order():
    text, names = unmark("".join(row[1] for row in JOINED))
    groups = group_names(text, names)
    assert sorted(n.span for group in groups for n in group) == [n.span for n in names]
    assert [group[0].span for group in groups] == sorted(group[0].span for group in groups)


def test_group_names_of_nothing():
    assert group_names("", []) == []


FOLDS = [
    ("新能源汽车产业集群", Kind.CLUSTER, "新能源汽车"),
    ("产业链", Kind.INDUSTRY, "产业链"),
    ("农业", Kind.INDUSTRY, "农业"),
    ("第五批“小巨人”企业", Kind.DESIGNATION, "小巨人企业"),
    ("产品", Kind.PRODUCT, "产品"),
]


@pytest.mark.parametrize(("name", "kind", "expected"), FOLDS, ids=[row[0] for row in FOLDS])
def test_fold_keeps_what_names(name, kind, expected):
    assert fold(name, kind) == expected


TRIMMED = [
    ("[云岭市制造业领军企业名单|Designation]", "云岭市制造业领军企业"),
    ("[省级绿色工厂荣誉称号|Designation]", "省级绿色工厂"),
    ("[省级绿色工厂|Designation]", "省级绿色工厂"),
    ("[《云岭市企业名单》|Policy]", "《云岭市企业名单》"),
    ("[云岭市场准入负面清单|Policy]", "云岭市场准入负面清单"),
    ("[红名单|Designation]", "红名单"),
]


@pytest.mark.parametrize(("marked", "expected"), TRIMMED, ids=[row[0] for row in TRIMMED])
def test_trim_takes_the_list_off_a_title(marked, expected):
    text, (name,) = unmark(marked)
    span = trim(text, name).span
    assert text[span.begin : span.end] == expected


def test_goods_called_like_their_firm_are_the_firm():
    text, names = unmark("[合肥云蓝电器有限公司|Company]扩产。[云蓝电器|Product]获贷，[云蓝电器|Product]投产。")
    assert [(len(group), {name.kind for name in group}) for group in group_names(text, names)] == [(3, {Kind.COMPANY})]


def resolved(marked):
    text, names = unmark(marked)
    doc = add_sentences(make_doc(spacy.blank("zh").vocab, Document("d", text, "")))
    doc._.names = names
    return add_entities(doc)


def test_home_inside_an_organs_name_is_an_entity_that_words_point_to():
    doc = resolved("1—5月全市工业简况\n[湖州市统计局|GovernmentBody]　2024年6月20日\n5月份，全市产值增长。\n全市投资上升，用电量增加。")
    (key,) = doc._.home
    assert {e.key: e.names[0] for e in doc._.entities}[key] == "湖州市"
    assert [(m.anchor, m.deictic) for m in doc._.mentions if m.entity == key] == [("全市", True), ("湖州市", False), ("全市", True), ("全市", True)]


def test_organ_of_the_homes_level_is_the_homes():
    doc = resolved("[湖州市|Region]工业提速\n[湖州市|Region]产值增长。[湖州市能源局|GovernmentBody]发布数据。[市能源局|GovernmentBody]要求节电。全市投资上升。")
    organs = [e for e in doc._.entities if e.kind is Kind.GOVERNMENT]
    assert [e.names for e in organs] == [("湖州市能源局", "市能源局")]
    assert sum(m.entity == organs[0].key for m in doc._.mentions) == 2
