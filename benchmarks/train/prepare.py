"""Write the annotated reports as one JSON file: `python prepare.py OUT_DIR --spans DIR --gold DIR... --dev DIR --sources FILE`.

A record: text (squeezed), style (0 marked names only, 1 gold), dev (held out), mentions [begin, end, classes, entities,
optional], entities [classes, optional], relations [subject, property, object, optional, planned] and quantities
[begin, end without unit, end, fact (1 listed, 0 not, -1 may be), entities, indicator begin, indicator end].
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from pathlib import Path

import yaml
from text import CLASSES, PROPERTIES, squeeze

MARK = re.compile(r"\[\[(.+?)\|(\w+)\]\]", re.S)
POINTING = re.compile(
    r"(我|该|全|本|此|这|当|两|各)[省市区县州盟旗镇乡村地园行公集企国校院局司].{0,3}|(公司|集团|企业|园区|产业园|开发区|高新区|集群|项目|银行|"
    r"[省市区县州旗镇村园]|平台|基地|总行|分行|省行|学校|研究院|新区|片区|自治区|省内|市内|区内|县域|全域)"
)
DIGIT = {c: k for k, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
TIMES = {"十": 10, "百": 100, "千": 1000}
SCALE = "万亿|[十百千]?万|亿|[十百千]"
UNIT = (
    "个百分点|百分点|%|‰|平方公里|平方米|立方米|公里|千米|米|厘米|毫米|公顷|亩|吨标准煤|吨|千克|公斤|克|兆瓦时|千瓦时|兆瓦|千瓦|吉瓦|"
    "G[Ww]h?|M[Ww]h?|k[Ww]h?|TEU|标箱|美元|欧元|港元|人民币|元|家次|户次|人次|家|户|个工作日|个|名|人|位|项|件|台套|台|套|辆|艘|架|条|座|所|"
    "处|种|类|大|款|批|只|支|倍|次|届|天|年|月|日|小时|分钟|岁|度|升|块|片|颗|枚|张|把|双|头|羽|株|箱|班|列|趟|点|级|强|万|亿|度电|V|T|"
    "平方千米|海里|车|道|间|栋|幢|场|例|宗|笔|单|股|层|桶|瓶|部|门|纳米|微米|赫兹|比特|GW|MW|k?V|mm|cm|km|nm"
)
NUMBER = re.compile(
    rf"(?<![\dA-Za-z.])(?P<a>\d[\d,]*(?:\.\d+)?)(?P<m>[余多]?(?:{SCALE})?[余多]?)(?P<u>{UNIT})?"
    rf"|第(?P<r>[一二三四五六七八九十]+|\d+)(?P<ru>名|位|大)?|(?P<f>首位|榜首)"
    rf"|(?P<c>[一二两三四五六七八九十百千]+)(?P<cm>[余多]?(?:万亿|万|亿)?[余多]?)(?P<cu>{UNIT})|百分之(?P<p>[一二三四五六七八九十百]+)"
)
SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]?")
MAGNITUDE = {"": 1, "十": 10, "百": 100, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
SHORT = {"平方千米": "km2", "平方公里": "km2", "千瓦": "kw", "兆瓦": "mw", "吉瓦": "gw", "公里": "km", "千米": "km"}


def numeral(text: str) -> float:
    total = last = 0
    for c in text:
        if c in TIMES:
            total += (last or 1) * TIMES[c]
            last = 0
        else:
            last = DIGIT[c]
    return total + last


def scaled(value: float, unit: str) -> tuple[float, str]:
    unit = unicodedata.normalize("NFKC", unit).lower().replace("人民币", "").replace("个百分点", "百分点")
    for written, short in SHORT.items():
        unit = unit.replace(written, short)
    match = re.match(r"^(万亿|[十百千]?万|亿|[十百千])?(.*)$", unit)
    rest = match[2]
    rest = "个" if rest in set("个家所项户座种大类") | {""} else {"名": "人", "位次": "位", "家次": "个"}.get(rest, rest)
    return value * MAGNITUDE[match[1] or ""], rest


def numbers(text: str) -> list[tuple[int, int, int, float, str]]:
    """Return (begin, end of the number, end, value, unit) of every number in the text."""
    found = []
    for m in NUMBER.finditer(text):
        if m["a"]:
            scale = re.sub("[余多]", "", m["m"])
            found.append((m.start(), m.end("m"), m.end(), float(m["a"].replace(",", "")), scale + (m["u"] or "")))
        elif m["r"]:
            value = float(m["r"]) if m["r"].isdigit() else numeral(m["r"])
            found.append((m.start(), m.end("r"), m.end(), value, "位"))
        elif m["f"]:
            found.append((m.start(), m.end(), m.end(), 1.0, "位"))
        elif m["p"]:
            found.append((m.start(), m.end(), m.end(), numeral(m["p"]), "%"))
        else:
            scale = re.sub("[余多]", "", m["cm"])
            found.append((m.start(), m.end("cm"), m.end(), numeral(m["c"]), scale + m["cu"]))
    return found


def heal(text: str) -> str:
    """Join lines that the layout broke: a long line that does not end as a sentence goes on in the next."""
    out = ""
    for line in text.replace("\r", "").split("\n"):
        line = line.strip(" \u3000\t")
        if line.startswith("#"):
            line = line.lstrip("# ")
        if not line:
            continue
        last = out.rsplit("\n", 1)[-1]
        if out and not (len(last) > 25 and last[-1] not in "。！？；：”…）)!?;" and line[0] not in "—（("):
            out += "\n"
        out += line
    return out


def fold(name: str) -> str:
    return squeeze(name)[0]


def sentence_of(text: str, at: int) -> tuple[int, int]:
    begin = max(text.rfind(c, 0, at) for c in "。！？；\n") + 1
    ends = [k for k in (text.find(c, at) for c in "。！？；\n") if k >= 0]
    return begin, min(ends, default=len(text))


def locate(text: str, entities: list[dict]) -> list[list]:
    """Find the longest names, from the left; a name that several entities have is a mention of each."""
    owners: dict[str, list[int]] = {}
    for k, entity in enumerate(entities):
        for name in {fold(n) for n in entity["names"]}:
            if name:
                owners.setdefault(name, []).append(k)
    pattern = re.compile("|".join(re.escape(n) for n in sorted(owners, key=lambda n: (-len(n), n))))
    mentions = []
    for m in pattern.finditer(text):
        who = owners[m.group()]
        classes = sorted({CLASSES.index(c) for k in who for c in entities[k]["class"]})
        optional = all(entities[k].get("optional", False) for k in who) or bool(POINTING.fullmatch(m.group()))
        mentions.append([m.start(), m.end(), classes, who, optional])
    return mentions


def read_gold(path: Path, dev: bool) -> dict:
    gold = yaml.safe_load(path.read_text(encoding="utf-8"))
    near = path.parent / gold["text"]
    source = near if near.exists() else path.parent.parent / gold["text"]
    text, _ = squeeze(heal(source.read_text(encoding="utf-8")))
    entities = gold["entities"]
    index = {e["id"]: k for k, e in enumerate(entities)}
    mentions = locate(text, entities)
    relations = []
    for row in gold["relations"]:
        if row[0] in index and row[2] in index:
            relations.append([index[row[0]], PROPERTIES.index(row[1]), index[row[2]], "optional" in row[3:], "planned" in row[3:]])
    spans = numbers(text)
    state = [0] * len(spans)
    told: list[dict | None] = [None] * len(spans)
    missing = 0
    values = [scaled(v, u) for *_, v, u in spans]
    for row in sorted(gold["observations"], key=lambda o: bool(o.get("optional"))):
        v, u = scaled(float(row["value"]), str(row["unit"]))
        same = [k for k, (w, x) in enumerate(values) if abs(v - w) <= 1e-6 * max(1, abs(v)) and (u == x or x == "" or spans[k][4] == "")]
        free = [k for k in same if told[k] is None]
        if not free:
            missing += not row.get("optional")
            continue
        names = [fold(n) for n in row["indicator"]]

        def support(k: int) -> tuple[bool, int, int]:
            b, e = sentence_of(text, spans[k][0])
            return bool(spans[k][4]), max((len(n) for n in names if n in text[b:e]), default=0), -k

        best = max(free, key=support)
        told[best] = row
        state[best] = -1 if row.get("optional") else 1
        for k in same:
            if told[k] is None and state[k] == 0 and values[k][1] == u:
                state[k] = -1
    quantities = []
    for (b, n, e, _, _), fact, row in zip(spans, state, told):
        owners, ib, ie = [], -1, -1
        if row is not None:
            owners = [index[i] for i in row["of"] if i in index]
            low, high = sentence_of(text, b)
            hits = []
            for name in {fold(i) for i in row["indicator"]}:
                for m in re.finditer(re.escape(name), text[low:high]) if len(name) > 1 else ():
                    x, y = low + m.start(), low + m.end()
                    gap = b - y if y <= b else x - e
                    if gap >= 0 and gap <= 60:
                        hits.append((len(name) - gap / 8, x, y))
            if hits:
                _, ib, ie = max(hits)
        quantities.append([b, n, e, fact, owners, ib, ie])
    return {
        "id": path.stem, "style": 1, "dev": dev, "text": text, "mentions": mentions, "missing": missing,
        "entities": [[[CLASSES.index(c) for c in e["class"]], bool(e.get("optional"))] for e in entities],
        "relations": relations, "quantities": quantities,
    }  # fmt: skip


def read_marked(path: Path) -> dict:
    raw = path.read_text(encoding="utf-8")
    plain, spans, last = "", [], 0
    for m in MARK.finditer(raw):
        plain += raw[last : m.start()]
        spans.append((len(plain), len(plain) + len(m[1]), CLASSES.index(m[2])))
        plain += m[1]
        last = m.end()
    plain += raw[last:]
    text, at = squeeze(plain)
    where = {offset: k for k, offset in enumerate(at)}
    mentions = []
    for b, e, c in spans:
        inside = [where[k] for k in range(b, e) if k in where]
        if inside:
            mentions.append([inside[0], inside[-1] + 1, [c], [], False])
    return {"id": path.stem, "style": 0, "dev": False, "text": text, "mentions": mentions, "entities": [], "relations": [], "quantities": []}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--spans", type=Path, required=True)
    parser.add_argument("--gold", type=Path, nargs="*", default=[])
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--sources", type=Path)
    args = parser.parse_args()
    sources = json.loads(args.sources.read_text()) if args.sources else {}
    held = {k for ids in sources.values() for k in ids}
    records = [read_marked(p) for p in sorted(args.spans.glob("*.ann"))]
    for folder in args.gold:
        records += [read_gold(p, dev=False) for p in sorted(folder.glob("*.yaml"))]
    for record in records:
        record["held"] = record["id"] in held  # a dev report is cut from it: only the final model may see it
    records += [read_gold(p, dev=True) | {"held": True} for p in sorted(args.dev.glob("*.yaml"))]
    (args.out / "reports.json").write_text(json.dumps(records, ensure_ascii=False))
    for name, part in (("marked", [r for r in records if not r["style"]]), ("gold", [r for r in records if r["style"] and not r["dev"]]),
                       ("dev", [r for r in records if r["dev"]])):  # fmt: skip
        q = [x for r in part for x in r["quantities"]]
        print(f"{name}: {len(part)} reports, {sum(len(r['text']) for r in part)} characters, {sum(len(r['mentions']) for r in part)} mentions, "
              f"{sum(not x[3] for r in part for x in r['relations'])} relations, {sum(x[3] == 1 for x in q)} facts of {len(q)} numbers, "
              f"{sum(x[3] == 1 and x[5] >= 0 for x in q)} with indicator, {sum(r.get('missing', 0) for r in part)} numbers not found")  # fmt: skip


if __name__ == "__main__":
    main()
