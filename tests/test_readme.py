"""What the READMEs promise is true: their example, their files, and every command they show."""

from __future__ import annotations

import re
import shlex
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
import typer
from pyoxigraph import Store

from chanmai.build import records_of
from chanmai.cli import app
from extract.pipeline import extract_document
from graph.identity import identify
from graph.quads import concept_quads, document_quads, entity_quads
from graph.query import evaluate, named_queries
from ontology.facts import Document, Extraction

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
PAGES = (*READMES, "CONTRIBUTING.md", *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").rglob("*.md"))))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", read(name), re.DOTALL)


def tables(name: str) -> list[list[list[str]]]:
    """Return every table of a page without its head, cells stripped."""
    found = re.findall(r"(?:^\|.*\|\n)+", read(name), re.MULTILINE)
    return [[[cell.strip() for cell in row.strip("|").split("|")] for row in one.splitlines()[2:]] for one in found]


@cache
def example() -> Extraction:
    text = re.search(r"^> (.*。)$", read("README.md"), re.MULTILINE).group(1)
    issued = re.search(r"issued in (\d{4}-\d{2})", read("README.md")).group(1)
    return extract_document(Document("readme", text, sha256(text.encode()).hexdigest(), issued=issued))


def told(extraction: Extraction) -> list[list[str]]:
    """Return the facts of the example as the README's table puts them."""
    names = {e.key: e.names[0] for e in extraction.entities}
    rows = []
    for o in extraction.observations:
        said = f"{o.value} {o.unit}, {o.period.start} to {o.period.end}"
        where = f"characters {o.span.begin}–{o.span.end} in the sentence {o.sentence.begin}–{o.sentence.end}"
        rows.append([names[o.subject], o.indicator, said, o.status.lower(), where])
    for s in sorted(extraction.statements, key=lambda s: s.subject_mention.begin):
        ends = " and ".join(f"{m.begin}–{m.end}" for m in (s.subject_mention, s.object_mention))
        where = f"characters {ends} in the sentence {s.sentence.begin}–{s.sentence.end}"
        rows.append([names[s.subject], f"`cm:{s.predicate}`", names[s.object], s.status.lower(), where])
    return rows


def test_example_gives_the_facts_and_offsets_of_the_table():
    assert told(example()) == tables("README.md")[0]


def test_chinese_readme_tells_the_same_example():
    mine, other = tables("README.md")[0], tables("README.zh-CN.md")[0]
    assert example().document.text in read("README.zh-CN.md")
    assert [row[:2] for row in other] == [row[:2] for row in mine]
    for one, translated in zip(mine, other, strict=True):
        assert sorted(re.findall(r"\d+–\d+", one[4])) == sorted(re.findall(r"\d+–\d+", translated[4]))
        assert re.findall(r"[\d.-]+", one[2]) == re.findall(r"[\d.-]+", translated[2])


def test_question_has_the_answer_that_the_readme_shows():
    extraction = example()
    identity = identify(records_of(extraction))
    store = Store()
    store.extend(document_quads(extraction, {e.key: identity.iris["readme", e.key] for e in extraction.entities}))
    store.extend([*entity_quads(identity.nodes.values()), *concept_quads([extraction])])
    rows = evaluate(store, blocks("README.md", "sparql")[0]).rows
    assert [[str(value) for value in row] for row in rows] == tables("README.md")[1]


@pytest.mark.parametrize("name", PAGES)
def test_linked_files_and_images_exist(name):
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", read(name)) if not re.match(r"[a-z]+:|#", link)]
    missing = [link for link in links if not ((ROOT / name).parent / link.partition("#")[0]).exists()]
    assert missing == []


def shown(name: str) -> list[list[str]]:
    """Return the arguments of every chanmai command in a page's bash blocks."""
    lines = [line for block in blocks(name, "bash") for line in block.splitlines()]
    parts = [part for line in lines for part in re.split(r" && ", line)]
    words = [shlex.split(part, comments=True) for part in parts]
    return [w[1:] for w in words if w and (w[0] == "chanmai" or w[0].endswith("/chanmai"))] + [
        w[3:] for w in words if len(w) > 3 and w[1:3] == ["-m", "chanmai"]
    ]


def test_both_readmes_name_the_same_commands():
    def skeleton(name: str) -> list[tuple[str, ...]]:
        return [(words[0], *(w for w in words if w.startswith("-"))) for words in shown(name)]

    assert len(skeleton("README.md")) >= 8
    assert skeleton("README.md") == skeleton("README.zh-CN.md")
    one, other = (re.findall(r"^python3 -m venv .*$", read(name), re.MULTILINE) for name in READMES)
    assert one == other
    assert len(one) == 2


def test_both_readmes_ask_the_same_and_lead_to_the_same_pages_and_to_every_guide():
    assert blocks("README.md", "sparql") == blocks("README.zh-CN.md", "sparql")
    assert tables("README.md")[1] == tables("README.zh-CN.md")[1]
    one, other = (set(re.findall(r"\]\((docs/[\w./-]+\.md)\)", read(name))) for name in READMES)
    assert one == other
    guides = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert guides - one == {"docs/gold.md"}  # for those who annotate: benchmarks and tests lead there


@pytest.mark.parametrize("name", [name for name in PAGES if "chanmai" in read(name)])
def test_every_shown_command_parses(name):
    group = typer.main.get_command(app)
    for words in shown(name):
        if not words or words[0].startswith("-"):
            continue
        assert words[0] in group.commands, words
        given = [re.sub(r"^(DIR|FILE|KG|DOC|[A-Z_]+)$", "x", word) for word in words[1:]]
        command = group.commands[words[0]]
        command.make_context(words[0], list(given), resilient_parsing=False)


def test_named_questions_of_the_readmes_exist():
    asked = {words[1] for name in READMES for words in shown(name) if words[0] == "query" and " " not in words[1]}
    assert asked
    assert asked <= set(named_queries())


def test_requirements_and_scripts_of_the_commands_exist():
    files = {path for name in READMES for path in re.findall(r"requirements/[\w.]+", read(name))}
    assert files
    assert all((ROOT / path).is_file() for path in files)


def test_the_number_of_questions_that_need_no_value_is_as_said():
    (said,) = re.findall(r"without a value \((\d+) of the library\)", read("docs/serve.md"))
    assert int(said) == sum(not any(parameter.required for parameter in query.parameters) for query in named_queries().values())
