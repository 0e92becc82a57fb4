"""Text from bytes: by byte-order mark, else strict UTF-8, else the Chinese encoding whose reading looks most like Chinese.

In: bytes, maybe a named encoding. Out: `Decoded` with text, encoding, warnings. Refused: binary content, and short or
strange files that two encodings read equally well, for a wrong guess would be silent.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache

from charset_normalizer import from_bytes

from extract.read.messages import refusal

__all__ = ["CONTROL", "Decoded", "decode", "rank", "unify_newlines"]

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
CANDIDATES = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
FREQUENT = (  # the commonest characters of simplified Chinese and of reports
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
    "民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日"
    "那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想"
    "已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指"
    "几九区强放决西被干做必战先回则任取据处府研技究企镇园项目投亿元万增链创市县省委局办济信息服务推集群造"
)
TRADITIONAL = (  # the same in traditional Chinese
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所"
    "民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體製機當使點從業本去把性好應開它合還因由其些然前外天政四日"
    "那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想"
    "已通並提直題黨程展億萬園區縣鎮項目投資增鏈創企濟訊息服務設推集群造"
)
EXPECTED = frozenset(FREQUENT + TRADITIONAL)
PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》【】—…·「」『』％　" + "０１２３４５６７８９")
WINDOW = 20_000
"""Bytes that are ranked: every candidate must still decode the whole file."""
CLEAR = 0.15
"""Lead that the best reading needs over the second. Swept over 0.05-0.30 on cuts of 6-300 bytes of own sentences in
four encodings: no wrong reading from 0.10 on, refusals grow with it (only below 16 bytes at 0.15)."""
LEAST, SHORT, CLEAR_SHORT = 6, 16, 0.7
"""Bytes below which only a reading without a serious rival is taken."""
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was read.

    Attributes:
        text: line ends as they were; no byte-order mark.
        encoding: Python's name of it.
        warnings: for the user, one line each.
    """

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def unify_newlines(text: str) -> str:
    r"""Return the text with every line end as ``\n``."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes, source: str, *, encoding: str = "", strict: bool = False, hint: str = "") -> Decoded:
    """Return the text of a file.

    Args:
        data: the file.
        source: its name, for messages.
        encoding: what the user says it is in; empty: find out.
        strict: refuse broken characters instead of replacing them.
        hint: what the file says of itself; breaks ties only, for pages often lie.

    Raises:
        DocumentError: binary, undecodable, ambiguous, or broken under `strict`.
    """
    for mark, name in BOMS:
        if data.startswith(mark) and (not encoding or _same(encoding, name)):
            return _tolerant(data[len(mark) :], name, source, strict=strict, shift=len(mark))
    if encoding:
        name = codecs.lookup(encoding).name
        if name in {"utf-16", "utf-32"}:  # no mark says the order of bytes: the one that looks Chinese
            name = max((f"{name}-le", f"{name}-be"), key=lambda order: _plausibility(data[:WINDOW].decode(order, "replace")))
        return _tolerant(data, name, source, strict=strict)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        flaw = error
    else:
        return _doubted(text, data, source)
    mostly = data.decode("utf-8", "replace")
    if flaw.start >= len(data) - 3 and flaw.reason == "unexpected end of data" and flaw.start >= 3 and _plausibility(mostly[:-1]) > 0.1:
        return _tolerant(data, "utf-8", source, strict=strict)
    ranked = rank(data)
    broken = mostly.count("\ufffd")
    if _is_mostly_utf8(mostly, broken) and (not ranked or ranked[0][0] < _plausibility(mostly)):
        return _tolerant(data, "utf-8", source, strict=strict)
    if not ranked:
        return _lenient(data, source, strict=strict)
    best, name = ranked[0]
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    if best - second < CLEAR and (told := next((name for _, name in ranked if _family(name) == _family(hint)), "")):
        return _tolerant(data, told, source, strict=strict)
    if len(data) < LEAST or best <= 0 or best - second < (CLEAR if len(data) >= SHORT else CLEAR_SHORT):
        raise refusal(source, "ambiguous", detail=" / ".join(name for _, name in ranked[:2]))
    decoded = _tolerant(data, name, source, strict=strict)
    return Decoded(decoded.text, decoded.encoding, (*decoded.warnings, *_second_opinion(data, name)))


def _doubted(text: str, data: bytes, source: str) -> Decoded:
    """Return a UTF-8 reading unless it looks like nothing and another reading looks like Chinese: 占全区 in GB18030 is UTF-8 too."""
    short = len(data) < SHORT
    if short and not re.search(r"[\u4e00-\u9fff]", text) and (rival := _rival(data)):
        raise refusal(source, "ambiguous", detail=f"utf-8 / {rival}")
    strange = len(text) < WINDOW and bool(CONTROL.search(text))
    if not strange and not (short and text.isascii()) and (text.isascii() or _plausibility(text[:WINDOW]) > 0):
        return Decoded(text, "utf-8")
    if strange and short:
        raise refusal(source, "ambiguous", detail="utf-8 / utf-16")
    ranked = rank(data)
    if not ranked or ranked[0][0] < 0.5:
        return Decoded(text, "utf-8")
    if len(data) < SHORT or ranked[0][0] - (ranked[1][0] if len(ranked) > 1 else 0.0) < CLEAR:
        raise refusal(source, "ambiguous", detail=f"utf-8 / {ranked[0][1]}")
    return Decoded(data.decode(ranked[0][1], "ignore"), ranked[0][1])


def _rival(data: bytes) -> str:
    """Return the encoding that reads a few bytes as nothing but common hanzi, marks and ASCII; "" where none does."""
    for name in CANDIDATES:
        try:
            text = codecs.getincrementaldecoder(name)("strict").decode(data)
        except UnicodeDecodeError:
            continue
        hanzi = [char for char in text if char > "\x7f" and char not in PUNCTUATION]
        if hanzi and not CONTROL.search(text) and all(map(_is_common, hanzi)):
            return name
    return ""


def _is_common(char: str) -> bool:
    """Say whether GB 2312 has a hanzi in its first level, the 3,755 in daily use (rows 16 to 55)."""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7


def rank(data: bytes) -> list[tuple[float, str]]:
    """Return the encodings that read all of the bytes, the most Chinese-looking first, with a score of at most 1.

    >>> rank("新能源产业园区建设".encode("gb18030"))[0][1]
    'gb18030'
    """
    scores = []
    for name in CANDIDATES:
        try:
            codecs.getincrementaldecoder(name)("strict").decode(data)  # a cut last character is no objection
            sample = codecs.getincrementaldecoder(name)("strict").decode(data[:WINDOW])
        except UnicodeDecodeError:
            continue
        if (score := _plausibility(sample)) > 0:
            scores.append((score, name))
    return sorted(scores, key=lambda pair: -pair[0])


def _plausibility(text: str) -> float:
    """Return how much a text looks like Chinese prose: share of frequent hanzi and marks, less what prose never has."""
    if not text:
        return 0.0
    good = bad = plain = 0
    for char in text:
        if char in EXPECTED or char in PUNCTUATION:
            good += 1
        elif char < "\x7f":
            plain += char.isprintable() or char in "\r\n\t"
            bad += 3 * bool(CONTROL.match(char))
        elif not 0x4E00 <= ord(char) <= 0x9FFF:
            bad += 1
    foreign = len(text) - plain
    if not foreign:
        return 0.1
    return (good - bad) / foreign


def _is_mostly_utf8(text: str, broken: int) -> bool:
    """Say whether what is broken is little beside what is sound: one flaw in a hundred hanzi."""
    hanzi = sum("\u3000" <= char <= "\u9fff" for char in text)
    return hanzi >= 20 * broken


def _same(encoding: str, name: str) -> bool:
    given = codecs.lookup(encoding).name
    return given == name or name.startswith(given) or {given, name} <= {"gbk", "gb2312", "gb18030"}


def _tolerant(data: bytes, name: str, source: str, *, strict: bool, shift: int = 0) -> Decoded:
    """Decode, tolerating a cut tail with a warning and flaws in the middle unless strict."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError as error:
        return _replaced(data, name, source, error.start + shift, strict=strict)
    pending = decoder.getstate()[0]
    if not pending:
        return Decoded(text, name)
    if strict:
        raise refusal(source, "broken bytes", offset=len(data) - len(pending) + shift, encoding=name, count=1)
    return Decoded(text, name, (f"末尾截断，丢弃 {len(pending)} 字节 · cut tail, {len(pending)} bytes dropped",))


def _replaced(data: bytes, name: str, source: str, offset: int, *, strict: bool) -> Decoded:
    text = data.decode(name, "replace")
    count = text.count("\ufffd") - _genuine(data, name)
    if strict:
        raise refusal(source, "broken bytes", offset=offset, encoding=name, count=count)
    if count > max(8, len(text) // 20):
        raise refusal(source, "undecodable")
    return Decoded(text, name, (f"{count} 处坏字符，首处在第 {offset} 字节 · {count} broken characters, the first at byte {offset}",))


def _genuine(data: bytes, name: str) -> int:
    """Return how many U+FFFD the file itself holds."""
    return data.count("\ufffd".encode(name)) if name.startswith("utf") else 0


def _lenient(data: bytes, source: str, *, strict: bool) -> Decoded:
    """Read what no encoding reads whole: the best of the readings with few flaws."""
    readings = []
    for name in ("utf-8", "gb18030", "big5hkscs"):
        text = data[:WINDOW].decode(name, "replace")
        readings.append((_plausibility(text), name))
    best, name = max(readings)
    if best < 0.3:
        raise refusal(source, "undecodable")
    return _tolerant(data, name, source, strict=strict)


def _second_opinion(data: bytes, name: str) -> tuple[str, ...]:
    """Ask charset-normalizer about a sample; its disagreement is a warning, not a verdict."""
    sample = data[:4000]
    if len(sample) < 60:
        return ()
    best = from_bytes(sample, threshold=0.4).best()
    if best is None or _family(best.encoding) == _family(name):
        return ()
    if str(best) == sample.decode(name, "ignore"):
        return ()
    return (f"编码按 {name} 读，另一判断为 {best.encoding}；不对时用 --encoding · read as {name}, a second opinion says {best.encoding}; use --encoding if it is wrong",)


@cache
def _family(name: str) -> str:
    name = name.lower().replace("_", "-")
    groups = {"gb": ("gb18030", "gbk", "gb2312", "hz", "cp936"), "big5": ("big5", "big5hkscs", "cp950"), "utf-16": ("utf-16", "utf-16-le", "utf-16-be")}
    return next((family for family, names in groups.items() if name in names), name)
