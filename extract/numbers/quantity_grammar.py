"""What stands around a number and says whether and what it measures, as expressions.

In: nothing. Out: compiled expressions and small tables for `quantities.py`; lists of words stand in `words_numbers.tsv`.
"""

from __future__ import annotations

import re

from extract.layers import Role
from extract.lexicons import alternation
from ontology.facts import Bound

__all__ = [
    "ALREADY", "BECOME", "BUILT", "BUILT_SO", "CLAUSE_ENDS", "CLOSE", "COLDER", "COMPARED_WITH", "COMPARING", "COUNTED_BEFORE",
    "COUNTED_BY", "COUNTED_LEVEL", "COUNTED_PEOPLE", "DAYS", "DETERMINED", "DIGIT_ONLY", "DISTANCE", "DURATION_CUES",
    "EACH", "EACH_OF", "EQUALS", "EVERY_YEAR", "EXCHANGE", "EXCHANGED", "FIRST_YEAR", "FOUNDED", "GOES_BELOW",
    "GOES_ON", "GROUND_SHARE", "HANZI_COUNTERS", "HEADLINES", "IDIOM", "INDEX", "INDEX_MOVED", "LASTING",
    "LAST_MONTH", "LEVEL", "LONG", "LONGER", "MEAN", "MODEL_YEAR", "NAME_AFTER", "NAME_BEFORE", "NEWLY", "NOW",
    "ORDINALS", "ORDINAL_NOUN", "PARTS", "PARTS_UNITS", "PASSED", "POINTS", "RACE", "RACED", "RACE_BEFORE", "RANGE",
    "RATED", "RATE_AHEAD", "ROADS", "SAME_DAY", "SAYING", "SHARES", "SHORT_CUES", "SIGNED", "SIZED",
    "SKIPPED_ROLES", "SMALLER", "SPANNED", "SPEAKING", "STANDING", "STANDING_NOW", "STATIC", "STATIC_BEFORE",
    "SUMMED", "SUMMING", "TECHNICAL", "THRESHOLD", "TURN", "YEARLY_MEAN",
]  # fmt: skip

SKIPPED_ROLES = frozenset({Role.BYLINE, Role.BOILERPLATE})
HANZI_COUNTERS = frozenset(["家", "个", "项", "条", "名", "人", "户", "座", "所", "种", "类", "台", "套", "辆", "支", "只", "艘", "间", "栋", "场", "人次", "处", "款", "批次", "车道", "条生产线"])
"""Counters that a Chinese numeral may stand before; 三大, 六省, 两次, 一块 and 三角 say nothing measurable (0 of 60 in annotated reports)."""
DETERMINED = re.compile(r"[这那该此其等前后述两另每各几]$")
DIGIT_ONLY = frozenset(["期", "班次", "席", "强", "章", "步"])
RANGE = re.compile(r" ?(?:-+|—+|–|~|至|到) ?")
CLAUSE_ENDS = frozenset("，。；、！？）\n") | {""}
POINTS = re.compile(r"(?:指数|得分|评分|报|为|达|至|收于|点位)[^，。]{0,6}$")
COUNTED_LEVEL = re.compile(r"个亿元?(?:及?以上|级)")  # 178个亿元以上项目 counts projects
LEVEL = re.compile(r"[元人吨]?级")
NAME_BEFORE = re.compile(r"[+＋*×][^”]{0,2}$|第$|[A-Za-z]$|[A-Za-z]-$|[±]$|[南北]纬$|[东西]经$")
MODEL_YEAR = re.compile(r"(?:19|20)\d\d款")  # 2024款小鹏: which model, not how many
EACH_OF = re.compile(r"[^，。；]{0,14}(?:中|里|就|便)?有")  # 每10元研发经费中就有1元: what a share is reckoned by
NAME_AFTER = re.compile(r"[+＋*×]|[”][^“]{0,1}(?=[+＋])|\+N")
SIGNED = re.compile(r"(?:增长率?|增速|增幅|涨幅|增加|同比|环比|比上年|比去年|利润|气温|温度|[降升][至到]|[额值为是达约、和：:]) ?[-−–]$|零下$")
"""What a minus sign stands behind where it is one: 增速为-3.1% is a fall; in A-3, 1-8月 and 5%-10% it is none."""
COLDER = {Bound.ABOVE: Bound.BELOW, Bound.BELOW: Bound.ABOUT}
"""What bounds of a size say of a number below zero: 零下40多摄氏度 lies below -40, 接近零下30℃ near it."""
EACH = re.compile(r"每(?:建成|增加|提高|下降|提升|创造|生产|销售|投入|消费|减少|产生|使用|新增|增长|降低|完成|多|少|花)$")
"""What a number behind it only is the measure for: 每增加1个百分点, 每建成10个."""
ROADS = frozenset("国省县乡")
RACED = frozenset(["米", "公里"])
RACE_BEFORE = re.compile(r"(?:男子|女子|混合|男女)(?:4[×xX])?$")
RACE = re.compile(r"(?:自由泳|蛙泳|蝶泳|仰泳|混合泳|个人|短?跑|跨?栏|接力|[金银铜]牌|冠军|决赛|预赛|半决赛|气?步枪|气?手枪|跳?台|跳板|速滑|障碍|竞走)")
EXCHANGE = re.compile(r"(?:约合|约等于|=|≈)")  # 1美元约合7.1元
EXCHANGED = re.compile(r"(?<![\d.])1[^\d，。；]{0,6}[元币镑]约合$")  # 1美元约合|7.1元
RATE_AHEAD = 16
TURN = 360  # degrees all round: 360度环顾
LONGER = frozenset(["个多", "个半"])
ORDINALS = frozenset(["一、", "二、", "三、", "四、"])  # 一、二类苗
SMALLER = {"个": "多半", "成": "半", "米": "0123456789", "小时": "0123456789"}
"""With what a number goes on behind its unit."""
GOES_BELOW = {
    "个": re.compile(r"(?P<part>[多半])(?P<time>小时|月|星期|世纪|百分点)"),  # 3个多小时, 两个半月
    "成": re.compile(r"(?P<part>半)(?!数)"),
    "米": re.compile(r"(?P<metres>\d{1,2})(?![\d.,:：万亿秒年月日厘米公里次个人元吨%×-])"),  # 19米58
    "小时": re.compile(r"(?P<minutes>[0-5]?\d)分(?:钟)?(?:\d{1,2}秒)?"),
}
COUNTED_BY = {"小时": "小时", "月": "个月", "百分点": "个百分点", "星期": "", "世纪": ""}
PASSED = {
    "突破": re.compile(r"[^，。；、\d]{0,14}(?:技术|难题|瓶颈|成果|工艺|难关|专利)"),  # 突破48项关键技术: how many
    "跨越": re.compile(r"(?<=个)(?![多余])"),  # 跨越7个国家
}
"""Verbs of passing, and what a number behind them counts where they do not bound it."""
THRESHOLD = re.compile(r"[^，。；]{0,8}(?:大关|台阶|关口)")
DURATION_CUES = re.compile(r"(?:缩短|压缩|缩减|减少|减|延长|节省|停窑|停产|工期|周期|时间|用时|耗时|时限|寿命|工作)(?:了|至|到|为|仅|约|仅需|只需|近|的|在)*$")
SHORT_CUES = re.compile(
    r"(?:缩短|压缩|压减|缩减|减少|减|延长|节省|停窑|停产|工期|周期|时间|用时|耗时|时限|时长|寿命|工作)"
    r"(?:了|至|到|为|仅|只|最短|最快|平均|约|需|要|近|的|在|将?从|由|原来|目前|现在|过去|此前|以往|以前|低于|少于|不超过|不到|不足|超过?|达到?|稳定|控制|保持|[压降减缩][到至])*$"
)
DAYS = re.compile(r"天数(?:(?:为|达到?|共有?|：)?|\d{1,3}天，(?:同比|[比较]上年)(?:增加|减少|[增减多少])了?)$")  # 优良天数302天，同比增加11天
SHARES = re.compile(r"[每派送转增配]$")  # 每10股派1.5元: by how many shares it is reckoned
ORDINAL_NOUN = re.compile(r"(?:大?市场|领域|资源|字|人|人民|季度|区域|措施|举措|任务|方面|维度|步骤|原则|要求|问题|环节|字|日|阶段|部分|理念|优势|板块)")
LAST_MONTH = "12"
FIRST_YEAR = 1900
MEAN = 16  # characters before a number in which 年均 says that it is one of years
LONG = 160  # characters between a date and what it no longer dates
CLOSE = 60  # characters before a number in which it is looked for what keeps a date away: linear in hostile text
PARTS = re.compile(r"(?<![一二两三四五六七八九十\d])(?:百万?|千|万)分之$")
PARTS_UNITS = {"百分之": "%", "千分之": "‰", "万分之": "万分之", "百万分之": "百万分之"}
HEADLINES = frozenset({Role.TITLE, Role.HEADING})
RATED = re.compile(
    r"(?:每[年天月日]|每小时|每分钟)(?:可|能|将|预计)"  # 每年可
    r"|(?:可|能)(?:年|日)?(?:产|处理|加工|满足|存储|容纳)"  # 可年产, 能处理
    r"|年均?可|日产(?!量)|设计(?:年|日)?产能|年产(?![值量])|[年日](?:加工|处理|屠宰)(?!量)"  # 年可, 日产, 设计产能
)
SPANNED = re.compile(r"(?:未来|今后)[\d一二三四五六七八九十两几]{1,3}年|[\d一二三四五六七八九十两几]{1,3}[多余](?:个?)年(?:来|间)|[\d一二三四五六七八九十]{1,3}年多来|[多数]年来")
LASTING = re.compile(r"连续[\d一二三四五六七八九十两]{1,3}年(?!.*增长)[^，。；\d]{0,8}$")
SUMMED = re.compile(r"(?:总|计划|项目)投资(?:额|总额)?[约达超过近逾为]*$|(?:工程|项目)投资(?:额|总额)?[约达超过近逾为]*$")
SAME_DAY = re.compile(r"当[天日晚]|现场")
YEARLY_MEAN = re.compile(r"年均|平均每年|每年平均|年平均|平均年|年复合|复合年|同期")
COMPARED_WITH = re.compile(r"同比|环比|[比较]|[上去]年")
EVERY_YEAR = re.compile(r"(?<!\d年内)每年(?!均)[^，。；、\d]{0,16}$")
FOUNDED = re.compile(r"建成|投产|投用|投运|投入(?:运营|使用|生产)|启用|引进|落户|挂牌|揭牌|成立|开业|上市|推出|创建|设立|竣工|创办|开通")
BECOME = re.compile(r"(?<=[，、；])[^，。；、]{0,10}?(?:已[经有]?(?!于)|累计|历经|先后|目前|如今|现[有已]|顶峰时)[^，。；]{0,24}$")
COMPARING = re.compile(r"同比|环比|[比较](?:上月|上个月|上季度|[去上]年|一季度|二季度|三季度|上半年)")
EQUALS = re.compile(r"相当于[^，。；\d]{0,12}$")
STATIC_BEFORE = re.compile(r"(?:沿线|其他|其它|周边|下辖|辖区内?的?|所辖|辖)$")
STATIC = re.compile(r"(?:省|自治区|市|区|县|旗|州|盟|镇|乡|街道|村|社区|成员国|国家)")
GROUND_SHARE = re.compile(r"占(?:全[省市国区县球])?(?:总|国土|陆地|土地)?(?:面积|国土)[^，。；、\d]{0,3}$")
TECHNICAL = re.compile(
    r"(?:效率|成本|费用|能耗|电耗|油耗|精度|时间|周期|时长|损耗|寿命|用工|人工|能力|速度|良率|误差)"  # what is measured
    r"[^，。；、\d]{0,6}(?:提升|提高|降低|下降|缩短|减少|节约|节省|压缩)[^，。；、\d]{0,6}$"  # how it moved
    r"|节省[^，。；、\d]{0,3}$"  # 节省
)
NEWLY = re.compile(r"新(?:增(?!长)|建成?|创建|认定|培育|签|开工|设立?|引进)[^，。；]{0,24}$")
SUMMING = re.compile(r"(?:全[国省市区县])?(?:共有?|累计|其中|合计)")
ALREADY = re.compile(r"(?<!均)已[经有]?(?!于|达)")
SPEAKING = re.compile(r"(?:说|介绍|表示|告诉记者|坦言|直言)[，：]")
NOW = re.compile(r"，目前|如今")
STANDING = re.compile(r"已有|现有|拥有|已建成|占地|面积|覆盖|遍[布及]|汇聚|聚集|集聚|带动就业")
STANDING_NOW = re.compile(r"(?:现有|已有|建有|实有|拥有(?![量率的]))[^，。；]{0,40}$")
BUILT_SO = re.compile(r"(?:时速|建筑面积)[^，。；、\d]{0,6}$")  # 今天通车，设计时速350公里
BUILT = re.compile(r"(?:建成|达产|投产|投运|投用|运营)后")
GOES_ON = re.compile(r"“?(?:其中|据介绍|期间|本[届次]|[大展]会)|[^，。；]{0,4}期间")
DISTANCE = re.compile(r"距(?!今)离?[^，。；、\d]{0,14}$")
SIZED = re.compile(r"(?:(?<![提更增走升最调拉])高度?|(?<![增延成])长度?|(?<![加拓放])宽度?|厚度?|(?<![加])深度?|直径|承重|跨度|层高|海拔|全长)(?:为|达|约|超过?|近|有)*$")
SAYING = re.compile(r"[^“”，。；\d]{0,10}(?:\d{1,4}[^“”，。；\d]{0,8})?”")
"""A Chinese number right behind an opening quote counts the parts of a saying: “四个优先”."""
COUNTED_PEOPLE = re.compile(
    rf"[余多]?(?:名|位)?(?:[^\W\d_]{{0,8}}?)(?:{alternation('words_numbers', 'counted_people')})(?!化|家|数|群)"
)
"""Who is counted by a scale without a counter: 24.1万经营农户."""
COUNTED_BEFORE = re.compile(r"(?:人口|用户数?|会员数?|粉丝数?|人数|户数|客流量?|播放量|阅读量|点击量|下载量|浏览量|访问量|观看量|订单量|销量|日活|月活)[^，。；、\d]{0,6}$")
"""What counts itself at the end of its clause: 入驻用户超35.2万."""
INDEX = re.compile(r"指数(?:（[^）]{1,12}）)?(?:[为达是报]|录得|升至|降至|回升至|上升至|上升到|达到|收于)$")
INDEX_MOVED = re.compile(r"指数[^。；]{1,40}?(?:上升|下降|回升|回落|提高|降低|提升|下滑|高|低|上涨|下跌)了?$")
IDIOM = re.compile(r"大局|班子|毫不|务必|第一[，。、]|家万户|家[子庄村店屯湾沟河寨镇乡坪坝岭口集营堡窑塘畈冲洼](?!公司|[\u4e00-\u9fff]{0,2}企|[\u4e00-\u9fff]?平台)")
