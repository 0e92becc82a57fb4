"""uvicorn's HTTP/1.1 connection with the time limits that it lacks: for the head of a request and for slow readers."""

from __future__ import annotations

import sys
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

__all__ = ["connection_class"]


def connection_class(slow: float) -> type[H11Protocol]:
    """Return the class of connections that are cut when the client takes more than `slow` seconds."""

    class Connection(H11Protocol):
        """A connection with a timer for what the client owes: the rest of a head, or taking in what it was sent."""

        _head: asyncio.TimerHandle | None = None
        _drain: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
            super().connection_made(transport)
            self._head = self.loop.call_later(slow, self._cut)

        def connection_lost(self, error: Exception | None) -> None:
            self._stop()
            super().connection_lost(error)

        def handle_events(self) -> None:
            super().handle_events()
            between = self.conn.their_state is h11.IDLE and not self.transport.is_closing()
            if not between and self._head is not None:
                self._head.cancel()
                self._head = None
            elif between and self._head is None and self.conn.trailing_data[0]:
                self._head = self.loop.call_later(slow, self._cut)

        def pause_writing(self) -> None:
            super().pause_writing()
            if self._drain is None:
                self._drain = self.loop.call_later(slow, self._cut)

        def resume_writing(self) -> None:
            super().resume_writing()
            if self._drain is not None:
                self._drain.cancel()
                self._drain = None

        def send_400_response(self, message: str) -> None:
            """Answer what is no HTTP; with 431 where the head is too large."""
            error: Any = sys.exc_info()[1]
            status = getattr(error, "error_status_hint", 400) or 400
            body = f"{HTTPStatus(status).phrase}\n".encode()
            head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: text/plain\r\n"
            self.transport.write(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
            self.transport.close()
            self._drain = self._drain or self.loop.call_later(slow, self._cut)
            _ = message

        def _stop(self) -> None:
            for timer in (self._head, self._drain):
                if timer is not None:
                    timer.cancel()
            self._head = self._drain = None

        def _cut(self) -> None:
            """End the connection at once, whatever is not yet sent."""
            self.transport.abort()

    return Connection
