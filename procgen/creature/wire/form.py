"""What requests for animals may say."""

from __future__ import annotations

from typing import Final

from procgen.creature.coat import coats
from procgen.creature.exporters import EXPORTERS
from procgen.creature.generate import DOMAIN
from procgen.creature.parameters import RANGES
from procgen.creature.species import SPECIES
from procgen.kit.wire.forms import Flag, Form
from procgen.v1 import creature_pb2

BREEDS: Final = tuple(dict.fromkeys(breed for kind in SPECIES.values() for breed in kind.breeds))
FORM: Final = Form(
    creature_pb2.DESCRIPTOR.services_by_name["CreatureService"].methods_by_name["GenerateCreature"],
    DOMAIN,
    "Creature",
    basic=("species", "breed", "coat", "growth", "build", "seed"),
    numbers=RANGES,
    choices={
        "species": (SPECIES, "What animal it is."),
        "breed": (BREEDS, "Breed of the species, drawn if unset; which each has, docs/creature.md lists."),
        "coat": (tuple(coats()), "Coat or plumage; of the breed's if unset."),
        "outputs": (EXPORTERS, "What to send."),
    },
    texts={"file_name": "What the names of the files start with."},
    flags={
        "species": Flag(unset="horse"),
        "breed": Flag(),
        "coat": Flag(),
        "size": Flag("scale"),
        "picture_px": Flag("size"),
    },
)
