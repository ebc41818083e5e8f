"""What an effect is: a model of what makes a sound, its kinds, and the numbers it goes by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from procgen.sound.dsp.chance import Chance, Floats
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of an effect.

    Attributes:
        about: a few words.
        seconds: how long it is where nobody says.
        values: what its numbers are where nobody says.
    """

    about: str
    seconds: float
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """What a model is asked for, all of it said.

    Attributes:
        samples: to make; a model of one event may make more.
        loop: whether the end goes on with the beginning.
        chance: of this variant.
        kind, material, surface, foot, gait: names; empty for what the effect does not hear.
        values: its numbers.
        variation: how far variants are apart, 1 as things are.
    """

    samples: int
    loop: bool
    chance: Chance
    kind: str
    material: str
    surface: str
    foot: str
    gait: str
    values: Mapping[str, float]
    variation: float

    @property
    def seconds(self) -> float:
        """How long it is to be."""
        return self.samples / SAMPLE_RATE_HZ

    @property
    def times(self) -> Floats:
        """Of the samples, in seconds."""
        return np.asarray(np.arange(self.samples) / SAMPLE_RATE_HZ)

    @property
    def intensity(self) -> float:
        """How strong it is, 0 to 1."""
        return self.values["intensity"]

    @property
    def size_m(self) -> float:
        """Of the thing that sounds."""
        return self.values["size_m"]

    @property
    def hardness(self) -> float:
        """Of what touches, 0 to 1."""
        return self.values["hardness"]

    @property
    def wetness(self) -> float:
        """Of the ground, 0 to 1."""
        return self.values["wetness"]

    @property
    def roughness(self) -> float:
        """Of a surface or a throat, 0 to 1."""
        return self.values["roughness"]

    @property
    def rate_hz(self) -> float:
        """How often it happens."""
        return self.values["rate_hz"]

    def varied(self, name: str, octaves: float) -> float:
        """A factor around 1 by which variants differ in something."""
        return self.chance.part(name).about(1.0, octaves * self.variation)


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """A model of what makes a sound.

    Attributes:
        name: of the request.
        about: a line for people.
        kinds: by name, the default first.
        hears: the numbers that change it.
        make: the sound, (samples,) or longer; as loud as it comes.
        loops: whether it can go on for ever; one event alone can't.
        materials, surfaces, feet, gaits: that it knows, the default first.
        still: whether it is all around, so that two ears hear two of it.
    """

    name: str
    about: str
    kinds: Mapping[str, Kind]
    hears: tuple[str, ...]
    make: Callable[[Ask], Floats]
    loops: bool = False
    materials: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ()
    feet: tuple[str, ...] = ()
    gaits: tuple[str, ...] = ()
    still: bool = False


def joined(samples: int, *parts: tuple[float, Floats], loop: bool = False) -> Floats:
    """Sounds that begin at times: (samples,) or as long as the last of them needs; wrapped where it loops."""
    length = samples
    if not loop:
        length = max([samples, *(round(at * SAMPLE_RATE_HZ) + len(part) for at, part in parts)])
    whole = np.zeros(length)
    for at, part in parts:
        first = round(at * SAMPLE_RATE_HZ)
        if loop:
            whole += np.bincount((first + np.arange(len(part))) % length, part, length)
        else:
            whole[first : first + len(part)] += part
    return whole


def samples_of(seconds: float) -> int:
    """How many samples that is; one at least."""
    return max(round(seconds * SAMPLE_RATE_HZ), 1)
