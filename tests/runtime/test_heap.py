"""Memory that nobody uses goes back to the system."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from procgen.runtime.heap import GivingBack, give_back

_ROOT = Path(__file__).parents[2]
_SCATTERED = """
import numpy as np
import psutil
from procgen.runtime.heap import give_back

def rss_mib():
    return psutil.Process().memory_info().rss / 2**20

# What lives on lies between what was used, as in a server: without the last piece the heap would shrink by itself.
pieces = [np.ones(12_000, np.uint8) for _ in range(16_000)]
full = rss_mib()
lives_on = pieces[::50]
del pieces
left = rss_mib()
give_back()
print(full, left, rss_mib(), len(lives_on))
"""


_LARGE = """
import sys
from procgen.runtime.heap import lay_out
from tests.jobs.workers import freed_mib

if sys.argv[1] == "laid out":
    lay_out()
print(freed_mib())
"""


def _freed_mib(how: str) -> float:
    done = subprocess.run([sys.executable, "-c", _LARGE, how], capture_output=True, text=True, check=True, cwd=_ROOT)
    return float(done.stdout)


def test_large_arrays_lie_apart_and_go_at_once() -> None:
    assert _freed_mib("as it is") < 60.0, "the heap shrank by itself: the test shows nothing"
    assert _freed_mib("laid out") > 150.0


_MANY_SIZES = """
import ctypes
import numpy as np
from procgen.runtime.store import ModelStore

class Mallinfo(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "a b c d mapped e f used g h".split()]

mallinfo = ctypes.CDLL(None).mallinfo2
mallinfo.restype = Mallinfo

def used_bytes():
    now = mallinfo()
    return now.used + now.mapped

model = ModelStore().load("layout_pixelcnn")
def run(rows):
    model.run({"around": np.zeros((rows, 49), np.int64), "context": np.zeros((rows, 128), np.float32),
               "past": np.zeros((rows, 1728), np.float32)})

for _ in range(20):
    run(1)
before = used_bytes()
for rows in range(2, 200):
    run(rows)
print(used_bytes() - before)
"""


def test_a_network_keeps_nothing_for_each_size_that_it_saw() -> None:
    """ONNX Runtime's plans of memory would be 400 KiB here."""
    done = subprocess.run([sys.executable, "-c", _MANY_SIZES], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 100_000


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_pages_between_what_lives_on_are_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", _SCATTERED], capture_output=True, text=True, check=True)
    full, left, after, _ = map(float, done.stdout.split())
    assert left > full - 60.0, "the heap shrank by itself: the test shows nothing"
    assert after < full - 120.0


def test_giving_back_twice_does_no_harm() -> None:
    give_back()
    give_back()


def test_memory_is_given_back_when_it_is_time_and_not_before() -> None:
    clock, times = Clock(), list[float]()
    giving = GivingBack(10.0, clock, lambda: times.append(clock.now))
    for seconds in (0.0, 9.9, 10.0, 10.1, 19.9, 20.0, 25.0, 31.0):
        clock.now = 100.0 + seconds
        giving.after_work()
    assert times == [110.0, 120.0, 131.0]


def test_workers_do_not_wait_for_one_another() -> None:
    """One of those that end at the same time gives back; the others go on."""
    clock, begun, go_on, times = Clock(), threading.Event(), threading.Event(), list[float]()

    def slow() -> None:
        times.append(clock.now)
        begun.set()
        assert go_on.wait(60)

    giving = GivingBack(10.0, clock, slow)
    clock.now = 110.0
    first = threading.Thread(target=giving.after_work)
    first.start()
    assert begun.wait(60)
    giving.after_work()
    go_on.set()
    first.join(60)
    giving.after_work()
    assert times == [110.0]


_KEPT = """
import gc, sys
from procgen.runtime.heap import keep, lay_out

things = [[number] for number in range(100_000)]
if sys.argv[1] == "laid out":
    lay_out()
keep()
kept = gc.get_freeze_count()
del things
print(kept, kept - gc.get_freeze_count())
"""


def _kept(how: str) -> list[int]:
    done = subprocess.run([sys.executable, "-c", _KEPT, how], capture_output=True, text=True, check=True, cwd=_ROOT)
    return [int(word) for word in done.stdout.split()]


def test_what_a_server_made_ahead_is_not_looked_through_and_goes_all_the_same() -> None:
    kept, gone = _kept("laid out")
    assert kept > 100_000
    assert gone > 99_000
    assert _kept("as it is") == [0, 0]
