"""Short names measured on the lists of the shared folder; skipped where it is not there."""

import csv
from pathlib import Path

import pytest

from ontology.facts import Kind
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
