"""Fixtures for the tests that run engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.godot_probe import copy_project


@pytest.fixture(scope="session")
def godot_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Godot project with the addon."""
    return copy_project(tmp_path_factory.mktemp("godot") / "project")
