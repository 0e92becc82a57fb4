"""Docs whose names, entities and mentions come from gold, to measure later steps alone.

    from oracle import gold_files, oracle_doc
    doc, gold, keys = oracle_doc(gold_files("A")[0])     keys: gold id → entity key

Sets: dev, A, B (../shared/gold/dev) and ours: what `python benchmarks/annotations/unpack.py FOLDER` wrote, FOLDER from
$CHANMAI_ANNOTATIONS (default build/annotations). Mentions are the longest matches of the gold names in the healed text.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import spacy
import yaml

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
OURS = Path(os.environ.get("CHANMAI_ANNOTATIONS", ROOT / "build" / "annotations"))
sys.path.insert(0, str(ROOT))

from extract.layers import Name, make_doc
from extract.text.clean import heal
from extract.text.sentences import add_sentences
from ontology.facts import Document, Entity, Kind, Mention, Span

DEICTIC = re.compile(
    r"^(我|全|本|该|此|这|其)|^(公司|企业|集团|园区|产业园|项目|银行|区|县|市|省|平台|基地|开发区|高新区|经开区)$"
)
nlp = spacy.blank("zh")


def gold_files(which="dev"):
    """Return the gold files of a set, in order."""
    if which == "ours":
        return sorted(map(str, OURS.glob("*.yaml")))
    lines = (SHARED / "gold/dev/halves.tsv").read_text().splitlines()
    half = dict(line.split() for line in lines if not line.startswith("#"))
    return sorted(str(p) for p in (SHARED / "gold/dev").glob("*.yaml") if which == "dev" or half[p.stem] == which)


def oracle_doc(path):
    """Return (Doc, gold, gold id → entity key)."""
    gold = yaml.safe_load(Path(path).read_text())
    text = (Path(path).parent / gold["text"]).read_text()
    document = Document(identifier=gold["doc"], text=text, sha256="", issued=str(gold.get("published") or ""))
    doc = make_doc(nlp.vocab, document)
    add_sentences(doc)
    healed = doc._.healed.text
    found = []
    for g in gold["entities"]:
        for name in filter(None, (heal(n).text for n in g["names"])):
            found += [(m.start() - m.end(), m.start(), g, name) for m in re.finditer(re.escape(name), healed)]
    found.sort(key=lambda c: c[:2])
    taken, kept = [False] * len(healed), []
    for length, begin, g, name in found:
        end = begin - length
        if not any(taken[begin:end]):
            taken[begin:end] = [True] * (end - begin)
            kept.append((begin, end, g, name))
    kept.sort(key=lambda c: c[:2])
    order, keys = [], {}
    for _, _, g, _ in kept:
        if g["id"] not in keys:
            keys[g["id"]] = f"e{len(keys)}"
            order.append(g)
    named = {g["id"]: tuple(heal(n).text for n in g["names"] if not DEICTIC.search(n)) or (g["names"][0],) for g in order}
    doc._.entities = [Entity(keys[g["id"]], Kind(g["class"][0]), named[g["id"]]) for g in order]
    doc._.mentions = [Mention(Span(b, e), healed[b:e], keys[g["id"]], bool(DEICTIC.search(n)), 1.0, "gold") for b, e, g, n in kept]
    doc._.names = [Name(Span(b, e), Kind(g["class"][0]), 1.0, "gold") for b, e, g, n in kept if not DEICTIC.search(n)]
    by_name = {n: keys[g["id"]] for g in order for n in g["names"]}
    doc._.home = [by_name[h] for h in gold.get("home") or [] if h in by_name]
    return doc, gold, keys
