"""Text with marks for how it is spoken: a subset of SSML 1.1 (W3C 2010).

<break time="300ms"/> <break strength="strong"/>   a pause
<emphasis level="strong">…</emphasis>              none, reduced, moderate, strong
<prosody rate="slow" pitch="+2st" range="120%" volume="-6dB">…</prosody>
<say-as interpret-as="characters">…</say-as>       characters, digits, ordinal, cardinal, date, time, telephone
<sub alias="World Wide Web">WWW</sub>
<phoneme ph="ˈmɪlfɚd">Millford</phoneme>
<whisper>…</whisper>                               not of SSML: without voice
<shout>…</shout>                                   not of SSML: high, loud, sharp
<vocal name="laugh"/>                              not of SSML: see :mod:`procgen.speech.vocals`
"""

from __future__ import annotations

import re
import xml.parsers.expat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import Range, number, ranges_of
from procgen.speech.phonemes import read_phonemes
from procgen.speech.vocals import VOCALS, Moment

LONGEST_BREAK_S: Final = 10.0
_STRENGTHS_S: Final = {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "medium": 0.4, "strong": 0.7, "x-strong": 1.2}
_LEVELS: Final = {"none": 0.0, "reduced": -0.6, "moderate": 0.7, "strong": 1.3}
_RATES: Final = {"x-slow": 0.6, "slow": 0.8, "medium": 1.0, "fast": 1.25, "x-fast": 1.6}
_PITCHES: Final = {"x-low": -6.0, "low": -3.0, "medium": 0.0, "high": 3.0, "x-high": 6.0}
_RANGES: Final = {"x-low": 0.2, "low": 0.6, "medium": 1.0, "high": 1.4, "x-high": 1.9}
_VOLUMES: Final = {"silent": -60.0, "x-soft": -12.0, "soft": -6.0, "medium": 0.0, "loud": 4.0, "x-loud": 8.0}
_SAY_AS: Final = ("characters", "spell-out", "digits", "ordinal", "cardinal", "date", "time", "telephone")
_DATES: Final = ("mdy", "dmy", "ymd")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.][0-5]\d)?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_SPAN: Final = re.compile(r"([+-]?\d+(?:\.\d+)?)(ms|s|%|st|dB)?")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a part of the text is spoken.

    Attributes:
        rate, pitch_range: factors.
        pitch_semitones: higher or lower.
        volume_db: louder or softer.
        emphasis: -0.6 reduced to 1.3 strong.
        whisper: 0 to 1.
        shout: 0 to 1: how much sharper.
        score: of sounds that are no words, each of them; empty of all others.
    """

    rate: float = number(0.4, 2.5, "Pace, beside the voice's own; 2 is twice as fast.", 1.0)
    pitch_semitones: float = number(-12.0, 12.0, "Higher or lower, beside the voice's own, semitones.", 0.0)
    pitch_range: float = number(0.0, 2.5, "How far pitch moves, beside the voice's own; 0 is a monotone.", 1.0)
    volume_db: float = number(-60.0, 12.0, "Louder or softer, dB.", 0.0)
    emphasis: float = 0.0
    whisper: float = 0.0
    shout: float = 0.0
    score: tuple[Moment, ...] = ()


MANNER_RANGES: Final = ranges_of(Manner)
"""What one mark may say; marks within marks may go further together."""
PLAIN: Final = Manner()
"""As the voice speaks."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text.

    Attributes:
        text: as it is written; empty of a pause.
        manner: how.
        place: of its first letter in the text, from 0; of marked text that of its markup.
        phonemes: how it sounds, where that is said.
        pause_s: silence, where it is one.
        vocal: whether it is a sound without words.
    """

    text: str
    manner: Manner = PLAIN
    place: int = 0
    phonemes: str = ""
    pause_s: float = 0.0
    vocal: bool = False


class _Refused(Exception):
    """A mark that can't be accepted."""


def pieces_of(text: str, *, marked: bool, field: str = "text") -> list[Piece]:
    """The parts of a text.

    Args:
        text: as it came.
        marked: whether it has markup.
        field: where it stands, for errors.

    Raises:
        InvalidFields: a mark is not closed, not known or says what it can't; tells the line and column.
    """
    return _Reader(field).read(text) if marked else [Piece(text)]


def _share(what: str, said: Mapping[str, str], names: Mapping[str, float], unit: str, allowed: Range) -> float:
    """What a mark says of one thing: a name, or a number with its unit; of per cent "+10%" is 10 % more."""
    text = said.get(what, "medium")
    if text in names:
        return names[text]
    match = _SPAN.fullmatch(text)
    if match and match[2] == unit:
        value = float(match[1])
        found = value if unit in ("st", "dB") else value / 100.0 + (1.0 if text[0] in "+-" else 0.0)
        if allowed.allows(found):
            return found
    scale = 100.0 if unit == "%" else 1.0
    ends = f"{scale * allowed.minimum:g} to {scale * allowed.maximum:g}"
    raise _Refused(f"{what} {text!r} is none of {', '.join(names)}, nor {ends} {unit}")


class _Reader:
    """Reads one marked text."""

    def __init__(self, field: str) -> None:
        self._field = field
        self._pieces: list[Piece] = []
        self._manners: list[Manner] = [PLAIN]
        self._insteads: list[Piece | None] = [None]
        self._tags: list[str] = []
        self._lines: list[int] = [0]
        self._say: list[str] = []
        self._here = (1, 0)
        self._parser = xml.parsers.expat.ParserCreate()

    def read(self, text: str) -> list[Piece]:
        opening, closing = "<speak>", "</speak>"
        whole = text.strip()
        wrapped = whole if re.match(r"<speak[\s>]", whole) else f"{opening}{whole}{closing}"
        self._lines = [0, *(match.end() for match in re.finditer("\n", wrapped))]
        self._shift = 0 if wrapped is whole else len(opening)
        parser = self._parser
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(wrapped.encode(), True)
        except xml.parsers.expat.ExpatError as error:
            reason = xml.parsers.expat.ErrorString(error.code)
            if reason == xml.parsers.expat.errors.XML_ERROR_TAG_MISMATCH and len(self._tags) > 1:
                reason = f"<{self._tags[-1]}> is not closed"
            raise self._refused(reason, error.lineno, error.offset) from error
        except _Refused as error:
            raise self._refused(str(error), *self._here) from error
        return self._pieces

    def _refused(self, reason: str, line: int, column: int) -> InvalidFields:
        at = column - (self._shift if line == 1 else 0)
        inside = f" in <{self._tags[-1]}>" if self._tags and self._tags[-1] != "speak" else ""
        value = f"line {line}, column {max(at, 0) + 1}{inside}: {reason}"
        allowed = (
            "marks that are closed: break, emphasis, prosody, say-as, sub, phoneme, whisper, shout, vocal; & is &amp;"
        )
        return InvalidFields([Violation(self._field, value, allowed)])

    def _place(self) -> int:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber
        return max(self._lines[min(line - 1, len(self._lines) - 1)] + column - self._shift, 0)

    def _doctype(self, *_said: object) -> None:
        raise _Refused("a DOCTYPE is not taken")

    def _start(self, tag: str, said: dict[str, str]) -> None:
        # Once a handler has raised, the parser stands behind the mark.
        self._here = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber
        manner, instead, say = self._manners[-1], None, ""
        readers: dict[str, Callable[[], Manner]] = {
            "speak": lambda: manner,
            "emphasis": lambda: self._emphasis(manner, said),
            "prosody": lambda: self._prosody(manner, said),
            "whisper": lambda: replace(manner, whisper=1.0, shout=0.0),
            "shout": lambda: _shouted(manner),
        }
        if tag in readers:
            manner = readers[tag]()
        elif tag == "break":
            self._pieces.append(Piece("", manner, self._place(), pause_s=self._break(said)))
        elif tag == "vocal":
            self._vocal(said.get("name", ""), manner)
        elif tag == "sub":
            if not said.get("alias"):
                raise _Refused("sub needs an alias")
            instead = Piece(said["alias"], manner, self._place())
        elif tag == "phoneme":
            wrong: list[Violation] = []
            found = read_phonemes(said.get("ph", ""), "ph", wrong)
            if wrong:
                raise _Refused(f"ph: {wrong[0].value}")
            instead = Piece("", manner, self._place(), phonemes=found)
        elif tag == "say-as":
            say = said.get("interpret-as", "")
            if say not in _SAY_AS:
                raise _Refused(f"interpret-as {say!r} is none of {', '.join(_SAY_AS)}")
            order = said.get("format", "mdy")
            if say == "date":
                if order not in _DATES:
                    raise _Refused(f"format {order!r} is none of {', '.join(_DATES)}")
                say = f"date {order}"
        else:
            raise _Refused(f"<{tag}> is not known")
        self._tags.append(tag)
        self._manners.append(manner)
        self._insteads.append(instead)
        self._say.append(say)

    def _end(self, tag: str) -> None:
        instead = self._insteads.pop()
        if instead is not None:
            if not (instead.text or instead.phonemes):
                raise _Refused(f"<{tag}> has nothing in it")
            self._pieces.append(instead)
        self._manners.pop()
        self._say.pop()
        self._tags.pop()

    def _text(self, text: str) -> None:
        instead = self._insteads[-1]
        if instead is not None:
            if instead.phonemes:
                self._insteads[-1] = replace(instead, text=(instead.text + text).strip())
            return
        say = self._say[-1] if self._say else ""
        if say in ("characters", "spell-out", "digits"):
            text = " ".join(text.replace(" ", ""))
        elif say == "telephone":
            groups = re.findall(r"[0-9A-Za-z+*#]+", text)
            text = ", ".join(" ".join(group) for group in groups)
        elif say == "time":
            text = _time(text)
        elif say.startswith("date "):
            text = _date(text, say.removeprefix("date "))
        elif say == "ordinal":
            text = re.sub(r"\d+", lambda match: match[0] + _ending(int(match[0])), text)
        self._pieces.append(Piece(text, self._manners[-1], self._place()))

    def _vocal(self, name: str, manner: Manner) -> None:
        if name not in VOCALS:
            raise _Refused(f"vocal {name!r} is none of {', '.join(VOCALS)}")
        score = VOCALS[name]
        letters = "".join(moment.letter for moment in score)
        self._pieces.append(Piece(name, replace(manner, score=score), self._place(), phonemes=letters, vocal=True))

    @staticmethod
    def _break(said: dict[str, str]) -> float:
        if "time" not in said:
            strength = said.get("strength", "medium")
            if strength not in _STRENGTHS_S:
                raise _Refused(f"strength {strength!r} is none of {', '.join(_STRENGTHS_S)}")
            return _STRENGTHS_S[strength]
        match = _SPAN.fullmatch(said["time"])
        if match and match[2] in ("ms", "s"):
            seconds = float(match[1]) * (1e-3 if match[2] == "ms" else 1.0)
            if 0.0 <= seconds <= LONGEST_BREAK_S:
                return seconds
        raise _Refused(f"time {said['time']!r} is no span up to {LONGEST_BREAK_S:g}s, such as 300ms")

    @staticmethod
    def _emphasis(manner: Manner, said: dict[str, str]) -> Manner:
        level = said.get("level", "moderate")
        if level not in _LEVELS:
            raise _Refused(f"level {level!r} is none of {', '.join(_LEVELS)}")
        return replace(manner, emphasis=_LEVELS[level])

    @staticmethod
    def _prosody(manner: Manner, said: dict[str, str]) -> Manner:
        for name in said:
            if name not in ("rate", "pitch", "range", "volume"):
                raise _Refused(f"prosody has no {name}")
        rate = _share("rate", said, _RATES, "%", MANNER_RANGES["rate"])
        pitch = _share("pitch", said, _PITCHES, "st", MANNER_RANGES["pitch_semitones"])
        reach = _share("range", said, _RANGES, "%", MANNER_RANGES["pitch_range"])
        volume = _share("volume", said, _VOLUMES, "dB", MANNER_RANGES["volume_db"])
        return replace(
            manner,
            rate=manner.rate * rate,
            pitch_semitones=manner.pitch_semitones + pitch,
            pitch_range=manner.pitch_range * reach,
            volume_db=manner.volume_db + volume,
        )


def _shouted(manner: Manner) -> Manner:
    return replace(
        manner,
        whisper=0.0,
        shout=1.0,
        rate=manner.rate * 0.93,
        pitch_semitones=manner.pitch_semitones + 5.0,
        pitch_range=manner.pitch_range * 1.15,
        volume_db=manner.volume_db + 6.0,
    )


def _time(text: str) -> str:
    """A time of day as it is read; the hour alone where it is full."""
    match = _CLOCK.fullmatch(text.strip())
    if not match:
        raise _Refused(f"time {text.strip()!r} is none such as 15:30 or 3:45 pm")
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").replace(".", "").upper()
    said = f"{hour}" if minute == 0 else f"{hour} {'oh ' if minute < 10 else ''}{minute}"
    if half:
        return f"{said} {half[0]}.M."
    if minute:
        return said
    return "midnight" if hour == 0 else f"{hour} o'clock" if hour <= 12 else f"{hour} hundred"


def _date(text: str, order: str) -> str:
    """A date as it is read: of three numbers, or of the first two where there is no year."""
    numbers = [int(each) for each in re.findall(r"\d+", text)]
    if len(numbers) == 3 and re.match(r"\s*\d{4}\D", text):
        order = "ymd"
    parts = dict(zip(order if len(numbers) == 3 else order.replace("y", ""), numbers, strict=False))
    if len(numbers) not in (2, 3) or not 1 <= parts["m"] <= 12 or not 1 <= parts["d"] <= 31:
        raise _Refused(
            f"date {text.strip()!r} is none such as 2024-05-12, 5/12/2024 or, with the format dmy, 12.5.2024"
        )
    said = f"{_MONTHS[parts['m'] - 1]} {parts['d']}{_ending(parts['d'])}"
    return f"{said}, {parts['y']}" if "y" in parts else said


def _ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
