"""A corpus of many voices, made by teachers: lines as people of all pitches, throats, paces and moods would say them.

How a line is spoken is planned as it is when it is served (:mod:`procgen.speech.prosody`), so durations, pitch and
effort are known exactly and lie where they will lie. A corpus is a folder of shards; a line of a number is the same
whoever makes it, so a corpus is made in pieces, gone on with, or made longer.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields
from procgen.runtime.arrays import arrays_in
from procgen.runtime.files import write_file
from procgen.runtime.philox import keyed
from procgen.speech.acoustic import Acoustic, Floats
from procgen.speech.feeling import MOODS, Delivery, delivery_of
from procgen.speech.markup import pieces_of
from procgen.speech.prosody import Sound, letters_of, plan, sounds_of
from procgen.speech.reading import read_text
from procgen.speech.recipe.teachers import SPEAKERS, Ints, Teacher
from procgen.speech.speakers import blended_cm
from procgen.speech.voice import Voice

LINES_FILE: Final = "lines.txt"
"""What is said, a line each."""
_SHARES: Final = (0.14, 0.1, 0.13, 0.13, 0.1, 0.4)
"""How often each of the speakers is the one, or the one that weighs most."""
_ALONE: Final = 0.6
"""How often a speaker is not blended with another."""
_PLAIN: Final = 0.35
"""How often a line has no mood."""
_TRACTS: Final = (0.68, 1.4)
"""A voice's vocal tract over the speaker's: how far the network is asked to speak slower and higher, or the reverse."""
_HELD_EVERY: Final = 24
"""Every so manieth line is kept for validation."""
_MOST_LETTERS: Final = 150


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A line that a teacher spoke.

    Attributes:
        number: of the line; says whether it is :attr:`held`.
        letters: n of :data:`procgen.speech.phonemes.SYMBOLS`, without the edges.
        frames: (n + 2,) how long each sound lasts, the edges among them.
        f0_hz, effort: (hops,) two a frame.
        weights: (speakers,) whose voice it is.
        wave: (300 * hops,) -1 to 1.
    """

    number: int
    letters: str
    frames: Ints
    f0_hz: Floats
    effort: Floats
    weights: Floats
    wave: Floats

    @property
    def held(self) -> bool:
        """Whether it is for validation."""
        return is_held(self.number)


def is_held(number: int) -> bool:
    """Whether the line of a number is for validation."""
    return number % _HELD_EVERY == 0


def drawn_weights(chance: np.random.Generator) -> Floats:
    """(speakers,) of one speaker, or of two. The packaged teacher has no vector, and is never blended."""
    weights = np.zeros(len(SPEAKERS), np.float32)
    first = int(chance.choice(len(SPEAKERS), p=_SHARES))
    weights[first] = 1.0
    if first and chance.random() >= _ALONE:
        second = int(chance.choice([each for each in range(1, len(SPEAKERS)) if each != first]))
        weights[first] = 1.0 - 0.5 * chance.random()
        weights[second] = 1.0 - weights[first]
    return weights


def _drawn_voice(chance: np.random.Generator, tract_cm: float, planner_cm: float) -> tuple[Voice, Delivery]:
    """Somebody, and how they feel: pitch goes with the throat, as it does among people, and strays.

    Args:
        chance: is drawn from.
        tract_cm: the speaker's.
        planner_cm: of the network that plans, which the voice's stands to as it would to the speaker's.
    """
    ratio = float(np.clip(np.exp(0.16 * chance.standard_normal()), *_TRACTS))
    f0_hz = 205.0 * (14.1 / (tract_cm * ratio)) ** 3.4 * float(np.exp(0.2 * chance.standard_normal()))
    voice = Voice(
        f0_hz=float(np.clip(f0_hz, 55.0, 480.0)),
        pitch_range=float(np.clip(np.exp(0.35 * chance.standard_normal()), 0.0, 2.5)),
        tract_cm=planner_cm * ratio,
        tilt_db=0.0,
        breath=0.0,
        roughness=0.0,
        rate=float(np.exp(0.16 * chance.standard_normal())),
        jitter=float(abs(0.1 * chance.standard_normal())),
    )
    return voice, drawn_delivery(chance)


def drawn_delivery(chance: np.random.Generator, intents: Sequence[str] = ("",)) -> Delivery:
    """Of some mood and strength, or of none, and of one of some intents."""
    mood = "neutral" if chance.random() < _PLAIN else str(chance.choice(sorted(MOODS)))
    intent = str(chance.choice(intents)) if len(intents) > 1 else intents[0]
    return delivery_of(mood, intent, float(chance.random()))


def drawn_sounds(chance: np.random.Generator, line: str) -> tuple[Sound, ...] | None:
    """One of the sentences of a line; None where it can't be spoken, or not at once."""
    try:
        sentences = read_text(pieces_of(line, marked=False), {})
    except InvalidFields:
        return None
    sounds = sounds_of(sentences[int(chance.integers(len(sentences)))])
    return sounds if 4 <= len(sounds) - 2 <= _MOST_LETTERS else None


def speak(number: int, line: str, acoustic: Acoustic, teachers: tuple[Teacher, Teacher]) -> Spoken | None:
    """A line of a corpus.

    Args:
        number: of the line: decides who says it, and how.
        line: what is said.
        acoustic: the packaged network, for what is read and for natural prosody.
        teachers: of the first speaker and of all others.

    Returns:
        None where there is nothing in it that can be spoken at once.
    """
    chance = keyed(f"speech/corpus/{number}")
    weights = drawn_weights(chance)
    sounds = drawn_sounds(chance, line)
    if sounds is None:
        return None
    voice, delivery = _drawn_voice(chance, blended_cm(SPEAKERS, weights), acoustic.tract_cm)
    letters = letters_of(sounds)
    read = acoustic.read(letters)
    planned = plan(acoustic, read, sounds, voice, delivery, number)
    wave = teachers[int(weights[0] < 1.0)].say(
        letters, read, planned.frames, planned.f0_hz, planned.effort, weights, number
    )
    return Spoken(number, letters, planned.frames, planned.f0_hz, planned.effort, weights, wave)


def make_corpus(
    lines: Sequence[str], folder: Path, acoustic: Acoustic, teachers: tuple[Teacher, Teacher], numbers: range
) -> Iterator[Path]:
    """Write shards of a line each, each when it is asked for; those that are there stay.

    Args:
        lines: what is said; numbers beyond them say them again, by others.
        folder: where to.
        acoustic: the packaged network.
        teachers: of the first speaker and of all others.
        numbers: of the lines that are made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        path = folder / f"{number:06d}.npz"
        if path.exists():
            continue
        said = speak(number, lines[number % len(lines)], acoustic, teachers)
        if said is not None:
            write_file(path, _packed(said))
            yield path


def _packed(said: Spoken) -> bytes:
    packed = io.BytesIO()
    arrays: dict[str, npt.NDArray[Any]] = {
        "letters": np.array(said.letters),
        "frames": said.frames.astype(np.int16),
        "f0_hz": said.f0_hz,
        "effort": said.effort,
        "weights": said.weights,
        "wave": np.round(np.clip(said.wave, -1.0, 1.0) * 32767.0).astype(np.int16),
    }
    np.savez_compressed(packed, **arrays)  # type: ignore[arg-type]
    return packed.getvalue()


def read_corpus(folder: Path) -> list[Spoken]:
    """All lines of a corpus, by number. Raises FileNotFoundError where there are none."""
    found = []
    for path in sorted(folder.glob("[0-9]*.npz")):
        stored = dict(arrays_in(path.read_bytes()))
        found.append(
            Spoken(
                int(path.stem),
                str(stored["letters"]),
                stored["frames"].astype(np.int64),
                stored["f0_hz"],
                stored["effort"],
                stored["weights"],
                stored["wave"].astype(np.float32) / np.float32(32767.0),
            )
        )
    if not found:
        raise FileNotFoundError(f"{folder}/000000.npz")
    return found
