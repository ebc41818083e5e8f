"""The ruler of learned sounds: all figures are there, a judge that is missing is named, and distances are distances."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from procgen.errors import Failed
from procgen.runtime.store import ModelStore
from procgen.sound.dsp.chance import Floats
from procgen.sound.features import band_levels
from procgen.sound.generate import generate
from procgen.sound.learned.library import library_of
from procgen.sound.parameters import SoundParameters
from procgen.sound.recipe.clips import RATE_HZ, Clip, comparable
from procgen.sound.ruler.embedding import Embedding, frechet
from procgen.sound.ruler.learned import evaluate_learned, learned_bars


class Bands:
    """Hears by the levels of bands."""

    def of(self, samples: Floats) -> Floats:
        levels = band_levels(samples, RATE_HZ)
        return np.asarray([levels[at : at + 8, ::3].mean(axis=0) for at in range(0, len(levels), 8)])


def clips() -> list[Clip]:
    """Of two classes; "named" so that some of each are held back."""
    requests: dict[str, dict[str, Any]] = {
        "footstep/dirt": {"effect": "footstep", "surface": "dirt"},
        "whoosh/a": {"effect": "whoosh"},
    }
    made = []
    for name, request in requests.items():
        for number in range(14):
            sound = generate(SoundParameters(seed=50 + number, duration_s=0.2, **request))[0]
            samples = comparable(sound.samples, 48_000)
            made.append(Clip(f"{name}_{number}", name, request, samples, "test" if number % 5 == 0 else "train"))
    return made


@pytest.mark.parametrize("split", ["validation", "test"])
def test_all_figures_are_measured(split: str) -> None:
    library = library_of(ModelStore())
    found = evaluate_learned(clips(), library, "learned", Bands(), split, 1, lambda _name, _share: None)
    assert found["learned_distance_ratio"]["real"] == found["learned_halves_ratio"]["real"] == 1.0
    # The parametric sounds are of the models that made the clips; noise is of none.
    assert found["learned_distance"]["parametric"] < found["learned_distance"]["baseline"]
    assert found["learned_halves"]["real"] < found["learned_halves"]["ours"]
    assert found["learned_class_accuracy"]["parametric"] > 0.8
    assert {bar.metric for bar in learned_bars(found)} == {
        "learned_halves_ratio",
        "learned_class_share_of_real",
        "learned_copies",
    }
    assert all(np.isfinite(value) for row in found.values() for value in row.values())


def test_frechet_is_none_between_equals_and_grows_with_distance() -> None:
    one, other = (np.random.default_rng(seed).normal(size=(4000, 4)) for seed in (1, 2))
    assert abs(frechet(one, other)) < 0.05
    assert frechet(one, other + 2.0) == pytest.approx(16.0, rel=0.1)
    assert frechet(one, 3.0 * other) == pytest.approx(16.0, rel=0.1)


def test_a_judge_that_is_missing_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("procgen.sound.ruler.embedding.find_spec", lambda _name: None)
    with pytest.raises(Failed) as caught:
        Embedding()
    assert "procgen-server[judges]" in caught.value.remedy
