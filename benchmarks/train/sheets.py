"""Turn what readers said of numbers and candidate relations into training records: `python sheets.py SHEETS.tsv OUT.json CORPUS…`.

SHEETS.tsv is `benchmarks/annotations/sheets.tsv`; each CORPUS file (JSON lines, .gz or not) holds documents by id. A record is
one window, from the paragraph of its first row to that of its last, as `prepare.py` writes reports, but it is `partial`: names
are the pipeline's own and teach nothing, a number without a verdict teaches nothing, and of relations only those that were
judged count. `tune.py --sheets OUT.json` learns from them.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from text import CLASSES, PROPERTIES, squeeze

from extract.pipeline import read_document
from extract.text.sentences import sentence_at
from ontology.facts import Document

MOST = 0.6  # share of a label that its longest piece must have
NEAR = 64  # an indicator begins and ends at most so far from its number


def sheet_rows(path: Path) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a table by document."""
    found: dict[str, list[dict[str, str]]] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE):
            found.setdefault(row["document"], []).append(row)
    return found


def fixes(row: dict[str, str]) -> dict[str, str]:
    """Return what a row's reader put right, by field (s subject, l label, p period, st status, b bound, v value, u unit)."""
    return {key.strip(): value.strip() for key, _, value in (part.partition("=") for part in (row["fix"] or "").split(";")) if value}


def documents(paths: list[Path], wanted: set[str]) -> dict[str, dict]:
    """Return the wanted documents of corpora by id."""
    found = {}
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for line in lines:
                one = json.loads(line)
                if one["id"] in wanted:
                    found.setdefault(one["id"], one)
    return found


def read(one: dict) -> object:
    """Return a document of a corpus as the pipeline reads it."""
    return read_document(Document(identifier=one["id"], text=one["text"], sha256="", issued=str(one.get("issued") or ""), title=one.get("title") or ""))


def healed_spans(doc, rows: list[dict[str, str]]) -> list[tuple[int, int]]:
    """Return the span of each row's number, or first name, in healed characters."""
    offsets = np.asarray(doc._.healed.offsets)
    return [(int(np.searchsorted(offsets, int(row["begin"]))), int(np.searchsorted(offsets, int(row["end"]) - 1)) + 1) for row in rows]


def entities_named(doc, names: str) -> list[str]:
    """Return the keys of the entities that have one of the names (parted by /), else of those of which one is a part that ends or begins it."""
    wanted = [name for name in names.split("/") if name and name != "?"]
    exact = [e.key for e in doc._.entities if set(wanted) & set(e.names)]
    return exact or [e.key for e in doc._.entities if any(len(w) >= 2 and len(x) >= 2 and (x.endswith(w) or w.endswith(x)) for w in wanted for x in e.names)]


def place_of(text: str, label: str, number: tuple[int, int], sentence: tuple[int, int]) -> tuple[int, int]:
    """Return where a label stands in the sentence, nearest to the number, before it if it can; of one that stands there in pieces the longest, if it is most of it; else (-1, -1)."""
    for size in range(len(label), max(1, int(len(label) * MOST)) - 1, -1):
        found = [place for k in range(len(label) - size, -1, -1) if (place := _whole(text, label[k : k + size], number, sentence))[0] >= 0]
        if found:
            return found[0]
    return -1, -1


def _whole(text: str, label: str, number: tuple[int, int], sentence: tuple[int, int]) -> tuple[int, int]:
    """Return where a label stands in one piece."""
    places, at = [], text.find(label, sentence[0], sentence[1])
    while at >= 0:
        if at + len(label) <= number[0] or at >= number[1]:
            places.append(at)
        at = text.find(label, at + 1, sentence[1])
    if not places or not label:
        return -1, -1
    best = min(places, key=lambda k: (k > number[0], abs(number[0] - k)))
    return best, best + len(label)


def record(doc, rows: list[dict[str, str]]) -> dict | None:
    """Return the training record of one window."""
    text, spans = doc._.healed.text, healed_spans(doc, rows)
    low = text.rfind("\n", 0, min(b for b, _ in spans)) + 1
    high = text.find("\n", max(e for _, e in spans))
    high = len(text) if high < 0 else high
    keys = {e.key: k for k, e in enumerate(doc._.entities)}
    kind = {e.key: CLASSES.index(e.kind.value) for e in doc._.entities}
    piece, at = squeeze(text[low:high])
    where = np.array(at) + low

    def span(begin: int, end: int) -> tuple[int, int]:
        return int(np.searchsorted(where, begin)), int(np.searchsorted(where, end))

    mentions = []
    for m in doc._.mentions:
        b, e = span(m.span.begin, m.span.end)
        if low <= m.span.begin and m.span.end <= high and b < e:
            mentions.append([b, e, [kind[m.entity]], [keys[m.entity]], True])
    quantities, relations = [], []
    for q in doc._.quantities:
        b, e = span(q.span.begin, q.span.end)
        if not (low <= q.span.begin and q.span.end <= high and b < e):
            continue
        unit = len(squeeze(q.unit)[0])
        row = next((r for r, s in zip(rows, spans) if r["sort"] == "number" and s == (q.span.begin, q.span.end)), None)
        if row is None:
            quantities.append([b, max(b + 1, e - unit), e, -1, [], -1, -1])
            continue
        fix = fixes(row)
        owners = [keys[k] for k in entities_named(doc, fix["s"] if "s" in fix else row["subject"])] if row["verdict"] != "none" else []
        sentence = doc._.sentences[sentence_at(doc._.sentences, q.span.begin)].span
        label = fix.get("l", row["predicate"])
        ib, ie = place_of(text, label, (q.span.begin, q.span.end), (sentence.begin, sentence.end)) if row["verdict"] != "none" else (-1, -1)
        pair = span(ib, ie) if ib >= 0 else (-1, -1)
        near = pair[0] >= 0 and abs(pair[0] - b) <= NEAR and abs(pair[1] - 1 - b) <= NEAR
        quantities.append([b, max(b + 1, e - unit), e, int(row["verdict"] != "none"), owners, *(pair if near else (-1, -1))])
    for row, (b, e) in zip(rows, spans):
        if row["sort"] == "relation":
            (first,), (second,) = (healed_spans(doc, [row | {"begin": row[x], "end": row[y]}]) for x, y in (("begin", "end"), ("begin2", "end2")))
            ends = [next((keys[m.entity] for m in doc._.mentions if (m.span.begin, m.span.end) == s), None) for s in (first, second)]
            if None not in ends and row["verdict"] != "loose":
                planned = fixes(row).get("st", row["status"]) == "planned"
                relations.append([ends[0], PROPERTIES.index(row["predicate"]), ends[1], row["verdict"] == "right", planned])
    return {
        "id": doc._.source.identifier, "style": 1, "dev": False, "held": False, "partial": True, "text": piece, "mentions": mentions,
        "entities": [[[kind[e.key]], True] for e in doc._.entities], "relations": relations, "quantities": quantities,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sheets", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("corpus", type=Path, nargs="+")
    args = parser.parse_args()
    rows = sheet_rows(args.sheets)
    found = documents(args.corpus, set(rows))
    out = [r for name in sorted(found) if (r := record(read(found[name]), rows[name])) is not None]
    args.out.write_text(json.dumps(out, ensure_ascii=False), encoding="utf-8")
    told = [q for r in out for q in r["quantities"] if q[3] >= 0]
    print(len(out), "windows;", len(told), "numbers,", sum(bool(q[4]) for q in told), "with an owner,", sum(q[5] >= 0 for q in told), "with a label;", sum(len(r["relations"]) for r in out), "relations,", sum(x[3] for r in out for x in r["relations"]), "right")


if __name__ == "__main__":
    main()
