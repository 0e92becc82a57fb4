"""Faults of disk and databases in our words: what happened, to which store, what to do.

In: a block that reads or writes a store. Out: the same, its faults turned into `StoreError`. A bug is no fault: other
errors pass through.
"""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ontology.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["DAMAGED", "FAILED", "FULL", "TOO_MANY", "explain", "told_faults"]

FULL = "磁盘已满；腾出空间后再运行同一命令，已提交的内容没有丢失 · no space left on the disk; make room and run the same command again, nothing committed is lost"
READ_ONLY = "不能写入；请检查权限 · cannot be written to; check permissions"
FAILED = "磁盘读写失败；请检查磁盘后再运行同一命令，仍失败则从备份恢复 · the disk failed; check it and run the same command again, restore a backup if it still fails"
CLOSED = "数据库文件打不开；请检查磁盘余量和权限 · a database file cannot be opened or made; check free space and permissions"
DAMAGED = "已损坏，请运行 chanmai repair 或 restore · damaged; run chanmai repair or chanmai restore"
TOO_MANY = "打开的文件太多，请提高 ulimit -n · too many open files; raise ulimit -n"
_NUMBERS = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EFBIG: FULL, errno.EROFS: READ_ONLY, errno.EACCES: READ_ONLY, errno.EPERM: READ_ONLY, errno.EIO: FAILED, errno.EMFILE: TOO_MANY, errno.ENFILE: TOO_MANY}
_WORDS = (
    ("no space left", FULL), ("is full", FULL), ("file too large", FULL), ("disk quota", FULL), ("too many open files", TOO_MANY), ("readonly database", READ_ONLY),
    ("read-only file system", READ_ONLY), ("permission denied", READ_ONLY), ("disk i/o error", FAILED), ("input/output error", FAILED), ("unable to open database", CLOSED),
    ("malformed", DAMAGED), ("not a database", DAMAGED), ("corruption", DAMAGED), ("checksum", DAMAGED), ("no such file", DAMAGED),
)  # fmt: skip


@contextmanager
def told_faults(path: Path | str) -> Iterator[None]:
    """Turn faults within the block into `StoreError`s that begin with the path."""
    try:
        yield
    except (OSError, sqlite3.Error, RuntimeError) as error:
        if (told := explain(error)) is None:
            raise
        raise StoreError(f"{path}: {told}") from error


def explain(error: BaseException) -> str | None:
    """Return what a fault means and what to do; None for what is no fault of disk or database.

    >>> explain(OSError(errno.ENOSPC, "No space left on device"))[:4]
    '磁盘已满'
    >>> explain(ValueError("x")) is None
    True
    """
    if isinstance(error, OSError) and error.errno in _NUMBERS:
        return _NUMBERS[error.errno]
    if isinstance(error, FileNotFoundError) or not isinstance(error, OSError | sqlite3.Error | RuntimeError):
        return None
    words = str(error).lower()
    return next((told for mark, told in _WORDS if mark in words), None)
