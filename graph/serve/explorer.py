"""The explorer's page of the served store; it then loads from /sparql what is not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.serve.kept import SERVED, kept_page
from graph.serve.wire import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graph.serve.worker import Bench

    Reply = Iterator[bytes | Report]

__all__ = ["explore"]


def explore(bench: Bench, request: Mapping[str, Any]) -> Reply:
    """Yield the explorer page, kept until there is a newer snapshot; its own policy by hashes stands in its head."""
    focus = str(request["fields"].get("focus", ""))[:200]
    pages = bench.held.setdefault("explorer", {})
    if focus not in pages:
        if len(pages) >= 2:
            pages.clear()
        pages[focus] = (not focus and kept_page(bench.settings.store, bench.version)) or _draw(bench, focus)
    yield pages[focus]
    yield Report(200, "text/html; charset=utf-8", headers={"Content-Security-Policy": "frame-ancestors 'none'"})


def _draw(bench: Bench, focus: str) -> bytes:
    from graph.explore import to_page  # noqa: PLC0415 - a second to import, and only here

    return to_page(bench.store, focus=focus, most=SERVED, endpoint="/sparql").encode("utf-8", "replace")
