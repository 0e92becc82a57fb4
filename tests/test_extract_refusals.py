"""What the rest of the clause says of one end of a likely relation."""

import pytest
from relation_sentences import marked_doc

from extract.relations.coordination import find_lists
from extract.relations.model import Verdict
from extract.relations.pairs import find_pairs
from extract.relations.refusals import Refusals
from ontology.facts import Property


def refused(marked, predicate, subject, target, probability=0.9):
    """Why a verdict between two names of marked sentences is refused; the object stands in the last sentence that has it."""
    doc = marked_doc(marked)
    names = {e.key: e.names[0] for e in doc._.entities}
    pairs = find_pairs(doc)
    rows = [
        k
        for k, (s, o) in enumerate(zip(pairs.subject, pairs.object, strict=True))
        if names[doc._.mentions[s].entity] == subject and names[doc._.mentions[o].entity] == target
    ]
    assert rows, "no such pair"
    k = rows[-1]
    verdict = Verdict(int(pairs.subject[k]), predicate, int(pairs.object[k]), int(pairs.sentence[k]), probability)
    return Refusals(doc, find_lists(doc)).reason(verdict)


REFUSED = [
    ("{R:云岭市}扩绿；{R:青田市}也深入实施{L:铜业振兴战略}。", Property.IMPLEMENTS, "云岭市", "铜业振兴战略", "other part"),
    ("{G:海关}对{C:云岭旅行团}实施{L:免签政策}。", Property.IMPLEMENTS, "云岭旅行团", "免签政策", "acted on"),
    ("{R:云岭市}的这家企业成立{I:铜业攻关小组}。", Property.ADMINISTERS, "云岭市", "铜业攻关小组", "firms there"),
    ("位于{R:云岭市}的{P:青岚科创园}实施{L:管家机制}。", Property.IMPLEMENTS, "云岭市", "管家机制", "sited"),
    ("{G:商务局}发布消息：今年以来，各地大力实施{L:铜业振兴战略}。", Property.IMPLEMENTS, "商务局", "铜业振兴战略", "reported"),
    ("{R:云岭市}产业向好。规划纲要提出，实施{L:铜业振兴战略}。", Property.IMPLEMENTS, "云岭市", "铜业振兴战略", "plan says"),
    ("总书记强调，{R:云岭市}大有可为。坚持绿色发展，壮大{D:铜加工}。", Property.FOCUSES_ON, "云岭市", "铜加工", "leader says"),
    ("白水县毗邻{R:青田市}。{r:当地=青田市}发展{D:铜加工}。", Property.FOCUSES_ON, "青田市", "铜加工", "neighbour"),
    ("在{R:云岭市}，{Q:电动车}保有量上升。", Property.PRODUCES, "云岭市", "电动车", "in use"),
    ("{C:云岭铜业}的料是{Q:铜管}的重要中间体。", Property.PRODUCES, "云岭铜业", "铜管", "in use"),
    ("{C:云岭铜业}研发出基于{Q:激光器}的仪表。", Property.PRODUCES, "云岭铜业", "激光器", "based on"),
    ("今年，经{R:云岭市}出口的{Q:电动车}不少。", Property.PRODUCES, "云岭市", "电动车", "through"),
    ("在{F:青岚种质资源库}看到{Q:水稻}长势。", Property.PRODUCES, "青岚种质资源库", "水稻", "keeps"),
    ("在{R:云岭市}，{Q:机器人}承担起巡逻任务。", Property.PRODUCES, "云岭市", "机器人", "at work"),
    ("{R:云岭市}依托{D:工业互联网}推动铜业升级。", Property.FOCUSES_ON, "云岭市", "工业互联网", "tool"),
    ("要为推动{R:云岭市}{D:铜加工}加快发展作出更大贡献。", Property.FOCUSES_ON, "云岭市", "铜加工", "served"),
    ("{R:云岭市}聚焦{D:造纸}、{D:铜加工}等重点领域改革。", Property.FOCUSES_ON, "云岭市", "铜加工", "one of"),
    ("{R:云岭市}推动新材料在{D:储能}等领域加快落地。", Property.FOCUSES_ON, "云岭市", "储能", "applied"),
    ("{R:中国}{D:农业}、{D:服务业}发展迈上台阶。", Property.FOCUSES_ON, "中国", "服务业", "whole sector"),
    ("{R:云岭市}已拥有12家{T:铜业示范企业}。", Property.HAS_DESIGNATION, "云岭市", "铜业示范企业", "firms there"),
    ("{R:云岭市}还有27人获得{T:铜业工匠证书}。", Property.HAS_DESIGNATION, "云岭市", "铜业工匠证书", "people there"),
    ("这里被{I:铜业协会}纳入{T:铜业名录}。", Property.HAS_DESIGNATION, "铜业协会", "铜业名录", "named by"),
    ("协会在{R:云岭市}发布了{T:铜业名录}。", Property.HAS_DESIGNATION, "云岭市", "铜业名录", "announced there"),
    ("{C:云岭铜业}将有效利用{E:铜业博览会}等重要平台。", Property.PARTICIPATES_IN, "云岭铜业", "铜业博览会", "uses"),
    ("{R:丙国}产铜。{N:周文}第三次参加{E:铜业博览会}。", Property.PARTICIPATES_IN, "丙国", "铜业博览会", "another attends"),
    ("与{C:云岭铜业}开展授信，与{C:海川新材}开展{M:青岚贷款}。", Property.PARTICIPATES_IN, "云岭铜业", "青岚贷款", "each with"),
    ("{G:新闻办}今天举行发布会，介绍{L:《铜业规划》}。", Property.ISSUED_BY, "《铜业规划》", "新闻办", "presents"),
    ("{R:云岭市}主动对接{L:《铜业协定》}和{L:《纸业协定》}。", Property.ISSUED_BY, "《纸业协定》", "云岭市", "presents"),
    ("{G:云岭市委}荣获{L:“铜业先锋”}称号。", Property.ISSUED_BY, "“铜业先锋”", "云岭市委", "won"),
    ("由{G:文旅局}联合摄制的{L:《铜都》}开播。", Property.ISSUED_BY, "《铜都》", "文旅局", "shot"),
    ("作为{R:亚洲}最大的铜厂，{F:青岚冶炼厂}投产。", Property.LOCATED_IN, "青岚冶炼厂", "亚洲", "continent"),
    ("{R:云岭市}援建的{F:青岚学校}开学。", Property.LOCATED_IN, "青岚学校", "云岭市", "helped"),
    ("{R:北京}时间今天，{E:铜业杯决赛}开赛。", Property.LOCATED_IN, "铜业杯决赛", "北京", "time"),
    ("距离{R:云岭市}100多公里外的{F:青岚冶炼厂}投产。", Property.LOCATED_IN, "青岚冶炼厂", "云岭市", "far"),
    ("铜业奖在{R:云岭市}揭晓，共有{J:青岚冶炼工程}等获奖。", Property.LOCATED_IN, "青岚冶炼工程", "云岭市", "announced there"),
    ("{C:云岭铜业}加快布局，项目落地{R:白水县}。", Property.LOCATED_IN, "云岭铜业", "白水县", "its projects"),
    ("{R:台州市}设立{F:台州（上海）创新中心}。", Property.LOCATED_IN, "台州（上海）创新中心", "台州市", "enclave"),
    ("在{R:云岭省}{R:青岚湿地}，鹤群飞过。", Property.PART_OF, "青岚湿地", "云岭省", "landscape"),
    ("该{J:工程}位于{R:白水县}。", Property.LOCATED_IN, "工程", "白水县", "no name"),
    ("{N:周文}参加{E:座谈会}。", Property.PARTICIPATES_IN, "周文", "座谈会", "no name"),
    ("{C:合资公司}由{C:云岭铜业}参股。", Property.SUBSIDIARY_OF, "合资公司", "云岭铜业", "no name"),
    ("{R:云岭市}推出{I:中试平台}等建设方案。", Property.ADMINISTERS, "云岭市", "中试平台", "its plan"),
    ("{R:云岭市}深度融入{L:青岚经济圈}。", Property.IMPLEMENTS, "云岭市", "青岚经济圈", "joins area"),
    ("{N:周文}向{E:铜业大会}致贺信。", Property.PARTICIPATES_IN, "周文", "铜业大会", "greeted"),
    ("{E:铜业大会}宣读了{G:云岭市委}作出的决定。", Property.PARTICIPATES_IN, "云岭市委", "铜业大会", "read out"),
    ("驻{R:丙国}使馆举办{E:铜业招待会}。", Property.PARTICIPATES_IN, "丙国", "铜业招待会", "embassy"),
    ("{G:发改局}就{L:《铜业规划》}编制进展作了汇报。", Property.ISSUED_BY, "《铜业规划》", "发改局", "worked on"),
    ("{R:云岭市}围绕{D:教育}等领域收集线索。", Property.FOCUSES_ON, "云岭市", "教育", "welfare"),
    ("他到{R:云岭市}，察看{D:铜加工}等领域成果展示。", Property.FOCUSES_ON, "云岭市", "铜加工", "shown"),
    ("{F:青岚电站}累计向{R:白水县}送电很多。", Property.LOCATED_IN, "青岚电站", "白水县", "supplied"),
    ("在{E:铜业峰会}上，他强调{R:丙国}要开放。", Property.LOCATED_IN, "铜业峰会", "丙国", "said"),
    ("今年{R:乙国}对{R:丙国}出口增长。", Property.COOPERATES_WITH, "乙国", "丙国", "traded"),
    ("{C:云岭铜业}持有{C:海川新材}4.99%股份。", Property.SUBSIDIARY_OF, "海川新材", "云岭铜业", "minority"),
    ("{R:云岭市}历史悠久，去年，铜器制作技艺被列入{T:铜业名录}。", Property.HAS_DESIGNATION, "云岭市", "铜业名录", "another named"),
    ("{R:丙国}从{R:乙国}提出的倡议中受益。", Property.COOPERATES_WITH, "丙国", "乙国", "traded"),
]


@pytest.mark.parametrize(("marked", "predicate", "subject", "target", "why"), REFUSED, ids=[str(k) for k in range(len(REFUSED))])
def test_the_clause_refuses(marked, predicate, subject, target, why):
    assert refused(marked, predicate, subject, target) == why


KEPT = [
    ("{R:云岭市}扩绿；今年还深入实施{L:铜业振兴战略}。", Property.IMPLEMENTS, "云岭市", "铜业振兴战略"),
    ("银行向{C:云岭铜业}发放贷款，支持其研发的{Q:铜管}上市。", Property.PRODUCES, "云岭铜业", "铜管"),
    ("总书记强调，要创新。{G:云岭市委}部署实施{L:铜业振兴战略}。", Property.IMPLEMENTS, "云岭市委", "铜业振兴战略"),
    ("紧邻的{R:云岭市}壮大{D:铜加工}。", Property.FOCUSES_ON, "云岭市", "铜加工"),
    ("{R:云岭市}依托{D:茶产业}增收。", Property.FOCUSES_ON, "云岭市", "茶产业"),
    ("{R:云岭市}等39个{T:铜业试点城市}公布。", Property.HAS_DESIGNATION, "云岭市", "铜业试点城市"),
    ("{P:青岚自贸区}获评7项{T:铜业优秀案例}。", Property.HAS_DESIGNATION, "青岚自贸区", "铜业优秀案例"),
    ("{C:云岭铜业}连续三年参展，用好{E:铜业博览会}平台。", Property.PARTICIPATES_IN, "云岭铜业", "铜业博览会"),
    ("{C:云岭铜业}扩产。总裁{N:周文}说，去年参加了{E:铜业博览会}。", Property.PARTICIPATES_IN, "云岭铜业", "铜业博览会"),
    ("在{R:非洲}，{F:青岚铁路}通车。", Property.LOCATED_IN, "青岚铁路", "非洲"),
    ("在{R:青岚省}{R:芜湖市}，灯光亮起。", Property.PART_OF, "芜湖市", "青岚省"),
    ("经{G:商务局}审批，该区又被评为{T:“铜业园区”}。", Property.ISSUED_BY, "“铜业园区”", "商务局"),
    ("{C:云岭铜业}持有{C:海川新材}60%股份。", Property.SUBSIDIARY_OF, "海川新材", "云岭铜业"),
    ("{R:云岭市}西南20公里外的{P:青岚科创园}开园。", Property.LOCATED_IN, "青岚科创园", "云岭市"),
    ("{R:乙国}与{R:丙国}深化合作。", Property.COOPERATES_WITH, "乙国", "丙国"),
    ("{G:发改局}印发{L:《铜业规划》}。", Property.ISSUED_BY, "《铜业规划》", "发改局"),
]


@pytest.mark.parametrize(("marked", "predicate", "subject", "target"), KEPT, ids=[str(k) for k in range(len(KEPT))])
def test_the_clause_lets_pass(marked, predicate, subject, target):
    assert not refused(marked, predicate, subject, target)


def test_what_is_not_likely_is_not_looked_at():
    assert not refused("在{R:云岭市}，{Q:电动车}保有量上升。", Property.PRODUCES, "云岭市", "电动车", probability=0.3)
