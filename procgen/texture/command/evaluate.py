"""``procgen evaluate texture``."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from PIL import Image

from procgen.errors import InvalidFields
from procgen.kit.command.evaluating import SPLITS, Json, ModelFolders, Run, Split
from procgen.kit.command.flags import name_violations
from procgen.kit.command.training import needs_pack, needs_training_extra
from procgen.runtime.store import ModelStore
from procgen.texture.generate import generate, texture_models
from procgen.texture.parameters import TextureParameters

if TYPE_CHECKING:
    from procgen.texture.material import Surface

PARTS = ("likeness", "classes", "maps", "spectrum", "memorisation")
BASELINES = ("quilting", "random_phase", "noise")
_SIDE_PX = 128


def texture(
    data: Annotated[Path, typer.Option(help="Folder of the texture pack.")],
    split: Split = "test",
    seed: Annotated[int, typer.Option(min=0, max=2**62, help="Seed of the first sample.")] = 0,
    rounds: Annotated[int, typer.Option(min=1, max=100, help="Samples for each held-out picture.")] = 2,
    model: Annotated[str, typer.Option(help="Generator to judge; the default one if not given.")] = "",
    models: ModelFolders = None,
    part: Annotated[list[str] | None, typer.Option(help=f"{', '.join(PARTS)}; repeatable; all if not given.")] = None,
    baseline: Annotated[
        list[str] | None, typer.Option(help=f"{', '.join(BASELINES)}; repeatable; all if not given.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option(help="Folder for report.html, blind.html, sheets of tiles and metrics.json.")
    ] = None,
    threads: Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 takes all processors.")] = 0,
    json: Json = False,
) -> None:
    """Ours and the classical generators against real materials: likeness, variety, classes, seams, copying.

    Example: `procgen evaluate texture --data data/textures --split validation --page evaluation`
    """
    parts, chosen = part or list(PARTS), baseline or list(BASELINES)
    store = ModelStore(tuple(models or ()), threads=threads)
    names = texture_models(store)
    wrong = name_violations("--split", [split], SPLITS) + name_violations("--part", parts, PARTS)
    wrong += name_violations("--baseline", chosen, BASELINES)
    wrong += name_violations("--model", [model or names[0]], names)
    if wrong:
        raise InvalidFields(wrong)
    with needs_training_extra():
        # torch is not in the core install
        from procgen.texture.recipe.pack import TexturePack  # noqa: PLC0415
        from procgen.texture.ruler.bars import texture_bars  # noqa: PLC0415
        from procgen.texture.ruler.baselines import classical_baselines  # noqa: PLC0415
        from procgen.texture.ruler.evaluate import Options, evaluate_texture  # noqa: PLC0415
        from procgen.texture.ruler.report import texture_blind_html, texture_report_html  # noqa: PLC0415
        from procgen.texture.ruler.sheets import make_rows, sheet_classes, sheets  # noqa: PLC0415
    run = Run(page)

    def sample(material: str, number: int) -> Surface:
        parameters = TextureParameters(_SIDE_PX, _SIDE_PX, seed=number, material=material, model=model or names[0])
        return generate(parameters, store).surface

    options = Options(split=split, seed=seed, rounds=rounds, parts=tuple(name for name in PARTS if name in parts))
    with needs_pack(data, "is not a texture pack", "Name the folder that holds manifest.json."), needs_training_extra():
        train = TexturePack(data).of("train")
        baselines = classical_baselines(train)
        columns = {name: baselines[name] for name in BASELINES if name in chosen}
        evaluation = evaluate_texture(data, sample, options, baselines=columns, progress=run.progress)
    seconds = run.seconds

    def pages() -> Iterator[tuple[str, bytes]]:
        rows = make_rows(sample, evaluation.held_items, sheet_classes(train), seed=seed)
        yield "report.html", texture_report_html(evaluation, seconds, rows).encode()
        yield "blind.html", texture_blind_html(evaluation).encode()
        for number, sheet in enumerate(sheets(rows), 1):
            picture = io.BytesIO()
            Image.fromarray(sheet).save(picture, "PNG")
            yield f"tiles{number}.png", picture.getvalue()

    facts = {"domain": "texture", "seed": seed, "split": split, "rounds": rounds, "model": model or names[0]}
    bars = texture_bars(evaluation.metrics)
    run.finish(facts, evaluation.metrics, bars, json=json, seconds=seconds, pages=pages(), classes=evaluation.by_class)
