"""Learn which of its possible labels a number is given, by the whole pipeline's own numbers; scored report by report.

usage: python benchmarks/refit_labels.py GOLD_DIR=READER_DIR[*WEIGHT] … [--sheets TABLE=READER_DIR[*WEIGHT] --texts CORPUS …] [--write] [--halves] [--without GOLD_DIR=READER_DIR …] [--changes FILE]

Each GOLD_DIR holds annotated reports that the reader in READER_DIR has not seen. A candidate is as good as its character
pairs are those of gold's first wording, or of a longer one that holds it; other wordings count less, and hitting one whole
counts more. What the forest learns to hit is the first wording or a longer one that holds it: strict readers want the verb or qualifier that says which ones. Every fold of reports is chosen for by a forest that saw the others only. --without: folders that are scored but never learned from. --changes: what the contest
changed of learned reports while they were held out. --sheets: `benchmarks/annotations/sheets.tsv`, numbers of corpus windows of which readers said
what the label is; their documents are looked up in --texts. --write puts the model of all into extract/models/labels.npz. --halves: into each READER_DIR/labels.npz
the model of those sets that other readers read, by which `refit_subjects.py` labels what that reader reads. Two steps: what the words of a label weigh (`train/choices.py`), then the forest over the table
and, held out by report, the odds of these words. Needs scipy and lightgbm.
"""

import argparse
import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "benchmarks" / "train")]
sys.argv.append("--real")  # observations_score: entities and mentions of the whole pipeline

import lightgbm
import numpy as np
from boosted import arrays_of
from choices import words_by_fold
from observations_score import close, quantity, real_doc, similar
from score import bigrams, norm
from sheets import documents, fixes, healed_spans, sheet_rows
from sheets import read as read_one

import extract.learned.reading
import extract.observations.decided
from extract.learned import wording
from extract.learned.forest import Forest
from extract.learned.reader import Reading
from extract.observations.label_contest import MARGIN, UNASKED, hurdle, rivals_of, wordings_of
from extract.observations.label_table import COLUMNS, table_of

FILE = ROOT / "extract" / "models" / "labels.npz"
FOLDS = 5
TREES = 220
TREE = {
    "num_leaves": 12, "learning_rate": 0.06, "min_data_in_leaf": 60, "lambda_l2": 5.0, "feature_fraction": 0.5, "verbose": -1, "deterministic": True, "force_row_wise": True, "num_threads": 1, "seed": 7,
}  # fmt: skip
OTHER = 0.8  # of a wording that says less than the first
SHORTER = 0.94  # of the first where a longer one holds it: what was done with the counted, a qualifier
LEAST_CURVE = 1e-3
TINY = 1e-12
PENALTY = 0.5  # of the squares of what words weigh
EXACT = 0.4  # of a candidate's worth that only a whole wording gives


def likeness(a, b):
    """F1 of the character pairs of two labels."""
    x, y = bigrams(norm(a)), bigrams(norm(b))
    return 2 * len(x & y) / max(1, len(x) + len(y))


def worth(label, wordings, subject):
    """How good a label is, 0 to 1; a longer wording that holds the first, and not the subject's name, is a little better than the first."""
    longer = fuller(wordings, subject)
    best = 0.0
    for k, one in enumerate(wordings):
        value = (1 - EXACT) * likeness(label, one) + EXACT * (norm(label) == norm(one))
        best = max(best, value * (1.0 if norm(one) in longer else SHORTER if k == 0 and longer else 1.0 if k == 0 else OTHER))
    return best


def fuller(wordings, subject):
    """The wordings that hold the first and say more than it, but for their subject's name."""
    first, name = norm(wordings[0]), norm(subject)
    return [w for w in map(norm, wordings[1:]) if first in w and first != w and (name not in w or name in first)]


class Number:
    """A number of a report: its possible labels, the rules' first, and gold's wordings."""

    def __init__(self, quantity, whole, rivals, subject, near, weight):
        self.quantity, self.whole, self.subject, self.near, self.weight = quantity, whole, subject, near, weight
        self.labels = list(rivals.found) if rivals is not None else [whole]
        self.table = table_of(rivals) if rivals is not None and len(rivals.found) > 1 else None
        self.features = wordings_of(rivals) if self.table is not None else None
        self.hurdles = np.array([hurdle(rivals, label) for label in self.labels]) if self.table is not None else None
        self.gold = None
        self.worth = self.exact = self.like = None

    def judge(self):
        """Say how good each label is by gold's wordings."""
        words = self.gold["indicator"]
        wanted = {norm(words[0]), *fuller(words, self.subject)}
        self.worth = np.array([worth(label, words, self.subject) for label in self.labels])
        self.exact = np.array([norm(label) in wanted for label in self.labels])
        self.like = np.array([likeness(label, words[0]) for label in self.labels])
        return self


def listen(reader, weight):
    """Let the pipeline read with a reader, and return the list into which it notes each number it meets, with its subject, before the contest."""
    if os.environ.get("CHANMAI_MODEL_DIR") != reader:
        os.environ["CHANMAI_MODEL_DIR"] = reader
        extract.learned.reading._reader.cache_clear()
    met = []

    def note(quantity, context, label, whole, subject, before, reading):
        assert isinstance(reading, Reading)
        begin, end = quantity.span.begin, quantity.span.end
        near = f"{context.text[max(0, begin - 45) : begin]}【{context.text[begin:end]}】{context.text[end : end + 24]}".replace("\n", "/")
        met.append((Number(quantity, whole, rivals_of(quantity, context, label, whole, subject, before, reading), subject.anchor, near, weight), subject.entity))
        return whole, UNASKED

    extract.observations.decided.choose_label = note
    return met


def read(path, reader, weight):
    """The numbers of a report, as the pipeline meets them before the contest, that gold has too; each of gold's is used once."""
    met = listen(reader, weight)
    _, gold, keys = real_doc(str(path))
    back, left, numbers = {entity: name for name, entity in keys.items()}, list(gold["observations"]), []
    for number, entity in met:
        value, unit = quantity(float(number.quantity.value), number.quantity.unit)
        fits = []
        for k, told in enumerate(left):
            own, own_unit = quantity(float(told["value"]), str(told["unit"]))
            if close(value, own) and unit == own_unit:
                fits.append((any(similar(number.whole, i) for i in told["indicator"]) + (back.get(entity) in told["of"]), not told.get("optional"), -k))
        if not fits:
            continue
        number.gold = left.pop(-max(fits)[2])
        number.weight *= 0.5 if number.gold.get("optional") else 1.0
        numbers.append(number.judge())
    return numbers


def read_sheets(table, corpora, reader, weight):
    """The numbers of the windows whose readers said what they measure, by document."""
    rows = sheet_rows(table)
    found = documents(corpora, set(rows))
    for name in sorted(found):
        met = listen(reader, weight)
        doc = read_one(found[name])
        told = dict(zip(healed_spans(doc, rows[name]), rows[name]))
        numbers = []
        for number, _ in met:
            row = told.get((number.quantity.span.begin, number.quantity.span.end))
            if row is None or row["sort"] != "number" or row["verdict"] == "none" or not row["confidence"]:
                continue
            best = fixes(row).get("l", row["predicate"])
            number.gold = {"indicator": [best, row["predicate"]] if row["verdict"] == "ok" and best != row["predicate"] else [best]}
            numbers.append(number.judge())
        yield Path(name), numbers


def choice(data):
    """The objective of a choice: the log-loss of hitting gold's first wording, or a fuller one, among a number's candidates; numbers without one teach nothing."""
    counts = np.array([len(n.labels) for n in data])
    starts = np.cumsum(counts) - counts
    hit = np.concatenate([n.exact for n in data]).astype(float)
    weight = np.repeat([n.weight * n.exact.any() for n in data], counts)

    def loss(odds, _):
        mass = np.exp(odds - np.repeat(np.maximum.reduceat(odds, starts), counts))
        chance = mass / np.repeat(np.add.reduceat(mass, starts), counts)
        share = mass * hit / np.repeat(np.maximum(np.add.reduceat(mass * hit, starts), TINY), counts)
        return weight * (chance - share), weight * np.maximum(chance * (1 - chance), LEAST_CURVE)

    return loss


def fit(numbers):
    """A forest that chooses among the numbers' candidates."""
    data = [n for n in numbers if n.table is not None]
    table = np.concatenate([n.table for n in data])
    return lightgbm.train({**TREE, "objective": choice(data)}, lightgbm.Dataset(table, np.zeros(len(table)), feature_name=[*COLUMNS, *wording.COLUMNS], params={"max_bin": 63}), TREES)


def choose(number, forest, margin=MARGIN):
    """The place of the label that a forest chooses, and how far it is before the rules'."""
    if number.table is None:
        return 0, 0.0
    odds = forest.predict(number.table, raw_score=True)
    mass = np.exp(odds - odds.max())
    chances = mass / mass.sum()
    ahead = np.where(chances - chances[0] > number.hurdles, chances - chances[0], 0.0)
    top = int(ahead.argmax())
    return (top if ahead[top] > margin else 0), float(ahead[top])


def tell(name, numbers, chosen):
    """Print exact hits of gold's first wording or a fuller one, likeness to it and worth, before and after."""
    z = np.array([(n.exact[0], n.like[0], n.worth[0], n.exact[k], n.like[k], n.worth[k], k != 0, n.exact[0] and not n.exact[k], n.exact[k] and not n.exact[0], n.exact.max(), n.like.max()) for n, k in zip(numbers, chosen)], float).mean(axis=0)
    print(f"{name} ({len(numbers)}): exact {z[0]:.3f} → {z[3]:.3f} like {z[1]:.3f} → {z[4]:.3f} worth {z[2]:.3f} → {z[5]:.3f} | changed {z[6]:.3f} lost {z[7]:.3f} won {z[8]:.3f} | best possible {z[9]:.3f} {z[10]:.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--sheets", nargs="*", default=[])
    parser.add_argument("--texts", nargs="*", type=Path, default=[])
    parser.add_argument("--changes", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--halves", action="store_true")
    parser.add_argument("--real", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    sets, digest = {}, hashlib.sha256()
    for each in [*options.gold, *options.without]:
        folder, _, reader = each.partition("=")
        reader, _, weight = reader.partition("*")
        sets[folder] = [(path, read(path, reader, float(weight or 1))) for path in sorted(Path(folder).glob("*.yaml"))]
    for each in options.sheets:
        table, _, reader = each.partition("=")
        reader, _, weight = reader.partition("*")
        sets[table] = list(read_sheets(Path(table), options.texts, reader, float(weight or 1)))
    learned = {each.partition("=")[0] for each in [*options.gold, *options.sheets]}
    data = [(folder, path, n) for folder, reports in sets.items() for path, numbers in reports for n in numbers]
    for folder, _, n in data:
        if folder in learned and n.table is not None:
            digest.update(np.round(n.table, 3).tobytes())
    fold = np.array([int(hashlib.sha256(path.name.encode()).hexdigest(), 16) % FOLDS if folder in learned else -1 for folder, path, _ in data])
    plain = {id(n): n.table for _, _, n in data}
    asked = [(n, f) for (_, _, n), f in zip(data, fold) if n.table is not None]

    def learn(numbers):
        """What words weigh and the forest, of some numbers with their folds; the table of each gets the odds of its words, by weights that did not see it."""
        words = words_by_fold([(n.features, n.exact, n.weight) for n, _ in numbers], [f for _, f in numbers], [*range(FOLDS), -1], PENALTY)
        for n, f in asked:
            n.table = np.concatenate((plain[id(n)], wording.odds_among(words[f], n.features)), axis=1)
        return words[-1], fit([n for n, _ in numbers])

    if options.halves:
        for reader in sorted({each.partition("=")[2].partition("*")[0] for each in [*options.gold, *options.sheets]}):
            own = {each.partition("=")[0] for each in [*options.gold, *options.sheets] if each.partition("=")[2].partition("*")[0] == reader}
            others = [(n, f) for (folder, _, n), f in zip(data, fold) if folder in learned - own and n.table is not None]
            write(Path(reader) / "labels.npz", *learn(others))
    words, everything = learn([(n, f) for n, f in asked if f >= 0])
    forests = {part: fit([n for n, f in asked if f not in (part, -1)]) for part in range(FOLDS)} | {-1: everything}
    ahead = [choose(n, forests[f], 0.0) for (_, _, n), f in zip(data, fold)]
    print(sum(n.table is not None for _, _, n in data), "asked of", len(data), "numbers; rivals", round(float(np.mean([len(n.labels) for _, _, n in data if n.table is not None])), 1))
    for margin in sorted({0.0, 0.05, 0.15, 0.2, MARGIN}):
        tell(f"margin {margin}", [n for (_, _, n), f in zip(data, fold) if f >= 0], [k if by > margin else 0 for (k, by), f in zip(ahead, fold) if f >= 0])
    for folder in sets:
        tell(folder, [n for name, _, n in data if name == folder], [k if by > MARGIN else 0 for (k, by), (name, _, _) in zip(ahead, data) if name == folder])
    gains = sorted(zip(everything.feature_importance("gain"), [*COLUMNS, *wording.COLUMNS]), reverse=True)
    print(" ".join(f"{name} {gain:.0f}" for gain, name in gains))
    if options.changes:
        options.changes.write_text("\n".join(f"{by:.2f} {path.stem[-16:]} | {n.whole} → {n.labels[k]} | {'/'.join(n.gold['indicator'])} | {n.subject} | {n.near}" for (k, by), (folder, path, n) in zip(ahead, data) if by > MARGIN and folder in learned))
    if options.write:
        write(FILE, words, everything)
        print("data", digest.hexdigest()[:16])


def write(path, words, booster):
    """Put a model where the pipeline reads it."""
    one = lambda v: np.array([v], np.float32)
    forest = Forest(**arrays_of(booster), slope=one(1.0), offset=one(0.0), threshold=one(MARGIN))
    with path.open("wb") as file:
        np.savez_compressed(file, words=words.astype(np.float16), **{name: getattr(forest, name) for name in Forest.__slots__})
    print("written", path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
