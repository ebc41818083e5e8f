"""What requests for layouts may say."""

from __future__ import annotations

from typing import Final

from procgen.critic.best import BEST_OF
from procgen.kit.wire.forms import Flag, Form
from procgen.layout.exporters import EXPORTERS
from procgen.layout.network import DOMAIN
from procgen.layout.parameters import KINDS, RANGES, STYLES, SYMMETRIES
from procgen.v1 import layout_pb2

_STYLES: Final = "Style of its kind, any if empty. " + ", ".join(f"{kind}: {' '.join(STYLES[kind])}" for kind in KINDS)

FORM: Final = Form(
    layout_pb2.DESCRIPTOR.services_by_name["LayoutService"].methods_by_name["Generate"],
    DOMAIN,
    "Layout",
    basic=("kind", "style", "seed", "width", "depth", "density", "locks"),
    numbers={**RANGES, "best_of": BEST_OF},
    choices={
        "model": (None, "Which generator."),
        "kind": (KINDS, "What it is a map of."),
        "style": (tuple(dict.fromkeys(style for kind in KINDS for style in STYLES[kind])), f"{_STYLES}."),
        "symmetry": (SYMMETRIES, "Mirror image of itself."),
        "outputs": (EXPORTERS, "What to send."),
    },
    long_texts={
        "flow": "Flow graph to lay out, as JSON: rooms (id, kind, size, floor, keys, piece), "
        "passages (from, to, kind, key)."
    },
    texts={"file_name": "What the names of the files start with."},
    flags={
        "kind": Flag(default="village"),
        "width": Flag(about="Columns, where the map is not square.", otherwise="size"),
        "depth": Flag(about="Rows, where the map is not square.", otherwise="size"),
        "style": Flag(about=f"{_STYLES}."),
        "symmetry": Flag(default="none", unset="none"),
        "model": Flag(about="Generator; the first of `procgen models list`, or bsp, cellular, agents …"),
        "metres_per_tile": Flag("metres"),
        "outputs": Flag("format", default=("png", "tmj")),
    },
    unflagged={"flow": "--flow reads it from a file"},
)
