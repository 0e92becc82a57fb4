"""Frames between the server and its workers: four bytes of length, then as many bytes; a reply ends with a report.

A request is one frame of JSON. A reply is frames of data, an empty frame, and the report: JSON that says how it ended.
The status is known only at the end, so that a client never gets 200 with half an answer.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import socket
    from asyncio import StreamReader

__all__ = ["CHUNK", "Report", "read_frame", "receive", "send"]

CHUNK: Final = 64 * 1024
"""Bytes of data in a frame, about."""
_LENGTH: Final = struct.Struct("!I")
_LONGEST: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Report:
    """How an answer ended.

    Attributes:
        status: of HTTP.
        media: type of the data.
        rows: how many the answer has.
        truncated: whether the row cap cut the rest off.
        headers: others for the response.
    """

    status: int = 200
    media: str = "text/plain; charset=utf-8"
    rows: int = 0
    truncated: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    def encode(self) -> bytes:
        """Return the report as JSON."""
        return json.dumps(asdict(self)).encode()


def send(link: socket.socket, data: bytes) -> None:
    """Send one frame."""
    link.sendall(_LENGTH.pack(len(data)) + data)


def receive(link: socket.socket) -> dict[str, Any] | None:
    """Return the next request, None where the server has gone."""
    head = _exactly(link, _LENGTH.size)
    body = _exactly(link, _LENGTH.unpack(head)[0]) if head else None
    return json.loads(body) if body else None


async def read_frame(reader: StreamReader) -> bytes:
    """Return the next frame; IncompleteReadError where the worker has gone."""
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    if length > _LONGEST:
        raise ConnectionError(f"a frame of {length} bytes")
    return await reader.readexactly(length)


def _exactly(link: socket.socket, length: int) -> bytes | None:
    parts: list[bytes] = []
    while length:
        part = link.recv(min(length, CHUNK))
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
