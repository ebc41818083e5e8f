"""A studio for tests: pieces that are known, played by the bank that ships."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import ClassVar

import numpy as np

from procgen.music.compose.wish import Wish
from procgen.music.generate import Music, MusicSet, Studio, generate, generate_set
from procgen.music.lyrics import LyricSyllable
from procgen.music.parameters import MusicParameters, MusicSetParameters
from procgen.music.play.bank import packaged_bank
from procgen.music.play.render import Singer, Sung
from procgen.music.score import Notes, Role, Score
from procgen.runtime.checkpoint import Checkpoint
from tests.music.tunes import tune


def composed(wish: Wish, checkpoint: Checkpoint, *, loop: bool, motif: Notes | None, before: Score | None) -> Score:
    """The known piece; loops, motifs and what is gone on with are the composer's affair."""
    checkpoint()
    del loop, motif, before
    return tune(wish)


class Humming:
    """Whoever sings hums, a syllable a word."""

    models: ClassVar[Mapping[str, str]] = {"voice": "1"}

    def words(self, lyrics: str) -> tuple[LyricSyllable, ...]:
        said = lyrics.split()
        return tuple(LyricSyllable(word, True, word == said[-1], True) for word in said)

    def verses(self, about: str, mood: str, era: str, bars: int, seed: int, checkpoint: Checkpoint) -> str:
        del era, bars, checkpoint
        return f"a {mood} song / of {about} number {seed}"

    def singer(self, kind: str, name: str, mood: str, seed: int, checkpoint: Checkpoint) -> Singer:
        del kind, name, mood, seed

        def sing(score: Score, part: int, rate_hz: int) -> Sung:
            checkpoint()
            assert score.parts[part].role is Role.VOICE
            seconds = float(score.seconds(score.bar_starts()[-1]))
            return Sung((0.1 * np.sin(np.arange(round(seconds * rate_hz)) * 0.03)).astype(np.float32), 0)

        return sing


def studio() -> Studio:
    """With the known piece's composer."""
    return Studio(composed, packaged_bank(), {"composer": "0"}, Humming())


@cache
def small_music() -> Music:
    """Four bars for a chamber band that loop."""
    asked = MusicParameters(use="village", ensemble="chamber", metre="4/4", tempo_bpm=120.0, bars=4, seed=7)
    return generate(asked, studio())


@cache
def small_set() -> MusicSet:
    """A loop, a battle and a victory of four bars, and two stingers."""
    uses = ("exploration", "battle", "victory")
    asked = MusicSetParameters(uses=uses, stingers=("victory", "danger"), ensemble="harp", bars=4, seed=7)
    return generate_set(asked, studio())
