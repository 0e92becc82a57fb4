"""Write a packaged reader as a student again, to teach it further: `python thaw.py MODEL_DIR OUT.pt` (what export.py wrote; 8 bits stay 8 bits)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from learn import Reader
from model import TAPS
from onnx import numpy_helper
from text import Vocabulary

PARTS = {"qkv": "qkv.weight", "ow": "out.weight", "na": "norm_a.weight", "nf": "norm_f.weight", "up": "up.weight", "down": "down.weight"}


def thaw(folder: Path) -> dict:
    """Return the state of a packaged reader as tune.py saves it; both styles of marking get the tags of gold."""
    packed = np.load(folder / "reader.npz")
    meta = json.loads(packed["meta"].tobytes())
    reader = Reader(meta["shape"], len(Vocabulary(meta["characters"])))
    state = reader.state_dict()
    stored = {t.name: numpy_helper.to_array(t).astype(np.float32) for t in onnx.load(folder / "reader.onnx").graph.initializer}

    def matrix(name: str) -> np.ndarray:
        w = stored[name + ".w"]
        return w if w.ndim == 1 else (w * stored[name + ".s"]).T if name + ".s" in stored else w.T

    new = {"encoder.embed.weight": stored["table"] * stored["table_scale"], "encoder.norm.weight": stored["states.w"]}
    for k, _ in enumerate(reader.encoder.blocks):
        for short, full in PARTS.items():
            if f"l{k}.{short}.w" in stored:
                new[f"encoder.blocks.{k}.{full}"] = matrix(f"l{k}.{short}")
        taps = stored[f"l{k}.taps"][:, 0, 0].T.copy()
        taps[TAPS // 2] -= 1
        new[f"encoder.blocks.{k}.taps"] = taps
    new |= {"heads.tag.shared.weight": stored["tag.w"].T, "heads.tag.shared.bias": stored["tag.b"]}
    new |= {f"heads.{name}": packed[name] for name in packed.files if name != "meta"}
    for name in ("heads.tag.delta", "heads.tag.shift"):
        new[name] = np.zeros(tuple(state[name].shape), np.float32)
    assert new.keys() == state.keys(), new.keys() ^ state.keys()
    return {"shape": meta["shape"], "reader": {k: torch.from_numpy(np.array(v, np.float16)).reshape(state[k].shape) for k, v in new.items()}, "args": {"thawed": True}}


if __name__ == "__main__":
    torch.save(thaw(Path(sys.argv[1])), sys.argv[2])
