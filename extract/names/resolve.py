"""One document's entities and mentions from its decided names: which names are one thing, what pointing words point to.

In: `doc._.names`, sentences, the home that the user gave. Out: `doc._.entities`, `doc._.mentions`, `doc._.home`.
Names join when they are equal once folded, when the text introduces one for the other (以下简称), or when exactly one
fuller name of the document is compatible by its parts; likeness alone joins nothing. 我区, 该公司, 园区 become mentions
of what they point to where that can be told, else nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from spacy.language import Language

from extract.discourse.deixis import find_pointers, is_pointer, resolve_pointers
from extract.discourse.home import INNER, settle_home
from extract.names.aliases import find_aliases, without_pointer
from extract.names.introductions import find_introductions
from ontology.facts import Entity, Kind, Mention, Span
from ontology.names import is_short_of
from ontology.regions import find_region, split_region

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc

    from extract.layers import Name, Sentence

__all__ = ["add_entities", "fold", "group_names"]

BRACKETS = re.compile(r"[\s“”\"'‘’《》〈〉（）()·•—\-]")
BRACKETED = re.compile(r"（“?(?P<short>[\u4e00-\u9fffA-Za-z0-9]{2,10})”?）")
COUNTED = re.compile(r"^(第[一二三四五六七八九十百\d]+(批|届|家|个)|首批|首个|首家|首届|\d{4}年度?)")
ORGANISATIONS = {Kind.COMPANY, Kind.FINANCIAL, Kind.GOVERNMENT, Kind.INSTITUTION, Kind.PARK}
FIELD_TAILS = re.compile(  # 新能源产业链 is the industry 新能源; 汽车制造业 and 汽车产业 are one, 传统制造业 and 传统产业 are not
    r"(?<=..)(?:产业集群|全?产业链条?|核心产业|产业|行业|集群|领域"
    r"|(?<=..装备)制造业?|(?<!先进)(?<!传统)(?<!高端)(?<!智能)(?<!绿色)(?<!现代)(?<!新型)(?<!技术)(?<!服务型)(?<!装备)(?<!规模)制造业?|业)$"
)
FIELD_HEADS = re.compile(r"^(?:规模以上|规上|\d+(?:千|万)?亿元?级)(?=..)")  # 规上装备制造业 is the industry 装备制造业
SAME_FIELD = {Kind.INDUSTRY, Kind.CLUSTER}
GOODS_TAILS = re.compile(r"(?<=...)(?:系列产品|产品|系列)$")  # 单晶硅棒产品 are 单晶硅棒
WHOLE = re.compile(r"(?<=..)(?:一带|地区|全省|全市|全县|全区|全境)$")  # 吕梁全市 is 吕梁
ANOTHER_NAME = re.compile(r"（([^（）]{2,16})）$")  # 《区域全面经济伙伴关系协定》（RCEP）
FIRM_TAILS = ("集团", "公司", "集团公司", "有限公司", "集团有限公司", "股份有限公司", "集团股份有限公司")
NATION = "中国"
LEVELLED = {Kind.DESIGNATION}
LEVELLED_ORGANS = {Kind.GOVERNMENT, Kind.INSTITUTION}


@Language.component("chanmai_entities")
def add_entities(doc: Doc) -> Doc:
    """Set `doc._.entities`, `doc._.mentions` and `doc._.home`."""
    sentences: list[Sentence] = doc._.sentences
    text = doc._.healed.text
    pointing = [n.span for n in doc._.names if is_pointer(text[n.span.begin : n.span.end])]
    groups = group_names(text, [n for n in doc._.names if n.span not in pointing])
    source = doc._.source
    groups, home_key = settle_home(doc._.healed.text, groups, sentences, hint=source.home if source else "", title=source.title if source else "")
    groups, home_key = _join_levelled(text, groups, home_key)
    pointers = find_pointers(text, [name.span for group in groups for name in group if name.rule != INNER], sentences, pointing)
    pointed, added = resolve_pointers(doc._.healed.text, pointers, groups, sentences, home_key)
    if not home_key:
        home_key = _nation(doc._.healed.text, groups, added)
    entities, mentions, keys = _write(doc._.healed.text, groups, added, pointed, home_key)
    doc._.entities, doc._.mentions = entities, mentions
    doc._.home = [keys[k] for k in home_key if k in keys]
    return doc


def _join_levelled(text: str, groups: list[list[Name]], home: list[int]) -> tuple[list[list[Name]], list[int]]:
    """Join 市能源局 with 云岭市能源局 where 云岭市 is the home; return the groups and the home's indices among them."""
    region = next((groups[k] for k in home if _major(groups[k]) is Kind.REGION), None)
    if region is None:
        return groups, home
    name = _labels(text, region, "")[0]
    organs = {text[n.span.begin : n.span.end]: k for k, group in enumerate(groups) if group[0].kind in LEVELLED_ORGANS for n in group}
    target: dict[int, int] = {}
    for label, k in organs.items():
        whole = organs.get(name + label[1:], k) if LEVEL_WORDS.match(label) and name[-1] == label[0] else k
        if whole != k:
            target[k] = whole
    if not target:
        return groups, home
    members = [list(group) for group in groups]
    for k, whole in target.items():
        members[whole] += members[k]
    kept = [k for k in range(len(groups)) if k not in target]
    number = {k: place for place, k in enumerate(kept)}
    return [sorted(members[k], key=lambda n: n.span) for k in kept], [number[target.get(k, k)] for k in home]


def _nation(text: str, groups: list[list[Name]], added: list[str]) -> list[int]:
    """A report that speaks for nobody smaller speaks for the nation, where it names or points to it."""
    for number, group in enumerate(groups):
        if any(text[n.span.begin : n.span.end] == NATION for n in group):
            return [number]
    return [len(groups) + added.index(NATION)] if NATION in added else []


def fold(text: str, kind: Kind) -> str:
    """Return the form in which two names of a class are equal in one document.

    >>> fold("国家级专精特新“小巨人”企业", Kind.DESIGNATION)
    '国家级专精特新小巨人企业'
    """
    folded = BRACKETS.sub("", without_pointer(text, kind)).lower()
    if kind in SAME_FIELD:
        bare, before = FIELD_HEADS.sub("", folded), ""
        while bare != before:
            bare, before = FIELD_TAILS.sub("", bare), bare
        folded = folded if find_region(bare) else bare
    if kind is Kind.GOVERNMENT:
        folded = folded.replace("监督管理", "监管")
    if kind is Kind.PRODUCT:
        folded = GOODS_TAILS.sub("", folded)
    if kind is Kind.REGION and find_region(WHOLE.sub("", folded)):
        folded = WHOLE.sub("", folded)
    if kind in LEVELLED:
        folded = COUNTED.sub("", folded) or folded
    return folded


def group_names(text: str, names: list[Name]) -> list[list[Name]]:
    """Return the document's names grouped by the thing they name, in order of first mention; each name in one group."""
    by_fold = _sort_by_fold(text, names)
    parent = {key: key for key in by_fold}

    def root(key: str) -> str:
        while parent[key] != key:
            key = parent[key]
        return key

    for short, full in _introductions(text, names, by_fold):
        if root(short) != root(full):
            parent[root(short)] = root(full)
    introduced = {root(key) for key in _introduced(text, by_fold)}  # what has a short name of its own is no short form of another
    for short, full in _abbreviations(text, by_fold):
        ends = {root(short), root(full)}
        if len(ends) == 2 and not ends <= introduced:
            parent[root(short)] = root(full)
            introduced |= {root(full)} if ends & introduced else set()
    groups: dict[str, list[Name]] = defaultdict(list)
    for key, members in by_fold.items():
        groups[root(key)].extend(members)
    groups = {key: sorted(members, key=lambda n: n.span) for key, members in groups.items()}
    kinds = {key: _major(members) for key, members in groups.items()}
    for short, full in list(find_aliases(text, groups, kinds)):
        parent[root(short)] = root(full)
        if kinds[short] is Kind.PRODUCT:  # goods that are called like a firm are the firm
            groups[short] = [replace(name, kind=kinds[full]) for name in groups[short]]
    joined: dict[str, list[Name]] = defaultdict(list)
    for key, members in groups.items():
        joined[root(key)].extend(members)
    ordered = [sorted(group, key=lambda n: n.span) for group in joined.values()]
    return sorted(ordered, key=lambda g: g[0].span)


def _family(kind: Kind) -> str:
    """Kinds that one string may be read as without being two things."""
    if kind in {Kind.COMPANY, Kind.FINANCIAL}:
        return "company:"
    if kind in SAME_FIELD:
        return "field:"
    return f"{kind}:"


def _sort_by_fold(text: str, names: list[Name]) -> dict[str, list[Name]]:
    """Return the names under what they are equal by; one string is one thing, of the class with the greatest weight.

    无花果 that is read as goods and once as an industry is one; 无花果产业 beside it is another.
    """
    key_of: dict[Name, str] = {}
    weight: Counter[str] = Counter()
    spelled: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        label = text[name.span.begin : name.span.end]
        key = key_of[name] = _family(name.kind) + fold(label, name.kind)
        weight[key] += round(100 * name.confidence)
        spelled[BRACKETS.sub("", label).lower()].append(name)
    by_fold: dict[str, list[Name]] = defaultdict(list)
    for same in spelled.values():
        by_fold[max({key_of[n] for n in same}, key=lambda key: (weight[key], key))].extend(same)
    return {key: sorted(members, key=lambda n: n.span) for key, members in by_fold.items()}


def _introductions(text: str, names: list[Name], by_fold: dict[str, list[Name]]) -> Iterable[tuple[str, str]]:
    """Pairs (short, full) of group keys where the text says that one stands for the other."""
    key_of = {name.span: key for key, members in by_fold.items() for name in members}
    ending = {name.span.end: name for name in names}
    for introduction in find_introductions(text):
        full = ending.get(introduction.end)
        if full is None:
            continue
        for span in introduction.shorts:
            yield from _link(text[span.begin : span.end], key_of[full.span], full.kind, by_fold)
    for name in names:
        if name.kind is not Kind.PARK and (aside := ANOTHER_NAME.search(text, name.span.begin, name.span.end)):
            yield from _link(aside[1], key_of[name.span], name.kind, by_fold)
    for match in BRACKETED.finditer(text):
        full = ending.get(match.start())
        if full and full.kind in ORGANISATIONS and is_short_of(match["short"], text[full.span.begin : full.span.end], full.kind):
            yield from _link(match["short"], key_of[full.span], full.kind, by_fold)


def _introduced(text: str, by_fold: dict[str, list[Name]]) -> Iterable[str]:
    """Keys of the names that the text introduces a shorter one for."""
    ends = {introduction.end for introduction in find_introductions(text)}
    return (key for key, members in by_fold.items() if any(name.span.end in ends for name in members))


def _link(short: str, full_key: str, kind: Kind, by_fold: dict[str, list[Name]]) -> Iterable[tuple[str, str]]:
    """The pair, if the short name stands elsewhere as a name."""
    folded = fold(short, kind)
    for key in by_fold:
        if key.split(":", 1)[1] == folded and key != full_key:
            yield key, full_key


def _abbreviations(text: str, by_fold: dict[str, list[Name]]) -> Iterable[tuple[str, str]]:
    """Pairs (short, full) where exactly one fuller name of the document is compatible by its parts."""
    by_family: dict[str, list[tuple[str, str, Kind]]] = defaultdict(list)
    for key, members in by_fold.items():
        longest = max((text[n.span.begin : n.span.end] for n in members), key=len)
        by_family[key.split(":", 1)[0]].append((key, longest, _major(members)))
    for family, items in by_family.items():
        if len(items) > 600 or family in {"Person", "Product"}:
            continue  # people and goods join by equality alone
        for key, name, kind in items:
            fuller = [other for other, label, _ in items if other != key and len(label) > len(name) and _is_short(name, label, kind)]
            if len(fuller) == 1:
                yield key, fuller[0]
            elif len(fuller) > 1:
                longest = _same_firm(name, fuller, items) or _one_chain(fuller, items)
                if longest:
                    yield key, longest


def _same_firm(short: str, keys: list[str], items: list[tuple[str, str, Kind]]) -> str:
    """Of several fuller names, the one that only adds a legal form is the firm's: 海尔集团 beside 海尔智家 for 海尔."""
    forms = {short + tail for tail in FIRM_TAILS}
    return next((key for key, label, kind in items if key in keys and label in forms and kind in ORGANISATIONS), "")


def _one_chain(keys: list[str], items: list[tuple[str, str, Kind]]) -> str:
    """If several fuller names are forms of one another, return the fullest; else nothing."""
    labels = {key: (label, kind) for key, label, kind in items if key in keys}
    fullest = max(keys, key=lambda k: (len(labels[k][0]), k))
    label, kind = labels[fullest]
    return fullest if all(k == fullest or _is_short(labels[k][0], label, kind) for k in keys) else ""


def _is_short(short: str, full: str, kind: Kind) -> bool:
    """Say whether a name may stand for a fuller one of its class."""
    if kind is Kind.REGION:
        here, there = find_region(WHOLE.sub("", short)), find_region(WHOLE.sub("", full))
        if here and there:
            return any(a.key == b.key for a in here for b in there)
        return not there and full.endswith(short) and bool(find_region(full.removesuffix(short)))  # 潜山源潭镇 is 源潭镇
    if kind in SAME_FIELD:
        place = split_region(full)
        return place.length > 1 and fold(full[place.length :], kind) == fold(short, kind)  # 宁津健身器材产业, 健身器材产业
    return bool(is_short_of(short, full, kind))


def _major(members: list[Name]) -> Kind:
    """The class with the most weight among a group's names; ties go to the first in order."""
    first = members[0].kind
    for name in members:
        if name.kind is not first:
            break
    else:
        return first
    weight: Counter[Kind] = Counter()
    for name in members:
        weight[name.kind] += max(1, round(name.confidence * 100))
    return max(weight, key=lambda kind: (weight[kind], kind.value))


def _write(
    text: str, groups: list[list[Name]], added: list[str], pointed: dict[int, list[tuple[Span, str]]], home: list[int]
) -> tuple[list[Entity], list[Mention], dict[int, str]]:
    """Number the groups (and the regions only pointed to) in order of first mention; write entities and mentions."""
    firsts = []
    for number in range(len(groups) + len(added)):
        spans = [n.span for n in groups[number]] if number < len(groups) else []
        spans += [span for span, _ in pointed.get(number, [])]
        firsts.append((min(spans), number))
    entities: list[Entity] = []
    mentions: list[Mention] = []
    keys: dict[int, str] = {}
    region = next((groups[k] for k in home if k < len(groups) and _major(groups[k]) is Kind.REGION), None)
    home_name = _labels(text, region, "")[0] if region else ""
    for _, number in sorted(firsts):
        key = keys[number] = f"e{len(keys)}"
        if number < len(groups):
            group = groups[number]
            entities.append(Entity(key, _major(group), _labels(text, group, home_name)))
            mentions.extend(Mention(n.span, text[n.span.begin : n.span.end], key, False, n.confidence, n.rule) for n in group)
        else:
            entities.append(Entity(key, Kind.REGION, (added[number - len(groups)],)))
        mentions.extend(Mention(span, text[span.begin : span.end], key, True, 0.9, rule) for span, rule in pointed.get(number, []))
    return entities, sorted(mentions, key=lambda m: (m.span.begin, -m.span.end)), keys


LEVEL_WORDS = re.compile(r"^(区|县|市|省|州|旗)(?=.*(委|府|局|厅|办|院|会|人大|政协|中心|公司|联|部|队)$)")


def _unquoted(name: str) -> str:
    """Take off quotes that enclose the whole name; those of a part of it stay (“技术流”评价体系)."""
    inside = name[1:-1]
    return inside if name[:1] == "“" and name[-1:] == "”" and "“" not in inside else name


def _labels(text: str, group: list[Name], home: str) -> tuple[str, ...]:
    """Return a group's labels, the fullest first; 区经济信息委 gets its region before it where the home is known."""
    kind = _major(group)
    counted = Counter(_unquoted(without_pointer(text[n.span.begin : n.span.end], kind)) for n in group)
    labels = sorted(counted, key=lambda s: (-len(s), -counted[s], s))
    if kind in LEVELLED_ORGANS and home and LEVEL_WORDS.match(labels[0]) and home[-1] == labels[0][0]:
        labels.insert(0, home + labels[0][1:])
    if kind is Kind.REGION:
        full = {d.name for label in labels for d in find_region(label, labels)}
        if len(full) == 1:
            labels.insert(0, full.pop())
    return tuple(dict.fromkeys(labels))

