"""The declaration of the domain dice."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain

DOMAIN: Final = Domain(
    name="dice",
    title="Dice",
    about="Roll dice.",
    plural="rolls",
    makes={"dice": "Generate"},
    forms=("dice",),
    wire="wire.side:WIRE",
    generate="command.generate:GENERATE",
)
