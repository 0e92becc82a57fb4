"""What is asked of the encoder's states besides names: relations, the subject of a number, its indicator, is it a fact."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from model import TagHead
from text import CLASSES, PROPERTIES
from torch import Tensor, nn

KINDS = len(CLASSES) + 1  # the last is a number
GAPS = torch.tensor([0, 1, 2, 3, 5, 9, 17, 33, 65, 129, 257])
NEAR = 64  # an indicator begins and ends at most so far from its number


def relation_features(first: Tensor, second: Tensor, sentence: Tensor, clause: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return buckets of distance (and direction), of sentences and of clauses between two spans."""
    after = second[:, 0] >= first[:, 0]
    gap = torch.where(after, second[:, 0] - first[:, 1], first[:, 0] - second[:, 1]).clamp(min=0)
    distance = torch.bucketize(gap, GAPS.to(gap.device), right=True) - 1 + len(GAPS) * after
    apart = (sentence[second[:, 0]] - sentence[first[:, 0]]).clamp(-1, 6) + 1
    parts = (clause[second[:, 0]] - clause[first[:, 0]]).abs().clamp(max=7)
    return distance, apart, parts


class PairScorer(nn.Module):
    """Scores ordered pairs of spans."""

    def __init__(self, width: int, outputs: int, hidden: int = 128) -> None:
        super().__init__()
        self.first = nn.Linear(2 * width, 2 * hidden)
        self.second = nn.Linear(2 * width, 2 * hidden, bias=False)
        self.between = nn.Linear(width, hidden, bias=False)
        self.kinds = nn.Parameter(torch.zeros(KINDS * KINDS, hidden))
        self.distance = nn.Parameter(torch.zeros(2 * len(GAPS), hidden))
        self.apart = nn.Parameter(torch.zeros(8, hidden))
        self.parts = nn.Parameter(torch.zeros(8, hidden))
        self.out = nn.Linear(hidden, outputs)

    def forward(self, h: Tensor, first: Tensor, second: Tensor, kinds: Tensor, sentence: Tensor, clause: Tensor) -> Tensor:
        hidden = self.out.in_features
        edge = lambda s: torch.cat((h[s[:, 0]], h[s[:, 1] - 1]), dim=1)
        a, b = self.first(edge(first)), self.second(edge(second))
        low, high = torch.minimum(first[:, 1], second[:, 1]), torch.maximum(first[:, 0], second[:, 0])
        total = F.pad(self.between(h).float().cumsum(0), (0, 0, 1, 0))
        high = torch.maximum(high, low)
        middle = (total[high] - total[low]) / (high - low).clamp(min=1)[:, None]
        distance, apart, parts = relation_features(first, second, sentence, clause)
        z = a[:, :hidden] + b[:, :hidden] + a[:, hidden:] * b[:, hidden:] + middle
        z = z + self.kinds[kinds] + self.distance[distance] + self.apart[apart] + self.parts[parts]
        return self.out(F.relu(z))


class Pointer(nn.Module):
    """Scores the characters near a number as begin and as end (the last character) of its indicator."""

    def __init__(self, width: int, hidden: int = 128) -> None:
        super().__init__()
        self.query = nn.Linear(2 * width, 2 * hidden)
        self.key = nn.Linear(width, 2 * hidden, bias=False)
        self.place = nn.Parameter(torch.zeros(2, 2 * NEAR + 1))

    def forward(self, h: Tensor, spans: Tensor, sentence: Tensor) -> Tensor:
        """Return [numbers, 2, 2 * NEAR + 1] scores of the characters from NEAR before the number's begin to NEAR after."""
        q = self.query(torch.cat((h[spans[:, 0]], h[spans[:, 1] - 1]), dim=1)).view(len(spans), 2, -1)
        at = spans[:, :1] + torch.arange(-NEAR, NEAR + 1, device=h.device)
        real = (at >= 0) & (at < len(h))
        at = at.clamp(0, len(h) - 1)
        lawful = real & (sentence[at] == sentence[spans[:, 0]][:, None]) & ((at < spans[:, :1]) | (at >= spans[:, 1:2]))
        k = self.key(h)[at].view(len(spans), at.shape[1], 2, -1)
        score = torch.einsum("qsp,qtsp->qst", q.float(), k.float()) * q.shape[-1] ** -0.5 + self.place
        return score.masked_fill(~lawful[:, None], -1e4)


class Heads(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.tag = TagHead(width)
        self.pair = PairScorer(width, len(PROPERTIES) + 1)
        self.subject = PairScorer(width, 1)
        self.pointer = Pointer(width)
        self.fact = nn.Sequential(nn.Linear(2 * width, 64), nn.ReLU(), nn.Linear(64, 1))
