"""From parameters to a height map."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.model_file import LoadedModel
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.terrain.cascade import Networks, Report, World, no_report
from procgen.terrain.classical import CLASSICAL_MODELS
from procgen.terrain.controls.record import (
    base_record,
    constraints_record,
    erosion_record,
    geo_frame_record,
    ground_record,
    landform_map_record,
    lock_record,
    rivers_record,
    sketch_record,
    stamps_record,
    strokes_record,
    variation_record,
)
from procgen.terrain.controls.resolve import float32
from procgen.terrain.controls.shapes import Constraints, GeoFrame, SeedMix
from procgen.terrain.ground.layers import Layer
from procgen.terrain.ground.layers import layers as ground_layers
from procgen.terrain.heightmap import Georeference, Heightmap
from procgen.terrain.land import (
    CELL_LEVEL,
    ClassicalSource,
    Ground,
    Source,
    cropped_rivers,
    finished_ground,
    own_rectangle,
    streams_on,
)
from procgen.terrain.landforms import FIRST_LABELS, LABELS, LANDFORMS
from procgen.terrain.lands import Lands, Windows, land_of
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import RANGES, ResolvedTerrain, TerrainParameters, resolve
from procgen.terrain.representation import FloatArray
from procgen.terrain.sculpt import sculpted

DOMAIN = "terrain"
ROLES = ("plan", "coarse", "detail")
"""The stages of a learned generator."""
LAYER_MARGIN_PX = 64
"""Pixels around a map that layers are worked out on as well, at least, so that they agree with its neighbours'."""
OWN_WATER_MARGIN_PX = 16
"""The same where each map has its own water and no margin would make it agree: enough for the shape of the ground."""
_LAYER_GRID_PX = 8
"""Layers use grids of 2 and 4 pixels, which lie the same on the world for all maps."""


@dataclass(frozen=True, slots=True)
class Callbacks:
    """How a caller watches and stops the work."""

    report: Report = no_report
    checkpoint: Checkpoint = go_on
    """Called every few ten milliseconds; raises to stop the work."""


@dataclass(frozen=True, slots=True)
class _StoredNetwork:
    """A network of the store, with the labels that its catalog entry says."""

    model: LoadedModel
    labels: tuple[str, ...]

    def __call__(self, inputs: dict[str, npt.NDArray[Any]]) -> FloatArray:
        return self.model.run(inputs)


def terrain_models(store: ModelStore) -> tuple[str, ...]:
    """Names that the parameter ``model`` takes; the default first."""
    return (*store.generators(DOMAIN), *CLASSICAL_MODELS)


def _network(store: ModelStore, generator: str, role: str) -> _StoredNetwork:
    model = store.part(DOMAIN, generator, role)
    return _StoredNetwork(model, model.entry.labels(FIRST_LABELS))


def load_networks(store: ModelStore, generator: str) -> tuple[_StoredNetwork, ...]:
    """The networks of a learned generator: plan, coarse and detail.

    Raises:
        ModelUnavailable: one of them is missing or damaged.
    """
    return tuple(_network(store, generator, role) for role in ROLES)


def _refuse_unknown(terrain: ResolvedTerrain, networks: Collection[_StoredNetwork]) -> None:
    """Raises InvalidFields for landforms that some network of the generator was not trained on."""
    asked = {"landform": terrain.landform}
    if terrain.landform_map is not None:
        palette = enumerate(terrain.landform_map.palette)
        asked |= {f"landform_map.palette[{index}].landform": entry.landform for index, entry in palette}
    known = [name for name in LABELS if all(name in network.labels for network in networks)]
    known += [each.name for each in LANDFORMS if each.name not in known and each.stand_in in filter(None, known)]
    names = ["empty (any)"] if "" in known else []
    allowed = f"one that the model {terrain.model} knows: {', '.join([*names, *filter(None, known)])}"
    found = [Violation.of(field, repr(name), allowed) for field, name in asked.items() if name not in known]
    if found:
        raise InvalidFields(found)


def _as_carried(default: float | None) -> float | None:
    return None if default is None else float32(default)


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
    others = {name: getattr(terrain, name) for name in RANGES if name not in record}
    record |= {name: value for name, value in others.items() if value != _as_carried(RANGES[name].default)}
    if terrain.base is not None:
        record["base"] = base_record(terrain.base.base)
    if terrain.geo_frame is not None:
        record["geo_frame"] = geo_frame_record(terrain.geo_frame)
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
    if terrain.stamps:
        record["stamps"] = stamps_record(terrain.stamps)
    if terrain.erosion is not None:
        record["erosion"] = erosion_record(terrain.erosion)
    if terrain.rivers is not None:
        record["rivers"] = rivers_record(terrain.rivers)
    ground = ground_record(terrain.ground, terrain.reshape)
    if ground:
        record["ground"] = ground
    return record


@dataclass(frozen=True, slots=True)
class OpenLand:
    """A world whose heights can be asked for anywhere, however large."""

    terrain: ResolvedTerrain
    source: Source
    digests: Mapping[str, str]
    """SHA-256 of the models that take part, by name."""
    callbacks: Callbacks
    windows: Windows
    """What was made of it so far."""
    name: str = ""
    """By which others know the land; see :func:`procgen.terrain.lands.land_of`."""

    def heights(self, area: Rectangle) -> FloatArray:
        """Finished heights of an area in pixels of the request's level, (rows, columns) metres."""
        return finished_ground(self.terrain, self.source, self.callbacks.checkpoint, area=area).heights

    def georeference(self, area: Rectangle) -> Georeference:
        """Where an area lies."""
        return georeference(self.terrain, area)

    def recipe(self, width_px: int, depth_px: int) -> Recipe:
        """Of a map of that size, from the request's origin on."""
        request = request_record(self.terrain)
        return Recipe(DOMAIN, request | {"width_px": width_px, "depth_px": depth_px}, self.digests)


def open_land(
    parameters: TerrainParameters, store: ModelStore, callbacks: Callbacks, lands: Lands | None = None
) -> OpenLand:
    """What makes the heights of a request.

    Args:
        parameters: what is asked for.
        store: where the networks come from.
        callbacks: how to watch and stop the work.
        lands: what is known of others.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
        ModelUnavailable: a network is missing or damaged.
    """
    terrain = resolve(parameters, terrain_models(store))
    if terrain.model in CLASSICAL_MODELS:
        classical = ClassicalSource(terrain, store.threads, callbacks.checkpoint)
        return OpenLand(terrain, sculpted(terrain, classical, callbacks.checkpoint), {}, callbacks, Windows())
    stored = load_networks(store, terrain.model)
    _refuse_unknown(terrain, stored)
    digests = {network.model.entry.name: network.model.entry.sha256 for network in stored}
    name = land_of(request_record(terrain), digests) if lands else ""
    windows = lands.windows(name) if lands else Windows()
    world = World(terrain, Networks(*stored), callbacks.checkpoint, store.threads, windows)
    return OpenLand(terrain, sculpted(terrain, world, callbacks.checkpoint), digests, callbacks, windows, name)


def generate(
    parameters: TerrainParameters,
    store: ModelStore,
    callbacks: Callbacks | None = None,
    layers: Collection[str] = (),
    lands: Lands | None = None,
) -> Heightmap:
    """Make a height map, and layers of it.

    Layers are worked out on a margin beyond the map as well, and cut from that. With the world's rivers, and as long as
    nothing is eroded, all of them but the numbers of lakes then agree with those of neighbouring maps: slope, aspect,
    curvature, rivers, lakes, sea and water depth bit for bit; wetness and what follows from it (flow, sediment, biome,
    splat, densities) up to rounding, for they look up to 110 pixels far but hardly beyond 40. Without the world's
    rivers water is each map's own: rivers, lakes and what follows from them may differ at a border, and slope, aspect
    and curvature agree only where the ground was not filled or cut. Reshaped maps have no margin, for their edges
    stay as they are (``keep_edges``).

    Args:
        parameters: what is asked for.
        store: where the networks come from.
        callbacks: how to watch and stop the work.
        layers: names of :data:`procgen.terrain.ground.layers.LAYERS`.
        lands: what is known of lands that were asked for before, and will be of this one.

    Returns:
        The heights in metres with their recipe and layers. Equal recipes have equal heights on one machine, bit for
        bit.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
        ModelUnavailable: a network is missing or damaged.
        Cancelled, DeadlinePassed: whatever ``callbacks.checkpoint`` raised.
    """
    callbacks = callbacks or Callbacks()
    land = open_land(parameters, store, callbacks, lands)
    terrain, source = land.terrain, land.source
    wanted = set(layers) | ({"height"} if terrain.reshape else set())
    own = own_rectangle(terrain)
    area = own
    if wanted and not terrain.reshape:
        own_water = terrain.rivers is None or terrain.level >= CELL_LEVEL
        margin = OWN_WATER_MARGIN_PX if own_water else LAYER_MARGIN_PX
        area = own.padded(margin).coarser(_LAYER_GRID_PX).finer(_LAYER_GRID_PX)
    ground = finished_ground(terrain, source, callbacks.checkpoint, callbacks.report, area)
    if lands:
        lands.keep(land.name, land.windows)
    made: Mapping[str, Layer] = {}
    if wanted:
        callbacks.report("layers", 1.0, None)
        made = _layers(terrain, ground, wanted, own.within(area), callbacks.checkpoint)
    heights = made["height"] if terrain.reshape else np.ascontiguousarray(ground.heights[own.within(area)])
    return Heightmap(
        heights,
        terrain.level_metres_per_pixel,
        terrain.sea_level_m,
        Recipe(DOMAIN, request_record(terrain), land.digests),
        None if ground.rivers is None else cropped_rivers(ground.rivers, own.within(area)),
        MappingProxyType({name: layer for name, layer in made.items() if name in layers}),
        georeference(terrain),
        streams_on(terrain, ground, area) if layers else None,
    )


def georeference(terrain: ResolvedTerrain, area: Rectangle | None = None) -> Georeference:
    """Where a map lies, by default the request's own rectangle; in pixels of the request's level."""
    own, spacing = area or own_rectangle(terrain), terrain.level_metres_per_pixel
    frame = terrain.geo_frame or GeoFrame()
    return Georeference(frame.epsg, frame.easting_m + own.column * spacing, frame.northing_m - own.row * spacing)


def _layers(
    terrain: ResolvedTerrain,
    ground: Ground,
    wanted: Collection[str],
    inside: tuple[slice, slice],
    checkpoint: Callable[[], None],
) -> dict[str, Layer]:
    """Layers of a part of the ground."""
    spacing, sea = terrain.level_metres_per_pixel, terrain.sea_level_m
    made = ground_layers(ground.heights, spacing, sea, wanted, terrain.ground, checkpoint, ground.rivers)
    cut = {name: np.ascontiguousarray(layer[inside]) for name, layer in made.arrays.items()}
    for layer in cut.values():
        layer.flags.writeable = False
    return cut
