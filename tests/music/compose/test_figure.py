"""A figure of accompaniment is gone on with: by what players do, not by which notes."""

import numpy as np
import pytest

from procgen.music.compose.events import BAR_SIZES, END, LENGTH, PITCH, PLAYER, SONG, START, Ints, Piece
from procgen.music.compose.figure import Figure, Followed
from procgen.music.compose.write import Bar, Taste, Writer
from procgen.music.ruler.statistics import figures
from tests.music.compose.network import small_network

VOICE, RIGHT, LEFT = SONG
STEPS = 96
BROKEN = [(at, RIGHT, pitch, 6) for at, pitch in zip(range(0, 96, 12), (36, 40, 43, 48) * 2, strict=True)]
ARPEGGIO = np.array([BROKEN[0], (0, LEFT, 24, 20), *BROKEN[1:]], np.int64)


def following(strength: float = 1.0, free: tuple[int, ...] = (VOICE,)) -> Followed:
    return Followed(Figure(ARPEGGIO, strength), free)


def test_what_comes_next_in_the_figure_is_likelier_than_what_leaves_it() -> None:
    leans = following().beginnings(np.array([0, 6, 12, 48, END]))
    assert leans[0, RIGHT] > 0.0 > leans[1, RIGHT]
    assert leans[0, RIGHT] > leans[2, RIGHT] > leans[3, RIGHT], "each note that is left out costs"
    assert leans[4, VOICE] < leans[1, VOICE], "a bar that ends leaves out all"


def test_a_melody_is_not_led() -> None:
    leans = following().beginnings(np.array([0, 3]))[:, VOICE]
    assert leans[0] == 0.0
    assert leans[1] < 0.0, "but for what it would leave out"
    assert following(free=(VOICE, RIGHT)).pitches(0, RIGHT) is None


def test_leaning_is_as_strong_as_asked() -> None:
    starts = np.array([0, 6, END])
    assert following(3.0).beginnings(starts) == pytest.approx(3.0 * following().beginnings(starts))


def test_what_was_followed_or_left_out_is_not_waited_for() -> None:
    followed = following()
    followed.take(np.array([12, RIGHT, 41, 6]))
    leans = followed.beginnings(np.array([0, 12, 24]))
    assert leans[0, RIGHT] < 0.0
    assert leans[1, RIGHT] < 0.0, "it was played"
    assert leans[2, RIGHT] > 0.0


def test_pitches_lean_where_the_figure_goes_from_wherever_it_is() -> None:
    followed = following()
    first = followed.pitches(0, RIGHT)
    assert first is not None
    assert int(np.argmax(first)) == 36
    followed.take(np.array([0, RIGHT, 38, 6]))
    then = followed.pitches(12, RIGHT)
    assert then is not None
    assert int(np.argmax(then)) == 42, "four up, as from 36 to 40"
    assert then[41] > then[38] > then[33]
    assert followed.pitches(15, RIGHT) is None
    lengths = followed.lengths(12, RIGHT)
    assert lengths is not None
    assert int(np.argmax(lengths)) == 6


def written(strength: float, seed: int) -> Piece:
    """Four bars after an arpeggio, each led by the one before."""
    writer = Writer(small_network(), SONG, np.random.default_rng(seed), Taste())
    numbers = np.zeros(len(BAR_SIZES), np.int64)
    bars = [writer.copy(numbers, STEPS, ARPEGGIO)]
    for _ in range(4):
        notes = bars[-1].notes
        ground = notes[notes[:, PLAYER] != VOICE]
        bars.append(writer.write(numbers, STEPS, figure=Figure(ground, strength) if strength else None))
    return as_piece(bars)


def as_piece(bars: list[Bar]) -> Piece:
    counts = np.cumsum([0, *(len(bar.notes) for bar in bars)])
    told = np.array([bar.numbers for bar in bars])
    return Piece(np.concatenate([bar.notes for bar in bars]), counts, told, np.array([bar.steps for bar in bars]))


def test_whatever_the_network_says_bars_that_are_led_are_more_alike() -> None:
    free, led = (np.mean([figures(written(strength, seed)) for seed in range(3)], 0) for strength in (0.0, 80.0))
    assert (led[[0, 4]] > free[[0, 4]] + 0.2).all()


def test_notes_of_bars_that_are_led_can_be_played() -> None:
    piece = written(80.0, 1)
    for first, last in zip(piece.offsets[:-1], piece.offsets[1:], strict=True):
        notes: Ints = piece.notes[first:last]
        order = np.lexsort((notes[:, PITCH], notes[:, PLAYER], notes[:, START]))
        assert np.array_equal(order, np.arange(len(notes)))
        assert (notes[:, START] < STEPS).all()
        assert (notes[:, LENGTH] >= 0).all()
        voice = notes[notes[:, PLAYER] == VOICE, START]
        assert len(set(voice.tolist())) == len(voice)
