"""Progress: never back, parts in their places, pictures for those who look."""

from __future__ import annotations

import pytest

from procgen.kit.wire.reporter import Reporter
from procgen.v1 import common_pb2


def test_progress_goes_through_making_and_files_and_never_back() -> None:
    told: list[common_pb2.Progress] = []
    reporter = Reporter(told.append, shown=False, export_share=0.25)
    for share in (0.0, 0.8, 0.4, 1.0):
        reporter.made("heights", share)
    assert list(reporter.files(iter("ab"), 2)) == ["a", "b"]
    assert [each.stage for each in told] == ["heights"] * 4 + ["export"] * 3
    assert [each.fraction for each in told] == pytest.approx([0.0, 0.6, 0.6, 0.75, 0.75, 0.875, 1.0])


def test_parts_have_their_share_and_their_name() -> None:
    told: list[common_pb2.Progress] = []
    reporter = Reporter(told.append, shown=False, export_share=0.5)
    reporter.part(0.5, 0.5, "brick")
    reporter.made("base", 0.5)
    # More files than were counted do not lead beyond the end.
    assert list(reporter.files(range(3), 2)) == [0, 1, 2]
    assert {each.stage for each in told} == {"brick: base", "brick: export"}
    assert [each.fraction for each in told] == pytest.approx([0.625, 0.75, 0.875, 1.0, 1.0])


def test_pictures_are_drawn_for_those_who_look() -> None:
    told: list[common_pb2.Progress] = []
    for shown in (True, False):
        reporter = Reporter(told.append, shown=shown)
        reporter.made("a", 0.1, lambda: b"early")
        reporter.made("b", 0.2, lambda: b"too early for another")
        reporter.made("c", 1.0, lambda: b"last", last=True)
    assert [each.preview_png for each in told] == [b"early", b"", b"last", b"", b"", b""]
