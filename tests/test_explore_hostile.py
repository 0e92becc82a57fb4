"""Nothing that a report, a store or a link holds runs in the page, and the page asks the network for nothing."""

from __future__ import annotations

import base64
import json
import re

import pytest
from explore_hostile import PAYLOADS, POSITIONS, hostile_store
from explore_pages import browser, needs_chromium, opened  # noqa: F401
from pyoxigraph import Store

from graph.explore import to_page, to_pyvis

pytestmark = [pytest.mark.browser, needs_chromium]


def hostile_hash(payload: str) -> str:
    packed = {"f": {"kind": [payload], "document": [payload]}, "l": payload, "t": payload, "s": ["t", payload]}
    return "#v1." + base64.urlsafe_b64encode(json.dumps(packed).encode()).decode().rstrip("=")


@pytest.mark.parametrize("name", PAYLOADS)
def test_explore_hostile_texts_stay_texts(name, browser, tmp_path):  # noqa: F811
    payload = PAYLOADS[name]
    path = tmp_path / "page.html"
    path.write_text(to_page(hostile_store(payload), title=payload), "utf-8")
    assert len(POSITIONS) == 12
    with opened(browser, path) as explorer:
        page = explorer.page
        title = page.title()
        assert title == payload
        assert page.inner_text("#heading") == payload  # the heading shows the payload as text
        for node in explorer.ask("explorer.canvas.network.body.nodeIndices"):  # hover and click every node …
            at = explorer.ask(f"explorer.canvas.network.canvasToDOM(explorer.canvas.network.getPosition({node}))")
            page.mouse.move(*(at[axis] + page.locator("#canvas").bounding_box()[axis] for axis in "xy"))
            page.wait_for_timeout(60)
            page.mouse.click(*(at[axis] + page.locator("#canvas").bounding_box()[axis] for axis in "xy"))
            assert payload in page.text_content("#card")
        for link in explorer.ask("[...explorer.shown.links]"):  # … and edge
            at = explorer.ask(f"explorer.canvas.middle({link})")
            page.mouse.move(*(at[axis] + page.locator("#canvas").bounding_box()[axis] for axis in "xy"))
            page.wait_for_timeout(60)
            explorer.ask(f"explorer.select({{type: 'link', id: {link}}})")
            assert payload in page.text_content("#card blockquote")
        page.fill("#search", payload)  # search box and its results
        page.wait_for_timeout(60)
        page.keyboard.press("Enter")
        for key in ("t", "z", "o", "x", "Escape", "r", "a", "?"):
            page.focus("#canvas")
            page.keyboard.press(key)
        page.keyboard.press("Escape")
        for details in page.query_selector_all("#filters details"):
            details.evaluate("one => one.open = true")
        assert not page.query_selector_all("img, iframe, object, embed, a[href^='javascript']")
        for fragment in (hostile_hash(payload), "#" + payload.replace(" ", "")):
            explorer.follow(fragment)  # a link within the page …
            explorer.goto(fragment)  # … and one that opens it
        assert explorer.ask("window.pwned ?? null") is None
        assert page.title() == title
        assert explorer.foreign == []
        assert not [text for text in explorer.complaints if "Content Security Policy" in text or "pwned" in text]


def test_explore_hostile_policy_forbids_inline_scripts():
    page = to_page(hostile_store(PAYLOADS["script"]))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "connect-src" not in policy
    assert page.count("<script") == to_page(Store()).count("<script")  # the payload made none
    assert not re.search(r"<(script|link|img|iframe)[^>]*\s(src|href)=\"?(https?:)?//", page)


@pytest.mark.parametrize("name", PAYLOADS)
def test_explore_hostile_plain_pyvis_gets_no_markup(name):
    network = to_pyvis(hostile_store(PAYLOADS[name]))
    assert network.directed
    assert len(network.edges) == 2  # parallel relations are both there
    for item in (*network.nodes, *network.edges):
        assert "<" not in item["title"]
        assert "href" not in item["title"]
        assert isinstance(item.get("id", 0), int)
