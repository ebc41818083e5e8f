"""``procgen demo``: what procgen makes, as files and as a page, through the real server."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Annotated, Final

import grpc
import typer

from procgen.domains import DOMAINS
from procgen.kit.command.exhibits import Make, Maker, Room
from procgen.kit.command.gallery import Exhibit, Section, gallery_html
from procgen.kit.command.local_server import local_server
from procgen.kit.command.output import bar, json_object, line, note
from procgen.kit.domain import Domain
from procgen.runtime.files import prepare_folder, write_file
from procgen.runtime.store import default_threads

_WAITING: Final = 2
"""Exhibits beside those that the server works at: next in its queue, or on the way to files."""
_MOST_WORKERS: Final = 8


@dataclass(slots=True)
class _Piece:
    """Exhibits that are made together; none yet while they are being made."""

    domain: Domain
    room: Room
    make: Make
    maker: Maker
    exhibits: tuple[Exhibit, ...] = ()


class _Page:
    """The page, which grows with what is made."""

    def __init__(self, path: Path, pieces: list[_Piece]) -> None:
        self.path = path
        self._pieces = pieces
        self._began = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.perf_counter() - self._began

    def write(self, *, finished: bool = False) -> None:
        """Show what there is; a page that is not finished reloads itself."""
        sections = []
        for _, group in groupby(self._pieces, key=lambda piece: id(piece.room)):
            of_room = list(group)
            room = of_room[0].room
            exhibits = tuple(exhibit for piece in of_room for exhibit in piece.exhibits)
            missing = 0 if finished else sum(not piece.exhibits for piece in of_room)
            sections.append(Section(room.title, room.text, exhibits, missing))
        html = gallery_html(sections, self._made(), self.seconds, finished=finished)
        write_file(self.path, html.encode())

    def _made(self) -> str:
        """Such as "2 terrains, 24 lines and a world"."""
        told = []
        for domain in DOMAINS:
            count = sum(each.maker.count for each in self._pieces if each.domain is domain)
            if count:
                told.append(f"a {domain.name}" if count == 1 else f"{count} {domain.plural}")
        return " and ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else "".join(told)


def _rooms() -> list[tuple[Domain, Room]]:
    return [(domain, room) for domain in DOMAINS if domain.demo for room in domain.load_demo()]


def _pieces(rooms: Iterable[tuple[Domain, Room]], channel: grpc.Channel, folder: Path) -> list[_Piece]:
    return [_Piece(domain, room, make, Maker(channel, folder)) for domain, room in rooms for make in room.exhibits]


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("procgen-demo"),
    threads: Annotated[
        int, typer.Option(min=0, max=256, help="Threads of each call; 0 shares the processors among calls.")
    ] = 0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Start the server, ask it for something of all that it makes as any client would, and write a page that grows
    while you look at it.

    Example: `procgen demo --out demo`, then open demo/index.html
    """
    prepare_folder(out)
    # Calls side by side, each on one thread, take less than one call after the other on all of them.
    workers = min(default_threads(), _MOST_WORKERS)
    loading = ThreadPoolExecutor(1)
    rooms = loading.submit(_rooms)  # while the server starts
    loading.shutdown(wait=False)
    with (
        local_server("--threads", str(threads or 1), "--workers", str(workers)) as server,
        server.channel() as channel,
    ):
        pieces = _pieces(rooms.result(), channel, out)
        page = _Page(out / "index.html", pieces)
        page.write()
        note(f"{page.path} grows from now on")
        try:
            with bar("demo", len(pieces), quiet=json) as shown:
                for piece in _made(pieces, workers + _WAITING):
                    page.write()
                    shown.step(piece.exhibits[0].title)
        finally:
            page.write(finished=True)
    if json:
        records = [record for piece in pieces for record in piece.maker.records]
        json_object({"artifacts": records, "page": str(page.path), "seconds": round(page.seconds, 3)})
    else:
        line(str(page.path))


def _made(pieces: Iterable[_Piece], at_once: int) -> Iterator[_Piece]:
    """Each when its exhibits are made. Raises Failed."""
    pool = ThreadPoolExecutor(at_once)
    try:
        ordered = sorted(pieces, key=lambda piece: piece.room.turn)
        running = {pool.submit(piece.make, piece.maker): piece for piece in ordered}
        for done in as_completed(running):
            running[done].exhibits = done.result()
            yield running[done]
    finally:
        pool.shutdown(cancel_futures=True)
