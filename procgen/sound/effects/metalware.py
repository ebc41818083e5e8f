"""Bells, swords and coins: metal that rings long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.dsp.grains import puffs
from procgen.sound.dsp.modes import Modes, ring, struck_with
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, hump, low_pass, moving, noise, peaked
from procgen.sound.effects.effect import Ask, Effect, Kind, joined, samples_of
from procgen.sound.effects.materials import MATERIALS, blow

_CHURCH: Final = ((0.5, 0.6, 1.0), (1.0, 0.8, 0.7), (1.183, 1.0, 0.6), (1.506, 0.35, 0.35), (2.0, 1.0, 0.45),
                  (2.514, 0.35, 0.25), (2.662, 0.3, 0.2), (3.011, 0.45, 0.2), (4.166, 0.35, 0.14), (5.433, 0.25, 0.1),
                  (6.796, 0.2, 0.08), (8.215, 0.15, 0.06))  # fmt: skip
"""Partials of a minor-third bell: over the prime, how strong, how long; hum, prime, tierce, quint, nominal and so on
(Perrin, Charnley and dePont, "Normal modes of the modern English church bell", J. Sound Vib. 90, 1983)."""


@dataclass(frozen=True, slots=True)
class _Bell:
    prime_hz: float
    at_m: float
    decay_s: float
    partials: tuple[tuple[float, float, float], ...]
    doublet: float
    hammer_s: float


_BELLS: Final[Mapping[str, _Bell]] = {
    "church": _Bell(300.0, 1.0, 3.2, _CHURCH, 0.0012, 0.0006),
    "hand": _Bell(1350.0, 0.12, 0.7, ((1.0, 1.0, 1.0), (2.4, 0.5, 0.5), (3.0, 0.5, 0.5), (4.1, 0.35, 0.3),
                                       (5.6, 0.3, 0.25), (7.4, 0.2, 0.2)), 0.002, 0.0003),
    "shop": _Bell(2300.0, 0.06, 0.35, ((1.0, 1.0, 1.0), (2.32, 0.7, 0.7), (3.81, 0.6, 0.5), (5.5, 0.4, 0.4)),
            0.003, 0.0002),
    "gong": _Bell(95.0, 0.8, 3.5, tuple((1.0 + 0.41 * k + 0.013 * k * k, 1.0 / (1.0 + 0.10 * k),
            1.0 / (1.0 + 0.08 * k))
                                         for k in range(40)), 0.004, 0.004),
    "chime": _Bell(620.0, 0.6, 1.8, ((1.0, 1.0, 1.0), (2.756, 0.8, 0.6), (5.404, 0.5, 0.3), (8.933, 0.3, 0.15)),
            0.0006,
                   0.0005),
    "bowl": _Bell(260.0, 0.2, 4.0, ((1.0, 1.0, 1.0), (2.78, 0.7, 0.7), (5.18, 0.4, 0.4), (8.16, 0.2, 0.25)), 0.004,
            0.003),
}  # fmt: skip


def _bell(ask: Ask) -> Floats:
    """Frequencies go as one over the size; each partial is two that beat, since no bell is quite round."""
    kind, chance, n = _BELLS[ask.kind], ask.chance, ask.samples
    scale = kind.at_m / ask.size_m
    prime = kind.prime_hz * scale * ask.varied("prime", 0.12)
    ratio, level, long = (np.array(column) for column in zip(*kind.partials, strict=True))
    ratio = ratio * np.exp(0.004 * chance.part("founder").normal(len(ratio)))
    hz = np.concatenate([prime * ratio, prime * ratio * (1.0 + kind.doublet * chance.uniform(0.3, 1.0, len(ratio)))])
    decay = np.tile(kind.decay_s * long * scale**-0.5, 2)
    strike = struck_with(hz, kind.hammer_s * (1.6 - ask.hardness) * scale**-0.3)
    modes = Modes(hz, decay, np.concatenate([level, 0.7 * level]) * strike)
    made = ring(modes, n, chance.part("phase").uniform(0.0, 6.283, int(modes.audible().hz.size)))
    t = ask.times
    if ask.kind == "gong":
        # Struck hard, its energy climbs to the high modes within half a second.
        made = moving(made, lambda times, hz: low_pass(hz, 300.0 + 2600.0 * np.minimum(times / 0.25, 1.0), 1.2))
    clank = noise(chance.part("clank"), n, lambda hz: hump(hz, min(6.0 * prime, 7000.0), 0.8))
    return peaked(made) + 0.15 * ask.hardness * clank * np.exp(-t / 0.012)


def blade(chance: Chance, length_m: float, level: float, bright: float, count: int = 34) -> Floats:
    """A blade that is struck: a long bar's bending modes, close together, and its twist."""
    first = 0.9 * 5100.0 * 0.005 / length_m**2
    order = np.arange(1.0, count + 1.0)
    hz = np.asarray(first * (order + 0.5) ** 2 / 2.25 * np.exp(0.02 * chance.normal(count)), np.float64)
    decay = np.asarray(0.55 / (1.0 + hz / 2200.0) * np.exp(0.5 * chance.normal(count)), np.float64)
    loud = np.abs(chance.normal(count)) * hump(hz, 3200.0 * bright, 1.1)
    n = samples_of(1.6)
    rung = ring(Modes(hz, decay, loud), n)
    burst = puffs(chance, np.array([0.003]), np.array([0.35]), 1500)[0]
    return level * joined(n, (0.0, peaked(rung)), (0.0, burst))


def air_cut(chance: Chance, seconds: float, speed_m_per_s: float, width_m: float) -> Floats:
    """A thin thing through air: eddies leave it at Strouhal's rate, the faster the louder, to the sixth power."""
    n = samples_of(seconds)
    share = np.linspace(0.0, 1.0, n)
    peak = chance.number(0.42, 0.62)
    speed = speed_m_per_s * np.exp(-0.5 * np.square((share - peak) / 0.17))
    made = moving(
        noise(chance, n, lambda hz: hump(hz, 2000.0, 3.0)),
        lambda times, hz: (
            hump(hz, 0.2 * np.interp(times, share * seconds, speed) / width_m + 60.0, 0.75)
            + 0.3 * hump(hz, 0.5 * np.interp(times, share * seconds, speed) / width_m + 60.0, 1.2)
        ),
        size=480,
    )
    made = made * (speed / speed_m_per_s) ** 2.2
    return peaked(made)


def _sword(ask: Ask) -> Floats:
    chance = ask.chance
    length = ask.size_m * ask.varied("length", 0.2)
    level = 0.5 + ask.intensity
    if ask.kind == "swing":
        speed = (16.0 + 30.0 * ask.intensity) * ask.varied("speed", 0.25)
        return joined(ask.samples, (0.0, air_cut(chance, 0.42 * length**0.4, speed, 0.006)))
    if ask.kind == "clash":
        two = [blade(chance.part("blade", k), length * chance.about(1.0, 0.2), level, 1.0) for k in range(2)]
        scrape = _draw(chance.part("slide"), 0.18, length) * 0.25
        return joined(ask.samples, (0.0, two[0]), (chance.number(0.0, 0.006), 0.8 * two[1]), (0.01, scrape))
    if ask.kind == "hit":
        body = blow(MATERIALS["flesh"], 0.4, 0.3, "plate", chance.part("body"))
        cut = air_cut(chance.part("cut"), 0.16, 34.0, 0.008)
        return joined(
            ask.samples,
            (0.0, 0.25 * cut),
            (0.07, level * body),
            (0.07, 0.15 * blade(chance.part("b"), length, 1.0, 0.8)),
        )
    slide = _draw(chance.part("slide"), 0.42 * length**0.5, length)
    if ask.kind == "sheathe":
        end = blow(MATERIALS["leather"], 0.2, 0.5, "plate", chance.part("end"))
        return joined(ask.samples, (0.0, 0.6 * slide[::-1]), (len(slide) / SAMPLE_RATE_HZ - 0.02, 0.7 * end))
    after = blade(chance.part("free"), length, 0.28, 1.4)
    return joined(ask.samples, (0.0, slide), (0.85 * len(slide) / SAMPLE_RATE_HZ, after))


def _draw(chance: Chance, seconds: float, length_m: float) -> Floats:
    """Steel along steel or a scabbard's mouth: hiss that rises as the free end grows shorter."""
    n = samples_of(seconds)
    share = np.linspace(0.0, 1.0, n)
    hiss = noise(chance, n, lambda hz: hump(hz, 4500.0, 1.8))
    middle = chance.about(2600.0, 0.3) / length_m**0.3

    def gain(times: Floats, hz: Floats) -> Floats:
        up = middle * 2.0 ** (1.1 * times / seconds)
        found = hump(hz, up, 0.22) + 0.6 * hump(hz, 2.32 * up, 0.2) + 0.2 * hump(hz, 5000.0, 1.0)
        return np.asarray(found)

    made = moving(hiss, gain, size=480) * np.sin(np.pi * share**0.8) ** 0.6
    return peaked(made)


def _coin(ask: Ask) -> Floats:
    """Small discs: a bright pair of modes each, that bounce or meet."""
    chance = ask.chance
    count, spread = {"drop": (1, 0.0), "handful": (14, 0.5), "purse": (9, 0.35), "pickup": (3, 0.12)}[ask.kind]
    parts = []
    size = ask.size_m * ask.varied("size", 0.3)
    for number in range(count):
        part = chance.part("coin", number)
        first = 3100.0 * 0.022 / size * part.about(1.0, 0.25)
        hz = first * np.array([1.0, 1.004, 1.73, 2.33, 3.91, 4.6])
        decay = np.array([0.16, 0.14, 0.09, 0.08, 0.05, 0.04]) * (0.35 if ask.kind == "purse" else 1.0)
        rung = ring(Modes(hz, decay, part.uniform(0.2, 1.0, 6)), samples_of(0.7))
        rung = peaked(rung)
        at, level, gap = (
            (part.number(0.0, spread) if count > 1 else 0.0),
            part.number(0.4, 1.0),
            part.number(0.07, 0.14),
        )
        for _ in range(7 if ask.kind == "drop" else 2):
            parts.append((at, level * rung * part.number(0.8, 1.0)))
            at, level, gap = at + gap, level * 0.6, gap * 0.72
    return joined(ask.samples, *parts)


BELL: Final = Effect(
    "bell",
    "Bells, gongs and chimes.",
    {
        "church": Kind("a tower's", 6.0, {"size_m": 1.0, "hardness": 0.8}),
        "hand": Kind("rung by hand", 2.0, {"size_m": 0.12, "hardness": 0.8}),
        "shop": Kind("over a door", 1.2, {"size_m": 0.06, "hardness": 0.9}),
        "gong": Kind("a temple's", 6.0, {"size_m": 0.8, "hardness": 0.3}),
        "chime": Kind("a tube", 4.0, {"size_m": 0.6, "hardness": 0.6}),
        "bowl": Kind("a singing bowl", 6.0, {"size_m": 0.2, "hardness": 0.3}),
    },
    ("size_m", "hardness"),
    _bell,
)
SWORD: Final = Effect(
    "sword",
    "Blades.",
    {
        "clash": Kind("two meet", 1.4, {"intensity": 0.7, "size_m": 0.9}),
        "swing": Kind("through air", 0.5, {"intensity": 0.6, "size_m": 0.9}),
        "draw": Kind("out of the scabbard", 1.0, {"intensity": 0.5, "size_m": 0.9}),
        "sheathe": Kind("back into it", 0.7, {"intensity": 0.5, "size_m": 0.9}),
        "hit": Kind("into a body", 0.6, {"intensity": 0.7, "size_m": 0.9}),
    },
    ("intensity", "size_m"),
    _sword,
)
COIN: Final = Effect(
    "coin",
    "Coins.",
    {
        "pickup": Kind("a few", 0.5, {"size_m": 0.022}),
        "drop": Kind("one falls", 1.2, {"size_m": 0.024}),
        "handful": Kind("poured out", 1.2, {"size_m": 0.022}),
        "purse": Kind("in a bag", 0.8, {"size_m": 0.022}),
    },
    ("size_m",),
    _coin,
)
