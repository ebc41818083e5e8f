"""Where surfaces come from: a class as a generator knows it, or an exemplar that is continued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np

from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.store import ModelStore
from procgen.texture.classical.noise_material import NoiseParameters, noise_surface
from procgen.texture.classical.quilting import QuiltingParameters, quilt
from procgen.texture.classical.random_phase import random_phase
from procgen.texture.classical.torus import blur, resize
from procgen.texture.controls import ByteArray
from procgen.texture.exemplar import estimate_maps, prepare
from procgen.texture.gan import Gan, Look, blend, layout_on
from procgen.texture.layout import LAYOUT_RANGES, LayoutParameters
from procgen.texture.layout.parameters import ROW_GROUP
from procgen.texture.material import FloatArray, Surface
from procgen.texture.parameters import NOISE, QUILTING, RANDOM_PHASE, ResolvedTexture, usual_bond
from procgen.texture.sizes import NATURAL_PX, Scale, scale_of

_PATCH_PX = 40
"""About how wide quilting's patches are, pixels of the base."""
_LEAST_PX = 32
"""Shortest side that the methods for exemplars make."""


class Source(Protocol):
    """Makes the surface of a request, before look and weather."""

    @property
    def model_sha256(self) -> Mapping[str, str]:
        """SHA-256 of each model file that takes part, by model name."""
        ...

    @property
    def layout(self) -> LayoutParameters | None:
        """How pieces are laid on the whole tile."""
        ...

    def surface(self, scale: Scale, checkpoint: Checkpoint) -> Surface:
        """The surface at a scale: that of the tile, of the same base with less detail, or of a smaller base."""
        ...


def source_of(texture: ResolvedTexture, store: ModelStore) -> Source:
    """What makes the surface of a request.

    Raises:
        ModelUnavailable: a network is missing or damaged.
    """
    if texture.model == NOISE:
        return _NoiseSource(texture)
    if texture.model in (QUILTING, RANDOM_PHASE):
        return _ExemplarSource(texture)
    return _GanSource(texture, store)


class _NoiseSource:
    """Procedural materials; a mixture is one of surfaces."""

    model_sha256: Mapping[str, str] = MappingProxyType({})
    layout: LayoutParameters | None = None

    def __init__(self, texture: ResolvedTexture) -> None:
        self._texture = texture

    def surface(self, scale: Scale, checkpoint: Checkpoint) -> Surface:
        texture, factor = self._texture, scale.detail * scale.zoom
        rows, columns = scale.base_rows * factor, scale.base_columns * factor

        def made(material: str, style_seed: int) -> Surface:
            piece = NATURAL_PX * factor
            return noise_surface(NoiseParameters(material, texture.seed, rows, columns, piece, style_seed), checkpoint)

        surface = made(texture.material, texture.style_seed)
        mix = texture.mix
        if mix is None:
            return surface
        assert mix.style_seed is not None
        share = share_map(mix.mask, mix.share, rows, columns)
        return blended(surface, made(mix.material, mix.style_seed), share)


class _ExemplarSource:
    """Continues an exemplar: by its patches, or by its spectrum. What a photo does not show is estimated."""

    model_sha256: Mapping[str, str] = MappingProxyType({})
    layout: LayoutParameters | None = None

    def __init__(self, texture: ResolvedTexture) -> None:
        assert texture.exemplar is not None
        self._texture = texture
        self._prepared: FloatArray | None = None

    def surface(self, scale: Scale, checkpoint: Checkpoint) -> Surface:
        texture = self._texture
        piece_px = NATURAL_PX * scale.detail
        rows, columns = scale.base_rows * scale.detail, scale.base_columns * scale.detail
        # The networks' bases may be smaller than what these methods need.
        more = max(-(-_LEAST_PX // rows), -(-_LEAST_PX // columns))
        if self._prepared is None:
            assert texture.exemplar is not None
            self._prepared = prepare(texture.exemplar.albedo, checkpoint=checkpoint).full
        example = resize(self._prepared, piece_px, piece_px)
        checkpoint()
        if texture.model == RANDOM_PHASE:
            albedo = random_phase(
                example, texture.seed, rows * more, columns * more, periodic=True, checkpoint=checkpoint
            )
        else:
            patch = min(_PATCH_PX * scale.detail, rows * more, columns * more)
            quilting = QuiltingParameters(texture.seed, rows * more, columns * more, patch, max(patch // 4, 2))
            albedo = quilt(example, quilting, checkpoint=checkpoint)
        if more > 1:
            albedo = resize(albedo, rows, columns)
        checkpoint()
        surface = estimate_maps(np.clip(albedo, 0.0, 1.0), texture.material or None, piece_px=float(piece_px))
        return zoomed(surface, scale.zoom, checkpoint)


class _GanSource:
    """The learned generator: looks of classes or of an exemplar, with pieces that are laid as the request says."""

    def __init__(self, texture: ResolvedTexture, store: ModelStore) -> None:
        self._texture = texture
        self._gan = gan = Gan(store, texture.model)
        self.model_sha256 = gan.model_sha256
        laid = texture.layout is not None and bool(texture.layout.get("bond") or usual_bond(texture.material))
        if texture.exemplar is None:
            look = gan.look(texture.material, texture.style_seed, laid=laid)
        else:
            look = gan.look_of(prepare(texture.exemplar.albedo).small, texture.material)
        if texture.variation is not None and texture.material:
            relative = gan.look(texture.material, texture.variation.other_seed, laid=laid)
            look = replace(blend(look, relative, texture.variation.strength), layout=look.layout)
        width, height = texture.made_size_px
        self._whole = scale_of(width, height, texture.scale)
        self.layout = laid_out(look.layout, texture.layout, self._whole) if laid else None
        self._look = look
        self._other: Look | None = None
        if texture.mix is not None:
            assert texture.mix.style_seed is not None
            self._other = gan.look(texture.mix.material, texture.mix.style_seed)

    def surface(self, scale: Scale, checkpoint: Checkpoint) -> Surface:
        texture, other = self._texture, self._other
        look = replace(self._look, layout=None if self.layout is None else part_of(self.layout, self._whole, scale))
        share = None
        if texture.mix is not None and other is not None:
            if texture.mix.mask is None:
                look, other = replace(blend(look, other, texture.mix.share), layout=look.layout), None
            else:
                share = share_map(texture.mix.mask, texture.mix.share, *scale.cells)
        made = self._gan.surface(
            look,
            texture.seed,
            scale,
            other=other,
            share=share,
            # A mask says where things are, from the corner of the tile.
            begin_anywhere=share is None,
            checkpoint=checkpoint,
        )
        return zoomed(made, scale.zoom, checkpoint)


def laid_out(usual: LayoutParameters | None, said: Mapping[str, Any] | None, scale: Scale) -> LayoutParameters | None:
    """The layout of a tile.

    Args:
        usual: of the look, over a natural piece.
        said: what the request says, by the names of LayoutParameters, and ``piece_size``.
        scale: of the tile.

    Returns:
        The layout over the whole tile: as many pieces as keep their size, unless their number is said.
    """
    rest = dict(said or {})
    bond = rest.pop("bond", "") or (usual.bond if usual is not None else "")
    if not bond:
        return None
    size = float(rest.pop("piece_size", 1.0))
    counts: dict[str, Any] = {name: int(rest.pop(name)) for name in ("columns", "rows") if name in rest}
    natural = usual if usual is not None and usual.bond == bond else LayoutParameters(bond)
    natural = replace(natural, **rest)
    # Smaller pieces are those of a larger base.
    layout = layout_on(natural, round(scale.base_rows / size), round(scale.base_columns / size))
    layout = replace(layout, **counts)
    # As the wire carries them: a recipe that is read back has to ask for the same.
    shares: dict[str, Any] = {name: float(np.float32(getattr(layout, name))) for name in _LAYOUT_SHARES}
    return replace(layout, **shares)


_LAYOUT_SHARES = tuple(name for name, allowed in LAYOUT_RANGES.items() if not allowed.whole)


def part_of(layout: LayoutParameters, whole: Scale, part: Scale) -> LayoutParameters:
    """A tile's layout on a smaller base: about as many pieces fewer."""
    down, across = part.base_rows / whole.base_rows, part.base_columns / whole.base_columns
    if down == across == 1.0:
        return layout
    if layout.rotated:
        down, across = across, down
    group = ROW_GROUP.get(layout.bond, 1)
    rows = max(round(layout.rows * down / group), 1) * group
    return replace(layout, rows=rows, columns=max(round(layout.columns * across), 1))


def zoomed(surface: Surface, zoom: int, checkpoint: Checkpoint) -> Surface:
    """The same surface, of so many times the pixels along each side."""
    if zoom == 1:
        return surface
    rows, columns = surface.shape[0] * zoom, surface.shape[1] * zoom

    def grown(field: FloatArray) -> FloatArray:
        checkpoint()
        return np.clip(resize(field, rows, columns), 0.0, 1.0)

    checkpoint()
    return Surface(
        albedo=grown(surface.albedo),
        height=resize(surface.height, rows, columns) * np.float32(zoom),
        roughness=grown(surface.roughness),
        metallic=grown(surface.metallic),
        opacity=None if surface.opacity is None else grown(surface.opacity),
    )


def share_map(mask: ByteArray | None, share: float, rows: int, columns: int) -> FloatArray:
    """How much of a second material is where.

    Returns:
        (rows, columns) 0 to 1, smooth and periodic; (1, 1) where it is the same everywhere.
    """
    if mask is None:
        return np.full((1, 1), share, np.float32)
    shares = mask.astype(np.float32) * np.float32(share / 255.0)
    # Cells of the mask keep to their places; the blur takes off what steps are left.
    fine = resize(shares, rows, columns)
    return np.clip(blur(fine, 0.12 * min(rows / mask.shape[0], columns / mask.shape[1])), 0.0, 1.0)


_BLEND_DEPTH = 0.25
"""Where shares are equal, the higher surface shows; over this share of the relief it goes over into the other."""


def blended(first: Surface, second: Surface, share: FloatArray) -> Surface:
    """Two surfaces over space: the second comes through where its share is large and it stands high.

    Args:
        first, second: of one size.
        share: of the second, broadcastable to (rows, columns).
    """
    share = np.broadcast_to(share, first.shape)
    a, b = _levelled(first.height), _levelled(second.height)
    # A share of 0 or 1 leaves one of them alone, whatever the heights.
    edge = (b + share) - (a + np.float32(1.0) - share)
    weight = np.clip(edge / np.float32(_BLEND_DEPTH) * np.float32(0.5) + np.float32(0.5), 0.0, 1.0)
    sure = np.abs(share - np.float32(0.5)) * np.float32(2.0)
    weight = weight + (share - weight) * np.power(sure, 4)

    def mixed(one: FloatArray, other: FloatArray) -> FloatArray:
        w = weight[..., None] if one.ndim == 3 else weight
        return np.asarray(one + w * (other - one), np.float32)

    return replace(
        first,
        albedo=mixed(first.albedo, second.albedo),
        height=mixed(first.height, second.height),
        roughness=mixed(first.roughness, second.roughness),
        metallic=mixed(first.metallic, second.metallic),
    )


def _levelled(height: FloatArray) -> FloatArray:
    """Heights over their range, 0 to 1."""
    low, high = float(height.min()), float(height.max())
    return (height - np.float32(low)) / np.float32(max(high - low, 1e-6))
