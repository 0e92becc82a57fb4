"""Learn the trees of `extract/names/votes.py`, which weigh a candidate name a second time, beside its linear weights.

usage: python benchmarks/train_names.py FOLDER=READER … [--without FOLDER=READER …] [--write]

Each FOLDER holds annotated reports (NAME.yaml, texts/NAME.txt) that the reader in the folder READER was not taught; what we
wrote (folders whose name ends in w) counts WRITTEN. What grammar gives a candidate is learned anew for the trees from all of them (`fresh`), each
report's by weights that saw the other half, so that the trees see what they will see of a new report. Prints the entity F1 of each
folder of --without, of which nothing is learned, by linear weights, trees, and both, at several thresholds. --write puts both into `extract/models/votes.npz`.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import lightgbm
import numpy as np
import spacy
from names_score import Tally, add_sentences, score_entities, text_of
from train.boosted import arrays_of
from train_votes import PACKAGED, fit, labeller, logistic_of, packaged_weights, save

from extract.layers import make_doc
from extract.learned.reader import CharacterReader
from extract.names.decided import all_guesses, choose, heard
from extract.names.votes import FAINT, READER, TREES, gather, hash_features, mean_odds, second_features, tree_features
from ontology.facts import Document

WRITTEN = 0.6
FIRST_WRITTEN = 0.4
ROUNDS = 300
TREE = {"objective": "binary", "num_leaves": 16, "learning_rate": 0.05, "min_data_in_leaf": 60, "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1,
        "lambda_l2": 10, "max_bin": 63, "seed": 1, "num_threads": 2, "deterministic": True, "verbose": -1}  # fmt: skip


def read_folder(pair, nlp):
    """Yield (folder, Doc, gold, candidates, hashed rows, labels, whether weighed again) of each report of FOLDER=READER."""
    folder, reader = pair.split("=")
    reader = CharacterReader(Path(reader))
    packaged = packaged_weights("first")
    for path in sorted(Path(folder).glob("*.yaml")):
        text, gold = text_of(path)
        doc = add_sentences(make_doc(nlp.vocab, Document(identifier=path.stem, text=text, sha256="")))
        candidates = gather(all_guesses(doc.text, [heard(n.begin, n.end, n.kind, n.probability, best=n.best) for n in reader.read(doc.text).names]))
        if not candidates:
            continue
        rows, label = hash_features(doc.text, candidates).astype(np.int32), labeller(doc, gold)
        kept = logistic_of(rows, packaged) >= FAINT
        kept |= [any(g.source.startswith(READER) for g in c.guesses) for c in candidates]
        yield Path(folder).name, doc, gold, candidates, rows, [label(*c.span, c.kind.value) for c in candidates], kept


def half_of(doc):
    return hashlib.sha256(doc._.source.identifier.encode()).digest()[1] % 2


def table_of(report, weights):
    """The trees' features of what is weighed again in a report, by first weights."""
    _, doc, _, candidates, rows, _, kept = report
    some = [c for c, keep in zip(candidates, kept) if keep]
    return tree_features(*second_features(doc.text, some, logistic_of(rows[kept], weights)), some)


def grow_trees(reports, tables):
    """A booster of some reports' tables."""
    labels = [-1 if label is None else int(label) for r in reports for label, keep in zip(r[5], r[6]) if keep]
    share = np.concatenate([np.full(len(x), WRITTEN if r[0].endswith("w") else 1.0) for r, x in zip(reports, tables)])
    x, y = np.vstack(tables), np.array(labels)
    told = y >= 0
    return lightgbm.train(TREE, lightgbm.Dataset(x[told], y[told], weight=share[told]), ROUNDS)


def show(what, reports, odds, thresholds):
    """Print the entity F1 of each folder and their mean."""
    for threshold in thresholds:
        found = {}
        for (folder, doc, gold, candidates, _, _, kept), o in zip(reports, odds):
            p = np.zeros(len(candidates))
            p[kept] = 1 / (1 + np.exp(-o))
            doc._.names = choose(doc.text, candidates, p.tolist(), threshold)
            score_entities(doc, gold, found.setdefault(folder, Tally()))
        line = {}
        for folder, tally in found.items():
            tp, fp, fn = (sum(c.values()) for c in (tally.tp, tally.fp, tally.fn))
            line[folder] = 2 * tp / (2 * tp + fp + fn)
        print(f"{what} {threshold:.2f}", " ".join(f"{k} {v:.3f}" for k, v in line.items()), f"mean {np.mean(list(line.values())):.4f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    nlp = spacy.blank("zh")
    seen, unseen = ([r for pair in pairs for r in read_folder(pair, nlp)] for pairs in (args.folders, args.without))
    print(len(seen), "reports,", sum(int(r[6].sum()) for r in seen), "candidates")

    def fit_first(reports):
        return fit([(None, r[4], r[5]) for r in reports], [FIRST_WRITTEN if r[0].endswith("w") else 1.0 for r in reports])

    fresh = {half: fit_first([r for r in seen if half_of(r[1]) != half]) for half in (0, 1)}
    whole = fit_first(seen)
    booster = grow_trees(seen, [table_of(r, fresh[half_of(r[1])]) for r in seen])
    linear = packaged_weights("reader")
    by_line, by_trees = [], []
    for r in unseen:
        some = [c for c, keep in zip(r[3], r[6]) if keep]
        x = second_features(r[1].text, some, logistic_of(r[4][r[6]], packaged_weights("first")))[0][:, : len(linear) - 1]
        by_line.append(x @ linear[:-1] + linear[-1])
        by_trees.append(booster.predict(table_of(r, whole), raw_score=True))
    if unseen:
        show("linear", unseen, by_line, (0.54, 0.58, 0.62))
        show("trees", unseen, by_trees, (0.58, 0.62, 0.66))
        show("both", unseen, [mean_odds(a, b) for a, b in zip(by_line, by_trees)], (0.54, 0.56, 0.58, 0.6, 0.62))
    if args.write:
        save("fresh", whole.astype(np.float16))
        plain = {name: np.array([value], np.float32) for name, value in (("slope", 1), ("offset", 0), ("threshold", 0))}
        for name, values in (arrays_of(booster) | plain).items():
            save(f"{TREES}.{name}", values)
        print("data", hashlib.sha256("".join(sorted(r[1].text for r in seen)).encode()).hexdigest(), PACKAGED.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
