"""What clients need for forms about characters: a whole catalogue, and a short entry in GetInfo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from procgen.character.body.ansur import STATURE
from procgen.character.body.safety import MAX_YEARS, MIN_YEARS
from procgen.character.body.shape import modifier_range
from procgen.character.face.axes import AXES as FACE_AXES
from procgen.character.game.merge import TRIANGLES, USUAL_TRIANGLES
from procgen.character.materials import FORMATS
from procgen.character.motion.manner import RANGES as MANNER
from procgen.character.motion.vocabulary import ALL, sets, words
from procgen.character.people.catalogue import CLOTHES, SHOPS, UNDERLAYER
from procgen.character.people.collection import cultures_of
from procgen.character.people.conditions import NONE
from procgen.character.people.locks import FIELDS
from procgen.character.people.roles import ROLES
from procgen.character.people.screening import FACE_AXIS_LIMIT, FACE_STRENGTH
from procgen.character.people.stature import STATURE_M
from procgen.character.population import AXES as BODY_AXES
from procgen.character.population import MEASURES
from procgen.character.population.axes import AXIS_LIMIT
from procgen.character.skin import IRISES, EyeParameters, SkinParameters
from procgen.character.skin.eye_textures import PUPIL_SHAPES
from procgen.character.skin.parameters import (
    SCAR_AGE,
    SCAR_KINDS,
    SCAR_LENGTH_MM,
    SCAR_PLACES,
    TATTOO_MOTIFS,
    TATTOO_PLACES,
    TATTOO_STRENGTH,
    WAR_PAINTS,
)
from procgen.character.style.proportions import STYLES
from procgen.character.wardrobe.kind import SETTINGS, Kind
from procgen.character.wire.messages import EYES, SKIN, LookNames, rgb_number
from procgen.character.wire.request import DEFAULT_PICTURE_PX, KINDS, LODS, PICTURE_PX, TEXTURE_SIDES_PX
from procgen.character.wire.studio import Studio
from procgen.kit.wire.forms import SEED, Flag, Form
from procgen.runtime.ranges import Range
from procgen.v1 import character_pb2 as pb

DOMAIN_NAME: Final = "character"
_NOT_CHOSEN: Final = ("lashes",)
"""Categories that everybody has and nobody chooses."""
_WORDS: Final = {
    "skin.war_paint": (WAR_PAINTS, "Paint on the face."),
    "eyes.left": (tuple(IRISES), "Colour of the left eye, and of the right one where that has none."),
    "eyes.right": (("", *IRISES), "Colour of the right eye; as the left if empty."),
    "eyes.pupil_shape": (PUPIL_SHAPES, "Shape of the pupils."),
    "scar.kind": (SCAR_KINDS, "Kind of a scar."),
    "scar.place": (SCAR_PLACES, "Where a scar is."),
    "tattoo.motif": (TATTOO_MOTIFS, "Motif of a tattoo."),
    "tattoo.place": (TATTOO_PLACES, "Where a tattoo is."),
}
_FORMATS: Final = f"What to write: {', '.join(KINDS)}; repeatable. [default: glb; person of a crowd]"
_CLIPS: Final = (
    f"Movements of the file: {', '.join(sets())}, or names such as sit_talk, with commas; repeatable. [default: basic]"
)
_PERSONS: Final = ("age_years", "weight_kg_m2", "individuality")
"""What of a manner is the person's where nothing is said."""
_SEVERAL: Final = ("scar.", "tattoo.")
"""What skin has several of."""
_MARKS: Final = {"scar.length_mm": SCAR_LENGTH_MM, "scar.age": SCAR_AGE, "tattoo.strength": TATTOO_STRENGTH}


def character_info(studio: Studio) -> pb.GetCharacterInfoResponse:
    """The whole catalogue."""
    measured = set(studio.fitter.gauge.names)
    basis = studio.basis
    looks = {f"skin.{name}": allowed for name, allowed in SKIN.numbers.items()}
    looks |= {f"eyes.{name}": allowed for name, allowed in EYES.numbers.items()}
    return pb.GetCharacterInfoResponse(
        wearables=[
            _wearable(kind, category)
            for category, shop in SHOPS.items()
            if category not in _NOT_CHOSEN
            for kind in shop.kinds.values()
            if kind.name != UNDERLAYER
        ],
        measures=[
            pb.MeasureInfo(
                name=measure.name,
                unit=measure.unit,
                label=measure.label,
                minimum=STATURE_M.minimum if measure.name == STATURE else measure.range_min,
                maximum=STATURE_M.maximum if measure.name == STATURE else measure.range_max,
                measured=measure.name in measured,
            )
            for measure in MEASURES
        ],
        sliders=[
            pb.SliderInfo(name=name, minimum=low, maximum=high, description=_sentence(name))
            for name in sorted(basis.modifiers)
            for low, high in (modifier_range(name, basis),)
        ],
        body_axes=[pb.AxisInfo(name=axis.name, low=axis.low, high=axis.high, limit=AXIS_LIMIT) for axis in BODY_AXES],
        face_axes=[
            pb.AxisInfo(name=axis.name, low=axis.low, high=axis.high, limit=FACE_AXIS_LIMIT) for axis in FACE_AXES
        ],
        looks=[_slider(name, allowed) for name, allowed in {**looks, **_MARKS}.items()],
        words=[
            pb.WordInfo(name=name, values=values, description=description)
            for name, (values, description) in _WORDS.items()
        ],
        colours=[*_colours("skin", SKIN, SkinParameters()), *_colours("eyes", EYES, EyeParameters())],
        roles=[
            pb.RoleInfo(
                name=role.name,
                label=role.label,
                setting=role.setting,
                age_min_years=role.ages[0],
                age_max_years=role.ages[1],
            )
            for role in ROLES.values()
        ],
        styles=list(STYLES),
        outputs=KINDS,
        locks=FIELDS,
        clips=[
            pb.ClipInfo(name=name, sets=[each for each, names in sets().items() if name in names])
            for name in sets()[ALL]
        ],
    )


def _wearable(kind: Kind, category: str) -> pb.WearableInfo:
    return pb.WearableInfo(
        kind=kind.name,
        label=kind.label,
        category=category,
        settings=kind.settings,
        layer=kind.layer,
        numbers=[
            pb.SliderInfo(
                name=option.name,
                minimum=option.minimum,
                maximum=option.maximum,
                default_value=float(option.default),
                description=option.description,
            )
            for option in kind.choices.values()
            if not option.values
        ],
        words=[
            pb.WordInfo(
                name=option.name,
                values=[str(option.default), *(value for value in option.values if value != option.default)],
                description=option.description,
            )
            for option in kind.choices.values()
            if option.values
        ],
        colours_rgb={name: rgb_number(colour) for name, colour in kind.colours.items()},
        child_safe=kind.child_safe,
        covers=sorted(kind.covers),
        cultures=cultures_of(kind.name) if category in CLOTHES else (),
    )


def _slider(name: str, allowed: Range) -> pb.SliderInfo:
    return pb.SliderInfo(
        name=name,
        minimum=allowed.minimum,
        maximum=allowed.maximum,
        default_value=allowed.default or 0.0,
        description=allowed.description,
    )


def _colours(look: str, names: LookNames, usual: SkinParameters | EyeParameters) -> Iterator[pb.ColourInfo]:
    for name in names.colours:
        colour = getattr(usual, f"{name}_colour")
        yield pb.ColourInfo(name=f"{look}.{name}", default_rgb=None if colour is None else rgb_number(colour))


def _sentence(slider: str) -> str:
    """A slider's name for people: "nose_hump" is "Nose hump."."""
    return slider.replace("_", " ").capitalize() + "."


def _of_skin(name: str) -> str:
    """The path of what a scar or a tattoo has: "scar.kind" is an element's of "scars"."""
    return "conditions.skin." + name.replace(".", "s.", 1)


FORM: Final = Form(
    pb.DESCRIPTOR.services_by_name["CharacterService"].methods_by_name["Generate"],
    DOMAIN_NAME,
    "Character",
    basic=(
        "text",
        "seed",
        "conditions.setting",
        "conditions.role",
        "conditions.sex",
        "conditions.age_years",
        "conditions.muscle",
        "conditions.style.kind",
    ),
    numbers={
        "seed": replace(SEED, description="Which person; any 64-bit number."),
        "conditions.sex": Range(0.0, 1.0, "0 female to 1 male; drawn if unset."),
        "conditions.age_years": Range(MIN_YEARS, MAX_YEARS, "Age in years; drawn if unset."),
        "conditions.muscle": Range(0.0, 1.0, "0 lean to 1 muscular; drawn if unset."),
        "conditions.face_strength": Range(*FACE_STRENGTH, "How strongly faces differ from the average.", 1.0),
        "conditions.style.amount": Range(0.0, 1.0, "How far the style goes.", 1.0),
        **{_of_skin(name): allowed for name, allowed in _MARKS.items()},
        "outputs.lod": Range(0, LODS - 1, "Level of detail, 0 the finest.", 0, whole=True),
        **{
            f"outputs.manner.{name}": replace(allowed, default=None if name in _PERSONS else allowed.default)
            for name, allowed in MANNER.items()
        },
        "outputs.triangles": Range(
            *TRIANGLES, "Most triangles of the finest level of game.", USUAL_TRIANGLES, whole=True
        ),
        "outputs.picture_px": Range(*PICTURE_PX, "Longer side of pictures.", DEFAULT_PICTURE_PX, whole=True),
    },
    choices={
        "conditions.setting": (SETTINGS, "World that somebody lives in; any if empty."),
        "conditions.role": (ROLES, "What somebody does, and so wears; any of the setting if empty."),
        "conditions.hair.kind": ((NONE, *SHOPS["hair"].kinds), "Hair of the head; any if empty."),
        "conditions.beard.kind": ((NONE, *SHOPS["beard"].kinds), "Beard, of adults; any if empty."),
        "conditions.outfit.kind": (
            [kind for category in CLOTHES for kind in SHOPS[category].kinds if kind != UNDERLAYER],
            "What is worn, whatever the role wears.",
        ),
        **{_of_skin(name): entry for name, entry in _WORDS.items() if name.startswith(_SEVERAL)},
        "conditions.style.kind": (STYLES, "Proportions and shading."),
        "outputs.kind": (KINDS, "What to send."),
        "outputs.clip_names": (words(), "Movements of the file, or sets of them; idle, walk and wave if empty."),
        "outputs.texture_format": (FORMATS, "How pictures in files are packed."),
        "outputs.texture_px": (
            tuple(map(str, TEXTURE_SIDES_PX)),
            "Side of the skin's textures, of game that of its atlas; 0 for none.",
        ),
    },
    texts={"file_name": "What the names of the files start with."},
    long_texts={"text": 'A description in English, such as "a stout old smith"; fields that are set win.'},
    flags={
        "conditions.style.kind": Flag("style"),
        "conditions.style.amount": Flag("style_amount"),
        "outputs.kind": Flag("format", each=True, about=_FORMATS),
        "outputs.texture_px": Flag("textures"),
        "outputs.clip_names": Flag("clips", about=_CLIPS, checked=False),
        "outputs.manner.age_years": Flag("manner_age"),
        "outputs.manner.weight_kg_m2": Flag("manner_weight"),
        "outputs.texture_format": Flag(default=FORMATS[0]),
        "outputs.triangles": Flag("triangles", default=USUAL_TRIANGLES),
        "outputs.picture_px": Flag("size", default=DEFAULT_PICTURE_PX),
    },
    unflagged={
        "conditions.hair": "said with colours and numbers: --hair",
        "conditions.beard": "said with colours and numbers: --beard",
        "conditions.outfit": "said with colours and numbers: --wear",
        "conditions.skin": "drawn by hand: --controls",
    },
)
"""Enough for a first form, from what is known without reading a model."""
