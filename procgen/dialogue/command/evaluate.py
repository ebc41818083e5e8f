"""``procgen evaluate dialogue``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.language.gguf import PACKAGED, GgufModel
from procgen.dialogue.language.network import Network
from procgen.dialogue.language.own import DOMAIN
from procgen.dialogue.recipe.corpus import PACKED
from procgen.dialogue.wire.models import OURS, PHRASES, Models
from procgen.errors import Violation
from procgen.kit.command.evaluating import Run, evaluates
from procgen.kit.command.flags import name_violations
from procgen.kit.command.training import needs_pack
from procgen.runtime.catalog import packaged_assets

PARTS = (
    "keeping", "variety", "scenes", "talk", "choosing", "voice", "blind", "facts", "bits", "persona", "mood", "copies",
    "likeness",
)  # fmt: skip
NEED_DATA = ("bits", "persona", "mood", "copies", "likeness")
BACKENDS = (OURS, PHRASES, *PACKAGED)


@evaluates(
    "dialogue",
    data=f"Folder of the dialogue pack; without it: no {', '.join(NEED_DATA)}.",
    needs_data=False,
    seed="Of all requests.",
    parts=PARTS,
    page="Folder for report.html, blind.html, facts of each model and metrics.json.",
)
def dialogue(
    run: Run,
    *,
    model: Annotated[
        list[str] | None, typer.Option(help=f"{', '.join(BACKENDS)}; repeatable; ours and phrases if not given.")
    ] = None,
    requests: Annotated[int, typer.Option(min=1, max=100_000, help="Lines with facts and secrets.")] = 1000,
    scenes: Annotated[int, typer.Option(min=0, max=1000, help="Scenes with facts and secrets.")] = 20,
    attacks: Annotated[int, typer.Option(min=0, max=2000, help="What players say to get a secret.")] = 200,
    barks: Annotated[int, typer.Option(min=1, max=2000, help="Barks in one batch.")] = 1000,
    tellings: Annotated[int, typer.Option(min=1, max=2000, help="Lines that tell a fact, to be read.")] = 200,
    groups: Annotated[int, typer.Option(min=1, max=1000, help="Speakers of ten lines for each role and mood.")] = 5,
    corpus: Annotated[
        Path | None,
        typer.Option(help="Of talks: a folder of SETTING/ID.npc, or one packed; else the packaged one."),
    ] = None,
) -> None:
    """Facts kept, secrets, JSON, variety, talks; with real data: bits per byte, roles and moods heard, copying.

    Example: `procgen evaluate dialogue --data data/dialogue --split validation --page evaluation`
    """
    names = model or [OURS, PHRASES]
    run.wrong += name_violations("--model", names, BACKENDS)
    if run.data is None:
        run.wrong += [
            Violation.of("--part", name, "a part with --data") for name in run.named_parts if name in NEED_DATA
        ]
    if "blind" in run.named_parts and len(set(names)) < 2:
        run.wrong.append(Violation.of("--model", ", ".join(names), "two or more with --part blind, to be compared"))
    if run.folder is None:  # pairs are there to be read
        if "blind" in run.named_parts:
            run.wrong.append(Violation.of("--page", "missing", "a folder with --part blind, for blind.html"))
        if "facts" in run.named_parts:
            run.wrong.append(Violation.of("--page", "missing", "a folder with --part facts, for lines to read"))
        run.parts = tuple(part for part in run.parts if part not in ("blind", "facts"))
    if "likeness" in run.parts and not {"keeping", "variety"} <= set(run.parts):
        allowed = "likeness with keeping and variety, whose lines it compares"
        run.wrong.append(Violation.of("--part", "likeness", allowed))
    if {"talk", "choosing", "voice", "facts"} & set(run.parts):
        packed = packaged_assets() / PACKED
        corpus = corpus or (packed if packed.exists() else None)
        if (corpus is None and {"talk", "choosing", "voice", "facts"} & set(run.named_parts)) or (
            corpus is not None and not corpus.exists()
        ):
            run.wrong.append(Violation.of("--corpus", str(corpus or "missing"), "a folder or file of the corpus"))
    run.begin()
    # what measures need is not in the core install
    from procgen.dialogue.ruler.bars import dialogue_bars  # noqa: PLC0415
    from procgen.dialogue.ruler.evaluate import Options, evaluate_dialogue  # noqa: PLC0415
    from procgen.dialogue.ruler.page import dialogue_html  # noqa: PLC0415
    from procgen.dialogue.ruler.pairs import pairs_html  # noqa: PLC0415
    from procgen.dialogue.ruler.told import told_text  # noqa: PLC0415

    store = run.store()
    ours = Models(store)
    backends: dict[str, LanguageModel | None] = {
        name: GgufModel.load(name) if name in PACKAGED else ours.get(name) for name in dict.fromkeys(names)
    }
    amounts: dict[str, Any] = {
        "requests": requests,
        "scenes": scenes,
        "attacks": attacks,
        "barks": barks,
        "tellings": tellings,
        "groups": groups,
    }
    network = Network(store.part(DOMAIN, "own", "decoder")) if OURS in names and "bits" in run.parts else None
    with needs_pack(run.data, "is not a dialogue pack", "Name the folder that holds dialogue.jsonl.xz."):
        evaluation = evaluate_dialogue(
            run.data, backends, Options(**run.options, **amounts, corpus=corpus), run.progress, network=network
        )
    seconds = run.seconds

    def pages() -> Iterator[tuple[str, bytes]]:
        yield "report.html", dialogue_html(evaluation, seconds).encode()
        if evaluation.pairs:
            yield "blind.html", pairs_html(evaluation.pairs, run.seed).encode()
        for name, lines in evaluation.told.items():
            yield f"facts-{name}.txt", told_text(lines).encode()

    run.finish(
        amounts,
        evaluation.metrics,
        dialogue_bars(evaluation.metrics),
        seconds=seconds,
        pages=pages(),
        classes={
            name: {who: {label: list(row) for label, row in each.by_class.items()} for who, each in by.items()}
            for name, by in evaluation.accuracies.items()
        },
        talk={name: {kind: list(row) for kind, row in each.rows().items()} for name, each in evaluation.talked.items()},
        voice={
            kind: {
                name: {label: [each.right[label], each.lines[label]] for label in each.lines}
                for name, each in by.items()
            }
            for kind, by in evaluation.audible.items()
        },
        problems={name: kept.problems for name, kept in evaluation.kept.items()},
    )
