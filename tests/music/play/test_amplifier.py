"""Guitars through an amplifier."""

import numpy as np
import pytest

from procgen.formats.loudness import loudness_lufs
from procgen.music.play import Manner, packaged_bank, render
from procgen.music.play.amplifier import DRIVES, amplified
from procgen.music.score import Role, Score
from tests.music.scores import repeated, score, single

RATE = 48_000
EVEN = Manner(humanise=0.0, room=0.0)


def tone(hz: float, seconds: float = 0.5) -> np.ndarray:
    return (0.2 * np.sin(2.0 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def test_a_tone_gets_overtones_and_nothing_between_them() -> None:
    made = amplified(tone(500.0), DRIVES[30], RATE, loop=True)
    power = np.abs(np.fft.rfft(made)) ** 2
    bins = np.arange(len(power))
    over = (bins % 250 == 0) & (bins > 250)
    assert power[over].sum() > 0.05 * power.sum()
    assert power[~over & (bins != 250)].sum() < 1e-4 * power.sum()


def test_silence_stays_and_the_end_of_a_loop_goes_on() -> None:
    assert not amplified(np.zeros(3 * RATE, np.float32), 60.0, RATE, loop=False).any()
    once = tone(480.0)
    many = amplified(np.tile(once, 9), 12.0, RATE, loop=False)
    assert (
        np.abs(many[4 * len(once) : 5 * len(once)] - amplified(once, 12.0, RATE, loop=True)).max()
        < 1e-3 * np.abs(many).max()
    )


def riff(instrument: int) -> Score:
    return score([("G", instrument, Role.HARMONY, "e2+b2+e3:.5 e2+b2+e3:.5 g2+d3+g3:1 a2+e3+a3:2")], bars=1, bpm=120.0)


@pytest.mark.parametrize("instrument", sorted(DRIVES))
def test_they_are_denser_than_clean_ones_and_about_as_loud(instrument: int) -> None:
    clean, driven = (render(riff(which), packaged_bank(), manner=EVEN) for which in (27, instrument))
    louds = [loudness_lufs(each.mix / each.level.gain, RATE) for each in (clean, driven)]
    assert abs(louds[1] - louds[0]) < 4.0
    crests = [np.abs(each.mix).max() / np.sqrt(np.mean(each.mix**2)) for each in (clean, driven)]
    assert crests[1] < 0.8 * crests[0]


def test_a_loop_of_them_is_what_goes_on_for_ever() -> None:
    loop = render(riff(30), packaged_bank(), manner=EVEN, loop=True)
    through = render(repeated(riff(30), 4), packaged_bank(), manner=EVEN)
    turn = loop.samples
    expected = through.mix[2 * turn : 3 * turn] / through.level.gain * loop.level.gain
    assert np.abs(loop.mix - expected).max() <= 2e-3 * np.abs(loop.mix).max()


def test_a_single_note_is_in_tune() -> None:
    sound = render(single(30, 57), packaged_bank(), manner=EVEN).mix[RATE // 4 : RATE + RATE // 4, 0]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 19))
    peak = np.argmax(spectrum[: round(330 * (1 << 19) / RATE)]) * RATE / (1 << 19)
    assert abs(1200.0 * np.log2(peak / 220.0)) < 8.0
