"""Does a model know what somebody would answer? What a person of the corpus says stands among answers that others gave
to the same act of a player, and the model is to tell it from them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from procgen.dialogue.language.contract import Judges, LanguageModel, Prompt, Spoken
from procgen.dialogue.recipe.corpus import Npc
from procgen.dialogue.recipe.corpus.speakers import persona_of, situation_of
from procgen.dialogue.vocabulary import MOODS

AMONG: Final = 16
"""Answers, the right one among them."""
_HEARD: Final = 8
"""Turns before that the model is told."""


@dataclass(frozen=True, slots=True)
class ToldApart:
    """How often the right answer was the first, and among how many it stood.

    Attributes:
        turns: that were looked at.
        likeliest: by the likelihood of each.
        fitting: by what a model that was taught to choose says of fitting; the same as `likeliest` for others.
    """

    turns: int
    likeliest: int
    fitting: int


def _never() -> None:
    pass


def told_apart(
    model: LanguageModel, persons: Sequence[Npc], seed: int, turns: int, stop: Callable[[], None] = _never
) -> ToldApart:
    """Try so many turns of talks of some persons, or all there are.

    Args:
        model: that tells likelihoods.
        persons: whose talks, and whose answers to the same acts.
        seed: of the turns and of the others' answers.
        turns: at most so many.
        stop: called often; raises to end the work.
    """
    pool: dict[str, list[tuple[str, str]]] = defaultdict(list)
    places = []
    for npc in persons:
        for talk in npc.talks:
            for place, turn in enumerate(talk.turns):
                pool[turn.acts[0].kind].append((npc.key, turn.reply))
                places.append((npc, talk, place))
    chance = np.random.default_rng(seed)
    seen = likeliest = fitting = 0
    for i in chance.permutation(len(places)):
        npc, talk, place = places[i]
        turn = talk.turns[place]
        others = sorted({text for key, text in pool[turn.acts[0].kind] if key != npc.key and text != turn.reply})
        if len(others) < AMONG - 1:
            continue
        texts = [turn.reply, *(others[int(k)] for k in chance.permutation(len(others))[: AMONG - 1])]
        said = [
            spoken
            for each in talk.turns[max(0, place - _HEARD // 2) : place]
            for spoken in (Spoken("Player", each.player, player=True), Spoken(npc.name, each.reply))
        ]
        mood = turn.moods[0] if turn.moods else talk.mood
        situation = replace(situation_of(npc, talk), mood=mood if mood in MOODS else "neutral")
        prompt = Prompt(persona_of(npc), situation, history=(*said, Spoken("Player", turn.player, player=True)))
        if isinstance(model, Judges):
            verdicts = model.verdicts(prompt, texts, stop)
            odds, fits = [each.likelihood for each in verdicts], [each.fits for each in verdicts]
        else:
            odds = fits = model.likelihoods(prompt, texts, stop)
        seen += 1
        likeliest += int(np.argmax(odds)) == 0
        fitting += int(np.argmax(fits)) == 0
        if seen == turns:
            break
    return ToldApart(seen, likeliest, fitting)
