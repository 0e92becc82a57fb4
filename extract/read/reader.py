"""From a source to its documents.

In: a `Source` of `find_sources` and `ReadOptions`. Out: `Document`s. What it refuses it refuses in a `DocumentError`
with the reason and the next step. Formats that are parsed by foreign code go through a limited child process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from extract.read.archive import open_member
from extract.read.decode import decode, unify_newlines
from extract.read.facts import Facts, choose, read_sidecar
from extract.read.files import read_bytes
from extract.read.markdown import strip_markdown
from extract.read.messages import refusal
from extract.read.records import clear, parse_record
from extract.read.sniff import has_tags, is_html, kind_of_ending, name_binary, sniff
from ontology.facts import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.read.options import ReadOptions
    from extract.read.sources import Source

__all__ = ["read_source"]


@dataclass(frozen=True, slots=True)
class Extracted:
    r"""What a format's reader got out of a file.

    Attributes:
        text: line ends as `\\n`.
        media_type: what the content was read as.
        facts: found in the file.
        encoding: of text formats, else empty.
        warnings: one line each.
        pages: first character of each page.
        at_top: whether title and date may stand in the first lines.
    """

    text: str
    media_type: str
    facts: Facts = field(default_factory=Facts)
    encoding: str = ""
    warnings: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    at_top: bool = True


def read_source(source: Source, options: ReadOptions) -> Iterator[Document]:
    """Yield the documents of a source: one, or one for each of its records.

    Raises:
        DocumentError: it cannot be read; the message says why and what to do.
    """
    name, detail = source.trouble
    if name == "duplicate":
        raise refusal(str(source), name, identifier=source.identifier, other=detail)
    if name:
        raise refusal(str(source), name, detail=detail)
    given = Facts(issued=options.issued, home=options.home)
    if source.records is not None:
        for number, line in enumerate(source.records.split(b"\n"), source.line):
            yield _read_record(line, str(source), number, given)
        return
    data = open_member(source.path, source.member, str(source)) if source.member else read_bytes(source.path, str(source), options.max_bytes)
    sidecar, notes = (Facts(), ()) if source.member else read_sidecar(source.path, str(source))
    made = _extract(data, source, options)
    facts, unknown = choose(given, sidecar, made.facts, text=made.text, at_top=made.at_top)
    yield Document(
        identifier=source.identifier, text=made.text, sha256=sha256(data).hexdigest(), title=facts.title, issued=facts.issued,
        publisher=facts.publisher, source=facts.source, url=facts.url, home=facts.home, media_type=made.media_type,
        encoding=made.encoding, warnings=(*made.warnings, *notes, *unknown), pages=made.pages,
    )  # fmt: skip


def _extract(data: bytes, source: Source, options: ReadOptions) -> Extracted:
    """Read bytes by what they are and say where the ending lies."""
    promised = kind_of_ending(source.member or source.path.name)
    kind = sniff(data)
    if kind == "binary":
        raise _binary(data, source)
    if kind != "text":
        raise refusal(str(source), "unsupported", detail=kind)
    return _extract_text(data, source, options, promised)


def _extract_text(data: bytes, source: Source, options: ReadOptions, promised: str) -> Extracted:
    decoded = decode(data, str(source), encoding=options.encoding, strict=options.strict)
    text = clear(unify_newlines(decoded.text))
    if promised == "markdown" and not is_html(data):
        stripped, facts = strip_markdown(text, str(source))
        return Extracted(stripped, "text/markdown", facts, decoded.encoding, decoded.warnings)
    _ = has_tags
    return Extracted(text, "text/plain", Facts(), decoded.encoding, decoded.warnings)


def _binary(data: bytes, source: Source) -> Exception:
    kind = name_binary(data)
    return refusal(str(source), "not text", detail=kind)


def _read_record(line: bytes, source: str, number: int, given: Facts) -> Document:
    """Return the document of one record."""
    from extract.read.dates import parse_date

    record = parse_record(line, source, number)
    text = unify_newlines(record["text"])
    own = Facts(**{key: str(record.get(key) or "").strip() for key in ("title", "issued", "publisher", "source", "url", "home")})
    issued = parse_date(own.issued)
    warnings = (f"issued {own.issued[:40]!r} 不是日期，不用 · is no date, not used",) if own.issued and not issued else ()
    facts, unknown = choose(given, Facts(own.title, issued, own.publisher, own.source, own.url if own.url.startswith(("http://", "https://")) else "", own.home), text=text)
    return Document(
        identifier=str(record["id"]).strip(), text=text, sha256=sha256(text.encode()).hexdigest(), title=facts.title, issued=facts.issued,
        publisher=facts.publisher, source=facts.source, url=facts.url, home=facts.home, media_type="application/jsonl",
        encoding="utf-8", warnings=(*warnings, *unknown),
    )  # fmt: skip
