"""The character encoder and its heads, in torch."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from text import TAGS
from torch import Tensor, nn

TAPS = 5  # width of the depthwise convolution before each feed-forward part


@dataclass(frozen=True)
class Shape:
    """Sizes of an encoder; `attend` says which layers have attention."""

    vocabulary: int
    width: int
    heads: int
    attend: tuple[bool, ...]
    window: int
    overlap: int
    gelu: bool = False
    hidden: int = 0  # units of a feed-forward part; 0 for four times the width


SHAPES = {
    "teacher": dict(width=512, heads=8, attend=(True,) * 8, window=512, overlap=128, gelu=True),
    "medium": dict(width=256, heads=4, attend=(False, True, False, True, False), window=256, overlap=48),
    "small": dict(width=192, heads=3, attend=(False, True) * 2, window=256, overlap=48),
    "tiny": dict(width=32, heads=2, attend=(False, True), window=64, overlap=16),
}


def rotation(length: int, half: int, device: torch.device) -> tuple[Tensor, Tensor]:
    angle = torch.arange(length, device=device)[:, None] * 1000.0 ** (-torch.arange(half, device=device) / half)
    return angle.cos()[:, None], angle.sin()[:, None]


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


class Block(nn.Module):
    def __init__(self, shape: Shape, attend: bool, drop: float) -> None:
        super().__init__()
        d = shape.width
        self.heads, self.attend, self.gelu, self.drop = shape.heads, attend, shape.gelu, drop
        if attend:
            self.norm_a = nn.LayerNorm(d, bias=False)
            self.qkv = nn.Linear(d, 3 * d, bias=False)
            self.out = nn.Linear(d, d, bias=False)
        self.norm_f = nn.LayerNorm(d, bias=False)
        self.taps = nn.Parameter(torch.zeros(TAPS, d))
        hidden = shape.hidden or 4 * d
        self.up = nn.Linear(d, hidden, bias=False)
        self.down = nn.Linear(hidden, d, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor | None) -> Tensor:
        b, t, d = x.shape
        if self.attend:
            q, k, v = self.qkv(self.norm_a(x).to(x.dtype)).view(b, t, 3, self.heads, d // self.heads).unbind(2)
            q, k = rotate(q, cos, sin).to(v.dtype), rotate(k, cos, sin).to(v.dtype)
            o = F.scaled_dot_product_attention(
                q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), attn_mask=None if mask is None else mask[:, None, None]
            )
            x = x + F.dropout(self.out(o.transpose(1, 2).reshape(b, t, d)), self.drop, self.training)
        h = self.norm_f(x).to(x.dtype)
        if mask is not None:
            h = h * mask[:, :, None]
        taps = self.taps.to(h.dtype)
        side = F.pad(h, (0, 0, TAPS // 2, TAPS // 2))
        h = h + sum(side[:, k : k + t] * taps[k] for k in range(TAPS))
        u = self.up(h)
        u = F.gelu(u, approximate="tanh") if self.gelu else F.relu(u)
        return x + F.dropout(self.down(u), self.drop, self.training)


class Encoder(nn.Module):
    def __init__(self, shape: Shape, drop: float = 0.0) -> None:
        super().__init__()
        self.shape = shape
        self.embed = nn.Embedding(shape.vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape, attend, drop) for attend in shape.attend)
        self.norm = nn.LayerNorm(shape.width, bias=False)
        depth = len(shape.attend)
        for name, p in self.named_parameters():
            if name.endswith("weight") and p.dim() == 2:
                nn.init.normal_(p, std=0.02 if "embed" in name else p.shape[1] ** -0.5 * 0.7)
                if name.endswith(("out.weight", "down.weight")):
                    p.data.mul_((2 * depth) ** -0.5)
        self.embed.weight.data.normal_(std=0.5)

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        cos, sin = rotation(ids.shape[1], self.shape.width // self.shape.heads // 2, ids.device)
        x = self.embed(ids)
        if torch.is_autocast_enabled(x.device.type):
            x = x.to(torch.bfloat16)
        for block in self.blocks:
            x = block(x, cos, sin, mask)
        return self.norm(x)


class TagHead(nn.Module):
    """Scores of the tags, with a shared part and a part for each style of marking (0 marked names, 1 gold)."""

    def __init__(self, width: int, styles: int = 2) -> None:
        super().__init__()
        self.shared = nn.Linear(width, TAGS)
        self.delta = nn.Parameter(torch.zeros(styles, TAGS, width))
        self.shift = nn.Parameter(torch.zeros(styles, TAGS))
        nn.init.normal_(self.shared.weight, std=0.02)

    def forward(self, h: Tensor, style: int) -> Tensor:
        return F.linear(h, self.shared.weight + self.delta[style], self.shared.bias + self.shift[style])


class Predict(nn.Module):
    """The masked-character head; the output matrix is the embedding."""

    def __init__(self, width: int, vocabulary: int) -> None:
        super().__init__()
        self.dense = nn.Linear(width, width, bias=False)
        self.norm = nn.LayerNorm(width, bias=False)
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, h: Tensor, embed: Tensor) -> Tensor:
        return F.linear(self.norm(F.gelu(self.dense(h))), embed * embed.shape[1] ** -0.5, self.bias)
