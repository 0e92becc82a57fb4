"""A build on Spark gives the quads of a build on one machine; blocks of names give the identity of all names."""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chanmai.spark_blocks import NameReader, find_blocks
from graph.identity import Record, identify
from ontology.facts import Entity, Kind

ROOT = Path(__file__).parent.parent
PATIENCE = 900
"""Seconds that a run of Spark may take on a machine that is busy."""
SPARK = importlib.util.find_spec("pyspark") is not None
JAVA = bool(shutil.which("java") or os.environ.get("JAVA_HOME"))
needs_spark = pytest.mark.skipif(not (SPARK and JAVA), reason="needs pyspark (pip install 'chanmai[spark]') and Java 17")

REPORTS = [
    ("2024/a", "青岚市晨星重工有限公司（以下简称“晨星重工”）位于青岚市东湖区。今年1至8月，青岚市实现规上工业产值85.4亿元，同比增长6.2%。"),
    ("2024/b", "晨星重工入选国家级专精特新“小巨人”企业。晨星重工与远石机械签署合作协议。"),
    ("b/a", "江津区高新技术产业开发区引进项目12个，总投资51亿元。晨星重工在江津区设立研发中心。"),
    ("c", "今年1至8月，青岚市实现规上工业产值85.4亿元，同比增长6.2%。全市新增规上工业企业十二家，总数超过三百家。青岚市东湖区集聚装备制造企业四十余家。青岚市明年将推进技术改造项目一百个。"),
    ("d", "今年1至8月，青岚市实现规上工业产值85.4亿元，同比增长6.2%。全市新增规上工业企业十二家，总数超过三百家。青岚市东湖区集聚装备制造企业四十余家。青岚市明年将推进技术改造项目一百个。"),
]


def chanmai(*args: object, cwd: Path, timeout: int = PATIENCE, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), **more}
    return subprocess.run([sys.executable, "-m", "chanmai", *map(str, args)], capture_output=True, text=True, cwd=cwd, env=environment, timeout=timeout, check=False)


def write_corpus(folder: Path) -> Path:
    (folder / "2024").mkdir(parents=True)
    for name, text in REPORTS[:2]:
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "2024" / "a.txt.toml").write_text('issued = "2024-09-20"\ntitle = "晨星"\n', encoding="utf-8")
    (folder / "notes.log").write_text("不是报道", encoding="utf-8")
    records = [{"id": name, "issued": f"2024-09-0{n}", "text": text} for n, (name, text) in enumerate(REPORTS[2:], 1)]
    lines = [json.dumps(record, ensure_ascii=False) for record in [*records, {"id": "no text"}]]
    (folder / "r.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("spark")
    write_corpus(folder / "in")
    return folder, chanmai("build", "--engine", "spark", "--master", "local[2]", "in", "--out", "out", cwd=folder)


@needs_spark
@pytest.mark.slow
def test_spark_gives_the_bytes_of_one_machine(built: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, made = built
    assert made.returncode == 1, made.stderr  # one record has no text
    assert "构建 built 5" in made.stderr
    assert "passed over 1" in made.stderr
    assert any(line.endswith('a line不是记录：缺 text · no text · not a record; 每行一个 JSON 对象，含 id、title、issued、text · one JSON object a line with id, title, issued, text: {"id": "no text"}') for line in made.stderr.splitlines())
    assert chanmai("build", "in", "--store", "one", cwd=folder).returncode == 1
    assert chanmai("export", "--store", "one", "one.nq", cwd=folder).returncode == 0
    parts = [part.read_text(encoding="utf-8").splitlines() for part in sorted((folder / "out").rglob("part-*.nq"))]
    lines = sorted(line for part in parts for line in part)
    assert "\n".join(lines) + "\n" == (folder / "one.nq").read_text(encoding="utf-8")
    assert any("reprintOf" in line for line in lines)


@needs_spark
@pytest.mark.slow
def test_its_ledger_is_that_of_the_store_it_is_loaded_into(built: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    from graph.store import read_ledger

    folder, _ = built
    assert chanmai("load", "out", "--store", "loaded", cwd=folder).returncode == 0
    rows = [json.loads(line) for part in (folder / "out" / "ledger").glob("*.jsonl") for line in part.read_text(encoding="utf-8").splitlines()]
    kept = {(row.identifier, row.sha256, row.graph, row.quads, row.hash) for row in read_ledger(folder / "loaded")}
    assert {tuple(row[k] for k in ("identifier", "sha256", "graph", "quads", "hash")) for row in rows} == kept
    assert len(rows) == 6


@needs_spark
@pytest.mark.slow
def test_a_result_is_never_written_over_and_nothing_half_written_stays(built: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = built
    again = chanmai("build", "--engine", "spark", "--master", "local[2]", "in", "--out", "out", cwd=folder)
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert not (folder / "out.part").exists()
    missing = chanmai("build", "--engine", "spark", "--master", "local[2]", "nowhere", "--out", "out2", cwd=folder)
    assert missing.returncode == 2
    assert "nowhere: " in missing.stderr
    assert not (folder / "out2").exists()


FAULTS = """
import os, signal, time
from pathlib import Path
from chanmai import spark_stages

def killer(name, stage):
    def run(frames, *args, **kwargs):
        made = stage(frames, *args, **kwargs)
        first = next(made, None)
        if first is None:
            return  # a task without rows
        yield first  # part of it is with the JVM, the task is not at its end
        try:
            os.close(os.open(Path(os.environ["FAULTS"], name), os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            yield from made  # once is enough
            return
        if name in os.environ["WAIT_IN"]:
            while True:
                time.sleep(0.1)
        process = os.getpid()
        while b"CoarseGrainedExecutorBackend" not in Path(f"/proc/{process}/cmdline").read_bytes():
            process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(process, signal.SIGKILL)
        while True:
            time.sleep(0.1)
    return run

for name in ("extract_files", "write_quads"):
    setattr(spark_stages, name, killer(name, getattr(spark_stages, name)))
"""
"""In executors: the first task of a stage kills its executor in the middle, or waits there for the driver to be killed."""
CLUSTER = ("build", "--engine", "spark", "--master", "local-cluster[2,1,1024]")


def faulty(folder: Path, wait_in: str = "-") -> dict[str, str]:
    """Return the environment of a run with faults; the files that tell which of them happened are beside the input."""
    (folder / "faults").mkdir()
    (folder / "sitecustomize.py").write_text(FAULTS, encoding="utf-8")
    return {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "FAULTS": str(folder / "faults"), "WAIT_IN": wait_in}


def lines_of(out: Path) -> list[str]:
    return sorted(line for part in out.rglob("part-*.nq") for line in part.read_text(encoding="utf-8").splitlines())


@needs_spark
@pytest.mark.slow
@pytest.mark.timeout(2 * PATIENCE)
def test_an_executor_killed_in_extraction_and_one_during_the_write_change_no_byte(
    built: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    write_corpus(tmp_path / "in")
    made = chanmai(*CLUSTER, "in", "--out", "out", cwd=tmp_path, **faulty(tmp_path))
    assert {path.name for path in (tmp_path / "faults").iterdir()} == {"extract_files", "write_quads"}
    assert made.returncode == 1, made.stderr  # one record has no text
    assert "构建 built 5" in made.stderr
    assert lines_of(tmp_path / "out") == lines_of(built[0] / "out")
    assert not (tmp_path / "out.part").exists()


@needs_spark
@pytest.mark.slow
@pytest.mark.timeout(2 * PATIENCE)
def test_a_driver_killed_during_the_write_leaves_nothing_to_see_and_the_same_command_completes(
    built: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    write_corpus(tmp_path / "in")
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **faulty(tmp_path, wait_in="write_quads")}
    (tmp_path / "faults" / "extract_files").touch()  # only the driver is killed
    command = [sys.executable, "-m", "chanmai", *CLUSTER, "in", "--out", "out"]
    with psutil.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL) as driver:
        deadline = time.monotonic() + PATIENCE
        while not (tmp_path / "faults" / "write_quads").exists() and driver.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        family = driver.children(recursive=True)  # the gateway, which is the driver's JVM, the executors and their workers
        assert (tmp_path / "faults" / "write_quads").exists()
        driver.send_signal(signal.SIGKILL)
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, PATIENCE)
    assert (tmp_path / "out.part" / "result").exists()  # it was in the middle of the write
    assert not (tmp_path / "out").exists()
    again = chanmai(*CLUSTER, "in", "--out", "out", cwd=tmp_path)
    assert again.returncode == 1, again.stderr
    assert lines_of(tmp_path / "out") == lines_of(built[0] / "out")
    assert not (tmp_path / "out.part").exists()


def test_an_unfinished_result_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "out" / "quads").mkdir(parents=True)
    (tmp_path / "out" / "quads" / "part-00000.nq").write_text("")
    (tmp_path / "out" / "result.json").write_text("{}")
    told = chanmai("load", "out", "--store", "s", cwd=tmp_path)
    assert told.returncode == 2
    assert "_SUCCESS" in told.stderr
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--engine", "spark"], "--out"),
        (["--engine", "spark", "--out", "o", "--store", "s"], "--store"),
        (["--store", "s", "--out", "o"], "--engine spark"),
        ([], "--store"),
        (["--engine", "flink", "--store", "s"], "spark"),
    ],
    ids=["no-out", "store-too", "out-without-spark", "nothing", "unknown"],
)
def test_options_that_do_not_go_together_are_refused(tmp_path: Path, args: list[str], words: str) -> None:
    (tmp_path / "a.txt").write_text("青岚市", encoding="utf-8")
    told = chanmai("build", "a.txt", *args, cwd=tmp_path)
    assert told.returncode == 2
    assert words in told.stderr


def test_without_pyspark_it_says_how_to_install_it(tmp_path: Path) -> None:
    (tmp_path / "pyspark").mkdir()
    (tmp_path / "pyspark" / "__init__.py").write_text("raise ImportError\n")
    command = [sys.executable, "-m", "chanmai", "build", "x", "--engine", "spark", "--out", "o"]
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    told = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert told.returncode == 2
    assert "pip install 'chanmai[spark]'" in told.stderr
    assert "Traceback" not in told.stderr


NAMES = [
    (Kind.COMPANY, ("青岚晨星重工有限公司", "晨星重工")), (Kind.COMPANY, ("晨星重工",)), (Kind.COMPANY, ("华岭晨星重工股份有限公司",)),
    (Kind.COMPANY, ("晨星",)), (Kind.COMPANY, ("远石机械",)), (Kind.COMPANY, ("重庆远石机械有限公司", "远石")),
    (Kind.FINANCIAL, ("中国工商银行", "工行")), (Kind.FINANCIAL, ("工行",)), (Kind.PARK, ("江津高新技术产业开发区", "江津高新区", "园区")),
    (Kind.PARK, ("江津高新区",)), (Kind.PARK, ("高新区",)), (Kind.PERSON, ("王明",)), (Kind.REGION, ("江津区", "江津")), (Kind.REGION, ("江津",)),
    (Kind.GOVERNMENT, ("江津区经济和信息化委员会", "区经济信息委")), (Kind.GOVERNMENT, ("区经济信息委",)), (Kind.INDUSTRY, ("装备制造业",)),
]  # fmt: skip
PLACES = [(), ("江津区",), ("青岚市",), ("长寿区", "重庆市")]


@given(st.lists(st.tuples(st.sampled_from(range(len(NAMES))), st.sampled_from(PLACES)), min_size=1, max_size=30), st.booleans())
@example([(2, ()), (4, ()), (5, ()), (1, ())], True)  # a decision names what another decision sets apart
@settings(max_examples=150, deadline=None)
def test_identity_of_blocks_is_identity_of_all(chosen: list[tuple[int, tuple[str, ...]]], decided: bool) -> None:
    records = [Record(f"d{n // 3}", Entity(f"e{n}", *NAMES[name]), places) for n, (name, places) in enumerate(chosen)]
    same = [("Company:远石机械", "Company:晨星重工")] if decided else []
    different = [("Company:晨星重工", "doc:d1")] if decided else []
    whole = identify(records, same=same, different=different)
    reader = NameReader(different)
    keys = [reader.read(record) for record in records]
    blocks = find_blocks(keys, same)
    iris: dict[tuple[str, str], str] = {}
    nodes = {}
    for block in set(blocks.values()):
        made = identify([r for r, k in zip(records, keys, strict=True) if blocks[k.own] == block], same=same, different=different)
        assert not nodes.keys() & made.nodes.keys()
        iris |= made.iris
        nodes |= made.nodes
    assert iris == whole.iris
    assert nodes == whole.nodes


def test_names_that_cannot_join_are_in_blocks_of_their_own() -> None:
    records = [Record("d", Entity(f"e{n}", Kind.COMPANY, (name,))) for n, name in enumerate(["青岚晨星重工有限公司", "晨星重工", "重庆远石机械有限公司"])]
    reader = NameReader()
    blocks = find_blocks(reader.read(record) for record in records)
    assert len(set(blocks.values())) == 2
