"""Where surfaces come from: a class as a generator knows it, or an exemplar that is continued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

import numpy as np

from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.store import ModelStore
from procgen.texture.classical.noise_material import NoiseParameters, noise_surface
from procgen.texture.classical.quilting import QuiltingParameters, quilt
from procgen.texture.classical.random_phase import random_phase
from procgen.texture.classical.torus import resize
from procgen.texture.exemplar import estimate_maps, prepare
from procgen.texture.exemplar.network import photo_network
from procgen.texture.gan import DOMAIN, Gan, Look, blend
from procgen.texture.laying import laid_out, part_of
from procgen.texture.layout import LayoutParameters
from procgen.texture.material import FloatArray, Surface
from procgen.texture.mixing import blended, share_map, zoomed
from procgen.texture.parameters import (
    COMPOSED,
    NOISE,
    QUILTING,
    RANDOM_PHASE,
    SCAN,
    SCANNED_MODELS,
    STRUCTURED,
    ResolvedTexture,
    built,
    built_over,
    usual_bond,
)
from procgen.texture.scan.bank import Bank
from procgen.texture.scanned import ScanSource
from procgen.texture.sizes import NATURAL_PX, Scale, scale_of
from procgen.texture.structured import StructuredSource

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

    def glimpse(self, scale: Scale, checkpoint: Checkpoint) -> Surface:
        """Something like it, soon: a small scale's surface where that takes no time."""
        ...


class Composer(Source, Protocol):
    """A source that knows its material's look."""

    @property
    def look(self) -> Look:
        """Of the first material."""
        ...


def source_of(texture: ResolvedTexture, store: ModelStore, bank: Bank) -> Source:
    """What makes the surface of a request.

    Raises:
        ModelUnavailable: a network is missing or damaged.
    """
    if texture.model == NOISE:
        return _NoiseSource(texture)
    if texture.model in (QUILTING, RANDOM_PHASE):
        return _ExemplarSource(texture)
    if texture.model in SCANNED_MODELS:
        learned = store.generators(DOMAIN)

        def partner(other: ResolvedTexture) -> Source:
            return source_of(
                replace(other, model=_partner_model(texture, other, bank, (*learned, NOISE)[0])), store, bank
            )

        if texture.model == STRUCTURED:
            return StructuredSource(texture, bank, partner)

        composed = texture.model == COMPOSED
        composer = _GanSource(replace(texture, model=learned[0], mix=None), store) if composed else None
        network = photo_network(store) if texture.exemplar is not None else None
        return ScanSource(texture, bank, partner, composer, network)
    return _GanSource(texture, store)


def _partner_model(texture: ResolvedTexture, other: ResolvedTexture, bank: Bank, learned: str) -> str:
    """What makes the second material of a mixture: a class without scans goes over into one with them all the same."""
    if other.material in bank.classes and not built_over(other.material, bank):
        return SCAN if texture.model == STRUCTURED else texture.model
    return STRUCTURED if built(other.material, bank) else learned


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

    glimpse = surface


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

    glimpse = surface


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

    glimpse = surface

    @property
    def look(self) -> Look:
        """Of the first material."""
        return self._look
