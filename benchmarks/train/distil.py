"""Teach a student what the teachers said of unlabelled text: `python distil.py SHAPE DATA_DIR ENCODER.pt PSEUDO.pt OUT.pt`.

PSEUDO.pt is what pseudo.py wrote; the teachers' scores are the target, softly, and annotated reports are taught by their
annotation.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from learn import Reader, line_of, losses, measure
from model import SHAPES
from pseudo import ask
from reports import LEGAL, Batch, collate, feed, load, name_pools, swap_names
from text import Vocabulary
from torch import Tensor


def agree(student: Reader, batch: Batch, h: Tensor, told: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the losses of a student against the council's scores."""
    mine, a, n, out = ask(student, batch, h), batch.arrays, len(batch.reports), {}
    if "pairs" in told:
        p = told["pairs"].sigmoid()
        legal = torch.from_numpy(LEGAL).to(p.device)[a["pairs"][:, 4], a["pairs"][:, 5]].float()
        weight = torch.cat((legal, (legal * p[:, :-1]).amax(1, keepdim=True)), 1)
        out["relation"] = F.binary_cross_entropy_with_logits(mine["pairs"], p, weight, reduction="sum") / 10 / n
    if "cands" in told:
        q = a["cand_q"]
        count = int(q[-1]) + 1

        def share(score: Tensor) -> Tensor:
            total = torch.zeros(count, device=q.device).scatter_add(0, q, score[:, 0].clamp(-30, 30).exp())
            return score[:, 0].clamp(-30, 30) - total.log()[q]

        out["subject"] = -(share(told["cands"]).exp() * share(mine["cands"])).sum() / 12 / n
    if "fact" in told:
        out["fact"] = F.binary_cross_entropy_with_logits(mine["fact"], told["fact"].sigmoid(), reduction="sum") / 12 / n
        sure = told["fact"].sigmoid() * 0.9 + 0.1
        place = told["pointer"].softmax(-1)
        out["indicator"] = (-(place * mine["pointer"].log_softmax(-1)).sum(-1) * sure).sum() / 16 / n
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("data", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("pseudo", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--all", action="store_true", help="see the held-out reports too")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--steps", type=int, default=100000)
    parser.add_argument("--batch", type=int, default=32 * 1024, help="characters of a step of tags")
    parser.add_argument("--documents", type=int, default=12)
    parser.add_argument("--tag-steps", type=int, default=2, help="steps on tags alone between two steps on everything")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0)
    args = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(args.seed)
    torch.set_float32_matmul_precision("high")
    clock = time.time()
    vocabulary = Vocabulary.load(args.data / "vocabulary.json")
    records = load(args.data)
    dev = [r for r in records if r["dev"]]
    train = records if args.all else [r for r in records if not r["held"]]
    train = [part for r in train for part in [r] * (1 + r["style"])]
    pools = name_pools(train, args.data / "listed_short_full.csv")
    saved = torch.load(args.pseudo, map_location=device, weights_only=False)
    pseudo, all_ids, all_soft = saved["pseudo"], saved["ids"], saved["soft"]
    told_of = [r.pop("told") for r in pseudo]
    student = Reader(args.shape, len(vocabulary)).to(device)
    start = torch.load(args.encoder, map_location=device, weights_only=False)
    if "reader" in start:  # an earlier student
        student.load_state_dict({k: v.float() for k, v in start["reader"].items()})
    else:
        student.encoder.load_state_dict({k: v.float() for k, v in start["encoder"].items()})
    params = list(student.parameters())
    adam = torch.optim.AdamW(params, lr=args.lr, betas=(0.9, 0.98), weight_decay=0.01, fused=device.type == "cuda")
    shape = student.shape
    width = all_ids.shape[1]
    count = max(1, args.batch // width)

    def make(step: int) -> tuple[list[int], Batch, Batch]:
        rng = random.Random(args.seed * 1_000_003 + step)
        which = rng.sample(range(len(pseudo)), min(len(pseudo), args.documents))
        batch = collate([pseudo[k] for k in which], vocabulary, shape.window, shape.overlap, rng)
        gold = [swap_names(r, pools, rng) if rng.random() < 0.4 else r for r in rng.sample(train, args.documents // 2)]
        return which, batch, collate(gold, vocabulary, shape.window, shape.overlap, rng, 0.02)

    batches = feed(make, args.workers)
    amp = torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda")
    sums: dict[str, Tensor] = {}
    print(args.out.stem, "begins", f"{time.time() - clock:.0f} s", flush=True)
    begin, step = time.time(), 0
    student.train()
    fast = torch.compile(student.encoder) if args.compile else student.encoder

    def soft_loss() -> Tensor:
        rows = torch.randint(len(all_ids), (count,), device=device)
        size = width if width <= shape.window else width // 2 * 2 // -(-width // shape.window)
        ids = all_ids[rows].long()[:, : width // size * size].reshape(-1, size)
        soft = all_soft[rows][:, : width // size * size].reshape(len(ids), size, -1).float()
        with amp:
            log_p = student.heads.tag(fast(ids), 1).float().log_softmax(-1)
        return -(soft * log_p).sum(-1).mean() * 5

    def advance(loss: Tensor, done: float) -> None:
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        for g in adam.param_groups:
            g["lr"] = args.lr * min(1.0, (step + 1) / 60) * (1 - done)
        adam.step()
        adam.zero_grad(set_to_none=True)

    if args.compile:
        try:
            soft_loss().backward()
        except Exception as error:  # what the compiler raises on a machine without its tools has no common type
            print("not compiled:", repr(error)[:300], flush=True)
            fast = student.encoder
        adam.zero_grad(set_to_none=True)
        begin = time.time()
    while True:
        done = max((time.time() - begin) / args.seconds, step / args.steps)
        if done >= 1:
            break
        for _ in range(args.tag_steps):
            advance(soft_loss(), done)
        parts = {"soft": soft_loss()}
        which, batch, gold = next(batches)
        batch, gold = batch.to(device), gold.to(device)
        names = set().union(*(told_of[k] for k in which))
        told = {name: torch.cat([told_of[k][name] for k in which if name in told_of[k]]).float() for name in sorted(names)}
        with amp:
            parts |= {"soft " + k: v for k, v in agree(student, batch, student.states(batch), told).items()}
            parts |= losses(student, gold)
        advance(sum(parts.values()), done)
        step += 1
        for k, v in parts.items():
            sums[k] = sums.get(k, 0) + v.detach()
        if step % 200 == 0:
            print(f"{args.out.stem} step {step} done {done:.2f}", " ".join(f"{k} {float(v) / 200:.3f}" for k, v in sums.items()), flush=True)
            sums = {}
    student.eval()
    result = measure([student], dev, vocabulary)
    print(f"{args.out.stem} {step} steps,", "dev (seen)" if args.all else "dev", line_of(result), f"{time.time() - clock:.0f} s", flush=True)
    state = {k: v.to("cpu", torch.float16) for k, v in student.state_dict().items()}
    torch.save({"shape": args.shape, "reader": state}, args.out)
    args.out.with_suffix(".json").write_text(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
