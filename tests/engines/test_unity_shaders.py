"""The Unity package's shaders, as far as they can be checked without Unity: by an HLSL compiler."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tools import ToolMissing

PACKAGE = Path(__file__).parents[2] / "engine_bridges/unity/com.procgen.bridge"
SHADERS = PACKAGE / "Runtime/Shaders"
STAND_INS = Path(__file__).parent / "unity"


def compile_problems(folder: Path, source: str, stage: str, entry: str) -> str:
    """What glslang says against HLSL, nothing if it compiles."""
    glslang = shutil.which("glslangValidator")
    if glslang is None:
        raise ToolMissing("glslangValidator (Debian's glslang-tools)")
    (folder / "shader.hlsl").write_text(source)
    flags = ["-D", "-V", "--auto-map-locations", "--auto-map-bindings", f"-I{SHADERS}", f"-I{STAND_INS}"]
    done = subprocess.run(
        [glslang, *flags, "-S", stage, "-e", entry, "-o", folder / "shader.spv", folder / "shader.hlsl"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else ""


def program(name: str = "ProcgenHexTiling") -> str:
    """A shader's HLSL, with stand-ins for what it includes of URP."""
    found = re.search(r"HLSLPROGRAM\n(.*?)ENDHLSL", (SHADERS / f"{name}.shader").read_text(), re.DOTALL)
    assert found
    source = re.sub(r'#include "Packages/[^"]*/Core\.hlsl"', '#include "urp.hlsl"', found[1])
    return re.sub(r'#include "Packages/.*', "", source)


@pytest.mark.parametrize("name", ["ProcgenHexTiling", "ProcgenPlants", "ProcgenWater", "ProcgenLabel"])
@pytest.mark.parametrize(("stage", "entry"), [("vert", "Vertex"), ("frag", "Fragment")])
def test_shader_compiles(tmp_path: Path, name: str, stage: str, entry: str) -> None:
    assert compile_problems(tmp_path, program(name), stage, entry) == ""


def test_compiler_finds_what_is_wrong(tmp_path: Path) -> None:
    wrong = program().replace("ProcgenHexWeights(", "ProcgenHexWeights(1.0, ")
    assert compile_problems(tmp_path, wrong, "frag", "Fragment")
