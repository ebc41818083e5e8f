"""What is said of a batch while it runs."""

from __future__ import annotations

import pytest

from procgen.jobs.entry import Tally
from procgen.kit.command import output
from procgen.kit.command.output import duration, tally_bar


def tally(done: int, rate: float = 4.0, eta_s: float | None = 90.0, failed: int = 0, message: str = "") -> Tally:
    return Tally(1000, done, failed, 0, 0, 12.0, rate, eta_s, message)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.4, "0 s"),
        (119.0, "119 s"),
        (120.0, "2 min"),
        (7199.0, "120 min"),
        (12_000.0, "3 h 20 min"),
        (190_800.0, "2 d 5 h"),
    ],
)
def test_times_are_said_in_units_that_people_use(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_elsewhere_than_on_a_terminal_a_line_comes_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(output.time, "monotonic", lambda: clock[0])
    with tally_bar("batch", 1000) as shown:
        for second in range(25):
            clock[0] = float(second)
            shown(tally(second, failed=2 * (second >= 20)))
    assert capsys.readouterr().err.splitlines() == [
        "batch 10/1000: 4/s, 90 s left",
        "batch 22/1000: 4/s, 90 s left, 2 failed",
    ]
    with tally_bar("batch", 1000, quiet=True) as shown:
        clock[0] = 99.0
        shown(tally(5))
    assert not capsys.readouterr().err


@pytest.mark.parametrize(
    ("each", "said"),
    [
        (tally(0, rate=0.0, eta_s=None), "batch 0/1000: "),
        (tally(3, rate=0.05, eta_s=19_940.0), "batch 3/1000: 3/min, 5 h 32 min left"),
        (tally(3, message="waits: no space"), "batch 3/1000: 4/s, 90 s left, waits: no space"),
    ],
)
def test_rate_and_time_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, each: Tally, said: str
) -> None:
    clock = [0.0]
    monkeypatch.setattr(output.time, "monotonic", lambda: clock[0])
    with tally_bar("batch", 1000) as shown:
        clock[0] = 11.0
        shown(each)
    assert capsys.readouterr().err == f"{said}\n"


def test_a_terminal_gets_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with tally_bar("batch", 1000) as shown:
        shown(tally(250))
    err = capsys.readouterr().err
    assert "250/1000" in err
    assert "4/s, 90 s left" in err
