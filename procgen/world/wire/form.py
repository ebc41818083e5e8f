"""What requests for worlds may say."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.forms import Flag, Form
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.v1 import world_pb2
from procgen.world.generate import DOMAIN
from procgen.world.manifest import FORMATS, OUTPUTS
from procgen.world.parameters import LOCKABLE, RANGES, SETTLEMENTS, TRAFFIC_EVENTS
from procgen.world.text import CLIMATES

FORM: Final = Form(
    world_pb2.DESCRIPTOR.services_by_name["WorldService"].methods_by_name["Generate"],
    DOMAIN,
    "World",
    # Seeds of parts are a map, through which forms have no paths.
    basic=("text", "landform", "climate", "settlement", "side_m", "people", "props", "seed"),
    numbers=RANGES,
    choices={
        "landform": (LANDFORM_NAMES, "Kind of landscape; what the text says if empty."),
        "climate": (CLIMATES, "What grows; what the text says if empty."),
        "settlement": (SETTLEMENTS, "Where people live; what the text says if empty."),
        "locked": (LOCKABLE, "Parts that are kept while what they stand on is made anew."),
        "parts": (OUTPUTS, "Whose files to send; all if empty."),
        "formats": (FORMATS, "Further formats of the scene; usd takes the package usd-core where the server runs."),
        "traffic_events": (TRAFFIC_EVENTS, "What happens in its traffic."),
    },
    long_texts={
        "text": 'A description in English, such as "a fishing village under a volcano"; fields that are set win.',
    },
    texts={
        "collection": 'Clothes of all people that belong together, such as "faded indigo and brass of a caravan".',
    },
    switches={
        "fit_traffic": "Take as many vehicles and walkers as its roads carry where more are asked for.",
        "no_signals": "No traffic lights at the junctions of main streets, which places of today have.",
    },
    flags={"text": Flag(argument=True), "locked": Flag("lock"), "formats": Flag("format")},
)
