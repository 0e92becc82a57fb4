"""Backups of a store: one file with everything in it, each part with its digest; and the way back.

In: a store's folder, or a backup. Out: a .tar beside the store, or the store as it was. Restoring checks every digest
and the ledger before it touches anything, and keeps the folder that it replaces.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import sys
import tarfile
import time
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING, Any

from pyoxigraph import Store

from chanmai.keeping import LEDGER, RESULTS, find_damage, repair
from graph.faults import told_faults
from graph.store import is_store, lock, open_writer
from ontology.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["backup", "restore", "run_backup", "run_restore"]

INDEX = "index.json"
DECISIONS = "decisions.tsv"


def backup(path: Path, out: Path | None = None) -> Path:
    """Write a backup of a store and return its file; by default STORE.backups/N.tar beside it.

    Raises:
        StoreBusyError: another process writes to the store.
        StoreError: there is no store, or it is damaged: a backup of damage is none.
    """
    if damage := find_damage(path):
        raise StoreError(f"{path}: 已损坏，不备份：{damage[0].message} · damaged, not backed up ({len(damage)} findings); run chanmai repair first")
    out = out or _next(path)
    with told_faults(out), open_writer(path) as graph:
        graph.flush()
        work = path / "backup"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        try:
            graph.store.backup(str(work / "quads"))
            for name in (RESULTS, LEDGER):
                if (path / name).exists():
                    _copy_database(path / name, work / name)
            shutil.copyfile(path / "chanmai.json", work / "chanmai.json")
            decisions = path.with_name(path.name + ".decisions.tsv")
            if decisions.exists():
                shutil.copyfile(decisions, work / DECISIONS)
            _write_tar(work, out)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return out


def restore(path: Path, source: Path | None = None) -> str:
    """Bring a store back from a backup, by default the newest, else from its own newest snapshot; return what was done.

    The folder that was there is kept beside as STORE.before-restore-N. Decisions of people are restored only where
    there are none.

    Raises:
        StoreBusyError: another process writes to the store.
        StoreError: no backup, or a damaged one; the store is as it was then.
    """
    source = source or _latest(path)
    if source is None:
        if not is_store(path):
            raise StoreError(f"{path}: 没有备份，也没有库 · no backup and no store; name a backup with --from FILE")
        done = repair(path)
        return "；".join(done) if done else "没有备份；库没有损坏 · no backup; nothing is damaged"
    fresh = path.with_name(f"{path.name}.restoring")
    with told_faults(source):
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            _read_tar(source, fresh)
            if damage := find_damage(fresh):
                raise StoreError(f"{source}: 备份已损坏 · the backup is damaged: {damage[0].message}")
            _put_in_place(fresh, path)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return f"已从 {source} 恢复 · restored"


def run_backup(path: Path, out: Path | None) -> None:
    """Back up and say where to."""
    written = backup(path, out)
    sys.stderr.write(f"{written}: 已备份 {path} · backed up, {written.stat().st_size} bytes\n")


def run_restore(path: Path, source: Path | None) -> None:
    """Restore and say from where."""
    sys.stderr.write(f"{path}: {restore(path, source)}\n")


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as two:
        one.backup(two)


def _folder(path: Path) -> Path:
    return path.with_name(path.name + ".backups")


def _numbered(path: Path) -> list[int]:
    return sorted(int(file.stem) for file in _folder(path).glob("*.tar") if file.stem.isdigit()) if _folder(path).is_dir() else []


def _next(path: Path) -> Path:
    _folder(path).mkdir(exist_ok=True)
    return _folder(path) / f"{max(_numbered(path), default=0) + 1}.tar"


def _latest(path: Path) -> Path | None:
    numbers = _numbered(path)
    return _folder(path) / f"{numbers[-1]}.tar" if numbers else None


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield file.relative_to(folder).as_posix(), file


def _write_tar(folder: Path, out: Path) -> None:
    """Write the files with an index of their digests, under another name until it is whole and on disk."""
    index = {}
    for name, file in _files(folder):
        with file.open("rb") as opened:
            index[name] = [file.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest()]
    partial = out.with_name(out.name + ".part")
    try:
        with partial.open("wb") as raw, tarfile.open(fileobj=raw, mode="w") as archive:
            content = json.dumps({"application": "chanmai", "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "files": index}, indent=1).encode()
            entry = tarfile.TarInfo(INDEX)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
            for name, file in _files(folder):
                archive.add(file, arcname=name, recursive=False)
            archive.close()
            raw.flush()
            os.fsync(raw.fileno())
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)


def _read_tar(source: Path, fresh: Path) -> None:
    """Unpack a backup, only the files that its index names and with the digests it gives."""
    try:
        with tarfile.open(source, mode="r:") as archive:
            first = archive.next()
            index = json.loads(_member(archive, first).decode()) if first and first.name == INDEX else {}
            files: dict[str, list[Any]] = index["files"]
            fresh.mkdir()
            for entry in archive:
                if entry.name == INDEX:
                    continue
                if entry.name not in files or not entry.isreg() or entry.name.startswith("/") or ".." in entry.name.split("/"):
                    raise StoreError(f"{source}: 不是 chanmai 备份 · no backup of ours: {entry.name[:80]!r}")
                target = fresh / entry.name
                target.parent.mkdir(exist_ok=True)
                _unpack(archive, entry, target, files.pop(entry.name), source)
            if files:
                raise StoreError(f"{source}: 备份不完整 · the backup is cut off: {min(files)} is missing")
    except FileNotFoundError as error:
        raise StoreError(f"{source}: 没有这个备份 · no such backup") from error
    except (tarfile.TarError, ValueError, KeyError, TypeError, EOFError) as error:
        raise StoreError(f"{source}: 备份已损坏或不是备份 · damaged, or no backup: {str(error)[:80]}") from error


def _member(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    opened = archive.extractfile(entry)
    return opened.read(64 << 20) if opened else b""


def _unpack(archive: tarfile.TarFile, entry: tarfile.TarInfo, target: Path, expected: list[Any], source: Path) -> None:
    opened = archive.extractfile(entry)
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as out:
        while opened and (block := opened.read(1 << 20)):
            digest.update(block)
            size += len(block)
            out.write(block)
    if [size, digest.hexdigest()] != expected:
        raise StoreError(f"{source}: 备份已损坏 · the backup is damaged: {entry.name}")


def _put_in_place(fresh: Path, path: Path) -> None:
    """Open the restored store once, so that it has a snapshot, then change the folders."""
    Store.read_only(str(fresh / "quads"))
    with open_writer(fresh):
        pass
    decisions = path.with_name(path.name + ".decisions.tsv")
    if (fresh / DECISIONS).exists():
        if decisions.exists():
            (fresh / DECISIONS).unlink()
        else:
            (fresh / DECISIONS).replace(decisions)
    if not path.exists():
        fresh.rename(path)
        return
    number = 1
    while (kept := path.with_name(f"{path.name}.before-restore-{number}")).exists():
        number += 1
    with lock(path) if is_store(path) else nullcontext():
        path.rename(kept)
        try:
            fresh.rename(path)
        except OSError as error:
            try:
                kept.rename(path)
            except OSError:
                said = f"{path}: 没有恢复成，原来的库在 {kept}，请改回原名 · not restored; the store that was there is {kept}, rename it back"
                raise StoreError(said) from error
            raise


