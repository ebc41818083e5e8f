"""``procgen studio``."""

from __future__ import annotations

import asyncio
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from procgen.cli.fitted import style_at
from procgen.cli.serve import configure_log, port_number
from procgen.domains import DOMAINS
from procgen.kit.command.flags import TrustModels
from procgen.kit.command.output import line
from procgen.kit.wire.side import NO_SETTINGS
from procgen.runtime.files import prepare_folder
from procgen.runtime.trust import EVERY_MODEL, config_folder
from procgen.server.app import DEFAULT_PORT, DEFAULT_WEB_PORT, Addresses, ServerConfig, serve_until_signal
from procgen.server.auth import read_token
from procgen.server.results import DEFAULT_CACHE_BYTES
from procgen.server.site import PREFIX
from procgen.studio import History, Inputs, Place, StudioSite, UserFiles
from procgen.style import fitting, read_style

_HISTORY = "studio.sqlite"
_INPUTS = ".inputs"
"""Ending of the folder beside the history."""
_EVALUATION = "evaluation"
"""Where `procgen evaluate all` writes, if not told otherwise."""


def studio(
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of your project, which files are kept in. [default: they can be downloaded only]"),
    ] = None,
    port: Annotated[
        int, typer.Option(callback=port_number, help="Port of native gRPC; 0 takes a free one.")
    ] = DEFAULT_PORT,
    web_port: Annotated[
        int, typer.Option(callback=port_number, help="Port of the page and of gRPC-Web; 0 takes a free one.")
    ] = DEFAULT_WEB_PORT,
    models: Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(
            envvar="PROCGEN_TOKEN_FILE", help="File with a token, which the page is opened with and all calls need."
        ),
    ] = None,
    cache: Annotated[
        str | None, typer.Option(help="Where results are kept, as of `procgen serve`; batches need it.")
    ] = None,
    cache_mib: Annotated[int, typer.Option(min=1, max=1 << 24, help="Bound on all kept results, MiB.")] = (
        DEFAULT_CACHE_BYTES >> 20
    ),
    history: Annotated[
        Path | None, typer.Option(help="File with what was made. [default: studio.sqlite among the user's settings]")
    ] = None,
    evaluation: Annotated[
        list[Path] | None,
        typer.Option(
            help="Folder that `procgen evaluate --page` wrote into, shown among the evaluations; repeatable. "
            "[default: evaluation, where it is there]"
        ),
    ] = None,
    trust_models: TrustModels = False,
    open_page: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in the browser, or only say where it is.")
    ] = True,
    settings: Mapping[str, Any] = NO_SETTINGS,
) -> None:
    """Open the studio in the browser: everything that procgen makes, tried, compared and kept on one page.

    It is served on this computer alone, and loads nothing from elsewhere. Editors can use the same server meanwhile.

    Example: `procgen studio --out my-game/assets`
    """
    if out is not None:
        prepare_folder(out)
    own_style = style_at(out or Path.cwd())
    token = None if token_file is None else read_token(token_file)
    fields = None if own_style is None else fitting(read_style(own_style))
    measured = evaluation or [Path(_EVALUATION)]
    file = history or config_folder() / _HISTORY
    places = _places(file, settings)
    brought = {each.bring.setting: str(each.folder) for each in places.values() if each.folder is not None}
    files = UserFiles(Inputs(file.with_suffix(_INPUTS)), places)
    site = StudioSite(History(file), files, out, fields, measured)

    def ready(addresses: Addresses) -> None:
        address = f"http://127.0.0.1:{addresses.web_port}{PREFIX}"
        line(f"the studio is at {address}; Ctrl-C ends it")
        if open_page:
            # What follows # stays in the browser: the token is in no request's address, and in no log.
            webbrowser.open(address if token is None else f"{address}#token={token}")

    config = ServerConfig(
        port=port,
        web_port=web_port,
        models=tuple(models or ()),
        token=token,
        cache=cache or "",
        cache_bytes=cache_mib << 20,
        settings={**settings, **brought},
        trust=EVERY_MODEL if trust_models else None,
        metrics=True,
        site=site,
    )
    configure_log("warning", as_json=False)
    asyncio.run(serve_until_signal(config, ready))


def _places(history: Path, settings: Mapping[str, Any]) -> dict[str, Place]:
    """Where each domain keeps what users bring: beside the history, unless a setting names a folder."""
    found: dict[str, Place] = {}
    for domain in DOMAINS:
        bring = domain.load_wire().bring if domain.wire else None
        if bring is None:
            continue
        folder = None if settings.get(bring.setting) else history.with_suffix(f".{domain.name}")
        if folder is not None:
            bring.prepare(folder)
        found[domain.name] = Place(bring, folder)
    return found
