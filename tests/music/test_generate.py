"""Pieces and sets: layers add up to the mix, loops have no seam, a set is of one motif and one tonic."""

from __future__ import annotations

import base64
from dataclasses import replace

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.formats.loudness import loudness_lufs
from procgen.music.generate import RATE_HZ, check, check_set, generate
from procgen.music.motif import in_key
from procgen.music.notation.midi_out import write_midi
from procgen.music.parameters import MusicParameters, MusicSetParameters, continued
from procgen.music.settle import settled
from procgen.runtime.recipe import Recipe
from tests.music.studio import small_music, small_set, studio


def test_layers_are_in_step_and_add_up_to_the_mix() -> None:
    made = small_music()
    piece = made.piece
    assert list(piece.layers) == ["bed", "melody", "drive", "force"]
    assert {each.shape for each in piece.layers.values()} == {(4 * 4 * RATE_HZ // 2, 2)}
    error = np.abs(piece.mix - made.rendered.mix).max()
    assert 20.0 * np.log10(error / np.abs(made.rendered.mix).max()) < -60.0
    assert loudness_lufs(piece.mix, RATE_HZ) == pytest.approx(made.parameters.loudness_lufs, abs=1.0)


def test_beats_and_bars_fall_on_samples() -> None:
    piece = small_music().piece
    assert piece.beats.bars.tolist() == [96_000 * bar for bar in range(5)]
    assert piece.beats.beats.tolist() == [24_000 * beat for beat in range(16)]


def test_a_loop_goes_on_without_a_seam() -> None:
    """The spectrum changes no more from the end to the beginning than it does inside."""
    mix = small_music().piece.mix.mean(axis=1)
    twice = np.concatenate([mix, mix])
    window = 2048
    flux = []
    for start in range(0, len(twice) - 2 * window, window // 2):
        a, b = (np.abs(np.fft.rfft(twice[at : at + window] * np.hanning(window))) for at in (start, start + window))
        flux.append(np.abs(b - a).sum())
    seam = np.array(flux[(len(mix) - 2 * window) // (window // 2) : len(mix) // (window // 2)])
    assert seam.max() <= np.percentile(flux, 99.0)
    assert abs(mix[0] - mix[-1]) <= np.abs(np.diff(mix)).max()


def test_equal_requests_equal_bytes_and_the_recipe_says_them() -> None:
    first = small_music()
    again = generate(first.parameters, studio())
    assert again.piece.mix.tobytes() == first.piece.mix.tobytes()
    recipe = Recipe.from_json(first.recipe.to_json())
    assert recipe.request["seed"] == "7"
    assert recipe.model_sha256 == {"composer": "0"}


def test_a_set_is_of_one_motif_one_tonic_and_many_tempos() -> None:
    made = small_set()
    pieces = list(made.pieces.values())
    assert list(made.pieces) == ["exploration", "battle", "victory"]
    assert len({piece.settled.key.tonic for piece in pieces}) == 1
    assert len({piece.settled.tempo_bpm for piece in pieces}) == 3
    assert [piece.loop for piece in pieces] == [True, True, False]
    for piece in pieces[1:]:
        there = in_key(made.motif, pieces[0].settled.key, piece.settled.key, chromatic=False)
        assert [note.pitch for note in piece.settled.motif] == [note.pitch for note in there]
    assert list(made.bridges) == list(made.pieces)
    assert [each.beats.samples for each in made.bridges.values()] == [each.beats.bars[1] for each in pieces]
    assert list(made.stingers) == ["victory", "danger"]
    assert all(1.0 < each.duration_s < 12.0 for each in made.stingers.values())


def test_too_long_is_refused() -> None:
    with pytest.raises(InvalidFields, match="bars"):
        check(MusicParameters(bars=160, tempo_bpm=40.0))
    with pytest.raises(InvalidFields, match="bars"):
        check_set(MusicSetParameters(uses=("battle", "defeat"), bars=160))


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        (MusicSetParameters(uses=()), "uses"),
        (MusicSetParameters(uses=("battle", "battle")), "uses"),
        (MusicSetParameters(uses=("battle", "disco")), "uses[1]"),
        (MusicSetParameters(stingers=("boo",)), "stingers[0]"),
        (MusicSetParameters(stingers=("death", "death")), "stingers"),
        (MusicSetParameters(mood="blue"), "mood"),
        (MusicSetParameters(bars=8, length_s=8.0), "length_s"),
    ],
)
def test_what_a_set_cannot_be_is_named(parameters: MusicSetParameters, field: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        check_set(parameters)
    assert [each.field for each in caught.value.violations] == [field]


def test_songs_are_sung_in_the_place_of_the_melody() -> None:
    asked = MusicParameters(lyrics="the harbour sleeps", ensemble="chamber", bars=4, metre="4/4", tempo_bpm=120.0)
    made = generate(asked, studio())
    score = made.piece.arrangement.score
    assert [part.name for part in score.parts].count("Voice") == 1
    assert "Oboe" not in [part.name for part in score.parts]
    assert [each.text for each in score.syllables][:3] == ["the", "harbour", "sleeps"]
    assert made.recipe.model_sha256 == {"composer": "0", "voice": "1"}
    assert np.abs(made.rendered.of((0,))).max() > 0.01


def test_a_piece_goes_on_in_key_metre_and_tempo_of_the_one_before_unless_others_are_asked_for() -> None:
    first = MusicParameters(use="night", ensemble="harp", metre="3/4", key="Eb", mode="minor", tempo_bpm=95.0, bars=4)
    before = generate(first, studio())
    midi = write_midi(before.piece.arrangement.score)
    asked = MusicParameters(use="battle", ensemble="harp", bars=4, continue_midi=midi, seed=3)
    after = generate(asked, studio())
    told = after.piece.settled.told()
    assert [told[name] for name in ("key", "mode", "metre")] == ["Eb", "minor", "3/4"]
    assert told["tempo_bpm"] == pytest.approx(95.0, abs=0.01)
    assert base64.b64decode(after.recipe.request["continue_midi"]) == midi
    other = settled(replace(asked, key="G", metre="4/4", tempo_bpm=150.0), before=continued(midi)).told()
    assert [other[name] for name in ("key", "metre", "tempo_bpm")] == ["G", "4/4", 150.0]


def test_a_song_about_something_has_its_words_written_and_told() -> None:
    asked = MusicParameters(song="Bram", singer_name="Oda", mood="sad", ensemble="chamber", bars=4, seed=6)
    made = generate(asked, studio())
    assert made.piece.lyrics == "a sad song / of Bram number 6"
    assert [each.text for each in made.piece.arrangement.score.syllables][:3] == ["a", "sad", "song"]
    assert made.recipe.request["song"] == "Bram"
    assert "lyrics" not in made.recipe.request
    assert made.recipe.model_sha256 == {"composer": "0", "voice": "1"}


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        (MusicParameters(song="x" * 81), ["song"]),
        (MusicParameters(song="..."), ["song"]),
        (MusicParameters(song="Bram", lyrics="la"), ["song"]),
        (MusicParameters(singer_name="Oda"), ["singer_name"]),
        (MusicParameters(singer="man"), ["singer"]),
    ],
)
def test_what_a_song_cannot_be_is_named(parameters: MusicParameters, fields: list[str]) -> None:
    with pytest.raises(InvalidFields) as caught:
        check(parameters)
    assert [each.field for each in caught.value.violations] == fields
