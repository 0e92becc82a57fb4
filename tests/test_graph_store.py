"""The folder on disk: transactions, the one writer, snapshots, and refusals in words."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from graph_sample import IRIS, NODES, extractions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from graph import store as store_module
from graph.iris import ENTITIES, document_iri, term
from graph.ledger import Ledger, LedgerRow, graph_hash
from graph.quads import document_lines, document_quads, entity_quads
from graph.store import is_store, open_reader, open_writer, read_ledger, write_graph
from ontology.errors import StoreBusyError, StoreError, UnknownNameError

ROOT = Path(__file__).parent.parent


def fill(path):
    with open_writer(path, create=True) as target:
        for extraction in extractions():
            document = extraction.document
            target.replace_document(document.identifier, document_quads(extraction, IRIS), sha256=document.sha256)
        target.replace_entities(entity_quads(NODES))
    return path


def quad(document, name):
    return Quad(NamedNode(f"https://example.org/{name}"), term("rdfs:label"), Literal(name), document_iri(document))


def test_reader_sees_what_the_writer_wrote(tmp_path):
    fill(tmp_path / "S")
    with open_reader(tmp_path / "S") as store:
        for row in read_ledger(tmp_path / "S"):
            held = store.quads_for_pattern(None, None, None, NamedNode(row.graph))
            assert graph_hash(held) == (row.quads, row.hash)


def test_ledger_lists_entities_first_then_documents(tmp_path):
    rows = read_ledger(fill(tmp_path / "S"))
    assert [row.identifier for row in rows] == ["", "baisha-2024", "qinglan-2023", "qinglan-2024"]
    assert rows[0].graph == ENTITIES.value


def test_replacing_by_the_same_changes_nothing(tmp_path):
    fill(tmp_path / "S")
    with open_writer(tmp_path / "S") as target:
        before = target.ledger.generation
        first = extractions()[0]
        assert not target.replace_document("qinglan-2023", document_quads(first, IRIS), sha256=first.document.sha256)
        assert target.ledger.generation == before


def test_replacing_leaves_exactly_the_new_quads(tmp_path):
    with open_writer(tmp_path / "S", create=True) as target:
        target.replace_document("a", [quad("a", "x"), quad("a", "y")])
        assert target.replace_document("a", [quad("a", "y"), quad("a", "z")])
        assert set(target.store) == {quad("a", "y"), quad("a", "z")}


def test_removing_takes_out_exactly_one_document(tmp_path):
    fill(tmp_path / "S")
    with open_writer(tmp_path / "S") as target:
        target.remove_document("qinglan-2023")
        assert [row.identifier for row in target.documents()] == ["baisha-2024", "qinglan-2024"]
        assert not list(target.store.quads_for_pattern(None, None, None, document_iri("qinglan-2023")))


def test_removing_an_unknown_document_lists_the_known(tmp_path):
    fill(tmp_path / "S")
    with open_writer(tmp_path / "S") as target, pytest.raises(UnknownNameError, match="baisha-2024, qinglan-2023"):
        target.remove_document("nowhere")


def test_quads_of_another_graph_are_refused(tmp_path):
    with open_writer(tmp_path / "S", create=True) as target:
        with pytest.raises(StoreError, match="another graph"):
            target.replace_document("a", [quad("b", "x")])
        assert len(target.store) == 0


def test_second_writer_is_told_who_holds_the_store(tmp_path):
    with open_writer(tmp_path / "S", create=True), pytest.raises(StoreBusyError, match=f"process {os.getpid()}"):
        with open_writer(tmp_path / "S"):
            pass


def test_second_writer_process_is_refused(tmp_path):
    code = "import sys; from pathlib import Path; from graph.store import open_writer\nwith open_writer(Path(sys.argv[1])): pass"
    with open_writer(tmp_path / "S", create=True):
        run = subprocess.run(
            [sys.executable, "-c", code, tmp_path / "S"], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert "StoreBusyError" in run.stderr


def test_reader_during_a_write_sees_the_last_snapshot(tmp_path):
    fill(tmp_path / "S")
    with open_reader(tmp_path / "S") as before:
        count = len(before)
    with open_writer(tmp_path / "S") as target:
        target.remove_document("qinglan-2023")
        with open_reader(tmp_path / "S") as store:  # while the writer is at work: waiting for it would never end
            assert len(store) == count
    with open_reader(tmp_path / "S") as store:
        assert len(store) < count


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "no such store; build one with"),
        (lambda path: path.write_text("x"), "is a file"),
        (lambda path: path.mkdir(), "not a chanmai store"),
        (
            lambda path: (path.mkdir(), (path / "chanmai.json").write_text('{"application": "other"}')),
            "not a chanmai store",
        ),
        (
            lambda path: (path.mkdir(), (path / "chanmai.json").write_text('{"application": "chanmai", "format": 99}')),
            "format 99",
        ),
    ],
    ids=["missing", "file", "empty", "other", "newer"],
)
def test_reading_what_is_no_store_says_so_and_makes_nothing(tmp_path, make, message):
    make(tmp_path / "S")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    with pytest.raises(StoreError, match=message), open_reader(tmp_path / "S"):
        pass
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_creating_refuses_a_folder_with_other_files(tmp_path):
    (tmp_path / "thesis.docx").write_text("x")
    with pytest.raises(StoreError, match="not empty"), open_writer(tmp_path, create=True):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_creating_under_a_file_is_refused(tmp_path):
    (tmp_path / "f").write_text("x")
    with pytest.raises(StoreError), open_writer(tmp_path / "f" / "S", create=True):
        pass


def test_leftovers_of_a_killed_bulk_load_are_removed(tmp_path):
    fill(tmp_path / "S")
    leftover = tmp_path / "S" / "quads" / "bulk-0123.sst"
    leftover.write_bytes(b"x")
    with open_writer(tmp_path / "S"):
        assert not leftover.exists()


def files_after(path, *, more=False):
    """Return how many files of quads a snapshot has whose quads came in several flushes, and with one quad more."""
    with open_writer(path, create=True) as target:
        for extraction in extractions():
            target.replace_document(extraction.document.identifier, document_quads(extraction, IRIS))
            target.flush()
    if more:
        with open_writer(path) as target:
            target.replace_document("a", [quad("a", "one")])
    (snapshot,) = sorted(entry for entry in (path / "snapshots").iterdir() if entry.is_dir())[-1:]
    return len([*snapshot.glob("*.sst")])


def test_files_are_put_in_order_where_much_changed(tmp_path, monkeypatch):
    ordered = files_after(tmp_path / "ordered")
    assert ordered < files_after(tmp_path / "more", more=True)
    monkeypatch.setattr(store_module, "_COMPACT_FROM", float("inf"))
    assert ordered < files_after(tmp_path / "loose")


def test_only_the_newest_snapshots_are_kept(tmp_path):
    with open_writer(tmp_path / "S", create=True) as target:
        for name in "abcde":
            target.replace_document("a", [quad("a", name)])
            target.publish()
    kept = sorted(entry.name for entry in (tmp_path / "S" / "snapshots").iterdir() if entry.name.isdigit())
    assert kept == ["4", "5"]


@pytest.mark.parametrize("committed", [True, False], ids=["after the commit", "before the commit"])
def test_an_interrupted_replacement_is_settled_by_what_the_store_holds(tmp_path, committed):
    with open_writer(tmp_path / "S", create=True) as target:
        target.replace_document("a", [quad("a", "old")], sha256="1")
        new = LedgerRow("a", "2", document_iri("a").value, *graph_hash([quad("a", "new")]))
        target.ledger.begin(new)
        if committed:
            target.store.remove(quad("a", "old"))
            target.store.add(quad("a", "new"))
    with open_writer(tmp_path / "S") as target:
        assert target.ledger.intents() == []
        assert target.ledger.row("a").sha256 == ("2" if committed else "1")


KILLED = """
import sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat
from graph.iris import document_iri, term
from graph.store import open_writer
with open_writer(Path(sys.argv[1]), create=True) as target:
    for number in range(10000):
        graph = document_iri(f"d{number % 7}")
        target.replace_document(f"d{number % 7}", [Quad(NamedNode(f"https://e.org/{i}"), term("rdfs:label"), Literal(str(number)), graph) for i in range(40)])
        print(number, flush=True)
"""


@pytest.mark.parametrize("delay", [0.02, 0.07, 0.15])
def test_kill_9_leaves_store_and_ledger_in_agreement(tmp_path, delay):
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, tmp_path / "S"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
        acknowledged = [int(line) for line in process.stdout.read().split()]
    with open_reader(tmp_path / "S") as store:
        rows = read_ledger(tmp_path / "S")
        for row in rows:
            assert graph_hash(store.quads_for_pattern(None, None, None, NamedNode(row.graph))) == (row.quads, row.hash)
        held = {int(found.object.value) for found in store}
    assert not acknowledged or max(held) >= max(acknowledged)


def written(*, turned=False):
    """Return the graphs of the sample's documents, ready to be loaded."""
    made = [write_graph(e.document.identifier, document_lines(e, IRIS), sha256=e.document.sha256) for e in extractions()]
    return made[::-1] if turned else made


@pytest.mark.parametrize("bulk_from", [1, 10**9], ids=["in bulk", "in a transaction"])
def test_documents_written_together_are_those_written_one_by_one(tmp_path, monkeypatch, bulk_from):
    monkeypatch.setattr(store_module, "_BULK_FROM", bulk_from)
    fill(tmp_path / "one by one")
    with open_writer(tmp_path / "together", create=True) as target:
        target.replace_document("qinglan-2024", [quad("qinglan-2024", "old")])  # one is there already, and changes
        groups = list(target.replace_documents(written(turned=True)))
        assert sorted(identifier for group in groups for identifier in group) == ["baisha-2024", "qinglan-2023", "qinglan-2024"]
        target.replace_entities(entity_quads(NODES))
        generation = target.ledger.generation
        assert [*target.replace_documents(written())] == [[one.identifier for one in written()]]
        assert target.ledger.generation == generation, "nothing was to be changed"
    assert read_ledger(tmp_path / "together") == read_ledger(tmp_path / "one by one")
    with open_reader(tmp_path / "together") as together, open_reader(tmp_path / "one by one") as one_by_one:
        assert sorted(map(str, together)) == sorted(map(str, one_by_one))


def test_documents_are_put_in_place_group_by_group(tmp_path, monkeypatch):
    monkeypatch.setattr(store_module, "_GROUP", 1)
    with open_writer(tmp_path / "S", create=True) as target:
        groups = target.replace_documents(written())
        assert next(groups) == [written()[0].identifier]
        assert [row.identifier for row in target.documents()] == [written()[0].identifier]


@pytest.mark.parametrize("there", ["nothing", "a part", "all"])
def test_what_a_killed_bulk_load_left_is_taken_out_or_kept_whole(tmp_path, there):
    first = written()[0]
    row = LedgerRow(first.identifier, first.sha256, document_iri(first.identifier).value, first.quads, first.hash)
    lines = first.text.splitlines(keepends=True)
    with open_writer(tmp_path / "S", create=True) as target:
        target.replace_document("a", [quad("a", "x")])
        target.ledger.begin(row)
        target.store.bulk_load(b"".join({"nothing": [], "a part": lines[::2], "all": lines}[there]), format=RdfFormat.N_QUADS)
    with open_writer(tmp_path / "S") as target:
        assert target.ledger.intents() == []
        assert [one.identifier for one in target.documents()] == (["a", first.identifier] if there == "all" else ["a"])
        assert sum(1 for _ in target.store) == 1 + (first.quads if there == "all" else 0)


KILLED_IN_BULK = """
import sys
from pathlib import Path
from graph import store
from graph.iris import document_iri
store._BULK_FROM, store._GROUP = 1, 400
def made():
    for number in range(100000):
        yield store.write_graph(f"d{number}", [f'<https://e.org/{i}> <https://e.org/p> "{number}" {document_iri(f"d{number}")}' for i in range(40)])
with store.open_writer(Path(sys.argv[1]), create=True) as target:
    for group in target.replace_documents(made()):
        print(group[-1], flush=True)
"""


@pytest.mark.parametrize("delay", [0.02, 0.1, 0.3])
def test_kill_9_in_a_bulk_load_leaves_store_and_ledger_in_agreement(tmp_path, delay):
    with subprocess.Popen([sys.executable, "-c", KILLED_IN_BULK, tmp_path / "S"], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
        acknowledged = process.stdout.read().split()
    with open_reader(tmp_path / "S") as store:
        rows = read_ledger(tmp_path / "S")
        assert set(acknowledged) <= {row.identifier for row in rows}
        assert {graph.value for graph in store.named_graphs()} == {row.graph for row in rows}
        for row in rows:
            assert graph_hash(store.quads_for_pattern(None, None, None, NamedNode(row.graph))) == (row.quads, row.hash)


class Refused:
    """A store whose disk refuses to sync the manifest in a bulk load: RocksDB deletes the files that the manifest names already."""

    def __init__(self, path):
        self._held, self._path = Store(str(path)), path

    def __getattr__(self, name):
        return getattr(self._held, name)

    def bulk_load(self, text, **form):
        there = {*self._path.glob("*.sst")}
        self._held.bulk_load(text, **form)
        for table in {*self._path.glob("*.sst")} - there:
            table.unlink()
        raise OSError(errno.EIO, "Input/output error")


def break_a_bulk_load(path, monkeypatch):
    """Leave a store of one document whose quads a bulk load broke."""
    monkeypatch.setattr(store_module, "_BULK_FROM", 3)
    with open_writer(path, create=True) as target:
        target.replace_document("a", [quad("a", "x")])
    target = store_module.GraphStore(path)
    del target.store
    target.store = Refused(path / "quads")
    with pytest.raises(OSError, match="Input/output"):
        list(target.replace_documents(written()))
    target.close()
    with pytest.raises(RuntimeError, match="No such file"):
        Store.read_only(str(path / "quads"))


def test_a_bulk_load_that_broke_the_files_leaves_what_was_committed(tmp_path, monkeypatch):
    break_a_bulk_load(tmp_path / "S", monkeypatch)
    with open_reader(tmp_path / "S") as store:
        assert list(store) == [quad("a", "x")]
    with open_writer(tmp_path / "S") as target:
        assert target.ledger.intents() == []
        assert [row.identifier for row in target.documents()] == ["a"]
        assert list(target.store) == [quad("a", "x")]
        assert not (tmp_path / "S" / "before").exists()
        list(target.replace_documents(written()))
        assert not (tmp_path / "S" / "before").exists()
    with open_writer(tmp_path / "whole", create=True) as target:
        target.replace_document("a", [quad("a", "x")])
        list(target.replace_documents(written()))
    assert read_ledger(tmp_path / "S") == read_ledger(tmp_path / "whole")
    with open_reader(tmp_path / "S") as one, open_reader(tmp_path / "whole") as other:
        assert sorted(map(str, one)) == sorted(map(str, other))


@pytest.mark.parametrize("cut", ["nowhere", "once the broken files are aside"])
def test_putting_the_files_back_is_ended_by_the_next_writer(tmp_path, monkeypatch, cut):
    path = tmp_path / "S"
    break_a_bulk_load(path, monkeypatch)
    if cut != "nowhere":
        (path / "quads").rename(path / "before" / "broken")
    with open_writer(path) as target:
        assert list(target.store) == [quad("a", "x")]


@pytest.mark.parametrize("why", ["something was committed since", "they are not whole"])
def test_files_from_before_a_bulk_load_are_not_put_back(tmp_path, monkeypatch, why):
    path = tmp_path / "S"
    break_a_bulk_load(path, monkeypatch)
    if why == "they are not whole":
        (path / "before" / "ready").unlink()
    else:
        with closing(Ledger(path / "ledger.sqlite")) as ledger:
            ledger.confirm(LedgerRow("b", "", document_iri("b").value, 1, "h"))
    with pytest.raises(StoreError, match="damaged or not readable"), open_writer(path):
        pass


def test_damage_is_told_in_our_words(tmp_path):
    fill(tmp_path / "S")
    for path in (tmp_path / "S" / "quads").glob("MANIFEST-*"):
        path.write_bytes(b"garbage")
    with pytest.raises(StoreError, match="damaged or not readable"), open_writer(tmp_path / "S"):
        pass


def test_is_store_reads_only_the_marker(tmp_path):
    assert not is_store(tmp_path)
    (tmp_path / "chanmai.json").write_text(json.dumps(["not", "a", "table"]))
    assert not is_store(tmp_path)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from("abc"), st.frozensets(st.text(max_size=5), max_size=6)), max_size=8))
def test_any_order_of_replacements_gives_the_last_of_each(tmp_path_factory, steps):
    path = tmp_path_factory.mktemp("store") / "S"
    with open_writer(path, create=True) as target:
        for document, names in steps:
            target.replace_document(
                document,
                [Quad(term("rdf:nil"), term("rdfs:label"), Literal(name), document_iri(document)) for name in names],
            )
        last = dict(steps)
        expected = {(document_iri(document), name) for document, names in last.items() for name in names}
        assert {(found.graph_name, found.object.value) for found in target.store} == expected
        assert {row.identifier: row.quads for row in target.documents()} == {
            key: len(names) for key, names in last.items()
        }


def test_ledger_digest_is_the_same_for_the_same_documents_in_any_order(tmp_path):
    digests = []
    for name, order in (("A", 1), ("B", -1)):
        with open_writer(tmp_path / name, create=True) as target:
            for extraction in extractions()[::order]:
                target.replace_document(extraction.document.identifier, document_quads(extraction, IRIS))
            digests.append(target.ledger.digest())
    assert digests[0] == digests[1]


def test_ledger_holds_identifiers_that_are_no_unicode(tmp_path):
    ledger = Ledger(tmp_path / "l.sqlite")
    ledger.confirm(LedgerRow("a\udc80", "", "g", 1, "h"))
    assert ledger.row("a\udc80").quads == 1
    ledger.close()
