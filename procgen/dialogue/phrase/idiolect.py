"""What makes a person's lines theirs where role, traits and mood are equal, and one seed's unlike another's.

Each template stands somewhere on a circle. A person has a place there by name and nature, and each seed moves on from
it by the golden angle, so that neither two persons with one seed nor one person with two seeds look at the same
stretch. Near templates weigh more, by as much as a trait does; role and mood weigh more than that.
"""

from __future__ import annotations

import hashlib
import math
from functools import lru_cache
from typing import Final

from procgen.dialogue.persona import Persona

_GOLDEN: Final = (math.sqrt(5.0) - 1.0) / 2.0
_NEARNESS: Final = 20.0
"""Nats that a whole circle would cost."""
_FAR: Final = 0.15
"""Beyond it all are as far."""


@lru_cache(maxsize=65536)
def _place(text: str) -> float:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") / 2.0**64


def place_of(persona: Persona) -> float:
    """Where somebody stands on the circle, from 0 to 1."""
    own = (persona.name, persona.role, *persona.traits, persona.age, persona.sex, persona.register, persona.background)
    return _place("\0".join(own))


def owns(template: str, persona: Persona) -> bool:
    """Whether a template is somebody's own among those whom they are to be unlike: each is one person's, by rank of
    their places for it (Thaler and Ravishankar, 1998), so that all agree without asking one another.
    """
    mine = _place(f"{template}\0{persona.name}")
    return all(mine >= _place(f"{template}\0{other}") for other in persona.unlike if other != persona.name)


def favour(template: str, weight: float, here: float, seed: int) -> float:
    """A template's weight for somebody.

    Args:
        template: its id.
        weight: by what it names of role, trait, mood and slots.
        here: place of who speaks.
        seed: of the line.
    """
    now = (here + (seed % 2**32) * _GOLDEN) % 1.0
    away = abs(_place(template) - now)
    return float(weight * math.exp(-_NEARNESS * min(away, 1.0 - away, _FAR)))
