"""Scores know when their bars and notes come."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.music.score import NOTE, TICKS, Key, Metre, Mode, Part, Role, Score, Section, Tempo, in_order


def score(metres: tuple[Metre, ...], tempos: tuple[Tempo, ...], bars: int) -> Score:
    part = Part("Piano", 0, Role.MELODY)
    return Score(np.zeros(0, NOTE), (part,), Key(0, Mode.MAJOR), metres, tempos, bars)


def test_bars_start_where_their_metres_say() -> None:
    music = score((Metre(0, 3, 4), Metre(2 * 3 * TICKS, 6, 8)), (Tempo(0, 120.0),), 4)
    assert music.bar_starts().tolist() == [0, 1440, 2880, 4320, 5760]


def test_ticks_come_as_the_tempo_of_their_time_says() -> None:
    music = score((Metre(0, 4, 4),), (Tempo(0, 60.0), Tempo(TICKS, 120.0)), 1)
    assert music.seconds([0, TICKS // 2, TICKS, 2 * TICKS]).tolist() == pytest.approx([0.0, 0.5, 1.0, 1.5])


@given(st.lists(st.tuples(st.integers(1, 5000), st.floats(20.0, 300.0)), max_size=5), st.integers(0, 20_000))
def test_time_goes_on_without_jumps(changes: list[tuple[int, float]], tick: int) -> None:
    at, tempos = 0, [Tempo(0, 100.0)]
    for after, bpm in changes:
        at += after
        tempos.append(Tempo(at, bpm))
    music = score((Metre(0, 4, 4),), tuple(tempos), 1)
    before, now = music.seconds([tick, tick + 1])
    assert 60.0 / (300.0 * TICKS) * 0.999 <= now - before <= 60.0 / (20.0 * TICKS) * 1.001


def test_notes_are_put_in_order() -> None:
    notes = np.array([(5, 1, 60, 0.5, 1), (0, 1, 62, 0.5, 1), (0, 1, 61, 0.5, 0)], NOTE)
    assert in_order(notes)["pitch"].tolist() == [61, 62, 60]


def test_ticks_are_in_their_bars_and_bars_have_the_energy_of_their_section() -> None:
    music = score((Metre(0, 3, 4),), (Tempo(0, 120.0),), 4)
    assert music.bars_at([0, 1439, 1440, 5759, 5760, 9999]).tolist() == [0, 0, 1, 3, 3, 3]
    music = replace(music, sections=(Section("A", 1, 2, 0.9),))
    assert music.bar_energies().tolist() == [0.5, 0.9, 0.9, 0.5]
