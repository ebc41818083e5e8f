"""Fire: it laps, hisses and crackles (Farnell, "Designing Sound", 2010, practical 11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Floats
from procgen.sound.dsp.grains import puffs, strewn, struck
from procgen.sound.dsp.noise import high_pass, hump, low_pass, noise, unit, wander
from procgen.sound.effects.effect import Ask, Effect, Kind


@dataclass(frozen=True, slots=True)
class _Fire:
    lapping: float
    hissing: float
    crackling: float
    cracks_per_s: float
    roar_hz: float


_FIRES: Final[Mapping[str, _Fire]] = {
    "campfire": _Fire(0.45, 0.12, 1.1, 14.0, 160.0),
    "hearth": _Fire(0.3, 0.07, 0.9, 8.0, 120.0),
    "torch": _Fire(0.9, 0.2, 0.35, 5.0, 260.0),
    "blaze": _Fire(1.1, 0.35, 1.0, 35.0, 220.0),
    "fuse": _Fire(0.05, 1.3, 0.5, 120.0, 300.0),
}


def _fire(ask: Ask) -> Floats:
    kind, chance, n = _FIRES[ask.kind], ask.chance, ask.samples
    roar = noise(chance.part("roar"), n, lambda hz: high_pass(hz, 25.0, 2.0) * low_pass(hz, kind.roar_hz, 1.4) + 0.004)
    lick = np.maximum(1.0 + 0.35 * wander(chance.part("lick"), n, 6.0, 0.5), 0.1)
    hiss = noise(chance.part("hiss"), n, lambda hz: hump(hz, 5500.0, 1.2))
    hiss *= np.maximum(wander(chance.part("steam"), n, 1.5), 0.0) ** 2 + 0.15
    made = kind.lapping * (0.6 + 0.8 * ask.intensity) * roar * lick + kind.hissing * hiss
    # Cracks come in bunches: a log gives way, and its pieces follow.
    when = chance.part("cracks")
    bunches = when.times(kind.cracks_per_s * (0.4 + 1.2 * ask.intensity) / 3.0, ask.seconds)
    each = np.repeat(bunches, when.uniform(1.0, 6.0, len(bunches)).astype(int))
    times = np.sort((each + np.abs(when.normal(len(each))) * 0.09) % ask.seconds)
    level = np.exp(1.1 * when.normal(len(times)))
    snaps = struck(when, times, level, (700.0, 7000.0), (0.0006, 0.004), n, loop=ask.loop)
    burst = chance.part("bursts")
    grains = puffs(burst, burst.uniform(0.0004, 0.003, len(times)), 0.5 * level, 720)
    snaps += strewn(grains, times, n, loop=ask.loop)
    if len(times):
        # Few are loud: their energy a second is held, not their peak.
        made += kind.crackling * 0.5 * unit(snaps)
    return np.asarray(made)


FIRE: Final = Effect(
    "fire",
    "Flames that lap, hiss and crackle.",
    {
        "campfire": Kind("of branches", 8.0, {"intensity": 0.5}),
        "hearth": Kind("indoors, quiet", 8.0, {"intensity": 0.35}),
        "torch": Kind("a flapping flame", 6.0, {"intensity": 0.5}),
        "blaze": Kind("a house burns", 8.0, {"intensity": 0.9}),
        "fuse": Kind("powder that hisses", 2.0, {"intensity": 0.7}),
    },
    ("intensity",),
    _fire,
    loops=True,
    still=True,
)
