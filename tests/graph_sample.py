"""Three short invented reports as hand-built extractions, for the tests of `graph`; every name in them is made up."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain

from pyoxigraph import Store

from graph.iris import document_iri
from graph.nodes import Node
from graph.quads import concept_quads, document_quads, entity_quads
from ontology.facts import (
    Bound,
    Comparison,
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
from ontology.terms import ID, INDUSTRY

ENTITIES: dict[str, tuple[Kind, tuple[str, ...], str]] = {
    "yunqiao": (Kind.REGION, ("云桥市",), "990000"),
    "qinglan": (Kind.REGION, ("青岚区",), "990101"),
    "baisha": (Kind.REGION, ("白沙区",), "990102"),
    "hitech": (Kind.PARK, ("青岚高新区",), ""),
    "north": (Kind.PARK, ("北岸产业园",), ""),
    "econ": (Kind.PARK, ("白沙经开区",), ""),
    "materials": (Kind.INDUSTRY, ("新材料产业",), ""),
    "machines": (Kind.INDUSTRY, ("农机装备产业",), ""),
    "cluster": (Kind.CLUSTER, ("“2+2”现代产业集群",), ""),
    "hengli": (Kind.COMPANY, ("云桥恒力新材料股份有限公司", "恒力新材"), ""),
    "sub": (Kind.COMPANY, ("白沙恒力科技有限公司",), ""),
    "tiller": (Kind.COMPANY, ("青岚微耕机械有限公司",), ""),
    "bank": (Kind.FINANCIAL, ("云桥银行青岚支行",), ""),
    "bureau": (Kind.GOVERNMENT, ("青岚区经济信息委",), ""),
    "ministry": (Kind.GOVERNMENT, ("工业和信息化部",), ""),
    "university": (Kind.INSTITUTION, ("云桥理工大学",), ""),
    "lin": (Kind.PERSON, ("林知远",), ""),
    "film": (Kind.PRODUCT, ("封装胶膜",), ""),
    "tillers": (Kind.PRODUCT, ("微耕机",), ""),
    "loan": (Kind.PROGRAMME, ("亩均贷",), ""),
    "plan": (Kind.POLICY, ("《链长制实施方案》",), ""),
    "giant": (Kind.DESIGNATION, ("国家级专精特新“小巨人”企业",), ""),
    "best": (Kind.DESIGNATION, ("白沙区优秀企业",), ""),
    "project": (Kind.PROJECT, ("年产2GW封装胶膜项目",), ""),
    "port": (Kind.FACILITY, ("青岚港扩建工程",), ""),
    "fair": (Kind.EVENT, ("青岚投资大会",), ""),
}
IRIS = {key: f"{ID}{kind.value}/{key}" for key, (kind, _, _) in ENTITIES.items()}
NODES = [
    Node(
        IRIS[key],
        kind,
        names[0],
        names[1:],
        code,
        replaced=(f"{ID}Company/old",) if key == "hengli" else (),
        concept=f"{INDUSTRY}35" if key == "machines" else "",
        broader=True,
    )
    for key, (kind, names, code) in ENTITIES.items()
]
YEAR = {year: Period(f"{year}-01-01", f"{year}-12-31") for year in (2022, 2023, 2024, 2025)}
PLANNED, UNDERWAY = Status.PLANNED, Status.UNDERWAY


@dataclass
class Number:
    """What a number of a line says, in short."""

    line: int
    subject: str
    indicator: str
    written: str
    family: str = ""
    measure: Measure = Measure.AMOUNT
    year: int | None = None
    bound: Bound = Bound.EXACT
    status: Status = Status.ACHIEVED
    part_of: str = ""
    within: str = ""


@dataclass
class Draft:
    """A report line by line; `extraction` finds the spans."""

    identifier: str
    title: str
    issued: str
    home: str
    lines: list[str]
    relations: list[tuple] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    deictic: dict[str, str] = field(default_factory=dict)

    def extraction(self) -> Extraction:
        text = "\n".join([self.title, *self.lines]) + "\n"
        sentences, at = [], 0
        for line in [self.title, *self.lines]:
            sentences.append(Span(at, at + len(line)))
            at += len(line) + 1
        mentions = self._mentions(text)
        statements = [self._statement(row, sentences, mentions) for row in self.relations]
        observations = [self._observation(row, text, sentences, mentions) for row in self.numbers]
        entities = {mention.entity: None for mention in mentions}
        return Extraction(
            document=Document(
                self.identifier,
                text,
                sha256=f"{len(text):064x}",
                title=self.title,
                issued=self.issued,
                publisher="青岚融媒",
                source=f"{self.identifier}.txt",
                url="https://example.org/a?b=c d",
            ),
            sentences=tuple(sentences),
            entities=tuple(Entity(key, ENTITIES[key][0], ENTITIES[key][1], ENTITIES[key][2]) for key in entities),
            mentions=tuple(mentions),
            statements=tuple(statements),
            observations=tuple(sorted(observations, key=lambda observation: observation.span)),
            home=(self.home,),
            warnings=("某日期无法确定",),
        )

    def _mentions(self, text: str) -> list[Mention]:
        names = {name: (key, False) for key, (_, names, _) in ENTITIES.items() for name in names}
        names |= {word: (key, True) for word, key in self.deictic.items()}
        pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        return [
            Mention(Span(*found.span()), found[0], names[found[0]][0], deictic=names[found[0]][1], confidence=0.9)
            for found in re.finditer(pattern, text)
        ]

    def _mention(self, key: str, sentence: Span, mentions: list[Mention]) -> Span:
        inside = [m.span for m in mentions if m.entity == key and m.span.within(sentence)]
        earlier = [m.span for m in mentions if m.entity == key and m.span.end <= sentence.begin]
        return inside[0] if inside else earlier[-1]

    def _statement(self, row: tuple, sentences: list[Span], mentions: list[Mention]) -> Statement:
        line, subject, predicate, obj, *rest = row
        status = next((item for item in rest if isinstance(item, Status)), Status.ACHIEVED)
        period = next((YEAR[item] for item in rest if isinstance(item, int)), None)
        confidence = next((item for item in rest if isinstance(item, float)), 0.85)
        sentence = sentences[line]
        ends = [self._mention(key, sentence, mentions) for key in (subject, obj)]
        return Statement(subject, Property(predicate), obj, sentence, *ends, confidence, status, period, "sample")

    def _observation(self, row: Number, text: str, sentences: list[Span], mentions: list[Mention]) -> Observation:
        sentence = sentences[row.line]
        begin = text.index(row.written, sentence.begin)
        digits = re.match(r"[\d.]+", row.written)[0]
        unit = row.written[len(digits) :]
        factor = {"亿元": 10**8, "万元": 10**4}.get(unit)
        whole = None
        if row.part_of:
            start = text.index(row.part_of, sentence.begin)
            whole = Span(start, start + len(row.part_of))
        return Observation(
            row.subject,
            self._mention(row.subject, sentence, mentions),
            row.indicator,
            Decimal(digits),
            unit,
            Span(begin, begin + len(row.written)),
            row.written,
            sentence,
            family=row.family,
            measure=row.measure,
            bound=row.bound,
            base_value=Decimal(digits) * factor if factor else None,
            base_unit="元" if factor else "",
            comparison=Comparison.YEAR_ON_YEAR if row.measure is Measure.GROWTH else None,
            within=row.within,
            part_of=whole,
            period=YEAR[row.year] if row.year else None,
            status=row.status,
            confidence=0.8,
            rule="sample",
        )


OUTPUT, GROWTH, SHARE, RANK = "规上工业产值", Measure.GROWTH, Measure.SHARE, Measure.RANK
DRAFTS = [
    Draft(
        "qinglan-2023",
        "青岚区2023年工业经济观察",
        "2024-01-20",
        "qinglan",
        [
            "青岚区地处云桥市西部，隶属云桥市管辖。",
            "青岚高新区坐落在青岚区，北岸产业园是青岚高新区的组成园区。",
            "青岚高新区主攻新材料产业和农机装备产业。",
            "青岚区着力培育“2+2”现代产业集群，集群涵盖新材料产业。",
            "2023年，青岚区规上工业产值达到812.5亿元，比上年增长9.6%，其中新材料产业产值203亿元，占全区25%。",
            "云桥恒力新材料股份有限公司（以下简称恒力新材）落户北岸产业园，深耕新材料产业，主打封装胶膜。",
            "2023年，恒力新材入选国家级专精特新“小巨人”企业。",
            "国家级专精特新“小巨人”企业由工业和信息化部认定。",
            "云桥银行青岚支行通过亩均贷向恒力新材放款3000万元。",
            "青岚区经济信息委出台《链长制实施方案》，并牵头落实亩均贷，亩均贷是《链长制实施方案》的配套。",
            "青岚区力争2025年规上工业产值突破1000亿元。",
            "恒力新材拟投建年产2GW封装胶膜项目，选址白沙区。",
        ],
        [
            (1, "qinglan", "partOf", "yunqiao"),
            (2, "hitech", "locatedIn", "qinglan"),
            (2, "north", "partOf", "hitech"),
            (3, "hitech", "focusesOn", "materials", 2023),
            (3, "hitech", "focusesOn", "machines", 2023),
            (4, "qinglan", "hasCluster", "cluster"),
            (4, "cluster", "coversIndustry", "materials"),
            (6, "hengli", "locatedIn", "north"),
            (6, "hengli", "operatesIn", "materials"),
            (6, "hengli", "produces", "film"),
            (7, "hengli", "hasDesignation", "giant", 2023),
            (8, "giant", "issuedBy", "ministry"),
            (9, "bank", "finances", "hengli"),
            (9, "bank", "participatesIn", "loan"),
            (9, "loan", "finances", "hengli"),
            (10, "plan", "issuedBy", "bureau"),
            (10, "bureau", "administers", "loan"),
            (10, "loan", "implements", "plan"),
            (12, "hengli", "investsIn", "project", PLANNED),
            (12, "project", "locatedIn", "baisha", PLANNED),
        ],
        [
            Number(5, "qinglan", OUTPUT, "812.5亿元", "产值", year=2023),
            Number(5, "qinglan", OUTPUT, "9.6%", "产值", GROWTH, 2023),
            Number(5, "materials", "产值", "203亿元", "", year=2023, part_of="812.5亿元"),
            Number(5, "materials", "产值", "25%", "", SHARE, 2023, within="全区"),
            Number(9, "hengli", "贷款", "3000万元", "融资"),
            Number(11, "qinglan", OUTPUT, "1000亿元", "产值", year=2025, bound=Bound.ABOVE, status=PLANNED),
        ],
        {"全区": "qinglan"},
    ),
    Draft(
        "qinglan-2024",
        "青岚区2024年工业经济观察",
        "2025-01-18",
        "qinglan",
        [
            "2024年，青岚区规上工业产值880亿元，比上年增长8.3%。",
            "青岚高新区集中力量做强新材料产业。",
            "恒力新材与云桥理工大学共建联合体，林知远执掌恒力新材。",
            "恒力新材的子公司白沙恒力科技有限公司在白沙区开工。",
            "恒力新材为青岚微耕机械有限公司供货。",
            "青岚微耕机械有限公司承建青岚港扩建工程，亮相青岚投资大会。",
            "青岚微耕机械有限公司年年推出微耕机。",
            "恒力新材投资年产2GW封装胶膜项目，正在推进。",
            "青岚区规上工业企业220家，列全市区县第3位。",
            "青岚微耕机械有限公司扎根青岚高新区，做农机装备产业。",
        ],
        [
            (2, "hitech", "focusesOn", "materials", 2024),
            (3, "hengli", "cooperatesWith", "university"),
            (3, "lin", "leads", "hengli"),
            (4, "sub", "subsidiaryOf", "hengli"),
            (4, "sub", "locatedIn", "baisha"),
            (5, "hengli", "suppliesTo", "tiller"),
            (6, "tiller", "undertakes", "port"),
            (6, "tiller", "participatesIn", "fair"),
            (7, "tiller", "produces", "tillers"),
            (8, "hengli", "investsIn", "project", UNDERWAY),
            (10, "tiller", "locatedIn", "hitech"),
            (10, "tiller", "operatesIn", "machines", 0.6),
        ],
        [
            Number(1, "qinglan", OUTPUT, "880亿元", "产值", year=2024),
            Number(1, "qinglan", OUTPUT, "8.3%", "产值", GROWTH, 2024),
            Number(9, "qinglan", "规上工业企业", "220家", "企业数"),
            Number(9, "qinglan", "规上工业企业", "3位", "企业数", RANK, within="全市区县"),
        ],
    ),
    Draft(
        "baisha-2024",
        "白沙区产业观察",
        "2024-12",
        "baisha",
        [
            "白沙区隶属云桥市。",
            "2023年，邻近的青岚区规上工业产值821.5亿元。",
            "2022年，白沙区规上工业产值381亿元。",
            "2024年，白沙区规上工业产值460亿元，比上年增长12%。",
            "云桥恒力新材料股份有限公司在白沙区设厂，获评白沙区优秀企业。",
            "白沙经开区位于白沙区，重点发展新材料产业。",
        ],
        [
            (1, "baisha", "partOf", "yunqiao"),
            (5, "hengli", "locatedIn", "baisha"),
            (5, "hengli", "hasDesignation", "best"),
            (6, "econ", "locatedIn", "baisha"),
            (6, "econ", "focusesOn", "materials"),
        ],
        [
            Number(2, "qinglan", OUTPUT, "821.5亿元", "产值", year=2023),
            Number(3, "baisha", OUTPUT, "381亿元", "产值", year=2022),
            Number(4, "baisha", OUTPUT, "460亿元", "产值", year=2024),
            Number(4, "baisha", OUTPUT, "12%", "产值", GROWTH, 2024),
        ],
    ),
]


def extractions() -> list[Extraction]:
    """Return the three reports."""
    return [draft.extraction() for draft in DRAFTS]


def all_quads() -> list:
    """Return the quads of the three reports and of their entities."""
    return list(
        chain(
            entity_quads(NODES), concept_quads(extractions()), *(document_quads(item, IRIS) for item in extractions())
        )
    )


def memory_store() -> Store:
    """Return all of it in a store in memory."""
    store = Store()
    store.extend(all_quads())
    return store


GRAPHS = {identifier: document_iri(identifier) for identifier in ("qinglan-2023", "qinglan-2024", "baisha-2024")}
