"""What travellers, guards and herdsmen carry: sashes, bandoliers, skins of water, bedrolls, shields."""

from __future__ import annotations

import numpy as np

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.accessories.binding import assemble
from procgen.character.wardrobe.accessories.carry import (
    BRASS,
    BROWN,
    CLEARANCE,
    DARK,
    IRON,
    TO_Z,
    Doubles,
    Options,
    back_place,
    back_straps,
    frame,
    put,
    rigid_hold,
    shoulder_strap,
    stature_pair,
    trunk_hold,
    waist,
)
from procgen.character.wardrobe.accessories.figure import UP, standard_figure
from procgen.character.wardrobe.accessories.solids import Piece, grid, lathe, slab, thick, tube
from procgen.character.wardrobe.kind import Kind, choice, number


def _sash(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    """A broad cloth round the waist, tied at the left hip, its ends hanging."""
    figure = standard_figure(basis)
    wrap = waist(figure, 0.003 + float(options["clearance"]), 0.0, 0.0, 0.075)
    u = np.arange(56) / 56
    half = 0.12 + 0.26 * float(options["width"])
    pieces = []
    for low, high, raised in ((0.5 - half, 0.5 + 0.02, 0.005), (0.5 - 0.05, 0.5 + half, 0.008)):
        rows = np.linspace(low, high, 5)[:, None] + 0 * u
        pieces.append(wrap.patch(np.broadcast_to(u, rows.shape), rows, raised, 0, closed=True))
    place = np.array(0.36)
    at, out = wrap.at(place, np.array(0.5), 0.008), wrap.normal(place, np.array(0.5)) * [1, 0, 1]
    out /= np.linalg.norm(out)
    side = np.cross(UP, out)
    knot = lathe(np.array([[0, -0.022], [0.016, -0.018], [0.021, 0.0], [0.016, 0.018], [0, 0.022]]), 10, 0)
    hung = [put(knot, frame(at + out * 0.012, out))]
    for turn, long in ((-0.4, 0.34), (0.5, 0.28)):
        share = np.linspace(0, 1, 9)[:, None]
        long = long * (0.6 + 0.8 * float(options["length"]))
        spine = at + out * (0.016 + 0.035 * share**1.5) - UP * long * share + side * (0.05 * turn * share)
        wide = (0.012 + 0.022 * share) * side
        fold = 0.004 * np.sin(np.linspace(0, 6, 9))[:, None] * out
        sheet = np.stack([spine - wide, spine - wide / 3 + fold, spine + wide / 3 - fold, spine + wide])
        hung.append(thick(sheet, np.broadcast_to(out, sheet.shape), 0.003, 0))
        for part in np.linspace(-1, 1, 6):
            end = spine[-1] + part * wide[-1]
            hung.append(tube(end - np.outer(np.linspace(-0.2, 1, 4), UP * 0.035), 0.0018, 4, 1))
    parts = [(pieces, trunk_hold(figure)), (hung, rigid_hold(figure, "Hips", at))]
    return assemble("sash", figure, parts, slots, 3, stature_pair(figure))


def _bandolier(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    """A strap over the shoulder with what is loaded or poured in front."""
    figure = standard_figure(basis)
    side = "Left" if options["side"] == "left" else "Right"
    ease = 0.004 + float(options["clearance"])
    strap = shoulder_strap(figure, ease, side, 0.05, 0)
    # Along the middle of the strap's outside, in front.
    columns = 73
    rows = strap.vertices.reshape(-1, columns, 3)
    middle = rows[len(rows) // 2]
    chest, low = figure.joint("UpperChest")[1] + 0.10, figure.joint("Spine")[1]
    front = [
        number_ for number_ in range(columns - 1) if middle[number_, 2] > 0.04 and low < middle[number_, 1] < chest
    ]
    pieces: list[Piece] = [strap]
    shell = lathe(np.array([[0, -0.026], [0.0065, -0.026], [0.0065, 0.014], [0.004, 0.024], [0, 0.026]]), 8, 1)
    for number_ in front[::2]:
        along = middle[(number_ + 1) % columns] - middle[number_ - 1]
        along /= np.linalg.norm(along)
        over = np.cross(along, rows[-2, number_] - rows[1, number_])
        over = over if over[2] > 0 else -over
        pieces.append(
            put(shell, frame(middle[number_] + over / np.linalg.norm(over) * 0.007, over, np.cross(over, along)))
        )
    return assemble("bandolier", figure, [(pieces, trunk_hold(figure))], slots, 3, stature_pair(figure))


def _waterskin(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    ease = 0.003 + float(options["clearance"])
    strap = shoulder_strap(figure, ease, "Left", 0.022, 0)
    hip = waist(figure, ease, 0.06)
    at = hip.at(np.array(0.735), np.array(0.5))
    out = hip.normal(np.array(0.735), np.array(0.5)) * [1, 0, 1]
    where = frame(at + 0.015 * UP + 0.042 * out / np.linalg.norm(out), out)
    profile = [
        [0, -0.20],
        [0.035, -0.195],
        [0.062, -0.16],
        [0.068, -0.11],
        [0.055, -0.05],
        [0.028, -0.01],
        [0.016, 0.006],
    ]
    skin = lathe(np.array([*profile, [0.014, 0.012], [0, 0.012]]), 16, 1)
    skin = Piece(skin.vertices * [1.15, 1.0, 0.55], skin.triangles, skin.uv, 1)
    stopper = lathe(np.array([[0, 0.010], [0.011, 0.011], [0.012, 0.030], [0.009, 0.034], [0, 0.035]]), 10, 2)
    tie = tube(
        np.array([[0.02 * np.cos(a), 0.004, 0.011 * np.sin(a)] for a in np.linspace(0, 2 * np.pi, 13)[:-1]]),
        0.003,
        5,
        0,
        closed=True,
    )
    parts = [
        ([strap], trunk_hold(figure)),
        ([put(piece, where) for piece in (skin, stopper, tie)], rigid_hold(figure, "Hips", at)),
    ]
    return assemble("waterskin", figure, parts, slots, 3, stature_pair(figure))


def _bedroll(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    ease = 0.004 + float(options["clearance"])
    where = back_place(figure, ease + 0.003, 0.62)
    ends = [
        [0, -0.23],
        [0.030, -0.232],
        [0.034, -0.224],
        [0.060, -0.232],
        [0.066, -0.222],
        [0.066, 0.222],
        [0.060, 0.232],
    ]
    roll = lathe(np.array([*ends, [0.034, 0.224], [0.030, 0.232], [0, 0.23]]), 18, 0)
    across = np.array([[0.0, 1, 0], [-1, 0, 0], [0, 0, 1]])
    pieces = [roll.turned(across).moved([0, 0, 0.070])]
    angle = np.linspace(0, 2 * np.pi, 19)[:-1]
    for side in (-0.12, 0.12):
        ring = np.stack([np.full(18, side), 0.068 * np.cos(angle), 0.070 + 0.068 * np.sin(angle)], axis=1)
        pieces.append(tube(ring, 0.005, 6, 1, closed=True))
    straps = back_straps(figure, ease, 0.034, 0.005, 1)
    parts = [
        ([put(piece, where) for piece in pieces], rigid_hold(figure, "UpperChest", where[1])),
        (straps, trunk_hold(figure)),
    ]
    return assemble("bedroll", figure, parts, slots, 3, stature_pair(figure))


def _basket(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    """A basket on the back."""
    figure = standard_figure(basis)
    ease = 0.004 + float(options["clearance"])
    where = back_place(figure, ease + 0.003, 0.48)
    angle = np.arange(28) * (2 * np.pi / 28)

    def ring(y: float, wide: float, deep: float) -> Doubles:
        return np.stack([wide * np.sin(angle), np.full(28, y), 0.115 + deep * np.cos(angle)], axis=1)

    steps = [(-0.2, 0.0, 0.0), (-0.2, 0.10, 0.075), (-0.19, 0.112, 0.084), (0.0, 0.135, 0.10), (0.19, 0.155, 0.112)]
    steps += [(0.2, 0.150, 0.107), (0.19, 0.145, 0.102), (0.05, 0.13, 0.09), (0.045, 0.0, 0.0)]
    pieces = [grid(np.stack([ring(*step) for step in steps]), 0, closed=True)]
    for y, wide, deep in ((-0.1, 0.127, 0.096), (0.06, 0.145, 0.108), (0.19, 0.158, 0.115)):
        pieces.append(tube(ring(y, wide, deep), 0.006, 6, 0, closed=True))
    straps = back_straps(figure, ease, 0.034, 0.005, 1)
    parts = [
        ([put(piece, where) for piece in pieces], rigid_hold(figure, "UpperChest", where[1])),
        (straps, trunk_hold(figure)),
    ]
    return assemble("basket", figure, parts, slots, 3, stature_pair(figure))


def _shield(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    """A shield slung on the back."""
    figure = standard_figure(basis)
    ease = 0.006 + float(options["clearance"])
    where = back_place(figure, ease + 0.006, 0.46)
    size = 0.22 + 0.10 * float(options["size"])
    if options["form"] == "round":
        turn = np.linspace(0, 2 * np.pi, 41)[:-1]
        outline = size * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    else:
        turn = np.linspace(0, 1, 13)
        right = np.stack(
            [0.86 * size * np.cos(turn * np.pi / 2) ** 0.75, 0.75 * size - 2.0 * size * turn**1.15], axis=1
        )
        outline = np.concatenate([np.array([[0.0, 0.78 * size]]), right, right[-2::-1] * [-1, 1]])[::-1]
    board = slab(outline, 0.016, 0.004, 0, 0.018).moved([0, 0, 0.022])
    edge = np.concatenate([outline, np.full((len(outline), 1), 0.022)], axis=1)
    boss = lathe(np.array([[0.055, 0.0], [0.052, 0.006], [0.036, 0.030], [0.014, 0.042], [0, 0.044]]), 20, 1).turned(
        TO_Z
    )
    pieces = [board, tube(edge, 0.008, 6, 1, closed=True), boss.moved([0, 0, 0.042])]
    strap = shoulder_strap(figure, ease, "Right", 0.03, 2)
    parts = [
        ([put(piece, where) for piece in pieces], rigid_hold(figure, "UpperChest", where[1])),
        ([strap], trunk_hold(figure)),
    ]
    return assemble("shield", figure, parts, slots, 3, stature_pair(figure))


_ANY = ("medieval", "modern", "scifi")
TRAVEL = (
    Kind("sash", "Sash", _ANY, 3,
         {"width": number("width", "0 narrow, 1 broad", 0.5),
          "length": number("length", "of the ends, 0 short, 1 long", 0.5),
          "clearance": CLEARANCE},
         (Slot("cloth", "sash", (0.56, 0.20, 0.16), "fabric", roughness=0.9),
          Slot("cloth", "sash_fringe", (0.74, 0.58, 0.30), "fabric", roughness=0.9)),
         True, frozenset(), _sash),
    Kind("bandolier", "Bandolier", _ANY, 3,
         {"side": choice("side", "over which shoulder", "left", "right"), "clearance": CLEARANCE},
         (Slot("leather", "bandolier", BROWN, "leather", roughness=0.6),
          Slot("metal", "bandolier_rounds", BRASS, "metal", 1.0, 0.35)),
         False, frozenset(), _bandolier),
    Kind("waterskin", "Skin of water", _ANY, 3, {"clearance": CLEARANCE},
         (Slot("leather", "waterskin_strap", DARK, "leather"),
          Slot("leather", "waterskin", BROWN, "leather", roughness=0.65),
          Slot("wood", "waterskin_stopper", (0.52, 0.38, 0.22), "wood")),
         True, frozenset(), _waterskin),
    Kind("bedroll", "Bedroll", _ANY, 3, {"clearance": CLEARANCE},
         (Slot("cloth", "bedroll", (0.56, 0.46, 0.32), "fabric", roughness=0.95),
          Slot("leather", "bedroll_straps", BROWN, "leather")),
         True, frozenset(), _bedroll),
    Kind("basket", "Basket on the back", _ANY, 3, {"clearance": CLEARANCE},
         (Slot("wood", "basket", (0.62, 0.48, 0.28), "wood", double_sided=True),
          Slot("leather", "basket_straps", BROWN, "leather")),
         True, frozenset(), _basket),
    Kind("shield", "Shield on the back", ("medieval",), 3,
         {"form": choice("form", "its outline", "round", "heater"), "size": number("size", "0 small, 1 large", 0.4),
          "clearance": CLEARANCE},
         (Slot("wood", "shield", (0.44, 0.16, 0.14), "wood"), Slot("metal", "shield_rim", IRON, "metal", 1.0, 0.4),
          Slot("leather", "shield_strap", BROWN, "leather")),
         False, frozenset(), _shield),
)  # fmt: skip
"""What is carried on the way."""
