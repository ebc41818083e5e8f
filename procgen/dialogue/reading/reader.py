"""The network that reads what is said to an NPC, and what it found."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.dialogue.reading.acts import ACTS, ASKS
from procgen.dialogue.reading.features import FEATURES, FactWords, features
from procgen.dialogue.reading.layout import PLAYER, Laid, fact_laid, side_by_side, turn_laid
from procgen.dialogue.reading.pieces import Table
from procgen.dialogue.reading.wide import Wide, names_of
from procgen.errors import ModelUnavailable
from procgen.runtime.arrays import arrays_in
from procgen.runtime.catalog import packaged_assets, read_catalog
from procgen.runtime.model_file import LoadedModel, open_model, read_named

FloatArray = npt.NDArray[np.float32]
Logits = npt.NDArray[np.float64]

GENERATOR: Final = "reader"
WIDE: Final = 0.5
"""What the runs of words count in what is said of acts, the network the rest; chosen on the validation split."""
_KEPT: Final = 64
"""Lists of facts that stay read;"""
_TURNS_KEPT: Final = 16
"""turns that do."""
_NOTHING: Final = ("nothing is known", ())
"""Stands beside the turns of who knows no facts: acts are told of these, too."""
_MENDING: Final = "Install procgen-server again, or train and export the reader anew."
PROBED: Final = (-0.07, 0.58, 0.52, -0.37)
"""How sure a probe is: a bias, then the weights of the logit of its share as it was read, of the logit of that the turn
is about a secret, and of the logarithm of how sure it is about a fact. A regression that `tools/fit_probes.py` fits.
"""
_PROBE: Final = ACTS.index("probe")
_LEAST: Final = 1e-5
"""Keeps logarithms finite."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a turn.

    Attributes:
        acts: (len(ACTS),) how sure each act is; together 1. The network's and the regression's shares, multiplied.
        about: (facts,) probability that the turn is about a fact.
        answers: (facts, len(ASKS)) probability that a fact, rather than another or none, answers a question of each
            kind.
        false: probability that something is taken for granted or claimed that is not so.
        secret: the surest logit of that the turn is about a secret; None where none was read beside it.
    """

    acts: FloatArray
    about: FloatArray
    answers: FloatArray
    false: float
    secret: float | None = None

    def sure(self, act: str) -> float:
        """How sure an act is, 0 to 1. Raises ValueError for one that there is not."""
        return float(self.acts[ACTS.index(act)])

    def likely(self, least: float) -> list[tuple[str, float]]:
        """Acts at least so sure, the surest first; always the surest."""
        order = [int(i) for i in np.argsort(-self.acts, kind="stable")]
        return [(ACTS[i], float(self.acts[i])) for n, i in enumerate(order) if n == 0 or self.acts[i] >= least]


@dataclass(frozen=True, slots=True, eq=False)
class ReadFacts:
    """Facts, read once: their words as features, states (n, k, width), known (n, k), gists (n, width), and the words of
    the names in them. `Reader.facts` gives the same object for the same facts.
    """

    words: tuple[FactWords, ...]
    states: FloatArray
    known: FloatArray
    gists: FloatArray
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Turn:
    """What is said, and as the encoder read it: states (1, m, width), which pieces are there and whose, (1, m)."""

    player: str
    answered: str
    before: str
    states: FloatArray
    there: FloatArray
    kinds: npt.NDArray[np.int64]


class Reader:
    """Reads turns. Calls from several threads at once are fine.

    Args:
        encode, answer: the two graphs of `recipe.reader.export`.
        table: word pieces.
        wide: runs of words.
    """

    def __init__(self, encode: LoadedModel, answer: LoadedModel, table: Table, wide: Wide) -> None:
        self._encode, self._answer, self._table, self._wide = encode, answer, table, wide
        self._lock = threading.Lock()
        self._facts: OrderedDict[tuple[tuple[str, tuple[str, ...]], ...], ReadFacts] = OrderedDict()
        self._turns: OrderedDict[tuple[str, str, str, ReadFacts, ReadFacts | None], Reading] = OrderedDict()

    @classmethod
    def load(cls, folder: Path) -> Reader:
        """The reader of a folder with a catalog.

        Raises:
            ModelUnavailable: there is none, or a file of it is missing or damaged.
        """
        entries = {entry.role: entry for entry in read_catalog(folder) if entry.generator == GENERATOR}
        if set(entries) != {"encode", "answer"}:
            raise ModelUnavailable(f"{folder} has no reader of dialogue", _MENDING)
        models = {
            role: open_model(each, read_named(each.path, each.sha256, _MENDING)) for role, each in entries.items()
        }
        properties = entries["encode"].properties
        path = entries["encode"].beside(str(properties["tables"]))
        arrays = arrays_in(read_named(path, str(properties["tables_sha256"]), _MENDING))
        return cls(models["encode"], models["answer"], Table(arrays), Wide(arrays))

    def facts(self, facts: Sequence[tuple[str, Sequence[str]]]) -> ReadFacts:
        """Facts with the names that they are about, read; kept for the next turn."""
        key = tuple((text, tuple(about)) for text, about in facts)
        with self._lock:
            if key in self._facts:
                self._facts.move_to_end(key)
                return self._facts[key]
        made = self._read_facts(key)
        with self._lock:
            self._facts[key] = made
            while len(self._facts) > _KEPT:
                self._facts.popitem(last=False)
        return made

    def _read_facts(self, facts: Sequence[tuple[str, tuple[str, ...]]]) -> ReadFacts:
        laid = [fact_laid(self._table.pieces, text, about) for text, about in facts or (_NOTHING,)]
        states, known, _ = self._encoded(laid)
        words = tuple(FactWords.of(text, about) for text, about in facts)
        # A fact is read as a turn beside nothing, for what it comes to by itself.
        width, nothing = states.shape[-1], np.zeros((1, 1, states.shape[-1]), np.float32)
        out = self._answer.run(
            {
                "turns": states,
                "now": known,
                "there": known,
                "facts": nothing,
                "known": np.ones((1, 1), np.float32),
                "gists": nothing[0],
                "told": np.zeros((len(states), 1, FEATURES), np.float32),
            }
        )
        return ReadFacts(words, states, known, out[:, -width:], names_of([about for _, about in facts]))

    def _encoded(self, laid: Sequence[Laid]) -> tuple[FloatArray, FloatArray, npt.NDArray[np.int64]]:
        ids, kinds, there = side_by_side(laid)
        states = self._encode.run({"vectors": self._table.look_up(ids), "kinds": kinds, "there": there})
        return states, there, kinds

    def read(
        self, player: str, answered: str, before: str, facts: ReadFacts, secrets: ReadFacts | None = None
    ) -> Reading:
        """Read a turn.

        Args:
            player: what the player says.
            answered: what the NPC said last; may be empty.
            before: what both said before that.
            facts: of the NPC; may be none.
            secrets: of the NPC, read as facts are. The more a turn is about one, the likelier it is a probe.
        """
        # Two questions of one breath are read as parts of it, and then each by itself.
        key = (player, answered, before, facts, secrets)
        with self._lock:
            kept = self._turns.get(key)
        if kept is None:
            kept = self._read(player, answered, before, facts, secrets)
            with self._lock:
                self._turns[key] = kept
                while len(self._turns) > _TURNS_KEPT:
                    self._turns.popitem(last=False)
        return kept

    def _read(self, player: str, answered: str, before: str, facts: ReadFacts, secrets: ReadFacts | None) -> Reading:
        laid = turn_laid(self._table.pieces, player, answered, before)
        turn = _Turn(player, answered, before, *self._encoded([laid]))
        acts, false, about, answers = self._judged(turn, facts)
        told = self._wide.logits(player, answered, facts.names).astype(np.float64)
        shares = _shares((1.0 - WIDE) * _logarithms(acts) + WIDE * _logarithms(told))
        sure_about = _probability(about)
        secret = None
        if secrets is not None and secrets.words:
            secret = float(self._judged(turn, secrets)[2].max())
            shares = _probed(shares, secret, float(sure_about.max(initial=_LEAST)))
        return Reading(
            shares.astype(np.float32),
            sure_about.astype(np.float32),
            _shares(answers)[:, 1 : 1 + len(about)].T.astype(np.float32),
            float(_probability(false)),
            secret,
        )

    def gist(self, text: str) -> FloatArray:
        """(width,) what a player's words by themselves come to: the mean of the encoder's states of their pieces."""
        states, there, kinds = self._encoded([turn_laid(self._table.pieces, text, "", "")])
        return np.asarray(states[0][(kinds[0] == PLAYER) & (there[0] > 0)].mean(0), np.float32)

    def _judged(self, turn: _Turn, facts: ReadFacts) -> tuple[Logits, Logits, Logits, Logits]:
        """Logits of acts, (acts,), of that something is not so, (), of each fact that the turn is about it, (n,), and
        of each kind of question that nothing or a fact answers it, (asks, 1 + facts).
        """
        out = self._answer.run(
            {
                "turns": turn.states,
                "now": (turn.kinds == PLAYER).astype(np.float32),
                "there": turn.there,
                "facts": facts.states,
                "known": facts.known,
                "gists": facts.gists,
                "told": features(turn.player, turn.answered, turn.before, facts.words or (FactWords.of(*_NOTHING),))[
                    None
                ],
            }
        )[0].astype(np.float64)
        acts, false, rest = out[: len(ACTS)], out[len(ACTS)], out[len(ACTS) + 1 :]
        about, rest = np.split(rest, [len(facts.known)])
        answers = rest[: len(ASKS) * (1 + len(facts.known))].reshape(len(ASKS), -1)
        return acts, false, about[: len(facts.words)], answers


def probe_told(share: float, secret: float, about: float) -> tuple[float, float, float, float]:
    """What `PROBED` weighs: one, the logit of a probe's share, that of a secret, the logarithm of `about`, 0 to 1."""
    share = min(max(share, _LEAST), 1.0 - _LEAST)
    return 1.0, math.log(share / (1.0 - share)), secret, math.log(max(about, _LEAST))


def _probed(shares: Logits, secret: float, about: float) -> Logits:
    """Shares of acts, that of a probe weighed by what the turn is about."""
    sure = float(_probability(np.dot(PROBED, probe_told(float(shares[_PROBE]), secret, about))))
    weighed = shares * ((1.0 - sure) / max(1.0 - float(shares[_PROBE]), _LEAST))
    weighed[_PROBE] = sure
    return weighed


def _logarithms(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Of shares that sum to 1."""
    least = logits - logits.max(-1, keepdims=True)
    return np.asarray(least - np.log(np.exp(least).sum(-1, keepdims=True)))


def _shares(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.exp(_logarithms(logits))


def _probability(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(1.0 / (1.0 + np.exp(-logits)))


@cache
def packaged_reader() -> Reader:
    """The one that comes with the package.

    Raises:
        ModelUnavailable: a file of it is missing or damaged.
    """
    return Reader.load(packaged_assets())
