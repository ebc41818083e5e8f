"""Layouts, measured: bits a tile against context models, hard constraints, flow graphs, conditions, likeness, variety.

What is real here is what the classical generators make. It is made from seeds, so nothing needs to be at hand.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from procgen.errors import InvalidFields
from procgen.kit.ruler.intervals import Interval, mean_interval, mean_of, resampled_interval
from procgen.kit.ruler.likeness import (
    MainDirections,
    class_kl_interval,
    fid_interval,
    kid_interval,
    nearness_interval,
)
from procgen.kit.ruler.metrics import inception_interval
from procgen.kit.ruler.rows import Rows
from procgen.layout.conditions import FREE_TILE
from procgen.layout.generate import Made, make
from procgen.layout.kinds import KINDS, LOCKABLE, STYLES, fullness, most_locks
from procgen.layout.network import Network, told
from procgen.layout.parameters import FREE, SYMMETRIES, LayoutParameters, violations
from procgen.layout.recipe.corpus import Example, corpus
from procgen.layout.recipe.data import known
from procgen.layout.ruler.context import BackOff, Boosting, BoostingOptions, bits
from procgen.layout.ruler.flows import flow_trials
from procgen.layout.ruler.variety import features, novelty, variety, variety_intervals
from procgen.layout.rules import problems
from procgen.layout.sample import log_odds
from procgen.layout.tiles import TileArray

FloatArray = npt.NDArray[np.float64]
PARTS: Final = ("bits", "validity", "conditions", "likeness", "variety", "flows")
_AT_ONCE: Final = 8
_SIDE: Final = 64
_FIRST_SEED: Final = 1 << 33
"""Of asked layouts: none of the corpus' seeds."""
Progress = Callable[[str, float], None]
Drawn = dict[str, list[TileArray]]
"""Maps of the baseline by kind: drawn from counted contexts (:meth:`BackOff.sample`)."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure, on how much."""

    parts: tuple[str, ...] = PARTS
    split: str = "test"
    """Of held-out maps: val or test."""
    seed: int = 0
    train_maps: int = 60
    """Of each kind, that the context models and the classifier learn from."""
    held_maps: int = 20
    """Of each kind."""
    made_maps: int = 20
    """Of each kind, by the network, of the usual size."""
    seeds: int = 120
    """Requests of all sorts whose constraints are checked."""
    flows: int = 200
    """Flow graphs that are laid out."""
    boosting: BoostingOptions = BoostingOptions(cells=20_000, rounds=40)  # noqa: RUF009 frozen


@dataclass(slots=True)
class Evaluation:
    """What was found: figure to column to value; the columns are ``ours``, ``real``, ``baseline`` and its kinds."""

    options: Options
    metrics: Rows = field(default_factory=dict)
    made: dict[str, list[Made]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def set(self, metric: str, **columns: float) -> None:
        """Note figures of one metric."""
        row = self.metrics.setdefault(metric, {})
        row.update({name: round(float(value), 6) for name, value in columns.items()})


def evaluate_layout(network: Network, options: Options, progress: Progress = lambda _name, _share: None) -> Evaluation:
    """Measure a learned generator.

    Args:
        network: its.
        options: what, and how much.
        progress: takes the part and the share of it that is done.
    """
    found = Evaluation(options)
    parts = options.parts
    compared = bool({"bits", "conditions", "likeness", "variety"} & set(parts))
    kinds = KINDS if compared else ()
    train = {kind: list(corpus(kind, "train", options.train_maps)) for kind in kinds}
    held = {kind: list(corpus(kind, options.split, options.held_maps)) for kind in kinds}
    counts = {kind: BackOff(train[kind]) for kind in kinds}
    progress("corpus", 1.0)
    if "bits" in parts:
        _bits(found, network, train, held, counts, partial(progress, "bits"))
    if "validity" in parts:
        _validity(found, network, partial(progress, "validity"))
    if "flows" in parts:
        _flows(found, network, partial(progress, "flows"))
    drawn: Drawn = {}
    if {"conditions", "likeness", "variety"} & set(parts):
        for kind in KINDS:
            found.made[kind] = [
                make(network, parameters) for parameters in usual_requests(kind, options.seed, options.made_maps)
            ]
            drawn[kind] = counts[kind].sample(options.made_maps, _SIDE, options.seed)
            progress("maps", len(found.made) / len(KINDS))
    if "conditions" in parts:
        _conditions(found, held)
    if "conditions" in parts or "likeness" in parts:
        _likeness(found, train, held, drawn)
        progress("likeness", 1.0)
    if "variety" in parts:
        _variety(found, train, held, drawn)
        progress("variety", 1.0)
    return found


def network_bits(network: Network, examples: Sequence[Example]) -> FloatArray:
    """(maps,) mean bits a tile under the network, told all conditions and no tile ahead. Maps of one size."""
    result: list[float] = []
    for start in range(0, len(examples), _AT_ONCE):
        part = examples[start : start + _AT_ONCE]
        tiles = np.stack([example.tiles for example in part]).astype(np.int64)
        conditions = np.stack([known(example) for example in part])
        logits = told(network, tiles, network.contexts(np.full_like(tiles, FREE_TILE), conditions))
        odds = np.take_along_axis(log_odds(logits), tiles[..., None], -1)
        result += (-odds.mean((1, 2, 3), dtype=np.float64) / np.log(2.0)).tolist()
    return np.array(result)


def _bits(
    found: Evaluation,
    network: Network,
    train: dict[str, list[Example]],
    held: dict[str, list[Example]],
    counts: dict[str, BackOff],
    progress: Callable[[float], None],
) -> None:
    columns: dict[str, list[FloatArray]] = {"ours": [], "back_off": [], "boosting": []}
    for kind in KINDS:
        of_kind = {
            "ours": network_bits(network, held[kind]),
            "back_off": bits(counts[kind], held[kind]),
            "boosting": bits(Boosting(train[kind], found.options.boosting, found.options.seed), held[kind]),
        }
        better = min(("back_off", "boosting"), key=lambda name: float(of_kind[name].mean()))
        found.set(
            f"bits_per_tile_{kind}",
            **{name: float(values.mean()) for name, values in of_kind.items() if name != "ours"},
            **mean_interval(of_kind[better], seed=found.options.seed).cells("baseline"),
            **mean_interval(of_kind["ours"], seed=found.options.seed).cells("ours"),
        )
        for name, values in of_kind.items():
            columns[name].append(values)
        progress(len(columns["ours"]) / len(KINDS))
    whole = {name: np.concatenate(parts) for name, parts in columns.items()}
    best = min(("back_off", "boosting"), key=lambda name: float(whole[name].mean()))
    ours, theirs = whole["ours"], whole[best]
    seed = found.options.seed
    found.set(
        "bits_per_tile",
        **{name: float(values.mean()) for name, values in whole.items() if name != "ours"},
        **mean_interval(theirs, seed=seed).cells("baseline"),
        **mean_interval(ours, seed=seed).cells("ours"),
    )
    # Maps are drawn again with what both said of them.
    below = resampled_interval(lambda rows: float(1.0 - ours[rows].mean() / theirs[rows].mean()), len(ours), seed=seed)
    found.set("bits_below_baseline", **below.cells("ours"))


def usual_requests(kind: str, seed: int, count: int) -> list[LayoutParameters]:
    """Requests as the corpus has them: styles in turn, densities spread evenly, half of them with locks."""
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    return [
        LayoutParameters(
            kind,
            _SIDE,
            _SIDE,
            _FIRST_SEED + 4096 * seed + number,
            style=STYLES[kind][number % len(STYLES[kind])],
            density=float(rng.random()),
            locks=int(rng.integers(0, 5)) if kind in LOCKABLE and rng.random() < 0.5 else 0,
        )
        for number in range(count)
    ]


def any_request(number: int, seed: int) -> LayoutParameters:
    """A request of any sort: kinds in turn; size, style, density, symmetry, locks, entrances and fixed tiles drawn."""
    rng = np.random.default_rng([seed, number, 7])
    kind = KINDS[number % len(KINDS)]
    width, depth = (int(16 * 4.0 ** rng.random()) for _ in "wd")
    if number % 4 == 0:
        width = depth = _SIDE
    locks = int(rng.integers(1, 4)) if rng.random() < 0.4 else 0
    parameters = LayoutParameters(
        kind,
        width,
        depth,
        _FIRST_SEED + number + (seed << 20),
        density=float(rng.random()) if rng.random() < 0.5 else None,
        style=str(rng.choice(STYLES[kind])) if rng.random() < 0.5 else "",
        symmetry=str(rng.choice(SYMMETRIES)) if rng.random() < 0.25 else "none",
        locks=min(locks, most_locks(kind, width, depth) // 4),
    )
    if rng.random() < 0.25 and parameters.symmetry == "none":
        entrances = ((0, int(rng.integers(2, depth - 2))), (int(rng.integers(2, width - 2)), depth - 1))
        parameters = replace(parameters, entrances=entrances)
    elif rng.random() < 0.35 and parameters.symmetry == "none":
        # A piece of another layout of the kind, which a designer keeps.
        other = next(iter(corpus(kind, "val", 1)))
        h, w = depth // 3, width // 3
        fixed = np.full((depth, width), FREE, np.int16)
        y, x = int(rng.integers(0, depth - h)), int(rng.integers(0, width - w))
        fixed[y : y + h, x : x + w] = other.tiles[y % 16 : y % 16 + h, x % 16 : x % 16 + w]
        parameters = replace(parameters, fixed=fixed, locks=0)
    return parameters


def _validity(found: Evaluation, network: Network, progress: Callable[[float], None]) -> None:
    made: list[Made] = []
    valid: list[bool] = []
    asked = number = 0
    while asked < found.options.seeds:
        parameters = any_request(number, found.options.seed)
        number += 1
        if violations(parameters):
            continue
        asked += 1
        try:
            one = make(network, parameters)
        except InvalidFields as error:
            found.problems.append(f"{parameters.kind} {parameters.width}x{parameters.depth}: {error}")
            valid.append(False)
            continue
        wrong = problems(one.tiles, parameters)
        found.problems += map(str, wrong)
        valid.append(not wrong)
        made.append(one)
        progress(asked / found.options.seeds)
    share = mean_interval(np.array(valid, np.float64), seed=found.options.seed)
    found.set("validity", real=1.0, **share.cells("ours"))
    mended, redrawn = np.array([one.mended for one in made]), np.array([one.tries > 1 for one in made], np.float64)
    seed = found.options.seed
    found.set("mended_share", **mean_interval(mended, seed=seed).cells("ours"))
    highest = resampled_interval(partial(_percentile, mended, 95), len(mended), seed=seed)
    found.set("mended_share_p95", **highest.cells("ours"))
    found.set("redrawn_share", **mean_interval(redrawn, seed=seed).cells("ours"))


def _flows(found: Evaluation, network: Network, progress: Callable[[float], None]) -> None:
    seed = found.options.seed
    trials = flow_trials(network, found.options.flows, seed, progress)
    found.problems += [f"flow graph {number}: {wrong}" for number, each in enumerate(trials) for wrong in each.problems]
    share = mean_interval(np.array([not each.problems for each in trials], np.float64), seed=seed)
    found.set("flow_as_asked", **share.cells("ours"))
    seconds = np.array([each.cpu_s for each in trials])
    for name, percentile in (("flow_cpu_s", 50), ("flow_cpu_s_p95", 95)):
        value = resampled_interval(partial(_percentile, seconds, percentile), len(seconds), seed=seed)
        found.set(name, **value.cells("ours"))


def _percentile(values: npt.NDArray[np.float64], percentile: int, rows: npt.NDArray[np.int64]) -> float:
    return float(np.percentile(values[rows], percentile))


def _conditions(found: Evaluation, held: dict[str, list[Example]]) -> None:
    columns: dict[str, list[Interval]] = {"ours": [], "real": []}
    for kind, made in found.made.items():
        requests = usual_requests(kind, found.options.seed, len(made))
        both = {
            "ours": [
                (asked.density, fullness(one.tiles, kind, one.style)) for asked, one in zip(requests, made, strict=True)
            ],
            "real": [(each.density, fullness(each.tiles, kind, each.style)) for each in held[kind]],
        }
        for column, pairs in both.items():
            points = np.array(pairs, np.float64).T
            interval = resampled_interval(partial(_correlation, points), points.shape[1], seed=found.options.seed)
            columns[column].append(interval)
            found.set(f"density_correlation_{kind}", **interval.cells(column))
    for column, each in columns.items():
        found.set("density_correlation", **mean_of(each).cells(column))


def _correlation(both: FloatArray, rows: npt.NDArray[np.int64]) -> float:
    """Of two rows' columns (2, n) with these numbers; of all where these are too few to tell."""
    drawn = both[:, rows]
    return float(np.asarray(np.corrcoef(drawn if np.ptp(drawn, axis=1).all() else both))[0, 1])


def _label(kind: str, style: str) -> str:
    return f"{kind}/{style}"


def _likeness(found: Evaluation, train: dict[str, list[Example]], held: dict[str, list[Example]], drawn: Drawn) -> None:
    """A classifier of styles that learned from real maps: what it says of made ones, and distances in its features."""

    def of(examples: dict[str, list[Example]]) -> tuple[npt.NDArray[np.float32], list[str]]:
        every = [example for kind in KINDS for example in examples[kind]]
        return features([example.tiles for example in every]), [_label(e.kind, e.style) for e in every]

    (points, labels), (real, real_labels) = of(train), of(held)
    made = [(kind, one) for kind in KINDS for one in found.made[kind]]
    ours = features([one.tiles for _, one in made])
    our_labels = [_label(kind, one.style) for kind, one in made]
    used = points.std(0) > 0.0
    classifier = make_pipeline(StandardScaler(), LogisticRegression(C=0.02, max_iter=300))
    with warnings.catch_warnings():
        # Where there are few maps of each style it takes the styles for numbers, and says so.
        warnings.simplefilter("ignore", UserWarning)
        classifier.fit(points[:, used], labels)
    floor = points[np.linspace(0, len(points) - 1, len(real)).astype(int)]
    sets = {"ours": ours, "real": floor, "baseline": features([tiles for kind in KINDS for tiles in drawn[kind]])}
    told_made = {name: classifier.predict_proba(some[:, used]) for name, some in sets.items()}
    told_real = classifier.predict_proba(real[:, used])
    names, seed = classifier.classes_, found.options.seed
    for column, likely, wanted in (("ours", told_made["ours"], our_labels), ("real", told_real, real_labels)):
        right = names[likely.argmax(1)] == np.array(wanted)
        found.set("style_accuracy", **mean_interval(right.astype(np.float64), seed=seed).cells(column))
    # Distances in the main directions of the real maps' features.
    near = MainDirections(points, 16)
    wanted_near = near(real)[:, None]
    for column, some in sets.items():
        own = near(some)[:, None]
        score = inception_interval(told_real if column == "real" else told_made[column], seed=seed)
        found.set("inception_score", **score.cells(column))
        found.set("class_kl", **class_kl_interval(told_real, told_made[column], seed=seed).cells(column))
        found.set("fid", **fid_interval(wanted_near, own, seed=seed).cells(column))
        found.set("kid_x1000", **kid_interval(wanted_near, own, seed=seed).times(1000.0).cells(column))


def _variety(found: Evaluation, train: dict[str, list[Example]], held: dict[str, list[Example]], drawn: Drawn) -> None:
    """Spread, patterns, precision and recall, copies: each kind by itself, and the mean over kinds."""

    def tiles(examples: Sequence[Example]) -> list[TileArray]:
        return [example.tiles for example in examples]

    seed = found.options.seed
    plain: dict[str, dict[str, list[float]]] = {}
    intervals: dict[str, dict[str, list[Interval]]] = {}
    for kind, made in found.made.items():
        some = [one.tiles for one in made]
        real = tiles(held[kind])[: len(some)]
        known = tiles(train[kind])
        sets = {"ours": some[: len(real)], "real": known[: len(real)], "baseline": drawn[kind][: len(real)]}
        for column, maps in sets.items():
            own = variety(maps, real)
            copies = novelty(real if column == "real" else maps, known)
            for name, value in {**own, **copies.means()}.items():
                plain.setdefault(name, {}).setdefault(column, []).append(value)
            for name, interval in variety_intervals(maps, real, seed).items():
                intervals.setdefault(name, {}).setdefault(column, []).append(interval)
            if column != "real":
                ratio = nearness_interval(1.0 - copies.agreement, 1.0 - novelty(real, known).agreement, seed=seed)
                intervals.setdefault("nearest_ratio", {}).setdefault(column, []).append(ratio)
    for name, columns in plain.items():
        found.set(name, **{column: float(np.mean(values)) for column, values in columns.items()})
    for name, by_column in intervals.items():
        for column, each in by_column.items():
            found.set(name, **mean_of(each).cells(column))
    found.set("nearest_ratio", real=1.0)
    # Against each generator alone: all kinds together.
    every = [one.tiles for made in found.made.values() for one in made]
    single = [variety(tiles(train[kind]), tiles(held[kind]))["spread"] for kind in KINDS]
    found.set("spread_of_all", ours=variety(every, every)["spread"], baseline=max(single))
