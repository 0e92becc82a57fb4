"""People's decisions: one plain, sorted, mergeable text file that outlives every rebuild.

    verb <TAB> what <TAB> other <TAB> note

    same       Company:胜禹新材      Company:重庆胜禹新材料有限公司      two names of one thing
    different  Park:团结合产业园     Park:团结湖产业园                   never one thing
    different  Person:王某@500116   doc:2024/report-7                  that document means another
    reject     DOC#FACT                                               not what the text says
    accept     DOC#FACT                                               right, though below the threshold
    correct    DOC#FACT             value=12.5                        value, unit, indicator or status of a number
    correct    Company:明泰铝业      class=Company                      class of an entity

An entity is named by the last part of its IRI (`chanmai explain`) or as Class:name, a fact by document and fragment
(`chanmai review`). A class is corrected in every document that calls the entity so.
Refused: lines of another form. What contradicts another line, or names what no longer is, is reported and not applied.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fcntl import LOCK_EX, flock
from typing import TYPE_CHECKING
from unicodedata import category
from urllib.parse import unquote

from graph.identity import name_key
from graph.quads import claim_key
from ontology.errors import ConfigurationError
from ontology.facts import Kind, Observation, Statement, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from graph.identity import Record
    from ontology.facts import Entity, Extraction

__all__ = ["Decision", "Decisions", "add_decision", "fact_name", "read_decisions", "typed_decision"]

VERBS = ("accept", "correct", "different", "reject", "same")
FIELDS = {"value", "unit", "indicator", "status", "class"}
HEAD = "# chanmai decisions: verb, what, other, note; see docs/review.md\n"


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """One line."""

    verb: str
    what: str
    other: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """All lines of a file that can hold together, and what was said against the others."""

    lines: tuple[Decision, ...] = ()
    conflicts: tuple[str, ...] = ()

    def pairs(self, verb: str) -> list[tuple[str, str]]:
        """Return the pairs of entity keys of "same" or "different"."""
        return [(d.what, d.other) for d in self.lines if d.verb == verb]

    def touches(self, document: str, records: Iterable[Record]) -> bool:
        """Say whether `apply` would change a document: a fact of it, or the class of one of its entities."""
        if not self.lines:
            return False
        classes = {d.what for d in self.lines if d.verb == "correct" and d.other.startswith("class=")}
        return any(d.what.startswith(document + "#") for d in self.lines) or (
            bool(classes) and any(not classes.isdisjoint(_called(r.entity)) for r in records)
        )

    def apply(self, extraction: Extraction) -> Extraction:
        """Return what a document says after rejecting, accepting and correcting its facts and classes."""
        name = extraction.document.identifier
        mine = {d.what: d for d in self.lines if d.what.startswith(name + "#")}
        classes = {d.what: d.other.removeprefix("class=") for d in self.lines if d.verb == "correct" and d.other.startswith("class=")}
        if not mine and not classes:
            return extraction
        statements, observations = list(extraction.statements), list(extraction.observations)
        withheld: list[Statement | Observation] = []
        for claim in extraction.withheld:
            accepted = mine.get(fact_name(name, claim))
            if accepted is None or accepted.verb != "accept":
                withheld.append(claim)
            elif isinstance(claim, Statement):
                statements.append(replace(claim, confidence=1.0, rule="decision"))
            else:
                observations.append(replace(claim, confidence=1.0, rule="decision"))
        entities = tuple(
            replace(e, kind=Kind(classes[called])) if (called := next((c for c in _called(e) if c in classes), "")) else e for e in extraction.entities
        )
        return replace(
            extraction,
            entities=entities,
            statements=tuple(s for s in statements if not self._rejected(mine, fact_name(name, s))),
            observations=tuple(_corrected(o, mine.get(fact_name(name, o))) for o in observations if not self._rejected(mine, fact_name(name, o))),
            withheld=tuple(withheld),
        )

    @staticmethod
    def _rejected(mine: dict[str, Decision], name: str) -> bool:
        return name in mine and mine[name].verb == "reject"


def _called(entity: Entity) -> list[str]:
    """Return what a decision may call an entity: its key without its place, and Class:name for each of its names."""
    return [name_key(entity.names[0], entity.kind), *(f"{entity.kind}:{name}" for name in entity.names)]


def fact_name(document: str, claim: Statement | Observation) -> str:
    """Return how a file of decisions names a fact."""
    return f"{document}#{unquote(claim_key(claim))}"


def _corrected(claim: Observation, decision: Decision | None) -> Observation:
    """Return a number with the corrected field; the sentence stays its evidence."""
    if decision is None or decision.verb != "correct":
        return claim
    field, _, value = decision.other.partition("=")
    if field == "value":
        return replace(claim, value=Decimal(value), base_value=None, base_unit="", confidence=1.0, rule="decision")
    if field == "status":
        return replace(claim, status=Status(value), confidence=1.0, rule="decision")
    if field == "unit":
        return replace(claim, unit=value, base_value=None, base_unit="", confidence=1.0, rule="decision")
    return replace(claim, indicator=value, confidence=1.0, rule="decision")


def read_decisions(path: Path) -> Decisions:
    """Return the decisions of a file; none where there is no file.

    Raises:
        ConfigurationError: a line of another form; the message names file and line.
    """
    if not path.exists():
        return Decisions()
    lines = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            lines.append(_read(line, f"{path}:{number}"))
    return _without_conflicts(sorted(set(lines)))


def typed_decision(verb: str, what: str, other: str = "", note: str = "") -> Decision:
    """Return a decision from the fields of a form.

    Raises:
        ConfigurationError: not a decision, with the reason; also a field that holds a tab or a line break.
    """
    fields = (verb, what, other, note)
    if any(category(char)[0] == "C" or category(char) in {"Zl", "Zp"} for field in fields for char in field):
        raise ConfigurationError("字段中不能有制表符或换行 · a field holds a tab, a line break or another sign that cannot be printed")
    return _read("\t".join(fields), "decision")


def _read(line: str, where: str) -> Decision:
    parts = [part.strip() for part in line.split("\t")]
    verb, what, other, note = (*parts, "", "", "", "")[:4]
    if verb not in VERBS:
        raise ConfigurationError(f"{where}: 未知的决定 {verb!r} · no such decision; valid: {', '.join(VERBS)}")
    if not what or (verb in ("same", "different", "correct") and not other):
        raise ConfigurationError(f"{where}: 缺少字段 · a field is missing: verb, what, other, note, divided by tabs")
    if verb == "correct":
        field, sign, value = other.partition("=")
        if not sign or field not in FIELDS or not _fits(field, value):
            raise ConfigurationError(f"{where}: 无法更正为 {other!r} · cannot be corrected so; write one of {', '.join(sorted(FIELDS))} = a valid value")
    if verb in ("same", "different") and not other.startswith("doc:"):
        what, other = sorted((what, other))
    return Decision(verb, what, other, note)


def _fits(field: str, value: str) -> bool:
    """Say whether a field can have a value."""
    try:
        if field == "value":
            return Decimal(value).is_finite()
        if field == "class":
            return bool(Kind(value))
        if field == "status":
            return bool(Status(value))
    except (InvalidOperation, ValueError):
        return False
    return bool(value)


def _without_conflicts(lines: list[Decision]) -> Decisions:
    """Leave out lines that contradict one another, and say which."""
    said: dict[tuple[str, ...], set[str]] = {}
    for d in lines:
        said.setdefault(_about(d), set()).add(d.verb if d.verb != "correct" else f"correct {d.other}")
    bad = {about for about, verbs in said.items() if len(verbs) > 1}
    conflicts = tuple(f"互相矛盾，未采用 · contradictory, not applied: {' / '.join(about)}: {', '.join(sorted(said[about]))}" for about in sorted(bad))
    return Decisions(tuple(d for d in lines if _about(d) not in bad), conflicts)


def _about(d: Decision) -> tuple[str, ...]:
    return (d.what, d.other) if d.verb in ("same", "different") else (d.what, d.other.partition("=")[0]) if d.verb == "correct" else (d.what,)


def add_decision(path: Path, decision: Decision) -> None:
    """Write one more line, in order, by way of a temporary file; a line that is there already changes nothing.

    Two processes that add at once, a review and a page, wait for one another: neither loses its line.
    """
    with _alone_in(path.absolute().parent):
        lines = sorted({*(_read(x, str(path)) for x in _plain(path)), decision})
        temporary = path.with_name(path.name + ".part")
        body = "".join(f"{d.verb}\t{d.what}\t{d.other}\t{d.note}".rstrip("\t") + "\n" for d in lines)
        temporary.write_text(HEAD + body, encoding="utf-8")
        temporary.replace(path)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, which leaves no file behind."""
    held = os.open(folder, os.O_RDONLY)
    try:
        flock(held, LOCK_EX)
        yield
    finally:
        os.close(held)


def _plain(path: Path) -> list[str]:
    if not path.exists():
        return []
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
