"""Answers in the W3C's result formats, row by row, cut at a row cap that the answer itself tells.

In: what pyoxigraph gives. Out: pieces of bytes; the generator's return value is the number of rows and whether it was
cut. Where it was: JSON has a member `truncated`, XML, Turtle, N-Triples and RDF/XML a comment, JSON-LD a node, CSV and
TSV a last row. RFC 4180 and the SPARQL 1.1 results formats.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from json.encoder import encode_basestring as _string  # characters as they are
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    RdfFormat,
    Triple,
    serialize,
)

from ontology.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

    Pieces = Generator[bytes, None, tuple[int, bool]]
    Rows = Iterator[list["Term"]]

Term = NamedNode | BlankNode | Literal | Triple | None

__all__ = ["plain", "write_boolean", "write_graph", "write_rows"]

_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_TOGETHER: Final = 256
"""Rows that go out as one piece."""
_QUOTED: Final = re.compile(r'[",\r\n]')
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold in any spelling."""
_GRAPHS: Final = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/xml": RdfFormat.RDF_XML,
}


def write_rows(solutions: QuerySolutions, media: str, cap: int) -> Pieces:
    """Yield the answer to a SELECT in one of `accept.TABLES`."""
    names = [variable.value for variable in solutions.variables]
    return _ROWS[media](names, (list(solution) for solution in solutions), cap)


def write_boolean(answer: QueryBoolean, media: str) -> bytes:
    """Return the answer to an ASK in one of `accept.TABLES`; CSV and TSV, which have no form for it, get a line."""
    text = "true" if answer else "false"
    if media.endswith("json"):
        return b'{"head":{},"boolean":%b}\n' % text.encode()
    if media.endswith("xml"):
        return f"{_XML}<head/><boolean>{text}</boolean></sparql>\n".encode()
    return f"{text}\r\n".encode() if media == "text/csv" else f"{text}\n".encode()


def write_graph(triples: Iterable[Triple], media: str, cap: int) -> Pieces:
    """Yield the answer to a CONSTRUCT or DESCRIBE in one of `accept.GRAPHS`."""
    rest = iter(triples)
    held = list(islice(rest, cap))
    cut = next(rest, None) is not None
    form = _GRAPHS[media]
    prefixes = dict(PREFIXES) if form in {RdfFormat.TURTLE, RdfFormat.RDF_XML} else None
    written = serialize(held, format=form, prefixes=prefixes) or b""
    yield _mark_graph(written, form, cap) if cut else written
    return len(held), cut


def plain(term: Term) -> str:
    """Return a term as its bare text: an IRI without brackets, a literal without its datatype."""
    if term is None:
        return ""
    if isinstance(term, NamedNode | Literal):
        return term.value
    return str(term)


def _cut(rows: Rows, cap: int) -> Generator[list[Term], None, tuple[int, bool]]:
    count = 0
    for row in rows:
        if count >= cap:
            return count, True
        count += 1
        yield row
    return count, False


def _write_json(names: list[str], rows: Rows, cap: int) -> Pieces:
    yield f'{{"head":{{"vars":{json.dumps(names, ensure_ascii=False)}}},"results":{{"bindings":['.encode()
    keys = [f"{_string(name)}:" for name in names]
    before = "\n"
    cells = _cut(rows, cap)
    held: list[str] = []
    while True:
        try:
            row = next(cells)
        except StopIteration as end:
            count, cut = end.value
            break
        held.append(
            "{" + ",".join([key + _json(term) for key, term in zip(keys, row, strict=True) if term is not None]) + "}"
        )
        if len(held) >= _TOGETHER:
            yield (before + ",\n".join(held)).encode("utf-8", "replace")
            held, before = [], ",\n"
    yield (before + ",\n".join(held) if held else "").encode("utf-8", "replace")
    yield b"\n]}" + (b',"truncated":{"rows":%d}' % cap if cut else b"") + b"}\n"
    return count, cut


def _json(term: NamedNode | BlankNode | Literal | Triple) -> str:
    """Return a term as JSON. Written out, for a dictionary a cell took twice as long."""
    if isinstance(term, NamedNode):
        return f'{{"type":"uri","value":{_string(term.value)}}}'
    if isinstance(term, BlankNode):
        return f'{{"type":"bnode","value":{_string(term.value)}}}'
    if isinstance(term, Triple):
        return f'{{"type":"triple","value":{{"subject":{_json(term.subject)},"predicate":{_json(term.predicate)},"object":{_json(term.object)}}}}}'
    if language := term.language:
        return f'{{"type":"literal","value":{_string(term.value)},"xml:lang":{_string(language)}}}'
    kind = term.datatype.value
    return f'{{"type":"literal","value":{_string(term.value)}' + (
        "}" if kind == _STRING else f',"datatype":{_string(kind)}}}'
    )


_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _write_xml(names: list[str], rows: Rows, cap: int) -> Pieces:
    head = "".join(f"<variable name={quoteattr(name)}/>" for name in names)
    yield f"{_XML}<head>{head}</head><results>\n".encode()
    cells = _cut(rows, cap)
    while True:
        try:
            row = next(cells)
        except StopIteration as end:
            count, cut = end.value
            break
        held = "".join(
            f"<binding name={quoteattr(name)}>{_xml(term)}</binding>"
            for name, term in zip(names, row, strict=True)
            if term is not None
        )
        yield f"<result>{held}</result>\n".encode("utf-8", "replace")
    yield f"{f'<!-- {_said(cap)} -->' if cut else ''}</results></sparql>\n".encode()
    return count, cut


def _xml(term: NamedNode | BlankNode | Literal | Triple) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{_text(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{_text(term.value)}</bnode>"
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return f"<triple>{''.join(f'<{name}>{_xml(part)}</{name}>' for name, part in parts.items())}</triple>"
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{_text(term.value)}</literal>"
    kind = "" if term.datatype.value == _STRING else f" datatype={quoteattr(term.datatype.value)}"
    return f"<literal{kind}>{_text(term.value)}</literal>"


def _text(text: str) -> str:
    r"""Return text as XML can hold it: a carriage return is spelt, what XML forbids is replaced.

    >>> _text("a<b\r\x01")
    'a&lt;b&#13;\ufffd'
    """
    return _FORBIDDEN.sub("\ufffd", escape(text, {"\r": "&#13;"}))


def _write_csv(names: list[str], rows: Rows, cap: int) -> Pieces:
    return _write_lines(",".join(map(_quote, names)), ((",".join(map(_csv, row))) for row in rows), "\r\n", cap)


def _write_tsv(names: list[str], rows: Rows, cap: int) -> Pieces:
    return _write_lines("\t".join(f"?{name}" for name in names), ("\t".join(map(_tsv, row)) for row in rows), "\n", cap)


def _write_lines(head: str, lines: Iterator[str], end: str, cap: int) -> Pieces:
    yield f"{head}{end}".encode()
    count = 0
    for line in lines:
        if count >= cap:
            yield f"# {_said(cap)}{end}".encode()
            return count, True
        count += 1
        yield f"{line}{end}".encode("utf-8", "replace")
    return count, False


def _csv(term: Term) -> str:
    return _quote(f"_:{term.value}" if isinstance(term, BlankNode) else plain(term))


def _quote(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""')) if _QUOTED.search(text) else text


_SHORT: Final = {
    "http://www.w3.org/2001/XMLSchema#integer": re.compile(r"[+-]?\d+"),
    "http://www.w3.org/2001/XMLSchema#decimal": re.compile(r"[+-]?\d*\.\d+"),
    "http://www.w3.org/2001/XMLSchema#double": re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+"),
}
"""Datatype → literals that Turtle reads as it without its name."""


def _tsv(term: Term) -> str:
    """Return a term as Turtle writes it, numbers without their datatype, on one line."""
    if term is None:
        return ""
    if isinstance(term, Literal) and (short := _SHORT.get(term.datatype.value)) and short.fullmatch(term.value):
        return term.value
    return str(term).replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n")


def _said(cap: int) -> str:
    return f"truncated: the answer has more than {cap} rows; ask with LIMIT and OFFSET"


def _mark_graph(written: bytes, form: RdfFormat, cap: int) -> bytes:
    if form == RdfFormat.RDF_XML:
        return written + f"<!-- {_said(cap)} -->\n".encode()
    if form != RdfFormat.JSON_LD:
        return written + f"# {_said(cap)}\n".encode()
    nodes = json.loads(written)
    said = {"@id": "urn:chanmai:truncated", "http://www.w3.org/2000/01/rdf-schema#comment": [{"@value": _said(cap)}]}
    held = [*nodes, said] if isinstance(nodes, list) else {**nodes, "@graph": [*nodes.get("@graph", []), said]}
    return json.dumps(held, ensure_ascii=False).encode()


_ROWS: Final[Mapping[str, Callable[[list[str], Rows, int], Pieces]]] = {
    "application/sparql-results+json": _write_json,
    "application/json": _write_json,
    "application/sparql-results+xml": _write_xml,
    "application/xml": _write_xml,
    "text/csv": _write_csv,
    "text/tab-separated-values": _write_tsv,
}
"""Media type → what writes rows in it."""
