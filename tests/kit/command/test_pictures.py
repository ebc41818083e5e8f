"""Pictures for people: what they must show, and what they must leave alone."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from procgen.kit.command.pictures import (
    coloured,
    jpeg,
    labelled,
    outlined,
    read_picture,
    side_by_side,
    with_lines,
)

GROUND = np.random.default_rng(3).integers(0, 256, (40, 50, 3), np.uint8)
NONE = np.zeros((40, 50), np.uint8)
STOPS = ((0.0, 246, 244, 232), (0.5, 222, 140, 76), (1.0, 84, 32, 68))


def test_numbers_take_the_colours_of_the_ends_and_are_cut_off_there() -> None:
    drawn = coloured(np.array([[-5.0, 0.0, 60.0, 99.0]]), 0.0, 60.0, STOPS)
    first, last = STOPS[0][1:], STOPS[-1][1:]
    assert drawn.tolist() == [[list(first), list(first), list(last), list(last)]]


def test_an_outline_leaves_what_is_inside_as_it_is() -> None:
    drawn = outlined(GROUND, 10, 8, 20, 15)
    assert (drawn[8:23, 10:30] == GROUND[8:23, 10:30]).all()
    assert (drawn[7, 10:30] != GROUND[7, 10:30]).any()


def test_sheets_keep_their_pictures() -> None:
    sheet = side_by_side([GROUND, GROUND[::-1], GROUND[:, ::-1]], 2)
    assert (sheet[:40, :50] == GROUND).all()
    assert (sheet[:40, -50:] == GROUND[::-1]).all()
    assert (sheet[-40:, :50] == GROUND[:, ::-1]).all()
    assert (sheet[-40:, -50:] == 255).all()


def test_marks_and_labels_keep_the_size() -> None:
    assert labelled(GROUND, "seed 3").shape == GROUND.shape
    assert with_lines(GROUND, [(((0, 0), (30, 30)), (200, 0, 0))]).shape == GROUND.shape


def test_pictures_can_be_read_back() -> None:
    assert read_picture(jpeg(GROUND)).shape == GROUND.shape
    data = io.BytesIO()
    Image.fromarray(NONE).save(data, "PNG")
    assert (read_picture(data.getvalue()) == NONE).all()
