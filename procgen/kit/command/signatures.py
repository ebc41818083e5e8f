"""How functions become commands: their parameters that are passed by name are the flags."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from inspect import Parameter
from typing import Any


def flag(name: str, annotation: Any, default: object = Parameter.empty) -> Parameter:
    """A flag of a command; one without a default has to be given."""
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def own_flags(function: Callable[..., object], *given: str) -> list[Parameter]:
    """The parameters of a function that are flags: all but those that it is given."""
    parameters = inspect.signature(function, eval_str=True).parameters
    return [each.replace(kind=Parameter.KEYWORD_ONLY) for name, each in parameters.items() if name not in given]


def command_of(run: Callable[..., None], flags: Iterable[Parameter], about: str | None) -> Callable[..., None]:
    """What Typer reads as a command: ``run`` with these flags, passed by name, and a docstring."""
    shown = list(flags)
    vars(run)["__signature__"] = inspect.Signature(shown)
    run.__annotations__ = {each.name: each.annotation for each in shown}
    run.__doc__ = about
    return run
