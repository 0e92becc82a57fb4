"""`chanmai show`, `explain`, `cite`, `sample`, `info`, `check`, `explore`: looks into a store, each as text or one file.

In: a store's folder. Out: text on stdout, or a file. Refused: names that the store does not have, with the nearest ones.
"""

from __future__ import annotations

import csv
import difflib
import json
import random
import shlex
import sys
from collections import defaultdict
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ontology.errors import UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path

    from chanmai.results import Results
    from ontology.facts import Extraction

__all__ = ["cite_document", "draw_sample", "explain_entity", "print_info", "run_check", "show_document", "write_explorer"]


def _open_results(store: Path) -> Results:
    """Open a store's cache of results after its marker has been checked."""
    from chanmai.results import Results
    from graph.store import read_ledger

    read_ledger(store)
    return Results(store / "results.sqlite", read_only=True)


def _extraction(store: Path, document: str) -> Extraction:
    """Return what one document says, or say which documents there are."""
    results = _open_results(store)
    try:
        known = results.keys()
        if document not in known:
            near = difflib.get_close_matches(document, known, n=5, cutoff=0.3)
            raise UnknownNameError("文档", document, near or sorted(known)[:20])
        return results.body(document)
    finally:
        results.close()


def show_document(document: str, store: Path) -> None:
    """Print a document's text with its names marked as [名称|Class], then its statements and observations."""
    extraction = _extraction(store, document)
    text = extraction.document.text
    kinds = {e.key: e.kind for e in extraction.entities}
    names = {e.key: e.names[0] for e in extraction.entities}
    pieces, at = [], 0
    for mention in extraction.mentions:
        if mention.span.begin < at:
            continue  # a name inside the one before it
        label = f"[{text[mention.span.begin : mention.span.end]}|{kinds[mention.entity]}"
        label += f" → {names[mention.entity]}]" if mention.deictic else "]"
        pieces += [text[at : mention.span.begin], label]
        at = mention.span.end
    print("".join([*pieces, text[at:]]).rstrip("\n"))
    print("\n— 陈述 · statements")
    for s in extraction.statements:
        print(f"{names[s.subject]} —{s.predicate}→ {names[s.object]}\t{s.status}\t{s.confidence:.2f}\t{s.rule}\t{s.sentence.begin}–{s.sentence.end}")
    print("\n— 数值 · observations")
    for o in extraction.observations:
        period = f"{o.period.start}/{o.period.end}" if o.period else ""
        print(f"{names[o.subject]}\t{o.indicator}\t{o.value} {o.unit}\t{o.bound}\t{period}\t{o.status}\t{o.span.begin}–{o.span.end}")


def explain_entity(entity: str, store: Path) -> None:
    """Print an entity's names, parts, the rules that joined them, and its mentions with their sentences."""
    from graph.identity import identify
    from ontology.names import parse_name

    results = _open_results(store)
    try:
        from chanmai.build import decided_records, decisions_path
        from chanmai.decisions import read_decisions

        decided = read_decisions(decisions_path(store))
        identity = identify(decided_records(results, decided), same=decided.pairs("same"), different=decided.pairs("different"))
        chosen = [n for n in identity.nodes.values() if entity in (n.iri, n.label, *n.aliases)]
        if not chosen:
            labels = sorted({name for n in identity.nodes.values() for name in (n.label, *n.aliases)})
            containing = [label for label in labels if entity in label]
            near = (containing or difflib.get_close_matches(entity, labels, n=8, cutoff=0.4))[:12]
            raise UnknownNameError("实体", entity, near or [f"(none is near; try: chanmai search {shlex.quote(entity)} --store {shlex.quote(str(store))})"])
        for node in chosen:
            print(f"{node.label}\t{node.kind}\t{node.iri}")
            print(f"  决定中的名称 · name in decisions: {unquote(node.iri.rpartition('/')[2])}")
            print(f"  别名 · aliases: {'、'.join(node.aliases) or '—'}")
            if node.code:
                print(f"  代码 · code: {node.code}")
            parts = parse_name(node.label, node.kind)
            said = {field: getattr(parts, field) for field in parts.__slots__ if field not in ("kind", "name") and getattr(parts, field)}
            print(f"  名称各部分 · parts: {json.dumps(said, ensure_ascii=False)}")
            for join in identity.joins.get(node.iri, ()):
                print(f"  合并 · joined: {join.name} = {join.other}（{join.rule}{'，' + join.document if join.document else ''}）")
            held: dict[str, set[str]] = {}
            for (document, key), iri in identity.iris.items():
                if iri == node.iri:
                    held.setdefault(document, set()).add(key)
            for identifier in sorted(held):
                for mention in results.body(identifier).mentions:
                    if mention.entity in held[identifier]:
                        print(f"  {identifier}#char={mention.span.begin},{mention.span.end}\t{mention.anchor}\t{mention.rule}")
    finally:
        results.close()


def cite_document(document: str, store: Path) -> None:
    """Print a document's reference by GB/T 7714-2015 and as BibTeX; unknown parts are left out."""
    d = _extraction(store, document).document
    title = d.title or d.identifier
    publisher, issued = d.publisher or d.source, d.issued
    print(f"{publisher + '. ' if publisher else ''}{title}[{'EB/OL' if d.url else 'N'}]. {issued or '日期不详'}{'. ' + d.url if d.url else ''}.")
    key = "".join(c if c.isascii() and c.isalnum() else "-" for c in d.identifier)
    fields = {"title": title, "howpublished": publisher, "year": issued[:4], "date": issued, "url": d.url, "note": f"sha256:{d.sha256}"}
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    print(f"@misc{{{key},\n{body}\n}}")


def draw_sample(store: Path, seed: int, n: int) -> None:
    """Print n statements and n observations, drawn evenly, as CSV with empty columns for a reader's verdict."""
    from graph.answers import guard_formula

    statements: list[list[str | int]] = []
    observations: list[list[str | int]] = []
    results = _open_results(store)
    try:
        for identifier, x in results.all():
            names = {e.key: e.names[0] for e in x.entities}
            text = x.document.text
            for s in x.statements:
                row: list[str | int] = ["statement", identifier, s.sentence.begin, s.sentence.end, names[s.subject], s.predicate, names[s.object], s.status]
                statements.append([*row, s.rule, f"{s.confidence:.2f}", text[s.sentence.begin : s.sentence.end]])
            for o in x.observations:
                period = f"{o.period.start}/{o.period.end}" if o.period else ""
                said = f"{o.value} {o.unit} {o.bound} {period}".strip()
                row = ["observation", identifier, o.sentence.begin, o.sentence.end, names[o.subject], o.indicator, said, o.status]
                observations.append([*row, o.rule, f"{o.confidence:.2f}", text[o.sentence.begin : o.sentence.end]])
    finally:
        results.close()
    dice = random.Random(seed)  # noqa: S311  # a sample for reading, not a secret
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["sort", "document", "begin", "end", "subject", "predicate", "object", "status", "rule", "confidence", "sentence", "verdict", "reason"])
    for rows in (statements, observations):
        for row in sorted(dice.sample(rows, min(n, len(rows)))):
            writer.writerow([*(guard_formula(cell) for cell in row), "", ""])


def print_info(store: Path, *, as_json: bool) -> None:
    """Print versions, counts and the hash of the whole graph."""
    from chanmai import __version__
    from graph.store import open_reader, read_ledger

    rows = read_ledger(store)
    counts: dict[str, int] = defaultdict(int)
    results = _open_results(store)
    try:
        for _, x in results.all():
            for name in ("entities", "mentions", "statements", "observations", "withheld"):
                counts[name] += len(getattr(x, name))
    finally:
        results.close()
    from hashlib import sha256

    digest = sha256("".join(f"{r.identifier}\t{r.hash}\n" for r in sorted(rows, key=lambda r: r.identifier)).encode()).hexdigest()
    from graph.query import evaluate

    with open_reader(store) as graph:
        nodes = evaluate(graph, _NODES).rows[0][0]
    facts: dict[str, object] = {
        "chanmai": __version__, "pyoxigraph": version("pyoxigraph"), "spacy": version("spacy"),
        "documents": sum(bool(r.identifier) for r in rows), "quads": sum(r.quads for r in rows), "nodes": nodes,
        **{k: counts[k] for k in ("mentions", "statements", "observations", "withheld")}, "hash": digest,
    }  # fmt: skip
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        for key, value in facts.items():
            print(f"{key}\t{value}")


_NODES = (
    "SELECT (COUNT(DISTINCT ?e) AS ?n) WHERE { GRAPH <https://w3id.org/chanmai/graph/entities> "
    "{ ?e a ?c ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?l } }"
)


def run_check(store: Path, *, strict: bool) -> int:
    """Print what is broken or found and return the exit status."""
    from chanmai.keeping import find_damage
    from graph.check import check_store
    from graph.store import open_reader

    findings = find_damage(store)
    if not findings:
        with open_reader(store) as graph:
            findings = list(check_store(graph))
    broken = sum(finding.severity == "broken" for finding in findings)
    found = len(findings) - broken
    for finding in findings:
        print(f"{finding.severity}\t{finding.document}\t{finding.rule}\t{finding.message}\t{finding.where}")
    sys.stderr.write(f"{store}: 破损 broken {broken} · 发现 findings {found}\n")
    return 1 if broken or (strict and found) else 0


def write_explorer(store: Path, out: Path, focus: str, depth: int) -> None:
    """Write the explorer page."""
    from graph.explore import write_page

    write_page(store, out, focus=focus, depth=depth)
    sys.stderr.write(f"{out}: 已写出，可直接在浏览器中打开，无需联网 · written; opens in a browser without internet\n")
