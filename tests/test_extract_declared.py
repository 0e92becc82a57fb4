"""What a clause declares in so many words: each row with a sentence that it must read, and sentences that no row may read."""

import pytest
from relation_sentences import marked_doc, triples

from extract.relations.decided import find_relations
from extract.relations.declared import declared_in, rows
from extract.weigh import weigh_facts

READ = [
    ("省里授予{C:海川新材}、{C:白水纸业}、{C:天禾机械}等5家企业{T:省级绿色工厂}称号。", 1, {"海川新材 hasDesignation 省级绿色工厂", "白水纸业 hasDesignation 省级绿色工厂", "天禾机械 hasDesignation 省级绿色工厂"}),
    ("近日公布{T:省级绿色工厂}名单，{R:云岭区}{C:海川新材}、{C:白水纸业}2家企业榜上有名。", 2, {"海川新材 hasDesignation 省级绿色工厂", "白水纸业 hasDesignation 省级绿色工厂"}),
    ("{G:云岭市人民政府办公室}关于印发\n{L:《铜业十条措施》}的通知", 3, {"《铜业十条措施》 issuedBy 云岭市人民政府办公室"}),
    ("{G:云岭市人民政府}日前印发{L:《铜业十条措施》}。", 4, {"《铜业十条措施》 issuedBy 云岭市人民政府"}),
    ("{G:云岭省工信厅}公布2024年度{T:省级绿色工厂}名单。", 5, {"省级绿色工厂 issuedBy 云岭省工信厅"}),
    ("{G:云岭省工信厅}\n关于2024年度{T:省级绿色工厂}拟认定名单的公示", 6, {"省级绿色工厂 issuedBy 云岭省工信厅"}),
    ("{C:海川集团}：全资子公司{C:白水纸业}拟建厂。", 7, {"白水纸业 subsidiaryOf 海川集团"}),
    ("{C:海川集团}旗下{C:白水纸业}投产。", 8, {"白水纸业 subsidiaryOf 海川集团"}),
    ("{C:白水纸业}是{C:海川集团}的控股子公司。", 9, {"白水纸业 subsidiaryOf 海川集团"}),
    ("{C:海川集团}：拟以3亿元收购{C:白水纸业}65.2%股权。", 10, {"海川集团 investsIn 白水纸业"}),
    ("{C:海川集团}战略入股{C:白水纸业}。", 11, {"海川集团 investsIn 白水纸业"}),
    ("{C:海川集团}持有{C:白水纸业}三成股份。", 12, {"海川集团 investsIn 白水纸业"}),
    ("{C:白水纸业}：{C:海川集团}持股比例降至两成。", 13, {"海川集团 investsIn 白水纸业"}),
    ("{C:精锐齿轮}主要客户包括{C:长河汽车}、{C:东岭客车}。", 14, {"精锐齿轮 suppliesTo 长河汽车", "精锐齿轮 suppliesTo 东岭客车"}),
    ("{C:精锐齿轮}去年扩产，客户包括{C:长河汽车}、{C:东岭客车}。", 15, {"精锐齿轮 suppliesTo 长河汽车", "精锐齿轮 suppliesTo 东岭客车"}),
    ("{C:精锐齿轮}变速箱批量供应{C:长河汽车}。", 16, {"精锐齿轮 suppliesTo 长河汽车"}),
    ("{C:精锐齿轮}长期为{C:长河汽车}、{C:东岭客车}等整车厂配套。", 17, {"精锐齿轮 suppliesTo 长河汽车", "精锐齿轮 suppliesTo 东岭客车"}),
    ("{C:精锐齿轮}与{C:长河汽车}签订变速箱供货合同。", 18, {"精锐齿轮 suppliesTo 长河汽车"}),
    ("{C:精锐齿轮}的主打产品为{Q:变速箱}、{Q:减速机}。", 19, {"精锐齿轮 produces 变速箱", "精锐齿轮 produces 减速机"}),
    ("{C:精锐齿轮}去年扩产，主营产品有{Q:变速箱}。", 20, {"精锐齿轮 produces 变速箱"}),
    ("{C:精锐齿轮}已量产{Q:变速箱}。", 21, {"精锐齿轮 produces 变速箱"}),
    ("{G:云岭省工信厅}印发通报，公布{T:省级绿色工厂}评选结果。", 22, {"省级绿色工厂 issuedBy 云岭省工信厅"}),
    ("{R:云岭市}锚定{D:铜加工}、{D:氢能}两条赛道。", 23, {"云岭市 focusesOn 铜加工", "云岭市 focusesOn 氢能"}),
    ("{R:云岭市}这一年{D:铜加工}、{D:氢能}、{D:造纸}三大主导产业增长一成。", 24, {"云岭市 focusesOn 铜加工", "云岭市 focusesOn 氢能", "云岭市 focusesOn 造纸"}),
    ("{E:铜业集中签约仪式}在县里举行。县委书记{N:周文}出席并致辞。", 25, {"周文 participatesIn 铜业集中签约仪式"}),
    ("{E:铜业集中签约仪式}在县里举行。县委书记{N:周文}出席，县长{N:李远}主持。", 26, {"周文 participatesIn 铜业集中签约仪式", "李远 participatesIn 铜业集中签约仪式"}),
]  # fmt: skip
HEADED = 27  # read in headings alone
UNREAD = [
    "{E:铜业集中签约仪式}在县里举行。县委书记{N:周文}另有安排。",
    "省里撤销授予{C:海川新材}的{T:省级绿色工厂}称号。",
    "日前公布{T:省级绿色工厂}名单，{C:海川新材}未能入围。",
    "日前公布{T:省级绿色工厂}名单，{C:海川新材}入选另一份名录。",
    "{C:海川集团}终止收购{C:白水纸业}65.2%股权。",
    "{C:精锐齿轮}：控股子公司与{C:长河汽车}洽谈。",
    "{C:精锐齿轮}从{C:长河汽车}批量采购{Q:变速箱}。",
    "{R:云岭市}和{R:青岚市}相邻，{D:铜加工}、{D:氢能}两大主导产业各有所长。",
    "{C:精锐齿轮}扩产，{C:长河汽车}看样，主营产品是{Q:变速箱}。",
]


def declared(marked, home=()):
    doc = marked_doc(marked, home)
    found = list(declared_in(doc))
    return {" ".join(triple) for triple in triples(doc, found)}, {s.rule for s in found}


@pytest.mark.parametrize(("marked", "row", "expected"), READ, ids=[str(row) for _, row, _ in READ])
def test_a_row_reads_its_list(marked, row, expected):
    found, rules = declared(marked)
    assert found == expected
    assert f"declared:{row}" in rules


def test_every_row_has_a_sentence():
    assert {row for _, row, _ in READ} | {HEADED} == {row.number for row in rows()}
    assert all(0.5 <= row.trust < 1 for row in rows())


@pytest.mark.parametrize("marked", UNREAD)
def test_nothing_is_declared(marked):
    assert declared(marked)[0] == set()


def test_a_subject_left_out_is_the_home():
    text = "{R:云岭市}观察\n去年干得不错。\n继续锚定{D:铜加工}、{D:氢能}两条赛道。"
    assert declared(text, home=["云岭市"])[0] == {"云岭市 focusesOn 铜加工", "云岭市 focusesOn 氢能"}
    assert declared(text)[0] == set()
    assert declared(text[:-1] + "，{R:青岚县}参观。", home=["云岭市"])[0] == set()


def test_the_nation_is_nobodys_left_out_subject():
    text = "{R:云岭市}观察\n去年干得不错。\n继续锚定{D:铜加工}、{D:氢能}两条赛道。"
    assert declared(text.replace("云岭市", "中国"), home=["中国"])[0] == set()


def test_a_heading_names_what_its_place_makes_strong():
    text = "{R:云岭市}工业规划\n第一节 做强{D:铜加工}产业\n铜价上升。"
    assert declared(text, home=["云岭市"]) == ({"云岭市 focusesOn 铜加工"}, {f"declared:{HEADED}"})


def test_what_is_declared_is_written():
    doc = find_relations(marked_doc("{C:海川集团}：全资子公司{C:白水纸业}拟投资建厂。"))
    weigh_facts(doc)
    assert ("白水纸业", "subsidiaryOf", "海川集团") in triples(doc, doc._.statements)
