from __future__ import annotations

import gc
import os
import tracemalloc
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper

from procgen.errors import ModelUnavailable
from procgen.runtime import model_file
from procgen.runtime.catalog import packaged_assets, read_catalog
from procgen.runtime.model_file import FileTooLarge, file_sha256, open_model, read_file
from procgen.runtime.store import ModelStore, State
from procgen.runtime.trust import EVERY_MODEL
from tests.figures import figure
from tests.runtime.onnx_models import adding, folder_of, graph_model, scaled


def of(folder: Path, data: bytes) -> ModelStore:
    return ModelStore((folder_of(folder, data),), trust=EVERY_MODEL)


def test_the_bytes_that_were_checked_are_those_that_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is exchanged at the worst moment: after it was read."""
    store = of(tmp_path, adding(1.0))

    def read_and_exchange(path: Path) -> bytes:
        data = read_file(path)
        path.write_bytes(adding(5.0))
        return data

    monkeypatch.setattr("procgen.runtime.store.read_file", read_and_exchange)
    assert store.load("mine").run({"x": np.zeros(1, np.float32)}).tolist() == [1.0]
    assert store.verify("mine").state is State.DAMAGED


def test_a_loaded_model_keeps_no_copy_of_its_file(tmp_path: Path) -> None:
    """Python's own objects are counted; ONNX Runtime keeps the weights in memory of its own."""
    entry = next(each for each in read_catalog(packaged_assets(), links=True) if each.name == "terrain_plan")
    store = ModelStore()
    store.load("terrain_plan")  # what is made once
    tracemalloc.start()
    try:
        model = open_model(entry, read_file(entry.path))
        gc.collect()
        kept = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    size = entry.path.stat().st_size
    figure("a loaded model's file kept beside its weights", kept / size, "of its size", "0")
    assert model.size_bytes == size
    assert kept < size / 4


def test_a_file_beyond_the_bound_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of holes: it has a size and takes no room."""
    store = of(tmp_path, adding(1.0))
    with (tmp_path / "mine.onnx").open("r+b") as file:
        file.truncate(model_file.MODEL_BYTES + 1)
    with pytest.raises(ModelUnavailable, match=f"at most {model_file.MODEL_BYTES} are read") as refused:
        store.load("mine")
    assert refused.value.remedy
    assert store.verify("mine").state is State.DAMAGED


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    store = of(tmp_path, adding(1.0))
    (tmp_path / "mine.onnx").unlink()
    os.mkfifo(tmp_path / "mine.onnx")
    with pytest.raises(ModelUnavailable, match="no regular file"):
        store.load("mine")
    assert store.verify("mine").state is State.DAMAGED
    with pytest.raises(OSError, match="no regular file"):
        file_sha256(tmp_path / "mine.onnx")
    with pytest.raises(OSError, match="no regular file"):
        read_file(tmp_path)


def test_reading_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    assert read_file(tmp_path / "file", 5) == b"12345"
    with pytest.raises(FileTooLarge):
        read_file(tmp_path / "file", 4)
    with pytest.raises(FileTooLarge):
        file_sha256(tmp_path / "file", 4)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_outputs_that_are_not_finite_never_leave_a_model(tmp_path: Path, value: float) -> None:
    model = of(tmp_path, adding(1.0)).load("mine")
    good, bad = np.zeros(1000, np.float32), np.zeros(1000, np.float32)
    bad[700] = value
    assert model.run({"x": good}).max() == 1.0
    for run in (model.run, model.run_all):
        with pytest.raises(
            ModelUnavailable, match=r"model mine: its output 'y' has values that are not finite"
        ) as told:
            run({"x": bad})
        assert told.value.remedy


def test_whole_numbers_are_not_looked_at(tmp_path: Path) -> None:
    model = onnx.load_from_string(graph_model([helper.make_node("Cast", ["x"], ["y"], to=7)]))
    model.graph.output[0].type.tensor_type.elem_type = 7
    loaded = of(tmp_path, model.SerializeToString()).load("mine")
    assert loaded.run({"x": np.array([2.5], np.float32)}).tolist() == [2]


def test_scaling_makes_a_model_that_fails(tmp_path: Path) -> None:
    """The helper of the tests of whole servers does what they rely on."""
    store = of(tmp_path, scaled(adding(1.0), float("nan")))
    with pytest.raises(ModelUnavailable, match="not finite"):
        store.load("mine").run({"x": np.zeros(3, np.float32)})


@pytest.mark.parametrize(
    "inputs", [{}, {"z": np.zeros(1, np.float32)}, {"x": np.zeros((1, 2), np.float32)}, {"x": np.zeros(1, np.int64)}]
)
def test_a_graph_that_takes_something_else_is_named(tmp_path: Path, inputs: dict[str, np.ndarray]) -> None:
    model = of(tmp_path, adding(1.0)).load("mine")
    for run in (model.run, model.run_all):
        with pytest.raises(ModelUnavailable, match="model mine: ONNX Runtime can't run it") as told:
            run(inputs)
        assert told.value.remedy
