"""The recipe of the decoder: it begins as the packaged teacher, and learns to speak as all speakers.

At first it comes near to the teachers' spectra; then adversaries that see real spectra beside its own sharpen what a
mean of many possible sounds would blur.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import BEST, read_checkpoint
from procgen.kit.recipe.device import autocast, device
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.models.voice import SpectrumJudge, VoiceConfig, VoiceDecoder, sound_of, spectral_loss
from procgen.speech.recipe.rows import Cuts, Drawn, Row, split_rows, stacked
from procgen.speech.recipe.teachers import SPEAKERS


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRecipe(Schedule):
    """How long and how fast to train."""

    budget_s: float = 36_000.0
    batch: int = 8
    frames: int = 80
    """Of a cut, 25 ms each, its margins among them."""
    rate: float = 4e-4
    judge_rate: float = 2e-4
    warmup_steps: int = 100
    cooldown_from: float = 0.3
    floor: float = 0.02
    seed: int = 1
    judge_learns: int = 2500
    """Steps before the adversaries begin to learn..."""
    judge_counts: int = 3000
    """...and before they are listened to."""
    judged: float = 0.06
    """How much what they say weighs, beside spectra..."""
    alike: float = 0.12
    """...and how much what their layers see."""
    report_every_s: float = 300.0
    validation_rows: int = 24


def new_decoder(**sizes: Any) -> VoiceDecoder:
    """One that knows nothing."""
    return VoiceDecoder(VoiceConfig(len(SPEAKERS), **sizes))


def load_decoder(path: Path) -> VoiceDecoder:
    """What a run kept."""
    state = read_checkpoint(path)
    model = VoiceDecoder(VoiceConfig(**state["config"]))
    model.load_state_dict(state["model"])
    return model.eval()


def spoken(model: VoiceDecoder, cuts: Cuts) -> Tensor:
    """(b, samples) what the network says, without the margins."""
    with autocast():
        spectra = model(cuts.features, cuts.f0_hz, cuts.effort, cuts.voice)
    return cuts.middle(sound_of(spectra, cuts.pulses, cuts.noise))


@torch.no_grad()
def held_loss(model: VoiceDecoder, rows: Sequence[Row], frames: int) -> dict[str, float]:
    """Mean distance to the teachers of lines that were not learned from: of all, and by who said most of each."""
    model.eval()
    by: dict[str, list[float]] = {}
    for number, row in enumerate(rows):
        first = max(row.features.shape[1] - frames, 0) // 2
        cuts = stacked([(row, first)], frames, f"speech/held/{number}")
        loss = spectral_loss(spoken(model, cuts), cuts.wave).item()
        by.setdefault(SPEAKERS[int(row.said.weights.argmax())].name, []).append(loss)
    every = [each for losses in by.values() for each in losses]
    return {**{name: sum(found) / len(found) for name, found in sorted(by.items())}, "spectra": sum(every) / len(every)}


def train_decoder(
    rows: Sequence[Row],
    folder: Path,
    recipe: VoiceRecipe,
    *,
    resume: bool = False,
    warm: Callable[[VoiceDecoder], None] | None = None,
    report: Report = print,
    **sizes: Any,
) -> Path:
    """Train.

    Args:
        rows: of a corpus; those that are held are only validated with.
        folder: of the run.
        recipe: how long, and how.
        resume: go on from the checkpoint.
        warm: gives a network the weights that it begins with.
        report: told how it goes.
        sizes: of the network, where they are not the usual ones.

    Returns:
        The best network's file: "model" and "config".

    Raises:
        ValueError: there is nothing to learn from, or nothing to validate with.
    """
    learned, held = split_rows(rows)
    torch.manual_seed(recipe.seed)
    model = new_decoder(**sizes)
    if warm:
        warm(model)
    model.to(device())
    judge = SpectrumJudge().to(device())
    average = Averaged(model, capped(0.999, 10))
    adam = torch.optim.AdamW(model.parameters(), recipe.rate, betas=(0.8, 0.99), weight_decay=0.0)
    judge_adam = torch.optim.AdamW(judge.parameters(), recipe.judge_rate, betas=(0.8, 0.99), weight_decay=0.0)
    drawn = Drawn(learned, recipe.seed)
    held = held[: recipe.validation_rows]

    def step(now: Moment) -> Figures:
        model.train()
        cuts = drawn.next(recipe.batch, recipe.frames)
        made = spoken(model, cuts)
        loss = spectra = spectral_loss(made, cuts.wave)
        told = {"loss": spectra.item()}
        if now.step >= recipe.judge_learns:
            told |= {"judge": _taught(judge, judge_adam, made.detach(), cuts.wave)}
        if now.step >= recipe.judge_counts:
            loss = spectra + _opinion(judge, made, cuts.wave, recipe)
        torch.autograd.backward(loss)
        update(adam, 1.0)
        return told

    def validate() -> Figures:
        told = held_loss(average.network, held, 2 * recipe.frames)
        return {**told, ERROR: told["spectra"]}

    run(
        step,
        validate,
        {"model": model, "average": average, "judge": judge, "adam": adam, "judge_adam": judge_adam, "drawn": drawn},
        recipe,
        folder,
        kept=lambda: {"model": average.network.state_dict(), "config": asdict(average.network.config)},
        resume=resume,
        report=report,
    )
    return folder / BEST


def _taught(judge: SpectrumJudge, adam: torch.optim.Optimizer, made: Tensor, wanted: Tensor) -> float:
    """A step of the adversaries (hinge, Lim and Ye 2017); gives their loss."""
    ours, theirs = judge(made)[0], judge(wanted)[0]
    loss = sum(
        (F.relu(1.0 + mine).mean() + F.relu(1.0 - real).mean() for mine, real in zip(ours, theirs, strict=True)),
        start=made.new_zeros(()),
    ) / len(ours)
    torch.autograd.backward(loss)
    update(adam, 10.0)
    return loss.item()


def _opinion(judge: SpectrumJudge, made: Tensor, wanted: Tensor, recipe: VoiceRecipe) -> Tensor:
    """What the adversaries say of what was made, and how unlike they see it, weighed."""
    judge.requires_grad_(False)
    said, seen = judge(made)
    with torch.no_grad():
        _, real = judge(wanted)
    judge.requires_grad_(True)
    zero = made.new_zeros(())
    opinion = sum((-each.mean() for each in said), start=zero) / len(said)
    unlike = sum(((a - b).abs().mean() for a, b in zip(seen, real, strict=True)), start=zero) / len(seen)
    return recipe.judged * opinion + recipe.alike * unlike
