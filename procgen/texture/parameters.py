"""What a material is asked for: parameters, their ranges, and the defaults that depend on one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any, Final, TypeVar

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import Range, number, range_violations, ranges_of, within
from procgen.texture.classes import CLASS_NAMES, CLASSES, FIRST_LABELS
from procgen.texture.colour import PALETTE, ColourParameters, colour_violations
from procgen.texture.controls import (
    SEED,
    Exemplar,
    MaterialMix,
    StyleVariation,
    mix_violations,
    variation_violations,
)
from procgen.texture.decals import DecalParameters, decal_violations
from procgen.texture.density import FIELD as DENSITY_FIELD
from procgen.texture.density import at_density
from procgen.texture.foliage.parameters import foliage_violations
from procgen.texture.layout import LayoutParameters
from procgen.texture.layout import violations as layout_violations
from procgen.texture.layout.chance import uniform
from procgen.texture.scan.bank import Bank, packaged_bank
from procgen.texture.scan.stones import SQUARE_BONDS
from procgen.texture.scan.synthesis import SynthesisParameters, synthesis_violations
from procgen.texture.sizes import (
    DETAILS,
    SCANNED,
    SIDE,
    SIDE_ALLOWED,
    metres_allowed,
    natural_metres,
    possible_scales,
    scale_for,
    side_allowed,
    usual_scale,
)
from procgen.texture.structures import STRUCTURES
from procgen.texture.text import understand
from procgen.texture.trim import TrimParameters, trim_violations
from procgen.texture.weather import WeatherParameters, weather_violations

NOISE, QUILTING, RANDOM_PHASE = "noise", "quilting", "random-phase"
CLASSICAL_MODELS: tuple[str, ...] = (NOISE, QUILTING, RANDOM_PHASE)
"""Generators that need no weights; the last two continue an exemplar."""
SCAN, COMPOSED, STRUCTURED = "scan", "composed", "structured"
SCANNED_MODELS: tuple[str, ...] = (SCAN, COMPOSED, STRUCTURED)
"""Generators that lay pieces of scans: as they fit, as the network composes, and on a form that is worked out."""
_UNSTEERED: Final = (*CLASSICAL_MODELS, SCAN, STRUCTURED)
"""Generators that lay nothing as they are told."""
_FROM_EXEMPLARS = (QUILTING, RANDOM_PHASE)
VARIANT_SIDE_PX = 64
"""A smaller tile has no room for another inside."""
_SEED_BITS: Final = 2**64 - 1
EXEMPLAR_METRES = 1.0
"""Width of what an exemplar shows, where nobody says it."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})
PIECE_SIZE = Range(0.125, 8.0, "Size of bricks, tiles or planks as a factor on their usual one.", 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class TextureParameters:
    """A request for a tile of a material; ``None`` takes the default that :func:`resolve` works out.

    ``look``, ``weather``, ``layout`` and ``synthesis`` hold what is said, by the names of :class:`ColourParameters`,
    :class:`WeatherParameters`, :class:`LayoutParameters` and :class:`SynthesisParameters`; the rest is read from
    ``text`` or usual for the class.
    """

    width_px: int = within(SIDE, unset=...)
    height_px: int = within(SIDE, unset=...)
    seed: int = within(replace(SEED, description="Which piece of the material; any 64-bit number."))
    model: str = ""
    material: str = ""
    style_seed: int | None = within(
        replace(SEED, description="Which material of its class; by default that of the seed.", default=None)
    )
    metres_per_tile: float | None = number(
        0.005, 10000.0, "Width of the tile, metres; by default so that all has its usual size."
    )
    texel_density_px_per_m: float | None = number(
        1.0, 65536.0, "Pixels a metre of the project; sets the tile's metres, or its sides where none are said."
    )
    detail: int | None = number(
        1, 16, "Pixels along a pixel of the base network: 1, 2, 4, 8 or 16; by default what fits.", whole=True
    )
    text: str = ""
    exemplar: Exemplar | None = None
    mix: MaterialMix | None = None
    variation: StyleVariation | None = None
    look: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    weather: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    layout: Mapping[str, Any] | None = field(default_factory=lambda: _NOTHING)
    """None leaves the class's layout away."""
    synthesis: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    quarter_turns: int = number(0, 3, "Quarter turns, counter-clockwise.", 0, whole=True)
    mirrored: bool = False
    decal: Mapping[str, Any] | None = None
    """None for a whole tile; else its ``kind`` and what is said of it, by the names of :class:`DecalParameters`."""
    trim: Mapping[str, Any] | None = None
    """None for a tile; else what is said of the trim sheet, by the names of :class:`TrimParameters`."""
    foliage: str | None = None
    """Plant whose cards are painted, instead of a material; None for a material."""
    variant: int = number(
        0, 255, "Other insides for one border, against visible repeats; 0 is the tile itself.", 0, whole=True
    )


RANGES: Final = ranges_of(
    TextureParameters,
    "seed",
    "style_seed",
    "width_px",
    "height_px",
    "metres_per_tile",
    "texel_density_px_per_m",
    "detail",
    "variant",
)
_CHECKED: Final = {name: allowed for name, allowed in RANGES.items() if allowed is not SIDE}


@dataclass(frozen=True, slots=True, eq=False)
class ResolvedTexture:
    """Parameters with every default filled in: what the generators work from.

    Its numbers are rounded to float32, as the wire carries them, so that a recipe read back asks for the same.
    """

    width_px: int
    height_px: int
    seed: int
    model: str
    material: str
    """Empty where an exemplar is followed and nobody says what it shows."""
    style_seed: int
    metres_per_tile: float
    """Width."""
    texel_density_px_per_m: float | None
    """The project's, where it was said."""
    scale: int
    """Pixels along a pixel of the base."""
    exemplar: Exemplar | None
    mix: MaterialMix | None
    """With its class and style."""
    variation: StyleVariation | None
    look: ColourParameters
    weather: WeatherParameters
    layout: Mapping[str, Any] | None
    """What is said of it, None for no layout; the generator knows the rest."""
    synthesis: SynthesisParameters
    quarter_turns: int
    mirrored: bool
    decal: DecalParameters | None
    trim: TrimParameters | None
    variant: int
    """Other insides for the same border; 0 is the tile itself."""

    @property
    def metres_per_pixel(self) -> float:
        """Spacing of the pixels."""
        return self.metres_per_tile / self.width_px

    @property
    def made_size_px(self) -> tuple[int, int]:
        """Width and height before it is turned."""
        size = self.width_px, self.height_px
        return size[::-1] if self.quarter_turns % 2 else size


def texture_defaults(models: tuple[str, ...], parameters: TextureParameters, bank: Bank | None = None) -> str:
    """The generator that is asked for; where nobody says it, the one that makes the best of what is asked.

    Scans where there are some of the class that show what it is, and for a photo; the network where pieces are to be
    laid in some way, where a style is varied, and for classes without scans or a structure.
    """
    if parameters.model:
        return parameters.model
    learned = next((name for name in models if name not in (*SCANNED_MODELS, *CLASSICAL_MODELS)), None)
    steered = bool(parameters.layout) or parameters.variation is not None
    if parameters.exemplar is not None:
        return learned if learned is not None and steered else SCAN
    bank = bank or packaged_bank()
    if parameters.material not in bank.classes:
        drawn = steered and learned is not None and parameters.material in FIRST_LABELS
        return STRUCTURED if built(parameters.material, bank) and not drawn else learned or NOISE
    if built_over(parameters.material, bank) and not steered and not parameters.synthesis:
        return STRUCTURED
    if learned is None:
        return SCAN
    # The network lays pieces as it is told; scans have them as they were laid.
    return learned if parameters.layout and not _lays(parameters, bank) else COMPOSED


def built(material: str, bank: Bank) -> bool:
    """Whether a class has a structure that there are scans for."""
    return material in STRUCTURES and set(STRUCTURES[material].materials) <= set(bank.classes)


def built_over(material: str, bank: Bank) -> bool:
    """Whether a class is built although there are scans of it: the packaged ones, not a user's own."""
    return (
        built(material, bank)
        and STRUCTURES[material].over_scans
        and bank.own(material) == packaged_bank().own(material)
    )


def _lays(parameters: TextureParameters, bank: Bank) -> bool:
    """Whether there are scans whose pieces can be laid as is said."""
    said = parameters.layout or {}
    return (
        parameters.exemplar is None
        and parameters.material in bank.laid_classes
        and ((said.get("bond") or usual_bond(parameters.material)) in SQUARE_BONDS)
    )


def violations(parameters: TextureParameters, models: tuple[str, ...], bank: Bank | None = None) -> list[Violation]:
    """Everything that is wrong with the parameters, in the order of the fields.

    Args:
        parameters: to check.
        models: names of the generators that can be asked for.
        bank: scans that pieces are laid of; the packaged ones if None.
    """
    if parameters.foliage is not None:
        return foliage_violations(parameters.foliage, _said_with_foliage(parameters))
    found = []
    for name in () if _sized_by_density(parameters) else ("width_px", "height_px"):
        side = getattr(parameters, name)
        if not side_allowed(side):
            found.append(Violation.of(name, side or "missing", SIDE_ALLOWED))
    found += range_violations(_CHECKED, parameters)
    if parameters.model and parameters.model not in models:
        found.append(Violation.of("model", repr(parameters.model), "one of " + ", ".join(models)))
    if parameters.material and parameters.material not in CLASS_NAMES:
        found.append(Violation.of("material", repr(parameters.material), "one of " + ", ".join(CLASS_NAMES)))
    parameters, unread = _described(parameters)
    parameters = parameters if unread else _drawn(parameters, models, bank or packaged_bank())
    parameters, wrong = at_density(parameters, _class_metres(parameters.material))
    found += wrong or _material_violations(parameters, models, bank or packaged_bank())
    found += unread
    if parameters.mix is not None:
        found += mix_violations(parameters.mix)
    if parameters.variation is not None:
        found += variation_violations(parameters.variation)
    found += _said_violations("look", colour_violations, ColourParameters, parameters.look)
    found += _said_violations("weather", weather_violations, WeatherParameters, parameters.weather)
    found += _said_violations("synthesis", synthesis_violations, SynthesisParameters, parameters.synthesis)
    sides = parameters.width_px, parameters.height_px
    if parameters.variant and all(map(side_allowed, sides)) and min(sides) < VARIANT_SIDE_PX:
        found.append(Violation.of("variant", parameters.variant, f"0 below {VARIANT_SIDE_PX} pixels a side"))
    if parameters.decal is not None:
        found += _said_violations("decal", decal_violations, _decal, parameters.decal)
    if parameters.trim is not None:
        rows = parameters.height_px if side_allowed(parameters.height_px) else 0
        found += [
            replace(wrong, field=f"trim.{wrong.field}")
            for wrong in trim_violations(TrimParameters(**parameters.trim), rows)
        ]
        for name, said in (("decal", parameters.decal is not None), ("variant", bool(parameters.variant))):
            if said:
                found.append(Violation.of(name, "given with trim", "one of the two"))
    return found


def _said_with_foliage(parameters: TextureParameters) -> dict[str, Any]:
    """What is said beside the plant, where it is not what it is by itself."""
    neutral = TextureParameters(width_px=0, height_px=0)
    return {
        each.name: getattr(parameters, each.name)
        for each in fields(parameters)
        if each.name != "foliage" and getattr(parameters, each.name) != getattr(neutral, each.name)
    }


def _sized_by_density(parameters: TextureParameters) -> bool:
    """Whether nothing but the texel density says how many pixels there are."""
    return parameters.texel_density_px_per_m is not None and not (parameters.width_px or parameters.height_px)


def _material_violations(parameters: TextureParameters, models: tuple[str, ...], bank: Bank) -> list[Violation]:
    """What does not go with the class of material."""
    found = _model_violations(parameters, texture_defaults(models, parameters, bank), bank)
    found += _scale_violations(parameters)
    return found if parameters.layout is None else found + _layout_violations(parameters)


def _drawn(parameters: TextureParameters, models: tuple[str, ...], bank: Bank) -> TextureParameters:
    """The same with a class, where nobody says one and there is no photo: drawn by the seed of the style among those
    that all else goes with, scans before others.
    """
    if parameters.material or parameters.exemplar is not None:
        return parameters
    each = [replace(parameters, material=name) for name in CLASS_NAMES]
    fitting = [one for one in each if not _material_violations(one, models, bank)] or each
    fitting = [one for one in fitting if one.material in bank.classes or built(one.material, bank)] or fitting
    seed = parameters.seed if parameters.style_seed is None else parameters.style_seed
    share = 0.5 + 0.5 * float(uniform(seed & _SEED_BITS, "material", 1)[0])
    return fitting[min(int(share * len(fitting)), len(fitting) - 1)]


def _scale_violations(parameters: TextureParameters) -> list[Violation]:
    width, height = parameters.width_px, parameters.height_px
    if not (side_allowed(width) and side_allowed(height)):
        return []
    detail, metres = parameters.detail, parameters.metres_per_tile
    if detail is not None:
        possible = possible_scales(width, height)
        if RANGES["detail"].allows(detail) and detail not in possible:
            allowed = "one of " + ", ".join(map(str, possible)) + f" at {width} x {height} pixels"
            return [Violation.of("detail", detail, allowed)]
    elif metres is not None and RANGES["metres_per_tile"].allows(metres):
        class_metres = _class_metres(parameters.material)
        if scale_for(width, height, class_metres, metres) is None:
            low, high = metres_allowed(width, height, class_metres)
            allowed = (
                f"{low:.3g} to {high:.3g} for {parameters.material or 'an exemplar'} at {width} pixels, or a detail"
            )
            if parameters.texel_density_px_per_m is not None:
                low, high = (width / each for each in metres_allowed(width, height, class_metres)[::-1])
                allowed = f"{low:.4g} to {high:.4g} for {parameters.material or 'an exemplar'} at {width} pixels"
                return [Violation.of(DENSITY_FIELD, parameters.texel_density_px_per_m, f"{allowed}, or a detail")]
            return [Violation.of("metres_per_tile", metres, allowed)]
    return []


def _class_metres(material: str) -> float:
    return CLASSES[material].metres if material in CLASSES else EXEMPLAR_METRES


_Said = TypeVar("_Said", ColourParameters, WeatherParameters, SynthesisParameters, DecalParameters, TrimParameters)


def _decal(**said: Any) -> DecalParameters:
    return DecalParameters(**{"kind": "", **said})


def _said_violations(
    path: str,
    violations_of: Callable[[_Said], list[Violation]],
    kind: Callable[..., _Said],
    said: Mapping[str, Any],
) -> list[Violation]:
    return [replace(wrong, field=f"{path}.{wrong.field}") for wrong in violations_of(kind(**said))]


def _layout_violations(parameters: TextureParameters) -> list[Violation]:
    """Of what is said; that the rest fits it is seen to where the rest is known."""
    said = dict(parameters.layout or {})
    if not said:
        return []
    bond = said.pop("bond", "") or usual_bond(parameters.material)
    if not bond:
        allowed = f"a bond: {parameters.material or 'an exemplar'} is not laid of pieces by itself"
        return [Violation.of("layout.bond", "missing", allowed)]
    size = said.pop("piece_size", 1.0)
    found = layout_violations(replace(LayoutParameters(bond), **said))
    if not PIECE_SIZE.allows(size):
        found.append(Violation.of("layout.piece_size", size, str(PIECE_SIZE)))
    # The usual number of rows is made to fit the bond.
    return [wrong for wrong in found if wrong.field != "layout.rows" or "rows" in said]


def usual_bond(material: str) -> str:
    """How a class is usually laid; empty if it is not laid of pieces."""
    return CLASSES[material].layout if material in CLASSES else ""


def _model_violations(parameters: TextureParameters, model: str, bank: Bank) -> list[Violation]:
    """What a generator has no use for."""
    found = []

    def only(name: str, allowed: str) -> None:
        found.append(Violation.of(name, f"given with model {model!r}", allowed))

    if model in _FROM_EXEMPLARS:
        if parameters.exemplar is None:
            found.append(Violation.of("exemplar", "missing", f"a photo, for model {model!r}"))
        if parameters.mix is not None:
            only("mix", "only with a model that knows classes")
    if model == NOISE and parameters.exemplar is not None:
        only("exemplar", "only with a learned model, quilting or random-phase")
    if model in _UNSTEERED:
        if parameters.variation is not None:
            only("variation", "only with a learned model")
        if parameters.layout:
            only("layout", "only with a learned model")
    if parameters.synthesis:
        if model not in (SCAN, COMPOSED):
            only("synthesis", f"only where pieces of scans are laid: {SCAN} or {COMPOSED}, of a class that has scans")
        elif parameters.layout:
            found.append(Violation.of("synthesis", "given with layout", "one of the two"))
    if model == COMPOSED and parameters.layout and not _lays(parameters, bank):
        only("layout", f"bonds of rectangles ({', '.join(SQUARE_BONDS)}) of {', '.join(bank.laid_classes)}")
    if model == STRUCTURED:
        if parameters.exemplar is not None:
            only("exemplar", "only with a learned model, scan, quilting or random-phase")
        if parameters.material in CLASS_NAMES and not built(parameters.material, bank):
            names = ", ".join(name for name in STRUCTURES if built(name, bank))
            found.append(Violation.of("material", repr(parameters.material), f"with model {model!r} one of {names}"))
    elif model in SCANNED_MODELS and parameters.material in CLASS_NAMES and parameters.exemplar is None:
        scanned = bank.classes
        if parameters.material not in scanned:
            allowed = f"one that there are scans of, with model {model!r}: {', '.join(sorted(scanned))}"
            found.append(Violation.of("material", repr(parameters.material), allowed))
    return found


def resolve(parameters: TextureParameters, models: tuple[str, ...], bank: Bank | None = None) -> ResolvedTexture:
    """Check the parameters and fill in their defaults, but for those of the layout, which the generator knows.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = violations(parameters, models, bank)
    if found:
        raise InvalidFields(found)
    parameters, _ = _described(parameters)
    parameters = _drawn(parameters, models, bank or packaged_bank())
    parameters, _ = at_density(parameters, _class_metres(parameters.material))
    model = texture_defaults(models, parameters, bank)
    class_metres = _class_metres(parameters.material)
    width, height = parameters.width_px, parameters.height_px
    scale, metres = parameters.detail, parameters.metres_per_tile
    if scale is None:
        fitting = None if metres is None else scale_for(width, height, class_metres, metres)
        scale = fitting or usual_scale(width, height, SCANNED if model in SCANNED_MODELS else DETAILS)
    if metres is None:
        metres = natural_metres(width, scale, class_metres)
    style_seed = parameters.seed if parameters.style_seed is None else parameters.style_seed
    mix = parameters.mix
    if mix is not None:
        other = style_seed if mix.style_seed is None else mix.style_seed
        mix = replace(mix, material=mix.material or parameters.material, style_seed=other, share=_float32(mix.share))
        mix = None if mix.share == 0.0 else mix
    variation = parameters.variation
    if variation is not None:
        variation = replace(variation, strength=_float32(variation.strength))
        variation = None if variation.strength == 0.0 else variation
    weather = {"seed": parameters.seed, **parameters.weather}
    return ResolvedTexture(
        width_px=width,
        height_px=height,
        seed=parameters.seed,
        model=model,
        material=parameters.material,
        style_seed=style_seed,
        metres_per_tile=_float32(metres),
        texel_density_px_per_m=parameters.texel_density_px_per_m,
        scale=scale,
        exemplar=parameters.exemplar,
        mix=mix,
        variation=variation,
        look=rounded(ColourParameters(**parameters.look)),
        weather=rounded(WeatherParameters(**weather)),
        layout=_layout_for(model, parameters.layout),
        synthesis=rounded(SynthesisParameters(**parameters.synthesis)),
        quarter_turns=parameters.quarter_turns,
        mirrored=parameters.mirrored,
        decal=None if parameters.decal is None else rounded(_decal(**{"seed": parameters.seed, **parameters.decal})),
        trim=None
        if parameters.trim is None
        else rounded(TrimParameters(**{"seed": parameters.seed, **parameters.trim})),
        variant=parameters.variant,
    )


def _layout_for(model: str, said: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What is said of a layout, as a generator takes it."""
    if model in _UNSTEERED:
        return None
    # Pieces of scans lie as they were found, unless something is said.
    return said or None if model == COMPOSED else said


def _float32(value: float) -> float:
    return float(np.float32(value))


def rounded(said: _Said) -> _Said:
    """The same with every number as the wire carries it: float32, and eight bits for each channel of a colour."""
    changed: dict[str, Any] = {}
    for each in fields(said):
        value = getattr(said, each.name)
        if each.name == "heights":
            changed[each.name] = tuple(map(_float32, value))
        elif isinstance(value, float):
            changed[each.name] = _float32(value)
        elif each.name.endswith("_colour") and value is not None:
            changed[each.name] = _eight_bits(value)
        elif each.name == "palette":
            changed[each.name] = tuple(map(_eight_bits, value))
    return replace(said, **changed)


def _eight_bits(colour: Iterable[float]) -> tuple[float, ...]:
    return tuple(round(channel * 255.0) / 255.0 for channel in colour)


def _described(parameters: TextureParameters) -> tuple[TextureParameters, list[Violation]]:
    """What the text adds to what is said, and what is wrong with it."""
    if not parameters.text:
        return parameters, []
    try:
        read = understand(parameters.text)
    except InvalidFields as error:
        return parameters, error.violations
    material = parameters.material or read.material
    if not (material or parameters.exemplar):
        allowed = "words that name a material, such as brick, oak planks or wet sand"
        return parameters, [Violation.of("text", repr(parameters.text), allowed)]
    palette = {"palette": read.palette[: int(PALETTE.maximum)]} if read.palette else {}
    layout = parameters.layout
    if layout is not None and parameters.model not in _UNSTEERED:
        size = {} if read.piece_size == 1.0 else {"piece_size": PIECE_SIZE.nearest(read.piece_size)}
        described = {**size, **read.layout}
        if layout.get("bond") or described.get("bond") or usual_bond(material):
            layout = {**described, **layout}
    return (
        replace(
            parameters,
            material=material,
            look={**palette, **read.look, **parameters.look},
            weather={**read.weather, **parameters.weather},
            layout=layout,
            metres_per_tile=(
                read.metres_per_tile if parameters.metres_per_tile is None else parameters.metres_per_tile
            ),
        ),
        [],
    )
