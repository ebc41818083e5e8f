"""The files of one character: what several of them need is made once, and the work can be stopped between the steps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from google.protobuf import json_format

from procgen.character.exporters import encode
from procgen.character.game.merge import merge
from procgen.character.game.springs import sprung
from procgen.character.generate import DOMAIN, Figure, assemble, pictures_for, stand_up
from procgen.character.materials import Pictures, encoded, looks
from procgen.character.mesh.model import Character, Material
from procgen.character.outfit import dressed
from procgen.character.people.catalogue import template_of
from procgen.character.people.draw import Drawn
from procgen.character.people.person import Person, Worn
from procgen.character.portrait.figure import Shown, around, show, take, turnaround
from procgen.character.portrait.render import sheet
from procgen.character.portrait.scene import Look
from procgen.character.wire.messages import person_message, worn_message
from procgen.character.wire.own import OwnWorn
from procgen.character.wire.request import (
    FILES,
    GAME,
    IMPOSTOR,
    OUTFIT,
    PERSON,
    PICTURES,
    TURNAROUND,
    USDZ,
    Output,
    base_name,
)
from procgen.character.wire.studio import Studio
from procgen.formats.png import write_png
from procgen.formats.usd import usdz
from procgen.kit.wire.artifacts import sha256
from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.recipe import Recipe, canonical_json
from procgen.v1 import character_person_pb2 as pb
from procgen.v1 import common_pb2

Picture = npt.NDArray[np.uint8]

PICTURE_SKIN_PX: Final = (512, 1024)
"""Side of the skin's textures in small pictures and in large ones."""
_SMALL_PICTURE_PX: Final = 400
GAME_SKIN_PX: Final = 1024
"""Side of the skin's textures, at most, from which an atlas is painted."""
PREVIEW_PX: Final = 128
PREVIEW_SHARE: Final = 16
"""A preview costs about a pixel's ray for each of its pixels; it is made where pictures cost this much more."""
SHEET_COLUMNS: Final = 10
SHEET_PX: Final = 160
"""Height of a portrait on a contact sheet."""
_ASPECTS: Final = {"portrait": 0.85, "figure": 0.5, TURNAROUND: 0.5, IMPOSTOR: 0.5}
"""Width of a picture as a share of its height; of a turnaround and an impostor, of each of its figures."""
IMPOSTOR_VIEWS: Final = 8
"""From around, to the left of the one before; the first is the front."""
_FIGURES, _GAP_PX = 5, 4
_FIGURES_OF: Final = {TURNAROUND: _FIGURES, IMPOSTOR: IMPOSTOR_VIEWS}
_FINE_PX = 256
"""Pictures up to this size have more rays a pixel: edges show more in them."""


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """A file and what is said of it."""

    artifact: common_pb2.Artifact
    data: bytes
    picture: Picture | None = None
    """What it shows, where it is a picture."""


def character_recipe(person: Person, studio: Studio, own: Sequence[OwnWorn] = ()) -> Recipe:
    """What makes the same character again: the person, however it was drawn, and the models of its pictures."""
    request: dict[str, Any] = {"person": message_record(person_message(person))}
    if own:
        request["own_garments"] = [message_record(each.message) for each in own]
    return Recipe(DOMAIN, request, studio.picture_models)


def outfit_record(outfit: Sequence[Worn]) -> dict[str, Any]:
    """Clothes as conditions that dress anybody so, and in nothing else."""
    return message_record(pb.Conditions(outfit=[worn_message(worn) for worn in outfit], only_outfit=True))


def message_record(message: Any) -> dict[str, Any]:
    """A message as JSON with the contract's names; numbers in the fewest digits that 32 bits need."""
    record: dict[str, Any] = json_format.MessageToDict(message, preserving_proto_field_name=True)
    return record


def file_names(outputs: Iterable[Output], base: str) -> list[str]:
    """A name for each file, all of them different."""
    names: list[str] = []
    for output in outputs:
        stem, end = base + _SUFFIXES[output.kind][0], _SUFFIXES[output.kind][1]
        stem += f"-lod{output.lod}" if output.lod else ""
        name, number = stem + end, 2
        while name in names:
            name, number = f"{stem}-{number}{end}", number + 1
        names.append(name)
    return names


_SUFFIXES: Final[Mapping[str, tuple[str, str, str]]] = {
    "glb": ("", ".glb", "model/gltf-binary"),
    "slim": ("-slim", ".glb", "model/gltf-binary"),
    "vrm": ("", ".vrm", "model/gltf-binary"),
    GAME: ("-game", ".glb", "model/gltf-binary"),
    USDZ: ("", ".usdz", "model/vnd.usdz+zip"),
    **{kind: (f"-{kind}", ".png", "image/png") for kind in PICTURES},
    PERSON: ("", ".json", "application/json"),
    OUTFIT: ("-outfit", ".json", "application/json"),
}
"""Of each kind: suffix, extension, media type."""


def picture_size(output: Output) -> tuple[int, int]:
    """Width and height in pixels of one picture, or of one figure of a turnaround; no longer than was asked for."""
    aspect = _ASPECTS[output.kind]
    if output.kind == TURNAROUND:
        width = (output.picture_px - _GAP_PX) // _FIGURES - _GAP_PX
        return width, round(width / aspect)
    return round(output.picture_px * aspect), output.picture_px


def samples_of(output: Output) -> int:
    """Rays a pixel, along each side."""
    return 3 if output.picture_px <= _FINE_PX else 2


def worth_a_preview(outputs: Iterable[Output]) -> bool:
    """Whether a preview is a small part of the work: where pictures of some size are asked for."""
    rays = 0
    for output in outputs:
        if output.kind in PICTURES:
            width, height = picture_size(output)
            rays += width * height * samples_of(output) ** 2 * _FIGURES_OF.get(output.kind, 1)
    return rays >= PREVIEW_SHARE * PREVIEW_PX * PREVIEW_PX


class Sitting:
    """One character while its files are made.

    Args:
        drawn: who, and the measures of the body.
        studio: what it is made with.
        checkpoint: called between the steps; raises to stop the work.
        own: garments of somebody's own.

    Raises:
        InvalidFields: the person can't be made.
    """

    def __init__(self, drawn: Drawn, studio: Studio, checkpoint: Checkpoint, own: Sequence[OwnWorn] = ()) -> None:
        self.drawn = drawn
        self.own = tuple(own)
        self.recipe = character_recipe(drawn.person, studio, own)
        self._studio = studio
        self._checkpoint = checkpoint
        self._figure: Figure | None = None
        self._pictures: dict[int, Mapping[str, Pictures]] = {}
        self._looks: dict[int, dict[str, Look]] = {}
        self._characters: dict[tuple[int, str, bool], Character] = {}
        self._shown: tuple[dict[str, Look], Shown] | None = None

    @property
    def figure(self) -> Figure:
        """Body and clothes; clothes that nobody wore yet take a moment each."""
        if self._figure is None:
            person, basis = self.drawn.person, self._studio.basis
            for piece in (*dressed(person), person.brows, person.beard, person.hair):
                self._checkpoint()
                if piece is not None:
                    template_of(replace(piece, colours={}), basis)
            self._figure = stand_up(person, basis, [each.garment.template for each in self.own])
        return self._figure

    def pictures(self, skin_px: int) -> Mapping[str, Pictures]:
        """What the slots look like, with skin of so many pixels."""
        found = self._pictures.get(skin_px)
        if found is None:
            for slot in self.figure.outfit.slots.values():
                self._checkpoint()
                self._studio.cloth.of(slot)
            self._checkpoint()
            found = pictures_for(self.figure, skin_px, self._studio.cloth)
            for each in self.own:
                slot = each.garment.template.slots[0]
                found[slot.name] = Pictures(slot, each.garment.albedo)
            self._pictures[skin_px] = found
        return found

    def character(self, texture_px: int = 0, texture_format: str = "png", *, lods: bool = False) -> Character:
        """The character as exporters take it; without pictures where ``texture_px`` is 0."""
        key = texture_px, texture_format, lods
        if key not in self._characters:
            materials: dict[str, Material] | None = None
            if texture_px:
                materials = {}
                for name, item in self.pictures(texture_px).items():
                    self._checkpoint()
                    materials |= encoded({name: item}, texture_format)
            self._checkpoint()
            recipe = {"recipe": json.loads(self.recipe.to_json())}
            self._characters[key] = assemble(self.figure, materials, lods=lods, extras=recipe)
        return self._characters[key]

    def looks(self, height_px: int) -> dict[str, Look]:
        """The slots as pictures of a height show them."""
        side = PICTURE_SKIN_PX[height_px > _SMALL_PICTURE_PX]
        if side not in self._looks:
            self._looks[side] = looks(self.pictures(side))
        return self._looks[side]

    def shown(self, height_px: int) -> Shown:
        """The character as it stands, for pictures of a height; pictures of alike sizes share it."""
        looks = self.looks(height_px)
        if self._shown is None or self._shown[0] is not looks:
            self._shown = looks, show(self.character(), looks)
        return self._shown[1]

    def preview(self, outputs: Iterable[Output]) -> bytes:
        """A small portrait as PNG, of what the first picture among the outputs shows."""
        height = next((picture_size(output)[1] for output in outputs if output.kind in PICTURES), PREVIEW_PX)
        shown = take(
            self.shown(height),
            "bust",
            round(PREVIEW_PX * 0.85),
            PREVIEW_PX,
            samples=1,
            checkpoint=self._checkpoint,
        )
        return write_png(shown, self._checkpoint, texts={})

    def portrait(self, height_px: int = SHEET_PX) -> Picture:
        """A portrait for a contact sheet, (height, width, 3) uint8."""
        return take(
            self.shown(height_px),
            "bust",
            round(height_px * _ASPECTS["portrait"]),
            height_px,
            samples=2,
            checkpoint=self._checkpoint,
        )

    def cut_out(self, height_px: int) -> Picture:
        """The whole figure alone, (height, width, 4) uint8 with alpha."""
        return take(
            self.shown(height_px),
            "figure",
            round(height_px * _ASPECTS["figure"]),
            height_px,
            samples=2,
            transparent=True,
            checkpoint=self._checkpoint,
        )

    def files(self, outputs: tuple[Output, ...], base: str) -> Iterator[File]:
        """The files, one after the other.

        Args:
            outputs: what to make.
            base: what the names start with; made of the person's name if empty.

        Raises:
            ModelUnavailable: a network that weaves cloth is missing or damaged.
            Cancelled, DeadlinePassed: the call is over.
        """
        base = base or base_name(self.drawn.person, f"{DOMAIN}-{self.recipe.sha256[:12]}")
        for output, name in zip(outputs, file_names(outputs, base), strict=True):
            self._checkpoint()
            picture = self._picture(output) if output.kind in PICTURES else None
            data = self._data(output) if picture is None else self._png(picture)
            height, width = (0, 0) if picture is None else picture.shape[:2]
            yield File(_artifact(output.kind, name, data, width, height), data, picture)

    def _data(self, output: Output) -> bytes:
        if output.kind in FILES:
            character = self._game(output) if output.kind == GAME else self._plain(output)
            glb = encode(character, output.options(self.drawn), self._checkpoint)
            return usdz(glb, "character") if output.kind == USDZ else glb
        if output.kind == OUTFIT:
            worn = {"conditions": outfit_record(self.drawn.person.outfit), "recipe": json.loads(self.recipe.to_json())}
            return canonical_json(worn).encode()
        record = {
            "person": self.recipe.request["person"],
            "measures": {name: round(value, 6) for name, value in self.drawn.measures.items()},
            "recipe": json.loads(self.recipe.to_json()),
        }
        return canonical_json(record).encode()

    def _plain(self, output: Output) -> Character:
        """Piece by piece, with springs where the format knows them."""
        character = self.character(output.texture_px, output.texture_format, lods=output.lod > 0)
        return sprung(character) if output.kind == "vrm" else character

    def _game(self, output: Output) -> Character:
        """In one piece."""
        return merge(
            sprung(self.character(lods=True)),
            self.pictures(min(output.texture_px, GAME_SKIN_PX)),
            output.texture_px,
            triangles=output.triangles,
            texture_format=output.texture_format,
            checkpoint=self._checkpoint,
        )

    def _picture(self, output: Output) -> Picture:
        width, height = picture_size(output)
        samples, looks = samples_of(output), self.looks(height)
        self._checkpoint()
        if output.kind == TURNAROUND:
            return turnaround(self.character(), looks, width, height, samples=samples, checkpoint=self._checkpoint)
        shown = self.shown(height)
        if output.kind == IMPOSTOR:
            return around(shown, width, height, IMPOSTOR_VIEWS, samples=samples, checkpoint=self._checkpoint)
        return take(
            shown,
            "bust" if output.kind == "portrait" else "figure",
            width,
            height,
            samples=samples,
            checkpoint=self._checkpoint,
        )

    def _png(self, picture: Picture) -> bytes:
        return write_png(picture, self._checkpoint, texts={"procgen:recipe": self.recipe.to_json()}, srgb=True)


def contact_sheet(portraits: list[Picture], recipe: Recipe, checkpoint: Checkpoint, name: str) -> File:
    """Portraits side by side, as PNG."""
    return sheet_file(sheet(portraits, min(SHEET_COLUMNS, len(portraits))), recipe, checkpoint, name)


def sheet_file(
    picture: Picture, recipe: Recipe, checkpoint: Checkpoint, name: str, kind: str = "contact_sheet"
) -> File:
    """A picture of many, as PNG."""
    data = write_png(picture, checkpoint, texts={"procgen:recipe": recipe.to_json()}, srgb=True)
    return File(_artifact(kind, name, data, picture.shape[1], picture.shape[0], "image/png"), data, picture)


def record_file(record: Mapping[str, Any], kind: str, name: str) -> File:
    """What is told of many, as JSON."""
    data = canonical_json(record).encode()
    return File(_artifact(kind, name, data, 0, 0, "application/json"), data)


def thumbnail(picture: Picture, checkpoint: Checkpoint) -> bytes:
    """A picture in every n-th pixel, at most 256 along each side, as PNG: a preview of what was made already."""
    step = -(-max(picture.shape[:2]) // 256)
    return write_png(picture[::step, ::step], checkpoint, texts={})


def _artifact(kind: str, name: str, data: bytes, width: int, height: int, media_type: str = "") -> common_pb2.Artifact:
    return common_pb2.Artifact(
        kind=kind,
        file_name=name,
        media_type=media_type or _SUFFIXES[kind][2],
        size_bytes=len(data),
        sha256=sha256(data),
        width_px=width,
        height_px=height,
    )
