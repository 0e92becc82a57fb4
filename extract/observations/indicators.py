"""Which noun phrase beside a number names what it counts: the indicator.

In: a healed text, the limits of the place to look at, and the number. Out: the phrase's span (規上工业产值 in
全区实现规上工业产值1237.1亿元; 数字化车间 in 建成13个数字化车间), or None. The words at which a phrase begins or ends stand in
`boundaries.tsv`, the nouns that end what a counter counts in `counted_heads.txt`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extract.lexicons import DATA
from ontology.facts import Span

__all__ = ["LONGEST", "NOTHING", "boundaries", "heads", "phrase_after", "phrase_before", "trim_links"]

LONGEST = 22  # a label is a noun phrase; the longest of 900 annotated ones has 24 characters, 99% have at most 18 without their owner

LINKS = re.compile(
    r"(?:已经|已|均|共|总|也|就|都|还|又|将|可|(?<![产功性动智节潜技职可])能|仍然|仍|依然|普遍|更是|足足|皆|则|预计|意向|约|大约|分别|累计|达到了|达到|(?<!发)达|(?<!行|作)为|是|有|至|到|了|在|突破|超过|超|增至|增加到|增长到|提高到|提升到|上升到|"
    r"下降到|降至|升至|扩大到|实现|完成|(?<![设统审会合估预])计|仅|只|高达|多达|平均|有望|力争|保持|稳定|控制|维持|接近|近|逾|不低于|不少于|不足|不到|总计|合计|共计|的|：|:| |“|”|—|由|从|左右|每年|以上|最高|一共|全部|竟|(?<!人)才|历史同期|再|较|(?<![占环同对])比|其中|各|等|最多|最低|每|首次|再次|成功|率先|跨越|迈上|站上|跃升)$"
)
STOPS = "，；。！？、：\n;,|"
DETERMINERS = re.compile(r"^(?:[这那该][座家个条项款台辆批种栋艘段]|这些|这|该批|该|其中|其|本次|本|此次|一个|一批|一项|一家|一座|一条|多个|各个|各|每个|上述|相关|全部|所有|当地的?|我们|他们|并|且|也|还|又|更|就|仅|仍|再|将|已|约|以及|和|与|及|同时|随后|先后|共)+")
KEEP = re.compile(
    r"自给|供给|补给|给水|配给|有色|有限|国有|所有|有机|有效|有轨|没有|拥有|具有|还有|有形|有源|有线|私有|对外|对内|对口|对接|意向|应对|针对|反对|绝对|对象|向好|方向|面向|动向|定向|在建|在校|在岗|在职|在手|在线|在地|在库|存在|现在|所在|在册|在研|在园|在营|"
    r"与会|参与|为主|作为|行为|华为|以上|以下|以来|以内|以旧换新|可以|所以|及以上|及以下|从业|从事|使用|行使|大使|天使|过境|过程|通过|过滤|超过|着力|着陆|到位|到期|到账|到港|到达|得到|报到|至今|以至|甚至|并购|合并|并网|并表|而且|因而|"
    r"共同|公共|共有|共享|共建|共和|共性|共青|共产|中共|将来|即将|将近|将军|由于|自由|理由|经由|关于|由此|把握|给予|供给|于都|属于|用于|位于|高于|低于|虚拟|模拟|孵化器|平均|均值|人均|日均|生产经营|生产总值|大于|小于|等于|对于|终于|基于|归于|于洪|达标|达产|直达|发达|到达|传达|雷达|达州|达人|可达|通达|约定|节约|合约|签约|条约|特约|大约|近年|附近|邻近|近海|近岸|靠近|超市|超级|超高|超声|超导|超算|超临界|超低|超大|超纯|超细|超薄|超硬|超导|超充|超载|赶超|传说|说明|小说|让利|转让|出让|受让|被动|被征|占地|占比|占有|占用|抢占|使馆|共计|拥军|辖区|直辖|创新|创业|创意|创投|首创|文创|双创|科创|海创|创收|创汇|原创|创造|创建|文创|为民|认为"
)


NOMINAL = frozenset({"投入", "投资", "融资", "出口", "进口", "贷款", "授信", "收入", "支出", "需求", "采购", "销售", "新增", "签约", "认购", "成交", "发行", "节约", "节省"})
"""Verbs that are labels too: 投入100亿元."""
SUCH_NOT = re.compile(r"[平中高同均优初劣]等|等[级候同额效着待]")
NOTHING = re.compile(r"(?:(?:到|至|截至)?(?:(?:19|20)\d\d年)?(?:底|末)?(?:[\d一二三四]{1,2}(?:月|季度)份?)?|(?:截至)?目前|全年|上半年|当年|给予|给予最高|每年给予|一个|一批|成功招引|[该这那此]{1,2}.{0,2}|我们|他们|时间|其中)(?:的|底|就|已)?")


@lru_cache(maxsize=1)
def _boundaries() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = {}
    for line in (DATA / "boundaries.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "word\t")):
            word, strength = line.split("\t")
            rows[word] = strength
    return re.compile("|".join(re.escape(word) for word in sorted(rows, key=len, reverse=True))), rows


@lru_cache(maxsize=1)
def heads() -> re.Pattern[str]:
    """Return what finds the nouns of `counted_heads.txt`."""
    words = [w for w in (DATA / "counted_heads.txt").read_text(encoding="utf-8").splitlines() if w and not w.startswith("#")]
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


def boundaries() -> re.Pattern[str]:
    """Return what finds the words of `boundaries.tsv`, at which a phrase may begin or end."""
    return _boundaries()[0]


NOUN_TAIL = re.compile(r"指数|业|额|量|率|值|线|总|数|面|度|费|商|点|权|力|者|性|化|区|园|型|类|品|人|员|型|地|厂|价|能|强度|规模|能力|项目|企业|资金|贷款|余额|成本|市场|机构|平台|中心|基地|贸易|收入|总额|投资|产业|标准|工程|车间|设施|设备|示范|试点|基金|面积")


def trim_links(text: str, begin: int, end: int) -> int:
    """Return where the phrase before a number ends once 达, 实现了, 已突破 … are taken off.

    >>> trim_links("产值已突破90亿元", 0, 5)
    2
    """
    while end > begin:
        match = LINKS.search(text[max(begin, end - 5) : end])
        if match is None:
            return end
        if match.group() in "有的在为到" and KEEP.search(text[max(begin, end - 2) : end]):
            return end
        end -= match.end() - match.start()
    return end


def phrase_before(text: str, floor: int, end: int) -> Span | None:
    """Return the noun phrase that ends before a number; None where only verbs and particles stand there.

    Args:
        text: the healed text.
        floor: no character before it belongs to the phrase.
        end: where the number or the words that bound it begin.
    """
    last = trim_links(text, floor, end)
    if last - floor > 4 and text[last - 1] in "）)":  # 总规模（含软件）超过: the bracket explains, the noun stands before it
        opened = max(text.rfind("（", max(floor, last - 40), last), text.rfind("(", max(floor, last - 40), last))
        last = trim_links(text, floor, opened) if opened > floor else last
    if last <= floor:
        return None
    start = max(floor, last - 40)
    for k in range(last - 1, start - 1, -1):
        if text[k] in STOPS:
            start = k + 1
            break
    pattern, strengths = _boundaries()
    kept = [(m.start(), m.end()) for m in KEEP.finditer(text, start, last)]
    begin = start
    for match in pattern.finditer(text, start, last):
        if match.end() >= last:
            continue
        strength = strengths[match.group()]
        if any(a <= match.start() and match.end() <= b for a, b in kept):
            continue
        if strength != "particle" and NOUN_TAIL.match(text, match.end()) and match.end() + 1 <= last and (strength == "weak" or last - match.end() <= 2):
            continue
        if strength == "weak" and match.start() > begin and text[match.start() - 1] not in "地来已并续":
            continue
        begin = match.end()
    begin = _drop_modifiers(text, begin, last)
    while begin < last and text[begin] in " 的了“”":
        begin += 1
    such = text.rfind("等", begin, last - 2)
    if such > begin and not SUCH_NOT.search(text[such - 1 : such + 2]):
        begin = such + 1
    determiner = DETERMINERS.match(text, begin, last)
    if determiner:
        begin = determiner.end()
    words = text[begin:last]
    if not words or NOTHING.fullmatch(words) or (strengths.get(words, "particle") != "particle" and words not in NOMINAL):
        return None
    return Span(max(begin, last - LONGEST), last)


def _drop_modifiers(text: str, begin: int, end: int) -> int:
    """Drop what stands before the last 的, unless what follows says too little alone (3 characters)."""
    k = text.rfind("的", begin, end - 1)
    return k + 1 if k >= 0 and end - k - 1 >= 4 else begin


RIGHT_STOPS = re.compile(r"[，；。！？：\n、（）《》,;—…|]|(?<!“)”(?=[，。；])")
AFTER_NOT = re.compile(r"的?(?:以外|以来|之间|之多|不等|以上|以下|左右|以及|及|和|与|并|且|或|等)")
RIGHT_ENDS = re.compile(
    r"全面|集体|积极|有序|整齐|驻足|吸引|签订|组成|同我|联系|率先|入选|获批|获评|获得|参加|参展|参会|落户|入驻|进驻|签约|集中|同时|开工|投产|建成|竣工|正在|已经|已|将|均|全部|被|纷纷|先后|陆续|累计|实现|完成|达到|达|超过|超|突破|同比|增长|占|位列|位居|居|在|于|与|从|为|由|到|向|对|给|让|使|把|是|有|用于|支持|通过|进行|开展|的|成为|正式|顺利|成功|提供|分布|来自|覆盖|涉及|包括|涵盖|处于|启动|上市|落地|获|中(?=[，有])"
)


def phrase_after(text: str, begin: int, ceiling: int) -> Span | None:
    """Return the noun phrase that a counter counts and that follows it; None where none does.

    >>> text = "22个项目获市级资金支持"
    >>> phrase_after(text, 3, len(text))
    Span(begin=3, end=5)
    """
    if AFTER_NOT.match(text, begin):
        return None
    first = begin
    if text.startswith("的", first):
        first += 1
    stop = RIGHT_STOPS.search(text, first, min(ceiling, first + 40))
    last = stop.start() if stop else min(ceiling, first + 40)
    if last <= first:
        return None
    kept = [(m.start(), m.end()) for m in KEEP.finditer(text, first, last)]
    for match in RIGHT_ENDS.finditer(text, first, last):
        if any(a <= match.start() and match.end() <= b for a, b in kept):
            continue
        if match.group() == "的" and match.start() > first:
            if text[match.start() - 1] in "上中内里" and any(m.end() == match.start() - 1 for m in heads().finditer(text, first, match.start())):
                return Span(first, match.start() - 1)  # 50个产业链上的企业 counts chains
            held = [m.end() for m in heads().finditer(text, first, match.start())]
            if held and held[-1] == match.start():
                return Span(first, match.start())
            rest = phrase_after(text, match.end(), ceiling)
            return rest or Span(first, match.start())
        if match.start() <= first:
            if match.end() - match.start() >= 2 and (head := heads().match(text, match.end(), last) or heads().match(text, match.end() + 1, last)):
                last = head.end()
                break
            return None
        last = match.start()
        break
    ended = [m.end() for m in heads().finditer(text, first, last) if not text.startswith("级", m.end())]
    if ended:
        last = ended[-1]
    if text[last - 1] == "“":
        last -= 1
    if last - first == 1 and text.startswith("（", last) and (closed := text.find("）", last, last + 12)) > 0:
        last = closed + 1  # 298个县（区）
    return Span(first, min(last, first + 24)) if last > first else None
