"""Machines and engines: cycles, and what happens in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Floats
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, filtered, high_pass, hump, low_pass, noise, unit, wander
from procgen.sound.dsp.pulses import glottis, saw, sine, turns
from procgen.sound.effects.effect import Ask, Effect, Kind, joined
from procgen.sound.effects.fixtures import latch, thud


@dataclass(frozen=True, slots=True)
class _Engine:
    cylinders: float
    strokes: float
    pipe_hz: tuple[float, ...]
    rough: float
    hiss: float
    whine: float


_ENGINES: Final[Mapping[str, _Engine]] = {
    "car": _Engine(4.0, 2.0, (95.0, 210.0, 480.0, 1100.0, 2300.0), 0.35, 0.45, 0.0),
    "truck": _Engine(6.0, 2.0, (55.0, 120.0, 300.0, 800.0), 0.55, 0.35, 0.0),
    "motorcycle": _Engine(2.0, 2.0, (120.0, 330.0, 700.0, 1700.0, 3000.0), 0.45, 0.5, 0.0),
    "boat": _Engine(1.0, 1.0, (70.0, 180.0, 420.0), 0.5, 0.3, 0.0),
    "electric": _Engine(1.0, 1.0, (300.0, 1200.0, 2600.0), 0.05, 0.25, 1.0),
    "steam": _Engine(2.0, 0.5, (90.0, 260.0), 0.4, 1.6, 0.0),
}


def _engine(ask: Ask) -> Floats:
    """Each cylinder fires once in so many turns; the pipe's resonances answer (Farnell, practical 24; Baldan et al.,
    "Physically informed car engine sound synthesis", 2015).
    """
    kind, chance, n = _ENGINES[ask.kind], ask.chance, ask.samples
    speed = ask.rate_hz * ask.varied("speed", 0.08)
    hunting = np.exp(0.012 * wander(chance.part("hunting"), n, 3.0))
    firing = speed * kind.cylinders / kind.strokes * hunting
    at = turns(firing, loop=ask.loop)
    number = at.astype(int)
    # No cylinder is like the next: its strength stays its own, and each firing differs a little.
    cylinders = max(int(kind.cylinders), 1)
    own = 1.0 + 0.5 * kind.rough * chance.part("cylinders").normal(cylinders)
    each = 1.0 + 0.35 * kind.rough * chance.part("firings").normal(int(number[-1]) + 1)
    each[-1] = each[0]
    strength = own[number % cylinders] * each[number]
    within = at % 1.0
    sharp = 3.5 + 6.0 * ask.intensity
    pulse = np.exp(-sharp * within) * np.sin(2.0 * np.pi * np.minimum(within * (1.5 + ask.intensity), 1.0))
    fired = pulse * strength
    blast = noise(chance.part("blast"), n, lambda hz: hump(hz, 900.0, 1.8)) * np.exp(-6.0 * within) * strength

    def pipe(hz: Floats) -> Floats:
        answer = low_pass(hz, 180.0, 0.8)
        for order, each_hz in enumerate(kind.pipe_hz):
            answer = answer + (1.0 / (1.0 + 0.15 * order)) * hump(hz, each_hz, 0.35)
        return np.asarray(answer * high_pass(hz, 28.0, 1.5))

    made = unit(filtered(fired, pipe, loop=ask.loop)) * (1.0 - 0.6 * kind.whine)
    made += (
        kind.hiss
        * (0.4 + 0.8 * ask.intensity)
        * unit(filtered(blast, lambda hz: low_pass(hz, 1500.0 + 4000.0 * ask.intensity, 1.0), loop=ask.loop))
    )
    valve = noise(chance.part("valves"), n, lambda hz: hump(hz, 3800.0, 0.9)) * np.exp(-14.0 * ((2.0 * at) % 1.0))
    made += 0.10 * (1.0 - kind.whine) * valve
    if kind.whine:
        teeth = sine(speed * 17.0 * hunting, loop=ask.loop) + 0.4 * sine(speed * 31.0 * hunting, loop=ask.loop)
        made += 0.8 * teeth + 0.25 * sine(speed * 51.0 * hunting, loop=ask.loop)
    return made


def _machine(ask: Ask) -> Floats:
    make = {
        "clock": _clock, "mill": _mill, "gears": _gears, "pump": _pump, "fan": _fan, "saw": _saw, "loom": _loom,
        "generator": _generator, "lever": _lever,
    }[ask.kind]  # fmt: skip
    return make(ask)


def _beats(ask: Ask, per_turn: int = 1) -> Floats:
    count = max(round(ask.rate_hz * ask.seconds), 1) * per_turn
    return np.arange(count) * ask.seconds / count


def _clock(ask: Ask) -> Floats:
    size = ask.varied("size", 0.5)
    tick, tock = (latch(ask.chance.part(name), 1.0, size * pitch) for name, pitch in (("tick", 0.7), ("tock", 0.85)))
    return joined(
        ask.samples,
        *((float(at), (1.0 if k % 2 else 0.8) * (tick, tock)[k % 2]) for k, at in enumerate(_beats(ask))),
        loop=ask.loop,
    )


def _mill(ask: Ask) -> Floats:
    chance, n = ask.chance, ask.samples
    rumble = noise(chance.part("rumble"), n, lambda hz: low_pass(hz, 140.0, 1.2) * high_pass(hz, 25.0, 1.5))
    phase = 2.0 * np.pi * turns(np.full(n, ask.rate_hz), loop=ask.loop)
    grind = noise(chance.part("grind"), n, lambda hz: hump(hz, 900.0, 1.3)) * (0.7 + 0.3 * np.sin(phase))
    knocks = [thud(chance.part("cog", k), "wood", 0.5, 0.7) for k in range(3)]
    parts = [(float(at), chance.number(0.6, 1.0) * knocks[k % 3]) for k, at in enumerate(_beats(ask, 4))]
    return 0.9 * rumble + 0.35 * grind + joined(n, *parts, loop=ask.loop)[:n]


def _gears(ask: Ask) -> Floats:
    chance, n = ask.chance, ask.samples
    clicks = [latch(chance.part("tooth", k), 0.7, 1.1) for k in range(4)]
    parts = [(float(at), chance.number(0.5, 1.0) * clicks[k % 4]) for k, at in enumerate(_beats(ask, 6))]
    whirr = noise(chance.part("whirr"), n, lambda hz: hump(hz, 1700.0, 1.0))
    whirr *= 0.7 + 0.3 * np.sin(2.0 * np.pi * turns(np.full(n, 6.0 * ask.rate_hz), loop=ask.loop))
    return joined(n, *parts, loop=ask.loop)[:n] + 0.10 * whirr


def _pump(ask: Ask) -> Floats:
    chance, n = ask.chance, ask.samples
    at = turns(np.full(n, ask.rate_hz), loop=ask.loop) % 1.0
    suck = noise(chance.part("suck"), n, lambda hz: hump(hz, 1500.0, 1.1)) * np.clip(np.sin(2 * np.pi * at), 0, 1) ** 2
    push = noise(chance.part("push"), n, lambda hz: hump(hz, 500.0, 1.2)) * np.clip(-np.sin(2 * np.pi * at), 0, 1)
    knock = thud(chance.part("knock"), "metal", 0.5, 0.8)
    knocks = joined(n, *((float(each), knock) for each in _beats(ask)), loop=ask.loop)[:n]
    return np.asarray(0.4 * suck + 0.5 * push + knocks)


def _fan(ask: Ask) -> Floats:
    chance, n = ask.chance, ask.samples
    blades = 4.0 * ask.rate_hz
    air = noise(chance.part("air"), n, lambda hz: hump(hz, 420.0, 1.6))
    beat = turns(np.full(n, blades), loop=ask.loop) % 1.0
    hum = sine(np.full(n, blades), loop=ask.loop) + 0.5 * sine(np.full(n, 2.0 * blades), loop=ask.loop)
    return air * (0.6 + 0.8 * np.exp(-4.0 * beat)) + 0.35 * hum


def _saw(ask: Ask) -> Floats:
    chance, n = ask.chance, ask.samples
    at = turns(np.full(n, ask.rate_hz), loop=ask.loop) % 1.0
    forth = np.where(at < 0.5, np.sin(2 * np.pi * at), 0.7 * np.abs(np.sin(2 * np.pi * at))) ** 0.8
    teeth = 1.0 + 0.7 * saw(np.maximum(180.0 * forth * ask.varied("teeth", 0.3), 5.0), loop=ask.loop)
    rasp = noise(chance.part("rasp"), n, lambda hz: hump(hz, 2300.0, 1.2) + 0.5 * hump(hz, 600.0, 0.8))
    return rasp * teeth * forth


def _loom(ask: Ask) -> Floats:
    chance = ask.chance
    beat, shuttle = thud(chance.part("beat"), "wood", 0.6, 1.0), thud(chance.part("shuttle"), "wood", 0.25, 0.5)
    clack = latch(chance.part("clack"), 0.4, 1.6)
    parts = []
    for at in _beats(ask):
        half = 0.5 / ask.rate_hz
        parts += [(float(at), beat), (float(at) + 0.6 * half, clack), (float(at) + half, shuttle)]
    return joined(ask.samples, *parts, loop=ask.loop)[: ask.samples]


def _generator(ask: Ask) -> Floats:
    """Mains hum: the net's frequency and its odd friends, through sheet metal that rattles."""
    chance, n = ask.chance, ask.samples
    parts = [
        level * sine(np.full(n, ask.rate_hz * k), loop=ask.loop)
        for k, level in ((1, 0.5), (2, 1.0), (4, 0.6), (6, 0.35), (8, 0.2), (12, 0.12))
    ]
    rattle = glottis(np.full(n, 2.0 * ask.rate_hz), 0.3, loop=ask.loop)
    rattle = filtered(rattle, lambda hz: hump(hz, 2400.0, 0.7), loop=ask.loop)
    air = noise(chance.part("air"), n, lambda hz: hump(hz, 600.0, 1.8))
    return np.asarray(sum(parts)) + 0.15 * unit(rattle) + 0.3 * air


def _lever(ask: Ask) -> Floats:
    chance = ask.chance
    n = int(0.35 * SAMPLE_RATE_HZ)
    slide = noise(chance.part("slide"), n, lambda hz: hump(hz, 1500.0, 1.2)) * np.sin(np.pi * np.linspace(0, 1, n))
    catch = latch(chance.part("catch"), 1.3, 1.8)
    return joined(
        ask.samples, (0.0, latch(chance.part("free"), 0.5, 1.4)), (0.03, 0.12 * slide), (0.36, catch),
        (0.36, thud(chance.part("stop"), "metal", 0.4, 0.8)),
    )  # fmt: skip


ENGINE: Final = Effect(
    "engine",
    "An engine that runs; the rate is turns of the shaft a second.",
    {
        "car": Kind("four cylinders", 4.0, {"intensity": 0.4, "rate_hz": 15.0}),
        "truck": Kind("a diesel", 4.0, {"intensity": 0.5, "rate_hz": 11.0}),
        "motorcycle": Kind("two cylinders", 4.0, {"intensity": 0.6, "rate_hz": 28.0}),
        "boat": Kind("one slow cylinder", 4.0, {"intensity": 0.4, "rate_hz": 6.0}),
        "electric": Kind("gears that whine", 4.0, {"intensity": 0.4, "rate_hz": 40.0}),
        "steam": Kind("valves that breathe", 4.0, {"intensity": 0.6, "rate_hz": 1.2}),
    },
    ("intensity", "rate_hz"),
    _engine,
    loops=True,
)
MACHINE: Final = Effect(
    "machine",
    "Works that turn, beat or hum; the rate is turns or strokes a second.",
    {
        "clock": Kind("tick and tock", 4.0, {"rate_hz": 2.0}),
        "mill": Kind("stones and cogs", 6.0, {"rate_hz": 0.7}),
        "gears": Kind("teeth that click", 4.0, {"rate_hz": 1.5}),
        "pump": Kind("suck, push and knock", 4.0, {"rate_hz": 0.8}),
        "fan": Kind("blades in air", 4.0, {"rate_hz": 6.0}),
        "saw": Kind("forth and back through wood", 4.0, {"rate_hz": 1.3}),
        "loom": Kind("beat and shuttle", 4.0, {"rate_hz": 1.2}),
        "generator": Kind("hum of the net", 4.0, {"rate_hz": 50.0}),
        "lever": Kind("pulled once", 0.9, {"rate_hz": 1.0}),
    },
    ("rate_hz",),
    _machine,
    loops=True,
)
