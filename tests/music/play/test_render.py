"""Scores sound as they are written: in tune, in time, as loud as asked, and loops go on to the sample."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import Cancelled, InvalidFields
from procgen.formats.loudness import loudness_lufs, true_peak_db
from procgen.formats.sound import write_wav
from procgen.music.play import Manner, Rendered, Sung, bar_marks, beat_map, packaged_bank, read_bank, render
from procgen.music.play.bank import FILE
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
from procgen.runtime.catalog import packaged_assets
from tests.figures import figure
from tests.music.scores import hop, old_hundredth, repeated, score, single

RATE = 48_000
EVEN = Manner(humanise=0.0, room=0.0, legato=False)
TUNED = [(40, 62), (42, 48), (60, 57), (56, 70), (57, 55), (58, 40), (68, 72), (70, 50), (71, 65), (73, 76), (74, 79),
         (6, 60), (24, 64), (46, 60), (19, 60), (109, 67), (104, 60), (111, 70), (33, 36), (12, 60)]  # fmt: skip


def played(music: Score, manner: Manner = EVEN, **said: object) -> Rendered:
    return render(music, packaged_bank(), manner=manner, **said)


def pitch_hz(sound: np.ndarray, about_hz: float) -> float:
    """By the phase that partials advance from one window to the next, of the fundamental and its multiples."""
    size, hop_ = 8192, 480
    window = np.hanning(size)
    frames = np.lib.stride_tricks.sliding_window_view(sound, size)[: 40 * hop_ : hop_] * window
    spectra = np.fft.rfft(frames, axis=1)
    best, weight = [], []
    for multiple in range(1, 9):
        middle = about_hz * multiple * size / RATE
        low, high = int(middle * 0.985), int(middle * 1.015) + 2
        if high >= spectra.shape[1] or about_hz * multiple > 8000.0:
            break
        place = low + np.abs(spectra[:, low:high]).sum(axis=0).argmax()
        turn = np.angle(spectra[1:, place] * np.conj(spectra[:-1, place]))
        expected = 2 * np.pi * middle / size * hop_
        turn = expected + (turn - expected + np.pi) % (2 * np.pi) - np.pi
        power = np.abs(spectra[1:, place]) ** 2
        best.append(float((turn * power).sum() / power.sum()) * RATE / (2 * np.pi * hop_) / multiple)
        weight.append(float(power.sum()) * multiple**2)
    return float(np.average(best, weights=weight))


@pytest.mark.parametrize(("instrument", "key"), TUNED)
def test_notes_are_in_tune(instrument: int, key: int) -> None:
    sound = played(single(instrument, key)).mix.mean(axis=1)
    right = 440.0 * 2.0 ** ((key - 69) / 12)
    cents = 1200.0 * np.log2(pitch_hz(sound[RATE // 5 : RATE + RATE // 2], right) / right)
    figure(f"music: instrument {instrument}, key {key} out of tune", cents, "cents", "within 5")
    assert abs(cents) <= 5.0


@pytest.mark.parametrize("instrument", [0, 6, 4, 12, 13, 24, 46, 68, 73])
@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_notes_begin_when_they_are_written_and_before_is_silence(instrument: int, rate: int) -> None:
    sound = played(single(instrument, 72, quarters=2.0, rest=1.0), rate=rate).mix
    assert not sound[: rate // 2].any()
    height = np.abs(sound).max(axis=1)
    begins = int(np.argmax(height > 0.005 * height.max()))
    assert 0 <= begins - rate // 2 <= 0.0021 * rate  # of which the recording's own first movement is one


def test_silence_is_where_silence_is_written() -> None:
    music = single(6, 60, quarters=1.0)
    sound = played(replace(music, bars=4)).mix
    assert len(sound) == 4 * 2 * RATE
    assert not sound[3 * RATE :].any()


def test_the_same_seed_gives_the_same_bytes_whatever_was_played_before() -> None:
    fresh = read_bank(packaged_assets() / FILE)
    music = hop()
    one = render(music, packaged_bank(), seed=3, loop=True).mix
    played(old_hundredth())
    again = render(music, packaged_bank(), seed=3, loop=True).mix
    assert one.tobytes() == again.tobytes() == render(music, fresh, seed=3, loop=True).mix.tobytes()
    assert one.tobytes() != render(music, packaged_bank(), seed=4, loop=True).mix.tobytes()


@pytest.mark.parametrize("loop", [True, False])
def test_stems_and_layers_add_up_to_the_mix(loop: bool) -> None:
    found = render(hop(), packaged_bank(), seed=1, loop=loop)
    stems = found.stems()
    assert stems.shape == (4, *found.mix.shape)
    layers = found.layers([(0,), (1, 2), (3,)])
    assert {each.shape for each in layers} == {found.mix.shape}
    for parts in (stems, layers):
        rest = np.sum(parts, axis=0) - found.mix
        apart_db = 20.0 * np.log10(np.sqrt(np.mean(rest**2)) / np.sqrt(np.mean(found.mix**2)) + 1e-12)
        figure("music: stems beside the mix", apart_db, "dB", "<= -60")
        assert apart_db <= -60.0
    assert np.allclose(layers[1], stems[1] + stems[2], atol=1e-5)


def test_a_loop_is_what_goes_on_for_ever() -> None:
    """The third of four turns played through is the loop, to the sample."""
    manner = Manner(humanise=0.0, legato=True)
    music = hop()
    loop = played(music, manner, loop=True)
    through = played(repeated(music, 4), manner)
    turn = loop.samples
    expected = through.mix[2 * turn : 3 * turn] / through.level.gain * loop.level.gain
    assert np.abs(loop.mix - expected).max() <= 1e-3 * np.abs(loop.mix).max()


@pytest.mark.parametrize("music", [hop(), old_hundredth()], ids=["jig", "psalm"])
def test_a_loop_has_no_seam(music: Score) -> None:
    found = played(music, Manner(), loop=True, seed=5)
    assert found.samples == found.beats.samples == beat_map(music, RATE).samples
    mono = np.roll(found.mix.mean(axis=1), found.samples // 2)
    hop_ = 512
    frames = np.lib.stride_tricks.sliding_window_view(mono, 2048)[::hop_] * np.hanning(2048)
    levels = np.log1p(100.0 * np.abs(np.fft.rfft(frames, axis=1)))
    flux = np.maximum(np.diff(levels, axis=0), 0.0).sum(axis=1)
    seam = found.samples // 2 // hop_
    at_seam = flux[seam - 5 : seam - 2].max()  # frames that hold the seam, and not the beat after it
    bar = float(np.percentile(np.delete(flux, np.arange(seam - 5, seam + 2)), 95))
    figure("music: spectral flux of a seam, of its bar", at_seam / bar, "", "<= 1")
    assert at_seam <= bar


PEAKY = repeated(score([("Harp", 46, Role.MELODY, "c4+e4+g4+c5 r g4+c5+e5+g5 r")], bars=1, bpm=100.0), 2)


@pytest.mark.parametrize("music", [hop(), old_hundredth(), PEAKY], ids=["jig", "psalm", "harp"])
@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_a_mix_is_as_loud_as_asked_and_does_not_clip(music: Score, rate: int) -> None:
    sound = played(music, Manner(), rate=rate, loop=True).mix
    peak_db = true_peak_db(sound)
    assert peak_db <= -1.0 + 0.01
    assert loudness_lufs(sound, rate) == pytest.approx(-18.0, abs=0.5)


@pytest.mark.parametrize("loop", [True, False])
def test_peaks_are_turned_down_in_all_stems_alike(loop: bool) -> None:
    music = score([("H", 46, Role.MELODY, "c4+e4+g4 r r r"), ("B", 32, Role.BASS, "c2:4")], bars=1, bpm=60.0)
    found = played(music, Manner(loudness_lufs=-12.0), loop=loop)
    assert found.level.curve is not None
    assert found.level.curve.min() < 0.8
    assert true_peak_db(found.mix) <= -0.99
    assert np.abs(found.stems().sum(axis=0) - found.mix).max() < 1e-4


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.sampled_from([2, 3, 4, 6, 9]), st.sampled_from([4, 8])), min_size=1, max_size=4
    ),
    st.lists(st.tuples(st.integers(1, 9000), st.floats(30.0, 240.0)), max_size=4),
)
def test_bars_and_beats_come_as_the_tempo_map_says(metres: list[tuple[int, int, int]], tempos: list) -> None:
    at, found, bars = 0, [], 0
    for count, beats, unit in metres:
        found.append(Metre(at, beats, unit))
        at += count * found[-1].bar_ticks
        bars += count
    pace, tick = [Tempo(0, 100.0)], 0
    for after, bpm in tempos:
        tick += after
        pace.append(Tempo(tick, bpm))
    music = replace(single(0, 60), metres=tuple(found), tempos=tuple(pace), bars=bars)
    beats_found = beat_map(music, RATE)
    assert beats_found.bars.tolist() == np.rint(music.seconds(music.bar_starts()) * RATE).astype(int).tolist()
    assert set(beats_found.bars[:-1].tolist()) <= set(beats_found.beats.tolist())
    assert (np.diff(beats_found.beats) > 0).all()
    assert beats_found.beats[beats_found.beat_of_bar == 0].tolist() == beats_found.bars[:-1].tolist()
    assert len(beats_found.beats) == sum(count * beats for count, beats, _ in metres)


def test_files_have_a_mark_a_bar() -> None:
    music = replace(hop(), sections=(Section("A", 0, 2, 0.5), Section("B", 2, 2, 0.9)))
    marks = bar_marks(music, beat_map(music, RATE))
    assert [mark.name for mark in marks] == ["bar 1, A", "bar 2", "bar 3, B", "bar 4"]
    assert [mark.sample for mark in marks] == [0, RATE, 2 * RATE, 3 * RATE]
    file = write_wav(np.zeros((4 * RATE, 2)), RATE, marks=marks, loop=(0, 4 * RATE - 1))
    assert file.count(b"labl") == 4
    assert b"smpl" in file


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 900), st.integers(1, 3000), st.integers(0, 127), st.floats(0.0, 1.0), st.integers(0, 2)
        ),
        max_size=8,
    ),
    st.lists(st.sampled_from([*range(120), DRUM_KIT, ORCHESTRA_KIT]), min_size=3, max_size=3),
    st.tuples(st.integers(1, 5), st.sampled_from([4, 8, 16])),
    st.floats(20.0, 480.0),
    st.booleans(),
)
def test_any_score_is_played_to_its_length_and_no_louder_than_it_may(
    rows: list[tuple], instruments: list[int], metre: tuple[int, int], bpm: float, loop: bool
) -> None:
    parts = tuple(Part(str(which), which, Role.HARMONY) for which in instruments)
    notes = in_order(np.array(rows, NOTE)) if rows else np.zeros(0, NOTE)
    music = Score(notes, parts, Key(0, Mode.MAJOR), (Metre(0, *metre),), (Tempo(0, bpm),), 1)
    found = render(music, packaged_bank(), loop=loop, rate=44_100)
    assert np.isfinite(found.mix).all()
    assert found.beats.samples == round(float(music.seconds(music.bar_starts()[-1])) * 44_100)
    assert len(found.mix) == found.beats.samples if loop else len(found.mix) >= found.beats.samples
    assert true_peak_db(found.mix) <= -0.95
    assert found.mix.any() == any(packaged_bank().preset(instruments[row[4]]).at(row[2]) for row in rows)


def test_softer_notes_are_softer_and_darker() -> None:
    found = []
    for velocity in (0.9, 0.25):
        music = single(40, 67)
        notes = music.notes.copy()
        notes["velocity"] = velocity
        rendered = played(replace(music, notes=notes))
        sound = rendered.mix.mean(axis=1)[RATE // 4 : RATE] / rendered.level.gain
        power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
        found.append((power.sum(), (power * np.arange(len(power))).sum() / power.sum()))
    (loud, bright), (soft, dark) = found
    assert 10.0 * np.log10(loud / soft) > 10.0
    assert dark < 0.9 * bright


def test_strings_tremble_where_they_should() -> None:
    def unevenness(instrument: int) -> float:
        sound = played(single(instrument, 64)).mix.mean(axis=1)[RATE // 2 : RATE]
        levels = np.sqrt(np.square(sound).reshape(-1, 240).mean(axis=1))
        spectrum = np.abs(np.fft.rfft(levels / levels.mean() - 1.0, 4096))
        return float(spectrum[round(11 * 4096 / 200) : round(15 * 4096 / 200)].max())

    assert unevenness(44) > 1.5 * unevenness(48)


def test_two_of_a_kind_sit_beside_each_other() -> None:
    music = score(
        [("I", 40, Role.MELODY, "a5:4"), ("II", 40, Role.COUNTER, "a4:4"), ("C", 42, Role.BASS, "a2:4")], bars=1
    )
    sides = np.square(played(music).stems()).mean(axis=1)
    first, second, cello = sides[:, 1] / sides.sum(axis=1)
    assert first < second < 0.5 < cello


def test_a_closed_hat_stops_an_open_one() -> None:
    open_alone = score([("D", DRUM_KIT, Role.PERCUSSION, "a#2:1 r:3")], bars=1)
    closed = score([("D", DRUM_KIT, Role.PERCUSSION, "a#2:1 f#2:.25 r:2.75")], bars=1)
    one, two = played(open_alone), played(closed)
    after = slice(int(1.1 * RATE), int(1.4 * RATE))
    assert np.abs(two.mix[after] / two.level.gain).max() < 0.3 * np.abs(one.mix[after] / one.level.gain).max()


def test_notes_that_touch_go_over_into_each_other() -> None:
    music = score([("F", 73, Role.MELODY, "g5:1 a5:1 r:2")], bars=1, bpm=120.0)
    bound = played(music, replace(EVEN, legato=True)).mix
    apart = played(music, EVEN).mix
    dip = slice(int(0.515 * RATE), int(0.55 * RATE))
    assert np.abs(bound[dip]).mean() > 1.1 * np.abs(apart[dip]).mean()


def test_a_voice_is_sung_by_who_is_given() -> None:
    music = replace(single(52, 64, role=Role.VOICE), syllables=(Syllable(0, 0, "la", True, True),))
    asked = []

    def sing(whole: Score, part: int, rate: int) -> Sung:
        asked.append((whole, part, rate))
        return Sung(np.sin(np.arange(rate) * 0.05).astype(np.float32), -100)

    sung = played(music, EVEN, sing=sing)
    assert asked == [(music, 0, RATE)]
    assert np.abs(sung.mix[:10]).max() > 0.01  # what came before the first bar is in progress
    loop = played(music, EVEN, sing=sing, loop=True).mix
    assert np.abs(loop[-90:]).max() > 0.01
    assert not loop[RATE:-200].any()
    assert not np.array_equal(sung.mix[: len(sung.mix) // 2], played(music).mix[: len(sung.mix) // 2])


@pytest.mark.parametrize(
    ("change", "field", "allowed"),
    [
        ({"rate": 22_050}, "rate", "44100 or 48000"),
        ({"manner": Manner(humanise=2.0)}, "manner.humanise", "0 to 1"),
        ({"score": replace(single(0, 60), bars=0)}, "bars", "1 or more"),
        ({"score": replace(single(0, 60), bars=1000)}, "bars", "at most 1200 s"),
        ({"score": replace(single(0, 60), parts=())}, "parts", "1 to 48"),
        ({"score": single(0, 200)}, "notes[0]", "pitch of 0 to 127"),
        ({"score": single(0, 60, quarters=0.0)}, "notes[0]", "length from 1"),
        ({"score": single(125, 60)}, "instrument", "0 to 119, or 128, 176 for drums"),
        ({"groups": [[0], [1]]}, "groups[1]", "0 to 0"),
    ],
)
def test_what_can_not_be_played_is_named(change: dict, field: str, allowed: str) -> None:
    said = {"score": single(0, 60), "manner": EVEN, **change}
    groups = said.pop("groups", [])
    music = said.pop("score")
    with pytest.raises(InvalidFields) as caught:
        render(music, packaged_bank(), **said).layers(groups)
    (violation,) = [one for one in caught.value.violations if one.field == field]
    assert allowed in violation.allowed


def test_what_is_held_beyond_the_last_bar_rings_out() -> None:
    music = replace(single(19, 60, quarters=6.0), bars=1)
    assert len(played(music).mix) > 3 * RATE
    loop = played(music, loop=True).mix
    assert len(loop) == 2 * RATE
    steps = np.abs(np.diff(loop[:, 0], 3))
    assert steps.max() < 4.0 * np.percentile(steps, 99)


def test_work_stops_when_nobody_waits() -> None:
    asked = []

    def stop() -> None:
        asked.append(len(asked))
        if len(asked) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        render(repeated(hop(), 4), packaged_bank(), checkpoint=stop)
    assert len(asked) == 3


def test_an_empty_score_is_silence_of_its_length() -> None:
    music = replace(single(0, 60), notes=np.zeros(0, NOTE), bars=2)
    found = played(music, Manner(), loop=True)
    assert found.mix.shape == (4 * RATE, 2)
    assert not found.mix.any()


def test_a_thousandth_of_the_time_is_enough() -> None:
    music = repeated(old_hundredth(), 4)
    render(music, packaged_bank(), loop=True)
    began = time.process_time()
    found = render(music, packaged_bank(), loop=True, seed=9)
    took = time.process_time() - began
    figure("music: seconds to render one of 40 bars of four parts", took / (found.samples / RATE), "", "<= 0.01")
    assert found.samples == beat_map(music, RATE).samples


def test_ticks_of_a_bar_are_whole() -> None:
    assert Metre(0, 7, 8).bar_ticks == 7 * TICKS // 2
