"""What the endpoint says of itself: service description, VoID, OpenAPI. Nothing of a request but its host is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from graph.serve.accept import FORMATS, GRAPHS, TABLES
from ontology.terms import CM, DOC, ID, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.serve.settings import Settings

__all__ = ["describe_service", "openapi", "void"]

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOID: Final = "http://rdfs.org/ns/void#"
_RDF: Final = PREFIXES["rdf"]
_FORMS: Final = "http://www.w3.org/ns/formats/"
_MEDIA: Final = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


def describe_service(base: str, media: str) -> bytes:
    """Return the service description in a media type of RDF."""
    return _write(_service(base), media)


def void(base: str, media: str) -> bytes:
    """Return the VoID description in a media type of RDF."""
    return _write(_dataset(NamedNode(f"{base}/.well-known/void#dataset"), base), media)


def openapi(settings: Settings, *, decisions: bool = False) -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of the endpoint, search and health, and of decisions where they are taken in."""
    answers = {media: {"schema": {"type": "string"}} for media in dict.fromkeys((*TABLES, *GRAPHS))}
    answers |= {media: {"schema": {"type": "object"}} for media in answers if media.endswith("json")}
    refusals = {
        status: {"description": text, "content": {"text/plain": {"schema": {"type": "string"}}}}
        for status, text in _STATUSES.items()
    }
    responses: dict[str, Any] = {"200": {"description": "the answer", "content": answers}, **refusals}
    dataset = [
        {"name": name, "in": "query", "schema": {"type": "array", "items": {"type": "string", "format": "uri"}}}
        for name in ("default-graph-uri", "named-graph-uri")
    ]
    form = {"name": "format", "in": "query", "schema": {"type": "string", "enum": [*FORMATS]}}
    query = {"name": "query", "in": "query", "required": True, "schema": {"type": "string", "maxLength": 65536}}
    fields = {"type": "object", "required": ["query"], "properties": {"query": {"type": "string", "maxLength": 65536}}}
    body = {
        "required": True,
        "content": {
            "application/sparql-query": {"schema": {"type": "string"}},
            "application/x-www-form-urlencoded": {"schema": fields},
        },
    }
    words = {"name": "q", "in": "query", "required": True, "schema": {"type": "string", "maxLength": 200}}
    text = {"200": {"description": "found", "content": {"application/json": {"schema": {"type": "object"}}}}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "chanmai",
            "version": "0.1.0",
            "description": f"SPARQL 1.1 Protocol, queries only: {settings.deadline:g} s, {settings.rows} rows.",
        },
        "paths": {
            "/sparql": {
                "get": {"operationId": "query", "parameters": [query, form, *dataset], "responses": responses},
                "post": {
                    "operationId": "post",
                    "parameters": [form, *dataset],
                    "requestBody": body,
                    "responses": responses,
                },
            },
            "/search": {
                "get": {
                    "operationId": "search",
                    "parameters": [words, {**form, "required": True, "schema": {"type": "string", "enum": ["json"]}}],
                    "responses": {**text, **refusals},
                }
            },
            "/health": {"get": {"operationId": "health", "responses": text}},
            **({"/decide": {"post": _decide(refusals)}} if decisions else {}),
        },
    }


def _decide(refusals: dict[str, Any]) -> dict[str, Any]:
    """Return the description of POST /decide, which needs an Origin that is the server's own and a token of its pages."""
    names = ("token", "verb", "what", "other", "note")
    fields = {name: {"type": "string", "maxLength": 2000} for name in names}
    schema = {"type": "object", "required": ["token", "verb", "what"], "properties": fields}
    page = {"text/html": {"schema": {"type": "string"}}}
    return {
        "operationId": "decide",
        "description": "One decision of a person; it changes the file of decisions, never the store. Only from this server's own pages on this machine.",
        "parameters": [{"name": "Origin", "in": "header", "required": True, "schema": {"type": "string", "format": "uri"}}],
        "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}},
        "responses": {"200": {"description": "written; applied by the next build", "content": page}, **refusals},
    }


_STATUSES: Final = {
    "400": "not valid, or refused: SERVICE, nesting > 128, chains > 512",
    "403": "an update",
    "404": "not known",
    "406": "no such format",
    "408": "the body came too slowly",
    "413": "too large",
    "415": "unknown type of body",
    "421": "a host that is not served here",
    "429": "too many wait; see Retry-After",
    "500": "the store cannot be read",
    "503": "stopped at the deadline or the memory limit; see Retry-After",
}


def _service(base: str) -> Iterator[Triple]:
    service = NamedNode(f"{base}/sparql")
    yield _type(service, f"{_SD}Service")
    yield Triple(service, NamedNode(f"{_SD}endpoint"), service)
    yield Triple(service, NamedNode(f"{_SD}supportedLanguage"), NamedNode(f"{_SD}SPARQL11Query"))
    yield Triple(service, NamedNode(f"{_SD}feature"), NamedNode(f"{_SD}UnionDefaultGraph"))
    for form in _RESULTS:
        yield Triple(service, NamedNode(f"{_SD}resultFormat"), NamedNode(_FORMS + form))
    default = NamedNode(f"{base}/.well-known/void#dataset")
    dataset = BlankNode("dataset")
    yield Triple(service, NamedNode(f"{_SD}defaultDataset"), dataset)
    yield _type(dataset, f"{_SD}Dataset")
    yield Triple(dataset, NamedNode(f"{_SD}defaultGraph"), default)
    yield _type(default, f"{_SD}Graph")
    yield from _dataset(default, base)


_RESULTS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)


def _dataset(dataset: NamedNode, base: str) -> Iterator[Triple]:
    yield _type(dataset, f"{_VOID}Dataset")
    yield Triple(dataset, NamedNode(PREFIXES["dcterms"] + "title"), Literal("产脉知识图谱", language="zh"))
    yield Triple(dataset, NamedNode(PREFIXES["dcterms"] + "title"), Literal("chanmai knowledge graph", language="en"))
    yield Triple(dataset, NamedNode(f"{_VOID}sparqlEndpoint"), NamedNode(f"{base}/sparql"))
    yield Triple(dataset, NamedNode(f"{_VOID}openSearchDescription"), NamedNode(f"{base}/openapi.json"))
    for space in (ID, DOC):
        yield Triple(dataset, NamedNode(f"{_VOID}uriSpace"), Literal(space))
    for name in ("cm", "skos", "prov", "nif", "itsrdf", "dcterms"):
        yield Triple(dataset, NamedNode(f"{_VOID}vocabulary"), NamedNode(CM.base if name == "cm" else PREFIXES[name]))


def _type(node: NamedNode | BlankNode, iri: str) -> Triple:
    return Triple(node, NamedNode(f"{_RDF}type"), NamedNode(iri))


def _write(triples: Iterator[Triple], media: str) -> bytes:
    form = _MEDIA[media]
    prefixes = {"sd": _SD, "void": _VOID, "dcterms": PREFIXES["dcterms"]}
    readable = form in {RdfFormat.TURTLE, RdfFormat.RDF_XML}
    return serialize([*triples], format=form, prefixes=prefixes if readable else None) or b""
