"""Regions in a text: divisions by full and short name, townships, and the informal areas of the lexicon.

In: healed text. Out: guesses of class Region. A short name whose word has other senses (来宾, 和平) or that is a
county's needs support in the same text: its full name, or the division above it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from extract.layers import Guess
from extract.lexicons import Scanner, read_words
from ontology.facts import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.patterns import Edges

__all__ = ["find_regions"]

TOWN = re.compile(r"(?:街道|镇|乡|苏木|社区|村)(?![务办民级容里内口上])")
TOWN_LENGTH = 4
WORDS = "场民区内域城位级属值价镇花树"  # 重庆|市场, 安吉|县域: the suffix belongs to the next word


@cache
def _divisions() -> Scanner[tuple[str, bool, bool]]:
    """Words for divisions: (code, is the full name, needs support)."""
    ambiguous = read_words("ambiguous")["place"]
    words: dict[str, tuple[str, bool, bool]] = {}
    for table in ("former_divisions", "divisions"):
        text = (resources.files("ontology") / "data" / f"{table}.tsv").read_text(encoding="utf-8")
        for line in text.splitlines():
            if line.startswith("#") or not line:
                continue
            if table == "divisions":
                code, name, short, *_ = line.split("\t")
            else:
                name, code, *_ = line.split("\t")
                short = ""
            is_county = not code.endswith("00")
            if short and short != name and (short not in words or not is_county):
                words[short] = (code, False, is_county or short in ambiguous)
            if name not in words or not words[name][1]:
                words[name] = (code, True, name in ambiguous or len(name) == 2)
    return Scanner(words)


def find_regions(text: str, edges: Edges) -> Iterator[Guess]:
    """Yield the regions of a text: divisions first, then townships and villages."""
    found = list(_divisions().scan(text))
    codes = {code for _, _, (code, _, needs) in found if not needs}
    parents = (
        codes | {code[:2] + "0000" for code in codes if code.endswith("0000")} | {code[:4] + "00" for code in codes}
    )
    counts: dict[str, int] = defaultdict(int)
    for begin, end, _ in found:
        counts[text[begin:end]] += 1
    ends: set[int] = set()
    for begin, end, (code, is_full, needs) in found:
        supported = code in codes or (code[:4] + "00") in parents or (code[:2] + "0000") in codes
        if needs and not supported:
            continue
        if is_full and end - begin > 2 and text[end : end + 1] in WORDS:
            yield Guess(Span(begin, end - 1), Kind.REGION, 0.7, "region:cut")
        ends.add(end)
        yield Guess(
            Span(begin, end),
            Kind.REGION,
            0.95 if is_full else 0.85 if not needs else 0.7,
            "region:full" if is_full else "region:short",
        )
    for match in TOWN.finditer(text):
        begin = match.start()
        near = [b for b in range(max(0, begin - TOWN_LENGTH), begin) if b in ends]
        left = max(near) if near else int(edges.cuts[2][begin])
        if 1 <= begin - left <= TOWN_LENGTH and text[left:begin] not in read_words("ambiguous")["town"]:
            ends.add(match.end())
            yield Guess(Span(left, match.end()), Kind.REGION, 0.8 if near else 0.55, "region:town")
