"""Whom each clause is about before it names somebody itself: the topic carried from clause to clause.

In: sentences, mentions, entities, home. Out: `doc._.topics`, by clause. The topic is set by the grammatical subject of a
clause (the first name before its verb that no preposition governs), by 以X为例, and by a heading that names one thing;
it is dropped at a new paragraph unless that begins with a pointing word, and falls back to the home. A line that is a name
and nothing else (▶ 云岭机械, 【云岭开发区】) is what its block is about, up to the next item or heading.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING

from spacy.language import Language

from extract.discourse.home import is_yardstick
from extract.layers import Role, Sentence, Topic
from extract.lexicons import alternation
from ontology.facts import Entity, Kind, Mention, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["add_topics", "mentions_in", "subject_of"]

BY_BEGIN = attrgetter("span.begin")

SUBJECT_KINDS = frozenset(
    {Kind.COMPANY, Kind.FINANCIAL, Kind.GOVERNMENT, Kind.INSTITUTION, Kind.PARK, Kind.REGION, Kind.PROJECT, Kind.CLUSTER, Kind.FACILITY, Kind.PROGRAMME, Kind.INDUSTRY, Kind.PRODUCT}
)
# a name after one of these is not the subject: 在江津区, 与重庆交通大学, 为胜禹新材 …
PREPOSITION = re.compile(rf"({alternation('words_names', 'not_subject')})[“《（]?$")
CONJUNCTION = re.compile(r"[、及]$|以及$")
SPEAKS = re.compile(r"^[^，。]{0,12}?(介绍|表示|说|认为|指出|告诉|坦言|透露|称)")
EXAMPLE = re.compile(r"以$")
FOR_EXAMPLE = re.compile(r"^为例")
LOCATIVE = re.compile(r"^(?:市|区|县|省)?(?:内|里|中|上|境内|辖区|一带|街头|厂区|车间|的?[^，。]{0,12}(?:车间|现场|厂房|基地|展厅|生产线)(?:内|里|中|上)?，)")
# what a name leads as an attribute only: 江津区的…企业, so the clause's subject comes later
ATTRIBUTE = re.compile(r"^的")
MARKS = r"[▶►▷▸◆◇★☆●○■□▲△▼◎※✦✓✔➤➢•·*\U0001F300-\U0001FAFF\u2600-\u27BF]"
ITEM = re.compile(rf"\s*(?:{MARKS}|[（【]|\d{{1,2}}[.、]|[一二三四五六七八九十]+、|第[一二三四五六七八九十]+[章节])")  # what begins a new item of a list
LABEL = re.compile(r"\s*(?:（[一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、])[^，。：；]{2,12}。")  # （三）工业。 heads what follows on the same line
ADORNMENT = re.compile(rf"(?:{MARKS}|[\s【】“”《》：—#\uFE0F]|^\d{{1,2}}[.、]|^（?[一二三四五六七八九十\d]+[）、])+")


@Language.component("chanmai_topics")
def add_topics(doc: Doc) -> Doc:
    """Set `doc._.topics`."""
    text: str = doc._.healed.text
    marks = doc._.healed.marks
    entities = {e.key: e for e in doc._.entities}
    mentions: list[Mention] = doc._.mentions
    home = _home_topic(doc._.home, mentions)
    topics: dict[Span, Topic] = {}
    topic, paragraph = home, -1
    block: Topic | None = None
    for sentence in doc._.sentences:
        if sentence.role in (Role.BYLINE, Role.BOILERPLATE):
            continue
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            if sentence.span.begin in marks or _ends_block(text, sentence):
                block = None
            topic = block or home
        for clause in sentence.clauses:
            if topic is not None:
                topics[clause] = topic
            found = subject_of(text, clause, mentions, entities)
            if found is not None and not (entities[found.entity].kind is Kind.INDUSTRY and LABEL.fullmatch(text, clause.begin, clause.end)):
                topic = Topic(found.entity, found.span)
        if sentence.role in (Role.HEADING, Role.TITLE):
            heading = _heading_topic(sentence, mentions, entities)
            topic = heading or topic
            home = _section_home(heading, home, sentence)
            block = _block_topic(text, sentence, mentions, entities) or block
    doc._.topics = topics
    return doc


def subject_of(text: str, clause: Span, mentions: list[Mention], entities: dict[str, Entity]) -> Mention | None:
    """Return the mention that is a clause's grammatical subject, or None.

    Of a coordinated subject (A、B和C) the first is returned.
    """
    for mention in mentions_in(mentions, clause):
        if entities[mention.entity].kind not in SUBJECT_KINDS:
            continue
        before = text[clause.begin : mention.span.begin]
        after = text[mention.span.end : clause.end]
        if EXAMPLE.search(before) and FOR_EXAMPLE.match(after):
            return mention
        if PREPOSITION.search(before) and not (CONJUNCTION.search(before) and len(before) < 2):
            continue
        if len(before) > 12 or ATTRIBUTE.match(after) or LOCATIVE.match(after):
            continue
        if SPEAKS.match(after) and entities[mention.entity].kind is Kind.PERSON:
            continue
        if entities[mention.entity].kind is Kind.REGION and is_yardstick(text, mention.span):
            continue
        return mention
    return None


def mentions_in(mentions: list[Mention], span: Span) -> list[Mention]:
    """Return the mentions within a span, by begin; `mentions` has to be sorted."""
    found = []
    for k in range(bisect_left(mentions, span.begin, key=BY_BEGIN), len(mentions)):
        mention = mentions[k]
        if mention.span.begin >= span.end:
            break
        if mention.span.end <= span.end:
            found += [mention]
    return found


def _home_topic(home: list[str], mentions: list[Mention]) -> Topic | None:
    """The home as a topic, carried from its first mention."""
    for key in home[:1]:
        for mention in mentions:
            if mention.entity == key:
                return Topic(key, mention.span)
    return None


def _heading_topic(sentence: Sentence, mentions: list[Mention], entities: dict[str, Entity]) -> Topic | None:
    """The one region, park or organisation that a heading names."""
    named = {m.entity: m for m in mentions_in(mentions, sentence.span) if entities[m.entity].kind in SUBJECT_KINDS - {Kind.INDUSTRY, Kind.PRODUCT, Kind.PROGRAMME}}
    if len(named) == 1:
        mention = next(iter(named.values()))
        return Topic(mention.entity, mention.span)
    return None


def _ends_block(text: str, sentence: Sentence) -> bool:
    """Say whether a paragraph is the next item of a list or a heading that is no key of a value (规模：…)."""
    words = text[sentence.span.begin : sentence.span.end]
    return ITEM.match(words) is not None or (sentence.role in (Role.HEADING, Role.TITLE) and "：" not in words)


def _block_topic(text: str, sentence: Sentence, mentions: list[Mention], entities: dict[str, Entity]) -> Topic | None:
    """The thing of which a line is nothing but the name."""
    named = [m for m in mentions_in(mentions, sentence.span) if entities[m.entity].kind in SUBJECT_KINDS and not m.deictic]
    if len(named) != 1:
        return None
    before, after = text[sentence.span.begin : named[0].span.begin], text[named[0].span.end : sentence.span.end]
    return Topic(named[0].entity, named[0].span) if not ADORNMENT.sub("", before) and not ADORNMENT.sub("", after) else None


def _section_home(heading: Topic | None, home: Topic | None, sentence: Sentence) -> Topic | None:
    """A section's head stands for its paragraphs where the report has no home of its own."""
    return heading if heading and (home is None or (sentence.role is Role.HEADING and home.mention.begin >= sentence.span.begin)) else home
