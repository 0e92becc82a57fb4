"""The command line as a user meets it: forms, messages, exit statuses; building is deterministic and incremental."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from chanmai.asking import print_answer
from chanmai.cli import app
from graph.query import Answer, Iri
from ontology.errors import UnknownNameError

ROOT = Path(__file__).parent.parent
REPORTS = ROOT / "data" / "reports"
COMMANDS = ["demo", "build", "load", "remove", "export", "query", "show", "explain", "cite", "sample", "analyse", "explore", "check", "evaluate", "info",
            "ask", "search", "serve", "repair", "backup", "restore", "review"]  # fmt: skip


def chanmai(*args: object, cwd: Path | None = None, timeout: int = 280) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chanmai", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd or ROOT, timeout=timeout, check=False)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "store"
    made = chanmai("build", REPORTS, "--store", folder)
    assert made.returncode == 0, made.stderr
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does_in_both_languages(command: str) -> None:
    told = chanmai(command, "--help")
    assert told.returncode == 0
    assert re.search(r"[\u4e00-\u9fff]{4}", told.stdout)
    assert re.search(r"[a-z]{4}", told.stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_argument_and_option_says_what_it_is_in_chinese_or_by_its_name(command: str) -> None:
    made = typer.main.get_command(app).commands[command]
    mute = [parameter.name for parameter in made.params if parameter.name != "help" and not (getattr(parameter, "help", "") or "").strip()]
    assert mute == []


def test_a_terminal_shows_whole_names_and_no_iris(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    title = "国家级专精特新重点“小巨人”企业及制造业单项冠军示范企业"
    print_answer(Answer("select", ("title", "sentence", "holder_iri"), ((title, "晨星重工\n\n入选。", Iri("https://w3id.org/x")),)), "")
    shown = capsys.readouterr().out
    assert "".join(re.findall(r"[\u4e00-\u9fff“”]", "".join(line.split("│")[1] for line in shown.splitlines() if "│" in line))) == title
    assert "晨星重工 入选。" in shown
    assert "w3id" not in shown
    assert "holder_iri" not in shown


def test_the_samples_are_read_in_all_their_forms(store: Path) -> None:
    info = json.loads(chanmai("info", "--store", store, "--json").stdout)
    assert info["documents"] == 7
    assert info["statements"] >= 20
    assert info["observations"] >= 30


def test_a_second_build_changes_nothing(store: Path) -> None:
    before = json.loads(chanmai("info", "--store", store, "--json").stdout)
    again = chanmai("build", REPORTS, "--store", store)
    assert "未变 unchanged 7" in again.stderr
    assert json.loads(chanmai("info", "--store", store, "--json").stdout) == before


def test_order_and_workers_do_not_change_a_byte(store: Path, tmp_path: Path) -> None:
    chanmai("export", "--store", store, tmp_path / "a.nq")
    files = sorted((p for p in REPORTS.iterdir() if p.suffix != ".toml"), reverse=True)
    other = tmp_path / "other"
    made = chanmai("build", *files, "--store", other, "--jobs", "2")
    assert made.returncode == 0, made.stderr
    chanmai("export", "--store", other, tmp_path / "b.nq")
    assert (tmp_path / "a.nq").read_bytes() == (tmp_path / "b.nq").read_bytes()


def test_two_years_of_one_region_share_its_node(store: Path) -> None:
    ask = """SELECT ?label (COUNT(DISTINCT ?d) AS ?documents) WHERE { ?m itsrdf:taIdentRef ?e ; nif:referenceContext ?d .
             ?e skos:prefLabel ?label ; a ?c } GROUP BY ?e ?label HAVING (COUNT(DISTINCT ?d) > 1)"""
    shared = {row["label"] for row in json.loads(chanmai("query", ask, "--store", store, "--json").stdout)}
    assert "江津区" in shared
    assert "团结湖数字经济产业园" in shared


def test_a_document_taken_out_leaves_what_building_without_it_gives(store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "store"
    shutil.copytree(store, copy)
    assert chanmai("remove", "shuozhou-2023", "--store", copy).returncode == 0
    chanmai("export", "--store", copy, tmp_path / "removed.nq")
    rest = tmp_path / "rest"
    shutil.copytree(REPORTS, rest)
    (rest / "shuozhou-2023.md").unlink()
    chanmai("build", rest, "--store", tmp_path / "fresh")
    chanmai("export", "--store", tmp_path / "fresh", tmp_path / "fresh.nq")
    assert (tmp_path / "removed.nq").read_bytes() == (tmp_path / "fresh.nq").read_bytes()


def test_check_is_clean_on_the_samples(store: Path) -> None:
    checked = chanmai("check", "--store", store)
    assert checked.returncode == 0, checked.stdout
    assert "broken\t" not in checked.stdout


def test_check_finds_one_changed_character_of_a_citation(store: Path, tmp_path: Path) -> None:
    chanmai("export", "--store", store, tmp_path / "kg.nq")
    text = (tmp_path / "kg.nq").read_text(encoding="utf-8")
    line = next(x for x in text.splitlines() if "#anchorOf>" in x and "胜禹新材" in x)
    (tmp_path / "kg.nq").write_text(text.replace(line, line.replace("胜禹新材", "胜禹新村", 1)), encoding="utf-8")
    assert chanmai("load", tmp_path / "kg.nq", "--store", tmp_path / "s").returncode == 0
    checked = chanmai("check", "--store", tmp_path / "s")
    assert checked.returncode == 1
    assert "broken" in checked.stdout


def test_a_loaded_store_is_not_built_into(store: Path, tmp_path: Path) -> None:
    chanmai("export", "--store", store, tmp_path / "kg.nq")
    chanmai("load", tmp_path / "kg.nq", "--store", tmp_path / "s")
    (tmp_path / "a.txt").write_text("青岚市的晨星重工入选省级制造业单项冠军企业。\n", encoding="utf-8")
    made = chanmai("build", tmp_path / "a.txt", "--store", tmp_path / "s")
    assert made.returncode == 1
    assert "no cached results (loaded from an export" in made.stderr


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("empty.txt", b"", 0, "no text"),
        ("spaces.txt", "　\n ".encode(), 0, "no text"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(200), 1, "picture.txt"),
        ("broken.pdf", b"%PDF-1.7\nnothing", 1, "broken.pdf"),
    ],
    ids=["empty", "blank", "binary", "broken"],
)
def test_a_bad_file_is_named_and_the_others_go_on(tmp_path: Path, name: str, content: bytes, status: int, words: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(content)
    (folder / "good.txt").write_text("青岚市的晨星重工入选省级制造业单项冠军企业。\n", encoding="utf-8")
    made = chanmai("build", folder, "--store", tmp_path / "s")
    assert made.returncode == status
    line = next(x for x in made.stderr.splitlines() if name in x)
    assert words in line
    assert "构建 built 1" in made.stderr


def test_a_missing_date_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("今年1至8月，青岚市实现规上工业产值85.4亿元。\n", encoding="utf-8")
    made = chanmai("build", tmp_path / "a.txt", "--store", tmp_path / "s")
    assert made.returncode == 0
    assert re.search(r"a\.txt: .*(日期|date)", made.stderr)
    told = chanmai("query", "SELECT ?p WHERE { ?x a cm:Observation ; cm:periodStart ?p }", "--store", tmp_path / "s", "--json")
    assert json.loads(told.stdout) == []


def test_a_given_date_resolves_the_period(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("今年1至8月，青岚市实现规上工业产值85.4亿元。\n", encoding="utf-8")
    chanmai("build", tmp_path / "a.txt", "--store", tmp_path / "s", "--issued", "2024-10")
    told = chanmai("query", "SELECT ?b ?e WHERE { ?x cm:periodStart ?b ; cm:periodEnd ?e }", "--store", tmp_path / "s", "--json")
    assert json.loads(told.stdout) == [{"b": "2024-01-01", "e": "2024-08-31"}]


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (("query", "no-such-question"), 2, "titles-of"),
        (("query", "titles-in-region", "--param", "region"), 2, "region"),
        (("show", "no-such-report"), 2, "jiangjin"),
        (("explain", "没有这家公司"), 2, "chanmai search '没有这家公司' --store"),
        (("query", "titles-of", "--json", "--csv"), 2, "choose one form"),
        (("query", "titles"), 2, "near: titles-by-issuer, titles-by-region, titles-in-region, titles-of; valid: "),
        (("query", "SELECT ?x WHERE { SERVICE <http://127.0.0.1/> { ?x ?y ?z } }"), 1, "SERVICE"),
    ],
    ids=["question", "parameter", "document", "entity", "forms", "near", "service"],
)
def test_what_is_not_known_is_named_with_what_is(store: Path, args: tuple[str, ...], status: int, words: str) -> None:
    told = chanmai(*args, "--store", store)
    assert told.returncode in (status, 2)
    assert words in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    "args",
    [("query", "titles-of", "--store", "no-store"), ("query", "titles-of", "--store", "tests"), ("query", "titles-of", "--store", "LICENSE"),
     ("query", "titles-in-region"), ("query", "no.rq"), ("export", "/no/such/folder/x.nq"), ("explore", "-o", "/no/such/folder/x.html")],
    ids=["none", "no store", "a file", "parameter", "query file", "export", "explore"],
)  # fmt: skip
def test_what_is_wrong_is_said_in_both_languages(store: Path, args: tuple[str, ...]) -> None:
    told = chanmai(*args, *(() if "--store" in args else ("--store", store)))
    assert told.returncode in (1, 2)
    (line,) = told.stderr.splitlines()
    assert re.search(r"[\u4e00-\u9fff]{2}.* · .*[a-z]{3}", line)


def test_of_very_many_names_the_near_ones_are_told() -> None:
    names = [f"report-{number}" for number in range(2000)]
    told = str(UnknownNameError("文档", "report-1234x", names))
    assert "near: report-1234" in told
    assert "2000 in all" in told
    assert len(told) < 2000
    assert "valid" not in str(UnknownNameError("文档", "x", []))


def test_reading_commands_create_nothing(tmp_path: Path) -> None:
    told = chanmai("info", "--store", tmp_path / "nowhere")
    assert told.returncode == 1
    assert "nowhere" in told.stderr
    assert not (tmp_path / "nowhere").exists()


def test_cite_gives_both_forms(store: Path) -> None:
    told = chanmai("cite", "jiangjin-2024", "--store", store).stdout
    assert "江津：制造业“挑大梁”" in told
    assert "@misc{" in told


def test_sample_is_drawn_by_its_seed(store: Path) -> None:
    one, two, other = (chanmai("sample", "--store", store, "--seed", seed, "-n", 5).stdout for seed in (1, 1, 2))
    assert one == two != other
    assert one.splitlines()[0].startswith("sort,document,begin,end")


def test_evaluate_counts_right_and_missed(store: Path, tmp_path: Path) -> None:
    chanmai("export", "--store", store, tmp_path / "kg.nq")
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "jiangjin-2024.yaml").write_text(
        "doc: jiangjin-2024\nentities:\n- {id: a, class: [Company], names: [润通科技]}\n- {id: b, class: [Company], names: [并不存在公司]}\n"
        "relations: []\nobservations: []\n",
        encoding="utf-8",
    )
    (gold / "elsewhere.yaml").write_text("doc: elsewhere\nentities:\n- {id: a, class: [Company], names: [别处公司]}\nrelations: []\nobservations: []\n", encoding="utf-8")
    told = chanmai("evaluate", tmp_path / "kg.nq", gold, "--html", tmp_path / "errors.html")
    assert "nothing of 1 of 2 gold documents is in it, which counts as missed: elsewhere\n" in told.stderr
    row = next(x for x in told.stdout.splitlines() if x.startswith("entity") and "Company" in x)
    assert row.split()[-3] == "1"
    assert row.split()[-1] == "2"
    assert "并不存在公司" in (tmp_path / "errors.html").read_text(encoding="utf-8")
