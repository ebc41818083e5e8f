"""The service tells what can be asked for, and of each variant what it is."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

import numpy as np
import pytest
import soundfile

from procgen.errors import InvalidFields
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import Call
from procgen.kit.wire.received import receive
from procgen.runtime.store import ModelStore
from procgen.sound.effects import EFFECTS
from procgen.sound.learned.library import library_of
from procgen.sound.wire.memory import sound_bytes
from procgen.sound.wire.service import INLINE_BYTES, SoundService, parameters_of, read_request
from procgen.v1 import sound_pb2


def service() -> SoundService:
    return SoundService(ModelStore(), BlobStore())


def events(request: sound_pb2.SoundRequest) -> list[Any]:
    found: list[Any] = []
    found += service().generate(request, Call("test"), found.append)
    return found


def test_info_tells_all_that_effects_know() -> None:
    told = service().get_info(sound_pb2.GetSoundInfoRequest(), Call("test"))
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


def most_bytes(work: Callable[[], object]) -> int:
    """Of what Python and numpy hold meanwhile."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_what_is_taken_apart_takes_no_more_memory_than_is_said() -> None:
    times = np.arange(10 * 48_000) / 48_000
    data = io.BytesIO()
    soundfile.write(data, np.tile(np.sin(9000.0 * times)[:, None], (1, 4)), 48_000, format="FLAC")
    one, clip = service(), data.getvalue()
    name = sha256(clip).hexdigest()
    one._blobs.put(name, len(clip), 0, clip)
    morph = sound_pb2.SoundRequest(effect="rain", duration_s=6.0, morph_effect="creature", morph_kind="growl")

    def made(request: sound_pb2.SoundRequest) -> None:
        list(one.generate(request, Call("test"), lambda _event: None))

    # Models are loaded once, and are none of a call's.
    made(sound_pb2.SoundRequest(effect="explosion", model="learned"))
    for request in (sound_pb2.SoundRequest(clip_sha256=name), morph):
        taken = most_bytes(partial(made, request))
        assert taken < sound_bytes(request), f"{taken / 2**20:.0f} MiB"


def clip_file() -> bytes:
    received = receive(events(sound_pb2.SoundRequest(effect="ui", kind="glass", outputs=["flac"])))
    return received.file("flac")


def test_a_clip_comes_with_a_request_or_ahead_of_it() -> None:
    data = clip_file()
    one = service()
    name = sha256(data).hexdigest()
    one._blobs.put(name, len(data), 0, data)
    results = []
    for request in (sound_pb2.SoundRequest(clip=data, seed=2), sound_pb2.SoundRequest(clip_sha256=name, seed=2)):
        found: list[Any] = []
        found += one.generate(request, Call("test"), found.append)
        results.append(receive(found))
    assert results[0].file("wav") == results[1].file("wav")
    assert results[0].result.model == "learned"
    assert results[0].result.kind == ""


def test_what_is_wrong_with_a_clip_is_named_with_its_field() -> None:
    blobs = BlobStore()
    data = clip_file()
    for request, named in (
        (sound_pb2.SoundRequest(clip=b"no sound"), "clip"),
        (sound_pb2.SoundRequest(clip=bytes(INLINE_BYTES + 1)), "clip"),
        (sound_pb2.SoundRequest(clip=data, clip_sha256="a" * 64), "clip"),
        (sound_pb2.SoundRequest(clip_sha256="a" * 64), "clip_sha256"),
        (sound_pb2.SoundRequest(clip_sha256="no name"), "clip_sha256"),
        (sound_pb2.SoundRequest(clip=data, effect="rain"), "effect"),
        (sound_pb2.SoundRequest(clip=data, model="parametric"), "model"),
    ):
        with pytest.raises(InvalidFields) as caught:
            read_request(request, library_of(ModelStore()), blobs)
        assert [each.field for each in caught.value.violations] == [named]


def test_info_tells_what_learned_models_know() -> None:
    (model,) = service().get_info(sound_pb2.GetSoundInfoRequest(), Call("test")).models
    assert model.name == "learned"
    assert "footstep/step/snow" in model.classes
    assert set(model.usual) <= set(model.classes)


def test_nothing_said_of_a_model_is_settled_before_anything_is_made() -> None:
    library = replace(library_of(ModelStore()), usual={"learned": ("whoosh/stick",)})
    for fields, model in (({}, "learned"), ({"intensity": 0.0}, "parametric"), ({"model": "parametric"}, "parametric")):
        assert parameters_of(sound_pb2.SoundRequest(effect="whoosh", **fields), library).model == model
    way = parameters_of(sound_pb2.SoundRequest(effect="rain", morph_effect="whoosh"), library)
    assert (way.model, way.morph_model) == ("parametric", "learned")
