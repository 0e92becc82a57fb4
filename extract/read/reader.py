"""From a source to its documents.

In: a `Source` of `find_sources` and `ReadOptions`. Out: `Document`s. What it refuses it refuses in a `DocumentError`
with the reason and the next step. Formats that are parsed by foreign code go through a limited child process.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from extract.read.archive import list_members, open_member
from extract.read.dates import parse_date
from extract.read.decode import CONTROL, decode, unify_newlines
from extract.read.facts import Facts, choose, read_sidecar
from extract.read.files import read_bytes
from extract.read.markdown import strip_markdown
from extract.read.messages import refusal
from extract.read.parser import parse
from extract.read.records import clear, parse_record, read_lines
from extract.read.sniff import declared_encoding, has_tags, is_html, kind_of_ending, name_binary, sniff
from ontology.errors import DocumentError
from ontology.facts import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.read.options import ReadOptions
    from extract.read.sources import Source

__all__ = ["read_source"]

PROMISED_BINARY = frozenset({"pdf", "docx", "zip"})
KINDS_OF_MEDIA = {"text/plain": "text", "text/markdown": "markdown", "text/html": "html"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Extracted:
    r"""What a format's reader got out of a file.

    Attributes:
        text: line ends as `\n`.
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
    if source.container == "archive":
        list_members(source.path, str(source))
        raise refusal(str(source), "no reports")
    if source.container == "records":
        lines = sum(1 for _ in read_lines(source.path, source.member, str(source)))  # raises what stopped the file from being divided
        if not lines:
            raise refusal(str(source), "no records")
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
    """Read bytes by what they are, and say where the ending lies."""
    promised = kind_of_ending(source.member or source.path.name)
    kind = sniff(data)
    if kind == "zip":
        kind = _kind_of_zip(data, source)
    if kind == "binary":
        raise _binary(data, source)
    if kind == "gzip" and not (promised == "records" and source.container):
        raise refusal(str(source), "unsupported", detail="gzip 压缩文件 archive")
    if kind == "pdf":
        made = _parsed("pdf", data, "application/pdf", source)
    elif kind == "docx":
        made = _parsed("docx", data, WORD, source)
    else:
        made = _extract_text(data, source, options, promised)
        kind = KINDS_OF_MEDIA[made.media_type]
    if promised and promised != kind and (promised, kind) != ("html", "text"):
        name = (source.member or source.path.name).rpartition(".")[2]
        made = replace(made, warnings=(f"名为 .{name}，实为 {kind}，按内容读 · named .{name}, is {kind}; read by content", *made.warnings))
    return made


def _extract_text(data: bytes, source: Source, options: ReadOptions, promised: str) -> Extracted:
    """Decode, then read as a page, Markdown or plain text."""
    hint = declared_encoding(data) if promised == "html" or is_html(data) else ""
    try:
        decoded = decode(data, str(source), encoding=options.encoding, strict=options.strict, hint=hint)
    except DocumentError as error:
        raise (_headless(source, promised) if promised in PROMISED_BINARY else error) from error
    text = clear(unify_newlines(decoded.text))
    if is_html(text[:8192].encode("utf-8", "replace")) or (promised == "html" and has_tags(text[:65536].encode("utf-8", "replace"))):
        made = _parsed("html", text.encode("utf-8", "replace"), "text/html", source)
        return replace(made, encoding=decoded.encoding, warnings=(*decoded.warnings, *made.warnings))
    controls = len(CONTROL.findall(text))
    if promised in PROMISED_BINARY and (controls > len(text) // 100 or len(data) < 64):
        raise _headless(source, promised)
    if controls > max(2, len(text) // 200):
        raise refusal(str(source), "not text", detail="二进制数据 binary data")
    if promised == "markdown":
        stripped, facts = strip_markdown(text, str(source))
        return Extracted(stripped, "text/markdown", facts, decoded.encoding, decoded.warnings)
    return Extracted(text, "text/plain", Facts(), decoded.encoding, decoded.warnings)


def _parsed(name: str, data: bytes, media_type: str, source: Source) -> Extracted:
    """Have the limited child parse the bytes."""
    answer, text = parse(name, data, str(source))
    return Extracted(text.decode(), media_type, Facts(**answer["facts"]), "", tuple(answer.get("warnings", ())), tuple(answer.get("pages", ())))


def _kind_of_zip(data: bytes, source: Source) -> str:
    """Return "docx", or refuse the archive by what it is."""
    answer, _ = parse("members", data, str(source), path="")
    if answer["kind"] == "zip":
        if source.member:
            raise refusal(str(source), "nested")
        raise refusal(str(source), "unsupported", detail="zip 压缩包，不是 Word 文档 · an archive, no Word document")
    if answer["kind"] != "docx":
        raise refusal(str(source), "unsupported", detail=answer["kind"])
    return "docx"


def _binary(data: bytes, source: Source) -> DocumentError:
    """Return the refusal of a file that is no text."""
    kind = name_binary(data)
    if kind == "OLE":
        if "EncryptedPackage".encode("utf-16-le") in data:
            return refusal(str(source), "password", kind="Office")
        return refusal(str(source), "old office", detail="旧式 Office 文件 (OLE, .doc/.xls/.wps)")
    if kind in {"RTF", "PostScript"}:
        return refusal(str(source), "unsupported", detail=kind)
    return refusal(str(source), "not text", detail=kind)


def _headless(source: Source, promised: str) -> DocumentError:
    """Return the refusal of a file that is neither what its ending says nor text."""
    return refusal(str(source), "corrupt", kind=promised.upper(), detail="没有文件头 no file header")


def _read_record(line: bytes, source: str, number: int, given: Facts) -> Document:
    """Return the document of one record."""
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
