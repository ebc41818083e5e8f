"""Modes beyond major and minor: the steps of a scale that differ are altered, everything else stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from procgen.music.score import STEPS, Key, Mode, Role, Score


def in_mode(score: Score, mode: Mode) -> Score:
    """The same music with another scale on its tonic; notes beside the scale stay as they are, unless a step moves onto
    them: then they go with it.
    """
    old, new = STEPS[score.key.mode], STEPS[mode]
    if old == new:
        return score
    moved = np.zeros(12, np.int16)
    for before, after in zip(old, new, strict=True):
        moved[before] = after - before
    raised = 11
    if score.key.mode is Mode.MINOR and new[6] == 10:
        moved[raised] = -1  # A leading note would undo the mode.
    notes = score.notes.copy()
    tonal = np.array([part.role is not Role.PERCUSSION for part in score.parts], bool)[notes["part"]]
    notes["pitch"] += np.where(tonal, moved[(notes["pitch"] - score.key.tonic) % 12], 0).astype(np.int16)
    return replace(score, notes=notes, key=Key(score.key.tonic, mode))
