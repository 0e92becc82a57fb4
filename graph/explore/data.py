"""What the explorer shows, read from a store by SPARQL as the vocabulary contract writes it: one frozen `Picture`.

In: any store that answers the contract. Out: things, links with their claims, numbers, documents and the paragraphs
that are cited, all sorted, so that the same store gives the same picture. Refused: nothing; what lacks a class of the
contract is no thing, and a relation that no sentence states is a link without claims.
"""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from graph.store import open_reader
from ontology.facts import Kind, Property, Status
from ontology.terms import CM, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

__all__ = ["Claim", "Link", "Number", "Picture", "Report", "Sentence", "Thing", "opened", "read_kinds", "read_picture", "read_rows", "read_things"]

_QUERIES: Final = Path(__file__).parent / "queries"
_KINDS: Final = {CM[kind]: kind for kind in Kind}
_PROPERTIES: Final = {CM[name]: name for name in Property}
_STATUSES: Final = {CM[status]: status for status in Status}
_ENDS: Final = ("subjectMention", "objectMention")
_AROUND: Final = 400
"""Characters of a paragraph before and after a sentence: what fits the panel without scrolling."""
_Value = TypeVar("_Value")

_WHOLE: Final = re.compile(r"^.*# of all\n", re.MULTILINE)
"""What a query asks only where it asks for all."""

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """A source document; its text stays in the store, only cited paragraphs travel."""

    iri: str
    identifier: str
    title: str
    issued: str = ""
    publisher: str = ""
    url: str = ""
    reprint_of: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A cited sentence and the paragraph around it; offsets count characters of the document.

    Attributes:
        iri: of the nif:Sentence.
        report: IRI of the document.
        begin: first character of the sentence.
        end: past its last character.
        paragraph_begin: first character of the paragraph.
        paragraph: the paragraph's text, which holds the sentence whole.
    """

    iri: str
    report: str
    begin: int
    end: int
    paragraph_begin: int
    paragraph: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One place that states a relation; spans of its two mentions, (-1, -1) where unknown."""

    iri: str
    sentence: str
    subject_span: tuple[int, int]
    object_span: tuple[int, int]
    confidence: float
    status: Status
    start: str = ""
    end: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two things, with every claim that states it."""

    subject: str
    predicate: Property
    object: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """An observation, as its card shows it; empty strings where the report says nothing."""

    iri: str
    thing: str
    indicator: str
    value: str
    unit: str
    text: str
    sentence: str
    span: tuple[int, int]
    measure: str
    bound: str
    confidence: float
    status: Status
    value_max: str = ""
    comparison: str = ""
    within: str = ""
    condition: str = ""
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity: its class, names and where it is mentioned.

    Attributes:
        iri: its node.
        kind: its class.
        name: the fullest name.
        aliases: its other names, sorted.
        code: division or credit code; empty if none.
        mentions: (IRI of a document, how often it is mentioned there), sorted.
        former: IRIs that were replaced by this node.
    """

    iri: str
    kind: Kind
    name: str
    aliases: tuple[str, ...] = ()
    code: str = ""
    mentions: tuple[tuple[str, int], ...] = ()
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """All that an explorer page can show; every tuple is sorted by IRI."""

    things: tuple[Thing, ...]
    links: tuple[Link, ...]
    numbers: tuple[Number, ...]
    reports: tuple[Report, ...]
    sentences: tuple[Sentence, ...]


def read_picture(store: Store | Path, kept: Collection[str] | None = None) -> Picture:
    """Return the picture of a store, or of the newest snapshot of a store's folder.

    An empty store gives an empty picture. Time and memory are linear in the store, with `kept` in what is read of them.

    Args:
        store: a store or the folder of one.
        kept: IRIs of the things to read, with all between them; None for all.

    Raises:
        StoreError: the folder is no store of ours, or damaged.
    """
    with opened(store) as graph:
        things = _read_things(graph, kept)
        reports = tuple(Report(**row) for row in read_rows(graph, "reports"))
        claims = [row for row in read_rows(graph, "claims", subject=kept) if kept is None or row["object"] in things]
        numbers = read_rows(graph, "numbers", thing=kept)
        cited = None if kept is None else {row["sentence"] for row in claims + numbers}
        sentences = _read_sentences(graph, cited)
        spans = _read_spans(graph, None if kept is None else {row[end] for row in claims for end in _ENDS if row[end]})
        links = _read_links(read_rows(graph, "links", subject=kept), claims, things, sentences, spans)
        read = _read_numbers(graph, numbers, things, sentences)
    ordered = tuple(things[iri] for iri in sorted(things))
    used = {claim.sentence for link in links for claim in link.claims} | {number.sentence for number in read}
    return Picture(
        ordered,
        links,
        read,
        tuple(sorted(_distinct(reports, "iri").values(), key=lambda report: report.iri)),
        tuple(sentences[iri] for iri in sorted(used)),
    )


@contextmanager
def opened(store: Store | Path) -> Iterator[Store]:
    """Open a store's folder for reading; a store is open already."""
    if isinstance(store, Store):
        yield store
    else:
        with open_reader(Path(store)) as graph:
            yield graph


@cache
def _query(name: str) -> str:
    prefixes = "".join(f"PREFIX {prefix}: <{base}>\n" for prefix, base in PREFIXES.items())
    return prefixes + (_QUERIES / f"{name}.rq").read_text("utf-8")


def read_rows(store: Store, name: str, **among: Collection[str] | None) -> list[Row]:
    """Return a named query's rows as text, "" for what is unbound, in the order of their text.

    Args:
        store: what is asked.
        name: of a file in `queries`.
        among: variable → the only IRIs it may be; None for any.
    """
    text = _query(name)
    for variable, iris in among.items():
        if iris is not None:
            values = " ".join(str(NamedNode(iri)) for iri in sorted(iris))
            # in a SELECT of its own: Oxigraph 0.5 else goes through the whole list again for each row of a pattern
            part = f"{{ SELECT ?{variable} WHERE {{ VALUES ?{variable} {{ {values} }} }} }}"
            text = _WHOLE.sub("", text).replace("WHERE {", f"WHERE {{ {part}", 1)
    found = store.query(text, use_default_graph_as_union=True)
    if not isinstance(found, QuerySolutions):
        raise TypeError(f"{name}.rq is not a SELECT")  # pragma: no cover - the queries are ours
    names = [variable.value for variable in found.variables]
    rows = [tuple(_text(solution[at]) for at in range(len(names))) for solution in found]
    return [dict(zip(names, row, strict=True)) for row in sorted(set(rows))]


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _distinct(items: tuple[_Value, ...], key: str) -> dict[str, _Value]:
    """Return the first item of each key; a store from elsewhere may give a document two titles."""
    first: dict[str, _Value] = {}
    for item in items:
        first.setdefault(getattr(item, key), item)
    return first


def read_kinds(store: Store, kept: Collection[str] | None = None) -> dict[str, Kind]:
    """Return the class of each thing, the first of several by its IRI."""
    kinds: dict[str, Kind] = {}
    for row in read_rows(store, "kinds", thing=kept):
        if row["kind"] in _KINDS:
            kinds.setdefault(row["thing"], _KINDS[row["kind"]])
    return kinds


def _read_things(store: Store, kept: Collection[str] | None) -> dict[str, Thing]:
    mentions: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in read_rows(store, "mentions", thing=kept):
        mentions[row["thing"]].append((row["report"], int(row["count"])))
    named = read_things(store, read_kinds(store, kept), kept)
    return {thing.iri: replace(thing, mentions=tuple(mentions[thing.iri])) for thing in named}


def read_things(store: Store, kinds: Mapping[str, Kind], kept: Collection[str] | None = None) -> list[Thing]:
    """Return the things of these classes with their names, without their mentions."""
    names, aliases, codes, former = (defaultdict[str, list[str]](list) for _ in range(4))
    for table, name in ((names, "names"), (aliases, "aliases"), (codes, "codes"), (former, "former")):
        for row in read_rows(store, name, thing=kept):
            table[row["thing"]].append(row["value"])
    return [
        Thing(
            iri,
            kind,
            names[iri][0] if names[iri] else iri,
            tuple(dict.fromkeys(aliases[iri] + names[iri][1:])),
            codes[iri][0] if codes[iri] else "",
            former=tuple(former[iri]),
        )
        for iri, kind in kinds.items()
    ]


def _read_sentences(store: Store, cited: Collection[str] | None) -> dict[str, Sentence]:
    found = read_rows(store, "sentences", sentence=cited)
    reports = None if cited is None else {row["report"] for row in found}
    texts = {row["report"]: row["text"] for row in read_rows(store, "texts", report=reports)}
    sentences: dict[str, Sentence] = {}
    for row in found:
        begin, end = int(row["begin"]), int(row["end"])
        text = texts.get(row["report"], "")
        if text[begin:end] == row["anchor"]:
            first, last = _paragraph(text, begin, end)
            sentence = Sentence(row["sentence"], row["report"], begin, end, first, text[first:last])
        else:  # a store without texts: the sentence stands alone
            sentence = Sentence(row["sentence"], row["report"], begin, end, begin, row["anchor"])
        sentences.setdefault(row["sentence"], sentence)
    return sentences


def _paragraph(text: str, begin: int, end: int) -> tuple[int, int]:
    """Return begin and end of the lines that a sentence lies in, without white space at either end.

    A text without line ends would travel whole with each sentence: at most `_AROUND` characters on either side do.
    """
    first = max(text.rfind("\n", 0, begin) + 1, begin - _AROUND)
    last = text.find("\n", end)
    last = min(len(text) if last < 0 else last, end + _AROUND)
    while first < begin and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def _read_spans(store: Store, mentions: Collection[str] | None) -> Mapping[str, tuple[int, int]]:
    return {row["mention"]: (int(row["begin"]), int(row["end"])) for row in read_rows(store, "spans", mention=mentions)}


def _read_links(
    plain: list[Row],
    stated: list[Row],
    things: Mapping[str, Thing],
    sentences: Mapping[str, Sentence],
    spans: Mapping[str, tuple[int, int]],
) -> tuple[Link, ...]:
    claims: dict[tuple[str, Property, str], dict[str, Claim]] = defaultdict(dict)
    for row in plain:
        if row["predicate"] in _PROPERTIES:
            claims[row["subject"], _PROPERTIES[row["predicate"]], row["object"]] = {}
    for row in stated:
        if row["predicate"] in _PROPERTIES and row["sentence"] in sentences:
            claims[row["subject"], _PROPERTIES[row["predicate"]], row["object"]].setdefault(
                row["claim"],
                Claim(
                    row["claim"],
                    row["sentence"],
                    spans.get(row["subjectMention"], (-1, -1)),
                    spans.get(row["objectMention"], (-1, -1)),
                    float(row["confidence"] or 1),
                    _STATUSES.get(row["status"], Status.ACHIEVED),
                    row["start"],
                    row["end"],
                    row["rule"],
                ),
            )
    return tuple(
        Link(subject, predicate, object_, tuple(found[iri] for iri in sorted(found)))
        for (subject, predicate, object_), found in sorted(claims.items())
        if subject in things and object_ in things
    )


def _read_numbers(
    store: Store, found: list[Row], things: Mapping[str, Thing], sentences: Mapping[str, Sentence]
) -> tuple[Number, ...]:
    numbers: dict[str, Number] = {}
    words = {row["concept"]: row["word"] for row in read_rows(store, "words")}
    for row in found:
        if row["thing"] in things and row["sentence"] in sentences:
            numbers.setdefault(
                row["number"],
                Number(
                    row["number"],
                    row["thing"],
                    words.get(row["indicator"], ""),
                    row["value"],
                    words.get(row["unit"], ""),
                    row["text"] or row["value"] + words.get(row["unit"], ""),
                    row["sentence"],
                    (int(row["begin"] or -1), int(row["finish"] or -1)),
                    row["measure"],
                    row["bound"],
                    float(row["confidence"] or 1),
                    _STATUSES.get(row["status"], Status.ACHIEVED),
                    row["valueMax"],
                    row["comparison"],
                    row["within"],
                    row["condition"],
                    row["start"],
                    row["end"],
                ),
            )
    return tuple(sorted(numbers.values(), key=lambda number: (number.thing, number.iri)))
