"""Learn whom a number is about, and how often an observation is right, by the whole pipeline's own names; scored report by report.

usage: CHANMAI_MODEL_DIR=DIR python benchmarks/refit_subjects.py GOLD_DIR[=READER_DIR] … [--write] [--without GOLD_DIR[=READER_DIR] …] [--prior FILE] [--strict SAMPLE.tsv …] [--sheets TABLE[=READER_DIR] …] [--texts CORPUS …]

Each GOLD_DIR holds annotated reports that the reader in READER_DIR (by default $CHANMAI_MODEL_DIR) has not seen: what a reader
says of reports that taught it is far too sure. Every fold of reports is scored by weights that saw the others only.
--without: folders whose reports are scored but never learned from (to say how a set fares unseen). --prior: a table of weights
that the linear ones are drawn to, else to zero. --strict: tables like docs/quality/sample.tsv, of whose observations a strict reader
said whether they are right (column fix, where there is one: what would be). --sheets: `benchmarks/annotations/sheets.tsv`, windows of
which readers judged every number. The documents of both are looked up in --texts.
READER_DIR/labels.npz, where `refit_labels.py --halves` wrote one, gives the labels then: the package's have seen the reports.
--write puts weights of all reports that may be learned from into extract/models/subjects.json and subjects.npz. Needs scipy
and lightgbm; some 300 reports take a few minutes on two cores. Four steps: a linear ranking of the candidates over readable
features, another over hashed ones of the words around them, boosted trees over `extract.observations.subject_contest.COLUMNS`, boosted trees that say whether the whole observation is right.
"""

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "benchmarks" / "train")]
sys.argv.append("--real")  # observations_score: entities and mentions of the whole pipeline

import lightgbm
import numpy as np
from boosted import arrays_of
from choices import words_by_fold
from scipy.optimize import minimize, minimize_scalar
from scipy.sparse import csr_matrix
from subject_reports import Report, judged_reports, sheet_reports

import extract.learned.reading
from extract.learned import wording
from extract.learned.forest import Forest, grow
from extract.observations.subject_contest import COLUMNS, VERDICT_COLUMNS, Heard, Trees, verdict_row

MODELS = ROOT / "extract" / "models"
FOLDS = 4
L2 = 1.0
PENALTY = 1.0  # of the squares of what words around a candidate weigh
TREE = {
    "objective": "rank_xendcg", "num_leaves": 8, "learning_rate": 0.05, "min_data_in_leaf": 30, "lambda_l2": 5.0, "feature_fraction": 0.5,
    "bagging_fraction": 0.8, "bagging_freq": 1, "verbose": -1, "deterministic": True, "force_row_wise": True, "num_threads": 1, "seed": 7,
}  # fmt: skip
TREES = 160
VERDICT = TREE | {"objective": "binary", "num_leaves": 7, "learning_rate": 0.04, "min_data_in_leaf": 40, "lambda_l2": 20.0}
VERDICT_TREES = 120


PRIOR = {}


def fit_linear(numbers):
    """Weights of features and of the vote: multinomial ranking with several right answers, what moves from PRIOR penalised by squares."""
    data = [n for n in numbers if n.right.any()]
    names = {f: i for i, f in enumerate(sorted({f for n in data for c in n.candidates for f in c.features}))}
    flat = [(s, c, k, x) for s, n in enumerate(data) for c, k, x in zip(n.candidates, n.best, n.logs)]
    rows = [r for r, (_, c, _, _) in enumerate(flat) for _ in c.features]
    x = csr_matrix((np.ones(len(rows)), (rows, [names[f] for _, c, _, _ in flat for f in c.features])), shape=(len(flat), len(names)))
    seg, good, vote = (np.array([row[k] for row in flat], t) for k, t in ((0, int), (2, float), (3, float)))
    weight = np.array([n.weight for n in data])
    base = np.array([PRIOR.get(f, 0.0) for f in names])

    def loss(p):
        z = x @ p[:-1] + p[-1] * vote
        m = np.full(len(data), -1e9)
        np.maximum.at(m, seg, z)
        e = np.exp(z - m[seg])
        tot, pos = np.bincount(seg, e, len(data)), np.bincount(seg, e * good, len(data)) + 1e-12
        g = weight[seg] * (e / tot[seg] - e * good / pos[seg])
        value = (weight * (np.log(tot) - np.log(pos))).sum() + 0.5 * L2 * (p[:-1] - base) @ (p[:-1] - base) + 0.05 * (p[-1] - 0.5) ** 2
        return value, np.append(x.T @ g + L2 * (p[:-1] - base), vote @ g + 0.1 * (p[-1] - 0.5))

    found = minimize(loss, np.append(base, 0.5), jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    moved = PRIOR | {f: round(float(found[i]), 3) for f, i in names.items()}
    return {f: w for f, w in moved.items() if abs(w) >= 0.02}, round(float(found[-1]), 3)


def linear(weights, vote):
    """The score of a number's candidates by a table."""
    return lambda n: np.array([sum(weights.get(f, 0.0) for f in c.features) for c in n.candidates]) + vote * n.logs


def fit_trees(numbers, seed=7):
    """A forest that ranks the candidates of each number."""
    data = [n for n in numbers if n.best.any() and not n.best.all()]
    table = np.concatenate([n.table for n in data])
    truth = np.concatenate([n.best for n in data]).astype(int)
    weight = np.concatenate([np.full(len(n.candidates), n.weight) for n in data])
    group = [len(n.candidates) for n in data]
    return lightgbm.train(TREE | {"seed": seed}, lightgbm.Dataset(table, truth, weight=weight, group=group, feature_name=list(COLUMNS)), TREES)


def forest_of(booster, slope=1.0, offset=0.0):
    """A booster as the arrays that numpy alone runs."""
    one = lambda v: np.array([v], np.float32)
    return Forest(**arrays_of(booster), slope=one(slope), offset=one(offset), threshold=one(0.0))


def temper(numbers, scores):
    """The factor on the forest's log-odds under which the right answers are likeliest."""
    data = [(n, s) for n, s in zip(numbers, scores) if n.right.any()]

    def loss(t):
        total = 0.0
        for n, s in data:
            z = t * (s - s.max())
            total -= n.weight * (np.log(np.exp(z[n.best]).sum()) - np.log(np.exp(z).sum()))
        return total

    return float(minimize_scalar(loss, bounds=(0.2, 4.0), method="bounded").x)


def judge(report_of, numbers, scores, slope):
    """Rows for the verdict, and whether each observation as chosen is right: 1, 0, or None where gold has no say (optional and unlike)."""
    rows, truth = [], []
    for n, s in zip(numbers, scores):
        top = int(np.where(n.allowed, s, -1e9).argmax())
        mass = np.exp(slope * (s - s.max()))
        p = mass / mass.sum()
        order = [top, *sorted((k for k in range(len(p)) if k != top), key=lambda k: -p[k])]
        rows.append(verdict_row(report_of[id(n)].context, n.quantity, n.said, n.table[order], p[order].astype(np.float32), n.allowed[order].tolist(), Heard(n.heard, n.fact, n.sure)))
        truth.append(bool(n.right[top]) and n.label_right)
    return np.array(rows), np.array(truth)


def fit_verdict(rows, truth, weight):
    return lightgbm.train(VERDICT, lightgbm.Dataset(rows, truth.astype(int), weight=weight, feature_name=list(VERDICT_COLUMNS)), VERDICT_TREES)


def platt(odds, truth, weight):
    """Slope and offset of a logistic calibration, drawn a little to 1 and 0."""

    def loss(v):
        z = v[0] * odds + v[1]
        return (weight * (np.logaddexp(0, z) - truth * z)).sum() + 5 * ((v[0] - 1) ** 2 + v[1] ** 2)

    return minimize(loss, np.array([1.0, 0.0])).x


def f1(numbers, wanted, written, truth):
    """P, R and F1 of the written numbers as shared/tools/score.py counts."""
    required = np.array([n.gold is not None and not n.gold.get("optional") for n in numbers])
    spurious = np.array([n.gold is None for n in numbers])
    tp = (written & required & truth).sum()
    fp = (written & ((required & ~truth) | spurious)).sum()
    return tp / max(1, tp + fp), tp / wanted, 2 * tp / (tp + fp + wanted)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--prior", type=Path)
    parser.add_argument("--strict", nargs="*", type=Path, default=[])
    parser.add_argument("--sheets", nargs="*", default=[])
    parser.add_argument("--texts", nargs="*", type=Path, default=[ROOT.parent / "shared" / "corpus" / name for name in ("reports.jsonl", "news.jsonl.gz")])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--real", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    own = os.environ.get("CHANMAI_MODEL_DIR", "")
    if options.prior:
        PRIOR.update(json.loads(options.prior.read_text(encoding="utf-8"))["weights"])
    reports = [(each, Report(path, each.partition("=")[2] or own)) for each in [*options.gold, *options.without] for path in sorted(Path(each.partition("=")[0]).glob("*.yaml"))]
    if options.strict:
        os.environ["CHANMAI_MODEL_DIR"] = ""
        extract.learned.reading._reader.cache_clear()
        reports += [("strict", report) for report in judged_reports(options.strict, options.texts)]
    for each in options.sheets:
        table, _, reader = each.partition("=")
        reports += [(table, report) for report in sheet_reports(Path(table), reader or own, options.texts)]
    folds = [FOLDS if folder in options.without else int(hashlib.sha256(r.path.name.encode()).hexdigest(), 16) % FOLDS for folder, r in reports]
    print(len(reports), "reports", sum(len(r.numbers) for _, r in reports), "numbers", flush=True)
    reach = [n for name, r in reports if name != "strict" for n in r.numbers if n.gold is not None and {r.right_keys.get(g) for g in n.gold["of"]} - {None}]
    print("gold's subject among the candidates:", f"{np.mean([n.right.any() for n in reach]):.3f} of {len(reach)}")

    def learn(part):
        """What teaches the choice: annotated reports alone, since strictly read rows are a sample of the old weights' choices."""
        return [n for (name, r), f in zip(reports, folds) if f not in (part, FOLDS) and name != "strict" for n in r.numbers]

    parts = [*range(FOLDS), FOLDS]
    tables = {part: linear(*fit_linear(learn(part))) for part in parts}  # by votes' choice of the number before …
    for (_, r), f in zip(reports, folds):
        r.walk(tables[f])  # … and by the table's own, as in the pipeline
    tables = {part: linear(*fit_linear(learn(part))) for part in parts}
    for (_, r), f in zip(reports, folds):
        r.tabulate(tables[f])
    numbers = [n for _, r in reports for n in r.numbers]
    report_of = {id(n): r for _, r in reports for n in r.numbers}
    fold = np.array([f for (_, r), f in zip(reports, folds) for _ in r.numbers])
    names = np.array([str(folder) for folder, r in reports for _ in r.numbers])
    taught = [f if f < FOLDS and name != "strict" else None for (name, r), f in zip(reports, folds) for _ in r.numbers]
    words = words_by_fold([(n.features, n.best, n.weight) for n in numbers], taught, parts, PENALTY)
    for n, f in zip(numbers, fold):
        n.table = np.concatenate((n.table, wording.odds_among(words[f], n.features, n.first)), axis=1)
    scores = [None] * len(numbers)
    for part in parts:
        forest = forest_of(fit_trees(learn(part)))
        for k in np.flatnonzero(fold == part):
            scores[k] = grow(forest, numbers[k].table)
    by_table = [tables[f](n) for n, f in zip(numbers, fold)]

    def right(s):
        return np.array([n.right[int(np.where(n.allowed, x, -1e9).argmax())] for n, x in zip(numbers, s)])

    told = np.array([n.gold is not None and not n.gold.get("optional") and n.right.any() for n in numbers])
    for name in sorted(set(names)):
        mask = told & (names == name)
        if name == "strict":
            mask = np.array([n.judged is not None and n.right.any() for n in numbers])
        print(f"{name}: subject right among {mask.sum()}: table {right(by_table)[mask].mean():.3f} trees {right(scores)[mask].mean():.3f}", flush=True)
    slope = temper([n for n, f in zip(numbers, fold) if f < FOLDS], [s for s, f in zip(scores, fold) if f < FOLDS])
    rows, truth = judge(report_of, numbers, scores, slope)
    counts = np.array([0.5 if n.gold is not None and n.gold.get("optional") and not t else n.weight for n, t in zip(numbers, truth)])
    odds = np.zeros(len(numbers))
    for part in parts:
        seen = (fold != part) & (fold < FOLDS)
        odds[fold == part] = fit_verdict(rows[seen], truth[seen], counts[seen]).predict(rows[fold == part], raw_score=True)
    seen = fold < FOLDS
    a, b = platt(odds[seen], truth[seen], counts[seen])
    chance = 1 / (1 + np.exp(-(a * odds + b)))
    for name in [*sorted(set(names) - {"strict"}), "all learned from"]:
        mask = seen & (names != "strict") if name == "all learned from" else names == name
        wanted = sum(r.wanted for (folder, r), f in zip(reports, folds) if (f < FOLDS if name == "all learned from" else str(folder) == name))
        print(name, "threshold: P R F1 |", *(f"{t:.2f}: {p:.3f} {r:.3f} {v:.3f} |" for t in np.arange(0.0, 0.81, 0.1) for p, r, v in [f1([n for n, m in zip(numbers, mask) if m], wanted, chance[mask] >= t, truth[mask])]))
    for low in np.arange(0.0, 0.71, 0.1):
        m = (names == "strict") & (chance >= low)
        if m.any():
            wrong = np.array([n.judged is not None and n.judged["verdict"] == "wrong" and n.judged["reason"].startswith("subject") for n in numbers])
            print(f"strict readers, at {low:.1f}: {m.sum()} written, {truth[m].mean():.3f} right; of {wrong.sum()} with another subject {(m & wrong & ~truth).sum()} still so")
    print("confidence: numbers, mean, right (held out; optional ones that gold words otherwise are left out)")
    for low in np.arange(0.0, 1.0, 0.1):
        m = (names != "strict") & (chance >= low) & (chance < low + 0.1) & np.array([n.weight == 1 or t for n, t in zip(numbers, truth)])
        if m.any():
            print(f"| {low:.1f}–{low + 0.1:.1f} | {m.sum()} | {chance[m].mean():.2f} | {truth[m].mean():.2f} |")
    if options.write:
        write(reports, folds, learn(FOLDS), words[FOLDS], rows[seen], truth[seen], counts[seen], (slope, a, b))


def write(reports, folds, learned, words, rows, truth, counts, scale):
    """Put the weights of all learned reports into the package."""
    weights, vote = fit_linear(learned)
    slope, a, b = scale
    path = MODELS / "subjects.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    found |= {"about": "weights of extract.observations.subjects, learned by benchmarks/refit_subjects.py", "reports": sum(f < FOLDS for f in folds), "vote": vote, "l2": L2, "weights": dict(sorted(weights.items()))}
    path.write_text(json.dumps(found, ensure_ascii=False, indent=0, sort_keys=True), encoding="utf-8")
    trees = Trees(forest_of(fit_trees(learned), slope), forest_of(fit_verdict(rows, truth, counts), a, b), words)
    arrays = {f"{part}.{name}": getattr(getattr(trees, part), name) for part in ("subject", "verdict") for name in Forest.__slots__}
    arrays["words"] = words.astype(np.float16)
    with (MODELS / "subjects.npz").open("wb") as file:
        np.savez_compressed(file, **arrays)
    print("written", (MODELS / "subjects.npz").stat().st_size, "bytes", len(weights), "weights")


if __name__ == "__main__":
    main()
