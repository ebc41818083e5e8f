"""``procgen evaluate sound``."""

from __future__ import annotations

from procgen.kit.command.evaluating import Run, evaluates


@evaluates("sound", data="Folder with recorded clips: sfx.tar.xz, or sfx/manifest.json.", splits=(), seed="Of sounds.")
def sound(run: Run) -> None:
    """Likeness to recorded clips class by class, beside halves of them; how often a judge hears the right class.

    Example: `procgen evaluate sound --data FOLDER --json`
    """
    run.begin()
    from procgen.sound.recipe.clips import read_clips  # noqa: PLC0415 scikit-learn is of an extra
    from procgen.sound.ruler.evaluate import Options, evaluate_sound, sound_bars  # noqa: PLC0415

    clips = read_clips(run.pack)
    found = evaluate_sound(clips, Options(run.seed), run.progress)
    run.finish({"clips": len(clips)}, found, sound_bars(found))
