"""What a build says of its sources: the table on a terminal, and what stays of a file that can no longer be read."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from read_samples import REPORT, to_docx, to_pdf, to_zip
from rich.console import Console
from small_build import ENVIRONMENT, ROOT, TESTS, chanmai, export, write_reports
from threat_samples import (
    LAUGHS,
    MAGIC,
    crowded_docx,
    deep_arrays,
    encrypted_pdf,
    entity_docx,
    overlapping_docx,
    page_loop,
    scanned_pdf,
)

from chanmai.build import Outcome, Report
from chanmai.building import SHOWN, summarise

ALL = os.environ.get("CHANMAI_FAULTS") == "all"
pty = pytest.importorskip("pty", reason="no terminals of this kind here")


def on_terminal(*arguments: object) -> tuple[int, str]:
    """Run a command whose messages go to a terminal of 160 columns; return its status and what the terminal shows."""
    leader, follower = pty.openpty()
    command = [sys.executable, TESTS / "fault_driver.py", *map(str, arguments)]
    environment = {**ENVIRONMENT, "COLUMNS": "160", "TERM": "xterm"}
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=follower)
    os.close(follower)
    shown = b""
    while True:
        try:
            block = os.read(leader, 65536)
        except OSError:  # how Linux ends a terminal
            break
        if not block:
            break
        shown += block
    os.close(leader)
    return process.wait(timeout=120), re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode("utf-8", "replace"))


def table(made: Report) -> str:
    """Return what a terminal of 120 columns shows of a report."""
    out = io.StringIO()
    summarise(made, Console(file=out, width=120))
    return out.getvalue()


def test_a_terminal_shows_a_table_of_all_documents(tmp_path):
    reports = write_reports(tmp_path / "reports", 3)
    (reports / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (reports / "blank.txt").write_bytes(b"\n")
    status, shown = on_terminal("build", reports, "--store", tmp_path / "S")
    assert status == 1
    rows = [line for line in shown.splitlines() if "│" in line]
    for name, state in (("d0.txt", "built"), ("d1.txt", "built"), ("d2.txt", "built"), ("bad.pdf", "failed"), ("blank.txt", "skipped")):
        assert any(name in line for line in rows), name
        assert sum(state in line for line in rows) >= 1
    assert "构建 built 3 " in shown
    assert "Traceback" not in shown
    piped = chanmai("build", reports, "--store", tmp_path / "S")
    assert "│" not in piped.stderr, "no table in a file or pipe: one line a message there"


def test_of_many_documents_the_table_shows_those_with_something_to_say():
    outcomes = [Outcome(f"d{n}.txt", f"d{n}", "built", seconds=0.1) for n in range(970)]
    outcomes[5:5] = [Outcome("warned.txt", "w", "built", warnings=("没有日期 · no date",)), Outcome("bad.pdf", "", "failed", "损坏 · damaged", kept=("bad",)), Outcome("blank.txt", "b", "skipped", "没有文字 · no text")]
    shown = table(Report(outcomes))
    rows = [line for line in shown.splitlines() if ".txt" in line or ".pdf" in line]
    assert [re.search(r"(\w+)\.(txt|pdf)", line)[1] for line in rows] == ["bad", "blank", "warned"]
    assert "970 more" in shown
    assert "stays" in shown or "keeps" in shown
    crowd = table(Report([Outcome(f"bad{n}.pdf", "", "failed", "损坏 · damaged") for n in range(100)]))
    assert sum("bad" in line for line in crowd.splitlines()) == SHOWN
    assert f"{100 - SHOWN} more" in crowd


def test_names_and_reasons_are_texts_in_the_table():
    shown = table(Report([Outcome("[red]a[/red]\x1b[31m.txt", "a", "failed", "[bold]x[/bold]\x07")]))
    assert "[red]a[/red]" in shown
    assert "[bold]x[/bold]" in shown
    assert "\x07" not in shown
    assert "\x1b[31m" not in shown


@pytest.mark.parametrize("now", [b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(300)], ids=["empty", "broken"])
def test_what_was_built_of_a_file_stays_until_it_is_removed(tmp_path, now):
    reports = write_reports(tmp_path / "reports", 3)
    assert chanmai("build", reports, "--store", tmp_path / "S").returncode == 0
    before = export(tmp_path / "S")
    (reports / "d1.txt").write_bytes(now)
    for _ in range(2):  # the second build says it again
        done = chanmai("build", reports, "--store", tmp_path / "S", "--report", tmp_path / "r.json")
        assert done.returncode == (1 if now else 0), done.stderr
        (said,) = [line for line in done.stderr.splitlines() if "stays in the store" in line]
        assert said.startswith(f"{reports / 'd1.txt'}: ")
        assert export(tmp_path / "S") == before
        told = {Path(row["source"]).name: row for row in json.loads((tmp_path / "r.json").read_text("utf-8"))["sources"]}
        assert told["d1.txt"]["kept"] == ["d1"]
        assert told["d2.txt"]["kept"] == []
    command = re.search(r"chanmai (remove .*) ·", said)[1].split(" ")
    assert chanmai(*command).returncode == 0
    assert chanmai("build", reports, "--store", tmp_path / "S").stderr.count("stays in the store") == 0
    (reports / "d1.txt").unlink()
    assert chanmai("build", reports, "--store", tmp_path / "F").returncode == 0
    assert export(tmp_path / "S") == export(tmp_path / "F")


def test_what_was_built_of_an_archive_stays_and_is_named(tmp_path):
    reports = write_reports(tmp_path / "reports", 1)
    with zipfile.ZipFile(reports / "two.zip", "w") as archive:
        for name in ("a", "b"):
            archive.writestr(f"{name}.txt", f"远石{name}有限公司位于西区。")
    assert chanmai("build", reports, "--store", tmp_path / "S").returncode == 0
    before = export(tmp_path / "S")
    (reports / "two.zip").write_bytes((reports / "two.zip").read_bytes()[:90])
    done = chanmai("build", reports, "--store", tmp_path / "S")
    assert done.returncode == 1
    assert "chanmai remove two/a two/b --store" in done.stderr
    assert export(tmp_path / "S") == before


def test_a_new_file_that_cannot_be_read_leaves_nothing_to_keep(tmp_path):
    reports = write_reports(tmp_path / "reports", 1)
    (reports / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing")
    done = chanmai("build", reports, "--store", tmp_path / "S")
    assert done.returncode == 1
    assert "stays in the store" not in done.stderr


def test_documents_whose_files_are_gone_or_renamed_are_named(tmp_path):
    reports = write_reports(tmp_path / "reports", 3)
    first = chanmai("build", reports, "--store", tmp_path / "S")
    assert "chanmai remove" not in first.stderr
    (reports / "d1.txt").rename(reports / "e 1.txt")
    (reports / "d2.txt").unlink()
    done = chanmai("build", reports, "--store", tmp_path / "S", "--report", tmp_path / "r.json")
    assert done.returncode == 0
    (said,) = [line for line in done.stderr.splitlines() if "chanmai remove" in line]
    assert said.startswith(f"{tmp_path / 'S'}: 库中另有 2 篇")
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["absent"] == ["d1", "d2"]
    assert chanmai(*re.search(r"chanmai (remove .*?) ·", said)[1].split(" ")).returncode == 0
    assert "chanmai remove" not in chanmai("build", reports, "--store", tmp_path / "S").stderr
    assert "chanmai remove" not in chanmai("build", reports / "d0.txt", "--store", tmp_path / "S").stderr  # one file more is no second look at a folder


def test_a_folder_without_reports_is_said_with_what_would_be_read(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "old.DOC").write_bytes(b"x")
    done = chanmai("build", tmp_path / "in", "--store", tmp_path / "S")
    assert done.returncode == 0
    assert re.search(r"passed over: \.doc 1; .*\.docx", done.stderr)
    assert f"{tmp_path / 'in'}: 里面没有报告" in done.stderr
    assert "没有报告" not in chanmai("build", write_reports(tmp_path / "in"), "--store", tmp_path / "S").stderr


def bad_files() -> dict[str, bytes]:
    """Return thirty files that no reader can read, by name."""
    pdf, word = to_pdf(REPORT), to_docx(REPORT)
    return {
        **{f"bad-{kind}.txt": MAGIC[kind] + bytes(300) for kind in sorted(MAGIC)[:11]},
        "bad-cut.pdf": pdf[:300], "bad-garbage.pdf": b"%PDF-1.7\n" + bytes(range(256)), "bad-locked.pdf": encrypted_pdf(),
        "bad-scan.pdf": scanned_pdf(), "bad-loop.pdf": page_loop(), "bad-deep.pdf": deep_arrays(),
        "bad-cut.docx": word[:200], "bad-crowded.docx": crowded_docx(2500), "bad-overlap.docx": overlapping_docx(),
        "bad-laughs.docx": entity_docx(LAUGHS, "&l10;"), "bad-old.docx": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "bad-sheet.docx": to_zip({"xl/workbook.xml": b"<x/>"}),
        "bad-deep.html": b"<div>" * 20_000, "bad-short.txt": "联通".encode("gb18030"), "bad-two.txt": "占全".encode("utf-16-le"), "bad-rich.txt": rb"{\rtf1\ansi " + b"x" * 200,
        "bad-json.jsonl": b"{not json", "bad-noid.jsonl": b'{"text": "x"}', "bad-cut.zip": to_zip({"a.txt": REPORT.encode()})[:60],
    }  # fmt: skip


@pytest.mark.timeout(1800 if ALL else 300)
def test_of_many_files_exactly_the_bad_ones_are_listed(tmp_path):
    """A thousand with the real extraction in two processes under `CHANMAI_FAULTS=all`, else two hundred with the small one."""
    total = 1000 if ALL else 200
    bad = bad_files()
    assert len(bad) == 30
    reports = write_reports(tmp_path / "reports", total - len(bad))
    for name, data in bad.items():
        (reports / name).write_bytes(data)
    arguments = ["build", reports, "--store", tmp_path / "S", "--jobs", "2" if ALL else "1", "--issued", "2024-09-12", "--report", tmp_path / "r.json"]
    if ALL:
        command = [sys.executable, "-m", "chanmai", *map(str, arguments)]
        done = subprocess.run(command, env=ENVIRONMENT, cwd=ROOT, capture_output=True, text=True, check=False, timeout=1700)
    else:
        done = chanmai(*arguments)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    failed = {Path(match[1]).name.split(":")[0]: match[2] for match in re.finditer(r"^(.+?): 失败 · failed: (.+)$", done.stderr, re.MULTILINE)}
    assert failed.keys() == bad.keys()
    for name, said in failed.items():
        reason, _, advice = said.partition("; ")
        assert len(reason) > 5, name
        assert len(advice) > 5, name
    assert f"构建 built {total - len(bad)} · 未变 unchanged 0 · 跳过 skipped 0 · 失败 failed 30 " in done.stderr
    told = json.loads((tmp_path / "r.json").read_text("utf-8"))["sources"]
    assert len(told) == total
    assert {Path(row["source"]).name.split(":")[0] for row in told if row["state"] == "failed"} == bad.keys()
    assert len(bad) + export(tmp_path / "S").count(b"<http://purl.org/dc/terms/identifier>") == total


def test_a_sidecar_under_a_wrong_name_is_named_with_the_right_one(tmp_path):
    from chanmai.building import _lost_sidecars

    for name in ("甲.txt", "乙.docx", "乙.docx.toml", "乙.toml", "甲.toml", "设置.toml", "丙.md.toml"):
        (tmp_path / name).write_text("", "utf-8")
    assert _lost_sidecars([tmp_path]) == [f"{tmp_path}/甲.toml: 没有用上，请改名为 · not used; rename it to 甲.txt.toml"]
    assert len(_lost_sidecars([tmp_path / "甲.txt"])) == 1
    assert _lost_sidecars([tmp_path / "乙.docx"]) == []
