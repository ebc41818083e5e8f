"""Plain words to a material: "old mossy red bricks, wide joints, no snow".

A vocabulary, not a language model: each word or short phrase has one meaning, words of degree strengthen or weaken
what follows, "no" and "without" take it away. What isn't understood is told, so that nobody wonders why it did
nothing. Where a sentence-embedding package is installed, a caller can pass a :class:`Nearest` that finds a known word
for an unknown one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Protocol

from procgen.errors import InvalidFields, Violation
from procgen.texture.classes import CLASS_NAMES

Colour = tuple[float, float, float]
"""sRGB-encoded, 0 to 1."""

MAX_CHARACTERS = 1000
MAX_COLOURS = 6
"""Of a palette; further ones are left out."""
_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text says. What it doesn't say is missing, and stays as usual."""

    material: str = ""
    """One of :data:`procgen.texture.classes.CLASS_NAMES`; empty if none is named."""
    others: tuple[str, ...] = ()
    """Further classes that are named, such as wood in "wood and stone"."""
    palette: tuple[Colour, ...] = ()
    """Up to six colours that are named, in the order of the text."""
    look: Mapping[str, float] = field(default_factory=lambda: _EMPTY)
    """By the names of :class:`procgen.texture.colour.ColourParameters`."""
    weather: Mapping[str, float] = field(default_factory=lambda: _EMPTY)
    """By the names of :class:`procgen.texture.weather.WeatherParameters`; 0 where the text says there is none."""
    layout: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    """By the names of :class:`procgen.texture.layout.LayoutParameters`."""
    piece_size: float = 1.0
    """Size of bricks, tiles or stones, in parts of the usual one."""
    metres_per_tile: float | None = None
    """Width of the tile, if a length is named."""
    unknown: tuple[str, ...] = ()
    """Words that mean nothing here, as they stand in the text."""


class Nearest(Protocol):
    """Finds a known word of about the same meaning."""

    def __call__(self, word: str, known: Sequence[str]) -> str | None:
        """One of ``known``, or None where nothing is near."""
        ...


# --- the vocabulary --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a term does. Empty parts do nothing."""

    material: str = ""
    weak: bool = False
    """Of a material: it gives way to any other, as "wall" does to "brick"."""
    colour: Colour | None = None
    look: tuple[tuple[str, float], ...] = ()
    weather: tuple[tuple[str, float], ...] = ()
    layout: tuple[tuple[str, Any], ...] = ()
    size: float = 1.0
    degree: float = 1.0
    shade: float = 0.0
    """Makes a following colour darker (negative) or lighter; alone it is brightness."""
    negates: bool = False
    part: str = ""
    """A part of the material that a size may belong to: "joint", "piece" or "relief"."""


_MATERIALS: Mapping[str, str] = MappingProxyType(
    {
        "asphalt": "asphalt, tarmac, blacktop, bitumen, macadam",
        "bamboo": "bamboo",
        "bark": "bark, tree bark, tree trunk, trunk",
        "brick": "brick, bricks, brick wall, brickwork, clinker",
        "cardboard": "cardboard, carton",
        "carpet": "carpet, carpeting, rug",
        "chainmail": "chainmail, chain mail, mail armour, mail armor, ring mail",
        "chipboard": "chipboard, particle board, osb, plywood",
        "clay": "clay, loam, adobe",
        "concrete": "concrete, cement, beton",
        "cork": "cork",
        "corrugated": "corrugated, corrugated iron, corrugated metal, corrugated steel, corrugated sheet, tin roof",
        "fabric": "fabric, cloth, textile, cotton, linen, denim, wool, canvas, silk, burlap, jute, tweed",
        "foil": "foil, tinfoil, tin foil",
        "granite": "granite",
        "grass": "grass, lawn, meadow, turf, pasture",
        "gravel": "gravel, pebble, grit, scree, shingle beach",
        "ground": "ground, soil, earth, mud, forest floor, mulch, field",
        "ice": "ice, glacier, frozen lake",
        "leather": "leather, hide, suede",
        "leaves": "leaf, leaves, foliage, leaf litter, fallen leaves",
        "logs": "log, logs, timber stack, log pile, firewood",
        "marble": "marble",
        "metal": "metal, steel, iron, aluminium, aluminum, copper, brass, bronze, gold, silver, tin, chrome, "
        "titanium, zinc",
        "metal_plate": "metal plate, metal plates, steel plate, iron plate, tread plate, diamond plate, "
        "checker plate, riveted",
        "moss": "moss, lichen",
        "net": "net, netting, mesh, wire mesh, fishing net",
        "office_ceiling": "office ceiling, ceiling, ceiling tile, ceiling tiles, acoustic tile, acoustic panel",
        "onyx": "onyx, agate",
        "paint": "paint, lacquer, varnish",
        "paper": "paper, parchment",
        "paving": "paving, pavement, cobble, cobblestone, cobblestones, paving stone, paving stones, paver, sett, "
        "flagstone, flagstones, sidewalk, courtyard, cobbles",
        "planks": "plank, planks, board, boards, decking, wood siding, siding, clapboard, weatherboard, pallet",
        "plaster": "plaster, stucco, render, drywall",
        "plastic": "plastic, vinyl, polymer, acrylic, pvc",
        "porcelain": "porcelain, china, enamel",
        "road": "road, street, highway, road marking, lane",
        "rock": "rock, stone, cliff, boulder, basalt, slate, limestone, sandstone, bedrock, lava",
        "rock_wall": "rock wall, stone wall, dry stone, castle wall, rubble, masonry, stonework, field stone, "
        "fieldstone, dungeon wall",
        "roof_tiles": "roof, roofing, roof tile, roof tiles, shingle, shingles, slates, pantile",
        "rubber": "rubber, tyre, tire",
        "rust": "rust, rusted, rusty, rusty metal, rusted metal, rusty iron, rusty steel, corroded, "
        "corroded metal, corrosion",
        "sand": "sand, beach, dune, desert, sandy",
        "snow": "snow",
        "solar_panel": "solar panel, solar cell, photovoltaic",
        "tatami": "tatami, straw mat, rush mat, tatami mat",
        "terracotta": "terracotta, terra cotta, earthenware",
        "terrazzo": "terrazzo",
        "thatch": "thatch, thatched, straw, straw roof, reed, thatched roof, hay",
        "tiles": "tile, tiles, floor tile, floor tiles, bathroom tile, bathroom tiles, mosaic, ceramic tiles, ceramic",
        "travertine": "travertine",
        "wallpaper": "wallpaper, wall paper",
        "wood": "wood, wooden, timber, oak, pine, walnut, mahogany, veneer, birch, cherry wood, ebony, teak, beech",
        "wood_chips": "wood chip, wood chips, wood shavings, sawdust, bark mulch",
        "wood_floor": "wood floor, wooden floor, parquet, floorboard, floorboards, laminate, hardwood floor, hardwood",
    }
)
"""Words for each class, the class's own first."""

# Adjectives and substances that are materials only where nothing else is named.
_WEAK = "wooden, sandy, metal, riveted, wall paper, stone, rusted, rusty, ceramic, plastic, rubber, corroded, timber"
# Nouns that are a layer on another material, and the material itself where they stand alone.
_LAYERS: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "moss": ("moss", 0.6),
        "lichen": ("moss", 0.35),
        "snow": ("snow", 0.6),
        "mud": ("dirt", 0.7),
    }
)

# What a class is made of anyway: "wooden planks" name no second material.
_KIN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "planks": ("wood",),
        "wood_floor": ("wood",),
        "wood_chips": ("wood",),
        "logs": ("wood", "bark"),
        "chipboard": ("wood",),
        "rock_wall": ("rock",),
        "paving": ("rock",),
        "gravel": ("rock",),
        "ground": ("sand", "rock"),
        "rust": ("metal",),
        "corrugated": ("metal",),
        "metal_plate": ("metal",),
        "chainmail": ("metal",),
        "foil": ("metal",),
        "brick": ("clay",),
        "roof_tiles": ("clay", "terracotta"),
    }
)

_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "black": "1e1d1c", "white": "ecebe7", "grey": "8a8a88", "gray": "8a8a88", "charcoal": "3a3a3c",
        "red": "a3352b", "crimson": "8f1d2c", "scarlet": "b8281f", "maroon": "5c1a1e", "burgundy": "5e1a26",
        "brown": "6f4a30", "chocolate": "4a2e1f", "tan": "b8976d", "beige": "cfc0a2", "cream": "e8deC4",
        "ivory": "ebe5d3", "ochre": "b58436", "umber": "5b4532", "sienna": "a0582f", "rusty red": "8e4223",
        "orange": "cf7230", "amber": "c98b2e", "yellow": "d9b945", "golden": "c39a45", "mustard": "b8942f",
        "green": "4f7a3a", "olive": "6b6b35", "lime": "8fb53a", "emerald": "2a7a55", "mint": "a3d1b4",
        "teal": "2b7074", "turquoise": "45a5a0", "cyan": "55b0c0", "blue": "3a5f9a", "navy": "1f2c4d",
        "azure": "4b8bc8", "indigo": "3b3a78", "purple": "6b4482", "violet": "74509a", "lilac": "b39ac6",
        "magenta": "a5397f", "pink": "d696a5", "rose": "c67f86", "salmon": "d98e77", "coral": "d67a62",
        "khaki": "9c9063", "sand-coloured": "cdb184", "blond": "d3b483", "blonde": "d3b483", "honey": "c28e45",
        "slate-grey": "5c6570", "anthracite": "35383c", "peach": "e3b394", "lavender": "b3a7cf",
    }
)  # fmt: skip

_COLOURED_METALS = {"copper": "b06a45", "brass": "b6954a", "bronze": "8a6a3c", "gold": "cfa33f", "silver": "c9c9c6"}
_WOODS = {
    "walnut": "5a3d29",
    "mahogany": "6b2f20",
    "ebony": "2a211d",
    "pine": "c9a36b",
    "birch": "d6c09a",
    "oak": "a97f50",
}
_STONES = {"basalt": "45474a", "slate": "565d66", "limestone": "c4b99e", "sandstone": "c09a68", "lava": "2c2a2a"}

_WEATHER: Mapping[str, tuple[tuple[str, float], ...]] = MappingProxyType(
    {
        "mossy, mossgrown, moss covered": (("moss", 0.55),),
        "overgrown": (("moss", 0.8),),
        "wet, damp, moist, rainy, rain, soaked, humid, slick": (("wetness", 0.7),),
        "flooded, waterlogged, puddle, puddles, standing water": (("wetness", 0.8), ("puddles", 0.55)),
        "snowy, snow covered, snowed, wintry, winter": (("snow", 0.6),),
        "frosty, frosted, icy, hoarfrost": (("snow", 0.25),),
        "dirty, grimy, filthy, grubby, dusty, dust, muddy, soiled, stained, grime, stain, sooty": (("dirt", 0.55),),
        "worn, scratched, chipped, battered, damaged, eroded, scuffed, used, cracked": (("wear", 0.55),),
        "old, aged, weathered": (("wear", 0.5), ("dirt", 0.35)),
        "ancient, ruined, abandoned, derelict, decayed": (("wear", 0.7), ("dirt", 0.5), ("moss", 0.25)),
        "new, brand new, pristine, fresh, unused, immaculate": (("wear", 0.0), ("dirt", 0.0)),
        "clean, cleaned, spotless": (("dirt", 0.0),),
        "dry, arid": (("wetness", 0.0), ("puddles", 0.0)),
        "dirt, grunge": (("dirt", 0.55),),
        "wear, scratches": (("wear", 0.55),),
        "weathering": (("wear", 0.5), ("dirt", 0.35)),
        "wetness, water": (("wetness", 0.7),),
    }
)

_LOOKS: Mapping[str, tuple[tuple[str, float], ...]] = MappingProxyType(
    {
        "smooth, sleek": (("height_contrast", 0.6), ("roughness_shift", -0.1)),
        "rough, coarse, bumpy, rugged, craggy, jagged": (("height_contrast", 1.6), ("roughness_shift", 0.08)),
        "deep, embossed, raised": (("height_contrast", 1.7),),
        "flat, level": (("height_contrast", 0.4),),
        "glossy, shiny, polished, glazed, lacquered, varnished, waxed, gleaming": (("roughness_shift", -0.3),),
        "matte, matt, dull, chalky, unpolished": (("roughness_shift", 0.25),),
        "satin": (("roughness_shift", -0.12),),
        "faded, bleached, washed out, muted, desaturated, pastel": (("saturation", 0.6),),
        "vivid, colourful, colorful, saturated, vibrant, rich": (("saturation", 1.45),),
        "colourless, colorless, monochrome": (("saturation", 0.0),),
        "contrasty, high contrast, spotted, patchy, mottled": (("contrast", 1.4),),
        "uniform, plain, low contrast, even": (("contrast", 0.65),),
        "warm": (("hue_deg", -8.0), ("saturation", 1.1)),
        "cold, cool": (("hue_deg", 10.0), ("saturation", 0.9)),
    }
)

_LAYOUT: Mapping[str, tuple[tuple[str, Any], ...]] = MappingProxyType(
    {
        "herringbone, herring bone, chevron, fishbone": (("bond", "herringbone"),),
        "basket weave, basketweave, basket": (("bond", "basket"),),
        "running bond, stretcher bond, brick bond, offset": (("bond", "running"),),
        "third bond": (("bond", "third"),),
        "grid, stack bond, stacked, square, squares, checkerboard": (("bond", "grid"),),
        "hexagon, hexagonal, honeycomb, hex": (("bond", "hexagon"),),
        "fish scale, fish scales, scale pattern, scalloped, scaled": (("bond", "scales"),),
        "diagonal, diamond, rhombic, diamonds": (("bond", "diamond"),),
        "ashlar": (("bond", "ashlar"),),
        "crazy paving, polygonal": (("bond", "cobble"),),
        "flagged": (("bond", "flagstones"),),
        "strip, strips, striped": (("bond", "strips"),),
        "irregular, uneven, crooked, random, rustic, crude": (("irregularity", 0.75),),
        "regular, neat, precise, straight, orderly": (("irregularity", 0.0),),
        "round, rounded, worn edges": (("roundness", 0.8),),
        "sharp edged, angular": (("roundness", 0.0),),
        "vertical, upright, vertically": (("rotated", True),),
        "horizontal, horizontally": (("rotated", False),),
        "seamless joints, jointless, butt jointed": (("joint", 0.0),),
    }
)

_SIZES: Mapping[str, float] = MappingProxyType(
    {
        "tiny, minute": 0.4,
        "small, little, fine, narrow, thin, slim, short": 0.6,
        "large, big, wide, broad, thick, long": 1.6,
        "huge, giant, enormous, massive, gigantic": 2.4,
    }
)
_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "joint": "joint, joints, gap, gaps, mortar, grout, seam, seams, mortar joint, joint width",
        "piece": "piece, pieces, element, block, blocks, slab, slabs, pattern, scale",
        "relief": "relief, bump, bumps, crack, cracks, furrow, furrows, groove, grooves, depth",
    }
)
_USUAL_JOINT = 0.1

_DEGREES: Mapping[str, float] = MappingProxyType(
    {
        "slightly, lightly, somewhat, faintly, a bit, a little, bit, some, partly, hint, touch, traces, sparse": 0.45,
        "very, heavily, really, strongly, extremely, totally, completely, fully, covered, lots, much, thickly, heavy, "
        "super, too": 1.6,
        "quite, rather, fairly, moderately, pretty": 1.0,
    }
)
_SHADES: Mapping[str, float] = MappingProxyType(
    {"dark, darker, dim, darkened": -0.4, "light, pale, bright, lighter": 0.4}
)
_NEGATIONS = "no, not, without, never, non, lacking, minus"
_NEGATED_AFTER = ("free", "less")
_LENGTH = re.compile(
    r"(\d+(?:\.\d+)?)\s*(millimetres?|millimeters?|mm|centimetres?|centimeters?|cm|metres?|meters?|m)\b"
)
_HEX = re.compile(r"#([0-9a-f]{6})\b")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_FILLERS = frozenset(
    _WORD.findall(
        "a an the of with and or in on at by for from to as is are it its my me i want some make give please "
        "like kind type style texture material surface surfaces tileable seamless pattern looking look made "
        "which that this covered having has wall walls floor floors piece realistic pbr game colour color "
        "coloured colored tone tones tinted bit lot between over under through all top edges edge area areas "
        "patch patches spots one two few many set laid built house outdoor indoor exterior interior medieval "
        "fantasy photo image very but more most also where there be been was were so than natural simple nice "
        "good beautiful background map maps everywhere "
    )
)

_IN_METRES = {"mm": 0.001, "mi": 0.001, "cm": 0.01, "ce": 0.01, "m": 1.0, "me": 1.0}
_LONGEST_PHRASE = 3


def _from_hex(text: str) -> Colour:
    red, green, blue = (int(text[k : k + 2], 16) / 255.0 for k in (0, 2, 4))
    return red, green, blue


def _terms(text: str) -> Iterable[str]:
    return (term.strip() for term in text.split(","))


def _phrase(term: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(term))


@cache
def _vocabulary() -> Mapping[tuple[str, ...], _Meaning]:
    """Every term by its words."""
    table: dict[tuple[str, ...], _Meaning] = {}
    weak = {_phrase(term) for term in _terms(_WEAK)}
    colours = _COLOURED_METALS | _WOODS | _STONES
    for name, terms in _MATERIALS.items():
        for term in _terms(terms):
            words = _phrase(term)
            colour = _from_hex(colours[term]) if term in colours else None
            table[words] = _Meaning(material=name, weak=words in weak, colour=colour)
    for term, (layer, amount) in _LAYERS.items():
        table[_phrase(term)] = _Meaning(material=table[_phrase(term)].material, weak=True, weather=((layer, amount),))
    for term, value in _COLOURS.items():
        colour = _from_hex(value.lower())
        table[_phrase(term)] = _Meaning(colour=colour)
        if len(_phrase(term)) == 1:
            stem = term.removesuffix("e")
            stem += stem[-1] if term == "red" else ""  # reddish
            table[(stem + "ish",)] = _Meaning(colour=colour)
    for terms, weather in _WEATHER.items():
        table |= {_phrase(term): _Meaning(weather=weather) for term in _terms(terms)}
    for terms, look in _LOOKS.items():
        table |= {_phrase(term): _Meaning(look=look) for term in _terms(terms)}
    for terms, layout in _LAYOUT.items():
        table |= {_phrase(term): _Meaning(layout=layout) for term in _terms(terms)}
    for terms, size in _SIZES.items():
        table |= {_phrase(term): _Meaning(size=size) for term in _terms(terms)}
    for part, terms in _PARTS.items():
        table |= {_phrase(term): _Meaning(part=part) for term in _terms(terms)}
    for terms, degree in _DEGREES.items():
        table |= {_phrase(term): _Meaning(degree=degree) for term in _terms(terms)}
    for terms, shade in _SHADES.items():
        table |= {_phrase(term): _Meaning(shade=shade) for term in _terms(terms)}
    table |= {_phrase(term): _Meaning(negates=True) for term in _terms(_NEGATIONS)}
    return MappingProxyType(table)


@cache
def _words_of_phrases() -> frozenset[str]:
    return frozenset(word for phrase in _vocabulary() for word in phrase)


@cache
def _single_words() -> frozenset[str]:
    return frozenset(phrase[0] for phrase in _vocabulary() if len(phrase) == 1)


# --- from a word of the text to one of the vocabulary ----------------------------------------------------------------


def _stems(word: str) -> Iterable[str]:
    """The word without the endings of English plurals and participles."""
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
    yield word + "s"


def one_edit_apart(a: str, b: str) -> bool:
    """Whether one letter more, less or other, or two neighbours exchanged, makes the one word the other."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    same = 0
    while same < min(len(a), len(b)) and a[same] == b[same]:
        same += 1
    rest_a, rest_b = a[same:], b[same:]
    if len(a) == len(b):
        exchanged = len(rest_a) >= 2 and rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
        return rest_a[1:] == rest_b[1:] or exchanged
    return rest_a == rest_b[1:] if len(a) < len(b) else rest_a[1:] == rest_b


_SHORTEST_TYPO = 4


def _spelt(word: str, known: frozenset[str]) -> str | None:
    """The known word that is meant, or None."""
    if word in known:
        return word
    for stem in _stems(word):
        if stem in known:
            return stem
    if word in _FILLERS or len(word) < _SHORTEST_TYPO:
        return None
    near = [other for other in known if len(other) >= _SHORTEST_TYPO and one_edit_apart(word, other)]
    # Most people get the first letter right.
    return min(near, key=lambda other: (other[0] != word[0], len(other) != len(word), other), default=None)


# --- reading ---------------------------------------------------------------------------------------------------------


class _Reader:
    """What has been understood so far."""

    def __init__(self) -> None:
        self.materials: list[tuple[str, bool, bool]] = []
        """Class, whether it is weak, and whether it stands behind a preposition."""
        self.layers: list[tuple[str, str, float]] = []
        self.palette: list[Colour] = []
        self.tints: list[Colour] = []
        self.look: dict[str, float] = {}
        self.weather: dict[str, float] = {}
        self.layout: dict[str, Any] = {}
        self.size = 1.0
        self.degree = 1.0
        self.shade = 0.0
        self.negated = False
        self.pending_size = 1.0
        self.behind = False

    def settle(self) -> None:
        """What has found nothing to belong to stands for the whole."""
        if self.shade:
            self.look["brightness"] = min(max(self.shade * self.degree, -1.0), 1.0)
        if self.pending_size != 1.0:
            self.size = self.pending_size
        self.shade, self.pending_size = 0.0, 1.0

    def end_clause(self) -> None:
        """A comma or full stop: words of degree and negation reach no further."""
        self.settle()
        self.negated = self.behind = False
        self.degree = 1.0

    def take(self, meaning: _Meaning) -> None:
        if meaning.negates:
            self.negated = True
            return
        if meaning.degree != 1.0:
            self.degree = meaning.degree
            return
        if meaning.shade:
            self.shade = meaning.shade if not self.negated else -meaning.shade
            return
        if meaning.size != 1.0:
            self.pending_size = round(meaning.size ** (1.5 if self.degree > 1.0 else 1.0), 3)
            self.degree = 1.0
            return
        if meaning.part:
            self._take_part(meaning.part)
        if meaning.colour is not None and not self.negated:
            shade = min(max(self.shade * (1.3 if self.degree > 1.0 else 1.0), -0.8), 0.8)
            self.shade = 0.0
            target = self.tints if meaning.material else self.palette
            target.append(_shaded(meaning.colour, shade))
        if meaning.material and not self.negated:
            self.materials.append((meaning.material, meaning.weak, self.behind))
        for layer, amount in meaning.weather:
            if not self.negated:
                amount = round(min(amount * self.degree, 1.0), 3)
            else:  # "not very dirty" is a little dirty
                amount = round(0.4 * amount, 3) if self.degree > 1.0 else 0.0
            if meaning.material:
                self.layers.append((meaning.material, layer, amount))
            else:
                self.weather[layer] = amount
        for name, value in meaning.look:
            self.look[name] = _opposite(name, value) if self.negated else _graded(name, value, self.degree)
        for name, value in meaning.layout:
            if not self.negated:
                self.layout[name] = value
        self.degree = 1.0

    def _take_part(self, part: str) -> None:
        if part == "joint":
            if self.negated:
                self.layout["joint"] = 0.0
            elif self.pending_size != 1.0:
                # Widths of joints differ more than sizes of pieces do.
                self.layout["joint"] = round(min(_USUAL_JOINT * self.pending_size**1.6, 0.6), 3)
        elif part == "relief":
            if self.negated:
                self.look["height_contrast"] = 0.3
            elif self.pending_size != 1.0:
                self.look["height_contrast"] = min(self.pending_size, 2.5)
        elif self.pending_size != 1.0:
            self.size = self.pending_size
        self.pending_size = 1.0


def _shaded(colour: Colour, shade: float) -> Colour:
    target = 0.0 if shade < 0.0 else 1.0
    red, green, blue = (channel + (target - channel) * abs(shade) for channel in colour)
    return red, green, blue


_NEUTRAL = {"height_contrast": 1.0, "saturation": 1.0, "contrast": 1.0}


def _graded(name: str, value: float, degree: float) -> float:
    neutral = _NEUTRAL.get(name, 0.0)
    low = 0.0 if name in _NEUTRAL else -1.0e9
    return round(max(neutral + (value - neutral) * min(degree, 1.6), low), 3)


def _opposite(name: str, value: float) -> float:
    """Of "not glossy": half as far the other way."""
    neutral = _NEUTRAL.get(name, 0.0)
    return round(neutral - 0.5 * (value - neutral), 3)


_BREAKS = frozenset({"with", "under", "over", "in", "on", "between", "beneath"})
_CHAINS = frozenset({"or", "and", "nor"})
_CLAUSE = object()


def _tokens(text: str) -> list[str | object]:
    """Lower-case words, and a mark wherever a clause ends."""
    tokens: list[str | object] = []
    for part in re.split(r"[,;.:!?()\n]+|\bbut\b", text):
        if tokens:
            tokens.append(_CLAUSE)
        for word in _WORD.findall(part):
            stem = word.removesuffix("less")
            if stem != word and word not in _single_words() and stem in _single_words():  # mossless
                tokens += [stem, "less"]
            else:
                tokens.append(word)
    return tokens


def _head(reader: _Reader) -> tuple[str, tuple[str, ...]]:
    """The material that is meant, and the others."""
    named = reader.materials
    if not named:
        return "", ()
    # The last noun of the first part: "concrete tiles with wood" is tiles.
    order = sorted(range(len(named)), key=lambda k: (named[k][1], named[k][2], -k))
    chosen = named[order[0]][0]
    left_out = {chosen, *_KIN.get(chosen, ()), *(material for material, _, _ in reader.layers)}
    others = (material for material, _, _ in named if material not in left_out)
    return chosen, tuple(dict.fromkeys(others))


def understand(text: str, nearest: Nearest | None = None) -> Understood:
    """Read a description in English.

    Args:
        text: up to 1000 characters.
        nearest: finds a known word for an unknown one, where a package for that is installed.

    Raises:
        InvalidFields: if the text is longer.
    """
    if len(text) > MAX_CHARACTERS:
        allowed = f"at most {MAX_CHARACTERS} characters"
        raise InvalidFields([Violation.of("text", f"{len(text)} characters", allowed)])
    lower = text.lower()
    reader = _Reader()
    metres = None
    for number, unit in _LENGTH.findall(lower):
        length = float(number) * _IN_METRES["m" if unit == "m" else unit[:2]]
        metres = length if length > 0.0 else metres
    lower = _LENGTH.sub(" ", lower)
    reader.palette += [_from_hex(value) for value in _HEX.findall(lower)]
    tokens = _tokens(_HEX.sub(" ", lower))
    unknown = _read(tokens, reader, nearest)
    reader.settle()
    material, others = _head(reader)
    for owner, layer, amount in reader.layers:
        if owner != material or amount == 0.0:
            reader.weather[layer] = amount
    return Understood(
        material=material,
        others=others,
        palette=tuple(reader.palette or reader.tints)[:MAX_COLOURS],
        look=MappingProxyType(reader.look),
        weather=MappingProxyType(reader.weather),
        layout=MappingProxyType(reader.layout),
        piece_size=reader.size,
        metres_per_tile=metres,
        unknown=tuple(dict.fromkeys(unknown)),
    )


def _match(tokens: Sequence[str | object], spelt: Sequence[str | None]) -> tuple[tuple[str, ...], int]:
    """The longest term that the tokens begin with, and how many words it has; 0 if none."""
    for length in range(min(_LONGEST_PHRASE, len(tokens)), 0, -1):
        key = tuple(word for word in spelt[:length] if word is not None)
        if len(key) == length and key in _vocabulary():
            return key, length
    first = tokens[0]
    alone = _spelt(first, _single_words()) if isinstance(first, str) else None
    return ((alone,), 1) if alone is not None else ((), 0)


def _read(tokens: list[str | object], reader: _Reader, nearest: Nearest | None) -> list[str]:
    """Take the meaning of each term; returns the words that have none."""
    spelt = [_spelt(token, _words_of_phrases()) if isinstance(token, str) else None for token in tokens]
    unknown: list[str] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if not isinstance(token, str):
            reader.end_clause()
            place += 1
            continue
        key, length = _match(tokens[place:], spelt[place:])
        if not length:
            length = 1
            if token in _BREAKS:
                reader.settle()
                reader.behind, reader.negated = True, False
            elif token not in _FILLERS:
                near = nearest(token, sorted(_single_words())) if nearest is not None else None
                if near in _single_words():
                    key = (str(near),)
                else:
                    unknown.append(token)
        if key:
            following = [token for token in tokens[place + length : place + length + 1] if isinstance(token, str)]
            if following and following[0] in _NEGATED_AFTER:  # moss-free
                reader.negated = True
                length += 1
            meaning = _vocabulary()[key]
            reader.take(meaning)
            ends = meaning.material or meaning.weather or meaning.part or meaning.look or meaning.colour
            if ends and not (following and following[0] in _CHAINS):
                reader.negated = False
        place += length
    return unknown


def vocabulary() -> tuple[str, ...]:
    """Every word and phrase that is understood, in alphabetical order."""
    return tuple(sorted(" ".join(phrase) for phrase in _vocabulary()))


def materials() -> Mapping[str, tuple[str, ...]]:
    """The words for each class."""
    return MappingProxyType({name: tuple(_terms(_MATERIALS[name])) for name in CLASS_NAMES})
