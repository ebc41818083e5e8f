"""The command line as a user or a script meets it: as a program, or in this process, which is ready and starts none."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from procgen.cli import main

Run = Callable[..., subprocess.CompletedProcess[str]]


def program(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The real program, to its end; a second and a half goes by before it begins."""
    command = [sys.executable, "-m", "procgen", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=400, cwd=cwd)


def procgen(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The same in this process: all that the program does but to start, which tests of :func:`program` try."""
    command = list(map(str, arguments))
    out, err = io.StringIO(), io.StringIO()
    folder = contextlib.chdir(cwd) if cwd else contextlib.nullcontext()
    with folder, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(command)
    return subprocess.CompletedProcess(command, code, out.getvalue(), err.getvalue())


def succeeded(*arguments: object, run: Run = procgen) -> subprocess.CompletedProcess[str]:
    """What was said, without an error."""
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    return done


def said(*arguments: object, run: Run = procgen) -> dict[str, Any]:
    """The one JSON object on stdout."""
    data = json.loads(succeeded(*arguments, "--json", run=run).stdout)
    assert isinstance(data, dict)
    return data
