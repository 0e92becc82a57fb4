"""Store checkpoints small and in parts, or read them back: `python pack.py IN.pt OUT_STEM` / `python pack.py STEM OUT.pt --back`.

Matrices are kept in 8 bits with a scale for each row, all else in half precision.
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import torch

PART = 15 * 1024 * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--back", action="store_true")
    args = parser.parse_args()
    if args.back:
        parts = sorted(args.source.parent.glob(args.source.name + ".[0-9]"))
        saved = torch.load(io.BytesIO(b"".join(p.read_bytes() for p in parts)), weights_only=False)
        for key in ("encoder", "reader"):
            if key in saved:
                saved[key] = {n: (v[0].float() * v[1]).half() if isinstance(v, tuple) else v for n, v in saved[key].items()}
        torch.save(saved, args.target)
        return
    saved = torch.load(args.source, map_location="cpu", weights_only=False)
    for key in ("encoder", "reader"):
        if key in saved:
            small = {}
            for name, value in saved[key].items():
                if value.dim() == 2 and value.numel() > 20000:
                    scale = value.float().abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
                    small[name] = ((value.float() / scale).round().to(torch.int8), scale)
                else:
                    small[name] = value.half()
            saved[key] = small
    buffer = io.BytesIO()
    torch.save(saved, buffer)
    data = buffer.getvalue()
    for k in range(0, len(data), PART):
        Path(f"{args.target}.{k // PART}").write_bytes(data[k : k + PART])


if __name__ == "__main__":
    main()
