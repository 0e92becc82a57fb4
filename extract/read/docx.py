"""A Word document as text: paragraphs, table rows, text boxes and tracked insertions, without what was deleted.

In: the bytes of a .docx. Out: its lines in order and its title property. Refused: archives that look like bombs, XML
with a document type (where entities live), damage, encryption.
"""

from __future__ import annotations

import io
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lxml import etree

from extract.read.facts import Facts
from extract.read.messages import refusal
from extract.read.tables import lines_of_table
from extract.read.zips import open_archive, read_member

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

__all__ = ["parse_docx", "read_docx"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DC = "{http://purl.org/dc/elements/1.1/}"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
GONE = frozenset({f"{W}del", f"{W}moveFrom", f"{W}delText", f"{W}instrText", f"{W}pPr", f"{W}sectPr", f"{W}footnoteReference", f"{W}commentReference", f"{W}ruby", f"{MC}Fallback", f"{W}tblPr", f"{W}tblGrid", f"{W}fldData"})
LEVELS = 200
"""Elements within elements; Word writes about thirty, lxml itself stops at 256 without huge_tree."""


def parse_docx(body: bytes, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Answer the parent: facts, and the text as UTF-8."""
    text, facts = read_docx(body, head["source"])
    return {"facts": asdict(facts)}, text.encode("utf-8", "replace")


def read_docx(data: bytes, source: str) -> tuple[str, Facts]:
    """Return the text, a line for each paragraph or row, and the document's title.

    Raises:
        DocumentError: damaged, encrypted, hostile, or no Word document.
    """
    archive = open_archive(io.BytesIO(data), source)
    names = archive.NameToInfo
    if "word/document.xml" not in names:
        raise refusal(source, "unsupported", detail="不是 Word 文档 · no Word document")
    root = _parse(archive, "word/document.xml", source)
    body = root.find(f"{W}body")
    if body is None:
        raise refusal(source, "corrupt", kind="DOCX", detail="没有正文 no body")
    lines = list(_blocks(body))
    facts = Facts()
    if "docProps/core.xml" in names:
        title = _parse(archive, "docProps/core.xml", source).findtext(f"{DC}title") or ""
        facts = Facts(title=_sound_title(" ".join(title.split())))
    return "\n".join(lines) + ("\n" if lines else ""), facts


def _parse(archive: zipfile.ZipFile, name: str, source: str) -> etree._Element:
    data = read_member(archive, archive.NameToInfo[name], source)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or "<!DOCTYPE".encode("utf-16-le") in data or "<!DOCTYPE".encode("utf-16-be") in data:
        raise refusal(source, "bomb", detail="XML 含 DOCTYPE · XML with a document type")
    data = data.replace(STRICT_W.encode(), W[1:-1].encode())
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise refusal(source, "corrupt", kind="DOCX", detail=f"{name}: {str(error)[:80]}") from error


def _blocks(parent: etree._Element, level: int = 0) -> Iterator[str]:
    """Yield the lines of a body, cell or text box in order."""
    if level > LEVELS:
        raise RecursionError
    for child in parent:
        if child.tag == f"{W}p":
            boxes: list[etree._Element] = []
            text = "".join(_runs(child, boxes, level))
            yield from (line.strip(" ") for line in text.split("\n") if line.strip())
            for box in boxes:
                yield from _blocks(box, level + 1)
        elif child.tag == f"{W}tbl":
            yield from lines_of_table(_rows(child, level))
        elif child.tag not in GONE:
            yield from _blocks(child, level + 1)


def _runs(node: etree._Element, boxes: list[etree._Element], level: int) -> Iterator[str]:
    """Yield the pieces of text under a paragraph; text boxes are put aside."""
    if level > LEVELS:
        raise RecursionError
    for child in node:
        tag = child.tag
        if tag == f"{W}t":
            yield child.text or ""
        elif tag == f"{W}tab":
            yield " "
        elif tag in {f"{W}br", f"{W}cr"}:
            yield "\n"
        elif tag == f"{W}noBreakHyphen":
            yield "-"
        elif tag == f"{W}txbxContent":
            boxes.append(child)
        elif tag == f"{W}r" and _is_hidden(child):
            continue
        elif tag == f"{W}ruby":
            base = child.find(f"{W}rubyBase")
            if base is not None:
                yield from _runs(base, boxes, level + 1)
        elif tag not in GONE:
            yield from _runs(child, boxes, level + 1)


def _is_hidden(run: etree._Element) -> bool:
    """Say whether a run is formatted as hidden text."""
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val", "1") not in {"0", "false", "off"}


def _rows(table: etree._Element, level: int) -> list[list[str]]:
    """Return a table's cells; a cell merged over several rows is repeated in each."""
    rows: list[list[str]] = []
    for row in _parts(table, f"{W}tr"):
        cells: list[str] = []
        for cell in _parts(row, f"{W}tc"):
            text = " ".join(_blocks(cell, level + 1))
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            if merged is not None and merged.get(f"{W}val", "continue") == "continue" and rows and len(cells) < len(rows[-1]):
                text = rows[-1][len(cells)]
            cells.append(text)
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width = span.get(f"{W}val", "1") if span is not None else "1"
            cells.extend("" for _ in range(min(int(width), 60) - 1 if width.isascii() and width.isdigit() else 0))
        rows.append(cells)
    return rows


def _parts(node: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the rows or cells under a node, also inside insertions and content controls, not deleted rows, not inner tables."""
    for child in node:
        if child.tag == tag:
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag not in GONE and child.tag not in {f"{W}tbl", f"{W}p", f"{W}tc"}:
            yield from _parts(child, tag)


def _sound_title(title: str) -> str:
    """Return a title property unless a program wrote it: Word puts the first words of a template there."""
    junk = ("Microsoft Word", "Word Document", "文档", "Untitled", "无标题", "PowerPoint", "标题", "python-docx")
    return "" if title.startswith(junk) or len(title) > 200 or title.lower().endswith((".doc", ".docx", ".wps")) else title
