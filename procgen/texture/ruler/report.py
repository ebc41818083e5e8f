"""The report of a texture evaluation: one HTML file with tables, charts and pictures; and a page to judge by eye."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from procgen.formats.page import rendered
from procgen.kit.ruler.blind_page import page_of
from procgen.kit.ruler.charts import Axes, Series, chart, distribution
from procgen.kit.ruler.metrics_table import metrics_table
from procgen.kit.ruler.picture_uri import jpeg_uri
from procgen.texture.ruler.bars import texture_bars
from procgen.texture.ruler.evaluate import LARGEST, TextureEvaluation, mean_spectrum
from procgen.texture.ruler.sheets import SheetRow, laid

Bytes = npt.NDArray[np.uint8]

_PAIRS = 8
_BLIND_PLACES = 12
_TILE_PX = 144
_BLIND_PX = 288
_QUALITY = 86
_ABOUT = "Some of these are real materials that no training saw, some are ours, some are made by another generator."


def _tile(pixels: Bytes, repeats: int = 3, side_px: int = 2 * _TILE_PX) -> str:
    return jpeg_uri(laid(pixels, repeats, side_px), _QUALITY)


def _charts(evaluation: TextureEvaluation) -> dict[str, Markup]:
    found: dict[str, Markup] = {}
    sets = evaluation.sets
    cycles = np.arange(1, 65, dtype=np.float64)
    if "spectrum_distance_db" in evaluation.metrics:
        spectra = [Series("real", cycles, mean_spectrum(sets.held))]
        spectra += [Series(name, cycles, mean_spectrum(one)) for name, one in sets.samples.items()]
        axes = Axes("cycles a tile", "power, decibels", log_x=True)
        found["Spectrum of the brightness"] = chart(spectra, axes)
    if evaluation.neighbours:
        axes = Axes("distance to the nearest train picture", "share of pictures", low_legend=True)
        for title, curves in (
            ("features", [distribution(near.features, name) for name, near in evaluation.neighbours.items()]),
            ("pixels", [distribution(near.pixels.distance, name) for name, near in evaluation.neighbours.items()]),
        ):
            found[f"Memorisation, {title}"] = chart(curves, axes)
    for title, own, real in (
        ("Class accuracy", "accuracy", "accuracy_real"),
        ("Diversity within the class, over that of train pictures", "diversity_ratio", "diversity_ratio_real"),
    ):
        table = sorted(evaluation.by_class.items(), key=lambda pair: (-pair[1]["train"], pair[0]))[:LARGEST]
        series = []
        for name, key in (("real", real), ("ours", own)):
            places = [(i, row[key]) for i, (_, row) in enumerate(table) if key in row]
            if places:
                x, y = np.array(places, np.float64).T
                series.append(Series(name, x, y, points=True))
        names = tuple(name for name, _ in table)
        found[f"{title}, largest classes"] = chart(series, Axes("", "", names=names))
    return found


def _pairs(evaluation: TextureEvaluation) -> list[tuple[str, str, str]]:
    """The samples that lie nearest to a train picture, that picture, and both in words."""
    near = evaluation.neighbours["ours"].pixels
    ours = evaluation.sets.samples["ours"]
    pairs = []
    for index in np.argsort(near.distance, kind="stable")[:_PAIRS]:
        item = evaluation.train_items[near.index[index]]
        caption = (
            f"distance {near.distance[index]:.3f}: ours, {ours.classes[index]}; train, {item.material} ({item.uid})"
        )
        pairs.append((_tile(ours.pixels[index], 1), _tile(item.pixels, 1), caption))
    return pairs


def texture_report_html(evaluation: TextureEvaluation, seconds: float, rows: Sequence[SheetRow] = ()) -> str:
    """The page.

    Args:
        evaluation: what was found.
        seconds: how long it took.
        rows: tiles to show, from :func:`procgen.texture.ruler.sheets.make_rows`.
    """
    return rendered(
        __name__,
        options=evaluation.options,
        sets=evaluation.sets,
        seconds=seconds,
        table=metrics_table(evaluation.metrics, texture_bars(evaluation.metrics)),
        charts=_charts(evaluation),
        rows=rows,
        tile=_tile,
        pairs=_pairs(evaluation) if evaluation.neighbours else None,
        by_class=evaluation.by_class,
    )


def texture_blind_html(evaluation: TextureEvaluation) -> str:
    """Held-out pictures, ours and each baseline's of the same classes, laid two by two in shuffled order.

    Nothing is picked by its looks: held-out pictures are taken evenly spread, and of each the first sample.
    """
    sets = evaluation.sets
    chosen = np.unique(np.linspace(0, len(sets.held) - 1, min(_BLIND_PLACES, len(sets.held))).astype(int))
    pictures = []
    for number, index in enumerate(chosen):
        material = sets.held.classes[index]
        pictures.append((f"real, {material}", sets.held.pixels[index]))
        pictures.append((f"ours, {material}", sets.samples["ours"].pixels[index]))
        others = [name for name in sets.samples if name not in ("ours", "blur")]
        if others:
            name = others[number % len(others)]
            pictures.append((f"{name}, {material}", sets.samples[name].pixels[index]))
    shown = [(label, _tile(pixels, 2, _BLIND_PX)) for label, pixels in pictures]
    return page_of(shown, _ABOUT, "material", evaluation.options.seed)
