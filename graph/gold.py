"""Gold annotations and how a graph compares with them: matching of names, relations and numbers, document by document.

In: a graph (an export opened as a store) and gold files in YAML (docs/gold.md says how they are written). Out: for each
document what was right, missed and spurious, by class, by property and for numbers, with the places in the text. What
gold marks optional counts neither way. Names compare folded (width, case, quotes, brackets, white space); a number is
right with its value, unit, subject and an indicator label alike.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import yaml

from graph.query import evaluate
from ontology.concepts import read_unit
from ontology.errors import ConfigurationError
from ontology.facts import Kind
from ontology.model import SUPERKINDS

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import Store

__all__ = ["Comparison", "Item", "Predicted", "compare", "read_gold", "read_graph"]

_FOLD: Final = re.compile(r"[\s“”\"'‘’「」《》〈〉()\[\]·•—\-]")
_SYMMETRIC: Final = frozenset({"cooperatesWith"})
_COUNTERS: Final = frozenset("个家所项户座种大类")


@dataclass(frozen=True, slots=True)
class Item:
    """One right, missed or spurious thing.

    Attributes:
        layer: "entity", "relation" or "observation".
        group: its class, property or measure.
        outcome: "right", "missed" or "spurious".
        text: for people to read.
        spans: places in the document's text, where known.
    """

    layer: str
    group: str
    outcome: str
    text: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of one gold document: its items, (right, of) for periods and statuses.

    `numbers` is (right, spurious, missed) by value and unit alone, whoever the subject and whatever the label.
    """

    document: str
    text: str
    items: tuple[Item, ...]
    periods: tuple[int, int] = (0, 0)
    statuses: tuple[int, int] = (0, 0)
    numbers: tuple[int, int, int] = (0, 0, 0)


@dataclass(slots=True)
class Predicted:
    """What a graph says of one document: entity IRI → classes, names and places; statements; observations."""

    kinds: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    statements: dict[tuple[str, str, str], tuple[str, tuple[int, int]]] = field(default_factory=dict)
    observations: list[tuple[str, str, Decimal, str, tuple[str, str] | None, str, tuple[int, int]]] = field(default_factory=list)


def read_gold(path: Path) -> dict[str, Any]:
    """Return one gold file as it stands.

    Raises:
        ConfigurationError: not YAML, or a part is missing; the message names the file.
    """
    try:
        gold = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path}: 不是有效的 YAML · not valid YAML: {error}".replace("\n", " ")) from error
    missing = [key for key in ("doc", "entities", "relations", "observations") if not isinstance(gold, dict) or key not in gold]
    if missing:
        raise ConfigurationError(f"{path}: 缺少 · missing: {', '.join(missing)}")
    return dict(gold)


_MENTIONS: Final = """
SELECT DISTINCT ?d ?e ?c ?b ?n ?a WHERE { ?m itsrdf:taIdentRef ?e ; nif:referenceContext/dcterms:identifier ?d ; nif:beginIndex ?b ;
  nif:endIndex ?n ; nif:anchorOf ?a . ?e a ?k . BIND(STRAFTER(STR(?k), "#") AS ?c) }"""
_NAMES: Final = "SELECT DISTINCT ?e ?l WHERE { ?e skos:prefLabel|skos:altLabel ?l }"
_STATEMENTS: Final = """
SELECT DISTINCT ?d ?s ?p ?o ?t ?b ?n WHERE { ?x a rdf:Statement ; rdf:subject ?s ; rdf:predicate ?q ; rdf:object ?o ; prov:wasDerivedFrom ?y .
  ?y nif:referenceContext/dcterms:identifier ?d ; nif:beginIndex ?b ; nif:endIndex ?n . BIND(STRAFTER(STR(?q), "#") AS ?p)
  OPTIONAL { ?x cm:status ?z } BIND(STRAFTER(STR(?z), "#") AS ?t) }"""
_OBSERVATIONS: Final = """
SELECT DISTINCT ?x ?d ?e ?i ?v ?u ?f ?g ?t ?b ?n WHERE { ?x a cm:Observation ; cm:observes ?e ; cm:indicator/skos:prefLabel ?i ; cm:value ?v ;
  cm:unit/skos:notation ?u ; prov:wasDerivedFrom ?y . ?y nif:referenceContext/dcterms:identifier ?d ; nif:beginIndex ?b ; nif:endIndex ?n .
  OPTIONAL { ?x cm:periodStart ?f } OPTIONAL { ?x cm:periodEnd ?g } OPTIONAL { ?x cm:status ?z } BIND(STRAFTER(STR(?z), "#") AS ?t) }"""


def read_graph(store: Store) -> dict[str, Predicted]:
    """Return what a graph says of each document, by identifier."""
    found: dict[str, Predicted] = defaultdict(Predicted)
    labels: dict[str, set[str]] = defaultdict(set)
    for iri, label in evaluate(store, _NAMES).rows:
        labels[str(iri)].add(fold(str(label)))
    for document, iri, kind, begin, end, anchor in evaluate(store, _MENTIONS).rows:
        one, key = found[str(document)], str(iri)
        one.kinds[key] = str(kind)
        one.names[key] |= labels[key] | {fold(str(anchor))}
        one.spans[key].append((_int(begin), _int(end)))
    for document, s, p, o, status, begin, end in evaluate(store, _STATEMENTS).rows:
        place = (_int(begin), _int(end))
        told = found[str(document)].statements.setdefault((str(s), str(p), str(o)), (str(status or "").lower(), place))
        if status == "Planned":
            found[str(document)].statements[str(s), str(p), str(o)] = ("planned", told[1])
    for _, document, iri, label, value, unit, start, stop, status, begin, end in evaluate(store, _OBSERVATIONS).rows:
        period = (str(start)[:10], str(stop)[:10]) if start and stop else None
        row = (str(iri), str(label), Decimal(str(value)), str(unit), period, str(status or "").lower(), (_int(begin), _int(end)))
        found[str(document)].observations.append(row)
    return dict(found)


def _int(value: object) -> int:
    return int(str(value))


def fold(name: str) -> str:
    """Return a name as names compare.

    >>> fold("西部（重庆）科学城") == fold("西部(重庆)科学城")
    True
    """
    return _FOLD.sub("", unicodedata.normalize("NFKC", name).lower())


def compare(gold: dict[str, Any], predicted: Predicted, text: str) -> Comparison:
    """Return what is right, missed and spurious in one document."""
    items: list[Item] = []
    to_gold = _entities(gold, predicted, items)
    statuses = [0, 0]
    _relations(gold, predicted, to_gold, items, statuses)
    periods = [0, 0]
    numbers = _numbers(gold, predicted, to_gold, items, periods, statuses)
    return Comparison(str(gold["doc"]), text, tuple(items), (periods[0], periods[1]), (statuses[0], statuses[1]), numbers)


def _accepts(kind: str, classes: list[str]) -> bool:
    """Say whether a predicted class is one that gold accepts, or a subclass of one."""
    return kind in classes or any(str(above) in classes for above in SUPERKINDS.get(Kind(kind), ()))


def _entities(gold: dict[str, Any], predicted: Predicted, items: list[Item]) -> dict[str, str]:
    """Match predicted with gold entities one to one, right class and most shared names first; return IRI → gold id."""
    wanted = {g["id"]: {fold(n) for n in g["names"]} for g in gold["entities"]}
    classes = {g["id"]: list(g["class"]) for g in gold["entities"]}
    pairs = sorted(
        (not _accepts(predicted.kinds[iri], classes[i]), -len(predicted.names[iri] & names), iri, i)
        for iri in predicted.kinds
        for i, names in wanted.items()
        if predicted.names[iri] & names
    )
    to_gold: dict[str, str] = {}
    right: dict[str, bool] = {}
    for wrong, _, iri, i in pairs:
        if iri not in to_gold and i not in right:
            to_gold[iri], right[i] = i, not wrong
    back = {i: iri for iri, i in to_gold.items()}
    for g in gold["entities"]:
        if g.get("optional"):
            continue
        kind, name = g["class"][0], g["names"][0]
        spans = tuple(predicted.spans[back[g["id"]]]) if g["id"] in back else ()
        if right.get(g["id"]):
            items.append(Item("entity", kind, "right", name, spans))
        else:
            items.append(Item("entity", kind, "missed", name))
            if g["id"] in back:
                items.append(Item("entity", predicted.kinds[back[g["id"]]], "spurious", f"{name} (as another class)", spans))
    for iri, kind in sorted(predicted.kinds.items()):
        if iri not in to_gold:
            items.append(Item("entity", kind, "spurious", min(predicted.names[iri], key=lambda n: (-len(n), n)), tuple(predicted.spans[iri])))
    return to_gold


def _relations(gold: dict[str, Any], predicted: Predicted, to_gold: dict[str, str], items: list[Item], statuses: list[int]) -> None:
    """Compare relations; an end that is no gold entity makes a relation spurious."""
    names = {g["id"]: g["names"][0] for g in gold["entities"]}
    wanted = {tuple(row[:3]): list(row[3:]) for row in gold["relations"]}
    seen: set[tuple[str, ...]] = set()
    for (s, p, o), (status, place) in sorted(predicted.statements.items()):
        key: tuple[str, ...] = (to_gold.get(s, s), p, to_gold.get(o, o))
        if key not in wanted and p in _SYMMETRIC and (key[2], p, key[0]) in wanted:
            key = (key[2], p, key[0])
        shown = f"{names.get(key[0], min(predicted.names.get(s, {s})))} {p} {names.get(key[2], min(predicted.names.get(o, {o})))}"
        if key not in wanted:
            items.append(Item("relation", p, "spurious", shown, (place,)))
        elif key not in seen:
            seen.add(key)
            if "optional" not in wanted[key]:
                items.append(Item("relation", p, "right", shown, (place,)))
                planned = "planned" in wanted[key]
                if planned or status == "planned":
                    statuses[1] += 1
                    statuses[0] += planned == (status == "planned")
    for key, marks in wanted.items():
        if "optional" not in marks and key not in seen:
            items.append(Item("relation", key[1], "missed", f"{names[key[0]]} {key[1]} {names[key[2]]}"))


def _scaled(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Put value and unit on one scale: 2383.54 万元 → 23835400 yuan; counters count alike."""
    unit = unicodedata.normalize("NFKC", unit).strip().replace("人民币", "")
    known = read_unit(unit)
    base = known.base if known else unit
    factor = Decimal(known.factor) if known else Decimal(1)
    return (value * factor).normalize(), "个" if not unit or unit in _COUNTERS or (known and base in ("个", "each")) else base


def alike(one: str, other: str) -> bool:
    """Say whether two indicator labels are near: one holds the other (to four times its length) or half their pairs of characters are shared."""
    a, b = fold(one), fold(other)
    if min(len(a), len(b)) < 2:
        return a == b != ""
    if a in b or b in a:
        return max(len(a), len(b)) <= 4 * min(len(a), len(b))
    x, y = ({s[k : k + 2] for k in range(len(s) - 1)} for s in (a, b))
    return 2 * len(x & y) >= len(x | y)


def _numbers(
    gold: dict[str, Any], predicted: Predicted, to_gold: dict[str, str], items: list[Item], periods: list[int], statuses: list[int]
) -> tuple[int, int, int]:
    """Compare numbers: each gold one is used once, the best fitting prediction first come; return Comparison.numbers."""
    left = list(gold["observations"])
    found = spurious = 0
    for iri, label, value, unit, period, status, place in sorted(predicted.observations, key=lambda row: (row[6], row[2], row[1], row[0])):
        scaled = _scaled(value, unit)
        fits = [g for g in left if _scaled(Decimal(str(g["value"])), str(g["unit"])) == scaled]
        shown = f"{min(predicted.names.get(iri, {iri}))} · {label} {value}{unit}"
        if not fits:
            items.append(Item("observation", "number", "spurious", shown, (place,)))
            spurious += 1
            continue
        best = max(fits, key=lambda g: (to_gold.get(iri) in g["of"]) + any(alike(label, n) for n in g["indicator"]))
        left.remove(best)
        if best.get("optional"):
            continue
        found += 1
        good = to_gold.get(iri) in best["of"] and any(alike(label, n) for n in best["indicator"])
        items.append(Item("observation", "number", "right" if good else "spurious", shown, (place,)))
        if not good:
            items.append(Item("observation", "number", "missed", f"{best['indicator'][0]} {best['value']}{best['unit']}"))
        if best.get("period"):
            periods[1] += 1
            periods[0] += period == _period(str(best["period"]))
        if "planned" in (best.get("status"), status):
            statuses[1] += 1
            statuses[0] += best.get("status") == status
    for g in left:
        if not g.get("optional"):
            items.append(Item("observation", "number", "missed", f"{g['indicator'][0]} {g['value']}{g['unit']}"))
            periods[1] += bool(g.get("period"))
    return found, spurious, sum(not g.get("optional") for g in left)


def _period(text: str) -> tuple[str, str]:
    """Return first and last day: "2023" → the year, "2024-01/2024-08" → both months whole."""
    first, _, last = text.partition("/")
    y1, m1, d1 = (*(int(x) for x in first.split("-")), 1, 1)[:3]
    parts = [int(x) for x in (last or first).split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else monthrange(year, month)[1]
    return f"{y1:04d}-{m1:02d}-{d1:02d}", f"{year:04d}-{month:02d}-{day:02d}"
