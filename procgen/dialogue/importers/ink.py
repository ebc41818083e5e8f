"""Reads Ink: what `exporters.ink` wrote, exactly; of what people write, the part that :data:`ALLOWED` describes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from procgen.dialogue.exporters import pieces
from procgen.dialogue.importers import facts as known
from procgen.dialogue.importers.conditions import (
    ALLOWED_CHANGE,
    ALLOWED_CONDITIONS,
    conditions_of,
    effect_of,
)
from procgen.dialogue.importers.flow import Arm, Choose, Do, If, Jump, Lowering, Option, Say, Section, Statement
from procgen.dialogue.importers.ink_sections import Item, read_sections, variable_name
from procgen.dialogue.importers.refusal import decoded, refusal
from procgen.dialogue.importers.veil import unveil, veil
from procgen.dialogue.importers.wishes import taken_over
from procgen.dialogue.scene.graph import Choice, Condition, Scene, SceneLine
from procgen.runtime.interrupt import checkpoint_here

PLAYER: Final = "Player"
"""Says what a choice without brackets prints."""

_DIVERT: Final = re.compile(r"->\s*([\w.]+)\Z")
_CHANGE: Final = re.compile(r"~\s*(\w+)\s*(=|\+=|-=)\s*(.*)\Z")
_STEP: Final = re.compile(r"~\s*(\w+)\s*(\+\+|--)\Z")
_LABEL: Final = re.compile(r"\(\s*\w+\s*\)")
_CONDITION: Final = re.compile(r"\{([^{}]*)\}\s*")
_WAYS: Final = re.compile(r"\{((?:\"[^\"]*\"|[^{}:|\"])+):\s*->\s*([\w.]+)\s*(?:\|\s*->\s*([\w.]+)\s*)?\}\Z")
_SHOWN: Final = re.compile(r"\{\s*(\w+)\s*\}")
_SPEAKER: Final = re.compile(r"([^\W\d_][\w' .-]{0,40}):\s+(?=\S)")
_CASES: Final = "'- condition: -> divert' lines, '- else:' last, up to '}'"
_ENDS: Final = frozenset({"END", "DONE"})


def decode(data: bytes, name: str = "scene") -> Scene:
    """Read a scene.

    Args:
        data: the .ink file.
        name: the scene's id where the file is not ours, such as its name without the suffix.

    Raises:
        InvalidFields: names the line and what stands there that can't be read.
    """
    return _Reader(decoded("ink", data), name).scene()


class _Reader:
    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._source = read_sections(text)
        self._facts = self._source.facts
        self._knot = ""

    def scene(self) -> Scene:
        ids, sections = self._source.ids, []
        for head in self._source.sections:
            checkpoint_here()
            self._knot = head.name.partition(".")[0]
            sections.append(Section(head.number, ids[head.name], head.beat, self._block(list(head.items), 0)))
        if not sections:
            raise refusal("ink", 1, "", "a knot or a line")
        return self._facts.scene_of(Lowering("ink", sections).nodes(), self._name)

    # --- weave --------------------------------------------------------------------------------------------------------

    def _block(self, items: list[Item], level: int) -> tuple[Statement, ...]:
        """Statements up to a choice or gather that stands no deeper than `level`."""
        found: list[Statement] = []
        while items:
            item = items[0]
            if item.kind and item.level <= level:
                break
            if item.kind in {"*", "+"}:
                found.append(self._choices(items, item.level))
                continue
            items.pop(0)
            if item.kind != "-" or item.text:
                found += self._statements(item, items)
        return tuple(found)

    def _choices(self, items: list[Item], level: int) -> Choose:
        number = items[0].number
        options = []
        while items and items[0].kind in {"*", "+"} and items[0].level == level:
            item = items.pop(0)
            if self._is_fallback(item):
                self._end_of_fallback(item)
                continue
            option, spoken, leads = self._option(item)
            options.append(replace(option, body=(*spoken, *leads, *(() if leads else self._block(items, level)))))
        if not options:
            raise refusal("ink", number, "a fallback choice alone", "choices that the player sees")
        return Choose(number, tuple(options))

    def _is_fallback(self, item: Item) -> bool:
        return _CONDITION.sub("", item.text).startswith("->")

    def _end_of_fallback(self, item: Item) -> None:
        divert = _DIVERT.match(item.text)
        if divert is None or divert[1] not in _ENDS:
            raise refusal("ink", item.number, f"{item.kind} {item.text}", "no fallback choice but '-> END'")

    def _option(self, item: Item) -> tuple[Option, list[Statement], list[Statement]]:
        text = veil(item.text)
        if _LABEL.match(text):
            raise refusal("ink", item.number, item.text, "choices without labels")
        conditions: list[Condition] = []
        while condition := _CONDITION.match(text):
            if _SHOWN.fullmatch(condition[0].strip()) and not self._is_truth(condition[1]):
                break
            conditions += self._conditions(item.number, condition[1])
            text = text[condition.end() :]
        before, opened, rest = text.partition("[")
        inside, closed, after = rest.partition("]")
        if opened and not closed:
            raise refusal("ink", item.number, item.text, "a ] behind the choice's [")
        leads: list[Statement] = []
        tail = after if opened else before
        if "->" in tail:
            tail, _, target = tail.partition("->")
            leads = [self._jump(item.number, f"->{target}")]
        if opened:
            after = tail
        else:
            before = tail
        shown, tags = self._tags(before + inside)
        plain = self._text(item.number, shown)
        if not plain:
            raise refusal("ink", item.number, item.text, "a choice with a text")
        printed, more = self._tags(after)
        marks = {key: value for key, colon, value in (tag.partition(": ") for tag in (*tags, *more)) if colon}
        intent = marks.get("intent", "continue")
        choice = Choice(
            known.line_id(marks.get("id", "")), plain, "", tuple(conditions), (), None, item.kind == "*", intent
        )
        spoken: list[Statement] = []
        if opened and printed.strip():
            said = self._text(item.number, before + printed)
            spoken = [Say(item.number, SceneLine("", PLAYER, said))] if said != plain else []
        return Option(item.number, choice, ()), spoken, leads

    def _statements(self, item: Item, items: list[Item]) -> list[Statement]:
        text, number = item.text, item.number
        if text.startswith("~"):
            return [self._change(number, text)]
        if text.startswith(("->", "<-")):
            return [self._jump(number, text)]
        if ways := _WAYS.match(text):
            passed: Statement = self._jump(number, f"-> {ways[2]}")
            other = None if ways[3] is None else (self._jump(number, f"-> {ways[3]}"),)
            return [If(number, (Arm(self._conditions(number, ways[1]), (passed,)),), other)]
        if text == "{":
            return [self._cases(number, items)]
        return self._say(item)

    def _cases(self, number: int, items: list[Item]) -> If:
        """``{`` with ``- condition: -> divert`` on each line, up to ``}``."""
        arms: list[Arm] = []
        other: tuple[Statement, ...] | None = None
        while items:
            item = items.pop(0)
            if item.text == "}" and not item.kind:
                if not arms:
                    break
                return If(number, tuple(arms), other)
            condition, colon, divert = item.text.partition(":")
            if item.kind != "-" or not colon or other is not None:
                raise refusal("ink", item.number, item.text, _CASES)
            body = (self._jump(item.number, divert.strip()),)
            if condition.strip() == "else":
                other = body
            else:
                arms.append(Arm(self._conditions(item.number, condition), body))
        raise refusal("ink", number, "{", _CASES)

    def _say(self, item: Item) -> list[Statement]:
        number = item.number
        text, tags = self._tags(veil(item.text))
        leads: list[Statement] = []
        if "->" in text:
            text, _, target = text.partition("->")
            leads = [self._jump(number, f"->{target}")]
        if "<>" in text:
            raise refusal("ink", number, item.text, "lines without glue (<>)")
        marks = {key: value for key, colon, value in (tag.partition(": ") for tag in tags) if colon}
        tags = list(taken_over(tags, marks))
        if (named := _SPEAKER.match(text)) and not any(tag.startswith("speaker: ") for tag in tags):
            text = text[named.end() :]
            marks["speaker"] = named[1]
        plain = self._text(number, text)
        own = ("id: ", "speaker: ", "mood: ", "intent: ")
        line = SceneLine(
            known.line_id(marks.get("id", "")),
            marks.get("speaker", known.NARRATOR),
            plain,
            marks.get("mood", "neutral"),
            marks.get("intent", "inform"),
            tuple(
                re.sub(r"\s*:\s*", ":", tag).removeprefix(pieces.GAME_TAG) for tag in tags if not tag.startswith(own)
            ),
            item.note,
        )
        return [*([Say(number, line)] if plain else []), *leads]

    # --- parts of lines -----------------------------------------------------------------------------------------------

    def _tags(self, text: str) -> tuple[str, list[str]]:
        before, *tags = text.split("#")
        return before, [re.sub(r"^(id|speaker|mood|intent)\s*:\s*", r"\1: ", unveil(tag.strip())) for tag in tags]

    def _text(self, number: int, text: str) -> str:
        """A text that is veiled."""
        text = text.strip()
        for shown in re.findall(r"\{[^{}]*\}?|\}", text):
            name = _SHOWN.fullmatch(shown)
            if name is None or self._variable(name[1]) is None:
                raise refusal("ink", number, unveil(shown), "texts that vary by no more than {variable}")
        return unveil(_SHOWN.sub(lambda found: f"{{{self._variable(found[1])}}}", text))

    def _jump(self, number: int, text: str) -> Jump:
        divert = _DIVERT.match(text.strip())
        if divert is None:
            raise refusal("ink", number, unveil(text), "a divert '-> knot'; no tunnel, no thread")
        target = divert[1]
        if target in _ENDS:
            return Jump(number, "")
        for name in (f"{self._knot}.{target}", target):
            if name in self._source.ids:
                return Jump(number, self._source.ids[name])
        raise refusal("ink", number, unveil(text), "a divert to a knot or stitch of this file, or to END")

    def _change(self, number: int, text: str) -> Do:
        if step := _STEP.match(text):
            text = f"~ {step[1]} {step[2][0]}= 1"
        change = _CHANGE.match(text)
        effect = effect_of(change[1], change[2], change[3], self._variable) if change else None
        if effect is None:
            raise refusal("ink", number, text, ALLOWED_CHANGE)
        return Do(number, effect)

    def _conditions(self, number: int, text: str) -> tuple[Condition, ...]:
        found = conditions_of(unveil(text), self._variable, self._facts.starts)
        if found is None:
            raise refusal("ink", number, unveil(text), ALLOWED_CONDITIONS)
        return found

    def _is_truth(self, text: str) -> bool:
        variable = self._variable(text.strip())
        return variable is not None and isinstance(self._facts.starts[variable], bool)

    def _variable(self, name: str) -> str | None:
        found = variable_name(name)
        return found if found in self._facts.starts else None
