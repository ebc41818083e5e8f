"""What is preferred among candidates, with a model that was taught to choose, one that was not, and without any."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from procgen.dialogue.language.contract import Prompt, Sampling, Verdict
from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.phrase import preference
from procgen.dialogue.phrase.book import library
from procgen.dialogue.phrase.compose import Candidate
from procgen.dialogue.phrase.preference import FIT, PLAIN, SIGNS, TELLING, judged, made, signs, worths
from procgen.dialogue.phrase.write import line
from procgen.dialogue.request import LineRequest

GREET = library().sections["greet"]
MOOD = next(t for t in GREET if {test.key for test in t.conditions.tests if test.operator == "="} == {"mood"})
ANYBODY = next(t for t in GREET if not t.conditions.tests)
ROWS = [
    Candidate("Good day to you, then.", (ANYBODY.id,), 2.0),
    Candidate("Damn it! Good day to you, then.", (ANYBODY.id, "manner_angry@natures:1"), 2.0),
    Candidate("What do you want now, and why?", (MOOD.id,), 2.0),
]
PROMPT = Prompt(Persona(), Situation(), "greet")


@dataclass
class Teller:
    """Tells likelihoods, and nothing else."""

    writes: bool = False
    rephrases: bool = False
    name: str = "teller"
    asked: list[int] = field(default_factory=list)

    def likelihoods(self, prompt: Prompt, texts: Sequence[str], stop: Callable[[], None]) -> list[float]:
        self.asked.append(len(texts))
        return [-1.0 - n for n in range(len(texts))]

    def write(self, prompt: Prompt, grammar: str, sampling: Sampling, stop: Callable[[], None]) -> Iterator[str]:
        raise NotImplementedError


@dataclass
class Taught(Teller):
    """Also says what fits: the first most."""

    def verdicts(self, prompt: Prompt, texts: Sequence[str], stop: Callable[[], None]) -> list[Verdict]:
        self.asked.append(len(texts))
        return [Verdict(-1.0, float(-n), 0.0) for n in range(len(texts))]


def go_on() -> None:
    """Never stops."""


def test_signs_say_how_a_candidate_was_made() -> None:
    plain, glued, own = (
        dict(zip(SIGNS, signs(row.text, how, Verdict(-2.0, 0.5, 0.25)), strict=True))
        for row, how in zip(ROWS, made(ROWS, GREET), strict=True)
    )
    assert (plain["anybody"], plain["mood"], plain["manner"]) == (1.0, 0.0, 0.0)
    assert (glued["anybody"], glued["manner"], glued["sentences"]) == (1.0, 1.0, 2.0)
    assert (own["anybody"], own["mood"], own["sentences"]) == (0.0, 1.0, 1.0)
    assert (own["likelihood"], own["fits"], own["whole"], own["words"]) == (-2.0, 0.5, 0.25, 0.7)
    told = signs(
        "Yes.", made([Candidate("Yes.", ("x@b:1", "tell_mood@b:2", "tell_more_thing@b:3"))], ())[0], Verdict(0, 0, 0)
    )
    assert [told[SIGNS.index(name)] for name in ("tail", "beside", "brief")] == [1.0, 1.0, 1.0]


def test_every_kind_of_line_has_what_each_sign_is_worth() -> None:
    assert set(worths()) == {PLAIN, TELLING}
    assert all(len(worth) == len(SIGNS) for worth in worths().values())
    assert worths()[PLAIN][SIGNS.index("mood")] > 0.0
    assert worths()[PLAIN][SIGNS.index("weight")] > 0.0


def test_without_a_model_weights_alone_tell() -> None:
    scores, fits = judged(ROWS, GREET, PROMPT, None, go_on)
    assert scores == [0.0] * 3
    assert len(set(fits)) == 1
    assert fits[0] == pytest.approx(FIT * 0.6931, abs=1e-3)


def test_a_model_that_only_tells_likelihoods_adds_them() -> None:
    scores, fits = judged(ROWS, GREET, PROMPT, Teller(), go_on)
    assert scores == [-1.0, -2.0, -3.0]
    assert fits[0] - fits[2] == pytest.approx(2.0)


def test_a_line_of_the_mood_is_preferred_and_the_model_asked_only_where_it_helps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = Taught()
    worth = dict.fromkeys(SIGNS, 0.0) | {"mood": 2.0, "manner": 0.5}
    monkeypatch.setattr(preference, "worths", lambda: {kind: tuple(worth.values()) for kind in (PLAIN, TELLING)})
    scores, fits = judged(ROWS, GREET, PROMPT, model, go_on)
    assert (scores, fits) == (None, [0.0, 0.5, 2.0])
    assert model.asked == []
    worth["fits"] = 3.0
    scores, fits = judged(ROWS, GREET, PROMPT, model, go_on)
    assert (scores, fits) == ([-1.0] * 3, [0.0, -2.5, -4.0])
    assert model.asked == [3]


def test_what_nobody_says_is_chosen_by_likelihood() -> None:
    model = Taught()
    scores, fits = judged(ROWS, GREET, Prompt(Persona(), Situation(), "describe:item"), model, go_on)
    assert scores == [-1.0, -2.0, -3.0]
    assert fits[0] > fits[1] > fits[2]


def test_a_chosen_line_has_its_likelihood(monkeypatch: pytest.MonkeyPatch) -> None:
    worth = tuple((dict.fromkeys(SIGNS, 0.0) | {"mood": 2.0}).values())
    monkeypatch.setattr(preference, "worths", lambda: dict.fromkeys((PLAIN, TELLING), worth))
    model = Taught()
    said = line(LineRequest("greet", Persona(role="guard"), Situation(mood="angry"), seed=3), model)
    assert said.likelihood == -1.0
    assert model.asked == [1]
