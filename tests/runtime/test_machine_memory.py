"""How much memory there is, with and without limits of control groups."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from procgen.runtime.machine_memory import available_bytes, work_bytes

_MIB = 1 << 20
_FREE_MIB = 8000


def machine(root: Path, group: str = "0::/\n") -> Path:
    """A machine with 8000 MiB to give."""
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/meminfo").write_text(f"MemTotal: 99999999 kB\nMemAvailable:   {_FREE_MIB * 1024} kB\n")
    (root / "proc/self/cgroup").write_text(group)
    return root


def limit(folder: Path, most: str, used_mib: int, cached_mib: int = 0, *, version: int = 2) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names = {2: ("memory.max", "memory.current", "inactive_file")}
    names[1] = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
    most_name, used_name, cached_name = names[version]
    (folder / most_name).write_text(f"{most}\n")
    (folder / used_name).write_text(f"{used_mib * _MIB}\n")
    (folder / "memory.stat").write_text(f"anon 1\n{cached_name} {cached_mib * _MIB}\n")


def test_this_machine_has_about_what_it_says() -> None:
    assert _MIB < available_bytes() <= psutil.virtual_memory().total
    assert work_bytes() >= 512 * _MIB


def test_without_limits_it_is_what_the_machine_has(tmp_path: Path) -> None:
    root = machine(tmp_path)
    assert available_bytes(root) == _FREE_MIB * _MIB
    assert work_bytes(root) == _FREE_MIB * _MIB // 2
    limit(root / "sys/fs/cgroup", "max", 100)
    assert available_bytes(root) == _FREE_MIB * _MIB


@pytest.mark.parametrize("version", [1, 2])
def test_a_container_s_limit_counts_less_what_is_used_but_for_cached_files(tmp_path: Path, version: int) -> None:
    group = {1: "7:cpu,memory:/docker/abc\n3:pids:/docker/abc\n", 2: "0::/docker/abc\n"}[version]
    root = machine(tmp_path, group)
    base = root / {1: "sys/fs/cgroup/memory", 2: "sys/fs/cgroup"}[version]
    limit(base / "docker/abc", str(3000 * _MIB), 1200, 200, version=version)
    assert available_bytes(root) == 2000 * _MIB
    # A group around it is a bound, too.
    limit(base / "docker", str(1500 * _MIB), 1400, version=version)
    assert available_bytes(root) == 100 * _MIB
    assert work_bytes(root) == 512 * _MIB


def test_within_a_container_its_group_is_the_topmost(tmp_path: Path) -> None:
    root = machine(tmp_path, "0::/docker/not/mounted/here\n")
    limit(root / "sys/fs/cgroup", str(1000 * _MIB), 300)
    assert available_bytes(root) == 700 * _MIB
