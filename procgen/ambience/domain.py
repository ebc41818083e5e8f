"""The declaration of the domain ambience."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain

DOMAIN: Final = Domain(
    name="ambience",
    title="Ambience",
    about="Make what is heard of a place at an hour: a bed, and sounds in space.",
    plural="ambiences",
    makes={"ambience": "GenerateAmbience"},
    forms=("ambience",),
    wire="wire.side:WIRE",
    generate="command.generate:GENERATE",
    demo="command.demo:EXHIBITS",
    bench="command.bench:BENCHES",
)
