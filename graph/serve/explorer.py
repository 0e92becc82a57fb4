"""The explorer's page of the served store; it then loads from /sparql what is not in it.

Drawing it takes longer than a request may where a store holds more than one page shows: there it is made once after the
start (`graph.serve.prepare`), and who asks before waits on a page that looks again by itself.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, Final

from graph.serve.kept import SERVED, kept_page
from graph.serve.overview import read_counts
from graph.serve.pages import render
from graph.serve.wire import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graph.serve.worker import Bench

    Reply = Iterator[bytes | Report]

__all__ = ["explore"]

_LOOK_AGAIN: Final = 3
"""Seconds after which a waiting page looks again."""
_PATIENCE: Final = 900.0
"""Seconds after which a page that nobody made is drawn for the request, come what may."""


def explore(bench: Bench, request: Mapping[str, Any]) -> Reply:
    """Yield the explorer page, kept until there is a newer snapshot; its own policy by hashes stands in its head."""
    focus = str(request["fields"].get("focus", ""))[:200]
    pages = bench.held.setdefault("explorer", {})
    if focus not in pages:
        if len(pages) >= 2:
            pages.clear()
        page = None if focus else kept_page(bench.settings.store, bench.version)
        if page is None and not focus and _is_being_made(bench):
            (text, _), again = render("waiting", seconds=_LOOK_AGAIN), {"Refresh": str(_LOOK_AGAIN), "Cache-Control": "no-store"}
            yield text
            yield Report(200, "text/html; charset=utf-8", headers=again)
            return
        pages[focus] = page or _draw(bench, focus)
    yield pages[focus]
    yield Report(200, "text/html; charset=utf-8", headers={"Content-Security-Policy": "frame-ancestors 'none'"})


def _is_being_made(bench: Bench) -> bool:
    """Say whether the server is making the page: the folder can be written to, and the store holds more than one page shows."""
    folder = bench.settings.store
    since = bench.held.setdefault("explorer waits since", time.monotonic())
    if time.monotonic() - since > _PATIENCE or not os.access(folder, os.W_OK):
        return False
    counts = read_counts(folder, bench.version)
    return counts is not None and sum(number for _, _, number in counts.classes) > SERVED


def _draw(bench: Bench, focus: str) -> bytes:
    from graph.explore import to_page  # noqa: PLC0415 - a second to import, and only here

    return to_page(bench.store, focus=focus, most=SERVED, endpoint="/sparql").encode("utf-8", "replace")
