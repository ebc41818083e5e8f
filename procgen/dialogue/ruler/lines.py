"""Lines to be judged: of people whose role or mood should be heard, and barks by the thousand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.meaning import embed
from procgen.dialogue.phrase.write import Heard
from procgen.dialogue.recipe.requests import INTENTS, Dice, bark_requests, case
from procgen.dialogue.request import Line, LineRequest
from procgen.dialogue.ruler.judge import GROUP, MOODS, ROLES
from procgen.dialogue.speak import speak
from procgen.errors import Failed, InvalidFields

SIMILAR = 0.9
"""Cosine from which two barks are alike."""
Said = tuple[str, list[Line]]
"""What was asked for (a role or a mood), and the lines."""


def _never() -> None:
    pass


def _group(requests: Sequence[LineRequest], model: LanguageModel | None, stop: Callable[[], None]) -> list[Line]:
    """Lines one after the other, none of which repeats another; what can't be written is left out."""
    heard = Heard(embed=embed)
    lines = []
    for request in requests:
        try:
            line = speak(request, model, stop, heard=heard)
        except (InvalidFields, Failed):
            continue
        heard.add(line.text, line.template.split())
        lines.append(line)
    return lines


def role_groups(
    model: LanguageModel | None, seed: int, groups: int, stop: Callable[[], None] = _never, *, mood: str = "neutral"
) -> list[Said]:
    """So many people of each of the ten roles, each with ten lines, in a medieval world."""
    found = []
    for number in range(groups):
        for at, role in enumerate(ROLES):
            who = case(seed + 4, number * len(ROLES) + at, role=role, mood=mood, setting="medieval")
            dice = Dice(seed + 5, number * len(ROLES) + at)
            requests = [LineRequest(each, who.persona, who.situation, seed=dice.seed()) for each in INTENTS[:GROUP]]
            found.append((role, _group(requests, model, stop)))
    return found


def mood_groups(model: LanguageModel | None, seed: int, groups: int, stop: Callable[[], None] = _never) -> list[Said]:
    """So many people in each mood, each with ten lines."""
    found = []
    for number in range(groups):
        for at, mood in enumerate(MOODS):
            who = case(seed + 6, number * len(MOODS) + at, mood=mood, setting="medieval")
            dice = Dice(seed + 7, number * len(MOODS) + at)
            requests = [LineRequest(each, who.persona, who.situation, seed=dice.seed()) for each in INTENTS[:GROUP]]
            found.append((mood, _group(requests, model, stop)))
    return found


def barks(model: LanguageModel | None, seed: int, count: int, stop: Callable[[], None] = _never) -> list[Line]:
    """Barks over all events and moods, written as one batch."""
    return _group(bark_requests(seed, count), model, stop)


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike texts are.

    Attributes:
        repeats: texts that stood before already, case and signs aside.
        similar: share of all pairs whose cosine is `SIMILAR` or more.
        pairs: the most alike.
    """

    repeats: int
    similar: float
    pairs: tuple[tuple[float, str, str], ...]


def alike(texts: Sequence[str], shown: int = 8) -> Alike:
    """Compare all pairs."""
    plain = ["".join(letter for letter in text.casefold() if letter.isalnum() or letter == " ") for text in texts]
    repeats = len(plain) - len(set(plain))
    if len(texts) < 2:
        return Alike(repeats, 0.0, ())
    vectors = embed(texts)
    rows, columns = np.triu_indices(len(texts), 1)
    cosines = (vectors @ vectors.T)[rows, columns]
    top = np.argsort(cosines)[::-1][:shown]
    pairs = tuple((float(cosines[k]), texts[rows[k]], texts[columns[k]]) for k in top)
    return Alike(repeats, float((cosines >= SIMILAR).mean()), pairs)


def kinds_and_moods(model: LanguageModel | None, seed: int, stop: Callable[[], None] = _never) -> list[Said]:
    """A line of each of many kinds, and in each mood, to be read side by side; kind first."""
    found = []
    wanted = ("greet", "rumour", "threaten", "haggle_counter", "bark:spot_enemy", "bark:idle", "describe:item")
    for at, intent in enumerate((*wanted, "describe:place")):
        for step, mood in enumerate(("neutral", "angry", "joyful", "afraid")):
            who = case(seed + 8, at, role="guard" if intent.startswith("bark") else "", setting="medieval")
            request = LineRequest(
                intent,
                who.persona,
                replace(who.situation, mood=mood),
                slots={"item": "a brass lantern", "price": "30"},
                seed=Dice(seed + 9, at * 4 + step).seed(),
            )
            found.append((f"{intent}, {mood}", _group([request], model, stop)))
    return found
