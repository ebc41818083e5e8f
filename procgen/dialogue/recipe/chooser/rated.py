"""Candidates that were rated as a writer would, and what their signs are worth by these ratings.

`ratings.jsonl` beside this module has a request a line: who speaks, what the line does, and candidates with how they
were made, each from 0 (wrong here) to 4 (as good as can be).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.dialogue.language.contract import Judges, Prompt
from procgen.dialogue.persona import Persona, Situation, World
from procgen.dialogue.phrase.preference import FIT, OF_MODEL, PLAIN, SIGNS, TELLING, Made, signs

RATINGS: Final = Path(__file__).with_name("ratings.jsonl")
_RIDGE: Final = 4.0
_STRENGTH: Final = 1.0
"""Nats of the draw for a step of the ratings. Stronger, and seeds of one person come back to the same few lines."""
_WEIGHT: Final = FIT
"""What a nat of a candidate's weight is worth: as in books alone. It is not what readers see, but keeps persons and
seeds apart."""
_TELLING: Final = ("beside", *OF_MODEL)
"""Signs that count where facts are told. The others foretold no better than chance which of two such lines a reader
chose, in 67 pairs."""
_AUDIBLE: Final = {"mood": 2.5, "trait": 2.2, "role": 1.9, "manner": 0.0}
"""Set for plain lines instead of fitted: the ratings are of books in which few lines were anyone's. Readers like lines
of a mood, above all those that no stock sentence stands beside, and since sections have a score of these, moods come
before traits and traits before roles."""
_MODEL: Final = tuple(SIGNS.index(name) for name in OF_MODEL)
_FOLDS: Final = 6
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rated:
    """Candidates of one line, with their ratings."""

    prompt: Prompt
    texts: tuple[str, ...]
    made: tuple[Made, ...]
    ratings: FloatArray

    @property
    def kind(self) -> str:
        """`PLAIN` or `TELLING`."""
        return TELLING if self.prompt.must_say else PLAIN


def read_ratings(path: Path = RATINGS) -> list[Rated]:
    """All of a file."""
    return [_read(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def _read(record: Mapping[str, Any]) -> Rated:
    persona = Persona(**{**record["persona"], "traits": tuple(record["persona"].get("traits", ()))})
    told = dict(record["situation"])
    situation = Situation(World(told.pop("setting")), **told)
    rows = record["candidates"]
    return Rated(
        Prompt(persona, situation, record["intent"], must_say=tuple(record.get("facts", ()))),
        tuple(row["text"] for row in rows),
        tuple(Made(frozenset(row["named"]), frozenset(row["beside"]), row["weight"]) for row in rows),
        np.array([row["rating"] for row in rows], np.float64),
    )


def signs_of(rated: Rated, model: Judges, stop: Callable[[], None]) -> FloatArray:
    """(candidates, signs)."""
    verdicts = model.verdicts(rated.prompt, rated.texts, stop)
    return np.array(list(map(signs, rated.texts, rated.made, verdicts)), np.float64)


def fit(found: Sequence[tuple[Rated, FloatArray]], leave_out: Sequence[int] = ()) -> dict[str, dict[str, float]]:
    """What signs are worth, in nats, by kind of line: a ridge regression of ratings, within each line.

    Args:
        found: lines with their signs.
        leave_out: signs that count nothing.
    """
    worth = {}
    for kind in (PLAIN, TELLING):
        counts = SIGNS[:-1] if kind == PLAIN else _TELLING
        kept = np.array([SIGNS.index(name) for name in counts if SIGNS.index(name) not in leave_out])
        lines = [(each, x) for each, x in found if each.kind == kind]
        x = np.vstack([x - x.mean(0) for _, x in lines])[:, kept]
        y = np.concatenate([each.ratings - each.ratings.mean() for each, _ in lines])
        scale = np.maximum(x.std(0), 1e-3)
        # Signs of two values are left in their own units: rare ones are to count less, not more.
        scale[kept < len(SIGNS) - 1 - len(_MODEL)] = 1.0
        x = x / scale
        slopes = np.linalg.solve(x.T @ x + _RIDGE * np.eye(len(kept)), x.T @ y) / scale
        values = dict.fromkeys(SIGNS, 0.0) | {
            SIGNS[i]: round(_STRENGTH * float(slope), 4) for i, slope in zip(kept, slopes, strict=True)
        }
        worth[kind] = values | {"weight": _WEIGHT} | (_AUDIBLE if kind == PLAIN else {})
    return worth


@dataclass(frozen=True, slots=True)
class Crossed:
    """How lines are chosen that weights did not learn from.

    Attributes:
        rating: mean rating of what is chosen.
        books: of what the phrase books alone choose.
        won: share of pairs of different lines of the two of which this one's is rated higher, of those rated apart.
        among: how many candidates the choice is spread over (the exponential of its entropy), and the books'.
    """

    rating: float
    books: float
    won: float
    among: tuple[float, float]


def crossed(
    found: Sequence[tuple[Rated, FloatArray]], kind: str, temperature: float, leave_out: Sequence[int] = ()
) -> Crossed:
    """Measured on each sixth of the lines by weights fitted on the others.

    Args:
        found: lines with their signs.
        kind: `PLAIN` or `TELLING`.
        temperature: of the draw, in nats; the books' weights count as much.
        leave_out: signs that count nothing.
    """
    part = np.random.default_rng(0).integers(0, _FOLDS, len(found))
    ratings, books, wins, apart, own, theirs = [], [], 0.0, 0.0, [], []
    for k in range(_FOLDS):
        worth = fit([each for each, where in zip(found, part, strict=True) if where != k], leave_out)[kind]
        slopes = np.array([worth[name] for name in SIGNS])
        for (rated, x), where in zip(found, part, strict=True):
            if where != k or rated.kind != kind:
                continue
            ours, plain = _shares(x @ slopes / temperature), _shares(x[:, -1])
            y = rated.ratings
            ratings.append(float(ours @ y))
            books.append(float(plain @ y))
            both = ours[:, None] * plain[None]
            wins += float(both[y[:, None] > y[None]].sum())
            apart += float(both[y[:, None] != y[None]].sum())
            own.append(_among(ours))
            theirs.append(_among(plain))
    return Crossed(
        float(np.mean(ratings)), float(np.mean(books)), wins / apart, (float(np.mean(own)), float(np.mean(theirs)))
    )


def _shares(nats: FloatArray) -> FloatArray:
    odds = np.exp(nats - nats.max())
    shares: FloatArray = odds / odds.sum()
    return shares


def _among(shares: FloatArray) -> float:
    return float(np.exp(-(shares * np.log(shares + 1e-300)).sum()))


WITHOUT_MODEL: Final = _MODEL
"""To leave out: all that the model says."""
