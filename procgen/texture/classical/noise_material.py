"""Procedural materials: gradient and cellular noise, arranged by a recipe for each class.

The classical method of Perlin ("An Image Synthesizer", SIGGRAPH 1985) and of Ebert et al. ("Texturing and Modeling",
2003). It needs no model and no example, any size is seamless, and all maps follow from the same fields.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.classes import CLASS_NAMES
from procgen.texture.classical.canvas import Canvas, mix
from procgen.texture.classical.ramps import RAMPS, STOPS, Ramp, paint
from procgen.texture.classical.recipes import RECIPES
from procgen.texture.classical.torus import equalise
from procgen.texture.material import FloatArray, Surface

MIN_SIZE_PX, MAX_SIZE_PX = 32, 8192
MIN_PIECE_PX, MAX_PIECE_PX = 16, 4096
BASE_PIECE_PX = 128
"""Heights in recipes are pixels of a natural piece of this width."""

_RECOLOUR = 0.04
"""How far a style's colours stray from its ramp, of 1."""


@dataclass(frozen=True, slots=True)
class NoiseParameters:
    """A procedural material.

    Raises:
        InvalidFields: naming all fields that are out of range.
    """

    material: str
    """One of :data:`procgen.texture.classes.CLASS_NAMES`."""
    seed: int
    """0 to 2^64 - 1: where each thing lies."""
    rows: int
    """32 to 8192 px."""
    columns: int
    """32 to 8192 px."""
    piece_px: int = BASE_PIECE_PX
    """Width of a natural piece of the class (:attr:`procgen.texture.classes.MaterialClass.metres`), 16 to 4096 px."""
    style_seed: int | None = None
    """0 to 2^64 - 1: colours and kind; variations of one material share it. None takes ``seed``."""
    palette: tuple[tuple[float, float, float], ...] = ()
    """2 to 5 colours, sRGB 0 to 1, from the darkest pixels to the brightest; empty takes one usual for the class."""

    def __post_init__(self) -> None:
        violations = []
        if self.material not in CLASS_NAMES:
            violations.append(Violation.of("material", self.material, f"one of {', '.join(CLASS_NAMES)}"))
        for name in ("seed", "style_seed"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < 1 << 64:
                violations.append(Violation.of(name, value, "0 to 2^64 - 1"))
        for name, low, high in (
            ("rows", MIN_SIZE_PX, MAX_SIZE_PX),
            ("columns", MIN_SIZE_PX, MAX_SIZE_PX),
            ("piece_px", MIN_PIECE_PX, MAX_PIECE_PX),
        ):
            value = getattr(self, name)
            if not low <= value <= high:
                violations.append(Violation.of(name, value, f"{low} to {high}"))
        if self.palette and not (
            2 <= len(self.palette) <= len(STOPS) and all(0.0 <= v <= 1.0 for colour in self.palette for v in colour)
        ):
            violations.append(
                Violation.of("palette", self.palette, f"2 to {len(STOPS)} colours of three numbers 0 to 1")
            )
        if violations:
            raise InvalidFields(violations)


def _ramp(parameters: NoiseParameters, canvas: Canvas) -> Ramp:
    if parameters.palette:
        places = np.linspace(STOPS[0], STOPS[-1], len(parameters.palette))
        colours = np.array(parameters.palette, np.float32)
        return np.stack([np.interp(STOPS, places, colours[:, k]) for k in range(3)], axis=-1).astype(np.float32)
    ramps = RAMPS[parameters.material]
    # The power makes the usual ones come more often.
    ramp = ramps[min(int(canvas.style("ramp", 0.0, 1.0) ** 1.5 * len(ramps)), len(ramps) - 1)]
    shift = [canvas.style(f"colour{k}", -_RECOLOUR, _RECOLOUR) for k in range(3)]
    level = canvas.style("level", -_RECOLOUR, _RECOLOUR)
    # Less at the ends, so that black stays black and white white.
    room = 4.0 * ramp * (1.0 - ramp)
    return np.asarray(np.clip(ramp + room * (level + 0.5 * np.array(shift)), 0.0, 1.0), np.float32)


def _field(value: FloatArray | float, shape: tuple[int, int]) -> FloatArray:
    return np.ascontiguousarray(np.broadcast_to(np.asarray(value, np.float32), shape))


def noise_surface(parameters: NoiseParameters, checkpoint: Checkpoint = go_on) -> Surface:
    """Draw a procedural material.

    Args:
        parameters: what to draw.
        checkpoint: called every few ten milliseconds.
    """
    style_seed = parameters.seed if parameters.style_seed is None else parameters.style_seed
    shape = (parameters.rows, parameters.columns)
    canvas = Canvas(*shape, parameters.piece_px, parameters.seed, style_seed, checkpoint)
    ramp = _ramp(parameters, canvas)
    look = RECIPES[parameters.material](canvas, ramp)
    checkpoint()
    albedo = paint(equalise(look.tone), ramp)
    for where, colour in look.tints:
        albedo = mix(albedo, np.array(colour, np.float32), np.asarray(where, np.float32)[..., None])
    checkpoint()
    return Surface(
        albedo=np.clip(albedo, 0.0, 1.0).astype(np.float32),
        height=_field(look.height, shape) * np.float32(parameters.piece_px / BASE_PIECE_PX),
        roughness=np.clip(_field(look.roughness, shape), 0.02, 1.0),
        metallic=np.clip(_field(look.metallic, shape), 0.0, 1.0),
    )
