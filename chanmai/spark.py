"""`chanmai build --engine spark`: the build of one machine, spread over a cluster, with the same quads.

In: texts and record files on any Hadoop path. Out: a folder, there as a whole or not at all:

    DIR/quads/part-*.nq       documents, each graph whole within one part
    DIR/entities/part-*.nq    the graph of entities, sorted over all parts
    DIR/ledger/*.jsonl        a row for each graph, as in a store's ledger
    DIR/result.json, _SUCCESS

Documents are extracted by `mapInPandas`, identity works on whole blocks of names (`chanmai.spark_blocks`). The driver
sees names and counts, never texts. What is not finished lies in DIR.part, which the next run clears.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
import time
import zlib
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from chanmai.build import Outcome, Report
from chanmai.building import one_line, summarise, write_report
from chanmai.decisions import Decisions, read_decisions
from ontology.errors import ConfigurationError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from extract.read import ReadOptions

__all__ = ["build_on_spark", "run_spark"]

PIECE = 2 << 20
"""Bytes of input that one task extracts: under a minute, so that what a lost executor repeats is little."""
COMPRESSED = 3
"""How much denser a .gz is than the text in it, about."""
BUCKET = 50_000
"""Records that one task of identity takes, unless one block has more."""
INSTALL = "缺少 PySpark，请安装 · PySpark is missing; install it with: pip install 'chanmai[spark]'"
JAVA = "缺少 Java 17 或更新版本，请安装并设好 JAVA_HOME · Java 17 or later is missing; install it and set JAVA_HOME"


def run_spark(
    inputs: list[str], out: str, options: ReadOptions, *, master: str, decisions: Path | None = None, report: Path | None = None
) -> int:
    """Build on Spark, tell what happened and return the exit status: 1 if a document failed (or, with strict, warned)."""
    made = build_on_spark(inputs, out, options, master=master, decisions=decisions)
    for outcome in made.outcomes:
        if outcome.state in ("failed", "skipped"):
            word = "失败 · failed" if outcome.state == "failed" else "跳过 · skipped"
            sys.stderr.write(one_line(f"{outcome.source}: {word}: {outcome.reason}") + "\n")
        for warning in outcome.warnings:
            sys.stderr.write(one_line(f"{outcome.source}: 警告 · warning: {warning}") + "\n")
    for note in made.notes:
        sys.stderr.write(one_line(note) + "\n")
    summarise(made)
    if report:
        write_report(made, report)
    return 1 if made.count("failed") or (options.strict and any(o.warnings for o in made.outcomes)) else 0


def build_on_spark(inputs: list[str], out: str, options: ReadOptions, *, master: str, decisions: Path | None = None) -> Report:
    """Build the reports under the inputs into a folder of N-Quads and return what became of each.

    Args:
        inputs: files and folders on any Hadoop path.
        out: the folder; must not be there, or be empty.
        options: facts about the files, from the command line.
        master: Spark's master URL.
        decisions: people's decisions, a local file.

    Raises:
        ConfigurationError: no PySpark, no Java, an input that is not there, a result that is.
        StoreError: Spark gave up; nothing of the result is visible then.
    """
    from chanmai import spark_files as files

    begun = time.monotonic()
    decided = read_decisions(decisions) if decisions else Decisions()
    with _session(master) as spark:
        out = out.rstrip("/")
        if files.exists(spark, out):
            raise ConfigurationError(f"{out}: 已存在，请换一个目录 · exists already; choose a new folder")
        listed = files.list_inputs(spark, inputs)
        part = f"{out}.part"
        files.delete(spark, part)
        _extract(spark, listed, options, decided).write.parquet(f"{part}/made")
        made = spark.read.parquet(f"{part}/made")
        report = _report(made, listed)
        good = _without_doubles(made)
        number, lines = _write(spark, good, f"{part}/result", decided, part)
        files.write_text(spark, f"{part}/result/result.json", json.dumps({"application": "chanmai spark", "documents": number, "entity_quads": lines}) + "\n")
        files.write_text(spark, f"{part}/result/_SUCCESS", "")
        files.rename(spark, f"{part}/result", out)
        files.delete(spark, part)
    report.notes += [f"{decisions}: {note}" for note in decided.conflicts]
    report.seconds = time.monotonic() - begun
    return report


@contextmanager
def _session(master: str) -> Iterator[Any]:
    """Start Spark, say what is missing, put its errors in our words, stop it."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise ConfigurationError(INSTALL) from error
    Py4JError = importlib.import_module("py4j.protocol").Py4JError  # noqa: N806 - a class; py4j has no types

    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise ConfigurationError(JAVA)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("chanmai").config("spark.log.level", "ERROR")
    builder = builder.config("spark.executorEnv.OPENBLAS_NUM_THREADS", "1").config("spark.sql.execution.arrow.maxRecordsPerBatch", "256")
    if master.startswith("local"):
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").config("spark.ui.enabled", "false")
    try:
        spark = builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        raise ConfigurationError(f"--master {master}: Spark 无法启动 · Spark does not start: {_first(error)}") from error
    try:
        yield spark
    except (PySparkException, Py4JError) as error:
        raise StoreError(f"Spark: 构建失败，没有写出结果；再运行同一命令会重做 · the build failed and wrote no result; run it again: {_first(error)}") from error
    finally:
        spark.stop()


def _first(error: Exception) -> str:
    """Return what an error of Java says in short."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip() and not line.strip().startswith("at ")]
    return " ".join(lines[:2])[:400]


def _extract(spark: Any, listed: Any, options: ReadOptions, decided: Decisions) -> Any:
    """Return a frame with a row for each document, extracted by the executors."""
    from pyspark.sql import functions as F  # noqa: N812 - its name everywhere

    from chanmai import spark_stages as stages

    frames = [spark.createDataFrame([], stages.MADE)]
    if listed.records:
        lines = spark.read.option("lineSep", "\n").text([_literally(path) for path in listed.records])
        lines = lines.select(F.input_file_name().alias("path"), F.col("value").cast("binary").alias("line"))
        size = sum(_size(spark, path) for path in listed.records)
        frames.append(_spread(spark, lines, size).mapInPandas(partial(stages.extract_records, options=options, decisions=decided), stages.MADE))
    if listed.files:
        names = spark.createDataFrame(list(listed.files.items()), "path string, name string")
        found = spark.read.format("binaryFile").load([_literally(path) for path in (*listed.files, *listed.sidecars)])
        found = found.select("path", "content")
        beside = found.where(F.col("path").endswith(".toml")).select(F.expr("left(path, length(path) - 5)").alias("path"), F.col("content").alias("sidecar"))
        whole = found.join(names, "path").join(beside, "path", "left").select("path", "name", "content", "sidecar")
        size = sum(_size(spark, path) for path in listed.files)
        frames.append(_spread(spark, whole, size).mapInPandas(partial(stages.extract_files, options=options, decisions=decided), stages.MADE))
    made = frames[0]
    for frame in frames[1:]:
        made = made.union(frame)
    return made


def _literally(path: str) -> str:
    """Return a path that Spark does not take for a pattern."""
    return "".join(f"\\{c}" if c in "{}[]*?\\" else c for c in path)


def _size(spark: Any, path: str) -> int:
    java = spark._jvm.org.apache.hadoop.fs.Path(path)  # noqa: SLF001
    size = int(java.getFileSystem(spark._jsc.hadoopConfiguration()).getFileStatus(java).getLen())  # noqa: SLF001
    return size * COMPRESSED if path.endswith(".gz") else size


def _spread(spark: Any, frame: Any, size: int) -> Any:
    """Spread rows over as many tasks as the size asks for, at least two a core."""
    return frame.repartition(max(2 * spark.sparkContext.defaultParallelism, size // PIECE))


def _without_doubles(made: Any) -> Any:
    """Return the documents whose identifier no other source has."""
    from pyspark.sql import functions as F  # noqa: N812

    return made.where("body is not null").join(_doubles(made), F.col("identifier") == F.col("twice"), "left_anti")


def _doubles(made: Any) -> Any:
    return made.where("identifier != ''").groupBy("identifier").count().where("count > 1").selectExpr("identifier as twice")


def _report(made: Any, listed: Any) -> Report:
    """Return what became of every source: of what was built without a word, all but its warnings."""
    doubles = {row.twice for row in _doubles(made).collect()}
    report = Report(passed_over=listed.passed_over)
    columns = made.select("source", "identifier", "state", "reason", "seconds", "warnings").orderBy("source", "identifier")
    for row in columns.toLocalIterator():
        outcome = Outcome(row.source, row.identifier, row.state, row.reason or "", row.seconds, tuple(row.warnings or ()))
        if row.identifier in doubles:
            reason = f"文档标识 {row.identifier!r} 与别的来源相同，都不读；改名 · same document identifier as another source, both refused; rename one of them"
            outcome = Outcome(row.source, row.identifier, "failed", reason)
        report.outcomes.append(outcome)
    for path in listed.hidden:
        reason = "Spark 不读名称以 _ 开头的文件；改名 · Spark does not read files whose names begin with _; rename it"
        report.outcomes.append(Outcome(path, "", "failed", reason))
    return report


def _write(spark: Any, good: Any, folder: str, decided: Decisions, part: str) -> tuple[int, int]:
    """Write quads, entities and ledger; return the number of documents and of quads about entities."""
    from pyspark.sql import functions as F  # noqa: N812

    from chanmai import spark_files as files
    from chanmai import spark_stages as stages
    from graph.iris import ENTITIES
    from graph.quads import reprint_quads

    _identify(spark, good, decided).write.parquet(f"{part}/identity")
    identity = spark.read.parquet(f"{part}/identity")
    pairs = F.concat_ws("\x1f", "key", "iri")
    iris = identity.where("document is not null").groupBy(F.col("document").alias("identifier")).agg(F.collect_list(pairs).alias("iris"))
    written = good.select("identifier", "body").join(iris, "identifier", "left").select("body", "iris").mapInPandas(stages.write_quads, stages.WRITTEN)
    written.write.partitionBy("kind").text(folder)
    reprints = spark.createDataFrame([(f"{quad} .",) for quad in reprint_quads(_reprints(good))], "line string")
    lines = identity.where("document is null").select("line").union(good.select(F.explode("concepts").alias("line"))).union(reprints).distinct()
    lines = lines.orderBy("line")
    lines.write.text(f"{folder}/entities")
    for name, ending in (("quads", ".nq"), ("ledger", ".jsonl")):
        if files.exists(spark, f"{folder}/kind={name}"):
            files.rename(spark, f"{folder}/kind={name}", f"{folder}/{name}")
            files.number_parts(spark, f"{folder}/{name}", ending)
    files.number_parts(spark, f"{folder}/entities", ".nq")
    digest, number = sha256(), 0
    for row in lines.toLocalIterator():
        digest.update(row.line.removesuffix(" .").encode() + b"\n")
        number += 1
    row = {"identifier": "", "sha256": "", "graph": ENTITIES.value, "quads": number, "hash": digest.hexdigest()}
    files.write_text(spark, f"{folder}/ledger/entities.jsonl", json.dumps(row) + "\n")
    return good.count(), number


def _identify(spark: Any, good: Any, decided: Decisions) -> Any:
    """Return IRIs and lines of entities: identity by blocks, each in one task."""
    from pyspark.sql import functions as F  # noqa: N812

    from chanmai import spark_stages as stages
    from chanmai.spark_blocks import NameKeys, find_blocks

    one = F.from_json(F.col("name"), stages.NAMES)
    records = good.select(F.col("identifier").alias("document"), F.explode("names").alias("name")).withColumn("one", one).select("document", "one.*")
    distinct = records.select("own", "others", "company", "full").distinct()
    names = (NameKeys(row.own, tuple(row.others), row.company, row.full) for row in distinct.toLocalIterator())
    blocks = find_blocks(names, decided.pairs("same"))
    buckets = max(spark.sparkContext.defaultParallelism, records.count() // BUCKET)
    bucketed = [(own, zlib.crc32(block.encode()) % buckets) for own, block in blocks.items()]
    keyed = spark.createDataFrame(bucketed, "own string, bucket int")
    join = partial(stages.join_names, same=decided.pairs("same"), different=decided.pairs("different"))

    def join_bucket(frame: Any) -> Any:
        return join(frame)

    return records.join(keyed, "own").select("bucket", "document", "entity", "places").groupBy("bucket").applyInPandas(join_bucket, stages.IDENTITY)


def _reprints(good: Any) -> dict[str, str]:
    """Return copy → original, from documents that share a sentence with another; the rest never leaves the executors.

    A sentence that one document alone has can join nothing: it only counts for how long the document is, and only
    where three others are shared. So what is left out cannot change what `find_reprints` gives.
    """
    from pyspark.sql import functions as F  # noqa: N812

    from graph.reprints import LEAST, Prints, find_reprints

    prints = good.select("identifier", "issued", F.explode("prints").alias("hash"))
    shared = prints.groupBy("hash").count().where("count > 1").select("hash")
    counted = prints.join(shared, "hash").groupBy("identifier").agg(F.collect_list("hash").alias("shared"))
    rows = good.select("identifier", "issued", "prints").join(counted, "identifier")
    rows = rows.select("identifier", "issued", F.when(F.size("shared") >= LEAST, F.col("prints")).otherwise(F.col("shared")).alias("hashes"))
    return find_reprints(Prints(row.identifier, row.issued or "", frozenset(bytes(h) for h in row.hashes)) for row in rows.toLocalIterator())
