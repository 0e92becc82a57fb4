"""Whether the words between a person and an organisation say that the person heads it.

In: a text, the spans of both, the names between them. Out: yes or no. A head's title ends where the person begins (某公司董事长李某,
某局党组书记、局长李某, 公司总经理李某) or follows the organisation after the person (李某是某公司董事长); founders found it. Who heads a
section (某局办公室主任, 某集团市场部经理), who works, studies, speaks or advises there, and who stands beside another's title
(省委书记某某和省长李某) heads it not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ontology.facts import Kind
from ontology.model import ORGANISATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ontology.facts import Span

__all__ = ["is_head"]

# Written for chanmai. Words for heads and deputies; what ends in 长 (局长, 村长, 董事长) is one, too.
TITLE: Final = (
    "(?:书记|主任|主席|总经理|总裁|经理|负责人|总理|首席执行官|首席[\u4e00-\u9fff]{1,4}官|行政总裁|CEO|CTO|COO|CFO|创始人|创办人|合伙人|董事|掌门人|监事|司令员?|政委|总干事|干事|总监|总编辑?|主编"
    "|主理人|带头人|法定代表人|法人代表|法人|总工程师|总农艺师|总经济师|总会计师|总设计师|总指挥|指挥|召集人|首席代表|老板|大臣|领队|[\u4e00-\u9fff]长助理|[\u4e00-\u9fff]长)"
)
HEAD = re.compile(rf"{TITLE}$")
FOLLOWS = re.compile(rf"[^，。；！？]{{0,12}}?{TITLE}")
MODIFIERS = re.compile(
    r"(?:原|时任|现任|新任|前|专职|挂职|代理?|常务|执行|第一|高级|资深|联合|联席|名誉|副|总|轮值|首任|大|正|党委|党组|党工委|区域|中国区?|大中华区|全球|亚太区"
    r"|技术|运营|市场|营销|销售|产品|财务|生产|行政|人事|品牌|品控|质量|研发|项目|业务|相关|有关|主要|企业|一名|的|“[^”]*”|\s)+$"
)
OWN = re.compile("(?:党委|党组|党工委|管委会|管理委员会|委员会|董事会|董事局|理事会|政府|党支部|党总支|监事会)$")  # organs that stand for the whole
SECTION = re.compile("(?:[^支本全]部|处|科|司|室|中心|站|队|班|厂|馆|院|所|局|公司|集团|办|组|会|车间|系|矿|行|区|店|项目|平台|团队|基地|工段)$")
BELONGS = re.compile("所属|下属|旗下|直属")
# who manages one task of a firm heads it not: 销售经理, 工艺高级经理
TASK = re.compile("(?:销售|技术|市场|生产|项目|业务|品牌|质量|运营|产品|研发|工艺|营销|客户|采购|渠道|策划|传播|公关|施工|安全|设备|人力资源|供应链|区域|店面?|值班|大堂|高级|资深)+经理$")
COMMITTEE = re.compile("(?:原)?(?:分?党组|党委|党工委)(?:成员|委员)")
JOINS = re.compile(r"[、，和与及兼]|以及|\s+")
ASIDE = re.compile("（[^（）]*）")
SELF = re.compile("(?:该|本)?(?:公司|企业|集团|园区|学校|医院|协会|单位|合作社)")  # points back to the organisation: 在某公司展厅，公司董事长李某
FOUNDS = re.compile("创办|创立|创建|成立|创始|执掌|领导|带领|组建|接手|出任|接管|掌舵|接班|领办|当选")
PERSON: Final = "\ue000"
ORGAN: Final = "\ue001"
LONGEST: Final = 60  # characters between the two
AFTER: Final = 24  # characters after the organisation that may hold the title


def is_head(text: str, person: Span, organisation: Span, inside: Sequence[tuple[Span, Kind]], sentence: Span) -> bool:
    """Say whether the words say that the person heads the organisation, or is a deputy of who does.

    Args:
        text: healed.
        person: where the person is named.
        organisation: where the organisation is named.
        inside: other names between the two with their classes, by begin.
        sentence: the organisation's sentence.
    """
    if organisation.end <= person.begin:
        return person.begin - organisation.end <= LONGEST and _titled(_form(text, organisation.end, person.begin, inside))
    if FOUNDS.search(text, max(person.end, sentence.begin), organisation.begin):
        return True
    title = FOLLOWS.match(text, organisation.end, min(sentence.end, organisation.end + AFTER))
    return title is not None and not _is_section(HEAD.sub("", title.group()))


def _form(text: str, begin: int, end: int, inside: Sequence[tuple[Span, Kind]]) -> str:
    """Return the words between, each person and each organisation as one character."""
    parts, last = [], begin
    for span, kind in inside:
        if span.begin < last or span.end > end:
            continue
        parts += [text[last : span.begin], PERSON if kind is Kind.PERSON else ORGAN if kind in ORGANISATIONS else text[span.begin : span.end]]
        last = span.end
    return ASIDE.sub("", "".join([*parts, text[last:end]]))


def _titled(words: str) -> bool:
    """Say whether words that stand between an organisation and a person are the title of its head.

    >>> _titled("党组书记、局长"), _titled("办公室主任"), _titled("首席专家")
    (True, False, False)
    """
    pieces = [piece for piece in JOINS.split(words.strip("“”：: ")) if piece]
    if len(pieces) > 1 and COMMITTEE.fullmatch(pieces[0]):
        pieces.pop(0)  # 党组成员、副局长
    if not pieces or BELONGS.match(words):
        return False
    if _is_title(pieces[0]) and not any(PERSON in piece for piece in pieces):
        return True
    if ORGAN not in words and PERSON not in words and _is_title(SELF.sub("", pieces[-1], count=1)) and "，" in words:
        return True  # 在某公司的展厅，董事长李某
    first, mark, rest = pieces[0].partition(PERSON)  # 副主席某某、某某、李某
    return bool(mark) and _is_title(first) and all(piece in (PERSON, "等") for piece in [*pieces[1:], *([rest] if rest else [])])


def _is_title(words: str) -> bool:
    """Say whether words are a title of a head of the whole, not of a section."""
    words = words.removesuffix("的")
    return HEAD.search(words) is not None and not TASK.search(words) and not _is_section(HEAD.sub("", words))


def _is_section(words: str) -> bool:
    """Say whether what stands before a title names a part of the organisation: 办公室|主任."""
    words = OWN.sub("", MODIFIERS.sub("", words))
    return SECTION.search(words) is not None
