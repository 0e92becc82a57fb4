"""Our own gold, read by the pipeline: floors by layer, class and property that may rise and never fall; offsets; bytes.

`tests/gold` holds short reports in our own sentences with their annotations (docs/gold.md), `tests/gold/genres` more of
them in genres that newspapers do not print, with floors of their own. Each part is pinned by its digest and its counts,
so that a score cannot rise because a hard case went away unseen.
"""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, serialize

from chanmai.build import records_of
from chanmai.evaluation import score
from extract.pipeline import extract_document
from graph.gold import Comparison, compare, fold, read_gold, read_graph
from graph.identity import identify
from graph.quads import concept_quads, document_quads, entity_quads
from ontology.facts import Document, Extraction, Kind, Property, Status

GOLD = Path(__file__).parent / "gold"
ENOUGH = 5  # wanted facts from which on the genres have a floor for a class or property that is read at all


@dataclass(frozen=True, eq=False)
class Part:
    """One folder of gold.

    Attributes:
        folder: holds NAME.yaml, reports/, floors.tsv, negatives.tsv.
        cases: how many reports.
        digest: of everything there but the floors.
        required: items that count, by layer.
        offsets: least mentions whose places are checked.
        cited: least statements whose sentences are checked.
        joined: most statements that cite two neighbouring sentences, as a title broken over two lines.
    """

    folder: Path
    cases: int
    digest: str
    required: dict[str, int]
    offsets: int
    cited: int
    joined: int

    def names(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.yaml"))

    def golds(self) -> dict[str, dict]:
        return {name: read_gold(self.folder / f"{name}.yaml") for name in self.names()}


PARTS = {
    "features": Part(
        GOLD,
        48,
        "447c76bfab536ddab03e745e87cdf716ef7b85e35490b38a19be159bab4de65a",
        {"entity": 556, "relation": 289, "observation": 274},
        700,
        300,
        0,
    ),
    "genres": Part(
        GOLD / "genres",
        24,
        "d3c380212e25cc74a74248a715736b982a9a15cc49c6c1f57e816ef8abaa2fe9",
        {"entity": 425, "relation": 173, "observation": 442},
        500,
        100,
        4,
    ),
}
every_part = pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)


@dataclass(frozen=True)
class Run:
    extractions: dict[str, Extraction]
    quads: list
    compared: list[Comparison]


def read_case(part: Part, name: str) -> Document:
    path = part.folder / "reports" / f"{name}.txt"
    issued = tomllib.loads(path.with_name(f"{name}.txt.toml").read_text(encoding="utf-8"))["issued"]
    text = path.read_text(encoding="utf-8")
    return Document(name, text, sha256(text.encode()).hexdigest(), issued=issued)


def quads_of(extractions: list[Extraction]) -> list:
    """Return the quads of a whole build, as chanmai.build composes them."""
    identity = identify(record for extraction in extractions for record in records_of(extraction))
    quads = []
    for extraction in extractions:
        iris = {e.key: identity.iris[extraction.document.identifier, e.key] for e in extraction.entities}
        quads += document_quads(extraction, iris)
    return [*quads, *entity_quads(identity.nodes.values()), *concept_quads(extractions)]


@cache
def run(part: Part) -> Run:
    extractions = {name: extract_document(read_case(part, name)) for name in part.names()}
    quads = quads_of(list(extractions.values()))
    store = Store()
    store.extend(quads)
    graph = read_graph(store)
    compared = [compare(gold, graph[name], extractions[name].document.text) for name, gold in part.golds().items()]
    return Run(extractions, quads, compared)


def count(part: Part) -> dict[tuple[str, str], Counter]:
    """Return what was right, spurious and missed by layer and group, "all" among them."""
    counts: dict[tuple[str, str], Counter] = {}
    for one in run(part).compared:
        for item in one.items:
            for group in ("all", item.group):
                counts.setdefault((item.layer, group), Counter())[item.outcome] += 1
        found = Counter(dict(zip(("right", "spurious", "missed"), one.numbers, strict=True)))
        counts.setdefault(("numbers", "all"), Counter()).update(found)
    return counts


@cache
def measure(part: Part) -> dict[tuple[str, str, str], float]:
    """Return every figure that a floor may bound: (layer, group, "f1" | "right" | "share" | "at-most") → value."""
    counts = count(part)
    figures = {(*key, "f1"): round(score([found])[2], 3) for key, found in counts.items()}
    figures |= {(*key, "right"): found["right"] for key, found in counts.items()}
    for name in ("periods", "statuses"):
        right, of = (sum(getattr(one, name)[k] for one in run(part).compared) for k in (0, 1))
        figures[name, "all", "share"] = round(right / of, 3)
    figures["negatives", "all", "at-most"] = len(broken_negatives(part))
    return figures


def table(part: Part, name: str) -> list[list[str]]:
    with (part.folder / name).open(encoding="utf-8") as lines:
        return [row for row in csv.reader(lines, delimiter="\t") if row and not row[0].startswith("#")]


def broken_negatives(part: Part) -> list[str]:
    """Return the rows of negatives.tsv that were read all the same."""
    broken = []
    for name, layer, first, second, third in table(part, "negatives.tsv"):
        extraction = run(part).extractions[name]
        labels = {e.key: {fold(n) for n in e.names} for e in extraction.entities}
        if layer == "number":
            hit = any(str(o.value) == first and o.unit == second for o in extraction.observations)
        else:
            hit = any(
                fold(first) in labels[s.subject]
                and s.predicate == second
                and (third == "*" or fold(third) in labels[s.object])
                and (layer == "statement" or s.status != Status.PLANNED)
                for s in extraction.statements
            )
        if hit:
            broken.append(f"{name}: {first} {second} {third}")
    return broken


@every_part
def test_corpus_is_the_one_that_the_floors_were_set_on(part):
    inside = [*part.folder.glob("*"), *(part.folder / "reports").glob("*")]
    files = sorted(path for path in inside if path.suffix in (".yaml", ".txt", ".toml") or path.name == "negatives.tsv")
    digest = sha256()
    for path in files:
        digest.update(
            f"{path.relative_to(part.folder).as_posix()}\0".encode() + path.read_bytes().replace(b"\r\n", b"\n") + b"\0"
        )
    assert len(part.names()) == part.cases
    assert len(files) == 3 * part.cases + 1
    assert digest.hexdigest() == part.digest, (
        "the gold changed: say in the commit what and why, set its digest, and leave the floors or raise them"
    )


@every_part
def test_corpus_holds_as_many_required_facts_as_it_should(part):
    counted = Counter()
    for gold in part.golds().values():
        counted["entity"] += sum(not e.get("optional") for e in gold["entities"])
        counted["relation"] += sum("optional" not in row for row in gold["relations"])
        counted["observation"] += sum(not o.get("optional") for o in gold["observations"])
    assert dict(counted) == part.required


def test_corpus_has_every_class_and_property_and_form_of_number():
    golds = PARTS["features"].golds().values()
    kinds = {kind for g in golds for e in g["entities"] if not e.get("optional") for kind in e["class"]}
    predicates = {row[1] for g in golds for row in g["relations"] if "optional" not in row}
    marks = {mark for g in golds for row in g["relations"] for mark in row[3:]}
    numbers = [o for g in golds for o in g["observations"] if not o.get("optional")]
    assert kinds == {kind.value for kind in Kind} - {"Observation"}
    assert predicates == {predicate.value for predicate in Property}
    assert {"planned", "underway"} <= marks & {o.get("status") for o in numbers}
    assert {"above", "below", "about", "between"} <= {o.get("bound") for o in numbers}
    assert {"%", "位", "倍", "个百分点", "亿美元"} <= {o["unit"] for o in numbers}


@every_part
def test_corpus_names_stand_in_their_texts(part):
    for name, gold in part.golds().items():
        text = fold(read_case(part, name).text)
        missing = [e["names"][0] for e in gold["entities"] if not any(fold(n) in text for n in e["names"])]
        ids = {e["id"] for e in gold["entities"]}
        used = {x for row in gold["relations"] for x in (row[0], row[2])} | {
            x for o in gold["observations"] for x in o["of"]
        }
        assert (missing, used - ids) == ([], set()), name


FLOORS = [(name, *row) for name, part in PARTS.items() for row in table(part, "floors.tsv")]


@pytest.mark.parametrize(
    ("part", "layer", "group", "figure", "floor"), FLOORS, ids=["-".join(row[:4]) for row in FLOORS]
)
def test_floor_holds(part, layer, group, figure, floor):
    value = measure(PARTS[part]).get((layer, group, figure), 0.0)
    if figure == "at-most":
        assert value <= float(floor), broken_negatives(PARTS[part])
    else:
        assert value >= float(floor)


def bounded(part: str) -> set[tuple[str, str]]:
    return {(layer, group) for name, layer, group, _, _ in FLOORS if name == part}


def test_floors_bound_every_class_and_property():
    whole = {(layer, "all") for layer in ("entity", "relation", "observation", "periods", "statuses", "negatives")}
    assert whole <= bounded("features")
    assert whole | {("numbers", "all")} <= bounded("genres")
    assert {("entity", kind.value) for kind in Kind if kind.value != "Observation"} <= bounded("features")
    assert {("relation", predicate.value) for predicate in Property} <= bounded("features")


def test_floors_of_genres_bound_what_is_read_of_the_frequent():
    frequent = {
        key
        for key, found in count(PARTS["genres"]).items()
        if key[0] in ("entity", "relation") and found["right"] + found["missed"] >= ENOUGH and found["right"]
    }
    assert len(frequent) > 20
    assert frequent - bounded("genres") == set()


@every_part
def test_numbers_by_value_and_unit_are_all_counted(part):
    counts = count(part)
    numbers, facts = counts["numbers", "all"], counts["observation", "all"]
    assert numbers["right"] + numbers["missed"] == part.required["observation"]
    assert numbers["right"] >= facts["right"]
    assert numbers["spurious"] <= facts["spurious"]


@every_part
def test_offsets_of_mentions_sentences_and_numbers_are_true(part):
    checked = 0
    for extraction in run(part).extractions.values():
        text = extraction.document.text
        for mention in extraction.mentions:
            assert text[mention.span.begin : mention.span.end] == mention.anchor
            checked += 1
        for observation in extraction.observations:
            assert text[observation.span.begin : observation.span.end] == observation.value_text
            assert observation.span.within(observation.sentence)
    assert checked > part.offsets


@every_part
def test_cited_sentences_hold_the_names_of_their_facts(part):
    checked = joined = 0
    for extraction in run(part).extractions.values():
        text, mentions = extraction.document.text, {m.span: m for m in extraction.mentions}
        sentences = set(extraction.sentences)
        begins, ends = {s.begin for s in sentences}, {s.end for s in sentences}
        for statement in extraction.statements:
            joined += statement.sentence not in sentences
            assert statement.sentence.begin in begins
            assert statement.sentence.end in ends
            assert statement.object_mention.within(statement.sentence)
            assert statement.subject_mention.end <= statement.sentence.end
            assert mentions[statement.object_mention].entity == statement.object
            assert mentions[statement.subject_mention].entity == statement.subject
            assert (
                text[statement.object_mention.begin : statement.object_mention.end]
                in text[statement.sentence.begin : statement.sentence.end]
            )
            checked += 1
    assert checked > part.cited
    assert joined <= part.joined


def test_quads_are_the_same_bytes_in_another_order():
    part = PARTS["features"]
    some = part.names()[::4]
    first = quads_of([run(part).extractions[name] for name in some])
    again = quads_of([extract_document(read_case(part, name)) for name in reversed(some)])
    assert lines(first) == lines(again)


def lines(quads: list) -> list[bytes]:
    return sorted(serialize(set(quads), format=RdfFormat.N_QUADS).splitlines())
