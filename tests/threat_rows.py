"""Marks tests with the rows of the table of threats that they are about; `test_threats.py` counts the marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def row(*numbers: int) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Return a decorator that changes nothing: the numbers are read from the source."""
    assert numbers
    return lambda test: test
