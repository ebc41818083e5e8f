"""How long each sound lasts, and how high, loud and breathy each moment is.

The network's own durations and pitch are taken as the way in which the sentence is naturally spoken, and changed: in
the voice's pitch and range, by feeling, and by what the text's marks say.

A shorter or longer vocal tract moves all resonances by one factor. It is had without touching the spectrum: the network
speaks slower and higher by that factor, or faster and lower, and the sound is played at another speed. Time and pitch
then are as they were meant, and only the resonances have moved; what the network hears of pitch stays near to what it
was taught with, as men's pitch over women's is near to the ratio of their tracts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from procgen.runtime.philox import gaussian_field
from procgen.speech.acoustic import FRAME_S, HOP_S, Floats, Read
from procgen.speech.feeling import Delivery
from procgen.speech.markup import Manner
from procgen.speech.phonemes import LIQUIDS, NASALS, PAUSES, STRESSES, VOWELS
from procgen.speech.reading import Sentence, Word
from procgen.speech.vocoder import VOICED_HZ
from procgen.speech.voice import Voice

_SPEEDS: Final = 48
"""Denominators of the speeds at which sounds are played."""
_NETWORK_HZ: Final = (75.0, 420.0)
"""Pitch that the network is given: further out it was never taught."""
_CHANGED: Final = ((VOWELS, 1.15), (PAUSES, 1.2), (NASALS | LIQUIDS, 0.95))
"""How much kinds of sounds give way to pace, as exponents; plosives and fricatives less than all others."""
_OTHERS: Final = 0.75
_LOOSE: Final = 2.0
"""How much more than those of words the lengths of other sounds differ from one time to the next."""
_EDGES_S: Final = (0.3, 0.05)
"""Silence before and after a sentence; the first sound begins within that before it."""
_TREMOR_HZ: Final = 5.8
_RISE_S: Final = 0.5
"""Before the end of a sentence from which its pitch goes up or down."""

Ints = npt.NDArray[np.int64]


class Natural(Protocol):
    """Who says how a sentence is spoken unasked: the packaged networks, or a teacher.

    Attributes:
        f0_hz: pitch in the middle.
        tract_cm: length of the vocal tract.
    """

    f0_hz: float
    tract_cm: float

    def prosody(self, read: Read, frames: Ints) -> tuple[Floats, Floats]:
        """See :meth:`procgen.speech.acoustic.Acoustic.prosody`."""
        ...


@dataclass(frozen=True, slots=True)
class Sound:
    """One letter of a sentence.

    Attributes:
        letter: of :data:`procgen.speech.phonemes.SYMBOLS`.
        word: the number of its word in the sentence; -1 where it is of none.
        manner: how it is spoken.
        pause_s: how long it is silent, where that is said.
        length_s: how long it lasts at the usual pace, where that is said.
    """

    letter: str
    word: int
    manner: Manner
    pause_s: float | None = None
    length_s: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """How a sentence is spoken.

    Attributes:
        sounds: its letters, with an edge at either end.
        frames: (sounds,) how long the network speaks each.
        speed: at which what the network speaks is played, to be multiplied with time.
        f0_hz: (hops,) pitch for the network and the vocoder; 0 where there is none.
        effort: (hops,) for the network.
        gain: (hops,) factor of loudness.
        whisper: (hops,) 0 to 1.
        shout: (hops,) 0 to 1: how much sharper.
    """

    sounds: tuple[Sound, ...]
    frames: Ints
    speed: Fraction
    f0_hz: Floats
    effort: Floats
    gain: Floats
    whisper: Floats
    shout: Floats

    @property
    def ends_s(self) -> npt.NDArray[np.float64]:
        """(sounds,) when each sound ends, in seconds from the sentence's begin."""
        ends: npt.NDArray[np.float64] = np.cumsum(self.frames).astype(np.float64) * (FRAME_S / float(self.speed))
        return ends


def sounds_of(sentence: Sentence) -> tuple[Sound, ...]:
    """The letters of a sentence, with marks and spaces between words as the network expects them."""
    found = [Sound("$", -1, sentence.words[0].manner)]
    for number, word in enumerate(sentence.words):
        if word.pause_s:
            found = _with_pause(found, word)
            continue
        if word.manner.score:
            found += _scored(word, number)
        else:
            found += [Sound(letter, -1 if word.mark else number, word.manner) for letter in word.phonemes]
        if word.space and number + 1 < len(sentence.words):
            found.append(Sound(" ", -1, word.manner))
    while found[-1].letter == " ":
        found.pop()
    return (*found, Sound("$", -1, sentence.words[-1].manner))


def _scored(word: Word, number: int) -> list[Sound]:
    """Sounds that are no words, with the pitch, loudness and breath of their score; what marks say comes beside it."""
    plain, found = replace(word.manner, pitch_range=0.0, score=()), []
    for moment in word.manner.score:
        manner = replace(
            plain,
            pitch_semitones=plain.pitch_semitones + moment.semitones,
            volume_db=plain.volume_db + moment.volume_db,
            whisper=max(plain.whisper, moment.whisper),
        )
        found.append(Sound(moment.letter, number, manner, length_s=moment.seconds))
    return found


def _with_pause(found: list[Sound], word: Word) -> list[Sound]:
    """A mark in the text that is silent for a while: the comma that is there, or one of its own."""
    while len(found) > 1 and found[-1].letter == " ":
        found = found[:-1]
    if found[-1].letter not in PAUSES or len(found) == 1:
        found = [*found, Sound(",", -1, word.manner)]
    return [*found[:-1], Sound(found[-1].letter, -1, word.manner, word.pause_s), Sound(" ", -1, word.manner)]


def letters_of(sounds: tuple[Sound, ...]) -> str:
    """For the network, which adds the edges itself."""
    return "".join(sound.letter for sound in sounds[1:-1])


def speed_of(acoustic: Natural, voice: Voice, delivery: Delivery) -> Fraction:
    """The ratio of the network's vocal tract to the voice's."""
    share = acoustic.tract_cm / (voice.tract_cm * delivery.tract_factor)
    return Fraction(min(max(share, 0.6), 1.6)).limit_denominator(_SPEEDS)


def plan(acoustic: Natural, read: Read, sounds: tuple[Sound, ...], voice: Voice, delivery: Delivery, seed: int) -> Plan:
    """Decide how a sentence is spoken.

    Args:
        acoustic: says how it is spoken unasked.
        read: the sentence, with natural durations.
        sounds: the sentence.
        voice: whose.
        delivery: of its feeling.
        seed: of what differs from one time to the next.
    """
    speed = speed_of(acoustic, voice, delivery)
    frames = _frames(read.frames, sounds, voice, delivery, speed, seed)
    natural_hz, effort = acoustic.prosody(read, frames)
    owner = np.repeat(np.arange(len(sounds)), 2 * frames)
    f0_hz = _pitch(natural_hz, sounds, owner, acoustic, voice, delivery, speed, seed)
    manners = [sound.manner for sound in sounds]
    loud_db = np.array([each.volume_db + 1.5 * max(each.emphasis, 0.0) + min(each.emphasis, 0.0) for each in manners])
    whisper = np.array([each.whisper for each in manners])
    whisper[[0, -1]] = whisper[[1, -2]]  # or a hiss would begin with the voice that fades into it
    return Plan(
        sounds,
        frames,
        speed,
        f0_hz,
        effort,
        _eased(10.0 ** (loud_db / 20.0), owner),
        _eased(whisper, owner),
        _eased(np.array([each.shout for each in manners]), owner),
    )


def _eased(values: npt.NDArray[np.float64], owner: Ints) -> Floats:
    """(hops,) of a value a sound, without jumps: the mean over 5 hops."""
    steps = np.pad(values[owner], 2, mode="edge")
    return np.convolve(steps, np.full(5, 0.2), mode="valid").astype(np.float32)


def _frames(
    natural: Floats, sounds: tuple[Sound, ...], voice: Voice, delivery: Delivery, speed: Fraction, seed: int
) -> Ints:
    """(sounds,) durations in the network's frames: ends are rounded, so that roundings don't add up."""
    wanted = np.maximum(natural.astype(np.float64), 0.3)
    vary = np.exp(0.05 * np.clip(gaussian_field(seed, "speech/durations", 0, 0, len(sounds), 1)[0], -2.5, 2.5))
    pace = voice.rate * delivery.rate_factor
    for place, sound in enumerate(sounds):
        if sound.pause_s is not None:
            wanted[place] = sound.pause_s / FRAME_S
            continue
        if sound.length_s is not None:
            wanted[place] = sound.length_s / FRAME_S / (pace * sound.manner.rate) * vary[place] ** _LOOSE
            continue
        share = next((each for kind, each in _CHANGED if sound.letter in kind), _OTHERS)
        wanted[place] *= (pace * sound.manner.rate) ** -share
        if sound.manner.emphasis and sound.letter in VOWELS:
            wanted[place] *= 1.0 + 0.25 * sound.manner.emphasis
        if sound.letter not in PAUSES:
            wanted[place] *= vary[place]
    for place, edge_s in zip((0, -1), _EDGES_S, strict=True):
        wanted[place] = edge_s / FRAME_S
    ends = np.cumsum(wanted * float(speed))
    frames = np.diff(np.round(ends), prepend=0.0).astype(np.int64)
    return _at_least_one(frames, sounds)


def _at_least_one(frames: Ints, sounds: tuple[Sound, ...]) -> Ints:
    """Every sound lasts a frame, taken from the longer of its neighbours where that can spare it."""
    frames = frames.copy()
    for place in np.flatnonzero(frames < 1):
        need = 1 - int(frames[place])
        frames[place] = 1
        near = [each for each in (place - 1, place + 1) if 0 <= each < len(frames) and frames[each] > need + 1]
        if near and sounds[place].letter not in STRESSES:
            frames[max(near, key=lambda each: int(frames[each]))] -= need
    return frames


def _pitch(
    natural_hz: Floats,
    sounds: tuple[Sound, ...],
    owner: Ints,
    acoustic: Natural,
    voice: Voice,
    delivery: Delivery,
    speed: Fraction,
    seed: int,
) -> Floats:
    """(hops,) what the network and the vocoder are given."""
    hops = len(natural_hz)
    time_s = np.arange(hops, dtype=np.float64) * (HOP_S / float(speed))
    manners = [sound.manner for sound in sounds]
    octaves = np.log2(np.maximum(natural_hz, VOICED_HZ) / acoustic.f0_hz)
    octaves *= voice.pitch_range * delivery.range_factor * _eased(np.array([m.pitch_range for m in manners]), owner)
    added = np.array([m.pitch_semitones + 2.0 * m.emphasis for m in manners])
    semitones = delivery.pitch_semitones + _eased(added, owner)
    if delivery.rise_semitones:
        semitones += delivery.rise_semitones * _rise(natural_hz, time_s)
    # A steady voice wanders by a few cents; an old one shakes.
    shake = gaussian_field(seed, "speech/shake", 0, 0, hops, 1)[0]
    semitones += 0.35 * voice.jitter * shake
    if delivery.tremor_semitones or voice.jitter > 0.2:
        depth = delivery.tremor_semitones + 0.4 * max(voice.jitter - 0.2, 0.0)
        semitones += depth * np.sin(2.0 * np.pi * _TREMOR_HZ * time_s)
    heard = voice.f0_hz * 2.0 ** (octaves + semitones / 12.0)
    given = np.clip(heard / float(speed), *_NETWORK_HZ)
    return np.where(natural_hz > VOICED_HZ, given, 0.0).astype(np.float32)


def _rise(natural_hz: Floats, time_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(hops,) 0, and in the last half second in which there is pitch up to 1."""
    voiced = np.flatnonzero(natural_hz > VOICED_HZ)
    end_s = float(time_s[voiced[-1]]) if len(voiced) else 0.0
    share: npt.NDArray[np.float64] = np.clip((time_s - end_s) / _RISE_S + 1.0, 0.0, 1.0)
    return share * share
