"""Abbreviations that sentences introduce, measured through a whole build on the list of the shared folder; skipped where it is not there."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest

from chanmai.build import build
from extract.read import ReadOptions
from graph.query import evaluate
from graph.store import open_reader
from ontology.names import fold

LIST = Path(__file__).parents[2] / "shared" / "gold" / "identity" / "alias_in_sentence.csv"
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not LIST.exists(), reason="needs ../shared")]
NAMED = """SELECT DISTINCT ?id ?e ?l WHERE {
  ?m nif:referenceContext ?d ; itsrdf:taIdentRef ?e . ?d dcterms:identifier ?id . ?e skos:prefLabel|skos:altLabel ?l }"""


def test_abbreviations_and_their_full_names_are_one_node(tmp_path: Path) -> None:
    with LIST.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    records = [{"id": f"r{k}", "text": row["sentence"]} for k, row in enumerate(rows)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    build([tmp_path / "in.jsonl"], tmp_path / "store", ReadOptions())
    nodes: dict[tuple[str, str], set[str]] = defaultdict(set)
    with open_reader(tmp_path / "store") as graph:
        for identifier, entity, label in evaluate(graph, NAMED).rows:
            nodes[str(identifier), fold(str(label))].add(str(entity))
    named = [(nodes[f"r{k}", fold(row["full"])], nodes[f"r{k}", fold(row["short"])]) for k, row in enumerate(rows)]
    bound = [row for row, (full, short) in zip(rows, named, strict=True) if len(full) == 1 and full == short]
    missed = [f"{row['short']} = {row['full']}" for row in rows if row not in bound]
    assert len(rows) >= 200
    assert len(bound) / len(rows) >= 0.97, missed
    fulls: dict[str, set[str]] = defaultdict(set)
    for k, row in enumerate(rows):
        fulls[row["sentence"]].add(row["full"])
        others = {fold(full) for full in fulls[row["sentence"]]} - {fold(row["full"])}
        assert not any(nodes[f"r{k}", other] & nodes[f"r{k}", fold(row["full"])] for other in others), row
