"""A PDF as text in reading order: pages, columns, paragraphs; running heads and page numbers left out.

In: the bytes of a PDF. Out: one line a paragraph, the first character of each page, the title property. Refused:
damage, encryption, no text layer, more pages than a report has.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pypdfium2 as pdfium

from extract.read.facts import Facts
from extract.read.limits import OUTPUT
from extract.read.messages import refusal
from extract.read.pdf_layout import Line, drop_running, lines_of_page, paragraphs

__all__ = ["parse_pdf", "read_pdf"]

PAGES = 3000
BAD_PAGES = 20
"""Pages in a row that cannot be opened before the page count counts as a lie."""


def parse_pdf(body: bytes, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Answer the parent: facts, pages and warnings, and the text as UTF-8."""
    text, pages, facts, warnings = read_pdf(body, head["source"])
    return {"facts": asdict(facts), "pages": pages, "warnings": warnings}, text.encode("utf-8", "replace")


def read_pdf(data: bytes, source: str) -> tuple[str, list[int], Facts, list[str]]:
    """Return the text, the offset of each page's first character, facts and warnings.

    Raises:
        DocumentError: damaged, encrypted, scanned without text, or hostile.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise refusal(source, "password", kind="PDF") from error
        raise refusal(source, "corrupt", kind="PDF", detail=str(error)[:80]) from error
    count = len(document)
    if count == 0:
        raise refusal(source, "corrupt", kind="PDF", detail="没有页 no pages")
    if count > PAGES:
        raise refusal(source, "limit", detail=f"{count} 页 pages > {PAGES}")
    pages, broken, empty, pictured = _read_pages(document, source)
    if len(broken) == count:
        raise refusal(source, "corrupt", kind="PDF", detail="没有一页能打开 no page can be opened")
    if not any(pages):
        if pictured:
            raise refusal(source, "no text layer")
        return "", [0] * count, Facts(), []
    text, starts = paragraphs(drop_running(pages))
    if text.count("\ufffd") * 10 > len(text):
        raise refusal(source, "no text layer")
    warnings = []
    if broken:
        warnings.append(f"{len(broken)} 页打不开 · {len(broken)} pages cannot be opened: {_some(broken)}")
    if bare := [page for page in empty if page in pictured]:
        warnings.append(f"第 {_some(bare)} 页没有文字层，需要 OCR · pages without a text layer, OCR needed")
    return text, starts, Facts(title=_title(document)), warnings


def _read_pages(document: pdfium.PdfDocument, source: str) -> tuple[list[list[Line]], list[int], list[int], set[int]]:
    """Return the lines of each page, and the numbers of broken, empty and pictured ones."""
    pages: list[list[Line]] = []
    broken: list[int] = []
    empty: list[int] = []
    pictured: set[int] = set()
    total = 0
    for number in range(1, len(document) + 1):
        lines: list[Line] = []
        try:
            page = document[number - 1]
            lines = lines_of_page(page)
            if not lines and _has_picture(page):
                pictured.add(number)
            page.close()
        except pdfium.PdfiumError:
            broken.append(number)
            if len(broken) == number and number >= BAD_PAGES:
                raise refusal(source, "corrupt", kind="PDF", detail="页面打不开 pages cannot be opened") from None
        if not lines and number not in broken:
            empty.append(number)
        total += sum(len(line.text) for line in lines)
        if total > OUTPUT:
            raise refusal(source, "limit", detail="输出 output")
        pages.append(lines)
    return pages, broken, empty, pictured


def _has_picture(page: pdfium.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _title(document: pdfium.PdfDocument) -> str:
    """Return the title property unless a program wrote a file name there."""
    title = " ".join(str(document.get_metadata_value("Title") or "").split())
    junk = title.lower().endswith((".doc", ".docx", ".pdf", ".indd", ".wps", ".ppt", ".pptx", ".xls", ".xlsx", ".qxd", ".fbd", ".s2")) or title.lower().startswith(("microsoft word", "untitled", "(anonymous)", "无标题", "幻灯片"))
    return "" if junk or len(title) > 200 else title


def _some(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:8])) + ("…" if len(numbers) > 8 else "")
