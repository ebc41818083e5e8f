"""What effects are made of keeps its laws: circles close, modes die as they should, grains add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.sound.dsp.chance import Chance
from procgen.sound.dsp.grains import strewn
from procgen.sound.dsp.modes import Modes, ring, struck_with
from procgen.sound.dsp.noise import LOOP_UNIT, SAMPLE_RATE_HZ, hump, moving, noise, wander
from procgen.sound.dsp.pulses import saw, turns
from procgen.sound.dsp.space import air_gain, in_room, reverberation_s
from procgen.sound.effects.water import bubbles


def test_chance_depends_on_its_purpose_and_not_on_what_was_drawn() -> None:
    one, other = Chance("rain", 1), Chance("rain", 1)
    other.normal(100)
    assert np.array_equal(one.part("drops").normal(5), other.part("drops").normal(5))
    assert not np.array_equal(Chance("rain", 1).normal(5), Chance("rain", 2).normal(5))


@given(st.floats(0.5, 40.0), st.floats(1.0, 5.0))
def test_a_clock_is_regular_and_a_process_is_not(rate_hz: float, seconds: float) -> None:
    beats = Chance("beats", 1).times(rate_hz, seconds, 1.0)
    assert len(beats) == max(round(rate_hz * seconds), 1)
    assert np.allclose(np.diff(beats), seconds / len(beats))


@given(st.integers(1, 40))
def test_noise_has_its_spectrum_and_a_level_of_one(units: int) -> None:
    made = noise(Chance("noise", units), units * LOOP_UNIT, lambda hz: hump(hz, 2000.0, 0.3))
    assert np.std(made) == pytest.approx(1.0, rel=0.01)
    hz = np.fft.rfftfreq(len(made), 1.0 / SAMPLE_RATE_HZ)
    power = np.abs(np.fft.rfft(made)) ** 2
    assert power[(hz > 800.0) & (hz < 5000.0)].sum() > 0.99 * power.sum()


@given(st.integers(4, 60))
def test_a_gain_that_does_not_move_leaves_a_sound_as_it_is(units: int) -> None:
    sound = Chance("same", units).normal(units * 480)
    for loop in (False, True):
        same = moving(sound, lambda times, hz: np.ones_like(times + hz), loop=loop)
        assert np.allclose(same, sound, atol=1e-4)


def test_a_loop_that_is_turned_is_the_turned_loop() -> None:
    sound = Chance("turned").normal(20 * 480)

    def dull(_times: np.ndarray[tuple[int, ...], np.dtype[np.float64]], hz: np.ndarray) -> np.ndarray:
        return np.broadcast_to(hump(hz, 1000.0, 1.0), (len(_times), hz.shape[1]))

    made = moving(sound, dull, loop=True)
    assert np.allclose(np.roll(made, 960), moving(np.roll(sound, 960), dull, loop=True), atol=1e-4)


def test_curves_wander_without_a_seam() -> None:
    curve = wander(Chance("curve"), 96_000, 2.0)
    steps = np.abs(np.diff(np.append(curve, curve[0])))
    assert steps[-1] <= steps.max()
    assert np.std(curve) == pytest.approx(1.0, rel=0.05)


def test_grains_add_up_and_wrap() -> None:
    grains = np.ones((2, 4), np.float32)
    places = np.array([0, 8]) / SAMPLE_RATE_HZ
    assert strewn(grains, places, 10).tolist() == [1, 1, 1, 1, 0, 0, 0, 0, 1, 1]
    assert strewn(grains, places, 10, loop=True).tolist() == [2, 2, 1, 1, 0, 0, 0, 0, 1, 1]


@given(st.floats(50.0, 8000.0), st.floats(0.01, 1.0))
def test_a_mode_dies_as_it_says(hz: float, decay_s: float) -> None:
    made = ring(Modes(np.array([hz]), np.array([decay_s]), np.array([1.0])), 24_000)
    t = np.arange(24_000) / SAMPLE_RATE_HZ
    assert np.allclose(made, np.exp(-t / decay_s) * np.sin(2.0 * np.pi * hz * t), atol=1e-6)


def test_a_soft_blow_reaches_fewer_modes() -> None:
    hz = np.geomspace(50.0, 10_000.0, 50)
    hard, soft = struck_with(hz, 0.0002), struck_with(hz, 0.01)
    assert hard[0] == pytest.approx(soft[0], rel=0.5)
    assert soft[-1] < 0.1 * hard[-1]


@given(st.floats(30.0, 3000.0))
def test_waves_of_a_loop_come_round(hz: float) -> None:
    total = turns(np.full(48_000, hz), loop=True)
    assert total[-1] == pytest.approx(round(total[-1]))
    assert np.abs(saw(np.full(48_000, hz), loop=True)).max() <= 1.1


def test_a_bubble_rings_by_its_radius() -> None:
    for radius_m, wanted in ((0.003, 1000.0), (0.001, 3000.0)):
        made = bubbles(Chance("bubble"), np.array([0.0]), (radius_m, radius_m * 1.001), 48_000, rising=0.0)
        found = np.fft.rfftfreq(48_000, 1.0 / SAMPLE_RATE_HZ)[np.abs(np.fft.rfft(made)).argmax()]
        assert found == pytest.approx(wanted, rel=0.03)


def test_a_room_reverberates_as_long_as_it_says() -> None:
    click = np.zeros(100)
    click[0] = 1.0
    made = in_room(Chance("room"), click, 12.0, 5.0)
    after = np.square(made[2400:])
    left = np.cumsum(after[::-1])[::-1]
    db = 10.0 * np.log10(left / left[0])
    measured_s = 2.0 * (np.argmax(db < -35.0) - np.argmax(db < -5.0)) / SAMPLE_RATE_HZ
    assert measured_s == pytest.approx(reverberation_s(12.0), rel=0.35)


def test_air_takes_the_highs_first() -> None:
    hz = np.array([200.0, 2000.0, 10_000.0])
    near, far = air_gain(hz, 0.0), air_gain(hz, 500.0)
    assert near[1] > 0.99
    assert far[0] > far[1] > far[2]
