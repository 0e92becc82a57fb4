"""Relations of a document: what rules read, weighed by the relation model beside all other candidates.

In: sentences, entities, mentions, topics, home. Out: `doc._.statements`, each with its probability and the rule that read
it ("learned" where none did). The object of each stands in its sentence; the subject there, or it is carried on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spacy.language import Language

from extract.discourse.topics import mentions_in
from extract.layers import Role
from extract.relations.coordination import find_lists
from extract.relations.declared import declared_in
from extract.relations.model import judge
from extract.relations.rostered import rostered_in
from extract.relations.rules import Scene, all_readings
from extract.relations.vetoes import Vetoes
from ontology.facts import Kind, Property, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from ontology.facts import Mention

__all__ = ["find_relations", "read_document_relations", "scenes_of"]

PLACES = {Property.LOCATED_IN: (Kind.REGION, Kind.PARK), Property.PART_OF: (Kind.REGION,)}
# a thing named before is said to lie in a region: (该公司)位于…, 总部设在…, 落户于…
PLACED = re.compile(r"(?:位于|地处|坐落[于在]?|位居|处于|落户[于在]?|落地[于在]?|选址[于在]?|[设建]立?[在于]|扎根[于在]?|[隶从]?属于?|归属|总部[位设]?[在于]?|注册地[为在]?)[^，。；]{0,8}$")


@Language.component("chanmai_relations")
def find_relations(doc: Doc) -> Doc:
    """Append the statements that are at all likely to `doc._.statements`, each with its probability.

    The rules propose with a reason; the relation model weighs what they propose beside all other candidates. What a clause
    declares in so many words is not weighed, nor what the row of a list says.
    """
    votes = list(read_document_relations(doc))
    doc._.statements = [*doc._.statements, *_decided(doc, votes), *declared_in(doc), *rostered_in(doc)]
    return doc


def read_document_relations(doc: Doc) -> Iterator[Statement]:
    """Yield what the rules read in a document, sentence by sentence; several rules may read the same."""
    for scene in scenes_of(doc):
        yield from all_readings(scene)


def scenes_of(doc: Doc) -> Iterator[Scene]:
    """Yield the sentences that have mentions, as the rules look at them."""
    text, topics, named, entities = doc._.healed.text, doc._.topics, doc._.mentions, {e.key: e for e in doc._.entities}
    by_name = {name: e for e in reversed(doc._.entities) for name in e.names}
    for sentence in doc._.sentences:
        if sentence.role in (Role.BYLINE, Role.BOILERPLATE):
            continue
        mentions = mentions_in(named, sentence.span)
        if mentions:
            yield Scene(text, sentence, mentions, entities, topics, by_name)


def _decided(doc: Doc, votes: list[Statement]) -> Iterator[Statement]:
    """Yield the model's verdicts as statements; the rule that read the same relation in the sentence gives its name."""
    named = {(v.sentence, v.subject, v.predicate, v.object): v.rule for v in sorted(votes, key=lambda v: v.confidence)}
    mentions, sentences = doc._.mentions, doc._.sentences
    kinds = {e.key: e.kind for e in doc._.entities}
    lists = find_lists(doc)
    vetoes = Vetoes(doc, lists)
    for verdict in judge(doc, votes, lists):
        subject, target = mentions[verdict.subject], mentions[verdict.object]
        sentence = sentences[verdict.sentence].span
        if subject.span.begin < sentence.begin and kinds[target.entity] in PLACES.get(verdict.predicate, ()) and not _says_place(doc, target):
            continue  # that a sentence names the place as well does not say that a thing named before lies there
        if vetoes.reason(verdict):
            continue
        rule = named.get((sentence, subject.entity, verdict.predicate, target.entity), "learned")
        yield Statement(subject.entity, verdict.predicate, target.entity, sentence, subject.span, target.span, round(verdict.probability, 4), rule=rule)


def _says_place(doc: Doc, region: Mention) -> bool:
    """Say whether the words before a region's name place something in it."""
    return PLACED.search(doc._.healed.text, max(0, region.span.begin - 14), region.span.begin) is not None
