"""The class diagram of the ontology as Mermaid, drawn from `chanmai.ttl`.

In: the Turtle. Out: Mermaid text; `python -m ontology.diagram` writes it into `ontology/README.md` between its marks.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Final

from rdflib import OWL, RDF, RDFS, Graph, URIRef

from ontology.facts import Kind, Property
from ontology.model import ORGANISATIONS
from ontology.terms import CM, PREFIXES

__all__ = ["class_diagram", "property_table", "update_readme"]

_DIAGRAM: Final = re.compile(r"(?<=<!-- diagram -->\n).*?(?=<!-- /diagram -->)", re.DOTALL)
_TABLE: Final = re.compile(r"(?<=<!-- properties -->\n).*?(?=<!-- /properties -->)", re.DOTALL)


def _read() -> Graph:
    return Graph().parse(str(files("ontology") / "chanmai.ttl"))


def _label(graph: Graph, name: str) -> str:
    labels = graph.objects(URIRef(CM[name]), RDFS.label)
    return next(str(label) for label in labels if getattr(label, "language", "") == "zh")


def _ends(graph: Graph, name: str, side: str) -> list[str]:
    """Return the classes of a side, organisations as one and all of them as Entity, in the contract's order."""
    found = {str(iri).removeprefix(CM.base) for iri in graph.objects(URIRef(CM[name]), URIRef(f"{PREFIXES['schema']}{side}Includes"))}
    if found >= set(Kind):
        return ["Entity"]
    ordered = [kind.value for kind in Kind if kind.value in found]
    if found >= {kind.value for kind in ORGANISATIONS}:
        return ["Organisation", *(kind for kind in ordered if Kind(kind) not in ORGANISATIONS)]
    return [kind for kind in ordered if kind != "FinancialInstitution" or "Company" not in found]


def class_diagram() -> str:
    """Return the Mermaid class diagram: subclasses, and properties between classes."""
    graph = _read()
    lines = ["```mermaid", "classDiagram", "  direction LR"]
    classes = sorted(str(iri).removeprefix(CM.base) for iri in graph.subjects(RDF.type, OWL.Class))
    lines += [f'  class {name}["{_label(graph, name)} {name}"]' for name in classes]
    for name in classes:
        above = (str(iri) for iri in graph.objects(URIRef(CM[name]), RDFS.subClassOf))
        lines += [f"  {iri.removeprefix(CM.base)} <|-- {name}" for iri in sorted(above) if iri in CM]
    arrows: dict[tuple[str, str], list[str]] = {}
    for name in Property:
        for subject in _ends(graph, name, "domain"):
            for obj in _ends(graph, name, "range"):
                arrows.setdefault((subject, obj), []).append(name.value)
    lines += [f"  {subject} --> {obj} : {', '.join(names)}" for (subject, obj), names in sorted(arrows.items())]
    return "\n".join([*lines, "```", ""])


def property_table() -> str:
    """Return the properties between entities as a Markdown table."""
    graph = _read()
    rows = ["| property | 中文 | from | to |", "|---|---|---|---|"]
    for name in Property:
        ends = [", ".join(_ends(graph, name, side)) for side in ("domain", "range")]
        rows.append(f"| `cm:{name.value}` | {_label(graph, name)} | {ends[0]} | {ends[1]} |")
    return "\n".join([*rows, ""])


def update_readme(text: str) -> str:
    """Return the README with the diagram and the table as the Turtle gives them."""
    return _TABLE.sub(lambda _: property_table(), _DIAGRAM.sub(lambda _: class_diagram(), text))


if __name__ == "__main__":
    README = Path(__file__).parent / "README.md"
    README.write_text(update_readme(README.read_text(encoding="utf-8")), encoding="utf-8")
