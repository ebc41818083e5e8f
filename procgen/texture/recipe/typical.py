"""Which styles make surfaces that are recognised as their class: those are drawn more often.

The judge of it is a linear discriminant on moments of the frozen features that the adversary looks through, learned
from the real pictures of other groups. It is no part of any evaluation.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from procgen.models.gan import CELL, COLOURS, StyleEncoder, TextureGenerator, coloured, unit
from procgen.texture.gan import JITTER, NEIGHBOUR_SHARE
from procgen.texture.material import FloatArray
from procgen.texture.recipe.data import Example
from procgen.texture.recipe.features import FrozenFeatures
from procgen.texture.recipe.train import Batches

LEAST = 0.05
"""Weight of a style that is not recognised at all; one that surely is has 1 more."""
_CHUNK = 16
_SEED = 91
_FOLDS = 4
_SAMPLES = 2
"""Surfaces of each style that are judged."""
_SHRINKAGE = 0.2
"""Share of the identity in the covariance within classes (Friedman, "Regularized Discriminant Analysis", JASA 1989)."""


@torch.no_grad()
def moments(network: FrozenFeatures, pictures: FloatArray) -> npt.NDArray[np.float64]:
    """(n, 3, side, side), -1 to 1 -> (n, k): means and standard deviations of features."""
    found = []
    for start in range(0, len(pictures), _CHUNK):
        part = torch.from_numpy(pictures[start : start + _CHUNK]).contiguous(memory_format=torch.channels_last)
        stages = [stage.float().flatten(2) for stage in network(part)]
        found.append(torch.cat([torch.cat([s.mean(dim=2), s.std(dim=2)], dim=1) for s in stages], dim=1).numpy())
    return np.concatenate(found).astype(np.float64)


def class_chances(
    real: npt.NDArray[np.float64], labels: npt.NDArray[np.intp], made: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """How likely made pictures are of each class.

    Args:
        real: (n, k) features of real pictures.
        labels: (n,) their classes.
        made: (m, k) features of made pictures.

    Returns:
        (m, classes) 0 to 1, classes in the order of their numbers and equally likely beforehand.
    """
    scale = real.std(axis=0) + 1e-6
    mean = real.mean(axis=0)
    real, made = (real - mean) / scale, (made - mean) / scale
    classes = np.unique(labels)
    centres = np.stack([real[labels == label].mean(axis=0) for label in classes])
    within = real - centres[np.searchsorted(classes, labels)]
    covariance = within.T @ within / len(within)
    covariance = (1.0 - _SHRINKAGE) * covariance + _SHRINKAGE * np.eye(len(covariance))
    weights = np.linalg.solve(covariance, centres.T)
    scores = made @ weights - 0.5 * (centres.T * weights).sum(axis=0)
    scores -= scores.max(axis=1, keepdims=True)
    chances = np.exp(scores)
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def own_class_chances(
    real: npt.NDArray[np.float64],
    labels: npt.NDArray[np.intp],
    groups: npt.NDArray[np.intp],
    made: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """How likely what was made after each real picture is of that one's class, to judges that saw nothing of its group.

    To a judge that knows the picture, all that resembles it is of its class.

    Args:
        real: (n, k) features of real pictures.
        labels, groups: (n,) their classes, and numbers that pictures of one material share.
        made: (n, k) features of what was made after each.

    Returns:
        (n,) 0 to 1, classes being equally likely beforehand; 0 where other groups have nothing of the class.
    """
    found = np.zeros(len(made))
    for fold in range(_FOLDS):
        kept = groups % _FOLDS != fold
        known = np.unique(labels[kept])
        judged = ~kept & np.isin(labels, known)
        chances = class_chances(real[kept], labels[kept], made[judged])
        found[judged] = chances[np.arange(len(chances)), np.searchsorted(known, labels[judged])]
    return found


@torch.no_grad()
def style_weights(
    generator: TextureGenerator, encoder: StyleEncoder, examples: Sequence[Example], batches: Batches
) -> npt.NDArray[np.float64]:
    """(n,) weights of the examples' styles among those of their class.

    Surfaces are made of styles as serving draws them, mixed a little with another of the class and disturbed.

    Args:
        generator, encoder: of the base.
        examples: whose styles go into the table.
        batches: of the same examples, for their structure.
    """
    rng = np.random.default_rng(_SEED)
    network = FrozenFeatures().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    pictures = np.stack([example.maps[:3] for example in examples])
    side = pictures.shape[2] // CELL
    labels = np.array([example.label for example in examples], np.intp)
    groups = np.array([example.group for example in examples], np.intp)
    chunks = [np.arange(start, min(start + _CHUNK, len(examples))) for start in range(0, len(examples), _CHUNK)]
    styles = torch.cat([encoder(torch.from_numpy(pictures[chunk])) for chunk in chunks])
    real = moments(network, pictures)

    def chances() -> npt.NDArray[np.float64]:
        made = []
        for chunk in chunks:
            others = np.array([rng.choice(batches.of_label[int(labels[i])]) for i in chunk])
            share = torch.from_numpy(NEIGHBOUR_SHARE * rng.random((len(chunk), 1), np.float32))
            mixed = styles[chunk] + share * (styles[others] - styles[chunk])
            learned, colours = torch.split(mixed, [generator.config.style, COLOURS], dim=1)
            disturbed = torch.from_numpy(rng.standard_normal(learned.shape, np.float32))
            style = torch.cat([unit(learned) + JITTER * disturbed, colours], dim=1)
            structure = np.stack([np.concatenate([batches.structure[i], batches.fields(int(i), rng)]) for i in chunk])
            noise = rng.standard_normal((len(chunk), generator.config.noise_channels, side, side), np.float32)
            white = generator(torch.from_numpy(noise), style[:, :, None, None], torch.from_numpy(structure))
            made.append(coloured(white, colours)[:, :3].clamp(-1.0, 1.0).numpy())
        return own_class_chances(real, labels, groups, moments(network, np.concatenate(made)))

    return np.asarray(LEAST + np.mean([chances() for _ in range(_SAMPLES)], axis=0))
