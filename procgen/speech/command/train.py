"""``procgen train voice``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from procgen.kit.command.output import note
from procgen.kit.command.training import Training, needs_pack, trains
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.store import ModelStore

if TYPE_CHECKING:
    from procgen.speech.acoustic import Acoustic

STAGES: Final = ("corpus", "decoder", "prosody", "wavenet")
_EXPORTED_ROWS: Final = 4
_DRAWN_HOPS: Final = 40
_TEACHING: Final = ("can't teach voices", "docs/speech.md says what it has to hold.")
_LEARNING: Final = ("holds no corpus", "Make the stage corpus first.")


@trains(
    data="Folder with lines.txt, a line to say in each, and the teacher's wheels; docs/speech.md says which.",
    out="runs/voice",
    budget="10h",
    budget_help="Time for each network: 10h, 90m.",
    stages=STAGES,
    name="my-voices",
)
def voice(
    told: Training,
    *,
    lines: Annotated[
        int, typer.Option(min=24, max=1_000_000, help="Of the corpus; each is said once by somebody.")
    ] = 2000,
) -> None:
    """Teach a decoder to speak as many people, and export it for `--models`.

    The stage corpus has teachers speak the lines: whoever they are, with exact durations and pitch. What is there
    stays, so it can be made longer. The stage decoder begins with the packaged network's weights. The stages prosody
    and wavenet train rivals of what is served, and tell how near they come.

    Example: `procgen train voice --data FOLDER --lines 2000 --stage corpus --stage decoder --budget 10h --name ours`
    """
    # torch and onnx are not in the core install
    from procgen.speech.acoustic import Acoustic  # noqa: PLC0415
    from procgen.speech.recipe.export import READS  # noqa: PLC0415

    acoustic = Acoustic.load(ModelStore(threads=1), READS)
    corpus, how = told.out / "corpus", {"resume": told.resume, "report": note}
    if "corpus" in told.stages:
        _corpus(told.data, corpus, lines, acoustic)
    if "decoder" in told.stages:
        _decoder(told, corpus, acoustic, how)
    if "prosody" in told.stages:
        _prosody(told, lines, acoustic, how)
    if "wavenet" in told.stages:
        _wavenet(told, corpus, acoustic, how)


def _lines(data: Path) -> list[str]:
    """What is said. Raises ValueError where that is nothing."""
    from procgen.speech.recipe.corpus import LINES_FILE  # noqa: PLC0415

    said = [line for line in (data / LINES_FILE).read_text("utf-8").splitlines() if line.strip()]
    if not said:
        raise ValueError(f"{LINES_FILE} is empty")
    return said


def _corpus(data: Path, folder: Path, lines: int, acoustic: Acoustic) -> None:
    from procgen.speech.recipe.corpus import make_corpus  # noqa: PLC0415
    from procgen.speech.recipe.teachers import Hibari, Kokoro  # noqa: PLC0415

    with needs_pack(data, *_TEACHING, ValueError):
        teachers, said = (Hibari(acoustic), Kokoro(data)), _lines(data)
    for count, path in enumerate(make_corpus(said, folder, acoustic, teachers, range(lines)), 1):
        if count % 100 == 0:
            note(f"{path.stem} of {lines} lines")


def _decoder(told: Training, corpus: Path, acoustic: Acoustic, how: dict[str, Any]) -> None:
    from procgen.speech.recipe.corpus import read_corpus  # noqa: PLC0415
    from procgen.speech.recipe.export import export_decoder  # noqa: PLC0415
    from procgen.speech.recipe.rows import rows_of  # noqa: PLC0415
    from procgen.speech.recipe.train import VoiceRecipe, train_decoder  # noqa: PLC0415
    from procgen.speech.recipe.warm import load_teacher  # noqa: PLC0415

    with needs_pack(corpus, *_LEARNING, ValueError):
        rows = rows_of(read_corpus(corpus), acoustic)
        warm = partial(load_teacher, packaged_assets() / "speech_hibari_spectrum.onnx")
        best = train_decoder(rows, told.out / "decoder", VoiceRecipe(budget_s=told.budget_s), warm=warm, **how)
    export_decoder(best, told.models, rows[:_EXPORTED_ROWS], acoustic, **told.labels)


def _prosody(told: Training, lines: int, acoustic: Acoustic, how: dict[str, Any]) -> None:
    from procgen.speech.recipe.prosody import (  # noqa: PLC0415
        ProsodyRecipe,
        apart,
        load_prosody,
        network_points,
        train_prosody,
    )
    from procgen.speech.recipe.prosody_rows import prosody_rows  # noqa: PLC0415
    from procgen.speech.recipe.teachers import Kokoro  # noqa: PLC0415

    with needs_pack(told.data, *_TEACHING, ValueError):
        rows = prosody_rows(_lines(told.data), acoustic, Kokoro(told.data), range(lines))
        model = load_prosody(train_prosody(rows, told.out / "prosody", ProsodyRecipe(budget_s=told.budget_s), **how))
    held = [row for row in rows if row.held]
    wanted = [row.wanted for row in held]
    for name, said in (("network", [network_points(model, row) for row in held]), ("rules", [r.ruled for r in held])):
        note(f"{name}: " + ", ".join(f"{what} {value:.3g}" for what, value in apart(said, wanted).items()))


def _wavenet(told: Training, corpus: Path, acoustic: Acoustic, how: dict[str, Any]) -> None:
    from procgen.speech.recipe.corpus import read_corpus  # noqa: PLC0415
    from procgen.speech.recipe.rows import rows_of, split_rows  # noqa: PLC0415
    from procgen.speech.recipe.wavenet import (  # noqa: PLC0415
        WaveNetRecipe,
        counted_bits,
        drawn_sound,
        held_bits,
        load_wavenet,
        train_wavenet,
    )

    with needs_pack(corpus, *_LEARNING, ValueError):
        rows = rows_of(read_corpus(corpus), acoustic)
        model = load_wavenet(train_wavenet(rows, told.out / "wavenet", WaveNetRecipe(budget_s=told.budget_s), **how))
    learned, held = split_rows(rows)
    counted = counted_bits(learned, held)
    slow = drawn_sound(model, held[0], _DRAWN_HOPS, "speech/wavenet/drawn")[1]
    note(
        f"bits a sample: {held_bits(model, held):.3f}; by counts {counted['alone']:.3f}, "
        f"after the one before {counted['after_one']:.3f}; {slow:.1f} s of work for a second of sound"
    )
