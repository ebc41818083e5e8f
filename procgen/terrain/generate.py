"""From parameters to a height map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from procgen.runtime.recipe import Recipe
from procgen.runtime.store import LoadedModel, ModelStore
from procgen.terrain.cascade import Networks, Report, World, no_report
from procgen.terrain.classical import CLASSICAL_MODELS
from procgen.terrain.controls.record import (
    constraints_record,
    ground_record,
    landform_map_record,
    lock_record,
    rivers_record,
    sketch_record,
    strokes_record,
    variation_record,
)
from procgen.terrain.controls.shapes import Constraints, SeedMix
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.land import ClassicalSource, Source, finished_ground
from procgen.terrain.parameters import ResolvedTerrain, TerrainParameters, resolve
from procgen.terrain.representation import FloatArray

DOMAIN = "terrain"
ROLES = ("plan", "coarse", "detail")
"""The stages of a learned generator."""


def _go_on() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Callbacks:
    """How a caller watches and stops the work."""

    report: Report = no_report
    checkpoint: Callable[[], None] = _go_on
    """Called every few ten milliseconds; raises to stop the work."""


@dataclass(frozen=True, slots=True)
class _StoredNetwork:
    """A network of the store, with the noise levels that its catalog entry prescribes."""

    model: LoadedModel
    levels: tuple[float, ...]

    def __call__(self, inputs: dict[str, npt.NDArray[Any]]) -> FloatArray:
        return self.model.run(inputs)


def terrain_models(store: ModelStore) -> tuple[str, ...]:
    """Names that the parameter ``model`` takes; the default first."""
    return (*store.generators(DOMAIN), *CLASSICAL_MODELS)


def _network(store: ModelStore, generator: str, role: str) -> _StoredNetwork:
    model = store.part(DOMAIN, generator, role)
    return _StoredNetwork(model, tuple(float(level) for level in model.entry.properties.get("noise_levels", ())))


def load_networks(store: ModelStore, generator: str) -> tuple[_StoredNetwork, ...]:
    """The networks of a learned generator: plan, coarse and detail.

    Raises:
        ModelUnavailable: one of them is missing or damaged.
    """
    return tuple(_network(store, generator, role) for role in ROLES)


def request_record(terrain: ResolvedTerrain) -> dict[str, object]:
    """The recipe's request: every parameter that changes the heights, with its value, named as in the contract."""
    record: dict[str, object] = {
        "seed": str(terrain.seed),
        "origin_x_px": str(terrain.origin_x_px),
        "origin_z_px": str(terrain.origin_z_px),
        "width_px": terrain.width_px,
        "depth_px": terrain.depth_px,
        "metres_per_pixel": terrain.metres_per_pixel,
        "model": terrain.model,
        "landform": terrain.landform,
        "mean_height_m": terrain.mean_height_m,
        "relief_m": terrain.relief_m,
        "wander": terrain.wander,
        "sea_level_m": terrain.sea_level_m,
        "keep_sea_floor": terrain.keep_sea_floor,
    }
    if terrain.vertical_scale != 1.0:
        record["vertical_scale"] = terrain.vertical_scale
    if terrain.sketch is not None:
        sketch = terrain.sketch
        assert sketch.area is not None
        record["sketch"] = sketch_record(sketch.heights_m, sketch.weights, sketch.area, sketch.strength)
    if terrain.strokes:
        record["strokes"] = strokes_record(terrain.strokes)
    if terrain.lock is not None:
        record["lock"] = lock_record(terrain.lock)
    if terrain.share > 0.0:
        record["variation"] = variation_record(SeedMix(terrain.other_seed, terrain.share))
    if terrain.landform_map is not None:
        record["landform_map"] = landform_map_record(terrain.landform_map)
    if terrain.constraints != Constraints():
        record["constraints"] = constraints_record(terrain.constraints)
    if terrain.rivers is not None:
        record["rivers"] = rivers_record(terrain.rivers)
    ground = ground_record(terrain.ground, terrain.reshape)
    if ground:
        record["ground"] = ground
    return record


def generate(parameters: TerrainParameters, store: ModelStore, callbacks: Callbacks | None = None) -> Heightmap:
    """Make a height map.

    Args:
        parameters: what is asked for.
        store: where the networks come from.
        callbacks: how to watch and stop the work.

    Returns:
        The heights in metres with their recipe. Equal recipes have equal heights on one machine, bit for bit.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
        ModelUnavailable: a network is missing or damaged.
        Cancelled, DeadlinePassed: whatever ``callbacks.checkpoint`` raised.
    """
    callbacks = callbacks or Callbacks()
    terrain = resolve(parameters, terrain_models(store))
    digests: dict[str, str] = {}
    source: Source
    if terrain.model in CLASSICAL_MODELS:
        source = ClassicalSource(terrain, store.threads, callbacks.checkpoint)
    else:
        stored = load_networks(store, terrain.model)
        digests = {network.model.entry.name: network.model.entry.sha256 for network in stored}
        source = World(terrain, Networks(*stored), callbacks.checkpoint)
    ground = finished_ground(terrain, source, callbacks.checkpoint, callbacks.report)
    recipe = Recipe(DOMAIN, request_record(terrain), digests)
    return Heightmap(ground.heights, terrain.metres_per_pixel, terrain.sea_level_m, recipe, ground.rivers)
