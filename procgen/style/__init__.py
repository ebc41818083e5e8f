"""A project's style: what is read of its files, and what requests take from it unless they are told otherwise."""

from __future__ import annotations

from procgen.style.fitting import fitting, fitting_flags
from procgen.style.project import FILE_NAME, Naming, Style, find_style, read_style

__all__ = ["FILE_NAME", "Naming", "Style", "find_style", "fitting", "fitting_flags", "read_style"]
