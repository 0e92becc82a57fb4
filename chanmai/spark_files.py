"""Files of any Hadoop filesystem, through Spark's own client: list reports, delete, rename, write small ones.

In: a Spark session and paths with or without a scheme (`hdfs://`, `s3a://`, `file:`). Out: `Listed` inputs. Refused:
paths that do not exist.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from extract.read.sniff import ENDINGS, kind_of_ending
from ontology.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Listed", "delete", "exists", "list_inputs", "number_parts", "rename", "write_text"]

SIDECAR = ".toml"


@dataclass(slots=True)
class Listed:
    """What the inputs hold, as qualified paths.

    Attributes:
        records: record files, one document a line.
        files: other reports: path → its name below the input, which gives the identifier.
        sidecars: files of facts beside them.
        hidden: reports that Spark would pass over without a word, because their names begin with "_".
        passed_over: files that are no reports.
    """

    records: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    sidecars: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    passed_over: int = 0


def list_inputs(spark: Any, inputs: list[str]) -> Listed:
    """Return the reports under the inputs; one given itself may have any ending.

    Raises:
        ConfigurationError: an input does not exist.
    """
    listed = Listed()
    for given in inputs:
        system, path = _open(spark, given)
        if not system.exists(path):
            raise ConfigurationError(f"{given}: 没有这个文件或目录，请检查路径 · no such file or folder; check the path")
        top = system.getFileStatus(path)
        if top.isDirectory():
            _add_folder(system, top.getPath(), listed)
        else:
            _add(listed, top.getPath().toString(), top.getPath().getName())
            if system.exists(beside := top.getPath().suffix(SIDECAR)):
                listed.sidecars.append(system.getFileStatus(beside).getPath().toString())
    listed.records = sorted(set(listed.records))
    return listed


def _add_folder(system: Any, folder: Any, listed: Listed) -> None:
    base = folder.toString().rstrip("/") + "/"
    found = sorted(_walk(system, folder))
    names = set(found)
    for path in found:
        name = path.removeprefix(base)
        if path.endswith(SIDECAR) and path.removesuffix(SIDECAR) in names:
            listed.sidecars.append(path)
        elif any(part.startswith((".", "~$", "__MACOSX")) for part in name.split("/")) or not name.lower().endswith(ENDINGS):
            listed.passed_over += 1
        else:
            _add(listed, path, name)


def _add(listed: Listed, path: str, name: str) -> None:
    if any(part.startswith("_") for part in name.split("/")):
        listed.hidden.append(path)
    elif kind_of_ending(name) == "records":
        listed.records.append(path)
    else:
        listed.files.setdefault(path, name)


def _walk(system: Any, folder: Any) -> Iterator[str]:
    entries = system.listFiles(folder, True)  # recursive; Java has no keywords
    while entries.hasNext():
        yield entries.next().getPath().toString()


def _open(spark: Any, path: str) -> tuple[Any, Any]:
    """Return the filesystem of a path and the path in it."""
    java = spark._jvm.org.apache.hadoop.fs.Path(path)  # noqa: SLF001 - the documented way to Hadoop's client from Python
    return java.getFileSystem(spark._jsc.hadoopConfiguration()), java  # noqa: SLF001


def exists(spark: Any, path: str) -> bool:
    """Say whether there is a file or a folder that is not empty."""
    system, java = _open(spark, path)
    return bool(system.exists(java)) and (not system.getFileStatus(java).isDirectory() or len(system.listStatus(java)) > 0)


def delete(spark: Any, path: str) -> None:
    """Take a file or a folder away, if it is there."""
    system, java = _open(spark, path)
    system.delete(java, True)


def rename(spark: Any, old: str, new: str) -> None:
    """Rename a folder in one step; an empty one in its place goes.

    Raises:
        OSError: the filesystem refused.
    """
    system, java = _open(spark, new)
    if system.exists(java) and not len(system.listStatus(java)):
        system.delete(java, False)
    if not system.rename(_open(spark, old)[1], java):
        raise OSError(f"{new}: cannot be renamed from {old}")


def number_parts(spark: Any, folder: str, ending: str) -> int:
    """Give the parts that Spark wrote plain names, part-00000 and an ending, in their order; return how many."""
    system, java = _open(spark, folder)
    parts = sorted(status.getPath().getName() for status in system.listStatus(java))
    written = [name for name in parts if name.startswith("part-")]
    for number, name in enumerate(written):
        rename(spark, f"{folder}/{name}", f"{folder}/part-{number:05d}{ending}")
    return len(written)


def write_text(spark: Any, path: str, text: str) -> None:
    """Write a small file."""
    system, java = _open(spark, path)
    stream = system.create(java, True)
    try:
        stream.write(bytearray(text.encode()))
    finally:
        stream.close()
