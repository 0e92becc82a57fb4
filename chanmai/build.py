"""Build a store: read the reports, extract in worker processes, join identities, write what changed.

In: paths, options, the store's folder. Out: a `Report` of every source (built, unchanged, skipped, failed; why; how
long) and a store whose quads are a function of the cached results alone, so any order of building gives the same bytes.
One document's error stops that document only.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from chanmai.decisions import Decisions, fact_name, read_decisions
from chanmai.results import Brief, Cached, Results, code_stamp, decode, encode, pack, text_key
from chanmai.workers import Workers
from graph.faults import told_faults
from graph.identity import FAMILY, Identity, Record, identify
from graph.quads import concept_lines, document_lines, entity_lines, reprint_lines
from graph.reprints import find_reprints, prints_of
from graph.store import open_writer, write_graph
from ontology.errors import ChanmaiError, DocumentError, StoreError, UnknownNameError
from ontology.facts import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from extract.read import ReadOptions, Source
    from graph.reprints import Prints
    from graph.store import GraphStore, Written
    from ontology.facts import Document, Extraction

__all__ = ["Outcome", "Report", "brief_of", "build", "decided_records", "decisions_path", "extract_source", "records_of", "refresh", "remove"]

CHUNK = 8
"""Sources, or results, that a worker is handed at a time: enough to hide the hand-over. The lines of a record file come as sixteen already."""
FEW = 4 * CHUNK
"""Documents that are written in this process: fewer than a worker takes to start."""


BUGS = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)
"""Errors of ours that one document may bring to light; the others go on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source.

    Attributes:
        source: as the user named it.
        identifier: of the document; empty where none could be made.
        state: built, unchanged, skipped or failed.
        reason: why it was skipped or failed, and what to do.
        seconds: wall time of reading and extraction.
        warnings: one line each.
        kept: identifiers of documents that an earlier build made of a source that is now failed or skipped; the store
            keeps them until they are removed or the source can be read again.
    """

    source: str
    identifier: str
    state: str
    reason: str = ""
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """What a build did, source by source in the order of the input.

    Attributes:
        outcomes: one of each source or document.
        passed_over: files in folders that are no reports.
        absent: identifiers of documents that the store had and that this build did not meet, sorted.
        notes: what is to be said of people's decisions.
        seconds: wall time.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    passed_over: int = 0
    absent: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, state: str) -> int:
        """Return how many sources ended in a state."""
        return sum(outcome.state == state for outcome in self.outcomes)


def build(
    paths: list[Path],
    store: Path,
    options: ReadOptions,
    *,
    jobs: int = 1,
    decisions: Path | None = None,
    told: Callable[[Outcome], None] | None = None,
) -> Report:
    """Add or update the documents under the paths and return what became of each.

    Args:
        paths: files and folders.
        store: folder of the store; made where there is none.
        options: facts about the files, from the command line.
        jobs: worker processes for extraction; 1 extracts in this process.
        decisions: people's decisions; None: the file beside the store.
        told: called once for each source as it ends, for a progress bar.

    Raises:
        StoreBusyError: another process writes to the store.
        StoreError: the folder is not ours or damaged.
    """
    from extract.read import find_sources

    begun = time.monotonic()
    report = Report()
    found = find_sources(paths)
    report.passed_over = found.passed_over
    with told_faults(store), open_writer(store, create=True) as graph:
        results = Results(store / "results.sqlite")
        try:
            known = results.keys()
            with Workers(jobs, _begin, (options, known)) as workers:
                for made in _extracted(found.sources, options, known, workers):
                    results.put_all((outcome.identifier, key, one) for outcome, key, one in made if one is not None)
                    for outcome, _, _ in made:
                        report.outcomes.append(outcome)
                        if told:
                            told(outcome)
                met = {name for outcome in report.outcomes for name in (outcome.identifier, *outcome.kept)}
                report.absent = sorted(known.keys() - met)
                _refuse_loaded(store, graph, results.keys())
                report.notes = refresh(graph, results, decisions or decisions_path(store), workers)
        finally:
            results.close()
    report.seconds = time.monotonic() - begun
    return report


def _refuse_loaded(store: Path, graph: GraphStore, known: Mapping[str, str]) -> None:
    """Refuse to write where documents have no results (loaded from an export, or lost): their entities could not be joined with new ones."""
    loaded = [row.identifier for row in graph.documents() if row.identifier not in known]
    if loaded:
        raise StoreError(
            f"{store}: 其中 {len(loaded)} 篇文档没有抽取结果（如 {loaded[0]}，从导出文件装入或已丢失）；请把它们的报告一起构建，或用另一个 --store · "
            f"{len(loaded)} documents have no cached results (loaded from an export, or lost); build their reports too, or build into another --store"
        )


def decisions_path(store: Path) -> Path:
    """Return where a store's decisions lie unless the user says otherwise: beside it."""
    return store.with_name(store.name + ".decisions.tsv")


def remove(identifiers: list[str], store: Path, *, decisions: Path | None = None) -> None:
    """Take documents out of a store again, exactly.

    Raises:
        UnknownNameError: the store has no document of a name; nothing is removed then.
    """
    with told_faults(store), open_writer(store) as graph:
        results = Results(store / "results.sqlite")
        try:
            known = {*results.keys(), *results.removing()}
            for identifier in identifiers:
                if identifier not in known:
                    raise UnknownNameError("文档", identifier, sorted(known))
            results.begin_removal(identifiers)
            for identifier in identifiers:
                if any(row.identifier == identifier for row in graph.documents()):
                    graph.remove_document(identifier)
                results.drop(identifier)
            refresh(graph, results, decisions or decisions_path(store))
        finally:
            results.close()


def refresh(graph: GraphStore, results: Results, decisions: Path, workers: Workers | None = None) -> list[str]:
    """Write the quads of every document whose result or identities changed, and the graph of entities.

    Nothing is done where results, decisions, program and store are those of the last refresh. Otherwise what is read of
    each document is its brief; the result of one that has not changed is not decoded.

    Args:
        graph: the store.
        results: its cache.
        decisions: people's decisions.
        workers: processes that write quads where there are many to write; None: this one.

    Returns:
        What is to be said of people's decisions: contradictory or dangling ones, which were not applied.
    """
    decided = read_decisions(decisions)
    notes = results.refreshed(_state(graph, results, decided, decisions))
    if notes is not None:
        return notes
    prints: list[Prints] = []
    digests: dict[str, str] = {}
    concepts: set[str] = set()
    keys: dict[str, list[str]] = {}
    touched: set[str] = set()

    def records() -> Iterator[Record]:
        for identifier, raw in results.briefs():
            brief = raw
            if decided.touches(identifier, raw.records):
                touched.add(identifier)
                applied = decided.apply(results.body(identifier))
                brief = replace(brief_of(applied), digest=sha256(encode(applied)).hexdigest())
            prints.append(raw.prints)
            digests[identifier] = brief.digest
            concepts.update(brief.concepts)
            keys[identifier] = [record.entity.key for record in brief.records]
            yield from brief.records

    identity = identify(records(), same=decided.pairs("same"), different=decided.pairs("different"))
    notes = [f"{decisions}: {note}" for note in (*decided.conflicts, *_dangling(results, decided, identity))]
    written = results.written()
    changed: dict[str, str] = {}
    for identifier, of_result in digests.items():
        iris = sorted((key, identity.iris[identifier, key]) for key in keys[identifier])
        digest = sha256(of_result.encode() + repr(iris).encode()).hexdigest()
        if written.get(identifier) != digest:
            changed[identifier] = digest
    tasks = (
        (results.encoded(identifier), {key: identity.iris[identifier, key] for key in keys[identifier]}, decided if identifier in touched else Decisions())
        for identifier in changed
    )
    made = map(_write, tasks) if workers is None or len(changed) <= FEW else _in_batches(workers, tasks)
    for group in graph.replace_documents(made):
        results.mark_written((identifier, changed[identifier]) for identifier in group)
    graph.replace_entities({*entity_lines(identity.nodes.values()), *concepts, *reprint_lines(find_reprints(prints))})
    graph.flush()
    results.mark_refreshed(_state(graph, results, decided, decisions), notes)
    return notes


def _in_batches(workers: Workers, tasks: Iterator[ToWrite]) -> Iterator[Written]:
    """Yield the graphs of documents that worker processes write."""
    for made in workers.map(_write_some, iter(lambda: list(islice(tasks, CHUNK)), [])):
        yield from made


ToWrite = tuple[bytes, dict[str, str], Decisions]
"""A result, the IRIs of its entities, and what people decided about it."""


def _write(task: ToWrite) -> Written:
    """Return the graph of one document."""
    body, iris, decided = task
    extraction = decided.apply(decode(body))
    return write_graph(extraction.document.identifier, document_lines(extraction, iris), sha256=extraction.document.sha256)


def _write_some(tasks: list[ToWrite]) -> list[Written]:
    return [_write(task) for task in tasks]


def _state(graph: GraphStore, results: Results, decided: Decisions, decisions: Path) -> str:
    """Return a digest of all that a refresh depends on, and of what the store holds."""
    said = [str(decisions), *map(repr, decided.lines), *decided.conflicts, code_stamp(), str(graph.ledger.generation)]
    return sha256(repr((sorted(results.keys().items()), said)).encode()).hexdigest()


def brief_of(extraction: Extraction) -> Brief:
    """Return what other documents need to know of one, without the digest of its result."""
    return Brief("", tuple(records_of(extraction)), tuple(concept_lines([extraction])), prints_of(extraction))


def _dangling(results: Results, decided: Decisions, identity: Identity) -> Iterator[str]:
    """Say which decisions speak of an entity or a fact that is not there (any more)."""
    if not decided.lines:
        return
    known_documents = results.keys()
    spoken_of = {d.what[:at] for d in decided.lines for at, c in enumerate(d.what) if c == "#"} & known_documents.keys()
    facts = {fact_name(i, claim) for i in spoken_of for x in [results.body(i)] for claim in (*x.statements, *x.observations, *x.withheld)}
    labels = {f"{node.kind}:{name}" for node in identity.nodes.values() for name in (node.label, *node.aliases)}
    keys = {unquote(iri.rpartition("/")[2]) for node in identity.nodes.values() for iri in (node.iri, *node.replaced)}
    for d in decided.lines:
        if d.verb in ("same", "different"):
            documents = {end for end in (d.what, d.other) if end.startswith("doc:") and end.removeprefix("doc:") not in known_documents}
            missing = sorted({d.what, d.other} & identity.unresolved | documents)
        elif d.verb == "correct" and d.other.startswith("class="):
            kind, name = Kind(d.other.removeprefix("class=")), d.what.partition(":")[2]
            missing = [] if {d.what, f"{kind}:{name}", f"{FAMILY.get(kind, kind)}:{name}"} & (keys | labels) else [d.what]
        else:
            missing = [] if d.what in facts else [d.what]
        if missing:
            yield f"没有对应的实体或事实，或对应多个，未采用 · nothing of this name, or several things, not applied: {d.verb} {', '.join(missing)}"


def records_of(extraction: Extraction) -> Iterator[Record]:
    """Yield what identity needs of one document: its entities, each with the regions it is placed in."""
    names = {e.key: e.names[0] for e in extraction.entities}
    home = tuple(names[key] for key in extraction.home if key in names)
    placed: dict[str, list[str]] = {}
    for statement in extraction.statements:
        if statement.predicate in ("locatedIn", "partOf"):
            placed.setdefault(statement.subject, []).append(names[statement.object])
    for entity in extraction.entities:
        yield Record(extraction.document.identifier, entity, tuple(dict.fromkeys([*placed.get(entity.key, []), *home])))


def decided_records(results: Results, decided: Decisions) -> Iterator[Record]:
    """Yield what identity needs of all documents once people have decided; only what a decision touches is decoded."""
    for identifier, records in results.records():
        yield from records_of(decided.apply(results.body(identifier))) if decided.touches(identifier, records) else records


Made = list[tuple[Outcome, str, Cached | None]]
"""What became of each document of a source: its key, and its result where there is a new one."""


def _extracted(sources: Iterable[Source], options: ReadOptions, known: dict[str, str], workers: Workers) -> Iterator[Made]:
    """Read and extract source by source, in order."""
    if workers.jobs <= 1:
        for source in sources:
            yield extract_source((source, options, known))
        return
    for made in workers.map(_extract_some, _pieces(sources)):
        yield [row for of_source in made for row in of_source]


def _pieces(sources: Iterable[Source]) -> Iterator[list[Source]]:
    """Yield sources for one hand-over: a piece of a record file, which holds several documents, or as many others as are worth it."""
    some: list[Source] = []
    for source in sources:
        some.append(source)
        if source.records is not None or len(some) == CHUNK:
            yield some
            some = []
    if some:
        yield some


def _begin(options: ReadOptions, known: dict[str, str]) -> None:
    """Keep in a worker what all its sources need."""
    global _given  # noqa: PLW0603  # set once in a process's life
    _given = options, known


_given: tuple[ReadOptions, dict[str, str]] | None = None


def _extract_some(sources: list[Source]) -> list[Made]:
    if _given is None:
        raise RuntimeError("a worker was not told of options")
    return [extract_source((source, *_given)) for source in sources]


def extract_source(task: tuple[Source, ReadOptions, dict[str, str]]) -> Made:
    """Read one source and extract each of its documents; errors become outcomes, results come as they are kept, with their keys."""
    from extract.read import SkippedError, read_source

    source, options, known = task
    begun = time.monotonic()
    made: Made = []
    try:
        for document in read_source(source, options):
            made.append(_extract(str(source), document, known, begun))
            begun = time.monotonic()
    except DocumentError as error:
        state = "skipped" if isinstance(error, SkippedError) else "failed"
        made.append((Outcome(str(source), "", state, f"{error.reason}; {error.advice}", time.monotonic() - begun, kept=_made_before(source, known)), "", None))
    return made


def _made_before(source: Source, known: dict[str, str]) -> tuple[str, ...]:
    """Return the documents that earlier builds made of a source; none for records, whose source does not name them."""
    if source.container == "archive":
        return tuple(sorted(identifier for identifier in known if identifier.startswith(f"{source.identifier}/")))
    named = source.container != "records" or source.trouble[0] == "duplicate"
    return (source.identifier,) if named and source.identifier in known else ()


def _extract(source: str, document: Document, known: dict[str, str], begun: float) -> tuple[Outcome, str, Cached | None]:
    """Extract one document unless its result is known."""
    from extract.pipeline import VERSION, extract_document

    facts = (document.identifier, document.title, document.issued, document.publisher, document.source, document.url, document.home, document.encoding, sha256(document.text.encode("utf-8", "replace")).hexdigest())
    key = text_key(document.sha256, facts, VERSION)
    kept = (document.identifier,) if document.identifier in known else ()
    if known.get(document.identifier) == key:
        return Outcome(source, document.identifier, "unchanged"), key, None
    if not document.text.strip():
        return Outcome(source, document.identifier, "skipped", "没有文字 · no text", kept=kept), key, None
    try:
        extraction = extract_document(document)
    except ChanmaiError as error:
        return Outcome(source, document.identifier, "failed", str(error), time.monotonic() - begun, kept=kept), key, None
    except BUGS as error:
        reason = f"内部错误，请报告 · an error of ours, please report it: {type(error).__name__}: {error}"
        return Outcome(source, document.identifier, "failed", reason[:300], time.monotonic() - begun, kept=kept), key, None
    warnings = tuple(Counter([*document.warnings, *extraction.warnings]))
    return Outcome(source, document.identifier, "built", "", time.monotonic() - begun, warnings), key, pack(encode(extraction), brief_of(extraction))
