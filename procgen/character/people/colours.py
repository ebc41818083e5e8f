"""Names of colours for clothes and paint, sRGB 0..1."""

from __future__ import annotations

from collections.abc import Mapping

from procgen.character.wardrobe.kind import Colour


def rgb(code: int) -> Colour:
    """0xRRGGBB as sRGB, 0 to 1."""
    return (code >> 16) / 255, (code >> 8 & 255) / 255, (code & 255) / 255


COLOURS: Mapping[str, Colour] = {
    name: rgb(code)
    for name, code in {
        "black": 0x1C1B1E, "charcoal": 0x36383C, "grey": 0x7E8082, "silver": 0xB4B8BC, "white": 0xECEAE4,
        "cream": 0xE6DCC3, "beige": 0xC9B797, "sand": 0xC2A878, "tan": 0xB08A5B, "brown": 0x5F4329, "rust": 0x97502B,
        "orange": 0xD07A2C, "ochre": 0xB8863B, "gold": 0xC79B3B, "yellow": 0xDDB93F, "olive": 0x68693A,
        "green": 0x3F6B3F, "moss": 0x5B6B3C, "teal": 0x2F6C6B, "turquoise": 0x3E9C9A, "blue": 0x33588E,
        "navy": 0x24304C, "azure": 0x4F86BE, "violet": 0x5D4585, "purple": 0x643A6E, "magenta": 0x9B3872,
        "pink": 0xCE8C9C, "crimson": 0x8A2230, "red": 0xA03030, "burgundy": 0x5E2433, "khaki": 0x8C8258,
    }.items()
}  # fmt: skip
SYNONYMS: Mapping[str, str] = {
    "gray": "grey", "scarlet": "red", "maroon": "burgundy", "lilac": "violet", "indigo": "navy", "cyan": "turquoise",
    "golden": "gold", "silvery": "silver", "ivory": "cream", "tawny": "tan", "emerald": "green", "rose": "pink",
}  # fmt: skip


def colour_named(word: str) -> Colour | None:
    """The colour that a word names, or None."""
    return COLOURS.get(SYNONYMS.get(word, word))


def shaded(colour: Colour, change: float) -> Colour:
    """Darker (-1 is black) or lighter (1 is white)."""
    end = 1.0 if change > 0 else 0.0
    red, green, blue = (part + (end - part) * abs(change) for part in colour)
    return red, green, blue
