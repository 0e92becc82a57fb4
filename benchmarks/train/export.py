"""Write a student as the files that `extract.learned.reader` loads: `python export.py STUDENT.pt DATA_DIR OUT_DIR`.

OUT/reader.onnx: the encoder and the tags, matrices in 8 bits, activations quantised as they come; OUT/reader.npz: the
heads in half precision and a description. With --full the matrices stay in 32 bits, to see what the 8 bits cost.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from heads import NEAR
from learn import Reader
from model import TAPS
from onnx import TensorProto, helper, numpy_helper
from text import CLASSES, PROPERTIES, TAGS, Vocabulary

MS = "com.microsoft"


class Graph:
    """An ONNX graph in the making."""

    def __init__(self, *, full: bool) -> None:
        self.nodes: list = []
        self.stored: list = []
        self.full = full

    def store(self, name: str, array: np.ndarray) -> str:
        self.stored.append(numpy_helper.from_array(array, name))
        return name

    def put(self, kind: str, inputs: list[str], name: str, *more: str, domain: str = "", **attributes: object) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name, *more], domain=domain, **attributes))
        return name

    def product(self, x: str, weight: np.ndarray, name: str) -> str:
        """Multiply by a matrix [outputs, inputs]."""
        w = np.ascontiguousarray(weight.T, np.float32)
        if self.full:
            return self.put("MatMul", [x, self.store(name + ".w", w)], name)
        scale = np.maximum(np.abs(w).max(0), 1e-8).astype(np.float32) / 127
        q = np.clip(np.round(w / scale), -127, 127).astype(np.int8)
        zero = np.zeros(len(scale), np.int8)
        inputs = [x, self.store(name + ".w", q), self.store(name + ".s", scale), self.store(name + ".z", zero)]
        return self.put("DynamicQuantizeMatMul", inputs, name, domain=MS)

    def norm(self, x: str, weight: np.ndarray, name: str) -> str:
        return self.put("LayerNormalization", [x, self.store(name + ".w", weight)], name, axis=-1)


def build(reader: Reader, *, window: int, full: bool) -> bytes:
    """Return the ONNX file of a reader: ids [t], rows [b, q], columns [b, k] -> states [t, width], tags [t, TAGS] (log-probabilities).

    t is at most `window`. In layers with attention the characters `rows[i]` look at the characters `columns[i]`; the rows,
    end to end, begin with 0 … t - 1 (`extract.learned.tagging.lay_blocks`). Convolutions are laid out so that onnxruntime takes its
    blocked depthwise kernel.
    """
    w = {k: v.detach().float().numpy() for k, v in reader.state_dict().items()}
    shape, g = reader.shape, Graph(full=full)
    d, heads = shape.width, shape.heads
    half = d // heads // 2
    table = w["encoder.embed.weight"]
    scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8).astype(np.float32) / 127
    g.put("Gather", [g.store("table", np.round(table / scale).astype(np.int8)), "ids"], "code")
    g.put("Cast", ["code"], "code_f", to=TensorProto.FLOAT)
    g.put("Gather", [g.store("table_scale", scale), "ids"], "code_s")
    x = g.put("Mul", ["code_f", "code_s"], "x")
    angle = np.arange(window)[:, None] * 1000.0 ** (-np.arange(half) / half)
    g.store("cos", np.cos(angle).astype(np.float32))
    g.store("sin", np.sin(angle).astype(np.float32))
    g.store("first", np.array([0], np.int64))
    g.store("outer", np.array([0, 1], np.int64))
    g.store("join", np.array([-1, d], np.int64))
    g.put("Shape", ["ids"], "length")
    for k, attend in enumerate(shape.attend):
        p, v = f"l{k}.", f"encoder.blocks.{k}."
        if attend:
            h = g.norm(x, w[v + "norm_a.weight"], p + "na")
            qkv = g.product(h, w[v + "qkv.weight"], p + "qkv")
            g.put("Split", [qkv, g.store(p + "parts", np.array([2 * d, d], np.int64))], p + "qk", p + "v", axis=-1)
            g.put("Unsqueeze", [p + "qk", "first"], p + "qk1")
            g.put("RotaryEmbedding", [p + "qk1", "first", "cos", "sin"], p + "turned", domain=MS, num_heads=2 * heads)
            g.put("Split", [g.put("Squeeze", [p + "turned", "first"], p + "turned1")], p + "q", p + "k", axis=-1, num_outputs=2)
            sides = [g.put("Gather", [p + z, "rows" if z == "q" else "columns"], p + z + "b") for z in "qkv"]
            g.put("MultiHeadAttention", sides, p + "o", domain=MS, num_heads=heads)
            g.put("Slice", [g.put("Reshape", [p + "o", "join"], p + "of"), "first", "length", "first"], p + "ot")
            x = g.put("Add", [x, g.product(p + "ot", w[v + "out.weight"], p + "ow")], p + "x")
        h = g.norm(x, w[v + "norm_f.weight"], p + "nf")
        g.put("Transpose", [g.put("Unsqueeze", [h, "outer"], p + "h1")], p + "ht", perm=[0, 3, 1, 2])
        taps = w[v + "taps"].copy()
        taps[TAPS // 2] += 1
        kernel = g.store(p + "taps", np.ascontiguousarray(taps.T[:, None, None]))
        g.put("Conv", [p + "ht", kernel], p + "cv", group=d, kernel_shape=[1, TAPS], pads=[0, TAPS // 2, 0, TAPS // 2])
        g.put("Squeeze", [g.put("Transpose", [p + "cv"], p + "ct", perm=[0, 2, 3, 1]), "outer"], p + "c")
        u = g.put("Relu", [g.product(p + "c", w[v + "up.weight"], p + "up")], p + "act")
        x = g.put("Add", [x, g.product(u, w[v + "down.weight"], p + "down")], p + "y")
    g.norm(x, w["encoder.norm.weight"], "states")
    tag = (w["heads.tag.shared.weight"] + w["heads.tag.delta"][1]).T
    bias = w["heads.tag.shared.bias"] + w["heads.tag.shift"][1]
    g.put("MatMul", ["states", g.store("tag.w", np.ascontiguousarray(tag))], "tag.x")
    g.put("LogSoftmax", [g.put("Add", ["tag.x", g.store("tag.b", bias)], "tag.y")], "tags", axis=-1)
    io = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["t", c]) for n, c in (("states", d), ("tags", TAGS))]
    given = {"ids": ["t"], "rows": ["b", "q"], "columns": ["b", "k"]}
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, size) for n, size in given.items()]
    graph = helper.make_graph(g.nodes, "reader", inputs, io, g.stored)
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(MS, 1)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="chanmai", ir_version=9)
    return model.SerializeToString(deterministic=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("student", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--window", type=int, default=1024, help="characters read at once")
    parser.add_argument("--overlap", type=int, default=64)
    parser.add_argument("--block", type=int, default=64, help="characters that attend together")
    parser.add_argument("--margin", type=int, default=32, help="characters to either side that they look at besides")
    args = parser.parse_args()
    vocabulary = Vocabulary.load(args.data / "vocabulary.json")
    saved = torch.load(args.student, map_location="cpu", weights_only=False)
    reader = Reader(saved["shape"], len(vocabulary), hidden=saved.get("hidden", 0))
    reader.load_state_dict({k: v.float() for k, v in saved["reader"].items()})
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "reader.onnx").write_bytes(build(reader, window=args.window, full=args.full))
    meta = {
        "characters": vocabulary.characters, "classes": CLASSES, "properties": PROPERTIES, "shape": saved["shape"],
        "window": args.window, "overlap": args.overlap, "block": args.block, "margin": args.margin, "near": NEAR,
    }  # fmt: skip
    heads = {k: v.numpy().astype(np.float16) for k, v in reader.heads.state_dict().items() if not k.startswith("tag.")}
    description = np.frombuffer(json.dumps(meta, ensure_ascii=False).encode(), np.uint8)
    np.savez(args.out / "reader.npz", meta=description, **heads)
    print(*(f"{p.name} {p.stat().st_size} bytes" for p in sorted(args.out.iterdir())), sep="\n")


if __name__ == "__main__":
    main()
