"""Teach a trained student more annotated reports, without a GPU: `python tune.py DATA_DIR START.pt OUT.pt`.

START.pt is what distil.py (or this program) wrote. The annotations are taught as finetune.py does; on unlabelled reports
the student keeps to what it said before (learning without forgetting, Li and Hoiem 2016), so that what its teachers knew
stays. Without --all the held-out reports, and what they are cut from, are left out; --unseen FILE names reports (one a
line) that are left out too, so that weights which join the reader with the rules can be fitted on them.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from learn import Reader, line_of, losses, measure
from reports import collate, load, name_pools, swap_names
from text import WORD, Vocabulary

KEEP = 2.0  # weight of what it said before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("start", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--all", action="store_true", help="see the held-out reports too")
    parser.add_argument("--unseen", type=Path)
    parser.add_argument("--sheets", type=Path, help="windows of which readers judged numbers and candidate relations (sheets.py)")
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--batch", type=int, default=8, help="reports a step")
    parser.add_argument("--kept", type=int, default=16, help="windows of unlabelled text a step")
    parser.add_argument("--lr", type=float, default=5e-4)
    parser.add_argument("--drop", type=float, default=0.1)
    parser.add_argument("--noise", type=float, default=0.03)
    parser.add_argument("--swap", type=float, default=0.5, help="share of reports in which names change places")
    parser.add_argument("--every", type=int, default=250, help="steps between two measures")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    vocabulary = Vocabulary.load(args.data / "vocabulary.json")
    records = load(args.data)
    unseen = set(args.unseen.read_text(encoding="utf-8").split()) if args.unseen else set()
    dev, fresh = [r for r in records if r["dev"]], [r for r in records if r["id"] in unseen]
    train = [r for r in records if (args.all or not r["held"]) and r["id"] not in unseen]
    print(len(train), "reports,", sum(r["style"] for r in train), "annotated;", len(fresh), "left out", flush=True)
    train = [part for r in train for part in [r] * (1 + r["style"])]  # gold twice
    pools = name_pools(train, args.data / "listed_short_full.csv")
    if args.sheets:
        train += json.loads(args.sheets.read_text(encoding="utf-8"))
    saved = torch.load(args.start, weights_only=False)
    reader = Reader(saved["shape"], len(vocabulary), args.drop)
    reader.load_state_dict({k: v.float() for k, v in saved["reader"].items()})
    before = copy.deepcopy(reader).eval()
    for block in reader.encoder.blocks:
        block.drop = args.drop
    params = list(reader.parameters())
    adam = torch.optim.AdamW(params, lr=args.lr, betas=(0.9, 0.98), weight_decay=0.01)
    shape = reader.shape
    unlabelled = np.load(args.data / "reports.npy", mmap_mode="r")
    order: list[int] = []
    begin, sums = time.time(), {}
    for step in range(args.steps):
        rng = random.Random(args.seed * 1_000_003 + step)
        some = []
        for _ in range(args.batch):
            if not order:
                order = rng.sample(range(len(train)), len(train))
            r = train[order.pop()]
            some.append(swap_names(r, pools, rng) if rng.random() < args.swap and not r.get("partial") else r)
        reader.train()
        size = rng.choice((shape.window, shape.window * 3 // 4))
        batch = collate(some, vocabulary, size, shape.overlap, rng, args.noise)
        with torch.autocast("cpu", torch.bfloat16):
            parts = losses(reader, batch)
        if args.kept:
            at = [rng.randrange(len(unlabelled) - shape.window) for _ in range(args.kept)]
            ids = torch.from_numpy(np.stack([np.asarray(unlabelled[k : k + shape.window], dtype=np.int64) for k in at]) & (WORD - 1))
            with torch.autocast("cpu", torch.bfloat16):
                with torch.no_grad():
                    told = before.heads.tag(before.encoder(ids), 1).float().softmax(-1)
                mine = reader.heads.tag(reader.encoder(ids), 1).float().log_softmax(-1)
            parts["kept"] = -(told * mine).sum(-1).mean() * KEEP
        loss = sum(parts.values())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        for g in adam.param_groups:
            g["lr"] = args.lr * min(1.0, (step + 1) / 40) * (1 - step / args.steps)
        adam.step()
        adam.zero_grad(set_to_none=True)
        for k, v in parts.items():
            sums[k] = sums.get(k, 0) + float(v.detach())
        if (step + 1) % 50 == 0:
            print(f"step {step + 1} {time.time() - begin:.0f} s", *(f"{k} {v / 50:.3f}" for k, v in sums.items()), flush=True)
            sums = {}
        if (step + 1) % args.every == 0 or step + 1 == args.steps:
            reader.eval()
            for name, part in (("dev (seen)" if args.all else "dev", dev), ("left out", fresh)):
                if part:
                    result = measure([reader], part, vocabulary)
                    print(args.out.stem, name, line_of(result), flush=True)
            state = {k: v.to(torch.float16) for k, v in reader.state_dict().items()}
            torch.save({"shape": saved["shape"], "reader": state, "args": vars(args) | {"data": "", "start": "", "out": "", "unseen": ""}}, args.out)
    args.out.with_suffix(".json").write_text(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
