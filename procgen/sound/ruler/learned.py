"""How near what the learned model makes is to recorded clips, beside the parametric ones in the same place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.rows import Rows
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, filtered, low_pass
from procgen.sound.generate import generate
from procgen.sound.learned.edges import at_rate
from procgen.sound.learned.library import Library
from procgen.sound.parameters import SoundParameters
from procgen.sound.recipe.clips import RATE_HZ, Clip, comparable
from procgen.sound.recipe.rows import class_of_clip, is_held
from procgen.sound.ruler.embedding import frechet
from procgen.sound.ruler.evaluate import Floats, Progress, features, judge_of, noises

_DRAWS: Final = 4
"""Sets of ours that are compared with held-out clips: these are few."""
_HALVINGS: Final = 8
_LOW_HZ: Final = 2000.0


class Hears(Protocol):
    """A network that hears clips."""

    def of(self, samples: Floats) -> Floats:
        """(windows, numbers) of a clip."""


@dataclass(frozen=True, slots=True, eq=False)
class _Heard:
    """Sounds as they are measured.

    Attributes:
        windows: of each, (windows, numbers) by the network.
        features: (n, numbers) of each.
    """

    windows: list[Floats]
    features: Floats

    def some(self, chosen: npt.NDArray[np.intp]) -> _Heard:
        return _Heard([self.windows[int(each)] for each in chosen], self.features[chosen])

    @property
    def all_windows(self) -> Floats:
        return np.concatenate(self.windows)


def evaluate_learned(
    clips: Sequence[Clip], library: Library, model: str, hears: Hears, split: str, seed: int, progress: Progress
) -> Rows:
    """All figures.

    Args:
        clips: all of a pack.
        library: has the model.
        model: by name.
        hears: a network that hears clips.
        split: "validation" or "test": which clips nothing was learned from are compared with.
        seed: of what is drawn.
        progress: told what is done.
    """
    known = library.classes[model][1:]
    named = [clip for clip in clips if class_of_clip(clip) in known]
    learned = [clip for clip in named if clip.split == "train" and not is_held(clip)]
    held = [
        clip for clip in named if (clip.split == "test" if split == "test" else clip.split == "train" and is_held(clip))
    ]

    def told(sounds: Sequence[Floats]) -> _Heard:
        return _Heard([hears.of(each) for each in sounds], np.array([features(each) for each in sounds]))

    def ours(some: Sequence[Clip], draw: int, name: str) -> _Heard:
        return told([_made(clip, library, name, seed + 1000 * draw + number) for number, clip in enumerate(some)])

    real, theirs = told([clip.samples for clip in held]), told([clip.samples for clip in learned])
    progress("clips", 1.0)
    made = [ours(held, draw, model) for draw in range(_DRAWS)]
    parametric = [ours(held, draw, "parametric") for draw in range(_DRAWS)]
    in_place, beside = ours(learned, _DRAWS, model), ours(learned, _DRAWS, "parametric")
    progress("sounds", 1.0)
    chance = np.random.default_rng([seed, 2])
    found: Rows = {
        "learned_distance": {
            "ours": _mean_frechet(made, real),
            "parametric": _mean_frechet(parametric, real),
            "real": _mean_frechet([theirs.some(_same_class(held, learned, chance)) for _ in range(2 * _DRAWS)], real),
            "low_passed": frechet(told([_lowered(clip.samples) for clip in held]).all_windows, real.all_windows),
            "baseline": frechet(told(noises(held, seed)).all_windows, real.all_windows),
        }
    }
    distance = found["learned_distance"]
    found["learned_distance_ratio"] = {name: value / distance["real"] for name, value in distance.items()}
    found["learned_halves"] = _halves(theirs, in_place, beside, chance)
    halves = found["learned_halves"]
    found["learned_halves_ratio"] = {name: value / halves["real"] for name, value in halves.items()}
    progress("distances", 1.0)
    classes = np.array([class_of_clip(clip) for clip in learned])
    of_held = np.array([class_of_clip(clip) for clip in held])
    judge = judge_of(_both(theirs), classes)
    heard = {
        "ours": float(np.mean([(judge.predict(_both(each)) == of_held).mean() for each in made])),
        "parametric": float(np.mean([(judge.predict(_both(each)) == of_held).mean() for each in parametric])),
        "real": float((judge.predict(_both(real)) == of_held).mean()),
    }
    found["learned_class_accuracy"] = heard
    found["learned_class_share_of_real"] = {
        name: value / heard["real"] for name, value in heard.items() if name != "real"
    }
    found["learned_copies"] = _copies(
        theirs.features, np.concatenate([in_place.features, *(each.features for each in made)])
    )
    scale = theirs.features.std(axis=0) + 1e-9
    for name in dict.fromkeys(classes.tolist()):
        of = classes == name
        found[f"learned_{name.replace('/', '_')}"] = {
            "ours": _apart(in_place.features[of], theirs.features[of], scale),
            "parametric": _apart(beside.features[of], theirs.features[of], scale),
            "ours_heard": float((judge.predict(_both(in_place))[of] == name).mean()),
            "parametric_heard": float((judge.predict(_both(beside))[of] == name).mean()),
        }
    progress("classes", 1.0)
    return found


def _made(clip: Clip, library: Library, model: str, seed: int) -> Floats:
    said = {"effect", "kind", "surface"} if model != "parametric" else set(clip.request)
    fields = {name: value for name, value in clip.request.items() if name in said}
    sound = generate(SoundParameters(seed=seed, model=model, **fields), library=library)[0]
    return comparable(sound.samples, SAMPLE_RATE_HZ)


def _lowered(samples: Floats) -> Floats:
    """A clip without its highs."""
    sound = at_rate(samples, round(len(samples) * SAMPLE_RATE_HZ / RATE_HZ))
    return comparable(filtered(sound, lambda hz: low_pass(hz, _LOW_HZ, 4.0)), SAMPLE_RATE_HZ)


def _mean_frechet(sets: Sequence[_Heard], real: _Heard) -> float:
    return float(np.mean([frechet(each.all_windows, real.all_windows) for each in sets]))


def _same_class(held: Sequence[Clip], learned: Sequence[Clip], chance: np.random.Generator) -> npt.NDArray[np.intp]:
    """A clip of the same class in place of each."""
    names = np.array([class_of_clip(clip) for clip in learned])
    return np.array([chance.choice(np.flatnonzero(names == class_of_clip(clip))) for clip in held])


def _halves(real: _Heard, made: _Heard, beside: _Heard, chance: np.random.Generator) -> dict[str, float]:
    """Distance to one half of the clips: of the other half, and of what is made in place of that."""
    sums = dict.fromkeys(("ours", "parametric", "real"), 0.0)
    for _ in range(_HALVINGS):
        order = chance.permutation(len(real.windows))
        one, other = order[: len(order) // 2], order[len(order) // 2 :]
        wanted = real.some(other).all_windows
        for name, each in (("ours", made), ("parametric", beside), ("real", real)):
            sums[name] += frechet(each.some(one).all_windows, wanted) / _HALVINGS
    return sums


def _both(heard: _Heard) -> Floats:
    """What the judge goes by: what the network hears on average and first, and features."""
    means = np.array([np.concatenate([each.mean(axis=0), each[0]]) for each in heard.windows])
    return np.concatenate([means / 10.0, heard.features], axis=1)


def _copies(real: Floats, made: Floats) -> dict[str, float]:
    """The 5th percentile of distances to the nearest clip: of ours, and of clips themselves."""
    scale = real.std(axis=0) + 1e-9
    a, b = real / scale, made / scale
    among = np.linalg.norm(a[:, None] - a[None], axis=2)
    np.fill_diagonal(among, np.inf)
    to = np.linalg.norm(b[:, None] - a[None], axis=2)
    return {"ours": float(np.percentile(to.min(axis=1), 5)), "real": float(np.percentile(among.min(axis=1), 5))}


def _apart(made: Floats, real: Floats, scale: Floats) -> float:
    """Distance of means, in spreads of the features."""
    return float(np.linalg.norm((made.mean(axis=0) - real.mean(axis=0)) / scale))


def learned_bars(rows: Rows) -> list[Bar]:
    """The bars that the figures are measured by."""
    copies = rows["learned_copies"]
    return [
        Bar("learned_halves_ratio", "at most 1.3", rows["learned_halves_ratio"]["ours"] <= 1.3),
        Bar("learned_class_share_of_real", "at least 0.8", rows["learned_class_share_of_real"]["ours"] >= 0.8),
        Bar("learned_copies", "not nearer than real", copies["ours"] >= copies["real"]),
    ]
