"""What scripts that draw SVG share."""

from __future__ import annotations

from collections.abc import Sequence

_STYLE = "font: 13px system-ui, sans-serif; fill: #667"


def svg(parts: Sequence[str], width: float, height: float) -> str:
    """A picture of elements, so many pixels wide and high."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" style="{_STYLE}">\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )
