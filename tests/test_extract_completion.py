"""What a label needs beside the subject that was chosen, in sentences of our own."""

from __future__ import annotations

import pytest
import spacy

from extract.layers import make_doc
from extract.numbers.quantities import add_quantities
from extract.observations.completion import complete_label, finish, measures_nothing
from extract.observations.labels import label_of
from extract.observations.subjects import Context
from extract.text.sentences import add_sentences
from ontology.facts import Document, Entity, Kind, Mention, Span


def completed(text, subject, *names, kind=Kind.REGION):
    """Return the completed label of each number about `subject`; `names` are other names of the text, as industries."""
    doc = make_doc(spacy.blank("zh").vocab, Document("d", text, "", issued="2024-10-21"))
    add_sentences(doc)
    add_quantities(doc)
    for key, name in enumerate((subject, *names)):
        doc._.entities.append(Entity(str(key), kind if key == 0 else Kind.INDUSTRY, (name,)))
        at = text.find(name)
        while at >= 0:
            doc._.mentions.append(Mention(Span(at, at + len(name)), name, str(key)))
            at = text.find(name, at + 1)
    doc._.mentions.sort(key=lambda mention: mention.span.begin)
    context = Context.of(doc)
    own = next(mention for mention in doc._.mentions if mention.entity == "0")
    found, before = [], None
    for quantity in doc._.quantities:
        if not quantity.optional:
            label = complete_label(quantity, context, label_of(quantity, context), own, before)
            before = (label, quantity)
            found.append(label)
    return found


CASES = [
    ("who bears it, a clause before", "云溪县规模以上轴承企业实现营业收入40亿元，利润同比增长8%。", "云溪县", ["规模以上轴承企业实现营业收入", "规模以上轴承企业利润同比增长"]),
    ("who bears it, before its verb", "在云溪县，骨干铸造企业已累计完成投资9亿元。", "云溪县", ["骨干铸造企业完成投资"]),
    ("what a sum is of", "云溪县今年签约机床项目12个，总投资30亿元。", "云溪县", ["签约机床项目", "签约机床项目总投资"]),
    ("what contributes", "云溪县居民消费对经济增长的贡献率达到40%。", "云溪县", ["居民消费对经济增长的贡献率"]),
    ("a reduced time", "云溪县企业开办平均时间由5个工作日压缩至1个工作日。", "云溪县", ["企业开办平均时间", "企业开办平均时间"]),
    ("growth of what grew before", "云溪县规模以上工业增加值同比增长5%，其中轴承制造业增长9%。", "云溪县", ["规模以上工业增加值同比增长", "轴承制造业增加值增长"]),
    ("all that one number counts", "大会吸引40家企业、机构参展。", "大会", ["吸引企业、机构参展"]),
    ("the others of them", "云溪县为联盟其他14个成员提供服务。", "云溪县", ["其他成员"]),
    ("a threshold before it", "云溪县年收入在500万元以下商户占客户总数的比例超过70%。", "云溪县", ["年收入在500万元以下商户占客户总数的比例"]),
    ("what was done with them", "云溪县撤并了5个工业小区。", "云溪县", ["撤并工业小区"]),
    ("who was talked to", "云溪县依法对12家网站予以约谈。", "云溪县", ["约谈网站"]),
    ("the rate of it", "云溪县每天处理废水3万吨。", "云溪县", ["每天处理废水"]),
    ("its rate in a word", "云溪县的车间一分钟下线两台机床。", "云溪县", ["一分钟下线机床"]),
    ("funds that go somewhere", "云溪县将科技资金的80%投入轴承研发。", "云溪县", ["科技资金投入轴承研发"]),
    ("what grew, said after", "云溪县轴承产值实现20%以上增长。", "云溪县", ["轴承产值增长"]),
    ("what a verb got", "云溪县在展会上达成5000万元的意向合作。", "云溪县", ["达成意向合作"]),
    ("a noun that the reader left", "云溪县轴承和铸件累计产量接近30万吨。", "云溪县", ["轴承和铸件累计产量"]),
    ("one of two that a list has", "云溪县轴承产销量同比分别增长3%、5%。", "云溪县", ["轴承产量同比增长", "轴承销量同比增长"]),
    ("its rate, said alone", "云溪县变化不小。每天，平均有300辆机床下线。", "云溪县", ["每天机床下线"]),
    ("what ranks", "云溪县外贸进出口总值30亿元，同比增长40%，增速居全国第二。", "云溪县", ["外贸进出口总值", "外贸进出口总值同比增长", "外贸进出口总值增速"]),
    ("a noun past a date", "云溪县机床一季度出口增长60%。", "云溪县", ["机床出口增长"]),
    ("its opening quote", "云溪县“链长”企业产值达到30亿元。", "云溪县", ["“链长”企业产值"]),
    ("a part of a whole, and what it did", "云溪县60%的规上企业接入了云平台。", "云溪县", ["规上企业接入云平台"]),
]


@pytest.mark.parametrize(("text", "subject", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_label_says_with_its_subject_what_is_measured(text, subject, expected):
    assert completed(text, subject) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("云溪县沿线11省市外贸进出口总值达到30亿元。", "外贸进出口总值"), ("云溪县4面高约5米的展墙吸引商户。", "展墙高度")], ids=["provinces and cities", "how high they are"]
)
def test_a_label_beside_a_number_before_it(text, expected):
    assert completed(text, "云溪县")[-1] == expected


def test_a_name_before_it_belongs_to_a_label_unless_it_is_the_subject():
    text = "云溪县轴承制造业增势明显，产值同比增长4%。"
    assert completed(text, "云溪县", "轴承制造业") == ["轴承制造业产值同比增长"]
    assert completed(text, "轴承制造业", "云溪县", kind=Kind.INDUSTRY) == ["产值同比增长"]


def test_what_the_clause_before_measures_itself_is_not_carried():
    assert completed("云溪县工业总产值增长9%，社会消费品零售总额增长6%。", "云溪县")[1] == "社会消费品零售总额增长"


def test_one_number_of_a_list_keeps_its_own_name():
    text = "机床制造业、轴承制造业投资增速分别达到20%、17%。"
    assert completed(text, "机床制造业", "轴承制造业", kind=Kind.INDUSTRY)[0] in {"投资增速", "机床制造业投资增速"}


def numbers(text):
    doc = make_doc(spacy.blank("zh").vocab, Document("d", text, "", issued="2024-10-21"))
    add_sentences(doc)
    add_quantities(doc)
    return doc._.quantities


def test_words_that_measure_nothing_are_known():
    text = "云溪县有3个镇。"
    (number,) = numbers(text)
    assert all(measures_nothing(text, number, word) for word in ("日夜", "排队", "大关", "2006年", "大类"))
    assert not any(measures_nothing(text, number, word) for word in ("产值", "企业", "耕地"))


@pytest.mark.parametrize(("text", "named"), [("云溪县与东盟10国贸易额增长。", True), ("云溪县产品销往10国。", False)])
def test_a_number_inside_a_name_of_members_measures_nothing(text, named):
    number = next(number for number in numbers(text) if number.unit == "国")
    assert measures_nothing(text, number, "贸易额") is named


def test_a_quote_that_lacks_its_end_gets_it():
    text = "云溪县“灯塔工厂”增至50座，“新三样”一季度出口增长6%。"
    workshops, exports = numbers(text)
    assert finish(text, workshops, "“灯塔工厂") == "“灯塔工厂”"
    assert finish(text, exports, "“新三样出口增长") == "“新三样”出口增长"
    assert finish(text, exports, "“别的出口增长") == "“别的出口增长"


@pytest.mark.parametrize(("text", "whole"), [("云溪县每天都有成百上千辆整车出口。", "每天整车出口"), ("云溪县每天汇集上亿条数据。", "每天汇集数据"), ("云溪县每天穿上30件新衣。", "每天穿上新衣")])
def test_the_beginning_of_a_number_in_words_is_no_verb(text, whole):
    label = whole.removeprefix("每天").removeprefix("汇集").removeprefix("穿上")
    for number in numbers(text):
        assert finish(text, number, label) == whole
