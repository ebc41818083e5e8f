"""Training the detail network of textures: from 128 to 512 pixels a tile, on the sets and photos that are that large.

As for the base network, adversaries compare the made surface with the real one pairwise, through a frozen classifier's
features and at the pixels; the made surface's means must be the base's.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.device import autocast, placed, settled
from procgen.kit.recipe.loop import Figures, Moment, Part, Schedule, update
from procgen.kit.recipe.shipped import load_shipped
from procgen.models.gan import CELL, ENLARGEMENT, DetailConfig, DetailGenerator
from procgen.runtime.catalog import packaged_assets
from procgen.texture.recipe.adversaries import Adversaries, Game, Seen
from procgen.texture.recipe.data import Example, shrink_maps
from procgen.texture.recipe.train import rest_distance


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailTraining(Schedule):
    """How to train, and how long."""

    warmup_steps: int = 100
    cooldown_from: float = 0.3
    floor: float = 0.05
    batch: int = 6
    patch: int = 48
    """Base pixels along a side of a patch; its border of ``margin`` is not judged, for it lacks context."""
    margin: int = 8
    generator_rate: float = 1.5e-3
    critic_rate: float = 4e-4
    damping: float = 0.02
    probe: float = 0.1
    statistics_weight: float = 0.5
    mean_weight: float = 10.0
    """Of the distance of block means to the base."""
    any_share: float = 0.3
    """Share of examples whose class is withheld."""
    average: float = 0.998
    seed: int = 23
    report_every_s: float = 240.0
    checkpoint_every_s: float = 240.0


def pieces(examples: list[Example], config: DetailTraining, step: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """A batch: base patches, fine patches (heights in base pixels), which maps are known, and classes."""
    rng = np.random.default_rng((config.seed, step))
    complete = [i for i, example in enumerate(examples) if example.known[0] and example.known[1]]
    side = config.patch * ENLARGEMENT
    bases, fines, known, labels = [], [], [], []
    for number in range(config.batch):
        index = int(rng.choice(complete)) if number % 2 == 0 else int(rng.integers(len(examples)))
        example = examples[index]
        top, left = rng.integers(0, example.maps.shape[1], 2)
        rows = (np.arange(side) + top) % example.maps.shape[1]
        columns = (np.arange(side) + left) % example.maps.shape[2]
        piece = example.maps[:, rows[:, None], columns[None, :]]
        if rng.random() < 0.5:
            piece = piece[:, :, ::-1]
        if rng.random() < 0.5:
            piece = piece[:, ::-1]
        piece = piece.copy()
        piece[3] /= ENLARGEMENT
        small = shrink_maps(piece, ENLARGEMENT)
        small[3] *= ENLARGEMENT
        bases.append(small)
        fines.append(piece)
        known.append(example.known)
        labels.append(example.label)
    label = np.eye(1 + max(e.label for e in examples), dtype=np.float32)[labels]
    label *= rng.random((config.batch, 1)) >= config.any_share
    return placed(np.stack(bases)), placed(np.stack(fines)), placed(np.array(known, np.float32)), placed(label)


class DetailTrainer:
    """One step of everything."""

    def __init__(self, classes: int, config: DetailTraining, examples: list[Example]) -> None:
        torch.manual_seed(config.seed)
        self.config, self.examples = config, examples
        self.shape = DetailConfig(classes)
        self.generator = settled(DetailGenerator(self.shape))
        self.average = Averaged(self.generator, capped(config.average, 20))
        self.adversaries = Adversaries(
            classes,
            0,
            (48, 48, 64),
            (32, 64, 96),
            Game(config.critic_rate, config.damping, config.damping, config.probe),
            [pieces(examples, config, 2**31 + number)[1] for number in range(4)],
        )
        self.made_by = torch.optim.Adam(self.generator.parameters(), lr=config.generator_rate, betas=(0.0, 0.99))

    def step(self, now: Moment) -> Figures:
        """One step of generator and adversaries."""
        config, adversaries = self.config, self.adversaries
        base, real, known, label = pieces(self.examples, config, now.step)
        label = F.pad(label, (0, self.shape.classes - label.shape[1]))
        torch.manual_seed(now.step * 7907 + config.seed)
        cells = config.patch // CELL
        noise = torch.randn(len(base), self.shape.noise_channels, cells, cells, device=base.device)
        with autocast():
            made = self.generator(base, noise, label[:, :, None, None])
        edge = config.margin * ENLARGEMENT
        made, real = (x[:, :, edge:-edge, edge:-edge] for x in (made, real))
        inner = base[:, :, config.margin : -config.margin, config.margin : -config.margin]
        made_features = adversaries.look(made)
        with torch.no_grad():
            real_features = adversaries.look(real)
        # Pixels are judged on a part: they are many.
        part = slice(0, 80)
        theirs, ours = (
            Seen(features, maps[:, :, part, part], label)
            for features, maps in ((real_features, real), (made_features, made))
        )
        nothing = base.new_zeros(len(made), 0, *ours.patch.shape[2:])
        judged = adversaries.teach(theirs, ours, known, nothing)
        if adversaries.alone(now):
            return {}
        fooled, pixel_fooled = adversaries.fooled(theirs, ours, known, nothing)
        statistics = adversaries.statistics(made_features, real_features)
        there = torch.cat([torch.ones_like(known), known], dim=1)[:, :, None, None]
        drift = ((F.avg_pool2d(made, ENLARGEMENT) - inner) * there).abs().mean()
        rest = rest_distance(made, real, known)
        total = fooled + pixel_fooled + config.statistics_weight * (statistics + rest) + config.mean_weight * drift
        total.backward()  # type: ignore[no-untyped-call]
        update(self.made_by, clip=10.0)
        losses = {"fooled": fooled, "pixel_fooled": pixel_fooled, "statistics": statistics, "drift": drift}
        return judged | {name: float(loss.detach()) for name, loss in {**losses, "rest": rest}.items()}

    def parts(self) -> dict[str, Part]:
        """What steps change."""
        return {
            "generator": self.generator,
            "average": self.average,
            "adversaries": self.adversaries.networks,
            "made_by": self.made_by,
            "judged_by": self.adversaries.optimiser,
        }

    def kept(self) -> dict[str, Any]:
        """What the export reads: :func:`procgen.texture.recipe.export.load_detail`."""
        return {"shape": asdict(self.shape), "average": self.average.network.state_dict()}

    def load_shipped(self) -> None:
        """The generator as it ships; the adversaries begin anew."""
        load_shipped(packaged_assets() / "texture_detail.onnx", self.generator)
        self.adversaries.begin_alone()
