"""`chanmai analyse`: a store as an offline report with its tables, figures and network, as `graph.report` makes it.

In: a store's folder. Out: a folder of files; progress on stderr. Refused: languages other than Chinese and English.
"""

from __future__ import annotations

import shlex
import sys
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from graph.tables import Table

__all__ = ["run_analysis"]


def run_analysis(store: Path, out: Path, lang: str) -> None:
    """Write OUT/report.html, tables/, tables.xlsx, figures/, network.graphml and network.gexf.

    Raises:
        UnknownNameError: no such language.
        StoreError: no store, or a file cannot be written.
    """
    from graph.report import LANGUAGES, analyse_store, write_report
    from graph.store import open_reader
    from ontology.errors import UnknownNameError

    if lang not in LANGUAGES:
        raise UnknownNameError("语言", lang, list(LANGUAGES))
    with open_reader(store) as graph:
        report = analyse_store(
            graph,
            lang=lang,
            withheld=_withheld(store),
            facts=_facts(store),
            command=shlex.join(["chanmai", "analyse", "--store", str(store), "-o", str(out), "--lang", lang]),
            progress=_say,
        )
    written = write_report(report, out)
    _say(f"{written[0]}: 已写出，另有 {len(written) - 1} 个表、图和网络文件；可离线打开 · written, with {len(written) - 1} tables, figures and networks")


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


def _facts(store: Path) -> dict[str, str]:
    """Return what it takes to make the same report: documents, version, hash of the graph as `chanmai info` gives it."""
    from chanmai import __version__
    from graph.store import read_ledger

    rows = sorted(read_ledger(store), key=lambda row: row.identifier)
    digest = sha256("".join(f"{row.identifier}\t{row.hash}\n" for row in rows).encode()).hexdigest()
    return {"documents": str(sum(bool(row.identifier) for row in rows)), "version": __version__, "hash": digest}


def _withheld(store: Path) -> Table:
    """Return what was read but not written for want of confidence, the surest first, with its sentence."""
    from chanmai.results import Results
    from graph.tables import Table
    from ontology.facts import Statement

    columns = ("confidence", "subject", "relation", "object", "document", "sentence")
    rows: list[tuple[float, str, str, str, str, str]] = []
    results = Results(store / "results.sqlite", read_only=True)
    try:
        for identifier, extraction in results.all():
            names = {entity.key: entity.names[0] for entity in extraction.entities}
            text = extraction.document.text
            for claim in extraction.withheld:
                if isinstance(claim, Statement):
                    said = (str(claim.predicate), names.get(claim.object, claim.object))
                else:
                    said = (claim.indicator, f"{claim.value} {claim.unit}")
                sentence = text[claim.sentence.begin : claim.sentence.end]
                rows.append((round(float(claim.confidence), 3), names.get(claim.subject, claim.subject), *said, identifier, sentence))
    finally:
        results.close()
    rows.sort(key=lambda row: (-row[0], *row[1:]))
    return Table("withheld", columns, tuple(rows))
