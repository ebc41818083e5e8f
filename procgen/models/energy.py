"""Energies: how implausible a thing is, from features of it.

A committee of small networks, each trained by logistic regression to tell real things from others (noise-contrastive
estimation, Gutmann and Hyvärinen 2010): the energy is the negative log odds, which at the optimum is the logarithm of
the others' density over the real one's, up to a constant. Among a generator's own results it therefore orders them by
how much rarer than in reality they are.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Energy(nn.Module):
    """Features (n, D) to energies (n, 1); low is plausible.

    Args:
        features: D.
        width: of the two hidden layers.
        members: networks whose mean it is.
        dropout: share of hidden units that training leaves out.
    """

    mean: Tensor
    scale: Tensor

    def __init__(self, features: int, width: int = 96, members: int = 4, dropout: float = 0.3) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("scale", torch.ones(features))
        self.members = nn.ModuleList(
            nn.Sequential(
                nn.Linear(features, width),
                nn.SiLU(),
                nn.Dropout(dropout),
                nn.Linear(width, width),
                nn.SiLU(),
                nn.Dropout(dropout),
                nn.Linear(width, 1),
            )
            for _ in range(members)
        )

    def fit_scale(self, features: Tensor) -> None:
        """Standardise by the means and spreads of features (n, D) of real things."""
        self.mean.copy_(features.mean(0))
        # What never varies among real things still tells others: its scale is bounded, not its use.
        self.scale.copy_(features.std(0).clamp_min(1e-2))

    def each(self, features: Tensor) -> Tensor:
        """(members, n, 1)."""
        # What lies far outside is as implausible as what lies outside; the bound keeps energies finite.
        scaled = ((features - self.mean) / self.scale).clamp(-6.0, 6.0)
        return torch.stack([member(scaled) for member in self.members])

    def forward(self, features: Tensor) -> Tensor:
        return self.each(features).mean(0)
