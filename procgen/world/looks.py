"""What the people of a world look like: each a character with a skeleton, as a GLB file of its own."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from procgen.character.cloth import Cloth, weaving_models
from procgen.character.exporters import ExportOptions, encode
from procgen.character.game.merge import TRIANGLES, merge
from procgen.character.generate import Figure, assemble, pictures_for, stand_up
from procgen.character.mesh.model import Character
from procgen.character.outfit import pieces_of
from procgen.character.people.catalogue import template_of
from procgen.character.people.collection import Collection, dressed_from
from procgen.character.people.conditions import Conditions
from procgen.character.people.draw import People, people_models
from procgen.character.people.roles import ROLES as CLOTHES
from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.world.life.movements import movements
from procgen.world.parts import Callbacks
from procgen.world.place import Person
from procgen.world.roles import DRESSES_IN, ROLES

OPTIONS: Final = ExportOptions(profile="slim")
"""A crowd's files: no morph targets. Everybody has the movements of their day."""
SKIN_PX: Final = 512
ATLAS_PX: Final = 1024
"""Side of a person's one set of pictures: face, hair and cloth."""
_TRIANGLES: Final = TRIANGLES[1]
"""More than anybody has: a world's people are as fine as they are made."""
TRADES: Final[Mapping[str, str]] = {
    "guard": "guard", "squire": "guard", "merchant": "trader", "innkeeper": "trader", "priest": "scholar",
    "healer": "scholar", "scholar": "scholar", "monk": "scholar", "abbot": "scholar", "elder": "scholar",
    "reeve": "noble", "noble": "noble", "castellan": "noble", "hunter": "traveller", "sailor": "traveller",
    "herder": "traveller", "bard": "traveller",
}  # fmt: skip
"""By role, the trade of a collection whose outfits suit it; who is not named works with the hands."""


def character_models(store: ModelStore) -> dict[str, str]:
    """SHA-256 by name of the models that people are drawn with, and that weave what they wear."""
    return {**people_models(store), **weaving_models(store)}


def conditions_of(person: Person) -> Conditions:
    """What the character domain must know of somebody: sex, age, and clothes of the role."""
    worn = DRESSES_IN.get(person.setting, {})
    role = ROLES[person.role].dresses
    role = worn.get(role, role)
    low, high = CLOTHES[role].ages
    if not low <= person.age <= high:
        # Whoever is too young or too old for a trade's clothes wears what everybody does.
        anybody = worn.get("peasant", "peasant")
        role = worn.get("village_child", "village_child") if person.age < CLOTHES[anybody].ages[0] else anybody
    return Conditions(sex=float(person.sex == "male"), age_years=float(person.age), setting=person.setting, role=role)


def outfit_for(collection: Collection, number: int, person: Person) -> int:
    """Which outfit of a collection somebody wears: one that was made for such people and such work, in turn."""
    sex = float(person.sex == "male")
    trade = TRADES.get(person.role, "worker")
    fitting = [at for at, outfit in enumerate(collection.outfits) if outfit.sex == sex]
    fitting = [at for at in fitting if collection.outfits[at].trade == trade] or fitting
    return fitting[number % len(fitting)] if fitting else number


def look_seed(seed: int, person: Person) -> int:
    """Which of all people who fit the conditions somebody is."""
    return int.from_bytes(hashlib.sha256(f"world/look/{seed}/{person.id}".encode()).digest()[:8], "little") >> 1


def in_one_piece(figure: Figure, cloth: Cloth, extras: Mapping[str, object], checkpoint: Checkpoint) -> Character:
    """Somebody as one mesh of at most three materials, in woven and patterned clothes.

    Relief is left away: a world holds dozens of people, whom one sees from a few metres.
    """
    pictures = pictures_for(figure, SKIN_PX, cloth)
    checkpoint()
    character = assemble(figure, extras=extras)
    return merge(character, pictures, ATLAS_PX, triangles=_TRIANGLES, levels=1, relief=False, checkpoint=checkpoint)


def make_glbs(
    people: Sequence[Person],
    drawn_by: People,
    cloth: Cloth,
    seed: int,
    recipe: Recipe,
    callbacks: Callbacks,
    collection: Collection | None = None,
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """What makes the people's files, one after the other.

    Args:
        people: who.
        drawn_by: the learned populations.
        cloth: weaves what they wear.
        seed: of the part.
        recipe: of the part; every file holds it.
        callbacks: how to watch and stop the work.
        collection: what they wear; their work's clothes if None.

    Yields:
        A person's id, and what makes the bytes of a GLB: skinned, feet at the origin, looking along +z. Those of
        several people may be made at the same time, in any order.
    """
    extras: Mapping[str, object] = json.loads(recipe.to_json())
    done = itertools.count(1)

    def made(number: int, person: Person) -> bytes:
        callbacks.checkpoint()
        known = conditions_of(person)
        if collection is not None:
            known = dressed_from(collection, outfit_for(collection, number, person), known)
        drawn = drawn_by.draw(known, look_seed(seed, person))
        somebody = replace(drawn.person, name=person.name)
        clothes, grown = pieces_of(somebody)
        for piece in (*clothes, *grown):
            callbacks.checkpoint()
            template_of(replace(piece, colours={}), drawn_by.basis)
        figure = stand_up(somebody, drawn_by.basis)
        callbacks.checkpoint()
        character = in_one_piece(figure, cloth, {"recipe": extras, "person": person.id}, callbacks.checkpoint)
        callbacks.checkpoint()
        data = encode(character, replace(OPTIONS, movements=movements(person)))
        callbacks.report("people", next(done) / len(people))
        return data

    for number, person in enumerate(people):
        yield person.id, partial(made, number, person)
