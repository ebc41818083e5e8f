"""Stiff and padded pieces: plates with hard edges, quilting, a cuirass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from procgen.character.wardrobe import cuts
from procgen.character.wardrobe.anatomy import smoothstep
from procgen.character.wardrobe.garments.shapes import Sewn, Upper, upper_fields
from procgen.character.wardrobe.tailor import Tailor

Floats = npt.NDArray[np.float32]


def padded(tailor: Tailor, slot: str, shape: Upper, quilting: Floats) -> Sewn:
    """A garment on the trunk with quilting (V,) in metres on top of its shape."""
    sewn = upper_fields(tailor, shape)
    thick = Sewn(sewn.cuts, (sewn.lift + quilting).astype(np.float32))
    tailor.sew("top", thick.cuts, thick.lift, slot, shape.thickness)
    return thick


def rounded_box(across: Floats, along: Floats, half: tuple[float, float], corner: float) -> Floats:
    """Signed distance from a rectangle with rounded corners, negative inside; ``half`` its half sides."""
    dx, dy = np.abs(across) - half[0] + corner, np.abs(along) - half[1] + corner
    outside = np.hypot(np.maximum(dx, 0), np.maximum(dy, 0))
    return np.asarray(outside + np.minimum(np.maximum(dx, dy), 0) - corner, np.float32)


def plate(
    tailor: Tailor,
    slot: str,
    limits: Sequence[Floats],
    base: Floats | float,
    thickness: float,
    bulge: float = 0.0,
    bevel: float = 0.006,
    pattern: str = "top",
    hides: bool = False,
) -> Floats:
    """A plate with a bevelled edge, where all ``limits`` are negative; gives its lift.

    Args:
        tailor, slot: of the garment.
        limits: fields, metres from the plate's edge.
        base: distance of its inner side from the body.
        thickness: of the plate.
        bulge: how much higher its middle is.
        bevel: width of the edge that falls off.
        pattern: that it is cut from.
        hides: whether it hides the skin.
    """
    edge = np.max(limits, axis=0)
    depth = np.maximum(-edge, 0)
    high = 0.35 * thickness + 0.65 * thickness * smoothstep(depth, 0.0, bevel) + bulge * smoothstep(depth, 0.0, 0.08)
    lift = np.asarray(base + high, np.float32)
    tailor.sew(pattern, limits, lift, slot, thickness, 0.012, crisp=True, hides=hides)
    return lift


def front_of(tailor: Tailor, behind: bool = False) -> Floats:
    """Negative on the front half of the trunk (or the back half), metres from the side seam; arms are outside."""
    an = tailor.anatomy
    depth = an.place[:, 2] - an.axis_z
    depth = np.where(an.place[:, 1] > an.armpit, an.place[:, 2] - an.shoulder[2], depth)
    return np.asarray(np.maximum(depth if behind else -depth, an.arm_side), np.float32)


def cuirass(tailor: Tailor, steel: str, rim: str, straps: str, clearance: float, tassets: float) -> None:
    """Breast and back plate with rims, shoulder straps, and hip plates."""
    an = tailor.anatomy
    y, side = an.place[:, 1], an.side
    neck = cuts.neckline(an, 0.092, 0.045, 0.025, 2.4)
    hole = np.maximum(side - 0.122 - 0.05 * smoothstep(y, an.armpit - 0.05, an.armpit - 0.13), an.arm_side)
    low = an.waist - 0.022 - y
    ridge = 0.012 * np.exp(-((side / 0.035) ** 2)) * smoothstep(y, an.waist - 0.02, an.armpit)
    belly = 0.012 * np.exp(-(((y - an.armpit + 0.03) / 0.11) ** 2))
    for behind in (False, True):
        half = front_of(tailor, behind) - (0.012 if behind else -0.004)
        limits = [np.asarray(part, np.float32) for part in (neck, hole, low, half)]
        base = clearance + (0.0 if behind else ridge + belly)
        lift = plate(tailor, steel, limits, np.asarray(base, np.float32), 0.006, 0.004, hides=True)
        edge = np.max(limits, axis=0)
        rims = [*limits, (-0.012 - edge).astype(np.float32)]
        tailor.sew("top", rims, lift + np.float32(0.004), rim, 0.005, None, crisp=True, hides=False)
    strap = [rounded_box(side - 0.105, an.place[:, 2] - an.shoulder[2], (0.017, 0.075), 0.004), an.armpit - y]
    strap.append(an.arm_side)
    fields = [np.asarray(part, np.float32) for part in strap]
    tailor.sew(
        "top", fields, np.full(len(y), clearance + 0.013, np.float32), straps, 0.005, None, crisp=True, hides=False
    )
    belt = [np.abs(y - an.waist + 0.012) - 0.016, an.arm_side]
    fields = [np.asarray(part, np.float32) for part in belt]
    tailor.sew(
        "top", fields, np.full(len(y), clearance + 0.013, np.float32), straps, 0.006, None, crisp=True, hides=False
    )
    if tassets > 0.05:
        hip_plates(tailor, steel, clearance + 0.004, 0.10 + 0.12 * tassets)


def hip_plates(tailor: Tailor, slot: str, clearance: float, length: float, rows: int = 3) -> None:
    """Overlapping plates that hang from the belt over the thighs, left and right of the middle."""
    fields = tailor.skirt_fields
    across = np.abs(fields.place[:, 0])
    front = fields.place[:, 2] > tailor.anatomy.axis_z - 0.03
    box = np.where(front, 0.022 - across, 0.05)
    for row in range(rows):
        top, end = 0.02 + length * row / rows, 0.02 + length * (row + 1.25) / rows
        lift = clearance + 0.01 + 0.16 * fields.drop + 0.008 * (fields.drop - top) / (end - top)
        limits = [(top - fields.drop).astype(np.float32), np.asarray(box, np.float32)]
        tailor.skirt(end, limits, lift.astype(np.float32), slot, 0.005, 0.012, row_m=0.04, crisp=True)


def shoulder_pad(
    tailor: Tailor, slot: str, base: Floats | float, length: float = 0.12, thickness: float = 0.012
) -> None:
    """A rounded plate over each shoulder joint, ``length`` metres down the arm."""
    an = tailor.anatomy
    place = np.concatenate([an.side[:, None], an.place[:, 1:]], axis=1)
    along = (place - an.shoulder) @ np.array([0.66, -0.75, 0.0])
    around = np.angle(np.exp(1j * an.arm_angle)) * 0.06
    centre = length / 2 - 0.035
    limits = [
        rounded_box(along - centre, around, (length / 2 + 0.02, 0.085), 0.035),
        (an.armpit + 0.045 - place[:, 1] - 2.0 * np.maximum(along - 0.05, 0)).astype(np.float32),
        (0.105 - place[:, 0]).astype(np.float32),
    ]
    plate(tailor, slot, limits, base, thickness, 0.006, 0.015)
