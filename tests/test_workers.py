"""Worker processes: order, bounds, errors, and the same bytes as without them."""

from __future__ import annotations

import itertools
import time

import pytest
from fault_driver import extract_document

from chanmai.build import FEW, brief_of, refresh
from chanmai.results import Results, encode, pack
from chanmai.workers import AHEAD, Workers
from graph.store import open_writer, read_ledger
from ontology.errors import StoreError
from ontology.facts import Document

_told: list[str] = []


def tell(word: str) -> None:
    _told.append(word)


def late(number: int) -> tuple[int, list[str]]:
    time.sleep(0.05 if number % 3 == 0 else 0)
    return number, _told


def odd(number: int) -> int:
    if number == 3:
        raise StoreError("three")
    return number


def test_results_come_in_order_and_each_process_was_told_once():
    with Workers(2, tell, ("x",)) as workers:
        assert list(workers.map(late, range(12))) == [(number, ["x"]) for number in range(12)]
        assert list(workers.map(odd, [1])) == [1], "the same processes do other work"


def test_only_a_few_tasks_are_taken_ahead():
    taken = itertools.count()
    with Workers(2) as workers:
        next(workers.map(odd, (number for number in iter(lambda: next(taken), -1) if number != 3)))
        assert next(taken) <= AHEAD * 2 + 1


def test_an_error_of_a_task_is_raised_in_its_turn():
    with Workers(2) as workers:
        results = workers.map(odd, range(9))
        assert [next(results) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(StoreError, match="three"):
            next(results)


def test_one_worker_is_this_process():
    with Workers(1) as workers:
        assert list(workers.map(late, [1])) == [(1, _told)]


def test_processes_write_the_graphs_that_one_writes(tmp_path):
    """Enough documents that the processes are asked at all; briefs made with the results, or from them."""
    ledgers = []
    for jobs in (1, 2):
        folder = tmp_path / str(jobs)
        with open_writer(folder, create=True) as graph, Workers(jobs) as workers:
            results = Results(folder / "results.sqlite")
            for number in range(FEW + 9):
                document = Document(f"d{number}", f"华岭{number}号材料有限公司位于东区。远石{number}号机械有限公司位于西区。", str(number))
                extraction = extract_document(document)
                if jobs == 1:
                    results.put(document.identifier, "k", encode(extraction))
                else:
                    results.put_all([(document.identifier, "k", pack(encode(extraction), brief_of(extraction)))])
            refresh(graph, results, tmp_path / "none.tsv", workers)
            results.close()
        ledgers.append(read_ledger(folder))
    assert ledgers[0] == ledgers[1]
    assert len(ledgers[0]) == FEW + 10
