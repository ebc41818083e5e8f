"""Given notes, sung: which sound is held for how long, and at which pitch.

Each note takes the next vowel of the text, and the vowel begins when the note does; consonants last as long as in
speech, and take their time from the end of the note before, or, before a rest, from the note whose word they end.
Vowels alone are drawn, and keep up their effort. A tied note goes on with the vowel that is held; a rest is silence.
Pitch glides from note to note and trembles when a note is held: 5 to 7 times a second, by less than half a semitone
(Sundberg, "The Science of the Singing Voice", 1987).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import number, ranges_of
from procgen.speech.acoustic import FRAME_S, HOP_S, Acoustic, Floats, Read
from procgen.speech.markup import PLAIN
from procgen.speech.phonemes import EDGE, LIQUIDS, NASALS, PAUSES, SOUNDS, STRESSES, VOWELS
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
_CONSONANTS_SHARE: Final = 0.5
"""Of a note, at most, for the consonants after its vowel."""
_ACCENTS: Final = "ˈˌ"
_ACCENT_SHARE: Final = 0.3
"""Of a note, at most, for the stress mark of its vowel, which sounds as the vowel does."""
_REST_S: Final = 0.05
"""Between notes: so long, and what ends a word is sung before it."""
_AFTER_S: Final = 0.3
"""After the last note."""
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


def hz_key(hz: float) -> float:
    """The key of a pitch; see :func:`key_hz`."""
    return 69.0 + 12.0 * math.log2(hz / 440.0)


def sung_sounds(sentence: Sentence) -> tuple[Sound, ...]:
    """The sounds of what :func:`in_one_breath` gave, spaces between words, and edges."""
    found = [Sound(EDGE, -1, PLAIN)]
    for place, word in enumerate(sentence.words):
        found += [Sound(letter, place, PLAIN) for letter in word.phonemes if letter in SOUNDS | STRESSES]
        found.append(Sound(" ", -1, PLAIN))
    return (*found[:-1], Sound(EDGE, -1, PLAIN))


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
    """Raise InvalidFields unless there is a note for each vowel, and a vowel."""
    vowels = sum(sound.letter in VOWELS for sound in sounds)
    if not vowels:
        raise InvalidFields([Violation.of("notes", f"{len(notes)} notes", "none for a text without a vowel")])
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
    natural_s = read.frames.astype(np.float64) * FRAME_S
    total_s = _LEAD_S + sum(note.duration_s for note in notes) + _AFTER_S
    begins_s = _starts([sound.letter for sound in sounds], natural_s, spans)
    edges = np.round(np.array([0.0, *begins_s, total_s]) * float(speed) / FRAME_S).astype(np.int64)
    # A frame each at least: what that takes, the next sound that is longer gives back.
    least = np.arange(len(edges))
    frames = np.diff(np.maximum.accumulate(edges - least) + least)
    natural_hz, effort = acoustic.prosody(read, frames)
    hops = len(natural_hz)
    heard = np.repeat(np.arange(len(sounds)), 2 * frames)
    heard = np.concatenate([heard[_AHEAD_HOPS:], np.full(_AHEAD_HOPS, len(sounds) - 1)])
    time_s = np.arange(hops, dtype=np.float64) * (HOP_S / float(speed)) - first_note_s(speed)
    voiced = np.array([sound.letter in _VOICED for sound in sounds])[heard]
    f0_hz = np.where(voiced | (natural_hz > VOICED_HZ), _melody(notes, time_s) / float(speed), 0.0)
    silent = np.array([sound.letter in PAUSES for sound in sounds])[heard] & ~_held_at(spans, time_s)
    none = np.zeros(hops, np.float32)
    sounds = _parted(sounds, np.bincount(heard[silent], minlength=len(sounds)) * (HOP_S / float(speed)))
    effort = _sustained(effort, sounds, frames)
    return Plan(sounds, frames, speed, f0_hz.astype(np.float32), effort, _eased(1.0 - silent), none, none)


def _parted(sounds: tuple[Sound, ...], silent_s: npt.NDArray[np.floating]) -> tuple[Sound, ...]:
    """The sounds with pauses for spaces in which notes rest: those are not where the next word begins."""
    return tuple(
        replace(sound, letter=EDGE) if sound.letter == " " and rest_s >= _REST_S else sound
        for sound, rest_s in zip(sounds, silent_s, strict=True)
    )


def _sustained(effort: Floats, sounds: tuple[Sound, ...], frames: npt.NDArray[np.int64]) -> Floats:
    """(hops,) effort, kept up while a vowel is held: who speaks lets it fall."""
    found = effort.copy()
    ends = 2 * np.cumsum(frames)
    for sound, begin, end in zip(sounds, ends - 2 * frames, ends, strict=True):
        if sound.letter in VOWELS:
            found[begin:end] = found[begin:end].max()
    return _eased(found)


def _eased(values: npt.NDArray[np.floating]) -> Floats:
    """(hops,) without jumps: the mean over 5 hops."""
    return np.convolve(np.pad(values, 2, mode="edge"), np.full(5, 0.2), "valid").astype(np.float32)


def _held_at(spans: Sequence[tuple[float, float]], time_s: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """(n,) whether a vowel is held at times."""
    begins, ends = np.array(spans).T
    place = np.searchsorted(begins, time_s, side="right") - 1
    return np.asarray((place >= 0) & (time_s < ends[place]))


def _starts(
    letters: Sequence[str], natural_s: npt.NDArray[np.float64], spans: Sequence[tuple[float, float]]
) -> list[float]:
    """When each sound but the first begins, from the sentence's begin.

    A vowel, with its stress mark, begins on its note. What lies between two vowels is as long as it is spoken, if the
    note has room: before a rest, what ends the word is sung while the note lasts, and what begins the next before that.
    """
    vowels = [place for place, letter in enumerate(letters) if letter in VOWELS]
    onsets = [place - (letters[place - 1] in _ACCENTS) for place in vowels]
    starts = np.zeros(len(letters))
    starts[1 : onsets[0]] = _before(natural_s[1 : onsets[0]], _LEAD_S + spans[0][0], _LEAD_S)
    following = [*onsets[1:], len(letters) - 1]
    for onset, vowel, after, span, following_span in zip(
        onsets, vowels, following, spans, [*spans[1:], (spans[-1][1] + _AFTER_S,) * 2], strict=True
    ):
        begin_s, end_s, next_s = (_LEAD_S + each for each in (*span, following_span[0]))
        starts[onset] = begin_s
        starts[vowel] = begin_s + (vowel - onset) * min(natural_s[onset], _ACCENT_SHARE * (end_s - begin_s))
        if next_s - end_s < _REST_S:
            between = slice(vowel + 1, after)
            starts[between] = _before(natural_s[between], next_s, _CONSONANTS_SHARE * (next_s - begin_s))
            continue
        # What ends the word, and what begins the next after a silence; all begins the next where the word goes on.
        spaces = [place for place in range(vowel + 1, after) if letters[place] == " "]
        cut = spaces[0] if spaces else after if after == len(letters) - 1 else vowel + 1
        closing, opening = slice(vowel + 1, cut), slice(cut, after)
        starts[closing] = _before(natural_s[closing], end_s, _CONSONANTS_SHARE * (end_s - begin_s))
        starts[opening] = _before(natural_s[opening], next_s, next_s - end_s)
        if spaces:
            starts[cut] = end_s
    starts[-1] = _LEAD_S + spans[-1][1]
    return [float(each) for each in starts[1:]]


def _before(natural_s: npt.NDArray[np.float64], end_s: float, room_s: float) -> npt.NDArray[np.float64]:
    """When sounds begin that end at a time, as long as they are spoken, or faster where there is no room for that."""
    long_s = natural_s * min(1.0, room_s / max(float(natural_s.sum()), 1e-9))
    return np.asarray(end_s - np.cumsum(long_s[::-1])[::-1])


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
    lowest, highest = (hz_key(each * float(speed)) for each in _REACH_HZ)
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
