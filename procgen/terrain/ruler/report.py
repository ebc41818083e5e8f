"""The report of a terrain evaluation: one HTML file with tables, charts and pictures of nearest neighbours."""

from __future__ import annotations

import base64
import html
import io

import numpy as np
from PIL import Image

from procgen import __version__
from procgen.kit.ruler.bars import bars
from procgen.kit.ruler.charts import Axes, DoubleArray, Series, chart
from procgen.kit.ruler.page import STYLE, metrics_table
from procgen.terrain.preview import hillshade_rgb
from procgen.terrain.ruler.drainage_statistics import hack_line
from procgen.terrain.ruler.evaluate import BASELINE, Evaluation, Neighbours
from procgen.terrain.ruler.samples import MapSet
from procgen.terrain.ruler.statistics import HEIGHT_BINS, HIGHEST_CYCLES, SLOPE_BINS, Surface, pool

_PAIRS = 6


def figure(title: str, drawing: str) -> str:
    """A chart under its title; empty without a chart."""
    return f"<figure><figcaption>{html.escape(title)}</figcaption>{drawing}</figure>" if drawing else ""


def distribution(values: DoubleArray, name: str) -> Series:
    """Share of the finite values up to each."""
    ordered = np.sort(values[np.isfinite(values)])
    shares = (np.arange(len(ordered), dtype=np.float64) + 1.0) / max(len(ordered), 1)
    return Series(name, ordered, shares)


def _charts(evaluation: Evaluation) -> list[str]:
    sets = evaluation.sets
    free: dict[str, MapSet] = {"real": sets.train, **sets.unconditional}
    bound: dict[str, MapSet] = {"real": sets.held, **sets.conditional}
    degrees = np.arange(SLOPE_BINS, dtype=np.float64) + 0.5
    share = (np.arange(HEIGHT_BINS, dtype=np.float64) + 0.5) / HEIGHT_BINS
    found = []
    for title, group in (("train conditions", free), (f"{evaluation.options.split} conditions", bound)):
        pooled = {name: pool(maps.statistics) for name, maps in group.items()}
        slopes = [Series(name, degrees, one.slopes) for name, one in pooled.items()]
        found.append(figure(f"Slopes, {title}", chart(slopes, Axes("degrees", "share of cells", log_y=True))))
        heights = [Series(name, share, one.hypsometry) for name, one in pooled.items()]
        found.append(
            figure(f"Hypsometry, {title}", chart(heights, Axes("height, lowest to highest", "share of cells")))
        )
        integrals = [distribution(one.integrals, name) for name, one in pooled.items()]
        found.append(
            figure(
                f"Hypsometric integral, {title}",
                chart(integrals, Axes("mean scaled height", "share of maps", low_legend=True)),
            )
        )
    cycles = np.arange(1, HIGHEST_CYCLES + 1, dtype=np.float64)
    spectra = []
    for name, maps in free.items():
        # Each map counts alike, whatever its relief: the mean of logarithms of power over the map's own total.
        logs = [np.log(one.spectrum[1:] / one.spectrum[1:].sum() + 1e-12) for one in maps.statistics if one.beta > 0]
        if logs:
            spectra.append(Series(name, cycles, np.exp(np.mean(logs, axis=0))))
    axes = Axes("cycles a map", "share of power", log_x=True, log_y=True)
    found.append(figure("Power spectrum, train conditions", chart(spectra, axes)))
    found.append(figure("Spectral exponent by landform", _betas(evaluation)))
    if sets.train.drainage:
        lines = []
        for name, maps in free.items():
            line = hack_line(maps.drainage)
            lines.append(Series(name, np.exp(line[:, 0]), np.exp(line[:, 1])))
        axes = Axes("drainage area, cells", "main-stem length, pixels", log_x=True, log_y=True, low_legend=True)
        found.append(figure("Hack's law, train conditions", chart(lines, axes)))
        flooded = [distribution(np.array([d.flooded_share for d in m.drainage]), n) for n, m in free.items()]
        found.append(
            figure(
                "Flooded share, train conditions",
                chart(flooded, Axes("share of land", "share of maps", low_legend=True)),
            )
        )
    if evaluation.neighbours:
        for title, pick in (("encoder", _by_encoder), ("pixels", _by_pixels)):
            curves = [distribution(pick(near), name) for name, near in evaluation.neighbours.items()]
            axes = Axes("distance to the nearest train map", "share of maps", low_legend=True)
            found.append(figure(f"Memorisation, {title}", chart(curves, axes)))
    return found


def _by_encoder(near: Neighbours) -> DoubleArray:
    return near.encoder


def _by_pixels(near: Neighbours) -> DoubleArray:
    return near.pixels.distance


def _betas(evaluation: Evaluation) -> str:
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
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", quality=88)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()


def _pairs(evaluation: Evaluation) -> str:
    """The samples that lie nearest to a train map, beside it."""
    near = evaluation.neighbours["ours"].pixels
    samples = evaluation.sets.conditional["ours"].maps
    figures = []
    for index in np.argsort(near.distance)[:_PAIRS]:
        sample, patch = samples[index], evaluation.train_patches[near.index[index]]
        if sample.heights is None:
            continue
        ours = picture_uri(Surface(sample.heights, sample.metres_per_pixel))
        real = picture_uri(Surface(patch.surface, patch.metres_per_pixel))
        caption = f"distance {near.distance[index]:.3f}: ours, {sample.landform}; train, {patch.landform} ({patch.id})"
        images = f'<img src="{ours}" alt="ours"> <img src="{real}" alt="train">'
        figures.append(f"<figure>{images}<figcaption class='soft'>{html.escape(caption)}</figcaption></figure>")
    return f'<h2>Nearest to a train map, by pixels</h2><div class="pairs">{"".join(figures)}</div>'


def report_html(evaluation: Evaluation, seconds: float) -> str:
    """The page.

    Args:
        evaluation: what was found.
        seconds: how long it took.
    """
    options = evaluation.options
    pairs = _pairs(evaluation) if evaluation.neighbours else ""
    charts = "\n".join(_charts(evaluation))
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>procgen {__version__}: terrain evaluation</title><style>{STYLE}</style></head>
<body>
<h1>Terrain against real elevation</h1>
<p class="soft">procgen {__version__}, model <code>{html.escape(options.model)}</code>, seed {options.seed}:
{len(evaluation.sets.unconditional["ours"])} samples under conditions of the train split ({len(evaluation.sets.train)}
real maps), and {len(evaluation.sets.conditional["ours"])} under those of the {html.escape(options.split)} split
({len(evaluation.sets.held)} real maps), in {seconds:.0f} s.</p>
<p class="soft">Figures without a suffix compare with the train split; the floor under “real” is one random half of it
against the other. Those that end in <code>_conditional</code> compare with the held-out split, each sample under the
conditions of one of its maps; the floor is the train split. For what is no distance, “real” is the value of real data.
Green bars are met.</p>
{metrics_table(evaluation.metrics, bars(evaluation.metrics))}
<h2>Distributions</h2>
<div class="charts">
{charts}
</div>
{pairs}
</body>
</html>
"""
