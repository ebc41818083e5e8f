"""Beards: moustache, goatee, short and long full beards, mutton chops, braided.

Stubble is part of the skin's texture. A beard is a thin layer on the skin with the roots, and cards that grow from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.hair.beard import Beard
from procgen.character.hair.bind import smooth_step
from procgen.character.hair.curves import Guides, unit
from procgen.character.hair.design import EVERYWHERE, LENGTH, VOLUME, slot
from procgen.character.hair.guides import Growth, Measure, hang
from procgen.character.hair.locks import cards
from procgen.character.hair.ropes import band, braid, ends
from procgen.character.hair.texture import BEARD, LOCK_STRIPS
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.kind import Kind, Option, Value, choice, number

Floats = npt.NDArray[np.float32]


def _chin(beard: Beard) -> Measure:
    """Field of a goatee: below the lower lip and round the chin."""

    def field(places: Floats) -> Floats:
        away = beard.away(places)
        half = np.interp(-away[:, 1], [0.009, 0.016, 0.024, 0.045], [0.006, 0.011, 0.023, 0.021])
        return np.minimum(half - np.abs(away[:, 0]), beard.face.bearded(places)).astype(np.float32)

    return field


def moustache(beard: Beard) -> None:
    """A moustache alone, its ends hanging or turned up."""
    beard.moustache(0.018 + 0.030 * beard.value("length"), 0.9 if beard.options["ends"] == "up" else 0.0, 100)


def goatee(beard: Beard) -> None:
    """Chin beard, joined to a moustache at the mouth's corners."""

    def circle(places: Floats) -> Floats:
        away = beard.away(places)
        ring = 0.0055 - np.abs(np.hypot(away[:, 0] / 1.15, away[:, 1] + 0.004) - 0.0265)
        return np.asarray(np.minimum(np.minimum(ring, 0.012 - away[:, 1]), beard.face.outside_lips(places)), np.float32)

    chin = _chin(beard)

    def field(places: Floats) -> Floats:
        return np.maximum(chin(places), circle(places))

    beard.skin(field)
    places = beard.roots(field, 170)
    away = beard.away(places)
    low = smooth_step(-(away[:, 1] + 0.012) / 0.03) * smooth_step((away[:, 2] + 0.05) / 0.03)
    length = (0.008 + low * (0.010 + 0.050 * beard.value("length"))) * beard.vary(len(places), 0.12)
    short = length < 0.016
    beard.tufts(beard.grow(places[short], length[short], rise=0.2, steps=5))
    beard.locks(beard.fall(places[~short], length[~short], 0.55), 0.010, beard.value("curl"))
    if beard.options["moustache"] == "yes":
        beard.moustache(0.019)


def _full(beard: Beard, tall_m: float, count: int, gather: float = 0.0) -> None:
    """Roots on the whole beard area; ``tall_m`` long at the chin, where it hangs together by ``gather``."""
    beard.skin(beard.face.bearded)
    volume = beard.value("volume")
    for share, number_ in ((0.7, int(count * 0.45)), (1.0, count - int(count * 0.45))):
        places = beard.roots(beard.face.bearded, number_)
        away = beard.away(places)
        low = smooth_step((-away[:, 1] + 0.012) / 0.055) * smooth_step((away[:, 2] + 0.10) / 0.085)
        edge = 0.35 + 0.65 * smooth_step(beard.face.bearded(places) / 0.014)
        above = np.where((away[:, 1] > 0.0) & (np.abs(away[:, 0]) < 0.03), 0.0, 1.0)
        base = 0.013 + 0.008 * volume
        length = (base + max(tall_m - base, 0.0) * low * above) * edge * share * beard.vary(len(places), 0.10)
        length = np.asarray(length, np.float32)
        hanging = (length > 0.030) & (gather > 0)
        trimmed = beard.grow(
            places[~hanging], length[~hanging], rise=0.22, scatter=0.3, layers_m=0.003 + 0.007 * volume, steps=4
        )
        beard.tufts(trimmed, curl=beard.value("curl"))
        if hanging.any():
            fallen = beard.fall(places[hanging], length[hanging], gather, 9)
            beard.locks(fallen, 0.015, beard.value("curl"))


def full_short(beard: Beard) -> None:
    """Cheeks, jaw and chin, trimmed."""
    _full(beard, 0.014 + 0.022 * beard.value("length"), 510)
    beard.moustache(0.020)


def full_long(beard: Beard) -> None:
    """Down to the chest."""
    _full(beard, 0.075 + 0.15 * beard.value("length"), 340, 0.5)
    beard.moustache(0.036, count=70)


def mutton_chops(beard: Beard) -> None:
    """Broad whiskers on the cheeks, the chin bare, joined to a moustache or not."""

    def field(places: Floats) -> Floats:
        side = np.abs(beard.away(places)[:, 0])
        return np.minimum(beard.face.bearded(places), side - 0.031).astype(np.float32)

    beard.skin(field)
    for share, count in ((0.7, 150), (1.0, 200)):
        places = beard.roots(field, count)
        edge = 0.4 + 0.6 * smooth_step(field(places) / 0.012)
        length = (0.016 + 0.030 * beard.value("length")) * edge * share * beard.vary(len(places), 0.15)
        layers_m = 0.003 + 0.009 * beard.value("volume")
        guides = beard.grow(places, length, rise=0.45, outwards=0.35, layers_m=layers_m, steps=4)
        beard.tufts(guides, 0.008, beard.value("curl"))
    if beard.options["moustache"] == "yes":
        beard.moustache(0.036, 0.25)


def braided(beard: Beard) -> None:
    """A long beard whose middle is plaited and held by rings."""
    _full(beard, 0.060, 270, 0.6)
    beard.moustache(0.050, count=70)
    two = beard.options["braids"] == "two"
    face = beard.face
    radius = 0.0125 if two else 0.016
    length = 0.10 + 0.16 * beard.value("length")
    for side in (1.0, -1.0) if two else (0.0,):
        start = face.mouth + np.array([side * 0.017, -0.050, -0.004], np.float32)
        growth = Growth(stiffness=1.0, gravity=0.5, clearance_m=radius + 0.004)
        lead = np.array([[side * 0.15, -1.0, 0.25]], np.float32)
        curve = hang(start[None], lead, np.array([length], np.float32), face.head, growth, 16)
        out = np.zeros_like(curve.points)
        out[..., 2] = 1.0
        profile = ends(16, 0.9, 0.55, 0.1) * radius
        steps, sides = (26, 4) if two else (34, 5)
        beard.pile.add(*braid(curve.points, out, profile, plaits_m=radius * 3.3, steps=steps, sides=sides))
        gathered = beard.roots(_chin(beard), 26)
        share = np.linspace(0, 1, 6, dtype=np.float32)[None, :, None]
        target = curve.points[0, 4]
        bend = (
            gathered[:, None] * (1 - share)
            + target * share
            + np.array([0, 0, 0.010], np.float32) * np.sin(np.pi * share)
        )
        outward = unit(bend - (target + np.array([0, 0.01, -0.03], np.float32)))
        beard.pile.add(
            cards(
                Guides(bend.astype(np.float32), outward, np.full(len(bend), 0.08, np.float32)),
                0.011,
                beard.random,
                taper=0.5,
                strips=LOCK_STRIPS,
            )
        )
        for at in (5, 14):
            way = unit(curve.points[:, at] - curve.points[:, at - 2])[0]
            beard.pile.add(band(curve.points[0, at], way, radius * (0.86 if at < 9 else 0.66), 0.0035, 1, steps=14))
        last, way = curve.points[0, -1], unit(curve.points[:, -1] - curve.points[:, -3])[0]
        count = 12
        spread_ = beard.random.normal(0, 0.2, (count, 3)).astype(np.float32)
        begin = last + beard.random.normal(0, 0.002, (count, 3)).astype(np.float32)
        tuft = hang(
            begin,
            way + spread_,
            beard.random.uniform(0.03, 0.05, count).astype(np.float32),
            face.head,
            Growth(gravity=0.3, clearance_m=0.004),
            5,
        )
        beard.pile.add(cards(tuft, 0.011, beard.random, root=0.7, taper=0.5, twist=0.6, strips=LOCK_STRIPS))


def _kind(
    name: str,
    label: str,
    make: Callable[[Beard], None],
    *chosen: Option,
    extra: tuple[Slot, ...] = (),
    settings: tuple[str, ...] = EVERYWHERE,
) -> Kind:
    def build(values: Mapping[str, Value], coloured: tuple[Slot, ...], basis: Basis) -> Template:
        beard = Beard(name, values, basis)
        make(beard)
        return beard.finish(name, coloured)

    slots = (slot(BEARD, "dark_brown", "beard"), *extra)
    return Kind(name, label, settings, 0, {option.name: option for option in chosen}, slots, False, frozenset(), build)


MOUSTACHE = choice("moustache", "whether there is one", "yes", "no")
BEARD_CURL = number("curl", "straight to curly", 0.3)
RING = Slot("metal", "ring", (0.72, 0.55, 0.25), "", 1.0, 0.35)

KINDS = (
    _kind("moustache", "Moustache", moustache, LENGTH, choice("ends", "how they lie", "down", "up")),
    _kind("goatee", "Goatee", goatee, LENGTH, BEARD_CURL, MOUSTACHE),
    _kind("full_short", "Full beard, short", full_short, LENGTH, VOLUME, BEARD_CURL),
    _kind("full_long", "Full beard, long", full_long, LENGTH, VOLUME, BEARD_CURL),
    _kind("mutton_chops", "Mutton chops", mutton_chops, LENGTH, VOLUME, BEARD_CURL, MOUSTACHE),
    _kind(
        "braided",
        "Braided beard",
        braided,
        LENGTH,
        VOLUME,
        BEARD_CURL,
        choice("braids", "how many", "one", "two"),
        extra=(RING,),
        settings=("medieval",),
    ),
)
