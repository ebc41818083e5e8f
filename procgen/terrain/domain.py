"""The declaration of the domain terrain."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain, Verb

DOMAIN: Final = Domain(
    name="terrain",
    title="Terrain",
    about="Make height maps.",
    plural="terrains",
    makes={"terrain": "Generate"},
    forms=("terrain",),
    wire="wire.side:WIRE",
    generate="command.generate:GENERATE",
    demo="command.demo:EXHIBITS",
    bench="command.bench:BENCHES",
    doctor="command.doctor:CHECKS",
    ruler="ruler.side:RULER",
    evaluate={
        "terrain": Verb(
            "command.evaluate:terrain",
            "Ours, the noise generators and peers against real elevation: forms, water, likeness, copying, control.",
        )
    },
    train={
        "terrain": Verb(
            "command.train:terrain",
            "Train the plan, the coarse and the detail network, and export them for `--models`.",
        )
    },
)
