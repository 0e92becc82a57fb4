"""Learn whom a number is about, and how often an observation is right, by the whole pipeline's own names; scored report by report.

usage: CHANMAI_MODEL_DIR=DIR python benchmarks/refit_subjects.py GOLD_DIR[=READER_DIR] … [--write] [--without GOLD_DIR[=READER_DIR] …] [--prior FILE] [--strict SAMPLE.tsv …] [--sheets TABLE[=READER_DIR] …] [--texts CORPUS …]

Each GOLD_DIR holds annotated reports that the reader in READER_DIR (by default $CHANMAI_MODEL_DIR) has not seen: what a reader
says of reports that taught it is far too sure. Every fold of reports is scored by weights that saw the others only.
--without: folders whose reports are scored but never learned from (to say how a set fares unseen). --prior: a table of weights
that the linear ones are drawn to, else to zero. --strict: tables like docs/quality/sample.tsv, of whose observations a strict reader
said whether they are right (column fix, where there is one: what would be). --sheets: `benchmarks/annotations/sheets.tsv`, windows of
which readers judged every number. The documents of both are looked up in --texts.
READER_DIR/labels.npz, where `refit_labels.py --halves` wrote one, gives the labels then: the package's have seen the reports.
--write puts weights of all reports that may be learned from into extract/models/subjects.json and subjects.npz. Needs scipy
and lightgbm; some 300 reports take a few minutes on two cores. Four steps: a linear ranking of the candidates over readable
features, another over hashed ones of the words around them, boosted trees over `extract.observations.subject_contest.COLUMNS`, boosted trees that say whether the whole observation is right.
"""

import argparse
import csv
import hashlib
import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "benchmarks" / "train")]
sys.argv.append("--real")  # observations_score: entities and mentions of the whole pipeline

import lightgbm
import numpy as np
from boosted import arrays_of
from choices import words_by_fold
from observations_score import close, quantity, real_doc, similar
from refit_labels import likeness
from scipy.optimize import minimize, minimize_scalar
from scipy.sparse import csr_matrix
from score import norm
from sheets import documents, entities_named, fixes, healed_spans, sheet_rows
from sheets import read as read_one

import extract.learned.reading
import extract.observations.decided
from extract.learned import wording
from extract.learned.forest import Forest, grow
from extract.observations import label_contest
from extract.observations.decided import Holders
from extract.observations.labels import label_of
from extract.observations.subject_contest import (
    COLUMNS,
    VERDICT_COLUMNS,
    Heard,
    Trees,
    compare,
    links_of,
    verdict_row,
    wordings_of,
)
from extract.observations.subjects import Context, allowed_of, candidates_of, score_votes, votes_of
from extract.pipeline import read_document
from ontology.facts import Document, Observation

MODELS = ROOT / "extract" / "models"
FOLDS = 4
L2 = 1.0
PENALTY = 1.0  # of the squares of what words around a candidate weigh
TREE = {
    "objective": "rank_xendcg", "num_leaves": 8, "learning_rate": 0.05, "min_data_in_leaf": 30, "lambda_l2": 5.0, "feature_fraction": 0.5,
    "bagging_fraction": 0.8, "bagging_freq": 1, "verbose": -1, "deterministic": True, "force_row_wise": True, "num_threads": 1, "seed": 7,
}  # fmt: skip
TREES = 160
VERDICT = TREE | {"objective": "binary", "num_leaves": 7, "learning_rate": 0.04, "min_data_in_leaf": 40, "lambda_l2": 20.0}
VERDICT_TREES = 120
ALIKE = 0.85  # F1 of character pairs from which a label says what a strict reader wrote
STRICT = 2.0  # what a strictly read number of the corpus weighs: the annotated ones are other texts, and their annotators were milder


def listen(reader):
    """Let the pipeline read with a reader and the labels beside it, and return where it notes the chance of each number's label."""
    if reader and os.environ.get("CHANMAI_MODEL_DIR") != reader:
        os.environ["CHANMAI_MODEL_DIR"] = reader
        extract.learned.reading._reader.cache_clear()
    own = Path(reader or MODELS, "labels.npz")
    labels = own if own.exists() else MODELS / "labels.npz"
    if label_contest.FILE != labels:
        label_contest.FILE = labels
        label_contest.load_labels.cache_clear()
    sure = {}

    def note(quantity, *others):
        words, chance = label_contest.choose_label(quantity, *others)
        sure[quantity.span] = chance
        return words, chance

    extract.observations.decided.choose_label = note
    return sure


@dataclass
class Number:
    """A written number: its candidates, which are right, and what the annotators have for it."""

    quantity: object
    label: str
    gold: dict | None
    label_right: bool
    candidates: list = field(default_factory=list)
    right: np.ndarray | None = None
    best: np.ndarray | None = None  # of the right ones, others than the counted thing, which gold takes too
    votes: list = field(default_factory=list)
    logs: np.ndarray | None = None
    heard: tuple | None = None
    fact: float = 0.0
    allowed: np.ndarray | None = None  # candidates that may be chosen
    table: np.ndarray | None = None
    previous: tuple | None = None
    judged: dict | None = None  # what a strict reader says of it
    share: float = STRICT  # what it weighs then
    features: np.ndarray | None = None  # hashed ones of the words around each candidate
    first: int = 0  # the candidate that the linear ranking takes
    sure: float = label_contest.UNASKED  # the label's chance in the contest
    said: str = ""  # the label as the pipeline writes it, completed beside the subject that it chose

    @property
    def weight(self):
        """An optional number of gold teaches half as much; one that a strict reader judged, more."""
        if self.judged is not None:
            return self.share
        return 0.5 if self.gold is not None and self.gold.get("optional") else 1.0


class Report:
    """One annotated report as the pipeline reads it."""

    def __init__(self, path, reader):
        self.path = path
        self.sure = listen(reader)
        self.doc, self.gold, keys = real_doc(str(path))
        self.right_keys = {g: k for g, k in keys.items()}
        self.wanted = sum(not o.get("optional") for o in self.gold["observations"])
        self.numbers = []
        self.walk(None, first=True)

    def walk(self, score, *, first=False):
        """Read the candidates in order; the number before counts as given to whom `score` chooses, as in the pipeline."""
        context = self.context = Context.of(self.doc)
        context.links = links_of(context)
        reading, holders = self.doc._.reading, Holders(self.doc._.mentions, context.kinds)
        said = {o.span: o.indicator for o in (*self.doc._.observations, *self.doc._.withheld) if isinstance(o, Observation)}
        left, out = list(self.gold["observations"]), []
        known = {} if first else {n.quantity.span: n for n in self.numbers}
        for q in self.doc._.quantities:
            if q.optional or holders.is_label(q):
                continue
            old = known.get(q.span)
            label = old.label if old else label_of(q, context, reading)
            n = Number(q, label, None, False)
            n.said, n.sure = said.get(q.span, label), self.sure.get(q.span, label_contest.UNASKED)
            n.previous = context.previous
            n.candidates = candidates_of(context, q, label)
            if not n.candidates:
                continue
            n.votes = votes_of(context, q, n.candidates, reading)
            n.logs = np.array(score_votes(n.votes, 1.0))
            n.allowed = np.array(allowed_of(context, q, n.candidates))
            if old:
                n.gold, n.label_right, n.heard, n.fact = old.gold, old.label_right, old.heard, old.fact
            else:
                n.heard = reading.indicator_guess((q.span.begin, q.span.end))
                n.fact = reading.fact_probability((q.span.begin, q.span.end))
                n.gold = self.match(q, n.said, left, n.candidates)
                n.label_right = n.gold is not None and any(similar(n.said, i) for i in n.gold["indicator"])
            good = {self.right_keys.get(g) for g in n.gold["of"]} - {None} if n.gold is not None else set()
            n.right = np.array([c.entity in good for c in n.candidates])
            self.apply(n, context)
            owners = n.right & np.array([c.features[0] != "place=counted" for c in n.candidates])
            n.best = owners if owners.any() else n.right
            totals = n.logs if score is None else score(n)
            context.previous = (n.candidates[int(np.where(n.allowed, totals, -1e9).argmax())].entity, q)
            out.append(n)
        self.numbers = out

    def apply(self, n, context):
        """Nothing more is known of an annotated report's numbers."""

    def match(self, q, label, left, candidates):
        """The gold number of the same value, with the likest label and a subject among the candidates; used once."""
        v, u = quantity(float(q.value), q.unit)
        keys = {c.entity for c in candidates}
        fits = []
        for k, g in enumerate(left):
            gv, gu = quantity(float(g["value"]), str(g["unit"]))
            if close(v, gv) and u == gu:
                fits.append((any(similar(label, i) for i in g["indicator"]) + any(self.right_keys.get(x) in keys for x in g["of"]), not g.get("optional"), -k))
        return left.pop(-max(fits)[2]) if fits else None

    kept = None

    def tabulate(self, totals):
        """Fill in each number's rows for the trees from its linear scores."""
        known, context = self.context, Context.of(self.doc)
        context.links, context.sources, context.levels = known.links, known.sources, known.levels  # as the walk over the candidates left them
        if self.kept is not None:
            self.numbers = [n for n in self.numbers if n.judged is not None]
        for n in self.numbers:
            context.advance(n.quantity.sentence)
            context.previous = n.previous
            odds = totals(n)
            n.first = int(np.argmax(odds))
            n.table = compare(context, n.quantity, n.label, n.candidates, odds, n.votes)
            n.features = wordings_of(context, n.quantity, n.label, n.candidates)
        self.context = context


class Judged(Report):
    """A report of the corpus of which a strict reader read some observations; only those teach.

    Each row: begin (of the sentence in the document), subject, predicate (the label), object (value, unit, bound …), verdict,
    reason, and, where it has the column, fix (label=…; subject=…).
    """

    kept = ()

    def __init__(self, path, doc, rows, sure):
        self.path, self.doc, self.rows, self.sure = path, doc, rows, sure
        self.gold, self.right_keys, self.wanted, self.numbers = {"observations": []}, {}, 0, []
        self.names = {e.key: set(e.names) for e in doc._.entities}
        self.walk(None, first=True)

    def apply(self, n, context):
        """Say of a number that was read who is right, where that is known, and whether the label is."""
        q, begin = n.quantity, self.doc._.healed.origin(context.sentences[n.quantity.sentence].span).begin
        for row in self.rows:
            if int(row["begin"]) != begin or not row["object"].startswith(f"{q.value} {q.unit} "):
                continue
            fix = dict(part.strip().partition("=")[::2] for part in (row.get("fix") or "").split(";"))
            if n.said != row["predicate"] and n.said != fix.get("label"):
                continue  # it is labelled otherwise today: nobody has read that
            cause = row["reason"].partition(":")[0] if row["verdict"] == "wrong" else ""
            want = {fix["subject"]} if cause == "subject" and fix.get("subject") else set() if cause == "subject" else {row["subject"]}
            n.right = np.array([bool(want & (self.names[c.entity] | {c.mention.anchor})) for c in n.candidates])
            if cause == "subject" and not n.right.any():
                n.right = np.array([any(w and (x.startswith(w) or x.endswith(w)) for w in want for x in self.names[c.entity]) for c in n.candidates])
                n.right &= np.array([row["subject"] not in self.names[c.entity] for c in n.candidates])
            n.label_right = row["verdict"] != "wrong" or n.said == fix.get("label") or (cause == "subject" and "label" not in fix)
            n.judged = row
            return


class Sheet(Report):
    """Windows of a corpus document of which a reader judged every number: who it is about, what it measures, or that it states nothing."""

    kept = ()

    def __init__(self, path, doc, rows, sure):
        self.path, self.doc, self.sure = path, doc, sure
        self.rows = {span: row for span, row in zip(healed_spans(doc, rows), rows) if row["sort"] == "number" and row["confidence"]}
        self.right_keys = {e.key: e.key for e in doc._.entities}
        self.gold, self.numbers = {"observations": []}, []
        self.wanted = sum(row["verdict"] != "none" for row in self.rows.values())
        self.walk(None, first=True)

    def match(self, q, label, left, candidates):
        """What the reader has for a number; None where it states nothing, or nobody read it."""
        row = self.rows.get((q.span.begin, q.span.end))
        if row is None or row["verdict"] == "none":
            return None
        fix = fixes(row)
        best = fix.get("l", row["predicate"]).split("/")
        return {"of": entities_named(self.doc, fix.get("s", row["subject"])), "indicator": best + [row["predicate"]] * (row["verdict"] == "ok")}

    def apply(self, n, context):
        """Let a number that was read count, with its label as a strict reader takes it."""
        row = self.rows.get((n.quantity.span.begin, n.quantity.span.end))
        if row is not None:
            n.judged, n.share = row, 1.0
            n.label_right = n.gold is not None and any(norm(n.said) == norm(i) or likeness(n.said, i) >= ALIKE for i in n.gold["indicator"])


def sheet_reports(table, reader, corpora):
    """Read the documents of judged windows with a reader."""
    rows = sheet_rows(table)
    found = documents(corpora, set(rows))
    for name in sorted(found):
        sure = listen(reader)
        yield Sheet(Path(name), read_one(found[name]), rows[name], sure)


def judged_reports(paths, corpora):
    """Read the documents of strictly read samples (tables as docs/quality/sample.tsv) in corpora of JSON lines."""
    rows = {}
    for path in paths:
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"):
                if row["sort"] == "observation":
                    rows.setdefault(row["document"], []).append(row)
    for name, one in documents(corpora, set(rows)).items():
        sure = listen("")
        yield Judged(Path(name), read_document(Document(identifier=name, text=one["text"], sha256="", issued=str(one["issued"] or ""))), rows[name], sure)


PRIOR = {}


def fit_linear(numbers):
    """Weights of features and of the vote: multinomial ranking with several right answers, what moves from PRIOR penalised by squares."""
    data = [n for n in numbers if n.right.any()]
    names = {f: i for i, f in enumerate(sorted({f for n in data for c in n.candidates for f in c.features}))}
    flat = [(s, c, k, x) for s, n in enumerate(data) for c, k, x in zip(n.candidates, n.best, n.logs)]
    rows = [r for r, (_, c, _, _) in enumerate(flat) for _ in c.features]
    x = csr_matrix((np.ones(len(rows)), (rows, [names[f] for _, c, _, _ in flat for f in c.features])), shape=(len(flat), len(names)))
    seg, good, vote = (np.array([row[k] for row in flat], t) for k, t in ((0, int), (2, float), (3, float)))
    weight = np.array([n.weight for n in data])
    base = np.array([PRIOR.get(f, 0.0) for f in names])

    def loss(p):
        z = x @ p[:-1] + p[-1] * vote
        m = np.full(len(data), -1e9)
        np.maximum.at(m, seg, z)
        e = np.exp(z - m[seg])
        tot, pos = np.bincount(seg, e, len(data)), np.bincount(seg, e * good, len(data)) + 1e-12
        g = weight[seg] * (e / tot[seg] - e * good / pos[seg])
        value = (weight * (np.log(tot) - np.log(pos))).sum() + 0.5 * L2 * (p[:-1] - base) @ (p[:-1] - base) + 0.05 * (p[-1] - 0.5) ** 2
        return value, np.append(x.T @ g + L2 * (p[:-1] - base), vote @ g + 0.1 * (p[-1] - 0.5))

    found = minimize(loss, np.append(base, 0.5), jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    moved = PRIOR | {f: round(float(found[i]), 3) for f, i in names.items()}
    return {f: w for f, w in moved.items() if abs(w) >= 0.02}, round(float(found[-1]), 3)


def linear(weights, vote):
    """The score of a number's candidates by a table."""
    return lambda n: np.array([sum(weights.get(f, 0.0) for f in c.features) for c in n.candidates]) + vote * n.logs


def fit_trees(numbers, seed=7):
    """A forest that ranks the candidates of each number."""
    data = [n for n in numbers if n.best.any() and not n.best.all()]
    table = np.concatenate([n.table for n in data])
    truth = np.concatenate([n.best for n in data]).astype(int)
    weight = np.concatenate([np.full(len(n.candidates), n.weight) for n in data])
    group = [len(n.candidates) for n in data]
    return lightgbm.train(TREE | {"seed": seed}, lightgbm.Dataset(table, truth, weight=weight, group=group, feature_name=list(COLUMNS)), TREES)


def forest_of(booster, slope=1.0, offset=0.0):
    """A booster as the arrays that numpy alone runs."""
    one = lambda v: np.array([v], np.float32)
    return Forest(**arrays_of(booster), slope=one(slope), offset=one(offset), threshold=one(0.0))


def temper(numbers, scores):
    """The factor on the forest's log-odds under which the right answers are likeliest."""
    data = [(n, s) for n, s in zip(numbers, scores) if n.right.any()]

    def loss(t):
        total = 0.0
        for n, s in data:
            z = t * (s - s.max())
            total -= n.weight * (np.log(np.exp(z[n.best]).sum()) - np.log(np.exp(z).sum()))
        return total

    return float(minimize_scalar(loss, bounds=(0.2, 4.0), method="bounded").x)


def judge(report_of, numbers, scores, slope):
    """Rows for the verdict, and whether each observation as chosen is right: 1, 0, or None where gold has no say (optional and unlike)."""
    rows, truth = [], []
    for n, s in zip(numbers, scores):
        top = int(np.where(n.allowed, s, -1e9).argmax())
        mass = np.exp(slope * (s - s.max()))
        p = mass / mass.sum()
        order = [top, *sorted((k for k in range(len(p)) if k != top), key=lambda k: -p[k])]
        rows.append(verdict_row(report_of[id(n)].context, n.quantity, n.said, n.table[order], p[order].astype(np.float32), n.allowed[order].tolist(), Heard(n.heard, n.fact, n.sure)))
        truth.append(bool(n.right[top]) and n.label_right)
    return np.array(rows), np.array(truth)


def fit_verdict(rows, truth, weight):
    return lightgbm.train(VERDICT, lightgbm.Dataset(rows, truth.astype(int), weight=weight, feature_name=list(VERDICT_COLUMNS)), VERDICT_TREES)


def platt(odds, truth, weight):
    """Slope and offset of a logistic calibration, drawn a little to 1 and 0."""

    def loss(v):
        z = v[0] * odds + v[1]
        return (weight * (np.logaddexp(0, z) - truth * z)).sum() + 5 * ((v[0] - 1) ** 2 + v[1] ** 2)

    return minimize(loss, np.array([1.0, 0.0])).x


def f1(numbers, wanted, written, truth):
    """P, R and F1 of the written numbers as shared/tools/score.py counts."""
    required = np.array([n.gold is not None and not n.gold.get("optional") for n in numbers])
    spurious = np.array([n.gold is None for n in numbers])
    tp = (written & required & truth).sum()
    fp = (written & ((required & ~truth) | spurious)).sum()
    return tp / max(1, tp + fp), tp / wanted, 2 * tp / (tp + fp + wanted)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--prior", type=Path)
    parser.add_argument("--strict", nargs="*", type=Path, default=[])
    parser.add_argument("--sheets", nargs="*", default=[])
    parser.add_argument("--texts", nargs="*", type=Path, default=[ROOT.parent / "shared" / "corpus" / name for name in ("reports.jsonl", "news.jsonl.gz")])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--real", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    own = os.environ.get("CHANMAI_MODEL_DIR", "")
    if options.prior:
        PRIOR.update(json.loads(options.prior.read_text(encoding="utf-8"))["weights"])
    reports = [(each, Report(path, each.partition("=")[2] or own)) for each in [*options.gold, *options.without] for path in sorted(Path(each.partition("=")[0]).glob("*.yaml"))]
    if options.strict:
        os.environ["CHANMAI_MODEL_DIR"] = ""
        extract.learned.reading._reader.cache_clear()
        reports += [("strict", report) for report in judged_reports(options.strict, options.texts)]
    for each in options.sheets:
        table, _, reader = each.partition("=")
        reports += [(table, report) for report in sheet_reports(Path(table), reader or own, options.texts)]
    folds = [FOLDS if folder in options.without else int(hashlib.sha256(r.path.name.encode()).hexdigest(), 16) % FOLDS for folder, r in reports]
    print(len(reports), "reports", sum(len(r.numbers) for _, r in reports), "numbers", flush=True)
    reach = [n for name, r in reports if name != "strict" for n in r.numbers if n.gold is not None and {r.right_keys.get(g) for g in n.gold["of"]} - {None}]
    print("gold's subject among the candidates:", f"{np.mean([n.right.any() for n in reach]):.3f} of {len(reach)}")

    def learn(part):
        """What teaches the choice: annotated reports alone, since strictly read rows are a sample of the old weights' choices."""
        return [n for (name, r), f in zip(reports, folds) if f not in (part, FOLDS) and name != "strict" for n in r.numbers]

    parts = [*range(FOLDS), FOLDS]
    tables = {part: linear(*fit_linear(learn(part))) for part in parts}  # by votes' choice of the number before …
    for (_, r), f in zip(reports, folds):
        r.walk(tables[f])  # … and by the table's own, as in the pipeline
    tables = {part: linear(*fit_linear(learn(part))) for part in parts}
    for (_, r), f in zip(reports, folds):
        r.tabulate(tables[f])
    numbers = [n for _, r in reports for n in r.numbers]
    report_of = {id(n): r for _, r in reports for n in r.numbers}
    fold = np.array([f for (_, r), f in zip(reports, folds) for _ in r.numbers])
    names = np.array([str(folder) for folder, r in reports for _ in r.numbers])
    taught = [f if f < FOLDS and name != "strict" else None for (name, r), f in zip(reports, folds) for _ in r.numbers]
    words = words_by_fold([(n.features, n.best, n.weight) for n in numbers], taught, parts, PENALTY)
    for n, f in zip(numbers, fold):
        n.table = np.concatenate((n.table, wording.odds_among(words[f], n.features, n.first)), axis=1)
    scores = [None] * len(numbers)
    for part in parts:
        forest = forest_of(fit_trees(learn(part)))
        for k in np.flatnonzero(fold == part):
            scores[k] = grow(forest, numbers[k].table)
    by_table = [tables[f](n) for n, f in zip(numbers, fold)]

    def right(s):
        return np.array([n.right[int(np.where(n.allowed, x, -1e9).argmax())] for n, x in zip(numbers, s)])

    told = np.array([n.gold is not None and not n.gold.get("optional") and n.right.any() for n in numbers])
    for name in sorted(set(names)):
        mask = told & (names == name)
        if name == "strict":
            mask = np.array([n.judged is not None and n.right.any() for n in numbers])
        print(f"{name}: subject right among {mask.sum()}: table {right(by_table)[mask].mean():.3f} trees {right(scores)[mask].mean():.3f}", flush=True)
    slope = temper([n for n, f in zip(numbers, fold) if f < FOLDS], [s for s, f in zip(scores, fold) if f < FOLDS])
    rows, truth = judge(report_of, numbers, scores, slope)
    counts = np.array([0.5 if n.gold is not None and n.gold.get("optional") and not t else n.weight for n, t in zip(numbers, truth)])
    odds = np.zeros(len(numbers))
    for part in parts:
        seen = (fold != part) & (fold < FOLDS)
        odds[fold == part] = fit_verdict(rows[seen], truth[seen], counts[seen]).predict(rows[fold == part], raw_score=True)
    seen = fold < FOLDS
    a, b = platt(odds[seen], truth[seen], counts[seen])
    chance = 1 / (1 + np.exp(-(a * odds + b)))
    for name in [*sorted(set(names) - {"strict"}), "all learned from"]:
        mask = seen & (names != "strict") if name == "all learned from" else names == name
        wanted = sum(r.wanted for (folder, r), f in zip(reports, folds) if (f < FOLDS if name == "all learned from" else str(folder) == name))
        print(name, "threshold: P R F1 |", *(f"{t:.2f}: {p:.3f} {r:.3f} {v:.3f} |" for t in np.arange(0.0, 0.81, 0.1) for p, r, v in [f1([n for n, m in zip(numbers, mask) if m], wanted, chance[mask] >= t, truth[mask])]))
    for low in np.arange(0.0, 0.71, 0.1):
        m = (names == "strict") & (chance >= low)
        if m.any():
            wrong = np.array([n.judged is not None and n.judged["verdict"] == "wrong" and n.judged["reason"].startswith("subject") for n in numbers])
            print(f"strict readers, at {low:.1f}: {m.sum()} written, {truth[m].mean():.3f} right; of {wrong.sum()} with another subject {(m & wrong & ~truth).sum()} still so")
    print("confidence: numbers, mean, right (held out; optional ones that gold words otherwise are left out)")
    for low in np.arange(0.0, 1.0, 0.1):
        m = (names != "strict") & (chance >= low) & (chance < low + 0.1) & np.array([n.weight == 1 or t for n, t in zip(numbers, truth)])
        if m.any():
            print(f"| {low:.1f}–{low + 0.1:.1f} | {m.sum()} | {chance[m].mean():.2f} | {truth[m].mean():.2f} |")
    if options.write:
        write(reports, folds, learn(FOLDS), words[FOLDS], rows[seen], truth[seen], counts[seen], (slope, a, b))


def write(reports, folds, learned, words, rows, truth, counts, scale):
    """Put the weights of all learned reports into the package."""
    weights, vote = fit_linear(learned)
    slope, a, b = scale
    path = MODELS / "subjects.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    found |= {"about": "weights of extract.observations.subjects, learned by benchmarks/refit_subjects.py", "reports": sum(f < FOLDS for f in folds), "vote": vote, "l2": L2, "weights": dict(sorted(weights.items()))}
    path.write_text(json.dumps(found, ensure_ascii=False, indent=0, sort_keys=True), encoding="utf-8")
    trees = Trees(forest_of(fit_trees(learned), slope), forest_of(fit_verdict(rows, truth, counts), a, b), words)
    arrays = {f"{part}.{name}": getattr(getattr(trees, part), name) for part in ("subject", "verdict") for name in Forest.__slots__}
    arrays["words"] = words.astype(np.float16)
    with (MODELS / "subjects.npz").open("wb") as file:
        np.savez_compressed(file, **arrays)
    print("written", (MODELS / "subjects.npz").stat().st_size, "bytes", len(weights), "weights")


if __name__ == "__main__":
    main()
