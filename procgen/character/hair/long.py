"""Hairstyles that hang free: bob, shoulder length, long."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.character.hair.curves import cut, narrowed
from procgen.character.hair.design import (
    CURL,
    FRINGE,
    LENGTH,
    PART,
    RECEDING,
    VOLUME,
    Design,
    falling,
    hairstyle,
    mixed,
    part_place,
    slot,
    towards,
)
from procgen.character.hair.guides import Growth

Floats = npt.NDArray[np.float32]


def fringe(design: Design, count: int = 46) -> None:
    """Hair from the front of the scalp over the forehead: its reach is the option "fringe"."""
    share = design.value("fringe")
    if share <= 0.05:
        return
    head = design.head
    brows = head.centre[1] - 0.006

    def front(points: Floats) -> Floats:
        azimuth, elevation = head.angles(points)
        return np.asarray(np.minimum(46 - np.abs(azimuth), 66 - elevation), np.float32)

    comb = mixed(
        towards(0, -0.3, 1.0),
        lambda points: points * np.array([2.2, 0, 0], np.float32) + np.array([0, -0.5, 0.08], np.float32),
        lambda points: np.full(len(points), 0.35, np.float32),
    )
    places = design.roots(count, front)
    growth = Growth(0.35, 1.0, 0.35, gravity=0.42, clearance_m=0.006, cling=0.25, scatter=0.10)
    guides = design.grow(places, 0.13, comb, growth, 9, 0.006)
    side = np.abs(guides.points[:, 0, 0]) / 0.05
    lowest = (
        brows + 0.040 * (1 - share) - 0.012 * np.clip(side, 0, 1) ** 2 + design.random.normal(0, 0.003, len(places))
    )
    design.cards(cut(guides, lowest.astype(np.float32)), 0.019, taper=0.8, twist=0.12)


def curtain(
    design: Design,
    ends_m: float,
    *,
    count: int,
    width_m: float,
    steps: int,
    wave_m: float = 0.0,
    wave_length_m: float = 0.09,
    jitter_m: float = 0.012,
    taper: float = 0.6,
    inwards: float = 0.3,
    layered_m: float = 0.0,
) -> None:
    """Parted hair that falls to ``ends_m`` above the floor of the standard body.

    Args:
        design: with options "part" and "volume".
        ends_m: height of the ends.
        count: of locks.
        width_m: of a lock.
        steps: points of a lock.
        wave_m, wave_length_m: waves of the locks.
        jitter_m: spread of the ends' heights.
        taper: width at the ends.
        inwards: pull towards the middle below the chin.
        layered_m: how much higher the outermost locks end.
    """
    head, volume = design.head, design.value("volume")
    comb = falling(head, part_place(design.word("part")), inwards=inwards)
    if design.value("fringe") > 0.05:
        count -= 44
    inner = int(count * 0.42)
    for number, clearance, rise in ((inner, 0.003, 0.1), (count - inner, 0.006 + 0.012 * volume, 0.15 + 0.25 * volume)):
        places = design.roots(number)
        reach = np.linalg.norm(places - head.centre, axis=1) * 1.4 + places[:, 1] - ends_m + 0.08
        growth = Growth(rise, 1.15, 0.5, gravity=0.36, clearance_m=clearance, cling=0.35, scatter=0.05)
        guides = design.grow(places, reach.astype(np.float32), comb, growth, steps + 4, 0.008)
        guides = narrowed(guides, head.centre[1] - 0.03, 0.088)
        lowest = ends_m + design.random.normal(0, jitter_m, number)
        if clearance > 0.004:
            lowest = lowest + layered_m * design.random.uniform(0, 1, number) ** 1.5
        guides = cut(guides, lowest.astype(np.float32))
        guides = design.waved(guides, wave_m, wave_length_m, own=0.25)
        design.cards(guides, width_m, taper=taper, twist=0.25)


def bob(design: Design) -> None:
    """Level with the chin, ends turned in."""
    design.begin()
    ends = design.head.joint("Head")[1] + 0.012 - 0.05 * (design.value("length") - 0.5)
    curtain(
        design,
        ends,
        count=205,
        width_m=0.025,
        steps=9,
        wave_m=0.005 * design.value("curl"),
        jitter_m=0.005,
        taper=0.85,
        inwards=0.5,
    )
    fringe(design)


def shoulder_wavy(design: Design) -> None:
    """Waves down to the shoulders, layered."""
    design.begin()
    ends = design.head.joint("Neck")[1] - 0.015 - 0.08 * (design.value("length") - 0.5)
    curtain(
        design,
        ends,
        count=136,
        width_m=0.032,
        steps=16,
        wave_m=0.004 + 0.009 * design.value("curl"),
        wave_length_m=0.095,
        jitter_m=0.014,
        taper=0.5,
        layered_m=0.05,
    )
    fringe(design)


def long_straight(design: Design) -> None:
    """Straight, down to the shoulder blades or the waist."""
    design.begin()
    ends = design.head.joint("UpperChest")[1] + 0.03 - 0.26 * (design.value("length") - 0.5)
    curtain(
        design,
        ends,
        count=150,
        width_m=0.032,
        steps=14,
        wave_m=0.010 * design.value("curl"),
        wave_length_m=0.14,
        jitter_m=0.02,
        taper=0.5,
        inwards=0.5,
        layered_m=0.08,
    )
    fringe(design)


NO_FRINGE = FRINGE.__class__(FRINGE.name, FRINGE.description, default=0.0)

KINDS = (
    hairstyle("bob", "Bob", bob, (slot("hair_straight", "dark_brown"),), LENGTH, VOLUME, CURL, PART, FRINGE, RECEDING),
    hairstyle(
        "shoulder_wavy",
        "Shoulder length, wavy",
        shoulder_wavy,
        (slot("hair_wavy", "auburn"),),
        LENGTH,
        VOLUME,
        CURL,
        PART,
        NO_FRINGE,
        RECEDING,
    ),
    hairstyle(
        "long_straight",
        "Long, straight",
        long_straight,
        (slot("hair_straight", "blonde"),),
        LENGTH,
        VOLUME,
        CURL,
        PART,
        NO_FRINGE,
        RECEDING,
    ),
)
