"""Notebooks: no outputs in git, one question each, and all run from a clean kernel on the sample reports, offline."""

import ast
import asyncio
import json
import os
from pathlib import Path

import pytest
from explore_pages import CHROMIUM, open_browser

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "notebooks").glob("*.ipynb"))


def _cells(path, sort):
    return ["".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == sort]


def test_there_are_seven_numbered_from_one():
    assert [path.name[:3] for path in FILES] == [f"0{number}-" for number in range(1, 8)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_notebook_has_no_outputs_an_english_title_and_a_chinese_question(path):
    book = json.loads(path.read_text("utf-8"))
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
    title, _, rest = _cells(path, "markdown")[0].partition("\n")
    assert title.replace("–", "-").isascii()
    assert title.startswith(f"# {path.name[:2]} ")
    assert "问题：" in rest


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_notebook_computes_in_the_packages(path):
    """A notebook that defines more than a line or two of its own would be a module without tests."""
    lines = 0
    for source in _cells(path, "code"):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                lines += node.end_lineno - node.lineno + 1
    assert lines <= 6
    assert all(len(source.splitlines()) <= 40 for source in _cells(path, "code"))


@pytest.mark.timeout(600)
def test_all_run_from_a_clean_kernel_and_open_offline(tmp_path, monkeypatch):
    """All in one test, two at a time: starting kernels and importing pandas is most of the cost."""
    import nbformat
    from nbclient import NotebookClient
    from nbconvert import HTMLExporter

    monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    for proxy in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(proxy, "http://127.0.0.1:9")  # whatever asks for the internet fails
    books = {path: nbformat.read(path, as_version=4) for path in FILES}

    async def run_all():
        gate = asyncio.Semaphore(2)

        async def run(book):
            async with gate:
                client = NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}})
                await client.async_execute()

        await asyncio.gather(*(run(book) for book in books.values()))

    asyncio.run(run_all())
    exporter = HTMLExporter(mathjax_url="", require_js_url="", jquery_url="", mermaid_js_url="", widget_renderer_url="")
    pages = Path(os.environ.get("CHANMAI_NOTEBOOK_HTML") or tmp_path / "html")
    pages.mkdir(parents=True, exist_ok=True)
    for path, book in books.items():
        said = [output for cell in book.cells for output in cell.get("outputs", [])]
        assert said, path.name
        assert not [output for output in said if output["output_type"] == "error"]
        assert "missing from" not in json.dumps(said)
        page, _ = exporter.from_notebook_node(book)
        assert 'src="http' not in page, path.name
        assert f"{path.name[:2]} " in page
        (pages / f"{path.stem}.html").write_text(page, "utf-8")
    if CHROMIUM:
        assert asked_for([pages / f"{path.stem}.html" for path in FILES]) == []


def asked_for(pages):
    """Return what the pages ask the network for in a browser that has none."""
    asked = []
    with open_browser() as browser:
        for page in pages:
            tab = browser.new_page()
            tab.on("request", lambda request: asked.append(request.url))
            tab.goto(page.as_uri(), timeout=120_000)
            assert tab.locator(".jp-OutputArea-output").count() > 0, page.name
            tab.close()
    return [url for url in asked if url.startswith(("http:", "https:", "ws:"))]
