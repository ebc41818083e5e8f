"""Wind, rain and thunder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy

from procgen.sound.dsp.chance import Floats
from procgen.sound.dsp.grains import strewn, struck
from procgen.sound.dsp.noise import around, high_pass, hump, low_pass, moving, noise, unit, wander
from procgen.sound.effects.effect import Ask, Effect, Kind, samples_of

_STROUHAL: Final = 0.2
"""Of a cylinder in a stream: eddies leave it so often a diameter that the stream goes (Strouhal, 1878)."""
_SOUND_M_PER_S: Final = 343.0


@dataclass(frozen=True, slots=True)
class _Wind:
    body_hz: float
    leaves: float
    tones: int
    widths_m: tuple[float, float]
    gusty: float


_WINDS: Final[Mapping[str, _Wind]] = {
    "open": _Wind(260.0, 0.0, 1, (0.02, 0.05), 0.8),
    "forest": _Wind(320.0, 1.0, 0, (0.01, 0.03), 1.0),
    "gale": _Wind(520.0, 0.25, 2, (0.006, 0.03), 1.2),
    "whistling": _Wind(300.0, 0.0, 3, (0.002, 0.008), 1.0),
    "cave": _Wind(140.0, 0.0, 2, (0.03, 0.09), 0.9),
}


def _wind(ask: Ask) -> Floats:
    """Turbulence, louder and brighter with speed; eddies behind edges sing at speed times Strouhal over width."""
    kind, chance, n = _WINDS[ask.kind], ask.chance, ask.samples
    slow = wander(chance.part("gusts"), n, 0.35, 0.6)
    quick = wander(chance.part("puffs"), n, 2.5, 0.8)
    speed = (3.0 + 15.0 * ask.intensity) * np.exp(0.22 * kind.gusty * slow + 0.07 * quick)
    every = 256

    def at(times: Floats) -> Floats:
        return np.interp(times, ask.times[::every], speed[::every])

    corner = kind.body_hz * ask.varied("body", 0.4)
    made = moving(
        noise(chance.part("body"), n, lambda hz: low_pass(hz, 60.0, 0.8) * high_pass(hz, 25.0, 2.0)),
        lambda times, hz: (at(times) / 10.0) ** 2.0 * low_pass(hz, corner * at(times) / 9.0, 1.6),
        loop=ask.loop,
    )
    made = unit(made)
    if kind.leaves:
        rustle = noise(chance.part("leaves"), n, lambda hz: hump(hz, 3800.0, 1.1))
        flutter = np.maximum(0.6 + 0.4 * wander(chance.part("flutter"), n, 14.0, 0.4), 0.05)
        made += kind.leaves * 0.55 * rustle * flutter * (speed / speed.mean()) ** 2.5
    for tone in range(kind.tones):
        part = chance.part("tone", tone)
        width = part.about(float(np.sqrt(np.prod(kind.widths_m))), 0.5 * np.log2(kind.widths_m[1] / kind.widths_m[0]))
        hiss = noise(part, n, around(_STROUHAL * 10.0 / width, 1.5))
        own = np.exp(0.12 * wander(part.part("own"), n, 0.8))

        def edge(
            times: Floats,
            hz: Floats,
            width: float = width,
            own: Floats = own,
        ) -> Floats:
            blown = at(times) * np.interp(times, ask.times[::every], own[::every])
            found: Floats = (blown / 10.0) ** 3.0 * hump(hz, _STROUHAL * blown / width, 0.06)
            return found

        sung = moving(hiss, edge, loop=ask.loop, size=1920)
        made += (0.5 if ask.kind in ("whistling", "cave") else 0.2) * unit(sung)
    return np.asarray(made)


@dataclass(frozen=True, slots=True)
class _Rain:
    hiss_hz: float
    hiss_octaves: float
    drop_hz: tuple[float, float]
    drop_s: tuple[float, float]
    drops: float
    bubbles: float


_RAINS: Final[Mapping[str, _Rain]] = {
    "ground": _Rain(4200.0, 1.7, (1500.0, 9000.0), (0.0008, 0.004), 0.5, 0.0),
    "leaves": _Rain(3000.0, 1.2, (900.0, 5000.0), (0.0015, 0.006), 0.9, 0.0),
    "roof": _Rain(2400.0, 1.3, (350.0, 3200.0), (0.004, 0.018), 1.0, 0.0),
    "water": _Rain(5200.0, 1.3, (2000.0, 9000.0), (0.001, 0.003), 0.4, 0.7),
    "window": _Rain(2800.0, 1.4, (1200.0, 5200.0), (0.002, 0.008), 1.0, 0.0),
    "storm": _Rain(2600.0, 2.1, (900.0, 8000.0), (0.0008, 0.005), 0.35, 0.1),
}


def _rain(ask: Ask) -> Floats:
    """Far drops are hiss, near ones are heard one by one; their energies spread over four octaves as sizes do."""
    kind, chance, n = _RAINS[ask.kind], ask.chance, ask.samples
    middle = kind.hiss_hz * ask.varied("hiss", 0.3) * (1.25 - 0.5 * ask.intensity)
    hiss = noise(
        chance.part("hiss"), n, lambda hz: hump(hz, middle, kind.hiss_octaves) + 0.45 * low_pass(hz, 900.0, 0.6)
    )
    hiss *= 1.0 + 0.12 * wander(chance.part("sheets"), n, 1.2)
    near = chance.part("near")
    times = near.times(60.0 + 500.0 * ask.intensity, ask.seconds)
    level = np.exp(0.85 * near.normal(len(times)))
    drops = struck(near, times, level, kind.drop_hz, kind.drop_s, n, loop=ask.loop)
    made = unit(hiss) * (0.35 + 1.0 * ask.intensity) + kind.drops * (1.1 - 0.6 * ask.intensity) * unit(drops)
    if kind.bubbles:
        rings = chance.part("bubbles")
        when = rings.times(15.0 + 60.0 * ask.intensity, ask.seconds)
        level = np.exp(0.6 * rings.normal(len(when)))
        made += kind.bubbles * unit(
            struck(rings, when, level, (900.0, 5000.0), (0.004, 0.02), n, loop=ask.loop, chirp=8.0)
        )
    return np.asarray(made)


_THUNDERS: Final[Mapping[str, float]] = {"rolling": 2500.0, "near": 250.0, "far": 8000.0}
"""How far away, metres."""


def _thunder(ask: Ask) -> Floats:
    """The channel of a stroke is crooked; each piece sends a wave of the shape of an N, and they arrive by distance
    (Ribner and Roy, "Acoustics of thunder: a quasilinear model for tortuous lightning", JASA 72, 1982).
    """
    chance, n = ask.chance, ask.samples
    far_m = _THUNDERS[ask.kind] * ask.varied("far", 0.6)
    pieces = 900
    walk = chance.part("channel")
    steps = walk.normal(pieces, 3) * np.array([9.0, 9.0, 4.0]) + np.array([0.0, 0.0, 5.0])
    sideways = walk.normal(3, 2) * 1.6
    steps[pieces // 2 :, :2] += sideways[0]
    steps[4 * pieces // 5 :, :2] += 3.0 * sideways[1]
    places = np.cumsum(steps, axis=0) + np.array([far_m, 0.0, 0.0])
    away = np.linalg.norm(places, axis=1)
    along = np.abs(np.sum(steps * places, axis=1)) / (np.linalg.norm(steps, axis=1) * away)
    level = np.linalg.norm(steps, axis=1) * (1.0 - along**2) * (away.min() / away) * np.exp(0.6 * walk.normal(pieces))
    arrive = (away - away.min()) / _SOUND_M_PER_S
    wave_s = 0.006 * (0.6 + ask.intensity) * (1.0 + far_m / 1500.0)
    length = samples_of(wave_s)
    shape = np.linspace(1.0, -1.0, length) * np.hanning(length + 2)[1:-1] ** 0.7
    claps = strewn(level[:, None] * shape, arrive, n)
    # Hills and clouds send it back, ever darker.
    rumble = noise(chance.part("rumble"), n, lambda hz: low_pass(hz, 70.0, 1.6) * high_pass(hz, 18.0, 2.0))
    t = ask.times
    swell = np.minimum(t / (0.15 + far_m / 12_000.0), 1.0) * np.exp(-t / (1.1 + far_m / 5000.0))
    rumble *= swell * np.maximum(1.0 + 0.7 * wander(chance.part("roll"), n, 3.0, 0.5), 0.05)
    crackle = noise(chance.part("crackle"), n, lambda hz: hump(hz, 1800.0, 1.6))
    crackle *= scipy.ndimage.uniform_filter1d(np.abs(claps), 3600, mode="constant")
    near = np.clip(1.2 - far_m / 1500.0, 0.0, 1.0)
    peak = np.abs(claps).max() + 1e-9
    made = claps / peak + 0.9 * rumble * (0.4 + min(far_m / 3000.0, 1.0)) + near * 2.0 * crackle / peak
    return moving(made, lambda times, hz: low_pass(hz, (9000.0 / (1.0 + far_m / 350.0)) / (1.0 + 2.0 * times), 1.3))


WIND: Final = Effect(
    "wind",
    "Wind over land, in trees, through gaps.",
    {
        "open": Kind("over open land", 8.0, {"intensity": 0.4}),
        "forest": Kind("in leaves", 8.0, {"intensity": 0.4}),
        "gale": Kind("a storm", 8.0, {"intensity": 0.85}),
        "whistling": Kind("through gaps and wires", 8.0, {"intensity": 0.6}),
        "cave": Kind("a low howl", 8.0, {"intensity": 0.4}),
    },
    ("intensity",),
    _wind,
    loops=True,
    still=True,
)
RAIN: Final = Effect(
    "rain",
    "Rain on what it falls on.",
    {
        "ground": Kind("on soil and stone", 6.0, {"intensity": 0.5}),
        "leaves": Kind("in a wood", 6.0, {"intensity": 0.4}),
        "roof": Kind("on sheet metal", 6.0, {"intensity": 0.5}),
        "water": Kind("on a pond", 6.0, {"intensity": 0.4}),
        "window": Kind("on glass", 6.0, {"intensity": 0.35}),
        "storm": Kind("a downpour", 6.0, {"intensity": 0.95}),
    },
    ("intensity",),
    _rain,
    loops=True,
    still=True,
)
THUNDER: Final = Effect(
    "thunder",
    "A stroke of lightning, heard from near or far.",
    {
        "rolling": Kind("two or three kilometres away", 6.0, {"intensity": 0.6}),
        "near": Kind("over the house", 5.0, {"intensity": 0.9}),
        "far": Kind("behind the hills", 7.0, {"intensity": 0.4}),
    },
    ("intensity",),
    _thunder,
)
