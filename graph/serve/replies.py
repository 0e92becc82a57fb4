"""What a worker can be asked: for each operation a function from its bench and the request to pieces and a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions

from graph.guard import check_query
from graph.serve.accept import FORMATS, GRAPHS, TABLES, choose
from graph.serve.explorer import explore
from graph.serve.finding import answer_question, complete, search
from graph.serve.kept import kept_rows
from graph.serve.pages import document, overview, query_page, resource
from graph.serve.results import write_boolean, write_graph, write_rows
from graph.serve.wire import Report
from graph.serve.worker import Refused
from ontology.errors import ConfigurationError
from ontology.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pyoxigraph import QueryTriples

    from graph.serve.worker import Bench

    Reply = Iterator[bytes | Report]

__all__ = ["REPLIES", "run_query"]

NOWHERE: Final = NamedNode("urn:chanmai:no-graph")
"""Default graph of a dataset that names none: empty."""


def run_query(bench: Bench, request: Mapping[str, Any]) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Return what a query gives, not yet evaluated to its end; a question of the library from what is kept of it.

    Raises:
        QueryRefusedError: see `graph.guard.check_query`.
        SyntaxError: not SPARQL.
    """
    text = str(request["query"])
    check_query(text)
    default = _graphs(request.get("default") or ())
    named = _graphs(request.get("named") or ())
    base = request.get("base") or None
    if default or named:
        return bench.store.query(
            text, base_iri=base, prefixes=dict(PREFIXES), default_graph=[*(default or [NOWHERE])], named_graphs=[*named]
        )
    if bench.settings.union and (kept := kept_rows(bench.settings.store, bench.version, text)):
        return kept
    return bench.store.query(
        text, base_iri=base, prefixes=dict(PREFIXES), use_default_graph_as_union=bench.settings.union
    )


def _graphs(iris: Sequence[str]) -> list[NamedNode]:
    try:
        return [NamedNode(iri) for iri in iris]
    except ValueError as error:
        raise ConfigurationError(f"the IRI of a graph is not valid: {error}") from error


def _answer_query(bench: Bench, request: Mapping[str, Any]) -> Reply:
    result = run_query(bench, request)
    offers = TABLES if isinstance(result, QuerySolutions | QueryBoolean) else GRAPHS
    media = _choose(request, offers)
    if isinstance(result, QueryBoolean):
        yield write_boolean(result, media)
        yield Report(200, f"{media}; charset=utf-8", 1)
        return
    cap = bench.settings.rows
    pieces = write_rows(result, media, cap) if isinstance(result, QuerySolutions) else write_graph(result, media, cap)
    rows, cut = yield from pieces
    yield Report(200, _typed(media), rows, cut)


def _typed(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def _choose(request: Mapping[str, Any], offers: Sequence[str]) -> str:
    """Return the media type that the request wants; 406 where there is none."""
    if form := request.get("format"):
        wanted = next((media for media in FORMATS.get(form, ()) if media in offers), None)
        if wanted is None:
            valid = [name for name, medias in FORMATS.items() if any(media in offers for media in medias)]
            raise Refused(406, f"no format {form!r} for this answer; valid: {', '.join(valid)}")
        return wanted
    media = choose(str(request.get("accept") or ""), offers)
    if media is None:
        raise Refused(406, f"none of the accepted media types is offered; valid: {', '.join(offers)}")
    return media


REPLIES: Final[Mapping[str, Callable[[Bench, Mapping[str, Any]], Reply]]] = {
    "query": _answer_query,
    "overview": overview,
    "query-page": lambda bench, request: query_page(bench, request, run_query),
    "resource": resource,
    "document": document,
    "search": search,
    "complete": complete,
    "ask": answer_question,
    "explore": explore,
}
"""Operation → what answers it."""
