"""Marks in a text change how its parts are spoken, and what can't be read is named with its place."""

from __future__ import annotations

import pytest

from procgen.errors import InvalidFields
from procgen.speech.markup import Manner, Piece, pieces_of


def only(text: str) -> list[Piece]:
    return [piece for piece in pieces_of(text, marked=True) if piece.text.strip() or piece.pause_s or piece.phonemes]


def test_a_text_without_marks_is_one_part() -> None:
    assert pieces_of("a < b & c", marked=False) == [Piece("a < b & c")]


def test_breaks_say_how_long() -> None:
    assert [piece.pause_s for piece in only('<break time="300ms"/><break time="1.5s"/><break strength="strong"/>')] == [
        0.3,
        1.5,
        0.7,
    ]


def test_prosody_within_prosody_adds_up() -> None:
    (piece,) = only(
        '<prosody rate="200%" pitch="+2st"><prosody rate="50%" pitch="-5st" volume="-6dB">a</prosody></prosody>'
    )
    assert piece.manner == Manner(rate=1.0, pitch_semitones=-3.0, volume_db=-6.0)


def test_relative_per_cent_is_more_or_less_than_usual() -> None:
    (piece,) = only('<prosody rate="+10%" range="-50%">a</prosody>')
    assert piece.manner == Manner(rate=1.1, pitch_range=0.5)


def test_sub_phoneme_say_as_and_whisper() -> None:
    pieces = only(
        '<sub alias="World Wide Web">WWW</sub><phoneme ph="ˈmɪlfɚd">Millford</phoneme>'
        '<say-as interpret-as="characters">AB</say-as><say-as interpret-as="ordinal">22</say-as><whisper>c</whisper>'
    )
    assert [piece.text for piece in pieces] == ["World Wide Web", "Millford", "A B", "22nd", "c"]
    assert pieces[1].phonemes == "mˈɪlfəɹd"
    assert pieces[4].manner.whisper == 1.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a <b>c</b>", "line 1, column 3: <b> is not known"),
        ("a\n<emphasis>b", "<emphasis> is not closed"),
        ("a & b", "column 4: not well-formed"),
        ('<break time="99s"/>', "time '99s' is no span up to 10s"),
        ('<prosody pitch="+99st">a</prosody>', "pitch '+99st'"),
        ('<prosody rate="20%">a</prosody>', "x-fast, nor 40 to 250 %"),
        ('<phoneme ph="ß">a</phoneme>', "'ß' at 1 of ß"),
        ('<vocal name="burp"/>', "vocal 'burp' is none of laugh"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><speak>&b;</speak>', "got"),
        ('<sub alias="">a</sub>', "sub needs an alias"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        pieces_of(text, marked=True)
    assert caught.value.violations[0].field == "text"
    assert said in str(caught.value)
