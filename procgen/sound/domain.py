"""The declaration of the domain sound."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain, Verb

DOMAIN: Final = Domain(
    name="sound",
    title="Sound",
    about="Make sound effects: weather, water, footsteps, blows, doors, engines, magic, beasts, menus.",
    plural="sounds",
    makes={"sound": "GenerateSound"},
    forms=("sound",),
    wire="wire.side:WIRE",
    generate="command.generate:GENERATE",
    demo="command.demo:EXHIBITS",
    bench="command.bench:BENCHES",
    evaluate={
        "sound": Verb(
            "command.evaluate:sound",
            "Likeness to recorded clips class by class, and how often a judge that learned from them hears the class.",
        )
    },
    train={
        "sound": Verb(
            "command.train:sound",
            "Learn classes of sounds from clips, and export the model for `--models`.",
        )
    },
)
