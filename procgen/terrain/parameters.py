"""What a terrain is asked for: parameters, their ranges, and the defaults that depend on one another."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.terrain.classical import CLASSICAL_MODELS
from procgen.terrain.conditions import Frame
from procgen.terrain.landforms import LANDFORM_NAMES, landform
from procgen.terrain.representation import WINDOW, FloatArray

DIFFUSION = "diffusion"
"""Name of the packaged learned generator."""


@dataclass(frozen=True, slots=True)
class Range:
    """A numeric parameter's allowed values, ends included."""

    minimum: float
    maximum: float
    description: str
    default: float | None = None
    whole: bool = False

    def allows(self, value: float) -> bool:
        return (
            math.isfinite(value) and self.minimum <= value <= self.maximum and (not self.whole or value == int(value))
        )

    def __str__(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        return f"{kind} from {self.minimum:.10g} to {self.maximum:.10g}"


_ORIGIN_LIMIT_PX = 2.0**30

RANGES: dict[str, Range] = {
    "seed": Range(0, 2.0**64 - 1, "The world; any 64-bit number.", 0, whole=True),
    "origin_x_px": Range(-_ORIGIN_LIMIT_PX, _ORIGIN_LIMIT_PX, "Western edge on the world's grid.", 0, whole=True),
    "origin_z_px": Range(-_ORIGIN_LIMIT_PX, _ORIGIN_LIMIT_PX, "Northern edge on the world's grid.", 0, whole=True),
    "width_px": Range(64, 2049, "Columns, west to east.", None, whole=True),
    "depth_px": Range(64, 2049, "Rows, north to south.", None, whole=True),
    "metres_per_pixel": Range(0.1, 1000.0, "Spacing of the grid.", 30.0),
    "mean_height_m": Range(-12000.0, 20000.0, "Mean height above the sea; by default typical of the landform."),
    "relief_m": Range(
        1.0, 20000.0, "Height difference within 256 x 256 pixels; by default typical of landform and spacing."
    ),
    "wander": Range(0.0, 1.0, "How far mean and relief may wander from place to place.", 0.25),
    "sea_level_m": Range(-12000.0, 20000.0, "Height of the sea.", 0.0),
}
SKETCH_SIDE = Range(2, 256, "Columns or rows of a sketch.", None, whole=True)
SKETCH_HEIGHT = Range(-12000.0, 20000.0, "A height in a sketch, metres.")
SKETCH_WEIGHT = Range(0.0, 1.0, "How much a sketched height counts.", 1.0)


@dataclass(frozen=True, slots=True)
class Sketch:
    """Rough heights over the whole requested rectangle."""

    heights_m: FloatArray
    """(depth, width) metres."""
    weights: FloatArray
    """(depth, width), 0 (free) to 1."""


@dataclass(frozen=True, slots=True)
class TerrainParameters:
    """A request for a rectangle of a world; ``None`` takes the default that :func:`resolve` works out."""

    width_px: int
    depth_px: int
    seed: int = 0
    origin_x_px: int = 0
    origin_z_px: int = 0
    metres_per_pixel: float | None = None
    model: str = ""
    landform: str = ""
    mean_height_m: float | None = None
    relief_m: float | None = None
    wander: float | None = None
    sea_level_m: float | None = None
    keep_sea_floor: bool = False
    sketch: Sketch | None = None


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
    model: str
    landform: str
    mean_height_m: float
    relief_m: float
    wander: float
    sea_level_m: float
    keep_sea_floor: bool
    sketch: Sketch | None

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
    if parameters.model and parameters.model not in models:
        found.append(Violation.of("model", repr(parameters.model), "one of " + ", ".join(models)))
    if parameters.landform and parameters.landform not in LANDFORM_NAMES:
        allowed_names = "empty (any) or one of " + ", ".join(LANDFORM_NAMES)
        found.append(Violation.of("landform", repr(parameters.landform), allowed_names))
    if parameters.sketch is not None:
        found += _sketch_violations(parameters.sketch, parameters.model)
    return found


def _sketch_violations(sketch: Sketch, model: str) -> list[Violation]:
    found = []
    depth, width = sketch.heights_m.shape
    for name, size in (("sketch.width", width), ("sketch.depth", depth)):
        if not SKETCH_SIDE.allows(size):
            found.append(Violation.of(name, size, str(SKETCH_SIDE)))
    for name, values, allowed in (
        ("sketch.heights_m", sketch.heights_m, SKETCH_HEIGHT),
        ("sketch.weights", sketch.weights, SKETCH_WEIGHT),
    ):
        inside = (values >= allowed.minimum) & (values <= allowed.maximum)  # false for NaN as well
        if not inside.all():
            first = int(np.argmin(inside))
            found.append(Violation.of(f"{name}[{first}]", values.flat[first], str(allowed)))
    if model in CLASSICAL_MODELS:
        found.append(
            Violation.of("sketch", f"given with model {model!r}", "only with a learned model, such as diffusion")
        )
    return found


def resolve(parameters: TerrainParameters, models: tuple[str, ...]) -> ResolvedTerrain:
    """Check the parameters and fill in their defaults.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = violations(parameters, models)
    if found:
        raise InvalidFields(found)

    def number(name: str) -> float:
        value = getattr(parameters, name)
        default = RANGES[name].default
        return float(default if value is None and default is not None else value)

    spacing, sea = number("metres_per_pixel"), number("sea_level_m")
    typical = landform(parameters.landform)
    relief, mean = parameters.relief_m, parameters.mean_height_m
    sketch = parameters.sketch
    if sketch is not None and sketch.weights.max() > 0.0:
        # The frame follows the sketch where nothing else is said, so that what was drawn lies inside it.
        drawn = sketch.heights_m[sketch.weights > 0.0]
        low, high = np.percentile(drawn, (1.0, 99.0))
        relief = max(1.15 * float(high - low), 1.0) if relief is None else relief
        mean = float(drawn.mean()) if mean is None else mean
    # A wide grid must not ask for mountains higher than any world's.
    relief = min(max(typical.relief_ratio * WINDOW * spacing, 1.0), 9000.0) if relief is None else relief
    mean = sea + typical.mean_over_relief * relief if mean is None else mean
    return ResolvedTerrain(
        width_px=parameters.width_px,
        depth_px=parameters.depth_px,
        seed=parameters.seed,
        origin_x_px=parameters.origin_x_px,
        origin_z_px=parameters.origin_z_px,
        metres_per_pixel=_float32(spacing),
        model=parameters.model or models[0],
        landform=parameters.landform,
        mean_height_m=_float32(mean),
        relief_m=_float32(relief),
        wander=_float32(number("wander")),
        sea_level_m=_float32(sea),
        keep_sea_floor=parameters.keep_sea_floor,
        sketch=sketch,
    )


def _float32(value: float) -> float:
    return float(np.float32(value))
