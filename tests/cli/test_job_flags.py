"""Lines keyed like flags: bound as the command line would, and nothing else gets through."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from procgen.batches.lines import Batch, BatchJob
from procgen.cli.generate import generate_command
from procgen.cli.job_flags import FlagBinder
from procgen.domains import DOMAINS
from procgen.errors import InvalidFields, ProcgenError
from procgen.jobs.sweep import read_line, texts_of
from procgen.kit.command.asking import Given
from procgen.kit.command.job_values import Value
from procgen.kit.domain import Domain
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.registry import Services
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.terrain.wire.outputs import output_number
from procgen.v1 import character_pb2, dialogue_pb2, terrain_pb2, texture_pb2
from tests.figures import figure

SIDES = {domain.name: domain.load_generate() for domain in DOMAINS if domain.generate}
NOT_IN_BATCHES = {
    *("out", "models", "trust_models", "dialogue_model", "bank", "json", "threads"),
    *("check", "fill", "tiles", "tile_size", "own_borders", "speak", "own_garment", "no_tiles"),
}
FLAGS = [(domain, name) for domain, side in SIDES.items() for name in side.flags]


@pytest.fixture(scope="module")
def domains() -> Services:
    return all_services(ModelStore(), BlobStore())


@pytest.fixture(scope="module")
def binder(domains: Services) -> FlagBinder:
    return FlagBinder(Given(domains, lambda _: None))


def batch_of(binder: FlagBinder, domains: Services, *lines: dict[str, Any]) -> Batch:
    text = "\n".join(map(json.dumps, lines))
    return Batch(lambda: texts_of(text), "lines", binder, domains.method)


def messages(binder: FlagBinder, domains: Services, *lines: dict[str, Any]) -> list[Any]:
    batch = batch_of(binder, domains, *lines)
    total = batch.check()
    jobs = list(batch)
    assert total == len(jobs)
    assert all(isinstance(job, BatchJob) for job in jobs)
    return [job.message for job in jobs if isinstance(job, BatchJob)]


def told(binder: FlagBinder, line: dict[str, Any]) -> list[str]:
    with pytest.raises(InvalidFields) as caught:
        binder.bind(line)
    return [str(violation) for violation in caught.value.violations]


@pytest.mark.parametrize("domain", [domain for domain in DOMAINS if domain.generate], ids=lambda domain: domain.name)
def test_every_flag_of_a_command_is_taken_or_refused_with_a_reason(binder: FlagBinder, domain: Domain) -> None:
    for name in generate_command(domain).__annotations__:
        try:
            binder.bind({"domain": domain.name, name: {"no": "value"}})
            said = []
        except InvalidFields as error:
            said = [str(violation) for violation in error.violations if violation.field == name]
        refused = [text for text in said if "allowed is nothing: " in text]
        assert bool(refused) == (name in NOT_IN_BATCHES)
        assert not [text for text in said if "allowed is a flag of " in text], "it is known"


def test_what_is_no_flag_is_refused(binder: FlagBinder) -> None:
    (said,) = told(binder, {"domain": "terrain", "sise": 64})
    assert said.startswith("sise: got 64, allowed is a flag of `procgen generate terrain`: seed, size, ")
    for domain in ("level", None, ["terrain"], {"a": 1}):
        (said,) = told(binder, {"domain": domain})
        assert said.startswith("domain: got ")


@pytest.mark.parametrize(("domain", "name"), FLAGS)
def test_other_types_than_the_flags_are_refused(binder: FlagBinder, domain: str, name: str) -> None:
    if name in NOT_IN_BATCHES:
        return
    value = Value.of(SIDES[domain].flags[name])
    wrong: dict[type, list[Any]] = {
        int: ["1", 1.5, True, [], {}],
        float: ["1", False, {}],
        str: [1, True, {}, []],
        bool: ["true", 1, {}],
        Path: [1, True, {}, "no such file", "\0", "x" * 5000],
    }
    for each in wrong[value.kind]:
        given_value = [each] if value.many else each
        place = f"{name}[0]" if value.many else name
        assert any(said.startswith(f"{place}: got ") for said in told(binder, {"domain": domain, name: given_value}))
    if not value.optional and not value.many:
        assert any(said.startswith(f"{name}: got null") for said in told(binder, {"domain": domain, name: None}))


def test_values_are_those_of_the_flags(binder: FlagBinder, domains: Services) -> None:
    terrain, texture, character, crowd, lines, scene = messages(
        binder,
        domains,
        {
            "domain": "terrain",
            "size": 64,
            "relief": 300,
            "keep-sea-floor": True,
            "format": "png16",
            "landform": "dunes",
        },
        {"domain": "texture", "material": "brick", "size": 64, "palette": ["#010203", "fefefe"], "style-seed": 4},
        {"domain": "character", "heritage": {"african": 0.25, "asian": 1}, "eyes": "green", "age": None, "seed": 3},
        {"domain": "character", "crowd": True, "count": 5, "roles": ["guard=2"], "sheet": True},
        {"domain": "dialogue", "intent": ["greet", "warn"], "count": 3, "slot": {"item": "a key"}, "relation": -1},
        {
            "domain": "dialogue",
            "scene": "haggle",
            "persona": ["a merchant called Oda", "a guard called Wim"],
            "nodes": 12,
        },
    )
    assert isinstance(terrain, terrain_pb2.TerrainRequest)
    assert list(terrain.outputs) == [output_number("png16")]
    assert (terrain.width_px, terrain.relief_m, terrain.keep_sea_floor) == (64, 300.0, True)
    assert isinstance(texture, texture_pb2.TextureRequest)
    assert list(texture.look.palette_rgb) == [0x010203, 0xFEFEFE]
    assert texture.style_seed == 4
    assert isinstance(character, character_pb2.CharacterRequest)
    assert dict(character.conditions.heritage) == {"african": 0.25, "asian": 1.0}
    assert character.seed == 3
    assert not character.conditions.HasField("age_years")
    assert isinstance(crowd, character_pb2.CrowdRequest)
    assert (crowd.count, crowd.contact_sheet, dict(crowd.roles)) == (5, True, {"guard": 2.0})
    assert isinstance(lines, dialogue_pb2.LinesRequest)
    assert [(wish.intent, wish.count, dict(wish.slots)) for wish in lines.wishes] == [
        ("greet", 3, {"item": "a key"}),
        ("warn", 3, {"item": "a key"}),
    ]
    assert isinstance(scene, dialogue_pb2.SceneRequest)
    assert (scene.kind, scene.nodes, len(scene.cast)) == ("haggle", 12, 2)


def test_copies_for_other_seeds_are_what_binding_would_give(binder: FlagBinder, domains: Services) -> None:
    lines = [
        {"domain": "terrain", "size": 64, "landform": {"grid": ["alpine", "dunes"]}, "relief": {"between": [100, 900]}},
        {
            "domain": "texture",
            "material": "brick",
            "size": 64,
            "name": {"choice": ["a", "b-{seed}"]},
            "layers": ["rock"],
        },
        {"domain": "character", "age": {"choice": [30, 60]}, "format": "person"},
        {"domain": "dialogue", "persona": "a smith", "count": {"grid": [1, 2]}},
    ]
    for line in lines:
        swept = {**line, "seed": "5..12"}
        read = read_line(json.dumps(swept), 1, binder.prepare)
        assert read is not None
        expected = [binder.bind(point.values)[0].message for point in read]
        assert messages(binder, domains, swept) == expected


@pytest.mark.parametrize("domain", ["terrain", "texture", "character", "layout"])
def test_a_count_takes_the_seeds_that_follow(binder: FlagBinder, domains: Services, domain: str) -> None:
    line = {"domain": domain, "size": 64, **({"material": "brick"} if domain == "texture" else {})}
    counted = messages(binder, domains, {**line, "seed": 7, "count": 3})
    assert [message.seed for message in counted] == [7, 8, 9]
    assert [message.seed for message in messages(binder, domains, {**line, "count": 2})] == [1, 2]
    for bad in (
        {"count": 0},
        {"count": "3"},
        {"count": 2, "seed": "1..2"},
        {"count": {"grid": [1, 2]}},
        {"count": True},
    ):
        with pytest.raises(InvalidFields, match="count: got "):
            batch_of(binder, domains, {**line, **bad}).check()


def test_names_may_have_fields_in_them(binder: FlagBinder, domains: Services) -> None:
    line = {"domain": "texture", "size": 32, "material": {"grid": ["brick", "wood"]}, "seed": "3..4"}
    named = messages(binder, domains, {**line, "name": "{material}-{seed}"})
    assert [message.file_name for message in named] == ["brick-3", "brick-4", "wood-3", "wood-4"]
    with pytest.raises(InvalidFields, match="name: got "):
        batch_of(binder, domains, {**line, "name": "{colour}"}).check()
    with pytest.raises(InvalidFields, match="file_name: got "):
        batch_of(binder, domains, {**line, "name": "../{seed}"}).check()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "alpine", "brick", "greet", "haggle", "a=1", "#fff000", "a smith", "png16", "-1", "\u2028"])
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    domain = draw(st.sampled_from(sorted(SIDES)))
    # Who is edited or varied is drawn by a network, which takes long.
    names = [name for name in SIDES[domain].flags if name not in {*NOT_IN_BATCHES, "edit", "vary", "count"}]
    fields = draw(st.dictionaries(st.sampled_from(names), JSON, max_size=4))
    return {"domain": domain, **fields}


@given(lines())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example({"domain": "character", "textures": 2**31})
@example({"domain": "terrain", "metres_per_pixel": 1e300})
def test_any_line_is_bound_or_refused(binder: FlagBinder, domains: Services, line: dict[str, Any]) -> None:
    try:
        assert batch_of(binder, domains, line).check() >= 1
    except ProcgenError as error:
        assert isinstance(error, InvalidFields)
        assert all(violation.field.startswith("lines:1: ") for violation in error.violations)


@pytest.mark.parametrize("domain", SIDES)
def test_binding_is_cheap(binder: FlagBinder, domain: str) -> None:
    line = {
        "terrain": {"landform": "alpine", "size": 64, "relief": 500.5},
        "texture": {"material": "brick", "size": 64, "moss": 0.3, "set": ["godot"]},
        "character": {"text": "a stout old blacksmith", "age": 50, "hair": "bob:#6a3a1c"},
        "dialogue": {"persona": "a grumpy old smith", "intent": "greet"},
        "layout": {"kind": "dungeon", "size": 32, "locks": 2, "entrance": ["3,0"]},
        "world": {"text": "a fishing village under a volcano", "side": 500, "people": 3},
        "table": {"table": "loot", "count": 3, "given": {"rarity": "rare"}},
        "creature": {"species": "sheep", "breed": "hill", "growth": 0.3, "scale": 1.1},
        "ambience": {"biome": "beach", "hour": 7, "thing": ["campfire,3,0,-5"]},
        "music": {"text": "sad harbour", "bars": 8, "format": ["ogg"]},
        "sound": {"effect": "footstep", "surface": "gravel", "count": 4},
        "speech": {"text": "Halt!", "age": 50, "sex": "male", "mood": "angry"},
    }[domain]
    rounds = []
    for _ in range(10):
        began = time.perf_counter()
        for seed in range(20):
            binder.bind({"domain": domain, "seed": seed, **line})
        rounds.append((time.perf_counter() - began) / 20)
    figure(f"a line of flags as a request, {domain}, median", sorted(rounds)[5] * 1e6, "us", "<= 200")
