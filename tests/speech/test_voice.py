"""A person's voice follows from sex, age and body; feelings move it, the more the stronger."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.dialogue.vocabulary import EVENTS
from procgen.dialogue.vocabulary import INTENTS as DIALOGUE_INTENTS
from procgen.dialogue.vocabulary import MOODS as DIALOGUE_MOODS
from procgen.speech.face import face_curves
from procgen.speech.feeling import INTENTS, MOODS, delivery_of
from procgen.speech.timing import Timing
from procgen.speech.voice import AXES_RANGES, STYLES, Axes, Person, person_violations, voice_of


def median(sex: float, age_years: float, axis: str) -> float:
    return float(np.median([getattr(voice_of(Person(sex, age_years, None, seed)), axis) for seed in range(60)]))


def test_men_are_lower_than_women_and_children_higher_with_shorter_throats() -> None:
    assert 95 < median(1.0, 30.0, "f0_hz") < 130
    assert 180 < median(0.0, 30.0, "f0_hz") < 225
    assert median(0.0, 8.0, "f0_hz") > median(0.0, 30.0, "f0_hz") + 30
    assert median(1.0, 8.0, "tract_cm") < median(0.0, 30.0, "tract_cm") < median(1.0, 30.0, "tract_cm") - 2.0


def test_the_old_are_rougher_and_slower() -> None:
    assert median(1.0, 85.0, "roughness") > median(1.0, 40.0, "roughness") + 0.1
    assert median(1.0, 85.0, "rate") < median(1.0, 40.0, "rate")


def test_the_tall_have_longer_throats() -> None:
    short, tall = (voice_of(Person(1.0, 40.0, stature)).tract_cm for stature in (1.5, 2.0))
    assert tall / short == pytest.approx((2.0 / 1.5) ** 0.6)


def test_the_same_person_has_the_same_voice_and_others_have_others() -> None:
    assert voice_of(Person(seed=3)) == voice_of(Person(seed=3))
    assert len({voice_of(Person(seed=seed)) for seed in range(100)}) == 100


def test_axes_can_be_set_and_are_kept_in_range() -> None:
    voice = voice_of(Person(), Axes(f0_hz=77.0, breath=0.9), "giant")
    assert (voice.f0_hz, voice.breath) == (77.0, 0.9)
    for style in STYLES:
        for sex in (0.0, 1.0):
            for age in (4.0, 100.0):
                made = voice_of(Person(sex, age, 3.0 if style == "giant" else 0.5), None, style)
                assert all(allowed.allows(getattr(made, name)) for name, allowed in AXES_RANGES.items())


def test_what_is_out_of_range_is_named() -> None:
    found = person_violations(Person(2.0, 3.0), Axes(f0_hz=10.0), "elf")
    assert [each.field for each in found] == ["person.sex", "person.age_years", "voice.f0_hz", "style"]


def test_all_moods_of_dialogue_are_known_and_all_own_intents_are_dialogues() -> None:
    assert set(MOODS) == set(DIALOGUE_MOODS)
    assert set(INTENTS) <= {*DIALOGUE_INTENTS, *EVENTS}


def test_a_mood_of_no_strength_is_neutral() -> None:
    for mood in MOODS:
        assert delivery_of(mood, "threaten", 0.0) == delivery_of("neutral")


@pytest.mark.parametrize("mood", [mood for mood in MOODS if mood != "neutral"])
def test_pitch_range_rate_and_tilt_move_in_one_direction_with_strength(mood: str) -> None:
    made = [delivery_of(mood, "", strength) for strength in np.linspace(0.0, 1.0, 11)]
    for name in ("pitch_semitones", "range_factor", "rate_factor", "tilt_db"):
        steps = np.diff([getattr(each, name) for each in made])
        assert (steps >= 0).all() or (steps <= 0).all(), name
    assert made[-1] != made[0]


def test_intents_colour_a_neutral_line() -> None:
    assert delivery_of("neutral", "threaten").pitch_semitones != delivery_of("neutral", "comfort").pitch_semitones


def test_the_face_goes_with_the_mood_and_blinks() -> None:
    timing = Timing((), (), (), 9.0)
    curves = {mood: face_curves(timing, mood, 1.0, 3) for mood in MOODS}
    assert curves["angry"]["browDownLeft"].max() > 0.5
    assert curves["surprised"]["browInnerUp"].max() > 0.5
    assert all(curve.min() >= 0 and curve.max() <= 1 for each in curves.values() for curve in each.values())
    closed = curves["neutral"]["eyeBlinkLeft"] > 0.5
    assert 2 <= int((np.diff(closed.astype(int)) == 1).sum()) <= 6
