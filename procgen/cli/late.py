"""Groups of commands whose modules are loaded when they are asked for: a list of commands needs none of them."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_group

from procgen.cli.settings import SETTINGS, with_settings
from procgen.kit.domain import Domain, Verb

MARKUP: Final = "markdown"


@dataclass(frozen=True, slots=True)
class Late:
    """A command, or a group of them, that is not loaded yet.

    Attributes:
        about: a line for the list of commands.
        load: its function, or the group.
        serving: whether it has the settings that only servers have.
    """

    about: str
    load: Callable[[], Callable[..., None] | typer.Typer]
    serving: bool = False


def named(where: str) -> Callable[[], Any]:
    """Loads "module:name" of this folder."""
    module, _, name = where.partition(":")
    return lambda: getattr(importlib.import_module(f"procgen.cli.{module}"), name)


def of_domain(domain: Domain, verb: Verb) -> Late:
    """A command that a domain declares."""
    return Late(verb.about, lambda: domain.load(verb.where))


def _command(name: str, late: Late) -> Any:
    """The command or group itself."""
    loaded, holder = late.load(), typer.Typer(add_completion=False, rich_markup_mode=MARKUP)
    holder.callback()(_nothing)  # so that it is a group, whatever it holds
    if isinstance(loaded, typer.Typer):
        holder.add_typer(loaded, name=name)
    elif SETTINGS in inspect.signature(loaded).parameters:
        holder.command(name)(with_settings(loaded, serving=late.serving))
    else:
        holder.command(name)(loaded)
    return get_group(holder).commands[name]


def _nothing() -> None:
    """Stands for what is loaded later."""


def late_group(commands: Mapping[str, Late], about: str, **more: Any) -> typer.Typer:
    """A group of commands.

    Args:
        commands: by name, in the order in which they are listed.
        about: what they do.
        more: for Typer.
    """

    class Group(TyperGroup):
        """Loads the command that is called, or whose flags are to be known."""

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            name, command, rest = super().resolve_command(ctx, args)
            return name, command if name is None else _command(name, commands[name]), rest

    group = typer.Typer(cls=Group, help=about, no_args_is_help=True, **more)
    for name, late in commands.items():
        group.command(name, help=late.about)(_nothing)
    return group
