"""Listed companies: one document for each full name and one for each short name, built, and what became one node.

    python benchmarks/listed_names.py ../shared/gold/identity/listed_short_full.csv [--rows all|even|odd] [--sentences 0,3] [--jobs 1] [--show 20]

Each document is one sentence of ours about one company, the same for its full and its short name; every sentence is a build of its own. Right: the only company node of the short name's document is that
of its full name's document and of no other full name's. Wrong: it has a node of another full name, or its own full name
shares its node with another. The rest is undecided: a node of its own, no company found, or several. No name of the list
is known to the program.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from chanmai.build import build
from extract.read import ReadOptions
from graph.query import evaluate
from graph.store import open_reader

SENTENCES = (
    "{name}是一家上市公司，2023年实现营业收入12.5亿元。",
    "{name}入选省级制造业单项冠军企业，并获评国家级绿色工厂。",
    "{name}发布公告称，公司2023年实现净利润2.1亿元，同比增长6.2%。",
    "记者从{name}获悉，今年一季度，企业产值同比增长8%。",
    "{name}（股票代码：600688）近日披露了2023年年度报告。",
    "{name}在江津区的生产基地正式投产。",
    "{name}与江津区政府签订投资协议，项目总投资10亿元。",
    "2023年，{name}实现营业收入12.5亿元，同比增长6.2%。",
    "走进{name}的生产车间，机器轰鸣，一派繁忙。",
    "{name}公司中标轨道交通设备采购项目，中标金额3.2亿元。",
    "今年以来，订单不断。{name}董事长李明表示，企业将继续加大研发投入。",
    "近日，{name}成功入选国家级专精特新“小巨人”企业名单。",
)
NONE = "no company in the short one's"
NODES = """SELECT DISTINCT ?d ?e WHERE {
  ?m itsrdf:taIdentRef ?e ; nif:referenceContext ?doc . ?doc dcterms:identifier ?d .
  { ?e a cm:Company } UNION { ?e a cm:FinancialInstitution }
}"""


class Outcome(NamedTuple):
    """How the rows of a list ended; each a list of (short, full, what)."""

    right: list[tuple[str, str, str]]
    wrong: list[tuple[str, str, str]]
    undecided: list[tuple[str, str, str]]


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("list", type=Path)
    args.add_argument("--rows", choices=("all", "even", "odd"), default="all")
    args.add_argument("--sentences", default=",".join(map(str, range(len(SENTENCES)))), help="numbers of sentences, from 0")
    args.add_argument("--jobs", type=int, default=1)
    args.add_argument("--show", type=int, default=0)
    given = args.parse_args()
    rows = pairs(given.list, given.rows)
    print("| sentence | rows | right | wrong | no company in the short one's | s |\n|---|---:|---:|---:|---:|---:|")
    for sentence in (SENTENCES[int(number)] for number in given.sentences.split(",")):
        before = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            outcome = joined(rows, Path(folder), sentence, given.jobs)
        shares = " | ".join(f"{len(held) / len(rows):.4f}" for held in (outcome.right, outcome.wrong))
        reasons = Counter(what for _, _, what in outcome.undecided)
        print(f"| {sentence.format(name='某某')} | {len(rows)} | {shares} | {reasons[NONE]} | {time.perf_counter() - before:.0f} |", flush=True)
        for row in (*outcome.wrong, *outcome.undecided)[: given.show]:
            print("\t".join(row))


def pairs(path: Path, part: str = "all") -> list[tuple[str, str]]:
    """Return the (short, full) rows of a list, or every other one of them."""
    with path.open(encoding="utf-8") as lines:
        rows = [(row["short"], row["full"]) for row in csv.DictReader(lines)]
    return rows[{"all": slice(None), "even": slice(0, None, 2), "odd": slice(1, None, 2)}[part]]


def joined(rows: list[tuple[str, str]], folder: Path, sentence: str, jobs: int = 1) -> Outcome:
    """Build the documents of the rows and say what became of each."""
    texts = {f"{which}-{k}": sentence.format(name=name) for k, row in enumerate(rows) for which, name in zip(("short", "full"), row, strict=True)}
    (folder / "in").mkdir()
    with (folder / "in" / "names.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps({"id": name, "title": "简讯", "issued": "2024-05-01", "text": text}, ensure_ascii=False) + "\n" for name, text in texts.items())
    build([folder / "in"], folder / "store", ReadOptions(), jobs=jobs)
    nodes: dict[str, set[str]] = {}
    with open_reader(folder / "store") as graph:
        for document, node in evaluate(graph, NODES).rows:
            nodes.setdefault(str(document), set()).add(str(node))
    fulls: dict[str, set[str]] = {}
    for k, (_, full) in enumerate(rows):
        for node in nodes.get(f"full-{k}", ()):
            fulls.setdefault(node, set()).add(full)
    outcome = Outcome([], [], [])
    for k, (short, full) in enumerate(rows):
        mine, own = nodes.get(f"short-{k}", set()), nodes.get(f"full-{k}", set())
        others = {name for node in mine | own for name in fulls.get(node, ())} - {full}
        if others:
            outcome.wrong.append((short, full, f"with {min(others)}"))
        elif len(mine) == 1 and mine == own:
            outcome.right.append((short, full, ""))
        else:
            why = NONE if not mine else "no company in the full one's" if not own else "apart" if not mine & own else "several"
            outcome.undecided.append((short, full, why))
    return outcome


if __name__ == "__main__":
    main()
