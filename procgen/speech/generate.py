"""From a request to speech: the way through.

text -> parts -> sentences of sounds -> a plan of each -> its sound -> all in a row, as loud as asked, with the times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np

from procgen.errors import InvalidFields
from procgen.formats.loudness import SILENT_LUFS, loudness_lufs, made_loud, true_peak_db
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.speech.acoustic import DOMAIN, SAMPLE_RATE_HZ, Acoustic, Floats
from procgen.speech.alignment import Heard, aligned, sounding
from procgen.speech.babble import babble
from procgen.speech.effects import EFFECTS
from procgen.speech.feeling import Delivery, delivery_of
from procgen.speech.markup import pieces_of
from procgen.speech.parameters import SpeechParameters, read_dictionary, violations
from procgen.speech.prosody import Plan, letters_of, plan, sounds_of, speed_of
from procgen.speech.reading import Sentence, read_text
from procgen.speech.render import render
from procgen.speech.singing import check_notes, first_note_s, in_one_breath, sung_plan, sung_sounds
from procgen.speech.timing import Phone, SpokenSentence, SpokenWord, Timing
from procgen.speech.voice import Voice, voice_of

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


@dataclass(frozen=True, slots=True, eq=False)
class SentenceSound:
    """A sentence that is spoken.

    Attributes:
        wave: (n,) samples, as loud as they come.
        sentence: what it says.
        planned: how it was spoken.
        heard: its sounds, in seconds from the first sample.
        silence_s: after it.
    """

    wave: Floats
    sentence: Sentence
    planned: Plan
    heard: tuple[Heard, ...]
    silence_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """What was spoken.

    Attributes:
        samples: (n,) -1 to 1 at :data:`procgen.speech.acoustic.SAMPLE_RATE_HZ`.
        timing: what is heard when.
        voice: whose.
        delivery: of its feeling.
        loudness_lufs, peak_db: as measured.
        recipe: makes the same again.
        mood: for the face.
        strength: of it.
    """

    samples: Floats
    timing: Timing
    voice: Voice
    delivery: Delivery
    loudness_lufs: float
    peak_db: float
    recipe: Recipe
    mood: str
    strength: float

    @property
    def name(self) -> str:
        """What the names of its files start with."""
        return f"speech-{self.recipe.sha256[:12]}"


Listener = Callable[[Floats], None]
"""Takes samples as soon as they are there, as loud as the end will be or nearly so."""


def voices(store: ModelStore) -> tuple[str, ...]:
    """Names of the generators, the default first."""
    return store.generators(DOMAIN)


def check(parameters: SpeechParameters) -> None:
    """Raise InvalidFields that names every field that can't be accepted."""
    found = violations(parameters)
    if found:
        raise InvalidFields(found)


def generate(
    parameters: SpeechParameters,
    store: ModelStore,
    report: Callable[[str, float], None] = lambda _stage, _share: None,
    checkpoint: Checkpoint = go_on,
    heard: Listener | None = None,
) -> Speech:
    """Speak a text.

    Args:
        parameters: what and how.
        store: holds the networks.
        report: told what is done and the share of the whole.
        checkpoint: called after each sentence; raises to stop the work.
        heard: given each sentence's samples when they are there.

    Raises:
        InvalidFields: names every field that can't be accepted.
        ModelUnavailable: a network, or the front end, is missing, damaged or not trusted.
    """
    check(parameters)
    acoustic = Acoustic.load(store, parameters.model or voices(store)[0])
    voice = voice_of(parameters.person, parameters.axes, parameters.style)
    delivery = _delivery(parameters)
    report("reading", 0.0)
    sentences = _sentences(parameters)
    spoken: list[SentenceSound] = []
    gain = None
    made = (
        _sung(sentences, acoustic, voice, delivery, parameters)
        if parameters.notes
        else _spoken(sentences, acoustic, voice, delivery, parameters.seed)
    )
    for number, each in enumerate(made):
        checkpoint()
        spoken.append(each)
        report("speaking", (number + 1) / len(sentences))
        if heard is not None:
            if gain is None:
                gain = gain_for(each.wave, parameters.loudness_lufs)
            wave = _with_effect(each.wave, voice, parameters.seed) if voice.effect else each.wave
            heard(np.concatenate([wave * gain, np.zeros(_samples(each.silence_s), np.float32)]))
    samples = np.concatenate([np.pad(each.wave, (0, _samples(each.silence_s))) for each in spoken])
    samples = _with_effect(samples, voice, parameters.seed) if voice.effect else samples
    loud = made_loud(samples, SAMPLE_RATE_HZ, parameters.loudness_lufs, PEAK_DB)
    return Speech(
        loud.samples,
        _timing(spoken, len(samples) / SAMPLE_RATE_HZ),
        voice,
        delivery,
        loud.loudness_lufs,
        loud.peak_db,
        Recipe(DOMAIN, _request(parameters, store), acoustic.digests),
        parameters.mood,
        parameters.strength,
    )


def gain_for(samples: Floats, wanted_lufs: float) -> np.float32:
    """The factor that makes a sound so loud, or less so where its peaks would be above :data:`PEAK_DB`."""
    has = loudness_lufs(samples, SAMPLE_RATE_HZ)
    if has <= SILENT_LUFS:
        return np.float32(1.0)
    gain_db = min(wanted_lufs - has, PEAK_DB - true_peak_db(samples))
    return np.float32(10.0 ** (gain_db / 20.0))


def _delivery(parameters: SpeechParameters) -> Delivery:
    delivery = delivery_of(parameters.mood, parameters.intent, parameters.strength)
    return replace(
        delivery,
        pitch_semitones=delivery.pitch_semitones + parameters.pitch_semitones,
        rate_factor=delivery.rate_factor * parameters.rate,
    )


def _sentences(parameters: SpeechParameters) -> list[Sentence]:
    pieces = pieces_of(parameters.text, marked=parameters.markup)
    if parameters.babble:
        return babble(pieces, parameters.seed)
    return read_text(pieces, read_dictionary(parameters.dictionary, []))


def _spoken(
    sentences: list[Sentence], acoustic: Acoustic, voice: Voice, delivery: Delivery, seed: int
) -> Iterator[SentenceSound]:
    for number, sentence in enumerate(sentences):
        own = (seed + number * _SEED_STEP) % 2**64
        sounds = sounds_of(sentence)
        read = acoustic.read(letters_of(sounds))
        planned = plan(acoustic, read, sounds, voice, delivery, own)
        whole = render(acoustic, read, planned, voice, delivery, own)
        first, end = sounding(whole)
        begin_s = first / SAMPLE_RATE_HZ
        heard = tuple(
            Heard(each.place, max(each.begin_s - begin_s, 0.0), each.end_s - begin_s)
            for each in aligned(planned, whole)
        )
        last = number + 1 == len(sentences)
        usual = 0.0 if last else (_JOINED_S if sentence.joined else _GAP_S / (voice.rate * delivery.rate_factor))
        yield SentenceSound(_faded(whole[first:end]), sentence, planned, heard, usual + sentence.pause_s)


def _sung(
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
    begin_s = max(first_note_s(speed) - FIRST_NOTE_S, 0.0)
    heard = tuple(
        Heard(each.place, max(each.begin_s - begin_s, 0.0), each.end_s - begin_s) for each in aligned(planned, whole)
    )
    yield SentenceSound(_faded(whole[_samples(begin_s) :]), sentence, planned, heard, 0.0)


def _faded(wave: Floats) -> Floats:
    """Without a click at either end."""
    length = min(_samples(_FADE_S), len(wave) // 2)
    ramp = np.linspace(0.0, 1.0, length, dtype=np.float32)
    wave = wave.copy()
    wave[:length] *= ramp
    wave[len(wave) - length :] *= ramp[::-1]
    return wave


def _with_effect(wave: Floats, voice: Voice, seed: int) -> Floats:
    return EFFECTS[voice.effect](wave, seed)


def _samples(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE_HZ)


def _timing(spoken: list[SentenceSound], duration_s: float) -> Timing:
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


def _request(parameters: SpeechParameters, store: ModelStore) -> dict[str, Any]:
    """For the recipe: as protobuf's JSON has it, all said."""
    person = {name: value for name, value in asdict(parameters.person).items() if value is not None}
    axes = {name: value for name, value in asdict(parameters.axes).items() if value is not None}
    return {
        "text": parameters.text,
        "markup": parameters.markup,
        "seed": str(parameters.seed),
        "person": {**person, "seed": str(parameters.person.seed)},
        "voice": axes,
        "style": parameters.style,
        "mood": parameters.mood,
        "intent": parameters.intent,
        "strength": parameters.strength,
        "rate": parameters.rate,
        "pitch_semitones": parameters.pitch_semitones,
        "loudness_lufs": parameters.loudness_lufs,
        "babble": parameters.babble,
        "notes": [asdict(note) for note in parameters.notes],
        "dictionary": dict(sorted(parameters.dictionary.items())),
        "model": parameters.model or voices(store)[0],
    }
