"""The entry of the command line: what it imports, and at which priority."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

_LOOK = """
import contextlib, io, json, os, sys, threading
from importlib.abc import MetaPathFinder
from procgen.cli import main

before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
early = sorted({"numpy", "grpc", "onnxruntime", "typer"} & set(sys.modules))
seen = {}

class Look(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in ("numpy", "grpc", "onnxruntime", "typer"):
            seen.setdefault(name, os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

sys.meta_path.insert(0, Look())
with contextlib.redirect_stdout(io.StringIO()):
    code = main(sys.argv[1:])
after = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
print(json.dumps({"early": early, "seen": seen, "before": before, "after": after, "code": code}))
"""


@pytest.mark.parametrize("background", [False, True])
def test_in_the_background_imports_give_way_and_the_main_thread_keeps_its_priority(background: bool) -> None:
    flags = ["serve", *(["--background"] if background else []), "--help"]
    done = subprocess.run([sys.executable, "-c", _LOOK, *flags], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["early"] == [], "imported before the priority was known"
    assert said["seen"] == dict.fromkeys(
        ("numpy", "grpc", "onnxruntime", "typer"), 10 if background else said["before"]
    )
    assert (said["after"], said["code"]) == (said["before"], 0)
