"""Facts about a document: title, date of issue, publisher, medium, address, home, each from the best place that has it.

In: the options, the sidecar beside the file, what a reader found in the file, the text itself. Out: `Facts`, where
what is unknown is empty and said in a warning. Refused: a sidecar that is no TOML or holds another type.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from extract.read.dates import find_date, is_date
from extract.read.files import read_bytes
from extract.read.messages import refusal
from ontology.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Facts", "choose", "find_title", "read_sidecar"]

SIDECAR_LIMIT = 1 << 20
TITLE_LONGEST = 80
_ENDS = re.compile(r"[。；;，,：:]$")
_NO_TITLE = re.compile(r"^(发布|来源|作者|记者|编辑|字号|时间|日期|浏览|分享|打印|首页|当前位置|本报|新华社)|[:：].{0,40}(\d{4}-\d|\d{4}年)|^[\W\d_]+$")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a document; empty where nothing is."""

    title: str = ""
    issued: str = ""
    publisher: str = ""
    source: str = ""
    url: str = ""
    home: str = ""

    def over(self, other: Facts) -> Facts:
        """Return these facts, gaps filled from the other ones."""
        return replace(self, **{f.name: getattr(self, f.name) or getattr(other, f.name) for f in fields(self)})


def choose(*ranked: Facts, text: str, at_top: bool = True) -> tuple[Facts, tuple[str, ...]]:
    """Return the facts of the first place that has each, and a warning that names what stays unknown.

    Args:
        ranked: facts of options, sidecar and file, in this order.
        text: the document's, for title and date at its top.
        at_top: whether the text begins with its title, as plain text does.
    """
    facts = Facts()
    for other in ranked:
        facts = facts.over(other)
    if text.strip():
        facts = facts.over(Facts(title=find_title(text) if at_top else "", issued=find_date(text)))
    unknown = [name for name, value in (("标题 title", facts.title), ("发布日期 date of issue", facts.issued)) if not value]
    if not unknown or not text.strip():
        return facts, ()
    advice = "；可用 --issued 或 FILE.toml 给出 · use --issued or a sidecar" if not facts.issued else ""
    return facts, (f"未知 · unknown: {'、'.join(unknown)}{advice}",)


def find_title(text: str) -> str:
    r"""Return the first line where it reads as a headline: short, no end mark, something after it; else "".

    >>> find_title("东区新材料产业园提速\n\n今年以来，园区新开工项目12个。")
    '东区新材料产业园提速'
    >>> find_title("今年以来，园区新开工项目12个。\n企业满意。")
    ''
    """
    lines = [line.strip() for line in text[:4000].split("\n") if line.strip()]
    if len(lines) < 2:
        return ""
    first = lines[0].strip("#* \u3000").rstrip("—").strip()
    if not first or len(first) > TITLE_LONGEST or _ENDS.search(first) or _NO_TITLE.search(first):
        return ""
    return re.sub(r"\s+", " ", first)


def read_sidecar(path: Path, source: str) -> tuple[Facts, tuple[str, ...]]:
    """Return what the sidecar of a file says, and warnings about keys that it does not know; no sidecar: nothing.

    Raises:
        DocumentError: it is no TOML (with the line), or a value has another type than text or date.
    """
    beside = path.with_name(path.name + ".toml")
    try:
        if not beside.exists():
            return Facts(), ()
        values = tomllib.loads(read_bytes(beside, source, SIDECAR_LIMIT).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise refusal(source, "sidecar", detail=f"{beside.name}: {str(error)[:120]}") from error
    except OSError:  # a name of 255 bytes leaves no room for .toml
        return Facts(), ()
    except DocumentError as error:
        raise refusal(source, "sidecar", detail=f"{beside.name}: {error.reason}") from error
    known = {f.name for f in fields(Facts)}
    strange = sorted(set(values) - known)
    facts = Facts(**{key: _value(key, value, beside.name, source) for key, value in values.items() if key in known})
    warnings = (f"{beside.name}: 不认识的键 · unknown keys: {', '.join(strange)[:200]}; valid: {', '.join(sorted(known))}",) if strange else ()
    return facts, warnings


def _value(key: str, value: Any, name: str, source: str) -> str:
    if isinstance(value, dt.date):
        value = (value.date() if isinstance(value, dt.datetime) else value).isoformat()
    if key == "issued" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise refusal(source, "sidecar", detail=f"{name}: {key} 应为文字 · must be text")
    value = " ".join(value.split())
    if key == "issued" and value and not is_date(value):
        raise refusal(source, "sidecar", detail=f"{name}: issued = {value[:40]!r} 应为 must be 2024, 2024-10 or 2024-10-21")
    if key == "url" and value and not re.match(r"https?://\S+\Z", value):
        raise refusal(source, "sidecar", detail=f"{name}: url = {value[:80]!r} 应以 http:// 或 https:// 开头 · must begin so")
    return str(value)
