"""From a person to a character: body, clothes, pictures, skeleton."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from procgen.character.body.basis import Basis, packaged_basis
from procgen.character.body.body import Body
from procgen.character.body.safety import dress_problems
from procgen.character.body.shape import make_body
from procgen.character.cloth import Cloth
from procgen.character.materials import Pictures, encoded, pictures_of, plain_materials
from procgen.character.mesh.build import build
from procgen.character.mesh.model import Character
from procgen.character.mesh.part import Template
from procgen.character.outfit import Outfit, dressed, outfit_of
from procgen.character.people.dress import kind_worn
from procgen.character.people.person import Person, record
from procgen.character.people.screening import check_person
from procgen.character.style.proportions import STYLES, Style
from procgen.errors import InvalidFields
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.recipe import Recipe

DOMAIN = "character"
TEXTURE_SIDES_PX = (0, 256, 512, 1024, 2048)
"""Of the skin; 0 is without pictures."""


@dataclass(frozen=True, eq=False)
class Figure:
    """A person who stands there: the body in rest pose and what is worn, bound to it."""

    person: Person
    body: Body
    outfit: Outfit

    @property
    def templates(self) -> tuple[Template, ...]:
        """What is worn, eyes, mouth and hair included."""
        return self.outfit.templates

    @property
    def style(self) -> Style:
        """Proportions and shading, as far as the person wants them."""
        return style_of(self.person)


def stand_up(person: Person, basis: Basis | None = None) -> Figure:
    """Shape and dress a person.

    Raises:
        InvalidFields: names every field of the person that can't be accepted.
    """
    basis = basis or packaged_basis()
    found = check_person(person, basis)
    if found:
        raise InvalidFields(found)
    worn = dressed(person)
    found = dress_problems(person.shape, [kind_worn(piece.kind) for piece in worn])
    if found:
        raise InvalidFields(found)
    return Figure(person, make_body(person.shape, basis), outfit_of(person, basis))


def style_of(person: Person) -> Style:
    """A style at its amount: proportions between the person's own (0) and the style's (1)."""
    style = STYLES[person.style.kind]
    share = person.style.amount
    if share == 1.0 or style.faceted:
        return style
    return replace(
        style,
        trunk={joint: _towards(scale, share) for joint, scale in style.trunk.items()},
        limbs={joint: _towards(scale, share) for joint, scale in style.limbs.items()},
        face={target: weight * share for target, weight in style.face.items()},
    )


def _towards(scale: Any, share: float) -> Any:
    return tuple(1.0 + (factor - 1.0) * share for factor in scale)


def recipe_of(person: Person, request: Mapping[str, Any], model_sha256: Mapping[str, str]) -> Recipe:
    """What makes the same character again: the person, not how it was drawn.

    Args:
        person: who.
        request: what else the bytes depend on: outputs.
        model_sha256: of the models that made pictures.
    """
    return Recipe(DOMAIN, {"person": record(person), **request}, dict(model_sha256))


def assemble(
    figure: Figure,
    pictures: Mapping[str, Pictures] | None,
    texture_format: str = "png",
    extras: Mapping[str, Any] | None = None,
    checkpoint: Checkpoint = go_on,
) -> Character:
    """A character for exporters.

    Args:
        figure: who.
        pictures: what the slots look like; None for plain colours.
        texture_format: "png", "webp" or "ktx2".
        extras: JSON for the file.
        checkpoint: called now and then; raises to stop the work.
    """
    checkpoint()
    materials = (
        plain_materials(figure.person, figure.outfit.slots) if pictures is None else encoded(pictures, texture_format)
    )
    checkpoint()
    return build(
        figure.body,
        figure.templates,
        materials,
        name=figure.person.name or "Character",
        style=figure.style,
        extras=extras,
    )


def pictures_for(figure: Figure, skin_px: int, cloth: Cloth | None) -> dict[str, Pictures]:
    """Pictures of all slots of a figure; see :func:`procgen.character.materials.pictures_of`."""
    return pictures_of(figure.person, figure.outfit.slots, skin_px, cloth)
