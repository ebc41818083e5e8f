"""What can be worn: a kind of thing, its options, and how it is made.

Garments, shoes, accessories, hair and beards all are kinds. A kind's ``build`` gets complete, checked options and makes
a :class:`~procgen.character.mesh.part.Template` that fits every body.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock

from procgen.character.body.basis import Basis
from procgen.character.mesh import part
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.fabric import PATTERN, PATTERNS, WEAVE, WEAVES, beside
from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import Range

Colour = part.Colour
"""sRGB, 0..1."""
Value = float | str
Builder = Callable[[Mapping[str, Value], tuple[Slot, ...], Basis], Template]
"""Complete options, slots with their final colours, and the basis, to a template."""

CLOTHES_KEPT = 64
"""Templates of a shop for clothes: kinds are few, and most people who are drawn by chance wear them as they are."""
GROWN_KEPT = 16
"""Of a shop for hair: of people who are drawn by chance hardly any two have the same, and hair takes megabytes."""
SETTINGS = ("medieval", "modern", "scifi")
REGIONS = (
    "head_top",
    "face",
    "neck",
    "chest",
    "pelvis",
    "upper_arms",
    "forearms",
    "hands",
    "thighs",
    "knees",
    "calves",
    "feet",
)
"""What a kind may cover. "chest" is the trunk from the waist to the collar bones, "pelvis" from the waist to the groin,
"head_top" the head above the hat line (hair is hidden or pressed there)."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen about a kind: a number in a range, or one of several words.

    Attributes:
        name: "sleeve", "collar", ….
        description: one short line for people.
        minimum, maximum: range of a number.
        default: a number, or a word out of ``values``.
        values: the words of a choice; empty for a number.
    """

    name: str
    description: str
    minimum: float = 0.0
    maximum: float = 1.0
    default: Value = 0.5
    values: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Either "number" or "choice"."""
        return "choice" if self.values else "number"

    @property
    def allowed(self) -> str:
        """The values it takes, in words."""
        return " or ".join(self.values) if self.values else f"{self.minimum:g} to {self.maximum:g}"

    def accepts(self, value: object) -> bool:
        """Whether a value is in range (a NaN is in none; ends may be rounded to float32) or among the words."""
        if self.values:
            return value in self.values
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            return False
        return Range(self.minimum, self.maximum, self.description).allows(value)


def number(name: str, description: str, default: float, minimum: float = 0.0, maximum: float = 1.0) -> Option:
    """An option that is a number."""
    return Option(name, description, minimum, maximum, default)


def choice(name: str, description: str, *values: str) -> Option:
    """An option that is one of several words, the first by default."""
    return Option(name, description, default=values[0], values=values)


FABRIC: Mapping[str, Option] = {
    WEAVE: choice(WEAVE, "how the cloth is made", *WEAVES),
    PATTERN: choice(PATTERN, "what is woven or printed in the cloth", *PATTERNS),
}
"""What can be chosen about everything that is of cloth."""


@dataclass(frozen=True, eq=False, slots=True)
class Kind:
    """Something that can be worn, with everything that one may choose about it.

    Attributes:
        name: identifier, such as "linen_shirt".
        label: for people, such as "Linen shirt".
        settings: where it belongs, out of :data:`SETTINGS`.
        layer: 0 next to the skin, 1 shirt, trousers, shoes, 2 vest, dress, tunic, 3 jacket, coat, armour, 4 cloak.
        options: by name.
        slots: its materials in their default colours.
        child_safe: whether people below 18 may wear it.
        covers: out of :data:`REGIONS`, with the default options.
        build: makes the template.
        sole_m: how far below the foot it reaches, which is how far the wearer is lifted.
    """

    name: str
    label: str
    settings: tuple[str, ...]
    layer: int
    options: Mapping[str, Option]
    slots: tuple[Slot, ...]
    child_safe: bool
    covers: frozenset[str]
    build: Builder
    sole_m: float = 0.0

    @property
    def of_cloth(self) -> bool:
        """Whether its main material can be woven in other ways."""
        return bool(self.slots) and self.slots[0].kind == "cloth" and self.slots[0].texture == "fabric"

    @property
    def choices(self) -> Mapping[str, Option]:
        """All options: those of its form, and those of its cloth, which change no mesh."""
        if not self.of_cloth:
            return self.options
        weave = replace(FABRIC[WEAVE], default=self.slots[0].weave)
        return {**self.options, WEAVE: weave, PATTERN: FABRIC[PATTERN]}

    @property
    def colours(self) -> Mapping[str, Colour]:
        """What can be coloured, and the usual colours: its materials, and the pattern of its cloth."""
        found = {slot.name: slot.colour for slot in self.slots}
        return {**found, PATTERN: beside(self.slots[0].colour)} if self.of_cloth else found


@dataclass(frozen=True, eq=False, slots=True)
class Shop:
    """Kinds by name, and the templates that were made of them.

    Meshes are made once for the same kind and options, whatever the colours (templates in other colours share their
    arrays); those that were used least recently go when more than ``capacity`` are kept. Safe to use from any thread.
    """

    kinds: Mapping[str, Kind]
    capacity: int = CLOTHES_KEPT
    _made: OrderedDict[tuple[object, ...], Template] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def build(self, name: str, options: Mapping[str, Value], colours: Mapping[str, Colour], basis: Basis) -> Template:
        """A template of a kind.

        Args:
            name: of the kind.
            options: those that differ from the defaults.
            colours: slot name to sRGB colour, for the slots that differ from the defaults.
            basis: of the bodies that will wear it.

        Raises:
            InvalidFields: no such kind, option, value, slot or colour; names all of them.
        """
        kind = self.kinds.get(name)
        if kind is None:
            raise InvalidFields([Violation.of("kind", name, ", ".join(self.kinds))])
        complete = complete_options(kind, options)
        chosen = {option: complete[option] for option in kind.options}
        slots = coloured_slots(kind, colours)
        key = (name, tuple(sorted(chosen.items())), id(basis))
        with self._lock:
            made = self._made.get(key)
        if made is None:
            made = kind.build(chosen, slots, basis)  # outside of the lock: others need not wait
        with self._lock:
            made = self._made.setdefault(key, made)
            self._made.move_to_end(key)
            while len(self._made) > self.capacity:
                self._made.popitem(last=False)
        return made if made.slots == slots else replace(made, slots=slots)


def complete_options(kind: Kind, options: Mapping[str, Value]) -> dict[str, Value]:
    """The kind's options with the defaults filled in. Raises InvalidFields that names every bad one."""
    choices = kind.choices
    bad: list[Violation] = []
    for name, value in sorted(options.items()):
        option = choices.get(name)
        if option is None:
            bad.append(Violation.of(f"{kind.name}.{name}", value, f"an option of it: {', '.join(choices)}"))
        elif not option.accepts(value):
            bad.append(Violation.of(f"{kind.name}.{name}", value, option.allowed))
    if bad:
        raise InvalidFields(bad)
    return {
        name: str(options.get(name, option.default)) if option.values else float(options.get(name, option.default))
        for name, option in choices.items()
    }


def coloured_slots(kind: Kind, colours: Mapping[str, Colour]) -> tuple[Slot, ...]:
    """The kind's slots in the wanted colours. Raises InvalidFields that names every bad slot and colour."""
    names = list(kind.colours)
    bad: list[Violation] = []
    for name, colour in sorted(colours.items()):
        if name not in names:
            bad.append(Violation.of(f"{kind.name}.colours", name, ", ".join(names)))
        elif len(colour) != 3 or not all(0.0 <= part <= 1.0 for part in colour):
            bad.append(Violation.of(f"{kind.name}.colours.{name}", colour, "three numbers from 0 to 1"))
    if bad:
        raise InvalidFields(bad)
    finished = []
    for slot in kind.slots:
        red, green, blue = colours.get(slot.name, slot.colour)
        finished.append(replace(slot, colour=(float(red), float(green), float(blue))))
    return tuple(finished)
