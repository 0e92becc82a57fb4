"""Pretrain an encoder on masked characters: `python pretrain.py SHAPE DATA_DIR OUT.pt --seconds N`.

Whole words and spans of words are masked (a fifth of the characters). The learning rate follows the clock: it rises for
some steps, stays, and falls to nothing over the last 60 %. Hidden matrices are trained by Muon
(Jordan et al. 2024), all else by Adam.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from model import SHAPES, Encoder, Predict, Shape
from text import BREAK, MASK, SPECIAL, WORD, Vocabulary
from torch import Tensor

RATE = 0.22  # of the characters are masked


def newton_schulz(g: Tensor) -> Tensor:
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.bfloat16()
    flip = x.shape[-2] > x.shape[-1]
    if flip:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(5):
        s = x @ x.mT
        x = a * x + (b * s + c * s @ s) @ x
    return (x.mT if flip else x).float()


class Muon:
    """Momentum whose update is made orthogonal; matrices of one shape are handled together."""

    def __init__(self, params: list[Tensor], momentum: float = 0.95, decay: float = 0.01) -> None:
        self.groups: dict[tuple[int, ...], list[Tensor]] = {}
        for p in params:
            self.groups.setdefault(tuple(p.shape), []).append(p)
        self.buffers = {k: torch.zeros(len(v), *k, device=v[0].device) for k, v in self.groups.items()}
        self.momentum, self.decay = momentum, decay

    @torch.no_grad()
    def step(self, lr: float) -> None:
        for shape, params in self.groups.items():
            g = torch.stack([p.grad for p in params])
            buffer = self.buffers[shape]
            buffer.lerp_(g, 1 - self.momentum)
            update = newton_schulz(g.lerp(buffer, self.momentum)) * max(1.0, shape[0] / shape[1]) ** 0.5
            torch._foreach_mul_(params, 1 - lr * self.decay)
            torch._foreach_add_(params, list(update.unbind(0)), alpha=-lr)


def hide(ids: Tensor, first: Tensor, vocabulary: int) -> tuple[Tensor, Tensor]:
    """Mask whole words: return the input and the mask of what is to be guessed."""
    word = first.long().cumsum(1)
    draw = torch.rand(ids.shape[0], ids.shape[1] + 1, device=ids.device)
    joined = torch.minimum(draw, torch.roll(draw, 1, dims=1) + RATE * 0.23)  # a masked word takes the next along at times
    hidden = (torch.gather(joined, 1, word) < RATE * 0.64) & (ids != BREAK)
    how = torch.rand(ids.shape, device=ids.device)
    noise = torch.randint(SPECIAL, vocabulary // 2, ids.shape, device=ids.device)
    seen = torch.where(hidden & (how < 0.85), MASK, ids)
    return torch.where(hidden & (how > 0.95), noise, seen), hidden


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--batch", type=int, default=64, help="sequences of 512 characters in a step")
    parser.add_argument("--lr", type=float, default=0.02, help="of Muon")
    parser.add_argument("--adam", type=float, default=0.003)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--start", type=Path, help="go on from this encoder")
    parser.add_argument("--rise", type=int, default=100, help="steps in which the learning rate rises")
    parser.add_argument("--length", type=int, default=512)
    args = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(args.seed)
    torch.set_float32_matmul_precision("high")
    vocabulary = Vocabulary.load(args.data / "vocabulary.json")
    shape = Shape(vocabulary=len(vocabulary), **SHAPES[args.shape])
    stream = np.concatenate([np.load(args.data / "news.npy")] + [np.load(args.data / "reports.npy")] * 3)
    held = torch.from_numpy(np.load(args.data / "reports.npy")[: 64 * args.length].astype(np.int32)).to(device).view(64, -1)
    stream_t = torch.from_numpy(stream.astype(np.int32)).to(device)
    encoder = Encoder(shape).to(device)
    if args.start:
        encoder.load_state_dict({k: v.float() for k, v in torch.load(args.start, map_location=device)["encoder"].items()})
    predict = Predict(shape.width, shape.vocabulary).to(device)
    matrices = [p for n, p in encoder.named_parameters() if p.dim() == 2 and "blocks" in n and "taps" not in n]
    matrices += [predict.dense.weight]
    known = {id(p) for p in matrices}
    rest = [p for m in (encoder, predict) for p in m.parameters() if id(p) not in known]
    muon = Muon(matrices)
    adam = torch.optim.AdamW(rest, lr=args.adam, betas=(0.9, 0.98), weight_decay=0.0, fused=device.type == "cuda")
    if args.compile:
        for block in encoder.blocks:
            block.compile()
    count = len(stream_t) // args.length - 1
    order = torch.empty(0, dtype=torch.long)
    amp = torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda")

    def batch(step: int) -> Tensor:
        nonlocal order
        if len(order) < args.batch:
            shift = torch.randint(args.length, (1,))
            order = torch.randperm(count) * args.length + shift
        starts, order = order[: args.batch], order[args.batch :]
        return stream_t[starts.to(device)[:, None] + torch.arange(args.length, device=device)]

    def loss_of(raw: Tensor) -> Tensor:
        ids, first = raw & (WORD - 1), raw >= WORD
        seen, hidden = hide(ids, first, shape.vocabulary)
        with amp:
            h = encoder(seen)
            where = hidden.view(-1).nonzero().squeeze(1)
            logits = predict(h.reshape(-1, shape.width)[where], encoder.embed.weight)
        return F.cross_entropy(logits.float(), ids.reshape(-1)[where].long())

    begin, step, mean = None, 0, None
    told = time.time()
    while True:
        now = time.time()
        if step == 3:
            begin = now  # compilation is not counted
        done = 0.0 if begin is None else (now - begin) / args.seconds
        if done >= 1:
            break
        scale = min(1.0, (step + 1) / args.rise, max(0.0, (1 - done) / 0.6))
        try:
            loss = loss_of(batch(step))
            loss.backward()
        except Exception as error:  # what the compiler raises on a machine without its tools has no common type
            if step or not args.compile:
                raise
            print("not compiled:", repr(error)[:300], flush=True)
            for block in encoder.blocks:
                block._compiled_call_impl = None
            args.compile = False
            continue
        for group in adam.param_groups:
            group["lr"] = args.adam * scale
        torch.nn.utils.clip_grad_norm_(rest, 1.0)
        adam.step()
        muon.step(args.lr * scale)
        for p in matrices + rest:
            p.grad = None
        step += 1
        if step % 50 == 0:
            value = loss.item()
            mean = value if mean is None else 0.8 * mean + 0.2 * value
            if time.time() - told > 10:
                told = time.time()
                rate = 0 if begin is None else (step - 3) * args.batch * args.length / (told - begin) / 1e6
                print(f"{args.shape} step {step} loss {mean:.3f} done {done:.2f} {rate:.2f} M char/s", flush=True)
    torch.manual_seed(0)
    seen = loss_of(held).item()  # with gradients, else it would be compiled anew
    print(f"{args.shape} steps {step} characters {step * args.batch * args.length / 1e6:.0f} M; on seen reports {seen:.3f}", flush=True)
    state = {k.replace("_orig_mod.", ""): v.to("cpu", torch.float16) for k, v in encoder.state_dict().items()}
    torch.save({"shape": args.shape, "encoder": state}, args.out)


if __name__ == "__main__":
    main()
