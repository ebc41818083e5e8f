"""Learned sounds, what lies between two, and what follows a clip."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import soundfile

from procgen.errors import InvalidFields, ModelUnavailable
from procgen.formats.loudness import true_peak_db
from procgen.runtime.store import ModelStore
from procgen.sound.effects import EFFECTS
from procgen.sound.features import distance_db, likeness_vector
from procgen.sound.generate import DISTINCT_DB, PEAK_DB, Sound, generate
from procgen.sound.learned.clip import Clip, read_clip
from procgen.sound.learned.library import Library, library_of
from procgen.sound.parameters import SoundParameters, usual_model, violations
from tests.figures import scaled


@pytest.fixture(scope="module")
def library() -> Library:
    return library_of(ModelStore())


def clip_of(sound: Sound, rate_hz: int = 48_000) -> Clip:
    data = io.BytesIO()
    soundfile.write(data, sound.samples, rate_hz, format="WAV")
    return read_clip(data.getvalue(), "clip")


def fields_of(name: str) -> dict[str, Any]:
    return dict(zip(("effect", "kind", "surface"), name.split("/"), strict=False))


def apart(one: Sound, other: Sound) -> float:
    return distance_db(likeness_vector(one.samples), likeness_vector(other.samples))


def test_every_class_is_a_kind_of_an_effect_and_is_heard(library: Library) -> None:
    classes = library.classes["learned"][1:]
    assert len(classes) >= 25
    assert set(library.usual["learned"]) <= set(classes)
    for name in classes[:: scaled(4, 1)]:
        said = fields_of(name)
        assert said["kind"] in EFFECTS[said["effect"]].kinds
        sound = generate(SoundParameters(**said, model="learned", seed=3), library=library)[0]
        assert np.isfinite(sound.samples).all()
        assert true_peak_db(sound.samples) <= PEAK_DB + 0.2
        assert 0.02 <= sound.duration_s <= 7.0
        assert set(sound.recipe.model_sha256) == {"sound_effects", "sound_effects_encoder"}


def test_a_seed_gives_the_same_samples_and_no_variant_is_like_another(library: Library) -> None:
    asked = SoundParameters("footstep", surface="snow", model="learned", seed=4, variants=5)
    one, again = (generate(asked, library=library) for _ in range(2))
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(one, again, strict=True))
    assert all(each.nearest_db >= DISTINCT_DB for each in one)
    few = generate(replace(asked, variants=2), library=library)
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(few, one, strict=False))


@pytest.mark.parametrize("models", [("learned", "learned"), ("learned", "parametric"), ("parametric", "parametric")])
def test_what_lies_between_is_nearer_to_each_than_they_are_to_each_other(
    library: Library, models: tuple[str, str]
) -> None:
    asked = SoundParameters(
        "whoosh",
        "stick",
        model=models[0],
        morph_effect="creature",
        morph_kind="monster",
        morph_model=models[1],
        seed=2,
        variation=0.1,
    )
    first, half, last = (generate(replace(asked, morph=share), library=library)[0] for share in (0.0, 0.5, 1.0))
    assert max(apart(half, first), apart(half, last)) < apart(first, last)
    assert (
        min(first.duration_s, last.duration_s) - 0.1 <= half.duration_s <= max(first.duration_s, last.duration_s) + 0.1
    )


def test_a_clip_is_followed_and_its_variants_differ(library: Library) -> None:
    source = generate(SoundParameters("door", "close", seed=8))[0]
    other = generate(SoundParameters("birds", "songbird", seed=8, duration_s=1.0))[0]
    asked = SoundParameters(clip=clip_of(source), model="learned", variants=4, seed=1)
    variants = generate(asked, library=library)
    for each in variants:
        assert each.effect == "clip"
        assert apart(each, source) < apart(each, other)
        assert each.nearest_db >= DISTINCT_DB
    still = generate(replace(asked, variation=0.0, variants=1), library=library)[0]
    assert apart(still, source) < 5.0
    assert still.recipe.request["clip_sha256"] == asked.clip.sha256  # type: ignore[union-attr]
    on_the_way = generate(replace(asked, morph_effect="bell", variants=1), library=library)[0]
    assert np.isfinite(on_the_way.samples).all()


def test_it_is_as_long_and_as_high_as_asked(library: Library) -> None:
    asked = SoundParameters("creature", "cow" if "creature/cow" in library.classes["learned"] else "monster")
    asked = replace(asked, model="learned", seed=6, duration_s=1.0)
    assert len(generate(asked, library=library)[0].samples) == 48_000

    def middle_hz(semitones: float) -> float:
        sound = generate(replace(asked, pitch_semitones=semitones), library=library)[0].samples
        power = np.square(np.abs(np.fft.rfft(sound)))
        return float((np.fft.rfftfreq(len(sound), 1 / 48_000) * power).sum() / power.sum())

    assert middle_hz(12.0) > 1.5 * middle_hz(0.0)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"effect": "footstep", "surface": "snow", "model": "nobody"}, ["model"]),
        ({"effect": "bell", "model": "learned"}, ["effect"]),
        ({"effect": "creature", "kind": "snake", "model": "learned"}, ["kind"]),
        ({"effect": "footstep", "surface": "ice", "model": "learned"}, ["surface"]),
        ({"effect": "footstep", "surface": "snow", "model": "learned", "wetness": 0.0}, ["wetness"]),
        ({"effect": "footstep", "surface": "snow", "model": "learned", "gait": "run"}, ["gait"]),
        ({"effect": "whoosh", "model": "learned", "loop": True}, ["loop"]),
        ({"effect": "rain", "morph_effect": "trombone"}, ["morph_effect"]),
        ({"effect": "rain", "morph_effect": "bell", "morph_kind": "dog"}, ["morph_kind"]),
        ({"effect": "rain", "morph_effect": "bell", "morph_model": "learned"}, ["morph_effect"]),
        ({"effect": "rain", "morph_effect": "bell", "morph_model": "nobody"}, ["morph_model"]),
        ({"effect": "rain", "morph_effect": "bell", "loop": True}, ["loop"]),
        ({"effect": "rain", "morph_effect": "bell", "morph": 1.5}, ["morph"]),
        ({"effect": "rain", "morph_kind": "church", "morph_model": "learned"}, ["morph_kind", "morph_model"]),
    ],
)
def test_bad_input_is_named(library: Library, fields: dict[str, Any], named: list[str]) -> None:
    with pytest.raises(InvalidFields) as caught:
        generate(SoundParameters(**fields), library=library)
    assert [each.field for each in caught.value.violations] == named


def test_beside_a_clip_nothing_says_what_it_is(library: Library) -> None:
    clip = clip_of(generate(SoundParameters("ui", "click"))[0])
    asked = SoundParameters("rain", "leaves", clip=clip, model="parametric", intensity=0.0, loop=True)
    found = {each.field for each in violations(asked, library.classes)}
    assert found == {"effect", "kind", "intensity", "loop", "model"}


def test_the_learned_model_is_usual_only_where_nothing_else_is_asked_for() -> None:
    usual = {"learned": ("footstep/step/snow", "whoosh/stick")}
    assert usual_model(SoundParameters("footstep", surface="snow"), usual) == "learned"
    assert usual_model(SoundParameters("whoosh"), usual) == "learned"
    for asked in (
        SoundParameters("footstep"),
        SoundParameters("footstep", surface="snow", gait="run"),
        SoundParameters("whoosh", intensity=0.0),
        SoundParameters("trombone"),
    ):
        assert usual_model(asked, usual) == "parametric"


def test_without_a_model_the_error_says_so() -> None:
    clip = clip_of(generate(SoundParameters("ui", "click"))[0])
    with pytest.raises(InvalidFields):
        generate(SoundParameters(clip=clip))
    with pytest.raises(ModelUnavailable):
        library_of(ModelStore()).load("nobody")
