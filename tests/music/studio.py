"""A studio for tests: pieces that are known, played by the bank that ships."""

from __future__ import annotations

from functools import cache

from procgen.music.compose.wish import Wish
from procgen.music.generate import Music, MusicSet, Studio, generate, generate_set
from procgen.music.parameters import MusicParameters, MusicSetParameters
from procgen.music.play.bank import packaged_bank
from procgen.music.score import Notes, Score
from procgen.runtime.checkpoint import Checkpoint
from tests.music.tunes import tune


def composed(wish: Wish, checkpoint: Checkpoint, *, loop: bool, motif: Notes | None) -> Score:
    """The known piece; loops and motifs are the composer's affair."""
    checkpoint()
    del loop, motif
    return tune(wish)


def studio() -> Studio:
    """With the known piece's composer."""
    return Studio(composed, packaged_bank(), {"composer": "0"})


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
