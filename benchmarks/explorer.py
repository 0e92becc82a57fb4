"""The explorer against plain pyvis (and gravis where it is installed): size, CPU until drawn, panning, search, filter.

    python benchmarks/explorer.py [--sizes 1000 10000] [--out benchmarks/explorer.tsv]

All in the same run on the same invented graph. CPU is what all of chromium's processes used until the page was drawn;
the machine's load changes seconds, not ratios. Filter and search are CPU of the page's main thread until the result is
drawn: the first two clicks on a box, the mean of the next four, the mean of five searches. gravis goes on moving after its first drawing, hence next_10s_cpu_s.
gravis is no dependency: PYTHONPATH may name a folder that `pip install --target` filled.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pyoxigraph import Store

from graph.explore import to_page, to_pyvis
from graph.explore.page import _library
from graph.nodes import Node
from graph.quads import document_quads, entity_quads
from ontology.facts import Document, Entity, Extraction, Kind, Mention, Property, Span, Statement
from ontology.terms import ID

KINDS = [Kind.COMPANY] * 6 + [Kind.PRODUCT] * 2 + [Kind.INDUSTRY, Kind.REGION, Kind.PARK, Kind.DESIGNATION]
PARTS = "华远恒信金龙鼎盛瑞丰泰安永昌德胜明达宏康"


def sample_store(things: int, links: int, seed: int = 5) -> Store:
    """Return invented things in communities, each relation stated by one sentence."""
    chance = random.Random(seed)
    names = [f"{''.join(chance.sample(PARTS, 3))}{index}号{'机械' if index % 2 else '材料'}" for index in range(things)]
    kinds = [KINDS[index % len(KINDS)] for index in range(things)]
    iris = {str(index): f"{ID}{kinds[index]}/{index}" for index in range(things)}
    store = Store()
    store.extend(entity_quads(Node(iris[str(i)], kinds[i], names[i], (names[i][:4],)) for i in range(things)))
    properties = [Property.SUPPLIES_TO, Property.COOPERATES_WITH, Property.INVESTS_IN, Property.LOCATED_IN]
    per_document = 60
    for at in range(0, links, per_document):
        text, sentences, mentions, statements = "", [], [], []
        home = chance.randrange(max(things // 25, 1))
        for _ in range(min(per_document, links - at)):
            one = min(int(chance.paretovariate(1.3)) - 1 + home * 25, things - 1)
            other = (home * 25 + chance.randrange(25)) % things if chance.random() < 0.85 else chance.randrange(things)
            begin = len(text)
            text += f"{names[one]}与{names[other]}签署合作协议并扩大产能。\n"
            sentence = Span(begin, len(text) - 1)
            spans = (
                Span(begin, begin + len(names[one])),
                Span(begin + len(names[one]) + 1, begin + len(names[one]) + 1 + len(names[other])),
            )
            sentences.append(sentence)
            mentions += [Mention(spans[0], names[one], str(one)), Mention(spans[1], names[other], str(other))]
            statements.append(
                Statement(
                    str(one), chance.choice(properties), str(other), sentence, *spans, round(chance.uniform(0.4, 1), 2)
                )
            )
        used = {mention.entity for mention in mentions}
        document = Document(f"d{at}", text, "0" * 64, title=f"第{at}号报告", issued=str(2018 + at % 7))
        entities = tuple(Entity(key, kinds[int(key)], (names[int(key)],)) for key in sorted(used))
        store.extend(
            document_quads(Extraction(document, tuple(sentences), entities, tuple(mentions), tuple(statements)), iris)
        )
    return store


def cpu_of_browser() -> float:
    """Return CPU seconds used so far by all processes that this one started; ended ones count where their parent waited."""
    parents, used = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            used[int(entry.name)] = sum(int(value) for value in fields[11:15]) / 100
    ours, grown = {os.getpid()}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in ours} - ours
        ours |= more
        grown = bool(more)
    return sum(used[pid] for pid in ours - {os.getpid()})


DRAWN = {
    "explorer": "document.documentElement.dataset.ready === 'true'",
    "pyvis": "typeof network !== 'undefined' && !!network && network.body.nodeIndices.length > 0 && (window.stable || network.physics.stabilized || !network.physics.physicsEnabled)",
    "gravis": "document.querySelector('canvas') !== null",
}
COUNT = """() => { const net = window.explorer ? explorer.canvas.network : network;
  window.drawings = 0; net.on('afterDrawing', () => { window.drawings += 1; }); }"""


def pan(page) -> float:
    """Return drawings a second while the mouse drags an empty spot of the canvas to and fro."""
    page.evaluate(COUNT)
    box = page.locator("canvas").first.bounding_box(timeout=300_000)  # plain pyvis is busy for minutes
    x, y = box["x"] + 6, box["y"] + 6
    page.mouse.move(x, y)
    page.mouse.down()
    begin, step = time.time(), 0
    while time.time() - begin < 3:
        step += 1
        page.mouse.move(x + 5 * (step % 40), y + 2 * (step % 40))
    took = time.time() - begin
    page.mouse.up()
    return page.evaluate("window.drawings") / took


def gravis_page(store: Store) -> str:
    """Return gravis's page of the same things and links, as it comes; empty where gravis is not installed."""
    try:
        import gravis
    except ImportError:
        return ""
    import networkx as nx

    plain = to_pyvis(store, limit=10**9)
    graph = nx.MultiDiGraph()
    for node in plain.nodes:
        graph.add_node(node["id"], label=node["label"])
    for edge in plain.edges:
        graph.add_edge(edge["from"], edge["to"], label=edge["label"])
    return gravis.vis(graph, node_label_data_source="label").to_html_standalone()


def cpu_ms(page, clock, action: str) -> float:
    """Return milliseconds that the page's main thread worked on an action until it was drawn; waiting does not count."""

    def ticks() -> float:
        told = clock.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in told if one["name"] == "TaskDuration")

    begin = ticks()
    page.evaluate(f"() => {{ {action}; return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))); }}")
    return (ticks() - begin) * 1000


def measure(playwright, name: str, page_file: Path, limit_s: int = 180) -> dict:
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=["--host-resolver-rules=MAP * ~NOTFOUND", "--no-sandbox"]
    )
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto("about:blank")
    idle = cpu_of_browser()
    begin = time.time()
    page.goto(page_file.as_uri(), wait_until="commit")
    while time.time() - begin < limit_s:
        try:
            if page.evaluate(DRAWN[name]):
                break
        except Exception:  # the page may be between documents
            pass
        time.sleep(0.05)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    row = {
        "page": name,
        "megabytes": page_file.stat().st_size / 1e6,
        "cpu_s": cpu_of_browser() - idle,
        "wall_s": time.time() - begin,
    }
    used = cpu_of_browser()
    time.sleep(10)
    row["next_10s_cpu_s"] = cpu_of_browser() - used
    if name != "gravis":
        row["pan_fps"] = pan(page)
    if name == "explorer":
        clock = page.context.new_cdp_session(page)
        clock.send("Performance.enable", {"timeDomain": "threadTicks"})
        filters = [cpu_ms(page, clock, "explorer.toggleFilter('kind', 'Company')") for _ in range(6)]
        row["filter_first_cpu_ms"], row["filter_cpu_ms"] = max(filters[:2]), sum(filters[2:]) / 4
        words = ("华", "机械", "hy", "龙鼎", "99")
        search = "explorer.searchBox.field.value = '{}'; explorer.searchBox.show()"
        row["search_cpu_ms"] = sum(cpu_ms(page, clock, search.format(word)) for word in words) / len(words)
    browser.close()
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", action="store_true", help="the explorer alone: plain pyvis takes minutes")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    rows = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for size in options.sizes:
            store = sample_store(size, 3 * size)
            begin = time.process_time()
            text = to_page(store)
            made = time.process_time() - begin
            files = {"explorer": Path(folder) / "explorer.html", "pyvis": Path(folder) / "pyvis.html"}
            files["explorer"].write_text(text, "utf-8")
            beyond = (len(text.encode()) - len(_library().encode())) / 1e6
            whole = Path(folder) / "all.html"
            whole.write_text(to_page(store, limit=size), "utf-8") if size <= 1500 else None
            if size <= 1000 and not options.only:
                network = to_pyvis(store, limit=size)
                network.options = type(network)().options  # plain pyvis: its own physics
                for node in network.nodes:
                    node.pop("x"), node.pop("y")
                files["pyvis"].write_text(network.generate_html(), "utf-8")
                if text := gravis_page(store):
                    files["gravis"] = Path(folder) / "gravis.html"
                    files["gravis"].write_text(text, "utf-8")
            for name, file in files.items():
                if file.exists():
                    row = {"things": size, **measure(playwright, name, file)}
                    if name == "explorer":
                        row |= {"made_cpu_s": made, "beyond_library_mb": beyond}
                    rows.append(row)
                    print(
                        {key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()},
                        flush=True,
                    )
                    file.unlink()
            if whole.exists():
                row = {"things": size, **measure(playwright, "explorer", whole)} | {"page": "explorer, all drawn"}
                rows.append(row)
                print(
                    {key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()},
                    flush=True,
                )
                whole.unlink()
    if options.out:
        columns = list(dict.fromkeys(key for row in rows for key in row))
        lines = ["\t".join(columns)] + [
            "\t".join(f"{row[c]:.3f}" if isinstance(row.get(c), float) else str(row.get(c, "")) for c in columns)
            for row in rows
        ]
        options.out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
