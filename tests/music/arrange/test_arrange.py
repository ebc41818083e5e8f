"""Arrangements: nobody leaves their range, harmony is kept, layers part the notes, equal seeds give equal notes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.music.arrange.arrange import arrange, composed
from procgen.music.arrange.ensembles import LAYERS, ensembles
from procgen.music.arrange.harmony import read_harmony, voiced
from procgen.music.arrange.modes import in_mode
from procgen.music.arrange.percussion import grooves, kits
from procgen.music.arrange.ranges import fitted
from procgen.music.arrange.textures import TEXTURES
from procgen.music.moods import USES
from procgen.music.score import NOTE, STEPS, Key, Mode, Role
from tests.music.tunes import DEGREES, simple

METRES = ((4, 4), (3, 4), (6, 8), (2, 4), (5, 4), (7, 8), (9, 8), (12, 8))


@pytest.mark.parametrize("name", ensembles())
@pytest.mark.parametrize("energy", [0.1, 0.6, 1.0])
def test_players_stay_in_their_ranges_and_in_the_piece(name: str, energy: float) -> None:
    ensemble = ensembles()[name]
    players = {player.name: player for player in ensemble.players}
    for beats, unit in METRES:
        score = simple(Key(7, Mode.MINOR), beats, unit, 8, (energy,))
        made = arrange(score, ensemble, "war", seed=1).score
        end = score.bar_starts()[-1]
        assert len(made.notes)
        assert (made.notes["length"] > 0).all()
        assert (made.notes["start"] >= 0).all()
        assert (made.notes["start"] + made.notes["length"] <= end).all()
        for number, part in enumerate(made.parts):
            pitches = made.notes["pitch"][made.notes["part"] == number]
            if part.drums:
                assert ((pitches >= 35) & (pitches <= 81)).all()
            else:
                assert (pitches >= players[part.name].low).all()
                assert (pitches <= players[part.name].high).all()


@given(st.integers(0, 11), st.sampled_from((Mode.MAJOR, Mode.MINOR)), st.sampled_from(METRES[:3]))
def test_harmony_is_read(tonic: int, mode: Mode, metre: tuple[int, int]) -> None:
    key = Key(tonic, mode)
    score = simple(key, *metre)
    starts = score.bar_starts().tolist()
    for chord in read_harmony(score):
        bar = starts.index(max(start for start in starts if start <= chord.start))
        assert chord.root == (tonic + STEPS[mode][DEGREES[bar]]) % 12


@given(st.sampled_from(sorted(ensembles())), st.sampled_from(METRES), st.floats(0.0, 1.0))
@settings(max_examples=25)
def test_accompaniment_sounds_with_the_chords(name: str, metre: tuple[int, int], energy: float) -> None:
    score = simple(Key(2, Mode.MAJOR), *metre, 8, (energy,))
    chords = read_harmony(score)
    made = arrange(score, ensembles()[name], "folk", seed=2).score
    textured = {each.name for each in ensembles()[name].players if each.texture not in ("line", "drone")}
    for number, part in enumerate(made.parts):
        if part.name in textured:
            for note in made.notes[made.notes["part"] == number]:
                chord = next(each for each in chords if each.start <= note["start"] < each.end)
                assert int(note["pitch"]) % 12 in chord.pitch_classes, (part.name, chord, note)


def test_energy_brings_players_notes_and_strength() -> None:
    made = arrange(simple(bars=16, energies=(0.2, 0.9)), ensembles()["orchestra"], "war", seed=1).score
    half = made.bar_starts()[8]
    calm, wild = (made.notes[which] for which in (made.notes["start"] < half, made.notes["start"] >= half))
    assert len(np.unique(wild["part"])) > len(np.unique(calm["part"]))
    assert len(wild) > 2 * len(calm)
    assert wild["velocity"].mean() > calm["velocity"].mean() + 0.15


def test_layers_part_the_notes() -> None:
    made = arrange(simple(energies=(0.8,)), ensembles()["orchestra"], "travel", seed=1)
    layers = [made.layer(which).notes for which in made.used_layers()]
    assert made.used_layers() == (0, 1, 2, 3)
    assert sum(map(len, layers)) == len(made.score.notes)
    assert all(len(each) for each in layers)


def test_every_ensemble_has_a_bed_a_melody_and_something_to_add() -> None:
    for ensemble in ensembles().values():
        layers = {player.layer for player in ensemble.players}
        assert {LAYERS.index("bed"), LAYERS.index("melody"), LAYERS.index("drive")} <= layers
        assert any(p.role is Role.MELODY and p.from_energy == 0.0 for p in ensemble.players), ensemble.name
        assert any(p.layer == 0 and p.from_energy == 0.0 for p in ensemble.players)
        assert all(p.high - p.low >= 12 and p.texture in ("line", *TEXTURES) for p in ensemble.players)
        assert len({p.name for p in ensemble.players}) == len(ensemble.players)
        assert not ensemble.kit or ensemble.kit in kits()


def test_uses_name_what_there_is() -> None:
    for use in USES.values():
        assert use.groove in grooves()
        assert len(use.form) == len(use.energies)
        assert all(name in ensembles() for names in use.ensembles.values() for name in names)


def test_equal_seeds_equal_notes_and_others_drum_otherwise() -> None:
    score, ensemble = simple(energies=(0.9,)), ensembles()["rock"]
    first, again, other = (arrange(score, ensemble, "war", seed=seed).score.notes for seed in (5, 5, 6))
    assert first.tobytes() == again.tobytes() != other.tobytes()


def test_percussion_can_be_left_out_and_fills_end_sections() -> None:
    score, ensemble = simple(energies=(0.8,)), ensembles()["rock"]
    silent = arrange(score, ensemble, "war", seed=1, percussion=0.0).score
    assert all(part.role is not Role.PERCUSSION for part in silent.parts)
    drummed = arrange(score, ensemble, "war", seed=1)
    drums = drummed.score.notes[drummed.score.notes["part"] == len(drummed.score.parts) - 1]
    starts = score.bar_starts()
    toms = np.isin(drums["pitch"], (43, 47, 48))
    assert toms[drums["start"] >= starts[-2] + 960].any()
    assert not toms[drums["start"] < starts[1]].any()


def test_lines_keep_their_shape() -> None:
    score = simple(energies=(0.5,))
    made = arrange(score, ensembles()["quartet"], "hush", seed=1).score
    first = made.notes[made.notes["part"] == 0]
    ours = composed(score, Role.MELODY)
    assert set((first["pitch"] - ours["pitch"]).tolist()) <= {-12, 0, 12}


@given(st.sampled_from((Mode.DORIAN, Mode.PHRYGIAN, Mode.LYDIAN, Mode.MIXOLYDIAN)), st.integers(0, 11))
def test_modes_alter_the_steps_that_differ(mode: Mode, tonic: int) -> None:
    base = Mode.MINOR if mode in (Mode.DORIAN, Mode.PHRYGIAN) else Mode.MAJOR
    score = simple(Key(tonic, base))
    altered = in_mode(score, mode)
    scale = {(tonic + step) % 12 for step in STEPS[mode]}
    assert {int(pitch) % 12 for pitch in altered.notes["pitch"]} <= scale
    assert np.abs(altered.notes["pitch"] - score.notes["pitch"]).max() == 1
    assert in_mode(score, base) is score


@given(st.lists(st.integers(0, 127), max_size=20), st.integers(20, 60), st.integers(11, 40), st.integers(-2, 2))
def test_folding_keeps_pitch_classes(pitches: list[int], low: int, width: int, octave: int) -> None:
    given_ = np.array(pitches, np.int64)
    made = fitted(given_, low, low + width, octave)
    assert ((made >= low) & (made <= low + width)).all()
    assert ((made - given_) % 12 == 0).all()


def test_voices_move_little() -> None:
    chords = read_harmony(simple())
    before: tuple[int, ...] = ()
    for chord in chords:
        voices = voiced(chord, 48, 76, before)
        assert len(voices) == 3
        assert all(48 <= each <= 76 for each in voices)
        assert not before or max(abs(a - b) for a, b in zip(voices, before, strict=True)) <= 7
        before = voices


def test_a_score_without_notes_is_still_arranged() -> None:
    score = replace(simple(), notes=np.zeros(0, NOTE))
    made = arrange(score, ensembles()["harp"], "hush", seed=1)
    assert made.score.bars == score.bars


def test_where_the_melody_is_silent_who_accompanies_has_it_and_chords_have_a_bass() -> None:
    score = simple(bars=8)
    starts = score.bar_starts()
    silent = (score.notes["start"] < starts[2]) & np.isin(score.notes["part"], (0, 2))
    made = arrange(replace(score, notes=score.notes[~silent]), ensembles()["quartet"], "hush", seed=1).score
    names = [part.name for part in made.parts]
    for name in ("Violin I", "Cello"):
        own = made.notes[made.notes["part"] == names.index(name)]
        assert (own["start"] < starts[1]).any(), name
    first = made.notes[(made.notes["part"] == names.index("Cello")) & (made.notes["start"] == 0)]
    assert first["pitch"][0] % 12 == score.key.tonic
