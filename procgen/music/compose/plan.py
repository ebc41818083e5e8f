"""What is fixed before the first note: sections, and of each bar what it says and whence it comes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, TypeVar

import numpy as np

from procgen.music.compose.events import (
    BAR_SIZES,
    DENSITY,
    DENSITY_EDGES,
    LEFT,
    METRES,
    OTHER_METRE,
    QUARTET,
    STEPS_OF_QUARTER,
    SUNG,
    Ints,
    bar_numbers,
)
from procgen.music.compose.wish import Style, Wish
from procgen.music.score import Section

_T = TypeVar("_T")
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
_PHRASE_BARS: Final = 4
_QUIET: Final = 0.12
"""Energy below which a section is an interlude."""
_PERIOD, _ECHO = 0.6, 0.35
"""Shares of sections whose second phrase opens as their first does, and of those whose second half phrase does."""
_RENEWED: Final = 2
"""Bars at the end of a section that comes again which lead elsewhere, at least."""
_ALIKE: Final = 0.08
"""Energies that differ less may be played by the same notes."""
_STEPS: Final = (-4, -3, -2, -1, 1, 2, 3)
"""Of the scale, by which an opening is moved where it is answered in sequence."""
_SEQUENCE: Final = 0.3
"""Share of answers within a section whose melody is moved so."""
_RESTS: Final = ((0, 0.55), (1, 0.18), (2, 0.11), (3, 0.06), (4, 0.05), (6, 0.02), (8, 0.03))
"""Bars for which the voice rests at the end of a section, and shares of sections: in songs that were learned from it
rests in 14 % of the bars, half of the times for one, one time in sixteen for six and more."""
_PLAYER_RESTS: Final = (0.2, 0.12, 0.08, 0.2)
"""Shares of sections in which each player of a quartet rests for some bars, beside what the network has: of bars that
were learned from, these rest in 7, 7, 9 and 13 %. One at a time, so that some are there."""
_PLAYER_REST_BARS: Final = (1, 1, 2, 4)
_FIRMNESS: Final = 0.4
_FIRMNESS_SHAPE: Final = 3.0
"""How firmly sections keep a figure of accompaniment: the mean of the logits, and the shape of their distribution."""
_BY_TURNS: Final = 0.15
"""Share of sections whose figure is that of two bars by turns: of held-out pieces a fifth are more alike at two bars
than at one."""
_LEFT: Final = 0.04
_LEFT_AT_END: Final = 0.28
"""Shares of bars that leave the figure, within phrases and at their ends, where harmony comes to rest. The bar after
goes on with what was before it."""
_STIRRED: Final = 0.5
_STIRS: Final = (-1, 0, 0, 0, 1)
"""How density goes about that of the section: the share of bars in which it is drawn anew, and classes from there. In
what was learned from, 63 % of bars have the class of most of theirs, and four of ten another than the bar before."""
_NEW_FIGURE: Final = 0.5
"""Share of sections that begin without the figure of the one before."""


class Kept(Enum):
    """What a bar has of one before it."""

    ALL = "all"
    MELODY = "melody"
    GROUND = "ground"
    """All but the melody."""


_RETURNS: Final = ((Kept.ALL, 0.4), (Kept.MELODY, 0.45), (Kept.GROUND, 0.15))
"""How sections come again after another one..."""
_ANSWERS: Final = ((Kept.ALL, 0.3), (Kept.MELODY, 0.4), (Kept.GROUND, 0.3))
"""...and how bars open that answer what was just heard. Composers seldom write the same bars again then: of held-out
pieces 1.3 % of bars are those four bars before, and 0.6 % those eight before."""


@dataclass(frozen=True, slots=True)
class BarPlan:
    """One bar before it is written.

    Attributes:
        numbers: (8,) that its token says.
        steps: its length.
        like: a bar before it that it is like; None where it is new.
        kept: what it has of that bar.
        up: steps of the scale that a kept melody is moved up by.
        mirrored: whether a kept melody goes down where it went up, about its first note.
        figure: logits by which what is below the melody leans towards the figure of a bar before it.
        back: how many bars before it.
        resting: players who play nothing in it.
    """

    numbers: Ints
    steps: int
    like: int | None = None
    kept: Kept = Kept.ALL
    up: int = 0
    mirrored: bool = False
    figure: float = 0.0
    back: int = 1
    resting: tuple[int, ...] = ()


def make_form(wish: Wish, chance: np.random.Generator) -> tuple[Section, ...]:
    """The wish's sections, or some that its length affords."""
    form, energies = wish.form, wish.energies
    if not form:
        count = max((number for number in FORMS if number * _SECTION_BARS <= wish.bars), default=1)
        form = FORMS[count][int(chance.integers(len(FORMS[count])))]
        energies = tuple(float(np.clip(energies[0] + chance.normal(0.0, 0.1), 0.0, 1.0)) for _ in form)
        letters = dict(zip(form, energies, strict=True))
        energies = tuple(letters[letter] for letter in form)
        # Sections of whole phrases; what is left over is the last one's.
        each = max(wish.bars // len(form) // _PHRASE_BARS * _PHRASE_BARS, 1)
        bars = (*(each,) * (len(form) - 1), wish.bars - each * (len(form) - 1))
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
    wish: Wish,
    sections: tuple[Section, ...],
    chance: np.random.Generator,
    *,
    loop: bool,
    begun: int = 0,
    motif_bars: int = 0,
) -> list[BarPlan]:
    """Each bar's token and origin.

    Args:
        wish: what is asked for.
        sections: that fill its bars.
        chance: is drawn from.
        loop: whether the end goes on with the beginning, so that no bar says that the end is near.
        begun: bars that were before it.
        motif_bars: at the beginning that are a motif: each new section opens with it, moved or mirrored.

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
    for place, section in enumerate(sections):
        dense = _density(wish, section.energy)
        interlude = section.energy < _QUIET and wish.style is Style.SONG and not wish.sung
        rests = section.bars if interlude else 0
        closing = place == len(sections) - 1 and not loop
        if wish.style is Style.SONG and not (wish.sung or closing) and section.bars >= _SECTION_BARS:
            drawn = _one_of(_RESTS, chance)
            # What is a tune of the piece is heard.
            alone = place > 0 and sum(other.name == section.name for other in sections) == 1
            rests = max(rests, drawn if alone else min(drawn, section.bars // 2))
        stirs = _stirs(section.bars, chance)
        for number in range(section.bars):
            told = numbers[section.bar + number]
            told[DENSITY] = np.clip(dense + stirs[number], 1, len(DENSITY_EDGES) + 1)
            told[SUNG] = 1 if number >= section.bars - rests else 2
        plain = [BarPlan(numbers[section.bar + number], steps) for number in range(section.bars)]
        before = known.get(section.name)
        if before is not None:
            answers = sections[place - 1].name == section.name
            plain = _again(plain, before, section, chance, begun, answers=answers, sung=wish.sung)
        else:
            plain = _new(plain, section.bar + begun, chance, begun if motif_bars and known else None, motif_bars)
        plain = _figured(plain, chance)
        if wish.style is Style.QUARTET and not closing:
            plain = _rested(plain, chance, sung=wish.sung)
        plans += plain
        known.setdefault(section.name, section)
    return plans


def _again(
    bars: list[BarPlan],
    before: Section,
    section: Section,
    chance: np.random.Generator,
    begun: int,
    *,
    answers: bool,
    sung: bool,
) -> list[BarPlan]:
    """A section that comes again: as an answer its opening does, after another one most of it."""
    bars_alike = min(before.bars, section.bars - _RENEWED)
    odds = _RETURNS
    if answers and not sung:  # verses have one tune
        odds, bars_alike = _ANSWERS, min(bars_alike, int(chance.integers(1, max(section.bars // 2, 1) + 1)))
    elif section.bars > 2 * _RENEWED:
        bars_alike -= int(chance.integers(0, section.bars // 4 + 1))
    kept = _one_of(odds, chance)
    if sung and kept is Kept.GROUND:
        kept = Kept.MELODY
    if abs(before.energy - section.energy) >= _ALIKE:
        kept = Kept.MELODY
    return [
        replace(bar, like=begun + before.bar + number, kept=kept) if number < bars_alike else bar
        for number, bar in enumerate(bars)
    ]


def _new(
    bars: list[BarPlan], first: int, chance: np.random.Generator, motif: int | None, motif_bars: int
) -> list[BarPlan]:
    """A section that was not there before. Its second phrase may open as its first does, or with that moved, and the
    second half of a phrase, too.

    Args:
        bars: as they would be.
        first: the section's first bar, counted with those before the piece.
        chance: is drawn from.
        motif: the bar that a motif begins with, which opens the section; None if it does not.
        motif_bars: how many it has.
    """
    made = list(bars)
    if motif is not None:
        up, mirrored = int(chance.choice(_STEPS)), bool(chance.random() < 0.5)
        for number in range(min(motif_bars, len(made) // 2)):
            made[number] = replace(made[number], like=motif + number, kept=Kept.MELODY, up=up, mirrored=mirrored)
    if len(made) >= _SECTION_BARS:
        phrase = _PHRASE_BARS if len(made) < 2 * _SECTION_BARS else _SECTION_BARS
        for later, share in ((phrase, _PERIOD), (phrase // 2, _ECHO)):
            if later >= motif_bars and chance.random() < share:
                _answer(made, later, first, chance)
    return made


def _figured(bars: list[BarPlan], chance: np.random.Generator) -> list[BarPlan]:
    """Bars of a section with how much each goes on with the figure before it: composers keep one for a section more or
    less, and leave it for a bar.
    """
    strength = float(chance.gamma(_FIRMNESS_SHAPE, _FIRMNESS / _FIRMNESS_SHAPE))
    turn = 2 if chance.random() < _BY_TURNS else 1
    ends = np.arange(1, len(bars) + 1) % _PHRASE_BARS == 0
    kept = chance.random(len(bars)) >= np.where(ends, _LEFT_AT_END, _LEFT)
    new = turn if chance.random() < _NEW_FIGURE else 0
    made = []
    for number, bar in enumerate(bars):
        back = turn
        while number - back >= new and not kept[number - back]:
            back += turn
        here = bool(kept[number]) and number >= new
        made.append(replace(bar, figure=strength if here else 0.0, back=back if number - back >= new else turn))
    return made


def _rested(bars: list[BarPlan], chance: np.random.Generator, *, sung: bool) -> list[BarPlan]:
    """Bars of a section of a quartet, of which one player may rest in some that begin a phrase or end one."""
    drawn = int(chance.choice(len(QUARTET) + 1, p=(1.0 - sum(_PLAYER_RESTS), *_PLAYER_RESTS)))
    long = int(chance.choice(_PLAYER_REST_BARS))
    phrase = _PHRASE_BARS * int(chance.integers(max(len(bars) // _PHRASE_BARS, 1)))
    first = phrase if chance.random() < 0.5 else phrase + _PHRASE_BARS - long
    if drawn == 0 or len(bars) < 2 * _PHRASE_BARS or (sung and drawn == 1):
        return bars
    player = QUARTET[drawn - 1]
    made = list(bars)
    for number in range(first, min(first + long, len(bars))):
        numbers = bars[number].numbers.copy()
        if drawn == 1:
            numbers[SUNG] = 1
        made[number] = replace(bars[number], numbers=numbers, resting=(player,))
    return made


def _stirs(bars: int, chance: np.random.Generator) -> list[int]:
    """Classes of density that bars of a section are above its own."""
    anew, drawn = chance.random(bars) < _STIRRED, chance.choice(_STIRS, bars)
    found: list[int] = []
    for number in range(bars):
        found.append(int(drawn[number]) if anew[number] or not found else found[-1])
    return found


def _answer(bars: list[BarPlan], later: int, first: int, chance: np.random.Generator) -> None:
    """Have bars of a section from `later` on open as its first ones do."""
    kept = _one_of(_ANSWERS, chance)
    up = int(chance.choice(_STEPS)) if chance.random() < _SEQUENCE else 0
    for number in range(int(chance.integers(1, min(later, _PHRASE_BARS)))):
        like = replace(bars[later + number], like=first + number)
        bars[later + number] = replace(like, kept=Kept.MELODY, up=up) if up else replace(like, kept=kept)


def _one_of(odds: tuple[tuple[_T, float], ...], chance: np.random.Generator) -> _T:
    return odds[int(chance.choice(len(odds), p=[share for _, share in odds]))][0]


def _density(wish: Wish, energy: float) -> int:
    """The class of density of a section: what the wish says, more where there is more energy."""
    share = float(np.clip(wish.density + 0.6 * (energy - 0.5), 0.0, 1.0))
    return 1 + min(int(share * (len(DENSITY_EDGES) + 1)), len(DENSITY_EDGES))
