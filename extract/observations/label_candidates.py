"""The labels that one number may have, before the forest chooses: from rules, reader, acts, fates, lists and topics.

In: a number with what is known of it (`Told`), the context of its sentence, and a learned reader. Out: `Rivals`, whose
`found` holds each label with who made it and where it stands. Labels come from the rules (each step apart), from the reader's
likeliest phrases, from both cut or stretched to where a clause, a name or a particle ends, from the act before or the fate
behind a counted noun, from the number before, and from what the clauses up to it begin with.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from extract.numbers.series import HEAD
from extract.observations.completion import base_of
from extract.observations.completion_grammar import COUNTED_UNITS
from extract.observations.indicators import boundaries, phrase_before, trim_links
from extract.observations.label_scene import COUNTS, GOVERNING, scene_of
from extract.observations.labels import EDGES, FALLBACK, LEADING, TRAILING, WHOLE_BEGINS, WHOLE_ENDS, near_names, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.layers import Quantity
    from extract.learned.reader import Reading
    from extract.observations.subjects import Context
    from ontology.facts import Mention

__all__ = ["ABSENT", "SOURCES", "Rivals", "Told"]

SOURCES: Final = ("rules", "label", "plain", "reader", "cut", "stretch", "act", "told", "carried", "gap", "topic", "done", "beyond")
RULES, LABEL, PLAINEST, READER, CUT, STRETCH, ACT, TOLD, CARRIED, GAP, TOPIC, DONE, BEYOND = (1 << k for k in range(len(SOURCES)))
LONGEST: Final = 32
WIDEST: Final = 28
BACK: Final = 110  # characters before a number that are looked at, and behind it
AHEAD: Final = 60
BEGINS, ENDS, PHRASES = 7, 6, 10  # of the reader that are looked at
LEAST: Final = -9.0  # log-probability of such a phrase, and of a place that others are cut or stretched to
LEAST_PLACE: Final = -6.0
TOPICS_BACK: Final = 170  # characters before a number in which a topic is looked for
FORMER: Final = 9  # clauses before, of a topic of the sentence before
FORMER_TOPICS: Final = 8
LED: Final = 3  # labels that topics lead
NOUN: Final = 24  # characters of a noun behind its number
FURTHEST: Final = 30  # characters that may tell of a counted noun
ABSENT, PART, TURNED = -1, -2, -3  # places of labels that do not stand in one piece
STOPS: Final = re.compile(r"[，。；！？\n]")
LEADS: Final = frozenset("截目当如届去今年内本上下近前一二三四两五六七八九十0123456789和与及并且或、的我该公集确现拥共有设建各")
TAILS: Final = frozenset("和与及或、等")
ODD_BEGINS: Final = LEADS | frozenset(EDGES)
ODD_ENDS: Final = TAILS | frozenset(EDGES)
CLAUSE_ENDS: Final = "，。；！？：\n"
APART: Final = re.compile(r"[，。；、：0-9”“）\n]")
CLOSING: Final = re.compile(r"[，。；、！？：\n（的]")
JOINT: Final = re.compile(r"[、和及与]")
ITEMS: Final = re.compile(r"(?:[、和及与][^、和及与，。；：\d]+)+")
ENDING: Final = re.compile(r"同比|环比|分别|各自?[增下]|均|年均|累计|达|比|较|占|[，：\d]")
SHARED: Final = 8  # characters that the items of a list share
FATE: Final = re.compile(r"[^，。；、！？：\n\d]{2,14}")
JOINTS: Final = frozenset("、和及与")
SHORTEST: Final = 4  # characters of a label that may be a bare verb
LEADER: Final = 8  # characters that may stand before a verb and lead it
GOVERNORS: Final = 2  # verbs before a list that may govern its later members
LISTING: Final = frozenset("、，和与及")
TURNING: Final = frozenset("对与为向给")
"""Prepositions before what something is done with: 对39家单位开展考核."""
CLOSED: Final = re.compile(r"[，。；！？：\n]")
RATED: Final = re.compile(r"每[年月日天周]|日均|月均|年均")
ADVERB_BEGINS: Final = frozenset("已均正都也全陆先集同经")
ADVERBIAL: Final = frozenset("已均都也全")
ADVERBS: Final = re.compile(r"(?:已经?|均|正在?|都|也|全部|正式|陆续|先后|集中|同时|经[^，]{2,8}?(?=已))+")
LISTED: Final = 80  # characters before a member of a list in which the list's verb stands
ABROAD: Final = re.compile(r"(?:(?:全国|我国|国内外?|国外|全球|世界|海内外|境外|全[省市县区]|各地|其他)(?:的)?)+$")
ABROAD_ENDS: Final = frozenset("国内外球界省市县区地他的")
TELLING: Final = re.compile(r"[^，。；！？\n]{2,30}")
SIZES: Final = {"平方米": "面积", "平方公里": "面积", "亩": "面积", "公顷": "面积", "长": "长度", "高": "高度", "宽": "宽度", "重": "重量", "深": "深度"}


class Told(NamedTuple):
    """What is known of a number before its label is chosen.

    Attributes:
        quantity: the number.
        label: as `extract.observations.labels.label_of` gives it.
        whole: completed by the rules.
        subject: the mention that speaks for its subject.
        before: the label of the number before, in the same sentence; empty if there is none.
        fact: the reader's probability that the number states a fact.
    """

    quantity: Quantity
    label: str
    whole: str
    subject: Mention
    before: str
    fact: float


class Rivals:
    """The labels that one number may have.

    Attributes:
        found: by their words: sources, begin and end in the text (`ABSENT`, `PART` and `TURNED` where they do not stand there in one piece).
        led: by the words of those that a topic leads: how many clauses before, characters between, begin and end of the topic.
    """

    def __init__(self, told: Told, context: Context, reading: Reading) -> None:
        self.told, self.text, self.context = told, context.text, context
        span, sentence = told.quantity.span, context.sentences[told.quantity.sentence].span
        self.begin, self.end = span.begin, span.end
        self.sentence = (sentence.begin, sentence.end)
        self.low, self.high = max(sentence.begin, span.begin - BACK), min(sentence.end, span.end + AHEAD)
        self.floor = max(told.quantity.clause.begin, self.low)
        self.names = [m for m in near_names(told.quantity, context) if m.span.begin >= self.low]
        self.name_ends = {m.span.end for m in self.names}
        self.found: dict[str, tuple[int, int, int]] = {}
        self.led: dict[str, tuple[int, int, int, int]] = {}
        self.seen: set[tuple[int, int]] = set()
        self.scene = scene_of(context, told.quantity.sentence, reading)
        self.guess = reading.indicator_guess((span.begin, span.end))
        self.begins, self.ends, self.phrases = reading.indicator_places((span.begin, span.end), BEGINS, ENDS)
        self.likely = [place for place, chance in self.begins.items() if chance > LEAST_PLACE]
        self.likely_ends = [place for place, chance in self.ends.items() if chance > LEAST_PLACE]
        self.linked = trim_links(self.text, self.floor, self.begin)
        self.start = self.opening(self.begin)
        former = told.quantity.sentence - 1
        self.former = scene_of(context, former, reading).topics[:FORMER_TOPICS] if former >= 0 and self.start == sentence.begin else []
        self.edges = {*self.name_ends, *[m.span.begin for m in self.names]}

    def propose(self) -> None:
        """Find all labels, the rules' first."""
        told = self.told
        for words, source in ((told.whole, RULES), (told.label, LABEL), (_plain(told, self.text), PLAINEST)):
            if words in self.found:
                self.found[words] = (self.found[words][0] | source, *self.found[words][1:])
            elif words:
                self.found[words] = (source, *self.locate(words))
        anchors = dict.fromkeys([place[1:] for place in self.found.values() if place[1] >= 0])
        self.spans([(begin, end) for chance, begin, end in self.phrases[:PHRASES] if chance > LEAST])
        for _, begin, end in self.phrases[:2]:
            anchors[begin, end] = None
        near = list(anchors)[:4]
        for begin, end in near:
            self.reshape(begin, end)
        for begin, end in near[:3]:
            if begin >= self.end:
                self.acts(begin, end)
        for begin, end in near[:2]:
            if begin < self.begin:
                self.gaps(begin, end)
            else:
                self.fates(begin, end)
        self.carry()
        if told.quantity.span in self.context.series:
            self.share()
        self.compose()
        self.lead(near)

    def add(self, words: str, source: int, begin: int = ABSENT, end: int = ABSENT) -> None:
        """Note a label and who made it; `words` are neat."""
        if words in self.found:
            known = self.found[words]
            self.found[words] = (known[0] | source, begin, end) if known[1] < 0 else (known[0] | source, known[1], known[2])
        elif words[1:] and not words[LONGEST:] and not ("，" in words or "。" in words or "；" in words or "\n" in words or "！" in words or "？" in words):
            self.found[words] = (source, begin, end)

    def spans(self, places: Sequence[tuple[int, int]], first: int = ABSENT, last: int = ABSENT) -> None:
        """Note the words of stretches, without dates and conjunctions at their edges, each stretch once: the reader's, or a known one cut or stretched."""
        text, found, seen = self.text, self.found, self.seen
        for place in places:
            if place in seen:
                continue
            seen |= {place}
            begin, end = place
            if (text[begin - 1 : begin + 1] in WHOLE_BEGINS and begin != self.end) or text[end - 1 : end + 1] in WHOLE_ENDS:
                continue
            source = READER if first < 0 else STRETCH if begin < first or end > last else CUT
            words = text[begin:end]
            if words not in found and words[1:] and words[0] not in ODD_BEGINS and words[-1] not in ODD_ENDS and not (
                words[LONGEST:] or "“" in words or "”" in words or "（" in words or "）" in words or "《" in words or "》" in words or "(" in words or ")" in words
                or "，" in words or "。" in words or "；" in words or "\n" in words or "！" in words or "？" in words
            ):  # fmt: skip
                found[words] = (source, begin, end)
                continue
            neat = _neat(words)
            if neat == words:
                self.add(neat, source, begin, end)
            elif neat:
                at = words.find(neat)
                if at < 0:
                    self.add(neat, source)
                else:
                    self.add(neat, source, begin + at, begin + at + len(neat))

    def locate(self, words: str) -> tuple[int, int]:
        """Return where a label stands nearest to its number; `ABSENT` where it does not in one piece."""
        at = self.text.find(words, self.end, self.end + len(words) + 10)
        if at < 0 or STOPS.search(self.text, self.end, at):
            at = self.text.rfind(words, self.low, self.begin)
        return (at, at + len(words)) if at >= 0 else (ABSENT, ABSENT)

    def opening(self, at: int) -> int:
        """Return where the clause begins that holds a place."""
        begin = at
        while begin > self.low and self.text[begin - 1] not in CLAUSE_ENDS:
            begin -= 1
        return begin

    def reshape(self, begin: int, end: int) -> None:
        """Note a stretch with other begins and with other ends."""
        text, left = self.text, begin < self.begin
        opening = self.opening(begin) if left else self.end
        low = max(opening, end - WIDEST)
        begins = sorted({place for place in (opening, *self.likely, *self.edges, *self.scene.cuts) if low <= place <= end - 2 and place != begin})
        if left:
            last = self.begin
            ends = (*self.likely_ends, self.linked, last)
        else:
            last = self.high
            closed = CLOSING.search(text, end, min(last, end + 16))
            ends = (*self.likely_ends, *self.scene.stops, closed.start() if closed is not None else end)
        most = begin + WIDEST if left else begin + NOUN
        places = sorted({place for place in ends if begin + 2 <= place <= most and place != end and place <= last})
        self.spans([*[(place, end) for place in begins], *[(begin, place) for place in places]], begin, end)

    def acts(self, begin: int, end: int) -> None:
        """Note a counted noun with what was done with it, before its number, and with what it does, behind it."""
        text, noun = self.text, self.text[begin:end]
        last = self.linked
        near = max(self.floor, last - 14)
        named = max([near, *[name for name in self.name_ends if name <= last]])
        lead, full = [APART.split(text[place:last])[-1].rstrip("了过着") for place in (near, named)]
        if lead and lead[-1] in ABROAD_ENDS:
            lead, full = ABROAD.sub("", lead), ABROAD.sub("", full)
        for act in {full[-2:]: 0, full[-4:]: 0, full: 0, lead: 0}:
            if act[1:]:
                self.add(_neat(act + noun), ACT, PART, end)
        fate = FATE.match(text, end, min(self.high, end + 14))
        if fate is not None:
            self.add(_neat(noun + fate.group()), TOLD, begin, fate.end())
            act = fate.group().lstrip("已均将").replace("了", "")
            if 2 <= len(act) <= 10:
                self.add(_neat(act + noun), TOLD, TURNED, end)

    def fates(self, begin: int, end: int) -> None:
        """Note a counted noun with what is told behind it, up to each place where that may end, and with what was done with all its list."""
        text, noun = self.text, self.text[begin:end]
        told = TELLING.match(text, end, end + FURTHEST)
        if told is not None:
            last, adverbs = told.end(), ADVERBS.match(text, end) if text[end] in ADVERB_BEGINS else None
            first = adverbs.end() if adverbs is not None and adverbs.end() < last - 1 else end
            for place in dict.fromkeys([*[at for at in self.scene.stops if first + 1 < at < last], last]):
                words = text[first:place]
                self.add(noun + (words.replace("了", "") if "了" in words else words), BEYOND, begin, place)
            if text[self.linked - 1] in TURNING:
                self.add(text[self.linked - 1] + noun + text[first:last].replace("了", ""), BEYOND, PART, last)
        if text[end : end + 1] in JOINTS:
            self.shared_fates(begin, end)
        verbs = [(at, act) for at, act in self.scene.verbs if self.start <= at < self.begin]
        for act in dict.fromkeys([*[act for at, act in self.scene.acts if self.start <= at < self.begin][-3:], *[act for _, act in verbs[:1] + verbs[-1:]]]):
            if noun[: len(act)] != act:
                self.add(act + noun, DONE, PART, end)
        if verbs:
            at, act = verbs[-1]
            first = max([self.start, *[name for name in self.name_ends if name <= at]])
            if 1 < at - first < LEADER:
                self.add(_neat(text[first:at]) + act + noun, DONE, PART, end)

    def shared_fates(self, begin: int, end: int) -> None:
        """Note a counted noun with what is told behind the last of its list: 路网纳入监测 of 3000条路网、20万辆车纳入监测."""
        text = self.text
        closed = CLOSED.search(text, end + 1, end + LISTED)
        if closed is None:
            return
        last, close = max((match.end() for match in COUNTS.finditer(text, end + 1, closed.start())), default=closed.start()), closed.start()
        adverbs = ADVERBS.search(text, last + 2, close)
        places = [at for at in self.scene.stops if last + 1 < at < close - 1][-GOVERNORS:]
        for place in dict.fromkeys((*places, *(adverbs.span() if adverbs is not None else ()))):
            if close - place > 1 and text[place] not in ADVERBIAL:
                self.add(text[begin:end] + text[place:close], BEYOND, PART, close)

    def gaps(self, begin: int, end: int) -> None:
        """Note a stretch before its number with the phrase that verbs part from it, and with what stands between it and the number."""
        text = self.text
        phrase = phrase_before(text, self.opening(begin), begin)
        if phrase is not None and phrase.end < begin:
            self.add(_neat(text[phrase.begin : phrase.end] + text[begin:end]), GAP)
        if end < self.begin:
            tail = text[end : self.linked]
            if 2 <= len(tail) <= 10:
                self.add(_neat(text[begin:end] + tail), GAP)
        if text[begin - 1] in LISTING and COUNTED_UNITS.match(self.told.quantity.unit) is not None:
            for act in [act for at, act in self.scene.verbs if begin - LISTED < at < begin - 1 and COUNTS.search(text, at, begin) is not None][-GOVERNORS:]:
                self.add(_neat(act + text[begin:end]), DONE, PART, end)

    def carry(self) -> None:
        """Note the label as one of what the number before measures."""
        before = self.told.before
        base = base_of(before) if before != FALLBACK else ""
        if not base:
            return
        rate = RATED.match(before) if before[0] in "每日月年" else None
        head = HEAD.search(base)
        for words in dict.fromkeys((self.told.label, self.told.whole)):
            if words == FALLBACK or words.startswith(base):
                continue
            self.add(base + words, CARRIED)
            if len(words) <= SHORTEST and (boundaries().fullmatch(words) or GOVERNING.fullmatch(words)):
                done = GOVERNING.match(base)
                self.add(words + (base[done.end() :] if done is not None else base), CARRIED)  # 化解 of 受理诉求80件，化解60件
            if rate is not None and rate.group()[-1] not in words:
                self.add(rate.group() + words, CARRIED)
            own = base_of(words)
            if own != words:
                self.add(base + words[len(own) :], CARRIED)
            if head is not None and not own.endswith(head.group()):
                self.add(own + head.group() + words[len(own) :], CARRIED)

    def share(self) -> None:
        """Note one item of a list with as much of the last item as it may share: 林业保险投保户数 of 农业、林业、渔业保险投保户数."""
        text, whole = self.text, self.told.whole
        for length in range(len(whole) - 1, 1, -1):
            at = text.rfind(whole[:length], self.low, self.begin)
            if at >= 0 and text[at + length] in JOINTS:
                items = ITEMS.match(text, at + length, self.begin)
                last = ENDING.split(JOINT.split(items.group())[-1])[0] if items is not None else ""
                tail = whole[len(base_of(whole)) :]
                for place in range(max(1, len(last) - SHARED), len(last) - 1):
                    self.add(whole[:length] + last[place:] + tail, GAP, at, ABSENT)
                break

    def compose(self) -> None:
        """Note a composed label with its first piece stretched or cut, with the size that its unit means, without its subject's name."""
        text, whole, quantity = self.text, self.told.whole, self.told.quantity
        if whole == FALLBACK:
            return
        if self.found[whole][1] < 0:
            for length in range(len(whole) - 1, 1, -1):
                at = text.rfind(whole[:length], self.low, self.begin)
                if at >= 0:
                    opening, last = self.opening(at), at + length
                    least = max(opening, at - 22)
                    for place in sorted({place for place in (opening, *self.likely, *self.edges, *self.scene.cuts) if least <= place <= last - 2 and place != at}):
                        words = text[place:last] + whole[length:]
                        self.add(words if words[0] not in ODD_BEGINS and words[-1] not in ODD_ENDS and "“" not in words and "（" not in words else _neat(words), GAP, place, ABSENT)
                    break
        if whole.endswith("新增"):
            self.add(whole[-2:] + whole[:-2], GAP)
        size = SIZES.get(quantity.unit.lstrip("十百千万亿")) or SIZES.get(text[self.end : self.end + 1])
        if size and not whole.endswith(size):
            self.add(whole + size, GAP)
        name = self.told.subject.anchor
        if name in whole and name != whole:
            self.add(_neat(whole.replace(name, "", 1).lstrip("的")), CUT)

    def lead(self, near: list[tuple[int, int]]) -> None:
        """Note labels with whoever or whatever a clause up to them, or the sentence before, begins with."""
        text, found, led, name = self.text, self.found, self.led, self.told.subject.anchor
        size, low = len(name), self.begin - TOPICS_BACK
        topics = [(text[a:b], a, b, clause) for a, b, clause in self.scene.topics if low <= a < self.begin] + [(text[a:b], a, b, FORMER) for a, b, clause in self.former if clause == 0]
        topics = [topic for topic in topics if topic[0] != name and topic[0][:size] != name]
        own = max([clause for _, _, _, clause in topics if clause < FORMER], default=0)
        labels = {words: found[words][1] for words in (self.told.whole, self.told.label) if words != FALLBACK}
        for begin, end in near:
            words = text[begin:end].strip(EDGES)
            if words not in labels and words[1:] and "，" not in words:
                labels[words] = begin
        for words, at in [*labels.items()][:LED]:
            place = at if 0 <= at < self.begin else self.begin
            for topic, a, b, clause in topics:
                whole = topic + words
                if b <= place and whole not in found and topic not in words and topic[-1] != words[0] and not whole[LONGEST:]:
                    found[whole] = (TOPIC, ABSENT, ABSENT)
                    led[whole] = (FORMER if clause == FORMER else own - clause, place - b, a, b)


def _plain(told: Told, text: str) -> str:
    """Return what grammar's own span says."""
    indicator = told.quantity.indicator
    return told.quantity.indicator_text or (text[indicator.begin : indicator.end].strip(EDGES) if indicator is not None else "")


def _neat(words: str) -> str:
    """Return a stretch without what no label has at its edges."""
    if not words:
        return ""
    if words[0] in EDGES or words[-1] in EDGES:
        words = words.strip(EDGES)
        if not words:
            return ""
    if "“" in words or "”" in words or "（" in words or "）" in words or "《" in words or "》" in words or "(" in words or ")" in words:
        return tidy(words).strip(EDGES)
    if words[0] in LEADS:
        words = LEADING.sub("", words)
    return TRAILING.sub("", words).strip(EDGES) if words[-1] in TAILS else words
