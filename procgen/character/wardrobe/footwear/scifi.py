"""Shoes of science fiction: a boot with plates."""

from __future__ import annotations

import numpy as np

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot
from procgen.character.wardrobe.accessories.solids import Piece, lathe
from procgen.character.wardrobe.footwear import trim
from procgen.character.wardrobe.footwear.binding import Footwear
from procgen.character.wardrobe.footwear.last import Ease, Toe
from procgen.character.wardrobe.footwear.shoe import Options, Shoe, collar
from procgen.character.wardrobe.footwear.sole import flat, make_sole
from procgen.character.wardrobe.footwear.upper import Upper
from procgen.character.wardrobe.kind import Kind, choice, number


def plate(
    upper: Upper, centre: float, half: float, low: float, high: float, peak: float, thickness: float, slot: int
) -> Piece:
    """A plate on the shaft: columns ``centre`` +- ``half``, heights ``low`` to ``high``, rims bowed by ``peak``."""
    reach = np.linspace(-1, 1, 11)
    u = centre + half * reach
    start = np.array([upper.row_at(float(a % 1.0), low + peak * float(r) ** 2) for a, r in zip(u, reach, strict=True)])
    end = np.array([upper.row_at(float(a % 1.0), high - peak * float(r) ** 2) for a, r in zip(u, reach, strict=True)])
    rows = start + (end - start) * np.linspace(0, 1, 7)[:, None]
    return upper.patch(np.broadcast_to(u, rows.shape), rows, thickness, slot)


def _plated_boot(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Footwear:
    top = 0.24 + 0.13 * float(options["shaft"])
    line = collar(top - 0.010, top - 0.004, top + 0.018, 1.0, 2.0)
    shoe = Shoe.begin(basis, Toe(0.018, 0.044, 2.8, 1.04), Ease(0.009, 0.011, 0.016), line, flat(-0.006), 21)
    last, upper = shoe.last, shoe.upper
    shoe.spring_m = 0.008
    height = upper.points[..., 1]
    ribs = np.exp(-(((height - 0.105) / 0.024) ** 4)) * np.cos(2 * np.pi * height / 0.013)
    shoe.upper = upper = upper.moved(0.0012 * ribs)
    shoe.shell(0, bead=0.005, thickness=0.004, depth=0.04)
    shoe.add(trim.cap(upper, last.tip_m - 0.062, 0.035, 0.0045, 1, 0.3))
    shoe.add(trim.cap(upper, last.tip_m - 0.030, 0.030, 0.0075, 1, 0.22))
    u = np.linspace(0.36, 0.64, 11)
    near = upper.section(u, last.ball_m - 0.004 - 0.020 * ((u - 0.5) / 0.14) ** 2)
    far = upper.section(u, last.ball_m - 0.052 - 0.010 * ((u - 0.5) / 0.14) ** 2)
    rows = near + (far - near) * np.linspace(0, 1, 5)[:, None]
    shoe.add(upper.patch(np.broadcast_to(u, rows.shape), rows, 0.0045, 1))
    shoe.add(trim.counter(upper, 0.070, 0.19, 0.0048, 1, 3.0))
    if options["plates"] == "full":
        shoe.add(plate(upper, 0.5, 0.17, 0.145, top + 0.002, 0.022, 0.0055, 1))
        shoe.add(plate(upper, 0.5, 0.055, 0.165, top - 0.03, 0.012, 0.0090, 1))
        shoe.add(plate(upper, 0.0, 0.15, 0.170, top - 0.03, 0.020, 0.0050, 1))
        shoe.add(plate(upper, 0.5, 0.022, 0.185, top - 0.055, 0.004, 0.0098, 4))
    around = np.arange(30) / 30
    shoe.add(trim.ring_band(upper, np.full(30, top - 0.032), 0.020, 0.0034, 2))
    if top > 0.28:
        shoe.add(trim.ring_band(upper, np.full(30, 0.152), 0.018, 0.0034, 2))
    shoe.add(trim.ring_band(upper, 0.080 - 0.026 * np.cos(2 * np.pi * around), 0.020, 0.0034, 2))
    disc = np.array(
        [[0.0, 0.0075], [0.009, 0.0075], [0.0105, 0.006], [0.013, 0.006], [0.0145, 0.0045], [0.015, -0.003]]
    )
    for side in (0.25, 0.75):
        row = np.array(upper.row_at(side, 0.082))
        hub = lathe(disc[::-1], 14, 1).turned(np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]))
        core = lathe(np.array([[0.0066, 0.0060], [0.006, 0.0088], [0.0, 0.0088]]), 10, 4)
        core = core.turned(np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]))
        for part in (hub, core):
            shoe.add(
                trim.placed(
                    part, upper.at(np.array(side), row), upper.normal(np.array(side), row), np.array([0.0, 1, 0])
                )
            )
    outline = shoe.outline
    shoe.add(make_sole(outline, flat(0.004), flat(-0.016), 3, 0.0050, 0.002, 0.0015, 0.006))
    shoe.add(make_sole(outline, flat(-0.0155), flat(-0.0205), 4, 0.0045, 0.0005, 0.0, 0.004))
    shoe.add(make_sole(outline, flat(-0.0200), flat(-0.034), 3, 0.0065, 0.003, -0.003, 0.004))
    return shoe.finish("plated_boot", slots, basis)


SCIFI = (
    Kind(
        "plated_boot", "Plated boots", ("scifi",), 1,
        {
            "shaft": number("shaft", "0 half way up the calf, 1 below the knee", 0.6),
            "plates": choice("plates", "plates on the shaft", "full", "foot only"),
        },
        (
            Slot("cloth", "plated_boot", (0.13, 0.14, 0.16), "rubber", roughness=0.7),
            Slot("metal", "plated_boot_plate", (0.62, 0.64, 0.67), "metal", 1.0, 0.38),
            Slot("leather", "plated_boot_strap", (0.22, 0.20, 0.19), "leather", roughness=0.6),
            Slot("sole", "plated_boot_sole", (0.07, 0.07, 0.08), "rubber"),
            Slot("glass", "plated_boot_light", (0.25, 0.80, 0.95), "", roughness=0.2),
        ),
        True, frozenset({"feet", "calves"}), _plated_boot, 0.034,
    ),
)  # fmt: skip
"""The kinds of science fiction."""
