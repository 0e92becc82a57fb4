"""Makes what is kept beside a snapshot, in processes of their own; again for a new one.

First the search index and the counts, which pages need; then the answers that take long (`graph.serve.kept`), while the
server answers already. In: settings. Out: files in the store's folder. Nothing is made where the folder cannot be written
to.
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.search import open_search
from graph.serve.kept import keep
from graph.serve.overview import count, read_counts, write_counts
from graph.serve.worker import open_snapshot, read_version

if TYPE_CHECKING:
    from graph.serve.settings import Settings

__all__ = ["main", "main_keep", "prepare", "watch"]

_EVERY: Final = 2.0
"""Seconds between looks for a newer snapshot."""


async def prepare(settings: Settings, run: str = "main") -> None:
    """Make what is missing and wait for it: by `main`, or by `main_keep`."""
    if not os.access(settings.store, os.W_OK):
        return
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-c",
        f"from graph.serve.prepare import {run}; {run}()",
        str(settings.store.absolute()),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=asyncio.subprocess.DEVNULL,
    )
    try:
        await process.wait()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise


async def watch(settings: Settings) -> None:
    """Keep answers of the snapshot that was prepared; prepare each newer one and keep its answers, until cancelled."""
    seen = read_version(settings.store)
    keeping = asyncio.create_task(prepare(settings, "main_keep"))
    try:
        while True:
            await asyncio.sleep(_EVERY)
            try:
                version = read_version(settings.store)
            except (OSError, ValueError, KeyError):
                continue  # a store that is just being replaced
            if version != seen:
                keeping.cancel()
                await prepare(settings)
                keeping = asyncio.create_task(prepare(settings, "main_keep"))
                seen = version
    finally:
        keeping.cancel()


def main() -> None:
    """Prepare the store that is the only argument."""
    folder = Path(sys.argv[1])
    version = read_version(folder)
    store = open_snapshot(folder, version)
    open_search(folder, store, " ".join(map(str, version))).close()
    if read_counts(folder, version) is None:
        write_counts(folder, count(store), version)


def main_keep() -> None:
    """Keep the answers of the store that is the only argument; requests go first."""
    os.nice(10)
    folder = Path(sys.argv[1])
    version = read_version(folder)
    with suppress(OSError):  # no room: then they are worked out when they are asked for
        keep(folder, open_snapshot(folder, version), version)
