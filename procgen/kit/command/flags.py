"""Checks of flags that no message could carry."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from procgen.errors import Violation
from procgen.runtime.store import ModelStore
from procgen.runtime.trust import EVERY_MODEL

TrustModels = Annotated[
    bool, typer.Option("--trust-models", help="Use models of --models whoever made them, without `models trust`.")
]
Count = Annotated[int, typer.Option(min=1, max=100_000, help="How many; they take the seeds that follow.")]
RecipeFile = Annotated[Path | None, typer.Option(help="Make what this recipe says; other parameters are ignored.")]
_GREATEST_CARRIED = 2**31


def model_store(folders: Sequence[Path] | None, *, trust_models: bool, threads: int = 0) -> ModelStore:
    """The models that ``--models`` and ``--trust-models`` ask for. Raises Failed where a catalog can't be read."""
    return ModelStore(tuple(folders or ()), threads=threads, trust=EVERY_MODEL if trust_models else None)


def number_violations(numbers: Iterable[tuple[str, int, int, int]]) -> list[Violation]:
    """What no message could carry, of flags with their value and the least and greatest that are allowed. What is
    merely too small or too large is the request's to refuse.
    """
    return [
        Violation.of(flag, value, f"a whole number from {least} to {greatest}")
        for flag, value, least, greatest in numbers
        if not (min(least, 0) <= value <= max(greatest, _GREATEST_CARRIED))
    ]


def name_violations(flag: str, names: Iterable[str], allowed: Collection[str]) -> list[Violation]:
    """Names that are none of the allowed ones."""
    return [Violation.of(flag, name, "one of " + ", ".join(allowed)) for name in names if name not in allowed]


def read_given(texts: list[str], wrong: list[Violation]) -> dict[str, str]:
    """What `--given` says, by column; what can't be is added to ``wrong``."""
    given: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            wrong.append(Violation.of("--given", text, "COLUMN=VALUE, such as rarity=rare"))
        elif name in given:
            allowed = f"one --given a column; {name}={given[name]}|{value} for one of several"
            wrong.append(Violation.of("--given", text, allowed))
        else:
            given[name] = value
    return given
