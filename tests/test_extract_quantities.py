"""Numbers with unit, indicator, measure, bound, whole, part and condition, in sentences of our own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract.numbers.quantities import find_quantities
from extract.text.sentences import divide
from ontology.facts import Bound, Comparison, Measure

ISSUED = "2024-10-21"


def read(text):
    found, _ = find_quantities(text, divide(text), ISSUED)
    return [q for q in found if not q.optional]


def label(text, quantity):
    return quantity.indicator_text or (text[quantity.indicator.begin : quantity.indicator.end] if quantity.indicator else "")


LABELS = [
    # amounts and counts
    ("全镇实现规上工业产值36.5亿元。", [("36.5", "亿元", "规上工业产值")]),
    ("园区建成标准厂房18栋、孵化器5个。", [("18", "栋", "标准厂房"), ("5", "个", "孵化器")]),
    ("已引进40余家零部件企业。", [("40", "家", "零部件企业")]),
    ("公司拥有博士、硕士等高层次人才上百人。", [("100", "人", "高层次人才")]),
    ("县里新增两家上市公司。", [("2", "家", "上市公司")]),
    ("银行为该厂发放800万元信用贷款。", [("800", "万元", "信用贷款")]),
    ("企业获2000万元技改资金支持。", [("2000", "万元", "技改资金")]),
    ("总投资12亿元的铜箔项目落户。", [("12", "亿元", "总投资")]),
    ("基地年产6万辆电动三轮车。", [("6", "万辆", "年产电动三轮车")]),
    ("新厂区占地面积260亩。", [("260", "亩", "新厂区占地面积")]),
    ("产能已达90万吨。", [("90", "万吨", "产能")]),
    ("这座桥长860米。", [("860", "米", "桥长度")]),
    ("工期缩短45天。", [("45", "天", "工期缩短")]),
    # units of traffic, gas and coal; prices; shares of a thousand and a million
    ("口岸进出货车2.3万辆次。", [("2.3", "万辆次", "口岸进出货车")]),
    ("绿氢年产能1.6亿标方。", [("1.6", "亿标方", "绿氢年产能")]),
    ("吨钢综合能耗降至540千克标准煤。", [("540", "千克标准煤", "吨钢综合能耗")]),
    ("工业用水 3.2元/立方米", [("3.2", "元/立方米", "工业用水")]),
    ("不良率低于百万分之0.8。", [("0.8", "百万分之", "不良率")]),
    ("次品率降至千分之三。", [("3", "‰", "次品率")]),
    ("生产总值620亿元|规上企业110家|产能310万吨", [("620", "亿元", "生产总值"), ("110", "家", "规上企业"), ("310", "万吨", "产能")]),
    ("平均时限压到0.5个工作日。", [("0.5", "个工作日", "平均时限压")]),
    ("优良天数310天，同比增加9天。", [("310", "天", "优良天数"), ("9", "天", "优良天数同比增加")]),
    # growth
    ("上半年工业投资同比增长9.4%。", [("9.4", "%", "工业投资同比增长")]),
    ("税收8亿元，同比增长3%。", [("8", "亿元", "税收"), ("3", "%", "税收同比增长")]),
    ("产值增速比一季度加快1.2个百分点。", [("1.2", "个百分点", "产值增速比一季度加快")]),
    ("专利授权量近三年年均增长30%。", [("30", "%", "专利授权量年均增长")]),
    # falls: a verb that says so has a positive number, a minus sign behind a word of growth a negative one
    ("出口额18亿元，同比下降6.4%。", [("18", "亿元", "出口额"), ("6.4", "%", "出口额同比下降")]),
    ("工业投资增速为-3.1%。", [("-3.1", "%", "工业投资增速")]),
    ("税收同比增长−4.5%，比年初提高2个百分点。", [("-4.5", "%", "税收同比增长"), ("2", "个百分点", "税收比年初提高")]),
    ("利润总额-1.2亿元。", [("-1.2", "亿元", "利润总额")]),
    ("产值增速保持在5%-10%，3-5家企业停产。", [("5", "%", "产值增速"), ("3", "家", "企业")]),
    # share, rank
    ("陶瓷出口占全国的23%。", [("23", "%", "陶瓷出口占全国")]),
    ("高技术产业占比达41%。", [("41", "%", "高技术产业占比")]),
    ("超过六成的企业完成改造。", [("6", "成", "企业")]),
    ("水晶产量连续八年居全国第一。", [("1", "位", "水晶产量")]),
    ("出口额位列全省第3位。", [("3", "位", "出口额")]),
    ("企业融资成本居全省各市州首位。", [("1", "位", "企业融资成本")]),
    ("钛材出口占比位居冶金业第一。", [("1", "位", "钛材出口占比")]),
    ("绿色轴承出货量蝉联国内轴承行业第一。", [("1", "位", "绿色轴承出货量")]),
    ("港口货运排名升至2023年的全省第十七位。", [("17", "位", "港口货运排名")]),
    # units of several words, people without a counter, index points
    ("小微贷款利率比上年同期低18个基点。", [("18", "个基点", "小微贷款利率比上年同期低")]),
    ("机场货运航班达1.4万架次。", [("1.4", "万架次", "机场货运航班")]),
    ("碳汇量达6万吨二氧化碳当量。", [("6", "万吨二氧化碳当量", "碳汇量")]),
    ("项目惠及21万库区群众。", [("21", "万", "库区群众")]),
    ("平台注册用户超42.5万。", [("42.5", "万", "平台注册用户")]),
    ("三季度民营企业景气指数为103.6，比二季度回升1.8点。", [("103.6", "点", "民营企业景气指数"), ("1.8", "点", "民营企业景气指数比二季度回升")]),
    ("用户平均停电时间低于20分钟。", [("20", "分钟", "用户平均停电时间")]),
    ("通关时间从6小时压减到40分钟。", [("6", "小时", "通关时间"), ("40", "分钟", "通关时间")]),
    # from-to, series
    ("营收由2019年的3亿元增至2023年的11亿元。", [("3", "亿元", "营收"), ("11", "亿元", "营收")]),
    ("产值从20亿元到60亿元。", [("20", "亿元", "产值"), ("60", "亿元", "产值")]),
    ("铝材、铜材产量分别增长7%、9%。", [("7", "%", "铝材产量增长"), ("9", "%", "铜材产量增长")]),
    ("前三季度，纺织、食品、医药增加值同比分别增长7.1%、6%和8.2%。", [("7.1", "%", "纺织增加值同比增长"), ("6", "%", "食品增加值同比增长"), ("8.2", "%", "医药增加值同比增长")]),
    ("产值、税收分别达到30亿元、2亿元。", [("30", "亿元", "产值"), ("2", "亿元", "税收")]),
    ("商场营业额40亿元，网店营业额9亿元，同比分别增长3%和12%。", [("40", "亿元", "商场营业额"), ("9", "亿元", "网店营业额"), ("3", "%", "商场营业额同比增长"), ("12", "%", "网店营业额同比增长")]),
    ("工业投资增长7%、9%。", [("7", "%", "工业投资增长"), ("9", "%", "工业投资增长")]),
    ("增速较一季度提高1.5个和2.5个百分点。", [("1.5", "个百分点", "增速较一季度提高"), ("2.5", "个百分点", "增速较一季度提高")]),
    # numbers of two parts, and what goes on behind its unit
    ("年产量达2亿7700万台。", [("2.77", "亿台", "年产量")]),
    ("项目融资一亿四千万元。", [("1.4", "亿元", "项目融资")]),
    ("麦收进度为九成半。", [("9.5", "成", "麦收进度")]),
    ("通关时间从目前的3个多小时压缩到1个半小时。", [("3", "小时", "通关时间"), ("1.5", "小时", "通关时间")]),
    ("新线工期缩短两个半月。", [("2.5", "个月", "新线工期缩短")]),
    ("班线运行时间由12小时30分压缩至8小时15分。", [("12.50", "小时", "班线运行时间"), ("8.25", "小时", "班线运行时间")]),
    ("叶片长度19米58，立柱高度5米。", [("19.58", "米", "叶片长度"), ("5", "米", "立柱高度")]),
    ("损失率减少1个至3个百分点。", [("1", "个百分点", "损失率减少")]),
    ("冷库温度为零下18摄氏度。", [("-18", "摄氏度", "冷库温度")]),
    ("山区最低气温-5℃左右。", [("-5", "℃", "山区最低气温")]),
    # a counter that is the first character of a noun; 多 that is of the noun
    ("县里有40多万人口。", [("40", "万人", "人口")]),
    ("港口拥有3个多用途泊位。", [("3", "个", "多用途泊位")]),
    # units of two characters, of other lands, of the air
    ("县图书馆藏书20多万册。", [("20", "万册", "县图书馆藏书")]),
    ("年产针织品300万件套。", [("300", "万件套", "年产针织品")]),
    ("维修设备1270台次。", [("1270", "台次", "维修设备")]),
    ("工厂出口额达5亿雷亚尔。", [("5", "亿雷亚尔", "工厂出口额")]),
    ("细颗粒物浓度为34微克/立方米。", [("34", "微克/立方米", "细颗粒物浓度")]),
    ("探明储量1.3亿吨油当量。", [("1.3", "亿吨油当量", "探明储量")]),
    # what a word inside another does not end
    ("企业获3000万元天使投资。", [("3000", "万元", "天使投资")]),
    ("开工亿元以上项目36个，列为36个亿元以上重点项目。", [("36", "个", "亿元以上项目"), ("36", "个", "亿元以上重点项目")]),
    ("主编标准7部，来自3部门。", [("7", "部", "主编标准"), ("3", "部门", "来自")]),
    ("全年开行班列216趟次，货运周转量60万吨公里。", [("216", "趟次", "班列"), ("60", "万吨公里", "货运周转量")]),
    ("增速分别加快0.9、1.1和0.5个百分点。", [("0.9", "个百分点", "增速加快"), ("1.1", "个百分点", "增速加快"), ("0.5", "个百分点", "增速加快")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LABELS, ids=[t for t, _ in LABELS])
def test_quantity_has_value_unit_and_label(text, expected):
    assert [(str(q.value), q.unit, label(text, q)) for q in read(text)] == expected


NOTHING = [
    "2023年5月，公司成立。", "第3批名单公布。", "第二届博览会开幕。", "她今年36岁。", "联系电话13800000000。", "“3+3+N”产业体系", "“十四五”规划出台", "入选中国500强",
    "一方面抓项目，一方面抓服务。", "三大产业齐头并进。", "一个项目落户。", "珠三角企业来访。", "实现两位数增长。", "重点抓好3件事。", "中部六省会商。", "A4纸和5G网络", "第一产业和第一时间",
    "建厂三年来", "14:30开会", "用好两个市场", "首批企业入驻",
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING, ids=NOTHING)
def test_no_quantity(text):
    assert read(text) == []


BOUNDS = [
    ("麦收进度已过八成", Bound.ABOVE), ("票房过亿元", Bound.ABOVE), ("至少有6艘船", Bound.ABOVE), ("油价突破每桶90美元", Bound.ABOVE),
    ("库存量不得超过3000吨", Bound.BELOW), ("完好率不应低于95%", Bound.ABOVE), ("最高给予200万元支持", Bound.BELOW), ("单日客流最高达到7万人次", Bound.EXACT),
    ("附近25个村庄受益", Bound.EXACT), ("接入220千伏及以上线路", Bound.ABOVE), ("运行时间缩短至1小时内。", Bound.BELOW), ("企业建成5个多功能厅", Bound.EXACT),
    ("团队突破48项关键技术", Bound.EXACT), ("专利突破2000项", Bound.ABOVE), ("团队突破100余项关键技术", Bound.ABOVE), ("产品跨越7个国家", Bound.EXACT),
    ("选手打破5项纪录", Bound.EXACT), ("支出不低于预算的50%", Bound.ABOVE), ("流量约为平日的1.8倍", Bound.ABOUT), ("销量超过总销量的50%", Bound.ABOVE),
    ("地窖温度为零下40多摄氏度", Bound.BELOW), ("地窖温度接近零下30℃", Bound.ABOUT), ("客运量达1亿多人次", Bound.ABOVE),
    ("产值超90亿元", Bound.ABOVE), ("产值近90亿元", Bound.BELOW), ("产值约90亿元", Bound.ABOUT), ("企业90余家", Bound.ABOVE), ("企业90家以上", Bound.ABOVE), ("产值突破百亿元", Bound.ABOVE), ("不到90家企业", Bound.BELOW), ("产值90亿元左右", Bound.ABOUT), ("产值90亿元", Bound.EXACT)]  # fmt: skip


@pytest.mark.parametrize(("text", "bound"), BOUNDS, ids=[t for t, _ in BOUNDS])
def test_quantity_bound(text, bound):
    assert [q.bound for q in read(text)] == [bound]


def test_range_has_both_ends():
    (quantity,) = read("产量增长15%至18%。")
    assert (quantity.value, quantity.value_max, quantity.bound) == (Decimal(15), Decimal(18), Bound.BETWEEN)


def test_range_of_unlike_scales_is_put_on_one():
    (quantity,) = read("每年节约8000万至1亿元。")
    assert (quantity.value, quantity.value_max, quantity.unit) == (Decimal("0.8"), Decimal(1), "亿元")


def test_condition_restricts_a_count():
    text = "产值10亿元以上企业3家。"
    (quantity,) = read(text)
    assert (quantity.value, quantity.unit, quantity.condition) == (Decimal(3), "家", "10亿元以上")
    assert label(text, quantity) == "产值10亿元以上企业"


@pytest.mark.parametrize("text", ["引进企业30家以上。", "产值30亿元以上。"])
def test_no_condition_where_nothing_follows(text):
    assert [q.condition for q in read(text)] == [""]


def test_part_points_to_its_whole():
    whole, part = read("进出口额28亿元，其中出口9亿元。")
    assert part.part_of == whole.span
    assert whole.part_of is None


GROWTH = [("产值同比增长5%", Comparison.YEAR_ON_YEAR), ("产值比上年增长5%", Comparison.YEAR_ON_YEAR), ("产值环比增长5%", Comparison.MONTH_ON_MONTH), ("产值年均增长5%", Comparison.AVERAGE), ("产值增长5%", None)]


@pytest.mark.parametrize(("text", "comparison"), GROWTH, ids=[t for t, _ in GROWTH])
def test_growth_comparison(text, comparison):
    assert [(q.measure, q.comparison) for q in read(text)] == [(Measure.GROWTH, comparison)]


@pytest.mark.parametrize("text", ["占比提高到41%。", "产值增至41亿元。"])
def test_what_is_reached_is_no_growth(text):
    assert [q.measure is Measure.GROWTH for q in read(text)] == [False]


def test_share_and_rank_name_their_field():
    assert [q.within for q in read("陶瓷出口占全国的23%。")] == ["全国"]
    assert [(q.measure, q.within) for q in read("出口额居全省第二。")] == [(Measure.RANK, "全省")]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("产值总量稳居云岭市首位。", "云岭市"),
        ("公司居肝病用药品牌榜榜首。", "肝病用药品牌榜"),
        ("增速排名云岭五大新城第二。", "云岭五大新城"),
        ("贷款增量居四大行首位。", "四大行"),
    ],
)
def test_a_rank_may_have_any_field(text, field):
    assert [(q.measure, q.within) for q in read(text)] == [(Measure.RANK, field)]


@pytest.mark.parametrize("text", ["居民把安全放在首位。", "公司拟每10股派现金。", "拟每10股送3股。", "上半年持续300天。"])
def test_what_is_first_of_all_or_per_share_counts_nothing(text):
    assert not read(text)


def test_base_values():
    assert [(q.base_value, q.base_unit) for q in read("投资3.5亿元，装机20万千瓦。")] == [(Decimal(350000000), "元"), (Decimal(200000000), "watt")]


@pytest.mark.parametrize("text", ["产值" + "9" * 500 + "亿元", "", "。", "%", "亿元", "从到", "占%，增长%"])
def test_odd_text_is_survived(text):
    assert read(text) == []


def test_spans_hold_digits_and_unit():
    text = "公司投资1,200万元，购置设备36台（套）。"
    assert [text[q.span.begin : q.span.end] for q in read(text)] == ["1,200万元", "36台（套）"]


@pytest.mark.parametrize("text", ["2024款电动车上市。", "青岚±800千伏直流工程贯通。", "“北纬37度”成了金字招牌。", "园区每10家企业中就有高新技术企业。"])
def test_a_model_a_latitude_and_what_is_reckoned_by_count_nothing(text):
    assert read(text) == []


def test_a_rate_with_each_is_one_unit():
    assert [(q.unit, q.base_unit) for q in read("电机功率密度超过4.8千瓦每公斤，成本500元每吨。")] == [("千瓦每公斤", "千瓦每公斤"), ("元每吨", "元每吨")]
    assert [q.unit for q in read("新增企业30家，每年投入5万元。")] == ["家", "万元"]


def test_every_threshold_of_a_list_was_crossed():
    assert [q.bound for q in read("经济总量连续跨越110亿元、120亿元、130亿元三个台阶。")][:3] == [Bound.ABOVE] * 3
    assert [q.bound for q in read("产值超过110亿元、税收12亿元。")] == [Bound.ABOVE, Bound.EXACT]


def test_about_stands_before_a_whole():
    assert [q.bound for q in read("造船份额约占全国的47%，出口占30%。")] == [Bound.ABOUT, Bound.EXACT]


@pytest.mark.parametrize(
    "text",
    [
        "车队沿315国道前行。", "村口的210省道上车来车往。", "她夺得女子100米蛙泳金牌。", "他练习10米气步枪。", "（1元人民币约合0.67雷亚尔）。", "展馆有360度环顾功能。",
        "2023成都双年展开幕。", "七人制橄榄球赛开赛。", "一、二类苗长势好。", "算力每投入1元。", "每建成10个站点。", "20万人口以上的县建一所学校。", "行动时间为2023年。",
    ],
)  # fmt: skip
def test_a_name_a_class_or_a_measure_for_others_counts_nothing(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("全县新建5国道路。", "5", "国"), ("田径场长100米。", "100", "米"), ("三成半。", "3.5", "成"), ("全年发电360万度。", "360", "万度"), ("每户新增3人就业。", "3", "人"),
        ("县里有20万人口。", "20", "万人"), ("1公顷约合15亩。", "15", "亩"), ("县里建成7座水库。", "7", "座"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_name_counts(text, value, unit):
    assert (value, unit) in [(str(q.value), q.unit) for q in read(text)]


def test_seats_only_say_which_cars_are_counted():
    found = read("全县有7座及以下客车20万辆。")
    assert [(str(q.value), q.unit) for q in found] == [("20", "万辆")]
    assert [str(q.value) for q in read("车型提供5座、6座车型。")] == []


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("覆盖率、入网率分别超过90%、75%。", [Bound.ABOVE, Bound.ABOVE]),
        ("新旧产线良率保持在92%和87%左右。", [Bound.ABOUT, Bound.ABOUT]),
        ("两项指标超过90%，另一项为75%。", [Bound.ABOVE, Bound.EXACT]),
        ("产值分别达到9亿元、7亿元。", [Bound.EXACT, Bound.EXACT]),
    ],
)
def test_a_list_shares_the_bound_said_once(text, bounds):
    assert [q.bound for q in read(text) if q.unit != "项"] == bounds


def test_two_numbers_that_do_not_fall_in_scale_stay_apart():
    assert [(str(q.value), q.unit) for q in read("产值5万亿元，投资2亿元。")] == [("5", "万亿元"), ("2", "亿元")]
