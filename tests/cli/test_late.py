"""Commands are loaded when they are called: a list of commands is quick, and shells complete all of them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from procgen.domains import DOMAINS
from tests.command_line import succeeded

HEAVY = {"numpy", "grpc", "google.protobuf", "onnxruntime", "PIL", "torch"}
GROUPS = ([], ["generate"], ["train"], ["evaluate"])


def loaded_by(arguments: list[str]) -> set[str]:
    """Modules that a process has loaded after a command."""
    program = f"import sys\nfrom procgen.cli import main\nmain({arguments!r})\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Usage: " in done.stdout
    return set(done.stderr.split())


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: " ".join(["procgen", *group]))
def test_a_list_of_commands_loads_none_of_them(group: list[str]) -> None:
    assert not loaded_by([*group, "--help"]) & HEAVY


def test_help_of_a_domain_loads_no_other() -> None:
    loaded = loaded_by(["generate", "terrain", "--help"])
    assert "procgen.terrain.command.generate" in loaded
    others = tuple(f"{domain.package}." for domain in DOMAINS if domain.name != "terrain")
    assert {name for name in loaded if name.startswith(others)} <= {f"{other}domain" for other in others}


def test_a_server_describes_all_domains_before_anything_of_scipy_is_loaded() -> None:
    program = """
import sys
from procgen.kit.wire.blobs import BlobStore
from procgen.runtime.store import ModelStore
from procgen.served import all_services

served = all_services(ModelStore(), BlobStore())
assert served.services() and served.described()
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    loaded = set(done.stdout.split())
    assert "procgen.terrain.wire.service" in loaded
    assert not {f"scipy.{part}" for part in ("fft", "linalg", "ndimage", "signal", "sparse", "spatial")} & loaded


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: " ".join(["procgen", *group]))
def test_every_listed_command_is_there(group: list[str]) -> None:
    for name in completed([*group, ""]):
        assert f"procgen {' '.join([*group, name])}" in succeeded(*group, name, "--help").stdout


def completed(words: list[str]) -> list[str]:
    """What bash offers for the last word."""
    environment = {"_PROCGEN_COMPLETE": "complete_bash", "COMP_WORDS": " ".join(["procgen", *words])}
    environment["COMP_CWORD"] = str(len(words))
    done = subprocess.run(
        [sys.executable, "-m", "procgen"], env={**os.environ, **environment}, capture_output=True, text=True, timeout=60
    )
    return done.stdout.split()


def test_shells_complete_commands_and_flags() -> None:
    assert {"serve", "demo", "generate", "talk", "evaluate"} <= set(completed([""]))
    assert completed(["generate", "te"]) == [domain.name for domain in DOMAINS if domain.name.startswith("te")]
    assert completed(["generate", "terrain", "--land"]) == ["--landform"]
    assert completed(["models", "tr"]) == ["trust"]
    assert completed(["train", "table"]) == ["table", "table-rows"]
