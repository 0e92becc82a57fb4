"""The command line with the small extraction of `fault_driver`, as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def chanmai(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run([sys.executable, TESTS / "fault_driver.py", *map(str, arguments)], env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=240, **options)


def started(*arguments: object) -> subprocess.Popen[str]:
    """Start a command; its messages can be read."""
    return subprocess.Popen([sys.executable, TESTS / "fault_driver.py", *map(str, arguments)], env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def export(store: Path) -> bytes:
    """Return the sorted export of a store."""
    from graph.export import export as write
    from graph.store import open_reader

    out = store.with_name(f"{store.name}.export.nq")
    with open_reader(store) as graph:
        write(graph, str(out), "")
    return out.read_bytes()


def write_reports(folder: Path, count: int = 4, note: str = "") -> Path:
    """Write a few small reports."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"d{number}.txt").write_text(f"华岭{number}号{note}材料有限公司位于东区。远石{number}号机械有限公司位于西区。", "utf-8")
    return folder
