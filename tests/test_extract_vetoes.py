"""What grammar refuses of the relation model's verdicts."""

import pytest
from relation_sentences import marked_doc

from extract.relations.heads import is_head
from extract.relations.model import Verdict
from extract.relations.pairs import find_pairs
from extract.relations.vetoes import Vetoes
from ontology.facts import Kind, Property, Span

HEADS = [
    ("统计局", "党组书记、局长", True),
    ("统计局", "副局长、新闻发言人", True),
    ("统计局", "党组成员、副局长", True),
    ("统计局", "党组成员", False),
    ("统计局", "新闻发言人", False),
    ("统计局", "办公室主任", False),
    ("统计局", "高级研究员", False),
    ("统计局", "所属测算中心主任", False),
    ("统计局", "毕业生", False),
    ("统计局", "", False),
    ("统计局", "的展厅，局长", True),
    ("统计局", "原党组书记", True),
    ("云岭集团", "党委书记、董事长", True),
    ("云岭集团", "（以下简称“云岭”）总经理", True),
    ("云岭集团", "市场部经理", False),
    ("云岭集团", "总经理助理", False),
    ("云岭集团", "销售经理", False),
    ("云岭集团", "工艺高级经理", False),
    ("云岭集团", "经理", True),
    ("云岭集团", "技术副总经理", True),
    ("云岭集团", "首席执行官", True),
    ("云岭集团", "首席技师", False),
    ("云岭集团", "的负责人", True),
]


@pytest.mark.parametrize(("organisation", "between", "head"), HEADS, ids=[f"{a}-{b}" for a, b, _ in HEADS])
def test_heads_are_told_from_members(organisation, between, head):
    text = f"{organisation}{between}周文介绍了情况。"
    person = Span(text.index("周文"), text.index("周文") + 2)
    assert is_head(text, person, Span(0, len(organisation)), [], Span(0, len(text))) is head


def test_a_head_of_another_organisation_between_is_none_of_the_first():
    text = "中共云岭市委常委、青岚区委书记周文出席。"
    person, inner = Span(text.index("周文"), text.index("周文") + 2), Span(9, 13)
    assert text[9:13] == "青岚区委"
    between = [(inner, Kind.GOVERNMENT)]
    assert is_head(text, person, inner, [], Span(0, len(text)))
    assert not is_head(text, person, Span(0, 6), between, Span(0, len(text)))


def test_of_two_people_with_titles_each_has_their_own():
    text = "云岭省委书记周文和省长李远参加。"
    first, second = Span(6, 8), Span(11, 13)
    assert (text[6:8], text[11:13]) == ("周文", "李远")
    assert is_head(text, first, Span(0, 4), [], Span(0, len(text)))
    assert not is_head(text, second, Span(0, 4), [(first, Kind.PERSON)], Span(0, len(text)))


def test_people_listed_under_one_title_share_it():
    text = "云岭省政协副主席周文、李远出席。"
    first, second = Span(8, 10), Span(11, 13)
    assert is_head(text, second, Span(0, 5), [(first, Kind.PERSON)], Span(0, len(text)))


def test_the_title_may_follow_and_founders_lead():
    for text, organisation in (("周文是云岭集团董事长。", "云岭集团"), ("周文返乡创办了云岭集团。", "云岭集团")):
        at = text.index(organisation)
        assert is_head(text, Span(0, 2), Span(at, at + len(organisation)), [], Span(0, len(text)))
    assert not is_head("周文走访云岭集团。", Span(0, 2), Span(4, 8), [], Span(0, 9))


def refused(marked, predicate, subject, target):
    """Why a verdict between two names of marked sentences is refused; the object stands in the last sentence that has it."""
    doc = marked_doc(marked)
    names = {e.key: e.names[0] for e in doc._.entities}
    pairs = find_pairs(doc)
    rows = [
        k for k, (s, o) in enumerate(zip(pairs.subject, pairs.object, strict=True))
        if names[doc._.mentions[s].entity] == subject and names[doc._.mentions[o].entity] == target
    ]
    assert rows, "no such pair"
    k = rows[-1]
    return Vetoes(doc).reason(Verdict(int(pairs.subject[k]), predicate, int(pairs.object[k]), int(pairs.sentence[k]), 0.9))


REFUSED = [
    ("{N:周文}走进{C:云岭铜业}的车间察看。", Property.LEADS, "周文", "云岭铜业", "no head"),
    ("{F:青岚电站}紧邻{R:白水县}，今年投产。", Property.LOCATED_IN, "青岚电站", "白水县", "elsewhere"),
    ("{P:云岭学院新区}坐落于{P:青岚科创园}。", Property.LOCATED_IN, "青岚科创园", "云岭学院新区", "reversed"),
    ("在{C:云岭铜业}，来自{R:白水县}客商看了样品。", Property.LOCATED_IN, "云岭铜业", "白水县", "people"),
    ("本报{R:白水县}8月2日电，{F:青岚电站}投产。", Property.LOCATED_IN, "青岚电站", "白水县", "dateline"),
    ("在{R:白水县}，{C:中国云岭建工集团}完成了一批工程。", Property.LOCATED_IN, "中国云岭建工集团", "白水县", "works there"),
    ("{C:云岭铜业}在{R:白水县}开展技改试点。", Property.LOCATED_IN, "云岭铜业", "白水县", "works there"),
    ("{I:云岭大学}学生李远来自{R:白水县}。", Property.LOCATED_IN, "云岭大学", "白水县", "people"),
    ("{F:青岚电站}是由{R:白水县}援建的。", Property.LOCATED_IN, "青岚电站", "白水县", "once"),
    ("{R:云岭市}坚持以{N:周文}同志为核心，开好{E:铜业大会}。", Property.PARTICIPATES_IN, "周文", "铜业大会", "teaching"),
    ("{E:铜业大会}闭幕后，{N:周文}在李远陪同下来到{R:云岭市}。", Property.PARTICIPATES_IN, "周文", "铜业大会", "escort"),
    ("{G:云岭市政府}市长{N:周文}主持{E:铜业大会}。", Property.PARTICIPATES_IN, "云岭市政府", "铜业大会", "title"),
    ("{C:云岭铜业}学习{E:铜业大会}精神，加快建设。", Property.PARTICIPATES_IN, "云岭铜业", "铜业大会", "spirit"),
    ("{C:云岭铜业}扩产。{E:铜业大会}始于2001年。", Property.PARTICIPATES_IN, "云岭铜业", "铜业大会", "not told"),
    ("老家在{R:白水县}的{N:周文}来到{C:云岭铜业}工作。", Property.LOCATED_IN, "云岭铜业", "白水县", "once"),
    ("在{R:白水县}举行的{E:铜业大会}上，{N:周文}发言。", Property.PARTICIPATES_IN, "白水县", "铜业大会", "place"),
    ("{F:云岭高速}沿线的{Q:新能源汽车}充电桩增加。", Property.PRODUCES, "云岭高速", "新能源汽车", "other goods"),
    ("{C:云岭铜业}从外地引进了{Q:轧机}、{Q:剪板机}等设备。", Property.PRODUCES, "云岭铜业", "剪板机", "used"),
    ("{C:云岭铜业}的产品以{Q:驱动电机}为车辆供能。", Property.PRODUCES, "云岭铜业", "驱动电机", "used"),
    ("{F:云岭高速}今年推出{Q:铜管}。", Property.PRODUCES, "云岭高速", "铜管", "no plant"),
    ("{R:云岭市}对{L:铜路倡议}沿线国家出口增长。", Property.IMPLEMENTS, "云岭市", "铜路倡议", "partners"),
    ("{R:云岭市}日前出台{L:《铜业行动方案》}。", Property.IMPLEMENTS, "云岭市", "《铜业行动方案》", "issued"),
    ("{C:云岭铜业}为推动{L:铜业振兴战略}作出贡献。", Property.IMPLEMENTS, "云岭铜业", "铜业振兴战略", "tribute"),
    ("{R:云岭市}日前制定推进{L:铜业行动方案}。", Property.IMPLEMENTS, "云岭市", "铜业行动方案", "issued"),
    ("{R:云岭市}对{L:铜路倡议}合作伙伴出口增长。", Property.IMPLEMENTS, "云岭市", "铜路倡议", "partners"),
    ("{N:周文}强调，{R:云岭市}要深入实施{L:铜业振兴战略}。", Property.IMPLEMENTS, "云岭市", "铜业振兴战略", "exhorted"),
    ("{C:云岭铜业}产能扩大。应提高利用水平，推动{D:铜加工}发展。", Property.OPERATES_IN, "云岭铜业", "铜加工", "exhorted"),
    ("{N:周文}到{C:海川新材}、{C:白水纸业}了解{D:造纸}、{D:新材料}发展。", Property.OPERATES_IN, "白水纸业", "新材料", "asked"),
    ("来自{R:白水县}的专列驶进{F:青岚港}。", Property.LOCATED_IN, "青岚港", "白水县", "arrives"),
    ("{E:铜业研修班}成员来到{P:青岚科创园}。", Property.LOCATED_IN, "铜业研修班", "青岚科创园", "members"),
    ("{C:云岭铜业}负责人说，“{R:白水县}人才多。”", Property.LOCATED_IN, "云岭铜业", "白水县", "quoted"),
    ("{N:周文}在{R:云岭市}考察时强调，深入实施{L:铜业振兴战略}。", Property.IMPLEMENTS, "云岭市", "铜业振兴战略", "speech"),
    ("{R:云岭市}产业向好。要深入实施{L:铜业振兴战略}。", Property.IMPLEMENTS, "云岭市", "铜业振兴战略", "exhorted"),
    ("{R:云岭市}产业向好。在{R:白水县}，{D:铜加工}发展很快。", Property.FOCUSES_ON, "云岭市", "铜加工", "other place"),
    ("{R:云岭市}完成{D:电解铜}、{D:水泥}行业去产能任务。", Property.FOCUSES_ON, "云岭市", "电解铜", "closed down"),
    ("{R:云岭市}产业向好。{N:周文}来到车间，调研{D:铜加工}发展。", Property.FOCUSES_ON, "云岭市", "铜加工", "asked"),
    ("{C:云岭铜业}联合{R:白水县}企业开展攻关。", Property.COOPERATES_WITH, "云岭铜业", "白水县", "firms"),
    ("{G:云岭海关}所属{G:青岚海关}上门服务。", Property.COOPERATES_WITH, "云岭海关", "青岚海关", "owned"),
    ("{I:云岭学院}与{C:海川新材}、{C:白水纸业}分别签约。", Property.COOPERATES_WITH, "海川新材", "白水纸业", "side by side"),
    ("{C:海川新材}、{C:白水纸业}的负责人介绍了情况。", Property.COOPERATES_WITH, "海川新材", "白水纸业", "side by side"),
    ("{G:青岚县政府}在{R:云岭市}率先公布{L:《铜业方案》}。", Property.ISSUED_BY, "《铜业方案》", "云岭市", "in"),
    ("{G:青岚县政府}贯彻落实{L:《铜业方案》}。", Property.ISSUED_BY, "《铜业方案》", "青岚县政府", "followed"),
    ("{R:青岚省}{R:云岭市}深入实施{L:铜业振兴战略}。", Property.IMPLEMENTS, "青岚省", "铜业振兴战略", "wider place"),
    ("{R:青岚省}{R:云岭市}是{T:铜业之乡}。", Property.HAS_DESIGNATION, "青岚省", "铜业之乡", "wider place"),
    ("{C:云岭铜业}前身是1958年建成的{F:青岚冶炼厂}。", Property.UNDERTAKES, "云岭铜业", "青岚冶炼厂", "predecessor"),
    ("{C:云岭铜业}产值增长，{J:禾川半导体晶圆项目}投产。", Property.UNDERTAKES, "云岭铜业", "禾川半导体晶圆项目", "another's project"),
    ("{G:国家}主席{N:周文}来到{R:云岭市}。", Property.LEADS, "周文", "国家", "no organisation"),
    ("直达{R:丙国}{R:丁市}的{F:青岚班列}开通。", Property.LOCATED_IN, "青岚班列", "丁市", "bound for"),
    ("{R:云岭市}引进{I:青岚研究所}轧制技术等成果。", Property.LOCATED_IN, "青岚研究所", "云岭市", "its thing"),
    ("{E:铜业大会}审议通过关于{N:周文}的报告。", Property.PARTICIPATES_IN, "周文", "铜业大会", "decided on"),
    ("{N:李远}和{G:云岭市政府}有关部门负责人出席{E:铜业大会}。", Property.PARTICIPATES_IN, "云岭市政府", "铜业大会", "offices"),
    ("走进{C:云岭铜业}，{E:铜业研修班}的成员看了车间。", Property.PARTICIPATES_IN, "云岭铜业", "铜业研修班", "host"),
    ("{C:云岭铜业}热烈欢迎和支持举办{E:铜业大会}。", Property.PARTICIPATES_IN, "云岭铜业", "铜业大会", "welcomed"),
    ("{C:云岭铜业}扩产。“{E:铜业大会}给了我们机会。”{C:海川新材}总裁{N:周文}说。", Property.PARTICIPATES_IN, "云岭铜业", "铜业大会", "other speaker"),
    ("{F:青岚交易中心}的{Q:鲜花}交易指数上涨。", Property.PRODUCES, "青岚交易中心", "鲜花", "traded"),
    ("{Q:水泵}由{C:云岭铜业}出资保养维护。", Property.PRODUCES, "云岭铜业", "水泵", "kept up"),
    ("仓库里的{Q:衬板}是为{C:云岭铜业}生产的。", Property.PRODUCES, "云岭铜业", "衬板", "served"),
    ("{C:云岭铜业}在厂区运营{Q:快递车}。", Property.PRODUCES, "云岭铜业", "快递车", "used"),
    ("{R:云岭市}把养牛工程打造成{D:现代农业}的标志性工程。", Property.FOCUSES_ON, "云岭市", "现代农业", "its work"),
    ("{R:云岭市}产业向好。{D:造纸}是用水大户。", Property.FOCUSES_ON, "云岭市", "造纸", "in general"),
    ("专家齐聚{R:云岭市}，聚焦{D:铜加工}发展。", Property.FOCUSES_ON, "云岭市", "铜加工", "gathered"),
    ("在{R:云岭市}，他指出，要把{D:铜加工}做强。", Property.FOCUSES_ON, "云岭市", "铜加工", "speech"),
    ("{C:海川银行}放款。{C:云岭铜业}是当地一家铜材厂。", Property.FINANCES, "海川银行", "云岭铜业", "no loan"),
    ("{C:青岚矿业}扩产。{C:云岭集团}董事长介绍了情况。", Property.SUBSIDIARY_OF, "青岚矿业", "云岭集团", "no owner"),
    ("在{C:云岭集团}，矿区变公园；在{C:青岚矿业}，矿渣用于制砖。", Property.SUBSIDIARY_OF, "青岚矿业", "云岭集团", "no owner"),
    ("近六成{I:青岚交易所}上市公司入选{T:铜业名录}。", Property.HAS_DESIGNATION, "青岚交易所", "铜业名录", "firms there"),
    ("{I:云岭学院}与{C:海川新材}签约，与{C:白水纸业}结对。", Property.COOPERATES_WITH, "海川新材", "白水纸业", "side by side"),
    ("{C:海川新材}赴{C:白水纸业}调研组总结了经验。", Property.COOPERATES_WITH, "海川新材", "白水纸业", "visit"),
    ("{C:海川新材}、{C:白水纸业}分别落户{R:云岭市}、{R:青田市}。", Property.LOCATED_IN, "海川新材", "青田市", "respectively"),
]


@pytest.mark.parametrize(("marked", "predicate", "subject", "target", "why"), REFUSED, ids=[str(k) for k in range(len(REFUSED))])
def test_grammar_refuses(marked, predicate, subject, target, why):
    assert refused(marked, predicate, subject, target) == why


KEPT = [
    ("{C:云岭铜业}董事长{N:周文}说，订单增加。", Property.LEADS, "周文", "云岭铜业"),
    ("{F:青岚电站}位于{R:白水县}，今年投产。", Property.LOCATED_IN, "青岚电站", "白水县"),
    ("{C:中国云岭建工集团}总部设在{R:白水县}。", Property.LOCATED_IN, "中国云岭建工集团", "白水县"),
    ("{C:云岭铜业}在{R:白水县}成立。", Property.LOCATED_IN, "云岭铜业", "白水县"),
    ("{G:云岭市政府}参加{E:铜业大会}。", Property.PARTICIPATES_IN, "云岭市政府", "铜业大会"),
    ("{C:云岭铜业}扩产。公司参加了{E:铜业大会}。", Property.PARTICIPATES_IN, "云岭铜业", "铜业大会"),
    ("{C:云岭铜业}扩产。“{E:铜业大会}给了我们机会。”", Property.PARTICIPATES_IN, "云岭铜业", "铜业大会"),
    ("{N:周文}陪同考察并出席{E:铜业大会}。", Property.PARTICIPATES_IN, "周文", "铜业大会"),
    ("{C:云岭铜业}负责人说，“我们落户{R:白水县}三年了。”", Property.LOCATED_IN, "云岭铜业", "白水县"),
    ("{R:云岭市}落实好已出台的{L:《铜业行动方案》}。", Property.IMPLEMENTS, "云岭市", "《铜业行动方案》"),
    ("{N:周文}出席{E:铜业大会}。", Property.PARTICIPATES_IN, "周文", "铜业大会"),
    ("{C:云岭铜业}引进人才，生产{Q:铜管}。", Property.PRODUCES, "云岭铜业", "铜管"),
    ("{R:云岭市}深入实施{L:铜业振兴战略}。", Property.IMPLEMENTS, "云岭市", "铜业振兴战略"),
    ("{R:云岭市}出台实施{L:《铜业行动方案》}。", Property.IMPLEMENTS, "云岭市", "《铜业行动方案》"),
    ("在{P:青岚科创园}内，换上工装便可进入{F:铜箔车间}。", Property.LOCATED_IN, "铜箔车间", "青岚科创园"),
    ("{R:云岭市}出台措施落实{L:《铜业行动方案》}。", Property.IMPLEMENTS, "云岭市", "《铜业行动方案》"),
    ("{R:云岭市}产业向好。近年来，大力发展{D:铜加工}。", Property.FOCUSES_ON, "云岭市", "铜加工"),
    ("{I:云岭学院}与{C:海川新材}签约。", Property.COOPERATES_WITH, "云岭学院", "海川新材"),
    ("{C:海川新材}、{C:白水纸业}联合组建研究院。", Property.COOPERATES_WITH, "海川新材", "白水纸业"),
    ("{E:铜业会议}审议通过{L:《铜业方案》}。", Property.ISSUED_BY, "《铜业方案》", "铜业会议"),
    ("{R:青岚省}{R:云岭市}深入实施{L:铜业振兴战略}。", Property.IMPLEMENTS, "云岭市", "铜业振兴战略"),
    ("{R:云岭市}公布{L:《铜业方案》}。", Property.ISSUED_BY, "《铜业方案》", "云岭市"),
    ("{C:云岭铜业}建成{F:青岚冶炼厂}。", Property.UNDERTAKES, "云岭铜业", "青岚冶炼厂"),
    ("{C:云岭铜业}承建{J:禾川半导体晶圆项目}。", Property.UNDERTAKES, "云岭铜业", "禾川半导体晶圆项目"),
    ("{C:云岭铜业}实力不俗，建成{J:禾川半导体晶圆项目}。", Property.UNDERTAKES, "云岭铜业", "禾川半导体晶圆项目"),
    ("{C:禾川集团}产值增长，{J:禾川半导体晶圆项目}投产。", Property.UNDERTAKES, "禾川集团", "禾川半导体晶圆项目"),
    ("位于{R:丙国}{R:丁市}的{F:青岚电站}投产。", Property.LOCATED_IN, "青岚电站", "丁市"),
    ("{R:云岭市}引进{C:海川新材}等企业。", Property.LOCATED_IN, "海川新材", "云岭市"),
    ("{C:云岭铜业}扩产。“{E:铜业大会}给了我们机会。”公司总裁{N:周文}说。", Property.PARTICIPATES_IN, "云岭铜业", "铜业大会"),
    ("{E:铜业大会}审议报告，{N:周文}出席会议。", Property.PARTICIPATES_IN, "周文", "铜业大会"),
    ("{Q:水泵}由{C:云岭铜业}设计生产。", Property.PRODUCES, "云岭铜业", "水泵"),
    ("{C:海川银行}放款。“贷款很快到账。”{C:云岭铜业}负责人说。", Property.FINANCES, "海川银行", "云岭铜业"),
    ("{C:青岚矿业}扩产，隶属于{C:云岭集团}。", Property.SUBSIDIARY_OF, "青岚矿业", "云岭集团"),
    ("{P:青岚科创园}入选{T:铜业名录}。", Property.HAS_DESIGNATION, "青岚科创园", "铜业名录"),
    ("{C:海川新材}、{C:白水纸业}分别落户{R:云岭市}、{R:青田市}。", Property.LOCATED_IN, "白水纸业", "青田市"),
    ("{C:海川新材}赴{C:白水纸业}考察并签署合作协议。", Property.COOPERATES_WITH, "海川新材", "白水纸业"),
]


@pytest.mark.parametrize(("marked", "predicate", "subject", "target"), KEPT, ids=[str(k) for k in range(len(KEPT))])
def test_grammar_lets_pass(marked, predicate, subject, target):
    assert not refused(marked, predicate, subject, target)
