"""What a user may say about the files to read: one small frozen dataclass, checked when it is made."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from extract.read.dates import is_date
from ontology.errors import ConfigurationError

__all__ = ["MAX_BYTES", "ReadOptions"]

MAX_BYTES = 64 << 20
"""Largest file that is read into memory: twenty times the largest report of our samples, still small beside 500 MB."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Facts about files and how to read them; what is empty is looked for in the sidecar and in the file.

    Attributes:
        issued: date of issue, "2024", "2024-10" or "2024-10-21".
        home: whom the reports speak for.
        encoding: of text files; empty: found out.
        strict: refuse a file with a broken character instead of reading round it.
        max_bytes: larger files are refused.

    Raises:
        ConfigurationError: the date or the encoding is none.
    """

    issued: str = ""
    home: str = ""
    encoding: str = ""
    strict: bool = False
    max_bytes: int = MAX_BYTES

    def __post_init__(self) -> None:
        if self.issued and not is_date(self.issued):
            raise ConfigurationError(
                f"--issued {self.issued!r}: 不是日期，请写 2024、2024-10 或 2024-10-21 · not a date; write 2024, 2024-10 or 2024-10-21"
            )
        if self.encoding:
            try:
                known = codecs.lookup(self.encoding)
                is_text = isinstance("".encode(known.name), bytes)
            except (LookupError, ValueError):
                is_text = False
            if not is_text:
                raise ConfigurationError(
                    f"--encoding {self.encoding!r}: 没有这种编码，例如 utf-8、gb18030、big5、utf-16 · no such encoding; e.g. utf-8, gb18030, big5, utf-16"
                )
