"""Footsteps: a foot, a gait and a ground (Cook, "Modeling Bill's gait", AES 22nd conference, 2002; Turchet,
"Footstep sounds synthesis", Applied Acoustics 107, 2016: the force of heel and toe drives a model of the ground).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.dsp.grains import struck
from procgen.sound.dsp.modes import Modes, ring, struck_with
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, around, hump, low_pass, noise, peaked, unit
from procgen.sound.effects.effect import Ask, Effect, Kind, joined, samples_of
from procgen.sound.effects.surfaces import SURFACES, Surface
from procgen.sound.effects.water import bubbles


@dataclass(frozen=True, slots=True)
class Foot:
    """What touches the ground: how heavy and hard it is, 1 as a shoe, and how much of it clinks."""

    heavy: float
    hard: float
    pitch: float = 1.0
    clink: float = 0.0
    claws: float = 0.0


FEET: Final[Mapping[str, Foot]] = {
    "shoe": Foot(1.0, 1.0),
    "bare": Foot(0.8, 0.12, 0.9),
    "boot": Foot(1.35, 1.15, 0.85),
    "heel": Foot(0.7, 1.7, 1.35),
    "armour": Foot(1.5, 1.4, 0.85, clink=0.55),
    "paw": Foot(0.4, 0.1, 1.2, claws=0.35),
    "hoof": Foot(1.3, 2.2, 0.75),
}


@dataclass(frozen=True, slots=True)
class _Contact:
    at_s: float
    level: float
    rise_s: float
    hard: float
    long: float


GAITS: Final[Mapping[str, tuple[_Contact, ...]]] = {
    "walk": (_Contact(0.0, 1.0, 0.006, 1.0, 1.0), _Contact(0.14, 0.5, 0.02, 0.35, 1.3)),
    "run": (_Contact(0.0, 1.35, 0.004, 1.2, 0.8), _Contact(0.075, 0.6, 0.01, 0.5, 0.8)),
    "sneak": (_Contact(0.0, 0.35, 0.03, 0.3, 1.8), _Contact(0.22, 0.3, 0.05, 0.15, 1.8)),
    "jump": (_Contact(0.0, 0.9, 0.03, 0.5, 1.2),),
    "land": (_Contact(0.0, 1.9, 0.004, 1.2, 1.3), _Contact(0.035, 1.5, 0.006, 1.0, 1.4)),
    "scuff": (_Contact(0.0, 0.8, 0.08, 0.1, 2.0),),
}
"""By name: heel and toe, or both feet."""


def step(surface: Surface, foot: Foot, gait: str, chance: Chance, force: float, wetness: float) -> Floats:
    """One step, 0.5 to 0.9 s of samples; as loud as its force."""
    contacts = GAITS[gait]
    n = samples_of(0.45 + contacts[-1].at_s + 2.0 * surface.spread_s * max(c.long for c in contacts))
    t = np.arange(n) / SAMPLE_RATE_HZ
    made = np.zeros(n)
    for number, contact in enumerate(contacts):
        part = chance.part("contact", number)
        at = contact.at_s * part.about(1.0, 0.15)
        level = contact.level * part.about(1.0, 0.2)
        since = t - at
        weight = np.where(since > 0.0, np.minimum(since / contact.rise_s, 1.0), 0.0)
        # What gives way takes up the weight slowly.
        taken = np.where(since > 0.0, np.minimum(since / (contact.rise_s + 0.3 * surface.spread_s), 1.0), 0.0)
        blow_level = level * force * foot.heavy
        hard = min(foot.hard * contact.hard, 2.0)
        thump_hz = surface.thump_hz * foot.pitch * part.about(1.0, 0.15)
        swept = np.cumsum(np.where(since > 0.0, thump_hz * (1.0 + 0.7 * np.exp(-since / 0.012)), 0.0))
        thump = np.sin(2.0 * np.pi * swept / SAMPLE_RATE_HZ) * weight * np.exp(-np.maximum(since, 0.0) / 0.028)
        made += surface.thump * blow_level * thump
        dull = noise(part.part("dull"), n, around(3.2 * thump_hz, 1.2))
        made += 0.35 * surface.thump * blow_level * dull * weight * np.exp(-np.maximum(since, 0.0) / 0.020)
        if surface.click * hard > 0.01:
            click_hz = surface.click_hz * foot.pitch * part.about(1.0, 0.25)
            click = noise(part.part("click"), n, around(click_hz, 1.1))
            decay = 0.0025 + 0.006 / (0.5 + hard)
            made += 0.8 * surface.click * hard * level * click * weight * np.exp(-np.maximum(since, 0.0) / decay)
        if surface.rings:
            hz = np.array([each for each, _ in surface.rings]) * np.exp(0.06 * part.normal(len(surface.rings)))
            decay_s = np.array([each for _, each in surface.rings])
            levels = np.abs(part.normal(len(hz))) + 0.3
            modes = Modes(hz, decay_s, levels * struck_with(hz, 0.0035 / (0.25 + hard)))
            rung = ring(modes, n)
            made += joined(n, (at, 0.8 * surface.ringing * blow_level * (0.4 + 0.6 * hard) * peaked(rung)))[:n]
        # What moves below the foot does so while weight comes on it, and a little longer.
        spread = surface.spread_s * contact.long
        pressing = taken * np.exp(-0.5 * np.square(np.maximum(since - 0.3 * spread, 0.0) / (0.45 * spread)))
        if surface.hiss * level > 0.0:
            hiss_hz = surface.hiss_hz * part.about(1.0, 0.2)
            hiss = noise(part.part("hiss"), n, partial(_rubbed, middle_hz=hiss_hz, octaves=surface.hiss_octaves))
            ragged = np.maximum(1.0 + 0.5 * np.interp(t, t[::400], part.normal(len(t[::400]))), 0.05)
            made += 0.7 * surface.hiss * level * force**0.5 * hiss * pressing * ragged
        if surface.grains_per_step:
            count = max(int(surface.grains_per_step * (0.5 + 0.5 * level) * contact.long**0.5), 1)
            when = at + np.abs(0.3 + 0.6 * part.normal(count)) * 0.6 * spread
            energy = np.exp(0.9 * part.normal(count)) * np.exp(-np.maximum(when - at, 0.0) / (2.5 * spread))
            grains = struck(part, when, energy, surface.grain_hz, surface.grain_s, n)
            peak = np.sqrt(np.mean(np.square(grains[grains != 0.0]))) if grains.any() else 1.0
            made += 0.75 * surface.grains * level * force**0.5 * grains / (peak + 1e-9)
    if wetness > 0.0:
        made += _wet(chance.part("wet"), n, contacts[0], wetness * force)
    if foot.clink:
        made += _clinks(chance.part("clinks"), n, foot.clink * force, (2200.0, 7500.0), (0.01, 0.06), 9)
    if foot.claws:
        made += _clinks(
            chance.part("claws"), n, foot.claws * min(surface.click, 1.0), (2500.0, 6000.0), (0.001, 0.003), 4
        )
    return made


def _rubbed(hz: Floats, middle_hz: float, octaves: float) -> Floats:
    """Of grains too many to be heard one by one: a hump, on a floor that falls slowly, as all rubbing has."""
    return hump(hz, middle_hz, octaves) + 0.22 * low_pass(hz, 250.0, 0.5)


def _wet(chance: Chance, n: int, contact: _Contact, level: float) -> Floats:
    t = np.arange(n) / SAMPLE_RATE_HZ
    slap = noise(chance.part("slap"), n, lambda hz: hump(hz, 1900.0, 1.2))
    slap *= np.minimum(t / contact.rise_s, 1.0) * np.exp(-t / 0.05)
    times = 0.01 + np.abs(chance.normal(40)) * 0.09
    drops = unit(bubbles(chance, times, (0.0012, 0.008), n, rising=0.5)) * np.exp(-t / 0.15)
    suck = noise(chance.part("suck"), n, lambda hz: hump(hz, 700.0, 1.0))
    suck *= np.exp(-0.5 * np.square((t - 0.2) / 0.05))
    return np.asarray(level * (0.5 * slap + 0.7 * drops + 0.25 * suck))


def _clinks(
    chance: Chance, n: int, level: float, hz: tuple[float, float], decay_s: tuple[float, float], count: int
) -> Floats:
    times = np.abs(chance.normal(count)) * 0.06
    return level * struck(chance, times, np.exp(0.6 * chance.normal(count)), hz, decay_s, n)


def _ground(ask: Ask) -> tuple[Surface, float]:
    wet = max(ask.wetness, {"water": 1.0, "mud": 0.6}.get(ask.surface, 0.0))
    return SURFACES[ask.surface], wet


def _footstep(ask: Ask) -> Floats:
    surface, wet = _ground(ask)
    force = (0.5 + ask.intensity) * ask.varied("force", 0.3)
    made = step(surface, FEET[ask.foot], ask.gait, ask.chance, force, wet)
    return joined(ask.samples, (0.0, made))


def _dig(ask: Ask) -> Floats:
    """A tool goes into the ground, moves some of it, and lets it fall."""
    surface, wet = _ground(ask)
    chance = ask.chance
    force = 0.6 + ask.intensity
    blow = step(surface, FEET["shoe"], "land", chance.part("blow"), 0.35 * force, wet)
    parts = [(0.0, blow)]
    if ask.kind != "place":
        parts.append((0.0, step(surface, FEET["boot"], "scuff", chance.part("cut"), force, wet)))
    if ask.kind == "shovel":
        fall = step(surface, FEET["bare"], "scuff", chance.part("fall"), 0.5 * force, wet)
        parts.append((0.28 * ask.varied("lift", 0.3), 0.6 * fall))
    if ask.kind != "place":
        modes = Modes(
            np.array([1150.0, 2730.0, 4900.0]) * ask.varied("blade", 0.3), np.array([0.03, 0.03, 0.02]),
            np.array([1.0, 0.6, 0.4]),
        )  # fmt: skip
        parts.append((0.0, 0.12 * (0.3 + surface.click) * ring(modes, samples_of(0.2))))
    return joined(ask.samples, *parts)


FOOTSTEP: Final = Effect(
    "footstep",
    "One step of a foot on a ground.",
    {"step": Kind("one step", 0.7, {"intensity": 0.5, "wetness": 0.0})},
    ("intensity", "wetness"),
    _footstep,
    surfaces=tuple(SURFACES),
    feet=tuple(FEET),
    gaits=tuple(GAITS),
)
DIG: Final = Effect(
    "dig",
    "Ground is dug, broken up or put down.",
    {
        "shovel": Kind("cut, lift and let fall", 0.9, {"intensity": 0.5, "wetness": 0.0}),
        "pick": Kind("one blow", 0.6, {"intensity": 0.7, "wetness": 0.0}),
        "place": Kind("a handful or a block", 0.5, {"intensity": 0.4, "wetness": 0.0}),
    },
    ("intensity", "wetness"),
    _dig,
    surfaces=("dirt", *(name for name in SURFACES if name not in ("dirt", "carpet", "water", "tile"))),
)
