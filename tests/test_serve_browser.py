"""The query page in a browser without network: run an example, follow a row to its sentence, share the link, reload."""

from __future__ import annotations

import pytest
from explore_pages import CHROMIUM, axe_source, needs_chromium
from serving import make_store, serving

pytestmark = [pytest.mark.browser, needs_chromium]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(make_store(tmp_path_factory.mktemp("browser") / "store"), workers=1) as served:
        yield served


@pytest.fixture(scope="module")
def context(server):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {server.host}", "--no-sandbox"],
        )
        opened = browser.new_context(base_url=server.url, viewport={"width": 1280, "height": 900})
        yield opened
        browser.close()


@pytest.fixture
def page(context, server):
    page = context.new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(60_000)
    yield page
    assert [url for url in asked if not url.startswith((server.url, "data:"))] == []
    assert [text for text in complaints if "status of 400" not in text] == []
    page.close()


def follow(page, press):
    """Press what leads to another page and wait until all of that page is there."""
    with page.expect_navigation(wait_until="load"):
        press()


def test_query_page_story(page):
    page.goto("/query")
    page.select_option("#examples select", "holders-of-title")
    follow(page, lambda: page.click("#examples button"))
    assert "北岸产业园" in page.inner_text("#rows")
    page.fill("#parameters input[name='param-title']", "白沙区优秀企业")
    follow(page, lambda: page.click("#parameters button"))
    row = page.locator("#rows tbody tr").first
    assert "云桥恒力新材料股份有限公司" in row.inner_text()
    shared = page.get_attribute("#permalink", "href")
    follow(page, row.locator("a.evidence").click)
    assert "".join(page.locator("mark.quoted").all_inner_texts()) == "云桥恒力新材料股份有限公司在白沙区设厂，获评白沙区优秀企业。"
    assert "#quoted" in page.url
    page.goto(shared)
    page.reload()
    assert "白沙区优秀企业" in page.input_value("#query")
    assert "白沙区" in page.inner_text("#rows")
    with page.expect_download() as waiting:
        page.click("a[download='answer.csv']")
    assert "云桥恒力新材料股份有限公司" in waiting.value.path().read_text("utf-8")


def test_query_page_editor_colours_completes_and_runs_by_keyboard(page):
    page.goto("/query")
    page.focus("#query")
    page.keyboard.type("SELECT ?n { ?e a 企业")
    page.keyboard.press("Control+Space")
    page.wait_for_selector("#offers [aria-selected=true]")
    assert page.inner_text("#offers [aria-selected=true]").startswith("企业")
    assert page.get_attribute("#query", "aria-activedescendant") == "offer-0"
    page.keyboard.press("Enter")
    page.keyboard.type("; skos:prefLabel ?n }")
    assert "cm:Company" in page.input_value("#query")
    assert page.locator("#colours .w").first.inner_text() == "SELECT"
    assert page.inner_text("#colours").strip() == page.input_value("#query").strip()
    follow(page, lambda: page.keyboard.press("Control+Enter"))
    assert page.locator("#rows tbody tr").count() == 3
    page.keyboard.press("Tab")


def test_query_page_completes_prefixes_with_nothing_after_them(page):
    page.goto("/query")
    page.focus("#query")
    page.keyboard.type("SELECT ?n { ?e sko")
    page.keyboard.press("Control+Space")
    page.wait_for_selector("#offers [aria-selected=true]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#offers", state="hidden")
    page.keyboard.type("prefLabel ?n }")
    assert page.input_value("#query").endswith("SELECT ?n { ?e skos:prefLabel ?n }")


def test_query_page_completes_names_of_entities(page):
    page.goto("/query")
    page.focus("#query")
    page.keyboard.type("DESCRIBE 恒力")
    page.keyboard.press("Control+Space")
    page.wait_for_selector("#offers [aria-selected=true]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    assert page.input_value("#query").strip() == "DESCRIBE <https://w3id.org/chanmai/id/Company/hengli>"


def test_query_page_draws_a_graph(page):
    page.goto("/query?query=CONSTRUCT%20WHERE%20%7B%20%3Fs%20cm%3AlocatedIn%20%3Fo%20%7D")
    page.wait_for_function("document.querySelectorAll('#picture circle').length === 8")


def test_query_page_says_what_is_wrong(page):
    page.goto("/query")
    page.fill("#query", "SELECT * { ?s ?p ")
    follow(page, lambda: page.keyboard.press("Control+Enter"))
    assert "SPARQL 有误" in page.inner_text("[role=alert]")
    assert page.input_value("#query").startswith("SELECT * { ?s ?p")


def test_pages_need_no_script(context, server):
    plain = context.browser.new_context(base_url=server.url, java_script_enabled=False)
    page = plain.new_page()
    page.goto("/query")
    page.fill("#query", "SELECT ?n { ?e a cm:Park ; skos:prefLabel ?n }")
    follow(page, lambda: page.click("#run"))
    assert page.locator("#rows tbody tr").count() == 3
    plain.close()


@pytest.mark.parametrize("path", ["/", "/query?name=titles-of", "/id/Company/hengli", "/doc/qinglan-2023", "/search?q=恒力", "/ask?q=谁为谁融资", "/ask?q=天气"])
def test_axe_finds_nothing_serious(path, context, server):
    free = context.browser.new_context(base_url=server.url, bypass_csp=True)
    page = free.new_page()
    page.goto(path)
    found = page.evaluate(axe_source() + "; axe.run(document)")["violations"]
    serious = [f"{one['id']} {one['nodes'][0]['target']}" for one in found if one["impact"] in ("serious", "critical")]
    free.close()
    assert serious == []


@pytest.mark.parametrize("path", ["/", "/query?name=titles-of", "/search?q=恒力", "/ask?q=谁为谁融资"])
def test_a_narrow_page_does_not_scroll_sideways(path, context, server):
    narrow = context.browser.new_context(base_url=server.url, viewport={"width": 390, "height": 844})
    page = narrow.new_page()
    page.goto(path)
    width = page.evaluate("document.documentElement.scrollWidth")
    narrow.close()
    assert width <= 390
