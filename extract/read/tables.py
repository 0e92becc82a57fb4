"""Rows of a table as lines that read like a sentence, as in 企业名称：甲公司，称号：市级示范企业.

A place beside a name becomes 位于, for that is what the column says.

In: rows of cells, the first maybe a header. Out: one line a row. A table of layout (one cell a row, or long prose in
its cells) comes out as its cells, line by line.
"""

from __future__ import annotations

import re

__all__ = ["lines_of_table"]

LONG = 60
"""Characters above which a cell is prose, not a value."""
_NUMBER = re.compile(r"[-+－—±]?[\d０-９][\d０-９,，.．]*[%％]?$")
_ORDINAL = re.compile(r"^(序号|编号|No\.?|名次|排名)$", re.IGNORECASE)
_UNIT = re.compile(r"^(?:计量)?单位$")
_HEADER_UNIT = re.compile(r"[（(]\s*([^（()）]{1,8})\s*[)）]\s*$")
_UNITS = re.compile(r"^([十百千万亿]{0,3}(?:元|美元|吨|辆|台|套|件|户|家|个|人|人次|千瓦时|度|平方米|立方米|公里|亩|公顷|标箱|TEU|吨公里)|%|％|百分点|个百分点|万千瓦|GW|MW)$")
_GROWTH = re.compile(r"同比|增速|增长|增幅|比上年|比去年|环比")
_AMOUNT = re.compile(r"^(绝对[量额数]|总量|数值|数量|金额|产值|完成[数额量]?|实绩|指标值|本期|累计|本年累计|自?年初累计|当月|.{0,12}(?:累计|当月|完成))$")
_NAME = re.compile(r"(企业|公司|单位|机构|项目|园区|平台)(名称|全称)?$|^名称$")
_PLACE = re.compile(r"^(所在|所属|注册)?(地|地区|区县|县区|区|市州|城市|县市区|属地|区域)$|^建设地点$")
_REGION = re.compile(r"^.{1,20}[省市区县旗州镇乡]$")


def lines_of_table(rows: list[list[str]]) -> list[str]:
    """Return the lines of a table.

    >>> lines_of_table([["序号", "企业名称", "所在地"], ["1", "甲材料有限公司", "东区"]])
    ['甲材料有限公司位于东区。']
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
    return title + [line for row in body if (line := _line(header, row))]


def _is_layout(rows: list[list[str]]) -> bool:
    """Say whether prose was laid out by a table: long cells with sentences in them."""
    cells = [cell for row in rows for cell in row if cell]
    return sum(len(cell) > LONG and "。" in cell for cell in cells) * 3 >= len(cells) or len(rows) == 1


def _is_header(row: list[str]) -> bool:
    """Say whether a row names columns: short, and none of its cells a bare number."""
    filled = [cell for cell in row if cell]
    return len(filled) >= 2 and all(len(cell) <= 30 and not _NUMBER.match(cell) for cell in filled) and not any("。" in cell for cell in filled)


def _line(header: list[str], row: list[str]) -> str:
    pairs = [(header[k] if k < len(header) else "", cell) for k, cell in enumerate(row)]
    pairs = [(name, cell) for name, cell in pairs if cell and not re.fullmatch(r"[-—–/]+", cell)]
    if len(pairs) > 1 and (_ORDINAL.match(pairs[0][0]) or (not header and pairs[0][1].isdecimal())):
        pairs = pairs[1:]
    if not pairs:
        return ""
    if sentence := _indicator(pairs):
        return sentence
    place = next((pair for pair in pairs[1:] if _PLACE.match(pair[0]) and _REGION.search(pair[1])), None)
    if place and _NAME.search(pairs[0][0]):
        pairs = [("", f"{pairs[0][1]}位于{place[1]}"), *(pair for pair in pairs[1:] if pair is not place)]
    parts = [f"{name}：{cell}" if name and name != cell else cell for name, cell in pairs]
    return "，".join(parts).rstrip("。；;，,") + "。"


def _indicator(pairs: list[tuple[str, str]]) -> str:
    """Return one row of an indicator table as a sentence; "" where the row holds something else than numbers of one thing."""
    unit = next((cell for name, cell in pairs if _UNIT.match(name)), "")
    rest = [(name, cell) for name, cell in pairs if not _UNIT.match(name)]
    if len(rest) < 2 or _NUMBER.match(rest[0][1]) or not all(_NUMBER.match(cell) for _, cell in rest[1:]) or not rest[1][0]:
        return ""
    subject = rest[0][1]
    if (found := _HEADER_UNIT.search(subject)) and _UNITS.match(found[1]):
        unit, subject = unit or found[1], subject[: found.start()]
    parts = []
    for k, (name, cell) in enumerate(rest[1:]):
        own = _HEADER_UNIT.search(name)
        bare = name[: own.start()].strip() if own else name
        own_unit = own[1] if own and _UNITS.match(own[1]) else ""
        if _GROWTH.search(bare):
            verb = bare if re.search(r"(增长|增速|增幅|比上年|比去年)$", bare) else f"{bare}增长"
            falls = cell[0] in "-－—"
            verb = re.sub(r"(增长|增速|增幅)?$", "下降", verb, count=1) if falls else re.sub(r"(增速|增幅)$", "增长", verb)
            parts.append(f"{verb}{cell.lstrip('-－—+').rstrip('%％')}%")
        elif _AMOUNT.match(bare) or k == 0:
            when = "" if re.match(r"^(绝对|总量|数值|数量|金额|实绩|指标值|本期)", bare) else bare
            parts.append(f"{when}{subject}{cell}{own_unit or unit}" if k == 0 else f"{when}{cell}{own_unit or unit}")
        else:
            parts.append(f"{bare}{cell}{own_unit}")
    if not parts[0].startswith(subject) and subject not in parts[0]:
        parts[0] = subject + parts[0]
    return "，".join(parts) + "。"
