"""The character service on both ports of a real server: catalogue, drawing, changing, measuring, updating, crowds."""

from __future__ import annotations

import io
import json
import time
from typing import Any

import grpc
import pytest
from google.protobuf import json_format
from PIL import Image

from procgen.kit.wire.artifacts import sha256
from procgen.kit.wire.received import receive
from procgen.v1 import character_pb2, character_person_pb2, system_pb2, system_pb2_grpc
from tests.client import CROWD, channel, character_stub, small_character, system_stub, web_call
from tests.conftest import RunningServer

BALD = {"hair": {"kind": "none"}, "beard": {"kind": "none"}}
SERVICE = "/procgen.v1.CharacterService/"


@pytest.fixture(scope="module")
def person(server: RunningServer) -> character_person_pb2.Person:
    conditions = {**BALD, "sex": 1.0, "age_years": 40.0, "role": "hiker", "measures": {"stature": 1.78, "mass": 80.0}}
    with character_stub(server) as stub:
        answer = stub.Sample(character_pb2.SampleRequest(seed=3, conditions=conditions))
    return answer.persons[0].person


def test_the_catalogue_describes_everything_that_requests_name(
    server: RunningServer, person: character_person_pb2.Person
) -> None:
    with character_stub(server) as stub:
        info = stub.GetCharacterInfo(character_pb2.GetCharacterInfoRequest())
    web = web_call(server, SERVICE + "GetCharacterInfo", b"")
    assert character_pb2.GetCharacterInfoResponse.FromString(web.messages[0]) == info
    wearables = {wearable.kind: wearable for wearable in info.wearables}
    by_category = dict.fromkeys(("garment", "footwear", "accessory", "hair", "beard", "brows"), 0)
    for wearable in wearables.values():
        by_category[wearable.category] += 1
        assert wearable.label
        assert wearable.colours_rgb
        assert all(number.minimum < number.maximum and number.description for number in wearable.numbers)
        assert all(number.minimum <= number.default_value <= number.maximum for number in wearable.numbers)
        assert all(word.values for word in wearable.words)
    least = {"garment": 12, "footwear": 6, "accessory": 10, "hair": 10, "beard": 4, "brows": 1}
    assert all(by_category[category] >= count for category, count in least.items())
    assert {worn.kind for worn in person.outfit} <= set(wearables)
    assert set(person.shape.modifiers) <= {slider.name for slider in info.sliders} | {
        f"{slider.name}_{side}" for slider in info.sliders for side in ("left", "right")
    }
    measures = {measure.name: measure for measure in info.measures}
    assert measures["stature"].measured
    assert (measures["mass"].unit, measures["stature"].unit) == ("kg", "m")
    looks = {look.name for look in info.looks}
    assert {f"skin.{name}" for name in person.skin.numbers} | {f"eyes.{name}" for name in person.eyes.numbers} <= looks
    assert {f"skin.{name}" for name in person.skin.words} | {f"eyes.{name}" for name in person.eyes.words} <= {
        word.name for word in info.words
    }
    assert {f"skin.{name}" for name in person.skin.colours_rgb} <= {colour.name for colour in info.colours}
    assert {role.setting for role in info.roles} == {"medieval", "modern", "scifi"}
    assert info.body_axes
    assert info.face_axes
    assert all(axis.low and axis.high and axis.limit > 0 for axis in (*info.body_axes, *info.face_axes))


def test_described_conditions_draw_whom_they_describe(server: RunningServer) -> None:
    text = "a 60 years old woman, 1.6 m tall, green eyes, flibbertigibbet"
    with character_stub(server) as stub:
        described = stub.Describe(character_pb2.DescribeRequest(text=text))
        by_fields = stub.Sample(character_pb2.SampleRequest(seed=4, conditions=described.conditions))
        by_text = stub.Sample(character_pb2.SampleRequest(seed=4, text=text))
    assert list(described.unknown_words) == ["flibbertigibbet"]
    assert list(by_text.unknown_words) == ["flibbertigibbet"]
    assert by_fields.persons == by_text.persons
    drawn = by_text.persons[0]
    assert drawn.person.shape.sex == 0.0
    assert drawn.person.shape.age_years == 60.0
    assert drawn.person.eyes.words["left"] == "green"
    assert abs(drawn.measures["stature"] - 1.6) < 0.005


def test_person_i_does_not_depend_on_the_count(server: RunningServer) -> None:
    with character_stub(server) as stub:
        many = stub.Sample(character_pb2.SampleRequest(seed=9, count=3, conditions={"setting": "scifi"})).persons
        one = stub.Sample(character_pb2.SampleRequest(seed=9, conditions={"setting": "scifi"})).persons
    assert one[0] == many[0]
    assert len({entry.person.SerializeToString(deterministic=True) for entry in many}) == 3


def test_a_sampled_person_is_made_as_generate_draws_it(server: RunningServer) -> None:
    drawn = small_character()
    with character_stub(server) as stub:
        sampled = stub.Sample(character_pb2.SampleRequest(seed=drawn.seed, conditions=drawn.conditions)).persons[0]
        first = receive(stub.Generate(drawn))
        second = receive(stub.Generate(character_pb2.CharacterRequest(person=sampled.person, outputs=drawn.outputs)))
    assert first.result.person == sampled.person
    assert first.files == second.files
    assert first.result.measures == second.result.measures
    again = json_format.Parse(first.result.recipe.request_json, character_pb2.CharacterRequest())
    assert again.person == sampled.person


def test_vary_keeps_what_is_locked(server: RunningServer, person: character_person_pb2.Person) -> None:
    request = character_pb2.VaryRequest(person=person, seed=1, count=2, amount=0.5, locks=["outfit", "eyes", "muscle"])
    with character_stub(server) as stub:
        relatives = stub.Vary(request).persons
    assert len(relatives) == 2
    for relative in relatives:
        assert list(relative.person.outfit) == list(person.outfit)
        assert relative.person.eyes == person.eyes
        assert relative.person.shape.muscle == person.shape.muscle
        assert relative.person.shape != person.shape


def test_edit_changes_the_mass_and_not_the_stature(server: RunningServer, person: character_person_pb2.Person) -> None:
    with character_stub(server) as stub:
        edited = stub.Edit(character_pb2.EditRequest(person=person, measure_changes={"mass": 10.0}, locks=["face"]))
        measured = stub.Measure(character_pb2.MeasureRequest(person=edited.person)).measures
    assert abs(edited.after["mass"] - edited.before["mass"] - 10.0) < 0.5
    assert abs(edited.after["stature"] - edited.before["stature"]) < 0.002
    assert edited.person.name == person.name
    assert edited.person.outfit == person.outfit
    assert {name: round(value, 4) for name, value in measured.items()} == {
        name: round(value, 4) for name, value in edited.after.items()
    }


def test_update_answers_on_both_ports(server: RunningServer, person: character_person_pb2.Person) -> None:
    shape = character_person_pb2.BodyShape()
    shape.CopyFrom(person.shape)
    shape.modifiers["nose_hump"] = 0.9
    request = character_pb2.UpdateRequest(before=person, shape=shape)
    with character_stub(server) as stub:
        update = stub.Update(request)
    web = character_pb2.UpdateResponse.FromString(web_call(server, SERVICE + "Update", request).messages[0])
    assert web == update
    assert "Body" in {part.part for part in update.parts}


def crowd(**fields: Any) -> character_pb2.CrowdRequest:
    return character_pb2.CrowdRequest(**{"seed": 5, "count": 3, "conditions": BALD, **fields})


def crowd_events(server: RunningServer, request: character_pb2.CrowdRequest) -> list[character_pb2.CrowdEvent]:
    with character_stub(server) as stub:
        return list(stub.GenerateCrowd(request))


def test_a_crowd_comes_member_by_member(server: RunningServer) -> None:
    request = crowd(
        outputs=[{"kind": "slim", "texture_px": 0, "clips": False}, {"kind": "person"}],
        contact_sheet=True,
        roles={"priest": 1.0, "station_child": 1.0},
    )
    events = crowd_events(server, request)
    files: dict[int, bytes] = {}
    members, known = [], 0
    for event in events:
        kind = event.WhichOneof("event")
        if kind == "chunk":
            assert event.chunk.offset_bytes == len(files.get(event.chunk.artifact_index, b""))
            assert len(event.chunk.data) <= 1 << 20
            files[event.chunk.artifact_index] = files.get(event.chunk.artifact_index, b"") + event.chunk.data
        elif kind == "member":
            members.append(event.member)
            assert event.member.first_artifact == known
            for number, artifact in enumerate(event.member.result.artifacts):
                assert sha256(files[known + number]) == artifact.sha256, "its chunks came before"
            known += len(event.member.result.artifacts)
    result = events[-1].result
    assert [member.index for member in members] == [0, 1, 2]
    assert {member.result.person.role for member in members} <= {"priest", "station_child"}
    names = [artifact.file_name for member in members for artifact in member.result.artifacts]
    assert len(set(names)) == len(names) == 6
    assert result.count == 3
    assert result.smallest_distance >= 0.05
    with Image.open(io.BytesIO(files[known])) as sheet:
        assert sheet.size[0] > 2.5 * sheet.size[1]
        assert json.loads(sheet.info["procgen:recipe"])["sha256"] == result.recipe.sha256
    assert result.artifacts[0].sha256 == sha256(files[known])
    fractions = [event.progress.fraction for event in events if event.WhichOneof("event") == "progress"]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0.0
    assert fractions[-1] < 1.0


def test_members_are_what_generate_makes_of_them(server: RunningServer) -> None:
    outputs = [{"kind": "slim", "texture_px": 0, "clips": False}]
    events = crowd_events(server, crowd(outputs=outputs, count=1))
    (member,) = (event.member for event in events if event.WhichOneof("event") == "member")
    alone = character_pb2.CharacterRequest(person=member.result.person, outputs=outputs)
    with character_stub(server) as stub:
        made = receive(stub.Generate(alone))
    assert made.result.artifacts[0].sha256 == member.result.artifacts[0].sha256
    assert made.result.recipe == member.result.recipe


def test_a_crowds_recipe_makes_the_same_crowd(server: RunningServer) -> None:
    first = crowd_events(server, crowd(text="modern women"))
    request = json_format.Parse(first[-1].result.recipe.request_json, character_pb2.CrowdRequest())
    web = web_call(server, CROWD, request)
    second = [character_pb2.CrowdEvent.FromString(message) for message in web.messages]

    def persons(events: list[character_pb2.CrowdEvent]) -> list[character_person_pb2.Person]:
        return [event.member.result.person for event in events if event.WhichOneof("event") == "member"]

    assert persons(first) == persons(second)
    assert len(persons(first)) == 3
    assert all(person.shape.sex < 0.5 and person.setting == "modern" for person in persons(first))
    assert first[-1].result.recipe == second[-1].result.recipe
    assert {"character_population", "character_face"} <= set(first[-1].result.recipe.model_sha256)


def test_a_crowd_stops_when_it_is_cancelled(server: RunningServer) -> None:
    with channel(server) as opened:
        system = system_pb2_grpc.SystemServiceStub(opened)
        stream = opened.unary_stream(CROWD)(crowd(request_id="mob", count=10_000).SerializeToString())
        next(stream)
        assert system.Cancel(system_pb2.CancelRequest(request_id="mob")).cancelled
        with pytest.raises(grpc.RpcError) as caught:
            list(stream)
        assert caught.value.code() is grpc.StatusCode.CANCELLED
        deadline = time.monotonic() + 60.0
        while system.Cancel(system_pb2.CancelRequest(request_id="mob")).cancelled:
            assert time.monotonic() < deadline, "the call still runs"
            time.sleep(0.05)


def test_get_info_knows_the_service(server: RunningServer) -> None:
    with system_stub(server) as stub:
        domains = {domain.name: domain for domain in stub.GetInfo(system_pb2.GetInfoRequest()).domains}
    choices = {choice.name: list(choice.values) for choice in domains["character"].choices}
    assert choices["outputs.kind"][0] == "glb"
    assert "chibi" in choices["conditions.style.kind"]
