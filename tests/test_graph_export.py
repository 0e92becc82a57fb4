"""Files out and back in: every form, the same bytes each time, nothing half-written."""

from __future__ import annotations

import csv
import io
import random
import zipfile

import networkx as nx
import openpyxl
import pytest
from graph_sample import GRAPHS, IRIS, all_quads, extractions, memory_store
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store
from rdflib import Dataset, Graph

from graph import export as export_module
from graph.export import FORMS, export, load, write_export
from graph.ledger import graph_hash
from graph.quads import document_quads
from graph.store import open_reader, open_writer
from ontology.errors import StoreError, UnknownNameError


def written(store, form):
    file = io.BytesIO()
    write_export(store, file, form)
    return file.getvalue()


def shuffled():
    quads = all_quads()
    random.Random(7).shuffle(quads)
    store = Store()
    for quad in quads:
        store.add(quad)
    return store


@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_form_is_the_same_bytes_for_the_same_graph(form):
    assert written(memory_store(), form) == written(shuffled(), form) != b""


@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_form_takes_an_empty_store(form):
    written(Store(), form)


def test_nquads_are_sorted_lines():
    lines = written(memory_store(), "nq").splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) == len(set(all_quads()))


def test_nquads_sorted_in_runs_on_disk_are_the_same(monkeypatch):
    whole = written(memory_store(), "nq"), written(memory_store(), "nt")
    monkeypatch.setattr(export_module, "_RUN", 97)
    assert (written(memory_store(), "nq"), written(memory_store(), "nt")) == whole


@pytest.mark.parametrize("form", ["nq", "trig", "jsonld"])
def test_forms_with_graphs_read_back_whole(form):
    back = Store()
    back.bulk_load(written(memory_store(), form), format=RdfFormat.from_extension(form))
    assert graph_hash(back) == graph_hash(all_quads())


@pytest.mark.parametrize(("form", "parser"), [("ttl", "turtle"), ("nt", "nt")])
def test_triples_read_back_in_rdflib(form, parser):
    graph = Graph().parse(data=written(memory_store(), form), format=parser)
    assert len(graph) == len({quad.triple for quad in all_quads()})


def test_trig_reads_in_rdflib_with_its_graphs():
    dataset = Dataset()
    dataset.parse(data=written(memory_store(), "trig"), format="trig")
    assert {str(graph.identifier) for graph in dataset.graphs()} >= {graph.value for graph in GRAPHS.values()}


def test_turtle_has_our_prefixes():
    assert b"@prefix cm: <https://w3id.org/chanmai/ontology#>" in written(memory_store(), "ttl")


def test_csv_of_statements_opens_in_chinese():
    data = written(memory_store(), "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == 37
    assert {row["status"] for row in rows} == {"Achieved", "Planned", "Underway"}
    assert all(row["object"] in row["sentence"] or row["object"].startswith("云桥恒力") for row in rows)


def test_zip_holds_five_tables():
    with zipfile.ZipFile(io.BytesIO(written(memory_store(), "csv.zip"))) as archive:
        counts = {
            name: len(list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))) - 1
            for name in archive.namelist()
        }
    assert counts == {
        "documents.csv": 3,
        "entities.csv": 26,
        "statements.csv": 37,
        "observations.csv": 14,
        "mentions.csv": 74,
    }


def test_workbook_holds_typed_cells_and_no_formula():
    store = memory_store()
    store.add(
        Quad(
            NamedNode(IRIS["lin"]),
            NamedNode("http://www.w3.org/2004/02/skos/core#altLabel"),
            Literal("=1+1", language="zh"),
            GRAPHS["qinglan-2023"],
        )
    )
    book = openpyxl.load_workbook(io.BytesIO(written(store, "xlsx")))
    assert book.sheetnames == ["documents", "entities", "statements", "observations", "mentions"]
    rows = list(book["observations"].iter_rows(values_only=True))
    value = rows[0].index("value")
    assert {type(row[value]) for row in rows[1:]} <= {int, float}
    aliases = [cell for row in book["entities"].iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in aliases] == ["s"]


@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_network_forms_read_back_unchanged(form, read):
    from graph.network import to_network

    network = to_network(memory_store())
    back = read(io.BytesIO(written(memory_store(), form)))
    assert set(back.nodes) == set(network.nodes)
    assert back.number_of_edges() == network.number_of_edges() == 37
    for node, data in network.nodes(data=True):
        assert data.items() <= back.nodes[node].items()
    assert sorted(data["sentence"] for *_, data in back.edges(data=True)) == sorted(
        data["sentence"] for *_, data in network.edges(data=True)
    )


def test_export_goes_by_the_ending(tmp_path):
    for name in ("a.nq", "a.csv.zip", "A.TRIG"):
        export(memory_store(), str(tmp_path / name))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["A.TRIG", "a.csv.zip", "a.nq"]


def test_unknown_ending_lists_the_known(tmp_path):
    with pytest.raises(UnknownNameError, match=r"csv\.zip, gexf, graphml"):
        export(memory_store(), str(tmp_path / "a.doc"))


def test_export_to_standard_output(capfdbinary):
    export(memory_store(), "-")
    assert capfdbinary.readouterr().out == written(memory_store(), "nq")


def test_failed_export_leaves_the_old_file_and_no_part(tmp_path, monkeypatch):
    target = tmp_path / "a.nq"
    target.write_text("old")

    def fail(store, file):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(export_module.FORMS, "nq", fail)
    with pytest.raises(StoreError, match="No space left"):
        export(memory_store(), str(target))
    assert [path.name for path in tmp_path.iterdir()] == ["a.nq"]
    assert target.read_text() == "old"


@pytest.mark.parametrize("name", ["kg.nq", "kg.trig"])
def test_export_and_load_give_the_same_store(tmp_path, name):
    export(memory_store(), str(tmp_path / name))
    with open_writer(tmp_path / "S", create=True) as target:
        assert load(target, tmp_path / name) == 4
        assert load(target, tmp_path / name) == 0
        assert [row.identifier for row in target.documents()] == sorted(GRAPHS)
    with open_reader(tmp_path / "S") as store:
        export(store, str(tmp_path / "again.nq"))
    assert (tmp_path / "again.nq").read_bytes() == written(memory_store(), "nq")


def test_loading_parts_of_one_graph_gives_their_union(tmp_path):
    lines = written(memory_store(), "nq").splitlines(keepends=True)
    for part in (0, 1):
        (tmp_path / f"part-{part}.nq").write_bytes(b"".join(lines[part::2]))
    with open_writer(tmp_path / "S", create=True) as target:
        load(target, tmp_path / "part-0.nq", tmp_path / "part-1.nq")
        assert graph_hash(target.store) == graph_hash(all_quads())


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.nq", "<x:a> <x:b> .", "cannot be read"),
        ("a.nq", "<x:a> <x:b> <x:c> .", "outside of any graph"),
        ("a.nq", "<x:a> <x:b> <x:c> <x:g> .", "neither a document's graph"),
        ("a.ttl", "", r"only \.nq and \.trig"),
        ("missing.nq", None, "cannot be read"),
    ],
)
def test_what_cannot_be_loaded_is_refused_and_changes_nothing(tmp_path, name, text, message):
    if text is not None:
        (tmp_path / name).write_text(text)
    with open_writer(tmp_path / "S", create=True) as target:
        with pytest.raises(StoreError, match=message):
            load(target, tmp_path / name)
        assert len(target.store) == 0


@given(st.text(max_size=40).filter(lambda text: not any(0xD800 <= ord(c) < 0xE000 for c in text)))
def test_any_text_survives_nquads_and_trig(text):
    store = Store()
    store.add(Quad(NamedNode("x:a"), NamedNode("x:b"), Literal(text), GRAPHS["qinglan-2023"]))
    for form in ("nq", "trig"):
        back = Store()
        back.load(written(store, form), format=RdfFormat.from_extension(form))
        assert set(back) == set(store)


def test_sample_documents_are_those_of_the_extractions():
    assert sorted(GRAPHS) == sorted(item.document.identifier for item in extractions())
    assert all(len(list(document_quads(item, IRIS))) > 100 for item in extractions())
