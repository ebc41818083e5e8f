"""Written music says the same as the score."""

import base64
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
import verovio
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.music.notation.grid import on_grid
from procgen.music.notation.keys import fifths, found_key, key_of_fifths, spelled
from procgen.music.notation.midi_in import read_midi
from procgen.music.notation.musicxml import write_musicxml
from procgen.music.score import (
    NOTE,
    STEPS,
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
from tests.music.scores import hop, old_hundredth, repeated, score

_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_PARTS_OF_WHOLE = {"whole": 1, "half": 2, "quarter": 4, "eighth": 8, "16th": 16, "32nd": 32, "64th": 64}


def read(data: bytes) -> dict[int, list[tuple[int, int, int]]]:
    """Start, length and pitch of the notes of each part: ties joined; lengths checked against their signs and bars."""
    root = ET.fromstring(data)
    found: dict[int, list[tuple[int, int, int]]] = {}
    for number, part in enumerate(root.findall("part")):
        begin, length = 0, 0
        notes, tied = [], {}
        for measure in part.findall("measure"):
            time = measure.find("attributes/time")
            if time is not None:
                length = int(time.findtext("beats")) * 4 * TICKS // int(time.findtext("beat-type"))
            at = begin
            ends = []
            for item in measure:
                if item.tag == "backup":
                    ends.append(at)
                    at -= int(item.findtext("duration"))
                    assert at == begin
                if item.tag != "note":
                    continue
                ticks = int(item.findtext("duration"))
                check_sign(item, ticks)
                start = at - ticks if item.find("chord") is not None else at
                at = start + ticks
                pitch = sounding(item)
                if pitch is None:
                    continue
                ties = {tie.get("type") for tie in item.findall("tie")}
                voice = item.findtext("voice")
                first = tied.pop((voice, pitch, start)) if "stop" in ties else start
                if "start" in ties:
                    tied[voice, pitch, at] = first
                else:
                    notes.append((first, at - first, pitch))
            ends.append(at)
            assert set(ends) == {begin + length}
            begin += length
        assert not tied
        found[number] = sorted(notes)
    return found


def check_sign(item: ET.Element, ticks: int) -> None:
    kind = item.findtext("type")
    if kind is None:
        assert item.find("rest").get("measure") == "yes"
        return
    said = 4 * TICKS / _PARTS_OF_WHOLE[kind] * (1.5 if item.find("dot") is not None else 1.0)
    if item.find("time-modification") is not None:
        said *= 2.0 / 3.0
    assert ticks == said


def sounding(item: ET.Element) -> int | None:
    pitch = item.find("pitch")
    if pitch is not None:
        return (
            _STEPS[pitch.findtext("step")]
            + int(pitch.findtext("alter") or 0)
            + 12 * (int(pitch.findtext("octave")) + 1)
        )
    drum = item.find("instrument")
    return None if drum is None else int(drum.get("id").split("-I")[1])


def written(music: Score) -> dict[int, list[tuple[int, int, int]]]:
    found = defaultdict(list)
    end = int(music.bar_starts()[-1])
    for start, length, pitch, _, part in music.notes.tolist():
        begin, until = on_grid(start), min(on_grid(start + length), end)
        found[part].append((begin, until - begin, pitch))
    return {part: sorted(found[part]) for part in range(len(music.parts))}


@pytest.mark.parametrize("music", [old_hundredth(), hop()], ids=["psalm", "jig"])
def test_verovio_sets_it_and_plays_the_same_notes(music: Score) -> None:
    setter = verovio.toolkit()
    assert setter.loadData(write_musicxml(music, title="A tune").decode())
    page = setter.renderToSVG(1)
    assert all(part.name in page for part in music.parts)
    assert "A tune" in page
    heard = read_midi(base64.b64decode(setter.renderToMIDI()))
    assert [part.drums for part in heard.parts] == [part.drums for part in music.parts]
    tonal = [part for part in range(len(music.parts)) if not music.parts[part].drums]
    wanted = written(music)
    for part in tonal:
        own = heard.notes[heard.notes["part"] == part]
        assert sorted(own["start"].tolist()) == sorted(start for start, *_ in wanted[part])
        assert sorted(own["pitch"].tolist()) == sorted(pitch for *_, pitch in wanted[part])


@pytest.mark.parametrize("music", [old_hundredth(), hop(), repeated(hop(), 2)], ids=["psalm", "jig", "jig twice"])
def test_written_music_is_the_score(music: Score) -> None:
    assert read(write_musicxml(music)) == written(music)


PLACES = st.sampled_from([place * 120 for place in range(64)] + [place * 160 for place in range(48)])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(PLACES, PLACES, st.integers(36, 96)), min_size=1, max_size=14),
    st.sampled_from([(4, 4), (3, 4), (6, 8), (2, 2), (5, 8), (9, 8)]),
    st.integers(0, 11),
    st.sampled_from(list(Mode)),
)
def test_any_lines_come_back(rows: list[tuple[int, int, int]], metre: tuple[int, int], tonic: int, mode: Mode) -> None:
    edges = sorted({place for start, end, _ in rows for place in (start, end) if start != end})
    notes = [
        (start, min(later for later in edges if later > start) - start, pitch, 0.5, 0)
        for start, _, pitch in {start: (start, end, pitch) for start, end, pitch in rows}.values()
        if any(later > start for later in edges)
    ]
    bar_ticks = Metre(0, *metre).bar_ticks
    bars = -(-8000 // bar_ticks)
    part = (Part("One", 40, Role.MELODY),)
    made = in_order(np.array(notes, NOTE)) if notes else np.zeros(0, NOTE)
    # A sixteenth and a triplet in one quarter can't both be where they are: one of the grids holds in each. Quarters
    # are counted from where their bar begins.
    places = {place for start, length, *_ in notes for place in (start, start + length)}
    quarter_of = {place: (place // bar_ticks, place % bar_ticks // TICKS) for place in places}
    plain = {quarter_of[place] for place in places if place % 160}
    thirds = {quarter_of[place] for place in places if place % 120}
    if plain & thirds:
        return
    music = Score(made, part, Key(tonic, mode), (Metre(0, *metre),), (Tempo(0, 100.0),), bars)
    assert read(write_musicxml(music)) == written(music)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 7000), st.integers(1, 3000), st.integers(20, 100)), max_size=30),
    st.sampled_from([(4, 4), (6, 8), (7, 8)]),
)
def test_whatever_overlaps_and_is_uneven_fills_its_bars(
    rows: list[tuple[int, int, int]], metre: tuple[int, int]
) -> None:
    notes = in_order(np.array([(*row, 0.5, 0) for row in rows], NOTE)) if rows else np.zeros(0, NOTE)
    part = (Part("One", 0, Role.MELODY),)
    music = Score(notes, part, Key(2, Mode.MINOR), (Metre(0, *metre),), (Tempo(0, 100.0),), 6)
    assert len(read(write_musicxml(music))[0]) <= len(rows)


def test_words_sections_tempos_and_recipes_are_written() -> None:
    syllables = (
        Syllable(0, 0, "hel", False, True),
        Syllable(480, 0, "lo", True, False),
        Syllable(960, 0, "you", True, True),
    )
    music = score(
        [("V", 52, Role.VOICE, "c4 d4 e4:2")], bars=1, syllables=syllables, sections=(Section("A", 0, 1, 0.5),)
    )
    root = ET.fromstring(write_musicxml(music, title="A song", note='{"seed": 1}'))
    lyrics = [(each.findtext("syllabic"), each.findtext("text")) for each in root.iter("lyric")]
    assert lyrics == [("begin", "hel"), ("end", "lo"), ("single", "you")]
    assert root.findtext("work/work-title") == "A song"
    assert root.findtext("identification/miscellaneous/miscellaneous-field") == '{"seed": 1}'
    assert root.findtext("part/measure/direction/direction-type/rehearsal") == "A"
    assert root.find("part/measure/direction/sound").get("tempo") == "96"
    assert root.findtext("part-list/score-part/midi-instrument/midi-program") == "53"


def test_triplets_have_brackets_and_quavers_beams() -> None:
    third = 1 / 3
    music = score(
        [("F", 73, Role.MELODY, f"c5:{third} d5:{third} e5:{third} f5:.5 g5:.5 a5:.25 b5:.25 c6:.5 d6:1")], bars=1
    )
    notes = list(ET.fromstring(write_musicxml(music)).iter("note"))
    brackets = [[each.get("type") for each in note.iter("tuplet")] for note in notes]
    assert brackets == [["start"], [], ["stop"], [], [], [], [], [], []]
    beams = [[each.text for each in note.iter("beam")] for note in notes]
    assert beams[:8] == [
        ["begin"], ["continue"], ["end"], ["begin"], ["end"], ["begin", "begin"], ["continue", "end"], ["end"],
    ]  # fmt: skip


def test_accidentals_stand_where_the_bar_needs_them() -> None:
    music = score([("F", 73, Role.MELODY, "f#5 g5 f#5 f5 f#5 f5 g5 f#5:2")], bars=3, key=Key(7, Mode.MAJOR))
    notes = ET.fromstring(write_musicxml(music)).iter("note")
    found = [note.findtext("accidental") for note in notes if note.find("pitch") is not None]
    assert found == [None, None, None, "natural", None, "natural", None, "sharp", None]


def test_bars_by_threes_have_dotted_notes() -> None:
    music = score([("F", 73, Role.MELODY, "c5:1.5 d5:1.5 e5:3")], bars=2, metre=(6, 8))
    notes = list(ET.fromstring(write_musicxml(music)).iter("note"))
    assert [(note.findtext("type"), len(note.findall("dot"))) for note in notes] == [
        ("quarter", 1),
        ("quarter", 1),
        ("half", 1),
    ]


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("tonic", range(12))
def test_scales_are_written_by_their_signature(tonic: int, mode: Mode) -> None:
    key = Key(tonic, mode)
    assert -5 <= fifths(key) <= 6
    assert key_of_fifths(fifths(key), mode) == key
    letters = [spelled(60 + tonic + step, key) for step in STEPS[mode]]
    assert len({letter for letter, *_ in letters}) == 7
    assert sum(abs(alter) for _, alter, _ in letters) == abs(fifths(key))
    for pitch in range(21, 109):
        letter, alter, octave = spelled(pitch, key)
        assert _STEPS[letter] + alter + 12 * (octave + 1) == pitch
        assert abs(alter) <= 2


def test_a_minor_key_has_its_leading_note() -> None:
    assert spelled(68, Key(9, Mode.MINOR))[:2] == ("G", 1)
    assert spelled(70, Key(5, Mode.MAJOR))[:2] == ("B", -1)
    assert spelled(66, Key(0, Mode.MAJOR))[:2] == ("F", 1)
    assert spelled(63, Key(0, Mode.MAJOR))[:2] == ("E", -1)


def test_keys_of_tunes_are_found() -> None:
    for music in (old_hundredth(), hop()):
        assert found_key(music.notes, music.parts) == music.key
    assert found_key(np.zeros(0, NOTE), ()) == Key(0, Mode.MAJOR)
    assert replace(hop(), bars=4).bars == 4
