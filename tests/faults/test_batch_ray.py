from __future__ import annotations

import threading
import time
from pathlib import Path

from tests.faults.batches import Engine, Trial, mixed
from tests.faults.ray_nodes import Nodes, ray_nodes
from tests.figures import scaled


def test_a_batch_on_two_nodes_is_whole_whatever_dies(tmp_path: Path) -> None:
    """Workers, a node and the driver."""
    jobs = mixed(scaled(60, 10_000))
    with ray_nodes() as nodes:
        engine = Engine(("--engine", "ray", "--address", nodes.address), lambda _driver: nodes.workers())
        trial = Trial(tmp_path, jobs, engine)
        removed = threading.Event()
        leaving = threading.Thread(target=_come_and_go, args=(trial, nodes, removed))
        leaving.start()
        trial.run_through(worker_kills=scaled(2, 30), driver_kills=scaled(1, 3))
        leaving.join()
    trial.must_be_whole("on two Ray nodes of which one is lost")
    assert removed.is_set()


def _come_and_go(trial: Trial, nodes: Nodes, removed: threading.Event) -> None:
    """Take a node away after a third of the batch, and bring one back after two thirds."""
    while trial.rows() < len(trial.jobs) / 3:
        time.sleep(0.05)
    nodes.remove()
    removed.set()
    while trial.rows() < len(trial.jobs) * 2 / 3:
        time.sleep(0.05)
    nodes.add()
