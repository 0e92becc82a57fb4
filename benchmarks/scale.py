"""Speed and growth of building: what a document costs, stage by stage, and how that grows with the corpus.

    python benchmarks/scale.py CORPUS.jsonl[.gz] [--sizes 100,200,300] [--jobs 1] [--json FILE]
    python benchmarks/scale.py CORPUS.jsonl[.gz] --sizes 5000,10000 --results STORE    what follows extraction
    python benchmarks/scale.py CORPUS.jsonl[.gz] --profile 60        where extraction's time goes (cProfile)

For each size the first documents of the corpus are built into a new store in processes of their own, built again
unchanged, and built with 1 % more documents. CPU seconds are those of all processes; `first_cpu_s` is the part of the first
one, which takes the workers' results, joins identities and puts quads in place (of one job: all of it). Memory is that of
all processes together, shared pages counted once (PSS), the most that was seen at any moment. With `--results`, a store that
was built from the corpus by the same program, its results are taken over and nothing is extracted: identity, quads, store and
snapshot at sizes that extraction would take hours for. The peer in the same run is a regular expression that only finds names by their
legal form. Without a corpus it makes one of sentences of its own, the same for each seed.
"""

from __future__ import annotations

import argparse
import cProfile
import gzip
import json
import math
import os
import platform
import pstats
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psutil

PEER = re.compile(r"[\u4e00-\u9fff（）]{2,20}?(?:股份有限公司|有限责任公司|有限公司|集团|开发区|产业园)")
WATCH = 0.2
"""Seconds between two looks at the processes: what they do after the last one is missing from `first_cpu_s`."""


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("corpus", nargs="?", type=Path)
    args.add_argument("--sizes", default="100,200,300")
    args.add_argument("--jobs", type=int, default=1)
    args.add_argument("--profile", type=int, default=0)
    args.add_argument("--results", type=Path)
    args.add_argument("--json", type=Path)
    given = args.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    records = read_corpus(given.corpus, max(*sizes, given.profile) * 101 // 100 + 1)
    if given.profile:
        profile(records[: given.profile])
        return
    rows = []
    for size in sizes:
        rows.append(measure(records, size, given.jobs, given.results))
        print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}\n")
    table(rows)
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1), "utf-8")


def read_corpus(path: Path | None, count: int) -> list[dict[str, str]]:
    if path is None:
        return [made(number) for number in range(count)]
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return [json.loads(line) for _, line in zip(range(count), lines, strict=False)]


def made(number: int) -> dict[str, str]:
    r = random.Random(number)
    brand, trade, region = r.choice("晨星 远石 华岭 蓝鲸 启衡 云澜 泽远 同川".split()), r.choice("重工 新材料 智能科技 电子 机械".split()), r.choice("青岚市 华岭县 江津区 巩义市 德清县".split())
    short = f"{brand}{trade}"
    text = [
        f"{region[:2]}{short}{number % 97}号有限公司（以下简称“{short}”）位于{region}高新技术产业开发区。",
        f"今年1至8月，{region}实现规上工业产值{r.randint(10, 900)}.{r.randint(0, 9)}亿元，同比增长{r.randint(1, 20)}%，其中装备制造业占{r.randint(10, 60)}%。",
        f"{short}入选国家级专精特新“小巨人”企业，与{r.choice('明泰铝业 宏远光电 天成药业'.split())}签署合作协议。",
        f"园区引进数字经济项目{r.randint(2, 70)}个，总投资{r.randint(1, 90)}亿元，{r.choice('王志远 李明 周海'.split())}介绍。",
    ] * r.randint(1, 4)
    return {"id": f"m{number}", "title": f"{region}工业", "issued": f"2024-{r.randint(1, 12):02d}-11", "text": "\n".join(text)}


def take_over(built: Path, store: Path, records: list[dict[str, str]]) -> None:
    """Make a store that holds of another one only the results of these documents."""
    store.mkdir()
    shutil.copy(built / "chanmai.json", store)
    shutil.copy(built / "results.sqlite", store)
    with closing(sqlite3.connect(store / "results.sqlite")) as db:
        db.execute("CREATE TEMP TABLE wanted (identifier TEXT PRIMARY KEY)")
        db.executemany("INSERT INTO wanted VALUES (?)", [(str(record["id"]),) for record in records])
        for table in ("result", "brief"):
            db.execute(f"DELETE FROM {table} WHERE identifier NOT IN (SELECT identifier FROM wanted)")
        db.commit()


def measure(records: list[dict[str, str]], size: int, jobs: int, built: Path | None = None) -> dict[str, float]:
    chars = sum(len(record["text"]) for record in records[:size])
    with tempfile.TemporaryDirectory() as folder:
        for name, number in (("first", size), ("more", size + max(1, size // 100))):
            Path(folder, f"{name}.jsonl").write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records[:number]), "utf-8")
        if built:
            take_over(built, Path(folder, "store"), records[:size])
        first = build(folder, "first", jobs)
        again = build(folder, "first", jobs)
        more = build(folder, "more", jobs)
        store = sum(file.stat().st_size for file in Path(folder, "store").rglob("*") if file.is_file())
    begun = time.process_time()
    found = sum(len(PEER.findall(record["text"])) for record in records[:size])
    peer = time.process_time() - begun
    cpu = first["cpu_s"]
    return {
        "documents": size, "chars": chars, **first, "first_ms_a_document": 1000 * first["first_cpu_s"] / size, "chars_per_cpu_s": chars / cpu,
        "again_s": again["wall_s"], "again_cpu_s": again["cpu_s"], "more_s": more["wall_s"], "more_cpu_s": more["cpu_s"], "more_share": more["cpu_s"] / cpu,
        "more_first_cpu_s": more["first_cpu_s"], "store_mb": store / 1e6, "peer_chars_per_cpu_s": chars / peer, "peer_names": found,
    }  # fmt: skip


def build(folder: str, name: str, jobs: int) -> dict[str, float]:
    """Return what one build takes: wall seconds, CPU seconds of all processes and of the first one, megabytes of all and of the first at most."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "chanmai", "build", f"{folder}/{name}.jsonl", "--store", f"{folder}/store", "--jobs", str(jobs)]
    own = all_memory = own_memory = 0.0
    workers: dict[int, float] = {}
    with psutil.Popen(command, stderr=subprocess.DEVNULL, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}) as process:
        while process.poll() is None:
            try:
                times = process.cpu_times()
                own = times.user + times.system
                family = [process, *process.children(recursive=True)]
                memory = [one.memory_full_info().pss / 2**20 for one in family]
                for one in family[1:]:
                    times = one.cpu_times()
                    workers[one.pid] = times.user + times.system
            except psutil.Error:
                continue  # one has just ended
            own_memory, all_memory = max(own_memory, memory[0]), max(all_memory, sum(memory))
            time.sleep(WATCH)
    wall = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    waited = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime  # the first process, and workers that it waited for
    cpu = max(waited, own + sum(workers.values()))
    return {"wall_s": wall, "cpu_s": cpu, "first_cpu_s": own, "memory_mb": all_memory, "first_memory_mb": own_memory}


def table(rows: list[dict[str, float]]) -> None:
    names = list(rows[0])
    print("| " + " | ".join(names) + " |\n|" + "---:|" * len(names))
    for row in rows:
        print("| " + " | ".join(f"{row[name]:,.3g}" if row[name] < 1000 else f"{row[name]:,.0f}" for name in names) + " |")
    if len(rows) > 1:
        for name in ("cpu_s", "first_cpu_s", "memory_mb", "first_memory_mb", "again_cpu_s", "more_cpu_s", "store_mb"):
            print(f"{name} grows as documents^{exponent([row['documents'] for row in rows], [row[name] for row in rows]):.2f}")


def exponent(xs: list[float], ys: list[float]) -> float:
    """Return the slope of the least-squares line through the logarithms."""
    a, b = [math.log(x) for x in xs], [math.log(max(y, 1e-9)) for y in ys]
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    return sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True)) / sum((x - mean_a) ** 2 for x in a)


def profile(records: list[dict[str, str]]) -> None:
    from chanmai.build import records_of
    from chanmai.results import decode, encode
    from extract.layers import make_doc
    from extract.pipeline import STEPS, build_pipeline, extract_document
    from graph.identity import identify
    from graph.quads import document_quads
    from ontology.facts import Document

    documents = [Document(str(r["id"]), r["text"], "", r.get("title", ""), r.get("issued", "")) for r in records]
    extract_document(documents[0])
    nlp = build_pipeline()
    spent = dict.fromkeys(("doc", *STEPS, "whole extraction", "encode", "decode", "identity", "quads"), 0.0)

    def timed(name: str, function, *args):
        begun = time.process_time()
        result = function(*args)
        spent[name] += time.process_time() - begun
        return result

    for document in documents:
        doc = timed("doc", make_doc, nlp.vocab, document)
        for name, component in nlp.pipeline:
            doc = timed(name, component, doc)
    watcher = cProfile.Profile()
    made_of = [timed("whole extraction", extract_document, document) for document in documents]
    bodies = [timed("encode", encode, one) for one in made_of]
    for body in bodies:
        timed("decode", decode, body)
    joined = timed("identity", lambda: identify(r for one in made_of for r in records_of(one)))
    for one in made_of:
        timed("quads", lambda one=one: list(document_quads(one, {e.key: joined.iris[one.document.identifier, e.key] for e in one.entities})))
    chars = sum(len(document.text) for document in documents)
    print(f"{len(documents)} documents, {chars:,} characters; CPU seconds")
    for name, seconds in spent.items():
        print(f"{seconds:8.3f}  {1000 * seconds / len(documents):7.2f} ms/doc  {chars / max(seconds, 1e-9):12,.0f} chars/s  {name}")
    watcher.enable()
    for document in documents:
        extract_document(document)
    watcher.disable()
    pstats.Stats(watcher).sort_stats("tottime").print_stats(15)


if __name__ == "__main__":
    main()
