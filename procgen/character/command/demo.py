"""The demo's people: portraits from words, and characters as files for engines."""

from __future__ import annotations

from functools import partial
from typing import Final

from procgen.kit.command.exhibits import Maker, Room, file_names
from procgen.kit.command.gallery import Exhibit
from procgen.kit.command.pictures import read_picture, side_by_side
from procgen.kit.wire.received import Received
from procgen.v1 import character_pb2, character_pb2_grpc

Character = Received[character_pb2.CharacterResult]
"""An answer of the character service."""

_SMALL_PX, _LARGE_PX = 480, 640
_PORTRAITS: tuple[tuple[str, int], ...] = (
    ("a stout old blacksmith with a grey beard", 3),
    ("a young pale noblewoman with red hair and freckles", 5),
    ("a muscular trooper with a scar", 6),
)
_TEXTURE_PX = 512
"""Of the skin in the demo's files; the usual 1024 takes seconds to prepare."""


def _output(kind: str) -> character_pb2.CharacterOutput:
    if kind == "glb":
        return character_pb2.CharacterOutput(kind=kind, texture_px=_TEXTURE_PX)
    return character_pb2.CharacterOutput(kind=kind, picture_px=_LARGE_PX if kind == "figure" else _SMALL_PX)


def _command(text: str, seed: int, *formats: str) -> str:
    size = _LARGE_PX if "figure" in formats else _SMALL_PX
    wanted = " ".join(f"--format {kind}" for kind in formats)
    textures = f" --textures {_TEXTURE_PX}" if "glb" in formats else ""
    return f'procgen generate character --text "{text}" --seed {seed} {wanted} --size {size}{textures}'


def _facts(received: Character) -> str:
    result = received.result
    person, measures = result.person, result.measures
    return (
        f"{person.name}, {person.shape.age_years:.0f} years, {measures['stature']:.2f} m, {measures['mass']:.0f} kg · "
        f"made in {result.elapsed_ms / 1000.0:.2f} s"
    )


def _make(maker: Maker, text: str, seed: int, name: str, *kinds: str) -> Character:
    request = character_pb2.CharacterRequest(text=text, seed=seed, file_name=name)
    stub = character_pb2_grpc.CharacterServiceStub(maker.channel)
    return maker.make(stub.Generate, request, [_output(kind) for kind in kinds])


def _portraits(maker: Maker) -> tuple[Exhibit, ...]:
    """People from words."""
    made = [
        _make(maker, text, seed, f"person-{number}", "portrait", "person")
        for number, (text, seed) in enumerate(_PORTRAITS, 1)
    ]
    row = Exhibit(
        title="People from words",
        caption="; ".join(text for text, _ in _PORTRAITS),
        picture=maker.picture("people", side_by_side([read_picture(each.file("portrait")) for each in made])),
        facts="; ".join(map(_facts, made)),
        files=file_names(*made),
        command="\n".join(_command(text, seed, "portrait", "person") for text, seed in _PORTRAITS),
        wide=True,
    )
    return (row,)


def _file(title: str, text: str, seed: int, maker: Maker) -> tuple[Exhibit, ...]:
    """A character for an engine."""
    made = _make(maker, text, seed, title.lower(), "glb", "figure")
    exhibit = Exhibit(
        title=title,
        caption="GLB with 56 bones, 52 face shapes, 15 visemes, and idle, walk and wave",
        picture=next(artifact.file_name for artifact in made.result.artifacts if artifact.kind == "figure"),
        facts=_facts(made),
        files=file_names(made),
        recipe=made.recipe.to_json(),
        command=_command(text, seed, "glb", "figure"),
    )
    return (exhibit,)


EXHIBITS: Final = (
    Room(
        "People",
        "Body, face, skin, hair and clothes are drawn from what was said; the rest is as people are.",
        (_portraits, partial(_file, "Knight", "a knight", 8)),
    ),
)
