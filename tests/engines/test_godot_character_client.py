"""Characters in the real Godot: from the real server through the addon's client, as nodes, and under moving sliders."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import numpy.typing as npt
import pytest
from google.protobuf.message import Message
from PIL import Image

from procgen.runtime.recipe import Recipe
from procgen.v1 import character_pb2 as pb
from procgen.v1 import character_pb2_grpc, character_person_pb2
from tests.conftest import RunningServer
from tests.engines.godot_probe import run_probe
from tests.engines.wire_messages import named, read_json

Floats = npt.NDArray[np.float32]

TEXT = "a stout old blacksmith with a grey beard"
SEED = 2**64 - 3
REALISTIC = character_person_pb2.Style(kind="realistic")
SLIDERS = [["nose_hump", 0.4], ["nose_hump", 1.0], ["chin_width", -0.5], ["weight", 0.9], ["height", 0.57]]
"""Names and places, one after the other: of the face, and of all."""


@pytest.fixture(scope="module")
def stub(server: RunningServer) -> Iterator[Any]:
    """What a grpcio client calls."""
    with grpc.insecure_channel(f"{server.host}:{server.port}") as channel:
        yield character_pb2_grpc.CharacterServiceStub(channel)


@pytest.fixture(scope="module")
def person(stub: Any) -> character_person_pb2.Person:
    """Somebody with clothes, hair and a beard."""
    person: character_person_pb2.Person = stub.Sample(pb.SampleRequest(seed=SEED, text=TEXT)).persons[0].person
    return person


def ask(server: RunningServer, project: Path, what: str, *, screen: bool = False, **arguments: Any) -> dict[str, Any]:
    """What a function of character_probe.gd reports."""
    return run_probe(project, "characters", screen=screen, ask=what, web_port=server.web_port, **arguments)


def made(stub: Any, request: pb.CharacterRequest) -> tuple[list[bytes], pb.CharacterResult]:
    """Files and result that a native client gets."""
    files: dict[int, bytes] = {}
    result = pb.CharacterResult()
    for event in stub.Generate(request, timeout=120):
        if event.HasField("chunk"):
            files[event.chunk.artifact_index] = files.get(event.chunk.artifact_index, b"") + event.chunk.data
        if event.HasField("result"):
            result = event.result
    return list(files.values()), result


def untimed(result: Message) -> Message:
    """A result without what differs from call to call."""
    result.ClearField("elapsed_ms")
    result.ClearField("request_id")
    return result


def test_answers_are_those_that_a_native_client_gets(
    stub: Any, server: RunningServer, godot_project: Path, person: character_person_pb2.Person
) -> None:
    calls = [
        (stub.GetCharacterInfo, pb.GetCharacterInfoRequest()),
        (stub.Describe, pb.DescribeRequest(text=TEXT + " frobnicated")),
        (stub.Sample, pb.SampleRequest(seed=SEED, count=3, text=TEXT)),
        (stub.Vary, pb.VaryRequest(person=person, seed=5, count=2, amount=0.4, locks=["outfit"])),
        (stub.Edit, pb.EditRequest(person=person, measure_changes={"mass": 10.0})),
        (stub.Measure, pb.MeasureRequest(person=person)),
    ]
    methods = ["get_character_info", "describe", "sample", "vary", "edit", "measure"]
    requests = [{"method": method, **named(request)} for method, (_, request) in zip(methods, calls, strict=True)]
    answers = ask(server, godot_project, "answers", requests=requests)["answers"]
    assert [answer["status"]["code"] for answer in answers] == ["OK"] * len(calls)
    for answer, (method, request) in zip(answers, calls, strict=True):
        native = method(request)
        assert read_json(type(native), answer["response"]) == native
    assert answers[1]["response"]["unknown_words"] == ["frobnicated"]


def test_bad_fields_are_named(server: RunningServer, godot_project: Path) -> None:
    conditions = character_person_pb2.Conditions(age_years=3.0, measures={"stature": 9.0})
    request = {"method": "sample", **named(pb.SampleRequest(conditions=conditions))}
    status = ask(server, godot_project, "answers", requests=[request])["answers"][0]["status"]
    assert status["code"] == "INVALID_ARGUMENT"
    fields = {violation["field"] for violation in status["detail"]["violations"]}
    assert fields == {"conditions.age_years", "conditions.measures.stature"}


@pytest.fixture(scope="module")
def nodes(server: RunningServer, godot_project: Path, person: character_person_pb2.Person) -> dict[str, Any]:
    """A person in Godot, asked for as a file without blend shapes, a portrait and JSON."""
    return ask(server, godot_project, "make", request=named(wanted(person)))


def wanted(person: character_person_pb2.Person) -> pb.CharacterRequest:
    outputs = [
        pb.CharacterOutput(kind="portrait", picture_px=128),
        pb.CharacterOutput(kind="slim", texture_px=512),
        pb.CharacterOutput(kind="person"),
    ]
    return pb.CharacterRequest(person=person, outputs=outputs)


def test_outputs_are_those_that_a_native_client_gets(
    stub: Any, nodes: dict[str, Any], person: character_person_pb2.Person
) -> None:
    files, result = made(stub, wanted(person))
    assert nodes["sha256"] == [hashlib.sha256(data).hexdigest() for data in files]
    assert untimed(read_json(pb.CharacterResult, nodes["result"])) == untimed(result)


def test_a_character_becomes_nodes(nodes: dict[str, Any], person: character_person_pb2.Person) -> None:
    found = nodes["nodes"]
    assert nodes["name"] == person.name
    assert Recipe.from_json(nodes["recipe"]).domain == "character"
    assert set(found["bones"]) == set(found["profile_bones"])
    assert {"Body", *(worn.kind for worn in person.outfit), person.hair.kind, person.beard.kind} <= set(found["meshes"])
    for mesh in found["meshes"].values():
        assert mesh["skinned"]
        assert mesh["blend_shapes"] == 0
    assert all(found["meshes"]["Body"]["textured"])
    assert set(found["clips"]) == {"idle", "walk", "wave"}
    assert {"hand_l", "hand_r", "back", "head_top"} <= set(found["sockets"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the moved character is written down."""
    return tmp_path_factory.mktemp("godot_sliders")


@pytest.fixture(scope="module")
def moved(server: RunningServer, godot_project: Path, folder: Path) -> dict[str, Any]:
    """A character whose sliders have moved, on a screen."""
    settings = {"character_seed": 3, "description": TEXT, "setting": "medieval", "height_m": 1.75, "texture_px": 512}
    smile = {"mouthSmileLeft": 1.0, "mouthSmileRight": 1.0, "browInnerUp": 1.0}
    arguments = {"settings": settings, "sliders": SLIDERS, "expression": smile, "clip": "walk", "folder": str(folder)}
    return ask(server, godot_project, "sliders", screen=True, **arguments)


@pytest.fixture(scope="module")
def file_of_moved(stub: Any, moved: dict[str, Any]) -> bytes:
    """What the server makes of the person that the sliders led to."""
    person = character_person_pb2.Person.FromString(bytes.fromhex(moved["person"]))
    outputs = [pb.CharacterOutput(kind="glb", texture_px=0)]
    files, _ = made(stub, pb.CharacterRequest(person=person, outputs=outputs))
    return files[0]


def test_the_settings_of_the_node_are_asked_for(stub: Any, moved: dict[str, Any]) -> None:
    conditions = character_person_pb2.Conditions(setting="medieval", measures={"stature": 1.75}, style=REALISTIC)
    drawn = stub.Sample(pb.SampleRequest(seed=3, text=TEXT, conditions=conditions)).persons[0].person
    assert read_json(character_person_pb2.Person, moved["before"]) == drawn


def test_sliders_change_the_person_and_nothing_else(moved: dict[str, Any]) -> None:
    before, after = moved["before"], moved["after"]
    assert {name for name in before | after if before.get(name) != after.get(name)} == {"shape"}
    for name, value in SLIDERS[1:]:
        shown = after["shape"]["modifiers"].get(name, after["shape"].get(name))
        assert shown == pytest.approx(value, abs=1e-6)
    # Of many moves in a row the last one counts.
    assert 1 <= moved["updates"] <= len(SLIDERS)


def test_moved_vertices_are_those_of_a_new_file(moved: dict[str, Any], file_of_moved: bytes, folder: Path) -> None:
    surfaces = list(surfaces_of(file_of_moved))
    assert len(surfaces) > 10
    for name, places, normals, _ in surfaces:
        found = np.fromfile(folder / "moved" / f"{name}-places.f32", "<f4").reshape(-1, 3)
        np.testing.assert_allclose(found, places, atol=len(SLIDERS) * 2e-6, err_msg=name)
        found = np.fromfile(folder / "moved" / f"{name}-normals.f32", "<f4").reshape(-1, 3)
        # Steps of 1/127 along each axis.
        np.testing.assert_allclose(found, normals, atol=0.015, err_msg=name)


def test_bones_move_along(moved: dict[str, Any], file_of_moved: bytes) -> None:
    places = joint_places(file_of_moved)
    for bones in (moved["moved_bones"], moved["nodes"]["bones"]):
        assert set(bones) == set(places)
        for name, place in bones.items():
            np.testing.assert_allclose(place, places[name], atol=1e-4, err_msg=name)


def test_when_sliders_rest_blend_shapes_fit_as_well(moved: dict[str, Any], file_of_moved: bytes, folder: Path) -> None:
    with_shapes = 0
    for name, places, _, jaw_open in surfaces_of(file_of_moved):
        found = np.fromfile(folder / "settled" / f"{name}-places.f32", "<f4").reshape(-1, 3)
        np.testing.assert_array_equal(found, places, err_msg=name)
        if jaw_open is not None:
            found = np.fromfile(folder / "settled" / f"{name}-shape.f32", "<f4").reshape(-1, 3)
            np.testing.assert_allclose(found, places + jaw_open, atol=1e-6, err_msg=name)
            with_shapes += int(np.abs(jaw_open).max() > 0.005)
    assert with_shapes, "the jaw opens somewhere"


def test_what_was_there_stays(moved: dict[str, Any]) -> None:
    assert moved["held"], "what a hand holds"
    assert moved["playing"] == "walk"
    assert all(moved["nodes"]["meshes"]["Body"]["textured"]), "pictures, though the new file had none"


def photograph(folder: Path, name: str) -> Floats:
    return np.asarray(Image.open(folder / f"{name}.png").convert("RGB"), np.float32)


def changed(folder: Path, one: str, other: str) -> npt.NDArray[np.bool_]:
    """Pixels that differ between photographs."""
    return np.asarray(np.abs(photograph(folder, one) - photograph(folder, other)).max(axis=2) > 25)


def test_photographs_show_what_sliders_and_shapes_do(moved: dict[str, Any], folder: Path) -> None:
    background = photograph(folder, "before-figure")[0, 0]
    widths = {}
    for name in ("before-figure", "settled-figure"):
        there = np.abs(photograph(folder, name) - background).max(axis=2) > 25
        rows = np.flatnonzero(there.any(axis=1))
        assert np.ptp(rows) > 350, "from head to foot"
        widths[name] = int(there.sum())
    assert widths["settled-figure"] > 1.05 * widths["before-figure"], "stouter and taller"
    assert changed(folder, "settled-face", "expression-face").sum() > 300


def surfaces_of(glb: bytes) -> Iterator[tuple[str, Floats, Floats, Floats | None]]:
    """Name, places, normals and the ways of "jawOpen" of each primitive, without vertices that no triangle has."""
    document, binary = glb_parts(glb)

    def array(number: int) -> npt.NDArray[Any]:
        entry = document["accessors"][number]
        kind, width = {5123: "<u2", 5126: "<f4"}[entry["componentType"]], {"SCALAR": 1, "VEC3": 3}[entry["type"]]
        found = np.zeros((entry["count"], width), kind)
        if "bufferView" in entry:
            view = document["bufferViews"][entry["bufferView"]]
            start = view.get("byteOffset", 0) + entry.get("byteOffset", 0)
            found = np.frombuffer(binary, kind, entry["count"] * width, start).reshape(-1, width)
        if "sparse" in entry:
            sparse = entry["sparse"]
            at, values = (document["bufferViews"][sparse[name]["bufferView"]]["byteOffset"] for name in PARTS_OF_SPARSE)
            at += sparse["indices"].get("byteOffset", 0)
            values += sparse["values"].get("byteOffset", 0)
            numbers = np.frombuffer(binary, "<u2", sparse["count"], at)
            found = found.copy()
            found[numbers] = np.frombuffer(binary, kind, sparse["count"] * width, values).reshape(-1, width)
        return found

    for node in document["nodes"]:
        if "mesh" not in node:
            continue
        mesh = document["meshes"][node["mesh"]]
        for index, primitive in enumerate(mesh["primitives"]):
            used = np.unique(array(primitive["indices"]))
            attributes = primitive["attributes"]
            jaw_open = None
            shapes = mesh.get("extras", {}).get("targetNames", [])
            if "jawOpen" in shapes:
                target = primitive["targets"][shapes.index("jawOpen")]
                jaw_open = array(target["POSITION"])[used]
            name = f"{node['name']}-{index}"
            yield name, array(attributes["POSITION"])[used], array(attributes["NORMAL"])[used], jaw_open


PARTS_OF_SPARSE = ("indices", "values")


def joint_places(glb: bytes) -> dict[str, Floats]:
    """Where the joints are at rest: the file's inverse bind matrices only move."""
    document, binary = glb_parts(glb)
    skin = document["skins"][0]
    view = document["bufferViews"][document["accessors"][skin["inverseBindMatrices"]]["bufferView"]]
    matrices = np.frombuffer(binary, "<f4", len(skin["joints"]) * 16, view.get("byteOffset", 0)).reshape(-1, 4, 4)
    names = [document["nodes"][joint]["name"] for joint in skin["joints"]]
    return dict(zip(names, -matrices[:, 3, :3], strict=True))


def glb_parts(glb: bytes) -> tuple[dict[str, Any], bytes]:
    """The JSON of a binary glTF, and its buffer."""
    (length,) = struct.unpack_from("<I", glb, 12)
    return json.loads(glb[20 : 20 + length]), glb[28 + length :]


def test_sliders_move_coarser_levels_too(stub: Any, server: RunningServer, godot_project: Path, tmp_path: Path) -> None:
    settings = {"character_seed": 5, "profile": "slim", "texture_px": 0, "lod": 2}
    arguments = {"settings": settings, "sliders": SLIDERS, "expression": {}, "clip": "", "folder": str(tmp_path)}
    report = ask(server, godot_project, "sliders", screen=True, **arguments)
    person = character_person_pb2.Person.FromString(bytes.fromhex(report["person"]))
    outputs = [pb.CharacterOutput(kind="slim", texture_px=0, lod=2)]
    files, _ = made(stub, pb.CharacterRequest(person=person, outputs=outputs))
    for name, places, _, _ in surfaces_of(files[0]):
        found = np.fromfile(tmp_path / "moved" / f"{name}-places.f32", "<f4").reshape(-1, 3)
        np.testing.assert_allclose(found, places, atol=len(SLIDERS) * 2e-6, err_msg=name)


def test_an_unknown_slider_is_refused_and_the_next_one_works(server: RunningServer, godot_project: Path) -> None:
    settings = {"profile": "slim", "texture_px": 0}
    report = ask(server, godot_project, "refused_slider", settings=settings, may_fail=True)
    assert report["status"]["code"] == "INVALID_ARGUMENT"
    assert report["status"]["detail"]["violations"][0]["value"] == "no_such_slider"
    assert (report["refused"], report["taken"]) == (0.0, 0.5)


def test_the_last_wish_counts(stub: Any, server: RunningServer, godot_project: Path) -> None:
    report = ask(server, godot_project, "changed_mind", seeds=[1, 2])
    conditions = character_person_pb2.Conditions(style=REALISTIC)
    drawn = stub.Sample(pb.SampleRequest(seed=2, conditions=conditions)).persons[0].person
    assert report["status"]["code"] == "OK"
    assert read_json(character_person_pb2.Person, report["person"]) == drawn
    assert (report["generated"], report["children"]) == (1, 1)


def test_cancel_ends_the_call(server: RunningServer, godot_project: Path) -> None:
    request = named(pb.CharacterRequest(seed=9, outputs=[pb.CharacterOutput(kind="turnaround", picture_px=1024)]))
    report = ask(server, godot_project, "cancelled", request=request)
    assert report["status"]["code"] == "CANCELLED"
    assert not report["has_result"]


def test_a_crowd_arrives_member_by_member(stub: Any, server: RunningServer, godot_project: Path) -> None:
    outputs = [pb.CharacterOutput(kind="person"), pb.CharacterOutput(kind="slim", texture_px=0)]
    request = pb.CrowdRequest(seed=4, count=3, text="medieval villagers", outputs=outputs, contact_sheet=True)
    report = ask(server, godot_project, "crowd", request=named(request))
    assert report["status"]["code"] == "OK"
    events = list(stub.GenerateCrowd(request, timeout=120))
    native = [event.member for event in events if event.HasField("member")]
    for found, expected in zip(report["members"], native, strict=True):
        assert found["sha256"] == [artifact.sha256 for artifact in expected.result.artifacts]
        member = read_json(pb.CrowdMember, found["member"])
        for side in (member, expected):
            untimed(side.result)
        assert member == expected
    assert untimed(read_json(pb.CrowdResult, report["result"])) == untimed(events[-1].result)
    assert report["sha256"] == [artifact["sha256"] for artifact in report["result"]["artifacts"]]
    assert len(report["sha256"]) == 1
