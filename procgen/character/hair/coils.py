"""Curled and coiled hair beyond the common: long ringlets, fine plaits and twists, puffs and knots."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.character.hair.bind import NOTHING, smooth_step
from procgen.character.hair.curves import cut, narrowed, unit
from procgen.character.hair.design import (
    CURL,
    LENGTH,
    PART,
    RECEDING,
    VOLUME,
    Design,
    falling,
    from_whorl,
    hairstyle,
    part_place,
    receded,
    slot,
)
from procgen.character.hair.guides import Growth, hang, settle
from procgen.character.hair.long import NO_FRINGE, curtain, fringe
from procgen.character.hair.ropes import ball_coil, band, locs
from procgen.character.hair.short import FADE, clipped, on_top
from procgen.character.hair.tied import TIE, gather, tie_place

Floats = npt.NDArray[np.float32]


def long_curly(design: Design) -> None:
    """Full curls over the shoulders."""
    design.begin()
    ends = design.head.joint("Neck")[1] - 0.05 - 0.10 * design.value("length")
    curtain(
        design,
        ends,
        count=126,
        width_m=0.036,
        steps=17,
        wave_m=0.008 + 0.010 * design.value("curl"),
        wave_length_m=0.055,
        jitter_m=0.025,
        taper=0.8,
        layered_m=0.07,
    )
    fringe(design)


def _ropes(design: Design, count: int, length_m: Floats, growth: Growth, steps: int, radius_m: float) -> None:
    head = design.head
    places = design.roots(count, design.behind_ears, inset_m=0.003)
    comb = falling(head, part_place(design.word("part")), back=0.5, down=0.4)
    guides = design.grow(places, length_m, comb, growth, steps, 0.006)
    guides = narrowed(guides, head.joint("Head")[1], 0.09)
    guides = settle(head, design.waved(guides, 0.002, 0.08, own=1.0), 0.004)
    thick = radius_m * design.vary(count, 0.08)
    design.pile.add(locs(guides.points, guides.outward, thick, design.random, sides=4))


def box_braids(design: Design) -> None:
    """A hundred thin plaits that hang free."""
    design.begin()
    length = np.full(104, 0.20 + 0.22 * design.value("length"), np.float32) * design.vary(104, 0.05)
    growth = Growth(0.10, 1.1, 0.55, gravity=0.38, clearance_m=0.006, cling=0.4, scatter=0.08)
    _ropes(design, 104, length, growth, 13, 0.0036)


def twists(design: Design) -> None:
    """Short two-strand twists that stand off and fall over."""
    design.begin()
    length = np.full(130, 0.055 + 0.06 * design.value("length"), np.float32) * design.vary(130, 0.12)
    growth = Growth(0.6, 1.2, 0.3, gravity=0.30, clearance_m=0.005, scatter=0.4)
    _ropes(design, 130, length, growth, 8, 0.0042)


def _tuft(design: Design, middle: Floats, radius_m: float, count: int) -> None:
    """A ball of coils about a point off the head."""
    head = design.head
    spot = unit(design.random.normal(size=(count, 3)).astype(np.float32))
    start = middle + spot * radius_m * 0.40
    growth = Growth(stiffness=4.0, gravity=0.1, clearance_m=0.002)
    length = (radius_m * 0.6 * design.vary(count, 0.08)).astype(np.float32)
    guides = hang(start, spot, length, head, growth, 5)
    guides.outward[:] = spot[:, None]
    guides = design.waved(guides, 0.004, 0.022, depth=0.8, own=1.0)
    design.cards(guides, 0.012 + 0.6 * radius_m, root=0.7, taper=1.25, twist=1.2, arch=0.28)


def high_puff(design: Design) -> None:
    """Drawn up into a ball of coils on the crown."""
    design.begin()
    tie = tie_place(design, 180, 58, 0.008)
    gather(design, tie, 140)
    if design.word("under_hat") != NOTHING:
        return
    out = unit((tie - design.head.centre)[None])[0]
    radius = 0.055 + 0.03 * design.value("length")
    _tuft(design, tie + out * radius * 0.75, radius, 280)
    design.pile.add(band(tie + out * 0.004, out, 0.020, 0.004, 1))


def bantu_knots(design: Design) -> None:
    """Small wound knots over the whole head."""
    design.line = receded(design.value("receding"))
    design.shells(lambda points: np.full(len(points), 0.003, np.float32), layers=2)
    head = design.head
    if design.word("under_hat") != NOTHING:
        return
    size = 0.013 + 0.004 * design.value("volume")
    for place in design.roots(10, inset_m=0.022):
        out = unit((place - head.centre)[None])[0]
        design.pile.add(*ball_coil(place + out * size * 0.5, out, size, size * 0.42, design.random))


def coily_fade(design: Design) -> None:
    """Short coils on top that fade to the skin at the sides."""
    design.line = receded(design.value("receding"))
    head = design.head
    design.shells(clipped(design, 0.009, 0.4 + 0.6 * design.value("fade")), layers=2)
    high = on_top(design, -0.01 + 0.03 * design.value("fade"), 0.05)
    places = design.roots(330, lambda points: high(points) - 0.12)
    depth = head.inside(places, design.line)
    length = (
        (0.018 + 0.028 * design.value("length"))
        * (0.35 + 0.65 * high(places))
        * (0.5 + 0.5 * smooth_step(depth / 0.02))
        * design.vary(len(places), 0.1)
    )
    growth = Growth(0.95, 3.0, 0.25, gravity=0.05, clearance_m=0.002, scatter=1.2)
    guides = design.grow(places, length, from_whorl(head, 0.0, 0.0), growth, 5)
    guides = design.waved(guides, 0.003, 0.018, depth=0.8, own=1.0)
    design.cards(guides, 0.017, root=0.6, taper=1.2, twist=1.2, arch=0.28)


def jaw_curls(design: Design) -> None:
    """A round cut of tight curls down to the jaw."""
    design.begin()
    head = design.head
    lowest = head.joint("Head")[1] + 0.02 - 0.04 * design.value("length")
    comb = from_whorl(head, 0.2, 0.4)
    for count, clearance in ((76, 0.006), (120, 0.014 + 0.014 * design.value("volume"))):
        places = design.roots(count)
        growth = Growth(0.45, 1.1, 0.4, gravity=0.34, clearance_m=clearance, scatter=0.3)
        guides = design.grow(places, 0.24, comb, growth, 14, 0.012)
        # Before the face it ends at the brows.
        aside = np.abs(head.angles(guides.points[:, -1])[0])
        front = smooth_step(np.asarray((56 - aside) / 14, np.float32))
        high = lowest + design.random.normal(0, 0.012, count) + (head.centre[1] - lowest) * front
        guides = design.waved(cut(guides, high.astype(np.float32)), 0.008, 0.035, depth=0.9, own=1.0)
        design.cards(guides, 0.029, taper=0.9, twist=0.8, arch=0.3)


_CURLY, _COILY = (slot("hair_curly", "dark_brown"),), (slot("hair_coily", "black"),)

KINDS = (
    hairstyle("long_curly", "Long curls", long_curly, _CURLY, LENGTH, VOLUME, CURL, PART, NO_FRINGE, RECEDING),
    hairstyle("box_braids", "Box braids", box_braids, _COILY, LENGTH, PART, RECEDING),
    hairstyle("twists", "Twists", twists, _COILY, LENGTH, PART, RECEDING),
    hairstyle("high_puff", "Puff", high_puff, (*_COILY, TIE), LENGTH, VOLUME, RECEDING),
    hairstyle("bantu_knots", "Bantu knots", bantu_knots, _COILY, VOLUME, RECEDING),
    hairstyle("coily_fade", "Coils with a fade", coily_fade, _COILY, LENGTH, FADE, RECEDING),
    hairstyle("jaw_curls", "Curls to the jaw", jaw_curls, _CURLY, LENGTH, VOLUME, RECEDING),
)
