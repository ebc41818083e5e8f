"""Lets an editor or a game on the same machine go first."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from typing import Final

_NICENESS: Final = 10
_BELOW_NORMAL_PRIORITY_CLASS: Final = 0x4000


def give_way() -> None:
    """Lower the priority of the calling thread and of the threads that it starts.

    Where the system knows no priorities of threads (all but Linux), that of the whole process is lowered, once.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
    elif sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)
