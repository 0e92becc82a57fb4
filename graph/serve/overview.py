"""Counts for the overview: by class, region and year, kept in a file beside the store, so that no page scans it.

In: a store or a bench. Out: an `Overview`; `graph.serve.prepare` makes and writes it, pages only read it.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from graph.serve.labels import said
from graph.serve.look import rows
from graph.serve.worker import Refused
from ontology.facts import Kind
from ontology.terms import CM

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import Store

    from graph.serve.worker import Bench

__all__ = ["Overview", "count", "read_counts", "read_overview", "write_counts"]

_SHOWN: Final = 40
"""Regions that the page lists."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What there is, in numbers; each list of (IRI or name, label, number), the largest first."""

    documents: int
    statements: int
    observations: int
    classes: list[tuple[str, str, int]]
    regions: list[tuple[str, str, int]]
    years: list[tuple[str, str, int]]


def count(store: Store) -> Overview:
    """Return the counts of a store; time is linear in it."""
    classes = {row["c"]: int(row["n"]) for row in rows(store, _CLASSES)}
    kinds = [(kind.value, said(kind.value), classes.get(CM[kind.value], 0)) for kind in Kind]
    regions = [(row["r"], row["name"], int(row["n"])) for row in rows(store, _REGIONS, limit=_SHOWN)]
    years: dict[str, int] = {}
    for row in rows(store, _YEARS, limit=1_000_000):
        years[row["y"]] = years.get(row["y"], 0) + int(row["n"])
    return Overview(
        classes.get(CM["Document"], 0),
        int(next(rows(store, _STATEMENTS))["n"]),
        classes.get(CM["Observation"], 0),
        sorted((kind for kind in kinds if kind[2]), key=lambda kind: (-kind[2], kind[0])),
        regions,
        [(year, year, years[year]) for year in sorted(years) if year],
    )


def read_overview(bench: Bench) -> Overview:
    """Return the counts of a bench's snapshot."""
    if "overview" not in bench.held:
        held = read_counts(bench.settings.store, bench.version)
        if held is None and os.access(bench.settings.store, os.W_OK):
            raise Refused(503, "正在统计，请稍候 · the counts are being made; try again in a moment")
        bench.held["overview"] = held or count(bench.store)
    found: Overview = bench.held["overview"]
    return found


def write_counts(folder: Path, made: Overview, version: tuple[str, int]) -> None:
    """Write counts beside the store, whole or not at all; a store that cannot be written to goes without."""
    file = folder / "counts.json"
    partial = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        partial.write_text(json.dumps({"version": version, **asdict(made)}, ensure_ascii=False), "utf-8")
        partial.replace(file)
    except OSError:
        partial.unlink(missing_ok=True)


def read_counts(folder: Path, version: tuple[str, int]) -> Overview | None:
    """Return the counts of a snapshot, None where there are none of it."""
    try:
        held = json.loads((folder / "counts.json").read_text("utf-8"))
        if tuple(held.pop("version")) != version:
            return None
        return Overview(**held)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


_CLASSES: Final = "SELECT ?c (COUNT(DISTINCT ?e) AS ?n) WHERE { ?e a ?c } GROUP BY ?c"
_STATEMENTS: Final = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a rdf:Statement }"
_REGIONS: Final = """
SELECT ?r ?name (COUNT(DISTINCT ?e) AS ?n) WHERE { ?e cm:locatedIn ?r . ?r a cm:Region ; skos:prefLabel ?name }
GROUP BY ?r ?name ORDER BY DESC(?n) ?name"""
_YEARS: Final = """
SELECT ?y (COUNT(DISTINCT ?d) AS ?n) WHERE { ?d a cm:Document OPTIONAL { ?d dcterms:issued ?i } BIND(SUBSTR(STR(?i), 1, 4) AS ?y) }
GROUP BY ?y"""
