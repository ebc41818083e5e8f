"""What the people of a world wear when a sentence says it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from procgen.character.people.collection import MAX_OUTFITS, Collection, design
from procgen.errors import InvalidFields
from procgen.v1 import world_pb2
from procgen.world.generate import part_record
from procgen.world.looks import TRADES, outfit_for
from procgen.world.place import Place
from procgen.world.roles import ROLES
from procgen.world.wire.service import read_request


@pytest.fixture(scope="module")
def collection() -> Collection:
    return design("guards, traders and farmers of an oasis", 5, MAX_OUTFITS)


def test_outfits_fit_the_sex_and_the_work_and_differ(place: Place, collection: Collection) -> None:
    somebody = place.people[0]
    for role, trade in (("guard", "guard"), ("merchant", "trader"), ("farmer", "worker")):
        for sex in ("female", "male"):
            person = replace(somebody, role=role, sex=sex)
            chosen = [outfit_for(collection, number, person) for number in range(4)]
            assert {collection.outfits[at].trade for at in chosen} == {trade}
            assert {collection.outfits[at].sex for at in chosen} == {float(sex == "male")}
            assert len(set(chosen)) == 4


def test_trades_are_of_roles_that_there_are() -> None:
    assert set(TRADES) <= set(ROLES)


def test_only_what_people_look_like_depends_on_it() -> None:
    parameters, _ = read_request(world_pb2.WorldRequest(collection="an oasis"))
    with_it = [
        part
        for part in ("terrain", "settlement", "people", "dialogue")
        if "collection" in part_record(parameters, part)
    ]
    assert with_it == ["people"]


def test_a_sentence_that_is_too_long_is_named() -> None:
    with pytest.raises(InvalidFields) as error:
        read_request(world_pb2.WorldRequest(collection="x" * 501))
    assert [each.field for each in error.value.violations] == ["collection"]
