"""Counts what can be worn, by culture, and writes the table of it into docs/character.md."""

from __future__ import annotations

from pathlib import Path

from procgen.character.people.brief import tables
from procgen.character.people.catalogue import CLOTHES, SHOPS, UNDERLAYER
from procgen.character.people.collection import cultures_of

DOC = Path(__file__).parents[1] / "docs" / "character.md"
BEGIN, END = "<!-- wardrobe: written by tools/list_wardrobe.py -->", "<!-- end of wardrobe -->"
TITLES = {"garment": "garments", "footwear": "shoes", "accessory": "accessories"}


def pieces() -> dict[str, list[str]]:
    """By category, what can be worn, in alphabetical order."""
    return {category: sorted(kind for kind in SHOPS[category].kinds if kind != UNDERLAYER) for category in CLOTHES}


def by_culture() -> dict[str, list[str]]:
    """By culture, all pieces that it wears."""
    every = [kind for kinds in pieces().values() for kind in kinds]
    return {name: [kind for kind in every if name in cultures_of(kind)] for name in tables()["cultures"]}


def table() -> str:
    """Both as tables of Markdown."""
    listed = pieces()
    lines = ["| | |", "| --- | --- |"]
    for category, kinds in listed.items():
        lines.append(f"| {TITLES[category]}, {len(kinds)} | {', '.join(f'`{kind}`' for kind in kinds)} |")
    counts = ", ".join(f"{name} {len(kinds)}" for name, kinds in by_culture().items())
    total = sum(map(len, listed.values()))
    return "\n".join([*lines, "", f"{total} pieces; those that a culture wears: {counts}."])


def written(text: str) -> str:
    """A page with the tables as they are now. Raises ValueError where it has no place for them."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{DOC.name} has no place for what can be worn")
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main() -> None:
    """Write the page and say the counts."""
    DOC.write_text(written(DOC.read_text("utf-8")), "utf-8")
    for name, kinds in {**pieces(), **by_culture()}.items():
        print(f"{name}: {len(kinds)}")  # noqa: T201
    print(f"all: {sum(map(len, pieces().values()))}")  # noqa: T201


if __name__ == "__main__":
    main()
