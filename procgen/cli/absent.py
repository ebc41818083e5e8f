"""Parts of libraries that the standalone bundle leaves out, though modules that it needs import them.

They are large, and nothing of procgen calls them: solvers of linear programs that ``scipy.signal`` imports on the way
to its filters, say, or ciphers of the MCP's web server. What is imported of them is there by name alone; whoever uses
it gets an error that says so.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, Final

ABSENT: Final = (
    "cryptography",
    "scipy.integrate",
    "scipy.interpolate",
    "scipy.linalg",
    "scipy.optimize",
    "scipy.sparse.linalg",
    "scipy.spatial.transform",
    "scipy.stats",
)
"""Packages and modules, with all that is below them."""
THERE: Final = ("scipy.linalg.cython_blas", "scipy.linalg.cython_lapack")
"""But for these: compiled modules, hulls of points for instance, look into them when they are loaded."""


def is_absent(module: str) -> bool:
    """Whether a module is one of :data:`ABSENT`, or below one."""
    return module not in THERE and any(f"{module}.".startswith(f"{name}.") for name in ABSENT)


class _Left(type):
    """Of names that are imported: they can be inherited from, caught and compared, as classes can, and not used."""

    def __call__(cls, *_: Any, **__: Any) -> Any:
        raise NotImplementedError(f"the standalone bundle has no {cls.__module__}.{cls.__qualname__}")

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _left(f"{cls.__module__}.{cls.__qualname__}", name)


def _left(module: str, name: str) -> Any:
    return _Left(name, (Exception,), {"__module__": module, "__doc__": "Not in the standalone bundle."})


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = _left(self.__name__, name)
        setattr(self, name, found)
        return found


class _Absent(MetaPathFinder, Loader):
    """Finds what is absent, before anything else looks for it."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if not is_absent(name):
            return None
        found = ModuleSpec(name, self, is_package=True)
        # What is there nevertheless is found where the package would be.
        found.submodule_search_locations = [str(Path(parent, name.rpartition(".")[2])) for parent in path or ()]
        return found

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing in it."""


def stand_in() -> None:
    """Let what is absent be imported from here on."""
    sys.meta_path.insert(0, _Absent())
