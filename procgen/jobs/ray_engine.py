"""Groups of jobs on a Ray cluster; the one file that imports Ray.

Ray Core alone: remote functions that Ray does again where a worker or a computer died (``max_retries``). What travels
is bytes, between computers that hold the token of the cluster: Ray runs whatever it is sent, so token authentication is
mandatory here, and an address must lie on loopback or in a private network. Usage statistics are off.

Documentation: https://docs.ray.io/en/latest/ray-core/fault_tolerance/tasks.html and .../ray-security/token-auth.html.
"""

from __future__ import annotations

import importlib
import ipaddress
import logging
import os
import secrets
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, redirect_stdout
from functools import cache
from typing import Any, Final

from procgen.errors import Failed
from procgen.jobs.executor import Finished, Task, Worker

_RETRIES: Final = 3
_OBJECTS_BYTES: Final = 256 << 20
"""Of a cluster that is started here; results are taken as they come."""
_COUNT_S: Final = 1.0
"""How often the processors of a cluster are counted, which asks its head."""
_LOOPBACK_ALONE: Final = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
"""Where this is off, Ray's processes listen on loopback, whatever the system; there is no other way to have that."""
_INSTALLING: Final = "Install it: pip install 'procgen-server[ray]'"


@cache
def _made(function: str, settings: str) -> Callable[[bytes], bytes]:
    """The worker of this process; made once, for it loads models."""
    module, _, name = function.partition(":")
    worker: Callable[[bytes], bytes] = getattr(importlib.import_module(module), name)(settings)
    return worker


def _do(function: str, settings: str, payload: bytes) -> bytes:
    return _made(function, settings)(payload)


def check_address(address: str) -> None:
    """Let an address pass that strangers can't reach.

    Args:
        address: ``"auto"``, or the head's ``IP:port``.

    Raises:
        Failed: it is none, or lies in a public network.
    """
    if address == "auto":
        return
    host, _, port = address.rpartition(":")
    try:
        place = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        place = None
    if place is None or not port.isdigit():
        raise Failed(
            f"{address!r} is not the address of a Ray cluster",
            'Give the head\'s IP address and port, such as 10.0.0.1:6379, or "auto" on a computer of the cluster.',
        )
    if not (place.is_loopback or place.is_private):
        raise Failed(
            f"the Ray cluster's address {address} lies in a public network, where its traffic could be read",
            "Join the computers by a private network or a VPN, and give the address in it.",
        )


def _prepare(address: str) -> None:
    """Set what Ray reads from the environment when it is imported and started. Raises Failed."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    mode = os.environ.setdefault("RAY_AUTH_MODE", "token")
    if mode != "token":
        raise Failed(
            f"RAY_AUTH_MODE is {mode!r}: without a token, whoever reaches the cluster could run programs on it",
            "Set RAY_AUTH_MODE=token on every computer of the cluster, and give all of them the same token.",
        )
    if not address:
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
        os.environ.setdefault(_LOOPBACK_ALONE, "0")


class RayExecutor:
    """Does tasks on all processors of a cluster; see :class:`procgen.jobs.executor.Executor`.

    Computers may join and leave meanwhile. Every one of them needs this version of procgen. While it is open, stdout
    leads to stderr: Ray prints there whatever happens to its nodes, and a command's stdout is for its result alone.

    Args:
        worker: what does a task.
        address: of the cluster's head (``"10.0.0.1:6379"``), or ``"auto"`` for the cluster that this computer belongs
            to; empty starts one on this computer, for as long as the executor is open.
        workers: processors to use of a cluster that is started; 0 for all.

    Raises:
        Failed: Ray is not installed, no cluster answers, or it could be reached by others.
    """

    def __init__(self, worker: Worker, *, address: str = "", workers: int = 0) -> None:
        if address:
            check_address(address)
        _prepare(address)
        try:
            import ray  # noqa: PLC0415 it takes half a second, and is an extra
        except ImportError as error:
            raise Failed("--engine ray needs the package ray, which is not installed", _INSTALLING) from error
        self._ray: Any = ray
        self._worker = worker
        self._numbers: dict[Any, int] = {}
        self._slots = 1
        self._counted = float("-inf")
        own: dict[str, Any] = (
            {}
            if address
            else {
                "num_cpus": workers or None,
                "object_store_memory": _OBJECTS_BYTES,
                "include_dashboard": False,
            }
        )
        try:
            ray.init(address=address or "local", log_to_driver=False, logging_level=logging.ERROR, **own)
        except Exception as error:  # Ray raises many kinds, some without a base but this
            told = str(error).strip().splitlines()
            raise Failed(
                f"no Ray cluster at {address or 'this computer'}: {told[0] if told else type(error).__name__}",
                "Start its head with `ray start --head`, on every computer with RAY_AUTH_MODE=token and one token.",
            ) from error
        self._aside = ExitStack()
        self._aside.enter_context(redirect_stdout(sys.stderr))
        self._remote = ray.remote(max_retries=_RETRIES, num_cpus=1)(_do)

    @property
    def slots(self) -> int:
        if time.monotonic() - self._counted >= _COUNT_S:
            self._slots = max(int(self._ray.cluster_resources().get("CPU", 1)), 1)
            self._counted = time.monotonic()
        return self._slots

    def submit(self, task: Task) -> None:
        reference = self._remote.remote(self._worker.function, self._worker.settings, task.payload)
        self._numbers[reference] = task.number

    def finished(self, timeout_s: float) -> list[Finished]:
        pending = list(self._numbers)
        if not pending:
            return []
        done, _ = self._ray.wait(pending, num_returns=1, timeout=timeout_s)
        if done:
            done, _ = self._ray.wait(pending, num_returns=len(pending), timeout=0)
        return [self._result(reference) for reference in done]

    def _result(self, reference: Any) -> Finished:
        number = self._numbers.pop(reference)
        errors = self._ray.exceptions
        try:
            return Finished(number, self._ray.get(reference))
        except errors.RayTaskError as error:
            told = str(error).strip().splitlines()
            return Finished(number, None, told[-1] if told else "the worker's function raised")
        except errors.RayError as error:
            return Finished(number, None, f"{type(error).__name__}: its worker or computer went away", died=True)

    def close(self) -> None:
        for reference in self._numbers:
            self._ray.cancel(reference, force=True)
        self._numbers.clear()
        if self._ray.is_initialized():
            self._ray.shutdown()
        self._aside.close()
