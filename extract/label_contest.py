"""What a number measures, the second look: each label that its sentence offers beside its rivals.

In: a number, the label that grammar and its completion give, the chosen subject, the label of the number before, and a
learned reader. Out: the label that a small forest of boosted trees thinks likeliest to be what a careful reader writes. Labels
come from the rules (each step apart), from the reader's likeliest phrases, from both cut or stretched to where a clause,
a name or a particle ends, from the act before or the fate behind a counted noun, from the number before, and from what the
clauses up to it begin with. The forest is plain arrays, `models/labels.npz`, grown by `benchmarks/refit_labels.py`; where
reader and rules agree on more than a bare noun nobody is asked.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from extract.completion import PLAIN, RELATIVE, VERBAL, base_of, finish
from extract.forest import Forest, grow
from extract.framing import BARE_GROWTH
from extract.indicators import boundaries, heads, phrase_before, trim_links
from extract.labels import EDGES, FALLBACK, LEADING, TRAILING, near_names, tidy
from extract.reader import Reading
from extract.series import HEAD
from extract.subject_contest import FAMILIES
from extract.units import unit_of
from ontology.facts import Kind, Measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from extract.layers import Quantity
    from extract.subjects import Context
    from ontology.facts import Mention

    Floats = NDArray[np.float32]

__all__ = ["COLUMNS", "MARGIN", "Rivals", "choose_label", "load_labels"]

FILE: Final = Path(__file__).parent / "models" / "labels.npz"
SOURCES: Final = ("rules", "label", "plain", "reader", "cut", "stretch", "act", "told", "carried", "gap", "topic", "done", "beyond")
RULES, LABEL, PLAINEST, READER, CUT, STRETCH, ACT, TOLD, CARRIED, GAP, TOPIC, DONE, BEYOND = (1 << k for k in range(len(SOURCES)))
ASKED: Final = 6  # characters of a label about which the forest is asked although the reader agrees: longer ones mostly say what is meant
AGREED: Final = 0.4  # the reader's probability of the rules' label from which nobody is asked about longer ones
MARGIN: Final = 0.2  # of the chance by which a label must be before the rules'
SHORTER: Final = 0.25  # … where it leaves words of the rules' out that are more than a hedge or its subject's name
LOSING: Final = 0.35  # … where these are more than a rest of a word: who or what it is of, what the counted did
REST: Final = 2
LONGEST: Final = 32
WIDEST: Final = 28
BACK: Final = 110  # characters before a number that are looked at, and behind it
AHEAD: Final = 60
BEGINS, ENDS, PHRASES = 7, 6, 10  # of the reader that are looked at
LEAST: Final = -9.0  # log-probability of such a phrase, and of a place that others are cut or stretched to
LEAST_PLACE: Final = -6.0
TOPICS_BACK: Final = 170  # characters before a number in which a topic is looked for
MOST_CLAUSES: Final = 12  # of a sentence whose topics are looked at
FORMER: Final = 9  # clauses before, of a topic of the sentence before
FORMER_TOPICS: Final = 8
LED: Final = 3  # labels that topics lead
NAMES: Final = 40  # of a sentence, beside which a topic may begin or end
NOUN: Final = 24  # characters of a noun behind its number
FURTHEST: Final = 30  # characters that may tell of a counted noun
FAINT: Final = -12.0  # log-probability of a place that the reader was not asked about
ABSENT, PART, TURNED = -1, -2, -3  # places of labels that do not stand in one piece
COLUMNS: Final = (
    *SOURCES, "where", "begin", "end", "joint", "under_best", "rank", "best", "distance", "before", "behind", "begin_at_name", "follows_name",
    "has_subject", "moved", "verbal", "begins_rules", "ends_rules", "in_rules", "holds_rules", "holds_before", "jumped",
    "length", "longer", "sources", "like_rules", "like_label", "like_reader", "like_before", "digit",
    "measure", "unit", "listed", "series", "fact", "frame", "kind", "rules_length", "heard", "rivals", "rules_bare",
    "agreed", "rules_plain", "rules_relative", "rules_clause",
    "topic_clauses", "topic_gap", "topic_length", "topic_begin", "topic_end", "topic_before", "topic_behind", "topic_name", "topic_held", "topic_jumped",
)  # fmt: skip
NOT_LED: Final = (-1, -1, -1, -20, -20, -1, -1, -1, -1, -1)
STOPS: Final = re.compile(r"[，。；！？\n]")
BREAKS: Final = re.compile(r"[的了、]")
LEADS: Final = frozenset("截目当如届去今年内本上下近前一二三四两五六七八九十0123456789和与及并且或、的我该公集确现拥共有设建各")
TAILS: Final = frozenset("和与及或、等")
OPEN: Final = frozenset("已了将也还均都共又正被把为从在由对与和及的、到至达超约可能仅只要会更")
"""What no topic ends with."""
ODD_BEGINS: Final = LEADS | frozenset(EDGES)
ODD_ENDS: Final = TAILS | frozenset(EDGES)
CLAUSE_ENDS: Final = "，。；！？：\n"
APART: Final = re.compile(r"[，。；、：0-9”“）\n]")
CLOSING: Final = re.compile(r"[，。；、！？：\n（的]")
FATE: Final = re.compile(r"[^，。；、！？：\n\d]{2,14}")
COUNTS: Final = re.compile(r"(?<![\d.])\d(?=[\d.]*(?![\d.年月日—-]|个月))")
"""The first digit of a number that is no date."""
CLAUSES: Final = re.compile(
    r"(?:其中|同时|此外|另外|目前|当前|如今|近年来|今年以来|截至\w{0,8}?[末底日月]|从[^，]{1,6}看|看(?=[^，]{1,6}，)|我国|全国|中国|[全我该本][省市县区州国]|当地|\d{4}年|\d{1,2}[—至-]?\d{0,2}月份?|[今去]年|前?\d+个?月|前?[一二三四两三]季度|[上下]半年|全年|以来|期间|“十[三四五]五”[以来时期间]*|已经?|共|累计|还|也|将|预计|到|至|在|的|[末底初])*"
    r"(?P<lead>[^，。；！？：、“”（）\n\d]{0,26})[^，。；！？：\n]*[，。；！？：\n]?"
)
"""A clause, behind what only says when and where: what it begins with, up to a number or a list."""
COUNTING: Final = re.compile(r"(?:新|首批|首次)?[\u4e00-\u9fff]{2}(?=了?(?:[约近超逾]?\d|[\u4e00-\u9fff]{0,12}等\d))")
TELLING: Final = re.compile(r"[^，。；！？\n]{2,30}")
UNLIKE_BEGIN: Final = re.compile(
    r"生产总值|预计|实现|公司(?![的治法债])|现在|今天|昨天|投产后|[是也都该这那此就便还又均所其了着过]|在(?!建|校|册|线|手|岗|职|营|研|用|售|保|租|库|园|产|外|线|贷|投|孵)|以下|以上|以内|万元|亿元|左右|之|差不多|有(?![色机效轨线])|为(?!民|主)|已|将(?!军|来)|被|把|使(?!用|馆)|让|要(?!素|求|件)|能(?!源|力|耗|效|级)|可(?!再|回|支|循|持|降|穿|转|控|用|利|变)|约|近(?!海|岸|视|地|郊)|超(?![高市导算临低大级薄硬充声长宽细纯])|达(?!标|产|州)|更|较|连续|即|等|实(?=外资)|家(?![庭电具居用禽畜政装族])|个(?![体人])"
)
UNLIKE_END: Final = re.compile(r"[是也都就还又均已将被把让要约近超达更较的了至到和与及并且以在由向从对为等各有]$|(?:全部|累计|首次|平均|分别|达到|超过|突破|实现|预计|足足|大概|往往|先后|之间|不同程度)$")
UNLIKE_INSIDE: Final = re.compile(r"[仅约均高才](?:为|达)|被[^，]{1,6}成|[， ]|[超过达][百千万亿]+元")
"""Beginnings, ends and middles that labels do not have."""
BASELESS: Final = re.compile(rf"(?:{BARE_GROWTH.pattern}|占.*|(?:相?[比较]|高于|低于|快于|多于|少于|对.*贡献率?|拉动|位[居列]|居|增速|增幅|降幅|占比|比重).*|总额|金额|增速|全部|数量)$")
"""Labels that say how something moved or compares, and not what."""
MOVED_ENDS: Final = re.compile(rf"(?:{BARE_GROWTH.pattern})(?=，)")
VERBAL_BEGINS: Final = re.compile(rf"(?<=，)(?:{VERBAL.pattern})")
"""Of labels that commas part."""
JOINING: Final = re.compile(r"[、和与及]")
DIGITS: Final = re.compile(r"\d")
HEDGES: Final = re.compile(
    r"(?:虽然|但|而|且|并|却|便|就|已经?|将|将会|也|又|还|更|均|都|共|共有|现有|拥有|现|约|近|超|可|能|要|预计|有望|力争|确保|计划|目前|当前|如今|今年|去年|全年|我国|全国|全省|全市|全县|全区|我们|我|这|该|其|其中|本届|本次|这一|一[个条座家批项台]|两[个条座家项]|实现|完成|达到?|总计|合计|分别|同期|期间|的|了|等|中|多|仅|只)+"
)
"""What a label loses nothing by."""
SIZES: Final = {"平方米": "面积", "平方公里": "面积", "亩": "面积", "公顷": "面积", "长": "长度", "高": "高度", "宽": "宽度", "重": "重量", "深": "深度"}
NEIGHBOURS: Final = {char: k for k, chars in enumerate(("，。；！？：\n", "的", "、和及与", "了过着", "0123456789%％", "“”（）《》", "年月日度", "中里内上下间", "个家项座条", "达为约超近有是在已将仅共均各分高", "至到"), 1) for char in chars}
ZERO, NINE = 48, 57  # codes of digits
MEASURE_AT: Final = {measure: k for k, measure in enumerate(Measure)}
KIND_AT: Final = {kind: k for k, kind in enumerate(Kind)}


@cache
def load_labels() -> Forest | None:
    """Return the packaged forest; None where the package has none."""
    if not FILE.exists():
        return None
    with np.load(FILE, allow_pickle=False) as arrays:
        return Forest(**{name: arrays[name] for name in Forest.__slots__})


class Told(NamedTuple):
    """What is known of a number before its label is chosen.

    Attributes:
        quantity: the number.
        label: as `extract.labels.label_of` gives it.
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


def choose_label(quantity: Quantity, context: Context, label: str, whole: str, subject: Mention, before: tuple[str, Quantity] | None, reading: object) -> str:
    """Return the likeliest label of a number: the rules' where the reader agrees, no forest is there or no rival is clearly better.

    Args:
        quantity: the number.
        context: advanced to the number's sentence.
        label: as `extract.labels.label_of` gives it.
        whole: the same, completed by the rules.
        subject: the mention that speaks for the chosen subject.
        before: the label of the number before, and that number; None for the first.
        reading: what a learned reader says; only a `Reading` is asked.
    """
    forest = load_labels()
    if forest is None or not isinstance(reading, Reading):
        return whole
    rivals = rivals_of(quantity, context, label, whole, subject, before, reading)
    if rivals is None or len(rivals.found) < 2:
        return whole
    odds = grow(forest, rivals.table())
    mass = np.exp(odds - odds.max())
    ahead = (mass - mass[0]) / mass.sum()
    if ahead.max() <= MARGIN:
        return whole
    words = list(rivals.found)
    for k in np.argsort(-ahead, kind="stable").tolist():
        if ahead[k] <= MARGIN:
            break
        if ahead[k] > rivals.hurdle(words[k]):
            return finish(context.text, quantity, words[k])
    return whole


def rivals_of(quantity: Quantity, context: Context, label: str, whole: str, subject: Mention, before: tuple[str, Quantity] | None, reading: Reading) -> Rivals | None:
    """Return the labels that a number may have, the rules' first; None where the reader points at that too."""
    place = (quantity.span.begin, quantity.span.end)
    guess = reading.indicator_guess(place)
    if guess is not None and guess[2] >= AGREED and len(whole) > ASKED and context.text[guess[0] : guess[1]].strip(EDGES) == whole.strip(EDGES):
        return None
    earlier = before[0] if before is not None and before[1].sentence == quantity.sentence else ""
    rivals = Rivals(Told(quantity, label, whole, subject, earlier, reading.fact_probability(place)), context, reading)
    rivals.propose()
    return rivals


class Scene(NamedTuple):
    """What the numbers of one sentence share: places in the text, in order.

    Attributes:
        parted: begins and ends of the words at which a phrase may begin or end.
        cuts: where a phrase may begin: behind those words and behind 的, 了, 、.
        stops: where a phrase may end: before those words and behind a counted noun.
        topics: begin, end and number of clause of what the clauses begin with.
        acts: begin of two characters before a counted list or a number, and these.
        counts: for each of the sentence's characters how many numbers begin up to it, dates aside.
    """

    parted: list[tuple[int, int]]
    cuts: list[int]
    stops: list[int]
    topics: list[tuple[int, int, int]]
    acts: list[tuple[int, str]]
    counts: list[int]


def scene_of(context: Context, index: int, reading: Reading) -> Scene:
    """Return what the numbers of a sentence share; made once for each sentence."""
    known: dict[int, Scene] = reading.kept.setdefault("scenes", {})
    if index not in known:
        known[index] = _scene(context, index)
    return known[index]


def _scene(context: Context, index: int) -> Scene:
    text, (begin, end) = context.text, (context.sentences[index].span.begin, context.sentences[index].span.end)
    parted = [m.span() for m in boundaries().finditer(text, begin, end)]
    nouns = [m.end() for m in heads().finditer(text, begin, end)]
    breaks = [m.end() for m in BREAKS.finditer(text, begin, end)]
    stops = sorted({*nouns, *[a for a, _ in parted], *[at - 1 for at in breaks]})
    names = [(m.span.begin, m.span.end) for m in context.by_sentence.get(index, ())[:NAMES]]
    topics = []
    for clause, match in enumerate([*CLAUSES.finditer(text, begin, end)][:MOST_CLAUSES]):
        first, last = match.span("lead")
        if last - first > 1:
            ends = [*[at for at in stops if first < at < last], *[b for _, b in names if first < b < last], last]
            own = [*dict.fromkeys((first, *[b for a, b in names if a == first], *[a for a, _ in names if first < a]))][:3]
            topics += [(a, b, clause) for a in own for b in dict.fromkeys([at for at in ends if at - a > 1 and text[at - 1] not in OPEN][:6])]
    acts = [(m.start(), m.group()) for m in COUNTING.finditer(text, begin, end)]
    count = 0
    counts = [count := count + (char == "#") for char in COUNTS.sub("#", text[begin:end].replace("#", " "))]
    return Scene(parted, sorted({*breaks, *[b for _, b in parted]}), stops, topics, acts, counts)


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
            last = told.end()
            for place in dict.fromkeys([*[at for at in self.scene.stops if end + 1 < at < last], last]):
                words = text[end:place]
                if words[0] in "已均":
                    words = words[1:]
                self.add(noun + (words.replace("了", "") if "了" in words else words), BEYOND, begin, place)
        for act in [act for at, act in self.scene.acts if self.start <= at < self.begin][-3:]:
            if noun[: len(act)] != act:
                self.add(act + noun, DONE, PART, end)

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

    def carry(self) -> None:
        """Note the label as one of what the number before measures."""
        base = base_of(self.told.before) if self.told.before != FALLBACK else ""
        if not base:
            return
        head = HEAD.search(base)
        for words in dict.fromkeys((self.told.label, self.told.whole)):
            if words == FALLBACK or words.startswith(base):
                continue
            self.add(base + words, CARRIED)
            own = base_of(words)
            if own != words:
                self.add(base + words[len(own) :], CARRIED)
            if head is not None and not own.endswith(head.group()):
                self.add(own + head.group() + words[len(own) :], CARRIED)

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

    def hurdle(self, words: str) -> float:
        """Return how far a label must be before the rules' to take its place: 1, never, where it says less or has what no label has at its edges."""
        whole = self.told.whole
        if words == whole:
            return 1.0
        if (UNLIKE_BEGIN.match(words) and words[0] != whole[0]) or (UNLIKE_END.search(words) and words[-1] != whole[-1]) or words.count("（") != words.count("）") or words.count("“") != words.count("”"):
            return 1.0
        if UNLIKE_INSIDE.search(words) and not UNLIKE_INSIDE.search(whole):
            return 1.0
        begin = self.found[words][1] if words in self.found else ABSENT
        if begin > self.end and whole != FALLBACK and words not in whole and whole not in words and COUNTS.search(self.text, self.end, begin) is not None:
            return 1.0  # of another number
        if BASELESS.match(words) and not BASELESS.match(whole) and whole != FALLBACK:
            return 1.0
        if words in whole:
            dropped = whole.replace(words, "", 1)
            if dropped in self.told.subject.anchor or HEDGES.fullmatch(dropped):
                return MARGIN
            return LOSING if len(dropped) > REST and not DIGITS.search(dropped) else SHORTER
        if words[-len(whole) :] == whole and words[: -len(whole)] in self.told.subject.anchor:
            return 1.0  # its subject's name
        if self.told.quantity.span in self.context.series and JOINING.search(words) and not JOINING.search(whole):
            return 1.0
        return MARGIN

    def table(self) -> Floats:
        """Return a row of `COLUMNS` for each label."""
        words, told = [*self.found], self.told
        table = np.empty((len(words), len(COLUMNS)), np.float32)
        sources = np.array([source for source, _, _ in self.found.values()])
        made = (sources[:, None] >> np.arange(len(SOURCES))) & 1
        k = len(SOURCES)
        table[:, :k] = made
        own = self._places()
        joint = own[:, 3]
        table[:, k : k + 4] = own[:, :4]
        best = joint.max()
        table[:, k + 4], table[:, k + 5], table[:, k + 6] = joint - best, (-joint).argsort(kind="stable").argsort(kind="stable"), best
        k += 7
        table[:, k : k + own.shape[1] - 4] = own[:, 4:]
        k += own.shape[1] - 4
        heard = self.text[self.guess[0] : self.guess[1]] if self.guess is not None else ""
        self._fill(table[:, k : k + 8], (told.whole, told.label, heard, told.before), len(told.whole))
        table[:, k + 2] = made @ np.ones(len(SOURCES), np.int64)
        k += 8
        table[:, k : k + 15] = self._of_number(heard)
        table[:, k + 15 :] = NOT_LED
        led = [row for row, each in enumerate(words) if each in self.led]
        if led:
            table[led, k + 15 :] = self._leads([self.led[words[row]] for row in led])
        return table

    def _places(self) -> Floats:
        """Return for each label where it stands, how likely the reader thinks its ends, what stands beside it, how it is made beside the rules' and the one before, how many numbers part it from its own."""
        text, whole, name, number, after, low, size = self.text, self.told.whole, self.told.subject.anchor, self.begin, self.end, self.low, len(self.text)
        base, begins, ends, edges, name_ends = base_of(self.told.before) if self.told.before else "", self.begins, self.ends, self.edges, self.name_ends
        words, places = [*self.found], [(begin, end) for _, begin, end in self.found.values()]
        (opens, closes), counts = self.sentence, self.scene.counts
        joined = f"，{'，'.join(words)}，"
        lengths = np.array([*map(len, words)])
        starts = np.cumsum(lengths + 1) - lengths
        moved, verbal = np.zeros(len(words), bool), np.zeros(len(words), bool)
        for marks, pattern in ((moved, MOVED_ENDS), (verbal, VERBAL_BEGINS)):
            at = [m.start() for m in pattern.finditer(joined)]
            if at:
                marks[np.searchsorted(starts, at, side="right") - 1] = True
        rows = [
            (
                begin if begin < 0 else 1 if begin < after else 2, first, last,
                first + last if begin >= 0 else FAINT if begin == ABSENT else (FAINT + last) / 2,
                -1 if begin < 0 else number - end if begin < after else begin - after,
                20 if begin < 0 else NEIGHBOURS[text[begin - 1]] if begin > low and text[begin - 1] in NEIGHBOURS else begin <= low,
                20 if begin < 0 or end == number else NEIGHBOURS[text[end]] if 0 <= end < size and text[end] in NEIGHBOURS else 0,
                begin in edges, begin in name_ends, name in each, up, acted, each == whole[:length], each == whole[-length:], each in whole, whole in each,
                base in each if base else -1,
                -1 if begin < opens or end < begin or begin > closes or number > closes else counts[number - 1 - opens] - counts[end - 1 - opens] if end < number else counts[begin - 1 - opens] - counts[after - 1 - opens] if begin > after else 0,
            )
            for each, (begin, end), length, up, acted in zip(words, places, lengths.tolist(), moved.tolist(), verbal.tolist(), strict=True)
            for first in (begins[begin] if begin in begins else FAINT,)  # noqa: SIM401 - a call for each
            for last in (ends[end] if end in ends else FAINT,)  # noqa: SIM401
        ]  # fmt: skip
        return np.array(rows, np.float32)

    def _of_number(self, heard: str) -> tuple[float, ...]:
        """Return what is the same for all labels of a number."""
        told, quantity, whole = self.told, self.told.quantity, self.told.whole
        unit = unit_of(quantity.unit.lstrip("十百千万亿"))
        return (
            MEASURE_AT[quantity.measure], FAMILIES.index(unit.family) if unit is not None and unit.family in FAMILIES else len(FAMILIES),
            quantity.span in self.context.listed, quantity.span in self.context.series, told.fact, quantity.confidence, KIND_AT[self.context.kinds[told.subject.entity]],
            len(whole), self.guess[2] if self.guess is not None else 0.0, len(self.found), BARE_GROWTH.fullmatch(whole) is not None,
            heard.strip(EDGES) == whole.strip(EDGES), PLAIN.fullmatch(base_of(whole)) is not None, RELATIVE.fullmatch(whole) is not None, self.begin - self.start,
        )  # fmt: skip

    def _leads(self, led: list[tuple[int, int, int, int]]) -> list[tuple[float, ...]]:
        """Return of topics how many clauses before they stand, how far, how long they are, what the reader thinks of their ends, what is beside them, whether they are names, whether the label before has them, how many numbers part them from this one."""
        text, before, begins, ends, edges = self.text, self.told.before, self.begins, self.ends, self.edges
        opens, counts = self.sentence[0], self.scene.counts
        own = min(self.begin - 1 - opens, len(counts) - 1)
        return [
            (
                clauses, gap, b - a, begins[a] if a in begins else FAINT, ends[b] if b in ends else FAINT,  # noqa: SIM401
                NEIGHBOURS[text[a - 1]] if a and text[a - 1] in NEIGHBOURS else 0, NEIGHBOURS[text[b]] if text[b] in NEIGHBOURS else 0,  # noqa: SIM401
                (a in edges) + 2 * (b in edges), text[a:b] in before if before else -1,
                counts[own] - counts[b - 1 - opens] if opens < b <= own + opens else -1,
            )
            for clauses, gap, a, b in led
        ]  # fmt: skip

    def _fill(self, part: Floats, others: tuple[str, ...], size: int) -> None:
        """Write each label's length, that less the rules' label's, its F1 of pairs of characters with others (-1 of an empty one) and whether it has digits."""
        codes = _codes(list(self.found))
        ones = np.ones(codes.shape[1], np.int64)
        length = (codes > 0) @ ones
        pairs = _pairs(codes)
        part[:, 0], part[:, 1] = length, length - size
        for k, (words, held) in enumerate(zip(others, _pairs(_codes(others)), strict=True), 3):
            if words:
                known = held[held > 0]
                hits = ((pairs[:, :, None] == known).any(axis=1)) @ np.ones(known.size, np.int64)
                part[:, k] = 2 * hits / (length - 1 + max(known.size, 1))
            else:
                part[:, k] = -1
        part[:, 7] = ((codes >= ZERO) & (codes <= NINE)) @ ones > 0


def _codes(labels: Sequence[str]) -> NDArray[np.int64]:
    """Return the characters' codes, [labels, longest], filled up with 0."""
    padded = np.array(labels, dtype=np.str_)
    return padded.view(np.uint32).reshape(len(labels), -1).astype(np.int64)


def _pairs(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a number for each two neighbouring characters, 0 where there is no second."""
    left, right = codes[:, :-1], codes[:, 1:]
    return np.where(right > 0, left << 21 | right, 0)


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
