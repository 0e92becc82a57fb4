"""The ASGI application: routes, refusals and headers; whatever needs the store is asked of a worker.

In: HTTP requests. Out: answers of the SPARQL 1.1 Protocol, pages, search, health and metrics. Refused: hosts that are
not ours (421), origins that were not allowed, and what `graph.serve.protocol` refuses. Nothing here blocks the loop.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from graph.serve.accept import FORMATS, choose
from graph.serve.deciding import Desk, decide_route
from graph.serve.describe import describe_service, openapi, void
from graph.serve.doors import Doors
from graph.serve.page_routes import asset, page_routes
from graph.serve.pool import Busy, Pool, Stopped
from graph.serve.prepare import prepare, watch
from graph.serve.protocol import HTTPError, read_question

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from graph.serve.deciding import Decide
    from graph.serve.pool import Answer
    from graph.serve.settings import Settings

__all__ = ["create_app"]

_AGAIN: Final = "5"
"""Seconds after which a refused client may try again."""
_CHUNK: Final = 64 * 1024
_DESCRIPTIONS: Final = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")


class Gone(Exception):  # noqa: N818 - the client, not an error
    """The client has closed the connection."""


class AnswerResponse(Response):
    """An answer sent from its file."""

    def __init__(self, answer: Answer, headers: dict[str, str] | None = None) -> None:
        self.answer = answer
        report = answer.report
        told = {
            "Content-Length": str(answer.size),
            "Content-Type": report.media,
            "Vary": "Accept",
            "X-Rows": str(report.rows),
            **report.headers,
            **(headers or {}),
        }
        if report.status == 503:
            told["Retry-After"] = _AGAIN
        if report.truncated:
            told["X-Truncated"] = f"rows={report.rows}"
        super().__init__(None, report.status)
        self.raw_headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in told.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head and the file, piece by piece."""
        _ = receive
        with self.answer.data as data:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            while scope["method"] != "HEAD" and (chunk := data.read(_CHUNK)):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


def create_app(settings: Settings, decide: Decide | None = None) -> ASGIApp:
    """Return the application of a store; its workers start and end with the server's lifespan.

    Args:
        settings: what it may spend and whom it answers.
        decide: writes a person's decision from an entity page; without it the pages have no forms and nothing is written.

    Raises:
        ConfigurationError: decisions are to be taken at an address that other machines reach.
    """
    pool = Pool(settings)
    desk = Desk(decide) if decide else None

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await asyncio.gather(prepare(settings), pool.start())
        watching = asyncio.create_task(watch(settings))
        try:
            yield
        finally:
            watching.cancel()
            pool.close()

    routes = [
        Route("/sparql", _sparql, methods=["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]),
        Route("/health", _health),
        Route("/metrics", _metrics),
        Route("/openapi.json", _openapi),
        Route("/.well-known/void", _void),
        Route("/static/{name}", asset),
        *([decide_route(desk, settings.host, settings.slow)] if desk else ()),
        *page_routes(),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.router.redirect_slashes = False
    app.state.pool, app.state.settings, app.state.token = pool, settings, desk.token if desk else ""
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)
    return Doors(app, settings)


async def ask(request: Request, order: dict[str, Any]) -> Response:
    """Return a worker's answer as a response; the worker is killed when the client goes away before."""
    asked = asyncio.create_task(request.app.state.pool.ask(order))
    gone = asyncio.create_task(_wait_gone(request))
    try:
        await asyncio.wait({asked, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not asked.done():
            raise Gone
        return AnswerResponse(asked.result())
    finally:
        gone.cancel()
        if not asked.done():
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)


async def _wait_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _sparql(request: Request) -> Response:
    question = await read_question(request, slow=request.app.state.settings.slow)
    if not question.query.strip() and request.method in {"GET", "HEAD"} and "query" not in request.query_params:
        return _description(request)
    return await ask(
        request,
        {
            "op": "query",
            "query": question.query,
            "base": f"{_base(request)}/sparql",
            "default": question.default,
            "named": question.named,
            "format": question.format,
            "accept": request.headers.get("accept", ""),
        },
    )


def _description(request: Request) -> Response:
    """Return the service description; people who open the endpoint in a browser are sent to the query page."""
    form = request.query_params.get("format", "")
    media = next((m for m in FORMATS.get(form, ()) if m in _DESCRIPTIONS), None) if form else None
    media = media or choose(request.headers.get("accept", ""), [*_DESCRIPTIONS, "text/html"])
    if media is None:
        raise HTTPError(406, f"offered: {', '.join(_DESCRIPTIONS)}")
    if media == "text/html":
        return Response(status_code=303, headers={"Location": "/query", "Vary": "Accept"})
    return Response(describe_service(_base(request), media), media_type=media, headers={"Vary": "Accept"})


async def _void(request: Request) -> Response:
    media = choose(request.headers.get("accept", ""), _DESCRIPTIONS)
    if media is None:
        raise HTTPError(406, f"offered: {', '.join(_DESCRIPTIONS)}")
    return Response(void(_base(request), media), media_type=media, headers={"Vary": "Accept"})


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


async def _health(request: Request) -> Response:
    pool = request.app.state.pool
    held = {"status": "ok", "idle": pool.idle, "busy": pool.busy, "waiting": pool.waiting}
    return Response(json.dumps(held) + "\n", media_type="application/json", headers={"Cache-Control": "no-store"})


async def _metrics(request: Request) -> Response:
    pool = request.app.state.pool
    lines = [f"chanmai_{name}_total {count}" for name, count in pool.counts.items()]
    lines += [f"chanmai_workers_{name} {getattr(pool, name)}" for name in ("idle", "busy", "waiting")]
    return PlainTextResponse("\n".join(lines) + "\n", headers={"Cache-Control": "no-store"})


async def _openapi(request: Request) -> Response:
    return Response(json.dumps(openapi(request.app.state.settings, decisions=bool(request.app.state.token)), ensure_ascii=False), media_type="application/json")


async def _busy(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", getattr(error, "status", 503), {"Retry-After": _AGAIN})


async def _stopped(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", 503, {"Retry-After": _AGAIN})


async def _refused(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", getattr(error, "status", 400), getattr(error, "headers", {}))


async def _gone(_request: Request, _error: Exception) -> Response:
    return Response(status_code=499)


async def _missing(_: Request, error: Exception) -> Response:
    return PlainTextResponse(
        "没有这个页面 · not found\n" if getattr(error, "status_code", 404) == 404 else "不允许 · not allowed\n",
        getattr(error, "status_code", 404),
        getattr(error, "headers", None),
    )


_HANDLERS: Final[dict[Any, Any]] = {Busy: _busy, Stopped: _stopped, HTTPError: _refused, Gone: _gone, 404: _missing, 405: _missing}
