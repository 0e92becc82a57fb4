"""Whatever is added, changed and removed, in any order, the store equals one built from scratch from what is left."""

import tempfile
from hashlib import sha256
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chanmai.build import refresh
from chanmai.results import Results, encode
from graph.store import open_writer
from ontology.facts import Document, Entity, Extraction, Kind, Mention, Property, Span, Statement

VARIANTS = [
    [(Kind.COMPANY, ("重庆胜禹新材料有限公司", "胜禹新材")), (Kind.REGION, ("江津区", "江津"))],
    [(Kind.COMPANY, ("胜禹新材",)), (Kind.REGION, ("江津区",))],
    [(Kind.COMPANY, ("四川胜禹新材料股份有限公司",)), (Kind.REGION, ("永川区",))],
    [(Kind.FINANCIAL, ("胜禹新材",)), (Kind.REGION, ("江津",))],
    [(Kind.GOVERNMENT, ("区经济信息委",)), (Kind.REGION, ("江津区",))],
    [(Kind.PERSON, ("王磊",)), (Kind.REGION, ("永川区",))],
    [(Kind.COMPANY, ("四川胜禹新材料股份有限公司", "胜禹新材")), (Kind.REGION, ("重庆市",))],
    [(Kind.PARK, ("双福工业园",)), (Kind.REGION, ("江津区",))],
]
NAMES = ("a", "b", "c", "d")
STEPS = st.lists(st.tuples(st.sampled_from(NAMES), st.one_of(st.none(), st.integers(0, len(VARIANTS) - 1))), min_size=1, max_size=7)


def extraction(identifier: str, variant: int) -> Extraction:
    """A document that names the entities of a variant one after another, the first said to lie in the second."""
    text, mentions, entities = "", [], []
    for number, (kind, names) in enumerate(VARIANTS[variant]):
        entities.append(Entity(f"e{number}", kind, names))
        for name in names:
            mentions.append(Mention(Span(len(text), len(text) + len(name)), name, f"e{number}", confidence=0.9, rule="made"))
            text += name + "，"
    text = text[:-1] + "。"
    whole = Span(0, len(text))
    statement = Statement("e0", Property.LOCATED_IN, "e1", whole, mentions[0].span, mentions[-1].span, 0.9, rule="made")
    document = Document(identifier, text, sha256(text.encode()).hexdigest(), title=identifier, issued="2024")
    return Extraction(document, (whole,), tuple(entities), tuple(mentions), (statement,), home=("e1",))


def stored(folder: Path, rounds: list[dict[str, int | None]]) -> list[str]:
    """Return the lines of a store after each round of changes was refreshed; None takes a document out."""
    with open_writer(folder / "store", create=True) as graph:
        results = Results(folder / "store" / "results.sqlite")
        try:
            for changes in rounds:
                for identifier, variant in changes.items():
                    if variant is not None:
                        body = encode(extraction(identifier, variant))
                        results.put(identifier, sha256(body).hexdigest(), body)
                    elif identifier in set(results.keys()):
                        results.drop(identifier)
                        graph.remove_document(identifier)
                refresh(graph, results, folder / "none.tsv")
            return sorted(map(str, graph.store))
        finally:
            results.close()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_any_sequence_of_changes_gives_the_store_of_what_is_left(steps: list[tuple[str, int | None]]) -> None:
    left: dict[str, int | None] = {}
    for identifier, variant in steps:
        left.pop(identifier, None)
        if variant is not None:
            left[identifier] = variant
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        changed = stored(Path(one), [{identifier: variant} for identifier, variant in steps])
        assert changed == stored(Path(other), [dict(sorted(left.items(), reverse=True))])


def test_documents_that_interact_do_change_one_another(tmp_path: Path) -> None:
    """The variants are no strangers: a short name joins the one full name, and no longer when a second one comes."""
    one = stored(tmp_path / "1", [{"a": 0, "b": 1}])
    two = stored(tmp_path / "2", [{"a": 0, "b": 1, "c": 6}])
    own = "<https://w3id.org/chanmai/doc/b>"
    assert [line for line in one if own in line] != [line for line in two if own in line]
