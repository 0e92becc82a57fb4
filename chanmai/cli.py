"""The command line: one thin function a command; what they do lies in the packages they call.

In: arguments. Out: data on stdout, messages and progress on stderr, exit status as in the contract: 0 done, 1 a document
failed or a rule is broken, 2 usage, 75 store in use, 130 interrupted. Heavy imports happen inside the commands.
"""

from __future__ import annotations

import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ontology.errors import ChanmaiError, ConfigurationError, StoreBusyError, UnknownNameError

__all__ = ["app", "main"]

app = typer.Typer(
    name="chanmai",
    help="产脉 chanmai：把中国产业报道变成可信的知识图谱，每条事实都指向原文。From Chinese reports on regional industry to a knowledge graph in which every fact points at the characters that state it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

BUSY, INTERRUPTED = 75, 130


class Engine(StrEnum):
    """Where a build runs."""

    LOCAL = "local"
    SPARK = "spark"


StoreOption = Annotated[Path, typer.Option("--store", help="库目录 · folder of the store")]


class Interrupted(BaseException):
    """Ctrl-C or SIGTERM; no KeyboardInterrupt, which typer would swallow without a word."""


def _interrupt(number: int, frame: object) -> None:
    """Raise `Interrupted` at the first signal; a second one ends the process at once, which a store survives."""
    _ = (number, frame)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    raise Interrupted


def main() -> None:
    """Run the command line and exit with the contract's status."""
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _interrupt)
    try:
        app(standalone_mode=True)
    except StoreBusyError as error:
        _fail(str(error), BUSY)
    except (ConfigurationError, UnknownNameError) as error:
        _fail(str(error), 2)
    except ChanmaiError as error:
        _fail(str(error), 1)
    except (Interrupted, KeyboardInterrupt):
        _fail("已中断；再运行同一命令会接着做 · interrupted; run the same command again to go on", INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
    except (OSError, RuntimeError) as error:
        from graph.faults import explain

        if (told := explain(error)) is None:
            raise
        _fail(f"{getattr(error, 'filename', None) or 'chanmai'}: {told}", 1)


def _fail(message: str, status: int) -> None:
    sys.stderr.write(message.replace("\n", " ") + "\n")
    raise SystemExit(status)


def _version(value: bool) -> None:  # typer's callback form
    if value:
        from chanmai import __version__

        print(f"chanmai {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 · version")] = False,
) -> None:
    """Options of every command."""


@app.command()
def demo(
    out: Annotated[Path, typer.Option("-o", "--out", help="输出目录 · folder to write to")] = Path("chanmai-demo"),
) -> None:
    """构建示例报告，回答一个问题并给出原文依据，生成可离线浏览的页面 · build the sample reports and show what was found."""
    from chanmai.demo import run_demo

    run_demo(out)


@app.command()
def build(
    paths: Annotated[list[str], typer.Argument(help="文件或目录，Spark 时可为 hdfs:// 等 · files or folders; with Spark on any Hadoop path")],
    store: Annotated[Path | None, typer.Option("--store", help="库目录 · folder of the store")] = None,
    issued: Annotated[str, typer.Option(help="发布日期 · date of issue: 2024, 2024-10 or 2024-10-21")] = "",
    home: Annotated[str, typer.Option(help="报告所代表的地区、园区或机构 · whom the reports speak for, e.g. 江津区")] = "",
    jobs: Annotated[int, typer.Option(min=1, help="并行进程数 · worker processes")] = 1,
    strict: Annotated[bool, typer.Option(help="把警告当作错误 · take warnings as errors")] = False,
    encoding: Annotated[str, typer.Option(help="文本编码 · encoding of text files, e.g. gb18030")] = "",
    decisions: Annotated[Path | None, typer.Option(help="人工决定文件 · file of decisions")] = None,
    engine: Annotated[Engine, typer.Option(help="在本机或 Spark 上 · on this machine or on Spark")] = Engine.LOCAL,
    master: Annotated[str, typer.Option(help="Spark master URL")] = "local[*]",
    out: Annotated[str, typer.Option(help="Spark 结果目录，再用 chanmai load 装入 · result folder of a Spark build, for chanmai load")] = "",
    report: Annotated[Path | None, typer.Option(help="把运行报告写成 JSON · write the run report as JSON")] = None,
) -> None:
    """从报告构建或更新图谱 · build or update a store from reports."""
    if engine is Engine.SPARK:
        from chanmai.spark import run_spark
        from extract.read import ReadOptions

        if not out or store or jobs > 1:
            raise ConfigurationError("--engine spark: 用 --out DIR 指明结果目录，不用 --store 和 --jobs · name a result folder with --out; --store and --jobs do not apply")
        options = ReadOptions(issued=issued, home=home, encoding=encoding, strict=strict)
        raise typer.Exit(run_spark(paths, out, options, master=master, decisions=decisions, report=report))
    from chanmai.building import run_build

    if store is None:
        raise ConfigurationError("请用 --store 指明库目录 · name the store with --store DIR")
    if out:
        raise ConfigurationError("--out 只用于 --engine spark · --out goes with --engine spark only")
    files = [Path(path) for path in paths]
    raise typer.Exit(
        run_build(files, store, issued=issued, home=home, jobs=jobs, strict=strict, encoding=encoding, decisions=decisions, report=report)
    )


@app.command()
def load(
    source: Annotated[Path, typer.Argument(help="导出文件（.nq、.trig）或 Spark 结果目录 · an export (.nq, .trig) or the folder of a Spark result")],
    store: Annotated[Path | None, typer.Option("--store", help="库目录 · folder of the store")] = None,
    remote: Annotated[str, typer.Option("--remote", help="SPARQL 服务器的查询地址 · query address of a SPARQL 1.1 server")] = "",
) -> None:
    """装入导出的图或 Spark 结果；也可装到远程服务器 · load an export or a Spark result into a store or a remote server."""
    if remote:
        from chanmai.serving import load_remote

        load_remote(source, remote)
        return
    if store is None:
        raise ConfigurationError("请用 --store 指明库目录，或用 --remote 指明服务器 · name the store with --store, or a server with --remote")
    from chanmai.asking import load_source

    load_source(source, store)


@app.command()
def remove(documents: Annotated[list[str], typer.Argument(help="文档标识 · document identifiers")], store: StoreOption) -> None:
    """从库中准确地移除文档 · take documents out of the store again."""
    from chanmai.build import remove as remove_documents

    remove_documents(documents, store)


@app.command()
def export(
    file: Annotated[str, typer.Argument(help="输出文件，“-” 为标准输出 · file, or - for stdout")],
    store: StoreOption,
    format: Annotated[str, typer.Option("--format", help="nq trig ttl nt jsonld graphml gexf csv csv.zip xlsx。csv 只有关系，其余表在 csv.zip、xlsx · csv holds statements, csv.zip and xlsx all tables")] = "",  # noqa: A002
) -> None:
    """导出整个图谱，排序，每次字节相同 · export the graph, sorted, the same bytes each time."""
    from chanmai.asking import run_export

    run_export(store, file, format)


@app.command()
def query(
    what: Annotated[str, typer.Argument(help="问题名、.rq 文件或 SPARQL · a named question, a .rq file or SPARQL text")] = "",
    store: Annotated[Path | None, typer.Option("--store", help="库目录 · folder of the store")] = None,
    param: Annotated[list[str] | None, typer.Option("--param", help="k=v，可重复 · repeatable")] = None,
    json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="CSV，输出不到终端时的默认 · CSV, the default where the output is no terminal")] = False,
    tsv: Annotated[bool, typer.Option("--tsv", help="制表符分隔 · tab-separated")] = False,
    ndjson: Annotated[bool, typer.Option("--ndjson", help="每行一个 JSON 对象 · a JSON object a line")] = False,
    remote: Annotated[str, typer.Option("--remote", help="SPARQL 服务器的查询地址 · query address of a SPARQL 1.1 server")] = "",
) -> None:
    """用 SPARQL 或问题库查询；不带参数时列出问题 · ask by SPARQL or by a named question; lists them without an argument."""
    from chanmai.asking import run_query

    forms = [name for name, on in (("json", json), ("csv", csv), ("tsv", tsv), ("ndjson", ndjson)) if on]
    if len(forms) > 1:
        raise ConfigurationError(f"--{' --'.join(forms)}: 只能选一种格式 · choose one form")
    chosen = "".join(forms)
    if remote and what:
        from chanmai.serving import query_remote

        query_remote(what, remote, param or [], chosen)
        return
    run_query(what, store, param or [], chosen)


@app.command()
def show(document: Annotated[str, typer.Argument(help="文档标识 · document identifier")], store: StoreOption) -> None:
    """显示原文并标出读到的内容 · show a document's text with what was read marked in it."""
    from chanmai.looking import show_document

    show_document(document, store)


@app.command()
def explain(entity: Annotated[str, typer.Argument(help="名称或 IRI · name or IRI")], store: StoreOption) -> None:
    """解释一个实体：名称、依据、合并规则 · explain an entity: names, evidence, which rule joined them."""
    from chanmai.looking import explain_entity

    explain_entity(entity, store)


@app.command()
def cite(document: Annotated[str, typer.Argument(help="文档标识 · document identifier")], store: StoreOption) -> None:
    """按 GB/T 7714 与 BibTeX 给出引用 · cite a document."""
    from chanmai.looking import cite_document

    cite_document(document, store)


@app.command()
def sample(
    store: StoreOption,
    seed: Annotated[int, typer.Option(help="随机种子 · random seed")] = 0,
    n: Annotated[int, typer.Option("-n", min=1, help="各抽取多少条 · how many of each")] = 200,
) -> None:
    """随机抽取陈述与观测及其句子，供人工核对 · draw statements and observations with their sentences, as CSV for reading."""
    from chanmai.looking import draw_sample

    draw_sample(store, seed, n)


@app.command()
def analyse(
    store: StoreOption,
    out: Annotated[Path, typer.Option("-o", "--out", help="输出目录 · folder to write to")] = Path("analysis"),
    lang: Annotated[str, typer.Option(help="zh 或 en")] = "zh",
) -> None:
    """网络与指标分析：表、图和一份离线报告 · network and indicator analysis as tables, figures and an offline report."""
    from chanmai.analysis import run_analysis

    run_analysis(store, out, lang)


@app.command()
def explore(
    store: StoreOption,
    out: Annotated[Path, typer.Option("-o", "--out", help="输出 HTML 文件 · HTML file to write")],
    focus: Annotated[str, typer.Option(help="从这个实体开始 · start from this entity")] = "",
    depth: Annotated[int, typer.Option(min=0, help="焦点周围的步数 · steps around the focus")] = 1,
) -> None:
    """写出一个可离线浏览的图谱页面 · write an explorer page that works offline as one file."""
    from chanmai.looking import write_explorer

    write_explorer(store, out, focus, depth)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="中文问题 · a question in Chinese")],
    store: StoreOption,
    json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """用中文提问；给出生成的 SPARQL 和原文依据，听不懂就说听不懂 · ask in Chinese; shows the SPARQL and the evidence."""
    from chanmai.serving import answer_question

    raise typer.Exit(answer_question(question, store, as_json=json))


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="名称的一部分、拼音首字母或原文词语 · part of a name, pinyin initials or words")],
    store: StoreOption,
    limit: Annotated[int, typer.Option("-n", min=1, help="各列出多少条 · how many of each")] = 20,
    json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """搜索实体名称和原文句子 · search names of entities and the text of sentences."""
    from chanmai.serving import search_store

    search_store(text, store, limit, as_json=json)


@app.command()
def serve(
    store: StoreOption,
    host: Annotated[str, typer.Option(help="监听地址 · address to listen at")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口，0 为任意空闲端口 · port, 0 for any that is free")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="求值进程数 · worker processes")] = 2,
    deadline: Annotated[float, typer.Option(min=0.1, help="每个查询最多多少秒 · seconds a query may take")] = 20.0,
    memory: Annotated[int, typer.Option(min=64, help="每个查询最多多少 MiB 内存 · MiB a query may take")] = 1024,
    rows: Annotated[int, typer.Option(min=1, help="答案最多多少行 · most rows of an answer")] = 100_000,
    queue: Annotated[int, typer.Option(min=0, help="最多多少请求排队 · requests that may wait")] = 32,
    name: Annotated[list[str] | None, typer.Option("--name", help="允许的主机名，可重复 · host name to answer to, repeatable")] = None,
    cors: Annotated[list[str] | None, typer.Option("--cors", help="允许读取的网页来源，可重复 · origin that may read, repeatable")] = None,
    decisions: Annotated[Path | None, typer.Option(help="把实体页上的复核决定写入此文件，只限本机 · write decisions made on entity pages to this file; this machine only")] = None,
) -> None:
    """SPARQL 服务和网页：只读，有时限和内存上限 · SPARQL endpoint and pages: read-only, with a deadline and a memory limit."""
    from chanmai.serving import serve_store
    from graph.serve import Settings

    names, origins = tuple(name or ()), tuple(cors or ())
    serve_store(
        Settings(
            store, host, port, workers=workers, deadline=deadline, memory=memory, rows=rows, queue=queue, names=names, origins=origins
        ),
        decisions,
    )


@app.command()
def check(
    store: StoreOption,
    strict: Annotated[bool, typer.Option(help="发现也算错误 · findings fail too")] = False,
) -> None:
    """核对依据、形状、账本；破损则退出状态 1 · check evidence, shapes and ledger; broken = exit 1."""
    from chanmai.looking import run_check

    raise typer.Exit(run_check(store, strict=strict))


@app.command()
def review(
    store: StoreOption,
    decide: Annotated[list[str] | None, typer.Option("--decide", help="记下一个决定 · write a decision: 'same A B', 'different A B', 'reject FACT', 'accept FACT', 'correct WHAT field=value'")] = None,
    decisions: Annotated[Path | None, typer.Option(help="人工决定文件 · file of decisions")] = None,
    n: Annotated[int, typer.Option("-n", min=1, help="列出多少条 · how many to list")] = 30,
) -> None:
    """复核存疑的合并、低置信事实与矛盾，最差的在前；决定记在文本文件里，重建不丢 · doubtful merges, facts and contradictions, worst first."""
    from chanmai.review import run_review

    run_review(store, decide or [], decisions, n)


@app.command()
def repair(store: StoreOption) -> None:
    """由缓存结果重建损坏的部分 · rebuild what is damaged from the cached results."""
    from chanmai.keeping import run_repair

    raise typer.Exit(run_repair(store))


@app.command()
def backup(
    store: StoreOption,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="备份文件，默认 DIR.backups/N.tar · file to write")] = None,
) -> None:
    """把整个库备份成一个文件 · back the whole store up into one file."""
    from chanmai.backups import run_backup

    run_backup(store, out)


@app.command()
def restore(
    store: StoreOption,
    source: Annotated[Path | None, typer.Option("--from", help="备份文件，默认最新的一个 · backup to restore from, by default the newest")] = None,
) -> None:
    """从备份恢复，原目录另存 · bring a store back from a backup; the folder it replaces is kept."""
    from chanmai.backups import run_restore

    run_restore(store, source)


@app.command()
def evaluate(
    kg: Annotated[Path, typer.Argument(help="导出的图 · an export (.nq, .trig, .ttl, .nt)")],
    gold: Annotated[Path, typer.Argument(help="标注目录 · folder of gold annotations")],
    verbose: Annotated[bool, typer.Option(help="列出每个错误 · list every miss")] = False,
    html: Annotated[Path | None, typer.Option(help="写出错误浏览页 · write an error browser")] = None,
) -> None:
    """与标注比较：精确率、召回率、F1 · precision, recall and F1 against gold."""
    from chanmai.evaluation import run_evaluation

    run_evaluation(kg, gold, verbose=verbose, html=html)


@app.command()
def info(store: StoreOption, json: Annotated[bool, typer.Option("--json", help="JSON")] = False) -> None:
    """版本、数量与散列 · versions, counts and hashes."""
    from chanmai.looking import print_info

    print_info(store, as_json=json)
