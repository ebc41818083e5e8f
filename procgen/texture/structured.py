"""Materials whose form is worked out, and whose surface is that of scans.

A structure (:mod:`procgen.texture.structures`) says how high everything stands and which of its parts is of what. What
one sees close by are scans of other classes: those that go on over a part are laid as scans are; where a part has
pieces, each shows another place of the scan.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
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
_STRIP_ROWS: Final = 128
"""Worked on at a time: what is in between takes little memory, and stays near the processor."""
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

        # Surfaces are worked out when the first part shows them, and let go behind the last one.
        closes: dict[tuple[str, bool], _Close] = {}
        left = Counter((part.material, part.pieces is not None) for part in form.parts)
        light = np.zeros((rows, columns, 3), np.float32)
        height = np.broadcast_to(np.asarray(form.height, np.float32), (rows, columns)) * np.float32(factor)
        rough, metal = (np.zeros((rows, columns), np.float32) for _ in range(2))
        for part in form.parts:
            checkpoint()
            key = part.material, part.pieces is not None
            if key not in closes:
                shown = self._scans[part.material].scan(checkpoint).surface(piece) if key[1] else ground(part.material)
                closes[key] = _Close(shown, piece)
            at = None
            if part.pieces is not None:
                at = _places(part.pieces, (rows, columns), piece, self._scans[part.material].scan(checkpoint).tiles)
            look = _Look.of(closes[key], part)
            for strip in _strips(rows):
                _lay(look, part, at, strip, light[strip], height[strip], rough[strip], metal[strip])
                checkpoint()
            left[key] -= 1
            if not left[key]:
                del closes[key]
        for strip in _strips(rows):
            light[strip] = np.clip(to_srgb(np.clip(light[strip], 0.0, 1.0)), 0.0, 1.0)
        height -= np.float32(height.mean(dtype=np.float64))
        np.clip(rough, 0.02, 1.0, out=rough)
        np.clip(metal, 0.0, 1.0, out=metal)
        return Surface(light, height, rough, metal)


def _strips(rows: int) -> Iterator[slice]:
    """Some rows after others."""
    for first in range(0, rows, _STRIP_ROWS):
        yield slice(first, min(first + _STRIP_ROWS, rows))


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
    def mean_light(self) -> FloatArray:
        """(3,) linear."""
        albedo = self.surface.albedo
        sums = [to_linear(albedo[strip]).sum(axis=(0, 1), dtype=np.float64) for strip in _strips(len(albedo))]
        return np.asarray(np.sum(sums, axis=0) / (albedo.shape[0] * albedo.shape[1]), np.float32)

    @functools.cached_property
    def detail(self) -> FloatArray:
        """(rows, columns) light, of that around: stains of a scan are not the structure's."""
        albedo = self.surface.albedo
        bright = np.empty(albedo.shape[:2], np.float32)
        for strip in _strips(len(albedo)):
            bright[strip] = luminance(to_linear(albedo[strip]))
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


def _rows(field: Field, strip: slice, at: _Places | None = None) -> Field:
    """What some rows show of a field; where it is a scan, of the places of it that they show."""
    if at is None:
        return field if field.ndim == 0 or field.shape[0] == 1 else field[strip]
    down, across = (each if each.shape[0] == 1 else each[strip] for each in at)
    return np.asarray(field[down, across])


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """What is the same over all of a part."""

    close: _Close
    hues: bool
    """Whether the scan's own colours show; its detail lies on one colour otherwise."""
    tint: FloatArray
    """(3,) factors on the light of those, or linear light of this."""
    rougher: np.float32
    """Added to the scan's roughness."""

    @classmethod
    def of(cls, close: _Close, part: Part) -> _Look:
        """The look of a part."""
        hues = part.colour is None or part.hues
        tint = np.ones(3, np.float32)
        if part.colour is not None:
            tint = to_linear(np.asarray(part.colour, np.float32))
            if part.hues:
                tint = np.asarray(tint / np.maximum(close.mean_light, np.float32(0.01)), np.float32)
        rough = close.surface.roughness
        more = 0.0 if part.roughness is None else part.roughness - float(rough.mean(dtype=np.float64))
        return cls(close, hues, tint, np.float32(more))


def _lay(
    look: _Look,
    part: Part,
    at: _Places | None,
    strip: slice,
    light: FloatArray,
    height: FloatArray,
    rough: FloatArray,
    metal: FloatArray,
) -> None:
    """Lay some rows of a part over what is there.

    Args:
        look: of the part.
        part: which.
        at: places of the scan that all pixels show; None where it is laid.
        strip: the rows.
        light, height, rough, metal: these rows of what is there, changed.
    """
    own = look.close.surface
    share = np.ones((1, 1), np.float32)
    if part.where is not None:
        share = np.clip(_rows(np.asarray(part.where), strip), 0.0, 1.0).astype(np.float32)
    shown = to_linear(_rows(own.albedo, strip, at)) if look.hues else _rows(look.close.detail, strip, at)[..., None]
    made = shown * look.tint
    tone = np.broadcast_to(_rows(np.asarray(part.tone, np.float32), strip), made.shape[:2])
    made = made * tone[..., None]
    made -= light
    made *= share[..., None]
    light += made
    if part.relief > 0.0:
        height += share * np.float32(part.relief) * _rows(look.close.relief, strip, at)
    rough += (_rows(own.roughness, strip, at) + look.rougher - rough) * share
    metallic = _rows(own.metallic, strip, at) if part.metallic is None else np.float32(part.metallic)
    metal += (metallic - metal) * share
