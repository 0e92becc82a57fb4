"""Measure a packaged model on the held-out reports through `extract.learned.reader`: `python check.py MODEL_DIR DATA_DIR`.

Prints F1 of names (exact spans; distinct names of a report), by class, the rate, and how the heads do on the gold's mentions.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from learn import f1, similar
from reports import LEGAL, SYMMETRIC, load, pairs_of, places
from text import CLASSES, PROPERTIES

from extract.learned.reader import CharacterReader, entity_probability


def main() -> None:
    reader = CharacterReader(Path(sys.argv[1]))
    records = [r for r in load(Path(sys.argv[2])) if r["dev"]]
    reader.read("热身。")
    begin = time.process_time()
    readings = [reader.read(r["text"]) for r in records]
    spent = time.process_time() - begin
    span, entity = np.zeros((len(CLASSES), 3)), np.zeros(3)
    subject, indicator, fact = [0, 0], [0, 0], np.zeros(3)
    scored, total = [], 0
    import random

    for r, reading in zip(records, readings):
        names = {(n.begin, n.end): n.kind for n in reading.names if n.best}
        gold = {(b, e): ([CLASSES[c] for c in cs], opt) for b, e, cs, _, opt in r["mentions"]}
        free = [(b, e) for b, e, _, _, opt in r["mentions"] if opt]
        surfaces, lenient = defaultdict(set), set()
        for (b, e), (cs, opt) in gold.items():
            surfaces[r["text"][b:e]] |= set(cs)
            if opt:
                lenient.add(r["text"][b:e])
            elif names.get((b, e)) not in cs:
                span[CLASSES.index(cs[0]), 2] += 1
        for (b, e), kind in names.items():
            cs, opt = gold.get((b, e), ((), False))
            if not opt and (cs or not any(b < y and x < e for x, y in free)):
                span[CLASSES.index(kind), 0 if kind in cs else 1] += 1
        found = {(r["text"][b:e], k) for (b, e), k in names.items()} - {(s, k) for s in lenient for k in CLASSES}
        right = {s for s, k in found if k in surfaces.get(s, ())}
        entity += [sum(k in surfaces.get(s, ()) for s, k in found), sum(k not in surfaces.get(s, ()) for s, k in found), sum(s not in right and s not in lenient for s in surfaces)]
        rows = pairs_of(r, places(r["text"])[0], random.Random(0))
        if len(rows):
            score = reading.relation_scores([((b, e, CLASSES[c]), (x, y, CLASSES[d])) for b, e, x, y, c, d, _, _ in rows.tolist()])
            codes, inverse = np.unique(rows[:, 6] * 10000 + rows[:, 7], return_inverse=True)
            wanted = {}
            for s, p, o, opt, _ in r["relations"]:
                for a, b in [(s, o)] + [(o, s)] * (p == SYMMETRIC):
                    wanted[a * 10000 + b, p] = opt
            total += sum(not row[3] for row in r["relations"])
            for k, code in enumerate(codes):
                prob = entity_probability(score[inverse.reshape(-1) == k])
                for p in np.flatnonzero(prob[:-1] > 0.05):
                    legal = any(LEGAL[c, d, p] for c in r["entities"][code // 10000][0] for d in r["entities"][code % 10000][0])
                    if legal and not wanted.get((code, p)):
                        scored.append((float(prob[p]), int((code, p) in wanted), PROPERTIES[p]))
        sentence = places(r["text"])[0]
        for b, m, e, f, owners, ib, ie in r["quantities"]:
            p = reading.fact_probability((b, e))
            if f >= 0:
                fact += [p > 0.5 and f, p > 0.5 and not f, p <= 0.5 and f]
            near = [(x, y, CLASSES[cs[0]], set(who)) for x, y, cs, who, _ in r["mentions"] if x < b or sentence[x] == sentence[b]]
            if owners and any(n[3] & set(owners) for n in near):
                share = reading.subject_scores((b, e), [n[:3] for n in near])
                subject[0] += bool(near[int(share.argmax())][3] & set(owners))
                subject[1] += 1
            if f == 1 and ib >= 0:
                guess = reading.indicator_guess((b, e))
                indicator[0] += guess is not None and similar(r["text"][guess[0] : guess[1]], r["text"][ib:ie])
                indicator[1] += 1
    scored.sort(reverse=True)
    tp = fp = 0
    best = (0.0, 0.0)
    for prob, truth, _ in scored:
        tp, fp = tp + truth, fp + 1 - truth
        best = max(best, (f1(tp, fp, total - tp), prob))
    every = span.sum(0)
    print(f"names: exact spans F1 {f1(*every):.3f} (P {every[0] / (every[0] + every[1]):.3f} R {every[0] / (every[0] + every[2]):.3f}), "
          f"distinct names F1 {f1(*entity):.3f}, {sum(len(r['text']) for r in records) / spent / 1000:.1f}k characters per CPU second")  # fmt: skip
    print(f"given mentions: relations F1 {best[0]:.3f} (from {best[1]:.2f}), subject {subject[0] / subject[1]:.3f}, "
          f"indicator {indicator[0] / indicator[1]:.3f}, fact F1 {f1(*fact):.3f}")  # fmt: skip
    for c, row in zip(CLASSES, span):
        print(f"  {c:21s} F1 {f1(*row):.3f} ({row[0]:.0f} right, {row[1]:.0f} spurious, {row[2]:.0f} missed)")


if __name__ == "__main__":
    main()
