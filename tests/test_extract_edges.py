"""Edges of decided names: each rule cuts or widens one and leaves another."""

import pytest
from marked import unmark

from extract.names.edges import set_edges
from extract.names.mending import mend
from extract.names.posts import add_units
from extract.names.project_firms import firm_length
from extract.names.wholes import wholes_in
from ontology.facts import Kind

EDGES = [
    ("dateline", "本报[电 云州海关|GovernmentBody]介绍。", ["云州海关|GovernmentBody"]),
    ("number of a section", "[（二）云计算培育工程|Programme]。", ["云计算培育工程|Programme"]),
    ("name in a caption", "[王 云 青禾港湾开发有限公司|Company]介绍。", ["青禾港湾开发有限公司|Company"]),
    ("what a policy is printed as", "[云岭县工业发展规划（节选）|Policy]\n", ["云岭县工业发展规划|Policy"]),
    ("policy on trial", "[云岭县工业奖励办法（试行）|Policy]\n", ["云岭县工业奖励办法（试行）|Policy"]),
    ("organ behind a key", "[链长：云岭市委|GovernmentBody]常委", ["云岭市委|GovernmentBody"]),
    ("two people apart", "审核 [王云 李禾苗|Person]\n", ["王云|Person", "李禾苗|Person"]),
    ("person spelt apart beside another", "审核 [王 云 李禾苗|Person]\n", ["王 云|Person", "李禾苗|Person"]),
    ("person and a rest", "记者 [王云禾 通|Person]讯员", ["王云禾|Person"]),
    ("person behind a label", "[图 王云禾|Person]\n", ["王云禾|Person"]),
    ("person spelt apart", "校对 [王 云|Person]\n", ["王 云|Person"]),
    ("two organs apart", "[青湖县统计局 国家统计局青湖调查队|GovernmentBody]\n", ["青湖县统计局|GovernmentBody", "国家统计局青湖调查队|GovernmentBody"]),
    ("column of goods and its neighbour", "[硅橡胶 云岭|Product]\n", ["硅橡胶|Product"]),
    ("blank in a quoted title", "[“云岭 青湖”分论坛|Event]举行。", ["“云岭 青湖”分论坛|Event"]),
    ("foreign firm with a blank", "[Blue Hill Motors|Company]介绍。", ["Blue Hill Motors|Company"]),
    ("together with", "[云州市委组织部会|GovernmentBody]同工会举办。", ["云州市委组织部|GovernmentBody"]),
    ("commission together with", "[云岭示范区执委会会|GovernmentBody]同两区政府印发。", ["云岭示范区执委会|GovernmentBody"]),
    ("jointly with a national body", "[联合国家云岭总局|GovernmentBody]印发。", ["国家云岭总局|GovernmentBody"]),
    ("foreign ministry that is a list", "同[秘鲁|Region]发展、[工业和贸易部|GovernmentBody]签署。", ["秘鲁发展、工业和贸易部|GovernmentBody"]),
    ("foreign ministry in two names", "同[秘鲁发展|GovernmentBody]、[工业和贸易部|GovernmentBody]签署。", ["秘鲁发展、工业和贸易部|GovernmentBody"]),
    ("office beside another", "[云岭资政兼国家安全统筹|GovernmentBody]部长王云说。", ["国家安全统筹|GovernmentBody"]),
    ("village behind what it is", "[荔枝专业村青桥村|Region]丰收。", ["青桥村|Region"]),
    ("two ministries of a country", "同[秘鲁|Region]财政部、[贸易部|GovernmentBody]签署。", ["秘鲁|Region", "贸易部|GovernmentBody"]),
    ("unit before its head's post", "[云岭车辆冷链事业|Company]部总经理王云说。", ["云岭车辆冷链事业部|Company"]),
    ("minister", "[云岭车辆冷链事业|Company]部长王云说。", ["云岭车辆冷链事业|Company"]),
    ("party branch before its secretary", "[云岭旅行社党|GovernmentBody]总支书记王云说。", ["云岭旅行社党总支|GovernmentBody"]),
    ("firm's section stays out", "[云岭车辆有限公司|Company]部总经理王云说。", ["云岭车辆有限公司|Company"]),
    ("hall of a congress", "在[北京人民大会|Event]堂举行。", ["北京人民大会堂|Facility"]),
    ("congress", "在[北京人民大会|Event]上。", ["北京人民大会|Event"]),
    ("street that bears a county's name", "到[城北|Region][街道云禾社区|Region]。", ["城北街道|Region", "云禾社区|Region"]),
    ("part of a prefecture", "位于[北京南部|Region]。", ["北京|Region"]),
    ("part of a nation", "位于[中国西部|Region]。", ["中国西部|Region"]),
    ("bank of a river", "走到[云禾河北岸|Region]。", ["云禾河|Region"]),
    ("streets of a city", "走在[绍兴街头|Region]。", ["绍兴|Region"]),
    ("seat of a county", "往返[榆中县城|Region]。", ["榆中|Region"]),
    ("hills called after more than a division", "立足[云陵山区|Region]。", ["云陵山区|Region"]),
    ("urban area of a foreign city", "到[图云拉市区|Region]。", ["图云拉市|Region"]),
    ("way to a place", "打通[西连重庆|Region]的路。", ["重庆|Region"]),
    ("village behind its preposition", "他[在青禾村|Region]种茶。", ["青禾村|Region"]),
    ("help for a town", "单位[帮扶青禾镇|Region]。", ["青禾镇|Region"]),
    ("station behind its way", "向[北直达云禾高铁站|Facility]。", ["云禾高铁站|Facility"]),
    ("member of an organ", "作为[云岭区妇联执委|GovernmentBody]，", ["云岭区妇联|GovernmentBody"]),
    ("festival's activities", "在[“云岭文化节”活动|Event]现场", ["“云岭文化节”|Event"]),
    ("goods behind a branch", "[云岭电力青禾供电分公司海缆|Company]专责王云", ["云岭电力青禾供电分公司|Company"]),
    ("unit of a branch", "[云岭电力青禾供电分公司车间|Company]", ["云岭电力青禾供电分公司车间|Company"]),
    ("turned the talk", "[王云话锋|Person]一转", ["王云|Person"]),
    ("all of a school", "[云岭市第三中学|Institution]校党支部", ["云岭市第三中学校|Institution"]),
    ("head of a school", "[云岭市第三中学|Institution]校长王云", ["云岭市第三中学|Institution"]),
    ("all of a joint meeting", "[云岭食品联席会|Institution]议成员", ["云岭食品联席会议|Institution"]),
    ("ministry that was cut", "记者从住[房城乡建设部|GovernmentBody]获悉", ["住房城乡建设部|GovernmentBody"]),
    ("what a project taught", "学习[“云禾工程”经验|Policy]。", ["“云禾工程”|Policy"]),
    ("suburb of a foreign city", "在[云利·楠德拉湾市郊|Region]。", ["云利·楠德拉湾市|Region"]),
    ("building of a city", "[中新云岭生态城开发|Park]建设十五年。", ["中新云岭生态城|Park"]),
    ("what a loan is", "推出[“云椒贷”产品|Programme]。", ["“云椒贷”|Programme"]),
    ("first of a national kind", "[我国首批国家级云岭园区|Designation]公布。", ["国家级云岭园区|Designation"]),
    ("distance to a park", "[距离云岭产业园|Park]三公里。", ["云岭产业园|Park"]),
    ("zone that helps to organise", "[云州临空经济开发区协办|GovernmentBody]。", ["云州临空经济开发区|Park"]),
    ("a committee is no together", "[云州市工会|GovernmentBody]举办。", ["云州市工会|GovernmentBody"]),
    ("said frankly", "[王云坦|Person]言。", ["王云|Person"]),
    ("name of three characters", "[王云坦|Person]介绍。", ["王云坦|Person"]),
    ("discipline", "[云岭交通大学桥梁学|Institution]博士王云回来。", ["云岭交通大学|Institution"]),
    ("unit of a university", "[云岭交通大学桥梁学院|Institution]教授王云回来。", ["云岭交通大学桥梁学院|Institution"]),
    ("capital", "在[首都利雅得|Region]举行。", ["利雅得|Region"]),
    ("between two places", "位于沈阳和[鞍山中间|Region]。", ["鞍山|Region"]),
    ("townspeople", "[石家庄市|Region]民出行。", ["石家庄|Region"]),
    ("urban area", "位于[石家庄市区|Region]。", ["石家庄市|Region"]),
    ("city and its enterprises", "[石家庄市|Region]企业扩产。", ["石家庄市|Region"]),
    ("verb before a project", "公司[中标云溪水库扩建工程|Project]。", ["云溪水库扩建工程|Project"]),
    ("list of titles", "入选[国家云岭农业产业园创建|Designation]名单。", ["国家云岭农业产业园|Designation"]),
    ("title that ends so", "获评[国家云岭农业产业园创建|Designation]。", ["国家云岭农业产业园创建|Designation"]),
    ("group", "[青禾建工|Company]集团扩产。", ["青禾建工集团|Company"]),
    ("firm behind what it is", "一家[眼镜公司杭州青禾光电有限公司|Company]扩产。", ["杭州青禾光电有限公司|Company"]),
    ("firm behind who tells of it", "[云岭汽车宣布武汉青禾芯片有限公司|Company]扩产。", ["武汉青禾芯片有限公司|Company"]),
    ("firm that is called after a place farther on", "[青禾投资云岭控股有限公司|Company]扩产。", ["青禾投资云岭控股有限公司|Company"]),
    ("army group", "[青禾建工|Company]集团军。", ["青禾建工|Company"]),
    ("foreign given name", "负责人亚西尔·[鲁迈延|Person]说。", ["亚西尔·鲁迈延|Person"]),
    ("division before a park", "在[聊城市|Region][东昌府区云禾现代农业园|Park]。", ["聊城市|Region", "东昌府区|Region", "云禾现代农业园|Park"]),
    ("park that is called after its county", "在[抚州市|Region][资溪县工业园区|Park]。", ["抚州市|Region", "资溪县工业园区|Park"]),
    ("platform with its name", "[云岭服务平台|Facility]“云岭通”上线。", ["云岭服务平台“云岭通”|Facility"]),
    ("platform before other quotes", "[云岭服务平台|Facility]“云岭通”“云岭付”上线。", ["云岭服务平台|Facility"]),
    ("two fields in one item", "在[生物技术|Industry]与[医药健康|Industry]、新材料领域。", ["生物技术与医药健康|Industry"]),
    ("two items with 和", "发展[生物技术|Industry]和[医药健康|Industry]、新材料。", ["生物技术|Industry", "医药健康|Industry"]),
    ("last two fields of a list", "发展[生物技术|Industry]与[医药健康|Industry]。", ["生物技术|Industry", "医药健康|Industry"]),
    ("industry of a whole district", "助推[全州旅游产业|Industry]发展。", ["旅游产业|Industry"]),
    ("industry named twice", "[机器人产业行业|Industry]营收翻番。", ["机器人产业|Industry"]),
    ("what a firm trades in", "从事[经营畜牧业|Industry]。", ["畜牧业|Industry"]),
    ("about so many clusters", "培育10个[左右省级产业集群|Cluster]。", ["省级产业集群|Cluster"]),
    ("laboratories in a place", "推动在[京全国重点实验室|Institution]转化。", ["全国重点实验室|Institution"]),
    ("particle before a plan", "出台[了铜业振兴行动计划|Programme]。", ["铜业振兴行动计划|Programme"]),
    ("town within a county", "开河至磴口县[境内青禾镇|Region]。", ["青禾镇|Region"]),
    ("goods in a list", "生产[打印机|Product]及[硒鼓|Product]、墨盒。", ["打印机|Product", "硒鼓|Product"]),
]


def shown(text, names):
    return [f"{text[n.span.begin : n.span.end]}|{n.kind}" for n in names]


@pytest.mark.parametrize(("marked", "expected"), [row[1:] for row in EDGES], ids=[row[0] for row in EDGES])
def test_an_edge_is_set(marked, expected):
    text, names = unmark(marked)
    assert shown(text, set_edges(text, names)) == expected


MENDED = [
    ("township and village", "走进云溪镇青禾村，果园连片。", ["云溪镇|Region", "青禾村|Region"]),
    ("township of a village's organ", "云溪镇[青禾村党委|GovernmentBody]书记介绍。", ["云溪镇|Region", "青禾村党委|GovernmentBody"]),
    ("villages of no name", "走进云溪镇各村，果园连片。", []),
    ("clusters of counties", "形成[义县电器|Industry]、[凌海塑料|Industry]等9个产业集群。", ["义县电器|Cluster", "凌海塑料|Cluster"]),
    ("fields of clusters", "形成[储能|Industry]、[凌海塑料|Industry]等产业。", ["储能|Industry", "凌海塑料|Industry"]),
    ("two regions without a mark", "在[北京江苏|Region]等地调研。", ["北京|Region", "江苏|Region"]),
    ("one region of two words", "在[三江平原|Region]等地调研。", ["三江平原|Region"]),
    ("adverb", "他[马上|Person]动身。", []),
    ("common word", "走进特色小镇美丽乡村。", []),
    ("treaty with what it names", "签署《关于[云岭|Region]茶叶输华检疫要求议定书》。", ["《关于云岭茶叶输华检疫要求议定书》|Policy"]),
    ("film", "纪录片[《云岭的春天》|Policy]播出。", ["《云岭的春天》|Product"]),
    ("book after its cue", "推出[《云岭的春天》|Policy]专题策划。", ["《云岭的春天》|Product"]),
    ("speciality", "“[奉节脐橙|Industry]”上市。", ["奉节脐橙|Product"]),
    ("firm that is called after goods", "[云禾脐橙|Company]扩产。", ["云禾脐橙|Company"]),
    ("measures", "印发[《云岭节水办法》|Policy]。", ["《云岭节水办法》|Policy"]),
]


@pytest.mark.parametrize(("marked", "expected"), [row[1:] for row in MENDED], ids=[row[0] for row in MENDED])
def test_addresses_and_titles_are_mended(marked, expected):
    text, names = unmark(marked)
    assert shown(text, mend(text, names)) == expected


POSTS = [
    ("section of a bureau", "“稳。”[云州市经信局|GovernmentBody]综合科科长[王云|Person]说。", ["云州市经信局综合科|GovernmentBody", "王云|Person"]),
    ("department of a firm", "[青禾集团|Company]科技部总经理[王云|Person]说。", ["青禾集团|Company", "王云|Person"]),
    ("branch of a firm", "[青禾集团|Company]云岭分公司总经理[王云|Person]说。", ["青禾集团云岭分公司|Company", "王云|Person"]),
    ("unit alone", "“稳。”班洪供电所所长[王云|Person]说。", ["班洪供电所|Company", "王云|Person"]),
    ("section of a bureau that was not found", "“稳。”云州市经信局综合科科长[王云|Person]说。", ["云州市经信局综合科|GovernmentBody", "王云|Person"]),
    ("two posts", "[云州市经信局|GovernmentBody]副局长兼运行科科长[王云|Person]说。", ["云州市经信局|GovernmentBody", "王云|Person"]),
    ("post alone", "[云州市经信局|GovernmentBody]局长[王云|Person]说。", ["云州市经信局|GovernmentBody", "王云|Person"]),
]


@pytest.mark.parametrize(("marked", "expected"), [row[1:] for row in POSTS], ids=[row[0] for row in POSTS])
def test_a_unit_stands_before_its_post(marked, expected):
    text, names = unmark(marked)
    assert shown(text, add_units(text, names)) == expected


WHOLES = [
    ("云岭省财政厅企业处", Kind.GOVERNMENT, ["云岭省财政厅"]),
    ("云岭省委宣传部", Kind.GOVERNMENT, []),
    ("云岭自贸试验区青禾片区管委会财政局", Kind.GOVERNMENT, ["云岭自贸试验区青禾片区管委会", "云岭自贸试验区青禾片区", "云岭自贸试验区"]),
    ("云岭高新区未来科技城", Kind.PARK, ["云岭高新区"]),
    ("青禾集团第五工程有限公司", Kind.COMPANY, ["青禾集团"]),
    ("青禾集团有限公司", Kind.COMPANY, []),
    ("青禾（集团）有限公司", Kind.COMPANY, []),
    ("云州港东港区码头", Kind.FACILITY, ["云州港东港区", "云州港"]),
    ("云岭宏观研究院投资研究所", Kind.INSTITUTION, ["云岭宏观研究院"]),
    ("第三届云岭产业博览会开幕式", Kind.EVENT, ["第三届云岭产业博览会"]),
    ("云岭商业银行青禾分行", Kind.FINANCIAL, ["云岭商业银行"]),
]


@pytest.mark.parametrize(("label", "kind", "expected"), WHOLES)
def test_a_part_begins_with_its_whole(label, kind, expected):
    assert [label[:length] for length, _ in wholes_in(label, kind)] == expected


SEATS = [
    ("云禾数科华西区域总部项目", Kind.PROJECT, "云禾数科"),
    ("云禾智能波兰工厂", Kind.FACILITY, "云禾智能"),
    ("云溪县人民医院项目", Kind.PROJECT, ""),
    ("智能机器人产业园", Kind.PARK, ""),
]


@pytest.mark.parametrize(("label", "kind", "expected"), SEATS)
def test_a_place_parts_a_firm_from_its_seat(label, kind, expected):
    begin, end = firm_length(label, kind)
    assert label[begin:end] == expected
