"""Trimmings: cuffs, waistbands, collars, hoods, plackets, pockets, belts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.character.wardrobe import cuts
from procgen.character.wardrobe.anatomy import smoothstep
from procgen.character.wardrobe.garments.shapes import Sewn, band, leg_length, skirt_band, sleeve_length
from procgen.character.wardrobe.studs import studs
from procgen.character.wardrobe.tailor import Tailor

Floats = npt.NDArray[np.float32]


def _half(tailor: Tailor, beyond: float = 0.0, behind: bool = False) -> Floats:
    """Negative on the front half of the trunk, or the back half, and ``beyond`` metres more of it."""
    an = tailor.anatomy
    depth = an.place[:, 2] - an.axis_z
    return np.asarray(np.maximum((depth if behind else -depth) - np.float32(beyond), an.arm_side), np.float32)


def cuffs(tailor: Tailor, slot: str, sewn: Sewn, sleeve: float, width: float = 0.045, raised: float = 0.003) -> None:
    """A strip round the end of each sleeve."""
    an = tailor.anatomy
    end = sleeve_length(tailor, sleeve)
    if end > 0.1:
        band(tailor, slot, sewn, [np.maximum(end - width - an.arm, -an.arm_side)], raised)


def sleeve_stripe(tailor: Tailor, slot: str, sewn: Sewn, start: float, end: float, raised: float = 0.002) -> None:
    """A strip round each sleeve between two lengths, metres from the shoulder joint."""
    an = tailor.anatomy
    inside = np.maximum(start - an.arm, an.arm - end)
    band(tailor, slot, sewn, [np.maximum(inside, -an.arm_side)], raised)


def hem_band(tailor: Tailor, slot: str, sewn: Sewn, hem: float, width: float = 0.05, raised: float = 0.003) -> None:
    """A strip along a hem that lies ``hem`` metres over the crotch."""
    an = tailor.anatomy
    top = an.crotch + hem + width
    band(tailor, slot, sewn, [np.maximum(an.place[:, 1] - top, an.arm_side)], raised)


def neck_band(
    tailor: Tailor, slot: str, sewn: Sewn, neck: tuple[float, float, float, float], width: float = 0.016
) -> None:
    """A strip round a neckline."""
    edge = cuts.neckline(tailor.anatomy, *neck)
    band(tailor, slot, sewn, [(-width - edge).astype(np.float32)], 0.002)


def waistband(tailor: Tailor, slot: str, sewn: Sewn, rise: float, width: float = 0.035) -> None:
    """A strip along the upper edge of trousers."""
    an = tailor.anatomy
    low = an.waist + rise - width - 0.015 * np.maximum(np.cos(an.trunk_angle), 0) ** 2
    band(tailor, slot, sewn, [(low - an.place[:, 1]).astype(np.float32)], 0.002, "legs")


def trouser_cuffs(tailor: Tailor, slot: str, sewn: Sewn, length: float, width: float = 0.04) -> None:
    """A strip round the hem of each leg."""
    an = tailor.anatomy
    band(tailor, slot, sewn, [(leg_length(tailor, length) - width - an.leg).astype(np.float32)], 0.003, "legs")


def patch_legs(
    tailor: Tailor,
    slot: str,
    sewn: Sewn,
    centre: tuple[float, float],
    half: tuple[float, float],
    behind: bool = False,
    raised: float = 0.0025,
) -> None:
    """A rectangle on trousers, at (x, y) of the front or back and its mirror image."""
    an = tailor.anatomy
    inside = np.maximum(np.abs(an.side - centre[0]) - half[0], np.abs(an.place[:, 1] - centre[1]) - half[1])
    front = (an.place[:, 2] > an.axis_z) != behind
    band(tailor, slot, sewn, [np.where(front, inside, 1.0).astype(np.float32)], raised, "legs")


def patch(
    tailor: Tailor,
    slot: str,
    sewn: Sewn,
    centre: tuple[float, float],
    half: tuple[float, float],
    raised: float = 0.003,
    behind: bool = False,
    corner: float = 0.0,
) -> None:
    """A rectangle, such as a pocket, at (x, y) of the front or back and its mirror image; ``corner`` rounds it off."""
    an = tailor.anatomy
    dx = np.abs(an.side - centre[0]) - half[0] + corner
    dy = np.abs(an.place[:, 1] - centre[1]) - half[1] + corner
    inside = (
        np.maximum(dx, dy)
        if corner == 0
        else np.hypot(np.maximum(dx, 0), np.maximum(dy, 0)) - corner + np.minimum(np.maximum(dx, dy), 0)
    )
    band(tailor, slot, sewn, [inside.astype(np.float32), _half(tailor, 0.01, behind)], raised)


def placket(
    tailor: Tailor, slot: str, sewn: Sewn, low: float, high: float, half: float = 0.015, raised: float = 0.0025
) -> None:
    """A strip down the middle of the front between two heights."""
    an = tailor.anatomy
    inside = np.maximum(an.side - half, np.maximum(low - an.place[:, 1], an.place[:, 1] - high))
    band(tailor, slot, sewn, [inside.astype(np.float32), _half(tailor)], raised)


def buttons(
    tailor: Tailor,
    slot: str,
    lift: Floats,
    low: float,
    high: float,
    step: float = 0.085,
    radius: float = 0.006,
    x: float = 0.0,
) -> None:
    """A row of buttons down the front between two heights."""
    count = max(int((high - low) / step) + 1, 2)
    studs(tailor, [(x, float(y)) for y in np.linspace(low, high, count)], lift, slot, radius)


def belt(
    tailor: Tailor, slot: str, sewn: Sewn, centre: float, half: float = 0.02, raised: float = 0.006, buckle: str = ""
) -> None:
    """A belt at a height; ``buckle`` names the slot of its buckle."""
    an = tailor.anatomy
    inside = np.abs(an.place[:, 1] - centre) - half
    lift = np.asarray(_level(sewn.lift, an.place[:, 1], centre, half) + raised, np.float32)
    tailor.sew(
        "top",
        [np.maximum(inside, an.arm_side)],
        lift,
        slot,
        raised + 0.002,
        None,
        crisp=True,
        hides=False,
    )
    if buckle:
        studs(tailor, [(0.0, centre)], lift, buckle, half * 1.35, 0.006, corners=4)


def _level(lift: Floats, height: Floats, centre: float, half: float) -> Floats:
    """The lift pressed down to its mean round a belt."""
    near = np.abs(height - centre) < half + 0.02
    return np.maximum(lift, float(np.median(lift[near]))).astype(np.float32)


def stand_collar(
    tailor: Tailor, slot: str, height: float, clearance: float, gap: float = 0.0, thickness: float = 0.003
) -> None:
    """A band that stands round the neck, open in front by ``gap``."""
    an = tailor.anatomy
    limits = [cuts.collar_top(an, height), (-cuts.neckline(an, 0.07, 0.016, 0.004)).astype(np.float32)]
    if gap:
        limits.append(cuts.open_front(an, gap, gap * 1.6, an.neck))
    rise = smoothstep(an.place[:, 1], an.neck - 0.01, an.neck + height)
    tailor.sew("top", limits, (clearance + 0.004 * rise).astype(np.float32), slot, thickness, 0.02)


def shirt_collar(
    tailor: Tailor,
    slot: str,
    clearance: float,
    height: float = 0.03,
    fall: float = 0.045,
    points: float = 0.03,
    gap: float = 0.006,
    thickness: float = 0.003,
) -> None:
    """A stand and, folded over it, a leaf with points in front.

    Args:
        tailor, slot: of the garment.
        clearance: of the garment below.
        height: of the fold over the pit of the neck, metres.
        fall: how far the leaf comes down on the shoulders.
        points: how much further it comes down in front.
        gap: between the points, half, at the top.
        thickness: of the leaf.
    """
    an = tailor.anatomy
    stand_collar(tailor, slot, height - 0.002, clearance + 0.001, gap)
    leaf = cuts.neckline(an, 0.068 + fall * 0.75, fall + points, fall * 0.9, 1.6)
    spread = gap + 0.45 * np.maximum(an.neck + height - an.place[:, 1], 0)
    front = (an.place[:, 2] > an.axis_z + 0.01) & ~an.is_arm
    limits = [
        cuts.collar_top(an, height),
        (-leaf).astype(np.float32),
        np.where(front, spread - an.side, -1.0).astype(np.float32),
    ]
    down = smoothstep(leaf, 0.055, 0.0)
    tailor.sew(
        "top",
        limits,
        (clearance + 0.006 + 0.009 * down).astype(np.float32),
        slot,
        thickness,
        None,
        crisp=True,
        hides=False,
    )


def hood_down(tailor: Tailor, slot: str, clearance: float, size: float = 1.0, front: float = 0.05) -> None:
    """A hood that lies on the shoulders: a roll round the neck, thick behind."""
    an = tailor.anatomy
    outer = cuts.neckline(an, 0.12, front, 0.15 * size, 2.0)
    inner = cuts.neckline(an, 0.066, front * 0.35, 0.0, 2.0)
    across = np.clip(outer / np.maximum(outer - inner, 1e-4), 0, 1)
    z = an.place[:, 2] - an.shoulder[2]
    behind = smoothstep(z, 0.05, -0.05)
    roll = np.sin(np.pi * np.clip(across * 0.85 + 0.1, 0, 1)) ** 0.7
    crease = 0.006 * np.sin(11 * across + 2.5 * np.sin(2 * an.trunk_angle)) * behind
    lift = clearance + 0.002 + roll * (0.014 + 0.034 * behind * size) + np.maximum(crease, 0)
    tailor.sew(
        "top",
        [(-outer).astype(np.float32), inner.astype(np.float32)],
        lift.astype(np.float32),
        slot,
        0.012,
        0.03,
        hides=False,
    )


def lapels(tailor: Tailor, slot: str, sewn: Sewn, gap: float, turn: float, width: float = 0.055) -> None:
    """Turned-back edges of an opening, from the height ``turn`` up to the collar, with a notch."""
    an = tailor.anatomy
    y = an.place[:, 1]
    rise = np.clip((y - turn) / (an.neck - turn), 0, 1)
    edge = sewn.cuts[-1]
    notch = an.neck - 0.03
    wide = width * np.where(y < notch, rise**0.8, 0.62)
    inside = np.maximum(-edge - wide, turn - y)
    inside = np.maximum(inside, y - an.neck - 0.012)
    band(tailor, slot, sewn, [inside.astype(np.float32), _half(tailor)], 0.006, thickness=0.005)


def skirt_hem(tailor: Tailor, slot: str, sewn: Sewn, length: float, width: float = 0.03) -> None:
    """A strip along a skirt's hem."""
    skirt_band(tailor, slot, sewn, length, [(length - width - tailor.skirt_fields.drop).astype(np.float32)], 0.003)
