"""What lies on the skin or in it: stubble, make-up, tattoos, war paint, dirt; and the inside of the mouth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.skin.layout import texel_map
from procgen.character.skin.marks import placement
from procgen.character.skin.noise import noise_in_space, smoothstep
from procgen.character.skin.parameters import Colour, SkinParameters
from procgen.character.skin.reflectance import Pigments
from procgen.character.skin.regions import regions

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_DIRT: Colour = (0.23, 0.17, 0.11)
_NAIL_GLOSS = 0.18


@dataclass(frozen=True, eq=False)
class Layer:
    """A colour on K texels.

    Attributes:
        texels: (K,) numbers of texels.
        share: (K,) float32, how much of each it covers, 0..1.
        colour: sRGB 0..1.
        roughness: of the layer; None leaves the skin's.
        stain: whether it lies in the skin like ink, which lets light and shade through.
    """

    texels: Ints
    share: Floats
    colour: Colour
    roughness: float | None = None
    stain: bool = False


@lru_cache(maxsize=64)
def _field_texels(field: str, size: int) -> tuple[Ints, Floats]:
    """Where a region's field is more than nothing, and its values there."""
    values = regions(size).field(field)
    texels = np.flatnonzero(values > 0.004)
    return texels, values[texels]


@lru_cache(maxsize=24)
def _pattern(field: str, size: int, wavelength: float, stream: str) -> Floats:
    """Noise on a region's texels."""
    texels, _ = _field_texels(field, size)
    return noise_in_space(texel_map(size).position[texels], wavelength, stream)


def layers(ask: SkinParameters, size: int) -> Iterator[Layer]:
    """The layers that a person wears, from the skin outwards."""
    pigments = Pigments.at(ask.melanin, ask.haemoglobin, ask.undertone)
    texels, inside = _field_texels("mouth", size)
    red, green, blue = pigments.srgb(melanin=-0.6, blood=3.5)
    yield Layer(texels, inside, (red * 0.75, green * 0.55, blue * 0.55), 0.3)
    yield from _stubble(ask, size)
    for tattoo in ask.tattoos:
        where = placement(tattoo.place, size)
        cover = where.cover(tattoo.motif)
        drawn = cover > 0.004
        yield Layer(where.texels[drawn], cover[drawn] * np.float32(tattoo.strength), tattoo.colour, stain=True)
    yield from _make_up(ask, size)
    if ask.war_paint != "none" and ask.war_paint_strength > 0:
        where = placement("face", size)
        cover = where.cover(ask.war_paint)
        brush = noise_in_space(
            texel_map(size).position[where.texels] * np.array([0.7, 1.3, 1], np.float32), 0.005, "skin/brush"
        )
        worn = smoothstep(0.25, 0.75, cover + 0.45 * brush * (1 - np.abs(2 * cover - 1) * 0.55))
        worn *= 0.90 + 0.22 * brush
        drawn = worn > 0.01
        yield Layer(
            where.texels[drawn], np.clip(worn[drawn] * ask.war_paint_strength, 0, 1), ask.war_paint_colour, 0.62
        )
    if ask.dirt > 0:
        texels, field = _field_texels("dirt", size)
        patches = _pattern("dirt", size, 0.045, "skin/dirt/patches") + 0.6 * _pattern(
            "dirt", size, 0.012, "skin/dirt/spots"
        )
        share = smoothstep(0.55, 1.25, field * (0.35 + ask.dirt) + 0.75 * patches + 0.35 * ask.dirt)
        share = (
            share * (0.75 + 0.5 * _pattern("dirt", size, 0.005, "skin/dirt/grain")) * np.float32(0.72 * ask.dirt**0.5)
        )
        yield Layer(texels, np.clip(share, 0, 0.9).astype(np.float32), _DIRT, 0.8)


def _stubble(ask: SkinParameters, size: int) -> Iterator[Layer]:
    for field, amount in (("beard", ask.beard_stubble), ("scalp", ask.scalp_stubble)):
        if amount <= 0:
            continue
        texels, share = _field_texels(field, size)
        grain = _pattern(field, size, max(0.0016, 2.0 * 0.0011 * 1024 / size), "skin/stubble")
        patchy = _pattern(field, size, 0.012, "skin/stubble/patches")
        speckle = 1 + 0.55 * grain + 0.25 * patchy
        cool = tuple(
            0.8 * channel + 0.2 * grey for channel, grey in zip(ask.stubble_colour, (0.20, 0.22, 0.25), strict=True)
        )
        strength = (0.62 if field == "scalp" else 0.50) * amount
        yield Layer(
            texels, np.clip(share * speckle * strength, 0, 0.9).astype(np.float32), (cool[0], cool[1], cool[2]), 0.62
        )


def _make_up(ask: SkinParameters, size: int) -> Iterator[Layer]:
    for field, amount, colour, roughness in (
        ("blush", 0.34 * ask.blush, ask.blush_colour, None),
        ("eyeshadow", 0.75 * ask.eyeshadow, ask.eyeshadow_colour, 0.45),
        ("eyeliner", 0.95 * ask.eyeliner, ask.eyeliner_colour, 0.45),
        ("lips", 0.82 * ask.lipstick, ask.lipstick_colour, 0.28),
        ("nails", 0.95 * ask.nail_polish, ask.nail_polish_colour, _NAIL_GLOSS),
    ):
        if amount > 0:
            texels, share = _field_texels(field, size)
            yield Layer(
                texels, share * np.float32(amount), colour, roughness, stain=field in ("blush", "eyeshadow", "lips")
            )
