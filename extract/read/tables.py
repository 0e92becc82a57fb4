"""Rows of a table as lines that read like a sentence, as in 甲公司位于东区，获评市级示范企业.

A place beside a name becomes 位于, a title beside it 获评, goods 主营产品为, a trade 从事, a number goes behind what its column counts: that is what the
columns say. Of a list (a table headed …名单) each row says that it is on it. What no rule reads stays 列名：值.

In: rows of cells, the first maybe a header. Out: one line a row. A table of layout (one cell a row, or long prose in
its cells) comes out as its cells, line by line.
"""

from __future__ import annotations

import re

from extract.lexicons import alternation
from extract.text.columns import FIRMS, Column, column_of

__all__ = ["lines_of_table"]

LONG = 60
"""Characters above which a cell is prose, not a value."""
_MINUS = "-－—–−‐﹣"
_NUMBER = re.compile(rf"[{_MINUS}+＋±]?[\d０-９][\d０-９,，.．]*[%％]?$")
_ORDINAL = re.compile(r"^(序号|编号|No\.?|名次|排名)$", re.IGNORECASE)
_UNIT = re.compile(r"^(?:计量)?单位$")
_HEADER_UNIT = re.compile(r"[（(]\s*([^（()）]{1,8})\s*[)）]\s*$")
_UNITS = re.compile(r"^([十百千万亿]{0,3}(?:元|美元|吨|辆|台|套|件|户|家|个|人|人次|千瓦时|度|平方米|立方米|公里|亩|公顷|标箱|TEU|吨公里)|%|％|百分点|个百分点|万千瓦|GW|MW)$")
_GROWTH = re.compile(r"同比|增速|增长|增幅|增减|降幅|比上年|比去年|环比")
_WAY = re.compile(r"(?:增长率?|增速|增幅|增减|升降|变化|变动|±|\+-|\+/-)+[幅率]?$")
_FALL = re.compile(r"下降|降低|减少|回落|降幅|跌幅")
_AMOUNT = re.compile(r"^(绝对[量额数]|总量|数值|数量|金额|产值|完成[数额量]?|实绩|指标值|本期|累计|本年累计|自?年初累计|当月|.{0,12}(?:累计|当月|完成))$")
_BARE_AMOUNT = re.compile(r"^(绝对|总量|数值|数量|金额|实绩|指标值|本期)")
_PERIOD = re.compile(
    r"^(?:(?:19|20)?\d\d年(?:度|末|底)?"  # 2024年末
    r"|(?:(?:19|20)?\d\d年)?\d{1,2}(?:[-—–~至到]\d{1,2})?月(?:份|末|底)?"  # 1—8月
    r"|(?:(?:19|20)?\d\d年)?(?:上半年|下半年|[一二三四前]{1,2}季度)"  # 上半年, 一季度
    r"|本月|本年|上年|去年|今年|上年同期)"  # 本月, 上年同期
    r"(?:止?累计|完成|实绩|实现)?$"  # 累计, 完成
)
_NAME = re.compile(r"(企业|公司|单位|机构|项目|园区|平台)(名称|全称)?$|^名称$")
_PLACE = re.compile(r"^(所在|所属|注册)?(地|地区|区县|县区|区|市州|城市|县市区|属地|区域)$|^建设地点$")
_AWARD = re.compile(r"^(?:所?获|获得|获评|授予|认定|入选)?的?(?:荣誉|荣誉称号|称号|奖项|资质|奖项名称|类型|类别|名称|级别及类型)$")
_ENTITY = re.compile(
    r"^(?:产业|工业|各)?(?:园区|开发区|地区|区县|区县名|县区|市州|城市"  # places
    r"|镇街|乡镇|街道|企业|公司|单位|集团|行业|产业|产业链|集群|产业集群|板块)"  # towns, firms, trades
    r"(?:名称|全称)?$|^(?:企业|公司|单位|机构|园区|平台|行业|产业|集群)(?:名称|全称)$"  # 企业名称
)
_LIST = re.compile(r"^.{4,40}(?:企业|公司|单位|机构|园区|平台|项目|基地|集群|中心|实验室|工厂|车间).{0,6}(?:名单|名录)$")
_NO_HONOUR = re.compile(alternation("words_relations", "no_honour"))
_NO_CELL = re.compile(alternation("words_names", "cell_none"))
_SAID = {Column.PRODUCT: "主营产品为", Column.INDUSTRY: "从事"}
"""What a column says of the firm of its row, in words that rules read."""
_REGION = re.compile(r"^.{1,20}[省市区县旗州镇乡]$")
_BARE_REGION = re.compile("(?![全各本我多])(?:[一-龥]{2,4}|[一-龥]{1,20}[省市区县旗州镇乡])")


def lines_of_table(rows: list[list[str]]) -> list[str]:
    """Return the lines of a table.

    >>> lines_of_table([["序号", "企业名称", "所在地"], ["1", "甲材料有限公司", "东区"]])
    ['甲材料有限公司位于东区。']
    >>> lines_of_table([["园区", "产值（亿元）", "增速（%）"], ["东港工业园区", "120.5", "8.2"]])
    ['东港工业园区产值120.5亿元，增长8.2%。']
    >>> lines_of_table([["指标", "单位", "1—8月", "同比增长（%）"], ["规上工业总产值", "亿元", "512.3", "6.5"]])
    ['1—8月规上工业总产值512.3亿元，同比增长6.5%。']
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    if not rows:
        return []
    width = max(len(row) for row in rows)
    if width == 1 or _is_layout(rows):
        return [cell for row in rows for cell in row if cell]
    title: list[str] = []
    while rows and len({cell for cell in rows[0] if cell}) == 1 and len(rows) > 1:
        title.append(next(cell for cell in rows.pop(0) if cell))
    header, body = (rows[0], rows[1:]) if len(rows) > 1 and _is_header(rows[0]) else ([], rows)
    listed = next((bare for line in title if _LIST.match(bare := re.sub(r"[（(][^（()）]*[)）]$", "", line).strip()) and not _NO_HONOUR.search(line)), "")
    return title + [line for row in body if (line := _line(header, row, listed))]


def _is_layout(rows: list[list[str]]) -> bool:
    """Say whether prose was laid out by a table: long cells with sentences in them."""
    cells = [cell for row in rows for cell in row if cell]
    return sum(len(cell) > LONG and "。" in cell for cell in cells) * 3 >= len(cells) or len(rows) == 1


def _is_header(row: list[str]) -> bool:
    """Say whether a row names columns: short, and none of its cells a bare number."""
    filled = [cell for cell in row if cell]
    return len(filled) >= 2 and all(len(cell) <= 30 and not _NUMBER.match(cell) for cell in filled) and not any("。" in cell for cell in filled)


def _line(header: list[str], row: list[str], listed: str = "") -> str:
    """Return one row as a sentence; `listed` names the list that the table is."""
    pairs = [(header[k] if k < len(header) else "", cell) for k, cell in enumerate(row)]
    pairs = [(name, cell) for name, cell in pairs if cell and not re.fullmatch(r"[-—–/]+", cell)]
    if len(pairs) > 1 and (_ORDINAL.match(pairs[0][0]) or (not header and pairs[0][1].isdecimal())):
        pairs = pairs[1:]
    if not pairs:
        return ""
    if sentence := _numbers(pairs):
        return sentence
    first, subject = pairs[0]
    if not (_NAME.search(first) or _ENTITY.match(first)):
        return "，".join(_part(name, cell) for name, cell in pairs).rstrip("。；;，,") + "。"
    place = next((pair for pair in pairs[1:] if _is_place(*pair)), None)
    awards = [pair for pair in pairs[1:] if _AWARD.match(pair[0]) and not _NUMBER.match(pair[1]) and len(pair[1]) > 3]
    counted = [pair for pair in pairs[1:] if _part(*pair) != f"{pair[0]}：{pair[1]}" and _NUMBER.match(pair[1])]
    titles = "，".join(f"获评{cell}" for _, cell in awards) or (f"入选{listed}" if listed else "")
    told = {pair: words for pair in pairs[1:] if (words := _told(first, *pair))}
    rest = [pair for pair in pairs[1:] if pair != place and pair not in awards and pair not in counted and pair not in told]
    said = [f"位于{place[1]}" if place else "", titles, "，".join(_part(*pair) for pair in counted), *told.values()]
    sentences = [f"{subject}{one}" for one in said if one]  # a sentence each: what is said of the place is not said of the title
    if rest or not sentences:
        sentences.append("，".join(_part(*pair) for pair in [(first, subject), *rest]))
    return "。".join(one.rstrip("。；;，,") for one in sentences) + "。"


def _is_place(name: str, cell: str) -> bool:
    """Say whether a column of places has one here: 云岭市 in any such column, 云岭 in one that says of which level it is (所属市)."""
    if _PLACE.match(name) and _REGION.search(cell):
        return True
    return column_of(name) is Column.PLACE and _BARE_REGION.fullmatch(cell) is not None and not _NO_CELL.fullmatch(cell)


def _told(first: str, name: str, cell: str) -> str:
    """Return what a column of goods or trades says of a firm, the first column's; "" where it says nothing.

    >>> _told("企业名称", "主导产品", "特种陶瓷"), _told("企业名称", "所属行业", "新材料"), _told("企业名称", "备注", "新材料")
    ('主营产品为特种陶瓷', '从事新材料行业', '')
    """
    column = column_of(name)
    if column not in _SAID or column_of(first) not in FIRMS or len(cell) > LONG or _NO_CELL.fullmatch(cell) or re.search("[。；;]", cell):
        return ""
    return f"{_SAID[column]}{cell}" + ("行业" if column is Column.INDUSTRY and not cell.endswith("业") else "")


def _part(name: str, cell: str) -> str:
    """Return a cell with what its column says of it: 总投资12亿元 where the header has the unit, else 列名：值."""
    unit = _HEADER_UNIT.search(name)
    if unit and _UNITS.match(unit[1]) and _NUMBER.match(cell):
        return f"{name[: unit.start()].strip()}{cell}{unit[1]}"
    return f"{name}：{cell}" if name and name != cell else cell


def _numbers(pairs: list[tuple[str, str]]) -> str:
    """Return a row of numbers of one thing as a sentence: an indicator by period, or somebody's indicators; "" for another row."""
    unit = next((cell for name, cell in pairs if _UNIT.match(name) and _UNITS.match(cell)), "")
    rest = [(name, cell) for name, cell in pairs if not (_UNIT.match(name) and cell == unit)]
    if len(rest) < 2 or _NUMBER.match(rest[0][1]) or not all(_NUMBER.match(cell) for _, cell in rest[1:]) or not rest[1][0]:
        return ""
    first, subject = rest[0]
    if (found := _HEADER_UNIT.search(subject)) and _UNITS.match(found[1]):
        unit, subject = unit or found[1], subject[: found.start()].strip()
    whose = subject if _ENTITY.match(first) and not unit else ""
    parts = []
    for name, cell in rest[1:]:
        own = _HEADER_UNIT.search(name)
        bare = name[: own.start()].strip() if own else name
        own_unit = own[1] if own and _UNITS.match(own[1]) else ""
        if _GROWTH.search(bare) and own_unit in {"", "%", "％"}:
            parts.append(_growth(bare, cell))
        elif whose:
            parts.append(f"{bare}{cell}{own_unit}")
        elif parts and "累计" in bare and not re.search(r"\d", bare):
            parts.append(f"。累计{subject}{cell}{own_unit or unit}")  # not of the month that stands before it
        elif _PERIOD.match(bare):
            parts.append(f"{bare}{subject}{cell}{own_unit or unit}")
        elif _AMOUNT.match(bare) or not parts:
            when = "" if _BARE_AMOUNT.match(bare) else bare
            parts.append(f"{when}{subject}{cell}{own_unit or unit}")
        else:
            parts.append(f"{bare}{cell}{own_unit}")
    if whose or subject not in parts[0]:
        parts[0] = subject + parts[0]
    return "，".join(parts).replace("，。", "。") + "。"


def _growth(name: str, cell: str) -> str:
    """Return a rate of growth: 同比增长6.5%, 同比下降2.3%; 列名：值 where a column of falls has a minus, which may mean either.

    >>> _growth("增速", "−2.3"), _growth("同比增减", "6.5"), _growth("同比下降", "2.3")
    ('下降2.3%', '同比增长6.5%', '同比下降2.3%')
    """
    rate = f"{cell.lstrip(_MINUS + '+＋±').rstrip('%％')}%"
    falls, name = cell[0] in _MINUS, name.rstrip("%％ ")
    if _FALL.search(name):
        return f"{name}：{cell}" if falls else f"{name}{rate}"
    return f"{_WAY.sub('', name)}{'下降' if falls else '增长'}{rate}"
