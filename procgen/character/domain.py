"""The declaration of the domain character."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain, Verb

DOMAIN: Final = Domain(
    name="character",
    title="Character",
    about="Make people, rigged and dressed.",
    plural="people",
    makes={"character": "Generate", "character_crowd": "GenerateCrowd"},
    forms=("character",),
    wire="wire.side:WIRE",
    generate="command.generate:GENERATE",
    demo="command.demo:EXHIBITS",
    bench="command.bench:BENCHES",
    doctor="command.doctor:CHECKS",
    ruler="ruler.side:RULER",
    evaluate={
        "character": Verb(
            "command.evaluate:character",
            "Bodies, measures, faces, edits, how clothes sit, levels of detail, crowds, movements.",
        )
    },
    train={
        "character-population": Verb(
            "command.train:population",
            "Learn the distribution of bodies from a survey of measures, and export it for `--models`.",
        ),
        "character-face": Verb(
            "command.train:face",
            "Learn the distribution of faces, and export it for `--models`.",
        ),
        "character-decoder": Verb(
            "command.train:decoder",
            "Factor the body's targets into one ONNX graph. Needs no data but the packaged basis.",
        ),
        "character-walks": Verb(
            "command.train:walks",
            "Learn how people walk from captured walks.",
        ),
    },
)
