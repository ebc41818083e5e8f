"""Finds what is still to be written in an Ink or Yarn file, and writes it there: else not a byte is changed.

A gap is a line or a choice that says ``TODO`` where its text belongs, with what is wanted behind it if you like
(``TODO: intent=greet mood=angry speaker=Bram``, or words in plain English); a speaker without a text (``Bram:``); or a
line that is nothing but the tag ``# procgen: intent=greet mood=angry`` (in Yarn ``#procgen:intent=greet,mood=angry``),
before which the text goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from procgen.dialogue.exporters import ink, yarn
from procgen.dialogue.exporters.sound import is_one_line
from procgen.dialogue.importers.facts import identifier
from procgen.dialogue.importers.refusal import decoded, refusal
from procgen.dialogue.importers.veil import unveil, veil
from procgen.dialogue.importers.wishes import KEYS, wishes_of
from procgen.dialogue.vocabulary import CHOICES, INTENTS, MOODS
from procgen.errors import InvalidFields, Violation

FORMATS: Final = ("ink", "yarn")
_BOM: Final = b"\xef\xbb\xbf"
_TODO: Final = re.compile(r"TODO\b:?\s*(?:procgen\b:?\s*)?((?:\w+=(?:\"[^\"]*\"|[^\s,\"\]#]+)[\s,]*)*)")
_TAG: Final = re.compile(r"#\s*procgen:\s*([^#\]]*)")
_OWN: Final = re.compile(r"#\s*(speaker|mood|intent):\s*([^#\]\s][^#\]]*)")
_OURS: Final = "// procgen:"
_WRITTEN: Final = re.compile(r"#\s*id:")
_HINT: Final = re.compile(r"[^\[\]#<>{}|]*?(?=\s*(?:->|#|\]|<<|//|\Z))")
_NAMED: Final = re.compile(r"([^\W\d_][\w' .-]{0,40}):(?=\s|\Z)\s*")
_CHOICE: Final = {
    "ink": re.compile(r"\s*(?:[*+]\s*)+(?:\([^)]*\)\s*)?(?:\{[^{}]*\}\s*)*\[?"),
    "yarn": re.compile(r"\s*->\s*"),
}
_HEAD: Final = {"ink": re.compile(r"\s*={1,}\s*(\w+)"), "yarn": re.compile(r"title:\s*(\S+)")}
_NO_TEXT: Final = re.compile(r"\s*(?:->|<-|~|=|VAR\b|CONST\b|LIST\b|INCLUDE\b|EXTERNAL\b|<<|\{|\}|//|\Z)")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something to be written.

    Attributes:
        line: its number in the file, from 1.
        is_choice: whether the player says it.
        node: the knot, stitch or node in which it stands.
        intent: one of `vocabulary.INTENTS`, or of `CHOICES` for choices; empty where nothing is wished.
        mood: of `MOODS`, or empty.
        speaker: who says it, or empty.
        hint: what else stands behind the mark.
        answers: the choice above it in the same node, which it follows; empty where there is none.
        before: lines that are said before it in the same node, the last one last; the file's own, with what was written
            into gaps above.
    """

    line: int
    is_choice: bool
    node: str
    intent: str = ""
    mood: str = ""
    speaker: str = ""
    hint: str = ""
    answers: str = ""
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    gap: Gap
    start: int
    end: int
    prefix: str = ""
    suffix: str = ""


@dataclass(slots=True)
class _Reader:
    form: str
    text: str
    answers: str = ""

    def found(self) -> Iterator[_Found | str]:
        """Gaps and, between them, what is said; "" where a node begins. A gap's `before` is still empty."""
        node = ""
        at = 0
        in_body = self.form == "ink"
        for number, raw in enumerate(self.text.split("\n"), 1):
            start, at = at, at + len(raw) + 1
            line = raw.rstrip("\r")
            if self.form == "yarn":
                if line.strip() in {"---", "==="}:
                    in_body = line.strip() == "---"
                    continue
                if not in_body:
                    head = _HEAD["yarn"].match(line)
                    node = head[1] if head else node
                    self.answers = ""
                    yield ""
                    continue
            elif head := _HEAD["ink"].match(line):
                node = head[1]
                self.answers = ""
                yield ""
                continue
            yield from self._of_line(number, start, line, node)

    def _of_line(self, number: int, start: int, line: str, node: str) -> Iterator[_Found | str]:
        veiled = "".join(_same_length(line))
        choice = _CHOICE[self.form].match(veiled)
        if choice is None and _NO_TEXT.match(veiled):
            return
        at = choice.end() if choice else len(veiled) - len(veiled.lstrip())
        named = None if choice else _NAMED.match(veiled, at)
        if named and named[1] != "TODO":
            at = named.end()
        else:
            named = None
        own = {key: _plain(value) for key, value in _OWN.findall(veiled[at:])}
        # Ink of ours names speakers by a tag: what ends with a colon there is a text.
        is_text = self.text.startswith(_OURS) and self.form == "ink" and bool(_WRITTEN.search(veiled, at))
        own |= {"speaker": _plain(named[1])} if named else {}
        gap = Gap(number, choice is not None, node, answers="" if choice else self.answers)
        tag = _TAG.search(veiled, at)
        wishes = self._wishes(number, tag[1], gap.is_choice) if tag else {}
        if todo := _TODO.match(veiled, at):
            wishes |= self._wishes(number, todo[1], gap.is_choice)
            end = at + len(todo[0].rstrip())
            hint = _HINT.match(veiled, end) if todo[0].startswith("TODO:") else None
            end += len(hint[0].rstrip()) if hint else 0
            gap = replace(gap, hint=_plain(hint[0]) if hint else "")
            yield self._gap(gap, wishes, own, start + at, start + end)
            return
        rest = veiled[at:]
        if choice is None and (tag or (named and not is_text)) and re.match(r"\s*(?:#|\Z)", rest):
            found = self._gap(gap, wishes, own, start + at, start + at)
            prefix = " " + found.prefix if veiled[:at].endswith(":") else found.prefix
            yield replace(found, prefix=prefix, suffix=" " if rest else "")
            return
        said = _plain(re.split(r"#|->|//|<<|\]", rest)[0])
        if choice is None:
            yield said
        else:
            self.answers = said

    def _gap(self, gap: Gap, wishes: dict[str, str], own: dict[str, str], start: int, end: int) -> _Found:
        # A speaker that the mark alone names would be lost with it.
        names = wishes.get("speaker", "") if "speaker" not in own and not gap.is_choice else ""
        known = wishes | {key: value for key, value in own.items() if key == "speaker" or key not in wishes}
        intent, mood, speaker = (known.get(key, "") for key in KEYS)
        gap = replace(gap, intent=intent, mood=mood, speaker=speaker)
        return _Found(gap, start, end, f"{names}: " if names else "")

    def _wishes(self, number: int, text: str, is_choice: bool) -> dict[str, str]:
        wishes = wishes_of(text)
        known = {"intent": CHOICES if is_choice else INTENTS, "mood": tuple(MOODS)}
        for key, value in wishes.items():
            if key not in KEYS:
                raise refusal(self.form, number, key, f"one of {', '.join(KEYS)}")
            if key in known and value not in known[key]:
                raise refusal(self.form, number, f"{key}={value}", f"one of {', '.join(known[key])}")
        return wishes


def gaps(data: bytes, form: str) -> tuple[Gap, ...]:
    """All that is still to be written, in the file's order.

    Args:
        data: the file.
        form: one of `FORMATS`.

    Raises:
        InvalidFields: the format is unknown, the file is not UTF-8, or a wish is not in the vocabulary.
    """
    found: list[Gap] = []

    def note(gap: Gap) -> str:
        found.append(gap)
        return "…"

    fill(data, form, note)
    return tuple(found)


def fill(data: bytes, form: str, write: Callable[[Gap], str]) -> bytes:
    """Write all that is missing.

    Args:
        data: the file.
        form: one of `FORMATS`.
        write: makes the text of a gap; it is escaped here as the format asks, but for variables of the file ("{gold}").

    Returns:
        The file with texts in the gaps' places, and not a byte changed between.

    Raises:
        InvalidFields: as :func:`gaps`; or a text that was made is empty or has line breaks.
    """
    if form not in FORMATS:
        raise InvalidFields([Violation.of("format", form, f"one of {', '.join(FORMATS)}")])
    text = decoded(form, data)
    escape = _escape(form, text)
    pieces: list[str] = []
    at = 0
    before: list[str] = []
    for found in _Reader(form, text).found():
        if isinstance(found, str):
            before = [*before, found] if found else []
            continue
        gap = found.gap
        made = write(replace(gap, before=tuple(before)))
        if not made.strip() or made != made.strip() or not is_one_line(made):
            raise refusal(form, gap.line, repr(made), "a text on one line for each gap")
        # As in `exporters.yarn`: what stands before a colon would be taken for a speaker's name.
        mark = yarn.PLAYER if form == "yarn" and gap.is_choice and ":" in made else ""
        pieces += [text[at : found.start], found.prefix, mark, escape(made), found.suffix]
        at = found.end
        before += [] if gap.is_choice else [made]
    filled = "".join([*pieces, text[at:]]).encode()
    return (_BOM if data.startswith(_BOM) else b"") + filled


def _escape(form: str, text: str) -> Callable[[str], str]:
    """Escapes a text, but for variables that the file declares."""
    plain = ink.escape if form == "ink" else yarn.escape
    declared = re.compile(r"^\s*VAR\s+(\w+)" if form == "ink" else r"<<\s*declare\s+\$(\w+)", re.MULTILINE)
    names = {identifier(name): name for name in declared.findall(text)}
    sign = "" if form == "ink" else "$"

    def escape(made: str) -> str:
        marked = re.sub(r"\{(\w+)\}", lambda m: f"\1{m[1]}\2" if m[1] in names else m[0], made)
        return re.sub("\1(\\w+)\2", lambda m: f"{{{sign}{names[m[1]]}}}", plain(marked))

    return escape


def _same_length(line: str) -> Iterator[str]:
    """The line with escaped characters veiled and a space for each backslash, so that places stay the same."""
    at = 0
    while at < len(line):
        if line[at] == "\\" and at + 1 < len(line):
            yield "\x00" + veil(line[at : at + 2])
            at += 2
        else:
            yield line[at]
            at += 1


def _plain(text: str) -> str:
    return unveil(text.replace("\x00", "")).strip()
