"""What lies round the neck and on the shoulders: amulet, scarf, plates."""

from __future__ import annotations

import numpy as np

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.accessories.binding import Hold, assemble
from procgen.character.wardrobe.accessories.carry import (
    BRASS,
    CLEARANCE,
    IRON,
    Doubles,
    Options,
    frame,
    neck_loop,
    put,
    rigid_hold,
    stature_pair,
    trunk_hold,
)
from procgen.character.wardrobe.accessories.figure import FRONT, TRUNK, UP, standard_figure
from procgen.character.wardrobe.accessories.solids import (
    Piece,
    grid,
    lathe,
    outward,
    rounded_outline,
    slab,
    thick,
    tube,
)
from procgen.character.wardrobe.kind import Kind, choice, number


def _amulet(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    loop = neck_loop(figure, 0.007 + float(options["clearance"]), 0.02 + 0.09 * float(options["length"]))
    beads = options["chain"] == "beads"
    pieces: list[Piece] = []
    if beads:
        ball = lathe(np.array([[0, -0.006], [0.0045, -0.0042], [0.006, 0.0], [0.0045, 0.0042], [0, 0.006]]), 7, 0)
        length = np.concatenate([[0.0], np.linalg.norm(np.diff(loop, axis=0), axis=1).cumsum()])
        for at in np.arange(0, length[-1], 0.0135):
            pieces.append(ball.moved(np.array([np.interp(at, length, loop[:, k]) for k in range(3)])))
    else:
        pieces.append(tube(loop, 0.0021 * (1 + 0.25 * (np.arange(56) % 2).astype(np.float64)), 5, 0, closed=True))
    at = loop[28] + np.array([0.0, -0.018, 0.004])
    out = np.array([0.0, 0.30, 1.0])
    disc = slab(rounded_outline(0.036, 0.036, 0.018, 5), 0.006, 0.0015, 0, 0.001)
    gem = slab(rounded_outline(0.018, 0.022, 0.009, 3), 0.008, 0.003, 1, 0.0015).moved([0, 0, 0.0035])
    eye = tube(
        np.array([[0, 0.017, 0], [0.005, 0.021, 0.001], [0, 0.026, 0.001], [-0.005, 0.021, 0.001]]),
        0.0014,
        5,
        0,
        closed=True,
    )
    pendant = [put(piece, frame(at, out)) for piece in (disc, gem, eye)]
    hold = Hold("soft", figure.sparse(figure.region(*TRUNK, "Neck"), 0.006), (), None, 0.012)
    parts = [(pieces, hold), (pendant, rigid_hold(figure, "UpperChest", at))]
    return assemble("amulet", figure, parts, slots, 3, stature_pair(figure))


def _scarf(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    ease = 0.026 + float(options["clearance"]) * 0.5
    pieces: list[Piece] = []
    turns = np.arange(56) * (2 * np.pi / 56)
    for number_, (rise, drop, wide, high) in enumerate(((0.012, -0.005, 0.017, 0.028), (0.036, -0.018, 0.015, 0.025))):
        loop = neck_loop(figure, ease + 0.012 + 0.004 * (1 - number_), drop, rise)
        for _ in range(4):
            loop = (np.roll(loop, 1, axis=0) + 2 * loop + np.roll(loop, -1, axis=0)) / 4
        normal = UP
        out = np.cross(normal, np.roll(loop, -1, axis=0) - np.roll(loop, 1, axis=0))
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        around = np.arange(14) * (2 * np.pi / 14)
        ridge = (
            1
            + 0.10 * np.sin(5 * around + 3 * turns[:, None] + number_)
            + 0.06 * np.sin(4 * turns[:, None] + 2 * around)
        )
        ring = loop[:, None] + ridge[..., None] * (
            np.cos(around)[None, :, None] * wide * out[:, None] + np.sin(around)[None, :, None] * high * normal
        )
        pieces.append(grid(np.concatenate([ring, ring[:1]]), 0, closed=True))
    pieces = [outward(piece) for piece in pieces]
    length = 0.10 + 0.30 * float(options["length"])
    chest = figure.region("UpperChest", "Chest", "Spine", "Hips")
    neck = figure.joint("Neck")
    top = neck[1] - 0.020
    wrap = figure.wrap(
        chest, np.array([0, top - length, 0.03]), np.array([0, top, 0.03]), FRONT, [ease * 0.6] * 12, 64, 2
    )
    for centre, short in ((0.462, 1.0), (0.520, 0.86)):
        v = np.linspace(1 - short, 1.0, 12)[:, None]
        across = np.linspace(-1, 1, 9)
        u = centre + across * (0.030 + 0.016 * (1 - v))
        lift = 0.004 + 0.004 * np.cos(across * 7 + 2 * centre * 30) * (1 - 0.5 * v) + 0.012 * v**6
        sheet = wrap.at(u, v + 0 * u, lift)
        pieces.append(thick(sheet, wrap.normal(u, v + 0 * u), 0.005, 0))
        for number_ in range(9):
            end = sheet[0, number_]
            path = end + np.outer(np.linspace(-0.2, 1, 4), [0.001 * (number_ % 3 - 1), -0.030, 0.002])
            pieces.append(tube(path + np.array([0, 0, 0.003]), 0.0018, 4, 1))
    return assemble("scarf", figure, [(pieces, trunk_hold(figure))], slots, 3, stature_pair(figure))


def _pauldrons(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    shoulder, elbow = figure.joint("LeftUpperArm"), figure.joint("LeftLowerArm")
    axis = (elbow - shoulder) / np.linalg.norm(elbow - shoulder)
    top = UP - axis * (UP @ axis)
    top /= np.linalg.norm(top)
    ahead = np.cross(axis, top)
    arm = figure.vertices[figure.region("LeftUpperArm", "LeftShoulder")]
    away = arm - shoulder
    along = away @ axis
    upper = away[(along > -0.01) & (along < 0.08) & (away @ top > 0.02)]
    radius = float(np.quantile(np.linalg.norm(upper - np.outer(upper @ axis, axis), axis=1), 0.9))
    radius += 0.013 + float(options["clearance"])
    count = round(float(options["lames"]))
    pieces: list[Piece] = []
    angle = np.radians(np.linspace(-84, 84, 17))
    share = np.linspace(0, 1, 6)

    def lame(start: float, end: float, near: float, far: float, slot: int, bow: float) -> None:
        rows = []
        for part in share:
            r = near + (far - near) * part
            place = start + (end - start) * part - bow * (angle / angle[-1]) ** 2
            flat = r * (top * np.cos(angle)[:, None] + ahead * np.sin(angle)[:, None] * 1.05)
            rows.append(shoulder + np.outer(place, axis) + flat)
        sheet = np.stack(rows)
        normal = outside(sheet)
        pieces.append(thick(sheet, normal, 0.0035, slot))
        pieces.append(tube(sheet[-1] + normal[-1] * 0.0025, 0.0036, 6, 1))

    def outside(sheet: Doubles) -> Doubles:
        normal = np.cross(np.gradient(sheet, axis=1), np.gradient(sheet, axis=0))
        normal /= np.linalg.norm(normal, axis=2, keepdims=True)
        result: Doubles = normal if float(normal[len(normal) // 2, 8] @ top) > 0 else -normal
        return result

    cap_rows = np.linspace(-1, 1, 9)
    sheet = np.stack(
        [
            shoulder
            + np.outer(-0.008 + 0.053 * r - 0.012 * (angle / angle[-1]) ** 2, axis)
            + (radius + 0.012) * np.sqrt(max(1 - 0.42 * (r - 0.25) ** 2 * (0.55 if r < 0.25 else 0.5), 0.05))
            * (top * np.cos(angle)[:, None] + ahead * np.sin(angle)[:, None] * 1.05)
            for r in cap_rows
        ]
    )  # fmt: skip
    normal = outside(sheet)
    pieces.append(thick(sheet, normal, 0.004, 0))
    for row in (0, -1):
        pieces.append(tube(sheet[row] + normal[row] * 0.003, 0.0038, 6, 1))
    crown_count = len(pieces)
    for number_ in range(count):
        start = 0.036 + 0.034 * number_
        lame(start, start + 0.046, radius + 0.005 - 0.006 * number_, radius + 0.004 - 0.009 * number_, 0, 0.012)
    skin = figure.region("LeftUpperArm", "LeftShoulder", "UpperChest")
    cap_hold = Hold("rigid", skin, (("LeftShoulder", 0.4), ("LeftUpperArm", 0.6)), shoulder + top * 0.06)
    lame_hold = Hold("rigid", skin, (("LeftUpperArm", 1.0),), shoulder + top * 0.06)
    parts = [(pieces[:crown_count], cap_hold)] + ([(pieces[crown_count:], lame_hold)] if count else [])
    return assemble("pauldrons", figure, parts, slots, 3, stature_pair(figure), double=True)


SHOULDERS = (
    Kind(
        "amulet", "Amulet", ("medieval", "modern"), 3,
        {
            "length": number("length", "how low it hangs", 0.4),
            "chain": choice("chain", "what it hangs on", "chain", "beads"),
            "clearance": number("clearance", "metres of cloth that lie under it", 0.002, 0.0, 0.06),
        },
        (
            Slot("metal", "amulet", (0.83, 0.66, 0.30), "metal", 1.0, 0.3),
            Slot("glass", "amulet_gem", (0.10, 0.42, 0.38), "", roughness=0.1),
        ),
        True, frozenset(), _amulet,
    ),
    Kind(
        "scarf", "Scarf", ("medieval", "modern"), 3,
        {"length": number("length", "of the ends", 0.5), "clearance": CLEARANCE},
        (
            Slot("cloth", "scarf", (0.55, 0.14, 0.13), "fabric", roughness=0.95),
            Slot("cloth", "scarf_fringe", (0.75, 0.62, 0.40), "fabric", roughness=0.95),
        ),
        True, frozenset({"neck"}), _scarf,
    ),
    Kind(
        "pauldrons", "Shoulder plates", ("medieval", "scifi"), 3,
        {"lames": number("lames", "number of plates down the arm", 2.0, 0.0, 3.0), "clearance": CLEARANCE},
        (
            Slot("metal", "pauldrons", IRON, "metal", 1.0, 0.4, double_sided=True),
            Slot("metal", "pauldrons_rim", BRASS, "metal", 1.0, 0.4),
        ),
        True, frozenset(), _pauldrons,
    ),
)  # fmt: skip
"""What lies round the neck and on the shoulders: amulet, scarf, plates."""
