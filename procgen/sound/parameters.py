"""What sounds are asked for: parameters and their ranges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from procgen.errors import Violation
from procgen.runtime.ranges import number, range_violations, ranges_of
from procgen.sound.effects import EFFECTS, Effect
from procgen.sound.effects.surfaces import SURFACE_OF_CLASS

MOST_VARIANTS: Final = 32
LONGEST_S: Final = 60.0
MOST_SECONDS: Final = 240.0
"""Of all variants together."""


@dataclass(frozen=True, slots=True)
class SoundParameters:
    """A request for sounds. What is None or empty the effect and its kind say."""

    effect: str
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


def violations(parameters: SoundParameters) -> list[Violation]:
    """Every field that can't be accepted."""
    found = range_violations(RANGES, parameters)
    effect = EFFECTS.get(parameters.effect)
    if effect is None:
        return [Violation.of("effect", parameters.effect, f"one of {', '.join(EFFECTS)}"), *found]
    found += _name_violations(parameters, effect)
    for name in HEARD:
        if getattr(parameters, name) is not None and name not in effect.hears:
            heard = ", ".join(effect.hears)
            found.append(Violation.of(name, getattr(parameters, name), f"not set: {effect.name} goes by {heard}"))
    if parameters.loop and not effect.loops:
        looping = ", ".join(name for name, each in EFFECTS.items() if each.loops)
        found.append(Violation.of("loop", True, f"false: {effect.name} is over at once; {looping} go on"))
    if not found:
        seconds = parameters.variants * seconds_of(parameters)
        if seconds > MOST_SECONDS:
            allowed = f"at most {MOST_SECONDS:g} s in all, variants times duration_s"
            found.append(Violation.of("variants", f"{parameters.variants} of {seconds_of(parameters):g} s", allowed))
    return found


def seconds_of(parameters: SoundParameters) -> float:
    """How long it is asked to be; of one event an upper bound, but for its tail in a room."""
    if parameters.duration_s is not None:
        return parameters.duration_s
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
