"""Record files: one JSON object a line with id, title, issued, text; plain or gzip-compressed.

In: a path, or the bytes of some lines. Out: pieces of bounded size with the identifiers in them, and documents. A line
that is no record is a piece of its own, so that it fails alone.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO

from extract.read.archive import open_member
from extract.read.files import open_regular
from extract.read.messages import refusal
from extract.read.options import MAX_BYTES
from ontology.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import Path

__all__ = ["chunk_records", "parse_record", "read_lines"]

PIECE = 16
"""Records that one source stands for: a worker gets eight sources at a time."""
BLANK = 200_000
MAX_RATIO, FREE = 200, 256 << 20
"""A compressed file that unpacks to more than `FREE` bytes may not be denser than this: text never is above 30."""


def chunk_records(path: Path, member: str, source: str, *, size: int = PIECE, alone: Container[str] = ()) -> Iterator[tuple[int, bytes, tuple[str, ...]]]:
    """Yield (number of the first line, lines, identifiers) of at most `size` records.

    A bad line comes alone, without identifiers; so do records whose identifier is in `alone`.

    Raises:
        DocumentError: the file cannot be opened, or is a bomb.
    """
    first: int = 0
    piece: list[bytes] = []
    identifiers: list[str] = []
    for number, line in read_lines(path, member, source):
        identifier = _identifier(line)
        if identifier and len(piece) < size and identifier not in alone and (not identifiers or identifiers[0] not in alone):
            first = first or number
            piece.append(line)
            identifiers.append(identifier)
            continue
        if piece:
            yield first, b"\n".join(piece), tuple(identifiers)
            first, piece, identifiers = 0, [], []
        if identifier:
            first, piece, identifiers = number, [line], [identifier]
        else:
            yield number, line, ()
    if piece:
        yield first, b"\n".join(piece), tuple(identifiers)


def read_lines(path: Path, member: str, source: str) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, with their numbers from 1; at most `MAX_BYTES` of each."""
    with _open(path, member, source) as file:
        compressed = path.stat().st_size
        total = number = blank = 0
        try:
            while line := file.readline(MAX_BYTES + 1):
                number += 1
                total += len(line)
                if total > FREE and total > MAX_RATIO * compressed:
                    raise refusal(source, "bomb", detail=f"{compressed} → > {total} 字节 bytes")
                if len(line) > MAX_BYTES:
                    raise refusal(source, "large", size=len(line), limit=MAX_BYTES)
                line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
                if line := line.strip(b" \t\r\n\0"):
                    yield number, line
                elif (blank := blank + 1) > BLANK:
                    raise refusal(source, "bomb", detail=f"> {BLANK} 个空行 blank lines")
        except (OSError, EOFError, zlib.error) as error:
            raise refusal(source, "corrupt", kind="gzip", detail=f"第 {number + 1} 行 line") from error


def parse_record(line: bytes, source: str, number: int) -> dict[str, Any]:
    """Return the fields of one record.

    Raises:
        DocumentError: no JSON object, or without an id and a text.
    """
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        detail = f"JSON {str(error)[:80]}" if isinstance(error, ValueError) else "嵌套太深 nested too deep"
        raise refusal(source, "record", line=number, detail=detail) from error
    if not isinstance(record, dict):
        raise refusal(source, "record", line=number, detail="不是对象 no object")
    if not (isinstance(record.get("id"), str | int) and not isinstance(record["id"], bool) and str(record["id"]).strip()):
        raise refusal(source, "record", line=number, detail="缺 id · no id")
    if not isinstance(record.get("text"), str):
        raise refusal(source, "record", line=number, detail="缺 text · no text")
    return {key: clear(value) if isinstance(value, str) else value for key, value in record.items()}


def clear(text: str) -> str:
    """Return a text without lone surrogates, which no file can hold: each becomes U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return text


def _identifier(line: bytes) -> str:
    """Return a line's id where it is a sound record, else an empty string."""
    try:
        return str(parse_record(line, "", 0)["id"]).strip()
    except DocumentError:
        return ""


def _open(path: Path, member: str, source: str) -> BinaryIO:
    if member:
        data = open_member(path, member, source)
        raw: BinaryIO = io.BytesIO(data)
    else:
        raw = open_regular(path, source)
    head = raw.read(2)
    raw.seek(0)
    return gzip.GzipFile(fileobj=raw, mode="rb") if head == b"\x1f\x8b" else raw  # type: ignore[return-value]
