"""``procgen generate character``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from google.protobuf.message import Message

from procgen.character.command.inputs import Reader, read_conditions, read_outfit
from procgen.character.command.jobs import Wish, make
from procgen.character.people.collection import USUAL_COUNT
from procgen.character.wire.info import FORM
from procgen.errors import Violation
from procgen.kit.command.asking import Generate, Given, Lines
from procgen.kit.command.flags import Count, RecipeFile
from procgen.kit.command.form_flags import Said
from procgen.v1 import character_person_pb2

_WORN: Final = "KIND[:NAME=VALUE]..., such as"


def _ask(
    given: Given,
    said: Said,
    *,
    count: Count = 1,
    stature: Annotated[float | None, typer.Option(help="Height, metres.")] = None,
    mass: Annotated[float | None, typer.Option(help="Kilograms.")] = None,
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
    own_garment: Annotated[
        list[str] | None,
        typer.Option(
            help="A GLB or OBJ that was made on the neutral body: FILE[:name=shawl][:layer=3][:#7a2030]; repeatable."
        ),
    ] = None,
    outfit: Annotated[
        Path | None,
        typer.Option(help="Wear what this file has, as --format outfit or a collection wrote it, and nothing else."),
    ] = None,
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
    sheet: Annotated[
        bool, typer.Option("--sheet", help="A picture of a crowd's portraits, 100 at most, or of a collection.")
    ] = False,
    collection: Annotated[
        str,
        typer.Option(
            help="A crowd in outfits that belong together, such as 'a desert caravan, faded indigo and brass'; ten "
            "people if --count is 1."
        ),
    ] = "",
    no_clips: Annotated[bool, typer.Option("--no-clips", help="Without movements.")] = False,
    no_face_shapes: Annotated[
        bool, typer.Option("--no-face-shapes", help="Without face shapes and visemes, of game.")
    ] = False,
    recipe: RecipeFile = None,
) -> list[Message]:
    """The people, or the one crowd, that flags ask for; whoever is to be changed or varied is drawn first."""
    read = Reader(said.wrong)
    known = character_person_pb2.Conditions() if controls is None else read_conditions(controls)
    if said["style"] or said["style_amount"] is not None:
        known.ClearField("style")
    said.fill(known, FORM, under="conditions")
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
    if outfit is not None:
        read_outfit(outfit, known)
    wish = Wish(
        own=read.own_garments(own_garment, given.blobs),
        said=said,
        conditions=known,
        count=USUAL_COUNT if collection and count == 1 else count,
        edits=read.edits(edit),
        vary=vary,
        locks=tuple(lock or ()),
        clips=not no_clips,
        face_shapes=not no_face_shapes,
        crowd=crowd or bool(collection),
        collection=collection,
        spread=spread,
        roles=read.numbers(roles, "--roles", "guard=1"),
        sheet=sheet,
    )
    if recipe is None:
        said.wrong += _contradictions(wish, person)
    said.check()
    return wish.requests(given, person, recipe)


def _contradictions(wish: Wish, person: Path | None) -> list[Violation]:
    """Flags that do not go together."""
    found = []
    if person is not None and (wish.said["text"] or wish.conditions.ListFields()):
        found.append(Violation.of("--person", person, "without flags that say who it is; --edit changes it"))
    if wish.crowd:
        alone = (
            ("--person", person is not None),
            ("--edit", bool(wish.edits)),
            ("--vary", wish.vary is not None),
            ("--name", bool(wish.said["name"])),
            ("--own-garment", bool(wish.own)),
        )
        found += [Violation.of(flag, "given", "not with --crowd or --collection") for flag, given in alone if given]
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
    forms=(FORM,),
    ask=_ask,
    make=make,
    lines=Lines(
        refused={"own_garment": "garments of your own are worn by `procgen generate character --own-garment`"},
        counts_seeds=lambda fields: (
            not fields.get("crowd") and not fields.get("collection") and "vary" not in fields and "person" not in fields
        ),
        several=lambda fields: "vary" in fields,
        sown=("person", "edit", "vary"),
        names_files=True,
        unnamed="character",
    ),
)
