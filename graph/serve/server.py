"""Runs the application under uvicorn on one socket until SIGINT or SIGTERM; requests under way are finished."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from typing import TYPE_CHECKING, Final

from graph.serve.app import create_app
from graph.serve.connection import connection_class
from graph.store import open_reader
from ontology.errors import ConfigurationError

if TYPE_CHECKING:
    from graph.serve.deciding import Decide
    from graph.serve.settings import Settings

__all__ = ["run_server"]

_GRACE: Final = 10
"""Seconds that requests under way have to end."""
_HEAD: Final = 96 * 1024
"""Bytes of a request's head: a query of 64 KiB may stand in the address."""


def run_server(settings: Settings, decide: Decide | None = None) -> None:
    """Serve a store until a signal; says on stderr where. `decide` takes decisions from the pages, see `create_app`.

    Raises:
        StoreError: the folder is no store of ours, or damaged.
        ConfigurationError: the address cannot be used.
    """
    import uvicorn  # noqa: PLC0415 - only a server needs it

    with open_reader(settings.store):
        pass  # a snapshot that is behind is renewed, and what is wrong with the store is said, before anybody asks
    app = create_app(settings, decide)
    listener = _listen(settings)
    address = listener.getsockname()
    host = f"[{address[0]}]" if ":" in address[0] else address[0]
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    config = uvicorn.Config(
        app,
        http=connection_class(settings.slow),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=settings.connections,
        timeout_keep_alive=int(max(1, min(5, settings.slow))),
        timeout_graceful_shutdown=_GRACE,
        h11_max_incomplete_event_size=_HEAD,
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)  # uvicorn raises the signal again when it has stopped
    sys.stderr.write(f"http://{host}:{address[1]}/ · {settings.store} · Ctrl-C 停止 · stops\n")
    sys.stderr.flush()
    uvicorn.Server(config).run(sockets=[listener])


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=256)
    except OSError as error:
        raise ConfigurationError(
            f"{settings.host}:{settings.port}: 不能在此监听，请换 --port 或 --host · cannot listen there ({error.strerror}); choose another --port or --host"
        ) from error
