"""A file of the corpus as a person; what is wrong with it is told by file and line, all of it at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from procgen.dialogue.reading.acts import PARTS
from procgen.dialogue.recipe.corpus.labels import Keys, read_labels
from procgen.dialogue.recipe.corpus.npc import (
    BARKS,
    BEATS,
    HEAD,
    OPTIONAL_HEAD,
    Deed,
    KnownFact,
    Npc,
    Rewrite,
    Secret,
    Spoken,
    Talk,
    Turn,
)
from procgen.dialogue.vocabulary import AGES, MOODS, SEXES

_KEYED = re.compile(r"(\w+): ?(.*)")
_TALK = re.compile(r"relation (-?[012]), mood (\w+)")
_REWRITE = re.compile(r"plain: (.+?) \| (?:hers|his|theirs): (.+)")
_ACTION = re.compile(r"(\w+)\((.*)\)")
_TELLINGS = ("bark", "mono", "beat", "rewrite")


class CorpusError(ValueError):
    """A file that can't be read.

    Attributes:
        problems: "FILE:LINE: what is wrong", all of them.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(slots=True)
class _Reader:
    """A file in the reading."""

    name: str
    problems: list[str] = field(default_factory=list)
    head: dict[str, str] = field(default_factory=dict)
    facts: list[KnownFact] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    lines: list[Spoken] = field(default_factory=list)
    rewrites: list[Rewrite] = field(default_factory=list)
    keys: Keys = field(default_factory=Keys)
    talk: tuple[int, str] | None = None
    heard: list[str] = field(default_factory=list)
    """Of the turn in the reading: what the player says, then the reply."""

    def wrong(self, number: int, message: str) -> None:
        self.problems.append(f"{self.name}:{number}: {message}")

    def end_talk(self, number: int) -> None:
        if self.talk is None:
            return
        if self.heard:
            self.wrong(number, "the talk ends in the middle of a turn; '>', '<' and '=' are expected")
        if not self.turns:
            self.wrong(number, "a talk without turns")
        self.talks.append(Talk(*self.talk, tuple(self.turns)))
        self.talk, self.turns, self.heard = None, [], []


def read_npc(text: str, key: str) -> Npc:
    """Read a file.

    Args:
        text: of the file.
        key: "SETTING/ID", which names the person and the file in what is told.

    Raises:
        CorpusError: names everything that is wrong, by file and line.
    """
    reader = _Reader(f"{key}.npc")
    section = ""
    number = 0
    for number, line in _lines(text):
        if line in ("facts:", "secrets:", "actions:"):
            reader.end_talk(number)
            section = line[:-1]
            continue
        keyed = _KEYED.match(line)
        if keyed and keyed[1] == "talk":
            reader.end_talk(number)
            section = "talk"
            _begin_talk(reader, number, keyed[2])
        elif keyed and keyed[1] in _TELLINGS:
            reader.end_talk(number)
            section = ""
            _telling(reader, number, keyed[1], keyed[2])
        elif section:
            _SECTIONS[section](reader, number, line)
        elif keyed and keyed[1] in HEAD:
            reader.head[keyed[1]] = keyed[2].strip()
        else:
            reader.wrong(number, f"{line[:60]!r} is not understood; a key of {', '.join(HEAD)} is expected")
    reader.end_talk(number)
    _check_whole(reader, key)
    if reader.problems:
        raise CorpusError(reader.problems)
    return Npc(
        key,
        reader.head,
        tuple(reader.facts),
        tuple(reader.secrets),
        tuple(reader.deeds),
        tuple(reader.talks),
        tuple(reader.lines),
        tuple(reader.rewrites),
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip()
        if line and not line.startswith("#"):
            yield number, line


def _check_whole(reader: _Reader, key: str) -> None:
    missing = [name for name in HEAD if name not in OPTIONAL_HEAD and not reader.head.get(name)]
    if missing:
        reader.wrong(1, f"the head lacks {', '.join(missing)}")
    for name, allowed in (("age", AGES), ("sex", SEXES), ("setting", (key.partition("/")[0],))):
        value = reader.head.get(name, allowed[0])
        if value not in allowed:
            reader.wrong(1, f"{name}: {value!r}; one of {', '.join(allowed)} is expected")
    if not reader.facts:
        reader.wrong(1, "no facts")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split(" | ")]


def _keyed_cells(reader: _Reader, number: int, line: str, letter: str, least: int) -> list[str] | None:
    cells = _cells(line)
    if len(cells) < least or not re.fullmatch(rf"{letter}\d+", cells[0]):
        reader.wrong(number, f"{line[:60]!r}; '{letter}1 | …' with {least} parts at least is expected")
        return None
    if cells[0] in reader.keys.all:
        reader.wrong(number, f"{cells[0]} stands twice")
    return cells


def _fact(reader: _Reader, number: int, line: str) -> None:
    cells = _keyed_cells(reader, number, line, "f", 3)
    if cells is None:
        return
    about: tuple[str, ...] = ()
    parts: dict[str, str] = {}
    for cell in cells[2:]:
        kind, _, value = cell.partition(": ")
        if kind == "about":
            about = _list(value)
        elif kind not in PARTS:
            reader.wrong(number, f"part {kind!r}; about or one of {', '.join(PARTS)} is expected")
        elif value.lower() not in cells[1].lower():
            reader.wrong(number, f"{kind}: {value!r} does not stand in the clause")
        else:
            parts[kind] = value
    if not about:
        reader.wrong(number, "no 'about:'")
    reader.facts.append(KnownFact(cells[0], cells[1], about, parts))
    reader.keys.facts.append(cells[0])


def _secret(reader: _Reader, number: int, line: str) -> None:
    cells = _keyed_cells(reader, number, line, "s", 3)
    if cells is None:
        return
    named = dict(cell.partition(": ")[::2] for cell in cells[2:])
    if "tell" not in named:
        reader.wrong(number, "no 'tell:'")
    reader.secrets.append(Secret(cells[0], cells[1], _list(named.get("about", "")), named.get("tell", "never")))
    reader.keys.secrets.append(cells[0])


def _deed(reader: _Reader, number: int, line: str) -> None:
    cells = _keyed_cells(reader, number, line, "a", 2)
    if cells is None:
        return
    match = _ACTION.fullmatch(cells[1])
    if match is None:
        reader.wrong(number, f"{cells[1]!r}; 'name(parameter: kind, …)' is expected")
        return
    parameters = [part.partition(":")[::2] for part in match[2].split(",") if part.strip()]
    about, condition = [*cells[2:], "", ""][:2]
    named = tuple((name.strip(), kind.strip() or "text") for name, kind in parameters)
    reader.deeds.append(Deed(cells[0], match[1], named, about, condition))
    reader.keys.deeds[cells[0]] = match[1]


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _begin_talk(reader: _Reader, number: int, body: str) -> None:
    match = _TALK.fullmatch(body)
    if match is None or match[2] not in MOODS:
        reader.wrong(number, f"talk: {body!r}; 'relation -2 to 2, mood M' is expected")
    reader.talk = (int(match[1]), match[2]) if match else (0, "neutral")


def _turn(reader: _Reader, number: int, line: str) -> None:
    mark, body = line[:1], line[2:].strip()
    expected = "><="[len(reader.heard)]
    if line[:2] != f"{expected} " or not body:
        reader.wrong(number, f"{line[:50]!r}; a line that begins with '{expected} ' is expected")
        reader.heard = [body] if mark == ">" else []
        return
    if mark != "=":
        reader.heard.append(body)
        return
    labels, problems = read_labels(body, reader.keys)
    for problem in problems:
        reader.wrong(number, problem)
    reader.turns.append(Turn(number - 2, reader.heard[0], reader.heard[1], **labels))
    reader.heard = []


def _telling(reader: _Reader, number: int, kind: str, body: str) -> None:
    left, _, text = body.partition(" | ")
    if not text:
        reader.wrong(number, f"{kind}: no ' | ' before the words")
        return
    words = [part.strip() for part in left.split(",")]
    if kind == "rewrite":
        match = _REWRITE.fullmatch(text)
        if match is None or left not in reader.keys.facts:
            reader.wrong(number, f"rewrite: {left!r}; 'FACT | plain: … | hers: …' of a known fact is expected")
        else:
            reader.rewrites.append(Rewrite(left, match[1], match[2]))
        return
    to = ""
    if kind == "beat" and len(words) > 2:
        to = ", ".join(words[2:]).removeprefix("to ")
        words = words[:2]
    mood, what = words[-1], tuple(each for part in words[:-1] for each in part.split())
    allowed = {"bark": BARKS, "beat": BEATS, "mono": frozenset(reader.keys.facts)}[kind]
    unknown = [each for each in what if each not in allowed]
    if mood not in MOODS or unknown or not what:
        reader.wrong(number, f"{kind}: {left!r}; what of {', '.join(sorted(allowed))}, then a mood, is expected")
        return
    reader.lines.append(Spoken(kind, what, mood, text, to))


_SECTIONS: dict[str, Callable[[_Reader, int, str], None]] = {
    "facts": _fact,
    "secrets": _secret,
    "actions": _deed,
    "talk": _turn,
}
