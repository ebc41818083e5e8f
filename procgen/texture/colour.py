"""Control of colour: palettes, hue, contrast, the look of another picture; and of relief and gloss beside it.

Everything happens in OKLab (Ottosson, "A perceptual color space for image processing", 2020), where equal steps look
equal and a factor on all three axes is a change of exposure.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.ranges import Range, number, range_violations, ranges_of
from procgen.texture.maps.srgb import to_linear, to_srgb
from procgen.texture.maps.torus import for_bands
from procgen.texture.material import FloatArray, Surface

Colour = tuple[float, float, float]
"""Red, green and blue, sRGB-encoded, 0 to 1."""

_Change = Callable[[FloatArray], FloatArray]

PALETTE = Range(1, 6, "Colours in a palette.", whole=True)
_CHANNEL = Range(0.0, 1.0, "A channel of a colour, sRGB.")

_TO_LMS = np.array(
    (
        (0.4122214708, 0.5363325363, 0.0514459929),
        (0.2119034982, 0.6806995451, 0.1073969566),
        (0.0883024619, 0.2817188376, 0.6299787005),
    )
)
_TO_LAB = np.array(
    (
        (0.2104542553, 0.7936177850, -0.0040720468),
        (1.9779984951, -2.4285922050, 0.4505937099),
        (0.0259040371, 0.7827717662, -0.8086757660),
    )
)
_FROM_LMS, _FROM_LAB = np.linalg.inv(_TO_LMS), np.linalg.inv(_TO_LAB)

_SAMPLES = 4096
"""Clusters and moments are found from about that many pixels."""
_ROUNDS = 24
_SOFTNESS = 0.6
"""How far a pixel between two clusters follows both, in distances between clusters."""
_GRAIN = 0.12
"""Lightness that grain usually rises above its colour."""
_LEAST_SCALE, _MOST_SCALE = 0.5, 1.6
"""Local contrast may change by these factors where a colour becomes darker or lighter."""


@dataclass(frozen=True, slots=True)
class ColourParameters:
    """Changes of a finished surface; as they stand here, none. Each number with its range."""

    palette: tuple[Colour, ...] = ()
    """One to six sRGB colours, in any order; empty leaves the colours as they are."""
    palette_strength: float = number(0.0, 1.0, "How far colours move to the palette.", 1.0)
    hue_deg: float = number(-180.0, 180.0, "Turn of the hue, degrees.", 0.0)
    saturation: float = number(0.0, 3.0, "Factor on colourfulness; 0 is grey.", 1.0)
    brightness: float = number(-1.0, 1.0, "Exposure: from a quarter of the light to four times.", 0.0)
    contrast: float = number(0.0, 3.0, "Factor on differences from the mean colour.", 1.0)
    height_contrast: float = number(0.0, 4.0, "Factor on the relief; 0 is flat.", 1.0)
    roughness_shift: float = number(-1.0, 1.0, "Added to the roughness; the result is kept within 0 to 1.", 0.0)


COLOUR_RANGES: Final = ranges_of(ColourParameters)


def colour_violations(parameters: ColourParameters) -> list[Violation]:
    """Everything that is wrong with the parameters, in the order of their documentation."""
    found = range_violations(COLOUR_RANGES, parameters)
    if parameters.palette:
        found += _palette_violations(parameters.palette)
    return found


def _palette_violations(palette: Sequence[Colour]) -> list[Violation]:
    found = []
    if not PALETTE.allows(len(palette)):
        found.append(Violation.of("palette", f"{len(palette)} colours", f"{PALETTE} of colours"))
    for index, colour in enumerate(palette):
        if len(colour) != 3 or not all(map(_CHANNEL.allows, colour)):
            found.append(Violation.of(f"palette[{index}]", colour, "three numbers from 0 to 1: red, green and blue"))
    return found


_TO_LMS32, _TO_LAB32 = _TO_LMS.astype(np.float32), _TO_LAB.astype(np.float32)
_FROM_LMS32, _FROM_LAB32 = _FROM_LMS.astype(np.float32), _FROM_LAB.astype(np.float32)


def _times(matrix: FloatArray, planes: FloatArray) -> FloatArray:
    """A matrix times each colour of (3, ...) planes; not through BLAS, whose sums depend on the array's size."""
    out = np.empty_like(planes)
    for row in range(3):
        np.multiply(planes[0], matrix[row, 0], out=out[row, ...])
        out[row] += planes[1] * matrix[row, 1]
        out[row] += planes[2] * matrix[row, 2]
    return out


def _planes(colours: FloatArray) -> FloatArray:
    """(..., 3) as (3, ...)."""
    return np.ascontiguousarray(np.moveaxis(np.asarray(colours, np.float32), -1, 0))


def _cube_root(values: FloatArray) -> FloatArray:
    """Of numbers that are not negative; by a power, which is several times quicker than numpy's own."""
    return np.power(np.maximum(values, np.float32(0.0)), np.float32(1.0 / 3.0))


def _lab_planes(srgb: FloatArray) -> FloatArray:
    """OKLab, (3, ...), of sRGB, (3, ...)."""
    return _times(_TO_LAB32, _cube_root(_times(_TO_LMS32, to_linear(srgb))))


def _srgb_planes(lab: FloatArray) -> FloatArray:
    """sRGB, (3, ...), of OKLab, (3, ...), which is changed."""
    np.clip(lab[0], 0.0, 1.0, out=lab[0])
    roots = _times(_FROM_LAB32, lab)
    away = _times(_FROM_LMS32, roots * roots * roots)
    grey = lab[0] * lab[0] * lab[0]
    away -= grey
    # How far each channel may go from grey before it leaves 0 to 1; the least counts.
    share = np.ones_like(grey)
    for channel in away:
        room = np.where(channel > 0.0, np.float32(1.0) - grey, grey)
        np.minimum(share, room / np.maximum(np.abs(channel), np.float32(1e-6)), out=share)
    away *= share
    away += grey
    return to_srgb(np.clip(away, 0.0, 1.0, out=away))


def oklab(srgb: FloatArray) -> FloatArray:
    """OKLab of sRGB colours: (..., 3) float32, lightness 0 to 1, green-red, blue-yellow."""
    return np.ascontiguousarray(np.moveaxis(_lab_planes(_planes(srgb)), 0, -1))


def from_oklab(lab: FloatArray) -> FloatArray:
    """Colours in sRGB of OKLab ones, (..., 3) float32, 0 to 1.

    Colours that no screen can show lose colourfulness until one can; lightness and hue stay, about.
    """
    return np.ascontiguousarray(np.moveaxis(_srgb_planes(_planes(lab).copy()), 0, -1))


def _sample(lab: FloatArray) -> FloatArray:
    """(n, 3) of the pixels, evenly spread."""
    flat = lab.reshape(-1, 3)
    # A step that shares no factor with the rows' length does not stay in a few columns.
    step = max(1, flat.shape[0] // _SAMPLES) | 1
    return flat[::step]


def _clusters(sample: FloatArray, count: int) -> FloatArray:
    """Centres by Lloyd's algorithm from colours spread over the lightness: (count, 3), from dark to light."""
    order = np.argsort(sample[:, 0], kind="stable")
    parts = np.array_split(sample[order], count)
    centres = np.stack([part.mean(axis=0) for part in parts])
    for _ in range(_ROUNDS):
        nearest = np.argmin(np.sum(np.square(sample[:, None] - centres[None]), axis=-1), axis=1)
        moved = centres.copy()
        for index in range(count):
            members = sample[nearest == index]
            if members.shape[0]:
                moved[index] = members.mean(axis=0)
        if np.array_equal(moved, centres):
            break
        centres = moved
    return centres[np.argsort(centres[:, 0], kind="stable")]


def _assigned(centres: FloatArray, palette: FloatArray) -> FloatArray:
    """The palette in the order in which the clusters take its colours at the least cost: (count, 3).

    Both are centred before, so that it is their pattern that is matched: dark to dark, the reddish to the reddish.
    """
    from_mean, to_mean = centres - centres.mean(axis=0), palette - palette.mean(axis=0)
    cost = np.sum(np.square(from_mean[:, None] - to_mean[None]), axis=-1)
    count = range(len(centres))
    best = min(itertools.permutations(count), key=lambda order: float(sum(cost[i, order[i]] for i in count)))
    return palette[list(best)]


def recolour(
    albedo: FloatArray,
    palette: Sequence[Colour],
    strength: float = 1.0,
    *,
    threads: int = 1,
    checkpoint: Checkpoint = go_on,
) -> FloatArray:
    """Move a surface's colours to a palette and keep its grain.

    As many clusters as the palette has colours are found in OKLab, and the palette is dealt to them by optimal
    transport. Each pixel then moves as its cluster does (between clusters, as both do), and what it has of its own,
    the grain of wood or the speckles of stone, is kept, in proportion to the new lightness.

    Args:
        albedo: (rows, columns, 3) sRGB, 0 to 1.
        palette: one to six sRGB colours.
        strength: 0 returns the albedo itself, 1 is all the way.
        threads: that may be worked with; the result does not depend on it.
        checkpoint: called every few ten ms.

    Returns:
        (rows, columns, 3) float32 sRGB.

    Raises:
        InvalidFields: names the colours that can't be accepted, or a strength outside 0 to 1.
    """
    found = _palette_violations(palette)
    if not COLOUR_RANGES["palette_strength"].allows(strength):
        found.append(Violation.of("palette_strength", strength, str(COLOUR_RANGES["palette_strength"])))
    if found:
        raise InvalidFields(found)
    if strength == 0.0:
        return albedo
    sample = oklab(np.ascontiguousarray(_sample(albedo)))
    centres = _clusters(sample, len(palette))
    targets = _assigned(centres, oklab(np.array(palette, np.float32)))
    scales = np.clip(targets[:, 0] / np.maximum(centres[:, 0], 0.05), _LEAST_SCALE, _MOST_SCALE)
    # Near white there is less room for grain.
    scales = np.minimum(scales, np.maximum(_LEAST_SCALE, (1.04 - targets[:, 0]) / _GRAIN)).astype(np.float32)
    gaps = np.sum(np.square(centres[:, None] - centres[None]), axis=-1)
    apart = float(np.min(gaps[gaps > 0.0], initial=1.0))
    sharp = np.float32(1.0 / (_SOFTNESS * apart + 1e-6))

    def moved(lab: FloatArray) -> FloatArray:
        # (3,) as (3, 1, 1), to go with planes.
        froms, tos = centres[:, :, None, None], targets[:, :, None, None]
        distances = []
        for centre in froms:
            away = np.square(lab - centre)
            distances.append(away[0] + away[1] + away[2])
        least = distances[0]
        for distance in distances[1:]:
            least = np.minimum(least, distance)
        weights = [np.exp((least - distance) * sharp) for distance in distances]
        total = weights[0]
        for weight in weights[1:]:
            total = total + weight
        out = np.zeros_like(lab)
        for weight, centre, target, scale in zip(weights, froms, tos, scales, strict=True):
            out += (weight / total) * (target + scale * (lab - centre))
        return lab + np.float32(strength) * (out - lab)

    return _mapped(albedo, moved, threads, checkpoint)


def _mapped(albedo: FloatArray, change: _Change, threads: int, checkpoint: Checkpoint) -> FloatArray:
    """A change of OKLab colours, (3, rows, columns), done to sRGB ones, (rows, columns, 3), band by band."""
    out = np.empty(albedo.shape, np.float32)

    def work(first: int, last: int) -> None:
        out[first:last] = np.moveaxis(_srgb_planes(change(_lab_planes(_planes(albedo[first:last])))), 0, -1)

    for_bands((albedo.shape[0], albedo.shape[1]), work, threads=threads, checkpoint=checkpoint)
    return out


def moments(albedo: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean (3,) and covariance (3, 3) of a picture's OKLab colours, float32."""
    lab = oklab(np.ascontiguousarray(_sample(albedo))).astype(np.float64)
    return lab.mean(axis=0).astype(np.float32), np.cov(lab.T).astype(np.float32)


def match_colours(
    albedo: FloatArray,
    mean: FloatArray,
    covariance: FloatArray,
    strength: float = 1.0,
    *,
    threads: int = 1,
    checkpoint: Checkpoint = go_on,
) -> FloatArray:
    """Give a picture the mean and covariance of another's colours, with the least change of each colour.

    That is the Monge-Kantorovich map between Gaussians (Pitié and Kokaram, "The linear Monge-Kantorovitch linear
    colour mapping for example-based colour transfer", 2007), here in OKLab.

    Args:
        albedo: (rows, columns, 3) sRGB, 0 to 1.
        mean: (3,) OKLab, as of :func:`moments`.
        covariance: (3, 3) OKLab.
        strength: 0 returns the albedo itself, 1 is all the way.
        threads: that may be worked with.
        checkpoint: called every few ten ms.

    Returns:
        (rows, columns, 3) float32 sRGB.
    """
    if strength == 0.0:
        return albedo
    own_mean, own_covariance = moments(albedo)
    # The floor keeps the inverse finite where a picture has one colour only.
    root, inverse = _roots(own_covariance.astype(np.float64) + 1e-7 * np.eye(3))
    middle, _ = _roots(root @ covariance.astype(np.float64) @ root)
    matrix = (inverse @ middle @ inverse).astype(np.float32)
    matrix = np.eye(3, dtype=np.float32) + np.float32(strength) * (matrix - np.eye(3, dtype=np.float32))
    target = own_mean + np.float32(strength) * (np.asarray(mean, np.float32) - own_mean)
    before, after = own_mean[:, None, None], target[:, None, None]
    return _mapped(albedo, lambda lab: after + _times(matrix, lab - before), threads, checkpoint)


def _roots(matrix: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Square root of a symmetric positive matrix, and the root's inverse."""
    values, vectors = np.linalg.eigh(matrix)
    roots = np.sqrt(np.maximum(values, 1e-14))
    return (vectors * roots) @ vectors.T, (vectors / roots) @ vectors.T


def adjust(
    surface: Surface, parameters: ColourParameters, *, threads: int = 1, checkpoint: Checkpoint = go_on
) -> Surface:
    """Change the colours, the relief and the gloss of a surface.

    Args:
        surface: of any size; stays as it is.
        parameters: with those that change nothing the surface's own arrays are returned.
        threads: that may be worked with; the result does not depend on it.
        checkpoint: called every few ten ms.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
    """
    found = colour_violations(parameters)
    if found:
        raise InvalidFields(found)
    albedo, height, roughness = surface.albedo, surface.height, surface.roughness
    if parameters.palette:
        albedo = recolour(
            albedo, parameters.palette, parameters.palette_strength, threads=threads, checkpoint=checkpoint
        )
    neutral = ColourParameters()
    names = ("hue_deg", "saturation", "brightness", "contrast")
    if any(getattr(parameters, name) != getattr(neutral, name) for name in names):
        mean = moments(albedo)[0][:, None, None]
        turn = math.radians(parameters.hue_deg)
        a = np.float32(math.cos(turn) * parameters.saturation)
        b = np.float32(math.sin(turn) * parameters.saturation)
        # Lightness grows with the cube root of light.
        exposure = np.float32(4.0 ** (parameters.brightness / 3.0))
        contrast = np.float32(parameters.contrast)

        def change(lab: FloatArray) -> FloatArray:
            lab = (mean + contrast * (lab - mean)) * exposure
            lab[1], lab[2] = a * lab[1] - b * lab[2], b * lab[1] + a * lab[2]
            return lab

        albedo = _mapped(albedo, change, threads, checkpoint)
    if parameters.height_contrast != 1.0:
        height = height * np.float32(parameters.height_contrast)
    if parameters.roughness_shift != 0.0:
        roughness = np.clip(roughness + np.float32(parameters.roughness_shift), 0.0, 1.0)
    return replace(surface, albedo=albedo, height=height, roughness=roughness)
