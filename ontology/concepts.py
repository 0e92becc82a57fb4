"""Concepts behind free words: industries (GB/T 4754-2017), units of measure, families of indicators.

In: the words of a report. Out: the code of an industry, a unit with its factor, the family of an indicator. The tables of
`ontology/data` are the source; `python -m ontology.concepts` prints them as SKOS, which `concepts.ttl` keeps.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from urllib.parse import quote

from ontology import terms
from ontology.folding import fold
from ontology.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Unit", "concept_iri", "concepts_turtle", "family_of", "find_industry_concept", "industry_label", "read_unit", "units"]

Match = Literal["close", "broad"]

_SCALES: Final = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_SCALE: Final = re.compile("^(?:万亿|[十百千]?万|亿|[十百千])(?=.)")
_ENDING: Final = re.compile(r"(?:全?产业链条?|产业集群|集群|产业|行业|领域|工业|经济|制造业|制造|业)$")


class _Word(NamedTuple):
    code: str
    match: Match


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure.

    Attributes:
        notation: as reports write it.
        label: in English.
        base: notation of its base unit.
        factor: how many base units one unit is.
        quantity: money, area, power, count …
        qudt: local name of the unit in QUDT; empty if it has none.
    """

    notation: str
    label: str
    base: str
    factor: Decimal
    quantity: str
    qudt: str


@cache
def _industries() -> Mapping[str, tuple[str, str, str]]:
    return {code: (section, zh, en) for code, section, zh, en in read_rows("gbt4754.tsv", 4)}


@cache
def _industry_words() -> Mapping[str, _Word]:
    words: dict[str, _Word] = {}
    for code, match, row in read_rows("industry_words.tsv", 3):
        words.update({fold(word): _Word(code, "close" if match == "close" else "broad") for word in row.split()})
    for code, (_, label, _) in _industries().items():
        words[fold(label)] = _Word(code, "close")
    return words


def industry_label(code: str) -> str:
    """Return the Chinese label of a section or division; a KeyError if there is none of this code.

    >>> industry_label("36"), industry_label("C")
    ('汽车制造业', '制造业')
    """
    return _industries()[code][1]


@cache
def find_industry_concept(name: str) -> tuple[str, Match] | None:
    """Return code and closeness of the GB/T 4754-2017 section or division that an industry belongs to.

    "close": the name means about the division; "broad": it means a part of it, or its weight lies there. A word of a
    division decides before a word of a section, then the longest, then the last. None where no word is known.

    >>> find_industry_concept("新能源汽车产业"), find_industry_concept("汽车产业"), find_industry_concept("某某经济")
    (('36', 'broad'), ('36', 'close'), None)
    """
    words = _industry_words()
    whole = fold(name)
    for text in (whole, _ENDING.sub("", whole), f"{_ENDING.sub('', whole)}业"):
        if text in words:
            return words[text].code, words[text].match
    found = max(
        ((words[part].code.isdigit(), len(part), end, part) for end, part in _parts(whole) if part in words and len(part) > 1), default=None
    )
    return (words[found[3]].code, "broad") if found else None


def concept_iri(code: str) -> str:
    """Return the IRI of a section or division.

    >>> concept_iri("36")
    'https://w3id.org/chanmai/gbt4754/36'
    """
    return terms.INDUSTRY + code


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Yield every part of a text with its end."""
    return ((end, text[begin:end]) for begin in range(len(text)) for end in range(begin + 1, len(text) + 1))


@cache
def units() -> Mapping[str, Unit]:
    """Return the units of the table by their notation."""
    return {
        notation: Unit(notation, label, base, Decimal(factor), quantity, qudt)
        for notation, label, base, factor, quantity, qudt in read_rows("units.tsv", 6)
    }


def read_unit(written: str) -> Unit | None:
    """Return a unit as written, its scale taken into the factor: 亿元, 万吨, 万千瓦; None for an unknown one.

    >>> read_unit("亿元").factor, read_unit("万千瓦").base, read_unit("某")
    (Decimal('100000000'), '瓦', None)
    """
    table = units()
    text = "".join(written.split()).replace("％", "%").removeprefix("人民币")
    if text in table:
        return table[text]
    match = _SCALE.match(text)
    unit = table.get(text[match.end() :]) if match else None
    if match is None or unit is None:
        return None
    return Unit(text, f"{match[0]} {unit.label}", unit.base, unit.factor * _SCALES[match[0]], unit.quantity, "")


@cache
def _family_words() -> Mapping[str, str]:
    return {fold(word): family for family, _, _, words in read_rows("indicators.tsv", 4) for word in (family, *words.split())}


@cache
def family_of(label: str) -> str:
    """Return the family of an indicator by its label: of the longest word in it, of equally long ones the last; else 其他.

    >>> family_of("规上工业增加值"), family_of("研发投入"), family_of("某某")
    ('增加值', '研发', '其他')
    """
    words = _family_words()
    text = fold(label)
    found = max(((len(part), end, part) for end, part in _parts(text) if part in words), default=None)
    return words[found[2]] if found else "其他"


def _literal(text: str, language: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def _iri(base: str, name: str) -> str:
    return f"<{base}{quote(name, safe='')}>"


def concepts_turtle() -> str:
    """Return the three concept schemes as Turtle, the same bytes every time."""
    prefixes = [f"@prefix {name}: <{terms.PREFIXES[name]}> ." for name in ("cm", "skos", "dcterms", "qudt", "xsd")]
    parts = [*prefixes, "@prefix qunit: <http://qudt.org/vocab/unit/> .", ""]
    parts += ["# Written by `python -m ontology.concepts` from the tables of ontology/data; edit those.", ""]
    parts += [*_industry_scheme(), *_unit_scheme(), *_family_scheme()]
    return "\n".join(parts) + "\n"


def _scheme(base: str, zh: str, en: str, source: str) -> str:
    return (
        f"<{base}> a skos:ConceptScheme ; dcterms:title {_literal(zh, 'zh')} , {_literal(en, 'en')} ; "
        f"dcterms:source {_literal(source, '')} ."
    )


def _industry_scheme() -> Iterator[str]:
    base = terms.INDUSTRY
    title = "Industrial classification for national economic activities (GB/T 4754-2017)"
    yield _scheme(base, "国民经济行业分类（GB/T 4754-2017）", title, "国家统计局，2017；第1号修改单，2019")
    for code, (section, zh, en) in _industries().items():
        above = f"skos:broader {_iri(base, section)}" if section else f"skos:topConceptOf <{base}>"
        labels = f"skos:prefLabel {_literal(zh, 'zh')} , {_literal(en, 'en')}"
        yield f"{_iri(base, code)} a skos:Concept ; skos:inScheme <{base}> ; skos:notation {_literal(code, '')} ; {labels} ; {above} ."
    yield ""


def _unit_scheme() -> Iterator[str]:
    base = terms.UNIT
    yield _scheme(base, "计量单位", "Units of measure", "中华人民共和国法定计量单位，1984；GB 3100-1993")
    for unit in units().values():
        qudt = f" ; skos:closeMatch qunit:{unit.qudt}" if unit.qudt and unit.quantity != "money" else ""
        label = f"skos:prefLabel {_literal(unit.notation, 'zh')} , {_literal(unit.label, 'en')}"
        factor = f'cm:baseUnit {_iri(base, unit.base)} ; cm:baseFactor "{unit.factor:f}"^^xsd:decimal'
        notation = _literal(unit.notation, "")
        yield f"{_iri(base, unit.notation)} a skos:Concept ; skos:inScheme <{base}> ; skos:notation {notation} ; {label} ; {factor}{qudt} ."
    yield ""


def _family_scheme() -> Iterator[str]:
    base = terms.INDICATOR
    yield _scheme(base, "指标族", "Families of indicators", "国家统计局统计制度；新闻用语")
    for family, label, code, _ in read_rows("indicators.tsv", 4):
        labels = f"skos:prefLabel {_literal(family, 'zh')} ; skos:altLabel {_literal(label, 'en')}"
        yield f"{_iri(base, family)} a skos:Concept , cm:IndicatorFamily ; skos:inScheme <{base}> ; skos:notation {_literal(code, '')} ; {labels} ."


if __name__ == "__main__":
    sys.stdout.write(concepts_turtle())
