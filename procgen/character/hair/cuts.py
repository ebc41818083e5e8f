"""Cuts of many times and places: bowls, tonsures, crests of the 1950s, fringes that part like curtains."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.character.hair.bind import smooth_step
from procgen.character.hair.curves import cut
from procgen.character.hair.design import (
    CURL,
    LENGTH,
    RECEDING,
    VOLUME,
    Design,
    from_whorl,
    hairstyle,
    mixed,
    receded,
    slot,
    towards,
)
from procgen.character.hair.guides import Growth, Measure
from procgen.character.hair.head import Hairline
from procgen.character.hair.long import curtain, fringe
from procgen.character.hair.short import FADE, clipped, lock_width, on_top
from procgen.character.wardrobe.kind import choice, number

Floats = npt.NDArray[np.float32]

_MIDDLE = choice("part", "where the hair is parted", "middle", "left", "right")
_BLUNT = number("fringe", "hair over the forehead, half-way to down to the brows", 0.9, 0.5)
_SWEPT = number("fringe", "hair over the forehead, none to down to the brows", 0.0)


def forward(design: Design, from_m: float = 0.02, over_m: float = 0.04) -> Measure:
    """0 behind, 1 in front: goes over within ``over_m`` from ``from_m`` before the skull's centre."""
    start = design.head.centre[2] + from_m
    return lambda points: smooth_step((points[:, 2] - start) / over_m)


def _rounded_fall(design: Design, lowest: Measure, count: int, width_m: float, clearance_m: float) -> None:
    """Hair that falls from the whorl to all sides and is cut off at a height."""
    head = design.head
    for number_, clear in ((int(count * 0.4), 0.003), (count - int(count * 0.4), clearance_m)):
        places = design.roots(number_)
        growth = Growth(0.2, 1.1, 0.5, gravity=0.34, clearance_m=clear, cling=0.35, scatter=0.06)
        guides = design.grow(places, 0.22, from_whorl(head, 0.15, 0.5), growth, 12, 0.005)
        tips = guides.points[:, -1]
        guides = cut(guides, lowest(tips) + design.random.normal(0, 0.002, len(tips)).astype(np.float32))
        design.cards(guides, width_m, taper=0.9, twist=0.1)


def bowl_cut(design: Design) -> None:
    """One length all round, as under a bowl."""
    design.cap()
    head = design.head
    low = head.centre[1] - 0.004 - 0.035 * design.value("length")
    behind = forward(design, -0.03, 0.08)
    _rounded_fall(
        design,
        lambda points: (low + 0.004 - 0.012 * (1 - behind(points))).astype(np.float32),
        205,
        0.022,
        0.006 + 0.012 * design.value("volume"),
    )


def tonsure(design: Design) -> None:
    """A shaven crown inside a ring of hair."""
    head = design.head
    design.line = Hairline(crown=0.048 + 0.014 * design.value("crown"))
    design.shells(lambda points: np.full(len(points), 0.006, np.float32), layers=2)
    low = head.centre[1] + 0.018 - 0.03 * design.value("length")
    _rounded_fall(design, lambda points: np.full(len(points), low, np.float32), 190, 0.019, 0.007)


def flat_top(design: Design) -> None:
    """Brushed up and cut level, with clipped sides."""
    design.line = receded(design.value("receding"))
    head = design.head
    design.shells(clipped(design, 0.008, design.value("fade")), layers=2)
    high = on_top(design, 0.015, 0.03)
    level = float(head.scalp.points[:, 1].max()) + 0.010 + 0.028 * design.value("length")
    places = design.roots(430, lambda points: high(points) - 0.15)
    length = np.clip(level - places[:, 1], 0.008, 0.08) * design.vary(len(places), 0.03)
    growth = Growth(0.5, 1.4, 0.85, gravity=0.0, clearance_m=0.001, scatter=0.05)
    guides = design.grow(places, length, towards(0, 1, 0.06), growth, 4)
    guides.points[:, 1:] = (
        places[:, None]
        + np.array([0, 1, 0.05], np.float32) * (length[:, None, None] * np.linspace(0, 1, 4)[None, 1:, None])
    ).astype(np.float32)
    design.cards(guides, 0.011, taper=1.1, root=0.8, twist=1.2)


def pompadour(design: Design) -> None:
    """Swept up and back over the forehead in a high wave."""
    design.begin()
    tall = design.value("volume")
    design.shells(clipped(design, 0.009, 0.3), layers=2)
    high, front = on_top(design, 0.0, 0.035), forward(design, 0.01, 0.06)
    comb = mixed(towards(0, 0.05, -1.0), towards(0, -0.9, -0.5), lambda points: 1 - on_top(design, 0.02, 0.05)(points))
    for count, share in ((90, 0.5), (170, 1.0)):
        places = design.roots(count, lambda points: high(points) - 0.2)
        length = (0.085 + 0.045 * design.value("length")) * (0.65 + 0.35 * front(places))
        growth = Growth(
            0.55 + 0.3 * tall * share, 1.5, 0.42, gravity=0.10, clearance_m=0.004 + 0.014 * tall * share, scatter=0.06
        )
        guides = design.grow(places, length * design.vary(len(places), 0.08), comb, growth, 9, 0.008)
        design.cards(design.waved(guides, 0.005 * design.value("curl"), 0.07), 0.021, taper=0.5)


def caesar(design: Design) -> None:
    """Short all over and combed forward to a blunt edge."""
    design.begin()
    design.shells(clipped(design, 0.011, design.value("fade")), layers=2)
    high, front = on_top(design, -0.02, 0.06), forward(design)
    comb = mixed(from_whorl(design.head, 0.2, 0.25), towards(0.05, -0.35, 1.0), front)
    for count, clearance in ((120, 0.002), (190, 0.004)):
        places = design.roots(count, lambda points: high(points) - 0.1)
        length = (0.020 + 0.014 * design.value("length")) * (0.7 + 0.5 * front(places))
        growth = Growth(0.28, 1.0, 0.7, gravity=0.25, clearance_m=clearance, cling=0.3, scatter=0.12)
        guides = design.grow(places, length * design.vary(len(places), 0.1), comb, growth, 5, 0.003)
        design.cards(guides, lock_width(length, 0.014), taper=0.7, twist=0.3)


def mullet(design: Design) -> None:
    """Short before, long behind."""
    design.begin()
    head = design.head
    high, behind = on_top(design, -0.03, 0.05), forward(design, 0.0, 0.05)
    comb = mixed(from_whorl(head, 0.3, 0.2), towards(0.2, 0.0, 1.0), behind)
    places = design.roots(190, lambda points: high(points) - 0.1)
    length = (0.042 + 0.02 * design.value("volume")) * design.vary(len(places), 0.2)
    growth = Growth(0.45, 1.0, 0.5, gravity=0.28, clearance_m=0.006, scatter=0.35)
    design.cards(design.grow(places, length, comb, growth, 6, 0.008), 0.018, taper=0.45, twist=0.4)
    low = head.joint("Neck")[1] + 0.02 - 0.09 * design.value("length")

    def nape(points: Floats) -> Floats:
        return np.asarray(np.abs(head.angles(points)[0]) - 96, np.float32)

    places = design.roots(120, nape)
    fall = Growth(0.15, 1.15, 0.5, gravity=0.36, clearance_m=0.006, cling=0.3, scatter=0.08)
    guides = design.grow(places, 0.30, towards(0, -1.0, -0.25), fall, 14, 0.008)
    guides = cut(guides, (low + design.random.normal(0, 0.012, len(places))).astype(np.float32))
    design.cards(design.waved(guides, 0.003 + 0.008 * design.value("curl"), 0.08), 0.026, taper=0.45)


def curtains(design: Design) -> None:
    """Parted in the middle, both sides falling to the cheekbones."""
    design.begin()
    ends = design.head.centre[1] - 0.035 - 0.035 * design.value("length")
    wave_m = 0.003 + 0.008 * design.value("curl")
    curtain(design, ends, count=215, width_m=0.022, steps=8, wave_m=wave_m, jitter_m=0.010, taper=0.55, layered_m=0.03)


def spiky(design: Design) -> None:
    """Drawn out into stiff points all over."""
    design.begin()
    head = design.head
    design.shells(clipped(design, 0.010, design.value("fade")), layers=2)
    high = on_top(design, -0.03, 0.06)
    tall = 0.035 + 0.045 * design.value("length")
    points = design.roots(46, lambda places: high(places) - 0.1)
    for count, reach in ((150, 0.85), (210, 1.0)):
        places = design.roots(count, lambda roots: high(roots) - 0.1)
        near = np.linalg.norm(places[:, None] - points[None], axis=2).argmin(axis=1)
        length = (tall * reach * (0.55 + 0.45 * high(places)) * design.vary(len(places), 0.10)).astype(np.float32)
        growth = Growth(0.92, 2.0, 0.2, gravity=0.02, clearance_m=0.002, scatter=0.1)
        guides = design.grow(places, length, from_whorl(head, 0.3, 0.0), growth, 5)
        share = np.linspace(0, 1, 5, dtype=np.float32)[None, :, None]
        # The hairs round a point run together in it.
        tip = points[near] + (guides.points[:, -1] - places)
        guides.points[:] += (tip - guides.points[:, -1])[:, None] * share**1.5 * 0.85
        design.cards(guides, 0.013, taper=0.3, root=0.9, twist=0.3)


def comb_over(design: Design) -> None:
    """A bald top with what is left at one side drawn over it."""
    design.line = Hairline(front=0.028, temples=0.035, top_deg=40)
    head = design.head
    design.shells(lambda points: np.full(len(points), 0.007, np.float32), layers=2)

    def left(points: Floats) -> Floats:
        azimuth, elevation = head.angles(points)
        return np.asarray(np.minimum(elevation - 12, 70 - np.abs(azimuth - 95)), np.float32)

    places = design.roots(44, left)
    length = (0.13 + 0.05 * design.value("length")) * design.vary(len(places), 0.08)
    growth = Growth(0.3, 1.0, 0.8, gravity=0.05, clearance_m=0.003, cling=0.5, scatter=0.05)
    guides = design.grow(places, length, towards(-1.0, 0.15, 0.1), growth, 12, 0.004)
    design.cards(guides, 0.020, taper=0.5, strips=(0, 2, 4, 7))
    sides = design.roots(150)
    short = 0.030 * design.vary(len(sides), 0.2)
    lie = Growth(0.2, 1.0, 0.6, gravity=0.3, clearance_m=0.004, cling=0.6, over_ears_m=0.0, scatter=0.2)
    design.cards(design.grow(sides, short, towards(0, -0.8, -0.7), lie, 5), lock_width(short, 0.015), taper=0.5)


def long_bob(design: Design) -> None:
    """Down to the collar, in soft waves."""
    design.begin()
    ends = design.head.joint("Neck")[1] + 0.03 - 0.05 * design.value("length")
    wave_m = 0.003 + 0.010 * design.value("curl")
    curtain(design, ends, count=168, width_m=0.029, steps=12, wave_m=wave_m, jitter_m=0.006, taper=0.75, inwards=0.4)
    fringe(design)


def hime(design: Design) -> None:
    """Long and straight, with a level fringe and level locks before the ears."""
    design.cap()
    head = design.head
    ends = head.joint("UpperChest")[1] + 0.04 - 0.26 * (design.value("length") - 0.5)
    curtain(design, ends, count=158, width_m=0.031, steps=13, jitter_m=0.006, taper=0.85, inwards=0.5)
    fringe(design)

    def cheek(points: Floats) -> Floats:
        azimuth, _ = head.angles(points)
        return np.asarray(9 - np.abs(np.abs(azimuth) - 60), np.float32)

    places = design.roots(26, cheek)
    growth = Growth(0.2, 1.1, 0.5, gravity=0.4, clearance_m=0.010, cling=0.3, scatter=0.04)
    guides = design.grow(places, 0.24, towards(0, -1, 0.12), growth, 11, 0.004)
    jaw = head.joint("Head")[1] + 0.028
    level = (jaw + design.random.normal(0, 0.0015, len(places))).astype(np.float32)
    design.cards(cut(guides, level), 0.019, taper=0.95, twist=0.05)


_STRAIGHT, _WAVY = (slot("hair_straight", "dark_brown"),), (slot("hair_wavy", "brown"),)
_NEW = ("modern", "scifi")

KINDS = (
    hairstyle("bowl_cut", "Bowl cut", bowl_cut, _STRAIGHT, LENGTH, VOLUME),
    hairstyle(
        "tonsure",
        "Tonsure",
        tonsure,
        _STRAIGHT,
        LENGTH,
        number("crown", "how large the shaven crown is", 0.4),
        settings=("medieval",),
    ),
    hairstyle("flat_top", "Flat top", flat_top, _STRAIGHT, LENGTH, FADE, RECEDING, settings=_NEW),
    hairstyle("pompadour", "Pompadour", pompadour, _STRAIGHT, LENGTH, VOLUME, CURL, RECEDING, settings=_NEW),
    hairstyle("caesar", "Combed forward", caesar, _STRAIGHT, LENGTH, FADE, RECEDING),
    hairstyle("mullet", "Mullet", mullet, _WAVY, LENGTH, VOLUME, CURL, RECEDING),
    hairstyle("curtains", "Curtains", curtains, _STRAIGHT, LENGTH, VOLUME, CURL, _MIDDLE, _SWEPT, RECEDING),
    hairstyle("spiky", "Spikes", spiky, _STRAIGHT, LENGTH, FADE, RECEDING, settings=_NEW),
    hairstyle("comb_over", "Combed over a bald top", comb_over, (slot("hair_straight", "grey"),), LENGTH),
    hairstyle("long_bob", "Long bob", long_bob, _WAVY, LENGTH, VOLUME, CURL, _MIDDLE, _SWEPT, RECEDING),
    hairstyle("hime", "Hime cut", hime, (slot("hair_straight", "black"),), LENGTH, VOLUME, _MIDDLE, _BLUNT),
)
