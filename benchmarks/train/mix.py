"""Write the weighted mean of students of one shape: `python mix.py OUT.pt 0.4=A.pt 0.36=B.pt 0.24=C.pt` (weight averaging, Wortsman et al. 2022)."""

from __future__ import annotations

import sys
from pathlib import Path

import torch


def main() -> None:
    out, *parts = sys.argv[1:]
    pairs = [(float(weight), path) for weight, path in (part.split("=", 1) for part in parts)]
    total = sum(weight for weight, _ in pairs)
    saved = [torch.load(path, map_location="cpu", weights_only=False) for _, path in pairs]
    mean = {name: sum(weight / total * one["reader"][name].float() for (weight, _), one in zip(pairs, saved)).half() for name in saved[0]["reader"]}
    torch.save({"shape": saved[0]["shape"], "reader": mean, "args": {"mix": [[weight, Path(path).name] for weight, path in pairs]}}, out)


if __name__ == "__main__":
    main()
