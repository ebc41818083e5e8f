from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from procgen.errors import Failed, ModelUnavailable
from procgen.runtime.catalog import packaged_assets, read_catalog
from procgen.runtime.store import ModelStore, State
from procgen.runtime.trust import EVERY_MODEL


def copy_of_assets(folder: Path, prefix: str) -> Path:
    """The packaged models under other names, as a user's folder."""
    shutil.copytree(packaged_assets(), folder)
    catalog = json.loads((folder / "catalog.json").read_text())
    for record in catalog["models"]:
        record["name"] = f"{prefix}_{record['name']}"
        record["generator"] = prefix
        record["default"] = False
    (folder / "catalog.json").write_text(json.dumps(catalog))
    return folder


def test_packaged_models_match_their_catalog() -> None:
    store = ModelStore()
    assert store.entries
    for name, entry in store.entries.items():
        status = store.verify(name)
        assert (status.state, status.problem) == (State.AVAILABLE, "")
        assert status.size_bytes <= 16 << 20
        assert (packaged_assets() / entry.card).is_file(), "each model has a card"
        assert entry.licence


def test_a_session_is_opened_once_and_shared() -> None:
    store = ModelStore()
    name = next(iter(store.entries))
    assert store.load(name) is store.load(name)
    assert store.verify(name).state is State.LOADED


def test_a_damaged_model_is_refused_and_the_others_go_on(tmp_path: Path) -> None:
    folder = copy_of_assets(tmp_path / "models", "mine")
    broken = folder / "terrain_coarse.onnx"
    data = bytearray(broken.read_bytes())
    data[len(data) // 2] ^= 1
    broken.write_bytes(data)
    (folder / "terrain_detail.onnx").unlink()
    store = ModelStore((folder,))
    with pytest.raises(ModelUnavailable, match="damaged") as damaged:
        store.load("mine_terrain_coarse")
    assert damaged.value.remedy
    with pytest.raises(ModelUnavailable, match="does not exist"):
        store.load("mine_terrain_detail")
    assert store.verify("mine_terrain_coarse").state is State.DAMAGED
    assert store.verify("mine_terrain_detail").state is State.MISSING
    store.load("terrain_coarse")


def test_a_file_that_onnx_runtime_refuses_is_unavailable(tmp_path: Path) -> None:
    folder = copy_of_assets(tmp_path / "models", "mine")
    (folder / "terrain_coarse.onnx").write_bytes(b"not a graph")
    catalog = json.loads((folder / "catalog.json").read_text())
    import hashlib

    for record in catalog["models"]:
        if record["file"] == "terrain_coarse.onnx":
            record["sha256"] = hashlib.sha256(b"not a graph").hexdigest()
    (folder / "catalog.json").write_text(json.dumps(catalog))
    with pytest.raises(ModelUnavailable, match="is refused: it is no ONNX file"):
        ModelStore((folder,), trust=EVERY_MODEL).load("mine_terrain_coarse")


def test_memory_bound_drops_the_least_recently_used(tmp_path: Path) -> None:
    store = ModelStore(memory_bytes=1)
    first, second = list(store.entries)[:2]
    store.load(first)
    store.load(second)
    assert store.verify(first).state is State.AVAILABLE
    assert store.verify(second).state is State.LOADED


def test_user_models_are_listed_after_the_packaged(tmp_path: Path) -> None:
    store = ModelStore((copy_of_assets(tmp_path / "models", "mine"),))
    assert store.generators("terrain") == ("diffusion", "mine")


def test_equal_names_are_refused(tmp_path: Path) -> None:
    shutil.copytree(packaged_assets(), tmp_path / "models")
    with pytest.raises(Failed, match="two models are named"):
        ModelStore((tmp_path / "models",))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "does not exist"),
        ("{", "can't be read"),
        ("[]", "no list named 'models'"),
        ('{"models": [{}]}', "lacks or misstates"),
        ('{"models": [{"file": "../x"}]}', "leaves the folder"),
        ('{"models": [{"file": "/x"}]}', "leaves the folder"),
    ],
)
def test_a_bad_catalog_says_what_is_wrong(tmp_path: Path, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / "catalog.json").write_text(text)
    with pytest.raises(Failed, match=says):
        read_catalog(tmp_path)


def test_thread_count_does_not_change_a_network_output() -> None:
    rng = np.random.default_rng(0)
    inputs: dict[str, np.ndarray] = {}
    for name, kind in ModelStore().entries["terrain_coarse"].inputs.items():
        shape = tuple(json.loads(kind[kind.index("[") :]))
        whole = kind.startswith("int64")
        inputs[name] = np.zeros(shape, np.int64) if whole else rng.standard_normal(shape).astype(np.float32)
    outputs = [ModelStore(threads=threads).load("terrain_coarse").run(inputs) for threads in (1, 2, 3)]
    assert np.array_equal(outputs[0], outputs[1])
    assert np.array_equal(outputs[0], outputs[2])
