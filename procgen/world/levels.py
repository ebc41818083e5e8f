"""Heights that all worlds have in common."""

from __future__ import annotations

from typing import Final

SEA_LEVEL_M: Final = 0.0
NO_SEA_M: Final = -100.0
"""Height of the sea of a world that has none: below all of its ground..."""
LEAST_ABOVE_M: Final = 5.0
"""...which is that much higher at least."""
