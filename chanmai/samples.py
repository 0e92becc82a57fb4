"""A store of the sample reports, or of a reader's own, for notebooks and examples: built and opened in one line.

In: nothing, or folders of reports. Out: the folder of a store in a temporary folder that goes when the process ends, or
the opened graph. Needs no network.
"""

from __future__ import annotations

import atexit
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["build_samples", "build_store", "open_store"]

_OPENED = ExitStack()
atexit.register(_OPENED.close)


def build_samples() -> Path:
    """Build the bundled sample reports and return the folder of their store."""
    from chanmai.demo import sample_reports

    return build_store(sample_reports())


def build_store(*reports: Path, store: Path | None = None) -> Path:
    """Build reports into a store, by default a new one in a temporary folder, and return its folder.

    Raises:
        StoreError: a report failed; the message says why.
    """
    from chanmai.build import build
    from extract.read import ReadOptions
    from ontology.errors import StoreError

    if store is None:
        store = Path(_OPENED.enter_context(tempfile.TemporaryDirectory(prefix="chanmai-"))) / "store"
    made = build(list(reports), store, ReadOptions())
    for outcome in made.outcomes:
        if outcome.state == "failed":
            raise StoreError(f"{outcome.source}: {outcome.reason}")
    return store


def open_store(folder: Path) -> Store:
    """Open a store for reading until the process ends.

    Raises:
        StoreError: the folder is no store of ours.
    """
    from graph.store import open_reader

    return _OPENED.enter_context(open_reader(folder))
