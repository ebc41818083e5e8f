"""Doors, chests, locks, and what is handled: each a short story of small sounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from procgen.formats.filters import convolved
from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.dsp.grains import puffs, struck
from procgen.sound.dsp.modes import Modes, ring
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, hump, moving, noise, peaked, wander
from procgen.sound.effects.effect import Ask, Effect, Kind, joined, samples_of
from procgen.sound.effects.materials import MATERIALS, blow, modes_of

DOOR_MATERIALS: Final = ("wood", "metal", "stone", "glass")


def creak(chance: Chance, seconds: float, slow_hz: float, quick_hz: float, material: str, size_m: float) -> Floats:
    """A hinge that sticks and slips: pulses, farther apart where it moves slowly, ring the panel (Farnell, "Designing
    Sound", practical 8).
    """
    n = samples_of(seconds)
    speed = np.sin(np.pi * np.linspace(0.02, 0.98, n)) ** 0.7 * np.exp(0.35 * wander(chance.part("hand"), n, 4.0))
    rate = slow_hz + (quick_hz - slow_hz) * speed
    # Friction is not regular: each slip waits for a little more or less than the one before.
    waits = np.exp(0.22 * chance.part("waits").normal(4 + int(2 * rate.sum() / SAMPLE_RATE_HZ)))
    turned = np.cumsum(rate) / SAMPLE_RATE_HZ
    slips = np.cumsum(waits)
    starts = np.searchsorted(turned, slips[slips < turned[-1]])
    pulse = np.zeros(n)
    pulse[starts] = (0.3 + speed[starts]) * np.exp(0.3 * chance.part("force").normal(len(starts)))
    modes = modes_of(MATERIALS[material], size_m, "plate", chance.part("panel"), 18)
    squeal = Modes(np.array([chance.about(950.0, 0.6), chance.about(2100.0, 0.5)]), np.array([0.006, 0.004]),
                   np.array([0.7, 0.5]))  # fmt: skip
    length = samples_of(0.09)
    body = ring(Modes(modes.hz * 3.0, np.minimum(modes.decay_s, 0.015), modes.level), length)
    answer = peaked(body) + ring(squeal, length)
    made = np.asarray(convolved(pulse, answer)[:n], np.float64)
    return peaked(made)


def latch(chance: Chance, level: float = 1.0, size: float = 1.0) -> Floats:
    """A tongue of metal that snaps into its plate: two clicks a few milliseconds apart."""
    parts = []
    for number, (at, loud) in enumerate(((0.0, 0.6), (chance.number(0.012, 0.05), 1.0))):
        part = chance.part("click", number)
        hz = np.exp2(part.uniform(np.log2(900.0), np.log2(7000.0), 9)) / size
        modes = Modes(hz, part.uniform(0.004, 0.020, 9), part.uniform(0.2, 1.0, 9))
        rung = ring(modes, samples_of(0.12))
        burst = puffs(part, np.array([0.0012]), np.array([0.5]), 400)[0]
        parts.append((at, loud * level * 0.5 * peaked(rung)))
        parts.append((at, loud * level * 0.5 * burst))
    return joined(1, *parts)


def thud(chance: Chance, material: str, size_m: float, level: float) -> Floats:
    """A panel that meets its frame: the panel's modes, and the air that it pushes."""
    struck_panel = blow(MATERIALS[material], size_m, 0.35, "plate", chance.part("panel"))
    n = max(len(struck_panel), samples_of(0.25))
    t = np.arange(n) / SAMPLE_RATE_HZ
    low = noise(chance.part("air"), n, lambda hz: hump(hz, 95.0, 0.8)) * np.exp(-t / 0.05) * np.minimum(t / 0.003, 1.0)
    rattle = noise(chance.part("rattle"), n, lambda hz: hump(hz, 1600.0, 1.6)) * np.exp(-t / 0.018)
    return level * joined(n, (0.0, 0.9 * struck_panel), (0.0, 0.8 * low), (0.0, 0.35 * rattle))


def _door(ask: Ask) -> Floats:
    chance, size = ask.chance, ask.size_m * ask.varied("size", 0.2)
    pace = ask.varied("pace", 0.3)
    if ask.kind == "knock":
        gap = 0.19 * pace
        knuckles = [blow(MATERIALS[ask.material], 0.5 * size, 0.42, "plate", chance.part("knock", k)) for k in range(2)]
        return joined(
            ask.samples, *((k * gap * chance.number(0.93, 1.07), (0.8 + 0.2 * k) * knuckles[k % 2]) for k in range(3))
        )
    hinge = creak(chance.part("hinge"), 0.75 * pace * size**0.3, 14.0, 90.0 / size**0.4, ask.material, size)
    hinge = ask.roughness * 0.8 * hinge
    if ask.kind == "creak":
        return joined(ask.samples, (0.0, hinge))
    level = 0.5 + ask.intensity
    shut = thud(chance.part("shut"), ask.material, size, level)
    click = latch(chance.part("latch"), 0.5, 0.6 + 0.4 * size)
    if ask.kind == "open":
        return joined(ask.samples, (0.0, click), (0.1, 0.25 * shut), (0.14, hinge))
    if ask.kind == "close":
        at = 0.55 * len(hinge) / SAMPLE_RATE_HZ
        return joined(ask.samples, (0.0, 0.6 * hinge[: int(0.6 * len(hinge))]), (at, shut), (at + 0.02, click))
    boards = 0.5 * blow(MATERIALS[ask.material], 0.6 * size, 0.7, "plate", chance.part("boards"))
    return joined(ask.samples, (0.0, 1.6 * shut), (0.004, boards), (0.03, 0.8 * click))


def _chest(ask: Ask) -> Floats:
    chance, size = ask.chance, ask.size_m * ask.varied("size", 0.2)
    hinge = creak(chance.part("hinge"), 0.5 * ask.varied("pace", 0.3), 18.0, 120.0, "wood", size)
    lid = thud(chance.part("lid"), ask.material, 0.8 * size, 0.6 + 0.6 * ask.intensity)
    hasp = latch(chance.part("hasp"), 0.6, 0.8)
    if ask.kind == "open":
        return joined(ask.samples, (0.0, hasp), (0.12, 0.6 * hinge), (0.14 + len(hinge) / SAMPLE_RATE_HZ, 0.35 * lid))
    return joined(ask.samples, (0.0, 0.3 * hinge[: len(hinge) // 2]), (0.25, lid), (0.33, hasp))


def _lock(ask: Ask) -> Floats:
    chance = ask.chance
    size = ask.size_m / 0.08 * ask.varied("size", 0.3)
    if ask.kind == "bolt":
        n = samples_of(0.22)
        slide = noise(chance.part("slide"), n, lambda hz: hump(hz, 2600.0, 1.2))
        slide *= np.sin(np.pi * np.linspace(0.0, 1.0, n)) * (1.0 + 0.6 * wander(chance.part("hand"), n, 20.0))
        return joined(ask.samples, (0.0, 0.14 * slide), (0.2, latch(chance.part("end"), 1.2, 1.3 * size)))
    if ask.kind == "latch":
        return joined(ask.samples, (0.0, latch(chance.part("latch"), 1.0, size)))
    clicks, spread = {"key": (5, 0.55), "unlock": (3, 0.4), "pick": (11, 1.6)}[ask.kind]
    times = np.sort(chance.uniform(0.0, spread, clicks))
    levels = chance.uniform(0.15, 0.5, clicks)
    parts = [
        (float(at), float(level) * latch(chance.part("pin", k), 1.0, 0.45 * size))
        for k, (at, level) in enumerate(zip(times, levels, strict=True))
    ]
    parts.append((spread + 0.06, latch(chance.part("turn"), 1.0, size)))
    if ask.kind != "unlock":
        n = samples_of(spread)
        rub = noise(chance.part("rub"), n, lambda hz: hump(hz, 3800.0, 1.0))
        parts.append((0.0, 0.03 * rub * np.maximum(wander(chance.part("hand"), n, 9.0), 0.0)))
    return joined(ask.samples, *parts)


_HANDLED: Final[Mapping[str, tuple[float, float, float, float]]] = {
    "cloth": (2400.0, 1.6, 7.0, 0.0),
    "leather": (1300.0, 1.4, 9.0, 0.35),
    "page": (4300.0, 1.3, 14.0, 0.5),
    "bag": (1500.0, 1.6, 10.0, 0.8),
    "belt": (2200.0, 1.5, 12.0, 0.4),
}
"""Middle of the rustle in Hz, its width in octaves, how quickly it changes, and how much it crackles."""


def _handle(ask: Ask) -> Floats:
    """Folds that slide and snap: noise in bursts, with small snaps where it crackles."""
    chance, n, t = ask.chance, ask.samples, ask.times
    middle, width, pace, snaps = _HANDLED[ask.kind]
    rub = noise(chance.part("rub"), n, lambda hz: hump(hz, middle * ask.varied("hue", 0.4), width))
    moves = np.maximum(0.6 + wander(chance.part("moves"), n, pace * ask.varied("pace", 0.4), 0.4), 0.0) ** 1.5
    stroke = np.sin(np.pi * np.clip(t / ask.seconds, 0.0, 1.0)) ** 0.6
    made = rub * moves * stroke
    crackle = chance.part("snaps")
    times = crackle.times(220.0 * snaps * (0.5 + ask.intensity), ask.seconds)
    level = np.exp(0.9 * crackle.normal(len(times))) * np.interp(times, t, moves * stroke)
    made += 0.7 * snaps * struck(crackle, times, level, (1500.0, 8000.0), (0.0004, 0.002), n)
    if ask.kind == "belt":
        buckle = latch(chance.part("buckle"), 0.5, 0.5)
        made = joined(n, (0.0, made), (0.6 * ask.seconds, 2.5 * buckle))
    if ask.kind == "page":
        sweep = np.exp(-0.5 * np.square((t / ask.seconds - 0.55) / 0.16))
        made = moving(made, lambda times, hz: 0.4 + 1.2 * hump(hz, 2500.0 + 4000.0 * times / ask.seconds, 0.8)) + (
            0.4 * sweep * noise(chance.part("air"), n, lambda hz: hump(hz, 900.0, 1.2))
        )
    return made


_EVEN: Final = {"intensity": 0.5, "size_m": 0.9, "roughness": 0.5}
DOOR: Final = Effect(
    "door",
    "A door or gate.",
    {
        "open": Kind("latch and hinge", 1.4, _EVEN),
        "close": Kind("hinge, frame, latch", 1.0, _EVEN),
        "slam": Kind("with force", 0.9, {**_EVEN, "intensity": 0.9}),
        "creak": Kind("the hinge alone", 1.2, {**_EVEN, "roughness": 0.9}),
        "knock": Kind("three knocks", 0.9, _EVEN),
    },
    ("intensity", "size_m", "roughness"),
    _door,
    materials=DOOR_MATERIALS,
)
CHEST: Final = Effect(
    "chest",
    "A chest or crate.",
    {
        "open": Kind("hasp, hinge, lid", 1.2, {"intensity": 0.5, "size_m": 0.6}),
        "close": Kind("lid and hasp", 0.8, {"intensity": 0.5, "size_m": 0.6}),
    },
    ("intensity", "size_m"),
    _chest,
    materials=("wood", "metal", "stone"),
)
LOCK: Final = Effect(
    "lock",
    "Locks, bolts and latches.",
    {
        "key": Kind("a key turns", 0.9, {"size_m": 0.08}),
        "unlock": Kind("it gives", 0.6, {"size_m": 0.08}),
        "pick": Kind("somebody tries", 2.0, {"size_m": 0.06}),
        "bolt": Kind("slides home", 0.6, {"size_m": 0.12}),
        "latch": Kind("one snap", 0.3, {"size_m": 0.08}),
    },
    ("size_m",),
    _lock,
)
HANDLE: Final = Effect(
    "handle",
    "Things in hands: cloth, leather, paper.",
    {
        "cloth": Kind("a cloak, a sleeve", 0.6, {"intensity": 0.5}),
        "leather": Kind("gloves, straps", 0.5, {"intensity": 0.5}),
        "page": Kind("a page is turned", 0.7, {"intensity": 0.5}),
        "bag": Kind("somebody looks for something", 1.2, {"intensity": 0.5}),
        "belt": Kind("with a buckle", 0.8, {"intensity": 0.5}),
    },
    ("intensity",),
    _handle,
)
