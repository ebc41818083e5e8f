"""Rectangles in a square, on shelves."""

from __future__ import annotations

from collections.abc import Sequence


def packed(sizes: Sequence[tuple[int, int]], side: int) -> list[tuple[int, int]] | None:
    """Places for rectangles in a square: the highest first, on shelves from the top down.

    Args:
        sizes: width and height of each.
        side: of the square.

    Returns:
        Left and top of each, in the order of ``sizes``; None where they do not fit.
    """
    places = [(0, 0)] * len(sizes)
    left = top = shelf = 0
    for number in sorted(range(len(sizes)), key=lambda number: (-sizes[number][1], -sizes[number][0], number)):
        width, height = sizes[number]
        if left + width > side:
            left, top, shelf = 0, top + shelf, 0
        if width > side or top + height > side:
            return None
        places[number] = left, top
        left += width
        shelf = max(shelf, height)
    return places
