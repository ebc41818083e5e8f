"""How worlds speak the contract."""

from __future__ import annotations

from typing import Final

from procgen.dialogue.wire.models import dialogue_models
from procgen.kit.wire.side import Parts, Wire, default_networks
from procgen.world.wire.form import FORM
from procgen.world.wire.service import WorldService


def _needs(parts: Parts) -> tuple[str, ...]:
    return (
        *default_networks(parts.store, "terrain"),
        *default_networks(parts.store, "texture"),
        *default_networks(parts.store, "character", "population", "face"),
        *default_networks(parts.store, "dialogue", "own"),
        *default_networks(parts.store, "table", "ecology", "roles", "scenario", "settlement"),
    )


WIRE: Final = Wire(
    make=lambda parts: WorldService(parts.store, parts.shared(dialogue_models)),
    describe=lambda _parts: [FORM.describe()],
    needs=_needs,
)
