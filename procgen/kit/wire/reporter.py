"""How far a call is, told while it works."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from procgen.kit.wire.previews import Previews
from procgen.v1 import common_pb2

T = TypeVar("T")


class Reporter:
    """Turns a domain's reports into Progress that never goes back, with a picture now and then. For one call.

    Args:
        emit: sends Progress.
        shown: whether somebody looks at pictures.
        export_share: of the time, what files take.
    """

    def __init__(self, emit: Callable[[common_pb2.Progress], None], shown: bool, export_share: float = 0.0) -> None:
        self._emit = emit
        self._previews = Previews(shown)
        self._made_share = 1.0 - export_share
        self._first, self._share, self._what = 0.0, 1.0, ""
        self._last = 0.0

    def part(self, first: float, share: float, what: str = "") -> None:
        """What follows is a part of the whole: where it begins, how large it is, and its name."""
        self._first, self._share, self._what = first, share, what

    def made(self, stage: str, share: float, draw: Callable[[], bytes] | None = None, *, last: bool = False) -> None:
        """A share of the making is done; ``draw`` makes a picture, if it is time for one or it is the last."""
        picture = b"" if draw is None else self._previews.drawn(draw, last=last)
        self._send(stage, share * self._made_share, picture)

    def files(self, files: Iterable[T], count: int) -> Iterator[T]:
        """Files, while it is said how many of them are there."""
        self._send("export", self._made_share)
        for done, file in enumerate(files, 1):
            self._send("export", 1.0 - (1.0 - self._made_share) * max(1.0 - done / count, 0.0))
            yield file

    def _send(self, stage: str, share: float, picture: bytes = b"") -> None:
        stage = f"{self._what}: {stage}" if self._what else stage
        self._last = max(self._last, min(self._first + share * self._share, 1.0))
        self._emit(common_pb2.Progress(stage=stage, fraction=self._last, preview_png=picture))
