"""Which models a service can't do without: those that it uses unless a request names others."""

from __future__ import annotations

from collections.abc import Mapping

from procgen.character.wire import service as character_service
from procgen.dialogue.wire import service as dialogue_service
from procgen.dialogue.wire.models import OURS, Models
from procgen.runtime.store import ModelStore
from procgen.table.wire import service as table_service
from procgen.terrain.wire import service as terrain_service
from procgen.texture.wire import service as texture_service
from procgen.world.wire import service as world_service


def needed_models(store: ModelStore, dialogue: Models) -> Mapping[str, tuple[str, ...]]:
    """Names of models by full name of a service; services that need none are left out.

    Args:
        store: the models.
        dialogue: knows which language model is the default; one that the user chose is not looked into.
    """
    textures = _parts(store, "texture", *store.generators("texture")[:1])
    terrain = _parts(store, "terrain", *store.generators("terrain")[:1])
    people = _parts(store, "character", "population", "face")
    return {
        terrain_service.SERVICE: terrain,
        table_service.SERVICE: _parts(store, "table", *store.generators("table")[:1]),
        texture_service.SERVICE: textures,
        # Cloth is woven by the models of textures.
        character_service.SERVICE: (*people, *textures),
        world_service.SERVICE: (
            *terrain,
            *textures,
            *people,
            *_parts(store, "dialogue", "own"),
            *_parts(store, "table", "ecology", "roles", "scenario", "settlement"),
        ),
        dialogue_service.SERVICE: _parts(store, "dialogue", "own") if dialogue.names[0] == OURS else (),
    }


def _parts(store: ModelStore, domain: str, *generators: str) -> tuple[str, ...]:
    """The networks of some generators; of several that play one role, the one that is used."""
    roles: dict[tuple[str, str], str] = {}
    for entry in store.entries.values():
        if entry.domain == domain and entry.generator in generators:
            roles.setdefault((entry.generator, entry.role), entry.name)
    return tuple(roles.values())
