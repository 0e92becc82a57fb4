"""The rules that propose names, one by one: each with a sentence in which it must fire and one in which it must not."""

import numpy as np
import pytest

from extract.layers import Guess, Name
from extract.names import decided as names
from extract.names.aliases import find_aliases
from extract.names.chains import split_chains
from extract.names.decided import all_guesses, choose, heard, is_well_formed, settle
from extract.names.lists import find_cued, find_joint, find_listed, find_quoted
from extract.names.patterns import find_edges, find_goods, find_headed, trim
from extract.names.persons import find_persons
from extract.names.places import find_regions
from extract.names.recurring import add_recurring
from extract.names.votes import gather, mean_odds, second_features, weigh
from ontology.facts import Kind, Span

ALONE = 44  # second features that the weights without a reader have


def spoken(text, guesses):
    return {f"{text[g.span.begin : g.span.end]}|{g.kind.value}" for g in guesses}


def headed(text):
    edges = find_edges(text)
    return spoken(text, find_headed(text, edges, list(find_regions(text, edges)), []))


HEADS = [
    ("company", "日前，云岭铜业有限公司投产。", "云岭铜业有限公司|Company", "他在一家有限公司上班。", "有限公司|Company"),
    ("branch", "获得陇西农村商业银行贷款。", "陇西农村商业银行|FinancialInstitution", "多家商业银行参与。", "商业银行|FinancialInstitution"),
    ("organ", "会宁县发展和改革局介绍。", "会宁县发展和改革局|GovernmentBody", "构建新发展格局。", "新发展格局|GovernmentBody"),
    ("organ with and", "临洮县住房和城乡建设局验收。", "临洮县住房和城乡建设局|GovernmentBody", "优化产业布局。", "产业布局|GovernmentBody"),
    ("institute", "依托云岭稀贵金属研究院攻关。", "云岭稀贵金属研究院|Institution", "设立了研究院。", "研究院|Institution"),
    ("park", "入驻青湖数字产业园。", "青湖数字产业园|Park", "走进产业园。", "产业园|Park"),
    ("park in brackets", "建设云岭（青湖）科学城。", "云岭（青湖）科学城|Park", "建设科学城。", "科学城|Park"),
    ("cluster", "打造新型显示产业集群。", "新型显示产业集群|Cluster", "培育产业集群。", "产业集群|Cluster"),
    ("quoted cluster", "构建“2+4+N”现代产业集群。", "“2+4+N”现代产业集群|Cluster", "壮大集群。", "集群|Cluster"),
    ("industry after region", "甘肃省中药材产业提速。", "中药材产业|Industry", "明确主导产业。", "主导产业|Industry"),
    ("policy with verb", "出台促进马铃薯产业发展若干措施。", "促进马铃薯产业发展若干措施|Policy", "采取有效措施。", "有效措施|Policy"),
    ("event with year", "2024年云岭国际铜业博览会开幕。", "2024年云岭国际铜业博览会|Event", "举办博览会。", "博览会|Event"),
    ("designation", "获评省级专精特新“小巨人”企业。", "省级专精特新“小巨人”企业|Designation", "服务中小企业。", "中小企业|Designation"),
    ("quoted verb", "“携手”陇西农村商业银行放款。", "陇西农村商业银行|FinancialInstitution", "“携手”陇西农村商业银行放款。", "“携手”陇西农村商业银行|FinancialInstitution"),
]


@pytest.mark.parametrize(("text", "name", "silent", "no_name"), [case[1:] for case in HEADS], ids=[case[0] for case in HEADS])
def test_heads_propose_names_and_leave_bare_words(text, name, silent, no_name):
    assert name in headed(text)
    assert no_name not in headed(silent)


PERSONS = [
    ("title before", "县委书记王明远走进车间。", "王明远", True),
    ("title and saying", "负责人李岚说，订单很多。", "李岚", True),
    ("saying alone", "“今年不错。”张志和介绍。", "张志和", True),
    ("title after", "王明远教授主讲。", "王明远", True),
    ("list", "记者李岚、王明远、赵青报道。", "赵青", True),
    ("verb after title", "工程师正在调试设备。", "正在", False),
    ("no surname", "董事长表示满意。", "表示", False),
]


@pytest.mark.parametrize(("text", "name", "fires"), [case[1:] for case in PERSONS], ids=[case[0] for case in PERSONS])
def test_persons_stand_beside_titles(text, name, fires):
    assert (f"{name}|Person" in spoken(text, find_persons(text))) is fires


REGIONS = [
    ("full name", "来到会宁县调研。", "会宁县|Region", True),
    ("area", "融入长三角一体化。", "长三角|Region", True),
    ("town", "走进会宁县河畔镇的车间。", "河畔镇|Region", True),
    ("no town", "建设特色小镇。", "特色小镇|Region", False),
    ("town and country", "统筹住房和城乡建设。", "住房和城乡|Region", False),
]


@pytest.mark.parametrize(("text", "name", "fires"), [case[1:] for case in REGIONS], ids=[case[0] for case in REGIONS])
def test_regions_are_found(text, name, fires):
    assert (name in spoken(text, find_regions(text, find_edges(text)))) is fires


def test_ambiguous_region_weighs_less_without_support():
    text = "工人盼望和平。"
    assert all(g.probability < 0.5 for g in find_regions(text, find_edges(text)))


def listed(text):
    edges = find_edges(text)
    return spoken(text, find_listed(text, edges, list(find_headed(text, edges, [], []))))


LISTS = [
    ("closed by companies", "云岭铜业、青禾湖、拓远等企业入选名单。", "青禾湖|Company", True),
    ("closed with number", "青禾湖、拓远等12家国内龙头企业投产。", "青禾湖|Company", True),
    ("noun ends before verb", "青禾湖、拓远等企业布局再生铜行业。", "青禾湖|Company", True),
    ("not closed by the verb's object", "青禾湖、拓远等企业布局再生铜行业。", "青禾湖|Industry", False),
    ("closed by industries", "发展冶金、建材、轻工等产业。", "建材|Industry", True),
    ("no list", "企业的产品很多。", "企业的产品|Company", False),
]


@pytest.mark.parametrize(("text", "name", "fires"), [case[1:] for case in LISTS], ids=[case[0] for case in LISTS])
def test_lists_give_their_class(text, name, fires):
    assert (name in listed(text)) is fires


def test_joint_items_stay_whole():
    text = "壮大新能源及新型储能、消费品2个产业集群"
    text = "，" + text
    assert "新能源及新型储能|Cluster" in spoken(text, find_joint(text, find_edges(text)))
    assert not list(find_joint("涉及面广、以及其他", find_edges("涉及面广、以及其他")))


def test_cues_speak_for_brands():
    text = "日前，拓远新材入选名单。"
    assert "拓远新材|Company" in spoken(text, find_cued(text, find_edges(text)))
    assert not list(find_cued("天气很好。", find_edges("天气很好。")))


def test_quoted_words_are_candidates():
    assert "惠农快贷|Programme" in spoken("推出“惠农快贷”。", find_quoted("推出“惠农快贷”。"))
    assert not list(find_quoted("推出惠农快贷。"))


def test_goods_end_where_a_mark_follows():
    text = "生产高纯铜箔、铜线。"
    assert "高纯铜箔|Product" in spoken(text, [*find_goods(text, find_edges(text)), *all_guesses(text)])
    assert "油田|Product" not in spoken("油田建设。", find_goods("油田建设。", find_edges("油田建设。")))


@pytest.mark.parametrize(("name", "left"), [("12家龙头企业", 3), ("一批项目", 2), ("拓远新材", 0)])
def test_leading_words_are_trimmed(name, left):
    assert trim(name, 0, len(name), Kind.PROJECT) == left


CHAINS = [
    ("province and city", "甘肃省定西市", Kind.REGION, ["甘肃省", "定西市"]),
    ("three", "甘肃省定西市陇西县", Kind.REGION, ["甘肃省", "定西市", "陇西县"]),
    ("one region", "定西市", Kind.REGION, ["定西市"]),
    ("park", "四川省成都高新区", Kind.PARK, ["四川省", "成都高新区"]),
    ("organ stays", "定西市陇西县人民政府", Kind.GOVERNMENT, ["定西市陇西县人民政府"]),
    ("not inside", "甘肃省成都高新区", Kind.PARK, ["甘肃省成都高新区"]),
    ("short name that ends like a level", "广州越秀城建有限公司", Kind.COMPANY, ["广州越秀城建有限公司"]),
    ("autonomous prefecture", "恩施州利川高新区", Kind.PARK, ["恩施州", "利川高新区"]),
    ("down to the village", "四川古蔺县云岭镇青禾社区", Kind.REGION, ["四川", "古蔺县", "云岭镇", "青禾社区"]),
    ("town and village", "云岭镇青禾村", Kind.REGION, ["云岭镇", "青禾村"]),
    ("town that bears a county's name", "舒兰市开原镇青禾村", Kind.REGION, ["舒兰市", "开原镇", "青禾村"]),
    ("town that begins like one", "西夏区镇云堡镇", Kind.REGION, ["西夏区", "镇云堡镇"]),
    ("one town", "云岭镇", Kind.REGION, ["云岭镇"]),
    ("no town", "定西特色小镇", Kind.REGION, ["定西特色小镇"]),
    ("country and city", "印度尼西亚卡拉旺", Kind.REGION, ["印度尼西亚", "卡拉旺"]),
    ("part of a country", "泰国东部", Kind.REGION, ["泰国东部"]),
    ("firm stays", "甘肃省定西市云岭食品有限公司", Kind.COMPANY, ["甘肃省定西市云岭食品有限公司"]),
]


@pytest.mark.parametrize(("text", "kind", "parts"), [case[1:] for case in CHAINS], ids=[case[0] for case in CHAINS])
def test_chains_are_divided(text, kind, parts):
    names = split_chains(text, [Name(Span(0, len(text)), kind, 0.9, "")])
    assert [text[n.span.begin : n.span.end] for n in names] == parts


@pytest.mark.parametrize(("name", "good"), [("西部（重庆）科学城", True), ("第五届）大会", False), ("“小巨人", False), ("###", False), ("甲\n乙", False), ("“甲条”“乙条”", False)])
def test_names_are_well_formed(name, good):
    assert is_well_formed(name) is good


def test_reader_is_heard_where_no_rule_speaks():
    text = "其中，拓远成为亮点。"
    guesses = all_guesses(text, [heard(3, 5, "Company", 0.97, best=True)])
    candidates = gather(guesses)
    names = choose(text, candidates, weigh(text, candidates, with_reader=True).tolist(), 0.5)
    assert [(text[n.span.begin : n.span.end], n.kind) for n in names] == [("拓远", Kind.COMPANY)]


POOLED = [
    ("readings of a chain add up", {(0, 2, "Region"): 0.2, (0, 5, "Region"): 0.3, (0, 8, "Region"): 0.4}, ["四川", "古蔺县", "云岭镇"]),
    ("too little in sum", {(0, 2, "Region"): 0.2, (0, 5, "Region"): 0.2}, []),
    ("other classes do not add up", {(0, 2, "Region"): 0.4, (0, 2, "Company"): 0.4}, []),
]


@pytest.mark.parametrize(("given", "expected"), [case[1:] for case in POOLED], ids=[case[0] for case in POOLED])
def test_readings_of_one_place_add_up(given, expected):
    text = "四川古蔺县云岭镇的村民。"
    candidates = gather([Guess(Span(b, e), Kind(kind), p, "reader:other") for (b, e, kind), p in given.items()])
    names = choose(text, candidates, [c.guesses[0].probability for c in candidates], 0.5)
    assert [text[n.span.begin : n.span.end] for n in names] == expected


SECOND = [
    ("meeting that nothing else claims", [(4, 10, "Event", 0.58, ("reader:best",))], ["云岭茶业论坛"]),
    ("not the best reading", [(4, 10, "Event", 0.58, ("reader:other",))], []),
    ("goods", [(4, 10, "Product", 0.58, ("reader:best",))], []),
    ("too little", [(4, 10, "Event", 0.52, ("reader:best",))], []),
    ("firm that grammar knows", [(4, 10, "Company", 0.58, ("reader:best", "cue:after:开"))], ["云岭茶业论坛"]),
    ("firm that the reader alone knows", [(4, 10, "Company", 0.58, ("reader:best",))], []),
    ("claimed", [(4, 10, "Event", 0.58, ("reader:best",)), (4, 6, "Region", 0.9, ("reader:best",))], ["云岭"]),
]


@pytest.mark.parametrize(("given", "expected"), [case[1:] for case in SECOND], ids=[case[0] for case in SECOND])
def test_the_readers_best_is_taken_where_nothing_won(given, expected):
    text = "昨日举办云岭茶业论坛开幕。"
    candidates = gather([Guess(Span(b, e), Kind(kind), p, source) for b, e, kind, p, sources in given for source in sources])
    names = choose(text, candidates, [c.guesses[0].probability for c in candidates], 0.6)
    assert [text[n.span.begin : n.span.end] for n in names] == expected


SETTLED = [
    ("leasing of a bank", "云岭金融租赁有限公司", {Kind.COMPANY: 0.8}, Kind.FINANCIAL),
    ("title of a cluster", "省级战略性新兴产业集群", {Kind.CLUSTER: 0.8}, Kind.DESIGNATION),
    ("cluster with its title", "云岭装备国家级先进制造业集群", {Kind.CLUSTER: 0.8}, Kind.CLUSTER),
    ("committee of a group", "青禾集团科学委员会", {Kind.GOVERNMENT: 0.8}, Kind.INSTITUTION),
    ("power supply", "云岭供电局", {Kind.GOVERNMENT: 0.8}, Kind.COMPANY),
    ("fund manager", "云岭基金管理有限公司", {Kind.FINANCIAL: 0.8}, Kind.FINANCIAL),
    ("exchange", "云岭证券交易所", {Kind.FACILITY: 0.8}, Kind.FINANCIAL),
    ("exchange of workers", "青禾交易所", {Kind.FACILITY: 0.8}, Kind.FACILITY),
    ("parliament", "秘鲁国民议会", {Kind.INSTITUTION: 0.8}, Kind.GOVERNMENT),
    ("plant of a firm", "青禾云岭工厂", {Kind.COMPANY: 0.8}, Kind.FACILITY),
    ("scenic area", "云岭景区", {Kind.PARK: 0.8}, Kind.FACILITY),
    ("firm listed before projects", "青禾轮胎", {Kind.PROJECT: 0.6, Kind.COMPANY: 0.2}, Kind.COMPANY),
    ("project says so", "青禾扩建", {Kind.PROJECT: 0.6, Kind.COMPANY: 0.2}, Kind.PROJECT),
    ("no firm thought of", "青禾轮胎", {Kind.PROJECT: 0.6}, Kind.PROJECT),
]


@pytest.mark.parametrize(("name", "kinds", "expected"), [case[1:] for case in SETTLED], ids=[case[0] for case in SETTLED])
def test_plain_words_settle_the_class(name, kinds, expected):
    span = Span(0, len(name))
    assert settle(name, {kind: Name(span, kind, p, "reader:best") for kind, p in kinds.items()}).kind is expected


def test_a_brand_of_the_lexicon_is_no_region():
    span = Span(0, 2)
    found = settle("顺丰", {Kind.REGION: Name(span, Kind.REGION, 0.7, "reader:best"), Kind.COMPANY: Name(span, Kind.COMPANY, 0.5, "lexicon:Company")})
    assert (found.kind, found.confidence) == (Kind.COMPANY, 0.7)


WHOLE = [
    ("two organs", "江苏省委和省政府部署。", [(0, 8, "GovernmentBody")], ["江苏省委", "省政府"]),
    ("one organ with 和", "经济和信息化委部署。", [(0, 7, "GovernmentBody")], ["经济和信息化委"]),
    ("firm with the province before it", "四川省宜宾市青禾公司扩产。", [(0, 3, "Region"), (3, 10, "Company")], ["四川省宜宾市青禾公司"]),
    ("firm without a region", "四川省青禾公司扩产。", [(0, 3, "Region"), (3, 7, "Company")], ["四川省", "青禾公司"]),
]


@pytest.mark.parametrize(("text", "given", "expected"), [case[1:] for case in WHOLE], ids=[case[0] for case in WHOLE])
def test_names_are_divided_and_made_whole(text, given, expected):
    candidates = gather([Guess(Span(b, e), Kind(kind), 0.9, "reader:best") for b, e, kind in given])
    names = choose(text, candidates, [0.9] * len(candidates), 0.5)
    assert [text[n.span.begin : n.span.end] for n in names] == expected


def test_goods_beside_their_maker_weigh_as_such():
    text = "青禾公司生产线缆。"
    maker, goods = Guess(Span(0, 4), Kind.COMPANY, 0.9, "reader:best"), Guess(Span(6, 8), Kind.PRODUCT, 0.5, "goods:线缆")
    alone, beside = (second_features(text, gather(guesses), np.full(len(guesses), 0.5))[0][-1] for guesses in ([goods], [maker, goods]))
    assert alone[ALONE:].sum() > beside[ALONE:].sum() > 0


def test_what_grammar_thinks_changes_only_its_own_columns():
    text = "青禾公司生产线缆。"
    guesses = [Guess(Span(0, 4), Kind.COMPANY, 0.9, "reader:best"), Guess(Span(6, 8), Kind.PRODUCT, 0.5, "goods:线缆")]
    low, high = second_features(text, gather(guesses), np.full(2, 0.2), np.full(2, 0.8))
    assert low.shape == high.shape
    assert (low[:, 0] < high[:, 0]).all()
    assert (low[:, 1] == high[:, 1]).all()  # what the reader thinks


def test_both_models_have_their_share_of_the_odds():
    assert mean_odds(np.array([1.0, -2.0]), np.array([2.0, 0.5], np.float32)) == pytest.approx([1.4, -1.0])


def test_trees_have_a_say_only_beside_a_reader(monkeypatch):
    text = "青禾公司生产线缆。"
    guesses = [Guess(Span(0, 4), Kind.COMPANY, 0.9, "reader:best"), Guess(Span(6, 8), Kind.PRODUCT, 0.5, "goods:线缆")]
    candidates = gather(guesses)
    read, unread = (weigh(text, candidates, with_reader=with_reader) for with_reader in (True, False))
    monkeypatch.setattr("extract.names.votes.TREES_SHARE", 0.0)
    assert (weigh(text, candidates, with_reader=True) != read).all()
    assert (weigh(text, candidates, with_reader=False) == unread).all()


def test_a_name_with_the_province_before_its_city_is_the_same_thing():
    text = "福建宁德锂电集群壮大。宁德锂电集群有企业80家。广东宁德锂电集群不存在。"
    names = {"福建宁德锂电集群": [(0, 8)], "宁德锂电集群": [(11, 17)], "广东宁德锂电集群": [(25, 33)]}
    groups = {key: [Name(Span(*span), Kind.CLUSTER, 0.9, "test") for span in spans] for key, spans in names.items()}
    assert list(find_aliases(text, groups, dict.fromkeys(names, Kind.CLUSTER))) == [("宁德锂电集群", "福建宁德锂电集群")]


@pytest.mark.parametrize(("text", "begin", "left"), [("获评标杆企业荣誉称号", 2, "标杆企业"), ("获评标杆企业荣誉称号", 6, "荣誉称号"), ("获评标杆企业", 2, "标杆企业")])
def test_a_title_goes_without_the_word_for_titles_unless_it_is_no_more(text, begin, left):
    name = names.trim(text, Name(Span(begin, len(text)), Kind.DESIGNATION, 0.9, "test"))
    assert text[name.span.begin : name.span.end] == left


@pytest.mark.parametrize(
    ("text", "read", "found"),
    [
        ("云岭化工园区扩建。福建云岭化工园区有12家企业。", {(0, 6): Kind.PARK, (9, 11): Kind.REGION}, [(0, 6), (9, 11), (11, 17)]),
        ("云岭化工园区扩建。云岭化工园区有12家企业。", {(0, 6): Kind.PARK, (9, 11): Kind.REGION}, [(0, 6), (9, 15)]),
        ("云岭化工园区扩建。云岭化工园区管委会表示。", {(0, 6): Kind.PARK, (9, 18): Kind.GOVERNMENT}, [(0, 6), (9, 18)]),
        ("农业农村部发文。各地农业农村部门落实。", {(0, 5): Kind.GOVERNMENT}, [(0, 5)]),
        ("新能源汽车出口。新能源汽车产业链延长。", {(0, 5): Kind.PRODUCT}, [(0, 5)]),
    ],
)
def test_a_long_sure_name_is_that_name_wherever_it_stands(text, read, found):
    names = [Name(Span(*span), kind, 0.9, "test") for span, kind in read.items()]
    assert [tuple(name.span) for name in add_recurring(text, names)] == found
    assert add_recurring(text, [Name(n.span, n.kind, 0.7, n.rule) for n in names]) == [Name(n.span, n.kind, 0.7, n.rule) for n in names]


@pytest.mark.parametrize(
    ("text", "begin", "end", "name"),
    [
        ("其控股股东云岭禾川公司增持。", 4, 11, "云岭禾川公司"),
        ("供应商禾川公司交货。", 2, 7, "禾川公司"),
        ("主打产品膨润土热销。", 3, 7, "膨润土"),
        ("青禾公司股东会召开。", 5, 7, "东会"),  # too little would be left
        ("东海公司扩产。", 0, 4, "东海公司"),
    ],
)
def test_no_name_begins_inside_the_word_that_leads_to_it(text, begin, end, name):
    spans = {text[g.span.begin : g.span.end] for g in names.all_guesses(text, [names.heard(begin, end, "Company", 0.9, best=True)]) if g.source == "reader:best"}
    assert spans == {name}
