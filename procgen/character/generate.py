"""From a person to a character: body, clothes, pictures, skeleton."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from procgen.character.body.basis import Basis, packaged_basis
from procgen.character.body.body import Body
from procgen.character.body.safety import dress_problems
from procgen.character.body.shape import make_body
from procgen.character.cloth import Cloth
from procgen.character.materials import Pictures, pictures_of, plain_materials
from procgen.character.mesh.build import build
from procgen.character.mesh.model import Character, Material
from procgen.character.mesh.part import Template
from procgen.character.outfit import Outfit, beside, dressed, outfit_of
from procgen.character.people.dress import kind_worn
from procgen.character.people.person import Person
from procgen.character.people.screening import check_person
from procgen.character.style.proportions import STYLES, Style
from procgen.errors import InvalidFields

DOMAIN = "character"


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


def stand_up(person: Person, basis: Basis | None = None, own: Sequence[Template] = ()) -> Figure:
    """Shape and dress a person.

    Args:
        person: who.
        basis: the mesh; the packaged one if None.
        own: garments of somebody's own, worn over the outfit but for what they cover.

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
    outfit = outfit_of(beside(person, own, basis), basis)
    if own:
        slots = {slot.name: slot for template in own for slot in template.slots}
        outfit = Outfit((*outfit.templates, *own), {**outfit.slots, **slots})
    return Figure(person, make_body(person.shape, basis), outfit)


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


def assemble(
    figure: Figure,
    materials: Mapping[str, Material] | None = None,
    *,
    lods: bool = False,
    extras: Mapping[str, Any] | None = None,
) -> Character:
    """A character for exporters.

    Args:
        figure: who.
        materials: by slot name; plain colours where there are none.
        lods: whether what is worn has all levels of detail.
        extras: JSON for the file.
    """
    return build(
        figure.body,
        figure.templates,
        plain_materials(figure.person, figure.outfit.slots) if materials is None else materials,
        name=figure.person.name or "Character",
        style=figure.style,
        lods=lods,
        extras=extras,
    )


def pictures_for(figure: Figure, skin_px: int, cloth: Cloth | None) -> dict[str, Pictures]:
    """Pictures of all slots of a figure; see :func:`procgen.character.materials.pictures_of`."""
    return pictures_of(figure.person, figure.outfit.slots, skin_px, cloth)
