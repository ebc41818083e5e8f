"""Figures of music tell what they should."""

from pathlib import Path

import numpy as np
import pytest

from procgen.music.compose.events import PITCH, PLAYER, START, Piece
from procgen.music.recipe.corpus import load_works
from procgen.music.recipe.rows import Rows
from procgen.music.ruler.copies import Passages
from procgen.music.ruler.evaluate import bits_by_network, cut_bars
from procgen.music.ruler.ngram import NGram, bits_a_note, stream
from procgen.music.ruler.statistics import STATISTICS, apart, features, figures, melody, places, repeats, summed
from tests.music.compose.network import small_network
from tests.music.pieces import small_pack


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> list[Piece]:
    folder: Path = tmp_path_factory.mktemp("pack")
    small_pack(folder)
    return [work.piece for work in load_works(folder)]


def test_counted_contexts_are_distributions(pieces: list[Piece]) -> None:
    """Of all tokens that may follow a context, probabilities add up to one."""
    model = NGram(pieces[:2], 3)
    short = cut_bars(pieces[0], 0, 1)
    tokens = stream(short)
    total = 0.0
    before = model.bits(Piece(short.notes[:0], np.zeros(2, np.int64), short.bars, short.steps))
    assert before > 0.0
    for token in range(311):
        # The last token of the stream is replaced by each one there is.
        changed = np.concatenate([tokens[:-1], [token]])
        total += 2.0 ** -(model.bits_of(changed) - model.bits_of(tokens[:-1]))
    assert total == pytest.approx(1.0, abs=0.02)


def test_what_was_counted_is_told_in_fewer_bits(pieces: list[Piece]) -> None:
    assert bits_a_note(pieces[:3], pieces[:1], 5) < 0.7 * bits_a_note(pieces[4:], pieces[:1], 5)


def test_a_network_that_knows_nothing_needs_many_bits(pieces: list[Piece]) -> None:
    assert bits_by_network(small_network(), pieces[:2]) > 10.0
    assert len(Rows(pieces[:1]).all(512)) == 1


def test_equal_music_is_not_apart_and_other_music_is(pieces: list[Piece]) -> None:
    for name in STATISTICS:
        assert apart(name, summed(name, pieces[:2]), summed(name, pieces[:2])) == pytest.approx(0.0, abs=1e-9)
    assert apart("pitch_class", summed("pitch_class", pieces[:1]), summed("pitch_class", pieces[5:])) > 0.05
    assert len({len(features(piece)) for piece in pieces}) == 1


def test_repeats_are_heard(pieces: list[Piece]) -> None:
    quartet = pieces[5]
    assert repeats(quartet)[1] > 0.9 > repeats(quartet)[0]


def test_figures_are_what_players_do_and_not_which_notes(pieces: list[Piece]) -> None:
    song = pieces[0]
    assert figures(song)[:4] == pytest.approx(1.0), "chords off the beat over a bass in all bars"
    notes = song.notes.copy()
    bar = np.repeat(np.arange(len(song)), np.diff(song.offsets))
    below = notes[:, PLAYER] != 0
    notes[below, PITCH] += bar[below] % 3
    moved = Piece(notes, song.offsets, song.bars, song.steps)
    assert figures(moved) == pytest.approx(figures(song))
    assert repeats(moved) != pytest.approx(repeats(song), abs=1e-3)
    notes = song.notes.copy()
    notes[~below, START] = (notes[~below, START] + 12) % 96
    other_tune = Piece(notes, song.offsets, song.bars, song.steps)
    assert figures(other_tune) == pytest.approx(figures(song))
    late = song.notes.copy()
    here = below & (bar % 2 == 1)
    late[here, START] += 6
    other = figures(Piece(late, song.offsets, song.bars, song.steps))
    assert other[0] < 0.2
    assert other[1] == pytest.approx(1.0), "every other bar"


def test_copies_of_bars_and_long_ends_are_seen(pieces: list[Piece]) -> None:
    song, quartet = places(pieces[0]), places(pieces[5])
    assert quartet[4] > 0.8, "its bars are two, by turns"
    assert song[4] < quartet[4]
    held = pieces[0].notes.copy()
    held[-1, 3] = 33
    piece = pieces[0]
    later = places(Piece(held, piece.offsets, piece.bars, piece.steps))
    assert later[2] > 3.0 > song[2]
    assert later[:2].tolist() == pytest.approx(song[:2].tolist())


def test_the_melody_is_the_first_players(pieces: list[Piece]) -> None:
    start, pitch, length = melody(pieces[0])
    assert len(start) == len(pitch) == len(length) == 48
    assert (np.diff(start) > 0).all()


def test_copied_passages_are_found(pieces: list[Piece]) -> None:
    passages = Passages(pieces[:1])
    assert passages.longest(pieces[0]) == 64
    moved = pieces[0].notes.copy()
    moved[:, PITCH] += 3
    same = pieces[0]
    assert passages.longest(Piece(moved, same.offsets, same.bars, same.steps)) == 64
    mixed = pieces[0].notes.copy()
    mixed[:, PITCH] = (mixed[:, PITCH] * 7 + np.arange(len(mixed)) * 11) % 84
    assert passages.longest(Piece(mixed, same.offsets, same.bars, same.steps)) < 8
