"""Learn the weights by which a number's subject is chosen, from annotated reports; measured report by report.

usage: train_subjects.py [--write] [--folds 10]     reads ../shared/gold/dev half A and $CHANMAI_ANNOTATIONS through the oracle
The table of 233 reports that `refit_subjects.py --prior` starts from was learned so, from gold's own mentions; what the package uses
is learned by that program, from the whole pipeline's.
Multinomial logistic ranking with several right answers: maximise log of the probability mass on acceptable subjects.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
from collections import Counter

import numpy as np
from observations_score import collect, load, match_gold, report
from oracle import gold_files

from extract.observations.decided import Holders
from extract.observations.labels import label_of
from extract.observations.subjects import Context, candidates_of


def examples(path, weights=None):
    """With weights, the number before counts as given to whom they choose, as when the table is used. [(features of each candidate, which are acceptable)] for the required and optional gold numbers of one report."""
    doc, gold, keys = load(path)
    context, holders, out = Context.of(doc), Holders(doc._.mentions, Context.of(doc).kinds), []
    pairs = match_gold(doc, gold)
    for q, o in pairs:
        if q.optional or holders.is_label(q):
            continue
        label = label_of(q, context)
        cands = candidates_of(context, q, label)
        ok = [c.entity in {keys.get(x) for x in o["of"]} for c in cands] if o else []
        if weights is not None and cands:
            totals = [sum(weights.get(f, 0) for f in c.features) for c in cands]
            guess = cands[int(np.argmax(totals))].entity
        if o and any(ok):
            out.append((cands, ok, 0.5 if o.get("optional") else 1.0))
            first = next(c.entity for c, k in zip(cands, ok) if k)
            if context.previous and context.previous[0] in [c.entity for c, k in zip(cands, ok) if k]:
                first = context.previous[0]
            context.previous = (first, q)
        if weights is not None and cands:
            context.previous = (guess, q)
    return out


def fit(data, l2=1.0, steps=250):
    names = {}
    for ex in data:
        for c in ex[0]:
            for f in c.features:
                names.setdefault(f, len(names))
    rows, cols, segs, good, wts, n = [], [], [], [], [], 0
    for s, (cands, ok, w) in enumerate(data):
        for c, k in zip(cands, ok):
            for f in c.features:
                rows.append(n)
                cols.append(names[f])
            segs.append(s)
            good.append(k)
            n += 1
        wts.append(w)
    from scipy.sparse import csr_matrix

    X = csr_matrix((np.ones(len(rows)), (rows, cols)), shape=(n, len(names)))
    seg, good, wts = np.array(segs), np.array(good, float), np.array(wts)
    from scipy.optimize import minimize

    def loss(w):
        z = X @ w
        m = np.full(len(data), -1e9)
        np.maximum.at(m, seg, z)
        e = np.exp(z - m[seg])
        tot = np.bincount(seg, e, len(data))
        pos = np.bincount(seg, e * good, len(data)) + 1e-12
        value = (wts * (np.log(tot) - np.log(pos))).sum() + 0.5 * l2 * (w @ w)
        g = wts[seg] * (e / tot[seg] - e * good / pos[seg])
        return value, X.T @ g + l2 * w

    r = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return {f: float(r.x[i]) for f, i in names.items()}


def accuracy(data, weights):
    right = total = 0
    for cands, ok, w in data:
        if w < 1:
            continue
        s = [sum(weights.get(f, 0) for f in c.features) for c in cands]
        right += ok[int(np.argmax(s))]
        total += 1
    return right, total


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("--vote", action="store_true")
    ap.add_argument("--write", action="store_true")
    ap.add_argument("--folds", type=int, default=10)
    ap.add_argument("--l2", type=float, default=1.0)
    ap.add_argument("--weight", type=float, default=0.5, help="of a reader's vote")
    ap.add_argument("--dev", default="A", help="A, or dev for both halves")
    ap.add_argument("--mix", action="store_true", help="learn from the whole pipeline's mentions too")
    ap.add_argument("--rounds", type=int, default=1)
    ap.add_argument("-v", action="store_true")
    ap.add_argument("--real", action="store_true")
    a = ap.parse_args()
    files = gold_files(a.dev) + gold_files("ours")
    per = [examples(p) for p in files]
    order = sorted(range(len(files)), key=lambda i: hashlib.sha256(files[i].encode()).hexdigest())
    for _ in range(a.rounds):
        fresh = [None] * len(files)
        for f in range(a.folds):
            held = set(order[f :: a.folds])
            w = fit([e for i, d in enumerate(per) if i not in held for e in d], a.l2)
            for i in held:
                fresh[i] = examples(files[i], w)
        per = fresh
    if a.folds:
        right = total = 0
        seen = []
        whole = Counter()
        for f in range(a.folds):
            held = set(order[f :: a.folds])
            w = fit([e for i, d in enumerate(per) if i not in held for e in d], a.l2)
            r, t = accuracy([e for i in held for e in per[i]], w)
            right += r
            total += t
            for i in held:
                for cands, ok, wt in fresh[i] if a.rounds else per[i]:
                    z = np.array([sum(w.get(x, 0) for x in c.features) for c in cands])
                    p = np.exp(z - z.max())
                    p /= p.sum()
                    seen.append((float(p.max()), bool(ok[int(p.argmax())])))
            whole += collect([files[i] for i in held], "-v" in sys.argv, w)
        report(len(files), whole)
        print(f"held out: {right}/{total} = {right / total:.3f}")
        seen.sort()
        parts = np.array_split(np.array(seen, float), 8)
        steps = np.maximum.accumulate([q[:, 1].mean() for q in parts])
        reliability = [
            [0.0, round(float(steps[0]) / 2, 3)],
            *([round(float(q[:, 0].mean()), 3), round(float(s), 3)] for q, s in zip(parts, steps)),
            [1.0, round(float(steps[-1]), 3)],
        ]
        print("reliability", reliability)
    everything = [e for d in per for e in d]
    if a.mix:
        import observations_score

        observations_score._DOCS.clear()
        sys.argv.append("--real")
        base = fit(everything, a.l2)
        everything += [e for p in files for e in examples(p, base)]
    w = fit(everything, a.l2 * (1.5 if a.mix else 1))
    r, t = accuracy([e for d in per for e in d], w)
    print(f"train: {r}/{t} = {r / t:.3f}; {len(files)} reports, {len(w)} features")
    if a.write:
        keep = {k: round(v, 3) for k, v in sorted(w.items()) if abs(v) >= 0.02}
        old = json.load(open(ROOT / "extract/models/subjects.json"))
        json.dump(
            {
                "vote": a.weight,
                "reliability": reliability if a.folds else old["reliability"],
                "about": "weights of extract.observations.subjects, learned by benchmarks/train_subjects.py",
                "reports": len(files),
                "l2": a.l2,
                "weights": keep,
            },
            open(ROOT / "extract/models/subjects.json", "w"),
            ensure_ascii=False,
            indent=0,
            sort_keys=True,
        )
