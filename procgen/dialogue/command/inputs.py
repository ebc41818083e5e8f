"""What dialogue commands read: personas as words or files, worlds, facts, words for the phrase books."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from procgen.dialogue.describe import MAX_CHARACTERS, describe, lexicon
from procgen.dialogue.wire.messages import persona_message
from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.control_files import read_control_file
from procgen.kit.command.output import note
from procgen.v1 import dialogue_pb2, dialogue_world_pb2

PERSONA_HELP = 'Who speaks: words, such as "a grumpy old smith called Bram", or a JSON file (docs/dialogue.md).'


_TALK = ("persona", "situation", "actions", "bounds", "speak")


def read_text(path: Path) -> str:
    """A text file. Raises Failed: it can't be read."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Failed(f"{path} can't be read: {error}", "Name a UTF-8 text file.") from error


def read_talk_file(path: Path) -> dialogue_pb2.ConverseRequest:
    """A persona file: ``{"persona": …, "situation": …, "actions": …, "bounds": …, "speak": …}`` as in
    dialogue.proto.

    Raises:
        Failed: it can't be read, or holds something else.
    """
    return read_control_file(path, dialogue_pb2.ConverseRequest, _TALK, "dialogue.proto")


def read_world_file(path: Path) -> dialogue_world_pb2.World:
    """A world file: ``{"setting": …, "entities": …, "facts": …}`` as in dialogue_world.proto. Raises Failed."""
    allowed = tuple(field.name for field in dialogue_world_pb2.World.DESCRIPTOR.fields)
    return read_control_file(path, dialogue_world_pb2.World, allowed, "dialogue_world.proto")


def read_persona(text: str, say: Callable[[str], None] = note) -> dialogue_pb2.ConverseRequest:
    """A persona from a flag: a file where it names one, otherwise a description in words.

    Args:
        text: of the flag.
        say: told which words give no role, trait or manner.

    Raises:
        Failed: the file can't be read.
        InvalidFields: the description is too long.
    """
    if text.endswith(".json"):
        return read_talk_file(Path(text))
    if len(text) > MAX_CHARACTERS:
        raise InvalidFields([Violation.of("--persona", text, f"at most {MAX_CHARACTERS} characters, or a .json file")])
    described = describe(text)
    if described.unknown:
        say("kept as background, but no role, trait or manner: " + lexicon().told(described.unknown))
    return dialogue_pb2.ConverseRequest(persona=persona_message(described.persona))
