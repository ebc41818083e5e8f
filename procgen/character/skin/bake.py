"""Skin textures: albedo, normals, and occlusion with roughness, from parameters.

Patterns are functions of the place on the body, never of the texture, so seams don't show. What depends on no parameter
is made once for each size (:mod:`layout`, :mod:`regions`, :mod:`relief`); a bake adds it up piece by piece, each small
enough for the cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.skin.layout import SIZES_PX, texel_map
from procgen.character.skin.marks import scar_shape, scatter
from procgen.character.skin.noise import chance_for, noise_where, smoothstep
from procgen.character.skin.overlays import Layer, layers
from procgen.character.skin.parameters import SkinParameters, check
from procgen.character.skin.reflectance import Pigments, encode_srgb
from procgen.character.skin.regions import regions
from procgen.character.skin.relief import SLOPE_STEP, Relief, relief

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

_PIECE = 1 << 15
_KEPT = 6
"""Baked sets that are kept; at 1024 pixels one is 9 MiB."""

_BANDS = ((0.055, 3), (0.017, 3), (0.0055, 2))
"""Wavelength in metres and number of independent fields of the mottling; a seed mixes the fields of each band."""
_MELANIN_BANDS = np.array([0.030] * 3 + [0.028] * 3 + [0.050] * 2)
_BLOOD_BANDS = np.array([0.065] * 3 + [0.070] * 3 + [0.070] * 2)
_NOISE_DEVIATION = 0.265

_DENSITY_STEPS, _DENSITY_MAX = 512, 10.0
_TABLE: Bytes = np.round(
    encode_srgb(np.exp(-np.arange(int(_DENSITY_STEPS * _DENSITY_MAX)) / _DENSITY_STEPS)) * 255.0
).astype(np.uint8)
"""sRGB by optical density."""

_FRECKLES, _FRECKLE_RADIUS_M, _FRECKLE_MELANIN = 12000, (0.0004, 0.0014), 0.036
_AGE_SPOTS, _AGE_SPOT_RADIUS_M, _AGE_SPOT_MELANIN = 240, (0.0010, 0.0036), 0.040
_MOLE_RADIUS_M, _MOLE_MELANIN, _MOLE_HEIGHT_M = (0.0009, 0.0022), 0.20, 0.0004
_WRINKLES: dict[str, tuple[float, float]] = {
    "nasolabial": (-0.15, 0.75), "under_eye": (0.0, 0.9), "neck": (0.05, 0.9), "crow": (0.12, 0.8),
    "forehead": (0.15, 0.85), "frown": (0.2, 0.85), "marionette": (0.3, 0.95), "lips": (0.45, 1.0), "cheek": (0.5, 1.0),
}  # fmt: skip
"""Between which values of the parameter each group of wrinkles appears."""
_WRINKLE_STRENGTH = 2.1


@dataclass(frozen=True, eq=False)
class SkinTextures:
    """Textures for the body's UV layout, (size, size, 3) uint8 each, read-only.

    Attributes:
        albedo: sRGB.
        normal: tangent space, linear, +Y up (OpenGL and glTF); 128 is flat.
        orm: occlusion, roughness, metallic; linear.
    """

    albedo: Bytes
    normal: Bytes
    orm: Bytes


@lru_cache(maxsize=3)
def _mottling(size: int) -> npt.NDArray[np.int8]:
    """(8, N) independent noises, ±127."""
    texels = texel_map(size)
    rows = []
    for wavelength, count in _BANDS:
        shown = smoothstep(1.8, 3.2, wavelength / texels.step_m)
        for number in range(count):
            value = noise_where(shown, texels.position, wavelength, f"skin/mottling/{wavelength}/{number}") * shown
            rows.append(np.round(np.clip(value, -1, 1) * 127).astype(np.int8))
    return np.stack(rows)


def base_colour(parameters: SkinParameters) -> tuple[float, float, float]:
    """The skin's mean colour, sRGB 0..1, for figures without textures and for what blends into skin.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    check(parameters, SIZES_PX[0])
    return Pigments.at(parameters.melanin, parameters.haemoglobin, parameters.undertone).srgb()


def warm_up(size: int) -> None:
    """Make everything that does not depend on parameters, so that the first bake is as quick as the next."""
    texel_map(size)
    regions(size)
    relief(size)
    _mottling(size)


def _mixture(seed: int, stream: str, strengths: npt.NDArray[np.float64]) -> Floats:
    """Weights of the mottling's fields: a random direction in each band, so that the strength is always the same."""
    draws = chance_for(seed, stream).standard_normal(len(strengths))
    start = 0
    for _, count in _BANDS:
        draws[start : start + count] /= np.linalg.norm(draws[start : start + count])
        start += count
    return (draws * strengths / (127.0 * _NOISE_DEVIATION)).astype(np.float32)


@lru_cache(maxsize=_KEPT)
def bake_skin(parameters: SkinParameters, size: int = 1024) -> SkinTextures:
    """Bake a person's skin.

    Args:
        parameters: what it looks like.
        size: side of the textures: 512, 1024 or 2048 pixels.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    check(parameters, size)
    person = _Person(parameters, size)
    person.mark()
    colour, normal, orm = person.compose()
    for layer in layers(parameters, size):
        _lay(layer, colour, orm)
    return SkinTextures(
        _picture(colour, size, colour[:: max(1, len(colour) // 4096)].mean(axis=0)),
        _picture(normal, size, np.array([128, 128, 255])),
        _picture(orm, size, np.array([255, 140, 0])),
    )


def _picture(values: Bytes, size: int, outside: npt.NDArray[np.generic]) -> Bytes:
    # Four bytes move as one number, several times as fast as three.
    packed = np.empty((len(values), 4), np.uint8)
    packed[:, :3] = values
    filled = np.zeros(4, np.uint8)
    filled[:3] = outside
    wide = np.full(size * size, filled.view(np.uint32)[0], np.uint32)
    wide[texel_map(size).index] = packed.view(np.uint32)[:, 0]
    out = np.ascontiguousarray(wide.view(np.uint8).reshape(size, size, 4)[..., :3])
    out.flags.writeable = False
    return out


def _lay(layer: Layer, colour: Bytes, orm: Bytes) -> None:
    """Put a layer on the colours: paint over them, or stain them as ink does."""
    here = colour[layer.texels].astype(np.float32)
    share = layer.share[:, None]
    paint = np.asarray(layer.colour, np.float32) * np.float32(255.0)
    if layer.stain:
        # Through ink the skin's own light and shade still show.
        tone = here.mean(axis=1, keepdims=True) / np.maximum(np.float32(here.mean()), 1.0)
        paint = 0.82 * paint * tone + 0.18 * here * (paint / 255.0)
    here += share * (paint - here)
    colour[layer.texels] = np.clip(here + 0.5, 0, 255).astype(np.uint8)
    if layer.roughness is not None:
        gloss = orm[layer.texels, 1].astype(np.float32)
        gloss += layer.share * (np.float32(255.0 * layer.roughness) - gloss)
        orm[layer.texels, 1] = gloss.astype(np.uint8)


class _Person:
    """One bake at work: changes of pigment and relief of N texels, and what they come to."""

    def __init__(self, parameters: SkinParameters, size: int) -> None:
        self.ask = parameters
        self.size = size
        self.texels = texel_map(size)
        self.regions = regions(size)
        self.relief: Relief = relief(size)
        self.pigments = Pigments.at(parameters.melanin, parameters.haemoglobin, parameters.undertone)
        count = len(self.texels.index)
        self.melanin = np.zeros(count, np.float32)
        self.blood = np.zeros(count, np.float32)
        self.slopes = np.zeros((2, count), np.float32)
        self.rough = 1.0 - parameters.smoothness

    def mark(self) -> None:
        """Everything that touches few texels: spots, wrinkles, scars."""
        ask = self.ask
        self._spots("freckles", self.regions.field("freckles"), round(_FRECKLES * ask.freckles), _FRECKLE_RADIUS_M,
                    _FRECKLE_MELANIN * (0.5 + 0.5 * ask.freckles), 0.3)  # fmt: skip
        if ask.age_spots > 0:
            worn = self.regions.field("age_spots")
            self._spots(
                "age spots",
                worn,
                round(_AGE_SPOTS * ask.age_spots),
                _AGE_SPOT_RADIUS_M,
                _AGE_SPOT_MELANIN,
                0.35,
                ragged=0.9,
            )
        self._moles()
        self._wrinkle()
        for number, scar in enumerate(ask.scars):
            shape = scar_shape(scar, self.size, number)
            fresh = 1.0 - scar.age
            self.melanin[shape.texels] -= 0.5 * scar.age * shape.tissue - 0.15 * scar.age * shape.rim
            self.blood[shape.texels] += (1.6 * fresh - 0.55 * scar.age) * shape.tissue + (
                1.0 * fresh + 0.15
            ) * shape.rim
            self._raise(shape.texels, shape.height_m * np.float32(1.6))

    def _spots(
        self,
        name: str,
        density: Floats,
        count: int,
        radius_m: tuple[float, float],
        melanin: float,
        blood: float,
        ragged: float = 0.0,
    ) -> None:
        if count == 0:
            return
        spots = scatter(self.texels, density, count, radius_m, chance_for(self.ask.seed, f"skin/{name}"), ragged)
        # More melanin than this makes no spot on a person's skin darker in proportion.
        relative = np.float32(melanin / (self.pigments.melanosomes + 0.2 * melanin))
        np.maximum.at(self.melanin, spots.texels, spots.share * relative)
        np.maximum.at(self.blood, spots.texels, spots.share * np.float32(blood))

    def _moles(self) -> None:
        ask = self.ask
        if not ask.moles:
            return
        spots = scatter(
            self.texels, self.regions.field("moles"), int(ask.moles), _MOLE_RADIUS_M, chance_for(ask.seed, "skin/moles")
        )
        relative = np.float32(_MOLE_MELANIN / (self.pigments.melanosomes + 0.12))
        np.add.at(self.melanin, spots.texels, spots.share * relative)
        height = np.zeros(len(self.melanin), np.float32)
        height[spots.texels] = spots.share * np.float32(_MOLE_HEIGHT_M)
        touched = np.unique(spots.texels).astype(np.int32)
        self.slopes[:, touched] += self.texels.slopes(height, touched) * np.float32(self.rough)

    def _raise(self, texels: npt.NDArray[np.integer], height_m: Floats) -> None:
        height = np.zeros(len(self.melanin), np.float32)
        height[texels] = height_m
        self.slopes[:, texels] += self.texels.slopes(height, texels.astype(np.int32)) * np.float32(self.rough)

    def _wrinkle(self) -> None:
        chance = chance_for(self.ask.seed, "skin/wrinkles")
        for name, (start, full) in _WRINKLES.items():
            personal = 0.7 + 0.6 * chance.random()
            t = min(max((self.ask.wrinkles - start) / (full - start), 0.0), 1.0)
            strength = np.float32(t * t * (3 - 2 * t) * personal * _WRINKLE_STRENGTH * self.rough)
            if strength <= 0:
                continue
            group = self.relief.wrinkles[name]
            self.slopes[:, group.texels] += strength * group.slopes
            self.melanin[group.texels] += 0.10 * strength * group.shade
            self.blood[group.texels] += 0.22 * strength * group.shade

    def compose(self) -> tuple[Bytes, Bytes, Bytes]:
        """Colour, normal and orm of every texel, (N, 3) uint8 each."""
        count = len(self.melanin)
        colour, normal, orm = (np.empty((count, 3), np.uint8) for _ in range(3))
        for part in self._pieces(count):
            self._compose_colour(part, colour[part], orm[part])
            self._compose_relief(part, normal[part])
        return colour, normal, orm

    @staticmethod
    def _pieces(count: int) -> Iterator[slice]:
        for start in range(0, count, _PIECE):
            yield slice(start, min(start + _PIECE, count))

    def _compose_colour(self, part: slice, colour: Bytes, orm: Bytes) -> None:
        ask, field = self.ask, self.regions.field
        uneven = (0.35 + 1.6 * ask.mottling) * self.rough
        noise = _mottling(self.size)[:, part].astype(np.float32)
        mixed = self._mix @ noise
        # On dark skin the same share of melanin makes a larger step; palms are even.
        speckled = np.float32(uneven * (1.0 - 0.45 * ask.melanin))
        melanin = self.regions.melanin[part] + mixed[0] * speckled * (1 - field("palm", part) * np.float32(0.7))
        melanin += self.melanin[part]
        blood = self.regions.blood[part] * np.float32(0.85) + mixed[1] * np.float32(uneven)
        blood += self.blood[part]
        if ask.under_eyes:
            blood += field("under_eye", part) * np.float32(0.75 * ask.under_eyes)
            melanin += field("under_eye", part) * np.float32(0.45 * ask.under_eyes)
        if ask.flush:
            blood += (field("blush", part) + field("ears", part) * 0.7 + field("oily", part) * 0.35) * np.float32(
                1.3 * ask.flush
            )
        if ask.sunburn:
            blood += field("sun", part) * np.float32(2.0 * ask.sunburn) * (1 + 0.8 * mixed[1])
        open_sky = field("occlusion", part)
        np.maximum(melanin, np.float32(-0.85), out=melanin)
        np.maximum(blood, np.float32(-0.9), out=blood)
        shade = (1 - open_sky) * np.float32(0.30)
        steps = np.float32(_DENSITY_STEPS)
        last = np.float32(len(_TABLE) - 1)
        less = np.minimum(melanin, np.float32(0.0))
        bend = self.pigments.less_melanin - self.pigments.more_melanin
        for channel in range(3):
            density = melanin * (self.pigments.more_melanin[channel] * steps)
            density += less * (bend[channel] * steps)
            density += blood * (self.pigments.blood[channel] * steps)
            density += shade * steps
            density += self.pigments.base[channel] * steps
            np.clip(density, 0, last, out=density)
            colour[:, channel] = _TABLE[density.astype(np.int32)]
        # Where the whole inside of the mouth is dark it would be a black hole once the jaw opens.
        ambient = np.maximum(open_sky, np.float32(0.30) * field("mouth", part) + np.float32(0.08))
        orm[:, 0] = (ambient * np.float32(255.0)).astype(np.uint8)
        rough = self.relief.grain[part] * np.float32(0.05 * self.rough) + np.float32(144.0 + 10.0 * ask.smoothness)
        rough -= field("oily", part) * np.float32(22.0)
        rough -= field("lips", part) * np.float32(34.0)
        rough -= field("nails", part) * np.float32(70.0)
        rough -= field("mouth", part) * np.float32(70.0)
        rough += field("palm", part) * np.float32(14.0)
        rough += np.float32(14.0 * max(ask.wrinkles - 0.3, 0.0))
        orm[:, 1] = np.clip(rough, 0, 255).astype(np.uint8)
        orm[:, 2] = 0

    @property
    def _mix(self) -> Floats:
        seed = self.ask.seed
        return np.stack([_mixture(seed, "skin/melanin", _MELANIN_BANDS), _mixture(seed, "skin/blood", _BLOOD_BANDS)])

    def _compose_relief(self, part: slice, normal: Bytes) -> None:
        fine = np.float32((0.5 + 1.4 * self.ask.pores) * self.rough) * SLOPE_STEP
        slack = np.float32(1.1 * max(self.ask.wrinkles - 0.25, 0.0) * self.rough) * SLOPE_STEP
        slope = self.relief.fine[:, part] * fine
        slope += self.slopes[:, part]
        if slack > 0:
            slope += self.relief.slack[:, part] * slack
        up = 1.0 / np.sqrt(1.0 + slope[0] * slope[0] + slope[1] * slope[1])
        normal[:, 0] = (128.0 - 127.0 * slope[0] * up).astype(np.uint8)
        normal[:, 1] = (128.0 - 127.0 * slope[1] * up).astype(np.uint8)
        normal[:, 2] = (128.0 + 127.0 * up).astype(np.uint8)
