"""Documents whose mentions, entities and home come from annotations, and the relations that those annotate.

`gold_docs(PATHS)` yields one `Example` a YAML file of the annotation guide; the text is found beside it. Names that are
found inside longer ones are left to the longer, except a region before a region (浙江省杭州市), which makes two mentions.
`pipeline_example(PATH)` runs our own pipeline instead and maps the entities that it found to annotated ones, so that the
noise of its mentions can be trained on and measured.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import spacy
import yaml
from sheets import healed_spans

from extract.discourse.topics import add_topics
from extract.layers import make_doc
from extract.learned.reading import add_reading
from extract.pipeline import STEPS, build_pipeline, read_document
from extract.text.clean import heal
from extract.text.sentences import add_sentences
from ontology.facts import Document, Entity, Kind, Mention, Span

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.tokens import Doc

DEICTIC = re.compile(r"^(我|全|本|该|此|这|其)|^(公司|企业|集团|园区|产业园|项目|银行|区|县|市|省|平台|基地|开发区|高新区|经开区)$")
NLP = spacy.blank("zh")
FIRST_STEPS = STEPS[: STEPS.index("chanmai_relations")]


@dataclass
class Example:
    """A document with its layers, and (subject number, property, object number) → 1 required, 2 optional, 0 wrong; unreachable by property; what an unlisted one is."""

    name: str
    doc: Doc
    gold: dict
    wanted: dict[tuple[int, str, int], int]
    lost: list[str] = field(default_factory=list)
    unlisted: int = 0


def read_gold(path: Path) -> tuple[dict, str]:
    gold = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    text = next(p for p in (path.parent / gold["text"], path.parent.parent / gold["text"]) if p.exists())
    return gold, text.read_text(encoding="utf-8").replace("\r\n", "\n")


def document(gold: dict, text: str) -> Document:
    return Document(identifier=gold["doc"], text=text, sha256="", issued=str(gold.get("published") or ""))


def gold_example(path: Path) -> Example:
    gold, text = read_gold(path)
    doc = make_doc(NLP.vocab, document(gold, text))
    add_sentences(doc)
    found = _longest(doc.text, gold)
    found = _split_regions(found, gold)
    keys: dict[str, str] = {}
    order = []
    for _, _, item, _ in found:
        if item["id"] not in keys:
            keys[item["id"]] = f"e{len(keys)}"
            order.append(item)
    doc._.entities = [
        Entity(keys[g["id"]], Kind(g["class"][0]), tuple(heal(n).text for n in g["names"] if not DEICTIC.search(n)) or (g["names"][0],)) for g in order
    ]
    doc._.mentions = [Mention(Span(b, e), doc.text[b:e], keys[g["id"]], bool(DEICTIC.search(n)), 1.0, "gold") for b, e, g, n in found]
    by_name = {n: keys[g["id"]] for g in order for n in g["names"]}
    doc._.home = [by_name[h] for h in (gold.get("home") or []) if h in by_name]
    add_topics(doc)
    return example(path.stem, doc, gold, keys)


def heard_example(path: Path) -> Example:
    """A gold example that the reader has read."""
    one = gold_example(path)
    add_reading(one.doc)
    return one


def example(name: str, doc: Doc, gold: dict, keys: dict[str, str]) -> Example:
    """An example from annotated id → entity key."""
    number = {e.key: k for k, e in enumerate(doc._.entities)}
    one = Example(name, doc, gold, {})
    for row in gold["relations"]:
        subject, obj = number.get(keys.get(row[0], "")), number.get(keys.get(row[2], ""))
        optional = "optional" in row[3:]
        if subject is None or obj is None:
            if not optional:
                one.lost.append(row[1])
            continue
        if row[1] == "cooperatesWith" and subject > obj:
            subject, obj = obj, subject
        key = (subject, row[1], obj)
        one.wanted[key] = min(2 if optional else 1, one.wanted.get(key, 3))
    return one


def _longest(text: str, gold: dict) -> list[tuple[int, int, dict, str]]:
    candidates = []
    for item in gold["entities"]:
        for name in item["names"]:
            healed = heal(name).text
            if healed:
                candidates += [(m.end() - m.start(), -m.start(), item, healed) for m in re.finditer(re.escape(healed), text)]
    candidates.sort(key=lambda c: (-c[0], -c[1]))
    taken = bytearray(len(text))
    found = []
    for length, start, item, name in candidates:
        if not any(taken[-start : -start + length]):
            taken[-start : -start + length] = b"\1" * length
            found.append((-start, -start + length, item, name))
    return sorted(found, key=lambda c: c[:2])


def _split_regions(found: list[tuple[int, int, dict, str]], gold: dict) -> list[tuple[int, int, dict, str]]:
    regions = [g for g in gold["entities"] if g["class"][0] == "Region"]
    heads = {name: g for g in regions for name in g["names"] if len(name) > 1 and not DEICTIC.search(name)}
    split = []
    for begin, end, item, name in found:
        if item["class"][0] == "Region":
            for k in range(len(name) - 2, 1, -1):
                head = heads.get(name[:k])
                if head is not None and head is not item:
                    split += [(begin, begin + k, head, name[:k]), (begin + k, end, item, name[k:])]
                    break
            else:
                split.append((begin, end, item, name))
        else:
            split.append((begin, end, item, name))
    return split


def pipeline_example(path: Path) -> Example:
    gold, text = read_gold(path)
    doc = read_document(document(gold, text), build_pipeline(FIRST_STEPS))
    return align(path.stem, doc, gold)


def sheet_example(one: dict, rows: list[dict[str, str]], *, mild: bool) -> Example:
    """An example on a corpus document of which readers judged some candidates (sheets.tsv); of all others nothing is known. Of mild readers only what they call wrong teaches."""
    doc = read_document(Document(identifier=one["id"], text=one["text"], sha256="", issued=str(one.get("issued") or ""), title=one.get("title") or ""), build_pipeline(FIRST_STEPS))
    number = {e.key: k for k, e in enumerate(doc._.entities)}
    at: dict[tuple[int, int], list[int]] = {}
    for m in doc._.mentions:
        at.setdefault((m.span.begin, m.span.end), []).append(number[m.entity])
    found = Example(one["id"], doc, {}, {}, unlisted=2)
    told = [row for row in rows if row["sort"] == "relation"]
    firsts, seconds = healed_spans(doc, told), healed_spans(doc, [row | {"begin": row["begin2"], "end": row["end2"]} for row in told])
    for row, first, second in zip(told, firsts, seconds, strict=True):
        if first in at and second in at:
            subject, obj = at[first][0], at[second][0]
            if row["predicate"] == "cooperatesWith" and subject > obj:
                subject, obj = obj, subject
            found.wanted[subject, row["predicate"], obj] = {"right": 2 if mild else 1, "loose": 2, "wrong": 0}[row["verdict"]]
    return found


def fold(name: str) -> str:
    return re.sub(r"[\s“”\"'‘’「」《》〈〉()（）\[\]·•—\-]", "", name).lower()


def align(name: str, doc: Doc, gold: dict) -> Example:
    """An example on a pipeline's own entities, matched to annotated ones as shared/tools/score.py matches them."""
    names = {e.key: {fold(n) for n in e.names} for e in doc._.entities}
    for m in doc._.mentions:
        names[m.entity].add(fold(m.anchor))
    kinds = {e.key: str(e.kind) for e in doc._.entities}
    wanted = {g["id"]: {fold(n) for n in g["names"]} for g in gold["entities"]}
    classes = {g["id"]: set(g["class"]) for g in gold["entities"]}
    by_name: dict[str, list[str]] = {}
    for g, labels in wanted.items():
        for label in labels:
            by_name.setdefault(label, []).append(g)
    shared: dict[tuple[str, str], int] = {}
    for key, labels in names.items():
        for label in labels:
            for g in by_name.get(label, ()):
                shared[key, g] = shared.get((key, g), 0) + 1
    keys: dict[str, str] = {}
    used = set()
    for (key, g), _ in sorted(shared.items(), key=lambda t: (kinds[t[0][0]] not in classes[t[0][1]], -t[1], t[0])):
        if g not in keys and key not in used:
            keys[g] = key
            used.add(key)
    return example(name, doc, gold, keys)
