"""Files opened without surprises: regular ones only, never waiting on a pipe, never larger than the limit.

In: a path. Out: an open file or its bytes. Refused: pipes, sockets, devices, what vanished or may not be read, and
what is too large, each as a `DocumentError` that names the file.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, BinaryIO

from extract.read.messages import refusal

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["open_regular", "printable", "read_bytes"]


def printable(path: Path | str) -> str:
    """Return a path as valid Unicode; bytes that are no UTF-8 are written out."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def open_regular(path: Path, source: str) -> BinaryIO:
    """Open a regular file for reading, in binary.

    Raises:
        DocumentError: it is missing, may not be read or is no regular file; a pipe is never waited for.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise refusal(source, "missing") from error
    except OSError as error:
        raise refusal(source, "unreadable", detail=error.strerror) from error
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise refusal(source, "irregular", detail=stat.filemode(mode)[0])
    return os.fdopen(descriptor, "rb")


def read_bytes(path: Path, source: str, limit: int) -> bytes:
    """Return a regular file's bytes, at most `limit` of them.

    Raises:
        DocumentError: see `open_regular`; or the file is larger.
    """
    with open_regular(path, source) as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            raise refusal(source, "large", size=size, limit=limit)
        try:
            data = file.read(limit + 1)
        except OSError as error:
            raise refusal(source, "unreadable", detail=error.strerror) from error
    if len(data) > limit:
        raise refusal(source, "large", size=len(data), limit=limit)
    return data
