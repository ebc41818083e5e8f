"""The demo's people: portraits from words, and characters as files for engines."""

from __future__ import annotations

from collections.abc import Callable

from procgen.kit.command.demo_maker import Maker
from procgen.kit.command.gallery import Exhibit, Section
from procgen.kit.wire.received import Received
from procgen.terrain.command.drawing import read_picture, side_by_side
from procgen.v1 import character_pb2

Character = Received[character_pb2.CharacterResult]
"""An answer of the character service."""

CharacterMaker = Maker[character_pb2.CharacterResult]

_SMALL_PX, _LARGE_PX = 180, 320
_PORTRAITS: tuple[tuple[str, int], ...] = (
    ("a stout old blacksmith with a grey beard", 3),
    ("a young pale noblewoman with red hair and freckles", 5),
    ("a tall thin mage, 60 years old", 2),
    ("a muscular trooper with a scar", 6),
)
_FILES: tuple[tuple[str, str, int], ...] = (("Knight", "a knight", 8),)
_TEXTURE_PX = 512
"""Of the skin in the demo's files; the usual 1024 takes seconds to prepare."""
CHARACTERS = len(_PORTRAITS) + len(_FILES)
"""How many characters are made."""


def character_output(kind: str) -> character_pb2.CharacterOutput:
    """What the demo asks for of a kind."""
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


def _request(text: str, seed: int, name: str) -> character_pb2.CharacterRequest:
    return character_pb2.CharacterRequest(text=text, seed=seed, file_name=name)


def portraits(maker: CharacterMaker) -> Section:
    """People from words."""
    made = [
        maker.make(_request(text, seed, f"person-{number}"), ("portrait", "person"), text)
        for number, (text, seed) in enumerate(_PORTRAITS, 1)
    ]
    row = Exhibit(
        title="People from words",
        caption="; ".join(text for text, _ in _PORTRAITS),
        picture=maker.picture("people", side_by_side([read_picture(each.file("portrait")) for each in made])),
        facts="; ".join(map(_facts, made)),
        files=tuple(artifact.file_name for each in made for artifact in each.result.artifacts),
        command="\n".join(_command(text, seed, "portrait", "person") for text, seed in _PORTRAITS),
        wide=True,
    )
    text = "Body, face, skin, hair and clothes are drawn from what was said; the rest is as people are."
    return Section("People", text, (row, *(_file(maker, *chosen) for chosen in _FILES)))


def _file(maker: CharacterMaker, title: str, text: str, seed: int) -> Exhibit:
    """A character for an engine."""
    made = maker.make(_request(text, seed, title.lower()), ("glb", "figure"), title)
    return Exhibit(
        title=title,
        caption="GLB with 56 bones, 52 face shapes, 15 visemes, and idle, walk and wave",
        picture=next(artifact.file_name for artifact in made.result.artifacts if artifact.kind == "figure"),
        facts=_facts(made),
        files=tuple(artifact.file_name for artifact in made.result.artifacts),
        recipe=made.recipe.to_json(),
        command=_command(text, seed, "glb", "figure"),
    )


CHARACTER_SECTIONS: tuple[Callable[[CharacterMaker], Section], ...] = (portraits,)
