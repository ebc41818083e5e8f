"""Everything an engine wants to know about the ground beside its height, made on demand."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.terrain.ground.biomes import biotemperature_c, classify, dryness
from procgen.terrain.ground.erosion import Eroded, erode
from procgen.terrain.ground.fields import (
    Curvature,
    curvature,
    doubled,
    gathered_area_px,
    gradient,
    halved,
    smoothed,
    smoothstep,
)
from procgen.terrain.ground.flow import (
    BoolArray,
    FloatArray,
    row_blocks,
)
from procgen.terrain.ground.hydrology import (
    catchment_m2,
    check_heights,
    connected_regions,
    drain,
    sea_mask,
    settle,
)
from procgen.terrain.ground.parameters import GroundParameters, ground_violations
from procgen.terrain.ground.rivers import (
    Reach,
    Rivers,
    bank_width_px,
    carve_channels,
    find_rivers,
    half_width_px,
    reach_of,
)
from procgen.terrain.ground.splat import Material, layered, to_bytes
from procgen.terrain.rivers import Carved

Layer = npt.NDArray[Any]

LAYERS: Mapping[str, str] = MappingProxyType(
    {
        "height": "float32 metres: the ground after erosion, draining and channels; lake beds and sea floor included",
        "water_surface": "float32 metres: the ground, or the water that stands or runs above it",
        "water_depth": "float32 metres of water above the ground; 0 on land",
        "slope": "float32 degrees, 0 to 90",
        "aspect": "float32 degrees clockwise from north that the ground faces, downhill; 0 where level",
        "curvature": "float32 1/m, mean; ridges positive, hollows negative",
        "profile_curvature": "float32 1/m down the slope",
        "plan_curvature": "float32 1/m across the slope",
        "wetness": "float32 0 to 1: topographic wetness index; 1 in water",
        "flow": "float32 log10 of discharge in m³/s",
        "river": "float32 0 to 1: share of the pixel that is river, at least a pixel's width drawn",
        "river_width": "float32 metres at and beside the river; 0 elsewhere",
        "lake": "uint8 255 in lakes",
        "lake_number": "int32 number of the lake from 1; 0 elsewhere",
        "sea": "uint8 255 in the sea",
        "sediment": "float32 0 to 1: where fine debris lies",
        "biome": "uint8 number of procgen.terrain.ground.biomes.Biome",
        "splat": "uint8 (depth, width, 8) by procgen.terrain.ground.splat.Material; sums to 255",
        "trees": "float32 0 to 1 density of trees",
        "bushes": "float32 0 to 1 density of bushes",
        "grass": "float32 0 to 1 density of grass",
        "rocks": "float32 0 to 1 density of loose rocks",
    }
)
"""Name of every layer, with its type and meaning. All are (depth, width) but ``splat``."""

_METRES_PER_PIXEL = (0.01, 100_000.0)
_GATHERING_STEPS = 20
_HALF_STEPS = 2.0
_MOISTURE_ROUNDS = 12
_SHORE_M = 2.0
_SHORE_RISE = 0.12
_DAMP_PX = 4.0
"""How far beside a river the ground is wet."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers that were asked for."""

    arrays: Mapping[str, Layer]
    """Arrays by the names of :data:`LAYERS`; not writeable."""
    metres_per_pixel: float
    sea_level_m: float

    def __getitem__(self, name: str) -> Layer:
        return self.arrays[name]


def layers(
    heights: FloatArray,
    metres_per_pixel: float,
    sea_level_m: float,
    wanted: Collection[str],
    parameters: GroundParameters | None = None,
    checkpoint: Checkpoint = go_on,
    rivers: Carved | None = None,
) -> Layers:
    """Work out layers of a height map; what none of the wanted ones needs is left out.

    Equal input gives equal bytes. Where the world's rivers are given, the layers show them and the world's lakes, and
    the ground is left as it is but for erosion: neither drained nor cut again. Each pixel then follows from what lies
    within 110 pixels of it, and the shape of the ground (slope, aspect, curvature) from its eight neighbours.
    Otherwise all water is worked out on this map alone.

    Args:
        heights: (depth, width) metres, at least 3 x 3; not changed.
        metres_per_pixel: spacing.
        sea_level_m: height of the sea.
        wanted: names of :data:`LAYERS`.
        parameters: climate, rivers, lakes and erosion.
        checkpoint: called every few ten milliseconds; raises to stop the work.
        rivers: the world's rivers on the same pixels.

    Raises:
        InvalidFields: names every parameter and layer that can't be accepted.
    """
    parameters = parameters or GroundParameters()
    found = ground_violations(parameters)
    if not (_METRES_PER_PIXEL[0] <= metres_per_pixel <= _METRES_PER_PIXEL[1]):
        found.append(Violation.of("metres_per_pixel", metres_per_pixel, "a number from 0.01 to 100000"))
    if not math.isfinite(sea_level_m):
        found.append(Violation.of("sea_level_m", sea_level_m, "a finite number"))
    found += [
        Violation.of("wanted", repr(name), "one of " + ", ".join(LAYERS)) for name in wanted if name not in LAYERS
    ]
    if found:
        raise InvalidFields(found)
    check_heights(heights)
    maker = _Maker(heights, metres_per_pixel, sea_level_m, frozenset(wanted), parameters, checkpoint, rivers)
    arrays = {}
    for name in LAYERS:
        if name in wanted:
            checkpoint()
            array = maker.layer(name)
            array.flags.writeable = False
            arrays[name] = array
    return Layers(MappingProxyType(arrays), metres_per_pixel, sea_level_m)


@dataclass(frozen=True, slots=True)
class _Water:
    """The ground with its water."""

    ground_m: FloatArray
    surface_m: FloatArray
    """The ground, or the lake or sea above it."""
    lakes: npt.NDArray[np.int32]
    sea: BoolArray
    beside: _Beside
    log_discharge: FloatArray | None
    """None where it is not wanted."""
    running_m: FloatArray | None
    """Depth of running water, at least; 0 elsewhere. None where it is not wanted."""


@dataclass(frozen=True, slots=True)
class _Beside:
    """Pixels near rivers."""

    pixels: npt.NDArray[np.int32]
    """Flat numbers, rising."""
    beyond_px: FloatArray
    """Distance beyond the bank as it is drawn: at least half a pixel from the middle."""
    width_m: FloatArray
    """Of the river."""


def _running_m(ground_m: FloatArray, rivers: Rivers, near: Reach) -> FloatArray:
    """Depth of water in channels, 0 elsewhere: up to the banks; one that is narrower than a pixel is as deep as it was
    cut.
    """
    running = np.zeros(ground_m.shape, np.float32)
    flat, ground = running.reshape(-1), ground_m.reshape(-1)
    brim = rivers.surface_m[near.places] - ground[near.pixels]
    brim[near.beyond_px > 0.0] = 0.0
    brim[rivers.in_lake[near.places]] = 0.0
    flat[near.pixels] = np.maximum(brim, 0.0)
    course = rivers.pixels[~rivers.in_lake]
    flat[course] = np.maximum(flat[course], rivers.surface_m[~rivers.in_lake] - ground[course])
    return running


class _Maker:
    """Works out each thing when it is first asked for, and keeps it."""

    def __init__(
        self,
        heights: FloatArray,
        metres_per_pixel: float,
        sea_level_m: float,
        wanted: frozenset[str],
        parameters: GroundParameters,
        checkpoint: Checkpoint,
        rivers: Carved | None,
    ) -> None:
        self._given = np.ascontiguousarray(heights, np.float32)
        self._spacing = metres_per_pixel
        self._sea_level = sea_level_m
        self._wanted = wanted
        self._parameters = parameters
        self._checkpoint = checkpoint
        self._rivers = rivers
        self._kept: dict[str, Any] = {}

    def layer(self, name: str) -> Layer:
        array: Layer = self._once(name, getattr(self, "_" + name))
        return array

    def _once(self, name: str, make: Callable[[], Any]) -> Any:
        if name not in self._kept:
            self._kept[name] = make()
            self._checkpoint()
        return self._kept[name]

    def _forget(self, name: str, unless: set[str]) -> None:
        """Give memory back where none of some layers is wanted."""
        if not self._wanted & unless:
            self._kept.pop(name, None)

    # What several layers are made from.

    def _eroded(self) -> Eroded:
        def make() -> Eroded:
            wished = self._parameters
            return erode(
                self._given,
                self._spacing,
                self._sea_level,
                wished.hydraulic_erosion,
                wished.thermal_erosion,
                wished.talus_deg,
                self._checkpoint,
            )

        made: Eroded = self._once("eroded", make)
        return made

    def _worn(self) -> FloatArray:
        """The ground after erosion, where there is any."""
        wished = self._parameters
        if wished.hydraulic_erosion > 0.0 or wished.thermal_erosion > 0.0:
            return self._eroded().heights_m
        return self._given

    def _water(self) -> _Water:
        def make() -> _Water:
            return self._own_water() if self._rivers is None else self._known_water(self._rivers)

        made: _Water = self._once("water", make)
        return made

    def _depths_wanted(self) -> bool:
        return bool(self._wanted & {"water_depth", "water_surface"})

    def _known_water(self, rivers: Carved) -> _Water:
        """The world's rivers and lakes."""
        ground, spacing = self._worn(), np.float32(self._spacing)
        level = rivers.water_level_m
        lake = rivers.lake & (ground < level)
        sea = sea_mask(np.where(lake, np.float32(self._sea_level + 1.0), ground), self._sea_level)
        surface = ground.copy()
        surface[lake] = level[lake]
        surface[sea] = self._sea_level
        drawn_px = np.maximum(rivers.river_width_m / (spacing + spacing), np.float32(0.5))
        beyond = rivers.river_distance_m / spacing - drawn_px
        pixels = np.flatnonzero(beyond.reshape(-1) < _DAMP_PX).astype(np.int32)
        beside = _Beside(pixels, beyond.reshape(-1)[pixels], rivers.river_width_m.reshape(-1)[pixels])
        running = None
        if self._depths_wanted():
            deep = np.where((beyond <= 0.0) & ~lake & ~sea, level - ground, np.float32(0.0))
            running = np.maximum(deep, np.float32(0.0))
        flow = None
        if "flow" in self._wanted:
            area_m2 = doubled(self._hillside_px(surface), surface.shape) * (_HALF_STEPS * spacing) ** 2
            discharge = self._parameters.geometry().discharge_m3s(area_m2.astype(np.float64))
            np.maximum(discharge, rivers.discharge_m3_per_s, out=discharge, where=beyond <= 0.5)
            flow = np.log10(np.maximum(discharge, 1e-9)).astype(np.float32)
        return _Water(ground, surface, connected_regions(lake), sea, beside, flow, running)

    def _own_water(self) -> _Water:
        """Water as it would run on this map alone: drained ground, with channels."""
        wished, spacing = self._parameters, self._spacing
        rules = wished.rules(spacing)
        drained = drain(self._worn(), spacing, self._sea_level, rules, self._checkpoint)
        area = catchment_m2(drained, spacing, self._checkpoint)
        geometry = wished.geometry()
        rivers = find_rivers(drained, area, wished.river_threshold_px * spacing**2, geometry)
        flow = None
        if "flow" in self._wanted:
            flow = np.log10(np.maximum(geometry.discharge_m3s(area), 1e-9)).astype(np.float32)
        shape = area.shape
        del area
        half, banks = half_width_px(rivers, spacing), bank_width_px(rivers, spacing)
        near = reach_of(rivers, half, banks, shape, self._checkpoint)
        running = None
        if wished.carve_rivers:
            ground, sea = carve_channels(drained, rivers, near, spacing, keep_edges=wished.keep_edges), drained.sea
            del drained
            drained = settle(ground, sea, spacing, self._sea_level, rules, self._checkpoint)
            if self._depths_wanted():
                running = _running_m(drained.ground_m, rivers, near)
        drawn = np.maximum(half, np.float32(0.5))[near.places]
        beside = _Beside(near.pixels, near.distance_px - drawn, rivers.width_m[near.places])
        return _Water(drained.ground_m, drained.surface_m, drained.lakes, drained.sea, beside, flow, running)

    def _hillside_px(self, surface: FloatArray) -> FloatArray:
        """Area of the hillside above each pixel of the half grid, in its pixels."""

        def make() -> FloatArray:
            return gathered_area_px(halved(surface), _GATHERING_STEPS, self._checkpoint)

        made: FloatArray = self._once("hillside", make)
        return made

    def _slope_and_aspect(self) -> tuple[FloatArray, FloatArray | None]:
        def make() -> tuple[FloatArray, FloatArray | None]:
            rise = gradient(self._water().ground_m, self._spacing)
            return rise.slope_deg(), rise.aspect_deg() if "aspect" in self._wanted else None

        made: tuple[FloatArray, FloatArray | None] = self._once("slope_and_aspect", make)
        return made

    def _curvature_of(self) -> Curvature:
        made: Curvature = self._once("curvatures", lambda: curvature(self._water().ground_m, self._spacing))
        return made

    def _smooth_slope(self) -> FloatArray:
        """Slope without the roughness of single pixels, degrees."""

        def make() -> FloatArray:
            smooth = smoothed(self.layer("slope"), 2)
            self._forget("slope_and_aspect", {"slope", "aspect"})
            self._forget("slope", {"slope"})
            return smooth

        made: FloatArray = self._once("smooth_slope", make)
        return made

    def _hollows(self) -> FloatArray:
        """Height of the surroundings above each pixel, metres: hollows positive, bulges negative."""

        def make() -> FloatArray:
            surface = self._water().surface_m
            wide = doubled(smoothed(halved(surface), 6), surface.shape)
            wide -= surface
            return wide

        made: FloatArray = self._once("hollows", make)
        return made

    def _climate(self) -> tuple[FloatArray, FloatArray]:
        """Biotemperature, °C, and dryness."""

        def make() -> tuple[FloatArray, FloatArray]:
            wished = self._parameters
            above = np.maximum(self._water().surface_m - np.float32(self._sea_level), np.float32(0.0))
            above *= np.float32(-wished.lapse_c_per_km / 1000.0)
            above += np.float32(wished.sea_level_temperature_c)
            warmth = biotemperature_c(above)
            # Hollows and valley floors keep water, ridges lose it.
            rain = self._smooth_wetness() * np.float32(1.1 * wished.rainfall_mm)
            rain += np.float32(0.45 * wished.rainfall_mm)
            return warmth, dryness(warmth, rain)

        made: tuple[FloatArray, FloatArray] = self._once("climate", make)
        return made

    def _smooth_wetness(self) -> FloatArray:
        def make() -> FloatArray:
            wetness = self.layer("wetness")
            half = halved(wetness)
            wide = smoothed(halved(half), _MOISTURE_ROUNDS)
            return doubled(doubled(wide, half.shape), wetness.shape)

        made: FloatArray = self._once("smooth_wetness", make)
        return made

    def _shore_m(self) -> float:
        """Height up to which the sea throws sand: on coarse grids at least a pixel of a gentle shore."""
        return max(_SHORE_M, _SHORE_RISE * self._spacing)

    def _dry_land(self) -> FloatArray:
        """1 on land, 0 in lakes and the sea, and on a river by how much of the pixel it leaves."""

        def make() -> FloatArray:
            water = self._water()
            land: FloatArray = np.float32(1.0) - self.layer("river")
            land[water.sea] = 0.0
            land[water.lakes > 0] = 0.0
            self._forget("river", {"river", "river_width", "biome"})
            return land

        made: FloatArray = self._once("dry_land", make)
        return made

    # The layers.

    def _height(self) -> FloatArray:
        # A view: what was given is handed out where nothing changed it, and stays the caller's to write to.
        return self._water().ground_m.view()

    def _water_surface(self) -> FloatArray:
        return self.layer("water_depth") + self._water().ground_m

    def _water_depth(self) -> FloatArray:
        water = self._water()
        depth = water.surface_m - water.ground_m
        if water.running_m is not None:
            np.maximum(depth, water.running_m, out=depth)
        return depth

    def _slope(self) -> FloatArray:
        return self._slope_and_aspect()[0]

    def _aspect(self) -> FloatArray | None:
        return self._slope_and_aspect()[1]

    def _curvature(self) -> FloatArray:
        return self._curvature_of().mean

    def _profile_curvature(self) -> FloatArray:
        return self._curvature_of().profile

    def _plan_curvature(self) -> FloatArray:
        return self._curvature_of().plan

    def _wetness(self) -> FloatArray:
        # ln(a / tan b) of Beven and Kirkby (1979), with a in pixels so that the scale does not hang on the spacing.
        area = self._hillside_px(self._water().surface_m)
        surface = halved(self._water().surface_m)
        steep = gradient(surface, self._spacing * _HALF_STEPS)
        index = np.log(area / np.maximum(np.hypot(steep.east, steep.south), np.float32(0.01)))
        wetness = doubled(smoothstep(0.5, 8.0, smoothed(index, 1)), self._given.shape)
        self._kept.pop("hillside")
        water = self._water()
        flat = wetness.reshape(-1)
        pixels = water.beside.pixels
        beyond = np.clip(water.beside.beyond_px, 0.0, _DAMP_PX)
        flat[pixels] = np.maximum(flat[pixels], 1.0 - beyond / np.float32(_DAMP_PX))
        wetness[water.sea] = 1.0
        wetness[water.lakes > 0] = 1.0
        return wetness

    def _flow(self) -> FloatArray | None:
        return self._water().log_discharge

    def _river(self) -> FloatArray:
        water = self._water()
        river = np.zeros(self._given.shape, np.float32)
        river.reshape(-1)[water.beside.pixels] = np.clip(np.float32(0.5) - water.beside.beyond_px, 0.0, 1.0)
        river[water.sea] = 0.0
        river[water.lakes > 0] = 0.0
        return river

    def _river_width(self) -> FloatArray:
        beside = self._water().beside
        width = np.zeros(self._given.shape, np.float32)
        wet = beside.beyond_px < 0.5
        width.reshape(-1)[beside.pixels[wet]] = beside.width_m[wet]
        width[self.layer("river") == 0.0] = 0.0
        return width

    def _lake(self) -> npt.NDArray[np.uint8]:
        return (self._water().lakes > 0).astype(np.uint8) * np.uint8(255)

    def _lake_number(self) -> npt.NDArray[np.int32]:
        return self._water().lakes

    def _sea(self) -> npt.NDArray[np.uint8]:
        return self._water().sea.astype(np.uint8) * np.uint8(255)

    def _sediment(self) -> FloatArray:
        if self._parameters.hydraulic_erosion > 0.0 or self._parameters.thermal_erosion > 0.0:
            lain = self._eroded().sediment_m
            most = float(np.percentile(lain, 99.0))
            share: FloatArray = np.clip(lain / np.float32(max(most, 1e-6)), 0.0, 1.0)
            return share
        # Debris comes to lie where slopes ease, in hollows, and where water brings it.
        hollow = smoothstep(-0.01, 0.06, self._hollows() * np.float32(1.0 / (4.0 * self._spacing)))
        hollow *= smoothstep(24.0, 4.0, self._smooth_slope())
        hollow *= np.float32(0.35) + np.float32(0.65) * self.layer("wetness")
        return hollow

    def _biome(self) -> npt.NDArray[np.uint8]:
        water = self._water()
        warmth, dry = self._climate()
        return classify(
            warmth,
            dry,
            doubled(smoothed(halved(self._smooth_slope()), 3), dry.shape),
            self._smooth_wetness(),
            water.surface_m - np.float32(self._sea_level),
            (water.sea, water.lakes > 0, self.layer("river") > 0.5),
            self._parameters.rock_slope_deg,
            self._shore_m(),
        )

    def _covers(self, rows: slice) -> list[tuple[Material, FloatArray]]:
        """What lies over what on some rows, from the ground up."""
        rock_deg = self._parameters.rock_slope_deg
        slope = self._smooth_slope()[rows]
        warmth, dry = (field[rows] for field in self._climate())
        wet = self.layer("wetness")[rows]
        hollow = self._hollows()[rows] * np.float32(1.0 / (4.0 * self._spacing))
        bulge = smoothstep(0.0, 0.12, -hollow)
        above = self._water().surface_m[rows] - np.float32(self._sea_level)
        sediment = self.layer("sediment")[rows]
        grass = smoothstep(3.2, 1.4, dry) * smoothstep(1.2, 3.5, warmth) * smoothstep(rock_deg, 0.7 * rock_deg, slope)
        grass *= np.float32(1.0) - np.float32(0.5) * bulge
        shore = smoothstep(1.3 * self._shore_m(), 0.5 * self._shore_m(), above) * smoothstep(14.0, 6.0, slope)
        sand = np.maximum(
            shore, smoothstep(2.4, 3.4, dry) * smoothstep(24.0, 12.0, slope) * smoothstep(2.0, 8.0, warmth)
        )
        fallen = smoothstep(0.62 * rock_deg, 0.85 * rock_deg, slope) * (
            np.float32(0.3) + np.float32(0.7) * smoothstep(-0.02, 0.05, hollow)
        )
        steep = slope + np.float32(8.0) * bulge
        rock = smoothstep(0.88 * rock_deg, 1.12 * rock_deg, steep)
        rock = np.maximum(rock, smoothstep(0.0, 0.2, -hollow) * smoothstep(0.4 * rock_deg, 0.8 * rock_deg, slope))
        snow = smoothstep(2.2, 1.2, warmth) * smoothstep(1.3 * rock_deg, 0.95 * rock_deg, slope)
        mud = smoothstep(0.9, 1.0, wet) * smoothstep(20.0, 8.0, slope)
        mud = np.maximum(mud * smoothstep(1.0, 2.5, warmth), np.float32(1.0) - self._dry_land()[rows])
        mud[self._water().sea[rows]] = 0.0
        silt = np.float32(0.55) * sediment * smoothstep(0.3, 0.9, sediment)
        return [
            (Material.GRASS, grass),
            (Material.SOIL, silt),
            (Material.FOREST_FLOOR, smoothstep(0.1, 0.8, self.layer("trees")[rows])),
            (Material.SAND, sand),
            (Material.SCREE, fallen),
            (Material.ROCK, rock),
            (Material.SNOW, snow),
            (Material.MUD, mud),
        ]

    def _splat(self) -> npt.NDArray[np.uint8]:
        for needed in ("wetness", "sediment", "trees", "river"):
            self.layer(needed)
        for prepare in (self._smooth_slope, self._hollows, self._climate, self._dry_land):
            prepare()
        shape = self._given.shape
        splat = np.empty((*shape, len(Material)), np.uint8)
        for rows in row_blocks(shape, 1 << 15):
            self._checkpoint()
            splat[rows] = to_bytes(layered(self._covers(rows)))
        return splat

    def _trees(self) -> FloatArray:
        warmth, dry = self._climate()
        slope = self._smooth_slope()
        trees = np.empty(slope.shape, np.float32)
        land = self._dry_land()
        for rows in row_blocks(slope.shape):
            part = smoothstep(1.3, 0.7, dry[rows]) * smoothstep(3.2, 5.0, warmth[rows])
            part *= smoothstep(40.0, 26.0, slope[rows])
            part *= smoothstep(0.97, 0.85, self.layer("wetness")[rows])
            part *= land[rows]
            part *= smoothstep(2.0, 6.0, self._water().surface_m[rows] - np.float32(self._sea_level))
            trees[rows] = part
        return trees

    def _bushes(self) -> FloatArray:
        warmth, dry = self._climate()
        slope = self._smooth_slope()
        trees, land = self.layer("trees"), self._dry_land()
        bushes = np.empty(slope.shape, np.float32)
        for rows in row_blocks(slope.shape):
            # Thickest at the forest's edge, thinner under the trees, and up to where it is too dry or cold.
            part = smoothstep(3.0, 1.4, dry[rows]) * smoothstep(1.8, 3.2, warmth[rows])
            part *= smoothstep(46.0, 30.0, slope[rows]) * land[rows]
            part *= np.float32(0.35) + np.float32(2.6) * trees[rows] * (np.float32(1.0) - trees[rows])
            part *= smoothstep(1.0, 3.0, self._water().surface_m[rows] - np.float32(self._sea_level))
            bushes[rows] = np.minimum(part, 1.0)
        return bushes

    def _grass(self) -> FloatArray:
        return self._from_splat({Material.GRASS: 1.0, Material.FOREST_FLOOR: 0.3, Material.SOIL: 0.15})

    def _rocks(self) -> FloatArray:
        return self._from_splat({Material.SCREE: 1.0, Material.ROCK: 0.35, Material.SOIL: 0.05})

    def _from_splat(self, shares: Mapping[Material, float]) -> FloatArray:
        splat, land = self.layer("splat"), self._dry_land()
        density = np.zeros(land.shape, np.float32)
        for material, share in shares.items():
            density += splat[..., material] * np.float32(share / 255.0)
        density *= land
        return np.minimum(density, np.float32(1.0))
