"""The declaration of the domain dialogue."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain, Setting, Verb

DOMAIN: Final = Domain(
    name="dialogue",
    title="Dialogue",
    about="Write lines, barks and branching scenes, or check and fill scenes of yours.",
    plural="lines",
    makes={"dialogue": "GenerateLines", "dialogue_scene": "GenerateScene", "dialogue_fill": "FillScene"},
    forms=(
        "dialogue",
        "dialogue_scene",
    ),
    settings=(
        Setting(
            "dialogue_model", 'A language model that writes lines: a GGUF file, "smollm2", or a server\'s address.'
        ),
        Setting("dialogue_remote", "Allow the address to be another computer's.", bool, of_servers=True),
        Setting("dialogue_key", environment="PROCGEN_DIALOGUE_KEY"),
    ),
    wire="wire.side:WIRE",
    generate="command.generate:GENERATE",
    demo="command.demo:EXHIBITS",
    bench="command.bench:BENCHES",
    ruler="ruler.side:RULER",
    evaluate={
        "dialogue": Verb(
            "command.evaluate:dialogue",
            "Facts kept, secrets, JSON, variety; with real data: bits per byte, roles and moods heard, copying.",
        )
    },
    train={
        "dialogue": Verb(
            "command.train:dialogue",
            "Learn byte pairs and a small decoder from conversations, prose and lore, and export them for `--models`.",
        )
    },
    more={
        "talk": Verb("command.talk:talk", "Talk with somebody; an empty line lets them speak first, /quit leaves."),
        "pick": Verb("command.choosing:choose", "Show the best of many lines with reasons, by what you liked before."),
        "rewrite": Verb("command.choosing:rewrite", "Say a line of yours in somebody's voice."),
        "barks": Verb("command.writing:barks", "Write a pack of barks by a table of role, event, mood and count."),
        "script": Verb("command.writing:script", "Count a script's words, and name lines that gainsay the world."),
    },
)
