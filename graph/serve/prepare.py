"""Makes what is kept beside a snapshot, the search index and the counts, in a process of its own; again for a new one.

In: settings. Out: files in the store's folder. Nothing is made where the folder cannot be written to.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.search import open_search
from graph.serve.overview import count, read_counts, write_counts
from graph.serve.worker import open_snapshot, read_version

if TYPE_CHECKING:
    from graph.serve.settings import Settings

__all__ = ["main", "prepare", "watch"]

_EVERY: Final = 2.0
"""Seconds between looks for a newer snapshot."""


async def prepare(settings: Settings) -> None:
    """Make what is missing and wait for it."""
    if not os.access(settings.store, os.W_OK):
        return
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-c",
        "from graph.serve.prepare import main; main()",
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
    """Prepare each newer snapshot, until cancelled."""
    seen = read_version(settings.store)
    while True:
        await asyncio.sleep(_EVERY)
        try:
            version = read_version(settings.store)
        except (OSError, ValueError, KeyError):
            continue  # a store that is just being replaced
        if version != seen:
            await prepare(settings)
            seen = version


def main() -> None:
    """Prepare the store that is the only argument."""
    folder = Path(sys.argv[1])
    version = read_version(folder)
    store = open_snapshot(folder, version)
    open_search(folder, store, " ".join(map(str, version))).close()
    if read_counts(folder, version) is None:
        write_counts(folder, count(store), version)

