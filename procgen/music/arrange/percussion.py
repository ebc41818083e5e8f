"""Percussion by rules: a groove by use, denser with energy, fills where phrases end, a crash where sections begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tomllib import loads
from typing import Final

from procgen.music.arrange.textures import Bar
from procgen.music.chance import Chance
from procgen.music.score import DRUM_KIT, ORCHESTRA_KIT

_STRENGTHS: Final = {"X": 1.15, "x": 0.9, "o": 0.55}
_HIT_TICKS: Final = 60
_FILL_ENERGY, _LONG_FILL_ENERGY, _CRASH_ENERGY = 0.4, 0.7, 0.55
_GHOSTS: Final = 0.12
"""Share of empty places that are hit softly in strong bars."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A stroke: tick, key of General MIDI's percussion map, factor on its strength, whether it is of the light kind."""

    tick: int
    key: int
    accent: float
    light: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """What one sound does: cells of the first beat, the middle one and the others."""

    sound: str
    from_energy: float
    straight: Sequence[str]
    dotted: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Kit:
    """Keys by what they are for."""

    keys: Mapping[str, int]
    fill: Sequence[int]
    orchestra: bool = False


@cache
def _tables() -> tuple[Mapping[str, _Kit], Mapping[str, tuple[_Row, ...]]]:
    read = loads(Path(__file__).with_name("percussion.toml").read_text(encoding="utf-8"))
    kits = {
        name: _Kit(
            {sound: key for sound, key in row.items() if sound not in ("fill", "orchestra")},
            tuple(row["fill"]),
            bool(row.get("orchestra")),
        )
        for name, row in read["kits"].items()
    }
    return kits, {name: tuple(_Row(**row) for row in rows) for name, rows in read["grooves"].items()}


def kits() -> tuple[str, ...]:
    """Names of kits."""
    return tuple(_tables()[0])


def instrument_of(kit: str) -> int:
    """What a kit is played on: `DRUM_KIT` or `ORCHESTRA_KIT`."""
    return ORCHESTRA_KIT if _tables()[0][kit].orchestra else DRUM_KIT


def grooves() -> tuple[str, ...]:
    """Names of grooves."""
    return tuple(_tables()[1])


def bar_hits(kit: str, groove: str, bar: Bar, *, ends_phrase: bool, chance: Chance) -> list[Hit]:
    """What is drummed in a bar.

    Args:
        kit: a name of :func:`kits`.
        groove: a name of :func:`grooves`.
        bar: with its energy.
        ends_phrase: whether it is the last of a phrase, which a fill leads out of.
        chance: of this bar.
    """
    kits_, grooves_ = _tables()
    sounds, rows = kits_[kit], grooves_[groove]
    beats = bar.beats()
    filled = _fill_beats(bar, len(beats)) if ends_phrase else 0
    until = beats[len(beats) - filled] if filled else bar.end
    hits = list[Hit]()
    for row in rows:
        if bar.energy < row.from_energy:
            continue
        light = row.sound in ("high", "metal")
        for number, beat in enumerate(beats):
            cell = _cell(row.dotted if bar.parts == 3 else row.straight, number, len(beats))
            step = bar.beat // len(cell)
            for place, mark in enumerate(cell):
                tick = beat + place * step
                if tick >= bar.end or (tick >= until and not light):
                    continue
                if mark in _STRENGTHS:
                    hits.append(Hit(tick, sounds.keys[row.sound], _STRENGTHS[mark], light))
                elif row.sound == "mid" and bar.energy > _LONG_FILL_ENERGY and chance.number(0.0, 1.0) < _GHOSTS:
                    hits.append(Hit(tick, sounds.keys["mid"], 0.4, light))
    if bar.first and bar.energy >= _CRASH_ENERGY:
        hits.append(Hit(bar.start, sounds.keys["crash"], 1.0, False))
    if filled:
        hits += _fill(sounds.fill, until, bar)
    return hits


def _cell(cells: Sequence[str], number: int, beats: int) -> str:
    if number == 0:
        return cells[0]
    return cells[1] if beats >= 4 and number == beats // 2 else cells[2]


def _fill_beats(bar: Bar, beats: int) -> int:
    if bar.energy < _FILL_ENERGY or beats < 2:
        return 0
    return 2 if bar.energy >= _LONG_FILL_ENERGY and beats >= 4 else 1


def _fill(keys: Sequence[int], start: int, bar: Bar) -> list[Hit]:
    """A run over the kit, louder towards the next bar."""
    step = bar.beat // (bar.parts if bar.energy < _LONG_FILL_ENERGY else 2 * bar.parts)
    ticks = list(range(start, bar.end, step))
    return [
        Hit(tick, keys[number * len(keys) // len(ticks)], 0.7 + 0.4 * number / len(ticks), False)
        for number, tick in enumerate(ticks)
    ]


HIT_TICKS: Final = _HIT_TICKS
"""Length of a stroke's note."""
