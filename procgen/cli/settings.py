"""What domains have set for all calls of a process, as flags of commands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Final

import typer

from procgen.domains import DOMAINS
from procgen.kit.command.signatures import command_of, flag, own_flags
from procgen.kit.domain import Setting

SETTINGS: Final = "settings"
"""The parameter that gets them."""


def every_setting() -> tuple[Setting, ...]:
    """Those of all domains."""
    return tuple(setting for domain in DOMAINS for setting in domain.settings)


def with_settings(
    command: Callable[..., None], settings: Iterable[Setting] | None = None, *, serving: bool = False
) -> Callable[..., None]:
    """A command with a flag for each setting, which it gets together as a mapping ``settings``.

    Args:
        command: its parameters are flags, but for ``settings``.
        settings: those of all domains if None.
        serving: whether those that only servers have are among them.
    """
    wanted = [each for each in (every_setting() if settings is None else settings) if serving or not each.of_servers]
    flags = [
        flag(
            each.name,
            Annotated[each.kind, typer.Option(f"--{each.name.replace('_', '-')}", help=each.about)],
            each.kind(),
        )
        for each in wanted
        if not each.environment
    ]

    def run(**given: Any) -> None:
        found = {each.name: given.pop(each.name) for each in flags}
        command(**given, settings=_with_environment(found, wanted))

    return command_of(run, [*own_flags(command, SETTINGS), *flags], command.__doc__)


def _with_environment(given: Mapping[str, Any], wanted: Iterable[Setting]) -> dict[str, Any]:
    """What was set, by flags or in the environment; what is unset is left out."""
    found = dict(given) | {each.name: os.environ.get(each.environment, "") for each in wanted if each.environment}
    return {name: value for name, value in found.items() if value}
