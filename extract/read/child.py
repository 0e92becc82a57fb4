"""The parser process: reads requests from its standard input, answers on its standard output, under hard limits.

In: frames of a JSON head and a body (no pickle). Out: the same. What a parser refuses is an answer too; what kills this
process is told by the parent. It opens no address and writes no file.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

from extract.read.limits import OUTPUT, allow_cpu, confine
from ontology.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FRAME", "main", "pack"]

FRAME = struct.Struct(">II")  # length of the head, length of the body


def pack(head: dict[str, Any], body: bytes) -> bytes:
    """Return one frame."""
    encoded = json.dumps(head).encode()
    return FRAME.pack(len(encoded), len(body)) + encoded + body


def main() -> None:
    """Answer requests until the input ends."""
    confine()
    reader = os.fdopen(0, "rb", closefd=False)
    out = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not break a frame
    while (lengths := _read(reader, FRAME.size)) is not None:
        head_length, body_length = FRAME.unpack(lengths)
        head = json.loads(_read(reader, head_length) or b"{}")
        body = _read(reader, body_length) or b""
        allow_cpu()
        try:
            answer, result = _parser(head["parse"])(body, head)
        except DocumentError as error:
            answer, result = {"reason": error.reason, "advice": error.advice}, b""
        except MemoryError:
            answer, result = {"refused": "memory"}, b""
        except RecursionError:
            answer, result = {"refused": "nesting"}, b""
        del body
        frame = pack(answer, result)
        del result, answer
        view = memoryview(frame)
        while view:
            view = view[os.write(out, view) :]
        del view, frame


def _read(reader: BinaryIO, size: int) -> bytes | None:
    data = reader.read(size)
    return data if len(data) == size else None


def _parser(name: str) -> Callable[[bytes, dict[str, Any]], tuple[dict[str, Any], bytes]]:
    """Return the parser of this name, imported now so that a child loads only what it needs."""
    if name == "html":
        from extract.read.page import parse_page as parse  # noqa: PLC0415
    elif name == "pdf":
        from extract.read.pdf import parse_pdf as parse  # noqa: PLC0415
    elif name == "docx":
        from extract.read.docx import parse_docx as parse  # noqa: PLC0415
    elif name == "members":
        from extract.read.zips import parse_members as parse  # noqa: PLC0415
    else:
        from extract.read.zips import parse_member as parse  # noqa: PLC0415
    return _bounded(parse)


def _bounded(parse: Callable[[bytes, dict[str, Any]], tuple[dict[str, Any], bytes]]) -> Callable[[bytes, dict[str, Any]], tuple[dict[str, Any], bytes]]:
    def call(body: bytes, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        answer, result = parse(body, head)
        return ({"refused": "output"}, b"") if len(result) > 4 * OUTPUT else (answer, result)

    return call


if __name__ == "__main__":
    main()
    sys.stdout.flush()
