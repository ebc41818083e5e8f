"""The Python source as a whole: style, types, and which folder may import which."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
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


MOST_LINES = 250
"""Of a class, unless the line above it says why it is one."""


@pytest.mark.parametrize("name", CHECKS)
def test_source_passes(name: str) -> None:
    tool, *args = CHECKS[name]
    done = subprocess.run([python_tool(tool), *args], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_large_classes_say_why_they_are_one() -> None:
    unexplained = []
    for path in sorted((ROOT / "procgen").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if text.count("\n") < MOST_LINES:
            continue
        for found in ast.walk(ast.parse(text)):
            if isinstance(found, ast.ClassDef) and found.end_lineno - found.lineno >= MOST_LINES:
                first = min([found.lineno, *(decorator.lineno for decorator in found.decorator_list)])
                if "v1" not in path.parts and not text.splitlines()[first - 2].startswith("# One "):
                    unexplained.append(f"{path.relative_to(ROOT)}: {found.name}")
    assert unexplained == []


def test_contributing_says_what_the_contract_says() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (contract,) = project["tool"]["importlinter"]["contracts"]
    lines = [line.partition(":") for line in contract["rooms"]]
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    told = dict(re.findall(r"^\| `([\w.*]+)` \| .* \| ([^|]*) \|$", page, re.M))
    assert {room: " ".join(others.split()) or "nothing" for room, _, others in lines}.items() <= told.items()
