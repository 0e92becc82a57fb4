"""The sections of a report on one store, each a question with its numbers, their source and one sentence of what they say.

In: an open store, and what only the command line knows (claims withheld, where the store lies). Out: a `Report`; the
same store gives the same report. Nothing is drawn at random save communities and, above `_EXACT` nodes, betweenness:
both have seed 0.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from graph.indicators import observation_table
from graph.network import simple_network, to_network
from graph.query import evaluate
from graph.report import links, numbers
from graph.report.parts import Drawn, Report, Said, Section, Shown, Words
from ontology.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from pyoxigraph import Store

    from graph.tables import Table

__all__ = ["LANGUAGES", "analyse_store"]

LANGUAGES = ("zh", "en")
UNSURE = 0.7
"""Confidence up to which a written relation is listed as doubtful."""


def analyse_store(
    store: Store,
    *,
    lang: str = "zh",
    withheld: Table | None = None,
    facts: Mapping[str, str] | None = None,
    command: str = "",
    progress: Callable[[str], None] | None = None,
) -> Report:
    """Return the report on a store.

    Args:
        store: what is read.
        lang: one of `LANGUAGES`.
        withheld: claims below the threshold of writing, which the graph itself does not hold.
        facts: name → value of what it takes to make the report again: versions, hashes.
        command: that makes it again.
        progress: called with the title of each section before it is made.

    Raises:
        UnknownNameError: no such language.
    """
    if lang not in LANGUAGES:
        raise UnknownNameError("语言", lang, list(LANGUAGES))
    words = Words(lang)
    network = to_network(store)
    simple = simple_network(network)
    observations = observation_table(store)
    measured = links.measure(simple)
    steps: dict[str, Callable[[], tuple[Said | Shown | Drawn, ...]]] = {
        "corpus": lambda: corpus(store, words),
        "found": lambda: found(store, words),
        "network": lambda: links.centre(simple, measured, words),
        "brokers": lambda: links.brokers(simple, measured, words),
        "communities": lambda: links.groups(simple, measured, words),
        "parks": lambda: links.parks(network, words),
        "titles": lambda: links.titles(store, words),
        "money": lambda: links.money(store, network, words),
        "numbers": lambda: numbers.series(observations, words),
        "targets": lambda: numbers.targets(store, observations, words),
        "doubt": lambda: doubt(store, withheld, words),
    }
    sections = []
    for name, make in steps.items():
        title = words(f"{name}.title")
        if progress is not None:
            progress(title)
        sections.append(Section(name, title, make()))
    return Report(lang, words("title"), tuple(sections), network, dict(facts or {}), command)


def table_of(store: Store, name: str, parameters: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the rows of a named query as a table."""
    import pandas as pd  # noqa: PLC0415 - 0.4 s to import

    answer = evaluate(store, name, parameters)
    return pd.DataFrame(list(answer.rows), columns=list(answer.columns))


def corpus(store: Store, words: Words) -> tuple[Said | Shown | Drawn, ...]:
    """Say what was read: documents, dates, for whom they speak."""
    from graph.figures import draw_bars  # noqa: PLC0415 - matplotlib takes 0.3 s

    rows = table_of(store, "documents")
    rows = rows.fillna("")  # first: a missing home is not one that is called nan
    rows["home"] = rows.groupby("document")["home"].transform(lambda names: "、".join(sorted({str(n) for n in names if n})))
    rows = rows.drop_duplicates("document", ignore_index=True)
    dates = sorted(str(day) for day in rows["issued"] if day)
    homes = Counter(name for names in rows["home"] for name in str(names).split("、") if name)
    years = Counter(day[:4] for day in dates)
    source = "chanmai query documents"
    said = words(
        "corpus.said",
        documents=len(rows),
        sentences=int(rows["sentences"].sum()),
        first=dates[0] if dates else "—",
        last=dates[-1] if dates else "—",
        undated=int((rows["issued"] == "").sum()),
        homes=len(homes),
        names=words.listed(sorted(homes, key=lambda name: (-homes[name], name))),
    )
    blocks: list[Said | Shown | Drawn] = [Said(said, source)]
    if len(years) > 1:
        blocks.append(Drawn("documents-by-year", draw_bars([(year, float(years[year])) for year in sorted(years)], title=words("corpus.years"), most=40), source))  # fmt: skip
    blocks.append(Shown("documents", words("corpus.table"), source, rows, ("document", "title", "issued", "home", "sentences")))  # fmt: skip
    return tuple(blocks)


def found(store: Store, words: Words) -> tuple[Said | Shown | Drawn, ...]:
    """Say what the reports speak of: classes, relations."""
    from graph.explore.palette import STYLES  # noqa: PLC0415
    from graph.figures import GREY, draw_bars  # noqa: PLC0415

    kinds, relations = table_of(store, "class-counts"), table_of(store, "relation-counts")
    kinds["name"] = [words.kind(str(name)) for name in kinds["class"]]
    total = relations.groupby("relation")["statements"].sum()
    order = sorted(total.index, key=lambda name: (-total[name], name))
    planned = int(relations[relations["status"] == "Planned"]["statements"].sum())
    relations["name"] = [words.relation(str(name)) for name in relations["relation"]]
    colours = {kind.value: style.light for kind, style in STYLES.items()}
    said = words(
        "found.said",
        entities=int(kinds["entities"].sum()),
        kinds=len(kinds),
        kind=kinds["name"].iloc[0] if len(kinds) else "—",
        count=int(kinds["entities"].iloc[0]) if len(kinds) else 0,
        statements=int(total.sum()),
        relation=words.relation(order[0]) if order else "—",
        share=100 * int(total[order[0]]) / int(total.sum()) if order else 0,
        planned=planned,
    )
    return (
        Said(said, "chanmai query class-counts · chanmai query relation-counts"),
        Drawn("classes", draw_bars(list(zip(kinds["name"], kinds["entities"].astype(float), strict=True)), title=words("found.classes"), colours=[colours.get(str(kind), GREY) for kind in kinds["class"]]), "chanmai query class-counts"),
        Drawn("relations", draw_bars([(words.relation(name), float(total[name])) for name in order], title=words("found.relations")), "chanmai query relation-counts"),
        Shown("classes", words("found.classes"), "chanmai query class-counts", kinds, ("name", "class", "entities"), 20),
        Shown("relations", words("found.relations"), "chanmai query relation-counts", relations, ("name", "relation", "status", "statements"), 12),
    )  # fmt: skip


def doubt(store: Store, withheld: Table | None, words: Words) -> tuple[Said | Shown | Drawn, ...]:
    """Say what not to trust: what is written with little confidence, what was not written, what stands alone."""
    import pandas as pd  # noqa: PLC0415

    unsure = table_of(store, "unsure-statements", {"below": str(UNSURE)})
    unsure["relation"] = [words.relation(str(name)) for name in unsure["relation"]]
    unsure["confidence"] = unsure["confidence"].astype(float)
    placeless, warned = table_of(store, "companies-without-place"), table_of(store, "warnings")
    blocks: list[Said | Shown | Drawn] = [
        Said(words("doubt.unsure", count=len(unsure), below=UNSURE), "chanmai query unsure-statements"),
        Shown("unsure-statements", words("doubt.unsure_table"), f"chanmai query unsure-statements --param below={UNSURE}", unsure, ("confidence", "subject", "relation", "object", "document", "sentence")),
    ]  # fmt: skip
    if withheld is not None:
        frame = pd.DataFrame(list(withheld.rows), columns=list(withheld.columns))
        frame["relation"] = [words.relation(str(name)) for name in frame["relation"]]
        blocks += [
            Said(words("doubt.withheld", count=len(frame)), "chanmai review"),
            Shown("withheld", words("doubt.withheld_table"), "chanmai review", frame, ("confidence", "subject", "relation", "object", "document", "sentence")),
        ]  # fmt: skip
    blocks += [
        Said(words("doubt.placeless", count=len(placeless)), "chanmai query companies-without-place"),
        Said(words("doubt.warned", count=len(warned)), "chanmai query warnings"),
    ]
    if len(warned):
        blocks.append(Shown("warnings", words("doubt.warnings"), "chanmai query warnings", warned, ("document", "warning")))
    blocks.append(Said(words("doubt.limits"), "docs/analysis.md"))
    return tuple(blocks)
