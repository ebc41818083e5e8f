"""The Unity package's builders and components without Unity, driven by ``RuntimeProgram``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.engines.csharp import Runtime, compile_package, compile_program, compile_stubs, run

_FOLDER = Path(__file__).parent
PACKAGE = _FOLDER.parents[2] / "engine_bridges/unity/com.procgen.bridge"


def compile_runtime(out_dir: Path, packages: Sequence[str] = ()) -> Path:
    """``RuntimeProgram`` with the package as it goes into a game.

    Args:
        out_dir: folder for the assemblies.
        packages: other packages that the project has.

    Raises:
        CompileError: errors or warnings.
    """
    stubs = compile_stubs()
    built = compile_package(PACKAGE, out_dir, stubs=stubs, target="player", packages=packages)
    # The program needs these beside it.
    references = [*built.values(), stubs["UnityEngine"], *(stubs[name] for name in ("glTFast",) if packages)]
    return compile_program("RuntimeProgram", sorted(_FOLDER.glob("*.cs")), references, out_dir)


def ask(program: Path, runtime: Runtime, what: str, web_port: int, folder: Path) -> dict[str, Any]:
    """What the program reports of one of its methods; arrays are files in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    done = run(program, [what, str(web_port), folder], runtime=runtime, timeout=220)
    assert done.returncode == 0, done.stdout
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report
