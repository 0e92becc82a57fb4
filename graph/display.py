"""Rich display of our objects in notebooks: an entity's card, a statement in its sentence, a report's text, an answer.

In: a store and a name, or an answer. Out: a `Display`, which a notebook shows as HTML and a terminal as text. All text of
reports is escaped; nothing is loaded and no script runs. Networks are shown by `graph.explore.Explorer`, figures by
`graph.figures`.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from graph.explore.palette import LABELS, STYLES
from graph.network import to_network
from graph.paths import find_nodes
from graph.query import Iri, evaluate
from graph.tables import read_table
from ontology.errors import UnknownNameError
from ontology.facts import Kind, Property

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx as nx
    from pyoxigraph import Store

    from graph.query import Answer, Value

__all__ = ["Display", "show_answer", "show_document", "show_entity", "show_statement"]

_STATEMENT: Final = """
SELECT ?subject ?predicate ?object ?status ?confidence ?document ?sentence ?begin ?from ?to ?o_from ?o_to WHERE {{
  <{iri}> rdf:subject ?s ; rdf:predicate ?property ; rdf:object ?o ; cm:confidence ?confidence ; prov:wasDerivedFrom ?at ;
    cm:subjectMention ?one ; cm:objectMention ?other .
  ?at nif:anchorOf ?sentence ; nif:beginIndex ?begin ; nif:referenceContext [ dcterms:identifier ?document ] .
  ?one nif:beginIndex ?from ; nif:endIndex ?to . ?other nif:beginIndex ?o_from ; nif:endIndex ?o_to .
  ?s skos:prefLabel ?subject . ?o skos:prefLabel ?object . OPTIONAL {{ <{iri}> cm:status ?state }}
  BIND(STRAFTER(STR(?property), "#") AS ?predicate) BIND(COALESCE(STRAFTER(STR(?state), "#"), "Achieved") AS ?status)
}}"""
_STATUS: Final = {"Planned": "计划 planned", "Underway": "进行中 under way"}
_FRAME: Final = "border:1px solid #d9dee5;border-radius:6px;padding:.75em 1em;max-width:60em;line-height:1.7"
_SOFT: Final = "color:#5b6472;font-size:.85em"


@dataclass(frozen=True, slots=True)
class Display:
    """Something to look at.

    Attributes:
        markup: HTML.
        text: the same for a terminal.
    """

    markup: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.markup


def show_entity(store: Store, name: str, *, most: int = 12) -> Display:
    """Return an entity's card: names, class, relations in both directions, numbers, each with its report.

    Args:
        store: what is read.
        name: label, alias or IRI; of several entities the one of the shortest label.
        most: relations and numbers shown of each.

    Raises:
        UnknownNameError: nothing is called so.
    """
    network = to_network(store)
    node = find_nodes(network, name)[0]
    data = network.nodes[node]
    kind = STYLES[Kind(data["kind"])]
    links = _links(network, node)
    observed = read_table(store, "observations")
    at = {column: place for place, column in enumerate(observed.columns)}
    numbers = [
        (
            str(row[at["indicator"]]),
            f"{row[at['value']]} {row[at['unit']]}",
            _STATUS.get(str(row[at["status"]]), ""),
            str(row[at["document"]]),
        )
        for row in observed.rows
        if str(row[at["subject_iri"]]) == node
    ]
    aliases = data["aliases"] or "—"
    head = (
        f'<div style="font-size:1.25em;font-weight:600">{_e(data["label"])} '
        f'<span style="color:{kind.light};font-size:.75em">{kind.zh} {kind.en}</span></div>'
        f'<div style="{_SOFT}">别名 aliases: {_e(aliases)}{" · 代码 code: " + _e(data["code"]) if data["code"] else ""}</div>'
    )
    body = _html_table(("关系", "对方", "状态", "报告"), links[:most], len(links))
    body += _html_table(("指标", "数值", "状态", "报告"), numbers[:most], len(numbers))
    text = "\n".join((f"{data['label']} · {kind.zh} {kind.en} · {aliases}", *(" · ".join(filter(None, row)) for row in [*links[:most], *numbers[:most]])))  # fmt: skip
    return Display(f'<div style="{_FRAME}">{head}{body}</div>', text)


def show_statement(store: Store, iri: str) -> Display:
    """Return a statement with its sentence, subject and object marked where they stand.

    A subject that an earlier sentence names is not marked.

    Raises:
        UnknownNameError: the store has no such statement.
    """
    safe = "".join(character for character in iri if character not in '<>"{}|\\^`' and ord(character) > 0x20)
    rows = evaluate(store, _STATEMENT.format(iri=safe)).records()
    if not rows:
        raise UnknownNameError("陈述", iri, ["an IRI of the table statements, column iri"])
    row = rows[0]
    sentence, begin = str(row["sentence"]), int(str(row["begin"]))
    relation = LABELS[Property(str(row["predicate"]))][0]
    spans = [(int(str(row[a])) - begin, int(str(row[b])) - begin, colour) for a, b, colour in (("from", "to", "#cfe5f7"), ("o_from", "o_to", "#fbe0c8"))]  # fmt: skip
    status = _STATUS.get(str(row["status"]), "")
    note = f"{row['document']} · {begin}–{begin + len(sentence)} · 置信度 {float(str(row['confidence'])):.2f} {status}".strip()
    title = f"{row['subject']} —{relation}→ {row['object']}"
    markup = f'<div style="{_FRAME}"><b>{_e(title)}</b><blockquote style="margin:.4em 0">{_marked(sentence, spans)}</blockquote><div style="{_SOFT}">{_e(note)}</div></div>'
    return Display(markup, f"{title}\n〔{note}〕{sentence}")


def show_document(store: Store, document: str) -> Display:
    """Return a report's text with what was read marked in the colours of its class.

    Raises:
        UnknownNameError: the store has no such document.
    """
    texts = [row for row in read_table(store, "documents").rows if row[0] == document]
    if not texts:
        raise UnknownNameError("文档", document, [str(row[0]) for row in read_table(store, "documents").rows])
    source = str(texts[0][-1])
    safe = f"SELECT ?text WHERE {{ <{source}> nif:isString ?text }}"
    text = str(evaluate(store, safe).rows[0][0])
    network = to_network(store)
    mentions = read_table(store, "mentions")
    spans = [
        (int(str(row[1])), int(str(row[2])), f"{STYLES[Kind(network.nodes[str(row[-1])]['kind'])].light}2e")
        for row in mentions.rows
        if row[0] == document and str(row[-1]) in network
    ]
    title = str(texts[0][1])
    markup = f'<div style="{_FRAME}"><b>{_e(title)}</b> <span style="{_SOFT}">{_e(document)} · {_e(texts[0][2] or "日期不详")}</span><div style="white-space:pre-wrap">{_marked(text.strip(chr(10)), spans)}</div></div>'
    return Display(markup, f"{title}\n{text}")


def show_answer(answer: Answer, *, most: int = 20) -> Display:
    """Return an answer of `graph.query.evaluate` as a table, the first `most` rows; IRIs are left out where names stand.

    Numbers are aligned right; what is not bound is empty.
    """
    named = [
        place
        for place, column in enumerate(answer.columns)
        if not any(isinstance(row[place], Iri) for row in answer.rows) or len(answer.columns) == 1
    ] or list(range(len(answer.columns)))
    rows = [tuple(_plain(row[place]) for place in named) for row in answer.rows[:most]]
    columns = [answer.columns[place] for place in named]
    text = "\n".join("\t".join(row) for row in [tuple(columns), *rows])
    return Display(f'<div style="{_FRAME}">{_html_table(columns, rows, len(answer.rows))}</div>', text)


def _links(network: nx.MultiDiGraph, node: str) -> list[tuple[str, str, str, str]]:
    """Return what is said of a node and of others about it: relation, other, status, reports."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for one, other, data in [*network.out_edges(node, data=True), *network.in_edges(node, data=True)]:
        zh = LABELS[Property(data["predicate"])][0]
        relation, far = (f"{zh} →", other) if one == node else (f"← {zh}", one)
        key = (relation, str(network.nodes[far]["label"]), _STATUS.get(data["status"], ""))
        found.setdefault(key, set()).add(data["document"])
    return [(*key, "、".join(sorted(documents))) for key, documents in sorted(found.items())]


def _marked(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """Return text as HTML with the spans that lie in it marked; of two that overlap the longer, ties to the first."""
    chosen: list[tuple[int, int, str]] = []
    for begin, end, colour in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if 0 <= begin < end <= len(text) and all(end <= held[0] or begin >= held[1] for held in chosen):
            chosen.append((begin, end, colour))
    chosen.sort()
    pieces = [_e(text[: chosen[0][0]])] if chosen else [_e(text)]
    for (begin, end, colour), (after, *_) in pairwise([*chosen, (len(text), 0, "")]):
        pieces.append(f'<mark style="background:{colour};color:inherit">{_e(text[begin:end])}</mark>{_e(text[end:after])}')
    return "".join(pieces)


def _html_table(columns: Sequence[str], rows: Iterable[Sequence[str]], total: int) -> str:
    shown = list(rows)
    if not shown:
        return ""
    cell = "padding:.15em .8em .15em 0;text-align:left;vertical-align:top"
    head = "".join(f'<th style="{cell}">{_e(column)}</th>' for column in columns)
    body = "".join("<tr>" + "".join(f'<td style="{cell}">{_e(value)}</td>' for value in row) + "</tr>" for row in shown)
    more = f'<div style="{_SOFT}">共 {total} 行，列出 {len(shown)} 行 · {len(shown)} of {total}</div>' if total > len(shown) else ""
    return f'<table style="border-collapse:collapse;font-size:.9em;margin-top:.5em"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}'


def _plain(value: Value) -> str:
    return "" if value is None else str(value)


def _e(text: object) -> str:
    return html.escape(str(text))
