"""What is told of counted nouns, shares and bare figures, in sentences of our own."""

from __future__ import annotations

import pytest
import spacy

from extract.layers import make_doc
from extract.numbers.quantities import add_quantities
from extract.observations.predicates import with_predicate
from extract.observations.subjects import Context
from extract.text.sentences import add_sentences
from ontology.facts import Document, Entity, Kind, Mention, Span


def told(text, *labels, subject="云溪县"):
    """Return each number's label made of `labels`, about `subject`; those before serve as the labels before."""
    doc = make_doc(spacy.blank("zh").vocab, Document("d", text, "", issued="2024-10-21"))
    add_sentences(doc)
    add_quantities(doc)
    doc._.entities.append(Entity("0", Kind.REGION, (subject,)))
    at = max(text.find(subject), 0)
    doc._.mentions.append(Mention(Span(at, at + len(subject)), subject, "0"))
    context = Context.of(doc)
    found, before = [], None
    quantities = [quantity for quantity in doc._.quantities if not quantity.optional]
    for quantity, label in zip(quantities, labels, strict=True):
        found.append(with_predicate(quantity, context, label, doc._.mentions[0], before))
        before = (found[-1], quantity)
    return found


CASES = [
    ("a verb that reaches", "云溪县的轴承远销30个国家。", ["国家"], ["远销国家"]),
    ("its own subject, past a list", "云溪县轴承厂业务覆盖泰国、越南等12个国家。", ["国家"], ["业务覆盖国家"]),
    ("a second number behind the first", "班列从云溪县通达9个国家的40座城市。", ["国家", "城市"], ["通达国家", "通达城市"]),
    ("an act", "云溪县开工轴承产业园等18个项目。", ["项目"], ["开工项目"]),
    ("an act upon something of theirs", "云溪县完成12个国家的布局。", ["国家"], ["国家"]),
    ("whence they come, not who came", "展会上，来自各地的8家企业作了介绍。", ["企业"], ["企业"]),
    ("one who is helped to do something", "云溪县推动60家企业进行数字化改造。", ["企业"], ["推动企业进行数字化改造"]),
    ("a place that is reached", "云溪县轴承目的地已拓展至27个国家。", ["国家"], ["目的地国家"]),
    ("with whom", "云溪县与22个非洲国家开展轴承贸易结算。", ["国家"], ["开展轴承贸易结算的非洲国家"]),
    ("what they did, numbers left out", "云溪县向15个国家和地区派出60名轴承专家。", ["国家和地区", "轴承专家"], ["派出轴承专家的国家和地区", "轴承专家"]),
    ("what they do", "云溪县42个村设立集议事、调解等功能于一体的服务中心。", ["村"], ["村设立服务中心"]),
    ("how they moved", "云溪县有24个行业利润同比增长。", ["行业"], ["行业利润同比增长"]),
    ("a value of theirs is no act", "云溪县12个行业增加值", ["行业"], ["行业"]),
    ("another's words", "云溪县40家企业表示，明年扩产。", ["企业"], ["企业"]),
    ("a share with what it does", "云溪县九成的案件未再进入诉讼或仲裁程序。", ["案件"], ["案件未再进入诉讼"]),
    ("a list cut short tells nothing", "云溪县九成的部件来自120多家轴承、机械等老厂。", ["部件", "老厂"], ["部件", "老厂"]),
    ("a year is no count", "云溪县3个项目入选2022年度榜单。", ["项目"], ["项目入选2022年度榜单"]),
    ("a share behind its whole", "云溪县走访轴承企业，其中64%为小微企业。", ["轴承企业"], ["轴承企业为小微企业"]),
    ("a share of what the clause before names", "穿行在山间的列车，约有四成产自云溪县。", ["产自云溪县"], ["列车产自云溪县"]),
    ("a share that is an object", "云溪县轴承占全国60%的市场，增长很快。", ["市场"], ["市场"]),
    ("a share of the whole, its noun before", "云溪县地区生产总值再上台阶，占全国比重达到3%。", ["占全国比重"], ["地区生产总值占全国比重"]),
    ("a crop's output", "云溪县苹果种植面积达30万亩，年产量超50万吨。", ["苹果种植面积", "年产量"], ["苹果种植面积", "苹果年产量"]),
    ("a fund's spending and rest", "云溪县基金收入7亿元，支出6亿元，年底累计结余2亿元。", ["基金收入", "支出", "年底累计结余"], ["基金收入", "基金支出", "基金年底累计结余"]),
    ("the county's own spending", "云溪县财政收入7亿元，支出6亿元。", ["财政收入", "支出"], ["财政收入", "支出"]),
    ("another sentence", "云溪县苹果种植面积达30万亩；年产量超50万吨。", ["苹果种植面积", "年产量"], ["苹果种植面积", "年产量"]),
    ("an opening", "虽然我国轴承产量达到30万吨，但是价格不高。", ["虽然我国轴承产量"], ["轴承产量"]),
    ("the rest of a word", "云溪县已经建设村史馆60座。", ["经建设村史馆"], ["建设村史馆"]),
    ("a word cut at its begin", "云溪县省控断面水质优良率为97%。", ["控断面水质优良率"], ["省控断面水质优良率"]),
    ("a number's word at its end", "云溪县轴承出口首超3亿元。", ["轴承出口首"], ["轴承出口"]),
    ("an adverb at its end", "云溪县的“链条”投资正突破3亿元。", ["“链条”投资正"], ["“链条”投资"]),
    ("no adverb but a word", "云溪县瘟都镇修正轴承标准3项，居首。", ["居首"], ["居首"]),
    ("an adverb at its begin", "云溪县还培训技工300人。", ["还培训技工"], ["培训技工"]),
    ("no adverb but food", "云溪县即食轴承糕点产值3亿元。", ["即食轴承糕点产值"], ["即食轴承糕点产值"]),
    ("an adverb cut in two", "云溪县已经成年的孩子有3万名。", ["经成年的孩子"], ["成年的孩子"]),
    ("a rate keeps its unit", "云溪县一个航次比原来节省20个小时。", ["一个航次比原来节省"], ["一个航次比原来节省"]),
]


@pytest.mark.parametrize(("text", "labels", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_label_is_told(text, labels, expected):
    assert told(text, *labels) == expected
