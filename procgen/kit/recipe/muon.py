"""Muon: momentum whose updates of matrices are orthogonalised (Jordan et al. 2024), with AdamW for all else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import torch
from torch import Tensor, nn

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)


def orthogonalised(updates: Tensor, steps: int = 5) -> Tensor:
    """The nearest (semi-)orthogonal matrices, about: (n, rows, columns), by a quintic Newton-Schulz iteration."""
    a, b, c = _COEFFICIENTS
    tall = updates.shape[1] > updates.shape[2]
    x = updates.bfloat16()
    if tall:
        x = x.transpose(1, 2)
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.transpose(1, 2)
        x = a * x + (b * gram + c * gram @ gram) @ x
    found: Tensor = (x.transpose(1, 2) if tall else x).float()
    return found


class Muon(torch.optim.Optimizer):
    """For matrices alone.

    Args:
        matrices: parameters of two dimensions; those of one shape are worked on together.
        lr: step, as a share of an orthogonal matrix.
        momentum: of the running mean; Nesterov's.
        decay: weight decay, times lr.
    """

    def __init__(self, matrices: Iterable[nn.Parameter], lr: float = 0.02, momentum: float = 0.95, decay: float = 0.01):
        super().__init__(list(matrices), {"lr": lr, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        """One update."""
        for group in self.param_groups:
            shapes: dict[torch.Size, list[nn.Parameter]] = defaultdict(list)
            for matrix in group["params"]:
                if matrix.grad is not None:
                    shapes[matrix.shape].append(matrix)
            for shape, matrices in shapes.items():
                pushes = []
                for matrix in matrices:
                    state = self.state[matrix]
                    if "mean" not in state:
                        state["mean"] = torch.zeros_like(matrix)
                    mean = state["mean"]
                    mean.lerp_(matrix.grad, 1 - group["momentum"])
                    pushes.append(matrix.grad.lerp(mean, group["momentum"]))  # type: ignore[union-attr]
                step = group["lr"] * max(1.0, shape[0] / shape[1]) ** 0.5
                for matrix, update in zip(matrices, orthogonalised(torch.stack(pushes)), strict=True):
                    matrix.mul_(1 - group["lr"] * group["decay"])
                    matrix.add_(update, alpha=-step)
