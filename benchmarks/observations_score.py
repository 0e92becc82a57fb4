"""Score quantities and observations alone, on Docs whose entities and mentions come from gold (benchmarks/oracle.py).

usage: observations_score.py [dev|A|B|ours ...] [-v] [--vote] [--real]      -v lists what is wrong; --real: entities and mentions of the whole pipeline, too
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2] / "shared" / "tools")]
from collections import Counter

from oracle import gold_files, oracle_doc
from score import close, norm, period_of, quantity, similar

from extract.discourse.topics import add_topics
from extract.numbers.quantities import add_quantities
from extract.observations.decided import Observer
from extract.observations.labels import label_of
from extract.observations.subjects import Context, Table, load_table


def real_doc(path):
    """The same report through the whole pipeline; entities map to gold by shared names, as shared/tools/score.py does."""
    import yaml

    from extract.pipeline import read_document
    from ontology.facts import Document

    gold = yaml.safe_load(open(path))
    base = Path(path).parent
    base = base if (base / gold["text"]).exists() else base.parent  # annotations may lie in a folder beside the texts
    doc = read_document(
        Document(
            identifier=gold["doc"],
            text=(base / gold["text"]).read_text(),
            sha256="",
            issued=str(gold.get("published") or ""),
        )
    )
    pairs = []
    names = {e.key: {norm(n) for n in e.names} for e in doc._.entities}
    for m in doc._.mentions:
        names[m.entity].add(norm(m.anchor))
    for g in gold["entities"]:
        for e in doc._.entities:
            shared = len({norm(n) for n in g["names"]} & names[e.key])
            if shared:
                pairs.append((e.kind.value in g["class"], shared, e.key, g["id"]))
    keys, used = {}, set()
    for ok, shared, e, g in sorted(pairs, key=lambda t: (-t[0], -t[1], t[2], t[3])):
        if g not in keys and e not in used:
            keys[g] = e
            used.add(e)
    return doc, gold, keys


_DOCS = {}


def load(path):
    """A Doc with gold mentions and our quantities, read once a run."""
    if path not in _DOCS:
        if "--real" in sys.argv:
            _DOCS[path] = real_doc(path)
        else:
            _DOCS[path] = oracle_doc(path)
            prepare(_DOCS[path][0])
    return _DOCS[path]


def prepare(doc):
    add_quantities(doc)
    add_topics(doc)
    if "--vote" in sys.argv:
        from extract.learned.reading import add_reading

        add_reading(doc)


def match_gold(doc, gold):
    """Pair each written quantity with a gold observation of the same value and unit, preferring a like label, in order."""
    left = list(range(len(gold["observations"])))
    out = []
    context = Context.of(doc)
    for q in doc._.quantities:
        v, u = quantity(float(q.value), q.unit)
        label = label_of(q, context)
        same = [
            (
                any(similar(label, n) for n in gold["observations"][k]["indicator"]),
                not gold["observations"][k].get("optional"),
                -k,
                k,
            )
            for k in left
            if (lambda g: close(v, g[0]) and u == g[1])(
                quantity(float(gold["observations"][k]["value"]), str(gold["observations"][k]["unit"]))
            )
        ]
        if same:
            k = max(same)[3]
            left.remove(k)
            out.append((q, gold["observations"][k]))
        else:
            out.append((q, None))
    return out


def run(files, verbose=False, weights=None):
    return report(len(files), collect(files, verbose, weights))


def collect(files, verbose=False, weights=None):
    n = Counter()
    for path in files:
        doc, gold, keys = load(path)
        if "--real" not in sys.argv or weights is not None:
            Observer(load_table() if weights is None else weights if isinstance(weights, Table) else Table(weights))(
                doc
            )
        back = {v: k for k, v in keys.items()}
        left = list(range(len(gold["observations"])))
        say = lambda what, o, g: (
            verbose
            and print(
                what,
                path.split("/")[-1][-20:-5],
                "|",
                doc.text[max(o.sentence.begin, o.span.begin - 34) : o.span.end + 16].replace("\n", "⏎"),
                "|",
                o.indicator,
                o.value,
                o.unit,
                "|",
                g or "",
            )
        )
        for o in doc._.observations:
            v, u = quantity(float(o.value), o.unit)
            same = []
            for k in left:
                g = gold["observations"][k]
                gv, gu = quantity(float(g["value"]), str(g["unit"]))
                if close(v, gv) and u == gu:
                    subject = back.get(o.subject) in g["of"]
                    lab = any(similar(o.indicator, x) for x in g["indicator"])
                    same.append((subject + lab, subject and lab, k, subject, lab))
            if not same:
                n["fp"] += 1
                say("SPURIOUS", o, None)
                continue
            _, strict, k, subject, lab = max(same)
            left.remove(k)
            g = gold["observations"][k]
            if g.get("optional"):
                n["opt"] += 1
                continue
            n["num"] += 1
            n["strict"] += strict
            n["subject"] += subject
            n["label"] += lab
            names = {e.key: e.names[0] for e in doc._.entities}
            gn = {e["id"]: e["names"][0] for e in gold["entities"]}
            if not subject:
                say("SUBJECT " + names[o.subject], o, [gn[x] for x in g["of"]])
            if not lab:
                say("LABEL", o, g["indicator"])
            if g.get("period"):
                n["pt"] += 1
                ok = (o.period.start, o.period.end) == period_of(g["period"]) if o.period else False
                n["pr"] += ok
                if not ok:
                    say(f"PERIOD {o.period}", o, g["period"])
            st = o.status.value.lower()
            if "planned" in (g.get("status"), st):
                n["st"] += 1
                ok = (g.get("status") or "achieved") == st if g.get("status") else False
                n["sr"] += ok
                if not ok:
                    say(f"STATUS {st}", o, g.get("status"))
            if (g.get("bound") or "exact") != o.bound.value:
                n["bound"] += 1
                say(f"BOUND {o.bound.value}", o, g.get("bound"))
        for k in left:
            g = gold["observations"][k]
            if not g.get("optional"):
                n["fn"] += 1
                if g.get("period"):
                    n["pt"] += 1
                if verbose:
                    print("MISSED", path.split("/")[-1][-20:-5], g["value"], g["unit"], g["indicator"])
    return n


def report(count, n):
    p, r = n["num"] / max(1, n["num"] + n["fp"]), n["num"] / max(1, n["num"] + n["fn"])
    sp, sr = n["strict"] / max(1, n["num"] + n["fp"]), n["strict"] / max(1, n["num"] + n["fn"])
    f = lambda a, b: 2 * a * b / (a + b) if a + b else 0
    print(
        f"{count} reports: number P {p:.3f} R {r:.3f} F1 {f(p, r):.3f} | subject {n['subject'] / max(1, n['num']):.3f} label {n['label'] / max(1, n['num']):.3f} | strict F1 {f(sp, sr):.3f} | period {n['pr'] / max(1, n['pt']):.3f} ({n['pt']}) status {n['sr'] / max(1, n['st']):.3f} ({n['st']}) bound wrong {n['bound']} | {dict(n)}"
    )


if __name__ == "__main__":
    args = [a for a in sys.argv[1:] if not a.startswith("-")] or ["A", "ours"]
    for which in args:
        print(which, end=": ")
        run(gold_files(which), "-v" in sys.argv)
