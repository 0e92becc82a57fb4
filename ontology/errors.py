"""Errors that chanmai raises: one root, leaves that name the cause and carry what a message needs."""

from __future__ import annotations

__all__ = ["ChanmaiError", "ConfigurationError", "DocumentError", "StoreBusyError", "StoreError", "UnknownNameError"]


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
    """A name that a user gave is not known; the message lists the valid ones."""

    def __init__(self, kind: str, name: str, valid: list[str]) -> None:
        self.kind, self.name, self.valid = kind, name, valid
        super().__init__(f"没有名为 {name!r} 的{kind} · no such name; valid: {', '.join(valid)}")


class ConfigurationError(ChanmaiError):
    """An option or configuration value is not valid (exit status 2)."""


class StoreError(ChanmaiError):
    """A store is missing, damaged or not ours."""


class StoreBusyError(StoreError):
    """Another process writes to the store (exit status 75)."""
