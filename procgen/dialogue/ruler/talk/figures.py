"""Figures of played talks: shares that are apt and wrong, by category and by hard case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from procgen.dialogue.ruler.talk.judge import Verdict
from procgen.dialogue.ruler.talk.play import Played
from procgen.kit.ruler.intervals import Interval, mean_interval

SHOWN = 400
"""Turns that are kept for a page."""


@dataclass(slots=True)
class Talked:
    """Figures of one who talks.

    Attributes:
        verdicts: of all turns.
        groups: number of the talk of each turn, for intervals.
        by: verdicts by category ("ask.when") and by hard case ("hard: pronoun").
        secrets_out, forbidden: turns with a secret that may not be told, with a deed that should not be done.
        turns: the first `SHOWN`, to be read.
    """

    verdicts: list[Verdict] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    by: dict[str, list[Verdict]] = field(default_factory=lambda: defaultdict(list))
    secrets_out: int = 0
    forbidden: int = 0
    turns: list[Played] = field(default_factory=list)

    def share(self, verdict: Verdict, seed: int = 0) -> Interval:
        """Share of a verdict; talks are drawn whole."""
        values = np.array([each is verdict for each in self.verdicts], np.float64)
        return mean_interval(values, seed=seed, groups=np.array(self.groups, np.int64))

    def rows(self) -> Mapping[str, tuple[int, float, float]]:
        """By category: turns, share that is apt, share that is wrong."""
        found = {}
        for name, verdicts in sorted(self.by.items()):
            apt, wrong = (sum(each is v for each in verdicts) / len(verdicts) for v in (Verdict.APT, Verdict.WRONG))
            found[name] = (len(verdicts), round(apt, 4), round(wrong, 4))
        return found


def talked(turns: Iterable[Played]) -> Talked:
    """The figures of turns, in the order of their talks."""
    found = Talked()
    talks: dict[tuple[str, int], int] = {}
    for played in turns:
        judged = played.judged
        key = (played.npc.key, played.talk.turns[0].line)
        found.groups.append(talks.setdefault(key, len(talks)))
        found.verdicts.append(judged.verdict)
        found.by[judged.category].append(judged.verdict)
        for case in judged.hard:
            found.by[f"hard: {case}"].append(judged.verdict)
        found.secrets_out += judged.secret_out
        found.forbidden += judged.forbidden
        if len(found.turns) < SHOWN:
            found.turns.append(played)
    return found
