"""Train extract/models/relations.npz: how candidate relations are weighed.

usage: python benchmarks/train/relations.py GOLD_DIR... --read DIR=READER... [--tune DIR=READER...] [--score DIR=READER...]
       [--mild TABLE=READER... --sheets TABLE=READER... --texts CORPUS...] [--out FILE] [--folds N] [--seed N]

GOLD_DIR holds YAML annotations (shared/gold/GUIDE.md) with their texts; --read names those of reports that the reader in the
folder READER never saw, --tune those of them that count more, --sheets windows of the corpus in which readers judged candidates
(benchmarks/annotations/sheets.tsv; nothing is known of other pairs there, and thresholds are not chosen on them), --mild those whose
readers took more for stated than annotators do, so that only what they call wrong teaches. The linear model and the forest for documents without a reading
learn from all, each report with its annotated mentions and with those of our own pipeline; the forest for documents with a
reading from --read and --tune alone, since a reader is far too sure of what it was taught.
Prints precision, recall and F1 by cross-validation over documents, and of the finished model on the --score directories;
writes the weights with the digest of the data. Needs scipy and lightgbm (training only). Annotated relations marked optional are left out of the
loss. A relation is stated by the best-scoring of its candidate pairs, and by those that score above even odds (the
multiple-instance assumption, Andrews et al. 2002); other pairs of the same two things are left out. frames.py runs before it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
from pathlib import Path

import lightgbm
import numpy as np
import scipy.sparse as sp
from boosted import arrays_of
from relation_gold import Example, heard_example, pipeline_example, sheet_example
from scipy.optimize import minimize
from sheets import documents, sheet_rows

from extract.learned import reading
from extract.relations.decided import read_document_relations
from extract.relations.pair_contest import COLUMNS, HEARD_COLUMNS, Contest, hold_contest
from extract.relations.pair_features import BUCKETS, describe_pairs
from extract.relations.pairs import KINDS, PROPERTIES, find_pairs, legal_table

COST = 0.3  # inverse ridge of the linear model: 0.1, 0.3, 1.0 gave F1 .508, .514, .518 before the forest
ITERATIONS = 25
LOOKS = 2  # rounds of choosing the pair that states a relation
THIN = 3  # of the pairs that state nothing, the linear model sees every third, with three times the weight
LEAST_SEEN = 2  # a feature of fewer pairs gets no weight
TREES = 250
SHEETS = 1.0  # weight of a window of which readers judged candidates
CLOSE = 3.0  # weight of a document annotated as exhaustively as those that count
FOREST = {
    "objective": "binary", "num_leaves": 6, "learning_rate": 0.06, "min_data_in_leaf": 25, "feature_fraction": 0.6, "bagging_fraction": 0.8,
    "bagging_freq": 1, "lambda_l2": 5, "verbose": -1, "num_threads": 1, "deterministic": True, "force_row_wise": True,
}  # fmt: skip
GRID = np.arange(-3, 3.01, 0.1)
NAMES = [str(p) for p in PROPERTIES]
SYMMETRIC = NAMES.index("cooperatesWith")


class Case:
    """An example with its arrays."""

    def __init__(self, example: Example, weight: float = 1.0, *, piped: bool = False) -> None:
        self.example, self.weight, self.piped = example, weight, piped
        doc = self.doc = example.doc
        self.statements = list(read_document_relations(doc))
        self.pairs = find_pairs(doc)
        self.features = describe_pairs(doc, self.pairs)
        number = {e.key: k for k, e in enumerate(doc._.entities)}
        entity = np.array([number[m.entity] for m in doc._.mentions] or [0])
        kinds = np.array([KINDS.index(e.kind) for e in doc._.entities] or [0])
        self.subject, self.object = entity[self.pairs.subject], entity[self.pairs.object]
        n = len(self.pairs)
        self.legal = legal_table()[kinds[self.subject], kinds[self.object]] if n else np.zeros((0, len(NAMES)), bool)
        self.truth = np.full((n, len(NAMES)), example.unlisted, np.int8)
        wanted = {(s, NAMES.index(p), o): v for (s, p, o), v in example.wanted.items()}
        self.wanted = wanted
        for q in range(len(NAMES)):
            some = {(s, o): v for (s, p, o), v in wanted.items() if p == q}
            if some:
                for k, key in enumerate(zip(self.subject.tolist(), self.object.tolist())):
                    v = some.get(key, some.get(key[::-1]) if q == SYMMETRIC else None)
                    if v is not None:
                        self.truth[k, q] = v
        self.known = np.flatnonzero((self.truth != example.unlisted).any(axis=1)) if example.unlisted else np.arange(n)
        self.lost = np.bincount([NAMES.index(p) for p in example.lost], minlength=len(NAMES)) if example.lost else np.zeros(len(NAMES), int)

    def contest(self, odds):
        return hold_contest(self.doc, self.pairs, odds, self.statements)


def matrix(cases):
    rows = np.concatenate([c.features[c.known] for c in cases if len(c.known)])
    n, f = rows.shape
    return sp.csr_matrix((np.ones(n * f, np.float32), rows.ravel(), np.arange(0, n * f + 1, f)), shape=(n, BUCKETS))


def grouped(cases):
    return np.concatenate([(np.int64(k) << 32) + (c.subject[c.known].astype(np.int64) << 16) + c.object[c.known] for k, c in enumerate(cases)])


def stating(score, group, positive, more):
    """Rows of positives that are not the best of their group (nor above even odds): left out of the loss."""
    rows = np.flatnonzero(positive)
    if not len(rows):
        return rows
    rows = rows[np.lexsort((-score[rows], group[rows]))]
    first = np.r_[True, group[rows][1:] != group[rows][:-1]]
    return rows[~first & ~((score[rows] > 0) & more)]


def fit_linear(cases):
    """One ridge logistic regression for each property, all fitted together by L-BFGS."""
    x, group = matrix(cases), grouped(cases)
    truth = np.concatenate([c.truth[c.known] for c in cases])
    legal = np.concatenate([c.legal[c.known] for c in cases])
    source = np.concatenate([c.pairs.source[c.known] for c in cases])
    weight = np.concatenate([np.full(len(c.known), c.weight, np.float32) for c in cases])
    nothing = ~truth.any(axis=1)
    weight[nothing] *= THIN
    rows = np.flatnonzero(~nothing | (np.arange(len(truth)) % THIN == 0))
    x, group, truth, legal, source, weight = x[rows], group[rows], truth[rows], legal[rows], source[rows], weight[rows]
    columns = np.flatnonzero(np.asarray(x.sum(0)).ravel() >= LEAST_SEEN)
    x = x[:, columns].tocsr()
    xt = x.T.tocsr()
    base = ((truth != 2) & legal).astype(np.float32) * weight[:, None]
    target = ((truth == 1) & legal).astype(np.float32)
    score = np.where(source == 0, 1.0, 0.0)[:, None].repeat(len(NAMES), 1)
    theta = np.zeros((len(columns) + 1) * len(NAMES))
    cut = len(columns) * len(NAMES)
    theta[cut:] = np.log(np.maximum(target.sum(0) / np.maximum(base.sum(0), 1), 1e-4))
    for look in range(LOOKS):
        mask = base.copy()
        for q in range(len(NAMES)):
            mask[stating(score[:, q], group, target[:, q] > 0, look > 0), q] = 0

        def loss(theta, mask=mask):
            w, b = theta[:cut].reshape(-1, len(NAMES)).astype(np.float32), theta[cut:].astype(np.float32)
            z = x @ w + b
            value = (mask * (np.logaddexp(0, z) - target * z)).sum() + 0.5 / COST * (w * w).sum()
            slope = mask * (1 / (1 + np.exp(-z)) - target)
            return float(value), np.r_[(xt @ slope + w / COST).ravel(), slope.sum(0)].astype(float)

        theta = minimize(loss, theta, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS, "maxcor": 6}).x
        w = theta[:cut].reshape(-1, len(NAMES)).astype(np.float32)
        score = x @ w + theta[cut:]
    weights = np.zeros((BUCKETS, len(NAMES)), np.float32)
    weights[columns] = w
    return weights, theta[cut:].astype(np.float32)


def odds_of(case, weights, bias):
    return weights[case.features].sum(axis=1) + bias if len(case.pairs) else np.zeros((0, len(NAMES)), np.float32)


def fit_forest(cases, contests, seed):
    table = np.concatenate([c.table for c in contests])
    truth = np.concatenate([case.truth[c.pair, c.predicate] for case, c in zip(cases, contests)])
    group = np.concatenate([
        (np.int64(k) << 40) + (case.subject[c.pair].astype(np.int64) << 24) + (case.object[c.pair].astype(np.int64) << 8) + c.predicate
        for k, (case, c) in enumerate(zip(cases, contests))
    ])
    weight = np.concatenate([np.full(len(c.pair), case.weight) for case, c in zip(cases, contests)])
    score = table[:, 0]
    for _ in range(2):
        keep = truth != 2
        keep[stating(score, group, truth == 1, False)] = False
        data = lightgbm.Dataset(table[keep], (truth[keep] == 1).astype(int), weight=weight[keep], feature_name=[*COLUMNS, *HEARD_COLUMNS][: table.shape[1]])
        booster = lightgbm.train({**FOREST, "seed": seed}, data, TREES)
        score = booster.predict(table, raw_score=True)
    return booster


def best(cases, contests, scores):
    """Property, best score over its pairs, and truth (1 required, 2 optional, 0 spurious) of each candidate relation; unreachable by property."""
    q, s, t, lost = [], [], [], np.zeros(len(NAMES), int)
    for case, contest, score in zip(cases, contests, scores):
        top = {}
        for pair, p, v in zip(contest.pair.tolist(), contest.predicate.tolist(), score.tolist()):
            a, b = int(case.subject[pair]), int(case.object[pair])
            key = (b, p, a) if p == SYMMETRIC and a > b else (a, p, b)
            top[key] = max(v, top.get(key, -99.0))
        for key, v in top.items():
            if key in case.wanted or not case.example.unlisted:
                q.append(key[1]), s.append(v), t.append(case.wanted.get(key, 0))
        for key, v in case.wanted.items():
            lost[key[1]] += v == 1 and key not in top
        lost += case.lost
    return np.array(q, int), np.array(s), np.array(t, int), lost


def f1(right, wrong, wanted):
    return 2 * right / (right + wrong + wanted + 1e-9)


def choose_thresholds(q, s, t, lost):
    """Log-odds by property that maximise F1 over all properties together, smoothed over ±0.3 and drawn to the common one."""
    wanted = (t == 1).sum() + lost.sum()
    right = np.array([[((q == p) & (t == 1) & (s >= x)).sum() for x in GRID] for p in range(len(NAMES))])
    wrong = np.array([[((q == p) & (t == 0) & (s >= x)).sum() for x in GRID] for p in range(len(NAMES))])
    common = int(np.argmax(f1(right.sum(0), wrong.sum(0), wanted)))
    chosen = np.full(len(NAMES), common)
    for _ in range(3):
        for p in range(len(NAMES)):
            r = right[np.arange(len(NAMES)), chosen].sum() - right[p, chosen[p]]
            w = wrong[np.arange(len(NAMES)), chosen].sum() - wrong[p, chosen[p]]
            curve = f1(r + right[p], w + wrong[p], wanted)
            smooth = np.convolve(np.pad(curve, 3, mode="edge"), np.ones(7) / 7, mode="valid")
            chosen[p] = int(np.argmax(smooth - 0.0003 * np.abs(np.arange(len(GRID)) - common)))
    return GRID[chosen]


def calibrate(q, s, t, prior=20.0):
    """Platt's slope and offset by property, drawn to the common ones; optional relations count as right."""
    def fit(rows, start, pull):
        y, z = (t[rows] > 0).astype(float), s[rows]
        def loss(v):
            p = v[0] * z + v[1]
            return (np.logaddexp(0, p) - y * p).sum() + pull * ((v - start) ** 2).sum()
        return minimize(loss, start, method="L-BFGS-B").x
    common = fit(np.arange(len(q)), np.array([1.0, 0.0]), 0.01)
    return np.array([fit(np.flatnonzero(q == p), common, prior) for p in range(len(NAMES))]).T


def reliability(q, s, t, calibration):
    """Print how often candidates of a probability are right (required or optional), by tenths."""
    p = 1 / (1 + np.exp(-(calibration[0][q] * s + calibration[1][q])))
    print("| probability | candidates | mean | right |\n|---|---|---|---|")
    for low in np.arange(0.1, 1, 0.1):
        k = (p >= low) & (p < low + 0.1)
        if k.any():
            print(f"| {low:.1f}–{low + 0.1:.1f} | {k.sum()} | {p[k].mean():.2f} | {(t[k] > 0).mean():.2f} |")


def report(name, q, s, t, lost, limit, *, detail=False):
    kept = s >= limit[q] if len(q) else np.zeros(0, bool)
    right, wrong, wanted = (t[kept] == 1).sum(), (t[kept] == 0).sum(), (t == 1).sum() + lost.sum()
    print(f"{name:10s} P {right / (right + wrong + 1e-9):.3f} R {right / wanted:.3f} F1 {f1(right, wrong, wanted):.3f}  ({right} right, {wrong} spurious, {wanted - right} missed)")
    if detail:
        for p, label in enumerate(NAMES):
            k = kept & (q == p)
            r, w, n = (t[k] == 1).sum(), (t[k] == 0).sum(), ((t == 1) & (q == p)).sum() + lost[p]
            print(f"  {label:16s} P {r / (r + w + 1e-9):.2f} R {r / (n + 1e-9):.2f} F1 {f1(r, w, n):.2f}  ({r} right, {w} spurious, {n - r} missed)")


def weighed(name, booster, calibration, limit):
    """The arrays of a forest with its calibration and thresholds."""
    slope, offset = calibration
    arrays = arrays_of(booster) | {
        "slope": slope.astype(np.float32), "offset": offset.astype(np.float32), "threshold": (1 / (1 + np.exp(-(slope * limit + offset)))).astype(np.float32),
    }  # fmt: skip
    return {f"{name}.{key}": value for key, value in arrays.items()}


def export(weights, bias, forests, out, digest):
    """Write the arrays: the linear weights in half precision, small ones dropped."""
    arrays = {"weights": np.where(np.abs(weights) < 0.01, 0, weights).astype(np.float16), "bias": bias}
    for name, forest in forests.items():
        arrays |= weighed(name, *forest)
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("wb") as file:
        np.savez_compressed(file, **arrays)
    print(f"{out}: {out.stat().st_size / 1e6:.2f} MB, data {digest}")


def load(directories, weight=1.0, makers=(heard_example, pipeline_example)):
    """Cases of all reports in some directories, DIR=READER read by the reader in that folder; without one, they keep no reading."""
    cases, digest = [], hashlib.sha256()
    for directory in directories:
        folder, _, reader = directory.partition("=")
        if reader:
            os.environ["CHANMAI_MODEL_DIR"] = reader
        reading._reader.cache_clear()
        paths = sorted(Path(folder).glob("*.yaml"))
        some = [Case(make(p), weight, piped=make is pipeline_example) for p in paths for make in makers]
        for case in some if not reader else ():
            case.doc._.reading = None  # the reader was taught on these
        cases += some
        for path in paths:
            digest.update(path.read_bytes())
    return cases, digest.hexdigest()[:16]


def load_sheets(tables, corpora, *, mild):
    """Cases of the judged windows in some tables, TABLE=READER."""
    cases, digest = [], hashlib.sha256()
    for table in tables:
        path, _, reader = table.partition("=")
        os.environ["CHANMAI_MODEL_DIR"] = reader
        reading._reader.cache_clear()
        rows = sheet_rows(Path(path))
        found = documents(corpora, set(rows))
        cases += [Case(sheet_example(found[name], rows[name], mild=mild), SHEETS, piped=True) for name in sorted(found)]
        digest.update(Path(path).read_bytes())
    return cases, digest.hexdigest()[:16]


def folds_of(cases, folds, seed):
    """The fold of each case; all cases of one report are in one fold."""
    names = sorted({c.example.name for c in cases})
    order = np.random.default_rng(seed).permutation(len(names))
    fold = {names[k]: n % folds for n, k in enumerate(order)}
    return np.array([fold[c.example.name] for c in cases])


def cross_linear(cases, fold, folds):
    """Out-of-fold log-odds of the linear model."""
    odds = [None] * len(cases)
    for f in range(folds):
        weights, bias = fit_linear([c for c, g in zip(cases, fold) if g != f])
        for k in np.flatnonzero(fold == f):
            odds[k] = odds_of(cases[k], weights, bias)
    return odds


def cross_forest(cases, contests, fold, folds, seed):
    """Out-of-fold scores of the forest, which sees only out-of-fold log-odds."""
    scores = [None] * len(cases)
    for f in range(folds):
        rest = np.flatnonzero(fold != f)
        booster = fit_forest([cases[k] for k in rest], [contests[k] for k in rest], seed)
        for k in np.flatnonzero(fold == f):
            scores[k] = booster.predict(contests[k].table, raw_score=True) if len(contests[k].pair) else np.zeros(0)
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--read", nargs="+", required=True, help="DIR=READER: reports that this reader never saw")
    parser.add_argument("--tune", nargs="*", default=[], help="DIR=READER: those that count more")
    parser.add_argument("--score", nargs="*", default=[], help="DIR=READER: scored by the finished model only")
    parser.add_argument("--sheets", nargs="*", default=[], help="TABLE=READER: windows of which readers judged candidates")
    parser.add_argument("--mild", nargs="*", default=[], help="TABLE=READER: the same, but only what they call wrong teaches")
    parser.add_argument("--texts", nargs="*", type=Path, default=[], help="corpora that hold their documents")
    parser.add_argument("--out", type=Path, default=Path("extract/models/relations.npz"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folds", type=int, default=4)
    args = parser.parse_args()
    noisy, digest = load(args.gold)
    heard, also = load(args.read)
    close, least = load(args.tune, CLOSE)
    mild, lenient = load_sheets(args.mild, args.texts, mild=True)
    judged, sheets = load_sheets(args.sheets, args.texts, mild=False)
    cases = noisy + heard + close + mild + judged
    print(f"{len(cases)} examples, {sum(len(c.pairs) for c in cases)} pairs, read {len(heard)} and {len(close)}, judged {len(mild)} and {len(judged)}", flush=True)
    fold = folds_of(cases, args.folds, args.seed)
    weighed = [case.weight for case in cases]
    for case in cases:
        case.weight = 1.0  # only the forests count some more
    odds = cross_linear(cases, fold, args.folds)
    weights, bias = fit_linear(cases)
    for case, weight in zip(cases, weighed):
        case.weight = weight
    contests = [case.contest(z) for case, z in zip(cases, odds)]
    forests = {}
    first = len(noisy)
    for name, part, width in (("alone", range(len(cases)), len(COLUMNS)), ("read", range(first, len(cases)), len(COLUMNS) + len(HEARD_COLUMNS))):
        some, split = [cases[k] for k in part], fold[list(part)]
        table = [Contest(c.pair, c.predicate, c.table[:, :width]) for c in (contests[k] for k in part)]
        scores = cross_forest(some, table, split, args.folds, args.seed)
        booster = fit_forest(some, table, args.seed)
        noise = [k for k, c in enumerate(some) if c.piped and not c.example.unlisted]
        clean = [k for k, c in enumerate(some) if not c.piped]
        limit = choose_thresholds(*best(*([x[k] for k in noise] for x in (some, table, scores))))
        tuned = [k for k in noise if k + part.start >= first + len(heard)]
        told = [k for k in range(len(some) - len(judged), len(some))]
        for label, rows in (("annotated", clean), ("pipeline", noise), ("tuned", tuned), ("judged", told)):
            if rows:
                these = best(*([x[k] for k in rows] for x in (some, table, scores)))
                report(f"{name}, cross, {label}", *these, limit, detail=label != "annotated")
        sure = best(*([x[k] for k in noise + told] for x in (some, table, scores)))[:3]  # neither annotated mentions, which the pipeline does not have, nor mild readers
        calibration = calibrate(*sure)
        reliability(*sure, calibration)
        gain = sorted(zip(booster.feature_importance("gain").astype(int).tolist(), [*COLUMNS, *HEARD_COLUMNS]), reverse=True)
        print(" ".join(f"{column}:{value}" for value, column in gain[:40]), flush=True)
        forests[name] = booster, calibration, limit
    export(weights, bias, forests, args.out, f"{digest} {also} {least} {lenient} {sheets}")
    for directory in args.score:
        some = load([directory])[0]
        table = [c.contest(odds_of(c, weights, bias)) for c in some]
        scores = [forests["read"][0].predict(t.table, raw_score=True) if len(t.pair) else np.zeros(0) for t in table]
        for label, rows in (("annotated", [k for k, c in enumerate(some) if not c.piped]), ("pipeline", [k for k, c in enumerate(some) if c.piped])):
            report(f"{directory}, {label}", *best(*([x[k] for k in rows] for x in (some, table, scores))), forests["read"][2], detail=label == "pipeline")


if __name__ == "__main__":
    main()
