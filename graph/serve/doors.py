"""What every request passes first and every answer last: the Host check, CORS, and headers that keep pages harmless."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from graph.serve.settings import Settings

__all__ = ["Doors"]

_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Doors:
    """The application inside its doors."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.names = {"localhost", settings.host.lower(), *(name.lower() for name in settings.names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        allowed = origin if origin in self.settings.origins else ""
        answer: ASGIApp = self.app
        if not self._is_ours(headers):
            answer = PlainTextResponse("this host is not served here\n", 421)
        elif scope["method"] == "OPTIONS":
            answer = self._preflight(allowed)

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    told.setdefault(name, value)
                told.setdefault("Content-Security-Policy", _POLICY)
                if allowed:
                    told["Access-Control-Allow-Origin"] = allowed
                    told["Access-Control-Expose-Headers"] = "X-Rows, X-Truncated, Retry-After"
                    told.add_vary_header("Origin")
            await send(message)

        await answer(scope, receive, tell)

    def _is_ours(self, headers: Headers) -> bool:
        """Say whether the request is addressed to this machine: a page of another name could else read us by DNS."""
        hosts = headers.getlist("host")
        if len(hosts) != 1:
            return not hosts
        name = hosts[0].rpartition("]")[0][1:] if hosts[0].startswith("[") else hosts[0].partition(":")[0]
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name.lower().rstrip(".") in self.names
        return True

    def _preflight(self, allowed: str) -> Response:
        headers = {"Allow": "GET, HEAD, POST, OPTIONS"}
        if allowed:
            headers |= {
                "Access-Control-Allow-Methods": "GET, POST",
                "Access-Control-Allow-Headers": "Accept, Content-Type",
                "Access-Control-Max-Age": "600",
            }
        return Response(status_code=204, headers=headers)
