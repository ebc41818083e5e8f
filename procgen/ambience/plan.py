"""From a place, an hour and a weather to what is heard: the bed all around, and sounds in space."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from procgen.ambience.parameters import AmbienceParameters
from procgen.ambience.places import BIOMES, SETTLEMENTS, THINGS, WEATHERS, Voice, part_of_day
from procgen.sound.dsp.chance import Chance
from procgen.sound.dsp.space import reverberation_s
from procgen.sound.effects import EFFECTS
from procgen.sound.parameters import SoundParameters

VARIANTS: Final = 4
"""Of what is heard now and then."""
_WET_RAIN: Final = 0.3
"""Rain beyond which the shy are silent."""
_STORM: Final = 0.5
_NEAREST: Final = 0.15
"""Of the radius: nothing that nobody placed is nearer to the middle."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A loop that is heard all around, so much louder or softer than its file."""

    sound: SoundParameters
    gain_db: float


@dataclass(frozen=True, slots=True)
class Emitter:
    """A sound in space.

    Attributes:
        name: such as "songbird 2".
        x_m, y_m, z_m: metres from the middle of the place, y up, z to the south.
        radius_m: within which it is heard in full.
        gain_db: there, beside its file.
        sound: what is heard.
        every_s: how long it is silent between, at least and at most; None for a loop.
        strewn: whether it is of the land, and stands for others like it all around.
    """

    name: str
    x_m: float
    y_m: float
    z_m: float
    radius_m: float
    gain_db: float
    sound: SoundParameters
    every_s: tuple[float, float] | None
    strewn: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is heard of a place: the bed, sounds in space, and the room that it is, 0 m outdoors."""

    bed: tuple[Layer, ...]
    emitters: tuple[Emitter, ...]
    room_m: float

    @property
    def reverberation_s(self) -> float:
        """Until a sound is quieter by 60 dB; 0 outdoors."""
        return reverberation_s(self.room_m) if self.room_m else 0.0

    def sounds(self) -> tuple[SoundParameters, ...]:
        """All that are to be made, each once, in order."""
        return tuple(dict.fromkeys([*(each.sound for each in self.bed), *(each.sound for each in self.emitters)]))


def plan(parameters: AmbienceParameters) -> Plan:
    """What is heard. The parameters must be checked."""
    biome, weather = BIOMES[parameters.biome], WEATHERS[parameters.weather]
    part = part_of_day(parameters.hour)
    indoors = biome.room_m > 0.0
    rain = 0.0 if indoors else weather.rain
    wind = biome.wind[1] + (0.0 if indoors else weather.wind)

    def heard(voice: Voice) -> bool:
        silenced = voice.shy and (rain > _WET_RAIN or weather.wind > _STORM)
        return part in voice.times and not silenced

    bed = list(_sky(parameters, biome.wind[0], wind, biome.rain, rain))
    for voice in filter(heard, biome.bed):
        bed.append(Layer(_bed_sound(parameters, voice.effect, voice.kind, **voice.fields), voice.gain_db))
    emitters: list[Emitter] = []
    for strewn, voices in ((True, biome.voices), (False, SETTLEMENTS[parameters.settlement])):
        for voice in filter(heard, voices):
            emitters += (replace(each, strewn=strewn) for each in _strewn(parameters, voice, len(emitters)))
    for number, thing in enumerate(parameters.things):
        voice = THINGS[thing.kind]
        if heard(voice):
            place = (thing.x_m, thing.y_m + voice.high_m, thing.z_m)
            emitters.append(_emitter(parameters, f"{thing.kind} {number + 1}", voice, place))
    if weather.thunder_s is not None and not indoors:
        far = Voice("thunder", "rolling", every_s=weather.thunder_s, gain_db=0.0, radius_m=200.0)
        place = (0.0, 300.0, -2.0 * parameters.radius_m)
        emitters.append(_emitter(parameters, "thunder 1", far, place))
    return Plan(tuple(bed), tuple(emitters), biome.room_m)


def _sky(parameters: AmbienceParameters, wind_kind: str, wind: float, rain_kind: str, rain: float) -> Iterator[Layer]:
    if wind_kind and wind > 0.0:
        kind = "gale" if wind > 0.85 and wind_kind != "cave" else wind_kind
        strength = _step(min(wind, 1.0))
        yield Layer(_bed_sound(parameters, "wind", kind, intensity=strength), -22.0 + 20.0 * strength)
    if rain_kind and rain > 0.0:
        kind = "storm" if rain > 0.8 and rain_kind != "water" else rain_kind
        yield Layer(_bed_sound(parameters, "rain", kind, intensity=_step(rain)), -14.0 + 14.0 * rain)


def _step(value: float) -> float:
    """In steps of 1/64, which messages and recipes carry as they are."""
    return round(value * 64.0) / 64.0


def _bed_sound(parameters: AmbienceParameters, effect: str, kind: str, **fields: Any) -> SoundParameters:
    return SoundParameters(
        effect,
        kind,
        seed=parameters.seed,
        duration_s=parameters.bed_s,
        loop=True,
        stereo=True,
        loudness_lufs=parameters.loudness_lufs,
        **fields,
    )


def _sound(parameters: AmbienceParameters, voice: Voice) -> SoundParameters:
    sound = SoundParameters(
        voice.effect, voice.kind, seed=parameters.seed, loudness_lufs=parameters.loudness_lufs, **voice.fields
    )
    if voice.every_s is None:
        return replace(sound, duration_s=parameters.bed_s, loop=True)
    return replace(sound, variants=VARIANTS)


def _strewn(parameters: AmbienceParameters, voice: Voice, before: int) -> Iterator[Emitter]:
    """Where nobody placed it: all around, evenly over the area, not too near."""
    chance = Chance("ambience/places", parameters.seed, before)
    for number in range(voice.count):
        part = chance.part(voice.effect + voice.kind, number)
        angle = part.number(0.0, 2.0 * np.pi)
        away = parameters.radius_m * float(np.sqrt(part.number(_NEAREST**2, 1.0)))
        place = (away * float(np.cos(angle)), voice.high_m, away * float(np.sin(angle)))
        yield _emitter(parameters, f"{voice.kind or voice.effect} {number + 1}", voice, place)


def _emitter(parameters: AmbienceParameters, name: str, voice: Voice, place: tuple[float, float, float]) -> Emitter:
    assert voice.every_s is not None or EFFECTS[voice.effect].loops
    x, y, z = (round(each, 2) for each in place)
    return Emitter(name, x, y, z, voice.radius_m, voice.gain_db, _sound(parameters, voice), voice.every_s)
