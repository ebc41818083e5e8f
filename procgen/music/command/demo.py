"""The demo's music: pieces for places and moods with their notes, and a set for a place in its layers."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from procgen.kit.command.exhibits import Maker, Room, file_names
from procgen.kit.command.gallery import Exhibit
from procgen.v1 import music_pb2, music_pb2_grpc

_FORMATS: Final = ("ogg", "png", "midi")
_SET_FORMATS: Final = ("ogg", "png")


def _command(name: str, fields: dict[str, Any], formats: tuple[str, ...]) -> str:
    words = [f"procgen generate music {name}".rstrip()]
    for field, value in fields.items():
        words.append(f'--{field} "{value}"' if isinstance(value, str) else f"--{field} {value}")
    return " ".join([*words, *(f"--format {kind}" for kind in formats)])


def _piece(title: str, fields: dict[str, Any], maker: Maker) -> tuple[Exhibit, ...]:
    stub = music_pb2_grpc.MusicServiceStub(maker.channel)
    request = music_pb2.MusicRequest(file_name=f"music-{title.lower().replace(' ', '-')}", **fields)
    made = maker.make(stub.GenerateMusic, request, _FORMATS)
    piece = made.result.piece
    names = {each.kind: each.file_name for each in made.result.artifacts}
    exhibit = Exhibit(
        title=title,
        caption=f"{piece.ensemble}, {piece.key} {piece.mode}, {piece.tempo_bpm:.0f} quarters a minute",
        picture=names["png"],
        facts=f"{piece.duration_s:.0f} s made in {made.result.elapsed_ms / 1000.0:.1f} s",
        files=file_names(made),
        recipe=made.recipe.to_json(),
        command=_command("", fields, _FORMATS),
        sounds=((title, names["ogg"]),),
    )
    return (exhibit,)


def _place(title: str, fields: dict[str, Any], maker: Maker) -> tuple[Exhibit, ...]:
    stub = music_pb2_grpc.MusicServiceStub(maker.channel)
    request = music_pb2.MusicSetRequest(file_name=f"music-{title.lower().replace(' ', '-')}", **fields)
    made = maker.make(stub.GenerateMusicSet, request, _SET_FORMATS)
    sounds = [each.file_name for each in made.result.artifacts if each.kind == "ogg"]
    pictures = [each.file_name for each in made.result.artifacts if each.kind == "png"]
    exhibit = Exhibit(
        title=title,
        caption=f"one motif, {made.result.motif}",
        picture=pictures[0],
        facts=f"{len(made.result.pieces)} pieces, bridges and stingers in {made.result.elapsed_ms / 1000.0:.0f} s",
        files=file_names(made),
        recipe=made.recipe.to_json(),
        command=_command("--place", fields, _SET_FORMATS),
        wide=True,
        sounds=tuple(
            (piece.name if piece.kind == "piece" else f"{piece.kind} {piece.name}", name)
            for piece, name in zip(made.result.pieces, sounds, strict=True)
        ),
    )
    return (exhibit,)


EXHIBITS: Final = (
    Room(
        "Music",
        "Composed by a network that learned from scores, arranged and played; the bed is blue, the melody yellow, what"
        " drives green, drums and brass red.",
        (
            partial(_piece, "Village in the morning", {"text": "happy village", "seed": 1}),
            partial(_piece, "Harbour at night", {"text": "sad harbour at night, slow waltz, accordion", "seed": 2}),
            partial(_piece, "Battle", {"text": "epic battle, orchestra", "seed": 3}),
            partial(_piece, "Desert market", {"text": "mysterious desert bazaar", "seed": 4}),
            partial(_place, "A land", {"seed": 5, "bars": 16}),
        ),
    ),
)
"""As rooms of the demo's page."""
