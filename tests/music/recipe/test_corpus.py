"""Scores of the pack become events of bars in one key."""

from pathlib import Path

import numpy as np
import pytest

from procgen.music.compose.events import LENGTHS, LOWEST_PITCH, METRES, MODE, PITCH, PLAYER, START
from procgen.music.recipe.corpus import as_piece, load_works
from tests.music.pieces import meta, quartet, small_pack, song, write_pack

PIANO = ["Voice", "Piano", "Piano"]


def test_all_keys_become_the_one_without_signature() -> None:
    pieces = []
    for tonic, fifths in ((60, 0), (62, 2), (57, 3), (65, -1)):
        piece = as_piece(np.array(sorted(song(8, tonic))), meta("lied", PIANO, 4, fifths, "train", "One"))
        assert piece is not None
        pieces.append(piece)
    classes = [np.unique((piece.notes[:, PITCH] + LOWEST_PITCH) % 12).tolist() for piece in pieces]
    assert classes == [[0, 2, 4, 5, 7, 9, 11]] * 4
    assert [int(piece.bars[0, MODE]) for piece in pieces] == [0] * 4


def test_notes_stand_in_their_bars_as_they_were() -> None:
    rows = np.array(sorted(song(6, 60)))
    piece = as_piece(rows, meta("lied", PIANO, 4, 0, "train", "One"))
    assert piece is not None
    assert len(piece) == 6
    assert set(piece.steps.tolist()) == {96}
    begins = np.repeat(np.arange(6) * 96, np.diff(piece.offsets))
    told = {
        (
            (int(begin) + int(note[START])) * 20,
            LENGTHS[int(note[3])] * 20,
            int(note[PITCH]) + LOWEST_PITCH,
            int(note[PLAYER]),
        )
        for begin, note in zip(begins, piece.notes, strict=True)
    }
    assert told == {tuple(row) for row in rows.tolist()}


def test_an_upbeat_is_a_bar_of_its_own() -> None:
    piece = as_piece(np.array(sorted(song(8, 60, upbeat=1))), meta("lied", PIANO, 4, 0, "train", "One"))
    assert piece is not None
    bass = piece.notes[piece.notes[:, PLAYER] == 2]
    assert set(bass[:, START].tolist()) == {0}


def test_what_is_neither_song_nor_quartet_is_left_out() -> None:
    rows = np.array(quartet(4, 60))
    assert as_piece(rows, meta("quartet", ["A", "B", "C", "D"], 3, 0, "train", "One")) is not None
    assert as_piece(rows, meta("lied", ["Soprano", "Alto", "Tenor", "Bass"], 3, 0, "train", "One")) is None
    assert METRES[1] == (3, 4)


def test_splits_are_by_composer(tmp_path: Path) -> None:
    small_pack(tmp_path)
    works = load_works(tmp_path)
    assert len(works) == 8
    assert [work.composer for work in works if work.split == "test"] == ["Quartet 1"]


def test_a_pack_whose_files_differ_is_refused(tmp_path: Path) -> None:
    write_pack(tmp_path, [(song(2, 60), meta("lied", PIANO, 4, 0, "train", "One"))])
    with np.load(tmp_path / "scores_notes.npz") as pack:
        arrays = dict(pack)
    np.savez(tmp_path / "scores_notes.npz", **{**arrays, "offset": np.array([0, 1, 2])})
    with pytest.raises(ValueError, match="1 lines, for 2 pieces"):
        load_works(tmp_path)
