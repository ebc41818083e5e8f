"""The texture recipe: layouts found in the pictures, the base network, the detail network, and their export."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from procgen.kit.recipe.checkpoint import BEST, begins_shipped
from procgen.kit.recipe.device import autocast, placed
from procgen.kit.recipe.loop import ERROR
from procgen.models.gan import CELL, COLOURS, GeneratorConfig, coloured, unit
from procgen.texture.classes import FIRST_LABELS
from procgen.texture.layout import LayoutParameters
from procgen.texture.material import FloatArray
from procgen.texture.recipe.adversaries import train_against
from procgen.texture.recipe.data import Example, read_pack
from procgen.texture.recipe.detail import DetailTrainer, DetailTraining
from procgen.texture.recipe.export import export_texture, load_base
from procgen.texture.recipe.layouts import fit_layouts
from procgen.texture.recipe.train import Batches, TextureConfig, TextureTrainer, edge_agreements
from procgen.texture.recipe.typical import style_weights

STAGES = ("layouts", "base", "detail")
_MOST_IRREGULAR = 0.25
_JUDGED = 256
_CHUNK = 16
_SEED = 77
_EDGES = 10.0
"""How many thousandths of KID edges that do not agree at all count like."""


def layout_maps(folder: Path) -> dict[str, FloatArray]:
    """(5, 128, 128) maps by uid, of a folder that :func:`fit_layouts` wrote; none if it did not."""
    path = folder / "layouts.npz"
    if not path.exists():
        return {}
    with np.load(path, allow_pickle=False) as stored:
        return {str(uid): maps.astype(np.float32) for uid, maps in zip(stored["uids"], stored["maps"], strict=True)}


def layout_parameters(folder: Path) -> dict[str, LayoutParameters]:
    """Parameters by uid, of a folder that :func:`fit_layouts` wrote; none if it did not."""
    path = folder / "layouts.json"
    if not path.exists():
        return {}
    names = {field.name for field in fields(LayoutParameters)}
    entries = [entry for of_class in json.loads(path.read_text("utf-8")).values() for entry in of_class]
    for entry in entries:
        # Ends of pieces that were not seen look like pieces of very different lengths.
        entry["irregularity"] = min(float(entry["irregularity"]), _MOST_IRREGULAR)
    return {
        entry["uid"]: LayoutParameters(**{name: value for name, value in entry.items() if name in names})
        for entry in entries
    }


class PictureJudge(Protocol):
    """Compares pictures with a validation split, as :class:`procgen.texture.ruler.judge.TextureJudge` does."""

    def classes(self, count: int) -> list[str]:
        """Classes to generate."""

    def judge(self, images: FloatArray, classes: Sequence[str]) -> dict[str, float]:
        """Figures of (n, 128, 128, 3) pictures, 0 to 1, of these classes."""


class BaseJudge:
    """Judges the base network as serving uses it: styles between two pictures of a class.

    Args:
        judge: of pictures.
        batches: of the examples that it is trained on.
    """

    def __init__(self, judge: PictureJudge, batches: Batches) -> None:
        self._judge = judge
        self._classes = judge.classes(_JUDGED)
        self._batches = batches
        complete = [torch.from_numpy(batches.examples[i].maps)[None] for i in batches.complete]
        self._real_edges = float(torch.cat([edge_agreements(maps) for maps in complete]).mean())

    def __call__(self, average: nn.ModuleList) -> dict[str, float]:
        """Figures of averaged generator and encoder. What chooses is the mean of the distances to validation and to
        train, for that to the few validation pictures alone is noisy, and how much less edges of colour and of height
        agree than in real maps, which no likeness of pictures tells.
        """
        made = self.sample(average, self._classes, _SEED)
        pictures = np.clip(made[:, :3].transpose(0, 2, 3, 1) * 0.5 + 0.5, 0.0, 1.0)
        figures = self._judge.judge(np.ascontiguousarray(pictures), self._classes)
        figures["edge_agreement"] = float(edge_agreements(torch.from_numpy(made)).mean())
        lacking = max(self._real_edges - figures["edge_agreement"], 0.0)
        figures[ERROR] = (figures["kid_x1000"] + figures["kid_train_x1000"]) / 2.0 + _EDGES * lacking
        return {key: round(float(value), 3) for key, value in figures.items() if key != "seconds"}

    @torch.no_grad()
    def sample(self, average: nn.ModuleList, classes: Sequence[str], seed: int) -> FloatArray:
        """(n, 6, 128, 128) surfaces of classes."""
        generator, encoder = average
        config = generator.config
        assert isinstance(config, GeneratorConfig)
        rng = np.random.default_rng(seed)
        batches = self._batches
        pools = [batches.of_label[FIRST_LABELS.index(name)] for name in classes]
        first, second = ([int(rng.choice(pool)) for pool in pools] for _ in range(2))
        made = []
        for start in range(0, len(classes), _CHUNK):
            part = slice(start, start + _CHUNK)
            styles = [self._styles(encoder, chosen[part]) for chosen in (first, second)]
            share = placed(0.5 * rng.random((len(styles[0]), 1), np.float32))
            learned, colours = torch.split(
                (1.0 - share) * styles[0] + share * styles[1], [config.style, COLOURS], dim=1
            )
            style = torch.cat([unit(learned), colours], dim=1)
            structure = [np.concatenate([batches.structure[i], batches.fields(i, rng)]) for i in first[part]]
            side = structure[0].shape[1] // CELL
            noise = rng.standard_normal((len(style), config.noise_channels, side, side), np.float32)
            with autocast():
                white = generator(placed(noise), style[:, :, None, None], placed(np.stack(structure)))
            made.append(coloured(white, colours).cpu().numpy())
        return np.concatenate(made)

    def _styles(self, encoder: nn.Module, chosen: Sequence[int]) -> Tensor:
        pictures = np.stack([self._batches.examples[i].maps[:3] for i in chosen])
        with autocast():
            styles: Tensor = encoder(placed(pictures))
        return styles


def train_texture(
    stages: Sequence[str],
    data: Path,
    out: Path,
    *,
    budgets_s: Mapping[str, float],
    judge_of: Callable[[Path], PictureJudge],
    resume: bool,
    report: Callable[[str], None],
) -> tuple[Path, Path]:
    """Train the stages that are asked for.

    Args:
        stages: of STAGES, in any order.
        data: folder of the pack.
        out: for layouts, and for a run of each network.
        budgets_s: time for "base" and "detail".
        judge_of: makes of the pack what chooses the base network.
        resume: go on from the last checkpoints, or where there are none from the networks that ship.
        report: takes a line now and then.

    Returns:
        The best base and detail network.

    Raises:
        FileNotFoundError: there is no pack.
    """
    ships = begins_shipped((out / "base", out / "detail"))
    if "layouts" in stages:
        for name, (found, of) in fit_layouts(data, out).items():
            report(f"layouts: {name} {found} of {of}")
    if "base" in stages:
        examples = [example for example in read_pack(data) if not example.validation]
        config = TextureConfig(budget_s=budgets_s["base"])
        batches = Batches(examples, layout_maps(out), config)
        trainer = TextureTrainer(GeneratorConfig(), config, batches)
        judge, shipped = BaseJudge(judge_of(data), batches), trainer.load_shipped if ships else None
        train_against(trainer, out / "base", judge, resume=resume, shipped=shipped, report=report)
    if "detail" in stages:
        examples = [example for example in read_pack(data, full=True) if not example.validation]
        detail = DetailTrainer(len(FIRST_LABELS), DetailTraining(budget_s=budgets_s["detail"]), examples)
        # Its losses alone judge it: what it adds is too fine for the judge's pictures.
        shipped = detail.load_shipped if ships else None
        train_against(detail, out / "detail", None, resume=resume, shipped=shipped, report=report)
    return out / "base" / BEST, out / "detail" / BEST


def export(data: Path, out: Path, folder: Path, *, generator: str, licence: str, default: bool) -> None:
    """Export what :func:`train_texture` left in ``out``.

    Args:
        data: folder of the pack, whose training pictures' styles become those to draw from.
        out: layouts and runs.
        folder: for models and catalog.
        generator: name that requests use.
        licence: SPDX expression.
        default: whether it is the domain's default.
    """
    examples: list[Example] = read_pack(data)
    network, encoder = load_base(out / "base" / BEST)
    maps = layout_maps(out)
    detailed = sorted({example.label for example in read_pack(data, full=True)})
    export_texture(
        folder,
        out / "base" / BEST,
        out / "detail" / BEST,
        examples,
        layout_parameters(out),
        maps,
        style_weights(network, encoder, examples, Batches(examples, maps, TextureConfig(budget_s=0.0))).tolist(),
        detailed,
        generator=generator,
        licence=licence,
        default=default,
    )
