"""Losses and measures that fine-tuning and distillation share."""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np
import torch
import torch.nn.functional as F
from heads import NEAR, Heads
from model import SHAPES, Encoder, Shape
from reports import Batch, collate
from text import CLASSES, PROPERTIES, Vocabulary, decode
from torch import Tensor, nn


class Reader(nn.Module):
    """An encoder with its heads."""

    def __init__(self, name: str, vocabulary: int, drop: float = 0.0, hidden: int = 0) -> None:
        super().__init__()
        self.name = name
        self.shape = Shape(vocabulary=vocabulary, hidden=hidden, **SHAPES[name])
        self.encoder = Encoder(self.shape, drop)
        self.heads = Heads(self.shape.width)
        self.drop = drop

    def states(self, batch: Batch) -> Tensor:
        """Return the states of all characters of the batch, end to end."""
        h = self.encoder(batch.ids, batch.mask)
        return F.dropout(h.reshape(-1, h.shape[-1])[batch.index], self.drop, self.training)

    def tags(self, h: Tensor, batch: Batch) -> Tensor:
        return torch.cat([self.heads.tag(h[b:e], s) for b, e, s in batch.styles])


def pool(score: Tensor, group: Tensor, count: int) -> Tensor:
    """Return the logsumexp of the rows of each group."""
    index = group[:, None].expand_as(score)
    top = torch.full((count, score.shape[1]), -1e4, device=score.device, dtype=score.dtype).scatter_reduce(0, index, score, "amax")
    total = torch.zeros_like(top).scatter_add(0, index, (score - top.detach()[group]).exp())
    return top + total.clamp(min=1e-6).log() * (top > -1e3)


def kinds_of(rows: Tensor) -> Tensor:
    return rows[:, 4] * (len(CLASSES) + 1) + rows[:, 5]


def losses(reader: Reader, batch: Batch) -> dict[str, Tensor]:
    h = reader.states(batch)
    log_p = reader.tags(h, batch).float().log_softmax(1)
    count = len(batch.reports)
    out = {"tag": -log_p.masked_fill(~batch.allowed, -1e4).logsumexp(1).sum() / 100 / count}
    a = batch.arrays
    if "pairs" in a:
        rows = a["pairs"]
        score = reader.heads.pair(h, rows[:, :2], rows[:, 2:4], kinds_of(rows), batch.sentence, batch.clause).float()
        target, weight, plan = a["pair_target"], a["pair_weight"], a["pair_plan"]
        pooled = pool(score, a["pair_entity"], len(target))
        loss = F.binary_cross_entropy_with_logits(pooled[:, :-1], target, weight, reduction="sum")
        told = plan >= 0
        out["relation"] = loss / 10 / count
        out["planned"] = F.binary_cross_entropy_with_logits(pooled[told, -1], plan[told], reduction="sum") / 20 / count
    if "cands" in a:
        rows, q = a["cands"], a["cand_q"]
        score = reader.heads.subject(h, rows[:, :2], rows[:, 2:4], kinds_of(rows), batch.sentence, batch.clause).float()
        n = int(q[-1]) + 1
        every = pool(score, q, n)
        right = pool(score[a["cand_right"]], q[a["cand_right"]], n)
        out["subject"] = (every - right).sum() / 8 / count
    if "spans" in a:
        spans, fact, ind = a["spans"], a["fact"], a["ind"]
        told = fact >= 0
        logit = reader.heads.fact(torch.cat((h[spans[:, 0]], h[spans[:, 1] - 1]), 1)).float()[:, 0]
        out["fact"] = F.binary_cross_entropy_with_logits(logit[told], fact[told].float(), reduction="sum") / 12 / count
        near = (ind[:, 0].abs() <= NEAR) & (ind[:, 1].abs() <= NEAR)
        if near.any():
            score, place = reader.heads.pointer(h, spans[near], batch.sentence).flatten(0, 1), (ind[near] + NEAR).flatten()
            lawful = score.gather(1, place[:, None])[:, 0] > -1e3  # a swapped name may have moved the indicator out of its sentence
            out["indicator"] = F.cross_entropy(score[lawful], place[lawful], reduction="sum") / 16 / count
    return out


def bigrams(s: str) -> set[str]:
    return {s[k : k + 2] for k in range(len(s) - 1)} or {s}


def similar(a: str, b: str) -> bool:
    if min(len(a), len(b)) < 2:
        return a == b != ""
    if a in b or b in a:
        return max(len(a), len(b)) <= 4 * min(len(a), len(b))
    x, y = bigrams(a), bigrams(b)
    return len(x & y) / len(x | y) >= 0.5


def f1(tp: float, fp: float, fn: float) -> float:
    return 2 * tp / max(1.0, 2 * tp + fp + fn)


@torch.no_grad()
def measure(readers: list[Reader], records: list[dict], vocabulary: Vocabulary, style: int = 1) -> dict[str, object]:
    """Return F1 of names (exact spans; distinct names), of relations and subjects given the gold's mentions, and so on."""
    device = next(readers[0].parameters()).device
    span = np.zeros((len(CLASSES) + 1, 3))
    entity = np.zeros(3)
    scored: list[tuple[float, int, int]] = []
    relation_missed = 0
    subject, fact, indicator = [0, 0], np.zeros(3), [0, 0]
    for r in records:
        r = r | {"style": 1}
        batches = [
            collate([r], vocabulary, x.shape.window, x.shape.overlap, random.Random(0)).to(device) for x in readers
        ]  # fmt: skip
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            states = [x.states(b) for x, b in zip(readers, batches)]
            p = sum(x.heads.tag(h, style).float().softmax(1) for x, h in zip(readers, states)) / len(readers)
        names = decode(p.clamp(min=1e-9).log().cpu().numpy().astype(np.float64))
        gold = {(b, e): (cs, opt) for b, e, cs, _, opt in r["mentions"]}
        free = [(b, e) for b, e, _, _, opt in r["mentions"] if opt]
        hit = set()
        for b, e, c, _ in names:
            cs, opt = gold.get((b, e), ((), False))
            if opt or (not cs and any(b < y and x < e for x, y in free)):
                continue
            if c in cs:
                span[c, 0] += 1
                hit.add((b, e))
            else:
                span[c, 1] += 1
        for (b, e), (cs, opt) in gold.items():
            if not opt and (b, e) not in hit:
                span[cs[0], 2] += 1
        surfaces: dict[str, set[int]] = defaultdict(set)
        lenient: set[str] = set()
        for b, e, cs, who, opt in r["mentions"]:
            surfaces[r["text"][b:e]] |= set(cs)
            if opt:
                lenient.add(r["text"][b:e])
        found = {(r["text"][b:e], c) for b, e, c, _ in names}
        right = {s for s, c in found if c in surfaces.get(s, ())}
        for s, c in found:
            if s not in lenient:
                entity[0 if c in surfaces.get(s, ()) else 1] += 1
        entity[2] += sum(s not in right and s not in lenient for s in surfaces)
        batch, a = batches[0], batches[0].arrays
        if "pairs" in a:
            rows = a["pairs"]
            score = sum(
                pool(x.heads.pair(h.float(), rows[:, :2], rows[:, 2:4], kinds_of(rows), batch.sentence, batch.clause).float(),
                     a["pair_entity"], len(a["pair_target"])) for x, h in zip(readers, states)) / len(readers)  # fmt: skip
            prob = score[:, :-1].sigmoid().cpu().numpy()
            target, weight = a["pair_target"].cpu().numpy(), a["pair_weight"].cpu().numpy()
            for k, m in zip(*np.nonzero((prob > 0.05) & (weight > 0.5))):
                scored.append((float(prob[k, m]), int(target[k, m]), int(m)))
            relation_missed += sum(not row[3] for row in r["relations"]) - int((target * (weight > 0.5) * (prob > 0.05)).sum())
        if "cands" in a:
            rows, q = a["cands"], a["cand_q"]
            score = sum(x.heads.subject(h.float(), rows[:, :2], rows[:, 2:4], kinds_of(rows), batch.sentence, batch.clause) for x, h in zip(readers, states))[:, 0]
            for k in range(int(q[-1]) + 1):
                where = (q == k).nonzero()[:, 0]
                subject[0] += bool(a["cand_right"][where[score[where].argmax()]])
                subject[1] += 1
        if "spans" in a:
            spans = a["spans"]
            h2 = [torch.cat((h[spans[:, 0]], h[spans[:, 1] - 1]), 1) for h in states]
            logit = sum(x.heads.fact(h.float()) for x, h in zip(readers, h2))[:, 0].cpu().numpy()
            for value, truth in zip(logit > 0, a["fact"].cpu().numpy()):
                if truth >= 0:
                    fact += [value and truth, value and not truth, truth and not value]
            score = sum(x.heads.pointer(h.float(), spans, batch.sentence) for x, h in zip(readers, states))
            for row, q in zip(score.cpu().numpy(), r["quantities"]):
                if q[3] == 1 and q[5] >= 0:
                    joint = np.triu(row[0][:, None] + row[1][None, :])
                    joint[np.tril_indices(len(joint), -1)] = -1e9
                    joint[np.triu_indices(len(joint), 25)] = -1e9
                    x, y = np.unravel_index(joint.argmax(), joint.shape)
                    guess = r["text"][max(0, q[0] + x - NEAR) : q[0] + y - NEAR + 1]
                    indicator[0] += similar(guess, r["text"][q[5] : q[6]])
                    indicator[1] += 1
    scored.sort(reverse=True)
    tp = fp = 0
    total = sum(t for _, t, _ in scored) + relation_missed
    best = (0.0, 0.0)
    by: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for prob, truth, m in scored:
        tp, fp = tp + truth, fp + 1 - truth
        best = max(best, (f1(tp, fp, total - tp), prob))
    for prob, truth, m in scored:
        if prob >= best[1]:
            by[PROPERTIES[m]][1 - truth] += 1
        elif truth:
            by[PROPERTIES[m]][2] += 1
    half = [sum(t for p, t, _ in scored if p >= 0.5), sum(1 - t for p, t, _ in scored if p >= 0.5)]
    every = span.sum(0)
    return {
        "span_f1": f1(*every), "span_p": every[0] / max(1, every[0] + every[1]), "span_r": every[0] / max(1, every[0] + every[2]),
        "entity_f1": f1(*entity), "by_class": {c: round(f1(*span[k]), 3) for k, c in enumerate(CLASSES)},
        "relation_f1": best[0], "relation_at": best[1], "relation_f1_half": f1(half[0], half[1], total - half[0]),
        "by_property": {k: [*v, round(f1(*v), 2)] for k, v in sorted(by.items())},
        "subject": subject[0] / max(1, subject[1]), "fact_f1": f1(*fact), "indicator": indicator[0] / max(1, indicator[1]),
    }  # fmt: skip


def line_of(result: dict[str, object]) -> str:
    return " ".join(f"{k} {v:.3f}" for k, v in result.items() if isinstance(v, float))
