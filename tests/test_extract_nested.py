"""Names inside names."""

import pytest
from marked import unmark
from relation_sentences import marked_doc

from extract.layers import Guess
from extract.names.decided import all_guesses
from extract.names.nested import add_nested, find_nested
from extract.pipeline import extract_document
from ontology.facts import Document, Kind, Span

NESTED = [
    ("goods of a capacity", "[年产5万吨云岭正极材料项目|Project]开工。", {"云岭正极材料|Product"}),
    ("no goods of a capacity", "[年产5万吨丙烷脱氢装置|Facility]开工。", set()),
    ("organ's region", "[江津区人民政府|GovernmentBody]发布。", {"江津区|Region"}),
    ("from the highest down", "[重庆市江津区委员会|GovernmentBody]发布。", {"重庆市|Region", "江津区|Region"}),
    ("park's city is a word of its name", "[苏州工业园区|Park]扩建。", set()),
    ("park's city spelled out", "[徐州市云岭工业园区|Park]扩建。", {"徐州市|Region"}),
    ("university's city", "[兰州大学|Institution]参展。", set()),
    ("party committee of a province", "[辽宁省委|GovernmentBody]部署。", {"辽宁省|Region"}),
    ("country of a project", "[秘鲁云岭港项目|Project]开工。", {"秘鲁|Region"}),
    ("country of an organ", "[蒙古国经济发展部|GovernmentBody]签约。", {"蒙古国|Region"}),
    ("country of a park", "[秘鲁云岭工业园|Park]开工。", set()),
    ("country of a firm", "[秘鲁云岭集团|Company]扩产。", {"秘鲁|Region"}),
    ("prefecture of a facility", "走进[成都云岭步行街|Facility]。", {"成都|Region"}),
    ("prefecture of a station", "走进[成都东站|Facility]。", set()),
    ("county that an institute spells out", "走访[巴楚县云禾技工学校|Institution]。", {"巴楚县|Region"}),
    ("prefecture of an institute", "走访[成都云禾技工学校|Institution]。", set()),
    ("village's party branch", "[云岭镇青禾村党支部|GovernmentBody]部署。", {"云岭镇|Region", "青禾村|Region"}),
    ("no village", "[乡村振兴局|GovernmentBody]部署。", set()),
    ("address of a workshop", "[赣州市赣县区云溪乡青禾村湖羊养殖基地|Facility]扩建。", {"赣州市|Region", "赣县区|Region", "云溪乡|Region", "青禾村|Region"}),
    ("university of a school", "[青岛理工大学机械学院|Institution]研发。", {"青岛理工大学|Institution"}),
    ("university's institute elsewhere", "[北京大学重庆云岭研究院|Institution]研发。", set()),
    ("firm of a workshop", "[青禾新材|Company]扩产。[青禾新材智能工厂|Facility]投产。", {"青禾新材|Company"}),
    ("firm by its legal form", "[青禾集团法务部|Institution]介绍。", {"青禾集团|Company"}),
    ("firm of a party committee", "[青禾集团党委|GovernmentBody]印发。", {"青禾集团|Company"}),
    ("committee of a county", "[青禾|Company]扩产。[陇西县委|GovernmentBody]印发。", {"陇西县|Region"}),
    ("firm with brackets in its form", "[青禾国际贸易（集团）有限公司|Company]扩产。", set()),
    ("no letter of a name", "[豫联能源集团|Company]扩产，[河南省|Region]支持。", set()),
    ("place that is spoken of", "[江津|Region]发布。[江津综合保税区|Park]扩建。", {"江津|Region"}),
    ("word that is rarely a place", "[和平机械公司|Company]扩产。", set()),
    ("area says hardly where", "[西部云岭科学城|Park]扩建。", set()),
    ("title", "获评[重庆市领军企业|Designation]。", set()),
    ("nothing left of the name", "[江津区|GovernmentBody]发布。", set()),
    ("firm of a project", "[青禾新材|Company]扩产。[青禾新材年产8万吨项目|Project]开工。", {"青禾新材|Company"}),
    ("firm before a capacity", "[云岭光能年产8吉瓦组件项目|Project]开工。", {"云岭光能|Company"}),
    ("firm by its brand and trade", "[禾川半导体晶圆项目|Project]开工。", {"禾川半导体|Company"}),
    ("energy that is no brand's", "[清洁能源供热改造项目|Project]开工。", set()),
    ("vehicles, no firm", "[禾川新能源汽车零部件项目|Project]开工。", set()),
    ("firm's name without place and form", "[青海青禾乳品有限公司|Company]扩产。[青禾乳品奶粉项目|Project]开工。", {"青禾乳品|Company"}),
    ("place before a capacity", "[黑石岗50万千瓦项目|Project]开工。", set()),
    ("thing before a capacity", "[海上风电50万千瓦项目|Project]开工。", set()),
    ("firm that is rebuilt", "[云啤搬迁扩产|Project]开工。", {"云啤|Company"}),
    ("street that is rebuilt", "[云岭公路扩建|Project]开工。", set()),
    ("firm that needs its place", "[锦州钛业3万吨钛白粉生产线|Project]开工。", {"锦州钛业|Company", "钛白粉|Product"}),
    ("region and firm", "[重庆市云禾光能年产8吉瓦组件项目|Project]开工。", {"重庆市|Region", "云禾光能|Company"}),
    ("park of science and technology", "[云岭科技园二期工程|Project]开工。", set()),
    ("group before a workshop", "[云禾集团铜箔车间|Facility]投产。", {"云禾集团|Company"}),
    ("firm only at the head", "[青禾新材|Company]扩产。[引进青禾新材项目|Project]开工。", set()),
    ("academy of an institute", "[中国科学院云岭研究所|Institution]研发。", {"中国科学院|Institution"}),
    ("bank of a branch", "[江岸银行|FinancialInstitution]放款。[江岸银行云岭分行|FinancialInstitution]授信。", {"江岸银行|FinancialInstitution"}),
    ("park of a part", "[云岭高新区|Park]扩建。[云岭高新区青禾片区|Park]开工。", {"云岭高新区|Park"}),
    ("park in a park's name that is no part", "[云岭高新区|Park]扩建。[云岭高新区青禾酒店街|Park]开工。", set()),
    ("organ's office", "[云岭市监察局|GovernmentBody]通报。[云岭市监察局信息科|GovernmentBody]介绍。", {"云岭市监察局|GovernmentBody"}),
    ("canal of its own name", "[平陆运河项目|Project]开工。", set()),
    ("zone before its organ", "[福建自贸试验区青禾片区管委会|GovernmentBody]介绍。", {"福建自贸试验区青禾片区|Park", "福建自贸试验区|Park"}),
    ("origin of goods", "[江津区|Region]丰收。[江津花椒|Product]上市。", {"江津|Region"}),
    ("firm inside an industry", "[青禾|Company]扩产。[青禾产业|Industry]壮大。", set()),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "expected"), [row[1:] for row in NESTED], ids=[row[0] for row in NESTED])
def test_find_nested(marked, expected):
    text, names = unmark(marked)
    found = find_nested(text, names, [])
    assert {f"{text[n.span.begin : n.span.end]}|{n.kind.value}" for n, _ in found} == expected
    assert all(inner.span.within(outer.span) and inner.span != outer.span for inner, outer in found)


@pytest.mark.parametrize(("probability", "expected"), [(0.5, ["青禾新材"]), (0.1, [])], ids=["likely", "unlikely"])
def test_find_nested_takes_a_firm_that_lost(probability, expected):
    text, names = unmark("[青禾新材配套工程|Project]开工。")
    found = find_nested(text, names, [Guess(Span(0, 4), Kind.COMPANY, probability, "company")])
    assert [text[n.span.begin : n.span.end] for n, _ in found] == expected


MINISTRY = [
    ("a department", "[农业农村部办公厅|GovernmentBody]印发。", ["农业农村部"]),
    ("the council's office", "[国务院新闻办公室|GovernmentBody]发布。", []),
    ("the ministry itself", "[农业农村部|GovernmentBody]发布。", []),
]


@pytest.mark.parametrize(("marked", "expected"), [row[1:] for row in MINISTRY], ids=[row[0] for row in MINISTRY])
def test_find_nested_takes_the_ministry_of_a_department(marked, expected):
    text, names = unmark(marked)
    found = find_nested(text, names, all_guesses(text))
    assert [text[n.span.begin : n.span.end] for n, _ in found] == expected


BRANDS = [
    ("a brand's goods", "[比亚迪海狮车型|Product]下线。", ["比亚迪"]),
    ("a word that is goods too", "[小米红枣礼盒|Product]上市。", []),
    ("nothing left", "[比亚迪车|Product]下线。", []),
]


@pytest.mark.parametrize(("marked", "expected"), [row[1:] for row in BRANDS], ids=[row[0] for row in BRANDS])
def test_find_nested_takes_a_brand_of_the_lexicon(marked, expected):
    text, names = unmark(marked)
    found = find_nested(text, names, all_guesses(text))
    assert [text[n.span.begin : n.span.end] for n, _ in found] == expected


def test_a_short_name_inside_a_name_is_the_region_that_is_spoken_of():
    entities = extract_document(Document(identifier="a", text="河北持续扩产。河北省科技厅发布公告。", sha256="")).entities
    assert len([e for e in entities if e.kind is Kind.REGION]) == 1


@pytest.mark.parametrize(("text", "kept"), [("我国经济稳中向好。青禾公司扩产。", False), ("我国铝材产量达到30万吨。", True)], ids=["nothing is said", "a number"])
def test_the_nation_that_is_only_pointed_to_needs_something_said_of_it(text, kept):
    entities = extract_document(Document(identifier="a", text=text, sha256="")).entities
    assert ("中国" in {e.names[0] for e in entities}) is kept


SAID = [
    ("a branch is part of its bank", "{B:江岸银行}放款。{B:江岸银行云岭分行}授信。", ("江岸银行云岭分行", "partOf", "江岸银行")),
    ("a school is part of its university", "{I:云岭大学}办学。{I:云岭大学化工学院}研发。", ("云岭大学化工学院", "partOf", "云岭大学")),
    ("a part of a park", "{P:云岭高新区}扩建。{P:云岭高新区青禾片区}开工。", ("云岭高新区青禾片区", "partOf", "云岭高新区")),
    ("a firm of a group", "{C:青禾集团}扩产。{C:青禾集团白水热电公司}投产。", ("青禾集团白水热电公司", "subsidiaryOf", "青禾集团")),
    ("goods that bear their maker's name", "{C:青禾汽车}扩产。{Q:青禾汽车海狮车型}下线。", ("青禾汽车", "produces", "青禾汽车海狮车型")),
    ("goods that bear their origin's name", "{R:江津区}丰收。{Q:江津花椒}上市。", ("江津", "produces", "江津花椒")),
    ("places in an organ's name contain each other", "{G:重庆市江津区水利局}巡查。", ("江津区", "partOf", "重庆市")),
    ("a place before an organ's name contains the one in it", "{R:重庆市}{G:江津区水利局}巡查。", ("江津区", "partOf", "重庆市")),
    ("the joint venture of two makers", "{C:一汽}扩产。{F:一汽丰田冲压工厂}开工。", ("一汽丰田", "undertakes", "一汽丰田冲压工厂")),
    ("a harbour lies where its name says", "{R:江津区}扩建。{F:江津云岭码头}开工。", ("江津云岭码头", "locatedIn", "江津")),
]
UNSAID = [
    ("a line goes on", "{R:江津区}扩建。{F:江津轨道交通11号线}开工。", "locatedIn"),
    ("another firm stands between", "{C:青禾集团}扩产。{C:青禾集团白水公司法务处}介绍。", "partOf"),
    ("goods that a project is about come from there", "{R:江津区}丰收。{Q:江津花椒}上市。{J:江津花椒深加工项目}开工。", "locatedIn"),
    ("a canal is called after its ends", "{R:江津区}出力。{J:江津运河二期项目}开工。", "locatedIn"),
    ("aid goes elsewhere", "{R:江津区}出力。{J:江津援疆学校项目}开工。", "locatedIn"),
    ("a place in brackets is where it lies", "{R:江津区}出力。{J:江津青禾（石家庄）电池项目}开工。", "locatedIn"),
    ("a place beside another is no part of it", "{R:重庆市}{G:长沙市水利局}巡查。", "partOf"),
    ("the nation's goods", "{R:中国}出口。{Q:中国高铁}出海。", "produces"),
    ("a word for many is no whole", "{G:海关}查验。{G:海关总署}发布。", "partOf"),
    ("a short name is the firm", "{C:青禾}扩产。{C:青禾新材料有限公司}投产。", "partOf"),
]


def said_by_names(marked):
    doc = add_nested(marked_doc(marked))
    label = {m.span: m.anchor for m in doc._.mentions}
    return {(label[s.subject_mention], str(s.predicate), label[s.object_mention]) for s in doc._.statements if s.rule.startswith("name:")}


@pytest.mark.parametrize(("marked", "wanted"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
def test_a_name_says_what_it_belongs_to(marked, wanted):
    assert wanted in said_by_names(marked)


@pytest.mark.parametrize(("marked", "predicate"), [row[1:] for row in UNSAID], ids=[row[0] for row in UNSAID])
def test_a_name_does_not_say_more(marked, predicate):
    assert predicate not in {p for _, p, _ in said_by_names(marked)}
