"""Short hairstyles: clipped, cropped, parted, swept."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.character.hair.bind import smooth_step
from procgen.character.hair.curves import Reals
from procgen.character.hair.design import (
    CURL,
    FRINGE,
    LENGTH,
    PART,
    RECEDING,
    VOLUME,
    Design,
    from_whorl,
    hairstyle,
    mixed,
    part_place,
    parted,
    receded,
    slot,
    towards,
)
from procgen.character.hair.guides import Growth, Measure
from procgen.character.hair.head import Hairline
from procgen.character.wardrobe.kind import number

Floats = npt.NDArray[np.float32]

FADE = number("fade", "how far up the sides are clipped close", 0.4)


def on_top(design: Design, low_m: float = 0.0, span_m: float = 0.05) -> Measure:
    """0 at the sides, 1 on top: goes over within ``span_m`` from ``low_m`` above the skull's centre."""
    start = design.head.centre[1] + low_m
    return lambda points: smooth_step((points[:, 1] - start) / span_m)


def clipped(design: Design, tall_m: float, fade: float) -> Measure:
    """Height of clipped hair: full on top, closer towards the lower edge."""
    high = on_top(design, -0.06 + 0.05 * fade, 0.07)
    return lambda points: (tall_m * (1 - (0.35 + 0.6 * fade) * (1 - high(points)))).astype(np.float32)


def lock_width(length: Reals, most_m: float) -> Floats:
    """Width that suits a lock: short locks are narrow."""
    return np.asarray(np.minimum(0.004 + 0.26 * length, most_m), np.float32)


def buzz_cut(design: Design) -> None:
    """Clipped to a few millimetres all over."""
    design.line = receded(design.value("receding"))
    design.shells(clipped(design, 0.004 + 0.007 * design.value("length"), design.value("fade")), fine=True)


def crew_cut(design: Design) -> None:
    """Clipped sides, and a brush on top that is longest in front."""
    design.line = receded(design.value("receding"))
    design.shells(clipped(design, 0.010, design.value("fade")), layers=2)
    high, tall = on_top(design, 0.005, 0.035), 0.018 + 0.022 * design.value("length")
    head = design.head
    places = design.roots(480, lambda points: high(points) - 0.10)
    front = np.clip((places[:, 2] - head.centre[2]) / 0.08 + 0.3, 0.25, 1)
    length = (tall * (0.45 + 0.55 * front) * (0.5 + 0.5 * high(places)) * design.vary(len(places), 0.12)).astype(
        np.float32
    )
    comb = mixed(
        from_whorl(head, 0.5, 0.0), towards(0.15, 0.25, 1.0), lambda points: np.full(len(points), 0.45, np.float32)
    )
    growth = Growth(
        rise=0.80 + 0.15 * design.value("volume"),
        stiffness=1.2,
        comb=0.16,
        gravity=0.05,
        clearance_m=0.002,
        scatter=0.35,
    )
    guides = design.grow(places, length, comb, growth, 4)
    design.cards(guides, 0.0095, taper=0.8, root=0.8, twist=0.6)


def side_part(design: Design) -> None:
    """Parted at one side and combed over; clipped at the nape."""
    design.begin()
    head, volume = design.head, design.value("volume")
    design.shells(lambda points: np.where(points[:, 1] < head.centre[1] + 0.015, 0.008, 0.0), layers=2)
    high = on_top(design, -0.03, 0.07)
    comb = parted(head, part_place(design.word("part")), back=0.6, down=0.25)
    for count, clearance, rise in ((105, 0.003, 0.25), (150, 0.005 + 0.012 * volume, 0.35 + 0.25 * volume)):
        places = design.roots(count, lambda points: high(points) - 0.04)
        length = (0.024 + 0.062 * high(places)) * (0.7 + 0.6 * design.value("length")) * design.vary(len(places), 0.12)
        growth = Growth(
            rise,
            1.0,
            0.65,
            gravity=0.15,
            clearance_m=clearance,
            fall_m=clearance * 0.6,
            cling=0.3,
            over_ears_m=0.0,
            scatter=0.08,
        )
        guides = design.grow(places, length, comb, growth, 8, 0.005)
        design.cards(design.waved(guides, 0.004 * design.value("curl"), 0.06), lock_width(length, 0.021))


def textured_crop(design: Design) -> None:
    """Tousled on top with a short blunt fringe, faded at the sides."""
    design.begin()
    head = design.head
    design.shells(clipped(design, 0.010, design.value("fade")), layers=2)
    high = on_top(design, 0.0, 0.04)
    comb = mixed(
        from_whorl(head, 0.3, 0.1), towards(0.2, -0.1, 1.0), lambda points: np.full(len(points), 0.6, np.float32)
    )
    for count, rise, clearance in ((90, 0.35, 0.003), (150, 0.62, 0.006)):
        places = design.roots(count, lambda points: high(points) - 0.1)
        front = smooth_step((places[:, 2] - head.centre[2] - 0.035) / 0.04)
        length = (0.036 + 0.020 * design.value("length") + 0.022 * front * design.value("fringe")) * (
            0.6 + 0.4 * high(places)
        )
        growth = Growth(rise, 1.0, 0.55, gravity=0.32, clearance_m=clearance, scatter=0.38)
        guides = design.grow(
            places, length * design.vary(len(places), 0.15), comb, growth, 6, 0.004 + 0.012 * design.value("volume")
        )
        guides = design.waved(guides, 0.002 + 0.006 * design.value("curl"), 0.05)
        design.cards(guides, lock_width(length, 0.017), twist=0.5, taper=0.45)


def pixie(design: Design) -> None:
    """Short and soft, swept across the forehead, wisps before the ears and at the nape."""
    design.line = receded(design.value("receding"), Hairline())
    design.cap()
    head, volume = design.head, design.value("volume")
    side = part_place(design.word("part")) or 0.028
    sweep = towards(-np.sign(side) * 1.0, -0.35, 0.45)

    def front(points: Floats) -> Floats:
        return smooth_step((points[:, 2] - head.centre[2] - 0.02) / 0.04)

    comb = mixed(from_whorl(head, 0.25, 0.45), sweep, front)
    design.shells(lambda points: np.where(points[:, 1] < head.centre[1] - 0.02, 0.009, 0.0), layers=2)
    above = on_top(design, -0.075, 0.05)
    for count, clearance, rise in ((130, 0.003, 0.2), (170, 0.005 + 0.009 * volume, 0.35)):
        places = design.roots(count, lambda points: above(points) - 0.15)
        high = on_top(design, -0.05, 0.10)(places)
        length = (0.038 + 0.042 * high + 0.022 * front(places) * design.value("fringe")) * (
            0.75 + 0.5 * design.value("length")
        )
        length = np.asarray(length * design.vary(len(places), 0.12), np.float32)
        growth = Growth(
            rise, 1.1, 0.5, gravity=0.3, clearance_m=clearance, fall_m=clearance * 0.7, cling=0.35, scatter=0.12
        )
        guides = design.grow(places, length, comb, growth, 8, 0.005)
        width = lock_width(length, 0.019) * (0.55 + 0.45 * high)
        design.cards(design.waved(guides, 0.004 * design.value("curl"), 0.06), width, taper=0.4)


def slicked_back(design: Design) -> None:
    """Long on top and combed straight back over clipped sides."""
    design.begin()
    head = design.head
    design.shells(clipped(design, 0.006, design.value("fade")), layers=2)
    high = on_top(design, 0.005, 0.03)
    comb = mixed(
        towards(0, -0.1, -1.0),
        towards(0, -1.0, -0.3),
        lambda points: smooth_step((head.centre[2] - points[:, 2]) / 0.06),
    )
    volume = design.value("volume")
    for count, clearance, rise in ((80, 0.004, 0.3), (150, 0.006 + 0.016 * volume, 0.35 + 0.35 * volume)):
        places = design.roots(count, lambda points: high(points) - 0.25)
        length = (0.10 + 0.06 * design.value("length")) * (0.7 + 0.3 * high(places)) * design.vary(len(places), 0.10)
        growth = Growth(
            rise,
            1.1,
            0.6,
            gravity=0.12,
            clearance_m=clearance,
            fall_m=clearance * 0.4,
            cling=0.45,
            over_ears_m=0.0,
            scatter=0.06,
        )
        guides = design.grow(places, length, comb, growth, 9, 0.006)
        design.cards(design.waved(guides, 0.004 * design.value("curl"), 0.07), 0.020)


def balding(design: Design) -> None:
    """A bald top with a fringe of hair at the sides and the back."""
    share = design.value("receding")
    design.line = Hairline(front=0.03, temples=0.04, top_deg=34 - 22 * share)
    head = design.head
    design.shells(lambda points: np.full(len(points), 0.007, np.float32), layers=2)
    for count, clearance in ((110, 0.003), (90, 0.006)):
        places = design.roots(count)
        depth = head.inside(places, design.line)
        length = (
            (0.014 + 0.040 * design.value("length"))
            * (0.5 + 0.5 * smooth_step(depth / 0.02))
            * design.vary(len(places), 0.2)
        )
        growth = Growth(0.2, 1.0, 0.6, gravity=0.3, clearance_m=clearance, cling=0.6, over_ears_m=0.0, scatter=0.25)
        guides = design.grow(places, length, towards(0, -0.8, -0.7), growth, 6, 0.004)
        design.cards(
            design.waved(guides, 0.006 * design.value("curl"), 0.05),
            lock_width(length, 0.016),
            strips=(0, 1, 2, 3, 4, 5, 7),
            taper=0.5,
        )


STRAIGHT = (slot("hair_straight"),)

KINDS = (
    hairstyle("buzz_cut", "Buzz cut", buzz_cut, STRAIGHT, LENGTH, FADE, RECEDING),
    hairstyle("crew_cut", "Crew cut", crew_cut, STRAIGHT, LENGTH, VOLUME, FADE, RECEDING, settings=("modern", "scifi")),
    hairstyle("side_part", "Side part", side_part, STRAIGHT, LENGTH, VOLUME, CURL, PART, RECEDING),
    hairstyle("textured_crop", "Textured crop", textured_crop, STRAIGHT, LENGTH, VOLUME, CURL, FRINGE, FADE, RECEDING),
    hairstyle("pixie", "Pixie", pixie, STRAIGHT, LENGTH, VOLUME, CURL, FRINGE, PART, RECEDING),
    hairstyle("slicked_back", "Undercut, slicked back", slicked_back, STRAIGHT, LENGTH, VOLUME, CURL, FADE, RECEDING),
    hairstyle("balding", "Bald with a fringe", balding, (slot("hair_wavy", "grey"),), LENGTH, CURL, RECEDING),
)
