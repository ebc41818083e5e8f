"""Sounds of menus: short, clear, and out of the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Floats
from procgen.sound.dsp.modes import Modes, ring
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, around, hump, noise
from procgen.sound.dsp.pulses import bent, sine
from procgen.sound.effects.effect import Ask, Effect, Kind, joined, samples_of


@dataclass(frozen=True, slots=True)
class _Note:
    """When, from Hz, to Hz, how long until it is weaker by e, how loud; how much of a click, and of a second mode."""

    at_s: float
    hz: float
    to_hz: float
    decay_s: float
    level: float = 1.0
    click: float = 0.0
    bell: float = 0.0


_NOTES: Final[Mapping[str, tuple[str, tuple[_Note, ...]]]] = {
    "click": ("a button", (_Note(0.0, 2100.0, 1500.0, 0.0035, 0.6, 0.5),)),
    "tick": ("a step of a slider", (_Note(0.0, 3400.0, 3000.0, 0.002, 0.5, 0.5),)),
    "hover": ("the pointer comes over it", (_Note(0.0, 1500.0, 1650.0, 0.012, 0.7, 0.15),)),
    "select": ("chosen from a list", (_Note(0.0, 880.0, 960.0, 0.030, 1.0, 0.3, 0.3),)),
    "switch": ("a switch goes over", (_Note(0.0, 1300.0, 1100.0, 0.005, 0.5, 1.0), _Note(0.055, 900.0, 800.0,
            0.008, 0.6, 0.9))),
    "open": ("a window opens", (_Note(0.0, 420.0, 980.0, 0.07, 1.0, 0.15), _Note(0.08, 840.0, 1400.0, 0.05, 0.7))),
    "close": ("a window closes", (_Note(0.0, 1180.0, 700.0, 0.05, 0.8, 0.15), _Note(0.08, 760.0, 330.0, 0.06, 1.0))),
    "confirm": ("yes", (_Note(0.0, 784.0, 784.0, 0.06, 0.8, 0.1, 0.3), _Note(0.10, 1175.0, 1175.0, 0.14, 1.0, 0.1,
            0.4))),
    "error": ("no", (_Note(0.0, 233.0, 220.0, 0.06, 1.0, 0.2, 0.8), _Note(0.12, 185.0, 175.0, 0.09, 1.0, 0.2, 0.8))),
    "back": ("one step back", (_Note(0.0, 700.0, 430.0, 0.025, 1.0, 0.2),)),
    "question": ("are you sure", (_Note(0.0, 587.0, 587.0, 0.07, 0.8, 0.1, 0.3), _Note(0.13, 622.0, 830.0, 0.12,
            1.0, 0.0, 0.3))),
    "drop": ("something is put down", (_Note(0.0, 520.0, 210.0, 0.030, 1.0, 0.3),)),
    "pickup": ("something is taken", (_Note(0.0, 660.0, 990.0, 0.035, 0.8, 0.2, 0.3), _Note(0.06, 1320.0, 1480.0,
            0.06, 1.0, 0.0, 0.4))),
    "level_up": ("a great step", tuple(_Note(0.09 * k, hz, hz, 0.22, 0.8, 0.05, 0.4)
                                       for k, hz in enumerate((523.0, 659.0, 784.0, 1047.0, 1319.0)))),
    "glass": ("a bright touch", (_Note(0.0, 2350.0, 2350.0, 0.10, 0.8, 0.15, 1.0),)),
    "bong": ("a soft gong", (_Note(0.0, 330.0, 322.0, 0.10, 1.0, 0.1, 0.6),)),
    "pluck": ("a string", (_Note(0.0, 440.0, 436.0, 0.06, 1.0, 0.3, 0.9),)),
}  # fmt: skip
_NOISES: Final = {
    "scroll": ("a list runs", 0.9), "scratch": ("a pen crosses it out", 0.18), "glitch": ("a display breaks up",
            0.06),
}  # fmt: skip


def _ui(ask: Ask) -> Floats:
    chance = ask.chance
    high = ask.varied("pitch", 0.28)
    if ask.kind in _NOISES:
        return _noise(ask, high)
    parts = []
    soft = 1.0 - 0.6 * ask.hardness
    pace = ask.varied("pace", 0.25)
    for number, note in enumerate(_NOTES[ask.kind][1]):
        part = chance.part("note", number)
        length = ask.varied("length", 0.3) * note.decay_s
        n = samples_of(5.0 * length + 0.01)
        t = np.arange(n) / SAMPLE_RATE_HZ
        hz = high * (note.to_hz + (note.hz - note.to_hz) * np.exp(-t / (0.8 * note.decay_s))) * part.about(1.0, 0.04)
        # Overtones of a small speaker's cone: they are what is heard of a tone in a noisy room.
        tone = np.asarray(sum(sine(k * hz) * (0.22 + 0.3 * ask.hardness) ** (k - 1) for k in range(1, 6)))
        breath = noise(part.part("breath"), n, lambda f: hump(f, 3000.0 * high, 2.2))
        tone = (tone + 0.05 * breath) * np.exp(-t / length) * np.minimum(t / (0.0005 + 0.002 * soft), 1.0)
        if note.bell:
            ratio = np.array([2.0, 2.76, 4.07, 5.4]) * part.about(1.0, 0.12)
            decay = note.decay_s * np.array([0.7, 0.5, 0.35, 0.25])
            modes = Modes(high * note.hz * ratio, decay, np.array([0.3, 0.5, 0.25, 0.2]))
            tone = tone + note.bell * ask.hardness * 1.2 * ring(modes, n)
        if note.click:
            tick = noise(part.part("click"), n, around(2200.0 * high * (0.5 + ask.hardness), 2.2))
            fall = np.exp(-t / 0.0025) + 0.12 * np.exp(-t / 0.012)
            tone = tone + note.click * (0.4 + ask.hardness) * 0.8 * tick * fall
        parts.append((note.at_s * pace, note.level * tone))
    return joined(ask.samples, *parts)


def _noise(ask: Ask, high: float) -> Floats:
    chance, n, t = ask.chance, ask.samples, ask.times
    if ask.kind == "scroll":
        ticks = []
        at, gap = 0.0, 0.028 * ask.varied("gap", 0.3)
        while at < ask.seconds - 0.03:
            m = samples_of(0.012)
            s = np.arange(m) / SAMPLE_RATE_HZ
            ticks.append((at, np.sin(2 * np.pi * 2400.0 * high * s) * np.exp(-s / 0.0018) * chance.number(0.6, 1.0)))
            at += gap * (1.0 + 2.2 * (at / ask.seconds) ** 2)
        return joined(n, *ticks)
    if ask.kind == "scratch":
        stroke = bent(((0.0, 0.0), (0.2, 1.0), (0.5, 0.3), (0.7, 1.0), (1.0, 0.0)), n)
        return noise(chance.part("rub"), n, lambda f: hump(f, 3800.0 * high, 0.8)) * stroke
    steps = np.repeat(chance.uniform(300.0, 5200.0, max(n // 300, 1) + 1), 300)[:n]
    return np.sign(np.sin(2.0 * np.pi * np.cumsum(steps * high) / SAMPLE_RATE_HZ)) * (t < ask.seconds) * 0.5


UI: Final = Effect(
    "ui",
    "Menus and rewards.",
    {
        **{
            name: Kind(about, max(note.at_s + 6.5 * note.decay_s for note in notes) + 0.03, {"hardness": 0.5})
            for name, (about, notes) in _NOTES.items()
        },
        **{name: Kind(about, seconds, {"hardness": 0.5}) for name, (about, seconds) in _NOISES.items()},
    },
    ("hardness",),
    _ui,
)
