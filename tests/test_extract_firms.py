"""Firms that a notice of a few lines names by nothing but a brand; all names but those of places are made up."""

import pytest

from extract.names.firms import NOTICE
from extract.pipeline import extract_document, read_document
from ontology.facts import Document, Kind

SENTENCES = (
    "{}发布公告称，公司2023年实现净利润2.1亿元，同比增长6.2%。",
    "记者从{}获悉，今年一季度，企业产值同比增长8%。",
    "{}（股票代码：699999）近日披露了2023年年度报告。",
    "{}在江津区的生产基地正式投产。",
    "{}与江津区政府签订投资协议。",
    "江津区人民政府与{}签订战略合作协议。",
    "近日，{}总投资10亿元的储能项目在江津区开工。",
    "{}入选省级制造业单项冠军企业。",
    "走进{}的生产车间，机器轰鸣。",
    "2024年1至5月，{}实现营业收入12.5亿元，同比增长6.2%。",
    "{}中标轨道交通设备采购项目，中标金额3.2亿元。",
    "“今年订单排到了年底。”{}负责人介绍。",
    "{}位于德清县，是一家专业生产轴承的企业。",
    "{}1月20日晚间发布业绩预告，预计2023年净利润3.1亿元。",
)
BRANDS = ("澜禾电气", "穗安股份", "栎木王", "瓯越新材")


def companies(text):
    found = extract_document(Document(identifier="d", text=text, sha256="0", issued="2024-05-01"))
    return [entity.names for entity in found.entities if entity.kind is Kind.COMPANY]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_brand_alone_is_a_firm_where_only_firms_stand(sentence):
    assert [companies(sentence.format(brand)) for brand in BRANDS] == [[(brand,)] for brand in BRANDS]


@pytest.mark.parametrize(
    "text",
    [
        "双方签订战略合作协议。",
        "公司发布公告称，全年净利润增长6.2%。",
        "该企业获评国家级绿色工厂。",
        "江津区与德清县签订合作协议。",
        "云南省花卉产值首次突破千亿元。",
        "今年以来，全市规模以上工业企业实现营业收入12.5亿元。",
        "借助卫星遥感，农户的产量提高了两成。",
        "多国人士表示，看好中国经济发展。",
        "走进园区，一派繁忙。",
        "本届博览会达成合作意向120项。",
        "民营上市公司占六成以上。",
        "国别专场签约16个项目。",
        "融资担保中标率再创新高。",
        "资料来源：公司年报。",
        "中企设计制造的装备运抵现场。",
        "1—8月固定资产投资88.1亿元，同比增长2.3%。",
    ],
)
def test_words_that_point_or_name_a_place_are_no_firm(text):
    assert companies(text) == []


def test_the_firm_is_found_wherever_it_stands_again():
    text = "栎木王发布公告称，拟建新厂。业内认为，栎木王前景可期。"
    found = extract_document(Document(identifier="d", text=text, sha256="0", issued="2024-05-01"))
    firm = next(entity.key for entity in found.entities if entity.kind is Kind.COMPANY)
    assert [mention.span.begin for mention in found.mentions if mention.entity == firm] == [0, text.rindex("栎木王")]


@pytest.mark.parametrize("full", ["江苏安和澜禾技术股份有限公司", "澜禾栎木系统工程股份有限公司", "中澜海洋与防护装备股份有限公司"])
def test_a_registered_name_at_the_head_of_a_notice_is_one(full):
    assert companies(f"{full}发布公告称，公司2023年实现净利润2.1亿元。") == [(full,)]
    assert companies(f"记者从{full}获悉，今年一季度，企业产值同比增长8%。") == [(full,)]


def test_what_describes_a_registered_name_is_not_of_it():
    text = "储能设备制造商重庆澜禾电气有限公司发布公告。"
    assert companies(text) == [("重庆澜禾电气有限公司",)]
    assert companies("就职于澜禾海外能源控股有限公司的工程师张三说，项目进展顺利。") == [("澜禾海外能源控股有限公司",)]


def test_two_registered_names_stay_two():
    text = "重庆澜禾电气有限公司和四川栎木王家居股份有限公司签订投资协议。"
    assert companies(text) == [("重庆澜禾电气有限公司",), ("四川栎木王家居股份有限公司",)]


def test_a_partner_read_with_the_firm_stays():
    text = "栎木王与重庆大学达成战略合作，共建联合实验室。"
    found = extract_document(Document(identifier="d", text=text, sha256="0", issued="2024-05-01"))
    assert {(e.kind, e.names[0]) for e in found.entities} >= {(Kind.COMPANY, "栎木王"), (Kind.INSTITUTION, "重庆大学")}


def test_only_a_short_text_is_a_notice():
    filler = "江津区持续改善营商环境。" * (NOTICE // 12 + 1)
    names = read_document(Document(identifier="d", text="栎木王中标一项采购。" + filler, sha256="0", issued="2024-05-01"))._.names
    assert not [name for name in names if name.rule == "place"]
