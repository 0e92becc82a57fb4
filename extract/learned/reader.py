"""A learned reader of characters: names in a text, and scores for what else a report says of them.

In goes the text of a report (layout already repaired; line breaks part paragraphs). Out comes a `Reading`: guesses of
names with class and probability, and the characters' states, from which relations between spans, the subject of a
number, its indicator and whether it states a fact are scored on request. It knows nothing of entities: who is who, and
what is written, is decided elsewhere. The model lies in `extract/models` or, if set, in the folder $CHANMAI_MODEL_DIR.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from extract.learned.tagging import best_names, fit_window, lay_blocks, lay_windows, other_names, squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float32]
    Span: TypeAlias = tuple[int, int, str]

__all__ = ["CharacterReader", "NameGuess", "Reading", "entity_probability"]

UNKNOWN = 1
GAPS = np.array([0, 1, 2, 3, 5, 9, 17, 33, 65, 129, 257])  # least distance of each bucket, in characters
LONGEST_INDICATOR = 25
RUN = 64  # characters that are summed at once
PARTS = ("first.bias", "between.weight", "kinds", "distance", "apart", "parts", "out.weight", "out.bias")  # of a scorer of pairs
NUMBER = "Number"  # the kind of a span that is a quantity
SENTENCE_END = "。！？；\n!?;"
CLAUSE_END = "，。！？；：\n,!?;:"
PLANE = 0xFFFF  # stands for all codes beyond the basic plane; no character


def _marked(characters: str) -> NDArray[np.int64]:
    """Return for each code whether it is one of some characters, 1 or 0."""
    found = np.zeros(PLANE + 1, np.int64)
    found[[ord(char) for char in characters]] = 1
    return found


IS_SENTENCE_END, IS_CLAUSE_END = _marked(SENTENCE_END), _marked(CLAUSE_END)
BEFORE = np.tril(np.ones((RUN, RUN), np.float32))


@dataclass(frozen=True, slots=True)
class NameGuess:
    """A possible name: `begin` and `end` (exclusive) in the text, class, probability; `best` if it is in the best reading."""

    begin: int
    end: int
    kind: str
    probability: float
    best: bool = True


@dataclass(frozen=True, slots=True)
class Model:
    """What one model folder holds: the network, the arrays of the heads, and their description."""

    session: Any
    arrays: Mapping[str, Floats]
    numbers: NDArray[np.int64]  # of each character by its code; the last of all others
    kinds: tuple[str, ...]
    properties: tuple[str, ...]
    window: int
    overlap: int
    block: int
    margin: int
    near: int


@cache
def load_model(folder: Path) -> Model:
    """Return the model in a folder, for one thread; each folder is read once a process."""
    import onnxruntime  # noqa: PLC0415 - heavy, and only the reader needs it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_mem_pattern = False  # texts differ in length, so that no pattern of memory serves twice
    session = onnxruntime.InferenceSession(folder / "reader.onnx", options, providers=["CPUExecutionProvider"])
    with np.load(folder / "reader.npz") as stored:
        arrays = {name: stored[name].astype(np.float32) for name in stored.files if name != "meta"}
        meta = json.loads(stored["meta"].tobytes())
    numbers = np.full(max(map(ord, meta["characters"])) + 2, UNKNOWN, np.int64)
    for k, char in enumerate(meta["characters"]):
        numbers[ord(char)] = k + 4
    numbers[ord("\n")] = 3
    kinds, properties = tuple(meta["classes"]), tuple(meta["properties"])
    sizes = (meta[key] for key in ("window", "overlap", "block", "margin", "near"))
    return Model(session, arrays, numbers, kinds, properties, *sizes)


def entity_probability(scores: Floats) -> Floats:
    """Return the probability of each property for two entities, from the scores of the pairs of their mentions (rows)."""
    return np.asarray(1 / (1 + np.exp(-np.logaddexp.reduce(scores, axis=0))), np.float32)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one text; all spans are offsets into that text."""

    names: list[NameGuess]
    model: Model
    states: Floats
    at: list[int]
    sentence: NDArray[np.int64]
    clause: NDArray[np.int64]
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def _spans(self, spans: Sequence[Span]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return (begin, end) of each span among the states, [spans, 2], and the number of its class."""
        known: dict[Span, tuple[int, int, int]] = self.kept.setdefault("rows", {})
        new = [span for span in spans if span not in known]
        if new:
            if "at" not in self.kept:
                self.kept["at"] = np.array(self.at, np.int64)
                self.kept["kinds"] = {kind: k for k, kind in enumerate((*self.model.kinds, NUMBER))}
            rows = np.searchsorted(self.kept["at"], np.array([(begin, end) for begin, end, _ in new], np.int64))
            rows[:, 0] = np.minimum(rows[:, 0], len(self.at) - 1)
            rows[:, 1] = np.maximum(rows[:, 1], rows[:, 0] + 1)
            known.update((span, (begin, end, self.kept["kinds"][span[2]])) for span, (begin, end) in zip(new, rows.tolist(), strict=True))
        found = np.array([known[span] for span in spans], np.int64).reshape(-1, 3)
        return found[:, :2], found[:, 2]

    def _sums(self) -> Floats:
        """Return the sums of the states before each character, [characters + 1, width]: runs of RUN first, then over the runs."""
        if "sums" not in self.kept:
            count, width = self.states.shape
            runs = np.zeros((-(-count // RUN), RUN, width), np.float32)
            runs.reshape(-1, width)[:count] = self.states
            found = np.zeros((1 + runs.size // width, width), np.float32)
            inside = np.matmul(BEFORE, runs, out=found[1:].reshape(runs.shape))
            inside[1:] += np.cumsum(inside[:-1, -1], axis=0)[:, None]
            self.kept["sums"] = found[: count + 1]
        sums: Floats = self.kept["sums"]
        return sums

    def foresee(self, numbers: Sequence[tuple[int, int]], mentions: Sequence[Span]) -> None:
        """Work out at once what will be asked of numbers and of the names that they may be about; changes no answer."""
        if not numbers or not self.at:
            return
        rows, _ = self._spans([(*number, NUMBER) for number in numbers])
        self._learn("subject.first.weight", rows)
        if mentions:
            self._learn("subject.second.weight", self._spans(mentions)[0])
        w = self.model.arrays
        edge = np.concatenate((self.states[rows[:, 0]], self.states[rows[:, 1] - 1]), axis=1)
        z = np.maximum(edge @ w["fact.0.weight"].T + w["fact.0.bias"], 0)
        odds = (z @ w["fact.2.weight"].T + w["fact.2.bias"])[:, 0]
        self.kept.setdefault("facts", {}).update(zip(numbers, (1 / (1 + np.exp(-odds))).tolist(), strict=True))
        query = edge @ w["pointer.query.weight"].T + w["pointer.query.bias"]
        n = query.shape[1] // 2
        asked = np.stack([query[:, part] @ w["pointer.key.weight"][part] for part in (slice(n), slice(n, None))], axis=1)
        self.kept.setdefault("asked", {}).update(zip(numbers, asked, strict=True))

    def _learn(self, name: str, rows: NDArray[np.int64]) -> dict[tuple[int, int], Floats]:
        """Return a matrix times the first and last states of each row (begin, end), all that was asked before too."""
        known: dict[tuple[int, int], Floats] = self.kept.setdefault(name, {})
        new = sorted({(begin, end) for begin, end in rows.tolist() if (begin, end) not in known})
        if new:
            b, e = np.array(new).T
            edge = np.concatenate((self.states[b], self.states[e - 1]), axis=1)
            known.update(zip(new, edge @ self.model.arrays[name].T, strict=True))
        return known

    def _edges(self, name: str, rows: NDArray[np.int64]) -> Floats:
        """Return a matrix times the first and last states of each row (begin, end); what was asked before is kept."""
        known = self._learn(name, rows)
        return np.concatenate([known[begin, end] for begin, end in rows.tolist()]).reshape(len(rows), -1)

    def _score(self, head: str, first: Sequence[Span], second: Sequence[Span]) -> Floats:
        """Return the scores of each first span with the second at its place; of a single first one with every second."""
        if head not in self.kept:
            self.kept[head] = {name: self.model.arrays[f"{head}.{name}"] for name in PARTS}
        w: dict[str, Floats] = self.kept[head]
        if not second or not self.at:
            return np.zeros((len(second), len(w["out.bias"])), np.float32)
        (a, kind_a), (b, kind_b) = self._spans(first), self._spans(second)
        u = self._edges(f"{head}.first.weight", a) + w["first.bias"]
        v = self._edges(f"{head}.second.weight", b)
        low = np.minimum(a[:, 1], b[:, 1])
        high = np.maximum(np.maximum(a[:, 0], b[:, 0]), low)
        sums = self._sums()
        mean = (sums[high] - sums[low]) / np.maximum(high - low, 1)[:, None].astype(np.float32)
        after = b[:, 0] >= a[:, 0]
        gap = np.maximum(np.where(after, b[:, 0] - a[:, 1], a[:, 0] - b[:, 1]), 0)
        distance = np.searchsorted(GAPS, gap, side="right") - 1 + len(GAPS) * after
        apart = np.minimum(np.maximum(self.sentence[b[:, 0]] - self.sentence[a[:, 0]], -1), 6) + 1
        parts = np.minimum(np.abs(self.clause[b[:, 0]] - self.clause[a[:, 0]]), 7)
        n = u.shape[1] // 2
        z = u[:, :n] + v[:, :n] + u[:, n:] * v[:, n:] + mean @ w["between.weight"].T
        z += w["kinds"][kind_a * (len(self.model.kinds) + 1) + kind_b] + w["distance"][distance] + w["apart"][apart] + w["parts"][parts]
        return np.asarray(np.maximum(z, 0) @ w["out.weight"].T + w["out.bias"], np.float32)

    def relation_scores(self, pairs: Sequence[tuple[Span, Span]]) -> Floats:
        """Return [pairs, properties + 1] scores (log-odds): a column for each of `model.properties`, last for "planned".

        A span is (begin, end, class). Pairs whose classes the contract does not join have scores without meaning. For two
        entities put the rows of all their mentions into `entity_probability`.
        """
        return self._score("pair", [a for a, _ in pairs], [b for _, b in pairs])

    def subject_scores(self, quantity: tuple[int, int], mentions: Sequence[Span]) -> Floats:
        """Return the probability, among the given mentions, of each to be what a number is about; they sum to one."""
        number = (*quantity, NUMBER)
        score = self._score("subject", [number], mentions)[:, 0]
        share = np.exp(score - score.max(initial=-1e9))
        return np.asarray(share / max(float(share.sum()), 1e-9), np.float32)

    def fact_probability(self, quantity: tuple[int, int]) -> float:
        """Return how probable it is that a number states a measurable fact, not a date, an ordinal or a part of a name."""
        if not self.at:
            return 0.0
        if quantity not in self.kept.get("facts", ()):
            self.foresee([quantity], [])
        return float(self.kept["facts"][quantity])

    def indicator_guess(self, quantity: tuple[int, int]) -> tuple[int, int, float] | None:
        """Return (begin, end, probability) of the phrase in the number's sentence that says what is counted; None if nothing is there."""
        known: dict[tuple[int, int], tuple[int, int, float] | None] = self.kept.setdefault("pointed", {})
        if quantity not in known:
            known[quantity] = self._point(quantity) if self.at else None
        return known[quantity]

    def indicator_places(self, quantity: tuple[int, int], begins: int, ends: int) -> tuple[dict[int, float], dict[int, float], list[tuple[float, int, int]]]:
        """Return where the phrase that says what is counted may begin and end, and the phrases between them, likeliest first.

        Places and phrases come with log-probabilities; at most so many begins and ends.
        """
        self.indicator_guess(quantity)
        if quantity not in self.kept.get("places", ()):
            return {}, {}, []
        at, log_p, reach = self.kept["places"][quantity]
        first, last = (np.argsort(-log_p[k], kind="stable")[:count] for k, count in ((0, begins), (1, ends)))
        left, right = (dict(zip(at[rows].tolist(), log_p[k][rows].tolist(), strict=True)) for k, rows in ((0, first), (1, last)))
        lawful = sorted([(-p - q, self.at[b], self.at[e] + 1) for b, p in left.items() for e, q in right.items() if b <= e < b + LONGEST_INDICATOR and (b >= reach or e < reach)])
        return {self.at[b]: p for b, p in left.items()}, {self.at[e] + 1: q for e, q in right.items()}, [(-cost, b, e) for cost, b, e in lawful]

    def _point(self, quantity: tuple[int, int]) -> tuple[int, int, float] | None:
        if quantity not in self.kept.get("asked", ()):
            self.foresee([quantity], [])
        w, near, asked, ((b, e),) = self.model.arrays, self.model.near, self.kept["asked"][quantity], self._spans([(*quantity, NUMBER)])[0].tolist()
        begin, end = np.searchsorted(self.sentence, (self.sentence[b], self.sentence[b] + 1)).tolist()
        low, high = max(begin, b - near), min(end, b + near + 1)
        at = np.concatenate((np.arange(low, min(b, high)), np.arange(max(low, e), high)))
        if not len(at):
            return None
        n = w["pointer.key.weight"].shape[0] // 2
        score = (self.states[at] @ asked.T).T.astype(np.float64) / n**0.5 + w["pointer.place"][:, at - b + near]
        log_p = score - np.logaddexp.reduce(score, axis=1)[:, None]
        self.kept.setdefault("places", {})[quantity] = (at, log_p, b)
        # a phrase is at most so long and does not run across its number: ends by begin, LONGEST_INDICATOR of each
        first = np.arange(len(at))[:, None]
        last = np.minimum(first + np.arange(LONGEST_INDICATOR), len(at) - 1)
        lawful = (first + np.arange(LONGEST_INDICATOR) < len(at)) & (at[last] - at[first] < LONGEST_INDICATOR) & ((at[first] >= b) | (at[last] < b))
        joint = np.where(lawful, np.exp(log_p[0][first] + log_p[1][last]), 0)
        x, y = np.unravel_index(int(joint.argmax()), joint.shape)
        return self.at[int(at[x])], self.at[int(at[last[x, y]])] + 1, float(joint[x, y])


class CharacterReader:
    """Reads texts with the packaged model, which is loaded when the first text is read.

    Example:
        >>> reading = CharacterReader().read("江津区的威马农机生产微耕机。")
        >>> [(name.kind, name.best) for name in reading.names if name.begin == 0]
        [('Region', True)]
    """

    def __init__(self, folder: Path | None = None, *, least: float = 0.2) -> None:
        """Take the folder of the model (by default $CHANMAI_MODEL_DIR or the packaged one) and the least probability of an alternative."""
        self.folder = folder or Path(os.environ.get("CHANMAI_MODEL_DIR") or Path(__file__).parents[1] / "models")
        self.least = least

    def read(self, text: str) -> Reading:
        """Return the reading of a text: its names from the left, the best reading's and alternatives; an empty text has none."""
        model = load_model(self.folder)
        plain, at = squeeze(text)
        codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), np.uint32)
        ids = model.numbers[np.minimum(codes, len(model.numbers) - 1)]
        n = len(model.kinds)
        states, log_p = [np.zeros((0, 1), np.float32)], [np.zeros((0, 4 * n + 1), np.float32)]
        if plain:
            states, log_p = [], []
            size = fit_window(len(plain), model.window, model.overlap)
            for begin, end, low, high in lay_windows(len(plain), size, model.overlap):
                rows, columns = lay_blocks(end - begin, model.block, model.margin)
                h, tags = model.session.run(None, {"ids": ids[begin:end], "rows": rows, "columns": columns})
                states.append(h[low - begin : high - begin])
                log_p.append(tags[low - begin : high - begin])
        scores = np.concatenate(log_p)
        best = best_names(scores, n)
        taken = {name[:3] for name in best}
        others = [name for name in other_names(np.exp(scores), n, self.least) if name[:3] not in taken]
        marked = [(*name, True) for name in best] + [(*name, False) for name in others]
        names = [NameGuess(at[b], at[e - 1] + 1, model.kinds[c], p, sure) for b, e, c, p, sure in sorted(marked)]
        codes = np.minimum(codes, PLANE)
        ends, stops = IS_SENTENCE_END[codes], IS_CLAUSE_END[codes]
        state = np.concatenate(states)
        return Reading(names, model, state, at, np.cumsum(ends) - ends, np.cumsum(stops) - stops)
