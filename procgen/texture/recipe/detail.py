"""Training the detail network of textures: from 128 to 512 pixels a tile, on the sets and photos that are that large.

As for the base network, adversaries compare the made surface with the real one pairwise, through a frozen classifier's
features and at the pixels; the made surface's means must be the base's.
"""

from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from procgen.kit.recipe.loop import save_checkpoint
from procgen.models.gan import CELL, ENLARGEMENT, DetailConfig, DetailGenerator, FeatureCritic, PixelCritic
from procgen.texture.recipe.data import Example, shrink_maps
from procgen.texture.recipe.features import FrozenFeatures
from procgen.texture.recipe.train import contest, moments, rest_distance


@dataclass(frozen=True, slots=True)
class DetailTraining:
    """How to train."""

    budget_s: float
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
    label = F.one_hot(torch.tensor(labels), 1 + max(e.label for e in examples)).float()
    label = label * torch.from_numpy((rng.random((config.batch, 1)) >= config.any_share).astype(np.float32))
    return (
        torch.from_numpy(np.stack(bases)).contiguous(memory_format=torch.channels_last),
        torch.from_numpy(np.stack(fines)).contiguous(memory_format=torch.channels_last),
        torch.from_numpy(np.array(known, np.float32)),
        label,
    )


class DetailTrainer:
    """One step of everything."""

    def __init__(self, classes: int, config: DetailTraining, examples: list[Example]) -> None:
        torch.manual_seed(config.seed)
        self.config, self.examples = config, examples
        self.shape = DetailConfig(classes)
        self.generator = DetailGenerator(self.shape).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = copy.deepcopy(self.generator).requires_grad_(False)
        self.features = FrozenFeatures().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        channels = self.features.channels()
        self.critics = nn.ModuleList(
            FeatureCritic(c, classes, w) for c, w in zip(channels, (48, 48, 64), strict=True)
        ).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.pixels = PixelCritic(classes, 0, (32, 64, 96)).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.made_by = torch.optim.Adam(self.generator.parameters(), lr=config.generator_rate, betas=(0.0, 0.99))
        self.judged_by = torch.optim.Adam(
            [*self.critics.parameters(), *self.pixels.parameters()], lr=config.critic_rate, betas=(0.0, 0.99)
        )
        self.step = 0
        with torch.no_grad():
            first = [self._look(pieces(examples, config, 2**31 + k)[1]) for k in range(4)]
        self.scales = [
            torch.stack([f.float().square().mean(dim=(0, 2, 3)) for f in stage]).mean(dim=0).sqrt() + 1e-3
            for stage in zip(*first, strict=True)
        ]

    def _look(self, maps: Tensor) -> list[Tensor]:
        with torch.autocast("cpu", torch.bfloat16):
            looked: list[Tensor] = self.features(maps[:, :3])
        return looked

    def train_step(self, pace: float) -> dict[str, float]:
        """One step; ``pace`` scales all rates."""
        config = self.config
        base, real, known, label = pieces(self.examples, config, self.step)
        label = F.pad(label, (0, self.shape.classes - label.shape[1]))
        torch.manual_seed(self.step * 7907 + config.seed)
        cells = config.patch // CELL
        noise = torch.randn(len(base), self.shape.noise_channels, cells, cells)
        with torch.autocast("cpu", torch.bfloat16):
            made = self.generator(base, noise, label[:, :, None, None])
        edge = config.margin * ENLARGEMENT
        made, real = (x[:, :, edge:-edge, edge:-edge] for x in (made, real))
        inner = base[:, :, config.margin : -config.margin, config.margin : -config.margin]
        made_features = self._look(made)
        with torch.no_grad():
            real_features = self._look(real)
        for group in self.judged_by.param_groups:
            group["lr"] = config.critic_rate * pace
        for group in self.made_by.param_groups:
            group["lr"] = config.generator_rate * pace
        # Pixels are judged on a part: they are many.
        part = slice(0, 80)
        made_part, real_part = made[:, :, part, part], real[:, :, part, part]
        nothing = torch.zeros(len(made), 0, *made_part.shape[2:])

        self.judged_by.zero_grad(set_to_none=True)
        loss = torch.zeros(())
        for critic, made_f, real_f, scale in zip(self.critics, made_features, real_features, self.scales, strict=True):
            probe = config.probe * scale[None, :, None, None]
            judge = partial(critic, style=label.repeat(4, 1))
            stage_loss, change = contest(judge, real_f.float(), made_f.float(), probe)
            loss = loss + stage_loss + config.damping * (change / config.probe**2)
        judge = partial(
            self.pixels, known=known.repeat(4, 1), structure=nothing.repeat(4, 1, 1, 1), style=label.repeat(4, 1)
        )
        pixel_loss, change = contest(judge, real_part, made_part, config.probe)
        (loss + pixel_loss + config.damping * (change / config.probe**2)).backward()  # type: ignore[no-untyped-call]
        self.judged_by.step()

        self.critics.requires_grad_(False)
        self.pixels.requires_grad_(False)
        self.made_by.zero_grad(set_to_none=True)
        fooled = torch.zeros(())
        statistics = torch.zeros(())
        with torch.autocast("cpu", torch.bfloat16):
            for critic, made_f, real_f in zip(self.critics, made_features, real_features, strict=True):
                with torch.no_grad():
                    on_real = critic(real_f, label)
                fooled = fooled + F.softplus(on_real - critic(made_f, label)).mean()
            with torch.no_grad():
                on_real = self.pixels(real_part, known, nothing, label)
            pixel_fooled = F.softplus(on_real - self.pixels(made_part, known, nothing, label)).mean()
        for made_f, real_f, scale in zip(made_features, real_features, self.scales, strict=True):
            for m, r in zip(moments(made_f, scale), moments(real_f, scale), strict=True):
                statistics = statistics + (m - r).abs().mean()
        there = torch.cat([torch.ones(len(known), 3), known], dim=1)[:, :, None, None]
        drift = ((F.avg_pool2d(made, ENLARGEMENT) - inner) * there).abs().mean()
        rest = rest_distance(made, real, known)
        total = fooled + pixel_fooled + config.statistics_weight * (statistics + rest) + config.mean_weight * drift
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.generator.parameters(), 10.0)
        self.made_by.step()
        self.critics.requires_grad_(True)
        self.pixels.requires_grad_(True)
        self.step += 1
        decay = min(config.average, self.step / (self.step + 20))
        with torch.no_grad():
            for mean, new in zip(self.average.parameters(), self.generator.parameters(), strict=True):
                mean.lerp_(new, 1.0 - decay)
        return {
            "critic": float(loss.detach()),
            "pixel_critic": float(pixel_loss.detach()),
            "fooled": float(fooled.detach()),
            "pixel_fooled": float(pixel_fooled.detach()),
            "statistics": float(statistics.detach()),
            "drift": float(drift.detach()),
            "rest": float(rest.detach()),
        }


def train_detail(
    trainer: DetailTrainer,
    folder: Path,
    judge: Callable[[DetailGenerator, int], dict[str, float]],
    *,
    report: Callable[[str], None] = print,
) -> Path:
    """Train within the budget; the last average is ``folder/detail.pt``.

    Args:
        trainer: fresh.
        folder: for the checkpoint and ``detail.jsonl``.
        judge: from the averaged generator to figures for the log.
        report: takes a line now and then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    began = last = time.monotonic()
    losses: list[dict[str, float]] = []
    while True:
        now = time.monotonic()
        share = (now - began) / trainer.config.budget_s
        if losses and (now - last > trainer.config.report_every_s or share >= 1.0):
            means = {key: round(float(np.mean([entry[key] for entry in losses])), 4) for key in losses[0]}
            figures = judge(trainer.average, trainer.step)
            line = {"step": trainer.step, "seconds": round(now - began), **means, **figures}
            with (folder / "detail.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            report(json.dumps(line))
            losses.clear()
            save_checkpoint(
                folder / "detail.pt", {"shape": asdict(trainer.shape), "average": trainer.average.state_dict()}
            )
            last = time.monotonic()
            if share >= 1.0:
                return folder / "detail.pt"
        cooling = 0.05 + 0.95 * (0.5 + 0.5 * math.cos(math.pi * max(share - 0.3, 0.0) / 0.7))
        losses.append(trainer.train_step(min((trainer.step + 1) / 100.0, 1.0) * cooling))
