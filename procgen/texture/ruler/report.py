"""The report of a texture evaluation: one HTML file with tables, charts and pictures; and a page to judge by eye."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen import __version__
from procgen.kit.ruler.charts import Axes, Series, chart
from procgen.kit.ruler.page import STYLE, metrics_table
from procgen.terrain.ruler.blind_page import page_of
from procgen.terrain.ruler.report import distribution, figure
from procgen.texture.ruler.bars import texture_bars
from procgen.texture.ruler.evaluate import LARGEST, TextureEvaluation, mean_spectrum
from procgen.texture.ruler.sheets import SheetRow, laid

Bytes = npt.NDArray[np.uint8]

_PAIRS = 8
_BLIND_PLACES = 12
_TILE_PX = 144
_BLIND_PX = 288
_ABOUT = "Some of these are real materials that no training saw, some are ours, some are made by another generator."
_MORE_STYLE = """
table.tiles td { border: 0; padding: 2px; text-align: left; vertical-align: middle; }
table.tiles img { display: block; width: 144px; border-radius: 3px; } table.tiles td.gap { width: 16px; }
.scroll { overflow-x: auto; }
"""


def _uri(pixels: Bytes) -> str:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=86)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()


def _tile(pixels: Bytes, repeats: int = 3, side_px: int = 2 * _TILE_PX) -> str:
    return _uri(laid(pixels, repeats, side_px))


def _charts(evaluation: TextureEvaluation) -> list[str]:
    found = []
    sets = evaluation.sets
    cycles = np.arange(1, 65, dtype=np.float64)
    if "spectrum_distance_db" in evaluation.metrics:
        spectra = [Series("real", cycles, mean_spectrum(sets.held))]
        spectra += [Series(name, cycles, mean_spectrum(one)) for name, one in sets.samples.items()]
        axes = Axes("cycles a tile", "power, decibels", log_x=True)
        found.append(figure("Spectrum of the brightness", chart(spectra, axes)))
    if evaluation.neighbours:
        axes = Axes("distance to the nearest train picture", "share of pictures", low_legend=True)
        for title, curves in (
            ("features", [distribution(near.features, name) for name, near in evaluation.neighbours.items()]),
            ("pixels", [distribution(near.pixels.distance, name) for name, near in evaluation.neighbours.items()]),
        ):
            found.append(figure(f"Memorisation, {title}", chart(curves, axes)))
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
        found.append(figure(f"{title}, largest classes", chart(series, Axes("", "", names=names))))
    return found


def _class_table(evaluation: TextureEvaluation) -> str:
    if not evaluation.by_class:
        return ""
    keys = ("train", "held", "accuracy", "accuracy_real", "diversity_ratio", "diversity_ratio_real")
    lines = ["<table><tr><th>class</th>" + "".join(f"<th>{key}</th>" for key in keys) + "</tr>"]
    for name, row in evaluation.by_class.items():
        cells = "".join(
            f"<td>{row[key]:.0f}</td>"
            if key in ("train", "held")
            else f"<td>{row[key]:.2f}</td>"
            if key in row
            else "<td></td>"
            for key in keys
        )
        lines.append(f"<tr><td>{html.escape(name)}</td>{cells}</tr>")
    return "<h2>By class</h2>" + "\n".join([*lines, "</table>"])


def _pairs(evaluation: TextureEvaluation) -> str:
    """The samples that lie nearest to a train picture, beside it."""
    near = evaluation.neighbours["ours"].pixels
    ours = evaluation.sets.samples["ours"]
    figures = []
    for index in np.argsort(near.distance, kind="stable")[:_PAIRS]:
        item = evaluation.train_items[near.index[index]]
        caption = (
            f"distance {near.distance[index]:.3f}: ours, {ours.classes[index]}; train, {item.material} ({item.uid})"
        )
        images = (
            f'<img src="{_tile(ours.pixels[index], 1)}" alt="ours"> <img src="{_tile(item.pixels, 1)}" alt="train">'
        )
        figures.append(f"<figure>{images}<figcaption class='soft'>{html.escape(caption)}</figcaption></figure>")
    return f'<h2>Nearest to a train picture, by pixels</h2><div class="pairs">{"".join(figures)}</div>'


def _tiles(rows: Sequence[SheetRow]) -> str:
    lines = []
    for row in rows:
        ours = "".join(f'<td><img src="{_tile(tile)}" alt="ours"></td>' for tile in row.ours)
        real = "".join(f'<td><img src="{_tile(tile)}" alt="real"></td>' for tile in row.real)
        lines.append(f'<tr><td>{html.escape(row.material)}</td>{ours}<td class="gap"></td>{real}</tr>')
    return (
        "<h2>Tiles, laid three by three</h2><p class='soft'>Ours at the left, one for each seed from the first on, "
        "none picked; real ones at the right.</p>"
        f'<div class="scroll"><table class="tiles">{"".join(lines)}</table></div>'
    )


def texture_report_html(evaluation: TextureEvaluation, seconds: float, rows: Sequence[SheetRow] = ()) -> str:
    """The page.

    Args:
        evaluation: what was found.
        seconds: how long it took.
        rows: tiles to show, from :func:`procgen.texture.ruler.sheets.make_rows`.
    """
    options, sets = evaluation.options, evaluation.sets
    table = metrics_table(evaluation.metrics, texture_bars(evaluation.metrics))
    pairs = _pairs(evaluation) if evaluation.neighbours else ""
    charts = "\n".join(_charts(evaluation))
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>procgen {__version__}: texture evaluation</title><style>{STYLE}{_MORE_STYLE}</style></head>
<body>
<h1>Textures against real materials</h1>
<p class="soft">procgen {__version__}, seed {options.seed}: {len(sets.samples["ours"])} samples of the classes of the
{html.escape(options.split)} split ({len(sets.held)} real pictures), in {seconds:.0f} s; {len(sets.train)} train
pictures.</p>
<p class="soft">Figures without a suffix compare with the held-out pictures; the floor under “real” is train pictures in
the same mix of classes. Those that end in <code>_train</code> compare with the train pictures; “real” is the held-out
ones. For what is no distance, “real” is the value of real data. Features are those of EfficientNet-Lite0 (ImageNet).
Green bars are met.</p>
{table}
<h2>Distributions</h2>
<div class="charts">
{charts}
</div>
{_tiles(rows) if rows else ""}
{pairs}
{_class_table(evaluation)}
</body>
</html>
"""


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
