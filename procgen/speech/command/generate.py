"""``procgen generate speech``."""

from __future__ import annotations

from typing import Annotated, Final

import typer
from google.protobuf.message import Message

from procgen.errors import Violation
from procgen.kit.command.asking import Generate, Given, Lines, Place, made_again, seeded
from procgen.kit.command.flags import Count, RecipeFile
from procgen.kit.command.form_flags import Said
from procgen.speech.voice import PERSON_RANGES, SEXES
from procgen.speech.wire.form import FORM
from procgen.speech.wire.service import SpeechService
from procgen.v1 import speech_pb2


def _sex(text: str, wrong: list[Violation]) -> float:
    """Of ``--sex``: a word, or a share."""
    try:
        value = SEXES[text] if text in SEXES else float(text)
    except ValueError:
        value = -1.0
    if not PERSON_RANGES["sex"].allows(value):
        wrong.append(Violation.of("--sex", text, f"{', '.join(SEXES)}, or {PERSON_RANGES['sex'].ends}"))
    return value


def pronounced(entries: list[str], wrong: list[Violation]) -> dict[str, str]:
    """Names and how they sound, of ``--pronounce``: Millford=ˈmɪlfɚd."""
    found = {}
    for entry in entries:
        name, between, sound = entry.partition("=")
        if not (name.strip() and between and sound.strip()):
            wrong.append(Violation.of("--pronounce", entry, "NAME=IPA, such as Millford=ˈmɪlfɚd"))
        found[name.strip()] = sound.strip()
    return found


def _sung(entries: list[str], wrong: list[Violation]) -> list[speech_pb2.SungNote]:
    """Notes of ``--note``: "60,0.5", "0,0.25" for a rest, "62,0.5,tie"."""
    found = []
    for entry in entries:
        key, _, rest = entry.partition(",")
        seconds, _, tie = rest.partition(",")
        try:
            if tie not in ("", "tie"):
                raise ValueError(tie)
            found.append(speech_pb2.SungNote(midi=float(key), duration_s=float(seconds), tie=bool(tie)))
        except ValueError:
            allowed = "KEY,SECONDS, such as 60,0.5; 0 as key for a rest; 62,0.5,tie to hold the vowel before"
            wrong.append(Violation.of("--note", entry, allowed))
    return found


def _ask(
    given: Given,
    said: Said,
    *,
    sex: Annotated[str, typer.Option(help="female, male, or anything between, 0 to 1.")] = "",
    pronounce: Annotated[
        list[str] | None, typer.Option(help="How a name sounds, in IPA: Millford=ˈmɪlfɚd; repeatable.")
    ] = None,
    note: Annotated[
        list[str] | None, typer.Option(help="Sing: 60,0.5 is middle C for half a second, one a vowel; repeatable.")
    ] = None,
    count: Count = 1,
    recipe: RecipeFile = None,
) -> list[Message]:
    """The lines that flags ask for."""
    how_man = _sex(sex, said.wrong) if sex else None
    dictionary = pronounced(pronounce or [], said.wrong)
    notes = _sung(note or [], said.wrong)
    said.check()
    if recipe is not None:
        return [made_again(recipe, FORM.name, speech_pb2.SpeechRequest, given, said, FORM)]
    request = speech_pb2.SpeechRequest(dictionary=dictionary, notes=notes)
    said.fill(request, FORM)
    if how_man is not None:
        request.person.sex = how_man
    return seeded(request, said, count)


def _make(requests: list[Message], given: Given, place: Place) -> None:
    """Speak a line in a person's voice.

    Example: `procgen generate speech --text "Who goes there?" --sex male --age 60 --mood angry --format srt`
    """
    place.keep_all("speech", requests, given.domains.service(SpeechService).generate)


GENERATE: Final = Generate(forms=(FORM,), ask=_ask, make=_make, lines=Lines(names_files=True))
