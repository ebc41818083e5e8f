"""When a call shows what it has so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

EVERY_S: Final = 0.08
"""From one picture to the next, at least: more often the eye does not follow..."""
SHARE: Final = 0.1
"""...and drawing takes no more than this share of the time: a picture of a large map takes as long as a piece of it."""


class Previews:
    """Draws pictures of half-done work when it is time. For one call.

    Args:
        shown: whether somebody looks at them; otherwise none is drawn.
        clock: seconds, for tests.
    """

    def __init__(self, shown: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._shown = shown
        self._clock = clock
        self._next_at = float("-inf")

    def drawn(self, draw: Callable[[], bytes], *, last: bool = False) -> bytes:
        """A picture; empty where it is too early for one.

        Args:
            draw: makes it.
            last: whether it is never too early.
        """
        began = self._clock()
        if not self._shown or (began < self._next_at and not last):
            return b""
        picture = draw()
        ended = self._clock()
        self._next_at = ended + max(EVERY_S, (ended - began) * (1.0 - SHARE) / SHARE)
        return picture
