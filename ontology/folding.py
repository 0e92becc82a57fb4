"""Names folded for comparison, and the numbers in them; no knowledge of what they name.

In: a name as written. Out: the same name without the accidents of type: width, case, white space, quotes, dots.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["chinese_number", "fold", "has_conflicting_numbers", "is_subsequence"]

_DROPPED = re.compile(r"[\s“”\"'‘’`´「」『』《》〈〉<>·•・,、,。;:!?…*]|^(?:[（(]\d{1,2}[)）])")
_DASHES = re.compile(r"[‐‑‒–—―−－~～〜]+")
_BARE_DASH = re.compile(r"(?<![0-9a-z])-+|-+(?![0-9a-z])")
_BRACKETS = str.maketrans("[]{}【】〔〕［］", "()()()()()")
_NUMERALS = "〇零一二两三四五六七八九十百千"
_RUN = re.compile(rf"[0-9]+(?:\.[0-9]+)?|[{_NUMERALS}]+")
_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SCALES = {"十": 10, "百": 100, "千": 1000}


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return the name folded: NFKC, lower case, one kind of bracket; no white space, quotes, dots or book title marks.

    A dash stays only between letters or digits (2023-2025, c-b), brackets stay.

    >>> fold("国家级专精特新“小巨人”企业") == fold("国家级专精特新小巨人企业")
    True
    >>> fold("ＴＣＬ（惠州）有限公司"), fold("2023—2025年")
    ('tcl(惠州)有限公司', '2023-2025年')
    """
    before, folded = "", name
    while folded != before:  # what is dropped may part a letter from its accent, and lower case may decompose one
        before = folded
        plain = unicodedata.normalize("NFKC", folded).lower().translate(_BRACKETS)
        folded = _BARE_DASH.sub("", _DASHES.sub("-", _DROPPED.sub("", plain)))
    return folded


def chinese_number(text: str) -> int:
    """Return the value of a numeral up to 9999: 十二, 二十, 二〇二四, 100; -1 if it is none.

    >>> [chinese_number(each) for each in ("十二", "二十", "二〇二四", "三百零五", "7", "甲")]
    [12, 20, 2024, 305, 7, -1]
    """
    if text.isdecimal():
        return int(text)
    if not text or any(char not in _NUMERALS for char in text):
        return -1
    if not any(char in _SCALES for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _SCALES:
            total += (digit or 1) * _SCALES[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


@lru_cache(maxsize=65536)
def _numbers(name: str) -> tuple[str, ...]:
    """Return all numbers of a folded name, 十 and 10 alike, sorted."""
    return tuple(sorted(run if "." in run else str(chinese_number(run)) for run in _RUN.findall(name)))


def has_conflicting_numbers(one: str, other: str) -> bool:
    """Say whether two folded names hold numbers that cannot belong to one thing: 中铁一局, 中铁十一局.

    A name without numbers conflicts with none; else the numbers of one must all stand in the other.
    """
    a, b = _numbers(one), _numbers(other)
    if not a or not b:
        return False
    fewer, more = sorted((list(a), list(b)), key=len)
    for number in fewer:
        if number not in more:
            return True
        more.remove(number)
    return False


def is_subsequence(short: str, full: str) -> bool:
    """Say whether the characters of the short name stand in the full one in this order.

    >>> is_subsequence("经信厅", "经济和信息化厅"), is_subsequence("信经厅", "经济和信息化厅")
    (True, False)
    """
    rest = iter(full)
    return all(char in rest for char in short)
