"""Members of a zip archive of reports, listed and unpacked in the limited child.

In: a path. Out: names of members in order, bytes of one. Refused: what `extract.read.zips` refuses.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from extract.read.files import open_regular
from extract.read.messages import refusal
from extract.read.parser import parse
from extract.read.sniff import ENDINGS

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["list_members", "open_member"]


def list_members(path: Path, source: str) -> list[tuple[str, bool]] | None:
    """Return each member in order of name and whether it is a report; None for an Office document.

    Raises:
        DocumentError: the archive is refused.
    """
    answer, names = parse("members", b"", source, path=str(path.absolute()))
    if answer["kind"] != "zip":
        return None
    return [(name, name.lower().endswith(ENDINGS) and not _is_hidden(name)) for name in json.loads(names)]


def open_member(path: Path, member: str, source: str) -> bytes:
    """Return the bytes of a member.

    Raises:
        DocumentError: the archive or the member is refused.
    """
    with open_regular(path, source) as file:
        if file.read(2) != b"PK":
            raise refusal(source, "corrupt", kind="zip", detail="已改变 changed")
    status = path.stat()
    return parse("member", b"", source, path=str(path.absolute()), member=member, stamp=f"{status.st_mtime_ns} {status.st_size} {status.st_ino}")[1]


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "~$", "__MACOSX")) for part in name.split("/"))
