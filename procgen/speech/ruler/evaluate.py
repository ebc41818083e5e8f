"""How good speech is: words that are understood, quality, pitch that is followed, people that are told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.rows import Rows
from procgen.runtime.store import ModelStore
from procgen.speech.acoustic import SAMPLE_RATE_HZ
from procgen.speech.generate import Speech, generate
from procgen.speech.parameters import SpeechParameters
from procgen.speech.phonemes import VOWELS
from procgen.speech.ruler.feelings import BASIC, feelings
from procgen.speech.ruler.judges import Judges, word_errors, words_of
from procgen.speech.ruler.onsets import onsets
from procgen.speech.ruler.pitch import pitch_hz
from procgen.speech.ruler.sentences import HARVARD
from procgen.speech.ruler.takes import takes
from procgen.speech.voice import STYLES, Axes, Person

PARTS: Final = ("words", "pitch", "onsets", "takes", "feelings", "speakers")
CHARACTERS: Final = ("man", "child", "old", "being")
"""Kinds of voices that take turns at a sentence each."""
_SHORTEST_S: Final = 0.07
_SPEAKERS: Final = 100
_ABREAST: Final = 10
_PEOPLE_A_SENTENCE, _MOST_PEOPLE = 3, 60
"""Who say a line of each feeling, for each sentence."""
_BARKS: Final = 8
"""Lines of which takes are compared."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is measured.

    Attributes:
        parts: of :data:`PARTS`.
        seed: of all requests.
        sentences: said plainly, with feeling, and by characters of all kinds in turn.
        model: whose voices.
    """

    parts: Sequence[str] = PARTS
    seed: int = 1
    sentences: int = 100
    model: str = ""


Progress = Callable[[str, float], None]


def evaluate_speech(store: ModelStore, options: Options, progress: Progress) -> Rows:
    """All figures. Raises Failed where a judge is missing."""
    judges, found = Judges(), Rows()
    if "words" in options.parts:
        found |= _words(store, options, judges, progress)
    if "pitch" in options.parts:
        found |= _pitch(store, options)
        progress("pitch", 1.0)
    speak = partial(_spoken, store, options)
    if "onsets" in options.parts:
        found |= onsets(speak, judges, HARVARD[: options.sentences], progress)
    if "takes" in options.parts:
        texts = HARVARD[: min(options.sentences, _BARKS)]
        found |= takes(store, options.model, options.seed, judges, texts, progress)
    if "feelings" in options.parts:
        found |= feelings(speak, min(_PEOPLE_A_SENTENCE * options.sentences, _MOST_PEOPLE), progress)
    if "speakers" in options.parts:
        found |= _speakers(store, options, judges, progress)
    return found


def _spoken(store: ModelStore, options: Options, text: str, number: int, **fields: Any) -> Speech:
    return generate(SpeechParameters(text=text, seed=options.seed + number, model=options.model, **fields), store)


def kinds(seed: int, number: int) -> dict[str, dict[str, Any]]:
    """How the sentence of a number is spoken for each figure."""
    person = seed + number
    return {
        "neutral": {"person": Person(0.0, 25.0 + number % 20, None, person)},
        "feeling": {
            "person": Person(0.0, 30.0, None, person),
            "mood": BASIC[number % len(BASIC)],
            "strength": 1.0,
        },
        "man": {"person": Person(1.0, 25.0 + number % 20, None, person)},
        "child": {"person": Person(number % 2, 6.0 + number % 6, None, person)},
        "old": {"person": Person(number % 2, 70.0 + number % 20, None, person)},
        "being": {"person": Person(1.0, 40.0, None, person), "style": tuple(STYLES)[1 + number % (len(STYLES) - 1)]},
    }


def _words(store: ModelStore, options: Options, judges: Judges, progress: Progress) -> Rows:
    texts = [HARVARD[number % len(HARVARD)] for number in range(options.sentences)]
    wrong: dict[str, list[float]] = {}
    quality: dict[str, list[float]] = {}
    for number, text in enumerate(texts):
        said, turn = words_of(text), CHARACTERS[number % len(CHARACTERS)]
        spoken = kinds(options.seed, number)
        for kind in ("neutral", "feeling", turn):
            made = _spoken(store, options, text, number, **spoken[kind]).samples
            errors = word_errors(said, words_of(judges.heard(made, SAMPLE_RATE_HZ)))
            for name in (kind, "character")[: 1 + (kind == turn)]:
                wrong.setdefault(name, []).append(errors / len(said))
            quality.setdefault(kind, []).append(judges.quality(made, SAMPLE_RATE_HZ))
        progress("words", (number + 1) / len(texts))
    found: Rows = {f"wer_{kind}": {"ours": float(np.mean(shares))} for kind, shares in wrong.items()}
    return found | {f"dnsmos_{kind}": {"ours": float(np.mean(opinions))} for kind, opinions in quality.items()}


def _pitch(store: ModelStore, options: Options) -> Rows:
    """Monotones of many pitches: what is asked for against what is heard in the middle of vowels, octaves aside."""
    cents: list[float] = []
    for number in range(options.sentences):
        wanted = 90.0 * 2.0 ** (number % 13 / 6.0)
        person = Person(float(wanted < 165.0), 30.0, None, options.seed + number)
        axes = Axes(f0_hz=wanted, pitch_range=0.0, jitter=0.0)
        made = _spoken(store, options, HARVARD[number % len(HARVARD)], number, person=person, axes=axes)
        for phone in made.timing.phones:
            if phone.letter in VOWELS and phone.end_s - phone.begin_s >= _SHORTEST_S:
                heard = pitch_hz(made.samples, 0.5 * (phone.begin_s + phone.end_s))
                if heard:
                    cents.append(abs((1200.0 * np.log2(heard / wanted) + 600.0) % 1200.0 - 600.0))
    return {"f0_cents": {"ours": float(np.median(cents))}, "f0_within_50": {"ours": float(np.mean(np.less(cents, 50)))}}


def _speakers(store: ModelStore, options: Options, judges: Judges, progress: Progress) -> Rows:
    """People of all sexes and ages, two lines each: alike to themselves and others, and the right one of ten."""
    people = [Person(number % 2, 8.0 + 7.3 * number % 75, None, options.seed + number) for number in range(_SPEAKERS)]
    made = np.empty((2, len(people), 256), np.float32)
    for number, person in enumerate(people):
        for line in range(2):
            text = " ".join(HARVARD[(2 * number + line + step) % len(HARVARD)] for step in (0, 7))
            sound = _spoken(store, options, text, number, person=person).samples
            made[line, number] = judges.speaker(sound, SAMPLE_RATE_HZ)
        progress("speakers", (number + 1) / len(people))
    alike = made[0] @ made[1].T
    others = alike[~np.eye(len(people), dtype=bool)]
    right = [
        alike[number, number] >= max(alike[number, (number + step) % len(people)] for step in range(1, _ABREAST))
        for number in range(len(people))
    ]
    return {
        "speaker_same": {"ours": float(np.diag(alike).mean())},
        "speaker_other": {"ours": float(others.mean())},
        "speaker_of_10": {"ours": float(np.mean(right))},
    }


_MOST: Final = {
    "wer_neutral": 0.05, "wer_feeling": 0.07, "wer_character": 0.10, "f0_cents": 20.0, "speaker_other": 0.75,
    "onset_ms": 40.0,
}  # fmt: skip
_LEAST: Final = {
    "dnsmos_neutral": 3.2, "dnsmos_feeling": 3.0, "dnsmos_man": 2.9, "dnsmos_child": 2.9, "dnsmos_old": 2.9,
    "speaker_same": 0.85, "speaker_of_10": 0.8, "feeling_told": 0.7, "feeling_grows": 1.0,
}  # fmt: skip


def speech_bars(rows: Rows) -> list[Bar]:
    """The bars that the figures at hand are measured by, in the rows' order."""
    return [
        Bar(metric, f"at most {_MOST[metric]:g}", row["ours"] <= _MOST[metric])
        if metric in _MOST
        else Bar(metric, f"at least {_LEAST[metric]:g}", row["ours"] >= _LEAST[metric])
        for metric, row in rows.items()
        if metric in _MOST or metric in _LEAST
    ]
