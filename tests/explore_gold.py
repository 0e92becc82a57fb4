"""The annotated dev reports as a store, for checks of the explorer on real text where ../shared exists."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from pyoxigraph import Store

from graph.nodes import Node
from graph.quads import document_quads, entity_quads
from ontology.facts import Document, Entity, Extraction, Kind, Mention, Property, Span, Statement, Status
from ontology.terms import ID

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "dev"
DEICTIC = re.compile(r"^(我|全|该|本|这)|^(公司|园区|产业园|开发区|高新区)$")


def gold_store() -> Store:
    """Return every gold file's entities and relations with the sentence that is likeliest to state each."""
    store, nodes, kinds = Store(), {}, {}
    files = sorted(GOLD.glob("*.yaml"))
    parsed = [yaml.safe_load(file.read_text("utf-8")) for file in files]
    for gold in parsed:
        for entity in gold["entities"]:
            names = [name for name in entity["names"] if not DEICTIC.match(name)]
            if names:
                key = names[0]
                kinds.setdefault(key, entity["class"][0])
                nodes.setdefault(key, set()).update(names[1:])
    iris = {key: f"{ID}{kinds[key]}/{index}" for index, key in enumerate(nodes)}
    store.extend(
        entity_quads(Node(iris[key], Kind(kinds[key]), key, tuple(sorted(aliases))) for key, aliases in nodes.items())
    )
    for gold in parsed:
        extraction, keys = read_gold(gold)
        store.extend(document_quads(extraction, {key: iris[name] for key, name in keys.items()}))
    return store


def read_gold(gold: dict) -> tuple[Extraction, dict[str, str]]:
    text = (GOLD / gold["text"]).read_text("utf-8")
    sentences = [Span(*found.span()) for found in re.finditer(r"[^。！？\n]+[。！？]?", text) if found[0].strip()]
    keys, names, mentions = {}, {}, []
    for entity in gold["entities"]:
        plain = [name for name in entity["names"] if not DEICTIC.match(name)]
        if plain:
            keys[entity["id"]] = plain[0]
            for name in entity["names"]:
                names.setdefault(name, entity["id"])
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    mentions = [
        Mention(Span(*found.span()), found[0], names[found[0]], deictic=bool(DEICTIC.match(found[0])))
        for found in re.finditer(pattern, text)
    ]
    statements = []
    for subject, predicate, object_, *rest in gold.get("relations") or []:
        if subject in keys and object_ in keys and (place := state(subject, object_, sentences, mentions)):
            status = next((item for item in rest if item in ("planned", "underway")), "achieved")
            statements.append(
                Statement(subject, Property(predicate), object_, *place, 0.8, Status(status.capitalize()), rule="gold")
            )
    document = Document(gold["doc"], text, "0" * 64, title=gold["doc"], issued=str(gold.get("published") or "")[:10])
    kinds = {entity["id"]: Kind(entity["class"][0]) for entity in gold["entities"]}
    entities = tuple(Entity(key, kinds[key], (name,)) for key, name in keys.items())
    return Extraction(document, tuple(sentences), entities, tuple(mentions), tuple(statements)), keys


def state(subject: str, object_: str, sentences: list[Span], mentions: list[Mention]) -> tuple[Span, Span, Span] | None:
    """Return sentence, subject span and object span: both in one sentence, else the subject before."""
    carried = None
    for sentence in sentences:
        inside = [mention for mention in mentions if mention.span.within(sentence)]
        objects = [mention.span for mention in inside if mention.entity == object_]
        subjects = [mention.span for mention in inside if mention.entity == subject]
        if objects and subjects:
            return sentence, subjects[0], objects[0]
        earlier = [
            mention.span for mention in mentions if mention.entity == subject and mention.span.end <= sentence.begin
        ]
        if objects and earlier and carried is None:
            carried = sentence, earlier[-1], objects[0]
    return carried
