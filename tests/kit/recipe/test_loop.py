"""The loop that all recipes train with, on a network of a few numbers and a clock that a step moves by a second."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from procgen.errors import Failed
from procgen.kit.recipe import loop
from procgen.kit.recipe.average import Averaged, capped, lengthening
from procgen.kit.recipe.checkpoint import BEST, CHECKPOINT, JOURNAL, begins_shipped, read_checkpoint
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Schedule, parse_budget, told_time, update

BUDGET = 24.0


class Stopped(Exception):
    """Somebody pulled the plug."""


class Clock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture(scope="module", autouse=True)
def clock() -> Iterator[Clock]:
    made = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "time", made)
        yield made


class Toy:
    """Learns to give the sum of four numbers, with all that has a memory: momentum, an average, two sorts of chance."""

    def __init__(self, clock: Clock, stop_at: int = 10**9) -> None:
        torch.manual_seed(3)
        self.clock, self.stop_at = clock, stop_at
        self.network = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.2), nn.Linear(8, 1))
        self.average = Averaged(self.network, capped(0.9, 3))
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=0.02)
        self.dice = torch.Generator().manual_seed(5)
        self.paces: list[float] = []

    def step(self, moment: Moment) -> Figures:
        if moment.step == self.stop_at:
            raise Stopped
        self.clock.now += 1.0
        self.paces.append(moment.pace)
        x = torch.randn(16, 4, generator=self.dice)
        loss = (self.network(x)[:, 0] - x.sum(1)).square().mean()
        loss.backward()
        update(self.optimiser, clip=1.0)
        return {"loss": float(loss.detach())} if moment.step > 1 else {}

    @torch.no_grad()
    def validate(self) -> Figures:
        x = torch.randn(64, 4, generator=torch.Generator().manual_seed(1))
        return {ERROR: float((self.average.network(x)[:, 0] - x.sum(1)).square().mean())}

    def run(self, folder: Path, schedule: Schedule, **more: Any) -> Path:
        parts = {"network": self.network, "average": self.average, "adam": self.optimiser, "dice": self.dice}
        return loop.run(
            self.step,
            more.pop("validate", self.validate),
            parts,
            schedule,
            folder,
            kept=self.average.state_dict,
            **more,
        )


def same(one: Any, other: Any) -> bool:
    """Bit for bit."""
    if isinstance(one, torch.Tensor):
        return torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


@settings(max_examples=25, deadline=None)
@given(stops=st.lists(st.integers(0, 23), max_size=3), every=st.integers(1, 9), reports=st.integers(1, 7))
def test_a_run_that_is_cut_off_ends_as_one_that_went_through(stops: list[int], every: int, reports: int) -> None:
    clock = loop.time
    assert isinstance(clock, Clock)
    schedule = Schedule(
        budget_s=BUDGET, warmup_steps=4, cooldown_from=0.5, report_every_s=reports, checkpoint_every_s=every
    )
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        Toy(clock).run(Path(one), schedule)
        for stop in sorted(stops):
            with pytest.raises(Stopped):
                Toy(clock, stop).run(Path(other), schedule, resume=True)
            clock.now += 1000.0  # a night
        Toy(clock).run(Path(other), schedule, resume=True)
        for name in (CHECKPOINT, BEST):
            assert same(read_checkpoint(Path(one) / name), read_checkpoint(Path(other) / name)), name
        assert (Path(one) / JOURNAL).read_bytes() == (Path(other) / JOURNAL).read_bytes()


def test_the_budget_counts_over_all_runs(clock: Clock, tmp_path: Path) -> None:
    toy = Toy(clock)
    toy.run(tmp_path, Schedule(budget_s=10.0))
    assert len(toy.paces) == 10
    more = Toy(clock)
    more.run(tmp_path, Schedule(budget_s=15.0), resume=True)
    assert len(more.paces) == 5
    none = Toy(clock)
    none.run(tmp_path, Schedule(budget_s=15.0), resume=True)
    assert not none.paces, "nothing is left to do"


def test_steps_end_a_run_as_well_and_something_is_learned_in_any_time(clock: Clock, tmp_path: Path) -> None:
    toy = Toy(clock)
    toy.run(tmp_path / "steps", Schedule(budget_s=100.0, steps=7))
    assert len(toy.paces) == 7
    hasty = Toy(clock)
    assert hasty.run(tmp_path / "hasty", Schedule(budget_s=0.5)).exists()
    assert len(hasty.paces) == 3, "two steps prepare"


def test_rates_rise_hold_and_fall() -> None:
    schedule = Schedule(budget_s=1.0, warmup_steps=10, cooldown_from=0.4, floor=0.1)
    assert [schedule.pace(step, 0.0) for step in (0, 4, 9, 99)] == pytest.approx([0.1, 0.5, 1.0, 1.0])
    assert [schedule.pace(99, share) for share in (0.4, 0.7, 1.0, 1.3)] == pytest.approx([1.0, 0.55, 0.1, 0.1])
    straight = Schedule(budget_s=1.0, cooldown_from=0.5, floor=0.2, straight=True)
    assert [straight.pace(0, share) for share in (0.25, 0.75, 1.0)] == pytest.approx([1.0, 0.6, 0.2])


def test_optimisers_follow_the_schedule_unless_a_group_does_not(clock: Clock, tmp_path: Path) -> None:
    toy = Toy(clock)
    first, last = toy.network[0].parameters(), toy.network[2].parameters()
    toy.optimiser = torch.optim.Adam([{"params": first, "lr": 0.5}, {"params": last, "paced": False}], lr=0.1)
    toy.run(tmp_path, Schedule(budget_s=10.0, warmup_steps=100))
    assert [group["lr"] for group in toy.optimiser.param_groups] == pytest.approx([0.5 * toy.paces[-1], 0.1])
    assert toy.paces[-1] < 0.1


def test_the_best_by_validation_is_kept(clock: Clock, tmp_path: Path) -> None:
    toy = Toy(clock)
    errors = iter([5.0, 3.0, 4.0, 3.5, math.nan, 9.0])
    seen: list[Any] = []

    def validate() -> Figures:
        seen.append({name: value.clone() for name, value in toy.average.network.state_dict().items()})
        return {ERROR: next(errors)}

    toy.run(tmp_path, Schedule(budget_s=12.0, report_every_s=2.0), validate=validate)
    assert same(read_checkpoint(tmp_path / BEST)["network"], seen[1])
    lines = [json.loads(line) for line in (tmp_path / JOURNAL).read_text().splitlines()]
    assert [line["best"] for line in lines] == [True, True] + [False] * (len(lines) - 2)


def test_a_run_without_progress_ends_early(clock: Clock, tmp_path: Path) -> None:
    toy = Toy(clock)
    errors = iter([2.0, 1.0, 3.0, 3.0, 3.0, 0.0])
    schedule = Schedule(steps=1000, report_every_steps=5, report_every_s=math.inf, patience=3)
    toy.run(tmp_path, schedule, validate=lambda: {ERROR: next(errors)})
    assert len(toy.paces) == 25


def test_the_journal_tells_time_left_and_means(clock: Clock, tmp_path: Path) -> None:
    said: list[str] = []
    Toy(clock).run(tmp_path, Schedule(budget_s=7200.0, steps=20, report_every_s=3.0), report=said.append)
    lines = [json.loads(line) for line in (tmp_path / JOURNAL).read_text().splitlines()]
    assert [line["step"] for line in lines] == sorted({line["step"] for line in lines})
    assert lines[0]["left_s"] == pytest.approx(20.0 - lines[0]["seconds"])
    assert lines[-1]["left_s"] == 0.0
    assert set(lines[0]) == {"step", "seconds", "left_s", "pace", "loss", ERROR, "best"}
    assert "left: loss" in said[0]
    assert said[0].endswith("(best)")


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_loss_that_is_no_number_stops_the_run_and_leaves_the_checkpoint(
    clock: Clock, tmp_path: Path, value: float
) -> None:
    toy = Toy(clock)

    def step(moment: Moment) -> Figures:
        losses = toy.step(moment)
        return {**losses, "odd": value} if moment.step == 6 else losses

    parts = {"network": toy.network}
    with pytest.raises(Failed, match=f"broke at step 6: odd is {value}") as caught:
        loop.run(step, None, parts, Schedule(budget_s=9.0, checkpoint_every_s=2.0), tmp_path, kept=dict)
    assert "--resume" in caught.value.remedy
    saved = read_checkpoint(tmp_path / CHECKPOINT)
    assert 0 < saved["progress"]["step"] <= 6
    assert all(torch.isfinite(value).all() for value in saved["parts"]["network"].values())


def test_a_run_goes_on_from_the_weights_that_ship_and_keeps_them_until_others_are_better(
    clock: Clock, tmp_path: Path
) -> None:
    toy = Toy(clock)
    shipped = {name: torch.full_like(value, 0.25) for name, value in toy.network.state_dict().items()}
    seen: list[Any] = []

    def validate() -> Figures:
        seen.append({name: value.clone() for name, value in toy.average.network.state_dict().items()})
        return {ERROR: float(len(seen))}

    best = toy.run(
        tmp_path,
        Schedule(budget_s=5.0),
        validate=validate,
        resume=True,
        shipped=lambda: toy.network.load_state_dict(shipped) and None,
    )
    assert same(seen[0], shipped)
    assert not same(seen[-1], shipped)
    assert same(read_checkpoint(best)["network"], shipped)
    assert json.loads((tmp_path / JOURNAL).read_text().splitlines()[0])["step"] == 0


def test_later_stages_begin_as_the_first_one_did(clock: Clock, tmp_path: Path) -> None:
    stages = [tmp_path / name for name in ("first", "second")]
    assert begins_shipped(stages)
    Toy(clock).run(stages[0], Schedule(budget_s=5.0), resume=True, shipped=lambda: None)
    assert begins_shipped(stages)
    Toy(clock).run(stages[0], Schedule(budget_s=5.0))
    assert not begins_shipped(stages)


def test_without_resume_neither_checkpoint_nor_shipped_weights_count(clock: Clock, tmp_path: Path) -> None:
    def never() -> None:
        raise AssertionError

    for _ in range(2):
        toy = Toy(clock)
        toy.run(tmp_path, Schedule(budget_s=6.0), shipped=never)
        assert len(toy.paces) == 6
    assert len((tmp_path / JOURNAL).read_text().splitlines()) == 1


def _other_version(path: Path) -> None:
    torch.save({"step": 4}, path)


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def _other_network(path: Path) -> None:
    saved = read_checkpoint(path)
    saved["parts"]["network"]["0.weight"] = torch.zeros(3, 3)
    torch.save(saved, path)


def _other_recipe(path: Path) -> None:
    saved = read_checkpoint(path)
    del saved["parts"]["adam"]
    torch.save(saved, path)


@pytest.mark.parametrize("spoil", [_other_version, _cut_short, _other_network, _other_recipe])
def test_a_checkpoint_of_something_else_is_refused(clock: Clock, tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    Toy(clock).run(tmp_path, Schedule(budget_s=5.0))
    spoil(tmp_path / CHECKPOINT)
    with pytest.raises(Failed, match=r"checkpoint\.pt") as caught:
        Toy(clock).run(tmp_path, Schedule(budget_s=9.0), resume=True)
    assert "--resume" in caught.value.remedy


def test_averages_are_means_of_the_past() -> None:
    network = nn.Linear(1, 1, bias=False)
    for decay in (capped(0.9, 3), lengthening(6.0)):
        with torch.no_grad():
            network.weight.fill_(0.0)
            average = Averaged(network, decay)
            for value in range(1, 51):
                network.weight.fill_(float(value))
                average.follow()
        assert 35.0 < float(average.network.weight.detach()) < 49.0
        average.restart()
        assert float(average.network.weight.detach()) == 50.0
        assert average.updates == 0
    assert capped(0.9, 3)(1) == 0.25
    assert capped(0.9, 3)(1000) == 0.9
    assert lengthening(6.0)(1) == 0.0


@pytest.mark.parametrize(("text", "seconds"), [("90m", 5400.0), ("2h", 7200.0), ("45s", 45.0), ("30", 30.0)])
def test_budgets(text: str, seconds: float) -> None:
    assert parse_budget(text) == seconds


@pytest.mark.parametrize("text", ["", "m", "-5m", "soon", "nan", "0"])
def test_bad_budgets(text: str) -> None:
    with pytest.raises(ValueError):
        parse_budget(text)


def test_times_are_told_in_units_that_suit() -> None:
    assert [told_time(seconds) for seconds in (45.0, 720.0, 12600.0)] == ["45 s", "12 min", "3.5 h"]
