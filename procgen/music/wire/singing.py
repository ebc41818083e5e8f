"""A voice of speech sings a part of a score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.formats.filters import resampled
from procgen.music.play.render import Singer, Sung
from procgen.music.score import Score
from procgen.music.song import Phrase, SungNote, SungWord, phrases
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.store import ModelStore
from procgen.speech.acoustic import SAMPLE_RATE_HZ, Acoustic
from procgen.speech.generate import generate
from procgen.speech.parameters import SpeechParameters
from procgen.speech.phonemes import VOWELS
from procgen.speech.prosody import speed_of
from procgen.speech.singing import Note, hz_key, in_one_breath, reach, sung_sounds
from procgen.speech.speaking import FIRST_NOTE_S, delivery_for, sentences_for
from procgen.speech.voice import voice_of

_SHORTEST_S: Final = 0.05
_OCTAVES: Final = (0, -12, 12, -24, 24)
_ABOVE_SPEECH: Final = 5.0
"""Semitones above the middle of its speech at which a voice sings best: higher vowels are hard to tell apart."""
_SECOND_VOWEL: Final = 0.35
"""Of a note whose one syllable has two vowels for the network, as in "fire": what the second takes."""


def singer(store: ModelStore, who: SpeechParameters, checkpoint: Checkpoint = go_on) -> Singer:
    """Somebody who sings.

    Args:
        store: holds the networks of speech.
        who: person, style, mood, dictionary and seed; its text, notes and loudness do not count.
        checkpoint: called as each phrase begins; raises to stop.

    Returns:
        What :func:`procgen.music.play.render` calls. It sings in the octave that lies best for the voice among those in
        which it reaches all notes, and raises InvalidFields where there is none, or where a word has nothing that could
        be sung.
    """

    def sing(score: Score, part: int, rate_hz: int) -> Sung:
        found = phrases(score, part)
        octave = _octave(store, who, found)
        pieces: list[tuple[int, np.ndarray[tuple[int], np.dtype[np.float32]]]] = []
        for number, phrase in enumerate(found):
            checkpoint()
            text = " ".join(word.text for word in phrase)
            own = replace(who, text=text, markup=False, seed=(who.seed + number) % 2**64, loudness_lufs=-23.0)
            made = generate(replace(own, notes=_notes(phrase, own, octave)), store, checkpoint=checkpoint)
            samples = resampled(made.samples, rate_hz, SAMPLE_RATE_HZ)
            at = round((phrase[0].start_s - FIRST_NOTE_S) * rate_hz)
            pieces.append((at, np.asarray(samples, np.float32)))
        start = min(at for at, _ in pieces)
        whole = np.zeros(max(at + len(samples) for at, samples in pieces) - start, np.float32)
        for at, samples in pieces:
            whole[at - start : at - start + len(samples)] += samples
        return Sung(whole, start)

    return sing


def _octave(store: ModelStore, who: SpeechParameters, found: Sequence[Phrase]) -> int:
    """Semitones that bring all notes into the voice's reach."""
    voice = voice_of(who.person, who.axes, who.style)
    acoustic = Acoustic.speaking(store, voice, who.model)
    low, high = reach(speed_of(acoustic, voice, delivery_for(who)))
    pitches = [note.pitch for phrase in found for word in phrase for each in word.syllables for note in each]
    best = hz_key(voice.f0_hz) + _ABOVE_SPEECH - float(np.mean(pitches))
    for octave in sorted(_OCTAVES, key=lambda one: abs(one - best)):
        if low <= min(pitches) + octave and max(pitches) + octave <= high:
            return octave
    allowed = f"notes that lie within {high - low:.0f} semitones, the reach of this voice"
    raise InvalidFields([Violation.of("voice", f"keys {min(pitches)} to {max(pitches)}", allowed)])


def _notes(phrase: Phrase, own: SpeechParameters, octave: int) -> tuple[Note, ...]:
    """What speech sings: a note a vowel, tied ones for syllables that are drawn, rests between."""
    sung: list[tuple[SungNote, bool]] = []
    for word, vowels in zip(phrase, _vowels(phrase, own), strict=True):
        sung += _fitted(word, vowels)
    found: list[Note] = []
    at_s = phrase[0].start_s
    for note, tied in sung:
        rest_s = note.start_s - at_s
        if rest_s >= _SHORTEST_S:
            found.append(Note(0.0, rest_s))
            at_s = note.start_s
        # What is too short for a rest is the note's: the next begins where it should.
        found.append(Note(float(note.pitch + octave), max(note.end_s - at_s, _SHORTEST_S), tied and bool(found)))
        at_s += found[-1].duration_s
    return tuple(found)


def _vowels(phrase: Phrase, own: SpeechParameters) -> list[int]:
    """Of each word: how many the network sings. Raises InvalidFields: a word has none."""
    sentence = in_one_breath(sentences_for(replace(own, notes=())))
    counts = [0] * len(sentence.words)
    for sound in sung_sounds(sentence):
        if sound.letter in VOWELS:
            counts[sound.word] += 1
    if len(counts) != len(phrase):
        # Numbers, or words with marks inside, are read as several: each by itself then.
        counts = []
        for word in phrase:
            alone = in_one_breath(sentences_for(replace(own, text=word.text, notes=())))
            counts.append(sum(sound.letter in VOWELS for sound in sung_sounds(alone)))
    wrong = [
        Violation.of("lyrics", word.text, "words with a vowel that can be sung")
        for word, count in zip(phrase, counts, strict=True)
        if not count
    ]
    if wrong:
        raise InvalidFields(wrong)
    return counts


def _fitted(word: SungWord, vowels: int) -> list[tuple[SungNote, bool]]:
    """Notes of a word, and whether each goes on with the vowel before: as many that do not as the word has vowels."""
    groups = [list(each) for each in word.syllables]
    while len(groups) > vowels:
        # Fewer vowels than syllables: the last two are one that is drawn.
        last = groups.pop()
        groups[-1] += last
    while len(groups) < vowels:
        # More vowels: a syllable that is drawn gets them where its notes change, else the longest note is parted.
        drawn = next((place for place, each in enumerate(groups) if len(each) > 1), None)
        if drawn is not None:
            groups.insert(drawn + 1, [groups[drawn].pop()])
            continue
        place = max(range(len(groups)), key=lambda one: groups[one][0].end_s - groups[one][0].start_s)
        whole = groups[place][0]
        edge_s = whole.end_s - _SECOND_VOWEL * (whole.end_s - whole.start_s)
        groups[place] = [SungNote(whole.start_s, edge_s, whole.pitch)]
        groups.insert(place + 1, [SungNote(edge_s, whole.end_s, whole.pitch)])
    return [(note, place > 0) for each in groups for place, note in enumerate(each)]
