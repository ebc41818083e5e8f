"""Persons and conditions as messages: nothing is lost, and what has no place is named."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from google.protobuf import json_format
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape
from procgen.character.people.catalogue import SHOPS, kind_of
from procgen.character.people.conditions import Conditions
from procgen.character.people.person import Person, StyleChoice, Worn
from procgen.character.people.rounding import rounded
from procgen.character.people.screening import check_person
from procgen.character.skin import IRISES, EyeParameters, Scar, SkinParameters, Tattoo
from procgen.character.skin.parameters import (
    RANGES,
    SCAR_KINDS,
    SCAR_PLACES,
    TATTOO_MOTIFS,
    TATTOO_PLACES,
    WAR_PAINTS,
)
from procgen.character.wire.conditions import conditions_message, read_conditions, read_known, wire_fields
from procgen.character.wire.messages import person_message, read_person
from procgen.errors import Violation
from procgen.v1 import character_person_pb2 as pb
from tests.character.wire.character_people import STUDIO, somebody

SHARES = st.floats(0, 1, width=32)
SEEDS = st.integers(0, 2**64 - 1)
COLOURS = st.tuples(*[st.integers(0, 255).map(lambda part: part / 255)] * 3)
SLIDERS = sorted(STUDIO.basis.modifiers)


@st.composite
def worn(draw: Any, category: str) -> Worn:
    """Something of a category, with any options and colours; often at the very end of a range."""
    kind = SHOPS[category].kinds[draw(st.sampled_from(sorted(SHOPS[category].kinds)))]
    options: dict[str, float | str] = {}
    for option in kind.options.values():
        if option.values:
            options[option.name] = draw(st.sampled_from(option.values))
        else:
            share = draw(st.sampled_from([0.0, 1.0]) | SHARES)
            options[option.name] = option.minimum + (option.maximum - option.minimum) * share
    chosen = {name: value for name, value in options.items() if draw(st.booleans())}
    return Worn(kind.name, chosen, {slot.name: draw(COLOURS) for slot in kind.slots if draw(st.booleans())})


@st.composite
def persons(draw: Any) -> Person:
    numbers = {
        name: draw(st.integers(int(allowed.minimum), int(allowed.maximum)))
        if allowed.whole
        else draw(st.floats(allowed.minimum, allowed.maximum, width=32))
        for name, allowed in RANGES.items()
        if name in ("seed", "moles") or draw(st.booleans())
    }
    scar = st.builds(
        Scar, st.sampled_from(SCAR_PLACES), st.floats(5, 200, width=32), st.sampled_from(SCAR_KINDS), SHARES
    )
    ink = st.builds(Tattoo, st.sampled_from(TATTOO_MOTIFS), st.sampled_from(TATTOO_PLACES), COLOURS, SHARES)
    macro = Macro(
        *(draw(SHARES), draw(st.floats(18, 90, width=32)), *(draw(SHARES) for _ in range(6))),
        heritage={"asian": draw(st.floats(0.125, 1, width=32)), "african": draw(SHARES)},
    )
    return Person(
        seed=draw(SEEDS),
        shape=Shape(macro, draw(st.dictionaries(st.sampled_from(SLIDERS), SHARES.filter(bool), max_size=9))),
        skin=SkinParameters(
            **numbers,
            scars=tuple(draw(st.lists(scar, max_size=3))),
            tattoos=tuple(draw(st.lists(ink, max_size=3))),
            war_paint=draw(st.sampled_from(WAR_PAINTS)),
            lipstick_colour=draw(COLOURS),
        ),
        eyes=EyeParameters(draw(SEEDS), draw(st.sampled_from(sorted(IRISES))), left_colour=draw(st.none() | COLOURS)),
        hair=draw(st.none() | worn("hair")),
        beard=draw(st.none() | worn("beard")),
        outfit=tuple(draw(st.lists(worn("garment"), max_size=3, unique_by=lambda piece: piece.kind))),
        style=StyleChoice(draw(st.sampled_from(["realistic", "chibi"])), draw(SHARES)),
        name=draw(st.text(max_size=20)),
    )


@given(persons())
@settings(max_examples=60)
def test_persons_survive_the_wire(person: Person) -> None:
    person = rounded(person)
    message = person_message(person)
    found: list[Violation] = []
    read = read_person(pb.Person.FromString(message.SerializeToString()), "person", found)
    assert not found
    assert not check_person(read, STUDIO.basis)
    assert person_message(read) == message
    assert rounded(read) == person


@given(persons())
@settings(max_examples=30)
def test_persons_survive_json(person: Person) -> None:
    message = person_message(rounded(person))
    text = json_format.MessageToJson(message, preserving_proto_field_name=True)
    assert json_format.Parse(text, pb.Person()) == message


def test_seeds_of_skin_and_eyes_are_the_persons_where_nobody_says_them() -> None:
    person = read_person(pb.Person(seed=77, skin=pb.Skin(), eyes=pb.Eyes(seed=3)), "person", [])
    assert (person.skin.seed, person.eyes.seed) == (77, 3)


def test_what_has_no_place_is_named() -> None:
    message = pb.Person(
        skin={"numbers": {"glitter": 1.0}, "words": {"mood": "x"}, "colours_rgb": {"lipstick": 1 << 24}},
        hair={"kind": "bob", "numbers": {"length": 0.5}, "words": {"length": "long"}},
        outfit=[{"kind": "tunic", "colours_rgb": {"cloth": 2**32 - 1}}],
    )
    found: list[Violation] = []
    read_person(message, "person", found)
    assert {violation.field for violation in found} == {
        "person.skin.numbers",
        "person.skin.words",
        "person.skin.colours_rgb.lipstick",
        "person.hair.words.length",
        "person.outfit[0].colours_rgb.cloth",
    }


@pytest.mark.parametrize(
    ("person", "fields"),
    [
        (somebody(skin=SkinParameters(freckles=9.0)), {"p.skin.numbers.freckles"}),
        (somebody(skin=SkinParameters(war_paint="x")), {"p.skin.words.war_paint"}),
        (somebody(skin=SkinParameters(scars=(Scar("nowhere", 40.0),))), {"p.skin.scars[0].place"}),
        (somebody(eyes=EyeParameters(left="plaid", glow=2.0)), {"p.eyes.words.left", "p.eyes.numbers.glow"}),
        (somebody(hair=Worn("wig")), {"p.hair.kind"}),
        (somebody(hair=Worn("bob", {"length": 5.0, "part": "north"})), {"p.hair.numbers.length", "p.hair.words.part"}),
        (somebody(outfit=(Worn("tunic", {}, {"sky": (0.0, 0.0, 1.0)}),)), {"p.outfit[0].colours_rgb"}),
        (somebody(shape=Shape(Macro(muscle=2.0), {"tail": 1.0})), {"p.shape.muscle", "p.shape.modifiers"}),
    ],
)
def test_violations_have_the_contracts_paths(person: Person, fields: set[str]) -> None:
    assert {each.field for each in wire_fields(check_person(person, STUDIO.basis), person, "p")} == fields


def test_ends_of_ranges_that_32_bits_round_outwards_are_taken() -> None:
    for shop in SHOPS.values():
        for kind in shop.kinds.values():
            ends = {}
            for option in kind.options.values():
                if not option.values:
                    ends[option.name] = struct.unpack("f", struct.pack("f", option.maximum))[0]
            read = read_person(pb.Person(hair={"kind": kind.name, "numbers": ends}), "person", []).hair
            assert read is not None
            kind_found = kind_of(kind.name)
            assert kind_found is not None
            assert all(kind_found.options[name].accepts(value) for name, value in read.options.items())


CONDITIONS = Conditions(
    sex=0.0,
    age_years=41.5,
    heritage={"asian": 1.0},
    measures={"stature": 1.625},
    body_axes={"shoulders": -1.5},
    face_axes={"jaw": 2.0},
    modifiers={"nose_hump": 0.5},
    skin={"freckles": 0.25, "moles": 3, "scars": (Scar("chin"),), "lipstick_colour": (1.0, 0.0, 0.0)},
    eyes={"left": "green"},
    hair=Worn("", {}, {"": (1.0, 1.0, 1.0)}),
    beard=Worn("none"),
    outfit=(Worn("tunic", {"sleeve": 0.5}),),
    without=("helmet", "belt"),
    setting="medieval",
    role="guard",
    style=StyleChoice("chibi", 0.5),
    face_strength=1.5,
)


@pytest.mark.parametrize("conditions", [CONDITIONS, Conditions()])
def test_conditions_survive_the_wire(conditions: Conditions) -> None:
    found: list[Violation] = []
    message = pb.Conditions.FromString(conditions_message(conditions).SerializeToString())
    read = read_conditions(message, "conditions", found)
    assert not found
    assert conditions_message(read) == message
    if conditions.skin:
        assert read.skin["freckles"] == 0.25
        assert isinstance(read.skin["moles"], int)
    assert (read.without, read.sex, read.hair, read.beard, read.style) == (
        conditions.without,
        conditions.sex,
        conditions.hair,
        conditions.beard,
        conditions.style,
    )


def test_what_words_say_is_found_fault_with_in_the_text() -> None:
    found: list[Violation] = []
    message = pb.Conditions(sex=1.0, measures={"mass": 5.0}, skin={"numbers": {"freckles": 3.0}})
    known = read_known(message, "a bearded smith with green eyes", found)
    assert not found
    named = known.wire_fields(
        [
            Violation("beard", "any", "none"),
            Violation("measures.mass", "5", "40"),
            Violation("skin.freckles", "3", "1"),
            Violation("eyes.left", "green", "brown"),
            Violation("sex", "1", "0"),
        ]
    )
    assert [violation.field for violation in named] == [
        "text",
        "conditions.measures.mass",
        "conditions.skin.numbers.freckles",
        "text",
        "conditions.sex",
    ]
    assert named[0].value == "beard: any"
