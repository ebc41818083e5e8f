"""Materials whose form is worked out, and whose surface is that of scans.

A structure (:mod:`procgen.texture.structures`) says how high everything stands and which of its parts is of what. What
one sees close by are scans of other classes: those that go on over a part are laid as scans are; where a part has
pieces, each shows another place of the scan.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint
from procgen.texture.classical.canvas import Canvas, Field
from procgen.texture.classical.torus import blur, luminance
from procgen.texture.layout import LayoutParameters
from procgen.texture.maps.srgb import to_linear, to_srgb
from procgen.texture.material import FloatArray, Surface
from procgen.texture.mixing import blended, share_map
from procgen.texture.parameters import SCAN, ResolvedTexture
from procgen.texture.scan.bank import Bank
from procgen.texture.scanned import ScanSource
from procgen.texture.sizes import NATURAL_PX, Scale
from procgen.texture.structures import STRUCTURES, Form, Part

if TYPE_CHECKING:
    from procgen.texture.sources import Source

_DETAIL: Final = (0.35, 2.0)
"""Of the light around, what a scan adds to a colour that is given."""
_BROAD: Final = 0.06
"""Forms and tones of a scan wider than this, natural pieces, are left to the structure."""


class StructuredSource:
    """A structure and its scans.

    Args:
        texture: what is asked for.
        bank: of scans.
        source_of: what makes another request's surface, for the second material of a mixture.
    """

    layout: LayoutParameters | None = None

    def __init__(self, texture: ResolvedTexture, bank: Bank, source_of: Callable[[ResolvedTexture], Source]) -> None:
        self._texture = texture
        self._structure = STRUCTURES[texture.material]
        plain = replace(texture, model=SCAN, mix=None, layout=None, variation=None)
        self._scans = {
            name: ScanSource(replace(plain, material=name), bank, source_of) for name in self._structure.materials
        }
        self._other: Source | None = None
        mix = texture.mix
        if mix is not None:
            assert mix.style_seed is not None
            partner = replace(texture, mix=None, material=mix.material, style_seed=mix.style_seed, variation=None)
            self._other = source_of(replace(partner, layout={}))

    @property
    def model_sha256(self) -> Mapping[str, str]:
        """Of the scans, and the networks of a mixture's second material."""
        found: dict[str, str] = {}
        for source in (*self._scans.values(), *([] if self._other is None else [self._other])):
            found |= source.model_sha256
        return found

    def surface(self, scale: Scale, checkpoint: Checkpoint) -> Surface:
        """The structure at the scale."""
        surface = self._built(scale, lambda material: self._scans[material].surface(scale, checkpoint), checkpoint)
        mix = self._texture.mix
        if mix is not None and self._other is not None:
            other = self._other.surface(scale, checkpoint)
            surface = blended(surface, other, share_map(mix.mask, mix.share, *surface.shape))
        return surface

    def glimpse(self, scale: Scale, checkpoint: Checkpoint) -> Surface:
        """The structure over the scans as they are, not laid."""
        return self._built(scale, lambda material: self._scans[material].glimpse(scale, checkpoint), checkpoint)

    def _built(self, scale: Scale, ground: Callable[[str], Surface], checkpoint: Checkpoint) -> Surface:
        factor = scale.detail * scale.zoom
        rows, columns = scale.base_rows * factor, scale.base_columns * factor
        texture, piece = self._texture, NATURAL_PX * factor
        canvas = Canvas(rows, columns, piece, texture.seed, texture.style_seed, checkpoint)
        form: Form = self._structure.draw(canvas)
        checkpoint()

        @functools.cache
        def whole(material: str) -> _Close:
            return _Close(ground(material), piece)

        @functools.cache
        def in_pieces(material: str) -> _Close:
            return _Close(self._scans[material].scan(checkpoint).surface(piece), piece)

        light = np.zeros((rows, columns, 3), np.float32)
        height = np.broadcast_to(np.asarray(form.height, np.float32), (rows, columns)) * np.float32(factor)
        rough, metal = (np.zeros((rows, columns), np.float32) for _ in range(2))
        everywhere = np.ones((1, 1), np.float32)
        for part in form.parts:
            checkpoint()
            if part.pieces is None:
                close, at = whole(part.material), None
            else:
                tiles = self._scans[part.material].scan(checkpoint).tiles
                close, at = in_pieces(part.material), _places(part.pieces, (rows, columns), piece, tiles)
            own = close.surface
            share = everywhere if part.where is None else np.clip(part.where, 0.0, 1.0).astype(np.float32)
            light += (_coloured(close, part, at) - light) * share[..., None]
            if part.relief > 0.0:
                height = height + share * np.float32(part.relief) * _shown(close.relief, at)
            rough += (_about(_shown(own.roughness, at), part.roughness) - rough) * share
            metal += (
                (_shown(own.metallic, at) if part.metallic is None else np.float32(part.metallic)) - metal
            ) * share
        return Surface(
            albedo=np.clip(to_srgb(np.clip(light, 0.0, 1.0)), 0.0, 1.0),
            height=np.asarray(height - height.mean(dtype=np.float64), np.float32),
            roughness=np.clip(rough, 0.02, 1.0),
            metallic=np.clip(metal, 0.0, 1.0),
        )


class _Close:
    """What one sees close by of a surface, for all parts that are of it.

    Args:
        surface: laid, or the scan itself.
        piece: pixels a natural piece.
    """

    def __init__(self, surface: Surface, piece: int) -> None:
        self.surface, self._broad_px = surface, _BROAD * piece

    @functools.cached_property
    def relief(self) -> FloatArray:
        """(rows, columns) pixels, without broad forms."""
        return self.surface.height - blur(self.surface.height, self._broad_px)

    @functools.cached_property
    def detail(self) -> FloatArray:
        """(rows, columns) light, of that around: stains of a scan are not the structure's."""
        bright = luminance(to_linear(self.surface.albedo))
        around = np.maximum(blur(bright, self._broad_px), np.float32(1e-3))
        return np.clip(bright / around, *_DETAIL).astype(np.float32)


_Places = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


def _places(pieces: tuple[Field, Field], shape: tuple[int, int], side: int, tiles: tuple[bool, bool]) -> _Places:
    """Rows and columns of a scan that pixels show, each piece from a place of its own; beyond edges that do not go on
    it is mirrored.
    """
    found = []
    for axis, (number, goes_on) in enumerate(zip(pieces, tiles, strict=True)):
        begin = np.rint(np.asarray(number, np.float64) * (side - 1)).astype(np.int64)
        line = np.arange(shape[axis], dtype=np.int64)
        at = begin + (line[:, None] if axis == 0 else line[None, :])
        found.append(at % side if goes_on else np.minimum(at % (2 * side), 2 * side - 1 - at % (2 * side)))
    return found[0], found[1]


def _shown(field: FloatArray, at: _Places | None) -> FloatArray:
    return field if at is None else field[at]


def _about(field: FloatArray, mean: float | None) -> FloatArray:
    """A field, moved to a mean."""
    return field if mean is None else field + np.float32(mean - float(field.mean(dtype=np.float64)))


def _coloured(close: _Close, part: Part, at: _Places | None) -> FloatArray:
    """(rows, columns, 3) linear light of a part."""
    if part.colour is None or part.hues:
        made = to_linear(close.surface.albedo)
        if part.colour is not None:
            mean = np.maximum(made.mean(axis=(0, 1), dtype=np.float64), 0.01).astype(np.float32)
            made = made * (to_linear(part.colour) / mean)
    else:
        made = close.detail[..., None] * to_linear(part.colour)
    shown = made if at is None else made[at]
    tone = np.broadcast_to(np.asarray(part.tone, np.float32), shown.shape[:2])
    return np.asarray(shown * tone[..., None], np.float32)
