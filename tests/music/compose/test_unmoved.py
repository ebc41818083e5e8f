"""What stands still for bars moves on: a note again and again, a broken chord that stays the same."""

from typing import Any

import numpy as np
import pytest

from procgen.music.compose.events import BAR_SIZES, LENGTH, PITCH, PLAYER, PLAYERS, SONG, Ints
from procgen.music.compose.figure import Figure
from procgen.music.compose.unmoved import MOST_NOTES, worn_out
from procgen.music.compose.write import Taste, Writer
from tests.music.compose.network import small_network

VOICE, RIGHT, LEFT = SONG
STEPS = 96
CHORD = (36, 40, 43, 48)


def notes_of(pitches: list[int], length: int = 6) -> Ints:
    return np.array([(0, RIGHT, pitch, length) for pitch in pitches], np.int64).reshape(-1, 4)


@pytest.mark.parametrize("figure", [(40,), (36, 43), CHORD, (36, 40, 36, 43, 36, 40)])
def test_a_figure_that_stood_still_is_known_by_the_pitch_that_would_go_on(figure: tuple[int, ...]) -> None:
    played = list(figure) * 8
    most = len(played) - 1  # steps from note to note
    assert worn_out(notes_of(played), 4, most + 4) is None
    assert worn_out(notes_of(played), 5, most + 4) == figure[0]
    assert worn_out(notes_of([*played, figure[0]]), 4, most + 4) == figure[1 % len(figure)]


def test_what_moves_is_never_worn_out() -> None:
    scale = [30 + (number * number) % 23 for number in range(40)]
    assert worn_out(notes_of(scale), 40) is None
    assert worn_out(notes_of([]), 40) is None
    assert worn_out(notes_of([40]), 40) is None
    assert worn_out(notes_of([40, 45]), 40) is None, "what was heard once is no figure"


def test_other_lengths_are_another_figure() -> None:
    played = notes_of([40] * 30)
    played[20, LENGTH] = 3
    assert worn_out(played, 4) is None
    assert worn_out(played, MOST_NOTES) == 40


def writer_after(bars: int) -> tuple[Writer, Ints]:
    """One that has read so many bars of one broken chord."""
    writer = Writer(small_network(), SONG, np.random.default_rng(1), Taste(shares=(1.0, 1.0, 1.0, 1.0)))
    chord = np.array([(at, RIGHT, pitch, 6) for at, pitch in zip(range(0, 96, 12), CHORD * 2, strict=True)], np.int64)
    for _ in range(bars):
        writer.copy(np.zeros(len(BAR_SIZES), np.int64), STEPS, chord)
    return writer, chord


@pytest.mark.parametrize(("bars", "moves"), [(2, False), (3, True), (5, True)])
def test_a_player_who_is_led_moves_where_a_bar_begins(bars: int, moves: bool) -> None:
    writer, chord = writer_after(bars)
    bar = writer.write(np.zeros(len(BAR_SIZES), np.int64), STEPS, figure=Figure(chord, 80.0))
    pitch = bar.notes[bar.notes[:, PLAYER] == RIGHT, PITCH]
    assert (pitch[0] != CHORD[0]) == moves
    assert np.array_equal(np.diff(pitch)[:2], np.diff(CHORD)[:2]), "the figure goes on from there"


@pytest.mark.parametrize("player", SONG)
def test_who_rests_plays_nothing_but_what_is_given(player: int) -> None:
    numbers = np.zeros(len(BAR_SIZES), np.int64)
    given = np.array([(24, player, 50, 6)], np.int64)
    told: tuple[dict[str, Any], ...] = ({}, {"resting": (player,)}, {"resting": (player,), "given": given})
    heard = [set[bool]() for _ in told]
    for seed in range(4):
        for found, options in zip(heard, told, strict=True):
            writer = Writer(small_network(), SONG, np.random.default_rng(seed), Taste())
            notes = writer.write(numbers, STEPS, **options).notes
            found |= {tuple(note) == tuple(given[0]) for note in notes.tolist() if note[PLAYER] == player}
    assert heard[0] == {False}, PLAYERS[player]
    assert heard[1] == set()
    assert heard[2] == {True}
