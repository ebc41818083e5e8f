"""No data that is read can become code: the syntax of the whole package is searched for what would let it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import procgen

ROOT = Path(procgen.__file__).parent
GENERATED = ROOT / "v1"
MODULES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "marshal", "shelve", "joblib", "jsonpickle", "yaml"}
FUNCTIONS = {"eval", "exec", "compile", "__import__"}
IMPORTERS = {
    "cli/late.py": "a table of commands that stands there, and declarations",
    "domains.py": "the list of domains that stands there",
    "kit/domain.py": "what a declaration names",
    "formats/usd/library.py": "a table of a package's modules that stands there",
    "jobs/pool_worker.py": "the driver that started the worker names its function",
    "jobs/ray_engine.py": "the driver that started the worker names its function",
}
"""Where a module's name is no constant, and why nobody else gives it."""
WITHOUT = {
    "np.load": ("allow_pickle", False),
    "numpy.load": ("allow_pickle", False),
    "torch.load": ("weights_only", True),
}
"""Functions that unpickle unless they are told not to, by the argument that tells them, which must be given."""
WRITERS = {"np.save", "numpy.save", "np.lib.format.write_array"}
"""Functions that pickle objects unless they are told not to; arrays of numbers don't need it."""


def offences(source: str) -> Iterator[str]:
    """What a source has that could run what it reads, by line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            if isinstance(node, ast.ImportFrom) and [alias.name for alias in node.names] == ["UnpicklingError"]:
                continue  # what reading may raise, and nothing that reads
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            yield from (f"{node.lineno}: import {name}" for name in names if name.split(".")[0] in MODULES)
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle" and not is_constant(node.value, False):
            yield f"{node.value.lineno}: allow_pickle={ast.unparse(node.value)}"
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        if called in FUNCTIONS or (called in ("torch.hub.load", "importlib.import_module") and not_constant(node)):
            yield f"{node.lineno}: {called}(…)"
        if called in WITHOUT:
            argument, value = WITHOUT[called]
            if argument not in given or not is_constant(given[argument], value):
                yield f"{node.lineno}: {called} without {argument}={value}"
        if called in WRITERS and "allow_pickle" not in given:
            yield f"{node.lineno}: {called} without allow_pickle=False"


def is_constant(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def not_constant(call: ast.Call) -> bool:
    return not (call.args and isinstance(call.args[0], ast.Constant))


def sources() -> list[Path]:
    return [path for path in sorted(ROOT.rglob("*.py")) if GENERATED not in path.parents]


def test_nothing_that_is_read_can_become_code() -> None:
    files = sources()
    assert len(files) > 400
    found = {
        f"{path.relative_to(ROOT).as_posix()}:{what}" for path in files for what in offences(path.read_text("utf-8"))
    }
    assert {each for each in found if not (each.split(":")[0] in IMPORTERS and "import_module" in each)} == set()
    assert {each.split(":")[0] for each in found} == IMPORTERS.keys()


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from marshal import loads",
        "import os, shelve",
        "import yaml.loader",
        "eval(text)",
        "exec('x = 1')",
        "np.load(path)",
        "np.load(path, allow_pickle=True)",
        "np.load(path, allow_pickle=wanted)",
        "torch.load(path)",
        "torch.load(path, weights_only=False)",
        "np.save(path, array)",
        "np.savez(path, allow_pickle=True)",
        "importlib.import_module(name)",
    ],
)
def test_the_search_finds_what_it_is_for(source: str) -> None:
    assert list(offences(source))


@pytest.mark.parametrize(
    "source",
    [
        "np.load(path, allow_pickle=False)",
        "torch.load(path, weights_only=True)",
        "model.eval()",
        "re.compile(text)",
        "importlib.import_module('procgen')",
    ],
)
def test_the_search_finds_nothing_else(source: str) -> None:
    assert not list(offences(source))
