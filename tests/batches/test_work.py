from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf.message import Message
from PIL import Image

from procgen.batches import work as batch_work
from procgen.errors import Cancelled
from procgen.jobs.executor import Task, Worker
from procgen.jobs.frames import Outcome, pack_group, unpack_outcomes
from procgen.jobs.job import Job, Product
from procgen.jobs.pool import ProcessPool
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import Call
from procgen.kit.wire.keys import Keys
from procgen.kit.wire.products import product
from procgen.kit.wire.registry import Services, event_type
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.v1 import character_pb2, texture_pb2
from tests.client import (
    CHARACTER,
    CROWD,
    LINES,
    SCENE,
    TERRAIN,
    TEXTURE,
    TEXTURE_SET,
    channel,
    small_character,
    small_lines,
    small_request,
    small_scene,
    small_set,
    small_texture,
)
from tests.conftest import RunningServer
from tests.jobs.executors import results

ONE_PERSON: dict[str, Any] = {"seed": 3, "count": 1, "outputs": [{"kind": "person"}]}
REQUESTS = {
    TERRAIN: small_request(),
    TEXTURE: small_texture(),
    TEXTURE_SET: small_set(),
    CHARACTER: small_character(outputs=[{"kind": "person"}]),
    CROWD: character_pb2.CrowdRequest(**ONE_PERSON),
    LINES: small_lines(),
    SCENE: small_scene(),
}


@pytest.fixture(scope="module")
def domains() -> Services:
    return all_services(ModelStore(threads=1), BlobStore())


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPool]:
    opened = ProcessPool(Worker(batch_work.WORKER, batch_work.worker_settings()), 1)
    yield opened
    opened.close()


def job(domains: Services, path: str, request: Message) -> Job:
    return Keys().job(domains.method(path), request)


def here(domains: Services, jobs: list[Job], blobs: list[bytes] | None = None) -> list[Outcome]:
    return unpack_outcomes(batch_work.work_with(domains)(pack_group(jobs, blobs or [])))


def test_a_worker_makes_the_same_bytes_as_a_server_and_as_this_process(
    server: RunningServer, domains: Services, pool: ProcessPool
) -> None:
    jobs = [job(domains, path, request) for path, request in REQUESTS.items()]
    pool.submit(Task(1, pack_group(jobs)))
    served = []
    with channel(server) as opened:
        for path, request in REQUESTS.items():
            call = opened.unary_stream(
                path,
                request_serializer=type(request).SerializeToString,
                response_deserializer=event_type(path).FromString,
            )
            served.append(product(call(request)))
    answer = results(pool, 1)[1].answer
    assert answer is not None
    made = unpack_outcomes(answer)
    assert [outcome.problem for outcome in made] == [None] * len(jobs)
    assert [outcome.product for outcome in made] == [each.to_bytes() for each in served]
    assert [outcome.product for outcome in here(domains, jobs)] == [each.to_bytes() for each in served]
    assert all(outcome.seconds > 0.0 for outcome in made)


def test_a_job_that_goes_wrong_takes_no_other_with_it(domains: Services) -> None:
    good = job(domains, LINES, small_lines(model="phrases"))
    wrong = [
        job(domains, TERRAIN, small_request(width_px=3)),
        job(domains, TERRAIN, small_request(relief_m=float("nan"))),
        replace(good, request=b"\xff\xff\xff"),
        replace(good, method="/procgen.v1.TerrainService/Make"),
    ]
    found = here(domains, [wrong[0], good, *wrong[1:], good])
    assert found[1].product == found[-1].product != b""
    problems = [outcome.problem for outcome in (found[0], *found[2:-1])]
    assert all(problem is not None for problem in problems)
    assert [(problem.code, problem.reason, problem.again) for problem in problems if problem] == [
        ("INVALID_ARGUMENT", "INVALID_FIELDS", False),
        ("INVALID_ARGUMENT", "INVALID_FIELDS", False),
        ("INVALID_ARGUMENT", "INVALID_FIELDS", False),
        ("UNIMPLEMENTED", "NOT_SERVED", False),
    ]
    assert problems[0] is not None
    assert "width_px: got 3" in problems[0].message
    assert problems[1] is not None
    assert "relief_m: got nan" in problems[1].message


def test_what_could_be_better_elsewhere_or_later_is_worth_another_try(
    domains: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = job(domains, LINES, small_lines(model="phrases"))
    other = replace(good, key="0" * 64)  # of another version, or of other models
    (outcome,) = here(domains, [other])
    assert outcome.problem is not None
    assert (outcome.problem.reason, outcome.problem.again) == ("RECIPE_MISMATCH", True)
    for error, reason in ((MemoryError(), "BUSY"), (ZeroDivisionError("a bug"), "INTERNAL")):

        def fail(*_: object, error: Exception = error) -> Product:
            raise error

        monkeypatch.setattr(batch_work, "make", fail)
        (outcome,) = here(domains, [good])
        assert outcome.problem is not None
        assert (outcome.problem.reason, outcome.problem.again) == (reason, True)


def test_a_result_that_is_too_large_to_hold_is_refused(domains: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    good = job(domains, TERRAIN, small_request(model="noise-fbm"))
    (whole,) = here(domains, [good])
    monkeypatch.setattr(batch_work, "PRODUCT_BYTES", len(whole.product) - 100)
    (outcome,) = here(domains, [good])
    assert outcome.problem is not None
    assert (outcome.problem.reason, outcome.problem.again) == ("TOO_LARGE", False)
    assert "what the job makes has more than" in outcome.problem.message


def test_inputs_that_requests_name_come_with_the_group(domains: Services) -> None:
    pixels = np.random.default_rng(3).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    photo = file.getvalue()
    name = hashlib.sha256(photo).hexdigest()
    request = texture_pb2.TextureRequest(seed=1, width_px=64, height_px=64, exemplar={"sha256": name})
    with_photo = all_services(ModelStore(threads=1), BlobStore())
    without = here(domains, [job(domains, TEXTURE, request)])
    assert without[0].problem is not None
    found = here(with_photo, [job(domains, TEXTURE, request)], [photo])
    assert found[0].problem is None


def test_a_group_whose_call_is_cancelled_ends(domains: Services) -> None:
    call = Call("batch")
    call.cancel()
    work = batch_work.work_with(domains, lambda: call)
    with pytest.raises(Cancelled):
        work(pack_group([job(domains, TERRAIN, small_request())]))


def test_bytes_that_are_no_group_are_refused(domains: Services) -> None:
    with pytest.raises(ValueError, match="bytes end"):
        batch_work.work_with(domains)(b"\1\2\3")


def test_a_worker_is_made_as_its_settings_say(tmp_path: Path) -> None:
    said = batch_work.worker_settings(
        [tmp_path], trust_models=True, settings={"dialogue_model": "http://127.0.0.1:1#other"}, memory_bytes=1 << 26
    )
    assert json.loads(said)["models"] == [str(tmp_path)]
    work = batch_work.worker(batch_work.worker_settings(settings={"dialogue_model": "http://127.0.0.1:1#other"}))
    method = all_services(ModelStore(threads=1), BlobStore(), {"dialogue_model": "http://127.0.0.1:1#other"}).method(
        LINES
    )
    request = small_lines(model="other")
    assert Keys().key(method, request) is None, "nobody knows the model behind an address"
    (outcome,) = unpack_outcomes(work(pack_group([Job("0" * 64, LINES, request.SerializeToString())])))
    assert outcome.problem is not None
    assert "127.0.0.1:1" in outcome.problem.message, "nothing answers there"
