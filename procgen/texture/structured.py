"""Materials whose form is worked out, and whose surface is that of scans.

A structure (:mod:`procgen.texture.structures`) says how high everything stands and which of its parts is of what. What
one sees close by are scans of other classes. Where a part has pieces, each shows another place of the scan; where it
takes no more of a scan than its grain, or lies over others in patches, it shows the scan as it is, which nobody sees
repeat; what else goes on everywhere is laid as scans are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint
from procgen.texture.classical.canvas import Canvas, Field
from procgen.texture.classical.torus import blur, luminance, resize
from procgen.texture.layout import LayoutParameters
from procgen.texture.maps.srgb import to_linear, to_srgb
from procgen.texture.material import FloatArray, Surface
from procgen.texture.mixing import blended, share_map
from procgen.texture.origin import begun_at, typical_origin
from procgen.texture.parameters import SCAN, ResolvedTexture
from procgen.texture.scan.bank import Bank
from procgen.texture.scan.scan import Scan
from procgen.texture.scanned import ScanSource
from procgen.texture.sizes import NATURAL_PX, Scale
from procgen.texture.structures import STRUCTURES, Form, Frame, Part

if TYPE_CHECKING:
    from procgen.texture.sources import Source

_DETAIL: Final = (0.35, 2.0)
"""Of the light around, what a scan adds to a colour that is given."""
_STRIP_ROWS: Final = 128
"""Worked on at a time: what is in between takes little memory, and stays near the processor."""
_NOTHING: Final = np.zeros(0, np.float32)
"""What no part shows."""
_FORM_PX: Final = 2048
"""Longer side up to which a form is worked out at every pixel."""
_REACH_PX: Final = 6
"""How far from where it begins a tile may be cut open, pixels of the base."""
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
            name: ScanSource(replace(plain, material=name), bank, source_of, own=True)
            for name in self._structure.materials
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
        scans = {name: source.scan(checkpoint) for name, source in self._scans.items()}
        surface = self._built(
            scale, scans, lambda material: self._scans[material].surface(scale, checkpoint), checkpoint
        )
        mix = self._texture.mix
        if mix is None or mix.mask is None:  # near where the preview begins, which must not jump
            surface = begun_at(surface, typical_origin(surface, _REACH_PX * scale.detail * scale.zoom))
        if mix is not None and self._other is not None:
            other = self._other.surface(scale, checkpoint)
            surface = blended(surface, other, share_map(mix.mask, mix.share, *surface.shape))
        return surface

    def glimpse(self, scale: Scale, checkpoint: Checkpoint) -> Surface:
        """The structure over the scans as they are, not laid."""
        scans = {name: source.small(checkpoint) for name, source in self._scans.items()}
        return self._built(scale, scans, lambda material: self._scans[material].glimpse(scale, checkpoint), checkpoint)

    def _built(
        self, scale: Scale, scans: Mapping[str, Scan], ground: Callable[[str], Surface], checkpoint: Checkpoint
    ) -> Surface:
        """The structure over surfaces of scans.

        Args:
            scale: of the tile.
            scans: by class, those that parts show places of.
            ground: gives, by class, the surface of those that go on everywhere.
            checkpoint: called between the steps.
        """
        factor = scale.detail * scale.zoom
        rows, columns = scale.base_rows * factor, scale.base_columns * factor
        texture, piece = self._texture, NATURAL_PX * factor
        # The form of a large tile is worked out at half its pixels, the scans are laid on all of them.
        finer = 2 if max(rows, columns) > _FORM_PX and piece % 2 == rows % 2 == columns % 2 == 0 else 1
        canvas = Canvas(rows // finer, columns // finer, piece // finer, texture.seed, texture.style_seed, checkpoint)
        form: Form = self._structure.draw(canvas)
        # Grain begins where the form does: anywhere, by the seed.
        begun = canvas.points.y.reshape(-1)[0] % 1.0, canvas.points.x.reshape(-1)[0] % 1.0
        checkpoint()

        # Surfaces are worked out when the first part shows them, and let go behind the last one.
        closes: dict[tuple[str, bool], _Close] = {}
        kinds = [(part.material, _as_it_is(part, scans[part.material])) for part in form.parts]
        left = Counter(kinds)
        light = np.zeros((rows, columns, 3), np.float32)
        height = np.broadcast_to(np.asarray(form.height, np.float32), (canvas.rows, canvas.columns))
        height = resize(height, rows, columns) * np.float32(factor)
        rough, metal = (np.zeros((rows, columns), np.float32) for _ in range(2))
        for part, key in zip(form.parts, kinds, strict=True):
            checkpoint()
            if key not in closes:
                shown = scans[part.material].surface(piece) if key[1] else ground(part.material)
                alike = [part for part, kind in zip(form.parts, kinds, strict=True) if kind == key]
                closes[key] = _Close(shown, piece, alike)
                del shown
            look = _Look.of(closes[key], part)
            for strip in _strips(rows):
                at = None
                if key[1]:
                    numbers = [_nearest(np.asarray(each), strip, finer) for each in part.pieces or begun]
                    scan = scans[part.material]
                    lines = _lines(part.frame, strip, columns, piece, finer, upright=scan.upright)
                    at = _places(numbers, lines, piece, scan.tiles)
                _lay(look, part, at, strip, finer, light[strip], height[strip], rough[strip], metal[strip])
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


def _as_it_is(part: Part, scan: Scan) -> bool:
    """Whether a part shows places of a scan, and not pieces that are laid: where it has pieces of its own, and where a
    scan that goes on at its edges can be repeated unseen, for grain alone shows of it, or patches.
    """
    if part.pieces is not None:
        return True
    grain = part.colour is not None and not part.hues
    return all(scan.tiles) and (grain or part.where is not None)


def _strips(rows: int) -> Iterator[slice]:
    """Some rows after others."""
    for first in range(0, rows, _STRIP_ROWS):
        yield slice(first, min(first + _STRIP_ROWS, rows))


def _broad(field: FloatArray, sigma_px: float) -> FloatArray:
    """Blurred on the torus; of what is large at half its pixels, which so wide a blur does not tell apart."""
    rows, columns = field.shape
    if max(rows, columns) <= _FORM_PX or rows % 2 or columns % 2:
        return blur(field, sigma_px)
    return resize(blur(resize(field, rows // 2, columns // 2), sigma_px / 2.0), rows, columns)


class _Close:
    """What one sees close by of a surface, for all parts that are of it; of large tiles no more is kept than they show.

    Args:
        surface: laid, or the scan itself.
        piece: pixels a natural piece.
        parts: that are of it.
    """

    def __init__(self, surface: Surface, piece: int, parts: Sequence[Part]) -> None:
        broad_px = _BROAD * piece
        self.roughness, self.metallic = surface.roughness, surface.metallic
        self.albedo, self.detail = _NOTHING, _NOTHING
        """(rows, columns, 3) sRGB-encoded; and (rows, columns) light, of that around: stains of a scan are not the
        structure's."""
        self.mean_light = _NOTHING
        """(3,) linear."""
        if any(part.colour is None or part.hues for part in parts):
            self.albedo = surface.albedo
        if any(part.colour is not None and part.hues for part in parts):
            self.mean_light = _mean_light(surface.albedo)
        if any(part.colour is not None and not part.hues for part in parts):
            self.detail = _detail(surface.albedo, broad_px)
        self.relief = _NOTHING
        """(rows, columns) pixels, without broad forms."""
        if any(np.max(part.relief) > 0.0 for part in parts):
            self.relief = surface.height - _broad(surface.height, broad_px)


def _mean_light(albedo: FloatArray) -> FloatArray:
    sums = [to_linear(albedo[strip]).sum(axis=(0, 1), dtype=np.float64) for strip in _strips(len(albedo))]
    return np.asarray(np.sum(sums, axis=0) / (albedo.shape[0] * albedo.shape[1]), np.float32)


def _detail(albedo: FloatArray, broad_px: float) -> FloatArray:
    bright = np.empty(albedo.shape[:2], np.float32)
    for strip in _strips(len(albedo)):
        bright[strip] = luminance(to_linear(albedo[strip]))
    bright /= np.maximum(_broad(bright, broad_px), np.float32(1e-3))
    return np.clip(bright, *_DETAIL, out=bright)


Doubles = npt.NDArray[np.float64]
_Places = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


def _lines(frame: Frame | None, strip: slice, columns: int, side: int, finer: int, *, upright: bool) -> _Places:
    """Rows and columns of a scan from where its pieces begin, of some rows of a tile.

    Args:
        frame: of the pieces; None where the scan lies as in the tile.
        strip: the rows.
        columns: of the tile.
        side: of the scan.
        finer: pixels along one of the form.
        upright: whether the scan's grain runs down it.
    """
    down, right = np.arange(strip.start, strip.stop)[:, None], np.arange(columns)[None, :]
    if frame is None:
        return down, right
    along, across, turned = (
        _nearest(np.asarray(each), strip, finer) for each in (frame.along, frame.across, frame.turned)
    )
    # What lies between the pixels of a form that was worked out at fewer of them.
    dx, dy = ((each % finer) - (finer - 1) / 2.0 for each in (right, down))
    cosine, sine, scale = np.cos(turned), np.sin(turned), np.float64(side)
    u, v = along * scale + cosine * dx + sine * dy, across * scale + cosine * dy - sine * dx
    places = np.rint(v * frame.finer).astype(np.int64), np.rint(u * frame.finer).astype(np.int64)
    return places[::-1] if upright else places


def _places(pieces: Sequence[Field], lines: _Places, side: int, tiles: tuple[bool, bool]) -> _Places:
    """Rows and columns of a scan that pixels show, each piece from a place of its own; beyond edges that do not go on
    it is mirrored.
    """
    found = []
    for number, goes_on, line in zip(pieces, tiles, lines, strict=True):
        at = np.rint(np.asarray(number, np.float64) * (side - 1)).astype(np.int64) + line
        found.append(at % side if goes_on else np.minimum(at % (2 * side), 2 * side - 1 - at % (2 * side)))
    return found[0], found[1]


def _rows(field: Field, strip: slice, at: _Places | None = None) -> Field:
    """What some rows show of a field; where it is a scan, the places of it that they show."""
    return field[strip] if at is None else np.asarray(field[at])


def _nearest(field: Field, strip: slice, finer: int) -> Field:
    """Some rows of a form's field, at ``finer`` times its pixels: numbers of pieces, which can't be mixed."""
    if field.ndim == 0:
        return field
    down = np.arange(strip.start, strip.stop) // finer if field.shape[0] > 1 else np.zeros(1, np.int64)
    rows = field[down] if finer > 1 or field.shape[0] == 1 else field[strip]
    return np.repeat(rows, finer, axis=1) if finer > 1 and field.shape[1] > 1 else rows


def _smooth(field: Field, strip: slice, finer: int) -> Field:
    """Some rows of a form's field, at ``finer`` times its pixels: linear between them, on the torus."""
    if finer == 1 or field.ndim == 0:
        return _nearest(field, strip, finer)

    def between(values: Field, axis: int, lines: Doubles) -> Field:
        at = (lines + 0.5) / finer - 0.5
        first = np.floor(at).astype(np.int64)
        shape = (-1, 1) if axis == 0 else (1, -1)
        share = (at - first).astype(np.float32).reshape(shape)
        low, high = (values.take((first + step) % values.shape[axis], axis) for step in (0, 1))
        return np.asarray(low + (high - low) * share)

    if field.shape[0] > 1:
        field = between(field, 0, np.arange(strip.start, strip.stop, dtype=np.float64))
    if field.shape[1] > 1:
        field = between(field, 1, np.arange(field.shape[1] * finer, dtype=np.float64))
    return field


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
        rough = close.roughness
        more = 0.0 if part.roughness is None else part.roughness - float(rough.mean(dtype=np.float64))
        return cls(close, hues, tint, np.float32(more))


def _lay(
    look: _Look,
    part: Part,
    at: _Places | None,
    strip: slice,
    finer: int,
    light: FloatArray,
    height: FloatArray,
    rough: FloatArray,
    metal: FloatArray,
) -> None:
    """Lay some rows of a part over what is there.

    Args:
        look: of the part.
        part: which.
        at: places of the scan that these rows show; None where it is laid.
        strip: the rows.
        finer: pixels along one of the form.
        light, height, rough, metal: these rows of what is there, changed.
    """
    own = look.close
    share = np.ones((1, 1), np.float32)
    if part.where is not None:
        share = np.clip(_smooth(np.asarray(part.where), strip, finer), 0.0, 1.0).astype(np.float32)
    shown = to_linear(_rows(own.albedo, strip, at)) if look.hues else _rows(own.detail, strip, at)[..., None]
    made = shown * look.tint
    tone = np.broadcast_to(_smooth(np.asarray(part.tone, np.float32), strip, finer), made.shape[:2])
    made = made * tone[..., None]
    made -= light
    made *= share[..., None]
    light += made
    if np.max(part.relief) > 0.0:
        height += share * _smooth(np.asarray(part.relief, np.float32), strip, finer) * _rows(own.relief, strip, at)
    rough += (_rows(own.roughness, strip, at) + look.rougher - rough) * share
    metallic = _rows(own.metallic, strip, at) if part.metallic is None else np.float32(part.metallic)
    metal += (metallic - metal) * share
