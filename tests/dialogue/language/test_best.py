from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest

from procgen.dialogue.guard.fresh import Said
from procgen.dialogue.language.best import Bounds, best_line, draft_seed, fluency
from procgen.dialogue.language.contract import Prompt, Sampling
from procgen.dialogue.language.gguf import Draft
from procgen.dialogue.language.sampling import Sampler, log_likelihood
from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.request import Line, Must
from procgen.errors import Failed
from procgen.runtime.checkpoint import go_on

PROMPT = Prompt(Persona("Ned", "smith"), Situation(mood="weary"), "warn")


class Scripted:
    """A model that writes what it is told to, in turn."""

    name = "scripted"
    writes = True
    rephrases = False

    def __init__(self, drafts: Sequence[Draft | Failed]) -> None:
        self.drafts = list(drafts)
        self.seeds: list[int] = []

    def likelihoods(self, prompt: Prompt, texts: Sequence[str], stop: Callable[[], None]) -> list[float]:
        return [0.0 for _ in texts]

    def write(self, prompt: Prompt, grammar: str, sampling: Sampling, stop: Callable[[], None]) -> Iterator[str]:
        yield self.draft(prompt, grammar, sampling, stop).text

    def draft(self, prompt: Prompt, grammar: str, sampling: Sampling, stop: Callable[[], None]) -> Draft:
        assert prompt.must_say
        assert "moonpetals" in grammar
        self.seeds.append(sampling.seed)
        draft = self.drafts[(len(self.seeds) - 1) % len(self.drafts)]
        if isinstance(draft, Failed):
            raise draft
        return draft


MUST = Must(("three moonpetals",), ("gold",))


def test_the_most_fluent_draft_that_passes_is_kept() -> None:
    model = Scripted(
        [
            Draft("Three moonpetals and gold.", (-0.1,) * 5),
            Failed("stuck"),
            Draft("Three moonpetals for Gandalf.", (-0.1,) * 5),
            Draft("Three moonpetals, said before.", (-0.1,) * 5),
            Draft("My three moonpetals, please.", (-1.0, -1.0, -9.0, -9.0, -1.0)),
            Draft("Bring three moonpetals.", (-4.0,) * 5),
        ]
    )
    bounds = Bounds(("Ned",), said=Said(["Three moonpetals, said before!"]))
    line = best_line(model, PROMPT, MUST, bounds, Sampling(seed=9), go_on, candidates=2)
    assert line == Line("Bring three moonpetals.", "warn", "Ned", "weary", 2, -4.0, "scripted")
    assert model.seeds[0] == 9
    assert len(set(model.seeds)) == 6


def test_nothing_is_hidden_where_no_draft_passes() -> None:
    model = Scripted([Draft("I have gold.", (-1.0,))])
    with pytest.raises(Failed, match="missing leak"):
        best_line(model, PROMPT, MUST, Bounds(), Sampling(), go_on, candidates=1)
    line = best_line(
        model,
        PROMPT,
        MUST,
        Bounds(),
        Sampling(),
        go_on,
        candidates=1,
        instead=lambda: Line("Three moonpetals!", "warn"),
    )
    assert line.text == "Three moonpetals!"
    assert "instead of scripted: missing leak" in line.template


def test_bad_joins_weigh_more_than_their_mean() -> None:
    assert fluency((-2.0,) * 8) > fluency((-1.0, -1.0, -1.0, -5.0, -5.0, -1.0, -1.0, -1.0))
    assert fluency(()) == 0.0


def test_seeds_of_drafts() -> None:
    seeds = [draft_seed(5, count) for count in range(50)]
    assert seeds[0] == 5
    assert len(set(seeds)) == 50
    assert all(0 <= seed < 1 << 64 for seed in seeds)


def test_tokens_are_drawn_by_seed_among_the_likely_and_allowed() -> None:
    logits = np.array([5.0, 4.9, 4.8, 0.0, -4.0], np.float32)
    everything = np.ones(5, np.bool_)

    def first(seed: int, allowed: np.ndarray = everything, **more: float) -> int:
        return next(Sampler(Sampling(seed=seed, top_p=0.95, **more)).draws(logits, allowed))  # type: ignore[arg-type]

    drawn = [first(seed) for seed in range(60)]
    assert drawn == [first(seed) for seed in range(60)]
    assert set(drawn) == {0, 1, 2}
    assert {first(seed, temperature=0.0) for seed in range(20)} == {0}
    assert {first(seed, np.array([False, False, False, True, True])) for seed in range(20)} == {3}
    assert sorted(Sampler(Sampling(seed=1)).draws(logits, everything)) == [0, 1, 2, 3, 4]
    assert list(Sampler(Sampling()).draws(logits, np.zeros(5, np.bool_))) == []

    sampler = Sampler(Sampling(seed=1, temperature=0.0, repetition_penalty=1.5))
    sampler.take(0)
    assert next(sampler.draws(logits, everything)) == 1
    total = sum(np.exp(log_likelihood(logits, token)) for token in range(5))
    assert total == pytest.approx(1.0)
