"""How texts are laid out for the network: pieces, and which text each is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.dialogue.reading.pieces import Ids, Pieces

PLAYER, ANSWERED, BEFORE, FACT = range(4)
"""What a text is: what the player says now, what was said to them last, what they said before that, a fact."""
_NOW, _LAST, _EARLIER = 40, 24, 10
_FACT, _ABOUT = 32, 8
PLACES: Final = 1 + _NOW + 1 + _LAST + 1 + _EARLIER + 1
"""Most pieces of a turn or a fact, with those at the ends of texts. Of longer turns the end counts, of facts the
beginning.
"""
_SILENCE: Final = "..."
Laid = tuple[Ids, Ids]
"""Ids of pieces, and of which text each is; (n,) each."""


def turn_laid(pieces: Pieces, player: str, answered: str, before: str) -> Laid:
    """A turn: what the player says now, the answer before, then what led to it."""
    now = pieces.of(player)
    if not len(now):
        now = pieces.of(_SILENCE)  # something must be read
    texts = [(now[-_NOW:], PLAYER), (pieces.of(answered)[-_LAST:], ANSWERED), (pieces.of(before)[-_EARLIER:], BEFORE)]
    return _joined(pieces, texts)


def fact_laid(pieces: Pieces, text: str, about: Sequence[str]) -> Laid:
    """A fact, and what it is about."""
    return _joined(pieces, [(pieces.of(text)[:_FACT], FACT), (pieces.of(", ".join(about))[:_ABOUT], FACT)])


def _joined(pieces: Pieces, texts: Sequence[tuple[Ids, int]]) -> Laid:
    ids, kinds = [np.array([pieces.first])], [np.array([texts[0][1]])]
    for own, kind in texts:
        if len(own):
            ids += [own, np.array([pieces.last])]
            kinds.append(np.full(len(own) + 1, kind))
    return np.concatenate(ids).astype(np.int64), np.concatenate(kinds).astype(np.int64)


def side_by_side(laid: Sequence[Laid]) -> tuple[Ids, Ids, npt.NDArray[np.float32]]:
    """Texts as rows, (rows, most pieces): ids, of which text each is, and 1 where a piece is."""
    most = max(len(ids) for ids, _ in laid)
    ids, kinds = np.zeros((len(laid), most), np.int64), np.zeros((len(laid), most), np.int64)
    there = np.zeros((len(laid), most), np.float32)
    for i, (own, of) in enumerate(laid):
        ids[i, : len(own)], kinds[i, : len(own)], there[i, : len(own)] = own, of, 1.0
    return ids, kinds, there
