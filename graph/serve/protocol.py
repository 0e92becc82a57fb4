"""SPARQL 1.1 Protocol, its query operation: from an HTTP request to what a worker is asked.

In: a request. Out: a `Question`. Refused with `HTTPError`: updates (403), other methods (405), bodies too large (413) or
of an unknown type (415), requests without a query, with two, or not in UTF-8 (400).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from graph.guard import LENGTH
from graph.serve.settings import BODY

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["HTTPError", "Question", "read_body", "read_fields", "read_question"]

_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_FIELDS: Final = 128
"""Fields of a form that are read."""


class HTTPError(Exception):
    """A request is answered with a status and a message, which holds nothing of the request."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        self.status, self.headers = status, headers or {}
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the dataset that the request names.

    Attributes:
        query: SPARQL; empty where a GET has none: it asks for the service description.
        default: graphs that make up the default graph.
        named: graphs that GRAPH may name.
        format: value of `format`; empty where the Accept header decides.
    """

    query: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    format: str = ""


async def read_question(request: Request, *, slow: float) -> Question:
    """Return what a request asks."""
    fields = read_fields(request.scope["query_string"])
    if request.method in {"GET", "HEAD"}:
        return _question(fields, needed=False)
    if request.method != "POST":
        raise HTTPError(405, "only GET and POST; this endpoint answers queries", {"Allow": "GET, HEAD, POST"})
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    if media == _UPDATE or any(name == "update" for name, _ in fields):
        raise HTTPError(403, "updates are refused: this endpoint only reads")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if charset and "charset" in parameters.lower() and charset not in {"utf-8", "utf8"}:
        raise HTTPError(400, "only UTF-8 is read")
    if media == _FORM:
        body = await read_body(request, slow=slow)
        return _question([*fields, *read_fields(body)], needed=True)
    if media == _DIRECT:
        if any(name == "query" for name, _ in fields):
            raise HTTPError(400, "the query stands both in the address and in the body")
        body = await read_body(request, slow=slow)
        return _question([*fields, ("query", _decode(body))], needed=True)
    raise HTTPError(415, f"send {_DIRECT} or {_FORM}", {"Accept-Post": f"{_DIRECT}, {_FORM}"})


async def read_body(request: Request, *, slow: float, most: int = BODY) -> bytes:
    """Return the body, at most so many bytes of it and within `slow` seconds."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:18]) > most:
        raise HTTPError(413, f"a body of more than {most} bytes")
    body = bytearray()
    try:
        async with asyncio.timeout(slow):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise HTTPError(413, f"a body of more than {most} bytes", {"Connection": "close"})
    except TimeoutError:
        raise HTTPError(408, f"the body did not come within {slow:g} s", {"Connection": "close"}) from None
    return bytes(body)


def read_fields(data: bytes) -> list[tuple[str, str]]:
    """Return the fields of a query string or a form, in order; what is not UTF-8 is refused.

    >>> read_fields(b"query=ASK+%7B%7D&default-graph-uri=x:a&empty")
    [('query', 'ASK {}'), ('default-graph-uri', 'x:a'), ('empty', '')]
    """
    parts = data.split(b"&") if data else []
    if len(parts) > _FIELDS:
        raise HTTPError(400, f"more than {_FIELDS} fields")
    pairs = (part.partition(b"=") for part in parts if part)
    return [(_field(name), _field(value)) for name, _, value in pairs]


def _field(data: bytes) -> str:
    return _decode(unquote_to_bytes(data.replace(b"+", b" ")))


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise HTTPError(400, "not UTF-8") from None


def _question(fields: list[tuple[str, str]], *, needed: bool) -> Question:
    queries = [value for name, value in fields if name == "query"]
    if any(name == "update" for name, _ in fields):
        raise HTTPError(403, "updates are refused: this endpoint only reads")
    if len(queries) > 1:
        raise HTTPError(400, "more than one query")
    if needed and not queries:
        raise HTTPError(400, "no query")
    query = queries[0] if queries else ""
    if len(query.encode("utf-8", "replace")) > LENGTH:
        raise HTTPError(413, f"query longer than {LENGTH} bytes; shorten it or ask in parts")
    return Question(
        query,
        tuple(value for name, value in fields if name == "default-graph-uri"),
        tuple(value for name, value in fields if name == "named-graph-uri"),
        next((value for name, value in fields if name == "format"), ""),
    )
