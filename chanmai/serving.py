"""`chanmai serve`, `search` and `ask`: the endpoint with its pages, and the same questions on a terminal.

In: a store's folder and options. Out: a server until a signal, or text on stdout.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pyoxigraph import Store

    from graph.ask import Reply
    from graph.search import SearchIndex
    from graph.serve.settings import Settings

__all__ = ["answer_question", "load_remote", "query_remote", "search_store", "serve_store"]


def serve_store(settings: Settings, decisions: Path | None = None) -> None:
    """Serve a store until Ctrl-C or SIGTERM; with a file of decisions, its entity pages have forms that add to it.

    Raises:
        ConfigurationError: the file is not one of decisions, or other machines could reach the forms.
    """
    from graph.serve import run_server

    if settings.host not in {"127.0.0.1", "::1", "localhost"}:
        sys.stderr.write(f"{settings.host}: 本机以外也能访问，没有登录 · reachable from other machines, and there is no login\n")
    run_server(settings, _decider(settings.store, decisions) if decisions else None)


def _decider(store: Path, path: Path) -> Callable[[str, str, str, str], list[str]]:
    """Return what writes one decision of a page and says when it applies; a file that cannot be read is refused now."""
    from chanmai.build import decisions_path
    from chanmai.decisions import add_decision, read_decisions, typed_decision
    from ontology.errors import ConfigurationError

    read_decisions(path)
    if not path.absolute().parent.is_dir():
        raise ConfigurationError(f"{path}: 没有这个文件夹 · its folder does not exist; create it first")
    option = "" if path.absolute() == decisions_path(store).absolute() else f" --decisions {path}"
    told = f"下一次构建采用：chanmai build …{option} · the next build applies it"

    def decide(verb: str, what: str, other: str, note: str) -> list[str]:
        decision = typed_decision(verb, what, other, note)
        add_decision(path, decision)
        return [told, f"{path}", *(line for line in read_decisions(path).conflicts if decision.what in line)]

    return decide


def search_store(text: str, store: Path, limit: int, *, as_json: bool) -> None:
    """Print entities that are called so and sentences that say so."""
    import json
    from dataclasses import asdict

    with _opened(store) as (_, index):
        entities, sentences = index.find_entities(text, limit=limit), index.find_sentences(text, limit=limit)
    if as_json:
        found = {"entities": [asdict(hit) for hit in entities], "sentences": [asdict(hit) for hit in sentences]}
        print(json.dumps(found, ensure_ascii=False))
        return
    for entity in entities:
        print(f"{entity.label}\t{entity.kind}\t{'' if entity.name == entity.label else entity.name}\t{entity.iri}")
    for sentence in sentences:
        print(f"〔{sentence.document}〕{' '.join(sentence.text.split())}\t{sentence.iri}")
    sys.stderr.write(f"{len(entities)} 个实体，{len(sentences)} 句 · {len(entities)} entities, {len(sentences)} sentences\n")


def answer_question(question: str, store: Path, *, as_json: bool) -> int:
    """Print the answer to a question in Chinese, its SPARQL and its evidence; return 1 where it was not understood."""
    import json

    from graph.ask import ask, reply_record

    with _opened(store) as (graph, index):
        reply = ask(graph, index, question)
    if as_json:
        print(json.dumps(reply_record(reply), ensure_ascii=False))
    else:
        _print_reply(reply)
    return 0 if reply.reading else 1


def _print_reply(reply: Reply) -> None:
    if reply.reading is None or reply.answer is None:
        sys.stderr.write(f"{reply.problem}\n可以这样问 · try:\n" + "".join(f"  {offer}\n" for offer in reply.offers))
        return
    asked = "，".join(f"{name}={value}" for name, value in reply.reading.values.items())
    sys.stderr.write(f"{reply.reading.query.title_zh}{'：' + asked if asked else ''}\n{reply.reading.sparql}\n")
    if not reply.answer.rows:
        sys.stderr.write("图谱里没有：报告没有说，或没有读出来；可以搜索原文：chanmai search 词语 · not in the graph: unsaid or unread; search the text: chanmai search WORDS\n")
    shown = [name for name in reply.answer.columns if name not in {"document", "sentence"} and not name.endswith("_iri")]
    for record, source in zip(reply.answer.records(), reply.sources, strict=True):
        print("\t".join("—" if record[name] is None else str(record[name]) for name in shown))
        if source:
            print(f"    〔{source.document}〕{' '.join(source.sentence.split())}")
    cut = "，只列前一部分 · only the first part" if reply.answer.truncated else ""
    sys.stderr.write(f"{len(reply.answer.rows)} 行 · rows{cut}\n")


def load_remote(source: Path, url: str) -> None:
    """Put an export, the parts of a Spark result, or a whole store on a SPARQL 1.1 server; safe to do again."""
    from pyoxigraph import Store

    from graph.remote import open_remote
    from graph.store import is_store, open_reader
    from ontology.errors import StoreError

    remote = open_remote(url)

    def tell(graph: str, count: int) -> None:
        sys.stderr.write(f"{graph}: {count}\n")

    if is_store(source):
        with open_reader(source) as graph:
            count = remote.load(graph, tell)
    else:
        held = Store()
        for part in sorted([*source.rglob("*.nq"), *source.rglob("*.trig")]) if source.is_dir() else [source]:
            try:
                held.bulk_load(path=str(part))
            except (OSError, SyntaxError, ValueError) as error:
                raise StoreError(f"{part}: cannot be read: {error}; load .nq or .trig") from error
        count = remote.load(held, tell)
    sys.stderr.write(f"{source}: 已装入 {count} 条三元组 · {count} triples loaded\n")


def query_remote(what: str, url: str, params: list[str], form: str) -> None:
    """Print the answer of a SPARQL 1.1 server to a named question, a .rq file or SPARQL text."""
    from chanmai.asking import print_answer
    from graph.remote import open_remote
    from ontology.errors import ConfigurationError

    pairs = [param.partition("=") for param in params]
    if wrong := next((name for name, sign, _ in pairs if not sign), None):
        raise ConfigurationError(f"--param {wrong}: 应写作 名=值 · write it as name=value")
    print_answer(open_remote(url).query(what, {name: value for name, _, value in pairs}), form)


@contextmanager
def _opened(store: Path) -> Iterator[tuple[Store, SearchIndex]]:
    """Open a store's newest snapshot and its search index, which is made where it is missing."""
    from graph.search import open_search
    from graph.serve.worker import read_version
    from graph.store import open_reader

    with open_reader(store) as graph:
        index = open_search(store, graph, " ".join(map(str, read_version(store))))
        try:
            yield graph, index
        finally:
            index.close()
