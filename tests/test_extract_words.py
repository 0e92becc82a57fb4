"""Tables of words from which expressions are built (extract/data/words_*.tsv): well-formed, explained, used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extract.lexicons import DATA, alternation, read_rows

TABLES = sorted(path.stem for path in DATA.glob("words_*.tsv"))
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in Path(DATA.parent).rglob("*.py"))


@pytest.mark.parametrize("table", TABLES)
def test_each_row_says_what_its_words_are(table):
    for row in read_rows(table):
        assert len(row) in (3, 4), row
        assert all(cell.strip() for cell in row), row


@pytest.mark.parametrize("table", TABLES)
def test_each_word_is_an_expression_and_stands_once(table):
    for key in {row[0] for row in read_rows(table)}:
        words = [word for name, found, *_ in read_rows(table) if name == key for word in found.split()]
        assert len(words) == len(set(words)), key
        for word in words:
            re.compile(word)


@pytest.mark.parametrize("table", TABLES)
def test_each_key_is_explained_in_the_head_and_used(table):
    head = " ".join(re.findall(r"(?m)^#.*", (DATA / f"{table}.tsv").read_text(encoding="utf-8")))
    for key in {row[0] for row in read_rows(table)}:
        assert re.search(rf"\b{key}\b", head), key
        assert re.search(rf"""["']{table}["'](?:, |\)\[)["']{key}["']""", SOURCE), key


def test_order_and_errors():
    words = alternation("words_status", "enlarge").split("|")
    assert words[0] == "扩大"
    with pytest.raises(KeyError, match=r"words_status\.tsv has no row of nothing"):
        alternation("words_status", "nothing")
