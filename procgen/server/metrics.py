"""What a server counts and measures, for Prometheus; nothing of it unless the user asks (``procgen serve --metrics``).

:class:`Metrics` does nothing and is what a server has by default, so that those who tell of something need not ask
whether anybody wants to know; :mod:`procgen.server.prometheus` has the one that counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

PATH: Final = "/metrics"

Read = Callable[[], Mapping[tuple[str, ...], float]]
"""Gives a number for each tuple of label values; called at each scrape, in a thread."""


class Metrics:
    """Takes what happens and forgets it. Safe to use from any thread, and so are those that derive from it."""

    def call(
        self, method: str, transport: str, code: str, seconds: float, received_bytes: int = 0, sent_bytes: int = 0
    ) -> None:
        """A call ended.

        Args:
            method: its path; only of methods that there are, or clients could fill the memory with names.
            transport: "grpc" or "web".
            code: name of its gRPC status.
            seconds: from its request to its last answer.
            received_bytes: of the request, without its frame.
            sent_bytes: of all answers, without frames and before they are compressed.
        """

    def waited(self, lane: str, seconds: float) -> None:
        """A heavy call began to work after so long a wait."""

    def refused(self, reason: str, lane: str = "") -> None:
        """A call was turned away, for a reason out of a fixed set such as "queue", "memory" or "origin"."""

    def cache(self, what: str) -> None:
        """A kept result was looked for or kept: "hit", "miss", "shared" (an equal call's at the same time), "put",
        "get_failed", "put_failed".
        """

    def job(self, outcome: str) -> None:
        """A job of a batch ended: "done" or "failed"."""

    def reload(self, outcome: str) -> None:
        """Catalogs were read again: "changed", "unchanged", "failed"."""

    def gauge(self, name: str, help_text: str, labels: Sequence[str], read: Read) -> None:
        """Have numbers read at each scrape.

        Args:
            name: "procgen_queue_length".
            help_text: one line.
            labels: names of the labels.
            read: gives the numbers.
        """

    def page(self) -> tuple[str, bytes] | None:
        """All of it as a page of Prometheus' text format, with its content type; None where nothing is counted. Blocks:
        for a thread.
        """
        return None
