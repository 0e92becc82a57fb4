"""What extraction may cost, counted so that a busy machine changes nothing: calls of functions, characters through the network.

The one measure of time is a ratio of CPU seconds in one run with a margin of two.
"""

from __future__ import annotations

import cProfile
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from extract.learned import reader as reading
from extract.learned.reader import CharacterReader
from extract.pipeline import extract_document
from ontology.facts import Document

REPORTS = Path(__file__).parent / "gold" / "reports"
CALLS = 121  # of functions, a character of our own reports: measured 111 with Python 3.11
DIGITS = "一二三四五六七八九"


def made(paragraphs: int) -> str:
    """Return a report of so many paragraphs, each with names of its own."""
    return "\n".join(
        f"{a}{b}新材料有限公司位于江津区{a}{c}工业园，今年1至8月实现产值{k + 3}.{k % 10}亿元，同比增长{k % 20 + 1}%。"
        f"园区引进{c}{a}智能装备项目{k % 7 + 2}个，{b}{c}科技入选国家级专精特新“小巨人”企业。"
        for k in range(paragraphs)
        for a, b, c in [(DIGITS[k % 9] + "星", DIGITS[k // 9 % 9] + "海", DIGITS[k // 81 % 9] + "远")]
    )


def calls_of(texts: list[str]) -> int:
    profile = cProfile.Profile()
    profile.enable()
    for text in texts:
        extract_document(Document("d", text, ""))
    profile.disable()
    return sum(entry.callcount for entry in profile.getstats())


@pytest.fixture(scope="module")
def warm():
    for path in sorted(REPORTS.glob("*.txt")):
        extract_document(Document("d", path.read_text(encoding="utf-8"), ""))


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="calls are counted as Python 3.11 makes them")
def test_a_character_costs_few_calls(warm):
    texts = [path.read_text(encoding="utf-8") for path in sorted(REPORTS.glob("*.txt"))]
    assert calls_of(texts) / sum(map(len, texts)) < CALLS


def test_calls_grow_as_the_text(warm):
    short, long = made(20), made(80)
    extract_document(Document("d", long, ""))
    assert calls_of([long]) / calls_of([short]) < 1.2 * len(long) / len(short)


def test_time_grows_as_the_text(warm):
    def spent(text: str) -> float:
        begun = time.process_time()
        extract_document(Document("d", text, ""))
        return time.process_time() - begun

    short, long = made(15), made(60)
    times = [(spent(short), spent(long)) for _ in range(3)]
    assert min(b for _, b in times) / min(a for a, _ in times) < 2 * len(long) / len(short)


def test_the_network_reads_each_character_once(monkeypatch):
    model = reading.load_model(CharacterReader().folder)
    seen = []

    class Session:
        def run(self, names, given):
            seen.append(len(given["ids"]))
            assert given["rows"].size <= len(given["ids"]) + model.block
            return model.session.run(names, given)

    monkeypatch.setattr(reading, "load_model", lambda _: replace(model, session=Session()))
    CharacterReader().read("产" * model.window)
    assert seen == [model.window]
    for length in (model.window + 1, 4 * model.window):
        seen.clear()
        CharacterReader().read("业" * length)
        assert sum(seen) <= length + len(seen) * (model.overlap + 1)
