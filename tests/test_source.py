"""The Python source as a whole: style, types, and which folder may import which."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.tools import python_tool

ROOT = Path(__file__).parent.parent

CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy", "--strict"],
    "import-linter": ["lint-imports", "--no-cache"],
}


@pytest.mark.parametrize("name", CHECKS)
def test_source_passes(name: str) -> None:
    tool, *args = CHECKS[name]
    done = subprocess.run([python_tool(tool), *args], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
