"""Belts, and what hangs on them: pouches and a sword."""

from __future__ import annotations

import numpy as np

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.accessories.binding import Hold, assemble
from procgen.character.wardrobe.accessories.carry import (
    BRASS,
    BROWN,
    CLEARANCE,
    DARK,
    IRON,
    TO_Z,
    Options,
    frame,
    put,
    rigid_hold,
    stature_pair,
    strap_buckle,
    trunk_hold,
    waist,
)
from procgen.character.wardrobe.accessories.figure import standard_figure
from procgen.character.wardrobe.accessories.solids import Piece, box, grid, lathe, rounded_outline, slab, thick
from procgen.character.wardrobe.accessories.wrap import Wrap
from procgen.character.wardrobe.kind import Kind, choice, number


def belt_pieces(wrap: Wrap, width: float, slot: int, metal: int, tail: float = 0.055) -> list[Piece]:
    """A belt round a surface: the band, its buckle and keeper in front, and its tail to the left."""
    length = float(wrap.lengths.mean())
    half = width / 2 / length
    u = np.arange(56) / 56
    rows = 0.5 + half * np.linspace(-1, 1, 4)[:, None] + 0 * u
    pieces = [wrap.patch(np.broadcast_to(u, rows.shape), rows, 0.0035, slot, closed=True)]
    end = 0.5 - tail * np.linspace(1, 0, 8)
    tip = np.clip(np.linspace(0, 1, 8) * 5, 0, 1) ** 0.6
    rows = 0.5 + half * 0.94 * np.linspace(-1, 1, 4)[:, None] * tip
    pieces.append(wrap.patch(np.broadcast_to(end, rows.shape), rows, 0.0068, slot))
    at, out = wrap.at(np.array(0.5), np.array(0.5), 0.0055), wrap.normal(np.array(0.5), np.array(0.5))
    for part in strap_buckle(width * 1.15, width * 1.28, 0.0032, metal):
        pieces.append(put(part, frame(at, out)))
    keeper = 0.5 - 0.042 + np.array([-0.004, 0.0, 0.004])
    rows = 0.5 + half * 1.12 * np.linspace(-1, 1, 4)[:, None] + 0 * keeper
    pieces.append(wrap.patch(np.broadcast_to(keeper, rows.shape), rows, 0.0095, slot))
    return pieces


def pouch_pieces(size: tuple[float, float, float], slot: int, metal: int) -> list[Piece]:
    """A pouch with a flap and a stud, hanging from the origin, its back in the plane z = 0."""
    wide, tall, deep = size
    body = box((wide, tall, deep), 0.009, slot, 0.022, 0.003)
    share = body.vertices[:, 1] / tall + 0.5
    plump = 1 - 0.22 * np.clip(share, 0, 1) ** 2
    shaped = body.vertices * np.stack([plump, np.ones_like(plump), 1.08 - 0.25 * share], axis=1)
    body = Piece(shaped, body.triangles, body.uv, slot).moved([0, -tall / 2, deep / 2 + 0.001])
    reach = np.linspace(-1, 1, 9)
    rows = []
    for along in np.linspace(0, 1, 8):
        back = np.clip(along / 0.3, 0, 1)
        depth = back * (deep * 0.96 + 0.004)
        drop = 0.004 - np.clip((along - 0.25) / 0.75, 0, 1) * tall * 0.58 * (1 - 0.28 * reach**2)
        rows.append(
            np.stack([reach * wide * 0.46 * (1 + 0.05 * along), 0 * reach + drop, 0 * reach + depth + 0.0015], axis=1)
        )
    sheet = np.stack(rows)[::-1]
    normal = np.cross(np.gradient(sheet, axis=1), np.gradient(sheet, axis=0))
    normal /= np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-9)
    flap = thick(sheet, normal, 0.003, slot)
    stud = lathe(np.array([[0.006, -0.001], [0.005, 0.003], [0.0, 0.0045]]), 8, metal).turned(TO_Z)
    stud = stud.moved([0, -tall * 0.50, deep + 0.005])
    loop = box((wide * 0.34, 0.058, 0.008), 0.002, slot).moved([0, 0.012, 0.004])
    return [body, flap, stud, loop]


def _belt(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    wrap = waist(figure, 0.002 + float(options["clearance"]))
    pieces = belt_pieces(wrap, float(options["width"]), 0, 1)
    parts: list[tuple[list[Piece], Hold]] = [(pieces, trunk_hold(figure))]
    hung = {"none": (), "pouch": (0.37,), "utility": (0.14, 0.24, 0.33, 0.67, 0.76, 0.86)}[str(options["hung"])]
    for u in hung:
        at, out = wrap.at(np.array(u), np.array(0.5), 0.004), wrap.normal(np.array(u), np.array(0.5)) * [1, 0, 1]
        size = (0.105, 0.115, 0.045) if len(hung) == 1 else (0.062, 0.078, 0.034)
        placed = [put(piece, frame(at + 0.009 * out, out)) for piece in pouch_pieces(size, 2, 1)]
        parts.append((placed, rigid_hold(figure, "Hips", at)))
    return assemble("belt", figure, parts, slots, 3, stature_pair(figure))


def _sword(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    wrap = waist(figure, 0.003 + float(options["clearance"]), 0.030, 0.20)
    pieces = belt_pieces(wrap, 0.042, 0, 1)
    u = np.array(0.25 if options["side"] == "left" else 0.75)
    at, out = wrap.at(u, np.array(0.5), 0.006), wrap.normal(u, np.array(0.5)) * [1, 0, 1]
    sword = _sword_pieces(float(options["length"]))
    turn = np.radians(-26 if options["side"] == "left" else 26)
    lean = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1.0]])
    splay = np.radians(7)
    apart = np.array([[1.0, 0, 0], [0, np.cos(splay), np.sin(splay)], [0, -np.sin(splay), np.cos(splay)]])
    where = frame(at + out / np.linalg.norm(out) * 0.024, out)
    hung = [put(piece.turned(apart @ lean), where) for piece in sword]
    hangers = [put(box((0.05, 0.052, 0.022), 0.003, 0, 0.006), frame(at + out * 0.010, out))]
    parts = [(pieces, trunk_hold(figure)), (hung + hangers, rigid_hold(figure, "Hips", at))]
    return assemble("sword", figure, parts, slots, 3, stature_pair(figure))


def _sword_pieces(length: float) -> list[Piece]:
    """A sword in its scabbard, drawn point down along y, the scabbard's mouth at 4 cm."""
    blade = 0.55 + 0.25 * length
    profile = []
    for y, half in ((-blade, 0.004), (-blade + 0.03, 0.016), (-blade * 0.5, 0.022), (0.04, 0.026)):
        profile.append((y, half))
    angle = np.arange(14) * (2 * np.pi / 14)
    rings = [np.zeros((14, 3)) + np.array([0, -blade - 0.004, 0.0])]
    rings += [
        np.stack([np.cos(angle) * half, 0 * angle + y, -np.sin(angle) * half * 0.36], axis=1) for y, half in profile
    ]
    rings.append(np.zeros((14, 3)) + np.array([0, 0.04, 0.0]))
    scabbard = grid(np.stack(rings), 2, closed=True)
    ring = [(0.0, -0.012), (1.14, -0.012), (1.2, -0.010), (1.2, 0.010), (1.14, 0.012), (0.0, 0.012)]

    def fitting(y: float, half: float, tall: float) -> Piece:
        rows = [
            np.stack([np.cos(angle) * half * s, 0 * angle + y + h * tall, -np.sin(angle) * half * 0.42 * s], axis=1)
            for s, h in ring
        ]
        return grid(np.stack(rows), 1, closed=True)

    ends = ((0.0, -0.014), (0.008, -0.010), (0.018, 0.028), (0.0205, 0.075), (0.0, 0.078))
    chape = grid(
        np.stack(
            [np.stack([np.cos(angle) * r, 0 * angle - blade + y, -np.sin(angle) * r * 0.45], axis=1) for r, y in ends]
        ),
        1,
        closed=True,
    )
    guard = box((0.17, 0.016, 0.022), 0.005, 1, 0.007).moved([0, 0.052, 0])
    turns = np.linspace(0, 1, 17)
    swell = 0.0135 + 0.0022 * np.sin(np.pi * turns) + 0.0008 * np.cos(2 * np.pi * 8 * turns)
    grip_profile = np.stack([swell, 0.060 + turns * 0.115], axis=1)
    grip = lathe(np.concatenate([[[0.0, 0.060]], grip_profile, [[0.0, 0.175]]]), 10, 3)
    pommel = slab(rounded_outline(0.044, 0.044, 0.022, 4), 0.024, 0.006, 1, 0.003).moved([0, 0.194, 0])
    return [scabbard, fitting(0.030, 0.025, 1.0), fitting(-0.085, 0.0235, 0.8), chape, guard, grip, pommel]


BELTS = (
    Kind(
        "belt", "Belt", ("medieval", "modern", "scifi"), 3,
        {
            "width": number("width", "of the strap, metres", 0.040, 0.025, 0.060),
            "hung": choice("hung", "what hangs on it", "none", "pouch", "utility"),
            "clearance": CLEARANCE,
        },
        (
            Slot("leather", "belt", DARK, "leather", roughness=0.55),
            Slot("metal", "belt_buckle", BRASS, "metal", 1.0, 0.35),
            Slot("leather", "belt_pouch", BROWN, "leather", roughness=0.7),
        ),
        True, frozenset(), _belt,
    ),
    Kind(
        "sword", "Sword in its scabbard", ("medieval",), 3,
        {
            "length": number("length", "0 short, 1 long", 0.6),
            "side": choice("side", "which hip it hangs on", "left", "right"),
            "clearance": CLEARANCE,
        },
        (
            Slot("leather", "sword_belt", BROWN, "leather", roughness=0.6),
            Slot("metal", "sword_fittings", IRON, "metal", 1.0, 0.35),
            Slot("leather", "sword_scabbard", (0.16, 0.07, 0.06), "leather", roughness=0.5),
            Slot("leather", "sword_grip", DARK, "leather"),
        ),
        False, frozenset(), _sword,
    ),
)  # fmt: skip
"""Belts, and what hangs on them: pouches and a sword."""
