"""The named questions on a store of a million triples of generated reports: load time, CPU milliseconds of each question.

usage: python benchmarks/queries.py [--triples N] [--deadline S]
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from graph.nodes import Node
from graph.quads import concept_quads, document_quads, entity_quads
from graph.query import evaluate, named_queries
from graph.store import open_reader, open_writer
from ontology.facts import (
    Document,
    Entity,
    Extraction,
    Kind,
    Measure,
    Mention,
    Observation,
    Period,
    Property,
    Span,
    Statement,
    Status,
)
from ontology.model import PAIRS
from ontology.terms import ID

COUNTS = {
    Kind.REGION: 300,
    Kind.PARK: 400,
    Kind.COMPANY: 6000,
    Kind.FINANCIAL: 200,
    Kind.GOVERNMENT: 400,
    Kind.INSTITUTION: 300,
    Kind.PERSON: 800,
    Kind.FACILITY: 300,
    Kind.CLUSTER: 100,
    Kind.INDUSTRY: 150,
    Kind.PRODUCT: 1500,
    Kind.POLICY: 500,
    Kind.PROGRAMME: 300,
    Kind.PROJECT: 1500,
    Kind.DESIGNATION: 80,
    Kind.EVENT: 200,
}
INDICATORS = ["规上工业产值", "地区生产总值", "固定资产投资", "企业数", "进出口总额", "税收", "研发投入", "就业人数"]


def place(one, other):
    """Give everything one place of two: a hierarchy, as regions are, not a tangle."""
    kind = other.rstrip("0123456789")
    number = int(one[len(one.rstrip("0123456789")) :])
    return f"{kind}{number // 10 if one.startswith(kind) else number * 7 % COUNTS[Kind(kind)]}"


PLACES = {Property.LOCATED_IN: place, Property.PART_OF: place}


def make_entities():
    return {
        f"{kind.value}{number}": (kind, f"{kind.value}{number}号")
        for kind, count in COUNTS.items()
        for number in range(count)
    }


def make_document(number, entities, rng):
    """Write a report of 60 sentences, each a relation or a number."""
    begin, text, sentences, mentions, statements, observations = 0, [], [], {}, [], []
    for _ in range(60):
        predicate = rng.choice(list(Property))
        subjects, objects = rng.choice(PAIRS[predicate])
        one, other = (
            f"{kind.value}{rng.randrange(max(1, COUNTS[kind]))}"
            for kind in (rng.choice(sorted(subjects)), rng.choice(sorted(objects)))
        )
        other = PLACES.get(predicate, lambda _, chosen: chosen)(one, other)
        names = entities[one][1], entities[other][1]
        value = rng.randrange(1, 9999)
        line = f"{names[0]}与{names[1]}有关，达到{value}亿元。"
        spans = [
            Span(begin, begin + len(names[0])),
            Span(begin + len(names[0]) + 1, begin + len(names[0]) + 1 + len(names[1])),
        ]
        sentence = Span(begin, begin + len(line))
        sentences.append(sentence)
        for key, span, name in zip((one, other), spans, names, strict=True):
            mentions[span] = Mention(span, name, key)
        status = rng.choices(list(Status), [8, 1, 1])[0]
        statements.append(Statement(one, predicate, other, sentence, *spans, round(rng.uniform(0.5, 1), 2), status))
        if rng.random() < 0.5:
            year = rng.randrange(2019, 2025)
            at = begin + line.index(f"{value}亿元")
            observations.append(
                Observation(
                    one, spans[0], rng.choice(INDICATORS), Decimal(value), "亿元", Span(at, at + len(f"{value}亿元")), f"{value}亿元", sentence,
                    family="规模", measure=rng.choices(list(Measure), [7, 2, 1, 1])[0], base_value=Decimal(value) * 10**8, base_unit="元",
                    period=Period(f"{year}-01-01", f"{year}-12-31"), status=status, confidence=0.8,
                )
            )  # fmt: skip
        text.append(line)
        begin += len(line)
    document = Document(
        f"d{number}", "".join(text), f"{number:064x}", title=f"报告{number}", issued=f"{2019 + number % 6}-06-01"
    )
    found = {mention.entity for mention in mentions.values()}
    return Extraction(
        document,
        tuple(sentences),
        tuple(Entity(key, entities[key][0], (entities[key][1],)) for key in sorted(found)),
        tuple(sorted(mentions.values(), key=lambda mention: mention.span)),
        tuple(statements),
        tuple(observations),
        home=(next(iter(sorted(found))),),
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--deadline", type=int, default=20, help="seconds for three runs of a question")
    parser.add_argument("--one", nargs=2, metavar=("NAME", "STORE"), help="ask one question of a store")
    options = parser.parse_args()
    if options.one:
        ask_one(*options.one)
        return
    rng = random.Random(1)
    entities = make_entities()
    iris = {key: ID + key for key in entities}
    nodes = [Node(iris[key], kind, name, (name + "别名",)) for key, (kind, name) in entities.items()]
    with tempfile.TemporaryDirectory() as folder:
        path, begun, documents = Path(folder) / "S", time.process_time(), 0
        with open_writer(path, create=True) as target:
            concepts = set()
            while len(target.store) < options.triples:
                for _ in range(50):
                    extraction = make_document(documents, entities, rng)
                    target.replace_document(
                        f"d{documents}", document_quads(extraction, iris), sha256=extraction.document.sha256
                    )
                    concepts.update(concept_quads([extraction]))
                    documents += 1
            target.replace_entities([*entity_quads(nodes), *concepts])
            triples = len(target.store)
        print(f"{triples} quads of {documents} documents written in {time.process_time() - begun:.0f} CPU s")
        medians = []
        for name in named_queries():
            try:
                run = subprocess.run(
                    [sys.executable, __file__, "--one", name, str(path)],
                    capture_output=True,
                    text=True,
                    timeout=options.deadline,
                    check=True,
                )
                medians.append(float(run.stdout.split()[0]))
                print(f"{name:32s} {run.stdout.strip()}", flush=True)
            except subprocess.TimeoutExpired:
                medians.append(options.deadline * 1000)
                print(f"{name:32s} stopped after {options.deadline} s", flush=True)
        print(f"median {statistics.median(medians):.1f} ms, slowest {max(medians):.0f} ms")


SAMPLE = {
    "region": "Region7号", "park": "Park7号", "title": "Designation7号", "holder": "Company7号", "industry": "Industry7号", "maker": "Company7号",
    "product": "Product7号", "beneficiary": "Company7号", "policy": "Policy7号", "event": "Event7号", "entity": "Company7号", "subject": "Region7号",
    "indicator": "规上工业产值", "below": "0.51", "day": "2023-06-30", "earlier": "d1", "later": "d2",
}  # fmt: skip


def ask_one(name, path):
    """Ask one question three times in this process, and say the median and the rows."""
    values = {
        parameter.name: SAMPLE[parameter.name] for parameter in named_queries()[name].parameters if parameter.required
    }
    with open_reader(Path(path)) as store:
        times = []
        for _ in range(3):
            at = time.process_time()
            answer = evaluate(store, name, values)
            times.append((time.process_time() - at) * 1000)
    print(f"{statistics.median(times):9.1f} ms {len(answer.rows):7d} rows")


if __name__ == "__main__":
    main()
