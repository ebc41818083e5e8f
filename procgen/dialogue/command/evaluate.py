"""``procgen evaluate dialogue``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.language.gguf import PACKAGED, GgufModel
from procgen.dialogue.language.network import Network
from procgen.dialogue.language.own import DOMAIN
from procgen.dialogue.wire.models import OURS, PHRASES, Models
from procgen.errors import InvalidFields, Violation
from procgen.kit.command.evaluating import SPLITS, Json, ModelFolders, Report, Run, Split
from procgen.kit.command.flags import name_violations
from procgen.kit.command.training import needs_pack, needs_training_extra
from procgen.runtime.store import ModelStore

PARTS = ("keeping", "variety", "bits", "persona", "mood", "copies", "likeness")
NEED_DATA = ("bits", "persona", "mood", "copies", "likeness")
BACKENDS = (OURS, PHRASES, *PACKAGED)


def dialogue(
    data: Annotated[
        Path | None, typer.Option(help=f"Folder of the dialogue pack; without it: no {', '.join(NEED_DATA)}.")
    ] = None,
    split: Split = "test",
    seed: Annotated[int, typer.Option(min=0, max=2**62, help="Of all requests.")] = 0,
    model: Annotated[
        list[str] | None, typer.Option(help=f"{', '.join(BACKENDS)}; repeatable; ours and phrases if not given.")
    ] = None,
    models: ModelFolders = None,
    part: Annotated[list[str] | None, typer.Option(help=f"{', '.join(PARTS)}; repeatable; all if not given.")] = None,
    requests: Annotated[int, typer.Option(min=1, max=100_000, help="Lines with facts and secrets.")] = 1000,
    scenes: Annotated[int, typer.Option(min=0, max=1000, help="Scenes with facts and secrets.")] = 20,
    attacks: Annotated[int, typer.Option(min=0, max=2000, help="What players say to get a secret.")] = 200,
    barks: Annotated[int, typer.Option(min=1, max=2000, help="Barks in one batch.")] = 1000,
    groups: Annotated[int, typer.Option(min=1, max=1000, help="Speakers of ten lines for each role and mood.")] = 5,
    page: Report = None,
    json: Json = False,
) -> None:
    """Facts kept, secrets, JSON, variety; with real data: bits per byte, roles and moods that are heard, copying.

    Example: `procgen evaluate dialogue --data data/dialogue --split validation --page evaluation`
    """
    parts, names = part or list(PARTS), model or [OURS, PHRASES]
    wrong = name_violations("--split", [split], SPLITS) + name_violations("--part", parts, PARTS)
    wrong += name_violations("--model", names, BACKENDS)
    if data is None:
        wrong += [Violation.of("--part", name, "a part with --data") for name in part or () if name in NEED_DATA]
    if "likeness" in parts and not {"keeping", "variety"} <= set(parts):
        wrong.append(Violation.of("--part", "likeness", "likeness with keeping and variety, whose lines it compares"))
    if wrong:
        raise InvalidFields(wrong)
    with needs_training_extra():
        # what measures need is not in the core install
        from procgen.dialogue.ruler.bars import dialogue_bars  # noqa: PLC0415
        from procgen.dialogue.ruler.evaluate import Options, evaluate_dialogue  # noqa: PLC0415
        from procgen.dialogue.ruler.page import dialogue_html  # noqa: PLC0415
    store = ModelStore(tuple(models or ()))
    ours = Models(store)
    backends: dict[str, LanguageModel | None] = {
        name: GgufModel.load(name) if name in PACKAGED else ours.get(name) for name in dict.fromkeys(names)
    }
    options = Options(
        parts=tuple(name for name in PARTS if name in parts),
        split=split,
        seed=seed,
        requests=requests,
        scenes=scenes,
        attacks=attacks,
        barks=barks,
        groups=groups,
    )
    network = Network(store.part(DOMAIN, "own", "decoder")) if OURS in names and "bits" in parts else None
    run = Run(page)
    remedy = "Name the folder that holds dialogue.jsonl.xz."
    with needs_pack(data, "is not a dialogue pack", remedy), needs_training_extra():
        evaluation = evaluate_dialogue(data, backends, options, run.progress, network=network)
    seconds = run.seconds

    def pages() -> Iterator[tuple[str, bytes]]:
        yield "report.html", dialogue_html(evaluation, seconds).encode()

    facts = {
        "domain": "dialogue",
        "seed": seed,
        "split": split,
        "requests": requests,
        "scenes": scenes,
        "attacks": attacks,
        "barks": barks,
        "groups": groups,
    }
    run.finish(
        facts,
        evaluation.metrics,
        dialogue_bars(evaluation.metrics),
        json=json,
        seconds=seconds,
        pages=pages(),
        classes={
            name: {who: {label: list(row) for label, row in each.by_class.items()} for who, each in by.items()}
            for name, by in evaluation.accuracies.items()
        },
        problems={name: kept.problems for name, kept in evaluation.kept.items()},
    )
