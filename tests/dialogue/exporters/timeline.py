"""A strict reader of Dialogic 2's timelines and a player of what they say.

Written after the forms that Dialogic's events save and load (Text, Choice, Condition, Set Variable, Label, Jump, End,
Comment) and after how a timeline is split into events: by indentation with tabs, one event a line. What Dialogic would
take for something else than we mean is an error here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

TEXT = re.compile(
    r'(?:"(?P<quoted>[^"\n]*)"|(?P<name>[^(: \n]*))(?P<portrait>\W*\(.*\))?\s*(?<!\\):(?P<text>.*)', re.DOTALL
)
CHOICE = re.compile(
    r"- (?P<text>(?:\\\||(?:(?=.*\|)[^|]|(?!\[if)[^|]))*)\|?\s*(?:\[if(?P<condition>(?:[^\]\[]|\[[^\]]*\])+)\])?"
    r"\s*(?:\[(?P<shortcode>[^]]*)\])?\Z"
)
SET = re.compile(r"set(?P<name>[^=+\-*/]*)(?P<operation>=|\+=|-=)(?P<value>.*)\Z")
CLAUSE = re.compile(r'(not )?\{(\w+)\}(?: (==|!=|<|<=|>|>=) (-?\d+|true|false|"[^"]*"))?\Z')
# What other events begin with; a text that does is none.
OTHERS = (
    "label",
    "jump",
    "set",
    "if ",
    "elif ",
    "else",
    "-",
    "#",
    "[",
    "join",
    "leave",
    "update",
    "do ",
    "return",
    "VAR",
)


@dataclass
class Event:
    kind: str
    number: int
    value: Any = None
    body: list[Event] = field(default_factory=list)


def parse(text: str) -> list[Event]:
    """The events of a timeline."""
    roots: list[Event] = []
    levels = [roots]
    for number, line in enumerate(text.rstrip("\n").split("\n"), 1):
        stripped = line.lstrip("\t")
        assert stripped, f"line {number} is empty"
        assert stripped == stripped.strip(), f"line {number} has spaces at its ends"
        indent = len(line) - len(stripped)
        assert indent < len(levels), f"line {number} is indented too far"
        del levels[indent + 1 :]
        event = _event(number, stripped)
        levels[-1].append(event)
        if event.kind in {"choice", "if", "else"}:
            levels.append(event.body)
    return roots


def _event(number: int, line: str) -> Event:
    if line.startswith("#"):
        return Event("comment", number, line[1:].strip())
    if line.startswith("label"):
        return Event("label", number, _all(r"label +(\w+)", line))
    if line.startswith("jump"):
        return Event("jump", number, _all(r"jump (\w+)", line))
    if line.startswith("set"):
        found = SET.match(line)
        assert found, line
        name = found["name"].strip()
        assert re.fullmatch(r"\{\w+\}", name), line
        return Event("set", number, (name[1:-1], found["operation"], _value(found["value"].strip())))
    if line.startswith(("if ", "else", "elif ")):
        assert line.endswith(":"), line
        return Event("else", number) if line == "else:" else Event("if", number, condition(_all(r"if (.*):", line)))
    if line == "[end_timeline]":
        return Event("end", number)
    assert not line.startswith("["), line
    # Text and choice events know translation ids.
    assert line.count("#id:") == 1, line
    body, name = line.split("#id:")
    body = body.strip()
    if line.startswith("-"):
        found = CHOICE.match(body)
        assert found, line
        shown = found["text"].strip()
        shortcode = dict(re.findall(r'(\w+)="([^"]*)"', found["shortcode"] or ""))
        guard = condition(found["condition"].strip()) if found["condition"] else []
        return Event("choice", number, (name.strip(), shown.replace("\\|", "|"), guard, shortcode))
    assert not line.startswith(OTHERS), line
    assert not body.endswith("\\") or " #id:" in line, line
    found = TEXT.match(body)
    assert found, line
    assert not found["portrait"], line
    text = found["text"].replace("\\:", ":").strip().removeprefix("\\")
    return Event("text", number, (name.strip(), found["quoted"] or found["name"], text))


def _all(pattern: str, line: str) -> str:
    found = re.fullmatch(pattern, line)
    assert found, line
    return found[1]


def _value(text: str) -> Any:
    assert re.fullmatch(r'-?\d+|true|false|"[^"]*"', text), text
    return text == "true" if text in {"true", "false"} else text[1:-1] if text.startswith('"') else int(text)


def condition(text: str) -> list[Any]:
    """Clauses that all hold; or ["none of", [...]] for one that wants none of its parts to."""
    if text.startswith("not ("):
        assert text.startswith("not (("), text
        assert text.endswith("))"), text
        return ["none of", [condition(part) for part in text[6:-2].split(") or (")]]
    clauses = []
    for part in text.split(" and "):
        found = CLAUSE.match(part)
        assert found, text
        assert (found[1] is None) == (found[3] is not None), text
        clauses.append((found[2], "==", False) if found[1] else (found[2], found[3], _value(found[4])))
    return clauses


def holds(clauses: list[Any], values: dict[str, Any]) -> bool:
    if clauses and clauses[0] == "none of":
        return not any(holds(part, values) for part in clauses[1])
    tests = {
        "==": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
    }
    return all(tests[operator](values[name], value) for name, operator, value in clauses)


class Player:
    """Plays a timeline as Dialogic does."""

    def __init__(self, events: list[Event], values: dict[str, Any]) -> None:
        self.events = events
        self.values = values
        self.labels = {event.value: place for place, event in enumerate(events) if event.kind == "label"}
        assert len(self.labels) == sum(event.kind == "label" for event in events)
        self.said: list[list[str]] = []
        self.options: list[Event] = []
        self.run(0)

    def shown(self) -> list[list[str]]:
        return [[event.value[0], self.show(event.value[1])] for event in self.options]

    def show(self, text: str) -> str:
        for name, value in self.values.items():
            if not isinstance(value, bool):
                text = text.replace(f"{{{name}}}", str(value))
        return text

    def choose(self, number: int) -> None:
        self.said = []
        chosen = self.options[number]
        self.options = []
        target = self.block(chosen.body)
        assert target is not None, "a choice leads nowhere"
        if target:
            self.run(self.labels[target])

    def run(self, at: int) -> None:
        while at < len(self.events):
            event = self.events[at]
            if event.kind == "choice":
                group = []
                while at < len(self.events) and self.events[at].kind == "choice":
                    group.append(self.events[at])
                    at += 1
                self.options = [event for event in group if holds(event.value[2], self.values)]
                assert self.options, "Dialogic waits for ever"
                return
            target = self.block([event])
            if target == "":
                return
            at = at + 1 if target is None else self.labels[target]
        raise AssertionError("ran off the end")

    def block(self, events: list[Event]) -> str | None:
        """Where a jump leads, "" at the end, None where it goes on."""
        passed = False
        for event in events:
            if event.kind == "text":
                name, speaker, text = event.value
                self.said.append([name, speaker, self.show(text)])
            elif event.kind == "set":
                name, operation, value = event.value
                old = self.values[name]
                self.values[name] = value if operation == "=" else old + value if operation == "+=" else old - value
            elif event.kind == "if":
                passed = holds(event.value, self.values)
                if passed and (target := self.block(event.body)) is not None:
                    return target
            elif event.kind == "else":
                if not passed and (target := self.block(event.body)) is not None:
                    return target
            elif event.kind == "jump":
                return str(event.value)
            elif event.kind == "end":
                return ""
            else:
                assert event.kind in {"label", "comment"}, event
        return None
