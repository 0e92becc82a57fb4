"""What Spark's executors run: pandas frames in, pandas frames out, by the very functions of a build on one machine.

`extract_files` and `extract_records` read and extract, `join_names` joins the entities of whole blocks, `write_quads`
writes the quads of documents. Each row stands for one document, record or line; rows come in any order. Everything an
executor needs besides (options, decisions) is small and travels with the function.
"""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from pydantic import TypeAdapter

from chanmai.build import Outcome, extract_source, records_of
from chanmai.results import decode, encode
from chanmai.spark_blocks import NameReader
from extract.read import Source, find_sources
from graph.identity import Record, identify
from graph.iris import document_iri
from graph.quads import concept_lines, document_lines, entity_lines
from graph.reprints import prints_of
from graph.store import write_graph
from ontology.facts import Entity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chanmai.decisions import Decisions
    from extract.read import ReadOptions

    Frames = Iterator[pd.DataFrame]
    Row = dict[str, Any]

__all__ = ["IDENTITY", "MADE", "NAMES", "WRITTEN", "extract_files", "extract_records", "join_names", "write_quads"]

MADE: Final = (
    "source string, identifier string, state string, reason string, seconds double, warnings array<string>, issued string, "
    "body binary, prints array<binary>, concepts array<string>, names array<string>"
)
"""Columns of what extraction gives, a row for each document and each source that is no document."""
NAMES: Final = "key string, own string, others array<string>, company string, full boolean, entity string, places array<string>"
"""One of `names`, as JSON: an entity and what it can join by."""
IDENTITY: Final = "document string, key string, iri string, line string"
"""An entity's IRI, or (document null) a line of the graph of entities."""
WRITTEN: Final = "kind string, text string"
"""The quads of a document ("quads"), or its row of the ledger ("ledger")."""


@cache
def _entity() -> Any:
    return TypeAdapter(Entity)


def extract_files(frames: Frames, options: ReadOptions, decisions: Decisions) -> Frames:
    """Read and extract whole files: path, name below the input, content, sidecar (or None).

    Readers take files, and judge them by their names too: each lies for that long in a folder of its own.
    """
    reader = NameReader(decisions.pairs("different"))
    for frame in frames:
        rows: list[Row] = []
        for path, name, content, sidecar in frame.itertuples(index=False, name=None):
            with tempfile.TemporaryDirectory(prefix="chanmai-") as folder:
                file = Path(folder, name)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
                if sidecar is not None:
                    file.with_name(f"{file.name}.toml").write_bytes(sidecar)
                for source in find_sources([Path(folder)] if "/" in name or _is_report(file) else [file]).sources:
                    rows += _rows(source, options, decisions, reader, {str(file): path})
        yield _frame(rows, MADE)


def extract_records(frames: Frames, options: ReadOptions, decisions: Decisions) -> Frames:
    """Read and extract lines of record files: path, line."""
    reader = NameReader(decisions.pairs("different"))
    for frame in frames:
        rows: list[Row] = []
        for path, line in frame.itertuples(index=False, name=None):
            record = bytes(line).removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n\0")
            if record:
                name = path.rpartition("/")[2]
                source = Source(Path(name), path, name, records=record, container="records")
                rows += _rows(source, options, decisions, reader, {})
        yield _frame(rows, MADE)


def join_names(frame: pd.DataFrame, same: list[tuple[str, str]], different: list[tuple[str, str]]) -> pd.DataFrame:
    """Join the entities of whole blocks: document, key, entity, places."""
    records = [
        Record(document, _entity().validate_json(entity), tuple(places))
        for document, entity, places in zip(frame["document"], frame["entity"], frame["places"], strict=True)
    ]
    identity = identify(records, same=same, different=different)
    rows: list[Row] = [{"document": d, "key": key, "iri": iri} for (d, key), iri in identity.iris.items()]
    rows += [{"line": f"{line} ."} for line in entity_lines(identity.nodes.values())]
    return _frame(rows, IDENTITY)


def write_quads(frames: Frames) -> Frames:
    """Write the quads of documents, sorted, and their rows of the ledger: body, iris (key and IRI, divided by U+001F)."""
    for frame in frames:
        rows: list[Row] = []
        for body, pairs in zip(frame["body"], frame["iris"], strict=True):
            extraction = decode(bytes(body))
            iris = dict(pair.split("\x1f") for pair in (pairs if pairs is not None else ()))
            document = extraction.document
            made = write_graph(document.identifier, document_lines(extraction, iris))
            row = {"identifier": document.identifier, "sha256": document.sha256, "graph": document_iri(document.identifier).value, "quads": made.quads, "hash": made.hash}
            rows.append({"kind": "quads", "text": made.text.decode().removesuffix("\n")})
            rows.append({"kind": "ledger", "text": json.dumps(row, ensure_ascii=False)})
        yield _frame(rows, WRITTEN)


def _is_report(file: Path) -> bool:
    """Say whether a walk of its folder would find the file: then its sidecar and its ending are looked at as ever."""
    return file.name.lower().endswith((".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".zip"))


def _rows(source: Source, options: ReadOptions, decisions: Decisions, reader: NameReader, told: dict[str, str]) -> Iterator[Row]:
    """Yield a row for each document of a source; `told` says what a path is called outside."""
    for outcome, _, made in extract_source((source, options, {})):
        row = _told(outcome, told, source)
        if made is not None:
            body = made.body
            raw = decode(body)
            extraction = decisions.apply(raw)
            names = []
            for record in records_of(extraction):
                keys = reader.read(record)
                names.append(json.dumps({
                    "key": record.entity.key, "own": keys.own, "others": keys.others, "company": keys.company, "full": keys.full,
                    "entity": _entity().dump_json(record.entity).decode(), "places": record.places,
                }, ensure_ascii=False))  # fmt: skip
            row |= {
                "issued": raw.document.issued, "body": body if extraction is raw else encode(extraction), "names": names,
                "prints": sorted(prints_of(raw).hashes), "concepts": [f"{line} ." for line in concept_lines([extraction])],
            }  # fmt: skip
        yield row


def _told(outcome: Outcome, told: dict[str, str], source: Source) -> Row:
    """Return an outcome as a row, the file under the name that the user knows; a bad record with its beginning."""
    name, reason = outcome.source, outcome.reason
    for inside, outside in told.items():
        name, reason = name.replace(inside, outside), reason.replace(inside, outside)
    if outcome.state == "failed" and source.records is not None and not outcome.identifier:
        reason = f"{reason.replace('第 0 行', '有一行 a line')}: {source.records[:60].decode('utf-8', 'replace')}"
    if source.records is not None and outcome.identifier:
        name += f":{outcome.identifier}"
    return {
        "source": _plain(name), "identifier": outcome.identifier, "state": outcome.state, "reason": _plain(reason),
        "seconds": outcome.seconds, "warnings": [_plain(warning) for warning in outcome.warnings],
    }  # fmt: skip


def _plain(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def _frame(rows: list[Row], schema: str) -> pd.DataFrame:
    columns = [column.split()[0] for column in schema.split(", ")]
    return pd.DataFrame([[row.get(column) for column in columns] for row in rows], columns=columns, dtype=object)
