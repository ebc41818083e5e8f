"""Given notes, sung: which sound is held for how long, and at which pitch.

Each note takes the next vowel of the text, and the vowel begins when the note does; consonants take their time from the
end of the note before. A tied note goes on with the vowel that is held; a rest is silence. Pitch glides from note to
note and trembles when a note is held: 5 to 7 times a second, by less than half a semitone (Sundberg, "The Science of
the Singing Voice", 1987).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import number, ranges_of
from procgen.speech.acoustic import FRAME_S, HOP_S, Acoustic, Floats, Read
from procgen.speech.markup import PLAIN
from procgen.speech.phonemes import LIQUIDS, NASALS, SOUNDS, STRESSES, VOWELS
from procgen.speech.prosody import Plan, Sound
from procgen.speech.reading import Sentence
from procgen.speech.vocoder import VOICED_HZ

MOST_NOTES: Final = 512
_AHEAD_HOPS: Final = 4
"""The network's sounds are heard two frames before their turn, see :mod:`procgen.speech.alignment`."""
_LEAD_S: Final = 0.35
"""Before the first note, for its consonants."""
_GLIDE_S: Final = 0.05
_TREMBLE_HZ, _TREMBLE_SEMITONES, _STEADY_S = 5.6, 0.25, 0.3
"""How fast and how far a held note trembles, and after how long."""
_REACH_HZ: Final = (70.0, 560.0)
"""Pitch for the network: speech keeps to less, single notes hold so far."""
_CONSONANT_S: Final = 0.075
_CONSONANTS_SHARE: Final = 0.5
"""Of a note, at most, for the consonants after its vowel."""
_VOICED: Final = VOWELS | NASALS | LIQUIDS | STRESSES


@dataclass(frozen=True, slots=True)
class Note:
    """A note of a melody."""

    midi: float = number(0.0, 108.0, "Key as MIDI counts them, 60 for middle C; 0 for a rest.", 60.0)
    duration_s: float = number(0.05, 20.0, "For how long, seconds.", 0.5)
    tie: bool = False
    """Whether it goes on with the vowel of the note before."""

    @property
    def is_rest(self) -> bool:
        """Whether nothing is sung."""
        return self.midi == 0.0


NOTE_RANGES: Final = ranges_of(Note)


def key_hz(midi: float) -> float:
    """The pitch of a key, with A4 at 440 Hz."""
    return float(440.0 * 2.0 ** ((midi - 69.0) / 12.0))


def sung_sounds(sentence: Sentence) -> tuple[Sound, ...]:
    """The sounds of what :func:`in_one_breath` gave, without stress marks, with edges."""
    found = [
        Sound(letter, place, PLAIN)
        for place, word in enumerate(sentence.words)
        for letter in word.phonemes
        if letter in SOUNDS
    ]
    return (Sound("$", -1, PLAIN), *found, Sound("$", -1, PLAIN))


def in_one_breath(sentences: Sequence[Sentence]) -> Sentence:
    """The words of a text without its marks: notes say where it rests."""
    return Sentence(tuple(word for sentence in sentences for word in sentence.words if not word.mark))


def first_note_s(speed: Fraction) -> float:
    """When the first note begins in the sound of a :func:`sung_plan`."""
    return _LEAD_S - _AHEAD_HOPS * HOP_S / float(speed)


def _held(notes: Sequence[Note]) -> list[tuple[float, float]]:
    """When each vowel begins and ends, in seconds from the first note."""
    spans: list[tuple[float, float]] = []
    at_s = 0.0
    for note in notes:
        end_s = at_s + note.duration_s
        if note.is_rest:
            pass
        elif note.tie and spans:
            spans[-1] = (spans[-1][0], end_s)
        else:
            spans.append((at_s, end_s))
        at_s = end_s
    return spans


def check_notes(notes: Sequence[Note], sounds: tuple[Sound, ...]) -> None:
    """Raise InvalidFields unless there is a note for each vowel."""
    vowels = sum(sound.letter in VOWELS for sound in sounds)
    sung = len(_held(notes))
    if sung != vowels:
        allowed = f"{vowels}, one for each vowel of the text; tied notes and rests are not counted"
        raise InvalidFields([Violation.of("notes", f"{sung} sung notes", allowed)])


def sung_plan(
    acoustic: Acoustic, read: Read, sounds: tuple[Sound, ...], notes: Sequence[Note], speed: Fraction
) -> Plan:
    """How the notes are sung.

    Args:
        acoustic: the network.
        read: what it makes of the sounds.
        sounds: of :func:`sung_sounds`.
        notes: that :func:`check_notes` lets through.
        speed: of the voice, see :func:`procgen.speech.prosody.speed_of`.

    Raises:
        InvalidFields: a note is out of the voice's reach; names it.
    """
    _check_reach(notes, speed)
    spans = _held(notes)
    starts = _starts(sounds, spans)
    total_s = _LEAD_S + sum(note.duration_s for note in notes) + 0.3
    edges = np.round(np.array([0.0, *starts, total_s]) * float(speed) / FRAME_S).astype(np.int64)
    frames = np.maximum(np.diff(edges), 1)
    natural_hz, effort = acoustic.prosody(read, frames)
    hops = len(natural_hz)
    heard = np.repeat(np.arange(len(sounds)), 2 * frames)
    heard = np.concatenate([heard[_AHEAD_HOPS:], np.full(_AHEAD_HOPS, len(sounds) - 1)])
    time_s = np.arange(hops, dtype=np.float64) * (HOP_S / float(speed)) - first_note_s(speed)
    pitch_hz = _melody(notes, time_s)
    held = np.zeros(hops, bool)
    for begin_s, end_s in spans:
        held |= (time_s >= begin_s) & (time_s < end_s)
    voiced = np.array([sound.letter in _VOICED for sound in sounds])[heard]
    sung = (voiced & held) | (natural_hz > VOICED_HZ)
    ones = np.ones(hops, np.float32)
    f0_hz = np.where(sung, pitch_hz / float(speed), 0.0).astype(np.float32)
    gain = np.where(held | ~voiced, 1.0, 0.0)
    gain = np.convolve(np.pad(gain, 2, mode="edge"), np.full(5, 0.2), "valid").astype(np.float32)
    return Plan(sounds, frames, speed, f0_hz, effort, gain * ones, 0.0 * ones)


def _starts(sounds: tuple[Sound, ...], spans: Sequence[tuple[float, float]]) -> list[float]:
    """When each sound but the first begins, from the sentence's begin: vowels on their notes, consonants before."""
    letters = [sound.letter for sound in sounds]
    vowels = [place for place, letter in enumerate(letters) if letter in VOWELS]
    starts = [0.0] * len(sounds)
    for order, place in enumerate(vowels):
        starts[place] = _LEAD_S + spans[order][0]
        before = vowels[order - 1] if order else 0
        count = place - before - 1
        room_s = spans[order][0] - (spans[order - 1][0] if order else -_LEAD_S)
        each_s = min(_CONSONANT_S, _CONSONANTS_SHARE * room_s / max(count, 1))
        for step in range(1, count + 1):
            starts[place - step] = starts[place] - step * each_s
    after = range(vowels[-1] + 1, len(sounds))
    last_s = _LEAD_S + spans[-1][1]
    each_s = min(_CONSONANT_S, _CONSONANTS_SHARE * (spans[-1][1] - spans[-1][0]) / max(len(after) - 1, 1))
    for place in after:
        starts[place] = last_s - (len(sounds) - 1 - place) * each_s
    return starts[1:]


def _melody(notes: Sequence[Note], time_s: npt.NDArray[np.float64]) -> Floats:
    """(hops,) pitch, also where nothing is sung: what comes next."""
    keys = np.zeros(len(time_s))
    since_s = np.zeros(len(time_s))
    at_s = 0.0
    last = next(note.midi for note in notes if not note.is_rest)
    keys[:] = last
    for note in notes:
        key = last if note.is_rest else note.midi
        now = time_s >= at_s
        keys[now] = key
        since_s[now] = time_s[now] - at_s
        last, at_s = key, at_s + note.duration_s
    step_s = float(time_s[1] - time_s[0])
    size = max(round(_GLIDE_S / step_s) | 1, 1)
    glided = np.convolve(np.pad(keys, size // 2, mode="edge"), np.full(size, 1.0 / size), "valid")
    depth = _TREMBLE_SEMITONES * np.clip((since_s - _STEADY_S) / 0.3, 0.0, 1.0)
    glided += depth * np.sin(2.0 * np.pi * _TREMBLE_HZ * (since_s - _STEADY_S))
    return (440.0 * 2.0 ** ((glided - 69.0) / 12.0)).astype(np.float32)


def reach(speed: Fraction) -> tuple[float, float]:
    """The lowest and the highest key that a voice sings, by its speed."""
    lowest, highest = (69.0 + 12.0 * float(np.log2(each * float(speed) / 440.0)) for each in _REACH_HZ)
    return lowest, highest


def _check_reach(notes: Sequence[Note], speed: Fraction) -> None:
    lowest, highest = reach(speed)
    wrong = [
        Violation.of(
            f"notes[{place}].midi", note.midi, f"{lowest:.1f} to {highest:.1f} for this voice, or 0 for a rest"
        )
        for place, note in enumerate(notes)
        if not note.is_rest and not lowest <= note.midi <= highest
    ]
    if wrong:
        raise InvalidFields(wrong)
