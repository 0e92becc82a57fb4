"""Search and completion, answered in a worker from the index beside the store."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from graph.ask import ask, reply_record
from graph.search import open_search, read_search
from graph.serve.labels import labels
from graph.serve.pages import render, wants_html
from graph.serve.wire import Report
from graph.serve.worker import Refused
from ontology.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graph.search import SearchIndex
    from graph.serve.worker import Bench

    Reply = Iterator[bytes | Report]

__all__ = ["answer_question", "complete", "index_of", "search"]

_MOST: Final = 200


def index_of(bench: Bench) -> SearchIndex:
    """Return the search index of a bench's snapshot.

    Making it may take longer than a request has: `graph.serve.prepare` does it, and until then this is refused.
    """
    if "search" not in bench.held:
        folder, version = bench.settings.store, " ".join(map(str, bench.version))
        held = read_search(folder, version)
        if held is None and os.access(folder, os.W_OK):
            raise Refused(503, "索引正在建立，请稍候 · the index is being made; try again in a moment")
        bench.held["search"] = held or open_search(folder, bench.store, version)
    found: SearchIndex = bench.held["search"]
    return found


def search(bench: Bench, request: Mapping[str, Any]) -> Reply:
    """Yield entities and sentences that match `q`, as a page or as JSON."""
    text = str(request["fields"].get("q", ""))[:_MOST]
    index = index_of(bench)
    entities, sentences = index.find_entities(text, limit=30), index.find_sentences(text, limit=50)
    if wants_html(request, ("application/json",)):
        yield from render("search", text=text, entities=entities, sentences=sentences)
        return
    held = {"entities": [asdict(hit) for hit in entities], "sentences": [asdict(hit) for hit in sentences]}
    yield json.dumps(held, ensure_ascii=False).encode("utf-8", "replace")
    yield Report(200, "application/json", len(entities) + len(sentences))


def answer_question(bench: Bench, request: Mapping[str, Any]) -> Reply:
    """Yield the answer to a question in Chinese, with its SPARQL and a sentence for each row; as a page or as JSON."""
    question = str(request["fields"].get("q", ""))[:_MOST]
    reply = ask(bench.store, index_of(bench), question) if question.strip() else None
    if wants_html(request, ("application/json",)):
        yield from render("ask", question=question, reply=reply)
        return
    if reply is None:
        raise Refused(400, "没有问题 · no question: give it as q")
    yield json.dumps(reply_record(reply), ensure_ascii=False).encode("utf-8", "replace")
    yield Report(200, "application/json", len(reply.answer.rows) if reply.answer else 0)


def complete(bench: Bench, request: Mapping[str, Any]) -> Reply:
    """Yield completions of `q` as JSON: prefixes, classes and properties by name or label, and entities, each with what is put in."""
    text = str(request["fields"].get("q", ""))[:_MOST].strip()
    wanted = text.lower().removeprefix("cm:")
    offers = [
        {"insert": f"cm:{name}", "label": f"{zh} · {en}"}
        for name, (zh, en) in labels().items()
        if wanted and (name.lower().startswith(wanted) or wanted in zh or en.startswith(wanted))
    ]
    if wanted:
        offers += [{"insert": f"{name}:", "label": iri} for name, iri in PREFIXES.items() if name.startswith(text.lower())]
    if wanted and not text.startswith("cm:"):
        hits = index_of(bench).find_entities(text, limit=12)
        offers += [{"insert": f"<{hit.iri}>", "label": f"{hit.label} ({hit.name})"} for hit in hits]
    yield json.dumps(offers[:24], ensure_ascii=False).encode("utf-8", "replace")
    yield Report(200, "application/json", len(offers))
