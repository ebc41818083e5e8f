"""The Unity package as a whole: it compiles as Unity would, is laid out as Unity wants it, and its own tests pass."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from engine_bridges.codegen.metas import assets
from tests.conftest import RunningServer
from tests.engines.csharp import RUNTIMES, Runtime, compile_package, compile_samples, compile_stubs, run_tests

PACKAGE = Path(__file__).parents[2] / "engine_bridges/unity/com.procgen.bridge"
GLTFAST, ADDRESSABLES = "com.unity.cloud.gltfast", "com.unity.addressables"
# Semantic versioning 2.0.0, without build metadata, which Unity refuses.
SEMVER = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}(-[0-9A-Za-z.-]+)?")


MODULES = {
    "animation": r"Animator|AnimationClip",
    "audio": r"AudioClip|AudioSource",
    "imageconversion": r"LoadImage|EncodeToPNG",
    "jsonserialize": r"JsonUtility",
    "physics": r"MeshCollider|BoxCollider",
    "physics2d": r"TilemapCollider2D",
    "terrain": r"TerrainData",
    "terrainphysics": r"CreateTerrainGameObject",
    "tilemap": r"Tilemap",
    "uielements": r"VisualElement",
}
"""What of the engine's own modules is used, each of which a project may have switched off."""


@pytest.fixture(scope="module")
def stubs() -> Mapping[str, Path]:
    return compile_stubs()


@pytest.fixture(scope="module")
def built(stubs: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return compile_package(PACKAGE, tmp_path_factory.mktemp("unity_package"), stubs=stubs, packages=(ADDRESSABLES,))


@pytest.mark.parametrize("packages", [(), (GLTFAST, ADDRESSABLES)], ids=["alone", "with others"])
def test_package_compiles_without_a_warning(
    stubs: Mapping[str, Path], tmp_path: Path, packages: tuple[str, ...]
) -> None:
    for_editor = compile_package(PACKAGE, tmp_path / "editor", stubs=stubs, packages=packages)
    assert list(for_editor) == [
        *("Procgen.Bridge", "Procgen.Bridge.Editor"),
        *("Procgen.Bridge.Editor.Tests", "Procgen.Bridge.Tests"),
    ]
    for_players = compile_package(PACKAGE, tmp_path / "player", stubs=stubs, target="player", packages=packages)
    assert list(for_players) == ["Procgen.Bridge"]
    assert compile_samples(PACKAGE, tmp_path / "samples", stubs=stubs, built=for_editor, packages=packages)


def test_every_asset_has_a_meta_file_of_its_own() -> None:
    found = list(assets())
    metas = [Path(f"{path}.meta") for path in found]
    guids = [re.findall(r"^guid: ([0-9a-f]{32})$", meta.read_text(), re.MULTILINE) for meta in metas]
    assert all(len(guid) == 1 for guid in guids)
    assert len({guid[0] for guid in guids}) == len(found)
    assert sorted(PACKAGE.rglob("*.meta")) == sorted(metas), "none is left over, and none where Unity imports nothing"


def test_manifest_is_as_unity_wants_it() -> None:
    manifest = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))
    assert manifest["name"] == PACKAGE.name
    assert SEMVER.fullmatch(manifest["version"])
    assert f"## [{manifest['version']}]" in (PACKAGE / "CHANGELOG.md").read_text(encoding="utf-8")
    assert manifest["unity"] == "2022.3"
    samples = {PACKAGE / sample["path"] for sample in manifest["samples"]}
    assert samples == {path for path in (PACKAGE / "Samples~").iterdir() if path.is_dir()}
    assert all(sample["displayName"] and sample["description"] for sample in manifest["samples"])


def test_manifest_names_each_module_of_the_engine_in_use() -> None:
    code = "\n".join(path.read_text() for part in ("Runtime", "Editor") for path in (PACKAGE / part).rglob("*.cs"))
    used = {f"com.unity.modules.{name}" for name, words in MODULES.items() if re.search(rf"\b({words})\b", code)}
    assert len(used) == len(MODULES)
    manifest = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))
    assert {name for name in manifest["dependencies"] if ".modules." in name} == used


def test_instructions_have_two_steps_and_say_what_was_not_tried() -> None:
    readme = (PACKAGE / "README.md").read_text(encoding="utf-8")
    section = readme.split("## Install", 1)[1].split("\n## ", 1)[0]
    assert re.findall(r"^\d+\.", section, re.MULTILINE) == ["1.", "2."]
    for page in (readme, (PACKAGE / "Documentation~/procgen.md").read_text(encoding="utf-8")):
        assert "Unity itself was not run" in " ".join(page.replace("*", "").split())


# Games run on what is like mono; the window is the same code on both, and takes a while.
OWN_TESTS: list[tuple[str, bool, Runtime]] = [
    ("Procgen.Bridge.Editor.Tests", False, "net8"),
    *(("Procgen.Bridge.Tests", True, runtime) for runtime in RUNTIMES),
]


@pytest.mark.parametrize(("name", "playing", "runtime"), OWN_TESTS)
def test_its_own_tests_pass(
    built: dict[str, Path],
    stubs: Mapping[str, Path],
    server: RunningServer,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    playing: bool,
    runtime: Runtime,
) -> None:
    command = shutil.which("procgen", path=str(Path(sys.executable).parent))
    assert command, "the command procgen is installed beside Python"
    monkeypatch.setenv("PROCGEN_WEB_PORT", str(server.web_port))
    monkeypatch.setenv("PROCGEN_COMMAND", command)
    results = run_tests(built[name], stubs=stubs, runtime=runtime, playing=playing, timeout=600)
    assert {test: problem for test, problem in results.items() if problem} == {}
    assert len(results) == sum(
        map(_count_tests, (PACKAGE / "Tests" / ("Runtime" if playing else "Editor")).glob("*.cs"))
    )


def _count_tests(source: Path) -> int:
    """How many tests a file has; one with a list of values, one for each."""
    text = source.read_text(encoding="utf-8")
    lists = [len(values.split(",")) for values in re.findall(r"\[Values\(([^)]+)\)\]", text)]
    return len(re.findall(r"\[(?:Unity)?Test\]", text)) - len(lists) + sum(lists)
