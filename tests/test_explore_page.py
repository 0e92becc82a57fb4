"""The explorer's page as text: what is in it, the same bytes each time, and its errors."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from graph_sample import IRIS, NODES, all_quads, extractions, memory_store
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.explore import Explorer, policy_of, to_page, to_pyvis, write_page
from graph.explore.choose import choose_first, find_focus
from graph.explore.data import read_picture
from graph.explore.page import bundle
from graph.explore.shorten import read_shortened, shorten
from graph.quads import concept_quads, document_quads, entity_quads
from graph.store import open_writer
from ontology.errors import ChanmaiError, StoreError, UnknownNameError
from ontology.facts import Kind, Property

QUERIES = Path(__file__).parents[1] / "graph" / "explore" / "queries"


def block(page: str, name: str) -> dict:
    return json.loads(re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page)[1])


def test_explore_same_store_same_bytes():
    backwards = Store()
    backwards.extend(reversed(all_quads()))
    assert to_page(memory_store()) == to_page(backwards)


def test_explore_same_bytes_whatever_the_hash_seed(tmp_path):
    script = (
        "import sys, hashlib; sys.path.insert(0, 'tests'); from graph_sample import memory_store; "
        "from graph.explore import to_page; print(hashlib.sha256(to_page(memory_store()).encode()).hexdigest())"
    )
    root = Path(__file__).resolve().parents[1]
    digests = {
        subprocess.run(
            [sys.executable, "-c", script], cwd=root, env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(digests) == 1


def test_explore_folder_and_memory_give_the_same_page(tmp_path):
    folder = tmp_path / "store"
    with open_writer(folder, create=True) as graph:
        graph.replace_entities([*entity_quads(NODES), *concept_quads(extractions())])
        for extraction in extractions():
            graph.replace_document(extraction.document.identifier, document_quads(extraction, IRIS))
    assert to_page(folder) == to_page(memory_store())


def test_explore_page_holds_the_picture():
    page = to_page(memory_store())
    graph, evidence = block(page, "graph"), block(page, "evidence")
    assert len(graph["things"]) == len(IRIS)
    assert sum(count for *_, count in graph["links"]) == len(graph["claims"]) == len(evidence["claims"])
    texts = [text for _, _, text in evidence["paragraphs"]]
    assert len(texts) == len(set(texts))  # each paragraph once


def test_explore_every_sentence_lies_in_its_paragraph():
    picture = read_picture(memory_store())
    assert picture.sentences
    for sentence in picture.sentences:
        begin = sentence.begin - sentence.paragraph_begin
        assert 0 <= begin <= sentence.end - sentence.paragraph_begin <= len(sentence.paragraph)
    for link in picture.links:
        for claim in link.claims:
            assert claim.sentence in {sentence.iri for sentence in picture.sentences}
            assert claim.subject_span >= (0, 0)


def test_explore_planned_relations_are_there_and_dashed():
    network = to_pyvis(memory_store())
    dashed = {edge["predicate"] for edge in network.edges if edge["dashes"]}
    assert dashed == {"locatedIn"}  # hengli investsIn project is planned in one report, under way in another
    assert not any(edge["dashes"] for edge in network.edges if edge["predicate"] == "investsIn")


def test_explore_observations_are_no_nodes():
    page = block(to_page(memory_store()), "graph")
    assert {page["kinds"][row[1]][0] for row in page["things"]}.isdisjoint({"Observation", "Document"})
    assert page["numbers"] == 14


def test_explore_empty_store():
    page = block(to_page(Store()), "graph")
    assert (page["things"], page["links"], page["view"]["nodes"]) == ([], [], [])
    assert to_pyvis(Store()).nodes == []


def test_explore_store_from_elsewhere_without_evidence():
    store = Store()
    for name, kind in (("甲", "Company"), ("乙", "Region")):
        node = NamedNode(f"urn:{name}")
        store.add(
            Quad(
                node,
                NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
                NamedNode(f"https://w3id.org/chanmai/ontology#{kind}"),
            )
        )
        store.add(Quad(node, NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"), Literal(name)))
    store.add(Quad(NamedNode("urn:甲"), NamedNode("https://w3id.org/chanmai/ontology#locatedIn"), NamedNode("urn:乙")))
    assert block(to_page(store), "graph")["links"] == [[1, 0, 0, 0]] or block(to_page(store), "graph")["links"] == [
        [0, 0, 1, 0]
    ]


@pytest.mark.parametrize(
    "name",
    ["云桥恒力新材料股份有限公司", "恒力新材", IRIS["hengli"], IRIS["hengli"].replace("hengli", "old"), "恒力新"],
)
def test_explore_focus_by_any_name(name):
    assert find_focus(read_picture(memory_store()), name) == IRIS["hengli"]


def test_explore_unknown_focus_offers_names():
    with pytest.raises(UnknownNameError) as error:
        to_page(memory_store(), focus="恒利新材料公司")
    assert "云桥恒力新材料股份有限公司" in str(error.value)


def test_explore_depth_widens_the_focus():
    picture = read_picture(memory_store())
    sizes = [len(choose_first(picture, focus="恒力新材", depth=depth)) for depth in (0, 1, 2)]
    assert sizes[0] == 1
    assert sizes[0] < sizes[1] < sizes[2]


def test_explore_first_view_is_limited_and_joined():
    picture = read_picture(memory_store())
    first = choose_first(picture, limit=10)
    assert len(first) <= 10
    ends = {
        end
        for link in picture.links
        if {link.subject, link.object} <= set(first)
        for end in (link.subject, link.object)
    }
    assert ends == set(first)


def test_explore_large_pictures_are_cut_and_say_so(monkeypatch):
    monkeypatch.setattr("graph.explore.page.MOST", 9)
    page = to_page(memory_store(), focus="林知远")
    graph = block(page, "graph")
    assert len(graph["things"]) == 9
    assert graph["leftOut"] == len(IRIS) - 9
    assert "林知远" in {row[2] for row in graph["things"]}
    assert shorten(read_picture(memory_store()), 100) == read_picture(memory_store())


@pytest.mark.parametrize("most", [0, 1, 5, 9, 100])
@pytest.mark.parametrize("focus", ["", "林知远"])
def test_explore_what_is_read_of_the_most_important_things_is_what_the_whole_picture_holds_of_them(most, focus):
    store = memory_store()
    whole = read_picture(store)
    start = find_focus(whole, focus) if focus else ""
    expected = shorten(whole, most, keep=start)
    picture, found, left_out = read_shortened(store, most, focus=focus)
    assert (found, left_out) == (start, len(whole.things) - len(expected.things))
    assert picture == expected


def test_explore_queries_name_every_class_and_property():
    kinds, links = ((QUERIES / f"{name}.rq").read_text("utf-8") for name in ("kinds", "links"))
    assert {f"cm:{kind}" for kind in Kind} == set(re.findall(r"cm:\w+", kinds))
    assert {f"cm:{name}" for name in Property} == set(re.findall(r"cm:\w+", links))


def test_explore_write_page_is_whole_or_absent(tmp_path):
    path = tmp_path / "图.html"
    write_page(memory_store(), path)
    assert path.read_text("utf-8") == to_page(memory_store())
    with pytest.raises(ChanmaiError, match="choose another"):
        write_page(memory_store(), tmp_path / "missing" / "a.html")
    assert [item.name for item in tmp_path.iterdir()] == ["图.html"]


def test_explore_no_store_is_a_store_error(tmp_path):
    with pytest.raises(StoreError):
        to_page(tmp_path / "none")


def test_explore_endpoint_page_may_ask_its_own_server_only():
    page = to_page(memory_store(), endpoint="/sparql")
    assert "; connect-src 'self'; " in policy_of(page)
    assert "connect-src" not in policy_of(to_page(memory_store()))
    assert policy_of("no page of ours") == "default-src 'none'"
    assert block(page, "graph")["endpoint"] == "/sparql"


def test_explore_notebook_frame_is_sandboxed():
    frame = Explorer(memory_store())._repr_html_()
    assert frame.startswith("<iframe ")
    assert 'sandbox="allow-scripts allow-downloads"' in frame
    assert frame.count("<") == 2  # the page is escaped within srcdoc


def test_explore_bundle_is_one_valid_script(tmp_path):
    text = bundle()
    assert "import " not in re.sub(r"//.*|\"[^\"]*\"", "", text).split("const mainModule")[0]
    if shutil.which("node"):
        (tmp_path / "bundle.mjs").write_text(text, "utf-8")
        subprocess.run(["node", "--check", str(tmp_path / "bundle.mjs")], check=True, capture_output=True)


def test_explore_modules_pass_their_own_tests():
    if shutil.which("node") is None:
        pytest.skip("node is not installed: the page's modules are tested by node --test tests/js/*.test.js")
    root = Path(__file__).resolve().parents[1]
    files = sorted(str(file.relative_to(root)) for file in (root / "tests" / "js").glob("*.test.js"))
    done = subprocess.run(
        ["node", "--test", *files], cwd=root, capture_output=True, text=True, check=False, timeout=120
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    assert int(re.search(r"^# pass (\d+)", done.stdout, re.MULTILINE)[1]) >= 60


def test_explore_every_key_of_the_page_is_documented():
    if shutil.which("node") is None:
        pytest.skip("node is not installed: it reads the page's table of keys")
    root = Path(__file__).resolve().parents[1]
    script = 'import {KEYS, CANVAS_KEYS} from "./graph/explore/assets/keys.js"; console.log(JSON.stringify([...KEYS.map((row) => [row[1], row[3], row[4]]), ...CANVAS_KEYS]))'
    rows = json.loads(
        subprocess.run(
            ["node", "--input-type=module", "-e", script], cwd=root, capture_output=True, text=True, check=True
        ).stdout
    )
    text = (root / "docs" / "explorer.md").read_text("utf-8")
    for key, zh, en in rows:
        assert f"| `{key}` | {zh} | {en} |" in text
