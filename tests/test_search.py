"""Search: names by substring and initials, sentences by phrases, and an index that is never behind the store."""

from __future__ import annotations

import pytest
from graph_sample import memory_store
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.search import fold, initials, open_search, read_search

STORE = memory_store()


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return open_search(tmp_path_factory.mktemp("search"), STORE, "1")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("恒力新材", "云桥恒力新材料股份有限公司"),
        ("材料股份", "云桥恒力新材料股份有限公司"),
        ("HLXC", "云桥恒力新材料股份有限公司"),
        ("小巨人", "国家级专精特新“小巨人”企业"),
        ("ｇｗ", "年产2GW封装胶膜项目"),
        ("青岚区", "青岚区"),
        ("qlq", "青岚区"),
        ("链长制", "《链长制实施方案》"),
        ("规上工业", "规上工业产值"),
    ],
)
def test_search_finds_names(text, label, index):
    assert index.find_entities(text)[0].label == label


def test_search_ranks_whole_names_first(index):
    labels = [hit.label for hit in index.find_entities("青岚")]
    assert labels.index("青岚区") < labels.index("云桥银行青岚支行")
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("text", ["", "  ", "不存在的名字", "%", "_", "“”"])
def test_search_finds_nothing(text, index):
    assert index.find_entities(text) == []


@pytest.mark.parametrize("text", ["白沙", "产值", "812.5亿元", "恒力新材 放款", "“小巨人”", "落户", "2GW"])
def test_search_finds_sentences_that_hold_every_word(text, index):
    hits = index.find_sentences(text)
    assert hits
    for hit in hits:
        for word in text.split():
            assert fold(word) in fold(hit.text)


def test_search_phrases_are_phrases(index):
    assert index.find_sentences("沙白") == []
    assert index.find_sentences('"') == []


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_search_takes_any_text(index, text):
    index.find_entities(text)
    index.find_sentences(text)
    index.names_in(text)


@given(st.text(max_size=40))
def test_search_fold_is_idempotent(text):
    assert fold(fold(text)) == fold(text) or not text.isascii()  # lower-casing may compose anew
    assert initials(text).isascii()


def test_search_index_follows_the_snapshot(tmp_path):
    open_search(tmp_path, STORE, "1").close()
    assert read_search(tmp_path, "1") is not None
    assert read_search(tmp_path, "2") is None
    open_search(tmp_path, STORE, "2").close()
    assert read_search(tmp_path, "2") is not None
    assert [file.name for file in tmp_path.iterdir()] == ["search.sqlite"]


def test_search_without_a_writable_folder(tmp_path):
    index = open_search(tmp_path / "missing", STORE, "1")
    assert index.find_entities("恒力新材")


def test_search_damaged_index_is_made_anew(tmp_path):
    (tmp_path / "search.sqlite").write_bytes(b"no database")
    assert open_search(tmp_path, STORE, "1").find_entities("恒力新材")
