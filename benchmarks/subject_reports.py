"""Reports as `refit_subjects.py` learns from them: each written number, who it may be about, who and what is right.

In: annotated reports, strictly read samples, windows of which readers judged every number; readers that have not seen them. Out:
`Report`s with their `Number`s, walked through in order as the pipeline does.
"""

import csv
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from observations_score import close, quantity, real_doc, similar
from refit_labels import likeness
from score import norm
from sheets import documents, entities_named, fixes, healed_spans, sheet_rows
from sheets import read as read_one

import extract.learned.reading
import extract.observations.decided
from extract.observations import label_contest
from extract.observations.decided import Holders
from extract.observations.labels import label_of
from extract.observations.subject_contest import compare, links_of, wordings_of
from extract.observations.subjects import Context, allowed_of, candidates_of, score_votes, votes_of
from extract.pipeline import read_document
from ontology.facts import Document, Observation

MODELS = Path(__file__).resolve().parents[1] / "extract" / "models"
ALIKE = 0.85  # F1 of character pairs from which a label says what a strict reader wrote
STRICT = 1.0  # what a strictly read number of the corpus weighs: with 2 the 35,000 of four rounds outweigh the annotated reports, whose subjects then suffer (written test reports .750 → .744)


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
