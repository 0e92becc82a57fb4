"""What a reader does with the page, step by step, in a browser without network and by keyboard alone."""

from __future__ import annotations

import csv
import io
import json
import os
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from urllib.parse import parse_qs

import networkx as nx
import pytest
from explore_pages import SHOTS, axe_source, boxes_that_touch, browser, needs_chromium, opened  # noqa: F401
from graph_sample import extractions, memory_store
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse

from chanmai.decisions import fact_name, read_decisions
from graph.explore import Explorer, policy_of, to_page
from graph.search import open_search

pytestmark = [pytest.mark.browser, needs_chromium]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    file = tmp_path_factory.mktemp("explorer") / "page.html"
    file.write_text(to_page(memory_store()), "utf-8")
    return file


@pytest.fixture
def explorer(browser, path):  # noqa: F811
    with opened(browser, path) as page:
        yield page
        assert page.foreign == []
        assert page.complaints == []


def wait(page, condition: str) -> None:
    """Wait until a condition holds; the page's policy forbids Playwright's own way, which evaluates text."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def test_explore_every_label_of_the_first_view_can_be_read(explorer):
    labels = explorer.labels
    size = explorer.page.locator("#canvas").bounding_box()
    assert len(labels) == 26  # all of them
    assert boxes_that_touch(labels) == []
    for label in labels:
        assert label["text"].replace(" ", "") == label["name"].replace(" ", "")  # whole
        assert 0 <= label["left"] < label["right"] <= size["width"]
        assert 0 <= label["top"] < label["bottom"] <= size["height"]


def test_explore_the_time_slider_breaks_no_word_on_a_phone(browser, path):  # noqa: F811
    with opened(browser, path, viewport={"width": 390, "height": 800}) as explorer:
        high, wide = explorer.page.evaluate("(() => { const t = document.getElementById('time'); return [t.lastElementChild.getBoundingClientRect().height, t.scrollWidth <= t.clientWidth] })()")
        assert high < 30  # one line
        assert wide


def test_explore_story_by_keyboard(browser, path, tmp_path):  # noqa: F811
    with opened(browser, path) as explorer:
        explorer.find("hlxc")  # 恒力新材 by pinyin initials
        assert "云桥恒力新材料股份有限公司" in explorer.card
        assert "← 提供资金" in explorer.card  # who lent it money …
        assert "云桥银行青岚支行" in explorer.card
        assert "亩均贷" in explorer.card  # … under which programme
        while "提供资金" not in explorer.page.inner_text("#card h2"):  # walk its relations to the loan
            explorer.press("]")
        explorer.press("i")
        assert "云桥银行青岚支行通过亩均贷向恒力新材放款3000万元。" in explorer.page.inner_text(
            "blockquote .sentence >> xpath=../.."
        )
        assert explorer.page.inner_text("mark.object >> nth=0") == "恒力新材"
        assert "青岚区2023年工业经济观察" in explorer.card
        assert "字符" in explorer.card
        explorer.find("云桥银行青岚支行")
        explorer.press("s")  # path from the bank …
        explorer.find("北岸产业园")
        explorer.press("d")  # … to the park
        assert "2 步" in explorer.card
        assert "落户北岸产业园" in explorer.card  # the sentences along it
        hash_before = explorer.ask("location.hash")
        address = explorer.share()
        assert address.startswith(path.as_uri() + "#v1.")
        assert hash_before.startswith("#v1.")
        drawn = explorer.ask("[...explorer.state.drawn].sort((a, b) => a[0] - b[0])")
        camera = explorer.ask("explorer.canvas.camera")
    with opened(browser, path, "#" + address.split("#")[1]) as again:
        assert "云桥银行青岚支行 → 北岸产业园" in again.card
        assert again.ask("[...explorer.state.drawn].sort((a, b) => a[0] - b[0])") == drawn
        assert again.ask("explorer.canvas.camera") == pytest.approx(camera, abs=0.2)
        again.page.reload()
        again.page.wait_for_selector("html[data-ready=true]")
        assert "云桥银行青岚支行 → 北岸产业园" in again.card
        again.find("青岚投资大会")
        again.press("s")
        again.find("工业和信息化部")
        again.page.click("[data-facet=kind] input[data-focus='kind Company']")
        again.page.evaluate("explorer.select({type: 'path', from: explorer.state.start, to: explorer.selectedThing})")
        assert "没有连接两者的路径" in again.card


def test_explore_edges_open_their_sentence_by_mouse(explorer):
    explorer.find("亩均贷")
    link = explorer.ask(
        "[...explorer.shown.links].find(id => explorer.linkText(id) === '亩均贷 提供资金 云桥恒力新材料股份有限公司')"
    )
    explorer.press("Escape")
    at, box = explorer.ask(f"explorer.canvas.middle({link})"), explorer.page.locator("#canvas").bounding_box()
    explorer.page.mouse.click(at["x"] + box["x"], at["y"] + box["y"])
    assert "放款3000万元" in explorer.card


def test_explore_card_has_numbers_with_their_sentences(explorer):
    explorer.find("青岚区")
    assert "规上工业产值" in explorer.card
    assert explorer.page.locator("#card svg.spark").count() >= 1  # two years of it
    assert "812.5亿元" in explorer.card
    explorer.page.click("#card .numbers button >> nth=0")
    assert explorer.page.locator("#card .numbers blockquote mark").count() == 1


def test_explore_planned_relations_look_planned(explorer):
    dashes = explorer.ask(
        "explorer.canvas.edges.get().map(edge => [explorer.model.links[edge.id].status, Array.isArray(edge.dashes)])"
    )
    assert ["Planned", True] in dashes
    assert ["Achieved", True] not in dashes


def test_explore_facets_filter_drawing_table_and_counts_alike(explorer):
    page = explorer.page
    page.click("[data-focus='status Planned']")
    shown = explorer.ask("[explorer.shown.things.size, explorer.shown.links.size]")
    assert shown == [3, 2]
    assert explorer.ask("explorer.canvas.nodes.length") == 3
    page.click("[data-focus=table]")
    assert page.locator("#table tbody tr").count() == 3
    page.keyboard.press("ArrowRight")
    assert page.locator("#table tbody tr").count() == 2
    assert "计划" in page.inner_text("#table tbody")
    page.click("[data-focus=clear]")
    assert explorer.ask("explorer.shown.things.size") == 26


def test_explore_time_slider(explorer):
    explorer.page.focus("#time [data-focus=to]")
    before = explorer.ask("explorer.shown.links.size")
    explorer.press("ArrowLeft")
    assert explorer.ask("explorer.shown.links.size") < before
    assert "2023" in explorer.page.inner_text("#time output")
    assert explorer.ask("document.activeElement.dataset.focus") == "to"  # the handle keeps the focus


def test_explore_expand_collapse_hide_pin_back_forward(browser, tmp_path):  # noqa: F811
    file = tmp_path / "focus.html"
    file.write_text(to_page(memory_store(), focus="林知远"), "utf-8")
    with opened(browser, file) as explorer:
        count = "explorer.shown.things.size"
        assert explorer.ask(count) == 2
        explorer.find("恒力新材")
        explorer.press("e")
        grown = explorer.ask(count)
        assert grown > 10
        assert boxes_that_touch(explorer.labels) == []
        explorer.press("b")
        assert explorer.ask(count) == 2
        explorer.press("v")
        assert explorer.ask(count) == grown
        explorer.press("c")
        assert explorer.ask(count) < grown
        explorer.press("b")
        explorer.press("h")
        assert explorer.ask(count) == grown - 1
        explorer.press("u")
        assert explorer.ask(count) == grown
        explorer.find("林知远")
        explorer.press("p")
        assert explorer.ask("explorer.state.pinned.size") == 1


def test_explore_common_neighbours(explorer):
    explorer.find("云桥银行青岚支行")
    explorer.press("s")
    explorer.find("亩均贷")
    explorer.press("n")
    assert "共同邻居 1 个" in explorer.card
    assert "云桥恒力新材料股份有限公司" in explorer.card


def test_explore_arrow_keys_walk_the_graph(explorer):
    explorer.page.focus("#canvas")
    explorer.press("ArrowRight")
    first = explorer.ask("explorer.state.selected.id")
    names = set()
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        explorer.press(key)
        names.add(explorer.ask("explorer.state.selected.id"))
    assert len(names | {first}) > 1
    assert explorer.ask("document.getElementById('live').textContent")
    explorer.press("Enter")
    assert explorer.ask("document.activeElement.tagName") == "H2"


def test_explore_every_key_is_listed_and_works_without_fault(explorer):
    explorer.find("恒力新材")
    explorer.press("?")
    assert (
        explorer.page.locator("#help dt").count() == explorer.ask("document.querySelectorAll('#help dt').length") >= 31
    )
    explorer.press("Escape")
    for key in "glt[]ecupsdnf+-bvarrxozzoiat":
        explorer.page.focus("#canvas")
        explorer.press(key)
        explorer.press("Escape") if key == "x" else None
    explorer.find("恒力新材")
    explorer.press("?")
    explorer.page.click("#help input")  # single keys can be turned off (WCAG 2.1.4)
    explorer.press("Escape")
    explorer.page.focus("#canvas")
    explorer.press("t")
    assert explorer.page.locator("#table").is_hidden()


def test_explore_typing_is_not_a_shortcut(explorer):
    explorer.press("/")
    explorer.page.keyboard.type("thz")
    assert explorer.page.input_value("#search") == "thz"
    assert explorer.page.locator("#table").is_hidden()


def test_explore_language_and_theme(explorer):
    explorer.press("z")
    assert explorer.page.inner_text("#filters h2") == "Filters"
    assert explorer.ask("document.documentElement.lang") == "en"
    assert explorer.page.title() == "chanmai · graph explorer"
    text = (
        explorer.page.inner_text("#tools")
        + explorer.page.inner_text("#status")
        + explorer.page.inner_text("#filters summary >> nth=0")
    )
    assert not any("\u4e00" <= character <= "\u9fff" for character in text.replace("中文", ""))
    background = "getComputedStyle(document.body).backgroundColor"
    light = explorer.ask(background)
    explorer.press("o")
    assert explorer.ask(background) != light


def download(explorer, what: str) -> bytes:
    explorer.page.focus("#canvas")
    explorer.press("x")
    with explorer.page.expect_download() as waiting:
        explorer.page.click(f"[data-focus='export {what}']")
    return Path(waiting.value.path()).read_bytes()


def test_explore_exports_are_what_is_drawn(explorer):
    links = explorer.ask("explorer.shown.links.size")
    assert download(explorer, "png").startswith(b"\x89PNG")
    rows = list(csv.DictReader(io.StringIO(download(explorer, "csv").decode("utf-8-sig"))))
    assert len({(row["subject"], row["predicate"], row["object"]) for row in rows}) == links
    assert any("放款3000万元" in row["sentence"] for row in rows)
    turtle = Store()
    turtle.extend(parse(download(explorer, "turtle"), format=RdfFormat.TURTLE))
    plain = {
        quad.triple for quad in memory_store() if quad.predicate.value.startswith("https://w3id.org/chanmai/ontology#")
    }
    own = {quad.triple for quad in turtle}
    assert {triple for triple in own if "/ontology#" in triple.predicate.value} <= plain
    network = nx.parse_graphml(download(explorer, "graphml").decode(), force_multigraph=True)
    assert (network.number_of_nodes(), network.number_of_edges()) == (26, links)
    answer = memory_store().query(download(explorer, "sparql").decode(), use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    assert len(list(answer)) == len(rows)


def test_explore_review_decisions_can_be_saved(explorer, tmp_path):
    explorer.find("亩均贷")
    explorer.press("]")
    explorer.page.click("#card [data-focus^=reject]")
    assert explorer.page.get_attribute("#card [data-focus^=reject]", "aria-pressed") == "true"
    explorer.find("恒力新材")
    explorer.press("s")
    explorer.find("白沙恒力科技有限公司")
    explorer.page.click("#card [data-focus=different]")
    file = tmp_path / "decisions.tsv"
    file.write_bytes(download(explorer, "decisions"))
    decided = read_decisions(file)  # chanmai build takes them as they are
    assert decided.conflicts == ()
    different, reject = decided.lines
    assert (different.verb, different.what, different.other) == ("different", "Company/hengli", "Company/sub")
    assert reject.verb == "reject"
    assert reject.what in {
        fact_name(item.document.identifier, claim) for item in extractions() for claim in item.statements
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_explore_axe_finds_nothing_serious(theme, browser, path):  # noqa: F811
    axe = axe_source()
    with opened(browser, path, color_scheme=theme) as explorer:

        def violations(where: str) -> list[str]:
            found = explorer.page.evaluate(axe + "; axe.run(document)")["violations"]
            return [
                f"{where}: {one['id']} {one['nodes'][0]['target']}"
                for one in found
                if one["impact"] in ("serious", "critical")
            ]

        seen = violations("first view")
        explorer.page.fill("#search", "公司")
        seen += violations("search")
        explorer.find("恒力新材")
        seen += violations("card")
        explorer.press("]")
        seen += violations("evidence")
        explorer.press("t")
        seen += violations("table")
        explorer.press("x")
        seen += violations("menu")
        explorer.press("Escape")
        explorer.find("亩均贷")
        explorer.press("s")
        explorer.find("北岸产业园")
        explorer.press("d")
        seen += violations("path")
        explorer.press("?")
        seen += violations("help")
        assert seen == []


def test_explore_notebook_frame_draws_offline(browser, tmp_path):  # noqa: F811
    file = tmp_path / "notebook.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><body>{Explorer(memory_store())._repr_html_()}", "utf-8")
    context = browser.new_context(viewport={"width": 1200, "height": 760})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready=true]").wait_for(timeout=60_000)
    frame.locator("#search").fill("恒力")
    frame.locator("#search").press("Enter")
    assert "云桥恒力新材料股份有限公司" in frame.locator("#card").inner_text()
    frame.locator("[data-focus=back]").click()
    assert "点一个实体" in frame.locator("#card").inner_text()
    assert [url for url in asked if not url.startswith(("about:", "data:")) and url != file.as_uri()] == []
    context.close()


def test_explore_empty_store_says_so(browser, tmp_path):  # noqa: F811
    file = tmp_path / "empty.html"
    file.write_text(to_page(Store()), "utf-8")
    with opened(browser, file) as explorer:
        assert "没有可画的内容" in explorer.page.inner_text("#status")
        for key in "flt+-ecxaz?":
            explorer.press(key)
        assert explorer.complaints == []


@contextmanager
def served(browser, store, html, index=None):  # noqa: F811
    """Yield a page of a server that answers SPARQL, and searches where it has an index; and what the page asked it."""
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []

    def answer(route) -> None:
        path, _, query = route.request.url.split("/", 3)[3].partition("?")
        asked.append(path)
        if asked[-1] == "sparql":
            query = parse_qs(route.request.post_data)["query"][0]
            found = store.query(query, use_default_graph_as_union=True).serialize(format=QueryResultsFormat.JSON)
            route.fulfill(body=found, content_type="application/sparql-results+json")
        elif index and path == "search":
            hits = index.find_entities(parse_qs(query)["q"][0], limit=30)
            route.fulfill(json={"entities": [asdict(hit) for hit in hits]})
        else:
            route.fulfill(
                body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy_of(html)}
            )

    page.route("http://explorer.test/**", answer)
    page.goto("http://explorer.test/explore")
    page.wait_for_selector("html[data-ready=true]")
    yield page, asked
    context.close()


def test_explore_served_page_loads_neighbours_from_its_server(browser):  # noqa: F811
    store = memory_store()
    with served(browser, store, to_page(store, endpoint="/sparql")) as (page, asked):
        page.fill("#search", "恒力新材")
        page.keyboard.press("Enter")
        links = page.evaluate("explorer.model.links.length")
        page.click("[data-focus=fetch]")
        wait(page, "document.getElementById('live').textContent.includes('已载入')")
        assert page.evaluate("explorer.model.links.length") == links  # all of it was there: nothing doubled
        assert set(asked) == {"explore", "sparql"}


@pytest.mark.parametrize("indexed", [False, True], ids=["sparql", "index"])
def test_explore_served_page_finds_what_it_does_not_hold(browser, tmp_path, indexed):  # noqa: F811
    store = memory_store()
    index = open_search(tmp_path, store, "1") if indexed else None
    with served(browser, store, to_page(store, most=6, endpoint="/sparql"), index) as (page, asked):
        assert "另有 20 个次要实体未在本页" in page.inner_text("#status")
        page.focus("#search")
        page.keyboard.insert_text("青岚港")
        wait(page, "document.querySelectorAll('#results [role=option]').length > 0")
        page.keyboard.press("Enter")
        wait(page, "document.getElementById('live').textContent.includes('已载入')")
        assert "青岚微耕机械有限公司" in page.inner_text("#card")
        page.evaluate("explorer.select({type: 'link', id: explorer.model.links.at(-1).id})")
        assert page.locator("#card blockquote").count() >= 1
        assert asked.count("sparql") == (1 if indexed else 2)  # what is around it
        assert "search" in asked


STATES = {
    "first": [],
    "card": ["恒力新材"],
    "path": ["云桥银行青岚支行", "s", "北岸产业园", "d"],
    "table": ["青岚区", "t"],
    "help": ["?"],
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_explore_screenshots_of_each_state(theme, language, browser, path, tmp_path, request):  # noqa: F811
    """Each state can be photographed without two names touching; `EXPLORER_SHOTS=1` keeps them in docs/images."""
    folder = SHOTS if os.environ.get("EXPLORER_SHOTS") else tmp_path
    for name, steps in STATES.items():
        with opened(browser, path, color_scheme=theme) as explorer:
            if language == "en":
                explorer.press("z")
            for step in steps:
                explorer.press(step) if len(step) == 1 else explorer.find(step)
            assert boxes_that_touch(explorer.labels) == []
            explorer.shot(f"{name}-{language}-{theme}", folder)
            assert json.dumps(explorer.complaints) == "[]"
