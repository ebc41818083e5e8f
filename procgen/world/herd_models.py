"""What the animals of a world look like: some individuals of each species, as GLB files that whole herds share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from procgen.creature.exporters import EXPORTERS
from procgen.creature.generate import generate
from procgen.creature.parameters import CreatureParameters
from procgen.creature.species import SPECIES
from procgen.world.parts import Callbacks
from procgen.world.place import Animal

_LOD: Final = 1
_YOUNG: Final = 0.3
"""Growth of the last of a herd."""
_BREEDS: Final = {
    "hen": ("layer", "layer", "rooster"),
    "sheep": ("lowland",) * 3,
    "horse": ("riding", "pony", "riding"),
}
"""By species, those of a place's individuals, where they are no matter of chance."""
_YOUNG_ONES: Final = frozenset({"sheep", "cow", "goat", "horse", "deer", "pig"})


def herd_glbs(animals: Sequence[Animal], seed: int, callbacks: Callbacks) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Names of files that animals share, and what makes their bytes; several may be made at the same time.

    Args:
        animals: of a world.
        seed: of the part.
        callbacks: how to watch and stop the work.
    """
    for name in sorted({animal.file_name for animal in animals}):
        yield name, partial(_glb, name, seed, callbacks)


def _glb(name: str, seed: int, callbacks: Callbacks) -> bytes:
    callbacks.checkpoint()
    species, _, look = name.removeprefix("creatures/").removesuffix(".glb").rpartition("-")
    # A herd is of one breed, which its place draws.
    known = tuple(SPECIES[species].breeds)
    breed = _BREEDS.get(species, (known[_hash(seed, species) % len(known)],) * 3)[int(look) - 1]
    own = _hash(seed, f"{species}/{look}")
    growth = _YOUNG if look == "3" and species in _YOUNG_ONES else 1.0
    parameters = CreatureParameters(species=species, breed=breed, seed=own, growth=growth, lod=_LOD)
    creature = generate(parameters, (_LOD,), checkpoint=callbacks.checkpoint)
    return EXPORTERS["slim"].write(creature, callbacks.checkpoint)


def _hash(seed: int, what: str) -> int:
    return int.from_bytes(hashlib.sha256(f"world/herd/{seed}/{what}".encode()).digest()[:8], "little") >> 1
