"""The named questions on a store of a million triples of generated reports: load time, milliseconds of each question.

usage: python benchmarks/queries.py [--triples N] [--repeat N]
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from graph.nodes import Node
from graph.quads import document_quads, entity_quads
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
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    rng = random.Random(1)
    entities = make_entities()
    iris = {key: ID + key for key in entities}
    nodes = [Node(iris[key], kind, name, (name + "别名",)) for key, (kind, name) in entities.items()]
    with tempfile.TemporaryDirectory() as folder:
        path, begun, documents = Path(folder) / "S", time.process_time(), 0
        with open_writer(path, create=True) as target:
            target.replace_entities(entity_quads(nodes))
            while len(target.store) < options.triples:
                for _ in range(50):
                    extraction = make_document(documents, entities, rng)
                    target.replace_document(
                        f"d{documents}", document_quads(extraction, iris), sha256=extraction.document.sha256
                    )
                    documents += 1
            triples = len(target.store)
        print(f"{triples} quads of {documents} documents written in {time.process_time() - begun:.0f} CPU s")
        sample = {
            "region": "Region7号",
            "park": "Park7号",
            "title": "Designation7号",
            "holder": "Company7号",
            "industry": "Industry7号",
            "maker": "Company7号",
            "product": "Product7号",
            "beneficiary": "Company7号",
            "policy": "Policy7号",
            "event": "Event7号",
            "entity": "Company7号",
            "subject": "Region7号",
            "indicator": "规上工业产值",
            "below": "0.51",
            "earlier": "d1",
            "later": "d2",
        }
        medians = []
        with open_reader(path) as store:
            for name, query in named_queries().items():
                values = {
                    parameter.name: sample[parameter.name] for parameter in query.parameters if parameter.required
                }
                times = []
                for _ in range(options.repeat):
                    at = time.perf_counter()
                    answer = evaluate(store, name, values)
                    times.append((time.perf_counter() - at) * 1000)
                medians.append(statistics.median(times))
                print(f"{name:32s} {medians[-1]:9.1f} ms {len(answer.rows):7d} rows", flush=True)
        print(f"median {statistics.median(medians):.1f} ms, slowest {max(medians):.0f} ms")


if __name__ == "__main__":
    main()
