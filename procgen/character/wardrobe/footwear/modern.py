"""Modern shoes: sneaker, slip-on, oxford, combat boot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot
from procgen.character.wardrobe.accessories.solids import tube
from procgen.character.wardrobe.footwear import trim
from procgen.character.wardrobe.footwear.binding import Footwear
from procgen.character.wardrobe.footwear.last import Ease, Toe, smoothstep
from procgen.character.wardrobe.footwear.shoe import Options, Shoe, collar
from procgen.character.wardrobe.footwear.sole import flat, heeled, make_lugs, make_sole
from procgen.character.wardrobe.kind import Kind, choice, number

Doubles = npt.NDArray[np.float64]


def _sneaker(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Footwear:
    high = float(options["collar"])
    line = collar(0.082 + 0.05 * high, 0.058 + 0.062 * high, 0.100 + 0.048 * high, 1.6, 5.0 - 2 * high)
    shoe = Shoe.begin(basis, Toe(0.012, 0.041, 2.3), Ease(0.006, 0.008, 0.008), line, flat(0.0), 15)
    last, upper = shoe.last, shoe.upper
    shoe.shell(0, bead=0.004, thickness=0.004)
    rows = list(np.linspace(0.50 - 0.06 * high, 0.86, 5 + round(2 * high)))
    shoe.add(trim.tongue(upper, rows[0] - 0.03, 0.995, 0.016, 0.0012, 0))
    shoe.add(trim.facing(upper, rows[0] - 0.05, min(rows[-1] + 0.05, 0.95), 0.0095, 0.024, 0.0018, 1))
    shoe.add(trim.cap(upper, last.tip_m - 0.040, 0.055, 0.0024, 1))
    shoe.add(trim.counter(upper, 0.060, 0.16, 0.0024, 1))
    for middle in (0.245, 0.285, 0.325):
        for sign in (-1.0, 1.0):
            rise = np.linspace(0.10, 0.60, 7)[:, None]
            lean = middle + 0.045 * (rise - 0.1) + np.linspace(-0.0085, 0.0085, 3)
            columns = 0.5 + sign * (0.5 - lean)
            shoe.add(upper.patch(np.sort(columns, axis=1), rise + 0 * columns, 0.0013, 1))
    shoe.add(trim.eyelets(upper, rows, 0.014, 0.0018, 4))
    shoe.add(trim.laces(upper, rows, 0.0135, 0.002, 2), trim.bow(upper, rows[-1] + 0.01, 0.003, 2))

    def lip(along: Doubles) -> Doubles:
        toe = smoothstep(along, last.tip_m - 0.05, last.tip_m)
        heel = 1 - smoothstep(along, last.heel_m, last.heel_m + 0.12)
        return 0.007 + 0.005 * toe + 0.008 * heel

    outline = shoe.outline
    shoe.add(make_sole(outline, lip, flat(-0.016), 3, 0.0030, 0.002, 0.002, 0.002))
    shoe.add(make_sole(outline, flat(-0.0155), flat(-0.022), 4, 0.0050, 0.0015, 0.001, 0.004))
    return shoe.finish("sneaker", slots, basis)


def _slip_on(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Footwear:
    strap = options["closing"] == "strap"
    line = collar(0.062, 0.050, 0.068, 2.0, 1.6)
    shoe = Shoe.begin(basis, Toe(0.010, 0.039, 2.2), Ease(0.005, 0.006, 0.006), line, flat(0.0), 13)
    upper = shoe.upper
    shoe.shell(0, bead=0.003, thickness=0.003)
    if strap:
        u = np.linspace(0.295, 0.705, 21)
        row = 0.93 - 0.12 * np.cos((u - 0.5) * 6)
        shoe.add(trim.band(upper, u, row, 0.018, 0.002, 1))
        u = np.linspace(0.33, 0.44, 7)
        shoe.add(trim.band(upper, u, 0.93 - 0.12 * np.cos((u - 0.5) * 6), 0.020, 0.0035, 1))
    else:
        for centre in (0.36, 0.64):
            u = centre + np.linspace(-0.045, 0.045, 9)
            depth = 1 - 0.42 * (1 - (np.linspace(-1, 1, 9)) ** 2) - 0.05
            rows = depth + (0.985 - depth) * np.linspace(0, 1, 5)[:, None]
            shoe.add(upper.patch(np.broadcast_to(u, rows.shape), rows, 0.0012, 1))
    shoe.add(trim.counter(upper, 0.058, 0.035, 0.0014, 1, 6.0))
    outline = shoe.outline
    shoe.add(make_sole(outline, flat(0.006), flat(-0.012), 2, 0.003, 0.002, 0.0, 0.0015))
    shoe.add(make_sole(outline, flat(-0.0115), flat(-0.016), 3, 0.0038, 0.001, 0.0, 0.004))
    return shoe.finish("slip_on", slots, basis)


def _oxford(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Footwear:
    point = {"round": 2.0, "almond": 1.75, "square": 3.0}[str(options["toe"])]
    sole_m, sole = 0.023, 0.008
    feather = heeled(-(sole_m - sole), -0.004, -0.015, 0.095)
    line = collar(0.066, 0.050, 0.088, 2.0, 4.0)
    toe = Toe(0.022, 0.036, point, 0.97)
    shoe = Shoe.begin(basis, toe, Ease(0.0045, 0.005, 0.005), line, feather, 15)
    last, upper = shoe.last, shoe.upper
    shoe.spring_m = 0.006
    shoe.shell(0, bead=0.0015, thickness=0.002)
    rows = list(np.linspace(0.60, 0.90, 5))
    shoe.add(trim.tongue(upper, 0.585, 0.985, 0.008, 0.0006, 0))
    shoe.add(trim.facing(upper, 0.565, 0.955, 0.0028, 0.026, 0.0016, 0))
    if options["cap"] == "cap toe":
        shoe.add(trim.cap(upper, last.tip_m - 0.058, 0.02, 0.0018, 0))
        u = np.linspace(0.22, 0.78, 21)
        row = upper.section(u, last.tip_m - 0.0605 - 0.02 * ((u - 0.5) / 0.3) ** 2)
        shoe.add(tube(upper.at(u[row > 0.02], row[row > 0.02], 0.0004), 0.0007, 4, 0))
    shoe.add(trim.counter(upper, 0.052, 0.16, 0.0018, 0, 3.0))
    shoe.add(trim.laces(upper, rows, 0.0065, 0.0016, 1, 0.0013), trim.bow(upper, 0.915, 0.0022, 1, 0.0013, 0.022))
    shoe.heel_and_sole(feather, sole_m, sole, 2, 2, 0.0042)
    return shoe.finish("oxford", slots, basis)


def _combat_boot(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Footwear:
    top = 0.15 + 0.10 * float(options["shaft"])
    line = collar(top + 0.006, top - 0.006, top + 0.006, 1.0, 1.5)
    sole_m = 0.034
    feather = heeled(-0.010, -0.004, -0.01, 0.09)
    shoe = Shoe.begin(basis, Toe(0.016, 0.042, 2.6, 1.03), Ease(0.008, 0.011, 0.012), line, feather, 18)
    last, upper = shoe.last, shoe.upper
    shoe.spring_m = 0.007
    u = np.arange(upper.points.shape[1]) / upper.points.shape[1]
    height = upper.points[..., 1]
    crease = np.exp(-(((height - 0.10) / 0.022) ** 2)) * np.sin(height * 2 * np.pi / 0.017 + 3 * np.cos(2 * np.pi * u))
    shoe.upper = upper = upper.moved(0.0012 * crease * smoothstep(np.abs(u - 0.5), 0.06, 0.14))
    shoe.shell(0, bead=0.006, thickness=0.005)
    rows = list(np.linspace(0.36, 0.93, 7))
    shoe.add(trim.tongue(upper, 0.34, 0.995, 0.017, 0.0015, 1))
    shoe.add(trim.facing(upper, 0.32, 0.965, 0.0085, 0.027, 0.0024, 0))
    shoe.add(trim.cap(upper, last.tip_m - 0.055, 0.03, 0.0026, 0))
    shoe.add(trim.counter(upper, 0.068, 0.19, 0.0026, 0, 3.0))
    shoe.add(
        trim.ring_band(upper, np.full(30, 0.112) + 0.012 * np.cos(2 * np.pi * np.arange(30) / 30), 0.016, 0.002, 0)
    )
    back = np.stack([np.full(6, -0.022), np.full(6, 0.0), np.full(6, 0.022)], axis=1)
    shoe.add(upper.patch(back, np.linspace(0.45, 0.96, 6)[:, None] + 0 * back, 0.002, 1))
    shoe.add(trim.eyelets(upper, rows, 0.0145, 0.0024, 4, 0.0032))
    shoe.add(trim.laces(upper, rows, 0.0140, 0.0028, 2, 0.0021), trim.bow(upper, 0.94, 0.004, 2, 0.0021, 0.034))
    outline = shoe.outline
    front = last.heel_m + 0.30 * (last.tip_m - last.heel_m)
    shoe.add(
        make_sole(outline, lambda a: feather(a) + 0.006, lambda a: feather(a) - 0.014, 3, 0.005, 0.002, 0.0, 0.006)
    )
    tread = heeled(-0.028, -0.026, 0.0, 0.06)
    shoe.add(make_sole(outline, lambda a: feather(a) - 0.012, tread, 3, 0.0035, 0.001, 0.0, 0.004))
    shoe.add(make_lugs(outline, tread, 3, front + 0.01, last.ball_m - 0.045, 26, -sole_m))
    return shoe.finish("combat_boot", slots, basis)


WHITE = (0.92, 0.92, 0.90)

MODERN = (
    Kind(
        "sneaker", "Sneakers", ("modern",), 1,
        {"collar": number("collar", "0 low, 1 over the ankle", 0.0)},
        (
            Slot("cloth", "sneaker", (0.16, 0.26, 0.42), "fabric"),
            Slot("leather", "sneaker_trim", (0.88, 0.88, 0.86), "leather", roughness=0.6),
            Slot("cloth", "sneaker_laces", WHITE, "fabric"),
            Slot("sole", "sneaker_sole", WHITE, "rubber", roughness=0.7),
            Slot("sole", "sneaker_tread", (0.25, 0.25, 0.27), "rubber", roughness=0.8),
        ),
        True, frozenset({"feet"}), _sneaker, 0.022,
    ),
    Kind(
        "slip_on", "Slip-ons", ("modern", "scifi"), 1,
        {"closing": choice("closing", "elastic gores or a strap", "elastic", "strap")},
        (
            Slot("cloth", "slip_on", (0.62, 0.16, 0.14), "fabric"),
            Slot("cloth", "slip_on_trim", (0.18, 0.17, 0.18), "fabric"),
            Slot("sole", "slip_on_sole", (0.93, 0.91, 0.86), "rubber"),
            Slot("sole", "slip_on_tread", (0.60, 0.42, 0.25), "rubber"),
        ),
        True, frozenset({"feet"}), _slip_on, 0.016,
    ),
    Kind(
        "oxford", "Oxford shoes", ("modern",), 1,
        {
            "toe": choice("toe", "form of the toe", "almond", "round", "square"),
            "cap": choice("cap", "with or without a toe cap", "cap toe", "plain"),
        },
        (
            Slot("leather", "oxford", (0.20, 0.09, 0.045), "leather", roughness=0.35),
            Slot("cloth", "oxford_laces", (0.10, 0.05, 0.03), "fabric"),
            Slot("sole", "oxford_sole", (0.09, 0.06, 0.05), "leather", roughness=0.6),
        ),
        True, frozenset({"feet"}), _oxford, 0.023,
    ),
    Kind(
        "combat_boot", "Combat boots", ("modern", "scifi"), 1,
        {"shaft": number("shaft", "0 above the ankle, 1 half way up the calf", 0.4)},
        (
            Slot("leather", "combat_boot", (0.11, 0.095, 0.08), "leather", roughness=0.55),
            Slot("cloth", "combat_boot_tongue", (0.15, 0.14, 0.11), "fabric"),
            Slot("cloth", "combat_boot_laces", (0.24, 0.20, 0.14), "fabric"),
            Slot("sole", "combat_boot_sole", (0.07, 0.07, 0.07), "rubber", roughness=0.85),
            Slot("metal", "combat_boot_eyelets", (0.55, 0.50, 0.38), "metal", 1.0, 0.4),
        ),
        True, frozenset({"feet"}), _combat_boot, 0.034,
    ),
)  # fmt: skip
"""The modern kinds."""
