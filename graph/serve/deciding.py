"""People's decisions from the entity page: POST /decide, only where the server was started with a place to write them.

In: a form with `token`, `verb`, `what`, `other` and `note`. Out: a page that says what was written and when it applies.
Refused: clients and origins that are not this machine's own pages and a wrong token (403), other types (415), more than
8 KiB (413), and what is no decision, with the reason (400). What a decision means and where it goes is the caller's.
"""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from graph.serve.pages import render
from graph.serve.protocol import HTTPError, read_body, read_fields
from ontology.errors import ChanmaiError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    Decide = Callable[[str, str, str, str], list[str]]
    """Takes verb, what, other and note, writes them and returns what is to be told; a ChanmaiError says why not."""

__all__ = ["Desk", "decide_route", "is_loopback"]

_FORM: Final = "application/x-www-form-urlencoded"
_MOST: Final = 8 * 1024
"""Bytes of a decision's form."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where decisions are taken in.

    Attributes:
        decide: writes one decision.
        token: what a form must hold; only our own pages know it, and each start of the server has another.
        turn: one decision is written at a time.
    """

    decide: Decide
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


def is_loopback(host: str) -> bool:
    """Say whether an address or a name is this machine's alone.

    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "graph.example")]
    [True, True, True, False, False]
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def decide_route(desk: Desk, host: str, slow: float) -> Route:
    """Return the route of decisions.

    Raises:
        ConfigurationError: the server listens where other machines reach it.
    """
    if not is_loopback(host):
        raise ConfigurationError(
            f"{host}: 网页复核只能在本机使用，没有登录 · decisions are taken from this machine only, there is no login; use --host 127.0.0.1"
        )

    async def decide(request: Request) -> Response:
        _check_sender(request)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            raise HTTPError(415, f"send {_FORM}")
        fields = dict(read_fields(await read_body(request, slow=slow, most=_MOST)))
        if not secrets.compare_digest(fields.get("token", "").encode("utf-8", "replace"), desk.token.encode()):
            raise HTTPError(403, "表单已过期，请重新打开该页 · the form is out of date: open its page again")
        verb, what, other, note = (fields.get(name, "").strip() for name in ("verb", "what", "other", "note"))
        try:
            async with desk.turn:
                told = await asyncio.to_thread(desk.decide, verb, what, other, note)
        except ChanmaiError as error:
            return _page([str(error)], status=400)
        except OSError as error:
            return _page([f"没有写入 · not written: {error.strerror}"], status=500)
        return _page(told, decision=[verb, what, other, note])

    return Route("/decide", decide, methods=["POST"])


def _check_sender(request: Request) -> None:
    """Refuse other machines, and pages that are not ours: browsers send with every form whose page it stood on."""
    client = request.client
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if (client and not is_loopback(client.host)) or request.headers.get("origin", "") != own:
        raise HTTPError(403, "只接受本机自己网页上的决定 · decisions are taken from this server's own pages only")


def _page(told: list[str], *, decision: list[str] | None = None, status: int = 200) -> Response:
    page = next(piece for piece in render("decided", told=told, decision=decision) if isinstance(piece, bytes))
    return Response(page, status, {"Cache-Control": "no-store"}, "text/html; charset=utf-8")
