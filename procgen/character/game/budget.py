"""Which level of detail each surface has, so that all of them keep to a number of triangles."""

from __future__ import annotations

from collections.abc import Sequence


def within(counts: Sequence[Sequence[int]], weights: Sequence[float], most: int, least: Sequence[int]) -> list[int]:
    """Levels of surfaces.

    Args:
        counts: triangles of each level of each surface; the last may be 0, where a surface can go.
        weights: how much each surface's detail is worth.
        most: triangles of all together.
        least: level that each surface has at least.

    Returns:
        A level for each surface, the coarsest of each where even these are too many.
    """
    levels = [min(level, len(own) - 1) for level, own in zip(least, counts, strict=True)]

    def gain(number: int) -> float:
        own, level = counts[number], levels[number]
        return (own[level] - own[level + 1]) / weights[number] if level + 1 < len(own) else -1.0

    while sum(own[level] for own, level in zip(counts, levels, strict=True)) > most:
        number = max(range(len(counts)), key=gain)
        if gain(number) < 0:
            break
        levels[number] += 1
    return levels
