"""Earrings, circlets and crowns."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.accessories.binding import Hold, assemble
from procgen.character.wardrobe.accessories.carry import TO_Z, frame, put
from procgen.character.wardrobe.accessories.face import HEAD_ALONE, band, head_band, skull_soft
from procgen.character.wardrobe.accessories.figure import standard_figure
from procgen.character.wardrobe.accessories.hats import hat_plane, head_pair
from procgen.character.wardrobe.accessories.solids import Piece, lathe, rounded_outline, slab, thick, tube
from procgen.character.wardrobe.kind import Kind, Value, choice, number

Doubles = npt.NDArray[np.float64]
Options = Mapping[str, Value]
GOLD = (0.83, 0.66, 0.30)


def _earrings(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    ears = figure.ears[figure.vertices[figure.ears, 0] > 0]
    places = figure.vertices[ears]
    lobe = places[places[:, 1] < places[:, 1].min() + 0.006].mean(axis=0)
    outside = float(places[places[:, 1] < places[:, 1].min() + 0.010, 0].max())
    pieces: list[Piece] = []
    size = 0.006 + 0.012 * float(options["size"])
    if options["style"] == "hoop":
        # Open at the top, where it goes through the lobe from side to side.
        gap = float(np.arcsin(min(0.0042 / size, 0.9)))
        turn = np.linspace(gap, 2 * np.pi - gap, 19)
        ring = np.stack([np.sin(turn) * size, np.cos(turn) * size, 0.0015 * np.sin(turn)], axis=1)
        middle = np.array([outside - 0.0035, lobe[1] + 0.005 - size, lobe[2]])
        pieces.append(tube(ring + middle, 0.0012, 6, 0))
    elif options["style"] == "drop":
        hook = np.array(
            [
                [outside + 0.001, lobe[1] + 0.004, lobe[2]],
                [outside + 0.0015, lobe[1] - 0.004, lobe[2]],
                [outside, lobe[1] - 0.012, lobe[2]],
            ]
        )
        pieces.append(tube(hook, 0.0009, 5, 0))
        drop = lathe(np.array([[0.0, -2.2], [0.62, -1.75], [0.8, -1.3], [0.55, -0.6], [0.0, 0.1]]) * size * 0.6, 10, 1)
        pieces.append(drop.moved([outside, lobe[1] - 0.012, lobe[2]]))
    else:
        stud = lathe(np.array([[0.0, -0.001], [0.55, 0.0], [0.5, 0.3], [0.25, 0.5], [0.0, 0.55]]) * size, 10, 1)
        pieces.append(
            put(stud.turned(TO_Z), frame(np.array([outside, lobe[1] + 0.003, lobe[2]]), np.array([1.0, 0, 0.2])))
        )
    hold = Hold("rigid", ears, HEAD_ALONE, lobe)
    return assemble("earrings", figure, [(pieces, hold)], slots, 3, head_pair(figure), double=True)


def _circlet(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    wrap = head_band(figure, 0.046, 0.020, 0.007, wide=0.05)
    style = str(options["style"])
    pieces: list[Piece] = []
    if style == "headband":
        pieces.append(band(wrap, 0.18, 0.82, 0.0024, 2))
        at = wrap.at(np.array(0.0), np.array(0.5), 0.004)
        knot = tube(at + np.outer(np.linspace(-1, 1, 5), [0.011, 0.003, 0]), np.array([2, 7, 8.5, 7, 2]) * 1e-3, 8, 2)
        pieces.append(knot)
        for side, long in ((-1.0, 0.12), (0.8, 0.10)):
            share = np.linspace(0, 1, 7)[:, None]
            spine = at + share * np.array([0.022 * side, -long, -0.010]) + np.sin(share * 4) * [0.004 * side, 0, 0.002]
            half = (0.006 + 0.008 * share) * np.array([0.92, 0.38 * side, 0.0])
            sheet = np.stack([spine - half, spine, spine + half])
            pieces.append(thick(sheet, np.broadcast_to(np.array([0.0, 0.1, -1.0]), sheet.shape), 0.0016, 2))
    else:
        columns = np.arange(56) / 56
        peak = np.exp(-(((columns - 0.5) / 0.05) ** 2))
        low, high = 0.38 - 0.04 * peak, 0.60 + 0.30 * peak
        if style == "crown":
            high = np.full_like(peak, 0.62)
        v = low + (high - low) * np.linspace(0, 1, 4)[:, None]
        pieces.append(wrap.patch(np.broadcast_to(columns, v.shape), v, 0.0028, 0, closed=True))
        for row in (low, high):
            pieces.append(tube(wrap.at(columns, row, 0.0022), 0.0017, 6, 0, closed=True))
        if style == "crown":
            _, up = hat_plane(figure)
            for number_ in range(8):
                u = np.array((number_ + 0.5) / 8)
                foot, out = wrap.at(u, np.array(0.60), 0.0012), wrap.normal(u, np.array(0.6))
                outline = np.array(
                    [
                        [-0.024, 0.0],
                        [0.024, 0.0],
                        [0.011, 0.016],
                        [0.014, 0.026],
                        [0.0, 0.042],
                        [-0.014, 0.026],
                        [-0.011, 0.016],
                    ]
                )
                pieces.append(put(slab(outline, 0.0030, 0.0008, 0), frame(foot, out, up)))
                gem = slab(rounded_outline(0.008, 0.008, 0.004, 2), 0.005, 0.0015, 1, 0.001)
                pieces.append(put(gem, frame(foot + up * 0.0195 + out * 0.0015, out, up)))
        u = np.array(0.5)
        gem = slab(rounded_outline(0.013, 0.016, 0.0062, 3), 0.007, 0.0025, 1, 0.0014)
        pieces.append(put(gem, frame(wrap.at(u, np.array(0.60), 0.004), wrap.normal(u, np.array(0.6)))))
    return assemble("circlet", figure, [(pieces, skull_soft(figure))], slots, 3, head_pair(figure))


JEWELLERY = (
    Kind(
        "earrings", "Earrings", ("medieval", "modern", "scifi"), 3,
        {
            "style": choice("style", "their form", "hoop", "drop", "stud"),
            "size": number("size", "0 small, 1 large", 0.4),
        },
        (
            Slot("metal", "earrings", GOLD, "metal", 1.0, 0.3),
            Slot("glass", "earrings_gem", (0.12, 0.20, 0.55), "", roughness=0.1),
        ),
        True, frozenset(), _earrings,
    ),
    Kind(
        "circlet", "Circlet or headband", ("medieval", "modern"), 3,
        {"style": choice("style", "of its make", "circlet", "crown", "headband")},
        (
            Slot("metal", "circlet", GOLD, "metal", 1.0, 0.3),
            Slot("glass", "circlet_gem", (0.60, 0.08, 0.12), "", roughness=0.1),
            Slot("cloth", "circlet_cloth", (0.60, 0.12, 0.11), "fabric"),
        ),
        True, frozenset(), _circlet,
    ),
)  # fmt: skip
"""Earrings, circlets and crowns."""
