"""The classical generators as baselines: those that follow an example take a train picture of the class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from procgen.texture.classical.noise_material import NoiseParameters, noise_surface
from procgen.texture.classical.quilting import QuiltingParameters, quilt_surface
from procgen.texture.classical.random_phase import random_phase_surface
from procgen.texture.maps.normals import height_of_foreign_normals
from procgen.texture.material import Surface
from procgen.texture.recipe.pack import SIDE_PX, Item, maps_of
from procgen.texture.ruler.evaluate import Sample, reduced

_ROUGHNESS = 0.7
"""Where an example has no map of it."""


def example_of(item: Item) -> Surface:
    """A real picture as a surface of 128 x 128; what it has no maps of is even."""
    even = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    if len(item.files) < 2:
        return Surface(item.image, even, even + np.float32(_ROUGHNESS), even)
    maps = maps_of(item)
    height = even
    if maps.normal is not None:
        # Slopes stay when a picture is reduced, and so a height in pixels is divided by the factor.
        factor = maps.normal.shape[0] / SIDE_PX
        height = reduced(height_of_foreign_normals(maps.normal)) / np.float32(factor)
    roughness = even + np.float32(_ROUGHNESS) if maps.roughness is None else reduced(maps.roughness)
    return Surface(item.image, height, roughness, even if maps.metallic is None else reduced(maps.metallic))


class _Examples:
    """Draws an example of a class by seed; of all classes where it has none."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = list(items)
        self._of_class: dict[str, list[Item]] = {}
        for item in items:
            self._of_class.setdefault(item.material, []).append(item)

    def __call__(self, material: str, seed: int) -> tuple[Surface, bool]:
        candidates = self._of_class.get(material, self._items)
        item = candidates[int(np.random.default_rng([seed, 7]).integers(len(candidates)))]
        return example_of(item), item.tiles is not False


def classical_baselines(items: Sequence[Item]) -> dict[str, Sample]:
    """Quilting, random phase and noise by column name; quilting first, which is *the* baseline.

    Args:
        items: train pictures to take examples from.
    """
    examples = _Examples(items)

    def quilting(material: str, seed: int) -> Surface:
        example, periodic = examples(material, seed)
        return quilt_surface(example, QuiltingParameters(seed, SIDE_PX, SIDE_PX, periodic=periodic))

    def random_phase(material: str, seed: int) -> Surface:
        example, periodic = examples(material, seed)
        return random_phase_surface(example, seed, SIDE_PX, SIDE_PX, periodic=periodic)

    def noise(material: str, seed: int) -> Surface:
        return noise_surface(NoiseParameters(material, seed, SIDE_PX, SIDE_PX))

    return {"quilting": quilting, "random_phase": random_phase, "noise": noise}
