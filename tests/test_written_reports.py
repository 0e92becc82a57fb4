"""The reports that we wrote to learn from: each annotation is about its text, and says only what the vocabulary allows."""

import runpy
from pathlib import Path

import pytest
import yaml

from extract.text.clean import heal
from ontology.facts import Kind, Property

HERE = Path(__file__).parents[1] / "benchmarks" / "annotations"
REPORTS = 1833


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("written")
    (folder / "texts").mkdir()
    unpack = runpy.run_path(str(HERE / "unpack.py"))
    assert unpack["write_written"](folder) == REPORTS
    load = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [(yaml.load(p.read_text(encoding="utf-8"), load), (folder / "texts" / f"{p.stem}.txt").read_text(encoding="utf-8")) for p in sorted(folder.glob("*.yaml"))]


def test_each_report_has_a_day_a_title_and_a_text(reports):
    assert [gold["doc"] for gold, text in reports if not (gold["published"] and gold["title"] and len(text) > 200)] == []


def test_every_entity_stands_in_its_text_and_has_classes_of_the_vocabulary(reports):
    for gold, text in reports:
        flat = "".join(heal(text).text.split())
        for entity in gold["entities"]:
            assert {Kind(kind) for kind in entity["class"]}, gold["doc"]
            assert any("".join(heal(name).text.split()) in flat for name in entity["names"]), (gold["doc"], entity["names"])


def test_relations_and_numbers_are_about_entities_of_their_report(reports):
    for gold, _ in reports:
        known = {entity["id"] for entity in gold["entities"]}
        for subject, predicate, thing, *_ in gold["relations"]:
            assert {subject, thing} <= known, gold["doc"]
            assert Property(predicate)
        for number in gold["observations"]:
            assert set(number["of"]) <= known, gold["doc"]
            assert all(number["indicator"]), (gold["doc"], number)
            assert number["unit"], (gold["doc"], number)
