"""The recipe of the terrain encoder: the eye that evaluation sees terrain with. Serving does not use it.

A small residual network learns, from the train split alone, three things at once: which landform a crop was labelled
with; which two crops come from the same patch (the normalised temperature-scaled cross entropy of Chen et al. 2020,
"A Simple Framework for Contrastive Learning of Visual Representations"); and how a crop was spoilt, if it was: blurred,
grainy, blocky, or with its Fourier phases shuffled, which keeps the spectrum and destroys the landforms. The last makes
its features respond to the defects that generators have. They are invariant to flips and quarter turns as far as
training with them brings that about.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from scipy.ndimage import gaussian_filter, zoom
from torch import nn

from procgen.kit.recipe.checkpoint import run_folder
from procgen.kit.recipe.device import autocast, device, placed
from procgen.kit.recipe.export import export_onnx
from procgen.kit.recipe.loop import Figures, Moment, Report, Schedule, run, update
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.terrain.recipe.crops import CROP, FEATURES, INPUT_CHANNELS, crop_channels
from procgen.terrain.recipe.data import Patch, TerrainPack
from procgen.terrain.representation import FloatArray

DEFECTS = ("none", "blurred", "grainy", "blocky", "shuffled phases")
_WIDTHS = (24, 48, 96, 160)
_TEMPERATURE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderConfig(Schedule):
    """How long to train, and on what batches."""

    budget_s: float = 450.0
    warmup_steps: int = 50
    patches: int = 40
    """Patches a batch; each gives two clean crops and one spoilt one."""
    learning_rate: float = 2e-3
    weight_decay: float = 0.05
    seed: int = 5
    report_every_s: float = 30.0


class _Block(nn.Module):
    """Residual block that halves the resolution."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(before, after, 3, stride=2, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(after)
        self.second = nn.Conv2d(after, after, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(after)
        self.skip = nn.Conv2d(before, after, 1, bias=False)
        self.skip_norm = nn.BatchNorm2d(after)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        inner = F.silu(self.first_norm(self.first(x)))
        inner = self.second_norm(self.second(inner))
        return F.silu(inner + self.skip_norm(self.skip(F.avg_pool2d(x, 2))))


class TerrainEncoder(nn.Module):
    """Crops (b, 4, 128, 128) to features (b, 128) and landform logits (b, 21)."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(INPUT_CHANNELS, _WIDTHS[0], 5, stride=2, padding=2, bias=False)
        self.stem_norm = nn.BatchNorm2d(_WIDTHS[0])
        self.blocks = nn.Sequential(*(_Block(a, b) for a, b in itertools.pairwise(_WIDTHS)))
        self.feature = nn.Linear(2 * _WIDTHS[-1], FEATURES, bias=False)
        # Without scale and shift: each feature has mean zero and variance one over the training crops.
        self.feature_norm = nn.BatchNorm1d(FEATURES, affine=False)
        self.landform = nn.Linear(FEATURES, len(LANDFORM_NAMES))
        self.defect = nn.Linear(FEATURES, len(DEFECTS))
        self.projection = nn.Sequential(nn.Linear(FEATURES, FEATURES), nn.SiLU(), nn.Linear(FEATURES, 64))

    def features(self, crops: torch.Tensor) -> torch.Tensor:
        x = self.blocks(F.silu(self.stem_norm(self.stem(crops))))  # (b, 160, 8, 8)
        x = x.flatten(2).float()
        # Mean and spread over the crop: what there is, and how unevenly.
        pooled = torch.cat([x.mean(2), torch.sqrt(x.var(2, unbiased=False) + 1e-4)], 1)
        normed: torch.Tensor = self.feature_norm(self.feature(pooled).float())
        return normed

    def forward(self, crops: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        features = self.features(crops)
        return features, self.landform(features)


def spoil(heights: FloatArray, defect: str, rng: np.random.Generator) -> FloatArray:
    """A crop (128, 128) in metres with one of :data:`DEFECTS`, at a random strength."""
    if defect == "blurred":
        return np.asarray(gaussian_filter(heights, float(rng.uniform(0.8, 3.0)), mode="nearest"), np.float32)
    if defect == "grainy":
        # Grain of a few per cent of the local slope, at one or two pixels.
        grain = gaussian_filter(rng.standard_normal(heights.shape), float(rng.uniform(0.0, 0.8)))
        step = float(np.mean(np.abs(np.diff(heights, axis=0)))) + 1e-3
        return np.asarray(heights + rng.uniform(0.3, 1.0) * step * grain / grain.std(), np.float32)
    if defect == "blocky":
        factor = int(rng.choice((2, 4, 8)))
        side = heights.shape[0] // factor
        small = heights.reshape(side, factor, side, factor).mean((1, 3))
        return np.asarray(zoom(small, factor, order=int(rng.integers(2)), mode="nearest", grid_mode=True), np.float32)
    if defect == "shuffled phases":
        # The plane through the edges is kept apart: without it the jump between opposite edges would make a cross.
        row, column = np.linspace(-1, 1, heights.shape[0])[:, None], np.linspace(-1, 1, heights.shape[1])[None]
        tilt_z = float((heights[-1].mean() - heights[0].mean()) / 2)
        tilt_x = float((heights[:, -1].mean() - heights[:, 0].mean()) / 2)
        plane = tilt_z * row + tilt_x * column
        window = np.hanning(heights.shape[0])[:, None] * np.hanning(heights.shape[1])[None]
        amplitude = np.abs(np.fft.rfft2((heights - plane - heights.mean()) * window)) * math.sqrt(64 / 9)
        phase = np.angle(np.fft.rfft2(rng.standard_normal(heights.shape)))
        return np.asarray(np.fft.irfft2(amplitude * np.exp(1j * phase), heights.shape) + plane, np.float32)
    return heights


class _Crops:
    """Draws batches by the pack's landform weights."""

    def __init__(self, patches: list[Patch]) -> None:
        self.surfaces = [patch.surface for patch in patches]
        self.spacing = [patch.metres_per_pixel for patch in patches]
        self.labels = np.array([LANDFORM_NAMES.index(patch.landform) for patch in patches])
        weights = np.array([patch.weight for patch in patches])
        self.chance = weights / weights.sum()

    def crop(self, index: int, rng: np.random.Generator) -> FloatArray:
        surface = self.surfaces[index]
        row, column = rng.integers(0, surface.shape[0] - CROP + 1, 2)
        crop = np.rot90(surface[row : row + CROP, column : column + CROP], int(rng.integers(4)))
        return np.ascontiguousarray(crop[:, ::-1] if rng.random() < 0.5 else crop)

    def batch(self, count: int, rng: np.random.Generator) -> tuple[FloatArray, npt.NDArray[np.int64], list[int]]:
        """Channels of (3 count) crops: first views, second views, spoilt; labels; defects of the last."""
        indices = rng.choice(len(self.surfaces), count, replace=False, p=self.chance)
        defects = [int(defect) for defect in rng.integers(1, len(DEFECTS), count)]
        views = []
        for view in range(3):
            for position, index in enumerate(indices):
                heights = self.crop(index, rng)
                if view == 2:
                    heights = spoil(heights, DEFECTS[defects[position]], rng)
                views.append(crop_channels(heights, self.spacing[index]))
        return np.stack(views), self.labels[indices], defects


def _contrast(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """NT-Xent over 2n projections."""
    z = F.normalize(torch.cat([first, second]).float(), dim=1)
    similar = z @ z.T / _TEMPERATURE
    similar.fill_diagonal_(-1e4)
    count = len(first)
    partner = torch.arange(2 * count, device=z.device).roll(count)
    return F.cross_entropy(similar, partner)


def _lay_out(model: nn.Module, memory_format: torch.memory_format) -> None:
    """Lay the convolutions' weights out; bfloat16 is several times faster with the channels last."""
    for part in model.modules():
        if isinstance(part, nn.Conv2d):
            part.weight.data = part.weight.data.contiguous(memory_format=memory_format)


def train_encoder(
    data: Path,
    config: EncoderConfig | None = None,
    folder: Path | None = None,
    *,
    resume: bool = False,
    report: Report = lambda _: None,
) -> TerrainEncoder:
    """Train on the train split of a terrain pack.

    The weights that ship are nothing to go on from: the norms are folded into the convolutions, and the heads for
    defects and contrast are left out.

    Args:
        data: the pack (format: :mod:`procgen.terrain.recipe.data`).
        config: how long; the learning rate falls to zero over the budget.
        folder: of the run, see :func:`procgen.kit.recipe.loop.run`; none is kept without.
        resume: go on from the last checkpoint.
        report: gets a line every half minute.

    Raises:
        FileNotFoundError: the data folder lacks a file.
    """
    config = config or EncoderConfig()
    torch.manual_seed(config.seed)
    crops = _Crops(TerrainPack(data).patches("train"))
    count = min(config.patches, len(crops.surfaces))
    model = TerrainEncoder().to(device())
    _lay_out(model, torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay)

    def step(now: Moment) -> Figures:
        arrays, label, defects = crops.batch(count, np.random.default_rng([config.seed, now.step]))
        target = placed(label).repeat(2)
        spoilt = placed(np.array([0] * (2 * count) + defects))
        with autocast():
            features = model.features(placed(arrays))
            clean = features[: 2 * count]
            landform_loss = F.cross_entropy(model.landform(clean).float(), target, label_smoothing=0.1)
            defect_loss = F.cross_entropy(model.defect(features).float(), spoilt)
            projected = model.projection(clean)
        contrast_loss = _contrast(projected[:count], projected[count:])
        (landform_loss + defect_loss + 0.5 * contrast_loss).backward()  # type: ignore[no-untyped-call]
        update(optimiser)
        losses = {"landform": landform_loss, "defect": defect_loss, "contrast": contrast_loss}
        return {name: float(loss.detach()) for name, loss in losses.items()}

    model.train()
    with run_folder(folder) as kept:
        run(
            step,
            None,
            {"model": model, "optimiser": optimiser},
            config,
            kept,
            kept=model.state_dict,
            resume=resume,
            report=report,
        )
    return model.cpu().eval()


@torch.no_grad()
def held_out_accuracy(model: TerrainEncoder, data: Path, split: str = "validation") -> tuple[float, float]:
    """Shares of crops of a held-out split whose landform and whose defect are recognised, four crops a patch."""
    crops = _Crops(TerrainPack(data).patches(split))
    rng = np.random.default_rng(3)
    landforms, found = [], []
    for index, label in enumerate(crops.labels):
        spoilt = [int(defect) for defect in rng.integers(0, len(DEFECTS), 4)]
        heights = [crops.crop(index, rng) for _ in spoilt]
        both = [*heights, *(spoil(h, DEFECTS[d], rng) for h, d in zip(heights, spoilt, strict=True))]
        features, logits = model(torch.from_numpy(np.stack([crop_channels(h, crops.spacing[index]) for h in both])))
        landforms.append(float((logits[:4].argmax(1) == int(label)).float().mean()))
        found.append(float((model.defect(features[4:]).argmax(1) == torch.tensor(spoilt)).float().mean()))
    return float(np.mean(landforms)), float(np.mean(found))


def export_encoder(model: TerrainEncoder, path: Path) -> float:
    """Write the encoder as ONNX (``crops`` to ``features`` and ``landform``) and compare it with the network.

    Returns:
        The largest difference of a feature, relative to their standard deviation.

    Raises:
        ValueError: that difference is above 1e-3.
    """
    _lay_out(model, torch.contiguous_format)
    example, check = torch.randn(2, 2, INPUT_CHANNELS, CROP, CROP, generator=torch.Generator().manual_seed(1))
    free = {"crops": {0: torch.export.Dim("count", min=1, max=4096)}}
    return export_onnx(model, path, {"crops": example}, {"crops": check}, "features", more=("landform",), free=free)
