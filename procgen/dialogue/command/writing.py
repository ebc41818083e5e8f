"""``procgen barks`` and ``procgen script``: what writers do with lines by the hundred."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from procgen.dialogue.command.inputs import read_text, read_world_file
from procgen.dialogue.importers import IMPORTERS
from procgen.dialogue.persona import Situation, World
from procgen.dialogue.wire.messages import read_world
from procgen.dialogue.wire.models import Models, choice_of
from procgen.dialogue.writing.continuity import contradictions, counted
from procgen.dialogue.writing.packs import pack_csv, read_table, write_pack
from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.flags import TrustModels, model_store
from procgen.kit.command.output import json_object, line, note
from procgen.kit.wire.side import NO_SETTINGS
from procgen.runtime.files import prepare_folder, write_file
from procgen.runtime.interrupt import checkpoint_here

_PLAYER: Final = "(choices)"


def barks(
    table: Annotated[Path, typer.Argument(help="A CSV file with the columns role, event, mood and count.")],
    out: Annotated[Path, typer.Option(help="Folder for the pack, by the table's name.")] = Path("procgen-out"),
    world: Annotated[Path | None, typer.Option(help="JSON as in dialogue_world.proto: setting, entities.")] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Equal seeds, equal packs.")] = 1,
    model: Annotated[str, typer.Option(help='"ours", "phrases", or what --dialogue-model names.')] = "phrases",
    models: Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")] = None,
    trust_models: TrustModels = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout at the end.")] = False,
    settings: Mapping[str, Any] = NO_SETTINGS,
) -> None:
    """Write a pack of barks by a table of role, event, mood and count; no line of it repeats another.

    Example: `procgen barks docs/examples/barks.csv --out packs`
    """
    rows = read_table(read_text(table))
    known = Models(model_store(models, trust_models=trust_models), choice_of(settings))
    if model not in known.names:
        raise InvalidFields([Violation.of("--model", model, ", ".join(known.names))])
    place = Situation(World() if world is None else read_world(read_world_file(world)))
    lines, missing = write_pack(rows, place, known.get(model), seed, checkpoint_here)
    prepare_folder(out)
    path = out / f"{table.stem}.barks.csv"
    write_file(path, pack_csv(lines).encode())
    for text in missing:
        note(f"missing, for want of words that were not said: {text}")
    if json:
        json_object({"path": str(path), "lines": len(lines), "missing": missing})
    else:
        line(f"{path}: {len(lines)} barks")


def script(
    files: Annotated[list[Path], typer.Argument(help="Scenes: .json, .ink, .yarn.")],
    world: Annotated[
        Path | None, typer.Option(help="JSON as in dialogue_world.proto; lines that gainsay its facts are named.")
    ] = None,
    most_words: Annotated[int, typer.Option(min=0, help="Words that a speaker may have in all; 0 for any.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout at the end.")] = False,
) -> None:
    """Count the words of scripts by speaker, hold them to a budget, and name lines that gainsay the world.

    Example: `procgen script docs/examples/shop.ink --world docs/examples/world.json`
    """
    spoken, placed = [], []
    for path in files:
        form = path.suffix.removeprefix(".")
        if form not in IMPORTERS:
            raise InvalidFields([Violation.of("FILES", path, "files whose names end in .json, .ink, .yarn")])
        text = read_text(path)
        scene = IMPORTERS[form](text.encode(), path.stem)
        for node in scene.nodes:
            spoken += [(said.speaker, said.text) for said in node.lines]
            spoken += [(_PLAYER, choice.text) for choice in node.choices]
            placed += [(str(path), _line_of(text, said.text), said.text) for said in node.lines]
    by_speaker = counted(spoken)
    over = [name for name, (_, words) in by_speaker.items() if most_words and words > most_words and name != _PLAYER]
    found = contradictions(placed, read_world(read_world_file(world))) if world is not None else []
    if json:
        json_object(
            {
                "speakers": {name: {"lines": row[0], "words": row[1]} for name, row in by_speaker.items()},
                "over": over,
                "contradictions": [
                    {"file": each.file, "line": each.line, "text": each.text, "fact": each.fact, "why": each.why}
                    for each in found
                ],
            }
        )
    else:
        for name, (lines, words) in by_speaker.items():
            line(f"{name}: {lines} lines, {words} words" + (f", over {most_words}" if name in over else ""))
        for each in found:
            line(f"{each.file}:{each.line}: {each.text!r} gainsays {each.fact!r} ({each.why})")
    if over or found:
        raise Failed(f"{len(found)} lines gainsay the world, {len(over)} speakers have too much to say", "See above.")


def _line_of(text: str, said: str) -> int:
    """Where a line stands in its file, from 1; 0 where it is written in another way there."""
    start = re.search(re.escape(said[:40]), text)
    return text.count("\n", 0, start.start()) + 1 if start else 0
