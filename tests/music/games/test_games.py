"""Motifs come again where they should, and stingers and bridges are made from them."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.music.games.stingers import STINGERS, bridge_score, stinger_score
from procgen.music.motif import MotifNote, head_of, in_key, in_metre, motif_notes, read_motif
from procgen.music.score import STEPS, TICKS, Key, Metre, Mode, Role
from tests.music.tunes import simple, without

MOTIF = read_motif("E5 D5:0.5 C5 G5:2")
C = Key(0, Mode.MAJOR)


def steps(notes: tuple[MotifNote, ...]) -> list[int]:
    pitches = [note.pitch for note in notes if note.pitch is not None]
    return [int(b) - int(a) for a, b in itertools.pairwise(pitches)]


@given(st.sampled_from(((4, 4), (3, 4), (6, 8), (5, 4), (7, 8))), st.integers(48, 84))
def test_a_motif_fills_whole_bars_of_any_metre(metre: tuple[int, int], middle: int) -> None:
    bar = Metre(0, *metre)
    notes = motif_notes(MOTIF, bar, middle)
    assert np.diff(notes["pitch"]).tolist() == steps(MOTIF)
    assert (notes["start"][-1] + notes["length"][-1]) % bar.bar_ticks == 0
    assert abs(notes["pitch"].mean() - middle) <= 6.0
    assert (notes["start"] % (TICKS // 4) == 0).all()


def test_the_head_of_a_melody_is_its_first_bars() -> None:
    score = simple()
    assert steps(head_of(score, 1)) == np.diff(score.notes["pitch"][score.notes["part"] == 0][:4]).tolist()
    assert sum(note.quarters for note in head_of(score, 2)) == 8.0
    assert head_of(without(score, Role.MELODY)) == ()


@given(st.lists(st.sampled_from((0.25, 0.5, 1.0, 2.0)), min_size=2, max_size=8), st.integers(1, 2))
def test_rhythm_fills_the_bars_of_another_metre(lengths: list[float], bars: int) -> None:
    notes = tuple(MotifNote(60, length) for length in lengths)
    made = in_metre(notes, bars, 3.0, 0.25)
    assert sum(note.quarters for note in made) == 3.0 * bars
    assert all(note.quarters >= 0.25 and note.quarters % 0.25 == 0.0 for note in made)


def test_too_many_notes_for_a_bar_are_refused() -> None:
    with pytest.raises(ValueError, match="24 notes"):
        in_metre([MotifNote(60, 1.0)] * 24, 1, 3.0, 0.25)


@given(st.integers(0, 11), st.sampled_from(tuple(Mode)), st.sampled_from(tuple(Mode)))
def test_another_key_has_the_same_steps(tonic: int, old: Mode, new: Mode) -> None:
    there = in_key(MOTIF, C, Key(tonic, old), chromatic=False)
    made = in_key(there, Key(tonic, old), Key(tonic, new), chromatic=False)
    scale = {(tonic + step) % 12 for step in STEPS[new]}
    assert all((note.pitch or 0) % 12 in scale for note in made)
    assert [np.sign(each) for each in steps(made)] == [np.sign(each) for each in steps(there)]


@pytest.mark.parametrize("name", STINGERS)
def test_stingers_are_short_and_begin_with_the_motif(name: str) -> None:
    made = stinger_score(name, MOTIF, C)
    kind = STINGERS[name]
    assert made.bar_starts()[-1] == kind.quarters * TICKS
    assert 1.0 < made.seconds(made.bar_starts()[-1]) < 8.0
    melody = made.notes[made.notes["part"] == 0]
    assert len(melody) == min(kind.notes, 4)
    assert melody["start"][-1] + melody["length"][-1] == kind.quarters * TICKS
    assert made.key == Key(0, kind.mode)


def test_a_bridge_is_a_bar_that_rises_to_the_key() -> None:
    made = bridge_score(Metre(0, 3, 4), 90.0, Key(2, Mode.MINOR), read_motif("D5 F5"), 0.6)
    run = made.notes[made.notes["part"] == 0]["pitch"]
    assert made.bars == 1
    assert made.bar_starts()[-1] == 3 * TICKS
    assert (np.diff(run) > 0).all()
    assert run[-1] < 74
    assert (2 + 7) % 12 in set(made.notes["pitch"] % 12)
