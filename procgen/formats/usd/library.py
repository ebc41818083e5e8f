"""The package usd-core, which not every installation has."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any, Final

from procgen.errors import Failed

_MODULES: Final = ("Gf", "Kind", "Sdf", "Tf", "Usd", "UsdGeom", "UsdLux", "UsdPhysics", "UsdShade", "UsdSkel", "Vt")


@dataclass(frozen=True, slots=True)
class Library:
    """The modules of usd-core that are used here."""

    Gf: Any
    Kind: Any
    Sdf: Any
    Tf: Any
    Usd: Any
    UsdGeom: Any
    UsdLux: Any
    UsdPhysics: Any
    UsdShade: Any
    UsdSkel: Any
    Vt: Any


def library() -> Library:
    """The modules.

    Raises:
        Failed: the package is not installed.
    """
    try:
        return Library(*(importlib.import_module(f"pxr.{name}") for name in _MODULES))
    except ImportError as error:
        raise Failed(
            "USD needs the package usd-core, which is not installed here",
            "Run `pip install 'procgen-server[usd]'` where the server runs, or ask for GLB, which needs nothing.",
        ) from error
