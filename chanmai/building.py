"""`chanmai build` as a user sees it: progress on a terminal, one line a problem, a table at the end.

In: the command's arguments. Out: exit status 0 or 1, messages on stderr, with `report` a JSON file of every source.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from chanmai.build import Outcome, Report, build
from ontology.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["one_line", "run_build", "summarise", "write_report"]


def run_build(
    paths: list[Path],
    store: Path,
    *,
    issued: str = "",
    home: str = "",
    jobs: int = 1,
    strict: bool = False,
    encoding: str = "",
    decisions: Path | None = None,
    report: Path | None = None,
) -> int:
    """Build, tell what happened, and return the exit status: 1 if a document failed (or, with strict, warned)."""
    from extract.read import ReadOptions

    for path in paths:
        if not path.exists():
            raise ConfigurationError(f"{one_line(str(path))}: 没有这个文件或目录，请检查路径 · no such file or folder; check the path")
    options = ReadOptions(issued=issued, home=home, encoding=encoding, strict=strict)
    progress = _Progress()
    try:
        made = build(paths, store, options, jobs=jobs, decisions=decisions, told=progress.tell)
    finally:
        progress.close()
    for note in made.notes:
        sys.stderr.write(one_line(note) + "\n")
    summarise(made)
    if report:
        write_report(made, report)
    warned = any(outcome.warnings for outcome in made.outcomes)
    return 1 if made.count("failed") or (strict and warned) else 0


class _Progress:
    """A progress bar on a terminal, messages always."""

    def __init__(self) -> None:
        self._bar = None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            columns = (TextColumn("读取与抽取 · reading"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeElapsedColumn())
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("", total=None, rate="")
            self._bar.start()
            self._begun, self._told = time.monotonic(), 0

    def tell(self, outcome: Outcome) -> None:
        """Count one source and say what is wrong with it."""
        if outcome.state in ("failed", "skipped"):
            word = "失败 · failed" if outcome.state == "failed" else "跳过 · skipped"
            self._say(f"{outcome.source}: {word}: {outcome.reason}")
        for warning in outcome.warnings:
            self._say(f"{outcome.source}: 警告 · warning: {warning}")
        if self._bar is not None:
            self._told += 1
            rate = self._told / max(time.monotonic() - self._begun, 1e-6)
            self._bar.update(self._task, advance=1, rate=f"{rate:.1f} 篇/秒 · documents/s")

    def _say(self, message: str) -> None:
        if self._bar is not None:
            self._bar.console.print(one_line(message), markup=False, highlight=False, soft_wrap=True)
        else:
            sys.stderr.write(one_line(message) + "\n")

    def close(self) -> None:
        """Take the bar off the terminal."""
        if self._bar is not None:
            self._bar.stop()


def one_line(message: str) -> str:
    """Return a message as one printable line: control characters and broken code points escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in message)


def summarise(made: Report) -> None:
    """Say in one line what became of all sources."""
    counts = (f"{zh} {made.count(state)}" for state, zh in (("built", "构建 built"), ("unchanged", "未变 unchanged"), ("skipped", "跳过 skipped"), ("failed", "失败 failed")))
    sys.stderr.write(f"{' · '.join(counts)} · 略过其他文件 passed over {made.passed_over} · {made.seconds:.1f} s\n")


def write_report(made: Report, path: Path) -> None:
    """Write the run report: every source, what became of it, why, how long."""
    temporary = path.with_name(path.name + ".part")
    rows = [asdict(outcome) for outcome in made.outcomes]
    temporary.write_text(json.dumps({"seconds": made.seconds, "passed_over": made.passed_over, "sources": rows}, ensure_ascii=False, indent=1), "utf-8")
    temporary.replace(path)
