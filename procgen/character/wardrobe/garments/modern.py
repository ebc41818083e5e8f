"""Garments of today."""

from __future__ import annotations

from collections.abc import Mapping

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.garments import trims
from procgen.character.wardrobe.garments.shapes import (
    CLEARANCE_M,
    Lower,
    Skirt,
    Upper,
    lower,
    skirt,
    skirt_band,
    upper,
)
from procgen.character.wardrobe.garments.terms import FOLDS, LOOSE, cloth, kind, leather, numbers, sleeve, words
from procgen.character.wardrobe.kind import Kind, Value, choice, number
from procgen.character.wardrobe.tailor import Tailor

Slots = tuple[Slot, ...]
Options = Mapping[str, Value]

_SHIRT = CLEARANCE_M[1] + 0.005
_NECKS = {"crew": (0.072, 0.028, 0.010, 2.0), "v": (0.074, 0.105, 0.012, 1.15), "boat": (0.115, 0.03, 0.022, 2.2)}


def _tshirt(options: Options, slots: Slots, basis: Basis) -> Template:
    tailor = Tailor(basis, slots)
    o = numbers(options)
    neck = _NECKS[words(options)["neck"]]
    hem = 0.15 - 0.10 * o["length"]
    shape = Upper(_SHIRT, o["looseness"], o["sleeve"], hem, neck=neck, folds=o["folds"])
    sewn = upper(tailor, "tshirt", shape)
    trims.neck_band(tailor, "tshirt_trim", sewn, neck)
    return tailor.finish("tshirt", 1, 0.4)


def _shirt(options: Options, slots: Slots, basis: Basis) -> Template:
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    hem = 0.13 - 0.09 * o["length"]
    neck = (0.07, 0.014, 0.004, 2.0)
    shape = Upper(_SHIRT, o["looseness"], o["sleeve"], hem, 0.025, neck=neck, folds=o["folds"])
    sewn = upper(tailor, "shirt", shape)
    trims.shirt_collar(tailor, "shirt", _SHIRT, gap=0.006)
    low = an.crotch + hem - 0.02
    trims.placket(tailor, "shirt", sewn, low, an.neck - 0.012, 0.016)
    trims.buttons(tailor, "shirt_buttons", sewn.lift + 0.0025, low + 0.08, an.neck - 0.035)
    trims.cuffs(tailor, "shirt", sewn, o["sleeve"], 0.055 if o["sleeve"] > 0.7 else 0.03)
    trims.patch(tailor, "shirt", sewn, (0.085, an.armpit - 0.005), (0.045, 0.05), 0.002)
    return tailor.finish("shirt", 1, 0.4)


def _jeans(options: Options, slots: Slots, basis: Basis) -> Template:
    tailor = Tailor(basis, slots)
    o = numbers(options)
    rise = -0.055 + 0.06 * o["rise"]
    shape = Lower(loose=o["looseness"], length=o["length"], rise=rise, flare=0.035 * o["flare"], folds=o["folds"])
    sewn = lower(tailor, "jeans", shape)
    trims.waistband(tailor, "jeans", sewn, rise)
    an = tailor.anatomy
    trims.patch_legs(tailor, "jeans", sewn, (0.085, an.hip - 0.005), (0.05, 0.058), behind=True)
    trims.trouser_cuffs(tailor, "jeans", sewn, o["length"], 0.022)
    return tailor.finish("jeans", 1, 0.4)


def _suit_trousers(options: Options, slots: Slots, basis: Basis) -> Template:
    tailor = Tailor(basis, slots)
    o = numbers(options)
    shape = Lower(
        loose=0.25 + 0.75 * o["looseness"], length=o["length"], rise=0.0, folds=0.5 * o["folds"], crease=0.006
    )
    sewn = lower(tailor, "suit_trousers", shape)
    trims.waistband(tailor, "suit_trousers", sewn, 0.0)
    return tailor.finish("suit_trousers", 1, 0.4)


def _skirt(options: Options, slots: Slots, basis: Basis) -> Template:
    tailor = Tailor(basis, slots)
    o = numbers(options)
    length = 0.42 + 0.42 * o["length"]
    shape = Skirt(0.011, length, 0.14 * o["flare"], round(7 + 7 * o["folds"]), 0.03 * o["folds"])
    sewn = skirt(tailor, "skirt", shape)
    skirt_band(tailor, "skirt_trim", sewn, 0.035, [], 0.002)
    return tailor.finish("skirt", 2, 0.4)


def _dress(options: Options, slots: Slots, basis: Basis) -> Template:
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    neck = (0.085, 0.03 + 0.08 * o["neck_depth"], 0.03, 2.0)
    hem = an.waist - an.crotch - 0.015
    clearance = CLEARANCE_M[1] + 0.004
    sewn = upper(tailor, "dress", Upper(clearance, 0.15, o["sleeve"], hem, neck=neck, folds=0.5 * o["folds"]))
    length = 0.45 + 0.5 * o["length"]
    skirt(tailor, "dress", Skirt(0.013, length, 0.05 + 0.16 * o["flare"], 10, 0.034 * o["folds"]))
    trims.neck_band(tailor, "dress", sewn, neck, 0.012)
    trims.belt(tailor, "dress_sash", sewn, an.waist - 0.002, 0.024, 0.013)
    return tailor.finish("dress", 2, 0.4)


def _hoodie(options: Options, slots: Slots, basis: Basis) -> Template:
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    clearance = CLEARANCE_M[2]
    hem = 0.12 - 0.06 * o["length"]
    shape = Upper(
        clearance, 0.25 + 0.75 * o["looseness"], o["sleeve"], hem, neck=(0.072, 0.025, 0.004, 2.0),
        folds=1.2 * o["folds"], thickness=0.004, blouse=0.010,
    )  # fmt: skip
    sewn = upper(tailor, "hoodie", shape)
    trims.hood_down(tailor, "hoodie", clearance)
    trims.hem_band(tailor, "hoodie_trim", sewn, hem, 0.05, -0.003)
    trims.cuffs(tailor, "hoodie_trim", sewn, o["sleeve"], 0.05)
    centre = (0.0, an.waist - 0.065)
    trims.patch(tailor, "hoodie", sewn, centre, (0.115, 0.07), 0.006, corner=0.035)
    return tailor.finish("hoodie", 3, 0.4)


def _jacket(options: Options, slots: Slots, basis: Basis) -> Template:
    """A suit jacket: open front, lapels, flap pockets."""
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    clearance = CLEARANCE_M[3]
    hem = 0.10 - 0.07 * o["length"]
    turn = -0.005
    shape = Upper(
        clearance, 0.3 * o["looseness"], o["sleeve"], hem, 0.01, neck=(0.075, 0.01, 0.0, 2.0),
        opening=(-0.002 if o["open"] < 0.3 else 0.05 * o["open"], 0.062, turn), folds=0.7 * o["folds"], thickness=0.004,
    )  # fmt: skip
    sewn = upper(tailor, "jacket", shape)
    trims.lapels(tailor, "jacket", sewn, 0.0, an.waist + turn)
    trims.shirt_collar(tailor, "jacket", clearance + 0.002, 0.022, 0.05, 0.0, 0.055, 0.004)
    trims.patch(tailor, "jacket", sewn, (0.115, an.waist - 0.085), (0.06, 0.022), 0.004)
    low = an.waist - 0.075
    trims.buttons(tailor, "jacket_buttons", sewn.lift, low, an.waist - 0.01, 0.06, 0.008, 0.016 + 0.05 * o["open"])
    trims.cuffs(tailor, "jacket", sewn, o["sleeve"], 0.02, 0.002)
    return tailor.finish("jacket", 3, 0.4)


def _overcoat(options: Options, slots: Slots, basis: Basis) -> Template:
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    clearance = CLEARANCE_M[3]
    hem = an.waist - an.crotch - 0.02
    gap = 0.05 * o["open"] - 0.003
    shape = Upper(
        clearance, 0.35 * o["looseness"], 1.0, hem, neck=(0.075, 0.01, 0.0, 2.0),
        opening=(gap, 0.058, 0.06), folds=0.7 * o["folds"], thickness=0.004,
    )  # fmt: skip
    sewn = upper(tailor, "coat", shape)
    length = 0.5 + 0.42 * o["length"]
    skirt(
        tailor, "coat",
        Skirt(
            clearance + 0.004, length, 0.05 + 0.07 * o["looseness"], 7, 0.018, (gap, 0.05 + 0.25 * o["open"]), 0.03,
            0.004,
        ),
    )  # fmt: skip
    trims.lapels(tailor, "coat", sewn, gap, an.waist + 0.06, 0.065)
    trims.shirt_collar(tailor, "coat", clearance + 0.002, 0.03, 0.065, 0.0, 0.05, 0.005)
    trims.cuffs(tailor, "coat", sewn, 1.0, 0.06, 0.004)
    trims.belt(tailor, "coat", sewn, an.waist, 0.022, 0.012, "coat_buttons")
    trims.buttons(tailor, "coat_buttons", sewn.lift, an.waist + 0.06, an.waist + 0.16, 0.09, 0.01, 0.045 + gap)
    return tailor.finish("coat", 3, 0.4)


_LEGS = ("pelvis", "thighs", "knees", "calves")
_TRUNK = ("chest", "upper_arms", "forearms")

KINDS: dict[str, Kind] = {
    entry.name: entry
    for entry in (
        kind("tshirt", "T-shirt", ("modern", "scifi"), 1, ("chest", "upper_arms"), _tshirt, True,
             [cloth("tshirt", (0.75, 0.76, 0.74)), cloth("tshirt_trim", (0.66, 0.67, 0.66))],
             [sleeve(0.42, 0.0, 0.6), number("length", "cropped to long", 0.6), LOOSE,
              choice("neck", "neckline", *_NECKS), FOLDS]),
        kind("shirt", "Shirt with collar", ("modern",), 1, ("chest", "upper_arms", "forearms"), _shirt, True,
             [cloth("shirt", (0.72, 0.78, 0.86)), cloth("shirt_buttons", (0.9, 0.9, 0.88), "plastic")],
             [sleeve(1.0, 0.25), number("length", "short to long", 0.6), LOOSE, FOLDS]),
        kind("jeans", "Jeans", ("modern",), 1, _LEGS, _jeans, True,
             [cloth("jeans", (0.22, 0.31, 0.48))],
             [number("length", "shorts to ankle", 1.0, 0.3), LOOSE, number("rise", "hip to waist", 0.5),
              number("flare", "straight to flared", 0.1), FOLDS]),
        kind("suit_trousers", "Suit trousers", ("modern",), 1, _LEGS, _suit_trousers, True,
             [cloth("suit_trousers", (0.20, 0.21, 0.25))],
             [number("length", "knee to ankle", 1.0, 0.5), LOOSE, FOLDS]),
        kind("skirt", "Skirt", ("modern",), 2, ("pelvis", "thighs"), _skirt, True,
             [cloth("skirt", (0.45, 0.18, 0.22)), cloth("skirt_trim", (0.36, 0.13, 0.17))],
             [number("length", "knee to ankle", 0.2), number("flare", "narrow to wide", 0.5), FOLDS]),
        kind("dress", "Dress", ("modern",), 2, ("chest", "pelvis", "thighs"), _dress, True,
             [cloth("dress", (0.20, 0.36, 0.46)), cloth("dress_sash", (0.85, 0.78, 0.62))],
             [sleeve(0.2, 0.0, 1.0), number("length", "knee to ankle", 0.2), number("neck_depth", "high to low", 0.3),
              number("flare", "narrow to wide", 0.5), FOLDS]),
        kind("hoodie", "Hoodie", ("modern", "scifi"), 3, ("chest", "upper_arms", "forearms"), _hoodie, True,
             [cloth("hoodie", (0.34, 0.38, 0.33)), cloth("hoodie_trim", (0.27, 0.30, 0.27))],
             [sleeve(1.0, 0.5), number("length", "short to long", 0.5), LOOSE, FOLDS]),
        kind("jacket", "Suit jacket", ("modern",), 3, ("chest", "upper_arms", "forearms"), _jacket, True,
             [cloth("jacket", (0.20, 0.21, 0.25)), cloth("jacket_buttons", (0.12, 0.11, 0.10), "plastic")],
             [sleeve(1.0, 0.7), number("length", "short to long", 0.6), LOOSE,
              number("open", "closed to open", 0.0), FOLDS]),
        kind("coat", "Overcoat", ("modern",), 3, (*_TRUNK, "pelvis", "thighs"), _overcoat, True,
             [cloth("coat", (0.47, 0.38, 0.28)), leather("coat_buttons", (0.20, 0.14, 0.10))],
             [number("length", "knee to ankle", 0.2), LOOSE, number("open", "closed to open", 0.1), FOLDS]),
    )
}  # fmt: skip
"""By name."""
