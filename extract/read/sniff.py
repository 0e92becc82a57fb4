"""What a file is, by its first bytes; the ending only breaks ties and is told when it lies.

In: bytes and a name. Out: a kind ("pdf", "zip", "html", …) or the name of something that is no report. It refuses
nothing; readers do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.read.files import open_regular
from ontology.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ENDINGS", "KINDS", "declared_encoding", "guess_container", "has_tags", "is_html", "is_records", "kind_of_ending", "name_binary", "sniff", "stem"]

KINDS = {
    ".txt": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf",
    ".docx": "docx", ".jsonl": "records", ".jsonl.gz": "records", ".zip": "zip",
}  # fmt: skip
ENDINGS = (".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".jsonl", ".jsonl.gz", ".zip")
"""What counts as a report in a folder; a file that is named itself may have any ending."""

HEAD = 4096
_HTML = re.compile(rb"\s*(<\?xml[^>]{0,200}\?>\s*)?(<!--.{0,2000}?-->\s*){0,5}<(!doctype\s+html|html[\s>]|head[\s>])", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(rb"<(html|head|body|meta|title|div|p|table|span|h1|br)[\s>/]", re.IGNORECASE)
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "PNG 图片 image"), (b"\xff\xd8\xff", "JPEG 图片 image"), (b"GIF87a", "GIF 图片 image"), (b"GIF89a", "GIF 图片 image"),
    (b"II*\x00", "TIFF 图片 image"), (b"MM\x00*", "TIFF 图片 image"), (b"7z\xbc\xaf'\x1c", "7z 压缩包 archive"), (b"Rar!\x1a\x07", "RAR 压缩包 archive"),
    (b"BZh", "bzip2 压缩包 archive"), (b"\xfd7zXZ\x00", "xz 压缩包 archive"), (b"\x28\xb5\x2f\xfd", "zstd 压缩包 archive"), (b"\x7fELF", "ELF 程序 program"),
    (b"\xca\xfe\xba\xbe", "Java 程序 program"), (b"SQLite format 3\x00", "SQLite 数据库 database"), (b"ID3", "MP3 音频 audio"),
    (b"OggS", "Ogg 音频 audio"), (b"fLaC", "FLAC 音频 audio"), (b"\x00\x00\x01\x00", "ICO 图标 icon"), (b"wOFF", "WOFF 字体 font"), (b"wOF2", "WOFF2 字体 font"),
    (b"\x00\x01\x00\x00\x00", "TrueType 字体 font"), (b"OTTO", "OpenType 字体 font"), (b"PAR1", "Parquet 数据 data"), (b"\x1aE\xdf\xa3", "Matroska 视频 video"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE"), (b"{\\rtf", "RTF"), (b"%!PS", "PostScript"), (b"\x00asm", "WebAssembly 程序 program"), (b"8BPS", "PSD 图片 image"),
)  # fmt: skip


def stem(name: str) -> str:
    """Return a path without its ending.

    >>> stem("区报/2024-10.txt"), stem("all.jsonl.gz"), stem(".txt"), stem("v1.2 报告")
    ('区报/2024-10', 'all', '.txt', 'v1.2 报告')
    """
    folder, slash, last = name.rpartition("/")
    lower = last.lower()
    ending = next((e for e in (".jsonl.gz", *KINDS) if lower.endswith(e)), "")
    if not ending:
        found = re.search(r"(?<=.)\.[A-Za-z][A-Za-z0-9]{0,4}\Z", last)
        ending = found[0] if found else ""
    if len(ending) >= len(last):
        ending = ""
    return folder + slash + last[: len(last) - len(ending)]


def kind_of_ending(name: str) -> str:
    """Return what an ending promises; "" for one that promises nothing."""
    lower = name.lower()
    return next((kind for ending, kind in KINDS.items() if lower.endswith(ending)), "")


def sniff(data: bytes) -> str:
    """Return "pdf", "zip", "gzip", "binary" or "text" by the first bytes."""
    if b"%PDF-" in data[:1024] and not is_html(data):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    return "binary" if name_binary(data) else "text"


def name_binary(data: bytes) -> str:
    """Return what a binary file is, "" where the bytes may be text."""
    for magic, name in _MAGIC:
        if data.startswith(magic) and not (magic.isalnum() and _reads_as_text(data)):
            return name
    if data[4:8] == b"ftyp":
        return "MP4/HEIF 媒体 media"
    if data.startswith(b"RIFF") and data[8:12] in {b"WEBP", b"WAVE", b"AVI "}:
        return f"RIFF {data[8:12].decode().strip()} 媒体 media"
    if data.startswith(b"BM") and len(data) > 14 and data[6:10] == b"\0\0\0\0":
        return "BMP 图片 image"
    if data[:2] == b"MZ" and b"\0\0" in data[:64]:
        return "Windows 程序 program"
    if data[257:262] == b"ustar":
        return "tar 压缩包 archive"
    return ""


def _reads_as_text(data: bytes) -> bool:
    """Say whether the head holds no control character that text never has."""
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", data[:512])


def is_html(data: bytes) -> bool:
    """Say whether bytes in an ASCII-like encoding begin as a page."""
    return bool(_HTML.match(data[:HEAD].lstrip(b"\xef\xbb\xbf")))


def has_tags(data: bytes) -> bool:
    """Say whether bytes that are called HTML hold any tag of it."""
    return bool(_TAGS.search(data[: 16 * HEAD]))


def declared_encoding(data: bytes) -> str:
    """Return the encoding that a page's meta names, "" for none; it is a hint, never believed against the bytes."""
    found = re.search(rb"<meta[^>]{0,200}?charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_-]{2,20})", data[:HEAD], re.IGNORECASE)
    return found[1].decode().lower() if found else ""


def is_records(data: bytes) -> bool:
    """Say whether the first line is the beginning of a JSON object with the field "text"."""
    head = data[:HEAD].lstrip(b"\xef\xbb\xbf \r\n\t")
    return bool(re.match(rb'\{\s{0,9}"', head)) and (b'"text"' in head.split(b"\n", 1)[0] or b"\n" not in head)


def guess_container(path: Path, member: str, name: str) -> str:
    """Return "archive" or "records" for a file of several documents, "" for one document or what cannot be opened."""
    promised = kind_of_ending(name)
    if member:
        return "records" if promised == "records" else ""
    if promised == "docx":
        return ""
    try:
        with open_regular(path, name) as file:
            head = file.read(HEAD)
    except (DocumentError, OSError):
        return ""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "archive"
    if promised == "records" and sniff(head) in {"text", "gzip"} and not is_html(head):
        return "records"
    if promised != "records" and sniff(head) == "text" and promised != "markdown" and is_records(head):
        return "records"
    return ""
