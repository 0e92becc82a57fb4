"""Hostile and broken files, made afresh: bombs, loops, lies, scans."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cache

from read_samples import REPORT, to_docx, to_pdf

MAGIC = {
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF", "gif": b"GIF89a\x01\0\x01\0\x80", "tiff": b"II*\0\x08\0\0\0",
    "7z": b"7z\xbc\xaf'\x1c\0\4", "rar": b"Rar!\x1a\x07\x01\0", "bzip2": b"BZh91AY&SY\0\1", "xz": b"\xfd7zXZ\0\0\4", "zstd": b"\x28\xb5\x2f\xfd\4\0",
    "elf": b"\x7fELF\2\1\1\0", "class": b"\xca\xfe\xba\xbe\0\0\0\x34", "sqlite": b"SQLite format 3\0", "mp3": b"ID3\3\0\0\0\0", "ogg": b"OggS\0\2\0\0",
    "flac": b"fLaC\0\0\0\x22", "ico": b"\0\0\1\0\1\0\x10\x10", "woff2": b"wOF2\0\1\0\0", "truetype": b"\0\1\0\0\0\x0c\0\x80", "parquet": b"PAR1\x15\4\x15\0",
    "mkv": b"\x1aE\xdf\xa3\1\0\0\0", "mp4": b"\0\0\0\x18ftypmp42", "webp": b"RIFF\x24\0\0\0WEBPVP8 ", "exe": b"MZ\x90\0\3\0\0\0\4\0\0\0", "wasm": b"\0asm\1\0\0\0",
}  # fmt: skip


def pdf_of(objects: list[bytes]) -> bytes:
    """Return a PDF of these objects, numbered from 1, the first its root."""
    out, offsets = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))


@cache
def flate_bomb(size: int = 2 << 30) -> bytes:
    """Return a small PDF whose one page unpacks to so many bytes of text operators."""
    packer = zlib.compressobj(9)
    block = b"BT /F1 9 Tf 1 0 0 1 0 0 Tm (a) Tj ET " * 27_000
    packed = b"".join([packer.compress(block) for _ in range(size // len(block))] + [packer.flush()])
    twice = zlib.compress(packed, 9)
    stream = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(twice) + twice + b"\nendstream"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"])


def page_loop() -> bytes:
    """Return a PDF whose page tree holds itself and claims 100,000 pages."""
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 100000>>"])


def deep_arrays(depth: int = 100_000) -> bytes:
    """Return a PDF with arrays in arrays."""
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R/X " + b"[" * depth + b"]" * depth + b">>", b"<</Type/Pages/Kids[]/Count 0>>"])


def encrypted_pdf() -> bytes:
    """Return a PDF that needs a password."""
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(to_pdf(REPORT)))
    writer.encrypt("geheim", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def scanned_pdf(pages: int = 1) -> bytes:
    """Return a PDF of pictures."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for _ in range(pages):
        canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "gray")), 0, 0, 500, 800)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def bomb_docx(size: int = 200 << 20) -> bytes:
    """Return a Word document whose text unpacks to so many bytes."""
    return to_docx("", body="<w:p><w:r><w:t>" + "A" * size + "</w:t></w:r></w:p>")


def crowded_docx(entries: int = 10_000) -> bytes:
    """Return an archive of so many members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(entries):
            archive.writestr(f"word/{number}.xml", "x")
    return buffer.getvalue()


def overlapping_docx() -> bytes:
    """Return an archive whose directory names the same bytes twice, as quoted-overlap bombs do."""
    data = bytearray(to_docx(REPORT))
    end = data.rindex(b"PK\5\6")
    count, size, start = struct.unpack("<HIH", data[end + 10 : end + 12] + data[end + 12 : end + 16] + b"\0\0")[0], *struct.unpack("<II", data[end + 12 : end + 20])
    directory = bytes(data[start : start + size])
    first = directory[: 46 + sum(struct.unpack("<HHH", directory[28:34]))]
    data[end:end] = first
    end += len(first)
    struct.pack_into("<HHI", data, end + 8, count + 1, count + 1, size + len(first))
    return bytes(data)


def entity_docx(declaration: str, use: str) -> bytes:
    """Return a Word document with a document type in its XML."""
    data = to_docx("X")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    xml = members["word/document.xml"].decode()
    head, _, tail = xml.partition("?>")
    members["word/document.xml"] = f"{head}?><!DOCTYPE w [{declaration}]>{tail}".replace(">X<", f">{use}<").encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()


LAUGHS = "<!ENTITY l0 'ha'>" + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 11))
