"""Marks in a text change how its parts are spoken, and what can't be read is named with its place."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.speech.markup import Manner, Piece, pieces_of
from tests.speech.lines import spoken


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
    ("kind", "text", "said"),
    [
        ("date", "2024-05-12", "May 12th, 2024"),
        ("date", "3/21/1843", "March 21st, 1843"),
        ("date", "5/2", "May 2nd"),
        ('date" format="dmy', "12.5.2024", "May 12th, 2024"),
        ("time", "15:30", "15 30"),
        ("time", "3:05 pm", "3 oh 5 P.M."),
        ("time", "7:00", "7 o'clock"),
        ("telephone", "+44 20-7946", "+ 4 4, 2 0, 7 9 4 6"),
        ("spell-out", "HP 7", "H P 7"),
    ],
)
def test_say_as_tells_how_numbers_are_read(kind: str, text: str, said: str) -> None:
    (piece,) = pieces_of(f'<say-as interpret-as="{kind}">{text}</say-as>', marked=True)
    assert piece.text == said


def test_a_shout_is_higher_louder_and_sharper() -> None:
    plain, shouted = pieces_of("Get <shout>back</shout>", marked=True)
    assert shouted.manner.shout == 1.0
    assert shouted.manner.pitch_semitones > plain.manner.pitch_semitones + 3.0
    calm, loud = (spoken(text, markup=True).samples for text in ("Get back there!", "<shout>Get back there!</shout>"))
    sharp = [np.abs(np.fft.rfft(wave)) for wave in (calm, loud)]
    shares = [
        np.square(each[len(each) // 6 : len(each) // 3]).sum() / np.square(each[: len(each) // 12]).sum()
        for each in sharp
    ]
    assert shares[1] > 2.0 * shares[0], "2 to 4 kHz against what lies below 1 kHz"


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
        ('<say-as interpret-as="date">2024-15-40</say-as>', "date '2024-15-40' is none such as 2024-05-12"),
        ('<say-as interpret-as="date" format="q">1/2/3</say-as>', "format 'q' is none of mdy, dmy, ymd"),
        ('<say-as interpret-as="time">25:10</say-as>', "time '25:10' is none such as 15:30"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        pieces_of(text, marked=True)
    assert caught.value.violations[0].field == "text"
    assert said in str(caught.value)
