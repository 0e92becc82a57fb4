"""Short names measured on the lists of the shared folder; skipped where it is not there."""

import csv
from pathlib import Path

import pytest

from graph.identity import Record, identify
from ontology.facts import Entity, Kind
from ontology.names import NameIndex, is_short_of

LISTED = Path(__file__).parents[2] / "shared" / "gold" / "identity" / "listed_short_full.csv"
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not LISTED.exists(), reason="needs ../shared")]


def rows():
    with LISTED.open(encoding="utf-8") as lines:
        return [(row["short"], row["full"]) for row in csv.DictReader(lines)]


@pytest.mark.parametrize("part", [slice(0, None, 2), slice(1, None, 2), slice(None)], ids=["even", "odd", "all"])
def test_short_names_find_their_own_full_name(part):
    pairs = rows()[part]
    index = NameIndex(full for _, full in pairs)
    found = [(index.link(short), full) for short, full in pairs]
    assert sum(answer == full for answer, full in found) / len(pairs) >= 0.96
    assert sum(answer not in (full, None) for answer, full in found) / len(pairs) <= 0.003


def test_short_names_are_compatible_with_few_foreign_names():
    pairs = rows()
    own = sum(is_short_of(short, full, Kind.COMPANY) for short, full in pairs)
    assert own / len(pairs) >= 0.95
    foreign = sum(is_short_of(short, full, Kind.COMPANY) for short, _ in pairs[::20] for _, full in pairs) - own / 20
    assert foreign / len(pairs[::20]) <= 0.2


@pytest.mark.parametrize("part", [slice(0, None, 2), slice(1, None, 2), slice(None)], ids=["even", "odd", "all"])
def test_one_document_for_each_name_gives_each_short_name_the_node_of_its_full_name_alone(part):
    pairs = rows()[part]
    said = {f"full-{k}": full for k, (_, full) in enumerate(pairs)} | {f"short-{k}": short for k, (short, _) in enumerate(pairs)}
    nodes = identify(Record(document, Entity("e", Kind.COMPANY, (name,))) for document, name in said.items()).iris
    fulls = {}
    for k, (_, full) in enumerate(pairs):
        fulls.setdefault(nodes[f"full-{k}", "e"], set()).add(full)
    right = wrong = 0
    for k, (_, full) in enumerate(pairs):
        mine, own = nodes[f"short-{k}", "e"], nodes[f"full-{k}", "e"]
        foreign = (fulls.get(mine, set()) | fulls[own]) - {full}
        wrong += bool(foreign)
        right += not foreign and mine == own
    assert right / len(pairs) >= 0.96
    assert wrong / len(pairs) <= 0.003
