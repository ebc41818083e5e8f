"""Answers are told apart by whoever knows them, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from procgen.dialogue.language.contract import Prompt, Sampling, Verdict
from procgen.dialogue.recipe.corpus import Npc
from procgen.dialogue.ruler.choosing import AMONG, told_apart
from tests.dialogue.recipe.corpus.persons import saying


def persons() -> list[Npc]:
    return [saying(f"seafarers/n{number}", f"Nell {number}") for number in range(AMONG + 2)]


@dataclass
class Knower:
    """Knows who speaks, by likelihood, and says of fitting the contrary."""

    writes: bool = False
    rephrases: bool = False
    name: str = "knower"
    said: str = ""

    def likelihoods(self, prompt: Prompt, texts: Sequence[str], stop: Callable[[], None]) -> list[float]:
        assert len(texts) == len(set(texts)) == AMONG
        assert prompt.history[-1].player
        return [float(text.endswith(f"{prompt.persona.name}.")) for text in texts]

    def write(self, prompt: Prompt, grammar: str, sampling: Sampling, stop: Callable[[], None]) -> Iterator[str]:
        raise NotImplementedError


class Contrary(Knower):
    def verdicts(self, prompt: Prompt, texts: Sequence[str], stop: Callable[[], None]) -> list[Verdict]:
        return [Verdict(told, -told, 0.0) for told in self.likelihoods(prompt, texts, stop)]


def test_who_knows_the_speaker_finds_all() -> None:
    told = told_apart(Knower(), persons(), 0, 20)
    assert (told.turns, told.likeliest, told.fitting) == (20, 20, 20)


def test_verdicts_and_likelihoods_are_counted_apart() -> None:
    told = told_apart(Contrary(), persons(), 0, 20)
    assert (told.turns, told.likeliest, told.fitting) == (20, 20, 0)


def test_where_too_few_others_answered_nothing_is_tried() -> None:
    assert told_apart(Knower(), persons()[:3], 0, 20).turns == 0
