"""Texts with their names marked, as decided names and groups: 在[云岭公司|Company]上班."""

import re

from extract.layers import Name
from ontology.facts import Kind, Span

MARK = re.compile(r"\[([^\[\]|]+)\|(\w+)\]")


def unmark(marked):
    """Return the text without marks, and the marked names."""
    text, names, at = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        names.append(Name(Span(len(text), len(text) + len(match[1])), Kind(match[2]), 0.9, "marked"))
        text += match[1]
        at = match.end()
    return text + marked[at:], names
