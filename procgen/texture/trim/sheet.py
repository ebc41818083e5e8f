"""From a tile of a material to a sheet of strips."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.layout.chance import uniform
from procgen.texture.maps.torus import gaussian
from procgen.texture.material import FloatArray, Region, Surface
from procgen.texture.trim.parameters import TrimParameters
from procgen.texture.trim.profiles import PROFILES, Strip
from procgen.texture.weather.noise import fractal_noise
from procgen.texture.weather.relief import smoothstep


def trimmed(
    surface: Surface, parameters: TrimParameters, metres_per_pixel: float, checkpoint: Checkpoint = go_on
) -> tuple[Surface, tuple[Region, ...]]:
    """Lay strips of a material one above the other.

    Args:
        surface: a tile of it. It goes on along u, and so does each strip.
        parameters: which strips, how high; that have been found to be right for the surface's rows.
        metres_per_pixel: of the surface.
        checkpoint: called between the strips.

    Returns:
        A surface of the same size, and where its strips are. Heights are equal at all borders of strips, so that no
        strip shades its neighbour.
    """
    rows, columns = surface.shape
    borders = parameters.borders(rows)
    kinds = parameters.strips
    starts = uniform(parameters.seed, "trim/start", len(kinds), 2)
    parts, relief, fade = [], np.zeros((rows, columns), np.float32), np.empty((rows, columns), np.float32)
    regions = []
    for index, (kind, name) in enumerate(zip(kinds, parameters.names, strict=True)):
        checkpoint()
        first, last = borders[index], borders[index + 1]
        if first == last:  # of a glimpse
            continue
        strip = Strip(last - first, columns, parameters.seed + index & 0xFFFFFFFFFFFFFFFF)
        shape = PROFILES[kind].draw(strip)
        shift = (starts[index] * 0.5 + 0.5) * (rows, columns)
        down = (np.arange(first, last) + int(shift[0])) % rows
        across = (np.arange(columns) + int(shift[1])) % columns
        if shape.pieces is not None:
            count = int(shape.pieces.max()) + 1
            own = (uniform(parameters.seed, f"trim/pieces/{index}", count) * 0.5 + 0.5) * columns
            across = (across + own.astype(np.int64)[shape.pieces[0]]) % columns
        # Grain runs along boards.
        window = (across[None, :] % rows, down[:, None] % columns) if shape.pieces is not None else np.ix_(down, across)
        parts.append(_cut(surface, window, shape.tone))
        fade[first:last] = shape.own
        rise, radius = _bevel(strip, parameters.bevel)
        relief[first:last] = (shape.height * np.float32(strip.rows) + np.float32(radius)) * rise
        regions.append(
            Region(name, 0, first, columns, last - first, columns * metres_per_pixel, (last - first) * metres_per_pixel)
        )
    whole = Surface(
        albedo=np.concatenate([part.albedo for part in parts]),
        height=np.concatenate([part.height for part in parts]),
        roughness=np.concatenate([part.roughness for part in parts]),
        metallic=np.concatenate([part.metallic for part in parts]),
    )
    fade *= _borders(borders, rows)
    # The material's own relief ends at borders, as the strip's does.
    height = (whole.height - np.float32(np.median(whole.height))) * fade + relief
    checkpoint()
    return _worn(replace(whole, height=height), relief, borders, parameters), tuple(regions)


def _cut(surface: Surface, window: tuple[Any, ...], tone: FloatArray | float) -> Surface:
    albedo = surface.albedo[window]
    if not isinstance(tone, float):
        albedo = np.clip(albedo * tone[..., None], 0.0, 1.0)
    return Surface(albedo, surface.height[window], surface.roughness[window], surface.metallic[window])


def _bevel(strip: Strip, share: float) -> tuple[FloatArray, float]:
    """How far a strip has risen from its long edges, (rows, 1): 0 at its first and last row, along a quarter of a
    circle to 1; and the circle's radius in pixels.
    """
    radius = max(0.5 * share * strip.rows, 1.0)
    row = np.arange(strip.rows, dtype=np.float32)
    edge = np.minimum(np.minimum(row, row[::-1]) / np.float32(radius), 1.0)
    return np.asarray(np.sqrt(1.0 - np.square(1.0 - edge)), np.float32)[:, None], radius


def _borders(borders: list[int], rows: int) -> FloatArray:
    """(rows, 1) 0 at the rows beside borders, to 1 within a few pixels."""
    middle = np.arange(rows) + 0.5
    away = np.abs(middle[:, None] - np.array(borders)[None, :]).min(axis=1)
    return np.asarray(np.clip((away - 0.5) / max(rows / 128.0, 2.0), 0.0, 1.0), np.float32)[:, None]


def _worn(surface: Surface, relief: FloatArray, borders: list[int], parameters: TrimParameters) -> Surface:
    """Edges rubbed bare, and shade in what lies deep."""
    rows = relief.shape[0]
    thin = int(np.diff(sorted(set(borders))).min())
    radius = max(0.05 * float(thin), 1.5)
    out = (relief - gaussian(relief, radius)) / np.float32(0.35 * radius)
    shade = np.float32(1.0) - np.float32(0.45) * np.clip(-out - np.float32(0.15), 0.0, 1.0)
    albedo = surface.albedo * shade[..., None]
    roughness = surface.roughness
    if parameters.wear > 0.0:
        patches = fractal_noise(parameters.seed, "trim/wear", surface.shape, max(rows / 12.0, 4.0), 1.4)
        mask = smoothstep(
            np.clip(out, 0.0, 1.2) * np.float32(1.6)
            + np.float32(0.35) * patches
            - np.float32(1.35 - 1.2 * parameters.wear)
        )
        mask *= np.clip(out * np.float32(3.0), 0.0, 1.0)
        grey = albedo.mean(axis=-1, keepdims=True)
        bare = albedo * np.float32(0.6) + grey * np.float32(0.4)
        bare += np.float32(0.28) * (np.float32(1.0) - bare)
        albedo = albedo + mask[..., None] * np.float32(0.8) * (bare - albedo)
        roughness = roughness * (np.float32(1.0) - np.float32(0.3) * mask)
    return replace(surface, albedo=np.clip(albedo, 0.0, 1.0), roughness=roughness)
