"""People's decisions: written, applied, kept through a rebuild, and said when they contradict or dangle."""

from pathlib import Path

import pytest

from chanmai.build import build, decided_records, decisions_path, records_of
from chanmai.decisions import Decision, add_decision, read_decisions
from chanmai.looking import explain_entity
from chanmai.results import Results, encode
from chanmai.review import queue, run_review
from extract.read import ReadOptions
from graph.query import evaluate
from graph.reprints import Prints, find_reprints
from graph.store import open_reader
from ontology.errors import ConfigurationError

REPORTS = {
    "a.txt": "青岚市的晨星重工有限公司（以下简称“晨星重工”）入选省级制造业单项冠军企业。2023年，晨星重工实现营业收入12.5亿元。\n",
    "b.txt": "晨星重工与云帆大学签署合作协议，双方将共建联合实验室。2023年，晨星重工有限公司实现营业收入13.5亿元。\n",
}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    build([folder], tmp_path / "store", ReadOptions(issued="2024-05"))
    return tmp_path / "store"


def rebuild(store: Path) -> list[str]:
    import shutil

    shutil.rmtree(store)
    return build([store.parent / "in"], store, ReadOptions(issued="2024-05")).notes


def values(store: Path) -> set[str]:
    with open_reader(store) as graph:
        return {str(row[0]) for row in evaluate(graph, 'SELECT ?v WHERE { ?o cm:value ?v ; cm:unit/skos:notation "亿元" }').rows}


def nodes(store: Path, name: str) -> int:
    with open_reader(store) as graph:
        return len(evaluate(graph, f'SELECT DISTINCT ?e WHERE {{ ?e skos:prefLabel|skos:altLabel ?l FILTER(STR(?l) = "{name}") }}').rows)


def test_entities_come_from_briefs_as_from_results_and_with_decisions(store: Path) -> None:
    add_decision(decisions_path(store), Decision("correct", "Company:晨星重工", "class=Institution"))
    decided = read_decisions(decisions_path(store))
    results = Results(store / "results.sqlite")
    try:
        briefed = list(decided_records(results, decided))
        for identifier, extraction in list(results.all()):
            results.put(identifier, "changed", encode(extraction))  # takes the brief away
        assert list(decided_records(results, decided)) == briefed
        assert briefed == [record for _, extraction in results.all() for record in records_of(decided.apply(extraction))]
    finally:
        results.close()
    assert {str(record.entity.kind) for record in briefed if "晨星重工" in record.entity.names} == {"Institution"}


def test_explain_lists_each_mention_at_its_place(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    explain_entity("晨星重工", store)
    said = [line.split("\t")[:2] for line in capsys.readouterr().out.splitlines() if "#char=" in line]
    assert [place.split("#")[0].strip() for place, _ in said] == sorted(place.split("#")[0].strip() for place, _ in said)
    assert {place.split("#")[0].strip() for place, _ in said} == {"a", "b"}
    for place, anchor in said:
        name, _, span = place.strip().partition("#char=")
        begin, end = map(int, span.split(","))
        assert REPORTS[f"{name}.txt"][begin:end] == anchor


def test_two_values_of_one_number_stand_first_in_the_queue(store: Path) -> None:
    first = queue(store, decisions_path(store))[0]
    assert first.kind == "contradiction"
    assert "12.5" in first.said
    assert "13.5" in first.said


def test_a_rejected_number_stays_out_after_a_rebuild(store: Path) -> None:
    assert values(store) == {"12.5", "13.5"}
    first = queue(store, decisions_path(store))[0]
    run_review(store, [f"reject {first.what}"], None, 5)
    left = values(store)
    assert len(left) == 1
    assert rebuild(store) == []
    assert values(store) == left


def test_a_corrected_number_is_written_corrected(store: Path) -> None:
    first = queue(store, decisions_path(store))[0]
    run_review(store, [f"correct {first.what} value=14.25"], None, 5)
    assert "14.25" in values(store)


def test_names_that_a_person_takes_apart_stay_apart(store: Path) -> None:
    assert nodes(store, "晨星重工") == 1
    run_review(store, ["different Company:晨星重工 Company:晨星重工有限公司"], None, 5)
    before = decisions_path(store).read_bytes()
    rebuild(store)
    assert decisions_path(store).read_bytes() == before


def test_a_decision_that_is_not_applied_is_not_called_applied(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_review(store, ["reject a#nothing"], None, 30)
    told = capsys.readouterr().err.splitlines()
    assert "not applied: reject a#nothing" in told[0]
    assert told[1].endswith("applied, but for the above")
    run_review(store, ["different Company:晨星重工 doc:b"], decisions_path(store).with_name("other.tsv"), 30)
    assert capsys.readouterr().err.endswith("已采用 · applied\n")


def test_contradictory_and_dangling_decisions_are_said_and_not_applied(store: Path) -> None:
    path = decisions_path(store)
    add_decision(path, Decision("same", "Company:晨星重工", "Institution:云帆大学"))
    add_decision(path, Decision("different", "Company:晨星重工", "Institution:云帆大学"))
    add_decision(path, Decision("reject", "a#statement=没有这条"))
    notes = rebuild(store)
    assert any("矛盾" in note for note in notes)
    assert any("没有对应" in note for note in notes)


@pytest.mark.parametrize(
    "line", ["merge\ta\tb", "same\tCompany:甲", "correct\ta#x\tcolour=red", "correct\ta#x\tvalue=many"], ids=["verb", "one name", "field", "value"]
)
def test_a_line_of_another_form_names_file_and_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "d.tsv").write_text("# head\n" + line + "\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"d\.tsv:2"):
        read_decisions(tmp_path / "d.tsv")


def test_decisions_are_sorted_and_written_once(tmp_path: Path) -> None:
    path = tmp_path / "d.tsv"
    for d in (Decision("same", "Company:乙", "Company:丙"), Decision("reject", "a#x"), Decision("reject", "a#x")):
        add_decision(path, d)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[1:] == sorted(lines[1:])
    assert len(lines) == 3


def test_a_reprint_is_linked_to_the_earliest_text() -> None:
    one, two = frozenset(bytes([k]) for k in range(6)), frozenset(bytes([k]) for k in range(5))
    other = frozenset(bytes([k]) for k in range(100, 106))
    prints = [Prints("late", "2024-02-01", two), Prints("early", "2024-01-01", one), Prints("else", "2023-01-01", other)]
    assert find_reprints(prints) == {"late": "early"}
    assert find_reprints(reversed(prints)) == {"late": "early"}


def test_two_shared_sentences_make_no_reprint() -> None:
    assert find_reprints([Prints("a", "2024", frozenset({b"1", b"2"})), Prints("b", "2025", frozenset({b"1", b"2"}))]) == {}
