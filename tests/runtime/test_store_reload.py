from __future__ import annotations

import json
import threading
from pathlib import Path

import numpy as np
import pytest

from procgen.errors import Failed, ModelUnavailable
from procgen.runtime.store import Changes, ModelStore, State
from procgen.runtime.trust import EVERY_MODEL
from tests.runtime.onnx_models import adding, folder_of

ONE = {"x": np.zeros(1, np.float32)}


def opened(folder: Path) -> ModelStore:
    return ModelStore((folder,), trust=EVERY_MODEL)


def added(store: ModelStore) -> float:
    return float(store.part("test", "mine", "all").run(ONE)[0])


def test_a_changed_model_is_gone_over_to_and_views_stay(tmp_path: Path) -> None:
    store = opened(folder_of(tmp_path, adding(1.0)))
    view, model = store.view(), store.load("mine")
    folder_of(tmp_path, adding(2.0), file="other.onnx")
    assert store.reload() == Changes(changed=("mine",))
    assert added(store) == 2.0
    assert added(view) == 1.0
    assert model.run(ONE) == 1.0
    assert (view.generation, store.generation) == (0, 1)
    assert view.entries["mine"].sha256 != store.entries["mine"].sha256


def test_a_view_opens_what_was_there_when_it_was_taken(tmp_path: Path) -> None:
    """A call that comes to a network late finds the one of its time, as long as the file is there."""
    store = opened(folder_of(tmp_path, adding(1.0)))
    view = store.view()
    folder_of(tmp_path, adding(2.0), file="other.onnx")
    store.reload()
    assert added(view) == 1.0


def test_models_in_memory_stay_there_if_nothing_is_said_of_them(tmp_path: Path) -> None:
    store = opened(folder_of(tmp_path, adding(1.0)))
    plan = store.load("terrain_plan")
    folder_of(tmp_path, adding(2.0))
    store.reload()
    assert store.load("terrain_plan") is plan


def test_equal_catalogs_change_nothing(tmp_path: Path) -> None:
    store = opened(folder_of(tmp_path, adding(1.0)))
    heard: list[int] = []
    store.listen(lambda: heard.append(store.generation))
    model = store.load("mine")
    assert not store.reload()
    assert store.load("mine") is model
    assert store.generation == 0
    folder_of(tmp_path, adding(1.0), properties={"spread": 2})
    assert store.reload() == Changes(changed=("mine",))
    assert heard == [1]


def test_models_come_and_go(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, adding(1.0))
    store = opened(folder)
    folder_of(tmp_path, adding(1.0), name="yours")
    assert store.reload() == Changes(added=("yours",), removed=("mine",))
    (folder / "catalog.json").write_text('{"models": []}')
    assert store.reload() == Changes(removed=("yours",))
    with pytest.raises(ModelUnavailable, match="has no 'all' network"):
        added(store)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda folder: (folder / "catalog.json").write_text("{"), "can't be read"),
        (lambda folder: (folder / "catalog.json").unlink(), "does not exist"),
        (lambda folder: (folder / "mine.onnx").unlink(), "does not exist"),
        (lambda folder: (folder / "mine.onnx").write_bytes(b"?"), "damaged"),
        (lambda folder: folder_of(folder, b"no graph"), "refused"),
    ],
    ids=["a torn catalog", "no catalog", "no file", "a damaged file", "no graph"],
)
def test_what_can_not_be_used_changes_nothing(tmp_path: Path, spoil: object, says: str) -> None:
    store = opened(folder_of(tmp_path, adding(1.0)))
    assert added(store) == 1.0
    folder_of(tmp_path, adding(2.0))
    spoil(tmp_path)  # type: ignore[operator]
    with pytest.raises((Failed, ModelUnavailable), match=says) as refused:
        store.reload()
    assert refused.value.remedy
    assert (added(store), store.generation) == (1.0, 0)
    folder_of(tmp_path, adding(3.0))
    store.reload()
    assert added(store) == 3.0


def test_a_model_that_was_damaged_before_does_not_stop_the_others(tmp_path: Path) -> None:
    store = opened(folder_of(tmp_path, adding(1.0)))
    (tmp_path / "mine.onnx").write_bytes(b"?")
    other = folder_of(tmp_path / "other", adding(2.0), name="other", generator="other")
    catalog = json.loads((tmp_path / "catalog.json").read_text())
    catalog["models"] += [
        {**record, "file": "other/mine.onnx"} for record in json.loads((other / "catalog.json").read_text())["models"]
    ]
    (tmp_path / "catalog.json").write_text(json.dumps(catalog))
    assert store.reload() == Changes(added=("other",))
    assert store.load("other").run(ONE) == 2.0
    assert store.verify("mine").state is State.DAMAGED


def test_calls_from_many_threads_see_one_time_each(tmp_path: Path) -> None:
    """Each view gives a network and a digest that belong together, however often models are exchanged meanwhile."""
    store = opened(folder_of(tmp_path, adding(0.0), properties={"value": 0}, file="0.onnx"))
    stop, wrong, seen = threading.Event(), [], set()

    def look() -> None:
        while not stop.is_set():
            view = store.view()
            value = view.entries["mine"].properties["value"]
            if added(view) != value:
                wrong.append(value)
            seen.add(value)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for value in range(1, 20):
        folder_of(tmp_path, adding(float(value)), properties={"value": value}, file=f"{value}.onnx")
        store.reload()
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(seen) > 1


def test_the_bound_on_memory_holds_after_a_change(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, adding(1.0))
    store = ModelStore((folder,), trust=EVERY_MODEL, memory_bytes=1)
    store.load("mine")
    folder_of(tmp_path, adding(2.0))
    store.reload()
    store.load("terrain_plan")
    assert not store.in_memory("mine")
    assert store.loaded_bytes() == store.verify("terrain_plan").size_bytes
