"""Draws the pictures of docs/table.md: `python docs/table_images.py`."""

from __future__ import annotations

import html
from pathlib import Path

from drawings import svg

from procgen.runtime.store import ModelStore
from procgen.table.table import Table, load_table

IMAGES = Path(__file__).resolve().parent / "images"
_COLOURS = (
    "#5ea0d6", "#e8a44a", "#7abe70", "#d66c78", "#a484d6", "#5cc4be", "#d6c460", "#d284ba", "#8c9aa8", "#b98a5e",
)  # fmt: skip
_LABEL_PX, _BAR_PX, _ROW_PX = 170, 520, 30


def shares(table: Table, column: str, givens: list[tuple[str, dict[str, str]]]) -> str:
    """An SVG: a bar for each of some givens, parted by how probable a column's values are."""
    column_of = next(each for each in table.schema.columns if each.name == column)
    names = [column_of.text_of(state) for state in range(column_of.states)]
    height = _ROW_PX * (len(givens) + 1) + _ROW_PX * ((len(names) + 4) // 5) + 10
    parts = []
    for row, (label, given) in enumerate(givens):
        top = 8 + row * _ROW_PX
        parts.append(f'<text x="{_LABEL_PX - 8}" y="{top + 15}" text-anchor="end">{html.escape(label)}</text>')
        left = float(_LABEL_PX)
        for share, colour, name in zip(table.distribution([column], given), _COLOURS, names, strict=True):
            width = float(share) * _BAR_PX
            title = f"<title>{html.escape(name)}: {share:.1%}</title>"
            place = f'x="{left:.1f}" y="{top}" width="{width:.1f}" height="{_ROW_PX - 8}"'
            parts.append(f'<rect {place} fill="{colour}">{title}</rect>')
            left += width
    for place, (name, colour) in enumerate(zip(names, _COLOURS, strict=True)):
        x, y = _LABEL_PX + place % 5 * (_BAR_PX // 5), _ROW_PX * (len(givens) + place // 5) + 20
        parts.append(f'<rect x="{x}" y="{y}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{x + 17}" y="{y + 11}">{html.escape(name.replace("_", " "))}</text>')
    width = _LABEL_PX + _BAR_PX + 10
    return svg(parts, width, height)


def main() -> None:
    """Write the pictures."""
    settlement = load_table(ModelStore(), "settlement")
    givens = [(site, {"site": site}) for site in ("coast", "lake", "river", "plain", "hills", "forest")]
    givens += [
        ("cold coast", {"site": "coast", "climate": "cold|polar"}),
        ("rich coast town", {"site": "coast", "kind": "town", "wealth": "rich"}),
        ("hamlet, 3 boathouses", {"kind": "hamlet", "boathouses": "3.."}),
    ]
    (IMAGES / "table_trades.svg").write_text(shares(settlement, "trade", givens), "utf-8")


if __name__ == "__main__":
    main()
