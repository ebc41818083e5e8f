"""The terrain recipe: a plan, a coarse generator for landforms, and a detail generator for what a cell holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from procgen.kit.recipe.checkpoint import begins_shipped
from procgen.kit.recipe.export import export_onnx, field_example, write_catalog_entry
from procgen.kit.recipe.loop import Report
from procgen.runtime.catalog import packaged_assets
from procgen.terrain.cascade import COARSE_LATTICE, DETAIL_LATTICE, PLAN_LATTICE
from procgen.terrain.generate import ROLES
from procgen.terrain.landforms import FIRST_LABELS
from procgen.terrain.parameters import DIFFUSION
from procgen.terrain.recipe.coarse import train_coarse
from procgen.terrain.recipe.labels import DETAIL_LABELS
from procgen.terrain.recipe.plan import PlanLoop, load_plan, train_plan
from procgen.terrain.recipe.refine import load_refiner, refiner_example, train_refiner
from procgen.terrain.representation import CELL, PLAN_CELL

_FAMILIES = {"plan": "implicit", "coarse": "gan", "detail": "gan"}
PLAN_BUDGET_S = 900.0


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
        return train_plan(self.data, self.fine, folder, loop, resume=self.resume, shipped=shipped, report=self.report)

    def coarse(self, folder: Path) -> Path:
        return self._refiner(train_coarse, "coarse", folder)

    def detail(self, folder: Path) -> Path:
        return self._refiner(train_refiner, "detail", folder)

    def _refiner(self, train: Callable[..., Path], role: str, folder: Path) -> Path:
        return train(
            self.data,
            self.fine,
            folder,
            budget_s=self.budget_s,
            resume=self.resume,
            shipped=packaged_assets() / f"terrain_{role}.onnx" if self.ships else None,
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
    """Train stages; each learns under the real stage above it.

    Args:
        roles: some of ``plan``, ``coarse`` and ``detail``.
        data: the pack (format: :mod:`procgen.terrain.recipe.data`).
        folder: for checkpoints and logs, a folder a stage.
        fine: a pack of land from one to sixty metres, which all learn from as well.
        budget_s: seconds for each stage in place of the recipe's.
        resume: go on from the last checkpoints, or where there are none from the networks that ship.
        report: gets a line now and then.

    Returns:
        For each role the checkpoint to export.

    Raises:
        FileNotFoundError: the data folder lacks a file.
    """
    ships = begins_shipped(folder / stage for stage in ROLES)
    trainer = _Trainer(data, fine, budget_s, resume, ships, report)
    stages = {"plan": trainer.plan, "coarse": trainer.coarse, "detail": trainer.detail}
    return {role: stages[role](folder / role) for role in ROLES if role in roles}


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
        example, check = (refiner_example(refiner, side, seed) for seed in (0, 1))
        difference = export_onnx(refiner, file, example, check, "residual")
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
