"""Decided names of our own sentences: what must be found, and what must not."""

import time

import pytest
import spacy

from extract.layers import make_doc
from extract.names import decided as _names
from extract.text.sentences import add_sentences
from ontology.facts import Document


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("zh")
    nlp.add_pipe("chanmai_names")
    return nlp


def find(nlp, text):
    doc = add_sentences(make_doc(nlp.vocab, Document(identifier="x", text=text, sha256="")))
    doc = nlp.get_pipe("chanmai_names")(doc)
    return doc, {(doc.text[n.span.begin : n.span.end], n.kind.value) for n in doc._.names}


FIRES = [
    ("legal form", "日前，青禾湖新能源科技有限公司在园区投产。", "青禾湖新能源科技有限公司|Company"),
    ("address chain", "走进甘肃省武威市凉州区的厂房。", "凉州区|Region"),
    ("bank branch", "中国农业银行陇西县支行发放贷款3000万元。", "中国农业银行陇西县支行|FinancialInstitution"),
    ("bureau", "陇西县工业和信息化局负责人介绍了情况。", "陇西县工业和信息化局|GovernmentBody"),
    ("committee with and", "河曲县住房和城乡建设局派人到现场服务。", "河曲县住房和城乡建设局|GovernmentBody"),
    ("university", "企业与兰州理工大学共建了研发平台。", "兰州理工大学|Institution"),
    ("park", "目前已有40家企业入驻青湖数字经济产业园。", "青湖数字经济产业园|Park"),
    ("development zone", "武威经济技术开发区新签约项目12个。", "武威经济技术开发区|Park"),
    ("cluster", "全县着力打造装备制造产业集群。", "装备制造产业集群|Cluster"),
    ("industry list", "全市培育新能源、新材料、生物医药等产业。", "新材料|Industry"),
    ("person with title", "陇西县委书记王明远说，项目进展顺利。", "王明远|Person"),
    ("book", "当地印发《关于支持马铃薯产业发展的若干措施》。", "《关于支持马铃薯产业发展的若干措施》|Policy"),
    ("designation", "公司获评国家级专精特新“小巨人”企业。", "国家级专精特新“小巨人”企业|Designation"),
    ("short name", "青禾湖新能源科技有限公司（以下简称“青禾湖新能”）落户。青禾湖新能计划扩产。", "青禾湖新能|Company"),
    ("congress", "深入学习贯彻党的二十大精神。", "党的二十大|Event"),
]
SILENT = [
    ("bureau in a pattern", "加快形成新发展格局，优化产业布局。", "GovernmentBody"),
    ("only points", "公司产品远销海外，企业效益稳步提升。", "Company"),
    ("market", "产品畅销国内市场和国际市场。", "Facility"),
    ("person after verb", "工作人员正在介绍产品。", "Person"),
    ("place sense", "工人们在和平的环境中生活。", "Region"),
    ("city words", "振兴乡村，建设特色小镇。", "Region"),
]


@pytest.mark.parametrize(("text", "name"), [case[1:] for case in FIRES], ids=[case[0] for case in FIRES])
def test_names_are_found(nlp, text, name):
    _, found = find(nlp, text)
    assert tuple(name.split("|")) in found


@pytest.mark.parametrize(("text", "kind"), [case[1:] for case in SILENT], ids=[case[0] for case in SILENT])
def test_names_are_not_invented(nlp, text, kind):
    _, found = find(nlp, text)
    assert kind not in {k for _, k in found}


def test_names_do_not_overlap_and_stand_in_order(nlp):
    doc, _ = find(nlp, "".join(case[1] for case in FIRES))
    spans = [n.span for n in doc._.names]
    assert all(a.end <= b.begin for a, b in zip(spans, spans[1:], strict=False))
    assert all(0 <= n.confidence <= 1 for n in doc._.names)


@pytest.mark.parametrize("unit", ["（", "“", "、", "公司", "产业园", "中国", "1", "局长王", "和"])
def test_names_take_linear_time(nlp, unit):
    def cost(size):
        text = unit * (size // len(unit))
        begun = time.process_time()
        find(nlp, text)
        return time.process_time() - begun

    cost(2_000)
    assert cost(50_000) < 20


def test_names_of_nothing_are_none(nlp):
    assert find(nlp, "")[1] == set()


_ = _names


@pytest.mark.parametrize(
    ("text", "name"),
    [("全区“2+4”现代产业集群提速", "“2+4”现代产业集群"), ("我市青禾机械厂投产", "青禾机械厂"), ("该县青禾机械厂投产", "青禾机械厂"), ("【快讯】青禾机械厂投产", "青禾机械厂")],
)
def test_names_heard_lose_the_word_that_points(text, name):
    read = [_names.heard(0, text.index(name) + len(name), "Company", 0.9, best=True)]
    assert [text[g.span.begin : g.span.end] for g in _names.all_guesses(text, read) if g.source == _names.BEST] == [name]


@pytest.mark.parametrize("name", ["全市场监管服务平台", "全区", "本级财政", "各乡里人家"])
def test_names_heard_keep_what_only_looks_like_it(name):
    read = [_names.heard(0, len(name), "Facility", 0.9, best=True)]
    assert [g.span.end - g.span.begin for g in _names.all_guesses(name, read) if g.source == _names.BEST] == [len(name)]


def test_two_organisations_heard_as_one_are_two():
    text = "国家电网与浙江大学共建实验室"
    read = [_names.heard(0, 9, "Institution", 0.6, best=True)]
    assert {text[g.span.begin : g.span.end] for g in _names.all_guesses(text, read) if g.source == _names.BEST} == {"国家电网", "浙江大学"}


@pytest.mark.parametrize(("name", "kind"), [("青岚市发展和改革委员会", "GovernmentBody"), ("中国物流与采购联合会", "Institution"), ("青岚船舶与海洋工程研究院", "Institution")])
def test_an_organisation_with_and_in_its_name_stays_one(name, kind):
    text = f"{name}发布公告"
    read = [_names.heard(0, len(name), kind, 0.6, best=True)]
    assert [text[g.span.begin : g.span.end] for g in _names.all_guesses(text, read) if g.source == _names.BEST] == [name]


def test_the_end_of_a_trade_word_is_no_begin_of_a_name():
    text = "装备供应商青岚智能机器有限公司投产"
    read = [_names.heard(4, 15, "Company", 0.6, best=True)]
    assert [text[g.span.begin : g.span.end] for g in _names.all_guesses(text, read) if g.source == _names.BEST] == ["青岚智能机器有限公司"]
    text = "商丘机床有限公司投产"
    read = [_names.heard(0, 8, "Company", 0.6, best=True)]
    assert [text[g.span.begin : g.span.end] for g in _names.all_guesses(text, read) if g.source == _names.BEST] == ["商丘机床有限公司"]
