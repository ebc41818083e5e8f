"""Results of jobs as files: whole or not at all, and under no path but the batch's."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from procgen.batches.delivery import Delivery
from procgen.errors import Failed
from procgen.jobs.entry import Entry
from procgen.jobs.job import Job, Product
from procgen.kit.wire.artifacts import artifact, chunks, recipe_message
from procgen.runtime.recipe import Recipe
from procgen.served import REQUESTS
from procgen.v1 import terrain_pb2, world_pb2

METHOD = REQUESTS["terrain"][0]
KEY = "0" * 64


def entry(line: int = 3, index: int = 17, blobs: tuple[str, ...] = ()) -> Entry:
    row = {"line": line, "index": index, "domain": "terrain", "label": "terrain"}
    return Entry(Job(KEY, METHOD, b""), row, blobs=blobs)


def product(name: str = "hill.png", data: bytes = b"heights", sidecar: str = "", domain: str = "terrain") -> Product:
    told = artifact("png16", name, "image/png", data)
    if sidecar:
        told.sidecar_name, told.sidecar_json = sidecar, "{}"
    result = terrain_pb2.TerrainResult(recipe=recipe_message(Recipe(domain, {"seed": "1"})), artifacts=[told])
    events = [terrain_pb2.TerrainEvent(chunk=chunk) for chunk in chunks(0, data)]
    events.append(terrain_pb2.TerrainEvent(result=result))
    return Product(tuple(event.SerializeToString() for event in events))


def no_blob(name: str) -> bytes:
    raise KeyError(name)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_result_has_a_folder_of_its_own(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path, no_blob)
    row = delivery.deliver(entry(), product(sidecar="hill.json"))
    recipe = Recipe("terrain", {"seed": "1"})
    place = "0003-terrain/000017"
    assert row == {
        "recipe": recipe.sha256,
        "recipe_file": f"{place}/terrain-{recipe.sha256[:12]}.recipe.json",
        "artifacts": [
            {
                "path": f"{place}/hill.png",
                "kind": "png16",
                "sha256": hashlib.sha256(b"heights").hexdigest(),
                "size_bytes": 7,
            }
        ],
    }
    found = files(tmp_path)
    assert found[f"{place}/hill.png"] == b"heights"
    assert found[f"{place}/hill.json"] == b"{}"
    assert json.loads(found[str(row["recipe_file"])])["sha256"] == recipe.sha256
    assert len(found) == 3
    assert delivery.intact(row)


def test_what_is_there_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """A process that was killed may have left the folder, or half of it, and no row."""
    delivery = Delivery(tmp_path, no_blob)
    delivery.deliver(entry(), product("old.png"))
    half = tmp_path / "0003-terrain" / ".000017.part"
    half.mkdir()
    (half / "half.png").write_bytes(b"ha")
    row = delivery.deliver(entry(), product("new.png"))
    assert sorted(Path(name).suffix for name in files(tmp_path)) == [".json", ".png"]
    assert not half.exists()
    assert delivery.intact(row)


def test_what_is_gone_or_cut_short_is_not_intact(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path, no_blob)
    row = delivery.deliver(entry(), product())
    picture = tmp_path / "0003-terrain" / "000017" / "hill.png"
    picture.write_bytes(b"short")
    assert not delivery.intact(row)
    picture.write_bytes(b"heights")
    assert delivery.intact(row)
    (tmp_path / str(row["recipe_file"])).unlink()
    assert not delivery.intact(row)
    for damaged in ({}, {"artifacts": 3}, {"artifacts": [{}], "recipe_file": ""}):
        assert not delivery.intact(damaged)


def test_inputs_are_kept_beside_the_recipe(tmp_path: Path) -> None:
    blob = hashlib.sha256(b"photo").hexdigest()
    Delivery(tmp_path, {blob: b"photo"}.__getitem__).deliver(entry(blobs=(blob,)), product())
    assert files(tmp_path)[f"0003-terrain/000017/exemplar-{blob[:16]}"] == b"photo"


@pytest.mark.parametrize("name", ["../x.png", "/x.png", "a/b.png", "a\\b.png", "c:x.png", ".x", "..", "", "a\0b"])
def test_no_name_is_a_path(tmp_path: Path, name: str) -> None:
    """A store may be shared with others, who may put anything into it."""
    out = tmp_path / "out"
    out.mkdir()
    delivery = Delivery(out, no_blob)
    wrong = [product(name), product(domain=name)] + ([product(sidecar=name)] if name else [])
    for each in wrong:
        with pytest.raises(ValueError, match="is not the name of a file"):
            delivery.deliver(entry(), each)
    assert not files(tmp_path)


def test_a_damaged_product_leaves_nothing(tmp_path: Path) -> None:
    whole = product()
    delivery = Delivery(tmp_path, no_blob)
    for events in (whole.events[:-1], whole.events[1:], (*whole.events[:-1], b"\xff")):
        with pytest.raises(Exception):  # noqa: B017 protobuf's own among them
            delivery.deliver(entry(), Product(events))
    assert not files(tmp_path)


def test_a_folder_that_can_t_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "0003-terrain").write_text("a file")
    with pytest.raises(Failed, match="can't be made"):
        Delivery(tmp_path, no_blob).deliver(entry(), product())


def test_files_of_a_result_may_lie_in_folders_below_it(tmp_path: Path) -> None:
    told = artifact("person_glb", "anna.glb", "model/gltf-binary", b"glTF")
    told.folder = "people"
    result = world_pb2.WorldResult(recipe=recipe_message(Recipe("world", {"seed": "1"})), artifacts=[told])
    events = [world_pb2.WorldEvent(chunk=chunk) for chunk in chunks(0, b"glTF")]
    events.append(world_pb2.WorldEvent(result=result))
    job = Entry(Job(KEY, REQUESTS["world"][0], b""), {"line": 1, "index": 0, "domain": "world", "label": "world"})
    delivery = Delivery(tmp_path, no_blob)
    row = delivery.deliver(job, Product(tuple(event.SerializeToString() for event in events)))
    assert files(tmp_path)["0001-world/000000/people/anna.glb"] == b"glTF"
    assert [each["path"] for each in row["artifacts"]] == ["0001-world/000000/people/anna.glb"]  # type: ignore[attr-defined]
    assert delivery.intact(row)
    told.folder = "../elsewhere"
    events[-1] = world_pb2.WorldEvent(result=world_pb2.WorldResult(recipe=result.recipe, artifacts=[told]))
    with pytest.raises(ValueError, match="not a folder of a result"):
        delivery.deliver(job, Product(tuple(event.SerializeToString() for event in events)))
