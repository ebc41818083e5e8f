"""``procgen generate DOMAIN``: content without a running server."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from procgen.cli.settings import every_setting, with_settings
from procgen.kit.command.asking import Generate, Given, Place, flags_of
from procgen.kit.command.flags import TrustModels, model_store
from procgen.kit.command.signatures import command_of, flag
from procgen.kit.domain import Domain
from procgen.kit.wire.blobs import BlobStore
from procgen.served import all_services

_SHARED: Final = (
    flag("out", Annotated[Path, typer.Option(help="Folder for the files.")], Path("procgen-out")),
    flag("models", Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")], None),
    flag("trust_models", TrustModels, False),
    flag("threads", Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 takes all processors.")], 0),
    flag("json", Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")], False),
)


def generate_command(domain: Domain) -> Callable[..., None]:
    """The command of a domain."""
    side = domain.load_generate()
    wanted = [setting for setting in every_setting() if setting.name in side.settings]
    return with_settings(_command(side), wanted)


def _command(side: Generate) -> Callable[..., None]:
    asked, made = side.flags, flags_of(side.make)
    flags = {**made, **asked, **{each.name: each for each in _SHARED}}
    order = dict.fromkeys([*asked, *flags])

    def run(settings: Mapping[str, Any], **given: Any) -> None:
        place = Place(given["out"], given["json"], time.perf_counter())
        store = model_store(given["models"], trust_models=given["trust_models"], threads=given["threads"])
        around = Given(all_services(store, BlobStore(), settings))
        requests = side.requests(around, **{name: given[name] for name in asked})
        side.make(requests, around, place, **{name: given[name] for name in made})

    return command_of(run, [flags[name] for name in order], side.make.__doc__)
