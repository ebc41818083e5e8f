"""Terrain against real elevation: ours, each classical generator, peers, and the floor that real data set.

Two comparisons. *Unconditional*: samples under the conditions (landform, mean height, relief, spacing) of patches drawn
plainly from the train split, against the whole train split; the floor is one random half of it against the other.
*Conditional* (names end in ``_conditional``): samples under the conditions of each patch of a held-out split, against
that split; the floor is the train split against it. Earth only: the Moon has other slopes.

Columns: ``ours``; ``real``, the floor, or for what is no distance the value of real data; ``noise_*``, the classical
generators; ``baseline``, which is ``noise_fbm``, the usual noise stack; and a column for each peer. A column lacks
where a figure can't be had: peers know no conditions, and FID needs as many maps as ours has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.kit.ruler.encoder_metrics import frechet_distance, kernel_distance, precision_recall
from procgen.kit.ruler.intervals import Interval, mean_interval, recentred
from procgen.kit.ruler.likeness import (
    class_kl_interval,
    diversity_interval,
    fid_interval,
    kid_interval,
    nearness_interval,
    precision_recall_intervals,
)
from procgen.kit.ruler.memorisation import Nearest, memorisation_figures, nearest_by_pixels
from procgen.kit.ruler.metrics import inception_interval
from procgen.kit.ruler.rows import Rows, by_metric, tidied
from procgen.terrain.classical import CLASSICAL_MODELS
from procgen.terrain.parameters import DIFFUSION, Sketch
from procgen.terrain.recipe.data import Patch, TerrainPack, earth, frame_of, like, relief_m
from procgen.terrain.ruler.conditioning import adherence, class_accuracy, sketch_of
from procgen.terrain.ruler.drainage_statistics import flooded_share, hack_exponent
from procgen.terrain.ruler.encoder import nearest_distance
from procgen.terrain.ruler.fine import fine_rows, judged_rows
from procgen.terrain.ruler.geomorphology import landform_rows, morphology_columns
from procgen.terrain.ruler.judge import Effort
from procgen.terrain.ruler.landform_naming import Asked, named_by_landform
from procgen.terrain.ruler.parts import PARTS
from procgen.terrain.ruler.samples import Judged, MapSet, Measures, Task, Work, peer_surfaces, workers
from procgen.terrain.ruler.statistics import Surface, distances, kl_divergence, pool

BASELINE = "noise_fbm"
_BASELINE_MODEL = "noise-fbm"

_OF_TRAIN = {"statistics", "drainage", "encoder", "memorisation", "geomorphology"}
"""Parts that look at the train split, and at what is made under its conditions."""
_WITH_INTERVALS = ("ours", "real", BASELINE)
_STATISTICS_HALVINGS = 10
_ENCODER_HALVINGS = 5
_FEWEST_OF_A_LANDFORM = 8
"""Real maps and samples that a landform needs for a spectral exponent of its own."""
_VALID_SHARE = 0.1
_CONDITIONAL_SEED = 1_000_000
_SKETCH_SEED = 2_000_000
_FINE_SEED = 3_000_000
_LANDFORM_SEED = 4_000_000

Generator = np.random.Generator


@dataclass(frozen=True, slots=True)
class Options:
    """What is compared, with how many samples."""

    split: str = "test"
    """The held-out one: ``validation`` while choosing, ``test`` once."""
    seed: int = 0
    """Of the first sample, and of every random choice."""
    samples: int = 500
    """Unconditional ones, of each generator."""
    per_patch: int = 3
    """Conditional ones for each held-out patch."""
    sketches: int = 24
    of_each_landform: int = 20
    """Samples of each landform, for the classifier and the page."""
    fine: Path | None = None
    """The pack of fine land."""
    effort: Effort = field(default_factory=Effort)
    """How long judges learn."""
    model: str = DIFFUSION
    models: tuple[Path, ...] = ()
    parts: tuple[str, ...] = PARTS
    peers: dict[str, Path] = field(default_factory=dict)
    """Name to a folder of maps; format: :func:`procgen.terrain.ruler.samples.peer_surfaces`."""
    processes: int = 1


@dataclass(frozen=True, slots=True)
class Sets:
    """All maps of a run; none of the train split and its conditions where no part looks at them."""

    train: MapSet
    held: MapSet
    unconditional: dict[str, MapSet]
    """By column; peers too."""
    conditional: dict[str, MapSet]
    """By column; sample s of patch i at s * patches + i, so that the first ones are one for each patch."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Distances to the nearest train map."""

    encoder: npt.NDArray[np.float64]
    pixels: Nearest


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures, and what pictures of them need."""

    metrics: Rows
    sets: Sets
    neighbours: dict[str, Neighbours]
    """For ``real`` (the held-out maps), ``ours`` and the baseline; empty without that part."""
    by_landform: MapSet
    """What was made of each landform's name, with heights; empty without that part."""
    train_patches: list[Patch]
    held_patches: list[Patch]
    options: Options


def column_of(model: str) -> str:
    """Column name of a classical generator."""
    return model.replace("-", "_")


def _make_sets(train: list[Patch], held: list[Patch], options: Options, work: Work) -> Sets:
    needs_encoder = bool({"encoder", "memorisation", "conditioning"} & set(options.parts))
    measures = Measures(
        drainage="drainage" in options.parts, encoder=needs_encoder, morphology="geomorphology" in options.parts
    )

    def judged(patch: Patch) -> Measures:
        """With what the judges see."""
        return replace(measures, step_m=patch.step_m) if "judge" in options.parts else measures

    def real(name: str, patches: list[Patch], *, held: bool) -> MapSet:
        surfaces = [Surface(patch.surface, patch.metres_per_pixel) for patch in patches]
        of_each = [judged(patch) if held else measures for patch in patches]
        return work(
            name,
            [
                Task(surface, patch.landform, measured)
                for surface, patch, measured in zip(surfaces, patches, of_each, strict=True)
            ],
        )

    order = np.random.default_rng(options.seed).permutation(len(train))
    drawn = [train[order[i % len(train)]] for i in range(options.samples)]
    if not _OF_TRAIN & set(options.parts):
        train, drawn = [], []

    def unconditional(model: str, *, ours: bool) -> list[Task]:
        after = ours and measures.drainage
        return [
            Task(like(patch, model, options.seed + i), patch.landform, measures, keep=ours, then_drain=after)
            for i, patch in enumerate(drawn)
        ]

    def conditional(model: str, *, ours: bool) -> list[Task]:
        first = options.seed + _CONDITIONAL_SEED
        return [
            # One of each noise is kept for the page of pictures, and the judges see one of each patch.
            Task(
                like(patch, model, first + sample * len(held) + i),
                patch.landform,
                judged(patch) if sample == 0 and model in (options.model, _BASELINE_MODEL) else measures,
                keep=ours or sample == 0,
            )
            for sample in range(options.per_patch)
            for i, patch in enumerate(held)
        ]

    models = {"ours": options.model, **{column_of(model): model for model in CLASSICAL_MODELS}}
    free = {
        column: work(f"{column}, unconditional", unconditional(model, ours=column == "ours"))
        for column, model in models.items()
    }
    for name, folder in options.peers.items():
        tasks = [Task(surface, "", measures, keep=True) for surface in peer_surfaces(folder)]
        free[name] = work(name, tasks)
    bound = {
        column: work(f"{column}, conditional", conditional(model, ours=column == "ours"))
        for column, model in models.items()
    }
    return Sets(real("real, train", train, held=False), real(f"real, {options.split}", held, held=True), free, bound)


def _halves(count: int, times: int, rng: Generator) -> Iterator[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    for _ in range(times):
        order = rng.permutation(count)
        yield order[: count // 2], order[count // 2 :]


def _mean_rows(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


def _compare(real: MapSet, model: MapSet) -> dict[str, float]:
    """Distances of all kinds."""
    a, b = pool(real.statistics), pool(model.statistics)
    found = distances(a, b)
    beta = found.pop("beta")
    found["slope_kl_reverse"] = kl_divergence(b.slopes, a.slopes)
    found["hypsometry_kl_reverse"] = kl_divergence(b.hypsometry, a.hypsometry)
    if all(any(one.land is not None for one in side.statistics) for side in (real, model)):
        land = distances(pool(real.statistics, "land"), pool(model.statistics, "land"))
        found |= {f"{name}_land": value for name, value in land.items() if name != "beta"}
    return {**found, "beta": beta}


def _betas(maps: MapSet) -> dict[str, float]:
    """Mean spectral exponent of each landform with enough maps."""
    found: dict[str, list[float]] = {}
    for one in maps.maps:
        found.setdefault(one.landform, []).append(one.statistics.beta)
    return {
        name: float(np.nanmean(values))
        for name, values in found.items()
        if np.isfinite(values).sum() >= _FEWEST_OF_A_LANDFORM
    }


def _largest_gap(real: dict[str, float], model: dict[str, float]) -> float:
    gaps = [abs(real[name] - model[name]) for name in real.keys() & model.keys()]
    return max(gaps) if gaps else float("nan")


def _kl_intervals(real: MapSet, model: MapSet, seed: int, draws: int = 200) -> dict[str, Interval]:
    """Of the divergences of slopes and heights; maps are drawn."""
    rng = np.random.default_rng(seed)
    found: dict[str, list[float]] = {"slope_kl": [], "hypsometry_kl": []}

    def told(a: MapSet, b: MapSet) -> dict[str, float]:
        one, other = pool(a.statistics), pool(b.statistics)
        return {
            "slope_kl": kl_divergence(one.slopes, other.slopes),
            "hypsometry_kl": kl_divergence(one.hypsometry, other.hypsometry),
        }

    for _ in range(draws):
        chosen = [each[rng.integers(0, len(each), len(each))] for each in (real, model)]
        for name, value in told(*chosen).items():
            found[name].append(value)
    whole = told(real, model)
    return {name: recentred(whole[name], drawn) for name, drawn in found.items()}


def statistics_rows(sets: Sets, rng: Generator, seed: int = 0) -> Rows:
    """Slopes, heights and spectra."""
    free = {column: _compare(sets.train, maps) for column, maps in sets.unconditional.items()}
    halvings = list(_halves(len(sets.train), _STATISTICS_HALVINGS, rng))
    free["real"] = _mean_rows([_compare(sets.train[a], sets.train[b]) for a, b in halvings])
    free["real"]["beta"] = pool(sets.train.statistics).beta
    first, second = halvings[0]
    pairs = {name: (sets.train, sets.unconditional[name]) for name in ("ours", BASELINE)}
    pairs["real"] = (sets.train[first], sets.train[second])
    for column, (real_maps, maps) in pairs.items():
        for metric, interval in _kl_intervals(real_maps, maps, seed).items():
            free[column] |= interval.about(free[column][metric]).cells(metric)
    bound = {column: _compare(sets.held, maps) for column, maps in sets.conditional.items()}
    bound["real"] = {**_compare(sets.held, sets.train), "beta": pool(sets.held.statistics).beta}

    real = _betas(sets.train)
    by_landform = {column: _betas(maps) for column, maps in sets.unconditional.items()}
    gaps = {column: _largest_gap(real, betas) for column, betas in by_landform.items() if betas}
    gaps["real"] = float(np.mean([_largest_gap(_betas(sets.train[a]), _betas(sets.train[b])) for a, b in halvings]))
    rows = {**by_metric(free), **by_metric(bound, "_conditional"), "beta_landform_gap_max": gaps}
    for landform in sorted(real):
        columns = {column: betas[landform] for column, betas in by_landform.items() if landform in betas}
        if "ours" in columns:
            rows[f"beta_{landform}"] = {**columns, "real": real[landform]}
    return rows


def drainage_rows(sets: Sets) -> Rows:
    """Hollows, streams and catchments."""

    def of(maps: MapSet) -> dict[str, float]:
        density = np.array([one.density_per_km for one in maps.drainage])
        return {
            "flooded_share": flooded_share(maps.drainage),
            "hack_exponent": hack_exponent(maps.drainage),
            "drainage_density_per_km": _mean(density),
        }

    free = {column: of(maps) for column, maps in {**sets.unconditional, "real": sets.train}.items()}
    bound = {column: of(maps) for column, maps in {**sets.conditional, "real": sets.held}.items()}
    drained = [one.drained for one in sets.unconditional["ours"].maps if one.drained is not None]
    rows = {**by_metric(free), **by_metric(bound, "_conditional")}
    if drained:
        # Real ground and noise as they are: nothing drains them.
        others = {column: free[column]["flooded_share"] for column in ("real", BASELINE)}
        rows["flooded_share_drained"] = {"ours": flooded_share(drained), **others}
    return rows


def _mean(values: npt.NDArray[np.float64]) -> float:
    """Mean of the finite ones."""
    finite = values[np.isfinite(values)]
    return float(finite.mean()) if len(finite) else float("nan")


def _encoded_against(real: MapSet, model: MapSet) -> dict[str, float]:
    a, b = real.encoded, model.encoded
    precision, recall = precision_recall(a.maps, b.maps)
    return {
        "fid": frechet_distance(a.crops, b.crops),
        "kid": kernel_distance(a.crops, b.crops),
        "precision": precision,
        "recall": recall,
    }


def encoder_rows(sets: Sets, rng: Generator, seed: int = 0) -> Rows:
    """FID, KID, precision and recall, all with equal numbers of maps; means over several random choices of them, and
    intervals of the first. Then the encoder's landforms: the inception score and the divergence of classes.
    """
    count = min(len(sets.train) // 2, len(sets.unconditional["ours"]))
    found: dict[str, list[dict[str, float]]] = {}
    intervals: dict[str, dict[str, Interval]] = {}

    def compare(column: str, reference: MapSet, chosen: MapSet) -> None:
        found.setdefault(column, []).append(_encoded_against(reference, chosen))
        if column in _WITH_INTERVALS and column not in intervals:
            intervals[column] = _encoded_intervals(reference, chosen, seed)

    for a, b in _halves(len(sets.train), _ENCODER_HALVINGS, rng):
        reference = sets.train[a[:count]]
        compare("real", reference, sets.train[b[:count]])
        for column, maps in sets.unconditional.items():
            if len(maps) >= count:
                compare(column, reference, maps[rng.permutation(len(maps))[:count]])
    free = {column: _mean_rows(rows) for column, rows in found.items()}
    for column, told in intervals.items():
        for metric, interval in told.items():
            free[column] |= interval.about(free[column].get(metric, interval.value)).cells(metric)
    for column, maps in sets.unconditional.items():
        if column not in free and len(maps) >= 2:
            # KID alone does not depend on the number of maps.
            free[column] = {"kid": kernel_distance(sets.train.encoded.crops, maps.encoded.crops)}

    patches = min(len(sets.held), len(sets.train))
    bound = {column: _encoded_against(sets.held, maps[:patches]) for column, maps in sets.conditional.items()}
    chosen_train = [sets.train[rng.permutation(len(sets.train))[:patches]] for _ in range(_ENCODER_HALVINGS)]
    bound["real"] = _mean_rows([_encoded_against(sets.held, chosen) for chosen in chosen_train])
    return {**by_metric(free), **by_metric(bound, "_conditional")}


def _encoded_intervals(real: MapSet, model: MapSet, seed: int) -> dict[str, Interval]:
    """Of what the encoder tells of two sets of equal numbers."""
    a, b = real.encoded, model.encoded
    precision, recall = precision_recall_intervals(a.maps, b.maps, seed=seed)
    return {
        "fid": fid_interval(a.crops, b.crops, seed=seed),
        "kid": kid_interval(a.crops, b.crops, seed=seed),
        "precision": precision,
        "recall": recall,
        "diversity_ratio": diversity_interval(a.maps, b.maps, seed=seed),
        "inception_score": inception_interval(b.landforms, seed=seed),
        "class_kl": class_kl_interval(a.landforms, b.landforms, seed=seed),
    }


def find_neighbours(sets: Sets) -> dict[str, Neighbours]:
    """Nearest train maps of the held-out ones and of each generator's conditional samples."""
    train = sets.train.encoded
    judged = {"real": sets.held, "ours": sets.conditional["ours"], BASELINE: sets.conditional[BASELINE]}
    return {
        column: Neighbours(
            nearest_distance(maps.encoded, train),
            nearest_by_pixels(maps.cells, sets.train.cells),
        )
        for column, maps in judged.items()
    }


def memorisation_rows(neighbours: dict[str, Neighbours], seed: int = 0) -> Rows:
    """Distances to the nearest train map: medians, first percentiles, and whether samples lie closer than real maps;
    ``nearest_ratio``, of the encoder's, is the mean over that of held-out maps.
    """
    real = neighbours["real"]

    def of(kind: str, own: npt.NDArray[np.float64], held: npt.NDArray[np.float64]) -> dict[str, float]:
        own, held = own[np.isfinite(own)], held[np.isfinite(held)]
        if not len(own) or not len(held):
            return {}
        return memorisation_figures(kind, own, held)

    rows = by_metric(
        {
            column: {
                **of("encoder", found.encoder, real.encoder),
                **of("pixels", found.pixels.distance, real.pixels.distance),
            }
            for column, found in neighbours.items()
        }
    )
    rows["nearest_ratio"] = {"real": 1.0}
    for column, found in neighbours.items():
        if column != "real" and np.isfinite(found.encoder).any() and np.isfinite(real.encoder).any():
            rows["nearest_ratio"] |= nearness_interval(found.encoder, real.encoder, seed=seed).cells(column)
    return rows


def validity_rows(sets: Sets, held: list[Patch], seed: int = 0) -> Rows:
    """Share of maps under the conditions of held-out ones that are finite, and whose mean height and relief are those
    that were asked for, but for a tenth of the relief. Real maps have their own.
    """
    rows: Rows = {"validity": {"real": 1.0}}
    for column in ("ours", BASELINE):
        valid = []
        for one, patch in zip(sets.conditional[column][: len(held)].maps, held, strict=True):
            wanted, found = frame_of(patch.heights, patch.metres_per_pixel), _heights(one)
            # The sea is flat in what is handed out, and has a floor in what was asked for.
            dry = np.maximum(patch.heights, 0.0)
            off = max(abs(float(found.mean() - dry.mean())), abs(relief_m(found) - relief_m(dry)))
            valid.append(bool(np.isfinite(found).all()) and off <= _VALID_SHARE * wanted.relief_m)
        rows["validity"] |= mean_interval(np.array(valid, np.float64), seed=seed).cells(column)
    return rows


def conditioning_rows(sets: Sets) -> Rows:
    """Is the landform that was asked for the one that the encoder sees?"""
    columns = {**sets.conditional, "real": sets.held}
    return by_metric(
        {
            column: {
                "class_accuracy": class_accuracy(maps.encoded, maps.landforms),
                "class_accuracy_top3": class_accuracy(maps.encoded, maps.landforms, 3),
            }
            for column, maps in columns.items()
        }
    )


def sketch_rows(held: list[Patch], options: Options, work: Work) -> Rows:
    """How well ours follows a sketch; fBm under the same conditions, which can't, shows what chance gives."""
    step = max(len(held) // max(options.sketches, 1), 1)
    patches = held[::step][: options.sketches]
    sketches = [sketch_of(patch.heights) for patch in patches]
    first, nothing = options.seed + _SKETCH_SEED, Measures(drainage=False, encoder=False)

    def followed(name: str, model: str, given: list[Sketch] | None) -> dict[str, float]:
        wanted: list[Sketch | None] = list(given) if given is not None else [None] * len(patches)
        tasks = [
            Task(like(patch, model, first + i, sketch), patch.landform, nothing, keep=True)
            for i, (patch, sketch) in enumerate(zip(patches, wanted, strict=True))
        ]
        made = work(name, tasks).maps
        found = [adherence(_heights(one), sketch) for one, sketch in zip(made, sketches, strict=True)]
        return {"sketch_correlation": float(np.mean(found)), "sketch_correlation_min": float(np.min(found))}

    real = [adherence(patch.surface, sketch) for patch, sketch in zip(patches, sketches, strict=True)]
    return by_metric(
        {
            "ours": followed("ours, sketched", options.model, sketches),
            "real": {"sketch_correlation": float(np.mean(real)), "sketch_correlation_min": float(np.min(real))},
            BASELINE: followed("fBm, unsketched", _BASELINE_MODEL, None),
        }
    )


def geomorphology_rows(sets: Sets, seed: int) -> Rows:
    """Forms of land and trees of valleys, of whole sets and landform by landform."""
    free = {column: maps.morphology for column, maps in sets.unconditional.items()}
    bound = {column: maps.morphology for column, maps in sets.conditional.items()}
    named = {
        column: (maps.morphology, maps.landforms)
        for column, maps in sets.unconditional.items()
        if column in ("ours", BASELINE)
    }
    return {
        **by_metric(morphology_columns(sets.train.morphology, free, seed=seed)),
        **by_metric(morphology_columns(sets.held.morphology, bound, seed=seed), "_conditional"),
        **landform_rows(sets.train.morphology, sets.train.landforms, named, seed=seed),
    }


def _heights(one: Judged) -> npt.NDArray[np.float32]:
    assert one.heights is not None
    return one.heights


def evaluate(
    data: Path, options: Options | None = None, *, progress: Callable[[str, float], None] = lambda _name, _share: None
) -> Evaluation:
    """Compare generators with real elevation.

    Args:
        data: the pack (format: :mod:`procgen.terrain.recipe.data`).
        options: what, and with how many samples.
        progress: called with the name of a set of maps and the share of it done.

    Returns:
        Metric to ``{"ours", "real", "baseline", "noise_fbm", …}``, and what the report draws. The same options give
        the same figures, whatever the number of processes.

    Raises:
        FileNotFoundError: the data folder lacks a file.
        Failed: a peer's folder is unfit.
        ModelUnavailable: a network is missing or damaged.
    """
    options = options or Options()
    pack = TerrainPack(data)
    train, held = earth(pack.patches("train")), earth(pack.patches(options.split))
    rng = np.random.default_rng([options.seed, 1])
    rows: Rows = {}
    neighbours: dict[str, Neighbours] = {}
    by_landform = MapSet(())
    models = {"ours": options.model, BASELINE: _BASELINE_MODEL}
    with workers(options.models, options.processes, progress) as work:
        sets = _make_sets(train, held, options, work)
        if "sketch" in options.parts:
            rows |= sketch_rows(held, options, work)
        if "fine" in options.parts and options.fine is not None:
            rows |= fine_rows(options.fine, options.split, models, options.effort, options.seed + _FINE_SEED, work)
        if "landforms" in options.parts:
            asked = Asked(models, options.of_each_landform, options.seed + _LANDFORM_SEED)
            named, by_landform = named_by_landform(pack, options.split, asked, work)
            rows |= named
    if "geomorphology" in options.parts:
        rows = {**geomorphology_rows(sets, options.seed), **rows}
    if "judge" in options.parts:
        made = {column: sets.conditional[column][: len(held)] for column in ("ours", BASELINE)}
        rows = {**judged_rows(held, sets.held, made, options.effort, options.seed), **rows}
    if "conditioning" in options.parts:
        rows = {**conditioning_rows(sets), **rows}
    if "memorisation" in options.parts:
        neighbours = find_neighbours(sets)
        rows = {**memorisation_rows(neighbours, options.seed), **rows}
    if "encoder" in options.parts:
        rows = {**encoder_rows(sets, rng, options.seed), **rows}
    if "drainage" in options.parts:
        rows = {**drainage_rows(sets), **rows}
    if "statistics" in options.parts:
        rows = {**validity_rows(sets, held, options.seed), **rows}
        rows = {**statistics_rows(sets, np.random.default_rng([options.seed, 2]), options.seed), **rows}
    return Evaluation(tidied(rows, BASELINE), sets, neighbours, by_landform, train, held, options)
