"""Identity at size: how long `graph.identity.identify` takes for made entities with three mentions each, and how that grows.

    python benchmarks/identity.py [--sizes 10000,100000,1000000] [--repeat 1] [--json FILE]

Each entity has a full name, a shorter one and one of the two again, in three records of different documents: companies
(half of them), organs, parks, titles, industries, regions and people. Every size runs in a process of its own on one
core; CPU seconds and the largest resident set are those of that process, the making of the records taken off the time.
The exponent is the slope of log seconds over log entities. What was joined is counted against what was made.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from graph.identity import Record, identify
from ontology.facts import Entity, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST = "晨远华蓝启云泽同瑞恒盛禾川泰宏嘉博鼎凯力隆铭诺鹏锐森拓维翔耀展卓安邦创达丰冠浩汇金巨骏科龙美宁欧普青荣尚天威新兴雅益宇元源正志中众"
TRADES = "新材料 精密机械 生物科技 电子 半导体 环保科技 农业 纺织 化工 能源 医药 智能装备".split()
PLACES = "江津区 德清县 昆山市 巩义市 湖州市 常州市 绵阳市 株洲市 襄阳市 芜湖市".split()
BUREAUX = ("经济和信息化局", "发展和改革局", "农业农村局", "科学技术局", "商务局", "统计局")


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--sizes", default="10000,100000,1000000")
    args.add_argument("--repeat", type=int, default=1, help="runs of each size; the fastest counts")
    args.add_argument("--json", type=Path)
    args.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = args.parse_args()
    if given.one:
        print(json.dumps(measure(given.one)))
        return
    rows = [min((started(int(size)) for _ in range(given.repeat)), key=lambda row: row["seconds"]) for size in given.sizes.split(",")]
    print(f"{platform.machine()}, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}\n")
    print("| entities | records | CPU s | peak memory, MB | nodes | entities on one node of their own |\n|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        print(f"| {row['entities']:,} | {row['records']:,} | {row['seconds']:.1f} | {row['memory']:,.0f} | {row['nodes']:,} | {row['whole']:.4f} |")
    if len(rows) > 1:
        print(f"\nexponent {slope([row['entities'] for row in rows], [row['seconds'] for row in rows]):.2f}")
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


def started(size: int) -> dict[str, float]:
    """Measure one size in a new process."""
    made = subprocess.run([sys.executable, __file__, "--one", str(size)], check=True, capture_output=True, text=True)
    return json.loads(made.stdout)


def measure(size: int) -> dict[str, float]:
    records = [record for number in range(size) for record in made(number)]
    before = time.process_time()
    identity = identify(records)
    seconds = time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    nodes: dict[int, set[str]] = {}
    for record in records:
        nodes.setdefault(int(record.entity.key), set()).add(identity.iris[record.document, record.entity.key])
    owners: dict[str, int] = {}
    for iris in nodes.values():
        for iri in iris:
            owners[iri] = owners.get(iri, 0) + 1
    whole = sum(len(iris) == 1 and owners[next(iter(iris))] == 1 for iris in nodes.values())
    return {"entities": size, "records": len(records), "seconds": seconds, "memory": memory, "nodes": len(identity.nodes), "whole": whole / size}


def made(number: int) -> Iterator[Record]:
    """Yield the three records of one entity; the same for each number."""
    r = random.Random(number)
    brand, place = spelled(number), PLACES[number % len(PLACES)]
    kind, full, short = named(number, brand, place)
    names = ((full, short) if r.random() < 0.3 else (full,), (short,), (r.choice((full, short)),))
    for document, name in enumerate(names):
        yield Record(f"d{(number * 7 + document * 13) % 9973}-{document}", Entity(str(number), kind, name), (place,))


def spelled(number: int) -> str:
    """A brand of its own for each number: two or three characters, then four."""
    digits = []
    for _ in range(4):
        number, digit = divmod(number, len(FIRST))
        digits.append(FIRST[digit])
    return "".join(digits)


def named(number: int, brand: str, place: str) -> tuple[Kind, str, str]:
    """A full and a short name of a class; the same name twice where the class has no short ones."""
    sort = number % 20
    if sort < 10:
        trade = TRADES[number // 20 % len(TRADES)]
        return Kind.COMPANY, f"{place}{brand}{trade}有限公司", f"{brand}{trade}"
    if sort < 12:
        return Kind.PARK, f"{place}{brand}高新技术产业开发区", f"{place}{brand}高新区"
    if sort < 13:
        return Kind.GOVERNMENT, f"{place}{brand}街道办事处", f"{place}{brand}街道办"
    if sort < 15:
        return Kind.PROJECT, f"{place}{brand}年产{number % 99 + 1}万吨铝材项目", f"{place}{brand}年产{number % 99 + 1}万吨铝材项目"
    if sort < 17:
        return Kind.INSTITUTION, f"{brand}科学技术研究院", f"{brand}科学技术研究院"
    if sort < 18:
        return Kind.PERSON, brand[:3], brand[:3]
    return Kind.PRODUCT, f"{brand}合金", f"{brand}合金"


def slope(sizes: list[float], seconds: list[float]) -> float:
    """Least squares of log seconds on log sizes."""
    x, y = [math.log(size) for size in sizes], [math.log(second) for second in seconds]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


if __name__ == "__main__":
    main()
