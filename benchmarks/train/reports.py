"""Annotated reports as batches: windows, tag targets, pairs of mentions, numbers."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from text import CLASSES, MASK, PROPERTIES, TAGS, Vocabulary, windows
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

N = len(CLASSES)
C = {name: k for k, name in enumerate(CLASSES)}
REACH = 300  # characters between the mentions of a relation's subject and object
OPTIONAL = 0.25  # weight of an optional relation: 0 gave F1 0.458 given mentions, 0.2 gave 0.493, 0.5 gave 0.459
ORGANISATION = "Company FinancialInstitution GovernmentBody Institution"
ANY = " ".join(CLASSES)
LAW = {
    "locatedIn": (ANY, "Region Park"),
    "partOf": (f"Park Region {ORGANISATION}", f"Park Region {ORGANISATION}"),
    "focusesOn": ("Park Region", "Industry"),
    "hasCluster": ("Region Park", "Cluster"),
    "coversIndustry": ("Cluster", "Industry Cluster"),
    "operatesIn": ("Company FinancialInstitution", "Industry"),
    "produces": ("Company FinancialInstitution Region Park Cluster Project Facility", "Product"),
    "undertakes": (ORGANISATION, "Project Facility"),
    "hasDesignation": ("Company FinancialInstitution Park Region Project Cluster Facility Institution Product", "Designation"),
    "participatesIn": (ANY, "Programme Event"),
    "administers": ("GovernmentBody Region Company FinancialInstitution Park", "Programme Park Project"),
    "implements": (ANY, "Policy Programme"),
    "issuedBy": ("Policy Programme Designation", "GovernmentBody Event Region"),
    "finances": ("FinancialInstitution Programme GovernmentBody", "Company FinancialInstitution Project Park Institution"),
    "investsIn": ("Company FinancialInstitution", "Company FinancialInstitution Project Park"),
    "subsidiaryOf": ("Company FinancialInstitution", "Company FinancialInstitution"),
    "suppliesTo": ("Company FinancialInstitution", "Company FinancialInstitution"),
    "cooperatesWith": (f"{ORGANISATION} Region Park", f"{ORGANISATION} Region Park"),
    "leads": ("Person", f"{ORGANISATION} Park Region"),
}
LEGAL = np.zeros((N, N, len(PROPERTIES)), bool)
for _p, (_from, _to) in LAW.items():
    for _a in _from.split():
        for _b in _to.split():
            LEGAL[C[_a], C[_b], PROPERTIES.index(_p)] = True
SYMMETRIC = PROPERTIES.index("cooperatesWith")
SWAPPED = {C[k] for k in ("Company", "Person", "Institution", "Park", "FinancialInstitution", "Facility")}


def load(data: Path) -> list[dict]:
    return json.loads((data / "reports.json").read_text(encoding="utf-8"))


def name_pools(records: list[dict], listed: Path | None) -> dict[int, list[str]]:
    """Return, for each class whose names may stand for each other, the names seen in the records (and listed companies)."""
    pools: dict[int, list[str]] = {k: [] for k in SWAPPED}
    for r in records:
        for b, e, classes, _, optional in r["mentions"]:
            if len(classes) == 1 and classes[0] in SWAPPED and e - b >= 2 and not optional:
                pools[classes[0]].append(r["text"][b:e])
    if listed is not None and listed.exists():
        with listed.open(encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                pools[C["Company"]] += [row["short"], row["short"], row["full"]]
    return pools


def swap_names(r: dict, pools: dict[int, list[str]], rng: random.Random) -> dict:
    """Return the report with some names, each of them everywhere, put in place of others of their class."""
    new: dict[str, str] = {}
    for b, e, classes, _, optional in r["mentions"]:
        name = r["text"][b:e]
        if len(classes) == 1 and classes[0] in SWAPPED and not optional and name not in new and e - b >= 2:
            new[name] = rng.choice(pools[classes[0]]) if rng.random() < 0.4 and pools[classes[0]] else name
    where = np.zeros(len(r["text"]) + 1, np.int64)
    out, last, shift = [], 0, 0
    for b, e, *_ in r["mentions"]:
        name = new.get(r["text"][b:e], r["text"][b:e])
        where[last : b + 1] = np.arange(last, b + 1) + shift
        out += [r["text"][last:b], name]
        where[b + 1 : e] = np.minimum(np.arange(b + 1, e) + shift, b + shift + len(name) - 1)
        shift += len(name) - (e - b)
        last = e
    where[last:] = np.arange(last, len(where)) + shift
    out.append(r["text"][last:])
    w = lambda k: int(where[k]) if k >= 0 else -1
    return r | {
        "text": "".join(out),
        "mentions": [[w(b), w(e), *rest] for b, e, *rest in r["mentions"]],
        "quantities": [[w(b), max(w(m), w(b) + 1), max(w(e), w(b) + 1), f, o, w(ib), w(ie)] for b, m, e, f, o, ib, ie in r["quantities"]],
    }


def tag_targets(r: dict) -> np.ndarray:
    """Return the tags that are right for each character; an optional name may be read or not."""
    allowed = np.zeros((len(r["text"]), TAGS), bool)
    allowed[:, 0] = True
    for b, e, classes, _, optional in r["mentions"]:
        allowed[b:e] = False
        for c in classes:
            if e - b == 1:
                allowed[b, 1 + 3 * N + c] = True
            else:
                allowed[b, 1 + c] = allowed[e - 1, 1 + 2 * N + c] = True
                allowed[b + 1 : e - 1, 1 + N + c] = True
        if optional:
            allowed[b:e, 0] = True
    return allowed


def places(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of the sentence and of the clause of each character."""
    ends = np.fromiter((c in "。！？；\n!?;" for c in text), bool, len(text)).astype(np.int64)
    stops = np.fromiter((c in "，。！？；：\n,!?;:" for c in text), bool, len(text)).astype(np.int64)
    return np.cumsum(ends) - ends, np.cumsum(stops) - stops


@dataclass
class Batch:
    """Some reports laid end to end; all offsets are into the whole."""

    ids: Tensor
    mask: Tensor
    index: Tensor
    length: int
    styles: list[tuple[int, int, int]]  # begin, end, style
    sentence: Tensor
    clause: Tensor
    allowed: Tensor | None = None
    arrays: dict[str, Tensor] = field(default_factory=dict)
    reports: list[dict] = field(default_factory=list)

    def to(self, device: torch.device) -> Batch:
        for name in ("ids", "mask", "index", "sentence", "clause", "allowed"):
            value = getattr(self, name)
            if value is not None:
                setattr(self, name, value.to(device, non_blocking=True))
        self.arrays = {k: v.to(device, non_blocking=True) for k, v in self.arrays.items()}
        return self


def lay_windows(lengths: list[int], size: int, overlap: int, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return window ids, their mask and, for each character of the whole, its place among the windows' characters."""
    rows, index, at = [], np.zeros(sum(lengths), np.int64), 0
    for n in lengths:
        for b, e, low, high in windows(n, size, overlap):
            rows.append((at + b, at + e))
            index[at + low : at + high] = (len(rows) - 1) * size + np.arange(low, high) - b
        at += n
    out = np.zeros((len(rows), size), np.int64)
    mask = np.zeros((len(rows), size), bool)
    for k, (b, e) in enumerate(rows):
        out[k, : e - b] = ids[b:e]
        mask[k, : e - b] = True
    return out, mask, index


def pairs_of(r: dict, sentence: np.ndarray, rng: random.Random) -> np.ndarray:
    """Return [begin, end, begin, end, class, class, entity, entity] of the pairs of mentions that could state a relation."""
    rows = [(b, e, rng.choice(cs), k) for b, e, cs, who, _ in r["mentions"] for k in who]
    if not rows:
        return np.zeros((0, 8), np.int64)
    b, e, c, k = np.array(rows, np.int64).T
    same = sentence[b][:, None] == sentence[b][None]
    gap = b[None] - e[:, None]
    apart = (gap >= 0) | (gap.T >= 0)
    first, second = np.nonzero((k[:, None] != k) & LEGAL.any(2)[c[:, None], c] & (same | ((gap >= 0) & (gap <= REACH))) & apart)
    return np.stack((b[first], e[first], b[second], e[second], c[first], c[second], k[first], k[second]), axis=1)


def collate(reports: list[dict], vocabulary: Vocabulary, size: int, overlap: int, rng: random.Random, noise: float = 0.0) -> Batch:
    lengths = [len(r["text"]) for r in reports]
    ids = np.concatenate([np.array(vocabulary.encode(r["text"]), np.int64) for r in reports])
    if noise:
        ids = np.where(np.random.default_rng(rng.getrandbits(32)).random(len(ids)) < noise, MASK, ids)
    rows, mask, index = lay_windows(lengths, size, overlap, ids)
    sentences, clauses, styles, allowed = [], [], [], []
    pairs, pair_entity, pair_target, pair_weight, pair_plan = [], [], [], [], []
    cands, cand_q, cand_right, subject_qs = [], [], [], 0
    spans, fact, ind = [], [], []
    at = entity_pairs = 0
    for r in reports:
        sentence, clause = places(r["text"])
        styles.append((at, at + len(r["text"]), r["style"]))
        allowed.append(np.ones((len(r["text"]), TAGS), bool) if r.get("partial") else tag_targets(r))
        if r["style"]:
            rows_ = pairs_of(r, sentence, rng)
            codes, inverse = np.unique(rows_[:, 6] * 10000 + rows_[:, 7], return_inverse=True)
            pairs.append(rows_[:, :6] + np.array([at, at, at, at, 0, 0]))
            pair_entity.append(inverse.reshape(-1) + entity_pairs)
            multi = np.zeros((max(1, len(r["entities"])), N), np.float32)
            for k, (cs, _) in enumerate(r["entities"]):
                multi[k, cs] = 1
            lawful = np.einsum("ud,udp->up", multi[codes % 10000], np.tensordot(multi, LEGAL.astype(np.float32), 1)[codes // 10000])
            weight = np.zeros_like(lawful, np.float32) if r.get("partial") else (lawful > 0).astype(np.float32)
            target = np.zeros_like(weight)
            plan = np.full(len(codes), -1.0, np.float32)
            place = {int(code): k for k, code in enumerate(codes)}
            for s, p, o, optional, planned in r["relations"]:
                for a, b in [(s, o)] + [(o, s)] * (p == SYMMETRIC):
                    row = place.get(a * 10000 + b)
                    if row is not None and r.get("partial"):  # there: whether a reader found it right
                        target[row, p], weight[row, p] = float(optional), 1
                        plan[row] = float(planned) if optional else plan[row]
                    elif row is not None:
                        target[row, p] = 1
                        weight[row, p] = OPTIONAL if optional else 1
                        plan[row] = max(plan[row], float(planned))
            entity_pairs += len(codes)
            pair_target.append(target)
            pair_weight.append(weight)
            pair_plan.append(plan)
            first = np.array([m[0] for m in r["mentions"]], np.int64)
            last = np.array([m[1] for m in r["mentions"]], np.int64)
            kind = np.array([rng.choice(m[2]) for m in r["mentions"]], np.int64)
            for b, m, e, f, owners, ib, ie in r["quantities"]:
                end = m if rng.random() < 0.3 else e
                spans.append((at + b, at + end))
                fact.append(f)
                ind.append((ib - b, ie - 1 - b) if ib >= 0 else (-999, -999))
                if owners and len(first):
                    near = np.flatnonzero((first < b) | (sentence[first] == sentence[b]))
                    right = np.fromiter((bool(set(r["mentions"][k][3]) & set(owners)) for k in near), bool, len(near))
                    if right.any() or r.get("pseudo"):
                        whole = np.full(len(near), 0)
                        cands.append(np.stack((whole + at + b, whole + at + end, first[near] + at, last[near] + at, whole + N, kind[near]), axis=1))
                        cand_right.append(right)
                        cand_q.append(whole + subject_qs)
                        subject_qs += 1
        sentences.append(sentence + (int(sentences[-1][-1]) + 2 if sentences else 0))
        clauses.append(clause)
        at += len(r["text"])
    batch = Batch(
        torch.from_numpy(rows), torch.from_numpy(mask), torch.from_numpy(index), at, styles,
        torch.from_numpy(np.concatenate(sentences)), torch.from_numpy(np.concatenate(clauses)), torch.from_numpy(np.concatenate(allowed)),
        reports=reports,
    )  # fmt: skip
    if entity_pairs:
        batch.arrays |= {
            "pairs": torch.from_numpy(np.concatenate(pairs)), "pair_entity": torch.from_numpy(np.concatenate(pair_entity)),
            "pair_target": torch.from_numpy(np.concatenate(pair_target)), "pair_weight": torch.from_numpy(np.concatenate(pair_weight)),
            "pair_plan": torch.from_numpy(np.concatenate(pair_plan)),
        }  # fmt: skip
    if cands:
        batch.arrays |= {k: torch.from_numpy(np.concatenate(v)) for k, v in (("cands", cands), ("cand_q", cand_q), ("cand_right", cand_right))}
    if spans:
        batch.arrays |= {"spans": torch.tensor(spans), "fact": torch.tensor(fact), "ind": torch.tensor(ind)}
    return batch


class Feed(Dataset):
    """Batches made by worker processes; the k-th is a function of k."""

    def __init__(self, make: Callable[[int], object]) -> None:
        self.make = make

    def __len__(self) -> int:
        return 1_000_000

    def __getitem__(self, k: int) -> object:
        return self.make(k)


def feed(make: Callable[[int], object], workers: int):
    """Yield make(0), make(1), …, made ahead."""
    return iter(DataLoader(Feed(make), batch_size=None, num_workers=workers, prefetch_factor=4 if workers else None))
