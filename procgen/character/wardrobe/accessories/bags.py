"""What is carried on a strap: satchel, backpack, quiver."""

from __future__ import annotations

import numpy as np

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.accessories.binding import assemble
from procgen.character.wardrobe.accessories.carry import (
    BRASS,
    CLEARANCE,
    DARK,
    IRON,
    Options,
    back_place,
    back_straps,
    frame,
    put,
    rigid_hold,
    shoulder_strap,
    stature_pair,
    strap_buckle,
    trunk_hold,
    waist,
)
from procgen.character.wardrobe.accessories.figure import UP, standard_figure
from procgen.character.wardrobe.accessories.solids import Piece, box, lathe, thick, tube
from procgen.character.wardrobe.kind import Kind, choice, number


def _satchel(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    ease = 0.003 + float(options["clearance"])
    strap = shoulder_strap(figure, ease, "Left", 0.036, 0)
    hip = waist(figure, ease, 0.075)
    at = hip.at(np.array(0.735), np.array(0.5))
    out = hip.normal(np.array(0.735), np.array(0.5)) * [1, 0, 1]
    where = frame(at + 0.010 * UP + 0.014 * out, out)
    size = (0.26, 0.21, 0.075)
    body = box(size, 0.012, 0, 0.030, 0.004).moved([0, -size[1] / 2, size[2] / 2])
    reach = np.linspace(-1, 1, 11)
    rows = []
    for along in np.linspace(0, 1, 9):
        depth = np.clip(along / 0.28, 0, 1) * (size[2] + 0.003) - 0.001
        drop = 0.005 - np.clip((along - 0.22) / 0.78, 0, 1) * size[1] * 0.66 * (1 - 0.10 * reach**4)
        rows.append(np.stack([reach * size[0] * 0.505, 0 * reach + drop, 0 * reach + depth], axis=1))
    sheet = np.stack(rows)[::-1]
    normal = np.cross(np.gradient(sheet, axis=1), np.gradient(sheet, axis=0))
    normal /= np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-9)
    pieces = [body, thick(sheet, normal, 0.004, 1)]
    for side in (-0.068, 0.068):
        pieces.append(box((0.024, 0.12, 0.004), 0.001, 0, 0.004).moved([side, -0.105, size[2] + 0.0075]))
        for part in strap_buckle(0.032, 0.026, 0.0022, 2):
            pieces.append(part.moved([side, -0.135, size[2] + 0.011]))
    for side in (-1.0, 1.0):
        pieces.append(box((0.014, 0.07, 0.042), 0.003, 0, 0.004).moved([side * (size[0] / 2 + 0.004), -0.02, 0.030]))
    parts = [([strap], trunk_hold(figure)), ([put(piece, where) for piece in pieces], rigid_hold(figure, "Hips", at))]
    return assemble("satchel", figure, parts, slots, 3, stature_pair(figure))


def _backpack(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    ease = 0.004 + float(options["clearance"])
    hard = options["style"] == "hard shell"
    where = back_place(figure, ease + 0.003, 0.50)
    if hard:
        pieces = [
            box((0.29, 0.40, 0.11), 0.022, 0, 0.06, 0.004).moved([0, 0, 0.055]),
            box((0.22, 0.28, 0.03), 0.010, 1, 0.05).moved([0, 0.01, 0.115]),
            box((0.022, 0.20, 0.012), 0.003, 3, 0.008).moved([0, 0.01, 0.131]),
        ]
        for side in (-1.0, 1.0):
            can = lathe(
                np.array([[0, -0.15], [0.024, -0.147], [0.031, -0.135], [0.031, 0.135], [0.024, 0.147], [0, 0.15]]),
                12,
                1,
            )
            pieces.append(can.moved([side * 0.165, -0.01, 0.05]))
            pieces.append(box((0.035, 0.10, 0.07), 0.006, 0, 0.01).moved([side * 0.148, 0, 0.05]))
    else:
        body = box((0.30, 0.42, 0.14), 0.028, 0, 0.075, 0.012)
        y = body.vertices[:, 1:2] / 0.42 + 0.5
        soft = body.vertices * np.concatenate([1.03 - 0.10 * y**2, np.ones_like(y), 1.12 - 0.30 * y], axis=1)
        body = Piece(soft, body.triangles, body.uv, 0).moved([0, 0, 0.074])
        pocket = box((0.225, 0.165, 0.055), 0.018, 0, 0.04, 0.006).moved([0, -0.085, 0.150])
        lid = box((0.275, 0.085, 0.135), 0.026, 1, 0.04, 0.008).moved([0, 0.185, 0.066])
        zipper = tube(
            np.stack(
                [
                    np.linspace(-0.095, 0.095, 9),
                    np.full(9, -0.020) - 0.010 * np.linspace(-1, 1, 9) ** 2,
                    np.full(9, 0.178),
                ],
                axis=1,
            ),
            0.0022,
            5,
            2,
        )
        handle = np.stack(
            [
                0.030 * np.cos(np.linspace(np.pi, 0, 9)),
                0.215 + 0.030 * np.sin(np.linspace(np.pi, 0, 9)),
                np.full(9, 0.030),
            ],
            axis=1,
        )
        pieces = [body, pocket, lid, zipper, tube(handle, 0.005, 6, 1)]
        for side in (-0.075, 0.075):
            pieces.append(box((0.022, 0.13, 0.006), 0.0015, 1).moved([side, 0.105, 0.138]))
            for part in strap_buckle(0.030, 0.022, 0.0022, 2):
                pieces.append(part.moved([side, 0.075, 0.142]))
    placed = [put(piece, where) for piece in pieces]
    straps = back_straps(figure, ease, 0.044, 0.006, 1)
    parts = [(placed, rigid_hold(figure, "UpperChest", where[1])), (straps, trunk_hold(figure))]
    return assemble("backpack", figure, parts, slots, 3, stature_pair(figure))


def _quiver(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    ease = 0.004 + float(options["clearance"])
    strap = shoulder_strap(figure, ease, "Right", 0.032, 0)
    profile = [
        [0.0, -0.27],
        [0.040, -0.268],
        [0.044, -0.26],
        [0.052, 0.20],
        [0.056, 0.205],
        [0.056, 0.222],
        [0.052, 0.226],
        [0.046, 0.222],
        [0.043, 0.10],
        [0.0, 0.10],
    ]
    pieces = [lathe(np.array(profile), 18, 0)]
    for y, r in ((-0.22, 0.0465), (0.12, 0.0525)):
        ring = [[r - 0.003, y - 0.012], [r + 0.002, y - 0.011], [r + 0.002, y + 0.011], [r - 0.003, y + 0.012]]
        pieces.append(lathe(np.array(ring), 18, 1))
    places = [
        (0.0, 0.0),
        (0.024, 0.006),
        (-0.020, 0.014),
        (0.008, -0.026),
        (-0.014, -0.018),
        (0.010, 0.027),
        (-0.030, -0.006),
    ]
    for count, (x, z) in enumerate(places[: round(float(options["arrows"]))]):
        tall = 0.345 + 0.018 * np.cos(2.4 * count)
        tip = np.array([x * 1.35, tall, z * 1.35])
        pieces.append(
            tube(
                np.stack([np.array([x * 0.8, 0.05, z * 0.8]), tip * 0.6 + np.array([x, 0.05, z]) * 0.4, tip]),
                0.0038,
                5,
                2,
            )
        )
        for vane in range(3):
            turn = vane * 2 * np.pi / 3 + count
            out = np.array([np.cos(turn), 0.0, np.sin(turn)])
            side = np.cross(out, UP)
            share = np.linspace(0, 1, 5)
            base = tip - UP * (0.012 + 0.085 * (1 - share[:, None]))
            wide = 0.016 * np.array([0.0, 0.75, 1.0, 0.95, 0.35])
            sheet = np.stack([base, base + out * wide[:, None]])
            pieces.append(thick(sheet, np.broadcast_to(side, sheet.shape), 0.0010, 3))
    turn = np.radians(24)
    lean = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1.0]])
    where = back_place(figure, ease, 0.62)
    placed = [put(piece.turned(lean).moved([-0.035, 0.0, 0.060]), where) for piece in pieces]
    parts = [([strap], trunk_hold(figure)), (placed, rigid_hold(figure, "UpperChest", where[1]))]
    return assemble("quiver", figure, parts, slots, 3, stature_pair(figure))


BAGS = (
    Kind(
        "satchel", "Satchel", ("medieval", "modern"), 3, {"clearance": CLEARANCE},
        (
            Slot("leather", "satchel", (0.36, 0.22, 0.12), "leather"),
            Slot("leather", "satchel_flap", (0.30, 0.175, 0.09), "leather"),
            Slot("metal", "satchel_buckles", BRASS, "metal", 1.0, 0.4),
        ),
        True, frozenset(), _satchel,
    ),
    Kind(
        "backpack", "Backpack", ("modern", "scifi"), 3,
        {"style": choice("style", "of its make", "canvas", "hard shell"), "clearance": CLEARANCE},
        (
            Slot("cloth", "backpack", (0.28, 0.33, 0.24), "fabric", roughness=0.9),
            Slot("leather", "backpack_trim", (0.25, 0.16, 0.10), "leather"),
            Slot("metal", "backpack_buckles", IRON, "metal", 1.0, 0.4),
            Slot("glass", "backpack_light", (0.25, 0.80, 0.95), "", roughness=0.2),
        ),
        True, frozenset(), _backpack,
    ),
    Kind(
        "quiver", "Quiver with arrows", ("medieval",), 3,
        {"arrows": number("arrows", "how many arrows stick in it", 6.0, 0.0, 7.0), "clearance": CLEARANCE},
        (
            Slot("leather", "quiver", (0.30, 0.18, 0.10), "leather"),
            Slot("leather", "quiver_bands", DARK, "leather"),
            Slot("wood", "quiver_shafts", (0.62, 0.47, 0.30), "wood"),
            Slot("cloth", "quiver_vanes", (0.82, 0.80, 0.74), ""),
        ),
        False, frozenset(), _quiver,
    ),
)  # fmt: skip
"""What is carried on a strap: satchel, backpack, quiver."""
