"""Water: what is heard of it are bubbles, and the hiss of many.

A bubble of radius r rings at 3 m/s / r and dies away by radiation, heat and friction; one that nears the surface rises
in pitch (van den Doel, "Physically based models for liquid sounds", ACM TAP 2(4), 2005).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.dsp.grains import damped, puffs, strewn
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, high_pass, hump, low_pass, moving, noise, unit, wander
from procgen.sound.dsp.pulses import attack_decay
from procgen.sound.effects.effect import Ask, Effect, Kind, joined


def bubbles(
    chance: Chance, times_s: Floats, radius_m: tuple[float, float], samples: int, *, rising: float, loop: bool = False
) -> Floats:
    """Bubbles that come into being at times: (samples,).

    Args:
        times_s: (count,) when.
        radius_m: of the least and the greatest; small ones are many (a power of -1.5 over radii).
        rising: share of those that are near the surface.
    """
    count = len(times_s)
    made = np.zeros(samples)
    if not count:
        return made
    low, high = radius_m[0] ** -0.5, radius_m[1] ** -0.5
    radius = chance.uniform(high, low, count) ** -2.0
    hz = 3.0 / radius
    loss = 0.13 / radius + 0.0072 * radius**-1.5
    near = chance.uniform(0.0, 1.0, count) < rising
    chirp = np.where(near, 0.08 * loss * chance.uniform(0.3, 1.0, count), 0.0)
    level = radius**0.8 * np.exp(0.7 * chance.normal(count))
    length = np.minimum((5.5 / loss * SAMPLE_RATE_HZ).astype(int) + 16, 8_000)
    order = np.argsort(length)
    first = 0
    while first < count:
        reach = int(length[order[first]] * 1.6) + 1
        last = first + int(np.searchsorted(length[order[first:]], reach, side="right"))
        some = order[first:last]
        grains = damped(hz[some], 1.0 / loss[some], level[some], reach, chirp[some])
        made += strewn(grains, times_s[some], samples, loop=loop)
        first = last
    return made


@dataclass(frozen=True, slots=True)
class _Stream:
    per_s: float
    radius_m: tuple[float, float]
    hiss_hz: float
    hiss: float
    low: float


_STREAMS: Final[Mapping[str, _Stream]] = {
    "brook": _Stream(170.0, (0.0010, 0.0075), 2800.0, 0.22, 0.04),
    "stream": _Stream(320.0, (0.0010, 0.0100), 2000.0, 0.5, 0.15),
    "river": _Stream(300.0, (0.0014, 0.0140), 1100.0, 0.9, 0.5),
    "rapids": _Stream(380.0, (0.0010, 0.0160), 1300.0, 1.5, 0.8),
    "waterfall": _Stream(260.0, (0.0012, 0.0180), 900.0, 2.4, 1.2),
    "fountain": _Stream(400.0, (0.0008, 0.0045), 4200.0, 0.6, 0.05),
}


def _river(ask: Ask) -> Floats:
    kind, chance, n = _STREAMS[ask.kind], ask.chance, ask.samples
    flow = 0.5 + ask.intensity
    when = chance.part("bubbles")
    times = when.times(kind.per_s * flow * ask.varied("flow", 0.3), ask.seconds)
    # They come in bunches, as water tumbles: time is warped by a curve that wanders.
    bunch = np.cumsum(np.exp(0.8 * wander(chance.part("bunches"), n, 7.0, 0.3)))
    times = np.interp(times / ask.seconds, bunch / bunch[-1], ask.times)
    made = unit(bubbles(when, times, kind.radius_m, n, rising=0.3, loop=ask.loop))
    hiss = noise(chance.part("hiss"), n, lambda hz: hump(hz, kind.hiss_hz * ask.varied("hue", 0.3), 1.7))
    hiss *= np.exp(0.2 * wander(chance.part("swirl"), n, 5.0, 0.4))
    low = noise(chance.part("low"), n, lambda hz: low_pass(hz, 130.0, 1.2) * high_pass(hz, 30.0, 2.0))
    low *= np.exp(0.3 * wander(chance.part("surge"), n, 2.0, 0.5))
    return np.asarray(made + kind.hiss * (0.6 + 0.8 * ask.intensity) * hiss + kind.low * ask.intensity * low)


def _surf(ask: Ask) -> Floats:
    """Waves that swell, break and run out over the sand, each its own."""
    chance, n, t = ask.chance, ask.samples, ask.times
    calm = ask.kind == "lake"
    count = max(round(ask.seconds * ask.rate_hz), 1)
    period = ask.seconds / count
    made = 0.12 * noise(chance.part("sea"), n, lambda hz: low_pass(hz, 300.0, 0.9) * high_pass(hz, 40.0, 1.5))
    for wave in range(count):
        part = chance.part("wave", wave)
        breaks = (wave + 0.35 + part.number(-0.12, 0.12)) * period
        since = (t - breaks + 0.5 * ask.seconds) % ask.seconds - 0.5 * ask.seconds if ask.loop else t - breaks
        strength = part.about(1.0, 0.5)
        swell = np.exp(-np.square(np.minimum(since, 0.0) / (0.16 * period)))
        rush = np.where(since > 0.0, np.exp(-since / (0.20 * period)), swell)
        hiss = np.where(since > 0.0, np.minimum(since / (0.10 * period), 1.0) * np.exp(-since / (0.30 * period)), 0.0)
        body = noise(part.part("body"), n, lambda hz: low_pass(hz, 400.0, 1.0) * high_pass(hz, 45.0, 1.5))
        foam = noise(part.part("foam"), n, lambda hz: hump(hz, 3600.0, 1.3))
        made += strength * (body * rush * (0.3 if calm else 1.0) + (0.25 + 0.35 * ask.intensity) * foam * hiss)
        roll = noise(part.part("roll"), n, lambda hz: hump(hz, 900.0, 1.5))
        made += strength * (0.15 if calm else 0.5 * ask.intensity + 0.2) * roll * rush**1.5
    lap = chance.part("laps")
    times = lap.times(40.0 if calm else 15.0, ask.seconds)
    made += (0.5 if calm else 0.1) * unit(bubbles(lap, times, (0.0015, 0.012), n, rising=0.4, loop=ask.loop))
    return made


def drop(chance: Chance, radius_m: float, level: float) -> Floats:
    """A drop that falls into water: a tick, and a bubble that it leaves a moment later."""
    hz = np.array([3.0 / radius_m])
    ring = damped(hz, np.array([0.012 * (radius_m / 0.002) ** 0.7]), np.array([1.0]), 6000, np.array([5.0]))[0]
    tick = puffs(chance, np.array([0.0006]), np.array([0.12]), 200)[0]
    return joined(1, (0.0, level * tick), (chance.number(0.008, 0.03), level * ring))


def _drip(ask: Ask) -> Floats:
    chance = ask.chance
    middle = {"cave": 0.0022, "tap": 0.0016, "gutter": 0.0028}[ask.kind] * ask.varied("radius", 0.8)
    times = chance.times(ask.rate_hz, ask.seconds, 0.75 if ask.kind == "tap" else 0.3)
    parts = [
        (float(at), drop(chance.part("drop", number), chance.part("size", number).about(middle, 0.35), 1.0))
        for number, at in enumerate(times if len(times) else [0.02])
    ]
    return joined(ask.samples, *parts, loop=ask.loop)


def _splash(ask: Ask) -> Floats:
    """Something falls in: a slap, the cavity that closes, drops that fall back."""
    chance, n = ask.chance, ask.samples
    size = ask.size_m * ask.varied("size", 0.3)
    force = 0.4 + ask.intensity
    slap_s = 0.02 + 0.10 * min(size, 1.5)
    t = ask.times
    slap = noise(chance.part("slap"), n, lambda hz: hump(hz, 700.0 / (0.4 + size), 1.8))
    slap *= attack_decay(n, 0.002 + 0.004 * size, slap_s)
    spray = noise(chance.part("spray"), n, lambda hz: hump(hz, 4200.0, 1.2))
    spray *= np.minimum(t / (0.03 + 0.15 * size), 1.0) * np.exp(-t / (0.10 + 0.30 * min(size, 2.0)))
    made = force * slap * 1.2 + 0.35 * ask.intensity * spray
    cavity_hz = 3.0 / (0.012 + 0.06 * size)
    closing = damped(np.array([cavity_hz]), np.array([0.03 + 0.05 * size]), np.array([1.0]), min(n, 20_000),
                     np.array([2.5]))[0]  # fmt: skip
    made = joined(n, (0.0, made), (0.03 + 0.08 * size, (1.6 if ask.kind == "plop" else 0.7) * closing))[:n]
    after = chance.part("after")
    count = int(30 + 220 * min(size, 2.0) * force)
    if ask.kind == "plop":
        count //= 4
    times = 0.02 + np.abs(after.normal(count)) * (0.10 + 0.25 * min(size, 2.0))
    if ask.kind == "wade":
        times = after.uniform(0.0, 0.6, count)
    made += 0.6 * unit(bubbles(after, times, (0.0012, 0.004 + 0.01 * min(size, 1.0)), n, rising=0.5)) * np.exp(-t / 0.6)
    if ask.kind == "wade":
        stroke = np.sin(np.pi * np.clip(t / 0.55, 0.0, 1.0)) ** 1.5
        made = made * 0.35 + noise(chance.part("push"), n, lambda hz: hump(hz, 900.0, 1.4)) * stroke
    return made


def _boil(ask: Ask) -> Floats:
    """Bubbles that rise and burst: a pot, a swamp, lava."""
    chance, n = ask.chance, ask.samples
    radius = {"pot": (0.002, 0.011), "swamp": (0.008, 0.03), "lava": (0.02, 0.07)}[ask.kind]
    per_s = {"pot": 90.0, "swamp": 4.0, "lava": 7.0}[ask.kind] * (0.4 + 1.2 * ask.intensity)
    when = chance.part("bubbles")
    made = unit(bubbles(when, when.times(per_s, ask.seconds), radius, n, rising=0.9, loop=ask.loop))
    if ask.kind == "lava":
        rumble = noise(chance.part("rumble"), n, lambda hz: low_pass(hz, 90.0, 1.5) * high_pass(hz, 25.0, 2.0))
        made = moving(made, lambda _t, hz: low_pass(hz, 500.0, 1.0), loop=ask.loop) + 0.5 * rumble
    return made


RIVER: Final = Effect(
    "river",
    "Running water, from a brook to a waterfall.",
    {
        "stream": Kind("over stones", 8.0, {"intensity": 0.5}),
        "brook": Kind("a trickle", 8.0, {"intensity": 0.4}),
        "river": Kind("wide and steady", 8.0, {"intensity": 0.5}),
        "rapids": Kind("white water", 8.0, {"intensity": 0.8}),
        "waterfall": Kind("a fall, near", 8.0, {"intensity": 0.8}),
        "fountain": Kind("jets into a basin", 8.0, {"intensity": 0.5}),
    },
    ("intensity",),
    _river,
    loops=True,
    still=True,
)
SURF: Final = Effect(
    "surf",
    "Waves on a shore.",
    {
        "beach": Kind("sand, a swell", 18.0, {"intensity": 0.5, "rate_hz": 0.12}),
        "storm": Kind("breakers", 18.0, {"intensity": 1.0, "rate_hz": 0.15}),
        "lake": Kind("small waves that lap", 10.0, {"intensity": 0.2, "rate_hz": 0.5}),
    },
    ("intensity", "rate_hz"),
    _surf,
    loops=True,
    still=True,
)
DRIP: Final = Effect(
    "drip",
    "Drops, one by one.",
    {
        "cave": Kind("into a pool", 6.0, {"rate_hz": 0.9}),
        "tap": Kind("a tap", 6.0, {"rate_hz": 1.2}),
        "gutter": Kind("after rain", 6.0, {"rate_hz": 5.0}),
    },
    ("rate_hz",),
    _drip,
    loops=True,
)
SPLASH: Final = Effect(
    "splash",
    "Something falls into water, or wades.",
    {
        "splash": Kind("a body or a boulder", 1.8, {"intensity": 0.6, "size_m": 0.5}),
        "plop": Kind("a pebble", 0.6, {"intensity": 0.3, "size_m": 0.04}),
        "wade": Kind("a leg through water", 0.9, {"intensity": 0.4, "size_m": 0.25}),
    },
    ("intensity", "size_m"),
    _splash,
)
BOIL: Final = Effect(
    "boil",
    "Bubbles that rise and burst.",
    {
        "pot": Kind("a kettle or cauldron", 6.0, {"intensity": 0.6}),
        "swamp": Kind("mud and gas", 8.0, {"intensity": 0.5}),
        "lava": Kind("thick and slow", 8.0, {"intensity": 0.6}),
    },
    ("intensity",),
    _boil,
    loops=True,
)
