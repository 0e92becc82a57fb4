"""Questions in Chinese, answered by SPARQL that is shown: a grammar over the ontology's words and the graph's names.

In: a question. Out: a `Reply`: the query of `graph/queries` that it asks, the names that it means, the SPARQL, the rows
and for each row a sentence that says so. Refused, rather than guessed: a wording that no template has, and names that
nothing or several things have; then the nearest questions are offered. No model and no network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal

from graph.query import Answer, evaluate, find_query, named_queries, prepare
from graph.search import fold
from graph.wording import templates
from ontology.facts import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Store

    from graph.query import NamedQuery, Value
    from graph.search import SearchIndex
    from graph.wording import Template

__all__ = ["Reading", "Reply", "Source", "ask", "reply_record", "understand"]

_LONGEST: Final = 120
"""Characters of a question that are read."""
_ROWS: Final = 200
"""Rows of an answer."""
_CITED: Final = 30
"""Rows for which a sentence is looked up where the query itself gives none."""
_OFFERED: Final = 3
_POLITE: Final = re.compile(
    r"^(?:请问一?下?|请告诉我|告诉我|我?想?要?(?:知道|了解|查询|查)(?:一下|下)?|帮我?(?:查|找|看)(?:一下|下|看)?|请?(?:列出|列举|显示|给出|查询|查一?下|说说|问一?下)(?:一下)?|麻烦)+"
)
_END: Final = re.compile(r"(?<!什)[呢吗啊呀么.]+$")
_ORGANISATIONS: Final = (Kind.COMPANY, Kind.FINANCIAL, Kind.GOVERNMENT, Kind.INSTITUTION)
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "region": (Kind.REGION,),
    "park": (Kind.PARK,),
    "industry": (Kind.INDUSTRY,),
    "title": (Kind.DESIGNATION,),
    "indicator": ("Indicator",),
    "policy": (Kind.POLICY, Kind.PROGRAMME),
    "event": (Kind.EVENT, Kind.PROGRAMME),
    "product": (Kind.PRODUCT,),
    "issuer": (Kind.GOVERNMENT, Kind.EVENT, Kind.REGION),
    "organisation": _ORGANISATIONS,
    "company": (Kind.COMPANY, Kind.FINANCIAL),
    "beneficiary": (Kind.COMPANY, Kind.FINANCIAL, Kind.PROJECT, Kind.PARK, Kind.INSTITUTION),
    "holder": tuple(kind for kind in Kind if kind is not Kind.DESIGNATION),
    "maker": (Kind.COMPANY, Kind.REGION, Kind.PARK, Kind.CLUSTER, Kind.PROJECT, Kind.FACILITY, Kind.FINANCIAL),
    "subject": tuple(Kind),
    "entity": tuple(Kind),
}
"""Name of a parameter → classes of what it may be; those of the property's domain and range in the contract."""
_WIDER: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {("park-focus", "park"): (Kind.PARK, Kind.REGION)}
"""What a parameter may be in one query, where that is more than in others."""
_DEFAULTS: Final = {"unsure-statements": {"below": "0.7"}}


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence that says what a row says."""

    document: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question was understood to ask.

    Attributes:
        query: of the library.
        values: parameter → name as the graph has it.
        sparql: the query with the names in it.
        score: characters of the question that are words of the grammar.
    """

    query: NamedQuery
    values: dict[str, str]
    sparql: str
    score: int


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, or why there is none.

    Attributes:
        question: as it was asked.
        reading: None where it was not understood.
        answer: None where it was not understood.
        sources: one for each row of the answer; None for counts, which no single sentence states.
        problem: why it was not understood; empty if it was.
        offers: questions that would be understood, the nearest first.
    """

    question: str
    reading: Reading | None
    answer: Answer | None
    sources: tuple[Source | None, ...]
    problem: str
    offers: tuple[str, ...]


def ask(store: Store, index: SearchIndex, question: str) -> Reply:
    """Return the reply to a question in Chinese.

    Raises:
        ConfigurationError: the query cannot be evaluated.
    """
    reading, problem = understand(store, index, question)
    if reading is None:
        return Reply(question, None, None, (), problem, _offers(index, question))
    answer = evaluate(store, reading.query.name, reading.values, limit=_ROWS)
    return Reply(question, reading, answer, _sources(store, answer, reading.values), "", ())


def reply_record(reply: Reply) -> dict[str, object]:
    """Return a reply as a record for JSON."""
    reading, answer = reply.reading, reply.answer
    if reading is None or answer is None:
        return {"question": reply.question, "understood": False, "problem": reply.problem, "offers": [*reply.offers]}
    rows = [
        {name: str(value) for name, value in record.items() if value is not None}
        | ({"evidence": {"document": source.document, "sentence": source.sentence}} if source else {})
        for record, source in zip(answer.records(), reply.sources, strict=True)
    ]
    return {
        "question": reply.question,
        "understood": True,
        "query": reading.query.name,
        "title": reading.query.title_zh,
        "values": reading.values,
        "sparql": reading.sparql,
        "columns": [*answer.columns],
        "rows": rows,
        "truncated": answer.truncated,
    }


def understand(store: Store, index: SearchIndex, question: str) -> tuple[Reading | None, str]:
    """Return what a question asks, or None and why it was not understood."""
    text = normalise(question)
    if not text:
        return None, "没有问题 · no question"
    readings: list[Reading] = []
    problems: list[_Unknown] = []
    names: dict[str, list[str]] | None = None
    for template in templates():
        if not template.pattern.fullmatch(text):
            continue
        if names is None:
            names = _names(store, index, text)
        found = next(filter(None, (m.fullmatch(text) for m in _matchers(template, names))), None)
        if found is None:
            continue
        read = _read(store, index, template, found)
        if isinstance(read, Reading):
            readings.append(read)
        else:
            problems.append(read)
    if readings:
        return max(readings, key=lambda reading: reading.score), ""
    if text.startswith("有哪") and not problems:  # 有哪些企业位于江津区: as 哪些企业位于江津区
        return understand(store, index, text.removeprefix("有"))
    return None, _explain(index, problems) if problems else "没有听懂 · not understood"


def normalise(question: str) -> str:
    """Return a question without punctuation, polite words and question particles.

    >>> normalise("请问，江津区有哪些“小巨人”企业呢？")
    '江津区有哪些小巨人企业'
    """
    return _END.sub("", _POLITE.sub("", fold(question[:_LONGEST])))


def _names(store: Store, index: SearchIndex, text: str) -> dict[str, list[str]]:
    """Return the names that a question holds, folded, by what they may be; the longest first."""
    held: dict[str, list[str]] = {}
    for written, kind in index.names_in(text):
        held.setdefault(kind, []).append(fold(written))
    for row in evaluate(store, _DOCUMENTS).rows:
        held.setdefault("Document", []).extend(name for cell in row if (name := fold(str(cell))) and name in text)
    return held


def _matchers(template: Template, names: Mapping[str, list[str]]) -> Iterator[re.Pattern[str]]:
    """Yield a template's pattern with nothing but names of the graph for its parameters, then with names preferred."""
    known = {
        parameter: sorted(
            {name for kind in _kinds(template.query, parameter) for name in names.get(kind, ())},
            key=lambda name: (-len(name), name),
        )
        for parameter in template.pattern.groupindex
    }
    for rest in ([""] if all(known.values()) else []) + ["|.+?"]:

        def slot(found: re.Match[str], rest: str = rest) -> str:
            some = "|".join(map(re.escape, known[found[1]]))
            return f"(?P<{found[1]}>{some}{rest})" if some else found[0]

        yield re.compile(_SLOT.sub(slot, template.pattern.pattern))


_SLOT: Final = re.compile(r"\(\?P<(\w+)>\.\+\?\)")


def _kinds(query: str, parameter: str) -> tuple[str, ...]:
    """Return the classes of what a parameter of a query may be."""
    return tuple(map(str, _WIDER.get((query, parameter), _KINDS.get(parameter, ("Document",)))))


@dataclass(frozen=True, slots=True)
class _Unknown:
    """A name that nothing, or that several things have."""

    value: str
    called: str
    choices: tuple[str, ...] = ()


def _explain(index: SearchIndex, problems: list[_Unknown]) -> str:
    """Return in one sentence which name is not known or not clear."""
    unclear = next((problem for problem in problems if problem.choices), None)
    if unclear:
        return f"“{unclear.value}”可以指：{'、'.join(unclear.choices)}；请写全称 · several things are called so"
    clear = [
        problem
        for problem in problems
        if len(problem.value) > 1 and not _ASKING.search(problem.value) and not index.named(problem.value)
    ]
    if not clear:
        return "没有听懂 · not understood"
    value = min((problem.value for problem in clear), key=len)
    called = "或".join(dict.fromkeys(problem.called for problem in problems if problem.value == value))
    near = "、".join(dict.fromkeys(hit.label for hit in index.find_entities(value[:2], limit=5))) if value[1:] else ""
    hint = f"；相近的有：{near}" if near else ""
    return f"图谱里没有叫“{value}”的{called}{hint} · nothing is called so"


_ASKING: Final = re.compile("哪|什么|谁|多少|几|怎|如何|[没不未]$")


def _read(store: Store, index: SearchIndex, template: Template, found: re.Match[str]) -> Reading | _Unknown:
    """Return a reading with all names known, or the name that is not."""
    query = named_queries()[template.query]
    values = dict(_DEFAULTS.get(template.query, {}))
    said = {name: value for name, value in found.groupdict().items() if value}
    for name, value in said.items():
        kind = next(parameter.kind for parameter in query.parameters if parameter.name == name)
        known = _resolve(store, index, template.query, name, kind, value)
        if isinstance(known, _Unknown):
            return known
        values[name] = known
    score = len(found[0]) - sum(map(len, said.values()))
    return Reading(query, values, _HEADS.sub("", prepare(query, values)).strip(), score)


_HEADS: Final = re.compile(r"^#.*\n", re.MULTILINE)
"""The comments at the head of a query of the library: they describe parameters, which now have values."""


def _resolve(store: Store, index: SearchIndex, query: str, name: str, kind: str, value: str) -> str | _Unknown:
    """Return the name that is meant, as the graph writes it."""
    if kind == "number":
        return value if re.fullmatch(r"\d(?:\.\d+)?", value) else _Unknown(value, "数")
    if kind == "text":
        found = [row for row in evaluate(store, _DOCUMENTS).rows if fold(value) in {fold(str(row[0])), fold(str(row[1]))}]
        return str(found[0][0]) if found else _Unknown(value, "报告")
    kinds = _kinds(query, name)
    if exact := index.named(value, kinds):
        return exact[0][0]
    if len(value) >= 3 and (near := index.named(value, kinds, within=True)):
        things = {iri: written for written, iri in reversed(near)}
        if len(things) == 1:
            return next(iter(things.values()))
        return _Unknown(value, _CALLED.get(name, "实体"), tuple(sorted(things.values())[:8]))
    return _Unknown(value, _CALLED.get(name, "实体"))


_CALLED: Final = {
    "region": "地区", "park": "园区", "industry": "产业", "title": "称号", "indicator": "指标", "policy": "政策",
    "event": "活动", "product": "产品", "issuer": "机关", "company": "企业", "organisation": "机构",
}  # fmt: skip
_DOCUMENTS: Final = "SELECT DISTINCT ?id ?title WHERE { ?d a cm:Document ; dcterms:identifier ?id ; dcterms:title ?title }"


def _offers(index: SearchIndex, question: str) -> tuple[str, ...]:
    """Return questions that would be understood, the most alike first; names are the question's, else of the graph."""
    text = normalise(question)
    names = index.names_in(text)
    rest = text
    for written, _ in names:
        rest = rest.replace(fold(written), "")
    examples: dict[tuple[str, ...], str] = {}
    ranked: list[tuple[float, str]] = []
    for template in templates():
        query = find_query(template.query)
        wording, bare, held = template.pieces, template.pieces, 0
        for parameter in query.parameters:
            slot = f"{{{parameter.name}}}"
            if slot in wording:
                kinds = _kinds(template.query, parameter.name)
                fit = next((written for written, kind in names if kind in kinds), "")
                held += bool(fit)
                if not fit and parameter.kind == "name":
                    if (*kinds, parameter.example) not in examples:
                        examples[*kinds, parameter.example] = _example(index, kinds, parameter.example)
                    fit = examples[*kinds, parameter.example]
                elif not fit:
                    fit = parameter.example
                wording = wording.replace(slot, fit) if fit else ""
                bare = bare.replace(slot, "")
        if not wording:
            continue
        alike = max(_alike(rest, bare), _alike(rest, query.title_zh))
        ranked.append((alike + 0.15 * held, f"{wording}？"))
    best: dict[str, float] = {}
    for score, wording in ranked:
        best[wording] = max(best.get(wording, 0.0), score)
    ordered = sorted(best, key=lambda wording: (-best[wording], wording))
    return tuple(ordered[:_OFFERED])


def _example(index: SearchIndex, kinds: tuple[str, ...], usual: str) -> str:
    """Return a name that a question can be asked of: the usual one where the graph has it, else the best connected."""
    return usual if index.named(usual, kinds) else index.best_known(kinds)


def _alike(one: str, other: str) -> float:
    """Return the Dice coefficient of two texts' characters and pairs of characters, 0–1."""
    parts = [{*text, *(text[at : at + 2] for at in range(len(text) - 1))} for text in (one, other)]
    total = len(parts[0]) + len(parts[1])
    return 2 * len(parts[0] & parts[1]) / total if total else 0.0


def _sources(store: Store, answer: Answer, values: Mapping[str, str]) -> tuple[Source | None, ...]:
    """Return a sentence for each row: its own, else one that states a relation between two things that the row names."""
    found: list[Source | None] = []
    for at, row in enumerate(answer.rows):
        cells = dict(zip(answer.columns, row, strict=True))
        if cells.get("document") and cells.get("sentence"):
            found.append(Source(str(cells["document"]), str(cells["sentence"])))
        else:
            found.append(_look_up(store, [*row, *values.values()]) if at < _CITED else None)
    return tuple(found)


def _look_up(store: Store, cells: list[Value]) -> Source | None:
    names = [*dict.fromkeys(cell for cell in cells if type(cell) is str and 1 < len(cell) < 60)][:6]
    pairs = " ".join(
        f"({Literal(one, language='zh')} {Literal(other, language='zh')})" for one, other in permutations(names, 2)
    )
    if not pairs:
        return None
    rows = evaluate(store, _STATED.format(pairs=pairs)).rows
    return Source(str(rows[0][0]), str(rows[0][1])) if rows else None


_STATED: Final = """
SELECT ?document ?sentence WHERE {{
  VALUES (?one ?other) {{ {pairs} }}
  ?s skos:prefLabel|skos:altLabel ?one . ?o skos:prefLabel|skos:altLabel ?other .
  ?claim rdf:subject ?s ; rdf:object ?o ; prov:wasDerivedFrom ?at .
  ?at nif:anchorOf ?sentence ; nif:referenceContext/dcterms:identifier ?document .
}} ORDER BY ?document ?sentence LIMIT 1"""
