"""Score decided names: exact spans against marked reports, entities against annotated ones.

usage: python benchmarks/names_score.py [spans0 spans1 A B ours] [--errors KIND|all] [--reader DIR] [--by-rule]

Half B and `spans1` (the marked reports whose number in the sorted list is odd) are held out: figures only.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import spacy
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))
from oracle import OURS, SHARED

sys.path.insert(0, str(SHARED / "tools"))
import score as official

import extract.names.decided  # noqa: F401
from extract.layers import make_doc
from extract.text.clean import heal
from extract.text.sentences import add_sentences
from ontology.facts import Document

MARK = re.compile(r"\[\[([^\]|]+?)\|([A-Za-z]+)\]\]")
DEICTIC = re.compile(
    r"^(我|全|本|该|此|这|其)|^(公司|企业|集团|园区|产业园|项目|银行|区|县|市|省|平台|基地|开发区|高新区|经开区|国家|国内|中国|全国)$"
)
HELD_OUT = {"B", "spans1"}
SAME = {("FinancialInstitution", "Company")}


def marked(path: Path) -> tuple[str, list[tuple[int, int, str]]]:
    """Take the marks out of an .ann file: the text and (begin, end, class)."""
    raw, out, spans, k, size = path.read_text(), [], [], 0, 0
    for match in MARK.finditer(raw):
        out.append(raw[k : match.start()])
        size += match.start() - k
        spans.append((size, size + len(match[1]), match[2]))
        out.append(match[1])
        size += len(match[1])
        k = match.end()
    out.append(raw[k:])
    return "".join(out), spans


def to_healed(doc, spans):
    offsets = doc._.healed.offsets
    found = []
    for b, e, kind in spans:
        i, j = int(offsets.searchsorted(b)), int(offsets.searchsorted(e))
        if j > i:
            found.append((i, j, kind))
    return found


def sets(name: str) -> list[Path]:
    if name.startswith("spans"):
        paths = sorted((SHARED / "gold/spans").glob("*.ann"))
        return paths if name == "spans" else paths[int(name[-1]) :: 2]
    if name == "ours":
        return sorted(OURS.glob("*.yaml"))
    half = dict(line.split() for line in open(SHARED / "gold/dev/halves.tsv") if not line.startswith("#"))
    return sorted(p for p in (SHARED / "gold/dev").glob("*.yaml") if half[p.stem] == name)


def text_of(path: Path):
    if path.suffix == ".ann":
        return marked(path)
    gold = yaml.safe_load(path.read_text())
    text = next(p for p in (path.parent / gold["text"], path.parent.parent / gold["text"]) if p.exists())
    return text.read_text(), gold


class Tally:
    def __init__(self) -> None:
        self.tp, self.fp, self.fn = Counter(), Counter(), Counter()
        self.missed, self.spurious, self.rules = Counter(), Counter(), defaultdict(Counter)

    def row(self, kind):
        kinds = [kind] if kind else set(self.tp) | set(self.fp) | set(self.fn)
        tp, fp, fn = (sum(c[k] for k in kinds) for c in (self.tp, self.fp, self.fn))
        p, r = tp / max(1, tp + fp), tp / max(1, tp + fn)
        return f"{kind or 'all':<22}{p:7.3f}{r:7.3f}{2 * p * r / max(1e-9, p + r):7.3f}{tp:7}{fp:6}{fn:6}"


def score_spans(doc, gold, tally):
    predicted = {(n.span.begin, n.span.end, n.kind.value): n.rule for n in doc._.names}
    gold = set(to_healed(doc, gold))
    text = doc.text
    for g in gold:
        if g in predicted:
            tally.tp[g[2]] += 1
        else:
            tally.fn[g[2]] += 1
            b, e, k = g
            over = [f"{text[x:y]}|{z}" for x, y, z in predicted if x < e and b < y]
            tally.missed[
                k, text[max(0, b - 12) : b] + "[" + text[b:e] + "]" + text[e : e + 8] + "  <- " + " ".join(over)
            ] += 1
    for p, rule in predicted.items():
        good = p in gold
        tally.rules[rule]["ok" if good else "bad"] += 1
        if not good:
            tally.fp[p[2]] += 1
            b, e, k = p
            over = [f"{text[x:y]}|{z}" for x, y, z in gold if x < e and b < y]
            tally.spurious[
                k,
                f"{{{rule}}} "
                + text[max(0, b - 12) : b]
                + "["
                + text[b:e]
                + "]"
                + text[e : e + 8]
                + "  <- "
                + " ".join(over),
            ] += 1


def score_entities(doc, gold, tally):
    by_name = defaultdict(list)
    for k, g in enumerate(gold["entities"]):
        for n in g["names"]:
            by_name[official.norm(heal(n).text)].append(k)
    seen, hit = {}, set()
    for n in doc._.names:
        text = doc.text[n.span.begin : n.span.end]
        key = (official.norm(text), n.kind.value)
        if key not in seen and not DEICTIC.search(text):
            seen[key] = n
    for (name, kind), n in seen.items():
        kinds = {kind} | ({"Company"} if kind == "FinancialInstitution" else set())
        ids = [k for k in by_name.get(name, []) if kinds & set(gold["entities"][k]["class"])]
        if ids:
            hit.update(ids)
            tally.rules[n.rule]["ok"] += 1
        else:
            tally.fp[kind] += 1
            tally.rules[n.rule]["bad"] += 1
            other = [gold["entities"][k]["class"] for k in by_name.get(name, [])]
            b, e = n.span.begin, n.span.end
            tally.spurious[
                kind,
                f"{{{n.rule}}} "
                + doc.text[max(0, b - 12) : b]
                + "["
                + doc.text[b:e]
                + "]"
                + doc.text[e : e + 8]
                + f"  <- {other or ''}",
            ] += 1
    for k, g in enumerate(gold["entities"]):
        kind = g["class"][0]
        if k in hit:
            tally.tp[kind] += not g.get("optional")
        elif not g.get("optional"):
            tally.fn[kind] += 1
            name = heal(g["names"][0]).text
            at = max(0, doc.text.find(name))
            over = [
                f"{doc.text[n.span.begin : n.span.end]}|{n.kind}"
                for n in doc._.names
                if n.span.begin < at + len(name) and at < n.span.end
            ]
            tally.missed[
                kind,
                f"{doc.text[max(0, at - 12) : at]}[{'/'.join(g['names'])}]{doc.text[at + len(name) : at + len(name) + 8]}  <- {' '.join(over)}",
            ] += 1


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", nargs="*", default=["spans0", "spans1", "A", "B", "ours"])
    parser.add_argument("--errors", default="")
    parser.add_argument("--reader", default="", help="folder of the reader's model; without it, rules alone")
    parser.add_argument("--by-rule", action="store_true")
    parser.add_argument("--limit", type=int, default=60)
    args = parser.parse_args()
    nlp = spacy.blank("zh")
    nlp.add_pipe("chanmai_names")
    reader = None
    if args.reader:
        from extract.learned.reader import CharacterReader

        reader = CharacterReader(Path(args.reader))
    step = nlp.get_pipe("chanmai_names")
    totals = []
    for name in args.sets:
        tally, chars, seconds = Tally(), 0, 0.0
        for path in sets(name):
            text, gold = text_of(path)
            issued = str(gold.get("published") or "") if isinstance(gold, dict) else ""
            doc = add_sentences(
                make_doc(nlp.vocab, Document(identifier=path.stem, text=text, sha256="", issued=issued))
            )
            doc._.reading = reader.read(doc.text) if reader else None
            begun = time.process_time()
            step(doc)
            seconds += time.process_time() - begun
            chars += len(doc)
            (score_spans if path.suffix == ".ann" else score_entities)(doc, gold, tally)
        print(f"== {name}: {chars} chars, {chars / max(seconds, 1e-9):,.0f} chars/s")
        for kind in sorted(set(tally.tp) | set(tally.fp) | set(tally.fn)):
            print(tally.row(kind))
        totals.append((name, tally.row("")))
        if args.by_rule and name not in HELD_OUT:
            for rule, c in sorted(tally.rules.items(), key=lambda x: -x[1].total()):
                print(f"   {rule:<40}{c['ok']:5}/{c.total():<5} {c['ok'] / c.total():.2f}")
        if args.errors and name not in HELD_OUT:
            for what, errors in (("MISSED", tally.missed), ("SPURIOUS", tally.spurious)):
                print("--", what)
                for (kind, line), n in sorted(errors.items(), key=lambda x: (x[0][0], -x[1])):
                    if args.errors in ("all", kind):
                        print(f"{kind:<12} {n if n > 1 else ' '} {line}".replace("\n", "⏎"))
    print(f"\n{'set':<8}{'':<22}{'P':>7}{'R':>7}{'F1':>7}{'tp':>7}{'fp':>6}{'fn':>6}")
    for name, row in totals:
        print(f"{name:<8}{row}")


if __name__ == "__main__":
    main()
