"""Songs about somebody: verses of the song book, none twice, sung by whoever has the name."""

from __future__ import annotations

import pytest

from procgen.music.moods import ERAS, MOODS
from procgen.music.wire.verses import Subject, subject_of, write_verses
from procgen.runtime.checkpoint import go_on


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Bram", Subject("Bram")),
        ("Bram of Oxmoor and the old mill", Subject("Bram", "Oxmoor", "the old mill")),
        ("the flood in Low Haven", Subject("", "Low Haven", "the flood")),
        ("love", Subject(topic="love")),
        ("Old Marrow, Anna", Subject("Old Marrow")),
    ],
)
def test_names_places_and_things_are_told_apart(text: str, subject: Subject) -> None:
    assert subject_of(text) == subject


@pytest.mark.parametrize("era", ERAS)
def test_verses_are_as_many_as_there_is_room_for_and_none_comes_twice(era: str) -> None:
    for mood in list(MOODS)[::4]:
        verses = write_verses("Bram of Oxmoor", mood, era, 32, 7, go_on)
        lines = verses.split(" / ")
        assert len(lines) == len(set(lines)) >= 8
        assert verses == write_verses("Bram of Oxmoor", mood, era, 32, 7, go_on)
    assert len(write_verses("love", "sad", era, 8, 1, go_on).split(" / ")) >= 4
    assert 2 <= len(write_verses("love", "sad", era, 4, 1, go_on).split(" / ")) <= 4


def test_who_it_is_about_is_named() -> None:
    named = ["Bram" in write_verses("Bram", "neutral", "medieval", 32, seed, go_on) for seed in range(6)]
    assert all(named)
