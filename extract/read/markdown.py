"""Markdown as text of the same length: markup blanked character for character, so that offsets stay those of the file.

In: a decoded file. Out: the text with front matter, raw HTML and marks blanked, and the facts of the front matter.
Refused: front matter with aliases beyond a handful, which is how YAML bombs are made.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from extract.read.dates import parse_date
from extract.read.facts import Facts
from extract.read.messages import refusal

__all__ = ["strip_markdown"]

INVISIBLE = "\u200b"
"""Stands for a mark inside running text: cleaning drops it, so 江**津**区 stays one name."""
FRONT_LIMIT, ALIAS_LIMIT = 65_536, 8
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_BLOCKS = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,2000}>")
_LINK = re.compile(r"(!?\[)([^\[\]\n]{0,500})(\]\([^()\s]{0,2000}(?:\s{1,8}\"[^\"\n]{0,200}\")?\))")
_MARKS = re.compile(r"\*{1,3}|_{2,3}|~~|`{1,3}")
_LINE = re.compile(r"^[ \t]{0,8}(?:#{1,6}(?=[ \t])|>{1,4}|[-*+](?=[ \t])|-{3,}|={3,})", re.MULTILINE)
_RULE = re.compile(r"^[ \t]{0,8}\|?[ \t:|-]{3,400}\|[ \t:|-]{0,400}$", re.MULTILINE)
KEYS = {"title": "title", "标题": "title", "date": "issued", "issued": "issued", "日期": "issued", "source": "source", "来源": "source", "url": "url", "link": "url", "publisher": "publisher", "home": "home"}


def strip_markdown(text: str, source: str) -> tuple[str, Facts]:
    r"""Return the text with markup blanked (same length, same lines), and the front matter's facts.

    >>> text, facts = strip_markdown("# 东区**新材料**园\n", "a.md")
    >>> len(text), text.replace(chr(0x200b), "").strip()
    (13, '东区新材料园')
    """
    facts = Facts()
    if front := _FRONT.match(text):
        facts = _facts(front[1], source)
        text = _blank(front[0]) + text[front.end() :]
    text = _BLOCKS.sub(lambda found: _blank(found[0]), text)
    text = _TAG.sub(lambda found: INVISIBLE * len(found[0]), text)
    text = _LINK.sub(lambda found: INVISIBLE * len(found[1]) + found[2] + INVISIBLE * len(found[3]), text)
    text = _RULE.sub(lambda found: _blank(found[0]), text)
    text = _LINE.sub(lambda found: _blank(found[0]), text)
    return _MARKS.sub(lambda found: INVISIBLE * len(found[0]), text), facts


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _facts(front: str, source: str) -> Facts:
    """Read front matter with YAML's safe loader, aliases counted first."""
    if len(front) > FRONT_LIMIT:
        raise refusal(source, "bomb", detail=f"front matter {len(front)} > {FRONT_LIMIT}")
    try:
        aliases = sum(isinstance(event, yaml.AliasEvent) for event in yaml.parse(front, Loader=yaml.SafeLoader))
        if aliases > ALIAS_LIMIT:
            raise refusal(source, "bomb", detail=f"YAML {aliases} aliases > {ALIAS_LIMIT}")
        values = yaml.safe_load(front)
    except (yaml.YAMLError, ValueError, RecursionError):
        return Facts()
    if not isinstance(values, dict):
        return Facts()
    found: dict[str, str] = {}
    for key, value in values.items():
        field = KEYS.get(str(key).lower())
        if (field and field not in found and isinstance(value, str | int)) or (hasattr(value, "isoformat") and field):
            found[field] = _text(field, value)
    return Facts(**found)


def _text(field: str, value: Any) -> str:
    text = " ".join(str(value).split())[:500]
    if field == "issued":
        return parse_date(text)
    if field == "url" and not text.startswith(("http://", "https://")):
        return ""
    return text
