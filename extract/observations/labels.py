"""What a number measures, in words: its label.

In: a quantity with what grammar read beside it, the mentions of its Doc, and what a learned reader points at. Out: a noun
phrase as near to the text's words as possible, whole (全国一般公共预算支出同比增长, not 同比增长), without the name of whom it is about, with
the act that was counted where a bare noun would tell of a stock (吸引企业, 银行网点被烧毁).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING

from extract.lexicons import alternation, read_words
from extract.observations.framing import BARE_GROWTH
from ontology.facts import Kind, Measure

if TYPE_CHECKING:
    from extract.layers import Quantity
    from extract.observations.subjects import Context, Vote
    from ontology.facts import Mention

__all__ = ["EDGES", "FALLBACK", "FATE", "LEADING", "PAIRED", "TRAILING", "WHOLE_BEGINS", "WHOLE_ENDS", "label_of", "mend", "near_names", "tidy"]

BY_BEGIN = attrgetter("span.begin")

TRIMMED = frozenset({Kind.REGION, Kind.PARK, Kind.COMPANY, Kind.FINANCIAL, Kind.GOVERNMENT, Kind.INSTITUTION})
MEASURED = frozenset({Kind.PRODUCT, Kind.INDUSTRY, Kind.DESIGNATION})  # 钢材 in 钢材产量 says what is measured
FALLBACK = "数量"
EDGES = " “”，、的"
REACHED = re.compile("^(?:实现|取得|达到)了?(?=[^率增加下降减提升翻突全]..)")  # 实现营业收入: the verb is no part of what is measured
STOP = re.compile(r"[，。；！？\n]")  # no label runs across these
SURE_LABEL = 0.7  # of 70 labels in which grammar and such a reader differ, on unseen reports, 46 of grammar's and 61 of the reader's are right
ANY_LABEL = 0.4
WHOLE_BEGINS = dict.fromkeys(read_words("words_labels")["rest_begin"], False) | dict.fromkeys(read_words("words_labels")["whole_begin"], True)
WHOLE_ENDS = dict.fromkeys(read_words("words_labels")["rest_end"], False) | dict.fromkeys(read_words("words_labels")["whole_end"], True)
"""Two characters at whose border no label begins, or ends; true of those of which it has both, false of those of which it has neither."""
HELD = tuple(sorted(read_words("words_labels")["held"]))
BACK = 110  # characters before a number in which its label is looked for
NEAR = 8  # names before a number whose owner its label may begin with
LONGEST = 28
RATE = re.compile(r"(?:率|占比|比重|比例)$")
LEADING = re.compile(
    r"^(?:(?:截[至止])?(?:目前|当前|如今|届时|去年|今年|当年|年内|本月|上半年|下半年|近年来?)"  # 截至目前, 今年
    r"|(?:今年|去年)?[前一]?[一二三四]季度|\d{1,2}月份?"  # 前三季度, 8月份
    r"|[和与及并且或、的]"  # 和, 的
    r"|(?:我|该|本)?(?:公司|集团)(?=[^的])|本届|确保|现?拥有|共有|现有|设有|建有|各月"  # 公司…, 现拥有
    r"|一([颗座件个台只条家项])\1|[一两二三四五六七八九十][根颗座件台只艘辆栋](?=[\u4e00-\u9fff]{2}))+(?=[\u4e00-\u9fff]{2})"  # 一座座
)
TRAILING = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:(?<![共中])和|与|[及或](?!时)|、|以及|等)+$")
EMPTY = re.compile(r"(?:(?:截[至止])?(?:目前|当前|如今|届时|去年|今年|当年|上半年)|[该此这那本][\u4e00-\u9fff]{0,2}|其中)+")
ACTS = alternation("words_labels", "act")
ACT = re.compile(rf"(?P<act>(?:{ACTS}))(?:了|着|过|约|近|超过|超|逾|累计|各类|各种|上|最多|至少|总共|共)*$")
"""Verbs that tell of an act: 吸引企业400家 counts what came, no stock; 拥有, 建成 and 集聚 tell of what is there and stay out."""
FATE = re.compile(
    r"(?:已|均|全部|成功|集中|正式|陆续)?"  # 已全部
    r"(?:被[\u4e00-\u9fff]{1,3}|遭[\u4e00-\u9fff]{2}"  # what befell them: 被烧毁
    r"|获批上市|获批|获评|入选"  # honours and approvals
    r"|签约落户|签约|落户|入驻|参展参会|参展|参会|参训|完成培训|集中亮相|亮相"  # where they came to
    r"|投产达产|开工建设|集中开工|开工|投产|完工|竣工|转移|下线|交付"  # works and goods
    r"|脱贫|受益|注销|停产|退出)"  # people and firms
    r"(?:[\u4e00-\u9fff]{0,4}(?=[，。；、（\n])|(?=[，。；、（\n至到]))"
)
"""What is told of the counted noun right behind it: 300家银行网点被烧毁."""
PAIRED = {"（": "）", "(": ")", "“": "”", "《": "》"}
PAIRED_ITEMS = tuple(PAIRED.items())


def label_of(quantity: Quantity, context: Context, reading: Vote | None = None) -> str:
    """Return a quantity's label: the reader's phrase where it is sure or nothing else is known, else the words that grammar finds.

    Grammar's words are kept where the reader's are only their end (同比增长 of 营业收入同比增长) or lose that something grew.
    """
    plain = _plain_label(quantity, context)
    if quantity.span in context.listed:
        return tidy(plain) or plain  # its own item of a list, which the reader does not tell from its neighbours
    label = tidy(plain)
    guess = reading.indicator_guess((quantity.span.begin, quantity.span.end)) if reading is not None else None
    if guess is not None:
        words = tidy(REACHED.sub("", context.text[guess[0] : guess[1]].strip(EDGES)))
        least = SURE_LABEL if label and label != FALLBACK else ANY_LABEL
        if words and not STOP.search(words) and (guess[2] >= least or _ends_early(quantity, label, words)) and not _says_less(quantity, context, label, words):
            label = words
    label = _verb_after(quantity, context, label or plain)
    return _with_act(quantity, context, label)


def mend(text: str, quantity: Quantity, label: str) -> str:
    """Return a label that begins and ends with whole words, if it stands in one piece: 获取数据 of 获|取数据, 金额 of 金额高|达, 部门 of 11部|门."""
    begin, end = quantity.span.begin, quantity.span.end
    at = text.find(label, end, end + len(label) + 8)
    if at < 0:
        at = text.rfind(label, max(0, begin - BACK), begin)
    if at < 0:
        return label
    pair = text[at - 1 : at + 1]
    if pair in WHOLE_BEGINS and ((whole := WHOLE_BEGINS[pair]) or len(label) > 2):
        label = text[at - 1] + label if whole else label[1:]
        at += -1 if whole else 1
    last = at + len(label)
    pair = text[last - 1 : last + 1]
    if pair in WHOLE_ENDS and ((whole := WHOLE_ENDS[pair]) or len(label) > 2) and not label.endswith(HELD) and not (label[-1] == "高" and quantity.unit[-1:] == "米"):
        label = label + text[last] if whole else label[:-1]
    return label


def _verb_after(quantity: Quantity, context: Context, label: str) -> str:
    """Return what its owner does where a label is nothing but the owner's name: 投入 of 云溪县累计投入500万元."""
    at = context.text.rfind(label, max(quantity.clause.begin, quantity.span.begin - 40), quantity.span.begin)
    if at < 0 or not any(m.anchor == label and context.kinds.get(m.entity) in TRIMMED for m in near_names(quantity, context)):
        return label
    verb = re.fullmatch(r"(?:已|累计|共|总|先后|今年|去年|还|又|再|将|计划|约)*([\u4e00-\u9fff]{2,6}?)(?:了|约|近|超过?|达到?|逾)?", context.text[at + len(label) : quantity.span.begin])
    return verb[1] if verb is not None else label


def _says_less(quantity: Quantity, context: Context, label: str, words: str) -> bool:
    """Say whether the reader's words leave out what grammar's have: the noun before them, or that it grew."""
    if not label or label == FALLBACK or len(label) > LONGEST:
        return False
    if BARE_GROWTH.fullmatch(words):
        return BARE_GROWTH.fullmatch(label) is None and quantity.measure is not Measure.AMOUNT
    if quantity.measure is Measure.GROWTH and not BARE_GROWTH.search(words) and BARE_GROWTH.search(label):
        return True
    if len(words) > len(label):
        return words.startswith(label) and len(words) > 4 * len(label) and not BARE_GROWTH.search(words)
    return label != words and label.endswith(words) and not _is_owner(quantity, context, label.removesuffix(words).removesuffix("的"))


def _is_owner(quantity: Quantity, context: Context, words: str) -> bool:
    """Say whether words are the name of somebody or something in the sentence that has numbers, and not what they measure."""
    return any(m.anchor == words and context.kinds.get(m.entity) not in MEASURED for m in near_names(quantity, context))


def near_names(quantity: Quantity, context: Context) -> list[Mention]:
    """Return the few names before a number, so that a sentence of a thousand names costs no more than its numbers."""
    own = context.by_sentence.get(quantity.sentence, [])
    at = bisect_left(own, quantity.span.begin, key=BY_BEGIN)
    return own[max(0, at - NEAR) : at]


def _ends_early(quantity: Quantity, label: str, words: str) -> bool:
    """Say whether grammar took a rate for the noun that is counted: 147个国考断面水质优良率达98.6%."""
    return quantity.measure is Measure.AMOUNT and quantity.unit.endswith(("个", "家", "项", "座")) and label.startswith(words) and label != words and RATE.search(label) is not None


def tidy(label: str) -> str:
    """Return a label without half brackets, dates and conjunctions at its edges; empty where nothing is left."""
    for left, right in PAIRED_ITEMS:
        if left not in label and right not in label:
            continue
        opened, closed = label.find(left), label.rfind(right)
        if opened >= 0 and closed < opened:
            label = label[:opened] if opened > 1 else label[opened + 1 :]
        closed, opened = label.find(right), label.find(left)
        if closed >= 0 and (opened < 0 or opened > closed):
            label = "“" + label if right == "”" and 0 < closed < len(label) - 1 else label[closed + 1 :] if len(label) - closed > 2 else label.replace(right, "", 1)
    label = TRAILING.sub("", LEADING.sub("", label.strip(EDGES)))
    return "" if EMPTY.fullmatch(label) else label


def _with_act(quantity: Quantity, context: Context, label: str) -> str:
    """Return a counted noun with the verb that says what was done with it (吸引企业, 减少物流成本) or befell it (网点被烧毁)."""
    text, span = context.text, quantity.span
    if quantity.measure is not Measure.AMOUNT or label == FALLBACK or not 1 <= len(label) <= LONGEST - 4:
        return label
    at = text.find(label, span.end, span.end + len(label) + 8)
    if at < 0 or (at > span.end and re.search(r"[，。；、：\n]", text[span.end : at])):
        return label
    begin = max(quantity.clause.begin, span.begin - 12)
    act = ACT.search(text, begin, span.begin)
    if act is not None and not label.startswith(act["act"]):
        return act["act"] + label
    fate = FATE.match(text, at + len(label), min(len(text), at + len(label) + 12))
    if fate is not None and len(label) + len(fate.group()) <= 4 * len(label):
        return label + fate.group()
    return label


def _plain_label(quantity: Quantity, context: Context) -> str:
    """Return the words of a quantity's indicator without the subject's name before them."""
    if quantity.indicator_text:
        return _without_owner(quantity, context)
    span = quantity.indicator
    if span is None:
        return FALLBACK
    begin, text = span.begin, context.text
    own = context.by_sentence.get(quantity.sentence, [])
    at = bisect_left(own, begin, key=BY_BEGIN)
    for mention in own[max(0, at - 1) : at + 6]:
        if mention.span.begin <= begin < mention.span.end < span.end - 1 and (mention.deictic or context.kinds.get(mention.entity) in TRIMMED):
            begin = mention.span.end
            if text[begin] == "的" and begin < span.end - 2:
                begin += 1
    return text[begin : span.end].strip(EDGES) or text[span.begin : span.end]


def _without_owner(quantity: Quantity, context: Context) -> str:
    """Return a composed label without the name of whom it is about: 铝材产量增长 of 云溪县铝材产量增长."""
    label = quantity.indicator_text
    own = context.by_sentence.get(quantity.sentence, [])
    at = bisect_left(own, quantity.span.begin, key=BY_BEGIN)
    for mention in reversed(own[max(0, at - NEAR) : at]):
        rest = label.removeprefix(mention.anchor).removeprefix("的")
        if label.startswith(mention.anchor) and len(rest) > 1 and (mention.deictic or context.kinds.get(mention.entity) in TRIMMED):
            return rest
    return label
