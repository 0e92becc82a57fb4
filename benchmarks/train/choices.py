"""What the words of candidates weigh: a linear model over hashed features that chooses one of each group, and its odds held out."""

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from extract.learned.wording import BUCKETS

STEPS = 50  # of L-BFGS; more gain nothing held out
FAINT = 0.02  # a weight below this is left out of the file: nought takes no room in it


def sparse(features):
    """Rows of feature numbers (0: none) as a matrix of ones."""
    shown = features > 0
    return csr_matrix((np.ones(int(shown.sum()), np.float32), features[shown], np.concatenate([[0], np.cumsum(shown.sum(axis=1))])), shape=(len(features), BUCKETS))


def fit_words(groups, penalty):
    """Weights [BUCKETS] under which the right candidates of each group are likeliest.

    groups: (features [candidates, templates], right [candidates], weight) of each; those with none right, or nothing else, teach nothing.
    """
    data = [(f, r, w) for f, r, w in groups if w > 0 and r.any() and not r.all()]
    counts = np.array([len(r) for _, r, _ in data])
    starts = np.cumsum(counts) - counts
    right, weight = np.concatenate([r for _, r, _ in data]).astype(float), np.array([w for *_, w in data])
    table, each = sparse(np.concatenate([f for f, *_ in data])), np.repeat(weight, counts)

    def loss(v):
        odds = table @ v
        mass = np.exp(odds - np.repeat(np.maximum.reduceat(odds, starts), counts))
        share = mass / np.repeat(np.add.reduceat(mass, starts), counts)
        won = np.add.reduceat(share * right, starts) + 1e-9
        return -(weight * np.log(won)).sum() + 0.5 * penalty * v @ v, table.T @ (each * (share - share * right / np.repeat(won, counts))) + penalty * v

    found = minimize(loss, np.zeros(BUCKETS), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    found[0] = 0
    return np.where(np.abs(found) < FAINT, 0, found).astype(np.float16).astype(np.float32)


def words_by_fold(groups, folds, parts, penalty):
    """Weights for each part, from the groups of the other folds that are learned (those of no part teach all)."""
    return {part: fit_words([g for g, f in zip(groups, folds) if f not in (part, None)], penalty) for part in parts}
