"""Reports in other forms give the text of the report: encodings and Word exactly, pages and newspapers nearly."""

from __future__ import annotations

from pathlib import Path

import pytest
from read_samples import to_docx, to_page, to_pdf

from extract.read import ReadOptions, find_sources, read_source
from extract.text.clean import heal

REPORTS = Path(__file__).parents[1].parent / "shared" / "gold" / "dev" / "reports"
FORMS = {
    "gb18030": (".txt", lambda text: text.encode("gb18030"), 1.0),
    "utf16": (".txt", lambda text: text.encode("utf-16"), 1.0),
    "docx": (".docx", to_docx, 1.0),
    "html": (".html", lambda text: to_page(text, charset="gb2312").encode("gb18030"), 0.97),
    "pdf": (".pdf", lambda text: to_pdf(text, header="东区日报 2版", footer=True), 0.90),
    "pdf-columns": (".pdf", lambda text: to_pdf(text, columns=3, header="东区日报 2版", footer=True), 0.90),
    "pdf-interleaved": (".pdf", lambda text: to_pdf(text, columns=3, interleaved=True, header="东区日报 2版", footer=True), 0.84),
}  # fmt: skip


def lines(text: str) -> list[str]:
    return [line.strip() for line in heal(text).text.split("\n") if line.strip()]


@pytest.mark.shared
@pytest.mark.parametrize("form", FORMS)
def test_reports_in_other_forms_keep_their_paragraphs(tmp_path, form):
    if not REPORTS.is_dir():
        pytest.skip(f"{REPORTS} is not here")
    ending, make, least = FORMS[form]
    sources = sorted(REPORTS.glob("*.txt"))
    texts = {file.stem: file.read_text("utf-8") for file in sources}
    for name, text in texts.items():
        (tmp_path / f"{name}{ending}").write_bytes(make(text))
    documents = {d.identifier: d for s in find_sources([tmp_path]).sources for d in read_source(s, ReadOptions())}
    assert len(documents) == len(texts) >= 25
    kept = total = 0
    for name, text in texts.items():
        held = set(lines(documents[name].text))
        expected = lines(text)
        kept += sum(len(line) for line in expected if line in held)
        total += sum(map(len, expected))
    assert kept / total >= least, f"{kept / total:.3f} of the characters stand in whole paragraphs"
