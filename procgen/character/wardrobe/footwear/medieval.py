"""Shoes of medieval fantasy: turn shoe, riding boot, sandal."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot
from procgen.character.wardrobe.accessories.solids import Piece, grid, tube
from procgen.character.wardrobe.footwear import trim
from procgen.character.wardrobe.footwear.binding import Footwear
from procgen.character.wardrobe.footwear.last import Ease, Toe
from procgen.character.wardrobe.footwear.shoe import Options, Shoe, collar
from procgen.character.wardrobe.footwear.sole import flat, heeled, make_sole, ring, zipped
from procgen.character.wardrobe.footwear.upper import Upper
from procgen.character.wardrobe.kind import Kind, choice, number

Doubles = npt.NDArray[np.float64]


def turned_cuff(upper: Upper, depth: float, slot: int, flare: float = 0.004, wave: float = 0.0) -> Piece:
    """A cuff folded down outside over the collar, ``depth`` metres deep, standing off further down.

    Args:
        upper: what it hangs on.
        depth: of the cuff.
        slot: of the material.
        flare: how far its lower hem stands off.
        wave: how much the hem waves, as a share of the depth.
    """
    count = 40
    u = np.arange(count) / count
    hem = depth * (1 + wave * np.sin(2 * np.pi * (7 * u + 0.3 * np.sin(2 * np.pi * 2 * u))))
    lengths = np.interp(
        u, np.arange(len(upper.lengths) + 1) / len(upper.lengths), np.append(upper.lengths, upper.lengths[0])
    )
    rows = []
    for share, lift in ((0.0, 0.003), (0.12, 0.0045), (0.55, 0.0045 + 0.5 * flare), (1.0, 0.0045 + flare)):
        rows.append(upper.at(u, 1 - share * hem / lengths, lift))
    crown = upper.at(u, np.ones(count), 0.001) + np.array([0.0, 0.0035, 0.0])
    lip = upper.at(u, np.ones(count), -0.002) + np.array([0.0, 0.001, 0.0])
    under = [upper.at(u, 1 - 1.01 * hem / lengths, 0.0025 + flare), upper.at(u, 1 - 0.8 * hem / lengths, 0.001)]
    return grid(np.stack([lip, crown, *rows, *under]), slot, closed=True)


def _turn_shoe(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Footwear:
    top = 0.105 + 0.055 * float(options["shaft"])
    line = collar(top + 0.004, top - 0.004, top + 0.008, 1.0, 2.0)
    reach = 0.014 + 0.035 * float(options["point"])
    shoe = Shoe.begin(basis, Toe(reach, 0.038, 1.75, 0.98), Ease(0.005, 0.010, 0.014), line, flat(-0.002), 17)
    upper = shoe.upper
    u = np.arange(upper.points.shape[1]) / upper.points.shape[1]
    height = upper.points[..., 1]
    slack = np.exp(-(((height - 0.088) / 0.020) ** 2)) * np.sin(
        2 * np.pi * (height / 0.019 + 0.7 * np.cos(2 * np.pi * u))
    )
    shoe.upper = upper = upper.moved(0.0018 * slack)
    shoe.shell(0, bead=0.002, thickness=0.002)
    if options["cuff"] == "folded":
        shoe.add(turned_cuff(upper, 0.024, 1, 0.005, 0.10))
    # The seam over the vamp and round the side that every turn shoe has.
    v = np.linspace(0.05, 0.66, 16)
    shoe.add(tube(upper.at(np.full(16, 0.5), v, 0.0003), 0.0010, 4, 0))
    around = np.arange(32) / 32
    for wound in (0.074, 0.0845):
        level = wound - 0.012 * np.cos(2 * np.pi * around)
        rows = np.array([upper.row_at(float(a), float(h)) for a, h in zip(around, level, strict=True)])
        shoe.add(tube(upper.at(around, rows, 0.0018), 0.0019, 5, 2, closed=True))
    knot, up = np.array(0.36), np.array(upper.row_at(0.36, 0.088))
    at, normal = upper.at(knot, up, 0.0045), upper.normal(knot, up)
    shoe.add(
        tube(
            at + np.outer(np.linspace(-1, 1, 5), np.array([0.0, 0.5, 0.85])) * 0.007,
            np.array([1, 3.4, 4, 3.4, 1]) * 1e-3,
            6,
            2,
        )
    )
    for swing in (-0.010, 0.012):
        drop = np.linspace(0, 1, 7)
        path = (
            at
            + np.stack([0.004 * drop, -0.036 * drop, swing * drop], axis=1)
            + np.outer(0.010 * np.sin(drop * 2.2), normal)
        )
        shoe.add(tube(path, 0.0017, 5, 2))
    shoe.add(make_sole(shoe.outline, flat(0.0005), flat(-0.008), 3, 0.0012, 0.002, -0.001, 0.006))
    return shoe.finish("turn_shoe", slots, basis)


def _riding_boot(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Footwear:
    top = 0.30 + 0.10 * float(options["shaft"])
    slack = 0.006 + 0.014 * float(options["looseness"])
    line = collar(top - 0.012, top, top + 0.012, 1.0, 1.0)
    sole_m, sole = 0.027, 0.009
    feather = heeled(-(sole_m - sole), -0.004, -0.015, 0.095)
    toe = Toe(0.020, 0.038, 1.9, 0.98)
    shoe = Shoe.begin(basis, toe, Ease(0.006, 0.010, 0.006 + slack), line, feather, 24)
    upper = shoe.upper
    shoe.spring_m = 0.006
    u = np.arange(upper.points.shape[1]) / upper.points.shape[1]
    height = upper.points[..., 1]
    folds = np.exp(-(((height - 0.115) / 0.035) ** 2)) * np.sin(
        2 * np.pi * (height / 0.028 + 0.55 * np.cos(2 * np.pi * u) + 0.22 * np.sin(6 * np.pi * u))
    )
    sag = np.exp(-(((height - 0.20) / 0.05) ** 2)) * np.sin(
        2 * np.pi * (height / 0.06 + 0.4 * np.cos(2 * np.pi * u + 1))
    )
    shoe.upper = upper = upper.moved((0.0028 * folds + 0.0020 * sag) * (0.5 + float(options["looseness"])))
    shoe.shell(0, bead=0.002, thickness=0.0025, depth=0.05)
    if options["cuff"] == "folded":
        shoe.add(turned_cuff(upper, 0.075, 1, 0.010, 0.0))
    around = np.arange(30) / 30
    level = 0.082 - 0.022 * np.cos(2 * np.pi * around)
    shoe.add(trim.ring_band(upper, level, 0.017, 0.0034, 1))
    front = np.array(0.40)
    row = np.array(upper.row_at(0.40, float(0.082 - 0.022 * np.cos(2 * np.pi * 0.40))))
    ahead = upper.at(front + 0.02, row) - upper.at(front - 0.02, row)
    normal = upper.normal(front, row)
    for part in trim.buckle(0.026, 0.025, 3):
        shoe.add(trim.placed(part, upper.at(front, row, 0.0035), normal, np.cross(normal, ahead)))
    shoe.add(trim.counter(upper, 0.062, 0.16, 0.0022, 0, 3.0))
    for side in (0.25, 0.75):
        v = np.linspace(upper.row_at(side, 0.03), 0.985, 20)
        shoe.add(tube(upper.at(np.full(20, side), v, 0.0002), 0.0012, 4, 0))
    shoe.heel_and_sole(feather, sole_m, sole, 2, 2, 0.004)
    return shoe.finish("riding_boot", slots, basis)


def _crossing(upper: Upper, inner: float, outer: float, middle: float) -> tuple[Doubles, Doubles]:
    """Columns and rows of a line over the forefoot: along the foot at its outer end, middle and inner end."""
    low, high = _column_along(upper, outer, False), _column_along(upper, inner, True)
    u = np.linspace(low, high, 19)
    share = (u - 0.5) / (high - 0.5)
    left = (0.5 - u) / (0.5 - low)
    ends = np.where(u > 0.5, share, left)
    wanted = middle + (np.where(u > 0.5, inner, outer) - middle) * np.clip(ends, 0, 1) ** 2
    return u, upper.section(u, wanted)


def _column_along(upper: Upper, along: float, inside: bool) -> float:
    """The column whose feather line lies at a place along the foot."""
    columns = upper.points.shape[1]
    half = np.arange(1, columns // 2)
    places = upper.points[0, half if not inside else columns - half, 2]
    u = half / columns
    found = float(np.interp(along, places, u))
    return 1 - found if inside else found


def _sandal(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Footwear:
    line = collar(0.115, 0.115, 0.125, 1.0, 1.0)
    shoe = Shoe.begin(basis, Toe(0.004, 0.012, 2.4), Ease(0.0055, 0.0042, 0.0045), line, flat(-0.002), 30)
    last, upper = shoe.last, shoe.upper
    shoe.spring_m = 0.0
    ball = last.ball_m

    def strap(inner: float, outer: float, middle: float, width: float) -> None:
        u, v = _crossing(upper, inner, outer, middle)
        half = width / 2 / np.interp(u, np.arange(len(upper.lengths)) / len(upper.lengths), upper.lengths)
        across = np.linspace(-1, 1, 3)[:, None]
        shoe.add(upper.patch(np.broadcast_to(u, (3, len(u))), np.clip(v + across * half, 0, 1), 0.0024, 0))

    strap(ball + 0.004, ball - 0.016, ball + 0.008, 0.019)
    strap(ball - 0.046, ball - 0.056, ball - 0.024, 0.016)
    if options["straps"] == "many":
        strap(ball - 0.021, ball - 0.036, ball - 0.008, 0.011)
    u = np.arange(36) / 36
    level = 0.087 - 0.010 * np.cos(2 * np.pi * u)
    shoe.add(trim.ring_band(upper, level, 0.015, 0.0024, 0))
    if options["straps"] == "many":
        shoe.add(trim.ring_band(upper, level + 0.022, 0.012, 0.0024, 0))
    for middle in (0.10, 0.25, 0.75, 0.90):
        u = middle + np.linspace(-0.014, 0.014, 3)
        end = upper.row_at(middle, float(0.087 - 0.010 * np.cos(2 * np.pi * middle)))
        rows = np.linspace(0, end, 7)[:, None]
        shoe.add(upper.patch(np.broadcast_to(u, (7, 3)), np.broadcast_to(rows, (7, 3)), 0.0020, 0))
    back = np.linspace(-0.2, 0.2, 15)
    rise = np.array([upper.row_at(float(a % 1.0), 0.040 - 0.012 * abs(float(a)) / 0.2) for a in back])
    shoe.add(trim.band(upper, back, rise, 0.018, 0.0030, 0))
    side = np.array(0.30)
    row = np.array(upper.row_at(0.30, float(0.087 - 0.010 * np.cos(2 * np.pi * 0.30))))
    normal = upper.normal(side, row)
    ahead = upper.at(side + 0.02, row) - upper.at(side - 0.02, row)
    for part in trim.buckle(0.018, 0.020, 2, 0.0014):
        shoe.add(trim.placed(part, upper.at(side, row, 0.0032), normal, np.cross(normal, ahead)))
    outline = shoe.outline
    shoe.add(make_sole(outline, flat(-0.0012), flat(-0.007), 1, 0.004, 0.0015, 0.0, 0.008))
    shoe.add(zipped(ring(outline.wider(0.0), -0.0017), 1).flipped())
    shoe.add(make_sole(outline, flat(-0.0065), flat(-0.013), 3, 0.0032, 0.0012, 0.0, 0.004))
    return shoe.finish("sandal", slots, basis, bare=True)


IRON, BRASS = (0.42, 0.41, 0.40), (0.72, 0.55, 0.26)

MEDIEVAL = (
    Kind(
        "turn_shoe", "Leather turn shoes", ("medieval",), 1,
        {
            "shaft": number("shaft", "0 at the ankle, 1 a hand above it", 0.25),
            "point": number("point", "how far the toe is drawn out", 0.15),
            "cuff": choice("cuff", "the upper edge", "folded", "plain"),
        },
        (
            Slot("leather", "turn_shoe", (0.33, 0.20, 0.11), "leather"),
            Slot("leather", "turn_shoe_cuff", (0.45, 0.31, 0.18), "leather", double_sided=True),
            Slot("leather", "turn_shoe_thong", (0.20, 0.12, 0.07), "leather"),
            Slot("sole", "turn_shoe_sole", (0.17, 0.11, 0.07), "leather"),
        ),
        True, frozenset({"feet"}), _turn_shoe, 0.008,
    ),
    Kind(
        "riding_boot", "Riding boots", ("medieval",), 1,
        {
            "shaft": number("shaft", "0 to the middle of the calf, 1 below the knee", 1.0),
            "looseness": number("looseness", "how loosely the shaft hangs", 0.4),
            "cuff": choice("cuff", "the upper edge", "folded", "plain"),
        },
        (
            Slot("leather", "riding_boot", (0.16, 0.095, 0.06), "leather", roughness=0.55),
            Slot("leather", "riding_boot_cuff", (0.34, 0.21, 0.12), "leather", roughness=0.65, double_sided=True),
            Slot("sole", "riding_boot_sole", (0.08, 0.06, 0.05), "leather"),
            Slot("metal", "riding_boot_buckle", BRASS, "metal", 1.0, 0.35),
        ),
        True, frozenset({"feet", "calves"}), _riding_boot, 0.027,
    ),
    Kind(
        "sandal", "Sandals", ("medieval", "modern"), 1,
        {"straps": choice("straps", "how many straps", "few", "many")},
        (
            Slot("leather", "sandal", (0.36, 0.22, 0.12), "leather"),
            Slot("leather", "sandal_footbed", (0.55, 0.40, 0.25), "leather"),
            Slot("metal", "sandal_buckle", IRON, "metal", 1.0, 0.45),
            Slot("sole", "sandal_sole", (0.20, 0.14, 0.10), "leather"),
        ),
        True, frozenset(), _sandal, 0.013,
    ),
)  # fmt: skip
"""The kinds of medieval fantasy."""
