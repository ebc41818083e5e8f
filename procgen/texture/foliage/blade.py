"""The shapes that plants are drawn of: leaves, needles and petals, each in a frame of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
import scipy

from procgen.texture.layout.chance import uniform
from procgen.texture.material import FloatArray
from procgen.texture.weather.noise import fractal_noise

Rgb: TypeAlias = tuple[float, float, float]
"""sRGB-encoded, 0 to 1."""

PINNATE, PARALLEL, RADIAL, BARE = "pinnate", "parallel", "radial", "bare"
_GRAIN_PX: Final = 256
_MESHES: Final = 900
"""Of veins' finest net on a tile of the grain."""


def rgb(code: int) -> Rgb:
    """0xRRGGBB as shares."""
    return (code >> 16) / 255.0, (code >> 8 & 255) / 255.0, (code & 255) / 255.0


def mixed(low: Rgb, high: Rgb, share: float) -> Rgb:
    """From one colour to another."""
    return tuple(a + (b - a) * share for a, b in zip(low, high, strict=True))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Blade:
    """The form of a leaf: half its width at a share ``t`` of its length goes as ``t ** rise * (1 - t) ** fall``.

    Lengths are shares of the blade's length.
    """

    half_width: float
    """At its widest."""
    low: Rgb
    """Colour in the shade."""
    high: Rgb
    """Colour in the light."""
    rise: float = 0.6
    """Below 1 the base is round, above it is a wedge."""
    fall: float = 0.8
    """Below 1 the tip is round, above it is drawn out."""
    lobes: int = 0
    """A side."""
    lobe_depth: float = 0.0
    """Share of the half width that is cut in between lobes."""
    teeth: int = 0
    tooth_depth: float = 0.0
    slant: float = 0.25
    """How far lobes, teeth and veins lean to the tip on their way to the margin."""
    veins: str = PINNATE
    pairs: float = 7.0
    """Side veins a side."""
    vein: Rgb = (0.72, 0.76, 0.46)
    vein_strength: float = 0.5
    net: float = 0.35
    """How much the finest net of veins shows, 0 to 1."""
    notch: float = 0.0
    """How far the base is cut in, as that of a water lily's leaf."""
    roughness: float = 0.55
    translucency: float = 0.7
    """Share of light that goes through the blade between veins."""
    relief: float = 0.055
    """How far the blade is domed at either side of its midrib, over its half width."""
    spots: float = 0.25
    """How many blemishes it has, 0 to 1."""
    wool: float = 0.0
    """How much it is covered with hair."""

    @property
    def widest(self) -> float:
        """Value that the outline is divided by."""
        t = self.rise / (self.rise + self.fall)
        return float(t**self.rise * (1.0 - t) ** self.fall)


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A blade on its pixels, (rows, columns) float32 each."""

    coverage: FloatArray
    """0 to 1, with a soft edge one pixel wide."""
    inside_px: FloatArray
    """Distance into the blade from its margin; negative outside."""
    albedo: FloatArray
    """(rows, columns, 3) sRGB-encoded."""
    height_px: FloatArray
    roughness: FloatArray
    translucency: FloatArray


_HAIR: Final = np.array((0.86, 0.87, 0.82), np.float32)
_SLIM_PX: Final = 3.0
"""Half width below which a blade has one tone."""


@lru_cache(maxsize=1)
def grain() -> tuple[FloatArray, FloatArray]:
    """A periodic tile of noise, of mean 0 and deviation 1 about, and one of nets: 1 on a mesh's border, 0 within."""
    noise = fractal_noise(0, "foliage/grain", (_GRAIN_PX, _GRAIN_PX), 48.0, 1.6)
    points = (uniform(0, "foliage/net", _MESHES, 2) + 1.0) * (_GRAIN_PX / 2)
    tree = scipy.spatial.cKDTree(points, boxsize=_GRAIN_PX)
    down, across = np.mgrid[0:_GRAIN_PX, 0:_GRAIN_PX]
    near, _ = tree.query(np.stack([across.ravel(), down.ravel()], axis=-1), k=2)
    border = (near[:, 1] - near[:, 0]).reshape(_GRAIN_PX, _GRAIN_PX)
    return noise, np.exp(-np.square(border / 1.6)).astype(np.float32)


def _sampled(tile: FloatArray, along: FloatArray, across: FloatArray, pixels: float, shift: float) -> FloatArray:
    """A tile at places of a blade, bilinear."""
    x, y = along * np.float32(pixels) + np.float32(shift * 977.0), across * np.float32(pixels) + np.float32(shift * 571)
    x0, y0 = np.floor(x), np.floor(y)
    fx, fy = x - x0, y - y0
    i, j = y0.astype(np.int64) % _GRAIN_PX, x0.astype(np.int64) % _GRAIN_PX
    i1, j1 = (i + 1) % _GRAIN_PX, (j + 1) % _GRAIN_PX
    upper = tile[i, j] * (1 - fx) + tile[i, j1] * fx
    lower = tile[i1, j] * (1 - fx) + tile[i1, j1] * fx
    return np.asarray(upper * (1 - fy) + lower * fy, np.float32)


def _whole(blade: Blade, inner: FloatArray) -> FloatArray:
    """Half the width over the greatest, without lobes and teeth; at shares of the length between 0 and 1."""
    width = np.power(inner, np.float32(blade.rise)) * np.power(np.float32(1.0) - inner, np.float32(blade.fall))
    return np.asarray(width * np.float32(1.0 / blade.widest), np.float32)


def _outline(blade: Blade, t: FloatArray, q: FloatArray) -> FloatArray:
    """Half the width over the greatest."""
    inner = np.clip(t, 1e-4, 1.0 - 1e-4)
    width = _whole(blade, inner)
    leaning = inner - np.float32(blade.slant) * q
    if blade.lobes:
        wave = np.float32(0.5) + np.float32(0.5) * np.cos(leaning * np.float32(2.0 * np.pi * blade.lobes))
        # Bays end before the tip and the stalk.
        ends = np.clip(np.minimum(inner * 5.0, (1.0 - inner) * 6.0), 0.0, 1.0)
        width *= 1.0 - np.float32(blade.lobe_depth) * np.power(wave, np.float32(1.5)) * ends
    if blade.teeth:
        saw = np.mod(leaning * np.float32(blade.teeth), 1.0)
        width *= 1.0 - np.float32(blade.tooth_depth) * saw * np.clip((1.0 - inner) * 8.0, 0.0, 1.0)
    return np.asarray(width, np.float32)


def drawn(
    blade: Blade,
    along: FloatArray,
    across: FloatArray,
    length_px: float,
    *,
    light: float,
    roll: float,
    shift: float,
) -> Drawn:
    """Draw a blade.

    Args:
        blade: its form.
        along: (rows, columns) share of its length, 0 at the stalk.
        across: (rows, columns) share of its length, 0 at the midrib, positive at the left.
        length_px: its length.
        light: 0 in the shade to 1.
        roll: how far it is turned about its midrib, -1 to 1: one half is seen narrower.
        shift: number of its own, 0 to 1, for its grain.
    """
    if blade.half_width * length_px < _SLIM_PX:
        return _slim(blade, along, across, length_px, light, shift)
    side = np.where(across >= 0.0, np.float32(1.0), np.float32(-1.0))
    half = np.float32(blade.half_width) * (1.0 + side * np.float32(0.55 * roll))
    q = np.abs(across) / half
    width = _outline(blade, along, np.minimum(q, 1.2))
    if blade.notch:
        turn = np.abs(across) * np.float32(1.0 / blade.notch)
        width = np.where(along < 0.45, np.minimum(width, q + (along - 0.45 + turn) * 4.0), width)
    beyond = np.maximum(along - 1.0, 0.0) + np.maximum(-along, 0.0)
    field = (width - q) * half * np.float32(length_px) - beyond * np.float32(length_px)
    if min(field.shape) > 2 and blade.half_width * length_px > 2.0:
        down, right = np.gradient(field)
        field = field / np.maximum(np.sqrt(down * down + right * right), np.float32(0.7))
    inside = np.asarray(field, np.float32)
    coverage = np.clip(inside + np.float32(0.5), 0.0, 1.0)
    return _surfaced(blade, along, across, inside, coverage, q, side, length_px, light, roll, shift)


def _slim(blade: Blade, along: FloatArray, across: FloatArray, length_px: float, light: float, shift: float) -> Drawn:
    """A needle: there are thousands of them, and nothing but its outline, tone and roundness can be seen of one."""
    half = np.float32(blade.half_width)
    q = np.abs(across) / half
    inner = np.minimum(np.maximum(along, np.float32(1e-4)), np.float32(1.0 - 1e-4))
    inside = (_whole(blade, inner) - q) * (half * np.float32(length_px)) - np.abs(along - inner) * np.float32(length_px)
    coverage = np.minimum(np.maximum(inside + np.float32(0.5), 0.0), 1.0)
    share = min(max(light + 0.2 * (shift - 0.5), 0.0), 1.0)
    tone = np.array(mixed(blade.low, blade.high, share), np.float32)
    if blade.wool:
        tone += (_HAIR - tone) * np.float32(0.55 * blade.wool)
    flat = np.ones_like(along)
    return Drawn(
        coverage=coverage,
        inside_px=np.asarray(inside, np.float32),
        albedo=np.broadcast_to(tone, (*along.shape, 3)),
        height_px=half * np.float32(0.4 * length_px) * np.maximum(np.float32(1.0) - q * q, 0.0),
        roughness=flat * np.float32(blade.roughness),
        translucency=flat * np.float32(blade.translucency),
    )


def _veins(blade: Blade, t: FloatArray, across: FloatArray, q: FloatArray, side: FloatArray) -> tuple[FloatArray, ...]:
    """How much of a vein is at each place, and how far from veins it is, 0 to 1."""
    rib = np.exp(-np.square(across / (np.float32(0.010) + np.float32(0.016) * np.clip(1.0 - t, 0.0, 1.0))))
    if blade.veins == BARE:
        return rib * np.float32(0.0), np.ones_like(t)
    if blade.veins == PARALLEL:
        phase = across * np.float32(blade.pairs / max(blade.half_width, 1e-3))
        rib = rib * np.float32(0.6)
    elif blade.veins == RADIAL:
        phase = np.arctan2(across, np.maximum(t - np.float32(0.02), 1e-3)) * np.float32(blade.pairs)
        rib = rib * np.float32(0.3)
    else:
        lean = np.float32(blade.slant) * q * (np.float32(1.3) - np.float32(0.3) * q)
        phase = (t - lean) * np.float32(blade.pairs) + np.float32(0.25) * side
    near = np.abs(phase - np.rint(phase))
    line = np.exp(-np.square(near * np.float32(13.0))) * np.clip(1.25 - q, 0.0, 1.0)
    return np.maximum(rib, np.float32(0.75) * line), np.minimum(near * np.float32(2.0), 1.0)


def _surfaced(
    blade: Blade,
    along: FloatArray,
    across: FloatArray,
    inside: FloatArray,
    coverage: FloatArray,
    q: FloatArray,
    side: FloatArray,
    length_px: float,
    light: float,
    roll: float,
    shift: float,
) -> Drawn:
    noise_tile, net_tile = grain()
    vein, away = _veins(blade, along, across, q, side)
    fine = _sampled(noise_tile, along, across, 90.0, shift)
    net = np.zeros_like(along)
    if blade.net and length_px > 60.0:
        net = _sampled(net_tile, along, across, 420.0, shift) * np.float32(blade.net)
    share = np.float32(light) + np.float32(0.06) * fine + np.float32(0.10 * roll) * side
    share = share + np.float32(0.16) * (away - np.float32(0.5)) - np.float32(0.18) * net
    share = np.clip(share, 0.0, 1.0)[..., None]
    albedo = np.array(blade.low, np.float32) * (1.0 - share) + np.array(blade.high, np.float32) * share
    lined = np.clip(vein * np.float32(blade.vein_strength), 0.0, 1.0)[..., None]
    albedo += (np.array(blade.vein, np.float32) - albedo) * lined
    # Margins go dry first, and where the noise is high there are spots.
    margin = np.exp(-np.maximum(inside, 0.0) * np.float32(90.0 / length_px))
    dry = np.float32(0.35) * margin * np.clip(fine, 0.0, 1.5) + np.clip(fine - np.float32(1.9), 0.0, 1.0)
    dry = np.clip(np.float32(blade.spots) * dry, 0.0, 1.0)[..., None]
    albedo += (np.array((0.42, 0.33, 0.16), np.float32) - albedo) * dry
    if blade.wool:
        hair = np.clip(np.float32(0.55) + np.float32(0.25) * fine, 0.0, 1.0)[..., None] * np.float32(blade.wool)
        albedo += (_HAIR - albedo) * hair
    dome = np.float32(4.0) * np.clip(q, 0.0, 1.0) * (1.0 - np.float32(0.75) * np.clip(q, 0.0, 1.0))
    half_px = np.float32(blade.half_width * length_px)
    # The closer veins stand, the lower what swells between them.
    quilted = np.float32(min(2.0 / max(blade.pairs, 1.0), 0.5))
    height = half_px * np.float32(blade.relief) * (dome + quilted * (np.float32(0.7) * away - vein))
    height = height + half_px * np.float32(0.01) * (fine - net)
    roughness = np.float32(blade.roughness) + np.float32(0.06) * fine + np.float32(0.10) * dry[..., 0]
    through = np.float32(blade.translucency) * (1.0 - np.float32(0.55) * np.clip(vein, 0.0, 1.0))
    through = through * (1.0 - np.float32(0.25) * net)
    return Drawn(
        coverage=np.asarray(coverage, np.float32),
        inside_px=inside,
        albedo=np.clip(albedo, 0.0, 1.0),
        height_px=np.asarray(height, np.float32),
        roughness=np.clip(roughness, 0.05, 1.0),
        translucency=np.clip(through, 0.0, 1.0),
    )
