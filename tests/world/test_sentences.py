"""What a sentence asks for stands there, or is told to be missing; and two sentences make two places."""

from __future__ import annotations

from dataclasses import replace

import pytest

from procgen.table.table import load_table
from procgen.terrain.ground.biomes import Biome
from procgen.world.chance import part_seed
from procgen.world.land import make_land
from procgen.world.parameters import WorldParameters
from procgen.world.people import make_people
from procgen.world.place import Place
from procgen.world.settlement import make_settlement
from procgen.world.text import understand
from tests.figures import figure
from tests.world.small_world import MODEL, store

SENTENCES = {
    "a castle by a swamp": "castle keep wall swamp",
    "a walled town with a market": "town wall market",
    "a mine in the mountains": "mining_camp mine",
    "an oasis with a market": "oasis market water",
    "a monastery on a hill": "monastery abbey wall",
    "a trading post in the forest": "trading_post shop warehouse palisade",
    "a nomad camp on the steppe": "nomad_camp",
    "a fishing village with a lighthouse": "fishing_village lighthouse pier sea",
    "a busy port with warehouses": "harbour_town warehouse pier sea",
    "a hamlet with a mill by a river": "hamlet mill river",
    "a village with an inn, a smithy and a chapel": "village inn smithy chapel",
    "a farmstead with barns": "hamlet barn",
    "a fortress in the snow with towers": "castle keep tower wall",
    "a modern suburb with a school": "suburb hall",
    "a space colony in the desert": "outpost",
    "a mining town with a tavern and a church": "town mine inn chapel",
    "a village inside a palisade": "village palisade",
    "a town with walls, a manor and stables": "town wall hall stable",
    "monks in a cloister by a lake": "monastery abbey lake",
    "a viking village on a fjord": "village sea",
    "a desert caravanserai": "oasis inn",
    "a yurt camp with horses": "nomad_camp stable",
    "a fort with a watchtower at a river": "castle keep tower river",
    "a market town on a river": "town market river",
    "an abbey with a granary": "monastery abbey warehouse",
    "a village at a lake with boathouses": "village boathouse lake",
    "a stockade in the taiga": "village palisade",
    "a quarry with bunkhouses": "mining_camp mine bunkhouse",
    "a village with a bakery and a town hall": "village shop hall",
    "a coastal hamlet with a watchtower": "hamlet tower sea",
    "a bog village with a shrine": "village chapel swamp",
    "a citadel with barracks": "castle keep bunkhouse wall",
    "a gold camp with a store and an alehouse": "mining_camp mine shop inn",
    "a bazaar in a desert town": "town market",
    "a harbour town with a temple": "harbour_town chapel pier sea",
    "a walled monastery without a river": "monastery abbey wall no-river",
    "a village under a castle": "village keep",
    "a research station on the ice": "outpost",
    "a housing estate with a shop": "suburb shop",
    "a tropical village of stilt houses": "village",
}


def place_of(text: str, seed: int) -> Place:
    parameters = WorldParameters(text=text, seed=seed, side_m=360.0, metres_per_pixel=3.0)
    land, settlement = make_settlement(make_land(parameters, store(), model=MODEL), parameters, store())
    assert settlement is not None
    return Place(settlement.name, land, settlement, ())


def stands_there(place: Place) -> set[str]:
    """Everything that a sentence could have asked for and that is there."""
    settlement, land = place.settlement, place.land
    assert settlement is not None
    found = {settlement.kind, *(building.use for building in settlement.buildings)}
    found |= {barrier.kind for barrier in settlement.barriers if not barrier.of}
    inland = land.water & (land.water_m > land.sea_level_m)
    found |= {"pier"} if settlement.piers else set()
    found |= {"market"} if sum(prop.kind == "market_stall" for prop in settlement.fixtures) >= 3 else set()
    found |= {"sea"} if (land.water & ~inland).mean() > 0.03 else set()
    found |= {"river"} if land.rivers else {"no-river"}
    found |= {"lake", "water"} if inland.mean() > 0.004 else set()
    found |= {"swamp"} if (land.biome == int(Biome.WETLAND)).mean() > 0.02 else set()
    return found


def test_what_forty_sentences_ask_for_stands_there_or_is_told() -> None:
    asked = there = 0
    untold: list[tuple[str, str]] = []
    for number, (text, wanted) in enumerate(SENTENCES.items()):
        assert understand(text).unknown == (), text
        place = place_of(text, number)
        settlement = place.settlement
        assert settlement is not None
        found = stands_there(place)
        for thing in wanted.split():
            asked += 1
            there += thing in found
            if thing not in found and thing not in settlement.missing:
                untold.append((text, thing))
    figure("things asked for that stand there", there / asked, "", ">= 0.95")
    assert there >= 0.95 * asked, untold
    assert untold == []


@pytest.mark.parametrize("text", ["a castle by a swamp", "a hamlet in the hills"])
def test_what_has_no_place_is_told(text: str) -> None:
    # A square of 250 metres has no room for all of these.
    many = f"{text} with a lighthouse, a mill, a monastery, a mine, a hall, a market and a wall"
    place = place_of(many, 3)
    settlement = place.settlement
    assert settlement is not None
    wanted = {*understand(many).uses, "market", "wall"}
    assert wanted - stands_there(place) == set(settlement.missing)


def test_three_sentences_of_one_seed_share_no_name() -> None:
    tempers = load_table(store(), "roles")
    casts = []
    for text in ("a castle by a swamp", "a mine in the mountains", "an oasis with a market"):
        place = place_of(text, 11)
        seed = part_seed(WorldParameters(text=text, seed=11), "people")
        people = make_people(place.land, place.settlement, 12, seed, tempers)
        casts.append({place.name, *(word for person in people for word in person.name.split())})
    assert casts[0] & casts[1] == casts[1] & casts[2] == casts[0] & casts[2] == set()


def test_where_nothing_is_said_of_walls_there_are_those_of_the_kind() -> None:
    parameters = WorldParameters(text="a castle without walls", seed=2, side_m=300.0, metres_per_pixel=4.0)
    land = make_land(parameters, store(), model=MODEL)
    bare = make_settlement(land, parameters, store())[1]
    walled = make_settlement(land, replace(parameters, text="a castle"), store())[1]
    assert bare is not None
    assert walled is not None
    assert not [each for each in bare.barriers if not each.of]
    assert [each for each in walled.barriers if not each.of]
