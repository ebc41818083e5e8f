"""How much louder or softer a template is for the mood and the relation asked, beyond its conditions.

A trait's lines name no mood, and most lines name no relation. A cheerful line does not suit a speaker who is to be sad,
nor a warm one a listener who is an enemy.
"""

from __future__ import annotations

from procgen.dialogue.phrase.conditions import Conditions, Marks, Test
from procgen.dialogue.phrase.english import word_set

_CLASHES = {
    "brave": word_set("afraid pleading"),
    "cheerful": word_set("angry sad weary stern scornful afraid pleading"),
    "cowardly": word_set("proud stern scornful angry"),
    "cruel": word_set("tender pleading afraid sad"),
    "curious": word_set("weary stern sad scornful"),
    "generous": word_set("angry scornful"),
    "gloomy": word_set("joyful eager amused tender proud"),
    "gossipy": word_set("stern angry sad pleading afraid"),
    "greedy": word_set("tender sad afraid"),
    "grumpy": word_set("joyful tender eager amused pleading afraid"),
    "honest": word_set("scornful"),
    "hot_tempered": word_set("tender quiet weary sad joyful"),
    "humble": word_set("proud scornful angry"),
    "kind": word_set("angry scornful"),
    "learned": word_set("pleading"),
    "loyal": word_set("scornful"),
    "nervous": word_set("proud scornful stern joyful"),
    "patient": word_set("angry eager"),
    "pious": word_set("scornful"),
    "proud": word_set("pleading afraid tender sad"),
    "simple": word_set("scornful stern proud"),
    "sly": word_set("pleading afraid sad"),
    "superstitious": word_set("scornful"),
    "taciturn": word_set("pleading eager"),
}
_WARM = word_set("cheerful generous gossipy kind loyal patient simple")
_COLD = word_set("cruel")
_CLASHING = 0.02
_TRAIT_IN_A_MOOD = 0.6
"""Moods are heard before traits."""
_ROBOT = 0.2
"""Traits speak as people do."""
_RELATED = 4.0
"""Who is a friend or an enemy is spoken to as one."""


def _excludes_strangers(test: Test) -> bool:
    return ("0" in test.values) == (test.operator == "!=")


def temper(conditions: Conditions, marks: Marks) -> float:
    """A factor of the template's weight."""
    keys = {test.key for test in conditions.tests}
    factor = 1.0
    relation = int(next(iter(marks["relation"]), "0"))
    if relation and any(test.key == "relation" and _excludes_strangers(test) for test in conditions.tests):
        factor *= _RELATED
    traits = {
        value for test in conditions.tests if test.key == "trait" and test.operator == "=" for value in test.values
    }
    if not traits:
        return factor
    if "robot" in marks["role"] and "role" not in keys:
        factor *= _ROBOT
    mood = next(iter(marks["mood"]), "neutral")
    heard = [trait for trait in traits if trait in marks["trait"]]
    if "mood" not in keys and mood != "neutral":
        clashes = any(mood in _CLASHES[trait] for trait in heard)
        factor *= _CLASHING if clashes else _TRAIT_IN_A_MOOD
    if "relation" not in keys:
        unlike = _WARM if relation < 0 else _COLD if relation > 0 else frozenset()
        if not unlike.isdisjoint(heard):
            factor *= _CLASHING
    return factor
