"""What readers say when they refuse or warn: Chinese · English, in one place, each with the next step.

In: nothing. Out: pairs (reason, advice) by name, and the marker class of sources that are skipped, not failed.
"""

from __future__ import annotations

from ontology.errors import DocumentError

__all__ = ["REFUSALS", "SkippedError", "refusal"]


class SkippedError(DocumentError):
    """A source is no report to read (a pipe, a device, a link out of the folder, a file without records): passed by, not failed."""


REFUSALS = {
    "missing": ("文件已不存在 · the file has vanished", "重新运行 · run again"),
    "unreadable": ("无法打开 ({detail}) · cannot be opened", "检查权限与磁盘 · check permissions and the disk"),
    "irregular": ("不是普通文件 ({detail}) · not a regular file", "给出普通文件 · name a regular file"),
    "outside": ("符号链接指向目录之外 · a symbolic link out of the folder", "把文件复制进来 · copy the file into the folder"),
    "large": ("文件大小 {size} 字节，上限 {limit} · larger than the limit", "拆分文件 · split the file"),
    "duplicate": ("文档标识 {identifier!r} 与 {other} 相同，都不读 · same document identifier as another source, both refused", "改名 · rename one of them"),
    "sidecar": ("说明文件 {detail} · the sidecar", "改正它；可用的键 · correct it; valid keys: title, issued, source, url, home, publisher"),
    "not text": ("不是文本，是{detail} · not text", "给出 txt md html pdf docx jsonl zip · name a file of these kinds"),
    "ambiguous": ("编码不明：{detail} 都读得通 · ambiguous encoding", "用 --encoding 指明 · use --encoding"),
    "undecodable": ("编码不明，没有一种读得通 · no encoding fits", "用 --encoding 指明 · use --encoding"),
    "broken bytes": ("第 {offset} 字节不是 {encoding} 字符，共 {count} 处 · broken characters, the first at this byte offset", "去掉 --strict 可跳过，或用 --encoding 指明 · leave --strict out to read round them, or use --encoding"),
    "record": ("第 {line} 行不是记录：{detail} · not a record", "每行一个 JSON 对象，含 id、title、issued、text · one JSON object a line with id, title, issued, text"),
    "no records": ("文件里没有记录 · no record in the file", "每行一个 JSON 对象，含 id、title、issued、text · write one JSON object a line with id, title, issued, text"),
    "corrupt": ("{kind} 文件损坏：{detail} · damaged", "重新取得该文件 · get the file again"),
    "password": ("{kind} 已加密，需要密码 · password needed", "另存为不加密的文件 · save it without a password"),
    "no text layer": ("扫描件，没有文字层，需要 OCR · no text layer, OCR needed", "先做文字识别再读 · run OCR, then build again"),
    "limit": ("超过限制：{detail} · time/memory limit", "文件可能有害或过于复杂；转成 txt 再读 · it may be hostile or too complex; convert it to txt"),
    "bomb": ("压缩包异常：{detail} · archive refused", "解压后检查再读 · unpack and check it first"),
    "nested": ("压缩包内还有压缩包 · an archive inside an archive", "先解压 · unpack it first"),
    "no reports": ("压缩包里没有报道 · no report in the archive", "支持的结尾 · endings that are read: txt md html pdf docx jsonl"),
    "old office": ("{detail} · an old binary Office file", "另存为 .docx · save it as .docx"),
    "unsupported": ("{detail}，不支持 · not supported", "另存为 docx、html 或 txt · save it as docx, html or txt"),
    "crashed": ("解析进程异常退出 ({detail}) · the parser crashed", "文件可能有害；转成 txt 再读 · it may be hostile; convert it to txt"),
}  # fmt: skip


def refusal(source: str, name: str, **parts: object) -> DocumentError:
    """Return the error of this name, its parts filled in."""
    reason, advice = REFUSALS[name]
    kind = SkippedError if name in {"irregular", "outside", "no reports", "no records"} else DocumentError
    return kind(source, " ".join(reason.format(**parts).split()), advice)  # libraries break their messages into lines
