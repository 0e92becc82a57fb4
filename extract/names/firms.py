"""Firms that a short notice names by nothing but a brand: 孩子王发布公告, 记者从同益中获悉.

In: a healed text and the names chosen for it. Out: the names with those firms. A reader taught on long reports seldom
knows a brand from one sentence; the place does: what begins a sentence and is followed by what firms do, have or are
called (`data/firms.tsv`), for a notice of a few lines names whom it is about. A registered name at the head of a sentence
is one name. Refused: words that point or name no one, what was read as an organ, a region or another organisation, any
text longer than a notice, and one that introduces short names itself (以下简称).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from extract.layers import Name
from extract.lexicons import any_of, read_rows, read_words
from extract.names.introductions import find_introductions
from ontology.companies import company_words
from ontology.facts import Kind, Span
from ontology.regions import split_region

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["find_firms"]

NOTICE = 240  # characters of a text that is a notice
CONFIDENCE = 0.62  # of a name that only its place speaks for
HELD = frozenset({Kind.COMPANY, Kind.FINANCIAL, Kind.GOVERNMENT, Kind.INSTITUTION, Kind.PARK, Kind.POLICY, Kind.PROGRAMME, Kind.EVENT, Kind.DESIGNATION})
"""Classes of names that are not read anew as a firm's."""
AFTER_CODE = (
    # 晚间发布公告
    r"(?:[0-9]{1,2}月[0-9]{1,2}日|周[一二三四五六日]|当日|昨日|今日|近日|日前)?(?:晚间?|早间|盘后)?(?:发布|公告|披露)"
    r"(?=[^，。\n]{0,12}(?:公告|报告|预告|快报|年报|季报|财报|业绩|称|，))"
    r"|：(?=[^，。\n]{0,12}(?:净利|营收|营业|拟|中标|股东|公司|业绩|股份|投资|获|签))"  # ：业绩…
)
LISTED = re.compile(r"[（(](?:(?:股票|证券)(?:简称|代码)|(?:SH|SZ|HK|BJ)?[.：:]?[0-9]{5,6}[.)）])")
TIME = (
    r"(?:截至|截止|到)?(?:20[0-9]{2}年度?|[0-9]{1,2}月(?:份|[0-9]{1,2}日)?|[0-9]{1,2}日|上半年|下半年|前?[一二三四]季度|第[一二三四]季度|前[0-9一二三四五六七八九十]+个?月|[0-9]{1,2}[至—~-][0-9]{1,2}月)"
    r"(?:(?:[0-9]{1,2}[至—~-][0-9]{1,2}月|[0-9]{1,2}月(?:份|[0-9]{1,2}日)?|[0-9]{1,2}日|上半年|下半年|前?[一二三四]季度|第[一二三四]季度|全年)|(?:以来|末|底|初|中旬|上旬|下旬|期间)|[至—~-](?=[0-9]))*"
)
BY = r"（[^（）\n]{2,16}）|【[^【】\n]{1,16}】|[一-龥]{2,4}[0-9]{1,2}月[0-9]{1,2}日(?:电|讯)"
BRAND = re.compile(r"(?:[*一-龥A-Za-z·]|-(?=[A-Z])){2,8}")
WITH = "与"
ASIDE = r"(?:位于|坐落于|坐落在|地处)[^，。；\n]{2,16}?，|[在为向于][^，。；\n]{2,14}?|[与和同][^，。；\n]{2,16}?|：(?=[^，。\n]{0,12}(?:净利|营收|营业|拟|中标|股东|公司|业绩|股份|投资|获|签))"
HONOUR = r"[^，。；\n]{0,30}(?:企业|冠军|小巨人|工厂|专精特新|[0-9]强|百强|技术中心|奖|瞪羚|独角兽|名单|称号|专利|认证|认定|工作站|药品|批件|批准|注册证|示范)"
MISHEARD = frozenset({Kind.INSTITUTION, Kind.GOVERNMENT, Kind.DESIGNATION})  # classes that a brand is taken for
HEADED = re.compile("[院所校会心室台馆社队站局厅办委部处署府法关]$")  # ends of what is of those classes indeed
CUT = frozenset({Kind.PROJECT, Kind.PRODUCT, Kind.INDUSTRY, Kind.CLUSTER})  # classes whose names may swallow the firm before them
REGISTERED = re.compile(
    # no 公司, verb or 企业 inside
    r"(?:(?!公司|[的了着是将被把]|企业(?!管理|集团|咨询|有限|股份|孵化|服务|发展|投资|总)|旗下"
    r"|股东)[一-龥A-Za-z0-9（）()·]){4,36}?"
    r"(?:股份有限公司|有限责任公司|有限公司)(?![（(]?(?:及|等|[与和同][^，。]{2,20}公司))"  # its legal form, no list of firms
)
PARTS = frozenset({Kind.COMPANY, Kind.REGION, Kind.PRODUCT, Kind.INDUSTRY, Kind.PERSON})  # classes of what a registered name is wrongly cut into
LEAST, LONGEST = 3, 8  # characters of a brand
LOCAL = 5  # characters of a brand that begins with a region
PLAIN = 4  # characters of a brand that ends in no word of firms


@cache
def _lead() -> re.Pattern[str]:
    words = read_words("firms")["lead"]
    return re.compile(rf"(?:^|(?<=[\n。！？；”]))[ 　]*(?:(?:{any_of(words)}|{TIME}|{BY})[，：, ]?)*", re.MULTILINE)


@cache
def _visit() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(read_words('firms')['visit'])})$")


@cache
def _after(role: str) -> re.Pattern[str]:
    """What follows a firm's name: marks of the exchange, words of firms, or what firms do after a time, a place or a partner."""
    words = read_words("firms")
    acts = rf"(?:{any_of(words['between'])}|{TIME}|{ASIDE})*(?:{any_of(words['act'] | words['firm'])}|(?:{any_of(words['honour'])})(?={HONOUR}))"
    return re.compile({"subject": rf"{LISTED.pattern}|{AFTER_CODE}|{acts}", "site": "的?[^，。；\n的]{0,6}(?:车间|工厂|厂区|展厅|生产线|生产基地)", "visit": rf"{LISTED.pattern}|{AFTER_CODE}|{acts}|[，。]"}.get(role) or any_of(words[role]))


@cache
def _tails() -> frozenset[str]:
    return company_words("trade") | company_words("generic") | company_words("group") | read_words("firms")["tail"]


@cache
def _ordinary() -> re.Pattern[str]:
    words = read_words("firms")
    return re.compile(rf"(?:{any_of(words['ordinary'])})+|(?:{any_of(words['beginning'])}).*|.*(?:{any_of(words['ending'])})|.*(?:{any_of(words['inside'])}|在(?!线)).*")


def find_firms(text: str, names: list[Name]) -> list[Name]:
    """Return the names with the firms that only their place names, wherever they stand; without a place for one, the names themselves.

    Args:
        text: healed.
        names: chosen so far, by begin, without overlap.
    """
    if len(text) > NOTICE or find_introductions(text):
        return names
    found: dict[str, Span] = {}
    for match in _lead().finditer(text):
        whole = REGISTERED.match(text, match.end())
        if whole and _is_registered(text, names, whole):
            names = _put(text, names, Span(*whole.span()))
    for spans in _slots(text):
        span = next((span for span in spans if _may_be_brand(text, names, span)), None)
        if span is not None and not any(other.overlaps(span) for other in found.values()):
            found.setdefault(text[span.begin : span.end], span)
    for label in found:
        for match in re.finditer(re.escape(label), text):
            span = Span(*match.span())
            if all(_gives_way(text, name, span) for name in names if name.span.overlaps(span)):
                names = _put(text, names, span)
    return names


def _firm(span: Span) -> Name:
    return Name(span, Kind.COMPANY, CONFIDENCE, "place")


def _slots(text: str) -> Iterator[list[Span]]:
    """Yield the stretches that one place may name, the likeliest first."""
    for match in _lead().finditer(text):
        lead = text[match.start() : match.end()]
        yield _stretches(text, match.end(), _after("site" if lead.endswith("在") else "visit" if _visit().search(lead) else "subject"))
    for match in re.finditer(WITH, text):
        yield _stretches(text, match.end(), _after("object"))


def _stretches(text: str, begin: int, after: re.Pattern[str]) -> list[Span]:
    """Return where a name that begins here may end: where what follows a firm begins, first where that is plain.

    A word that ends names of firms is not cut: 永冠新材|发布, not 永冠|新.
    """
    brand = BRAND.match(text, begin)
    ends = [end for end in range(begin + LEAST, min(begin + LONGEST, brand.end()) + 1) if after.match(text, end)] if brand else []
    whole = (max((later for later in ends if _has_tail(text, begin, end, later)), default=end) for end in ends)
    return [Span(begin, end) for end in dict.fromkeys(whole)]


def _has_tail(text: str, begin: int, end: int, later: int) -> bool:
    """Say whether a word that ends names of firms lies over the first end and ends at the later one."""
    return any(text[start:later] in _tails() for start in range(begin + 1, end + 1)) if later > end else False


@cache
def _last_words() -> tuple[str, ...]:
    return tuple(_tails())


def _may_be_brand(text: str, names: Sequence[Name], span: Span) -> bool:
    """Say whether a stretch may be a firm's name: no ordinary words, no region, and not read as another organisation or as a part of one."""
    label = text[span.begin : span.end]
    if not LISTED.match(text, span.end):
        running = _running().search(label) if len(label) > PLAIN else _running().match(label)
        if running or _ordinary().fullmatch(label) or _is_local(label):
            return False
        if len(label) > PLAIN and not label.endswith(_last_words()):
            return False
    return not any(name.span.overlaps(span) and not _gives_way(text, name, span) for name in names)


def _is_registered(text: str, names: Sequence[Name], whole: re.Match[str]) -> bool:
    """Say whether a sentence begins with one registered name, of which no more than parts were read: 某某与|某某装备股份有限公司."""
    span = Span(*whole.span())
    if _running().match(text, *whole.span()) or _beginning().match(whole[0]):
        return False
    over = [name for name in names if name.span.overlaps(span)]
    if any(name.span.end == span.end and name.kind is Kind.COMPANY and split_region(text[name.span.begin : name.span.end]).length for name in over):
        return False  # 研发机构|某地某某科技有限公司: what stands before a name that begins with its place describes it
    return all(name.span.within(span) and name.span != span for name in over) and all(name.kind in PARTS for name in over)


@cache
def _beginning() -> re.Pattern[str]:
    return re.compile(any_of(read_words("firms")["beginning"]))


@cache
def _running() -> re.Pattern[str]:
    """Words of several characters before which names end (借助, 瞄准)."""
    return re.compile(any_of(word for level, words, *_ in read_rows("stops") if level == "3" for word in words.split() if len(word) > 1))


def _is_local(label: str) -> bool:
    """Say whether a stretch is a region, or what some region makes: 云南省花卉, 德阳清洁能源装备."""
    region = split_region(label).length
    if label.startswith("中国") and region == len(label):
        return region == len("中国")
    return region == len(label) or (region > 0 and (label[region - 1] in "省市县区" or len(label) > LOCAL))


def _gives_way(text: str, name: Name, span: Span) -> bool:
    """Say whether a name is no other thing than a firm's name over it, or swallowed it: 某某与|重庆大学, 某某|轨道交通项目."""
    if name.span.begin == span.begin and name.span.end > span.end:
        return name.kind in CUT or (name.kind is Kind.INSTITUTION and text[span.end] in "与和")
    if name.span == span:
        return name.kind not in HELD or (name.kind in MISHEARD and not HEADED.search(text, span.begin, span.end))
    return name.span.within(span) and (name.kind not in HELD or name.kind is Kind.COMPANY)


def _put(text: str, names: list[Name], span: Span) -> list[Name]:
    """Return the names with a firm's; of a name that began with it and a partner, the partner is left: 某某|与|重庆大学."""
    kept = [name for name in names if not name.span.overlaps(span)]
    swallowed = (name for name in names if name.span.begin == span.begin and name.span.end > span.end + 1 and text[span.end] in "与和")
    partners = (replace(name, span=Span(span.end + 1, name.span.end)) for name in swallowed)
    return sorted([*kept, *partners, _firm(span)], key=lambda name: name.span)
