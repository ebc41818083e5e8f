"""Requests for music are checked field by field, and what they leave open is drawn the same way again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue import vocabulary
from procgen.music.arrange.ensembles import ensembles
from procgen.music.moods import ERAS, MOODS, USES
from procgen.music.motif import MotifNote, key_of, motif_text, read_motif
from procgen.music.parameters import KEYS, METRES, MODES, TONICS, MusicParameters, violations
from procgen.music.score import Key, Mode
from procgen.music.settle import settled
from procgen.music.text import lexicon, understood

NAMES = {
    "use": tuple(USES), "mood": tuple(MOODS), "era": ERAS, "ensemble": tuple(ensembles()), "key": KEYS, "mode": MODES,
    "metre": METRES,
}  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"use": "disco"}, "use"),
        ({"mood": "blue"}, "mood"),
        ({"ensemble": "kazoos"}, "ensemble"),
        ({"key": "H"}, "key"),
        ({"mode": "locrian"}, "mode"),
        ({"metre": "4/0"}, "metre"),
        ({"tempo_bpm": 0.0}, "tempo_bpm"),
        ({"tempo_bpm": float("nan")}, "tempo_bpm"),
        ({"bars": 0}, "bars"),
        ({"length_s": 86_400.0}, "length_s"),
        ({"bars": 8, "length_s": 20.0}, "length_s"),
        ({"form": "A1"}, "form"),
        ({"curve": "0.5 2"}, "curve"),
        ({"curve": "loud"}, "curve"),
        ({"ending": "never"}, "ending"),
        ({"lyrics": "la " * 700}, "lyrics"),
        ({"singer": "man"}, "singer"),
        ({"lyrics": "la", "singer": "cat"}, "singer"),
        ({"motif": "E4 X9"}, "motif"),
        ({"motif": "E4"}, "motif"),
        ({"motif": "E4:1/0 D4"}, "motif"),
        ({"motif": "G9 A9"}, "motif"),
        ({"text": "a" * 301}, "text"),
    ],
)
def test_what_cannot_be_is_named(fields: dict[str, Any], field: str) -> None:
    assert [each.field for each in violations(MusicParameters(**fields))] == [field]


def test_moods_are_those_of_talk() -> None:
    assert tuple(MOODS) == tuple(vocabulary.MOODS)


@given(
    st.fixed_dictionaries({}, optional={name: st.sampled_from(known) for name, known in NAMES.items()}),
    st.integers(0, 2**64 - 1),
    st.one_of(st.none(), st.integers(4, 160)),
)
def test_what_is_said_stays_and_what_is_open_is_drawn_alike(
    fields: dict[str, Any], seed: int, bars: int | None
) -> None:
    parameters = MusicParameters(seed=seed, bars=bars, **fields)
    drawn = settled(parameters)
    assert settled(parameters) == drawn
    told = drawn.told()
    assert {name: told[name] for name in fields} == {**fields}
    assert bars is None or drawn.wish.bars == bars
    assert sum(drawn.wish.section_bars()) == drawn.wish.bars
    assert min(drawn.wish.section_bars()) >= 2
    assert len(drawn.wish.energies) == len(drawn.wish.form) > 0
    assert drawn.wish.key.mode in (Mode.MAJOR, Mode.MINOR)
    assert 40.0 <= drawn.tempo_bpm <= 220.0


def test_length_in_seconds_is_met_to_the_nearest_bar() -> None:
    drawn = settled(MusicParameters(length_s=60.0, tempo_bpm=120.0, metre="4/4"))
    assert drawn.wish.bars == 30


def test_a_sentence_is_read() -> None:
    drawn = settled(MusicParameters(text="sad harbour at night, slow waltz, accordion"))
    told = drawn.told()
    assert (told["use"], told["mood"], told["metre"], told["ensemble"]) == ("harbour", "sad", "3/4", "tavern")
    assert drawn.tempo_bpm < 75.0
    said = understood("epic batle in 7/8, in D minor, 150 bpm, no drums please")
    assert said.named["use"] == "battle"
    assert said.named["metre"] == "7/8"
    assert said.named["key"] == "D"
    assert said.tempo_bpm == 150.0
    assert "ensemble" not in said.named
    assert said.corrected == {"batle": "battle"}


def test_fields_go_before_the_text_and_the_text_before_the_seed() -> None:
    told = settled(MusicParameters(text="happy tavern", mood="sad")).told()
    assert (told["use"], told["mood"]) == ("tavern", "sad")


def test_words_name_what_there_is() -> None:
    for word in lexicon().vocabulary():
        for field, name in understood(word).named.items():
            assert name in NAMES[field], word


@given(
    st.lists(
        st.builds(MotifNote, st.one_of(st.none(), st.integers(12, 127)), st.sampled_from((0.25, 0.5, 1.0, 1.5, 3.0))),
        min_size=1, max_size=24,
    )
)  # fmt: skip
def test_motifs_are_read_as_they_are_written(notes: list[MotifNote]) -> None:
    written = motif_text(notes)
    assert all(a.pitch == b.pitch and a.quarters == b.quarters for a, b in zip(read_motif(written), notes, strict=True))


def test_keys_of_tunes_are_found() -> None:
    assert key_of(read_motif("C4 E4 G4 E4 F4 D4 B3 C4:2")) == Key(0, Mode.MAJOR)
    assert key_of(read_motif("A3 C4 E4 D4 C4 B3 G#3 A3:2")) == Key(9, Mode.MINOR)


def test_a_motif_is_heard_in_the_key_that_is_asked_for() -> None:
    drawn = settled(MusicParameters(motif="C4 E4 G4 C5:2", key="D", mode="minor"))
    assert [note.pitch % 12 for note in drawn.motif if note.pitch is not None] == [2, 5, 9, 2]


def test_names_of_keys() -> None:
    assert all(TONICS[name] == number for number, name in enumerate(KEYS))
    assert TONICS["G#"] == TONICS["Ab"]
