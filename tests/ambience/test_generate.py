"""A place sounds as its hour, its weather and its people say; the same seed gives the same place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.ambience.generate import generate, mixed
from procgen.ambience.parameters import AmbienceParameters, Thing, violations
from procgen.ambience.places import BIOMES, SETTLEMENTS, THINGS, WEATHERS, part_of_day
from procgen.ambience.plan import Plan, plan
from procgen.errors import Cancelled, InvalidFields
from procgen.formats.loudness import true_peak_db
from procgen.sound.generate import PEAK_DB
from procgen.sound.parameters import violations as sound_violations
from procgen.terrain.ground.biomes import Biome

SMALL = AmbienceParameters("cave", seed=3, bed_s=4.0, mix_s=4.0)


def heard(planned: Plan) -> set[str]:
    """What is heard, bed and emitters, as "effect kind"."""
    return {f"{each.effect} {each.kind}".strip() for each in planned.sounds()}


def test_every_biome_of_terrain_is_known() -> None:
    assert {biome.name.lower() for biome in Biome} <= set(BIOMES)


@given(
    st.sampled_from(list(BIOMES)),
    st.sampled_from(list(WEATHERS)),
    st.sampled_from(list(SETTLEMENTS)),
    st.floats(0.0, 24.0),
    st.integers(0, 2**64 - 1),
    st.lists(st.sampled_from(list(THINGS)), max_size=4),
)
def test_whatever_is_planned_can_be_made(
    biome: str, weather: str, settlement: str, hour: float, seed: int, things: list[str]
) -> None:
    parameters = AmbienceParameters(
        biome, weather, settlement, tuple(Thing(kind, 3.0) for kind in things), seed, hour, radius_m=40.0
    )
    assert violations(parameters) == []
    planned = plan(parameters)
    for sound in planned.sounds():
        assert sound_violations(sound) == [], sound
    for layer in planned.bed:
        assert layer.sound.loop
        assert layer.sound.stereo
    names = [each.name for each in planned.emitters]
    for each in planned.emitters:
        assert each.sound.loop is (each.every_s is None)
        assert not each.sound.stereo
        assert each.radius_m > 0.0
    assert len(names) <= 64 + len(things)


@pytest.mark.parametrize(("hour", "part"), [(0, "night"), (4.5, "dawn"), (12, "day"), (20, "dusk"), (23.5, "night")])
def test_a_day_has_four_parts(hour: float, part: str) -> None:
    assert part_of_day(hour) == part


def test_birds_sing_by_day_and_crickets_by_night() -> None:
    wood = AmbienceParameters(hour=6.0)
    assert "birds songbird" in heard(plan(wood))
    assert "insects cricket" not in heard(plan(wood))
    night = heard(plan(replace(wood, hour=23.0)))
    assert "birds owl" in night
    assert "insects cricket" in night
    assert "birds songbird" not in night


def test_rain_is_heard_as_what_it_falls_on_and_silences_the_shy() -> None:
    wood = AmbienceParameters(hour=10.0, weather="rain")
    assert "rain leaves" in heard(plan(wood))
    assert not {each for each in heard(plan(wood)) if each.startswith("birds")}
    assert "rain water" in heard(plan(replace(wood, biome="lake")))
    assert not {each for each in heard(plan(replace(wood, biome="cave"))) if each.startswith("rain")}


def test_thunder_comes_with_its_storm() -> None:
    storm = plan(AmbienceParameters(weather="thunderstorm"))
    thunder = next(each for each in storm.emitters if each.sound.effect == "thunder")
    assert thunder.every_s is not None
    assert thunder.every_s[0] > 0.0


def test_things_are_where_they_were_placed() -> None:
    planned = plan(replace(SMALL, things=(Thing("campfire", 3.0, 0.0, -4.0),)))
    fire = next(each for each in planned.emitters if each.name == "campfire 1")
    assert (fire.x_m, fire.y_m, fire.z_m) == (3.0, 0.0, -4.0)


@given(st.integers(0, 2**64 - 1), st.floats(10.0, 500.0))
def test_what_nobody_placed_lies_around_the_middle(seed: int, radius_m: float) -> None:
    for each in plan(AmbienceParameters("wetland", seed=seed, hour=23.0, radius_m=radius_m)).emitters:
        assert 0.14 * radius_m <= np.hypot(each.x_m, each.z_m) <= 1.001 * radius_m


def test_only_rooms_reverberate_and_larger_ones_longer() -> None:
    assert plan(AmbienceParameters()).reverberation_s == 0.0
    assert plan(AmbienceParameters("cave")).reverberation_s > plan(AmbienceParameters("dungeon")).reverberation_s > 0.5


def test_a_seed_gives_the_same_place() -> None:
    one, again = generate(SMALL), generate(SMALL)
    assert one.plan == again.plan
    for asked, made in one.sounds.items():
        for variant, other in zip(made, again.sounds[asked], strict=True):
            assert np.array_equal(variant.samples, other.samples)
    assert plan(replace(SMALL, seed=4)).emitters != one.plan.emitters


def test_the_mix_is_what_is_heard_from_its_side() -> None:
    still = replace(SMALL, biome="ice", weather="fog")
    left, right = (
        mixed(generate(replace(still, things=(Thing("campfire", x, 0.0, 0.0),)))).astype(float) for x in (-6.0, 6.0)
    )
    assert left.shape == (4 * 48_000, 2)
    assert true_peak_db(left) <= PEAK_DB + 0.2
    balance = [float(np.square(each[:, 0]).sum() / np.square(each[:, 1]).sum()) for each in (left, right)]
    assert balance[0] > 1.2 * balance[1]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"biome": "moon"}, "biome"),
        ({"weather": "frogs"}, "weather"),
        ({"settlement": "empire"}, "settlement"),
        ({"hour": 25.0}, "hour"),
        ({"hour": float("nan")}, "hour"),
        ({"bed_s": 0.0}, "bed_s"),
        ({"things": (Thing("castle"),)}, "things[0].kind"),
        ({"things": (Thing("campfire", 9000.0),)}, "things[0].x_m"),
        ({"things": (Thing("campfire"),) * 65}, "things"),
    ],
)
def test_bad_input_is_named(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidFields) as caught:
        generate(AmbienceParameters(**fields))
    assert [each.field for each in caught.value.violations] == [named]


def test_work_stops_when_nobody_waits() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        generate(SMALL, checkpoint=stop)


def test_what_is_of_the_land_may_be_elsewhere_and_a_village_stays_where_it_is() -> None:
    land = plan(AmbienceParameters("grassland", hour=9.0, seed=2))
    assert all(each.strewn for each in land.emitters)
    village = plan(
        AmbienceParameters(
            "grassland", hour=9.0, settlement="village", things=(Thing("campfire", 1.0, 0.0, 0.0),), seed=2
        )
    )
    assert [each for each in village.emitters if each.strewn] == list(land.emitters)
    assert len(village.emitters) > len(land.emitters) + 1
