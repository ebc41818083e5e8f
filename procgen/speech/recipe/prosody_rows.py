"""Lines as the network of prosody learns from them: how teachers say them unasked, delivered as is planned.

A teacher's own durations, pitch and effort take the place of the packaged network's in
:func:`procgen.speech.prosody.plan`, which delivers them with a mood and an intent. What today's rules would have done,
which begin with the packaged network whoever speaks, stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from procgen.models.prosody import POINTS
from procgen.runtime.philox import keyed
from procgen.speech.acoustic import Acoustic, Floats, Read
from procgen.speech.feeling import INTENTS, Delivery
from procgen.speech.prosody import Plan, letters_of, plan
from procgen.speech.recipe.corpus import drawn_delivery, drawn_sounds, drawn_weights, is_held
from procgen.speech.recipe.teachers import Ints
from procgen.speech.vocoder import VOICED_HZ
from procgen.speech.voice import Voice

MANNER: Final = 5
"""Numbers that say how a line is delivered; see :func:`manner_of`."""


class Unasked(Protocol):
    """Knows how speakers would say a line; :meth:`procgen.speech.recipe.teachers.Kokoro.natural`."""

    def natural(self, letters: str, weights: Floats) -> tuple[Ints, Floats, Floats]:
        """Frames of each sound, and pitch and effort of their hops."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """How a line of n sounds is spoken.

    Attributes:
        length: (n,) logarithm of frames.
        octaves: (POINTS, n) pitch over the voice's middle; 0 where there is none.
        voiced: (POINTS, n) 1 where there is pitch, else 0.
        effort: (POINTS, n).
    """

    length: Floats
    octaves: Floats
    voiced: Floats
    effort: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ProsodyRow:
    """A line.

    Attributes:
        prosodic: (192, n) of the packaged text network.
        weights: (speakers,) whose voice it is.
        manner: (MANNER,) of its delivery.
        wanted: how the teacher would say it.
        ruled: how it is planned today.
        held: whether it is for validation.
    """

    prosodic: Floats
    weights: Floats
    manner: Floats
    wanted: Points
    ruled: Points
    held: bool


class Curves:
    """Takes the packaged network's place in a plan: durations, pitch and effort that somebody told.

    Args:
        acoustic: the packaged network, for its middle pitch and its throat.
        frames: (n,) of each sound.
        f0_hz, effort: (hops,) two a frame; pitch is moved so that its middle is the network's.
    """

    def __init__(self, acoustic: Acoustic, frames: Ints, f0_hz: Floats, effort: Floats) -> None:
        self.f0_hz, self.tract_cm = acoustic.f0_hz, acoustic.tract_cm
        self._frames, self._effort = frames, effort
        voiced = f0_hz > VOICED_HZ
        middle_hz = float(np.exp(np.log(f0_hz[voiced]).mean())) if voiced.any() else self.f0_hz
        self._f0_hz = np.where(voiced, f0_hz * (self.f0_hz / middle_hz), 0.0).astype(np.float32)

    def prosody(self, _read: Read, frames: Ints) -> tuple[Floats, Floats]:
        """(hops,) pitch and effort where each sound lasts so many frames."""
        at = _places(self._frames, frames)
        return self._f0_hz[at], self._effort[at]


def _places(have: Ints, want: Ints) -> Ints:
    """(hops,) of sounds that last as wanted, the hop of the same moment where they last as they have."""
    owner = np.repeat(np.arange(len(want)), 2 * want)
    begins = np.cumsum(2 * want) - 2 * want
    share = (np.arange(len(owner)) - begins[owner] + 0.5) / (2 * want[owner])
    found: Ints = (np.cumsum(2 * have) - 2 * have)[owner] + np.floor(share * 2 * have[owner]).astype(np.int64)
    return found


def manner_of(delivery: Delivery) -> Floats:
    """(MANNER,) around 0: pitch, its range, pace, end and tremble."""
    told = (
        delivery.pitch_semitones / 6.0,
        np.log2(delivery.range_factor),
        np.log2(delivery.rate_factor),
        delivery.rise_semitones / 6.0,
        delivery.tremor_semitones,
    )
    return np.array(told, np.float32)


def points_of(planned: Plan, middle_hz: float) -> Points:
    """What a plan does in each sound."""
    hops = 2 * planned.frames
    share = (np.arange(POINTS) + 0.5) / POINTS
    at = (np.cumsum(hops) - hops)[None] + np.floor(share[:, None] * hops[None]).astype(np.int64)
    f0_hz = planned.f0_hz[at]
    voiced = f0_hz > VOICED_HZ
    octaves = np.where(voiced, np.log2(np.maximum(f0_hz, VOICED_HZ) / middle_hz), 0.0)
    floats = (np.log(planned.frames), octaves, voiced, planned.effort[at])
    return Points(*(each.astype(np.float32) for each in floats))


def prosody_rows(lines: Sequence[str], acoustic: Acoustic, teacher: Unasked, numbers: range) -> list[ProsodyRow]:
    """Lines, each by somebody and with some feeling and intent, as its number says.

    Args:
        lines: what is said.
        acoustic: the packaged network, which is the first speaker.
        teacher: of all others.
        numbers: of the rows; beyond the lines they say them again.
    """
    found = []
    steady = Voice(acoustic.f0_hz, 1.0, acoustic.tract_cm, 0.0, 0.0, 0.0, rate=1.0, jitter=0.0)
    for number in numbers:
        chance = keyed(f"speech/prosody/{number}")
        weights = drawn_weights(chance)
        sounds = drawn_sounds(chance, lines[number % len(lines)])
        if sounds is None:
            continue
        delivery = drawn_delivery(chance, ("", *INTENTS))
        letters = letters_of(sounds)
        read = acoustic.read(letters)
        ruled = plan(acoustic, read, sounds, steady, delivery, number)
        if weights[0]:
            frames = np.maximum(np.round(read.frames), 1).astype(np.int64)
            told = Curves(acoustic, frames, *acoustic.prosody(read, frames))
        else:
            frames, f0_hz, effort = teacher.natural(letters, weights)
            told = Curves(acoustic, frames, f0_hz, effort)
        own = replace(read, frames=frames.astype(np.float32))
        wanted: Plan = plan(told, own, sounds, steady, delivery, number)
        points: tuple[Points, Points] = (points_of(wanted, acoustic.f0_hz), points_of(ruled, acoustic.f0_hz))
        found.append(ProsodyRow(read.prosodic[0], weights, manner_of(delivery), *points, is_held(number)))
    return found


def padded(values: Sequence[npt.NDArray[np.float32]]) -> Floats:
    """(b, …, n) of arrays whose last side differs, with zeros after the shorter ones."""
    most = max(each.shape[-1] for each in values)
    return np.stack([np.pad(each, [(0, 0)] * (each.ndim - 1) + [(0, most - each.shape[-1])]) for each in values])
