"""Edges, parts and classes of decided names: each rule mends one and leaves another."""

import pytest
from marked import unmark

from extract.names.mending import mend

CASES = [
    ("township after its county", "[云岭县|Region]太平溪镇的茶园。", ["云岭县|Region", "太平溪镇|Region"]),
    ("village after its township", "[青禾镇|Region]富云村流转土地。", ["青禾镇|Region", "富云村|Region"]),
    ("township that was cut", "[云岭区|Region][太平|Region][溪镇|Region]的茶园。", ["云岭区|Region", "太平溪镇|Region"]),
    ("listed township", "[青禾镇|Region]、耿云镇等地。", ["青禾镇|Region", "耿云镇|Region"]),
    ("no township", "[云岭县|Region]特色小镇兴起。", ["云岭县|Region"]),
    ("committee of villagers", "[青禾镇|Region]村民增收。", ["青禾镇|Region"]),
    ("villages that are counted", "建成[222个村|Region]。", []),
    ("town of no name", "走进[小县城|Region]。", []),
    ("province with a number in its name", "走进[四川省|Region]。", ["四川省|Region"]),
    ("two regions", "落户[苏州和无锡|Region]。", ["苏州|Region", "无锡|Region"]),
    ("two strategies", "实施[工业强市战略和数字引领战略|Policy]。", ["工业强市战略|Policy", "数字引领战略|Policy"]),
    ("one strategy", "实施[设备更新和以旧换新行动|Programme]。", ["设备更新和以旧换新行动|Programme"]),
    ("foreign person", "[他云楠|Person]·康云兰说。", ["他云楠·康云兰|Person"]),
    ("边 of 边说边", "[王云边|Person]说边拿起花。", ["王云|Person"]),
    ("person cut everywhere", "[王云|Person]禾用手指，王云禾介绍，王云禾带队。", ["王云禾|Person"]),
    ("person before other words", "[王云|Person]说，王云介绍，王云带队。", ["王云|Person"]),
    ("name in a credit", "通讯员 [贺云|Person]付 摄", ["贺云付|Person"]),
    ("polite word", "居民[吴先生|Person]上班。", []),
    ("giant of a trade", "为[国际家电巨头云利浦|Company]配套。", ["云利浦|Company"]),
    ("firm of a trade and a country", "走进[秘鲁药企云利浦|Company]。", ["云利浦|Company"]),
    ("firm of a trade", "走进[光学企业耿利浦集团|Company]。", ["耿利浦集团|Company"]),
    ("firm that manages others", "走进[云岭企业管理集团|Company]。", ["云岭企业管理集团|Company"]),
    ("firm of nothing but goods", "一家[机器人公司|Company]参展。", []),
    ("firm with a name before its goods", "[云岭机器人公司|Company]参展。", ["云岭机器人公司|Company"]),
    ("two crops side by side", "推广[大豆玉米|Product]带状复合种植。", ["大豆|Product", "玉米|Product"]),
    ("one crop", "推广[水果玉米|Product]。", ["水果玉米|Product"]),
    ("place before a title in quotes", "实施[广东“云岭千村工程”|Programme]。", ["广东|Region", "“云岭千村工程”|Programme"]),
    ("firm of goods that are named", "[奶酪|Product]畅销，[奶酪公司|Company]参展。", ["奶酪|Product"]),
    ("some firm", "来到[云州某光电公司|Company]。", []),
    ("street", "来到[中山|Region]路。", []),
    ("county", "来到[中山|Region]路桥公司。", ["中山|Region"]),
    ("centre of a city", "位于[上海市中心|Facility]。", []),
    ("word of a title", "[国家|GovernmentBody]主席致辞。", []),
    ("bare word", "印发[通知|Policy]，出席[开幕式|Event]。", []),
    ("bare word of a fuller name", "出席[云岭展会开幕式|Event]，[开幕式|Event]上介绍。", ["云岭展会开幕式|Event", "开幕式|Event"]),
    ("place cut from a phrase", "实现[长治|Region]久安。", []),
    ("place that begins so", "来到[长治|Region]。", ["长治|Region"]),
    ("subsidiary", "[子公司潍坊云创电子有限公司|Company]扩产。", ["潍坊云创电子有限公司|Company"]),
    ("body above", "[云都海关所属云州海关|GovernmentBody]介绍。", ["云都海关|GovernmentBody", "云州海关|GovernmentBody"]),
    ("foreign firm without a name", "打破[外国公司|Company]的垄断。", []),
    ("count before a meeting", "举办[8届云路艺术节|Event]。", ["云路艺术节|Event"]),
    ("number of a meeting", "召开[二十届中央财经委员会第一次会议|Event]。", ["二十届中央财经委员会第一次会议|Event"]),
    ("size of firms", "规模以上增长，[规模以上装备制造业|Industry]增长。", ["装备制造业|Industry"]),
    ("no industry", "形成[加工|Industry]链条。", []),
    ("count joins", "[智能装备|Industry]及[智能制造|Industry]、[消费品|Industry]2个产业集群壮大。", ["智能装备及智能制造|Cluster", "消费品|Industry"]),
    ("count divides", "[智能装备|Industry]、[智能制造|Industry]及[消费品|Industry]3个产业集群壮大。", ["智能装备|Industry", "智能制造|Industry", "消费品|Industry"]),
    ("division that is a list", "[铁路|Industry]、船舶、航空航天和[其他运输设备制造业|Industry]投资。", ["铁路、船舶、航空航天和其他运输设备制造业|Industry"]),
    ("loan in quotes", "推出“云椒贷”“云李贷”。", ["“云椒贷”|Programme", "“云李贷”|Programme"]),
    ("insurance in quotes", "推出“云椒保”和“云贸通”。", ["“云椒保”|Programme", "“云贸通”|Programme"]),
    ("duties in quotes", "守住“三保”底线，实现“软联通”“应保尽保”。", []),
    ("verbs in quotes", "如何做到“能贷”“快贷”。", []),
    ("project by its capacity", "签约的年产2000万吨绿色建材生产线开工。", ["年产2000万吨绿色建材生产线|Project"]),
    ("project that names goods", "年产2000万吨[绿色建材|Product]生产线开工。", ["绿色建材|Product"]),
    ("branch of a village", "”青云村党支部书记王云说。", ["青云村党支部|GovernmentBody"]),
    ("shoes that are counted", "[第1亿双运动鞋|Product]下线。", ["运动鞋|Product"]),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_mend(marked, expected):
    text, names = unmark(marked)
    found = mend(text, names)
    assert [f"{text[n.span.begin : n.span.end]}|{n.kind.value}" for n in found] == expected


def test_mend_divides_two_fields_of_the_lexicon_alone():
    text, names = unmark("推动[新能源与储能|Industry]。")
    assert [text[n.span.begin : n.span.end] for n in mend(text, names, frozenset({"新能源", "储能"}))] == ["新能源", "储能"]
    assert [text[n.span.begin : n.span.end] for n in mend(text, names, frozenset({"储能"}))] == ["新能源与储能"]
