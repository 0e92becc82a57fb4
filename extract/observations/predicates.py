"""What is told of what a number counts, where its label leaves that out: the last look at a label.

In: a number, its chosen label and subject, the label of the number before. Out: a counted noun that says nothing by itself
(国家) with the verb that governs it (远销国家) or what it does (国家首次参展); a share with what is shared (案件未再进入诉讼); a
figure with the bearer that the clause before names (基金支出); a label without openings and half words. What is not there to
be read changes nothing. Words stand in `data/counted.tsv`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from extract.lexicons import alternation, any_of, read_words
from extract.numbers.series import HEAD
from extract.observations.completion import base_of
from extract.observations.completion_grammar import OWNED_BY
from extract.observations.labels import mend
from ontology.facts import Measure

if TYPE_CHECKING:
    from extract.layers import Quantity
    from extract.observations.subjects import Context
    from ontology.facts import Mention

__all__ = ["with_predicate"]

LONGEST: Final = 24
NEAR: Final = 6  # characters between a number and the noun it counts
SHORT: Final = 16
MOST: Final = 4  # times its noun that a label may grow to
LEAST: Final = 3
BACK: Final = 60  # characters before a number in which its verb is looked for
AHEAD: Final = 40
WORDS: Final = read_words("counted")
NOUNS: Final = WORDS["noun"]
PLACES: Final = WORDS["place"]
VERB: Final = re.compile(rf"(?P<of>{any_of(WORDS['of'])})?(?:已经?|均|还|也|可|共|累计|先后|主要|将|全面|基本|直接)*(?P<verb>{any_of(WORDS['verb'] | WORDS['act'] | WORDS['pivot'])})(?=(?P<rest>.*))", re.DOTALL)
REST: Final = re.compile(
    # 销往…等, 包括…在内的
    r"(?:了|到|至|着|过)?(?:[^，。；！？：\n的]{1,50}等|包括[^，。；！？：\n]{1,30}在内的"
    r"|[^，。；！？：\n的]{1,24}[的、和及与共])?"
    # 全国, 沿线, 各地
    r"(?:我国|中国|全国|全球|世界|国内外|国内|国外|海内外|海外|境外|欧洲|亚洲|非洲|欧亚|亚欧|沿江|沿海|沿线|沿途|各地|省内|共建)*"
    r"(?:的|各?约|近|超过?|逾|共计?|累计|首批|一批|其他|其余|多达|达)*"  # 约, 超过, 累计
)
REACH: Final = re.compile(
    # 目的地拓展到
    r"(?P<place>(?:目的地|来源地|客源地|销售地))(?:已经?|现|目前)?(?:拓展|扩展|扩大|增加|增)?"
    r"(?:至|到|为|达到?|多达|涵盖|覆盖|遍及|遍布|包括)(?:了)?"
    r"(?:全国|全球|世界)?(?:\d[^，。；的]{1,12}的)?(?:约|近|超过?|逾|多达)*$"  # 全国20个省份的近
)
TOWARD: Final = re.compile(rf"(?:^|[^赠参授给])(?:{any_of(WORDS['toward'])})(?:全国|全球|世界|国内|国外|海外|境外|欧洲|亚洲|非洲|沿线|其他)?(?:的)?(?:约|近|超过?|逾|多达)*$")
LAST: Final = re.compile(r"[^，。；！？：\n]*$")
OPENS: Final = re.compile(r"(?:已?有|共有|其中|目前|今年|去年|当年|截至目前|全年|已|约|近|超过?|逾|首批|另有|还有|共|的|经[^，。；]{2,8}|\d+[年月日])*$")
PREDICATE: Final = re.compile(
    r"(?![的中里上内外之间以和与及或、等左右均负代人个家项们级层侧端是])"  # nothing that goes on with a noun
    r"(?:(?:已经|已|均|全部|都|也|率先|正式|先后|陆续|集中|成功|可以|可)(?=[\u4e00-\u9fff]))*"  # 已全部, 可以
    r"(?P<told>(?!表示|认为|指出|介绍|以及)[\u4e00-\u9fff][^，。；！？：\n]{1,36}?)(?=[，。；！？\n]|$)"  # what is told of them
)
NOMINAL: Final = re.compile(rf"[\u4e00-\u9fff]{{2,8}}(?:{alternation('words_labels', 'nominal_end')})$")
COUNT: Final = re.compile(
    r"(?<!“)(?:约|近|超过?|逾)?\d[\d.]*(?![\d.年A-Za-z])(?:多|余)?[百千万亿]*(?:多|余)?"  # 约300多万
    # what counts
    r"(?:个|家|项|名|人次|人|户|座|所|条|次|种|件|款|位|只|台|辆|套|场|期|类|处|批|份|支|艘|列|美?元|亩|吨|公里|千瓦时)?"
    r"(?:以上|左右)?"
)
WHOLE: Final = re.compile(r"(?:以上|左右|多|以内)?的?")
PARTED: Final = re.compile(r"(?![将把被对在为由从与])(?P<act>[\u4e00-\u9fff]{2}).*的(?P<noun>[\u4e00-\u9fff]{2,9})(?<!之一)")
OTHER: Final = re.compile(r"[或及与并]")
OVER: Final = re.compile(r"(?:超过?|达到?|高于|低于|不足)\d[\d.]*%$")
ASIDE: Final = re.compile(r"（[^（）]*）")
OBJECT: Final = re.compile(r"(?:占|占据|占到|占有|达到?|完成|拥有|实现|以|按|超过?|约为|为|享受|给予|提供|支付|下浮|上浮|按照|不[超低高]过?于?|最高|至少|投入|拿出)(?:了)?(?:[^，。；！？：\n\d]{0,6})$")
RATE: Final = re.compile(r"(?:速度|比例|份额|增速|幅度|股份|股权|关税|优惠|补贴|补助|奖补|奖励|利率|水平|目标|增长|下降|市场|市占率|门槛|力度|资金|产能|概率|可能性|首付)$")
LEAD: Final = re.compile(
    r"(?:虽然|尽管|即使|因为|由于|（[一二三四五六七八九十]+）|我国|都可以"  # 虽然, （一）, 我国
    r"|一[个条座批项](?=总|全长|占地|投资|计划|直径)"  # 一座 before 总…
    r"|这种|这些|这项|这批|这座|项(?=实施|完成)"  # 这些
    r"|(?:还|也|则|即(?![食时将期便墨])|就(?![业医诊近读餐任]))(?:可以?|能|是)?|至少"  # 即可, 则是, 至少
    r")+(?=[\u4e00-\u9fff“]{2})"
)
TAIL: Final = re.compile(
    # 居首 is whole, so are 也 and 都 in names
    r"(?<=[\u4e00-\u9fff”]{2})(?:(?<![榜居之位为])首|已经?|也|(?<![首成江瘟])都|(?<![修纠校更改公真端])正|(?<![平日月年人户亩])均|仅|(?<![因])而|且)$"
)
CUT: Final = {"控": "国省市"}
"""First characters of labels that are the rest of a word, with what stands before them there."""
LAST_ODD: Final = frozenset("首已经也都正均仅而且")
STOCK: Final = re.compile(
    r"(?:全年|今年|去年|当年|上半年|实现|完成)*"  # 全年完成
    r"(?P<bearer>[\u4e00-\u9fff“”]{2,9}?)"  # what bears it
    # 面积, 装机, 产量
    r"(?P<head>(?:种植|播种|栽培|养殖|造林)?(?:总)?面积|装机(?:容量|规模)?|累计装机(?:容量)?|成交[量额]|收入|支出|[年总]?产量"
    r"|产能|存栏|出栏)$"
)
PAIRS: Final = {
    "面积": re.compile(r"(?:[年总]|年总)?(?:产量|产值)|平均[亩单]产|[亩单]产|年?出栏|年产"),
    "装机": re.compile(r"(?:年|累计)?发电量|装机占比|利用率"),
    "成交": re.compile(r"成交[量额]"),
    "支出": re.compile(r"(?:累计|年底累计|当期|期末)?结余"),
    "收入": re.compile(r"支出|(?:累计|年底累计|当期|期末)?结余"),
    "产量": re.compile(r"[年总]?产[量值]|产值"),
}
"""By the last noun of the number before: figures that its bearer has too."""
STOPS: Final = re.compile(r"[；。！？\n]")
MEASURED: Final = re.compile(r"(?P<noun>[\u4e00-\u9fff]{0,8}?(?:生产总值|增加值|产值|产量|总额|收入|投资|面积|人口|利润|出口|销量|规模))(?!结构|比重|占|能力|力度|项目)")
THINGS: Final = re.compile(r"的(?P<noun>[\u4e00-\u9fff]{2,8})$")
DRAWN: Final = re.compile(r"(?:产自|来自|用于|出口|销往|投入|流向|源自|源于|投向|位于)")
BEHIND: Final = re.compile(r"(?:以上|左右|多)?(?:都|均|可以|已)*(?P<told>(?:来自|为|用于|销往|在|来源于|投向|位于|集中在|属于|采用|产自|流向)[^，。；、！？：\n\d%]{2,12})(?=[，。；！？\n])")
OPENED: Final = re.compile(r"(?:\d{4}年|[今去]年|当年|全年|上半年|年底|年末|期末|预计|其|则|也)*$")
NOBODY: Final = re.compile(r"全[国省市县区州]|我国|中国|[总年]$|累计|财政|居民|实现|完成|人均")


def with_predicate(quantity: Quantity, context: Context, label: str, subject: Mention, before: tuple[str, Quantity] | None) -> str:
    """Return a label with what its text tells of the thing counted, shared or measured, without openings and half words.

    Args:
        quantity: the number.
        context: advanced to the number's sentence.
        label: the chosen one.
        subject: the mention that speaks for the chosen subject.
        before: the label of the number before, and that number; None for the first.
    """
    text, span = context.text, quantity.span
    found = label
    if quantity.measure is Measure.SHARE or (quantity.unit == "%" and quantity.measure is Measure.AMOUNT):
        found = _shared(text, quantity, label, subject)
    elif label in NOUNS and quantity.measure is Measure.AMOUNT:
        found = _governed(text, quantity, label, subject)
    elif before is not None and before[1].sentence == quantity.sentence and context.kinds.get(subject.entity) in OWNED_BY:
        found = _borne(text, quantity, label, before, subject)
    if found is label:
        lead = LEAD.match(label)
        if lead is not None:
            found = label[lead.end() :]
        elif label[0] in CUT:
            at = text.rfind(label, max(0, span.begin - BACK), span.begin)
            if at > 0 and text[at - 1] in CUT[label[0]]:
                found = text[at - 1] + label
        if label[-1] in LAST_ODD:
            found = TAIL.sub("", found)
        found = mend(text, quantity, found)
    return found


def _governed(text: str, quantity: Quantity, label: str, subject: Mention) -> str:
    """Return a bare noun with its verb before the number, or with what it does behind it; itself if there is neither."""
    span = quantity.span
    at = text.find(label, span.end, span.end + len(label) + NEAR)
    if at < 0:
        return label
    gap = text[span.end : at]
    if gap and re.fullmatch(r"[\u4e00-\u9fff]+", gap) is None:
        return label
    last = LAST.search(text, max(0, span.begin - BACK), span.begin)
    lead = last.group() if last is not None else ""
    noun = gap + label
    if (reach := REACH.search(lead)) is not None:
        return reach["place"] + noun
    told = _told(text, at + len(label))
    if len(told) > LEAST and TOWARD.search(lead) is not None:
        return _fit(told, "的", noun, label) if len(told) < (MOST - 1) * len(noun) else label
    owned = text.startswith("的", at + len(label))  # 完成20个国家的布局 tells of no countries
    for verb in reversed([*VERB.finditer(lead)]):
        if REST.fullmatch(verb["rest"]) is None:
            continue
        word = verb["verb"]
        if (owned and word not in WORDS["verb"]) or (word == "来自" and label not in PLACES):
            return label
        whole = (verb["of"] or "") + word + noun
        return whole + told if told and word in WORDS["pivot"] and len(whole) + len(told) <= SHORT and "、" not in told else whole
    opened = OPENS.search(lead)
    name = lead[: opened.start()] if opened is not None else lead
    return _fit(noun, "", told, label) if told and (name in subject.anchor or name in {"全国", "全省", "全市"}) else label


def _told(text: str, end: int) -> str:
    """Return what is told of a noun that ends here, without the numbers in it and shortened to verb and noun; empty if nothing is."""
    match = PREDICATE.match(text, end, end + AHEAD)
    if match is None or NOMINAL.fullmatch(match.group()) is not None:
        return ""
    told = ASIDE.sub("", match["told"])
    if "%" in told and OVER.search(told) is None:
        return ""
    if "%" not in told and (bare := COUNT.sub("", told)) != told:
        told = bare
        if HEAD.search(told) is not None:
            return ""
    told = told.replace("了", "", 1) if "了" in told[1:4] else told
    if len(told) > NEAR + 2:
        parted = PARTED.fullmatch(told)
        if parted is not None:
            told = parted["act"] + parted["noun"]
    return told if len(told) > 1 and told.count("“") == told.count("”") and told.count("（") == told.count("）") else ""


def _fit(first: str, joint: str, second: str, label: str) -> str:
    """Return two pieces as one label; the label alone where they are too long."""
    whole = first + joint + second
    return whole if len(whole) <= LONGEST else label


def _shared(text: str, quantity: Quantity, label: str, subject: Mention) -> str:
    """Return what a share is of with what is shared: 案件未再进入诉讼 of 九成的案件未再进入诉讼."""
    span = quantity.span
    if label[0] == "占" and (at := text.rfind(label[:2], max(0, span.begin - BACK), span.begin)) > 0 and text[at - 1] == "，":
        last = LAST.search(text, max(0, at - BACK), at - 1)
        lead = last.group().removeprefix(subject.anchor) if last is not None else ""
        whole = MEASURED.match(lead)
        return _fit(whole["noun"], "", label, label) if whole is not None else label
    last = LAST.search(text, max(0, span.begin - BACK), span.begin)
    lead = last.group() if last is not None else ""
    if OBJECT.search(lead) is not None or RATE.search(label) is not None or HEAD.search(label) is not None:
        return label
    follows = WHOLE.match(text, span.end)
    end = follows.end() if follows is not None else span.end
    if text.startswith(label, end):
        if DRAWN.match(label) is not None and OPENS.fullmatch(lead) is not None and text[span.begin - len(lead) - 1] == "，":
            whole = THINGS.search(text, max(0, span.begin - BACK), span.begin - len(lead) - 1)
            return _fit(whole["noun"], "", label, label) if whole is not None else label
        told = _told(text, end + len(label))
        if len(told) > (most := (MOST - 1) * len(label)):
            told = OTHER.split(told, maxsplit=1)[0] if "、" not in told else ""  # 未再进入诉讼 of 未再进入诉讼或信访程序
        return _fit(label, "", told, label) if LEAST <= len(told) <= most else label
    drawn = BEHIND.match(text, span.end)
    if drawn is not None and re.search(re.escape(label) + r"(?:中|里)?，?(?:其中|约|近|超过?|有|已有)*$", text[max(0, span.begin - len(label) - NEAR) : span.begin]):
        return _fit(label, "", drawn["told"], label)
    return label


def _borne(text: str, quantity: Quantity, label: str, before: tuple[str, Quantity], subject: Mention) -> str:
    """Return a bare figure with the bearer of the number before: 基金支出 of 基金收入7万亿元，支出6万亿元."""
    base = base_of(label) or label
    stock = STOCK.search(base_of(before[0]))
    if stock is None:
        return label
    pair = next((pattern for key, pattern in PAIRS.items() if key in stock["head"]), None)
    if pair is None or pair.fullmatch(base) is None or NOBODY.search(stock["bearer"]) is not None or stock["bearer"] in subject.anchor:
        return label
    at = text.rfind(base, before[1].span.end, quantity.span.begin)
    if at < 0 or STOPS.search(text, before[1].span.end, at) is not None:
        return label
    last = LAST.search(text, before[1].span.end, at)
    return stock["bearer"] + label if last is not None and OPENED.fullmatch(last.group()) is not None and last.start() > before[1].span.end else label
