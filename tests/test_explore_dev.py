"""The explorer on the annotated dev reports, where ../shared exists: their graph is dense, and its texts are real."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from explore_gold import GOLD, gold_store
from explore_pages import boxes_that_touch, browser, needs_chromium, opened  # noqa: F401

from graph.explore import to_page, write_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.shared,
    needs_chromium,
    pytest.mark.skipif(not GOLD.exists(), reason="the dev reports lie in ../shared/gold/dev"),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    file = tmp_path_factory.mktemp("dev") / "page.html"
    file.write_text(to_page(gold_store()), "utf-8")
    return file


@pytest.mark.parametrize(("theme", "language"), [("light", "zh"), ("dark", "zh"), ("light", "en"), ("dark", "en")])
def test_explore_dev_first_view_can_be_read(theme, language, browser, path, tmp_path):  # noqa: F811
    with opened(browser, path, color_scheme=theme) as explorer:
        if language == "en":
            explorer.press("z")
        labels = explorer.labels
        size = explorer.page.locator("#canvas").bounding_box()
        assert explorer.ask("explorer.shown.things.size") <= 300
        assert len(labels) >= 70
        assert boxes_that_touch(labels) == []
        for label in labels:
            assert label["text"].replace(" ", "") == label["name"].replace(" ", "")
            assert label["left"] >= 0
            assert label["right"] <= size["width"]
            assert label["bottom"] <= size["height"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The page of what our own pipeline reads: the report of the story, or CHANMAI_DEV_STORE, a store of all of them."""
    folder = tmp_path_factory.mktemp("built")
    store = os.environ.get("CHANMAI_DEV_STORE") or str(folder / "store")
    if not Path(store).exists():
        report = GOLD / "reports" / "jiangjin-2024.txt"
        subprocess.run([sys.executable, "-m", "chanmai", "build", str(report), "--store", store], check=True, timeout=280)
    file = folder / "page.html"
    write_page(Path(store), file)
    return file


@pytest.mark.parametrize("made", ["path", "built"])
def test_explore_dev_story_by_keyboard(made, browser, request):  # noqa: F811
    path = request.getfixturevalue(made)
    with opened(browser, path) as explorer:
        explorer.find("胜禹新材")
        assert explorer.page.inner_text("#card h2") == "重庆胜禹新材料有限公司"
        group = explorer.page.locator("#card .group", has_text="← 提供资金").inner_text()
        assert "亩均英雄挂钩贷款" in group  # lent money under which programme
        heading = "#card h2 + .ends, #card h2 + p"
        for _ in range(20):  # walk its relations to the loan
            explorer.press("]")
            if "提供资金" in explorer.page.inner_text("#card h2") and "亩均英雄挂钩贷款" in explorer.page.inner_text(heading):
                break
        assert "亩均英雄挂钩贷款" in explorer.page.inner_text(heading)
        quoted = explorer.page.locator("#card blockquote").first.inner_text()
        assert "亩均英雄挂钩贷款" in quoted  # the sentence
        assert "600万元" in quoted
        explorer.find("亩均英雄挂钩贷款")
        assert "华夏银行重庆分行" in explorer.card  # the bank behind the programme
        explorer.find("华夏银行重庆分行")
        explorer.press("s")
        explorer.find("重庆枢纽港产业园")
        explorer.press("d")
        card = explorer.card
        assert "最短路径" in card or "没有连接两者的路径" in card  # a path, or the news that there is none
        if "最短路径" in card:
            assert explorer.page.locator("#card .path blockquote").count() >= 1
        address = explorer.share()
        explorer.goto("#" + address.split("#")[1])
        assert explorer.card == card
        explorer.page.reload()
        explorer.page.wait_for_selector("html[data-ready=true]")
        assert explorer.card == card
        assert explorer.foreign == []
        assert explorer.complaints == []
