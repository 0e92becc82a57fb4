"""Read unlabelled text with the teachers: `python pseudo.py DATA_DIR OUT.pt --teachers T.pt...`.

OUT holds windows of characters with the mean tag probabilities, and pieces of the industrial reports with the teachers'
mean scores for the pairs of names that they find, the subjects and indicators of numbers, and whether those are facts.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import numpy as np
import torch
from learn import Reader, kinds_of, line_of, measure
from prepare import numbers
from reports import Batch, collate, load
from text import WORD, Vocabulary, decode
from torch import Tensor


def read_back(ids: np.ndarray, vocabulary: Vocabulary) -> list[str]:
    """Return the texts of a corpus array; what the vocabulary lacks comes back as a blot."""
    characters = np.array(["\0", "\ufffd", "\ufffd", "\n", *vocabulary.characters])
    plain = "".join(characters[ids & (WORD - 1)])
    return [t for t in plain.split("\n\n") if t.strip()]


def cut(text: str, size: int = 1100) -> list[str]:
    """Part a long text at line breaks into pieces of about `size` characters."""
    pieces, now = [], ""
    for line in text.split("\n"):
        if now and len(now) + len(line) > size:
            pieces.append(now)
            now = ""
        now += ("\n" if now else "") + line[: 2 * size]
    return [*pieces, now] if now else pieces


class Council:
    """The teachers together."""

    def __init__(self, paths: list[Path], vocabulary: Vocabulary, device: torch.device) -> None:
        self.readers, self.vocabulary, self.device = [], vocabulary, device
        for path in paths:
            saved = torch.load(path, map_location=device, weights_only=False)
            reader = Reader(saved["shape"], len(vocabulary)).to(device)
            reader.load_state_dict({k: v.float() for k, v in saved["reader"].items()})
            self.readers.append(reader.eval())

    @torch.no_grad()
    def tags(self, ids: Tensor) -> Tensor:
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            return sum(r.heads.tag(r.encoder(ids), 1).float().softmax(-1) for r in self.readers) / len(self.readers)

    @torch.no_grad()
    def states(self, batch: Batch) -> list[Tensor]:
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            return [r.states(batch).float() for r in self.readers]

    @torch.no_grad()
    def answers(self, batch: Batch, hs: list[Tensor]) -> dict[str, Tensor]:
        mean = lambda xs: sum(xs) / len(self.readers)
        return {k: mean([x[k] for x in each]) for each in [[ask(r, batch, h) for r, h in zip(self.readers, hs)]] for k in each[0]}


def ask(reader: Reader, batch: Batch, h: Tensor) -> dict[str, Tensor]:
    """Return a reader's scores for every question of a batch."""
    a, out = batch.arrays, {}
    place = (batch.sentence, batch.clause)
    if "pairs" in a:
        rows = a["pairs"]
        out["pairs"] = reader.heads.pair(h, rows[:, :2], rows[:, 2:4], kinds_of(rows), *place).float()
    if "cands" in a:
        rows = a["cands"]
        out["cands"] = reader.heads.subject(h, rows[:, :2], rows[:, 2:4], kinds_of(rows), *place).float()
    if "spans" in a:
        s = a["spans"]
        out["fact"] = reader.heads.fact(torch.cat((h[s[:, 0]], h[s[:, 1] - 1]), 1)).float()
        out["pointer"] = reader.heads.pointer(h, s, batch.sentence).float()
    return out


@torch.no_grad()
def pseudo_reports(texts: list[str], council: Council, overlap: int) -> list[dict]:
    """Return the texts as reports with the names that the council reads, every name its own entity, and all numbers."""
    vocabulary, window = council.vocabulary, council.readers[0].shape.window
    out = []
    for k in range(0, len(texts), 48):
        some = [
            {"text": t, "style": 0, "mentions": [], "entities": [], "relations": [], "quantities": []} for t in texts[k : k + 48]
        ]  # fmt: skip
        batch = collate(some, vocabulary, window, overlap, random.Random(0)).to(council.device)
        p = sum(r.heads.tag(h, 1).softmax(-1) for r, h in zip(council.readers, council.states(batch))) / len(council.readers)
        log_p = p.clamp(min=1e-9).log().cpu().numpy()
        for r, (b, e, _) in zip(some, batch.styles):
            names = decode(log_p[b:e])
            mentions = [[x, y, [c], [i], False] for i, (x, y, c, _) in enumerate(names)]
            quantities = [[x, y, y, -1, [0], -1, -1] for x, _, y, *_ in numbers(r["text"])]
            entities = [[[c], False] for _, _, c, _ in names]
            out.append(r | {"style": 1, "pseudo": True, "mentions": mentions, "entities": entities, "quantities": quantities})
    return out


def split(told: dict[str, Tensor], batch: Batch) -> list[dict[str, Tensor]]:
    """Return the scores of a batch by report."""
    ends = torch.tensor([e for _, e, _ in batch.styles], device=batch.ids.device)
    out: list[dict[str, Tensor]] = [{} for _ in batch.styles]
    for name, rows in (("pairs", "pairs"), ("cands", "cands"), ("fact", "spans"), ("pointer", "spans")):
        if name in told:
            owner = torch.searchsorted(ends, batch.arrays[rows][:, 0].contiguous(), right=True)
            sizes = torch.bincount(owner, minlength=len(out)).tolist()
            for part, piece in zip(out, told[name].half().split(sizes)):
                part[name] = piece.clone()
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--teachers", type=Path, nargs="+", required=True)
    parser.add_argument("--news", type=int, default=5_000_000, help="characters of news")
    parser.add_argument("--limit", type=int, default=10**9, help="pieces of reports, for a trial")
    args = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_float32_matmul_precision("high")
    clock = time.time()
    vocabulary = Vocabulary.load(args.data / "vocabulary.json")
    council = Council(args.teachers, vocabulary, device)
    print("council", line_of(measure(council.readers, [r for r in load(args.data) if r["dev"]], vocabulary)), f"{time.time() - clock:.0f} s", flush=True)
    reports = np.load(args.data / "reports.npy")
    texts = [piece for t in read_back(reports, vocabulary) for piece in cut(t)][: args.limit]
    overlap = council.readers[0].shape.overlap
    pseudo = pseudo_reports(texts, council, overlap)
    print(len(pseudo), "pieces read", f"{time.time() - clock:.0f} s", flush=True)
    for k in range(0, len(pseudo), 24):
        batch = collate(pseudo[k : k + 24], vocabulary, council.readers[0].shape.window, overlap, random.Random(0)).to(device)
        for r, told in zip(pseudo[k : k + 24], split(council.answers(batch, council.states(batch)), batch)):
            r["told"] = told
    print("questions answered", f"{time.time() - clock:.0f} s", flush=True)
    wide = council.readers[0].shape.window
    keep = wide // 16
    news = np.load(args.data / "news.npy")[-args.news :] if args.news else np.zeros(0, np.uint16)
    stream = torch.from_numpy(np.concatenate((reports, news)).astype(np.int32)) & (WORD - 1)
    starts = torch.arange(0, min(len(stream) - wide, args.limit * wide), wide - 2 * keep)
    ids, soft = [], []
    for some in starts.split(max(1, 65536 // wide)):
        rows = stream[some[:, None] + torch.arange(wide)].to(device).long()
        soft.append(council.tags(rows)[:, keep:-keep].half())
        ids.append(rows[:, keep:-keep].short())
    torch.save({"ids": torch.cat(ids), "soft": torch.cat(soft), "pseudo": pseudo}, args.out)
    print("characters", sum(x.numel() for x in ids), f"{time.time() - clock:.0f} s", flush=True)


if __name__ == "__main__":
    main()
