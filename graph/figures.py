"""Figures ready for a paper: bars, series, grids, flows, points and network maps with Chinese names, as vectors.

In: numbers, tables of `graph.indicators`, networks of `graph.projections`. Out: a `Drawing`, which a notebook shows and
which gives SVG, PDF or PNG, the same bytes each time. The font is Noto Sans SC (SIL OFL 1.1) from an installed package,
so that no machine lacks it; a character that it lacks is drawn as 〓, never as an empty box without a word.

Colours are those of Okabe and Ito (Color Universal Design, 2008), apart for all common kinds of colour blindness; what
matters is told by shape, dashes or words too.
"""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from graph.explore.layout import arrange
from graph.explore.palette import STYLES
from ontology.errors import UnknownNameError
from ontology.facts import Kind

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    import networkx as nx
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Drawing", "draw_bars", "draw_flow", "draw_grid", "draw_map", "draw_points", "draw_series", "scale_of"]

BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#6b7280"
_INK: Final = "#1f2937"
_MISSING: Final = "〓"
"""What Chinese printers set where they lack a character."""
_WIDTH: Final = 7.2
"""Inches: two columns of a journal."""
_LONGEST: Final = 18
"""Characters of a name in a figure; the middle of a longer one is left out."""
_MAP_MOST, _FLOW_MOST, _GRID_MOST = 44, 30, 28
_LINE: Final = 8
"""Characters of a line of a name on a map."""
_STYLE: Final[Any] = {
    "axes.unicode_minus": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#9ca3af",
    "axes.labelcolor": _INK,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "font.size": 9,
    "text.color": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "text.parse_math": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "chanmai",
    "pdf.fonttype": 42,
    "figure.dpi": 100,
    "savefig.bbox": "tight",
    "savefig.pad_inches": 0.08,
}
_METADATA: Final = {
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "ModDate": None},
    "png": {"Software": None},
}
_MARKERS: Final = {
    "dot": "o",
    "square": "s",
    "diamond": "D",
    "hexagon": "h",
    "triangle": "^",
    "triangleDown": "v",
    "star": "*",
}
_SCALES: Final = {"元": ((1e8, "亿元"), (1e4, "万元")), "个": ((1e4, "万个"),), "人": ((1e4, "万人"),)}
"""Base unit → what readers of Chinese expect large numbers in."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure with its name; the last line of a notebook cell shows it.

    Attributes:
        figure: matplotlib's.
        title: what it shows, also for those who hear the page read.
    """

    figure: Figure
    title: str

    def to_bytes(self, form: str = "svg") -> bytes:
        """Return the figure as "svg", "pdf" or "png".

        Raises:
            UnknownNameError: another form.
        """
        if form not in _METADATA:
            raise UnknownNameError("格式", form, sorted(_METADATA))
        import matplotlib as mpl  # noqa: PLC0415 - 0.3 s to import

        file = io.BytesIO()
        with mpl.rc_context(_STYLE):
            self.figure.savefig(file, format=form, metadata=_METADATA[form])
        return file.getvalue()

    def to_inline(self, name: str = "figure") -> str:
        """Return SVG for a page of a strict Content-Security-Policy: no style, no outside reference, ids of its own."""
        text = self.to_bytes("svg").decode()
        text = text[text.index("<svg") :]
        text = re.sub(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>|<!--.*?-->", "", text, flags=re.DOTALL)
        text = re.sub(r' style="([^"]*)"', _as_attributes, text)
        text = re.sub(r'\bid="', f'id="{name}-', text)
        text = re.sub(r'href="#', f'href="#{name}-', text)
        text = re.sub(r"url\(#", f"url(#{name}-", text)
        label = self.title.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        return text.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1).strip()

    def _repr_svg_(self) -> str:
        return self.to_bytes("svg").decode()


def draw_bars(
    rows: Sequence[tuple[str, float]], *, title: str, xlabel: str = "", colours: Sequence[str] = (), most: int = 20
) -> Drawing:
    """Return horizontal bars with their numbers, in the order given, the first `most`; an empty frame for no rows."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    shown = list(rows[:most])
    with _drawing(0.27 * max(len(shown), 1) + 0.9) as figure:
        axes = figure.add_subplot()
        names = [_name(name) for name, _ in shown]
        values = [value for _, value in shown]
        bars = axes.barh(range(len(shown)), values, color=list(colours[:most]) or BLUE, height=0.72)
        axes.bar_label(bars, labels=[f" {value:g}" for value in values], fontsize=8)
        axes.set_yticks(range(len(shown)), names)
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        if all(value == int(value) for value in values):
            axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
        axes.set_xlabel(xlabel)
        _frame(axes, title, empty=not shown)
    return Drawing(figure, title)


def draw_series(series: Mapping[str, pd.DataFrame], *, title: str, words: Mapping[str, str] | None = None) -> Drawing:
    """Return one panel for each series of `graph.indicators.indicator_series`, by its name.

    What was achieved is a filled dot, what is planned a hollow diamond; a gap breaks the line and is hatched; reports
    that disagree have a cross.

    Args:
        series: name → table.
        title: of the whole.
        words: "achieved", "planned", "gap", "contradiction" in the reader's language; Chinese by default.
    """
    said = {"achieved": "已实现", "planned": "计划", "gap": "无数据", "contradiction": "报告不一致", **(words or {})}
    shown = [(name, table) for name, table in series.items() if len(table)]
    columns = 2 if len(shown) > 1 else 1
    lines = max((len(shown) + columns - 1) // columns, 1)
    with _drawing(1.9 * lines + 0.7) as figure:
        for place, (name, table) in enumerate(shown):
            axes = figure.add_subplot(lines, columns, place + 1)
            _panel(axes, table)
            axes.set_title(_name(name, 20), fontsize=9)
        if not shown:
            _frame(figure.add_subplot(), "", empty=True)
        _legend(figure, said)
        figure.suptitle(_clean(title), x=0.01, y=1.0, ha="left", va="bottom", fontsize=11)
        figure.tight_layout(rect=(0, 0.06 / lines, 1, 1))
    return Drawing(figure, title)


def draw_grid(bipartite: nx.Graph, *, title: str, most: int = _GRID_MOST) -> Drawing:
    """Return side 0 (rows) against side 1 (columns): a dot for each link, its area by `weight`.

    Rows and columns of most links come first, `most` of each; ties by name.
    """
    columns = _ranked(bipartite, 1, most)
    rows = [row for row in _ranked(bipartite, 0, most) if any(bipartite.has_edge(row, column) for column in columns)]
    with _drawing(0.26 * max(len(rows), 1) + 2.2) as figure:
        axes = figure.add_subplot()
        dots = [
            (x, y, bipartite[row][column]["weight"])
            for y, row in enumerate(rows)
            for x, column in enumerate(columns)
            if bipartite.has_edge(row, column)
        ]
        axes.scatter(
            [x for x, *_ in dots],
            [y for _, y, _ in dots],
            s=[min(36 + 22 * (weight - 1), 150) for *_, weight in dots],
            color=BLUE,
            zorder=3,
        )
        axes.set_xticks(range(len(columns)), [_label(bipartite, node) for node in columns], rotation=60, ha="right")
        axes.set_yticks(range(len(rows)), [_label(bipartite, node) for node in rows])
        axes.invert_yaxis()
        axes.grid(visible=True, color="#e5e7eb", linewidth=0.6)
        axes.tick_params(length=0)
        _frame(axes, title, empty=not dots)
    return Drawing(figure, title)


def draw_flow(network: nx.DiGraph, *, title: str, most: int = _FLOW_MOST) -> Drawing:
    """Return a directed network from left to right, sources first; a node stands one step right of what leads to it.

    Colour and mark are those of the explorer's classes. The `most` nodes of most links are drawn.
    """
    degree = dict(network.degree(weight="weight"))
    kept = sorted(network, key=lambda node: (-degree[node], str(network.nodes[node].get("label")), str(node)))[:most]
    part = _part(network, kept)
    layers = _layers(part)
    tallest = max((len(layer) for layer in layers), default=1)
    with _drawing(0.34 * tallest + 0.9) as figure:
        axes = figure.add_subplot()
        points: dict[Any, tuple[float, float]] = {}
        for x, layer in enumerate(layers):
            for y, node in enumerate(layer):
                points[node] = (float(x), (y + 0.5) * tallest / len(layer))
        for one, other, data in part.edges(data=True):
            (x0, y0), (x1, y1) = points[one], points[other]
            axes.annotate(
                "",
                (x1 - 0.03, y1),
                (x0 + 0.03, y0),
                arrowprops={
                    "arrowstyle": "-|>",
                    "color": "#9ca3af",
                    "linewidth": 0.7 + 0.4 * min(data["weight"], 5),
                    "connectionstyle": "arc3,rad=0.05",
                    "shrinkA": 3,
                    "shrinkB": 3,
                },
            )
        for node, point in points.items():
            first, last = point[0] == 0, point[0] == len(layers) - 1 and point[0] > 0
            _mark(axes, part, node, point, 42)
            axes.annotate(
                _label(part, node),
                point,
                xytext=(7 if last else -7 if first else 0, 0 if last or first else 9),
                textcoords="offset points",
                ha="left" if last else "right" if first else "center",
                va="center",
                fontsize=8,
            )
        axes.set_xlim(-0.75, len(layers) - 1 + 0.75)
        axes.set_ylim(tallest + 0.2, -0.4)
        axes.axis("off")
        _frame(axes, title, empty=not points)
    return Drawing(figure, title)


def draw_points(
    rows: Sequence[tuple[str, float, float]], *, title: str, xlabel: str, ylabel: str, named: int = 8
) -> Drawing:
    """Return points with the names of the first `named`: give the rows by what makes them worth naming."""
    with _drawing(4.2) as figure:
        axes = figure.add_subplot()
        axes.scatter([x for _, x, _ in rows], [y for *_, y in rows], s=20, color=GREY, alpha=0.55, linewidths=0)
        chosen = [row for row in rows[:named] if row[1] or row[2]]
        axes.scatter([x for _, x, _ in chosen], [y for *_, y in chosen], s=34, color=ORANGE, zorder=3)
        taken: list[tuple[float, float]] = []
        span = max((y for *_, y in rows), default=1) or 1
        for name, x, y in sorted(chosen, key=lambda row: -row[2]):
            at: float = y
            while any(abs(at - other) < 0.05 * span and abs(x - where) < 0.45 for where, other in taken):
                at -= 0.05 * span
            taken.append((x, at))
            line = {"arrowstyle": "-", "color": "#9ca3af", "linewidth": 0.6} if at != y else None
            axes.annotate(_name(name), (x, y), xytext=(x + 0.015, at), fontsize=8, va="center", arrowprops=line)
        axes.margins(x=0.25, y=0.12)
        axes.set_xlabel(xlabel)
        axes.set_ylabel(ylabel)
        _frame(axes, title, empty=not rows)
    return Drawing(figure, title)


def draw_map(network: nx.Graph, *, title: str, most: int = _MAP_MOST, lang: str = "zh") -> Drawing:
    """Return the `most` nodes of most links where the explorer's layout puts them, each with its name.

    Args:
        network: best a `graph.network.simple_network`.
        title: of the figure.
        most: nodes drawn.
        lang: "zh" or "en", of the legend.
    """
    degree = dict(network.degree())
    order = {node: place for place, node in enumerate(network)}
    kept = sorted((node for node in network if degree[node]), key=lambda node: (-degree[node], order[node]))[:most]
    part = _part(network, kept)
    kept = [node for node in kept if part.degree(node)]
    place = {node: at for at, node in enumerate(kept)}
    names = ["\n".join(wrap(_label(network, node), _LINE)) for node in kept]
    sizes = [(27.0 * min(max(len(name), 3), _LINE), 44.0 + 30.0 * name.count("\n")) for name in names]
    edges = sorted((place[one], place[other]) for one, other in part.edges() if one != other)
    points = arrange(len(kept), edges, sizes).points if kept else []
    with _drawing(_map_height(points)) as figure:
        axes = figure.add_subplot()
        for one, other in edges:
            axes.plot(*zip(points[one], points[other], strict=True), color="#94a3b8", linewidth=0.8, zorder=1)
        for node, point, name in zip(kept, points, names, strict=True):
            _mark(axes, network, node, point, 18 + 5 * min(degree[node], 20))
            axes.annotate(name, point, xytext=(0, -6), textcoords="offset points", ha="center", va="top", fontsize=6.5)
        axes.set_aspect("equal")
        axes.invert_yaxis()
        axes.margins(0.06)
        axes.axis("off")
        _classes(axes, sorted({str(network.nodes[node].get("kind", "")) for node in kept}), lang)
        _frame(axes, title, empty=not kept)
    return Drawing(figure, title)


def _part(network: nx.Graph, kept: Iterable[Hashable]) -> nx.Graph:
    """Return some nodes with the links between them, in the network's order: a view of few nodes has a set's order."""
    chosen = set(kept)
    part = network.__class__()
    part.add_nodes_from((node, data) for node, data in network.nodes(data=True) if node in chosen)
    part.add_edges_from(edge for edge in network.edges(data=True) if edge[0] in chosen and edge[1] in chosen)
    return part


@cache
def _font() -> tuple[str, frozenset[int]]:
    """Register the packaged font; return its family and the characters that it has."""
    from matplotlib import font_manager  # noqa: PLC0415
    from pylopdf_fonts_zh_cn import sans_path  # noqa: PLC0415

    path = str(sans_path())
    font_manager.fontManager.addfont(path)
    font = font_manager.get_font(path)
    return font.family_name, frozenset(font.get_charmap())


@contextmanager
def _drawing(height: float) -> Iterator[Figure]:
    """Give an empty figure to draw on, in our style whatever the user's."""
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    family, _ = _font()
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({**_STYLE, "font.family": [family]})
        yield Figure(figsize=(_WIDTH, max(height, 1.4)))


def _frame(axes: Axes, title: str, *, empty: bool) -> None:
    axes.set_title(_clean(title))
    if empty:
        axes.axis("off")
        axes.text(0.5, 0.5, "—", ha="center", va="center", transform=axes.transAxes, color=GREY)


def _panel(axes: Axes, table: pd.DataFrame) -> None:
    factor, unit = scale_of(table)
    achieved = table[table["value"].notna()]
    planned = table[table["planned"].notna()]
    axes.plot(table["year"], table["value"] / factor, color=BLUE, marker="o", markersize=5)
    axes.plot(planned["year"], planned["planned"] / factor, "D", color=ORANGE, markerfacecolor="white", markersize=6)
    for year in table[table["gap"]]["year"]:
        axes.axvspan(year - 0.5, year + 0.5, facecolor="#f3f4f6", edgecolor="#d1d5db", hatch="///", linewidth=0)
    unsure = achieved[achieved["contradiction"]]
    axes.plot(unsure["year"], unsure["value"] / factor, "x", color="black", markersize=9, zorder=4)
    for rows, column in ((achieved, "value"), (planned, "planned")):
        for year, value in zip(rows["year"], rows[column], strict=True):
            axes.annotate(f"{value / factor:g}", (year, value / factor), xytext=(0, 6), textcoords="offset points", ha="center", fontsize=8)  # fmt: skip
    axes.set_xlim(table["year"].min() - 0.7, table["year"].max() + 0.7)
    every = max((int(table["year"].max() - table["year"].min()) + 6) // 6, 1)
    axes.set_xticks([year for year in table["year"] if (year - table["year"].min()) % every == 0])
    axes.set_ylim(bottom=0)
    axes.margins(y=0.25)
    axes.set_ylim(0, axes.get_ylim()[1] * 1.12)
    axes.set_ylabel(_clean(unit))


def scale_of(table: pd.DataFrame) -> tuple[float, str]:
    """Return what to divide a series by so that it reads well, and the unit then: 125,000,000,000 元 is 1250 亿元."""
    unit = str(table["unit"].iloc[0])
    largest = float(table[["value", "planned"]].max().max())
    return next(((by, name) for by, name in _SCALES.get(unit, ()) if largest >= by), (1.0, unit))


def _legend(figure: Figure, said: Mapping[str, str]) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415
    from matplotlib.patches import Patch  # noqa: PLC0415

    marks = [
        Line2D([], [], color=BLUE, marker="o", label=said["achieved"]),
        Line2D([], [], color=ORANGE, marker="D", linestyle="", markerfacecolor="white", label=said["planned"]),
        Patch(facecolor="#f3f4f6", edgecolor="#d1d5db", hatch="///", label=said["gap"]),
        Line2D([], [], color="black", marker="x", linestyle="", label=said["contradiction"]),
    ]
    figure.legend(handles=marks, loc="lower left", ncols=4, frameon=False, fontsize=8, bbox_to_anchor=(0.0, -0.02))


def _classes(axes: Axes, kinds: Sequence[str], lang: str) -> None:
    """Write the legend of classes."""
    from matplotlib.lines import Line2D  # noqa: PLC0415

    known = [Kind(kind) for kind in kinds if kind in set(Kind)]
    marks = [
        Line2D([], [], linestyle="", marker=_MARKERS[style.shape], color=style.light, label=style.zh if lang == "zh" else style.en)
        for kind, style in STYLES.items()
        if kind in known
    ]  # fmt: skip
    if marks:
        axes.legend(handles=marks, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=6, frameon=False, fontsize=7)


def _mark(axes: Axes, network: nx.Graph, node: Any, point: tuple[float, float], area: float) -> None:
    kind = str(network.nodes[node].get("kind", ""))
    style = STYLES[Kind(kind)] if kind in set(Kind) else None
    axes.scatter(
        *point,
        s=area,
        marker=_MARKERS[style.shape] if style else "o",
        color=style.light if style else GREY,
        edgecolors="white",
        linewidths=0.6,
        zorder=3,
    )


def _map_height(points: Sequence[tuple[float, float]]) -> float:
    """Return inches that keep the layout's shape at our width."""
    if len(points) < 2:
        return 2.0
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(max(_WIDTH * (max(ys) - min(ys) + 60) / (max(xs) - min(xs) + 120) + 0.8, 2.5), 8.5)


def _layers(network: nx.DiGraph) -> list[list[Any]]:
    """Return nodes by the longest way that leads to them, each layer near what it follows; a cycle stops the count."""
    depth = dict.fromkeys(network, 0)
    for _ in range(min(len(network), 4)):
        for one, other in network.edges():
            if depth[other] <= depth[one] < 3:
                depth[other] = depth[one] + 1
    layers: list[list[Any]] = []
    place: dict[Any, float] = {}
    for number in sorted(set(depth.values())):
        layer = [node for node in network if depth[node] == number]
        around = {
            node: [place[other] for other in network.pred[node] if other in place] or [float(len(layer))]
            for node in layer
        }
        layer.sort(key=lambda node: (sum(around[node]) / len(around[node]), -network.degree(node), _label(network, node)))
        place.update({node: (at + 0.5) / len(layer) for at, node in enumerate(layer)})
        layers.append(layer)
    return layers


def _ranked(bipartite: nx.Graph, side: int, most: int) -> list[Any]:
    nodes = [node for node, data in bipartite.nodes(data=True) if data["bipartite"] == side]
    return sorted(nodes, key=lambda node: (-bipartite.degree(node), _label(bipartite, node), str(node)))[:most]


def _label(network: nx.Graph, node: Any) -> str:
    return _name(str(network.nodes[node].get("label", node)))


def _name(text: str, longest: int = _LONGEST) -> str:
    """Return a name as a figure shows it."""
    text = _clean(text)
    return text if len(text) <= longest else f"{text[: longest - 6]}…{text[-5:]}"


def _clean(text: str) -> str:
    """Return text that the font can draw."""
    _, has = _font()
    return "".join(character if ord(character) in has else _MISSING for character in text.replace("\n", " "))


def _as_attributes(found: re.Match[str]) -> str:
    """Return the declarations of a style as attributes, which SVG reads the same and no policy forbids."""
    pairs = (declaration.split(":", 1) for declaration in found[1].split(";") if ":" in declaration)
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)
