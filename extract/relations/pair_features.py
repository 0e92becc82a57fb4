"""What the relation model sees of each pair of mentions: hashed features, all computed on arrays.

In: a Doc with its layers and the `Pairs` of it. Out: one row of feature numbers a pair. A feature is a template with the
values that fill it (classes, order, distance, the characters and words around and between the two names, prepositions,
lists, what the subject was carried by), hashed to one of `BUCKETS` numbers. No text of a name is remembered beyond its
last two characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from extract.layers import Role
from extract.learned.wording import MIX, SEEDS, number_features, stir
from extract.lexicons import Scanner, alternation, read_rows
from extract.relations.coordination import Lists, find_lists
from extract.relations.pairs import HOME, KINDS, TITLE, TOPIC
from extract.text.sentences import sentence_at

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc

    from extract.relations.pairs import Pairs

    Ints = NDArray[np.int64]

__all__ = ["BUCKETS", "describe_pairs"]

BUCKETS: Final = 1 << 16
PREPOSITIONS: Final = {word: k for k, word in enumerate(alternation("words_relations", "ahead").split("|"), 1)}


@dataclass(frozen=True, slots=True)
class _Columns:
    """Features of each mention alone, as arrays by mention; and of each character."""

    kind: Ints
    begin: Ints
    end: Ints
    list_begin: Ints
    list_end: Ints
    list_id: Ints
    list_size: Ints
    clause: Ints
    clause_begin: Ints
    initial: Ints
    preposition: Ints
    before: Ints
    after: Ints
    tail: Ints
    tail2: Ints
    deictic: Ints
    role: Ints
    count: Ints
    home: Ints
    title: Ints
    order: Ints


@cache
def _triggers() -> Scanner[int]:
    """The words of verbs.tsv and the cues of relations.tsv, numbered from 1."""
    words: dict[str, int] = {}
    for row in read_rows("verbs"):
        for word in row[1].split():
            words.setdefault(word, len(words) + 1)
    for row in read_rows("relations"):
        for word in row[2].split("|"):
            if len(word) > 1:
                words.setdefault(word, len(words) + 1)
    return Scanner(words)


def describe_pairs(doc: Doc, pairs: Pairs, lists: Lists | None = None) -> NDArray[np.int32]:
    """Return the feature numbers of each pair, [pairs, templates]; 0 stands for "none"."""
    if not len(pairs):
        return np.zeros((0, 1), dtype=np.int32)
    text = doc._.healed.text
    codes = np.frombuffer((" " + text + "    ").encode("utf-32-le"), dtype=np.uint32).astype(np.int64)[1:]
    m = _mention_columns(doc, codes, lists or find_lists(doc))
    last_word, last_place, next_word, next_place = _word_layers(text, doc)
    s, o = pairs.subject.astype(np.int64), pairs.object.astype(np.int64)
    here = pairs.source == 0
    forward = here & (m.begin[s] < m.begin[o])
    backward = here & ~forward
    order = np.where(forward, 1, np.where(backward, 2, 0))
    source = pairs.source.astype(np.int64)
    K = m.kind[s] * 16 + m.kind[o]  # noqa: N806  # the class pair, in almost every template
    KO = K * 4 + order  # noqa: N806
    left_end = np.where(forward, m.end[s], m.end[o])
    right_begin = np.where(forward, m.begin[o], m.begin[s])
    list_left = np.where(forward, m.list_end[s], m.list_end[o])
    list_right = np.where(forward, m.list_begin[o], m.list_begin[s])
    same_list = here & (m.list_id[s] == m.list_id[o])
    gap = np.where(here, np.maximum(list_right - list_left, 0), 0)
    gap_bucket = np.digitize(gap, (1, 2, 3, 5, 8, 12, 18, 26, 40, 60, 90))
    names_between = np.where(here, np.minimum(np.abs(s - o), 8), 9)
    clauses = np.where(here, np.minimum(np.abs(m.clause[s] - m.clause[o]), 4), 5)
    # the word nearest before the object's list, and whether it stands after the subject
    ob, oe, sb, se = m.list_begin[o], m.list_end[o], m.list_begin[s], m.list_end[s]
    verb_o, verb_at = last_word[ob], last_place[ob]
    verb_side = np.where(verb_at < 0, 0, np.where(forward & (verb_at >= m.end[s]), 1, np.where(backward | ~here, 2, 3)))
    verb_far = np.digitize(ob - verb_at, (3, 5, 8, 14, 25))
    same_clause_verb = (verb_at >= m.clause_begin[o]).astype(np.int64)
    after_s = np.where(next_place[se] < np.where(forward, ob, 10**9), next_word[se], 0)
    after_o = np.where(next_place[oe] - oe < 12, next_word[oe], 0)
    before_s = np.where(sb - last_place[sb] < 12, last_word[sb], 0)
    second = np.where(verb_at > 0, last_word[np.maximum(verb_at, 0)], 0)
    near_left = codes[left_end] * MIX + codes[left_end + 1]
    near_right = codes[right_begin - 1] * MIX + codes[np.maximum(right_begin - 2, 0)]
    exact = _between(codes, np.where(here, left_end, 0), np.where(here, right_begin, 0))
    exact_list = _between(codes, np.where(here, list_left, 0), np.where(here, list_right, 0))
    away = np.where(here, 0, np.minimum(pairs.sentence - m.order[s], 7))
    rank = _ranks(m, s, o, here)
    columns: list[tuple[Any, ...]] = [
        (1, KO), (2, KO, source), (3, KO, gap_bucket), (4, KO, names_between), (5, KO, clauses),
        (6, KO, exact), (7, KO, exact_list), (8, order, exact_list),
        (9, KO, verb_o, verb_side), (10, verb_o, verb_side), (11, KO, verb_o, verb_side, verb_far), (12, KO, verb_side, same_clause_verb),
        (13, KO, after_s), (14, after_s, order), (15, KO, after_o), (16, KO, before_s),
        (17, verb_o, verb_side, m.preposition[s], order), (18, KO, m.preposition[s]), (19, KO, m.preposition[o]), (20, KO, m.preposition[s], m.preposition[o]),
        (21, KO, m.before[o]), (22, KO, m.after[o]), (23, KO, m.before[s]), (24, KO, m.after[s]), (25, m.before[o]), (26, m.after[o]),
        (27, KO, same_list), (28, KO, rank), (29, KO, m.initial[s], m.clause[o] - m.clause[s] == 0),
        (30, m.kind[s], m.tail2[o]), (31, m.kind[s], m.tail[o]), (32, m.kind[o], m.tail2[s]), (33, m.kind[o], m.tail[s]),
        (34, K, source, away), (35, KO, m.home[s], m.home[o]), (36, KO, m.title[s], m.title[o]), (37, KO, m.role[o]),
        (38, K, m.count[s], m.count[o]), (39, KO, np.minimum(m.list_size[o], 5), np.minimum(m.list_size[s], 5)), (40, KO, m.deictic[s], m.deictic[o]),
        (41, KO, near_left), (42, KO, near_right), (43, near_left, order), (44, near_right, order),
        (45, KO, verb_o, after_s), (46, KO, second, verb_side), (47, verb_o, second, verb_side, order), (48, verb_o, m.tail2[o]),
        (50, K, exact, m.tail[s]), (51, K, exact, m.tail[o]), (52, KO, after_o, verb_o), (53, after_o, after_s, order),
        (54, KO, m.initial[s], verb_side, same_clause_verb), (55, KO, (source & TOPIC) > 0, (source & HOME) > 0, (source & TITLE) > 0, m.initial[o]),
    ]  # fmt: skip
    return _hash(columns)


def _hash(columns: list[tuple[Any, ...]]) -> NDArray[np.int32]:
    """Mix each column's template number and values to feature numbers from 1 to BUCKETS - 1, [pairs, columns]."""
    sizes = [len(column) for column in columns]
    order = sorted(range(len(columns)), key=lambda k: -sizes[k])  # those of most values first
    mixed = np.repeat(SEEDS[[columns[k][0] - 1 for k in order], None], len(columns[0][1]), axis=1)
    for place in range(1, max(sizes)):
        parts = np.array([columns[k][place] for k in order if sizes[k] > place], dtype=np.int64)
        stir(mixed[: len(parts)], parts)
    features = np.empty((mixed.shape[1], len(columns)), dtype=np.int32)
    features[:, order] = number_features(mixed, BUCKETS).T
    return features


def _between(codes: Ints, begin: Ints, end: Ints) -> Ints:
    """A number for the characters between, where there are at most five; -1 for longer, -2 for overlapping."""
    length = end - begin
    value = np.zeros(len(begin), dtype=np.int64)
    for k in range(5):
        value = np.where(k < length, value * MIX + codes[np.minimum(begin + k, len(codes) - 1)], value)
    return np.where(length > 5, -1, np.where(length < 0, -2, value))


def _ranks(m: _Columns, s: Ints, o: Ints, here: NDArray[np.bool_]) -> Ints:
    """Return bits: the subject is the nearest (1) or the first (2) of its class before the object, or the next after it (4).

    Bit 8: it is carried on although the sentence has one of its class before the object.
    """
    key = o * len(KINDS) + m.kind[s]
    size = len(m.kind) * len(KINDS)
    before = s < o
    nearest, first, following = np.full(size, -1), np.full(size, size), np.full(size, size)
    np.maximum.at(nearest, key[before], s[before])
    np.minimum.at(following, key[~before], s[~before])
    inside = before & here
    np.minimum.at(first, key[inside], s[inside])
    bits = (nearest[key] == s) + 2 * (first[key] == s) + 4 * (following[key] == s) + 8 * ((first[key] < size) & ~here)
    return np.asarray(bits, dtype=np.int64)


def _word_layers(text: str, doc: Doc) -> tuple[Ints, Ints, Ints, Ints]:
    """For each place the last word that ends at or before it and where, the next that begins at or after it and where."""
    size = len(text) + 1
    inside = np.zeros(size + 1, dtype=np.int64)
    for mention in doc._.mentions:
        inside[mention.span.begin] += 1
        inside[mention.span.end] -= 1
    inside = np.cumsum(inside)
    scanner = _triggers()
    last_word, last_place = np.zeros(size, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    next_word, next_place = np.zeros(size, dtype=np.int64), np.full(size, 10**6 + size, dtype=np.int64)
    found = [(begin, end, word) for begin, end, word in scanner.scan(text) if not inside[begin] and not inside[end - 1]]
    limits = [(sentence.span.begin, sentence.span.end) for sentence in doc._.sentences]
    if found:
        begins, ends, words = (np.array(column, dtype=np.int64) for column in zip(*found, strict=True))
        places = np.arange(size)
        k = np.searchsorted(ends, places, side="right") - 1
        low = np.zeros(size, dtype=np.int64)
        high = np.full(size, size, dtype=np.int64)
        for a, b in limits:
            low[a : b + 1], high[a : b + 1] = a, b
        valid = (k >= 0) & (begins[np.maximum(k, 0)] >= low)
        last_word, last_place = np.where(valid, words[k], 0), np.where(valid, begins[k], -1)
        k = np.minimum(np.searchsorted(begins, places, side="left"), len(begins) - 1)
        valid = (begins[k] >= places) & (ends[k] <= high)
        next_word, next_place = np.where(valid, words[k], 0), np.where(valid, begins[k], 10**6 + size)
    return last_word, last_place, next_word, next_place


def _mention_columns(doc: Doc, codes: Ints, lists: Lists) -> _Columns:
    """Features of each mention alone."""
    mentions, sentences, text = doc._.mentions, doc._.sentences, doc._.healed.text
    number = {e.key: k for k, e in enumerate(doc._.entities)}
    kinds = np.array([KINDS.index(e.kind) for e in doc._.entities], dtype=np.int64)
    entity = np.array([number[m.entity] for m in mentions], dtype=np.int64)
    begin = np.array([m.span.begin for m in mentions], dtype=np.int64)
    end = np.array([m.span.end for m in mentions], dtype=np.int64)
    kind = kinds[entity]
    counts = np.bincount(entity, minlength=len(kinds))
    where = [sentence_at(sentences, int(b)) for b in begin]
    list_id, list_begin, list_end, list_size = lists.number, lists.begin, lists.end, lists.size
    n = len(mentions)
    clause, clause_begin, initial = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    preposition, role, title = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    roles = list(Role)
    titled = {int(entity[k]) for k in range(n) if where[k] >= 0 and sentences[where[k]].role is Role.TITLE}
    for k in range(n):
        if where[k] < 0:
            continue
        sentence = sentences[where[k]]
        j = 0
        while j + 1 < len(sentence.clauses) and sentence.clauses[j + 1].begin <= begin[k]:
            j += 1
        clause[k], clause_begin[k] = j, sentence.clauses[j].begin
        offset = int(list_begin[k]) - sentence.clauses[j].begin
        initial[k] = (offset <= 1) + (offset <= 6) + 2 * (j == 0)
        role[k] = roles.index(sentence.role)
        lead = text[max(int(list_begin[k]) - 3, 0) : int(list_begin[k])].rstrip("“《‘（")
        preposition[k] = PREPOSITIONS.get(lead[-2:], 0) or PREPOSITIONS.get(lead[-1:], 0)
        title[k] = int(entity[k]) in titled
    home_keys = [number[key] for key in doc._.home if key in number]
    home = np.array([1 + home_keys.index(e) if e in home_keys[:2] else 0 for e in entity.tolist()], dtype=np.int64)
    before = codes[np.maximum(list_begin - 1, 0)] * MIX + codes[np.maximum(list_begin - 2, 0)]
    after = codes[list_end] * MIX + codes[list_end + 1]
    return _Columns(
        kind=kind, begin=begin, end=end, list_begin=list_begin, list_end=list_end, list_id=list_id, list_size=list_size,
        clause=clause, clause_begin=clause_begin, initial=initial, preposition=preposition, before=before, after=after,
        tail=codes[end - 1], tail2=codes[end - 1] * MIX + codes[np.maximum(end - 2, 0)],
        deictic=np.array([m.deictic for m in mentions], dtype=np.int64), role=role, count=np.minimum(counts[entity], 4).astype(np.int64),
        home=home, title=title, order=np.array(where, dtype=np.int64),
    )  # fmt: skip
