"""What ``procgen evaluate terrain`` measures, part by part; the command names them without loading what measures."""

from __future__ import annotations

from typing import Final

PARTS: Final = (
    "statistics",
    "drainage",
    "encoder",
    "memorisation",
    "conditioning",
    "sketch",
    "judge",
    "fine",
    "geomorphology",
    "landforms",
)
"""``fine`` is left out where there is no pack of fine land."""
