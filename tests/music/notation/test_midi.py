"""MIDI files say what scores say, and scores what MIDI files do."""

import io
from dataclasses import replace

import mido
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.music.notation.midi_in import MOST_BYTES, read_midi
from procgen.music.notation.midi_out import midi_velocity, one_a_key, write_midi
from procgen.music.score import (
    DRUM_KIT,
    NOTE,
    ORCHESTRA_KIT,
    TICKS,
    Key,
    Metre,
    Mode,
    Part,
    Role,
    Score,
    Section,
    Syllable,
    Tempo,
    in_order,
)
from tests.music.scores import hop, line, old_hundredth, score, single


def as_written(music: Score) -> Score:
    """With velocities of 127 steps, and one note a key at a time, as MIDI has them."""
    rows = [
        (start, end - start, pitch, (midi_velocity(velocity) - 1) / 126.0, part)
        for part in range(len(music.parts))
        for start, end, pitch, velocity in one_a_key(music.notes[music.notes["part"] == part])
    ]
    return replace(music, notes=in_order(np.array(rows, NOTE)))


def same(one: Score, two: Score) -> None:
    whole = ["start", "length", "pitch", "part"]
    assert one.notes[whole].tolist() == two.notes[whole].tolist()
    assert one.notes["velocity"].tolist() == pytest.approx(two.notes["velocity"].tolist(), abs=1e-6)
    assert [(part.name, part.instrument) for part in one.parts] == [(part.name, part.instrument) for part in two.parts]
    assert (one.key, one.metres, one.bars) == (two.key, two.metres, two.bars)
    assert [tempo.tick for tempo in one.tempos] == [tempo.tick for tempo in two.tempos]
    assert [tempo.bpm for tempo in one.tempos] == pytest.approx([tempo.bpm for tempo in two.tempos], rel=1e-5)


@pytest.mark.parametrize("music", [old_hundredth(), hop()], ids=["psalm", "jig"])
@pytest.mark.parametrize("quantise", [True, False])
def test_what_is_written_is_read_again(music: Score, quantise: bool) -> None:
    found = read_midi(write_midi(music), quantise=quantise)
    same(found, as_written(music))
    assert [part.role for part in found.parts][::3] == [part.role for part in music.parts][::3]


PARTS = st.lists(st.one_of(st.integers(0, 127), st.sampled_from([DRUM_KIT, ORCHESTRA_KIT])), min_size=1, max_size=18)


@settings(max_examples=60)
@given(
    PARTS,
    st.lists(
        st.tuples(
            st.integers(0, 7000), st.integers(1, 3000), st.integers(0, 127), st.floats(0.0, 1.0), st.integers(0, 17)
        ),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from(list(Mode)),
    st.integers(0, 11),
    st.tuples(st.integers(1, 12), st.sampled_from([2, 4, 8])),
    st.floats(12.0, 400.0),
)
def test_any_score_comes_back(
    instruments: list[int], rows: list[tuple], mode: Mode, tonic: int, metre: tuple[int, int], bpm: float
) -> None:
    rows = [(*row[:4], row[4] % len(instruments)) for row in rows]
    used = sorted({row[4] for row in rows})
    rows = [(*row[:4], used.index(row[4])) for row in rows]
    parts = tuple(Part(f"Part {place}", instruments[which], Role.HARMONY) for place, which in enumerate(used))
    notes = in_order(np.array(rows, NOTE))
    metre_ = Metre(0, *metre)
    music = as_written(Score(notes, parts, Key(tonic, mode), (metre_,), (Tempo(0, bpm),), 1))
    end = int((music.notes["start"] + music.notes["length"]).max())
    music = replace(music, bars=-(-end // metre_.bar_ticks))
    same(read_midi(write_midi(music), quantise=False), music)


def test_equal_scores_make_equal_bytes() -> None:
    assert write_midi(hop(), note="a recipe") == write_midi(hop(), note="a recipe")
    texts = [message.text for message in parsed(write_midi(hop(), note="a recipe")).tracks[0] if message.type == "text"]
    assert "a recipe" in texts


def parsed(data: bytes) -> mido.MidiFile:
    return mido.MidiFile(file=io.BytesIO(data))


def test_others_see_names_programs_metres_tempos_keys_and_lengths() -> None:
    music = replace(
        old_hundredth(),
        bars=12,
        metres=(Metre(0, 4, 4), Metre(4 * 4 * TICKS, 3, 4)),
        tempos=(Tempo(0, 90.0), Tempo(8 * TICKS, 60.0)),
        sections=(Section("A", 0, 4, 0.5), Section("B", 4, 8, 0.8)),
    )
    file = parsed(write_midi(music))
    assert (file.type, file.ticks_per_beat, len(file.tracks)) == (1, TICKS, 5)
    told = {message.type: message for message in reversed(file.tracks[0])}
    assert (told["key_signature"].key, told["set_tempo"].tempo) == ("G", 666_667)
    assert [message.text for message in file.tracks[0] if message.type == "marker"] == ["A", "B"]
    assert [(m.numerator, m.denominator) for m in file.tracks[0] if m.type == "time_signature"] == [(4, 4), (3, 4)]
    assert [track.name for track in file.tracks[1:]] == ["Soprano", "Alto", "Tenor", "Bass"]
    programs = [m.program for track in file.tracks[1:] for m in track if m.type == "program_change"]
    assert programs == [73, 40, 60, 42]
    assert file.length == pytest.approx(float(music.seconds(music.bar_starts()[-1])), abs=1e-3)
    again = read_midi(write_midi(music))
    assert [(each.name, each.bar, each.bars) for each in again.sections] == [("A", 0, 4), ("B", 4, 8)]


def test_words_are_sung_where_they_are_written() -> None:
    syllables = (
        Syllable(0, 0, "hel", False, True),
        Syllable(TICKS, 0, "lo", True, True),
        Syllable(2 * TICKS, 0, "wörld", True, True),
    )
    music = replace(single(52, 64, role=Role.VOICE), syllables=syllables, bars=1)
    notes = [(place * TICKS, TICKS, 64 + place, 0.5, 0) for place in range(3)]
    found = read_midi(write_midi(replace(music, notes=np.array(notes, NOTE))))
    assert found.syllables == syllables
    assert found.parts[0].role is Role.VOICE


def messages(*tracks: list, ticks: int = 480, kind: int = 1) -> bytes:
    file = mido.MidiFile(type=kind, ticks_per_beat=ticks)
    for each in tracks:
        file.tracks.append(mido.MidiTrack(each))
    data = io.BytesIO()
    file.save(file=data)
    return data.getvalue()


def struck(note: int, time: int, length: int, channel: int = 0, velocity: int = 80) -> list:
    return [
        mido.Message("note_on", note=note, time=time, channel=channel, velocity=velocity),
        mido.Message("note_on", note=note, time=length, channel=channel, velocity=0),
    ]


def test_played_notes_are_put_on_the_grid_that_is_meant() -> None:
    uneven = [*struck(60, 11, 465), *struck(62, 10, 152), *struck(64, 6, 157), *struck(65, 5, 150), *struck(67, 3, 118)]
    found = read_midi(messages(uneven))
    assert found.notes["start"].tolist() == [0, 480, 640, 800, 960]
    assert found.notes["length"].tolist()[:4] == [480, 160, 160, 160]


def test_other_divisions_come_to_the_same() -> None:
    found = read_midi(messages(struck(60, 96, 48), ticks=96))
    assert found.notes[["start", "length"]].tolist() == [(480, 240)]


def test_one_track_of_many_channels_is_many_parts() -> None:
    events = [
        mido.Message("program_change", channel=0, program=40),
        mido.Message("program_change", channel=1, program=42),
        *struck(76, 0, 480),
        *struck(48, 0, 480, channel=1),
        *struck(38, 0, 480, channel=9),
        mido.Message("program_change", channel=0, program=73),
        *struck(88, 0, 480),
    ]
    found = read_midi(messages(events, kind=0))
    assert [part.instrument for part in found.parts] == [40, 73, 42, DRUM_KIT]
    assert [part.role for part in found.parts] == [Role.COUNTER, Role.MELODY, Role.BASS, Role.PERCUSSION]
    assert [part.name for part in found.parts] == ["Violin", "Flute", "Cello", "Drums"]


def test_a_pedal_holds() -> None:
    down = mido.Message("control_change", control=64, value=127)
    up = mido.Message("control_change", control=64, value=0, time=480)
    found = read_midi(messages([down, *struck(60, 0, 240), *struck(64, 0, 240), up]))
    assert found.notes["length"].tolist() == [960, 720]


def test_keys_are_found_by_what_sounds() -> None:
    for tonic in range(12):
        for mode, steps in (
            (Mode.MAJOR, (0, 2, 4, 5, 7, 9, 11, 12, 7, 4, 0)),
            (Mode.MINOR, (0, 2, 3, 5, 7, 8, 7, 11, 12, 7, 3, 0)),
        ):
            events = [message for step in steps for message in struck(55 + tonic + step, 0, 240)]
            assert read_midi(messages(events)).key == Key((tonic + 7) % 12, mode)


def test_metres_change_where_bars_begin() -> None:
    meta = [
        mido.MetaMessage("time_signature", numerator=3, denominator=4),
        mido.MetaMessage("time_signature", numerator=4, denominator=4, time=2000),
    ]
    found = read_midi(messages(meta, struck(60, 0, 8000)))
    assert found.metres == (Metre(0, 3, 4), Metre(2880, 4, 4))
    assert found.bars == 2 + -(-(8000 - 2880) // 1920)


@pytest.mark.parametrize(
    ("data", "value", "allowed"),
    [
        (b"", "begin with b''", "MThd"),
        (b"RIFF0000WAVE", "begin with b'RIFF'", "MThd"),
        (b"MThd\0\0", "damaged", "whole"),
        (write_midi(hop())[:-40], "damaged", "whole"),
        (write_midi(hop()).replace(b"MTrk", b"MTrx"), "damaged", "whole"),
        (messages([]), "no notes", "one note"),
        (b"MThd" + bytes(MOST_BYTES), f"{MOST_BYTES + 4} bytes", f"at most {MOST_BYTES} bytes"),
        (messages(struck(60, 0, 100), kind=2), "type 2", "type 0 or 1"),
        (messages(struck(60, 60_000_000, 100)), "longer than 2000 bars", "at most 2000"),
        (write_midi(hop())[:12] + b"\0\0" + write_midi(hop())[14:], "division 0", "1 to 32767"),
        (write_midi(hop())[:12] + b"\xe7\x28" + write_midi(hop())[14:], "division -", "1 to 32767"),
    ],
)
def test_what_is_no_midi_file_is_named(data: bytes, value: str, allowed: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        read_midi(data, field_name="motif_midi")
    (violation,) = caught.value.violations
    assert violation.field == "motif_midi"
    assert value in violation.value
    assert allowed in violation.allowed


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400), st.booleans())
def test_damaged_files_are_read_or_refused_and_nothing_else(junk: bytes, place: int, whole: bool) -> None:
    good = write_midi(single(0, 60))
    data = good[: place % len(good)] + junk + (good[place % len(good) + len(junk) :] if whole else b"")
    try:
        read_midi(data)
    except InvalidFields as error:
        assert error.violations[0].field == "midi"


def test_lines_are_read_as_they_are_written() -> None:
    assert line("f#4:2 r:1 c4+eb4", 3) == [(0, 960, 66, 0.7, 3), (1440, 480, 60, 0.7, 3), (1440, 480, 63, 0.7, 3)]
    assert len(score([("A", 0, Role.MELODY, "c4 d4")], bars=1).notes) == 2
