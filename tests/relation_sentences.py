"""Sentences of our own with their names marked {C:名称}, built into a Doc; letters as in extract/data/frames.tsv, lower case for a pointing word."""

import re

import spacy

from extract.discourse.topics import add_topics
from extract.layers import make_doc
from extract.relations.frames import LETTERS
from extract.text.sentences import add_sentences
from ontology.facts import Document, Entity, Mention, Span

MARKED = re.compile(r"\{(?P<letter>[A-Za-z]):(?P<name>[^{}=]+)(?:=(?P<of>[^{}]+))?\}")
NLP = spacy.blank("zh")


def marked_doc(marked, home=()):
    """A Doc with the layers that relations read; {c:公司=威马农机} points to the entity 威马农机."""
    text, spans, last = "", [], 0
    for match in MARKED.finditer(marked):
        text += marked[last : match.start()]
        spans.append((len(text), len(text) + len(match["name"]), match["letter"], match["name"], match["of"] or match["name"]))
        text += match["name"]
        last = match.end()
    text += marked[last:]
    doc = make_doc(NLP.vocab, Document(identifier="t", text=text, sha256=""))
    place = {int(offset): k for k, offset in enumerate(doc._.healed.offsets)}  # marks of items are not in the healed text
    spans = [(place[begin], place[end - 1] + 1, *rest) for begin, end, *rest in spans]
    text = doc._.healed.text
    assert all(text[begin:end] == name for begin, end, _, name, _ in spans)
    add_sentences(doc)
    keys = {}
    entities = []
    for _, _, letter, name, of in spans:
        if of not in keys and (letter.isupper() or of == name):
            keys[of] = f"e{len(keys)}"
            entities.append(Entity(keys[of], LETTERS[letter.upper()], (of,)))
    doc._.entities = entities
    doc._.mentions = [Mention(Span(b, e), name, keys[of], letter.islower()) for b, e, letter, name, of in spans]
    doc._.home = [keys[name] for name in home]
    return add_topics(doc)


def triples(doc, statements):
    """(subject, property, object) by name."""
    names = {e.key: e.names[0] for e in doc._.entities}
    return {(names[s.subject], str(s.predicate), names[s.object]) for s in statements}
