"""Lines with facts are drawn as a writer would ask for them."""

from __future__ import annotations

from procgen.dialogue.recipe.corpus import read_npc
from procgen.dialogue.ruler.others import OTHERS
from procgen.dialogue.ruler.told import suits, tellings, told, told_text
from procgen.dialogue.vocabulary import INTENTS, MOODS, ROLES, TRAITS
from tests.dialogue.recipe.corpus.persons import FERRY

NELL = read_npc(FERRY, "seafarers/nell")


def test_nobody_warns_of_a_price_or_laughs_about_a_death() -> None:
    price = suits("a deed costs fourpence")
    assert "sell" in price
    assert not {"warn", "complain", "mourn", "boast", "introduce"} & set(price)
    death = suits("the miller drowned in the lock")
    assert {"mourn", "complain"} <= set(death)
    assert not {"warn", "celebrate", "sell"} & set(death)
    assert all({"joyful", "amused"}.isdisjoint(moods) for moods in death.values())


def test_what_is_ones_own_is_neither_rumour_nor_in_doubt() -> None:
    own = suits("I keep thirty-one goats")
    assert "introduce" in own
    assert not {"rumour", "question", "warn"} & set(own)
    assert all("doubtful" not in moods for moods in own.values())


def test_things_are_asked_for_as_what_they_are() -> None:
    assert "sell" in suits("forty crowns")
    assert "directions" in suits("locker nine")
    assert "directions" not in suits("at eight in the morning")


def test_intents_and_moods_are_known_and_people_of_nobody_too() -> None:
    for who, _, facts in OTHERS:
        assert who.role in ROLES
        assert set(who.traits) <= set(TRAITS)
        for fact in facts:
            for intent, moods in suits(fact).items():
                assert intent in INTENTS
                assert set(moods) <= set(MOODS)


def test_the_draw_is_the_seeds_own_and_of_both_kinds_of_people() -> None:
    asked = tellings([NELL], 3, 40)
    assert asked == tellings([NELL], 3, 40)
    assert asked != tellings([NELL], 4, 40)
    assert {request.persona.name for request in asked} > {NELL.name}
    assert any(request.situation.mood != "neutral" for request in asked)


def test_lines_hold_their_facts_and_are_numbered_for_a_reader() -> None:
    found = told(tellings([NELL], 3, 12), None)
    assert len(found) == 12
    for each in found:
        fact = each.request.facts[0].text
        assert fact[1:] in each.text
    text = told_text(found)
    assert text.startswith("1. [")
    assert f"12. [{found[-1].asked}]\n    {found[-1].text}\n" in text
