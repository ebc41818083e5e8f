"""``procgen evaluate sound``."""

from __future__ import annotations

from typing import Annotated

import typer

from procgen.kit.command.evaluating import Run, evaluates

PARTS = ("parametric", "learned")


@evaluates(
    "sound",
    data="Folder with recorded clips: sfx.tar.xz, or sfx/manifest.json.",
    splits=("validation", "test"),
    seed="Of sounds.",
    parts=PARTS,
)
def sound(
    run: Run,
    *,
    model: Annotated[str, typer.Option(help="Which learned model; the default one if not given.")] = "",
) -> None:
    """Likeness to recorded clips class by class, beside halves of them; how often a judge hears the right class.

    The part parametric counts all clips, the part learned those of the split, which the model did not learn from.

    Example: `procgen evaluate sound --data FOLDER --json`
    """
    run.begin()
    # scikit-learn and the network that hears are of extras
    from procgen.kit.ruler.bars import Bar  # noqa: PLC0415
    from procgen.kit.ruler.rows import Rows  # noqa: PLC0415
    from procgen.sound.learned.library import library_of  # noqa: PLC0415
    from procgen.sound.recipe.clips import all_clips  # noqa: PLC0415
    from procgen.sound.ruler.embedding import Embedding  # noqa: PLC0415
    from procgen.sound.ruler.evaluate import Options, evaluate_sound, sound_bars  # noqa: PLC0415
    from procgen.sound.ruler.learned import evaluate_learned, learned_bars  # noqa: PLC0415

    clips = all_clips(run.pack)
    found: Rows = {}
    bars: list[Bar] = []
    if "learned" in run.parts:
        library, hears = library_of(run.store()), Embedding()
        name = model or next(iter(library.classes))
        found |= evaluate_learned(clips, library, name, hears, run.split, run.seed, run.progress)
        bars += learned_bars(found)
    if "parametric" in run.parts:
        judged = [clip for clip in clips if clip.group]
        rows = evaluate_sound(judged, Options(run.seed), run.progress)
        found |= rows
        bars += sound_bars(rows)
    run.finish({"clips": len(clips)}, found, bars)
