"""Actions that the game offers, and calls of them: an NPC never does anything, nor with any value, outside the list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from procgen.dialogue import meaning
from procgen.dialogue.guard.sanitise import refuse, text_faults
from procgen.dialogue.phrase.english import NUMBERS, number_in_words, word_set
from procgen.dialogue.talk.spelling import content, misspelt, singular, tokens
from procgen.errors import Violation

Value = bool | int | str

KINDS = ("choice", "number", "truth")
MOST_ACTIONS = 64
MOST_PARAMETERS = 8
MOST_VALUES = 256
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MANY = word_set("dozen hundred thousand")
_TENS = range(20, 100, 10)
_NUMBER = re.compile(r"\d+")
_NUMBERS = {word: number for word, number in NUMBERS.items() if number} | {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1000,
}
_WAYS: dict[str, tuple[str, ...]] = {
    "give": ("give", "hand", "pass", "lend", "let me have", "could i have", "can i have", "may i have", "i need"),
    "sell": ("sell", "buy", "purchase", "i will take", "i would like", "i want", "i need", "give me"),
    "trade": ("trade", "buy", "sell", "barter", "wares"),
    "open": ("open", "unlock", "let me in", "let us in", "let me through", "unbolt", "unbar"),
    "close": ("close", "shut", "lock", "bar", "bolt"),
    "follow": ("follow", "come with", "come along", "join", "accompany"),
    "wait": ("wait", "stay", "stop here"),
    "attack": ("attack", "fight", "kill"),
    "heal": ("heal", "cure", "mend", "bandage", "patch me"),
    "show": ("show", "point", "mark"),
    "repair": ("repair", "mend", "fix"),
    "leave": ("leave", "go away", "get out"),
    "play": ("play", "sing", "perform"),
    "start": ("start", "begin", "turn on", "switch on", "activate", "power up"),
    "stop": ("stop", "turn off", "switch off", "shut down", "deactivate", "power down"),
    "call": ("call", "summon", "fetch", "bring"),
    "teach": ("teach", "train", "learn"),
    "rent": ("rent", "a room", "a bed"),
    "forge": ("forge", "make", "craft"),
}
"""Other words for the verb that an action's name begins with."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What an action needs to know.

    Attributes:
        name: small letters, digits and underscores.
        kind: one of `KINDS`.
        allowed: of choices, all values.
        lowest, highest: of numbers.
        optional: whether the action can do without.
    """

    name: str
    kind: str = "choice"
    allowed: tuple[str, ...] = ()
    lowest: int = 0
    highest: int = 1_000_000
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """Something that an NPC can do for the player.

    Attributes:
        name: "open_door": a verb first, then what it is done with.
        description: what it does, for people and for models.
        phrases: other ways to ask for it ("let me in").
        parameters: what it needs.
        least_relation: how good a relation the NPC wants for it, -2 to 2.
        most_times: how often it is done in a talk; 0 means without end.
    """

    name: str
    description: str = ""
    phrases: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    least_relation: int = 0
    most_times: int = 0


@dataclass(frozen=True, slots=True)
class ActionCall:
    """What the NPC does, for the game to carry out."""

    name: str
    arguments: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """An action that a player asks for.

    Attributes:
        action: which.
        arguments: values that were found.
        missing: parameters that are needed and were not told.
        sure: 0 to 1.
    """

    action: Action
    arguments: Mapping[str, Value]
    missing: tuple[Parameter, ...]
    sure: float


def action_faults(actions: Sequence[Action], at: str = "actions") -> list[Violation]:
    """What is wrong with a list of actions."""
    found: list[Violation] = []
    if len(actions) > MOST_ACTIONS:
        found.append(Violation.of(at, f"{len(actions)} actions", f"at most {MOST_ACTIONS}"))
    seen: set[str] = set()
    for i, action in enumerate(actions[:MOST_ACTIONS]):
        where = f"{at}[{i}]"
        if not _NAME.fullmatch(action.name) or action.name in seen:
            allowed = "small letters, digits and underscores, a letter first, no name twice"
            found.append(Violation.of(f"{where}.name", action.name or "missing", allowed))
        seen.add(action.name)
        found += text_faults(f"{where}.description", action.description, 400)
        if len(action.phrases) > 32:
            found.append(Violation.of(f"{where}.phrases", f"{len(action.phrases)} phrases", "at most 32"))
        for j, phrase in enumerate(action.phrases[:32]):
            found += text_faults(f"{where}.phrases[{j}]", phrase, 120, least=1)
        if not -2 <= action.least_relation <= 2:
            found.append(Violation.of(f"{where}.least_relation", action.least_relation, "-2 to 2"))
        if not 0 <= action.most_times <= 1000:
            found.append(Violation.of(f"{where}.most_times", action.most_times, "0 to 1000"))
        if len(action.parameters) > MOST_PARAMETERS:
            count = f"{len(action.parameters)} parameters"
            found.append(Violation.of(f"{where}.parameters", count, f"at most {MOST_PARAMETERS}"))
        names = [parameter.name for parameter in action.parameters]
        for j, parameter in enumerate(action.parameters[:MOST_PARAMETERS]):
            found += _parameter_faults(f"{where}.parameters[{j}]", parameter, names.count(parameter.name) > 1)
    return found


def check_actions(actions: Sequence[Action]) -> None:
    """Look at what the game offers.

    Raises:
        InvalidFields: names every fault.
    """
    refuse(action_faults(actions))


def _parameter_faults(where: str, parameter: Parameter, twice: bool) -> list[Violation]:
    found: list[Violation] = []
    if not _NAME.fullmatch(parameter.name) or twice:
        allowed = "small letters, digits and underscores, a letter first, no name twice"
        found.append(Violation.of(f"{where}.name", parameter.name or "missing", allowed))
    if parameter.kind not in KINDS:
        found.append(Violation.of(f"{where}.kind", parameter.kind or "missing", ", ".join(KINDS)))
    if parameter.kind == "choice" and not 1 <= len(parameter.allowed) <= MOST_VALUES:
        found.append(Violation.of(f"{where}.allowed", f"{len(parameter.allowed)} values", f"1 to {MOST_VALUES}"))
    for k, value in enumerate(parameter.allowed[:MOST_VALUES]):
        found += text_faults(f"{where}.allowed[{k}]", value, 120, least=1)
    if parameter.kind == "number" and parameter.lowest > parameter.highest:
        found.append(Violation.of(f"{where}.lowest", parameter.lowest, f"at most highest, {parameter.highest}"))
    return found


def valid(call: ActionCall, actions: Sequence[Action]) -> bool:
    """Whether a call is one that the game offers, with values that it allows."""
    action = next((each for each in actions if each.name == call.name), None)
    if action is None or set(call.arguments) - {parameter.name for parameter in action.parameters}:
        return False
    for parameter in action.parameters:
        if parameter.name not in call.arguments:
            if not parameter.optional:
                return False
            continue
        value = call.arguments[parameter.name]
        if parameter.kind == "truth":
            fits = isinstance(value, bool)
        elif parameter.kind == "number":
            fits = isinstance(value, int) and not isinstance(value, bool)
            fits = fits and parameter.lowest <= int(value) <= parameter.highest
        else:
            fits = value in parameter.allowed
        if not fits:
            return False
    return True


def numbers_of(words: Sequence[str]) -> list[int]:
    """Whole numbers in words or digits: "twenty", "five" is 25, "two", "hundred" 200."""
    found: list[int] = []
    before = 0
    for word in words:
        number = _NUMBERS.get(word, int(word) if _NUMBER.fullmatch(word) and len(word) <= 9 else 0)
        together = 0
        if word in _MANY:
            together = before * number
        elif word in _NUMBERS and number < 10 and before in _TENS:
            together = before + number
        if together:
            found[-1] = together
        elif number or word == "0":
            found.append(number)
        before = together or number
    return found


def sought(action: Action) -> tuple[Parameter, ...]:
    """Parameters of an action, their choices without values that only name the action: "can I have the frog" asks
    for `give_frog`, and doesn't say which by its name, though one be called so.
    """
    objects = {singular(part) for part in action.name.split("_")[1:]}
    return tuple(_without(parameter, objects - {singular(parameter.name)}) for parameter in action.parameters)


def _without(parameter: Parameter, words: Set[str]) -> Parameter:
    spent = {*words, *_ARTICLES}
    left = tuple(value for value in parameter.allowed if any(singular(word) not in spent for word in tokens(value)))
    return replace(parameter, allowed=left) if left else parameter


def fill(parameters: Sequence[Parameter], words: Sequence[str]) -> dict[str, Value]:
    """Values of parameters that stand in words."""
    found: dict[str, Value] = {}
    numbers = numbers_of(words)
    for parameter in parameters:
        if parameter.kind == "number":
            fitting = [number for number in numbers if parameter.lowest <= number <= parameter.highest]
            if fitting:
                found[parameter.name] = fitting[0]
                numbers.remove(fitting[0])
        elif parameter.kind == "truth":
            if parameter.name in words or singular(parameter.name) in words:
                found[parameter.name] = not {"not", "no", "without"} & set(words)
        else:
            value = _chosen(parameter.allowed, words)
            if value:
                found[parameter.name] = value
    return found


def fill_from_talk(asked: Asked, words: Sequence[str], earlier: Sequence[str]) -> Asked:
    """An action with what "it" and "me" stand for: of a choice that was not named, the value that was spoken of last,
    or the player.

    Args:
        asked: what was asked for, perhaps with values missing.
        words: `spelling.tokens` of what is said.
        earlier: those of what both said last.
    """
    if not asked.missing or asked.missing[0].kind != "choice":
        return asked
    first = next(each for each in sought(asked.action) if each.name == asked.missing[0].name)
    value = ""
    if not _STANDS_FOR.isdisjoint(words):
        spoken = set(earlier)
        whole = [each for each in first.allowed if set(tokens(each.replace("_", " "))) <= spoken]
        value = max(whole, key=len, default="")
    if not value and not _ME.isdisjoint(words):
        value = next((each for each in first.allowed if each.lower().removeprefix("the ") in _PLAYERS), "")
    if not value:
        return asked
    arguments = {**asked.arguments, first.name: value}
    return Asked(asked.action, arguments, lacking(asked.action, arguments), asked.sure)


_STANDS_FOR = word_set("it him her them that this those these one")
_ME = word_set("me my i us our")
_PLAYERS = ("player", "you", "me")


def lacking(action: Action, arguments: Mapping[str, Value]) -> tuple[Parameter, ...]:
    """Parameters that an action needs and that have no value yet."""
    return tuple(p for p in action.parameters if not p.optional and p.name not in arguments)


def told_of(action: Action) -> list[str]:
    """All words that the game has for an action."""
    return tokens(f"{action.name.replace('_', ' ')} {action.description} {' '.join(action.phrases)}")


_ARTICLES = word_set("a an the of")


def _chosen(allowed: Sequence[str], words: Sequence[str]) -> str:
    """The value whose words stand in the text; the one with the most, the first of equals. A misspelt word counts
    half.
    """
    best, most = "", 0.0
    plain = [singular(number_in_words(word)) for word in words]
    for value in allowed:
        parts = [singular(number_in_words(word)) for word in tokens(value.replace("_", " "))]
        parts = [part for part in parts if part not in _ARTICLES] or parts
        hits = sum(
            1.0 if part in plain else 0.5 if any(misspelt(word, part) for word in plain) else 0.0 for part in parts
        )
        score = hits / max(len(parts), 1) + 0.1 * hits
        if hits >= max(len(parts) / 2, 0.5) and score > most:
            best, most = value, score
    return best


def asked_for(actions: Sequence[Action], words: Sequence[str]) -> Asked | None:
    """The action that a text asks for, or None.

    Args:
        actions: what the game offers.
        words: `spelling.tokens` of the text.
    """
    text = f" {' '.join(words)} "
    plain = {singular(word) for word in words}
    best: Asked | None = None
    for action in actions:
        sure = _sureness(action, text, plain)
        if sure <= 0.0:
            continue
        arguments = fill(sought(action), words)
        missing = lacking(action, arguments)
        # "give me the rope" where only swords can be given is no request for this action.
        if missing and action.parameters and _names_something_else(action, words):
            sure -= 0.45
        if arguments:
            sure += 0.25
        if sure >= 0.5 and (best is None or sure > best.sure):
            best = Asked(action, arguments, missing, min(sure, 1.0))
    return best


_DESCRIBED = 0.5
"""Nearness of a text to an action's description from which it asks for it."""


def described(actions: Sequence[Action], words: Sequence[str]) -> Asked | None:
    """The action whose description a text is nearest to, or None; for a text that surely asks for something.

    Args:
        actions: what the game offers.
        words: `spelling.tokens` of the text.
    """
    own = content(list(words))
    if not own:
        return None
    best: tuple[float, Action] | None = None
    for action in actions:
        near = meaning.nearness(own, content(told_of(action)))
        if near >= _DESCRIBED and (best is None or near > best[0]):
            best = near, action
    if best is None:
        return None
    arguments = fill(sought(best[1]), words)
    return Asked(best[1], arguments, lacking(best[1], arguments), best[0])


def _sureness(action: Action, text: str, plain: set[str]) -> float:
    for phrase in action.phrases:
        if f" {' '.join(tokens(phrase))} " in text:
            return 1.0
    parts = action.name.split("_")
    verb, objects = parts[0], [singular(part) for part in parts[1:]]
    if not any(f" {way} " in text for way in _WAYS.get(verb, (verb,))) and verb not in plain:
        return 0.0
    generic = {"item", "object", "thing", "door", "goods", "player", "me"} if action.parameters else {"me", "player"}
    wanted = [part for part in objects if part not in generic]
    hits = sum(part in plain for part in objects)
    if wanted and not hits:
        return 0.0 if not action.parameters else 0.3
    return 0.6 + 0.4 * (hits / len(objects) if objects else 1.0)


def _names_something_else(action: Action, words: Sequence[str]) -> bool:
    known = {singular(part) for part in action.name.split("_")}
    known |= {
        part for ways in (_WAYS.get(action.name.split("_", maxsplit=1)[0], ()),) for way in ways for part in way.split()
    }
    return bool([word for word in content(list(words)) if word not in known])
