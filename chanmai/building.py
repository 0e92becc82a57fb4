"""`chanmai build` as a user sees it: progress on a terminal, one line a problem, a table at the end.

In: the command's arguments. Out: exit status 0 or 1, messages on stderr, with `report` a JSON file of every source.
"""

from __future__ import annotations

import glob
import json
import shlex
import sys
import time
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from chanmai.build import Outcome, Report, build
from ontology.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console
    from rich.table import Table

__all__ = ["one_line", "run_build", "summarise", "write_report"]

SHOWN = 30
"""Rows of the table on the terminal: a screenful; the report file has every source."""
LOST = 5
"""Sidecars under a wrong name, endings passed over, documents without a file that are listed."""
REPORTS = {".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".jsonl", ".zip"}
STATES = {"built": "构建 built", "unchanged": "未变 unchanged", "skipped": "跳过 skipped", "failed": "失败 failed"}


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
    progress = _Progress(store)
    try:
        made = build(paths, store, options, jobs=jobs, decisions=decisions, told=progress.tell)
    finally:
        progress.close()
    for note in made.notes:
        sys.stderr.write(one_line(note) + "\n")
    for note in _lost_sidecars(paths) if made.passed_over or any(not path.is_dir() for path in paths) else ():
        sys.stderr.write(one_line(note) + "\n")
    if any(path.is_dir() for path in paths):
        for note in (*_passed_over(paths, made), *_absent(made, store)):
            sys.stderr.write(one_line(note) + "\n")
    summarise(made)
    if report:
        write_report(made, report)
    warned = any(outcome.warnings for outcome in made.outcomes)
    return 1 if made.count("failed") or (strict and warned) else 0


class _Progress:
    """A progress bar on a terminal, messages always."""

    def __init__(self, store: Path) -> None:
        self._bar = None
        self._store = store
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
        if outcome.kept:
            self._say(f"{outcome.source}: {_kept(outcome, self._store)}")
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


def _lost_sidecars(paths: list[Path]) -> list[str]:
    """Say which NAME.toml beside a report NAME.txt was not used: a sidecar has the report's whole name before .toml."""
    notes = []
    for path in paths:
        for beside in sorted(path.rglob("*.toml")) if path.is_dir() else [path.with_suffix(".toml")]:
            if not beside.is_file() or beside.with_suffix("").exists():
                continue
            meant = [path] if not path.is_dir() else sorted(file for file in beside.parent.glob(f"{glob.escape(beside.stem)}.*") if file.suffix.lower() in REPORTS)
            if meant and not meant[0].with_name(f"{meant[0].name}.toml").exists():
                notes.append(f"{beside}: 没有用上，请改名为 · not used; rename it to {meant[0].name}.toml")
    rest = len(notes) - LOST
    return notes if rest <= 0 else [*notes[:LOST], f"另有 {rest} 个这样的 .toml · {rest} more .toml files of this kind"]


def _kept(outcome: Outcome, store: Path) -> str:
    """Say that the store keeps what was built before of a source that cannot be read now, and how to take it out."""
    names = " ".join(map(shlex.quote, outcome.kept[:5])) + (" …" if len(outcome.kept) > 5 else "")
    command = f"chanmai remove {names} --store {shlex.quote(str(store))}"
    return f"库中保留以前从它构建的内容，要移除：{command} · what was built of it before stays in the store; to take it out: {command}"


def _passed_over(paths: list[Path], made: Report) -> list[str]:
    """Say which endings a build passed over, and that it found no report where it found none."""
    from extract.read.sniff import ENDINGS

    notes = []
    if made.passed_over:
        files = (file for path in paths if path.is_dir() for file in path.rglob("[!.]*") if file.is_file())
        endings = Counter(file.suffix.lower() or file.name for file in files if not file.name.lower().endswith((*ENDINGS, ".toml")))
        if endings:
            shown = "、".join(f"{ending} {count}" for ending, count in endings.most_common(LOST)) + ("…" if len(endings) > LOST else "")
            notes.append(f"略过的文件 · passed over: {shown}; 能读的有 · what is read: {' '.join(ENDINGS)}")
    if not made.outcomes:
        names = "、".join(str(path) for path in paths)
        notes.append(f"{names}: 里面没有报告；请给出放报告的目录或文件 · no report in it; name a folder of reports, or a file ({' '.join(ENDINGS)})")
    return notes


def _absent(made: Report, store: Path) -> list[str]:
    """Say which documents of the store were not under the paths: their files may be gone, or have another name."""
    if not made.absent:
        return []
    some = " ".join(map(shlex.quote, made.absent[:LOST])) + (" …" if len(made.absent) > LOST else "")
    command = f"chanmai remove {some} --store {shlex.quote(str(store))}"
    count = len(made.absent)
    return [f"{store}: 库中另有 {count} 篇不在这次的输入里；若原文件已删除或改名，移除：{command} · {count} documents of the store were not among what was given; if their files are gone or renamed: {command}"]


def summarise(made: Report, console: Console | None = None) -> None:
    """Say in one line what became of all sources; on a terminal under a table of them.

    Args:
        made: what the build did.
        console: the terminal; None: stderr, if it is one.
    """
    if console is None and sys.stderr.isatty():
        from rich.console import Console

        console = Console(stderr=True)
    if console is not None and made.outcomes:
        console.print(_table(made))
    counts = (f"{name} {made.count(state)}" for state, name in STATES.items())
    sys.stderr.write(f"{' · '.join(counts)} · 略过其他文件 passed over {made.passed_over} · {made.seconds:.1f} s\n")


def _table(made: Report) -> Table:
    """Return the run report as a table: all sources, or, of many, those that something is to be said of."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title="运行报告 · run report", title_justify="left")
    for name, options in (("来源 · source", {"overflow": "fold"}), ("结果 · outcome", {"no_wrap": True}), ("说明 · why", {"overflow": "fold"}), ("秒 · s", {"justify": "right", "no_wrap": True})):
        table.add_column(name, **options)
    rows = made.outcomes
    if len(rows) > SHOWN:
        order = {"failed": 0, "skipped": 1}
        rows = sorted((o for o in rows if o.state in order or o.warnings), key=lambda o: order.get(o.state, 2))
    for outcome in rows[:SHOWN]:
        why = [outcome.reason, *outcome.warnings, "库中保留以前的内容 · the store keeps what was built before" if outcome.kept else ""]
        table.add_row(*(Text(one_line(cell)) for cell in (outcome.source, STATES[outcome.state], "；".join(filter(None, why)), f"{outcome.seconds:.1f}")))
    if rest := len(made.outcomes) - min(len(rows), SHOWN):
        table.add_row(Text(f"另有 {rest} 个 · {rest} more"), "", Text("--report FILE.json 列出全部 · lists all of them"), "")
    return table


def write_report(made: Report, path: Path) -> None:
    """Write the run report: every source, what became of it, why, how long."""
    temporary = path.with_name(path.name + ".part")
    rows = [asdict(outcome) for outcome in made.outcomes]
    temporary.write_text(json.dumps({"seconds": made.seconds, "passed_over": made.passed_over, "absent": made.absent, "sources": rows}, ensure_ascii=False, indent=1), "utf-8")
    temporary.replace(path)
