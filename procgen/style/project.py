"""``procgen.style.json``: what a project's content has in common."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from procgen.errors import Failed, InvalidFields, Violation

FILE_NAME: Final = "procgen.style.json"
_FORMAT: Final = "procgen.style/1"
_MOST_BYTES: Final = 1 << 20
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
_MOST_COLOURS: Final = 6
ENGINES: Final = ("godot", "unity", "none")
CASES: Final = ("snake", "kebab", "pascal", "camel", "none")


@dataclass(frozen=True, slots=True)
class Naming:
    """How files are called.

    Attributes:
        case: of most names, one of :data:`CASES`.
        prefixes: by what they stand before, "texture" or "mesh", such as "T_".
    """

    case: str = "none"
    prefixes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Style:
    """A project's style; what could not be read is None or empty.

    Attributes:
        engine: "godot", "unity" or "none".
        palette: colours that most pixels of the textures are near to, "#rrggbb", the commonest first; six at most.
        texture_px: side of the usual texture.
        texture_format: "png", "webp", "jpg", "tga" or "exr".
        texel_density_px_per_m: texture pixels along a metre of a surface.
        tile_px: side of a tile of tile sets.
        prop_triangles: of the usual mesh without bones.
        character_triangles: of the usual mesh with bones.
        naming: how files are called.
        read_files: how many files this was read of.
    """

    engine: str = "none"
    palette: tuple[str, ...] = ()
    texture_px: int | None = None
    texture_format: str | None = None
    texel_density_px_per_m: float | None = None
    tile_px: int | None = None
    prop_triangles: int | None = None
    character_triangles: int | None = None
    naming: Naming = Naming()
    read_files: int = 0

    def to_json(self) -> str:
        """For people to read and change."""
        return json.dumps({"format": _FORMAT, **asdict(self)}, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Style:
        """Read a style.

        Raises:
            InvalidFields: a field is not what it should be; all of them are named.
        """
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict) or said.get("format") != _FORMAT:
            raise InvalidFields([Violation.of("format", _shown(said), _FORMAT)])
        found: list[Violation] = []
        fields = {name: value for name, value in said.items() if name != "format"}
        for name, value in fields.items():
            allowed = _ALLOWED.get(name)
            if allowed is None:
                found.append(Violation.of(name, value, f"one of {', '.join(_ALLOWED)}"))
            elif not allowed[0](value):
                found.append(Violation.of(name, value, allowed[1]))
        if found:
            raise InvalidFields(found)
        naming = fields.pop("naming", {})
        fields["palette"] = tuple(fields.get("palette", ()))
        return cls(**fields, naming=Naming(naming.get("case", "none"), dict(naming.get("prefixes", {}))))


def _shown(said: object) -> object:
    return said.get("format", "missing") if isinstance(said, dict) else "no object of JSON"


def _whole(least: int, most: int) -> tuple[Any, str]:
    def right(value: object) -> bool:
        return value is None or (type(value) is int and least <= value <= most)

    return right, f"a whole number from {least} to {most}, or null"


def _is_naming(value: object) -> bool:
    if (
        not isinstance(value, dict)
        or not value.keys() <= {"case", "prefixes"}
        or value.get("case", "none") not in CASES
    ):
        return False
    prefixes = value.get("prefixes", {})
    return isinstance(prefixes, dict) and all(
        kind in ("texture", "mesh") and isinstance(prefix, str) and re.fullmatch(r"[A-Za-z]{1,4}_", prefix)
        for kind, prefix in prefixes.items()
    )


_ALLOWED: Final[Mapping[str, tuple[Any, str]]] = {
    "engine": (lambda value: value in ENGINES, f"one of {', '.join(ENGINES)}"),
    "palette": (
        lambda value: (
            isinstance(value, list)
            and len(value) <= _MOST_COLOURS
            and all(isinstance(each, str) and _COLOUR.fullmatch(each) for each in value)
        ),
        f'at most {_MOST_COLOURS} colours such as "#8a4b2d"',
    ),
    "texture_px": _whole(32, 4096),
    "texture_format": (
        lambda value: value in (None, "png", "webp", "jpg", "tga", "exr"),
        "png, webp, jpg, tga, exr or null",
    ),
    "texel_density_px_per_m": (
        lambda value: (
            value is None or (isinstance(value, (int, float)) and not isinstance(value, bool) and 1 <= value <= 65536)
        ),
        "a number from 1 to 65536, or null",
    ),
    "tile_px": _whole(1, 1024),
    "prop_triangles": _whole(1, 100_000_000),
    "character_triangles": _whole(1, 100_000_000),
    "naming": (_is_naming, f'a case of {", ".join(CASES)}, and prefixes of "texture" and "mesh" such as "T_"'),
    "read_files": _whole(0, 10**9),
}


def read_style(path: Path) -> Style:
    """The style in a file. Raises Failed where it can't be read, InvalidFields where it is none."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise Failed(f"the style {path} can't be read: {error.strerror}", "Write one with `procgen style`.") from error
    if len(data) > _MOST_BYTES:
        raise Failed(f"the style {path} has more than {_MOST_BYTES} bytes", "Write one with `procgen style`.")
    return Style.from_json(data.decode("utf-8", "replace"))


def find_style(folder: Path) -> Path | None:
    """The style of the project that a folder lies in: the nearest file of that name upwards; None without one."""
    for place in (folder, *folder.parents):
        if (place / FILE_NAME).is_file():
            return place / FILE_NAME
    return None
