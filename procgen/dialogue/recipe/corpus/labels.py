"""The labels of a turn: acts with the facts that answer them, then what words mean, what is heard, refused and done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from procgen.dialogue.reading.acts import ACTS
from procgen.dialogue.recipe.corpus.npc import Act
from procgen.dialogue.vocabulary import MOODS

_DID = re.compile(r"(\w+)\((.*)\)")
_EXTENTS = ("part", "none")


@dataclass(slots=True)
class Keys:
    """What a file has named so far, in its order: keys of facts and secrets, names of actions by their keys."""

    facts: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    deeds: dict[str, str] = field(default_factory=dict)

    @property
    def all(self) -> set[str]:
        """Every key."""
        return {*self.facts, *self.secrets, *self.deeds}


def read_labels(body: str, keys: Keys) -> tuple[dict[str, Any], list[str]]:
    """Read a line of labels.

    Args:
        body: without its mark.
        keys: of the file.

    Returns:
        Fields of `npc.Turn`, and what is wrong.
    """
    problems: list[str] = []
    first, *rest = [cell.strip() for cell in body.split(" | ")]
    labels: dict[str, Any] = {"acts": _acts(first, keys, problems)}
    for cell in rest:
        _label(cell, labels, keys, problems)
    return labels, problems


def _acts(text: str, keys: Keys, problems: list[str]) -> tuple[Act, ...]:
    found: list[Act] = []
    for part in text.split(","):
        head, *rest = part.split() or [""]
        kind, _, target = head.partition(".")
        if kind in keys.facts and found:
            # "ask.when none, f2 part": more facts of the question before
            found.append(_answered(Act(found[-1].kind, found[-1].target), part.split(), keys, problems))
            continue
        if kind == "ask":
            kind, target = head, ""
        targets = {"request": list(keys.deeds), "probe": keys.secrets}.get(kind, [])
        if kind not in ACTS or (target and target not in targets) or (targets and not target):
            problems.append(f"act {head!r}; one of {', '.join(ACTS)} is expected, with a key of this file")
            continue
        found.append(_answered(Act(kind, target), rest, keys, problems))
    return tuple(found)


def _answered(act: Act, words: Sequence[str], keys: Keys, problems: list[str]) -> Act:
    unknown = [word for word in words if word not in (*keys.facts, *keys.secrets, *_EXTENTS)]
    if unknown:
        problems.append(f"{', '.join(unknown)} after {act.kind}; facts of this file, part or none are expected")
    extent = next((word for word in _EXTENTS if word in words), "")
    facts, secrets = (tuple(word for word in words if word in named) for named in (keys.facts, keys.secrets))
    return Act(act.kind, act.target, facts, extent, secrets)


def _label(cell: str, labels: dict[str, Any], keys: Keys, problems: list[str]) -> None:
    kind, _, rest = cell.partition(" ")
    if kind == "trait":
        labels["traits"] = (*labels.get("traits", ()), rest)
    elif kind == "mood" and rest in MOODS:
        labels["moods"] = (*labels.get("moods", ()), rest)
    elif kind == "refuse" and (match := re.fullmatch(r"([as]\d+): (.+)", rest)) and match[1] in keys.all:
        labels.setdefault("refused", {})[match[1]] = match[2]
    elif kind == "false":
        labels["false"] = "" if rest == "no" else rest
    elif kind == "meant:":
        labels["meant"] = rest
    elif kind == "did" and (match := _DID.fullmatch(rest)) and match[1] in keys.deeds.values():
        values = tuple(value.strip().strip("\"'") for value in match[2].split(",") if value.strip())
        labels["did"] = (*labels.get("did", ()), (match[1], values))
    elif kind == "attitude" and (match := re.fullmatch(r"([+-]1)(?:: (.+))?", rest)):
        labels["attitude"], labels["attitude_why"] = int(match[1]), match[2] or ""
    elif kind == "promise":
        labels["promises"] = (*labels.get("promises", ()), rest)
    elif " = " in cell:
        word, _, what = cell.partition(" = ")
        labels.setdefault("means", {})[word.strip()] = what.strip()
    else:
        problems.append(
            f"label {cell!r}; WORD = WHAT, trait, mood, refuse KEY: WHY, false, meant:, did NAME(…), attitude +1 or -1,"
            " or promise is expected, with names of this file"
        )
