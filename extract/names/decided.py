"""Decided names: all sources' guesses weighed in one place.

In: a Doc of characters (and `doc._.reading`, where a learned reader is in the pipeline). Out: `doc._.guesses`, every
vote, and `doc._.names`, the names that win, by begin and without overlap.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

from spacy.language import Language

from extract.layers import Guess, Name
from extract.lexicons import Scanner, read_rows, read_words
from extract.names.brands import add_brands
from extract.names.chains import split_chains
from extract.names.firms import find_firms
from extract.names.forms import add_divisions, add_forms
from extract.names.introduced import follow_introductions, roles
from extract.names.lists import find_cued, find_joint, find_listed, find_quoted
from extract.names.mending import mend
from extract.names.patterns import find_edges, find_goods, find_headed
from extract.names.persons import find_persons
from extract.names.places import find_regions
from extract.names.posts import add_units
from extract.names.recurring import DEPARTMENT, add_recurring
from extract.names.rostered import add_rostered
from extract.names.votes import BEST, OTHER, gather, weigh
from ontology import tables
from ontology.facts import Kind, Span
from ontology.model import ORGANISATIONS
from ontology.regions import split_region

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Doc

    from extract.names.votes import Candidate

__all__ = ["add_names", "all_guesses", "choose", "heard"]

JOINT = re.compile("[与和]")
WHOLE = re.compile("(?:大学|公司|集团|银行|研究院)$")  # ends of names that stand by themselves: of 中国物流与采购联合会, 采购联合会 does not
LATIN = re.compile("[A-Za-z]{2}")
POINTING = re.compile(r"[全我本该各][省市区县镇乡村旗](?![场域级道里委])(?=..)")
THRESHOLD = 0.35  # swept 0.20 … 0.55 in steps of 0.05: best span F1 on 217 marked reports, five folds
THRESHOLD_READ = 0.56  # swept 0.54 to 0.62 on four sets that neither weights nor reader had seen: F1 is level from 0.56 on (extract/models/votes.md)
SECOND = frozenset({Kind.EVENT, Kind.PARK, Kind.PROJECT, Kind.FINANCIAL, Kind.DESIGNATION, Kind.COMPANY})
MATE_LEAST = 0.45  # where it stands in a list beside a name of its class: 某某科技、某某齿轮箱
SECOND_LEAST = 0.55  # swept 0.45 … 0.58 with the reader taught 360 more reports: best for names on three sets that it had not seen, numbers and relations level
BOOK = re.compile(r"《[^《》\n]{2,60}》(?:（[^（）\n]{2,12}）)?")
SHORT = re.compile(r"（(?:以下)?(?:简称|下称|又称|以下称)[：:]?[“‘]?([^“”‘’（）\n，、]{2,16})[”’]?[^（）\n]{0,12}）")
BOTH = {"Industry": "Product", "Product": "Industry"}  # a word for goods is also a word for who makes them
PAIRS = {"（": "）", "“": "”", "《": "》", "‘": "’", "【": "】"}
CLOSING = frozenset(PAIRS.values())
WIDEST_ROLE = 5  # characters of the longest word that leads to a name
REPEATED = frozenset(Kind) - {Kind.REGION}
LEAST = 0.02  # probability below which a candidate adds nothing
SUREST = 0.97  # probability that readings of one place add up to at most
LIKELY = 0.1  # probability of a firm that is enough where the other class cannot be
LEXICON = {kind: f"lexicon:{kind.value}" for kind in Kind}
GAZETTEER = "region:"
FIELD, BRAND = LEXICON[Kind.INDUSTRY], LEXICON[Kind.COMPANY]
SHORT_PROJECT = 6  # characters; so short a project says what it is: 扩建, 一期, 大桥
PROJECT_LIKE = re.compile(r"[\dA-Za-z“”]|项目|工程|基地|中心|计划|行动|改造|建设|提升|[线路桥港站厂园区城馆期号电改建]$")
PLAIN = re.compile(  # last words that leave no doubt what a name names
    r"(?:(?P<FinancialInstitution>(?:融资|信用)担保中心|(?:金融租赁|担保|保险|财险|产险|寿险|人寿|证券|信托|期货|小额贷款|消费金融|中金)(?:（[一-龥]{2,4}）)?(?:集团)?(?:股份)?(?:有限)?(?:责任)?公司"
    r"|(?:财险|产险|寿险|人寿|保险)[^，、]{0,12}[分支]公司|银行（[一-龥]{2,4}）(?:股份)?有限公司|(?:证券|期货|商品|原料|黄金|票据|国际)交易所|农信联社|信用联社|信用合作联社)"
    r"|(?P<Institution>供销社|供销合作社|供销合作总社|协会|律师事务所|电视总台|广播电视台|秘书处|附中|附小|中学|小学|(?:集团|公司)[一-龥]{2,8}委员会)"
    r"|(?P<Designation>(?<![^批])(?:国家级?|省级|市级)(?:战略性新兴产业|先进制造业|(?:中小企业)?特色产业)集群)"
    r"|(?P<GovernmentBody>议会)"  # 议会
    r"|(?P<Company>公司|集团|(?<![电水])厂|供电局|工程局|旅行社)"  # 公司, 集团, 供电局
    r"|(?P<Facility>景区|(?<!产业)(?<!科技)(?<!工业)(?<!农业)(?<!物流)公园|植物园|动物园|工厂"  # sights, parks of plants and animals
    r"|会展中心(?:（[一-龥]{2,4}）)?|会议中心|体育中心|奥体中心|服务区|影视乐园|商城))$"  # halls
)
MISTAKEN = {  # what names read as such a class may be by their last word
    Kind.FACILITY: {Kind.FINANCIAL, Kind.INSTITUTION},
    Kind.INSTITUTION: {Kind.FINANCIAL, Kind.GOVERNMENT, Kind.COMPANY, Kind.FACILITY},
    Kind.GOVERNMENT: {Kind.FINANCIAL, Kind.INSTITUTION, Kind.COMPANY, Kind.FACILITY},
    Kind.COMPANY: {Kind.INSTITUTION, Kind.FACILITY, Kind.FINANCIAL},
    Kind.CLUSTER: {Kind.DESIGNATION},
    Kind.PARK: {Kind.FACILITY},
}
PAIRED = re.compile(r"([^和与及、]{1,12}委)(?:和|、|及|与)((?:[^和与及、]{0,12}[省市区县州])?(?:人民)?政府|[^和与及、]{0,12}(?:人大|政协))")
PAIR_MARK = re.compile(f"[{''.join(PAIRS)}{''.join(PAIRS.values())}]")
QUOTES_MEET = re.compile("[”’》][“‘《]")  # “科创九条”“复工复产十条” are two names
TITLE_TAIL = re.compile(r"(?<=.{3})(?:荣誉称号|名单|称号|榜单|荣誉|行列)$")  # 制造业领军企业名单: the list is no part of the title
GENERAL = frozenset(  # of 233 annotated reports, 2 of 60 that speak of them list them as required
    {"未来产业", "传统产业", "传统制造业", "先进制造业", "新型工业化", "供给侧结构性改革"}
)


@Language.component("chanmai_names")
def add_names(doc: Doc) -> Doc:
    """Set `doc._.guesses` and `doc._.names`."""
    text = doc._.healed.text
    reading = doc._.reading
    read = [] if reading is None else [heard(n.begin, n.end, n.kind, n.probability, best=n.best) for n in reading.names]
    doc._.guesses = guesses = all_guesses(text, read)
    candidates = gather(guesses)
    probabilities = weigh(text, candidates, with_reader=reading is not None)
    doc._.names = choose(text, candidates, probabilities.tolist(), THRESHOLD if reading is None else THRESHOLD_READ)
    return doc


def heard(begin: int, end: int, kind: str, probability: float, *, best: bool) -> Guess:
    """Return a learned reader's name as a guess."""
    return Guess(Span(begin, end), Kind(kind), probability, BEST if best else OTHER)


def all_guesses(text: str, read: Iterable[Guess] = ()) -> list[Guess]:
    """Return what grammar, lexicons, a reader and repetition propose for a healed text."""
    guesses = list(guess_names(text))
    likely = {
        guess.span: guess.kind
        for guess in sorted(guesses, key=attrgetter("probability"))
        if guess.kind in ORGANISATIONS and (guess.source.startswith("lexicon:") or WHOLE.search(text, guess.span.begin, guess.span.end))
    }
    for guess in read:
        if text[guess.span.end - 1 : guess.span.end + 1] == DEPARTMENT:
            continue
        guesses.extend(_parted(text, _within_marks(text, guess), likely))
    guesses.extend(_repeat(text, guesses))
    return guesses


def _within_marks(text: str, guess: Guess) -> Guess:
    """Return a guess with edges that a name may have.

    Without what no name begins with: all up to a 】, 全区, 我市, 该县, which point and name nothing, the rest of a word that leads to it (供应|商, 股|东); a foreign word whole.
    """
    begin, end = guess.span.begin, guess.span.end
    begin = text.rfind("】", begin, end - 2) + 1 or begin
    pointing = POINTING.match(text, begin, end)
    begin = pointing.end() if pointing else begin
    if begin and text[begin] in _inside_roles():
        near = max(0, begin - WIDEST_ROLE)
        begin = next((near + last for first, last, _ in roles().scan(text[near : begin + WIDEST_ROLE]) if near + first < begin < near + last <= end - 2), begin)
    while begin and LATIN.match(text, begin - 1, begin + 1):
        begin -= 1
    while LATIN.match(text, end - 1, end + 1):
        end += 1
    return guess if (begin, end) == (guess.span.begin, guess.span.end) else guess._replace(span=Span(begin, end))


@cache
def _inside_roles() -> frozenset[str]:
    """Return the characters that words which lead to a name have after their first."""
    return frozenset(char for words in read_words("roles").values() for word in words for char in word[1:])


def _parted(text: str, guess: Guess, organisations: dict[Span, Kind]) -> list[Guess]:
    """Return a guess, or the two organisations of which it is no more than the sum: 中联重科与国防科技大学."""
    joint = JOINT.search(text, guess.span.begin + 2, guess.span.end - 2) if guess.kind in ORGANISATIONS else None
    if joint is not None:
        parts = Span(guess.span.begin, joint.start()), Span(joint.end(), guess.span.end)
        if all(part in organisations for part in parts):
            return [guess._replace(span=part, kind=organisations[part]) for part in parts]
    return [guess]


@cache
def _lexicon() -> Scanner[list[tuple[Kind, float]]]:
    table: dict[str, list[tuple[Kind, float]]] = defaultdict(list)
    rows = [row[:3] for name in ("industries", "lexicon") for row in read_rows(name)]
    rows += [("Institution", "0.9", short) for short, _ in tables.read_rows("universities.tsv", 2)]
    rows += [("FinancialInstitution", "0.9", f"{short} {full}") for short, full in tables.read_rows("banks.tsv", 2)]
    for kind, probability, words in rows:
        for word in words.split():
            table[word].append((Kind(kind), float(probability)))
            if kind in BOTH and Kind(BOTH[kind]) not in dict(table[word]):
                table[word].append((Kind(BOTH[kind]), float(probability) / 3))
    return Scanner(table)


def guess_names(text: str) -> Iterator[Guess]:
    """Yield what grammar and lexicons propose for a healed text; guesses may overlap."""
    edges = find_edges(text)
    words = [
        Guess(Span(begin, end), kind, probability, LEXICON[kind])
        for begin, end, found in _lexicon().scan(text)
        for kind, probability in found
    ]
    regions = list(find_regions(text, edges))
    found = [*words, *regions]
    regions.extend(word for word in words if word.kind is Kind.REGION)
    found.extend(find_headed(text, edges, regions, words))
    found.extend(find_goods(text, edges))
    found.extend(find_persons(text))
    found.extend(_find_books(text))
    found.extend(find_listed(text, edges, found))
    found.extend(_find_short_names(text, found))
    found.extend(find_quoted(text))
    found.extend(find_cued(text, edges))
    found.extend(find_joint(text, edges))
    yield from found


def _find_books(text: str) -> Iterator[Guess]:
    """Yield documents named in 《》."""
    for match in BOOK.finditer(text):
        yield Guess(Span(*match.span()), Kind.POLICY, 0.75, "book")


def _find_short_names(text: str, found: Iterable[Guess]) -> Iterator[Guess]:
    """Yield names that are introduced as short for the name before the bracket."""
    matches = list(SHORT.finditer(text))
    by_end = {g.span.end: g for g in sorted(found, key=lambda g: g.span.end - g.span.begin)} if matches else {}
    for match in matches:
        full = by_end.get(match.start())
        if full is not None:
            yield Guess(Span(*match.span(1)), full.kind, 0.9, "short")


def _repeat(text: str, guesses: Iterable[Guess]) -> Iterator[Guess]:
    """Yield the other places where a name stands that was found with good support."""
    best: dict[str, Guess] = {}
    for guess in guesses:
        name = text[guess.span.begin : guess.span.end]
        if (
            guess.kind in REPEATED
            and guess.probability >= 0.55
            and 2 <= len(name) <= 30
            and (name not in best or best[name].probability < guess.probability)
        ):
            best[name] = guess
    have = {(g.span, g.kind) for g in guesses}
    for begin, end, guess in Scanner(best, lasting=False).scan(text):
        if (Span(begin, end), guess.kind) not in have:
            yield Guess(Span(begin, end), guess.kind, guess.probability * 0.9, "repeated")


def choose(text: str, candidates: Sequence[Candidate], probabilities: Sequence[float], threshold: float) -> list[Name]:
    """Return the names that win: without overlap, so that the sum of (probability - threshold) is greatest."""
    found: dict[Span, dict[Kind, Name]] = defaultdict(dict)
    for candidate, probability in zip(candidates, probabilities, strict=True):
        if probability > LEAST and is_well_formed(text[candidate.span.begin : candidate.span.end]):
            first = max(candidate.guesses, key=attrgetter("probability")).source
            name = Name(candidate.span, candidate.kind, round(float(probability), 4), first)
            for part in split_chains(text, [name]) if name.kind is Kind.REGION else (name,):
                _pool(found[part.span], part)
    best = [name for kinds in found.values() if (name := settle(text, kinds)).confidence > threshold]
    best = _schedule(best, threshold)
    best = sorted([*best, *_second_choice(text, best, candidates, probabilities)], key=attrgetter("span.begin"))
    names = list(split_chains(text, add_recurring(text, best)))
    names = [part for name in names for part in _apart(text, name)]
    names = _with_places(text, [trim(text, n) for n in names if text[n.span.begin : n.span.end] not in GENERAL])
    names = add_divisions(text, names, [g for c in candidates for g in c.guesses if c.kind is Kind.REGION and g.source[:7] == GAZETTEER])
    fields = frozenset([text[c.span.begin : c.span.end] for c in candidates for g in c.guesses if g.source == FIELD])
    names = follow_introductions(text, add_forms(text, mend(text, names, fields)), (guess for candidate in candidates for guess in candidate.guesses))
    return add_rostered(text, add_units(text, add_brands(text, find_firms(text, names))), candidates)


def _second_choice(text: str, chosen: list[Name], candidates: Sequence[Candidate], probabilities: Sequence[float]) -> list[Name]:
    """Return what the reader's best reading has where nothing won, of classes whose names are more often right than not there."""
    ranked = [
        (-probability, number)
        for number, (candidate, probability) in enumerate(zip(candidates, probabilities, strict=True))
        if probability >= MATE_LEAST and candidate.kind in SECOND
    ]
    if not ranked:
        return []
    taken = bytearray(len(text))
    begins, ends = {}, {}
    for name in chosen:
        taken[name.span.begin : name.span.end] = b"\1" * (name.span.end - name.span.begin)
        begins[name.span.begin], ends[name.span.end] = name.kind, name.kind
    found = []
    for probability, number in sorted(ranked):
        span, kind = candidates[number].span, candidates[number].kind
        if -probability < SECOND_LEAST and not (
            (ends.get(span.begin - 1) is kind and text[span.begin - 1] == "、") or (begins.get(span.end + 1) is kind and text[span.end] == "、")
        ):
            continue
        if 1 not in taken[span.begin : span.end] and _is_second(candidates[number]) and is_well_formed(text[span.begin : span.end]):
            taken[span.begin : span.end] = b"\1" * (span.end - span.begin)
            found.append(Name(span, kind, round(-float(probability), 4), BEST))
    return found


def _is_second(candidate: Candidate) -> bool:
    """Say whether a reader's best reading has a candidate, and for a firm grammar or a lexicon too."""
    sources = {guess.source for guess in candidate.guesses}
    return BEST in sources and (candidate.kind is not Kind.COMPANY or len(sources) > 1)


def _pool(kinds: dict[Kind, Name], part: Name) -> None:
    """Add a candidate to those of its span.

    A region in a chain is named by each reading that has it as a part: 四川|古蔺县, 四川|古蔺县|马蹄镇 and 四川 alone are
    readings of one place, of which one at most is right; their probabilities add up.
    """
    kept = kinds.get(part.kind)
    if kept is None:
        kinds[part.kind] = part
    elif part.kind is Kind.REGION:
        rule = max(kept, part, key=attrgetter("confidence")).rule
        kinds[part.kind] = replace(kept, confidence=min(SUREST, round(kept.confidence + part.confidence, 4)), rule=rule)
    elif part.confidence > kept.confidence:
        kinds[part.kind] = part


def settle(text: str, kinds: dict[Kind, Name]) -> Name:
    """Return a span's name with the class that it has by all evidence: the likeliest, but what its last word says where that is plain."""
    name = max(kinds.values(), key=attrgetter("confidence", "kind"))
    label = text[name.span.begin : name.span.end]
    company = kinds.get(Kind.COMPANY)
    if company is not None and name.kind is not Kind.COMPANY:
        brand = name.kind is Kind.REGION and company.rule == BRAND and not name.rule.startswith("region")
        headless = name.kind is Kind.PROJECT and len(label) <= SHORT_PROJECT and not PROJECT_LIKE.search(label)
        if brand or (headless and company.confidence >= LIKELY):
            return replace(company, confidence=max(name.confidence, company.confidence))
    if (plain := PLAIN.search(label)) and plain.lastgroup and ((kind := Kind(plain.lastgroup)) is name.kind or kind in MISTAKEN.get(name.kind, ())):
        whole = min(SUREST, round(sum(each.confidence for each in kinds.values()), 4))  # only its class was in doubt
        return replace(name, kind=kind, confidence=max(name.confidence, whole))
    return name


def _apart(text: str, name: Name) -> Iterator[Name]:
    """Yield the two organs of one body each: 江苏省委|和|省政府."""
    pair = PAIRED.fullmatch(text, name.span.begin, name.span.end) if name.kind is Kind.GOVERNMENT else None
    if pair is None:
        yield name
        return
    yield replace(name, span=Span(*pair.span(1)))
    yield replace(name, span=Span(*pair.span(2)))


def _with_places(text: str, names: list[Name]) -> list[Name]:
    """Return the names, a firm's with the region right before it where its own begins inside that one: 四川省|宜宾市某某公司."""
    found: list[Name] = []
    for name in names:
        before = found[-1] if found else None
        joined = None
        if before and before.kind is Kind.REGION and before.span.end == name.span.begin and name.kind is Kind.COMPANY:
            whole = Span(before.span.begin, name.span.end)
            if split_region(text[whole.begin : whole.end]).length > before.span.end - before.span.begin:
                joined = replace(name, span=whole)
                found.pop()
        found.append(joined or name)
    return found


def trim(text: str, name: Name) -> Name:
    """Return the name without what is said of a title but is no part of it: the list it stands on, the honour it is."""
    tail = TITLE_TAIL.search(text, name.span.begin, name.span.end) if name.kind is Kind.DESIGNATION else None
    return replace(name, span=Span(name.span.begin, tail.start())) if tail and tail.start() > name.span.begin else name


def is_well_formed(name: str) -> bool:
    """Say whether a stretch can be a name: letters in it, no end of a sentence, brackets and quotes in pairs.

    >>> is_well_formed("西部（重庆）科学城"), is_well_formed("第五届）中国农交会"), is_well_formed("“甲”“乙”")
    (True, False, False)
    """
    if "\n" in name or "。" in name or not any(map(str.isalpha, name)):
        return False
    if not PAIR_MARK.search(name):
        return True
    if QUOTES_MEET.search(name):
        return False
    opened: list[str] = []
    for char in name:
        if char in PAIRS:
            opened.append(PAIRS[char])
        elif char in CLOSING and (not opened or opened.pop() != char):
            return False
    return not opened


def _schedule(names: list[Name], threshold: float) -> list[Name]:
    """Choose names without overlap by weighted interval scheduling; O(n log n)."""
    names = sorted(names, key=attrgetter("span.end", "span.begin"))
    ends = [n.span.end for n in names]
    best: list[tuple[float, int, int]] = [(0.0, -1, -1)]
    for k, name in enumerate(names):
        before = bisect_right(ends, name.span.begin, 0, k)
        weight = best[before][0] + name.confidence - threshold
        best.append((weight, k, before) if weight > best[k][0] else (best[k][0], -1, k))
    chosen, at = [], len(names)
    while at > 0:
        _, k, before = best[at]
        if k >= 0:
            chosen.append(names[k])
        at = before
    return chosen[::-1]
