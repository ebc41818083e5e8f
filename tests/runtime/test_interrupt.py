"""Stopping model calls that are under way."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from types import NoneType
from typing import Any

import numpy as np
import psutil
import pytest

from procgen.errors import Cancelled, ModelUnavailable
from procgen.kit.wire.call import Call
from procgen.runtime.heap import give_back
from procgen.runtime.interrupt import Interrupt, checkpoint_here
from procgen.runtime.model_file import LoadedModel
from procgen.runtime.store import ModelStore
from procgen.runtime.work_pool import WorkPool
from tests.figures import figure

_PATIENCE_S = 60.0
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def model() -> LoadedModel:
    return ModelStore().load("texture_detail")


def inputs(cells: int, model: LoadedModel) -> dict[str, np.ndarray[Any, Any]]:
    """For the network that enlarges; it takes the longer, the more cells."""
    shapes = {each.name: each.shape for each in model._session.get_inputs()}
    draw = np.random.default_rng(3)
    return {
        "base": draw.standard_normal((1, shapes["base"][1], cells * 8, cells * 8), np.float32),
        "noise": draw.standard_normal((1, shapes["noise"][1], cells, cells), np.float32),
        "label": draw.random((1, shapes["label"][1], 1, 1), np.float32),
    }


def run_until_over(call: Call, model: LoadedModel, running: threading.Event) -> BaseException | None:
    """Call a model again and again until the call is over; what that raises."""
    work = inputs(48, model)
    try:
        with call.stopping_models():
            while True:
                running.set()
                model.run(work)
    except BaseException as error:
        return error


def test_cancelling_a_call_ends_its_model_call_and_the_model_goes_on(model: LoadedModel) -> None:
    small = inputs(12, model)
    before = model.run(small)
    call, running = Call("one"), threading.Event()
    ended: list[tuple[BaseException | None, float]] = []
    thread = threading.Thread(
        target=lambda: ended.append((run_until_over(call, model, running), time.monotonic())), daemon=True
    )
    thread.start()
    assert running.wait(_PATIENCE_S)
    time.sleep(0.05)
    call.cancel()
    thread.join(_PATIENCE_S)
    assert ended, "the model call went on"
    assert isinstance(ended[0][0], Cancelled)
    np.testing.assert_array_equal(model.run(small), before)


def test_only_the_call_s_own_model_calls_end(model: LoadedModel) -> None:
    small = inputs(12, model)
    expected = model.run(small)
    mine, other = Call("mine"), Call("other")
    with mine.stopping_models():
        other.cancel()
        with other.stopping_models(), pytest.raises(Cancelled):
            model.run(small)
        np.testing.assert_array_equal(model.run(small), expected)
    mine.cancel()
    np.testing.assert_array_equal(model.run(small), expected)


def test_a_real_failure_is_not_taken_for_a_cancel(model: LoadedModel) -> None:
    with Call("failing").stopping_models(), pytest.raises(ModelUnavailable, match="label"):
        model.run({"base": np.zeros((1, 1), np.float32), "noise": np.zeros((1, 1), np.float32)})


def test_threads_of_a_pool_work_for_their_submitter_s_call() -> None:
    call = Call("pooled")
    label: ContextVar[str] = ContextVar("label", default="nobody")

    def work(_number: int) -> str:
        checkpoint_here()
        return label.get()

    with WorkPool(3) as pool:
        with call.stopping_models():
            label.set("somebody")
            assert list(pool.map(work, range(9))) == ["somebody"] * 9
            assert pool.submit(work, 1).result() == "somebody"
            call.cancel()
            with pytest.raises(Cancelled):
                pool.submit(work, 1).result()
        # Outside, nothing is left of it in the same threads.
        label.set("nobody")
        assert list(pool.map(work, range(9))) == ["nobody"] * 9


def test_a_cancel_is_heard_once_from_any_thread_and_not_after_the_block() -> None:
    heard: list[str] = []
    call = Call("heard")
    with call.heard(lambda: heard.append("gone")):
        pass
    with call.heard(lambda: heard.append("first")), call.heard(lambda: heard.append("second")):
        canceller = threading.Thread(target=call.cancel)
        canceller.start()
        canceller.join()
        call.cancel()
        assert sorted(heard) == ["first", "second"]
    with call.heard(lambda: heard.append("late")):
        assert heard[-1] == "late", "who comes late hears of it at once"


@pytest.fixture
def interrupted() -> Iterator[Interrupt]:
    def over() -> None:
        raise Cancelled

    made = Interrupt(over)
    with made.around():
        yield made


def test_a_model_call_after_the_end_does_not_begin(interrupted: Interrupt, model: LoadedModel) -> None:
    interrupted.stop()
    with pytest.raises(Cancelled):
        model.run(inputs(12, model))
    with pytest.raises(Cancelled):
        checkpoint_here()


def test_without_a_call_work_goes_on() -> None:
    checkpoint_here()


def kept_bytes() -> int:
    """What four runs side by side, some of them stopped, leave behind in this process."""
    model = ModelStore().load("texture_detail")
    process = psutil.Process()
    work = inputs(18, model)
    model.run(work)
    give_back()
    before = process.memory_info().rss
    calls = [Call(str(number)) for number in range(4)]

    def run(number: int) -> None:
        with calls[number].stopping_models():
            model.run(work)

    with WorkPool(4) as pool:
        running = [pool.submit(run, number) for number in range(4)]
        time.sleep(0.1)
        for call in calls:
            call.cancel()
        assert all(isinstance(each.exception(), Cancelled | NoneType) for each in running)
        list(pool.map(lambda _: model.run(work), range(4)))
    del running  # with what those made that had ended before
    give_back()
    left: int = process.memory_info().rss - before
    return left


def test_runs_side_by_side_keep_nothing_of_what_they_took() -> None:
    """Also where some of them were stopped. Each takes some 150 MB, of which an arena would keep 400 MB and more."""
    # In a process of its own, with a heap as servers lay it out: that of all tests has gigabytes in pieces, and without
    # large arrays apart from small ones, 100 MB stay in pieces now and then.
    code = (
        "from procgen.runtime.heap import lay_out; lay_out()\n"
        "from tests.runtime.test_interrupt import kept_bytes; print(kept_bytes())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    left = int(done.stdout)
    figure("memory of four runs side by side, kept", round(left / 1e6), "MB")
    assert left < 200e6
