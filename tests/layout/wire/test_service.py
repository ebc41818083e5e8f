"""The layout service in this process: requests as the domain has them, files, and what is refused."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
from google.protobuf import json_format
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from procgen.errors import Cancelled, InvalidFields
from procgen.kit.wire.call import Call
from procgen.kit.wire.received import Received, receive
from procgen.layout.classical.registry import CLASSICAL_MODELS
from procgen.layout.exporters import EXPORTERS, TILES_PNG, tileset
from procgen.layout.features import features_of
from procgen.layout.parameters import KINDS
from procgen.layout.rules import problems
from procgen.layout.tiles import TILES, Tile, TileArray
from procgen.layout.wire.memory import layout_bytes
from procgen.layout.wire.outputs import output_kind, output_number
from procgen.layout.wire.service import LayoutService, read_request
from procgen.runtime.store import ModelStore
from procgen.v1 import layout_pb2
from tests.client import small_layout
from tests.layout.flow.graphs import CRYPT

MODELS = ("pixelcnn", *CLASSICAL_MODELS)
MODEL_OF = {kind: model.name for model in CLASSICAL_MODELS.values() for kind in model.kinds}


@pytest.fixture(scope="module")
def service() -> LayoutService:
    return LayoutService(ModelStore())


def made(service: LayoutService, request: layout_pb2.LayoutRequest) -> Received[layout_pb2.LayoutResult]:
    return receive(service.generate(request, Call("test"), lambda _event: None))


def tiles_of(received: Received[layout_pb2.LayoutResult]) -> TileArray:
    raw = np.frombuffer(received.file("tiles_u8"), np.uint8)
    return raw.reshape(received.result.depth, received.result.width)


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_says_what_its_tiles_hold(service: LayoutService, kind: str) -> None:
    request = small_layout(kind=kind, model=MODEL_OF[kind], width=40, depth=32)
    received = made(service, request)
    result, tiles = received.result, tiles_of(received)
    features = features_of(tiles)
    assert (result.kind, result.width, result.depth, result.metres_per_tile) == (kind, 40, 32, 2.0)
    assert result.walkable_tiles == features.walkable > 0
    assert [(each.x, each.y) for each in result.entrances] == list(features.entrances)
    assert [(each.x, each.y, each.locked, each.north_south) for each in result.doors] == [
        (door.column, door.row, door.locked, door.north_south) for door in features.doors
    ]
    assert [(room.x, room.y, room.width, room.depth, room.tiles) for room in result.rooms] == [
        (room.column, room.row, room.width, room.depth, room.tiles) for room in features.rooms
    ]
    parameters, _ = read_request(request, MODELS)
    assert problems(tiles, parameters) == ()
    assert not result.HasField("bits_per_tile")


def test_a_recipe_is_a_request_for_the_same_bytes(service: LayoutService) -> None:
    request = small_layout(
        kind="dungeon",
        locks=1,
        density=0.3,
        metres_per_tile=1.25,
        entrances=[{"x": 3, "y": 0}],
        outputs=[output_number("glb"), output_number("tiles_u8")],
    )
    first = made(service, request)
    again = json_format.Parse(first.result.recipe.request_json, layout_pb2.LayoutRequest())
    assert again.metres_per_tile == 1.25
    again.outputs.extend(request.outputs)
    second = made(service, again)
    assert second.files == first.files
    assert second.result.recipe == first.result.recipe


def test_what_is_fixed_stays_and_the_rest_is_made(service: LayoutService) -> None:
    whole = tiles_of(made(service, small_layout(width=32, depth=32)))
    fixed = np.full(whole.shape, 255, np.uint8)
    fixed[:, :16] = whole[:, :16]
    others = []
    for seed in (1, 2):
        tiles = tiles_of(made(service, small_layout(width=32, depth=32, seed=seed, fixed_tiles=fixed.tobytes())))
        np.testing.assert_array_equal(tiles[:, :16], whole[:, :16])
        others.append(tiles[:, 16:])
    assert (others[0] != others[1]).any()


def test_every_output_comes_in_the_order_asked(service: LayoutService) -> None:
    kinds = [*reversed(EXPORTERS)]
    received = made(service, small_layout(outputs=[output_number(kind) for kind in kinds]))
    assert [artifact.kind for artifact in received.result.artifacts] == kinds
    names = [artifact.file_name for artifact in received.result.artifacts]
    assert len(set(names)) == len(names)
    picture = next(artifact for artifact in received.result.artifacts if artifact.kind == "png")
    assert (picture.width_px, picture.height_px) == Image.open(io.BytesIO(received.file("png"))).size
    for artifact in received.result.artifacts:
        assert bool(artifact.sidecar_json) == bool(EXPORTERS[artifact.kind].encoding)
        if artifact.sidecar_json:
            assert json.loads(artifact.sidecar_json)["recipe"]["sha256"] == received.result.recipe.sha256


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ([], ["tiles_u8"]),
        (["tmj"], ["tmj", TILES_PNG]),
        (["csv", "tmx", "tmj"], ["csv", "tmx", TILES_PNG, "tmj"]),
        (["tmj", TILES_PNG], ["tmj", TILES_PNG]),
        ([TILES_PNG, "godot_tscn"], [TILES_PNG, "godot_tscn"]),
        (["glb"], ["glb"]),
    ],
)
def test_the_picture_of_the_tiles_comes_along_once(service: LayoutService, asked: list[str], sent: list[str]) -> None:
    received = made(service, small_layout(outputs=[output_number(kind) for kind in asked], file_name="mine"))
    assert [artifact.kind for artifact in received.result.artifacts] == sent
    for artifact in received.result.artifacts:
        mine = artifact.file_name.startswith("mine")
        assert mine != (artifact.file_name == tileset.FILE_NAME)


def test_every_output_has_an_exporter() -> None:
    numbers = [number for number in layout_pb2.LayoutOutput.values() if number]
    assert [output_kind(number) for number in numbers] == list(EXPORTERS)
    names = [name.removeprefix("LAYOUT_TILE_") for name, _ in layout_pb2.LayoutTile.items()]
    assert names == [tile.name for tile in Tile]
    assert list(layout_pb2.LayoutTile.values()) == list(range(TILES))


def test_progress_shows_pictures_and_never_falls(service: LayoutService) -> None:
    events: list[Any] = []
    list(service.generate(small_layout(width=64, depth=64), Call("test"), events.append))
    fractions = [event.progress.fraction for event in events]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    pictures = [event.progress.preview_png for event in events if event.progress.preview_png]
    assert pictures
    assert all(max(Image.open(io.BytesIO(picture)).size) <= 256 for picture in pictures)


def test_a_cancelled_call_ends(service: LayoutService) -> None:
    call = Call("test")
    call.cancel()
    with pytest.raises(Cancelled):
        service.generate(small_layout(), call, lambda _event: None)


def refused(**fields: Any) -> dict[str, str]:
    """What is wrong with a request, by field."""
    with pytest.raises(InvalidFields) as raised:
        read_request(small_layout(**fields), MODELS)
    return {violation.field: violation.value for violation in raised.value.violations}


def test_all_that_is_wrong_is_said_at_once() -> None:
    wrong = refused(
        request_id="no id",
        kind="castle",
        width=0,
        depth=129,
        model="gan",
        style="baroque",
        density=1.5,
        symmetry="round",
        entrances=[{"x": 1, "y": column} for column in range(17)],
        locks=5,
        metres_per_tile=0.1,
        outputs=[0, 1, 1],
        file_name="a/b",
    )
    expected = {"request_id", "kind", "width", "depth", "model", "density", "symmetry", "entrances", "locks"}
    expected |= {"metres_per_tile", "outputs[0]", "outputs[2]", "file_name"}
    assert set(wrong) == expected
    assert wrong["width"] == "missing"


def test_fixed_tiles_are_counted_and_known() -> None:
    assert refused(fixed_tiles=b"\0") == {"fixed_tiles": "1 bytes"}
    unknown = bytes([255] * 30 + [TILES] + [255] * (24 * 16 - 31))
    assert refused(fixed_tiles=unknown) == {"fixed_tiles[30]": str(TILES)}


def test_a_contradiction_is_named_by_its_field_on_the_wire() -> None:
    fixed = np.full((16, 24), 255, np.uint8)
    fixed[4, 5] = Tile.WALL
    wrong = refused(fixed_tiles=fixed.tobytes(), entrances=[{"x": 5, "y": 4}])
    assert set(wrong) <= {"entrances", "fixed_tiles"}
    assert "(5, 4)" in " ".join(wrong.values())
    assert "fixed_tiles" in refused(kind="cave", model="cellular", fixed_tiles=bytes([Tile.BED] * (24 * 16)))


def test_a_generator_of_other_kinds_is_refused() -> None:
    wrong = refused(kind="village", model="cellular")
    assert wrong == {"model": "'cellular'"}


@given(st.builds(layout_pb2.LayoutRequest, kind=st.text(max_size=8), width=st.integers(0, 2**32 - 1)))
def test_no_request_breaks_the_check(request: layout_pb2.LayoutRequest) -> None:
    with pytest.raises(InvalidFields):
        read_request(request, MODELS)


def test_a_flow_graph_is_laid_out_and_made_again(service: LayoutService) -> None:
    request = small_layout(kind="cave", width=0, depth=0, model="", flow=CRYPT.read_text(encoding="utf-8"))
    first = made(service, request)
    flow = first.result.flow
    assert [room.id for room in flow.rooms][:3] == ["gate", "hall", "well"]
    assert len(flow.floors) == 2
    assert first.result.width == 2 * flow.floors[0].width
    said = {"floors": [], "rooms": [], "passages": [], "keys": []} | json.loads(
        json_format.MessageToJson(flow, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)
    )
    assert [(each["from_room"], each["kind"]) for each in said["passages"]][:2] == [("gate", "open"), ("hall", "door")]
    again = json_format.Parse(first.result.recipe.request_json, layout_pb2.LayoutRequest())
    again.outputs.extend(request.outputs)
    assert made(service, again).file("tiles_u8") == first.file("tiles_u8")


def test_what_does_not_go_with_a_flow_graph_is_named(service: LayoutService) -> None:
    flow = CRYPT.read_text(encoding="utf-8")
    request = small_layout(
        kind="city", model="bsp", symmetry="both", locks=1, density=0.5, entrances=[{"x": 1, "y": 1}], flow=flow
    )
    with pytest.raises(InvalidFields) as caught:
        service.check(request)
    fields = {violation.field for violation in caught.value.violations}
    assert fields == {"kind", "model", "symmetry", "locks", "density", "entrances"}
    with pytest.raises(InvalidFields, match="flow: got no JSON"):
        service.check(small_layout(kind="cave", model="", flow="{"))
    with pytest.raises(InvalidFields, match="width: got 24 by 24 tiles for up to 9 rooms"):
        made(service, small_layout(kind="cave", model="", width=24, depth=24, flow=flow))


def test_memory_counts_floors() -> None:
    flow = CRYPT.read_text(encoding="utf-8")
    plain, with_floors = small_layout(width=64, depth=64), small_layout(width=64, depth=64, flow=flow)
    base = layout_bytes(small_layout(width=64, depth=64)) - layout_bytes(small_layout(width=64, depth=32))
    assert layout_bytes(with_floors) - layout_bytes(plain) == 2 * base
    assert layout_bytes(small_layout(width=0, depth=0, flow=flow)) > layout_bytes(with_floors)
