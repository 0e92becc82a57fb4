"""`chanmai evaluate`: precision, recall and F1 by layer, class and property, with confidence intervals, and an error browser.

In: an export and a folder of gold YAML files whose texts lie beside them (or in the graph). Out: a table on stdout; with
`html` one page with each text and its right, missed and spurious spans marked. Intervals are 95 % percentile bootstrap
over reports (Efron 1979), seeded: reports are the unit, because the facts of one report go right or wrong together.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Final

from ontology.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from graph.gold import Comparison, Item

__all__ = ["Score", "compare_folder", "run_evaluation", "score"]

Score = tuple[float, float, float]
ROUNDS: Final = 1000


def run_evaluation(kg: Path, gold: Path, *, verbose: bool = False, html: Path | None = None) -> None:
    """Compare and print."""
    compared = compare_folder(kg, gold)
    layers: dict[tuple[str, str], None] = {}
    for layer in ("entity", "relation", "observation"):
        layers[layer, ""] = None
        for group in sorted({i.group for c in compared for i in c.items if i.layer == layer and layer != "observation"}):
            layers[layer, group] = None
    print(f"{'层 layer':<14}{'类 class':<24}{'P':>7}{'R':>7}{'F1':>7}   95 %            right spurious missed")
    for layer, group in layers:
        counts = [_count(c.items, layer, group) for c in compared]
        p, r, f = score(counts)
        low, high = _interval(counts)
        total = sum(counts, Counter())
        print(f"{layer:<14}{group or '全部 all':<24}{p:7.3f}{r:7.3f}{f:7.3f}   {low:.3f}–{high:.3f}   {total['right']:>8}{total['spurious']:>9}{total['missed']:>7}")
    for name in ("periods", "statuses"):
        right, of = (sum(getattr(c, name)[k] for c in compared) for k in (0, 1))
        print(f"{name:<38}{right / of if of else float('nan'):7.3f}   ({right}/{of})")
    if unread := [c.document for c in compared if all(item.outcome == "missed" for item in c.items)]:
        names = "、".join(unread[:5]) + ("…" if len(unread) > 5 else "")
        sys.stderr.write(f"{kg}: 其中没有 {len(unread)} 篇标注的内容，全部算遗漏 · nothing of {len(unread)} of {len(compared)} gold documents is in it, which counts as missed: {names}\n")
    if verbose:
        for c in compared:
            for item in c.items:
                if item.outcome != "right":
                    sys.stderr.write(f"{c.document}\t{item.layer}\t{item.outcome}\t{item.group}\t{item.text}\n")
    if html is not None:
        html.write_text(_page(compared), encoding="utf-8")
        sys.stderr.write(f"{html}: 错误浏览页已写出 · error browser written\n")


def compare_folder(kg: Path, gold: Path) -> list[Comparison]:
    """Compare a graph with every gold file of a folder, in order of file names.

    Raises:
        ConfigurationError: no such export, or the folder holds no gold.
    """
    from pyoxigraph import RdfFormat, Store

    from graph.gold import Predicted, compare, read_gold, read_graph

    files = sorted(gold.glob("*.yaml")) if gold.is_dir() else []
    if not files:
        raise ConfigurationError(f"{gold}: 没有标注文件 (*.yaml) · no gold files; name the folder that holds NAME.yaml")
    form = RdfFormat.from_extension(kg.suffix.lstrip(".")) if kg.is_file() else None
    if form is None:
        raise ConfigurationError(f"{kg}: 不是可读的导出文件 · no readable export; use .nq, .trig, .ttl or .nt")
    store = Store()
    store.bulk_load(path=str(kg), format=form)
    graph = read_graph(store)
    compared = []
    for file in files:
        wanted = read_gold(file)
        source = file.parent / str(wanted.get("text") or f"{file.stem}.txt")
        text = source.read_text(encoding="utf-8").replace("\r\n", "\n") if source.is_file() else ""
        compared.append(compare(wanted, graph.get(str(wanted["doc"]), Predicted()), text))
    return compared


def _count(items: Iterable[Item], layer: str, group: str) -> Counter[str]:
    return Counter(i.outcome for i in items if i.layer == layer and (not group or i.group == group))


def score(counts: Iterable[Counter[str]]) -> Score:
    """Return precision, recall and F1 of summed counts; 0 where nothing was predicted or wanted.

    >>> score([Counter(right=3, spurious=1, missed=2)])
    (0.75, 0.6, 0.6666666666666666)
    """
    total = sum(counts, Counter())
    right, said, wanted = total["right"], total["right"] + total["spurious"], total["right"] + total["missed"]
    return (right / said if said else 0.0, right / wanted if wanted else 0.0, 2 * right / (said + wanted) if said + wanted else 0.0)


def _interval(counts: list[Counter[str]]) -> tuple[float, float]:
    """Return the 2.5 and 97.5 percentiles of F1 over reports drawn with replacement."""
    dice = random.Random(20261129)  # noqa: S311  # a bootstrap, not a secret
    plain = [(c["right"], c["right"] + c["spurious"] + c["right"] + c["missed"]) for c in counts]
    drawn = []
    for _ in range(ROUNDS):
        sample = dice.choices(plain, k=len(plain))
        whole = sum(all_ for _, all_ in sample)
        drawn.append(2 * sum(right for right, _ in sample) / whole if whole else 0.0)
    drawn.sort()
    return drawn[round(0.025 * (ROUNDS - 1))], drawn[round(0.975 * (ROUNDS - 1))]


STYLE: Final = """
body{font:16px/1.8 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}
mark{padding:0 2px;border-radius:3px}mark.right{background:#c9e7d3}mark.spurious{background:#f6cfc4;text-decoration:underline wavy}
mark.missed{background:#fff0b3;border-bottom:2px dashed #8a6d00}li.missed::marker{content:"− "}li.spurious::marker{content:"+ "}
pre{white-space:pre-wrap;font:inherit}details{margin:.5rem 0}
"""


def _page(compared: list[Comparison]) -> str:
    """Return the error browser: no script, nothing from elsewhere."""
    parts = [
        '<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><title>chanmai evaluate</title>',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
        f"<style>{STYLE}</style><h1>错误浏览 · errors</h1>",
        '<p><mark class="right">正确 right</mark> <mark class="spurious">多余 spurious</mark> <mark class="missed">遗漏 missed</mark></p>',
    ]
    for c in compared:
        _, _, f = score([_count(c.items, "entity", "")])
        parts.append(f"<details><summary>{escape(c.document)} · F1 {f:.2f}</summary><pre>{_marked(c)}</pre><ul>")
        parts.extend(
            f'<li class="{i.outcome}">{escape(i.layer)} · {escape(i.group)} · {escape(i.text)}</li>' for i in c.items if i.outcome != "right"
        )
        parts.append("</ul></details>")
    return "".join(parts) + "</html>\n"


def _marked(c: Comparison) -> str:
    """Return a text with the names marked: what was found at its places, what was missed where its name stands."""
    spans: dict[int, tuple[int, str]] = {}
    for item in c.items:
        if item.layer == "entity":
            places = list(item.spans)
            if item.outcome == "missed" and item.text in c.text:
                at = c.text.index(item.text)
                places = [(at, at + len(item.text))]
            for begin, end in places:
                spans.setdefault(begin, (end, item.outcome))
    out, at = [], 0
    for begin, (end, outcome) in sorted(spans.items()):
        if begin >= at:
            out += [escape(c.text[at:begin]), f'<mark class="{outcome}">{escape(c.text[begin:end])}</mark>']
            at = end
    return "".join([*out, escape(c.text[at:])])
