"""What requests for ambience may say."""

from __future__ import annotations

from typing import Final

from procgen.ambience.exporters import EXPORTERS
from procgen.ambience.generate import DOMAIN
from procgen.ambience.parameters import RANGES, THING_RANGES
from procgen.ambience.places import BIOMES, SETTLEMENTS, THINGS, WEATHERS
from procgen.kit.wire.forms import Flag, Form, under
from procgen.v1 import ambience_pb2

FORM: Final = Form(
    ambience_pb2.DESCRIPTOR.services_by_name["AmbienceService"].methods_by_name["GenerateAmbience"],
    DOMAIN,
    "Ambience",
    basic=("biome", "weather", "settlement", "hour", "mix_s", "seed"),
    numbers={**RANGES, **under("things", THING_RANGES)},
    choices={
        "biome": (BIOMES, "What kind of place it is."),
        "weather": (WEATHERS, "What the sky does."),
        "settlement": (SETTLEMENTS, "Who lives there."),
        "things.kind": (THINGS, "What is heard there."),
        "outputs": (EXPORTERS, "What to send."),
    },
    texts={"file_name": "What the names of the files start with."},
    flags={
        "biome": Flag(unset="temperate_forest"),
        "weather": Flag(unset="clear"),
        "settlement": Flag(unset="none"),
        "loudness_lufs": Flag("lufs"),
        "bed_s": Flag("bed"),
        "mix_s": Flag("mix"),
    },
    unflagged={"things": "`--thing`"},
)
