"""The service tells what there is, and who was made."""

from __future__ import annotations

from typing import Any

from procgen.creature.species import SPECIES
from procgen.creature.wire.service import CreatureService
from procgen.kit.wire.call import Call
from procgen.kit.wire.received import receive
from procgen.v1 import creature_pb2


def test_a_result_tells_who_it_is() -> None:
    events: list[Any] = []
    request = creature_pb2.CreatureRequest(species="sheep", breed="hill", growth=0.5, lod=3, outputs=["slim", "json"])
    events += CreatureService().generate(request, Call("test"), events.append)
    made = receive(events)
    assert (made.result.breed, made.result.sex in ("female", "male")) == ("hill", True)
    assert made.result.coat in SPECIES["sheep"].breeds["hill"]["coat"]
    assert {"idle", "walk", "graze"} <= {clip.name for clip in made.result.clips}
    assert [each.kind for each in made.result.artifacts] == ["slim", "json"]


def test_info_lists_what_can_be_asked_for() -> None:
    told = CreatureService().get_info(creature_pb2.GetCreatureInfoRequest(), Call("test"))
    by_name = {each.name: each for each in told.species}
    assert set(by_name) == set(SPECIES)
    assert by_name["gull"].bird
    assert "fly" in by_name["gull"].clips
    assert "draught" in by_name["horse"].breeds
    assert "holstein" in told.coats
