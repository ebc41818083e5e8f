"""Spans of frames in which a foot stands, and corrections that hold in them and go over into one another between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.character.rig.quaternion import Doubles

LEAST_FRAMES: Final = 3
"""A shorter contact, or a shorter gap in one, is a slip of whoever marked it."""


@dataclass(frozen=True, slots=True)
class Span:
    """Frames in which a foot stands: numbers from the clip's first, ``begin`` to ``begin + count - 1``.

    In a loop a span may run over the end; its last frames are then the first of the clip.
    """

    leg: int
    begin: int
    count: int

    def frames(self, length: int, *, loops: bool) -> npt.NDArray[np.int64]:
        """Its frames within a clip of so many, whose last is its first where it loops."""
        frames = self.begin + np.arange(self.count)
        return frames % (length - 1) if loops and self.count < length else frames

    def rounds(self, length: int, *, loops: bool) -> npt.NDArray[np.int64]:
        """How many times each of the frames has gone round a loop."""
        if not loops or self.count >= length:
            return np.zeros(self.count, np.int64)
        return np.asarray((self.begin + np.arange(self.count)) // (length - 1))


def spans_of(contact: npt.NDArray[np.bool_], *, loops: bool) -> Iterator[Span]:
    """The spans of both feet.

    Args:
        contact: (F, 2) of a clip, whose last frame is its first where it loops.
        loops: whether it does.
    """
    count = len(contact) - loops
    for leg in (0, 1):
        stands = smoothed(contact[:count, leg], loops=loops)
        if stands.all():
            yield Span(leg, 0, len(contact))
            continue
        before = np.roll(stands, 1) if loops else np.append(False, stands[:-1])
        for begin in np.flatnonzero(stands & ~before).tolist():
            gone = np.flatnonzero(~(np.roll(stands, -begin) if loops else stands[begin:]))
            yield Span(leg, begin, int(gone[0]) if len(gone) else count - begin)


def smoothed(stands: npt.NDArray[np.bool_], *, loops: bool) -> npt.NDArray[np.bool_]:
    """Contacts (F,) without gaps and without touches that are too short to be meant."""
    result = stands.copy()
    for wanted in (True, False):  # fill gaps, then drop touches
        begin = 0
        while begin < len(result):
            end = begin
            while end < len(result) and result[end] == result[begin]:
                end += 1
            inside = loops or (begin > 0 and end < len(result))
            wraps = loops and (begin == 0 or end == len(result)) and result[0] == result[-1]
            if result[begin] != wanted and end - begin < LEAST_FRAMES and inside and not wraps:
                result[begin:end] = wanted
            begin = end
    return result


def bridged(
    spans: Sequence[Span], values: Callable[[Span], Doubles], length: int, columns: int, *, loops: bool
) -> Doubles:
    """A correction (F, C) that is known in the spans of one foot; between them it goes smoothly from one to the next.

    Args:
        spans: of one foot, in order.
        values: gives (count, C) for a span.
        length: F, frames of the clip.
        columns: C.
        loops: whether the last frame is the first.
    """
    result = np.zeros((length, columns))
    if not spans:
        return result
    found = [values(span) for span in spans]
    for span, value in zip(spans, found, strict=True):
        result[span.frames(length, loops=loops)] = value
    count = length - loops
    for number, span in enumerate(spans):
        end = span.begin + span.count
        if number + 1 < len(spans):
            following, upto = number + 1, spans[number + 1].begin
        elif loops:
            following, upto = 0, spans[0].begin + count
        else:
            result[end:] = found[number][-1]
            continue
        gap = np.arange(end, upto)
        share = (gap - end + 1) / max(upto - end + 1, 1)
        share = (share * share * (3 - 2 * share))[:, None]
        result[gap % count if loops else gap] = found[number][-1] * (1 - share) + found[following][0] * share
    if loops:
        result[-1] = result[0]
    else:
        result[: spans[0].begin] = found[0][0]
    return result
