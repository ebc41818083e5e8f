"""Curled, coiled, locked and bold hairstyles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.character.hair.bind import NOTHING, smooth_step
from procgen.character.hair.curves import Guides, cut, narrowed, resampled, unit
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
    mixed,
    part_place,
    receded,
    slot,
    towards,
)
from procgen.character.hair.guides import Growth, Measure, hang, settle
from procgen.character.hair.head import Hairline
from procgen.character.hair.ropes import braid, locs
from procgen.character.hair.short import FADE, clipped, on_top
from procgen.character.wardrobe.kind import choice, number

Floats = npt.NDArray[np.float32]


def curly_short(design: Design) -> None:
    """Loose curls, a hand's width at most, fuller on top."""
    design.begin()
    head = design.head
    design.shells(clipped(design, 0.011, design.value("fade")), layers=2)
    high = on_top(design, -0.05 + 0.05 * design.value("fade"), 0.07)
    comb = mixed(
        from_whorl(head, 0.4, 0.2), towards(0.1, -0.1, 1.0), lambda points: np.full(len(points), 0.25, np.float32)
    )
    for count, rise, scatter in ((110, 0.45, 0.5), (178, 0.75, 0.8)):
        places = design.roots(count, lambda points: high(points) - 0.08)
        front = 1 - 0.35 * smooth_step((places[:, 2] - head.centre[2] - 0.05) / 0.03)
        length = (
            (0.040 + 0.045 * design.value("length"))
            * (0.5 + 0.5 * high(places))
            * front
            * design.vary(len(places), 0.2)
        )
        growth = Growth(rise, 1.0, 0.35, gravity=0.30, clearance_m=0.004, scatter=scatter)
        guides = design.grow(places, length, comb, growth, 9, 0.004 + 0.016 * design.value("volume"))
        guides = design.waved(guides, 0.003 + 0.006 * design.value("curl"), 0.040, depth=0.9, own=1.0)
        design.cards(guides, 0.020, taper=0.8, twist=0.9, arch=0.30)


def afro(design: Design) -> None:
    """Tight coils that stand off all round."""
    design.begin()
    head = design.head
    design.shells(lambda points: np.full(len(points), 0.012, np.float32), layers=2)
    tall = 0.022 + 0.075 * design.value("length")
    comb = from_whorl(head, 0.0, 0.0)
    for count, share in ((170, 0.72), (330, 1.0)):
        places = design.roots(count)
        depth = head.inside(places, design.line)
        edge = 0.3 + 0.7 * smooth_step(depth / 0.035)
        length = tall * share * edge * design.vary(len(places), 0.07)
        growth = Growth(0.97, 4.0, 0.25, gravity=0.10 * (1 - design.value("volume")), clearance_m=0.002, scatter=1.5)
        guides = design.grow(places, length, comb, growth, 5)
        guides = design.waved(guides, 0.004, 0.022, depth=0.8, own=1.0)
        # Coils end in a broad tuft, whose cards face every way.
        design.cards(guides, 0.010 + 0.36 * tall * share, root=0.45, taper=1.25, twist=1.2, arch=0.28)


def dreadlocks(design: Design) -> None:
    """Locked strands, from the ears down to the shoulder blades; tied back if wanted."""
    design.begin()
    head = design.head
    back = design.word("drawn") == "back"
    comb = towards(0, -0.3, -1.0) if back else falling(head, part_place(design.word("part")), back=0.6, down=0.4)
    count = 84
    places = design.roots(count, design.behind_ears, inset_m=0.004)
    lowest = head.joint("Neck")[1] + 0.03 - 0.26 * design.value("length")
    reach = np.linalg.norm(places - head.centre, axis=1) * 1.3 + places[:, 1] - lowest + 0.06
    growth = Growth(0.12, 1.1, 0.55, gravity=0.36, clearance_m=0.007, cling=0.4, scatter=0.12)
    guides = design.grow(places, reach.astype(np.float32), comb, growth, 14, 0.012 * (0.5 + design.value("volume")))
    guides = narrowed(guides, head.joint("Head")[1], 0.09)
    guides = cut(guides, (lowest + design.random.normal(0, 0.022, count)).astype(np.float32))
    guides = settle(design.head, design.waved(guides, 0.004, 0.10, own=1.0), 0.005)
    thick = (0.0052 + 0.0020 * design.value("thickness")) * design.vary(count, 0.12)
    design.pile.add(locs(guides.points, guides.outward, thick, design.random))


def cornrows(design: Design) -> None:
    """Plaits close to the scalp from front to back, ending in free twists."""
    design.line = receded(design.value("receding"))
    design.shells(lambda points: np.full(len(points), 0.0015, np.float32), layers=1)
    head = design.head
    rows = 13
    curves, outs = [], []
    nape = head.centre + np.array([0, -0.075, -0.075], np.float32)
    for row in range(rows):
        # Each row lies in a half plane through an axis from the temples to the nape.
        angle = np.radians(-92 + 184 * row / (rows - 1))
        start_azimuth = np.degrees(angle) * 0.62
        share = np.linspace(0, 1, 60)
        front, end = np.radians(start_azimuth), np.radians(180 - np.degrees(angle) * 0.40)
        if angle < 0:
            end = np.radians(-180 - np.degrees(angle) * 0.40)
        limit = 38 - 26 * abs(np.sin(angle)) ** 2
        first = np.array(
            [
                np.sin(front) * np.cos(np.radians(limit)),
                np.sin(np.radians(limit)),
                np.cos(front) * np.cos(np.radians(limit)),
            ]
        )
        last = np.array([np.sin(end) * 0.77, -0.64, np.cos(end) * 0.77])
        over = np.array([np.sin(angle) * 1.0, np.cos(angle) * 1.0 + 0.25, -0.1])
        over /= np.linalg.norm(over)
        way = (
            (1 - share[:, None]) ** 2 * first
            + 2 * share[:, None] * (1 - share[:, None]) * over * 1.35
            + share[:, None] ** 2 * last
        )
        curves.append(way / np.linalg.norm(way, axis=1, keepdims=True))
        outs.append(nape)
    direction = np.stack(curves).astype(np.float32)
    radius = np.linalg.norm(head.scalp.points - head.centre, axis=1).mean()
    points = head.centre + direction * np.float32(radius)
    flat = points.reshape(-1, 3)
    for _ in range(4):
        height, normal = head.solid.height(flat)
        flat = flat + normal * (0.0045 - height)[:, None]
    points = flat.reshape(points.shape)
    inside = head.inside(flat, design.line).reshape(points.shape[:2])
    first = np.argmax(inside > 0.002, axis=1)
    points = np.stack(
        [points[row, first[row] :][np.linspace(0, 59 - first[row], 44).astype(int)] for row in range(rows)]
    )
    down = hang(
        points[:, -1] + np.array([0, 0, -0.003], np.float32),
        points[:, -1] - points[:, -3],
        np.full(rows, 0.02 + 0.24 * design.value("length"), np.float32),
        head,
        Growth(stiffness=1.0, gravity=0.6, clearance_m=0.008),
        12,
    )
    whole = np.concatenate([points, down.points[:, 1:]], axis=1)
    out = unit(whole - head.centre)
    out[:, 44:] = down.outward[:, 1:]
    full = np.ones(rows, np.float32)
    line, outward = resampled(whole, full, 40), unit(resampled(out, full, 40))
    profile = np.interp(np.linspace(0, 1, 40), [0, 0.08, 0.9, 1], [0.35, 1, 0.85, 0.3]) * 0.0068
    design.pile.add(*braid(line, outward, profile.astype(np.float32), plaits_m=0.020, strands=2, sides=4, steps=52))


def mohawk(design: Design) -> None:
    """A crest from forehead to nape between shaved sides."""
    head = design.head
    design.line = Hairline()
    design.shells(lambda points: np.full(len(points), 0.0022, np.float32), layers=2)
    half = 0.022 + 0.016 * design.value("width")
    tall = 0.04 + 0.10 * design.value("length")

    def strip(points: Floats) -> Floats:
        return np.asarray(half - np.abs(points[:, 0]), np.float32)

    if design.word("under_hat") != NOTHING:
        return  # a crest doesn't bend: the sides alone remain
    if design.word("crest") == "spiked":
        _spikes(design, strip, tall)
        return
    for count, rise in ((110, 0.9), (200, 0.95)):
        places = design.roots(count, strip)
        length = tall * (0.62 + 0.5 * np.sin(np.pi * (0.18 + 0.72 * _along(design, places))))
        length = length * (1 - 0.35 * (np.abs(places[:, 0]) / half) ** 2) * design.vary(len(places), 0.08)
        lean = mixed(
            towards(0.5, 0, 0.6),
            towards(0.6, -0.3, -0.6),
            lambda points: smooth_step((head.centre[2] + 0.03 - points[:, 2]) / 0.08),
        )
        growth = Growth(rise, 1.1, 0.3, gravity=0.22, clearance_m=0.003, scatter=0.15)
        guides = design.waved(design.grow(places, length, lean, growth, 7), 0.004 * design.value("curl"), 0.05)
        design.cards(guides, 0.016, taper=0.35, root=0.8, twist=0.5)


def _along(design: Design, places: Floats) -> Floats:
    """0 at the forehead to 1 at the nape, over the top."""
    azimuth, elevation = design.head.angles(places)
    return np.clip((np.where(np.abs(azimuth) > 90, 180 - elevation, elevation) - 30) / 195, 0, 1).astype(np.float32)


def _spikes(design: Design, strip: Measure, tall_m: float) -> None:
    """Stiff cones in a row: the hair of each stretch of the crest runs together in one point."""
    head, spikes = design.head, 9
    for count, share in ((150, 0.85), (210, 1.0)):
        places = design.roots(count, strip)
        along = _along(design, places)
        group = np.minimum((along * spikes).astype(int), spikes - 1)
        points = np.empty((len(places), 7, 3), np.float32)
        length = np.empty(len(places), np.float32)
        step = np.linspace(0, 1, 7, dtype=np.float32)[None, :, None]
        for number_ in np.unique(group):
            mine = group == number_
            middle = places[mine].mean(axis=0)
            out = unit(((middle - head.centre) * np.array([0.1, 1, 1], np.float32))[None])[0]
            reach = tall_m * (0.75 + 0.45 * np.sin(np.pi * (0.15 + 0.7 * along[mine].mean())))
            tips = middle + out * reach * share * design.random.uniform(0.86, 1.02, (int(mine.sum()), 1))
            tips = tips + design.random.normal(0, 0.0022, tips.shape)
            root = places[mine][:, None]
            points[mine] = root * (1 - step) + tips[:, None].astype(np.float32) * step
            # Cones swell a little before they close.
            points[mine] += (root - middle) * (0.25 * np.sin(np.pi * step) ** 2)
            length[mine] = reach
        axis = unit(points[:, -1:] - head.centre)
        outward = points - (head.centre + axis * np.linalg.norm(points - head.centre, axis=-1, keepdims=True))
        outward = unit(outward + np.sign(places[:, None, :]) * np.array([0.004, 0, 0], np.float32))
        design.cards(Guides(points, outward.astype(np.float32), length), 0.013, taper=0.25, root=1.0, twist=0.1)


CURLY, COILY = (slot("hair_curly", "dark_brown"),), (slot("hair_coily", "black"),)

KINDS = (
    hairstyle("curly_short", "Short curls", curly_short, CURLY, LENGTH, VOLUME, CURL, FADE, RECEDING),
    hairstyle("afro", "Afro", afro, COILY, LENGTH, VOLUME, RECEDING),
    hairstyle(
        "dreadlocks",
        "Dreadlocks",
        dreadlocks,
        COILY,
        LENGTH,
        VOLUME,
        PART,
        choice("drawn", "which way", "down", "back"),
        number("thickness", "of a lock", 0.5),
        RECEDING,
    ),
    hairstyle("cornrows", "Cornrows", cornrows, COILY, LENGTH, RECEDING),
    hairstyle(
        "mohawk",
        "Mohawk",
        mohawk,
        (slot("hair_straight", "red"),),
        LENGTH,
        CURL,
        number("width", "of the crest", 0.4),
        choice("crest", "how it stands", "spiked", "swept"),
        settings=("modern", "scifi", "medieval"),
    ),
)
