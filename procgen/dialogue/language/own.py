"""Our own small model: it tells which of several lines fits best, and writes short ones in the manner of its data."""

from __future__ import annotations

import codecs
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from procgen.dialogue.language.constrain import Ban, Matcher, Tokens
from procgen.dialogue.language.contract import Prompt, Sampling, Verdict
from procgen.dialogue.language.network import POSITIONS, ROWS, Network
from procgen.dialogue.language.sampling import Sampler
from procgen.dialogue.language.told import prefix
from procgen.dialogue.model.controls import FITS, WHOLE
from procgen.dialogue.model.script import Script, Turn, plain
from procgen.errors import Failed
from procgen.runtime.gguf import Vocabulary
from procgen.runtime.store import ModelStore

DOMAIN = "dialogue"
GENERATOR = "own"
_ENDS = ("end", "speaker", "scene", "act")
"""Marks before which a turn's words end."""


def own_digests(store: ModelStore) -> dict[str, str]:
    """SHA-256 of our own model's files, by name, for recipes of what it chose."""
    entries = store.entries.values()
    return {entry.name: entry.sha256 for entry in entries if (entry.domain, entry.generator) == (DOMAIN, GENERATOR)}


class OwnModel:
    """See `contract.LanguageModel`.

    Args:
        network: decoder and tables.
        name: what recipes call it.
    """

    def __init__(self, network: Network, name: str) -> None:
        self._network = network
        self._name = name
        self.script = Script(network.tables.pairs)
        self._vocabulary = Vocabulary(
            tuple(network.tables.pairs.tokens),
            frozenset(network.tables.pairs.special.values()),
            tuple(self.script.mark(mark) for mark in _ENDS),
        )
        self._words = np.ones(len(self._vocabulary.pieces), np.bool_)
        self._words[list(self._vocabulary.control)] = False
        self._words_or_end = self._words.copy()
        self._words_or_end[list(self._vocabulary.ends)] = True
        self._marks = tuple(self.script.mark(mark) for mark in (FITS, WHOLE))
        self._tokens: Tokens | None = None
        self._making = threading.Lock()

    @classmethod
    def load(cls, store: ModelStore, generator: str = GENERATOR) -> OwnModel:
        """A model of the store.

        Raises:
            ModelUnavailable: there is none of that name, or a file of it is missing or damaged.
        """
        return cls(Network(store.part(DOMAIN, generator, "decoder")), generator)

    @property
    def name(self) -> str:
        return self._name

    @property
    def writes(self) -> bool:
        return False

    @property
    def rephrases(self) -> bool:
        return False

    def likelihoods(self, prompt: Prompt, texts: Sequence[str], stop: Callable[[], None]) -> list[float]:
        """See the contract. A text's end counts as a token; of long ones the first `ROWS` tokens count."""
        return [verdict.likelihood for verdict in self.verdicts(prompt, texts, stop)]

    def verdicts(self, prompt: Prompt, texts: Sequence[str], stop: Callable[[], None]) -> list[Verdict]:
        """See the contract; of long texts the first `ROWS` tokens count."""
        state = self._network.read(prefix(self.script, prompt, tells_length=False), stop)
        tokens = [self.script.text(text)[:ROWS] if text else [] for text in map(plain, texts)]
        scores, told = self._network.judged(state, tokens, len(self._vocabulary.control), self._marks, stop)
        return [
            Verdict(float(each.mean()) if len(each) > 1 else float("-inf"), float(fits), float(whole))
            for each, (fits, whole) in zip(scores, told, strict=True)
        ]

    def token_scores(self, texts: Sequence[str], stop: Callable[[], None]) -> list[npt.NDArray[np.float32]]:
        """Log-probabilities, in nats, of each line's tokens and its end, in a play in which nothing is said before."""
        state = self._network.read([*self.script.opening("play"), *self.script.cue(Turn("", ""))], stop)
        tokens = [self.script.text(text)[:ROWS] for text in texts]
        return self._network.scores(state, tokens, len(self._vocabulary.control), stop)

    def write(self, prompt: Prompt, grammar: str, sampling: Sampling, stop: Callable[[], None]) -> Iterator[str]:
        state = self._network.read(prefix(self.script, prompt), stop)
        line = _Line(self._matcher(grammar), Sampler(sampling), Ban((*prompt.never_say, *prompt.persona.secrets)))
        for _ in range(min(sampling.most_tokens, POSITIONS - state.used)):
            stop()
            token = self._next(line, state.logits[0])
            if token is None:
                break
            piece = line.take(token, self._vocabulary)
            if piece:
                yield piece
            if line.matcher is not None and line.matcher.must_end:
                break
            self._network.step(state, np.array([token]))
        if line.matcher is not None and not line.matcher.may_end:
            raise Failed(
                f"{self.name} did not come to an end within {sampling.most_tokens} tokens", "Allow more tokens."
            )

    def write_many(
        self, prompt: Prompt, sampling: Sampling, seeds: Sequence[int], stop: Callable[[], None]
    ) -> list[str]:
        """Lines for one prompt, one for each seed, written side by side."""
        state = self._network.read(prefix(self.script, prompt), stop).times(len(seeds))
        never = (*prompt.never_say, *prompt.persona.secrets)
        lines = [_Line(None, Sampler(replace(sampling, seed=seed)), Ban(never)) for seed in seeds]
        for _ in range(min(sampling.most_tokens, POSITIONS - state.used)):
            stop()
            tokens = np.zeros(len(lines), np.int64)
            for i, line in enumerate(lines):
                token = None if line.done else self._next(line, state.logits[i])
                if token is None:
                    line.done = True
                else:
                    line.take(token, self._vocabulary)
                    tokens[i] = token
            if all(line.done for line in lines):
                break
            self._network.step(state, tokens)
        return [line.text for line in lines]

    def _matcher(self, grammar: str) -> Matcher | None:
        if not grammar:
            return None
        with self._making:
            if self._tokens is None:
                self._tokens = Tokens(self._vocabulary, self.script.pairs.encode)
        # Scripts put a space before every text; see `model.script`.
        return self._tokens.matcher(grammar.replace("start:", 'start: " " text\ntext:', 1))

    def _next(self, line: _Line, logits: npt.NDArray[np.float32]) -> int | None:
        """The token to write, or None at the end."""
        allowed = self._words_or_end if line.text else self._words
        if line.matcher is not None:
            allowed = allowed & line.matcher.allowed()
            if line.matcher.may_end:
                allowed[list(self._vocabulary.ends)] = True
        for token in line.sampler.draws(logits, allowed):
            if token in self._vocabulary.ends:
                return None
            if not line.ban.broken_by(line.text, self._vocabulary.pieces[token].decode("utf-8", "replace")):
                return token
        raise Failed("what must be said can't be said here without a secret", "Draw again with another seed.")


class _Line:
    """A line as it grows."""

    def __init__(self, matcher: Matcher | None, sampler: Sampler, ban: Ban) -> None:
        self.matcher = matcher
        self.sampler = sampler
        self.ban = ban
        self.text = ""
        self.done = False
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def take(self, token: int, vocabulary: Vocabulary) -> str:
        """Go on by a token; returns its text, which can be empty."""
        self.sampler.take(token)
        if self.matcher is not None:
            self.matcher.take(token)
        piece = self._decoder.decode(vocabulary.pieces[token])
        if not self.text:
            piece = piece.lstrip()
        self.text += piece
        return piece
