"""The declaration of the domain music."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain, Verb

DOMAIN: Final = Domain(
    name="music",
    title="Music",
    about="Make music: pieces for a use, a mood and an ensemble, and sets for a place that games play in layers.",
    plural="pieces of music",
    makes={"music": "GenerateMusic", "music_set": "GenerateMusicSet"},
    forms=("music", "music_set"),
    wire="wire.side:WIRE",
    generate="command.generate:GENERATE",
    demo="command.demo:EXHIBITS",
    bench="command.bench:BENCHES",
    evaluate={
        "music": Verb(
            "command.evaluate:music",
            "Bits a note beside counted contexts, statistics beside composers, a judge, copied passages.",
        )
    },
    train={
        "music": Verb(
            "command.train:music",
            "Learn to compose with a transformer over notes, and export it for `--models`.",
        )
    },
)
