"""Lines of exact requests: what they ask for, how cheaply, and what is said where they can't be done."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from procgen.batches.lines import (
    MOST_TOLD,
    Batch,
    BatchJob,
    RequestBinder,
)
from procgen.errors import InvalidFields
from procgen.jobs.sweep import texts_of
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.registry import Services
from procgen.runtime.store import ModelStore
from procgen.served import REQUESTS, all_services, product_of
from procgen.v1 import terrain_pb2, texture_pb2
from tests.figures import figure

SMALL = {"width_px": 64, "depth_px": 64}
TILE = {"width_px": 32, "height_px": 32}


@pytest.fixture(scope="module")
def domains() -> Services:
    return all_services(ModelStore(), BlobStore())


def batch_of(domains: Services, *lines: Any) -> Batch:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return Batch(lambda: texts_of(text), "lines", RequestBinder(), domains.method)


def jobs_of(batch: Batch) -> list[BatchJob]:
    jobs = list(batch)
    assert all(isinstance(job, BatchJob) for job in jobs)
    return [job for job in jobs if isinstance(job, BatchJob)]


def faults(batch: Batch) -> list[str]:
    with pytest.raises(InvalidFields) as caught:
        batch.check()
    return [str(violation) for violation in caught.value.violations]


def test_every_domain_has_a_method_that_takes_its_request(domains: Services) -> None:
    for path, kind in REQUESTS.values():
        method = domains.method(path)
        assert method.request_type is kind
        assert method.streaming
        assert method.check is not None, path


def test_jobs_are_what_the_lines_say(domains: Services) -> None:
    batch = batch_of(
        domains,
        "# two kinds of land",
        {"domain": "terrain", "request": {**SMALL, "seed": "7..9", "landform": {"grid": ["alpine", "dunes"]}}},
        {"domain": "texture_set", "request": {"shared": {**TILE, "seed": "1..2"}, "members": [{"layer": "rock"}]}},
    )
    assert batch.check() == 8
    jobs = jobs_of(batch)
    assert jobs_of(batch) == jobs, "it can be read again"
    assert [(job.line, job.index, job.domain) for job in jobs] == [
        *((2, index, "terrain") for index in range(6)),
        *((3, index, "texture_set") for index in range(2)),
    ]
    expected = [
        terrain_pb2.TerrainRequest(width_px=64, depth_px=64, seed=seed, landform=landform)
        for seed in (7, 8, 9)
        for landform in ("alpine", "dunes")
    ]
    assert [job.message for job in jobs[:6]] == expected
    assert [job.message.shared.seed for job in jobs[6:] if isinstance(job.message, texture_pb2.TextureSetRequest)] == [
        1,
        2,
    ]
    assert jobs[1].label == "terrain seed=7 landform=dunes"
    assert jobs[1].row == {"line": 2, "index": 1, "domain": "terrain", "label": jobs[1].label}


def test_a_job_may_be_changed_by_whoever_takes_it(domains: Services) -> None:
    batch = batch_of(domains, {"domain": "terrain", "request": {**SMALL, "seed": "1..3"}})
    taken = []
    for job in jobs_of(batch):
        taken.append(job.message.SerializeToString())
        job.message.Clear()
    assert len(set(taken)) == 3


def test_all_faults_are_told_by_line(domains: Services) -> None:
    told = faults(
        batch_of(
            domains,
            {"domain": "terrain", "request": {**SMALL, "width_px": {"grid": [64, 9000]}, "landform": "moon"}},
            {"domain": "terain", "request": {}},
            {"domain": ["terrain"], "request": {}},
            {"domain": "terrain"},
            {"domain": "terrain", "request": [1], "size": 3},
            {"domain": "terrain", "request": {"wideness": 1}},
            {"domain": "terrain", "request": {**SMALL, "relief_m": "NaN"}},
            {"domain": "terrain", "request": {**SMALL, "seed": -1}},
            "{",
            {"domain": "dialogue", "request": {"persona": {"role": "dragon"}}},
            {"domain": "character", "request": {"text": "a man", "outputs": [{"kind": "fbx"}]}},
            {"domain": "texture", "request": {"material": "brick", "width_px": 64, "height_px": 63}},
        )
    )
    for line, start in (
        (1, "width_px: got 9000"),
        (1, "landform: got 'moon'"),
        (2, "domain: got 'terain', allowed is one of terrain, "),
        (3, "domain: got ['terrain']"),
        (4, "request: got missing, allowed is a TerrainRequest as a JSON object"),
        (5, "size: got 3, allowed is domain and request alone"),
        (5, "request: got [1]"),
        (6, "request: got "),
        (7, "relief_m: got nan"),
        (8, "request: got "),
        (9, "line: got "),
        (10, "persona.role: got "),
        (11, "outputs[0].kind: got 'fbx'"),
        (12, "height_px: got 63"),
    ):
        assert any(text.startswith(f"lines:{line}: {start}") for text in told), (line, start, told)
    assert len(told) == len(set(told))


def test_no_more_faults_are_told_than_one_reads(domains: Services) -> None:
    told = faults(batch_of(domains, *({"domain": f"no {number}"} for number in range(1000))))
    assert len(told) == MOST_TOLD + 1
    assert told[-1].startswith("lines: got perhaps more")


@pytest.mark.parametrize("text", ["", "\n\n# nothing\n"])
def test_a_file_without_jobs_is_refused(domains: Services, text: str) -> None:
    assert faults(Batch(lambda: texts_of(text), "lines", RequestBinder(), domains.method)) == [
        "lines: got no jobs, allowed is a line with a JSON object for each set of jobs"
    ]


def test_seeds_may_be_written_as_protobuf_does(domains: Services) -> None:
    top = 2**64 - 1
    lines = [{"domain": "terrain", "request": {**SMALL, "seed": seed}} for seed in (5, "5", str(top), 5.0)]
    batch = batch_of(domains, *lines)
    assert batch.check() == 4
    seeds = [job.message.seed for job in jobs_of(batch) if isinstance(job.message, terrain_pb2.TerrainRequest)]
    assert seeds == [5, 5, top, 5]


def blobs_named(message: Any) -> tuple[str, ...]:
    (path,) = (path for path, kind in REQUESTS.values() if kind is type(message))
    return tuple(product_of(path).blobs(message))


def cost_class(message: Any) -> str:
    (path,) = (path for path, kind in REQUESTS.values() if kind is type(message))
    return product_of(path).cost(message)


def test_inputs_that_a_request_names() -> None:
    one, two = "a" * 64, "b" * 64
    texture = texture_pb2.TextureRequest()
    assert blobs_named(texture) == ()
    texture.exemplar.sha256 = one
    assert blobs_named(texture) == (one,)
    several = texture_pb2.TextureSetRequest(shared=texture, members=[{}, {"texture": texture}, {}])
    several.members[2].texture.exemplar.sha256 = two
    assert blobs_named(several) == (one, two)
    assert blobs_named(terrain_pb2.TerrainRequest()) == ()


def test_larger_jobs_have_other_classes() -> None:
    small, large = (terrain_pb2.TerrainRequest(width_px=side, depth_px=side) for side in (64, 512))
    assert cost_class(small) != cost_class(large)
    small.seed = 9
    assert cost_class(small) == cost_class(terrain_pb2.TerrainRequest(width_px=64, depth_px=64))


def test_binding_is_cheap(domains: Services) -> None:
    line = {"domain": "terrain", "request": {**SMALL, "seed": "1..3000", "landform": {"choice": ["alpine", "dunes"]}}}
    other = {"domain": "terrain", "request": {**SMALL, "seed": "1..3000", "relief_m": {"between": [100, 900]}}}
    for name, each in (("seeds", line), ("draws", other)):
        batch = batch_of(domains, each)
        began = time.perf_counter()
        count = sum(1 for _ in batch)
        assert count == 3000
        figure(f"a job of a batch file, {name}", (time.perf_counter() - began) / count * 1e6, "us", "<= 200")
