"""Any SPARQL 1.1 server: the graphs of a store are put there by the Graph Store Protocol, and it is asked by HTTP.

In: addresses of a server, credentials from the environment or a keyring. Out: graphs there, answers as `graph.query` has them.
Refused: addresses that are not http(s), redirects to other hosts, answers that are too large or take too long. Only what
may be done twice is tried again: GET, and PUT of a whole graph.
"""

from __future__ import annotations

import http.client
import importlib
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results, serialize

from graph.guard import check_query
from graph.query import Answer, find_query, prepare, read_answer
from ontology.errors import ChanmaiError, ConfigurationError
from ontology.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pyoxigraph import NamedNode, Store, Triple

__all__ = ["PASSWORD", "USER", "RemoteError", "RemoteStore", "open_remote"]

USER: Final = "CHANMAI_REMOTE_USER"
PASSWORD: Final = "CHANMAI_REMOTE_PASSWORD"  # noqa: S105 - the name of a variable
_BATCH: Final = 20_000
"""Triples of one request: about 3 MB. The first replaces the graph, the others add to it."""
_TRIES: Final = 4
_ANSWER: Final = 256 * 1024 * 1024
"""Bytes of an answer that are read."""
_ACCEPT: Final = "application/sparql-results+json, text/turtle;q=0.9"


class RemoteError(ChanmaiError):
    """A server cannot be reached, refuses, or answers what is no answer."""


@dataclass(frozen=True, slots=True)
class RemoteStore:
    """A server, by the addresses of its query and graph-store services.

    Attributes:
        query_url: of the SPARQL 1.1 Protocol.
        graph_url: of the Graph Store HTTP Protocol.
        user: empty for none.
        password: never shown.
        timeout: seconds for one request.
    """

    query_url: str
    graph_url: str
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 60.0

    def __post_init__(self) -> None:
        for url in (self.query_url, self.graph_url):
            parts = urllib.parse.urlsplit(url)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise ConfigurationError("a remote store has an http:// or https:// address")
            if parts.username or parts.password:
                raise ConfigurationError(f"put no password into the address; set {USER} and {PASSWORD}")

    def replace_graph(self, graph: NamedNode, triples: Iterable[Triple]) -> int:
        """Make the graph there exactly these triples, in batches, and return how many; safe to do again.

        A graph of several batches is not replaced in one transaction: a reader may see its begin alone, and after an
        error it is to be put again.
        """
        held = [*triples]
        for at in range(0, max(len(held), 1), _BATCH):
            body = serialize(held[at : at + _BATCH], format=RdfFormat.N_TRIPLES) or b""
            address = f"{self.graph_url}?graph={urllib.parse.quote(graph.value, safe='')}"
            method = "POST" if at else "PUT"
            # POST of triples without blank nodes may be done twice: a set holds each once
            self._send(method, address, body, {"Content-Type": "application/n-triples"}, again=True)
        return len(held)

    def remove_graph(self, graph: NamedNode) -> None:
        """Take a graph out there; none is fine."""
        address = f"{self.graph_url}?graph={urllib.parse.quote(graph.value, safe='')}"
        self._send("DELETE", address, None, {}, again=True, fine=(404,))

    def load(self, store: Store, tell: Callable[[str, int], None] | None = None) -> int:
        """Put all graphs of a store there and return how many triples; `tell` hears of each graph when it is there."""
        count = 0
        for graph in sorted(store.named_graphs(), key=str):
            put = self.replace_graph(graph, (quad.triple for quad in store.quads_for_pattern(None, None, None, graph)))  # type: ignore[arg-type]  # no blank nodes
            count += put
            if tell:
                tell(str(graph.value), put)
        return count

    def query(self, asked: str, parameters: Mapping[str, str] | None = None, *, limit: int | None = None) -> Answer:
        """Return the answer to a named query, a FILE.rq or SPARQL text; the server must take the union of its graphs.

        Raises:
            QueryRefusedError: an update or a SERVICE, as `graph.guard` refuses them.
            RemoteError: the server does not answer, or not with an answer.
        """
        text = prepare(find_query(asked), parameters or {})
        check_query(text)
        body = urllib.parse.urlencode({"query": _with_prefixes(text)}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": _ACCEPT}
        data, media = self._send("POST", self.query_url, body, headers, again=True)
        try:
            if form := QueryResultsFormat.from_media_type(media):
                return read_answer(parse_query_results(data, format=form), limit)
            if rdf := RdfFormat.from_media_type(media):
                return read_answer((quad.triple for quad in parse(data, format=rdf)), limit)  # type: ignore[arg-type]  # triples
        except (SyntaxError, ValueError) as error:
            raise RemoteError(f"{self._host()}: its answer cannot be read: {error}") from error
        raise RemoteError(f"{self._host()}: answers {media or 'nothing'} in place of SPARQL results; is it the query address?")

    def _send(
        self, method: str, url: str, body: bytes | None, headers: dict[str, str], *, again: bool, fine: tuple[int, ...] = ()
    ) -> tuple[bytes, str]:
        """Send a request, again after a while where the server is busy or away; return body and media type."""
        problem = ""
        for attempt in range(_TRIES if again else 1):
            if attempt:
                time.sleep(0.2 * 4 ** (attempt - 1))
            try:
                return self._once(method, url, body, headers)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code in fine:
                        return b"", ""
                    told = self._redact(error.read(400).decode("utf-8", "replace").strip())
                problem = f"{error.code} {told.splitlines()[0] if told else error.reason}"
                if error.code not in {408, 425, 429, 500, 502, 503, 504}:
                    break
            except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
                problem = self._redact(str(getattr(error, "reason", error)) or type(error).__name__)
        advice = f"set {USER} and {PASSWORD}" if problem.startswith(("401", "403")) else "is it running, and is the address right?"
        raise RemoteError(f"{self._host()}: {method} failed: {problem}; {advice}")

    def _once(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> tuple[bytes, str]:
        request = urllib.request.Request(url, body, headers, method=method)  # noqa: S310 - http(s) only, checked above
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect(), *self._credentials(url))
        begun = time.monotonic()
        parts, size = [], 0
        with opener.open(request, timeout=self.timeout) as answer:
            while part := answer.read1(65536):
                parts.append(part)
                size += len(part)
                if size > _ANSWER:
                    raise RemoteError(f"{self._host()}: an answer of more than {_ANSWER >> 20} MiB; ask with LIMIT")
                if time.monotonic() - begun > self.timeout * 2:
                    raise RemoteError(f"{self._host()}: its answer took more than {self.timeout * 2:g} s")
            if answer.length:
                raise http.client.IncompleteRead(b"".join(parts), answer.length)
            return b"".join(parts), answer.headers.get_content_type()

    def _credentials(self, url: str) -> list[urllib.request.BaseHandler]:
        """Return what answers a challenge, by digest or else in the basic way; nothing is told to who does not ask.

        Virtuoso challenges only a request without credentials: sent unasked, they are refused for good.
        """
        if not self.user:
            return []
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, self.user, self.password)
        return [urllib.request.HTTPDigestAuthHandler(passwords), urllib.request.HTTPBasicAuthHandler(passwords)]

    def _host(self) -> str:
        return urllib.parse.urlsplit(self.query_url).netloc

    def _redact(self, text: str) -> str:
        return text.replace(self.password, "***") if self.password else text


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: credentials stay with the host they were meant for."""

    def redirect_request(self, *_: object) -> None:
        """Say no."""


def open_remote(query_url: str, graph_url: str = "", *, timeout: float = 60.0) -> RemoteStore:
    """Return a server with the credentials of the environment, the password else from the keyring if there is one.

    Args:
        query_url: of its SPARQL service, e.g. http://localhost:7878/query.
        graph_url: of its graph store; by default `query_url` with /store, /data or /sparql-graph-crud in place of its
            last part, as Oxigraph, Fuseki or Virtuoso have it.
        timeout: seconds for one request.
    """
    graph_url = graph_url or re.sub(r"/(?:query|sparql)/?$", lambda part: _STORES[part[0].strip("/")], query_url)
    user = os.environ.get(USER, "")
    password = os.environ.get(PASSWORD, "") or (_from_keyring(query_url, user) if user else "")
    return RemoteStore(query_url, graph_url, user, password, timeout)


def _from_keyring(url: str, user: str) -> str:
    """Return what `keyring set chanmai USER@HOST` put there; empty without the package, a keyring or an entry."""
    try:
        keyring = importlib.import_module("keyring")
        return keyring.get_password("chanmai", f"{user}@{urllib.parse.urlsplit(url).netloc}") or ""
    except ImportError:
        return ""
    except Exception as error:  # noqa: BLE001 - each keyring has errors of its own
        raise ConfigurationError(f"the keyring cannot be read ({type(error).__name__}); set {PASSWORD}") from None


_STORES: Final = {"query": "/store", "sparql": "/sparql-graph-crud-auth"}
"""Last part of a query address → that of the graph store: Oxigraph's, Virtuoso's."""


def _with_prefixes(text: str) -> str:
    """Return a query with our prefixes before it: other servers do not know them."""
    known = {found.lower() for found in re.findall(r"PREFIX\s+([\w-]+):", text, re.IGNORECASE)}
    lines = [f"PREFIX {name}: <{base}>" for name, base in PREFIXES.items() if name not in known and f"{name}:" in text]
    return "\n".join([*lines, text])
