"""Text becomes sentences of words with their sounds; what can't be spoken is named with its place."""

from __future__ import annotations

import pytest

from procgen.errors import Violation
from procgen.speech.babble import babble
from procgen.speech.markup import Piece, pieces_of
from procgen.speech.phonemes import SOUNDS, SYMBOLS, read_phonemes
from procgen.speech.reading import MOST_CHARACTERS, read_text, text_violations


def words(text: str, dictionary: dict[str, str] | None = None) -> dict[str, str]:
    found = read_text([Piece(text)], dictionary or {})
    return {word.text: word.phonemes for sentence in found for word in sentence.words if not word.mark}


def test_numbers_money_dates_times_and_abbreviations_are_read_out() -> None:
    found = words("Dr. Smith paid $9.99 on 3/4/2024 at 7:30.")
    assert list(found) == ["Dr", "Smith", "paid", "$9.99", "on", "March", "fourth", "2024", "at", "seven", "thirty"]
    assert found["$9.99"] == "nˈIn dˈɑləɹz ænd nˈIndi nˈIn sˈɛnts"


def test_exclamations_without_vowels_are_uttered_and_not_spelled() -> None:
    found = words("Shhh! Psst, grr! Hmph. Brrr, tsk.")
    assert found == {"Shhh": "ʃʃʃ", "Psst": "psst", "grr": "ɡˈɜɹɹ", "Hmph": "hˈʌmf", "Brrr": "bˈɜɹɹ", "tsk": "tˈɪsk"}
    assert words("The SSH key.")["SSH"] == "ˌɛsˌɛsˈAʧ"
    assert words("Shh!", {"shh": "ʃ"})["Shh"] == "ʃ", "a dictionary knows better"


def test_degrees_are_read_out() -> None:
    assert list(words("It is 20°C, 1 °F or 5°.")) == [
        "It", "is", "20", "degrees", "Celsius", "1", "degree", "Fahrenheit", "or", "5"
    ]  # fmt: skip


def test_words_that_are_written_alike_sound_by_their_sense() -> None:
    assert words("I will read it.")["read"] != words("I have read it.")["read"]


def test_a_dictionary_says_how_names_sound_whatever_their_case() -> None:
    wrong: list[Violation] = []
    sound = read_phonemes("ˈmɪlfɚd", "ph", wrong)
    assert not wrong
    assert words("Welcome to MILLFORD, friend.", {"millford": sound})["MILLFORD"] == "mˈɪlfəɹd"


def test_a_text_is_cut_into_sentences_and_long_ones_at_commas() -> None:
    assert [each.text for each in read_text([Piece("Halt! Who goes there? A friend.")], {})] == [
        "Halt!",
        "Who goes there?",
        "A friend.",
    ]
    long = read_text([Piece("we went over the hill and far away, " * 30)], {})
    assert len(long) > 3
    assert all(len("".join(word.phonemes for word in each.words)) < 260 for each in long)
    assert (
        sum(len(each.words) for each in long)
        == len([word for each in read_text([Piece("we went over the hill and far away, ")], {}) for word in each.words])
        * 30
    )


def test_pauses_stand_where_they_were() -> None:
    first, second = read_text(pieces_of('Stop <break time="500ms"/> here. <break time="1s"/> Go.', marked=True), {})
    assert [word.pause_s for word in first.words] == [0.0, 0.5, 0.0, 0.0]
    assert (first.pause_s, second.pause_s) == (1.0, 0.0)


def test_brackets_are_no_way_to_say_how_words_sound() -> None:
    assert "x" not in {word.phonemes for each in read_text([Piece("[a](/x/) b")], {}) for word in each.words}


def test_emoji_beside_words_are_silent() -> None:
    assert list(words("Hello 😀 there")) == ["Hello", "there"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", "nothing"),
        ("   ", "'   '"),
        ("😀😀", "'😀😀'"),
        ("?!…", "'?!…'"),
        ("hello привет", "'п' at 7"),
        ("こんにちは", "'こ' at 1"),
        ("12345678901234567890 coins", "20 digits at 1"),
        ("a\0b", "'\\x00' at 2"),
        ("a" * (MOST_CHARACTERS + 1), f"{MOST_CHARACTERS + 1} characters"),
    ],
)
def test_what_cannot_be_spoken_is_named(text: str, value: str) -> None:
    (violation,) = text_violations(text)
    assert (violation.field, violation.value) == ("text", value)


def test_babble_speaks_any_script_with_as_many_syllables_and_knows_names_again() -> None:
    text = "Привет, мир! こんにちは. Привет."
    assert text_violations(text, any_script=True) == []
    sentences = babble([Piece(text)], 5)
    found = [word for each in sentences for word in each.words if not word.mark]
    assert [word.text for word in found] == ["Привет", "мир", "こんにちは", "Привет"]
    assert found[0].phonemes == found[3].phonemes != found[1].phonemes
    assert all(set(word.phonemes) <= set(SYMBOLS) and SOUNDS & set(word.phonemes) for word in found)
    assert babble([Piece(text)], 6) != sentences


def test_sounds_that_english_lacks_are_refused() -> None:
    wrong: list[Violation] = []
    read_phonemes("ab!", "dictionary[x]", wrong)
    assert wrong[0].field == "dictionary[x]"
    assert "'!' at 3" in wrong[0].value
