"""Lyrics as syllables that a voice reads."""

import pytest

from procgen.errors import InvalidFields
from procgen.music.wire import words
from procgen.music.wire.words import Voices, parted
from procgen.runtime.checkpoint import go_on
from procgen.runtime.store import ModelStore
from procgen.speech.casting import cast
from procgen.speech.parameters import SpeechParameters


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


def test_whoever_has_a_name_sings_with_one_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[SpeechParameters] = []
    monkeypatch.setattr(words, "singer", lambda _store, who, _checkpoint: asked.append(who))
    voices = Voices(ModelStore())
    for kind, name, seed in (("", "Oda", 1), ("", "Oda", 2), ("old man", "Oda", 1), ("woman", "", 1), ("woman", "", 2)):
        voices.singer(kind, name, "sad", seed, go_on)
    people = [who.person for who in asked]
    assert people[0] == people[1] == cast("Oda")
    assert (people[2].sex, people[2].age_years, people[2].seed) == (1.0, 72.0, people[0].seed)
    assert people[3] != people[4]
