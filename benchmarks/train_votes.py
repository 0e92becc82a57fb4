"""Learn the weights of `extract/names/votes.py` from marked and annotated reports.

usage: python benchmarks/train_votes.py [--write]                       weights of grammar and lexicons
       python benchmarks/train_votes.py --readings DIR [--fresh GOLD ...] [--thin GOLD ...] [--first] [--write]
                                                                        weights of these and a reader together

The first prints cross-validated span F1 (marked reports, five folds by report) and, with --write, fits on all marked and
annotated reports except gold/dev. The second fits on half A of gold/dev and the annotated reports in the folders GOLD, of which DIR holds what
a reader that never saw them read (NAME.json: [[begin, end, class, probability, best], …] in healed characters), and
prints the entity F1 of half A, of half B and of each GOLD (five folds) with weights from the others; none has seen half B.
--thin: folders of GOLD of which only a share THIN of the reports counts (those that we wrote: there are many, of one sort). --first: the
weights of grammar are learned anew from all of these too, each report by weights that did not see it. What is written is a mean of the packaged weights
(0.75 of the first, KEPT of the second) and the new ones: the reports of GOLD are one sort of text, those behind the packaged weights another.
Both save `extract/models/votes.npz`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import spacy
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent))
from names_score import DEICTIC, SHARED, Tally, add_sentences, official, score_entities, sets, text_of, to_healed

from extract.layers import make_doc
from extract.names.decided import all_guesses, choose, heard
from extract.names.votes import BUCKETS, FAINT, READER, gather, hash_features, second_features, weigh_first
from extract.text.clean import heal
from ontology.facts import Document

PACKAGED = Path(__file__).resolve().parents[1] / "extract/models/votes.npz"
C = 0.15
THIN = 0.4
KEPT = 0.5
ALONE = 44  # second features that have a meaning without a reader


def shingles(text, size=15):
    text = "".join(text.split())
    return {text[k : k + size] for k in range(len(text) - size)}


def load(names):
    """Candidates of each report with buckets and labels; None for those that gold leaves open."""
    nlp, reports, held = (
        spacy.blank("zh"),
        [],
        [shingles(p.read_text()) for p in (SHARED / "gold/dev/reports").glob("*.txt")],
    )
    seen = set()
    for name in names:
        for path in sets(name):
            text, gold = text_of(path)
            if name not in ("A", "B") and (path.stem in seen or any(len(shingles(text) & h) > 40 for h in held)):
                continue
            seen.add(path.stem)
            doc = make_doc(nlp.vocab, Document(identifier=path.stem, text=text, sha256=""))
            guesses = all_guesses(doc.text)
            candidates = gather(guesses)
            if path.suffix == ".ann":
                right = {(b, e, k) for b, e, k in to_healed(doc, gold)}
                label = lambda b, e, k: (b, e, k) in right
            else:
                label = labeller(doc, gold)
            if not candidates:
                continue
            rows = hash_features(doc.text, candidates)
            labels = [label(c.span.begin, c.span.end, c.kind.value) for c in candidates]
            total = len(to_healed(doc, gold)) if path.suffix == ".ann" else 0
            reports.append((path, rows, labels, candidates, total, doc.text))
    return reports


def labeller(doc, gold):
    """True, False or None for a span and class, by an annotated report."""
    by_name = {}
    for g in gold["entities"]:
        for n in g["names"]:
            n = heal(n).text
            if n and not DEICTIC.search(n):
                by_name.setdefault(official.norm(n), []).append(g)
    names = sorted({heal(n).text for g in gold["entities"] for n in g["names"]} - {""}, key=len, reverse=True)
    optional = np.zeros(len(doc) + 1, bool)
    inside = np.zeros(len(doc) + 1, bool)
    spans = set()
    for n in names:
        at = doc.text.find(n)
        while at >= 0:
            if not inside[at : at + len(n)].any():
                spans.add((at, at + len(n)))
                inside[at : at + len(n)] = True
                if all(g.get("optional") for g in by_name.get(official.norm(n), [{}])):
                    optional[at : at + len(n)] = True
            at = doc.text.find(n, at + 1)

    def label(b, e, kind):
        kinds = {kind} | ({"Company"} if kind == "FinancialInstitution" else set())
        found = [g for g in by_name.get(official.norm(doc.text[b:e]), []) if kinds & set(g["class"])]
        if found and (b, e) in spans:
            return True if any(not g.get("optional") or g["class"][0] == kind for g in found) else None
        if found:
            return None
        return None if optional[b:e].any() else False

    return label


def matrix(reports):
    rows = np.concatenate([r[1][[label is not None for label in r[2]]] for r in reports])
    y = np.array([label for r in reports for label in r[2] if label is not None])
    rows = np.sort(rows, axis=1)
    indptr = np.arange(len(rows) + 1) * rows.shape[1]
    x = csr_matrix((np.ones(rows.size, np.float32), rows.ravel(), indptr), shape=(len(rows), BUCKETS + 1))
    x.sum_duplicates()
    return x.tocsc()[:, :BUCKETS].tocsr(), y


def fit(reports, shares=None):
    """Weights of the hashed features, one for what is absent and the bias last; `shares`: what each report weighs."""
    x, y = matrix(reports)
    counts = [sum(label is not None for label in r[2]) for r in reports]
    weight = None if shares is None else np.repeat(np.array(shares, float), counts)
    solver = "liblinear" if shares is None else "lbfgs"  # many reports: the other takes minutes
    model = LogisticRegression(C=C, max_iter=300 if shares is None else 60, solver=solver, random_state=7).fit(x, y, weight)
    return np.concatenate([model.coef_[0], [0.0], model.intercept_]).astype(np.float32)


def learn(tables, penalty):
    """Weights of the second features by tables of (features, labels); the bias last."""
    x = np.vstack([x[[label is not None for label in y]] for x, y in tables])
    y = np.array([label for _, labels in tables for label in labels if label is not None])
    mean, spread = x.mean(axis=0), x.std(axis=0)
    scale = np.where(spread > 1e-6, spread, np.inf)  # a column that never changes says nothing
    model = LogisticRegression(C=penalty, max_iter=1000).fit((x - mean) / scale, y)
    weights = model.coef_[0] / scale
    return np.append(weights, model.intercept_[0] - (weights * mean).sum())


def logistic_of(rows, weights):
    """Probabilities by hashed features."""
    return 1 / (1 + np.exp(-(weights[rows].sum(axis=1) + weights[-1]).astype(np.float64)))


def logistic(x, weights):
    return 1 / (1 + np.exp(-(x @ weights[:-1] + weights[-1])))


def read_report(path, readings, nlp):
    """(path, rows of first features, labels, candidates, gold, Doc) of an annotated report."""
    text, gold = text_of(path)
    doc = add_sentences(make_doc(nlp.vocab, Document(identifier=path.stem, text=text, sha256="")))
    rows = json.loads((readings / f"{path.stem}.json").read_text())
    candidates = gather(all_guesses(doc.text, [heard(b, e, k, p, best=best) for b, e, k, p, best in rows]))
    label = labeller(doc, gold)
    return path, hash_features(doc.text, candidates).astype(np.int32), [label(c.span.begin, c.span.end, c.kind.value) for c in candidates], candidates, gold, doc


def look_again(report, first):
    """(path, Doc, gold, candidates, second features, labels) of a report, of what `weigh` weighs twice, by its first probabilities."""
    path, _, labels, candidates, gold, doc = report
    kept = [p >= FAINT or any(g.source.startswith(READER) for g in c.guesses) for c, p in zip(candidates, first)]
    some = [c for c, keep in zip(candidates, kept) if keep]
    return path, doc, gold, some, second_features(doc.text, some, first[np.array(kept)])[0], [label for label, keep in zip(labels, kept) if keep]


def first_weights(parts, thin):
    """The mean of the packaged first weights and those of each part's others; by fold, "B" of all but B."""
    packaged = packaged_weights("first")
    found = {}
    for fold in ("B", *range(5)):
        some = [(r, THIN if source in thin else 1.0) for (source, f), part in parts.items() if source != "B" and f != fold for r in part]
        found[fold] = 0.75 * packaged + 0.25 * fit([r for r, _ in some], [share for _, share in some])
    return found


def figures(reports, probabilities, threshold):
    """Entity tally of some reports, and the mean over them of each one's F1, at a threshold."""
    whole, each = Tally(), []
    for (_, doc, gold, candidates, _, _), p in zip(reports, probabilities):
        one = Tally()
        doc._.names = choose(doc.text, candidates, p.tolist(), threshold)
        score_entities(doc, gold, one)
        tp, fp, fn = (sum(c.values()) for c in (one.tp, one.fp, one.fn))
        each.append(2 * tp / max(1, 2 * tp + fp + fn))
        for total, part in ((whole.tp, one.tp), (whole.fp, one.fp), (whole.fn, one.fn)):
            total.update(part)
    return whole, float(np.mean(each))


def combine(readings, fresh, thin, penalty, anew, write):
    """Score half A and each folder of fresh reports, five folds, and half B, with weights from the others; write those of all but B."""
    nlp = spacy.blank("zh")
    held = [shingles(p.read_text()) for p in (SHARED / "gold/dev/reports").glob("*.txt")]
    sources = {"A": sets("A"), "B": sets("B")} | {folder.name: sorted(folder.glob("*.yaml")) for folder in fresh}
    parts = {}
    for source, paths in sources.items():
        if source not in ("A", "B"):
            paths = [p for p in paths if not any(len(shingles(text_of(p)[0]) & h) > 40 for h in held)]
        for path in paths:
            fold = "B" if source == "B" else int(hashlib.sha256(path.stem.encode()).hexdigest(), 16) % 5
            parts.setdefault((source, fold), []).append(read_report(path, readings, nlp))
    firsts = first_weights(parts, thin) if anew else {}
    parts = {
        key: [look_again(r, logistic_of(r[1], firsts[key[1]]) if anew else weigh_first(r[5].text, r[3])) for r in part]
        for key, part in parts.items()
    }
    seen = [r for (source, _), part in parts.items() for r in part if source != "B"]
    print(len(seen), "reports,", sum(len(r[3]) for r in seen), "candidates")

    def taught(source, report):
        """Whether a report counts: of thin folders a share, chosen by name."""
        return source not in thin or int(hashlib.sha256(f"thin {report[0].stem}".encode()).hexdigest(), 16) % 100 < 100 * THIN

    weights = {
        fold: learn([r[4:] for (s, f), part in parts.items() if s != "B" and f != fold for r in part if taught(s, r)], penalty)
        for fold in ("B", *range(5))
    }
    found = {key: [logistic(r[4], weights[key[1]]) for r in part] for key, part in parts.items()}
    for threshold in np.arange(0.4, 0.66, 0.05):
        line = []
        for source in sources:
            keys = [key for key in parts if key[0] == source]
            tally, mean = figures([r for k in keys for r in parts[k]], [p for k in keys for p in found[k]], threshold)
            line.append(f"{source} {tally.row('').split(None, 1)[1]} mean {mean:.3f}")
        print(f"threshold {threshold:.2f}  " + "   ".join(line), flush=True)
    bins = np.zeros((10, 2))
    for key, part in parts.items():
        for (*_, labels), p in zip(part, found[key]):
            for value, label in zip(p, labels):
                if label is not None:
                    bins[min(9, int(value * 10))] += (1, label)
    print("reliability:", "  ".join(f"{k / 10:.1f}: {r / max(1, n):.2f} ({int(n)})" for k, (n, r) in enumerate(bins)))
    if write:
        if anew:
            save("first", firsts["B"].astype(np.float16))
        save("reader", (KEPT * packaged_weights("reader") + (1 - KEPT) * weights["B"]).astype(np.float32))
        print("data", hashlib.sha256("".join(sorted(r[1].text for r in seen)).encode()).hexdigest())


def packaged_weights(key):
    with np.load(PACKAGED) as arrays:
        return arrays[key].astype(np.float32)


def save(key, weights):
    path = PACKAGED
    old = dict(np.load(path)) if path.exists() else {}
    np.savez_compressed(path, **(old | {key: weights}))
    print("wrote", path, path.stat().st_size, "bytes")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--readings", type=Path)
    parser.add_argument("--fresh", type=Path, nargs="*", default=[], help="folders of annotated reports that the reader has not seen")
    parser.add_argument("--thin", type=Path, nargs="*", default=[], help="further such folders, of which a share counts")
    parser.add_argument("--first", action="store_true", help="learn the weights of grammar anew too")
    parser.add_argument("--penalty", type=float, default=0.03, help="inverse strength of the second weights' penalty")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    if args.readings:
        combine(args.readings, [*args.fresh, *args.thin], {folder.name for folder in args.thin}, args.penalty, args.first, args.write)
        return
    reports = load(["spans", "ours"])
    print(len(reports), "reports")
    folds = [int(hashlib.sha256(r[0].stem.encode()).hexdigest(), 16) % args.folds for r in reports]
    seconds, tables = [None] * len(reports), [None] * len(reports)
    for fold in range(args.folds):
        weights = fit([r for r, f in zip(reports, folds) if f != fold])
        for k, (_, rows, labels, candidates, _, text) in enumerate(reports):
            if folds[k] == fold:
                tables[k] = (
                    second_features(text, candidates, 1 / (1 + np.exp(-(weights[-1] + weights[rows].sum(axis=1)))))[0][:, :ALONE],
                    labels,
                )
    for fold in range(args.folds):
        weights = learn([t for t, f in zip(tables, folds) if f != fold], 0.1)
        for k, (x, _) in enumerate(tables):
            if folds[k] == fold:
                seconds[k] = logistic(x, weights)
    bins = np.zeros((10, 2))
    for threshold in np.arange(0.2, 0.6, 0.05):
        tp = got = total = 0
        for (path, _, labels, candidates, count, text), p in zip(reports, seconds):
            if path.suffix == ".ann":
                truth = {(c.span, c.kind) for c, label in zip(candidates, labels) if label}
                found = {(n.span, n.kind) for n in choose(text, candidates, p.tolist(), threshold)}
                tp, got, total = tp + len(found & truth), got + len(found), total + count
        print(
            f"threshold {threshold:.2f}  P {tp / max(1, got):.3f}  R {tp / max(1, total):.3f}  F1 {2 * tp / max(1, got + total):.3f}"
        )
    for (_, _, labels, *_), p in zip(reports, seconds):
        for value, label in zip(p, labels):
            if label is not None:
                bins[min(9, int(value * 10))] += (1, bool(label))
    print("reliability:", "  ".join(f"{k / 10:.1f}: {r / max(1, n):.2f} ({int(n)})" for k, (n, r) in enumerate(bins)))
    if args.write:
        save("first", fit(reports).astype(np.float16))
        save("second", learn(tables, 0.1).astype(np.float32))
        digest = hashlib.sha256("".join(sorted(r[5] for r in reports)).encode()).hexdigest()
        print("data", digest)


if __name__ == "__main__":
    main()
