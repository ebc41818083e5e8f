"""From persons to characters: dressed, in their colours, the same bytes for the same person."""

from __future__ import annotations

import weakref

import numpy as np
import pytest

from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape
from procgen.character.exporters import ExportOptions, encode
from procgen.character.generate import assemble, pictures_for, stand_up, style_of
from procgen.character.materials import Pictures, encoded, looks
from procgen.character.mesh.build import BODY_SLOTS
from procgen.character.outfit import dressed
from procgen.character.people.person import Person, StyleChoice, Worn
from procgen.character.portrait.figure import FRAMES, posed, show, take, turnaround
from procgen.errors import InvalidFields

SHIRT = Worn("tshirt", {}, {"tshirt": (0.8, 0.1, 0.1)})
CLOTHES = (SHIRT, Worn("jeans"), Worn("sneaker"))


def person(**more: object) -> Person:
    return Person(
        **{  # type: ignore[arg-type]
            "seed": 5,
            "shape": Shape(Macro(sex=0.2, age_years=30.0), {"nose_hump": 0.4}),
            "hair": Worn("bob", {}, {"hair": (0.3, 0.2, 0.1)}),
            "brows": Worn("brows_arched", {}, {"brows": (0.2, 0.1, 0.1)}),
            "outfit": CLOTHES,
            **more,
        }
    )


def test_nobody_is_ever_bare() -> None:
    bare = person(outfit=())
    assert [worn.kind for worn in dressed(bare)] == ["underlayer"]
    figure = stand_up(bare)
    vertices = figure.body.basis.vertices
    hidden = np.unique(np.concatenate([template.hides for template in figure.templates]))
    # The skin of the groin and of the middle of the chest is not delivered.
    for middle in ([0.0, -0.05, 0.1], [0.07, 0.42, 0.14]):
        nearest = int(np.linalg.norm(vertices[:13380] - np.array(middle, np.float32), axis=1).argmin())
        assert nearest in hidden


def test_the_underlayer_goes_where_the_outfit_covers_all() -> None:
    assert [worn.kind for worn in dressed(person())] == ["tshirt", "jeans", "sneaker"]
    assert dressed(person(outfit=(SHIRT,)))[0].kind == "underlayer"


def test_a_character_has_every_part_once() -> None:
    character = assemble(stand_up(person()), None)
    names = [part.name for part in character.parts]
    assert names[0] == "Body"
    assert len(set(names)) == len(names)
    assert {"eyes", "mouth", "tshirt", "jeans", "sneaker", "bob", "brows_arched", "lashes"} <= set(names)


def test_colours_reach_the_materials_and_change_nothing_else() -> None:
    red = stand_up(person())
    blue = stand_up(person(outfit=(Worn("tshirt", {}, {"tshirt": (0.1, 0.1, 0.8)}), *CLOTHES[1:])))
    assert all(one is other for one, other in zip(red.templates, blue.templates, strict=True))
    assert assemble(red, None).materials["tshirt"].slot.colour == (0.8, 0.1, 0.1)
    assert assemble(blue, None).materials["tshirt"].slot.colour == (0.1, 0.1, 0.8)
    assert assemble(blue, None).materials["jeans"].slot == assemble(red, None).materials["jeans"].slot


def test_same_person_same_bytes_and_other_persons_other_bytes() -> None:
    def glb(who: Person) -> bytes:
        return encode(assemble(stand_up(who), None), ExportOptions("slim"))

    assert glb(person()) == glb(person())
    assert glb(person()) != glb(person(shape=Shape(Macro(sex=0.2, age_years=30.0), {"nose_hump": 0.5})))


def test_a_style_at_half_amount_lies_half_way() -> None:
    chibi = style_of(person(style=StyleChoice("chibi")))
    half = style_of(person(style=StyleChoice("chibi", 0.5)))
    none = style_of(person(style=StyleChoice("chibi", 0.0)))
    assert half.head_scale == pytest.approx((1 + chibi.head_scale) / 2)
    assert none.head_scale == 1.0


def test_every_bad_field_of_a_person_is_named() -> None:
    bad = person(
        shape=Shape(Macro(sex=2.0, age_years=-1.0), {"no_such_slider": 0.1, "nose_hump": float("nan")}),
        outfit=(Worn("toga"), Worn("jeans", {"length": 9.0}, {"jeans": (2.0, 0.0, 0.0)})),
        hair=Worn("wig"),
        style=StyleChoice("cubist", 3.0),
    )
    with pytest.raises(InvalidFields) as caught:
        stand_up(bad)
    named = " ".join(violation.field for violation in caught.value.violations)
    for part in (
        "sex",
        "age_years",
        "modifiers",
        "nose_hump",
        "outfit[0]",
        "outfit[1]",
        "hair",
        "style.kind",
        "style.amount",
    ):
        assert part in named, part


def test_minors_wear_what_is_safe_for_them() -> None:
    child = Shape(Macro(sex=0.0, age_years=10.0))
    with pytest.raises(InvalidFields, match="sword"):
        stand_up(person(shape=child, outfit=(*CLOTHES, Worn("sword"))))
    with pytest.raises(InvalidFields, match="beard"):
        stand_up(person(shape=child, beard=Worn("goatee")))
    assert stand_up(person(shape=child)).body.stature_m < 1.6


def test_pictures_of_every_slot_and_their_formats() -> None:
    figure = stand_up(person())
    pictures = pictures_for(figure, 512, None)
    character = assemble(figure, encoded(pictures, "webp"))
    assert set(character.materials) <= set(pictures)
    skin = character.materials["skin"]
    assert skin.base_colour is not None
    assert skin.base_colour.data[:4] == b"RIFF"
    assert encoded(pictures, "png")["skin"].base_colour.data.startswith(b"\x89PNG")  # type: ignore[union-attr]
    again = encoded(pictures, "webp")["skin"]
    assert again.base_colour is skin.base_colour  # encoded once
    assert looks(pictures)["skin"].skin


def test_an_encoding_does_not_keep_its_picture() -> None:
    pictures = {"skin": Pictures(BODY_SLOTS["skin"], np.full((8, 8, 3), 200, np.uint8))}
    picture = weakref.ref(pictures["skin"].albedo)  # type: ignore[arg-type]
    encoding = encoded(pictures, "png")["skin"].base_colour
    assert encoded(pictures, "png")["skin"].base_colour is encoding
    del pictures
    assert picture() is None


def test_portraits_show_somebody() -> None:
    figure = stand_up(person())
    character, seen = assemble(figure, None), looks(pictures_for(figure, 512, None))
    shown = show(character, seen)
    for frame in FRAMES:
        picture = take(shown, frame, 48, 64, samples=1)
        assert picture.shape == (64, 48, 3)
        corner, middle = picture[:6, :6].astype(int).mean(axis=(0, 1)), picture[24:40, 16:32].astype(int)
        assert np.abs(middle - corner).mean() > 20
    page = turnaround(character, seen, 24, 40, samples=1)
    assert page.shape[1] > 5 * 24


def test_the_idle_pose_lowers_the_arms_and_stands_on_the_floor() -> None:
    character = assemble(stand_up(person()), None)
    hand = character.skeleton.number("LeftHand")
    pieces, places = posed(character, {}, "idle", 0.0)
    assert character.skeleton.places[hand, 1] - places[hand, 1] > 0.3
    assert abs(min(float(piece.vertices[:, 1].min()) for piece in pieces)) < 0.02
    still, _ = posed(character, {}, "no such clip", 0.0)
    assert np.abs(still[0].vertices - character.parts[0].surfaces[0].vertices).max() < 1e-5
