"""The declaration of the domain world."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain, Verb

DOMAIN: Final = Domain(
    name="world",
    title="World",
    about="Make worlds: land, a settlement, materials, props, people and what they say, as a folder of files.",
    plural="worlds",
    makes={"world": "Generate"},
    forms=("world",),
    wire="wire.side:WIRE",
    generate="command.generate:GENERATE",
    demo="command.demo:EXHIBITS",
    bench="command.bench:BENCHES",
    ruler="ruler.side:RULER",
    more={
        "capture": Verb(
            "command.capture:capture", "Take labelled pictures of a world in Godot: masks, depth, boxes, flow."
        ),
        "scenario": Verb(
            "command.scenario:scenario", "Draw an hour, its weather and who is about, given any part of it."
        ),
        "simulator": Verb(
            "command.simulator:simulator", "Write a world for driving simulators: OpenDRIVE, OpenSCENARIO, CARLA."
        ),
    },
    evaluate={
        "world": Verb(
            "command.evaluate:world",
            "Worlds of many descriptions: what floats, is buried, too steep, out of reach, or not there.",
        ),
        "life": Verb(
            "command.evaluate:life",
            "Everybody's day in worlds of many descriptions: stops reached, and people stuck.",
        ),
        "traffic": Verb(
            "command.evaluate:traffic",
            "Ten minutes of traffic: collisions, deadlocks, and flow over density beside the model's.",
        ),
    },
)
