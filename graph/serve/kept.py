"""Answers that take long on a large store, kept beside its snapshot: questions without values, and the explorer's page.

In: a snapshot. Out: files in the store's `kept/NAME-GENERATION/`, each whole or not there; `graph.serve.prepare` makes
them in a process of its own, replies read them. What is not kept, or not yet, is worked out when it is asked for, with
the same answer: a snapshot never changes. Nothing is kept of older snapshots.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from graph.query import named_queries, prepare
from ontology.terms import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["SERVED", "keep", "kept_page", "kept_rows", "keys"]

SERVED: Final = 2_000
"""Things in a served explorer page, which loads others from the endpoint."""
_COMMENTS: Final = re.compile(r"^#.*\n?", re.MULTILINE)


def keep(folder: Path, store: Store, version: tuple[str, int]) -> None:
    """Write what is missing of a snapshot, one file after the other, and remove what is kept of others.

    Args:
        folder: of the store.
        store: the snapshot.
        version: its name and the ledger's generation.

    Raises:
        OSError: the folder cannot be written to.
    """
    place = _place(folder, version)
    place.mkdir(parents=True, exist_ok=True)
    for other in place.parent.iterdir():
        if other != place:
            shutil.rmtree(other, ignore_errors=True)
    if not (place / _page_name()).exists():
        from graph.explore import to_page  # noqa: PLC0415 - a second to import, and only here

        _write(place / _page_name(), to_page(store, most=SERVED, endpoint="/sparql").encode("utf-8", "replace"))
    for key, text in keys().items():
        if not (place / key).exists():
            found = store.query(text, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
            if isinstance(found, QuerySolutions):
                _write(place / key, found.serialize(format=QueryResultsFormat.JSON) or b"")


def keys() -> dict[str, str]:
    """Return the file's name → SPARQL of each question of the library that can be asked without a value."""
    texts = [prepare(query, {}) for query in named_queries().values() if not any(p.required for p in query.parameters)]
    return {_key(text): text for text in texts}


def kept_rows(folder: Path, version: tuple[str, int], query: str) -> QuerySolutions | None:
    """Return the answer to a query's text that is kept of a snapshot, read as it is asked for; None where there is none."""
    try:
        found = parse_query_results(path=str(_place(folder, version) / _key(query)), format=QueryResultsFormat.JSON)
    except (OSError, SyntaxError):
        return None
    return found if isinstance(found, QuerySolutions) else None


def kept_page(folder: Path, version: tuple[str, int]) -> bytes | None:
    """Return the explorer's first page that is kept of a snapshot, None where there is none."""
    try:
        return (_place(folder, version) / _page_name()).read_bytes()
    except OSError:
        return None


@cache
def _page_name() -> str:
    """Return the file's name for the page that this program makes."""
    folder = Path(__file__).parent.parent / "explore"
    parts = sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc")
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:32] + ".html"


def _place(folder: Path, version: tuple[str, int]) -> Path:
    return folder / "kept" / f"{version[0]}-{version[1]}"


def _key(query: str) -> str:
    """Return the file's name for a query's text. Lines of comment do not count: the query page leaves them out.

    A line that begins with # is no comment in a text of several lines; the library's questions have none such, so no
    other query gets the name of one of them.
    """
    return hashlib.sha256(_COMMENTS.sub("", query).strip().encode("utf-8", "surrogatepass")).hexdigest()[:32] + ".srj"


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
