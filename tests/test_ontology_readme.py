"""The README's diagram and table are what the Turtle gives."""

from pathlib import Path

import ontology
from ontology.diagram import class_diagram, update_readme
from ontology.facts import Kind, Property

README = Path(ontology.__file__).parent / "README.md"


def test_readme_is_up_to_date():
    text = README.read_text(encoding="utf-8")
    assert update_readme(text) == text, "run python -m ontology.diagram"
    assert "classDiagram" in text


def test_diagram_shows_every_class_and_property():
    diagram = class_diagram()
    assert all(f"class {kind.value}[" in diagram for kind in Kind)
    assert all(name.value in diagram for name in Property)
