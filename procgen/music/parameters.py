"""What music is asked for: parameters, their ranges, and what they come to where they are left open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.music.arrange.ensembles import ensembles
from procgen.music.games.stingers import STINGERS
from procgen.music.lyrics import MOST_LYRICS
from procgen.music.moods import ERAS, MOODS, USES
from procgen.music.motif import motif_violations
from procgen.music.notation.midi_in import read_midi
from procgen.music.score import Mode, Score
from procgen.runtime.ranges import number, range_violations, ranges_of, within

KEYS: Final = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
"""By pitch class."""
_OTHER_NAMES: Final = {"C#": 1, "D#": 3, "Gb": 6, "G#": 8, "A#": 10, "Cb": 11, "Fb": 4, "E#": 5, "B#": 0}
TONICS: Final = {**{name: number for number, name in enumerate(KEYS)}, **_OTHER_NAMES}
"""Pitch classes by all names of keys."""
METRES: Final = ("4/4", "3/4", "6/8", "2/4", "5/4", "7/8", "9/8", "12/8")
MODES: Final = tuple(mode.value for mode in Mode)
ENDINGS: Final = ("loop", "close")
"""Whether its end goes on with its beginning, to the sample, or is one."""
SINGERS: Final[Mapping[str, tuple[float, float]]] = {
    "woman": (0.0, 30.0), "man": (1.0, 34.0), "girl": (0.0, 10.0), "boy": (1.0, 11.0), "old woman": (0.0, 72.0),
    "old man": (1.0, 72.0),
}  # fmt: skip
"""Sex, 0 female to 1 male, and age in years."""
MOST_SECTIONS: Final = 16
_A_CURVE: Final = f"1 to {MOST_SECTIONS} numbers from 0 to 1, such as 0.2 0.5 1"
MOST_TEXT: Final = 300
MOST_NAME: Final = 80
_MOST_CHARACTERS: Final = {"text": MOST_TEXT, "lyrics": MOST_LYRICS, "song": MOST_NAME, "singer_name": MOST_NAME}
MOST_MIDI_BYTES: Final = 1 << 18
LEAST_BARS: Final = 4
MOST_BARS: Final = 160
LONGEST_S: Final = 300.0
_FORM = re.compile(r"[A-Z]+")


@dataclass(frozen=True, slots=True)
class MusicParameters:
    """A request for a piece. What is None or empty the text, the use, the mood and the seed say, in that order."""

    text: str = ""
    use: str = ""
    mood: str = ""
    era: str = ""
    ensemble: str = ""
    key: str = ""
    mode: str = ""
    metre: str = ""
    form: str = ""
    """Letters of the sections; equal letters are alike."""
    curve: str = ""
    """Energies from 0 to 1, spread over the sections: "0.2 0.5 1"."""
    motif: str = ""
    """Notes that it is made from, such as "E4 D4 C4:2"; see :mod:`procgen.music.motif`."""
    lyrics: str = ""
    """Words that are sung, a line of them a line or between strokes."""
    song: str = ""
    """What a song is about whose words are written; instead of lyrics."""
    singer: str = ""
    """One of `SINGERS`; the first if empty, or whoever has the name."""
    singer_name: str = ""
    """Who sings: whoever has a name has one voice, in talk too."""
    seed: int = number(0, 2.0**64 - 1, "Which piece; any 64-bit number.", 0, whole=True)
    tempo_bpm: float | None = number(40.0, 220.0, "Quarters a minute; as use and mood have it if unset.", unset=None)
    bars: int | None = number(
        LEAST_BARS, MOST_BARS, "How many bars; as the use has it if unset.", unset=None, whole=True
    )
    length_s: float | None = number(
        4.0, LONGEST_S, "How long, in seconds, to the nearest bar; by the bars if unset.", unset=None
    )
    density: float | None = number(0.0, 1.0, "How many notes; as the mood has it if unset.", unset=None)
    percussion: float = number(0.0, 1.0, "How much is drummed: 0 nothing, 1 all that the ensemble has.", 1.0)
    loudness_lufs: float = number(-40.0, -10.0, "Loudness of the mix, LUFS (EBU R 128).", -18.0)
    ending: str = ""
    """One of `ENDINGS`; as the use has it if empty."""
    continue_midi: bytes = b""
    """A MIDI file that is gone on with: in its key, metre and tempo where nothing else is said."""
    model: str = ""
    """A composer of the store; the default one if empty."""


RANGES: Final = ranges_of(MusicParameters, "seed")
USUAL_USES: Final = ("exploration", "tension", "battle", "victory")
NO_STINGERS: Final = "none"
MOST_USES: Final = 6


@dataclass(frozen=True, slots=True)
class MusicSetParameters:
    """A request for the music of a place; its fields are as those of :class:`MusicParameters`."""

    text: str = ""
    """What it says of feeling, mode, metre and tempo holds for the first piece; who plays, and the world, for all."""
    uses: tuple[str, ...] = USUAL_USES
    """A piece each; the motif is the first's."""
    stingers: tuple[str, ...] = tuple(STINGERS)
    mood: str = ""
    """Of the first."""
    era: str = ""
    ensemble: str = ""
    key: str = ""
    motif: str = ""
    seed: int = within(RANGES["seed"])
    bars: int | None = within(RANGES["bars"])
    """Of each."""
    length_s: float | None = within(RANGES["length_s"])
    """Of each."""
    percussion: float = within(RANGES["percussion"])
    loudness_lufs: float = within(RANGES["loudness_lufs"])
    model: str = ""

    @property
    def theme(self) -> MusicParameters:
        """The first piece."""
        said = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("uses", "stingers")}
        return MusicParameters(use=self.uses[0] if self.uses else "", **said)


SET_RANGES: Final = ranges_of(MusicSetParameters, "seed")


def violations(parameters: MusicParameters) -> list[Violation]:
    """Every field that can't be accepted."""
    found = range_violations(RANGES, parameters)
    named: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("use", tuple(USES)),
        ("mood", tuple(MOODS)),
        ("era", ERAS),
        ("ensemble", tuple(ensembles())),
        ("key", tuple(TONICS)),
        ("mode", MODES),
        ("metre", METRES),
        ("ending", ENDINGS),
        ("singer", tuple(SINGERS)),
    )
    for field, known in named:
        said = getattr(parameters, field)
        if said and said not in known:
            found.append(Violation.of(field, said, f"one of {', '.join(known)}"))
    for field, most in _MOST_CHARACTERS.items():
        said = getattr(parameters, field)
        if len(said) > most:
            found.append(Violation.of(field, f"{len(said)} characters", f"at most {most}"))
    if parameters.song and not any(letter.isalpha() for letter in parameters.song):
        found.append(
            Violation.of("song", parameters.song[:MOST_NAME], "words, such as Bram of Oxmoor and the old mill")
        )
    if parameters.song and parameters.lyrics:
        found.append(Violation.of("song", parameters.song[:MOST_NAME], "not set where lyrics is"))
    for field in ("singer", "singer_name"):
        if getattr(parameters, field) and not (parameters.lyrics or parameters.song):
            found.append(Violation.of(field, getattr(parameters, field), "not set without lyrics or song"))
    if parameters.form and not (_FORM.fullmatch(parameters.form) and len(parameters.form) <= MOST_SECTIONS):
        found.append(Violation.of("form", parameters.form, f"1 to {MOST_SECTIONS} letters A to Z, one a section"))
    if parameters.curve and curve_of(parameters.curve) is None:
        found.append(Violation.of("curve", parameters.curve, _A_CURVE))
    if parameters.bars is not None and parameters.length_s is not None:
        found.append(Violation.of("length_s", parameters.length_s, "not set where bars is: one of them is enough"))
    found += motif_violations(parameters.motif)
    if parameters.continue_midi:
        try:
            continued(parameters.continue_midi)
        except InvalidFields as error:
            found += error.violations
    return found


def continued(data: bytes) -> Score:
    """The score that a piece goes on with. Raises InvalidFields: it is none, is too large, or has no notes."""
    if len(data) > MOST_MIDI_BYTES:
        allowed = f"at most {MOST_MIDI_BYTES} bytes"
        raise InvalidFields([Violation.of("continue_midi", f"{len(data)} bytes", allowed)])
    return read_midi(data, field_name="continue_midi")


def set_violations(parameters: MusicSetParameters) -> list[Violation]:
    """Every field that can't be accepted."""
    found = [each for each in violations(parameters.theme) if each.field != "use"]
    if not 1 <= len(parameters.uses) <= MOST_USES or len(set(parameters.uses)) < len(parameters.uses):
        found.append(Violation.of("uses", ", ".join(parameters.uses), f"1 to {MOST_USES}, none twice"))
    for field, said, known in (("uses", parameters.uses, USES), ("stingers", parameters.stingers, STINGERS)):
        for place, name in enumerate(said):
            if name not in known:
                found.append(Violation.of(f"{field}[{place}]", name, f"one of {', '.join(known)}"))
    if len(set(parameters.stingers)) < len(parameters.stingers):
        found.append(Violation.of("stingers", ", ".join(parameters.stingers), "none twice"))
    return found


def curve_of(text: str) -> tuple[float, ...] | None:
    """The numbers of a curve; None where it is none."""
    try:
        numbers = tuple(float(word) for word in text.replace(",", " ").split())
    except ValueError:
        return None
    return numbers if 1 <= len(numbers) <= MOST_SECTIONS and all(0.0 <= each <= 1.0 for each in numbers) else None
