"""The cache of results under other code, under readers, and where nothing may be written."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from small_build import chanmai, export, write_reports

from chanmai.results import Results


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    base = tmp_path_factory.mktemp("built")
    done = chanmai("build", write_reports(base / "reports"), "--store", base / "S")
    assert done.returncode == 0, done.stderr
    return base


@pytest.fixture
def store(built, tmp_path):
    shutil.copytree(built / "S", tmp_path / "S")
    shutil.copytree(built / "reports", tmp_path / "reports")
    return tmp_path / "S"


def of_another_program(store: Path) -> None:
    """Make the cache look as if other code had written it."""
    with sqlite3.connect(store / "results.sqlite") as db:
        assert db.execute("UPDATE done SET value = 'another' WHERE name = 'code'").rowcount == 1


def rows(store: Path, table: str) -> list[tuple]:
    with sqlite3.connect(store / "results.sqlite") as db:
        return sorted(db.execute(f"SELECT * FROM {table}"))


def test_a_reader_with_other_code_passes_briefs_over_and_leaves_them(store):
    mine = Results(store / "results.sqlite", read_only=True)
    expected = list(mine.records())
    mine.close()
    of_another_program(store)
    with sqlite3.connect(store / "results.sqlite") as db:
        db.execute("UPDATE brief SET body = X'00'")  # another program's form
    before = rows(store, "brief"), rows(store, "done")
    theirs = Results(store / "results.sqlite", read_only=True)
    assert list(theirs.records()) == expected
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        theirs.put("x", "x", b"")
    theirs.close()
    assert (rows(store, "brief"), rows(store, "done")) == before


def test_a_writer_with_other_code_makes_briefs_anew_and_loses_nothing_else(store):
    expected, held, briefs = export(store), rows(store, "result"), rows(store, "brief")
    of_another_program(store)
    with sqlite3.connect(store / "results.sqlite") as db:
        db.execute("UPDATE brief SET body = X'00'")
    done = chanmai("build", store.parent / "reports", "--store", store)
    assert "unchanged 4" in done.stderr, done.stderr
    assert export(store) == expected
    assert rows(store, "result") == held
    assert rows(store, "brief") == briefs


def test_a_removal_that_was_cut_off_is_ended_by_a_newer_program(store):
    results = Results(store / "results.sqlite")
    results.begin_removal(["d1"])
    results.drop("d1")
    results.close()
    of_another_program(store)
    done = chanmai("remove", "d1", "--store", store)
    assert done.returncode == 0, done.stderr
    assert b"/doc/d1" not in export(store)
    assert Results(store / "results.sqlite", read_only=True).removing() == []
    assert chanmai("check", "--store", store).returncode == 0


def test_reading_makes_no_cache_where_there_is_none(store, tmp_path):
    assert chanmai("export", "--store", store, tmp_path / "all.nq").returncode == 0
    assert chanmai("load", tmp_path / "all.nq", "--store", tmp_path / "L").returncode == 0
    for command in (("info",), ("sample",), ("review",), ("show", "d1")):
        done = chanmai(*command, "--store", tmp_path / "L")
        assert "Traceback" not in done.stderr, done.stderr
        assert not (tmp_path / "L" / "results.sqlite").exists(), command


def test_a_cache_that_a_kill_left_without_tables_is_an_empty_one(tmp_path):
    (tmp_path / "results.sqlite").touch()
    opened = Results(tmp_path / "results.sqlite", read_only=True)
    assert opened.keys() == {}
    opened.close()
    assert (tmp_path / "results.sqlite").read_bytes() == b""


def test_a_store_that_cannot_be_written_to_is_read(store):
    """As from a disc, or by somebody else's account."""
    if subprocess.run(["mount", "--bind", store, store], capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", store], check=True)
        for command in (("info",), ("show", "d1"), ("export", "-"), ("sample",), ("explain", "华岭0号材料有限公司"), ("cite", "d1"), ("query", "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1")):
            done = chanmai(*command, "--store", store)
            assert done.returncode == 0, (command, done.stderr)
        refused = chanmai("build", store.parent / "reports", "--store", store)
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
        assert "cannot be written to" in refused.stderr
    finally:
        subprocess.run(["umount", store], check=True)
