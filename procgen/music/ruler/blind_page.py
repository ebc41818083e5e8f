"""A page to judge by ear: pairs of a real excerpt and ours in its place, by one bank, labels hidden until hover."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Final

import numpy as np

from procgen.formats.page import rendered
from procgen.formats.png import write_png
from procgen.formats.sound import write_opus
from procgen.formats.spectrogram import spectrogram_rgb
from procgen.music.compose.compose import PARTS
from procgen.music.compose.events import (
    ENSEMBLE,
    LENGTH,
    LENGTHS,
    LOWEST_PITCH,
    METRE,
    METRES,
    PITCH,
    PLAYER,
    QUARTET,
    SONG,
    START,
    STEP_TICKS,
    Piece,
)
from procgen.music.compose.wish import Style
from procgen.music.play.bank import packaged_bank
from procgen.music.play.render import Manner, render
from procgen.music.preview import score_roll
from procgen.music.recipe.corpus import Work
from procgen.music.ruler.evaluate import excerpts_of, ours_like
from procgen.music.score import NOTE, Key, Metre, Mode, Score, Tempo, in_order
from procgen.runtime.checkpoint import go_on
from procgen.runtime.store import ModelStore

PAIRS: Final = 20
_BPM: Final = 96.0
_RATE_HZ: Final = 48_000
_VELOCITY: Final = 0.6
"""Scores of both kinds say nothing of how loud notes are that the other has, too."""
_COLOURS: Final = {len(SONG): (1, 2, 0), len(QUARTET): (1, 2, 3, 0)}
"""Of the players, by how many there are: those of layers in pictures of pieces."""
_PICTURE_PX: Final = (480, 200)
_TOP_HZ: Final = 8_000.0


def blind_html(works: Sequence[Work], store: ModelStore, seed: int, pairs: int = PAIRS) -> str:
    """The page, one file with its sounds inside. Nothing is picked: of each excerpt the first piece is taken.

    Beside each player stand its notes and its spectrogram, for those who judge by eye.

    Args:
        works: that no training saw.
        store: has the composer.
        seed: of what is composed, and of which comes first.
        pairs: how many.
    """
    chance = np.random.default_rng([seed, 7])
    shown = []
    for number, excerpt in enumerate(excerpts_of(works, pairs, chance)):
        pair = [(f"real, {excerpt.composer}", excerpt.piece), ("ours", ours_like(excerpt, seed + number, store))]
        shown.append([(label, *_uris(piece)) for label, piece in (pair if chance.random() < 0.5 else pair[::-1])])
    return rendered(__name__, pairs=shown)


def as_score(piece: Piece) -> Score:
    """A piece of one metre as a score that can be played, each note as loud as the others."""
    quartet = bool(piece.bars[0, ENSEMBLE])
    players = QUARTET if quartet else SONG
    begins = np.repeat(np.cumsum(piece.steps) - piece.steps, np.diff(piece.offsets))
    notes = np.zeros(len(piece.notes), NOTE)
    notes["start"] = (begins + piece.notes[:, START]) * STEP_TICKS
    notes["length"] = np.array(LENGTHS)[piece.notes[:, LENGTH]] * STEP_TICKS
    notes["pitch"] = piece.notes[:, PITCH] + LOWEST_PITCH
    notes["velocity"] = _VELOCITY
    notes["part"] = [players.index(int(player)) for player in piece.notes[:, PLAYER]]
    metre = Metre(0, *METRES[int(piece.bars[0, METRE])])
    parts = PARTS[Style.QUARTET if quartet else Style.SONG]
    return Score(in_order(notes), parts, Key(0, Mode.MAJOR), (metre,), (Tempo(0, _BPM),), len(piece))


def _uris(piece: Piece) -> tuple[str, str, str]:
    """Addresses of its sound, of its notes and of its spectrogram."""
    score = as_score(piece)
    mix = render(score, packaged_bank(), rate=_RATE_HZ, manner=Manner()).mix
    notes = score_roll(score, _COLOURS[len(score.parts)], _PICTURE_PX)
    heard = spectrogram_rgb(mix.mean(axis=1), _RATE_HZ, _PICTURE_PX, _TOP_HZ)
    pictures = [write_png(picture, go_on, texts={}) for picture in (notes, heard)]
    files = [("audio/ogg", write_opus(mix, _RATE_HZ)), *(("image/png", picture) for picture in pictures)]
    sound, roll, spectrogram = (f"data:{kind};base64,{base64.b64encode(data).decode()}" for kind, data in files)
    return sound, roll, spectrogram
