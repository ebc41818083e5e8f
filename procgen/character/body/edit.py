"""Counterfactual edits: the same person, heavier, taller, older, broader, of another sex.

The survey's regressions are read as a model of causes: sex and age set the stature, these the mass, and all of them
every other measure; what a person's measures differ from that is the person's own. An edit keeps the own part, sets
what was asked for, and lets the model say what follows (abduction, action, prediction: Pearl, "Causality", 2009,
chapter 7). What bones set does not follow the mass or the age of an adult at all. Then the fewest sliders move that
make the body measure so. Sliders of the face are never touched.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from procgen.character.body.ansur import MASS, STATURE
from procgen.character.body.fit import Fitter, Goal, Impossible
from procgen.character.body.macro import ADULT_YEARS
from procgen.character.body.measures import BY_NAME, noise
from procgen.character.body.shape import Shape
from procgen.character.body.sliders import MACROS, free_sliders, slider_range, with_sliders
from procgen.errors import InvalidFields, Violation

TRAITS = ("sex", "age_years")
"""Fields of the macro that an edit can set and that the survey knows consequences of."""

_HARD = 0.08
"""Tolerance of what was asked for, of the stature and of locked measures, as a share of the observer error."""
_BONE = 0.3
_FLESH = 2.5
_CHILD_MASS_KG = 0.1


@dataclass(frozen=True, slots=True)
class Edit:
    """What an edit did.

    Attributes:
        shape: the new shape.
        before, after: all measures, in metres and kg.
        impossible: what was asked for and no body has under these locks, with the nearest that one has.
    """

    shape: Shape
    before: Mapping[str, float]
    after: Mapping[str, float]
    impossible: tuple[Impossible, ...]


def edit(fitter: Fitter, shape: Shape, changes: Mapping[str, float], *, locked: Collection[str] = ()) -> Edit:
    """The same person with some measures, traits or sliders changed.

    Args:
        fitter: knows the basis and the survey.
        shape: the person.
        changes: new values of measures in metres or kg ("mass", "biacromial_breadth"), of "sex" and "age_years", and of
            macro fields and sliders.
        locked: macro fields and sliders, which stay bit-equal, and measures, which stay within the observer error.

    Raises:
        InvalidFields: what is changed is locked, no such thing, or no number in its range; names all of them.
    """
    measures = {name: value for name, value in changes.items() if name in fitter.gauge.names}
    sliders = {name: value for name, value in changes.items() if name not in measures}
    _check(fitter, measures, sliders, locked)
    before = fitter.measure(shape)
    start = with_sliders(shape, sliders)
    wanted = _predict(fitter, shape, start, before, measures)
    goals = {}
    for name, value in wanted.items():
        if name in measures or name in locked or name == STATURE:
            goals[name] = Goal(value, _HARD * noise(name))
        elif name == MASS:
            goals[name] = Goal(value, noise(name) if _adult(shape, start) else _CHILD_MASS_KG)
        else:
            goals[name] = Goal(value, (_BONE if BY_NAME[name].bony else _FLESH) * noise(name))
    for name in locked:
        if name in before:
            goals[name] = Goal(before[name], _HARD * noise(name))
    solved = fitter.solve(start, goals, free_sliders(start, {*locked, *sliders}))
    kept = _restored(solved, shape, locked)
    after = fitter.measure(kept)
    impossible = tuple(
        Impossible(name, value, after[name])
        for name, value in measures.items()
        if abs(after[name] - value) > noise(name)
    )
    return Edit(kept, before, after, impossible)


def change(fitter: Fitter, shape: Shape, by: Mapping[str, float], *, locked: Collection[str] = ()) -> Edit:
    """The same person with measures or sliders changed by amounts: ``{"mass": 10.0}``. Otherwise as :func:`edit`."""
    measures = fitter.measure(shape)

    def now(name: str) -> float:
        if name in measures:
            return measures[name]
        if name in TRAITS or name in MACROS:
            return float(getattr(shape.macro, name))
        return shape.modifiers.get(name, 0.0)

    return edit(fitter, shape, {name: now(name) + amount for name, amount in by.items()}, locked=locked)


def _check(
    fitter: Fitter, measures: Mapping[str, float], sliders: Mapping[str, float], locked: Collection[str]
) -> None:
    bad = [
        Violation.of(name, value, "not changed, for it is locked")
        for name, value in {**measures, **sliders}.items()
        if name in locked
    ]
    for name, value in sliders.items():
        try:
            least, most = slider_range(name, fitter.gauge.basis)
        except KeyError:
            bad.append(Violation.of(name, value, "a measure, a macro field or a slider"))
            continue
        if not least <= value <= most:
            bad.append(Violation.of(name, value, f"{least:g} to {most:g}"))
    for name, value in measures.items():
        if not (value > 0 and math.isfinite(value)):
            bad.append(Violation.of(name, value, "a number above 0"))
    if bad:
        raise InvalidFields(bad)


def _adult(*shapes: Shape) -> bool:
    return all(shape.macro.age_years >= ADULT_YEARS for shape in shapes)


def _predict(
    fitter: Fitter, old: Shape, new: Shape, before: Mapping[str, float], asked: Mapping[str, float]
) -> dict[str, float]:
    """What the edited person should measure.

    A child that grows is left to the sliders: nothing is held but what was asked for. Where the survey measured nobody,
    below 18 years, the flesh is free and the bones stay.
    """
    statistics = fitter.statistics
    if not _adult(old, new):
        if old.macro.age_years != new.macro.age_years:
            return dict(asked)
        held = {name: before[name] for name in before if name == MASS or BY_NAME[name].bony}
        if STATURE in asked:
            held = {}
        elif MASS not in asked and new.macro.sex == old.macro.sex:
            held.pop(MASS)
        return {**held, **asked}
    stature, mass = before[STATURE], before[MASS]
    sex = new.macro.sex
    if sex != old.macro.sex:
        stature, mass = statistics.size_of_other_sex(stature, mass, old.macro.sex, sex)
    new_stature = asked.get(STATURE, stature)
    new_mass = asked.get(MASS, statistics.mass_for(stature, mass, new_stature, sex))
    wanted = {STATURE: new_stature, MASS: new_mass}
    for name in before:
        if name in wanted:
            continue
        if sex != old.macro.sex:
            mean, spread = statistics.expected(name, old.macro.sex, before[STATURE], before[MASS], old.macro.age_years)
            own = (before[name] - mean) / spread
            mean, spread = statistics.expected(name, sex, new_stature, new_mass, new.macro.age_years)
            wanted[name] = mean + own * spread
            continue
        value = before[name] + statistics.slope(name, "stature", sex) * (new_stature - stature)
        if not BY_NAME[name].bony:
            value += statistics.slope(name, "mass", sex) * (new_mass - mass)
            value += statistics.slope(name, "age", sex) * (new.macro.age_years - old.macro.age_years)
        wanted[name] = value
    return {**wanted, **asked}


def _restored(shape: Shape, original: Shape, locked: Iterable[str]) -> Shape:
    """Locked sliders that the original lacks are not added, so that what is locked stays bit-equal."""
    held = set(locked)
    modifiers = {
        name: value for name, value in shape.modifiers.items() if name in original.modifiers or name not in held
    }
    return replace(shape, modifiers=modifiers)
