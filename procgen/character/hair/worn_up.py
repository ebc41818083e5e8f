"""Hair that is put up or tied in more than one place: knots, tails, plaits round the head."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from procgen.character.hair.bind import NOTHING
from procgen.character.hair.curves import unit
from procgen.character.hair.design import (
    CURL,
    LENGTH,
    RECEDING,
    VOLUME,
    Design,
    hairstyle,
    slot,
)
from procgen.character.hair.guides import Growth, hang
from procgen.character.hair.head import Hairline
from procgen.character.hair.long import NO_FRINGE, curtain, fringe
from procgen.character.hair.ropes import ball_coil, band, braid
from procgen.character.hair.tied import TIE, gather, plait, tail, tie_place, wisps
from procgen.character.wardrobe.kind import choice

Floats = npt.NDArray[np.float32]

_PART = choice("part", "where the hair is parted", "middle", "left", "right")


def knot(design: Design, tie: Floats, size_m: float) -> None:
    """Hair that is wound up where it is tied."""
    out = unit((tie - design.head.centre)[None])[0]
    design.pile.add(*ball_coil(tie + out * size_m * 0.55, out, size_m, size_m * 0.40, design.random))
    design.pile.add(band(tie + out * 0.002, out, size_m * 0.62, 0.004, 1))


def topknot(design: Design) -> None:
    """A small knot on the crown over close-cropped sides."""
    design.line = Hairline(sides=0.03, nape=0.012)
    head = design.head
    design.cap()
    design.line = Hairline()
    design.shells(lambda points: np.where(points[:, 1] < head.centre[1] + 0.05, 0.0025, 0.0), layers=2)
    design.line = Hairline(sides=0.03, nape=0.012)
    tie = tie_place(design, 180, 68, 0.005)
    gather(design, tie, 150)
    if design.word("under_hat") == NOTHING:
        knot(design, tie, 0.019 + 0.010 * design.value("length"))


def chignon(design: Design) -> None:
    """A full knot low at the nape."""
    design.begin()
    tie = tie_place(design, 180, -28, 0.006)
    gather(design, tie, 165)
    wisps(design, 10)
    fringe(design, 34)
    knot(design, tie, 0.030 + 0.012 * design.value("length"))


def _both(design: Design, azimuth_deg: float, elevation_deg: float) -> Sequence[tuple[float, Floats]]:
    return [(side, tie_place(design, side * azimuth_deg, elevation_deg, 0.008)) for side in (1.0, -1.0)]


def space_buns(design: Design) -> None:
    """Two knots high at the back of the head."""
    design.begin()
    for side, tie in _both(design, 128, 46):
        gather(design, tie, 82, side)
        if design.word("under_hat") == NOTHING:
            knot(design, tie, 0.022 + 0.012 * design.value("length"))
    fringe(design, 30)


def pigtails(design: Design) -> None:
    """Two tails beside the head."""
    design.begin()
    for side, tie in _both(design, 112, -14):
        gather(design, tie, 78, side)
        tail(design, tie, 34, 0.12 + 0.22 * design.value("length"), steps=10)
    fringe(design, 34)


def half_up(design: Design) -> None:
    """The upper hair tied behind, the rest let down."""
    design.begin()
    head = design.head
    ends = head.joint("UpperChest")[1] + 0.06 - 0.22 * (design.value("length") - 0.5)
    wave_m = 0.002 + 0.010 * design.value("curl")
    curtain(design, ends, count=98, width_m=0.033, steps=12, wave_m=wave_m, jitter_m=0.015, taper=0.5)
    tie = tie_place(design, 180, 20, 0.010)
    gather(design, tie, 95)
    tail(design, tie, 22, 0.10 + 0.14 * design.value("length"), steps=9)


def side_braid(design: Design) -> None:
    """One plait from behind an ear over the shoulder."""
    design.begin()
    tie = tie_place(design, 118, -42, 0.010)
    gather(design, tie, 150)
    lead = np.array([0.1, -0.8, 0.55], np.float32)
    plait(design, tie, lead, 0.18 + 0.26 * design.value("length"), 0.018)
    wisps(design)
    fringe(design, 34)


def crown_braid(design: Design) -> None:
    """A plait laid round the head."""
    design.begin()
    head = design.head
    gather(design, tie_place(design, 180, 62, 0.0), 150)
    wisps(design, 10)
    if design.word("under_hat") != NOTHING:
        return
    azimuth = np.radians(np.linspace(-180, 180, 60))
    level = np.radians(38 + 6 * np.cos(azimuth))
    way = np.stack([np.sin(azimuth) * np.cos(level), np.sin(level), np.cos(azimuth) * np.cos(level)], axis=1)
    points = head.centre + way.astype(np.float32) * np.float32(0.11)
    thick = 0.013 + 0.005 * design.value("volume")
    for _ in range(4):
        height, normal = head.solid.height(points)
        points = points + normal * (thick * 0.75 - height)[:, None]
    points[-1] = points[0]
    outward = unit(points - head.centre)
    radius = np.full(60, thick, np.float32)
    rope = braid(points[None].astype(np.float32), outward[None], radius, plaits_m=thick * 3.2, sides=6, steps=86)
    design.pile.add(*rope)


def war_braid(design: Design) -> None:
    """One thick plait along the middle of the head and down the back, the sides clipped."""
    head = design.head
    design.shells(lambda points: np.full(len(points), 0.003, np.float32), layers=2)
    angle = np.radians(np.linspace(40, 205, 30))
    points = head.centre + np.stack([np.zeros(30), np.sin(angle) * 0.11, np.cos(angle) * 0.11], axis=1).astype(
        np.float32
    )
    thick = 0.017 + 0.005 * design.value("volume")
    for _ in range(4):
        height, normal = head.solid.height(points)
        points = points + normal * (thick * 0.6 - height)[:, None]
    down = hang(
        points[-1:],
        (points[-1:] - points[-3:-2]) + np.array([[0, -0.01, 0]], np.float32),
        np.array([0.10 + 0.26 * design.value("length")], np.float32),
        head,
        Growth(stiffness=1.0, gravity=0.6, clearance_m=thick + 0.004),
        16,
    )
    line = np.concatenate([points, down.points[0, 1:]])
    outward = np.concatenate([unit(points - head.centre), down.outward[0, 1:]])
    profile = np.interp(np.linspace(0, 1, len(line)), [0, 0.08, 0.6, 1], [0.5, 1, 0.85, 0.35]) * thick
    design.pile.add(
        *braid(line[None], outward[None], profile.astype(np.float32), plaits_m=thick * 3.0, sides=6, steps=90)
    )


_SLOTS = (slot("hair_straight", "brown"), TIE)

KINDS = (
    hairstyle("topknot", "Topknot, sides cropped", topknot, _SLOTS, LENGTH, VOLUME),
    hairstyle("chignon", "Low chignon", chignon, _SLOTS, LENGTH, VOLUME, NO_FRINGE, RECEDING),
    hairstyle("space_buns", "Two buns", space_buns, _SLOTS, LENGTH, VOLUME, NO_FRINGE, RECEDING),
    hairstyle("pigtails", "Pigtails", pigtails, _SLOTS, LENGTH, VOLUME, CURL, NO_FRINGE, RECEDING),
    hairstyle("half_up", "Half up", half_up, _SLOTS, LENGTH, VOLUME, CURL, _PART, NO_FRINGE, RECEDING),
    hairstyle("side_braid", "Side braid", side_braid, _SLOTS, LENGTH, VOLUME, NO_FRINGE, RECEDING),
    hairstyle("crown_braid", "Braid round the head", crown_braid, _SLOTS[:1], VOLUME, NO_FRINGE, RECEDING),
    hairstyle("war_braid", "Braid over clipped sides", war_braid, _SLOTS[:1], LENGTH, VOLUME),
)
