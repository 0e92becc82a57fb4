"""The rest of a label, once it is known whom the number is about: what is measured, said in full beside the chosen subject.

In: a quantity, its label, the subject's mention, the label of the number before. Out: the label with the words that
belong to it and stand around it: the noun phrase before it where that is not the subject (装备制造业增加值同比增长 of 中国, but 增加值同比增长
of 装备制造业), whoever the clause before tells of, what a bare 金额 or 增速 is of, what was done with the counted things, the rate
(每天). Everything is read from the text; where nothing fits, the label is returned as it was.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from extract.numbers.series import HEAD
from extract.observations import completion_grammar as grammar
from extract.observations.framing import BARE_GROWTH
from extract.observations.indicators import phrase_after, phrase_before, trim_links
from extract.observations.labels import FALLBACK, FATE, LEADING
from ontology.facts import Measure, Span

if TYPE_CHECKING:
    from extract.layers import Quantity
    from extract.observations.subjects import Context
    from ontology.facts import Mention

__all__ = ["base_of", "complete_label", "finish", "is_bare", "measures_nothing"]

BY_BEGIN = attrgetter("span.begin")

LONGEST: Final = 30
LONGEST_HEAD: Final = 8
SLACK: Final = 2
PLAINEST: Final = 4  # characters of a label that a whole attribute may stand before
MOST: Final = 4  # times its first length that a label may grow to: beyond it, the words that only qualify go first
NAMES: Final = 24  # names before a number that are looked at
STRETCH: Final = 200  # characters before a label in which its clause begins
CLAUSES: Final = 4  # clauses before its own in which somebody may be named whom a label is of
MANY: Final = re.compile(r"成[百千]上|数以")
"""The first half of a number in words: 成百上|千辆."""
BACK: Final = 90  # characters before a number in which its label is looked for


def complete_label(quantity: Quantity, context: Context, label: str, subject: Mention, before: tuple[str, Quantity] | None) -> str:
    """Return a label with all that says what is measured of its subject.

    Args:
        quantity: the number.
        context: advanced to the number's sentence.
        label: as `extract.observations.labels.label_of` gives it.
        subject: the mention that speaks for the chosen subject.
        before: the completed label of the number before, and that number; None for the first.
    """
    if label == FALLBACK or not label:
        return label
    text, span = context.text, quantity.span
    floor = max(context.sentences[quantity.sentence].span.begin, span.begin - BACK)
    act, at = 0, text.find(label, span.end, span.end + len(label) + 8)
    if at < 0 and label[-1] == text[span.end + len(label) - 3 : span.end + len(label) - 2]:
        act = 2 if text.startswith(label[2:], span.end) else 0
    elif at < 0 and label[-1] == text[span.end + len(label) - 4 : span.end + len(label) - 3]:
        act = 3 if text.startswith(label[3:], span.end) else 0
    if act and text.find(label[:act], max(floor, span.begin - 12), span.begin) >= 0:
        at = span.end
    if at >= 0 and grammar.CLAUSE.search(text, span.end, at) is None:
        found = label[:act] + _counted(text, quantity, label[act:], at, done=act > 0)
    else:
        place, known = _place(text, floor, span.begin, label)
        if place < 0:
            return label
        label, known = _between(text, label, place, known, span.begin)
        label, known = _reaching(text, quantity, label, place, known)
        found = _measured(quantity, context, label, place, known, subject, before)
    if len(found) > MOST * len(label) + SLACK and found.endswith(label):
        found = _trimmed(found, label)
    if len(found) > LONGEST:
        return label
    return finish(text, quantity, found)


def finish(text: str, quantity: Quantity, label: str) -> str:
    """Return a label without filling words, its quotes closed, with the rate (每天) that it is told by."""
    label = grammar.FILLER.sub("", grammar.PAST.sub("", label))
    if ("”" in label or "“" in label) and label.count("”") != label.count("“"):
        label = _quoted(text[max(0, quantity.span.begin - BACK) : quantity.span.end + 40], label)
    return _with_rate(text, quantity, label)


def _trimmed(whole: str, label: str) -> str:
    """Return a label whose lead is cut to what fits: from its left, where a qualifier ends; the label alone where nothing does."""
    most = MOST * len(label) + SLACK
    for match in grammar.QUALIFIER.finditer(whole, 0, len(whole) - len(label)):
        if len(whole) - match.end() <= most and len(whole) - match.end() > len(label) + 1:
            return whole[match.end() :]
    return label


def measures_nothing(text: str, quantity: Quantity, label: str) -> bool:
    """Say whether a number has no label that measures anything, or is a part of a name: 东盟10国, 内地9市."""
    return grammar.NO_MEASURE.fullmatch(label) is not None or (quantity.unit in grammar.MEMBERS and text[quantity.span.begin - 1] not in grammar.COUNTING)


def is_bare(label: str) -> bool:
    """Say whether a label tells how something moved and not what."""
    return not base_of(label)


def _quoted(near: str, label: str) -> str:
    """Return a label with the quote that its other one lacks, where the text has it."""
    if label.count("“") > label.count("”"):
        opened = label.rindex("“")
        closed = next((end for end in range(len(label), opened + 1, -1) if label[opened:end] + "”" in near), 0)
        return label[:closed] + "”" + label[closed:] if closed else label
    closed = label.index("”")
    for begin in range(closed):
        if "“" + label[begin : closed + 1] in near:
            return label[:begin] + "“" + label[begin:]
    return label


def _place(text: str, floor: int, end: int, label: str) -> tuple[int, int]:
    """Return where a label before its number begins, and how many of its characters stand there in one piece; -1 if not even two do."""
    for length in range(len(label), 1, -1):
        at = text.rfind(label[:length], floor, end)
        if at >= 0:
            return at, length
    return -1, 0


def _between(text: str, label: str, at: int, known: int, end: int) -> tuple[str, int]:
    """Return a label of two pieces with the noun that a date parts from the first: 新三样|出口|增长 of 新三样一季度出口增长; and how much stands in one piece."""
    tail = label[known:]
    place = text.find(tail, at + known, end) if len(tail) > 1 else -1
    if place < 0:
        return label, known
    dated = grammar.DATED.match(text[at + known : place])
    gap = text[at + known + dated.end() : place] if dated is not None else ""
    if re.fullmatch(r"[\u4e00-\u9fff]{2,8}", gap) is None or _shorn(gap) != gap or gap in label:
        return label, known
    return label[:known] + gap + tail, known


def _reaching(text: str, quantity: Quantity, label: str, at: int, known: int) -> tuple[str, int]:
    """Return a label with what it lacks at its right: the measured noun (新能源|累计装机), what the counted did (遗产|实现活化利用), what a verb got (达成|意向合作)."""
    begin, end = quantity.span.begin, quantity.span.end
    if known == len(label):
        gap = text[at + known : trim_links(text, at + known, begin)]
        if re.fullmatch(r"[\u4e00-\u9fff]{2,8}", gap) and HEAD.search(gap) and HEAD.search(label) is None and grammar.LINKING.search(gap) is None:
            return label + gap, len(label) + len(gap)
        got = grammar.GOT.search(label)
        if got is not None and text.startswith("的", end) and at + known == trim_links(text, at, begin):
            phrase = phrase_after(text, end, min(len(text), end + BACK))
            if phrase is not None and phrase.end - phrase.begin > 1:
                return got.group() + text[phrase.begin : phrase.end], 2
    if quantity.unit in {"%", "倍", "成"} and grammar.GROWN.match(text, end) and grammar.MOVED.search(label) is None:
        return label + "增长", known
    told = grammar.SHARED.match(text, end)
    if told is not None and grammar.CLAUSE.search(text, at + known, begin) is not None and quantity.measure in {Measure.SHARE, Measure.AMOUNT} and len(told.group()) <= 3 * len(label):
        return label + told.group(), known
    return label, known


def _measured(quantity: Quantity, context: Context, label: str, at: int, known: int, subject: Mention, before: tuple[str, Quantity] | None) -> str:
    """Return the label of an amount, a growth or a share with the words before it that are not its subject's name."""
    text = context.text
    steps = label[0].isdigit() and grammar.PARTED.match(label) is None and len(base_of(label)) < len(label)  # 5个工作日压缩 of 由5个工作日压缩至1个
    if steps:
        label, at, known = label[len(base_of(label)) :], at + len(base_of(label)), 1
    planned = grammar.PLAN.match(label)
    if planned is not None and BARE_GROWTH.fullmatch(label, planned.end()):
        label, at, known = label[planned.end() :], at - 1 if text[at - 1] == "“" else at, 1
    if before is not None and before[1].sentence == quantity.sentence and quantity.measure is not Measure.AMOUNT and quantity.span not in context.series:
        base, earlier = base_of(label), base_of(before[0])
        if 1 < len(base) < len(earlier) and len(base) < len(label) and earlier.endswith(base) and known <= len(base):
            return earlier + label[len(base) :]
    opening = _opening(text, max(context.sentences[quantity.sentence].span.begin, at - STRETCH), at)
    near = _names_before(context, quantity)
    own = [m for m in near if opening <= m.span.begin < at + known]
    names = [m.span for m in own if m.entity == subject.entity]
    if label[0] in grammar.LEVELS and text[at - 1] in grammar.LEVELS and at > 1 and text[at - 2].isdigit() and len(label) > 2:
        label, at, known = label[1:], at + 1, known - 1  # 外贸进出口总值 of 11省|市外贸进出口总值
    elif label[0] in "以百千万亿1234567890" and grammar.PARTED.match(label) is not None and (label[0] not in "百千万亿" or text[at - 1] in "过超破达近逾于"):
        stated, floor = grammar.OPENING.match(text, opening, at), max([opening, *(name.end for name in names)])
        lead = text[max(floor, stated.end() if stated is not None else opening) : at]
        return lead + label if 1 < len(lead) <= grammar.MOST_PARTED else label
    whole = _whole_name(text, own, names, at, label)
    if whole < at:
        label, at = text[whole:at] + label, whole
    if quantity.span in context.listed:
        return label
    if quantity.indicator_text and "、" in label and grammar.LISTED.search(text, at + known, quantity.span.begin) is not None:
        return grammar.NATION.sub("", quantity.indicator_text)  # its own item of a list that the reader points at as a whole
    if quantity.span in context.series and (one := _one_of(text, own, subject, label)):
        return one
    begin = _list_begin(text, opening, at) if text[at - 1] in "、和与及" and grammar.VERBAL.match(label) is None and grammar.LISTED.search(text, opening, quantity.span.begin) is None else at
    counted = grammar.COUNTED_UNITS.fullmatch(quantity.unit) is not None and quantity.measure is not Measure.RANK
    if not (counted or steps) and grammar.VERBAL.match(label) is None:
        begin = _lead(text, opening, begin, names, label)
    if text[begin:at] == "对":  # of whoever the clause before tells of
        label, at = "对" + label, begin
    elif begin < at:
        return _joined(text[begin:at], label)
    if counted:
        return label
    rest = Span(max([opening, *(name.end for name in names if name.end <= at)]), at)
    shorn = _shorn(text[rest.begin : rest.end])
    if shorn and grammar.OPENING.fullmatch(shorn) is None:
        return _past_verbs(text, rest, len(shorn), label, subject, before if before is not None and opening <= before[1].span.begin else None)
    if head := _head_before(label, before, quantity):
        return head
    if rest.begin != opening:
        return label  # its subject stands before it
    return _of_before(quantity, context, label, at, subject, before) or _of_clause_before(quantity, context, label, at, subject, near) or label


def _opening(text: str, begin: int, at: int) -> int:
    """Return where the clause begins that holds a place."""
    last = grammar.LAST.search(text, begin, at)
    return last.start() if last is not None else begin


def _names_before(context: Context, quantity: Quantity) -> list[Mention]:
    """Return the names of a number's sentence that stand nearest before it, so that the cost is linear in a list of a thousand."""
    own = context.by_sentence.get(quantity.sentence, [])
    at = bisect_left(own, quantity.span.begin, key=BY_BEGIN)
    return own[max(0, at - NAMES) : at]


def _past_verbs(text: str, rest: Span, length: int, label: str, subject: Mention, before: tuple[str, Quantity] | None) -> str:
    """Return a label with the noun phrase that verbs and adverbs part from it: 重大项目|已累计完成|投资; `rest` lies before it, all but `length` of it is such."""
    last = rest.begin + length
    if BARE_GROWTH.fullmatch(label) is not None:
        moved = grammar.FROM.search(text, rest.begin, last)
        end = rest.begin + len(_shorn(text[rest.begin : moved.start()])) if moved is not None else last
        phrase = phrase_before(text, rest.begin, end)
        return _joined(_undated(text[phrase.begin : end]), label) if phrase is not None and phrase.end == end else label
    if last == rest.end:
        return label
    if before is not None and before[1].span.end < last and before[0].endswith(text[last - 2 : last]) and grammar.RELATIVE.fullmatch(label):
        return _joined(before[0], label)
    bearer = _bearer(text, rest.begin, last)
    if not bearer or _named(bearer, subject):
        return label
    between = text[last : rest.end]
    return _joined(bearer + between if between in {"实现", "完成"} else bearer, label)


def _of_before(quantity: Quantity, context: Context, label: str, at: int, subject: Mention, before: tuple[str, Quantity] | None) -> str:
    """Return a label that only relates (金额, 增速) with what the number before it measures; empty where it is of nothing."""
    bare = BARE_GROWTH.fullmatch(label) is not None
    if before is None or before[1].sentence != quantity.sentence or not (bare or (grammar.RELATIVE.fullmatch(label) and context.kinds.get(subject.entity) not in grammar.PLACED)):
        return ""
    base, end = base_of(before[0]), quantity.span.end
    if grammar.CARRIED.search(context.text, before[1].span.end, at) is not None or context.text.startswith("的", end) or (quantity.span in context.series and before[1].clause != quantity.clause):
        return ""
    return "" if not base or base == FALLBACK or label in base or (bare and base in label) else _joined(base, label)


def _of_clause_before(quantity: Quantity, context: Context, label: str, at: int, subject: Mention, near: list[Mention]) -> str:
    """Return a plain label (利润) with whoever a clause before it begins with and tells of; empty where none does."""
    if context.kinds.get(subject.entity) not in grammar.OWNED_BY or (grammar.PLAIN.fullmatch(base_of(label)) is None and label not in {"增速", "增幅", "降幅", "占比"}):
        return ""
    text, floor = context.text, max(context.sentences[quantity.sentence].span.begin, at - STRETCH)
    end = _opening(text, floor, at) - 1
    for _ in range(CLAUSES):
        if end <= floor:
            break
        start = _opening(text, floor, end)
        stated = grammar.OPENING.match(text, start, end)
        begin = stated.end() if stated is not None else start
        begin = next((m.span.end for m in near if m.entity == subject.entity and m.span.begin == begin), begin)
        if (bearer := _opens(text, begin, end)) and not _named(bearer, subject):
            return _joined(bearer, label)
        if any(m.entity == subject.entity and start <= m.span.begin < end for m in near):
            break
        end = start - 1
    return ""


def _one_of(text: str, own: list[Mention], subject: Mention, label: str) -> str:
    """Return the label of one number of a list without the names beside its subject's: 投资增速 of 甲、乙行业投资增速分别为3%、4%; empty if it has none."""
    if not any(m.entity == subject.entity for m in own):
        return ""
    shorn = label
    for m in own:
        joint = text[m.span.begin - 1] in "、和与及" or text[m.span.end : m.span.end + 1] in {"、", "和", "与", "及"}
        if joint and m.entity != subject.entity and m.anchor not in subject.anchor and m.anchor in shorn and len(shorn) - len(m.anchor) >= 2:
            shorn = re.sub(f"[、和与及]?{re.escape(m.anchor)}|{re.escape(m.anchor)}[、和与及]?", "", shorn, count=1)
    shorn = re.sub(r"^[、和与及]+|[、和与及]+$|[、和与及]+(?=" + re.escape(subject.anchor) + ")", "", shorn)
    return shorn if len(shorn) >= 2 and shorn != label else ""


def _whole_name(text: str, own: list[Mention], names: list[Span], at: int, label: str) -> int:
    """Return where a label begins once it is not cut inside a name, a pair of quotes or a word."""
    for mention in own:
        if mention.span.begin < at < mention.span.end and mention.span not in names:
            return mention.span.begin
    closed, opened = (label.find("”"), label.find("“")) if "”" in label else (-1, -1)
    if closed > 0 and (opened < 0 or opened > closed):
        quote = text.rfind("“", max(0, at - 16), at)
        if quote >= 0 and "”" not in text[quote:at] and grammar.CLAUSE.search(text, quote, at) is None:
            return quote
    if text[at - 1 : at + 1] in {"建成", "形成", "组成", "在外", "在保", "在建", "在校", "在线", "并网", "实到"} or (label[0] in "版级籍产系" and text[at - 2 : at] in {"全国", "全球", "国际", "国内"}):
        return at - 1 if label[0] not in "版级籍产系" else at - 2
    return at


def _lead(text: str, opening: int, at: int, names: list[Span], label: str) -> int:
    """Return where the modifiers begin that stand right before a label, the subject's name left out."""
    begin = at
    for _ in range(3):
        end = begin - 1 if begin > opening and text[begin - 1] == "的" else begin
        if end <= opening or text[end - 1] in "等、）)”了":
            break
        owner = next((name for name in names if name.end == end), None)
        if owner is not None:
            if owner.begin - opening < 2 or text[owner.begin - 1] not in "在对占":
                break
            phrase = phrase_before(text, opening, owner.begin - 1)
            if phrase is None or phrase.end != owner.begin - 1:
                break
            return phrase.begin
        if text[end - 1] in "对与" and grammar.TOWARDS.search(label) and begin == end:
            phrase = phrase_before(text, max([opening, *(name.end for name in names if name.end < end)]), end - 1)
            return phrase.begin if phrase is not None and phrase.end == end - 1 else end - 1
        floor = max([opening, *(name.end for name in names if name.end < end)])
        phrase = phrase_before(text, floor, end)
        if phrase is None or phrase.end != end or phrase.end - phrase.begin < 2:
            break
        begin = phrase.begin
    added = text[begin:at]
    cut = max([0, *(m.end() for m in grammar.DOING.finditer(added))])
    if (dated := grammar.DATED.match(added[cut:])) is not None:
        cut += dated.end()
    if "（" in added[cut:] and "）" not in added[cut:]:
        cut = added.rindex("（") + 1
    while cut < len(added) and added[cut] in "的时、和与及，“” 并得后":
        cut += 1
    begin = begin + cut if len(added) - cut > 1 else at
    added = text[begin:at]
    if "的" in added and len(label) > PLAINEST:
        begin += added.rindex("的") + 1
        added = text[begin:at]
    lead = LEADING.match(added + label)
    return begin + min(lead.end(), len(added)) if lead is not None else begin


def _list_begin(text: str, opening: int, at: int) -> int:
    """Return where the list begins whose last item a label is: 企业、|机构; where it stands if nothing joins it."""
    for _ in range(4):
        if at <= opening + 2 or text[at - 1] not in "、和及与":
            break
        quote = text.rfind("“", opening, at - 2) if text[at - 2] == "”" else -1
        if quote >= 0:
            at = quote
            continue
        phrase = phrase_before(text, opening, at - 1)
        if phrase is None or phrase.end != at - 1 or phrase.end - phrase.begin < 2 or re.search(r"\d", text[phrase.begin : phrase.end]):
            break
        at = phrase.begin
    return at


def _undated(words: str) -> str:
    """Return words without a date or a number at their begin."""
    dated = grammar.DATED.match(words)
    return words[dated.end() :] if dated is not None else words


def _joined(lead: str, label: str) -> str:
    """Return two pieces as one label, without 全国 and the like at its begin and without saying a word twice."""
    lead = grammar.NATION.sub("", lead)
    for length in range(min(len(lead), len(label)), 1, -1):
        if lead.endswith(label[:length]):
            return lead + label[length:]
    return lead + label


def _shorn(words: str) -> str:
    """Return words without the adverbs, verbs of having and asides at their end."""
    last = None
    while words != last:
        last = words
        words = grammar.ASIDE.sub("", grammar.LINKING.sub("", words.rstrip(" ，、")))
    return words


def _bearer(text: str, begin: int, end: int) -> str:
    """Return the noun phrase that ends here and bears a figure: 规模以上工业企业 of 规模以上工业企业|实现; empty if none does."""
    phrase = phrase_before(text, begin, end)
    if phrase is None or phrase.end != end or phrase.end - phrase.begin < 2 or grammar.BEARER.search(text[phrase.begin : end] + "，") is None:
        return ""
    words = text[phrase.begin : end]
    return words if grammar.BEARER.search(words[-3:] + "，") else ""


def _opens(text: str, begin: int, end: int) -> str:
    """Return the bearer that a clause begins with; empty if it begins otherwise."""
    for match in grammar.BEARER.finditer(text, begin, min(end, begin + 24)):
        phrase = phrase_before(text, begin, match.end())
        if phrase is None or phrase.begin != begin or phrase.end != match.end():
            continue
        if re.search(r"\d", text[begin : match.end()]) is not None or grammar.NO_BEARER.match(text, begin) is not None:
            continue
        if grammar.OWNS.match(text, match.end()) or text.startswith(("企业", "造业", "行业", "公司"), match.end() - 2):
            return text[begin : match.end()]
    return ""


def _named(words: str, subject: Mention) -> bool:
    """Say whether words are the subject's name again."""
    return subject.anchor in words or words in subject.anchor


def _head_before(label: str, before: tuple[str, Quantity] | None, quantity: Quantity) -> str:
    """Return a growth with the measured noun that the growth before has: 装备制造业同比增长 after 规模以上工业增加值同比增长; empty if there is none."""
    if before is None or quantity.measure is not Measure.GROWTH or before[1].sentence != quantity.sentence:
        return ""
    base = base_of(label)
    earlier = base_of(before[0])
    bearers = [m.end() for m in grammar.BEARER.finditer(earlier)]
    known = HEAD.search(earlier)
    head = known.group() if known is not None else earlier[bearers[-1] :] if bearers else ""
    if quantity.unit not in {"%", "倍", "个百分点"} or not 2 <= len(head) <= LONGEST_HEAD or not base or base == label or base.endswith(head) or grammar.BEARER.search(base[-3:] + "，") is None:
        return ""
    return base + head + label[len(base) :]


def base_of(label: str) -> str:
    """Return a label without the words that say how it moved."""
    moved = grammar.MOVED.search(label)
    return label[: moved.start()] if moved is not None else label


def _counted(text: str, quantity: Quantity, label: str, at: int, *, done: bool) -> str:
    """Return the label of counted things with what joins them, what was done with them or what they did."""
    if quantity.span.begin > 1 and at == quantity.span.end and text[quantity.span.begin - 2 : quantity.span.begin] in grammar.OTHERS:
        return text[quantity.span.begin - 2 : quantity.span.begin] + label  # 其他14个成员国
    if text[at - 1 : at + 1] in {"个体", "人民"}:
        label, at = text[at - 1] + label, at - 1
    end = at + len(label)
    more = grammar.JOINED.match(text, end)
    if more is not None and quantity.measure is Measure.AMOUNT:
        label, end = label + more.group(), more.end()
        fate = FATE.match(text, end, end + 12)
        if fate is not None and len(fate.group()) <= 2 * len(label):
            return label + fate.group()
    elif text[end - 1 : end + 1] in grammar.BROKEN and len(label) > 2:
        label, end = label[:-1], end - 1
    opening = max(quantity.clause.begin, quantity.span.begin - 24)
    treated = grammar.TREATED.match(text, end) or grammar.TREATED.search(text, at + 1, end + 1)
    if treated is not None and grammar.FROM_OR_WITH.search(text, opening, quantity.span.begin):
        return treated["act"] + text[at : treated.start()]
    if (quantity.measure is Measure.SHARE or grammar.FROM_OR_WITH.search(text, opening, quantity.span.begin)) and (told := grammar.SHARED.match(text, end)) and len(told.group()) <= 3 * len(label):
        return label + told.group().replace("了", "")
    sized = grammar.SIZE.get(text[max(0, quantity.span.begin - 2) : quantity.span.begin].rstrip("约近超")[-1:])
    if sized is not None and text.startswith("的", at - 1):
        return label + sized
    if quantity.measure is Measure.SHARE and text[quantity.span.begin - 1] == "的" and grammar.VERBAL.match(label) and (whole := phrase_before(text, opening, quantity.span.begin - 1)) is not None:
        return text[whole.begin : whole.end] + label  # 资金的80%投入新能源 tells of the funds
    act = grammar.DONE.search(text, opening, quantity.span.begin)
    if not done and act is not None and act["act"] not in grammar.BEING and not label.startswith(act["act"]):
        return act["act"] + label
    return label


def _with_rate(text: str, quantity: Quantity, label: str) -> str:
    """Return a label with 每天 and the like where its clause has it before the number."""
    if grammar.RATED.search(label):
        return label
    found = [*grammar.RATE.finditer(text, max(quantity.clause.begin, quantity.span.begin - 30), quantity.span.begin)]
    if not found:
        alone = grammar.ALONE.search(text, max(0, quantity.clause.begin - 6), quantity.clause.begin)
        return alone["rate"] + label if alone is not None else label
    rate = found[-1]
    place = text.find(label, rate.end(), quantity.span.end + len(label) + 8)
    if place < 0:
        return label
    lead = text[rate.end() : min(place, quantity.span.begin)]
    verb = re.fullmatch(r"(?:可以|可|能够?|将|了)?([\u4e00-\u9fff]{2,10}?)(?:约|近|超过?|了|共)*", lead)
    act = verb[1] if verb is not None and verb[1] not in label and MANY.search(lead) is None else ""
    if act.endswith("上") and text[quantity.span.begin] in "百千万亿":
        act = act[:-1]  # 汇集 of 每天汇集上|亿条
    whole = rate.group() + act + label
    return whole if len(whole) <= LONGEST else label
