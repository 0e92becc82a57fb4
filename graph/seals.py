"""Seals of a store's files: size and digest of each, taken when a snapshot is made and its data known to be good.

In: a snapshot's folder. Out: a seal file beside it, and later the files that no longer match. RocksDB checks what it
reads, but only what it reads: a flipped bit in an index that no query touched would be found years too late.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["broken_seals", "read_seals", "seal"]


def seal(path: Path, snapshot: Path) -> None:
    """Write the seals of a snapshot of the store at `path`; files that the last seals name are taken from there.

    Files of RocksDB's tables never change under one name, so that only new ones are read.
    """
    known = read_seals(_newest(path, snapshot))["files"]
    files = {}
    for file in sorted(snapshot.iterdir()):
        size = file.stat().st_size
        held = known.get(file.name)
        files[file.name] = held if held and file.suffix == ".sst" and held[0] == size else [size, _digest(file)]
    content = {"files": files, "results": (path / "results.sqlite").exists()}
    partial = snapshot.with_name(f"{snapshot.name}.json.part")
    partial.write_text(json.dumps(content), "utf-8")
    partial.replace(snapshot.with_name(f"{snapshot.name}.json"))


def read_seals(path: Path) -> dict[str, Any]:
    """Return what a seal file holds, empty where there is none, or a damaged one.

    Raises:
        OSError: the disk fails.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
        return {"files": dict(content["files"]), "results": bool(content["results"])}
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
        return {"files": {}, "results": False}


def broken_seals(folder: Path, files: dict[str, list[Any]], *, whole: bool) -> list[str]:
    """Return the files of a folder that are not as they were sealed.

    Args:
        folder: a snapshot, or the writer's files.
        files: name → size and digest.
        whole: also those that are missing; the writer's own files may have been merged into others since.
    """
    broken = []
    for name, (size, digest) in sorted(files.items()):
        file = folder / name
        if not file.exists():
            if whole:
                broken.append(name)
        elif ((whole or file.suffix == ".sst") and (file.stat().st_size != size or _digest(file) != digest)) or (not whole and name.startswith("MANIFEST") and _digest(file, size) != digest):
            broken.append(name)
    return broken


def _newest(path: Path, snapshot: Path) -> Path:
    """Return the seal file of the snapshot before this one."""
    numbers = [
        int(file.stem)
        for file in (path / "snapshots").glob("*.json")
        if file.stem.isdigit() and file.stem != snapshot.name
    ]
    return path / "snapshots" / f"{max(numbers, default=0)}.json"


def _digest(file: Path, size: int | None = None) -> str:
    """Return the SHA-256 of a file, or of its first bytes."""
    with file.open("rb") as opened:
        if size is None:
            return hashlib.file_digest(opened, "sha256").hexdigest()
        return hashlib.sha256(opened.read(size)).hexdigest()
