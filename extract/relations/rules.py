"""What rules read in one sentence: relations between its mentions, each with the rule's name as its reason.

In: a `Scene`, one sentence with its mentions, the document's entities and topics. Out: statements. Each has its object in
the sentence and its subject there or carried on by the topic; the classes fit the contract. Coordinated objects and
subjects (A、B和C) share the cue. What is negated is not read. The relation model weighs what is read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from extract.discourse.topics import mentions_in
from extract.layers import Sentence, Topic
from extract.lexicons import alternation, read_rows
from extract.relations.frames import Frame, match_frames
from ontology.facts import Entity, Kind, Mention, Property, Span, Statement
from ontology.model import ORGANISATIONS, is_legal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


__all__ = ["Cue", "Scene", "all_readings", "cue_table"]

NEGATED = re.compile(r"(不|未|没有|没|尚未|并未|无|非|禁止|拒绝|停止|取消|退出)[^，]{0,3}$")
# how often a cue states its property, counted as benchmarks/train/frames.py does; others have too few to count
CUE_TRUST = {
    Property.UNDERTAKES: 0.7, Property.HAS_CLUSTER: 0.65, Property.FOCUSES_ON: 0.6, Property.ADMINISTERS: 0.48, Property.HAS_DESIGNATION: 0.48, Property.IMPLEMENTS: 0.48,
    Property.PRODUCES: 0.45, Property.PARTICIPATES_IN: 0.3, Property.LOCATED_IN: 0.32,
}  # fmt: skip
# between a cue and its object only modifiers and other members of its list may stand
LIST_MARK = re.compile(r"^(?:[、和与及]|以及|，?并?(?:以及|还有))*$")
LONGEST_GAP = 24
NEGATION = re.compile(r"(?:不(?!断|仅|但|只|少|同|久|锈)|未(?!来)|没有|尚未|并未|无法|禁止|拒绝|停止|取消|退出)")
TITLE_WORD = (
    r"(?:常务|执行|首席|名誉|党组|党委|党工委|联席|高级|创始人|创办人|联合|总|第一|一级|二级)*"
    rf"(?:副)?(?:{alternation('words_relations', 'leader')})"
)
LEADER = re.compile(rf"^(?:党委|党组|党工委|管委会|委员会|常委|政府|董事会|执行)?、?(?:[\u4e00-\u9fff]{{0,8}})?{TITLE_WORD}(?:[、兼](?:[\u4e00-\u9fff]{{0,6}})?{TITLE_WORD})*$")


@dataclass(frozen=True, slots=True)
class Cue:
    """One row of the table: a property with the words that state it."""

    predicate: Property
    form: str
    pattern: re.Pattern[str]
    objects: frozenset[Kind]
    subjects: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class Scene:
    """What the rules look at: one sentence with its mentions and the document's entities and topics."""

    text: str
    sentence: Sentence
    mentions: list[Mention]
    entities: dict[str, Entity]
    topics: dict[Span, Topic]
    by_name: Mapping[str, Entity]

    def kind(self, mention: Mention) -> Kind:
        """The class of the entity that a mention refers to."""
        return self.entities[mention.entity].kind


@cache
def cue_table() -> tuple[Cue, ...]:
    """Return the rows of data/relations.tsv, in order."""
    rows = []
    for predicate, form, words, objects, subjects in read_rows("relations"):
        ordered = "|".join(sorted(words.split("|"), key=len, reverse=True))
        rows.append(Cue(Property(predicate), form, re.compile(ordered), _kinds(objects), _kinds(subjects)))
    return tuple(rows)


def _kinds(text: str) -> frozenset[Kind]:
    return frozenset(Kind(k) for k in text.split(",") if k)


def all_readings(scene: Scene) -> Iterator[Statement]:
    """Yield what every rule reads in one sentence; several may read the same."""
    for reader in (_by_frame, _by_cue, _neighbours, _leaders, _cooperation, _names_inside, _loans):
        for statement in reader(scene):
            if statement.subject != statement.object:
                yield statement


def _state(scene: Scene, subject: Mention | Topic, predicate: Property, target: Mention, confidence: float, rule: str) -> Iterator[Statement]:
    """Yield the statement if the classes fit."""
    span = subject.mention if isinstance(subject, Topic) else subject.span
    if is_legal(predicate, scene.entities[subject.entity].kind, scene.kind(target)) and subject.entity != target.entity:
        yield Statement(subject.entity, predicate, target.entity, scene.sentence.span, span, target.span, confidence, rule=rule)


def _by_frame(scene: Scene) -> Iterator[Statement]:
    """Read the frames of data/frames.tsv; what stands right before the verb negated is not read."""
    kinds = [scene.kind(m) for m in scene.mentions]
    for match in match_frames(scene.text, scene.sentence.span, scene.mentions, kinds):
        frame = match.frame
        for target in match.objects:
            for subject in match.subjects or _carried_to(scene, frame, target):
                between = scene.text[_end(subject, target) : max(_begin(subject), target.span.begin)]
                if not NEGATION.search(between):
                    rule, trust = ("frame", frame.trust) if match.subjects else ("carry", frame.carried)
                    yield from _state(scene, subject, frame.predicate, target, trust, f"{rule}:{frame.number}")


def _carried_to(scene: Scene, frame: Frame, target: Mention) -> list[Topic]:
    """The topic of the object's clause, where it is of a class that the frame's subject may have."""
    clause = next((c for c in scene.sentence.clauses if c.begin <= target.span.begin < c.end), None)
    topic = scene.topics.get(clause) if clause is not None else None
    return [topic] if topic is not None and scene.entities[topic.entity].kind in frame.carriers else []


def _begin(subject: Mention | Topic) -> int:
    return subject.mention.begin if isinstance(subject, Topic) else subject.span.begin


def _end(subject: Mention | Topic, target: Mention) -> int:
    """Where the text between subject and object begins; for a carried subject, the last ten characters before it."""
    return target.span.begin - 10 if isinstance(subject, Topic) else min(subject.span.end, target.span.end)


def _by_cue(scene: Scene) -> Iterator[Statement]:
    """Read verbs: the object follows the cue (or a list that does), the subject stands before it or is carried on."""
    for clause in scene.sentence.clauses:
        inside = mentions_in(scene.mentions, clause)
        for target in inside:
            for cue, where in _cues_before(scene, clause, inside, target):
                if NEGATED.search(scene.text[clause.begin : where.begin]):
                    continue
                subjects = _subjects(scene, clause, where, cue)
                if cue.form == "verb":
                    for subject in subjects:
                        yield from _state(scene, subject, cue.predicate, target, _trust(subject, CUE_TRUST.get(cue.predicate, 0.4)), f"cue:{cue.predicate}")
                else:
                    for subject in subjects:
                        yield from _reverse(scene, subject, cue, target)


def _reverse(scene: Scene, before: Mention | Topic, cue: Cue, after: Mention) -> Iterator[Statement]:
    """The thing after the cue is the subject: 国务院印发《…意见》 → the opinion is issued by the council."""
    if isinstance(before, Topic):
        return
    yield from _state(scene, after, cue.predicate, before, 0.8 if cue.predicate is Property.ISSUED_BY else 0.5, f"cue:{cue.predicate}:rev")


def _trust(subject: Mention | Topic, full: float) -> float:
    """A carried subject is worth less than one that stands in the clause."""
    return full - 0.15 if isinstance(subject, Topic) else full


def _cues_before(scene: Scene, clause: Span, inside: list[Mention], target: Mention) -> Iterator[tuple[Cue, Span]]:
    """Yield the nearest cue of each row before a mention, with only its list's other members and modifiers between."""
    kind = scene.kind(target)
    begin, k = target.span.begin, inside.index(target)
    while k > 0 and LIST_MARK.match(_strip_modifier(scene.text[inside[k - 1].span.end : begin])) and begin - inside[k - 1].span.end <= LONGEST_GAP:
        k -= 1
        begin = inside[k].span.begin
    left = inside[k - 1].span.end if k > 0 else clause.begin
    between = scene.text[left:begin]
    for cue in cue_table():
        wanted = cue.objects
        if wanted and kind not in wanted and not (kind is Kind.FINANCIAL and Kind.COMPANY in wanted):
            continue
        matches = list(cue.pattern.finditer(between))
        if matches and len(between) - matches[-1].end() <= LONGEST_GAP:
            yield cue, Span(left + matches[-1].start(), left + matches[-1].end())


def _strip_modifier(between: str) -> str:
    """Leave the list mark of what stands between two members: 、国家级 → 、."""
    return re.sub(r"(?<=[、和与及])[\u4e00-\u9fffA-Za-z0-9“”]{0,10}$", "", between.strip("“”"))


def _subjects(scene: Scene, clause: Span, cue: Span, row: Cue) -> list[Mention | Topic]:
    """The mentions before a cue that can be its subject, else the clause's topic."""
    wanted = row.subjects
    before = [m for m in mentions_in(scene.mentions, Span(clause.begin, cue.begin)) if not wanted or scene.kind(m) in wanted]
    free = [m for m in before if not _governed(scene, clause, m)]
    if free:
        last = free[-1] if len(free) == 1 else free[0]
        return [*_coordinated(scene, free, last)]
    topic = _carried(scene, clause)
    if topic is not None and (not wanted or scene.entities[topic.entity].kind in wanted):
        return [topic]
    return []


def _carried(scene: Scene, clause: Span) -> Topic | None:
    return scene.topics.get(clause)


GOVERNS = re.compile(r"(在|从|自|由|向|往|对|为|给|与|同|跟|以|按照|根据|据|通过|依托|围绕|随着|除|沿|位于|来自|到|将|把|被|让|使|比|较|于)[“《]?$")


def _governed(scene: Scene, clause: Span, mention: Mention) -> bool:
    """Say whether a preposition governs a mention."""
    return bool(GOVERNS.search(scene.text[clause.begin : mention.span.begin]))


def _coordinated(scene: Scene, mentions: list[Mention], first: Mention) -> Iterator[Mention]:
    """Yield a mention and those coordinated with it after it: A、B和C等."""
    k = mentions.index(first)
    yield first
    while k + 1 < len(mentions) and LIST_MARK.match(scene.text[mentions[k].span.end : mentions[k + 1].span.begin]):
        k += 1
        yield mentions[k]


ADJACENT = re.compile(r"^(?:的|市|县|区|境内的|本土)?$")


def _neighbours(scene: Scene) -> Iterator[Statement]:
    """Read places that stand right before a thing: 浙江省杭州市, 江津区珞璜镇, 重庆的某公司; and 位于X的Y."""
    for first, second in zip(scene.mentions, scene.mentions[1:], strict=False):
        between = scene.text[first.span.end : second.span.begin]
        kinds = scene.kind(first), scene.kind(second)
        if kinds[0] in {Kind.REGION, Kind.PARK} and ADJACENT.match(between):
            if kinds[0] is kinds[1]:
                yield from _backward(scene, second, Property.PART_OF, first, 0.85, "adjacent:partOf")
            elif kinds[1] not in {Kind.INDUSTRY, Kind.PRODUCT, Kind.POLICY, Kind.DESIGNATION, Kind.PERSON, Kind.EVENT}:
                yield from _backward(scene, second, Property.LOCATED_IN, first, 0.75, "adjacent:locatedIn")
        if kinds[0] in {Kind.REGION, Kind.PARK} and between == "的" and re.search(r"(位于|坐落于|地处|坐落在|落户)$", scene.text[: first.span.begin][-4:]):
            yield from _backward(scene, second, Property.LOCATED_IN, first, 0.9, "attributive:locatedIn")


def _backward(scene: Scene, subject: Mention, predicate: Property, target: Mention, confidence: float, rule: str) -> Iterator[Statement]:
    """A statement whose object stands before its subject in the sentence."""
    yield from _state(scene, subject, predicate, target, confidence, rule)


def _leaders(scene: Scene) -> Iterator[Statement]:
    """Read organisation + title + person: 江津区经济信息委主任李某."""
    for k, person in enumerate(scene.mentions):
        if scene.kind(person) is not Kind.PERSON:
            continue
        for organisation in reversed(scene.mentions[max(0, k - 3) : k]):
            between = scene.text[organisation.span.end : person.span.begin]
            if scene.kind(organisation) in {Kind.PERSON, Kind.PRODUCT, Kind.INDUSTRY}:
                break
            if len(between) <= 30 and LEADER.match(between):
                yield from _state(scene, person, Property.LEADS, organisation, 0.9, "title:leads")
                break


COOPERATES = re.compile(r"(合作|签约|签署|签订|共建|联合|携手|共同|联手|结对|协作|战略|对接)")
WITH = re.compile(r"(与|和|同|跟|携手|联合|联手|会同)[“]?$")


def _cooperation(scene: Scene) -> Iterator[Statement]:
    """Read A与B签署合作: the verb of cooperation stands in the sentence, 与 between the two."""
    for clause in scene.sentence.clauses:
        if not COOPERATES.search(scene.text[clause.begin : clause.end]):
            continue
        inside = [m for m in mentions_in(scene.mentions, clause) if scene.kind(m) in {Kind.COMPANY, Kind.FINANCIAL, Kind.GOVERNMENT, Kind.INSTITUTION, Kind.REGION}]
        for k, partner in enumerate(inside):
            lead = scene.text[clause.begin : partner.span.begin]
            if not WITH.search(lead):
                continue
            subject: Mention | Topic | None = inside[k - 1] if k > 0 else scene.topics.get(clause)
            if subject is not None and subject.entity != partner.entity:
                for other in _coordinated(scene, inside[k:], partner):
                    yield from _state(scene, subject, Property.COOPERATES_WITH, other, 0.7, "with:cooperatesWith")


def _names_inside(scene: Scene) -> Iterator[Statement]:
    """Read what a name itself says: a branch is part of its bank, a firm's institute of the firm; a project's firm undertakes it."""
    for mention in scene.mentions:
        if scene.kind(mention) not in {Kind.FINANCIAL, Kind.PROJECT, Kind.INSTITUTION, Kind.GOVERNMENT}:
            continue
        label = scene.text[mention.span.begin : mention.span.end]
        for length in range(2, len(label)):
            other = scene.by_name.get(label[:length])
            if other is not None and other.key != mention.entity:
                yield from _inside(scene, mention, other)


def _inside(scene: Scene, mention: Mention, other: Entity) -> Iterator[Statement]:
    """The relation between a name and the name that it begins with."""
    kind = scene.kind(mention)
    holder = next((m for m in scene.mentions if m.entity == other.key), None)
    if holder is None:
        return
    if (kind is Kind.FINANCIAL and other.kind is Kind.FINANCIAL) or (kind in PARTS and other.kind in ORGANISATIONS):
        yield from _state(scene, mention, Property.PART_OF, holder, 0.85, "inside:partOf")
    elif kind is Kind.PROJECT and other.kind in {Kind.COMPANY, Kind.FINANCIAL, Kind.INSTITUTION}:
        yield from _state(scene, holder, Property.UNDERTAKES, mention, 0.85, "inside:undertakes")


PARTS = frozenset({Kind.INSTITUTION, Kind.GOVERNMENT})
LENDS = re.compile(r"(贷款|授信|融资|资金|放款|信贷|担保)")
TO = re.compile(r"(向|为|给|给予|对|支持|助力|帮助)[“]?$")


def _loans(scene: Scene) -> Iterator[Statement]:
    """Read 向X发放贷款, 为X授信: the lender is the clause's bank or topic."""
    for clause in scene.sentence.clauses:
        if not LENDS.search(scene.text[clause.begin : clause.end]):
            continue
        inside = mentions_in(scene.mentions, clause)
        for k, borrower in enumerate(inside):
            if not TO.search(scene.text[clause.begin : borrower.span.begin]):
                continue
            lenders: list[Mention | Topic] = [m for m in inside[:k] if scene.kind(m) in {Kind.FINANCIAL, Kind.GOVERNMENT, Kind.PROGRAMME}]
            topic = scene.topics.get(clause)
            if not lenders and topic is not None:
                lenders = [topic]
            for lender in lenders[-1:]:
                yield from _state(scene, lender, Property.FINANCES, borrower, _trust(lender, 0.75), "loan:finances")
