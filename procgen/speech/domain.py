"""The declaration of the domain speech."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain

DOMAIN: Final = Domain(
    name="speech",
    title="Speech",
    about="Speak lines in a person's voice, with feeling, timing and lips.",
    plural="lines",
    makes={"speech": "GenerateSpeech"},
    forms=("speech",),
    wire="wire.side:WIRE",
    generate="command.generate:GENERATE",
    bench="command.bench:BENCHES",
)
