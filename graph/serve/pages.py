"""The pages, rendered in a worker: overview, query, things, documents; each also as data where that makes sense.

In: a bench and a request's fields. Out: pieces of HTML or data and a report. All text is escaped by Jinja; links lead
only to our own pages or, for http(s) IRIs, out with rel=noopener.
"""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from jinja2 import Environment, PackageLoader, StrictUndefined
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Variable

from graph.query import named_queries, prepare
from graph.serve.accept import FORMATS, choose
from graph.serve.labels import said
from graph.serve.look import bind, describe, document_text, href, label_of, rows
from graph.serve.overview import read_overview
from graph.serve.results import plain, write_graph
from graph.serve.wire import Report
from graph.serve.worker import Refused
from graph.syntax import tell_syntax
from graph.wording import column_head
from ontology.errors import ChanmaiError
from ontology.terms import CM, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from graph.serve.worker import Bench

    Reply = Iterator[bytes | Report]
    Evaluate = Callable[[Bench, Mapping[str, Any]], QuerySolutions | QueryBoolean | QueryTriples]

__all__ = ["document", "overview", "query_page", "render", "resource", "wants_html"]

SHOWN: Final = 500
"""Rows of an answer on the query page; the downloads have all."""
_RDF: Final = ("text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml")
_HTML: Final = "text/html; charset=utf-8"
_NO_ENTITY: Final = "没有这个实体 · no such entity"
_NO_DOCUMENT: Final = "没有这篇报告 · no such document"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("graph.serve"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals |= {"href": href, "said": said, "outward": _outward, "column_head": column_head}
    return made


def render(name: str, *, status: int = 200, **held: Any) -> Reply:
    """Yield a page and its report."""
    yield _environment().get_template(f"{name}.html.jinja").render(**held).encode("utf-8", "replace")
    yield Report(status, _HTML)


def _missing(problem: str, request: Mapping[str, Any]) -> Reply:
    """Yield a page that says what is not there and leads on, without a word of the address; a refusal where no page is wanted."""
    if not wants_html(request, _RDF):
        raise Refused(404, problem)
    yield from render("missing", status=404, problem=problem)


def wants_html(request: Mapping[str, Any], others: tuple[str, ...]) -> bool:
    """Say whether a request wants a page rather than one of other media types; a browser does."""
    if form := request.get("format"):
        return form == "html" or form not in FORMATS
    return choose(str(request.get("accept") or "text/html"), ("text/html", *others)) == "text/html"


def overview(bench: Bench, request: Mapping[str, Any]) -> Reply:
    """Yield the first page: what there is, from counts that were made beside the store."""
    _ = request
    held = read_overview(bench)
    yield from render("overview", counts=held, queries=[*named_queries().values()])


_HEADS: Final = re.compile(r"^#.*\n", re.MULTILINE)


def query_page(bench: Bench, request: Mapping[str, Any], evaluate: Evaluate) -> Reply:
    """Yield the query page with the answer to the query that its address holds, if it holds one."""
    fields = request["fields"]
    name = fields.get("name", "")
    named = named_queries().get(name)
    query = fields.get("query", "")
    values = {key.removeprefix("param-"): value for key, value in fields.items() if key.startswith("param-") and value}
    problem = ""
    if named and not query:
        try:
            query = prepare(named, values or {p.name: p.example for p in named.parameters if p.required})
            query = _HEADS.sub("", query).strip()
        except ChanmaiError as error:
            problem = str(error)
    answer: dict[str, Any] | None = None
    status = 200
    if query and not problem and (fields.get("run", "1") != "0"):
        try:
            answer = _answer(bench, evaluate(bench, {"query": query}))
        except SyntaxError as error:
            problem, status = tell_syntax(error, query), 400
        except ChanmaiError as error:
            problem, status = str(error), 400
    page = _environment().get_template("query.html.jinja").render(
        query=query,
        named=named,
        values=values,
        queries=[*named_queries().values()],
        answer=answer,
        problem=problem,
        prefixes=json.dumps(dict(PREFIXES)),
        rows=bench.settings.rows,
    )
    yield page.encode("utf-8", "replace")
    yield Report(status, _HTML)


def _answer(bench: Bench, result: QuerySolutions | QueryBoolean | QueryTriples) -> dict[str, Any]:
    """Return what the page shows of an answer: at most `SHOWN` rows, each with links to its evidence."""
    if isinstance(result, QueryBoolean):
        return {"form": "ask", "columns": ["answer"], "rows": [{"cells": [_cell("true" if result else "false", None)], "evidence": ""}], "more": False}
    if isinstance(result, QuerySolutions):
        columns = [variable.value for variable in result.variables]
        found = ([solution[Variable(column)] for column in columns] for solution in result)
    else:
        columns = ["subject", "predicate", "object"]
        found = ([triple.subject, triple.predicate, triple.object] for triple in result)
    held: list[dict[str, Any]] = []
    more = False
    for row in found:
        if len(held) == SHOWN:
            more = True
            break
        cells = [_cell(plain(node), node) for node in row]
        held.append({"cells": cells, "evidence": _evidence(bench, dict(zip(columns, row, strict=True)))})
    form = "select" if isinstance(result, QuerySolutions) else "graph"
    return {"form": form, "columns": columns, "rows": held, "more": more}


def _cell(text: str, node: object) -> dict[str, str]:
    if isinstance(node, NamedNode):
        short = next((f"{p}:{text.removeprefix(b)}" for p, b in PREFIXES.items() if text.startswith(b) and p != "doc"), text)
        return {"text": short, "link": href(text), "outward": "" if href(text) else _outward(text)}
    return {"text": text, "link": "", "outward": ""}


def _evidence(bench: Bench, row: Mapping[str, Any]) -> str:
    """Return a link to where a row's sentence stands in its document; empty where the row names neither."""
    from urllib.parse import quote, urlencode  # noqa: PLC0415 - only here

    from graph.iris import document_iri  # noqa: PLC0415 - only here

    for node in row.values():
        if isinstance(node, NamedNode) and "#" in node.value and href(node.value).startswith("/doc/"):
            return href(node.value)
    if (document := plain(row.get("document"))) and (sentence := plain(row.get("sentence"))):
        return f"{href(document_iri(document).value)}?{urlencode({'quote': sentence[:400]}, quote_via=quote)}#quoted"
    iris = [node.value for node in row.values() if isinstance(node, NamedNode) and href(node.value).startswith("/id/")]
    _ = bench
    return f"{href(iris[0])}#facts" if iris else ""


def _outward(iri: str) -> str:
    """Return an IRI that a page may link out to: http and https only."""
    return iri if iri.startswith(("https://", "http://")) else ""


def resource(bench: Bench, request: Mapping[str, Any]) -> Reply:
    """Yield the page of a thing, or its description as RDF."""
    iri = str(request.get("iri") or request["fields"].get("iri", ""))
    try:
        node = NamedNode(iri)
    except ValueError:
        yield from _missing(_NO_ENTITY, request)
        return
    if not wants_html(request, _RDF):
        yield from _as_rdf(bench, node, request)
        return
    thing = describe(bench.store, iri)
    if thing is None:
        yield from _missing(_NO_ENTITY, request)
        return
    if thing.iri != iri:
        yield Report(303, _HTML, headers={"Location": href(thing.iri)})
        return
    documents = [*rows(bench.store, _MENTIONS, limit=200, e=node)]
    token = str(request.get("token") or "")
    yield next(render("resource", thing=thing, documents=documents, token=token, key=unquote(thing.iri.rpartition("/")[2])))
    yield Report(200, _HTML, headers=_WITH_FORM if token else {})


_WITH_FORM: Final = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
"""Headers of a page with a form that writes: it is not kept, and the browser says whose form it is (else Origin is null)."""
_MENTIONS: Final = """
SELECT ?document ?identifier ?title ?issued (COUNT(DISTINCT ?mention) AS ?times) WHERE {
  ?mention itsrdf:taIdentRef ?e ; nif:referenceContext ?document .
  OPTIONAL { ?document dcterms:identifier ?identifier } OPTIONAL { ?document dcterms:title ?title }
  OPTIONAL { ?document dcterms:issued ?issued }
} GROUP BY ?document ?identifier ?title ?issued ORDER BY DESC(?times) ?identifier"""
_DESCRIPTION: Final = """
CONSTRUCT { ?claim ?cp ?co . ?at ?ap ?ao } WHERE {
  ?claim rdf:subject|rdf:object|cm:observes ?e ; ?cp ?co .
  OPTIONAL { ?claim prov:wasDerivedFrom ?at . ?at ?ap ?ao }
}"""


_TEXT: Final = frozenset({f"{PREFIXES['nif']}isString"})
"""What a description leaves out: the whole text of a document."""


def _as_rdf(bench: Bench, node: NamedNode, request: Mapping[str, Any]) -> Reply:
    """Yield everything about a node: its own facts, and statements and numbers about it with their sentences."""
    form = request.get("format")
    media = next((m for m in FORMATS.get(form, ()) if m in _RDF), None) if form else choose(str(request["accept"]), _RDF)
    if media is None:
        raise Refused(406, f"offered: text/html, {', '.join(_RDF)}")
    found = bench.store.query(bind(_DESCRIPTION, e=node), prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    if not isinstance(found, QueryTriples):
        raise TypeError("not a CONSTRUCT")
    own = {quad.triple for quad in bench.store.quads_for_pattern(node, None, None, None)}
    shown = sorted((triple for triple in own if triple.predicate.value not in _TEXT), key=str)
    count, cut = yield from write_graph(chain(shown, found), media, bench.settings.rows)
    if not count:
        raise Refused(404, _NO_ENTITY)
    yield Report(200, f"{media}; charset=utf-8" if media.startswith("text/") else media, count, cut)


def document(bench: Bench, request: Mapping[str, Any]) -> Reply:
    """Yield a document's page: its own text with what was read marked in it; or its description as RDF."""
    iri = str(request["iri"])
    try:
        node = NamedNode(iri)
    except ValueError:
        yield from _missing(_NO_DOCUMENT, request)
        return
    if not wants_html(request, _RDF):
        yield from _as_rdf(bench, node, request)
        return
    facts: dict[str, list[str]] = {}
    for quad in bench.store.quads_for_pattern(node, None, None, None):
        facts.setdefault(quad.predicate.value, []).append(plain(quad.object))
    if CM["Document"] not in facts.get(f"{PREFIXES['rdf']}type", ()):
        yield from _missing(_NO_DOCUMENT, request)
        return
    about = {name: facts[key][0] for name, key in _ABOUT.items() if key in facts}
    quoted = request["fields"].get("quote", "")[:400]
    marks = document_text(bench.store, iri, quoted=quoted)
    homes = sorted((label_of(bench.store, home), home) for home in facts.get(CM["speaksFor"], ()))
    yield from render("document", iri=iri, about=about, marks=marks, homes=homes)


_ABOUT: Final = {
    "title": f"{PREFIXES['dcterms']}title",
    "identifier": f"{PREFIXES['dcterms']}identifier",
    "issued": f"{PREFIXES['dcterms']}issued",
    "publisher": f"{PREFIXES['dcterms']}publisher",
    "source": f"{PREFIXES['dcterms']}source",
    "url": f"{PREFIXES['schema']}url",
    "sha256": CM["sha256"],
}
