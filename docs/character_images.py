"""The pictures of characters, for :mod:`make_images`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procgen.character.hair import NATURAL
from procgen.character.people.catalogue import SHOPS
from procgen.character.people.grooming import WORN_BY_MEN, WORN_BY_WOMEN
from procgen.character.style.proportions import STYLES
from procgen.character.wire.messages import rgb_number
from procgen.character.wire.received_crowd import CrowdAssembly
from procgen.character.wire.service import CharacterService
from procgen.kit.command.pictures import RgbArray, labelled, read_picture, side_by_side
from procgen.kit.wire.call import Call
from procgen.kit.wire.received import here, receive, show_nothing
from procgen.v1 import character_pb2, character_person_pb2

Request = character_pb2.CharacterRequest
Conditions = character_person_pb2.Conditions
Person = character_person_pb2.Person
Worn = character_person_pb2.Worn

PORTRAIT_PX, FIGURE_PX, WIDE_PX = 288, 400, 1024
CROWD, COLUMNS = 64, 8
_CALL_ID = "docs"
_LEAN = {"adiposity": -0.8}
_COLLECTION = "a desert caravan's guards and traders, faded indigo and brass"
_OUTFITS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("shirt, breeches, tunic", "medieval", ("linen_shirt", "breeches", "tunic", "turn_shoe", "belt")),
    ("gown, circlet", "medieval", ("gown:pattern=damask", "turn_shoe", "circlet")),
    ("gambeson, hauberk, coif", "medieval", ("hose", "gambeson", "hauberk", "coif", "riding_boot", "sword")),
    ("tabard, shield", "medieval", ("linen_shirt", "hose", "tabard:device=chevron", "helmet", "riding_boot", "shield")),
    ("doublet, cloak, beret", "medieval", ("hose", "doublet", "cloak", "beret", "turn_shoe")),
    ("thobe, kaftan, turban", "medieval", ("thobe", "kaftan:pattern=lattice", "turban:ornament=jewel", "sandal")),
    ("wide trousers, vest, head cloth", "medieval",
     ("linen_shirt", "sirwal", "open_vest:pattern=ikat", "keffiyeh:pattern=check", "waterskin", "sandal")),
    ("kimono, cone of straw", "medieval", ("kimono:pattern=waves", "straw_cone", "sandal")),
    ("lamellar, pleated trousers", "medieval", ("kosode", "hakama", "lamellar", "sandal")),
    ("fur trousers, parka, fur hat", "medieval", ("fur_trousers", "parka", "fur_hat", "riding_boot")),
    ("hides, crown of feathers", "medieval", ("hide_tunic", "hide_leggings", "feather_crown", "turn_shoe")),
    ("duster, cattleman's hat", "modern", ("shirt", "jeans", "duster", "stetson", "riding_boot")),
    ("trench coat, fedora", "modern", ("shirt", "suit_trousers", "trench_coat", "fedora", "oxford")),
    ("evening gown", "modern", ("evening_gown", "oxford", "earrings")),
    ("sweater, kilt", "modern", ("sweater:pattern=argyle", "kilt:pattern=tartan", "oxford")),
    ("hoodie, skirt", "modern", ("tshirt", "skirt", "hoodie", "sneaker")),
    ("signal vest, hard hat", "modern", ("tshirt", "cargo_trousers", "signal_vest", "hard_hat", "combat_boot")),
    ("uniform tunic, cap", "scifi", ("tech_trousers", "uniform_tunic", "officer_cap", "plated_boot")),
    ("bodysuit, armoured vest", "scifi", ("bodysuit", "armour_vest", "pauldrons", "gloves", "plated_boot")),
    ("adept's robe", "scifi", ("thermal_top", "tech_trousers", "adept_robe", "plated_boot")),
)  # fmt: skip
"""What the sheet of clothes shows: label, setting, pieces with words for their options."""


def pictured(service: CharacterService, request: Request, kind: str, size_px: int) -> RgbArray:
    """A picture of a character."""
    request.outputs.append(character_pb2.CharacterOutput(kind=kind, picture_px=size_px))
    return read_picture(receive(here(service.generate, request, show_nothing)).file(kind))


def near(portrait: RgbArray) -> RgbArray:
    """The head and shoulders of a portrait."""
    height, width = portrait.shape[:2]
    side = round(0.62 * height)
    top, left = round(0.1 * height), (width - side) // 2
    return portrait[top : top + side, left : left + side]


def drawn(service: CharacterService, seed: int, **conditions: Any) -> Person:
    """A person."""
    request = character_pb2.SampleRequest(seed=seed, conditions=Conditions(**conditions))
    return service.sample(request, Call(_CALL_ID)).persons[0].person


def contact_sheet(service: CharacterService) -> RgbArray:
    """Sixty-four people of all settings."""
    assembly, portraits = CrowdAssembly(), list[RgbArray]()

    def take(event: Any) -> None:
        received = assembly.take(event)
        if received is not None and received.files:
            portraits.append(near(read_picture(received.files[0])))

    output = character_pb2.CharacterOutput(kind="portrait", picture_px=PORTRAIT_PX)
    request = character_pb2.CrowdRequest(seed=1, count=CROWD, outputs=[output])
    for event in service.generate_crowd(request, Call(_CALL_ID), take):
        take(event)
    return side_by_side(portraits, COLUMNS)


def turnaround(service: CharacterService) -> RgbArray:
    """Five views of one character."""
    return pictured(
        service, Request(seed=8, conditions=Conditions(role="ranger", body_axes=_LEAN)), "turnaround", WIDE_PX
    )


def wear(person: Person, *kinds: str) -> Person:
    """The person in other clothes."""
    del person.outfit[:]
    for each in kinds:
        kind, *words = each.split(":")
        person.outfit.append(Worn(kind=kind, words=dict(word.split("=") for word in words)))
    return person


def wardrobe(service: CharacterService) -> RgbArray:
    """Outfits of all settings, on women and men in turn."""
    views = []
    for number, (label, setting, kinds) in enumerate(_OUTFITS):
        gowns = ("gown", "dress", "skirt", "kimono", "evening_gown", "kilt")
        woman = any(kind.startswith(gowns) for kind in kinds) or number % 3 == 0
        person = drawn(service, 20 + number, sex=float(not woman), body_axes=_LEAN, setting=setting)
        view = pictured(service, Request(person=wear(person, *kinds)), "figure", FIGURE_PX)
        views.append(labelled(view, label))
    return side_by_side(views, 5)


def collection(service: CharacterService) -> RgbArray:
    """Ten outfits from one sentence."""
    assembly, pages = CrowdAssembly(), list[RgbArray]()

    def take(event: Any) -> None:
        received = assembly.take(event)
        if received is not None and isinstance(received.result, character_pb2.CrowdResult):
            pages.append(read_picture(received.files[0]))

    request = character_pb2.CrowdRequest(seed=3, count=10, collection=_COLLECTION, contact_sheet=True)
    request.conditions.body_axes.update(_LEAN)
    for event in service.generate_crowd(request, Call(_CALL_ID), take):
        take(event)
    return pages[0]


def hair(service: CharacterService) -> RgbArray:
    """Every style of hair and every beard, on three heads."""
    woman = drawn(service, 31, sex=0.0, age_years=28.0, setting="modern")
    man = drawn(service, 36, sex=1.0, age_years=28.0, beard={"kind": "none"}, setting="modern")
    bearded = drawn(service, 34, sex=1.0, age_years=40.0, hair={"kind": "crew_cut"}, setting="modern")
    colours = [rgb_number(colour) for colour in NATURAL.values()]
    views = []
    for number, kind in enumerate(SHOPS["hair"].kinds):
        person = woman if WORN_BY_WOMEN.get(kind, 0) > WORN_BY_MEN.get(kind, 0) else man
        person.hair.CopyFrom(Worn(kind=kind, colours_rgb={"hair": colours[number % len(colours)]}))
        views.append((kind, Request(person=wear(person, "tshirt", "jeans", "sneaker"))))
    for kind in SHOPS["beard"].kinds:
        bearded.beard.CopyFrom(Worn(kind=kind, colours_rgb={"beard": bearded.hair.colours_rgb["hair"]}))
        views.append((kind, Request(person=wear(bearded, "tshirt", "jeans", "sneaker"))))
    shown = [labelled(near(pictured(service, request, "portrait", PORTRAIT_PX)), kind) for kind, request in views]
    return side_by_side(shown, COLUMNS)


def styles(service: CharacterService) -> RgbArray:
    """One person in every style."""
    views = []
    person = drawn(service, 14, role="knight", sex=1.0, age_years=30.0, body_axes=_LEAN, outfit=[{"kind": "surcoat"}])
    for style in STYLES:
        person.style.kind = style
        views.append(labelled(pictured(service, Request(person=person), "figure", FIGURE_PX), style))
    return side_by_side(views)


def edits(service: CharacterService) -> RgbArray:
    """Somebody, and the same person changed."""
    known = {
        "sex": 1.0,
        "age_years": 32.0,
        "measures": {"stature": 1.8, "mass": 76.0},
        "hair": {"kind": "textured_crop"},
    }
    before = drawn(service, 12, **known, beard={"kind": "full_short"}, setting="modern")
    wear(before, "tshirt", "jeans", "sneaker")
    changes: tuple[tuple[str, dict[str, Any]], ...] = (
        ("20 kg more", {"measure_changes": {"mass": 20.0}}),
        ("12 kg less", {"measure_changes": {"mass": -12.0}}),
        ("muscular", {"muscle": 0.95}),
        ("70 years old", {"age_years": 70.0}),
        ("shoulders 4 cm broader", {"measure_changes": {"biacromial_breadth": 0.04}}),
        ("a woman", {"sex": 0.0}),
    )
    people = [("before", before)]
    for label, change in changes:
        request = character_pb2.EditRequest(person=before, **change)
        people.append((label, service.edit(request, Call(_CALL_ID)).person))
    figures = [labelled(pictured(service, Request(person=who), "figure", FIGURE_PX), label) for label, who in people]
    return side_by_side(figures)


CHARACTER_PICTURES: dict[str, Callable[[CharacterService], RgbArray]] = {
    "characters": contact_sheet,
    "character-turnaround": turnaround,
    "character-wardrobe": wardrobe,
    "character-collection": collection,
    "character-hair": hair,
    "character-styles": styles,
    "character-edits": edits,
}
