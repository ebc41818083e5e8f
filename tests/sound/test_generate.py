"""Every kind of every effect is heard, as loud as asked, never clipped; the same seed gives the same samples."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import Cancelled, InvalidFields
from procgen.formats.loudness import loudness_lufs, true_peak_db
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ
from procgen.sound.effects import EFFECTS
from procgen.sound.features import distance_db, likeness_vector
from procgen.sound.generate import DISTINCT_DB, PEAK_DB, Sound, generate
from procgen.sound.parameters import HEARD, RANGES, SoundParameters, violations
from procgen.texture.classes import CLASS_NAMES

KINDS = [(name, kind) for name, effect in EFFECTS.items() for kind in effect.kinds]
LOOPING = [name for name, effect in EFFECTS.items() if effect.loops]


def made(effect: str, kind: str = "", **fields: Any) -> Sound:
    return generate(SoundParameters(effect, kind, **{"seed": 5, **fields}))[0]


def short(effect: str, kind: str) -> dict[str, Any]:
    """Long ones are made shorter for tests."""
    return {"duration_s": 1.2} if EFFECTS[effect].kinds[kind].seconds > 2.5 else {}


@pytest.mark.parametrize(("effect", "kind"), KINDS)
def test_every_kind_is_heard_and_never_clipped(effect: str, kind: str) -> None:
    sound = made(effect, kind, **short(effect, kind))
    assert np.isfinite(sound.samples).all()
    assert sound.samples.dtype == np.float32
    assert true_peak_db(sound.samples) <= PEAK_DB + 0.2
    assert sound.peak_db == pytest.approx(true_peak_db(sound.samples), abs=0.3)
    assert -26.0 <= loudness_lufs(sound.samples, SAMPLE_RATE_HZ) <= -22.9
    assert abs(float(sound.samples.mean())) < 0.01
    assert 0.02 <= sound.duration_s <= 1.6 * EFFECTS[effect].kinds[kind].seconds + 1.5


@pytest.mark.parametrize("effect", EFFECTS)
def test_a_seed_gives_the_same_samples_and_another_others(effect: str) -> None:
    kind = next(iter(EFFECTS[effect].kinds))
    one, again = (made(effect, **short(effect, kind)) for _ in range(2))
    other = made(effect, seed=6, **short(effect, kind))
    assert np.array_equal(one.samples, again.samples)
    assert distance_db(likeness_vector(one.samples), likeness_vector(other.samples)) > 0.2


@given(st.floats(0.02, 2.0), st.sampled_from(["impact", "rain", "door", "ui"]), st.booleans())
def test_it_is_as_long_as_asked_to_the_sample(seconds: float, effect: str, stereo: bool) -> None:
    sound = made(effect, duration_s=seconds, stereo=stereo)
    assert len(sound.samples) == max(round(seconds * SAMPLE_RATE_HZ), 1)
    assert sound.samples.ndim == (2 if stereo else 1)


def flux(samples: np.ndarray[Any, Any], at: int) -> float:
    """How much the spectrum changes within 20 ms around a place."""
    window = np.hanning(480)
    before, after = samples[at - 480 : at], samples[at : at + 480]
    return float(np.abs(np.abs(np.fft.rfft(before * window)) - np.abs(np.fft.rfft(after * window))).sum())


@pytest.mark.parametrize("effect", LOOPING)
def test_a_loop_has_no_seam(effect: str) -> None:
    kind = next(iter(EFFECTS[effect].kinds))
    mono = made(effect, kind, duration_s=2.0, loop=True).samples
    assert len(mono) == 2 * SAMPLE_RATE_HZ
    steps = np.abs(np.diff(np.concatenate([mono, mono[:1]])))
    assert steps[-1] <= np.percentile(steps[:-1], 99.9) + 1e-4, "from the last sample to the first as within"
    around = np.concatenate([mono[-2400:], mono[:2400]])
    inside = [flux(mono, at) for at in range(960, len(mono) - 960, 480)]
    assert flux(around, 2400) <= np.percentile(inside, 97) + 1e-3


def test_a_loop_in_a_room_has_its_tail_at_the_beginning() -> None:
    dry, wet = (made("drip", "tap", duration_s=2.0, loop=True, room_m=room).samples for room in (0.0, 20.0))
    assert len(dry) == len(wet)
    quiet = min(range(0, len(dry) - 2400, 480), key=lambda at: float(np.abs(dry[at : at + 2400]).sum()))
    assert np.abs(wet[quiet : quiet + 2400]).mean() > 20.0 * np.abs(dry[quiet : quiet + 2400]).mean()
    # Wherever the loop is cut open, the tail of what is before the cut is heard after it.
    assert float(np.abs(wet[:240]).mean()) == pytest.approx(float(np.abs(wet[-240:]).mean()), rel=2.0)


@pytest.mark.parametrize("effect", ["footstep", "impact", "creature", "sword", "birds", "magic"])
def test_no_variant_is_like_another(effect: str) -> None:
    sounds = generate(SoundParameters(effect, seed=3, variants=8))
    vectors = [likeness_vector(each.samples) for each in sounds]
    for number, each in enumerate(sounds):
        others = [distance_db(vectors[number], vector) for k, vector in enumerate(vectors) if k != number]
        assert each.variant == number
        assert each.nearest_db == pytest.approx(min(others), abs=1e-3)
        assert each.nearest_db >= DISTINCT_DB


def test_the_first_variants_of_a_set_do_not_depend_on_how_many_follow() -> None:
    few, many = (generate(SoundParameters("impact", seed=3, variants=count)) for count in (2, 5))
    for one, other in zip(few, many, strict=False):
        assert np.array_equal(one.samples, other.samples)


def test_stereo_is_wide_where_it_is_all_around_and_in_the_middle_where_it_is_one_thing() -> None:
    rain, door = (made(effect, duration_s=1.0, stereo=True).samples.astype(float) for effect in ("rain", "door"))
    assert abs(np.corrcoef(rain.T)[0, 1]) < 0.8
    assert np.array_equal(door[:, 0], door[:, 1])
    room = made("door", stereo=True, room_m=8.0).samples
    assert not np.array_equal(room[:, 0], room[:, 1])


def centroid_hz(samples: np.ndarray[Any, Any]) -> float:
    power = np.abs(np.fft.rfft(samples)) ** 2
    return float((np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE_HZ) * power).sum() / power.sum())


@pytest.mark.parametrize(
    ("effect", "less", "more"),
    [
        ("impact", {"size_m": 1.0, "material": "metal"}, {"size_m": 0.15, "material": "metal"}),
        ("impact", {"hardness": 0.1, "material": "metal"}, {"hardness": 1.0, "material": "metal"}),
        ("bell", {"size_m": 1.5}, {"size_m": 0.3}),
        ("creature", {"size_m": 1.6}, {"size_m": 0.3}),
        ("wind", {"intensity": 0.1, "duration_s": 2.0}, {"intensity": 1.0, "duration_s": 2.0}),
        ("footstep", {"surface": "wood"}, {"surface": "gravel"}),
        ("rain", {"distance_m": 500.0, "duration_s": 1.0}, {"distance_m": 0.0, "duration_s": 1.0}),
        ("rain", {"tilt_db": -4.0, "duration_s": 1.0}, {"tilt_db": 4.0, "duration_s": 1.0}),
        ("bell", {"pitch_semitones": -12.0}, {"pitch_semitones": 12.0}),
    ],
)
def test_physics_is_heard(effect: str, less: dict[str, Any], more: dict[str, Any]) -> None:
    low, high = (
        float(np.median([centroid_hz(made(effect, seed=seed, **fields).samples) for seed in range(5)]))
        for fields in (less, more)
    )
    assert high > 1.15 * low


def test_pitch_is_exact() -> None:
    hum: dict[str, Any] = {"effect": "machine", "kind": "generator", "rate_hz": 50.0, "duration_s": 2.0, "loop": True}
    for semitones, wanted in ((0.0, 100.0), (12.0, 200.0)):
        samples = made(**hum, pitch_semitones=semitones).samples
        found = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE_HZ)[np.abs(np.fft.rfft(samples)).argmax()]
        assert found == pytest.approx(wanted, rel=0.01)


def test_a_room_is_heard_longer_than_a_field() -> None:
    assert made("impact", room_m=20.0).duration_s > made("impact").duration_s + 0.5


def test_every_class_of_texture_is_walked_on() -> None:
    for name in CLASS_NAMES:
        assert not violations(SoundParameters("footstep", surface=name)), name
    one, other = (made("footstep", surface=name) for name in ("planks", "wood"))
    assert np.array_equal(one.samples, other.samples)


@pytest.mark.parametrize("effect", EFFECTS)
def test_what_an_effect_does_not_go_by_is_refused(effect: str) -> None:
    for name in HEARD:
        found = violations(replace(SoundParameters(effect), **{name: RANGES[name].maximum}))
        assert [each.field for each in found] == ([] if name in EFFECTS[effect].hears else [name])


@given(st.sampled_from(list(EFFECTS)), st.data())
def test_whatever_is_allowed_is_made(effect: str, data: st.DataObject) -> None:
    numbers = {
        name: data.draw(st.floats(RANGES[name].minimum, RANGES[name].maximum), label=name)
        for name in (*EFFECTS[effect].hears, "pitch_semitones", "distance_m", "variation")
    }
    sound = made(effect, data.draw(st.sampled_from(list(EFFECTS[effect].kinds))), duration_s=0.3, **numbers)
    assert np.isfinite(sound.samples).all()
    assert true_peak_db(sound.samples) <= PEAK_DB + 0.2


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"effect": "trombone"}, "effect"),
        ({"effect": "rain", "kind": "church"}, "kind"),
        ({"effect": "impact", "material": "cheese"}, "material"),
        ({"effect": "bell", "material": "wood"}, "material"),
        ({"effect": "footstep", "surface": "cheese"}, "surface"),
        ({"effect": "footstep", "gait": "fly"}, "gait"),
        ({"effect": "door", "loop": True}, "loop"),
        ({"effect": "rain", "duration_s": 0.0}, "duration_s"),
        ({"effect": "rain", "duration_s": 86_400.0}, "duration_s"),
        ({"effect": "rain", "duration_s": float("nan")}, "duration_s"),
        ({"effect": "rain", "duration_s": 60.0, "variants": 32}, "variants"),
        ({"effect": "rain", "variants": 0}, "variants"),
        ({"effect": "rain", "loudness_lufs": 0.0}, "loudness_lufs"),
    ],
)
def test_bad_input_is_named(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        generate(SoundParameters(**fields))
    assert [each.field for each in caught.value.violations] == [named]


def test_work_stops_between_the_parts_of_a_sound() -> None:
    left = 3

    def stop() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        generate(SoundParameters("crowd", duration_s=2.0), checkpoint=stop)
