"""`chanmai serve`, `search` and `ask`: the endpoint with its pages, and the same questions on a terminal.

In: a store's folder and options. Out: a server until a signal, or text on stdout.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.serve.settings import Settings

__all__ = ["serve_store"]


def serve_store(settings: Settings) -> None:
    """Serve a store until Ctrl-C or SIGTERM."""
    from graph.serve import run_server

    if settings.host not in {"127.0.0.1", "::1", "localhost"}:
        sys.stderr.write(f"{settings.host}: 本机以外也能访问，没有登录 · reachable from other machines, and there is no login\n")
    run_server(settings)
