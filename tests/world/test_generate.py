"""Whole small worlds: their files, and parts of them made anew alone."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from PIL import Image

from procgen.character.people.draw import People
from procgen.dialogue.language.own import OwnModel
from procgen.errors import Cancelled, InvalidFields
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.world.chance import part_seed
from procgen.world.checks import problems
from procgen.world.generate import World, check, generate, part_record
from procgen.world.manifest import OUTPUTS, File
from procgen.world.parameters import PARTS, WorldParameters
from procgen.world.parts import Callbacks, follows
from procgen.world.society import society_problems
from tests.figures import scaled

SMALL = WorldParameters(
    text="a fishing village under a volcano",
    seed=7,
    side_m=250.0,
    metres_per_pixel=4.0,
    props=30,
    people=2,
    lines=4,
    animals=3,
)
LIGHT = ("terrain", "settlement", "props", "people", "dialogue")
"""Outputs that take little time."""


@cache
def store() -> ModelStore:
    return ModelStore(threads=1)


@cache
def people() -> People:
    return People(store())


@cache
def model() -> OwnModel:
    return OwnModel.load(store())


def make(parameters: WorldParameters, outputs: tuple[str, ...] = LIGHT, callbacks: Callbacks | None = None) -> World:
    return generate(parameters, store(), callbacks, outputs=outputs, drawn_by=people(), model=model())


@cache
def small() -> World:
    return make(SMALL)


def files(world: World) -> dict[str, bytes]:
    return {file.path: file.data for file in world.files}


def of_part(world: World, part: str) -> dict[str, bytes]:
    return {file.path: file.data for file in world.files if file.part == part}


def read(world: World, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files(world)[path])
    return found


@pytest.fixture(scope="module")
def whole() -> World:
    return make(SMALL, OUTPUTS)


def test_the_manifest_lists_every_file_with_its_checksum(whole: World) -> None:
    manifest = read(whole, "manifest.json")
    listed = {entry["path"]: entry for entry in manifest["files"]}
    assert listed.keys() == files(whole).keys() - {"manifest.json"}
    assert whole.files[-1].path == "manifest.json"
    for path, data in files(whole).items():
        if path != "manifest.json":
            assert listed[path]["sha256"] == hashlib.sha256(data).hexdigest()
            assert listed[path]["size_bytes"] == len(data)
    assert [part["part"] for part in manifest["parts"]] == list(PARTS)
    in_parts = [path for part in manifest["parts"] for path in part["files"]]
    of_all = {"built.glb", "world.glb", "map.png", "life/life.json", "life/navigation.json"}
    assert set(in_parts) == listed.keys() - of_all
    assert len({file.name for file in whole.files}) == len(whole.files)
    # Traffic is there where vehicles or walkers are asked for.
    assert {file.part for file in whole.files} == {*OUTPUTS, "manifest"} - {"traffic"}


def test_files_are_what_they_say(whole: World) -> None:
    found = files(whole)
    manifest, settlement = read(whole, "manifest.json"), read(whole, "settlement.json")
    heights = np.load(io.BytesIO(found["ground/heights.npy"]))
    assert heights.shape == (63, 63)
    assert manifest["ground"] == {"width_m": 248.0, "depth_m": 248.0, "metres_per_pixel": 4.0, "sea_level_m": 0.0}
    assert np.array_equal(heights, whole.place.land.heights_m)
    assert np.load(io.BytesIO(found["ground/water.npy"])).shape == heights.shape
    with Image.open(io.BytesIO(found["ground/heights.png"])) as picture:
        assert picture.size == (63, 63)
    with Image.open(io.BytesIO(found["map.png"])) as picture:
        assert min(picture.size) > 500
    assert found["world.glb"][:4] == b"glTF"
    assert all(found[person["file"]][:4] == b"glTF" for person in read(whole, "people.json")["people"])
    assert manifest["name"] == settlement["settlement"]["name"] == whole.place.name
    assert len(settlement["buildings"]) == manifest["counts"]["buildings"] >= 3
    assert len(read(whole, "props.json")["props"]) == manifest["counts"]["props"] <= 30
    assert [manifest["counts"][name] for name in ("people", "lines")] == [2, 4]
    assert set(manifest["scenario"]) == {"hour", "weather", "light", "wind_m_s", "visibility_km", "crowd"}
    assert "table_scenario" in " ".join(manifest["recipe"]["model_sha256"])
    names = read(whole, "dialogue.json")["names"].values()
    assert all(name in names for line in read(whole, "dialogue.json")["lines"] for name in line["names"])


def test_seeds_of_names_and_people_hang_on_the_words() -> None:
    worlds = [replace(SMALL, text=text) for text in ("a hamlet", "A  Hamlet", "a town")]
    seeds = {part: {part_seed(world, part) for world in worlds} for part in PARTS}
    assert {part: len(found) for part, found in seeds.items()} == {
        "terrain": 1,
        "settlement": 2,
        "materials": 1,
        "props": 1,
        "people": 2,
        "dialogue": 2,
    }
    own = [part_seed(replace(SMALL, text=text, part_seeds={"people": 9}), "people") for text in ("a hamlet", "a town")]
    assert own == [9, 9]


def test_two_sentences_of_one_seed_share_no_name(whole: World) -> None:
    other = make(replace(SMALL, text="a fishing village under an old volcano"), ("people", "dialogue"))
    assert other.place.name != whole.place.name
    assert not {each.name for each in other.place.people} & {each.name for each in whole.place.people}
    lines = [{line["text"] for line in read(world, "dialogue.json")["lines"]} for world in (whole, other)]
    assert not lines[0] & lines[1]


def test_every_part_has_a_recipe_that_makes_its_files_again_alone(whole: World) -> None:
    for entry in read(whole, "manifest.json")["parts"]:
        recipe = Recipe.from_json(json.dumps(entry["recipe"]))
        assert recipe.request["parts"] == [entry["part"]]
        assert entry["seed"] == str(part_seed(SMALL, entry["part"]))
    for part, name in (("props", "ecology"), ("people", "roles"), ("settlement", "settlement")):
        entry = store().part("table", name, "nade").entry
        assert whole.place.recipes[part].model_sha256[entry.name] == entry.sha256
    alone = make(SMALL, ("props",))
    assert of_part(alone, "props") == of_part(whole, "props")
    assert {file.part for file in alone.files} == {"props", "manifest"}
    assert of_part(make(SMALL, ("life",)), "life") == of_part(whole, "life")


def test_nothing_is_wrong_with_it(whole: World) -> None:
    assert [*problems(whole.place), *society_problems(whole.place)] == []


@pytest.mark.parametrize("part", ["settlement", "props", "people", "dialogue"])
def test_a_part_made_anew_leaves_all_others_that_do_not_stand_on_it(part: str) -> None:
    made = make(replace(SMALL, part_seeds={part: 99}))
    changed = {part, *follows(part)}
    assert of_part(made, part) != of_part(small(), part)
    for other in LIGHT:
        if other not in changed:
            assert of_part(made, other) == of_part(small(), other), other
    assert [*problems(made.place), *society_problems(made.place)] == []


def test_materials_made_anew_change_nothing_else() -> None:
    other = replace(SMALL, part_seeds={"materials": 99})
    assert part_record(other, "materials") != part_record(SMALL, "materials")
    for part in set(PARTS) - {"materials"}:
        assert part_record(other, part) == part_record(SMALL, part)


def test_people_get_other_looks_while_their_lines_are_locked() -> None:
    made = make(replace(SMALL, part_seeds={"people": 99}, locked=("dialogue",)))
    assert of_part(made, "dialogue") == of_part(small(), "dialogue")
    assert made.place.people == small().place.people
    for person in made.place.people:
        assert files(made)[person.file_name] != files(small())[person.file_name]


def test_a_locked_settlement_stays_while_the_land_about_it_changes() -> None:
    made = make(replace(SMALL, part_seeds={"terrain": 99}, locked=("settlement",)), ("terrain", "settlement", "props"))
    assert files(made)["settlement.json"] == files(small())["settlement.json"]
    land, before = made.place.land, small().place.land
    assert not np.array_equal(land.heights_m, before.heights_m)
    assert np.array_equal(land.water, before.water)
    assert problems(made.place) == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"part_seeds": {"settlement": 3}, "locked": ("dialogue",)}, "another settlement"),
        ({"part_seeds": {"terrain": 3}, "locked": ("dialogue",)}, "another terrain"),
        ({"part_seeds": {"settlement": 3}, "locked": ("settlement",)}, "part_seeds.settlement differs"),
        ({"locked": ("people",)}, "one of settlement, dialogue"),
        ({"locked_part_seeds": {"people": 1}}, "nothing where no part is locked"),
    ],
)
def test_locks_that_can_not_be_kept_are_refused(fields: Mapping[str, Any], told: str) -> None:
    with pytest.raises(InvalidFields, match=told):
        check(replace(SMALL, **fields))


def test_every_wrong_field_is_named_at_once() -> None:
    wrong = replace(
        SMALL,
        side_m=10.0,
        metres_per_pixel=float("nan"),
        landform="cheese",
        climate="hot",
        settlement="city",
        props=-1,
        people=65,
        lines=501,
        part_seeds={"sky": 1, "people": -1},
        locked=("terrain",),
    )
    with pytest.raises(InvalidFields) as caught:
        check(wrong)
    assert {each.field for each in caught.value.violations} == {
        "side_m",
        "metres_per_pixel",
        "landform",
        "climate",
        "settlement",
        "props",
        "people",
        "lines",
        "part_seeds.sky",
        "part_seeds.people",
        "locked[0]",
    }
    assert len(caught.value.violations) == 11


def test_a_place_without_people() -> None:
    made = make(replace(SMALL, settlement="none"), ("settlement", "people", "dialogue"))
    assert read(made, "settlement.json")["settlement"] is None
    assert read(made, "people.json")["people"] == []
    assert read(made, "dialogue.json")["lines"] == []
    assert made.place.name
    assert problems(made.place) == []


def stopper(calls: int) -> Callable[[], None]:
    left = [calls]

    def stop() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Cancelled

    return stop


def test_the_first_files_are_given_while_the_rest_is_made(whole: World) -> None:
    given: list[File] = []
    manifests: list[File | None] = []

    def sent(files: Sequence[File], manifest: File | None) -> None:
        given.extend(files)
        manifests.append(manifest)

    again = generate(SMALL, ModelStore(threads=2), outputs=OUTPUTS, sent=sent)
    assert files(again) == files(whole), "neither whether they are given nor the number of threads changes a byte"
    first = whole.files[: len(given)]
    assert [(file.path, file.data) for file in given] == [(file.path, file.data) for file in first]
    assert [manifest is not None for manifest in manifests] == [False, False, True]
    assert manifests[-1] is not None
    # The manifest is that of a world without all else.
    alone = make(SMALL, ("terrain", "settlement", "materials", "props", "built"))
    early = json.loads(manifests[-1].data)
    said = json.loads(files(alone)["manifest.json"])
    herds = {entry["path"] for entry in said["files"] if entry["path"].startswith("creatures")}
    assert {entry["path"]: entry["sha256"] for entry in early["files"]} == {
        entry["path"]: entry["sha256"] for entry in said["files"] if entry["path"] not in herds
    }
    assert early["recipe"] == said["recipe"]
    assert early["counts"]["animals"] == 0


@pytest.mark.parametrize("calls", [0, 3, 40, 90])
def test_work_stops_when_it_is_told_to(calls: int) -> None:
    with pytest.raises(Cancelled):
        make(SMALL, LIGHT, Callbacks(checkpoint=stopper(calls)))


def test_progress_rises_from_0_to_1_and_names_what_is_done() -> None:
    told: list[tuple[str, float]] = []
    make(SMALL, ("dialogue",), Callbacks(lambda stage, share: told.append((stage, share))))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert {"terrain", "settlement", "people", "dialogue"} <= {stage.partition(":")[0] for stage, _ in told}


def test_nothing_is_wrong_with_many_worlds() -> None:
    texts = ("a fishing village under a volcano", "a hamlet in the mountains", "a town by a river", "a desert village")
    side, spacing = scaled(250.0, 1000.0), scaled(4.0, 2.0)
    for seed in range(scaled(3, 100)):
        parameters = WorldParameters(
            texts[seed % len(texts)], seed, side, spacing, props=scaled(40, 200), animals=scaled(8, 40)
        )
        place = make(parameters, ("props", "dialogue")).place
        assert [*problems(place), *society_problems(place)] == [], f"{parameters.text}, seed {seed}"


def test_houses_of_a_deserted_village_stand_and_nobody_lives_there() -> None:
    world = make(
        replace(SMALL, text="a deserted fishing village under a volcano"), ("settlement", "people", "dialogue")
    )
    assert world.place.deserted
    assert read(world, "settlement.json")["buildings"]
    assert read(world, "people.json")["people"] == []
    assert read(world, "dialogue.json")["lines"] == []
    said = read(world, "manifest.json")
    assert said["description"]["deserted"]
    assert said["scenario"]["crowd"] == "empty"
    assert not read(small(), "manifest.json")["description"]["deserted"]
