"""What speech is asked for: parameters and their ranges."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import number, range_violations, ranges_of, within
from procgen.speech.feeling import MOODS
from procgen.speech.markup import MANNER_RANGES, pieces_of
from procgen.speech.phonemes import read_phonemes
from procgen.speech.reading import WORD, text_violations
from procgen.speech.singing import MOST_NOTES, NOTE_RANGES, Note
from procgen.speech.voice import Axes, Person, person_violations

MOST_NAMES: Final = 1000
"""In a pronouncing dictionary."""
_INTENT: Final = re.compile(r"[\w.:\-]{0,64}")


@dataclass(frozen=True, slots=True)
class SpeechParameters:
    """A request for speech."""

    text: str
    markup: bool = False
    """Whether the text has marks, see :mod:`procgen.speech.markup`."""
    seed: int = number(0, 2.0**64 - 1, "Which take of the line; any 64-bit number.", 0, whole=True)
    person: Person = field(default_factory=Person)
    axes: Axes = field(default_factory=Axes)
    style: str = "human"
    mood: str = "neutral"
    intent: str = ""
    """What the line does, as dialogue names it; those that change nothing are fine."""
    strength: float = number(0.0, 1.0, "How much of the mood is heard.", 0.75)
    rate: float = within(MANNER_RANGES["rate"])
    pitch_semitones: float = within(MANNER_RANGES["pitch_semitones"])
    loudness_lufs: float = number(-40.0, -10.0, "Loudness of the file, LUFS (EBU R 128).", -23.0)
    babble: bool = False
    """Whether made-up syllables are spoken, as many as the text has: for other languages and for creatures."""
    dictionary: Mapping[str, str] = field(default_factory=dict)
    """How names sound, in IPA."""
    notes: tuple[Note, ...] = ()
    """A melody to sing the text to; it is spoken if empty."""
    model: str = ""
    """A generator of the store; if empty the one that speaks best with such a throat."""


RANGES: Final = ranges_of(SpeechParameters, "seed")


def read_dictionary(dictionary: Mapping[str, str], wrong: list[Violation]) -> dict[str, str]:
    """How names sound, in the network's letters, by the names in lower case; what can't be read is added to wrong."""
    if len(dictionary) > MOST_NAMES:
        wrong.append(Violation.of("dictionary", f"{len(dictionary)} names", f"at most {MOST_NAMES}"))
        return {}
    wrong += [
        Violation.of(f"dictionary[{name[:40]}]", name, "one word of letters, with ' or - inside")
        for name in dictionary
        if not WORD.fullmatch(name)
    ]
    return {
        name.casefold(): read_phonemes(said, f"dictionary[{name[:40]}]", wrong)
        for name, said in sorted(dictionary.items())
    }


def violations(parameters: SpeechParameters) -> list[Violation]:
    """Every field that can't be accepted. Models are not looked at: which there are, the caller knows."""
    found: list[Violation] = []
    if parameters.markup:
        try:
            said = pieces_of(parameters.text, marked=True)
        except InvalidFields as error:
            found += error.violations
        else:
            found += text_violations(
                " ".join(piece.text for piece in said if not piece.vocal) or " ".join(piece.text for piece in said),
                any_script=parameters.babble,
            )
    else:
        found += text_violations(parameters.text, any_script=parameters.babble)
    found += range_violations(RANGES, parameters)
    found += person_violations(parameters.person, parameters.axes, parameters.style)
    if parameters.mood not in MOODS:
        found.append(Violation.of("mood", parameters.mood, f"one of {', '.join(MOODS)}"))
    if not _INTENT.fullmatch(parameters.intent):
        found.append(Violation.of("intent", parameters.intent, "at most 64 letters, digits and _ . : -"))
    read_dictionary(parameters.dictionary, found)
    if len(parameters.notes) > MOST_NOTES:
        found.append(Violation.of("notes", f"{len(parameters.notes)} notes", f"at most {MOST_NOTES}"))
        return found
    for place, note in enumerate(parameters.notes):
        found += range_violations(NOTE_RANGES, note, f"notes[{place}].")
    return found


def check(parameters: SpeechParameters) -> None:
    """Raise InvalidFields that names every field that can't be accepted."""
    found = violations(parameters)
    if found:
        raise InvalidFields(found)
