"""From a text to sentences that are spoken, one after the other, each with the time of its sounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

import numpy as np

from procgen.formats.loudness import gain_db, loudness_lufs, true_peak_db
from procgen.speech.acoustic import FRAME_S, HOP_S, SAMPLE_RATE_HZ, Acoustic, Floats
from procgen.speech.alignment import Heard, aligned, sounding
from procgen.speech.babble import babble
from procgen.speech.effects import EFFECTS
from procgen.speech.feeling import Delivery, delivery_of
from procgen.speech.markup import pieces_of
from procgen.speech.parameters import SpeechParameters, read_dictionary
from procgen.speech.phonemes import SOUNDS
from procgen.speech.prosody import Plan, letters_of, plan, sounds_of, speed_of
from procgen.speech.reading import Sentence, read_text
from procgen.speech.render import render, rendered
from procgen.speech.singing import check_notes, first_note_s, in_one_breath, sung_plan, sung_sounds
from procgen.speech.timing import Phone, SpokenSentence, SpokenWord, Timing
from procgen.speech.voice import Voice

PEAK_DB: Final = -1.0
"""True peak that no file exceeds (EBU R 128, 2020): peaks that would are turned down."""
FIRST_NOTE_S: Final = 0.25
"""When the first note of what is sung begins."""
_GAP_S: Final = 0.28
"""Between sentences, at the usual pace."""
_JOINED_S: Final = 0.06
_FADE_S: Final = 0.004
_SEED_STEP: Final = 0x9E3779B97F4A7C15
"""From the seed of a sentence to that of the next."""


_OPENING_S: Final = 0.5
"""Of a text's first sentence that is heard while the rest is being made; what is hardly longer is made at once."""
_WORTH_S: Final = 1.2
"""Of the rest at least, or a sentence is made at once: what the network looks at twice is 0.7 s long."""
_EARLIER_S: Final = 0.2
"""How much earlier a sentence's last sound dies away than it is planned to end: 0.05 to 0.33 s in 45 lines."""
_FAINT_LUFS: Final = -55.0
"""An opening that is softer says nothing of the rest."""


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """The first part of a sentence whose rest is not there yet.

    Attributes:
        wave: (n,) samples, as loud as they come.
        sentence: what it says.
        planned: how it is spoken.
        heard: its sounds, in seconds from the first sample; those that are not there yet as planned.
        samples: of the whole sentence with the silence after it.
    """

    wave: Floats
    sentence: Sentence
    planned: Plan
    heard: tuple[Heard, ...]
    samples: int

    @property
    def silence_s(self) -> float:
        """What is not there yet."""
        return self.samples / SAMPLE_RATE_HZ - len(self.wave) / SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True, eq=False)
class SentenceSound:
    """A sentence that is spoken.

    Attributes:
        wave: (n,) samples, as loud as they come.
        sentence: what it says.
        planned: how it was spoken.
        heard: its sounds, in seconds from the first sample.
        silence_s: after it, before what comes next.
    """

    wave: Floats
    sentence: Sentence
    planned: Plan
    heard: tuple[Heard, ...]
    silence_s: float


def delivery_for(parameters: SpeechParameters) -> Delivery:
    """How a request is delivered."""
    delivery = delivery_of(parameters.mood, parameters.intent, parameters.strength)
    return replace(
        delivery,
        pitch_semitones=delivery.pitch_semitones + parameters.pitch_semitones,
        rate_factor=delivery.rate_factor * parameters.rate,
    )


def sentences_for(parameters: SpeechParameters) -> list[Sentence]:
    """The sentences of a request, which was checked. Raises InvalidFields where nothing of it can be spoken."""
    pieces = pieces_of(parameters.text, marked=parameters.markup)
    if parameters.babble:
        return babble(pieces, parameters.seed)
    return read_text(pieces, read_dictionary(parameters.dictionary, []))


def spoken(
    sentences: list[Sentence],
    acoustic: Acoustic,
    voice: Voice,
    delivery: Delivery,
    seed: int,
    first: int = 0,
    *,
    closing: bool = False,
) -> Iterator[Opening | SentenceSound]:
    """Speak sentences, each when it is asked for; before the text's first one its opening, where it is long enough and
    the voice has no effect, which would need the whole.

    Args:
        sentences: of one text.
        acoustic: the network.
        voice: whose.
        delivery: of its feeling.
        seed: of the whole.
        first: number of the first of them, where others were spoken before.
        closing: whether nothing comes after them, so that no pause is made.
    """
    for number, sentence in enumerate(sentences):
        own = (seed + (first + number) * _SEED_STEP) % 2**64
        sounds = sounds_of(sentence)
        read = acoustic.read(letters_of(sounds))
        planned = plan(acoustic, read, sounds, voice, delivery, own)
        usual_s = _JOINED_S if sentence.joined else _GAP_S / (voice.rate * delivery.rate_factor)
        if closing and number + 1 == len(sentences):
            usual_s = 0.0
        hops = _opening_hops(planned, acoustic) if first + number == 0 and not voice.effect else 0
        parts = rendered(acoustic, read, planned, voice, delivery, own, hops)
        opening = next(parts)
        if hops and loudness_lufs(opening, SAMPLE_RATE_HZ) > _FAINT_LUFS:
            yield from _in_two(sentence, planned, opening, parts, usual_s)
            continue
        whole = np.concatenate([opening, *parts])
        yield _cut(sentence, planned, whole, sounding(whole), usual_s + sentence.pause_s)


def _opening_hops(planned: Plan, acoustic: Acoustic) -> int:
    """Which hops of a sentence are made before the rest, an even number; 0 where the whole is made at once."""
    if acoustic.reach_hops is None:
        return 0
    place = next(place for place, sound in enumerate(planned.sounds) if sound.letter in SOUNDS)
    wanted_s = float(planned.ends_s[place - 1]) + _OPENING_S
    hops = 2 * ceil(wanted_s * float(planned.speed) / FRAME_S)
    return hops if hops + _WORTH_S / HOP_S * float(planned.speed) < len(planned.f0_hz) else 0


def _in_two(
    sentence: Sentence, planned: Plan, opening: Floats, parts: Iterator[Floats], usual_s: float
) -> Iterator[Opening | SentenceSound]:
    """A sentence's opening, and the whole. How long it lasts with its silence is planned, as it is told beforehand."""
    begin = sounding(opening)[0]
    last = max(place for place, sound in enumerate(planned.sounds) if sound.letter in SOUNDS | {"ː"})
    quiet_s = max(usual_s - _EARLIER_S, 0.0) + sentence.pause_s
    samples = _samples(float(planned.ends_s[last]) + quiet_s) - begin
    heard = _heard(planned, opening, begin)
    yield Opening(_faded(opening[begin:], out=False), sentence, planned, heard, samples)
    whole = np.concatenate([opening, *parts])
    end = min(sounding(whole)[1], begin + samples)
    made = _cut(sentence, planned, whole, (begin, end), 0.0)
    yield replace(made, silence_s=(samples - len(made.wave)) / SAMPLE_RATE_HZ)


def sung(
    sentences: list[Sentence],
    acoustic: Acoustic,
    voice: Voice,
    delivery: Delivery,
    parameters: SpeechParameters,
) -> Iterator[SentenceSound]:
    """The whole text as one breath, whose first note begins at :data:`FIRST_NOTE_S`."""
    sentence = in_one_breath(sentences)
    sounds = sung_sounds(sentence)
    check_notes(parameters.notes, sounds)
    read = acoustic.read(letters_of(sounds))
    speed = speed_of(acoustic, voice, delivery)
    planned = sung_plan(acoustic, read, sounds, parameters.notes, speed)
    whole = render(acoustic, read, planned, voice, delivery, parameters.seed)
    first = _samples(max(first_note_s(speed) - FIRST_NOTE_S, 0.0))
    yield _cut(sentence, planned, whole, (first, len(whole)), 0.0)


def _cut(sentence: Sentence, planned: Plan, whole: Floats, ends: tuple[int, int], silence_s: float) -> SentenceSound:
    """What is heard of a sentence: the samples between two ends."""
    heard = _heard(planned, whole, ends[0])
    return SentenceSound(_faded(whole[slice(*ends)]), sentence, planned, heard, silence_s)


def _heard(planned: Plan, wave: Floats, first: int) -> tuple[Heard, ...]:
    """When sounds are heard, in seconds from a sample."""
    begin_s = first / SAMPLE_RATE_HZ
    return tuple(
        Heard(each.place, max(each.begin_s - begin_s, 0.0), each.end_s - begin_s) for each in aligned(planned, wave)
    )


def _faded(wave: Floats, *, out: bool = True) -> Floats:
    """Without a click at its begin, and at its end if it is over then."""
    length = min(_samples(_FADE_S), len(wave) // 2)
    ramp = np.linspace(0.0, 1.0, length, dtype=np.float32)
    wave = wave.copy()
    wave[:length] *= ramp
    if out:
        wave[len(wave) - length :] *= ramp[::-1]
    return wave


def with_silence(wave: Floats, silence_s: float) -> Floats:
    """(n,) a sound and a silence after it."""
    return np.pad(wave, (0, _samples(silence_s)))


def with_effect(wave: Floats, voice: Voice, seed: int) -> Floats:
    """(m,) with the voice's effect, which may make it longer."""
    return EFFECTS[voice.effect](wave, seed) if voice.effect else wave


def gain_for(samples: Floats, wanted_lufs: float) -> np.float32:
    """The factor that makes a sound so loud, or less so where its peaks would be above :data:`PEAK_DB`."""
    louder_db = gain_db(loudness_lufs(samples, SAMPLE_RATE_HZ), true_peak_db(samples), wanted_lufs, PEAK_DB)
    return np.float32(10.0 ** (louder_db / 20.0))


def _samples(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE_HZ)


def timing_of(spoken: Iterable[Opening | SentenceSound], duration_s: float) -> Timing:
    """When everything of sentences in a row is heard; ``duration_s`` is of the whole."""
    phones: list[Phone] = []
    words: list[SpokenWord] = []
    sentences: list[SpokenSentence] = []
    begin_s = 0.0
    for each in spoken:
        first = len(phones)
        numbers: dict[int, int] = {}
        for sound in each.heard:
            said = each.planned.sounds[sound.place]
            number = numbers.setdefault(said.word, len(words) + len(numbers))
            phones.append(Phone(said.letter, begin_s + sound.begin_s, begin_s + sound.end_s, number))
        for local, number in numbers.items():
            own = [phone for phone in phones[first:] if phone.word == number]
            word = each.sentence.words[local]
            words.append(
                SpokenWord(word.text, each.sentence.shown(local), word.phonemes, own[0].begin_s, own[-1].end_s)
            )
        sentences.append(SpokenSentence(each.sentence.text, phones[first].begin_s, phones[-1].end_s))
        begin_s += len(each.wave) / SAMPLE_RATE_HZ + each.silence_s
    return Timing(tuple(phones), tuple(words), tuple(sentences), duration_s)
