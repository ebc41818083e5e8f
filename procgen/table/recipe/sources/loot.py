"""Loot and encounters: attributes of the items and creatures of the dialogue pack's lore, which are those of open rule
sets (System Reference Documents 5.1 and 5.2, Black Flag SRD; CC-BY-4.0).

A weight or cost of zero is the sources' way to say that none is stated, and is missing here. Bonus, charges and element
are read from the item's name and text by rule. Of a creature with several habitats there is a row for each.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from procgen.table.recipe.sources.source import Rows, Source

_FILE = "lore.jsonl.xz"
_KG = 0.45359237
_METRES = 0.3048
_NOT_LOOT = ("waterborne-vehicle", "land-vehicle", "mount")
_BONUS = re.compile(r"\+([123])\b")
_ELEMENTS = ("acid", "cold", "fire", "force", "lightning", "necrotic", "poison", "psychic", "radiant", "thunder")
_ELEMENT = re.compile(rf"\b({'|'.join(_ELEMENTS)}) damage\b", re.IGNORECASE)
_MOST_CHALLENGE = 30.0


def _lore(data: Path, kind: str) -> Iterator[dict[str, Any]]:
    with lzma.open(data / _FILE, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["kind"] == kind and record["split"] != "test":
                yield record


def _number(text: object, factor: float = 1.0) -> float | None:
    """None where it is missing or zero."""
    value = round(float(str(text)) * factor, 2) if text is not None else 0.0
    return value or None


def _items(data: Path, _seed: int) -> Rows:
    rows: Rows = []
    for record in _lore(data, "item"):
        attributes = record["attrs"]
        if attributes.get("category", _NOT_LOOT[0]) in _NOT_LOOT:
            continue
        magic = bool(attributes.get("magic"))
        text = f"{record['name']}. {record['text']}"
        bonus = _BONUS.search(text) if magic else None
        element = _ELEMENT.search(text)
        rows.append(
            (
                record["name"].lower(),
                str(attributes["category"]).replace("-", "_"),
                str(attributes.get("rarity", "mundane")).replace("-", "_") if magic else "mundane",
                "yes" if attributes.get("attunement") else "no",
                int(bonus[1]) if bonus else 0,
                "yes" if magic and "charge" in text.lower() else "no",
                element[1].lower() if element else "none",
                _number(attributes.get("weight"), _KG),
                _number(attributes.get("cost")),
            )
        )
    return rows


def _alignment(text: str) -> str:
    if text in ("unaligned", "neutral") or "any" in text or "%" in text:
        return "any" if "any" in text or "%" in text else text
    return text.rsplit(maxsplit=1)[-1]


def _creatures(data: Path, _seed: int) -> Rows:
    rows: Rows = []
    for record in _lore(data, "creature"):
        attributes = record["attrs"]
        if "cr" not in attributes:
            continue
        habitats = [name for name in attributes.get("environments") or () if not name.startswith(("srd_", "tob_"))]
        walk = attributes.get("walk")
        text = record["text"].lower()
        for habitat in habitats or [None]:
            rows.append(
                (
                    record["name"].lower(),
                    attributes["size"],
                    attributes["type"],
                    _alignment(attributes["alignment"]),
                    min(float(attributes["cr"]), _MOST_CHALLENGE),
                    attributes["ac"],
                    attributes["hp"],
                    None if walk is None else round(float(walk) * _METRES, 1),
                    attributes["str"],
                    attributes["dex"],
                    attributes["int"],
                    "yes" if re.search(r"ranged (weapon |spell )?attack|range \d", text) else "no",
                    habitat,
                )
            )
    return rows


LOOT = Source(
    "Loot",
    "Things that are found: category, rarity, attunement, bonus, charges, element, weight and cost together.",
    ("name", "category", "rarity", "attunement", "bonus", "charges", "element", "weight_kg", "cost_gp"),
    _items,
    needs="the dialogue pack",
    file=_FILE,
    wishes=(
        "rarity=ordinal:mundane,common,uncommon,rare,very_rare,legendary,artifact",
        "weight_kg=real",
        "cost_gp=real",
    ),
    group="name",
)
ENCOUNTER = Source(
    "Encounters",
    "Creatures that are met: size, type, alignment, challenge, armour, hit points, speed, abilities and habitat.",
    ("name", "size", "type", "alignment", "challenge", "armour", "hit_points", "speed_m", "strength", "dexterity",
     "intelligence", "ranged", "habitat"),
    _creatures,
    needs="the dialogue pack",
    file=_FILE,
    wishes=("size=ordinal:tiny,small,medium,large,huge,gargantuan", "challenge=real"),
    group="name",
)  # fmt: skip
