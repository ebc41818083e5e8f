"""The report of a terrain evaluation: one HTML file with tables, charts and pictures of nearest neighbours."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from procgen.formats.page import rendered
from procgen.kit.ruler.charts import Axes, DoubleArray, Series, chart, distribution
from procgen.kit.ruler.metrics_table import metrics_table
from procgen.kit.ruler.picture_uri import jpeg_uri
from procgen.terrain.preview import hillshade_rgb
from procgen.terrain.ruler.bars import bars
from procgen.terrain.ruler.drainage_statistics import hack_line
from procgen.terrain.ruler.evaluate import BASELINE, Evaluation, Neighbours
from procgen.terrain.ruler.samples import MapSet
from procgen.terrain.ruler.statistics import HEIGHT_BINS, HIGHEST_CYCLES, SLOPE_BINS, Surface, pool

_PAIRS = 6
_QUALITY = 88


def _charts(evaluation: Evaluation) -> dict[str, Markup]:
    sets = evaluation.sets
    free: dict[str, MapSet] = {"real": sets.train, **sets.unconditional}
    bound: dict[str, MapSet] = {"real": sets.held, **sets.conditional}
    degrees = np.arange(SLOPE_BINS, dtype=np.float64) + 0.5
    share = (np.arange(HEIGHT_BINS, dtype=np.float64) + 0.5) / HEIGHT_BINS
    found: dict[str, Markup] = {}
    for title, group in (("train conditions", free), (f"{evaluation.options.split} conditions", bound)):
        pooled = {name: pool(maps.statistics) for name, maps in group.items() if len(maps)}
        slopes = [Series(name, degrees, one.slopes) for name, one in pooled.items()]
        found[f"Slopes, {title}"] = chart(slopes, Axes("degrees", "share of cells", log_y=True))
        heights = [Series(name, share, one.hypsometry) for name, one in pooled.items()]
        found[f"Hypsometry, {title}"] = chart(heights, Axes("height, lowest to highest", "share of cells"))
        integrals = [distribution(one.integrals, name) for name, one in pooled.items()]
        found[f"Hypsometric integral, {title}"] = chart(
            integrals, Axes("mean scaled height", "share of maps", low_legend=True)
        )
    cycles = np.arange(1, HIGHEST_CYCLES + 1, dtype=np.float64)
    spectra = []
    for name, maps in free.items():
        # Each map counts alike, whatever its relief: the mean of logarithms of power over the map's own total.
        logs = [np.log(one.spectrum[1:] / one.spectrum[1:].sum() + 1e-12) for one in maps.statistics if one.beta > 0]
        if logs:
            spectra.append(Series(name, cycles, np.exp(np.mean(logs, axis=0))))
    axes = Axes("cycles a map", "share of power", log_x=True, log_y=True)
    found["Power spectrum, train conditions"] = chart(spectra, axes)
    found["Spectral exponent by landform"] = _betas(evaluation)
    if sets.train.drainage:
        lines = []
        for name, maps in free.items():
            line = hack_line(maps.drainage)
            lines.append(Series(name, np.exp(line[:, 0]), np.exp(line[:, 1])))
        axes = Axes("drainage area, cells", "main-stem length, pixels", log_x=True, log_y=True, low_legend=True)
        found["Hack's law, train conditions"] = chart(lines, axes)
        flooded = [distribution(np.array([d.flooded_share for d in m.drainage]), n) for n, m in free.items()]
        found["Flooded share, train conditions"] = chart(
            flooded, Axes("share of land", "share of maps", low_legend=True)
        )
    if evaluation.neighbours:
        for title, pick in (("encoder", _by_encoder), ("pixels", _by_pixels)):
            curves = [distribution(pick(near), name) for name, near in evaluation.neighbours.items()]
            axes = Axes("distance to the nearest train map", "share of maps", low_legend=True)
            found[f"Memorisation, {title}"] = chart(curves, axes)
    return found


def _by_encoder(near: Neighbours) -> DoubleArray:
    return near.encoder


def _by_pixels(near: Neighbours) -> DoubleArray:
    return near.pixels.distance


def _betas(evaluation: Evaluation) -> Markup:
    rows = {
        name.removeprefix("beta_"): row
        for name, row in evaluation.metrics.items()
        if name.startswith("beta_") and name not in ("beta_conditional", "beta_landform_gap_max")
    }
    series = []
    for column in ("real", "ours", BASELINE):
        places = [(i, row[column]) for i, row in enumerate(rows.values()) if column in row]
        if places:
            x, y = np.array(places, np.float64).T
            series.append(Series(column, x, y, points=True))
    return chart(series, Axes("", "exponent", names=tuple(rows)))


def picture_uri(surface: Surface) -> str:
    """The hillshade as a data URI; zero is the sea's level."""
    rgb = hillshade_rgb(surface.heights, surface.metres_per_pixel, 0.0)
    return jpeg_uri(rgb, _QUALITY)


def _pairs(evaluation: Evaluation) -> list[tuple[str, str, str]]:
    """The samples that lie nearest to a train map, the map, and both in words."""
    near = evaluation.neighbours["ours"].pixels
    samples = evaluation.sets.conditional["ours"].maps
    pairs = []
    for index in np.argsort(near.distance)[:_PAIRS]:
        sample, patch = samples[index], evaluation.train_patches[near.index[index]]
        if sample.heights is None:
            continue
        ours = picture_uri(Surface(sample.heights, sample.metres_per_pixel))
        real = picture_uri(Surface(patch.surface, patch.metres_per_pixel))
        caption = f"distance {near.distance[index]:.3f}: ours, {sample.landform}; train, {patch.landform} ({patch.id})"
        pairs.append((ours, real, caption))
    return pairs


def report_html(evaluation: Evaluation, seconds: float) -> str:
    """The page.

    Args:
        evaluation: what was found.
        seconds: how long it took.
    """
    return rendered(
        __name__,
        options=evaluation.options,
        sets=evaluation.sets,
        seconds=seconds,
        table=metrics_table(evaluation.metrics, bars(evaluation.metrics)),
        charts=_charts(evaluation),
        pairs=_pairs(evaluation) if evaluation.neighbours else None,
    )
