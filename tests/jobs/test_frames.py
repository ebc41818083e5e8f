from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from procgen.jobs.frames import (
    Outcome,
    Problem,
    pack,
    pack_group,
    pack_outcomes,
    unpack,
    unpack_group,
    unpack_outcomes,
)
from procgen.jobs.job import Job

KEYS = st.binary(min_size=32, max_size=32).map(bytes.hex)
JOBS = st.lists(st.builds(Job, KEYS, st.text(max_size=20), st.binary(max_size=40)), max_size=8)
PROBLEMS = st.builds(Problem, st.text(max_size=5), st.text(max_size=5), st.text(max_size=30), st.booleans())
SECONDS = st.floats(0.0, 1e6)
OUTCOMES = st.lists(
    st.builds(Outcome, SECONDS, st.binary(max_size=40)) | st.builds(Outcome, SECONDS, problem=PROBLEMS), max_size=8
)


@given(st.lists(st.binary(max_size=300)))
def test_pieces_come_back(parts: list[bytes]) -> None:
    assert unpack(pack(parts)) == parts


@given(JOBS, st.lists(st.binary(max_size=40), max_size=3))
def test_groups_come_back(jobs: list[Job], blobs: list[bytes]) -> None:
    assert unpack_group(pack_group(jobs, blobs)) == (jobs, blobs)


@given(OUTCOMES)
def test_outcomes_come_back(outcomes: list[Outcome]) -> None:
    assert unpack_outcomes(pack_outcomes(outcomes)) == outcomes


@given(JOBS.filter(bool), st.data())
def test_a_group_that_is_cut_off_is_refused(jobs: list[Job], data: st.DataObject) -> None:
    whole = pack_group(jobs, [b"blob"])
    cut = data.draw(st.integers(0, len(whole) - 1))
    try:
        found, _ = unpack_group(whole[:cut])
    except ValueError:
        return
    assert found == jobs[: len(found)], "it ends between two jobs"
    assert len(found) < len(jobs)


@given(st.binary(max_size=200))
@example(pack([b"3", b""]))
@example(pack([b"[]", b""]))
@example(pack([b'["a"]', b""]))
@example(pack([b"[1, 2]", b""]))
def test_other_bytes_are_refused_or_are_a_group(data: bytes) -> None:
    for read in (unpack, unpack_group, unpack_outcomes):
        with contextlib.suppress(ValueError):
            read(data)


@pytest.mark.parametrize("key", ["", "x" * 64, "A" * 64, "../" + "0" * 61])
def test_a_group_of_jobs_with_other_keys_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        unpack_group(pack_group([Job(key, "/a/B", b"")]))
