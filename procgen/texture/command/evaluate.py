"""``procgen evaluate texture`` and ``procgen evaluate photo``."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from PIL import Image

from procgen.kit.command.evaluating import Run, Threads, evaluates
from procgen.kit.command.flags import name_violations
from procgen.kit.command.output import note
from procgen.kit.command.training import needs_pack
from procgen.texture.classes import FIRST_LABELS
from procgen.texture.exemplar.network import photo_network
from procgen.texture.generate import DOMAIN, generate, largest_copy, texture_models
from procgen.texture.parameters import NOISE, TextureParameters

if TYPE_CHECKING:
    from procgen.texture.material import Surface

PARTS = ("likeness", "classes", "maps", "spectrum", "memorisation")
BASELINES = ("quilting", "random_phase", "noise")
_SIDE_PX = 128


@evaluates(
    "texture",
    data="Folder of the texture pack.",
    seed="Seed of the first sample.",
    parts=PARTS,
    page="Folder for report.html, blind.html, sheets of tiles and metrics.json.",
)
def texture(
    run: Run,
    *,
    rounds: Annotated[int, typer.Option(min=1, max=100, help="Samples for each held-out picture.")] = 2,
    model: Annotated[str, typer.Option(help="Generator to judge; the default one if not given.")] = "",
    baseline: Annotated[
        list[str] | None, typer.Option(help=f"{', '.join(BASELINES)}; repeatable; all if not given.")
    ] = None,
    scans: Annotated[
        Path | None, typer.Option(help="Folder of real sets of 1024 pixels, for figures at full size.")
    ] = None,
    full_rounds: Annotated[int, typer.Option(min=1, max=20, help="Samples for each of these.")] = 1,
    threads: Threads = 0,
) -> None:
    """Ours and the classical generators against real materials: likeness, variety, classes, seams, copying.

    Example: `procgen evaluate texture --data data/textures --split validation --page evaluation`
    """
    chosen = baseline or list(BASELINES)
    store = run.store(threads)
    names = texture_models(store)
    run.wrong += name_violations("--baseline", chosen, BASELINES)
    run.wrong += name_violations("--model", [model] if model else [], names)
    learned = next(iter(store.generators(DOMAIN)), "")
    run.begin()
    # torch and scipy are not in the core install
    from procgen.texture.recipe.pack import TexturePack  # noqa: PLC0415
    from procgen.texture.ruler.bars import texture_bars  # noqa: PLC0415
    from procgen.texture.ruler.baselines import classical_baselines  # noqa: PLC0415
    from procgen.texture.ruler.evaluate import Options, evaluate_texture  # noqa: PLC0415
    from procgen.texture.ruler.full_page import full_blind_html  # noqa: PLC0415
    from procgen.texture.ruler.full_size import FULL_PX, FullOptions, full_size_rows  # noqa: PLC0415
    from procgen.texture.ruler.report import texture_blind_html, texture_report_html  # noqa: PLC0415
    from procgen.texture.ruler.sheets import make_rows, sheet_classes, sheets  # noqa: PLC0415

    def asked(material: str, number: int, side: int, generator: str = model) -> TextureParameters:
        return TextureParameters(side, side, seed=number, material=material, model=generator)

    def sized(material: str, number: int, side: int, generator: str = model) -> Surface:
        return generate(asked(material, number, side, generator), store).surface

    def sample(material: str, number: int) -> Surface:
        return sized(material, number, _SIDE_PX)

    def plain(material: str, number: int, side: int) -> Surface:
        return sized(material, number, side, NOISE)

    def alone(material: str, number: int, side: int) -> Surface:
        return sized(material, number, side, learned if material in FIRST_LABELS else model)

    def copied(material: str, number: int) -> float:
        return largest_copy(asked(material, number, FULL_PX), store)

    with needs_pack(run.data, "is not a texture pack", "Name the folder that holds manifest.json."):
        options = Options(**run.options, rounds=rounds)
        train = TexturePack(run.pack).of("train")
        baselines = classical_baselines(train)
        columns = {name: baselines[name] for name in BASELINES if name in chosen}
        evaluation = evaluate_texture(run.pack, sample, options, baselines=columns, progress=run.progress)
        metrics = dict(evaluation.metrics)
    if scans is not None:
        with needs_pack(scans, "is not a pack of sets", "Name the folder that holds manifest.json."):
            full = FullOptions(run.split, run.seed, rounds, full_rounds)
            metrics |= full_size_rows(run.pack, scans, sized, copied, full, run.progress, plain)
    seconds = run.seconds

    def pages() -> Iterator[tuple[str, bytes]]:
        rows = make_rows(sample, evaluation.held_items, sheet_classes(train), seed=run.seed)
        yield "report.html", texture_report_html(evaluation, seconds, rows).encode()
        yield "blind.html", texture_blind_html(evaluation).encode()
        for number, sheet in enumerate(sheets(rows), 1):
            picture = io.BytesIO()
            Image.fromarray(sheet).save(picture, "PNG")
            yield f"tiles{number}.png", picture.getvalue()
        if scans is not None:
            makers = {"ours": sized, "the network alone": alone} if learned else {"ours": sized}
            yield "blind1024.html", full_blind_html(scans, makers, run.split, run.seed, run.progress).encode()

    facts = {"rounds": rounds, "model": model or "default"}
    bars = texture_bars(metrics)
    run.finish(facts, metrics, bars, seconds=seconds, pages=pages(), classes=evaluation.by_class)


@evaluates("photo", data="Folder of a pack of sets.", seed="Not used: photos are always the same.")
def photo(
    run: Run,
    *,
    more: Annotated[
        list[Path] | None, typer.Option(help="Another pack; repeatable. Of equal sets the last counts.")
    ] = None,
    threads: Threads = 0,
) -> None:
    """Maps that are found in photos of held-out sets, beside guesses from tones, colour alone, and none.

    Without a network for photos, guesses from tones are what `--exemplar` goes by, and are ours.

    Example: `procgen evaluate photo --data data/textures --more data/textures1k --split test`
    """
    store = run.store(threads)
    network = photo_network(store)
    run.begin()
    # torch is not in the core install
    from procgen.texture.recipe.photo_sets import read_photo_sets  # noqa: PLC0415
    from procgen.texture.ruler.photos import by_colour, by_tones, flat, found_by, photo_figures  # noqa: PLC0415

    with needs_pack(run.data, "is not a pack of sets", "Name the folder that holds manifest.json.", ValueError):
        sets = read_photo_sets([run.pack, *(more or [])], ("train", run.split))
    held = [one for one in sets if one.split == run.split]
    finders = {
        "ours": by_tones if network is None else found_by(network),
        "tones": by_tones,
        "colour": by_colour([one for one in sets if one.split == "train"]),
        "flat": flat,
    }
    metrics = photo_figures(finders, held, note)
    run.finish({"sets": len(held), "network": "none" if network is None else network.entry.name}, metrics)
