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

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.device import autocast, placed, settled
from procgen.kit.recipe.loop import Figures, Moment, Part, Schedule, update
from procgen.kit.recipe.shipped import load_shipped
from procgen.models.gan import COLOURS, GeneratorConfig, StyleEncoder, TextureGenerator, coloured, unit
from procgen.runtime.catalog import packaged_assets
from procgen.texture.gan import FIELDS
from procgen.texture.maps.srgb import LUMA
from procgen.texture.recipe.adversaries import Adversaries, Game, Seen
from procgen.texture.recipe.data import Example, class_weights
from procgen.texture.spectrum import coloured_noise, spectrum_of
from procgen.texture.waves import draw_waves, waves


@dataclass(frozen=True, slots=True, kw_only=True)
class TextureConfig(Schedule):
    """How to train, and how long."""

    warmup_steps: int = 100
    cooldown_from: float = 0.3
    floor: float = 0.05
    batch: int = 8
    with_maps: int = 3
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
    edge_weight: float = 2.0
    """Of whether edges of colour and of height lie in the same places."""
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
    checkpoint_every_s: float = 240.0


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
            placed(np.stack([p[0] for p in pairs])),
            placed(known),
            placed(np.stack([p[1] for p in pairs])),
            placed(np.stack(partners)),
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
    one = made.new_ones(1, 1)
    total = made.new_zeros(())
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


def _gradient_strength(field: Tensor) -> Tensor:
    """(b, h, w) -> (b, h w), by central differences on the torus, less their mean."""
    right = 0.5 * (field.roll(-1, dims=2) - field.roll(1, dims=2))
    down = 0.5 * (field.roll(-1, dims=1) - field.roll(1, dims=1))
    strength = (right.square() + down.square() + 1e-8).sqrt().flatten(1)  # the root has no slope at 0
    return strength - strength.mean(dim=1, keepdim=True)


def edge_agreements(maps: Tensor) -> Tensor:
    """Correlation of the strengths of the gradients of brightness and of height, as the ruler measures it.

    Args:
        maps: (b, 4 or more, h, w), colours first, then height.

    Returns:
        (b,) -1 to 1, near 0 where one of them is constant.
    """
    bright = torch.einsum("bchw,c->bhw", maps[:, :3], maps.new_tensor(LUMA))
    return F.cosine_similarity(_gradient_strength(bright), _gradient_strength(maps[:, 3]), dim=1, eps=1e-4)


def recoloured(real: Tensor, made: Tensor) -> tuple[Tensor, Tensor]:
    """Both of each pair in other colours, alike, so that an adversary can't know a picture by its colours (Zhao et al.,
    "Differentiable Augmentation for Data-Efficient GAN Training", NeurIPS 2020).
    """
    b = len(real)
    where = real.device
    contrast = 0.7 + 0.6 * torch.rand(b, 1, 1, 1, device=where)
    shift = 0.2 * torch.randn(b, 1, 1, 1, device=where) + 0.1 * torch.randn(b, 3, 1, 1, device=where)

    def changed(maps: Tensor) -> Tensor:
        return torch.cat([contrast * maps[:, :3] + shift, maps[:, 3:]], dim=1)

    return changed(real), changed(made)


class TextureTrainer:
    """One step of everything."""

    def __init__(self, shape: GeneratorConfig, config: TextureConfig, batches: Batches) -> None:
        torch.manual_seed(config.seed)
        self.shape, self.config, self.batches = shape, config, batches
        self.generator, self.encoder = settled(TextureGenerator(shape)), settled(StyleEncoder(shape.style))
        self.average = Averaged(nn.ModuleList([self.generator, self.encoder]), capped(config.average, 20))
        self.adversaries = Adversaries(
            shape.style + COLOURS,
            shape.structure,
            (48, 64, 96),
            (48, 96, 128),
            Game(config.critic_rate, config.damping, config.pixel_damping, config.probe),
            [batches.batch(2**31 - 1 - number).maps for number in range(4)],
        )
        self.made_by = torch.optim.Adam(
            [
                {"params": self.generator.parameters(), "lr": config.generator_rate},
                {"params": self.encoder.parameters(), "lr": config.encoder_rate},
            ],
            betas=(0.0, 0.99),
        )

    def step(self, now: Moment) -> Figures:
        """One step of generator, encoder and adversaries."""
        config, adversaries = self.config, self.adversaries
        batch = self.batches.batch(now.step)
        real, known, structure = batch.maps, batch.known, batch.structure
        b, mixed = len(real), config.mixed
        torch.manual_seed(now.step * 7919 + config.seed)
        with autocast():
            both = self.encoder(torch.cat([real[:, :3], batch.partner[b - mixed :]]))
        style, partner = both[:b], both[b:]
        share = torch.rand(mixed, 1, device=real.device)
        used = torch.cat([style[: b - mixed], (1.0 - share) * style[b - mixed :] + share * partner])
        learned, colours = torch.split(used, [self.shape.style, COLOURS], dim=1)
        learned = unit(learned)
        used = torch.cat([learned + config.style_noise * torch.randn_like(learned), colours], dim=1)
        rows, columns = real.shape[2] // 8, real.shape[3] // 8
        noise = torch.randn(b, self.shape.noise_channels, rows, columns, device=real.device)
        noise = noise.contiguous(memory_format=torch.channels_last)
        with autocast():
            made = self.generator(noise, used[:, :, None, None], structure)
        made = coloured(made, colours)
        made_features = adversaries.look(made)
        with torch.no_grad():
            real_features = adversaries.look(real)
        patch = config.patch
        real_patch, made_patch, laid = (x[:, :, :patch, :patch] for x in (real, made, structure))
        real_patch, made_patch = recoloured(real_patch, made_patch)
        theirs, ours = Seen(real_features, real_patch, style), Seen(made_features, made_patch, used)
        judged = adversaries.teach(theirs, ours, known, laid)
        if adversaries.alone(now):
            return {}
        fooled, pixel_fooled = adversaries.fooled(theirs, ours, known, laid)
        kept = b - mixed
        statistics = adversaries.statistics([f[:kept] for f in made_features], [f[:kept] for f in real_features])
        directions = torch.cat([torch.eye(3, device=real.device), torch.randn(3, 3, device=real.device)], dim=1)
        directions = F.normalize(directions, dim=0)
        colour = torch.zeros((), device=real.device)
        for smaller in (1, 4, 16):
            # Every other pixel tells as much as all of them.
            a, r = (
                x[:kept, :3, ::2, ::2] if smaller == 1 else F.avg_pool2d(x[:kept, :3], smaller) for x in (made, real)
            )
            colour = colour + sorted_distance(a.flatten(2), r.flatten(2), directions).mean()
        rest = rest_distance(made[:kept], real[:kept], known[:kept])
        # Those with maps come first.
        edges = (edge_agreements(made[: config.with_maps]) - edge_agreements(real[: config.with_maps])).abs().mean()
        total = (
            config.feature_weight * fooled
            + config.pixel_weight * pixel_fooled
            + config.statistics_weight * statistics
            + config.colour_weight * (colour + rest)
            + config.edge_weight * edges
        )
        total.backward()  # type: ignore[no-untyped-call]
        update(self.made_by, clip=10.0)
        losses = {"fooled": fooled, "pixel_fooled": pixel_fooled, "statistics": statistics, "colour": colour}
        return judged | {name: float(loss.detach()) for name, loss in {**losses, "rest": rest, "edges": edges}.items()}

    def parts(self) -> dict[str, Part]:
        """What steps change."""
        return {
            "generator": self.generator,
            "encoder": self.encoder,
            "average": self.average,
            "adversaries": self.adversaries.networks,
            "made_by": self.made_by,
            "judged_by": self.adversaries.optimiser,
        }

    def kept(self) -> dict[str, Any]:
        """What the export reads: :func:`procgen.texture.recipe.export.load_base`."""
        return {"shape": asdict(self.shape), "average": self.average.network.state_dict()}

    def load_shipped(self) -> None:
        """Generator and encoder as they ship; the adversaries begin anew."""
        load_shipped(packaged_assets() / "texture_base.onnx", self.generator)
        load_shipped(packaged_assets() / "texture_encoder.onnx", self.encoder)
        self.adversaries.begin_alone()
