"""What things are made of, as they ring: speed of sound, loss, and the modes of their shapes.

Frequencies of a plate go by thickness times the speed of sound over length squared; a mode of frequency f dies away by
e in 1 / (π f η), where η is the material's loss factor (Cremer, Heckl and Petersson, "Structure-Borne Sound", 2005; the
figures are of its tables, rounded), and no later than what it rests on allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.dsp.modes import Modes, ring, struck_with
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, hump, noise
from procgen.sound.effects.effect import samples_of


@dataclass(frozen=True, slots=True)
class Material:
    """A solid.

    Attributes:
        speed_m_per_s: of sound along it.
        loss: how much of its energy a mode loses a radian.
        thickness: of things made of it, a share of their length.
        held_s: until its modes die away, by e, by what it rests on; the longest.
        hard: 0 to 1.
        noise: how much of a blow is heard as a dull or crisp burst.
    """

    speed_m_per_s: float
    loss: float
    thickness: float
    held_s: float
    hard: float
    noise: float


MATERIALS: Final[Mapping[str, Material]] = {
    "wood": Material(3300.0, 0.018, 0.075, 0.06, 0.55, 0.35),
    "metal": Material(5100.0, 0.0011, 0.022, 0.45, 0.95, 0.12),
    "glass": Material(5300.0, 0.0016, 0.030, 0.22, 0.95, 0.10),
    "ceramic": Material(4800.0, 0.004, 0.050, 0.10, 0.92, 0.15),
    "stone": Material(3800.0, 0.009, 0.260, 0.035, 0.9, 0.5),
    "ice": Material(3200.0, 0.012, 0.120, 0.05, 0.8, 0.35),
    "bone": Material(3000.0, 0.020, 0.130, 0.03, 0.8, 0.25),
    "plastic": Material(1700.0, 0.035, 0.050, 0.04, 0.5, 0.3),
    "rubber": Material(300.0, 0.15, 0.200, 0.03, 0.12, 0.5),
    "leather": Material(350.0, 0.20, 0.060, 0.02, 0.15, 0.8),
    "flesh": Material(120.0, 0.30, 0.300, 0.03, 0.05, 1.0),
    "earth": Material(220.0, 0.25, 0.400, 0.03, 0.2, 1.1),
}
"""By name, the default first."""

_BAR: Final = np.array([1.0, 2.756, 5.404, 8.933, 13.34, 18.64, 24.81])
"""Of a bar that is free at both ends (Fletcher and Rossing, "The Physics of Musical Instruments", 1998)."""


def shape_ratios(shape: str, chance: Chance, count: int) -> Floats:
    """Frequencies of a shape's modes over its lowest: (count,) or fewer, ascending.

    Args:
        shape: "plate", "bar" or "vessel".
        chance: of its proportions.
        count: of modes.
    """
    if shape == "bar":
        other = _BAR[:4] * chance.number(1.15, 1.9)
        return np.sort(np.concatenate([_BAR, other]))[:count]
    if shape == "vessel":
        # A ring of n waves: n² - 1 over sqrt(n² + 1), and pairs a little apart, since none is quite round.
        waves = np.arange(2.0, 2.0 + count)
        round_modes = (waves**2 - 1.0) * waves / np.sqrt(waves**2 + 1.0) / (6.0 / np.sqrt(5.0))
        return np.sort(np.concatenate([round_modes, round_modes * chance.number(1.004, 1.02)]))[:count]
    # A plate that rests on something: m² / a² + n² / b².
    sides = chance.number(0.55, 0.95)
    m, n = np.meshgrid(np.arange(1, 9), np.arange(1, 9))
    grid = np.sort((m**2 + (n / sides) ** 2).reshape(-1) / (1.0 + sides**-2))
    return np.asarray(grid[:count] * np.exp(0.03 * chance.normal(min(count, len(grid)))))


def modes_of(material: Material, size_m: float, shape: str, chance: Chance, count: int = 28) -> Modes:
    """What a thing rings in: one of a size, where it is struck drawn by chance."""
    ratios = shape_ratios(shape, chance, count)
    lowest = 0.48 * material.speed_m_per_s * material.thickness / size_m
    hz = lowest * ratios
    decay = 1.0 / (np.pi * hz * material.loss + 1.0 / (material.held_s * (0.4 + size_m) ** 0.5))
    level = np.abs(np.sin(np.pi * chance.uniform(0.1, 0.9, len(hz)))) / ratios**0.35
    return Modes(hz, decay, level)


def contact_s(hardness: float, size_m: float) -> float:
    """How long a blow lasts: 0.2 ms of steel on steel, 12 ms of a palm; a little longer where more mass moves."""
    return float(0.012 * (0.0002 / 0.012) ** hardness * (0.5 + size_m) ** 0.4)


def blow(material: Material, size_m: float, hardness: float, shape: str, chance: Chance) -> Floats:
    """A thing that is struck: as many samples as it needs."""
    modes = modes_of(material, size_m, shape, chance)
    # The softer of the two gives way.
    contact = contact_s(min(hardness, material.hard), size_m)
    modes = modes.times(struck_with(modes.hz, contact))
    heard = modes.audible()
    longest = float(heard.decay_s.max()) if len(heard.hz) else 0.02
    n = samples_of(min(max(7.0 * longest, 0.06 + 4.0 * contact), 4.0))
    rung = ring(modes, n)
    t = np.arange(n) / SAMPLE_RATE_HZ
    # What is not of the modes: the two surfaces, and the air between them.
    burst_hz = 0.45 / contact * 0.6 + 120.0
    burst = noise(chance.part("burst"), n, lambda hz: hump(hz, burst_hz, 1.5))
    burst *= np.minimum(t / (0.3 * contact), 1.0) * np.exp(-t / (0.004 + 2.0 * contact))
    peak = np.abs(rung).max() + 1e-9
    return np.asarray(rung / peak + material.noise * 0.8 * burst)
