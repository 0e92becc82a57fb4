"""Errors that chanmai raises: one root, leaves that name the cause and carry what a message needs."""

from __future__ import annotations

from difflib import get_close_matches

__all__ = ["ChanmaiError", "ConfigurationError", "DocumentError", "StoreBusyError", "StoreError", "UnknownNameError"]

FEW = 12
"""Valid names that are read at a glance."""
MANY = 80
"""Valid names that a message lists: all questions of the library, not all documents of a corpus."""
NEAR = 5


class ChanmaiError(Exception):
    """Root of all errors that chanmai raises on purpose."""


class DocumentError(ChanmaiError):
    """One document cannot be read or built; the others go on.

    Attributes:
        source: the file or record, as the user named it.
        reason: what is wrong with it.
        advice: what the user can do next.
    """

    def __init__(self, source: str, reason: str, advice: str) -> None:
        self.source, self.reason, self.advice = source, reason, advice
        super().__init__(f"{source}: {reason}; {advice}")


class UnknownNameError(ChanmaiError):
    """A name that a user gave is not known; the message lists the valid ones, of many those that are near first, and not all of very many.

    >>> print(UnknownNameError("语言", "fr", ["zh", "en"]))
    没有名为 'fr' 的语言 · no such name; valid: zh, en
    """

    def __init__(self, kind: str, name: str, valid: list[str]) -> None:
        self.kind, self.name, self.valid = kind, name, valid
        near = _near(name, valid) if len(valid) > FEW else []
        rest = [f"…（共 {len(valid)} 个 · {len(valid)} in all）"] if len(valid) > MANY else []
        parts = [f"没有名为 {name!r} 的{kind} · no such name"]
        parts += [f"相近的有 · near: {', '.join(near)}"] if near else []
        parts += [f"valid: {', '.join([*valid[:MANY], *rest])}"] if valid else []
        super().__init__("; ".join(parts))


def _near(name: str, valid: list[str]) -> list[str]:
    """Return a few of the names that hold the given one, or else look like it."""
    return [one for one in valid if name and name in one][:NEAR] or get_close_matches(name, valid, n=NEAR)


class ConfigurationError(ChanmaiError):
    """An option or configuration value is not valid (exit status 2)."""


class StoreError(ChanmaiError):
    """A store is missing, damaged or not ours."""


class StoreBusyError(StoreError):
    """Another process writes to the store (exit status 75)."""
