"""``procgen generate character``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from google.protobuf.message import Message

from procgen.character.command.inputs import Reader, read_conditions
from procgen.character.command.jobs import Wish, make
from procgen.character.mesh.model import LEVELS
from procgen.character.people.roles import ROLES
from procgen.character.style.proportions import STYLES
from procgen.character.wardrobe.kind import SETTINGS
from procgen.character.wire.request import DEFAULT_TEXTURE_PX, KINDS, TEXTURE_SIDES_PX
from procgen.errors import Violation
from procgen.kit.command.asking import Generate, Given, Lines
from procgen.kit.command.flags import name_violations, number_violations
from procgen.v1 import character_pb2, character_person_pb2

_GREATEST_SEED = 2**64 - 1
_SIDES = ", ".join(map(str, TEXTURE_SIDES_PX))
_WORN = "KIND[:NAME=VALUE]..., such as"


def character_requests(
    given: Given,
    *,
    seed: Annotated[int, typer.Option(help="Who it is; --count takes the seeds that follow.")] = 1,
    count: Annotated[int, typer.Option(min=1, max=100000, help="How many people.")] = 1,
    text: Annotated[
        str, typer.Option(help='Description, such as "a stout old blacksmith with a grey beard"; other flags win.')
    ] = "",
    sex: Annotated[float | None, typer.Option(help="0 female to 1 male.")] = None,
    age: Annotated[float | None, typer.Option(help="Years, 6 to 90.")] = None,
    stature: Annotated[float | None, typer.Option(help="Height, metres.")] = None,
    mass: Annotated[float | None, typer.Option(help="Kilograms.")] = None,
    muscle: Annotated[float | None, typer.Option(help="0 lean to 1 muscular.")] = None,
    heritage: Annotated[
        list[str] | None, typer.Option(help="Shares, such as african=1; also asian, caucasian; repeatable.")
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(help="A measure in metres, such as waist_circumference=0.9; docs list them; repeatable."),
    ] = None,
    axis: Annotated[
        list[str] | None, typer.Option(help="An axis of bodies in standard deviations: shoulders=1.5; repeatable.")
    ] = None,
    face: Annotated[
        list[str] | None, typer.Option(help="An axis of faces in standard deviations: jaw=2; repeatable.")
    ] = None,
    face_strength: Annotated[
        float | None, typer.Option(help="How far faces differ from the average, 0.25 to 2. [default: 1]")
    ] = None,
    slider: Annotated[list[str] | None, typer.Option(help="A modelling slider, -1 to 1; repeatable.")] = None,
    skin: Annotated[
        list[str] | None,
        typer.Option(help="Of the skin: freckles=0.6, war_paint=stripes, lipstick=#8a2030; repeatable."),
    ] = None,
    eyes: Annotated[
        list[str] | None, typer.Option(help="A colour for both, or left=green, redness=0.4; repeatable.")
    ] = None,
    hair: Annotated[str, typer.Option(help=f"{_WORN} bob:#6a3a1c; none is bald.")] = "",
    beard: Annotated[str, typer.Option(help=f"{_WORN} full_short:#6a3a1c; none is shaven.")] = "",
    wear: Annotated[
        list[str] | None, typer.Option(help=f"{_WORN} cloak:#7a2030; takes the place of the role's; repeatable.")
    ] = None,
    setting: Annotated[str, typer.Option(help=", ".join(SETTINGS) + ".")] = "",
    role: Annotated[str, typer.Option(help="What the person does: " + ", ".join(ROLES) + ".")] = "",
    style: Annotated[str, typer.Option(help=", ".join(STYLES) + ".")] = "",
    style_amount: Annotated[float | None, typer.Option(help="How far the style goes, 0 to 1. [default: 1]")] = None,
    controls: Annotated[
        Path | None, typer.Option(help="JSON with conditions as in character_person.proto: scars, tattoos, …")
    ] = None,
    person: Annotated[Path | None, typer.Option(help="Take this person, as --format person wrote it.")] = None,
    edit: Annotated[
        list[str] | None,
        typer.Option(help="Change the person, and only what must change: mass=+10, age=60, sex=1; repeatable."),
    ] = None,
    vary: Annotated[
        float | None, typer.Option(help="Relatives of the person, by seed: 0 the same, 0.3 siblings, 1 strangers.")
    ] = None,
    lock: Annotated[
        list[str] | None,
        typer.Option(
            help="What --edit and --vary keep: shape, face, skin, eyes, hair, beard, outfit, name, "
            "a slider or a measure; repeatable."
        ),
    ] = None,
    crowd: Annotated[bool, typer.Option("--crowd", help="People of whom no two look alike.")] = False,
    spread: Annotated[
        float | None, typer.Option(help="How far apart at least, of the median distance, 0 to 0.5. [default: 0.05]")
    ] = None,
    roles: Annotated[
        list[str] | None, typer.Option(help="Shares of roles in the crowd, such as guard=1; repeatable.")
    ] = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="A picture of all portraits of a crowd, 100 at most.")] = False,
    format: Annotated[  # noqa: A002
        list[str] | None,
        typer.Option(help="What to write: " + ", ".join(KINDS) + "; repeatable. [default: glb; person of a crowd]"),
    ] = None,
    lod: Annotated[int, typer.Option(help=f"Level of detail, 0 (finest) to {LEVELS - 1}.")] = 0,
    textures: Annotated[
        int | None,
        typer.Option(help=f"Side of the skin's pictures: {_SIDES}; 0 is none. [default: {DEFAULT_TEXTURE_PX}]"),
    ] = None,
    texture_format: Annotated[str, typer.Option(help="png, webp or ktx2.")] = "png",
    no_clips: Annotated[bool, typer.Option("--no-clips", help="Without idle, walk and wave.")] = False,
    size: Annotated[int, typer.Option(help="Longer side of pictures, pixels, 64 to 1024.")] = 512,
    name: Annotated[str, typer.Option(help="What file names start with. [default: made of the person's name]")] = "",
    recipe: Annotated[
        Path | None, typer.Option(help="Make what this recipe says; other parameters are ignored.")
    ] = None,
) -> list[Message]:
    """The people, or the one crowd, that flags ask for; whoever is to be changed or varied is drawn first."""
    read = Reader()
    read.wrong += name_violations("--format", format or [], KINDS)
    read.wrong += number_violations(
        (("--seed", seed, 0, _GREATEST_SEED + 1 - count), ("--lod", lod, 0, 3), ("--size", size, 64, 1024))
    )
    read.wrong += number_violations((("--textures", textures or 0, 0, 2048),))
    known = character_person_pb2.Conditions() if controls is None else read_conditions(controls)
    for field, value in (
        ("sex", sex),
        ("age_years", age),
        ("muscle", muscle),
        ("face_strength", face_strength),
        ("setting", setting or None),
        ("role", role or None),
    ):
        if value is not None:
            setattr(known, field, value)
    measures = read.numbers(measure, "--measure", "waist_circumference=0.9")
    measures |= {key: value for key, value in (("stature", stature), ("mass", mass)) if value is not None}
    known.measures.update(measures)
    known.heritage.update(read.numbers(heritage, "--heritage", "african=1"))
    known.body_axes.update(read.numbers(axis, "--axis", "shoulders=1.5"))
    known.face_axes.update(read.numbers(face, "--face", "jaw=2"))
    known.modifiers.update(read.numbers(slider, "--slider", "nose_hump=0.5"))
    if skin:
        known.skin.MergeFrom(read.skin(skin))
    if eyes:
        known.eyes.MergeFrom(read.eyes(eyes))
    for flag, value in (("hair", hair), ("beard", beard)):
        if value:
            getattr(known, flag).CopyFrom(read.worn(value, f"--{flag}"))
    known.outfit.extend(read.worn(piece, "--wear") for piece in wear or ())
    if style or style_amount is not None:
        known.style.CopyFrom(character_person_pb2.Style(kind=style, amount=style_amount))
    wish = Wish(
        conditions=known,
        text=text,
        seed=seed,
        count=count,
        edits=read.edits(edit),
        vary=vary,
        locks=tuple(lock or ()),
        outputs=[
            character_pb2.CharacterOutput(
                kind=kind,
                lod=max(lod, 0),
                texture_px=textures,
                texture_format=texture_format,
                clips=not no_clips,
                picture_px=max(size, 0),
            )
            for kind in dict.fromkeys(format or (["person"] if crowd else ["glb"]))
        ],
        file_name=name,
        crowd=crowd,
        spread=spread,
        roles=read.numbers(roles, "--roles", "guard=1"),
        sheet=sheet,
    )
    if recipe is None:
        read.wrong += _contradictions(wish, person)
    read.check()
    return wish.requests(given, person, recipe)


def _contradictions(wish: Wish, person: Path | None) -> list[Violation]:
    """Flags that do not go together."""
    found = []
    if person is not None and (wish.text or wish.conditions.ListFields()):
        found.append(Violation.of("--person", person, "without flags that say who it is; --edit changes it"))
    if wish.crowd:
        alone = (
            ("--person", person is not None),
            ("--edit", bool(wish.edits)),
            ("--vary", wish.vary is not None),
            ("--name", bool(wish.file_name)),
        )
        found += [Violation.of(flag, "given", "not with --crowd") for flag, given in alone if given]
    else:
        together = (
            ("--spread", wish.spread is not None),
            ("--roles", bool(wish.roles)),
            ("--sheet", wish.sheet),
        )
        found += [Violation.of(flag, "given", "only with --crowd") for flag, given in together if given]
    if wish.locks and not wish.edits and wish.vary is None:
        found.append(Violation.of("--lock", wish.locks[0], "only with --edit or --vary"))
    if person is not None and wish.count > 1 and wish.vary is None:
        found.append(Violation.of("--count", wish.count, "1 with --person, but for --vary"))
    return found


GENERATE: Final = Generate(
    character_requests,
    make,
    Lines(
        counts_seeds=lambda fields: not fields.get("crowd") and "vary" not in fields and "person" not in fields,
        several=lambda fields: "vary" in fields,
        sown=("person", "edit", "vary"),
        names_files=True,
        unnamed="character",
    ),
)
