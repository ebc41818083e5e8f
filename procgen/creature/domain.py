"""The declaration of the domain creature."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain

DOMAIN: Final = Domain(
    name="creature",
    title="Creature",
    about="Make animals with coats and gaits: horses, cattle, sheep, dogs, cats, wolves, deer, birds.",
    plural="animals",
    makes={"creature": "GenerateCreature"},
    forms=("creature",),
    wire="wire.side:WIRE",
    generate="command.generate:GENERATE",
    demo="command.demo:EXHIBITS",
    bench="command.bench:BENCHES",
)
