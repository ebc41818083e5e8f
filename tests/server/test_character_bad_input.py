"""Characters: whatever comes in, the answer names every field that is wrong, on both ports, and offers what is near."""

from __future__ import annotations

import math
import random
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message

from procgen.v1 import character_pb2, character_person_pb2
from tests.client import CHARACTER, CROWD, channel, detail_of, small_character, web_call
from tests.conftest import RunningServer

SERVICE = "/procgen.v1.CharacterService/"
ADULT = {"sex": 1.0, "age_years": 30.0, "muscle": 0.5, "weight": 0.5, "height": 0.5, "proportions": 0.5}
SHAPE = {**ADULT, "heritage": {"asian": 1.0}}
PERSON = {"seed": 4, "setting": "modern", "shape": SHAPE}
CHILD = {**PERSON, "shape": {**SHAPE, "age_years": 9.0}}


def of(**conditions: Any) -> character_pb2.CharacterRequest:
    return small_character(conditions=conditions)


def who(**person: Any) -> character_pb2.CharacterRequest:
    return character_pb2.CharacterRequest(person={**PERSON, **person})


BAD: list[tuple[str, character_pb2.CharacterRequest, set[str]]] = [
    ("not a number", of(age_years=math.nan, sex=math.inf), {"conditions.age_years", "conditions.sex"}),
    ("not born", of(age_years=-1.0), {"conditions.age_years"}),
    ("a giant", of(sex=1.0, measures={"stature": 3.4}), {"conditions.measures.stature"}),
    (
        "a feather",
        of(sex=1.0, measures={"stature": 2.0, "mass": 33.0}),
        {"conditions.measures.mass"},
    ),
    ("no such measure", of(measures={"tail_length": 1.0}), {"conditions.measures"}),
    (
        "no such axis",
        of(body_axes={"luck": 1.0}, face_axes={"charm": 1.0}),
        {"conditions.body_axes", "conditions.face_axes"},
    ),
    ("too far out", of(face_axes={"jaw": 99.0}), {"conditions.face_axes.jaw"}),
    ("no such slider", of(modifiers={"wings": 1.0}), {"conditions.modifiers"}),
    ("no heritage", of(heritage={"asian": 0.0}), {"conditions.heritage"}),
    (
        "odd heritage",
        of(heritage={"elvish": 1.0, "asian": math.nan}),
        {"conditions.heritage", "conditions.heritage.asian"},
    ),
    ("a role of another setting", of(setting="scifi", role="blacksmith"), {"conditions.setting"}),
    ("no such names", of(setting="moon", role="jester"), {"conditions.setting", "conditions.role"}),
    ("a bearded child", of(age_years=8.0, beard={"kind": "goatee"}), {"conditions.beard"}),
    (
        "no such style",
        of(style={"kind": "cubist", "amount": 2.0}),
        {"conditions.style.kind", "conditions.style.amount"},
    ),
    (
        "bad looks",
        of(skin={"numbers": {"freckles": 7.0, "x": 1.0}}, eyes={"words": {"left": "plaid"}}),
        {"conditions.skin.numbers", "conditions.skin.numbers.freckles", "conditions.eyes.words.left"},
    ),
    (
        "bad clothes",
        of(outfit=[{"kind": "toga"}, {"kind": "tunic", "numbers": {"sleeve": 9.0}, "colours_rgb": {"sky": 1}}]),
        {"conditions.outfit[0].kind", "conditions.outfit[1].numbers.sleeve", "conditions.outfit[1].colours_rgb"},
    ),
    ("words that contradict", small_character(text="a bearded 8 year old girl", conditions={}), {"text"}),
    ("a novel", small_character(text="knight " * 500), {"text"}),
    ("nobody's age", who(shape={}), {"person.shape.age_years", "person.shape.heritage"}),
    (
        "a person beyond all ranges",
        who(shape={**SHAPE, "muscle": math.nan, "weight": 2.0, "modifiers": {"nose_hump": -9.0, "tail": 1.0}}),
        {"person.shape.muscle", "person.shape.weight", "person.shape.modifiers.nose_hump", "person.shape.modifiers"},
    ),
    ("a person of no world", who(setting=""), {"person.setting"}),
    ("a person of no trade", who(role="jester"), {"person.role"}),
    ("a long name", who(name="a" * 101, background="b" * 2001), {"person.name", "person.background"}),
    ("a wig", who(hair={"kind": "wig"}), {"person.hair.kind"}),
    (
        "an unknown colour",
        who(hair={"kind": "bob", "colours_rgb": {"hair": 1 << 24}}),
        {"person.hair.colours_rgb.hair"},
    ),
    (
        "too many pieces",
        who(outfit=[{"kind": "tunic"}] * 17),
        {"person.outfit", *(f"person.outfit[{i}].kind" for i in range(1, 17))},
    ),
    ("a person and words", character_pb2.CharacterRequest(person=PERSON, text="tall"), {"text"}),
    (
        "bad outputs",
        small_character(
            outputs=[
                {"kind": "glb", "lod": 9, "texture_px": 100},
                {"kind": "fbx"},
                {"kind": "portrait", "picture_px": 9},
            ]
        ),
        {"outputs[0].lod", "outputs[0].texture_px", "outputs[1].kind", "outputs[2].picture_px"},
    ),
    ("too many outputs", small_character(outputs=[{"kind": "glb"}] * 17), {"outputs"}),
    ("a path for a name", small_character(file_name="../etc"), {"file_name"}),
    ("a bad id", small_character(request_id="a b"), {"request_id"}),
    (
        "everything at once",
        character_pb2.CharacterRequest(
            request_id="?", file_name="a/b", outputs=[{"kind": "x"}], conditions={"age_years": -1.0, "role": "jester"}
        ),
        {"request_id", "file_name", "outputs[0].kind", "conditions.age_years", "conditions.role"},
    ),
]


def check(server: RunningServer, path: str, request: Message, fields: set[str]) -> Any:
    """The call is refused for these fields, on both ports alike."""
    with channel(server) as opened, pytest.raises(grpc.RpcError) as caught:
        list(opened.unary_stream(path)(request.SerializeToString(), timeout=60))
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT, caught.value.details()
    detail = detail_of(caught.value)
    assert {violation.field for violation in detail.violations} == fields
    assert all(violation.allowed and len(violation.value) <= 80 for violation in detail.violations)
    web = web_call(server, path, request)
    assert web.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    assert web.detail.violations == detail.violations
    assert not web.messages
    return detail


@pytest.mark.parametrize(("name", "request_message", "fields"), BAD, ids=[name for name, _, _ in BAD])
def test_bad_fields_are_named_on_both_ports(
    server: RunningServer, name: str, request_message: character_pb2.CharacterRequest, fields: set[str]
) -> None:
    check(server, CHARACTER, request_message, fields)


def test_impossible_measures_come_with_the_nearest_that_are_possible(server: RunningServer) -> None:
    impossible = {"stature": 2.04, "mass": 41.0}
    conditions = {"sex": 1.0, "age_years": 30.0, "measures": impossible}
    request = small_character(conditions=conditions)
    # Anybody may be as tall, but not so light then.
    detail = check(server, CHARACTER, request, {"conditions.measures.mass"})
    nearest = {**impossible, "mass": float(detail.violations[0].allowed.rsplit(" ", 1)[1])}
    assert nearest["mass"] > impossible["mass"]
    # Printed in few digits, they may lie a little outside again: a step towards the others is inside.
    nearest["mass"] += 1.0
    with channel(server) as opened:
        answer = opened.unary_unary(SERVICE + "Sample")(
            character_pb2.SampleRequest(conditions={**conditions, "measures": nearest}).SerializeToString()
        )
    drawn = character_pb2.SampleResponse.FromString(answer).persons[0]
    assert abs(drawn.measures["mass"] - nearest["mass"]) < 1.0


def test_minors_wear_nothing_that_is_not_child_safe(server: RunningServer) -> None:
    with channel(server) as opened:
        info = character_pb2.GetCharacterInfoResponse.FromString(opened.unary_unary(SERVICE + "GetCharacterInfo")(b""))
    unsafe = [wearable for wearable in info.wearables if not wearable.child_safe]
    clothes = [each.kind for each in unsafe if each.category in ("garment", "footwear", "accessory")]
    assert clothes
    for kind in clothes[:3]:
        outfit = [{"kind": kind}]
        check(
            server,
            CHARACTER,
            small_character(conditions={"age_years": 9.0, "outfit": outfit}),
            {"conditions.outfit[0].kind"},
        )
        child = character_pb2.CharacterRequest(person={**CHILD, "outfit": outfit})
        check(server, CHARACTER, child, {"person.outfit[0].kind"})


UNARY: list[tuple[str, Message, set[str]]] = [
    ("Describe", character_pb2.DescribeRequest(text="x" * 2001), {"text"}),
    ("Sample", character_pb2.SampleRequest(count=101, conditions={"sex": 9.0}), {"count", "conditions.sex"}),
    ("Measure", character_pb2.MeasureRequest(), {"person.shape.age_years", "person.shape.heritage", "person.setting"}),
    (
        "Vary",
        character_pb2.VaryRequest(person={**PERSON, "hair": {"kind": "wig"}}, count=101),
        {"person.hair.kind", "count"},
    ),
    ("Vary", character_pb2.VaryRequest(person=PERSON, amount=-1.0, locks=["soul"]), {"amount", "locks"}),
    ("Vary", character_pb2.VaryRequest(person=PERSON, amount=math.nan), {"amount"}),
    ("Edit", character_pb2.EditRequest(person=PERSON, locks=["soul"]), {"locks"}),
    ("Edit", character_pb2.EditRequest(person=PERSON, measures={"mass": 900.0}), {"measures.mass"}),
    ("Edit", character_pb2.EditRequest(person=PERSON, measure_changes={"mass": -400.0}), {"measure_changes.mass"}),
    ("Edit", character_pb2.EditRequest(person=PERSON, age_years=-1.0, sex=-1.0), {"age_years", "sex"}),
    ("Edit", character_pb2.EditRequest(person=PERSON, age_years=math.inf, sex=math.nan), {"age_years", "sex"}),
    (
        "Update",
        character_pb2.UpdateRequest(before=PERSON, shape={**SHAPE, "muscle": -1.0}, lod=4),
        {"shape.muscle", "lod"},
    ),
    (
        "Update",
        character_pb2.UpdateRequest(before={**PERSON, "outfit": [{"kind": "toga"}]}, shape=CHILD["shape"]),
        {"before.outfit[0].kind"},
    ),
    ("GenerateCrowd", character_pb2.CrowdRequest(), {"count"}),
    (
        "GenerateCrowd",
        character_pb2.CrowdRequest(
            count=10_001,
            spread=math.nan,
            roles={"jester": 1.0},
            outputs=[{"kind": "glb"}] * 5,
            conditions={"sex": -1.0},
        ),
        {"count", "spread", "roles", "outputs", "conditions.sex"},
    ),
]


@pytest.mark.parametrize(("method", "request_message", "fields"), UNARY)
def test_other_calls_name_their_fields(
    server: RunningServer, method: str, request_message: Message, fields: set[str]
) -> None:
    check(server, SERVICE + method, request_message, fields)


def test_truncated_and_random_messages(server: RunningServer) -> None:
    rng = random.Random(8)
    outputs = [{"kind": "slim", "texture_px": 0, "clips": False}]
    goods: list[tuple[str, Message]] = [
        (CHARACTER, small_character(text="tall", outputs=outputs)),
        (CHARACTER, character_pb2.CharacterRequest(person=PERSON, outputs=outputs)),
        (CROWD, character_pb2.CrowdRequest(count=1, conditions={"hair": {"kind": "none"}})),
        (SERVICE + "Measure", character_pb2.MeasureRequest(person=PERSON)),
        (SERVICE + "Update", character_pb2.UpdateRequest(before=PERSON, shape=SHAPE)),
        (SERVICE + "Edit", character_pb2.EditRequest(person=PERSON, measures={"mass": 70.0}, locks=["face"])),
        (SERVICE + "Describe", character_pb2.DescribeRequest(text="an old guard")),
    ]
    allowed = {grpc.StatusCode.OK, grpc.StatusCode.INVALID_ARGUMENT}
    with channel(server) as opened:
        for path, message in goods:
            good = message.SerializeToString()
            for number in range(12):
                data = bytearray(good)
                if number % 3 == 0:
                    data = data[: rng.randrange(len(data))]
                elif number % 3 == 1:
                    for _ in range(rng.randrange(1, 6)):
                        data[rng.randrange(len(data))] = rng.randrange(256)
                else:
                    data += rng.randbytes(rng.randrange(1, 40))
                call = opened.unary_stream(path)(bytes(data), timeout=60)
                try:
                    # Somebody may have become many: a crowd of thousands is not waited for.
                    for _, _event in zip(range(20), call, strict=False):
                        pass
                    call.cancel()
                except grpc.RpcError as error:
                    assert error.code() in allowed, (path, bytes(data), error)


def test_random_numbers_are_taken_or_refused(server: RunningServer) -> None:
    rng = random.Random(3)
    odd = [math.nan, math.inf, -math.inf, -1.0, 0.0, 1e-45, 0.5, 1.0, 90.0, 3e38]
    names = ["sex", "age_years", "muscle", "weight", "height", "proportions", "bust", "firmness"]
    with channel(server) as opened:
        for _ in range(60):
            shape = {**SHAPE, **{rng.choice(names): rng.choice(odd) for _ in range(3)}}
            shape["heritage"] = {"asian": rng.choice(odd), "african": rng.choice(odd)}
            shape["modifiers"] = {"nose_hump": rng.choice(odd), "head_fat": rng.choice(odd)}
            person = character_person_pb2.Person(
                **{**PERSON, "shape": shape},
                skin={"numbers": {"moles": rng.choice(odd), "melanin": rng.choice(odd)}},
                hair={"kind": "bob", "numbers": {"length": rng.choice(odd)}},
                style={"kind": "chibi", "amount": rng.choice(odd)},
            )
            request = character_pb2.MeasureRequest(person=person).SerializeToString()
            try:
                opened.unary_unary(SERVICE + "Measure")(request, timeout=60)
            except grpc.RpcError as error:
                assert error.code() is grpc.StatusCode.INVALID_ARGUMENT, (person, error)
