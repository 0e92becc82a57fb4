"""`chanmai demo`: the main job on the bundled sample reports, told as it goes.

In: a folder to write to. Out: a store, an explorer page and a few lines on what was found, one question answered with
its evidence. Needs neither network nor key nor model download.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from chanmai.build import build
from ontology.errors import StoreError

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["run_demo", "sample_reports"]

QUESTION = "titles-of"


def sample_reports() -> Path:
    """Return the folder of the sample reports: in the wheel, or in the source tree."""
    here = Path(__file__).parent
    for folder in (here / "reports", here.parent / "data" / "reports"):
        if folder.is_dir():
            return folder
    raise StoreError("示例报告不在安装包中，请重新安装 · the sample reports are missing; install chanmai again")


def run_demo(out: Path) -> None:
    """Build the sample reports into OUT/store, say what was found, answer a question, write OUT/explorer.html."""
    from extract.read import ReadOptions
    from graph.explore import write_page
    from graph.store import open_reader

    reports, store, page = sample_reports(), out / "store", out / "explorer.html"
    out.mkdir(parents=True, exist_ok=True)
    made = build([reports], store, ReadOptions())
    documents = made.count("built") + made.count("unchanged")
    print(f"1. 读取了 {documents} 篇示例报告（{reports}），用时 {made.seconds:.1f} 秒 · {documents} sample reports read")
    with open_reader(store) as graph:
        print(f"2. 找到 · found: {_found(graph)}")
        _answer(graph)
    write_page(store, page)
    print(f"4. 图谱页面（离线可用）· explorer page, works offline: {page}")
    print(f"   接着试试 · next: chanmai query --store {store} · chanmai show --store {store} jiangjin-2024")


def _found(graph: Store) -> str:
    """What is in the graph, by class, the most frequent first."""
    from graph.query import evaluate

    answer = evaluate(graph, "SELECT ?c ?l (COUNT(DISTINCT ?e) AS ?n) WHERE { ?e a ?c ; skos:prefLabel ?x . BIND(STR(?c) AS ?l) } GROUP BY ?c ?l")
    counts: Counter[str] = Counter()
    for _, iri, n in answer.rows:
        counts[str(iri).rsplit("#", 1)[-1]] += int(n or 0)
    for name, pattern in (("statements", "?s a rdf:Statement"), ("observations", "?s a cm:Observation")):
        rows = evaluate(graph, f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {pattern} }}").rows
        counts[name] = int(rows[0][0] or 0)
    return "，".join(f"{name} {n}" for name, n in counts.most_common() if not name.startswith(("Concept", "Document", "Observation")))


def _answer(graph: Store) -> None:
    """Ask who holds which title and print the first answers with the sentences that say so."""
    from graph.query import evaluate

    print("3. 问：哪些企业获得了哪些称号？ · Which companies hold which titles?")
    rows = evaluate(graph, _TITLES).rows
    for company, title, document, sentence in rows[:5]:
        print(f"   {company} — {title}\n      〔{document}〕{sentence}")
    if len(rows) > 5:
        print(f"   …… 共 {len(rows)} 条 · {len(rows)} in all")


_TITLES = """
SELECT DISTINCT ?company ?title ?document ?sentence WHERE {
  ?s rdf:subject ?a ; rdf:predicate cm:hasDesignation ; rdf:object ?b ; prov:wasDerivedFrom ?q .
  ?a a cm:Company ; skos:prefLabel ?company . ?b skos:prefLabel ?title .
  ?q nif:anchorOf ?sentence ; nif:referenceContext/dcterms:identifier ?document .
} ORDER BY ?document ?company ?title
"""
