"""Lyrics as syllables that a voice reads."""

import pytest

from procgen.errors import InvalidFields
from procgen.music.wire.words import Voices, parted
from procgen.runtime.store import ModelStore


@pytest.mark.parametrize(
    ("word", "syllables", "pieces"),
    [
        ("harbour", 2, ["har", "bour"]),
        ("remember", 3, ["re", "mem", "ber"]),
        ("sleeps", 1, ["sleeps"]),
        ("rhythm", 2, ["rhy", "thm"]),
        ("a", 3, ["a"]),
    ],
)
def test_words_are_parted(word: str, syllables: int, pieces: list[str]) -> None:
    assert parted(word, syllables) == pieces


def test_lines_words_and_stress_are_told() -> None:
    found = Voices(ModelStore()).words("Remember the harbour / 2 lamps")
    assert [each.text.lower() for each in found][:3] == ["re", "mem", "ber"]
    assert [each.stressed for each in found][:3] == [False, True, False]
    assert [each.ends_line for each in found].count(True) == 2
    assert "".join(each.text + (" " if each.ends_word else "") for each in found).split()[-2:] == ["2", "lamps"]


@pytest.mark.parametrize("lyrics", ["/ /", "...", "\n"])
def test_what_cannot_be_sung_is_refused(lyrics: str) -> None:
    with pytest.raises(InvalidFields, match="lyrics"):
        Voices(ModelStore()).words(lyrics)
