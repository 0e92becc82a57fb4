"""Fine-tune a pretrained encoder on the annotated reports: `python finetune.py SHAPE DATA_DIR ENCODER.pt OUT.pt`.

Without --all the held-out reports, and what they are cut from, are left out and measured at the end.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
from learn import Reader, line_of, losses, measure
from model import SHAPES
from reports import collate, feed, load, name_pools, swap_names
from text import Vocabulary


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("data", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--all", action="store_true", help="see the held-out reports too")
    parser.add_argument("--steps", type=int, default=900)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--lr", type=float, default=2e-4)
    parser.add_argument("--head-lr", type=float, default=1e-3)
    parser.add_argument("--drop", type=float, default=0.1)
    parser.add_argument("--noise", type=float, default=0.04)
    parser.add_argument("--swap", type=float, default=0.4, help="share of reports in which names change places")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0)
    args = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(args.seed)
    torch.set_float32_matmul_precision("high")
    vocabulary = Vocabulary.load(args.data / "vocabulary.json")
    records = load(args.data)
    dev = [r for r in records if r["dev"]]
    train = records if args.all else [r for r in records if not r["held"]]
    train = [part for r in train for part in [r] * (1 + r["style"])]  # gold twice
    pools = name_pools(train, args.data / "listed_short_full.csv")
    reader = Reader(args.shape, len(vocabulary), args.drop).to(device)
    reader.encoder.load_state_dict({k: v.float() for k, v in torch.load(args.encoder, map_location=device)["encoder"].items()})
    for block in reader.encoder.blocks:
        block.drop = args.drop
    groups = [{"params": list(reader.encoder.parameters()), "base": args.lr}, {"params": list(reader.heads.parameters()), "base": args.head_lr}]
    adam = torch.optim.AdamW(groups, lr=args.lr, betas=(0.9, 0.98), weight_decay=0.01, fused=device.type == "cuda")
    params = [p for g in groups for p in g["params"]]
    shape = reader.shape
    rounds: dict[int, list[int]] = {}

    def make(step: int) -> object:
        rng = random.Random(args.seed * 1_000_003 + step)
        some = []
        for k in range(step * args.batch, (step + 1) * args.batch):
            turn = k // len(train)
            if turn not in rounds:
                rounds[turn] = random.Random(args.seed + turn).sample(range(len(train)), len(train))
            r = train[rounds[turn][k % len(train)]]
            some.append(swap_names(r, pools, rng) if rng.random() < args.swap else r)
        size = rng.choice((shape.window, shape.window, shape.window * 3 // 4))
        return collate(some, vocabulary, size, shape.overlap, rng, args.noise)

    begin, step, sums = time.time(), 0, {}
    batches = feed(make, args.workers)
    reader.train()
    while True:
        done = max(step / args.steps, (time.time() - begin) / args.seconds)
        if done >= 1:
            break
        batch = next(batches).to(device)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            parts = losses(reader, batch)
        loss = sum(parts.values())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        scale = min(1.0, (step + 1) / 60) * (1 - done)
        for g in adam.param_groups:
            g["lr"] = g["base"] * scale
        adam.step()
        adam.zero_grad(set_to_none=True)
        step += 1
        for k, v in parts.items():
            sums[k] = sums.get(k, 0) + v.detach()
        if step % 100 == 0:
            text = " ".join(f"{k} {float(v) / 100:.3f}" for k, v in sums.items())
            print(f"{args.out.stem} step {step} {time.time() - begin:.0f} s {text}", flush=True)
            sums = {}
    reader.eval()
    print(f"{args.out.stem} trained {step} steps in {time.time() - begin:.0f} s")
    result = measure([reader], dev, vocabulary)
    print(args.out.stem, "dev (seen)" if args.all else "dev", line_of(result), flush=True)
    state = {k: v.to("cpu", torch.float16) for k, v in reader.state_dict().items()}
    torch.save({"shape": args.shape, "reader": state, "args": vars(args) | {"data": "", "encoder": "", "out": ""}}, args.out)
    args.out.with_suffix(".json").write_text(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
