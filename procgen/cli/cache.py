"""``procgen cache``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer

from procgen.errors import Failed, InvalidFields, Violation
from procgen.jobs.content import ContentStore
from procgen.jobs.place import default_place, folder_of
from procgen.kit.command.output import json_object, line
from procgen.server.results import DEFAULT_CACHE_BYTES, NO_CACHE

app = typer.Typer(help="The results that servers and batches have kept.", no_args_is_help=True)

Cache = Annotated[
    str | None,
    typer.Option(
        envvar="PROCGEN_SERVE_CACHE",
        help="Folder, or address of a bucket; the user's folder for caches, as with `procgen serve`, if not given.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


@contextmanager
def _opened(cache: str | None) -> Iterator[ContentStore]:
    if cache == NO_CACHE:
        raise InvalidFields([Violation.of("--cache", cache, "a folder or the address of a bucket that results are in")])
    place = cache or str(default_place())
    folder = folder_of(place)
    if folder is not None and not folder.is_dir():
        raise Failed(
            f"there is no folder {folder}", "A server makes it when it starts; else name another with --cache."
        )
    store = ContentStore(place, limit_bytes=DEFAULT_CACHE_BYTES)
    try:
        yield store
    finally:
        store.close()


def _mib(size: int) -> str:
    return f"{size / 2**20:.1f} MiB"


@app.command("show")
def show(cache: Cache = None, json: Json = False) -> None:
    """Say what is kept. Example: `procgen cache show --cache my-results`."""
    with _opened(cache) as store:
        stats = store.stats()
    sums = stats.sums
    oldest = None if sums.oldest_use_us is None else datetime.fromtimestamp(sums.oldest_use_us // 1_000_000, UTC)
    counts = {what: sums.counts.get(what, 0) for what in ("hits", "misses", "damaged", "evicted")}
    if json:
        json_object(
            {
                "cache": stats.place,
                "objects": sums.objects,
                "bytes": sums.bytes,
                "limit_bytes": sums.limit_bytes,
                "pinned_objects": sums.pinned_objects,
                "pinned_bytes": sums.pinned_bytes,
                "pinned_names": sums.names,
                "oldest_use": None if oldest is None else oldest.isoformat(),
                **counts,
            }
        )
        return
    limit = "" if sums.limit_bytes is None else f" of {_mib(sums.limit_bytes)}"
    line(f"{stats.place}: {sums.objects} results, {_mib(sums.bytes)}{limit}")
    line(f"pinned: {sums.pinned_objects} results, {_mib(sums.pinned_bytes)}, by {sums.names} names")
    line("least recently used that may go: " + ("none" if oldest is None else oldest.isoformat(" ")))
    line(", ".join(f"{what} {count}" for what, count in counts.items()))


@app.command("prune")
def prune(
    cache: Cache = None,
    to_mib: Annotated[
        int | None, typer.Option(min=0, help="Remove what was used least recently until so much is left, MiB.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Remove all results.")] = False,
    pinned: Annotated[
        bool, typer.Option("--pinned", help="Give up all pins first; what batches have pinned stays otherwise.")
    ] = False,
    json: Json = False,
) -> None:
    """Remove results. Example: `procgen cache prune --to-mib 500`."""
    if (to_mib is None) != everything:
        got = "neither" if to_mib is None else f"--to-mib {to_mib} and --all"
        raise InvalidFields([Violation.of("--to-mib", got, "either --to-mib MIB or --all")])
    with _opened(cache) as store:
        pruned = store.prune((to_mib or 0) << 20, pinned=pinned)
        left = store.stats().sums
    if json:
        json_object(
            {
                "removed_objects": pruned.objects,
                "removed_bytes": pruned.bytes,
                "objects": left.objects,
                "bytes": left.bytes,
                "pinned_objects": left.pinned_objects,
            }
        )
        return
    line(f"removed {pruned.objects} results, {_mib(pruned.bytes)}")
    line(f"left: {left.objects} results, {_mib(left.bytes)}, of which {left.pinned_objects} are pinned")


@app.command("check")
def check(cache: Cache = None, json: Json = False) -> None:
    """Read all results and remove damaged ones; exit code 1 if there were any."""
    with _opened(cache) as store:
        checked = store.check()
    if json:
        json_object({"objects": checked.objects, "damaged": list(checked.damaged), "ok": not checked.damaged})
    else:
        for key in checked.damaged:
            line(f"{key}: damaged, removed")
        line(f"{checked.objects - len(checked.damaged)} results are whole")
    if checked.damaged:
        raise Failed(
            f"{len(checked.damaged)} of {checked.objects} results were damaged and are removed",
            "They are made again when they are asked for. Check the disk if it happens again.",
        )
