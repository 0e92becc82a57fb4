"""Count how often each frame of extract/data/frames.tsv states its property, and write that into the table.

usage: python benchmarks/train/frames.py GOLD_DIR...

Counts over annotated reports, with their annotated mentions and with those of our pipeline; an optional relation counts as
right. The share is drawn to `PRIOR` (or `CARRIED`, for a clause without its subject) as if `DRAWN` more matches had been
seen, so that a frame of few matches gets no extreme. Run it before relations.py, which learns from what the frames read.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from relation_gold import gold_example, pipeline_example

from extract.relations.decided import scenes_of
from extract.relations.rules import all_readings

PRIOR, CARRIED, DRAWN = 0.65, 0.4, 4
TABLE = Path(__file__).parents[2] / "extract/data/frames.tsv"


def count(paths: list[Path]) -> tuple[Counter[str], Counter[str]]:
    """Return matches and right ones by rule, each relation of a report once."""
    seen, right = Counter(), Counter()
    for path in paths:
        for make in (gold_example, pipeline_example):
            one = make(path)
            tally(one, seen, right)
    return seen, right


def tally(one, seen: Counter[str], right: Counter[str]) -> None:
    number = {e.key: k for k, e in enumerate(one.doc._.entities)}
    found = {(v.rule, number[v.subject], str(v.predicate), number[v.object]) for scene in scenes_of(one.doc) for v in all_readings(scene)}
    for rule, subject, predicate, obj in found:
        seen[rule] += 1
        wanted = one.wanted.get((subject, predicate, obj)) or (predicate == "cooperatesWith" and one.wanted.get((obj, predicate, subject)))
        right[rule] += bool(wanted)


def rewrite(seen: Counter[str], right: Counter[str]) -> None:
    number, lines = 0, []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            number += 1
            predicate, pattern = line.split("\t")[:2]
            shares = [
                (right[f"{family}:{number}"] / 2 + DRAWN * prior) / (seen[f"{family}:{number}"] / 2 + DRAWN)
                for family, prior in (("frame", PRIOR), ("carry", CARRIED))
            ]
            line = "\t".join([predicate, pattern, *(f"{share:.2f}" for share in shares)])
        lines.append(line)
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+")
    args = parser.parse_args()
    rewrite(*count(sorted(p for d in args.gold for p in Path(d).glob("*.yaml"))))


if __name__ == "__main__":
    main()
