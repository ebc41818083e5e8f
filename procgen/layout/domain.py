"""The declaration of the domain layout."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain, Verb

DOMAIN: Final = Domain(
    name="layout",
    title="Layout",
    about="Make tile maps.",
    plural="layouts",
    makes={"layout": "Generate"},
    forms=("layout",),
    wire="wire.side:WIRE",
    generate="command.generate:GENERATE",
    demo="command.demo:EXHIBITS",
    bench="command.bench:BENCHES",
    ruler="ruler.side:RULER",
    evaluate={
        "layout": Verb(
            "command.evaluate:layout",
            "Bits a tile against context models, constraints, flow graphs, likeness, variety. Needs no data.",
        )
    },
    train={
        "layout": Verb("command.train:layout", "Learn tile maps with a gated PixelCNN, and export it for `--models`.")
    },
)
