"""From parameters to a material."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from procgen.errors import InvalidFields
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.texture.colour import adjust
from procgen.texture.decals import decal
from procgen.texture.detile import variant
from procgen.texture.foliage.material import foliage_material
from procgen.texture.material import FloatArray, Material, Region, Surface
from procgen.texture.parameters import (
    CLASSICAL_MODELS,
    COMPOSED,
    SCAN,
    STRUCTURED,
    ResolvedTexture,
    TextureParameters,
    resolve,
    violations,
)
from procgen.texture.record import request_record
from procgen.texture.scan.bank import Bank, packaged_bank
from procgen.texture.scanned import ScanSource
from procgen.texture.sizes import CELL_PX, Scale, scale_of
from procgen.texture.sources import Source, source_of
from procgen.texture.trim import trimmed
from procgen.texture.weather import weather

DOMAIN = "texture"
PREVIEW_BASE_PX = 128
"""Longer side of the first preview, pixels of the base."""

Report: TypeAlias = Callable[[str, float, Callable[[], Surface] | None], None]
"""Takes what is being done, the share of the work that is done, and how to get the surface so far."""


def no_report(_stage: str, _share: float, _surface: Callable[[], Surface] | None) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Callbacks:
    """How a caller watches and stops the work."""

    report: Report = no_report
    checkpoint: Checkpoint = go_on
    """Called every few ten milliseconds; raises to stop the work."""


def texture_models(store: ModelStore) -> tuple[str, ...]:
    """Names that the parameter ``model`` takes."""
    learned = store.generators(DOMAIN)
    scanned = (SCAN, COMPOSED, STRUCTURED) if learned else (SCAN, STRUCTURED)
    return (*learned, *scanned, *CLASSICAL_MODELS)


def generate(
    parameters: TextureParameters,
    store: ModelStore,
    callbacks: Callbacks | None = None,
    bank: Bank | None = None,
) -> Material:
    """Make a material.

    Args:
        parameters: what is asked for.
        store: where the networks come from.
        callbacks: how to watch and stop the work. Where it takes a while, the first surface that is reported is a
            small one: a piece of the same material, or the tile itself, seen coarsely.
        bank: scans that pieces are laid of; the packaged ones if None.

    Returns:
        The material with its recipe. Equal recipes have equal maps on one machine, bit for bit.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
        ModelUnavailable: a network is missing or damaged.
        Cancelled, DeadlinePassed: whatever ``callbacks.checkpoint`` raised.
    """
    callbacks = callbacks or Callbacks()
    bank = bank or packaged_bank()
    if parameters.foliage is not None:
        found = violations(parameters, texture_models(store), bank)
        if found:
            raise InvalidFields(found)
        return foliage_material(
            parameters.foliage, parameters.seed, parameters.width_px, parameters.look, callbacks.checkpoint
        )
    texture = resolve(parameters, texture_models(store), bank)
    callbacks.checkpoint()
    source = source_of(texture, store, bank)
    work = _Work(texture, source, store.threads, callbacks)
    surface, masks, regions = work.finished()
    recipe = Recipe(DOMAIN, request_record(texture, source.layout), dict(source.model_sha256))
    if texture.variant:
        callbacks.report("variant", 0.9, lambda: surface)
        other = replace(texture, seed=_variant_seed(texture.seed, texture.variant))
        inside, _, _ = _Work(
            other, source_of(other, store, bank), store.threads, Callbacks(no_report, callbacks.checkpoint)
        ).finished()
        # Masks belong to the tile itself, whose inside is no longer there.
        surface, masks = variant(surface, inside, checkpoint=callbacks.checkpoint), {}
    if texture.decal is not None:
        surface = decal(surface, texture.decal, callbacks.checkpoint)
    return Material(surface, texture.metres_per_pixel, recipe, texture.material, masks, regions)


def largest_copy(parameters: TextureParameters, store: ModelStore) -> float:
    """Share of a tile that its largest connected part shows that is one part of a scan; 0 of what is not of scans.

    Raises:
        InvalidFields, ModelUnavailable: as :func:`generate`.
    """
    texture = resolve(parameters, texture_models(store))
    source = source_of(texture, store, packaged_bank())
    if not isinstance(source, ScanSource):
        return 0.0
    width, height = texture.made_size_px
    return source.composition(scale_of(width, height, texture.scale), go_on).largest_share


def _variant_seed(seed: int, number: int) -> int:
    digest = hashlib.sha256(f"texture/variant/{seed}/{number}".encode()).digest()
    return int.from_bytes(digest[:8], "little")


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    texture: ResolvedTexture
    source: Source
    threads: int
    callbacks: Callbacks

    def finished(self) -> tuple[Surface, dict[str, FloatArray], tuple[Region, ...]]:
        """The surface, the masks of its weather, and what it is divided into."""
        report = self.callbacks.report
        width, height = self.texture.made_size_px
        scale = scale_of(width, height, self.texture.scale)
        if max(width, height) > PREVIEW_BASE_PX:
            report("preview", 0.0, lambda: self.preview(scale))
        report("surface", 0.1, None)
        surface = turned(self.source.surface(scale, self.callbacks.checkpoint), self.texture)
        report("look", 0.7, lambda: surface)
        surface, regions = self.divided(surface, self.texture.metres_per_pixel)
        return *self.dressed(surface, self.texture.metres_per_pixel), regions

    def preview(self, scale: Scale) -> Surface:
        """A small look at what is to come."""
        small = small_scale(replace(scale, detail=1, zoom=1))
        surface = turned(self.source.glimpse(small, self.callbacks.checkpoint), self.texture)
        metres_per_pixel = self.texture.metres_per_pixel * scale.detail * scale.zoom
        return self.dressed(self.divided(surface, metres_per_pixel)[0], metres_per_pixel)[0]

    def divided(self, surface: Surface, metres_per_pixel: float) -> tuple[Surface, tuple[Region, ...]]:
        """The strips of a trim sheet, where one is asked for."""
        if self.texture.trim is None:
            return surface, ()
        return trimmed(surface, self.texture.trim, metres_per_pixel, self.callbacks.checkpoint)

    def dressed(self, surface: Surface, metres_per_pixel: float) -> tuple[Surface, dict[str, FloatArray]]:
        """With its colours and its weather."""
        checkpoint = self.callbacks.checkpoint
        surface = adjust(surface, self.texture.look, threads=self.threads, checkpoint=checkpoint)
        return weather(surface, self.texture.weather, metres_per_pixel, threads=self.threads, checkpoint=checkpoint)


def small_scale(scale: Scale) -> Scale:
    """A base of the same proportions, about, that is at most :data:`PREVIEW_BASE_PX` long."""
    longer = max(scale.base_rows, scale.base_columns)
    if longer <= PREVIEW_BASE_PX:
        return scale

    def shorter(side: int) -> int:
        return max(side * PREVIEW_BASE_PX // (longer * CELL_PX), 4) * CELL_PX

    return replace(scale, base_rows=shorter(scale.base_rows), base_columns=shorter(scale.base_columns))


def turned(surface: Surface, texture: ResolvedTexture) -> Surface:
    """Mirrored and turned as the request says."""
    if not (texture.mirrored or texture.quarter_turns):
        return surface

    def moved(field: FloatArray) -> FloatArray:
        if texture.mirrored:
            field = field[:, ::-1]
        return np.ascontiguousarray(np.rot90(field, texture.quarter_turns))

    return Surface(
        albedo=moved(surface.albedo),
        height=moved(surface.height),
        roughness=moved(surface.roughness),
        metallic=moved(surface.metallic),
        opacity=None if surface.opacity is None else moved(surface.opacity),
    )
