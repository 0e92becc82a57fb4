"""Coverage-guided fuzzing of one reader in this process: `python benchmarks/fuzz/targets.py KIND [libFuzzer options]`.

KIND: txt html docx md jsonl dates tables. In: what atheris makes up. Out: a crash file where anything but
`DocumentError` escapes. The parsers run here without their child, so that coverage is seen; run it with a limit of its
own, e.g. `-rss_limit_mb=2048 -timeout=30 -max_total_time=60`. PDF is foreign code: `mutate.py pdf` covers it.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[2] / "tests")]

import atheris  # not a requirement: pip install atheris

with atheris.instrument_imports(include=["extract.read"]):
    from extract.read import dates, decode, docx, markdown, page, records, sniff, tables
from read_samples import to_docx, to_zip

from ontology.errors import DocumentError


def txt(data: bytes) -> None:
    """Sniff and decode."""
    sniff.sniff(data)
    sniff.is_html(data)
    decode.decode(data, "a")


def html(data: bytes) -> None:
    """Read a page."""
    page.read_page(data.decode("utf-8", "replace"), "a")


def word(data: bytes) -> None:
    """Read the XML of a sound archive, and the bytes as an archive."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(to_docx("x"))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["word/document.xml"] = data
    docx.read_docx(to_zip(members), "a")
    docx.read_docx(data, "a")


def md(data: bytes) -> None:
    """Blank markup; no offset moves."""
    text = data.decode("utf-8", "replace")
    assert len(markdown.strip_markdown(text, "a")[0]) == len(text)


def jsonl(data: bytes) -> None:
    """Parse one record."""
    records.parse_record(data, "a", 1)


def dated(data: bytes) -> None:
    """Find dates."""
    dates.find_date(data.decode("utf-8", "replace"))
    dates.parse_date(data.decode("utf-8", "replace"))


def table(data: bytes) -> None:
    """Turn cells into lines."""
    tables.lines_of_table([row.split("|") for row in data.decode("utf-8", "replace").split("\n")])


TARGETS = {"txt": txt, "html": html, "docx": word, "md": md, "jsonl": jsonl, "dates": dated, "tables": table}


def main() -> None:
    """Fuzz the target that the first argument names."""
    target = TARGETS[sys.argv.pop(1)]

    def one(data: bytes) -> None:
        try:
            target(data)
        except (DocumentError, RecursionError):
            return

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
