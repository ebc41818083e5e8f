"""The service tells what can be asked for, and of each variant what it is."""

from __future__ import annotations

from typing import Any

import pytest

from procgen.kit.wire.call import Call
from procgen.kit.wire.received import receive
from procgen.sound.effects import EFFECTS
from procgen.sound.wire.memory import sound_bytes
from procgen.sound.wire.service import SoundService, parameters_of
from procgen.v1 import sound_pb2


def events(request: sound_pb2.SoundRequest) -> list[Any]:
    found: list[Any] = []
    found += SoundService().generate(request, Call("test"), found.append)
    return found


def test_info_tells_all_that_effects_know() -> None:
    told = SoundService().get_info(sound_pb2.GetSoundInfoRequest(), Call("test"))
    assert [each.name for each in told.effects] == list(EFFECTS)
    steps = next(each for each in told.effects if each.name == "footstep")
    assert "gravel" in steps.surfaces
    assert "run" in steps.gaits
    assert told.surface_of_class["planks"] == "wood"
    assert told.sample_rate_hz == 48_000
    for each in told.effects:
        assert all(set(kind.numbers) <= set(each.hears) for kind in each.kinds), each.name


def test_a_result_tells_of_each_variant() -> None:
    received = receive(events(sound_pb2.SoundRequest(effect="impact", variants=3, outputs=["wav", "json"])))
    assert [each.kind for each in received.result.artifacts] == ["wav", "wav", "wav", "json"]
    assert len(received.result.variants) == 3
    for each in received.result.variants:
        assert each.loudness_lufs == pytest.approx(-23.0, abs=1.0)
        assert each.peak_db <= -0.9
        assert each.nearest_db >= 1.0
    assert received.result.kind == "hit"


def test_unset_numbers_are_the_kinds_and_zero_is_zero() -> None:
    assert parameters_of(sound_pb2.SoundRequest(effect="rain")).intensity is None
    assert parameters_of(sound_pb2.SoundRequest(effect="rain", intensity=0.0)).intensity == 0.0
    assert parameters_of(sound_pb2.SoundRequest(effect="rain")).variation == 0.5


def test_longer_sounds_take_more_memory() -> None:
    short, long, many = (
        sound_bytes(sound_pb2.SoundRequest(effect="rain", duration_s=seconds, variants=variants))
        for seconds, variants in ((1.0, 1), (60.0, 1), (1.0, 32))
    )
    assert short < many
    assert short < long
    assert sound_bytes(sound_pb2.SoundRequest()) == 0
