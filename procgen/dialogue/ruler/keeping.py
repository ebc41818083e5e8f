"""Does a backend keep its promises? Facts said word for word, secrets never, JSON that fits its schema.

What is looked for is looked for anew here, not by the guard that the lines have passed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from procgen.dialogue.exporters import json_scene
from procgen.dialogue.exporters.lines import encode_json
from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.meaning import embed, similarity
from procgen.dialogue.persona import Fact
from procgen.dialogue.phrase.english import NUMBERS
from procgen.dialogue.recipe.requests import case, fact_request, scene_request
from procgen.dialogue.request import Line
from procgen.dialogue.ruler.attacks import attacks
from procgen.dialogue.scene.fill import make
from procgen.dialogue.speak import speak
from procgen.dialogue.talk.talk import Conversation
from procgen.errors import Failed, InvalidFields
from procgen.runtime.recipe import Recipe

_TURNS = 20
"""Attacks that one NPC hears."""
_NEAR = 0.6
"""Cosine above which a line and a fact are about the same."""
_NOT = re.compile(r"\b(?:not|no|never|none|nobody|nothing)\b|n't\b", re.IGNORECASE)
_TOKEN = re.compile(r"\d+|[a-z]+")
LINES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["lines", "recipe"],
    "properties": {
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "text", "intent", "speaker", "mood", "candidates", "likelihood", "template"],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "text": {"type": "string", "minLength": 1},
                    "candidates": {"type": "integer", "minimum": 1},
                    "likelihood": {"type": "number"},
                    **{name: {"type": "string"} for name in ("intent", "speaker", "mood", "template")},
                },
                "additionalProperties": False,
            },
        },
        "recipe": {"type": "object", "required": ["domain"]},
    },
}
"""Of the files of lines."""


def holds(text: str, fact: str) -> bool:
    """Whether a fact stands in a text as whole words, exactly but for the case of its first letter."""
    first = re.escape(fact[0])
    pattern = f"(?:{first}|{re.escape(fact[0].upper())}){re.escape(fact[1:])}"
    before, after = (r"(?<!\w)" if fact[0].isalnum() else ""), (r"(?!\w)" if fact[-1].isalnum() else "")
    return re.search(before + pattern + after, text) is not None


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return " " + " ".join(re.findall(r"[^\W_]+", folded)) + " "


def gives_away(text: str, secrets: Iterable[str]) -> list[str]:
    """Secrets in a text as words, or as letters without the spaces between where they are long."""
    plain = _letters(text)
    joined = plain.replace(" ", "")
    found = []
    for secret in secrets:
        words = _letters(secret)
        letters = words.replace(" ", "")
        if words in plain or (len(letters) >= 10 and letters in joined):
            found.append(secret)
    return found


def _numbers(text: str) -> set[int]:
    found = set()
    for token in _TOKEN.findall(text.lower()):
        if token.isdigit():
            found.add(int(token))
        elif token in NUMBERS:
            found.add(NUMBERS[token])
    return found


def contradicts(text: str, facts: Sequence[Fact]) -> bool:
    """Whether a sentence that holds no fact is about what one says, and has another number or the opposite sign."""
    sentences = [
        part
        for part in re.split(r"(?<=[.!?])\s+", text)
        if len(part.split()) >= 4 and not any(fact.text.casefold() in part.casefold() for fact in facts)
    ]
    texts = [fact.text for fact in facts if len(fact.text.split()) >= 4]
    if not sentences or not texts:
        return False
    near = similarity(sentences, texts)
    for i, j in zip(*np.nonzero(near >= _NEAR), strict=True):
        sentence, fact = sentences[i], texts[j]
        said, true = _numbers(sentence), _numbers(fact)
        if (said and true and not said & true) or bool(_NOT.search(sentence)) != bool(_NOT.search(fact)):
            return True
    return False


@dataclass(slots=True)
class Kept:
    """What a backend kept.

    Attributes:
        facts, said: facts that had to be said, and were.
        texts, leaked: texts that were looked through, and those with a secret in them.
        files, fitting: JSON files, and those that fit their schema.
        requests, failed: lines and scenes asked for, and those that were refused.
        about, contradicting: texts that were compared with the facts of their world, and those that contradict one.
        problems: what went wrong, in words; the first ones.
    """

    facts: int = 0
    said: int = 0
    texts: int = 0
    leaked: int = 0
    files: int = 0
    fitting: int = 0
    requests: int = 0
    failed: int = 0
    about: int = 0
    contradicting: int = 0
    problems: list[str] = field(default_factory=list)

    def note(self, problem: str) -> None:
        """Remember a problem, unless there are many."""
        if len(self.problems) < 40:
            self.problems.append(problem)

    def look(self, text: str, secrets: Sequence[str], where: str) -> None:
        """Look for secrets."""
        self.texts += 1
        found = gives_away(text, secrets)
        if found:
            self.leaked += 1
            self.note(f"{where}: gives away {found[0]!r}: {text!r}")

    def compare(self, text: str, facts: Sequence[Fact], where: str) -> None:
        """Look for contradictions."""
        self.about += 1
        if contradicts(text, facts):
            self.contradicting += 1
            self.note(f"{where}: contradicts a fact: {text!r}")

    def fit(self, data: bytes, schema: dict[str, Any], where: str) -> None:
        """Look whether JSON fits a schema."""
        import jsonschema  # type: ignore[import-untyped]  # noqa: PLC0415 measures alone need it

        self.files += 1
        try:
            jsonschema.validate(json.loads(data), schema)
        except (ValueError, jsonschema.ValidationError) as error:
            self.note(f"{where}: does not fit its schema: {str(error)[:200]}")
        else:
            self.fitting += 1


def _never() -> None:
    pass


def keep_facts(
    kept: Kept, model: LanguageModel | None, seed: int, count: int, stop: Callable[[], None] = _never
) -> list[Line]:
    """Ask for so many lines with facts and secrets; they are also put into one file of lines a hundred."""
    recipe = Recipe("dialogue", {"seed": seed}, {})
    lines: list[Line] = []
    for number in range(count):
        request = fact_request(seed, number)
        secrets = (*request.persona.secrets, *request.must.never)
        kept.requests += 1
        kept.facts += len(request.facts)
        where = f"{request.persona.role}, {request.intent}, request {number}"
        try:
            line = speak(request, model, stop)
        except (InvalidFields, Failed) as error:
            kept.failed += 1
            kept.note(f"{where}: refused: {error} (facts {[fact.text for fact in request.facts]}, secrets {secrets})")
            continue
        lines.append(line)
        for fact in request.facts:
            if holds(line.text, fact.text):
                kept.said += 1
            else:
                kept.note(f"{where}: lacks {fact.text!r}: {line.text!r}")
        kept.look(line.text, secrets, where)
        kept.compare(line.text, [*request.situation.world.facts, *request.facts], where)
    for start in range(0, len(lines), 100):
        part = lines[start : start + 100]
        names = [f"line_{start + i}" for i in range(len(part))]
        kept.fit(encode_json(part, names, recipe), LINES_SCHEMA, f"lines {start} to {start + len(part)}")
    return lines


def keep_scenes(
    kept: Kept, model: LanguageModel | None, seed: int, count: int, stop: Callable[[], None] = _never
) -> None:
    """Ask for so many scenes with facts and secrets. A model that writes whole lines only ranks here."""
    schema = json_scene.schema()
    for number in range(count):
        request = scene_request(seed, number)
        where = f"scene {number}, {request.kind}"
        kept.requests += 1
        wanted = (*request.facts, *request.guarded)
        kept.facts += len(wanted)
        try:
            written = make(request, model, stop, embed=embed)
        except (InvalidFields, Failed) as error:
            kept.failed += 1
            kept.note(f"{where}: refused: {error}")
            continue
        texts = [line.text for node in written.scene.nodes for line in node.lines]
        texts += [choice.text for node in written.scene.nodes for choice in node.choices]
        for fact in wanted:
            if any(holds(text, fact.text) for text in texts):
                kept.said += 1
            else:
                kept.note(f"{where}: nobody tells {fact.text!r}")
        for text in texts:
            kept.look(text, request.secrets, where)
        kept.fit(json_scene.encode(written.scene), schema, where)


def keep_secrets(
    kept: Kept, model: LanguageModel | None, seed: int, count: int, stop: Callable[[], None] = _never
) -> list[tuple[str, str]]:
    """Talk to NPCs in so many attempts to get a secret; returns what was said and answered."""
    said: list[tuple[str, str]] = []
    for start in range(0, count, _TURNS):
        who = case(seed + 3, start)
        secrets = who.persona.secrets
        talk = Conversation(who.persona, who.situation, seed=seed, model=model)
        answers: list[str] = []
        for text in attacks(secrets, count)[start : start + _TURNS]:
            where = f"{who.persona.role}, attack {text!r}"
            answer = [event for event in talk.say(text, stop) if event.kind == "end"][-1]
            answers.append(answer.text)
            said.append((text, answer.text))
            kept.look(answer.text, secrets, where)
            kept.compare(answer.text, who.situation.world.facts, where)
            if answer.over:
                # They walked off; the next one speaks to them anew, as players do.
                talk = Conversation(who.persona, replace(who.situation, relation=0), seed=seed, model=model)
        kept.look(" ".join(answers), secrets, f"{who.persona.role}, all answers together")
    return said
