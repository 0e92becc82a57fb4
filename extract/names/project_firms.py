"""The firm that a project's or plant's name begins with, by form alone: 青禾光能|年产8吉瓦组件项目, 云岭石化|扩建, 青禾集团|铜箔车间.

In: the label of a project or plant. Out: how many of its characters name the firm, the place before it included; 0 where nothing says so.
What stands before a capacity, or before a word for rebuilding, is a firm unless it ends in a word for a thing (基地, 公路, 二期).
"""

from __future__ import annotations

import re

from extract.lexicons import alternation
from ontology.facts import Kind
from ontology.regions import find_region, split_region

__all__ = ["firm_length"]

AMOUNT = re.compile(
    r"(?:年产|日产|总投资|投资)?[0-9]+(?:\.[0-9]+)?余?[万亿千百]*(?:吨|兆瓦|千瓦|吉瓦|[GMK]W|台|套|辆|平方米|亩|条|米|头|只|片|支|立方米|桶|升|件|双|座)"
)
CHANGE = re.compile(r"搬迁|扩产|改扩建|扩建|技改|技术改造|迁建|增资|(?<=硅能|光伏|新材|材料|电子|科技|石化|化工|能源|汽车|锂电|电池|食品|药业|机械|重工|钢铁)[一二三]期")
FIRM = re.compile(r"[一-龥A-Za-z]{1,4}?(?:实业|股份|集团|公司|[钛铝药乳锂铜纸酒镁钨船糖锌铅]业|重工|光能|制药|石化|重科|科技)")
SURE = re.compile(r"[一-龥A-Za-z]{1,6}?(?:集团|股份(?!制)|公司)")
THING = re.compile(rf"(?:{alternation('words_names', 'thing')})$")
NO_BRAND = re.compile(alternation("words_names", "no_brand"))
# two characters and a trade that hardly names a thing alone, before what the firm builds: 禾川半导体|晶圆项目
BRANDED = re.compile(
    r"(?P<brand>[一-龥]{2})(?:新能源|半导体|(?<!新)能源|化工|智能|钢铁)(?!集团|公司|科技|汽车|装备|产业|网联|制造|化|工厂|园|基地|城|互联|设备|材|终端|驾驶|传感|感知|建造|综合|管理|和|及|与|、)"
)
ADJECTIVES = re.compile(alternation("words_names", "adjective"))
SEAT = re.compile("(?P<area>全球|亚太|华[东南西北中]区域|(?:西南|西北|华[东南西北中])(?=总部))?(?:区域)?(?:超级|智能)?(?:工厂|研发中心|科技园|总部|制造基地)(?:项目)?$")
SHORTEST_SEATED = 2  # characters of a firm before the place of its plant
LONGEST = 8  # characters of a firm that only its place speaks for
LONGEST_CHANGED = 6  # the same before a word for rebuilding
LEAST_REST = 3  # characters of a project after its firm
TRADE = re.compile(r"(?:[一-龥]业|石化|化工|核电|制药|重工|钢铁|集团|股份|公司|石化公司|光能)")  # no firm without its place: 锦州|钛业


def _branded(body: str) -> int:
    """Return the length of two characters and a trade that together are a firm: 禾川半导体|晶圆项目, but not 精细化工|原料项目; 0 where they are none."""
    found = BRANDED.match(body)
    if found is None or len(body) - found.end() < LEAST_REST or find_region(found["brand"]):
        return 0
    return 0 if ADJECTIVES.search(found["brand"]) or NO_BRAND.search(found["brand"]) or THING.search(found["brand"]) else found.end()


def _before_place(body: str) -> int:
    """Return the length of a firm that a place parts from what it has there: 星邦智能|波兰|工厂, 云禾数科|华西区域|总部; 0 where nothing does."""
    seat = SEAT.search(body)
    if seat is None:
        return 0
    head = body[: seat.start()]
    if seat["area"]:
        return len(head)
    return next((at for at in range(SHORTEST_SEATED, len(head) - 1) if find_region(head[at:])), 0)


def firm_length(label: str, kind: Kind) -> tuple[int, int]:
    """Return begin and end of the firm in a label; (0, 0) where there is none.

    >>> firm_length("青禾光能年产8吉瓦组件项目", Kind.PROJECT), firm_length("海上风电50万千瓦项目", Kind.PROJECT)
    ((0, 4), (0, 0))
    """
    place = split_region(label).length
    place = place if place > 1 else 0  # 青|禾光能 is no firm of 青海
    body = label[place:]
    if kind is Kind.PROJECT and (end := _branded(body)):
        return place, place + end
    end = _end(body, kind) or _before_place(body)
    firm = body[:end]
    inside = next((at for at in range(2, end - 1) if any(find_region(firm[at:to]) for to in range(at + 2, end + 1))), end)
    firm, end = firm[:inside], inside
    if not re.fullmatch(r"[一-龥A-Za-z]{2,}", firm) or THING.search(firm) or NO_BRAND.search(firm):
        return 0, 0
    return (0 if TRADE.fullmatch(firm) else place), place + end


def _end(body: str, kind: Kind) -> int:
    """Return where the firm ends in what follows the place; 0 if nothing says so."""
    if kind is not Kind.PROJECT:
        sure = SURE.match(body)
        return sure.end() if sure and len(body) - sure.end() >= LEAST_REST else 0
    firm = FIRM.match(body)
    if firm and len(body) - firm.end() >= LEAST_REST and body[firm.end()] not in "园城":
        return firm.end()
    amount, change = AMOUNT.search(body), CHANGE.search(body)
    if amount and amount.start() <= LONGEST:
        return amount.start()
    return change.start() if change and change.start() <= LONGEST_CHANGED else 0
