"""`chanmai review`: what a person should look at, worst first, and the decisions that a rebuild applies.

In: a store. Out: a list on stdout (kind, doubt 0–1, what, why), or on a terminal questions one by one; decisions go to
the file of `chanmai.decisions` and are applied at once. Kinds: a merge that only compatibility supports; a fact below
the threshold; a fact just above it; one indicator with two values.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ontology.errors import ConfigurationError
from ontology.facts import Statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from chanmai.decisions import Decision
    from chanmai.results import Results
    from graph.identity import Identity
    from ontology.facts import Extraction, Observation

__all__ = ["Doubt", "queue", "run_review"]

UNSURE = 0.6  # facts below this confidence are shown although they are written


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to decide.

    Attributes:
        doubt: 0-1, how doubtful; the queue is ordered by it.
        kind: "merge", "withheld", "unsure" or "contradiction".
        what: how a decision names it: a fact, or two entities divided by a space.
        said: what the graph says, for people.
        why: the rule or the sentence.
    """

    doubt: float
    kind: str
    what: str
    said: str
    why: str


def run_review(store: Path, decide: list[str], decisions: Path | None, n: int) -> None:
    """Write the given decisions and apply them; without any, list the queue, or ask on a terminal."""
    from chanmai.build import decisions_path
    from chanmai.decisions import add_decision

    path = decisions or decisions_path(store)
    if decide:
        for words in decide:
            add_decision(path, _parse(words))
        _apply(store, path)
        return
    doubts = queue(store, path)
    if sys.stdin.isatty() and sys.stdout.isatty():
        _ask(doubts[:n], store, path)
        return
    for doubt in doubts[:n]:
        print(f"{doubt.doubt:.2f}\t{doubt.kind}\t{doubt.what}\t{doubt.said}\t{doubt.why}")
    sys.stderr.write(f"{store}: 待复核 {len(doubts)} 条 · to review; 决定写入 · decisions go to {path}\n")


def _parse(words: str) -> Decision:
    """Read "same A B" and the like; entity names may not hold spaces, so the last word is the other."""
    from chanmai.decisions import VERBS, Decision

    verb, _, rest = words.strip().partition(" ")
    if verb not in VERBS or not rest:
        raise ConfigurationError(f"--decide {words!r}: 应以 {', '.join(VERBS)} 开头 · begin with one of these, then what is meant")
    if verb in ("accept", "reject"):
        return Decision(verb, rest.strip())
    what, _, other = rest.strip().rpartition(" ")
    first, second = sorted((what, other)) if verb != "correct" and not other.startswith("doc:") else (what, other)
    if not first:
        raise ConfigurationError(f"--decide {words!r}: 缺少第二个名称或更正 · the second name or the correction is missing")
    return Decision(verb, first, second)


def _apply(store: Path, path: Path) -> None:
    from chanmai.build import refresh
    from chanmai.results import Results
    from graph.store import open_writer

    with open_writer(store) as graph:
        results = Results(store / "results.sqlite")
        try:
            notes = refresh(graph, results, path)
        finally:
            results.close()
    for note in notes:
        sys.stderr.write(note + "\n")
    sys.stderr.write(f"{path}: {'除以上各条外，已采用 · applied, but for the above' if notes else '已采用 · applied'}\n")


def queue(store: Path, path: Path) -> list[Doubt]:
    """Return everything doubtful that no decision has settled, most doubtful first, ties in a fixed order."""
    from chanmai.build import decided_records
    from chanmai.decisions import read_decisions
    from chanmai.results import Results
    from graph.identity import identify
    from graph.store import read_ledger

    read_ledger(store)
    decided = read_decisions(path)
    settled = {d.what for d in decided.lines} | {f"{d.what} {d.other}" for d in decided.lines}
    results = Results(store / "results.sqlite", read_only=True)
    try:
        identity = identify(decided_records(results, decided), same=decided.pairs("same"), different=decided.pairs("different"))
        doubts = [*_merges(identity), *_facts(results), *_contradictions(results, identity)]
    finally:
        results.close()
    return sorted((d for d in doubts if d.what not in settled), key=lambda d: (-d.doubt, d.kind, d.what))


def _merges(identity: Identity) -> Iterator[Doubt]:
    """Yield the merges that only the parts of names support."""
    for iri, joins in identity.joins.items():
        node = identity.nodes[iri]
        for join in joins:
            if join.rule.startswith("only"):
                pair = " ".join(sorted((f"{node.kind}:{join.name}", unquote(iri.rpartition("/")[2]))))
                yield Doubt(0.5, "merge", pair, f"{join.name} = {join.other}", join.rule)


def _facts(results: Results) -> Iterator[Doubt]:
    """Yield facts below the threshold, and those just above it; the nearer to even odds, the more a decision tells."""
    from chanmai.decisions import fact_name

    for identifier, x in results.all():
        for claim in x.withheld:
            yield Doubt(_openness(claim.confidence), "withheld", fact_name(identifier, claim), _said(x, claim), _quote(x, claim))
        written: list[Statement | Observation] = [*x.statements, *x.observations]
        for claim in written:
            if claim.confidence < UNSURE:
                yield Doubt(_openness(claim.confidence), "unsure", fact_name(identifier, claim), _said(x, claim), _quote(x, claim))


def _openness(probability: float) -> float:
    """Return how open a fact of a probability (0-1) is: 0.85 at even odds, 0 where it is sure or out of the question."""
    return round(3.4 * probability * (1 - probability), 4)


def _contradictions(results: Results, identity: Identity) -> Iterator[Doubt]:
    """Yield numbers that differ for one subject, indicator, measure, unit, period and status."""
    from chanmai.decisions import fact_name

    seen: dict[tuple[object, ...], tuple[str, Observation, Extraction]] = {}
    for identifier, x in results.all():
        for o in x.observations:
            if o.period is None:
                continue
            key = (identity.iris[identifier, o.subject], o.indicator, o.measure, o.unit, o.period, o.status, o.within, o.condition)
            known = seen.setdefault(key, (identifier, o, x))
            if known[1].value != o.value and known[0] != identifier and {known[1].bound, o.bound} == {"exact"}:
                yield Doubt(
                    0.9, "contradiction", fact_name(identifier, o), f"{_said(x, o)} ≠ {known[1].value} {known[1].unit}（{known[0]}）", _quote(x, o)
                )


def _said(x: Extraction, claim: Statement | Observation) -> str:
    names = {e.key: e.names[0] for e in x.entities}
    if isinstance(claim, Statement):
        return f"{names[claim.subject]} {claim.predicate} {names[claim.object]}"
    return f"{names[claim.subject]} {claim.indicator} {claim.value} {claim.unit}"


def _quote(x: Extraction, claim: Statement | Observation) -> str:
    return " ".join(x.document.text[claim.sentence.begin : claim.sentence.end].split())


def _ask(doubts: list[Doubt], store: Path, path: Path) -> None:
    """Ask one by one: y right, n wrong, s leave, q end; then apply."""
    import typer

    from chanmai.decisions import Decision, add_decision

    answered = 0
    for k, doubt in enumerate(doubts, 1):
        print(f"\n[{k}/{len(doubts)}] {doubt.kind} · {doubt.said}\n    {doubt.why}")
        answer = typer.prompt("对 y · 错 n · 略过 s · 结束 q", default="s").strip().lower()
        if answer == "q":
            break
        if answer not in ("y", "n"):
            continue
        answered += 1
        if doubt.kind == "merge":
            one, _, other = doubt.what.partition(" ")
            add_decision(path, Decision("same" if answer == "y" else "different", one, other))
        else:
            add_decision(path, Decision("accept" if answer == "y" else "reject", doubt.what))
    if answered:
        _apply(store, path)
