"""Textures of the eyes: iris with fibres and rim, pupil, sclera with veins and warm corners, both eyes side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.character.skin.eyes import EDGE_DEGREES, LIMBUS_DEGREES, LIMBUS_SHARE
from procgen.character.skin.noise import noise_in_space, smoothstep
from procgen.character.skin.parameters import Colour
from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import number, range_violations, ranges_of

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

SIZES_PX = (128, 256, 512)
PUPIL_SHAPES = ("round", "slit")


@dataclass(frozen=True, slots=True)
class Iris:
    """An iris' colours, sRGB 0..1: round the pupil, over most of it, and at its rim; and whether it is natural."""

    inner: Colour
    outer: Colour
    rim: Colour
    natural: bool = True


IRISES: Mapping[str, Iris] = {
    "dark brown": Iris((0.22, 0.12, 0.06), (0.13, 0.065, 0.035), (0.05, 0.03, 0.02)),
    "brown": Iris((0.40, 0.23, 0.10), (0.26, 0.13, 0.06), (0.09, 0.05, 0.03)),
    "hazel": Iris((0.50, 0.32, 0.13), (0.33, 0.33, 0.17), (0.12, 0.11, 0.07)),
    "amber": Iris((0.70, 0.45, 0.13), (0.55, 0.32, 0.09), (0.22, 0.12, 0.04)),
    "green": Iris((0.50, 0.46, 0.20), (0.30, 0.43, 0.27), (0.10, 0.18, 0.13)),
    "blue": Iris((0.56, 0.62, 0.62), (0.32, 0.47, 0.62), (0.11, 0.19, 0.31)),
    "grey": Iris((0.56, 0.58, 0.56), (0.45, 0.50, 0.53), (0.17, 0.20, 0.23)),
    "black": Iris((0.09, 0.055, 0.04), (0.055, 0.035, 0.03), (0.02, 0.015, 0.015)),
    "violet": Iris((0.62, 0.48, 0.75), (0.42, 0.27, 0.62), (0.17, 0.09, 0.30), natural=False),
    "red": Iris((0.85, 0.38, 0.18), (0.66, 0.10, 0.08), (0.25, 0.02, 0.03), natural=False),
    "gold": Iris((0.98, 0.83, 0.35), (0.86, 0.62, 0.14), (0.38, 0.23, 0.04), natural=False),
    "silver": Iris((0.88, 0.90, 0.92), (0.70, 0.74, 0.79), (0.30, 0.33, 0.38), natural=False),
    "cyan": Iris((0.62, 0.96, 0.95), (0.18, 0.76, 0.80), (0.04, 0.32, 0.40), natural=False),
}


@dataclass(frozen=True, slots=True)
class EyeParameters:
    """A person's eyes. ``left`` and ``right`` name an iris of ``IRISES``; an empty right one is like the left.

    ``left_colour`` and ``right_colour`` take the place of the named colours, sRGB 0..1.
    """

    seed: int = number(0, 2**64 - 1, "Which fibres and veins.", 0, whole=True)
    left: str = "brown"
    right: str = ""
    left_colour: Colour | None = None
    right_colour: Colour | None = None
    iris_size: float = number(0.85, 1.2, "Radius of the iris as a factor on the usual one.", 1.0)
    pupil: float = number(0.15, 0.75, "Radius of the pupil as a share of the iris.", 0.36)
    pupil_shape: str = "round"
    veins: float = number(0, 1, "0 clear to 1 bloodshot.", 0.25)
    yellow: float = number(0, 1, "How yellow the white is, as with age.", 0.15)
    rim: float = number(0, 1, "How strong the dark ring round the iris is.", 0.6)
    glow: float = number(0, 1, "Light that the irises give, for fantasy and science fiction.", 0.0)


RANGES: Final = ranges_of(EyeParameters)


@dataclass(frozen=True, eq=False)
class EyeTextures:
    """Both eyes, (side, 2 * side, 3) uint8 each, read-only; left half for the left eye.

    Attributes:
        albedo: sRGB.
        orm: occlusion, roughness, metallic.
        emissive: sRGB, or None where nothing glows.
    """

    albedo: Bytes
    orm: Bytes
    emissive: Bytes | None


def violations(parameters: EyeParameters) -> list[Violation]:
    """Everything that is wrong with the parameters."""
    found = range_violations(RANGES, parameters)
    names = "one of " + ", ".join(IRISES)
    if parameters.left not in IRISES:
        found.append(Violation.of("left", repr(parameters.left), names))
    if parameters.right and parameters.right not in IRISES:
        found.append(Violation.of("right", repr(parameters.right), names))
    for name in ("left_colour", "right_colour"):
        colour = getattr(parameters, name)
        if colour is not None and not (len(colour) == 3 and all(math.isfinite(c) and 0 <= c <= 1 for c in colour)):
            found.append(Violation.of(name, colour, "three numbers from 0 to 1"))
    if parameters.pupil_shape not in PUPIL_SHAPES:
        found.append(Violation.of("pupil_shape", repr(parameters.pupil_shape), "one of " + ", ".join(PUPIL_SHAPES)))
    return found


def iris_of(colour: Colour) -> Iris:
    """An iris of one's own colour: lighter within, dark at the rim."""
    inner, rim = (min(1.0, 0.25 + 0.85 * c) for c in colour), (0.35 * c for c in colour)
    return Iris(tuple(inner), colour, tuple(rim), natural=False)  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class _Disk:
    """The square of one eye: bearings and distances from the gaze of its pixels, and the patterns that never change."""

    x: Floats
    y: Floats
    degrees: Floats
    fibres: Floats
    fine_fibres: Floats
    crypts: Floats
    veins: Floats
    mottling: Floats


@lru_cache(maxsize=8)
def _disk(side: int, variant: int) -> _Disk:
    at = (np.arange(side, dtype=np.float32) + 0.5) / side * 2 - 1
    x, y = np.meshgrid(at / 0.98, -at / 0.98)
    radius = np.hypot(x, y)
    degrees = np.interp(radius, (0.0, LIMBUS_SHARE, 1.0, 1.5), (0.0, LIMBUS_DEGREES, EDGE_DEGREES, 160.0)).astype(
        np.float32
    )
    across = np.maximum(radius, 1e-6)
    cosine, sine = x / across, y / across
    iris = degrees / LIMBUS_DEGREES

    def around(spokes: float, radial: float, stream: str) -> Floats:
        points = np.stack([cosine * spokes, sine * spokes, iris * radial], axis=-1).reshape(-1, 3)
        return noise_in_space(points.astype(np.float32), 1.0, f"eye/{variant}/{stream}").reshape(side, side)

    wander = around(2.5, 3.0, "wander")
    turn = 0.10 * wander
    bent_cosine, bent_sine = cosine - sine * turn, sine + cosine * turn
    fibres_at = np.stack([bent_cosine * 11, bent_sine * 11, iris * 2.2], axis=-1).reshape(-1, 3).astype(np.float32)
    fine_at = np.stack([bent_cosine * 26, bent_sine * 26, iris * 3.0], axis=-1).reshape(-1, 3).astype(np.float32)
    fibres = noise_in_space(fibres_at, 1.0, f"eye/{variant}/fibres").reshape(side, side)
    fine = noise_in_space(fine_at, 1.0, f"eye/{variant}/fine").reshape(side, side)
    flat = np.stack([x, y, np.zeros_like(x)], axis=-1).reshape(-1, 3).astype(np.float32)
    bend = np.stack([noise_in_space(flat, 0.22, f"eye/{variant}/bend/{k}") for k in range(3)], axis=1) * 0.10
    # Veins run from the corners inwards: thin ridges, longer along the radius than across.
    lines = noise_in_space((flat + bend) * np.array([0.55, 1.5, 1.0], np.float32), 0.17, f"eye/{variant}/veins")
    branches = noise_in_space((flat + bend) * np.array([0.8, 1.2, 1.0], np.float32), 0.085, f"eye/{variant}/branches")
    ridge = smoothstep(0.075, 0.0, np.abs(lines)) + 0.45 * smoothstep(0.06, 0.0, np.abs(branches))
    mottling = noise_in_space(flat, 0.4, f"eye/{variant}/mottling")
    return _Disk(
        x.astype(np.float32), y.astype(np.float32), degrees, fibres, fine, around(5.0, 2.0, "crypts"),
        ridge.reshape(side, side), mottling.reshape(side, side),
    )  # fmt: skip


def _mix(a: Floats, b: Floats | Colour, share: Floats) -> Floats:
    return np.asarray(a + share[..., None] * (np.asarray(b, np.float32) - a), np.float32)


def _paint(disk: _Disk, iris: Iris, ask: EyeParameters, nasal: float) -> tuple[Floats, Floats, Floats]:
    """One eye: colour (S, S, 3) and roughness (S, S) in 0..1, and (S, S) how much is iris.

    ``nasal`` is where the nose lies on x, -1 or 1.
    """
    x, y, degrees = disk.x, disk.y, disk.degrees
    soft = np.float32(1.6 * EDGE_DEGREES / x.shape[0])  # about a pixel, in degrees
    q = degrees / np.float32(LIMBUS_DEGREES * ask.iris_size * 0.97)
    inside = smoothstep(1.06, 0.95, q)
    collarette = 0.40 + 0.16 * disk.crypts
    main = smoothstep(0.0, 1.0, (q - collarette + 0.15) / 0.42)
    colour = np.empty((*x.shape, 3), np.float32)
    colour[:] = iris.inner
    colour = _mix(colour, iris.outer, main)
    light = (
        1.0
        + 0.62 * disk.fibres
        + 0.40 * disk.fine_fibres
        - 0.45 * np.maximum(-disk.crypts - 0.12, 0) * smoothstep(0.3, 0.6, q)
    )
    # The cornea throws light across: bright opposite to where it comes in, shaded under the upper lid.
    light *= 1.0 - 0.34 * np.clip(y / LIMBUS_SHARE, -1, 1) * smoothstep(0.2, 0.9, q)
    colour *= np.clip(light, 0.15, 2.2)[..., None]
    rim = smoothstep(0.72, 1.0, q) * np.float32(0.35 + 0.6 * ask.rim)
    colour = _mix(colour, iris.rim, np.clip(rim, 0, 1))
    if ask.pupil_shape == "slit":
        reach = (
            np.hypot(x / LIMBUS_SHARE / np.float32(0.30 * ask.pupil + 0.03), y / LIMBUS_SHARE / np.float32(0.82))
            * ask.pupil
        )
    else:
        reach = q * (1 + 0.03 * disk.fibres)
    edge = np.maximum(soft / LIMBUS_DEGREES, 0.05)
    pupil = smoothstep(float(ask.pupil + edge / 2), float(ask.pupil - edge / 2), reach.astype(np.float32))
    ring = smoothstep(float(ask.pupil + 0.13), float(ask.pupil), reach.astype(np.float32))
    colour = _mix(colour, iris.rim, 0.55 * ring)
    colour = _mix(colour, (0.012, 0.010, 0.010), pupil)

    white = np.empty_like(colour)
    white[:] = (0.80, 0.765, 0.74)
    white = _mix(white, (0.86, 0.76, 0.56), (0.45 * ask.yellow * (0.8 + 0.6 * disk.mottling)).astype(np.float32))
    away = smoothstep(27.0, 60.0, degrees)
    white = _mix(white, (0.80, 0.56, 0.50), (0.42 * away * (0.35 + 0.65 * np.abs(x)) + 0.05 * disk.mottling).clip(0, 1))
    veins = (
        disk.veins * smoothstep(25.0, 48.0, degrees) * np.float32(0.10 + 0.75 * ask.veins) * (0.35 + 0.65 * np.abs(x))
    )
    white = _mix(white, (0.66, 0.20, 0.17), np.clip(veins, 0, 0.85))
    corner = smoothstep(38.0, 52.0, degrees) * smoothstep(0.36, 0.56, x * nasal)
    white = _mix(white, (0.80, 0.45, 0.42), 0.75 * corner)
    # Lids and lashes keep light from the ball; it darkens towards them, most from above.
    lids = 1.0 - 0.40 * smoothstep(0.04, 0.34, y) - 0.12 * smoothstep(0.10, 0.30, -y)
    white *= (lids - 0.20 * smoothstep(0.42, 0.72, np.abs(x)))[..., None]
    colour *= (0.45 + 0.55 * lids)[..., None]
    # The white turns bluish and darker where it meets the iris.
    white = _mix(white, (0.60, 0.60, 0.62), 0.55 * smoothstep(1.22, 0.98, q))
    colour = _mix(white, colour, inside)
    rough = 0.16 - 0.10 * smoothstep(LIMBUS_DEGREES * 1.15, LIMBUS_DEGREES * 0.95, degrees)
    return np.clip(colour, 0, 1), rough.astype(np.float32), inside * (1 - pupil)


@lru_cache(maxsize=16)
def bake_eyes(parameters: EyeParameters, size: int = 256) -> EyeTextures:
    """Bake a person's eyes.

    Args:
        parameters: what they look like.
        size: height in pixels, 128, 256 or 512; the textures are twice as wide.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = violations(parameters)
    if size not in SIZES_PX:
        found.append(Violation.of("size", size, "one of " + ", ".join(map(str, SIZES_PX)) + " pixels"))
    if found:
        raise InvalidFields(found)
    left = IRISES[parameters.left] if parameters.left_colour is None else iris_of(parameters.left_colour)
    right = IRISES[parameters.right] if parameters.right else left
    irises = (left, right if parameters.right_colour is None else iris_of(parameters.right_colour))
    albedo, orm, light = [], [], []
    for side, (iris, nasal) in enumerate(zip(irises, (-1.0, 1.0), strict=True)):
        disk = _disk(size, (parameters.seed * 2 + side) % 8)
        colour, rough, glowing = _paint(disk, iris, parameters, nasal)
        albedo.append(colour)
        orm.append(np.stack([np.ones_like(rough), rough, np.zeros_like(rough)], axis=-1))
        light.append(colour * glowing[..., None] ** 0.5 * 1.25)
    emissive = None if parameters.glow == 0 else _bytes(np.clip(np.concatenate(light, axis=1) * parameters.glow, 0, 1))
    return EyeTextures(_bytes(np.concatenate(albedo, axis=1)), _bytes(np.concatenate(orm, axis=1)), emissive)


def _bytes(values: Floats) -> Bytes:
    out = np.round(values * 255.0).astype(np.uint8)
    out.flags.writeable = False
    return out
