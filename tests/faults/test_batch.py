from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.faults.batches import Trial, mixed
from tests.faults.test_store import change, own_mounts
from tests.figures import figure, scaled


@pytest.mark.timeout(scaled(600.0, 3600.0))
def test_a_batch_whose_workers_and_driver_are_killed_is_whole_in_the_end(tmp_path: Path) -> None:
    jobs = mixed(scaled(60, 10_000))
    trial = Trial(tmp_path, jobs)
    trial.run_through(worker_kills=scaled(3, 50), driver_kills=scaled(1, 4))
    trial.must_be_whole("on this computer")


def test_a_full_disk_is_waited_for_and_the_batch_goes_on(tmp_path: Path) -> None:
    """On a file system of 1 MiB, where this user may mount one; tests of the runner try the same without."""
    if not own_mounts():
        figure("batch: full file system of 1 MiB tried", 0)
        return
    out = tmp_path / "out"
    out.mkdir()
    mounting = (*own_mounts(), "sh", "-c", f'mount -t tmpfs -o size=1m tmpfs {out} && exec "$@"', "sh")
    trial = Trial(tmp_path, mixed(60), with_store=False, before=mounting)
    driver = trial.start()
    try:
        inside = Path(f"/proc/{driver.pid}/root{out}")
        _wait_until_full(driver, inside)
        change(driver, "mount", "-o", "remount,size=64m", out)
        output, _ = driver.communicate(timeout=300)
        assert driver.returncode == 0, output
    finally:
        driver.kill()
        driver.communicate()
    assert '"done": 60' in output
    figure("batch: full file system of 1 MiB tried", 1)


def _wait_until_full(driver: subprocess.Popen[str], inside: Path) -> None:
    """Until less than two pages are free for a second."""
    full_since = None
    while full_since is None or time.monotonic() < full_since + 1.0:
        assert driver.poll() is None, "it ended instead of waiting"
        free = os.statvfs(inside)
        full_since = full_since or time.monotonic() if free.f_blocks < 512 and free.f_bavail <= 16 else None
        time.sleep(0.05)
