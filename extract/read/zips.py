"""Zip archives in the child: checked as a whole before anything is unpacked.

In: a path or bytes. Out: names, or one member's bytes. Refused: too many entries, too large or too dense, members that
overlap, names that lead out of the archive, encrypted members.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from contextlib import nullcontext
from functools import lru_cache
from typing import Any

from extract.read.messages import refusal

__all__ = ["MEMBER_LIMIT", "check_archive", "open_archive", "parse_member", "parse_members", "read_member"]

ENTRIES = 2000
TOTAL = 512 << 20
MEMBER_LIMIT = 64 << 20
RATIO, RATIO_FREE = 100, 1 << 20
"""Text and XML shrink to a tenth, rarely to a thirtieth; below a mebibyte the ratio says nothing."""
DIRECTORY = 4 << 20
OFFICE = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "Excel 工作簿 workbook (.xlsx)"),
    ("ppt/presentation.xml", "PowerPoint 演示 slides (.pptx)"),
    ("META-INF/container.xml", "EPUB 电子书 book"),
    ("content.xml", "OpenDocument 文档 document"),
    ("[Content_Types].xml", "Office 文档 document"),
)
_BAD = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError, UnicodeError)
"""What zipfile raises for broken, encrypted or oddly compressed archives; NotImplementedError is its word for a method it lacks."""


def parse_members(body: bytes, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Answer with the archive's kind, and the names of its files in order."""
    archive = open_archive(head["path"] or io.BytesIO(body), head["source"])
    names = [_name(info) for info in archive.infolist() if not info.is_dir()]
    kind = next((kind for name, kind in OFFICE if name in archive.NameToInfo), "zip")
    return {"kind": kind}, json.dumps(sorted(names)).encode()


def parse_member(body: bytes, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Answer with one member's bytes; the archive stays open for the next."""
    path = head["path"]
    archive = _open_once(path, head["stamp"], head["source"]) if path else open_archive(io.BytesIO(body), head["source"])
    info = next((info for info in archive.infolist() if _name(info) == head["member"]), None)
    if info is None:
        raise refusal(head["source"], "missing")
    return {}, read_member(archive, info, head["source"])


def open_archive(file: str | io.BytesIO, source: str) -> zipfile.ZipFile:
    """Open an archive and refuse it whole where it looks like a bomb.

    Raises:
        DocumentError: damaged, or a bomb.
    """
    try:
        _check_directory(file, source)
        archive = zipfile.ZipFile(file)
    except _BAD as error:
        raise refusal(source, "corrupt", kind="zip", detail=str(error)[:80] or type(error).__name__) from error
    check_archive(archive, source)
    return archive


def check_archive(archive: zipfile.ZipFile, source: str) -> None:
    """Refuse too many entries, too much, too dense, overlapping, leading out.

    Raises:
        DocumentError: one of these.
    """
    infos = archive.infolist()
    if len(infos) > ENTRIES:
        raise refusal(source, "bomb", detail=f"{len(infos)} 个条目 entries > {ENTRIES}")
    total, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    if total > TOTAL:
        raise refusal(source, "bomb", detail=f"解压后 unpacked {total} > {TOTAL} 字节 bytes")
    dense = [info for info in infos if info.file_size > RATIO_FREE and info.file_size > RATIO * max(1, info.compress_size)]
    if dense or (total > RATIO_FREE and total > RATIO * max(1, packed)):
        raise refusal(source, "bomb", detail=f"压缩比 ratio > {RATIO}")
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise refusal(source, "bomb", detail="条目重叠 entries overlap")
        end = info.header_offset + 30 + info.compress_size
    for info in infos:
        name = _name(info)
        if name.startswith(("/", "\\")) or "\0" in name or ".." in name.replace("\\", "/").split("/") or name[1:3] in {":/", ":\\"}:
            raise refusal(source, "bomb", detail=f"路径越界 path leads out: {name[:80]!r}")


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: str) -> bytes:
    """Return one member's bytes, never more than it declares and than `MEMBER_LIMIT`.

    Raises:
        DocumentError: too large, encrypted or damaged.
    """
    if info.flag_bits & 1:
        raise refusal(source, "password", kind="zip")
    if info.file_size > MEMBER_LIMIT:
        raise refusal(source, "large", size=info.file_size, limit=MEMBER_LIMIT)
    try:
        with archive.open(info) as file:
            data = file.read(MEMBER_LIMIT + 1)
    except _BAD as error:
        raise refusal(source, "corrupt", kind="zip", detail=str(error)[:80] or type(error).__name__) from error
    if len(data) > MEMBER_LIMIT:
        raise refusal(source, "large", size=len(data), limit=MEMBER_LIMIT)
    return data


@lru_cache(maxsize=1)
def _open_once(path: str, stamp: str, source: str) -> zipfile.ZipFile:
    _ = stamp
    return open_archive(path, source)


def _check_directory(file: str | io.BytesIO, source: str) -> None:
    """Refuse a directory of more bytes than `ENTRIES` could take, before it is read into memory."""
    with open(file, "rb") if isinstance(file, str) else nullcontext(file) as opened:  # noqa: PTH123  # a path or a buffer
        record = zipfile._EndRecData(opened)  # type: ignore[attr-defined]  # noqa: SLF001  # the record that ZipFile itself will trust
    if record is not None and (record[5] > DIRECTORY or record[4] > ENTRIES):
        raise refusal(source, "bomb", detail=f"{record[4]} 个条目 entries > {ENTRIES}")


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; where the archive does not say UTF-8, as GB18030 if it reads so: Chinese Windows writes that."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        pass
    try:
        return info.orig_filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename
