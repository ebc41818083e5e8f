"""Scripts: how conversations, lore and lists are written as tokens for our language model.

A conversation::

    <doc> <genre> [<setting> text] [<persona> text]… turns <end>
    turn: [<scene> text] <speaker> name [<role>] [<mood>] [<intent>] [<length>] <say> text [<act> text]

A lore entry or a piece of prose: ``<doc> <genre> [<name> name] <text> text <end>``; a list: ``<doc> <genre> <name> name
(<row> text)… <end>``. Every text begins with a space, so that a word has one token wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from procgen.dialogue.model.bpe import BytePairs
from procgen.dialogue.model.controls import special_tokens

NGRAM_BUCKETS = 32768
"""Rows of each hashed n-gram table."""
NGRAM_HASHES = ((0, 7919, 1), (0, 50021, 31), (15485863, 104729, 3), (86028121, 32452843, 17))
"""Factors of the token before last, the last and this one: two hashes of bigrams, two of trigrams."""


def plain(text: str) -> str:
    """Text with typewriter quotes and dashes, without soft hyphens and repeated blanks: what the model learns from."""
    table = {"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "\u00ad": "", "\u2060": "", "\u00a0": " ", "\t": " "}
    for sign, other in table.items():
        text = text.replace(sign, other)
    return "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation, with the controls that are told; empty ones are left to the model."""

    speaker: str
    text: str
    role: str = ""
    mood: str = ""
    intent: str = ""
    length: str = ""
    action: str = ""
    scene: str = ""


class Script:
    """Writes scripts as token ids.

    Args:
        pairs: the tokenizer; its control tokens are those of `special_tokens`.
    """

    def __init__(self, pairs: BytePairs) -> None:
        self.pairs = pairs
        if tuple(pairs.special) != special_tokens():
            raise ValueError("the tokenizer was made for other control tokens")

    def mark(self, name: str, value: str = "") -> int:
        """The id of a control token: ``mark("say")``, ``mark("mood", "angry")``. Raises KeyError."""
        return self.pairs.special[f"<{name}:{value}>" if value else f"<{name}>"]

    def text(self, text: str) -> list[int]:
        """A text, with the space that each begins with."""
        return self.pairs.encode(" " + text)

    def opening(self, genre: str, setting: str = "", personas: Iterable[str] = ()) -> list[int]:
        """The head of a conversation."""
        ids = [self.mark("doc"), self.mark("genre", genre)]
        if setting:
            ids += [self.mark("setting"), *self.text(setting)]
        for persona in personas:
            ids += [self.mark("persona"), *self.text(persona)]
        return ids

    def cue(self, turn: Turn) -> list[int]:
        """A turn up to where its words begin."""
        ids: list[int] = []
        if turn.scene:
            ids += [self.mark("scene"), *self.text(turn.scene)]
        ids.append(self.mark("speaker"))
        if turn.speaker:
            ids += self.text(turn.speaker)
        for name, value in (("role", turn.role), ("mood", turn.mood), ("intent", turn.intent), ("length", turn.length)):
            if value:
                ids.append(self.mark(name, value))
        ids.append(self.mark("say"))
        return ids

    def turn(self, turn: Turn) -> list[int]:
        """A whole turn."""
        ids = [*self.cue(turn), *self.text(turn.text)]
        if turn.action:
            ids += [self.mark("act"), *self.text(turn.action)]
        return ids


def ngram_rows(before: int, last: int, token: int) -> tuple[int, int, int, int]:
    """Rows of the hashed n-gram tables for a token after two others: two for its bigram, two for its trigram.

    Two hashes for each n-gram, so that n-grams which collide under one seldom do under the other (Svenstrup et al.
    2017, "Hash embeddings for efficient word representations").
    """
    one, two, three, four = (
        (before * first + last * second + token * third) % NGRAM_BUCKETS for first, second, third in NGRAM_HASHES
    )
    return one, two, three, four
