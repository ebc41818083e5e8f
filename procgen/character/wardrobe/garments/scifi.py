"""Garments of science fiction."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe import cuts
from procgen.character.wardrobe.garments import armour, trims
from procgen.character.wardrobe.garments.shapes import (
    CLEARANCE_M,
    Lower,
    Sewn,
    Skirt,
    Upper,
    band,
    leg_length,
    lower,
    skirt,
    sleeve_length,
    upper,
    upper_fields,
)
from procgen.character.wardrobe.garments.terms import (
    FOLDS,
    LOOSE,
    cloth,
    kind,
    leather,
    metal,
    numbers,
    plastic,
)
from procgen.character.wardrobe.kind import Kind, Value, number
from procgen.character.wardrobe.tailor import Tailor

Slots = tuple[Slot, ...]
Options = Mapping[str, Value]


def _bodysuit(options: Options, slots: Slots, basis: Basis) -> Template:
    """A tight suit from neck to ankles with panels down the sides, on chest, shoulders and knees."""
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    clearance = 0.0055
    fields = upper_fields(tailor, Upper(clearance, 0.0, 1.0, 0.0, collar=0.035, folds=0.0))
    reach = leg_length(tailor, 1.0)
    body = (fields.cuts[1], fields.cuts[2], cuts.trouser(an, reach))
    lift = np.full(len(an.place), clearance, np.float32)
    tailor.sew("suit", body, lift, "bodysuit", 0.003, 0.025, coarse=True)
    sewn = Sewn(body, lift)
    raised = 0.0025 + 0.004 * o["panels"]
    y = an.place[:, 1]
    trunk_side = np.maximum(
        np.abs(np.abs(an.trunk_angle) - 1.6) * 0.13 - 0.045, np.maximum(an.crotch + 0.1 - y, y - an.armpit + 0.015)
    )
    limit = np.maximum(trunk_side, an.arm_side)
    band(tailor, "bodysuit_panels", sewn, [limit.astype(np.float32)], raised, "suit")
    chest = armour.rounded_box(an.side, y - an.armpit - 0.055, (0.125, 0.045), 0.02)
    chest = np.maximum(chest, armour.front_of(tailor))
    band(tailor, "bodysuit_panels", sewn, [chest.astype(np.float32)], raised, "suit")
    thigh = armour.rounded_box(np.angle(np.exp(1j * (an.leg_angle - 0.2))) * 0.085, an.leg - 0.2, (0.05, 0.13), 0.03)
    band(tailor, "bodysuit_panels", sewn, [np.where(an.leg > 0.0, thigh, 1.0).astype(np.float32)], raised, "suit")
    knee = armour.rounded_box(
        np.angle(np.exp(1j * (an.leg_angle - 1.45))) * 0.06, an.leg - an.thigh_m, (0.048, 0.07), 0.025
    )
    band(tailor, "bodysuit_light", sewn, [np.where(an.leg > 0.1, knee, 1.0).astype(np.float32)], raised + 0.003, "suit")
    fore = armour.rounded_box(an.arm_angle * 0.045, an.arm - an.arm_m + 0.105, (0.04, 0.075), 0.02)
    band(tailor, "bodysuit_panels", sewn, [np.maximum(fore, -an.arm_side)], raised, "suit")
    stripe = np.maximum(np.abs(an.arm - 0.13) - 0.012, np.abs(an.arm_angle) - 1.9)
    band(tailor, "bodysuit_light", sewn, [np.maximum(stripe, -an.arm_side)], raised, "suit")
    trims.stand_collar(tailor, "bodysuit_panels", 0.033, clearance + 0.001, 0.0, 0.003)
    return tailor.finish("bodysuit", 1, 0.5)


def _flight_jacket(options: Options, slots: Slots, basis: Basis) -> Template:
    """A short padded jacket with ribbed edges, a zip and a standing collar."""
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    clearance = CLEARANCE_M[3] - 0.002
    hem = 0.14 - 0.06 * o["length"]
    gap = 0.05 * o["open"] - 0.001
    shape = Upper(
        clearance, 0.3 + 0.6 * o["looseness"], 1.0, hem, neck=(0.072, 0.012, 0.0, 2.0),
        opening=(gap, gap + 0.012, 0.1), folds=1.2 * o["folds"], thickness=0.005, blouse=0.014,
    )  # fmt: skip
    sewn = upper(tailor, "flight_jacket", shape)
    trims.hem_band(tailor, "flight_trim", sewn, hem, 0.055, -0.006)
    trims.cuffs(tailor, "flight_trim", sewn, 1.0, 0.05, -0.004)
    trims.stand_collar(tailor, "flight_trim", 0.035, clearance - 0.004, gap + 0.006, 0.005)
    front = (an.place[:, 2] > an.axis_z) & ~an.is_arm
    zip_ = np.where(front, an.side - gap - 0.009, 1.0).astype(np.float32)
    band(tailor, "flight_zip", sewn, [zip_], 0.002)
    yoke = np.maximum(an.armpit + 0.085 - an.place[:, 1], an.arm_side)
    band(tailor, "flight_panels", sewn, [yoke], 0.003)
    trims.sleeve_stripe(tailor, "flight_panels", sewn, 0.12, 0.165)
    trims.patch(tailor, "flight_panels", sewn, (0.10, an.waist + 0.01), (0.042, 0.045), 0.005, corner=0.012)
    return tailor.finish("flight_jacket", 3, 0.4)


def _armour_vest(options: Options, slots: Slots, basis: Basis) -> Template:
    """A carrier with plates on chest, belly, back and shoulders."""
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    clearance = CLEARANCE_M[2] + 0.003
    y = an.place[:, 1]
    neck = (0.088, 0.045, 0.025, 2.4)
    hem = an.waist - an.crotch - 0.045
    sewn = upper(tailor, "vest_carrier", Upper(clearance, 0.0, 0.0, hem, neck=neck, folds=0.0, thickness=0.006))
    bulk = 0.010 + 0.010 * o["bulk"]
    base = sewn.lift
    front, back = armour.front_of(tailor), armour.front_of(tailor, behind=True)
    chest = armour.rounded_box(an.side - 0.066, y - an.armpit - 0.025, (0.061, 0.062), 0.022)
    armour.plate(tailor, "vest_plates", [np.maximum(chest, front)], base, bulk, 0.004)
    for centre, half in ((an.waist + 0.085, 0.03), (an.waist + 0.018, 0.03)):
        belly = armour.rounded_box(an.side, y - centre, (0.105, half), 0.014)
        armour.plate(tailor, "vest_plates", [np.maximum(belly, front)], base, bulk * 0.8)
    spine = armour.rounded_box(an.side, y - an.armpit + 0.02, (0.11, 0.125), 0.03)
    armour.plate(tailor, "vest_plates", [np.maximum(spine, back)], base, bulk, 0.003)
    light = armour.rounded_box(an.side, y - an.armpit - 0.015, (0.012, 0.04), 0.008)
    armour.plate(tailor, "vest_light", [np.maximum(light, front)], base, bulk * 0.6)
    sides = np.maximum(np.abs(np.abs(an.trunk_angle) - 1.57) * 0.13 - 0.05, np.abs(y - an.waist - 0.05) - 0.016)
    armour.plate(tailor, "vest_carrier", [np.maximum(sides, an.arm_side)], base, 0.006)
    if o["shoulders"] > 0.3:
        armour.shoulder_pad(tailor, "vest_plates", clearance + 0.006, 0.10 + 0.05 * o["shoulders"])
    return tailor.finish("armour_vest", 3, 0.5)


def _tech_trousers(options: Options, slots: Slots, basis: Basis) -> Template:
    """Trousers with knee plates, thigh pockets and gathered ankles."""
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    shape = Lower(loose=0.2 + 0.8 * o["looseness"], length=0.97, rise=-0.015, folds=1.1 * o["folds"], flare=-0.004)
    sewn = lower(tailor, "tech_trousers", shape)
    trims.waistband(tailor, "tech_panels", sewn, -0.015, 0.04)
    trims.trouser_cuffs(tailor, "tech_panels", sewn, 0.97, 0.05)
    knee = armour.rounded_box(
        np.angle(np.exp(1j * (an.leg_angle - 1.45))) * 0.065, an.leg - an.thigh_m + 0.005, (0.05, 0.075), 0.02
    )
    armour.plate(
        tailor, "tech_plates", [np.where(an.leg > 0.1, knee, 1.0).astype(np.float32)], sewn.lift, 0.008, 0.004,
        pattern="legs",
    )  # fmt: skip
    pocket = armour.rounded_box(
        np.angle(np.exp(1j * (an.leg_angle - 0.1))) * 0.085, an.leg - 0.22, (0.055, 0.075), 0.012
    )
    band(tailor, "tech_trousers", sewn, [np.where(an.leg > 0.0, pocket, 1.0).astype(np.float32)], 0.009, "legs")
    flap = armour.rounded_box(np.angle(np.exp(1j * (an.leg_angle - 0.1))) * 0.085, an.leg - 0.165, (0.058, 0.02), 0.006)
    band(tailor, "tech_panels", sewn, [np.where(an.leg > 0.0, flap, 1.0).astype(np.float32)], 0.012, "legs")
    return tailor.finish("tech_trousers", 1, 0.4)


def _longcoat(options: Options, slots: Slots, basis: Basis) -> Template:
    """A long coat with a high collar, a wide yoke and hard shoulder pieces."""
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    clearance = CLEARANCE_M[3] + 0.001
    gap = 0.02 + 0.05 * o["open"]
    hem = an.waist - an.crotch - 0.02
    shape = Upper(
        clearance, 0.2 + 0.3 * o["looseness"], 1.0, hem, neck=(0.074, 0.008, 0.0, 2.0), opening=(gap, gap + 0.02, 0.12),
        folds=0.7 * o["folds"], thickness=0.005,
    )  # fmt: skip
    sewn = upper(tailor, "longcoat", shape)
    length = 0.6 + 0.3 * o["length"]
    low = skirt(
        tailor, "longcoat",
        Skirt(clearance + 0.004, length, 0.09, 7, 0.02, (gap, 0.10 + 0.2 * o["open"]), 0.05, 0.005))  # fmt: skip
    trims.stand_collar(tailor, "longcoat_trim", 0.055, clearance + 0.004, gap + 0.004, 0.006)
    front = (an.place[:, 2] > an.axis_z) & ~an.is_arm
    edge = np.where(front, an.side - gap - 0.05, 1.0).astype(np.float32)
    band(tailor, "longcoat_trim", sewn, [edge], 0.003)
    trims.cuffs(tailor, "longcoat_trim", sewn, 1.0, 0.07, 0.004)
    trims.skirt_hem(tailor, "longcoat_trim", low, length, 0.04)
    trims.belt(tailor, "longcoat_trim", sewn, an.waist - 0.003, 0.026, 0.013, "longcoat_metal")
    armour.shoulder_pad(tailor, "longcoat_plates", sewn.lift + np.float32(0.003), 0.11, 0.007)
    end = sleeve_length(tailor, 1.0)
    trims.sleeve_stripe(tailor, "longcoat_light", sewn, end - 0.084, end - 0.076, 0.004)
    return tailor.finish("longcoat", 3, 0.4)


_LEGS = ("pelvis", "thighs", "knees", "calves")
_TRUNK = ("chest", "upper_arms", "forearms")
_ALL = ("chest", "pelvis", "upper_arms", "forearms", "thighs", "knees", "calves")

KINDS: dict[str, Kind] = {
    entry.name: entry
    for entry in (
        kind("bodysuit", "Bodysuit", ("scifi",), 1, _ALL, _bodysuit, True,
             [cloth("bodysuit", (0.17, 0.19, 0.24), "rubber", 0.6), plastic("bodysuit_panels", (0.36, 0.39, 0.44)),
              plastic("bodysuit_light", (0.20, 0.66, 0.74), 0.3)],
             [number("panels", "flat to raised", 0.5)]),
        kind("flight_jacket", "Flight jacket", ("scifi", "modern"), 3, _TRUNK, _flight_jacket, True,
             [leather("flight_jacket", (0.34, 0.24, 0.17)), cloth("flight_trim", (0.18, 0.16, 0.15)),
              metal("flight_zip", (0.62, 0.62, 0.64)), cloth("flight_panels", (0.70, 0.36, 0.16))],
             [number("length", "waist to hip", 0.5), LOOSE, number("open", "closed to open", 0.2), FOLDS]),
        kind("armour_vest", "Armoured vest", ("scifi",), 3, ("chest",), _armour_vest, True,
             [cloth("vest_carrier", (0.19, 0.20, 0.21)), plastic("vest_plates", (0.52, 0.54, 0.55), 0.5),
              plastic("vest_light", (0.90, 0.52, 0.16), 0.3)],
             [number("bulk", "thin to thick plates", 0.5),
              number("shoulders", "without to large shoulder plates", 0.6)]),
        kind("tech_trousers", "Tech trousers", ("scifi", "modern"), 1, _LEGS, _tech_trousers, True,
             [cloth("tech_trousers", (0.24, 0.26, 0.27)), cloth("tech_panels", (0.15, 0.16, 0.17)),
              plastic("tech_plates", (0.42, 0.44, 0.46), 0.5)],
             [LOOSE, FOLDS]),
        kind("longcoat", "Long coat", ("scifi",), 3, (*_TRUNK, "pelvis", "thighs", "knees"), _longcoat, True,
             [leather("longcoat", (0.15, 0.15, 0.18)), leather("longcoat_trim", (0.27, 0.27, 0.31)),
              metal("longcoat_metal", (0.70, 0.71, 0.74)), plastic("longcoat_plates", (0.33, 0.34, 0.38), 0.5),
              plastic("longcoat_light", (0.20, 0.70, 0.78), 0.3)],
             [number("length", "knee to ankle", 0.5), LOOSE, number("open", "closed to open", 0.2), FOLDS]),
    )
}  # fmt: skip
"""By name."""
