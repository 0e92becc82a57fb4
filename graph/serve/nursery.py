"""The process that forks workers: it has everything imported, nothing open and one thread, so that a fork is safe.

In: orders on a socket, each a line of JSON: {"fork": number}, with the worker's end of a socket as file descriptor, or
{"kill": number}. It kills only children that it has not yet waited for, so that a reused process number is never hit.
When the server goes, its end of the socket closes, and all workers are killed.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import socket
import sys
import traceback

from graph.serve import replies  # noqa: F401 - imported here once, so that workers have it
from graph.serve.settings import Settings
from graph.serve.worker import run_worker

__all__ = ["main"]

_MOST = 64
"""File descriptors that may come with one message."""


def main() -> None:
    """Serve orders on the socket whose number is the first argument; the second is the settings as JSON."""
    orders = socket.socket(fileno=int(sys.argv[1]))
    settings = read_settings(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # the server says when it is over
    children: dict[int, int] = {}
    rest = b""
    while True:
        ready, _, _ = select.select([orders], [], [], 0.5)
        _wait(children)
        if not ready:
            continue
        data, ends, _, _ = socket.recv_fds(orders, 65536, _MOST)
        if not data:
            break
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            order = json.loads(line)
            if (number := order.get("fork")) is not None:
                children[number] = _fork(ends.pop(0), orders, settings)
            elif (number := order.get("kill")) in children:
                _kill(children.pop(number))
    for process in children.values():
        _kill(process)


def read_settings(text: str) -> Settings:
    """Return the settings that `write_settings` wrote."""
    from pathlib import Path  # noqa: PLC0415 - only here

    held = json.loads(text)
    return Settings(
        **{
            **held,
            "store": Path(held["store"]),
            "names": tuple(held["names"]),
            "origins": tuple(held["origins"]),
        }
    )


def _fork(end: int, orders: socket.socket, settings: Settings) -> int:
    """Start a worker and return its process number."""
    process = os.fork()
    if process:
        os.close(end)
        return process
    status = 1
    try:
        orders.close()
        run_worker(socket.socket(fileno=end), settings)
        status = 0
    except Exception:  # noqa: BLE001 - a fault of ours must be seen, and end this process only
        traceback.print_exc()
    finally:
        os._exit(status)  # never back into the nursery's loop


def _wait(children: dict[int, int]) -> None:
    """Forget the children that have ended."""
    for number, process in [*children.items()]:
        if os.waitpid(process, os.WNOHANG)[0]:
            del children[number]


def _kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


if __name__ == "__main__":
    main()
