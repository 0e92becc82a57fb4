"""One thing, one node: identity across documents, a pure function of the entities of all documents.

In: what each document knows of its entities (`Record`). Out: for each of them the IRI of its node, and the nodes. The
order of the records does not matter. Names join

1. when their parts give the same key (`ontology.names.key`: 江津 = 江津区, 区经济信息委 of 江津区 = 江津区经济和信息化委员会);
2. when some document introduces one for the other, or joins them itself, and no other thing is so called;
3. when a short name is compatible with exactly one fuller name of all documents.

Disagreement of parts (region, level, branch, period, number, phase) vetoes every join. Likeness alone joins nothing.
People join only within one organisation or region.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from graph.iris import entity_iri
from graph.nodes import Node
from ontology.collector import uncollected
from ontology.concepts import concept_iri, find_industry_concept
from ontology.facts import Kind
from ontology.folding import fold
from ontology.names import Answer, NameIndex, key, may_be_same, parse_name
from ontology.regions import find_region

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from ontology.facts import Entity

__all__ = ["Identity", "Join", "Record", "identify", "name_key"]

SCOPED = frozenset({Kind.PERSON, Kind.PROJECT, Kind.FACILITY, Kind.PARK, Kind.INSTITUTION, Kind.GOVERNMENT, Kind.EVENT, Kind.CLUSTER})
BARE_TITLE = re.compile(  # what sort of paper it is, and nothing of what it is about
    r"(?:若干|实施|指导|行动|工作|管理|总体|专项|暂行|试行|重点|有关|相关)*"
    r"(?:意见|通知|条例|规定|办法|方案|计划|规划|措施|决定|细则|指引|指南|报告|建议|纲要|公告|手册|倡议|章程|清单|目录|规则|政策|协议|协定|文件|公报)"
)
BARE_MEETING = re.compile(  # what sort of meeting, and nothing of whose or what about
    r"(?:专题|专场|现场|新闻|媒体|重大|项目|集中|企业|企业家|民营企业|工作|推进|动员|部署|表彰|颁奖|总结|交流|学习|经验|座谈|专家|党外人士|全体|视频|电视电话|年度|招商|投资|产品|成果|合作|恳谈|对接)*"
    r"(?:座谈会|会议|会|论坛|发布会|研讨会|仪式|签约仪式|启动仪式|开工仪式|大会|开幕式|推介会|洽谈会|现场会|年会|峰会|全会|活动|展会|博览会|对接会|招聘会|大赛|比赛|沙龙)"
)
BARE = {Kind.POLICY: BARE_TITLE, Kind.EVENT: BARE_MEETING}
FAMILY = {Kind.FINANCIAL: "Company", Kind.CLUSTER: "Field", Kind.INDUSTRY: "Field"}


Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Record:
    """An entity as one document knows it.

    Attributes:
        document: identifier.
        entity: the entity.
        places: names of the regions the document puts it in or speaks for, nearest first.
    """

    document: str
    entity: Entity
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Join:
    """Why two names are one node."""

    name: str
    other: str
    rule: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """The result.

    Attributes:
        iris: (document, entity key) → IRI.
        nodes: IRI → node, ordered by IRI.
        joins: IRI → why its names are one, ordered.
        unresolved: names in people's decisions that mean no entity of the records, more than one, or one that is to differ from itself.
    """

    iris: Mapping[tuple[str, str], str]
    nodes: Mapping[str, Node]
    joins: Mapping[str, tuple[Join, ...]] = field(default_factory=dict)
    unresolved: frozenset[str] = frozenset()


def identify(records: Iterable[Record], *, same: Iterable[tuple[str, str]] = (), different: Iterable[tuple[str, str]] = ()) -> Identity:
    """Return the IRI of every record and the nodes; a pure function of the set of records and of people's decisions.

    Args:
        records: the entities of all documents.
        same: pairs that a person says are one thing, each by its key (the last part of an IRI, decoded) or as "Class:name".
        different: pairs that are not; a pair (key, "doc:IDENTIFIER") takes what that document calls so apart.

    Cost: near-linear in the number of records; short names are looked up in an index of the fuller ones.
    """
    with uncollected():
        return _identify(sorted(records, key=lambda r: (r.document, r.entity.key)), list(same), list(different))


def _identify(ordered: list[Record], same: Pairs, different: Pairs) -> Identity:
    names = _Names()
    plain = {(r.document, r.entity.key): names.primary(r) for r in ordered}
    joined, parted, unresolved = _resolve(same, different, ordered, plain, names)
    apart = set(parted)
    owns = {(document, key): _set_apart(own, document, apart) for (document, key), own in plain.items()}
    union = _Union(apart)
    for one, other in sorted(joined):
        union.add(one)
        union.add(other)
        union.join(one, other, Join(one, other, "decision"))
    for record in ordered:
        union.add(owns[record.document, record.entity.key])
    _join_introduced(ordered, owns, names, union)
    _join_short(ordered, owns, names, union)
    clusters: dict[str, list[Record]] = defaultdict(list)
    for record in ordered:
        clusters[union.root(owns[record.document, record.entity.key])].append(record)
    return replace(_nodes(clusters, owns, union), unresolved=unresolved)


def name_key(name: str, kind: Kind) -> str:
    """Return the key of a name by its parts alone, as IRIs end in it.

    >>> name_key("重庆胜禹新材料有限公司", Kind.COMPANY)
    'Company:500000.胜禹新材料有限公司'
    """
    return f"{FAMILY.get(kind, kind.value)}:{key(parse_name(name, kind))}"


def _resolve(same: Pairs, different: Pairs, records: list[Record], owns: Mapping[tuple[str, str], str], names: _Names) -> tuple[Pairs, Pairs, frozenset[str]]:
    """Return the pairs of people's decisions as keys, and the names that mean no entity or several; a pair with one of them is left out."""
    if not same and not different:
        return [], [], frozenset()
    keys = set(owns.values())
    labels: dict[str, set[str]] = defaultdict(set)
    for record in records:
        kind = record.entity.kind
        keys.update(names.scoped(name, kind, record.places) for name in record.entity.names)
        for name in record.entity.names:
            labels[f"{kind}:{name}"].add(owns[record.document, record.entity.key])
    found: dict[str, str] = {}
    for name in {name for pair in (*same, *different) for name in pair}:
        if name in keys or name.startswith(DOCUMENT):
            found[name] = name
        elif len(labels.get(name, ())) == 1:
            found[name] = min(labels[name])
    unresolved = {name for pair in (*same, *different) for name in pair if name not in found}
    unresolved |= {name for pair in different for name in pair if found.get(pair[0]) == found.get(pair[1])}
    joined = [(found[a], found[b]) for a, b in same if not {a, b} & unresolved]
    parted = [(found[a], found[b]) for a, b in different if not {a, b} & unresolved]
    return joined, parted, frozenset(unresolved)


DOCUMENT = "doc:"
BRIEF = 2  # characters of a brand of which two firms easily have the same end
LOOSE = "公司"  # a form that newspapers give any firm


def _set_apart(own: str, document: str, different: set[tuple[str, str]]) -> str:
    """The key of a record; one of its own where a person says that this document means another thing."""
    return f"{own}@{DOCUMENT}{document}" if (own, DOCUMENT + document) in different else own


class _Names:
    """Keys of names, each parsed once."""

    def __init__(self) -> None:
        self._plain: dict[tuple[str, Kind], tuple[str, bool, str]] = {}

    def plain(self, name: str, kind: Kind) -> tuple[str, bool, str]:
        """The key of a name by its parts alone, whether it says too little to be one thing everywhere, and its legal form."""
        found = self._plain.get((name, kind))
        if found is None:
            parts = parse_name(name, kind)
            vague = kind is Kind.PERSON or (kind in SCOPED and not parts.places and (not parts.core or bool(parts.level) or len(parts.core) < 2))
            found = self._plain[name, kind] = name_key(name, kind), vague, parts.legal
        return found

    def scoped(self, name: str, kind: Kind, places: tuple[str, ...]) -> str:
        """The key of a name, with the place or organisation that makes it one thing where it says too little itself."""
        if kind is Kind.REGION:
            divisions = find_region(name, places)
            if len(divisions) == 1:
                return f"Region:{divisions[0].key}"
        plain, vague, _ = self.plain(name, kind)
        place = _place_key(places) if vague else ""
        return f"{plain}@{place}" if place else plain

    def primary(self, record: Record) -> str:
        """The key of a record's fullest name; what is called nothing but 《意见》 or 座谈会 is another thing in each document."""
        own = self.scoped(record.entity.names[0], record.entity.kind, record.places)
        bare = BARE.get(record.entity.kind)
        return f"{own}@{DOCUMENT}{record.document}" if bare and bare.fullmatch(fold(record.entity.names[0])) else own


def _place_key(places: tuple[str, ...]) -> str:
    """The nearest place as a code where it is a division, else its name; empty without a place."""
    for place in places:
        divisions = find_region(place, places)
        return divisions[0].key if len(divisions) == 1 else place
    return ""


class _Union:
    """Disjoint sets of keys; the root of a set does not depend on the order of joining: it is the smallest by rank."""

    def __init__(self, apart: Iterable[tuple[str, str]] = ()) -> None:
        self._parent: dict[str, str] = {}
        self._apart = [pair for pair in apart if not pair[1].startswith(DOCUMENT)]
        self.reasons: dict[str, list[Join]] = defaultdict(list)

    def add(self, one: str) -> None:
        self._parent.setdefault(one, one)

    def root(self, one: str) -> str:
        self._parent.setdefault(one, one)
        while self._parent[one] != one:
            self._parent[one] = self._parent[self._parent[one]]
            one = self._parent[one]
        return one

    def join(self, fuller: str, other: str, why: Join) -> None:
        a, b = self.root(fuller), self.root(other)
        if a != b and any({self.root(x), self.root(y)} == {a, b} for x, y in self._apart):
            return
        self.reasons[fuller].append(why)
        if a != b:
            self._parent[max(a, b)] = min(a, b)


Owns = dict[tuple[str, str], str]


def _join_introduced(records: list[Record], owns: Owns, names: _Names, union: _Union) -> None:
    """Join what a document calls by several names, unless a name is so used of two things."""
    called: dict[str, dict[str, tuple[str, str, str]]] = defaultdict(dict)
    for record in records:
        entity, own = record.entity, owns[record.document, record.entity.key]
        for name in entity.names[1:]:
            other = names.scoped(name, entity.kind, record.places)
            if other != own and may_be_same(parse_name(name, entity.kind), parse_name(entity.names[0], entity.kind)).answer is not Answer.DIFFERENT:
                called[other].setdefault(own, (name, entity.names[0], record.document))
    for other, fulls in sorted(called.items()):
        if len(fulls) == 1 or len({union.root(full) for full in fulls}) == 1:
            for own, (name, label, document) in sorted(fulls.items()):
                union.join(own, other, Join(name, label, "introduced", document))


def _join_short(records: list[Record], owns: Owns, names: _Names, union: _Union) -> None:
    """Join a short company name, or one that says no more than 公司 (孩子王公司), with the only full one that it may stand for."""
    fulls: dict[str, str] = {}
    loose: dict[str, str] = {}
    shorts: dict[str, str] = {}
    called: set[tuple[str, str]] = set()
    for record in records:
        if record.entity.kind in (Kind.COMPANY, Kind.FINANCIAL):
            label = record.entity.names[0]
            called.update((label, name) for name in record.entity.names[1:])
            legal = names.plain(label, record.entity.kind)[2]
            target = shorts if not legal else loose if legal == LOOSE else fulls
            target.setdefault(label, owns[record.document, record.entity.key])
    index = NameIndex(fulls, Kind.COMPANY)
    for label, own in sorted(loose.items()):
        _link(label, label.removesuffix(LOOSE), own, index, fulls, union, called)
    left = [short for short, own in sorted(shorts.items()) if not _link(short, short, own, index, fulls, union, called)]
    others = NameIndex(loose, Kind.COMPANY)
    for short in left:
        _link(short, short, shorts[short], others, loose, union, called)


def _link(label: str, short: str, own: str, index: NameIndex, fulls: Mapping[str, str], union: _Union, called: Container[tuple[str, str]]) -> bool:
    """Join a name with the only one of an index that it may stand for; say whether the index has any such. `called`: full names and what a document calls them for short."""
    full = index.link(short)
    if full is not None and (full, short) not in called and _ends_brand(short, full):
        return True
    if full is not None and union.root(own) != union.root(fulls[full]) and _is_alone(own, union):
        union.join(fulls[full], own, Join(label, full, "only compatible full name"))
    return full is not None


def _ends_brand(short: str, full: str) -> bool:
    """Say whether two characters are the end of a full name's longer brand: 华天 of 山大华天软件 in one report is no proof that another's 华天 is that firm."""
    core = parse_name(full, Kind.COMPANY).core
    return len(short) == BRIEF and core != short and core.endswith(short)


def _is_alone(own: str, union: _Union) -> bool:
    """A short name that a document has introduced for something is not linked again."""
    return union.root(own) == own and not union.reasons.get(own)


def _nodes(clusters: dict[str, list[Record]], owns: Owns, union: _Union) -> Identity:
    """Write a node for each cluster: IRI by its fullest name's key, label, aliases, class by weight."""
    iris: dict[tuple[str, str], str] = {}
    nodes: dict[str, Node] = {}
    joins: dict[str, tuple[Join, ...]] = {}
    for _, members in sorted(clusters.items()):
        kind, label, labels = _called(members)
        own = [owns[r.document, r.entity.key] for r in members]
        keys = sorted(set(own))
        main = min(key for key, r in zip(own, members, strict=True) if r.entity.names[0] == label)
        iri = entity_iri(main)
        concept, broader = _concept(label, kind)
        nodes[iri] = Node(
            iri=iri, kind=kind, label=label, aliases=tuple(sorted(labels - {label})), code=_code(label, kind, members),
            replaced=tuple(entity_iri(k) for k in keys if k != main), concept=concept, broader=broader,
        )  # fmt: skip
        reasons = {why for k in keys for why in union.reasons.get(k, ())}
        joins[iri] = tuple(sorted(reasons, key=lambda j: (j.name, j.other, j.rule, j.document)))
        for record in members:
            iris[record.document, record.entity.key] = iri
    return Identity(iris, dict(sorted(nodes.items())), joins)


def _called(members: list[Record]) -> tuple[Kind, str, set[str]]:
    """The class that most records of a thing give, its longest first name, and all its names."""
    if len(members) == 1:
        only = members[0].entity
        return only.kind, only.names[0], set(only.names)
    kinds = Counter([r.entity.kind for r in members])
    firsts = Counter([r.entity.names[0] for r in members])
    label = max(firsts, key=lambda name: (len(name), firsts[name], name))
    return max(kinds, key=lambda k: (kinds[k], k.value)), label, {name for r in members for name in r.entity.names}


def _code(label: str, kind: Kind, members: list[Record]) -> str:
    """GB/T 2260 of a division; else the code that a document gives."""
    if kind is Kind.REGION:
        for record in members:
            divisions = find_region(label, record.places)
            if len(divisions) == 1 and divisions[0].code:
                return divisions[0].code
        return ""
    return min((r.entity.code for r in members if r.entity.code), default="")


def _concept(label: str, kind: Kind) -> tuple[str, bool]:
    """The GB/T 4754 concept of an industry, and whether it is wider."""
    found = find_industry_concept(label) if kind is Kind.INDUSTRY else None
    return (concept_iri(found[0]), found[1] == "broad") if found else ("", False)
