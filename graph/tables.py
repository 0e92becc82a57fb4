"""The whole graph as tables: documents, entities, statements, observations, mentions; one row for each piece of evidence.

In: a store. Out: rows of text and numbers, sorted, the same for the same graph.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.query import evaluate

if TYPE_CHECKING:
    from pyoxigraph import Store

    from graph.query import Value

__all__ = ["Table", "read_table", "read_tables"]

_EVIDENCE: Final = """
  ?at nif:anchorOf ?sentence ; nif:beginIndex ?begin ; nif:endIndex ?end ; nif:referenceContext [ dcterms:identifier ?document ] ."""
_QUERIES: Final = {
    "documents": """
SELECT DISTINCT ?document ?title ?issued ?publisher ?source ?sha256 ?characters ?iri WHERE {
  ?iri a cm:Document ; dcterms:identifier ?document ; dcterms:title ?title ; cm:sha256 ?sha256 .
  OPTIONAL { ?iri nif:endIndex ?characters }
  OPTIONAL { ?iri dcterms:issued ?date BIND(STR(?date) AS ?issued) }
  OPTIONAL { ?iri dcterms:publisher ?publisher } OPTIONAL { ?iri dcterms:source ?source }
}""",
    "entities": """
SELECT DISTINCT ?label ?class ?aliases ?code ?concept ?iri ?alias WHERE {
  ?iri a ?kind ; skos:prefLabel ?label . FILTER(STRSTARTS(STR(?kind), STR(cm:)))
  BIND(STRAFTER(STR(?kind), "#") AS ?class)
  OPTIONAL { ?iri skos:altLabel ?alias }
  OPTIONAL { ?iri cm:divisionCode|cm:unifiedSocialCreditCode ?code }
  OPTIONAL { ?iri skos:closeMatch|skos:broadMatch ?concept }
}""",
    "statements": f"""
SELECT DISTINCT ?document ?subject ?predicate ?object ?status ?period_start ?period_end ?confidence ?rule
  ?sentence ?begin ?end ?subject_iri ?object_iri ?iri WHERE {{
  ?iri rdf:subject ?subject_iri ; rdf:predicate ?property ; rdf:object ?object_iri ; prov:wasDerivedFrom ?at ; cm:confidence ?confidence .{_EVIDENCE}
  OPTIONAL {{ ?subject_iri skos:prefLabel ?subject }} OPTIONAL {{ ?object_iri skos:prefLabel ?object }}
  OPTIONAL {{ ?iri cm:status ?state }} OPTIONAL {{ ?iri cm:rule ?rule }}
  OPTIONAL {{ ?iri cm:periodStart ?period_start ; cm:periodEnd ?period_end }}
  BIND(STRAFTER(STR(?property), "#") AS ?predicate) BIND(COALESCE(STRAFTER(STR(?state), "#"), "Achieved") AS ?status)
}}""",
    "observations": f"""
SELECT DISTINCT ?document ?subject ?indicator ?family ?value ?value_max ?unit ?value_text ?base_value ?base_unit ?measure ?comparison ?bound
  ?within ?condition ?status ?period_start ?period_end ?confidence ?rule ?sentence ?begin ?end ?part_of ?subject_iri ?iri WHERE {{
  ?iri cm:observes ?subject_iri ; cm:indicator ?concept ; cm:value ?value ; cm:unit [ skos:notation ?unit ] ; prov:wasDerivedFrom ?at .{_EVIDENCE}
  ?concept skos:prefLabel ?indicator .
  OPTIONAL {{ ?concept skos:broader [ skos:prefLabel ?family ] }} OPTIONAL {{ ?subject_iri skos:prefLabel ?subject }}
  OPTIONAL {{ ?iri cm:valueMax ?value_max }} OPTIONAL {{ ?iri cm:valueText ?value_text }}
  OPTIONAL {{ ?iri cm:baseValue ?base_value }} OPTIONAL {{ ?iri cm:baseUnit [ skos:notation ?base_unit ] }}
  OPTIONAL {{ ?iri cm:measure ?measure }} OPTIONAL {{ ?iri cm:comparison ?comparison }} OPTIONAL {{ ?iri cm:bound ?bound }}
  OPTIONAL {{ ?iri cm:within ?within }} OPTIONAL {{ ?iri cm:condition ?condition }} OPTIONAL {{ ?iri cm:rule ?rule }}
  OPTIONAL {{ ?iri cm:status ?state }} OPTIONAL {{ ?iri cm:confidence ?confidence }} OPTIONAL {{ ?iri cm:partOfObservation ?part_of }}
  OPTIONAL {{ ?iri cm:periodStart ?period_start }} OPTIONAL {{ ?iri cm:periodEnd ?period_end }}
  BIND(COALESCE(STRAFTER(STR(?state), "#"), "Achieved") AS ?status)
}}""",
    "mentions": """
SELECT DISTINCT ?document ?begin ?end ?anchor ?entity ?deictic ?entity_iri WHERE {
  ?mention itsrdf:taIdentRef ?entity_iri ; nif:beginIndex ?begin ; nif:endIndex ?end ; nif:anchorOf ?anchor ;
    nif:referenceContext [ dcterms:identifier ?document ] .
  OPTIONAL { ?entity_iri skos:prefLabel ?entity } OPTIONAL { ?mention cm:deictic ?deictic }
}""",
}
_ORDER: Final = ("document", "begin", "end", "class", "label")
"""Columns that sort a table, where it has them; all others follow."""


@dataclass(frozen=True, slots=True)
class Table:
    """A named table.

    Attributes:
        name: e.g. "statements".
        columns: their names.
        rows: in the table's order, each as long as the columns.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def read_tables(store: Store) -> tuple[Table, ...]:
    """Return documents, entities, statements, observations and mentions."""
    return tuple(read_table(store, name) for name in _QUERIES)


def read_table(store: Store, name: str) -> Table:
    """Return one table: "documents", "entities", "statements", "observations" or "mentions"."""
    answer = evaluate(store, _QUERIES[name])
    columns, rows = answer.columns, answer.rows
    if name == "entities":
        columns, rows = columns[:-1], _gather_aliases(rows)
    first = [columns.index(column) for column in _ORDER if column in columns]
    return Table(
        name,
        columns,
        tuple(sorted(rows, key=lambda row: (*(_sortable(row[at]) for at in first), *map(_sortable, row)))),
    )


def _gather_aliases(rows: tuple[tuple[Value, ...], ...]) -> tuple[tuple[Value, ...], ...]:
    """Return one row for each entity, its aliases joined in order."""
    aliases: defaultdict[tuple[Value, ...], set[str]] = defaultdict(set)
    for *row, alias in rows:
        aliases[tuple(row)] |= {str(alias)} if alias is not None else set()
    return tuple((*row[:2], "、".join(sorted(names)) or None, *row[3:]) for row, names in aliases.items())


def _sortable(cell: Value) -> tuple[int, float, str]:
    """Return a key under which numbers come in order, before text, and what is missing first."""
    if cell is None:
        return 0, 0.0, ""
    return (2, 0.0, cell) if isinstance(cell, str) else (1, float(cell), "")
