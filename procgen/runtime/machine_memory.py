"""How much memory the machine has to give, or the container that the process is in."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Final

_UNLIMITED: Final = 1 << 60
_LEAST_BYTES: Final = 512 << 20
"""Work may take that much even where less seems to be there: 1024 x 1024 of anything fits, and systems can swap."""


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of Windows."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        ("total", ctypes.c_uint64),
        ("available", ctypes.c_uint64),
        ("others", ctypes.c_uint64 * 5),
    )


def available_bytes(root: Path = Path("/")) -> int:
    """Memory that is free, or could be freed at once; limits of control groups included.

    Args:
        root: where Linux's ``proc`` and ``sys`` are.
    """
    if sys.platform == "win32":
        status = _MemoryStatus()
        status.length = ctypes.sizeof(status)
        ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return int(status.available)
    elif sys.platform == "linux":  # noqa: RET505 - mypy knows branches for other systems, but not what stands below
        return min(_of_machine(root), *_of_groups(root))
    else:
        # macOS tells pages that are free, but not those that it would free at once: half of all is about right.
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2


def work_bytes(root: Path = Path("/")) -> int:
    """What work may take by default: half of what is available, for weights, caches and other programs need some."""
    return max(available_bytes(root) // 2, _LEAST_BYTES)


def _of_machine(root: Path) -> int:
    for line in (root / "proc/meminfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            return int(value.split()[0]) << 10
    return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _of_groups(root: Path) -> list[int]:
    """What is left to the process in each control group that it is in, of either version."""
    left = [_UNLIMITED]
    groups = _read(root / "proc/self/cgroup")
    for line in groups.splitlines():
        _, controllers, path = line.split(":", 2)
        if not controllers:
            base, limit, used = root / "sys/fs/cgroup", "memory.max", "memory.current"
        elif "memory" in controllers.split(","):
            base, limit, used = root / "sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes"
        else:
            continue
        # A group is bound by those that it is in, too. Within a container, its own is often mounted as the topmost.
        folder = base / path.lstrip("/")
        for each in (folder, *folder.parents):
            if base == each or base in each.parents:
                left.append(_left(each, limit, used))
    return left


def _left(folder: Path, limit: str, used: str) -> int:
    most = _read(folder / limit).strip()
    if not most.isdigit():  # "max", or nothing to read
        return _UNLIMITED
    # Files that are cached count as used, but are dropped when memory is needed.
    cached = 0
    for line in _read(folder / "memory.stat").splitlines():
        name, _, value = line.partition(" ")
        if name in ("inactive_file", "total_inactive_file"):
            cached = max(cached, int(value))
    return max(int(most) - int(_read(folder / used).strip() or 0) + cached, 0)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
