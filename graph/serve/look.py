"""What the pages ask of a store, as plain records: things, their facts with evidence, documents with their marks.

In: a store and an IRI. Out: frozen records in a fixed order. Queries are fixed texts; IRIs go in as terms.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode, QuerySolutions

from graph.iris import term
from graph.serve.labels import said
from graph.serve.results import plain
from ontology.terms import CM, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Store

__all__ = ["Evidence", "Fact", "Mark", "Thing", "bind", "describe", "document_text", "href", "label_of", "rows", "text_of"]

_AROUND: Final = 120
"""Characters shown before and after a sentence."""
_LOCAL: Final = CM.base.removesuffix("ontology#")


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of text: `kind` is "", "subject", "object", "sentence" or "mention", `link` where it leads.

    A sentence begins at the piece that has an `anchor` and ends with the piece that `closes`.
    """

    text: str
    kind: str = ""
    link: str = ""
    anchor: str = ""
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence in its document, as pieces of the document's own text."""

    document: str
    title: str
    issued: str
    link: str
    begin: int
    end: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A relation or a number of a thing, with one place that states it; `name` is what a decision calls it."""

    relation: str
    other: str
    link: str
    status: str
    confidence: str
    period: str
    evidence: Evidence | None
    name: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What an entity page shows.

    Attributes:
        iri: of the node.
        label: its fullest name.
        kind: its class in Chinese and English; empty for what is no entity.
        aliases: other names.
        codes: (what, value) of codes, concepts and former IRIs.
        facts: relations, outgoing first.
        numbers: observations.
        cut: whether there are more facts or numbers than these.
    """

    iri: str
    label: str
    kind: str
    aliases: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    numbers: tuple[Fact, ...]
    cut: bool


def rows(store: Store, query: str, *, limit: int = 10_000, **terms: NamedNode) -> Iterator[dict[str, str]]:
    """Yield the rows of a fixed query as text, what is unbound as the empty string."""
    found = store.query(bind(query, **terms), prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    if not isinstance(found, QuerySolutions):
        raise TypeError("not a SELECT")
    names = [variable.value for variable in found.variables]
    for solution in islice(found, limit):
        yield {name: plain(solution[name]) for name in names}


def bind(query: str, **terms: NamedNode) -> str:
    """Return a fixed query with variables bound to IRIs, as pyoxigraph writes them, at its first WHERE.

    >>> bind("SELECT ?p WHERE { ?e ?p ?o }", e=NamedNode("x:a"))
    'SELECT ?p WHERE { VALUES ?e { <x:a> } ?e ?p ?o }'
    """
    values = "".join(f" VALUES ?{name} {{ {node} }}" for name, node in terms.items())
    return query.replace("WHERE {", f"WHERE {{{values}", 1)


def href(iri: str) -> str:
    """Return where a page links to for an IRI: our own page of it, or the empty string.

    >>> href("https://w3id.org/chanmai/doc/a#sentence=1,5"), href("javascript:alert(1)")
    ('/doc/a#sentence=1,5', '')
    """
    if iri.startswith((CM.base, f"{_LOCAL}graph/")):
        return f"/resource?iri={quote(iri, safe='')}"
    return "/" + iri.removeprefix(_LOCAL) if iri.startswith(_LOCAL) else ""


def text_of(store: Store, document: NamedNode) -> str:
    """Return a document's text, empty where the store does not have it."""
    found = next(store.quads_for_pattern(document, term("nif:isString"), None, None), None)
    return plain(found.object) if found else ""


def label_of(store: Store, iri: str) -> str:
    """Return what a thing is called, its IRI where the store has no name of it."""
    found = store.quads_for_pattern(NamedNode(iri), term("skos:prefLabel"), None, None)
    return min((plain(quad.object) for quad in found), default=iri)


def describe(store: Store, iri: str, *, limit: int = 300) -> Thing | None:
    """Return what is known of an IRI, None where nothing is; a replaced IRI gives the node that replaced it."""
    node = NamedNode(iri)
    if new := next(store.quads_for_pattern(node, term("dcterms:isReplacedBy"), None, None), None):
        node = NamedNode(plain(new.object))
    held: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(node, None, None, None):
        held.setdefault(quad.predicate.value, []).append(plain(quad.object))
    if not held:
        return None
    names = held.get(term("skos:prefLabel").value) or held.get(term("skos:notation").value) or [node.value]
    kinds = [name.removeprefix(CM.base) for name in held.get(term("rdf:type").value, ()) if name in CM]
    texts: dict[str, str] = {}
    facts = [_fact(store, row, node.value, texts) for row in rows(store, _FACTS, limit=limit + 1, e=node)]
    numbers = [_number(store, row, texts) for row in rows(store, _NUMBERS, limit=limit + 1, e=node)]
    codes = [(name, value) for name, key in _CODES.items() for value in sorted(set(held.get(term(key).value, ())))]
    return Thing(
        node.value,
        min(names),
        said(kinds[0]) if kinds else "",
        tuple(sorted(set(held.get(term("skos:altLabel").value, ())))),
        tuple(codes),
        tuple(facts[:limit]),
        tuple(numbers[:limit]),
        max(len(facts), len(numbers)) > limit,
    )


_CODES: Final = {
    "行政区划代码 · division code": "cm:divisionCode",
    "统一社会信用代码 · credit code": "cm:unifiedSocialCreditCode",
    "证券代码 · stock code": "cm:stockCode",
    "对应概念 · close match": "skos:closeMatch",
    "上位概念 · broader": "skos:broadMatch",
    "指标类 · family": "skos:broader",
}
_AT: Final = """
  ?claim prov:wasDerivedFrom ?at . ?at nif:beginIndex ?begin ; nif:endIndex ?end ; nif:referenceContext ?document .
  OPTIONAL { ?document dcterms:identifier ?identifier } OPTIONAL { ?document dcterms:title ?title }
  OPTIONAL { ?document dcterms:issued ?issued } OPTIONAL { ?claim cm:status ?status }
  OPTIONAL { ?claim cm:confidence ?confidence } OPTIONAL { ?claim cm:periodStart ?from } OPTIONAL { ?claim cm:periodEnd ?to }
  OPTIONAL { ?claim cm:subjectMention ?sm . ?sm nif:beginIndex ?sb ; nif:endIndex ?se }"""
_FACTS: Final = f"""
SELECT DISTINCT ?claim ?s ?p ?o ?other ?begin ?end ?document ?identifier ?title ?issued ?status ?confidence ?from ?to ?sb ?se ?ob ?oe WHERE {{
  {{ ?claim rdf:subject ?e . BIND("0" AS ?order) }} UNION {{ ?claim rdf:object ?e . BIND("1" AS ?order) }}
  ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .{_AT}
  OPTIONAL {{ ?claim cm:objectMention ?om . ?om nif:beginIndex ?ob ; nif:endIndex ?oe }}
  BIND(IF(?order = "0", ?o, ?s) AS ?across) OPTIONAL {{ ?across skos:prefLabel ?other }}
}} ORDER BY ?order ?p ?other ?identifier ?begin"""
_NUMBERS: Final = f"""
SELECT DISTINCT ?claim ?concept ?indicator ?text ?measure ?within ?condition ?begin ?end ?document ?identifier ?title ?issued ?status
  ?confidence ?from ?to ?sb ?se ?ob ?oe WHERE {{
  ?claim cm:observes ?e ; cm:indicator ?concept ; cm:valueText ?text .{_AT}
  OPTIONAL {{ ?concept skos:prefLabel ?indicator }} OPTIONAL {{ ?claim cm:measure ?measure }}
  OPTIONAL {{ ?claim cm:within ?within }} OPTIONAL {{ ?claim cm:condition ?condition }}
  OPTIONAL {{ ?claim nif:beginIndex ?ob ; nif:endIndex ?oe }}
}} ORDER BY ?indicator ?from ?identifier ?begin"""


def _fact(store: Store, row: Mapping[str, str], iri: str, texts: dict[str, str]) -> Fact:
    outgoing = row["s"] == iri
    across = row["o"] if outgoing else row["s"]
    name = said(row["p"].removeprefix(CM.base))
    return Fact(
        name if outgoing else f"← {name}",
        row["other"] or across,
        href(across),
        *_circumstances(row),
        _evidence(store, row, texts),
        _name(row),
    )


def _number(store: Store, row: Mapping[str, str], texts: dict[str, str]) -> Fact:
    parts = [row["text"], row["condition"] and f"（{row['condition']}）", row["within"] and f"／{row['within']}"]
    return Fact(
        row["indicator"],
        "".join(filter(None, parts)),
        href(row["concept"]),
        *_circumstances(row),
        _evidence(store, row, texts),
        _name(row),
    )


def _name(row: Mapping[str, str]) -> str:
    """Return document and fragment of a claim; empty where the document has no identifier."""
    return f"{row['identifier']}#{unquote(row['claim'].partition('#')[2])}" if row["identifier"] else ""


def _circumstances(row: Mapping[str, str]) -> tuple[str, str, str]:
    """Return status, confidence and period of a claim in words."""
    period = row["from"] if row["from"] == row["to"] else f"{row['from']} – {row['to']}"
    return said(row["status"].removeprefix(CM.base) or "Achieved"), row["confidence"], period.strip(" –")


def _evidence(store: Store, row: Mapping[str, str], texts: dict[str, str]) -> Evidence:
    iri = row["document"]
    if iri not in texts:
        texts[iri] = text_of(store, NamedNode(iri))
    text = texts[iri]
    begin, end = _span(row, "begin", "end", len(text))
    spans = [("subject", *_span(row, "sb", "se", len(text))), ("object", *_span(row, "ob", "oe", len(text)))]
    inside = sorted((b, e, kind) for kind, b, e in spans if begin <= b < e <= end)
    first, last = max(0, begin - _AROUND), min(len(text), end + _AROUND)
    marks = [Mark(text[first:begin])]
    at = begin
    for b, e, kind in inside:
        if b >= at:
            marks += [Mark(text[at:b], "sentence"), Mark(text[b:e], kind)]
            at = e
    marks += [Mark(text[at:end], "sentence"), Mark(text[end:last])]
    return Evidence(
        row["identifier"] or iri,
        row["title"] or row["identifier"],
        row["issued"],
        f"{href(iri)}#sentence={begin},{end}",
        begin,
        end,
        tuple(mark for mark in marks if mark.text),
    )


def _span(row: Mapping[str, str], begin: str, end: str, length: int) -> tuple[int, int]:
    """Return two offsets that lie within the text, in order; (0, 0) where there are none."""
    if not (row[begin].isdecimal() and row[end].isdecimal()):
        return 0, 0
    low = min(int(row[begin]), length)
    return low, max(low, min(int(row[end]), length))


def document_text(store: Store, iri: str, *, quoted: str = "", longest: int = 200_000) -> tuple[Mark, ...]:
    """Return a document's text as pieces: sentences anchored, mentions linked, the first place of a quotation marked."""
    document = NamedNode(iri)
    text = text_of(store, document)[:longest]
    at = text.find(quoted) if quoted else -1
    cuts: set[int] = {0, len(text), *((at, at + len(quoted)) if at >= 0 else ())}
    sentences: dict[tuple[int, int], str] = {}
    links: dict[tuple[int, int], str] = {}
    for row in rows(store, _SPANS, limit=50_000, document=document):
        begin, end = _span(row, "begin", "end", len(text))
        if not 0 <= begin < end <= len(text):
            continue
        if row["entity"]:
            links[begin, end] = row["entity"]
        else:
            sentences[begin, end] = f"sentence={begin},{end}"
    chosen, spans = _disjoint(links), _disjoint(sentences)
    ends = {end for _, end in spans.values()}
    cuts |= {edge for place in spans.values() for edge in place}
    cuts |= {edge for place in chosen.values() for edge in place}
    edges = sorted(cuts)
    marks = []
    for begin, end in pairwise(edges):
        place = chosen.get(begin)
        kind = "quoted" if at >= 0 and at <= begin and end <= at + len(quoted) else "mention" if place else ""
        link = href(links[place]) if place == (begin, end) else ""
        anchor = sentences[spans[begin]] if begin in spans else ""
        marks.append(Mark(text[begin:end], kind, link, anchor, end in ends))
    return tuple(marks)


_SPANS: Final = """
SELECT DISTINCT ?begin ?end ?entity WHERE {
  ?at nif:referenceContext ?document ; nif:beginIndex ?begin ; nif:endIndex ?end .
  { ?at a nif:Sentence } UNION { ?at itsrdf:taIdentRef ?entity }
}"""


def _disjoint(links: Mapping[tuple[int, int], str]) -> dict[int, tuple[int, int]]:
    """Return spans that do not overlap, the longer of two, by their begin."""
    chosen: dict[int, tuple[int, int]] = {}
    last = -1
    for begin, end in sorted(links, key=lambda span: (span[0], -span[1])):
        if begin >= last:
            chosen[begin] = (begin, end)
            last = end
    return chosen


