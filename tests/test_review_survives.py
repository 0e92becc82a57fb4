"""People's decisions survive what happens to a store: it is deleted and made anew, and fifty documents are added."""

import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest

from chanmai.build import build, decisions_path
from chanmai.review import queue, run_review
from extract.read import ReadOptions
from graph.export import export
from graph.query import evaluate
from graph.store import open_reader

REPORTS = {
    "a.txt": "青岚市的晨星重工有限公司入选省级制造业单项冠军企业。2023年，晨星重工有限公司实现营业收入12.5亿元。\n",
    "b.txt": "重庆胜禹新材料有限公司与云帆大学签署合作协议。2023年，晨星重工有限公司实现营业收入13.5亿元。\n",
    "c.txt": "胜禹新材入选国家级专精特新“小巨人”企业。北岭轴承厂与云帆大学签署合作协议。\n",
    "d.txt": "北岭精密轴承股份有限公司入选国家级专精特新“小巨人”企业。2023年，重庆胜禹新材料有限公司实现营业收入3.1亿元。\n",
}
ISSUED = ReadOptions(issued="2024-05")


def made(folder: Path) -> Path:
    build([folder / "in"], folder / "store", ISSUED)
    return folder / "store"


def lines(store: Path) -> list[str]:
    out = store.with_name("out.nq")
    with open_reader(store) as graph:
        export(graph, str(out))
    return out.read_text("utf-8").splitlines()


def nodes(store: Path, name: str) -> list[str]:
    asked = f'SELECT DISTINCT ?e WHERE {{ ?e skos:prefLabel|skos:altLabel ?l FILTER(STR(?l) = "{name}") }}'
    with open_reader(store) as graph:
        return [str(row[0]) for row in evaluate(graph, asked).rows]


def cells(store: Path, asked: str) -> set[str]:
    with open_reader(store) as graph:
        return {str(row[0]) for row in evaluate(graph, asked).rows}


VALUES = "SELECT ?v WHERE { ?o cm:value ?v }"
CLASSES = 'SELECT ?c WHERE { ?e a ?c ; skos:prefLabel ?l FILTER(STR(?l) = "云帆大学") }'


def holds(store: Path) -> None:
    """Assert that all five decisions hold."""
    assert nodes(store, "北岭轴承厂") == nodes(store, "北岭精密轴承股份有限公司")  # same
    assert nodes(store, "胜禹新材") != nodes(store, "重庆胜禹新材料有限公司")  # different
    assert "12.5" not in cells(store, VALUES)  # reject
    assert "13.5" not in cells(store, VALUES)  # correct value
    assert "13.25" in cells(store, VALUES)
    assert cells(store, CLASSES) == {"https://w3id.org/chanmai/ontology#Company"}  # correct class


@pytest.mark.timeout(900)
def test_decisions_survive_a_rebuild_and_fifty_more_documents(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, text in REPORTS.items():
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    store = made(tmp_path)
    assert len(nodes(store, "胜禹新材")) == 1
    assert nodes(store, "胜禹新材") == nodes(store, "重庆胜禹新材料有限公司")
    doubts = queue(store, decisions_path(store))
    facts = {d.what.partition("#")[0]: d.what for d in doubts if d.kind == "contradiction"}
    (one,) = facts.values()
    sides = {"a": "", "b": ""} | facts
    other = fact_beside(store, next(k for k, v in sides.items() if not v))
    wrong, right = (one, other) if one.startswith("a#") else (other, one)
    run_review(
        store,
        [
            "same Company:北岭轴承厂 Company:北岭精密轴承股份有限公司",
            "different Company:胜禹新材 Company:重庆胜禹新材料有限公司",
            f"reject {wrong}",
            f"correct {right} value=13.25",
            "correct Institution:云帆大学 class=Company",
        ],
        None,
        5,
    )
    holds(store)
    decided, before = decisions_path(store).read_bytes(), lines(store)
    shutil.rmtree(store)
    assert build([tmp_path / "in"], store, ISSUED).notes == []
    assert lines(store) == before
    assert decisions_path(store).read_bytes() == decided
    for number in range(50):
        text = f"禾川{number}号机械有限公司与云帆大学签署合作协议。2022年，晨星重工有限公司实现营业收入{number + 20}.5亿元。胜禹新材扩产。\n"
        (tmp_path / "in" / f"more-{number}.txt").write_text(text, encoding="utf-8")
    assert build([tmp_path / "in"], store, ISSUED).notes == []
    holds(store)
    assert decisions_path(store).read_bytes() == decided


def facts_written(store: Path) -> dict[str, str]:
    """Return what decisions call the relations of a graph, with their confidence."""
    asked = "SELECT ?d ?c ?confidence WHERE { ?c rdf:subject ?s ; cm:confidence ?confidence ; prov:wasDerivedFrom/nif:referenceContext/dcterms:identifier ?d }"
    with open_reader(store) as graph:
        return {f"{d}#{unquote(str(c).partition('#')[2])}": str(confidence) for d, c, confidence in evaluate(graph, asked).rows}


def test_an_accepted_fact_is_written_survives_a_rebuild_and_more_documents(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("业内人士认为，晨星重工有限公司的减速机可供给北岭轴承有限公司配套，也可与禾川机械有限公司的产线相配。\n", "utf-8")
    (tmp_path / "in" / "b.txt").write_text("晨星重工有限公司与云帆大学签署合作协议。\n", "utf-8")
    store = made(tmp_path)
    accepted, *others = [d.what for d in queue(store, decisions_path(store)) if d.kind == "withheld"]
    before = facts_written(store)
    assert others
    assert before
    assert not {accepted, *others} & before.keys()
    run_review(store, [f"accept {accepted}"], None, 5)
    held = facts_written(store)
    assert {name: held[name] for name in before} == before
    assert held.keys() - before.keys() == {accepted}
    assert float(held[accepted]) == 1
    assert accepted not in {d.what for d in queue(store, decisions_path(store))}
    decided, written = decisions_path(store).read_bytes(), lines(store)
    shutil.rmtree(store)
    assert build([tmp_path / "in"], store, ISSUED).notes == []
    assert lines(store) == written
    for number in range(5):
        (tmp_path / "in" / f"more-{number}.txt").write_text(f"禾川{number}号机械有限公司与云帆大学签署合作协议。\n", "utf-8")
    assert build([tmp_path / "in"], store, ISSUED).notes == []
    assert {name: value for name, value in facts_written(store).items() if name.startswith(("a#", "b#"))} == held
    assert decisions_path(store).read_bytes() == decided
    decisions_path(store).unlink()
    assert build([tmp_path / "in"], store, ISSUED).notes == []
    assert accepted not in facts_written(store)


def fact_beside(store: Path, document: str) -> str:
    """Return what a decision calls the one number of a document."""
    from chanmai.decisions import fact_name
    from chanmai.results import Results

    results = Results(store / "results.sqlite")
    try:
        (number,) = results.body(document).observations
        return fact_name(document, number)
    finally:
        results.close()


def test_what_means_nothing_or_several_things_is_said(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("王磊任晨星重工有限公司董事长。晨星重工有限公司位于德清县。", encoding="utf-8")
    store = made(tmp_path)
    decisions_path(store).write_text(
        "same\tCompany:没有这家\tCompany:晨星重工有限公司\ndifferent\tCompany:晨星重工有限公司\tdoc:没有这篇\ncorrect\tPark:没有\tclass=Region\n", "utf-8"
    )
    shutil.rmtree(store)
    notes = build([tmp_path / "in"], store, ISSUED).notes
    assert len(notes) == 3
    assert all("没有对应" in note for note in notes)
