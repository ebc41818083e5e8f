"""The declaration of the domain texture."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain, Setting, Verb

DOMAIN: Final = Domain(
    name="texture",
    title="Texture",
    about="Make tileable PBR materials.",
    plural="materials",
    makes={"texture": "Generate", "texture_set": "GenerateSet"},
    forms=(
        "texture",
        "texture_set",
    ),
    settings=(Setting("bank", "A folder of scans of yours, FOLDER/CLASS/NAME with albedo, normal, roughness."),),
    wire="wire.side:WIRE",
    generate="command.generate:GENERATE",
    demo="command.demo:EXHIBITS",
    bench="command.bench:BENCHES",
    doctor="command.doctor:CHECKS",
    ruler="ruler.side:RULER",
    evaluate={
        "texture": Verb(
            "command.evaluate:texture",
            "Ours and the classical generators against real materials: likeness, variety, classes, seams, copying.",
        ),
        "photo": Verb(
            "command.evaluate:photo",
            "Maps that the network finds in photos of held-out sets, beside guesses from tones and from colour.",
        ),
    },
    train={
        "texture": Verb(
            "command.train:texture",
            "Find layouts, train the base and the detail network, and export them for `--models`.",
        ),
        "photo": Verb(
            "command.train:photo",
            "Train the network that finds a material's maps in a photo, and export it for `--models`.",
        ),
    },
)
