"""Garments of a medieval fantasy."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.garments import armour, cloaks, trims
from procgen.character.wardrobe.garments.shapes import (
    CLEARANCE_M,
    Lower,
    Skirt,
    Upper,
    lower,
    skirt,
    upper,
)
from procgen.character.wardrobe.garments.terms import FOLDS, LOOSE, cloth, kind, leather, metal, numbers, sleeve
from procgen.character.wardrobe.kind import Kind, Value, number
from procgen.character.wardrobe.studs import studs
from procgen.character.wardrobe.tailor import Tailor

Slots = tuple[Slot, ...]
Options = Mapping[str, Value]


def _linen_shirt(options: Options, slots: Slots, basis: Basis) -> Template:
    """Wide sleeves, a slit at the neck with a lace."""
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    clearance = CLEARANCE_M[1] + 0.005
    neck = (0.08, 0.035 + 0.10 * o["neck_depth"], 0.012, 1.25)
    hem = 0.12 - 0.08 * o["length"]
    shape = Upper(
        clearance, 0.3 + 0.7 * o["looseness"], o["sleeve"], hem, 0.015, neck=neck, folds=1.3 * o["folds"],
        cuff_flare=0.022 * o["looseness"],
    )  # fmt: skip
    sewn = upper(tailor, "linen_shirt", shape)
    trims.cuffs(tailor, "linen_shirt", sewn, o["sleeve"], 0.035, -0.008)
    trims.neck_band(tailor, "linen_trim", sewn, neck, 0.014)
    low = an.neck - neck[1]
    trims.buttons(tailor, "linen_trim", sewn.lift, low - 0.05, low - 0.012, 0.02, 0.0035, 0.0)
    return tailor.finish("linen_shirt", 1, 0.4)


def _breeches(options: Options, slots: Slots, basis: Basis) -> Template:
    tailor = Tailor(basis, slots)
    o = numbers(options)
    shape = Lower(loose=0.3 + 0.9 * o["looseness"], length=o["length"], rise=-0.01, folds=1.3 * o["folds"])
    sewn = lower(tailor, "breeches", shape)
    trims.waistband(tailor, "breeches_trim", sewn, -0.01, 0.03)
    trims.trouser_cuffs(tailor, "breeches_trim", sewn, o["length"], 0.03)
    return tailor.finish("breeches", 1, 0.4)


def _hose(options: Options, slots: Slots, basis: Basis) -> Template:
    tailor = Tailor(basis, slots)
    o = numbers(options)
    shape = Lower(loose=0.05, length=1.0, rise=-0.01, folds=0.35 * o["folds"], thickness=0.0015)
    sewn = lower(tailor, "hose", shape)
    trims.waistband(tailor, "hose", sewn, -0.01, 0.025)
    return tailor.finish("hose", 1, 0.4)


def _tunic(options: Options, slots: Slots, basis: Basis) -> Template:
    """A belted tunic with an edging at neck, cuffs and hem."""
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    neck = (0.078, 0.05, 0.014, 1.7)
    clearance = CLEARANCE_M[2]
    hem = an.waist - an.crotch - 0.02
    sewn = upper(
        tailor, "tunic",
        Upper(clearance, 0.45 * o["looseness"] + 0.1, o["sleeve"], hem, neck=neck, folds=o["folds"], thickness=0.003),
    )  # fmt: skip
    length = 0.26 + 0.34 * o["length"]
    low = skirt(tailor, "tunic", Skirt(clearance + 0.003, length, 0.06 + 0.10 * o["flare"], 11, 0.035 * o["folds"]))
    trims.neck_band(tailor, "tunic_trim", sewn, neck, 0.022)
    trims.cuffs(tailor, "tunic_trim", sewn, o["sleeve"], 0.035)
    trims.skirt_hem(tailor, "tunic_trim", low, length)
    trims.belt(tailor, "tunic_belt", sewn, an.waist - 0.003, 0.02, 0.010, "tunic_buckle")
    return tailor.finish("tunic", 2, 0.4)


def _gown(options: Options, slots: Slots, basis: Basis) -> Template:
    """A long gown with wide or narrow sleeves and a girdle."""
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    neck = (0.095, 0.045 + 0.06 * o["neck_depth"], 0.03, 2.6)
    clearance = CLEARANCE_M[1] + 0.004
    hem = an.waist - an.crotch - 0.02
    shape = Upper(
        clearance, 0.12, o["sleeve"], hem, neck=neck, folds=0.6 * o["folds"], cuff_flare=0.055 * o["sleeve_flare"]
    )
    sewn = upper(tailor, "gown", shape)
    length = 0.78 + 0.15 * o["length"]
    low = skirt(tailor, "gown", Skirt(0.013, length, 0.09 + 0.12 * o["flare"], 12, 0.04 * o["folds"]))
    trims.neck_band(tailor, "gown_trim", sewn, neck, 0.02)
    trims.cuffs(tailor, "gown_trim", sewn, o["sleeve"], 0.03)
    trims.skirt_hem(tailor, "gown_trim", low, length, 0.04)
    trims.belt(tailor, "gown_girdle", sewn, an.waist - 0.004, 0.018, 0.013, "gown_girdle")
    return tailor.finish("gown", 2, 0.4)


def _robe(options: Options, slots: Slots, basis: Basis) -> Template:
    """A long robe with wide sleeves and a hood on the shoulders."""
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    clearance = CLEARANCE_M[2] + 0.002
    neck = (0.075, 0.03, 0.004, 2.0)
    hem = an.waist - an.crotch - 0.02
    shape = Upper(
        clearance, 0.3 + 0.7 * o["looseness"], o["sleeve"], hem, neck=neck, folds=1.1 * o["folds"],
        cuff_flare=0.05 * o["sleeve_flare"], thickness=0.004,
    )  # fmt: skip
    sewn = upper(tailor, "robe", shape)
    length = 0.72 + 0.2 * o["length"]
    low = skirt(tailor, "robe", Skirt(clearance + 0.004, length, 0.09 + 0.06 * o["looseness"], 9, 0.035 * o["folds"]))
    trims.hood_down(tailor, "robe", clearance, 1.15, 0.075)
    trims.cuffs(tailor, "robe_trim", sewn, o["sleeve"], 0.03)
    trims.skirt_hem(tailor, "robe_trim", low, length, 0.035)
    trims.belt(tailor, "robe_rope", sewn, an.waist - 0.002, 0.013, 0.012, "robe_rope")
    return tailor.finish("robe", 2, 0.4)


def _gambeson(options: Options, slots: Slots, basis: Basis) -> Template:
    """A quilted jacket: vertical channels, a standing collar, laced in front."""
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    clearance = CLEARANCE_M[2] + 0.003
    quilt = 0.006 * np.abs(np.sin(an.place[:, 0] * np.pi / 0.045)) ** 0.6
    ring = 0.005 * np.abs(np.sin(an.arm * np.pi / 0.045)) ** 0.6
    shape = Upper(clearance, 0.12, o["sleeve"], an.waist - an.crotch - 0.02, collar=0.03, folds=0.0, thickness=0.007)
    sewn = armour.padded(tailor, "gambeson", shape, (quilt * (1 - an.arm_share) + ring * an.arm_share))
    length = 0.22 + 0.22 * o["length"]
    low = skirt(tailor, "gambeson", Skirt(clearance + 0.004, length, 0.07, 24, 0.0, (-0.001, 0.10), 0.03, 0.007))
    trims.skirt_hem(tailor, "gambeson_trim", low, length, 0.025)
    trims.placket(tailor, "gambeson_trim", sewn, an.waist - 0.01, an.neck + 0.02, 0.018, 0.003)
    trims.buttons(tailor, "gambeson_buckles", sewn.lift + 0.003, an.waist + 0.05, an.neck - 0.02, 0.06, 0.009)
    trims.cuffs(tailor, "gambeson_trim", sewn, o["sleeve"], 0.025)
    trims.belt(tailor, "gambeson_trim", sewn, an.waist - 0.003, 0.02, 0.011, "gambeson_buckles")
    return tailor.finish("gambeson", 2, 0.4)


def _hauberk(options: Options, slots: Slots, basis: Basis) -> Template:
    """A mail shirt to the elbows and the middle of the thighs."""
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    clearance = CLEARANCE_M[3] - 0.002
    neck = (0.076, 0.02, 0.006, 2.2)
    shape = Upper(clearance, 0.25, o["sleeve"], an.waist - an.crotch - 0.02, neck=neck, folds=0.5, thickness=0.005)
    sewn = upper(tailor, "hauberk", shape)
    length = 0.3 + 0.25 * o["length"]
    skirt(tailor, "hauberk", Skirt(clearance + 0.003, length, 0.06, 10, 0.02, None, 0.03, 0.005))
    trims.neck_band(tailor, "hauberk_leather", sewn, neck, 0.018)
    trims.belt(tailor, "hauberk_leather", sewn, an.waist - 0.003, 0.022, 0.011, "hauberk_buckle")
    return tailor.finish("hauberk", 3, 0.2)


def _breastplate(options: Options, slots: Slots, basis: Basis) -> Template:
    tailor = Tailor(basis, slots)
    o = numbers(options)
    armour.cuirass(tailor, "breastplate", "breastplate_rim", "breastplate_straps", CLEARANCE_M[3], o["tassets"])
    return tailor.finish("breastplate", 3, 1.0)


def _surcoat(options: Options, slots: Slots, basis: Basis) -> Template:
    """A sleeveless coat over armour, slit in front and behind."""
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    clearance = CLEARANCE_M[3] + 0.006
    neck = (0.085, 0.05, 0.02, 1.8)
    hem = an.waist - an.crotch - 0.02
    sewn = upper(tailor, "surcoat", Upper(clearance, 0.3, 0.0, hem, neck=neck, folds=o["folds"], thickness=0.003))
    length = 0.4 + 0.4 * o["length"]
    low = skirt(tailor, "surcoat", Skirt(clearance + 0.004, length, 0.10, 10, 0.03 * o["folds"], (-0.02, 0.08), 0.06))
    trims.neck_band(tailor, "surcoat_trim", sewn, neck, 0.02)
    trims.skirt_hem(tailor, "surcoat_trim", low, length, 0.03)
    trims.patch(tailor, "surcoat_trim", sewn, (0.0, an.armpit + 0.01), (0.016, 0.085), 0.002)
    trims.patch(tailor, "surcoat_trim", sewn, (0.0, an.armpit + 0.03), (0.065, 0.016), 0.0025)
    trims.belt(tailor, "surcoat_belt", sewn, an.waist - 0.003, 0.02, 0.012, "surcoat_buckle")
    return tailor.finish("surcoat", 3, 0.4)


def _cloak(options: Options, slots: Slots, basis: Basis) -> Template:
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    clearance = CLEARANCE_M[4]
    lift = cloaks.mantle(tailor, "cloak", clearance, 0.07 + 0.1 * o["mantle"])
    length = 0.45 + 0.45 * o["length"]
    cloaks.cape(tailor, "cloak", clearance - 0.008, length, 0.28 + 0.14 * o["width"], 0.05 * o["folds"])
    trims.hood_down(tailor, "cloak", clearance + 0.006, 1.2, 0.05)
    studs(tailor, [(0.0, an.neck - 0.035)], lift, "cloak_clasp", 0.02, 0.008)
    return tailor.finish("cloak", 4, 0.4)


_TRUNK = ("chest", "upper_arms", "forearms")
_LONG = ("chest", "pelvis", "upper_arms", "forearms", "thighs")

KINDS: dict[str, Kind] = {
    entry.name: entry
    for entry in (
        kind("linen_shirt", "Linen shirt", ("medieval",), 1, _TRUNK, _linen_shirt, True,
             [cloth("linen_shirt", (0.80, 0.76, 0.66)), cloth("linen_trim", (0.62, 0.55, 0.43))],
             [sleeve(1.0, 0.3), number("length", "short to long", 0.6), number("neck_depth", "high to low", 0.4),
              LOOSE, FOLDS]),
        kind("breeches", "Breeches", ("medieval",), 1, ("pelvis", "thighs", "knees"), _breeches, True,
             [cloth("breeches", (0.36, 0.28, 0.20)), cloth("breeches_trim", (0.28, 0.21, 0.15))],
             [number("length", "above the knee to ankle", 0.72, 0.45), LOOSE, FOLDS]),
        kind("hose", "Hose", ("medieval",), 1, ("pelvis", "thighs", "knees", "calves"), _hose, True,
             [cloth("hose", (0.33, 0.30, 0.26))], [FOLDS]),
        kind("tunic", "Tunic", ("medieval",), 2, _LONG, _tunic, True,
             [cloth("tunic", (0.24, 0.36, 0.24)), cloth("tunic_trim", (0.72, 0.60, 0.32)),
              leather("tunic_belt", (0.27, 0.17, 0.10)), metal("tunic_buckle", (0.72, 0.58, 0.30))],
             [sleeve(0.95, 0.2), number("length", "hip to knee", 0.6), number("flare", "narrow to wide", 0.5), LOOSE,
              FOLDS]),
        kind("gown", "Gown", ("medieval",), 2, (*_LONG, "knees", "calves"), _gown, True,
             [cloth("gown", (0.45, 0.13, 0.17)), cloth("gown_trim", (0.80, 0.66, 0.34)),
              leather("gown_girdle", (0.75, 0.62, 0.34))],
             [sleeve(0.95, 0.3), number("length", "ankle to floor", 0.5), number("neck_depth", "high to low", 0.4),
              number("flare", "narrow to wide", 0.5), number("sleeve_flare", "narrow to trumpet", 0.6), FOLDS]),
        kind("robe", "Robe with hood", ("medieval",), 2, (*_LONG, "knees", "calves"), _robe, True,
             [cloth("robe", (0.30, 0.24, 0.34)), cloth("robe_trim", (0.62, 0.55, 0.36)),
              leather("robe_rope", (0.70, 0.60, 0.42))],
             [sleeve(0.95, 0.5), number("length", "calf to floor", 0.7), number("sleeve_flare", "narrow to wide", 0.8),
              LOOSE, FOLDS]),
        kind("gambeson", "Gambeson", ("medieval",), 2, _LONG, _gambeson, True,
             [cloth("gambeson", (0.62, 0.55, 0.42)), leather("gambeson_trim", (0.33, 0.21, 0.13)),
              metal("gambeson_buckles", (0.62, 0.60, 0.55))],
             [sleeve(1.0, 0.4), number("length", "hip to knee", 0.5)]),
        kind("hauberk", "Mail hauberk", ("medieval",), 3, ("chest", "pelvis", "upper_arms", "thighs"), _hauberk, True,
             [metal("hauberk", (0.56, 0.57, 0.60), "chainmail", 0.5), leather("hauberk_leather", (0.26, 0.17, 0.11)),
              metal("hauberk_buckle", (0.60, 0.58, 0.52))],
             [sleeve(0.5, 0.2), number("length", "hip to knee", 0.5)]),
        kind("breastplate", "Breastplate", ("medieval",), 3, ("chest",), _breastplate, True,
             [metal("breastplate", (0.66, 0.67, 0.70), roughness=0.35), metal("breastplate_rim", (0.72, 0.60, 0.36)),
              leather("breastplate_straps", (0.26, 0.17, 0.11))],
             [number("tassets", "without to long hip plates", 0.5)]),
        kind("surcoat", "Surcoat", ("medieval",), 3, ("chest", "pelvis", "thighs"), _surcoat, True,
             [cloth("surcoat", (0.16, 0.24, 0.46)), cloth("surcoat_trim", (0.85, 0.80, 0.66)),
              leather("surcoat_belt", (0.26, 0.17, 0.11)), metal("surcoat_buckle", (0.72, 0.58, 0.30))],
             [number("length", "thigh to calf", 0.4), FOLDS]),
        kind("cloak", "Cloak", ("medieval",), 4, (), _cloak, True,
             [cloth("cloak", (0.27, 0.30, 0.24)), metal("cloak_clasp", (0.75, 0.60, 0.30))],
             [number("length", "knee to ankle", 0.7), number("width", "narrow to wide", 0.5),
              number("mantle", "how far it covers the shoulders", 0.5), FOLDS]),
    )
}  # fmt: skip
"""By name."""
