"""Threads that work for a call."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class WorkPool(ThreadPoolExecutor):
    """Threads whose work knows what its submitter does by context variables: which call it can be stopped with."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        # A context is entered by one thread at a time: each piece of work gets a copy of its own.
        return super().submit(partial(copy_context().run, fn, *args, **kwargs))
