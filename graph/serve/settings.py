"""What a server may spend and whom it answers: one frozen record, checked when it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ontology.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["BODY", "Settings"]

BODY: Final = 256 * 1024
"""Bytes of a request body: a query of 64 KiB, percent-encoded, with its other fields."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server is given.

    Attributes:
        store: folder of the store.
        host: address to listen at.
        port: 0 for any that is free.
        workers: processes that evaluate, each one query at a time.
        deadline: seconds that a query may take.
        memory: MiB that a query may take beyond what the worker holds when it is idle.
        rows: most rows of an answer; what is cut off is said.
        answer: MiB that an answer may have.
        queue: requests that may wait for a worker; one more is answered 429.
        patience: seconds that a request waits for a worker, then it is answered 503.
        connections: open at once; one more is answered 503.
        slow: seconds that a client may take for the head or the body of a request, or to take in what it is sent.
        names: host names that requests may be addressed to, besides this machine's and any IP address.
        origins: origins whose pages may read the answers (CORS); none by default.
        union: the default graph is the union of all graphs; off only to test against the W3C's cases.
    """

    store: Path
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    deadline: float = 20.0
    memory: int = 1024
    rows: int = 100_000
    answer: int = 256
    queue: int = 32
    patience: float = 10.0
    connections: int = 512
    slow: float = 15.0
    names: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    union: bool = True

    def __post_init__(self) -> None:
        for name in ("workers", "deadline", "memory", "rows", "answer", "connections", "slow"):
            if getattr(self, name) <= 0:
                raise ConfigurationError(f"{name}: {getattr(self, name)} is not valid; give a number above 0")
        if self.queue < 0 or self.patience < 0 or not 0 <= self.port < 65536:
            raise ConfigurationError("queue and patience must not be negative, port between 0 and 65535")
        if "*" in self.origins:
            raise ConfigurationError("CORS: name the origins, e.g. https://example.org; * is not allowed")
