"""Hair, beard and brows that go with somebody."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from procgen.character.hair import BEARDS, BROWS, HAIR, NATURAL, greyed
from procgen.character.hair.bind import HAT, HOOD
from procgen.character.people.conditions import NONE
from procgen.character.people.person import Worn
from procgen.character.wardrobe.accessories import KINDS as ACCESSORIES
from procgen.character.wardrobe.kind import Colour, Kind

WORN_BY_WOMEN = {
    "long_straight": 4,
    "shoulder_wavy": 4,
    "bob": 3,
    "ponytail": 3,
    "bun": 3,
    "braids": 3,
    "pixie": 1.5,
    "curly_short": 1,
    "afro": 1,
    "cornrows": 0.7,
    "dreadlocks": 0.7,
    "side_part": 0.3,
    "buzz_cut": 0.2,
    "mohawk": 0.15,
    "slicked_back": 0.3,
    "long_bob": 2.5,
    "long_curly": 2,
    "half_up": 1.6,
    "chignon": 1.6,
    "crown_braid": 1,
    "side_braid": 1.2,
    "jaw_curls": 1,
    "curtains": 0.8,
    "hime": 0.5,
    "pigtails": 0.4,
    "space_buns": 0.3,
    "box_braids": 1.2,
    "twists": 0.9,
    "high_puff": 1,
    "bantu_knots": 0.5,
    "war_braid": 0.15,
    "topknot": 0.15,
}
WORN_BY_MEN = {
    "side_part": 3,
    "textured_crop": 3,
    "crew_cut": 2.5,
    "buzz_cut": 2,
    "slicked_back": 2,
    "curly_short": 1.5,
    "afro": 0.8,
    "cornrows": 0.6,
    "dreadlocks": 0.8,
    "shoulder_wavy": 1,
    "long_straight": 0.7,
    "bun": 0.7,
    "ponytail": 0.6,
    "mohawk": 0.25,
    "braids": 0.2,
    "caesar": 1.6,
    "curtains": 1.2,
    "bowl_cut": 0.6,
    "mullet": 0.6,
    "pompadour": 0.7,
    "flat_top": 0.4,
    "spiky": 0.6,
    "topknot": 0.5,
    "comb_over": 0.2,
    "tonsure": 0.15,
    "long_curly": 0.4,
    "half_up": 0.3,
    "war_braid": 0.3,
    "coily_fade": 1.2,
    "twists": 0.8,
    "box_braids": 0.4,
}
"""How often women and men wear a style; styles that are missing are worn by nobody who did not ask."""
_COILED = (
    "afro",
    "cornrows",
    "dreadlocks",
    "curly_short",
    "box_braids",
    "twists",
    "high_puff",
    "bantu_knots",
    "coily_fade",
)
"""Styles that mostly belong to tightly curled hair."""
COLOUR_SHARES: Mapping[str, Mapping[str, float]] = {
    "african": {"black": 0.86, "dark_brown": 0.14},
    "asian": {"black": 0.80, "dark_brown": 0.20},
    "caucasian": {
        "dark_brown": 0.26,
        "brown": 0.26,
        "light_brown": 0.16,
        "dark_blonde": 0.12,
        "blonde": 0.08,
        "auburn": 0.04,
        "red": 0.03,
        "black": 0.05,
    },
}
"""How frequent hair colours are, roughly, by heritage."""
_BEARD_SHARE = 0.42
_BEARD_FROM_YEARS = 20.0
"""Younger men have one who asked for it."""
MIN_BEARD_SEX = 0.6
"""0 female to 1 male: beards grow above."""
_HEAD_TOP, _NECK, _UNDER_HAT = "head_top", "neck", "under_hat"


def hair_of(
    known: Worn | None,
    setting: str,
    sex: float,
    age_years: float,
    heritage: Mapping[str, float],
    outfit: tuple[Worn, ...],
    chance: np.random.Generator,
) -> Worn | None:
    """Hair of the head, None for a bald one.

    Args:
        known: what must hold: a kind of "none" is bald, "" is any; the colour of slot "" is that of all slots.
        setting, sex, age_years, heritage: of the person.
        outfit: a hat presses the hair.
        chance: asked for everything, whatever is known.
    """
    kind_draw, bald_draw, grey_draw = chance.random(3)
    options_draw = chance.random(6)
    natural = natural_colour(heritage, chance)
    colour = _jittered(greyed(natural, grey_share(age_years, float(grey_draw))), chance)
    if known is not None and known.kind == NONE:
        return None
    bald = bald_share(sex, age_years)
    if known is not None and known.kind:
        kind = HAIR.kinds[known.kind]
    elif bald_draw < 0.5 * bald and known is None:
        return None
    elif bald_draw < bald:
        kind = HAIR.kinds["balding"]
    else:
        kind = _drawn_kind(HAIR.kinds, _weights(sex, heritage, setting), kind_draw)
    options = _options(kind, age_years, sex, options_draw, heritage)
    if known is not None:
        options.update(known.options)
        colour = known.colours.get("", colour)
    colours = {"hair": colour, **({} if known is None else {k: v for k, v in known.colours.items() if k})}
    return under_hat(Worn(kind.name, options, colours), outfit)


def is_hat(worn: Worn) -> bool:
    """Whether something covers the top of the head."""
    return worn.kind in ACCESSORIES and _HEAD_TOP in ACCESSORIES[worn.kind].covers


def under_hat(hair: Worn, outfit: tuple[Worn, ...]) -> Worn:
    """Hair that lies flat where there is a hat, and only there; in a hood, all of it."""
    options = {name: value for name, value in hair.options.items() if name != _UNDER_HAT}
    hats = [worn for worn in outfit if is_hat(worn)]
    if hats:
        options[_UNDER_HAT] = HOOD if any(_NECK in ACCESSORIES[worn.kind].covers for worn in hats) else HAT
    return Worn(hair.kind, options, hair.colours)


def grey_share(age_years: float, lateness: float) -> float:
    """The share of grey hairs at an age, of somebody who greys early (0) or late (1)."""
    return float(np.clip((age_years - 38 - 22 * lateness) / 25, 0, 1))


def bald_share(sex: float, age_years: float) -> float:
    """How many have lost the hair on top."""
    return float(np.interp(age_years, (20, 24, 45, 75), (0.0, 0.02, 0.10, 0.3))) if sex > 0.6 else 0.0


def receding(sex: float, age_years: float) -> float:
    """How far a hairline may have gone back, 0 to 1."""
    return float(sex * np.interp(age_years, (22, 60), (0.0, 0.9)))


def beard_of(
    known: Worn | None, hair: Worn | None, setting: str, sex: float, age_years: float, chance: np.random.Generator
) -> Worn | None:
    """A beard, or None. It has the colour of the hair, a little darker; brown where there is none."""
    has, which = chance.random(2)
    options_draw = chance.random(4)
    if known is not None and known.kind == NONE:
        return None
    wants = known is not None
    if not wants and (sex <= MIN_BEARD_SEX or age_years < _BEARD_FROM_YEARS or has > _BEARD_SHARE):
        return None
    fitting = {name: 1.0 for name, kind in BEARDS.kinds.items() if setting in kind.settings}
    kind = BEARDS.kinds[known.kind] if known is not None and known.kind else _drawn_kind(BEARDS.kinds, fitting, which)
    options: dict[str, float | str] = {
        option.name: _between(option.minimum, option.maximum, draw)
        for option, draw in zip(kind.options.values(), options_draw, strict=False)
        if not option.values
    }
    base = NATURAL["dark_brown"] if hair is None else hair.colours["hair"]
    colour = _darker(base, 0.88)
    if known is not None:
        options.update(known.options)
        colour = known.colours.get("", colour)
    colours = {"beard": colour, **({} if known is None else {k: v for k, v in known.colours.items() if k})}
    return Worn(kind.name, options, colours)


def brows_of(
    hair: Worn | None, sex: float, heritage: Mapping[str, float], age_years: float, chance: np.random.Generator
) -> Worn:
    """Eyebrows, darker than the hair."""
    which, thick = chance.random(2)
    weights = {
        "brows_straight": 1.0,
        "brows_arched": 0.3 + 1.2 * (1 - sex),
        "brows_angled": 0.3 + sex,
        "brows_rounded": 0.8,
        "brows_bushy": 0.05 + 0.5 * sex * float(np.interp(age_years, (30, 70), (0.3, 1.2))),
    }
    kind = _drawn_kind(BROWS.kinds, weights, which)
    base = natural_colour(heritage, chance) if hair is None else hair.colours["hair"]
    thickness = float(np.clip(0.3 + 0.35 * sex + 0.3 * (thick - 0.5), 0, 1))
    return Worn(kind.name, {"thickness": thickness}, {"brows": _darker(base, 0.72)})


def _weights(sex: float, heritage: Mapping[str, float], setting: str) -> dict[str, float]:
    coiled = heritage.get("african", 0.0) / max(sum(heritage.values()), 1e-9)
    weights = {}
    for name, kind in HAIR.kinds.items():
        weight = WORN_BY_WOMEN.get(name, 0) * (1 - sex) + WORN_BY_MEN.get(name, 0) * sex
        weight *= 0.12 + 2.2 * coiled if name in _COILED else 1 - 0.65 * coiled
        weights[name] = weight if setting in kind.settings else 0.0
    return weights


def _drawn_kind(kinds: Mapping[str, Kind], weights: Mapping[str, float], draw: float) -> Kind:
    names = [name for name in kinds if weights.get(name, 0.0) > 0]
    total = np.cumsum([weights[name] for name in names])
    return kinds[names[int(np.searchsorted(total, draw * total[-1], side="right").clip(0, len(names) - 1))]]


def _options(
    kind: Kind, age_years: float, sex: float, draws: np.ndarray, heritage: Mapping[str, float]
) -> dict[str, float | str]:
    """Options about their defaults; men's hairlines rise with age, curl goes with heritage."""
    coiled = heritage.get("african", 0.0) / max(sum(heritage.values()), 1e-9)
    options: dict[str, float | str] = {}
    for option, draw in zip(kind.options.values(), draws, strict=False):
        if option.values:
            if option.name != _UNDER_HAT:
                options[option.name] = option.values[int(draw * len(option.values))]
        elif option.name == "receding":
            drawn = float(draw) * receding(sex, age_years)
        elif option.name == "curl":
            drawn = 0.15 + 0.4 * draw + 0.6 * coiled
        elif option.name == "fringe":
            drawn = float(draw) if draw > 0.55 else 0.0
        else:
            drawn = _between(option.minimum, option.maximum, draw)
        if not option.values:
            # Some styles are none without some of it: a blunt fringe comes half-way down at least.
            options[option.name] = float(np.clip(drawn, option.minimum, option.maximum))
    return options


def _between(low: float, high: float, draw: float) -> float:
    """Towards the middle of a range."""
    return float(low + (high - low) * (0.2 + 0.6 * draw))


def natural_colour(heritage: Mapping[str, float], chance: np.random.Generator) -> Colour:
    """A colour that hair has by birth."""
    total = max(sum(heritage.values()), 1e-9)
    shares: dict[str, float] = {}
    for name, part in sorted(heritage.items()):
        for colour, share in COLOUR_SHARES[name].items():
            weight = part / total
            # Fair hair needs it from both sides.
            shares[colour] = shares.get(colour, 0.0) + share * (
                weight if colour in ("black", "dark_brown") else weight**2
            )
    names = sorted(shares)
    weights = np.array([shares[name] for name in names])
    return NATURAL[names[int(chance.choice(len(names), p=weights / weights.sum()))]]


def _jittered(colour: Colour, chance: np.random.Generator) -> Colour:
    jittered = np.array(colour) * np.exp(chance.normal(0, 0.08) + chance.normal(0, 0.03, 3))
    # Pigments of hair take blue first and red last: without, it is white or grey, and never greenish or bluish.
    red, green, blue = np.minimum.accumulate(np.clip(jittered, 0.03, 0.97))
    return float(red), float(green), float(blue)


def _darker(colour: Colour, factor: float) -> Colour:
    red, green, blue = colour
    return red * factor, green * factor, blue * factor
