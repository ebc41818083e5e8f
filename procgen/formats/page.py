"""HTML pages from templates: each stands beside the module that fills it."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from procgen import __version__


@lru_cache(maxsize=1)
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("procgen", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["version"] = __version__
    return made


def rendered(module: str, **values: object) -> Markup:
    """The template of a module, filled; text is escaped, and what is :class:`markupsafe.Markup` is not.

    Args:
        module: its ``__name__``: the template of ``procgen.kit.command.gallery`` is ``procgen/cli/gallery.html.j2``.
        values: by the names that the template has for them; ``version`` it knows.
    """
    name = module.removeprefix("procgen.").replace(".", "/")
    return Markup(_templates().get_template(f"{name}.html.j2").render(values))
