"""What there is to read: from paths to sources in a fixed order, each with its document identifier.

In: files and folders. Out: `Found`: sources in order of name, and how many other files were passed over. A folder is
walked without following links out of it; archives and record files are opened to their members. Two sources with one
identifier are both kept as refusals that name each other.
"""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extract.read.archive import list_members
from extract.read.files import printable
from extract.read.records import chunk_records
from extract.read.sniff import ENDINGS, guess_container, stem
from ontology.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Found", "Source", "find_sources"]

SIDECAR = ".toml"


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read: a file, a member of an archive, or a few lines of a record file.

    Attributes:
        path: the file.
        name: as the user gave it, always printable Unicode.
        identifier: of its document; of the file for record files, whose records have their own.
        member: inside an archive, else empty.
        records: the lines of a record file that this source stands for; None: the whole file.
        line: number of the first of them, from 1.
        container: "records" for a record file, "archive" for an archive that could not be listed, else empty.
        trouble: why it is refused before it is read: name of the refusal and its detail; empty if it is not.
    """

    path: Path
    name: str
    identifier: str
    member: str = ""
    records: bytes | None = None
    line: int = 0
    trouble: tuple[str, str] = ("", "")
    container: str = ""

    def __str__(self) -> str:
        """Return the name as the user gave it."""
        return self.name


@dataclass(frozen=True, slots=True)
class Found:
    """What the paths hold.

    Attributes:
        files: files and archive members, record files whole, in order.
        passed_over: files in folders that are no reports.
        refused: identifier → names of the sources that claim it, for identifiers claimed twice.
    """

    files: tuple[Source, ...]
    passed_over: int
    refused: dict[str, tuple[str, ...]]

    @property
    def sources(self) -> Iterator[Source]:
        """Yield the sources in order, record files in pieces of bounded size."""
        for source in self.files:
            if source.trouble[0] or source.container != "records":
                yield self._judged(source)
                continue
            empty = True
            try:
                for line, records, identifiers in chunk_records(source.path, source.member, source.name, alone=self.refused):
                    empty = False
                    piece = replace(source, records=records, line=line)
                    if len(identifiers) == 1:
                        piece = replace(self._judged(replace(piece, identifier=identifiers[0])), name=f"{source.name}:{line}")
                    elif not identifiers:
                        piece = replace(piece, name=f"{source.name}:{line}")
                    yield piece
            except DocumentError:
                empty = True
            if empty:
                yield source  # reading it says what is wrong

    def _judged(self, source: Source) -> Source:
        others = self.refused.get(source.identifier)
        if others is None:
            return source
        name = source.name if source.records is None else f"{source.name}:{source.line}"
        rest = [other for other in others if other != name] or [name]
        return replace(source, trouble=("duplicate", "、".join(rest[:3]) + ("…" if len(rest) > 3 else "")))


def find_sources(paths: list[Path]) -> Found:
    """Return the sources under the paths, each path in the order given, a folder's files in order of their bytes."""
    files: list[Source] = []
    passed_over = 0
    seen: set[tuple[str, str]] = set()
    for path in paths:
        for source in _walk(path):
            if source is None:
                passed_over += 1
                continue
            real = os.path.realpath(source.path) + "\0" + source.member
            if (real, source.identifier) not in seen:
                seen.add((real, source.identifier))
                files.append(source)
    return Found(tuple(files), passed_over, _doubles(files))


def _doubles(files: list[Source]) -> dict[str, tuple[str, ...]]:
    """Return identifiers that two sources claim, with the sources' names."""
    claims: dict[str, list[str]] = defaultdict(list)
    for source in files:
        if source.trouble[0]:
            continue
        if source.container != "records":
            claims[source.identifier].append(source.name)
            continue
        try:
            for line, _, identifiers in chunk_records(source.path, source.member, source.name, size=1):
                for identifier in identifiers:
                    claims[identifier].append(f"{source.name}:{line}")
        except DocumentError:
            continue
    return {identifier: tuple(names) for identifier, names in claims.items() if len(names) > 1}


def _walk(path: Path) -> Iterator[Source | None]:
    """Yield the sources of one path, None for each file that is passed over."""
    if path.is_dir():
        yield from _walk_folder(path, path, os.path.realpath(path))
    else:
        yield from _open(path, stem(_clear(path.name)))


def _walk_folder(top: Path, folder: Path, real_top: str) -> Iterator[Source | None]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        below = "/".join(_clear(part) for part in folder.relative_to(top).parts)
        yield Source(folder, printable(folder), below, trouble=("unreadable", error.strerror or ""))
        return
    names = {entry.name for entry in entries}
    for entry in entries:
        path = folder / entry.name
        if entry.name.endswith(SIDECAR) and entry.name.removesuffix(SIDECAR) in names:
            continue
        if entry.name.startswith((".", "~$", "__MACOSX")):
            yield None
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk_folder(top, path, real_top)
        elif not entry.name.lower().endswith(ENDINGS):
            yield None
        else:
            identifier = stem("/".join(_clear(part) for part in path.relative_to(top).parts))
            if kind := _irregular(path):
                yield Source(path, printable(path), identifier, trouble=("irregular", kind))
            elif entry.is_symlink() and not os.path.realpath(path).startswith(real_top.rstrip("/") + "/"):
                yield Source(path, printable(path), identifier, trouble=("outside", ""))
            else:
                yield from _open(path, identifier)


def _open(path: Path, identifier: str) -> Iterator[Source | None]:
    """Yield the sources of one file: itself, or the members of an archive."""
    container = guess_container(path, "", path.name)
    source = Source(path, printable(path), identifier, container=container)
    if container != "archive":
        yield source
        return
    try:
        members = list_members(path, source.name)
    except DocumentError:
        yield source  # reading it says why
        return
    if members is None:  # one Office document under a false name
        yield replace(source, container="")
        return
    if not any(is_report for _, is_report in members):
        yield source
    for member, is_report in members:
        if is_report:
            yield replace(source, name=f"{source.name}!{printable(member)}", identifier=f"{identifier}/{stem(_clear(member))}", member=member, container=guess_container(path, member, member))
        else:
            yield None


def _irregular(path: Path) -> str:
    """Return what a file is that is neither regular nor missing."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "符号链接断开 broken link" if path.is_symlink() else ""
    except OSError:
        return "符号链接成环 link loop" if path.is_symlink() else ""
    kinds = ((stat.S_ISFIFO, "管道 FIFO"), (stat.S_ISSOCK, "套接字 socket"), (stat.S_ISCHR, "字符设备 device"), (stat.S_ISBLK, "块设备 device"), (stat.S_ISDIR, "链接的目录 linked folder"))
    return next((name for test, name in kinds if test(mode)), "")


def _clear(name: str) -> str:
    """Return a file name as valid Unicode: bytes that are no UTF-8 are read as GB18030 where that gives hanzi, else written out."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raw = os.fsencode(name)
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError:
            text = ""
        if text and all(char.isascii() or 0x3000 <= ord(char) <= 0x9FFF or 0xFF00 <= ord(char) <= 0xFFEF for char in text):
            return text
        return raw.decode("utf-8", "backslashreplace")
    return name


