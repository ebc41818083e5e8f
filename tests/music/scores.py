"""Scores by hand: old tunes that belong to nobody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from procgen.music.score import NOTE, TICKS, Key, Metre, Mode, Part, Role, Score, Section, Syllable, Tempo, in_order

C_MAJOR = Key(0, Mode.MAJOR)
_STEPS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}


def line(text: str, part: int, velocity: float = 0.7) -> list[tuple[int, int, int, float, int]]:
    """Notes of a part, of words such as ``f#4:2`` (key, octave, quarters; ``r`` rests, ``+`` joins a chord)."""
    found, at = [], 0
    for word in text.split():
        names, _, length = word.partition(":")
        ticks = round(float(length or 1) * TICKS)
        for name in names.split("+"):
            if name != "r":
                sharp = name.count("#") - name[1:].count("b")
                found.append((at, ticks, 12 * (int(name[-1]) + 1) + _STEPS[name[0]] + sharp, velocity, part))
        at += ticks
    return found


def score(
    lines: Sequence[tuple[str, int, Role, str]],
    *,
    bars: int,
    metre: tuple[int, int] = (4, 4),
    bpm: float = 96.0,
    key: Key = C_MAJOR,
    syllables: tuple[Syllable, ...] = (),
    sections: tuple[Section, ...] = (),
) -> Score:
    """A score of lines: a name, an instrument, a role, and what :func:`line` reads."""
    notes = [note for place, (*_, text) in enumerate(lines) for note in line(text, place)]
    parts = tuple(Part(name, instrument, role) for name, instrument, role, _ in lines)
    made = in_order(np.array(notes, NOTE))
    return Score(made, parts, key, (Metre(0, *metre),), (Tempo(0, bpm),), bars, sections, syllables)


def old_hundredth(instruments: Sequence[int] = (73, 40, 60, 42)) -> Score:
    """Loys Bourgeois's psalm tune of 1551, in four parts of our own."""
    soprano = (
        "g4 g4 f#4 e4 d4 g4 a4 b4:2 b4 b4 b4 a4 g4 c5 b4 a4:2 g4 a4 b4 a4 g4 e4 f#4 g4:2 d5 b4 g4 a4 c5 b4 a4 g4:6"
    )
    alto = (
        "d4 d4 d4 c4 b3 d4 f#4 g4:2 g4 g4 g4 f#4 e4 e4 g4 f#4:2 e4 f#4 g4 f#4 e4 c4 d4 d4:2 g4 g4 e4 f#4 e4 g4 f#4 d4:6"
    )
    tenor = "b3 b3 a3 g3 g3 b3 d4 d4:2 d4 d4 d4 d4 b3 c4 d4 d4:2 b3 d4 d4 d4 b3 a3 a3 b3:2 b3 d4 c4 d4 c4 d4 c4 b3:6"
    bass = "g2 g3 d3 e3 g3 g3 d3 g2:2 g3 g3 g3 d3 e3 a2 g2 d3:2 e3 d3 g2 d3 e3 c3 d3 g2:2 g2 g3 c3 d3 a2 g2 d3 g2:6"
    names = ("Soprano", "Alto", "Tenor", "Bass")
    roles = (Role.MELODY, Role.COUNTER, Role.HARMONY, Role.BASS)
    rows = zip(names, instruments, roles, (soprano, alto, tenor, bass), strict=True)
    return score(list(rows), bars=10, bpm=88.0, key=Key(7, Mode.MAJOR))


def hop(instruments: Sequence[int] = (110, 24, 32, 128)) -> Score:
    """A jig in the manner of many, with drums."""
    tune = "e4:.5 a4:.5 a4:.5 b4:.5 c5:.5 a4:.5 b4:.5 g4:.5 e4:.5 g4:1.5 "
    tune += "e4:.5 a4:.5 a4:.5 b4:.5 c5:.5 d5:.5 e5:.5 d5:.5 b4:.5 a4:1.5"
    chords = "a3+c4+e4:1.5 a3+c4+e4:1.5 g3+b3+d4:1.5 g3+b3+d4:1.5 a3+c4+e4:1.5 a3+c4+e4:1.5 e3+g3+b3:1.5 a3+c4+e4:1.5"
    bass = "a2:1.5 e2:1.5 g2:1.5 d2:1.5 a2:1.5 c3:1.5 e2:1.5 a2:1.5"
    drums = "c2+f#2:.5 f#2:.5 f#2:.5 d2+f#2:.5 f#2:.5 a#2:.5 " * 4
    rows = [
        ("Fiddle", instruments[0], Role.MELODY, tune),
        ("Guitar", instruments[1], Role.HARMONY, chords),
        ("Bass", instruments[2], Role.BASS, bass),
        ("Drums", instruments[3], Role.PERCUSSION, drums),
    ]
    return score(rows, bars=4, metre=(6, 8), bpm=180.0, key=Key(9, Mode.MINOR))


def single(instrument: int, pitch: int, *, quarters: float = 4.0, rest: float = 0.0, role: Role = Role.MELODY) -> Score:
    """One note, after a rest, in as many bars of four quarters as it needs; a quarter lasts half a second."""
    notes = np.array([(round(rest * TICKS), round(quarters * TICKS), pitch, 0.8, 0)], NOTE)
    bars = max(int(np.ceil((quarters + rest) / 4.0)), 1)
    part = Part("One", instrument, role)
    return Score(notes, (part,), Key(0, Mode.MAJOR), (Metre(0, 4, 4),), (Tempo(0, 120.0),), bars)


def repeated(music: Score, times: int) -> Score:
    """The same again and again."""
    length = int(music.bar_starts()[-1])
    notes = np.concatenate([music.notes] * times)
    notes["start"] += np.repeat(np.arange(times) * length, len(music.notes)).astype(np.int32)
    return Score(in_order(notes), music.parts, music.key, music.metres, music.tempos, music.bars * times)
