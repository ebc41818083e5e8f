"""Textures against real ones: a generator, baselines, and the floor that real data set.

Every generator is asked for the classes of the held-out pictures, as often as they occur there, so that all sets have
one mix of classes. Columns: ``ours``; ``real``, train pictures drawn in that mix (means over several draws), or for
what is measured on maps the real sets; a column for each baseline; ``blur``, the drawn train pictures through a
Gaussian of one pixel; and ``baseline``, the first baseline again. Figures are against the held-out pictures, but for
those that end in ``_train``: these are against all train pictures, and ``real`` is then the held-out ones.

Samples in a fixed mix of classes lie a little closer to the held-out pictures than independent ones could: KID of the
same mix is somewhat below zero, in all columns alike. The floor shows by how much.

Seam ratios are means over the samples: a single tile's ratio depends on what happens to lie at its edge (a joint, say),
and only the mean of many is 1 for what is seamless. ``seam_ratio_max`` and ``_min`` are the largest and smallest of
these means over the maps; ``seam_ratio_single_p95`` shows single tiles. ``seam_rank`` (0.5 is seamless) is steadier.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from procgen.kit.ruler.encoder_metrics import squared_distances
from procgen.kit.ruler.intervals import Interval, mean_interval
from procgen.kit.ruler.likeness import (
    class_kl_interval,
    kid_interval,
    nearness_interval,
    precision_recall_intervals,
)
from procgen.kit.ruler.memorisation import Nearest, memorisation_figures
from procgen.kit.ruler.metrics import inception_interval, inception_score
from procgen.kit.ruler.rows import Row, Rows, by_metric, tidied
from procgen.texture.material import Surface
from procgen.texture.recipe.pack import SIDE_PX, FloatArray, Item, TexturePack, images_of, maps_of
from procgen.texture.ruler.coded import coded_kid
from procgen.texture.ruler.copies import nearest_by_rolls
from procgen.texture.ruler.features import features
from procgen.texture.ruler.maps import (
    MapFacts,
    NormalFacts,
    contrast_of,
    edge_agreement,
    finite_mean,
    finite_percentile,
    grid_excess,
    log_spectrum,
    luma,
    map_facts,
    normal_facts,
    seam_ranks,
    seam_ratios,
)
from procgen.texture.ruler.metrics import (
    Features,
    diversity_ratio,
    diversity_with_interval,
    frechet_with_interval,
    kid_x1000,
    precision_and_recall,
)
from procgen.texture.ruler.probe import Probe, fit_probe

PARTS = ("likeness", "classes", "maps", "spectrum", "memorisation")
LARGEST = 20
"""Classes with most train pictures, which have a row of accuracy of their own."""

LENGTH_ERROR = 1.0 / 255.0 + 1e-5
"""Of normals at most: a step of eight bits, and the rounding of the figure."""

_REAL_DRAWS = 5
_CROP = "crop128"
"""Kind of picture that the probe learns from and is tried on: its 52 classes are those of the known reference."""
_CLASS_FEWEST = 4
_CLASS_JUDGED = 5
"""Held-out pictures that a class needs to be judged alone."""
_RECOGNISED = 0.7
"""What share of the real accuracy each such class should have."""
_FEWEST_SEAMS = 100
"""Ratios that a map needs to count among the largest and smallest."""

Bytes = npt.NDArray[np.uint8]
Sample = Callable[[str, int], Surface]
"""(class name, seed) to a surface of 128 x 128."""
Progress = Callable[[str, float], None]
Pairs = Sequence[dict[str, tuple[float, float]]]
"""By map: a value across columns and one across rows."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is compared, with how many samples."""

    split: str = "test"
    """The held-out one: ``validation`` while choosing, ``test`` once."""
    seed: int = 0
    """Of the first sample, and of every random choice."""
    rounds: int = 2
    """Samples of ours for each held-out picture."""
    baseline_rounds: int = 1
    """The same of each baseline."""
    parts: tuple[str, ...] = PARTS


@dataclass(frozen=True, slots=True, eq=False)
class PictureSet:
    """Pictures with what was found out about them."""

    classes: tuple[str, ...]
    kinds: tuple[str, ...]
    """Of the pictures, or of the held-out pictures that the samples stand for."""
    pixels: Bytes = field(repr=False)
    """(n, 128, 128, 3)"""
    features: Features = field(repr=False)
    """(n, 1280)"""
    facts: tuple[MapFacts, ...] = field(default=(), repr=False)
    """Of samples; empty for real pictures."""

    def __len__(self) -> int:
        return len(self.classes)

    def __getitem__(self, index: slice | npt.NDArray[np.intp]) -> PictureSet:
        chosen = np.arange(len(self))[index]
        return PictureSet(
            tuple(self.classes[i] for i in chosen),
            tuple(self.kinds[i] for i in chosen),
            self.pixels[chosen],
            self.features[chosen],
            tuple(self.facts[i] for i in chosen) if self.facts else (),
        )

    @property
    def images(self) -> FloatArray:
        """(n, 128, 128, 3) sRGB, 0 to 1."""
        return self.pixels.astype(np.float32) / np.float32(255.0)


@dataclass(frozen=True, slots=True, eq=False)
class Sets:
    """All pictures of a run."""

    train: PictureSet
    held: PictureSet
    drawn: tuple[PictureSet, ...]
    """Train pictures in the held-out ones' mix of classes, several times."""
    samples: dict[str, PictureSet]
    """By column; sample s of held-out picture i at s * pictures + i."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Distances to the nearest train picture."""

    features: npt.NDArray[np.float64]
    pixels: Nearest


@dataclass(frozen=True, slots=True, eq=False)
class TextureEvaluation:
    """Figures, and what pictures of them need."""

    metrics: Rows
    by_class: dict[str, Row]
    """For each class that the held-out split has: ``train`` and ``held`` pictures, ``accuracy``, ``accuracy_real``,
    ``diversity_ratio``, ``diversity_ratio_real``; a figure lacks where there are too few pictures."""
    sets: Sets
    neighbours: dict[str, Neighbours]
    """For ``real`` (the held-out pictures), ``ours`` and the baseline; empty without that part."""
    train_items: list[Item]
    held_items: list[Item]
    options: Options


def picture_bytes(albedo: FloatArray) -> Bytes:
    """Eight bits, as real pictures have."""
    return np.asarray(np.rint(np.clip(albedo, 0.0, 1.0) * 255.0), np.uint8)


def blurred(pixels: Bytes, radius: float) -> Bytes:
    """Pictures (n, h, w, 3) through Pillow's Gaussian."""
    return np.stack([np.asarray(Image.fromarray(one).filter(ImageFilter.GaussianBlur(radius))) for one in pixels])


def _real(items: Sequence[Item]) -> PictureSet:
    pixels = np.stack([item.pixels for item in items])
    return PictureSet(
        tuple(item.material for item in items), tuple(item.kind for item in items), pixels, features(images_of(items))
    )


def _sampled(name: str, sample: Sample, held: PictureSet, rounds: int, seed: int, progress: Progress) -> PictureSet:
    pixels, facts = [], []
    total = rounds * len(held)
    for number in range(total):
        surface = sample(held.classes[number % len(held)], seed + number)
        if surface.shape != (SIDE_PX, SIDE_PX):
            raise ValueError(f"{name}: a sample has shape {surface.shape}, expected {(SIDE_PX, SIDE_PX)}")
        facts.append(map_facts(surface))
        pixels.append(picture_bytes(surface.albedo))
        progress(name, (number + 1) / total)
    found = np.stack(pixels)
    seen = features(found.astype(np.float32) / np.float32(255.0))
    return PictureSet(held.classes * rounds, held.kinds * rounds, found, seen, tuple(facts))


def draw_alike(train: Sequence[str], held: Sequence[str], rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """For each held-out class, the place of a train picture of that class, none twice while they last.

    Classes without any take a picture of any class.
    """
    order = rng.permutation(len(train))
    of_class: dict[str, list[int]] = {}
    for index in order:
        of_class.setdefault(train[index], []).append(int(index))
    used: dict[str, int] = {}
    chosen = []
    for name in held:
        candidates = of_class.get(name)
        if candidates is None:
            chosen.append(int(rng.integers(len(train))))
            continue
        chosen.append(candidates[used.get(name, 0) % len(candidates)])
        used[name] = used.get(name, 0) + 1
    return np.array(chosen, np.intp)


def _mean_rows(rows: Sequence[Row]) -> Row:
    return {name: finite_mean([row[name] for row in rows]) for name in rows[0]}


def likeness_rows(sets: Sets, seed: int, baseline: str = "") -> Rows:
    """KID, FID, precision, recall and diversity; with intervals for ours, the floor and the baseline."""
    held, train = sets.held, sets.train

    def against_held(model: PictureSet) -> Row:
        kid = kid_x1000(held.features, model.features, seed)
        # The rest depends on the numbers: as many as there are real ones.
        equal = model[: len(held)]
        precision, recall = precision_and_recall(held.features, equal.features, seed)
        return {
            "kid_x1000": kid.value,
            "kid_spread": kid.spread,
            "fid": frechet_with_interval(held.features, equal.features, seed, draws=0).value,
            "precision": precision,
            "recall": recall,
            "diversity_ratio": diversity_ratio(train.features, train.classes, model.features, model.classes),
        }

    def against_train(model: PictureSet) -> Row:
        kid = kid_x1000(train.features, model.features, seed)
        precision, recall = precision_and_recall(train.features, model.features, seed)
        return {
            "kid_x1000_train": kid.value,
            "kid_spread_train": kid.spread,
            "precision_train": precision,
            "recall_train": recall,
        }

    columns = {name: {**against_held(one), **against_train(one)} for name, one in sets.samples.items()}
    columns["real"] = {**_mean_rows([against_held(one) for one in sets.drawn]), **against_train(held)}
    # Drawn train pictures are no more alike than all train pictures; held-out ones say what is to be had.
    columns["real"]["diversity_ratio"] = diversity_ratio(train.features, train.classes, held.features, held.classes)
    rows = by_metric(columns)
    for name, one in {
        "ours": sets.samples["ours"],
        "real": sets.drawn[0],
        baseline: sets.samples.get(baseline),
    }.items():
        if one is not None:
            varied = held if name == "real" else one
            for metric, interval in _likeness_intervals(held, one[: len(held)], varied, train, seed).items():
                rows[metric] |= interval.about(rows[metric][name]).cells(name)
    return rows


def _likeness_intervals(
    held: PictureSet, one: PictureSet, varied: PictureSet, train: PictureSet, seed: int
) -> dict[str, Interval]:
    """Of a set against the held-out one, and of the diversity of ``varied``."""
    precision, recall = precision_recall_intervals(held.features, one.features, seed=seed)
    return {
        "kid_x1000": kid_interval(held.features[:, None], one.features[:, None], seed=seed).times(1000.0),
        "fid": frechet_with_interval(held.features, one.features, seed),
        "precision": precision,
        "recall": recall,
        "diversity_ratio": diversity_with_interval(
            train.features, train.classes, varied.features, varied.classes, seed
        ),
    }


def _probe_set(one: PictureSet, probe: Probe) -> npt.NDArray[np.bool_]:
    """(n,) which pictures the probe is tried on."""
    pairs = zip(one.classes, one.kinds, strict=True)
    return np.array([kind == _CROP and name in probe.classes for name, kind in pairs], bool)


def largest_classes(train: PictureSet) -> list[str]:
    """The 20 with most train pictures, largest first; of equal ones the first by name."""
    names, counts = np.unique(np.array(train.classes), return_counts=True)
    return [str(names[i]) for i in np.lexsort((names, -counts))[:LARGEST]]


def fit_on(train: PictureSet) -> Probe:
    """The probe of the train crops (of all train pictures, where there are no crops)."""
    kept = np.array([kind == _CROP for kind in train.kinds])
    chosen = train[np.flatnonzero(kept)] if kept.any() else train
    return fit_probe(chosen.features, chosen.classes)


def class_rows(sets: Sets, probe: Probe, seed: int = 0) -> Rows:
    """Is it what was asked for? And the inception score and the divergence of classes by the same classifier."""
    largest = set(largest_classes(sets.train))
    wanted = probe.probabilities(sets.held.features)

    def of(one: PictureSet) -> dict[str, Interval]:
        tried = _probe_set(one, probe)
        if not tried.any():
            return {}
        right = probe.right(one.features, one.classes)
        large = tried & np.array([name in largest for name in one.classes], bool)
        row = {"class_accuracy": mean_interval(right[tried].astype(np.float64), seed=seed)}
        if large.any():
            row["class_accuracy_largest_20"] = mean_interval(right[large].astype(np.float64), seed=seed)
        likely = probe.probabilities(one.features)
        # As the mean of equal numbers, on which the score depends.
        parts = [likely[first : first + len(sets.held)] for first in range(0, len(one), len(sets.held))]
        score = finite_mean([inception_score(part) for part in parts])
        row["inception_score"] = inception_interval(parts[0], seed=seed).about(score)
        # The floor: train pictures in the same mix of classes. The probe knows these, and is surer of them.
        seen = probe.probabilities(sets.drawn[0].features) if one is sets.held else parts[0]
        row["class_kl"] = class_kl_interval(wanted, seen, seed=seed)
        return row

    rows: Rows = {}
    for name, one in {**sets.samples, "real": sets.held}.items():
        for metric, interval in of(one).items():
            rows.setdefault(metric, {}).update(interval.cells(name))
    return rows


def class_table(sets: Sets, probe: Probe) -> dict[str, Row]:
    """Figures of each class, of ours and of held-out pictures."""
    ours, held, train = sets.samples["ours"], sets.held, sets.train
    table: dict[str, Row] = {}
    for name in sorted(set(held.classes)):
        here = {"ours": ours, "held": held, "train": train}
        of_class = {key: one[np.flatnonzero(np.array(one.classes) == name)] for key, one in here.items()}
        row: Row = {"train": float(len(of_class["train"])), "held": float(len(of_class["held"]))}
        if name in probe.classes:
            for key, column in (("ours", "accuracy"), ("held", "accuracy_real")):
                row[column] = float(probe.right(of_class[key].features, of_class[key].classes).mean())
        if len(of_class["train"]) >= _CLASS_FEWEST:
            for key, column in (("ours", "diversity_ratio"), ("held", "diversity_ratio_real")):
                one, real = of_class[key], of_class["train"]
                if len(one) >= _CLASS_FEWEST:
                    row[column] = diversity_ratio(real.features, real.classes, one.features, one.classes)
        table[name] = row
    return table


def least_recognised(by_class: Mapping[str, Row]) -> Rows:
    """Of classes with some held-out pictures: the least accuracy of ours as a share of that of real ones, and in how
    many it is less than :data:`_RECOGNISED`.
    """
    shares = [
        row["accuracy"] / row["accuracy_real"]
        for row in by_class.values()
        if row["held"] >= _CLASS_JUDGED and row.get("accuracy_real", 0.0) > 0.0
    ]
    if not shares:
        return {}
    few = sum(share < _RECOGNISED for share in shares)
    return {
        "class_share_least": {"ours": min(shares)},
        "classes_seldom_recognised": {"ours": float(few), "real": 0.0, "of": float(len(shares))},
    }


def _coded_columns(sets: Sets, seed: int) -> dict[str, Bytes]:
    """Pictures for :func:`procgen.texture.ruler.coded.coded_kid`: ``sets`` are whole sets and photos of the train split
    in the held-out ones' mix of classes.
    """
    columns = {name: one.pixels for name, one in sets.samples.items()} | {"real": sets.drawn[0].pixels}
    whole = np.flatnonzero(np.array([kind != _CROP for kind in sets.train.kinds]))
    if whole.size:
        train = sets.train[whole]
        alike = draw_alike(train.classes, sets.held.classes, np.random.default_rng([seed, 0]))
        columns["sets"] = train.pixels[alike]
    return columns


@dataclass(frozen=True, slots=True)
class _RealMaps:
    """Facts of the real sets."""

    seams: Pairs
    ranks: Pairs
    edges: list[float]
    normals: list[NormalFacts]


def reduced(map_field: FloatArray) -> FloatArray:
    """A map averaged to 128 x 128; its sides are whole numbers of 128."""
    rows, columns = map_field.shape[0] // SIDE_PX, map_field.shape[1] // SIDE_PX
    blocks = map_field.reshape(SIDE_PX, rows, SIDE_PX, columns, *map_field.shape[2:])
    return np.asarray(blocks.mean((1, 3)), np.float32)


def real_maps(items: Sequence[Item], progress: Progress = lambda _name, _share: None) -> _RealMaps:
    """Of all sets: seams and edges at 128 x 128 as of samples (seams of those that tile), normals at full size."""
    seams, ranks, edges, found = [], [], [], []
    sets = [item for item in items if len(item.files) > 1]
    for number, item in enumerate(sets):
        maps = maps_of(item)
        fields = {"albedo": maps.albedo, "height": maps.height, "roughness": maps.roughness, "normal": maps.normal}
        small = {name: reduced(one) for name, one in fields.items() if one is not None}
        if item.tiles:
            seams.append({name: seam_ratios(one) for name, one in small.items()})
            ranks.append({name: seam_ranks(one) for name, one in small.items()})
        if "height" in small:
            edges.append(edge_agreement(small["albedo"], small["height"]))
        if maps.normal is not None:
            found.append(normal_facts(maps.normal, maps.height))
        progress("real sets", (number + 1) / len(sets))
    return _RealMaps(seams, ranks, edges, found)


def _by_map(facts: Pairs) -> dict[str, list[float]]:
    """All finite values of both directions."""
    found: dict[str, list[float]] = {}
    for one in facts:
        for name, pair in one.items():
            found.setdefault(name, []).extend(value for value in pair if np.isfinite(value))
    return found


def _seam_row(ratios: Pairs, ranks: Pairs) -> Row:
    by_map = _by_map(ratios)
    means = {name: finite_mean(values) for name, values in by_map.items() if values}
    # The mean of a few, such as the metallic maps of the few classes that have one, says little.
    steady = [means[name] for name in means if len(by_map[name]) >= min(_FEWEST_SEAMS, 2 * len(ratios))]
    if not steady:
        return {}
    row = {"seam_ratio_max": max(steady), "seam_ratio_min": min(steady)}
    row |= {f"seam_ratio_{name}": value for name, value in means.items()}
    row["seam_ratio_single_p95"] = finite_percentile([value for values in by_map.values() for value in values], 95.0)
    row["seam_rank"] = finite_mean([value for values in _by_map(ranks).values() for value in values])
    return row


def _normal_row(normals: Sequence[NormalFacts]) -> Row:
    if not normals:
        return {}
    return {
        "normal_length_error": max(one.length_error for one in normals),
        "normal_curl_correlation": finite_percentile([one.curl_correlation for one in normals], 50.0),
        "normal_height_agreement": finite_percentile([one.height_agreement for one in normals], 50.0),
    }


def valid_surface(facts: MapFacts) -> bool:
    """Whether normals are of length one but for eight bits, and the albedo has a spectrum, as finite pictures have."""
    return bool(np.isfinite(facts.spectrum).all() and facts.normal.length_error <= LENGTH_ERROR)


def map_rows(sets: Sets, real: _RealMaps, seed: int = 0) -> Rows:
    """Validity, seams, edges of albedo and height, and normals as they are shipped, medians over those that are not
    flat.
    """

    def of(one: PictureSet) -> Row:
        return {
            **_seam_row([facts.seams for facts in one.facts], [facts.ranks for facts in one.facts]),
            "edge_agreement": finite_mean([facts.edges for facts in one.facts]),
            **_normal_row([facts.normal for facts in one.facts]),
        }

    columns = {name: of(one) for name, one in sets.samples.items() if one.facts}
    columns["real"] = {
        **_seam_row(real.seams, real.ranks),
        "edge_agreement": finite_mean(real.edges),
        **_normal_row(real.normals),
    }
    rows: Rows = {"validity": {"real": 1.0}}
    for name, one in sets.samples.items():
        if one.facts:
            valid = np.array([valid_surface(facts) for facts in one.facts], np.float64)
            rows["validity"] |= mean_interval(valid, seed=seed).cells(name)
    return {**rows, **by_metric(columns)}


def mean_spectrum(one: PictureSet) -> npt.NDArray[np.float64]:
    """(64,) decibels."""
    if one.facts:
        return np.asarray(np.mean([facts.spectrum for facts in one.facts], axis=0))
    return np.asarray(np.mean([log_spectrum(luma(image)) for image in one.images], axis=0))


def spectrum_rows(sets: Sets) -> Rows:
    """Brightness by frequency: distance from held-out pictures, and traces of a network's grid."""
    wanted = mean_spectrum(sets.held)

    def distance(one: PictureSet) -> float:
        return float(np.sqrt(np.mean(np.square(mean_spectrum(one) - wanted))))

    def of(one: PictureSet) -> Row:
        bright = [luma(image) for image in one.images]
        return {
            "grid_excess_db": finite_percentile([grid_excess(field) for field in bright], 50.0),
            "grid_excess_db_p95": finite_percentile([grid_excess(field) for field in bright], 95.0),
            "contrast": finite_mean([contrast_of(field) for field in bright]),
        }

    columns = {name: {"spectrum_distance_db": distance(one), **of(one)} for name, one in sets.samples.items()}
    columns["real"] = {"spectrum_distance_db": finite_mean([distance(one) for one in sets.drawn]), **of(sets.held)}
    return by_metric(columns)


def find_neighbours(sets: Sets, baseline: str, progress: Progress) -> dict[str, Neighbours]:
    """Nearest train pictures of the held-out ones, of ours and of the baseline; of equal numbers."""
    judged = {"real": sets.held, "ours": sets.samples["ours"][: len(sets.held)]}
    if baseline:
        judged[baseline] = sets.samples[baseline][: len(sets.held)]
    train = sets.train.images
    return {
        name: Neighbours(
            np.sqrt(squared_distances(one.features, sets.train.features).min(axis=1)),
            nearest_by_rolls(one.images, train, lambda share, name=name: progress(f"{name}, neighbours", share)),  # type: ignore[misc]
        )
        for name, one in judged.items()
    }


def memorisation_rows(neighbours: dict[str, Neighbours], seed: int = 0) -> Rows:
    """Distances to the nearest train picture: medians, first percentiles, and whether samples lie closer than real;
    ``nearest_ratio``, of pixels, is the mean over that of held-out pictures.
    """
    real = neighbours["real"]

    rows = by_metric(
        {
            name: {
                **memorisation_figures("features", one.features, real.features),
                **memorisation_figures("pixels", one.pixels.distance, real.pixels.distance),
            }
            for name, one in neighbours.items()
        }
    )
    rows["nearest_ratio"] = {"real": 1.0}
    for name, one in neighbours.items():
        if name != "real":
            ratio = nearness_interval(one.pixels.distance, real.pixels.distance, seed=seed)
            rows["nearest_ratio"] |= ratio.cells(name)
    return rows


def evaluate_texture(
    folder: Path,
    sample: Sample,
    options: Options | None = None,
    *,
    baselines: Mapping[str, Sample] | None = None,
    progress: Progress = lambda _name, _share: None,
) -> TextureEvaluation:
    """Compare a generator of textures with real ones.

    Args:
        folder: the pack (format: :mod:`procgen.texture.recipe.pack`).
        sample: makes a surface of 128 x 128 of a class from a seed.
        options: what, and with how many samples.
        baselines: other generators by column name; the first is *the* baseline. Those that follow examples must take
            them from the train split (:func:`procgen.texture.ruler.baselines.classical_baselines`).
        progress: called with the name of a set of pictures and the share of it done.

    Returns:
        Metric to ``{"ours", "real", "baseline", …}``, and what the report draws. The same options and generators give
        the same figures.

    Raises:
        FileNotFoundError: the folder lacks a file.
        ValueError: a sample has another size than 128 x 128, or the held-out split is empty.
    """
    options, baselines = options or Options(), dict(baselines or {})
    pack = TexturePack(folder)
    # Once models are chosen, what was set aside for the choice is train data like any other.
    train_splits = ("train",) if options.split == "validation" else ("train", "validation")
    train_items, held_items = pack.of(*train_splits), pack.of(options.split)
    if not held_items:
        raise ValueError(f"{folder} has no pictures of the {options.split} split")
    train, held = _real(train_items), _real(held_items)
    progress("real", 1.0)
    drawn = tuple(
        train[draw_alike(train.classes, held.classes, np.random.default_rng([options.seed, draw]))]
        for draw in range(_REAL_DRAWS)
    )
    samples = {"ours": _sampled("ours", sample, held, options.rounds, options.seed, progress)}
    for name, other in baselines.items():
        samples[name] = _sampled(name, other, held, options.baseline_rounds, options.seed, progress)
    pixels = blurred(drawn[0].pixels, 1.0)
    seen = features(pixels.astype(np.float32) / np.float32(255.0))
    samples["blur"] = PictureSet(drawn[0].classes, drawn[0].kinds, pixels, seen)
    sets = Sets(train, held, drawn, samples)

    baseline = next(iter(baselines), "")
    rows: Rows = {}
    by_class: dict[str, Row] = {}
    neighbours: dict[str, Neighbours] = {}
    if "likeness" in options.parts:
        rows |= likeness_rows(sets, options.seed, baseline)
        rows |= coded_kid(held.pixels, _coded_columns(sets, options.seed), options.seed)
    if "classes" in options.parts:
        probe = fit_on(train)
        rows |= class_rows(sets, probe, options.seed)
        by_class = class_table(sets, probe)
        rows |= least_recognised(by_class)
    if "maps" in options.parts:
        rows |= map_rows(sets, real_maps(pack.items, progress), options.seed)
    if "spectrum" in options.parts:
        rows |= spectrum_rows(sets)
    if "memorisation" in options.parts:
        neighbours = find_neighbours(sets, baseline, progress)
        rows |= memorisation_rows(neighbours, options.seed)
    return TextureEvaluation(tidied(rows, baseline), by_class, sets, neighbours, train_items, held_items, options)
