"""How well maps are found in photos of held-out sets, beside flat ground, our guesses from tones, and colour alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import torch
from torch import Tensor

from procgen.runtime.model_file import LoadedModel
from procgen.texture.classical.torus import blur, luminance
from procgen.texture.exemplar.estimate import PRIORS, estimate_maps
from procgen.texture.exemplar.network import usual_for
from procgen.texture.maps.normals import height_from_slopes, slopes_of_height
from procgen.texture.material import FloatArray
from procgen.texture.recipe.photo import HeldOut, alike, angle_deg, held_out_photos
from procgen.texture.recipe.photo_light import normals_of
from procgen.texture.recipe.photo_sets import COLOUR, ROUGH, SLOPES, PhotoSet

FIGURES: Final = ("normal_deg", "steep_deg", "slope_alike", "height_error", "roughness_error", "colour_error")
"""Mean angle of normals, and the same with each place counted as steep as it is; correlation of slopes; median error of
heights, of their spread; mean absolute errors."""
_LIGHTS: Final = 2
"""Photos of each set."""
_EDGE_PX: Final = 16
"""Of heights, whose integration wraps, left out."""

Finder = Callable[[HeldOut], Tensor]
"""From a photo to maps (1, 7, h, w), as the network gives them."""


def found_by(network: LoadedModel) -> Finder:
    """The network as it is served, the class known."""

    def find(one: HeldOut) -> Tensor:
        maps = network.run({"photo": one.photo.numpy()})[0]
        return torch.from_numpy(usual_for(maps, PRIORS[one.material])[None])

    return find


def _maps(albedo: FloatArray, slopes: FloatArray, roughness: FloatArray, metallic: FloatArray) -> Tensor:
    planes = [*np.moveaxis(albedo, -1, 0), *slopes, roughness, metallic]
    return torch.from_numpy(np.stack([np.asarray(plane, np.float32) for plane in planes])[None])


def _picture(one: HeldOut) -> FloatArray:
    return np.ascontiguousarray(one.photo[0].permute(1, 2, 0).numpy())


def by_tones(one: HeldOut) -> Tensor:
    """Maps guessed from tones, the class known."""
    picture = _picture(one)
    guess = estimate_maps(picture, one.material, piece_px=float(picture.shape[0]))
    return _maps(picture, slopes_of_height(guess.height), guess.roughness, guess.metallic)


def flat(one: HeldOut) -> Tensor:
    """The photo as it is, on flat ground of middling roughness."""
    picture = _picture(one)
    even = np.full(picture.shape[:2], 0.6, np.float32)
    return _maps(picture, np.zeros((2, *picture.shape[:2]), np.float32), even, 0.0 * even)


def _features(picture: FloatArray) -> np.ndarray:
    """(pixels, 9) of colour alone: means, squares, products, and the light around."""
    tone = luminance(picture)
    flat_picture = picture.reshape(-1, 3).astype(np.float64)
    local = blur(tone, 6.0)
    products = [flat_picture[:, i] * flat_picture[:, j] for i in range(3) for j in range(i, 3)]
    around = local.ravel().astype(np.float64)
    spread = np.sqrt(np.maximum(blur(np.square(tone - local), 6.0), 0.0)).ravel().astype(np.float64)
    return np.stack([np.ones(tone.size), *flat_picture.T, *products, around, spread], axis=1)


def by_colour(sets: Sequence[PhotoSet]) -> Finder:
    """What colours alone say, by least squares over photos of train sets: roughness, and relief as a factor on tone."""
    rows, wanted, product, square = [], [], 0.0, 0.0
    for one in held_out_photos(sets):
        picture = _picture(one)
        rows.append(_features(picture)[::37])
        wanted.append(one.maps[0, ROUGH].numpy().ravel()[::37].astype(np.float64))
        tone, slopes = slopes_of_height(luminance(picture)), one.maps[0, SLOPES].numpy()
        product += float((tone * slopes).sum(dtype=np.float64))
        square += float(np.square(tone).sum(dtype=np.float64))
    weights = np.linalg.lstsq(np.concatenate(rows), np.concatenate(wanted), rcond=None)[0]
    steep = np.float32(product / square)

    def find(one: HeldOut) -> Tensor:
        picture = _picture(one)
        rough = np.clip((_features(picture) @ weights).reshape(picture.shape[:2]), 0.0, 1.0)
        return _maps(picture, steep * slopes_of_height(luminance(picture)), rough, 0.0 * rough)

    return find


def _height(maps: Tensor) -> FloatArray:
    right, down = maps[0, SLOPES].numpy().astype(np.float32)
    height = height_from_slopes(right, down)
    height = height - blur(height, 24.0)
    return height[_EDGE_PX:-_EDGE_PX, _EDGE_PX:-_EDGE_PX]


def _steep_deg(found: Tensor, real: Tensor) -> float:
    """Mean angle of normals, weighted by how steep the real surface is: flat ground, of which most sets have most, does
    not hide what stands on it.
    """
    cosine = (normals_of(found) * normals_of(real)).sum(dim=1).clamp(-1.0, 1.0)
    weight = real[:, SLOPES].square().sum(dim=1).sqrt()
    return float((cosine.acos() * weight).sum() / weight.sum().clamp(min=1e-6)) * 180.0 / math.pi


def _figures(found: Tensor, one: HeldOut) -> dict[str, float]:
    made, real = _height(found), _height(one.maps)
    spread = max(float(real.std(dtype=np.float64)), 1e-3)
    return {
        "normal_deg": angle_deg(found, one.maps),
        "steep_deg": _steep_deg(found, one.maps),
        "slope_alike": alike(found, one.maps),
        "height_error": float(np.sqrt(np.square(made - real).mean(dtype=np.float64))) / spread,
        "roughness_error": float((found[:, ROUGH] - one.maps[:, ROUGH]).abs().mean()),
        "colour_error": float((found[:, COLOUR] - one.maps[:, COLOUR]).abs().mean()),
    }


def photo_figures(
    finders: Mapping[str, Finder], held: Sequence[PhotoSet], progress: Callable[[str], object] = lambda _line: None
) -> dict[str, dict[str, float]]:
    """Figures over photos of held-out sets: by figure, then by who found them.

    Args:
        finders: by name.
        held: sets that nobody learned from.
        progress: takes a line now and then.
    """
    photos = [one for number in range(_LIGHTS) for one in held_out_photos(held, first=number * len(held))]
    each: dict[str, dict[str, list[float]]] = {figure: {name: [] for name in finders} for figure in FIGURES}
    for number, one in enumerate(photos, 1):
        for name, find in finders.items():
            for figure, value in _figures(find(one), one).items():
                each[figure][name].append(value)
        progress(f"photo {number} of {len(photos)}")
    # Heights of what is flat have next to no spread: their mean would be of those alone.
    middles = {figure: np.median if figure == "height_error" else np.mean for figure in FIGURES}
    return {
        figure: {name: round(float(middles[figure](values)), 4) for name, values in by_name.items()}
        for figure, by_name in each.items()
    }
