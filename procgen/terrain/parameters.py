"""What a terrain is asked for: parameters, their ranges, and the defaults that depend on one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import Range, number, range_violations, ranges_of
from procgen.terrain.base.land import BASE_SIDE, CELL_PX, Base, BaseLand
from procgen.terrain.classical import CLASSICAL_MODELS
from procgen.terrain.conditions import Frame
from procgen.terrain.controls import checks
from procgen.terrain.controls.limits import HEIGHT, ORIGIN_LIMIT_PX, SKETCH_HEIGHT, SKETCH_SIDE, SKETCH_WEIGHT, STRENGTH
from procgen.terrain.controls.resolve import (
    float32,
    lock_of_edges,
    map_figures,
    resolve_constraints,
    resolve_erosion,
    resolve_landform_map,
    resolve_lock,
    resolve_stamps,
    resolve_strokes,
    typical_relief_m,
)
from procgen.terrain.controls.shapes import (
    RIVER,
    Constraints,
    Edges,
    ErosionMap,
    GeoFrame,
    LandformMap,
    Lock,
    SeedMix,
    Stamp,
    Stroke,
    WorldArea,
)
from procgen.terrain.grain import PIXELS, drawn_rank
from procgen.terrain.ground.parameters import GROUND_RANGES, GroundParameters, ground_violations
from procgen.terrain.landforms import LANDFORM_NAMES, landform
from procgen.terrain.representation import CELL, WINDOW, FloatArray
from procgen.terrain.rivers.parameters import RIVER_RANGES, RiverParameters
from procgen.terrain.rivers.parameters import violations as river_violations

DIFFUSION = "diffusion"
"""Name of the packaged learned generator."""
_SPACING_M = 30.0
_FINEST_CELLS = 2
"""Last level of detail that is made of pixels; those above need a generator with cells."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """Rough heights over a rectangle."""

    heights_m: FloatArray
    """(depth, width) metres."""
    weights: FloatArray
    """(depth, width), 0 (free) to 1."""
    area: WorldArea | None = None
    """Where it lies; the request's own rectangle if None."""
    strength: float = 1.0
    """Factor on all weights, 0 to 1."""


@dataclass(frozen=True, slots=True)
class TerrainParameters:
    """A request for a rectangle of a world; ``None`` takes the default that :func:`resolve` works out."""

    width_px: int = number(64, 2049, "Columns, west to east.", whole=True, unset=...)
    depth_px: int = number(64, 2049, "Rows, north to south.", whole=True, unset=...)
    seed: int = number(0, 2.0**64 - 1, "The world; any 64-bit number.", 0, whole=True)
    origin_x_px: int = number(-ORIGIN_LIMIT_PX, ORIGIN_LIMIT_PX, "Western edge on the world's grid.", 0, whole=True)
    origin_z_px: int = number(-ORIGIN_LIMIT_PX, ORIGIN_LIMIT_PX, "Northern edge on the world's grid.", 0, whole=True)
    metres_per_pixel: float | None = number(0.1, 1000.0, "Spacing of the grid, at level 0.", _SPACING_M, unset=None)
    level: int = number(
        0, 5, "Level of detail: pixels are 2^level times as large; origin and size count these.", 0, whole=True
    )
    """Origin and size count pixels of this level, each the mean of 2^level x 2^level pixels of level 0; all else,
    spacing and controls, is said in pixels of level 0."""
    refinements: int = number(
        0, 2, "How often land is made eight times finer than its landforms, down to a metre and less.", 0, whole=True
    )
    """Landforms then have pixels of ``metres_per_pixel`` times 8 or 64; ``relief_m`` is that of 256 x 256 of these."""
    model: str = ""
    landform: str = ""
    mean_height_m: float | None = number(-12000.0, 20000.0, "Mean height; by default typical of landform and wander.")
    relief_m: float | None = number(
        1.0, 20000.0, "Height difference within 256 x 256 pixels; by default typical of landform and spacing."
    )
    wander: float | None = number(0.0, 1.0, "How far mean and relief may wander from place to place.", 0.6, unset=None)
    age: float | None = number(0.0, 1.0, "How worn the land is: 0 fresh to 1 old.", 0.4, unset=None)
    rock: float | None = number(0.0, 1.0, "How unlike its beds are: 0 all alike to 1 hard and soft.", 0.6, unset=None)
    ice: float | None = number(0.0, 1.0, "How far ice has shaped it: 0 water alone to 1 ice alone.", 0.7, unset=None)
    wind_deg: float | None = number(
        0.0, 360.0, "Where wind, and ice over drumlins, comes from: degrees clockwise from north.", 300.0, unset=None
    )
    wind_spread: float | None = number(
        0.0, 1.0, "How many winds: 0 one (dunes across), 0.5 two (along), 1 all (stars).", 0.0, unset=None
    )
    sand: float | None = number(0.0, 1.0, "How much sand: 0 a few crescents to 1 a sea of dunes.", 0.8, unset=None)
    grain: float | None = number(
        0.0,
        1.0,
        "How rough the last pixels are: 0 the softest real land of its kind to 1 the roughest; drawn by the seed.",
    )
    sea_level_m: float | None = number(-12000.0, 20000.0, "Height of the sea.", 0.0, unset=None)
    keep_sea_floor: bool = False
    base: Base | None = None
    geo_frame: GeoFrame | None = None
    """Where the world lies on a map; a local frame if None."""
    sketch: Sketch | None = None
    strokes: tuple[Stroke, ...] = ()
    lock: Lock | None = None
    edges: Edges | None = None
    """Instead of a lock."""
    variation: SeedMix | None = None
    landform_map: LandformMap | None = None
    vertical_scale: float | None = number(
        0.1, 10.0, "Factor on heights above the sea level, after they were made.", 1.0, unset=None
    )
    constraints: Constraints | None = None
    stamps: tuple[Stamp, ...] = ()
    """Set onto the land in this order."""
    erosion: ErosionMap | None = None
    rivers: RiverParameters | None = None
    """None leaves the heights without the world's rivers."""
    ground: GroundParameters | None = None
    reshape: bool = False
    """Hand out the heights after erosion, draining and channels, as the ground's layers have them."""

    @property
    def area(self) -> WorldArea:
        """The rectangle that is asked for, in pixels of level 0."""
        factor: int = 2**self.level
        sides = self.origin_x_px, self.origin_z_px, self.width_px, self.depth_px
        return WorldArea(*(side * factor for side in sides))


RANGES: Final = ranges_of(TerrainParameters, "seed", "origin_x_px", "origin_z_px")


@dataclass(frozen=True, slots=True)
class ResolvedTerrain:
    """Parameters with every default filled in: what the generators work from.

    Its numbers are rounded to float32, as the wire carries them, so that a recipe read back asks for the same.
    """

    width_px: int
    depth_px: int
    seed: int
    origin_x_px: int
    origin_z_px: int
    metres_per_pixel: float
    """Of level 0."""
    level: int
    refinements: int
    model: str
    landform: str
    mean_height_m: float
    relief_m: float
    wander: float
    age: float
    rock: float
    ice: float
    wind_deg: float
    wind_spread: float
    sand: float
    grain: float
    """See :func:`procgen.terrain.grain.grain_at`."""
    sea_level_m: float
    keep_sea_floor: bool
    base: BaseLand | None
    geo_frame: GeoFrame | None
    sketch: Sketch | None
    strokes: tuple[Stroke, ...]
    lock: Lock | None
    """With its area; the rims of neighbours have become a lock too."""
    other_seed: int
    """Second world; equal to ``seed`` where there is none."""
    share: float
    """How much of the second world is mixed in, 0 to 1."""
    landform_map: LandformMap | None
    vertical_scale: float
    constraints: Constraints
    stamps: tuple[Stamp, ...]
    erosion: ErosionMap | None
    rivers: RiverParameters | None
    ground: GroundParameters
    reshape: bool

    @property
    def level_metres_per_pixel(self) -> float:
        """Spacing of the pixels that are handed out."""
        return self.metres_per_pixel * float(2**self.level)

    @property
    def frame(self) -> Frame:
        """What the heights are relative to; its zero is the sea level."""
        return Frame(self.mean_height_m - self.sea_level_m, self.relief_m, self.metres_per_pixel)


def violations(parameters: TerrainParameters, models: tuple[str, ...]) -> list[Violation]:
    """Everything that is wrong with the parameters, in the order of the fields.

    Args:
        parameters: to check.
        models: names of the generators that can be asked for.
    """
    found = []
    for name, allowed in RANGES.items():
        value = getattr(parameters, name)
        if value is not None and not allowed.allows(value):
            missing = value == 0 and name in ("width_px", "depth_px")
            found.append(Violation.of(name, "missing" if missing else value, str(allowed)))
    found += _level_violations(parameters)
    found += _refinement_violations(parameters)
    if parameters.model and parameters.model not in models:
        found.append(Violation.of("model", repr(parameters.model), "one of " + ", ".join(models)))
    if parameters.landform and parameters.landform not in LANDFORM_NAMES:
        allowed_names = "empty (any) or one of " + ", ".join(LANDFORM_NAMES)
        found.append(Violation.of("landform", repr(parameters.landform), allowed_names))
    if parameters.base is not None:
        found += _base_violations(parameters)
    if parameters.sketch is not None:
        found += _sketch_violations(parameters.sketch)
    found += checks.geo_frame_violations(parameters.geo_frame)
    found += checks.stroke_violations(parameters.strokes)
    found += checks.lock_violations(parameters.lock)
    found += checks.edges_violations(parameters.edges, parameters.width_px, parameters.depth_px)
    if parameters.lock is not None and parameters.edges is not None:
        found.append(Violation.of("edges", "given with a lock", "either of them: a lock can hold rims too"))
    found += checks.variation_violations(parameters.variation)
    found += checks.landform_map_violations(parameters.landform_map)
    found += checks.constraint_violations(parameters.constraints)
    found += checks.stamp_violations(parameters.stamps)
    found += checks.erosion_violations(parameters.erosion)
    if parameters.rivers is not None:
        found += river_violations(parameters.rivers)
    if parameters.ground is not None:
        found += [replace(wrong, field=f"ground.{wrong.field}") for wrong in ground_violations(parameters.ground)]
    if parameters.model in CLASSICAL_MODELS:
        for name in ("base", "sketch", "strokes", "variation", "landform_map", "rivers"):
            if getattr(parameters, name):
                given = f"given with model {parameters.model!r}"
                found.append(Violation.of(name, given, "only with a learned model, such as diffusion"))
    return found


def origin_range(level: int) -> Range:
    """What an origin may be at a level of detail: the same places of the world at each."""
    return replace(RANGES["origin_x_px"], minimum=-(ORIGIN_LIMIT_PX / 2**level), maximum=ORIGIN_LIMIT_PX / 2**level)


def _level_violations(parameters: TerrainParameters) -> list[Violation]:
    level = parameters.level
    if not 0 < level <= RANGES["level"].maximum:
        return []
    found = []
    for name in ("origin_x_px", "origin_z_px"):
        value, allowed = getattr(parameters, name), origin_range(level)
        if RANGES[name].allows(value) and not allowed.allows(value):
            found.append(Violation.of(name, value, f"{allowed} at level {level}"))
    if parameters.edges is not None:
        found.append(Violation.of("edges", f"given with level {level}", "only at level 0: use a lock"))
    if parameters.model in CLASSICAL_MODELS and level > _FINEST_CELLS:
        found.append(Violation.of("level", level, f"0 to {_FINEST_CELLS} with model {parameters.model!r}"))
    return found


_UNREFINED: Final = ("sketch", "strokes", "landform_map", "constraints")
"""What can't be said yet of refined land."""


def _refinement_violations(parameters: TerrainParameters) -> list[Violation]:
    times = parameters.refinements
    if not 0 < times <= RANGES["refinements"].maximum:
        return []
    found = [
        Violation.of(name, f"given with refinements {times}", "only with refinements 0")
        for name in _UNREFINED
        if getattr(parameters, name)
    ]
    if parameters.base is not None:
        found.append(
            Violation.of("refinements", times, "0 with a base: metres_per_pixel alone says how fine it is made")
        )
    if parameters.model in CLASSICAL_MODELS:
        found.append(Violation.of("refinements", times, f"0 with model {parameters.model!r}"))
    spacing, allowed = parameters.metres_per_pixel or _SPACING_M, RANGES["metres_per_pixel"]
    most = allowed.maximum / CELL**times
    if allowed.allows(spacing) and spacing > most:
        said = f"{allowed.minimum:g} to {most:g} with refinements {times}"
        found.append(Violation.of("metres_per_pixel", spacing, said))
    return found


def _base_violations(parameters: TerrainParameters) -> list[Violation]:
    base = parameters.base
    assert base is not None
    rows, columns = base.heights_m.shape
    found = range_violations(ranges_of(Base), base, "base.")
    for name, side in (("width", columns), ("depth", rows)):
        if not BASE_SIDE.allows(side):
            found.append(Violation.of(f"base.{name}", side, str(BASE_SIDE)))
    first = checks.first_outside(base.heights_m, HEIGHT)
    if first is not None:
        found.append(Violation.of(f"base heights[{first}]", base.heights_m.flat[first], str(HEIGHT)))
    spacing = parameters.metres_per_pixel or RANGES["metres_per_pixel"].default or 1.0
    if not found and not CELL_PX.allows(base.metres_per_cell / spacing):
        least, most = base.metres_per_cell / CELL_PX.maximum, base.metres_per_cell
        allowed = f"{least:.4g} to {most:.10g}, for a base of {base.metres_per_cell:.10g} m"
        found.append(Violation.of("metres_per_pixel", spacing, allowed))
    for name in ("sketch", "landform_map"):
        if getattr(parameters, name) is not None:
            found.append(Violation.of(name, "given with a base", "either of them: a base is the land"))
    for index, stroke in enumerate(parameters.strokes):
        if stroke.kind != RIVER:
            allowed = f"{RIVER}: a base's land is not drawn over; or a sketch instead of the base"
            found.append(Violation.of(f"strokes[{index}].kind", stroke.kind, allowed))
    return found


def _sketch_violations(sketch: Sketch) -> list[Violation]:
    found = []
    depth, width = sketch.heights_m.shape
    for name, size in (("sketch.width", width), ("sketch.depth", depth)):
        if not SKETCH_SIDE.allows(size):
            found.append(Violation.of(name, size, str(SKETCH_SIDE)))
    for name, values, allowed in (
        ("sketch.heights_m", sketch.heights_m, SKETCH_HEIGHT),
        ("sketch.weights", sketch.weights, SKETCH_WEIGHT),
    ):
        first = checks.first_outside(values, allowed)
        if first is not None:
            found.append(Violation.of(f"{name}[{first}]", values.flat[first], str(allowed)))
    if not STRENGTH.allows(sketch.strength):
        found.append(Violation.of("sketch.strength", sketch.strength, str(STRENGTH)))
    return found + checks.area_violations(sketch.area, "sketch.area")


def resolve(parameters: TerrainParameters, models: tuple[str, ...]) -> ResolvedTerrain:
    """Check the parameters and fill in their defaults.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = violations(parameters, models)
    if found:
        raise InvalidFields(found)

    def value_of(name: str) -> float:
        value = getattr(parameters, name)
        default = RANGES[name].default
        # As it is carried in a message, or a default would give other land than the same value told.
        return float32(default if value is None and default is not None else value)

    spacing, sea = value_of("metres_per_pixel"), value_of("sea_level_m")
    side_m = WINDOW * spacing * float(CELL**parameters.refinements)
    scale, wander = value_of("vertical_scale"), value_of("wander")
    typical = landform(parameters.landform)
    relief, mean = parameters.relief_m, parameters.mean_height_m
    landform_map = resolve_landform_map(parameters.landform_map, parameters.area, side_m, sea, mean, relief, wander)
    sketch = parameters.sketch
    if sketch is not None:
        sketch = replace(sketch, area=sketch.area or parameters.area, strength=float32(sketch.strength))
        if sketch.strength * sketch.weights.max() > 0.0:
            # The frame follows the sketch where nothing else is said, so that what was drawn lies inside it.
            drawn = (sketch.heights_m[sketch.weights > 0.0] - sea) / scale + sea
            low, high = np.percentile(drawn, (1.0, 99.0))
            relief = 1.15 * float(high - low) if relief is None else relief
            mean = float(drawn.mean()) if mean is None else mean
    land = None
    if parameters.base is not None:
        base = parameters.base
        cell_px = float32(base.metres_per_cell) / float32(spacing)
        land = BaseLand(base, cell_px, base.x_px, base.z_px)
        own_mean, own_relief = land.typical()
        mean = own_mean if mean is None else mean
        relief = own_relief if relief is None else relief
    if landform_map is not None and not parameters.landform:
        map_mean, map_relief = map_figures(landform_map)
        mean = map_mean if mean is None else mean
        relief = map_relief if relief is None else relief
    relief = typical_relief_m(typical, side_m) if relief is None else relief
    mean = sea + typical.typical_mean_m(relief, wander) if mean is None else mean
    variation = parameters.variation or SeedMix(parameters.seed, 0.0)
    share = float32(variation.share)
    other_seed = variation.other_seed if share > 0.0 else parameters.seed
    grain = parameters.grain
    grain = drawn_rank(PIXELS, parameters.seed, other_seed, share) if grain is None else grain
    return ResolvedTerrain(
        width_px=parameters.width_px,
        depth_px=parameters.depth_px,
        seed=parameters.seed,
        origin_x_px=parameters.origin_x_px,
        origin_z_px=parameters.origin_z_px,
        metres_per_pixel=float32(spacing),
        level=parameters.level,
        refinements=parameters.refinements,
        model=parameters.model or models[0],
        landform=parameters.landform,
        # What follows from other numbers must be allowed too: a recipe gives it back.
        mean_height_m=float32(RANGES["mean_height_m"].nearest(mean)),
        relief_m=float32(RANGES["relief_m"].nearest(relief)),
        wander=float32(wander),
        age=float32(value_of("age")),
        rock=float32(value_of("rock")),
        ice=float32(value_of("ice")),
        wind_deg=float32(value_of("wind_deg")),
        wind_spread=float32(value_of("wind_spread")),
        sand=float32(value_of("sand")),
        grain=float32(grain),
        sea_level_m=float32(sea),
        keep_sea_floor=parameters.keep_sea_floor,
        base=land,
        geo_frame=parameters.geo_frame,
        sketch=sketch,
        strokes=resolve_strokes(parameters.strokes),
        lock=resolve_lock(parameters.lock, parameters.area) or lock_of_edges(parameters.edges, parameters.area),
        other_seed=other_seed,
        share=share,
        landform_map=landform_map,
        vertical_scale=float32(scale),
        constraints=resolve_constraints(parameters.constraints),
        stamps=resolve_stamps(parameters.stamps),
        erosion=resolve_erosion(parameters.erosion, parameters.area),
        rivers=None if parameters.rivers is None else _rounded(parameters.rivers, RIVER_RANGES),
        ground=_rounded(parameters.ground or GroundParameters(), GROUND_RANGES),
        reshape=parameters.reshape,
    )


_Numbers = TypeVar("_Numbers", RiverParameters, GroundParameters)


def _rounded(numbers: _Numbers, ranges: Mapping[str, Range]) -> _Numbers:
    """The same with every number as the wire carries it."""
    rounded: dict[str, Any] = {}
    for name in ranges:
        value = getattr(numbers, name)
        if value is not None:
            rounded[name] = float32(value)
    return replace(numbers, **rounded)
