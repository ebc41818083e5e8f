"""Compiles and runs Unity's C# without Unity, which the tests cannot have.

Sources are compiled by Roslyn for .NET Standard 2.1, as Unity 2022.3 does, against our stubs of Unity's types
(``unity_stubs``), and run on .NET 8 and on mono, which is nearest to Unity's own runtime. Every warning is an error.
What has compiled is kept in the cache folder, and taken from there as long as nothing has changed that went into it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.kept import forget_old, made_once
from tests.tools import Running, ToolMissing, cache_folder, running

STUBS = Path(__file__).parent / "unity_stubs"
Runtime = Literal["net8", "mono"]
RUNTIMES: tuple[Runtime, ...] = ("net8", "mono")

# Unity's own compiler switches these off: fields that only the inspector fills look unassigned.
_SILENT_AS_IN_UNITY = "-nowarn:0169,0649,0282,1701,1702"
_UNITY_DEFINES = [
    *("UNITY_2022_3", "UNITY_2022", "UNITY_STANDALONE", "UNITY_STANDALONE_LINUX", "UNITY_64", "ENABLE_MONO"),
    *("NET_STANDARD", "NET_STANDARD_2_0", "NET_STANDARD_2_1", "CSHARP_7_3_OR_NEWER", "UNITY_5_3_OR_NEWER"),
    *(f"UNITY_{year}_{release}_OR_NEWER" for year in range(2017, 2023) for release in (1, 2, 3)),
]
_EDITOR_DEFINES = ["UNITY_EDITOR", "UNITY_EDITOR_64", "UNITY_EDITOR_LINUX", "UNITY_INCLUDE_TESTS"]

_OPTIONAL_PACKAGES = {"glTFast": "com.unity.cloud.gltfast", "Unity.Addressables.Editor": "com.unity.addressables"}
"""Stub assemblies of packages that a project may lack."""

_TEST_ASSEMBLIES = ("UnityEngine.TestRunner", "UnityEditor.TestRunner", "nunit.framework")


class CompileError(AssertionError):
    """The compiler found something to say, be it a warning."""


def dotnet() -> Path:
    """The ``dotnet`` command of the .NET 8 runtime.

    Raises:
        ToolMissing: it is not installed.
    """
    command = cache_folder() / "tools/dotnet/runtime/dotnet"
    if not command.is_file():
        raise ToolMissing(".NET with a C# compiler")
    return command


def compile_assembly(
    name: str,
    sources: Sequence[Path],
    references: Sequence[Path],
    defines: Sequence[str],
    out_dir: Path,
    *,
    nullable: bool = False,
    program: bool = False,
    options: Sequence[str] = (),
) -> Path:
    """Compile C# 8, the newest that the compiler here knows; Unity 2022.3 would take C# 9 too.

    Args:
        name: of the assembly, without ``.dll``.
        sources: C# files.
        references: assemblies of ours. Those from elsewhere are copied into ``out_dir``, where a program needs them.
        defines: symbols for ``#if``.
        out_dir: folder for the assembly and its symbols; made where missing.
        nullable: whether nullable reference types are on from the start.
        program: make ``NAME.exe``, which has a ``Main``, for ``run``.
        options: further options of the compiler: ``-unsafe``, ``-doc:NAME.xml``. Paths are relative to ``out_dir``.

    Returns:
        The assembly's path.

    Raises:
        CompileError: errors or warnings, with the compiler's words.
        ToolMissing: the compiler is not installed.
    """
    made = _compiled(name, sources, references, defines, nullable=nullable, program=program, options=options)
    out_dir.mkdir(parents=True, exist_ok=True)
    for file in (*made.parent.iterdir(), *references):
        if file.parent != out_dir:
            shutil.copy2(file, out_dir)
    return out_dir / made.name


def _compiled(
    name: str,
    sources: Sequence[Path],
    references: Sequence[Path],
    defines: Sequence[str],
    *,
    nullable: bool = False,
    program: bool = False,
    options: Sequence[str] = (),
) -> Path:
    """What ``compile_assembly`` gives, in a folder of its own in the cache folder, with all that the compiler wrote."""
    root = Path(os.path.commonpath([source.parent for source in sources]))
    # Optimised, as games are that Unity builds.
    arguments = [
        *("-nologo", "-nostdlib", "-utf8output"),
        *("-langversion:8.0", "-warnaserror+", _SILENT_AS_IN_UNITY, "-deterministic+", "-optimize+", "-debug:portable"),
        f"-target:{'exe' if program else 'library'}",
        f"-nullable:{'enable' if nullable else 'disable'}",
        f"-out:{name}.{'exe' if program else 'dll'}",
        *([f"-define:{';'.join(defines)}"] if defines else []),
        *options,
    ]
    tool = (cache_folder() / "tools/dotnet").resolve()
    inputs = [(str(source.relative_to(root)), source) for source in sources] + [(one.name, one) for one in references]
    contents = [(file, hashlib.sha256(path.read_bytes()).hexdigest()) for file, path in inputs]
    digest = hashlib.sha256(json.dumps([tool.name, arguments, contents]).encode()).hexdigest()
    kept = cache_folder() / "csharp"
    standard = sorted((tool / "reference").glob("*.dll"))
    # So that what comes out, and stack traces, do not depend on where the sources lie.
    given = [*arguments, f'-pathmap:"{root}={name}"', *(f'-reference:"{one}"' for one in (*standard, *references))]
    given += [f'"{source}"' for source in sources]

    def make(folder: Path) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".rsp", encoding="utf-8") as response_file:
            response_file.write("\n".join(given))
            response_file.flush()
            done = subprocess.run(
                [dotnet(), tool / "compiler/csc.dll", "-noconfig", f"@{response_file.name}"],
                capture_output=True,
                encoding="utf-8",
                cwd=folder,
                env=_environment(),
                timeout=300,
            )
        if done.returncode or done.stdout.strip():
            raise CompileError(f"{name} does not compile without a word:\n{done.stdout}{done.stderr}")

    folder = made_once(kept / f"{name}-{digest[:16]}", make)
    os.utime(folder)
    forget_old(kept)
    return folder / f"{name}.{'exe' if program else 'dll'}"


def compile_program(name: str, sources: Sequence[Path], references: Sequence[Path], out_dir: Path) -> Path:
    """A program for ``run``: C# files, one of them with a ``Main``, and the assemblies that they use."""
    return compile_assembly(name, sources, references, _UNITY_DEFINES, out_dir, program=True)


def compile_stubs() -> dict[str, Path]:
    """Our stand-ins for Unity's assemblies, by name: each folder of ``unity_stubs`` is one."""
    # Each may use those before it.
    order = ["UnityEngine", "UnityEditor", "nunit.framework", "UnityEngine.TestRunner"]
    order += sorted(path.name for path in STUBS.iterdir() if path.is_dir() and path.name not in order)
    # What stands in for an engine declares much that it never uses itself.
    options = ["-nowarn:0067,0414,0660,0661"]
    built: dict[str, Path] = {}
    for name in order:
        sources = sorted((STUBS / name).rglob("*.cs"))
        symbols = [*_UNITY_DEFINES, *_EDITOR_DEFINES]
        built[name] = _compiled(name, sources, list(built.values()), symbols, options=options)
    return built


@dataclass(frozen=True, slots=True)
class AssemblyDefinition:
    """What an .asmdef file says."""

    name: str
    folder: Path
    settings: Mapping[str, Any]

    @property
    def editor_only(self) -> bool:
        return self.settings.get("includePlatforms") == ["Editor"]

    @property
    def is_test(self) -> bool:
        wanted = [*self.settings.get("optionalUnityReferences", []), *self.settings.get("references", [])]
        return any(name in ("TestAssemblies", *_TEST_ASSEMBLIES) for name in wanted)

    def defines(self, packages: Sequence[str]) -> list[str]:
        """The symbols of its versionDefines, for the packages that are installed."""
        entries = self.settings.get("versionDefines", [])
        return [entry["define"] for entry in entries if entry["name"] in packages]

    def wanted_with(self, symbols: Sequence[str]) -> bool:
        """Whether its defineConstraints hold: each a symbol, ``!symbol``, or several joined by ``||``."""

        def holds(term: str) -> bool:
            return term[1:].strip() not in symbols if term.startswith("!") else term in symbols

        return all(
            any(holds(term.strip()) for term in constraint.split("||"))
            for constraint in self.settings.get("defineConstraints", [])
        )

    def sources(self) -> list[Path]:
        """The C# files that belong to it: not those below another .asmdef, nor those that Unity does not import."""
        inner = [file.parent for file in self.folder.rglob("*.asmdef") if file.parent != self.folder]
        files = (file for file in self.folder.rglob("*.cs") if not any(folder in file.parents for folder in inner))
        return sorted(file for file in files if not _is_hidden(file.relative_to(self.folder)))


def _is_hidden(path: Path) -> bool:
    """Whether Unity leaves the file out."""
    return any(part.endswith("~") or part.startswith(".") for part in path.parts)


def _definitions(folder: Path) -> list[AssemblyDefinition]:
    """The assembly definitions of a package, each after those that it refers to."""
    found: dict[str, AssemblyDefinition] = {}
    guids: dict[str, str] = {}
    for file in sorted(folder.rglob("*.asmdef")):
        if _is_hidden(file.relative_to(folder)):
            continue
        settings = json.loads(file.read_text(encoding="utf-8-sig"))
        found[settings["name"]] = AssemblyDefinition(settings["name"], file.parent, settings)
        meta = file.with_name(f"{file.name}.meta")
        if meta.exists() and (guid := re.search(r"^guid: (\w+)", meta.read_text(), re.MULTILINE)):
            guids[f"GUID:{guid[1]}"] = settings["name"]
    ordered: dict[str, AssemblyDefinition] = {}

    def place(definition: AssemblyDefinition, above: tuple[str, ...]) -> None:
        assert definition.name not in above, f"assemblies refer to each other in a circle: {above}"
        named = [guids.get(name, name) for name in definition.settings.get("references", [])]
        definition = AssemblyDefinition(
            definition.name, definition.folder, {**definition.settings, "references": named}
        )
        for name in named:
            if name in found and name not in ordered:
                place(found[name], (*above, definition.name))
        ordered[definition.name] = definition

    for definition in found.values():
        if definition.name not in ordered:
            place(definition, ())
    return list(ordered.values())


def compile_package(
    package: Path,
    out_dir: Path,
    *,
    stubs: Mapping[str, Path],
    target: Literal["editor", "player"] = "editor",
    packages: Sequence[str] = (),
) -> dict[str, Path]:
    """Compile a Unity package as Unity would: an assembly for each .asmdef, with what that names and no more.

    Args:
        package: the package's folder.
        out_dir: folder for the assemblies, and copies of the stubs.
        stubs: what ``compile_stubs`` gives.
        target: "editor" compiles all, tests too; "player" what goes into a game, where UnityEditor is out of reach.
        packages: other packages that the project has: "com.unity.cloud.gltfast". Their stubs must be there.

    Returns:
        The assemblies' paths by name.

    Raises:
        CompileError: errors or warnings, or a C# file that no .asmdef covers.
    """
    definitions = _definitions(package)
    return _compile_definitions(package, definitions, out_dir, stubs, {}, target, packages)


def compile_samples(
    package: Path, out_dir: Path, *, stubs: Mapping[str, Path], built: Mapping[str, Path], packages: Sequence[str] = ()
) -> dict[str, Path]:
    """Compile what stands in Samples~, each sample as a project's assets that use the package.

    Args:
        built: what ``compile_package`` gave for the editor.

    Returns:
        The assemblies' paths by sample, or by the name that a sample's .asmdef gives.
    """
    made: dict[str, Path] = {}
    for sample in sorted(path for path in (package / "Samples~").iterdir() if path.is_dir()):
        definitions = _definitions(sample)
        if not definitions:
            # Without one, Unity compiles it with the project's own scripts, which see everything.
            seen = {"references": [*built, *(name for name, owner in _OPTIONAL_PACKAGES.items() if owner in packages)]}
            definitions = [AssemblyDefinition(sample.name, sample, seen)]
        made |= _compile_definitions(sample, definitions, out_dir, stubs, built, "editor", packages)
    return made


def _compile_definitions(
    root: Path,
    definitions: Sequence[AssemblyDefinition],
    out_dir: Path,
    stubs: Mapping[str, Path],
    known: Mapping[str, Path],
    target: str,
    packages: Sequence[str],
) -> dict[str, Path]:
    for assembly, owner in _OPTIONAL_PACKAGES.items():
        assert owner not in packages or assembly in stubs, f"{owner} has no stubs"
    optional = {name: path for name, path in stubs.items() if _OPTIONAL_PACKAGES.get(name) in packages}
    symbols = [*_UNITY_DEFINES, *(_EDITOR_DEFINES if target == "editor" else [])]
    covered = {source for definition in definitions for source in definition.sources()}
    stray = [str(file) for file in root.rglob("*.cs") if not _is_hidden(file.relative_to(root)) and file not in covered]
    if stray:
        raise CompileError(f"Unity would leave these out, since no .asmdef covers them: {stray}")
    built: dict[str, Path] = {}
    for definition in definitions:
        own_symbols = [*symbols, *definition.defines(packages)]
        if (target == "player" and definition.editor_only) or not definition.wanted_with(own_symbols):
            continue
        settings = definition.settings
        reachable = {**known, **built, **optional}
        if not settings.get("noEngineReferences"):
            reachable["UnityEngine"] = stubs["UnityEngine"]
            if target == "editor":
                reachable["UnityEditor"] = stubs["UnityEditor"]
        # A name that is not there is passed over, as Unity does: that is how optional packages are referred to.
        wanted = {"UnityEngine", "UnityEditor", *settings.get("references", [])}
        wanted |= {name.removesuffix(".dll") for name in settings.get("precompiledReferences", [])}
        if definition.is_test:
            reachable |= {name: stubs[name] for name in _TEST_ASSEMBLIES if name in stubs}
            wanted |= {*_TEST_ASSEMBLIES} if settings.get("optionalUnityReferences") else set()
        options = ["-unsafe"] if settings.get("allowUnsafeCode") else []
        if (definition.folder / "csc.rsp").exists():
            options += (definition.folder / "csc.rsp").read_text(encoding="utf-8-sig").splitlines()
        built[definition.name] = compile_assembly(
            definition.name,
            definition.sources(),
            [path for name, path in reachable.items() if name in wanted],
            own_symbols,
            out_dir,
            options=options,
        )
    return built


def run(
    assembly: Path, args: Sequence[str | os.PathLike[str]] = (), *, runtime: Runtime = "net8", timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run a program from ``compile_program``; its stderr comes in stdout, its exit code is the caller's to judge.

    Raises:
        subprocess.TimeoutExpired: it took longer than ``timeout`` seconds, and was killed.
        ToolMissing: the runtime is not installed.
    """
    return subprocess.run(
        _command(assembly, args, runtime),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=_environment(),
        timeout=timeout,
    )


def run_tests(
    assembly: Path, *, stubs: Mapping[str, Path], runtime: Runtime = "net8", playing: bool = False, timeout: float = 300
) -> dict[str, str]:
    """Run the NUnit tests of an assembly that ``compile_package`` made, in edit mode or in play mode.

    Returns:
        By the test's name, "" where it passed, else what was wrong.

    Raises:
        AssertionError: there were no tests, or the run broke off.
    """
    runner = assembly.with_name("run_tests.exe")
    if not runner.exists():
        compile_program("run_tests", [STUBS / "run_tests.cs"], list(stubs.values()), assembly.parent)
    done = run(runner, [assembly, "play" if playing else "edit"], runtime=runtime, timeout=timeout)
    assert re.search(r"^[1-9]\d* passed, \d+ failed$|^0 passed, [1-9]\d* failed$", done.stdout, re.MULTILINE), (
        done.stdout
    )
    results: dict[str, str] = {}
    name = ""
    for line in done.stdout.splitlines()[:-1]:
        if line.startswith("passed "):
            results[name := line.removeprefix("passed ")] = ""
        elif line.startswith("failed "):
            name, _, problem = line.removeprefix("failed ").partition(": ")
            results[name] = problem or "failed"
        elif results.get(name):
            results[name] += f"\n{line}"
    return results


@contextmanager
def program_running(
    assembly: Path, args: Sequence[str | os.PathLike[str]] = (), *, runtime: Runtime = "net8"
) -> Iterator[Running]:
    """Leave a program running in the background, to talk with it line by line; it ends with the block."""
    with running(_command(assembly, args, runtime), env=_environment()) as process:
        yield process


def _command(assembly: Path, args: Sequence[str | os.PathLike[str]], runtime: Runtime) -> list[str]:
    arguments = [os.fspath(arg) for arg in args]
    if runtime == "net8":
        framework = {"name": "Microsoft.NETCore.App", "version": "8.0.0"}
        settings = {"runtimeOptions": {"framework": framework}}
        assembly.with_suffix(".runtimeconfig.json").write_text(json.dumps(settings))
        return [str(dotnet()), str(assembly), *arguments]
    mono = shutil.which("mono")
    if mono is None or not (cache_folder() / "tools/mono/facades").is_dir():
        raise ToolMissing("mono with the assemblies of .NET Standard")
    # With --debug, stack traces have line numbers.
    return [mono, "--debug", str(assembly), *arguments]


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        # The runtime's package brings no ICU.
        "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",
        "DOTNET_gcServer": "0",
        # Programs of seconds: to be measured while they run, and pages that are never written and run, cost them more.
        "DOTNET_TieredPGO": "0",
        "DOTNET_EnableWriteXorExecute": "0",
        "MONO_PATH": str(cache_folder() / "tools/mono/facades"),
        # So that both runtimes write numbers alike, and text as UTF-8.
        "LC_ALL": "C.UTF-8",
    }
