"""A piece that is gone on with is read as if the composer had written it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from procgen.music.compose import compose as composing
from procgen.music.compose.before import MOST_BARS, bars_before, home_of, shift_of
from procgen.music.compose.compose import compose
from procgen.music.compose.events import BEGUN, LOWEST_PITCH, METRE, METRES, PITCH, PLAYER, START
from procgen.music.compose.wish import Style, Wish
from procgen.music.compose.write import Writer
from procgen.music.score import NOTE, TICKS, Key, Metre, Mode, Part, Role, Score, Tempo
from procgen.runtime.store import ModelStore
from tests.music.compose.network import small_network

TUNE = (62, 66, 69, 74)
"""D major's chord."""


def score(bars: int, beats: int = 3) -> Score:
    rows = [
        (bar * beats * TICKS + beat * TICKS, TICKS, pitch, 0.7, part)
        for bar in range(bars)
        for beat in range(beats)
        for part, pitch in ((0, TUNE[(bar + beat) % 4]), (1, 38))
    ]
    parts = (Part("Flute", 73, Role.MELODY), Part("Bass", 43, Role.BASS))
    return Score(np.array(rows, NOTE), parts, Key(2, Mode.MAJOR), (Metre(0, beats, 4),), (Tempo(0, 90.0),), bars)


@pytest.mark.parametrize("style", Style)
def test_its_last_bars_stand_in_the_composers_key_with_who_would_have_played(style: Style) -> None:
    found = bars_before(score(20), style)
    assert len(found) == MOST_BARS
    first, last = (0, 2) if style is Style.SONG else (3, 6)
    for number, bar in enumerate(found, 20 - MOST_BARS):
        assert bar.steps == 72
        assert bar.notes[:, PLAYER].tolist() == [first, last] * 3
        assert bar.notes[:, START].tolist() == [0, 0, 24, 24, 48, 48]
        assert [pitch + LOWEST_PITCH for pitch in bar.notes[::2, PITCH]] == [
            TUNE[(number + beat) % 4] - 2 for beat in range(3)
        ]
        assert METRES[bar.numbers[METRE]] == (3, 4)
        assert bar.numbers[BEGUN] == 4
    assert [bar.numbers[BEGUN] for bar in bars_before(score(3), style)] == [0, 1, 2]


@pytest.mark.parametrize("tonic", range(12))
def test_keys_are_moved_to_by_less_than_an_octave(tonic: int) -> None:
    for mode in Mode:
        key = Key(tonic, mode)
        assert -5 <= shift_of(key) <= 6
        assert (home_of(key) + shift_of(key)) % 12 == tonic


def test_bars_that_composers_can_not_read_are_where_it_begins() -> None:
    long = score(4, beats=9)
    assert bars_before(long, Style.SONG) == []
    silent = replace(long, notes=long.notes[:0], metres=(Metre(0, 4, 4),))
    assert [len(bar.notes) for bar in bars_before(silent, Style.QUARTET)] == [0] * 4


def test_what_is_composed_follows_it_and_is_another_piece_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composing, "load_composer", lambda *_store: small_network())
    read: list[int] = []
    copy = Writer.copy

    def counted(self: Writer, *bar: object) -> object:
        read.append(len(self.bars))
        return copy(self, *bar)  # type: ignore[arg-type]

    monkeypatch.setattr(Writer, "copy", counted)
    wish = Wish(5, Key(2, Mode.MAJOR), 3, 4, 90.0, 6, form="ABA", energies=(0.4, 0.6, 0.4))
    alone = compose(wish, ModelStore())
    read.clear()
    after, again = (compose(wish, ModelStore(), before=score(5)) for _ in range(2))
    assert read[:5] == [0, 1, 2, 3, 4]
    assert after.bars == 6
    assert after.notes.tobytes() == again.notes.tobytes() != alone.notes.tobytes()
    assert (after.notes["start"] + after.notes["length"]).max() <= 6 * 3 * TICKS
