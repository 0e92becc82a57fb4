"""Narrow a student's feed-forward parts: `python prune.py STUDENT.pt DATA_DIR OUT.pt [--hidden 512]`.

Layer by layer, from below: on characters of the corpus, as the layers already narrowed give them, the hidden units that
the least-squares output misses least are taken away a few at a time (optimal brain surgeon on whole units), and the output
matrix is solved anew so that the part gives what the full one gave. Nothing is trained; CPU, a minute; no chance in it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from learn import Reader
from model import TAPS, Block, rotation
from text import WORD, Vocabulary
from torch import Tensor

RIDGE = 1e-3  # of the mean square of a hidden unit
STEP = 32  # units taken away before the rest is weighed anew


def hidden_of(block: Block, x: Tensor) -> Tensor:
    """Return what the feed-forward part of a block feels, [characters, hidden], of its input [texts, length, width]."""
    h = block.norm_f(x)
    side = F.pad(h, (0, 0, TAPS // 2, TAPS // 2))
    h = h + sum(side[:, k : k + h.shape[1]] * block.taps[k] for k in range(TAPS))
    return F.relu(block.up(h)).flatten(0, 1)


def attend(block: Block, x: Tensor) -> Tensor:
    """Return a block's input with what its attention adds."""
    down, block.down.weight.data = block.down.weight.data, torch.zeros_like(block.down.weight)
    cos, sin = rotation(x.shape[1], x.shape[2] // block.heads // 2, x.device)
    x = block(x, cos, sin, None)
    block.down.weight.data = down
    return x


def narrow(inner: Tensor, cross: Tensor, keep: int) -> tuple[Tensor, Tensor]:
    """Return which units stay, and their output matrix [keep, width], from the Gram matrix of the units and its product with the target."""
    left = torch.arange(len(inner))
    inner = inner + torch.eye(len(inner), dtype=inner.dtype) * (RIDGE * inner.diagonal().mean())
    while True:
        part = inner[left][:, left]
        inverse = torch.linalg.inv(part)
        weight = inverse @ cross[left]
        if len(left) == keep:
            return left, weight
        cost = weight.square().sum(1) / inverse.diagonal()
        order = cost.argsort()[min(STEP, len(left) - keep) :]
        left = left[order.sort().values]


@torch.no_grad()
def prune(reader: Reader, texts: Tensor, hidden: int) -> None:
    """Narrow all feed-forward parts in place; texts are ids [texts, length]."""
    full = narrowed = reader.encoder.embed(texts)
    for number, block in enumerate(reader.encoder.blocks):
        full, narrowed = (attend(block, x) if block.attend else x for x in (full, narrowed))
        right = full.flatten(0, 1) + hidden_of(block, full) @ block.down.weight.T
        units = hidden_of(block, narrowed)
        target = right - narrowed.flatten(0, 1)
        left, weight = narrow(units.T.double() @ units.double(), units.T.double() @ target.double(), hidden)
        missed = (units[:, left] @ weight.float() - target).square().mean() / target.square().mean()
        print(f"layer {number}: {len(left)} units, {100 * missed:.2f} % of the output's variance missed", file=sys.stderr)
        block.up.weight = torch.nn.Parameter(block.up.weight[left].clone())
        block.down.weight = torch.nn.Parameter(weight.float().T.contiguous())
        full = right.view_as(full)
        narrowed = narrowed + (units[:, left] @ weight.float()).view_as(narrowed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("student", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--hidden", type=int, default=512)
    parser.add_argument("--texts", type=int, default=160, help="stretches of 192 characters, two thirds from reports")
    args = parser.parse_args()
    torch.set_num_threads(1)
    saved = torch.load(args.student, map_location="cpu", weights_only=False)
    reader = Reader(saved["shape"], len(Vocabulary.load(args.data / "vocabulary.json"))).eval()
    reader.load_state_dict({k: v.float() for k, v in saved["reader"].items()})
    texts = []
    for name, count in (("reports", args.texts * 2 // 3), ("news", args.texts - args.texts * 2 // 3)):
        ids = np.load(args.data / f"{name}.npy", mmap_mode="r")
        begins = np.linspace(0, len(ids) - 192, count).astype(int)
        texts += [torch.from_numpy((ids[b : b + 192] & (WORD - 1)).astype(np.int64)) for b in begins]
    prune(reader, torch.stack(texts), args.hidden)
    saved["reader"] = {k: v.half() for k, v in reader.state_dict().items()}
    saved["hidden"] = args.hidden
    torch.save(saved, args.out)


if __name__ == "__main__":
    main()
