"""Collections of clothes from a sentence."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from procgen.character.people.brief import lexicon, read_brief, tables
from procgen.character.people.catalogue import CLOTHES, SHOPS, UNDERLAYER
from procgen.character.people.collection import ROLES, TIERS, Collection, cultures_of, design, dressed_from
from procgen.character.people.conditions import Conditions
from procgen.character.people.crowd import Crowd
from procgen.character.people.draw import People
from procgen.character.people.dress import kind_worn
from procgen.character.people.person import Worn
from procgen.character.people.roles import ROLES as PEOPLE
from procgen.character.people.screening import outfit_violations
from procgen.errors import InvalidFields

CARAVAN = "a desert caravan's guards and traders, faded indigo and brass"
SENTENCES = (
    CARAVAN,
    "knights and ladies of a rich kingdom, crimson and gold, with lilies",
    "arctic hunters in furs, ice blue",
    "a tribe's elders and warriors, henna, zigzag",
    "samurai and merchants with waves, dark jade",
    "outlaws and gamblers of the west",
    "noir detectives, black and wine",
    "students at a festival, bright mustard and petrol, striped",
    "cyberpunk scavengers and officers in neon",
    "",
)


def test_a_sentence_is_read() -> None:
    brief = read_brief(CARAVAN)
    assert brief.cultures == ("desert",)
    assert brief.trades == ("guard", "trader")
    assert [name for name, _ in brief.colours] == ["indigo"]
    assert brief.metal is not None
    assert brief.metal[0] == "brass"
    assert brief.unknown == ()
    vivid, faded = read_brief("indigo").colours[0][1], brief.colours[0][1]
    assert np.ptp(faded) < np.ptp(vivid), "faded colours are less full"
    assert sum(faded) > sum(vivid), "and lighter"


def test_two_words_of_one_colour_are_one() -> None:
    assert [name for name, _ in read_brief("wine red and black").colours] == ["wine", "black"]


def test_what_means_nothing_is_told_with_what_may_be_meant() -> None:
    brief = read_brief("a dessert karavan of blorfs")
    assert "blorfs" in brief.unknown
    assert "indigo" in lexicon().told(["indiggo"])


def test_a_trade_that_is_at_home_somewhere_says_where_unless_that_is_said() -> None:
    brief = read_brief("bandits")
    assert (brief.cultures, brief.trades) == ((), ("rogue",))
    assert (read_brief("outlaws").cultures, read_brief("outlaws").trades) == (("west",), ("rogue",))
    assert read_brief("outlaws of the desert and a sheriff").cultures == ("desert",)
    assert read_brief("outlaws of the desert and a sheriff").trades == ("rogue", "guard")


def test_felt_and_denim_stay_what_they_are() -> None:
    worn = [worn for seed in range(8) for outfit in design("a rich western town", seed).outfits for worn in outfit.worn]
    hats = [each for each in worn if each.kind in ("stetson", "bowler", "top_hat", "brim_hat")]
    jeans = [each for each in worn if each.kind == "jeans"]
    assert hats
    assert jeans
    assert {(dict(each.options)["weave"], dict(each.options).get("pattern", "plain")) for each in hats} == {
        ("wool", "plain")
    }
    assert {dict(each.options)["weave"] for each in jeans} == {"twill"}


def test_trousers_and_shoes_are_not_knitted() -> None:
    outfits = [outfit for seed in range(8) for outfit in design("a salvage crew in space, knitted", seed).outfits]
    knitted = {worn.kind for outfit in outfits for worn in outfit.worn if dict(worn.options).get("weave") == "knit"}
    assert knitted
    assert not any(kind_worn(name).covers & {"pelvis", "thighs", "calves", "feet"} for name in knitted)


def test_denied_words_are_left_out() -> None:
    assert read_brief("guards without traders").trades == ("guard",)


@pytest.mark.parametrize("text", SENTENCES)
def test_outfits_belong_together_and_differ(text: str) -> None:
    collection = design(text, 4)
    assert len(collection.outfits) == 10
    assert tuple(collection.palette) == ROLES
    silhouettes = {frozenset(worn.kind for worn in outfit.worn) for outfit in collection.outfits}
    assert len(silhouettes) == 10, "no two have the same pieces"
    main = np.array(collection.palette["main"][1])
    for outfit in collection.outfits:
        assert outfit_violations(outfit.worn, 40.0) == []
        assert PEOPLE[outfit.role].setting == collection.setting
        covered = set().union(*(kind_worn(worn.kind).covers for worn in outfit.worn))
        assert {"chest", "pelvis"} <= covered
    shows = [
        any(np.abs(np.array(colour) - main).max() < 0.15 for worn in outfit.worn for colour in worn.colours.values())
        for outfit in collection.outfits
    ]
    assert sum(shows) >= 8, "nearly all show the main colour"
    ranks = [outfit.rank for outfit in collection.outfits]
    assert max(ranks) - min(ranks) >= 0.3
    patterned = [any("pattern" in worn.options for worn in outfit.worn) for outfit in collection.outfits]
    assert 3 <= sum(patterned) <= 10


def test_colours_of_the_palette_are_told_apart() -> None:
    for seed in range(20):
        palette = design(CARAVAN, seed).palette
        for one, other in combinations(("main", "second", "accent"), 2):
            assert np.linalg.norm(np.subtract(palette[one][1], palette[other][1])) > 0.15, (seed, one, other)


def test_equal_requests_give_equal_outfits_however_many() -> None:
    assert design(CARAVAN, 7) == design(CARAVAN, 7)
    assert design(CARAVAN, 7, 4).outfits == design(CARAVAN, 7, 12).outfits[:4]
    assert design(CARAVAN, 8).outfits != design(CARAVAN, 7).outfits


def test_the_rich_wear_more_and_finer_things() -> None:
    outfits = [outfit for seed in range(5) for outfit in design("a medieval kingdom", seed).outfits]
    richest = sorted(outfits, key=lambda outfit: outfit.rank)[-10:]
    plainest = sorted(outfits, key=lambda outfit: outfit.rank)[:10]
    count = [sum("pattern" in worn.options for each in group for worn in each.worn) for group in (plainest, richest)]
    assert count[1] > count[0]


def test_named_pieces_are_seen() -> None:
    outfits = design("knights with red cloaks", 3).outfits
    cloaked = [outfit for outfit in outfits if any(worn.kind == "cloak" for worn in outfit.worn)]
    assert len(cloaked) >= 5


def test_said_sexes_and_patterns_are_kept() -> None:
    collection = design("desert women in striped silk", 2)
    assert {outfit.sex for outfit in collection.outfits} == {0.0}
    assert collection.patterns[0] == "stripes"
    assert "silk" in collection.weaves


def test_every_entry_of_the_tables_can_be_worn() -> None:
    data = tables()
    known = {kind for category in CLOTHES for kind in SHOPS[category].kinds}
    for name, culture in data["cultures"].items():
        keys = (*TIERS, "armour", "work", "learned", "shoes")
        texts = [*(culture[key] for key in keys), *culture["heads"].values()]
        for entry in (entry for text in texts for entry in text.split("|")):
            pieces = entry.removeprefix("f:").removeprefix("m:").split("+")
            assert {piece.split(":")[0] for piece in pieces} <= known | {"-"}, (name, entry)
        assert len(culture["palettes"]) >= 4


def test_there_are_120_pieces_and_every_culture_has_its_own() -> None:
    names = [kind for category in CLOTHES for kind in SHOPS[category].kinds if kind != UNDERLAYER]
    assert len(names) >= 120
    by_culture = {culture: [name for name in names if culture in cultures_of(name)] for culture in tables()["cultures"]}
    assert {culture: len(own) >= 20 for culture, own in by_culture.items()} == dict.fromkeys(tables()["cultures"], True)


@pytest.fixture(scope="module")
def collection() -> Collection:
    return design(CARAVAN, 5)


def test_conditions_win_over_an_outfit(collection: Collection) -> None:
    hat = Worn("beret")
    dressed = dressed_from(collection, 1, Conditions(outfit=(hat,), sex=1.0))
    assert dressed.sex == 1.0
    assert dressed.only_outfit
    heads = [worn.kind for worn in dressed.outfit if "head_top" in kind_worn(worn.kind).covers]
    assert heads == ["beret"]


def test_children_carry_no_weapons(collection: Collection) -> None:
    for number in range(10):
        dressed = dressed_from(collection, number, Conditions(age_years=10.0))
        assert outfit_violations(dressed.outfit, 10.0) == []


def test_a_crowd_wears_it_and_nothing_else(people: People, collection: Collection) -> None:
    crowd = Crowd(people, Conditions(), 5, 3, spread=0.0, collection=collection)
    members = [drawn.person for drawn in crowd]
    for member, outfit in zip(members, collection.outfits, strict=False):
        assert {worn.kind for worn in member.outfit} == {worn.kind for worn in outfit.worn}
        assert member.setting == "medieval"


def test_roles_and_a_collection_do_not_go_together(people: People, collection: Collection) -> None:
    with pytest.raises(InvalidFields) as error:
        Crowd(people, Conditions(), 5, 3, roles={"guard": 1.0}, collection=collection)
    assert [each.field for each in error.value.violations] == ["roles"]
