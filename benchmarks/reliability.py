"""How often facts of a given confidence are right: statements and observations against gold, by confidence and by rule family.

usage: CHANMAI_MODEL_DIR=DIR python benchmarks/reliability.py GOLD_DIR [--bin 0.1]

GOLD_DIR holds NAME.yaml and the texts they name. The folder of the model must be of a reader that never saw these
reports, or the figures are worthless. A fact is right where gold has it, whether required or optional; a statement that
stands in several sentences counts once, with its highest confidence. Prints Markdown, figures only.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Store

import chanmai  # noqa: F401  # one thread for matrix products
from chanmai.build import records_of
from extract.pipeline import extract_document
from graph.gold import _SYMMETRIC, _entities, _scaled, alike, read_gold, read_graph
from graph.identity import identify
from graph.quads import concept_quads, document_quads, entity_quads
from ontology.facts import Document, Statement


def read_report(path):
    """Return gold, what was extracted, and the entity key → gold id."""
    gold = read_gold(path)
    text = (path.parent / gold["text"]).read_text(encoding="utf-8").replace("\r\n", "\n")
    extraction = extract_document(
        Document(str(gold["doc"]), text, sha256(text.encode()).hexdigest(), issued=str(gold.get("published") or ""))
    )
    identity = identify(records_of(extraction))
    iris = {e.key: identity.iris[extraction.document.identifier, e.key] for e in extraction.entities}
    store = Store()
    store.extend(
        [*document_quads(extraction, iris), *entity_quads(identity.nodes.values()), *concept_quads([extraction])]
    )
    predicted = read_graph(store)[str(gold["doc"])]
    to_gold = _entities(gold, predicted, [])
    return (
        gold,
        extraction,
        {key: to_gold.get(iri.strip("<>"), to_gold.get(f"<{iri}>", to_gold.get(iri))) for key, iri in iris.items()},
    )


def statement_rows(gold, extraction, ids):
    """Yield (confidence, family, written, outcome) once for each statement."""
    wanted = {tuple(row[:3]): "optional" if "optional" in row else "right" for row in gold["relations"]}
    best = {}
    for written, claims in ((True, extraction.statements), (False, extraction.withheld)):
        for s in claims:
            if isinstance(s, Statement):
                key = (ids.get(s.subject) or s.subject, str(s.predicate), ids.get(s.object) or s.object)
                if key not in wanted and s.predicate in _SYMMETRIC:
                    key = key[::-1] if key[::-1] in wanted else key
                if key not in best or s.confidence > best[key][0]:
                    best[key] = (
                        s.confidence,
                        family(s.rule),
                        written or best.get(key, (0, 0, False))[2],
                        wanted.get(key, "wrong"),
                    )
    yield from best.values()


def observation_rows(gold, extraction, ids):
    """Yield the same for numbers; each gold number is used once, the most confident reading first come."""
    left = list(gold["observations"])
    claims = [(True, o) for o in extraction.observations] + [
        (False, o) for o in extraction.withheld if not isinstance(o, Statement)
    ]
    for written, o in sorted(claims, key=lambda c: (not c[0], -c[1].confidence, c[1].span.begin)):
        fits = [g for g in left if _scaled(_decimal(g["value"]), str(g["unit"])) == _scaled(o.value, o.unit)]
        good = [g for g in fits if ids.get(o.subject) in g["of"] and any(alike(o.indicator, n) for n in g["indicator"])]
        optional = [g for g in fits if g.get("optional")]
        if good:
            left.remove(good[0])
            outcome = "optional" if good[0].get("optional") else "right"
        else:
            outcome = "optional" if optional else "wrong"
        yield (o.confidence, family(o.rule), written, outcome)


def _decimal(value):
    from decimal import Decimal

    return Decimal(str(value))


def family(rule):
    """Return the family of a rule: what stands before its number or word."""
    return rule.partition(":")[0] or "–"


def show(title, rows, width):
    """Print the table by confidence and the table by family."""
    print(
        f"\n### {title}\n\n| confidence | facts | mean | required, right | optional | wrong | share right |\n|---|---|---|---|---|---|---|"
    )
    bins = defaultdict(list)
    for row in rows:
        bins[min(int(row[0] / width + 1e-9), round(1 / width) - 1)].append(row)
    error = 0.0
    for k, some in sorted(bins.items()):
        mean = sum(r[0] for r in some) / len(some)
        error += abs(mean - right(some)) * len(some) / len(rows)
        print(f"| {k * width:.1f}–{(k + 1) * width:.1f} | {line(some)} |")
    print(f"| written | {line([r for r in rows if r[2]])} |")
    brier = sum((r[0] - (r[3] != "wrong")) ** 2 for r in rows) / len(rows)
    print(f"\nExpected calibration error {error:.3f}; Brier score {brier:.3f}. Written facts by rule family:\n")
    print("| family | facts | mean | required, right | optional | wrong | share right |\n|---|---|---|---|---|---|---|")
    families = defaultdict(list)
    for row in rows:
        if row[2]:
            families[row[1]].append(row)
    for name, some in sorted(families.items(), key=lambda item: -len(item[1])):
        print(f"| {name} | {line(some)} |")


def line(rows):
    """Return the cells of some rows."""
    if not rows:
        return "0 | – | 0 | 0 | 0 | –"
    count = {name: sum(r[3] == name for r in rows) for name in ("right", "optional", "wrong")}
    return f"{len(rows)} | {sum(r[0] for r in rows) / len(rows):.2f} | {count['right']} | {count['optional']} | {count['wrong']} | {right(rows):.2f}"


def right(rows):
    """Return the share of rows that gold has."""
    return sum(r[3] != "wrong" for r in rows) / len(rows)


def main():
    """Measure every gold file of the folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--bin", type=float, default=0.1)
    options = parser.parse_args()
    reports = [read_report(path) for path in sorted(options.gold.glob("*.yaml"))]
    show("Statements", [row for report in reports for row in statement_rows(*report)], options.bin)
    show("Observations", [row for report in reports for row in observation_rows(*report)], options.bin)


if __name__ == "__main__":
    main()
