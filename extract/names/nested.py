"""Names inside names: the place that an organ, park or firm is named after, the firm in a project's name.

In: a Doc whose entities, statements and observations are made, and the guesses that lost. Out: further entities and
mentions within the names, and what the name itself states: a project's or facility's firm undertakes it, a park or facility
lies where its name says, a cluster is that of its place. They come last, so that no clause takes a name's inside for its subject.

Of 298 annotated reports, a place that stands only inside a name is listed for 23 of 25 organs and 9 of 15 projects, but
for 51 of 76 firms and 23 of 46 parks only where those who annotate are generous, and hardly for institutes (北京大学), so
of those only what is spelled out (徐州市…) says where they lie. In 453 more, the prefecture or province at the head of a facility's,
park's or programme's name, a firm's country, and what an institute spells out are listed 30 times, 22 times where those who annotate
are generous, and left out 5 times: they are named, but state nothing. The firm at the head of a project's, workshop's or
party committee's name is listed in 40 of 41, the university of a school in it in 11 of 14; the firm of a project's name
undertakes it in 46 of 52, that of a facility's in 44 of 62 (half of them optional), the place of a cluster's name has it in 10 of 16.
"""

from __future__ import annotations

import re
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from spacy.language import Language

from extract.layers import Guess, Name, Sentence
from extract.names.places import NO_TOWN
from extract.names.posts import POST
from extract.names.project_firms import firm_length
from extract.names.wholes import PARTED, wholes_in
from extract.text.sentences import sentence_at
from ontology.facts import Entity, Kind, Mention, Property, Span, Statement
from ontology.model import is_legal
from ontology.names import is_short_of
from ontology.regions import Level, chain, contains, find_region, is_ambiguous_word, names_of, split_region

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from ontology.regions import Division

__all__ = ["add_nested", "find_nested"]

PLACE_HOLDERS = frozenset({Kind.GOVERNMENT, Kind.PROJECT})  # any place in their names counts
SPELLED_HOLDERS = frozenset({Kind.COMPANY, Kind.PARK, Kind.FACILITY, Kind.EVENT, Kind.CLUSTER})  # a place that is spelled out counts
SPOKEN_HOLDERS = frozenset({Kind.INSTITUTION, Kind.POLICY, Kind.PROGRAMME, Kind.PRODUCT})  # a place that is spoken of elsewhere counts
BIG_HOLDERS = frozenset({Kind.PARK, Kind.FACILITY, Kind.CLUSTER, Kind.PROGRAMME})  # provinces and prefectures count by any name
COUNTRY_HOLDERS = frozenset({Kind.COMPANY, Kind.INSTITUTION})  # countries count
FIRM_HOLDERS = frozenset({Kind.PROJECT, Kind.FACILITY, Kind.PARK, Kind.PRODUCT, Kind.GOVERNMENT, Kind.INSTITUTION, Kind.COMPANY})
NATION = "中国"
FIRMS = frozenset({Kind.COMPANY, Kind.FINANCIAL})
LEAST_FIRM = 0.3  # probability of a losing guess that still names the firm at the head of a project's name
LEAST_BRAND = 0.85  # the same for other names: a word of the lexicon, a legal form
MINISTRY = f"lexicon:{Kind.GOVERNMENT.value}"
SHORTEST_FIRM = 2  # characters
SHORTEST_REST = 2  # characters that must be left of a name after its place
ORGAN_REST = re.compile("[委办局厅]")  # 辽宁省|委
SPELLED = ("省", "市", "县", "区", "旗", "州", "盟")
REGION_INSIDE = "nested:region"
BEFORE = "nested:before"  # a firm that its place in the name of a project says, after the region
BARE_FORM = re.compile(r"(?:（[^（）]{2,6}）)?(?:集团|股份|有限|责任|控股|科技|实业)*公司")
ISSUER = "nested:issuer"
ISSUERS = re.compile(r"《(中共中央|中华人民共和国海关总署|[一-龥]{2,8}(?:省委|市委|区委|县委))?[ 、]?(国务院|[一-龥]{2,9}(?:人民政府|(?<!人民)政府))?(?=(?:办公厅)?(?:关于|印发|与))")
BUILT = frozenset({Kind.PROJECT, Kind.FACILITY})
CAPACITY = re.compile(  # an amount, goods, and what is built: of 65 such in annotated reports 55 are listed as goods
    r"(?:[0-9.]+[万亿千百]*(?:吨|台套|台|套|辆|只|片|支|平方米|立方米|件|米)|[0-9.]+[万千百]?(?:GWh?|吉瓦时?))(?:/[年日])?级?的?(?P<goods>[一-龥A-Za-z0-9-]{3,14}?)"
    r"(?:智能|绿色|扩建|改扩建|复产|改造|一体化|产业化|新建|扩产|建设|生产|制造|精深加工|深加工|加工|技改|示范|二期|一期|三期)*(?:项目|生产线|产线|示范线|中试线|工程|基地|装置)$"
)
OF_FIRM = re.compile("[^，、]{4,24}?公司的?(?=(?:年产|[0-9]|[一二三四]期)...)")
NO_GOODS = re.compile("^[h级]|[的及与和等、]|化$|除杂|脱氢|综合|利用|储能|光伏$|风电|发电|[一二三四五]期|项目|重点|炼化|源网")
WITHIN = "nested:within"  # a whole inside another one, of which the name says nothing
COMMON = frozenset({"小米", "苹果", "三星", "联想", "航天科技", "中国电子", "中国建筑", "中远海运"})  # goods, and heads of other names
COMMITTEE = re.compile("(?:党委|党组|党总支|党支部|纪委|工会|团委)$")
PART_OF_FIRM = re.compile("(?:部|中心|研究院|研究所|委员会|董事局|实验室|科|处|室|车间|网点|分公司|事业部)$")
LEGAL_TAIL = re.compile("(?:集团|股份|控股|科技|实业)*(?:有限责任公司|有限公司|股份公司|集团公司)$")
SHORTEST_CORE = 4  # characters of a firm's name that a project is known by
LEGAL_FORM = re.compile(r".{2,24}?(?:有限责任公司|有限公司|集团)(?![（）股有公控总])")
SCHOOL = re.compile(r"([^（）]{2,10}大学|中国科学院|中国社会科学院|中国农业科学院|中国农科院)[^（）]{2,}(?:学院|研究所|研究院|所|中心|实验室|系|团队)")
FOREIGN = re.compile("[A-Za-z]{2}")  # BHX begins with no BH
MINISTRY_PART = re.compile("(?:司|局|室|厅|处|中心|研究院|研究所|总站)$")
COLLECTIVE = ("国务院", "中共中央", "党中央", "中央", "省委", "市委", "县委", "区委", "州委", "自治区", "省政府", "市政府", "县政府", "区政府", "州政府")
VILLAGE_ORGAN = re.compile(r"(?:([一-龥]{1,3}(?:镇|乡|街道))|([一-龥]{1,4}村)){1,2}(?=党支部|党总支|党委|党工委|党群|政府|人民政府|村委会|村民委员会|办事处)")
TOWN_PART = re.compile(r"[一-龥]{1,3}?(?:镇|乡|街道)|[一-龥]{1,4}?村(?!镇|级|民|庄)")


LIES = {Kind.PARK: 0.75, Kind.FACILITY: 0.6, Kind.PROJECT: 0.7}  # confidence, from those reports, that a thing lies where its name says
UNDERTAKES = {Kind.PROJECT: 0.95, Kind.FACILITY: 0.7}
HAS = 0.8
MADE = 0.85  # of goods that bear their maker's name
GROWN = 0.8  # of goods that bear the name of the place they come from
PART = 0.95  # of an organisation whose name begins with another's
OWNED = 0.8  # the same of two firms
NO_ORIGIN = frozenset({"中国", "国家", "世界", "亚太", "亚洲", "非洲", "欧洲", "美洲", "全球"})  # 中国高铁 says no place
NO_WHOLE = frozenset({"海关", "公司", "集团", "法院", "检察院", "工会", "学院", "大学", "银行", "学校", "医院", "支行", "分行"})  # of many: 海关|总署 is no part of one
WHOLES = frozenset({Kind.INSTITUTION, Kind.GOVERNMENT, Kind.FINANCIAL, Kind.COMPANY, Kind.PARK})  # what another's name may begin with
OWN_UNIT = re.compile("(?:[^会]部|科|处|网点|车间|工会|党委|团委|[分支]行)$")  # of a firm: a part of it, no firm of its own
OWN_FIRM = re.compile("(?:公司|集团|厂|矿|电站|油田|银行|中国)$")
BETWEEN = re.compile("公司|集团|研究院|研究所|大学|[和、]")  # another organisation stands between the two
LINE = re.compile("(?:线站?|线网|航线|班列|展[台馆区]|国家馆)$")  # 上海轨道交通11号线 goes on, 斯里兰卡展台 stands elsewhere
# of what follows a place: 山东|援疆项目, 青岚|某某（云岭）项目 lie elsewhere; 平陆|运河 is called after both its ends
AWAY = re.compile("援|海外|驻|运河|铁路|高铁|高速|公路|管道|特高压|[^（）]*（(?P<other>[一-龥]{2,5})）")
# makers whose name after another firm's makes that of their joint venture: 一汽|丰田. Written for chanmai from the makers' own names.
JOINT_VENTURE = re.compile("(?:丰田|本田|大众|日产|通用|奔驰|宝马|福特|奥迪|马自达|现代|起亚|标致|雪铁龙|三菱|铃木|沃尔沃|雷诺|五菱|捷豹路虎)+")
STATION = re.compile("[^，]{0,4}?(?:港|港口|港区|机场|站|铁路|高铁|高速|高速公路|口岸|航线|班列|号|路|桥|湾|中心)")  # 天津港, 郑州机场: of the place by name alone
NO_SEAT = re.compile("运河|生产建设兵团|工业园区$")  # 平陆|运河, 新疆|生产建设兵团, 苏州|工业园区: names of their own
CALLED = re.compile("(?:国际)?机场|[东西南北]?站|海峡|矿|港(?!区)")  # 美兰|机场, 平潭|海峡公铁大桥, 海州|矿: called after the place, wherever they lie
AREA = re.compile("(?:片区|园区|分区|区块|组团|功能区|园)$")


@Language.component("chanmai_nested")
def add_nested(doc: Doc) -> Doc:
    """Append nested entities and mentions, and the statements that names make."""
    text: str = doc._.healed.text
    sentences: list[Sentence] = doc._.sentences
    outer = [m for m in doc._.mentions if not m.deictic]  # names, and the home where it stands only inside one
    kinds = {e.key: e.kind for e in doc._.entities}
    names = [Name(m.span, kinds[m.entity], m.confidence, m.rule) for m in outer]
    holder = {m.span: m for m in outer}
    known = _Known(doc._.entities)
    added: list[Mention] = []
    nested = find_nested(text, names, doc._.guesses)
    goods = {text[name.span.begin : name.span.end] for name in names if name.kind is Kind.PRODUCT}
    narrowest = {around.span: name.span for name, around in nested}  # of 重庆市江津区 the district
    for name, around_name in nested:
        around = holder[around_name.span]
        key = known.entity(text[name.span.begin : name.span.end], name.kind)
        if key == around.entity:
            continue  # a firm's short name at the head of its full one
        mention = Mention(name.span, text[name.span.begin : name.span.end], key, confidence=name.confidence, rule=name.rule)
        if name.span not in holder:  # the home was read there before
            added.append(mention)
        where = sentence_at(sentences, name.span.begin)
        origin = name.kind is Kind.REGION and kinds[around.entity] in LIES and _is_origin(around.anchor, mention.anchor, goods)
        if where >= 0 and not origin and name.rule != WITHIN and not (kinds[around.entity] is Kind.CLUSTER and narrowest[around.span] != name.span):
            doc._.statements.extend(_say(mention, name.kind, around, kinds[around.entity], sentences[where].span))
    doc._.statements.extend(_contain(doc, [m for m in outer if kinds[m.entity] is Kind.REGION], [m for m in added if m.rule == REGION_INSIDE]))
    doc._.entities = _known_by(known.entities)
    idle = _idle_nation(doc)
    doc._.mentions = sorted((m for m in [*doc._.mentions, *added] if m.entity not in idle), key=lambda m: (m.span.begin, -m.span.end))
    return doc


def _known_by(entities: list[Entity]) -> list[Entity]:
    """Return the entities, a project that begins with its firm's registered name known by the rest too: 云岭新材料有限公司|年产2万吨铜箔项目."""
    for number, entity in enumerate(entities):
        if entity.kind is Kind.PROJECT and "公司" in entity.names[0] and (firm := OF_FIRM.match(entity.names[0])):
            entities[number] = replace(entity, names=tuple(dict.fromkeys((*entity.names, entity.names[0][firm.end() :]))))
    return entities


def _idle_nation(doc: Doc) -> set[str]:
    """Return the nation's key where the text only points to it (我国, 全国) and nothing is said of it: then it is no thing of the report."""
    nation = {e.key for e in doc._.entities if e.kind is Kind.REGION and e.names[0] == NATION}
    nation -= {m.entity for m in doc._.mentions if not m.deictic}
    if nation:
        nation -= {key for s in doc._.statements for key in (s.subject, s.object)} | {o.subject for o in doc._.observations}
    return nation


def _is_origin(label: str, place: str, goods: set[str]) -> bool:
    """Say whether the place in a thing's name only says where goods or a firm come from: 米脂小米|育种项目, 山东|援疆项目."""
    away = AWAY.match(label, label.find(place) + len(place))
    if away:
        there = find_region(away["other"] or "")
        return away["other"] is None or (bool(there) and not any(contains(a, b) for a in find_region(place) for b in there))
    return any(len(name) > len(place) and name.startswith(place) and label.startswith(name) for name in goods)


def _contain(doc: Doc, plain: list[Mention], inside: list[Mention]) -> Iterator[Statement]:
    """Yield that a place is part of the one right before it, where one of the two stands inside a name: 青岚省|云岭市|白水区人社局."""
    ending = {m.span.end: m for m in [*plain, *inside]}
    nested = {m.span for m in inside}
    for mention in sorted([*plain, *inside], key=attrgetter("span")):
        above = ending.get(mention.span.begin)
        if above is None or above.entity == mention.entity or not {above.span, mention.span} & nested:
            continue
        here, there = find_region(mention.anchor), find_region(above.anchor)
        where = sentence_at(doc._.sentences, mention.span.begin)
        if where >= 0 and (any(contains(a, b) for a in there for b in here) if here and there else not here and TOWN_PART.fullmatch(mention.anchor) is not None):
            yield Statement(mention.entity, Property.PART_OF, above.entity, doc._.sentences[where].span, mention.span, above.span, PART, rule="name:partOf")


class _Known:
    """The document's entities, to which a nested name belongs or is added."""

    def __init__(self, entities: list[Entity]) -> None:
        self.entities = list(entities)
        self._keys: dict[tuple[str, str], str] = {}
        for entity in entities:
            for name in entity.names:
                for form in self._forms(name, entity.kind):
                    self._keys.setdefault(form, entity.key)

    def entity(self, name: str, kind: Kind) -> str:
        """Return the key of the entity of a name; made where there is none."""
        for form in self._forms(name, kind):
            if form in self._keys:
                return self._keys[form]
        if kind in FIRMS:
            fuller = [e.key for e in self.entities if e.kind in FIRMS and any(_is_same_firm(name, label, kind) for label in e.names if e.kind is not Kind.FINANCIAL or "（" not in label)]
            if len(fuller) == 1:
                self._keys.update(dict.fromkeys(self._forms(name, kind), fuller[0]))
                return fuller[0]
        key = f"e{len(self.entities)}"
        divisions = find_region(name) if kind is Kind.REGION else ()
        full = min(divisions, key=lambda d: (d.level, d.key)).name if divisions else name
        self.entities.append(Entity(key, kind, tuple(dict.fromkeys((full, name)))))
        for form in self._forms(name, kind):
            self._keys[form] = key
        return key

    @staticmethod
    def _forms(name: str, kind: Kind) -> list[tuple[str, str]]:
        """What a name is known by: a region by its highest division so called (河北 is the province), others by the name."""
        if kind is Kind.REGION:
            divisions = find_region(name)
            return [("Region", min(divisions, key=lambda d: (d.level, d.key)).key), ("Region", name)] if divisions else [("Region", name)]
        return [("firm" if kind in FIRMS else str(kind), name)]


def _is_same_firm(name: str, label: str, kind: Kind) -> bool:
    """Say whether two names are one firm's; 中国银行 and 中国银行（香港）有限公司 are two banks, so no label of a bank with a bracket is asked for."""
    return _is_bare(name, label) or bool(is_short_of(name, label, kind)) or bool(is_short_of(label, name, kind))


def _is_bare(name: str, full: str) -> bool:
    """Say whether a firm's full name is this one with no more than a place and a legal form: 三一硅能（朔州）有限公司."""
    head = full.find(name)
    return head >= 0 and split_region(full).length >= head and len(full) > head + len(name) and bool(BARE_FORM.fullmatch(full, head + len(name)))


def _say(inner: Mention, kind: Kind, around: Mention, outer: Kind, sentence: Span) -> Iterator[Statement]:
    """Yield what a name states of the name inside it."""
    if kind is Kind.REGION and outer in LIES and not (outer is Kind.FACILITY and LINE.search(around.anchor)):
        yield Statement(around.entity, Property.LOCATED_IN, inner.entity, sentence, around.span, inner.span, LIES[outer], rule="name:locatedIn")
    elif kind is Kind.REGION and outer is Kind.CLUSTER:
        yield Statement(inner.entity, Property.HAS_CLUSTER, around.entity, sentence, inner.span, around.span, HAS, rule="name:hasCluster")
    elif inner.rule == ISSUER:
        yield Statement(around.entity, Property.ISSUED_BY, inner.entity, sentence, around.span, inner.span, PART, rule="name:issuedBy")
    elif kind in FIRMS and outer in UNDERTAKES:
        yield Statement(inner.entity, Property.UNDERTAKES, around.entity, sentence, inner.span, around.span, UNDERTAKES[outer], rule="name:undertakes")
    elif outer is Kind.PRODUCT and kind in {*FIRMS, Kind.REGION} and inner.anchor not in NO_ORIGIN and not around.anchor.endswith("技艺"):
        trust = GROWN if kind is Kind.REGION else MADE
        yield Statement(inner.entity, Property.PRODUCES, around.entity, sentence, inner.span, around.span, trust, rule="name:produces")
    elif kind in WHOLES and outer in WHOLES and inner.anchor not in NO_WHOLE and not BETWEEN.search(around.anchor[len(inner.anchor) : -2]):
        predicate, trust = _belonging(around.anchor, kind, outer)
        if is_legal(predicate, outer, kind):
            yield Statement(around.entity, predicate, inner.entity, sentence, around.span, inner.span, trust, rule=f"name:{predicate}")


def _belonging(label: str, inner: Kind, outer: Kind) -> tuple[Property, float]:
    """Return how a thing stands to the one that its name begins with, and how sure that is."""
    if inner in FIRMS and outer is Kind.COMPANY and not OWN_UNIT.search(label):
        return Property.SUBSIDIARY_OF, OWNED
    return Property.PART_OF, PART


def find_nested(text: str, names: list[Name], guesses: list[Guess]) -> list[tuple[Name, Name]]:
    """Return pairs of a name that stands inside a given one, and that one; by begin, the inner ones without overlap."""
    spoken = {d.key for name in names if name.kind is Kind.REGION for d in find_region(text[name.span.begin : name.span.end])}
    firms = {text[name.span.begin : name.span.end] for name in names if name.kind in FIRMS}
    short = {core for firm in firms if (core := _core(firm))} if any(name.kind is Kind.PROJECT for name in names) else set()
    wholes = {text[name.span.begin : name.span.end]: name.kind for name in names if name.kind in WHOLES}
    losers: dict[int, list[Guess]] = {}
    for guess in guesses:
        if guess.probability >= LEAST_FIRM and guess.kind in FIRMS:
            losers.setdefault(guess.span.begin, []).append(guess)
    ministries = {g.span for g in guesses if g.source == MINISTRY}
    spelled = {text[name.span.begin : name.span.end]: name.kind for name in names}
    found: list[tuple[Name, Name]] = []
    for name in names:
        inner = _joint(text, name, _firm(text, name, firms | short if name.kind is Kind.PROJECT else firms, losers.get(name.span.begin, []))) if name.kind in FIRM_HOLDERS else None
        inner = inner or _parent(text, name, ministries) or (_whole(text, name, wholes) if name.kind in WHOLES else None)
        inner = (_organisation(text, name, spelled) if name.rule[: len(POST)] == POST else None) or inner
        if name.kind in BUILT and (goods := _goods(text, name)):
            found.append((goods, name))
        if name.kind is Kind.POLICY and (issuers := ISSUERS.match(text, name.span.begin, name.span.end)):
            found.extend((Name(Span(*issuers.span(k)), Kind.GOVERNMENT, name.confidence, ISSUER), name) for k in (1, 2) if issuers[k])
        by_form = _by_form(text, name, spelled) if name.kind in PARTED else []
        if inner is None and by_form:
            inner = by_form[0]
        if inner is not None:
            found.append((inner, name))
        found.extend((one, name) for one in by_form if inner is None or one.span != inner.span)
        in_zone = any(one.kind is Kind.PARK for one in by_form)  # whose place it is, not the organ's
        if not in_zone and (inner is None or inner.rule in {BEFORE, "nested:form"}) and name.kind in PLACE_HOLDERS | SPELLED_HOLDERS | SPOKEN_HOLDERS:
            found.extend((place, name) for place in _places(text, name, spoken) if inner is None or inner.rule != BEFORE or place.span.end <= inner.span.begin)
    return sorted(found, key=lambda pair: pair[0].span)


def _goods(text: str, name: Name) -> Name | None:
    """Return the goods that a project's or line's name has a capacity of: 年产5万吨|高镍正极材料|项目."""
    goods = CAPACITY.search(text, name.span.begin, name.span.end)
    if goods is None or NO_GOODS.search(goods["goods"]):
        return None
    return Name(Span(*goods.span("goods")), Kind.PRODUCT, name.confidence, WITHIN)


def _core(firm: str) -> str:
    """Return a firm's name without the place before it and its legal form, which a project bears: 青岚|禾盛化工|有限公司; empty where that is no name."""
    form = LEGAL_TAIL.search(firm)
    place = split_region(firm).length
    core = firm[place if place > 1 else 0 : form.start()] if form else ""
    return core if len(core) >= SHORTEST_CORE and not find_region(core) else ""


def _places(text: str, name: Name, spoken: set[str]) -> Iterator[Name]:
    """Yield the places that a name begins with, from the highest down: 重庆市, 江津区 of 重庆市江津区委."""
    label = text[name.span.begin : name.span.end]
    at = 0
    for part, rule in _divisions(label, name.kind, spoken):
        yield _within(name, at, at + len(part), rule)
        at += len(part)
    organ = VILLAGE_ORGAN.match(label, at) if name.kind is Kind.GOVERNMENT else None
    end = organ.end() if organ else len(label) - SHORTEST_REST if at and label[at - 1] in SPELLED and name.kind is not Kind.GOVERNMENT else at
    while (town := TOWN_PART.match(label, at, end)) and not town.group()[:-1].endswith(NO_TOWN):
        yield _within(name, at, town.end())
        at = town.end()


def _within(name: Name, begin: int, end: int, rule: str = REGION_INSIDE) -> Name:
    """Return the region at some characters of a name."""
    return Name(Span(name.span.begin + begin, name.span.begin + end), Kind.REGION, name.confidence, rule)


def _divisions(label: str, kind: Kind, spoken: set[str]) -> list[tuple[str, str]]:
    """Return the names of the divisions that a label begins with, or its country, each with a rule; none where they hardly say where."""
    place = split_region(label)
    rest = label[place.length :]
    if NO_SEAT.match(rest) or not place.divisions or (len(rest) < SHORTEST_REST and not (kind is Kind.GOVERNMENT and ORGAN_REST.match(rest))):
        return []
    division = place.divisions[0]
    head = label[: place.length]
    if len(head) == 1 or not _is_plain(head, division, spoken, alone=len(place.divisions) == 1, kind=kind, rest=rest):
        return []
    plain = division.key in spoken or (kind not in SPOKEN_HOLDERS | {Kind.INSTITUTION} and _is_spelled(head, division, kind))
    rule = REGION_INSIDE if plain and (head.endswith(division.name) or not CALLED.match(rest)) else WITHIN
    if division.level is Level.COUNTRY:
        return [(head, rule)]
    parts: list[tuple[str, str]] = []
    for each in reversed(chain(division)):
        at = sum(len(part) for part, _ in parts)
        part = next((n for n in sorted(names_of(each), key=len, reverse=True) if len(n) > 1 and head.startswith(n, at)), "")
        if part:
            parts.append((part, rule))
    return parts


def _is_plain(head: str, division: Division, spoken: set[str], *, alone: bool, kind: Kind, rest: str) -> bool:
    """Say whether the head of a name surely is a place that counts: spelled out, a big place, a country, or spoken of elsewhere in the report."""
    if division.key in spoken:
        return bool(division.code) or division.level is Level.COUNTRY
    if not alone or (kind in SPOKEN_HOLDERS and not _is_said(head, division, kind)):
        return False
    station = kind is Kind.FACILITY and STATION.fullmatch(rest) is not None
    if _is_said(head, division, kind) and not station:
        return not is_ambiguous_word(head)
    return _is_spelled(head, division, kind) and not (station and division.level is Level.PROVINCE)


def _is_spelled(head: str, division: Division, kind: Kind) -> bool:
    """Say whether the head of a name is a place so spelled that the name states where the thing lies."""
    if division.level is Level.COUNTRY:
        return kind in PLACE_HOLDERS | {Kind.FACILITY} and head not in NO_ORIGIN
    if not division.code:
        return False  # 西部, 西北, 中国 in a name say hardly where
    if kind in SPELLED_HOLDERS and not (kind is Kind.FACILITY and division.level is Level.PROVINCE):
        return head.endswith(division.name)
    big = division.level in (Level.PROVINCE, Level.PREFECTURE) or kind is Kind.PROJECT
    return head.endswith(division.name) or (big and not is_ambiguous_word(head))


def _is_said(head: str, division: Division, kind: Kind) -> bool:
    """Say whether the head of a name is a place that the report speaks of by it, though the name alone states nothing of the place."""
    if division.level is Level.COUNTRY:
        return kind in COUNTRY_HOLDERS and head not in NO_ORIGIN
    if kind is Kind.INSTITUTION:
        return bool(division.code) and head.endswith(division.name)
    return kind in BIG_HOLDERS and bool(division.code) and division.level in (Level.PROVINCE, Level.PREFECTURE)


def _parent(text: str, name: Name, ministries: set[Span]) -> Name | None:
    """Return the university of a school, the ministry of a department, that a name begins with."""
    label = text[name.span.begin : name.span.end]
    if name.kind is Kind.INSTITUTION and (school := SCHOOL.fullmatch(label)) and not split_region(label[school.end(1) :]).length > 1:
        return Name(Span(name.span.begin, name.span.begin + school.end(1)), Kind.INSTITUTION, name.confidence, "nested:parent")
    if name.kind in {Kind.GOVERNMENT, Kind.INSTITUTION} and MINISTRY_PART.search(label) and not label.startswith(COLLECTIVE):
        for span in ministries:
            if span.begin == name.span.begin and span.end < name.span.end - 1:
                return Name(span, Kind.GOVERNMENT, name.confidence, "nested:parent")
    return None


def _whole(text: str, name: Name, wholes: dict[str, Kind]) -> Name | None:
    """Return the organisation or park, named elsewhere in the report, that a name begins with: the longest one."""
    label = text[name.span.begin : name.span.end]
    for length in range(len(label) - SHORTEST_REST, 1, -1):
        kind = wholes.get(label[:length])
        if kind is not None and _may_hold(kind, name.kind, label[length:]) and not FOREIGN.match(label, length - 1):
            return Name(Span(name.span.begin, name.span.begin + length), kind, name.confidence, "nested:whole")
    return None


def _organisation(text: str, name: Name, spelled: dict[str, Kind]) -> Name | None:
    """Return the organisation that a unit before somebody's post belongs to."""
    rule, _, length = name.rule.partition(":")
    if rule != POST or not length:
        return None
    span = Span(name.span.begin, name.span.begin + int(length))
    return Name(span, spelled.get(text[span.begin : span.end], name.kind), name.confidence, "nested:whole")


def _by_form(text: str, name: Name, spelled: dict[str, Kind]) -> list[Name]:
    """Return the wholes that a name begins with by its form, the longest first; no region, and of the class that the name has elsewhere."""
    label = text[name.span.begin : name.span.end]
    found: list[Name] = []
    for length, kind in wholes_in(label, name.kind):
        whole = label[:length]
        if not find_region(whole) and not find_region(whole.removesuffix("铁路")):
            place = Span(name.span.begin, name.span.begin + length)
            found.append(Name(place, spelled.get(whole, kind), name.confidence, WITHIN if found else "nested:form"))
    return found


def _may_hold(whole: Kind, part: Kind, rest: str) -> bool:
    """Say whether a thing of one class, with the rest of its name after the other's, is a part of that."""
    if part is Kind.PARK or whole is Kind.PARK:
        return part is whole and AREA.search(rest) is not None
    if part is Kind.COMPANY and whole is not Kind.COMPANY:
        return False
    return part is not Kind.COMPANY or OWN_FIRM.search(rest) is not None or OWN_UNIT.search(rest) is not None


def _joint(text: str, name: Name, firm: Name | None) -> Name | None:
    """Return the firm with its partner where the two names together are a joint venture's: 一汽丰田|冲压工厂."""
    if firm is None or firm.kind not in FIRMS:
        return firm
    partner = JOINT_VENTURE.match(text, firm.span.end, name.span.end - 1)
    return replace(firm, span=Span(firm.span.begin, partner.end())) if partner else firm


def _firm(text: str, name: Name, firms: set[str], guesses: list[Guess]) -> Name | None:
    """Return the firm that a name begins with: one named elsewhere or with its legal form, else, for a project, the best guess that lost."""
    label = text[name.span.begin : name.span.end]
    if name.kind is Kind.GOVERNMENT:
        head = COMMITTEE.search(label)
        firm = label[: head.start()] if head else ""
        if len(firm) < SHORTEST_FIRM or not (firm in firms or LEGAL_FORM.fullmatch(firm) or any(g.span.end == name.span.begin + len(firm) for g in guesses)):
            return None
        return Name(Span(name.span.begin, name.span.begin + len(firm)), Kind.COMPANY, name.confidence, "nested:firm")
    if name.kind in {Kind.INSTITUTION, Kind.COMPANY} and not PART_OF_FIRM.search(label):
        return None
    legal = LEGAL_FORM.match(label)
    known = max((firm for firm in firms if label.startswith(firm) and len(firm) < len(label) and not FOREIGN.match(label, len(firm) - 1)), key=len, default="")
    if legal and len(known) < legal.end() < len(label):
        known = legal.group()
    if known:
        return Name(Span(name.span.begin, name.span.begin + len(known)), Kind.COMPANY, name.confidence, "nested:firm")
    if name.kind in {Kind.PROJECT, Kind.FACILITY, Kind.PARK, Kind.INSTITUTION}:
        begin, end = firm_length(label, name.kind)
        if end:
            return Name(Span(name.span.begin + begin, name.span.begin + end), Kind.COMPANY, name.confidence, BEFORE)
    least = LEAST_FIRM if name.kind is Kind.PROJECT else LEAST_BRAND
    inside = [
        g for g in guesses
        if g.span.end < name.span.end and g.probability >= least
        and (name.kind is Kind.PROJECT or (g.span.end < name.span.end - 1 and text[g.span.begin : g.span.end] not in COMMON))
    ]  # fmt: skip
    if not inside:
        return None
    best = max(inside, key=lambda g: (g.probability, g.span.end))
    return Name(best.span, best.kind, best.probability, "nested:firm")
