"""The arrays that pictures are made of, each computed once, and their smaller mip levels."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.texture.exporters.options import ExportOptions
from procgen.texture.maps import normals, occlusion, to_linear, to_srgb
from procgen.texture.material import FloatArray, Material

Level = Mapping[str, FloatArray]
"""Planes by name: ``albedo`` (rows, columns, 3) sRGB-encoded, ``normal`` (rows, columns, 3) unit vectors, the others
(rows, columns) 0 to 1: ``height`` (over its range), ``roughness``, ``metallic``, ``occlusion`` and, where the material
has them, ``opacity`` and ``translucency``."""

NAMES = ("albedo", "normal", "height", "roughness", "metallic", "occlusion", "opacity", "translucency")
_OPTIONAL = ("opacity", "translucency")

_CONCENTRATION_MOST = 1e6


def height_range_m(material: Material, options: ExportOptions) -> tuple[float, float]:
    """The heights in metres that 0 and 1 of the plane ``height`` stand for.

    Raises:
        InvalidFields: the material has heights outside ``options.height_range_m``.
    """
    heights = material.height_m
    own = float(heights.min()), float(heights.max())
    scale = options.height_range_m
    if scale is None:
        return own
    if not (scale[0] <= own[0] and own[1] <= scale[1]):
        allowed = f"a range that holds all heights of the material, {own[0]} to {own[1]}"
        raise InvalidFields([Violation.of("height_range_m", f"{scale[0]} to {scale[1]}", allowed)])
    return scale


class Planes:
    """The planes of a material at full size. What several pictures need is computed for the first of them."""

    def __init__(self, material: Material, options: ExportOptions) -> None:
        self.material = material
        self.options = options
        self._range_m: tuple[float, float] | None = None
        self._known: dict[str, FloatArray] = {}

    @property
    def range_m(self) -> tuple[float, float]:
        """As :func:`height_range_m`."""
        if self._range_m is None:
            self._range_m = height_range_m(self.material, self.options)
        return self._range_m

    def level(self, *names: str) -> Level:
        """Some of the planes; ``opacity`` and ``translucency`` are left out where there are none."""
        found = {}
        for name in names:
            if name in _OPTIONAL and getattr(self.material.surface, name) is None:
                continue
            if name not in self._known:
                self.options.checkpoint()
                self._known[name] = np.ascontiguousarray(self._computed(name), np.float32)
            found[name] = self._known[name]
        return found

    def forget(self, kept: Collection[str]) -> None:
        """Give back the memory of planes that are not among some; whoever asks for one all the same has it computed
        again.
        """
        self._known = {name: plane for name, plane in self._known.items() if name in kept}

    def _computed(self, name: str) -> FloatArray:
        surface, options = self.material.surface, self.options
        if name == "normal":
            return normals(surface.height, threads=options.threads, checkpoint=options.checkpoint)
        if name == "occlusion":
            return occlusion(surface.height, threads=options.threads, checkpoint=options.checkpoint)
        if name == "height":
            low, high = self.range_m
            heights = self.material.height_m.astype(np.float64)
            heights -= low
            if high > low:
                heights /= high - low
            return np.asarray(heights, np.float32)
        plane: FloatArray = getattr(surface, name)
        return plane


def _halved_rows(plane: FloatArray) -> FloatArray:
    """A plane of half as many rows, rounded down.

    A texel of an odd side of 2 m + 1 covers three of the old ones, of which the outer two in part (Guthe and Heckbert,
    "Non-Power-of-Two Mipmapping", NVIDIA 2005). Written as sums and not as a product with a matrix of shares, which
    would be almost nothing but zeros, and whose rounding would depend on the processor's linear algebra.
    """
    rows = plane.shape[0]
    if rows % 2 == 0:
        return np.asarray((plane[0::2] + plane[1::2]) * np.float32(0.5), np.float32)
    smaller = rows // 2
    texel = np.arange(smaller).reshape(-1, *(1,) * (plane.ndim - 1))
    first, last = ((smaller - texel) / rows).astype(np.float32), ((texel + 1) / rows).astype(np.float32)
    return np.asarray(first * plane[0:-1:2] + np.float32(smaller / rows) * plane[1::2] + last * plane[2::2], np.float32)


def halved(plane: FloatArray) -> FloatArray:
    """A plane at half its size, rounded down: each texel is the mean of what it covers.

    Args:
        plane: (rows, columns) or (rows, columns, channels). Odd sides are covered by texels wider than two, so that
            texture coordinates keep their place and the tile stays periodic.
    """
    for axis in (0, 1):
        if plane.shape[axis] > 1:
            plane = np.swapaxes(_halved_rows(np.swapaxes(plane, 0, axis)), 0, axis)
    return np.ascontiguousarray(plane, np.float32)


def _roughened(alpha_squared: FloatArray, mean_length: FloatArray) -> FloatArray:
    """Roughness of a surface whose normals spread.

    A mean normal of length r is that of a von Mises-Fisher lobe of concentration k = (3 r - r^3) / (1 - r^2) (Banerjee
    et al., JMLR 6, 2005); the lobe widens the squared alpha of the microfacets by 1 / k (Neubelt and Pettineo,
    "Crafting a Next-Gen Material Pipeline for The Order: 1886", SIGGRAPH 2013 course).
    """
    r = np.clip(mean_length, np.float32(1e-3), np.float32(1.0))
    spread = (1 - r * r) / (3 * r - r * r * r)
    return np.sqrt(np.sqrt(np.clip(alpha_squared + np.maximum(spread, np.float32(1 / _CONCENTRATION_MOST)), 0.0, 1.0)))


def mip_levels(planes: Planes, names: tuple[str, ...]) -> Iterator[Level]:
    """The planes at full size, then ever smaller ones down to a single texel; only the first without mip maps.

    Light is averaged as light: albedo linear, and weighted by opacity where there is one. Normals are averaged and
    made unit vectors again; roughness as the square of its alpha, plus what the normals' spread adds. Of what is cut
    out by its opacity, as much stays as there is at full size: trees would grow bare with distance (Castano, "Computing
    Alpha Mipmaps", 2010).

    Args:
        planes: of a material.
        names: which are wanted.
    """
    options = planes.options
    level = planes.level(*names)
    yield level
    if not options.mipmaps:
        return
    cutoff = planes.material.cutoff
    covered = float((level["opacity"] >= cutoff).mean()) if cutoff is not None and "opacity" in level else 0.0
    spread = options.roughen_mips and "roughness" in names
    carried = dict(planes.level(*names, "normal") if spread else level)
    if "albedo" in carried:
        carried["albedo"] = to_linear(carried["albedo"])
        if "opacity" in carried:
            carried["weighted"] = carried["albedo"] * carried["opacity"][..., None]
    if "roughness" in carried:
        carried["roughness"] = np.square(np.square(carried["roughness"]))
    while max(next(iter(carried.values())).shape[:2]) > 1:
        options.checkpoint()
        carried = {name: halved(plane) for name, plane in carried.items()}
        out: dict[str, FloatArray] = {}
        for name in names:
            if name not in carried:
                continue
            plane = carried[name]
            if name == "albedo":
                if "opacity" in carried:
                    share = carried["opacity"][..., None]
                    plane = np.where(share > 1e-4, carried["weighted"] / np.maximum(share, np.float32(1e-4)), plane)
                plane = to_srgb(plane)
            elif name == "normal":
                length = np.sqrt(np.sum(np.square(plane), axis=-1, keepdims=True))
                plane = np.where(length > 1e-4, plane / np.maximum(length, np.float32(1e-4)), _FLAT)
            elif name == "roughness":
                if spread:
                    plane = _roughened(plane, np.sqrt(np.sum(np.square(carried["normal"]), axis=-1)))
                else:
                    plane = np.sqrt(np.sqrt(plane))
            elif name == "opacity" and cutoff is not None:
                plane = _as_full(plane, cutoff, covered)
            out[name] = plane
        yield out


def _as_full(opacity: FloatArray, cutoff: float, covered: float) -> FloatArray:
    """Opacity times what makes the share of it that is above the cutoff as great as it should be."""
    least = float(np.quantile(opacity, 1.0 - covered)) if covered < 1.0 else float(opacity.min())
    return np.asarray(np.clip(opacity * np.float32(cutoff / max(least, 1e-3)), 0.0, 1.0), np.float32)


_FLAT: npt.NDArray[np.float32] = np.array([0.0, 0.0, 1.0], np.float32)
