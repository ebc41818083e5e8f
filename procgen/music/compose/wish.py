"""What a composer is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from procgen.music.score import Key


class Style(StrEnum):
    """What kinds of scores composers learned from."""

    SONG = "song"
    QUARTET = "quartet"


@dataclass(frozen=True, slots=True)
class Wish:
    """A piece that a composer is to write. All of it is said: what users leave open was drawn before.

    Attributes:
        seed: which of such pieces.
        key: it begins in.
        beats: in a bar.
        unit: which note a beat is; 4 is a quarter.
        tempo_bpm: quarters a minute.
        bars: how many.
        form: names of sections in order, a letter each, such as "AABA"; "" for one that the composer chooses.
        energies: 0 to 1, one a letter of the form; one alone where the form is "".
        mood: one of dialogue's.
        style: of the scores to write like.
        density: 0 few notes to 1 many.
        register: 0 low to 1 high; 0.5 as the style has it.
        sung: whether the melody bears words, and so is there in every section.
    """

    seed: int
    key: Key
    beats: int
    unit: int
    tempo_bpm: float
    bars: int
    form: str = ""
    energies: tuple[float, ...] = (0.5,)
    mood: str = "neutral"
    style: Style = Style.SONG
    density: float = 0.5
    register: float = 0.5
    sung: bool = False

    def section_bars(self) -> tuple[int, ...]:
        """Bars of each letter of the form, as even as can be; the first have what is left over."""
        sections = max(len(self.form), 1)
        each, left = divmod(self.bars, sections)
        return tuple(each + (number < left) for number in range(sections))
