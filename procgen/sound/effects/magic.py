"""Magic: tones that no thing makes, over sparks, air and depth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Floats
from procgen.sound.dsp.grains import struck
from procgen.sound.dsp.noise import hump, low_pass, moving, noise, unit, wander
from procgen.sound.dsp.pulses import attack_decay, bent, saw, sine
from procgen.sound.effects.effect import Ask, Effect, Kind


@dataclass(frozen=True, slots=True)
class _Spell:
    seconds: float
    tone: float
    pitch: tuple[tuple[float, float], ...]
    chord: tuple[float, ...]
    rough: float
    air: float
    air_hz: tuple[tuple[float, float], ...]
    sparks: float
    spark_hz: tuple[float, float]
    low: float
    attack_s: float
    tremble_hz: float = 0.0


_SPELLS: Final[Mapping[str, _Spell]] = {
    "cast": _Spell(1.2, 0.5, ((0.0, 440.0), (0.5, 880.0), (1.0, 1320.0)), (1.0, 1.5, 2.0), 0.0, 0.5,
                   ((0.0, 800.0), (0.6, 4000.0), (1.0, 2500.0)), 0.7, (3000.0, 11000.0), 0.2, 0.15),
    "fire": _Spell(1.3, 0.0, ((0.0, 90.0), (1.0, 60.0)), (1.0,), 0.6, 1.0, ((0.0, 500.0), (0.2, 1700.0), (1.0,
            350.0)), 0.25,
                   (800.0, 5000.0), 0.7, 0.05),
    "ice": _Spell(1.3, 0.3, ((0.0, 2100.0), (1.0, 1900.0)), (1.0, 1.34, 1.79, 2.41), 0.0, 0.35,
                  ((0.0, 6500.0), (1.0, 4500.0)), 1.3, (3500.0, 12000.0), 0.05, 0.02),
    "heal": _Spell(1.8, 0.9, ((0.0, 523.0), (1.0, 523.0)), (1.0, 1.25, 1.5, 2.0, 2.5), 0.0, 0.2, ((0.0, 2500.0),
            (1.0, 6000.0)),
                   0.5, (4000.0, 10000.0), 0.0, 0.25, 5.0),
    "shield": _Spell(1.4, 0.8, ((0.0, 180.0), (0.15, 260.0), (1.0, 240.0)), (1.0, 2.01, 3.02, 4.07), 0.2, 0.3,
                     ((0.0, 1200.0), (1.0, 900.0)), 0.2, (2000.0, 6000.0), 0.5, 0.03, 14.0),
    "summon": _Spell(2.4, 0.7, ((0.0, 70.0), (0.8, 140.0), (1.0, 210.0)), (1.0, 1.19, 1.5), 0.6, 0.5,
                     ((0.0, 200.0), (0.8, 1800.0), (1.0, 3000.0)), 0.3, (1500.0, 7000.0), 0.8, 1.4, 6.0),
    "teleport": _Spell(1.1, 0.7, ((0.0, 220.0), (0.55, 2400.0), (1.0, 300.0)), (1.0, 1.01), 0.1, 0.7,
                       ((0.0, 500.0), (0.5, 6000.0), (1.0, 800.0)), 0.3, (3000.0, 9000.0), 0.4, 0.35, 24.0),
    "curse": _Spell(1.9, 0.8, ((0.0, 160.0), (1.0, 82.0)), (1.0, 1.06, 1.41, 2.83), 0.9, 0.4, ((0.0, 900.0), (1.0,
            250.0)), 0.05,
                    (800.0, 3000.0), 0.7, 0.2, 9.0),
    "spark": _Spell(0.5, 0.1, ((0.0, 120.0), (1.0, 100.0)), (1.0,), 1.2, 0.5, ((0.0, 6000.0), (1.0, 3500.0)), 1.5,
                    (2500.0, 11000.0), 0.1, 0.003),
    "beam": _Spell(0.55, 1.0, ((0.0, 1900.0), (0.3, 700.0), (1.0, 160.0)), (1.0, 1.006), 0.5, 0.25,
                   ((0.0, 4500.0), (1.0, 900.0)), 0.0, (3000.0, 9000.0), 0.2, 0.003),
}  # fmt: skip


def _magic(ask: Ask) -> Floats:
    kind, chance, n, t = _SPELLS[ask.kind], ask.chance, ask.samples, ask.times
    envelope = attack_decay(n, kind.attack_s, 0.32 * max(ask.seconds - kind.attack_s, 0.1))
    envelope *= np.clip((ask.seconds - t) / (0.15 * ask.seconds), 0.0, 1.0)
    high = ask.varied("pitch", 0.3) * (1.25 - 0.5 * ask.intensity) / ask.size_m**0.4
    hz = bent(kind.pitch, n) * high * (1.0 + 0.006 * wander(chance.part("drift"), n, 7.0))
    beat = 1.0 + (0.25 * np.sin(2.0 * np.pi * kind.tremble_hz * t) if kind.tremble_hz else 0.0)
    made = np.zeros(n)
    if kind.tone:
        tones = np.zeros(n)
        for number, ratio in enumerate(kind.chord):
            own = hz * ratio * chance.part("voice", number).about(1.0, 0.008)
            wave = sine(own) + kind.rough * saw(own) * 0.7 if kind.rough else sine(own)
            late = np.clip((t - 0.06 * number * ask.seconds / kind.seconds) / 0.05, 0.0, 1.0)
            tones += wave * late / (1.0 + 0.35 * number)
        made += kind.tone * unit(tones) * envelope * beat
    air_hz = bent(kind.air_hz, 300)

    def swept(times: Floats, f: Floats) -> Floats:
        middle = np.interp(times / ask.seconds, np.linspace(0, 1, 300), air_hz) * high**0.5
        return hump(f, middle, 0.9)

    air = unit(moving(noise(chance.part("air"), n, lambda f: hump(f, 1800.0, 3.0)), swept))
    flutter = np.maximum(1.0 + kind.rough * 0.8 * wander(chance.part("flutter"), n, 18.0, 0.3), 0.05)
    made += kind.air * air * envelope * flutter
    if kind.sparks:
        glitter = chance.part("sparks")
        times = glitter.times(110.0 * kind.sparks * (0.4 + 1.2 * ask.intensity), ask.seconds)
        level = np.exp(0.8 * glitter.normal(len(times))) * np.interp(times, t, envelope + 0.15)
        short = (0.001, 0.004) if ask.kind in ("fire", "spark") else (0.01, 0.09)
        made += 0.9 * kind.sparks * struck(glitter, times, level, kind.spark_hz, short, n)
    if kind.low:
        rumble = noise(chance.part("low"), n, lambda f: low_pass(f, 110.0, 1.5))
        thump = sine(38.0 + 70.0 * np.exp(-t / 0.05)) * np.exp(-t / 0.15)
        made += kind.low * (0.7 * rumble * envelope + (0.8 * thump if kind.attack_s < 0.2 else 0.0))
    return made


_ABOUT: Final = {
    "cast": "a spell begins", "fire": "a ball of flame", "ice": "frost that spreads", "heal": "wounds close",
    "shield": "a ward goes up", "summon": "something comes", "teleport": "somebody is gone", "curse": "ill will",
    "spark": "a small discharge", "beam": "a ray",
}  # fmt: skip
MAGIC: Final = Effect(
    "magic",
    "Spells; larger ones are deeper.",
    {name: Kind(_ABOUT[name], each.seconds, {"intensity": 0.5, "size_m": 1.0}) for name, each in _SPELLS.items()},
    ("intensity", "size_m"),
    _magic,
)
