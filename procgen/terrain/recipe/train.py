"""The terrain recipe: a plan, a coarse denoiser for landforms, and a detail generator for what a cell holds.

The denoiser is trained as a diffusion model first and then distilled to one call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from procgen.kit.recipe.checkpoint import CHECKPOINT, begins_shipped
from procgen.kit.recipe.export import export_onnx, field_example, write_catalog_entry
from procgen.kit.recipe.loop import Report
from procgen.kit.recipe.shipped import load_shipped
from procgen.models.diffusion import Denoiser, UNetConfig
from procgen.runtime.catalog import packaged_assets
from procgen.terrain.cascade import COARSE_LATTICE, DETAIL_LATTICE, PLAN_LATTICE
from procgen.terrain.conditions import COARSE_SCALARS
from procgen.terrain.generate import ROLES
from procgen.terrain.landforms import FIRST_LABELS
from procgen.terrain.parameters import DIFFUSION
from procgen.terrain.recipe.adversarial import AdversarialConfig, distil_adversarially
from procgen.terrain.recipe.data import Batch, CoarseSampler, TerrainPack, batch_at
from procgen.terrain.recipe.denoiser import TeacherConfig, load_averaged, train_teacher
from procgen.terrain.recipe.joint import JointConfig, fine_tune
from procgen.terrain.recipe.judges import CoarseJudge
from procgen.terrain.recipe.plan import PlanLoop, load_plan, train_plan
from procgen.terrain.recipe.refine import DETAIL_LABELS, load_refiner, refiner_example, train_refiner
from procgen.terrain.representation import CELL, COARSE_FEATURES, COARSE_PATCH, PLAN_CELL

_STAGES = ("plan", "coarse/teacher", "coarse/student", "detail")
_FAMILIES = {"plan": "implicit", "coarse": "diffusion", "detail": "gan"}
PLAN_BUDGET_S = 900.0
JOINT_BUDGET_S = 900.0
COARSE = UNetConfig(
    feature_channels=COARSE_FEATURES,
    scalars=COARSE_SCALARS,
    labels=len(FIRST_LABELS) - 1,
    patch=COARSE_PATCH,
    widths=(64, 104, 136),
    blocks=(2, 2, 2),
)
TEACHER = TeacherConfig(budget_s=2100, batch=16, log_sigma_mean=-0.3, log_sigma_std=1.5)
STUDENT = AdversarialConfig(budget_s=1000, border=2, alone_steps=250, hollow_depth=0.05)


def held_out_batches(sampler: CoarseSampler, size: int, count: int) -> list[Batch]:
    """Fixed batches for the validation error."""
    return [sampler.batch(size, np.random.default_rng([77, i])) for i in range(count)]


def train_coarse_teacher(
    data: Path, folder: Path, *, budget_s: float | None = None, resume: bool = False, report: Report
) -> Path:
    """Train the diffusion teacher of the coarse network; returns the path of the best one.

    Args:
        data: the pack (format: :mod:`procgen.terrain.recipe.data`).
        folder: of the run.
        budget_s: seconds of training over all resumed runs, in place of the recipe's.
        resume: go on from the last checkpoint.
        report: gets a line about once a minute.

    Raises:
        FileNotFoundError: the data folder lacks a file.
    """
    pack = TerrainPack(data)
    loop = replace(TEACHER, budget_s=budget_s or TEACHER.budget_s)
    sampler = CoarseSampler(pack.patches("train"))
    held_out = held_out_batches(CoarseSampler(pack.patches("validation")), loop.batch, 128 // loop.batch)
    return train_teacher(
        COARSE,
        loop,
        partial(batch_at, sampler, loop.batch, loop.seed),
        held_out,
        folder,
        resume=resume,
        report=report,
    )


def distil_coarse(
    teacher: Path | None,
    data: Path,
    folder: Path,
    *,
    budget_s: float | None = None,
    resume: bool = False,
    report: Report,
) -> Path:
    """Distil a teacher to one call; returns the path of the student that the validation split likes best.

    Args:
        teacher: of :func:`train_coarse_teacher`; without one, the student that ships goes on.
        data: the pack.
        folder: of the run.
        budget_s: seconds over all resumed runs, in place of the recipe's.
        resume: go on from the last checkpoint.
        report: gets a line every two minutes.
    """
    pack = TerrainPack(data)
    config = replace(STUDENT, budget_s=budget_s or STUDENT.budget_s)
    sampler = CoarseSampler(pack.patches("train"))
    return distil_adversarially(
        load_averaged(teacher) if teacher else shipped_student(),
        config,
        partial(batch_at, sampler, TEACHER.batch, config.seed),
        CoarseJudge(pack.patches("validation"), (config.level,)),
        folder,
        resume=resume,
        report=report,
    )


def shipped_student() -> Denoiser:
    """The coarse network that ships, as it was before its unit-norm weights were folded."""
    student = Denoiser(COARSE)
    # Uncertainties by noise level are for the teacher's loss alone.
    load_shipped(packaged_assets() / "terrain_coarse.onnx", student, fresh=("log_variance.",))
    # Twice, for folded weights are small, and the first time comes short of unit norm for these.
    student.normalise_weights()
    student.normalise_weights()
    return student


@dataclass(frozen=True, slots=True)
class _Trainer:
    """What the stages are trained with."""

    data: Path
    fine: Path | None
    budget_s: float | None
    resume: bool
    ships: bool
    """Whether runs begin with the networks that ship."""
    report: Report

    def plan(self, folder: Path) -> Path:
        limit = PLAN_BUDGET_S if self.budget_s is None else min(self.budget_s, PLAN_BUDGET_S)
        shipped = packaged_assets() / "terrain_plan.onnx" if self.ships else None
        loop = PlanLoop(budget_s=limit)
        return train_plan(self.data, folder, loop, resume=self.resume, shipped=shipped, report=self.report)

    def coarse(self, folder: Path) -> Path:
        student, report = folder / "student", self.report
        if self.resume and self.ships and not (folder / "teacher" / CHECKPOINT).exists():
            # What ships knows one noise level: it is a student to go on with, and no teacher.
            return distil_coarse(None, self.data, student, budget_s=self.budget_s, resume=True, report=report)
        shares = (None, None) if self.budget_s is None else (self.budget_s * 2.0 / 3.0, self.budget_s / 3.0)
        teacher = train_coarse_teacher(
            self.data, folder / "teacher", budget_s=shares[0], resume=self.resume, report=report
        )
        return distil_coarse(teacher, self.data, student, budget_s=shares[1], resume=self.resume, report=report)

    def detail(self, folder: Path) -> Path:
        return train_refiner(
            self.data,
            self.fine,
            folder,
            budget_s=self.budget_s,
            resume=self.resume,
            shipped=packaged_assets() / "terrain_detail.onnx" if self.ships else None,
            report=self.report,
        )


def train_terrain(
    roles: Sequence[str],
    data: Path,
    folder: Path,
    *,
    fine: Path | None = None,
    budget_s: float | None = None,
    resume: bool = False,
    report: Report = lambda _: None,
) -> dict[str, Path]:
    """Train stages all the way; plan and coarse network are fine-tuned together where both are trained.

    Args:
        roles: some of ``plan``, ``coarse`` and ``detail``.
        data: the pack (format: :mod:`procgen.terrain.recipe.data`).
        folder: for checkpoints and logs, a folder a stage.
        fine: a pack of land from one to sixty metres, which the detail network learns from as well.
        budget_s: seconds for each stage in place of the recipe's; two thirds go to the denoiser's teacher, the rest to
            its distillation, and a third more to the fine-tuning.
        resume: go on from the last checkpoints, or where there are none from the networks that ship.
        report: gets a line now and then.

    Returns:
        For each role the checkpoint to export.

    Raises:
        FileNotFoundError: the data folder lacks a file.
    """
    ships = begins_shipped(folder / stage for stage in _STAGES)
    trainer = _Trainer(data, fine, budget_s, resume, ships, report)
    stages = {"plan": trainer.plan, "coarse": trainer.coarse, "detail": trainer.detail}
    made = {role: stages[role](folder / role) for role in ROLES if role in roles}
    if "plan" in made and "coarse" in made:
        config = JointConfig(budget_s=JOINT_BUDGET_S if budget_s is None else budget_s / 3.0, adversarial=STUDENT)
        made["plan"], made["coarse"] = fine_tune(
            made["plan"], folder / "coarse" / "student", data, folder / "joint", config, resume=resume, report=report
        )
    return made


def export_terrain(role: str, checkpoint: Path, folder: Path, *, generator: str, licence: str, default: bool) -> float:
    """Export a checkpoint into a model folder that ``--models`` takes.

    Args:
        role: ``plan``, ``coarse`` or ``detail``.
        checkpoint: of :func:`train_terrain`.
        folder: the model folder; its catalog gets or updates the entry.
        generator: what requests will call the three networks.
        licence: SPDX expression of the weights.
        default: whether the generator is the one used when a request names none.

    Returns:
        Relative difference between the network and the exported graph.
    """
    assert role in ROLES
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{_entry_name(generator, role)}.onnx"
    properties: dict[str, object] = {"labels": list(FIRST_LABELS if role == "plan" else DETAIL_LABELS)}
    if role == "plan":
        field = load_plan(checkpoint)
        side = PLAN_LATTICE.window
        difference = export_onnx(field, file, field_example(field, side), field_example(field, side, 1), "plan")
    else:
        refiner = load_refiner(checkpoint)
        side = DETAIL_LATTICE.window // CELL if role == "detail" else COARSE_LATTICE.window // PLAN_CELL
        examples = (refiner_example(refiner, side, seed) for seed in (0, 1))
        difference = export_onnx(refiner, file, *examples, "residual")
    write_catalog_entry(
        folder,
        {
            "name": file.stem,
            "domain": "terrain",
            "generator": generator,
            "role": role,
            "family": _FAMILIES[role],
            "file": file.name,
            "licence": licence,
            "default": default,
            "card": "terrain.md",
            "properties": properties,
        },
    )
    return difference


def _entry_name(generator: str, role: str) -> str:
    return f"terrain_{role}" if generator == DIFFUSION else f"{generator}_terrain_{role}"
