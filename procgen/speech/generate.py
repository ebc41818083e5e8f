"""From a request to speech: the way through.

text -> parts -> sentences of sounds -> a plan of each -> its sound -> all in a row, as loud as asked, with the times.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from procgen.formats.loudness import made_loud
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.speech.acoustic import DOMAIN, SAMPLE_RATE_HZ, Acoustic, Floats
from procgen.speech.feeling import Delivery
from procgen.speech.live import LiveSound, LiveVoice
from procgen.speech.parameters import SpeechParameters, check
from procgen.speech.speaking import (
    PEAK_DB,
    Opening,
    SentenceSound,
    delivery_for,
    sentences_for,
    spoken,
    sung,
    timing_of,
    with_effect,
    with_silence,
)
from procgen.speech.timing import Timing
from procgen.speech.voice import Voice, voice_of


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


Listener = Callable[[LiveSound], None]
"""Takes sentences as soon as they are there, as loud as the end will be or nearly so."""


def voices(store: ModelStore) -> tuple[str, ...]:
    """Names of the generators, the default first."""
    return store.generators(DOMAIN)


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
        heard: given each sentence when it is there.

    Raises:
        InvalidFields: names every field that can't be accepted.
        ModelUnavailable: a network, or the front end, is missing, damaged or not trusted.
    """
    check(parameters)
    voice = voice_of(parameters.person, parameters.axes, parameters.style)
    acoustic = Acoustic.speaking(store, voice, parameters.model)
    delivery = delivery_for(parameters)
    report("reading", 0.0)
    sentences = sentences_for(parameters)
    live = LiveVoice(parameters, acoustic)
    all_of_it: list[SentenceSound] = []
    made = (
        sung(sentences, acoustic, voice, delivery, parameters)
        if parameters.notes
        else spoken(sentences, acoustic, voice, delivery, parameters.seed, closing=True)
    )
    for each in made:
        checkpoint()
        if heard is not None:
            heard(live.heard(each, parameters.mood))
        if isinstance(each, Opening):
            continue
        all_of_it.append(each)
        report("speaking", len(all_of_it) / len(sentences))
    # What was heard of a line of one sentence ends when that was planned to; a file, when it is over.
    last = all_of_it[-1]
    all_of_it[-1] = replace(last, silence_s=min(last.silence_s, last.sentence.pause_s))
    dry = np.concatenate([with_silence(each.wave, each.silence_s) for each in all_of_it])
    samples = with_effect(dry, voice, parameters.seed)
    loud = made_loud(samples, SAMPLE_RATE_HZ, parameters.loudness_lufs, PEAK_DB)
    return Speech(
        loud.samples,
        timing_of(all_of_it, len(samples) / SAMPLE_RATE_HZ),
        voice,
        delivery,
        loud.loudness_lufs,
        loud.peak_db,
        Recipe(DOMAIN, _request(parameters, acoustic.generator), acoustic.digests),
        parameters.mood,
        parameters.strength,
    )


def _request(parameters: SpeechParameters, generator: str) -> dict[str, Any]:
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
        "model": generator,
    }
