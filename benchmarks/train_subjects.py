"""Learn the weights by which a number's subject is chosen, from annotated reports; measured report by report.

usage: train_subjects.py [--write] [--folds 10]     reads ../shared/gold/dev half A and $CHANMAI_ANNOTATIONS through the oracle
       train_subjects.py --fresh GOLD [--write] --real --vote     moves the table's weights, and its reader's vote, on
gold/dev and the reports in GOLD, which the reader must not have seen ($CHANMAI_MODEL_DIR), by the whole pipeline's mentions
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

from extract.observations import _Holders, label_of
from extract.subjects import Context, Table, candidates_of, load_table, score, score_votes, votes_of


def examples(path, weights=None):
    """With weights, the number before counts as given to whom they choose, as when the table is used. [(features of each candidate, which are acceptable)] for the required and optional gold numbers of one report."""
    doc, gold, keys = load(path)
    context, holders, out = Context.of(doc), _Holders(doc._.mentions, Context.of(doc).kinds), []
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


def heard_examples(path, table):
    """[(candidates, which are acceptable, weight, logarithms of the reader's votes)] by the whole pipeline's mentions."""
    doc, gold, keys = load(path)
    context, holders, out = Context.of(doc), _Holders(doc._.mentions, Context.of(doc).kinds), []
    for q, o in match_gold(doc, gold):
        if q.optional or holders.is_label(q):
            continue
        cands = candidates_of(context, q, label_of(q, context, doc._.reading))
        if not cands:
            continue
        votes = np.array(score_votes(votes_of(context, q, cands, doc._.reading), 1.0))
        totals = np.array([score(c.features, table.weights) for c in cands]) + table.vote * votes
        ok = [c.entity in {keys.get(x) for x in o["of"]} for c in cands] if o else []
        if any(ok):
            out.append((cands, ok, 0.5 if o.get("optional") else 1.0, votes))
        context.previous = (cands[int(totals.argmax())].entity, q)
    return out


def refit(data, table, l2):
    """The table's weights, and the weight of the vote, moved to fit; what moves costs its square."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    names = {f: i for i, f in enumerate(sorted({f for e in data for c in e[0] for f in c.features}))}
    flat = [(s, c, k, x) for s, (cands, ok, _, votes) in enumerate(data) for c, k, x in zip(cands, ok, votes)]
    rows = [n for n, (_, c, _, _) in enumerate(flat) for _ in c.features]
    cols = [names[f] for _, c, _, _ in flat for f in c.features]
    X = csr_matrix((np.ones(len(rows)), (rows, cols)), shape=(len(flat), len(names)))
    seg, good, vote = (np.array([row[k] for row in flat], t) for k, t in ((0, int), (2, float), (3, float)))
    wts, base = np.array([e[2] for e in data]), np.array([table.weights.get(f, 0.0) for f in names])

    def loss(p):
        z, d = X @ p[:-1] + p[-1] * vote, p[:-1] - base
        m = np.full(len(data), -1e9)
        np.maximum.at(m, seg, z)
        e = np.exp(z - m[seg])
        tot, pos = np.bincount(seg, e, len(data)), np.bincount(seg, e * good, len(data)) + 1e-12
        g = wts[seg] * (e / tot[seg] - e * good / pos[seg])
        value = (wts * (np.log(tot) - np.log(pos))).sum() + 0.5 * l2 * d @ d + 0.05 * (p[-1] - 0.5) ** 2
        return value, np.append(X.T @ g + l2 * d, vote @ g + 0.1 * (p[-1] - 0.5))

    r = minimize(loss, np.append(base, 0.5), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return dict(table.weights) | {f: float(r.x[i]) for f, i in names.items()}, float(r.x[-1])


def learn_fresh(folder, l2, write):
    """Score each half of gold/dev and each fold of the fresh reports by the others; write the table of all."""
    from pathlib import Path

    table, fresh = load_table(), sorted(str(p) for p in Path(folder).glob("*.yaml"))
    parts = {"A": gold_files("A"), "B": gold_files("B")} | {f"fresh{k}": fresh[k::4] for k in range(4)}
    data = {p: heard_examples(p, table) for part in parts.values() for p in part}
    seen, before, after = [], Counter(), Counter()
    for name, part in parts.items():
        w, vote = refit([e for other, rest in parts.items() if other != name for p in rest for e in data[p]], table, l2)
        for cands, ok, _, votes in (e for p in part for e in data[p]):
            z = np.array([score(c.features, w) for c in cands]) + vote * votes
            p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
            seen.append((float(p.max()), bool(ok[int(p.argmax())])))
        old, new = (collect(part, weights=t) for t in (table, Table(w, vote, table.reliability)))
        if name in "AB":
            report(len(part), old), report(len(part), new)
        else:
            before, after = before + old, after + new
    report(len(fresh), before), report(len(fresh), after)
    parts8 = np.array_split(np.array(sorted(seen), float), 8)
    steps = np.maximum.accumulate([q[:, 1].mean() for q in parts8])
    middle = [[round(float(q[:, 0].mean()), 3), round(float(s), 3)] for q, s in zip(parts8, steps)]
    reliability = [[0.0, round(float(steps[0]) / 2, 3)], *middle, [1.0, round(float(steps[-1]), 3)]]
    w, vote = refit([e for rows in data.values() for e in rows], table, l2)
    print("vote", round(vote, 3), "reliability", reliability)
    if write:
        path = (ROOT / "extract/models/subjects.json")
        found = json.loads(path.read_text())
        found |= {"reports": found["reports"] + len(parts["B"]) + len(fresh), "vote": round(vote, 3), "reliability": reliability, "l2": l2}
        found["weights"] = {k: round(v, 3) for k, v in sorted(w.items()) if abs(v) >= 0.02}
        path.write_text(json.dumps(found, ensure_ascii=False, indent=0, sort_keys=True))


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
    ap.add_argument("--fresh", help="folder of annotated reports that the reader has not seen; with --real and --vote")
    ap.add_argument("--real", action="store_true")
    a = ap.parse_args()
    if a.fresh:
        learn_fresh(a.fresh, a.l2, a.write)
        sys.exit()
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
                "about": "weights of extract.subjects, learned by benchmarks/train_subjects.py",
                "reports": len(files),
                "l2": a.l2,
                "weights": keep,
            },
            open(ROOT / "extract/models/subjects.json", "w"),
            ensure_ascii=False,
            indent=0,
            sort_keys=True,
        )
