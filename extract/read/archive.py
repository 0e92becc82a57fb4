"""Members of a zip archive of reports, listed and unpacked under guard.

In: a path. Out: names of members, bytes of one. Refused: bombs, overlaps, too many entries, names that lead out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.read.messages import refusal

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["list_members", "open_member"]


def list_members(path: Path, source: str) -> list[tuple[str, bool]] | None:
    """Return each member and whether it is a report; None for an Office document."""
    raise refusal(source, "unsupported", detail=f"zip {path.suffix}")


def open_member(path: Path, member: str, source: str) -> bytes:
    """Return the bytes of a member."""
    raise refusal(source, "unsupported", detail=f"zip {path.suffix} {member}")
