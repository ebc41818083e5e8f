from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.message import DecodeError, Message

from procgen.jobs.job import Product
from procgen.kit.wire.products import canonical, kind_of, product, restored
from procgen.v1 import character_pb2, common_pb2, dialogue_pb2, terrain_pb2, texture_pb2


def terrain_events(request_id: str, elapsed_ms: float, models: list[str]) -> list[terrain_pb2.TerrainEvent]:
    recipe = common_pb2.Recipe(domain="terrain")
    for name in models:
        recipe.model_sha256[name] = name * 3
    result = terrain_pb2.TerrainResult(request_id=request_id, elapsed_ms=elapsed_ms, width_px=64, recipe=recipe)
    return [
        terrain_pb2.TerrainEvent(progress=common_pb2.Progress(stage="start", fraction=elapsed_ms / 1e6)),
        terrain_pb2.TerrainEvent(chunk=common_pb2.Chunk(total_bytes=3, data=b"abc")),
        terrain_pb2.TerrainEvent(result=result),
    ]


def test_calls_that_made_the_same_have_equal_products() -> None:
    one = product(terrain_events("one", 3.0, ["a", "b", "c", "d"]))
    other = product(terrain_events("other", 700.0, ["d", "b", "c", "a"]))
    assert one == other
    assert len(one.events) == 2, "progress is no part of it"
    assert product(terrain_events("one", 3.0, ["a"])) != one


def test_what_is_sent_is_left_as_it_is() -> None:
    events = terrain_events("one", 3.0, [])
    product(events)
    assert (events[-1].result.request_id, events[-1].result.elapsed_ms) == ("one", 3.0)


def test_a_product_is_sent_as_another_call_would() -> None:
    events = terrain_events("one", 3.0, ["a", "b"])
    sent = list(restored(product(events), terrain_pb2.TerrainEvent, "two", 5.0))
    events[-1].result.request_id, events[-1].result.elapsed_ms = "two", 5.0
    assert sent == events[1:]
    plain = list(restored(product(events), terrain_pb2.TerrainEvent))
    assert (plain[-1].result.request_id, plain[-1].result.elapsed_ms) == ("", 0.0)


@pytest.mark.parametrize(
    ("event", "way"),
    [
        (
            character_pb2.CrowdEvent(member={"index": 3, "result": {"request_id": "a", "elapsed_ms": 4.0}}),
            ["member", "result"],
        ),
        (texture_pb2.TextureSetEvent(result={"materials": [{"result": {"elapsed_ms": 3.0}}]}), ["result"]),
        (dialogue_pb2.LinesEvent(result={"request_id": "a", "elapsed_ms": 4.0}), ["result"]),
        (dialogue_pb2.ConverseEvent(result={"request_id": "a", "elapsed_ms": 4.0}), ["result"]),
    ],
)
def test_members_and_others_are_freed_of_their_calls_too(event: Message, way: list[str]) -> None:
    bare: Any = type(event).FromString(canonical(event))
    text = str(bare)
    assert "elapsed_ms" not in text
    assert "request_id" not in text
    for name in way:
        assert bare.HasField(name)
        bare = getattr(bare, name)


def test_single_answers_are_products_too() -> None:
    answer = dialogue_pb2.CheckSceneResponse(nodes=3)
    assert kind_of(answer) == "result"
    assert list(restored(product([answer]), dialogue_pb2.CheckSceneResponse, "b", 4.0)) == [answer]


def test_a_product_that_is_no_events_is_refused() -> None:
    with pytest.raises(DecodeError):
        list(restored(Product((b"\xff\xff\xff",)), terrain_pb2.TerrainEvent))
