"""The explorer as one HTML file: our template, vis-network from the installed pyvis package, a strict CSP by hash.

In: a store. Out: a page that needs no network and runs no script but its own; the same store gives the same bytes.
Refused: a focus that names nothing, and a vis-network that could end its script element.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from graph.explore.choose import FIRST, choose_first
from graph.explore.network import draw_network
from graph.explore.payload import dump, evidence_json, graph_json
from graph.explore.shorten import read_shortened
from ontology.errors import ChanmaiError

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["MOST", "Explorer", "policy_of", "to_page", "write_page"]

MOST: Final = 12_000
"""Most things in one file: above, the page tells how many were left out and to use `chanmai serve`."""
TITLE: Final = "产脉 · 图谱浏览"
_HERE: Final = Path(__file__).parent
_POLICY: Final = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
_IMPORT: Final = re.compile(r'^import (\{[^}]*\}) from "\./([a-z]+)\.js";$', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE)


def to_page(
    store: Store | Path,
    *,
    focus: str = "",
    depth: int = 1,
    limit: int = FIRST,
    most: int | None = None,
    title: str = "",
    endpoint: str = "",
) -> str:
    """Return the explorer page of a store as one HTML text.

    Args:
        store: a store or the folder of one.
        focus: start from the thing so called: its IRI, a name or an alias; empty for the most connected things.
        depth: how many steps around the focus are drawn.
        limit: most things drawn at first.
        most: things in the page, None for `MOST`; the page tells how many more there are.
        title: heading of the page; empty for the usual one, in the language that the reader chose.
        endpoint: path of a SPARQL endpoint on the page's own server, from which the page then loads what is not in it;
            empty for a page that never asks for anything.

    Raises:
        UnknownNameError: nothing is called `focus`.
        StoreError: the folder is no store of ours.
    """
    picture, start, left_out = read_shortened(store, MOST if most is None else most, focus=focus)
    network = draw_network(picture, choose_first(picture, focus=start, depth=depth, limit=limit))
    graph = graph_json(picture, network, focus=start, title=title, left_out=left_out)
    graph["endpoint"] = endpoint
    return _render(graph=dump(graph), evidence=dump(evidence_json(picture)), title=title or TITLE, endpoint=endpoint)


def policy_of(page: str) -> str:
    """Return the Content-Security-Policy of a page of `to_page`, for servers that send one as a header too.

    Both hold then, so a header that knows nothing of the page's hashes would forbid its scripts.
    """
    found = _POLICY.search(page)
    return html.unescape(found[1]) if found else "default-src 'none'"


def write_page(
    store: Store | Path, path: Path, *, focus: str = "", depth: int = 1, limit: int = FIRST, title: str = ""
) -> None:
    """Write the explorer page of a store to a file, whole or not at all; see `to_page`."""
    page = to_page(store, focus=focus, depth=depth, limit=limit, title=title)
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_text(page, "utf-8", newline="\n")
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ChanmaiError(f"{path}: 写不了，请换一个文件 · cannot be written: {error.strerror}; choose another file") from error


@dataclass(frozen=True, slots=True)
class Explorer:
    """The explorer in a notebook: the last line of a cell shows it, offline, in a frame that can reach nothing.

    Attributes:
        store: a store or the folder of one.
        focus: as for `to_page`.
        depth: as for `to_page`.
        height: pixels of the frame.
    """

    store: Store | Path
    focus: str = ""
    depth: int = 1
    height: int = 680

    def _repr_html_(self) -> str:
        page = html.escape(to_page(self.store, focus=self.focus, depth=self.depth), quote=True)
        return (
            f'<iframe title="{TITLE}" sandbox="allow-scripts allow-downloads" width="100%" height="{int(self.height)}" '
            f'frameborder="0" srcdoc="{page}"></iframe>'
        )


def _render(*, graph: str, evidence: str, title: str, endpoint: str) -> str:
    library, program, style = _library(), bundle(), (_HERE / "assets" / "explorer.css").read_text("utf-8")
    for name, script in (("vis-network", library), ("explorer", program), ("graph", graph), ("evidence", evidence)):
        if "</script" in script.lower() or "<!--" in script:
            raise ChanmaiError(
                f"{name}: holds </script or <!--, which would end its element; this pyvis cannot be used"
            )
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(library)} {_hash(program)}",
            f"style-src {_hash(style)}",
            "img-src data: blob:",
            *(["connect-src 'self'"] if endpoint else []),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html.jinja").render(
        policy=policy,
        title=title,
        style=Markup(style),  # noqa: S704  # our own file
        library=Markup(library),  # noqa: S704  # the installed package's file, checked above
        program=Markup(program),  # noqa: S704  # our own files, checked above
        graph=Markup(graph),  # noqa: S704  # JSON without < and &
        evidence=Markup(evidence),  # noqa: S704  # JSON without < and &
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _library() -> str:
    """Return vis-network as the installed pyvis carries it."""
    folders = sorted(
        (folder for folder in (files("pyvis") / "lib").iterdir() if folder.name.startswith("vis-")), key=_version
    )
    text = (folders[-1] / "vis-network.min.js").read_text("utf-8")
    return text.replace("\r\n", "\n").strip() + "\n"


def _version(folder: object) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", getattr(folder, "name", "")))


@cache
def bundle() -> str:
    """Return the page's modules as one script: each a function of its own, after those that it imports."""
    ordered: dict[str, str] = {}

    def add(name: str) -> None:
        if name not in ordered:
            text = (_HERE / "assets" / f"{name}.js").read_text("utf-8")
            for _, needed in _IMPORT.findall(text):
                add(needed)
            exported = ", ".join(found for _, found in _EXPORT.findall(text))
            body = _EXPORT.sub(r"\1", _IMPORT.sub(r"const \1 = \2Module;", text))
            ordered[name] = f"const {name}Module = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();\n"

    add("main")
    return '"use strict";\n' + "\n".join(ordered.values())
