"""The landforms that a network knows, and the numbers that it knows them by, are its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from procgen.errors import InvalidFields, ModelUnavailable
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.store import ModelStore
from procgen.runtime.trust import EVERY_MODEL
from procgen.terrain import cascade
from procgen.terrain.controls.shapes import LandformEntry, LandformMap, WorldArea
from procgen.terrain.generate import ROLES, generate
from procgen.terrain.landforms import ANY_LANDFORM, FIRST_LABELS, LABELS, LANDFORM_NAMES
from procgen.terrain.morphometry.grain import GRAIN
from procgen.terrain.parameters import TerrainParameters

Changed = Callable[[list[str]], Sequence[object] | None]


def store_with(folder: Path, labels: Changed) -> ModelStore:
    """The packaged networks as a user's model "own", with other labels in its catalog; with none for None."""
    folder.mkdir()
    catalog = json.loads((packaged_assets() / "catalog.json").read_text())
    records = [record for record in catalog["models"] if record["domain"] == "terrain"]
    for record in records:
        record |= {"name": f"own_{record['name']}", "generator": "own", "default": False}
        said = labels(record["properties"].pop("labels"))
        record["properties"] |= {} if said is None else {"labels": said}
        shutil.copy(packaged_assets() / record["file"], folder)
    (folder / "catalog.json").write_text(json.dumps({"models": records}))
    return ModelStore((folder,), threads=1, trust=EVERY_MODEL)


def heights(store: ModelStore, landform: str, model: str = "") -> np.ndarray:
    # As steep as any landform is by itself: of flatter land the landform, and not its number alone, has a say.
    asked = TerrainParameters(64, 64, seed=5, landform=landform, model=model, mean_height_m=900.0, relief_m=1500.0)
    return generate(asked, store).heights


def test_numbers_of_landforms_stay_as_they_were() -> None:
    assert LABELS[: len(FIRST_LABELS)] == FIRST_LABELS
    assert list(FIRST_LABELS) == [*LANDFORM_NAMES[:21], ""]
    assert ANY_LANDFORM == 21
    assert sorted(LABELS) == sorted([*LANDFORM_NAMES, ""])
    catalog = json.loads((packaged_assets() / "catalog.json").read_text())
    said = {r["role"]: r["properties"]["labels"] for r in catalog["models"] if r["domain"] == "terrain"}
    assert set(said) == set(ROLES)
    assert said["plan"] == said["detail"][: len(FIRST_LABELS)] == list(FIRST_LABELS)
    assert said["coarse"] == said["detail"]


@pytest.fixture
def one_grain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The grain is that of the landform that is asked for, whatever number it has."""
    monkeypatch.setattr(cascade, "grain_at", lambda *_: np.zeros(GRAIN, np.float32))


@pytest.mark.usefixtures("one_grain")
def test_a_network_is_told_its_own_number(tmp_path: Path) -> None:
    swapped = {"alpine": "mountains", "mountains": "alpine"}
    store = store_with(tmp_path / "own", lambda names: [swapped.get(name, name) for name in names])
    np.testing.assert_array_equal(heights(store, "alpine", "own"), heights(store, "mountains"))
    np.testing.assert_array_equal(heights(store, "", "own"), heights(store, ""))


@pytest.mark.usefixtures("one_grain")
def test_any_may_stand_anywhere_in_the_list(tmp_path: Path) -> None:
    store = store_with(tmp_path / "own", lambda names: ["" if name == "hills" else name for name in names if name])
    np.testing.assert_array_equal(heights(store, "", "own"), heights(store, "hills"))


def test_a_catalog_that_says_nothing_means_the_first_landforms(tmp_path: Path) -> None:
    store = store_with(tmp_path / "own", lambda _: None)
    np.testing.assert_array_equal(heights(store, "karst", "own"), heights(store, "karst"))


def test_what_a_network_does_not_know_is_refused_by_name(tmp_path: Path) -> None:
    store = store_with(tmp_path / "own", lambda names: [name for name in names if name not in ("karst", "dunes")])
    mapped = LandformMap(
        (LandformEntry("hills"), LandformEntry("dunes")), np.zeros((1, 1), np.uint8), WorldArea(0, 0, 64, 64)
    )
    with pytest.raises(InvalidFields) as refused:
        generate(TerrainParameters(64, 64, landform="karst", model="own", landform_map=mapped), store)
    assert [each.field for each in refused.value.violations] == ["landform", "landform_map.palette[1].landform"]
    allowed = refused.value.violations[0].allowed
    assert "the model own knows: empty (any), hills, mountains" in allowed
    assert "karst" not in allowed


@pytest.mark.parametrize("labels", [[], ["hills", "hills"], ["hills", 3], "hills"])
def test_labels_that_are_no_names_are_a_damaged_catalog(tmp_path: Path, labels: Sequence[object]) -> None:
    with pytest.raises(ModelUnavailable, match="labels are no list of different names"):
        heights(store_with(tmp_path / "own", lambda _: labels), "", "own")
