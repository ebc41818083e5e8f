"""``procgen speak``: a whole recording script, each line a file that is named by its id."""

from __future__ import annotations

import json as json_format
from pathlib import Path
from typing import Annotated

import typer

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.flags import TrustModels, model_store
from procgen.kit.command.output import bar, json_object, line
from procgen.runtime.files import prepare_folder, write_file
from procgen.speech.command.generate import pronounced
from procgen.speech.exporters import EXPORTERS
from procgen.speech.generate import generate
from procgen.speech.parameters import SpeechParameters, check
from procgen.speech.script import Role, ScriptLine, read_role, read_script, said, voices_of

MANIFEST = "manifest.json"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Failed(f"{path} can't be read: {error.strerror}", "Name a recording script.") from error


def _parameters(
    spoken: ScriptLine, role: Role, values: dict[str, str], dictionary: dict[str, str], seed: int, lufs: float
) -> SpeechParameters:
    return SpeechParameters(
        text=said(spoken.text, values),
        seed=seed,
        person=role.person,
        style=role.style,
        mood=spoken.mood,
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


def speak(
    script: Annotated[Path, typer.Argument(help="Recording script: CSV with id, speaker, text, and mood if any.")],
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("speech"),
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
    """Speak a whole recording script: a file a line, named by its id, all equally loud, and a manifest.

    Example: `procgen speak bridge-recording.csv --voice Bram=male,60 --format ogg --format godot`
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
    lines = read_script(_read(script))
    cast = voices_of(lines, roles)
    asked = [
        _parameters(each, cast[each.speaker], values, dictionary, seed + number, lufs)
        for number, each in enumerate(lines)
    ]
    for number, parameters in enumerate(asked, 2):
        try:
            check(parameters)
        except InvalidFields as error:
            found = [
                Violation(f"script row {number}: {each.field}", each.value, each.allowed) for each in error.violations
            ]
            raise InvalidFields(found) from error
    store = model_store(models, trust_models=trust_models)
    prepare_folder(out)
    records: list[dict[str, object]] = []
    with bar("lines", len(lines), quiet=json) as shown:
        for each, parameters in zip(lines, asked, strict=True):
            made = generate(parameters, store)
            files = {}
            for kind in kinds:
                name = EXPORTERS[kind].file_name(made, each.id)
                write_file(out / name, EXPORTERS[kind].encode(made))
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
    write_file(out / MANIFEST, manifest.encode())
    if json:
        json_object({"lines": records, "manifest": str(out / MANIFEST)})
    else:
        line(str(out / MANIFEST))
