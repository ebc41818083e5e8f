"""Head-dresses of many lands: turbans, caps without a brim, hats with one, fur and straw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.accessories.carry import frame, put
from procgen.character.wardrobe.accessories.figure import UP, standard_figure
from procgen.character.wardrobe.accessories.hats import (
    Options,
    brim_steps,
    creased,
    feather,
    finish,
    hat_loop,
    lined,
    peak,
    pinched,
)
from procgen.character.wardrobe.accessories.hoods import hooded
from procgen.character.wardrobe.accessories.loft import Step, closed_sheet, dome, surface
from procgen.character.wardrobe.accessories.solids import Piece, lathe, rounded_outline, slab, tube
from procgen.character.wardrobe.accessories.wrap import Wrap
from procgen.character.wardrobe.kind import Builder, Kind, Option, choice, number

_COLUMNS = 40
_GOLD, _FELT, _LEATHER = (0.80, 0.62, 0.28), (0.22, 0.18, 0.16), (0.12, 0.08, 0.06)


def _ring_band(body: Wrap, low: float, high: float, thickness: float, slot: int) -> Piece:
    """A strip round a crown."""
    rows = np.broadcast_to(np.linspace(low, high, 3)[:, None], (3, _COLUMNS))
    return body.patch(np.broadcast_to(np.arange(_COLUMNS) / _COLUMNS, rows.shape), rows, thickness, slot, closed=True)


def _turban(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    """A cap with cloth wound round it, each turn across the one before."""
    figure = standard_figure(basis)
    loop, up = hat_loop(figure, 0.014)
    bulk = 0.6 + 0.8 * float(options["bulk"])
    pieces = [closed_sheet(lined(loop, up, [(1.0, 0.0005, 0.0), *dome(0.112, 2.4, 10)[1:]]), 0)]
    angle = np.arange(_COLUMNS) * (2 * np.pi / _COLUMNS)
    middle = loop.mean(axis=0)
    away = loop - middle
    for number_, (height, lean, thick_) in enumerate(
        (
            (0.018, 0.006, 0.020),
            (0.036, -0.013, 0.022),
            (0.050, 0.014, 0.022),
            (0.068, -0.010, 0.019),
            (0.082, 0.008, 0.015),
        )
    ):
        wide = 1.0 - 0.30 * max(height - 0.045, 0) / 0.04
        crossing = lean * bulk * np.cos(angle + 0.5 * number_)
        path = middle + away * wide * (1 + 0.10 * bulk) + (height + crossing)[:, None] * up
        radius = thick_ * bulk * (1 + 0.12 * np.sin(3 * angle + number_))
        pieces.append(tube(path, np.append(radius, radius[0])[: len(path)], 9, 0, closed=True))
    if options["ornament"] == "jewel":
        front = middle + (away[_COLUMNS // 2]) * (1 + 0.10 * bulk) + 0.045 * up
        out = away[_COLUMNS // 2] / np.linalg.norm(away[_COLUMNS // 2])
        brooch = slab(rounded_outline(0.030, 0.036, 0.014, 4), 0.010, 0.003, 1, 0.003)
        pieces.append(put(brooch, frame(front + out * 0.024 * bulk, out)))
        pieces.append(feather(front + out * 0.020 * bulk, up, 1))
    return finish("turban", pieces, slots, figure)


def _keffiyeh(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    """A cloth that falls on the shoulders, held by a doubled cord."""
    figure = standard_figure(basis)
    loop, up = hat_loop(figure, 0.026)
    cords = [tube(loop + up * height, 0.0062, 7, 2, closed=True) for height in (0.026, 0.039)]
    return hooded("keffiyeh", 0.35 + 0.5 * float(options["looseness"]), slots, basis, cords)


def _fez(_options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    loop, up = hat_loop(figure, 0.012)
    top: list[Step] = [(1.0, 0.0006, 0.0), (0.95, 0.0, 0.05), (0.90, 0.0, 0.112), (0.885, 0.0, 0.117)]
    top += [(0.86, 0.0, 0.119), (0.45, 0.0, 0.120), (0.0, 0.0, 0.120)]
    pieces = [closed_sheet(lined(loop, up, top), 0)]
    centre = loop.mean(axis=0) + up * 0.121
    side = np.array([0.72, 0.0, 0.35])
    share = np.linspace(0, 1, 9)[:, None]
    cord = centre + share * side * 0.115 + up * 0.004 - UP * (0.055 * np.clip(share - 0.72, 0, 1) / 0.28)
    pieces.append(tube(cord, 0.0022, 5, 1))
    brush = lathe(np.array([[0.0, -0.042], [0.0085, -0.04], [0.006, -0.01], [0.0035, 0.0], [0.0, 0.002]]), 9, 1)
    pieces.append(brush.moved(cord[-1]))
    return finish("fez", pieces, slots, figure)


def _skullcap(_options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    loop, up = hat_loop(figure, 0.009)
    rings = lined(loop, up, [(1.0, 0.0006, 0.0), (1.0, 0.0004, 0.02), *dome(0.108, 2.3, 10)[3:]])
    pieces = [closed_sheet(rings, 0), _ring_band(surface(rings[3:]), 0.03, 0.26, 0.0018, 1)]
    return finish("skullcap", pieces, slots, figure)


def _straw_cone(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    loop, up = hat_loop(figure, 0.014)
    wide = 0.10 + 0.10 * float(options["brim"])
    fall = 0.35 * wide
    outer: list[Step] = [(1.0, wide * 0.5, -fall * 0.5), (1.0, wide, -fall), (1.0, wide + 0.003, -fall + 0.003)]
    outer += [(1.0, wide, -fall + 0.006), (1.0, wide * 0.5, -fall * 0.5 + 0.022), (1.0, 0.004, 0.045)]
    outer += [(0.82, 0.0, 0.075), (0.55, 0.0, 0.112), (0.25, 0.0, 0.142), (0.06, 0.0, 0.158), (0.0, 0.0, 0.160)]
    rings = lined(loop, up, outer)
    pieces = [closed_sheet(rings, 0)]
    crown = surface(rings[len(rings) - 6 :])
    pieces.append(_ring_band(crown, 0.02, 0.10, 0.002, 1))
    return finish("straw_cone", pieces, slots, figure)


@dataclass(frozen=True, slots=True)
class _Brimmed:
    """A hat with a crown, a brim and a band.

    Attributes:
        name: of the hat.
        brim: width, metres.
        curl: how far the brim turns up at the sides, as a share of its width.
        crown: steps of the crown over its foot.
        pinch: depth of the dents in front, as a share.
        crease: depth of the fold along the top, metres.
        band: how far up the crown its band goes, as a share.
    """

    name: str
    brim: float
    curl: float
    crown: tuple[Step, ...]
    pinch: float = 0.0
    crease: float = 0.0
    band: float = 0.22

    def build(self, options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
        """Make it."""
        figure = standard_figure(basis)
        loop, up = hat_loop(figure, 0.013)
        width = self.brim * (0.7 + 0.6 * float(options["brim"]))
        edge = brim_steps(width)
        rings = lined(loop, up, [*edge, *self.crown])
        angle = np.arange(rings.shape[1]) * (2 * np.pi / rings.shape[1])
        middle = loop.mean(axis=0)
        height = (rings - middle) @ up
        away = rings - (middle + height[..., None] * up)
        reach = np.linalg.norm(away, axis=2) - np.linalg.norm(loop - middle, axis=1)
        # Up at the sides, down before and behind.
        bend = self.curl * (0.5 - 0.5 * np.cos(2 * angle)) - 0.12 * (0.5 + 0.5 * np.cos(2 * angle))
        share = np.clip(reach, 0, None) ** 2 / max(width, 0.01)
        rings = rings + (share * bend)[..., None] * up * (height < 0.012)[..., None]
        if self.pinch:
            rings = pinched(rings, middle, height, self.pinch)
        if self.crease:
            top = max(step[2] for step in self.crown)
            rings = creased(rings, middle, up, height - top + 0.016, self.crease)
        pieces = [closed_sheet(rings, 0)]
        start = 3 + len(edge) - 1
        pieces.append(_ring_band(surface(rings[start : start + 4]), 0.03, self.band * 3, 0.0026, 1))
        return finish(self.name, pieces, slots, figure)


def _flat_top(height: float, taper: float = 0.86) -> tuple[Step, ...]:
    """A crown with a flat top."""
    return (
        (1.0 - (1 - taper) * 0.3, 0.0, height * 0.3), (1.0 - (1 - taper) * 0.6, 0.0, height * 0.6),
        (taper, 0.0, height * 0.93), (taper * 0.96, 0.0, height), (taper * 0.75, 0.0, height + 0.001),
        (taper * 0.4, 0.0, height), (0.0, 0.0, height),
    )  # fmt: skip


_STETSON = _Brimmed("stetson", 0.095, 0.75, _flat_top(0.118, 0.84), 0.30, 0.022)
_FEDORA = _Brimmed("fedora", 0.058, 0.18, _flat_top(0.108, 0.84), 0.26, 0.018, 0.28)
_BOWLER = _Brimmed("bowler", 0.034, 0.85, tuple(dome(0.112, 2.5, 10)[1:]), band=0.24)
_TOP_HAT = _Brimmed("top_hat", 0.046, 0.45, _flat_top(0.165, 0.97), band=0.2)


def _beret(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    loop, up = hat_loop(figure, 0.013)
    top: list[Step] = [(1.0, 0.0006, 0.0), (1.0, 0.001, 0.020), (1.0, 0.022, 0.036), (1.0, 0.038, 0.052)]
    top += [(1.0, 0.036, 0.066), (0.94, 0.012, 0.084), (0.72, 0.0, 0.103), (0.4, 0.0, 0.113), (0.0, 0.0, 0.116)]
    rings = lined(loop, up, top)
    height = np.clip((rings - loop.mean(axis=0)) @ up - 0.02, 0, None)
    side = 1.0 if options["side"] == "left" else -1.0
    rings = rings + (height * 0.30)[..., None] * np.array([side, 0.0, -0.15])
    angle = np.arange(rings.shape[1]) * (2 * np.pi / rings.shape[1])
    droop = np.clip(np.sin(angle) * side, 0, 1) * np.clip(height / 0.03, 0, 1) * 0.012
    rings = rings - droop[..., None] * up
    pieces = [closed_sheet(rings, 0), _ring_band(surface(rings[3:6]), 0.02, 0.42, 0.0022, 1)]
    return finish("beret", pieces, slots, figure)


def _fur_hat(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    loop, up = hat_loop(figure, 0.014, 0.012)
    tall = 0.022 + 0.05 * float(options["height"])
    top: list[Step] = [(1.0, 0.008, -0.004), (1.0, 0.022, 0.004), (1.0, 0.027, 0.03), (1.0, 0.025, 0.055)]
    top += [(1.0, 0.015, 0.066), (1.0, 0.004, 0.067), (1.0, 0.002, 0.072)]
    top += [(1 - 0.16 * share, 0.0, 0.072 + tall * share) for share in (0.5, 1.0)]
    top += [(0.62, 0.0, 0.086 + tall), (0.3, 0.0, 0.092 + tall), (0.0, 0.0, 0.094 + tall)]
    rings = lined(loop, up, top)
    crown = surface(rings[-6:])
    pieces = [closed_sheet(rings, 0), _ring_band(crown, 0.03, 0.12, 0.002, 1)]
    return finish("fur_hat", pieces, slots, figure)


def _beanie(_options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    loop, up = hat_loop(figure, 0.010, 0.012)
    rings = lined(loop, up, [(1.0, 0.0008, 0.0), (1.0, 0.0012, 0.03), *dome(0.128, 2.25, 11)[4:]])
    pieces = [closed_sheet(rings, 0), _ring_band(surface(rings[3:6]), 0.02, 0.62, 0.006, 1)]
    return finish("beanie", pieces, slots, figure)


def _officer_cap(_options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    loop, up = hat_loop(figure, 0.011, 0.008)
    top: list[Step] = [(1.0, 0.0006, 0.0), (1.0, 0.0008, 0.036), (1.0, 0.016, 0.052), (1.0, 0.030, 0.070)]
    top += [(1.0, 0.031, 0.075), (1.0, 0.024, 0.081), (0.8, 0.0, 0.090), (0.4, 0.0, 0.096), (0.0, 0.0, 0.098)]
    rings = lined(loop, up, top)
    height = np.clip((rings - loop.mean(axis=0)) @ up - 0.036, 0, None) / 0.05
    rings = rings + (height * 0.20 * np.clip(rings[..., 2] - loop[:, 2].mean(), 0, None))[..., None] * up
    body = surface(rings[3:6])
    pieces = [closed_sheet(rings, 0), _ring_band(body, 0.04, 0.48, 0.0018, 1), peak(body, 0.5, 2)]
    badge = slab(rounded_outline(0.026, 0.030, 0.012, 3), 0.006, 0.002, 3, 0.002)
    at = body.at(np.array(0.5), np.array(0.42), 0.004)
    pieces.append(put(badge, frame(at, body.normal(np.array(0.5), np.array(0.42)))))
    return finish("officer_cap", pieces, slots, figure)


def _hard_hat(_options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    loop, up = hat_loop(figure, 0.020, 0.004)
    brim: list[Step] = [(1.0, 0.012, -0.004), (1.0, 0.016, -0.002), (1.0, 0.012, 0.002), (1.0, 0.003, 0.006)]
    rings = lined(loop, up, [*brim, *dome(0.128, 2.15, 12)[2:]])
    crown = surface(rings[3 + len(brim) - 1 :])
    pieces = [closed_sheet(rings, 0), peak(crown, 0.5, 0)]
    share = np.linspace(0.12, 0.98, 12)[:, None]
    for turn in (0.0, 0.5):
        u = turn + np.linspace(-0.014, 0.014, 3) / np.maximum(1 - 0.95 * share, 0.10)
        pieces.append(crown.patch(u, np.repeat(share, 3, axis=1), 0.005, 1))
    return finish("hard_hat", pieces, slots, figure)


def _feather_crown(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    """A band with feathers that stand in a row."""
    figure = standard_figure(basis)
    loop, up = hat_loop(figure, 0.010)
    rings = lined(loop, up, [(1.0, 0.0006, 0.0), (1.0, 0.0008, 0.034), (1.0, -0.001, 0.036), (1.0, -0.004, 0.030)])
    body = surface(rings[3:5])
    pieces = [closed_sheet(rings, 0), _ring_band(body, 0.3, 0.7, 0.0016, 1)]
    count = 5 + 2 * round(4 * float(options["feathers"]))
    # Bent back by a third of what a single feather is: behind them is the head.
    upright = np.diag([1.0, 1.0, 0.3])
    for turn in np.linspace(-0.30, 0.30, count):
        u = np.array((0.5 + turn) % 1.0)
        out = body.normal(u, np.array(0.5))
        yaw = float(np.arctan2(out[0], out[2]))
        turned = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
        plume = feather(np.zeros(3), up, 2).turned(turned @ upright)
        pieces.append(plume.moved(body.at(u, np.array(0.55), -0.001)))
    return finish("feather_crown", pieces, slots, figure)


def _kind(
    name: str,
    label: str,
    settings: tuple[str, ...],
    options: tuple[Option, ...],
    slots: tuple[Slot, ...],
    build: Builder,
    covers: tuple[str, ...] = ("head_top",),
) -> Kind:
    named = {option.name: option for option in options}
    return Kind(name, label, settings, 3, named, slots, True, frozenset(covers), build)


def _cloth(name: str, colour: tuple[float, float, float], weave: str = "plain") -> Slot:
    return Slot("cloth", name, colour, "fabric", roughness=0.92, double_sided=True, weave=weave)


_BRIM = number("brim", "0 narrow, 1 wide", 0.5)
_ANY = ("medieval", "modern", "scifi")

HEADWEAR = (
    _kind("turban", "Turban", _ANY,
          (number("bulk", "0 slim, 1 full", 0.5), choice("ornament", "what is pinned to it", "none", "jewel")),
          (_cloth("turban", (0.74, 0.66, 0.50)), Slot("metal", "turban_jewel", _GOLD, "metal", 1.0, 0.3)), _turban),
    _kind("keffiyeh", "Head cloth with a cord", _ANY, (number("looseness", "how loosely it hangs", 0.6),),
          (_cloth("keffiyeh", (0.84, 0.80, 0.72)), _cloth("keffiyeh_rim", (0.70, 0.64, 0.54)),
           Slot("cloth", "keffiyeh_cord", (0.10, 0.09, 0.09), "fabric", roughness=0.95)), _keffiyeh,
          ("head_top", "neck")),
    _kind("fez", "Fez", ("medieval", "modern"), (),
          (_cloth("fez", (0.46, 0.10, 0.11), "wool"), Slot("cloth", "fez_tassel", (0.10, 0.09, 0.10), "fabric")), _fez),
    _kind("skullcap", "Skullcap", _ANY, (),
          (_cloth("skullcap", (0.30, 0.32, 0.38)), _cloth("skullcap_band", (0.74, 0.60, 0.32))), _skullcap),
    _kind("straw_cone", "Cone of straw", _ANY, (_BRIM,),
          (_cloth("straw_cone", (0.74, 0.62, 0.38), "linen"), _cloth("straw_cone_band", (0.40, 0.28, 0.16))),
          _straw_cone),
    *(
        _kind(hat.name, label, settings, (_BRIM,),
              (_cloth(hat.name, colour, "wool"), Slot("leather", f"{hat.name}_band", _LEATHER, "leather")), hat.build)
        for hat, label, settings, colour in (
            (_STETSON, "Cattleman's hat", _ANY, (0.46, 0.33, 0.20)),
            (_FEDORA, "Fedora", ("modern", "scifi"), (0.24, 0.23, 0.23)),
            (_BOWLER, "Bowler", ("modern",), _FELT),
            (_TOP_HAT, "Top hat", ("modern",), (0.09, 0.09, 0.10)),
        )
    ),
    _kind("beret", "Beret", _ANY, (choice("side", "where it hangs over", "left", "right"),),
          (_cloth("beret", (0.20, 0.22, 0.30), "wool"), Slot("leather", "beret_band", _LEATHER, "leather")), _beret),
    _kind("fur_hat", "Fur hat", _ANY, (number("height", "0 low, 1 tall", 0.4),),
          (_cloth("fur_hat", (0.40, 0.32, 0.24), "fur"), _cloth("fur_hat_seam", (0.30, 0.20, 0.14))), _fur_hat),
    _kind("beanie", "Knitted cap", ("modern", "scifi"), (),
          (_cloth("beanie", (0.36, 0.20, 0.18), "knit"), _cloth("beanie_fold", (0.30, 0.16, 0.15), "knit")), _beanie),
    _kind("officer_cap", "Officer's cap", ("modern", "scifi"), (),
          (_cloth("officer_cap", (0.16, 0.19, 0.26)), _cloth("officer_cap_band", (0.10, 0.11, 0.14)),
           Slot("leather", "officer_cap_peak", (0.06, 0.06, 0.07), "leather", roughness=0.3),
           Slot("metal", "officer_cap_badge", _GOLD, "metal", 1.0, 0.3)), _officer_cap),
    _kind("hard_hat", "Hard hat", ("modern", "scifi"), (),
          (Slot("plastic", "hard_hat", (0.84, 0.66, 0.16), "plastic", roughness=0.4, double_sided=True),
           Slot("plastic", "hard_hat_ridge", (0.74, 0.56, 0.12), "plastic", roughness=0.4)), _hard_hat),
    _kind("feather_crown", "Crown of feathers", ("medieval",), (number("feathers", "0 few, 1 many", 0.5),),
          (Slot("leather", "feather_crown", (0.42, 0.26, 0.15), "leather", double_sided=True),
           _cloth("feather_crown_band", (0.70, 0.22, 0.14)),
           Slot("cloth", "feather_crown_feathers", (0.82, 0.76, 0.66), "", roughness=0.9)), _feather_crown),
)  # fmt: skip
"""What covers the head in many lands."""
