"""JSON values as the values of flags: checked and converted by how a command declares its parameters."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import Parameter
from pathlib import Path
from types import NoneType
from typing import Any, Final, get_args

from procgen.errors import Violation

_SAID: Final[Mapping[type, str]] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    Path: "the path of a file, from the folder that the command runs in",
}


@dataclass(frozen=True, slots=True)
class Value:
    """What a flag takes."""

    kind: type
    """bool, int, float, str or Path."""
    many: bool
    """Whether it takes a list."""
    optional: bool
    """Whether it may be left unset."""
    least: float | None = None
    greatest: float | None = None

    @classmethod
    def of(cls, parameter: Parameter) -> Value:
        """What a parameter of a command takes: ``Annotated[list[str] | None, typer.Option(...)]``."""
        annotation, option = get_args(parameter.annotation)
        parts = get_args(annotation)
        optional = NoneType in parts
        if optional:
            annotation = next(part for part in parts if part is not NoneType)
        items = get_args(annotation)
        return cls(items[0] if items else annotation, bool(items), optional, option.min, option.max)

    @property
    def allowed(self) -> str:
        """For people."""
        said = _SAID[self.kind]
        if self.least is not None:
            said += f" from {self.least} to {self.greatest}"
        if self.many:
            said = f"{said}, or a list of them, or an object of names and values"
        return f"{said}, or null" if self.optional else said

    def read(self, name: str, value: object, wrong: list[Violation]) -> Any:
        """The flag's value; what can't be one is added to ``wrong``."""
        if value is None and self.optional:
            return None
        if not self.many:
            return self._one(name, value, wrong)
        if isinstance(value, dict):
            # --measure waist_circumference=0.9 is {"measure": {"waist_circumference": 0.9}} here.
            value = [f"{key}={_text(each)}" for key, each in value.items()]
        if not isinstance(value, list):
            return [self._one(name, value, wrong)]
        return [self._one(f"{name}[{place}]", each, wrong) for place, each in enumerate(value)]

    def _one(self, name: str, value: object, wrong: list[Violation]) -> Any:
        kind = self.kind
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value) if abs(value) < 2**1000 else math.inf
        if kind is Path and isinstance(value, str):
            if not _is_file(value):
                wrong.append(Violation.of(name, repr(value), f"{_SAID[Path]}; there is none"))
            return Path(value)
        fits = type(value) is kind and not (isinstance(value, float) and not math.isfinite(value))
        if fits and isinstance(value, int | float) and self.least is not None and self.greatest is not None:
            fits = self.least <= value <= self.greatest
        if not fits:
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            wrong.append(Violation.of(name, repr(value) if isinstance(value, str) else shown, self.allowed))
        return value


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):  # a name that is too long, or has what no name may have
        return False


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
