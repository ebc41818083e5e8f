"""Hairstyles that are drawn together: ponytail, bun, braids."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.character.hair.bind import NOTHING
from procgen.character.hair.curves import Guides, unit
from procgen.character.hair.design import (
    CURL,
    LENGTH,
    PART,
    RECEDING,
    VOLUME,
    Design,
    hairstyle,
    part_place,
    slot,
    towards,
)
from procgen.character.hair.guides import Growth, drawn, hang
from procgen.character.hair.long import NO_FRINGE, fringe
from procgen.character.hair.ropes import ball_coil, band, braid, ends
from procgen.character.mesh.part import Slot
from procgen.character.wardrobe.kind import choice, number

Floats = npt.NDArray[np.float32]

HEIGHT = number("height", "where it is tied, at the nape to on the crown", 0.5)
TIE = Slot("cloth", "tie", (0.16, 0.12, 0.12), "", 0.0, 0.8)


def tie_place(design: Design, azimuth_deg: float, elevation_deg: float, away_m: float) -> Floats:
    """A point ``away_m`` off the scalp in a direction from the skull's centre."""
    head = design.head
    azimuth, elevation = np.radians([azimuth_deg, elevation_deg])
    direction = np.array(
        [np.sin(azimuth) * np.cos(elevation), np.sin(elevation), np.cos(azimuth) * np.cos(elevation)], np.float32
    )
    away = head.scalp.points - head.centre
    along = (away * direction).sum(axis=1)
    best = np.argmax(along / np.linalg.norm(away, axis=1))
    return (head.centre + direction * (np.linalg.norm(away[best]) + away_m)).astype(np.float32)


def gather(design: Design, target: Floats, count: int, keep_side: float = 0.0, part: float = 0.0) -> None:
    """Cards from everywhere (or from one side of a part) to where the hair is tied.

    Args:
        design: with the option "volume".
        target: (3,) the tie.
        count: of cards.
        keep_side: 0 all hair; 1 or -1 only hair on the left or right of the part.
        part: metres left of the middle.
    """

    def side(points: Floats) -> Floats:
        own = (points[:, 0] - part) * keep_side + (0.0 if keep_side else 1.0)
        return np.asarray(np.minimum(own, design.behind_ears(points)), np.float32)

    lie = 0.004 + 0.014 * design.value("volume")
    rim = design.rim(int(count * 0.45), side, 0.010)
    inner = design.roots(count - len(rim), side)
    for places, clearance in ((inner, lie * 0.5), (rim, lie)):
        scatter = design.random.normal(0, 0.005, (len(places), 3)).astype(np.float32)
        clear = (clearance * design.vary(len(places), 0.2)).astype(np.float32)
        guides = drawn(design.head, places, target, clear, 10)
        guides = Guides(
            guides.points + scatter[:, None] * np.linspace(0, 1, 10, dtype=np.float32)[None, :, None] ** 2,
            guides.outward,
            guides.length,
        )
        design.cards(guides, 0.019, taper=0.45, root=0.8, twist=0.08, strips=(0, 1, 2, 3, 4, 5))


def wisps(design: Design, count: int = 12) -> None:
    """Loose strands before the ears and at the nape."""
    head = design.head

    def edge(points: Floats) -> Floats:
        azimuth = np.abs(head.angles(points)[0])
        return np.asarray(np.maximum(8 - np.abs(azimuth - 58), azimuth - 150), np.float32)

    places = design.rim(count, edge, 0.012)
    length = design.random.uniform(0.03, 0.085, len(places)).astype(np.float32)
    growth = Growth(0.3, 1.0, 0.3, gravity=0.4, clearance_m=0.003, scatter=0.3)
    guides = design.grow(places, length, towards(0, -1, 0.15), growth, 6)
    design.cards(design.waved(guides, 0.0015, 0.05), 0.006, taper=0.5)


def ponytail(design: Design) -> None:
    """Gathered at the back, falling free."""
    design.begin()
    tie = tie_place(design, 180, -26 + 62 * design.value("height"), 0.016)
    gather(design, tie, 150)
    wisps(design)
    fringe(design, 34)
    tail(design, tie, 64, 0.18 + 0.30 * design.value("length"), steps=12)


def tail(design: Design, tie: Floats, count: int, length_m: float, steps: int) -> None:
    """Hair that falls free from where a band holds it: so many locks of so many points. Takes the option "curl"."""
    head, random = design.head, design.random
    out = unit((tie - head.centre)[None])[0]
    start = tie + random.normal(0, 0.0055, (count, 3)).astype(np.float32)
    direction = out * 0.8 + random.normal(0, 0.22, (count, 3)).astype(np.float32) + np.array([0, -0.1, 0], np.float32)
    length = length_m * random.uniform(0.72, 1.05, count)
    growth = Growth(stiffness=1.0, gravity=0.75, clearance_m=0.010)
    locks = hang(start, direction, length.astype(np.float32), head, growth, steps)
    locks = design.waved(locks, 0.003 + 0.014 * design.value("curl"), 0.10, own=0.3)
    design.cards(locks, 0.034, root=0.4, taper=0.6, twist=0.3, roll=1.6)
    design.pile.add(band(tie + out * 0.004, out, 0.0115, 0.0045, 1))


def bun(design: Design) -> None:
    """Drawn up and wound into a bun or topknot."""
    design.begin()
    head = design.head
    size = 0.026 + 0.016 * design.value("length")
    azimuth, elevation = 180.0, -18 + 98 * design.value("height")
    tie = tie_place(design, azimuth, min(elevation, 89.0), 0.006)
    gather(design, tie, 170)
    wisps(design, 10)
    fringe(design, 34)
    if design.word("under_hat") != NOTHING and design.value("height") > 0.3:
        return  # nothing of the bun would remain below the hat
    out = unit((tie - head.centre)[None])[0]
    ball = tie + out * size * 0.55
    design.pile.add(*ball_coil(ball, out, size, size * 0.40, design.random))
    design.pile.add(band(tie + out * 0.002, out, size * 0.62, 0.005, 1))
    # Ends that stick out of the bun.
    count = 18
    spot = unit(design.random.normal(size=(count, 3)).astype(np.float32) + out * 0.6)
    start = ball + spot * size * 0.85
    growth = Growth(stiffness=1.0, gravity=0.25, clearance_m=0.004)
    around = np.cross(spot, out) + spot * 0.5
    ends_ = hang(
        start.astype(np.float32), around, design.random.uniform(0.02, 0.05, count).astype(np.float32), head, growth, 5
    )
    design.cards(ends_, 0.011, strips=(0, 2, 7), twist=0.5)


def braids(design: Design) -> None:
    """One braid down the back, or two before the shoulders."""
    design.begin()
    two = design.word("braids") == "two"
    part = part_place(design.word("part"))
    length = 0.16 + 0.34 * design.value("length")
    radius = 0.017 if two else 0.022
    for side in (1.0, -1.0) if two else (0.0,):
        tie = tie_place(design, 180 - side * 62, -40 if two else -38, 0.012)
        gather(design, tie, 80 if two else 150, side, part)
        lead = np.array([side * 0.5, -0.6, 0.25 * abs(side) - 0.35 * (1 - abs(side))], np.float32)
        plait(design, tie, lead, length, radius, steps=44 if two else 54)
    wisps(design)
    fringe(design, 34)


def plait(design: Design, tie: Floats, lead: Floats, length_m: float, radius_m: float, steps: int = 48) -> None:
    """A plait from where hair is tied, first along ``lead`` (3,), with a band and a tuft at its end."""
    head = design.head
    out = unit((tie - head.centre)[None])[0]
    growth = Growth(stiffness=1.0, gravity=0.5, clearance_m=radius_m + 0.004)
    curve = hang(tie[None] - out * 0.004, lead[None], np.array([length_m], np.float32), head, growth, 24)
    profile = ends(24, 0.55, 0.5) * radius_m
    rope = braid(curve.points, curve.outward, profile, plaits_m=radius_m * 3.3, sides=6, steps=steps)
    design.pile.add(*rope)
    last, way = curve.points[0, -1], unit(curve.points[:, -1] - curve.points[:, -3])[0]
    design.pile.add(band(last - way * 0.004, way, radius_m * 0.42, 0.0045, 1, steps=12))
    count = 14
    start = last + design.random.normal(0, 0.002, (count, 3)).astype(np.float32)
    tuft = hang(
        start,
        way + design.random.normal(0, 0.22, (count, 3)).astype(np.float32),
        design.random.uniform(0.04, 0.07, count).astype(np.float32),
        head,
        Growth(stiffness=1.0, gravity=0.3, clearance_m=0.006),
        5,
    )
    design.cards(tuft, 0.014, root=0.7, taper=0.6, twist=0.6)


STRAIGHT = slot("hair_straight", "brown")

KINDS = (
    hairstyle("ponytail", "Ponytail", ponytail, (STRAIGHT, TIE), LENGTH, VOLUME, CURL, HEIGHT, NO_FRINGE, RECEDING),
    hairstyle("bun", "Bun or topknot", bun, (STRAIGHT, TIE), LENGTH, VOLUME, HEIGHT, NO_FRINGE, RECEDING),
    hairstyle(
        "braids",
        "Braided",
        braids,
        (STRAIGHT, TIE),
        LENGTH,
        VOLUME,
        PART,
        choice("braids", "how many", "one", "two"),
        NO_FRINGE,
        RECEDING,
    ),
)
