"""A server's language model. Its tokens can't be constrained from here, so what it writes is checked, and it is told
what is wrong and asked again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from procgen.dialogue.guard.check import check
from procgen.dialogue.guard.problem import Problem
from procgen.dialogue.language import chat
from procgen.dialogue.language.contract import Prompt, Sampling
from procgen.dialogue.language.schema import misfits
from procgen.dialogue.request import Must
from procgen.errors import Failed, NotServed
from procgen.runtime.chat_address import ChatAddress, Choices

TRIES = 3
_JSON = "start: %json "
_CHARACTERS_PER_TOKEN = 4


class AddressModel:
    """See `contract.LanguageModel`. Texts come at once, after they were checked: what is streamed can't be taken back.

    Args:
        address: of the server.
        context_tokens: of the server's model; prompts are kept below it by about four characters a token.
        name: what recipes call it.
        sends_grammar: whether the server takes llguidance grammars (llama-server, where it was built with them).
    """

    def __init__(
        self, address: ChatAddress, *, context_tokens: int = 4096, name: str = "", sends_grammar: bool = False
    ) -> None:
        self._address = address
        self._most = context_tokens
        self._name = name or f"address:{address.url}"
        self._sends_grammar = sends_grammar

    @property
    def name(self) -> str:
        return self._name

    @property
    def writes(self) -> bool:
        return True

    @property
    def rephrases(self) -> bool:
        return False

    def likelihoods(self, prompt: Prompt, texts: Sequence[str], stop: Callable[[], None]) -> list[float]:
        """Servers of this kind do not score texts.

        Raises:
            NotServed: always.
        """
        raise NotServed(f"{self.name} can't score texts", "Choose among lines by our own model.")

    def write(self, prompt: Prompt, grammar: str, sampling: Sampling, stop: Callable[[], None]) -> Iterator[str]:
        """A text that holds what must be said and no secret; JSON where the grammar is one of `json_grammar`.

        Raises:
            Failed: the server failed, or did not keep to it in `TRIES` tries; tells what was wrong with the last.
        """
        asked = chat.fitted(prompt, _tokens, self._most - sampling.most_tokens)
        schema = json.loads(grammar[len(_JSON) :]) if grammar.startswith(_JSON) else None
        must = Must(prompt.must_say, (*prompt.never_say, *prompt.persona.secrets), 2000, "none")
        wrong: list[Problem] = []
        for count in range(TRIES):
            choices = Choices(sampling.seed + count, sampling.temperature, sampling.top_p, sampling.most_tokens)
            text = "".join(self._address.stream(asked, choices, stop, self._more(grammar, schema)))
            text = text.strip() if schema is not None else trimmed(text, prompt.persona.name)
            wrong = check(text, must) if schema is None else _value_wrong(text, schema, must)
            if not wrong:
                yield from _words(text)
                return
            # Of a leak neither the text nor the secret is repeated to the server.
            answer = "..." if any(problem.kind == "leak" for problem in wrong) else text or "..."
            asked = [*asked, ("assistant", answer), ("user", feedback(wrong))]
        raise Failed(
            f"{self.name} did not keep to what was asked in {TRIES} tries: {feedback(wrong)}",
            "Use a stronger model, ask for less at once, or let the phrase books write the line.",
        )

    def _more(self, grammar: str, schema: dict[str, Any] | None) -> dict[str, Any]:
        if schema is not None:
            plain = {key: value for key, value in schema.items() if key != "x-guidance"}
            return {"response_format": {"type": "json_schema", "json_schema": {"name": "result", "schema": plain}}}
        return {"grammar": f"%llguidance {{}}\n{grammar}"} if grammar and self._sends_grammar else {}


def trimmed(text: str, speaker: str) -> str:
    """A line without what chat models put around it: blanks, line breaks, quotation marks, the speaker's name."""
    plain = " ".join(text.split())
    if speaker and plain.lower().startswith(f"{speaker.lower()}:"):
        plain = plain[len(speaker) + 1 :].strip()
    for left, right in ('""', "“”", "''", "‘’"):
        if len(plain) > 1 and plain[0] == left and plain[-1] == right and left not in plain[1:-1]:
            plain = plain[1:-1].strip()
    return plain


def feedback(wrong: Sequence[Problem]) -> str:
    """What was wrong, for the model; it names no secret."""
    told = dict.fromkeys(
        "It says something that must stay unsaid." if problem.kind == "leak" else problem.message for problem in wrong
    )
    return "That can't be used. " + " ".join(told) + " Write it again."


def _tokens(messages: Sequence[tuple[str, str]]) -> int:
    return sum(len(text) // _CHARACTERS_PER_TOKEN + 8 for _, text in messages)


def _words(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find(" ", start + 1)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end


def _value_wrong(text: str, schema: dict[str, Any], must: Must) -> list[Problem]:
    """Whether a text is JSON that fits, and whether its texts hold facts and no secrets."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return [Problem("markup", text[:40], f"It is not JSON: {error}.")]
    wrong = [Problem("markup", where, f"It does not fit the schema: {where}.") for where in misfits(value, schema)]
    spoken = "\n".join(_texts(value))
    return wrong or [problem for problem in check(spoken or "-", must) if problem.kind in {"missing", "leak"}]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
