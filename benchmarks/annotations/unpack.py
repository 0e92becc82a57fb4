"""Write our annotations as gold YAML with their texts: those cut from ../shared/corpus, and those that we wrote ourselves.

    python benchmarks/annotations/unpack.py FOLDER [--shared ../shared]      FOLDER/NAME.yaml, FOLDER/texts/NAME.txt
    python benchmarks/annotations/unpack.py FOLDER --written                 only those of written.kg, which need nothing else
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
from pathlib import Path

import yaml

HERE = Path(__file__).parent
MARKS = {"above", "below", "about", "between", "exact"}
STATUSES = {"planned", "underway"}
PERIOD = re.compile(r"\d{4}(-\d\d?){0,2}(/\d{4}(-\d\d?){0,2})?")


def read_blocks(path: Path) -> dict[str, list[str]]:
    """Return the lines of each report."""
    blocks: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            lines = blocks.setdefault(line[3:], [])
        else:
            lines.append(line)
    return blocks


def to_gold(name: str, issued: str, lines: list[str]) -> dict:
    """Return one report's annotation in the gold form."""
    gold = {"doc": name, "text": f"texts/{name}.txt", "published": issued or None, "home": [], "entities": [], "relations": [], "observations": []}
    for line in lines:
        head, rest = line.split(None, 1)
        optional = head.endswith("?")
        head = head.rstrip("?")
        if head == "D":
            gold["published"] = rest.strip()
        elif head == "T":
            gold["title"] = rest.strip()
        elif head == "H":
            gold["home"] = [part.strip() for part in rest.split("|")]
        elif head == "E":
            key, classes, names = rest.split(None, 2)
            entity = {"id": key, "class": classes.split(","), "names": [n.strip() for n in names.split("|")]}
            gold["entities"].append(entity | ({"optional": True} if optional else {}))
        elif head == "R":
            parts = rest.split()
            gold["relations"].append(parts[:3] + (["optional"] if optional else []) + parts[3:])
        else:
            gold["observations"].append(read_number(rest, optional=optional))
    return gold


def read_number(rest: str, *, optional: bool) -> dict:
    """Return one number: subjects, labels, value, unit, then period, bound and status in any order."""
    of, labels, value, unit, *more = (part.strip() for part in rest.split("|"))
    number = float(value)
    found = {"of": [x.strip() for x in of.split(",")], "indicator": [x.strip() for x in labels.split(";")],
             "value": int(number) if number == int(number) else number, "unit": unit}  # fmt: skip
    for mark in more:
        if mark in MARKS:
            found["bound"] = mark
        elif mark in STATUSES:
            found["status"] = mark
        elif PERIOD.fullmatch(mark):
            found["period"] = mark
    return found | ({"optional": True} if optional else {})


def write(folder: Path, name: str, text: str, gold: dict) -> None:
    """Write one report."""
    (folder / "texts" / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(gold, allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8")


def write_written(folder: Path) -> int:
    """Write the reports of written.kg with the texts of written.txt, and return how many there are."""
    texts = {name: "\n".join(lines).strip() for name, lines in read_blocks(HERE / "written.txt").items()}
    blocks = read_blocks(HERE / "written.kg")
    for name, lines in blocks.items():
        write(folder, name, texts[name], to_gold(name, "", lines))
    return len(blocks)


def main() -> None:
    """Write everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shared", type=Path, default=HERE.parents[1].parent / "shared")
    parser.add_argument("--written", action="store_true", help="only our own texts")
    args = parser.parse_args()
    (args.folder / "texts").mkdir(parents=True, exist_ok=True)
    ours = write_written(args.folder)
    if args.written:
        print(f"{ours} reports in {args.folder}")
        return
    corpus = {}
    with (HERE / "index.tsv").open(encoding="utf-8") as rows:
        wanted = {row["corpus id"] for row in csv.DictReader(rows, delimiter="\t")}
    for file in ("news.jsonl.gz", "mixed.jsonl", "reports.jsonl"):
        path = args.shared / "corpus" / file
        with gzip.open(path, "rt", encoding="utf-8") if file.endswith(".gz") else path.open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if record["id"] in wanted:
                    corpus[record["id"]] = record["text"]
    blocks = read_blocks(HERE / "facts.kg")
    with (HERE / "index.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            name, text = row["name"], corpus[row["corpus id"]][int(row["begin"]) : int(row["end"])]
            write(args.folder, name, text, to_gold(name, row["issued"], blocks[name]))
    print(f"{len(blocks) + ours} reports in {args.folder}")


if __name__ == "__main__":
    main()
