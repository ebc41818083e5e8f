"""The declaration of the domain speech."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain, Verb

DOMAIN: Final = Domain(
    name="speech",
    title="Speech",
    about="Speak lines in a person's voice, with feeling, timing and lips.",
    plural="lines",
    makes={"speech": "GenerateSpeech"},
    forms=("speech",),
    wire="wire.side:WIRE",
    generate="command.generate:GENERATE",
    demo="command.demo:EXHIBITS",
    bench="command.bench:BENCHES",
    more={
        "speak": Verb(
            "command.speak:speak", "Speak a recording script, or the lines of a world: files named by their ids."
        )
    },
    evaluate={
        "speech": Verb(
            "command.evaluate:speech",
            "Words that Whisper understands, DNSMOS, pitch, feelings and people that are told apart. Needs no data.",
        )
    },
    train={
        "voice": Verb("command.train:voice", "Teach a decoder to speak as many people, and export it for `--models`.")
    },
)
