"""Two Ray nodes on this computer, of which one can be taken away: ``with ray_nodes() as nodes``.

The cluster belongs to a process of its own, as it does when it runs on other computers: the batch that uses it may die.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

_HOLDER = """
import json, sys
from ray.cluster_utils import Cluster

def add(**more):
    return cluster.add_node(num_cpus=1, object_store_memory=80 << 20, include_dashboard=False, **more)

cluster = Cluster()
add()
nodes = [add()]
print(json.dumps({"address": cluster.address}), flush=True)
for line in sys.stdin:
    if line == "remove\\n":
        cluster.remove_node(nodes.pop(), allow_graceful=False)
    else:
        nodes.append(add())
    print("{}", flush=True)
cluster.shutdown()
"""


@dataclass(frozen=True)
class Nodes:
    """The cluster."""

    address: str
    holder: subprocess.Popen[str]

    def workers(self) -> list[psutil.Process]:
        """Processes that do tasks, or wait for some."""
        found = []
        for process in psutil.Process(self.holder.pid).children(recursive=True):
            try:
                title = process.cmdline()[:1]
            except (psutil.NoSuchProcess, psutil.ZombieProcess):
                continue
            if title and title[0].startswith(("ray::_do", "ray::IDLE")):
                found.append(process)
        return found

    def remove(self) -> None:
        """Take the second node away, with all that it does."""
        self._say("remove")

    def add(self) -> None:
        """Bring a second node back."""
        self._say("add")

    def _say(self, word: str) -> None:
        assert self.holder.stdin is not None
        assert self.holder.stdout is not None
        self.holder.stdin.write(word + "\n")
        self.holder.stdin.flush()
        assert self.holder.stdout.readline() == "{}\n"


@contextmanager
def ray_nodes() -> Iterator[Nodes]:
    """Two nodes with a processor each; batches need the environment that is set meanwhile, as on a real cluster."""
    own = {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # on loopback, whatever addresses this computer has
    }
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        yield Nodes(json.loads(holder.stdout.readline())["address"], holder)
        holder.stdin.close()
        holder.wait(60)
    finally:
        for process in [*psutil.Process(holder.pid).children(recursive=True)] if holder.poll() is None else []:
            process.kill()
        holder.kill()
        holder.wait()
        holder.stdin.close()
        holder.stdout.close()
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
