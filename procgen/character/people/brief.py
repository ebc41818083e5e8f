"""What a sentence asks of a collection of clothes: "a desert caravan's guards and traders, faded indigo and brass"."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from procgen.character.people.catalogue import vocabulary
from procgen.character.people.colours import COLOURS, SYNONYMS, colour_named, rgb
from procgen.character.wardrobe.kind import Colour
from procgen.kit.english import Lexicon, Pause, each, named, plain, read, read_words, terms

MAX_CHARACTERS: Final = 500
MAX_COLOURS: Final = 3
USUAL: Final = "medieval"
"""Culture where none is said."""


@dataclass(frozen=True, slots=True)
class Term:
    """What a word means here: "culture", "trade", "colour", "metal", "shade", "rank", "weave", "pattern", "sex" or
    "piece", and which.
    """

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What is asked for.

    Attributes:
        cultures: names, in the order in which they were said; none if none was.
        trades: names, likewise.
        callings: what those of a trade were called: ("traveller", "hunter").
        colours: name and sRGB colour, likewise, shades applied.
        metal: name and colour, or None.
        weaves, patterns: names, likewise.
        pieces: kinds that must be seen, one of each entry.
        sexes: 0 for women and 1 for men, as far as they were said.
        ranks: from plain, 0, to rich, 1.
        shade: what was said of all colours: "faded", "muted", "dark", "pale", "bright", "worn" or "".
        unknown: words that mean nothing, each once.
    """

    cultures: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()
    callings: tuple[tuple[str, str], ...] = ()
    colours: tuple[tuple[str, Colour], ...] = ()
    metal: tuple[str, Colour] | None = None
    weaves: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    pieces: tuple[tuple[str, ...], ...] = ()
    sexes: tuple[float, ...] = ()
    ranks: tuple[float, float] = (0.0, 1.0)
    shade: str = ""
    unknown: tuple[str, ...] = ()


@cache
def tables() -> Mapping[str, Any]:
    """What collections are made of, from ``collection.toml``."""
    return read_words(Path(__file__).with_name("collection.toml"))


@cache
def colours() -> Mapping[str, Colour]:
    """Every colour that can be said, by its words."""
    own = {word: rgb(code) for word, code in each(tables()["colours"]).items()}
    known = {word: found for word in (*COLOURS, *SYNONYMS) if (found := colour_named(word)) is not None}
    return {**known, **own}


@cache
def metals() -> Mapping[str, Colour]:
    """Every metal, by its words."""
    return {word: rgb(code) for word, code in each(tables()["metals"]).items()}


@cache
def _lands() -> Mapping[str, str]:
    """Names of cultures, by their words."""
    return {word: name for name, culture in tables()["cultures"].items() for word in terms(culture["words"])}


@cache
def lexicon() -> Lexicon[Term]:
    """What is understood."""
    data = tables()
    meanings = {phrase: Term("piece", phrase) for phrase in vocabulary().wearables}
    for kind, words in (
        ("colour", colours()),
        ("metal", metals()),
        ("shade", each(data["shades"])),
        ("weave", named(data["fabrics"])),
        ("pattern", named(data["patterns"])),
        ("sex", named(data["sexes"])),
    ):
        meanings |= {word: Term(kind, word) for word in words}
    meanings |= {word: Term("culture", name) for word, name in _lands().items()}
    # A trade that is at home somewhere, such as outlaws, is a trade first: see read_brief.
    for name, trade in data["trades"].items():
        meanings |= {word: Term("trade", name) for word in terms(trade["words"])}
    meanings |= {word: Term("rank", word) for word in each(data["ranks"])}
    return Lexicon(meanings, silent=data["silent"].split(), breaks=("with", "but"))


def read_brief(text: str) -> Brief:
    """Read a sentence. Nothing is raised: what means nothing is in ``unknown``."""
    data = tables()
    shades, ranks = each(data["shades"]), each(data["ranks"])
    weaves, patterns, sexes = (named(data[name]) for name in ("fabrics", "patterns", "sexes"))
    reading = read(plain(text[:MAX_CHARACTERS]), lexicon())
    found: dict[str, list[Any]] = {
        kind: [] for kind in ("culture", "trade", "colour", "weave", "pattern", "sex", "piece")
    }
    callings: list[tuple[str, str]] = []
    homes: list[str] = []
    metal: tuple[str, Colour] | None = None
    low, high, whole, waiting, coloured = 0.0, 1.0, "", "", -1
    for said in reading.said:
        if isinstance(said, Pause):
            whole, waiting = whole or waiting, ""
            continue
        kind, name = said.meaning.kind, said.meaning.name
        if said.denied:
            continue
        if kind == "shade":
            waiting = shades[name]
        elif kind == "colour" and coloured == said.end - 1:
            coloured = said.end  # "wine red" is wine
        elif kind == "colour":
            coloured = said.end
            found["colour"].append((name, shaded(colours()[name], waiting)))
            waiting = ""
        elif kind == "metal":
            metal = metal or (name, metals()[name])
        elif kind == "rank":
            bounds = ranks[name]
            low, high = (min(low, bounds[0]), max(high, bounds[1])) if (low, high) != (0.0, 1.0) else bounds
        else:
            table: Mapping[str, Any] = {"weave": weaves, "pattern": patterns, "sex": sexes}.get(kind, {})
            if kind == "trade":
                callings.append((name, singular(said.term)))
                homes += [_lands()[said.term]] if said.term in _lands() else []
            entry = vocabulary().wearables[name] if kind == "piece" else table.get(name, name)
            found[kind].append(entry)
    found["culture"] = found["culture"] or homes
    kept = {kind: tuple(dict.fromkeys(entries)) for kind, entries in found.items()}
    return Brief(
        cultures=kept["culture"],
        trades=kept["trade"],
        callings=tuple(dict.fromkeys(callings)),
        colours=kept["colour"][:MAX_COLOURS],
        metal=metal,
        weaves=kept["weave"],
        patterns=kept["pattern"],
        pieces=kept["piece"],
        sexes=tuple(sorted({float(sex == "men") for sex in kept["sex"]})),
        ranks=(low, high),
        shade=whole or waiting,
        unknown=reading.unknown,
    )


def singular(word: str) -> str:
    """One of many: "hunters" are hunters, "ladies" ladies, "watchmen" watchmen."""
    for ending, one in (("men", "man"), ("ies", "y"), ("ches", "ch"), ("sses", "ss"), ("ss", "ss"), ("s", "")):
        if word.endswith(ending):
            return word.removesuffix(ending) + one
    return word


def shaded(colour: Colour, shade: str) -> Colour:
    """A colour as a word has it: faded by the sun, muted, dark, pale, bright or worn."""
    hue, light, full = colorsys.rgb_to_hls(*colour)
    change = {
        "faded": (0.55, lambda value: value + (0.62 - value) * 0.30),
        "muted": (0.55, lambda value: value + (0.45 - value) * 0.15),
        "worn": (0.70, lambda value: value * 0.88),
        "dark": (0.95, lambda value: value * 0.58),
        "pale": (0.70, lambda value: value + (0.86 - value) * 0.55),
        "bright": (1.35, lambda value: value + (0.5 - value) * 0.25),
    }.get(shade)
    if change is None:
        return colour
    red, green, blue = colorsys.hls_to_rgb(hue, min(change[1](light), 0.95), min(full * change[0], 1.0))
    return red, green, blue
