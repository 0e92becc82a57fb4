"""Industries, units and families of indicators behind free words; the Turtle is what the tables give."""

from decimal import Decimal
from importlib.resources import files

import pytest
from rdflib import RDF, SKOS, Graph, URIRef

from ontology import terms
from ontology.concepts import (
    concept_iri,
    concepts_turtle,
    family_of,
    find_industry_concept,
    industry_label,
    read_unit,
    units,
)


@pytest.fixture(scope="module")
def graph():
    return Graph().parse(str(files("ontology") / "concepts.ttl"))


def test_turtle_is_what_the_tables_give():
    assert (files("ontology") / "concepts.ttl").read_text(encoding="utf-8") == concepts_turtle()


def test_scheme_has_all_sections_and_divisions(graph):
    concepts = set(graph.subjects(SKOS.inScheme, URIRef(terms.INDUSTRY)))
    tops = set(graph.subjects(SKOS.topConceptOf, URIRef(terms.INDUSTRY)))
    assert (len(tops), len(concepts)) == (20, 117)
    for concept in concepts - tops:
        assert graph.value(concept, SKOS.broader) in tops
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        labels = [label for label in graph.objects(concept, SKOS.prefLabel) if label.language == "zh"]
        assert len(labels) == 1, concept


INDUSTRIES = [
    ("新能源汽车产业", "36", "broad"),
    ("汽车产业", "36", "close"),
    ("生物医药", "27", "broad"),
    ("低空经济", "56", "broad"),
    ("集成电路产业链", "39", "broad"),
    ("装备制造业", "C", "broad"),
    ("制造业", "C", "close"),
    ("软件和信息技术服务业", "65", "close"),
    ("风电装备制造产业", "38", "broad"),
    ("食品加工产业", "14", "broad"),
    ("特色农产品加工", "13", "broad"),
    ("铝加工产业", "32", "broad"),
    ("智能农机产业", "35", "broad"),
    ("现代物流业", "G", "broad"),
    ("文化旅游", "78", "broad"),
    ("农业", "01", "close"),
    ("金融业", "J", "close"),
]


@pytest.mark.parametrize(("name", "code", "match"), INDUSTRIES)
def test_industry_finds_its_division(name, code, match):
    assert find_industry_concept(name) == (code, match)
    assert industry_label(code)
    assert concept_iri(code).endswith(f"/{code}")


@pytest.mark.parametrize("name", ["", "县域经济", "主导产业", "三大产业", "产业"])
def test_vague_industry_finds_nothing(name):
    assert find_industry_concept(name) is None


UNITS = [
    ("亿元", "元", "100000000"),
    ("万元", "元", "10000"),
    ("万亿元", "元", "1000000000000"),
    ("亿美元", "美元", "100000000"),
    ("万吨", "千克", "10000000"),
    ("平方公里", "平方米", "1000000"),
    ("万亩", "平方米", "6666666.667"),
    ("公顷", "平方米", "10000"),
    ("万千瓦", "瓦", "10000000"),
    ("亿千瓦时", "千瓦时", "100000000"),
    ("GWh", "千瓦时", "1000000"),
    ("家", "个", "1"),
    ("万人", "人", "10000"),
    ("%", "%", "1"),
    ("％", "%", "1"),
    ("个百分点", "百分点", "1"),
    ("千米", "米", "1000"),
    ("百万千瓦", "瓦", "1000000000"),
]


@pytest.mark.parametrize(("written", "base", "factor"), UNITS)
def test_unit_has_base_and_factor(written, base, factor):
    unit = read_unit(written)
    assert (unit.base, unit.factor) == (base, Decimal(factor))


@pytest.mark.parametrize("written", ["", "万", "某", "亿亿元"])
def test_what_is_no_unit_is_none(written):
    assert read_unit(written) is None


def test_every_base_unit_is_a_unit_of_itself():
    for unit in units().values():
        base = units()[unit.base]
        assert (base.base, base.factor) == (unit.base, 1)


FAMILIES = [
    ("规上工业产值", "产值"),
    ("规上工业增加值", "增加值"),
    ("地区生产总值", "地区生产总值"),
    ("营业收入", "营业收入"),
    ("利润总额", "利润"),
    ("税收", "税收"),
    ("固定资产投资", "投资"),
    ("贷款余额", "融资"),
    ("进出口总额", "进出口"),
    ("规上企业", "企业数"),
    ("重点项目", "项目数"),
    ("带动就业", "就业"),
    ("占地面积", "面积"),
    ("原煤产量", "产量"),
    ("年产能", "产能"),
    ("研发投入", "研发"),
    ("发明专利", "专利"),
    ("常住人口", "人口"),
    ("全国排名", "排名"),
    ("某某", "其他"),
]


@pytest.mark.parametrize(("label", "family"), FAMILIES)
def test_indicator_has_a_family(label, family):
    assert family_of(label) == family
