"""Training the base network of textures: an adversarial autoencoder of textures' looks.

An encoder reads a style from a picture, the generator makes another piece of the same material from it and from noise,
and adversaries that know the style compare the two pairwise (Jolicoeur-Martineau, "The relativistic discriminator",
ICLR 2019) with damped gradients (Huang et al., "The GAN is dead; long live the GAN!", NeurIPS 2024). Moments of a
frozen classifier's features and sorted values of the maps, as in texture synthesis (Gatys, Ecker and Bethge, NeurIPS
2015; Heitz et al., "A Sliced Wasserstein Loss for Neural Texture Synthesis", CVPR 2021), pull in the same direction and
never saturate. Some styles of each batch are mixtures of two pictures of a class: those have no partner, and keep the
space between the styles inhabited, which is where serving draws from.
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
from procgen.models.gan import (
    COLOURS,
    FeatureCritic,
    GeneratorConfig,
    PixelCritic,
    StyleEncoder,
    TextureGenerator,
    coloured,
    unit,
)
from procgen.texture.gan import FIELDS
from procgen.texture.recipe.data import Example, class_weights
from procgen.texture.recipe.features import FrozenFeatures
from procgen.texture.spectrum import coloured_noise, spectrum_of
from procgen.texture.waves import draw_waves, waves


@dataclass(frozen=True, slots=True)
class TextureConfig:
    """How to train."""

    budget_s: float
    batch: int = 8
    with_maps: int = 2
    """Examples in a batch that have height and roughness."""
    mixed: int = 2
    """Examples in a batch whose style is mixed with that of another of their class."""
    generator_rate: float = 2e-3
    encoder_rate: float = 1e-3
    critic_rate: float = 5e-4
    damping: float = 0.02
    """Weight of the gradient penalties."""
    pixel_damping: float = 0.06
    """The same for the adversary that sees pixels, which knows the pictures by heart before the other."""
    probe: float = 0.1
    """Standard deviation of the disturbance that measures the gradients."""
    statistics_weight: float = 1.0
    colour_weight: float = 1.0
    feature_weight: float = 1.0
    """Of the adversary that sees features."""
    pixel_weight: float = 0.7
    """Of the adversary that sees pixels."""
    style_noise: float = 0.1
    """Standard deviation of what is added to styles, of unit mean square."""
    patch: int = 64
    """Pixels along a side of what that one sees; pictures are rolled, so that it is a random part of them."""
    average: float = 0.999
    seed: int = 11
    report_every_s: float = 240.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of examples and of partners of their class."""

    maps: Tensor
    known: Tensor
    structure: Tensor
    partner: Tensor
    """(b, 3, side, side): colours of another example of the class."""


class Batches:
    """Draws batches: rolled, flipped, their structure with them.

    Args:
        examples: to draw from.
        layouts: (5, side, side) by uid, where a layout is known.
        config: sizes of a batch.
    """

    def __init__(self, examples: list[Example], layouts: dict[str, np.ndarray], config: TextureConfig) -> None:
        self.examples = examples
        self.config = config
        self.labels = np.array([example.label for example in examples])
        self.complete = np.array([i for i, e in enumerate(examples) if e.known[0] and e.known[1]])
        self.weights = class_weights(self.labels)
        self.of_label = {label: np.flatnonzero(self.labels == label) for label in set(self.labels.tolist())}
        self.structure = [structure_of(example, layouts) for example in examples]
        self.spectra = [spectrum_of(example.maps[:3]) for example in examples]

    def _transformed(self, index: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        maps, structure = self.examples[index].maps, self.structure[index]
        both = np.concatenate([maps, structure, self.fields(index, rng)])
        side = both.shape[1]
        both = np.roll(both, tuple(rng.integers(0, side, 2)), axis=(1, 2))
        if rng.random() < 0.5:
            both = both[:, :, ::-1]
        if rng.random() < 0.5:
            both = both[:, ::-1]
        return both[:6], both[6:]

    def fields(self, index: int, rng: np.random.Generator) -> np.ndarray:
        """(FIELDS, side, side) noise of an example's spectrum."""
        side = self.examples[index].maps.shape[1]
        white = rng.standard_normal((FIELDS, side, side), np.float32)
        return np.stack([coloured_noise(self.spectra[index], part, side) for part in white])

    def batch(self, step: int) -> Batch:
        rng = np.random.default_rng((self.config.seed, step))
        chosen = rng.choice(len(self.examples), self.config.batch, p=self.weights)
        chosen[: self.config.with_maps] = rng.choice(self.complete, self.config.with_maps)
        # Those with maps come first and the mixed come last, so that losses on pairs see all maps.
        pairs = [self._transformed(int(i), rng) for i in chosen]
        partners = [self._transformed(int(rng.choice(self.of_label[int(self.labels[i])])), rng)[0][:3] for i in chosen]
        known = np.array([self.examples[i].known for i in chosen], np.float32)
        return Batch(
            torch.from_numpy(np.stack([p[0] for p in pairs])).contiguous(memory_format=torch.channels_last),
            torch.from_numpy(known),
            torch.from_numpy(np.stack([p[1] for p in pairs])).contiguous(memory_format=torch.channels_last),
            torch.from_numpy(np.stack(partners)).contiguous(memory_format=torch.channels_last),
        )


def structure_of(example: Example, layouts: dict[str, np.ndarray]) -> np.ndarray:
    """(9, side, side): the layout, if one is known, and the strongest waves."""
    side = example.maps.shape[1]
    layout = layouts.get(example.uid, np.zeros((5, side, side), np.float32))
    return np.concatenate([layout.astype(np.float32), draw_waves(waves(example.maps[:3]), side, side, side)])


def sorted_distance(made: Tensor, real: Tensor, directions: Tensor) -> Tensor:
    """Sliced Wasserstein-1 distance of (b, c, n) point sets along (c, k) directions -> (b,)."""
    a = torch.einsum("bcn,ck->bkn", made, directions).sort(dim=2).values
    b = torch.einsum("bcn,ck->bkn", real, directions).sort(dim=2).values
    return (a - b).abs().mean(dim=(1, 2))


def rest_distance(made: Tensor, real: Tensor, known: Tensor) -> Tensor:
    """Sorted values of height, of its slopes, of roughness and of metallic, where they are known."""
    one = torch.ones(1, 1)
    total = torch.zeros(())
    made, real = made[:, :, :64, :64], real[:, :, :64, :64]
    for channel in range(3):
        chosen = known[:, channel] > 0.5
        if not bool(chosen.any()):
            continue
        a, b = made[chosen, 3 + channel], real[chosen, 3 + channel]
        total = total + sorted_distance(a.flatten(1)[:, None], b.flatten(1)[:, None], one).mean()
        if channel == 0:
            for dim in (1, 2):
                da, db = (x.diff(dim=dim) for x in (a, b))
                total = total + 2.0 * sorted_distance(da.flatten(1)[:, None], db.flatten(1)[:, None], one).mean()
    return total


def recoloured(real: Tensor, made: Tensor) -> tuple[Tensor, Tensor]:
    """Both of each pair in other colours, alike, so that an adversary can't know a picture by its colours (Zhao et al.,
    "Differentiable Augmentation for Data-Efficient GAN Training", NeurIPS 2020).
    """
    b = len(real)
    contrast = 0.7 + 0.6 * torch.rand(b, 1, 1, 1)
    shift = 0.2 * torch.randn(b, 1, 1, 1) + 0.1 * torch.randn(b, 3, 1, 1)

    def changed(maps: Tensor) -> Tensor:
        return torch.cat([contrast * maps[:, :3] + shift, maps[:, 3:]], dim=1)

    return changed(real), changed(made)


def contest(
    judge: Callable[[Tensor], Tensor], real: Tensor, made: Tensor, probe: float | Tensor
) -> tuple[Tensor, Tensor]:
    """An adversary's loss on pairs, and how much its judgement changes around both of them.

    Args:
        judge: from (4 b, ...) to logits: real ones, made ones, and both of them disturbed.
        real: (b, ...).
        made: (b, ...), through which no gradient flows.
        probe: standard deviation of the disturbance, a number or one for each channel.

    Returns:
        Relativistic loss, and mean squared change of the logits.
    """
    x = torch.cat([real, made.detach()])
    disturbed = x + probe * torch.randn_like(x)
    with torch.autocast("cpu", torch.bfloat16):
        on_real, on_made, near_real, near_made = judge(torch.cat([x, disturbed])).chunk(4)
    change = (near_real - on_real).square().mean() + (near_made - on_made).square().mean()
    return F.softplus(on_made - on_real).mean(), change


def moments(features: Tensor, scale: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and second moments of (b, c, h, w) features over the picture, in units of ``scale`` (c,)."""
    x = features.float().flatten(2) / scale[None, :, None]
    return x.mean(dim=2), torch.einsum("bcn,bdn->bcd", x, x) / x.shape[2]


class Networks(nn.Module):
    """All that learns."""

    def __init__(self, config: GeneratorConfig, channels: list[int]) -> None:
        super().__init__()
        self.generator = TextureGenerator(config)
        self.encoder = StyleEncoder(config.style)
        widths = (48, 64, 96)
        self.critics = nn.ModuleList(
            FeatureCritic(c, config.style + COLOURS, w) for c, w in zip(channels, widths, strict=True)
        )
        self.pixels = PixelCritic(config.style + COLOURS, config.structure)


class TextureTrainer:
    """One step of everything."""

    def __init__(self, shape: GeneratorConfig, config: TextureConfig, batches: Batches) -> None:
        torch.manual_seed(config.seed)
        self.shape, self.config, self.batches = shape, config, batches
        self.features = FrozenFeatures().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        channels = self.features.channels()
        self.networks = Networks(shape, channels).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = copy.deepcopy(nn.ModuleList([self.networks.generator, self.networks.encoder]))
        self.average.requires_grad_(False)
        self.scales = self._scales()
        n = self.networks
        self.made_by = torch.optim.Adam(
            [
                {"params": n.generator.parameters(), "rate": config.generator_rate},
                {"params": n.encoder.parameters(), "rate": config.encoder_rate},
            ],
            lr=config.generator_rate,
            betas=(0.0, 0.99),
        )
        self.judged_by = torch.optim.Adam(
            [*n.critics.parameters(), *n.pixels.parameters()], lr=config.critic_rate, betas=(0.0, 0.99)
        )
        self.step = 0

    @torch.no_grad()
    def _scales(self) -> list[Tensor]:
        found: list[list[Tensor]] = []
        for step in range(4):
            batch = self.batches.batch(-1 - step + 2**31)
            found.append([f.float().square().mean(dim=(0, 2, 3)) for f in self._look(batch.maps)])
        return [torch.stack(stage).mean(dim=0).sqrt() + 1e-3 for stage in zip(*found, strict=True)]

    def _look(self, maps: Tensor) -> list[Tensor]:
        with torch.autocast("cpu", torch.bfloat16):
            looked: list[Tensor] = self.features(maps[:, :3])
        return looked

    def _on_features(self, features: list[Tensor], style: Tensor) -> list[Tensor]:
        with torch.autocast("cpu", torch.bfloat16):
            return [c(f, style) for c, f in zip(self.networks.critics, features, strict=True)]

    def _on_pixels(self, maps: Tensor, known: Tensor, structure: Tensor, style: Tensor) -> Tensor:
        with torch.autocast("cpu", torch.bfloat16):
            judged: Tensor = self.networks.pixels(maps, known, structure, style)
        return judged

    def train_step(self, pace: float) -> dict[str, float]:
        """One step of generator, encoder and adversaries; ``pace`` scales all rates."""
        config, n = self.config, self.networks
        batch = self.batches.batch(self.step)
        real, known, structure = batch.maps, batch.known, batch.structure
        b, mixed = len(real), config.mixed
        torch.manual_seed(self.step * 7919 + config.seed)
        with torch.autocast("cpu", torch.bfloat16):
            both = n.encoder(torch.cat([real[:, :3], batch.partner[b - mixed :]]))
        style, partner = both[:b], both[b:]
        share = torch.rand(mixed, 1)
        used = torch.cat([style[: b - mixed], (1.0 - share) * style[b - mixed :] + share * partner])
        learned, colours = torch.split(used, [self.shape.style, COLOURS], dim=1)
        learned = unit(learned)
        used = torch.cat([learned + config.style_noise * torch.randn_like(learned), colours], dim=1)
        rows, columns = real.shape[2] // 8, real.shape[3] // 8
        noise = torch.randn(b, self.shape.noise_channels, rows, columns).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            made = n.generator(noise, used[:, :, None, None], structure)
        made = coloured(made, colours)
        made_features = self._look(made)
        with torch.no_grad():
            real_features = self._look(real)
        for group in self.judged_by.param_groups:
            group["lr"] = config.critic_rate * pace
        for group in self.made_by.param_groups:
            group["lr"] = group["rate"] * pace

        # The adversaries' side.
        told, told_real = used.detach(), style.detach()
        told_all = torch.cat([told_real, told, told_real, told])
        self.judged_by.zero_grad(set_to_none=True)
        loss = torch.zeros(())
        for critic, made_f, real_f, scale in zip(n.critics, made_features, real_features, self.scales, strict=True):
            probe = config.probe * scale[None, :, None, None]
            stage_loss, change = contest(partial(critic, style=told_all), real_f.float(), made_f.float(), probe)
            loss = loss + stage_loss + config.damping * (change / config.probe**2)
        patch = config.patch
        real_patch, made_patch, laid = (x[:, :, :patch, :patch] for x in (real, made, structure))
        real_patch, made_patch = recoloured(real_patch, made_patch)
        judge = partial(n.pixels, known=known.repeat(4, 1), structure=laid.repeat(4, 1, 1, 1), style=told_all)
        pixel_loss, change = contest(judge, real_patch, made_patch, config.probe)
        (loss + pixel_loss + config.pixel_damping * (change / config.probe**2)).backward()  # type: ignore[no-untyped-call]
        self.judged_by.step()

        # The generator's and the encoder's side.
        n.critics.requires_grad_(False)
        n.pixels.requires_grad_(False)
        self.made_by.zero_grad(set_to_none=True)
        with torch.no_grad():
            judged_real = self._on_features(real_features, told_real)
            pixels_real = self._on_pixels(real_patch, known, laid, told_real)
        fooled = torch.stack(
            [F.softplus(r - m).mean() for r, m in zip(judged_real, self._on_features(made_features, told), strict=True)]
        ).sum()
        pixel_fooled = F.softplus(pixels_real - self._on_pixels(made_patch, known, laid, told)).mean()
        kept = b - mixed
        statistics = torch.zeros(())
        for made_f, real_f, scale in zip(made_features, real_features, self.scales, strict=True):
            for m, r in zip(moments(made_f[:kept], scale), moments(real_f[:kept], scale), strict=True):
                statistics = statistics + (m - r).abs().mean()
        directions = F.normalize(torch.cat([torch.eye(3), torch.randn(3, 3)], dim=1), dim=0)
        colour = sorted_distance(
            made[:kept, :3, ::2, ::2].flatten(2), real[:kept, :3, ::2, ::2].flatten(2), directions
        ).mean()
        for smaller in (4, 16):
            colour = (
                colour
                + sorted_distance(
                    F.avg_pool2d(made[:kept, :3], smaller).flatten(2),
                    F.avg_pool2d(real[:kept, :3], smaller).flatten(2),
                    directions,
                ).mean()
            )
        rest = rest_distance(made[:kept], real[:kept], known[:kept])
        total = (
            config.feature_weight * fooled
            + config.pixel_weight * pixel_fooled
            + config.statistics_weight * statistics
            + config.colour_weight * (colour + rest)
        )
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([*n.generator.parameters(), *n.encoder.parameters()], 10.0)
        self.made_by.step()
        n.critics.requires_grad_(True)
        n.pixels.requires_grad_(True)
        self.step += 1
        decay = min(config.average, self.step / (self.step + 20))
        with torch.no_grad():
            for mean, new in zip(
                self.average.parameters(), [*n.generator.parameters(), *n.encoder.parameters()], strict=True
            ):
                mean.lerp_(new, 1.0 - decay)
        return {
            "critic": float(loss.detach()),
            "pixel_critic": float(pixel_loss.detach()),
            "fooled": float(fooled.detach()),
            "pixel_fooled": float(pixel_fooled.detach()),
            "statistics": float(statistics.detach()),
            "colour": float(colour.detach()),
            "rest": float(rest.detach()),
        }

    def state(self) -> dict[str, object]:
        """Everything that a run needs to go on."""
        return {
            "shape": asdict(self.shape),
            "networks": self.networks.state_dict(),
            "average": self.average.state_dict(),
            "made_by": self.made_by.state_dict(),
            "judged_by": self.judged_by.state_dict(),
            "step": self.step,
        }

    def load(self, state: dict[str, object]) -> None:
        """Go on from :meth:`state`."""
        self.networks.load_state_dict(state["networks"])
        self.average.load_state_dict(state["average"])  # type: ignore[arg-type]
        self.made_by.load_state_dict(state["made_by"])  # type: ignore[arg-type]
        self.judged_by.load_state_dict(state["judged_by"])  # type: ignore[arg-type]
        self.step = int(state["step"])  # type: ignore[call-overload]


def train_base(
    trainer: TextureTrainer,
    folder: Path,
    judge: Callable[[nn.ModuleList, int], dict[str, float]],
    *,
    resume: bool = False,
    report: Callable[[str], None] = print,
) -> Path:
    """Train within the budget; the checkpoint that the judge likes best is ``folder/base.pt``.

    Args:
        trainer: fresh.
        folder: for checkpoints and ``base.jsonl``.
        judge: from averaged generator and encoder to figures; ``kid_x1000`` chooses.
        resume: go on from ``folder/base_state.pt``.
        report: takes a line now and then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state_path, best = folder / "base_state.pt", folder / "base.pt"
    spent, lowest = 0.0, math.inf
    if resume and state_path.exists():
        state = torch.load(state_path, map_location="cpu", weights_only=True)
        trainer.load(state["trainer"])
        spent, lowest = state["spent_s"], state["lowest"]
    budget = trainer.config.budget_s
    began = last = time.monotonic()
    losses: list[dict[str, float]] = []
    while True:
        now = time.monotonic()
        share = (spent + now - began) / budget
        if losses and (now - last > trainer.config.report_every_s or share >= 1.0):
            figures = judge(trainer.average, trainer.step)
            means = {key: round(float(np.mean([entry[key] for entry in losses])), 4) for key in losses[0]}
            line = {"step": trainer.step, **means, **figures, "seconds": round(spent + now - began)}
            with (folder / "base.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            report(json.dumps(line))
            losses.clear()
            if figures.get("kid_x1000", 0.0) < lowest:
                lowest = figures.get("kid_x1000", 0.0)
                save_checkpoint(best, {"shape": asdict(trainer.shape), "average": trainer.average.state_dict()})
            elapsed = spent + time.monotonic() - began
            save_checkpoint(state_path, {"trainer": trainer.state(), "spent_s": elapsed, "lowest": lowest})
            last = time.monotonic()
            if share >= 1.0:
                return best
        cooling = 0.05 + 0.95 * (0.5 + 0.5 * math.cos(math.pi * max(share - 0.3, 0.0) / 0.7))
        pace = min((trainer.step + 1) / 100.0, 1.0) * cooling
        losses.append(trainer.train_step(pace))
