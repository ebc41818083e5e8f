"""How near our sounds are to recorded ones: features, distances beside real halves, a probe that learned from clips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.rows import Rows
from procgen.sound.dsp.chance import Chance
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ, low_pass, noise
from procgen.sound.features import band_levels
from procgen.sound.generate import generate
from procgen.sound.parameters import SoundParameters
from procgen.sound.recipe.clips import RATE_HZ, Clip, comparable

Floats = npt.NDArray[np.float64]
LEAST_CLIPS: Final = 4
"""Of a group, for a distance."""
_HALVINGS: Final = 40
_PACES_HZ: Final = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)


@dataclass(frozen=True, slots=True)
class Options:
    """What is measured.

    Attributes:
        seed: of all that is drawn.
    """

    seed: int = 0


Progress = Callable[[str, float], None]


def features(samples: Floats) -> Floats:
    """What a clip is like, (numbers,): how bands are filled and how they move, brightness, attack, decay, length."""
    levels = band_levels(samples, RATE_HZ)
    linear = 10.0 ** (levels / 10.0)
    loud = 10.0 * np.log10(linear.sum(axis=1) + 1e-9)
    heard = loud > loud.max() - 40.0
    means = levels[heard].mean(axis=0)
    spread = levels[heard].std(axis=0)
    share = linear / (linear.sum(axis=1, keepdims=True) + 1e-12)
    centroid = (share * np.arange(levels.shape[1])).sum(axis=1)[heard]
    flatness = np.exp(np.log(linear + 1e-9).mean(axis=1)) / (linear.mean(axis=1) + 1e-9)
    frame_s = 512 / SAMPLE_RATE_HZ
    pace = np.abs(np.fft.rfft(loud - loud.mean(), 512)) / len(loud)
    paces = np.interp(_PACES_HZ, np.fft.rfftfreq(512, frame_s), pace)
    peak = int(loud.argmax())
    after = loud[peak:]
    fallen = int(np.argmax(after < after[0] - 20.0)) if (after < after[0] - 20.0).any() else len(after)
    rest = [
        centroid.mean(),
        centroid.std(),
        10.0 * float(flatness[heard].mean()),
        np.log2(len(samples) / RATE_HZ + 0.02),
        np.log2(peak * frame_s + 0.01),
        np.log2(fallen * frame_s + 0.01),
        float(np.diff(loud).std()),
    ]
    return np.concatenate([means / 10.0, spread / 5.0, np.log(paces + 0.05), rest])


def ours_of(clips: Sequence[Clip], seed: int, progress: Progress = lambda _name, _share: None) -> list[Floats]:
    """What we make in place of clips, each by itself."""
    made = []
    for number, clip in enumerate(clips):
        sound = generate(SoundParameters(seed=seed + number, **clip.request))[0]
        made.append(comparable(sound.samples, SAMPLE_RATE_HZ))
        progress("sounds", (number + 1) / len(clips))
    return made


def noises(clips: Sequence[Clip], seed: int) -> list[Floats]:
    """Brown noise as long as the clips: what is no model at all."""
    made = []
    for number, clip in enumerate(clips):
        samples = round(len(clip.samples) * SAMPLE_RATE_HZ / RATE_HZ)
        brown = noise(Chance("ruler/noise", seed, number), samples, lambda hz: low_pass(hz, 50.0, 1.0))
        made.append(comparable(brown, SAMPLE_RATE_HZ))
    return made


def energy_distance(one: Floats, other: Floats) -> float:
    """Of two sets of vectors (Székely and Rizzo, 2013), without those of a thing to itself: 0 on average for equals."""

    def apart(a: Floats, b: Floats) -> Floats:
        return np.asarray(np.linalg.norm(a[:, None] - b[None], axis=2))

    def within(a: Floats) -> float:
        return float(apart(a, a).sum() / max(len(a) * (len(a) - 1), 1))

    return 2.0 * float(apart(one, other).mean()) - within(one) - within(other)


def _mean_apart(one: Floats, other: Floats) -> float:
    """Distance of means, in spreads of the features."""
    return float(np.linalg.norm(one.mean(axis=0) - other.mean(axis=0)))


def evaluate_sound(clips: Sequence[Clip], options: Options, progress: Progress) -> Rows:
    """All figures, of all groups together and of each that has clips enough."""
    chance = np.random.default_rng([options.seed, 1])
    ours = ours_of(clips, options.seed, progress)
    groups = np.array([clip.group for clip in clips])
    names = [name for name in dict.fromkeys(groups.tolist()) if (groups == name).sum() >= LEAST_CLIPS]
    real = np.array([features(clip.samples) for clip in clips])
    scale = StandardScaler().fit(real)
    real = scale.transform(real)
    made = scale.transform(np.array([features(each) for each in ours]))
    none = scale.transform(np.array([features(each) for each in noises(clips, options.seed)]))
    found: Rows = {}
    ratios: dict[str, list[float]] = {"ours": [], "baseline": []}
    for name in names:
        chosen = groups == name
        halves = float(np.mean([_halves(real[chosen], chance) for _ in range(_HALVINGS)]))
        row = {"ours": _mean_apart(made[chosen], real[chosen]), "baseline": _mean_apart(none[chosen], real[chosen])}
        found[f"distance_{name.replace(' ', '_')}"] = {**row, "real": halves}
        for column, distances in ratios.items():
            distances.append(row[column] / halves)
    found["embedding_ratio"] = {column: float(np.mean(each)) for column, each in ratios.items()} | {"real": 1.0}
    found["energy_distance"] = {
        "ours": float(np.mean([energy_distance(made[groups == name], real[groups == name]) for name in names])),
        "baseline": float(np.mean([energy_distance(none[groups == name], real[groups == name]) for name in names])),
    }
    found |= _probe(real, made, none, groups, names)
    progress("probe", 1.0)
    return found


def _halves(vectors: Floats, chance: np.random.Generator) -> float:
    order = chance.permutation(len(vectors))
    half = len(vectors) // 2
    return _mean_apart(vectors[order[:half]], vectors[order[half : 2 * half]])


def _probe(real: Floats, made: Floats, none: Floats, groups: npt.NDArray[np.str_], names: list[str]) -> Rows:
    """A judge that learned from all real clips but one hears that one, and one that learned from all hears ours."""
    kept = np.isin(groups, names)
    real, made, none, groups = real[kept], made[kept], none[kept], groups[kept]
    alone = []
    for number in range(len(real)):
        rest = np.arange(len(real)) != number
        alone.append(_judge().fit(real[rest], groups[rest]).predict(real[number : number + 1])[0] == groups[number])
    judge = _judge().fit(real, groups)
    heard = judge.predict(made) == groups
    accuracy = {
        "ours": float(np.mean(heard)),
        "real": float(np.mean(alone)),
        "baseline": float(np.mean(judge.predict(none) == groups)),
    }
    found: Rows = {"class_accuracy": accuracy, "class_share_of_real": {"ours": accuracy["ours"] / accuracy["real"]}}
    for name in names:
        chosen = groups == name
        found[f"heard_{name.replace(' ', '_')}"] = {
            "ours": float(heard[chosen].mean()),
            "real": float(np.array(alone)[chosen].mean()),
        }
    return found


def judge_of(vectors: Floats, names: npt.NDArray[np.str_]) -> Pipeline:
    """A judge that learned what vectors are called."""
    judge: Pipeline = _judge().fit(vectors, names)
    return judge


def _judge() -> Pipeline:
    return make_pipeline(StandardScaler(), LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto"))


def sound_bars(rows: Rows) -> list[Bar]:
    """The bars that the figures are measured by."""
    ratio, share = rows["embedding_ratio"]["ours"], rows["class_share_of_real"]["ours"]
    return [
        Bar("embedding_ratio", "at most 1.3", ratio <= 1.3),
        Bar("class_share_of_real", "at least 0.8", share >= 0.8),
    ]
