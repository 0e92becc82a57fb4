"""What completes a label, as expressions: who may bear a figure, what a label leaves out, what is told of counted things.

In: nothing. Out: compiled expressions and sets of words for `completion.py`; their lists of words stand in `words_labels.tsv`.
"""

from __future__ import annotations

import re
from typing import Final

from extract.lexicons import alternation
from extract.observations.framing import BARE_GROWTH
from ontology.facts import Kind

__all__ = [
    "ALONE", "ASIDE", "BEARER", "BEING", "BROKEN", "CARRIED", "CLAUSE", "COUNTED_UNITS", "COUNTING", "DATED",
    "DOING", "DONE", "FILLER", "FROM", "FROM_OR_WITH", "GOT", "GROWN", "JOINED", "LAST", "LEVELS", "LINKING",
    "LISTED", "MEMBERS", "MOST_PARTED", "MOVED", "NATION", "NO_BEARER", "NO_MEASURE", "OPENING", "OTHERS",
    "OWNED_BY", "OWNS", "PARTED", "PAST", "PLACED", "PLAIN", "PLAN", "QUALIFIER", "RATE", "RATED", "RELATIVE",
    "SHARED", "SIZE", "TOWARDS", "TREATED", "VERBAL",
]  # fmt: skip

CLAUSE: Final = re.compile(r"[，。；！？：\n]")
NO_BEARER: Final = re.compile(r"[这该那此其有占比对较由在以从与为被]|一(?![流体线])|[高低快慢]于|超过|连续")
LAST: Final = re.compile(r"[^，。；！？：\n]*$")
BEARER: Final = re.compile(
    # what bears figures
    r"(?:企业|[^事就创毕作专开停失]业|公司|项目|工程|机构|商圈|园区|开发区|集群|主体|央企|景区|地区|产品|商品|部门|领域|客户)"
    r"(?![业务的、和与及等家个名数链化园人员户态绩]|集群|品牌|总数|数量)"  # no part of a longer noun
)
"""What a figure may be borne by: the last noun of 规模以上电子信息制造业, 标志性重大外资项目."""
LINKING: Final = re.compile(rf"(?:{alternation('words_labels', 'linking')})$")
FROM: Final = re.compile(r"(?:将|已|得知|提出|力争|确保)?[由从](?!业|事|于|来|此)")
ASIDE: Final = re.compile(r"(?:在|自)[^，。；、]{2,12}(?:内|中|里|期间|以来|间)$")
DATED: Final = re.compile(
    # numbers with what they count or date
    r"^(?:[^，。；]*?(?:\d[\d.]*[多余几]?[百千万亿]*(?:个月|[年月日]份?|季度|户次|人次|平方米|公里|亿元|万元|百分点"
    r"|[\u4e00-\u9fff])"
    r"|[今去前当明]年|上年|年前|年度|上半年|下半年|季度|月份"  # years, seasons, months in words
    r"|近日|同时|以来|期间|当前|目前|现在|如今|截至"  # 近日, 以来, 截至
    r"|测算|显示|代表|统计|计算|按照)"  # where the figure comes from
    r"[初末底内中间来]?的?|据)+"
)
"""What a lead may not hold: dates, numbers and openings, and all before them."""
DOING: Final = re.compile(alternation("words_labels", "doing"))
"""Verbs that no lead runs across."""
PLAIN: Final = re.compile(
    r"(?:实现|完成|共?投入|累计|全年|年)*(?:工业)?(?:总|主营|净)?"  # 实现, 全年, 总
    r"(?:增加值|产值|业务收入|营业收入|营收|销售收入|销售额|收入|利润总额|利润|税收|利税|纳税"  # what is made and earned
    r"|研发经费|研发投入|出口总?额?|进口总?额?|进出口总?额?|投资额?"  # research, trade, investment
    r"|产量|销量|产能|规模|资产|收入利润率"  # output and what is held
    r"|利润率|客流量|贷款|贷款余额|余额|成本|价格|用电量|订单)"  # rates, loans, prices, orders
)
"""Nouns of measuring that say nothing of who or what bears the figure."""
VERBAL: Final = re.compile(
    r"(?:累计|共|又|还|已|先后|成功|直接|最终)*(?:"  # 累计, 先后
    r"[开发关下推办提带拉支引指采接签培投减增节扩新吸参][\u4e00-\u9fff]"  # 开展, 推出, 投入, 吸引: by the first character
    r"|累计|扶持|销售(?!额|收)|创造|形成|获得|享受|捐|收到|受理|建设|建成|组织|举办)"  # other verbs
)
OWNS: Final = re.compile(
    r"(?:已经|已|均|共|累计|总计|合计|预计|有望|可|将|今年|全年|年|，)*(?:实现|完成|创造|创|取得|达成|缴纳|上缴|投入)"  # 已累计实现
    # no noun of measuring in the next words
    r"|(?![\u4e00-\u9fff]{0,4}?(?:值|量|收入|利润|投资|额|贷款|出口|进口|规模|产能|指数|增长|下降|数|面积|种类))"
)
COUNTED_UNITS: Final = re.compile(r"[百千万亿]*(?:个|家|项|名|人|户|座|所|条|次|人次|种|件|款|位|只|台|辆|套|场|期|类|处|批|份|支|艘|列|张|例|笔|宗)")
QUALIFIER: Final = re.compile(r"的|规模以上|规上|标志性|重大|重点|主要|、|全国|全球|相关|大型|省级|市级|国家级|新型|签约|产业链|区域")
MOVED: Final = re.compile(rf"(?:{BARE_GROWTH.pattern})$")
CARRIED: Final = re.compile(r"[；。！？\n]")
LISTED: Final = re.compile(r"分别|各自?")
OPENING: Final = re.compile(r"(?:\d{4}年)?(?:今年|去年)?(?:前?[\d一二三四]+(?:个?月|季度)份?|上半年|下半年|以来)?(?:其中|同时|此外|另外|从[^，]{1,6}看|全国|我国|中国|(?:全|我|该)[省市县区州])*")
NATION: Final = re.compile(r"^(?:我国|全国|(?:全|我|该)[省市县区州旗])(?=[\u4e00-\u9fff]{2})")
TOWARDS: Final = re.compile(r"(?:贸易|进出口|出口|进口|投资|贡献率|贡献|往来)")
RELATIVE: Final = re.compile(
    # bare sums: 合同金额, 投资总额
    r"(?:总|合同|协议|签约|计划)?(?:金额|货值)|(?:总|计划|计划总|合同|协议)?投资总?额?|投资总额|总投资额?|总额"
    r"|(?:平均|年均|同比|环比)*(?:增速|增幅|涨幅|降幅|增长率|占比|比重|增长面)"  # bare moves and shares: 平均增速, 占比
    r"|占[^，。；、]{2,14}|(?:对[^，。；、]{2,24})?贡献率|拉动[^，。；、]{2,14}"  # 占…, 对…贡献率, 拉动…
    r"|累计|共有|突破|达到|连续.{1,3}年"  # 累计, 突破, 连续三年
    r"|(?:增速|增幅)?(?:大幅|远远?|明显)?(?:快|高|低|慢|多|少)(?:于|出|过)[^，。；]{2,16}|(?:分别)?是[^，。；]{2,10}"  # 快于…, 是…
)
"""Labels that mean nothing without what they are of."""
PLAN: Final = re.compile(r"“?十[二三四五六]五”?(?:期间|以来|末|时期)?(?=[\u4e00-\u9fff]{2})")
FILLER: Final = re.compile(
    # 眼前, 但, 已 … 这座
    r"^(?:眼前|只见|但|而|且|并(?![网购行排])|却|便(?![利民捷携])|及?以上|及以下|就(?![业医读近地餐任])|已)?"
    r"(?:这[个座条家套批项单]|该|本轮|等)?(?=[\u4e00-\u9fff]{2})"
    # 将 before 提高, 下降
    r"|(?<=[\u4e00-\u9fff]{2})(?:要|就|只用|直接|更是|还会|也将|将|也同步|同步|也|还)(?=提升|提高|增长|下降|花|减少|缩短|降低)"
    r"|(?<![许认])可(?=减少|节约|节省|新增|实现|形成|带动|处理|满足|提供)"  # 可 before 节约, 新增
    # a rest at the end: 要, 可能, 仅需
    r"|(?<=[\u4e00-\u9fff]{2})(?:(?<![需主])要|可提|可能|差不多|几乎|仅需|只需|(?<=[目构家员位])多|(?<![规法细原守准])则)$"
)
"""Words in a label that say nothing of what is measured."""
PAST: Final = re.compile(r"(?<=[\u4e00-\u9fff]{2})了(?![解结断望如])")
GROWN: Final = re.compile(r"(?:以上|左右|多)?的?(?:快速|高速)?增长")
GOT: Final = re.compile(r"(?:达成|签订|签下|获得|收获|拿到|收到)$")
RATE: Final = re.compile(r"一(?:分钟|小时|秒)(?=[下产生加处])|(?:平均)?每(?:天|日|月|年|周|小时|分钟|秒|人|户|亩|辆|台|件|吨)|日均|月均|年均")
ALONE: Final = re.compile(r"(?:^|[，。；！？\n])(?P<rate>平均每(?:天|月|年)|每(?:天|日|月|年|小时|分钟))，$")
RATED: Final = re.compile(r"^[年日月]|[每均]|同比|环比")
DONE: Final = re.compile(
    r"(?:并|又|先后|累计|共|已|将|还|共同|实地|重点|[，、])*"  # 并先后
    # the verb, no rest of a name
    r"(?P<act>[\u4e00-\u9fff][^们我他她它这那又也都还就\W\d])"
    r"(?<![经们我他她它这那又也都还就业司县市省区村镇社民户员人厂家行院校年月日天每][\u4e00-\u9fff])"
    r"了(?:约|近|超过|超|逾|首批|一批|[我全][国省市县])*$"  # 了近, 了全省
)
BEING: Final = frozenset([
    "拥有", "具有", "达到", "超过", "突破", "占到", "成为", "接近", "出现", "用到", "增加", "减少", "实现", "完成", "提高", "下降",
    "上升", "增长", "提升", "缩短", "降低", "形成", "建成", "除", "为",
])  # fmt: skip
BROKEN: Final = frozenset(["链接", "签订", "签约", "参展", "参会", "达到", "超过", "实现", "完成", "建成", "形成", "上云"])
FROM_OR_WITH: Final = re.compile(r"(?:对|与|和|同)(?:约|近|超过|超|逾)?$")
TREATED: Final = re.compile(r"(?:依法|集中|分别|全部)?(?:予以|进行|实施|开展)(?:了)?(?P<act>[\u4e00-\u9fff]{2})(?=[，。；])")
SHARED: Final = re.compile(
    r"(?:已|均|全部|都|也)?"  # 已均
    # what was done with them
    r"(?:复制推广|接受|参加|参与|签订|签署|签约|达成|获得|获|享受|入选|实现|完成|接入|链接到|连接|落地|落户|入驻|流向|来自|通过"
    r"|达到|加入|应用|采用|开展|用于|销往|出口)"
    r"了?[^，。；、！？：\n\d“”]{1,14}(?=[，。；！？\n])"  # its object, to the end of the clause
)
JOINED: Final = re.compile(
    r"(?:、|和|及|与|以及)(?P<more>[^，。；、！？：\n\d“”的和及与]{2,8}?)"  # 和…
    # up to a mark, a verb or an adverb
    r"(?=[，。；\n]|参展|参会|参加|出席|签约|入驻|落户|参与|开工"
    r"|(?:被|已|将|在|均|都|全部|共同|集中|不久前|日前|近日|当天|正)[\u4e00-\u9fff])"
)
SIZE: Final = {"长": "长度", "高": "高度", "宽": "宽度", "厚": "厚度", "深": "深度", "重": "重量"}
NO_MEASURE: Final = re.compile(rf"(?:{alternation('words_labels', 'no_measure')})")
"""Labels that say nothing measurable."""
MEMBERS: Final = frozenset(["国", "市", "省", "州", "省份", "省区", "省市", "省区市", "省（区、市）", "省（市、区）", "省（市）"])
OTHERS: Final = frozenset(["其他", "其它", "其余", "剩余"])
LEVELS: Final = frozenset("省市区县州")
PARTED: Final = re.compile(r"[\d.]*[百千万亿]*元?以[上下内外](?=[\u4e00-\u9fff]{2})|[百千万亿]+(?:元|美元|吨|平方米|亩|人)?(?:级|以上|以下)?的?(?=[\u4e00-\u9fff]{2})")
"""What a number leaves of the words it stands in: 以下企业 of 年营业收入在1000万元以下企业."""
MOST_PARTED: Final = 14
COUNTING: Final = frozenset("及至到盖达为有共往了过于前近超约")
PLACED: Final = frozenset({Kind.PROJECT, Kind.FACILITY})
OWNED_BY: Final = frozenset({Kind.REGION, Kind.GOVERNMENT, Kind.INSTITUTION, Kind.PARK, Kind.EVENT, Kind.POLICY, Kind.PERSON})
