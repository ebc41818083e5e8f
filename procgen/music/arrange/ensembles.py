"""Who plays: ensembles by era and culture, as data in ``ensembles.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tomllib import loads

from procgen.music.compose.wish import Style
from procgen.music.score import Mode, Role

LAYERS = ("bed", "melody", "drive", "force")
"""Layers of intensity, from the calmest: what each adds to those before."""


@dataclass(frozen=True, slots=True)
class Player:
    """One part of an ensemble.

    Attributes:
        name: of the instrument.
        program: General MIDI's, from 0.
        role: whose notes it plays.
        low: lowest MIDI note that it has.
        high: highest.
        texture: how it makes notes of chords; "line" plays composed notes.
        layer: place in `LAYERS`.
        from_energy: sections below are silent.
        octave: octaves above what was composed.
        gain: loudness, 1 is usual.
        legato: share of notes' lengths that sounds.
    """

    name: str
    program: int
    role: Role
    low: int
    high: int
    texture: str = "line"
    layer: int = 0
    from_energy: float = 0.0
    octave: int = 0
    gain: float = 1.0
    legato: float = 0.95


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Players that sound together.

    Attributes:
        name: in requests.
        about: for people.
        style: of the scores that suit it.
        kit: of percussion, of ``percussion.toml``; empty where nobody drums.
        players: none of one name twice.
        modes: that belong to it; none where any do.
    """

    name: str
    about: str
    style: Style
    kit: str
    players: tuple[Player, ...]
    modes: tuple[Mode, ...] = ()


@cache
def ensembles() -> Mapping[str, Ensemble]:
    """All, by name, in the order of the file."""
    read = loads(Path(__file__).with_name("ensembles.toml").read_text(encoding="utf-8"))
    return {name: _ensemble(name, table) for name, table in read.items()}


def _ensemble(name: str, table: dict[str, object]) -> Ensemble:
    rows = table["players"]
    assert isinstance(rows, list)
    players = tuple(Player(**{**row, "role": Role(row["role"]), "layer": LAYERS.index(row["layer"])}) for row in rows)
    modes = table.get("modes", [])
    assert isinstance(modes, list)
    return Ensemble(
        name,
        str(table["about"]),
        Style(str(table["style"])),
        str(table.get("kit", "")),
        players,
        tuple(Mode(mode) for mode in modes),
    )
