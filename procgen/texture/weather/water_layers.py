"""Damp, standing water and snow: what the sky does. Each returns the changed surface and where it did so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from procgen.texture.maps.torus import by_rows, gaussian
from procgen.texture.material import FloatArray, Surface
from procgen.texture.weather.parameters import WeatherParameters
from procgen.texture.weather.relief import Relief, cover, mix, quantile, smoothstep

_WATER_ROUGHNESS = 0.05
_WATER_RGB = (0.16, 0.17, 0.14)
_SNOW_RGB = (0.930, 0.945, 0.965)
_SNOW_SHADE_RGB = (0.800, 0.855, 0.930)


def _wet(surface: Surface, mask: FloatArray) -> Surface:
    """Damp where the mask is 1.

    Porous stuff darkens as water fills its pores, smooth stuff and metal hardly; how porous is told from roughness
    (Lagarde, "Water drop 3b: Physically based wet surfaces", 2013).
    """
    porosity = smoothstep((surface.roughness - np.float32(0.25)) * np.float32(1.0 / 0.6))
    porosity = porosity * (np.float32(1.0) - surface.metallic)
    soaked = (mask * porosity)[..., None]

    def darkened(albedo: FloatArray, soaked: FloatArray) -> FloatArray:
        # A power darkens and saturates, as light that is scattered more often does; the factor keeps white from
        # staying.
        albedo = np.power(np.maximum(albedo, 0.0), np.float32(1.0) + np.float32(0.35) * soaked)
        albedo *= np.float32(1.0) - np.float32(0.22) * soaked
        return albedo

    albedo = by_rows(darkened, surface.albedo, soaked)
    film = np.float32(0.12) + np.float32(0.35) * surface.roughness
    return replace(
        surface,
        albedo=albedo,
        roughness=mix(surface.roughness, np.minimum(film, surface.roughness), mask),
    )


def wetness(surface: Surface, relief: Relief, parameters: WeatherParameters) -> tuple[Surface, FloatArray]:
    """Damp patches, low places first."""
    places = relief.noise("wetness/patches", 0.7, smoothness=1.8) + np.float32(0.45) * relief.hollow
    places += np.float32(0.15) * relief.noise("wetness/edge", 0.05, smoothness=1.2)
    mask = cover(places, parameters.wetness, softness=1.4)
    return _wet(surface, mask), mask


def puddles(surface: Surface, relief: Relief, parameters: WeatherParameters) -> tuple[Surface, FloatArray]:
    """Fill low places with standing water: one level for the whole tile.

    A tile has lost the wide undulation of real ground, on which puddles gather; some is given back, downwards.
    """
    amount = np.float32(parameters.puddles)
    wide = relief.noise("puddles/ground", 0.9, least_px=24.0, smoothness=3.0)
    rough = float(surface.height.std(dtype=np.float64))
    sag_px = 1.2 * rough + 1.0 + 0.002 * relief.length_px(0.9, 24.0)
    # Deeper where it is low already; all of it is there from the first drop, so that more water means more cover.
    sag = np.float32(sag_px) * (np.clip(wide, -2.5, 2.5) - np.float32(2.5)) * np.float32(0.5)
    relief.checkpoint()
    ground = surface.height + sag
    level = np.float32(quantile(ground, 0.85 * float(amount)))
    depth = level - ground
    shore_px = np.float32(max(0.15 * rough, 0.35))
    mask = smoothstep(depth / shore_px + np.float32(0.5))
    # The ground around a puddle is soaked by it.
    fringe = smoothstep(depth / np.float32(1.4 * rough + 1.0) + np.float32(1.2))
    damp = _wet(replace(surface, height=ground), np.maximum(fringe, mask))
    murk = (np.float32(1.0) - np.exp(np.float32(-0.25) * np.maximum(depth, 0.0)))[..., None]
    relief.checkpoint()
    under = damp.albedo * np.float32(0.8)
    relief.checkpoint()
    under += murk * np.float32(0.75) * (np.array(_WATER_RGB, np.float32) - under)
    relief.checkpoint()
    # Unlike a height that is mixed, the larger of the two is level to the shore.
    flooded = replace(
        damp,
        albedo=mix(damp.albedo, under, mask[..., None]),
        height=np.maximum(ground, level),
        roughness=mix(damp.roughness, _WATER_ROUGHNESS, mask),
        metallic=damp.metallic * (np.float32(1.0) - mask),
    )
    return flooded, mask


def snow(surface: Surface, relief: Relief, parameters: WeatherParameters) -> tuple[Surface, FloatArray]:
    """Let snow fall from above: it stays where it is flat and sheltered, then evens everything out."""
    amount = parameters.snow
    drift = relief.noise("snow/drift", 0.6, least_px=16.0, smoothness=2.2)
    fine = relief.noise("snow/fine", 0.03, smoothness=1.2)
    soft_px = 1.5 + 0.5 * relief.length_px(0.03 * amount, 2.0, 0.03)
    relief.checkpoint()
    even = gaussian(surface.height, soft_px)
    places = np.float32(0.6) * relief.hollow + np.float32(0.6) * drift + np.float32(0.3) * fine
    mask = cover(places, amount, softness=0.8)
    thickness = np.float32(amount * relief.length_px(0.03, 3.0, 0.04))
    top = even + thickness * (np.float32(0.7) + np.float32(0.12) * drift + np.float32(0.008) * fine)
    above = np.asarray(top - surface.height, np.float32)
    relief.checkpoint()
    # A soft maximum: stones that stick out of the snow meet it without an edge.
    bend = np.float32(0.8)
    rise = np.float32(0.5) * (above + np.sqrt(above * above + bend * bend))
    shade = smoothstep(np.float32(0.5) - above * np.float32(1.0 / (4.0 * float(thickness) + 1.0)))
    glitter = relief.grain("snow/grain")
    light, dark = np.array(_SNOW_RGB, np.float32), np.array(_SNOW_SHADE_RGB, np.float32)
    colour = light + (np.float32(0.5) * shade)[..., None] * (dark - light)
    relief.checkpoint()
    colour *= (np.float32(1.0) + np.float32(0.008) * glitter)[..., None]
    cover_alpha = smoothstep(mask * np.float32(1.25))[..., None]
    snowy = replace(
        surface,
        albedo=np.clip(mix(surface.albedo, colour, cover_alpha), 0.0, 1.0),
        height=surface.height + mask * rise + np.float32(0.03) * mask * glitter,
        roughness=mix(surface.roughness, np.clip(np.float32(0.62) + np.float32(0.06) * glitter, 0.3, 0.9), mask),
        metallic=surface.metallic * (np.float32(1.0) - mask),
    )
    return snowy, mask
