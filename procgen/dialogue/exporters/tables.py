"""Tables for people: lines for translators (CSV and gettext's PO), and recording scripts for actors."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from procgen.dialogue.exporters import sound
from procgen.dialogue.scene.graph import Scene

PLAYER: Final = "(player)"
"""Stands for a speaker where the player chooses."""
COLUMNS: Final = ("id", "speaker", "mood", "context", "text", "translation", "notes", "characters")
RECORDING_COLUMNS: Final = ("speaker", "number", "id", "mood", "direction", "cue", "text", "recorded")
_MARKUP: Final = re.compile(r"\[/?[A-Za-z_]+(?:[ =][^\[\]]*)?/?\]")
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>()#+.!|~-])")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a scene, and what to know when it is translated or spoken.

    Attributes:
        id: of the line or choice.
        speaker: or `PLAYER`.
        mood: empty for choices.
        node: id of the node in which it stands.
        beat: of that node.
        text: what is said.
        cue: what is said before, in the same node; empty at its beginning.
        note: the line's.
        tags: the line's.
    """

    id: str
    speaker: str
    mood: str
    node: str
    beat: str
    text: str
    cue: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()

    @property
    def context(self) -> str:
        """Where it stands, in words."""
        place = f"{self.node} ({self.beat})" if self.beat else self.node
        return f"{place}; after: {self.cue}" if self.cue else place


def texts(scene: Scene) -> Iterator[Text]:
    """All texts in the scene's order."""
    for node in scene.nodes:
        cue = ""
        for line in node.lines:
            yield Text(line.id, line.speaker, line.mood, node.id, node.beat, line.text, cue, line.note, line.tags)
            cue = f"{line.speaker}: {line.text}"
        for choice in node.choices:
            yield Text(choice.id, PLAYER, "", node.id, node.beat, choice.text, cue)


def translation_csv(scene: Scene) -> bytes:
    """Write all texts for translators, who fill the column ``translation``; `importers.translations` reads it.

    Returns:
        CSV in UTF-8 with a byte order mark, without which spreadsheets take it for something else.

    Raises:
        InvalidFields: the scene's form is not sound (`sound.check`).
    """
    sound.check(scene)
    rows = [
        (t.id, t.speaker, t.mood, t.context, t.text, "", "; ".join([*filter(None, [t.note]), *t.tags]), len(t.text))
        for t in texts(scene)
    ]
    return _csv(COLUMNS, rows)


def recording_csv(scene: Scene) -> bytes:
    """Write what each member of the cast says, speaker by speaker; markup, which nobody speaks, is left out.

    Raises:
        InvalidFields: the scene's form is not sound (`sound.check`).
    """
    sound.check(scene)
    rows = [
        (speaker, number, t.id, t.mood, direction(t), spoken(t.cue), spoken(t.text), "")
        for speaker, said in _by_speaker(scene)
        for number, t in enumerate(said, 1)
    ]
    return _csv(RECORDING_COLUMNS, rows)


def recording_markdown(scene: Scene) -> bytes:
    """Write the recording script for reading: a chapter for each speaker.

    Raises:
        InvalidFields: the scene's form is not sound (`sound.check`).
    """
    sound.check(scene)
    notes = {member.name: ", ".join(filter(None, (member.role, member.note))) for member in scene.cast}
    lines = [f"# {_plain(scene.title or scene.id)}", ""]
    lines += [_plain(scene.summary), ""] if scene.summary else []
    for speaker, said in _by_speaker(scene):
        words = sum(len(spoken(t.text).split()) for t in said)
        lines += [f"## {_plain(speaker)}", ""]
        about = [notes[speaker]] if notes.get(speaker) else []
        lines += [_plain("; ".join([*about, f"{len(said)} lines, {words} words"])), ""]
        for number, t in enumerate(said, 1):
            heard = f" (after: {_plain(spoken(t.cue))})" if t.cue else ""
            lines += [f"{number}. **{_plain(direction(t))}**{heard}", "", f"   {_plain(spoken(t.text))}  "]
            lines += [f"   `{t.id}`", ""]
    return ("\n".join(lines).rstrip("\n") + "\n").encode()


def po(scene: Scene) -> bytes:
    """Write a gettext catalogue without translations (.pot): the line's id is its context.

    Raises:
        InvalidFields: the scene's form is not sound (`sound.check`).
    """
    sound.check(scene)
    header = (
        f"Project-Id-Version: {scene.id}\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
    )
    lines = ['msgid ""', 'msgstr ""', *(_quoted(part) for part in header.splitlines(keepends=True)), ""]
    for t in texts(scene):
        lines += [f"#. {part}" for part in (", ".join(filter(None, (t.speaker, t.mood))), t.note, *t.tags) if part]
        lines += [f"#. after: {t.cue}"] if t.cue else []
        lines += [f"#: {scene.id}:{t.node}", f"msgctxt {_quoted(t.id)}", f"msgid {_quoted(t.text)}", 'msgstr ""', ""]
    return "\n".join(lines).encode()


def direction(text: Text) -> str:
    """How an actor should say it."""
    mood = text.mood if text.mood not in {"", "neutral"} else "plainly"
    return "; ".join(filter(None, (mood, text.note)))


def spoken(text: str) -> str:
    """The text without markup."""
    return " ".join(_MARKUP.sub("", text).split())


def _by_speaker(scene: Scene) -> list[tuple[str, list[Text]]]:
    said: dict[str, list[Text]] = {member.name: [] for member in scene.cast}
    for text in texts(scene):
        if text.speaker != PLAYER:
            said.setdefault(text.speaker, []).append(text)
    return [(speaker, lines) for speaker, lines in said.items() if lines]


def _csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(columns)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
