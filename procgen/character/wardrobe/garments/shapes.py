"""The four ways garments are built: on the trunk with sleeves, on the legs, hanging from the waist, and as a cloak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.wardrobe import cuts
from procgen.character.wardrobe.anatomy import smoothstep
from procgen.character.wardrobe.folds import leg_folds, skirt_folds, sleeve_folds, trunk_folds
from procgen.character.wardrobe.tailor import Tailor

Floats = npt.NDArray[np.float32]

CLEARANCE_M = (0.0035, 0.0045, 0.013, 0.019, 0.028)
"""Least distance of each layer from the draped body."""


@dataclass(frozen=True, slots=True)
class Upper:
    """A garment on the trunk.

    Attributes:
        clearance: metres over the body.
        loose: room, 0 tight to 1 wide.
        sleeve: 0 none to 1 wrist.
        hem: height of its lower edge over the crotch in metres; ``hem_dip`` how much lower in front and behind.
        neck: half width, front depth, back depth (metres) and power of the neckline; see ``cuts.neckline``.
        collar: height of a standing collar instead of a neckline, metres over the pit of the neck.
        opening: gap, gap at the neck, height at which it widens over the waist; None is closed.
        folds: strength of the wrinkles, 1 is usual.
        thickness: of its edges, metres.
        cuff_flare: more room at the end of the sleeve, metres.
        close: cut from the close surface.
        blouse: room over a gathered hem, metres.
    """

    clearance: float
    loose: float = 0.3
    sleeve: float = 1.0
    hem: float = 0.09
    hem_dip: float = 0.0
    neck: tuple[float, float, float, float] = (0.075, 0.03, 0.012, 2.0)
    collar: float | None = None
    opening: tuple[float, float, float] | None = None
    folds: float = 1.0
    thickness: float = 0.0025
    cuff_flare: float = 0.0
    close: bool = False
    blouse: float = 0.0


@dataclass(frozen=True, eq=False)
class Sewn:
    """Where a garment has cloth, and how far from the surface: what its trimmings are made from."""

    cuts: tuple[Floats, ...]
    lift: Floats


def upper_fields(tailor: Tailor, shape: Upper) -> Sewn:
    """Cuts and lift of a garment on the trunk."""
    an = tailor.anatomy
    y = an.place[:, 1]
    hem = an.crotch + shape.hem
    reach = sleeve_length(tailor, shape.sleeve)
    parts = [cuts.above(an, hem, shape.hem_dip), cuts.sleeve(an, reach)]
    if shape.collar is None:
        neck = cuts.neckline(an, *shape.neck)
        parts.append(neck)
        inside = np.maximum(-neck, 0)
    else:
        parts.append(cuts.collar_top(an, shape.collar))
        inside = np.maximum(-cuts.neckline(an, 0.07, 0.01, 0.0), 0)
    if shape.opening is not None:
        gap, top, turn = shape.opening
        parts.append(cuts.open_front(an, gap, top, an.waist + turn))
    trunk = 0.2 + 0.8 * smoothstep(y, an.armpit + 0.06, an.waist - 0.04)
    room = 0.026 * shape.loose * trunk + shape.blouse * _bell(y, hem + 0.055, 0.05)
    arm = 0.35 + 0.65 * smoothstep(an.arm, 0.02, max(reach, 0.1))
    arm_room = 0.024 * shape.loose * arm + shape.cuff_flare * smoothstep(an.arm, reach - 0.22, reach) ** 1.5
    lift = shape.clearance + (1 - an.arm_share) * room + an.arm_share * arm_room
    lift = lift + shape.folds * (trunk_folds(an, 0.008) + sleeve_folds(an, reach, 0.0075) * (reach > 0.15))
    # No room where parts of the body lie against each other, nor close to the neck.
    tight = shape.clearance * 0.7 + 0.002
    lift = np.minimum(lift, tight + inside * 0.35 + 0.15 * (inside > 0.08))
    flat = 0.003 + 0.3 * shape.clearance
    lift = lift + (np.minimum(flat, lift) - lift) * 0.95 * pinch(tailor)
    return Sewn(tuple(parts), np.asarray(lift, np.float32))


def pinch(tailor: Tailor) -> Floats:
    """1 in the armpits and the creases of the hips, where cloth is pressed flat, falling to 0 about them."""
    an = tailor.anatomy
    side, y, z = an.side, an.place[:, 1], an.place[:, 2]
    armpit = np.hypot(np.hypot(side - 0.16, (y - an.armpit + 0.02) * 0.6), (z - an.shoulder[2]) * 0.8)
    crease = np.abs((y - an.crotch - 0.02) - 0.75 * side) / 1.25
    front = smoothstep(z - an.axis_z, -0.02, 0.04)
    flat = np.maximum(np.exp(-((armpit / 0.115) ** 2)), np.exp(-((crease / 0.05) ** 2)) * front)
    return np.asarray(flat, np.float32)


def upper(tailor: Tailor, slot: str, shape: Upper) -> Sewn:
    """Sew a garment on the trunk."""
    sewn = upper_fields(tailor, shape)
    tailor.sew("top", sewn.cuts, sewn.lift, slot, shape.thickness, close=shape.close)
    return sewn


def sleeve_length(tailor: Tailor, share: float) -> float:
    """Metres along the arm from the shoulder joint; a share below 0.05 leaves the arm bare."""
    return 0.0 if share < 0.05 else 0.03 + share * (tailor.anatomy.arm_m - 0.035)


def _bell(value: Floats, centre: float, width: float) -> Floats:
    return np.asarray(np.exp(-(((value - centre) / width) ** 2)), np.float32)


@dataclass(frozen=True, slots=True)
class Lower:
    """A garment on the legs.

    Attributes:
        clearance: metres over the body.
        loose: room, 0 tight to 1 wide.
        length: 0 at the crotch to 1 at the ankle.
        rise: height of its upper edge over the waist, metres (negative is lower).
        flare: more room at the hem, metres.
        folds: strength of the wrinkles.
        thickness: of its edges, metres.
        close: cut from the close surface.
        crease: height of a pressed crease down the front and back of each leg, metres.
        inward: share of the room that there is at the inner side of the legs, where the other leg is.
    """

    clearance: float = CLEARANCE_M[1]
    loose: float = 0.3
    length: float = 1.0
    rise: float = -0.03
    flare: float = 0.0
    folds: float = 1.0
    thickness: float = 0.0025
    close: bool = False
    crease: float = 0.0
    inward: float = 1.0


def leg_length(tailor: Tailor, share: float) -> float:
    """Metres along the leg from the hip joint."""
    return 0.13 + share * (tailor.anatomy.leg_m - 0.015 - 0.13)


def lower(tailor: Tailor, slot: str, shape: Lower) -> Sewn:
    """Sew a garment on the legs."""
    an = tailor.anatomy
    reach = leg_length(tailor, shape.length)
    parts = (cuts.below(an, an.waist + shape.rise, 0.015), cuts.trouser(an, reach))
    room = 0.03 * shape.loose * smoothstep(an.leg, -0.02, 0.25)
    hem = shape.flare * smoothstep(an.leg, max(reach - 0.45, 0.1), reach) ** 1.3
    lift = shape.clearance + room + hem + shape.folds * leg_folds(an, reach, 0.009)
    ironed = np.exp(-(((np.abs(an.leg_angle) - np.pi / 2) * 0.075 / 0.016) ** 2))
    lift = lift + shape.crease * ironed * smoothstep(an.leg, 0.12, 0.25)
    # Where the legs meet there is no room to grow into.
    meeting = smoothstep(an.leg, 0.02, 0.2) + (1 - smoothstep(an.leg, 0.02, 0.2)) * (1 - _inner(tailor))
    lift = shape.clearance + (lift - shape.clearance) * meeting
    lift = lift + (np.minimum(lift, shape.clearance) - lift) * 0.7 * pinch(tailor)
    if shape.inward < 1.0:
        beside = (1 - shape.inward) * (0.5 - 0.5 * np.cos(an.leg_angle))
        lift = lift + (np.minimum(lift, shape.clearance) - lift) * beside
    sewn = Sewn(parts, lift.astype(np.float32))
    tailor.sew("legs", parts, sewn.lift, slot, shape.thickness, close=shape.close)
    return sewn


def _inner(tailor: Tailor) -> Floats:
    """1 at the inner side of the thighs, 0 in front, behind and outside."""
    an = tailor.anatomy
    return np.asarray((0.5 - 0.5 * np.cos(an.leg_angle)) ** 2 * smoothstep(an.side, 0.11, 0.05), np.float32)


@dataclass(frozen=True, slots=True)
class Skirt:
    """A skirt from the waist.

    Attributes:
        clearance: metres over the body.
        length: metres below the waist.
        flare: how much wider at 0.8 metres below the waist, metres.
        folds: number of folds round the body; ``fold_m`` their height at 0.6 metres.
        opening: half the gap in front, metres, and how it widens on the way down (metres a metre); None is closed.
        slit: a vent behind: half gap at the hem, metres.
        thickness: of its edges.
    """

    clearance: float
    length: float
    flare: float = 0.08
    folds: int = 9
    fold_m: float = 0.03
    opening: tuple[float, float] | None = None
    slit: float = 0.0
    thickness: float = 0.003


def skirt(tailor: Tailor, slot: str, shape: Skirt) -> Sewn:
    """Sew a skirt."""
    fields = tailor.skirt_fields
    drop, angle = fields.drop, fields.angle
    parts: list[Floats] = []
    across = np.abs(fields.place[:, 0])
    front = fields.place[:, 2] > tailor.anatomy.axis_z
    if shape.opening is not None:
        gap, widen = shape.opening
        parts.append(np.where(front, gap + widen * drop - across, -1.0).astype(np.float32))
    if shape.slit:
        gap = shape.slit * np.maximum(drop - 0.25, 0) / 0.4 - 0.004
        parts.append(np.where(front, -1.0, gap - across).astype(np.float32))
    lift = shape.clearance + 0.01 * np.minimum(drop / 0.2, 1) + shape.flare * (drop / 0.8) ** 1.25
    lift = lift + skirt_folds(angle, drop, shape.folds, shape.fold_m)
    sewn = Sewn(tuple(parts), lift.astype(np.float32))
    tailor.skirt(shape.length, parts, sewn.lift, slot, shape.thickness)
    return sewn


def band(
    tailor: Tailor,
    slot: str,
    sewn: Sewn,
    limits: Sequence[Floats],
    raised: float = 0.003,
    pattern: str = "top",
    thickness: float | None = None,
) -> None:
    """Sew a trimming on a garment, where the garment has cloth and the ``limits`` are negative too."""
    depth = raised + 0.001 if thickness is None else thickness
    tailor.sew(
        pattern, [*sewn.cuts, *limits], sewn.lift + np.float32(raised), slot, depth, None, crisp=True, hides=False
    )


def skirt_band(
    tailor: Tailor, slot: str, sewn: Sewn, length: float, limits: Sequence[Floats], raised: float = 0.003
) -> None:
    """Sew a trimming on a skirt, down to ``length`` metres below the waist."""
    tailor.skirt(length, [*sewn.cuts, *limits], sewn.lift + np.float32(raised), slot, raised + 0.001, None, crisp=True)
