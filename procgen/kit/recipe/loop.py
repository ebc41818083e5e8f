"""The loop that all recipes train with: time, rates, averages, validation, checkpoints, resumption, journal.

A recipe gives four things: a step, which does its own optimising (of one network, or of two that compete); a
validation; the parts that make up its state; and what of them is worth keeping. The loop does the rest, within a budget
that counts over all resumed runs. A run that is cut off and resumed ends as one that went through: checkpoints hold
every part, the random state, and where the journal was.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Protocol

import torch
from torch import nn

from procgen.errors import Failed
from procgen.kit.recipe.average import Averaged
from procgen.kit.recipe.checkpoint import BEST, CHECKPOINT, JOURNAL, read_checkpoint, save_checkpoint

ERROR = "validation_error"
"""The figure of a validation that chooses what is kept; lower is better."""
Figures = Mapping[str, float]
Report = Callable[[str], None]
_FORMAT = 1


class Part(Protocol):
    """Anything that a checkpoint holds: networks, optimisers, averages, streams of data."""

    def state_dict(self) -> dict[str, Any]:
        """Tensors, numbers and texts, nested in dicts and lists."""

    def load_state_dict(self, state: dict[str, Any], /) -> Any:
        """Take over :meth:`state_dict`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How long, how fast, and how often it is looked at. Rates are shares of those that optimisers were made with.

    What configures a recipe is a schedule with more.
    """

    budget_s: float = math.inf
    """Seconds over all resumed runs, validation included."""
    steps: float = math.inf
    """Most steps; a run ends with the first of both, and rates fall by the share of the one that is further."""
    warmup_steps: int = 1
    """Over which rates rise."""
    cooldown_from: float = 0.0
    """Share of the run after which they fall..."""
    floor: float = 0.0
    """...to this share at its end..."""
    straight: bool = False
    """...in a straight line, or along half a cosine."""
    report_every_s: float = 60.0
    report_every_steps: float = math.inf
    report_at: tuple[int, ...] = ()
    """Steps that are reported besides."""
    checkpoint_every_s: float = 120.0
    validate_first: bool = False
    """Whether a network that learned nothing yet is one that may be kept."""
    patience: float = math.inf
    """Reports without a better one after which the run ends."""

    def share(self, step: int, seconds: float) -> float:
        """How much of the run is over."""
        return max(step / self.steps, seconds / self.budget_s)

    def pace(self, step: int, share: float) -> float:
        """What rates are multiplied by."""
        left = min(max(1.0 - share, 0.0) / (1.0 - self.cooldown_from), 1.0)
        cooled = left if self.straight else 0.5 - 0.5 * math.cos(math.pi * left)
        return min((step + 1) / self.warmup_steps, 1.0) * (self.floor + (1.0 - self.floor) * cooled)

    def reports(self, step: int, seconds: float) -> bool:
        """Whether it is time after so many seconds, and these steps, since the last one."""
        return seconds > self.report_every_s or step % self.report_every_steps == 0 or step in self.report_at


@dataclass(frozen=True, slots=True)
class Moment:
    """When a step is taken."""

    step: int
    """Steps before it."""
    share: float
    """Of the run that is over, 0 to 1."""
    pace: float
    """Share of their rates that optimisers have."""


def update(optimiser: torch.optim.Optimizer, clip: float = math.inf) -> None:
    """One step on the gradients that lie there, which then are gone.

    Args:
        optimiser: of some parameters.
        clip: most that the norm of their gradients may be.
    """
    if clip < math.inf:
        nn.utils.clip_grad_norm_([one for group in optimiser.param_groups for one in group["params"]], clip)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)


def parse_budget(text: str) -> float:
    """Seconds in ``90m``, ``2h``, ``45s`` or a bare number of seconds. Raises ValueError otherwise."""
    unit = {"s": 1.0, "m": 60.0, "h": 3600.0}.get(text[-1:])
    seconds = float(text[:-1]) * unit if unit else float(text)
    if not (0.0 < seconds < 1e7):
        raise ValueError(text)
    return seconds


def told_time(seconds: float) -> str:
    """A time for people: "45 s", "12 min", "3.5 h"."""
    if seconds < 120.0:
        return f"{seconds:.0f} s"
    return f"{seconds / 60.0:.0f} min" if seconds < 7200.0 else f"{seconds / 3600.0:.1f} h"


@dataclass(slots=True)
class _Progress:
    """How far a run is."""

    step: int = 0
    shipped: bool = False
    """Whether it began with the weights that ship."""
    learned: int = 0
    """Steps that gave losses."""
    seconds: float = 0.0
    reported_s: float = 0.0
    lowest: float = math.inf
    stale: int = 0
    """Reports since the best one."""
    recent: dict[str, float] = field(default_factory=dict)
    """Sums of losses since the last report, over so many steps:"""
    recent_steps: int = 0

    def add(self, losses: Figures) -> None:
        """Count a step."""
        self.step += 1
        if losses:
            self.learned += 1
            self.recent_steps += 1
            self.recent = {name: self.recent.get(name, 0.0) + value for name, value in losses.items()}

    def means(self) -> dict[str, float]:
        """Mean losses since the last report, which this one is."""
        means = {name: round(total / self.recent_steps, 5) for name, total in self.recent.items()}
        self.recent, self.recent_steps = {}, 0
        return means


class _Run:
    """What :func:`run` does, in parts; see there."""

    def __init__(
        self,
        validate: Callable[[], Figures] | None,
        parts: Mapping[str, Part | torch.Generator],
        schedule: Schedule,
        folder: Path,
        kept: Callable[[], Mapping[str, Any]],
        report: Report,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.validate, self.parts, self.schedule, self.folder = validate, parts, schedule, folder
        self.kept, self.report = kept, report
        self.averages = [part for part in parts.values() if isinstance(part, Averaged)]
        optimisers = [part for part in parts.values() if isinstance(part, torch.optim.Optimizer)]
        self.rates = [[group["lr"] for group in optimiser.param_groups] for optimiser in optimisers]
        self.optimisers = optimisers
        self.progress = _Progress()
        self.began = time.monotonic()

    def seconds(self) -> float:
        """Of this run and those that it goes on from."""
        return time.monotonic() - self.began

    def begin(self, shipped: Callable[[], None] | None, *, resume: bool) -> None:
        """Take over what there is to go on from, and the journal as far as that went."""
        journal, path = self.folder / JOURNAL, self.folder / CHECKPOINT
        lines: list[str] = []
        goes_on, ships = resume and path.exists(), shipped if resume and not path.exists() else None
        if goes_on:
            self.restore(path)
            progress = self.progress
            self.report(f"goes on from step {progress.step}, after {told_time(progress.seconds)}")
            lines = journal.read_text("utf-8").splitlines() if journal.exists() else []
            lines = [line for line in lines if json.loads(line)["step"] <= progress.step]
        journal.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        self.began = time.monotonic() - self.progress.seconds
        if ships:
            self.report("begins with the weights that ship")
            try:
                ships()
            except ValueError as error:
                raise Failed(str(error), "Begin anew, without --resume.") from error
            self.progress.shipped = True
            for average in self.averages:
                average.restart()
        elif resume and not goes_on:
            self.report("nothing to go on from: begins anew")
        if ships or (self.schedule.validate_first and not goes_on):
            self.measure(0.0, 0.0, 0.0)

    def restore(self, path: Path) -> None:
        """Take over a checkpoint."""
        remedy = "Begin anew without --resume, or name another --out."
        try:
            saved = read_checkpoint(path)
            if saved.get("format") != _FORMAT:
                raise Failed(f"{path} was written by another version", remedy)
            for name, part in self.parts.items():
                state = saved["parts"][name]
                part.set_state(state) if isinstance(part, torch.Generator) else part.load_state_dict(state)
            torch.set_rng_state(saved["random"])
            if torch.cuda.is_available() and saved["random_cuda"]:
                torch.cuda.set_rng_state_all(saved["random_cuda"])
        except (KeyError, ValueError, RuntimeError, EOFError, UnpicklingError) as error:
            raise Failed(f"{path} does not fit this run: {str(error)[:300]}", remedy) from error
        self.progress = _Progress(**saved["progress"])

    def save(self) -> None:
        """Write a checkpoint."""
        self.progress.seconds = self.seconds()
        state = {
            name: part.get_state() if isinstance(part, torch.Generator) else part.state_dict()
            for name, part in self.parts.items()
        }
        save_checkpoint(
            self.folder / CHECKPOINT,
            {
                "format": _FORMAT,
                "parts": state,
                "progress": asdict(self.progress),
                "random": torch.get_rng_state(),
                "random_cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
            },
        )

    def measure(self, seconds: float, share: float, pace: float) -> None:
        """Validate, keep what is better than before, and tell it."""
        progress = self.progress
        figures = {**progress.means(), **(self.validate() if self.validate else {})}
        error = figures.get(ERROR)
        better = error is None or error < progress.lowest
        if better:
            progress.lowest, progress.stale = progress.lowest if error is None else error, 0
            save_checkpoint(self.folder / BEST, self.kept())
        else:
            progress.stale += 1
        left = round(max(seconds / share - seconds, 0.0), 1) if share else None
        line = {"step": progress.step, "seconds": round(seconds, 1), "left_s": left, "pace": round(pace, 4), **figures}
        with (self.folder / JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(json.dumps({**line, "best": better}) + "\n")
        told = ", ".join(f"{name} {value:.4g}" for name, value in figures.items())
        ahead = f", {told_time(left)} left" if left else ""
        self.report(f"step {progress.step}, {told_time(seconds)}{ahead}: {told}{' (best)' * better}")

    def go(self, step: Callable[[Moment], Figures]) -> None:
        """Take steps until the run is over."""
        schedule, progress = self.schedule, self.progress
        saved_s, pace = progress.seconds, 0.0
        while True:
            seconds = self.seconds()
            share = schedule.share(progress.step, seconds)
            over = share >= 1.0 and progress.learned > 0
            if progress.recent_steps and (over or schedule.reports(progress.step, seconds - progress.reported_s)):
                self.measure(seconds, share, pace)
                progress.reported_s = self.seconds()
            over = over or progress.stale >= schedule.patience
            if over or seconds - saved_s > schedule.checkpoint_every_s:
                self.save()
                saved_s = seconds
            if over:
                return
            pace = schedule.pace(progress.step, share)
            for optimiser, rates in zip(self.optimisers, self.rates, strict=True):
                for group, rate in zip(optimiser.param_groups, rates, strict=True):
                    group["lr"] = rate * (pace if group.get("paced", True) else 1.0)
            losses = step(Moment(progress.step, min(share, 1.0), pace))
            self.check(losses)
            progress.add(losses)
            if losses:
                for average in self.averages:
                    average.follow()

    def check(self, losses: Figures) -> None:
        """Raises Failed where a loss is no number any more."""
        wrong = [f"{name} is {value}" for name, value in losses.items() if not math.isfinite(value)]
        if wrong:
            raise Failed(
                f"training broke at step {self.progress.step}: {', '.join(wrong)}",
                "Go on from the last checkpoint with --resume; where it breaks again, look for numbers in the data that"
                " are not finite.",
            )


def run(
    step: Callable[[Moment], Figures],
    validate: Callable[[], Figures] | None,
    parts: Mapping[str, Part | torch.Generator],
    schedule: Schedule,
    folder: Path,
    *,
    kept: Callable[[], Mapping[str, Any]],
    resume: bool = False,
    shipped: Callable[[], None] | None = None,
    report: Report = lambda _: None,
) -> Path:
    """Train until the budget is spent.

    Args:
        step: takes one step, :func:`update` included, and gives its losses. Without any, it only prepared (adversaries
            that learn alone at first): averages rest.
        validate: figures of what would be kept; :data:`ERROR` among them chooses the best. Without it, the last is.
        parts: what a step changes, by name. Optimisers' rates follow the schedule, but for groups with ``"paced":
            False``; averages follow their networks after each step. Random numbers by torch's own generator go on too.
        schedule: see there.
        folder: for :data:`CHECKPOINT`, :data:`BEST` and :data:`JOURNAL`.
        kept: what :data:`BEST` holds.
        resume: go on from the checkpoint, or, where there is none, from the weights that ship.
        shipped: gives the networks the weights that ship. These are validated first, and kept until others are better.
        report: gets a line now and then.

    Returns:
        The path of the best.

    Raises:
        Failed: a loss is not finite any more, or the checkpoint or the weights that ship are not of such a network.
    """
    run = _Run(validate, parts, schedule, folder, kept, report)
    run.begin(shipped, resume=resume)
    run.go(step)
    return folder / BEST
