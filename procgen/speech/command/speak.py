"""``procgen speak``: a whole recording script, or all lines of a world, each a file that is named by the line's id."""

from __future__ import annotations

import json as json_format
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.flags import TrustModels, model_store
from procgen.kit.command.output import bar, json_object, line
from procgen.runtime.files import prepare_folder, write_file
from procgen.runtime.store import ModelStore
from procgen.speech.command.generate import pronounced
from procgen.speech.exporters import EXPORTERS
from procgen.speech.generate import generate
from procgen.speech.parameters import SpeechParameters, check
from procgen.speech.script import Role, ScriptLine, read_role, read_script, said, voices_of
from procgen.speech.world_script import LINES, PEOPLE, read_world

MANIFEST = "manifest.json"
_FOLDER = "speech"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        hint = "Name a recording script, or the folder of a world."
        raise Failed(f"{path} can't be read: {error.strerror}", hint) from error


def _lines(script: Path) -> tuple[list[ScriptLine], dict[str, Role]]:
    """What is spoken, and by whom, as far as the files know. Raises Failed and InvalidFields."""
    if script.is_dir():
        return read_world(_read(script / PEOPLE), _read(script / LINES))
    return read_script(_read(script)), {}


def _parameters(
    spoken: ScriptLine, role: Role, values: dict[str, str], dictionary: dict[str, str], seed: int, lufs: float
) -> SpeechParameters:
    return SpeechParameters(
        text=said(spoken.text, values),
        seed=seed,
        person=role.person,
        style=role.style,
        mood=spoken.mood,
        intent=spoken.intent,
        loudness_lufs=round(lufs * 64.0) / 64.0,  # a message carries it as it is
        dictionary=dictionary,
    )


def _stand_ins(entries: list[str], wrong: list[Violation]) -> dict[str, str]:
    """What stands for placeholders, of ``--say``: player=Anna."""
    found = {}
    for entry in entries:
        name, between, value = entry.partition("=")
        if not (name.strip() and between):
            wrong.append(Violation.of("--say", entry, "NAME=WORDS, such as player=Anna"))
        found[name.strip()] = value.strip()
    return found


def speak_world(world: Path, kinds: list[str], store: ModelStore, seed: int, *, quiet: bool) -> list[dict[str, object]]:
    """Speak what the people of a world say, into its folder.

    Args:
        world: its folder.
        kinds: files of each line, of :data:`procgen.speech.exporters.EXPORTERS`.
        store: the models.
        seed: which takes.
        quiet: whether nothing is shown meanwhile.

    Returns:
        Of each line: its id, who says it, its files and how long it is.

    Raises:
        Failed: files are missing, or can't be written.
        InvalidFields: they are not as a world's are, or a line can't be spoken.
    """
    lines, known = _lines(world)
    asked = _checked(lines, voices_of(lines, {}, known), {}, {}, seed, SpeechParameters("").loudness_lufs)
    return _kept(lines, asked, world / _FOLDER, kinds, store, quiet=quiet)


def _checked(
    lines: list[ScriptLine],
    cast: Mapping[str, Role],
    values: dict[str, str],
    dictionary: dict[str, str],
    seed: int,
    lufs: float,
) -> list[SpeechParameters]:
    """What is asked for of each line. Raises InvalidFields: one can't be spoken."""
    asked = [
        _parameters(each, cast[each.speaker], values, dictionary, seed + number, lufs)
        for number, each in enumerate(lines)
    ]
    for each, parameters in zip(lines, asked, strict=True):
        try:
            check(parameters)
        except InvalidFields as error:
            found = [replace(wrong, field=f"{each.place}: {wrong.field}") for wrong in error.violations]
            raise InvalidFields(found) from error
    return asked


def _kept(
    lines: list[ScriptLine],
    asked: list[SpeechParameters],
    folder: Path,
    kinds: list[str],
    store: ModelStore,
    *,
    quiet: bool,
) -> list[dict[str, object]]:
    """Speak lines, and write their files and a manifest of them."""
    prepare_folder(folder)
    records: list[dict[str, object]] = []
    with bar("lines", len(lines), quiet=quiet) as shown:
        for each, parameters in zip(lines, asked, strict=True):
            made = generate(parameters, store)
            files = {}
            for kind in kinds:
                name = EXPORTERS[kind].file_name(made, each.id)
                write_file(folder / name, EXPORTERS[kind].encode(made))
                files[kind] = name
            records.append(
                {
                    "id": each.id,
                    "speaker": each.speaker,
                    "mood": each.mood,
                    "text": parameters.text,
                    "files": files,
                    "duration_s": round(made.timing.duration_s, 3),
                    "loudness_lufs": round(made.loudness_lufs, 2),
                    "recipe": made.recipe.sha256,
                }
            )
            shown.step(each.id)
    manifest = json_format.dumps({"lines": records}, indent=1, ensure_ascii=False) + "\n"
    write_file(folder / MANIFEST, manifest.encode())
    return records


def speak(
    script: Annotated[
        Path,
        typer.Argument(
            help="Recording script: CSV with id, speaker, text, perhaps mood and intent; or a world's folder."
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(help="Folder for the files. [default: speech, in the folder of a world]")
    ] = None,
    format: Annotated[  # noqa: A002 the flag's name
        list[str] | None, typer.Option(help=f"Files of each line: {', '.join(EXPORTERS)}; repeatable. [default: wav]")
    ] = None,
    voice: Annotated[
        list[str] | None, typer.Option(help="Who speaks for a name: Bram=male,60,dwarf; repeatable.")
    ] = None,
    say: Annotated[
        list[str] | None, typer.Option(help="What stands for a placeholder: player=Anna; repeatable.")
    ] = None,
    pronounce: Annotated[
        list[str] | None, typer.Option(help="How a name sounds, in IPA: Millford=ˈmɪlfɚd; repeatable.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**62, help="Which takes.")] = 1,
    lufs: Annotated[float, typer.Option(help="Loudness of all files.")] = -23.0,
    models: Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")] = None,
    trust_models: TrustModels = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout at the end.")] = False,
) -> None:
    """Speak a whole recording script, or all lines of a world: a file each, named by the id, and a manifest.

    Examples: `procgen speak bridge-recording.csv --voice Bram=male,60 --format godot`, `procgen speak harbour`
    """
    wrong: list[Violation] = []
    roles = dict(read_role(entry, wrong) for entry in voice or [])
    kinds = list(dict.fromkeys(format or ["wav"]))
    wrong += [
        Violation.of("--format", kind, f"one of {', '.join(EXPORTERS)}") for kind in kinds if kind not in EXPORTERS
    ]
    dictionary = pronounced(pronounce or [], wrong)
    values = _stand_ins(say or [], wrong)
    if wrong:
        raise InvalidFields(wrong)
    lines, known = _lines(script)
    folder = out or (script / _FOLDER if script.is_dir() else Path(_FOLDER))
    asked = _checked(lines, voices_of(lines, roles, known), values, dictionary, seed, lufs)
    records = _kept(lines, asked, folder, kinds, model_store(models, trust_models=trust_models), quiet=json)
    if json:
        json_object({"lines": records, "manifest": str(folder / MANIFEST)})
    else:
        line(str(folder / MANIFEST))
