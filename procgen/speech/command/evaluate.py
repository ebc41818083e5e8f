"""``procgen evaluate speech``."""

from __future__ import annotations

from typing import Annotated

import typer

from procgen.kit.command.evaluating import Run, evaluates
from procgen.kit.command.flags import name_violations
from procgen.speech.generate import voices

PARTS = ("words", "pitch", "onsets", "takes", "feelings", "speakers")


@evaluates("speech", splits=(), seed="Of all requests.", seeds=2**20, parts=PARTS)
def speech(
    run: Run,
    *,
    sentences: Annotated[
        int, typer.Option(min=1, max=1000, help="Said plainly, with feeling, and by characters.")
    ] = 100,
    model: Annotated[str, typer.Option(help="Whose voices; the default one's if not given.")] = "",
) -> None:
    """Words that Whisper understands, DNSMOS, pitch, onsets, takes, feelings and people that are told. Needs no data.

    Example: `procgen evaluate speech --sentences 20 --json`
    """
    store = run.store()
    names = voices(store)
    run.wrong += name_violations("--model", [model or names[0]], names)
    run.begin()
    from procgen.speech.ruler.evaluate import Options, evaluate_speech, speech_bars  # noqa: PLC0415 judges are extras

    options = Options(run.parts, run.seed, sentences, model)
    found = evaluate_speech(store, options, run.progress)
    run.finish({"sentences": sentences, "model": model or names[0]}, found, speech_bars(found))
