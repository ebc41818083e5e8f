"""What sounds are asked for: parameters and their ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from procgen.errors import Violation
from procgen.runtime.ranges import number, range_violations, ranges_of
from procgen.sound.effects import EFFECTS, Effect
from procgen.sound.effects.surfaces import SURFACE_OF_CLASS
from procgen.sound.learned.classes import class_of
from procgen.sound.learned.clip import Clip

PARAMETRIC: Final = "parametric"
"""What requests call the models of this house that learned nothing."""
MOST_VARIANTS: Final = 32
LONGEST_S: Final = 60.0
MOST_SECONDS: Final = 240.0
"""Of all variants together."""


@dataclass(frozen=True, slots=True)
class SoundParameters:
    """A request for sounds. What is None or empty the effect and its kind say.

    Attributes:
        effect: what sounds; empty where a clip is followed.
        model: which model makes it: the parametric one if empty.
        morph_effect: what it lies on the way to; empty for nothing.
        morph_kind, morph_model: of that.
        clip: that is followed.
    """

    effect: str = ""
    kind: str = ""
    material: str = ""
    surface: str = ""
    foot: str = ""
    gait: str = ""
    seed: int = number(0, 2.0**64 - 1, "Which sound of that kind; any 64-bit number.", 0, whole=True)
    duration_s: float | None = number(
        0.02, LONGEST_S, "How long, in seconds; as long as it takes if unset.", unset=None
    )
    intensity: float | None = number(0.0, 1.0, "How strong: of wind, rain, fire, a blow, a voice.", unset=None)
    size_m: float | None = number(
        0.01, 30.0, "Size of what sounds: a plank, a beast, a bell, a crowd's place.", unset=None
    )
    hardness: float | None = number(0.0, 1.0, "Of what strikes: 0 a palm, 1 steel.", unset=None)
    wetness: float | None = number(0.0, 1.0, "Of the ground.", unset=None)
    roughness: float | None = number(0.0, 1.0, "Of surfaces that rub, of hinges, of throats.", unset=None)
    rate_hz: float | None = number(0.05, 200.0, "How often: turns, strokes, waves, drops, chirps a second.", unset=None)
    pitch_semitones: float = number(-24.0, 24.0, "Higher or lower, and with it quicker or slower, semitones.", 0.0)
    tilt_db: float = number(-6.0, 6.0, "Brighter or darker, dB an octave.", 0.0)
    distance_m: float = number(0.0, 3000.0, "How far away it is heard: air and ground take the highs.", 0.0)
    room_m: float = number(0.0, 60.0, "Side of the room that it is heard in; 0 outdoors.", 0.0)
    variation: float = number(0.0, 1.0, "How far variants are apart; 0.5 as things are.", 0.5)
    loudness_lufs: float = number(-40.0, -10.0, "Loudness of the file, LUFS (EBU R 128).", -23.0)
    variants: int = number(1, MOST_VARIANTS, "How many, none like another.", 1, whole=True)
    loop: bool = False
    """Whether its end goes on with its beginning, to the sample."""
    stereo: bool = False
    """Whether it has two channels: of what is all around, of rooms."""
    model: str = ""
    morph_effect: str = ""
    morph_kind: str = ""
    morph_model: str = ""
    morph: float = number(0.0, 1.0, "How far on the way to the other sound: 0 is the first, 1 the other.", 0.5)
    clip: Clip | None = None

    @property
    def parametric(self) -> bool:
        """Whether a parametric model alone makes it."""
        return self.clip is None and not self.morph_effect and is_parametric(self.model)


def is_parametric(model: str) -> bool:
    """Whether a name is that of the models that learned nothing."""
    return model in ("", PARAMETRIC)


RANGES: Final = ranges_of(SoundParameters, "seed")
HEARD: Final[tuple[str, ...]] = ("intensity", "size_m", "hardness", "wetness", "roughness", "rate_hz")
"""The numbers that some effects go by and others don't."""
NAMED: Final[tuple[tuple[str, str], ...]] = (
    ("material", "materials"), ("surface", "surfaces"), ("foot", "feet"), ("gait", "gaits"),
)  # fmt: skip
"""Fields with names, and the attribute of an effect that has those it knows."""


def all_kinds() -> tuple[str, ...]:
    """The kinds of all effects, each once."""
    return tuple(dict.fromkeys(kind for effect in EFFECTS.values() for kind in effect.kinds))


def all_named(attribute: str) -> tuple[str, ...]:
    """The materials, surfaces, feet or gaits of all effects, each once."""
    return tuple(dict.fromkeys(name for effect in EFFECTS.values() for name in getattr(effect, attribute)))


_NO_MODELS: Final[Mapping[str, Sequence[str]]] = MappingProxyType({})


def violations(parameters: SoundParameters, models: Mapping[str, Sequence[str]] = _NO_MODELS) -> list[Violation]:
    """Every field that can't be accepted.

    Args:
        parameters: what is asked for.
        models: the learned ones, and the classes that each knows.
    """
    found = range_violations(RANGES, parameters)
    if parameters.clip is not None:
        found += _clip_violations(parameters, models)
    else:
        effect = EFFECTS.get(parameters.effect)
        if effect is None:
            return [Violation.of("effect", parameters.effect, f"one of {', '.join(EFFECTS)}"), *found]
        found += _effect_violations(parameters, effect, models)
    found += _morph_violations(parameters, models)
    if not found:
        seconds = parameters.variants * seconds_of(parameters)
        if seconds > MOST_SECONDS:
            allowed = f"at most {MOST_SECONDS:g} s in all, variants times duration_s"
            found.append(Violation.of("variants", f"{parameters.variants} of {seconds_of(parameters):g} s", allowed))
    return found


def _effect_violations(
    parameters: SoundParameters, effect: Effect, models: Mapping[str, Sequence[str]]
) -> list[Violation]:
    """Of the first sound, which is no clip."""
    found = _name_violations(parameters, effect)
    if not is_parametric(parameters.model):
        return found + _learned_violations(parameters, effect, models)
    for name in HEARD:
        if getattr(parameters, name) is not None and name not in effect.hears:
            heard = ", ".join(effect.hears)
            found.append(Violation.of(name, getattr(parameters, name), f"not set: {effect.name} goes by {heard}"))
    if parameters.loop and not effect.loops:
        looping = ", ".join(name for name, each in EFFECTS.items() if each.loops)
        found.append(Violation.of("loop", True, f"false: {effect.name} is over at once; {looping} go on"))
    return found


def _learned_violations(
    parameters: SoundParameters, effect: Effect, models: Mapping[str, Sequence[str]]
) -> list[Violation]:
    """Of a sound that a learned model makes: it knows classes, and no numbers of theirs."""
    found = _model_violations("model", parameters.model, models)
    if not found:
        name = class_of(effect.name, parameters.kind, surface_of(parameters.surface))
        found += _class_violations(
            "surface" if effect.surfaces else "kind", "effect", name, models[parameters.model], parameters.model
        )
    told = f"not set: {parameters.model} goes by effect, kind and surface alone"
    for field in (*HEARD, "material", "foot", "gait"):
        if getattr(parameters, field) not in (None, ""):
            found.append(Violation.of(field, getattr(parameters, field), told))
    if parameters.loop:
        found.append(Violation.of("loop", True, f"false: what {parameters.model} makes is over at once"))
    return found


def _model_violations(field: str, model: str, models: Mapping[str, Sequence[str]]) -> list[Violation]:
    if model in models:
        return []
    return [Violation.of(field, model, f"one of {', '.join((PARAMETRIC, *models))}")]


def _class_violations(kind: str, effect: str, name: str, classes: Sequence[str], model: str) -> list[Violation]:
    """Of a class that a learned model may not know: the field to change, and what it knows."""
    if name in classes:
        return []
    first = name.split("/", 1)[0]
    same = [each for each in classes if each.split("/", 1)[0] == first]
    if same:
        return [Violation.of(kind, name, f"one of {', '.join(same)}, which {model} knows")]
    known = dict.fromkeys(each.split("/", 1)[0] for each in classes if "/" in each)
    return [Violation.of(effect, first, f"one of {', '.join(known)}, which {model} knows")]


def _clip_violations(parameters: SoundParameters, models: Mapping[str, Sequence[str]]) -> list[Violation]:
    """Of what can't be said beside a clip, which says it itself."""
    found = []
    for field in ("effect", "kind", *(name for name, _ in NAMED), *HEARD):
        if getattr(parameters, field) not in (None, ""):
            found.append(Violation.of(field, getattr(parameters, field), "not set: the clip is followed"))
    if parameters.loop:
        found.append(Violation.of("loop", True, "false: what follows a clip is over with it"))
    if parameters.model not in models:
        allowed = f"one of {', '.join(models)}" if models else "a learned model, of which there is none here"
        found.append(Violation.of("model", parameters.model, f"{allowed}: clips are followed by these alone"))
    return found


def _morph_violations(parameters: SoundParameters, models: Mapping[str, Sequence[str]]) -> list[Violation]:
    """Of the other sound."""
    if not parameters.morph_effect:
        return [
            Violation.of(field, getattr(parameters, field), "not set without morph_effect")
            for field in ("morph_kind", "morph_model")
            if getattr(parameters, field)
        ]
    effect = EFFECTS.get(parameters.morph_effect)
    if effect is None:
        return [Violation.of("morph_effect", parameters.morph_effect, f"one of {', '.join(EFFECTS)}")]
    found = []
    if parameters.morph_kind and parameters.morph_kind not in effect.kinds:
        allowed = f"one of {', '.join(effect.kinds)}, of {effect.name}"
        found.append(Violation.of("morph_kind", parameters.morph_kind, allowed))
    elif not is_parametric(parameters.morph_model):
        found += _model_violations("morph_model", parameters.morph_model, models)
        if not found:
            name = class_of(effect.name, parameters.morph_kind)
            known = models[parameters.morph_model]
            found += _class_violations("morph_kind", "morph_effect", name, known, parameters.morph_model)
    if parameters.loop:
        found.append(Violation.of("loop", True, "false: what lies between two sounds is over at once"))
    return found


def usual_model(parameters: SoundParameters, usual: Mapping[str, Sequence[str]]) -> str:
    """What makes a sound of which nobody said what is to: a learned model where it is nearer to recordings, and where
    nothing is asked for that it does not go by.

    Args:
        parameters: what is asked for, looked at or not.
        usual: by the name of a learned model, the classes that are its own.
    """
    effect = EFFECTS.get(parameters.effect)
    more = (getattr(parameters, name) for name in (*HEARD, "material", "foot", "gait"))
    if effect is None or parameters.loop or any(each not in (None, "") for each in more):
        return PARAMETRIC
    name = class_of(effect.name, parameters.kind, surface_of(parameters.surface))
    return next((model for model, classes in usual.items() if name in classes), PARAMETRIC)


_LEARNED_S: Final = 2.6
"""What learned models make is not longer by itself."""


def seconds_of(parameters: SoundParameters) -> float:
    """How long it is asked to be; of one event an upper bound, but for its tail in a room."""
    if parameters.duration_s is not None:
        return parameters.duration_s
    if parameters.clip is not None:
        return parameters.clip.seconds
    if not is_parametric(parameters.model):
        return _LEARNED_S
    effect = EFFECTS[parameters.effect]
    return effect.kinds[parameters.kind or next(iter(effect.kinds))].seconds


def _name_violations(parameters: SoundParameters, effect: Effect) -> list[Violation]:
    found = []
    if parameters.kind and parameters.kind not in effect.kinds:
        found.append(Violation.of("kind", parameters.kind, f"one of {', '.join(effect.kinds)}, of {effect.name}"))
    for field, attribute in NAMED:
        said, known = getattr(parameters, field), getattr(effect, attribute)
        if field == "surface":
            said = surface_of(said)
        if said and said not in known:
            allowed = f"one of {', '.join(known)}" if known else f"not set: {effect.name} has none"
            found.append(Violation.of(field, getattr(parameters, field), allowed))
    return found


def surface_of(name: str) -> str:
    """What a surface is called here: itself, or what a class of texture sounds like."""
    return SURFACE_OF_CLASS.get(name, name)
