"""Collections over the wire: crowds that wear them, their page and their record."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from google.protobuf import json_format
from PIL import Image

from procgen.character.wire.received_crowd import CrowdAssembly
from procgen.character.wire.service import CharacterService
from procgen.errors import InvalidFields
from procgen.kit.wire.call import Call
from procgen.runtime.store import ModelStore
from procgen.v1 import character_pb2 as pb
from procgen.v1 import character_person_pb2

TEXT = "a desert caravan's guards and tradrs, faded indigo and blorf"


@pytest.fixture(scope="module")
def service() -> CharacterService:
    return CharacterService(ModelStore())


def made(service: CharacterService, **fields: Any) -> tuple[list[Any], Any]:
    """Members and, last, the crowd of a request, with their files."""
    assembly, found = CrowdAssembly(), list[Any]()

    def take(event: pb.CrowdEvent) -> None:
        received = assembly.take(event)
        if received is not None:
            found.append(received)

    request = pb.CrowdRequest(spread=0.0, **fields)
    for event in service.generate_crowd(request, Call("collection"), take):
        take(event)
    return found[:-1], found[-1]


def test_members_come_with_outfits_that_dress_others(service: CharacterService) -> None:
    outputs = [pb.CharacterOutput(kind="outfit")]
    members, crowd = made(service, seed=6, count=2, collection=TEXT, outputs=outputs)
    assert crowd.result.unknown_words == ["blorf"]
    assert [each.kind for each in crowd.result.artifacts] == ["collection"]
    record = json.loads(crowd.files[0])
    assert record["text"] == TEXT
    assert list(record["palette"]) == ["accent", "leather", "main", "metal", "second"]
    assert len(record["outfits"]) == 2
    for member, outfit in zip(members, record["outfits"], strict=True):
        conditions = json.loads(member.files[0])["conditions"]
        worn = json_format.ParseDict(conditions, character_person_pb2.Conditions())
        assert worn.only_outfit
        assert json_format.ParseDict(outfit["conditions"], character_person_pb2.Conditions()) == worn
        # Anybody else wears exactly the same.
        other = service.sample(pb.SampleRequest(seed=99, conditions=worn), Call("other")).persons[0].person
        assert list(other.outfit) == list(worn.outfit) == list(member.result.person.outfit)


def test_a_recipe_makes_the_same_again(service: CharacterService) -> None:
    members, crowd = made(service, seed=6, count=1, collection=TEXT)
    again = json_format.Parse(crowd.result.recipe.request_json, pb.CrowdRequest())
    members_again, crowd_again = made(
        service, seed=again.seed, count=again.count, collection=again.collection, conditions=again.conditions
    )
    assert members_again[0].result.person == members[0].result.person
    assert crowd_again.files == crowd.files


def test_the_page_shows_them(service: CharacterService) -> None:
    _, crowd = made(service, seed=6, count=1, collection=TEXT, contact_sheet=True)
    assert [each.kind for each in crowd.result.artifacts] == ["lookbook", "collection"]
    page = Image.open(io.BytesIO(crowd.files[0])).convert("RGB")
    assert page.size == (crowd.result.artifacts[0].width_px, crowd.result.artifacts[0].height_px)
    main = json.loads(crowd.files[1])["palette"]["main"]["rgb"]
    colours = {colour for _, colour in page.getcolors(1 << 24)}  # type: ignore[union-attr]
    assert tuple(bytes.fromhex(main[1:])) in colours, "the palette is there"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"collection": "x" * 501}, ["collection", "501 characters", "500"]),
        ({"collection": "   "}, ["collection", "a sentence"]),
        ({"collection": TEXT, "roles": {"guard": 1.0}}, ["roles", "collection"]),
    ],
)
def test_what_is_wrong_is_named(service: CharacterService, fields: dict[str, Any], said: list[str]) -> None:
    with pytest.raises(InvalidFields) as error:
        made(service, seed=1, count=2, **fields)
    assert all(word in str(error.value) for word in said)
