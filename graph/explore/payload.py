"""A picture as the page's JSON: columns with each text once, escaped so that no text can end the script that holds it.

In: a picture and the network drawn first. Out: two JSON texts, the graph (needed at once) and the evidence (needed on
the first click). Places in lists stand for IRIs everywhere.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode
from pypinyin import Style as PinyinStyle
from pypinyin import lazy_pinyin

from graph.explore.network import view_json
from graph.explore.palette import LABELS, STYLES
from graph.iris import sentence_iri
from ontology.facts import Property, Span, Status
from ontology.terms import DOC, ID, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyvis.network import Network

    from graph.explore.data import Number, Picture, Report, Sentence, Thing

__all__ = ["dump", "evidence_json", "graph_json", "initials"]

_KINDS: Final = list(STYLES)
_PROPERTIES: Final = list(LABELS)
_STATUSES: Final = list(Status)
_ESCAPES: Final = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def dump(value: Any) -> str:
    r"""Return JSON that may stand in a script element whatever texts it holds.

    >>> dump(["</script>"])
    '["\\u003c/script\\u003e"]'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def initials(name: str) -> str:
    """Return the first letters of a name's pinyin, other characters as they are, lower case.

    >>> initials("重庆枢纽港产业园"), initials("TCL科技")
    ('cqsngcyy', 'tclkj')
    """
    return "".join(lazy_pinyin(name, style=PinyinStyle.FIRST_LETTER)).lower()


def graph_json(
    picture: Picture, network: Network, *, focus: str = "", title: str = "", left_out: int = 0
) -> dict[str, Any]:
    """Return what the page needs to draw, search and filter."""
    reports = {report.iri: place for place, report in enumerate(picture.reports)}
    things = {thing.iri: place for place, thing in enumerate(picture.things)}
    sentences = {sentence.iri: sentence for sentence in picture.sentences}
    claims = [claim for link in picture.links for claim in link.claims]
    return {
        "title": title,
        "prefixes": {name: PREFIXES[name] for name in ("cm", "rdf", "rdfs", "skos", "xsd", "prov", "dcterms")},
        "bases": {"id": ID, "doc": DOC},
        "kinds": [[kind.value, s.shape, s.light, s.dark, s.zh, s.en] for kind, s in STYLES.items()],
        "predicates": [[predicate.value, *LABELS[predicate]] for predicate in _PROPERTIES],
        "statuses": [status.value for status in _STATUSES],
        "documents": [_document(report, reports) for report in picture.reports],
        "things": [_thing(thing, reports) for thing in picture.things],
        "links": [
            [things[link.subject], _PROPERTIES.index(Property(link.predicate)), things[link.object], len(link.claims)]
            for link in picture.links
        ],
        "claims": [
            [
                reports.get(sentences[claim.sentence].report, -1),
                round(claim.confidence, 4),
                _STATUSES.index(claim.status),
                claim.start,
                claim.end,
            ]
            for claim in claims
        ],
        "numbers": _counts(number.thing for number in picture.numbers),
        "focus": things.get(focus, -1),
        "leftOut": left_out,
        "view": view_json(network),
    }


def evidence_json(picture: Picture) -> dict[str, Any]:
    """Return the evidence: paragraphs, sentences, the spans of each claim, and the numbers; each text once."""
    reports = {report.iri: place for place, report in enumerate(picture.reports)}
    things = {thing.iri: place for place, thing in enumerate(picture.things)}
    places = {sentence.iri: place for place, sentence in enumerate(picture.sentences)}
    paragraphs: dict[tuple[int, int, str], int] = {}
    for sentence in picture.sentences:
        key = (reports.get(sentence.report, -1), sentence.paragraph_begin, sentence.paragraph)
        paragraphs.setdefault(key, len(paragraphs))
    return {
        "paragraphs": list(paragraphs),
        "sentences": [
            [
                paragraphs[reports.get(one.report, -1), one.paragraph_begin, one.paragraph],
                one.begin,
                one.end,
                _own_iri(one),
            ]
            for one in picture.sentences
        ],
        "claims": [
            [places[claim.sentence], *claim.subject_span, *claim.object_span, claim.rule, claim.iri.partition("#")[2]]
            for link in picture.links
            for claim in link.claims
        ],
        "numbers": [_number(number, things[number.thing], places[number.sentence]) for number in picture.numbers],
    }


def _thing(thing: Thing, reports: dict[str, int]) -> list[Any]:
    names = dict.fromkeys(initials(name) for name in (thing.name, *thing.aliases))
    return [
        _short(thing.iri, ID),
        _KINDS.index(thing.kind),
        thing.name,
        list(thing.aliases),
        " ".join(names),
        thing.code,
        [[reports[iri], count] for iri, count in thing.mentions if iri in reports],
        _key(thing.iri),
    ]


def _document(report: Report, reports: dict[str, int]) -> list[Any]:
    url = report.url if report.url.startswith(("http://", "https://")) else ""
    return [
        _short(report.iri, DOC),
        report.identifier,
        report.title,
        report.issued,
        report.publisher,
        url,
        reports.get(report.reprint_of, -1),
    ]


def _number(number: Number, thing: int, sentence: int) -> list[Any]:
    return [
        thing,
        number.indicator,
        number.value,
        number.unit,
        number.text,
        sentence,
        *number.span,
        number.measure,
        number.bound,
        number.confidence,
        _STATUSES.index(number.status),
        number.value_max,
        number.comparison,
        number.within,
        number.condition,
        number.start,
        number.end,
        number.iri.partition("#")[2],
    ]


def _short(iri: str, base: str) -> str:
    """Return the readable end of an IRI of ours, which JavaScript encodes alike; any other IRI whole.

    >>> _short(ID + "Company/%E6%B8%9D", ID), _short("urn:x", ID)
    ('~Company/渝', 'urn:x')
    """
    end = unquote(iri[len(base) :], errors="replace")
    return f"~{end}" if iri == base + quote(end, safe="/:@-_.~") else iri


def _key(iri: str) -> str:
    """Return a short name of an IRI for permalinks, which outlives rebuilds."""
    return hashlib.sha256(iri.encode()).hexdigest()[:10]


def _own_iri(sentence: Sentence) -> str:
    """Return a sentence's IRI where it is not the one that its document and offsets give."""
    usual = sentence_iri(NamedNode(sentence.report), Span(sentence.begin, sentence.end)).value
    return "" if usual == sentence.iri else sentence.iri


def _counts(things: Iterable[str]) -> int:
    return sum(1 for _ in things)
