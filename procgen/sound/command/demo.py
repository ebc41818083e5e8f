"""The demo's sounds: steps on many grounds, and a dozen other effects."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from procgen.kit.command.exhibits import Maker, Room, file_names
from procgen.kit.command.gallery import Exhibit
from procgen.kit.command.pictures import labelled, read_picture, side_by_side
from procgen.kit.wire.received import Received
from procgen.v1 import sound_pb2, sound_pb2_grpc

_FORMATS: Final = ("wav", "png")
_SHEETS: Final[tuple[tuple[str, str, dict[str, dict[str, Any]]], ...]] = (
    (
        "Footsteps",
        "one foot, eight grounds",
        {
            surface: {"effect": "footstep", "surface": surface, "foot": "boot"}
            for surface in ("stone", "wood", "metal", "gravel", "sand", "snow", "grass", "leaves")
        },
    ),
    (
        "Weather and water",
        "all of these loop",
        {
            kind: {"effect": effect, "kind": kind, "duration_s": 6.0, "loop": True}
            for effect, kind in (
                ("wind", "forest"),
                ("rain", "ground"),
                ("fire", "campfire"),
                ("river", "brook"),
                ("river", "waterfall"),
                ("surf", "lake"),
            )
        },
    ),
    (
        "Things",
        "blows, doors, blades",
        {
            "oak door": {"effect": "door", "kind": "close"},
            "glass breaks": {"effect": "break", "material": "glass"},
            "sword": {"effect": "sword", "kind": "clash"},
            "coins": {"effect": "coin", "kind": "handful"},
            "church bell": {"effect": "bell", "kind": "church"},
            "explosion": {"effect": "explosion", "kind": "barrel"},
        },
    ),
    (
        "Beasts, birds and spells",
        "voices from folds and throats of any size",
        {
            "wolf": {"effect": "creature", "kind": "wolf"},
            "dragon": {"effect": "creature", "kind": "dragon"},
            "sheep": {"effect": "creature", "kind": "sheep"},
            "nightingale": {"effect": "birds", "kind": "nightingale"},
            "healing": {"effect": "magic", "kind": "heal"},
            "confirm": {"effect": "ui", "kind": "confirm"},
        },
    ),
    (
        "Learned from clips",
        "drawn by a network, and between two sounds",
        {
            "monster": {"effect": "creature", "kind": "monster", "model": "learned"},
            "snow": {"effect": "footstep", "surface": "snow", "model": "learned"},
            "fireball": {"effect": "magic", "kind": "fire", "model": "learned"},
            "lion to beam": {
                "effect": "creature",
                "kind": "lion",
                "model": "learned",
                "morph_effect": "magic",
                "morph_kind": "beam",
                "morph_model": "learned",
            },
            "gong to growl": {
                "effect": "bell",
                "kind": "gong",
                "model": "parametric",
                "morph_effect": "creature",
                "morph_kind": "growl",
                "morph_model": "learned",
                "morph": 0.4,
            },
            "door to glass": {
                "effect": "door",
                "kind": "close",
                "model": "learned",
                "morph_effect": "break",
                "morph_model": "parametric",
            },
        },
    ),
)


def sound_command(request: sound_pb2.SoundRequest) -> str:
    """The command that makes a request of the demo."""
    words = [f"procgen generate sound --effect {request.effect}"]
    words += [
        f"--{name.replace('_', '-')} {getattr(request, name)}"
        for name in ("kind", "material", "surface", "foot", "model", "morph_effect", "morph_kind", "morph_model")
        if getattr(request, name)
    ]
    words += [f"--morph {request.morph:g}"] * request.HasField("morph")
    words += [f"--duration {request.duration_s:g}"] * request.HasField("duration_s") + ["--loop"] * request.loop
    return " ".join([*words, f"--seed {request.seed}", *(f"--format {kind}" for kind in _FORMATS)])


def _sheet(title: str, caption: str, asked: dict[str, dict[str, Any]], maker: Maker) -> tuple[Exhibit, ...]:
    stub = sound_pb2_grpc.SoundServiceStub(maker.channel)
    requests: list[sound_pb2.SoundRequest] = []
    made: dict[str, Received[sound_pb2.SoundResult]] = {}
    for said, fields in asked.items():
        request = sound_pb2.SoundRequest(seed=1, file_name=f"sound-{said.replace(' ', '-')}", **fields)
        requests.append(request)
        made[said] = maker.make(stub.GenerateSound, request, _FORMATS)
    pictures = [labelled(read_picture(each.file("png"))[..., :3], said) for said, each in made.items()]
    first = next(iter(made.values()))
    exhibit = Exhibit(
        title=title,
        caption=caption,
        picture=maker.picture(f"sound-{title.split(maxsplit=1)[0].lower()}", side_by_side(pictures, 2)),
        facts=f"{sum(each.result.elapsed_ms for each in made.values()):.0f} ms for {len(made)} sounds",
        files=file_names(*made.values()),
        recipe=first.recipe.to_json(),
        command="\n".join(map(sound_command, requests)),
        sounds=tuple(
            (said, next(each.file_name for each in sound.result.artifacts if each.kind == "wav"))
            for said, sound in made.items()
        ),
    )
    return (exhibit,)


EXHIBITS: Final = (
    Room(
        "Sounds",
        "Effects from models of what makes them; spectrograms from 0 to 16 kHz, the wave below.",
        tuple(partial(_sheet, *sheet) for sheet in _SHEETS),
    ),
)
"""As rooms of the demo's page."""
