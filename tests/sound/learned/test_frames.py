"""What a sound is made of is found: tones are tones, noise is noise, pitch is pitch; it is heard again as it was."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, hump, noise
from procgen.sound.features import band_levels
from procgen.sound.learned.analysis import analysed
from procgen.sound.learned.edges import at_rate, trimmed
from procgen.sound.learned.frames import BANDS, LEAST_PITCH_HZ, MIDDLE_HZ, MIDDLE_MEL, STEP_MEL, between, hz_of, mel
from procgen.sound.learned.synthesis import heard

TIMES = np.arange(SAMPLE_RATE_HZ // 2) / SAMPLE_RATE_HZ


def white(seed: int = 1) -> Floats:
    return noise(Chance("test", seed), len(TIMES), np.ones_like)


def bells() -> Floats:
    """Three partials that are no harmonics, and die away."""
    parts = zip((523.0, 1410.0, 3370.0), (1.0, 0.6, 0.4), (0.25, 0.2, 0.12), strict=True)
    return np.asarray(sum(a * np.exp(-TIMES / d) * np.sin(2.0 * np.pi * hz * TIMES) for hz, a, d in parts))


def folds(hz: float) -> Floats:
    """Harmonics that fall by 6 dB an octave."""
    return np.asarray(sum(np.cos(2.0 * np.pi * hz * n * TIMES) / n for n in range(1, 60)))


def middle(values: Floats) -> Floats:
    """Frames away from both ends."""
    return values[len(values) // 4 : -len(values) // 4]


@pytest.mark.parametrize("hz", [440.0, 1000.0, 3000.0])
def test_a_tone_is_found_where_it_is(hz: float) -> None:
    frames = analysed(np.sin(2.0 * np.pi * hz * TIMES))
    band = int(np.abs(MIDDLE_MEL - mel(hz)).argmin())
    assert middle(frames.tonal)[:, band].min() > 0.9
    found = hz_of(MIDDLE_MEL[band] + STEP_MEL * middle(frames.offset)[:, band])
    assert np.abs(found / hz - 1.0).max() < 0.01
    assert middle(frames.level_db)[:, band].min() > -1.5


def test_noise_has_hardly_a_tone_and_no_pitch() -> None:
    frames = analysed(white())
    assert frames.tonal[:, MIDDLE_HZ > 500.0].mean() < 0.12
    assert frames.voiced.mean() < 0.05


@pytest.mark.parametrize("hz", [80.0, 140.0, 260.0])
def test_pitch_is_found(hz: float) -> None:
    frames = analysed(folds(hz))
    assert middle(frames.voiced).min() == 1.0
    assert np.abs(LEAST_PITCH_HZ * 2.0 ** middle(frames.pitch) / hz - 1.0).max() < 0.02


def test_partials_that_are_no_harmonics_are_no_voice() -> None:
    gong = sum(np.sin(2.0 * np.pi * hz * TIMES) / n for n, hz in enumerate((110.0, 171.0, 262.0, 391.0), 1))
    assert analysed(np.asarray(gong)).voiced.mean() < 0.1


@pytest.mark.parametrize("sound", [white(), bells(), folds(110.0)], ids=["noise", "bell", "folds"])
def test_it_is_heard_as_it_was(sound: Floats) -> None:
    again = heard(analysed(sound), Chance("again"))
    assert len(again) == len(sound)
    was, is_ = (band_levels(each) for each in (sound, again))
    loud = was > -35.0
    assert np.abs(was - is_)[loud].mean() < 4.0
    assert abs((was - is_)[loud].mean()) < 1.5


def test_partials_stay_lines_and_noise_does_not_become_one() -> None:
    def peakiness(sound: Floats) -> float:
        power = np.square(np.abs(np.fft.rfft(sound * np.hanning(len(sound)))))
        return float(np.sort(power)[-12:].sum() / power.sum())

    bell, hiss = (heard(analysed(each), Chance("again")) for each in (bells(), white()))
    assert peakiness(bell) > 0.5
    assert peakiness(hiss) < 0.02


def test_what_a_clip_can_not_hold_goes_on_falling() -> None:
    sound = at_rate(at_rate(white(), 8000), len(TIMES))
    plain, whole = analysed(sound, 8000.0), analysed(sound)
    above = MIDDLE_HZ > 9000.0
    assert (plain.level_db[:, above] > whole.level_db[:, above]).mean() > 0.9
    assert (np.diff(plain.level_db[:, above], axis=1) <= 0.0).all()


def test_between_two_sounds_the_ends_are_the_sounds_and_the_middle_has_of_both() -> None:
    low, high = (
        analysed(
            noise(Chance("between", number), 24_000 * (1 + number), partial(hump, middle_hz=at, width_octaves=0.3))
        )
        for number, at in enumerate((200.0, 6000.0))
    )
    for share, end in ((0.0, low), (1.0, high)):
        found = between(low, high, share)
        wanted = end.spread(len(found))
        assert found.seconds == pytest.approx(end.seconds)
        assert np.abs(found.level_db - wanted.level_db + wanted.level_db.max()).max() < 1e-6
    half = between(low, high, 0.5)
    assert half.seconds == pytest.approx(np.sqrt(low.seconds * high.seconds))
    power = (10.0 ** (half.level_db / 10.0)).mean(axis=0)
    assert power[MIDDLE_HZ < 600.0].sum() == pytest.approx(power[MIDDLE_HZ > 2500.0].sum(), rel=3.0)


def test_frames_that_become_fewer_keep_power() -> None:
    frames = analysed(bells())
    some = frames.spread(40)
    assert some.level_db.shape == (40, BANDS)
    powers = [(10.0 ** (each.level_db / 10.0)).mean() for each in (frames, some)]
    assert powers[1] == pytest.approx(powers[0], rel=0.1)


def test_silence_around_is_cut_and_a_rate_changes_no_pitch() -> None:
    padded = np.concatenate([np.zeros(5000), bells(), np.zeros(9000)])
    assert len(trimmed(padded)) < len(bells()) + 300
    assert np.array_equal(trimmed(np.zeros(50)), np.zeros(50))
    slow = at_rate(np.sin(2.0 * np.pi * 500.0 * TIMES), 17_111)
    spectrum = np.abs(np.fft.rfft(slow))
    assert spectrum.argmax() * (17_111 / 0.5) / len(slow) == pytest.approx(500.0, rel=0.01)


@pytest.mark.parametrize("count", [1, 2, 40, 101, 250])
def test_spread_frames_are_means_of_what_is_near(count: int) -> None:
    frames = analysed(white())
    assert len(frames) == 101
    reach = max(100.0 / max(count - 1.0, 1.0), 1.0)
    away = np.abs(np.linspace(0.0, 100.0, count)[:, None] - np.arange(101))
    weights = np.maximum(1.0 - away / reach, 0.0)
    weights /= weights.sum(axis=1, keepdims=True)
    power = 10.0 ** (frames.level_db / 10.0)
    found = frames.spread(count)
    assert 10.0 ** (found.level_db / 10.0) == pytest.approx(np.maximum(weights @ power, 1e-8), rel=1e-3)
    assert found.pitch == pytest.approx(weights @ frames.pitch)
    assert found.tonal == pytest.approx((weights @ (power * frames.tonal)) / (weights @ power), abs=1e-3)
