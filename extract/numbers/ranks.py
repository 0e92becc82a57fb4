"""Ranks: 居全市第一, 位列全国第3位, 居世界首位.

In: a healed text and a sentence. Out: `Raw` numbers with unit 位 and the field of the rank. It refuses ordinals that
count (第一批), date (第一季度) or name (第一产业, 第一中学).
"""

from __future__ import annotations

import re

from extract.numbers.numerals import read_number
from extract.observations.framing import Raw
from ontology.facts import Bound, Span

__all__ = ["find_ranks"]

FIELD = (
    # 全国, 中部, 某某省
    r"(?P<field>(?:全|我)[国省市区县州球]|世界|全球|国内|亚洲|省内|市内|行业|同行业|区县|中部|西部|东部|东北|历史"
    # …地区, …市, 各县区
    r"|[\u4e00-\u9fff]{2}地区|(?![稳居位列跃排名保持第])[\u4e00-\u9fff]{2,6}[省市区县州盟]|[\u4e00-\u9fff]{2}"
    r"|各[\u4e00-\u9fff]{2,4})?"
    r"(?:各[省市区县州盟]{1,3}|同类[\u4e00-\u9fff]{0,4}|区县|行业|地区|企业|银行|同期|业|城市)?"  # 各区县, 同类城市
)
RANK = re.compile(
    # what takes or holds a rank
    rf"(?:位列|位居|稳居|跃居|升至|升到|提升[至到]|上升[至到]|跃升[至到]|前移[至到]|进至|排名|排在|名列|列居|居于|居|排|列|总量"
    rf"|总数|保持|蝉联|登上|荣登|均为|为|是|、|占|数量|规模|均)"
    rf"(?:\d{{4}}年的?)?(?P<gap>{FIELD})"  # 2024年的 and the field
    r"(?:的)?(?:第(?P<n>[一二三四五六七八九十]{1,3}|\d{1,3})(?P<unit>高?位|名)?|(?P<top>首位|榜首|之首))(?=[，。；、）！：\n]|$|并|且|和|与|以及|的|，)"
)
LOOSE = re.compile(
    # 全国同行业
    r"(?P<field>全国|全省|全市|全区|全县|世界|全球|国内|区县|亚洲|全自治区)"
    r"(?:同行业|同类\w{0,4}|行业|区县|各?[省市区县]{0,2}(?:中)?)?"
    r"(?:第(?P<n>[一二三四五六七八九十]{1,3}|\d{1,3})(?P<unit>位|名)?|(?P<top>首位|榜首|之首))"  # 第三位, 首位
    r"(?=[，。；、）！：\n]|$|并|且|和|与|以及)"
)
LONG = re.compile(r"(?:位列|位居|排名|名列|列|居|、)(?P<field>[^，。；、\d第]{2,16}\d{0,3}强?[^，。；、\d第]{0,6})第(?P<n>\d{1,4}|[一二三四五六七八九十百]{1,5})(?P<unit>位|名)(?P<top>)?")

HELD = re.compile(
    r"(?:位居|稳居|蝉联|连续[\d一二三四五六七八九十]{1,3}年(?:位居|保持|稳居|居|蝉联|名列)?)"  # 连续五年位居
    r"(?P<field>(?:全国|全省|全市|中国|国内|世界|全球|亚洲|行业)[^，。；、\d第]{2,16})"  # 全国…
    r"第(?P<n>[一二三四五六七八九十]|\d{1,3})(?P<unit>位|名)?(?P<top>)?(?=[，。；）！\n]|$)"  # 第一位
)
"""A field that says what is compared, too: 蝉联中国投影机市场出货量第一."""

TOP = re.compile(
    r"(?:位列|位居|稳居|跃居|蝉联|排名|名列|高居|暂居|雄踞|(?<![定宜安民])居(?!民|住|家|委|然|多|高))"  # what takes or holds a rank
    # any words, then 第三位 or 榜首
    r"(?P<field>[^，。；、：\d第（）]{2,16})(?:第(?P<n>[一二三四五六七八九十]{1,3}|\d{1,3})(?P<unit>位|名)?"
    r"|(?P<top>首位|榜首|之首))(?=[，。；、）！|\n]|$)"
)
"""A field of any words, up to what closes its clause: 居肝胆用药品牌榜榜首, 排名五大新城第二."""


def find_ranks(text: str, sentence: Span) -> list[Raw]:
    """Return the ranks of one sentence in order.

    >>> text = "规上工业企业数量稳居全市第1位"
    >>> [(str(r.value), r.within) for r in find_ranks(text, Span(0, len(text)))]
    [('1', '全市')]
    """
    found: dict[int, Raw] = {}
    for pattern in (RANK, LOOSE, LONG, HELD, TOP):
        for match in pattern.finditer(text, sentence.begin, sentence.end):
            value = read_number(match["n"]) if match["n"] else read_number("1")
            if value is None or value == 0:
                continue
            begin = match.start("n") - 1 if match["n"] else match.start("top")
            if begin in found:
                continue
            field = match["field"] or ""
            left = match.start("field") if match["field"] else begin
            found[begin] = Raw(Span(begin, match.end()), value, "", "位", Bound.EXACT, left if pattern is LOOSE else match.start(), match.end(), None, value, "rank", within=field, is_rank=True)
    return [found[key] for key in sorted(found)]
