"""A store whose every text is an attack, for the tests of the explorer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pyoxigraph import Store

from graph.iris import document_iri
from graph.nodes import Node
from graph.quads import concept_quads, document_quads, entity_quads
from ontology.facts import Document, Entity, Extraction, Kind, Mention, Observation, Property, Span, Statement

IMAGE = "<img src=x onerror=\"window.pwned='image';document.title='pwned'\">"
SCRIPT = "</script><script>window.pwned='script';document.title='pwned'</script>"
ADDRESS = "javascript:window.pwned='address'"
LINK = "a href=x <a href=\"javascript:window.pwned='href'\">b</a>"
PAYLOADS = {"image": IMAGE, "script": SCRIPT, "address": ADDRESS, "href": LINK}
POSITIONS = (
    "node label", "node title", "node id", "entity IRI", "edge label", "edge title", "page heading",
    "document title", "document file name", "evidence sentence", "search box", "permalink hash",
)  # fmt: skip
"""The list of ../shared/explorer.md; see `hostile_store` and tests/test_explore_hostile.py for each."""


def hostile_store(payload: str) -> Store:
    """Return three things whose names, classes of text, IRIs and documents hold the payload."""
    first, second = f"甲{payload}厂", f"{payload}乙"
    text = f"{first}为{second}供货，产值5{payload}亿元。\n"
    sentence = Span(0, len(text) - 1)
    spans = Span(0, len(first)), Span(len(first) + 1, len(first) + 1 + len(second))
    number = text.index("5" + payload)
    iris = {"a": f"javascript:window.pwned='iri'//{len(payload)}", "b": "https://w3id.org/chanmai/id/Company/b"}
    statement = Statement("a", Property.SUPPLIES_TO, "b", sentence, *spans, 0.9, rule=payload)
    extraction = Extraction(
        document=Document(
            f"dir/{payload}",
            text,
            "0" * 64,
            title=payload,
            issued="2024",
            publisher=payload,
            source=payload,
            url=ADDRESS,
        ),
        sentences=(sentence,),
        entities=(Entity("a", Kind.COMPANY, (first, payload)), Entity("b", Kind.COMPANY, (second,))),
        mentions=(Mention(spans[0], first, "a"), Mention(spans[1], second, "b")),
        statements=(statement, replace(statement, predicate=Property.INVESTS_IN)),
        observations=(
            Observation(
                "a",
                spans[0],
                payload,
                Decimal(5),
                payload,
                Span(number, number + 1),
                f"5{payload}",
                sentence,
                family=payload,
                within=payload,
                condition=payload,
                rule=payload,
            ),
        ),
    )
    nodes = [
        Node(iris["a"], Kind.COMPANY, first, (payload, f"{payload}2"), code=payload),
        Node(iris["b"], Kind.COMPANY, second),
        Node("urn:alone", Kind.REGION, payload),
    ]
    store = Store()
    store.extend(entity_quads(nodes))
    store.extend(document_quads(extraction, iris))
    store.extend(concept_quads([extraction]))
    store.extend(concept_quads([extraction]))
    assert document_iri(f"dir/{payload}").value.startswith("https://")
    return store
