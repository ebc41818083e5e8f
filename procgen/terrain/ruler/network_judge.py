"""The judge's second eye: a small convolutional network that sees the crops themselves.

The trees of :mod:`procgen.terrain.ruler.judge` know what they were told to measure. This network finds for itself what
betrays made land, in slopes, heights and curvature. It learns from few crops, so it is small, sees them turned and
mirrored, and several of its last steps decide together. Of smoothed land it sees far less than the trees do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from scipy.ndimage import laplace
from sklearn.model_selection import GroupKFold
from torch import nn

from procgen.kit.recipe.two_sample import Crops, Told, gathered
from procgen.kit.ruler.rows import Rows
from procgen.terrain.morphometry.features import BLURS_PX, CROP, land_crops
from procgen.terrain.recipe.crops import INPUT_CHANNELS, crop_channels
from procgen.terrain.recipe.data import Patch
from procgen.terrain.representation import FloatArray
from procgen.terrain.ruler.judge import halves, judged_interval

FOLDS = 3
_BATCH = 16
_LEARNING_RATE = 3e-3
_CHANNELS = INPUT_CHANNELS + 1
_WIDTHS = (16, 32, 48, 64)


class _Network(nn.Module):
    """Crops (b, 5, 128, 128) to the log odds (b,) that they are real."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = _CHANNELS
        for width in _WIDTHS:
            layers += [nn.Conv2d(before, width, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(width), nn.SiLU()]
            before = width
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(2 * before, 1)

    def forward(self, crops: torch.Tensor) -> torch.Tensor:
        x = self.body(crops).flatten(2)  # (b, 64, 8 * 8)
        # What there is, and how unevenly.
        pooled = torch.cat([x.mean(2), x.std(2)], 1)
        return torch.as_tensor(self.head(F.dropout(pooled, 0.2, self.training))[:, 0])


def turned(crops: torch.Tensor, code: int) -> torch.Tensor:
    """Turned by quarters and mirrored; the two channels of gradients go with the ground."""
    for _ in range(code & 3):
        crops = torch.rot90(crops, 1, (2, 3))
        # What fell to the east now falls to the north: d/dz = -d/dx before, d/dx = d/dz before.
        crops = torch.cat([-crops[:, 1:2], crops[:, :1], crops[:, 2:]], 1)
    if code & 4:
        crops = torch.flip(crops, (3,))
        crops = torch.cat([crops[:, :1], -crops[:, 1:2], crops[:, 2:]], 1)
    return crops


def _learned(crops: torch.Tensor, truth: torch.Tensor, seed: int, steps: int) -> list[_Network]:
    """A few networks of the last third of the steps."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    network = _Network()
    optimiser = torch.optim.AdamW(network.parameters(), lr=_LEARNING_RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _LEARNING_RATE, total_steps=steps)
    # As many real crops a batch as made ones, however many there are.
    sides = [torch.nonzero(truth == side)[:, 0] for side in (0.0, 1.0)]
    wanted = torch.tensor([0.0, 1.0]).repeat_interleave(_BATCH // 2)
    kept = []
    network.train()
    for step in range(1, steps + 1):
        drawn = [side[torch.randint(len(side), (_BATCH // 2,), generator=generator)] for side in sides]
        code = int(torch.randint(8, (), generator=generator))
        optimiser.zero_grad(set_to_none=True)
        odds = network(turned(crops[torch.cat(drawn)], code))
        F.binary_cross_entropy_with_logits(odds, wanted).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        if step in {steps * part // 12 for part in range(9, 13)}:
            last = _Network()
            last.load_state_dict(network.state_dict())
            kept.append(last.eval())
    return kept


@torch.no_grad()
def _probability(networks: list[_Network], crops: torch.Tensor) -> npt.NDArray[np.float64]:
    odds = torch.stack([network(turned(crops, code)) for network in networks for code in (0, 3, 6)]).mean(0)
    return np.asarray(torch.sigmoid(odds).double().numpy())


def network_two_sample(real: Crops, made: Crops, *, seed: int, folds: int = FOLDS, steps: int) -> Told:
    """As :func:`procgen.kit.recipe.two_sample.two_sample`, by networks that see channels (n, 5, 128, 128).

    Args:
        real, made: crops, with their regions, which are kept whole.
        seed: of starts and order.
        folds: at most; as many as there are regions, if these are fewer.
        steps: of each network.
    """
    crops = torch.from_numpy(np.concatenate([real.values, made.values]))
    region = np.concatenate([real.region, made.region])
    truth = torch.cat([torch.ones(len(real.values)), torch.zeros(len(made.values))])
    score = np.empty(len(crops))
    for learned, judged in GroupKFold(min(folds, len(np.unique(region)))).split(region, groups=region):
        networks = _learned(crops[learned], truth[learned], seed, steps)
        for start in range(0, len(judged), 4 * _BATCH):
            rows = judged[start : start + 4 * _BATCH]
            score[rows] = _probability(networks, crops[rows])
    return Told(score[: len(real.values)], score[len(real.values) :])


def judge_channels(heights: FloatArray, metres_per_pixel: float) -> FloatArray:
    """(5, 128, 128): what the network sees of a crop, the encoder's channels and its curvature.

    The Laplacian, in units of its own root mean square and compressed by asinh, brings out ridges and valleys that are
    hardly visible in the slopes of smoothed land.
    """
    bent = laplace(heights.astype(np.float64), mode="nearest")
    bent = np.arcsinh(bent / (np.sqrt(np.mean(np.square(bent))) + 1e-6))
    return np.concatenate([crop_channels(heights, metres_per_pixel), bent[None].astype(np.float32)])


def _channels(heights: FloatArray, patch: Patch, blur_px: float) -> FloatArray:
    """(crops, 5, 128, 128) of one map."""
    crops = [judge_channels(crop, patch.metres_per_pixel) for crop in land_crops(heights, patch.step_m, blur_px)]
    return np.asarray(crops, np.float32).reshape(-1, _CHANNELS, CROP, CROP)


def network_judge_rows(
    patches: Sequence[Patch],
    made: Mapping[str, Sequence[FloatArray]],
    *,
    seed: int,
    name: str = "network_judge_128",
    steps: int,
) -> Rows:
    """The network's figures: shares of crops that are told rightly, and the floor of one halving of real patches.

    Args:
        patches: real ones, of at least two regions.
        made: column to heights (256, 256) that were made by the patches' conditions.
        seed: of starts, order, halving and draws.
        name: of the figures.
        steps: of each network.
    """
    regions = [patch.group for patch in patches]
    rows: Rows = {}
    for suffix, blur in BLURS_PX.items():

        def seen(maps: Sequence[FloatArray], blur: float = blur) -> Crops:
            pairs = zip(maps, patches, strict=True)
            return gathered([_channels(heights, patch, blur) for heights, patch in pairs], regions)

        real = seen([patch.surface for patch in patches])
        floor = halves(real, seed, 1)[0]
        row = rows.setdefault(f"{name}{suffix}", {})
        for column, maps in {**made, "real": None}.items():
            one, other = floor if maps is None else (real, seen(maps))
            told = network_two_sample(one, other, seed=seed, steps=steps)
            row |= judged_interval(told, one, other, seed=seed).cells(column)
    return rows
