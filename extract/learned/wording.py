"""How things are worded, for a choice between them: templates filled with characters, hashed to numbers, and what each weighs.

In: columns of whole numbers, one row for each candidate. Out: feature numbers, and each candidate's log-odds among its rivals.
A linear model over hashed features (Weinberger et al., Feature hashing, ICML 2009) sees which words a candidate has and
stands beside, of which the small forests see only counts and groups; its odds are columns of theirs.
"""

from __future__ import annotations

from operator import methodcaller
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["BUCKETS", "BYTES", "COLUMNS", "MIX", "SEEDS", "codes_of", "hash_pairs", "hash_templates", "number_features", "odds_among", "run_of", "stir"]

BUCKETS: Final = 1 << 18
SEEDS: Final = np.arange(1, 129, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
"""Of templates from the front, of characters from the back."""
COLUMNS: Final = ("worded", "worded_share", "worded_over_first")
"""What a forest sees of the log-odds: below the best, the chance among the rivals, above the first."""
MIX: Final = 70_001  # a prime above the plane of Chinese characters
POWERS: Final = np.array([pow(MIX, k, 1 << 61) for k in range(64)], dtype=np.int64)
BYTES: Final = methodcaller("encode", "utf-8", "surrogatepass")  # of a text that need not be well-formed


def codes_of(words: Sequence[str], least: int = 1) -> Ints:
    """Return the characters' codes, filled up with 0, [words, longest or `least`]."""
    padded = np.array(words, dtype=f"<U{max(least, *map(len, words), 1)}")
    return padded.view(np.uint32).reshape(len(words), -1).astype(np.int64)


def run_of(codes: Ints) -> Ints:
    """Return one number for each row of characters, whatever fills it up."""
    return codes[:, : len(POWERS)] @ POWERS[: codes.shape[1]]


def stir(mixed: NDArray[np.uint64], value: NDArray[np.int64]) -> None:
    """Mix whole numbers into hashes of the same shape, in place (the finalizer of SplitMix64, Steele et al., OOPSLA 2014)."""
    mixed ^= value.view(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(29)


def number_features(mixed: NDArray[np.uint64], buckets: int = BUCKETS) -> NDArray[np.int32]:
    """Return feature numbers from 1 to `buckets` - 1 for hashes."""
    return (mixed % np.uint64(buckets - 1) + np.uint64(1)).astype(np.int32)


def hash_templates(values: Ints, templates: Ints) -> NDArray[np.int32]:
    """Fill templates with values and return feature numbers from 1 to `BUCKETS` - 1.

    Args:
        values: what templates speak of, [values, rows]; the first is nought.
        templates: which three values each is filled with, [templates, 3].

    Returns:
        [rows, templates].
    """
    mixed = np.zeros((templates.shape[0], values.shape[1]), np.uint64) + SEEDS[: templates.shape[0], None]
    for place in templates.T:
        stir(mixed, values[place])
    return number_features(mixed.T)


def hash_pairs(codes: Ints, seed: int) -> NDArray[np.int32]:
    """Return a feature number for each two neighbouring characters of rows, [rows, columns - 1]; 0 where one is missing."""
    left, right = codes[:, :-1], codes[:, 1:]
    mixed = np.zeros(left.shape, np.uint64) + SEEDS[-seed]
    stir(mixed, left * MIX + right)
    return np.where((left > 0) & (right > 0), number_features(mixed), 0)


def odds_among(words: NDArray[np.float32], features: NDArray[np.int32], first: int = 0) -> NDArray[np.float32]:
    """Return `COLUMNS` for the candidates of one choice.

    Args:
        words: what each feature number weighs, [`BUCKETS`]; the first is nought.
        features: the feature numbers of each candidate, [candidates, templates].
        first: the candidate that stands unless another is better.
    """
    odds = words[features].sum(axis=1)
    top = odds.max()
    mass = np.exp(odds - top)
    return np.stack((odds - top, mass / mass.sum(), odds - odds[first]), axis=1).astype(np.float32)
