"""People named beside a title (董事长王某某) or a word of saying (王某某说).

In: healed text. Out: guesses of class Person. Chinese names are surname and one or two characters; the word after the
name decides how many.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from extract.layers import Guess
from extract.lexicons import any_of, read_words
from ontology.facts import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["find_persons"]

END = "，。、：；（）“”《》 \n！？"
FOREIGN = re.compile(r"[一-龥]{1,6}(?:·[一-龥]{1,8}){1,3}(?:—[一-龥]{1,6})?")


@cache
def _surname() -> str:
    table = read_words("surnames")
    return f"(?:{'|'.join(sorted(table['double']))}|[{''.join(sorted(table['single']))}])"


@cache
def _after_title() -> re.Pattern[str]:
    titles = read_words("titles")
    says = any_of(titles["after"])
    follow = rf"(?=[{re.escape(END)}]|$|{says}|[的在向对和与等率带就也将正是]|表|一行|主持|出席|参加|致辞|宣布|作|介|告|走|来|赴|率|从|为|把|已|还|又|曾|感|笑|深入|调研|强调|致|参观|考察|一边|边)"
    return re.compile(rf"(?:{any_of(titles['before'])})[：:]?({_surname()}[一-龥]{{1,2}}?){follow}")


@cache
def _saying() -> re.Pattern[str]:
    return re.compile(rf"(?<=[”。，！？\n ])({_surname()}[一-龥]{{1,2}}?)(?={any_of(read_words('titles')['after'])})")


@cache
def _before_title() -> re.Pattern[str]:
    return re.compile(
        rf"({_surname()}[一-龥]{{1,2}}?)(?=总书记|主席|总理|秘书长|教授|院士|先生|女士|博士|老师|师傅|委员长|会长|院长|部长|市长|县长|区长|局长)"
    )


@cache
def _and_more() -> re.Pattern[str]:
    return re.compile(rf"、({_surname()}[一-龥]{{1,2}}?)(?=[、，。；）\n 等和]|$|摄|报道|供稿|合影)")


def find_persons(text: str) -> Iterator[Guess]:
    """Yield the people of a text, those beside a title first."""
    for match in _after_title().finditer(text):
        yield Guess(Span(*match.span(1)), Kind.PERSON, 0.85, "person:title")
    for match in _saying().finditer(text):
        yield Guess(Span(*match.span(1)), Kind.PERSON, 0.75, "person:says")
    for match in _before_title().finditer(text):
        yield Guess(Span(*match.span(1)), Kind.PERSON, 0.4, "person:before")
    for match in _and_more().finditer(text):
        yield Guess(Span(*match.span(1)), Kind.PERSON, 0.3, "person:listed")
    for match in FOREIGN.finditer(text):
        yield Guess(Span(*match.span()), Kind.PERSON, 0.5, "person:foreign")
