"""A worker: one process that answers one request at a time from a snapshot, and may be killed at any moment.

In: requests on a socket. Out: replies as `graph.serve.wire` frames them. It has a limit on memory and, besides the
server's deadline, an alarm of its own. When the store has a newer snapshot, the next request is answered from that.
"""

from __future__ import annotations

import ctypes
import json
import re
import resource
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import Store

from graph.guard import QueryRefusedError
from graph.serve.wire import CHUNK, Report, receive, send
from graph.syntax import tell_syntax
from ontology.errors import ChanmaiError, ConfigurationError, UnknownNameError

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterable

    from graph.serve.settings import Settings

__all__ = ["Bench", "Refused", "open_snapshot", "read_version", "run_worker"]

GRACE: Final = 2.0
"""Seconds after the deadline at which a worker ends itself, should the server not have done it."""
_SIZE: Final = re.compile(r"^VmSize:\s+(\d+) kB", re.MULTILINE)


class Refused(Exception):  # noqa: N818 - a reply, not an error
    """A request is answered with a status and a message."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


@dataclass(slots=True)
class Bench:
    """What a worker works with; opened at the first request and again when there is a newer snapshot.

    Attributes:
        settings: of the server.
        store: the open snapshot.
        version: which snapshot: its number and the ledger's generation.
        held: what parts of the server keep from request to request, by name; emptied with a newer snapshot.
    """

    settings: Settings
    store: Store
    version: tuple[str, int]
    held: dict[str, Any] = field(default_factory=dict)

    def refresh(self) -> None:
        """Open the newest snapshot where there is a newer one."""
        version = read_version(self.settings.store)
        if version != self.version:
            self.store = open_snapshot(self.settings.store, version)
            self.version, self.held = version, {}


def read_version(folder: Path) -> tuple[str, int]:
    """Return name and generation of a store's current snapshot, as `graph.store` writes them beside it."""
    current = json.loads((folder / "snapshots" / "current").read_text("utf-8"))
    return str(current["snapshot"]), int(current["generation"])


def open_snapshot(folder: Path, version: tuple[str, int]) -> Store:
    """Return a snapshot opened for reading."""
    return Store.read_only(str(folder / "snapshots" / version[0]))


def run_worker(link: socket.socket, settings: Settings) -> None:
    """Answer requests until the server closes the socket."""
    _die_with_parent()
    version = read_version(settings.store)
    bench = Bench(settings, open_snapshot(settings.store, version), version)
    _limit_memory(settings.memory)
    send(link, b"ready")
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # which ends the process, wherever it is
    while (request := receive(link)) is not None:
        signal.setitimer(signal.ITIMER_REAL, settings.deadline + GRACE)
        _reply(link, bench, request)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _die_with_parent() -> None:
    """Have the kernel end this process when the nursery ends, which alone can kill it in time."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)  # Linux has it
    if prctl is not None:
        prctl(1, signal.SIGKILL, 0, 0, 0)


def _limit_memory(mebibytes: int) -> None:
    """Limit the address space to what the process has now and so much more: an allocation beyond it fails."""
    found = _SIZE.search(Path("/proc/self/status").read_text("utf-8"))
    held = int(found[1]) * 1024 if found else 0
    limit = held + mebibytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _reply(link: socket.socket, bench: Bench, request: dict[str, Any]) -> None:
    """Answer one request; what goes wrong is told in the report, and what data went before it is then dropped."""
    from graph.serve.replies import REPLIES  # noqa: PLC0415 - replies import this module

    try:
        bench.refresh()
        pieces = REPLIES[request["op"]](bench, request)
        report = _send_pieces(link, pieces)
    except Refused as error:
        report = _tell(link, error.status, str(error))
    except SyntaxError as error:
        report = _tell(link, 400, tell_syntax(error, str(request.get("query", ""))))
    except (QueryRefusedError, ConfigurationError) as error:
        report = _tell(link, 400, str(error))
    except UnknownNameError as error:
        report = _tell(link, 404, str(error))
    except MemoryError:
        report = _tell(link, 503, f"stopped: it needs more than {bench.settings.memory} MiB; ask for less")
    except (ChanmaiError, OSError, RuntimeError, ValueError) as error:
        report = _tell(link, 500, f"cannot be answered: {error}")
    send(link, b"")
    send(link, report.encode())


def _tell(link: socket.socket, status: int, message: str) -> Report:
    send(link, b"\x00" + message.encode("utf-8", "replace")[:4096] + b"\n")
    return Report(status)


def _send_pieces(link: socket.socket, pieces: Iterable[bytes | Report]) -> Report:
    """Send pieces in frames of some size; the last piece is the report."""
    gathered, size, report = [], 0, Report()
    for piece in pieces:
        if isinstance(piece, Report):
            report = piece
            continue
        gathered.append(piece)
        size += len(piece)
        if size >= CHUNK:
            send(link, b"\x01" + b"".join(gathered))
            gathered, size = [], 0
    if gathered:
        send(link, b"\x01" + b"".join(gathered))
    return report
