"""Mutated files by the thousand through the readers: no hang, no crash, no error but `DocumentError`, bounded memory.

    python benchmarks/fuzz/mutate.py KIND COUNT [SEED]     KIND: txt html pdf docx md jsonl zip

In: a kind and a count. Out: one JSON line: how many were read, refused and why, the slowest, the peak memory; exit
status 1 where something escaped. The same seed gives the same files.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[2] / "tests")]

from read_samples import REPORT, TRADITIONAL, to_docx, to_page, to_pdf, to_zip

from extract.read import ReadOptions, find_sources, read_source
from ontology.errors import DocumentError

ENDINGS = {"txt": ".txt", "html": ".html", "pdf": ".pdf", "docx": ".docx", "md": ".md", "jsonl": ".jsonl", "zip": ".zip"}
TOKENS = [b"<div>", b"</p>", b"<table>", b"<!--", b"<![CDATA[", b"&#x0;", b"&#1114112;", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"obj\n", b"stream\n", b"endstream", b"/Count 99999999", b"/Kids[1 0 R]", b"<<", b">>", b"[" * 50, b"PK\x03\x04", b"PK\x05\x06", b"<w:p>", b"<!DOCTYPE x>", b"---\n", b"&a", b"*a", b'{"id":', b"\xf0\x90", "龘".encode("gb18030"), b"\r", b"\n\n", b"%PDF-", b"9" * 400, b"-1", b"startxref\n0"]  # fmt: skip


TABLE = [["指标", "单位", "1—8月", "同比增长（%）"], ["规上工业总产值", "亿元", "512.3", "-6.5"], ["出口额（亿元）", "", "18", "+2.3%"], ["企业名称", "称号", "所在地", "产值（亿元）"], ["华岭新材料有限公司", "市级示范企业", "东区", "12"]]


def rows(row: str, cell: str) -> str:
    """Return the table by templates of a row and of a cell."""
    return "".join(row.format("".join(cell.format(text) for text in texts)) for texts in TABLE)


PAGE_TABLE = f"<table><caption>东区企业名单</caption>{rows('<tr>{}</tr>', '<td colspan=1 rowspan=1>{}</td>')}</table>"
WORD_TABLE = f"<w:tbl>{rows('<w:tr>{}</w:tr>', '<w:tc><w:tcPr><w:gridSpan w:val=`1`/></w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>')}</w:tbl>".replace("`", '"')


def seeds(kind: str) -> list[bytes]:
    """Return sound files to start from."""
    record = json.dumps({"id": "r", "title": "题", "issued": "2024-01-02", "text": REPORT}, ensure_ascii=False).encode()
    return {
        "txt": [REPORT.encode(), REPORT.encode("gb18030"), REPORT.encode("utf-16"), TRADITIONAL.encode("big5")],
        "html": [to_page(REPORT, title="东区", issued="2024-09-12").encode(), to_page(REPORT, charset="gb2312").encode("gb18030"), to_page(REPORT).replace("</p>", f"</p>{PAGE_TABLE}", 1).encode()],
        "pdf": [to_pdf(REPORT), to_pdf(REPORT * 4, columns=3, interleaved=True, footer=True)],
        "docx": [to_docx(REPORT, title="东区"), to_docx("", body=f"<w:p><w:r><w:t>{REPORT}</w:t></w:r></w:p>{WORD_TABLE}")],
        "md": [f"---\ntitle: 东区\n---\n# {REPORT}\n| a | b |\n|---|---|\n".encode()],
        "jsonl": [b"\n".join([record] * 3)],
        "zip": [to_zip({"一.txt": REPORT.encode("gb18030"), "二.html": to_page(REPORT).encode(), "三.docx": to_docx(REPORT)})],
    }[kind]


def mutate(data: bytes, rng: random.Random) -> bytes:
    """Return a file with one to eight changes: bits, bytes, cuts, copies, tokens of the formats."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(changed) + 1)
        end = min(len(changed), at + int(rng.expovariate(1 / 40)) + 1)
        match rng.randrange(7):
            case 0 if changed:
                changed[min(at, len(changed) - 1)] ^= 1 << rng.randrange(8)
            case 1:
                changed[at:end] = rng.randbytes(end - at)
            case 2:
                del changed[at:end]
            case 3:
                changed[at:at] = changed[at:end] * rng.randint(1, 30)
            case 4:
                changed[at:at] = rng.choice(TOKENS) * rng.randint(1, 20)
            case 5 if rng.random() < 0.2:
                del changed[at:]
            case _:
                changed[at:end] = rng.choice(TOKENS)
    return bytes(changed)


def reseal(data: bytes, rng: random.Random) -> bytes:
    """Return a Word document with its XML mutated inside a sound archive, so that mutations get past the archive."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(sorted(members))
    members[name] = mutate(members[name], rng)
    return to_zip(members)


def run(kind: str, count: int, seed: int, folder: Path) -> dict[str, object]:
    """Read so many mutated files and return what happened."""
    rng = random.Random(seed)
    sound = seeds(kind)
    ends: Counter[str] = Counter()
    escaped: list[str] = []
    slowest = (0.0, -1)
    file = folder / f"文件{ENDINGS[kind]}"
    for number in range(count):
        base = rng.choice(sound)
        data = reseal(base, rng) if kind == "docx" and rng.random() < 0.6 else mutate(base, rng)
        file.write_bytes(data)
        begun = time.monotonic()
        try:
            for source in find_sources([file]).sources:
                try:
                    documents = list(read_source(source, ReadOptions()))
                    ends["read"] += 1
                    for document in documents:
                        document.text.encode()
                except DocumentError as error:
                    ends[error.reason.split("：")[0].split(" (")[0][:40]] += 1
                    if "\n" in str(error) or not str(error).startswith(str(folder)):
                        escaped.append(f"{number}: message {str(error)[:200]!r}")
        except Exception as error:  # anything that escapes is what we look for
            escaped.append(f"{number}: {type(error).__name__}: {str(error)[:200]}")
            (Path(tempfile.gettempdir()) / f"escaped-{kind}-{seed}-{number}{ENDINGS[kind]}").write_bytes(data)
        slowest = max(slowest, (time.monotonic() - begun, number))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"kind": kind, "count": count, "seed": seed, "ends": dict(ends.most_common(12)), "slowest_s": round(slowest[0], 2), "parent_mib": peak, "escaped": escaped[:20]}


def main() -> int:
    """Run from the command line."""
    kind, count = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(kind, count, int(sys.argv[3]) if len(sys.argv) > 3 else 8, Path(folder))
    print(json.dumps(outcome, ensure_ascii=False))
    return 1 if outcome["escaped"] or outcome["parent_mib"] > 500 else 0


if __name__ == "__main__":
    sys.exit(main())
