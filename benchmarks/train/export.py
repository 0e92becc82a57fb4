"""Write a student as the files that `extract.reader` loads: `python export.py STUDENT.pt DATA_DIR OUT_DIR`.

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


def build(reader: Reader, *, full: bool) -> bytes:
    """Return the ONNX file of a reader: ids [t] -> states [t, width], tags [t, TAGS] (log-probabilities)."""
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
    angle = np.arange(shape.window)[:, None] * 1000.0 ** (-np.arange(half) / half)
    g.store("cos", np.cos(angle)[:, None].astype(np.float32))
    g.store("sin", np.sin(angle)[:, None].astype(np.float32))
    g.store("split", np.array([0, heads, d // heads], np.int64))
    g.store("join", np.array([0, d], np.int64))
    g.store("zero", np.array([0], np.int64))
    g.store("pads", np.array([TAPS // 2, 0, TAPS // 2, 0], np.int64))
    for k in range(TAPS):
        g.store(f"at{k}", np.array([k], np.int64))
        if k < TAPS - 1:
            g.store(f"to{k}", np.array([k - TAPS + 1], np.int64))
    g.store(f"to{TAPS - 1}", np.array([2**31 - 1], np.int64))
    g.put("Shape", ["ids"], "length")
    for name in ("cos", "sin"):
        g.put("Slice", [name, "zero", "length", "zero"], name + "_t")
    for k, attend in enumerate(shape.attend):
        p, v = f"l{k}.", f"encoder.blocks.{k}."
        if attend:
            h = g.norm(x, w[v + "norm_a.weight"], p + "na")
            g.put("Split", [g.product(h, w[v + "qkv.weight"], p + "qkv")], p + "q", p + "k", p + "v", axis=-1, num_outputs=3)
            for z in "qkv":
                g.put("Reshape", [p + z, "split"], p + z + "h")
            for z in "qk":
                a, b = p + z + "a", p + z + "b"
                g.put("Split", [p + z + "h"], a, b, axis=-1, num_outputs=2)
                for y, trig in ((a, "cos"), (b, "sin"), (b, "cos"), (a, "sin")):
                    g.put("Mul", [y, trig + "_t"], y + trig)
                g.put("Concat", [g.put("Sub", [a + "cos", b + "sin"], a + "r"), g.put("Add", [b + "cos", a + "sin"], b + "r")], p + z + "r", axis=-1)
            g.put("Transpose", [p + "qr"], p + "qt", perm=[1, 0, 2])
            g.put("Transpose", [p + "kr"], p + "kt", perm=[1, 2, 0])
            g.put("Transpose", [p + "vh"], p + "vt", perm=[1, 0, 2])
            g.put("FusedMatMul", [p + "qt", p + "kt"], p + "s", domain=MS, alpha=float((d // heads) ** -0.5))
            g.put("MatMul", [g.put("Softmax", [p + "s"], p + "p", axis=-1), p + "vt"], p + "o")
            g.put("Reshape", [g.put("Transpose", [p + "o"], p + "ot", perm=[1, 0, 2]), "join"], p + "of")
            x = g.put("Add", [x, g.product(p + "of", w[v + "out.weight"], p + "ow")], p + "x")
        h = g.norm(x, w[v + "norm_f.weight"], p + "nf")
        g.put("Pad", [h, "pads"], p + "pad")
        taps = w[v + "taps"].copy()
        taps[TAPS // 2] += 1
        sides = []
        for j in range(TAPS):
            g.put("Slice", [p + "pad", f"at{j}", f"to{j}", "zero"], p + f"c{j}")
            sides.append(g.put("Mul", [p + f"c{j}", g.store(p + f"t{j}", taps[j])], p + f"m{j}"))
        u = g.product(g.put("Sum", sides, p + "c"), w[v + "up.weight"], p + "up")
        u = g.put("Relu", [u], p + "act")
        x = g.put("Add", [x, g.product(u, w[v + "down.weight"], p + "down")], p + "y")
    g.norm(x, w["encoder.norm.weight"], "states")
    tag = (w["heads.tag.shared.weight"] + w["heads.tag.delta"][1]).T
    bias = w["heads.tag.shared.bias"] + w["heads.tag.shift"][1]
    g.put("MatMul", ["states", g.store("tag.w", np.ascontiguousarray(tag))], "tag.x")
    g.put("LogSoftmax", [g.put("Add", ["tag.x", g.store("tag.b", bias)], "tag.y")], "tags", axis=-1)
    io = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["t", c]) for n, c in (("states", d), ("tags", TAGS))]
    ids = [helper.make_tensor_value_info("ids", TensorProto.INT64, ["t"])]
    graph = helper.make_graph(g.nodes, "reader", ids, io, g.stored)
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(MS, 1)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="chanmai", ir_version=9)
    return model.SerializeToString(deterministic=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("student", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--window", type=int, default=192, help="characters read at once; 128 to 256 read alike (F1 of names 0.767–0.770)")
    parser.add_argument("--overlap", type=int, default=32)
    args = parser.parse_args()
    vocabulary = Vocabulary.load(args.data / "vocabulary.json")
    saved = torch.load(args.student, map_location="cpu", weights_only=False)
    reader = Reader(saved["shape"], len(vocabulary))
    reader.load_state_dict({k: v.float() for k, v in saved["reader"].items()})
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "reader.onnx").write_bytes(build(reader, full=args.full))
    meta = {
        "characters": vocabulary.characters, "classes": CLASSES, "properties": PROPERTIES, "shape": saved["shape"],
        "window": args.window, "overlap": args.overlap, "near": NEAR,
    }  # fmt: skip
    heads = {k: v.numpy().astype(np.float16) for k, v in reader.heads.state_dict().items() if not k.startswith("tag.")}
    description = np.frombuffer(json.dumps(meta, ensure_ascii=False).encode(), np.uint8)
    np.savez(args.out / "reader.npz", meta=description, **heads)
    print(*(f"{p.name} {p.stat().st_size} bytes" for p in sorted(args.out.iterdir())), sep="\n")


if __name__ == "__main__":
    main()
