"""All domains: the only list. A new one is a folder with a declaration, and a line here."""

from __future__ import annotations

from typing import Final

from procgen.character.domain import DOMAIN as CHARACTER
from procgen.critic.domain import DOMAIN as CRITIC
from procgen.dialogue.domain import DOMAIN as DIALOGUE
from procgen.kit.domain import Domain
from procgen.layout.domain import DOMAIN as LAYOUT
from procgen.table.domain import DOMAIN as TABLE
from procgen.terrain.domain import DOMAIN as TERRAIN
from procgen.texture.domain import DOMAIN as TEXTURE
from procgen.world.domain import DOMAIN as WORLD

DOMAINS: Final[tuple[Domain, ...]] = (TERRAIN, TEXTURE, CHARACTER, DIALOGUE, LAYOUT, TABLE, WORLD, CRITIC)
"""In the order in which they are shown."""
