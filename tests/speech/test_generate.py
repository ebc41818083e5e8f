"""What is spoken is what was asked: bytes by seed, pitch, times, loudness."""

from __future__ import annotations

from fractions import Fraction
from importlib import resources
from itertools import pairwise

import numpy as np
import onnxruntime as ort
import pytest
from scipy import signal

from procgen.errors import Cancelled, InvalidFields
from procgen.formats.loudness import loudness_lufs
from procgen.speech.acoustic import SAMPLE_RATE_HZ, Floats
from procgen.speech.feeling import Delivery
from procgen.speech.generate import Speech, generate
from procgen.speech.markup import Piece
from procgen.speech.parameters import SpeechParameters
from procgen.speech.phonemes import SYMBOLS, VOWELS
from procgen.speech.prosody import plan, sounds_of, speed_of
from procgen.speech.reading import read_text
from procgen.speech.speaking import PEAK_DB
from procgen.speech.takes import take
from procgen.speech.vocoder import noise_of, waveform
from procgen.speech.voice import Axes, Person, voice_of
from tests.speech.lines import acoustic, spoken, store

LINE = "We were away a year ago."
STEADY = Axes(f0_hz=150.0, pitch_range=0.0, jitter=0.0, roughness=0.0, breath=0.0, rate=1.0)


def autocorrelated_hz(wave: Floats, at_s: float) -> float:
    """Pitch of 60 ms of a sound around a time, by the highest peak of its autocorrelation from 60 to 400 Hz, each lag
    weighed by what overlaps; a lag is refined by the parabola through its neighbours.
    """
    first = round((at_s - 0.03) * SAMPLE_RATE_HZ)
    piece = wave[first : first + 1440].astype(np.float64)
    piece = signal.sosfilt(signal.butter(4, 900.0, fs=SAMPLE_RATE_HZ, output="sos"), piece)
    piece -= piece.mean()
    same = np.correlate(piece, piece, "full")[len(piece) - 1 :] / np.arange(len(piece), 0, -1)
    shortest, longest = SAMPLE_RATE_HZ // 400, SAMPLE_RATE_HZ // 60
    lag = shortest + int(same[shortest:longest].argmax())
    before, here, after = same[lag - 1 : lag + 2]
    return SAMPLE_RATE_HZ / (lag + 0.5 * (before - after) / (before - 2.0 * here + after))


def test_the_three_graphs_speak_as_the_one_that_they_were_cut_from() -> None:
    whole = ort.InferenceSession(
        resources.files("hibari").joinpath("assets", "hibari.onnx").read_bytes(), providers=["CPUExecutionProvider"]
    )
    letters = "wi wɜɹ əwˈA ɐ jˈɪɹ əɡˈO."
    ids = np.array([[0, *(SYMBOLS[letter] for letter in letters), 0]], np.int64)
    *spectra, f0_hz = (each[0] for each in whole.run(None, {"ids": ids, "speed": np.ones(1, np.float32)}))
    read = acoustic().read(letters)
    frames = np.maximum(np.round(read.frames), 1).astype(np.int64)
    own_hz, effort = acoustic().prosody(read, frames)
    assert own_hz.tobytes() == f0_hz.tobytes()
    made = acoustic().spectra(read, frames, own_hz, effort)
    for own, theirs in zip((made.harmonic, made.turn, made.noise, made.free, made.phase), spectra, strict=True):
        assert own.tobytes() == theirs.tobytes()


def test_the_vocoder_makes_the_sound_that_the_network_was_taught_for() -> None:
    from hibari import dsp

    read = acoustic().read("həlˈO ðˈɛɹ.")
    frames = np.maximum(np.round(read.frames), 1).astype(np.int64)
    f0_hz, effort = acoustic().prosody(read, frames)
    made = acoustic().spectra(read, frames, f0_hz, effort)

    class SameNoise:
        def standard_normal(self, _shape: tuple[int, int], dtype: object) -> Floats:
            del dtype
            return np.ascontiguousarray(noise_of(0, len(f0_hz)).T).view(np.float32)

    theirs = dsp.synth(made.harmonic, made.turn, made.noise, made.free, made.phase, f0_hz, SameNoise())
    assert np.abs(waveform(made, f0_hz, 0) - theirs).max() < 1e-4 < np.abs(theirs).max()


def test_equal_requests_give_equal_samples_and_other_seeds_other_takes() -> None:
    first, again, other = spoken(LINE, seed=5), spoken(LINE, seed=5), spoken(LINE, seed=6)
    assert first.samples.tobytes() == again.samples.tobytes()
    assert first.recipe.sha256 == again.recipe.sha256 != other.recipe.sha256
    assert len(first.samples) != len(other.samples) or not np.allclose(first.samples, other.samples)


@pytest.mark.parametrize(("f0_hz", "tract_cm"), [(100.0, 17.0), (150.0, 14.1), (260.0, 11.5)])
def test_the_pitch_that_is_asked_for_is_heard_whatever_the_throat(f0_hz: float, tract_cm: float) -> None:
    axes = Axes(f0_hz=f0_hz, pitch_range=0.0, jitter=0.0, roughness=0.0, breath=0.0, tract_cm=tract_cm)
    made = spoken("We were away all year, my lord.", axes=axes)
    long = [phone for phone in made.timing.phones if phone.letter in VOWELS and phone.end_s - phone.begin_s > 0.07]
    heard = [autocorrelated_hz(made.samples, 0.5 * (phone.begin_s + phone.end_s)) for phone in long]
    # An octave more or less is the estimator's, not the voice's.
    cents = [(1200.0 * np.log2(each / f0_hz) + 600.0) % 1200.0 - 600.0 for each in heard]
    assert len(cents) >= 2
    assert np.median(np.abs(cents)) < 20.0


def test_a_longer_throat_moves_resonances_and_leaves_time_alone() -> None:
    short, long = (
        spoken("She sells sea shells.", axes=Axes(f0_hz=150.0, tract_cm=tract_cm, rate=1.0))
        for tract_cm in (12.0, 17.5)
    )
    assert long.timing.duration_s == pytest.approx(short.timing.duration_s, rel=0.05)

    def hiss_hz(made: Speech) -> float:
        """The middle of the spectrum of what hisses."""
        parts = [
            made.samples[round(phone.begin_s * SAMPLE_RATE_HZ) : round(phone.end_s * SAMPLE_RATE_HZ)]
            for phone in made.timing.phones
            if phone.letter == "ʃ"
        ]
        frequencies, power = signal.welch(np.concatenate(parts), SAMPLE_RATE_HZ, nperseg=512)
        above = frequencies > 1200.0
        return float((frequencies[above] * power[above]).sum() / power[above].sum())

    assert hiss_hz(short) > 1.15 * hiss_hz(long)


def test_times_lie_within_the_sound_in_order_and_words_hold_their_sounds() -> None:
    made = spoken("Bob put a map by the fire. Fine!", mood="angry")
    phones, words = made.timing.phones, made.timing.words
    assert [word.text for word in words] == ["Bob", "put", "a", "map", "by", "the", "fire", "Fine"]
    assert [word.shown for word in words][-2:] == ["fire.", "Fine!"]
    assert all(first.end_s <= second.begin_s + 1e-9 for first, second in pairwise(phones))
    assert 0 < phones[0].begin_s < phones[-1].end_s < made.timing.duration_s
    assert made.timing.duration_s == pytest.approx(len(made.samples) / SAMPLE_RATE_HZ)
    for phone in phones:
        assert words[phone.word].begin_s <= phone.begin_s < phone.end_s <= words[phone.word].end_s


def test_what_is_silent_and_what_sounds_is_where_the_times_say() -> None:
    made = spoken("Stop. Now.", axes=STEADY)
    first, second = made.timing.sentences
    between = made.samples[
        round((first.end_s + 0.12) * SAMPLE_RATE_HZ) : round((second.begin_s - 0.06) * SAMPLE_RATE_HZ)
    ]
    assert np.sqrt(np.square(between).mean()) < 0.05 * np.sqrt(np.square(made.samples).mean())


def test_marks_in_the_text_are_heard() -> None:
    plain = spoken("one two three", axes=STEADY, seed=1)
    slow = spoken('one <prosody rate="50%">two</prosody> three', markup=True, axes=STEADY, seed=1)
    broken = spoken('one <break time="800ms"/> two three', markup=True, axes=STEADY, seed=1)
    of = {name: each.timing.words[1] for name, each in (("plain", plain), ("slow", slow), ("broken", broken))}
    assert of["slow"].end_s - of["slow"].begin_s > 1.4 * (of["plain"].end_s - of["plain"].begin_s)
    assert broken.timing.words[1].begin_s - broken.timing.words[0].end_s == pytest.approx(0.8, abs=0.15)


def test_a_whisper_has_no_pitch() -> None:
    plain, whispered = (
        spoken(f"{begin}We all know our own way.{end}", markup=True, axes=STEADY)
        for begin, end in (("", ""), ("<whisper>", "</whisper>"))
    )

    def tonality(samples: Floats) -> float:
        """Height of the autocorrelation's best peak in the range of voices, of where it is loudest."""
        loudest = int(np.convolve(np.square(samples), np.ones(2400), "valid").argmax())
        piece = samples[loudest : loudest + 2400].astype(np.float64)
        same = np.correlate(piece, piece, "full")[len(piece) - 1 :]
        return float(same[80:400].max() / same[0])

    assert tonality(plain.samples) > 0.6
    assert tonality(whispered.samples) < 0.45


@pytest.mark.parametrize("loudness", [-30.0, -23.0, -16.0])
def test_files_are_as_loud_as_asked(loudness: float) -> None:
    made = spoken("Halt! Who goes there?", loudness_lufs=loudness, mood="angry")
    assert made.peak_db <= PEAK_DB + 0.05
    assert made.loudness_lufs == pytest.approx(loudness_lufs(made.samples, SAMPLE_RATE_HZ))
    assert made.loudness_lufs == pytest.approx(loudness, abs=0.1)


def test_a_feeling_is_heard_in_pitch_and_pace() -> None:
    def plan_of(mood: str) -> tuple[float, float]:
        made = spoken("I have been waiting for you all day long.", mood=mood, strength=1.0, person=Person(0.0, 30.0))
        return made.delivery.pitch_semitones, made.timing.duration_s

    angry, sad = plan_of("angry"), plan_of("sad")
    assert angry[0] > sad[0]
    assert angry[1] < 0.85 * sad[1]


def test_takes_differ_from_one_another_and_are_plain_requests() -> None:
    line = SpeechParameters(text="For the king!", seed=9)
    takes = [take(line, number) for number in range(6)]
    assert takes[0] == line
    assert len({(each.rate, each.pitch_semitones, each.seed) for each in takes}) == 6
    assert len({generate(each, store()).samples.tobytes() for each in takes[:3]}) == 3


def test_sentences_are_heard_before_the_last_is_made() -> None:
    heard: list[int] = []
    told: list[str] = []
    made = generate(
        SpeechParameters(text="Come in. Sit down. Eat."),
        store(),
        lambda stage, _share: told.append(stage),
        heard=lambda each: (heard.append(len(each.samples)), told.append("heard"))[0],
    )
    assert len(heard) == 3
    assert sum(heard) == len(made.samples)
    assert told.index("heard") < len(told) - 1 - told[::-1].index("speaking")


def test_work_stops_between_sentences() -> None:
    calls = 0

    def stop() -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        generate(SpeechParameters(text="One. Two. Three. Four."), store(), checkpoint=stop)
    assert calls == 2


def test_all_that_is_wrong_is_said_at_once() -> None:
    wrong = SpeechParameters(
        text="привет",
        seed=-1,
        mood="hungry",
        intent="a b",
        strength=2.0,
        person=Person(age_years=1.0),
        dictionary={"Ork": "!", "a b": "a"},
    )
    with pytest.raises(InvalidFields) as caught:
        generate(wrong, store())
    fields = {each.field for each in caught.value.violations}
    entries = {"dictionary[Ork]", "dictionary[a b]"}
    assert fields == {"text", "seed", "strength", "person.age_years", "mood", "intent", *entries}


def test_rounded_durations_do_not_add_up() -> None:
    (sentence,) = read_text([Piece(LINE)], {})
    sounds = sounds_of(sentence)
    read = acoustic().read("".join(sound.letter for sound in sounds[1:-1]))
    voice = voice_of(Person(1.0, 40.0), Axes(rate=1.0))
    made = plan(acoustic(), read, sounds, voice, Delivery(), 0)
    assert (made.frames >= 1).all()
    assert made.speed == speed_of(acoustic(), voice, Delivery()) != Fraction(1)
    spoken_s = (made.ends_s[-2] - made.ends_s[0], float(np.maximum(read.frames, 1)[1:-1].sum()) * 0.025)
    assert spoken_s[0] == pytest.approx(spoken_s[1], rel=0.12)
