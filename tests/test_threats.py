"""The table of threats, row by row: `row(N)` stands on every test of a row, here and in the files beside, and the last test
counts them.

A row's test fails without its defence. Rows about parts that others own name the tests where they stand.
"""

from __future__ import annotations

import gzip
import os
import random
import re
import resource
import signal
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from read_samples import REPORT, TRADITIONAL, to_docx, to_page, to_pdf
from small_build import ROOT, chanmai, export, write_reports
from threat_rows import row
from threat_samples import (
    LAUGHS,
    MAGIC,
    bomb_docx,
    crowded_docx,
    deep_arrays,
    encrypted_pdf,
    entity_docx,
    flate_bomb,
    overlapping_docx,
    page_loop,
    scanned_pdf,
)

from chanmai.building import one_line
from extract.read import ReadOptions, SkippedError, find_sources, limits, read_source, records
from extract.read import parser as parsing
from extract.read.decode import decode
from extract.read.markdown import strip_markdown
from ontology.errors import DocumentError

ROWS = 60


ELSEWHERE = {
    31: ("test_graph_query.py", "test_any_name_is_found_as_it_is_and_never_read_as_sparql"),
    33: ("test_remote.py", "test_remote_password_is_in_no_output_of_the_program"),
    34: ("test_graph_store.py", "test_reading_what_is_no_store_says_so_and_makes_nothing"),
    35: ("test_faults.py", "test_a_second_writer_ends_with_75_and_words"),
    36: ("test_graph_store.py", "test_reader_during_a_write_sees_the_last_snapshot"),
    37: ("test_faults.py", "test_kill_9_at_random_moments_loses_nothing"),
    38: ("test_faults.py", "test_an_interrupted_build_says_so_and_resumes"),
    39: ("test_faults.py", "test_a_full_disk_is_said_and_survived"),
    40: ("test_faults.py", "test_damage_is_found_and_repaired"),
    41: ("test_graph_store.py", "test_leftovers_of_a_killed_bulk_load_are_removed"),
    43: ("test_remote.py", "test_remote_faults_are_told_without_secrets"),
    44: ("test_serve.py", "test_nothing_can_be_written"),
    45: ("test_graph_guard.py", "test_service_is_refused_in_every_spelling"),
    46: ("test_serve_hostile.py", "test_expensive_query_is_stopped"),
    47: ("test_serve_hostile.py", "test_nesting_and_chains_are_refused"),
    48: ("test_serve_hostile.py", "test_fifty_at_once_are_answered_or_put_off"),
    49: ("test_serve_hostile.py", "test_silent_connections_are_cut_and_do_not_keep_others_out"),
    50: ("test_serve_hostile.py", "test_two_hundred_disconnects_leave_nothing"),
    51: ("test_serve.py", "test_row_cap_is_said_in_every_format"),
    52: ("test_serve.py", "test_foreign_hosts_are_refused"),
    53: ("test_serve.py", "test_unknown_paths_are_404_without_echo"),
    54: ("test_explore_hostile.py", "test_explore_hostile_texts_stay_texts"),
    55: ("explore_pages.py", "MAP * ~NOTFOUND"),
    56: ("test_explore_page.py", "test_explore_large_pictures_are_cut_and_say_so"),
    57: ("test_graph_query.py", "test_formulas_are_made_harmless"),
}
NOT_HERE: dict[int, str] = {}


def read(path: Path, **options):
    """Return the one document of a path."""
    (document,) = [d for source in find_sources([path]).sources for d in read_source(source, ReadOptions(**options))]
    return document


def refusal(path: Path, data: bytes, **options) -> str:
    """Return why a file is refused; its message names it and stands on one line."""
    path.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        read(path, **options)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert caught.value.reason
    assert caught.value.advice
    return message


# --- text ----------------------------------------------------------------------------------------------------------


@row(1)
def test_empty_files_are_skipped_with_a_word(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, data in {"empty.txt": b"", "bom.txt": b"\xef\xbb\xbf", "blank.txt": "\u3000 \n\n".encode(), "empty.jsonl": b"", "none.jsonl.gz": gzip.compress(b""), "blank.jsonl.gz": gzip.compress(b"\n \n"), "void.jsonl.gz": b"", "good.txt": REPORT.encode()}.items():
        (folder / name).write_bytes(data)
    done = chanmai("build", folder, "--store", tmp_path / "S", "--report", tmp_path / "r.json")
    assert done.returncode == 0, done.stderr
    for name, reason in {**dict.fromkeys(["empty.txt", "bom.txt", "blank.txt"], "no text"), **dict.fromkeys(["empty.jsonl", "none.jsonl.gz", "blank.jsonl.gz", "void.jsonl.gz"], "no record in the file; .*one JSON object a line")}.items():
        assert re.search(rf"^{re.escape(str(folder / name))}: .*skipped: .*{reason}", done.stderr, re.MULTILINE), name
        assert name in (tmp_path / "r.json").read_text("utf-8")
    assert "built 1 " in done.stderr


@row(2)
@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.sampled_from("䶮𠮷㐀龘鿏"), max_size=12))
@example("䶮𠮷")
def test_rare_hanzi_come_back_from_gb18030(rare):
    text = f"东区规上工业产值增长。企业{rare}有限公司建设产业园项目，投资总额十二亿元，今年以来全区经济发展加快。"
    decoded = decode(text.encode("gb18030"), "a.txt")
    assert (decoded.text, decoded.encoding) == (text, "gb18030")


@row(3)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_cut_tail_is_tolerated_and_a_bad_byte_is_counted(encoding):
    text = (REPORT * 2)[:110]
    data = text.encode(encoding)[:300]
    right = 0
    for cut in range(120, len(data)):
        decoded = decode(data[:cut], "a.txt", encoding=encoding)
        assert text.startswith(decoded.text)
        whole = len(decoded.text.encode(encoding)) == cut
        assert bool(decoded.warnings) != whole
        if not whole:
            with pytest.raises(DocumentError, match=f"第 {len(decoded.text.encode(encoding))} 字节"):
                decode(data[:cut], "a.txt", encoding=encoding, strict=True)
        right += 1
    assert right == len(data) - 120
    at = len(text[:20].encode(encoding))
    assert "1 处坏字符" in decode(data[:at] + b"\xff" + data[at:], "a.txt", encoding=encoding).warnings[0]


@row(4)
def test_what_is_read_without_a_mark_is_right_or_refused():
    simple, traditional = REPORT.replace("\n", ""), TRADITIONAL.replace("\n", "")
    right = refused = 0
    wrong = []
    for encoding, text in (("gb18030", simple), ("big5", traditional), ("utf-16-le", simple), ("utf-16-be", simple), ("utf-8", simple)):
        for size in (2, 3, 5, 8, 13, 21, 34, 60, 100):
            for start in range(100):
                part = text[start : start + size]
                data = part.encode(encoding)
                for cut in (len(data), len(data) - 1):
                    try:
                        decoded = decode(data[:cut], "a.txt").text
                    except DocumentError as error:
                        assert "--encoding" in str(error)
                        refused += 1
                        continue
                    if part.startswith(decoded) and len(decoded) >= len(part) - 1:
                        right += 1
                    elif re.search(r"[\u4e00-\u9fff]", part):
                        wrong.append((encoding, part, decoded))
    assert wrong == []
    assert right > 7000
    assert refused < 1850
    with pytest.raises(DocumentError, match="--encoding"):
        decode("联通".encode("gb18030"), "a.txt")


@row(5)
def test_binaries_named_txt_are_told_by_their_kind(tmp_path):
    told = 0
    for kind, magic in MAGIC.items():
        message = refusal(tmp_path / "a.txt", magic + bytes(range(256)) * 2)
        assert "不是文本" in message, kind
        told += 1
    assert "不是文本" in refusal(tmp_path / "a.txt", b"\0" * 500)
    assert told >= 20


LIES = {
    "pdf is html": ("a.pdf", to_page(REPORT).encode(), "text/html"),
    "docx is html": ("a.docx", to_page(REPORT).encode(), "text/html"),
    "txt is html": ("a.txt", to_page(REPORT).encode(), "text/html"),
    "txt is pdf": ("a.txt", to_pdf(REPORT), "application/pdf"),
    "html is docx": ("a.html", to_docx(REPORT), "wordprocessingml"),
    "md is pdf": ("a.md", to_pdf(REPORT), "application/pdf"),
    "pdf is text": ("a.pdf", REPORT.encode(), "text/plain"),
}


@row(6)
@pytest.mark.parametrize("lie", LIES)
def test_content_decides_and_a_lying_ending_is_said(tmp_path, lie):
    name, data, media_type = LIES[lie]
    (tmp_path / name).write_bytes(data)
    document = read(tmp_path / name)
    assert media_type in document.media_type
    assert "华岭新材料有限公司" in document.text
    assert any("read by content" in warning for warning in document.warnings)


@row(6)
def test_old_word_files_are_named(tmp_path):
    assert "旧式 Office" in refusal(tmp_path / "a.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)


# --- pdf -----------------------------------------------------------------------------------------------------------


@row(7)
def test_cut_pdfs_are_read_or_refused(tmp_path):
    data = to_pdf(REPORT * 20)
    outcomes = {"read": 0, "refused": 0}
    for size in range(0, len(data), 1024):
        (tmp_path / "a.pdf").write_bytes(data[:size])
        try:
            read(tmp_path / "a.pdf")
            outcomes["read"] += 1
        except DocumentError as error:
            assert "PDF" in str(error)
            outcomes["refused"] += 1
    assert sum(outcomes.values()) == -(-len(data) // 1024)
    assert outcomes["refused"] >= 3
    assert "PDF" in refusal(tmp_path / "b.pdf", random.Random(1).randbytes(3000))


@row(8)
def test_an_encrypted_pdf_needs_a_password(tmp_path):
    message = refusal(tmp_path / "a.pdf", encrypted_pdf())
    assert "password needed" in message
    assert "damaged" not in message


@row(9)
def test_a_scan_needs_ocr(tmp_path):
    assert "no text layer, OCR needed" in refusal(tmp_path / "a.pdf", scanned_pdf(2))


@row(10)
def test_a_flate_bomb_kills_only_its_child(tmp_path):
    bomb = flate_bomb(1 << 29)
    assert len(bomb) < 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "time/memory limit" in refusal(tmp_path / "a.pdf", bomb)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000
    (tmp_path / "b.pdf").write_bytes(to_pdf(REPORT))
    assert "华岭" in read(tmp_path / "b.pdf").text


@row(11)
@pytest.mark.parametrize("make", [page_loop, deep_arrays], ids=["loop", "deep"])
def test_looping_and_deep_pdfs_end_in_an_error(tmp_path, make):
    assert "PDF" in refusal(tmp_path / "a.pdf", make()) or "limit" in refusal(tmp_path / "a.pdf", make())


# --- docx and zip --------------------------------------------------------------------------------------------------


@row(12)
@pytest.mark.parametrize(("make", "why"), [(lambda: bomb_docx(40 << 20), "ratio"), (crowded_docx, "entries"), (overlapping_docx, "overlap")], ids=["ratio", "entries", "overlap"])
def test_zip_bombs_are_refused_before_they_are_unpacked(tmp_path, make, why):
    data = make()
    parsing.close_child()
    assert why in refusal(tmp_path / "a.docx", data)
    child = parsing._Child.instance
    assert child is not None
    peak = int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{child.process.pid}/status").read_text())[1])
    assert peak < 200_000, "KiB of the child: nothing was unpacked"


@row(13)
def test_no_entity_is_expanded_and_no_address_opened(tmp_path):
    (tmp_path / "canary").write_text("金丝雀", "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        port = server.getsockname()[1]
        attempts = [
            entity_docx(f"<!ENTITY x SYSTEM 'file://{tmp_path}/canary'>", "&x;"),
            entity_docx(f"<!ENTITY % p SYSTEM 'http://127.0.0.1:{port}/x'> %p;", "x"),
            entity_docx(LAUGHS, "&l10;"),
        ]
        for data in attempts:
            message = refusal(tmp_path / "a.docx", data)
            assert "DOCTYPE" in message
            assert "金丝雀" not in message
        (tmp_path / "p.html").write_text(f"<html><head><link rel=stylesheet href='http://127.0.0.1:{port}/a.css'></head><body><img src='http://127.0.0.1:{port}/a.png'><p>东区加快发展，成效明显。</p>", "utf-8")
        assert "东区" in read(tmp_path / "p.html").text
        with pytest.raises(TimeoutError):
            server.accept()


@row(14)
def test_word_layers_are_read_as_a_reader_sees_them(tmp_path):
    box = "<w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>框中乙公司</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict>"
    body = f"<w:p><w:r><w:t>甲</w:t></w:r><w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:r>{box}</w:r></w:p>"
    (tmp_path / "a.docx").write_bytes(to_docx("", body=body, extra={"word/header1.xml": b"<w:hdr/>"}))
    assert read(tmp_path / "a.docx").text == "甲增\n框中乙公司\n"


# --- html and markdown ---------------------------------------------------------------------------------------------


@row(15)
def test_deep_and_wide_pages_are_bounded(tmp_path):
    assert "nesting" in refusal(tmp_path / "a.html", b"<div>" * 100_000)
    (tmp_path / "b.html").write_text(f'<html><body><p title="{"a" * 10_000_000}">东区加快发展，成效明显。</p>', "utf-8")
    assert read(tmp_path / "b.html").text == "东区加快发展，成效明显。\n"


@row(15)
def test_a_parser_that_hangs_is_killed_with_its_group(tmp_path, monkeypatch):
    assert parsing.parse("html", to_page(REPORT).encode(), "a")[1]
    child = parsing._Child.instance
    pid = child.process.pid
    assert os.getpgid(pid) == pid != os.getpgid(0), "a group of its own"
    os.kill(pid, signal.SIGSTOP)
    monkeypatch.setattr(limits, "WALL_S", 1)
    with pytest.raises(DocumentError, match="limit"):
        parsing.parse("html", to_page(REPORT).encode(), "a")
    with pytest.raises(ProcessLookupError):
        os.killpg(pid, 0)
    monkeypatch.undo()
    assert parsing.parse("html", to_page(REPORT).encode(), "a")[1]


@row(10, 15)
def test_a_child_runs_under_limits_and_without_secrets(monkeypatch):
    monkeypatch.setenv("CANARY_SECRET", "geheim")
    parsing.close_child()
    parsing.parse("html", b"<p>x", "a")
    folder = Path(f"/proc/{parsing._Child.instance.process.pid}")
    table = (folder / "limits").read_text()
    assert re.search(rf"Max address space\s+{limits.MEMORY}\s", table)
    assert re.search(r"Max file size\s+0\s", table)
    assert re.search(r"Max core file size\s+0\s", table)
    assert int(re.search(r"Max cpu time\s+(\d+)", table)[1]) <= limits.CPU_S + 5
    assert b"geheim" not in (folder / "environ").read_bytes()


@row(16)
@pytest.mark.parametrize(("declared", "actual"), [("gb2312", "gb18030"), ("utf-8", "gb18030"), ("gb2312", "utf-8"), ("iso-8859-1", "gb18030"), ("gbk", "utf-16")])
def test_pages_whose_charset_lies_are_read_right(tmp_path, declared, actual):
    text = REPORT.replace("东川智造", "䶮川智造")
    (tmp_path / "a.html").write_bytes(to_page(text, charset=declared).encode(actual))
    assert "䶮川智造" in read(tmp_path / "a.html").text


@row(17)
def test_nothing_round_an_article_becomes_a_fact(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    article = "华岭新材料有限公司位于东区。全区产业加快发展，成效明显。"
    page = to_page(article, title="东区提速", issued="2024-09-12").replace("北岭区新能源汽车产业园投资80亿元", "西山机械有限公司位于北岭区。").replace("某ICP备10000001号", "南港网络有限公司位于南港区。某ICP备10000001号")
    page = page.replace('</div><div class="share">', '<div class="related-news">岚山电子有限公司位于南岭区。</div></div><div class="share">')
    (folder / "a.html").write_text(page, "utf-8")
    assert chanmai("build", folder, "--store", tmp_path / "S").returncode == 0
    graph = export(tmp_path / "S").decode()
    assert "华岭新材料有限公司" in graph
    junk = [word for word in ("西山机械", "南港网络", "岚山电子", "ICP", "分享到", "当前位置", "浏览次数", "招商热线") if word in graph]
    assert junk == []


@row(18)
def test_markdown_markup_and_yaml_bombs_are_harmless():
    aliases = "\n".join(["a: &a [x, x]"] + [f"b{n}: [*a, *a, *a]" for n in range(9)])
    with pytest.raises(DocumentError, match="aliases"):
        strip_markdown(f"---\n{aliases}\n---\n正文", "a.md")
    text, facts = strip_markdown("---\ntitle: !!python/object/apply:os.system ['id']\n---\n<img src=x onerror=alert(1)>正文<iframe>", "a.md")
    assert facts.title == ""
    assert text.replace("\u200b", "").strip() == "正文"


@row(19)
def test_very_large_files_are_refused_and_very_long_lines_are_read(tmp_path):
    with (tmp_path / "a.txt").open("wb") as file:
        file.write(REPORT.encode())
        file.truncate(1 << 30)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DocumentError, match="1073741824"):
        read(tmp_path / "a.txt")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000
    (tmp_path / "b.txt").write_text("东区产业发展" * 170_000, "utf-8")
    assert len(read(tmp_path / "b.txt").text) == 1_020_000


@row(19)
@pytest.mark.parametrize(
    ("line", "times", "why"),
    [(b" " * ((1 << 20) - 1) + b"\n", 17, "→ > 17825792 字节"), (b"\n" * 1000, 201, "> 200000 个空行")],
    ids=["dense", "blank lines"],
)
def test_a_gzip_bomb_of_records_is_stopped(tmp_path, monkeypatch, line, times, why):
    """Each of the two limits by bytes that the other one lets pass; density counts from 16 MiB on here, to be quick."""
    assert records.FREE <= 256 << 20
    monkeypatch.setattr(records, "FREE", 1 << 24)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(line) * times)
    with pytest.raises(DocumentError, match="archive refused") as caught:
        for source in find_sources([tmp_path / "a.jsonl.gz"]).sources:
            list(read_source(source, ReadOptions()))
    assert why in str(caught.value)


# --- folders and names ---------------------------------------------------------------------------------------------


@row(20)
def test_what_is_no_regular_file_is_skipped_without_waiting(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "out.txt").symlink_to("/etc/hostname")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "good.txt").write_text(REPORT, "utf-8")
    (tmp_path / "in.txt").symlink_to("good.txt")
    (tmp_path / "vanish.txt").write_text(REPORT, "utf-8")
    sources = {Path(str(s)).name: s for s in find_sources([tmp_path]).sources}
    assert set(sources) == {"pipe.txt", "loop.txt", "gone.txt", "zero.txt", "out.txt", "good.txt", "in.txt", "vanish.txt"}
    (tmp_path / "vanish.txt").unlink()
    for name in ("pipe.txt", "loop.txt", "gone.txt", "zero.txt", "out.txt"):
        with pytest.raises(SkippedError):
            list(read_source(sources[name], ReadOptions()))
    with pytest.raises(DocumentError, match="vanished"):
        list(read_source(sources["vanish.txt"], ReadOptions()))
    assert [d.identifier for name in ("good.txt", "in.txt") for d in read_source(sources[name], ReadOptions())] == ["good", "in"]

    def forbidden(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", forbidden)
    with pytest.raises(DocumentError, match="Permission denied"):
        list(read_source(sources["good.txt"], ReadOptions()))


@row(20)
def test_a_pipe_that_is_named_itself_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(SkippedError):
        read(tmp_path / "pipe.txt")


@row(21)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=80).filter(lambda name: b"/" not in name and b"\0" not in name and name[:1] not in {b".", b"~"}))
@example("区报\n第1期".encode())
@example("区报".encode("gb18030"))
@example(b"\xff" * 100 + b'";}>')
def test_any_file_name_gives_a_printable_message_and_a_sound_identifier(tmp_path, name):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name + b".txt"))
    path.write_bytes(REPORT.encode())
    try:
        document = read(path)
    finally:
        path.unlink()
    document.identifier.encode()
    assert document.text == REPORT
    from graph.iris import document_iri

    assert re.fullmatch(r"[\x21-\x7e\u00a0-\U0010ffff]+", document_iri(document.identifier).value)
    assert not set(document_iri(document.identifier).value) & set('<>"{}|\\^` \n')
    assert one_line(str(path)).isprintable()


@row(21)
def test_a_name_of_255_bytes_is_read(tmp_path):
    (tmp_path / ("名" * 83 + "ab.txt")).write_text(REPORT, "utf-8")
    assert read(tmp_path).text == REPORT


@row(22)
def test_reading_again_changes_nothing_and_a_changed_file_is_replaced(tmp_path):
    reports = write_reports(tmp_path / "reports")
    assert chanmai("build", reports, "--store", tmp_path / "S").returncode == 0
    first = export(tmp_path / "S")
    again = chanmai("build", reports, "--store", tmp_path / "S")
    assert "unchanged 4" in again.stderr
    assert export(tmp_path / "S") == first
    (reports / "d1.txt").write_text("岚川精工有限公司位于西区。", "utf-8")
    assert "built 1 " in chanmai("build", reports, "--store", tmp_path / "S").stderr
    changed = export(tmp_path / "S").decode()
    assert "岚川精工有限公司" in changed
    assert "华岭1号材料有限公司" not in changed
    assert chanmai("build", reports, "--store", tmp_path / "F").returncode == 0
    assert export(tmp_path / "F").decode() == changed


# --- the table -----------------------------------------------------------------------------------------------------


def test_every_row_has_a_test_or_a_written_reason():
    for number, (file, name) in ELSEWHERE.items():
        assert name in (ROOT / "tests" / file).read_text("utf-8"), f"row {number}: {name} is no longer in {file}"
    covered: set[int] = set()
    for file in (ROOT / "tests").glob("test_threats*.py"):
        for numbers in re.findall(r"^@row\(([\d, ]+)\)$", file.read_text("utf-8"), re.MULTILINE):
            covered.update(map(int, numbers.split(",")))
    assert covered | ELSEWHERE.keys() | NOT_HERE.keys() == set(range(1, ROWS + 1))
    assert not NOT_HERE.keys() & (covered | ELSEWHERE.keys())
    assert (len(covered), len(ELSEWHERE), len(NOT_HERE)) == (35, 25, 0)
    assert all(len(reason) > 40 for reason in NOT_HERE.values())
