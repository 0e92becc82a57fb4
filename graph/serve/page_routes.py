"""Routes of the pages: what a request says, as an order to a worker; assets are a fixed list of files."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote_to_bytes

from starlette.responses import Response
from starlette.routing import Route

from graph.iris import document_iri
from graph.serve.protocol import HTTPError, read_fields
from ontology.terms import CM

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["asset", "page_routes"]

_ASSETS: Final = {"page.css": "text/css", "query.js": "text/javascript"}
_SPACES: Final = ("id", "indicator", "unit", "gbt4754")
_BASE: Final = CM.base.removesuffix("ontology#")


def page_routes() -> list[Route]:
    """Return the routes of all pages."""
    pages = [Route(path, _page(name)) for path, name in _PAGES.items()]
    things = [Route(f"/{space}/{{path:path}}", _thing) for space in _SPACES]
    return [*pages, *things, Route("/doc/{path:path}", _document)]


_PAGES: Final = {
    "/": "overview",
    "/query": "query-page",
    "/search": "search",
    "/ask": "ask",
    "/resource": "resource",
    "/explore": "explore",
    "/complete": "complete",
}


async def asset(request: Request) -> Response:
    """Return one of our files."""
    name = request.path_params["name"]
    if name not in _ASSETS:
        raise HTTPError(404, "没有这个页面 · not found")
    data = (files("graph.serve") / "assets" / name).read_bytes()
    return Response(data, media_type=_ASSETS[name], headers={"Cache-Control": "max-age=300"})


def _page(name: str) -> Any:
    async def page(request: Request) -> Response:
        return await _ask(request, {"op": name})

    return page


async def _thing(request: Request) -> Response:
    space, *rest = _segments(request)
    path = "/".join(quote(segment, safe=":@" if space == b"id" else "") for segment in rest)
    return await _ask(request, {"op": "resource", "iri": f"{_BASE}{space.decode()}/{path}"})


async def _document(request: Request) -> Response:
    identifier = b"/".join(_segments(request)[1:]).decode("utf-8", "surrogateescape")
    return await _ask(request, {"op": "document", "iri": document_iri(identifier).value})


def _segments(request: Request) -> list[bytes]:
    """Return the decoded parts of the path between slashes: a slash in a name is %2F and stays in its part."""
    raw: bytes = request.scope["raw_path"].partition(b"?")[0]
    return [unquote_to_bytes(segment) for segment in raw.removeprefix(b"/").split(b"/")]


async def _ask(request: Request, order: dict[str, Any]) -> Response:
    from graph.serve.app import ask  # noqa: PLC0415 - app imports these routes

    fields = dict(read_fields(request.scope["query_string"]))
    accept = request.headers.get("accept", "")
    token = request.app.state.token
    return await ask(request, {**order, "fields": fields, "accept": accept, "format": fields.get("format", ""), "token": token})
