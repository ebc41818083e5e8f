"""What is fixed before the first note: sections, and of each bar what it says and whence it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.music.compose.events import (
    BAR_SIZES,
    DENSITY,
    DENSITY_EDGES,
    LEFT,
    METRES,
    OTHER_METRE,
    STEPS_OF_QUARTER,
    SUNG,
    Ints,
    bar_numbers,
)
from procgen.music.compose.wish import Style, Wish
from procgen.music.score import Section

FORMS: Final = {
    1: ("A",),
    2: ("AB", "AB", "AB", "AA"),
    3: ("ABA", "AAB"),
    4: ("AABA", "ABAC", "ABAB", "AABB"),
    6: ("AABBAC", "AABABA", "ABACAB"),
    8: ("AABABACA", "AABBAACC", "ABACABDA"),
}
"""By the number of sections: rounded binary and ternary forms, song forms, rondos."""
_SECTION_BARS: Final = 8
_QUIET: Final = 0.12
"""Energy below which a section is an interlude."""
_PERIOD: Final = 0.4
"""Share of eight-bar sections whose second half begins as their first does."""
_RENEWED: Final = 2
"""Bars at the end of a section that comes again which lead elsewhere."""
_ALIKE: Final = 0.08
"""Energies that differ less are played by the same notes."""


@dataclass(frozen=True, slots=True)
class BarPlan:
    """One bar before it is written.

    Attributes:
        numbers: (8,) that its token says.
        steps: its length.
        like: a bar before it whose notes it has; None where it is new.
        whole: whether it has all of them, or the melody alone.
    """

    numbers: Ints
    steps: int
    like: int | None
    whole: bool


def make_form(wish: Wish, chance: np.random.Generator) -> tuple[Section, ...]:
    """The wish's sections, or some that its length affords."""
    form, energies = wish.form, wish.energies
    if not form:
        count = max((number for number in FORMS if number * _SECTION_BARS <= wish.bars), default=1)
        form = FORMS[count][int(chance.integers(len(FORMS[count])))]
        energies = tuple(float(np.clip(energies[0] + chance.normal(0.0, 0.1), 0.0, 1.0)) for _ in form)
        letters = dict(zip(form, energies, strict=True))
        energies = tuple(letters[letter] for letter in form)
        each, left = divmod(wish.bars, len(form))
        bars = tuple(each + (number < left) for number in range(len(form)))
    else:
        bars = wish.section_bars()
        energies = energies if len(energies) == len(form) else (energies[0],) * len(form)
    begins = np.cumsum([0, *bars])
    return tuple(
        Section(name, int(first), count, energy)
        for name, first, count, energy in zip(form, begins, bars, energies, strict=False)
        if count
    )


def plan_bars(
    wish: Wish, sections: tuple[Section, ...], chance: np.random.Generator, *, loop: bool, begun: int = 0
) -> list[BarPlan]:
    """Each bar's token and origin.

    Args:
        wish: what is asked for.
        sections: that fill its bars.
        chance: is drawn from.
        loop: whether the end goes on with the beginning, so that no bar says that the end is near.
        begun: bars that were before it.

    Returns:
        One a bar; those that they are like are counted with the bars before it.
    """
    metre = (wish.beats, wish.unit)
    steps = STEPS_OF_QUARTER * 4 * wish.beats // wish.unit
    numbers = bar_numbers(
        wish.bars,
        METRES.index(metre) if metre in METRES else OTHER_METRE,
        minor=wish.key.minor,
        quartet=wish.style is Style.QUARTET,
        bpm=wish.tempo_bpm,
        first=begun,
        left=BAR_SIZES[LEFT] * _SECTION_BARS if loop else 0,
    )
    known: dict[str, Section] = {}
    plans: list[BarPlan] = []
    for section in sections:
        before = known.get(section.name)
        period = section.bars >= _SECTION_BARS and section.bars % 4 == 0 and chance.random() < _PERIOD
        half = section.bars // 2
        dense = _density(wish, section.energy)
        interlude = section.energy < _QUIET and wish.style is Style.SONG and not wish.sung
        for number in range(section.bars):
            told = numbers[section.bar + number]
            told[DENSITY] = dense
            told[SUNG] = 1 if interlude else 2
            like, whole = None, True
            if before is not None and number < min(before.bars, section.bars - _RENEWED):
                like, whole = begun + before.bar + number, abs(before.energy - section.energy) < _ALIKE
            elif before is None and period and half <= number < half + half // 2:
                like = begun + section.bar + number - half
            plans.append(BarPlan(told, steps, like, whole))
        known.setdefault(section.name, section)
    return plans


def _density(wish: Wish, energy: float) -> int:
    """The class of density of a section: what the wish says, more where there is more energy."""
    share = float(np.clip(wish.density + 0.6 * (energy - 0.5), 0.0, 1.0))
    return 1 + min(int(share * (len(DENSITY_EDGES) + 1)), len(DENSITY_EDGES))
